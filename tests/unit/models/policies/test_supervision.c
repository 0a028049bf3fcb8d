/* Money that leaks out of programmes: how much, to whom, and what supervision keeps. */
#include "models/policies/supervision.c"

#include "unit/models/village_fixture.h"

enum { HOUSEHOLDS = 100 };

/* Connection rises with the row: thirty households come up for a share. */
static struct fixture *village(void)
{
    struct fixture *f = village_make(HOUSEHOLDS);
    struct parameters *p = &f->parameters;
    p->supervision_leakage = 0.2;
    p->training_enabled = p->industry_enabled = 1;
    p->training_start = p->industry_start = 2009;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        ROW(&f->view, connection)[i] = to_trait(0.02f * (float)(i - 20));
        village_person(f, i, 0, 40, 0, 6, HEALTHY, 0);
    }
    return f;
}

/* The year's money of two programmes is posted, and what leaked is shared out. */
static void one_year(struct fixture *f, int year, int64_t yuan)
{
    const struct parameters *p = &f->parameters;
    f->parameters.training_budget = f->parameters.industry_budget = yuan * 100;
    village_pass(f);
    village_run(f, village_process("make_up"));
    village_count(f, &count_connected_generic);
    village_year(f, year);
    hq_ledger_open_year(f->world.ledger, year);
    memset(f->granted, 0, sizeof f->granted);
    f->demand[Q_leaks] = f->village_demand[Q_leaks];
    MONEY_OF_YEAR(&f->world, 0, p, training);
    MONEY_OF_YEAR(&f->world, 0, p, industry);
    supervision_year_generic.plan(&f->world, 0);
    f->places[Q_leaks] = (int32_t)f->granted[Q_leaks];
    village_settle(f, &share_leaks_generic, &supervision_year_generic);
}

static int64_t waiting(const struct fixture *f)
{
    int64_t sum = 0;
    for (int programme = 0; programme < PROGRAMMES; programme++) {
        sum += hq_balance(f->world.ledger, 0, programme, A_leaks);
    }
    return sum;
}

/* A fifth of twice 100,000 Yuan is twenty envelopes: they go to the twenty best connected. */
static void test_shares(void **state)
{
    (void)state;
    struct fixture *f = village();
    one_year(f, 2009, 101000);
    assert_int_equal(f->village_demand[Q_leaks], 30);
    assert_true(village_fund(f, P_training) == 8080000 && village_fund(f, P_industry) == 8080000);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        assert_int_equal(ROW(&f->view, transfers)[i], i >= 80 ? 200000 : 0);
    }
    assert_int_equal(f->tally[T_leaked], 4000000);
    assert_int_equal(f->tally[T_leaked_to], 20);
    assert_true(waiting(f) == 40000); /* fills no envelope: next year's */
    one_year(f, 2010, 9000);
    assert_int_equal(f->tally[T_leaked_to], 2);
    assert_true(waiting(f) == 0);
    village_free(f);
}

/* More than the connected take waits; none leaks where the share is zero. */
static void test_bounds(void **state)
{
    (void)state;
    struct fixture *f = village();
    one_year(f, 2009, 1000000);
    assert_int_equal(f->tally[T_leaked_to], 30);
    assert_true(waiting(f) == 40000000 - 30 * 200000);
    village_free(f);
    f = village();
    f->parameters.supervision_leakage = 0;
    one_year(f, 2009, 1000000);
    assert_int_equal(f->village_demand[Q_leaks], 0);
    assert_true(waiting(f) == 0 && village_fund(f, P_training) == 100000000);
    village_free(f);
}

/* Each round keeps its share of what is left: leakage x (1 - reach)^rounds. */
static void test_audit(void **state)
{
    (void)state;
    struct fixture *f = village();
    f->parameters.supervision_reach = 0.15;
    double left = 0.2;
    for (int rounds = 0; rounds < 12; rounds++, left *= 0.85) {
        f->parameters.supervision_rounds = rounds;
        assert_near((double)leaking_of(&f->parameters, 1000000000), 1e9 * left, 1);
    }
    f->parameters.supervision_reach = 1;
    assert_true(leaking_of(&f->parameters, 1000000000) == 0);
    village_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shares),
        cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_audit),
    };
    return cmocka_run_group_tests_name("supervision", tests, NULL, NULL);
}
