/* Loans that fall due: arrears, rollover and default follow their recursion to the fen; the lender's loss is
 * what is written off. */
#include "models/livelihoods/credit.c"

#include "unit/models/livelihoods/purse_fixture.h"

/* Three members, subsistence 1,000 Yuan a head; a tenth of interest, three times that in arrears. */
static struct fixture *households(int32_t rows)
{
    struct fixture *f = purse_make(rows);
    struct parameters *p = &f->parameters;
    p->credit_enabled = 1;
    p->credit_penalty = 2;
    p->credit_collateral = 0;
    p->credit_years_to_default = 3;
    p->credit_years_shut_out = 2;
    p->money_consume_share = 0.5;
    p->money_consume_savings = 0;
    p->money_loan_limit = 1;
    return f;
}

/* A year in which every household earns `wages` Yuan. */
static void year(struct fixture *f, int number, double wages)
{
    village_year(f, number);
    for (int32_t i = 0; i < f->view.live; i++) {
        ROW(&f->view, members)[i] = 3;
        ROW(&f->view, wages)[i] = fen(wages);
    }
    village_run(f, village_process("reckon"));
    village_run(f, village_process("money"));
    village_run(f, &credit_generic);
}

static int late(const struct fixture *f, int32_t i)
{
    return ROW(&f->view, standing)[i] & LATE;
}

static int shut_out(const struct fixture *f, int32_t i)
{
    return ROW(&f->view, standing)[i] >> SHUT_OUT_AT & SHUT_OUT;
}

/* Interest is paid out of subsistence: the principal is extended as it is, year after year, and nobody is in
 * arrears; more income repays half of what is left, to the fen. */
static void test_rollover(void **state)
{
    (void)state;
    struct fixture *f = households(1);
    ROW(&f->view, debt)[0] = fen(3000);
    for (int k = 0; k < 10; k++) {
        year(f, 2009 + k, 3300); /* subsistence and interest */
        assert_int_equal(ROW(&f->view, debt)[0], fen(3000));
        assert_int_equal(ROW(&f->view, overdue)[0] + ROW(&f->view, standing)[0], 0);
        assert_int_equal(f->tally[T_rolled_over], fen(3000));
        assert_int_equal(f->tally[T_interest], fen(300));
        assert_int_equal(f->tally[T_borrowed] + f->tally[T_repaid] + f->tally[T_fell_overdue], 0);
        assert_int_equal(f->tally[T_in_debt], 1);
    }
    int32_t debt = fen(3000);
    for (int k = 0; k < 10; k++) {
        year(f, 2019 + k, 3400);
        const int32_t means = fen(3400) - debt / 10, left = (means - fen(3000)) / 2;
        assert_near(debt - ROW(&f->view, debt)[0], left / 2.0, 1.5 + ROW(&f->view, savings)[0]);
        assert_int_equal(f->tally[T_rolled_over], debt - f->tally[T_repaid]);
        debt = ROW(&f->view, debt)[0];
        ROW(&f->view, savings)[0] = 0;
    }
    assert_true(debt > 0 && debt < fen(3000));
    village_free(f);
}

/* Half of the subsistence is eaten, what is missing beyond is interest that nobody can pay. The debt grows by
 *   unpaid' = 1,500 + rate x debt - wages,   rate 0.1, and 0.3 once it is in arrears,
 * and after three years it is written off: the lender's loss. Two years without loans follow. */
static void test_default(void **state)
{
    (void)state;
    struct fixture *f = households(1);
    int32_t debt = fen(4000), overdue = 0;
    ROW(&f->view, debt)[0] = debt;
    for (int k = 1; k <= 3; k++) {
        year(f, 2009 + k, 1500);
        const int32_t unpaid = (k == 1 ? 1 : 3) * debt / 10;
        debt += unpaid;
        overdue += unpaid;
        assert_int_equal(f->tally[T_fell_overdue], unpaid);
        assert_int_equal(f->tally[T_borrowed], unpaid);
        assert_int_equal(f->tally[T_consumption], fen(1500));
        assert_int_equal(f->tally[T_rolled_over], 0);
        assert_int_equal(f->tally[T_in_arrears], k < 3);
        assert_int_equal(f->tally[T_defaulted], k == 3 ? debt : 0);
        assert_int_equal(ROW(&f->view, debt)[0], k == 3 ? 0 : debt);
        assert_int_equal(ROW(&f->view, overdue)[0], k == 3 ? 0 : overdue);
        assert_int_equal(late(f, 0), k == 3 ? 0 : k);
        assert_int_equal(shut_out(f, 0), k == 3 ? 2 : 0);
    }
    assert_int_equal(debt, fen(4000 * 1.1 * 1.3 * 1.3));
    for (int k = 0; k < 2; k++) { /* hunger in place of a loan */
        assert_int_equal(shut_out(f, 0), 2 - k);
        year(f, 2013 + k, 2000);
        assert_int_equal(f->tally[T_borrowed], 0);
        assert_int_equal(f->tally[T_hunger], fen(1000));
        assert_int_equal(f->tally[T_shut_out], k == 0);
    }
    year(f, 2015, 2000); /* and then it may borrow again */
    assert_int_equal(f->tally[T_borrowed], fen(1000));
    assert_int_equal(f->tally[T_hunger], 0);
    village_free(f);
}

