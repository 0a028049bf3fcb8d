/* A finished panel comes back by what it says of itself, and one that contradicts itself is told. */
#include "unit/sim/panel_fixture.h"

#include "sim/error.h"
#include "sim/store/panel_file.h"

static const int64_t full[PANEL_YEARS] = {5, 4, 3}, begun[PANEL_YEARS] = {5, 4, 0};

static char *make(void **state, const int64_t *rows)
{
    const struct trajectories_layout layout = panel_layout();
    char *path = scratch_path(state, "trajectories.h5");
    panel_make(path, &layout, rows);
    return path;
}

static struct panel_file opened(const char *path)
{
    struct panel_file p;
    char *why;
    assert_int_equal(hq_panel_file_open(path, &p, &why), HQ_EXIT_DONE);
    assert_null(why);
    return p;
}

static void what_was_written_comes_back(void **state)
{
    char *path = make(state, full);
    struct panel_file p = opened(path);
    assert_true(p.seed == 7 && p.share == 0.25 && p.years == 3 && p.counties == 2);
    assert_string_equal(p.county_codes[1], "150525");
    assert_int_equal(hq_panel_file_year(&p, 2000), 1);
    assert_int_equal(hq_panel_file_year(&p, 2002), -1);
    assert_true(p.first[2] == 9 && p.rows[2] == 3);

    int64_t numbers[5 * 8];
    double reals[4];
    assert_int_equal(hq_panel_file_slots(&p, "herd"), 1);
    assert_int_equal(hq_panel_file_slots(&p, "person"), 8);
    assert_true(hq_panel_file_reals(&p, "herd", 1, 1, 3, reals));
    for (int i = 0; i < 3; i++)
        assert_true(reals[i] == 1000 * PANEL_OWN + 100 + 1 + i);
    assert_true(hq_panel_file_integers(&p, "person", 2, 1, 2, numbers));
    for (int i = 0; i < 16; i++)
        assert_int_equal(numbers[i], 1000 * PANEL_SLOT_COLUMN + 200 + 8 + i);
    assert_true(hq_panel_file_integers(&p, "debt", 0, 4, 1, numbers));
    assert_int_equal(numbers[0], 1000 * (PANEL_OWN + 2) + 4);
    assert_true(hq_panel_file_reals(&p, "debt", 0, 4, 1, reals));
    assert_true(reals[0] == 1000 * (PANEL_OWN + 2) + 4);
    hq_panel_file_close(&p);
    free(path);
}

/* Ids of households that began in the run have the highest bit. */
static void ids_keep_their_bits(void **state)
{
    char *path = make(state, full);
    const struct trajectories_layout layout = panel_layout();
    const uint64_t id = UINT64_C(0xfedcba9876543210);
    struct trajectories *t;
    assert_int_equal(hq_trajectories_open(path, &layout, &t), 0);
    assert_int_equal(hq_trajectories_write(t, PANEL_ID, &id, 5, 1, 1), 0);
    assert_int_equal(hq_trajectories_close(t), 0);
    struct panel_file p = opened(path);
    int64_t number;
    assert_true(hq_panel_file_integers(&p, "id", 1, 0, 1, &number));
    assert_true((uint64_t)number == id);
    hq_panel_file_close(&p);
    free(path);
}

static void what_is_not_there_is_not_read(void **state)
{
    char *path = make(state, begun);
    struct panel_file p = opened(path);
    int64_t number;
    assert_int_equal(hq_panel_file_year(&p, 2001), -1); /* not done */
    assert_int_equal(hq_panel_file_slots(&p, "income"), 0);
    assert_int_equal(hq_panel_file_slots(&p, "county_code"), 0); /* characters, and too few */
    assert_false(hq_panel_file_integers(&p, "income", 0, 0, 1, &number));
    assert_false(hq_panel_file_integers(&p, "herd", 0, 0, 1, &number)); /* fractions */
    assert_false(hq_panel_file_integers(&p, "id", 1, 4, 1, &number));   /* 2000 has four rows */
    assert_false(hq_panel_file_integers(&p, "id", 1, -1, 1, &number));
    assert_false(hq_panel_file_integers(&p, "id", 3, 0, 0, &number));
    hq_panel_file_close(&p);
    free(path);
}

static void refused(const char *path, int code, const char *says)
{
    struct panel_file p;
    char *why;
    assert_int_equal(hq_panel_file_open(path, &p, &why), code);
    assert_non_null(strstr(why, path));
    if (!strstr(why, says))
        fail_msg("\"%s\" does not say \"%s\"", why, says);
    free(why);
    hq_panel_file_close(&p);
}

/* Writes the index of the year 2000 anew, and whether the file is then refused. */
static void spoil(const char *path, int64_t first, int64_t rows, const char *says)
{
    const struct trajectories_layout layout = panel_layout();
    const struct panel_year year = {.first = first, .rows = rows};
    struct trajectories *t;
    assert_int_equal(hq_trajectories_open(path, &layout, &t), 0);
    assert_int_equal(hq_trajectories_year(t, 1, &year), 0);
    assert_int_equal(hq_trajectories_close(t), 0);
    refused(path, HQ_EXIT_BAD_DATA, says);
}

static void damaged_files_are_told(void **state)
{
    char *path = make(state, full), *other = scratch_path(state, "other.h5");
    refused(other, HQ_EXIT_IO, "not there");
    scratch_write(other, "no HDF5", 7);
    refused(other, HQ_EXIT_BAD_DATA, "HDF5 cannot open it");
    struct netcdf n;
    hq_nc_begin_at(&n, other);
    assert_int_equal(hq_nc_end_at(&n), 0);
    refused(other, HQ_EXIT_BAD_DATA, "seed");
    spoil(path, 5, -4, "index");
    spoil(path, 7, 4, "index");
    spoil(path, 5, INT64_MAX, "index");
    spoil(path, 5, 4000, "index"); /* 2001 would begin in it */
    free(other);
    free(path);
}

/* Years that go on behind the end of the table. */
static void rows_beyond_the_table_are_told(void **state)
{
    char *path = make(state, begun);
    spoil(path, 5, 4000, "ids");
    spoil(path, 5, INT64_MAX / 4, "ids");
    free(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        scratch_test(what_was_written_comes_back),    scratch_test(ids_keep_their_bits),
        scratch_test(what_is_not_there_is_not_read),  scratch_test(damaged_files_are_told),
        scratch_test(rows_beyond_the_table_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
