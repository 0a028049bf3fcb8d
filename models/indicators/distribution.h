/* A distribution of income per head as pieces in ascending order, and what sums over persons are then known to be.
 *
 * A piece is an interval of incomes of which weight, mean and variance are known. Values of a table make pieces of one
 * value each, of which everything is known exactly; bins of a run (models/indicators/bins.h) make pieces that are a
 * 64th of their incomes wide. For a function f that is smooth on a piece, Taylor's formula at the mean m gives
 *
 *   E f(y) = f(m) + f''(x) variance / 2   for some x of the piece,
 *
 * so with f'' at both edges (f'' of all our functions is monotonic there) the mean of f is bounded from both sides;
 * the value given is that at m. A function with a kink inside the piece lies between its value at m and the chord
 * over the edges (Jensen; Edmundson and Madansky). Bounds are sums of these; they are proved, not estimated, but for
 * rounding in double precision. Incomes in Yuan, weights in persons. */
#ifndef MODELS_INDICATORS_DISTRIBUTION_H
#define MODELS_INDICATORS_DISTRIBUTION_H

#include <stdbool.h>
#include <stdint.h>

#include "models/indicators/real.h"
#include "sim/mathematics.h"

/* A number and what it is known to lie between. All three NaN where it is not defined. */
struct estimate {
    double value, least, most;
};

struct piece {
    double low, high;              /* incomes of the piece, both included; equal where there is but one */
    double weight, mean, variance; /* variance below 0: not known */
    double grain; /* the mean is known to half of this on either side, the variance accordingly; 0: exactly */
};

/* What is known exactly at a line: persons under it (at it, too, by the convention), and the sums of their relative
 * gaps and of the squares of these. */
struct known_line {
    double line, persons, gaps, squares;
    bool at_line;        /* by which convention */
    double below, above; /* the last income that is poor and the first that is not */
};

enum { MOST_LINES = 64 };

struct distribution {
    struct piece *pieces; /* ascending, weights above 0 */
    int64_t count;
    double weight, sum;       /* persons; Yuan */
    double unsure;            /* Yuan to which the sum is known, on either side */
    double rows;              /* households or lines of a table */
    int64_t room;             /* pieces that there is memory for */
    struct known_line *known; /* room for MOST_LINES; NULL: none */
    int known_count;
    struct kept *kept; /* what several indices ask for; NULL: found anew for each */
};

/* Where software disagrees (4.2 of the domain notes; docs/indicators.md). */
struct conventions {
    bool at_line;   /* who is exactly at a line is poor; default: not */
    bool corrected; /* Gini times n / (n - 1), n rows; default: of the population */
    /* Logarithms: incomes under `floor` are raised to it (default); or those not above 0 are left out, or stand at the
     * mean (in Watts: left out). */
    enum log_convention { LOGS_CLIP, LOGS_DROP, LOGS_MEAN } logs;
    double floor; /* Yuan; default 1 */
};
#define CONVENTIONS_DEFAULT ((struct conventions){.logs = LOGS_CLIP, .floor = 1.0})

/* What several indices ask for, found once (distribution_keep). */
struct kept {
    struct estimate half_difference; /* absolute_gini; not defined: not kept */
    struct conventions by;           /* by which convention the following is */
    struct distribution positive;    /* of which logarithms can be taken */
    struct estimate mean_log,
        mean_times_log; /* of it, where it has logarithms: the means of ln y and of y ln y */
};

/* Of a table: `count` incomes with weights above 0 (persons), in any order; equal ones become one piece. Returns false
 * where there is nobody or a number is not finite. Free with distribution_free. */
bool distribution_of_values(const double *incomes, const double *weights, int64_t count,
                            struct distribution *out);

/* Of a histogram: BINS x BIN_CELLS integers (models/indicators/bins.h). A bin of one income is one value. The second takes
 * those bins alone that are listed, ascending, where no other has anybody or no other matters. */
void distribution_of_bins(const int64_t *cells, struct distribution *out);
void distribution_of_some_bins(const int64_t *cells, const int32_t *bins, int count, struct distribution *out);

/* Takes up what is known at a line: the piece that it falls into is cut there, so that every piece is poor or is not,
 * and indices at that line are exact where they can be. Lines may come in any order, and twice. Beyond MOST_LINES
 * lines nothing is done. */
void distribution_know(struct distribution *d, struct known_line known);

/* Of LINE_CELLS integers at a line in fen above 0 (models/indicators/streaming.h). */
struct known_line known_of_cells(const int64_t *cells, int64_t line, bool at_line);

/* What is known at a line by a convention, or NULL. */
const struct known_line *distribution_known(const struct distribution *d, double line, bool at_line);