/* Arrears end when what is overdue is paid: years start anew, and 1 to 7 of them lead to a default. */
static void test_cure(void **state)
{
    (void)state;
    for (int years = 1; years <= 7; years++) {
        struct fixture *f = households(1);
        f->parameters.credit_years_to_default = years;
        f->parameters.money_loan_limit = 0; /* else interest is paid out of new loans */
        ROW(&f->view, debt)[0] = fen(1000);
        for (int k = 1; k < years; k++) {
            year(f, 2009, 1500);
            assert_int_equal(late(f, 0), k);
        }
        const int32_t debt = ROW(&f->view, debt)[0], overdue = ROW(&f->view, overdue)[0];
        year(f, 2010, 30000); /* pays interest, what is overdue, and half of the rest */
        assert_int_equal(ROW(&f->view, standing)[0] + ROW(&f->view, overdue)[0], 0);
        assert_true(ROW(&f->view, debt)[0] <= debt - overdue);
        ROW(&f->view, debt)[0] = fen(1000);
        ROW(&f->view, savings)[0] = 0;
        for (int k = 1; k < years; k++) {
            year(f, 2011, 1500);
            assert_int_equal(f->tally[T_defaults], 0);
        }
        year(f, 2012, 1500);
        assert_int_equal(f->tally[T_defaults], 1);
        village_free(f);
    }
}

/* What is left goes to what is overdue before anything is kept. */
static void test_overdue_first(void **state)
{
    (void)state;
    struct fixture *f = households(2);
    f->parameters.credit_penalty = 0;
    ROW(&f->view, debt)[0] = ROW(&f->view, debt)[1] = fen(1000);
    ROW(&f->view, overdue)[0] = fen(200);
    ROW(&f->view, standing)[0] = 1;
    year(f, 2009, 3300); /* 100 of interest, 100 more are eaten, 100 are left */
    assert_int_equal(ROW(&f->view, debt)[0], fen(900));
    assert_int_equal(ROW(&f->view, overdue)[0], fen(100));
    assert_int_equal(late(f, 0), 2);
    assert_int_equal(ROW(&f->view, savings)[0], 0);
    assert_int_equal(ROW(&f->view, debt)[1], fen(950));
    assert_int_equal(ROW(&f->view, savings)[1], fen(50));
    village_free(f);
}

/* The limit: subsistence and part of the herd; none in arrears or shut out. */
static void test_limit(void **state)
{
    (void)state;
    struct fixture *f = households(4);
    f->parameters.credit_collateral = 0.5;
    f->parameters.money_loan_limit = 0.1;
    const float herd[] = {0, 4, 4, 4};
    const uint8_t standing[] = {0, 0, 1, 1 << SHUT_OUT_AT};
    for (int32_t i = 0; i < 4; i++) {
        ROW(&f->view, herd)[i] = herd[i];
        ROW(&f->view, standing)[i] = standing[i];
        ROW(&f->view, overdue)[i] = i == 2;
        ROW(&f->view, debt)[i] = i == 2;
    }
    year(f, 2009, 2000); /* 1,000 are missing */
    const double lent[] = {300, 300 + 0.5 * 4 * 250, 0, 0};
    for (int32_t i = 0; i < 4; i++) {
        assert_int_equal(ROW(&f->view, lent)[i], fen(lent[i]));
        assert_near(ROW(&f->view, herd)[i], herd[i] > 0 ? herd[i] - (1000 - lent[i]) / 250 : 0, 1e-4);
    }
    village_free(f);
}

/* A bill of 20,000 that nobody can pay: 3,000 are lent, 1,500 eaten, and of the 18,500 that are missing the
 * lender takes over what its limits leave; nobody pays the rest. A debt beyond all limits grows by its interest
 * alone. */
