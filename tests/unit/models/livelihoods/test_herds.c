/* Herds alone: growth, hunger, hay, hands, and what a ban makes of it. */
#include "models/livelihoods/herds.c"

#include "unit/models/village_fixture.h"

enum { HOUSEHOLDS = 20000 };

/* Ten sheep units each, hands for more than they get, no limit to growth, feed for all. */
static struct fixture *herders(int32_t households)
{
    struct fixture *f = village_make(households);
    struct parameters *p = &f->parameters;
    p->herds_intake = 500;
    p->herds_births = 0.5;
    p->herds_deaths = 0.1;
    p->herds_dzud_deaths = 0.2;
    p->herds_growth = 100;
    p->herds_scarcity = 0;
    p->herds_months = 0.2;
    p->herds_cost = 0;
    p->herds_hay_most = 0;
    p->herds_hay_worth = 0.8;
    p->herds_hay_response = 4;
    p->herds_distress_price = 0.5;
    p->calendar_cpi = 1;
    p->calendar_price_sheep = 400;
    p->prices_wedge = 0;
    p->grazing_favour = 0;
    p->grazing_fine = 30;
    p->grazing_enforcement = 2;
    p->grazing_balance_stocking = 0.75; /* 0.05 a mu */
    f->county.hay_price = 0.4f;
    f->village.fed = 1;
    for (int32_t i = 0; i < households; i++) {
        ROW(&f->view, herd)[i] = 10;
        ROW(&f->view, adults)[i] = 1000;
    }
    return f;
}

static void year(struct fixture *f)
{
    village_run(f, &fodder_generic);
    village_run(f, &herds_generic);
}

static double mean_herd(const struct fixture *f)
{
    double sum = 0;
    for (int32_t i = 0; i < f->view.live; i++) {
        sum += ROW(&f->view, herd)[i];
    }
    return sum / f->view.live;
}

/* In plenty the herd grows by 1 + births - deaths; both are lognormal around their mean. */
static void test_growth(void **state)
{
    (void)state;
    struct fixture *f = herders(HOUSEHOLDS);
    year(f);
    const double sd = sqrt(0.25 * (exp(0.04) - 1) + 0.01 * (exp(0.25) - 1));
    assert_four_sigma(mean_herd(f) / 10, 1 + 0.5 - 0.1, sd / sqrt(HOUSEHOLDS));
    assert_near(1e-3 * (double)f->tally[T_died] / HOUSEHOLDS / 10, 0.1, 4 * 0.1 * 0.53 / sqrt(HOUSEHOLDS));
    assert_int_equal(f->tally[T_sold], 0);
    village_free(f);
}

/* What exceeds the growth a household lets it take is sold: no drift in years of plenty. */
static void test_offtake(void **state)
{
    (void)state;
    struct fixture *f = herders(1000);
    f->parameters.herds_growth = 0.05;
    f->parameters.herds_births = 0.6;
    f->parameters.herds_deaths = 0;
    year(f);
    for (int32_t i = 0; i < 1000; i++) {
        assert_near(ROW(&f->view, herd)[i], 10.5, 1e-4);
        assert_true(ROW(&f->view, sales)[i] > 0);
    }
    village_free(f);
}

/* Nothing is lost: what was there is sold, dead or still there; sales are at the price, less the wedge. */
static void test_conservation(void **state)
{
    (void)state;
    struct fixture *f = herders(1000);
    f->parameters.herds_births = 0;
    f->parameters.prices_wedge = 0.1;
    f->village.remoteness = 1;
    f->village.fed = 0.7f;
    double before = 0, after = 0;
    for (int32_t i = 0; i < 1000; i++) {
        ROW(&f->view, herd)[i] = (float)dice_between(0, 200);
        ROW(&f->view, adults)[i] = (float)dice_between(0, 3);
        ROW(&f->view, fields)[i] = (float)dice_between(0, 100);
        before += ROW(&f->view, herd)[i];
    }
    year(f);
    int64_t sales = 0, liquidated = 0;
    for (int32_t i = 0; i < 1000; i++) {
        const double hands =
            fmax(0, 12.0 * ROW(&f->view, adults)[i] - f->parameters.crops_months * ROW(&f->view, fields)[i]) /
            0.2;
        assert_between(ROW(&f->view, herd)[i], 0, fmin(hands * 1.00001, WAS(f, herd)[i] * 0.7001));
        after += ROW(&f->view, herd)[i];
        sales += ROW(&f->view, sales)[i];
        liquidated += ROW(&f->view, liquidated)[i];
        assert_near(ROW(&f->view, liquidated)[i], 0.3 * WAS(f, herd)[i] * 360 * 0.5 * 100, 20);
    }
    const double sold = 1e-3 * (double)f->tally[T_sold], died = 1e-3 * (double)f->tally[T_died];
    assert_near(after + sold + died, before, 1.5);
    assert_near((double)sales, (sold - 0.3 * before) * 36000, 36000 * 1.5);
    assert_true(liquidated > 0);
    village_free(f);
}

