/* Rangers: registered households with a healthy worker, the poorest first, contracts renewed. */
#include "models/policies/rangers.c"

#include "unit/models/policies/programme_fixture.h"

enum { HOUSEHOLDS = 100 };

/* Even rows are on the register; every tenth household has nobody fit for work. */
static struct fixture *village(void)
{
    struct fixture *f = village_make(HOUSEHOLDS);
    struct parameters *p = &f->parameters;
    p->rangers_enabled = 1;
    p->rangers_start = 2016;
    p->rangers_end = 2020;
    p->rangers_central_share = 0.5;
    p->calendar_ranger_wage = 10000;
    village_ranked(f);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        ROW(&f->view, registered)[i] = (uint8_t)(i % 2 ? i % 4 == 1 ? 0 : 2 : 1);
        village_person(f, i, 0, i % 10 == 4 ? 70 : 40, 0, 6, HEALTHY, 0);
    }
    return f;
}

static bool fit(int32_t i)
{
    return i % 2 == 0 && i % 10 != 4;
}

static void one_year(struct fixture *f, int year, int64_t yuan)
{
    PROGRAMME_YEAR(f, rangers, year, yuan * 100);
}

static void test_nothing(void **state)
{
    (void)state;
    struct fixture *f = village();
    one_year(f, 2015, 1000000);
    f->parameters.rangers_enabled = 0;
    one_year(f, 2016, 1000000);
    assert_int_equal(f->village_demand[Q_rangers], 0);
    f->parameters.rangers_enabled = 1;
    one_year(f, 2017, 9999); /* not one wage */
    assert_int_equal(f->village_demand[Q_rangers], 40);
    assert_int_equal(village_members(f, IN_RANGERS), 0);
    assert_int_equal(village_fund(f, P_rangers), 999900);
    assert_int_equal(f->tally[T_ranger_paid], 0);
    village_free(f);
}

/* 115,000 Yuan are eleven wages; the rest is carried over. */
static void test_exact(void **state)
{
    (void)state;
    struct fixture *f = village();
    one_year(f, 2016, 115000);
    int served = 0;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        const bool serves = fit(i) && served < 11;
        served += serves;
        assert_int_equal(ROW(&f->view, memberships)[i], serves ? IN_RANGERS : 0);
        assert_int_equal(ROW(&f->view, wages)[i], serves ? 1000000 : 0);
    }
    assert_int_equal(f->tally[T_ranger_jobs], 11);
    assert_int_equal(f->tally[T_ranger_paid], 11000000);
    assert_int_equal(village_fund(f, P_rangers), 500000);
    village_free(f);
}

/* All that are fit and registered, and no more, where money abounds. */
static void test_only_registered(void **state)
{
    (void)state;
    struct fixture *f = village();
    one_year(f, 2016, 100000000);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        assert_int_equal(ROW(&f->view, memberships)[i] != 0, fit(i));
    }
    village_free(f);
}

/* Who has the job keeps it though others are poorer now, until the register lets the household go. */
static void test_renewal(void **state)
{
    (void)state;
    struct fixture *f = village();
    one_year(f, 2016, 50000); /* rows 0, 2, 6, 8, 10 */
    village_income(f, 0, 900000);
    village_income(f, 20, 1);
    one_year(f, 2017, 50000);
    assert_true(ROW(&f->view, memberships)[0] & IN_RANGERS);
    assert_false(ROW(&f->view, memberships)[20] & IN_RANGERS);
    ROW(&f->view, registered)[0] = 2;
    one_year(f, 2018, 50000);
    assert_false(ROW(&f->view, memberships)[0] & IN_RANGERS);
    assert_true(ROW(&f->view, memberships)[20] & IN_RANGERS);
    assert_int_equal(village_members(f, IN_RANGERS), 5);
    one_year(f, 2021, 50000); /* the programme is over */
    assert_int_equal(village_members(f, IN_RANGERS), 0);
    village_free(f);
}

static void test_capture(void **state)
{
    (void)state;
    struct fixture *f = village();
    f->parameters.register_capture = 50;
    ROW(&f->view, connection)[98] = to_trait(1);
    ROW(&f->view, connection)[99] = to_trait(2); /* connected, but not on the register */
    one_year(f, 2016, 10000);
    assert_true(ROW(&f->view, memberships)[98] & IN_RANGERS);
    assert_int_equal(village_members(f, IN_RANGERS), 1);
    village_free(f);
}

/* With weights: places are not overrun, and the fund pays what households get. */
static void test_money(void **state)
{
    (void)state;
    struct fixture *f = village();
    f->parameters.rangers_end = 2100;
    village_weigh_by_dice(f, 9);
    for (int year = 2016; year < 2050; year++) {
        const int64_t before = village_fund(f, P_rangers), budget = (int64_t)dice_between(0, 8e5);
        f->parameters.calendar_ranger_wage = dice_between(5000, 12000);
        one_year(f, year, budget);
        int64_t received = 0;
        for (int32_t i = 0; i < HOUSEHOLDS; i++) {
            received += (int64_t)ROW(&f->view, wages)[i] * ROW(&f->view, weight)[i];
        }
        assert_true(received == f->tally[T_ranger_paid]);
        assert_true(f->tally[T_ranger_jobs] <= f->places[Q_rangers]);
        assert_true(village_fund(f, P_rangers) == before + 100 * budget - received);
    }
    village_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing), cmocka_unit_test(test_exact),   cmocka_unit_test(test_only_registered),
        cmocka_unit_test(test_renewal), cmocka_unit_test(test_capture), cmocka_unit_test(test_money),
    };
    return cmocka_run_group_tests_name("rangers", tests, NULL, NULL);
}
