/* The panel of a result over time: the region and its parts, at the lines of each county and year. */
#include "unit/models/commands/result_fixture.h"

#include <math.h>

#include "models/commands/folder_delivery.c" // NOLINT(bugprone-suspicious-include)
#include "models/commands/folder_indices.c"  // NOLINT(bugprone-suspicious-include)
#include "models/commands/folder_time.c"     // NOLINT(bugprone-suspicious-include)
#include "models/commands/measure_folder.c"  // NOLINT(bugprone-suspicious-include)
#include "models/commands/measure_time.c"    // NOLINT(bugprone-suspicious-include)
#include "models/commands/table.c"           // NOLINT(bugprone-suspicious-include)

static double value(const struct folder *f, const char *line, const char *index, const char *at, int from)
{
    for (int i = 0; i < f->row_count; i++) {
        const struct folder_row *r = &f->rows[i];
        if (strcmp(r->line, line) == 0 && strcmp(r->index, index) == 0 && strcmp(r->at, at) == 0 &&
            r->from == from)
            return r->value;
    }
    fail_msg("no row %s %s %s", line, index, at);
    return NAN;
}

static int measured(struct folder *f, const struct folder_texts *texts, char **why)
{
    *f = (struct folder){.texts = texts};
    *why = NULL;
    assert_true(time_read(texts->over_time, &f->wish));
    assert_int_equal(find_all(f, why), HQ_EXIT_DONE);
    return folder_over_time(f, "over_time", why);
}

/* Changes of poverty in the panel are those that the run stored, since everybody is followed, but for who weighs what: the
 * panel has the members of the year's end, the run counted those before the year's births, deaths and partings, about
 * a hundredth of them. */
static void the_panel_is_the_run(void **state)
{
    char *folder = RUN("base"), *why;
    const struct time_texts none = {0};
    const struct folder_texts region = {.folder = folder, .over_time = &none};
    struct folder f, stored = {.texts = &region};
    assert_int_equal(measured(&f, &region, &why), HQ_EXIT_DONE);
    assert_int_equal(find_all(&stored, &why), HQ_EXIT_DONE);
    stored.year = 0;
    assert_int_equal(folder_indices(&stored, "indices", &why), HQ_EXIT_DONE);
    stored.year = 4;
    assert_int_equal(folder_indices(&stored, "indices", &why), HQ_EXIT_DONE);
    static const char *const names[] = {"headcount", "gap", "squared_gap"}, *const lines[] = {"own", "national",
                                                                                              "line_2"};
    for (int l = 0; l < 3; l++)
        for (int a = 0; a < 3; a++)
            assert_near(value(&f, lines[l], "change", names[a], 2002),
                        value(&stored, lines[l], names[a], "", 2006) -
                            value(&stored, lines[l], names[a], "", 2002),
                        0.005);
    assert_true(value(&f, "own", "exit_rate", "", 2003) > 0);
    folder_free(&f);
    folder_free(&stored);
    free(folder);
}

static void areas_are_parts_of_the_region(void **state)
{
    char *folder = RUN("base"), *why;
    const struct time_texts none = {0};
    double units[4];
    struct folder f = {0};
    static const char *areas[] = {NULL, "150102", "150522", "pastoral"};
    for (int a = 0; a < 4; a++) {
        const struct folder_texts texts = {.folder = folder, .area = areas[a], .over_time = &none};
        assert_int_equal(measured(&f, &texts, &why), HQ_EXIT_DONE);
        units[a] = value(&f, "", "units", "", 2002);
        folder_free(&f);
    }
    assert_true(units[1] > 0 && units[2] > 0);
    assert_true(units[1] + units[2] >= units[0] && units[1] + units[2] < 1.1 * units[0]);
    assert_near(units[3], units[2], 0); /* the pastoral one of the two */
    free(folder);
}

static void vulnerability_by_columns(void **state)
{
    char *folder = RUN("base"), *why;
    const char *columns[] = {"herd", "cropland", NULL}, *wrong[] = {"hens", NULL}, *own[] = {"own", NULL};
    struct time_texts t = {.predictors = columns, .from = "2003", .to = "2005", .span = "2"};
    const struct folder_texts texts = {.folder = folder, .lines = own, .over_time = &t};
    struct folder f;
    assert_int_equal(measured(&f, &texts, &why), HQ_EXIT_DONE);
    assert_true(value(&f, "own", "fitted", "", 2003) > 100);
    assert_true(value(&f, "own", "mean_vulnerability", "", 2003) > 0);
    assert_false(isnan(value(&f, "own", "slope", "herd", 2003)));
    folder_free(&f);
    t.predictors = wrong;
    assert_int_equal(measured(&f, &texts, &why), HQ_EXIT_USAGE);
    assert_non_null(strstr(why, "--predictor hens"));
    free(why);
    folder_free(&f);
    free(folder);
}

/* A panel without the column of an income tells nothing of it, and no more is wrong; who asked about time is refused. */
static void incomes_that_are_not_followed(void **state)
{
    char *folder = RUN("base"), *why;
    struct time_texts t = {0};
    const struct folder_texts texts = {.folder = folder, .income = "consumed", .over_time = &t};
    struct folder f;
    assert_int_equal(measured(&f, &texts, &why), HQ_EXIT_DONE);
    assert_null(why);
    assert_int_equal(f.row_count, 0);
    folder_free(&f);
    t.tau = "0.3";
    assert_int_equal(measured(&f, &texts, &why), HQ_EXIT_USAGE);
    assert_non_null(strstr(why, "money.kept=true"));
    free(why);
    folder_free(&f);
    free(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_panel_is_the_run),
        cmocka_unit_test(areas_are_parts_of_the_region),
        cmocka_unit_test(vulnerability_by_columns),
        cmocka_unit_test(incomes_that_are_not_followed),
    };
    return cmocka_run_group_tests(tests, result_make, scratch_remove);
}
