/* Cash crops: price and area by (harvest / demand)^(-1 / eta), damping, no cobweb. */
#include "models/livelihoods/niche.c"

#include "unit/models/village_fixture.h"

/* A fifth of the irrigated land, a steady market, no reaction of the area. */
static struct fixture *market(void)
{
    struct fixture *f = village_make(1);
    f->parameters.prices_memory = 0.5;
    f->parameters.crops_cash_share = 0.2;
    f->parameters.crops_cash_elasticity = 3;
    f->parameters.crops_cash_response = 0;
    f->parameters.crops_cash_demand = 0;
    f->parameters.calendar_price_cash = 1.2;
    niche_year_generic.found(&f->world, 0);
    return f;
}

/* A year in which so many kilograms are harvested. */
static void sell(struct fixture *f, double kilograms)
{
    niche_year_generic.plan(&f->world, 0);
    f->tally[T_cash_harvest] = (int64_t)kilograms;
    niche_year_generic.close(&f->world, 0);
}

static void test_at_founding(void **state)
{
    (void)state;
    struct fixture *f = market();
    assert_near(f->county.cash_area, 0.2, 1e-7);
    assert_near(f->county.cash_price, 1.2, 1e-6);
    assert_true(f->county.cash_index == 1);
    village_free(f);
}

/* What is grown nowhere has no price, and leaves nothing behind. */
static void test_nothing_grown(void **state)
{
    (void)state;
    struct fixture *f = market();
    f->parameters.crops_cash_share = 0;
    niche_year_generic.found(&f->world, 0);
    for (int year = 0; year < 5; year++) {
        sell(f, 0);
        assert_true(f->county.cash_area == 0 && f->county.cash_price == 0);
        assert_true(f->county.cash_index == 1 && f->county.cash_demand == 0);
    }
    village_free(f);
}

/* The first year's harvest is what the market takes; it stays at the country's price while both grow alike. */
static void test_fixed_point(void **state)
{
    (void)state;
    struct fixture *f = market();
    f->parameters.crops_cash_demand = 0.03;
    for (int year = 0; year < 50; year++) {
        sell(f, 1e6 * exp(0.03 * year));
        assert_near(f->county.cash_index, 1, 2e-5);
    }
    niche_year_generic.plan(&f->world, 0);
    assert_near(f->county.cash_price, 1.2, 1e-4);
    village_free(f);
}

/* After a lasting step the index goes to factor^(-1 / eta), half of the way in logs a year, from one side. */
static void test_lasting_step(void **state)
{
    (void)state;
    const double factors[] = {1.5, 0.7};
    for (int k = 0; k < 2; k++) {
        struct fixture *f = market();
        sell(f, 1e6);
        const double goal = -log(factors[k]) / 3;
        for (int year = 1; year <= 20; year++) {
            sell(f, 1e6 * factors[k]);
            assert_near(log(f->county.cash_index), goal * (1 - pow(0.5, year)), 1e-5);
        }
        village_free(f);
    }
}

/* The ratio counts within 1/2 to 2, and a year without harvest leaves the index as it is. */
static void test_bounds(void **state)
{
    (void)state;
    struct fixture *f = market();
    sell(f, 1e6);
    for (int year = 0; year < 40; year++) {
        sell(f, 1e9);
    }
    assert_near(f->county.cash_index, pow(2, -1.0 / 3), 1e-5);
    const float before = f->county.cash_index;
    sell(f, 0);
    assert_true(f->county.cash_index == before);
    village_free(f);
}

/* Farmers plant by the price that they have seen: area = share x index^response, at most all. */
static void test_area(void **state)
{
    (void)state;
    struct fixture *f = market();
    f->parameters.crops_cash_response = 0.5;
    f->county.cash_index = 1.44f;
    niche_year_generic.plan(&f->world, 0);
    assert_near(f->county.cash_area, 0.24, 1e-6);
    assert_near(f->county.cash_price, 1.2 * 1.44, 1e-5);
    f->county.cash_index = 100;
    niche_year_generic.plan(&f->world, 0);
    assert_true(f->county.cash_area == 1);
    f->parameters.crops_cash_suited = 0.3;
    niche_year_generic.plan(&f->world, 0);
    assert_near(f->county.cash_area, 0.3, 1e-6);
    village_free(f);
}

/* Harvests that follow the area, after a shock to the index: log index goes with m - (1 - m) response / eta a
 * year. It does not change sides up to response = eta m / (1 - m), here 3, and the defaults are below that. */
static void test_no_cobweb(void **state)
{
    (void)state;
    struct fixture *rows = village_make(1);
    const double usual = rows->parameters.crops_cash_response, eta = rows->parameters.crops_cash_elasticity;
    const double m = rows->parameters.prices_memory;
    village_free(rows);
    assert_true(usual < eta * m / (1 - m));
    const double responses[] = {usual, 1.5, 2.9};
    for (int k = 0; k < 3; k++) {
        struct fixture *f = market();
        f->parameters.crops_cash_response = responses[k];
        sell(f, 1e6);
        f->county.cash_index = 1.2f;
        const double rate = 0.5 - 0.5 * responses[k] / 3;
        for (int year = 1; year <= 15; year++) {
            niche_year_generic.plan(&f->world, 0);
            sell(f, 1e6 * (double)f->county.cash_area / 0.2);
            assert_near(log(f->county.cash_index), log(1.2) * pow(rate, year), 1e-5);
            assert_true(f->county.cash_index > 0.9999f);
        }
        village_free(f);
    }
}

/* Without damping and with nimble farmers it would swing: the damping is what holds it. */
static void test_damping_is_needed(void **state)
{
    (void)state;
    double last[2];
    for (int damped = 0; damped < 2; damped++) {
        struct fixture *f = market();
        f->parameters.prices_memory = damped ? 0.5 : 0;
        f->parameters.crops_cash_response = 3.3;
        sell(f, 1e6);
        f->county.cash_index = 1.05f;
        for (int year = 1; year <= 9; year++) {
            niche_year_generic.plan(&f->world, 0);
            sell(f, 1e6 * (double)f->county.cash_area / 0.2);
        }
        last[damped] = fabs(log(f->county.cash_index));
        village_free(f);
    }
    assert_true(last[0] > 2 * log(1.05));
    assert_true(last[1] < 1e-4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_at_founding), cmocka_unit_test(test_nothing_grown),
        cmocka_unit_test(test_fixed_point), cmocka_unit_test(test_lasting_step),
        cmocka_unit_test(test_bounds),      cmocka_unit_test(test_area),
        cmocka_unit_test(test_no_cobweb),   cmocka_unit_test(test_damping_is_needed),
    };
    return cmocka_run_group_tests_name("niche", tests, NULL, NULL);
}
