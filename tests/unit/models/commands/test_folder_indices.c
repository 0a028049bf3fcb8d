/* Indices of a result: those stored, and at another line those of the histogram. */
#include "unit/models/commands/result_fixture.h"

#include <math.h>

#include "models/commands/folder_delivery.c" // NOLINT(bugprone-suspicious-include)
#include "models/commands/folder_indices.c"  // NOLINT(bugprone-suspicious-include)
#include "models/commands/folder_time.c"     // NOLINT(bugprone-suspicious-include)
#include "models/commands/measure_folder.c"  // NOLINT(bugprone-suspicious-include)
#include "models/commands/measure_time.c"    // NOLINT(bugprone-suspicious-include)
#include "models/commands/table.c"           // NOLINT(bugprone-suspicious-include)

static struct time_texts over_time;

static const struct folder_row *find(const struct folder *f, const char *line, const char *index)
{
    for (int i = 0; i < f->row_count; i++)
        if (strcmp(f->rows[i].line, line) == 0 && strcmp(f->rows[i].index, index) == 0)
            return &f->rows[i];
    fail_msg("no row %s %s", line, index);
    return NULL;
}

/* The region in a year at the run's lines and at the same in Yuan. */
static void other_lines_are_within_their_bounds(void **state)
{
    char *folder = RUN("base"), *why = NULL, *yuan;
    struct folder_texts texts = {.folder = folder, .year = "2004", .over_time = &over_time};
    struct folder f = {.texts = &texts}, g = {.texts = &texts};
    assert_int_equal(find_all(&f, &why), HQ_EXIT_DONE);
    assert_int_equal(folder_indices(&f, "indices", &why), HQ_EXIT_DONE);
    const struct folder_row *national = find(&f, "national", "line");
    yuan = hq_text("%.2f", national->value);
    const char *lines[] = {yuan, NULL};
    texts.lines = lines;
    assert_int_equal(find_all(&g, &why), HQ_EXIT_DONE);
    assert_int_equal(folder_indices(&g, "indices", &why), HQ_EXIT_DONE);
    for (int i = 0; i < index_count; i++) {
        if (indices[i].at_line) {
            const struct folder_row *stored = find(&f, "national", indices[i].name),
                                    *found = find(&g, yuan, indices[i].name);
            if (found->least == found->least)
                assert_true(found->least - 1e-9 <= stored->value && stored->value <= found->most + 1e-9);
            assert_true(found->least != found->least || stored->value >= 0);
        }
    }
    assert_true(find(&g, yuan, "headcount")->most > find(&g, yuan, "headcount")->least);
    assert_near(find(&f, "national", "headcount")->most, find(&f, "national", "headcount")->value, 1e-12);
    assert_int_equal(find(&f, "", "gini")->from, 2004);
    folder_free(&f);
    folder_free(&g);
    free(yuan);
    free(folder);
}

static void areas_add_up(void **state)
{
    char *folder = RUN("base"), *why = NULL;
    static const char *const areas[] = {NULL, "150102", "150522"};
    double persons[3], poor[3];
    for (int a = 0; a < 3; a++) {
        const struct folder_texts texts = {.folder = folder, .area = areas[a], .over_time = &over_time};
        struct folder f = {.texts = &texts};
        assert_int_equal(find_all(&f, &why), HQ_EXIT_DONE);
        assert_int_equal(folder_indices(&f, "indices", &why), HQ_EXIT_DONE);
        persons[a] = find(&f, "", "persons")->value;
        poor[a] = persons[a] * find(&f, "own", "headcount")->value;
        assert_int_equal(isnan(find(&f, "own", "headcount")->least), a > 0); /* bounds are the region's */
        folder_free(&f);
    }
    assert_near(persons[1] + persons[2], persons[0], 0);
    assert_near(poor[1] + poor[2], poor[0], 1e-6);
    free(folder);
}

static void what_a_histogram_does_not_tell(void **state)
{
    char *folder = RUN("base"), *why = NULL;
    const char *lines[] = {"2300", NULL}, *small[] = {"0.001", NULL};
    const struct folder_texts county = {.folder = folder,
                                        .area = "150522",
                                        .lines = lines,
                                        .over_time = &over_time},
                              under = {.folder = folder, .lines = small, .over_time = &over_time};
    struct folder f = {.texts = &county}, g = {.texts = &under};
    assert_int_equal(find_all(&f, &why), HQ_EXIT_DONE);
    assert_int_equal(folder_indices(&f, "indices", &why), HQ_EXIT_USAGE);
    assert_non_null(strstr(why, "leave out --area"));
    free(why);
    why = NULL;
    assert_int_equal(find_all(&g, &why), HQ_EXIT_DONE);
    assert_int_equal(folder_indices(&g, "indices", &why), HQ_EXIT_USAGE);
    assert_non_null(strstr(why, "from a fen"));
    free(why);
    folder_free(&f);
    folder_free(&g);
    free(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(other_lines_are_within_their_bounds),
        cmocka_unit_test(areas_add_up),
        cmocka_unit_test(what_a_histogram_does_not_tell),
    };
    return cmocka_run_group_tests(tests, result_make, scratch_remove);
}