/* A copy of which logarithms can be taken, by the convention: weight, sum and mean are those to compare with. Nobody
 * (count 0) where all are left out; only where the mean is known to be above 0 (has_logs) is it of use. Pieces are not
 * in order. Free with distribution_free. */
struct distribution distribution_for_logs(const struct distribution *d, const struct conventions *c);
bool has_logs(const struct distribution *positive);

void distribution_free(struct distribution *d);

/* Appends a piece, for which there is room, and its totals. */
void distribution_add(struct distribution *d, struct piece piece);

struct estimate distribution_sum(const struct distribution *d);
struct estimate distribution_mean(const struct distribution *d);

/* A smooth function of income with its first and second derivative; `p` is a parameter of it. Both derivatives are
 * monotonic. */
struct smooth {
    double (*f)(double y, double p), (*slope)(double y, double p), (*bend)(double y, double p);
};

/* The same of a convex function that nowhere rises, whatever its kinks. */
struct estimate piece_convex(const struct piece *piece, double (*f)(double y, double p), double p);

/* An offset is rounded down by less than a grain, so a variance within a width is wrong by less than this. */
static inline double variance_slack(const struct piece *p)
{
    return p->grain * (p->high - p->low + p->grain);
}

/* What the variance can be. */
static inline struct estimate piece_variance(const struct piece *p)
{
    const double slack = variance_slack(p),
                 most = greater(0.0, (p->high - p->mean) * (p->mean - p->low)) + slack;
    if (p->variance < 0) {
        return (struct estimate){most / 3, 0, most};
    }
    return (struct estimate){p->variance, greater(0.0, p->variance - slack), lesser(most, p->variance + slack)};
}

/* The piece after incomes under `floor` were raised to it. */
struct piece piece_raised(const struct piece *piece, double floor);

static inline struct estimate exactly(double value)
{
    return (struct estimate){value, value, value};
}

static inline struct estimate undefined(void)
{
    return exactly(__builtin_nan(""));
}

/* Sum of weight x f over a piece, f at its mean being known. In the header so that functions that are known where it is
 * called need no call. */
HQ_INLINE struct estimate piece_smooth_at(const struct piece *piece, double at_mean, const struct smooth *f,
                                          double p)
{
    if (piece->low == piece->high) {
        return exactly(piece->weight * at_mean);
    }
    const struct estimate variance = piece_variance(piece);
    const double low = f->bend(piece->low, p), high = f->bend(piece->high, p);
    const double corners[4] = {low * variance.least, low * variance.most, high * variance.least,
                               high * variance.most};
    double least = corners[0], most = corners[0];
    for (int i = 1; i < 4; i++) {
        least = lesser(least, corners[i]);
        most = greater(most, corners[i]);
    }
    double rounding = 0;
    if (piece->grain != 0) {
        const double steep = greater(size_of(f->slope(piece->low, p)), size_of(f->slope(piece->high, p)));
        rounding = 0.5 * piece->grain * steep;
    }
    return (struct estimate){piece->weight * (at_mean + 0.5 * f->bend(piece->mean, p) * variance.value),
                             piece->weight * (at_mean + 0.5 * least - rounding),
                             piece->weight * (at_mean + 0.5 * most + rounding)};
}

/* Sum of weight x f over a piece. */
HQ_INLINE struct estimate piece_smooth(const struct piece *piece, const struct smooth *f, double p)
{
    return piece_smooth_at(piece, f->f(piece->mean, p), f, p);
}

static inline bool is_defined(struct estimate e)
{
    return e.value == e.value;
}

static inline struct estimate plus(struct estimate a, struct estimate b)
{
    return (struct estimate){a.value + b.value, a.least + b.least, a.most + b.most};
}

/* a x factor + term; a factor below 0 turns bounds around. */
static inline struct estimate affine(struct estimate a, double factor, double term)
{
    const double x = a.least * factor + term, y = a.most * factor + term;
    return (struct estimate){a.value * factor + term, x < y ? x : y, x < y ? y : x};
}

/* a / b of a number b known to be above 0; undefined where its value is not. */
static inline struct estimate quotient(struct estimate a, struct estimate b)
{
    if (!(b.value > 0)) {
        return undefined();
    }
    const double least = b.least > 0 ? b.least : 0;
    return (struct estimate){a.value / b.value, a.least / (a.least < 0 ? least : b.most),
                             a.most / (a.most > 0 ? least : b.most)};
}

/* A function that does not fall (rise: true) or does not rise, of an estimate. */
static inline struct estimate monotonic(struct estimate a, double (*f)(double), bool rise)
{
    const double x = f(a.least), y = f(a.most);
    return (struct estimate){f(a.value), rise ? x : y, rise ? y : x};
}

#endif
