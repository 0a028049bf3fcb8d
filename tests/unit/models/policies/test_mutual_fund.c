/* Village mutual funds: whole villages, who joins, joint liability, and a balance to the fen. */
#include "models/policies/mutual_fund.c"

#include "models/livelihoods/credit.h"

#include "unit/models/policies/fund_fixture.h"

/* What all owe to the fund, in fen, and have in savings. */
static int64_t owed(const struct fixture *f)
{
    int64_t sum = 0;
    for (int32_t i = 0; i < f->view.live; i++) {
        sum += (int64_t)100 * ROW(&f->view, fund_loan)[i] * ROW(&f->view, weight)[i];
    }
    return sum;
}

static int64_t held(const struct fixture *f)
{
    int64_t sum = 0;
    for (int32_t i = 0; i < f->view.live; i++) {
        sum += (int64_t)ROW(&f->view, savings)[i] * ROW(&f->view, weight)[i];
    }
    return sum;
}

/* A fund is founded when the money for a whole village is together, once. */
static void test_whole_villages(void **state)
{
    (void)state;
    struct fixture *f = village(HOUSEHOLDS);
    one_year(f, 2009, VILLAGE - 1);
    assert_int_equal(f->village_demand[Q_mutual_fund], 1);
    assert_int_equal(f->village.funds, 0);
    assert_true(village_fund(f, P_mutual_fund) == VILLAGE - 1);
    one_year(f, 2010, 1);
    assert_int_equal(f->village.funds, 1);
    assert_true(village_fund(f, P_mutual_fund) == 0 && f->tally[T_funds_founded] == 1);
    one_year(f, 2011, 7 * (int64_t)VILLAGE);
    assert_int_equal(f->village_demand[Q_mutual_fund], 0);
    assert_int_equal(f->village.funds, 1);
    assert_true(village_fund(f, P_mutual_fund) == 7 * (int64_t)VILLAGE);
    village_free(f);
}

/* Who has the share joins, as far as the fund's worth has a loan for each; the registered first. */
static void test_joining(void **state)
{
    (void)state;
    struct fixture *f = village(HOUSEHOLDS);
    f->parameters.mutual_fund_rate = 0; /* nobody has an income here to pay it of, and be kept in */
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        ROW(&f->view, savings)[i] = i % 4 == 0 ? SHARE - 1 : i % 4 == 1 ? SHARE : 500000;
        ROW(&f->view, registered)[i] = i % 5 == 0;
        ROW(&f->view, overdue)[i] = i == 5 ? 1 : 0;
        ROW(&f->view, standing)[i] = i == 7 ? 1 << SHUT_OUT_AT : 0;
        ROW(&f->view, moving)[i] = i == 10 ? 1 : 0;
    }
    int64_t before = held(f);
    one_year(f, 2009, VILLAGE);
    assert_int_equal(village_members(f, IN_MUTUAL_FUND), VILLAGE / 300000);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        const int may = i % 4 != 0 && i != 5 && i != 7 && i != 10;
        const int member = (ROW(&f->view, memberships)[i] & IN_MUTUAL_FUND) != 0;
        assert_true(member <= may);
        if (i % 5 == 0) {
            assert_int_equal(member, may);
        }
    }
    assert_int_equal(f->tally[T_fund_shares], 50 * SHARE);
    assert_true(held(f) + f->village.fund_cash == before + VILLAGE);
    one_year(f, 2010, 0); /* shares and interest make room for more, until all are in who can be */
    const int64_t room = (f->village.fund_worth - f->tally[T_fund_shares] - 100 * f->tally[T_fund_interest] -
                          100 * f->tally[T_fund_added]) /
                         300000;
    assert_int_equal(village_members(f, IN_MUTUAL_FUND), room);
    assert_true(room > 50);
    for (int year = 2011; year < 2016; year++) {
        one_year(f, year, 0);
    }
    assert_int_equal(village_members(f, IN_MUTUAL_FUND), 72);
    ROW(&f->view, standing)[7] = 0; /* the years after its default are over */
    one_year(f, 2016, 0);
    assert_int_equal(village_members(f, IN_MUTUAL_FUND), 73);
    village_free(f);
}

