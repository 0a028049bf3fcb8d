/* Hashes of rows, and what is found wrong with a file. */
#include "unit/sim/panel_fixture.h"

static const int64_t full[PANEL_YEARS] = {5, 4, 3};

static struct panel_sums sums_of(const int32_t *values, int64_t rows, int64_t first, struct panel_sums sums)
{
    const struct panel_variable variable = {"x", HQ_NC_I32, 1, "1", "a value"};
    uint64_t hashes[8];
    hq_panel_open_rows(hashes, rows, first);
    hq_panel_fold_rows(hashes, rows, variable, values, 1);
    hq_panel_close_rows(hashes, rows, &sums);
    return sums;
}

static bool equal(struct panel_sums a, struct panel_sums b)
{
    return a.sum[0] == b.sum[0] && a.sum[1] == b.sum[1];
}

/* Rows may come from several ranks; but no row can change its place or value. */
static void sums_do_not_depend_on_the_partition(void **state)
{
    (void)state;
    const struct panel_sums none = {{0, 0}};
    const int32_t values[] = {3, 1, 4, 1}, swapped[] = {3, 4, 1, 1}, other[] = {3, 1, 4, 2};
    const struct panel_sums whole = sums_of(values, 4, 0, none);
    assert_true(equal(whole, sums_of(values, 1, 0, sums_of(values + 1, 3, 1, none))));
    assert_false(equal(whole, sums_of(swapped, 4, 0, none)));
    assert_false(equal(whole, sums_of(other, 4, 0, none)));
    assert_false(equal(whole, sums_of(values, 4, 1, none)));
    assert_false(equal(whole, sums_of(values, 3, 0, none)));
}

static void the_hash_is_of_years_and_columns(void **state)
{
    (void)state;
    struct trajectories_layout layout = panel_layout();
    struct panel_year years[PANEL_YEARS] = {{0, 2, "a"}, {2, 2, "b"}, {4, 2, "c"}};
    char hash[33], other[33];
    hq_panel_hash(&layout, years, hash);
    hq_panel_hash(&layout, years, other);
    assert_string_equal(hash, other);
    assert_int_equal(strlen(hash), 32);
    years[1].hash[0] = 'x';
    hq_panel_hash(&layout, years, other);
    assert_string_not_equal(hash, other);
    years[1].hash[0] = 'b';
    layout.columns = "herd";
    hq_panel_hash(&layout, years, other);
    assert_string_not_equal(hash, other);
}

/* The first sum first, each in sixteen digits: the format of files that there are. */
static void sums_are_written_in_hexadecimal(void **state)
{
    (void)state;
    char hash[33];
    hq_panel_sums_hex((struct panel_sums){{0x1, UINT64_C(0xFEDCBA9876543210)}}, hash);
    assert_string_equal(hash, "0000000000000001fedcba9876543210");
}

static void other_files_do_not_fit(void **state)
{
    char *path = scratch_path(state, "p.h5");
    const struct trajectories_layout layout = panel_layout();
    struct trajectories_layout other = layout;
    assert_string_equal(hq_trajectories_fits(path, &layout), "is not there");
    panel_make(path, &layout, full);
    assert_null(hq_trajectories_fits(path, &layout));
    other.share = 0.5;
    assert_string_equal(hq_trajectories_fits(path, &other), "holds another share of the households");
    other = layout;
    other.columns = "herd";
    assert_string_equal(hq_trajectories_fits(path, &other), "holds other columns");
    other = layout;
    other.configuration_hash = "another";
    assert_string_equal(hq_trajectories_fits(path, &other), "belongs to another configuration");
    other = layout;
    other.members++;
    assert_string_equal(hq_trajectories_fits(path, &other), "holds other years or households");
    scratch_write(path, "nonsense", 8);
    assert_string_equal(hq_trajectories_fits(path, &layout), "is damaged");
    free(path);
}

static void damage_is_found_in_its_year(void **state)
{
    char *path = scratch_path(state, "p.h5");
    const struct trajectories_layout layout = panel_layout();
    struct panel_year years[PANEL_YEARS];
    const int64_t wrong = 4711;
    struct trajectories *t;

    panel_make(path, &layout, full);
    assert_null(hq_trajectories_verify(path, &layout, 3, 0, 1, years));
    assert_int_equal(hq_trajectories_open(path, &layout, &t), 0);
    assert_int_equal(hq_trajectories_write(t, PANEL_OWN + 2, &wrong, 6, 1, 1), 0); /* in the second year */
    assert_int_equal(hq_trajectories_close(t), 0);
    assert_string_equal(hq_trajectories_verify(path, &layout, 3, 0, 1, years), "is damaged in the year 2000");
    assert_null(hq_trajectories_verify(path, &layout, 1, 0, 1, years)); /* the first alone is right */
    assert_null(hq_trajectories_verify(path, &layout, 3, 0, 2, years)); /* it is another reader's */
    assert_string_equal(hq_trajectories_verify(path, &layout, 3, 1, 2, years), "is damaged in the year 2000");
    free(path);
}

static void years_that_are_not_there_are_missed(void **state)
{
    char *path = scratch_path(state, "p.h5");
    const struct trajectories_layout layout = panel_layout();
    struct panel_year years[PANEL_YEARS];
    assert_string_equal(hq_trajectories_verify(path, &layout, 1, 0, 1, years), "is not there");
    panel_make(path, &layout, (const int64_t[]){5, 5, 0});
    assert_null(hq_trajectories_verify(path, &layout, 2, 0, 1, years));
    assert_string_equal(hq_trajectories_verify(path, &layout, 3, 0, 1, years), "lacks the year 2001");
    free(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_do_not_depend_on_the_partition),
        cmocka_unit_test(the_hash_is_of_years_and_columns),
        cmocka_unit_test(sums_are_written_in_hexadecimal),
        scratch_test(other_files_do_not_fit),
        scratch_test(damage_is_found_in_its_year),
        scratch_test(years_that_are_not_there_are_missed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
