/* Inequality: Gini, generalised entropy, Atkinson, shares and quantiles; formulas in indices.def.
 *
 * Gini = between pieces, exactly from their weights and means, and within them: pairs of one piece of width h and
 * standard deviation s differ by 2 s^2 / h at least (|a - b| >= (a - b)^2 / h) and by 2 s / root_of(3) at most (Cauchy and
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
                           powers = {power, power_slope, power_bend};

/* Mean over persons. */
static struct estimate mean_smooth(const struct distribution *d, const struct smooth *f, double p)
{
    struct estimate sum = exactly(0);
    for (int64_t i = 0; i < d->count; i++) {
        sum = plus(sum, piece_smooth(&d->pieces[i], f, p));
    }
    return affine(sum, 1.0 / d->weight, 0);
}

/* ---- logarithms of what may not be above 0 --------------------------------------------------------------------- */

/* A copy of which logarithms can be taken, by the convention; without pieces where nobody is left. */
static struct distribution for_logs(const struct distribution *d, const struct conventions *c)
{
    struct distribution out = *d;
    const double mean = distribution_mean(d);
    out.pieces = hq_zalloc((size_t)d->count + 1, sizeof *out.pieces);
    out.count = 0;
    out.weight = out.sum = 0;
    for (int64_t i = 0; i < d->count; i++) {
        struct piece p = d->pieces[i];
        const bool clips = c->logs == LOGS_CLIP && p.low < c->floor, bad = c->logs != LOGS_CLIP && p.low <= 0;
        if (bad && c->logs == LOGS_DROP) {
            continue;
        }
        if (clips || bad) {
            const double as = clips ? greater(c->floor, p.mean) : mean;
            p = (struct piece){.low = as, .high = as, .mean = as, .weight = p.weight};
        }
        out.pieces[out.count++] = p;
        out.weight += p.weight;
        out.sum += p.weight * p.mean;
    }
    if (c->logs == LOGS_MEAN) {
        out.sum = mean * out.weight; /* that of all, with what is below 0 */
    }
    return out;
}

static double exponential(double x)
{
    return real_exp(x);
}

static struct estimate mld_of(const struct distribution *d)
{
    return affine(mean_smooth(d, &logarithm, 0), -1.0, real_log(distribution_mean(d)));
}

static struct estimate theil_of(const struct distribution *d)
{
    const double m = distribution_mean(d);
    return affine(mean_smooth(d, &entropy, 0), 1.0 / m, -real_log(m));
}

/* One of these on incomes of which logarithms can be taken. */
static struct estimate with_logs(const struct distribution *d, const struct conventions *c,
                                 struct estimate (*of)(const struct distribution *d))
{
    struct distribution positive = for_logs(d, c);
    const struct estimate result = positive.count > 0 && positive.sum > 0 ? of(&positive) : undefined();
    distribution_free(&positive);
    return result;
}

INDEX_FUNCTION(mld)
{
    (void)z;
    (void)p;
    return with_logs(d, c, mld_of);
}

INDEX_FUNCTION(theil)
{
    (void)z;
    (void)p;
    return with_logs(d, c, theil_of);
}

INDEX_FUNCTION(ge2)
{
    (void)z;
    (void)p;
    (void)c;
    const double m = distribution_mean(d);
    return m > 0 ? affine(mean_smooth(d, &squares, 0), 0.5 / (m * m), -0.5) : undefined();
}

static struct estimate raised(struct estimate a, double exponent)
{
    const double low = real_power(a.least, exponent), high = real_power(a.most, exponent);
    return (struct estimate){real_power(a.value, exponent), lesser(low, high), greater(low, high)};
}

/* 1 - (mean of y^(1 - p))^(1 / (1 - p)) / m, p = 1: 1 - real_exp(mean of ln y) / m. */
INDEX_FUNCTION(atkinson)
{
    (void)z;
    struct distribution positive = for_logs(d, c);
    struct estimate result = undefined();
    if (positive.count > 0 && positive.sum > 0) {
        const struct estimate equal = p == 1.0
                                          ? monotonic(mean_smooth(&positive, &logarithm, 0), exponential, true)
                                          : raised(mean_smooth(&positive, &powers, 1.0 - p), 1.0 / (1.0 - p));
        result = affine(equal, -1.0 / distribution_mean(&positive), 1.0);
    }
    distribution_free(&positive);
    return result;
}

INDEX_FUNCTION(herfindahl)
{
    (void)c;
    (void)z;
    (void)p;
    return d->sum != 0 ? affine(mean_smooth(d, &squares, 0), d->weight / (d->sum * d->sum), 0) : undefined();
}

/* ---- Gini ------------------------------------------------------------------------------------------------------ */