/* Loans up to the most, to those with hands or little savings; a member with plenty of both has no use for one.
 */
static void test_loans(void **state)
{
    (void)state;
    struct fixture *f = village(3);
    f->parameters.mutual_fund_invest = 0.5;
    f->parameters.calendar_price_sheep = 500;
    f->parameters.prices_wedge = 0;
    const int32_t savings[] = {SHARE + 100, 9000000, 9000000};
    for (int32_t i = 0; i < 3; i++) {
        ROW(&f->view, savings)[i] = savings[i];
    }
    village_count(f, &count_mutual_fund_generic);
    f->parameters.mutual_fund_budget = VILLAGE;
    village_plan(f, 2009, &mutual_fund_year_generic);
    village_pass(f);
    village_run(f, village_process("make_up"));
    ROW(&f->view, hands)[2] = 2; /* of the three animals that half of the loan would buy */
    village_run(f, &mutual_fund_generic);
    const int32_t loan[] = {3000, 0, 3000};
    for (int32_t i = 0; i < 3; i++) {
        assert_int_equal(ROW(&f->view, fund_loan)[i], loan[i]);
        assert_near(ROW(&f->view, herd)[i], i == 2 ? 2 : 0, 1e-5);
        assert_int_equal(ROW(&f->view, savings)[i], savings[i] - SHARE + 100 * loan[i] - (i == 2 ? 100000 : 0));
    }
    assert_int_equal(f->tally[T_restocked], 100000);
    assert_int_equal(f->tally[T_bought], 2000);
    village_free(f);
}

/* A fund in which nobody owes anything but one member, returned, by hand and with the fund's money: 5,000 less
 * the share is more than a year's subsistence and nobody has hands, so nobody borrows. */
static int32_t borrower(struct fixture *f, int32_t loan)
{
    one_year(f, 2009, 100 * (int64_t)VILLAGE);
    assert_true(owed(f) == 0);
    int32_t a = 0;
    while (!(ROW(&f->view, memberships)[a] & IN_MUTUAL_FUND)) {
        a++;
    }
    ROW(&f->view, fund_loan)[a] = (uint16_t)loan;
    f->village.fund_cash -= 100 * (int64_t)loan;
    return a;
}

/* A loan is renewed so often in a row and no more, its interest paid in money; what is renewed is neither lent
 * nor repaid. Then it is paid or late, and who has paid begins anew. */
static void test_renewals(void **state)
{
    (void)state;
    for (int most = 0; most < 4; most++) {
        for (int pays = 0; pays < 2; pays++) {
            struct fixture *f = village(HOUSEHOLDS);
            f->parameters.mutual_fund_renewals = most;
            const int32_t a = borrower(f, 3000);
            for (int k = 0; k < most; k++) {
                ROW(&f->view, savings)[a] = 24050;
                another_year(f, 2010 + k);
                assert_int_equal(ROW(&f->view, fund_loan)[a], 3000);
                assert_int_equal(ROW(&f->view, savings)[a], 50);
                assert_true(f->tally[T_fund_due] == 3000 && f->tally[T_fund_renewed] == 3000);
                assert_true(f->tally[T_fund_lent] == 0 && f->tally[T_fund_repaid] == 0);
                assert_true(f->tally[T_fund_interest] == 240 && f->tally[T_fund_late] == 0);
            }
            ROW(&f->view, savings)[a] = pays ? 924000 : 24050;
            another_year(f, 2015);
            assert_true(f->tally[T_fund_renewed] == 0 && f->tally[T_fund_lent] == 0);
            assert_int_equal(f->tally[T_fund_repaid], pays ? 3000 : 0);
            assert_int_equal(ROW(&f->view, fund_loan)[a], pays ? 0 : 3000);
            assert_int_equal(f->tally[T_fund_late], !pays);
            assert_int_equal(ROW(&f->view, fund_years)[a], pays ? 0 : 1 << LATE_FUND_AT);
            village_free(f);
        }
    }
    struct fixture *f = village(HOUSEHOLDS);
    const int32_t a = borrower(f, 1000); /* a new loan could be 3,000, and pays no interest for the old one */
    ROW(&f->view, savings)[a] = 7999;
    another_year(f, 2010);
    assert_int_equal(ROW(&f->view, fund_loan)[a], 1080 - 79);
    assert_int_equal(f->tally[T_fund_late], 1);
    assert_int_equal(f->tally[T_fund_lent], 0);
    village_free(f);
}

