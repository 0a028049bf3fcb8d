/* indicators.h5 of a run read back: its axes, its numbers, and a file that is none. */
#include "unit/models/commands/result_fixture.h"

#include "models/indicators/stored.c" // NOLINT(bugprone-suspicious-include)

#include "models/indicators/indices.h"

static struct stored opened(void **state)
{
    char *path = RUN("base/indicators.h5"), *why;
    struct stored s;
    assert_int_equal(stored_open(path, &s, &why), HQ_EXIT_DONE);
    assert_null(why);
    free(path);
    return s;
}

static void axes_have_their_names(void **state)
{
    struct stored s = opened(state);
    assert_int_equal(s.years, 5);
    assert_int_equal(stored_year(&s, 2006), 4);
    assert_int_equal(stored_year(&s, 2007), -1);
    assert_int_equal(stored_label(&s.area_codes, "all"), 0);
    assert_true(stored_label(&s.area_codes, "150522") > 0);
    assert_int_equal(stored_label(&s.area_codes, "150523"), -1);
    assert_int_equal(stored_label(&s.lines, "own"), 0);
    assert_true(stored_label(&s.measures, "unaided") > 0);
    assert_true(stored_label(&s.groups, "security") > 0);
    const int own = stored_label(&s.lines, "own"), second = stored_label(&s.lines, "line_2");
    assert_true(stored_line(&s, 0, 0, own) > 500);
    assert_true(stored_line(&s, 0, 0, second) > 0);                            /* indicators.line_2=1000 */
    assert_false(stored_line(&s, 0, 0, stored_label(&s.lines, "line_3")) > 0); /* not set */
    stored_close(&s);
}

/* The histogram gives the stored indices again: their bounds have something in common. (The stored ones know of the lines
 * too, which cut pieces in two.) */
static void the_histogram_gives_the_indices(void **state)
{
    struct stored s = opened(state);
    const int64_t sizes[] = {s.years, s.area_codes.count, s.measures.count, s.indices.count};
    const int64_t bound_sizes[] = {s.years, s.measures.count, s.indices.count, 2};
    double *overall = stored_values(&s, "overall", sizes, 4),
           *bounds = stored_values(&s, "overall_bounds", bound_sizes, 4);
    assert_true(overall && bounds);
    assert_null(stored_values(&s, "overall", sizes, 3));
    assert_null(stored_values(&s, "overal", sizes, 4));
    const struct conventions c = CONVENTIONS_DEFAULT;
    struct distribution d;
    assert_true(stored_distribution(&s, 3, 0, &d));
    assert_near(d.weight, s.persons[3 * s.area_codes.count], 0);
    for (int i = 0, at = 0; i < index_count; i++) {
        if (!indices[i].at_line) {
            const struct estimate e = index_of(&indices[i], &d, &c, 0);
            const double *own = bounds + 2 * (3 * s.measures.count * s.indices.count + at);
            const double value = overall[3 * s.area_codes.count * s.measures.count * s.indices.count + at];
            assert_string_equal(s.indices.names[at++], indices[i].name);
            assert_true(own[0] <= value && value <= own[1]);
            if (!(own[0] <= e.most + 1e-9 && e.least <= own[1] + 1e-9))
                fail_msg("%s is from %.17g to %.17g, not from %.17g to %.17g", indices[i].name, e.least, e.most,
                         own[0], own[1]);
        }
    }
    distribution_free(&d);
    free(overall);
    free(bounds);
    stored_close(&s);
}

static void refused(const char *path, int wanted, const char *says)
{
    struct stored s;
    char *why;
    assert_int_equal(stored_open(path, &s, &why), wanted);
    assert_non_null(strstr(why, says));
    free(why);
    stored_close(&s);
}

static void files_that_are_none(void **state)
{
    char *panel = RUN("base/trajectories.h5"), *path = RUN("base/indicators.h5");
    refused("/nowhere/indicators.h5", HQ_EXIT_USAGE, "output.indicators");
    refused(panel, HQ_EXIT_BAD_DATA, "is damaged");
    result_spoil(state, "base/indicators.h5");
    refused(path, HQ_EXIT_BAD_DATA, "is damaged");
    free(panel);
    free(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(axes_have_their_names),
        cmocka_unit_test(the_histogram_gives_the_indices),
        cmocka_unit_test(files_that_are_none),
    };
    return cmocka_run_group_tests(tests, result_make, scratch_remove);
}
