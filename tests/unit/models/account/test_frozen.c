/* Funds under frozen markets: what a held programme lacks comes from a source of its own, no other's does. */
/* The engine says what is held: here the test does. */
#define hq_column_held_in column_held_in
#include "models/account/frozen.c"

#include "unit/models/village_fixture.h"

static int held_columns[2];

bool column_held_in(const struct world *w, int county, int column)
{
    (void)w;
    (void)county;
    return column == held_columns[0] || column == held_columns[1];
}

/* A year in which training spends 70 and relocation 30 of 50 each. */
static struct fixture *after_spending(int held, int held_too)
{
    struct fixture *f = village_make(1);
    held_columns[0] = held;
    held_columns[1] = held_too;
    hq_ledger_open_year(f->world.ledger, 2009);
    hq_post(f->world.ledger, 0, P_training, A_central, A_fund, I_grant, 50, 0);
    hq_post(f->world.ledger, 0, P_relocation, A_central, A_fund, I_grant, 50, 0);
    hq_post(f->world.ledger, 0, P_training, A_fund, A_suppliers, I_purchase, 70, 1);
    hq_post(f->world.ledger, 0, P_relocation, A_fund, A_suppliers, I_grant, 30, 1);
    frozen_year_generic.close(&f->world, 0);
    return f;
}

static void test_held(void **state)
{
    (void)state;
    struct fixture *f = after_spending(K_money_training, K_money_relocation);
    assert_true(hq_paid(f->world.ledger, 0, P_training, A_frozen_markets) == 20);
    assert_true(village_fund(f, P_training) == 0);
    assert_true(hq_paid(f->world.ledger, 0, P_relocation, A_frozen_markets) == 0);
    assert_true(village_fund(f, P_relocation) == 20);
    assert_null(hq_ledger_close_year(f->world.ledger));
    village_free(f);
}

/* A live programme that has overdrawn its fund is a fault, as ever. */
static void test_live(void **state)
{
    (void)state;
    struct fixture *f = after_spending(K_money_relocation, K_money_relocation);
    assert_true(hq_paid(f->world.ledger, 0, P_training, A_frozen_markets) == 0);
    assert_non_null(strstr(hq_ledger_close_year(f->world.ledger), "training"));
    village_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_held), cmocka_unit_test(test_live)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
