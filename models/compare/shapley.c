#include "models/compare/shapley.h"

#include <stdlib.h>
#include <string.h>

#include "models/indicators/real.h"
#include "sim/error.h"
#include "sim/pcg.h"

static int size_of_subset(uint32_t subset)
{
    return __builtin_popcount(subset);
}

static double factorial(int n)
{
    double product = 1.0;
    for (int i = 2; i <= n; i++) {
        product *= i;
    }
    return product;
}

/* An order by Fisher and Yates, from the household stream of its number: a 32-bit draw d makes a choice of n by
 * floor(d n / 2^32), which is off a uniform one by less than n / 2^32. */
static void draw_order(uint64_t seed, int number, int players, int *order)
{
    const struct hq_stream stream = hq_stream_of(hq_seed_keys(seed), (uint64_t)number);
    for (int i = 0; i < players; i++) {
        order[i] = i;
    }
    for (int left = players; left > 1; left--) {
        const uint64_t draw = hq_draw(stream, hq_jump_to((uint64_t)left));
        const int chosen = (int)(draw * (uint64_t)left >> 32), last = order[left - 1];
        order[left - 1] = order[chosen];
        order[chosen] = last;
    }
}

static int by_number(const void *a, const void *b)
{
    const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* Every subset that some drawn order passes through, once. */
static void collect_subsets(struct game *g)
{
    int count = 0;
    g->subsets = hq_zalloc((size_t)g->orders * (size_t)(g->players + 1), sizeof *g->subsets);
    for (int o = 0; o < g->orders; o++) {
        uint32_t subset = 0;
        g->subsets[count++] = subset;
        for (int i = 0; i < g->players; i++) {
            subset |= UINT32_C(1) << g->drawn[o * g->players + i];
            g->subsets[count++] = subset;
        }
    }
    qsort(g->subsets, (size_t)count, sizeof *g->subsets, by_number);
    g->count = 0;
    for (int i = 0; i < count; i++) {
        if (i == 0 || g->subsets[i] != g->subsets[i - 1]) {
            g->subsets[g->count++] = g->subsets[i];
        }
    }
}

void game_make(struct game *g, int players, int orders, uint64_t seed)
{
    *g = (struct game){.players = players};
    if (players <= SHAPLEY_EXACT) {
        g->count = 1 << players;
        g->subsets = hq_zalloc((size_t)g->count, sizeof *g->subsets);
        for (int s = 0; s < g->count; s++) {
            g->subsets[s] = (uint32_t)s;
        }
        return;
    }
    g->orders = orders;
    g->drawn = hq_zalloc((size_t)orders * (size_t)players, sizeof *g->drawn);
    for (int o = 0; o < orders; o++) {
        draw_order(seed, o, players, g->drawn + (ptrdiff_t)o * players);
    }
    collect_subsets(g);
}

void game_free(struct game *g)
{
    free(g->drawn);
    free(g->subsets);
}

int game_find(const struct game *g, uint32_t subset)
{
    const uint32_t *found = bsearch(&subset, g->subsets, (size_t)g->count, sizeof subset, by_number);
    return found ? (int)(found - g->subsets) : -1;
}

static double exact_values(const struct game *g, const double *values, double *shapley)
{
    const double all = factorial(g->players);
    double sum = 0.0;
    for (int i = 0; i < g->players; i++) {
        double own = 0.0; /* in parts of 1 / k! */
        for (int s = 0; s < g->count; s++) {
            const int with = s | 1 << i, before = size_of_subset((uint32_t)s);
            if (with != s) {
                own += factorial(before) * factorial(g->players - before - 1) * (values[with] - values[s]);
            }
        }
        shapley[i] = own / all;
        sum += own;
    }
    return (sum - all * (values[g->count - 1] - values[0])) / all;
}

static double drawn_values(const struct game *g, const double *values, double *shapley, double *error)
{
    double *squares = hq_zalloc((size_t)g->players, sizeof *squares), sum = 0.0;
    memset(shapley, 0, (size_t)g->players * sizeof *shapley);
    for (int o = 0; o < g->orders; o++) {
        uint32_t subset = 0;
        double before = values[0];
        for (int turn = 0; turn < g->players; turn++) {
            const int i = g->drawn[o * g->players + turn];
            subset |= UINT32_C(1) << i;
            const double after = values[game_find(g, subset)], added = after - before;
            const double off = added - shapley[i]; /* Welford, Technometrics 4 (1962) 419-420 */
            shapley[i] += off / (o + 1);
            squares[i] += off * (added - shapley[i]);
            before = after;
        }
    }
    for (int i = 0; i < g->players; i++) {
        sum += shapley[i];
        if (error) {
            error[i] = g->orders > 1 ? root_of(squares[i] / (g->orders - 1) / g->orders) : not_known();
        }
    }
    free(squares);
    return sum - (values[g->count - 1] - values[0]);
}

double game_values(const struct game *g, const double *values, double *shapley, double *error)
{
    if (g->orders > 0) {
        return drawn_values(g, values, shapley, error);
    }
    for (int i = 0; error && i < g->players; i++) {
        error[i] = 0.0;
    }
    return exact_values(g, values, shapley);
}
