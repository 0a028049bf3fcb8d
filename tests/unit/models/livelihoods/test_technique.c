/* Capital in a year: output, wear, shock, insurance, and the division of what is left. */
#include "models/livelihoods/technique.c"

#include "unit/models/village_fixture.h"

extern struct technique *solve_technique_sse2(const struct parameters *p);

enum { ROWS = 2000 };

/* Everybody three members, capital 4 units of 1,000 Yuan, ability even between -1 and 1, prices doubled. */
static struct fixture *village(double shock)
{
    struct fixture *f = village_make(ROWS);
    struct parameters *p = &f->parameters;
    p->technique_enabled = 1;
    p->technique_unit = 1000;
    p->technique_shock = shock;
    p->technique_loss = 0.25;
    p->money_subsistence = 1200;
    p->technique_reserve = 6;
    p->calendar_cpi = 2;
    f->view.constants = solve_technique_sse2(p);
    for (int32_t i = 0; i < ROWS; i++) {
        ROW(&f->view, members)[i] = 3;
        ROW(&f->view, ability)[i] = to_trait((float)(2.0 * i / ROWS - 1));
        ROW(&f->view, capital)[i] = 4000;
        ROW(&f->view, savings)[i] = 1000000 + 100 * i;
    }
    return f;
}

static void village_end(struct fixture *f)
{
    free((void *)(uintptr_t)f->view.constants);
    village_free(f);
}

/* Off: nothing moves, though there is capital. */
static void test_off(void **state)
{
    (void)state;
    struct fixture *f = village(0.5);
    f->parameters.technique_enabled = 0;
    f->parameters.technique_grant = 3;
    HQ_SYMBOL(found_technique)(&f->view);
    village_run(f, &HQ_SYMBOL(produce));
    village_run(f, &HQ_SYMBOL(invest));
    for (int32_t i = 0; i < ROWS; i++) {
        assert_true(ROW(&f->view, capital)[i] == 4000.0f);
        assert_int_equal(ROW(&f->view, sales)[i], 0);
        assert_int_equal(ROW(&f->view, savings)[i], 1000000 + 100 * i);
    }
    for (int t = 0; t < TALLIES; t++) {
        assert_int_equal(f->tally[t], 0);
    }
    village_end(f);
}

/* Output is that of the better technique at the prices of the year; capital wears. */
static void test_output(void **state)
{
    (void)state;
    struct fixture *f = village(0);
    village_run(f, &HQ_SYMBOL(produce));
    int64_t high = 0;
    for (int32_t i = 0; i < ROWS; i++) {
        const double a = exp(trait_of(ROW(&f->view, ability)[i]));
        const double one = a * pow(4, 0.28), other = a * pow(4, 0.56) - 0.45;
        assert_near(ROW(&f->view, sales)[i], 200000 * fmax(one, other), 2);
        assert_near(ROW(&f->view, capital)[i], 4000 * 0.92, 0.01);
        high += other > one;
    }
    assert_true(high > ROWS / 4 && high < ROWS);
    assert_near(f->tally[T_high_technique], high, 2); /* at the switch itself rounding decides */
    assert_int_equal(f->tally[T_capital_worn], 320 * ROWS);
    assert_int_equal(f->tally[T_capital_lost], 0);
    village_end(f);
}

/* A shock takes its share from whom it strikes; the insurance pays its part of that and costs everybody the
 * same. */
static void test_shock_and_insurance(void **state)
{
    (void)state;
    struct fixture *f = village(0.3);
    f->parameters.technique_insured = 0.5;
    f->parameters.technique_loading = 0.2;
    village_run(f, &HQ_SYMBOL(produce));
    const double left = 4000 * 0.92;
    int64_t struck = 0;
    for (int32_t i = 0; i < ROWS; i++) {
        const bool hit = ROW(&f->view, capital)[i] < 0.9f * (float)left;
        assert_near(ROW(&f->view, capital)[i], left * (hit ? 0.75 : 1), 0.01);
        assert_near(ROW(&f->view, savings)[i], 1000000 + 100 * i + (hit ? 200 * left * 0.25 * 0.5 : 0), 1);
        assert_near(ROW(&f->view, costs)[i], 200 * left * 0.3 * 0.25 * 0.5 * 1.2, 1);
        struck += hit;
    }
    assert_four_sigma((double)struck / ROWS, 0.3, share_error(0.3, ROWS));
    assert_near((double)f->tally[T_capital_lost], (double)struck * left * 0.25, 1);
    assert_near((double)f->tally[T_capital_insured], (double)struck * 25 * left, (double)struck);
    assert_near((double)f->tally[T_capital_premiums], ROWS * 9.0 * left, ROWS);
    village_end(f);
}

/* To the fen: what leaves savings is capital or consumed; the reserve stays; capital is what the policy says.
 */
