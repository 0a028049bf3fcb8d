/* Grazing ban and balance: who is taken in, what is paid, and that the money is enough. */
#include "models/policies/grazing.c"

#include "unit/models/policies/programme_fixture.h"

enum { HOUSEHOLDS = 200 };

/* A village of sand; each household has 100 mu and is the richer the higher its row. */
static struct fixture *village(void)
{
    struct fixture *f = village_make(HOUSEHOLDS);
    struct parameters *p = &f->parameters;
    p->grazing_enabled = 1;
    p->grazing_start = 2010;
    p->grazing_end = 2013;
    p->grazing_budget = 0;
    p->grazing_central_share = 0.8;
    p->grazing_ban_sand = 0.5;
    p->grazing_ban_rate = 6;
    p->grazing_balance_rate = 1.5;
    p->grazing_most_mu = 5000;
    p->calendar_grassland_ban_rate = 0;
    p->calendar_grassland_balance_rate = 0;
    village_ranked(f);
    f->village.sand = 0.6f;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        ROW(&f->view, pasture)[i] = 100;
    }
    return f;
}

static void one_year(struct fixture *f, int year, int64_t yuan)
{
    PROGRAMME_YEAR(f, grazing, year, yuan * 100);
}

static void test_disabled(void **state)
{
    (void)state;
    struct fixture *f = village();
    f->parameters.grazing_enabled = 0;
    one_year(f, 2010, 1000000);
    assert_int_equal(village_members(f, EITHER), 0);
    assert_int_equal(f->village_demand[Q_grazing], 0);
    assert_int_equal(village_fund(f, P_grazing), 0);
    assert_int_equal(village_received(f, C_transfers), 0);
    village_free(f);
}

static void test_no_money(void **state)
{
    (void)state;
    struct fixture *f = village();
    one_year(f, 2010, 0);
    assert_int_equal(f->village_demand[Q_grazing], HOUSEHOLDS * 100);
    assert_int_equal(village_members(f, EITHER), 0);
    village_free(f);
}

/* 30,000 Yuan at 6 Yuan a mu are 5,000 mu: fifty households, the poorest, paid 600 each; all is spent. */
static void test_exact(void **state)
{
    (void)state;
    struct fixture *f = village();
    one_year(f, 2010, 30000);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        assert_int_equal(ROW(&f->view, memberships)[i], i < 50 ? IN_GRAZING_BAN : 0);
        assert_int_equal(ROW(&f->view, transfers)[i], i < 50 ? 60000 : 0);
    }
    assert_true(village_received(f, C_transfers) == f->tally[T_grazing_paid] &&
                f->tally[T_grazing_paid] == 3000000);
    assert_int_equal(village_fund(f, P_grazing), 0);
    assert_int_equal(f->county.ban_mu, 5000);
    assert_true(hq_paid(f->world.ledger, 0, P_grazing, A_central) == 2400000);
    village_free(f);
}

/* Less sand: balance at its own rate. The calendar's rates stand before the programme's. */
static void test_balance_and_calendar(void **state)
{
    (void)state;
    struct fixture *f = village();
    f->village.sand = 0.49f;
    f->parameters.calendar_grassland_ban_rate = 7.5;
    f->parameters.calendar_grassland_balance_rate = 2.5;
    one_year(f, 2010, 1000000);
    assert_int_equal(village_members(f, IN_GRAZING_BALANCE), HOUSEHOLDS);
    assert_int_equal(village_members(f, IN_GRAZING_BAN), 0);
    assert_int_equal(ROW(&f->view, transfers)[5], 25000);
    assert_int_equal(f->county.balance_mu, HOUSEHOLDS * 100);
    village_free(f);
}

/* Money that does not reach for those who are in is shared in proportion; nobody new is taken in. */
static void test_cut(void **state)
{
    (void)state;
    struct fixture *f = village();
    one_year(f, 2010, 60000);
    one_year(f, 2011, 15000);
    assert_int_equal(village_members(f, EITHER), 100);
    assert_int_equal(ROW(&f->view, transfers)[0], 15000);
    assert_int_equal(village_received(f, C_transfers), 1500000);
    one_year(f, 2012, 90000); /* enough again, and for fifty more */
    assert_int_equal(village_members(f, EITHER), 150);
    assert_int_equal(ROW(&f->view, transfers)[0], 60000);
    village_free(f);
}

