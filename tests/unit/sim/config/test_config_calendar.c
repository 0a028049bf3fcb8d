#include "unit/sim/config_fixture.h"

static void rates_hold_from_their_year(void **state)
{
    (void)state;
    struct config *c;
    write_text_file("cal.csv", "# baseline\nmark,year,source,policy,rate\nF,2009,x,pension,55\nF,2006,x,tax,0\n"
                               "U,2014,x,pension,\"85.5\"\n");
    must_load(c, REGION "run: {calendar: cal.csv}\n");
    assert_int_equal(value_of(c, 1, 2008, PENSION).integer, 0);
    assert_int_equal(value_of(c, 1, 2009, PENSION).integer, 5500);
    assert_int_equal(value_of(c, -1, 2019, PENSION).integer, 8550);
    assert_true(value_of(c, 0, 2005, TAX).real == 0.07);
    assert_true(value_of(c, 0, 2006, TAX).real == 0);
    hq_config_free(c);
}

static void configurations_beat_the_calendar(void **state)
{
    (void)state;
    struct config *c;
    write_text_file("cal.csv", "year,policy,rate\n2009,pension,55\n2014,pension,85\n2006,tax,0\n");
    must_load(c, REGION "run: {calendar: cal.csv}\ncalendar: {pension: {year: {2014: 70}}, tax: 0.05}\n");
    assert_int_equal(value_of(c, 1, 2009, PENSION).integer, 5500); /* a year changed, the others kept */
    assert_int_equal(value_of(c, 1, 2014, PENSION).integer, 7000);
    assert_true(value_of(c, 0, 2010, TAX).real == 0.05); /* replaced for all years */
    hq_config_free(c);
}

static void paths_are_relative_to_the_file_that_names_them(void **state)
{
    (void)state;
    struct config *c;
    hq_make_folder(in_folder("deep"));
    write_text_file("deep/cal.csv", "year,policy,rate\n2002,pension,1\n");
    write_text_file("deep/base.yaml", "run: {calendar: cal.csv}\n");
    must_load(c, "extends: deep/base.yaml\n" REGION);
    assert_string_equal(hq_config_engine(c)->run_calendar, in_folder("deep/cal.csv"));
    assert_int_equal(value_of(c, -1, 2002, PENSION).integer, 100);
    hq_config_free(c);
    char set[600];
    snprintf(set, sizeof set, "run.calendar=%s", in_folder("deep/cal.csv"));
    must_load(c, REGION, set);
    assert_int_equal(value_of(c, -1, 2002, PENSION).integer, 100);
    hq_config_free(c);
}

static void rows_are_checked(void **state)
{
    (void)state;
    write_text_file("cal.csv", "year,policy,rate\n2009,penson,5\n09,tax,2\n2009,pension,10k\n2010,pension,5\n"
                               "2010,pension,6\n2011,pension\n");
    expect_errors(
        HQ_EXIT_BAD_DATA,
        "cal.csv:2:6: error: unknown policy 'penson'; did you mean 'pension'?\n2009,penson,5\n     ^\n"
        "cal.csv:3:1: error: '09' is not a year from 1900 to 2200\n09,tax,2\n^\n"
        "cal.csv:3:8: error: calendar.tax: 2 is out of range: it must be from 0 to 1\n09,tax,2\n       ^\n"
        "cal.csv:4:14: error: calendar.pension: '10k' is not an amount in Yuan\n2009,pension,10k\n"
        "             ^\n"
        "cal.csv:6:1: error: 'pension' has a rate for 2010 already\n2010,pension,6\n^\n"
        "cal.csv:7:1: error: 2 cells in this row, but 3 in the header\n2011,pension\n^\n",
        REGION "run: {calendar: cal.csv}\n");
    write_text_file("cal.csv", "year,polcy,rate\n2009,pension,5\n");
    expect_errors(HQ_EXIT_BAD_DATA,
                  "cal.csv:1:1: error: column 'policy' is missing; did you mean 'polcy'?\nyear,polcy,rate\n^\n",
                  REGION "run: {calendar: cal.csv}\n");
    write_text_file("cal.csv", "");
    expect_errors(HQ_EXIT_BAD_DATA, "cal.csv:1:1: error: no header: the table is empty\n\n^\n",
                  REGION "run: {calendar: cal.csv}\n");
}

static void a_model_without_policies_knows_none(void **state)
{
    (void)state;
    write_text_file("cal.csv", "year,policy,rate\n2009,pension,5\n");
    expect_errors(HQ_EXIT_BAD_DATA, "cal.csv:2:6: error: unknown policy 'pension'\n2009,pension,5\n     ^\n",
                  REGION "run: {calendar: cal.csv, model: minimal}\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rates_hold_from_their_year),
        cmocka_unit_test(configurations_beat_the_calendar),
        cmocka_unit_test(paths_are_relative_to_the_file_that_names_them),
        cmocka_unit_test(rows_are_checked),
        cmocka_unit_test(a_model_without_policies_knows_none),
    };
    return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
