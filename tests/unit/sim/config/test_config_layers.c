/* Where values come from: files, the files that they extend, --set; and paths beside them. */
#include "unit/sim/config_fixture.h"

static void extended_files_come_first(void **state)
{
    (void)state;
    struct config *c;
    hq_make_folder(in_folder("base/data"));
    write_text_file("base/data/c.csv", FIXTURE_TABLE);
    write_text_file("base/root.yaml", "region: {table: data/c.csv}\nrun: {seed: 1, last_year: 2010}\n"
                                      "training: {budget: 1, places: 1}\n");
    write_text_file("base/middle.yaml", "extends: root.yaml\nrun: {seed: 2}\ntraining: {budget: 2}\n");
    must_load(c, "training: {mode: replay}\nextends: base/middle.yaml\nrun: {seed: 3}\n", "training.places=7");
    assert_int_equal(hq_config_engine(c)->run_seed, 3);
    assert_int_equal(hq_config_engine(c)->run_last_year, 2010);
    assert_string_equal(hq_config_engine(c)->region_table, in_folder("base/data/c.csv"));
    assert_int_equal(value_of(c, -1, 2002, BUDGET).integer, 200);
    assert_int_equal(value_of(c, -1, 2002, PLACES).integer, 7);
    assert_string_equal(value_of(c, -1, 2002, MODE).text, "replay");
    hq_config_free(c);
}

static void cycles_are_errors_where_they_close(void **state)
{
    (void)state;
    write_text_file("a.yaml", "extends: ./b.yaml\n");
    write_text_file("b.yaml", "# back\nextends: run.yaml\n");
    struct config *c;
    assert_int_equal(load_text(&c, "extends: a.yaml\n"), HQ_EXIT_USAGE);
    assert_string_equal(fixture_said,
                        "./b.yaml:2:10: error: extends in a cycle: run.yaml -> a.yaml -> ./b.yaml -> "
                        "./run.yaml\n"
                        "extends: run.yaml\n"
                        "         ^\n");
    expect_errors(
        HQ_EXIT_USAGE,
        "run.yaml:1:10: error: extends in a cycle: run.yaml -> run.yaml\nextends: run.yaml\n         ^\n",
        "extends: run.yaml\n");
}

static void what_extends_may_be(void **state)
{
    (void)state;
    expect_errors(HQ_EXIT_USAGE,
                  "run.yaml:1:10: error: extends takes the name of one file\nextends: [a, b]\n         ^\n",
                  "extends: [a, b]\n" REGION);
    expect_errors(HQ_EXIT_USAGE,
                  "run.yaml:1:9: error: extends takes the name of one file\nextends:\n        ^\n",
                  "extends:\n" REGION);
    expect_errors(HQ_EXIT_USAGE,
                  "run.yaml:1:10: error: cannot read 'no.yaml': No such file or directory\nextends: no.yaml\n"
                  "         ^\n"
                  "run.yaml:2:13: error: run.seed: 'x' is not a whole number\nrun: {seed: x}\n            ^\n",
                  "extends: no.yaml\nrun: {seed: x}\n");
}

static void errors_of_all_files_come_together(void **state)
{
    (void)state;
    write_text_file("base.yaml", REGION "run: {seed: -1}\n");
    expect_errors(HQ_EXIT_USAGE,
                  "run.yaml:3:11: error: pasture.growth: '0x10' is hexadecimal; write it in decimal\n"
                  "  growth: 0x10\n"
                  "          ^\n"
                  "base.yaml:2:13: error: run.seed: -1 is out of range: it must be from 0 to 9e+18\n"
                  "run: {seed: -1}\n"
                  "            ^\n",
                  "extends: base.yaml\npasture:\n  growth: 0x10\n");
}

static void sets_win_and_the_last_most(void **state)
{
    (void)state;
    struct config *c;
    must_load(c, REGION "training: {places: 1}\n", "training.places=2", "training.places=1e3", "run.name=\"\"",
              "pasture.growth={default: 1, year: {2009: 2.5}}", "pasture.growth={year: {2012: 3}}");
    assert_int_equal(value_of(c, -1, 2002, PLACES).integer, 1000);
    assert_true(value_of(c, -1, 2008, GROWTH).real == 1);
    assert_true(value_of(c, -1, 2011, GROWTH).real == 2.5);
    assert_true(value_of(c, -1, 2019, GROWTH).real == 3);
    hq_config_free(c);
}

static void sets_have_places_too(void **state)
{
    (void)state;
    expect_errors(
        HQ_EXIT_USAGE,
        "--set:1:15: error: --set takes group.name=value\n"
        "training.place\n"
        "              ^\n"
        "--set:1:1: error: --set takes group.name=value\n"
        "places=1.5\n"
        "^\n"
        "--set:1:10: error: unknown key 'training.placse'; did you mean 'training.places'?\n"
        "training.placse=1\n"
        "         ^\n"
        "--set:1:1: error: unknown group 'runn'; did you mean 'run'?\n"
        "runn.seed=1\n"
        "^\n"
        "--set:1:17: error: nothing is written here\n"
        "training.places=\n"
        "                ^\n"
        "--set:1:22: error: not YAML: did not find expected ',' or ']' (while parsing a flow sequence at line "
        "1)\n"
        "training.places=[1, 2\n"
        "                     ^\n",
        REGION, "training.place", "places=1.5", "training.placse=1", "runn.seed=1",
        "training.places=", "training.places=[1, 2");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(extended_files_come_first),  cmocka_unit_test(cycles_are_errors_where_they_close),
        cmocka_unit_test(what_extends_may_be),        cmocka_unit_test(errors_of_all_files_come_together),
        cmocka_unit_test(sets_win_and_the_last_most), cmocka_unit_test(sets_have_places_too),
    };
    return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
