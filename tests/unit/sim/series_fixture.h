/* A small series.h5 for the tests: 3 counties, 4 years, 3 series, 2 hashed columns. */
#ifndef TESTS_UNIT_SIM_SERIES_FIXTURE_H
#define TESTS_UNIT_SIM_SERIES_FIXTURE_H

#include "unit/sim/scratch.h"

#include <math.h>

#include "sim/store/series_file.h"

enum { YEARS = 4, COUNTIES = 3, SERIES = 3, HASHED = 2 };

static const struct series_row fixture_series[SERIES] = {
    {"poor_households", HQ_TALLY_TOTAL, 0, 0, 1, "households", "households below the line", "poor"},
    {"poverty_rate", HQ_TALLY_RATIO, 0, 1, 1, "1", "share of households below the line", NULL},
    {"days_worked", HQ_COUNTY_VALUE, 0, 0, 1, "days", "days of paid work per labourer", NULL},
};

/* Keerqin, Naiman and Kulun in Chinese; only here does a test depend on UTF-8. */
static inline struct series_layout fixture_layout(void)
{
    static const char *const codes[] = {"150502", "150525", "150524"};
    static const char *const names[] = {"\xe7\xa7\x91\xe5\xb0\x94\xe6\xb2\x81", "\xe5\xa5\x88\xe6\x9b\xbc",
                                        "Kulun"};
    static const char *const prefectures[] = {"Tongliao", "Tongliao", "Tongliao"};
    static const int32_t numbers[] = {150502, 150525, 150524}, classes[] = {1, 0, 1};
    static const char *const class_names[] = {"pastoral", "semi-pastoral and farming"};
    static const char *const columns[] = {"household.herd", "village.pasture_quality"};

    return (struct series_layout){.title = "a test",
                                  .model = "minimal",
                                  .configuration_hash = "0123456789abcdef0123456789abcdef",
                                  .program_version = "0.1.0",
                                  .seed = UINT64_MAX,
                                  .first_year = 1898,
                                  .years = YEARS,
                                  .counties = COUNTIES,
                                  .county_codes = codes,
                                  .county_names = names,
                                  .prefectures = prefectures,
                                  .county_code_numbers = numbers,
                                  .classes = classes,
                                  .class_names = class_names,
                                  .class_count = 2,
                                  .series = fixture_series,
                                  .series_count = SERIES,
                                  .hashed_columns = columns,
                                  .hashed_count = HASHED};
}

static inline double fixture_value(int year, int series, int county)
{
    return 1000 * series + 10 * year + county + 0.125;
}

/* Writes one year of made-up values and hashes; returns what hq_series_year does. */
static inline int fixture_year(struct series_file *f, int year)
{
    double values[SERIES * COUNTIES];
    char state[33], columns[HASHED][33];

    for (int s = 0; s < SERIES; s++)
        for (int c = 0; c < COUNTIES; c++)
            values[s * COUNTIES + c] = fixture_value(year, s, c);
    snprintf(state, sizeof state, "%032d", year + 1);
    for (int i = 0; i < HASHED; i++)
        snprintf(columns[i], sizeof columns[i], "%031d%c", year, 'a' + i);
    return hq_series_year(f, year, values, state, (const char(*)[33])columns);
}

/* The years up to `written` hold their values, the others NaN. */
static inline void fixture_assert(const char *path, int written)
{
    for (int s = 0; s < SERIES; s++) {
        double *values;
        int years, counties;
        assert_int_equal(hq_series_read(path, fixture_series[s].name, &values, &years, &counties), 0);
        assert_int_equal(years, YEARS);
        assert_int_equal(counties, COUNTIES);
        for (int y = 0; y < YEARS; y++)
            for (int c = 0; c < COUNTIES; c++) {
                double found = values[y * COUNTIES + c];
                if (y < written)
                    assert_true(found == fixture_value(y, s, c));
                else
                    assert_true(isnan(found));
            }
        free(values);
    }
}

#endif