/* Money that was just repaid and is lent again buys no animals: only what is handed out beyond it. */
static void test_nothing_reinvested(void **state)
{
    (void)state;
    const int32_t loan[] = {0, 1000, 3000};
    for (int k = 0; k < 3; k++) {
        struct fixture *f = village(HOUSEHOLDS);
        const int32_t a = borrower(f, loan[k]);
        f->parameters.mutual_fund_invest = 0.5;
        f->parameters.calendar_price_sheep = 500;
        f->parameters.prices_wedge = 0;
        ROW(&f->view, savings)[a] = 1000000;
        village_year(f, 2010);
        village_run(f, village_process("make_up"));
        ROW(&f->view, hands)[a] = 50;
        village_run(f, &mutual_fund_generic);
        const int32_t interest = 8 * loan[k], animals = 50 * (3000 - loan[k]);
        assert_int_equal(ROW(&f->view, fund_loan)[a], 3000);
        assert_true(f->tally[T_fund_lent] == 3000 && f->tally[T_fund_repaid] == loan[k]);
        assert_int_equal(f->tally[T_fund_borrowers], 1);
        assert_int_equal(f->tally[T_restocked], animals);
        assert_near(ROW(&f->view, herd)[a], animals / 5e4, 1e-5);
        assert_int_equal(ROW(&f->view, savings)[a], 1000000 - interest + 100 * (3000 - loan[k]) - animals);
        village_free(f);
    }
}

/* Who is in arrears for years is put out: its share is set against the loan, the rest is the fund's loss, and
 * neither a lender nor the fund takes it for some years. */
static void test_put_out(void **state)
{
    (void)state;
    struct fixture *f = village(HOUSEHOLDS);
    f->parameters.credit_years_to_default = 3;
    f->parameters.credit_years_shut_out = 2;
    f->parameters.mutual_fund_renewals = 0;
    const int32_t a = borrower(f, 3000);
    for (int k = 0; k < 3; k++) {
        ROW(&f->view, savings)[a] = 0;
        assert_true(ROW(&f->view, memberships)[a] & IN_MUTUAL_FUND);
        another_year(f, 2010 + k);
        assert_int_equal(f->tally[T_fund_written_off], k < 2 ? 0 : 3240 - SHARE / 100);
    }
    assert_int_equal(ROW(&f->view, fund_loan)[a] + ROW(&f->view, fund_years)[a], 0);
    assert_int_equal(ROW(&f->view, standing)[a], 2 << SHUT_OUT_AT);
    assert_int_equal(f->tally[T_fund_repaid], SHARE / 100);
    assert_int_equal(f->tally[T_fund_returned], SHARE);
    assert_int_equal(f->tally[T_fund_late], 0);
    for (int k = 0; k < 3; k++) { /* two years without loans, at whose end it is taken again */
        assert_int_equal((ROW(&f->view, memberships)[a] & IN_MUTUAL_FUND) != 0, k == 2);
        const struct credit credit = credit_of(&f->parameters);
        const int32_t room = credit_room(credit, 300000.0f, 0, 0, 0, ROW(&f->view, standing)[a]);
        assert_int_equal(room > 0, k == 2);
        ROW(&f->view, savings)[a] = 500000;
        village_year(f, 2013 + k);
        village_run(f, village_process("make_up"));
        village_run(f, village_process("credit"));
        village_run(f, &mutual_fund_generic);
    }
    village_free(f);
}

/* One who pays interest renews; one who cannot owes principal and interest, is shut out, pays what it has, and
 * may borrow again when all is paid. */
