/* Surveys: values by their codebook, rules for what is missing, and every error at its cell. */
#include "unit/sim/survey/survey_fixture.h"

#define BOOK(fields) CODEBOOK_SURVEY "missing: [\"-8\"]\nfields:\n" fields CODEBOOK_PEOPLE
#define HEADER       "hh,pid,co,w,a,b,m,n,age,sex,edu\n"
#define PLAIN        BOOK("  land: {sum: {a: 15, b: 1}}\n  money: {column: m}\n  net: {column: n}\n")

static void values(void **state)
{
    (void)state;
    assert_true(read_survey(BOOK("  land: {sum: {a: 15, b: 1}}\n  money: {column: m, unit: fen}\n"
                                 "  net: {column: n}\n  school: {column: edu, codes: {low: 3, high: 12}}\n"),
                            HEADER "h2,1,150522,2.5,1,0.5,1234,100,40,1,low\n"
                                   "h1,1,150102,1,2,0,99,5,20,2,high\n"
                                   "h2,2,150522,2.5,1,0.5,1234,,38,2,high\n")); /* apart, and n said once */
    assert_int_equal(survey.count, 2);
    assert_int_equal(survey.persons, 3);
    const struct survey_household *h = survey.households; /* in the order of their first rows */
    assert_string_equal(h[0].id, "h2");
    assert_int_equal(h[0].county, 150522);
    assert_string_equal(h[0].class, "pastoral");
    assert_true(h[0].weight == 2.5 && h[0].persons == 2);
    assert_true(value(0, LAND, 0) == 15.5 && value(0, MONEY, 0) == 12.34 && value(0, NET, 0) == 100);
    assert_true(value(0, AGE, 0) == 40 && value(0, AGE, 1) == 38);
    assert_true(value(0, WOMAN, 0) == 0 && value(0, WOMAN, 1) == 1);
    assert_true(value(0, SCHOOL, 0) == 3 && value(0, SCHOOL, 1) == 12 && value(1, SCHOOL, 0) == 12);
    assert_int_equal(h[1].persons, 1);
}

/* The median of the county, else of its class, else of all; by weight; what is filled does not count. */
static void missing_values(void **state)
{
    (void)state;
    assert_true(read_survey(BOOK("  land: {column: a, missing: median}\n  money: {column: m, missing: 7}\n"
                                 "  net: {column: n, missing: model}\n"),
                            HEADER "h1,1,150522,1,10,0,,1,40,1,\n"
                                   "h2,1,150522,1,20,0,5,,40,1,\n"
                                   "h3,1,150522,3,30,0,5,-8,40,1,\n"
                                   "h4,1,150522,1,-8,0,5,1,40,1,\n"
                                   "h5,1,150102,1,,0,5,1,40,1,\n"
                                   "h6,1,150103,1,4,0,5,1,40,1,\n"));
    assert_true(value(3, LAND, 0) == 30);
    assert_true(value(4, LAND, 0) == 4);
    assert_true(value(0, MONEY, 0) == 7 && value(1, MONEY, 0) == 5);
    assert_true(value(1, NET, 0) == HQ_NOT_SAID && value(2, NET, 0) == HQ_NOT_SAID && value(0, NET, 0) == 1);
    assert_int_equal(survey.counts[LAND].missing, 2);
    assert_int_equal(survey.counts[LAND].filled, 2);
    assert_int_equal(survey.counts[LAND].given, 4);
    assert_int_equal(survey.counts[MONEY].filled, 1);
    assert_int_equal(survey.counts[NET].missing, 2);
    assert_int_equal(survey.counts[NET].filled, 0);
}

static void negative_incomes(void **state)
{
    (void)state;
    static const char *const text = HEADER "h1,1,150522,1,1,0,5,-120.5,40,1,\n";
    assert_true(read_survey(BOOK("  net: {column: n, negative: keep}\n"), text));
    assert_true(value(0, NET, 0) == -120.5);
    assert_int_equal(survey.counts[NET].negative, 1);
    assert_int_equal(survey.notes.count, 1);
    assert_true(read_survey(BOOK("  net: {column: n, negative: zero}\n"), text));
    assert_true(value(0, NET, 0) == 0);
    assert_false(read_survey(BOOK("  net: {column: n}\n"), text));
    expect_error("s.csv:2:21: error: n: negative net (-120.5): correct it");
    assert_false(d.in_configuration);
}

