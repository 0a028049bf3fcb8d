/* Effects of a factorial, parted among its groups; luck over pairs. */
#include <stdlib.h>

#include "models/compare/tell.h"
#include "models/indicators/real.h"
#include "sim/error.h"

/* The values of all subsets in one replicate; count: their mean over replicates. */
static void subset_values(const struct comparison *c, const struct sheet_row *row, int replicate,
                          double *values)
{
    const int n = c->replicates;
    for (int s = 0; s < c->plan->game.count; s++) {
        const double *own = row->values + (ptrdiff_t)s * n;
        values[s] = replicate < n ? own[replicate] : interval_of(own, n).mean;
    }
}

struct attribution attribution_of(const struct comparison *c, const struct sheet_row *row)
{
    const struct game *g = &c->plan->game;
    const int n = c->replicates, k = g->players;
    struct attribution a = {.row = row,
                            .players = hq_zalloc((size_t)k, sizeof *a.players),
                            .errors = hq_zalloc((size_t)k, sizeof *a.errors)};
    double *values = hq_zalloc((size_t)g->count, sizeof *values),
           *shapley = hq_zalloc((size_t)k, sizeof *shapley);
    double *by_replicate = hq_zalloc((size_t)k * (size_t)n, sizeof *by_replicate),
           *all = hq_zalloc((size_t)n, sizeof *all);
    for (int r = 0; r < n; r++) {
        subset_values(c, row, r, values);
        all[r] = values[g->count - 1] - values[0];
        const double missed = game_values(g, values, shapley, NULL);
        a.residual = size_of(missed) > size_of(a.residual) || missed != missed ? missed : a.residual;
        for (int i = 0; i < k; i++) {
            by_replicate[i * n + r] = shapley[i];
        }
    }
    a.all = interval_of(all, n);
    for (int i = 0; i < k; i++) {
        a.players[i] = interval_of(by_replicate + (ptrdiff_t)i * n, n);
    }
    /* Orders are the same in every replicate, so what drawing them leaves open is that of the mean over replicates. */
    subset_values(c, row, n, values);
    (void)game_values(g, values, shapley, a.errors);
    free(values);
    free(shapley);
    free(by_replicate);
    free(all);
    return a;
}

void attribution_free(struct attribution *a)
{
    free(a->players);
    free(a->errors);
}

double median_luck(const struct comparison *c, const char *line, enum effect_part part)
{
    double *luck = hq_zalloc((size_t)c->pairs, sizeof *luck);
    for (int pair = 0; pair < c->pairs; pair++) {
        const struct sheet_row *row = comparison_row(c, pair, "indicator", "income", "", "headcount", line);
        luck[pair] = row ? comparison_luck(c, row, part) : not_known();
    }
    const double found = median_of(luck, c->pairs);
    free(luck);
    return found;
}