static void test_repayment(void **state)
{
    (void)state;
    struct fixture *f = village(HOUSEHOLDS);
    f->parameters.mutual_fund_renewals = 2;
    f->parameters.credit_years_to_default = 7;
    const int32_t a = borrower(f, 3000);
    ROW(&f->view, savings)[a] = 24000; /* just the interest */
    another_year(f, 2010);
    assert_int_equal(ROW(&f->view, fund_loan)[a], 3000);
    assert_int_equal(ROW(&f->view, savings)[a], 0);
    assert_int_equal(ROW(&f->view, standing)[a], 0);
    ROW(&f->view, savings)[a] = 23999; /* a fen less */
    another_year(f, 2011);
    assert_int_equal(ROW(&f->view, fund_loan)[a], 3240 - 239);
    assert_int_equal(ROW(&f->view, savings)[a], 99);
    assert_int_equal(ROW(&f->view, standing)[a], LATE_WITH_FUND);
    assert_int_equal(f->tally[T_fund_late], 1);
    for (int k = 0; k < 3; k++) { /* 1,000 a year, no more interest, no loans */
        ROW(&f->view, savings)[a] = 100000;
        another_year(f, 2012 + k);
        assert_int_equal(ROW(&f->view, fund_loan)[a], 3001 - 1000 * (k + 1));
        assert_int_equal(f->tally[T_fund_interest], 0);
    }
    ROW(&f->view, savings)[a] = 100000; /* the last Yuan, and it is in good standing from the next year on */
    another_year(f, 2015);
    assert_int_equal(ROW(&f->view, fund_loan)[a], 0);
    assert_int_equal(ROW(&f->view, standing)[a], 0);
    another_year(f, 2016);
    assert_int_equal(ROW(&f->view, fund_loan)[a], 3000);
    assert_true(f->tally[T_fund_unexplained] == 0);
    village_free(f);
}

/* Animals are sold in need before a member falls into arrears, and no more of them than it takes. */
static void test_animals(void **state)
{
    (void)state;
    struct fixture *f = village(HOUSEHOLDS);
    f->parameters.calendar_price_sheep = 500;
    f->parameters.prices_wedge = 0;
    f->parameters.herds_distress_price = 0.5;
    one_year(f, 2009, VILLAGE);
    int32_t row[2] = {-1, -1};
    for (int32_t i = 0; i < HOUSEHOLDS && row[1] < 0; i++) {
        if (ROW(&f->view, memberships)[i] & IN_MUTUAL_FUND) {
            row[row[0] >= 0] = i;
        }
    }
    for (int k = 0; k < 2; k++) { /* with the fund's money; in arrears, so that nothing is renewed */
        ROW(&f->view, fund_loan)[row[k]] = 1000;
        ROW(&f->view, standing)[row[k]] = LATE_WITH_FUND;
        ROW(&f->view, savings)[row[k]] = 25000;
        ROW(&f->view, herd)[row[k]] = k == 0 ? 10 : 2;
        f->village.fund_cash -= 100000;
    }
    village_year(f, 2010);
    village_run(f, village_process("make_up"));
    village_run(f, &mutual_fund_generic);
    assert_near(ROW(&f->view, herd)[row[0]], 10 - 750.0 / 250, 1e-4);
    assert_int_equal(ROW(&f->view, fund_loan)[row[0]], 0);
    assert_int_equal(ROW(&f->view, standing)[row[0]], 0);
    assert_near(ROW(&f->view, herd)[row[1]], 0, 1e-6);
    assert_int_equal(ROW(&f->view, fund_loan)[row[1]], 250);
    assert_int_equal(ROW(&f->view, standing)[row[1]], LATE_WITH_FUND);
    assert_int_equal(f->tally[T_liquidated], 75000 + 50000);
    assert_int_equal(f->tally[T_sold], 5000);
    assert_true(f->tally[T_fund_unexplained] == 0);
    village_free(f);
}

/* With x times the tolerated share of members in arrears, the most of a loan is a part 1 / x. */
static void test_joint_liability(void **state)
{
    (void)state;
    struct fixture *f = village(1);
    const struct parameters *p = &f->parameters;
    assert_int_equal(most_of(p, (struct members){0, 0, 0}), 3000);
    assert_int_equal(most_of(p, (struct members){100, 10, 0}), 3000);
    assert_int_equal(most_of(p, (struct members){100, 20, 0}), 1500);
    assert_int_equal(most_of(p, (struct members){100, 100, 0}), 300);
    village_free(f);
}

