/* Poverty at a line z: Foster, Greer and Thorbecke, Watts, Sen, Sen-Shorrocks-Thon; formulas in indices.def.
 *
 * Sen and SST hold where incomes are below zero too, since they are computed from absolute differences:
 *   Sen = FGT 0 x (I + A / z),  A: half the mean difference of two poor persons
 *   SST = FGT 1 + B,            B: half the mean difference of two persons' relative gaps
 * A piece with the line inside is bounded by what its mean allows (Markov for the head count, Jensen and the chord for
 * convex gaps); Sen and SST then have no bounds. distribution_know makes such pieces certain. */
#include "models/indicators/indices.h"
#include "models/indicators/real.h"

#include <stdlib.h>
#include <string.h>

#include "sim/error.h"

static bool is_poor(double income, double z, const struct conventions *c)
{
    return c->at_line ? income <= z : income < z;
}

/* A piece that is poor as a whole, or not at all, or has the line inside. */
enum side { POOR, NOT_POOR, BOTH };

static enum side side_of(const struct piece *p, double z, const struct conventions *c)
{
    return is_poor(p->high, z, c) ? POOR : is_poor(p->low, z, c) ? BOTH : NOT_POOR;
}

/* Persons of a piece who are under a line inside of it: least by those who are not poor having the line at least and
 * the poor the lower edge, most the other way round; the value is that of the uniform. */
static struct estimate poor_within(const struct piece *p, double z)
{
    const double half = 0.5 * p->grain;
    const double least = z > p->low ? greater(0.0, (z - p->mean - half) / (z - p->low)) : 0.0;
    const double most = z < p->high ? lesser(1.0, (p->high - p->mean + half) / (p->high - z)) : 1.0;
    const double uniform = (z - p->low) / (p->high - p->low);
    return (struct estimate){p->weight * lesser(most, greater(least, uniform)), p->weight * least,
                             p->weight * most};
}

INDEX_FUNCTION(headcount)
{
    (void)p;
    const struct known_line *known = distribution_known(d, z, c->at_line);
    if (known) {
        return exactly(known->persons / d->weight);
    }
    struct estimate poor = exactly(0);
    for (int64_t i = 0; i < d->count; i++) {
        const enum side side = side_of(&d->pieces[i], z, c);
        poor = plus(poor, side == POOR   ? exactly(d->pieces[i].weight)
                          : side == BOTH ? poor_within(&d->pieces[i], z)
                                         : exactly(0));
    }
    return affine(poor, 1.0 / d->weight, 0);
}

/* ---- sums of a convex function of the poor --------------------------------------------------------------------- */

static double short_by(double y, double z)
{
    return y < z ? 1.0 - y / z : 0.0;
}

static double short_squared(double y, double z)
{
    return short_by(y, z) * short_by(y, z);
}

static double squared_slope(double y, double z)
{
    return -2.0 * short_by(y, z) / z;
}

static double squared_bend(double y, double z)
{
    (void)y;
    return 2.0 / (z * z);
}

static double log_short(double y, double z)
{
    return y < z ? real_log(z / y) : 0.0;
}

static double log_slope(double y, double z)
{
    (void)z;
    return -1.0 / y;
}

static double log_bend(double y, double z)
{
    (void)z;
    return 1.0 / (y * y);
}

static const struct smooth squared_short = {short_squared, squared_slope, squared_bend},
                           logs_short = {log_short, log_slope, log_bend};

INDEX_FUNCTION(gap)
{
    const struct known_line *known = distribution_known(d, z, c->at_line);
    if (known) {
        return exactly((p == 1.0 ? known->gaps : known->squares) / d->weight);
    }
    struct estimate sum = exactly(0);
    for (int64_t i = 0; i < d->count; i++) {
        const struct piece *a = &d->pieces[i];
        const enum side side = side_of(a, z, c);
        if (side == POOR && p == 1.0) {
            const double rounding = 0.5 * a->weight * a->grain / z, value = a->weight * short_by(a->mean, z);
            sum = plus(sum, (struct estimate){value, value - rounding, value + rounding});
        } else if (side == POOR) {
            sum = plus(sum, piece_smooth(a, &squared_short, z));
        } else if (side == BOTH) {
            sum = plus(sum, piece_convex(a, p == 1.0 ? short_by : short_squared, z));
        }
    }
    return affine(sum, 1.0 / d->weight, 0);
}

/* Incomes under the floor are raised to it, or those not above 0 add nothing, by the convention. */
INDEX_FUNCTION(watts)
{
    (void)p;
    struct estimate sum = exactly(0);
    for (int64_t i = 0; i < d->count; i++) {
        const struct piece *from = &d->pieces[i];
        const struct piece a = c->logs == LOGS_CLIP ? piece_raised(from, c->floor) : *from;
        const enum side side = side_of(&a, z, c);
        if (side == NOT_POOR) { /* nor is who comes after */
            break;
        }
        if (a.low > 0 && side == POOR) {
            sum = plus(sum, piece_smooth(&a, &logs_short, z));
        } else if (a.low > 0 && side == BOTH) {
            sum = plus(sum, piece_convex(&a, log_short, z));
        }
    }
    return affine(sum, 1.0 / d->weight, 0);
}

