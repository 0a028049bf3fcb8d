/* series.h5 and trajectories.h5: equal, or the first year, county or household, and both values. */
#include "unit/sim/panel_fixture.h"
#include "unit/sim/series_fixture.h"

#include "sim/store/difference.h"

static const int64_t full[PANEL_YEARS] = {5, 5, 5};

static void expect(struct difference d, enum hq_verdict verdict, const char *says)
{
    if (!strstr(d.text, says))
        fail_msg("\"%s\" does not say \"%s\"", d.text, says);
    assert_int_equal(d.verdict, verdict);
}

/* ---- trajectories ---------------------------------------------------------------------------- */

static void plant(const char *path, const struct trajectories_layout *layout, int variable, int64_t row,
                  const void *value)
{
    struct trajectories *t;
    assert_int_equal(hq_trajectories_open(path, layout, &t), 0);
    assert_int_equal(hq_trajectories_write(t, variable, value, row, 1, 1), 0);
    assert_int_equal(hq_trajectories_close(t), 0);
}

static void the_first_household_is_named(void **state)
{
    char *a = scratch_path(state, "a.h5"), *b = scratch_path(state, "b.h5");
    const struct trajectories_layout layout = panel_layout();
    const int64_t wrong = -3, id = 77;
    const int16_t people[8] = {3108, 3109, 3110, 3111, 3112, 99, 3114, 3115};

    panel_make(a, &layout, full);
    panel_make(b, &layout, full);
    expect(hq_compare_trajectories(a, b), HQ_EQUAL, "equal");
    /* The fixture's numbers: 1000 variable + 100 year + row. */
    plant(b, &layout, PANEL_OWN + 2, 8, &wrong);
    expect(hq_compare_trajectories(a, b), HQ_DIFFERENT, "first in 2103, household 103: debt is 8103 and -3");
    plant(b, &layout, PANEL_SLOT_COLUMN, 7, people);
    expect(hq_compare_trajectories(a, b), HQ_DIFFERENT, "household 102: person[0] is 7116 and 3108");
    plant(b, &layout, PANEL_ID, 6, &id);
    expect(hq_compare_trajectories(a, b), HQ_DIFFERENT, "other households first in 2101: 101 and 77");
    free(a);
    free(b);
}

static void other_rows_and_columns_are_named(void **state)
{
    char *a = scratch_path(state, "a.h5"), *b = scratch_path(state, "b.h5");
    const struct trajectories_layout layout = panel_layout();
    struct trajectories_layout other = layout;

    panel_make(a, &layout, full);
    other.kept_count = 2;
    other.columns = "herd,person";
    panel_make(b, &other, full);
    expect(hq_compare_trajectories(a, b), HQ_DIFFERENT, "a.h5 has debt");
    expect(hq_compare_trajectories(b, a), HQ_DIFFERENT, "a.h5 has debt");
    panel_make(b, &layout, (const int64_t[]){5, 5, 0});
    assert_int_equal(hq_trajectories_resize(b, &layout, 10), 0);
    expect(hq_compare_trajectories(a, b), HQ_DIFFERENT, "b.h5 ends after 10 rows, the other has more");
    free(a);
    free(b);
}

/* ---- series ---------------------------------------------------------------------------------- */

static void series_make(const char *path, int odd_year, bool odd_hash)
{
    const struct series_layout layout = fixture_layout();
    struct series_file *f;
    assert_int_equal(hq_series_create(path, &layout, &f), 0);
    for (int year = 0; year < YEARS; year++) {
        assert_int_equal(fixture_year(f, year), 0);
        if (year == odd_year) {
            double values[SERIES * COUNTIES];
            char columns[HASHED][33] = {{0}};
            for (int i = 0; i < SERIES * COUNTIES; i++)
                values[i] = fixture_value(year, i / COUNTIES, i % COUNTIES);
            values[COUNTIES + 2] += 1; /* poverty_rate of the last county */
            for (int i = 0; i < HASHED; i++)
                snprintf(columns[i], sizeof columns[i], "%031d%c", year, odd_hash && i ? 'x' : 'a' + i);
            assert_int_equal(hq_series_year(f, year, values, "0", (const char(*)[33])columns), 0);
        }
    }
    assert_int_equal(hq_series_close(f), 0);
}

static void the_first_year_county_and_column_are_named(void **state)
{
    char *a = scratch_path(state, "a.h5"), *b = scratch_path(state, "b.h5");
    series_make(a, -1, false);
    series_make(b, -1, false);
    expect(hq_compare_series(a, b), HQ_EQUAL, "equal");
    series_make(b, 2, false);
    expect(hq_compare_series(a, b), HQ_DIFFERENT,
           "poverty_rate of county 150524 in 1900 is 1022.125 and 1023.125");
    series_make(b, 1, true);
    const struct difference d = hq_compare_series(a, b);
    expect(d, HQ_DIFFERENT, "the state differs first in 1899, in village.pasture_quality");
    expect(d, HQ_DIFFERENT, "; poverty_rate of county 150524 in 1899 is 1012.125 and 1013.125");
    assert_null(strstr(d.text, "household.herd"));
    free(a);
    free(b);
}

static void damage_is_told(void **state)
{
    char *a = scratch_path(state, "a.h5"), *b = scratch_path(state, "b.h5"),
         *none = scratch_path(state, "none");
    series_make(a, -1, false);
    scratch_write(b, "nonsense", 8);
    expect(hq_compare_series(a, b), HQ_DAMAGED, "b.h5 is damaged");
    expect(hq_compare_trajectories(b, a), HQ_DAMAGED, "b.h5 is damaged");
    expect(hq_compare_series(a, none), HQ_UNREADABLE, "none cannot be read");
    free(a);
    free(b);
    free(none);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        scratch_test(the_first_household_is_named),
        scratch_test(other_rows_and_columns_are_named),
        scratch_test(the_first_year_county_and_column_are_named),
        scratch_test(damage_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