/* Anything may happen to savings between the years, and members go before the year is closed: money and loans
 * are what was paid in and gained, to the fen, and households have what the fund has not. */
static void test_balance(void **state)
{
    (void)state;
    int64_t late = 0, lost = 0, added = 0;
    for (int round = 0; round < 60; round++) {
        struct fixture *f = village(HOUSEHOLDS);
        const int64_t *t = f->tally;
        f->parameters.mutual_fund_rate = 0.3 * dice();
        f->parameters.mutual_fund_tolerance = 0.01 + 0.5 * dice();
        for (int32_t i = 0; i < HOUSEHOLDS; i++) {
            ROW(&f->view, weight)[i] = (uint16_t)(round % 2 ? 5 : 1 + dice_to(9));
        }
        for (int year = 2009; year < 2021; year++) {
            for (int32_t i = 0; i < HOUSEHOLDS; i++) {
                ROW(&f->view, savings)[i] = dice_to(3) ? (int32_t)dice_between(0, 1e6) : 0;
                ROW(&f->view, herd)[i] = dice_to(3) ? 0 : (float)dice_between(0, 9);
            }
            const int64_t before = held(f) + f->village.fund_cash, owed_before = owed(f);
            f->parameters.mutual_fund_budget = year < 2012 ? (int64_t)dice_between(0, 1e8) : 0;
            village_count(f, &count_mutual_fund_generic);
            village_plan(f, year, &mutual_fund_year_generic);
            village_run(f, village_process("make_up"));
            village_run(f, &mutual_fund_generic);
            for (int k = 0; k < 4; k++) {
                const int32_t i = dice_to(HOUSEHOLDS), j = dice_to(HOUSEHOLDS);
                if (i != j && ROW(&f->view, weight)[i] == ROW(&f->view, weight)[j]) {
                    ROW(&f->view, savings)[i] += (int32_t)join_in_fund(&f->view, i, j);
                }
            }
            for (int k = 0; k < 4; k++) {
                const int32_t i = dice_to(HOUSEHOLDS);
                const int64_t able = ROW(&f->view, savings)[i], change = leave_fund(&f->view, i, able);
                assert_true(change >= -able);
                ROW(&f->view, savings)[i] += (int32_t)change;
                assert_int_equal(ROW(&f->view, fund_loan)[i], 0);
                assert_int_equal(ROW(&f->view, memberships)[i] & IN_MUTUAL_FUND, 0);
            }
            mutual_fund_year_generic.close(&f->world, 0);
            assert_null(hq_ledger_close_year(f->world.ledger));
            assert_true(held(f) + f->village.fund_cash ==
                        before + t[T_funds_founded] * VILLAGE + t[T_liquidated]);
            assert_true(owed(f) == owed_before + 100 * (t[T_fund_lent] + t[T_fund_added] - t[T_fund_repaid] -
                                                        t[T_fund_written_off]));
            assert_true(owed(f) == 100 * t[T_fund_loans] && t[T_fund_unexplained] == 0);
            assert_true(f->village.fund_cash + owed(f) == f->village.fund_worth && f->village.fund_cash >= 0);
            assert_true(t[T_fund_cash] == f->village.fund_cash);
            assert_true(hq_balance(f->world.ledger, 0, P_mutual_fund, A_village_funds) == f->village.fund_cash);
            assert_true(hq_received(f->world.ledger, 0, P_mutual_fund, A_village_funds) ==
                        t[T_funds_founded] * VILLAGE + t[T_fund_shares] +
                            100 * (t[T_fund_repaid] + t[T_fund_interest]));
            assert_true(t[T_fund_renewed] <= t[T_fund_due]);
            for (int32_t i = 0; i < HOUSEHOLDS; i++) {
                const int times = ROW(&f->view, fund_years)[i] & RENEWED;
                assert_true(times <= f->parameters.mutual_fund_renewals &&
                            ROW(&f->view, fund_years)[i] >> LATE_FUND_AT < 3);
            }
            late += t[T_fund_late];
            lost += t[T_fund_written_off];
            added += t[T_fund_added];
        }
        village_free(f);
    }
    assert_true(late > 0 && lost > 0 && added > 0);
}

