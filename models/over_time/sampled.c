#include "models/over_time/sampled.h"

#include <stdlib.h>
#include <string.h>

#include "models/indicators/real.h"
#include "sim/error.h"
#include "sim/text/convert.h"

static const int64_t most_time = 1000000; /* either way: calendar years, waves, months since some day */
/* Units x periods, of 16 bytes: whoever's every row is another unit has mistaken the column, and must not have all memory. */
static const int64_t most_cells = INT64_C(1) << 28;

/* ---- units ------------------------------------------------------------------------------------------------------- */

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Numbers the different names of all rows; how many there are. */
static int64_t number_units(const struct csv *csv, const struct sample *sample, int column,
                            struct diagnostics *d, int64_t *unit)
{
    const size_t rows = (size_t)sample->rows + 1;
    const char **names = hq_zalloc(rows, sizeof *names), **different = hq_zalloc(rows, sizeof *different);
    int64_t count = 0;
    for (int64_t i = 0; i < sample->rows; i++) {
        const struct csv_cell *cell = hq_csv_cell(csv, sample->row[i], column);
        names[i] = cell->text;
        if (!cell->text[0]) {
            hq_report(d, csv->source, cell->at, "%s is empty: every row is of a unit",
                      csv->header[column].text);
        }
    }
    memcpy(different, names, rows * sizeof *names);
    qsort(different, (size_t)sample->rows, sizeof *different, compare_texts);
    for (int64_t i = 0; i < sample->rows; i++) {
        if (i == 0 || strcmp(different[i], different[count - 1]) != 0) {
            different[count++] = different[i];
        }
    }
    for (int64_t i = 0; i < sample->rows; i++) {
        const char **found = bsearch(&names[i], different, (size_t)count, sizeof *different, compare_texts);
        unit[i] = found - different;
    }
    free(names);
    free(different);
    return count;
}

/* ---- periods ----------------------------------------------------------------------------------------------------- */

