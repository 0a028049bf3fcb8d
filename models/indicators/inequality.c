/* Inequality: Gini, generalised entropy, Atkinson, shares and quantiles; formulas in indices.def.
 *
 * Gini = between pieces, exactly from their weights and means, and within them: pairs of one piece of width h and
 * standard deviation s differ by 2 s^2 / h at least (|a - b| >= (a - b)^2 / h) and by 2 s / sqrt(3) at most (Cauchy and
 * Schwarz; reached by the uniform). Shares at p: the Lorenz curve is convex, so within a piece it lies under the chord
 * and over the lines of slope low and high through the ends. */
#include "models/indicators/indices.h"
#include "models/indicators/real.h"

#include <stdlib.h>
#include <string.h>

#include "sim/error.h"

/* ---- functions of income --------------------------------------------------------------------------------------- */

static double log_of(double y, double p)
{
    (void)p;
    return real_log(y);
}

static double one_over(double y, double p)
{
    (void)p;
    return 1.0 / y;
}

static double minus_one_over_square(double y, double p)
{
    (void)p;
    return -1.0 / (y * y);
}

static double y_log_y(double y, double p)
{
    (void)p;
    return y * real_log(y);
}

static double log_and_one(double y, double p)
{
    (void)p;
    return real_log(y) + 1.0;
}

static double square(double y, double p)
{
    (void)p;
    return y * y;
}

static double twice(double y, double p)
{
    (void)p;
    return 2.0 * y;
}

static double two(double y, double p)
{
    (void)y;
    (void)p;
    return 2.0;
}

static double root(double y, double p)
{
    (void)p;
    return root_of(y);
}

static double root_slope(double y, double p)
{
    (void)p;
    return 0.5 / root_of(y);
}

static double root_bend(double y, double p)
{
    (void)p;
    return -0.25 / (y * root_of(y));
}

static double two_over_cube(double y, double p)
{
    (void)p;
    return 2.0 / (y * y * y);
}

static double power(double y, double p)
{
    return real_power(y, p);
}

static double power_slope(double y, double p)
{
    return p * real_power(y, p - 1.0);
}

static double power_bend(double y, double p)
{
    return p * (p - 1.0) * real_power(y, p - 2.0);
}

static const struct smooth logarithm = {log_of, one_over, minus_one_over_square},
                           entropy = {y_log_y, log_and_one, one_over}, squares = {square, twice, two},
                           powers = {power, power_slope, power_bend},
                           root_powers = {root, root_slope, root_bend},
                           inverse_powers = {one_over, minus_one_over_square, two_over_cube};

/* Mean over persons. */
HQ_INLINE struct estimate mean_smooth(const struct distribution *d, const struct smooth *f, double p)
{
    struct estimate sum = exactly(0);
    for (int64_t i = 0; i < d->count; i++) {
        sum = plus(sum, piece_smooth(&d->pieces[i], f, p));
    }
    return affine(sum, 1.0 / d->weight, 0);
}

/* Of y^p, without a logarithm where none is needed. */
static struct estimate mean_power(const struct distribution *d, double p)
{
    return p == 0.5    ? mean_smooth(d, &root_powers, p)
           : p == -1.0 ? mean_smooth(d, &inverse_powers, p)
                       : mean_smooth(d, &powers, p);
}

static struct estimate minus(struct estimate a, struct estimate b)
{
    return plus(a, affine(b, -1.0, 0));
}

static struct estimate squared(struct estimate a)
{
    const double x = a.least * a.least, y = a.most * a.most;
    return (struct estimate){a.value * a.value, a.least <= 0 && a.most >= 0 ? 0 : lesser(x, y), greater(x, y)};
}

/* ---- general entropy ------------------------------------------------------------------------------------------- */

/* Of incomes of which logarithms can be taken, and of what is kept of them, or NULL. */
static struct estimate mean_log(const struct distribution *d, const struct kept *kept)
{
    return kept ? kept->mean_log : mean_smooth(d, &logarithm, 0);
}

