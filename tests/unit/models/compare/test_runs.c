/* Which runs can be compared, and what is said of those that cannot. */
#define _GNU_SOURCE 1
#include "unit/models/compare/compare_fixture.h"

#include "models/compare/runs.c" // NOLINT(bugprone-suspicious-include)

static const struct compare_options plain;

/* A file of a run with some bytes replaced by others, in that run or in another folder. */
static void rewrite(void **state, const char *from, const char *to, const char *was, const char *is)
{
    char *in = RUN(from), *out = RUN(to), *bytes;
    size_t size;
    assert_int_equal(hq_read_file(in, &bytes, &size), 0);
    const char *at = memmem(bytes, size, was, strlen(was));
    assert_non_null(at);
    const size_t before = (size_t)(at - bytes), behind = size - before - strlen(was);
    char *whole = hq_alloc(size + strlen(is));
    memcpy(whole, bytes, before);
    memcpy(whole + before, is, strlen(is));
    memcpy(whole + before + strlen(is), at + strlen(was), behind);
    scratch_write(out, whole, before + strlen(is) + behind);
    free(whole);
    free(bytes);
    free(out);
    free(in);
}

/* A folder that has the base's settings with one of them changed, and nothing else. */
static void pretend(void **state, const char *name, const char *was, const char *is)
{
    char *folder = RUN(name), *to = hq_text("%s/resolved.yml", name), *json = hq_text("%s/run.json", folder);
    assert_int_equal(hq_make_folder(folder), 0);
    rewrite(state, "base/resolved.yml", to, was, is);
    scratch_write(json, "{}", 2);
    free(json);
    free(folder);
    free(to);
}

static int make(void **state)
{
    if (runs_make(state) || run_one(*state, "half", "output.panel_share=0.5") ||
        run_one(*state, "short", "run.last_year=2004")) {
        return -1;
    }
    pretend(state, "seed", "  seed: 1\n", "  seed: 2\n");
    pretend(state, "scale", "  scale: 0.01\n", "  scale: 0.02\n");
    pretend(state, "county", "counties: [150102, 150522]", "counties: [150522]");
    pretend(state, "unmeasured", "run:", "run:");
    pretend(state, "alone", "run:", "run:");
    rewrite(state, "base/indicators.h5", "alone/indicators.h5", "HDF", "HDF");
    return 0;
}

static void other_households_are_refused(void **state)
{
    not_compared(state, "base", "seed", &plain, HQ_EXIT_USAGE, "differ in run.seed (1 and 2)");
    not_compared(state, "base", "scale", &plain, HQ_EXIT_USAGE, "population.scale (0.01 and 0.02)");
    not_compared(state, "county", "base", &plain, HQ_EXIT_USAGE, "region.counties");
    not_compared(state, "base", "half", &plain, HQ_EXIT_USAGE, "output.panel_share");
}

/* The settings of two runs are the same where their copies of the survey are not. */
static void other_surveys_are_other_households(void **state)
{
    struct arena arena = {0};
    struct diagnostics d = {0};
    char *folders[SIDES] = {RUN("base"), RUN("other")};
    const char *with = "population: {survey: inputs/survey.csv}", *without = "population: {survey: \"\"}";
    const struct source text = hq_source_of("with", with, strlen(with), 0),
                        none = hq_source_of("without", without, strlen(without), 0);
    const struct node *settings = hq_yaml_read(&arena, &text, 0, &d),
                      *unset = hq_yaml_read(&arena, &none, 0, &d);
    const struct runs r = {.side = {{.folder = folders[BASE]}, {.folder = folders[OTHER]}}};
    char *one = RUN("base/inputs/survey.csv"), *two = RUN("other/inputs/survey.csv");
    scratch_write(one, "a,b\n", 4);
    scratch_write(two, "a,c\n", 4);
    assert_false(same_survey(&r, settings));
    assert_true(same_survey(&r, unset));
    scratch_write(two, "a,b\n", 4);
    assert_true(same_survey(&r, settings));
    assert_int_equal(remove(one) + remove(two), 0);
    free(one);
    free(two);
    free(folders[BASE]);
    free(folders[OTHER]);
    hq_arena_free(&arena);
}

static void what_a_run_lacks_is_said_with_its_cure(void **state)
{
    not_compared(state, "base", "unmeasured", &plain, HQ_EXIT_USAGE,
                 "unmeasured has no indicators.h5: run it with output.indicators=true");
    not_compared(state, "alone", "base", &plain, HQ_EXIT_USAGE,
                 "alone has no trajectories.h5: run it with output.panel_share=1");
    not_compared(state, "base", "nowhere", &plain, HQ_EXIT_USAGE,
                 "nowhere is no finished result: it has no run.json");
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

static void spoil(void **state, const char *file, const char *was, const char *is)
{
    rewrite(state, file, file, was, is);
}

static void damaged_files_are_told(void **state)
{
    spoil(state, "short/inputs/counties.csv", "Xincheng,Hohhot,farming,29636", "Xincheng,Hohhot,farming,29637");
    not_compared(state, "short", "base", &plain, HQ_EXIT_USAGE, "other households in county 150102");
    spoil(state, "half/inputs/counties.csv", "\n150522,", "\n150523,");
    not_compared(state, "half", "half", &plain, HQ_EXIT_BAD_DATA, "counties.csv is damaged");
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
        cmocka_unit_test(other_surveys_are_other_households),
        cmocka_unit_test(what_a_run_lacks_is_said_with_its_cure),
        cmocka_unit_test(options_name_what_there_is),
        cmocka_unit_test(the_last_year_of_both_is_compared),
        cmocka_unit_test(damaged_files_are_told),
    };
    return cmocka_run_group_tests(tests, make, scratch_remove);
}