static int compare_years(const void *a, const void *b)
{
    const int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

/* The different years of all rows, ascending, and each row's among them; how many, or -1 with what is wrong
 * reported. */
static int number_periods(const struct csv *csv, const struct sample *sample, int column, struct diagnostics *d,
                          int32_t years[MOST_PERIODS], int *period)
{
    const int before = d->count;
    int32_t *all = hq_zalloc((size_t)sample->rows + 1, sizeof *all),
            *sorted = hq_zalloc((size_t)sample->rows + 1, sizeof *sorted);
    int count = 0;
    for (int64_t i = 0; i < sample->rows; i++) {
        const struct csv_cell *cell = hq_csv_cell(csv, sample->row[i], column);
        int64_t year = 0;
        const char *why = hq_to_integer(cell->text, &year);
        if (why || year < -most_time || year > most_time) {
            hq_report(d, csv->source, cell->at, "'%s' %s", cell->text,
                      why ? why : "is no year: whole numbers up to 1000000 are");
            year = 0;
        }
        sorted[i] = all[i] = (int32_t)year;
    }
    qsort(sorted, (size_t)sample->rows, sizeof *sorted, compare_years);
    for (int64_t i = 0; i < sample->rows && count <= MOST_PERIODS; i++) {
        if (i > 0 && sorted[i] == sorted[i - 1]) {
            continue;
        }
        if (count < MOST_PERIODS) {
            years[count] = sorted[i];
        }
        count++;
    }
    if (count > MOST_PERIODS || count < 2) {
        hq_report(d, csv->source, csv->header[column].at, "%s has %s", csv->header[column].text,
                  count < 2 ? "one period only: nothing can change" : "more than 256 different periods");
    }
    for (int64_t i = 0; i < sample->rows && d->count == before; i++) {
        const int32_t *found = bsearch(&all[i], years, (size_t)count, sizeof *years, compare_years);
        period[i] = (int)(found - years);
    }
    free(all);
    free(sorted);
    return d->count == before ? count : -1;
}

/* ---- the panel --------------------------------------------------------------------------------------------------- */

static void report_twice(const struct csv *csv, const struct sample *sample, const struct sampled *s,
                         int64_t row, int column, struct diagnostics *d)
{
    int64_t first = 0;
    while (s->unit[first] != s->unit[row] || s->period[first] != s->period[row]) {
        first++;
    }
    const struct csv_cell *cell = hq_csv_cell(csv, sample->row[row], column),
                          *other = hq_csv_cell(csv, sample->row[first], column);
    hq_report(d, csv->source, cell->at, "unit %s is in period %d a second time; line %d has it already",
              cell->text, s->panel.year[s->period[row]], (int)other->at.line);
}

static void fill(const struct csv *csv, const struct sample *sample, int column, struct diagnostics *d,
                 struct sampled *s)
{
    enum { TOLD = 20 }; /* each is looked for in the whole table */
    int twice = 0;
    for (int64_t i = 0; i < sample->rows && twice < TOLD; i++) {
        const size_t cell = panel_cell(&s->panel, s->unit[i], s->period[i]);
        if (panel_observed(&s->panel, s->unit[i], s->period[i])) {
            report_twice(csv, sample, s, i, column, d);
            twice++;
        }
        s->panel.income[cell] = sample->incomes[i];
        s->panel.weight[cell] = sample->weights[i];
    }
}

static bool fits(int64_t units, int periods)
{
    return periods == 0 || units <= most_cells / periods;
}

bool sampled_read(const struct csv *csv, const struct sample *sample, const char *unit, const char *time,
                  struct diagnostics *d, struct sampled *out)
{
    const int before = d->count, unit_column = hq_csv_need(csv, unit, d),
              time_column = hq_csv_need(csv, time, d);
    *out = (struct sampled){0};
    if (d->count > before) {
        return false;
    }
    int32_t years[MOST_PERIODS] = {0};
    out->unit = hq_zalloc((size_t)sample->rows + 1, sizeof *out->unit);
    out->period = hq_zalloc((size_t)sample->rows + 1, sizeof *out->period);
    const int64_t units = number_units(csv, sample, unit_column, d, out->unit);
    const int periods = number_periods(csv, sample, time_column, d, years, out->period);
    if (d->count == before && !fits(units, periods)) {
        hq_report(d, csv->source, csv->header[unit_column].at,
                  "%s has %lld different units, in %d periods: units x periods may be %lld at most",
                  csv->header[unit_column].text, (long long)units, periods, (long long)most_cells);
    }
    if (d->count == before) {
        panel_begin(&out->panel, units, years, periods, false);
        fill(csv, sample, unit_column, d, out);
    }
    return d->count == before;
}

void sampled_free(struct sampled *s)
{
    panel_free(&s->panel);
    free(s->unit);
    free(s->period);
    *s = (struct sampled){0};
}

double *sampled_predictors(const struct csv *csv, const struct sample *sample, const struct sampled *s,
                           int period, const char *const *columns, int count, struct diagnostics *d)
{
    const int before = d->count;
    double *out = hq_zalloc((size_t)s->panel.units * (size_t)count + 1, sizeof *out);
    for (int64_t i = 0; i < s->panel.units * count; i++) {
        out[i] = not_known();
    }
    for (int k = 0; k < count; k++) {
        const int column = hq_csv_need(csv, columns[k], d);
        for (int64_t i = 0; i < sample->rows && column >= 0; i++) {
            const struct csv_cell *cell = hq_csv_cell(csv, sample->row[i], column);
            double value = 0;
            const char *why = s->period[i] == period && cell->text[0] ? hq_to_real(cell->text, &value) : NULL;
            if (why || value < -1e15 || value > 1e15) {
                hq_report(d, csv->source, cell->at, "'%s' %s", cell->text, why ? why : "is beyond 1e15");
            } else if (s->period[i] == period && cell->text[0]) {
                out[s->unit[i] * count + k] = value;
            }
        }
    }
    if (d->count > before) {
        free(out);
        return NULL;
    }
    return out;
}
