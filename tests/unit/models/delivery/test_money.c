/* A programme's money over two years, by hand; a ledger that is none. */
#include "unit/sim/test.h"

#include "models/delivery/money.c" // NOLINT(bugprone-suspicious-include)

#define LEDGER "year,county,programme,from,to,instrument,yuan,quantity,unit\n"

static const char *const written = LEDGER "2009,150102,training,region,fund,grant,100.00,0,\n"
                                          "2009,150102,training,fund,suppliers,purchase,60.00,6,courses\n"
                                          "2009,150102,training,fund,carried over,,40.00,0,\n"
                                          "2010,150102,training,central,fund,grant,60.00,0,\n"
                                          "2010,150103,training,fund,suppliers,purchase,70.00,7,courses\n"
                                          "2010,150103,training,fund,leaks,leak,10.00,0,\n"
                                          "2010,150103,training,households,suppliers,own_contribution,5.50,0,\n"
                                          "2010,150103,training,suppliers,households,own_contribution,0.50,0,\n"
                                          "2010,150103,training,banks,households,household_loan,12.00,0,\n"
                                          "2010,150103,baseline,treasury,households,transfer,12.00,0,\n"
                                          "2011,150103,training,central,fund,grant,999.00,0,\n";

static double value(const struct deliveries *d, const char *name)
{
    for (int i = 0; i < d->count; i++) {
        assert_string_equal(d->rows[i].programme, "training"); /* the baseline has no fund */
        if (strcmp(d->rows[i].name, name) == 0) {
            return d->rows[i].value;
        }
    }
    fail_msg("no number %s", name);
    return 0.0;
}

static char *folder_with(const char *ledger)
{
    char *folder = hq_copy_text("/tmp/horqin-money-XXXXXX");
    assert_non_null(mkdtemp(folder));
    char *path = hq_text("%s/ledger.csv", folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(ledger, file) >= 0);
    assert_int_equal(fclose(file), 0);
    free(path);
    return folder;
}

static void forget(char *folder)
{
    char *path = hq_text("%s/ledger.csv", folder);
    assert_int_equal(remove(path), 0);
    assert_int_equal(remove(folder), 0);
    free(path);
    free(folder);
}

static void a_year(void **state)
{
    (void)state;
    struct deliveries d = {0};
    char *folder = folder_with(written);
    assert_null(delivery_money(&(struct delivery_of){folder, 2010, 2009}, &d));
    assert_true(value(&d, "money") == 100.0);
    assert_true(value(&d, "execution") == 0.8);
    assert_true(value(&d, "leakage") == 0.125);
    assert_true(value(&d, "own") == 5.0);
    assert_true(value(&d, "lent") == 12.0);
    hq_arena_free(&d.arena);
    forget(folder);
}

/* Amounts at the end of 64 bits add up. */
static void large_amounts(void **state)
{
    (void)state;
    struct deliveries d = {0};
    char *folder = folder_with(LEDGER "2009,150102,training,region,fund,grant,92233720368547758.00,0,\n"
                                      "2010,150102,training,region,fund,grant,92233720368547758.00,0,\n"
                                      "2010,150102,training,fund,suppliers,purchase,92233720368547758.00,0,\n");
    assert_null(delivery_money(&(struct delivery_of){folder, 2010, 2009}, &d));
    assert_true(value(&d, "money") == 2 * 92233720368547758.0);
    assert_true(value(&d, "execution") == 0.5);
    hq_arena_free(&d.arena);
    forget(folder);
}

static void damaged(void **state)
{
    (void)state;
    struct deliveries d = {0};
    char *folder = folder_with(LEDGER "2009,150102,training,region,fund,grant,a lot,0,\n");
    assert_non_null(strstr(delivery_money(&(struct delivery_of){folder, 2010, 2009}, &d), "cannot be read"));
    forget(folder);
    assert_non_null(delivery_money(&(struct delivery_of){"/nonexistent", 2010, 2009}, &d));
    hq_arena_free(&d.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_year), cmocka_unit_test(large_amounts),
                                       cmocka_unit_test(damaged)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