static struct estimate mld_of(const struct distribution *d, const struct kept *kept, double p)
{
    (void)p;
    return minus(monotonic(distribution_mean(d), real_log, true), mean_log(d, kept));
}

static struct estimate theil_of(const struct distribution *d, const struct kept *kept, double p)
{
    const struct estimate m = distribution_mean(d),
                          times = kept ? kept->mean_times_log : mean_smooth(d, &entropy, 0);
    (void)p;
    return minus(quotient(times, m), monotonic(m, real_log, true));
}

static struct estimate raised(struct estimate a, double exponent)
{
    const double low = real_power(a.least, exponent), high = real_power(a.most, exponent);
    return (struct estimate){real_power(a.value, exponent), lesser(low, high), greater(low, high)};
}

/* 1 - (mean of y^(1 - p))^(1 / (1 - p)) / m, p = 1: 1 - exp(mean of ln y) / m. */
static struct estimate atkinson_of(const struct distribution *d, const struct kept *kept, double p)
{
    const struct estimate equal = p == 1.0 ? monotonic(mean_log(d, kept), real_exp, true)
                                           : raised(mean_power(d, 1.0 - p), 1.0 / (1.0 - p));
    return affine(quotient(equal, distribution_mean(d)), -1.0, 1.0);
}

/* One of these on incomes of which logarithms can be taken. */
static struct estimate
with_logs(const struct distribution *d, const struct conventions *c,
          struct estimate (*of)(const struct distribution *d, const struct kept *kept, double p), double p)
{
    const struct kept *kept = d->kept;
    if (kept && kept->by.logs == c->logs && kept->by.floor == c->floor) {
        return has_logs(&kept->positive) ? of(&kept->positive, kept, p) : undefined();
    }
    struct distribution positive = distribution_for_logs(d, c);
    const struct estimate result = has_logs(&positive) ? of(&positive, NULL, p) : undefined();
    distribution_free(&positive);
    return result;
}

INDEX_FUNCTION(mld)
{
    (void)z;
    return with_logs(d, c, mld_of, p);
}

INDEX_FUNCTION(theil)
{
    (void)z;
    return with_logs(d, c, theil_of, p);
}

INDEX_FUNCTION(atkinson)
{
    (void)z;
    return with_logs(d, c, atkinson_of, p);
}

INDEX_FUNCTION(ge2)
{
    (void)c;
    (void)z;
    (void)p;
    return d->sum > 0 ? affine(quotient(mean_smooth(d, &squares, 0), squared(distribution_mean(d))), 0.5, -0.5)
                      : undefined();
}

INDEX_FUNCTION(herfindahl)
{
    (void)c;
    (void)z;
    (void)p;
    return affine(quotient(mean_smooth(d, &squares, 0), squared(distribution_mean(d))), 1.0 / d->weight, 0);
}

/* ---- Gini ------------------------------------------------------------------------------------------------------ */

struct estimate absolute_gini(const struct distribution *d)
{
    if (d->kept && is_defined(d->kept->half_difference)) {
        return d->kept->half_difference;
    }
    long double under = 0, had = 0, between = 0, value = 0, least = 0, most = 0, rounded = 0;
    for (int64_t i = 0; i < d->count; i++) {
        const struct piece *p = &d->pieces[i];
        between += p->weight * (p->mean * under - had);
        under += p->weight;
        had += (long double)p->weight * p->mean;
        rounded += (long double)p->weight * p->grain;
        const double width = p->high - p->low;
        if (width > 0) {
            const struct estimate variance = piece_variance(p);
            const long double pairs = (long double)p->weight * p->weight;
            least += pairs * (variance.least / width);
            value += pairs * root_of(variance.value / 3.0);
            most += pairs * root_of(variance.most / 3.0);
        }
    }
    const long double pairs = (long double)d->weight * d->weight, slack = 0.5L * rounded / d->weight;
    return (struct estimate){(double)((between + value) / pairs), (double)((between + least) / pairs - slack),
                             (double)((between + most) / pairs + slack)};
}