/* Winters colder than the threshold kill; at it they do not. */
static void test_dzud(void **state)
{
    (void)state;
    struct fixture *f = herders(HOUSEHOLDS);
    f->parameters.weather_dzud_threshold = 1.6;
    f->village.cold = 1.6f;
    year(f);
    const double common = (double)f->tally[T_died];
    f->village.cold = 2.6f;
    village_free(f);
    f = herders(HOUSEHOLDS);
    f->parameters.weather_dzud_threshold = 1.6;
    f->village.cold = 2.6f;
    year(f);
    assert_near((double)f->tally[T_died] / common, 0.3 / 0.1, 0.02); /* the same draws, a few are cut at 0.95 */
    village_free(f);
}

/* Hay: at most the cap, half of it where hay costs what half of the households pay, none where it is dear. */
static void test_hay(void **state)
{
    (void)state;
    const double prices[] = {0.4 * 1e-3, 0.64, 0.64 * 100}, shares[] = {1, 0.5, 0}; /* 0.8 x 400 / 500 = 0.64 */
    for (int k = 0; k < 3; k++) {
        struct fixture *f = herders(64);
        f->parameters.herds_hay_most = 0.3;
        f->parameters.herds_births = 0; /* no offspring: what is sold unfed is herd */
        f->parameters.herds_cost = 20;
        f->county.hay_price = (float)prices[k];
        f->village.fed = 0;
        year(f);
        const double bought = 0.3 * shares[k] * 5000;
        assert_near((double)f->tally[T_hay] / 64, bought, 1);
        assert_near(ROW(&f->view, liquidated)[0], (5000 - bought) / 500 * 200 * 100, 100);
        assert_near(ROW(&f->view, costs)[0], 100 * (bought * prices[k] + 200), 110);
        assert_true(f->tally[T_suppliers] == 64 * (int64_t)ROW(&f->view, costs)[0]);
        village_free(f);
    }
}

/* Bought is only what is missing. */
static void test_hay_is_needed(void **state)
{
    (void)state;
    struct fixture *f = herders(64);
    f->parameters.herds_hay_most = 0.3;
    f->county.hay_price = 1e-4f;
    f->village.fed = 0.9f;
    year(f);
    assert_near((double)f->tally[T_hay] / 64, 500, 1);
    assert_int_equal(ROW(&f->view, liquidated)[0], 0);
    village_free(f);
}

/* Straw feeds before the pasture does. */
static void test_straw_first(void **state)
{
    (void)state;
    struct fixture *f = herders(2);
    ROW(&f->view, fodder)[0] = 2000;
    ROW(&f->view, fodder)[1] = 90000;
    village_run(f, &fodder_generic);
    assert_true(ROW(&f->view, grazing)[0] == 3000.0f);
    assert_true(ROW(&f->view, grazing)[1] == 0.0f);
    village_free(f);
}

static struct fixture *bound(uint16_t bit, double fine, float pasture)
{
    struct fixture *f = herders(10);
    f->parameters.grazing_fine = fine;
    f->parameters.herds_births = 0.9; /* (0.9 - 0.1) x 400 Yuan: more than a year's hay */
    for (int32_t i = 0; i < 10; i++) {
        ROW(&f->view, memberships)[i] = bit;
        ROW(&f->view, pasture)[i] = pasture;
        ROW(&f->view, weight)[i] = 3;
    }
    village_run(f, &fodder_generic);
    return f;
}

/* A household keeps a ban exactly where fine x enforcement reaches a year's hay: 500 kg x 0.4 Yuan. */
static void test_compliance(void **state)
{
    (void)state;
    struct fixture *f = bound(IN_GRAZING_BAN, 100.001, 100);
    assert_true(ROW(&f->view, grazing)[4] == 0.0f && ROW(&f->view, unfed)[4] == 5000.0f);
    assert_int_equal(ROW(&f->view, costs)[4], 0);
    assert_int_equal(f->tally[T_grazing_fines], 0);
    assert_int_equal(f->tally[T_grazing_kept], 10 * 3 * 100);
    village_free(f);
    f = bound(IN_GRAZING_BAN, 99.99, 100);
    assert_true(ROW(&f->view, grazing)[4] == 5000.0f && ROW(&f->view, unfed)[4] == 0.0f);
    assert_near(ROW(&f->view, costs)[4], 10 * 2 * 9999, 2); /* fines in fen */
    assert_true(f->tally[T_grazing_fines] == 30 * (int64_t)ROW(&f->view, costs)[4]);
    assert_true(f->tally[T_taxes] == f->tally[T_grazing_fines]);
    assert_int_equal(f->tally[T_grazing_kept], 0);
    assert_int_equal(f->tally[T_grazing_mu], 10 * 3 * 100);
    village_free(f);
}