/* ---- the poor among themselves --------------------------------------------------------------------------------- */

INDEX_FUNCTION(income_gap)
{
    return quotient(gap(d, c, z, 1), headcount(d, c, z, p));
}

/* The poor, a piece with the line inside cut by what is likely; *certain: none was. */
static struct distribution the_poor(const struct distribution *d, const struct conventions *c, double z,
                                    bool *certain)
{
    int64_t count = 0; /* the first ones */
    while (count < d->count && side_of(&d->pieces[count], z, c) != NOT_POOR) {
        count++;
    }
    struct distribution out = {.pieces = hq_zalloc((size_t)count + 1, sizeof *out.pieces), .room = count + 1};
    *certain = true;
    for (int64_t i = 0; i < count; i++) {
        struct piece p = d->pieces[i];
        const enum side side = side_of(&p, z, c);
        if (side == BOTH) {
            *certain = false;
            p.weight = poor_within(&p, z).value;
            p.mean = lesser(p.mean, 0.5 * (p.low + z));
            p.high = z;
            p.variance = -1.0;
        }
        if (p.weight > 0) {
            distribution_add(&out, p);
            out.rows += d->rows * p.weight / d->weight;
        }
    }
    return out;
}

/* An index of the poor alone, undefined where nobody is. */
static struct estimate among_poor(const struct distribution *d, const struct conventions *c, double z,
                                  struct estimate (*of)(const struct distribution *d,
                                                        const struct conventions *c, double z, double p))
{
    bool certain;
    struct distribution poor = the_poor(d, c, z, &certain);
    struct estimate result = poor.count > 0 ? of(&poor, c, z, 0) : undefined();
    if (!certain) {
        result.least = result.most = not_known();
    }
    distribution_free(&poor);
    return result;
}

INDEX_FUNCTION(gini_poor)
{
    (void)p;
    return among_poor(d, c, z, gini);
}

INDEX_FUNCTION(theil_poor)
{
    (void)p;
    return among_poor(d, c, z, theil);
}

static INDEX_FUNCTION(difference_of_poor)
{
    (void)c;
    (void)z;
    (void)p;
    return absolute_gini(d);
}

/* FGT 0 x (I + A / z), for FGT 0 x I = FGT 1. */
INDEX_FUNCTION(sen)
{
    (void)p;
    const struct estimate poor = headcount(d, c, z, 0);
    if (poor.value <= 0) {
        return poor.most <= 0 ? exactly(0) : (struct estimate){0, not_known(), not_known()};
    }
    return plus(gap(d, c, z, 1), affine(among_poor(d, c, z, difference_of_poor), poor.value / z, 0));
}

/* Relative gaps of the poor as a distribution of their own, ascending; persons who are not poor have none. */
static struct distribution gaps_of(const struct distribution *d, const struct conventions *c, double z,
                                   bool all, bool *certain)
{
    struct distribution poor = the_poor(d, c, z, certain);
    struct distribution out = {.pieces = hq_zalloc((size_t)poor.count + 1, sizeof *out.pieces),
                               .room = poor.count + 1};
    if (all && d->weight > poor.weight) {
        distribution_add(&out, (struct piece){.weight = d->weight - poor.weight});
    }
    for (int64_t i = poor.count - 1; i >= 0; i--) {
        const struct piece *p = &poor.pieces[i];
        distribution_add(&out, (struct piece){.low = (z - p->high) / z,
                                              .high = (z - p->low) / z,
                                              .mean = (z - p->mean) / z,
                                              .weight = p->weight,
                                              .variance = p->variance < 0 ? -1.0 : p->variance / (z * z),
                                              .grain = p->grain / z});
    }
    out.rows = d->rows;
    distribution_free(&poor);
    return out;
}

INDEX_FUNCTION(sst)
{
    (void)p;
    bool certain;
    struct distribution gaps = gaps_of(d, c, z, true, &certain);
    struct estimate result = plus(gap(d, c, z, 1), absolute_gini(&gaps));
    if (!certain) {
        result.least = result.most = not_known();
    }
    distribution_free(&gaps);
    return result;
}

INDEX_FUNCTION(ge2_gaps)
{
    (void)p;
    bool certain;
    struct distribution gaps = gaps_of(d, c, z, false, &certain);
    struct estimate result = gaps.count > 0 ? ge2(&gaps, c, z, 0) : undefined();
    if (!certain) {
        result.least = result.most = not_known();
    }
    distribution_free(&gaps);
    return result;
}
