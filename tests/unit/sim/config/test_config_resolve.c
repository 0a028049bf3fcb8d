/* Precedence: county, class, plain; within each the latest year, else the default. */
#include "unit/sim/config_fixture.h"

static const char everything[] = REGION "training:\n"
                                        "  budget:\n"
                                        "    default: 1\n"
                                        "    year: {2005: 2, 2010: 3}\n"
                                        "    class:\n"
                                        "      pastoral: {year: {2008: 4}}\n"
                                        "      semi: {default: 5, year: {2007: 6}}\n"
                                        "    county:\n"
                                        "      150522: {year: {2012: 7, 2003: 8}}\n"
                                        "      150102: 9\n";

/* The same rules, written another way: a list of candidates, the most specific first. */
static int64_t expected(int county, int year)
{
    if (county == 0)
        return 900;
    if (county == 1 && year >= 2012)
        return 700;
    if (county == 1 && year >= 2003)
        return 800;
    if (county == 2)
        return year >= 2007 ? 600 : 500;
    return year >= 2010   ? 300
           : year >= 2005 ? 200
                          : 100; /* also county 1 before 2003: pastoral begins in 2008 */
}

static void every_county_and_year(void **state)
{
    (void)state;
    struct config *c;
    must_load(c, everything);
    for (int county = -1; county < 3; county++)
        for (int year = 1990; year <= 2030; year++)
            assert_int_equal(value_of(c, county, year, BUDGET).integer, expected(county, year));
    hq_config_free(c);
}

static void a_class_speaks_where_its_county_does_not(void **state)
{
    (void)state;
    struct config *c;
    must_load(c, everything, "training.budget={county: {150522: {year: {2016: 1}}}}", "run.last_year=2010",
              "training.budget={default: 1, class: {pastoral: {year: {2008: 4}}}, county: {150522: {year: "
              "{2016: 7}}}}");
    assert_int_equal(value_of(c, 1, 2007, BUDGET).integer, 100);
    assert_int_equal(value_of(c, 1, 2008, BUDGET).integer, 400);
    assert_int_equal(value_of(c, 1, 2016, BUDGET).integer, 700);
    assert_int_equal(value_of(c, -1, 2016, BUDGET).integer, 100);
    hq_config_free(c);
}

static void indices_follow_the_selection(void **state)
{
    (void)state;
    struct config *c;
    must_load(c, everything, "region.counties=[152501, 150522]");
    assert_int_equal(value_of(c, 0, 2013, BUDGET).integer, 700); /* 150522 is now the first */
    assert_int_equal(value_of(c, 1, 2013, BUDGET).integer, 600);
    hq_config_free(c);
}

static void all_types_and_one_row_each(void **state)
{
    (void)state;
    struct config *c;
    union cell cells[FIXTURE_ROWS + 1];
    memset(cells, 0x5A, sizeof cells);
    union cell after = cells[FIXTURE_ROWS];
    must_load(
        c, REGION
        "pasture: {growth: {class: {semi: 2.5}}}\ntraining: {places: {county: {152501: 9}}, frozen: on}\n");
    hq_config_resolve(c, 2, 2002, cells);
    assert_true(cells[GROWTH].real == 2.5);
    assert_int_equal(cells[PLACES].integer, 9);
    assert_int_equal(cells[FROZEN].integer, 1);
    assert_string_equal(cells[MODE].text, "free");
    assert_string_equal(cells[SURVEY].text, "");
    assert_memory_equal(&cells[FIXTURE_ROWS], &after, sizeof after);
    hq_config_free(c);
}

static void a_switch_is_ever_on_where_some_county_and_year_of_the_run_has_it_on(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool on;
    } cases[] = {{"training: {budget: 1}\n", true},
                 {"training: {budget: 0}\n", false},
                 {"training: {budget: {default: 0, county: {152501: {year: {2012: 1}}}}}\n", true},
                 {"training: {budget: {default: 0, county: {152501: {year: {2030: 1}}}}}\n", false},
                 {"training: {budget: {default: 1, year: {1990: 0}}}\n", false}};
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        char text[256];
        struct config *c;
        snprintf(text, sizeof text, "%srun: {first_year: 2002, last_year: 2019}\n%s", REGION, cases[k].text);
        must_load(c, text);
        assert_int_equal(hq_config_ever(c, BUDGET), cases[k].on);
        hq_config_free(c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_county_and_year),
        cmocka_unit_test(a_class_speaks_where_its_county_does_not),
        cmocka_unit_test(indices_follow_the_selection),
        cmocka_unit_test(all_types_and_one_row_each),
        cmocka_unit_test(a_switch_is_ever_on_where_some_county_and_year_of_the_run_has_it_on),
    };
    return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
