/* The price of hay: fixed point, damping, no cobweb. */
#include "models/livelihoods/prices.c"

#include "unit/models/village_fixture.h"

static struct fixture *market(void)
{
    struct fixture *f = village_make(1);
    f->parameters.prices_memory = 0.5;
    f->parameters.herds_hay_elasticity = 1.5;
    f->parameters.calendar_price_hay = 0.6;
    f->county.hay_index = 1;
    return f;
}

/* A year in which so many kilograms are bought. */
static void buy(struct fixture *f, double kilograms)
{
    prices_year_generic.plan(&f->world, 0);
    f->tally[T_hay] = (int64_t)kilograms;
    prices_year_generic.close(&f->world, 0);
}

static void test_first_year(void **state)
{
    (void)state;
    struct fixture *f = market();
    buy(f, 0);
    assert_near(f->county.hay_price, 0.6, 1e-6);
    assert_between(f->county.hay_index, 0.01, 1.0);
    village_free(f);
}

/* The same bought every year: the index stays at 1 and the price at the calendar's. */
static void test_fixed_point(void **state)
{
    (void)state;
    struct fixture *f = market();
    for (int year = 0; year < 50; year++) {
        buy(f, 1e6);
        assert_near(f->county.hay_index, 1, 1e-5);
        assert_near(f->county.hay_price, 0.6, 1e-5);
    }
    village_free(f);
}

/* A lasting step of demand moves the price its way, without overshooting either, and never by more than
 * the elasticity allows: (Q / Q0)^(1 / eta). */
static void step(double factor)
{
    struct fixture *f = market();
    for (int year = 0; year < 5; year++) {
        buy(f, 1e6);
    }
    const double bound = pow(factor, 1 / 1.5), up = factor > 1;
    double last = f->county.hay_index, farthest = last;
    int turns = 0;
    for (int year = 0, falling = 0; year < 200; year++) {
        buy(f, 1e6 * factor);
        const double index = f->county.hay_index, way = up ? index - last : last - index;
        turns += year > 0 && fabs(way) > 1e-4 && (way < 0) != falling;
        falling = fabs(way) > 1e-4 ? way < 0 : falling;
        farthest = up ? fmax(farthest, index) : fmin(farthest, index);
        last = index;
    }
    /* It may turn once, where the market gets used to the new quantity; a cobweb would turn every year. */
    assert_true(turns <= 1);
    assert_true(up ? farthest > 1.05 && farthest <= bound * 1.001
                   : farthest < 0.95 && farthest >= bound * 0.999);
    village_free(f);
}

static void test_steps(void **state)
{
    (void)state;
    step(2);
    step(0.5);
    step(1.3);
}

/* Bought less where it is dear: up to an elasticity of m eta / (1 - m) = 1.5 the way back from a shock does
 * not even swing; the slow base is followed for ever, so what remains is small, not nothing. */
static void test_no_cobweb(void **state)
{
    (void)state;
    const double elasticities[] = {0.3, 1.0, 1.4};
    for (int k = 0; k < 3; k++) {
        struct fixture *f = market();
        buy(f, 1e6);
        f->county.hay_index = 3;
        int swings = 0;
        double last = 3, way = -1;
        for (int year = 0; year < 60; year++) {
            buy(f, 1e6 * pow(f->county.hay_index, -elasticities[k]));
            const double next = f->county.hay_index - last;
            swings += fabs(next) > 0.01 && next * way < 0;
            way = fabs(next) > 0.01 ? next : way;
            last = f->county.hay_index;
        }
        assert_true(swings <= 1);
        assert_near(last, 1, 0.05);
        village_free(f);
    }
}

/* The same with the herders' own demand: what they buy of hay at the year's price makes the next one. */
static void test_with_herds(void **state)
{
    (void)state;
    struct fixture *f = village_make(64);
    f->parameters.calendar_price_hay = 0.5;
    f->parameters.prices_wedge = 0;
    f->parameters.herds_intake = 640;
    f->parameters.herds_hay_worth = 0.8;
    f->parameters.calendar_price_sheep = 400; /* half buy at 0.5 Yuan a kilogram */
    double swing = 0, last = 0;
    f->county.hay_index = 1;
    for (int year = 0; year < 60; year++) {
        village_year(f, 2000 + year);
        prices_year_generic.plan(&f->world, 0);
        for (int32_t i = 0; i < 64; i++) {
            ROW(&f->view, herd)[i] = 20;
            ROW(&f->view, grazing)[i] = 20 * 640;
            ROW(&f->view, adults)[i] = 2;
        }
        f->village.fed = year == 10 ? 1 : 0.2f; /* a year of plenty upsets the market */
        village_run(f, village_process("herds"));
        prices_year_generic.close(&f->world, 0);
        swing = fabs(f->county.hay_index - last);
        last = f->county.hay_index;
        assert_between(last, 0.4, 2.5);
    }
    assert_between(swing, 0, 0.02);
    village_free(f);
}

static void test_no_purchases_ever(void **state)
{
    (void)state;
    struct fixture *f = market();
    for (int year = 0; year < 100; year++) {
        buy(f, 0);
        assert_true(isfinite(f->county.hay_index));
        assert_between(f->county.hay_price, 0.03, 0.6001);
    }
    village_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first_year), cmocka_unit_test(test_fixed_point),
        cmocka_unit_test(test_steps),      cmocka_unit_test(test_no_cobweb),
        cmocka_unit_test(test_with_herds), cmocka_unit_test(test_no_purchases_ever),
    };
    return cmocka_run_group_tests_name("prices", tests, NULL, NULL);
}
