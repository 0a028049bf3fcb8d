#include "models/indicators/sample.h"

#include <stdlib.h>
#include <string.h>

#include "sim/error.h"
#include "sim/text/convert.h"

/* Beyond them the squares of some index would not be numbers. */
static const double most_income = 1e15, least_weight = 1e-15, most_weight = 1e15;

/* A number of a cell; what is not one is reported, and 0. */
static double number(const struct csv *csv, int row, int column, double least, struct diagnostics *d)
{
    const struct csv_cell *cell = hq_csv_cell(csv, row, column);
    double value = 0;
    const char *why = hq_to_real(cell->text, &value);
    if (why) {
        hq_report(d, csv->source, cell->at, "'%s' %s", cell->text, why);
    } else if (value < least || value > most_income) {
        hq_report(d, csv->source, cell->at, "%s must be from %g to %g, not %s", csv->header[column].text, least,
                  most_income, cell->text);
    } else {
        return value;
    }
    return 0;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The different names of the rows that count, by alphabet, and each row's among them. */
static void read_groups(struct arena *arena, const char *const *of_row, struct sample *s)
{
    const char **all = hq_zalloc((size_t)s->rows + 1, sizeof *all);
    memcpy(all, of_row, (size_t)s->rows * sizeof *all);
    qsort(all, (size_t)s->rows, sizeof *all, compare_names);
    s->names = hq_arena_alloc(arena, ((size_t)s->rows + 1) * sizeof *s->names);
    for (int64_t i = 0; i < s->rows; i++) {
        if (i == 0 || strcmp(all[i], all[i - 1]) != 0) {
            s->names[s->groups++] = all[i];
        }
    }
    for (int64_t i = 0; i < s->rows; i++) {
        const char **found = bsearch(&of_row[i], s->names, (size_t)s->groups, sizeof *s->names, compare_names);
        s->group[i] = (int)(found - s->names);
    }
    free(all);
}

/* The name of a row's group; an empty one is reported. */
static const char *group_name(const struct csv *csv, int row, int column, struct diagnostics *d)
{
    const struct csv_cell *cell = hq_csv_cell(csv, row, column);
    if (!cell->text[0]) {
        hq_report(d, csv->source, cell->at, "%s is empty: every row is of a group", csv->header[column].text);
    }
    return cell->text;
}

/* A column by a name that may be NULL: -1 then; one that is missing is reported. */
static int column_of(const struct csv *csv, const char *name, struct diagnostics *d)
{
    return name ? hq_csv_need(csv, name, d) : -1;
}

struct places {
    int income, weight, size, group, dimension[MOST_DIMENSIONS];
};

/* Whether a weight, or an income after the division by a size, can be worked with; what cannot is reported. */
static bool in_range(const struct csv *csv, int row, const struct places *at, double weight, double income,
                     struct diagnostics *d)
{
    const bool right =
        weight >= least_weight && weight <= most_weight && income >= -most_income && income <= most_income;
    if (!right) {
        hq_report(
            d, csv->source, hq_csv_cell(csv, row, at->income)->at,
            "the row counts %g persons with %g Yuan each: %g to %g and at most %g either way are possible",
            weight, income, least_weight, most_weight, most_income);
    }
    return right;
}

/* One row; false where it counts nobody. */
static bool read_row(const struct csv *csv, int row, const struct sample_columns *columns,
                     const struct places *at, struct diagnostics *d, struct sample *s)
{
    const double weight = at->weight < 0 ? 1.0 : number(csv, row, at->weight, 0, d);
    const double size = at->size < 0 ? 1.0 : number(csv, row, at->size, 0, d);
    const double income = number(csv, row, at->income, -most_income, d);
    if (weight == 0 || size == 0) {
        s->left_out++;
        return false;
    }
    const int64_t i = s->rows;
    s->row[i] = row;
    s->incomes[i] = columns->of_household ? income / size : income;
    s->weights[i] = weight * size;
    s->deprived[i] = 0;
    for (int k = 0; k < columns->dimensions; k++) {
        const double has = number(csv, row, at->dimension[k], -most_income, d), z = columns->cutoff[k];
        s->deprived[i] |= (uint32_t)(has < z) << k;
        if (s->gaps) {
            s->gaps[i * columns->dimensions + k] = has < z ? (z - has) / z : 0.0;
        }
    }
    return in_range(csv, row, at, s->weights[i], s->incomes[i], d);
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
    out->row = hq_arena_alloc(arena, rows * sizeof *out->row);
    out->group = hq_arena_alloc(arena, rows * sizeof *out->group);
    out->deprived = hq_arena_alloc(arena, rows * sizeof *out->deprived);
    if (graded) {
        out->gaps = hq_arena_alloc(arena, rows * (size_t)columns->dimensions * sizeof *out->gaps);
    }
    const char **names = hq_arena_alloc(arena, rows * sizeof *names);
    for (int i = 0; i < csv->rows; i++) {
        const bool counts = read_row(csv, i, columns, &at, d, out);
        if (counts && at.group >= 0) {
            names[out->rows] = group_name(csv, i, at.group, d);
        }
        out->rows += counts;
    }
    if (at.group >= 0) {
        read_groups(arena, names, out);
    }
    return d->count == before;
}
