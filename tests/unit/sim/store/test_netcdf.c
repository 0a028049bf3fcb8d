/* netCDF in memory: where values lie, and that nothing but the calls decides the bytes. */
#define _GNU_SOURCE 1
#include "unit/sim/scratch.h"

#include <errno.h>
#include <malloc.h>

#include "sim/store/netcdf.h"
#include "sim/store/series_file.h"

static const int32_t years[] = {1998, 1999}, codes[] = {7, 8, 9};
static const double values[] = {1.5, 2.5, 3.5, 4.5, 5.5, 6.5};

/* A file of one variable "income" over two dimensions; where its values lie goes to *place. */
static int make(char **bytes, size_t *size, int64_t *place)
{
    static const char *const names[] = {"a", "bcd", ""};
    struct netcdf n;

    hq_nc_begin(&n);
    hq_nc_text(&n, n.file, "title", "t");
    hq_nc_text(&n, n.file, "nothing", NULL);
    hq_nc_texts(&n, n.file, "list", names, 3);
    hq_nc_int(&n, n.file, "number", -5);
    const int64_t dimensions[2] = {hq_nc_coordinate(&n, "time", 2, years),
                                   hq_nc_coordinate(&n, "county", 3, codes)};
    hq_nc_describe(&n, dimensions[0], "year", "time");
    hq_nc_text_variable(&n, "county_name", dimensions[1], 3, names, "names");
    int64_t set = hq_nc_variable(&n, "income", HQ_NC_F64, dimensions, 2, NULL, values);
    hq_nc_describe(&n, set, NULL, "income");
    *place = hq_nc_place(&n, set);
    return hq_nc_end(&n, bytes, size);
}

static void values_lie_where_they_are_said_to(void **state)
{
    char *path = scratch_path(state, "file.h5"), *bytes;
    size_t size;
    int64_t place;
    double *back;
    int rows, columns;

    assert_int_equal(make(&bytes, &size, &place), 0);
    assert_true(place > 0 && (size_t)place + sizeof values <= size);
    assert_memory_equal(bytes + place, values, sizeof values);

    /* And HDF5 reads them, also after they have been changed where they lie. */
    double more = 100.25;
    memcpy(bytes + place + 5 * sizeof more, &more, sizeof more);
    scratch_write(path, bytes, size);
    assert_int_equal(hq_series_read(path, "income", &back, &rows, &columns), 0);
    assert_int_equal(rows, 2);
    assert_int_equal(columns, 3);
    assert_memory_equal(back, values, 5 * sizeof more);
    assert_true(back[5] == more);
    free(back);
    free(bytes);
    free(path);
}

/* Fresh memory is filled with another byte each time, as a run with another history would find it; and
 * the clock has moved on by the second in which HDF5 would count. */
static void bytes_depend_on_the_calls_alone(void **state)
{
    char *first, *again;
    size_t size, size_again;
    int64_t place, place_again;

    (void)state;
    assert_int_equal(make(&first, &size, &place), 0);
    sleep(1);
    for (int fill = 1; fill < 256; fill += 84) {
        mallopt(M_PERTURB, fill);
        assert_int_equal(make(&again, &size_again, &place_again), 0);
        assert_int_equal(size, size_again);
        assert_int_equal(place, place_again);
        assert_int_equal(memcmp(first, again, size), 0);
        free(again);
    }
    mallopt(M_PERTURB, 0);
    free(first);
}

static void large_files_fit(void **state)
{
    struct netcdf n;
    char *bytes;
    size_t size;
    const double fill = 0.5;

    (void)state;
    hq_nc_begin(&n);
    const int64_t dimensions[2] = {hq_nc_dimension(&n, "a", 1000, "a"), hq_nc_dimension(&n, "b", 2000, "b")};
    int64_t place = hq_nc_place(&n, hq_nc_variable(&n, "v", HQ_NC_F64, dimensions, 2, &fill, NULL));
    assert_int_equal(hq_nc_end(&n, &bytes, &size), 0);
    assert_true(size > 16000000 && size < 16100000);
    assert_memory_equal(bytes + place + 8 * 1999999, &fill, sizeof fill);
    free(bytes);
}

static void assert_fails(struct netcdf *n)
{
    char *bytes;
    size_t size;

    assert_true(n->failed);
    hq_nc_describe(n, n->file, "1", "nothing happens any more");
    assert_int_equal(hq_nc_end(n, &bytes, &size), EINVAL);
    assert_null(bytes);
    assert_int_equal(size, 0);
}

