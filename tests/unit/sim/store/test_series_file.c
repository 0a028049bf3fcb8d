/* series.h5 on the disk: the same bytes by any history, data after a kill, full disks, damage. */
#define _GNU_SOURCE 1
#include "unit/sim/series_fixture.h"

#include <errno.h>
#include <fcntl.h>

static struct series_file *create(const char *path)
{
    struct series_layout layout = fixture_layout();
    struct series_file *f;

    assert_int_equal(hq_series_create(path, &layout, &f), 0);
    assert_non_null(f);
    return f;
}

static void years_are_read_back_as_the_run_goes_on(void **state)
{
    char *path = scratch_path(state, "series.h5");
    struct series_file *f = create(path);

    assert_int_equal(scratch_count(*state), 1);
    fixture_assert(path, 0);
    for (int year = 0; year < YEARS; year++) {
        assert_int_equal(fixture_year(f, year), 0);
        fixture_assert(path, year + 1);
    }
    assert_int_equal(hq_series_close(f), 0);
    fixture_assert(path, YEARS);
    free(path);
}

static void a_file_may_end_with_years_missing(void **state)
{
    char *path = scratch_path(state, "series.h5");
    struct series_file *f = create(path);

    assert_int_equal(fixture_year(f, YEARS), EINVAL);
    assert_int_equal(fixture_year(f, -1), EINVAL);
    assert_int_equal(hq_series_close(f), 0);
    fixture_assert(path, 0);
    free(path);
}

/* ---- bytes ----------------------------------------------------------------------------------- */

static void bytes_do_not_depend_on_history(void **state)
{
    char *straight = scratch_path(state, "straight.h5"), *resumed = scratch_path(state, "resumed.h5");
    char *backwards = scratch_path(state, "backwards.h5");
    struct series_file *f = create(straight);

    for (int year = 0; year < YEARS; year++)
        assert_int_equal(fixture_year(f, year), 0);
    assert_int_equal(hq_series_close(f), 0);

    /* Closed after two years, made again and written from the start, as after a checkpoint. */
    f = create(resumed);
    for (int year = 0; year < 2; year++)
        assert_int_equal(fixture_year(f, year), 0);
    assert_int_equal(hq_series_close(f), 0);
    f = create(resumed);
    for (int year = 0; year < YEARS; year++)
        assert_int_equal(fixture_year(f, year), 0);
    assert_int_equal(hq_series_close(f), 0);
    scratch_same(straight, resumed);

    /* Last year first, and the first year twice, wrong at first. */
    f = create(backwards);
    const double wrong[SERIES * COUNTIES] = {1, 2, 3};
    assert_int_equal(hq_series_year(f, 0, wrong, "wrong", NULL), 0);
    for (int year = YEARS - 1; year >= 0; year--)
        assert_int_equal(fixture_year(f, year), 0);
    assert_int_equal(hq_series_close(f), 0);
    scratch_same(straight, backwards);
    free(straight);
    free(resumed);
    free(backwards);
}

static void every_nan_is_the_same(void **state)
{
    char *one = scratch_path(state, "one.h5"), *other = scratch_path(state, "other.h5");
    double values[SERIES * COUNTIES];
    const uint64_t bits = 0xfff0000000000123u; /* negative, signalling, with a payload */
    double odd;

    memcpy(&odd, &bits, sizeof odd);
    for (int i = 0; i < 2; i++) {
        struct series_file *f = create(i ? other : one);
        for (int k = 0; k < SERIES * COUNTIES; k++)
            values[k] = i ? odd : (double)NAN;
        assert_int_equal(hq_series_year(f, 0, values, "", NULL), 0);
        assert_int_equal(hq_series_close(f), 0);
    }
    scratch_same(one, other);
    free(one);
    free(other);
}

/* Nothing of the machine or the moment, and a seed, a year or a value shows. */
static void bytes_tell_layouts_apart(void **state)
{
    char *one = scratch_path(state, "one.h5"), *other = scratch_path(state, "other.h5");
    char *bytes_one, *bytes_other;
    size_t size;
    struct series_layout layout = fixture_layout();
    struct series_file *f = create(one);

    assert_int_equal(hq_series_close(f), 0);
    layout.seed--;
    assert_int_equal(hq_series_create(other, &layout, &f), 0);
    assert_int_equal(hq_series_close(f), 0);
    assert_int_equal(hq_read_file(one, &bytes_one, &size), 0);
    assert_int_equal(hq_read_file(other, &bytes_other, &size), 0);
    assert_int_not_equal(memcmp(bytes_one, bytes_other, size), 0);
    free(bytes_one);
    free(bytes_other);
    free(one);
    free(other);
}

/* ---- kills and full disks -------------------------------------------------------------------- */

static void write_two_years_and_die(void *path)
{
    struct series_layout layout = fixture_layout();
    struct series_file *f;

    if (hq_series_create(path, &layout, &f) != 0 || fixture_year(f, 0) != 0 || fixture_year(f, 1) != 0)
        _exit(1);
    kill(getpid(), SIGKILL);
}

static void a_killed_run_leaves_its_years(void **state)
{
    char *path = scratch_path(state, "series.h5"), *errors = scratch_path(state, "errors");
    int status = scratch_child(write_two_years_and_die, path, errors);

    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGKILL);
    fixture_assert(path, 2);
    free(path);
    free(errors);
}