static void more_than_eight(void **state)
{
    (void)state;
    char text[1000] = HEADER;
    for (int i = 1; i <= 10; i++) {
        snprintf(text + strlen(text), 100, "h1,%d,150522,1,1,0,5,1,%d,1,\n", i, 50 + i);
    }
    assert_false(read_survey(PLAIN, text));
    expect_error("s.csv:10:1: error: household h1 has 10 persons, and the model holds eight");
    assert_true(
        read_survey("survey: {household: hh, county: co, region: r.csv, persons: first eight}\nfields:\n"
                    "  land: {column: a}\n" CODEBOOK_PEOPLE,
                    text));
    assert_int_equal(survey.households[0].persons, 8);
    assert_true(survey.left_out == 2 && survey.crowded == 1 && survey.persons == 8);
    assert_true(value(0, AGE, 7) == 58);
    assert_true(survey.households[0].weight == 1);
}

static void households_only(void **state)
{
    (void)state;
    static const char *const only =
        "survey: {household: hh, county: co, region: r.csv}\nfields: {land: {column: a}}\n";
    assert_true(read_survey(only, "hh,co,a\nx,150522,3\ny,150522,4\n"));
    assert_true(survey.count == 2 && survey.persons == 0 && value(1, LAND, 0) == 4);
    assert_false(read_survey(only, "hh,co,a\nx,150522,3\ny,150522,4\nx,150522,3\n"));
    expect_error("s.csv:4:1: error: household x stands twice; before in line 2");
}

static void errors_at_their_cells(void **state)
{
    (void)state;
    static const struct {
        const char *rows, *error;
    } cases[] = {
        {"", "s.csv:1:1: error: the survey has a header and no rows"},
        {"h,1,150522,1,x,0,5,1,40,1,\n", "s.csv:2:14: error: a: 'x' is not a number"},
        {"h,1,150522,1,nan,0,5,1,40,1,\n", "s.csv:2:14: error: a: 'nan' is not a number"},
        {"h,1,150522,1,inf,0,5,1,40,1,\n", "s.csv:2:14: error: a: 'inf' is not a number"},
        {"h,1,150522,1,1e300,0,5,1,40,1,\n", "s.csv:2:14: error: a: land is 0 to 1000 [mu]"},
        {"h,1,150522,1,-8,0,5,1,40,1,\n",
         "s.csv:2:14: error: a: land is missing; give fields.land.missing a rule"},
        {"h,1,150522,1,-9,0,5,1,40,1,\n", "s.csv:2:14: error: a: negative land (-9)"},
        {"h,1,150522,1,1,0,5,1,121,1,\n", "s.csv:2:22: error: age: age is 0 to 120 [years], and this is 121"},
        {"h,1,150522,1,1,0,5,1,4.5,1,\n",
         "s.csv:2:22: error: age: age is a whole number [years], and this is 4.5"},
        {"h,1,150522,1,1,0,5,1,,1,\n",
         "s.csv:2:22: error: age: age is missing; give fields.age.missing a rule: median, or"},
        {"h,1,150522,1,1,0,5,1,40,3,\n", "s.csv:2:25: error: sex: wrong code '3'; the codebook knows 1, 2"},
        {"h,1,150522,0,1,0,5,1,40,1,\n", "s.csv:2:12: error: w: a weight is from"},
        {"h,1,150522,-2,1,0,5,1,40,1,\n", "s.csv:2:12: error: w: a weight is from"},
        {"h,1,150522,,1,0,5,1,40,1,\n", "s.csv:2:12: error: w: weight ''"},
        {"h,1,150999,1,1,0,5,1,40,1,\n", "s.csv:2:5: error: co: unknown county '150999'"},
        {"h,1,150522,1,1,0,5,1,40,1,\nh,1,150522,1,1,0,5,1,30,1,\n",
         "s.csv:3:3: error: pid: person 1 of household h stands twice; before in line 2"},
        {"h,1,150522,1,1,0,5,1,40,1,\nh,2,150102,1,1,0,5,1,30,1,\n",
         "s.csv:3:5: error: co: household h has '150102' here and '150522' in line 2"},
        {"h,1,150522,1,1,0,5,1,40,1,\nh,2,150522,2,1,0,5,1,30,1,\n",
         "s.csv:3:12: error: w: household h has '2' here and '1' in line 2"},
        {"h,1,150522,1,1,0,5,1,40,1,\nh,2,150522,1,1,0,6,1,30,1,\n",
         "s.csv:3:18: error: m: the rows of household h say different things of its money; line 2 another"},
        {",1,150522,1,1,0,5,1,40,1,\n", "s.csv:2:1: error: hh: a row without a household"},
        {"h,,150522,1,1,0,5,1,40,1,\n", "s.csv:2:3: error: pid: a person without an id"},
        {"h,1,150522,1,1,0,5\n", "s.csv:2:1: error: 7 cells in this row, but 11 in the header"},
        {"h,\"1,150522,1,1,0,5,1,40,1,\n", "s.csv:2:3: error: this quote is never closed"},
        {"h,\x01,150522,1,1,0,5,1,40,1,\n", "s.csv:2:3: error: "},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[300];
        snprintf(text, sizeof text, "%s%s", HEADER, cases[i].rows);
        assert_false(read_survey(PLAIN, text));
        expect_error(cases[i].error);
        assert_false(d.in_configuration);
    }
    assert_false(read_survey(PLAIN, ""));
    expect_error("s.csv:1:1: error: no header: the table is empty");
    assert_false(read_survey(PLAIN, "hh,hh\n"));
    expect_error("s.csv:1:4: error: column 'hh' stands twice");
}