static void failures_last_to_the_end(void **state)
{
    struct netcdf n;
    const int64_t none[5] = {-1, -1, -1, -1, -1};

    (void)state;
    hq_nc_begin(&n);
    hq_nc_coordinate(&n, "time", 2, years);
    hq_nc_coordinate(&n, "time", 2, years);
    assert_fails(&n);
    hq_nc_begin(&n);
    hq_nc_dimension(&n, "empty", 0, "empty");
    assert_fails(&n);
    hq_nc_begin(&n);
    hq_nc_variable(&n, "v", HQ_NC_I32, none, 1, NULL, NULL);
    assert_fails(&n);
    hq_nc_begin(&n);
    hq_nc_variable(&n, "v", HQ_NC_I32, none, 5, NULL, NULL);
    assert_fails(&n);
    hq_nc_begin(&n);
    hq_nc_int(&n, n.file, "twice", 1);
    hq_nc_int(&n, n.file, "twice", 1);
    assert_int_equal(hq_nc_place(&n, 0), 0);
    assert_fails(&n);
}

static void days_are_those_of_the_calendar(void **state)
{
    (void)state;
    assert_int_equal(hq_days_to_year(1900), 0);
    assert_int_equal(hq_days_to_year(1901), 365);
    assert_int_equal(hq_days_to_year(1905), 4 * 365 + 365 + 1); /* 1900 has no leap day, 1904 one */
    assert_int_equal(hq_days_to_year(2000), 36524);
    assert_int_equal(hq_days_to_year(2001), 36890);
    assert_int_equal(hq_days_to_year(1899), -365);
}

/* As names and texts lie in the file; that readers find them: tests/python/check_series.py. */
static void the_origin_is_in_the_file(void **state)
{
    struct netcdf n;
    char *bytes;
    size_t size;
    static const char *const said[] = {
        "Conventions",        "CF-1.8",   "title",           "a title", "model", "a model",
        "configuration_hash", "0123abcd", "program_version", "9.8-7",   "seed",  "18446744073709551615",
        "first_year",         "years"};

    (void)state;
    hq_nc_begin(&n);
    hq_nc_origin(&n, &(struct netcdf_origin){"a title", "a model", "0123abcd", "9.8-7", UINT64_MAX, 2002, 18});
    assert_int_equal(hq_nc_end(&n, &bytes, &size), 0);
    for (size_t i = 0; i < sizeof said / sizeof *said; i++)
        assert_non_null(memmem(bytes, size, said[i], strlen(said[i])));
    free(bytes);
}

static void long_variables_lie_on_the_disk(void **state)
{
    char *path = scratch_path(state, "long.h5"), *bytes;
    struct netcdf n;
    size_t size;
    hq_nc_begin_at(&n, path);
    const int64_t rows = hq_nc_long_dimension(&n, "obs", 1000, "rows");
    const int64_t slots = hq_nc_dimension(&n, "slot", 8, "slots");
    hq_nc_describe(&n, hq_nc_long_variable(&n, "one", HQ_NC_U64, rows, 0, 100), "1", "one");
    hq_nc_describe(&n, hq_nc_long_variable(&n, "eight", HQ_NC_I16, rows, slots, 100), "1", "eight");
    assert_int_equal(hq_nc_end_at(&n), 0);
    assert_int_equal(hq_read_file(path, &bytes, &size), 0);
    assert_true(size >= 1000 * (8 + 16) && size < 1000 * (8 + 16) + 20000); /* obs itself takes no room */
    free(bytes);
    hq_nc_begin_at(&n, path);
    hq_nc_long_variable(&n, "x", HQ_NC_F32, -1, 0, 100); /* no such dimension */
    assert_int_not_equal(hq_nc_end_at(&n), 0);
    char *absent = scratch_path(state, "no/long.h5");
    hq_nc_begin_at(&n, absent);
    assert_int_not_equal(hq_nc_end_at(&n), 0);
    free(absent);
    free(path);
}

static void sizes_are_those_of_the_types(void **state)
{
    (void)state;
    static const size_t sizes[HQ_NC_TYPES] = {4, 8, 1, 2, 8, 8, 4};
    for (int type = 0; type < HQ_NC_TYPES; type++) {
        assert_int_equal(hq_nc_size((enum hq_nc_type)type), sizes[type]);
        assert_true(hq_nc_stored((enum hq_nc_type)type) > 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_are_those_of_the_calendar),  cmocka_unit_test(sizes_are_those_of_the_types),
        scratch_test(long_variables_lie_on_the_disk),      scratch_test(values_lie_where_they_are_said_to),
        cmocka_unit_test(bytes_depend_on_the_calls_alone), cmocka_unit_test(large_files_fit),
        cmocka_unit_test(failures_last_to_the_end),        cmocka_unit_test(the_origin_is_in_the_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