void distribution_keep(struct distribution *d, const struct conventions *c, bool differences)
{
    struct kept *kept = hq_zalloc(1, sizeof *kept);
    kept->half_difference = differences ? absolute_gini(d) : undefined();
    kept->by = *c;
    kept->positive = distribution_for_logs(d, c);
    struct estimate logs = exactly(0), times = exactly(0);
    for (int64_t i = 0; i < kept->positive.count && has_logs(&kept->positive); i++) {
        const struct piece *p = &kept->positive.pieces[i];
        const double at_mean = real_log(p->mean);
        logs = plus(logs, piece_smooth_at(p, at_mean, &logarithm, 0));
        times = plus(times, piece_smooth_at(p, p->mean * at_mean, &entropy, 0));
    }
    kept->mean_log = affine(logs, 1.0 / kept->positive.weight, 0);
    kept->mean_times_log = affine(times, 1.0 / kept->positive.weight, 0);
    d->kept = kept;
}

INDEX_FUNCTION(gini)
{
    (void)z;
    (void)p;
    const double factor = c->corrected && d->rows > 1 ? d->rows / (d->rows - 1) : 1.0;
    return affine(quotient(absolute_gini(d), distribution_mean(d)), factor, 0);
}

/* ---- quantiles and shares -------------------------------------------------------------------------------------- */

INDEX_FUNCTION(mean_of)
{
    (void)c;
    (void)z;
    (void)p;
    return distribution_mean(d);
}

/* Two incomes or shares of persons are the same where they differ by less than this part: sums are rounded. */
#define HAIR 1e-12

/* The income that a part p of persons do not exceed: at a step between two values, their mean. */
INDEX_FUNCTION(quantile)
{
    (void)c;
    (void)z;
    const double wanted = p * d->weight, hair = HAIR * d->weight;
    double under = 0;
    for (int64_t i = 0; i < d->count; i++) {
        const struct piece *a = &d->pieces[i];
        if (under + a->weight < wanted - hair && i + 1 < d->count) {
            under += a->weight;
            continue;
        }
        const bool step = size_of(under + a->weight - wanted) <= hair && i + 1 < d->count;
        if (step) {
            const struct piece *b = &d->pieces[i + 1];
            return (struct estimate){0.5 * (a->high + b->low), a->low, b->high};
        }
        const double part = lesser(1.0, greater(0.0, (wanted - under) / a->weight));
        return (struct estimate){a->low + part * (a->high - a->low), a->low, a->high};
    }
    return undefined();
}

INDEX_FUNCTION(quantile_ratio)
{
    return quotient(quantile(d, c, z, 1.0 - p), quantile(d, c, z, p));
}

/* What the poorest `in` persons of a piece have: at least what the edges leave to them, at most as much as others;
 * the value is that of the uniform. */
static struct estimate poorest_of(const struct piece *a, double in)
{
    const double half = 0.5 * a->grain, rest = a->weight - in;
    const double spread = lesser(a->mean - a->low, a->high - a->mean) * rest / a->weight;
    return (struct estimate){in * (a->mean - spread),
                             greater(in * a->low, a->weight * (a->mean - half) - rest * a->high),
                             in * lesser(a->high, a->mean + half)};
}

INDEX_FUNCTION(share_below)
{
    (void)c;
    (void)z;
    double left = p * d->weight;
    struct estimate had = exactly(0);
    for (int64_t i = 0; i < d->count && left > 0; i++) {
        const struct piece *a = &d->pieces[i];
        const double half = 0.5 * a->weight * a->grain, whole = a->weight * a->mean;
        had = plus(had, left < a->weight ? poorest_of(a, left)
                                         : (struct estimate){whole, whole - half, whole + half});
        left -= a->weight;
    }
    return quotient(had, distribution_sum(d));
}

INDEX_FUNCTION(share_above)
{
    return affine(share_below(d, c, z, p), -1.0, 1.0);
}

