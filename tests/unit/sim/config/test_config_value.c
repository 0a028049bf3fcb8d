/* One parameter's value: scalars, lists, mappings of default, year, class and county. */
#include "unit/sim/config_fixture.h"

/* `training: {budget: VALUE}` gives this error at this column, and no other. */
static void expect_refused(const char *value, const char *key, int column, const char *why)
{
    char text[512], said[1024];
    struct config *c;
    snprintf(text, sizeof text, REGION "training: {%s: %s}\n", key, value);
    assert_int_equal(load_text(&c, text), HQ_EXIT_USAGE);
    snprintf(said, sizeof said, "run.yaml:2:%d: error: %s\n%s%*s^\n", column, why, text + strlen(REGION),
             column - 1, "");
    assert_string_equal(fixture_said, said);
}

static void words_of_the_wrong_kind(void **state)
{
    (void)state;
    expect_refused("10k", "places", 20, "training.places: '10k' is not a whole number");
    expect_refused("nan", "budget", 20, "training.budget: 'nan' is not an amount in Yuan");
    expect_refused("010", "places", 20,
                   "training.places: '010' begins with 0, which some read as octal; write it without");
    expect_refused("0x10", "places", 20, "training.places: '0x10' is hexadecimal; write it in decimal");
    expect_refused("10.7", "places", 20, "training.places: '10.7' is not a whole number");
    expect_refused("-5", "places", 20,
                   "training.places: -5 is out of range: it must be from 0 to 1000000000 people");
    expect_refused("maybe", "frozen", 20,
                   "training.frozen: 'maybe' is neither true (true, yes, on) nor false (false, no, off)");
    expect_refused("[1, 2]", "places", 20, "training.places takes one value, not a list");
    expect_refused("{a: 1}", "frozen", 20, "training.frozen takes one value here, not a mapping");
    expect_refused("~", "places", 20, "training.places has no value");
    expect_refused("", "places", 20, "training.places has no value");
    expect_refused("null", "mode", 18, "training.mode has no value; an empty text is written \"\"");
    expect_refused("-1000001", "budget", 20,
                   "training.budget: -1000001 is out of range: it must be from -1000000 to 1000000000000 Yuan");
}

static void mappings_of_the_wrong_kind(void **state)
{
    (void)state;
    expect_refused(
        "{2009: 5}", "budget", 21,
        "training.budget: unknown key '2009' in its value; years stand under 'year': {year: {2009: value}}");
    expect_refused("{yaer: {2009: 5}}", "budget", 21,
                   "training.budget: unknown key 'yaer' in its value; did you mean 'year'?");
    expect_refused("{year: 5}", "budget", 27, "'year' takes a mapping: {2002: value, 2009: value}");
    expect_refused("{year: {209: 5}}", "budget", 28, "'209' is not a year from 1900 to 2200");
    expect_refused("{year: {2009: x}}", "budget", 34, "training.budget: 'x' is not an amount in Yuan");
    expect_refused("{year: {2009: {default: 1}}}", "budget", 34,
                   "training.budget takes one value here, not a mapping");
    expect_refused("{year: {2009: 5}}", "places", 21, "training.places does not vary by year");
    expect_refused("{class: {semi: 5}}", "places", 21, "training.places does not vary by class");
    expect_refused("{class: [semi]}", "budget", 28, "'class' takes a mapping: {name: value}");
    expect_refused("{class: {smei: 5}}", "budget", 29, "unknown class 'smei'; did you mean 'semi'?");
    expect_refused("{class: {semi: {county: {150522: 5}}}}", "budget", 36,
                   "training.budget: unknown key 'county' in its value");
    expect_refused("{county: 150522}", "budget", 29, "'county' takes a mapping: {150522: value}");
    expect_refused("{county: {150552: 5}}", "budget", 30,
                   "unknown county '150552'; did you mean 150522 (Kezuo Houqi)?");
    expect_refused("{county: {Erenhott: 5}}", "budget", 30,
                   "unknown county 'Erenhott'; did you mean 152501 (Erenhot)?");
    expect_refused("{county: {nowhere: 5}}", "budget", 30, "unknown county 'nowhere'");
    expect_refused("{county: {150522: {year: {2009: 10k}}}}", "places", 39,
                   "training.places does not vary by year");
}

static void a_value_of_an_unknown_scope_is_checked_too(void **state)
{
    (void)state;
    expect_errors(HQ_EXIT_USAGE,
                  "run.yaml:2:29: error: unknown class 'smei'; did you mean 'semi'?\n"
                  "training: {budget: {class: {smei: x}, county: {1: {year: {20: y}}}}}\n"
                  "                            ^\n"
                  "run.yaml:2:35: error: training.budget: 'x' is not an amount in Yuan\n"
                  "training: {budget: {class: {smei: x}, county: {1: {year: {20: y}}}}}\n"
                  "                                  ^\n"
                  "run.yaml:2:48: error: unknown county '1'\n"
                  "training: {budget: {class: {smei: x}, county: {1: {year: {20: y}}}}}\n"
                  "                                               ^\n"
                  "run.yaml:2:59: error: '20' is not a year from 1900 to 2200\n"
                  "training: {budget: {class: {smei: x}, county: {1: {year: {20: y}}}}}\n"
                  "                                                          ^\n"
                  "run.yaml:2:63: error: training.budget: 'y' is not an amount in Yuan\n"
                  "training: {budget: {class: {smei: x}, county: {1: {year: {20: y}}}}}\n"
                  "                                                              ^\n",
                  REGION "training: {budget: {class: {smei: x}, county: {1: {year: {20: y}}}}}\n");
}

