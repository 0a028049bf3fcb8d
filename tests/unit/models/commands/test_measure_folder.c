/* horqin measure DIR: what may be asked of a result, and what is wrong with the question or the result. */
#include "unit/models/commands/result_fixture.h"

#include "models/commands/folder_delivery.c" // NOLINT(bugprone-suspicious-include)
#include "models/commands/folder_indices.c"  // NOLINT(bugprone-suspicious-include)
#include "models/commands/folder_time.c"     // NOLINT(bugprone-suspicious-include)
#include "models/commands/measure_folder.c"  // NOLINT(bugprone-suspicious-include)
#include "models/commands/measure_time.c"    // NOLINT(bugprone-suspicious-include)
#include "models/commands/table.c"           // NOLINT(bugprone-suspicious-include)

static struct time_texts over_time;

/* What a folder is asked for is not found, with this text. */
static void refused(void **state, struct folder_texts texts, int wanted, const char *says)
{
    char *folder = RUN("base"), *why = NULL;
    struct folder f = {.texts = &texts};
    texts.folder = folder;
    texts.over_time = &over_time;
    const int code = find_all(&f, &why);
    if (code != wanted || !why || !strstr(why, says))
        fail_msg("%d, \"%s\", not \"%s\"", code, why ? why : "", says);
    free(why);
    folder_free(&f);
    free(folder);
}

static void questions_that_have_no_answer(void **state)
{
    const char *unset[] = {"line_3", NULL}, *unknown[] = {"mine", NULL}, *none[] = {"0", NULL};
    refused(state, (struct folder_texts){.year = "2007"}, HQ_EXIT_USAGE,
            "--year 2007: there are years from 2002 to 2006");
    refused(state, (struct folder_texts){.year = "last"}, HQ_EXIT_USAGE, "--year last");
    refused(state, (struct folder_texts){.area = "150523"}, HQ_EXIT_USAGE, "150522");
    refused(state, (struct folder_texts){.income = "wealth"}, HQ_EXIT_USAGE, "consumed");
    refused(state, (struct folder_texts){.lines = unset}, HQ_EXIT_USAGE, "set indicators.line_3");
    refused(state, (struct folder_texts){.lines = unknown}, HQ_EXIT_USAGE, "national");
    refused(state, (struct folder_texts){.lines = none}, HQ_EXIT_USAGE, "from 1e-6");
}

static void questions_are_found(void **state)
{
    char *folder = RUN("base"), *why = NULL;
    const char *lines[] = {"national", "2300", NULL};
    const struct folder_texts plain = {.folder = folder, .over_time = &over_time},
                              asked = {.folder = folder,
                                       .year = "2004",
                                       .area = "150522",
                                       .income = "assessed",
                                       .lines = lines,
                                       .over_time = &over_time};
    struct folder f = {.texts = &plain}, g = {.texts = &asked};
    assert_int_equal(find_all(&f, &why), HQ_EXIT_DONE);
    assert_true(f.area == 0 && f.year == 4 && f.measure == 0 && f.line_count == 3);
    assert_string_equal(f.lines[2].said, "line_2");
    assert_int_equal(find_all(&g, &why), HQ_EXIT_DONE);
    assert_true(g.area > 0 && g.year == 2 && g.measure == 2 && g.line_count == 2);
    assert_true(g.lines[1].stored == -1 && g.lines[1].yuan == 2300);
    folder_free(&f);
    folder_free(&g);
    free(folder);
}

/* Rows keep what they were given, however many. */
static void rows_are_kept(void **state)
{
    (void)state;
    struct folder f = {0};
    for (int i = 0; i < 3000; i++)
        folder_add(&f, (struct folder_row){.part = "p",
                                           .line = hq_copy_text(""),
                                           .index = hq_text("%d", i),
                                           .at = hq_copy_text(""),
                                           .value = i});
    assert_int_equal(f.row_count, 3000);
    for (int i = 0; i < 3000; i += 100) {
        assert_near(f.rows[i].value, i, 0);
        assert_int_equal(atoi(f.rows[i].index), i);
    }
    folder_free(&f);
}

static void measure_it(void *with)
{
    const int code = measure_folder(with);
    fflush(NULL);
    _exit(code);
}

static void results_that_are_damaged(void **state)
{
    char *folder = RUN("base");
    struct folder_texts texts = {.folder = folder, .over_time = &over_time};
    result_spoil(state, "base/inputs/counties.csv");
    texts.area = "150522";
    scratch_must_fail(state, measure_it, &texts, HQ_EXIT_BAD_DATA, "counties.csv is missing or damaged");
    texts.area = NULL;
    result_spoil(state, "base/trajectories.h5");
    scratch_must_fail(state, measure_it, &texts, HQ_EXIT_BAD_DATA, "trajectories.h5 is damaged");
    result_spoil(state, "base/indicators.h5");
    scratch_must_fail(state, measure_it, &texts, HQ_EXIT_BAD_DATA, "indicators.h5 is damaged");
    texts.folder = *state;
    scratch_must_fail(state, measure_it, &texts, HQ_EXIT_USAGE, "run with output.indicators=true");
    free(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(questions_that_have_no_answer),
        cmocka_unit_test(questions_are_found),
        cmocka_unit_test(rows_are_kept),
        cmocka_unit_test(results_that_are_damaged),
    };
    return cmocka_run_group_tests(tests, result_make, scratch_remove);
}