/* The richest tenth over the poorest 4/10 (Palma), the richest part p over the poorest otherwise. */
INDEX_FUNCTION(tail_ratio)
{
    const struct estimate poorest = share_below(d, c, z, p); /* where debts eat it up, 0 but for rounding */
    return poorest.value > HAIR ? quotient(share_above(d, c, z, p == 0.4 ? 0.9 : 1.0 - p), poorest)
                                : undefined();
}

INDEX_FUNCTION(wolfson)
{
    const struct estimate median = quantile(d, c, z, 0.5), half = share_below(d, c, z, 0.5);
    const struct estimate apart = minus(affine(half, -2.0, 1.0), gini(d, c, z, p));
    return affine(quotient(apart, quotient(median, distribution_mean(d))), 2.0, 0);
}

/* Persons below the mean and what they have. Of those who have it just so, half; of a piece that it is inside of, as of
 * the uniform. Between two values one person more is counted in part, linear between them (Damgaard and Weiner 2000). */
static double asymmetry_at(const struct distribution *d, double m)
{
    const double hair = HAIR * m;
    double under = 0, had = 0;
    int64_t i = 0;
    for (; i < d->count && d->pieces[i].high < m - hair; i++) {
        under += d->pieces[i].weight;
        had += d->pieces[i].weight * d->pieces[i].mean;
    }
    const struct piece *a = &d->pieces[i];
    if (i < d->count && a->low <= m + hair) {
        const double in =
            a->weight * (a->low < a->high ? within((m - a->low) / (a->high - a->low), 0, 1) : 0.5);
        return (under + in) / d->weight + (had + in * 0.5 * (a->low + m)) / d->sum;
    }
    if (i == 0 || i == d->count) { /* all have the mean, but for rounding */
        return 1.0;
    }
    const double here = d->pieces[i - 1].high, next = a->low, one = d->weight / d->rows;
    const double part = (m - here) / (next - here) * one;
    return (under + part) / d->weight + (had + part * next) / d->sum;
}

/* Bounds: persons who are below the mean for certain, and those who may be, with the one person more. */
INDEX_FUNCTION(asymmetry)
{
    (void)c;
    (void)z;
    (void)p;
    const struct estimate m = distribution_mean(d);
    const double low = m.least - HAIR * m.value, high = m.most + HAIR * m.value;
    const double one = d->weight / d->rows;
    double surely = 0, surely_had = 0, maybe = one, maybe_had = 0, next = not_known();
    if (!(d->sum > 0)) {
        return undefined();
    }
    for (int64_t i = 0; i < d->count && next != next; i++) {
        const struct piece *a = &d->pieces[i];
        if (a->high < low) {
            surely += a->weight;
            surely_had += a->weight * (a->mean - 0.5 * a->grain);
        }
        if (a->low <= high) {
            maybe += a->weight;
            maybe_had += a->weight * (a->mean + 0.5 * a->grain);
        }
        next = a->low <= high && i + 1 < d->count ? next : a->high;
    }
    const struct estimate income =
        quotient((struct estimate){surely_had, surely_had, maybe_had + one * next}, distribution_sum(d));
    return (struct estimate){asymmetry_at(d, m.value), surely / d->weight + income.least,
                             maybe / d->weight + income.most};
}

static double share_where(const struct distribution *d, double low, double high)
{
    double in = 0;
    for (int64_t i = 0; i < d->count; i++) {
        in += d->pieces[i].low >= low && d->pieces[i].high <= high ? d->pieces[i].weight : 0;
    }
    return in / d->weight;
}

INDEX_FUNCTION(below_zero)
{
    (void)c;
    (void)z;
    (void)p;
    return exactly(share_where(d, -__builtin_inf(), -__DBL_DENORM_MIN__));
}

INDEX_FUNCTION(at_zero)
{
    (void)c;
    (void)z;
    (void)p;
    return exactly(share_where(d, 0, 0));
}
