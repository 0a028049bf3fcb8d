/* Planting: sand to forest by what lives, jobs for local people, money to the fen. */
#include "models/policies/planting.c"

#include "unit/models/policies/programme_fixture.h"

enum { HOUSEHOLDS = 100 };

/* 100,000 mu, six tenths sand; a mu costs 400 Yuan, a quarter of it wages of 1,000 Yuan a job. */
static struct fixture *village(void)
{
    struct fixture *f = village_make(HOUSEHOLDS);
    struct parameters *p = &f->parameters;
    p->planting_enabled = 1;
    p->planting_start = 2010;
    p->planting_end = 2100;
    p->planting_cost = 40000;
    p->planting_wage_share = 0.25;
    p->planting_job_months = 2;
    p->planting_survival = 0.5;
    p->planting_need = 1;
    p->planting_central_share = 0.8;
    p->calendar_wage_local = 500;
    village_ranked(f);
    f->village.land = 100000;
    f->village.sand = 0.6f;
    f->village.forest = 0.1f;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        village_person(f, i, i % HQ_SLOTS, 40, 0, 6, i == 0 ? CHRONIC : HEALTHY, 0);
    }
    return f;
}

static void state_both(struct fixture *f)
{
    village_count(f, &count_planting_generic);
    const int32_t sand = f->village_demand[Q_planting];
    village_count(f, &count_restoration_generic);
    f->village_demand[Q_planting] = sand;
}

static void one_year(struct fixture *f, int year, int64_t yuan)
{
    f->parameters.planting_budget = yuan * 100;
    state_both(f);
    village_plan(f, year, &planting_year_generic);
    village_enrol(f, &enrol_planting_generic);
    village_enrol(f, &enrol_restoration_generic);
    village_settle(f, &pay_restoration_generic, &planting_year_generic);
}

static void test_nothing(void **state)
{
    (void)state;
    struct fixture *f = village();
    one_year(f, 2009, 1000000);
    f->parameters.planting_enabled = 0;
    one_year(f, 2010, 1000000);
    assert_int_equal(f->village_demand[Q_planting], 0);
    f->parameters.planting_enabled = 1;
    one_year(f, 2011, 0);
    assert_int_equal(f->village_demand[Q_planting], 120000);
    assert_true(f->village.sand == 0.6f && f->village.forest == 0.1f);
    assert_int_equal(village_members(f, IN_RESTORATION), 0);
    assert_int_equal(village_received(f, C_wages), 0);
    assert_int_equal(village_fund(f, P_planting), 0);
    village_free(f);
}

/* 80,000 Yuan plant 200 mu, of which 100 live; 20,000 are wages: twenty jobs for the poorest who can work. */
static void test_exact(void **state)
{
    (void)state;
    struct fixture *f = village();
    one_year(f, 2010, 80000);
    assert_int_equal(f->tally[T_planted_mu], 200);
    assert_near(f->village.sand, 0.6 - 100.0 / 100000, 1e-6);
    assert_near(f->village.forest, 0.1 + 100.0 / 100000, 1e-6);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        assert_int_equal(ROW(&f->view, wages)[i], i >= 1 && i <= 20 ? 100000 : 0);
    }
    assert_int_equal(f->tally[T_restoration_jobs], 20);
    assert_int_equal(f->tally[T_restoration_paid], 2000000);
    assert_true(hq_received(f->world.ledger, 0, P_planting, A_suppliers) == 6000000);
    assert_int_equal(village_fund(f, P_planting), 0);
    one_year(f, 2011, 0); /* a job is for a year */
    assert_int_equal(village_members(f, IN_RESTORATION), 0);
    village_free(f);
}

/* The poor of last year, and what of the wages reached them. */
static void test_to_the_poor(void **state)
{
    (void)state;
    struct fixture *f = village();
    for (int32_t i = 0; i < 5; i++) {
        ROW(&f->view, spell)[i] = 2;
    }
    one_year(f, 2010, 80000);
    assert_int_equal(f->tally[T_restoration_poor], 4 * 100000);
    village_free(f);
}

/* Without regard to need the jobs fall where luck will: the poorer half gets about half. */
static void test_by_luck(void **state)
{
    (void)state;
    struct fixture *f = village();
    f->parameters.planting_need = 0;
    f->parameters.planting_wage_share = 1;
    double poorer = 0, all = 0;
    for (int year = 2010; year < 2050; year++) {
        one_year(f, year, 20000);
        for (int32_t i = 0; i < HOUSEHOLDS; i++) {
            const int serves = ROW(&f->view, wages)[i] > 0;
            poorer += serves && i <= 50;
            all += serves;
        }
    }
    assert_true(all == 40 * 20);
    assert_four_sigma(poorer / all, 50.0 / 99, share_error(0.5, all));
    village_free(f);
}