/* Nobody is enrolled with, or paid for, more than most_mu. */
static void test_most(void **state)
{
    (void)state;
    struct fixture *f = village();
    f->parameters.grazing_most_mu = 1000;
    ROW(&f->view, pasture)[0] = 16000;
    one_year(f, 2010, 100000000);
    assert_int_equal(ROW(&f->view, transfers)[0], 600000);
    assert_int_equal(f->tally[T_ban_mu], 1000 + (HOUSEHOLDS - 1) * 100);
    village_free(f);
}

/* Before the start and after the end all are free and nothing is paid; what is left stays in the fund. */
static void test_years(void **state)
{
    (void)state;
    struct fixture *f = village();
    one_year(f, 2009, 30000);
    assert_int_equal(village_members(f, EITHER), 0);
    assert_int_equal(village_fund(f, P_grazing), 0);
    one_year(f, 2010, 30050);
    one_year(f, 2013, 30000);
    assert_int_equal(village_members(f, EITHER), 50);
    one_year(f, 2014, 30000);
    assert_int_equal(village_members(f, EITHER), 0);
    assert_int_equal(village_received(f, C_transfers), 0);
    assert_int_equal(village_fund(f, P_grazing), 5000);
    village_free(f);
}

/* Capture: the connected come first, whatever their incomes. */
static void test_capture(void **state)
{
    (void)state;
    struct fixture *f = village();
    f->parameters.register_capture = 50;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        ROW(&f->view, connection)[i] = to_trait(i % 2 ? 1.0f : 0.0f);
    }
    one_year(f, 2010, 60000);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        assert_int_equal(ROW(&f->view, memberships)[i] != 0, i % 2);
    }
    village_free(f);
}

/* Random pastures, weights, budgets and rates over many years: no fund is ever overdrawn, and what
 * households get is what the fund pays. */
static void test_money(void **state)
{
    (void)state;
    struct fixture *f = village();
    f->parameters.grazing_end = 2100;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        ROW(&f->view, pasture)[i] = (float)dice_between(0, 7000);
        ROW(&f->view, weight)[i] = (uint16_t)(1 + dice_to(100));
    }
    int paid_years = 0;
    for (int year = 2010; year < 2060; year++) {
        f->parameters.grazing_ban_rate = dice_to(5) ? dice_between(0, 20) : 0;
        f->parameters.grazing_balance_rate = dice_between(0, 5);
        f->village.sand = (float)dice();
        const int64_t before = village_fund(f, P_grazing),
                      budget = dice_to(4) ? (int64_t)dice_between(0, 4e6) : 0;
        one_year(f, year, budget);
        assert_true(village_received(f, C_transfers) == f->tally[T_grazing_paid]);
        assert_true(village_fund(f, P_grazing) == before + 100 * budget - f->tally[T_grazing_paid]);
        paid_years += f->tally[T_grazing_paid] > 0;
    }
    assert_in_range(paid_years, 30, 50);
    village_free(f);
}

/* Ten times the most that a year's money comes to, in thousandths beyond 64 bits: all are taken in and paid. */
static void test_flood(void **state)
{
    (void)state;
    struct fixture *f = village();
    f->parameters.grazing_end = 2100;
    f->parameters.grazing_dose = 150;
    f->parameters.grazing_most_mu = 0;
    for (int year = 2010; year < 2020; year++) {
        one_year(f, year, 1000000000000);
    }
    assert_true(village_fund(f, P_grazing) == 10 * most_grown);
    f->parameters.grazing_most_mu = 5000;
    one_year(f, 2020, 1);
    one_year(f, 2021, 1);
    assert_int_equal(village_members(f, IN_GRAZING_BAN), HOUSEHOLDS);
    assert_true(village_received(f, C_transfers) == HOUSEHOLDS * 100 * 600);
    village_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_flood),    cmocka_unit_test(test_disabled),
        cmocka_unit_test(test_no_money), cmocka_unit_test(test_exact),
        cmocka_unit_test(test_cut),      cmocka_unit_test(test_most),
        cmocka_unit_test(test_years),    cmocka_unit_test(test_capture),
        cmocka_unit_test(test_money),    cmocka_unit_test(test_balance_and_calendar),
    };
    return cmocka_run_group_tests_name("grazing", tests, NULL, NULL);
}