/* A column that is not there is told where the codebook names it. */
static void columns_that_are_not_there(void **state)
{
    (void)state;
    assert_false(read_survey(PLAIN, "hh,pid,co,w,a,b,m,n,aeg,sex\n"));
    expect_error("book.yml:7:17: error: the survey has no column 'age'; did you mean 'aeg'?");
    assert_true(d.in_configuration);
}

/* All of them come in one pass, as many as are wanted. */
static void as_many_as_are_wanted(void **state)
{
    (void)state;
    assert_false(read_survey(PLAIN, HEADER "h,1,1,0,x,0,5,1,400,1,\n"));
    assert_int_equal(d.count, 4);
    d.most = 2;
    char *text;
    size_t size;
    FILE *f = open_memstream(&text, &size);
    hq_print_diagnostics(&d, f);
    fclose(f);
    assert_non_null(strstr(text, "and 2 more errors\n"));
    free(text);
}

static void regions(void **state)
{
    (void)state;
    struct survey_county *counties;
    int count;
    fixture_clean(NULL);
    static const char *const good = "code,class,x\n150522,pastoral,1\n150102,farming,2\n";
    struct source source = {"r.csv", good, strlen(good), 0, true};
    assert_true(hq_survey_region(&arena, &source, &d, &counties, &count));
    assert_int_equal(count, 2);
    assert_int_equal(counties[1].code, 150102);
    assert_string_equal(counties[0].class, "pastoral");
    static const char *const bad = "cod,class\n150522,pastoral\n";
    source = (struct source){"r.csv", bad, strlen(bad), 0, true};
    assert_false(hq_survey_region(&arena, &source, &d, &counties, &count));
    expect_error("r.csv:1:1: error: ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(values, fixture_clean),
        cmocka_unit_test_teardown(missing_values, fixture_clean),
        cmocka_unit_test_teardown(negative_incomes, fixture_clean),
        cmocka_unit_test_teardown(more_than_eight, fixture_clean),
        cmocka_unit_test_teardown(households_only, fixture_clean),
        cmocka_unit_test_teardown(errors_at_their_cells, fixture_clean),
        cmocka_unit_test_teardown(columns_that_are_not_there, fixture_clean),
        cmocka_unit_test_teardown(as_many_as_are_wanted, fixture_clean),
        cmocka_unit_test_teardown(regions, fixture_clean),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
