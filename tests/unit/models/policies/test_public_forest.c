/* Compensation for public welfare forest: by the mu, equal parts, to the fen. */
#include "models/policies/public_forest.c"

#include "unit/models/policies/programme_fixture.h"

enum { HOUSEHOLDS = 100 };

/* 10,000 mu, half under trees, of which four tenths are public welfare forest: 2,000 mu. */
static struct fixture *village(void)
{
    struct fixture *f = village_make(HOUSEHOLDS);
    struct parameters *p = &f->parameters;
    p->public_forest_enabled = 1;
    p->public_forest_start = 2010;
    p->public_forest_end = 2100;
    p->public_forest_rate = 10;
    p->public_forest_share = 0.4;
    f->village.land = 10000;
    f->village.forest = 0.5f;
    return f;
}

static void one_year(struct fixture *f, int year, int64_t fen)
{
    f->parameters.public_forest_budget = fen;
    village_count(f, &count_public_forest_generic);
    village_plan(f, year, &public_forest_year_generic);
    village_settle(f, &pay_public_forest_generic, &public_forest_year_generic);
}

static void test_nothing(void **state)
{
    (void)state;
    struct fixture *f = village();
    one_year(f, 2009, 100000000);
    assert_true(village_received(f, C_transfers) == 0 && village_fund(f, P_public_forest) == 0);
    one_year(f, 2010, 0);
    assert_true(village_received(f, C_transfers) == 0);
    f->parameters.public_forest_enabled = 0;
    one_year(f, 2011, 100000000);
    assert_int_equal(f->village_demand[Q_public_forest], 0);
    assert_true(village_received(f, C_transfers) == 0 && village_fund(f, P_public_forest) == 0);
    village_free(f);
}

/* 2,000 mu at 10 Yuan among 100 households: 200 Yuan each; what is beyond the rate stays. */
static void test_exact(void **state)
{
    (void)state;
    struct fixture *f = village();
    one_year(f, 2010, 5000003);
    assert_int_equal(f->village_demand[Q_public_forest], 2000);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        assert_int_equal(ROW(&f->view, transfers)[i], 20000);
    }
    assert_true(f->tally[T_public_forest_paid] == 2000000);
    assert_true(village_fund(f, P_public_forest) == 3000003);
    village_free(f);
}

/* Too little money: all are paid less, alike; less than a fen a household stays. */
static void test_scarce(void **state)
{
    (void)state;
    struct fixture *f = village();
    one_year(f, 2010, 700099);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        assert_int_equal(ROW(&f->view, transfers)[i], 7000);
    }
    assert_true(village_fund(f, P_public_forest) == 99);
    village_free(f);
}

/* A village that stands for seven has seven times the mu, and its households get what they would alone. */
static void test_weights(void **state)
{
    (void)state;
    struct fixture *f = village();
    village_weigh(f, 7);
    one_year(f, 2010, 100000000);
    assert_int_equal(f->village_demand[Q_public_forest], 14000);
    assert_int_equal(ROW(&f->view, transfers)[42], 20000);
    assert_true(village_received(f, C_transfers) == f->tally[T_public_forest_paid] &&
                village_received(f, C_transfers) == 14000000);
    village_free(f);
}

/* Random cover, weights and money: what leaves the fund arrives. */
static void test_money(void **state)
{
    (void)state;
    struct fixture *f = village();
    village_weigh_by_dice(f, 50);
    for (int year = 2010; year < 2060; year++) {
        f->village.forest = (float)dice();
        const int64_t before = village_fund(f, P_public_forest), budget = (int64_t)dice_between(0, 5e7);
        one_year(f, year, budget);
        assert_true(village_fund(f, P_public_forest) == before + budget - village_received(f, C_transfers));
    }
    village_free(f);
}

/* Ten times the most that a year's money comes to, in thousandths beyond 64 bits: everybody is paid the rate. */
static void test_flood(void **state)
{
    (void)state;
    struct fixture *f = village();
    f->parameters.public_forest_dose = 150;
    f->parameters.public_forest_share = 0;
    for (int year = 2010; year < 2020; year++) {
        one_year(f, year, 100000000000000);
    }
    assert_true(village_fund(f, P_public_forest) == 10 * most_grown);
    f->parameters.public_forest_share = 0.4;
    one_year(f, 2020, 0);
    assert_int_equal(ROW(&f->view, transfers)[0], 20000);
    village_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing), cmocka_unit_test(test_exact), cmocka_unit_test(test_scarce),
        cmocka_unit_test(test_weights), cmocka_unit_test(test_money), cmocka_unit_test(test_flood),
    };
    return cmocka_run_group_tests_name("public forest", tests, NULL, NULL);
}
