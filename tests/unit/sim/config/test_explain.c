#include "unit/sim/config_fixture.h"

static const struct param_table *const tables[] = {&hq_engine_parameters, &fixture_parameters};
static char *printed, *complained;

static int explain(const char *key, bool headline)
{
    size_t size;
    free(printed);
    free(complained);
    FILE *out = open_memstream(&printed, &size), *diagnostics = open_memstream(&complained, &size);
    int code = hq_explain(key, headline, tables, 2, out, diagnostics);
    fclose(out);
    fclose(diagnostics);
    return code;
}

static void one_key_with_all_that_is_known(void **state)
{
    (void)state;
    assert_int_equal(explain("pasture.cover_low", false), HQ_EXIT_DONE);
    assert_string_equal(printed, "pasture.cover_low: least cover\n"
                                 "  type     real number\n"
                                 "  unit     1\n"
                                 "  default  0.25\n"
                                 "  range    0 to 1\n"
                                 "  may vary by year\n"
                                 "  at most  pasture.cover_high\n"
                                 "  source   assumed: x\n");
    assert_int_equal(explain("pasture.cover_high", false), HQ_EXIT_DONE);
    assert_non_null(strstr(printed, "  at least pasture.cover_low\n  grows by calendar.tax\n"));
    assert_int_equal(explain("calendar.tax", false), HQ_EXIT_DONE);
    assert_non_null(strstr(printed, "  grows    pasture.cover_high\n"));
    assert_int_equal(explain("run.name", false), HQ_EXIT_DONE);
    assert_string_equal(printed, "run.name: name of the run: its result folder begins with it\n"
                                 "  type     text\n"
                                 "  default  \"\"\n"
                                 "  how the run is carried out: not part of the configuration's hash\n"
                                 "  source   user\n");
    explain("run.last_year", false);
    assert_non_null(strstr(printed, "  range    1900 to 2200\n  at least run.first_year\n"));
    explain("training.budget", false);
    assert_non_null(strstr(printed, "  type     Yuan, kept in whole fen\n"));
    assert_non_null(strstr(printed, "  may vary by year, class, county\n"));
    assert_string_equal(complained, "");
}

static void groups_and_headlines(void **state)
{
    (void)state;
    assert_int_equal(explain("pasture", false), HQ_EXIT_DONE);
    assert_string_equal(
        printed,
        "pasture\n"
        "  growth                     0.5          1/year         growth of grass (by year, class, county)\n"
        "  cover_low                  0.25                        least cover (by year)\n"
        "  cover_high                 0.75                        most cover (by year)\n"
        "  known                      \"\"                          years that are known\n");
    assert_int_equal(explain(NULL, true), HQ_EXIT_DONE);
    assert_string_equal(
        printed,
        "pasture\n"
        "  growth                     0.5          1/year         growth of grass (by year, class, county)\n");
}

static void all_rows(void **state)
{
    (void)state;
    assert_int_equal(explain(NULL, false), HQ_EXIT_DONE);
    int lines = 0, groups = 0;
    for (const char *p = printed; *p; p++) {
        lines += *p == '\n' && p[1] == ' ';
        groups += p == printed || (*p == '\n' && p[1] == '\n');
    }
    assert_int_equal(lines, hq_engine_parameters.count + FIXTURE_ROWS);
    assert_int_equal(groups, 8);
    char *again = strdup(printed);
    explain("", false);
    assert_string_equal(printed, again);
    free(again);
}

static void misspelt_keys(void **state)
{
    (void)state;
    assert_int_equal(explain("training.budgte", false), HQ_EXIT_USAGE);
    assert_string_equal(printed, "");
    assert_string_equal(
        complained,
        "horqin: error: no parameter or group 'training.budgte'; did you mean 'training.budget'?\n");
    assert_int_equal(explain("pastrue", false), HQ_EXIT_USAGE);
    assert_string_equal(complained,
                        "horqin: error: no parameter or group 'pastrue'; did you mean 'pasture'?\n");
    assert_int_equal(explain("something", false), HQ_EXIT_USAGE);
    assert_string_equal(complained, "horqin: error: no parameter or group 'something'\n");
    assert_int_equal(explain("run.", false), HQ_EXIT_USAGE);
    free(printed);
    free(complained);
    printed = complained = NULL;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_key_with_all_that_is_known),
        cmocka_unit_test(groups_and_headlines),
        cmocka_unit_test(all_rows),
        cmocka_unit_test(misspelt_keys),
    };
    return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
