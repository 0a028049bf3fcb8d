/* The books of the baseline: they balance, and a fen that is missing is found. */
#include "models/account/books.c"

#include "unit/models/village_fixture.h"

/* A year's sums, all different; households begin with a million fen of savings and no debt. */
static struct fixture *opened(void)
{
    struct fixture *f = village_make(1);
    int64_t held = 1000000, owed = 0;
    hq_ledger_open_year(f->world.ledger, 2009);
    f->tally[T_savings] = held;
    f->tally[T_households] = 23;
    open_books_generic(&f->world);
    assert_true(f->county.households_last == 23);
    for (int s = 0; s < FLOWS; s++) {
        const int64_t fen = 1000 + 37 * s * s;
        f->tally[flows[s].tally] = fen;
        held += flows[s].to == A_households ? fen : flows[s].from == A_households ? -fen : 0;
        owed += flows[s].from == A_banks ? fen : flows[s].to == A_banks ? -fen : 0;
    }
    /* Those who leave are counted once more, before they go. */
    f->tally[T_savings] = held + f->tally[T_leaving_savings];
    f->tally[T_debt] = owed + f->tally[T_leaving_debt];
    return f;
}

static void test_balance(void **state)
{
    (void)state;
    struct fixture *f = opened();
    baseline_year_generic.close(&f->world, 0);
    assert_null(check_books_generic(&f->world));
    assert_null(hq_ledger_close_year(f->world.ledger));
    assert_true(hq_received(f->world.ledger, 0, P_baseline, A_clinics) == f->tally[T_illness]);
    assert_true(-hq_balance(f->world.ledger, 0, P_baseline, A_banks) ==
                f->tally[T_debt] - f->tally[T_leaving_debt]);
    /* What is on its way: savings and debts of those who left, less those of who came. */
    assert_true(hq_balance(f->world.ledger, 0, P_baseline, A_elsewhere) ==
                f->tally[T_leaving_savings] - f->tally[T_leaving_debt] - f->tally[T_arrived_savings] +
                    f->tally[T_arrived_debt]);
    village_free(f);
}

/* What leaves is taken from the books and from the count alike: only the next county can miss it. */
static bool leaves(int tally)
{
    return tally == T_leaving_savings || tally == T_leaving_debt;
}

/* Every single sum, a fen more or less: the books say so, and which county. */
static void test_a_fen_is_missing(void **state)
{
    (void)state;
    const int stocks[] = {T_savings, T_debt};
    for (int s = 0; s < FLOWS + 2; s++) {
        if (s < FLOWS && leaves(flows[s].tally)) {
            continue;
        }
        for (int by = -1; by <= 1; by += 2) {
            struct fixture *f = opened();
            f->tally[s < FLOWS ? flows[s].tally : stocks[s - FLOWS]] += by;
            baseline_year_generic.close(&f->world, 0);
            const char *fault = check_books_generic(&f->world);
            assert_non_null(fault);
            assert_non_null(strstr(fault, "150522"));
            village_free(f);
        }
    }
}

/* A programme that pays what no household receives, and the other way round. */
static void test_programmes(void **state)
{
    (void)state;
    struct fixture *f = opened();
    baseline_year_generic.close(&f->world, 0);
    hq_post(f->world.ledger, 0, P_grazing, A_central, A_fund, I_grant, 800, 0);
    assert_null(check_books_generic(&f->world)); /* in the fund it is nobody's */
    hq_post(f->world.ledger, 0, P_grazing, A_fund, A_households, I_payment, 800, 0);
    assert_non_null(check_books_generic(&f->world));
    f->tally[T_savings] += 800;
    assert_null(check_books_generic(&f->world));
    village_free(f);
}

/* All accounts, once: no flow is forgotten and none has two ends alike. */
static void test_flows(void **state)
{
    (void)state;
    for (int f = 0; f < FLOWS; f++) {
        /* Debts that move or are lost. */
        const bool moves =
            flows[f].from == A_elsewhere || flows[f].to == A_elsewhere || flows[f].from == A_losses;
        assert_true(flows[f].from == A_households || flows[f].to == A_households ||
                    (moves && (flows[f].from == A_banks || flows[f].to == A_banks)));
        assert_true(flows[f].from != flows[f].to);
        for (int g = 0; g < f; g++) {
            assert_true(flows[f].tally != flows[g].tally);
        }
    }
    const int needed[] = {T_job_wages,
                          T_sales,
                          T_property,
                          T_public_transfers,
                          T_private_transfers,
                          T_reimbursed,
                          T_borrowed,
                          T_suppliers,
                          T_taxes,
                          T_illness,
                          T_interest,
                          T_repaid,
                          T_consumption,
                          T_leaving_savings,
                          T_leaving_debt,
                          T_arrived_savings,
                          T_arrived_debt,
                          T_written_off,
                          T_bequeathed,
                          T_defaulted,
                          T_help_given,
                          T_help_received};
    for (size_t n = 0; n < sizeof needed / sizeof *needed; n++) {
        int found = 0;
        for (int f = 0; f < FLOWS; f++) {
            found += flows[f].tally == needed[n];
        }
        assert_int_equal(found, 1);
    }
}

