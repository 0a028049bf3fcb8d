/* A list of changes: its rows are known by what they say, a placebo shows nothing, and the mirror image turns every number round. */
#include "unit/models/compare/compare_fixture.h"

#include "models/compare/changes.c" // NOLINT(bugprone-suspicious-include)

static void no_two_rows_are_the_same(void **state)
{
    const struct compare_options all = {.classes = true, .zones = true, .prefectures = true, .counties = true};
    struct changes c = compared(state, "base", "other", &all);
    assert_true(c.count > 1000);
    for (int i = 0; i < c.count; i++) {
        const struct change *r = &c.rows[i];
        assert_int_equal(r->year, 2006);
        assert_true(r->base == r->base || r->other == r->other || strcmp(r->name, "left_out") == 0);
        assert_ptr_equal(row(&c, r->table, r->measure, r->area, r->name, r->line),
                         r); /* the first one of these */
    }
    assert_null(hq_change(&c, "indicator", "income", "nowhere", "gini", ""));
    hq_changes_free(&c);
    assert_int_equal(c.count, 0);
}

static void a_run_differs_from_itself_in_nothing(void **state)
{
    const struct compare_options all = {.classes = true, .zones = true, .prefectures = true, .counties = true};
    struct changes c = compared(state, "other", "other", &all);
    for (int i = 0; i < c.count; i++) {
        const struct change *r = &c.rows[i];
        assert_true(r->base == r->other || (r->base != r->base && r->other != r->other));
    }
    assert_true(row(&c, "indicator", "", "", "values_differing", "")->other == 0);
    hq_changes_free(&c);
}

static void rows_without_a_number_are_none(void **state)
{
    (void)state;
    const double none = __builtin_nan("");
    struct changes c = {0};
    changes_add(&c, (struct change){"a", "", "", "x", "", 2000, none, none});
    changes_add(&c, (struct change){"a", "", "", "y", "", 2000, none, 1});
    changes_add(&c, (struct change){"a", "", "", "left_out", "", 2000, none, none});
    assert_int_equal(c.count, 2);
    assert_string_equal(c.rows[0].name, "y");
    hq_changes_free(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_two_rows_are_the_same),
        cmocka_unit_test(a_run_differs_from_itself_in_nothing),
        cmocka_unit_test(rows_without_a_number_are_none),
    };
    return cmocka_run_group_tests(tests, runs_make, scratch_remove);
}