/* Where an animal earns less than its hay costs, the ban is kept from what it earns: it can be sold. */
static void test_worth_of_an_animal(void **state)
{
    (void)state;
    const double fines[] = {80.001, 79.99}; /* x 2 inspections against (0.5 - 0.1) x 400 = 160 Yuan */
    for (int k = 0; k < 2; k++) {
        struct fixture *f = herders(1);
        f->parameters.grazing_fine = fines[k];
        ROW(&f->view, memberships)[0] = IN_GRAZING_BAN;
        ROW(&f->view, pasture)[0] = 100;
        village_run(f, &fodder_generic);
        assert_true((ROW(&f->view, costs)[0] == 0) == (k == 0));
        village_free(f);
    }
}

/* Of animals sold unfed, as many as were born beyond deaths are income; the others are the herd. */
static void test_offspring_is_income(void **state)
{
    (void)state;
    struct fixture *f = herders(HOUSEHOLDS);
    f->village.fed = 0.6f;
    year(f);
    double income = 0, herd = 0;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        income += ROW(&f->view, sales)[i];
        herd += ROW(&f->view, liquidated)[i];
        assert_near(ROW(&f->view, sales)[i] + ROW(&f->view, liquidated)[i], 4 * 200 * 100, 60);
    }
    /* 4 of 10 are sold unfed; the 6 fed have 0.4 x 6 = 2.4 young beyond deaths, or fewer than 4 in nearly all.
     */
    assert_near(income / HOUSEHOLDS, 2.4 * 200 * 100, 0.02 * 2.4 * 200 * 100);
    assert_true(herd > 0);
    village_free(f);
}

/* In balance the own right carries its stocking; only what is over it is fined. */
static void test_balance(void **state)
{
    (void)state;
    struct fixture *f = bound(IN_GRAZING_BALANCE, 1000, 80); /* 80 mu x 0.05 = 4 sheep units */
    assert_near(ROW(&f->view, grazing)[0], 2000, 0.01);
    assert_near(ROW(&f->view, unfed)[0], 3000, 0.01);
    village_free(f);
    f = bound(IN_GRAZING_BALANCE, 1, 80);
    assert_near(ROW(&f->view, costs)[0], 6 * 2 * 100, 2);
    village_free(f);
    f = bound(IN_GRAZING_BALANCE, 1, 1000); /* pasture enough: nothing to keep to */
    assert_near(ROW(&f->view, grazing)[0], 5000, 0.01);
    assert_int_equal(ROW(&f->view, costs)[0], 0);
    village_free(f);
    f = bound(0, 1, 0); /* in no programme: nothing is closed */
    assert_near(ROW(&f->view, grazing)[0], 5000, 0.01);
    assert_int_equal(f->tally[T_grazing_mu], 0);
    village_free(f);
}

/* Pasture beyond the most that a household may enrol stays open: a quarter closed, three quarters grazed. */
static void test_part(void **state)
{
    (void)state;
    for (int balance = 0; balance < 2; balance++) {
        struct fixture *f = herders(1);
        f->parameters.grazing_fine = 10000;
        f->parameters.grazing_most_mu = 20;
        ROW(&f->view, memberships)[0] = balance ? IN_GRAZING_BALANCE : IN_GRAZING_BAN;
        ROW(&f->view, pasture)[0] = 80;
        village_run(f, &fodder_generic);
        assert_near(ROW(&f->view, grazing)[0], 0.75 * 5000 + (balance ? 20 * 0.05 * 500 : 0), 0.1);
        assert_int_equal(f->tally[T_grazing_mu], 20);
        village_free(f);
    }
}

/* Expected fines fall with connection by exp(-favour). */
static void test_favour(void **state)
{
    (void)state;
    struct fixture *f = herders(2);
    f->parameters.grazing_fine = 101;
    f->parameters.grazing_favour = 0.5;
    for (int32_t i = 0; i < 2; i++) {
        ROW(&f->view, memberships)[i] = IN_GRAZING_BAN;
        ROW(&f->view, pasture)[i] = 100;
    }
    ROW(&f->view, connection)[1] = 1;
    village_run(f, &fodder_generic);
    assert_int_equal(ROW(&f->view, costs)[0], 0);
    assert_near(ROW(&f->view, costs)[1], 10 * 2 * 10100 * exp(-0.5), 10);
    village_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_growth),
        cmocka_unit_test(test_offtake),
        cmocka_unit_test(test_conservation),
        cmocka_unit_test(test_dzud),
        cmocka_unit_test(test_hay),
        cmocka_unit_test(test_hay_is_needed),
        cmocka_unit_test(test_straw_first),
        cmocka_unit_test(test_balance),
        cmocka_unit_test(test_compliance),
        cmocka_unit_test(test_favour),
        cmocka_unit_test(test_part),
        cmocka_unit_test(test_worth_of_an_animal),
        cmocka_unit_test(test_offspring_is_income),
    };
    return cmocka_run_group_tests_name("herds", tests, NULL, NULL);
}
