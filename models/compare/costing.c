#include "models/compare/costing.h"

#include <stdlib.h>

#include "models/indicators/real.h"
#include "sim/error.h"

static const struct {
    const char *name, *number;
} ratio_rows[] = {
#define RATIO(name, number, meaning) {#name, #number},
#define COST(name, row, meaning)
#include "models/compare/ratios.def"
#undef RATIO
#undef COST
};

static const struct {
    const char *name, *row;
} cost_rows[] = {
#define RATIO(name, number, meaning)
#define COST(name, row, meaning) {#name, row},
#include "models/compare/ratios.def"
#undef RATIO
#undef COST
};
enum { RATIOS = sizeof ratio_rows / sizeof *ratio_rows, COSTS = sizeof cost_rows / sizeof *cost_rows };

/* Adds a part of a row's effect, `sign` times, to what there is; not known where there is no such row. */
static void add_part(const struct comparison *c, const struct sheet_row *row, enum effect_part part,
                     double sign, double *sums)
{
    double *own = hq_zalloc((size_t)c->replicates, sizeof *own);
    if (row) {
        comparison_part(c, row, part, own);
    }
    for (int r = 0; r < c->replicates; r++) {
        sums[r] += row ? sign * own[r] : not_known();
    }
    free(own);
}

/* Cost and effect of one pair over another (-1: over the base), by replicate. */
static void add_ratio(const struct comparison *c, struct cost_ratios *out, int less, int more,
                      enum effect_part part, const char *line, int ratio, int cost)
{
    double *paid = hq_zalloc((size_t)c->replicates, sizeof *paid),
           *gained = hq_zalloc((size_t)c->replicates, sizeof *gained);
    const int pairs[] = {more, less};
    for (int i = 0; i < 2; i++) {
        const double sign = i == 0 ? 1.0 : -1.0;
        if (pairs[i] >= 0) {
            add_part(c, comparison_row(c, pairs[i], "cost", "", "", cost_rows[cost].row, ""), part, sign, paid);
            add_part(c, comparison_row(c, pairs[i], "indicator", "income", "", ratio_rows[ratio].number, line),
                     part, -sign, gained);
        }
    }
    out->rows = hq_arena_grow(&out->arena, out->rows, out->count, &out->capacity, sizeof *out->rows);
    out->rows[out->count++] = (struct cost_ratio){.name = ratio_rows[ratio].name,
                                                  .cost = cost_rows[cost].name,
                                                  .line = line,
                                                  .part = part,
                                                  .less = less,
                                                  .more = more,
                                                  .paid = interval_of(paid, c->replicates),
                                                  .gained = interval_of(gained, c->replicates),
                                                  .ratio = ratio_of(paid, gained, c->replicates)};
    free(paid);
    free(gained);
}

/* All ratios of a pair over another, by one part of the effect. */
static void add_ratios(const struct comparison *c, struct cost_ratios *out, int less, int more,
                       enum effect_part part)
{
    const char *lines[MOST_LABELS];
    const int count = comparison_lines(c, more, lines);
    for (int cost = 0; cost < COSTS; cost++) {
        for (int ratio = 0; ratio < RATIOS; ratio++) {
            for (int l = 0; l < count; l++) {
                add_ratio(c, out, less, more, part, lines[l], ratio, cost);
            }
        }
    }
}

void costing_average(const struct comparison *c, struct cost_ratios *out)
{
    *out = (struct cost_ratios){0};
    for (int pair = 0; pair < c->pairs; pair++) {
        add_ratios(c, out, -1, pair, TOTAL);
        if (comparison_held(c, pair)) {
            add_ratios(c, out, -1, pair, DIRECT);
        }
    }
}

struct costly {
    int pair;
    double cost;
};

static int by_cost(const void *a, const void *b)
{
    const struct costly *x = a, *y = b;
    const int order = (x->cost > y->cost) - (x->cost < y->cost);
    return order ? order : x->pair - y->pair;
}

void costing_marginal(const struct comparison *c, struct cost_ratios *out)
{
    *out = (struct cost_ratios){0};
    if (c->pairs < 2) {
        return;
    }
    struct costly *sorted = hq_zalloc((size_t)c->pairs, sizeof *sorted);
    int count = 0;
    for (int pair = 0; pair < c->pairs; pair++) {
        const struct sheet_row *row = comparison_row(c, pair, "cost", "", "", cost_rows[0].row, "");
        const double cost = row ? comparison_effect(c, row, TOTAL).mean : not_known();
        if (is_number(cost)) {
            sorted[count++] = (struct costly){pair, cost};
        }
    }
    qsort(sorted, (size_t)count, sizeof *sorted, by_cost);
    for (int i = 0; i < count; i++) {
        add_ratios(c, out, i > 0 ? sorted[i - 1].pair : -1, sorted[i].pair, TOTAL);
    }
    free(sorted);
}

void costing_free(struct cost_ratios *r)
{
    hq_arena_free(&r->arena);
}
