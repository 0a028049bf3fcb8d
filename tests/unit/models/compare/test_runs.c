/* Which runs can be compared, and what is said of those that cannot. */
#define _GNU_SOURCE 1
#include "unit/models/compare/compare_fixture.h"

#include "models/compare/runs.c" // NOLINT(bugprone-suspicious-include)

static const struct compare_options plain;

static int make(void **state)
{
    return runs_make(state) || run_one(*state, "seed", "run.seed=2") ||
           run_one(*state, "scale", "population.scale=0.02") ||
           run_one(*state, "county", "region.counties=[150522]") ||
           run_one(*state, "half", "output.panel_share=0.5") ||
           run_one(*state, "unmeasured", "output.indicators=false") ||
           run_one(*state, "alone", "output.panel_share=0") || run_one(*state, "short", "run.last_year=2004");
}

static void other_households_are_refused(void **state)
{
    not_compared(state, "base", "seed", &plain, HQ_EXIT_USAGE, "differ in run.seed (1 and 2)");
    not_compared(state, "base", "scale", &plain, HQ_EXIT_USAGE, "population.scale (0.01 and 0.02)");
    not_compared(state, "county", "base", &plain, HQ_EXIT_USAGE, "region.counties");
    not_compared(state, "base", "half", &plain, HQ_EXIT_USAGE, "output.panel_share");
}

static void what_a_run_lacks_is_said_with_its_cure(void **state)
{
    not_compared(state, "base", "unmeasured", &plain, HQ_EXIT_USAGE,
                 "unmeasured has no indicators.h5: run it with output.indicators=true");
    not_compared(state, "alone", "base", &plain, HQ_EXIT_USAGE,
                 "alone has no trajectories.h5: run it with output.panel_share=1");
    not_compared(state, "base", "nowhere", &plain, HQ_EXIT_IO, "nowhere/resolved.yml cannot be read");
}

static void options_name_what_there_is(void **state)
{
    const char *const lines[] = {"national", "onw"};
    const struct compare_options late = {.year = 2007}, early = {.year = 2001},
                                 wrong = {.lines = lines, .line_count = 2},
                                 one = {.lines = lines, .line_count = 1, .year = 2003};
    not_compared(state, "base", "other", &late, HQ_EXIT_USAGE, "no year 2007: name one from 2002 to 2006");
    not_compared(state, "base", "other", &early, HQ_EXIT_USAGE, "from 2002 to 2006");
    not_compared(state, "base", "other", &wrong, HQ_EXIT_USAGE, "no poverty line 'onw'; did you mean 'own'?");
    struct changes c = compared(state, "base", "other", &one);
    assert_int_equal(row(&c, "indicator", "income", "", "headcount", "national")->year, 2003);
    assert_null(hq_change(&c, "indicator", "income", "", "headcount", "own"));
    hq_changes_free(&c);
}

static void the_last_year_of_both_is_compared(void **state)
{
    struct changes c = compared(state, "short", "other", &plain);
    assert_int_equal(c.rows[0].year, 2004);
    hq_changes_free(&c);
}

/* Copies a folder's file there with some bytes replaced by others of the same number. */
static void spoil(void **state, const char *file, const char *was, const char *is)
{
    char *from = RUN(file), *bytes, *at;
    size_t size;
    assert_int_equal(hq_read_file(from, &bytes, &size), 0);
    at = memmem(bytes, size, was, strlen(was));
    assert_non_null(at);
    memcpy(at, is, strlen(is));
    scratch_write(from, bytes, size);
    free(bytes);
    free(from);
}

static void damaged_files_are_told(void **state)
{
    spoil(state, "county/inputs/counties.csv", "\n150522,", "\n150523,");
    not_compared(state, "county", "county", &plain, HQ_EXIT_BAD_DATA, "counties.csv is damaged");
    spoil(state, "short/indicators.h5", "\211HDF", "nothi");
    not_compared(state, "short", "base", &plain, HQ_EXIT_BAD_DATA, "short/indicators.h5 is damaged");
    spoil(state, "half/trajectories.h5", "\211HDF", "none");
    not_compared(state, "half", "base", &plain, HQ_EXIT_BAD_DATA, "half/trajectories.h5 is damaged");
    spoil(state, "scale/resolved.yml", "run:", "run[");
    not_compared(state, "base", "scale", &plain, HQ_EXIT_BAD_DATA, "scale/resolved.yml is damaged");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(other_households_are_refused),
        cmocka_unit_test(what_a_run_lacks_is_said_with_its_cure),
        cmocka_unit_test(options_name_what_there_is),
        cmocka_unit_test(the_last_year_of_both_is_compared),
        cmocka_unit_test(damaged_files_are_told),
    };
    return cmocka_run_group_tests(tests, make, scratch_remove);
}
