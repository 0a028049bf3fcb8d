/* Stated members of mutual funds: exactly so many, who can pay the share, where there is a fund; nothing in free runs. */
#include "models/policies/fund_members.c"

#include "unit/models/village_fixture.h"

enum { HOUSEHOLDS = 100, SHARE = 121300 };

/* Couples with 5,000 Yuan each, but for the last ten, in a village with a fund of 100,000 Yuan. */
static struct fixture *village(void)
{
    struct fixture *f = village_make(HOUSEHOLDS);
    struct parameters *p = &f->parameters;
    p->mutual_fund_enabled = 1;
    p->mutual_fund_start = 2009;
    p->mutual_fund_end = 2030;
    p->mutual_fund_share = SHARE;
    p->mutual_fund_members = 30;
    f->world.replay = f->view.replay = true;
    f->village.funds = 1;
    f->village.fund_cash = f->village.fund_worth = 10000000;
    village_couples(f, 0, 1, 5);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        ROW(&f->view, savings)[i] = i < 90 ? 500000 : 100;
    }
    return f;
}

static void one_year(struct fixture *f, int year)
{
    village_year(f, year);
    memset(f->village_demand, 0, sizeof f->village_demand);
    memset(f->granted, 0, sizeof f->granted);
    memset(f->places, 0, sizeof f->places);
    village_enrol(f, &ask_to_join_generic);
    f->demand[Q_fund_members] = f->village_demand[Q_fund_members];
    fund_members_year_generic.clear(&f->world, 0);
    f->places[Q_fund_members] = (int32_t)f->granted[Q_fund_members];
    village_pass(f);
    village_run(f, village_process("make_up"));
    village_run(f, &join_as_stated_generic);
}

static void test_as_many_as_stated(void **state)
{
    (void)state;
    struct fixture *f = village();
    one_year(f, 2009);
    assert_int_equal(village_members(f, IN_MUTUAL_FUND), 30);
    assert_int_equal(f->tally[T_fund_shares], 30 * SHARE);
    assert_int_equal(f->tally[T_savings], 0); /* counted later */
    assert_int_equal(f->village.fund_cash, 10000000 + 30 * SHARE);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        const bool in = ROW(&f->view, memberships)[i] & IN_MUTUAL_FUND;
        assert_int_equal(ROW(&f->view, savings)[i], i >= 90 ? 100 : in ? 500000 - SHARE : 500000);
    }
    village_free(f);
}

static void test_all_who_can(void **state)
{
    (void)state;
    struct fixture *f = village();
    f->parameters.mutual_fund_members = 1000;
    one_year(f, 2009);
    assert_int_equal(village_members(f, IN_MUTUAL_FUND), 90);
    village_free(f);
}

static void test_nobody(void **state)
{
    (void)state;
    struct fixture *f = village();
    f->village.funds = 0; /* and none is founded */
    one_year(f, 2009);
    f->village.funds = 1;
    one_year(f, 2008); /* before the programme begins */
    f->parameters.mutual_fund_members = -1;
    one_year(f, 2010);
    f->parameters.mutual_fund_members = 30;
    f->world.replay = f->view.replay = false;
    one_year(f, 2011);
    assert_int_equal(village_members(f, IN_MUTUAL_FUND), 0);
    assert_int_equal(f->tally[T_fund_shares], 0);
    village_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_as_many_as_stated),
        cmocka_unit_test(test_all_who_can),
        cmocka_unit_test(test_nobody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