static void test_bills(void **state)
{
    (void)state;
    static const struct {
        double bills, debt, lent, unpaid;
        uint8_t standing;
    } cases[] = {
        {0.5, 0, 3000, 1500, 0},
        {0, 0, 3000, 0, 0},
        {10, 0, 3000, 18500, 0},               /* all of it */
        {0.5, 0, 0, 0, 1 << SHUT_OUT_AT},      /* shut out: neither loans nor bills */
        {0.5, 2000, 1000, 1500, 0},            /* 2,000 owed already, and 200 of interest */
        {0.5, 9000, 0, 900, 0},                /* interest on a debt for a house */
        {0.5, 9000, 0, 900, 1 << SHUT_OUT_AT}, /* who is shut out owes interest all the same */
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        struct fixture *f = households(1);
        f->parameters.credit_bills = cases[k].bills;
        f->parameters.calendar_medical_reimbursement = 0;
        village_year(f, 2009);
        ROW(&f->view, members)[0] = 3;
        ROW(&f->view, illness)[0] = fen(20000);
        ROW(&f->view, debt)[0] = fen(cases[k].debt);
        ROW(&f->view, standing)[0] = cases[k].standing;
        village_run(f, village_process("reckon"));
        village_run(f, village_process("money"));
        village_run(f, &credit_generic);
        const double missing = 20000 + 0.1 * cases[k].debt + 1500 - cases[k].lent - cases[k].unpaid;
        assert_int_equal(ROW(&f->view, lent)[0], fen(cases[k].lent));
        assert_int_equal(ROW(&f->view, unpaid)[0], fen(cases[k].unpaid));
        assert_int_equal(f->tally[T_bad_bills], fen(missing));
        assert_int_equal(f->tally[T_consumption], fen(1500));
        assert_int_equal(f->tally[T_hunger], fen(1500));
        assert_int_equal(ROW(&f->view, debt)[0], fen(cases[k].debt + cases[k].lent + cases[k].unpaid));
        assert_int_equal(ROW(&f->view, savings)[0], 0);
        village_free(f);
    }
}

/* Whatever the year leaves: debt' = debt + borrowed - repaid - defaulted, nothing overdue that is not owed, and
 * years in arrears exactly where something is overdue. */
static void test_any_village(void **state)
{
    (void)state;
    enum { MANY = 2000 };
    struct fixture *f = households(MANY);
    int64_t defaulted = 0, owed = 0;
    for (int32_t i = 0; i < MANY; i++) {
        ROW(&f->view, weight)[i] = (uint16_t)(1 + dice_to(30));
    }
    for (int k = 0; k < 20; k++) {
        village_year(f, 2009 + k);
        for (int32_t i = 0; i < MANY; i++) {
            ROW(&f->view, members)[i] = 3;
            ROW(&f->view, wages)[i] = fen(dice_between(0, 6000));
            ROW(&f->view, costs)[i] = fen(dice_between(0, 3000));
            ROW(&f->view, illness)[i] = dice_to(4) ? 0 : fen(dice_between(0, 30000));
        }
        village_run(f, village_process("reckon"));
        village_run(f, village_process("money"));
        village_run(f, &credit_generic);
        const int64_t *t = f->tally;
        assert_true(t[T_debt] == owed + t[T_borrowed] - t[T_repaid] - t[T_defaulted]);
        owed = t[T_debt];
        defaulted += t[T_defaulted];
        for (int32_t i = 0; i < MANY; i++) {
            assert_in_range(ROW(&f->view, overdue)[i], 0, ROW(&f->view, debt)[i]);
            assert_int_equal(late(f, i) > 0, ROW(&f->view, overdue)[i] > 0);
            assert_in_range(late(f, i), 0, 2);
        }
    }
    assert_true(defaulted > 0 && owed > 0);
    village_free(f);
}

/* Off: debt without limit or term, and not a bit of standing. */
static void test_off(void **state)
{
    (void)state;
    struct fixture *f = households(1);
    f->parameters.credit_enabled = 0;
    ROW(&f->view, debt)[0] = fen(4000);
    double debt = 4000;
    for (int k = 0; k < 12; k++) {
        year(f, 2009 + k, 1000);
        debt += 0.1 * debt + 500;
        assert_near(ROW(&f->view, debt)[0], 100 * debt, 20);
        assert_int_equal(ROW(&f->view, overdue)[0] + ROW(&f->view, standing)[0], 0);
        assert_int_equal(f->tally[T_defaulted] + f->tally[T_fell_overdue] + f->tally[T_in_arrears], 0);
    }
    village_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rollover), cmocka_unit_test(test_default),
        cmocka_unit_test(test_cure),     cmocka_unit_test(test_overdue_first),
        cmocka_unit_test(test_limit),    cmocka_unit_test(test_any_village),
        cmocka_unit_test(test_off),      cmocka_unit_test(test_bills),
    };
    return cmocka_run_group_tests_name("credit", tests, NULL, NULL);
}