static void a_full_disk_leaves_no_file(void **state)
{
    char *path = scratch_path(state, "series.h5");
    struct series_layout layout = fixture_layout();
    struct series_file *f = create(path), *none;
    char *bytes;
    size_t size;

    assert_int_equal(hq_series_close(f), 0);
    assert_int_equal(hq_read_file(path, &bytes, &size), 0);
    free(bytes);
    assert_int_equal(unlink(path), 0);
    for (rlim_t limit = 0; limit < size; limit += 997) {
        scratch_limit(limit);
        assert_int_equal(hq_series_create(path, &layout, &none), EFBIG);
        scratch_unlimit();
        assert_null(none);
        assert_int_equal(scratch_count(*state), 0);
    }
    scratch_limit(size - 1);
    assert_int_equal(hq_series_create(path, &layout, &none), EFBIG);
    scratch_limit(size);
    f = create(path);
    for (int year = 0; year < YEARS; year++)
        assert_int_equal(fixture_year(f, year), 0); /* all its room was taken at the start */
    assert_int_equal(hq_series_close(f), 0);
    scratch_unlimit();
    free(path);
}

static void a_failed_write_of_a_year_is_reported(void **state)
{
    char *path = scratch_path(state, "series.h5");
    struct series_file *f = create(path);

    scratch_limit(1024);
    assert_int_equal(fixture_year(f, 0), EFBIG);
    scratch_unlimit();
    /* The file does not hold what was written last: closing says so. */
    assert_int_equal(hq_series_close(f), EIO);
    free(path);
}

static void a_missing_folder_is_reported(void **state)
{
    char *path = scratch_path(state, "absent/series.h5");
    struct series_layout layout = fixture_layout();
    struct series_file *f;

    assert_int_equal(hq_series_create(path, &layout, &f), ENOENT);
    assert_null(f);
    layout.years = 0;
    assert_int_equal(hq_series_create(path, &layout, &f), EINVAL);
    assert_null(f);
    free(path);
}

/* ---- verification ---------------------------------------------------------------------------- */

/* Flips a bit of what stands `count` bytes into the first `pattern` of the file. */
static void damage(const char *path, const void *pattern, size_t length)
{
    char *bytes;
    size_t size;
    int fd = open(path, O_RDWR);

    assert_true(fd >= 0);
    assert_int_equal(hq_read_file(path, &bytes, &size), 0);
    char *found = memmem(bytes, size, pattern, length);
    assert_non_null(found);
    *found ^= 1;
    assert_int_equal(hq_write_at(fd, found, 1, found - bytes), 0);
    close(fd);
    free(bytes);
}

static void damage_of_the_last_year_is_seen(void **state)
{
    char *path = scratch_path(state, "series.h5");
    const double value = fixture_value(1, 2, 2);
    const char *patterns[] = {(const char *)&value, "00000000000000000000000000000002",
                              "0000000000000000000000000000001b", "\211HDF"};
    const size_t lengths[] = {8, 32, 32, 4};

    for (int i = 0; i < 4; i++) {
        struct series_file *f = create(path);
        assert_int_equal(fixture_year(f, 1), 0);
        damage(path, patterns[i], lengths[i]);
        assert_int_equal(hq_series_close(f), EIO);
    }
    free(path);
}

static void reading_tells_what_is_missing(void **state)
{
    char *path = scratch_path(state, "series.h5"), *other = scratch_path(state, "other.h5");
    double *values;
    int years, counties;
    struct series_file *f = create(path);

    assert_int_equal(hq_series_close(f), 0);
    assert_int_equal(hq_series_read(other, "poverty_rate", &values, &years, &counties), ENOENT);
    assert_int_equal(hq_series_read(path, "absent", &values, &years, &counties), ENOMSG);
    assert_int_equal(hq_series_read(path, "county", &values, &years, &counties), ENOMSG);
    assert_int_equal(hq_series_read(path, "state_hash", &values, &years, &counties), ENOMSG);
    scratch_write(other, "not HDF5", 8);
    assert_int_equal(hq_series_read(other, "poverty_rate", &values, &years, &counties), EIO);
    assert_null(values);
    free(path);
    free(other);
}

/* What Python makes of it, where this machine has xarray. */
static void xarray_opens_it(void **state)
{
    if (system("/usr/bin/python3 -c 'import xarray, h5py, h5netcdf' 2>/dev/null") != 0)
        skip();
    char *path = scratch_path(state, "series.h5");
    char *check =
        hq_text("/usr/bin/python3 '%s/../tests/python/check_series.py' '%s' >/dev/null", CONFIGS, path);
    struct series_file *f = create(path);

    for (int year = 0; year < 3; year++)
        assert_int_equal(fixture_year(f, year), 0);
    assert_int_equal(system(check), 0);
    assert_int_equal(hq_series_close(f), 0);
    assert_int_equal(system(check), 0);
    free(check);
    free(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        scratch_test(years_are_read_back_as_the_run_goes_on),
        scratch_test(a_file_may_end_with_years_missing),
        scratch_test(bytes_do_not_depend_on_history),
        scratch_test(every_nan_is_the_same),
        scratch_test(bytes_tell_layouts_apart),
        scratch_test(a_killed_run_leaves_its_years),
        scratch_test(a_full_disk_leaves_no_file),
        scratch_test(a_failed_write_of_a_year_is_reported),
        scratch_test(a_missing_folder_is_reported),
        scratch_test(damage_of_the_last_year_is_seen),
        scratch_test(reading_tells_what_is_missing),
        scratch_test(xarray_opens_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