/* Off, or without money: nothing changes. */
static void test_nothing(void **state)
{
    (void)state;
    struct fixture *f = village(HOUSEHOLDS);
    const int64_t before = held(f);
    one_year(f, 2008, 100 * (int64_t)VILLAGE);
    one_year(f, 2009, 0);
    f->parameters.mutual_fund_enabled = 0;
    one_year(f, 2010, 100 * (int64_t)VILLAGE);
    assert_true(held(f) == before && owed(f) == 0);
    assert_int_equal(village_members(f, IN_MUTUAL_FUND), 0);
    assert_true(f->village.funds == 0 && f->village.fund_cash == 0 && f->village.fund_worth == 0);
    village_free(f);
}

/* A household joins another: row 0 (member or not, then in arrears) row 1, where each stands for four. */
static void test_join_in_fund(void **state)
{
    (void)state;
    for (int k = 0; k < 4; k++) {
        const bool joins = k & 1, host = k & 2;
        struct fixture *f = village(2);
        ROW(&f->view, weight)[0] = ROW(&f->view, weight)[1] = 4;
        ROW(&f->view, memberships)[0] = joins ? IN_MUTUAL_FUND | IN_RANGERS : IN_RANGERS;
        ROW(&f->view, memberships)[1] = host ? IN_MUTUAL_FUND : 0;
        ROW(&f->view, fund_loan)[0] = joins ? 2000 : 0;
        ROW(&f->view, fund_loan)[1] = host ? 3000 : 0;
        ROW(&f->view, standing)[0] = joins ? LATE_WITH_FUND | 1 : 1;
        ROW(&f->view, fund_years)[0] = joins ? 1 | 2 << LATE_FUND_AT : 0;
        ROW(&f->view, fund_years)[1] = host ? 3 | 1 << LATE_FUND_AT : 0;
        f->village.fund_cash = (int64_t)4 * 30000;
        f->village.fund_worth = f->village.fund_cash + owed(f);
        const int64_t loans = owed(f), back = join_in_fund(&f->view, 0, 1);
        /* The fund loses nothing: money + loans = worth. */
        assert_true(owed(f) == loans && f->village.fund_worth == f->village.fund_cash + loans);
        assert_int_equal(f->tally[T_fund_written_off] + f->tally[T_fund_repaid] + f->tally[T_fund_loans], 0);
        assert_int_equal(ROW(&f->view, fund_loan)[0], 0);
        assert_int_equal(ROW(&f->view, standing)[1], joins ? LATE_WITH_FUND : 0);
        assert_int_equal(ROW(&f->view, fund_years)[0], 0); /* of both numbers the greater one stays */
        assert_int_equal(ROW(&f->view, fund_years)[1] & RENEWED, host ? 3 : joins);
        assert_int_equal(ROW(&f->view, fund_years)[1] >> LATE_FUND_AT, joins ? 2 : host);
        assert_int_equal(ROW(&f->view, memberships)[0], IN_RANGERS);
        assert_int_equal(ROW(&f->view, memberships)[1], joins || host ? IN_MUTUAL_FUND : 0);
        /* Two shares of one household: one goes back, as far as there is money (300 of 1,200 Yuan). */
        assert_int_equal(back, joins && host ? 30000 : 0);
        assert_int_equal(f->village.fund_cash, 4 * (30000 - back));
        assert_int_equal(f->tally[T_fund_returned], 4 * back);
        assert_int_equal(f->tally[T_fund_cash], -4 * back);
        village_free(f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whole_villages),  cmocka_unit_test(test_joining),
        cmocka_unit_test(test_loans),           cmocka_unit_test(test_repayment),
        cmocka_unit_test(test_renewals),        cmocka_unit_test(test_nothing_reinvested),
        cmocka_unit_test(test_put_out),         cmocka_unit_test(test_animals),
        cmocka_unit_test(test_joint_liability), cmocka_unit_test(test_balance),
        cmocka_unit_test(test_nothing),         cmocka_unit_test(test_join_in_fund),
    };
    return cmocka_run_group_tests_name("mutual_fund", tests, NULL, NULL);
}
