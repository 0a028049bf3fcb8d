/* Mutual funds of two sizes, those that stood before, and what a replay states of joining and repayment. */
#include "models/policies/mutual_fund.c"

#include "unit/models/policies/fund_fixture.h"
#include "unit/models/region_fixture.h"

/* Two sizes: a county buys fund after fund, big ones as often as among villages without; never over its money, and
 * more money founds no fewer. */
static void test_sizes(void **state)
{
    (void)state;
    struct parameters p = {.mutual_fund_village = 20000000, .mutual_fund_village_big = 30000000};
    static const struct sizes cases[] = {{3, 7}, {0, 9}, {12, 0}, {10, 1}, {1, 10}, {0, 0}};
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        const struct sizes all = cases[k];
        int64_t founded = 0;
        for (int64_t money = 0; money < 400000000; money += 2500000) {
            const struct sizes s = funds_for(&p, money, all);
            assert_true(s.small >= 0 && s.big >= 0 && s.small <= all.small && s.big <= all.big);
            assert_true(price_of_funds(&p, s) <= money && s.small + s.big >= founded);
            founded = s.small + s.big;
        }
        assert_int_equal(founded, all.small + all.big);
    }
}

/* A village of `big_from` households asks for a big fund and gets its money. */
static void test_big_village(void **state)
{
    (void)state;
    for (int big = 0; big <= 1; big++) {
        struct fixture *f = village(HOUSEHOLDS);
        f->parameters.mutual_fund_village_big = 2 * (int64_t)VILLAGE;
        f->parameters.mutual_fund_big_from = HOUSEHOLDS + 1 - big;
        one_year(f, 2009, 2 * (int64_t)VILLAGE);
        assert_int_equal(f->village_demand[Q_mutual_fund], !big);
        assert_int_equal(f->village_demand[Q_mutual_fund_big], big);
        assert_int_equal(f->village.funds, 1);
        assert_int_equal(f->tally[T_funds_big], big);
        assert_true(f->tally[T_fund_granted] == (1 + big) * (int64_t)VILLAGE);
        assert_true(village_fund(f, P_mutual_fund) == (1 - big) * (int64_t)VILLAGE);
        village_free(f);
    }
}

/* What stood before the first year: from the books' opening, once, in the first year, and no new one beside it. */
static void test_opening(void **state)
{
    (void)state;
    struct fixture *f = village(HOUSEHOLDS);
    f->parameters.mutual_fund_opening = 1;
    f->parameters.mutual_fund_opening_money = 18925925;
    one_year(f, 2009, VILLAGE);
    assert_int_equal(f->village_demand[Q_mutual_fund_old], 1);
    assert_int_equal(f->village_demand[Q_mutual_fund], 0);
    assert_int_equal(f->village.funds, 1);
    assert_int_equal(f->tally[T_funds_old], 1);
    assert_true(f->tally[T_fund_granted] == 18925925);
    assert_true(hq_paid(f->world.ledger, 0, P_mutual_fund, A_opening) == 18925925);
    assert_true(village_fund(f, P_mutual_fund) == VILLAGE);
    one_year(f, 2010, 0);
    assert_int_equal(f->village.funds, 1);
    assert_int_equal(f->village_demand[Q_mutual_fund_old] + f->village_demand[Q_mutual_fund], 0);
    village_free(f);
}

/* A replay that states who joins and repays: as many join, whatever the fund is worth; all that is due is repaid,
 * kin pay what is lacking, nobody renews. In a free run nothing of it. */
static void test_stated(void **state)
{
    (void)state;
    for (int replay = 0; replay <= 1; replay++) {
        struct fixture *f = village(HOUSEHOLDS);
        f->parameters.mutual_fund_joined = 77;
        f->parameters.mutual_fund_repaid = 1;
        f->parameters.mutual_fund_renewals = 3;
        f->view.replay = f->world.replay = replay;
        f->parameters.mutual_fund_budget = VILLAGE;
        village_count(f, &count_mutual_fund_generic);
        village_plan(f, 2009, &mutual_fund_year_generic);
        village_enrol(f, &enrol_mutual_fund_generic);
        assert_int_equal(f->village_demand[Q_fund_members], replay ? HOUSEHOLDS : 0);
        f->demand[Q_fund_members] = f->village_demand[Q_fund_members];
        mutual_fund_year_generic.clear(&f->world, 0);
        assert_int_equal(f->granted[Q_fund_members], replay ? 77 : 0);
        f->places[Q_fund_members] = (int32_t)f->granted[Q_fund_members];
        village_settle(f, &mutual_fund_generic, &mutual_fund_year_generic);
        assert_int_equal(village_members(f, IN_MUTUAL_FUND), replay ? 77 : 50);
        int32_t a = 0;
        while (!(ROW(&f->view, memberships)[a] & IN_MUTUAL_FUND)) {
            a++;
        }
        ROW(&f->view, fund_loan)[a] = 3000;
        f->village.fund_cash -= 300000;
        ROW(&f->view, savings)[a] = 24050;
        f->parameters.mutual_fund_joined = -1;
        another_year(f, 2010);
        assert_int_equal(ROW(&f->view, savings)[a] >= 0, 1);
        assert_int_equal(f->tally[T_fund_repaid], replay ? 3000 : 0);
        assert_int_equal(f->tally[T_fund_renewed], replay ? 0 : 3000);
        assert_int_equal(f->tally[T_fund_kin], replay ? 324000 - 24000 : 0);
        assert_int_equal(f->tally[T_fund_late], 0);
        village_free(f);
    }
}

