/* output.panel_columns: words, names, and what is wrong with them. */
#include "unit/sim/config_fixture.h"

#define COLUMNS(list) "run: {model: poverty}\n" REGION "output: {panel_columns: " list "}\n"

static void expect_panel(const char *text, const char *panel)
{
    struct config *c = NULL;
    must_load(c, text);
    assert_string_equal(hq_config_panel(c), panel);
    assert_int_equal(hq_config_household(c)->count, 6);
    hq_config_free(c);
}

static void words_stand_for_columns_in_the_order_of_the_table(void **state)
{
    (void)state;
    expect_panel("run: {model: poverty}\n" REGION, "herd,savings");
    expect_panel(COLUMNS("default"), "herd,savings");
    expect_panel(COLUMNS("all"), "herd,savings,person");
    expect_panel(COLUMNS("[person, default]"), "herd,savings,person");
    expect_panel(COLUMNS("[savings, herd, savings]"), "herd,savings");
    expect_panel(COLUMNS("'savings'"), "savings");
    expect_panel(COLUMNS("[id, weight]"), ""); /* always there */
    expect_panel(COLUMNS("[village_herd, village_sand, savings]"), "savings,village_sand,village_herd");
    expect_panel(COLUMNS("[all, village_herd]"), "herd,savings,person,village_herd");
}

static void wrong_names_are_errors_at_their_place(void **state)
{
    (void)state;
    expect_errors(
        HQ_EXIT_USAGE,
        "run.yaml:3:32: error: unknown household column 'savngs'; did you mean 'savings'?\n"
        "output: {panel_columns: [herd, savngs, wages]}\n"
        "                               ^\n"
        "run.yaml:3:40: error: household column 'wages' does not outlive the year: a panel cannot hold it\n"
        "output: {panel_columns: [herd, savngs, wages]}\n"
        "                                       ^\n",
        COLUMNS("[herd, savngs, wages]"));
    expect_errors(
        HQ_EXIT_USAGE,
        "run.yaml:3:26: error: unknown household column 'village_sant'; did you mean 'village_sand'?\n"
        "output: {panel_columns: [village_sant]}\n"
        "                         ^\n",
        COLUMNS("[village_sant]"));
}

static void the_panel_is_not_part_of_the_experiment(void **state)
{
    (void)state;
    struct config *a = NULL, *b = NULL;
    must_load(a, COLUMNS("[herd]"));
    must_load(b, COLUMNS("all"), "output.panel_share=0.5");
    assert_string_equal(hq_config_hash(a), hq_config_hash(b));
    hq_config_free(a);
    hq_config_free(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_stand_for_columns_in_the_order_of_the_table),
        cmocka_unit_test(wrong_names_are_errors_at_their_place),
        cmocka_unit_test(the_panel_is_not_part_of_the_experiment),
    };
    return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
