/* The population file and the tables, to the letter. */
#include "sim/survey/survey_write.h"

#include "unit/sim/survey/survey_fixture.h"

#define BOOK                                                                                                   \
    CODEBOOK_SURVEY                                                                                            \
    "fields:\n  land: {column: a, unit: ha}\n  money: {column: m, missing: model}\n"                           \
    "  net: {column: n, negative: keep}\n" CODEBOOK_PEOPLE
#define SURVEY                                                                                                 \
    "hh,pid,co,w,a,m,n,age,sex\n"                                                                              \
    "\"h,\"\"1\"\"\",1,150522,3,0.1,,-7,40,1\n"                                                                \
    "\"h,\"\"1\"\"\",2,150522,3,0.1,,-7,30,2\n"                                                                \
    "h2,1,150102,1,0.5,12.3,9,70,2\n"

static char *written(void (*write)(const struct survey *s, FILE *out))
{
    char *text;
    size_t size;
    FILE *f = open_memstream(&text, &size);
    write(&survey, f);
    fclose(f);
    return text;
}

static void expect(void (*write)(const struct survey *s, FILE *out), const char *expected)
{
    assert_true(read_survey(BOOK, SURVEY));
    char *text = written(write);
    assert_string_equal(text, expected);
    free(text);
}

static void population_file(void **state)
{
    (void)state;
    expect(hq_survey_write,
           "# Households of a survey in the model's units, written by `horqin population`: docs/survey.md\n"
           "county,household,weight,land,money,net,age.1,age.2,age.3,age.4,age.5,age.6,age.7,age.8,"
           "woman.1,woman.2,woman.3,woman.4,woman.5,woman.6,woman.7,woman.8\n"
           "150522,\"h,\"\"1\"\"\",3,1.5,,-7,40,30,,,,,,,0,1,,,,,,\n"
           "150102,h2,1,7.5,12.3,9,70,,,,,,,,1,,,,,,,\n");
}

/* Weights 3 and 1: (3 x 1.5 + 7.5) / 4 is 3; persons 3, 3 and 1: variance 1200 / 7. */
static void marginals(void **state)
{
    (void)state;
    expect(hq_survey_marginals, "field,unit,given,missing,filled,rule,negative,mean,sd,least,most\n"
                                "land,mu,2,0,0,error,0,3,2.59808,1.5,7.5\n"
                                "money,Yuan,1,1,0,model,0,12.3,0,12.3,12.3\n"
                                "net,Yuan,2,0,0,error,1,-3,6.9282,-7,9\n"
                                "age,years,3,0,0,error,0,40,13.0931,30,70\n"
                                "woman,1,3,0,0,error,0,0.571429,0.494872,0,1\n");
}

static void counties(void **state)
{
    (void)state;
    expect(hq_survey_counties,
           "county,class,households,persons,weight\n150522,pastoral,1,2,3\n150102,farming,1,1,1\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(population_file, fixture_clean),
        cmocka_unit_test_teardown(marginals, fixture_clean),
        cmocka_unit_test_teardown(counties, fixture_clean),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