enum { COUNTIES = 3 };

/* Ningxia's 320 funds of 200,000 and 300,000 Yuan, 215 of them big, in three counties: 85.5 million. */
static struct counties *stated_region(void)
{
    static const int32_t PREFECTURE[COUNTIES] = {0, 0, 1};
    static const int64_t SMALL[COUNTIES] = {60, 80, 10}, BIG[COUNTIES] = {300, 10, 90};
    struct counties *r = region_make(COUNTIES, PREFECTURE);
    r->world.replay = true;
    EVERYWHERE(r, mutual_fund_enabled, 1);
    EVERYWHERE(r, mutual_fund_start, 2009);
    EVERYWHERE(r, mutual_fund_village, 20000000);
    EVERYWHERE(r, mutual_fund_village_big, 30000000);
    EVERYWHERE(r, mutual_fund_places_big, 215);
    for (int c = 0; c < COUNTIES; c++) {
        r->county[c].places_mutual_fund = c == 0 ? 200 : 60;
        r->county[c].money_mutual_fund = 2850000000;
        r->demand[c][Q_mutual_fund] = SMALL[c];
        r->demand[c][Q_mutual_fund_big] = BIG[c];
    }
    return r;
}

/* Plans a year; returns what the funds founded cost. No county founds for more than it has. */
static int64_t founded_in(struct counties *r, int64_t *funds)
{
    int64_t price = 0;
    region_year(r, 2009);
    region_step(r, mutual_fund_year_generic.plan);
    *funds = 0;
    for (int c = 0; c < COUNTIES; c++) {
        const struct sizes s = {r->places[c][Q_mutual_fund], r->places[c][Q_mutual_fund_big]};
        const int64_t here = price_of_funds(&r->parameters[c], s);
        assert_true(here <= hq_balance(r->world.ledger, c, P_mutual_fund, A_fund));
        price += here;
        *funds += s.small + s.big;
    }
    return price;
}

/* Stated funds of either size cost the region's money, to the fen. Where a part of that leaks, or there is less of it,
 * a county founds as many as it has the money for: what leaks is founded by nobody. */
static void test_leaks(void **state)
{
    (void)state;
    for (int leak = 0; leak <= 2; leak++) {
        struct counties *r = stated_region();
        EVERYWHERE(r, supervision_leakage, leak == 1 ? 0.05 : 0);
        EVERYWHERE(r, supervision_rounds, 0);
        r->county[1].money_mutual_fund = leak == 2 ? 0 : 2850000000;
        int64_t funds, here = 0, received = 0;
        const int64_t price = founded_in(r, &funds);
        for (int c = 0; c < COUNTIES; c++) {
            here += r->county[c].money_mutual_fund;
            received += hq_balance(r->world.ledger, c, P_mutual_fund, A_fund);
        }
        assert_true(here == (leak == 2 ? 5700000000 : 8550000000));
        assert_true(received == (leak == 1 ? 8122500000 : here));
        if (leak == 0) {
            assert_true(price == 8550000000 && funds == 320);
        }
        assert_true(received - price < (int64_t)COUNTIES * 30000000); /* less than a fund is left in each */
        assert_true(leak == 0 || funds < 320);
        region_close(r);
        region_free(r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_sizes), cmocka_unit_test(test_big_village),
                                       cmocka_unit_test(test_opening), cmocka_unit_test(test_stated),
                                       cmocka_unit_test(test_leaks)};
    return cmocka_run_group_tests_name("fund_sizes", tests, NULL, NULL);
}