/* Land that nobody lets, and rent that nobody pays. */
static void test_rents(void **state)
{
    (void)state;
    const struct {
        int tally, faults; /* a unit more of it is a fault */
    } each[] = {{T_cropland_rented, 1},        {T_cropland_let, 1}, {T_absent_let, 1},
                {T_cropland_rent_received, 1}, {T_absent_rent, 1},  {T_pasture_rent_received, 1},
                {T_absent_rent_received, 0}};
    for (size_t k = 0; k < sizeof each / sizeof *each; k++) {
        struct fixture *f = opened();
        f->tally[T_cropland_rented] = 700;
        f->tally[T_cropland_let] = 500;
        f->tally[T_absent_let] = 200;
        f->tally[T_cropland_rent_received] = f->tally[T_cropland_rent] - 300;
        f->tally[T_absent_rent] = 300;
        f->tally[T_pasture_rent_received] = f->tally[T_pasture_rent];
        baseline_year_generic.close(&f->world, 0);
        assert_null(check_books_generic(&f->world));
        f->tally[each[k].tally]++;
        const char *fault = check_books_generic(&f->world);
        assert_true(each[k].faults ? fault && strstr(fault, "150522") : fault == NULL);
        assert_null(hq_ledger_close_year(f->world.ledger));
        village_free(f);
    }
}

/* Minimum living security is in its own books: the baseline has the other public transfers. */
static void test_security_apart(void **state)
{
    (void)state;
    struct fixture *f = opened();
    f->tally[T_public_transfers] += 300;
    f->tally[T_savings] += 300;
    f->tally[T_security_paid] = 300;
    baseline_year_generic.close(&f->world, 0);
    assert_non_null(check_books_generic(&f->world));
    hq_post(f->world.ledger, 0, P_security, A_treasury, A_households, I_transfer, 300, 1);
    assert_null(check_books_generic(&f->world));
    assert_null(hq_ledger_close_year(f->world.ledger));
    village_free(f);
}

/* Loans of programmes are in their books: of what is borrowed the baseline has the rest, and the debt is that
 * of all books. */
static void test_loans_of_programmes(void **state)
{
    (void)state;
    struct fixture *f = opened();
    f->tally[T_borrowed] += 900;
    f->tally[T_project_loans] = 500;
    f->tally[T_house_debt] = 400;
    f->tally[T_debt] += 900;
    f->tally[T_savings] += 900;
    baseline_year_generic.close(&f->world, 0);
    assert_non_null(check_books_generic(&f->world));
    hq_post(f->world.ledger, 0, P_industry, A_banks, A_households, I_household_loan, 500, 0);
    hq_post(f->world.ledger, 0, P_relocation, A_banks, A_households, I_household_loan, 399, 0);
    assert_non_null(check_books_generic(&f->world));
    hq_post(f->world.ledger, 0, P_relocation, A_banks, A_households, I_household_loan, 1, 0);
    assert_null(check_books_generic(&f->world));
    assert_null(hq_ledger_close_year(f->world.ledger));
    village_free(f);
}

/* Mutual funds: money that the ledger does not know, and loans that nobody can explain. */
static void test_mutual_funds(void **state)
{
    (void)state;
    struct fixture *f = opened();
    baseline_year_generic.close(&f->world, 0);
    hq_post(f->world.ledger, 0, P_mutual_fund, A_central, A_fund, I_grant, 700, 0);
    hq_post(f->world.ledger, 0, P_mutual_fund, A_fund, A_village_funds, I_grant, 500, 1);
    const char *fault = check_books_generic(&f->world);
    assert_true(fault && strstr(fault, "150522: mutual funds hold 500 fen by the books and 0 by count"));
    f->tally[T_fund_cash] = 500;
    assert_null(check_books_generic(&f->world));
    f->tally[T_fund_unexplained] = 1;
    assert_non_null(check_books_generic(&f->world));
    village_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rents),
        cmocka_unit_test(test_balance),
        cmocka_unit_test(test_a_fen_is_missing),
        cmocka_unit_test(test_programmes),
        cmocka_unit_test(test_flows),
        cmocka_unit_test(test_mutual_funds),
        cmocka_unit_test(test_security_apart),
        cmocka_unit_test(test_loans_of_programmes),
    };
    return cmocka_run_group_tests_name("books", tests, NULL, NULL);
}