static void test_division(void **state)
{
    (void)state;
    struct fixture *f = village(0);
    struct technique *technique = (struct technique *)(uintptr_t)f->view.constants;
    for (int32_t i = 0; i < ROWS; i += 2) {
        ROW(&f->view, capital)[i] = (float)(50000 - 10 * i); /* some want less than they have */
    }
    village_run(f, &HQ_SYMBOL(invest));
    const int32_t reserve = 3 * 120000;
    int64_t gone = 0;
    double more = 0, less = 0;
    for (int32_t i = 0; i < ROWS; i++) {
        const double had = i % 2 ? 4000 : 50000 - 10 * i, free = 10000.0 + i - reserve / 100.0;
        const float wealth = (float)(had / 1000 + free / 2000);
        const double now = ROW(&f->view, capital)[i];
        const double wanted =
            1000.0 *
            (double)capital_kept(technique->kept, ability_class(trait_of(ROW(&f->view, ability)[i])), wealth);
        assert_near(now, fmin(wanted, had + free / 2), 0.1);
        assert_int_equal(ROW(&f->view, savings)[i], reserve);
        gone += 1000000 + 100 * i - reserve;
        more += fmax(0, now - had);
        less += fmax(0, had - now);
    }
    assert_true(more > 1e4 && less > 1e4);
    assert_near((double)f->tally[T_capital_paid], 200 * more, 20.0 * ROWS);
    assert_near((double)f->tally[T_capital_proceeds], 200 * less, 20.0 * ROWS);
    assert_true(f->tally[T_consumption] == gone - f->tally[T_capital_paid] + f->tally[T_capital_proceeds]);
    assert_true(f->tally[T_savings] == -gone);
    village_end(f);
}

/* Who has less than the reserve keeps it, and divides capital alone. */
static void test_reserve(void **state)
{
    (void)state;
    struct fixture *f = village(0);
    for (int32_t i = 0; i < ROWS; i++) {
        ROW(&f->view, savings)[i] = 120 * i;
    }
    village_run(f, &HQ_SYMBOL(invest));
    for (int32_t i = 0; i < ROWS; i++) {
        assert_int_equal(ROW(&f->view, savings)[i], 120 * i);
        assert_true(ROW(&f->view, capital)[i] < 4000.0f);
    }
    assert_int_equal(f->tally[T_capital_built], 0);
    assert_int_equal(f->tally[T_capital_paid], 0);
    assert_true(f->tally[T_consumption] == f->tally[T_capital_proceeds]);
    village_end(f);
}

/* A grant goes to its share of households by lot, and is paid for once a household. */
static void test_grant(void **state)
{
    (void)state;
    struct fixture *with = village(0), *without = village(0);
    with->parameters.technique_grant = 3;
    with->parameters.technique_grant_share = 0.4;
    village_run(with, &HQ_SYMBOL(invest));
    village_run(without, &HQ_SYMBOL(invest));
    int64_t given = 0;
    for (int32_t i = 0; i < ROWS; i++) {
        const bool more = ROW(&with->view, capital)[i] != ROW(&without->view, capital)[i];
        assert_true(ROW(&with->view, capital)[i] >= ROW(&without->view, capital)[i]);
        given += more;
    }
    assert_four_sigma((double)given / ROWS, 0.4, share_error(0.4, ROWS));
    assert_int_equal(with->tally[T_capital_granted], given * 600000);
    hq_ledger_open_year(with->world.ledger, 2009);
    HQ_SYMBOL(technique_year).close(&with->world, 0);
    assert_int_equal(hq_balance(with->world.ledger, 0, P_baseline, A_suppliers), given * 600000);
    assert_int_equal(hq_balance(with->world.ledger, 0, P_baseline, A_region), -given * 600000);
    village_end(with);
    village_end(without);
}

/* Founders' capital is lognormal about its median. */
static void test_founding(void **state)
{
    (void)state;
    struct fixture *f = village(0);
    f->parameters.technique_capital = 2;
    f->parameters.technique_capital_spread = 0.5;
    HQ_SYMBOL(found_technique)(&f->view);
    double sum = 0, squares = 0;
    for (int32_t i = 0; i < ROWS; i++) {
        const double z = log((double)ROW(&f->view, capital)[i] / 2000) / 0.5;
        sum += z;
        squares += z * z;
    }
    assert_four_sigma(sum / ROWS, 0, 1 / sqrt(ROWS));
    assert_four_sigma(squares / ROWS, 1, sqrt(2.0 / ROWS));
    village_end(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_off),
        cmocka_unit_test(test_output),
        cmocka_unit_test(test_shock_and_insurance),
        cmocka_unit_test(test_division),
        cmocka_unit_test(test_reserve),
        cmocka_unit_test(test_grant),
        cmocka_unit_test(test_founding),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
