/* Costs of a small ledger by hand, and of damaged ones. */
#include "unit/models/compare/compare_fixture.h"

#include "models/compare/cost_changes.c" // NOLINT(bugprone-suspicious-include)

#define HEAD "year,county,programme,from,to,instrument,yuan,quantity,unit\n"
#define LEDGER                                                                                                 \
    HEAD "2002,150522,training,central,fund,grant,80.00,0,\n"                                                  \
         "2002,150522,training,region,fund,grant,20.50,0,\n"                                                   \
         "2002,150522,training,fund,suppliers,purchase,60.00,3,courses\n"                                      \
         "2002,150522,training,fund,carried over,,40.50,0,\n"                                                  \
         "2003,150522,training,passed,fund,passed_on,5.00,0,\n"                                                \
         "2003,150522,\"untied, new\",lgop,fund,grant,7.00,0,\n"                                               \
         "2003,150522,\"untied, new\",fund,passed,passed_on,5.00,0,\n"                                         \
         "2003,150522,\"untied, new\",fund,unitemised,grant,2.00,0,\n"                                         \
         "2003,150522,training,fund,carried over,,10.25,0,\n"                                                  \
         "2003,150522,relocation,households,suppliers,own_contribution,9.00,0,\n"                              \
         "2003,150522,relocation,households,fund,own_contribution,4.00,0,\n"                                   \
         "2003,150522,relocation,banks,households,household_loan,11.00,0,\n"                                   \
         "2003,150522,mutual_fund,village_funds,households,share,1.00,0,\n"                                    \
         "2003,150522,industry,enterprises_own,enterprises,investment,100.00,0,\n"                             \
         "2003,150522,baseline,treasury,households,transfer,30.00,0,\n"                                        \
         "2003,150522,security,treasury,households,transfer,3.00,0,\n"                                         \
         "2003,150522,baseline,region,suppliers,grant,2.00,0,\n"                                               \
         "2003,150522,baseline,insurance,households,claim,6.00,0,\n"                                           \
         "2003,150522,baseline,households,insurance,premium,1.50,0,\n"                                         \
         "2003,150522,baseline,households,state,tax,0.07,0,\n"                                                 \
         "2003,150522,baseline,banks,households,loan,50.00,0,\n"                                               \
         "2004,150522,training,central,fund,grant,1000.00,0,\n"

static void write_ledger(void **state, const char *run, const char *text)
{
    char *path = hq_text("%s/%s/ledger.csv", (const char *)*state, run);
    scratch_write(path, text, strlen(text));
    free(path);
    path = hq_text("%s/%s/run.json", (const char *)*state, run);
    scratch_write(path, "{}", 2); /* which would say that it is another ledger */
    free(path);
}

static void assert_cost(const struct changes *c, const char *programme, const char *name, double base)
{
    const struct change *found = row(c, *programme ? "ledger" : "cost", "", programme, name, "");
    if (found->base != base) {
        fail_msg("%s %s is %.2f, not %.2f", programme, name, found->base, base);
    }
}

static void costs_are_sums_of_entries(void **state)
{
    const struct compare_options to_2003 = {.year = 2003};
    write_ledger(state, "base", LEDGER);
    struct changes c = compared(state, "base", "other", &to_2003);
    assert_cost(&c, "", "received", 107.5);
    assert_cost(&c, "", "left", 10.25);
    assert_cost(&c, "", "spent", 97.25);
    assert_cost(&c, "", "own_contributions", 12);
    assert_cost(&c, "", "total", 109.25);
    assert_cost(&c, "", "lent", 11);
    assert_cost(&c, "", "enterprises", 100);
    assert_cost(&c, "", "treasury", 35);
    assert_cost(&c, "", "insurance", 4.5);
    assert_cost(&c, "", "taxes", 0.07);
    assert_cost(&c, "training", "received", 105.5);
    assert_cost(&c, "training", "spent", 95.25);
    assert_cost(&c, "untied, new", "passed_on", 5);
    assert_cost(&c, "untied, new", "spent", 2);
    assert_cost(&c, "relocation", "received", 0);
    assert_cost(&c, "relocation", "total", 13);
    assert_cost(&c, "security", "treasury", 3);
    assert_true(row(&c, "ledger", "", "planting", "spent", "")->other > 0);
    assert_true(row(&c, "ledger", "", "planting", "spent", "")->base == 0);
    hq_changes_free(&c);
}

static void changed_books_are_told(void **state)
{
    const struct compare_options plain = {0};
    char *path = RUN("base/ledger.csv"), *text;
    size_t size;
    assert_int_equal(hq_read_file(path, &text, &size), 0);
    text[size - 3]++;
    scratch_write(path, text, size);
    not_compared(state, "base", "other", &plain, HQ_EXIT_BAD_DATA,
                 "base/ledger.csv is damaged: it is not what run.json says");
    free(text);
    free(path);
}

static void damaged_books_are_told(void **state)
{
    static const struct {
        const char *text, *says;
    } cases[] = {
        {"", "ledger.csv:1: is damaged"},
        {"year,county\n", "ledger.csv:1: is damaged"},
        {HEAD "2002,150522,training,central,fund,grant,80.00,0\n", "ledger.csv:2: is damaged"},
        {HEAD "2002,150522,training,central,fund,grant,eighty,0,\n", "ledger.csv:2: is damaged"},
        {HEAD "20x2,150522,training,central,fund,grant,80.00,0,\n", "ledger.csv:2: is damaged"},
        {HEAD "2002,150522,\"training,central,fund,grant,80.00,0,\n", "ledger.csv:2: is damaged"},
        {HEAD "2002,150522,\"training\"s,central,fund,grant,80.00,0,\n", "ledger.csv:2: is damaged"},
        {HEAD "2002,,,,,,80.00,0,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,\n", "ledger.csv:2: is damaged"},
        {HEAD "2002,1,a,central,fund,grant,90000000000000000.00,0,\n2002,1,a,central,fund,grant,"
              "90000000000000000.00,0,\n",
         "ledger.csv:3: is damaged"},
        {HEAD "2002,1,a,households,state,tax,-92233720368547758.08,0,\n", "ledger.csv:2: is damaged"},
        {HEAD "2002,1,a,central,fund,grant,90000000000000000.00,0,\n2006,1,a,fund,carried over,,"
              "-90000000000000000.00,0,\n",
         "ledger.csv is damaged: its sums are beyond all money"},
    };
    const struct compare_options plain = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        write_ledger(state, "base", cases[i].text);
        not_compared(state, "base", "other", &plain, HQ_EXIT_BAD_DATA, cases[i].says);
    }
    char *path = RUN("base/ledger.csv");
    assert_int_equal(remove(path), 0);
    free(path);
    not_compared(state, "base", "other", &plain, HQ_EXIT_IO, "ledger.csv cannot be read");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(changed_books_are_told),
        cmocka_unit_test(costs_are_sums_of_entries),
        cmocka_unit_test(damaged_books_are_told),
    };
    return cmocka_run_group_tests(tests, runs_make, scratch_remove);
}