/* A scalar or a `default` starts afresh; a mapping without one changes only what it names. */
static void later_values_replace_or_change(void **state)
{
    (void)state;
    struct config *c;
    write_text_file("base.yaml", REGION "training:\n  budget:\n    default: 1\n    year: {2005: 2, 2010: 3}\n"
                                        "    class: {semi: {default: 4, year: {2008: 5}}}\n"
                                        "    county: {150522: {default: 6, year: {2008: 7}}}\n");
    must_load(c, "extends: base.yaml\ntraining: {budget: {year: {2010: 9}, class: {semi: {year: {2009: 8}}}, "
                 "county: {150522: 10}}}\n");
    assert_int_equal(value_of(c, 0, 2004, BUDGET).integer, 100); /* Xincheng, farming */
    assert_int_equal(value_of(c, 0, 2006, BUDGET).integer, 200);
    assert_int_equal(value_of(c, 0, 2010, BUDGET).integer, 900);
    assert_int_equal(value_of(c, 2, 2004, BUDGET).integer, 400); /* Erenhot, semi */
    assert_int_equal(value_of(c, 2, 2008, BUDGET).integer, 500);
    assert_int_equal(value_of(c, 2, 2009, BUDGET).integer, 800);
    assert_int_equal(value_of(c, 1, 2009, BUDGET).integer, 1000); /* Kezuo Houqi: its years are gone */
    hq_config_free(c);
    must_load(c, "extends: base.yaml\ntraining: {budget: 5}\n");
    for (int county = -1; county < 3; county++)
        for (int year = 2002; year < 2020; year++)
            assert_int_equal(value_of(c, county, year, BUDGET).integer, 500);
    hq_config_free(c);
    must_load(c, "extends: base.yaml\ntraining: {budget: {year: {2006: 7}, default: 5}}\n");
    assert_int_equal(value_of(c, 1, 2005, BUDGET).integer, 500);
    assert_int_equal(value_of(c, 1, 2010, BUDGET).integer, 700);
    hq_config_free(c);
}

static void aliases_stand_for_values(void **state)
{
    (void)state;
    struct config *c;
    must_load(c,
              REGION "training: {budget: {default: 1, county: {150522: &k {year: {2009: 2}}, 150102: *k}}}\n");
    assert_int_equal(value_of(c, 0, 2009, BUDGET).integer, 200);
    assert_int_equal(value_of(c, 1, 2009, BUDGET).integer, 200);
    hq_config_free(c);
}

static void lists_in_both_forms(void **state)
{
    (void)state;
    static const char *const forms[] = {"[150522, 150102]", "150522,150102", "\"150522, 150102\"",
                                        "['150522', 150102]"};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        char text[200];
        struct config *c;
        snprintf(text, sizeof text, "region:\n  table: counties.csv\n  counties: %s\n", forms[i]);
        must_load(c, text);
        assert_string_equal(hq_config_engine(c)->region_counties, "150522,150102");
        assert_int_equal(hq_config_counties(c)->count, 2);
        hq_config_free(c);
    }
    expect_errors(HQ_EXIT_USAGE,
                  "run.yaml:1:45: error: region.counties is a list of words without commas\n"
                  "region: {table: counties.csv, counties: [1, {a: b}]}\n"
                  "                                            ^\n",
                  "region: {table: counties.csv, counties: [1, {a: b}]}\n");
    expect_errors(HQ_EXIT_USAGE,
                  "run.yaml:1:49: error: region.counties has an empty item\n"
                  "region: {table: counties.csv, counties: '150522,,150102'}\n"
                  "                                                ^\n",
                  "region: {table: counties.csv, counties: '150522,,150102'}\n");
    expect_errors(HQ_EXIT_USAGE,
                  "run.yaml:1:41: error: region.counties takes one value here, not a mapping\n"
                  "region: {table: counties.csv, counties: {150522: 1}}\n"
                  "                                        ^\n",
                  "region: {table: counties.csv, counties: {150522: 1}}\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_of_the_wrong_kind),
        cmocka_unit_test(mappings_of_the_wrong_kind),
        cmocka_unit_test(a_value_of_an_unknown_scope_is_checked_too),
        cmocka_unit_test(later_values_replace_or_change),
        cmocka_unit_test(aliases_stand_for_values),
        cmocka_unit_test(lists_in_both_forms),
    };
    return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
