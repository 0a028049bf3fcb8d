/* The empty series.h5: where values go, and which layouts it refuses. */
#define _GNU_SOURCE 1
#include "unit/sim/series_fixture.h"

#include <errno.h>

#include "sim/store/series_image.h"

static void values_are_nan_and_hashes_empty(void **state)
{
    struct series_layout layout = fixture_layout();
    struct series_image image;
    const double nothing = NAN;
    const char zeros[YEARS * HASHED * HQ_HASH_TEXT] = {0};

    (void)state;
    assert_int_equal(series_image_make(&layout, &image), 0);
    for (int s = 0; s < SERIES; s++)
        for (int i = 0; i < YEARS * COUNTIES; i++)
            assert_memory_equal(image.bytes + image.series_at[s] + 8 * i, &nothing, 8);
    assert_memory_equal(image.bytes + image.state_hash_at, zeros, YEARS * HQ_HASH_TEXT);
    assert_memory_equal(image.bytes + image.column_hash_at, zeros, sizeof zeros);
    series_image_free(&image);
}

static void places_do_not_overlap(void **state)
{
    struct series_layout layout = fixture_layout();
    struct series_image image;
    unsigned char *taken;

    (void)state;
    assert_int_equal(series_image_make(&layout, &image), 0);
    taken = calloc(1, image.size);
    const struct {
        int64_t at;
        size_t size;
    } places[] = {
        {image.series_at[0], YEARS * COUNTIES * 8},
        {image.series_at[1], YEARS * COUNTIES * 8},
        {image.series_at[2], YEARS * COUNTIES * 8},
        {image.state_hash_at, YEARS * HQ_HASH_TEXT},
        {image.column_hash_at, YEARS * HASHED * HQ_HASH_TEXT},
    };
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        assert_true(places[i].at > 0 && (size_t)places[i].at + places[i].size <= image.size);
        for (size_t k = 0; k < places[i].size; k++)
            assert_int_equal(taken[(size_t)places[i].at + k]++, 0);
    }
    free(taken);
    series_image_free(&image);
}

static void time_counts_days_from_1900(void **state)
{
    /* Years on either side of leap days, centuries and 1900, with their days from 1 January 1900. */
    static const int32_t known[][2] = {{1900, 0},       {1901, 365},   {1899, -365},  {1904, 1460},
                                       {1905, 1826},    {2000, 36524}, {2001, 36890}, {1600, -109573},
                                       {1601, -109207}, {1, -693595}};

    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        struct series_layout layout = fixture_layout();
        struct series_image image;
        layout.years = 2;
        layout.first_year = known[i][0];
        assert_int_equal(series_image_make(&layout, &image), 0);
        /* `time` holds this year and the next, `year` the years themselves. */
        const int32_t days[] = {known[i][1],
                                known[i][1] + (known[i][0] % 4 || known[i][0] == 1900 ? 365 : 366)};
        const int32_t years[] = {known[i][0], known[i][0] + 1};
        assert_non_null(memmem(image.bytes, image.size, days, sizeof days));
        assert_non_null(memmem(image.bytes, image.size, years, sizeof years));
        series_image_free(&image);
    }
}

static void assert_refused(const struct series_layout *layout)
{
    struct series_image image;

    assert_int_equal(series_image_make(layout, &image), EINVAL);
    assert_null(image.bytes);
    assert_null(image.series_at);
}

static void unsound_layouts_are_refused(void **state)
{
    const struct series_layout good = fixture_layout();
    struct series_layout bad = good;
    struct series_row rows[2] = {fixture_series[0], fixture_series[1]};
    static const int32_t classes[] = {0, 2, 0}, below[] = {0, -1, 0};

    (void)state;
    bad.years = 0;
    assert_refused(&bad);
    bad = good, bad.counties = 0;
    assert_refused(&bad);
    bad = good, bad.classes = classes;
    assert_refused(&bad);
    bad = good, bad.classes = below;
    assert_refused(&bad);

    /* A name of the file's own, a name twice, and a unit that readers take for a date. */
    bad = good, bad.series = rows, bad.series_count = 2;
    rows[1].name = "county_name";
    assert_refused(&bad);
    rows[1].name = rows[0].name;
    assert_refused(&bad);
    rows[1].name = "debt", rows[1].unit = "Yuan since 1990";
    assert_refused(&bad);
    rows[1].unit = "Yuan";
    struct series_image image;
    assert_int_equal(series_image_make(&bad, &image), 0);
    series_image_free(&image);
}

static void series_and_hashes_may_be_none(void **state)
{
    struct series_layout layout = fixture_layout();
    struct series_image image;

    (void)state;
    layout.series_count = layout.hashed_count = 0;
    layout.title = NULL;
    assert_int_equal(series_image_make(&layout, &image), 0);
    assert_int_equal(image.column_hash_at, 0);
    series_image_free(&image);
}

static void many_series_fit(void **state)
{
    enum { MANY = 300 };
    struct series_layout layout = fixture_layout();
    struct series_row *rows = calloc(MANY, sizeof *rows);
    struct series_image image;

    (void)state;
    for (int i = 0; i < MANY; i++) {
        rows[i] = fixture_series[0];
        rows[i].name = hq_text("series_%d", i);
    }
    layout.series = rows;
    layout.series_count = MANY;
    assert_int_equal(series_image_make(&layout, &image), 0);
    for (int i = 1; i < MANY; i++)
        assert_true(image.series_at[i] > image.series_at[i - 1]);
    series_image_free(&image);
    for (int i = 0; i < MANY; i++)
        free((char *)rows[i].name);
    free(rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_nan_and_hashes_empty), cmocka_unit_test(places_do_not_overlap),
        cmocka_unit_test(time_counts_days_from_1900),      cmocka_unit_test(unsound_layouts_are_refused),
        cmocka_unit_test(series_and_hashes_may_be_none),   cmocka_unit_test(many_series_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
