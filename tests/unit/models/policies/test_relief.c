/* Relief: declared by weather, the poorest first, hay for what is missing, cash, animals a year later; the fund
 * waits for a disaster, balances to the fen and is never overdrawn. */
#include "models/policies/relief.c"

#include "unit/models/policies/programme_fixture.h"

enum { HOUSEHOLDS = 100 };

/* Ten sheep units each but for every fifth household, which has none; income rises with the row. */
static struct fixture *village(void)
{
    struct fixture *f = village_make(HOUSEHOLDS);
    struct parameters *p = &f->parameters;
    p->relief_enabled = 1;
    p->relief_start = 2010;
    p->relief_end = 2020;
    p->relief_central_share = 0.5;
    p->relief_drought = 1;
    p->relief_dzud = 1.6;
    p->relief_ration = 100;
    p->relief_cash = 30;
    p->relief_most = 60;
    p->relief_later = 0.25;
    p->relief_heavy = 0.2;
    p->relief_restock = 0.5;
    p->calendar_price_sheep = 400;
    village_ranked(f);
    f->county.hay_price = 0.5f;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        ROW(&f->view, herd)[i] = i % 5 == 4 ? 0.0f : 10.0f;
        village_person(f, i, 0, 40, 0, 6, HEALTHY, 0);
    }
    return f;
}

/* A year up to the households' settling: all seek so many kg on the pasture and in pens. */
static void settle(struct fixture *f, float grazing, float unfed)
{
    village_pass(f);
    village_run(f, village_process("make_up"));
    village_run(f, &restock_generic);
    for (int32_t i = 0; i < f->view.live; i++) {
        const float animals = ROW(&f->view, herd)[i];
        ROW(&f->view, grazing)[i] = grazing * animals;
        ROW(&f->view, unfed)[i] = unfed * animals;
    }
    village_run(f, &relieve_generic);
    relief_year_generic.close(&f->world, 0);
    const char *fault = hq_ledger_close_year(f->world.ledger);
    if (fault) {
        fail_msg("%s", fault);
    }
}

static void begin(struct fixture *f, int year, int64_t yuan, float rain, float winter)
{
    f->parameters.relief_budget = yuan * 100;
    f->county.weather = rain;
    f->county.winter = winter;
    village_count(f, &count_relief_generic);
    village_plan(f, year, &relief_year_generic);
    village_enrol(f, &enrol_relief_generic);
}

static void one_year(struct fixture *f, int year, int64_t yuan, float rain, float winter)
{
    begin(f, year, yuan, rain, winter);
    settle(f, 500, 0);
}

static void test_waits_for_a_disaster(void **state)
{
    (void)state;
    struct fixture *f = village();
    const float rain[] = {-0.99f, 0, 2}, winter[] = {0, 1.59f, -3};
    f->village.fed = 0;
    f->parameters.relief_enabled = 0;
    one_year(f, 2009, 1000, -3, 3);
    assert_int_equal(f->village_demand[Q_relief] + f->village_demand[Q_restock], 0);
    assert_int_equal(f->county.stricken, DROUGHT | DZUD); /* a fact, without anybody who acts on it */
    f->parameters.relief_enabled = 1;
    for (int k = 0; k < 3; k++) {
        one_year(f, 2010 + k, 1000, rain[k], winter[k]);
        assert_int_equal(f->county.stricken, 0);
        assert_int_equal(f->village_demand[Q_relief], 800);
        assert_int_equal(village_members(f, IN_RELIEF | IN_RESTOCK), 0);
        assert_int_equal(village_fund(f, P_relief), 100000 * (k + 1));
    }
    one_year(f, 2013, 0, -1, 0);
    assert_int_equal(f->county.stricken, DROUGHT);
    assert_true(village_members(f, IN_RELIEF) > 0);
    assert_true(village_fund(f, P_relief) < 300000);
    one_year(f, 2014, 1000, 0, 0);
    assert_int_equal(village_members(f, IN_RELIEF), 0);
    village_free(f);
}

/* 100 kg at half a Yuan and 30 Yuan are 80 Yuan an animal (and two hundredths of it, against rounding); of
 * 10,000 Yuan a quarter is kept: 93 animals, so the nine poorest herds of ten. */
