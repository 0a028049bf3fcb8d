#include "sim/store/history.h"

#include <stdlib.h>
#include <string.h>

#include "sim/error.h"

void hq_history_make(struct history *h, const struct engine *e)
{
    *h = (struct history){.years = (int)(e->params->run_last_year - e->params->run_first_year + 1),
                          .series = e->model->series_count,
                          .counties = e->counties->count,
                          .columns = e->params->output_column_hashes ? hq_hashed_columns(e) : 0};
    const size_t years = (size_t)h->years;
    h->values = hq_zalloc(years * (size_t)h->series * (size_t)h->counties + 1, sizeof *h->values);
    h->report = e->cells ? hq_report_size(e->model->reports, e->areas.count) : 0;
    h->reports = hq_alloc((years * (size_t)h->report + 1) * sizeof *h->reports);
    for (size_t i = 0; i < years * (size_t)h->report; i++) {
        h->reports[i] = __builtin_nan("");
    }
    h->state = hq_zalloc(years, sizeof *h->state);
    h->column = hq_zalloc(years * (size_t)h->columns + 1, sizeof *h->column);
}

void hq_history_free(struct history *h)
{
    free(h->values);
    free(h->reports);
    free(h->state);
    free(h->column);
    *h = (struct history){0};
}

/* A series over one county, or over all of them where county < 0 (county values: the first one's). */
static double value_of(const struct engine *e, const struct series_row *s, int county)
{
    const struct model *m = e->model;
    const int from = county < 0 ? 0 : county, to = county < 0 ? e->counties->count : county + 1;
    if (s->kind == HQ_COUNTY_VALUE) {
        const struct column_row *row = &m->county.rows[s->over];
        return s->factor *
               hq_load_value(e->county_rows + (size_t)from * m->county.size + row->offset, row->type);
    }
    int64_t over = 0, under = 0;
    for (int c = from; c < to; c++) {
        over += e->tallies[(size_t)c * (size_t)m->tally_count + (size_t)s->over];
        under += e->tallies[(size_t)c * (size_t)m->tally_count + (size_t)s->under];
    }
    if (s->kind == HQ_TALLY_TOTAL) {
        return s->factor * (double)over;
    }
    return under ? s->factor * (double)over / (double)under : 0.0;
}

double *hq_history_report(const struct history *h)
{
    return h->report > 0 ? h->reports + h->done * h->report : NULL;
}

void hq_history_record(struct history *h, const struct engine *e, const char state[33],
                       const char (*columns)[33])
{
    const int year = h->done++;
    double *values = h->values + (size_t)year * (size_t)h->series * (size_t)h->counties;
    for (int s = 0; s < h->series; s++) {
        for (int c = 0; c < h->counties; c++) {
            values[s * h->counties + c] = value_of(e, &e->model->series[s], c);
        }
    }
    memcpy(h->state[year], state, sizeof h->state[year]);
    if (h->columns) {
        memcpy(h->column[(size_t)year * (size_t)h->columns], columns, (size_t)h->columns * sizeof *columns);
    }
}

/* The region's value of a year from the counties' recorded ones: totals add up, ratios are weighted by
 * the total series that has the same denominator (or plainly averaged where none has). */
static double regional(const struct history *h, const struct engine *e, int year, int series)
{
    const struct series_row *rows = e->model->series, *s = &rows[series];
    const double *values = h->values + (size_t)year * (size_t)h->series * (size_t)h->counties;
    int weight = -1;
    for (int k = 0; k < h->series && s->kind == HQ_TALLY_RATIO; k++) {
        if (rows[k].kind == HQ_TALLY_TOTAL && rows[k].over == s->under) {
            weight = k;
        }
    }
    double sum = 0, total = 0;
    for (int c = 0; c < h->counties; c++) {
        const double w = weight < 0 ? 1.0 : values[weight * h->counties + c];
        sum += values[series * h->counties + c] * (s->kind == HQ_TALLY_TOTAL ? 1.0 : w);
        total += w;
    }
    return s->kind == HQ_TALLY_TOTAL ? sum : total > 0 ? sum / total : 0.0;
}

/* Four digits and more, at most four behind the point. */
static void print_value(FILE *out, double value)
{
    const double size = value < 0 ? -value : value;
    const int behind = size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : size >= 1 ? 3 : 4;
    fprintf(out, ",%.*f", behind, value);
}

void hq_history_csv(const struct history *h, const struct engine *e, FILE *out)
{
    fprintf(out, "year");
    for (int s = 0; s < h->series; s++) {
        if (e->model->series[s].column) {
            fprintf(out, ",%s", e->model->series[s].column);
        }
    }
    fprintf(out, "\n");
    for (int year = 0; year < h->done; year++) {
        fprintf(out, "%d", (int)e->params->run_first_year + year);
        for (int s = 0; s < h->series; s++) {
            if (e->model->series[s].column) {
                print_value(out, regional(h, e, year, s));
            }
        }
        fprintf(out, "\n");
    }
}

enum { MOST_FIELDS = 64 }; /* with a width of their own; further ones share the last one's */

static int field_widths(const char *csv, int widths[MOST_FIELDS])
{
    int field = 0, width = 0, fields = 0;
    for (const char *at = csv; *at; at++) {
        if (*at == ',' || *at == '\n') {
            widths[field] = width > widths[field] ? width : widths[field];
            field = *at == ',' && field < MOST_FIELDS - 1 ? field + 1 : 0;
            fields = field + 1 > fields ? field + 1 : fields;
            width = 0;
        } else {
            width++;
        }
    }
    return fields;
}

void hq_print_aligned(const char *csv, FILE *out)
{
    int widths[MOST_FIELDS] = {0};
    field_widths(csv, widths);
    int field = 0;
    while (*csv) {
        const int length = (int)strcspn(csv, ",\n");
        fprintf(out, "%*s%.*s", widths[field] - length + (field ? 2 : 0), "", length, csv);
        csv += length;
        if (*csv == '\n') {
            fprintf(out, "\n");
            field = 0;
        } else if (*csv == ',' && field < MOST_FIELDS - 1) {
            field++;
        }
        csv += *csv != '\0';
    }
}