struct estimate absolute_gini(const struct distribution *d)
{
    long double under = 0, had = 0, between = 0, least = 0, most = 0, rounded = 0;
    for (int64_t i = 0; i < d->count; i++) {
        const struct piece *p = &d->pieces[i];
        between += p->weight * (p->mean * under - had);
        under += p->weight;
        had += (long double)p->weight * p->mean;
        rounded += (long double)p->weight * p->grain;
        const double width = p->high - p->low;
        if (width > 0) {
            const double room = greater(0.0, (p->high - p->mean) * (p->mean - p->low));
            const double most_variance =
                p->variance < 0 ? room : lesser(room, p->variance + 2 * p->grain * width);
            const double least_variance =
                p->variance < 0 ? 0 : greater(0.0, p->variance - 2 * p->grain * width);
            const long double pairs = (long double)p->weight * p->weight;
            least += pairs * (least_variance / width);
            most += pairs * root_of(most_variance / 3.0);
        }
    }
    const long double pairs = (long double)d->weight * d->weight, slack = 0.5L * rounded / d->weight;
    const double value = (double)((between + most) / pairs);
    return (struct estimate){value, (double)((between + least) / pairs - slack), value + (double)slack};
}

INDEX_FUNCTION(gini)
{
    (void)z;
    (void)p;
    const double m = distribution_mean(d);
    if (m <= 0) {
        return undefined();
    }
    return affine(absolute_gini(d), (c->corrected && d->rows > 1 ? d->rows / (d->rows - 1) : 1.0) / m, 0);
}

/* ---- quantiles and shares -------------------------------------------------------------------------------------- */

INDEX_FUNCTION(mean_of)
{
    (void)c;
    (void)z;
    (void)p;
    double rounding = 0;
    for (int64_t i = 0; i < d->count; i++) {
        rounding += 0.5 * d->pieces[i].weight * d->pieces[i].grain / d->weight;
    }
    const double m = distribution_mean(d);
    return (struct estimate){m, m - rounding, m + rounding};
}

/* The income that a part p of persons do not exceed: at a step between two values, their mean. */
INDEX_FUNCTION(quantile)
{
    (void)c;
    (void)z;
    const double wanted = p * d->weight, hair = 1e-12 * d->weight;
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

static struct estimate ratio(struct estimate over, struct estimate under)
{
    return under.least > 0 && over.least >= 0
               ? (struct estimate){over.value / under.value, over.least / under.most, over.most / under.least}
               : undefined();
}

INDEX_FUNCTION(quantile_ratio)
{
    return ratio(quantile(d, c, z, 1.0 - p), quantile(d, c, z, p));
}

INDEX_FUNCTION(share_below)
{
    (void)c;
    (void)z;
    const double wanted = p * d->weight;
    double under = 0, had = 0;
    if (d->sum <= 0) {
        return undefined();
    }
    for (int64_t i = 0; i < d->count; i++) {
        const struct piece *a = &d->pieces[i];
        if (under + a->weight < wanted) {
            under += a->weight;
            had += a->weight * a->mean;
            continue;
        }
        const double in = wanted - under, whole = a->weight * a->mean;
        const double low = greater(in * a->low, whole - (a->weight - in) * a->high), high = in * a->mean,
                     part = in / a->weight;
        /* Uniform about the mean: what the poorer part of the piece has. */
        const double spread = lesser(a->mean - a->low, a->high - a->mean);
        const double value = lesser(high, greater(low, in * (a->mean - spread * (1.0 - part))));
        return (struct estimate){(had + value) / d->sum, (had + low) / d->sum, (had + high) / d->sum};
    }
    return exactly(1.0);
}

INDEX_FUNCTION(share_above)
{
    return affine(share_below(d, c, z, p), -1.0, 1.0);
}

/* The richest tenth over the poorest 4/10 (Palma), the richest part p over the poorest otherwise. */
INDEX_FUNCTION(tail_ratio)
{
    return ratio(share_above(d, c, z, p == 0.4 ? 0.9 : 1.0 - p), share_below(d, c, z, p));
}

INDEX_FUNCTION(wolfson)
{
    const struct estimate median = quantile(d, c, z, 0.5), half = share_below(d, c, z, 0.5),
                          g = gini(d, c, z, p);
    const double m = distribution_mean(d);
    if (!(median.least > 0) || !is_defined(g)) {
        return undefined();
    }
    const double value = 1.0 - 2.0 * half.value - g.value, least = 1.0 - 2.0 * half.most - g.most,
                 most = 1.0 - 2.0 * half.least - g.least;
    return (struct estimate){2.0 * m / median.value * value,
                             2.0 * m * lesser(least / median.most, least / median.least),
                             2.0 * m * greater(most / median.least, most / median.most)};
}

/* Share of persons and share of income where the mean lies, linear between the two values around it (Damgaard and
 * Weiner 2000). Without bounds. */
INDEX_FUNCTION(asymmetry)
{
    (void)c;
    (void)z;
    (void)p;
    const double m = distribution_mean(d);
    double under = 0, had = 0;
    for (int64_t i = 0; i + 1 < d->count; i++) {
        under += d->pieces[i].weight;
        had += d->pieces[i].weight * d->pieces[i].mean;
        const double here = d->pieces[i].mean, next = d->pieces[i + 1].mean;
        if (here < m && next >= m && d->sum > 0) {
            const double part = (m - here) / (next - here), one = d->weight / d->rows;
            const double value = (under + part * one) / d->weight + (had + part * one * next) / d->sum;
            return (struct estimate){value, not_known(), not_known()};
        }
    }
    return undefined();
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