static void test_poorest_first(void **state)
{
    (void)state;
    struct fixture *f = village();
    f->village.fed = 0.5f;
    begin(f, 2010, 10000, 0, 1.6f);
    assert_int_equal(f->county.stricken, DZUD);
    assert_int_equal(f->places[Q_relief], 93);
    settle(f, 150, 20);
    int served = 0;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        const int member = i < 11 && i % 5 != 4;
        served += member;
        assert_int_equal((ROW(&f->view, memberships)[i] & IN_RELIEF) != 0, member);
        assert_int_equal(ROW(&f->view, transfers)[i], member ? 10 * 3000 : 0);
        assert_int_equal(ROW(&f->view, aid)[i], ROW(&f->view, transfers)[i]);
        /* Missing: 20 in pens and half of 150 on the pasture, 95 kg: under the ration. */
        const double had = i % 5 == 4 ? 0 : 10;
        assert_near(ROW(&f->view, unfed)[i] + 0.5 * ROW(&f->view, grazing)[i], member ? 0 : 95 * had, 0.01);
    }
    assert_int_equal(served, 9);
    assert_int_equal(f->tally[T_relief_animals], 90);
    assert_near((double)f->tally[T_relief_hay], 9 * 950, 9);
    assert_true(f->tally[T_hay] == f->tally[T_relief_hay]);
    assert_near((double)f->tally[T_relief_hay_cost], 9 * 950 * 50, 9);
    assert_int_equal(f->tally[T_relief_cash], 9 * 30000);
    assert_int_equal(village_fund(f, P_relief),
                     1000000 - f->tally[T_relief_hay_cost] - f->tally[T_relief_cash]);
    village_free(f);
}

/* No more than the ration; in pens first, then for what the pasture did not give. */
static void test_ration(void **state)
{
    (void)state;
    struct fixture *f = village();
    f->village.fed = 0.8f;
    begin(f, 2010, 100000, -2, 0);
    settle(f, 500, 60);
    assert_near(ROW(&f->view, unfed)[0], 0, 1e-3);
    assert_near(ROW(&f->view, grazing)[0] * (1 - f->village.fed), 10 * (500 * 0.2 - 40), 0.01);
    assert_near((double)f->tally[T_relief_hay], 80 * 1000, 80);
    village_free(f);
}

/* A year after the disaster those who lost a fifth and more get half of it, the poorest first, with what is
 * left. */
static void test_restocking(void **state)
{
    (void)state;
    struct fixture *f = village();
    f->parameters.relief_cash = 0;
    f->village.fed = 1; /* nobody needs the hay: all of the money waits */
    one_year(f, 2010, 10000, -1.5f, 0);
    assert_int_equal(village_fund(f, P_relief), 1000000);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        ROW(&f->view, lost)[i] = i % 2 ? 20 : 90; /* 2 of 12 and 9 of 19, or of nothing left */
        ROW(&f->view, weight)[i] = 3;
    }
    begin(f, 2011, 0, 0, 0);
    /* 40 even herds and the ten rows without a herd any more that lost nine, ten that lost two: 4 and 1
     * animals. */
    assert_int_equal(f->village_demand[Q_restock], 3 * (40 * 4 + 10 * 4 + 10 * 1));
    assert_int_equal(f->places[Q_restock], 25); /* at 400 Yuan */
    settle(f, 0, 0);
    /* Two households of four animals that stand for three: 24. */
    assert_int_equal(village_members(f, IN_RESTOCK), 2);
    assert_int_equal(f->tally[T_relief_given], 24);
    assert_int_equal(f->tally[T_bought], 24000);
    assert_int_equal(village_fund(f, P_relief), 1000000 - 24 * 40000);
    assert_true(ROW(&f->view, herd)[0] == 14 && ROW(&f->view, herd)[2] == 14 && ROW(&f->view, herd)[6] == 10);
    begin(f, 2012, 100000, 0, 0); /* two years later nobody gets any */
    assert_int_equal(f->places[Q_restock], 0);
    settle(f, 0, 0);
    assert_int_equal(f->tally[T_relief_given], 0);
    village_free(f);
}

/* Animals that are given seek forage in that year like the herd that they join, and none of relief's hay of the
 * same year goes by them. */
