#include "models/indicators/sample.h"

#include <stdlib.h>
#include <string.h>

#include "sim/error.h"
#include "sim/text/convert.h"

/* A number of a cell; what is not one is reported, and 0. */
static double number(const struct csv *csv, int row, int column, double least, struct diagnostics *d)
{
    const struct csv_cell *cell = hq_csv_cell(csv, row, column);
    double value = 0;
    const char *why = hq_to_real(cell->text, &value);
    if (why) {
        hq_report(d, csv->source, cell->at, "'%s' %s", cell->text, why);
    } else if (value < least) {
        hq_report(d, csv->source, cell->at, "%s must not be below %g", csv->header[column].text, least);
    }
    return value;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The different texts of a column, by alphabet. */
static void read_groups(struct arena *arena, const struct csv *csv, int column, struct sample *s)
{
    const char **all = hq_zalloc((size_t)csv->rows + 1, sizeof *all);
    for (int i = 0; i < csv->rows; i++) {
        all[i] = hq_csv_cell(csv, i, column)->text;
    }
    qsort(all, (size_t)csv->rows, sizeof *all, compare_names);
    s->names = hq_arena_alloc(arena, ((size_t)csv->rows + 1) * sizeof *s->names);
    for (int i = 0; i < csv->rows; i++) {
        if (i == 0 || strcmp(all[i], all[i - 1]) != 0) {
            s->names[s->groups++] = all[i];
        }
    }
    free(all);
}

static int group_of(const struct sample *s, const char *name)
{
    const char **found = bsearch(&name, s->names, (size_t)s->groups, sizeof *s->names, compare_names);
    return (int)(found - s->names);
}

/* A column by a name that may be NULL: -1 then; one that is missing is reported. */
static int column_of(const struct csv *csv, const char *name, struct diagnostics *d)
{
    return name ? hq_csv_need(csv, name, d) : -1;
}

struct places {
    int income, weight, size, group, dimension[MOST_DIMENSIONS];
};

/* One row; false where it counts nobody. */
static bool read_row(const struct csv *csv, int row, const struct sample_columns *columns,
                     const struct places *at, struct diagnostics *d, struct sample *s)
{
    const double weight = at->weight < 0 ? 1.0 : number(csv, row, at->weight, 0, d);
    const double size = at->size < 0 ? 1.0 : number(csv, row, at->size, 0, d);
    const double income = number(csv, row, at->income, -1e300, d);
    if (weight * size <= 0) {
        s->left_out++;
        return false;
    }
    const int64_t i = s->rows;
    s->incomes[i] = columns->of_household ? income / size : income;
    s->weights[i] = weight * size;
    s->group[i] = at->group < 0 ? 0 : group_of(s, hq_csv_cell(csv, row, at->group)->text);
    s->deprived[i] = 0;
    for (int k = 0; k < columns->dimensions; k++) {
        const double has = number(csv, row, at->dimension[k], -1e300, d), z = columns->cutoff[k];
        s->deprived[i] |= (uint32_t)(has < z) << k;
        if (s->gaps) {
            s->gaps[i * columns->dimensions + k] = has < z ? (z - has) / z : 0.0;
        }
    }
    return true;
}

bool sample_read(struct arena *arena, const struct csv *csv, const struct sample_columns *columns,
                 struct diagnostics *d, struct sample *out)
{
    const int before = d->count;
    *out = (struct sample){0};
    struct places at = {.income = column_of(csv, columns->income, d),
                        .weight = column_of(csv, columns->weight, d),
                        .size = column_of(csv, columns->size, d),
                        .group = column_of(csv, columns->group, d)};
    bool graded = columns->dimensions > 0;
    for (int k = 0; k < columns->dimensions; k++) {
        at.dimension[k] = column_of(csv, columns->dimension[k], d);
        graded = graded && columns->cutoff[k] > 0;
    }
    if (d->count > before) {
        return false;
    }
    const size_t rows = (size_t)csv->rows + 1;
    out->incomes = hq_arena_alloc(arena, rows * sizeof *out->incomes);
    out->weights = hq_arena_alloc(arena, rows * sizeof *out->weights);
    out->group = hq_arena_alloc(arena, rows * sizeof *out->group);
    out->deprived = hq_arena_alloc(arena, rows * sizeof *out->deprived);
    if (graded) {
        out->gaps = hq_arena_alloc(arena, rows * (size_t)columns->dimensions * sizeof *out->gaps);
    }
    if (at.group >= 0) {
        read_groups(arena, csv, at.group, out);
    }
    for (int i = 0; i < csv->rows; i++) {
        out->rows += read_row(csv, i, columns, &at, d, out);
    }
    return d->count == before;
}