/* A year's wages that pay no whole job pay none, and stay in the fund. */
static void test_no_whole_job(void **state)
{
    (void)state;
    struct fixture *f = village();
    one_year(f, 2010, 3600); /* 9 mu, 900 Yuan of wages */
    assert_int_equal(f->tally[T_planted_mu], 9);
    assert_int_equal(village_received(f, C_wages), 0);
    assert_int_equal(village_fund(f, P_planting), 90000);
    village_free(f);
}

/* Sand never goes below nothing, forest takes exactly what sand loses, land stays whole. */
static void test_conservation(void **state)
{
    (void)state;
    struct fixture *f = village();
    for (int year = 2010; year < 2080; year++) {
        const double before = f->village.sand + f->village.forest;
        one_year(f, year, (int64_t)dice_between(0, 5e6));
        assert_near(f->village.sand + f->village.forest, before, 1e-6);
        assert_between(f->village.sand, 0, 0.6);
    }
    assert_near(f->village.sand, 0, 1e-4);
    assert_near(f->village.forest, 0.7, 1e-4);
    village_free(f);
}

/* A village that stands for seven plants seven times the mu, and changes as one of them. */
static void test_weights(void **state)
{
    (void)state;
    struct fixture *f = village();
    village_weigh(f, 7);
    one_year(f, 2010, 7 * 80000);
    assert_int_equal(f->village_demand[Q_planting], 7 * 120000);
    assert_int_equal(f->tally[T_planted_mu], 7 * 200);
    assert_near(f->village.sand, 0.6 - 100.0 / 100000, 1e-6);
    assert_int_equal(f->tally[T_restoration_jobs], 7 * 20);
    village_free(f);
}

/* Random weights, shares and budgets over years: no overdraft, and all that left the fund arrived. */
static void test_money(void **state)
{
    (void)state;
    struct fixture *f = village();
    village_weigh_by_dice(f, 50);
    int64_t supplied = 0;
    for (int year = 2010; year < 2060; year++) {
        f->parameters.planting_wage_share = dice();
        f->parameters.planting_cost = (int64_t)dice_between(100, 1e5);
        f->parameters.calendar_wage_local = dice_between(1, 4000);
        const int64_t before = village_fund(f, P_planting), budget = (int64_t)dice_between(0, 1e6);
        one_year(f, year, budget);
        const int64_t suppliers = hq_balance(f->world.ledger, 0, P_planting, A_suppliers) - supplied;
        supplied += suppliers;
        assert_true(village_received(f, C_wages) == f->tally[T_restoration_paid]);
        assert_true(village_fund(f, P_planting) ==
                    before + 100 * budget - village_received(f, C_wages) - suppliers);
    }
    village_free(f);
}

/* A replay states wages of 21,001 Yuan, 4,400 of them to the poor: 4 jobs of 1,100 and 17 of 976.52 Yuan. */
static void test_stated_wages(void **state)
{
    (void)state;
    struct fixture *f = village();
    f->world.replay = f->view.replay = true;
    f->parameters.planting_wages = 2100100;
    f->parameters.planting_wages_poor = 440000;
    for (int32_t i = 50; i < 60; i++) {
        ROW(&f->view, spell)[i] = 1;
    }
    one_year(f, 2010, 100000);
    assert_int_equal(f->tally[T_restoration_jobs], 21);
    assert_int_equal(f->tally[T_restoration_poor], 440000);
    assert_in_range(f->tally[T_restoration_paid], 2100100 - 17, 2100100);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        const int32_t wage = ROW(&f->view, wages)[i];
        assert_int_equal(wage, i >= 50 && i <= 53 ? 110000 : i >= 1 && i <= 17 ? (2100100 - 440000) / 17 : 0);
    }
    village_free(f);
}

/* In a free run what is stated is not read; in a replay no more is paid than the cost of a mu has for wages. */
static void test_stated_wages_have_limits(void **state)
{
    (void)state;
    struct fixture *f = village();
    f->parameters.planting_wages = 1;
    f->parameters.planting_wages_poor = 1;
    one_year(f, 2010, 80000);
    assert_int_equal(f->tally[T_restoration_paid], 2000000);
    f->world.replay = f->view.replay = true;
    f->parameters.planting_wages = 9900000;
    f->parameters.planting_wages_poor = -100;
    one_year(f, 2011, 80000);
    assert_int_equal(f->tally[T_restoration_jobs], 20);
    assert_int_equal(f->tally[T_restoration_paid], 2000000);
    f->parameters.planting_wages = 0;
    one_year(f, 2012, 80000);
    assert_int_equal(f->tally[T_restoration_paid], 0);
    village_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stated_wages), cmocka_unit_test(test_stated_wages_have_limits),
        cmocka_unit_test(test_nothing),      cmocka_unit_test(test_exact),
        cmocka_unit_test(test_to_the_poor),  cmocka_unit_test(test_by_luck),
        cmocka_unit_test(test_weights),      cmocka_unit_test(test_no_whole_job),
        cmocka_unit_test(test_conservation), cmocka_unit_test(test_money),
    };
    return cmocka_run_group_tests_name("planting", tests, NULL, NULL);
}