static void test_given_animals_graze(void **state)
{
    (void)state;
    struct fixture *f = village();
    struct parameters *p = &f->parameters;
    p->herds_intake = 500;
    p->relief_cash = 0;
    f->village.fed = 1;
    one_year(f, 2010, 100000, -1.5f, 0);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        ROW(&f->view, lost)[i] = i == 0 ? 90 : 0;
    }
    begin(f, 2011, 100000, -1.5f, 0); /* another disaster: who is restocked is relieved as well */
    village_pass(f);
    village_run(f, village_process("make_up"));
    village_run(f, &restock_generic);
    village_run(f, village_process("fodder"));
    assert_true(ROW(&f->view, herd)[0] == 14 && ROW(&f->view, herd)[1] == 10);
    assert_near(ROW(&f->view, grazing)[0] + ROW(&f->view, unfed)[0], 14 * 500, 0.01);
    assert_near(ROW(&f->view, grazing)[1] + ROW(&f->view, unfed)[1], 10 * 500, 0.01);
    f->village.fed = 0;
    village_run(f, &relieve_generic);
    assert_int_equal(ROW(&f->view, memberships)[0] & (IN_RELIEF | IN_RESTOCK), IN_RELIEF | IN_RESTOCK);
    assert_near((double)f->tally[T_relief_hay], 80 * 10 * 100, 1); /* eighty herds of ten, not of fourteen */
    relief_year_generic.close(&f->world, 0);
    assert_null(hq_ledger_close_year(f->world.ledger));
    village_free(f);
}

/* What is given in the year of another disaster is not what relief was claimed for; no draw overdraws the fund
 * (the ledger refuses), and the fund is what came less what went. */
static void test_never_overdrawn(void **state)
{
    (void)state;
    int64_t hay = 0, animals = 0;
    for (int round = 0; round < 30; round++) {
        struct fixture *f = village();
        int64_t came = 0, went = 0;
        f->parameters.relief_cash = dice_between(0, 50);
        f->parameters.relief_ration = dice_between(0, 300);
        f->parameters.relief_later = dice();
        f->county.hay_price = (float)dice_between(0.1, 2);
        for (int32_t i = 0; i < HOUSEHOLDS; i++) {
            ROW(&f->view, herd)[i] = (float)dice_between(0, 100);
            ROW(&f->view, weight)[i] = (uint16_t)dice_between(1, 9);
        }
        for (int year = 2010; year < 2016; year++) {
            for (int32_t i = 0; i < HOUSEHOLDS; i++) {
                ROW(&f->view, lost)[i] = (uint16_t)dice_between(0, 600);
            }
            f->village.fed = (float)dice();
            const int64_t yuan = (int64_t)dice_between(0, 200000);
            begin(f, year, yuan, (float)dice_between(-2, 0), 0);
            settle(f, (float)dice_between(0, 700), (float)dice_between(0, 100));
            came += yuan * 100;
            went += f->tally[T_relief_cash] + f->tally[T_relief_hay_cost] + 40000 * f->tally[T_relief_given];
            hay += f->tally[T_relief_hay];
            animals += f->tally[T_relief_given];
            assert_int_equal(village_fund(f, P_relief), came - went);
        }
        village_free(f);
    }
    assert_true(hay > 0 && animals > 0);
}

/* The same year with and without: who gets hay sells so many animals fewer in need. */
static void test_fewer_sold_in_need(void **state)
{
    (void)state;
    double liquidated[2];
    for (int with = 0; with < 2; with++) {
        struct fixture *f = village();
        struct parameters *p = &f->parameters;
        p->relief_enabled = with;
        p->herds_births = p->herds_hay_most = p->herds_cost = 0;
        p->herds_intake = 500;
        p->herds_distress_price = 0.5;
        p->prices_wedge = 0;
        f->village.fed = 0.6f; /* 200 kg an animal are missing, the ration is half of them */
        f->village.rain = 1;
        begin(f, 2010, 1000000, -2, 0);
        settle(f, 500, 0);
        for (int32_t i = 0; i < HOUSEHOLDS; i++) {
            ROW(&f->view, adults)[i] = 100;
        }
        village_run(f, village_process("herds"));
        liquidated[with] = 0;
        for (int32_t i = 0; i < HOUSEHOLDS; i++) {
            liquidated[with] += 0.01 * ROW(&f->view, liquidated)[i];
        }
        village_free(f);
    }
    assert_near(liquidated[0], 80 * 4 * 200, 100); /* four of ten, at 200 Yuan */
    assert_near(liquidated[1], 80 * 2 * 200, 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_waits_for_a_disaster),
        cmocka_unit_test(test_poorest_first),
        cmocka_unit_test(test_ration),
        cmocka_unit_test(test_restocking),
        cmocka_unit_test(test_given_animals_graze),
        cmocka_unit_test(test_never_overdrawn),
        cmocka_unit_test(test_fewer_sold_in_need),
    };
    return cmocka_run_group_tests_name("relief", tests, NULL, NULL);
}
