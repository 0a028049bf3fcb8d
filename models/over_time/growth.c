#include "models/over_time/growth.h"

#include <stdlib.h>

#include "models/indicators/indices.h"
#include "models/indicators/real.h"
#include "sim/error.h"

/* Shares of persons that differ by less than this are the same: sums are rounded. */
#define HAIR_OF_SHARE 1e-12
/* Means whose logarithms differ by less are the same: so are their sums, for incomes with digits as tables have. */
#define HAIR_OF_MEAN 1e-12

bool cross_section(const struct time_panel *p, int period, struct distribution *out)
{
    double *incomes = hq_zalloc((size_t)p->units + 1, sizeof *incomes),
           *weights = hq_zalloc((size_t)p->units + 1, sizeof *weights);
    int64_t count = 0;
    for (int64_t i = 0; i < p->units; i++) {
        if (panel_observed(p, i, period)) {
            incomes[count] = panel_ratio(p, i, period);
            weights[count++] = panel_weight(p, i, period);
        }
    }
    const bool right = distribution_of_values(incomes, weights, count, out);
    free(incomes);
    free(weights);
    return right;
}

void quantiles_at(const struct distribution *d, int points, double *out)
{
    int64_t piece = 0;
    double up_to = d->pieces[0].weight;
    for (int i = 0; i < points; i++) {
        const double wanted = (i + 0.5) / points * d->weight;
        while (piece < d->count - 1 && up_to < wanted - HAIR_OF_SHARE * d->weight) {
            up_to += d->pieces[++piece].weight;
        }
        const bool step = size_of(up_to - wanted) <= HAIR_OF_SHARE * d->weight && piece < d->count - 1;
        out[i] = step ? 0.5 * (d->pieces[piece].mean + d->pieces[piece + 1].mean) : d->pieces[piece].mean;
    }
}

/* FGT of incomes times a factor. */
static double fgt_of(const struct distribution *d, double factor, bool at_line, int power)
{
    struct conventions c = CONVENTIONS_DEFAULT;
    c.at_line = at_line;
    return power == 0 ? headcount(d, &c, 1.0 / factor, 0).value : gap(d, &c, 1.0 / factor, power).value;
}

static double mean_income(const struct distribution *d)
{
    return d->sum / d->weight;
}

/* Two step functions of p side by side, up to a share of persons: `from` and `to` are the incomes at the next `part`. */
struct steps {
    const struct distribution *d[2];
    int64_t piece[2];
    double left[2]; /* of the piece, as a share of persons */
};

static struct steps steps_begin(const struct distribution *from, const struct distribution *to)
{
    return (struct steps){
        {from, to}, {0, 0}, {from->pieces[0].weight / from->weight, to->pieces[0].weight / to->weight}};
}

/* The longest part on which both are constant, `most` at most; moves on behind it. */
static double steps_next(struct steps *s, double most, double income[2])
{
    const double part = lesser(most, lesser(s->left[0], s->left[1]));
    for (int k = 0; k < 2; k++) {
        const struct distribution *d = s->d[k];
        income[k] = d->pieces[s->piece[k]].mean;
        s->left[k] -= part;
        if (s->left[k] <= 0 && s->piece[k] < d->count - 1) {
            s->left[k] = d->pieces[++s->piece[k]].weight / d->weight;
        } else if (s->left[k] <= 0) {
            s->left[k] = 1.0; /* the last piece goes as far as p, whatever was rounded */
        }
    }
    return part;
}

/* The poorest, as many as were poor: the mean of g(p), and growth of the mean. */
static void add_poor_growth(const struct distribution *from, const struct distribution *to, double share,
                            struct income_growth *out)
{
    struct steps s = steps_begin(from, to);
    double sum = 0, taken = 0, had = 0, have = 0, up_to = 0;
    while (up_to < share * (1 - HAIR_OF_SHARE)) {
        double income[2];
        const double part = steps_next(&s, share - up_to, income);
        had += part * income[0];
        have += part * income[1];
        if (income[0] > 0) {
            sum += part * (income[1] / income[0] - 1.0);
            taken += part;
        }
        up_to += part;
    }
    out->poor_rate = taken > 0 ? sum / taken : not_known();
    out->poor_left_out = share > 0 ? 1.0 - taken / share : not_known();
    out->poor_mean = had > 0 ? have / had - 1.0 : not_known();
}

static double growth_from(double had, double have)
{
    return had > 0 ? have / had - 1.0 : not_known();
}

static double log_ratio(double to, double from)
{
    return to > 0 && from > 0 ? real_log(to / from) : not_known();
}

/* Undefined where the mean stays as it is, but for rounding, or nobody is poor before or after. */
static double elasticity_of(double had, double has, double log_mean)
{
    return size_of(log_mean) > HAIR_OF_MEAN ? log_ratio(has, had) / log_mean : not_known();
}

