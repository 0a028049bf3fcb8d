/* indicators.h5: what was reported comes back, by variable, axis and year; bytes follow from values alone. */
#include <errno.h>

#include "unit/sim/toy.h"

#include "sim/provenance.h"
#include "sim/store/indicator_file.h"
#include "sim/store/netcdf.h"
#include "unit/sim/test.h"

static const char *const kinds[] = {"one", "two", NULL};
static const struct axis_row axes[] = {{"kind", kinds, 2, "a kind"}, {"number", NULL, 3, "a number"}};
static const struct report_row rows[] = {
    {"persons", "persons", "people", {HQ_BY_AREA, HQ_NO_AXIS, HQ_NO_AXIS, HQ_NO_AXIS, HQ_NO_AXIS}},
    {"shares", "1", "shares", {HQ_BY_AREA, 0, 1, HQ_NO_AXIS, HQ_NO_AXIS}},
    {"kinds", "1", "kinds", {0, HQ_NO_AXIS, HQ_NO_AXIS, HQ_NO_AXIS, HQ_NO_AXIS}}};
static const struct report_table table = {rows, 3, axes, 2};

/* Every number is a part of its own. */
static int parts(const struct areas *areas)
{
    return (int)hq_report_size(&table, areas->count);
}

static void reports(const struct world *w, const struct cells *cells, int i, double *out)
{
    out[i] = w->year + 0.001 * (double)i + (double)cells->counties[0] + 10.0 * (double)cells->region[0];
}

/* Two years of reports, with 3 and 4 in the first cells of the county and of all. */
static void run_years(struct engine *e, struct history *h)
{
    char none[33] = "";
    hq_history_make(h, e);
    for (int year = 2001; year < 2003; year++) {
        hq_engine_open_year(e, year);
        e->cells[0] = 3;
        e->cells[e->counties->count * e->model->county_cells] = 4;
        e->filled[0] = e->filled[e->counties->count * hq_cell_blocks(e->model->county_cells)] = 1;
        hq_report_year(e, hq_history_report(h));
        assert_int_equal(e->cells[0], 0); /* the next year begins anew */
        hq_history_record(h, e, none, NULL);
    }
}

static void what_was_reported_comes_back(void **state)
{
    struct engine e;
    struct history h;
    struct model with = toy;
    with.reports = &table;
    with.report = reports;
    with.report_parts = parts;
    with.county_cells = 5;
    with.region_cells = 2;
    struct config *config = toy_engine(&e, *state, "output.column_hashes=false", 1);
    e.model = &with;
    hq_cells_make(&e);
    run_years(&e, &h);
    const int areas = e.areas.count;
    assert_int_equal(areas, 1 + 2 + 2 + 3);
    char *path = hq_text("%s/indicators.h5", (const char *)*state);
    assert_int_equal(hq_indicators_write(path, &e, &h), 0);

    double *values;
    int64_t sizes[HQ_INDICATOR_DIMENSIONS], count;
    int rank;
    assert_int_equal(hq_indicators_read(path, "shares", &values, sizes, &rank), 0);
    assert_int_equal(rank, 4);
    assert_int_equal(sizes[0], 2);
    assert_int_equal(sizes[1], areas);
    assert_int_equal(sizes[2], 2);
    assert_int_equal(sizes[3], 3);
    for (int y = 0, at = 0; y < 2; y++) {
        for (int i = 0; i < areas * 6; i++, at++) {
            assert_true(values[at] == 2001 + y + 0.001 * (double)(areas + i) + 3 + 40);
        }
    }
    free(values);
    assert_int_equal(hq_indicators_read(path, "kinds", &values, sizes, &rank), 0);
    assert_true(rank == 2 && values[3] == 2002 + 0.001 * (areas * 7 + 1) + 43);
    free(values);

    char **labels;
    assert_int_equal(hq_indicators_labels(path, "kind_name", &labels, &count), 0);
    assert_int_equal(count, 2);
    assert_string_equal(labels[1], "two");
    for (int64_t i = 0; i < count; i++) {
        free(labels[i]);
    }
    free(labels);
    assert_int_equal(hq_indicators_labels(path, "area_code", &labels, &count), 0);
    assert_int_equal(count, areas);
    assert_string_equal(labels[0], "all");
    assert_string_equal(labels[areas - 1], "205");
    for (int64_t i = 0; i < count; i++) {
        free(labels[i]);
    }
    free(labels);
    assert_int_equal(hq_indicators_read(path, "nothing", &values, sizes, &rank), ENOMSG);
    assert_int_equal(hq_indicators_read("nowhere.h5", "kinds", &values, sizes, &rank), ENOENT);
    assert_int_equal(hq_indicators_size(&with, 2, areas), 2 * 8 * hq_report_size(&table, areas));

    char first[33], again[33];
    hq_file_hash(path, first);
    assert_int_equal(hq_indicators_write(path, &e, &h), 0);
    hq_file_hash(path, again);
    assert_string_equal(first, again);
    free(path);
    hq_history_free(&h);
    e.model = &toy;
    toy_engine_free(&e, config);
}

/* A model that reports nothing, or a run that does not want it, writes no file. */
static void nothing_reported_is_no_file(void **state)
{
    struct engine e;
    struct history h;
    struct config *config = toy_engine(&e, *state, "output.column_hashes=false", 1);
    assert_null(e.cells);
    hq_history_make(&h, &e);
    assert_int_equal(h.report, 0);
    assert_null(hq_history_report(&h));
    hq_report_year(&e, NULL);
    char *path = hq_text("%s/indicators.h5", (const char *)*state);
    assert_int_equal(hq_indicators_write(path, &e, &h), 0);
    assert_false(hq_file_exists(path));
    free(path);
    hq_history_free(&h);
    toy_engine_free(&e, config);
}

/* A file that says that it has more numbers than any memory holds, in a few bytes. */
static void sizes_without_values_are_not_believed(void **state)
{
    char *path = hq_text("%s/large.h5", (const char *)*state);
    struct netcdf n;
    double *values;
    int64_t sizes[HQ_INDICATOR_DIMENSIONS];
    int rank;
    hq_nc_begin_at(&n, path);
    hq_nc_long_dimension(&n, "large", INT64_C(1) << 50, "no values");
    assert_int_equal(hq_nc_end_at(&n), 0);
    assert_int_equal(hq_indicators_read(path, "large", &values, sizes, &rank), EIO);
    assert_null(values);
    free(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {toy_test(what_was_reported_comes_back),
                                       toy_test(sizes_without_values_are_not_believed),
                                       toy_test(nothing_reported_is_no_file)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