void growth_of(const struct distribution *from, const struct distribution *to, bool at_line, int points,
               struct income_growth *out)
{
    double before[MOST_POINTS], after[MOST_POINTS];
    const double mean[2] = {mean_income(from), mean_income(to)};
    *out = (struct income_growth){.mean = growth_from(mean[0], mean[1])};
    quantiles_at(from, points, before);
    quantiles_at(to, points, after);
    for (int i = 0; i < points; i++) {
        out->incidence[i] = growth_from(before[i], after[i]);
    }
    const double grown = log_ratio(mean[1], mean[0]);
    for (int a = 0; a < 3; a++) {
        out->level[0][a] = fgt_of(from, 1.0, at_line, a);
        out->level[1][a] = fgt_of(to, 1.0, at_line, a);
        out->elasticity[a] = elasticity_of(out->level[0][a], out->level[1][a], grown);
    }
    add_poor_growth(from, to, out->level[0][0], out);
}

/* ---- not anonymous --------------------------------------------------------------------------------------------- */

struct pair {
    double from, to, weight;
};

/* By the first income; then by the others, so that sums do not depend on the order of units. */
static int compare_pairs(const void *a, const void *b)
{
    const struct pair *x = a, *y = b;
    const int by_from = (x->from > y->from) - (x->from < y->from), by_to = (x->to > y->to) - (x->to < y->to);
    return by_from ? by_from : by_to ? by_to : (x->weight > y->weight) - (x->weight < y->weight);
}

static struct pair *pairs_of(const struct time_panel *p, int from, int to, int64_t *count, double *first)
{
    struct pair *pairs = hq_zalloc((size_t)p->units + 1, sizeof *pairs);
    *count = 0;
    *first = 0;
    for (int64_t i = 0; i < p->units; i++) {
        if (!panel_observed(p, i, from)) {
            continue;
        }
        const double weight = panel_weight(p, i, from);
        *first += weight;
        if (panel_observed(p, i, to)) {
            pairs[(*count)++] = (struct pair){panel_ratio(p, i, from), panel_ratio(p, i, to), weight};
        }
    }
    qsort(pairs, (size_t)*count, sizeof *pairs, compare_pairs);
    return pairs;
}

/* Growth in `points` parts with as many persons; who stands on an edge is parted between both. */
static void add_places(const struct pair *pairs, int64_t count, double weight, int points, double *incidence)
{
    double left = weight / points, had = 0, have = 0;
    int at = 0;
    for (int64_t i = 0; i < count && at < points; i++) {
        double still = pairs[i].weight;
        while (still > 0 && at < points) {
            const double part = lesser(still, left);
            had += part * pairs[i].from;
            have += part * pairs[i].to;
            still -= part;
            left -= part;
            if (left <= HAIR_OF_SHARE * weight) {
                incidence[at++] = growth_from(had, have);
                left = weight / points;
                had = have = 0;
            }
        }
    }
    for (; at < points; at++) {
        incidence[at] = growth_from(had, have);
    }
}

void followed_growth_of(const struct time_panel *p, int from, int to, int points, struct followed_growth *out)
{
    int64_t count;
    double first, weight = 0, had[2] = {0}, have[2] = {0};
    struct pair *pairs = pairs_of(p, from, to, &count, &first);
    for (int64_t i = 0; i < count; i++) {
        const bool poor = panel_is_poor(p, pairs[i].from);
        weight += pairs[i].weight;
        had[poor] += pairs[i].weight * pairs[i].from;
        have[poor] += pairs[i].weight * pairs[i].to;
    }
    *out = (struct followed_growth){.both = first > 0 ? weight / first : not_known(),
                                    .mean = growth_from(had[0] + had[1], have[0] + have[1]),
                                    .initially_poor = growth_from(had[1], have[1]),
                                    .initially_not_poor = growth_from(had[0], have[0])};
    add_places(pairs, count, weight, points, out->incidence);
    free(pairs);
}

/* ---- growth and redistribution --------------------------------------------------------------------------------- */

struct parts_of_change parts_of_change(const struct distribution *from, const struct distribution *to,
                                       bool at_line, int power)
{
    const double first = fgt_of(from, 1.0, at_line, power), last = fgt_of(to, 1.0, at_line, power);
    const double before = mean_income(from), after = mean_income(to), none = not_known();
    struct parts_of_change c = {last - first, {none, none}, {none, none}, {none, none}, none, none, none};
    if (before > 0 && after > 0) {
        const double grown = fgt_of(from, after / before, at_line, power),
                     spread = fgt_of(to, before / after, at_line, power);
        c.growth[0] = grown - first;
        c.redistribution[0] = spread - first;
        c.growth[1] = last - spread;
        c.redistribution[1] = last - grown;
        for (int k = 0; k < 2; k++) {
            c.residual[k] = c.change - c.growth[k] - c.redistribution[k];
        }
        c.growth_elasticity = elasticity_of(first, grown, real_log(after / before));
        c.shapley_growth = 0.5 * (c.growth[0] + c.growth[1]);
        c.shapley_redistribution = 0.5 * (c.redistribution[0] + c.redistribution[1]);
    }
    return c;
}
