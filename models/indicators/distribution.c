/* Distributions made of tables and of histograms, and sums of functions over their pieces. */
#include "models/indicators/distribution.h"

#include <stdlib.h>

#include "models/indicators/real.h"
#include "models/indicators/streaming.h"
#include "sim/error.h"

/* ---- of tables ---------------------------------------------------------------------------------------------- */

struct entry {
    double income, weight;
};

/* By income, then by weight, so that sums do not depend on the order of the table. */
static int compare_entries(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    const int by_income = (x->income > y->income) - (x->income < y->income);
    return by_income ? by_income : (x->weight > y->weight) - (x->weight < y->weight);
}

void distribution_add(struct distribution *d, struct piece piece)
{
    d->pieces[d->count++] = piece;
    d->weight += piece.weight;
    d->sum += piece.weight * piece.mean;
    d->unsure += 0.5 * piece.weight * piece.grain;
}

/* Totals from the pieces, in their order, once all are there. */
static void add_up(struct distribution *d)
{
    long double weight = 0, sum = 0, unsure = 0;
    for (int64_t i = 0; i < d->count; i++) {
        weight += d->pieces[i].weight;
        sum += (long double)d->pieces[i].weight * d->pieces[i].mean;
        unsure += 0.5L * d->pieces[i].weight * d->pieces[i].grain;
    }
    d->weight = (double)weight;
    d->sum = (double)sum;
    d->unsure = (double)unsure;
}

bool distribution_of_values(const double *incomes, const double *weights, int64_t count,
                            struct distribution *out)
{
    *out = (struct distribution){.rows = (double)count};
    struct entry *entries = hq_zalloc((size_t)count + 1, sizeof *entries);
    bool right = count > 0;
    for (int64_t i = 0; i < count && right; i++) {
        entries[i] = (struct entry){incomes[i] == 0 ? 0.0 : incomes[i], weights ? weights[i] : 1.0};
        right = is_number(entries[i].income) && is_number(entries[i].weight) && entries[i].weight > 0;
    }
    if (!right) {
        free(entries);
        return false;
    }
    qsort(entries, (size_t)count, sizeof *entries, compare_entries);
    out->room = count;
    out->pieces = hq_zalloc((size_t)count, sizeof *out->pieces);
    for (int64_t i = 0; i < count; i++) {
        const double income = entries[i].income;
        struct piece *last = out->count ? &out->pieces[out->count - 1] : NULL;
        if (last && last->mean == income) {
            last->weight += entries[i].weight;
        } else {
            out->pieces[out->count++] =
                (struct piece){.low = income, .high = income, .mean = income, .weight = entries[i].weight};
        }
    }
    free(entries);
    add_up(out);
    return true;
}

/* ---- of histograms ------------------------------------------------------------------------------------------ */

/* weight x squares - offsets^2 over weight^2, exactly before it is rounded once. */
static double variance_of(int64_t weight, int64_t offsets, int64_t squares)
{
    const __int128 over = (__int128)weight * squares - (__int128)offsets * offsets;
    return (double)over / ((double)weight * (double)weight);
}

/* The piece of a bin in which somebody is. */
static struct piece piece_of_bin(int bin, const int64_t *c)
{
    const struct bin_edges e = bin_edges(bin);
    const double offset = (double)c[BIN_OFFSETS] / (double)c[BIN_WEIGHT], grain = (double)e.grain;
    struct piece p = {
        .low = (double)e.low / 100.0,
        .high = (double)e.high / 100.0,
        .weight = (double)c[BIN_WEIGHT],
        .mean = ((double)e.low + offset * grain + 0.5 * (grain - 1.0)) / 100.0,
        .variance = variance_of(c[BIN_WEIGHT], c[BIN_OFFSETS], c[BIN_SQUARES]) * grain * grain / 1e4,
        .grain = (grain - 1.0) / 100.0,
    };
    if (p.variance == 0 && e.grain == 1) { /* all have the same */
        p.low = p.high = p.mean;
    }
    return p;
}

void distribution_of_bins(const int64_t *cells, struct distribution *out)
{
    int32_t bins[BINS];
    int count = 0;
    for (int32_t b = 0; b < BINS; b++) {
        if (cells[(size_t)b * BIN_CELLS + BIN_ROWS] != 0) {
            bins[count++] = b;
        }
    }
    distribution_of_some_bins(cells, bins, count, out);
}

void distribution_of_some_bins(const int64_t *cells, const int32_t *bins, int count, struct distribution *out)
{
    *out = (struct distribution){.room = count + MOST_LINES};
    out->pieces = hq_alloc((size_t)out->room * sizeof *out->pieces);
    for (int i = 0; i < count; i++) {
        const int64_t *c = cells + (size_t)bins[i] * BIN_CELLS;
        out->rows += (double)c[BIN_ROWS];
        if (c[BIN_WEIGHT] > 0) {
            out->pieces[out->count++] = piece_of_bin(bins[i], c);
        }
    }
    add_up(out);
}

/* Cuts a piece where a line is known, below which `persons` of it have `sum`. Of the variance of either part only what its edges allow is known. */
static void cut(struct distribution *d, int64_t at, const struct known_line *known, double persons,
                struct estimate sum)
{
    const double below = known->below, above = known->above;
    const struct piece whole = d->pieces[at];
    const double rest = whole.weight - persons, unsure = sum.most - sum.least;
    const double other = (whole.weight * whole.mean - sum.value) / rest;
    for (int64_t k = d->count; k > at; k--) {
        d->pieces[k] = d->pieces[k - 1];
    }
    d->count++;
    d->pieces[at] = (struct piece){whole.low, below,
                                   persons,   within(sum.value / persons, whole.low, below),
                                   -1.0,      lesser(unsure / persons, 2 * (below - whole.low))};
    d->pieces[at + 1] =
        (struct piece){above, whole.high,
                       rest,  within(other, above, whole.high),
                       -1.0,  lesser((unsure + whole.weight * whole.grain) / rest, 2 * (whole.high - above))};
}

/* What was kept holds no longer. */
static void forget_kept(struct distribution *d)
{
    if (d->kept) {
        free(d->kept->positive.pieces);
        free(d->kept);
        d->kept = NULL;
    }
}

void distribution_know(struct distribution *d, struct known_line known)
{
    if (d->known_count == MOST_LINES) {
        return;
    }
    forget_kept(d);
    d->known = d->known ? d->known : hq_zalloc(MOST_LINES, sizeof *d->known);
    d->known[d->known_count++] = known;
    double persons = known.persons, sum = known.line * (known.persons - known.gaps), unsure = 0;
    int64_t i = 0;
    for (; i < d->count && d->pieces[i].high <= known.below; i++) {
        persons -= d->pieces[i].weight;
        sum -= d->pieces[i].weight * d->pieces[i].mean;
        unsure += 0.5 * d->pieces[i].weight * d->pieces[i].grain;
    }
    struct piece *p = i < d->count ? &d->pieces[i] : NULL;
    if (!p || p->low > known.below) {
        return;
    }
    if (persons <= 0) {
        p->low = known.above;
        p->mean = greater(p->mean, known.above);
    } else if (persons >= p->weight) {
        p->high = known.below;
        p->mean = lesser(p->mean, known.below);
    } else if (d->count < d->room) {
        cut(d, i, &known, persons, (struct estimate){sum, sum - unsure, sum + unsure});
    }
}

struct known_line known_of_cells(const int64_t *cells, int64_t line, bool at_line)
{
    const double z = (double)line;
    const __int128 squares = ((__int128)cells[LINE_SQUARES_HIGH] << 32) + cells[LINE_SQUARES_LOW];
    return (struct known_line){.line = z / 100.0,
                               .persons = (double)cells[LINE_PERSONS],
                               .gaps = (double)cells[LINE_SHORT] / z,
                               .squares = (double)squares / (z * z),
                               .at_line = at_line,
                               .below = (double)(line - !at_line) / 100.0,
                               .above = (double)(line + at_line) / 100.0};
}

const struct known_line *distribution_known(const struct distribution *d, double line, bool at_line)
{
    for (int i = 0; i < d->known_count; i++) {
        if (d->known[i].line == line && d->known[i].at_line == at_line) {
            return &d->known[i];
        }
    }
    return NULL;
}

void distribution_free(struct distribution *d)
{
    forget_kept(d);
    free(d->known);
    free(d->pieces);
    *d = (struct distribution){0};
}

struct estimate distribution_sum(const struct distribution *d)
{
    return (struct estimate){d->sum, d->sum - d->unsure, d->sum + d->unsure};
}

struct estimate distribution_mean(const struct distribution *d)
{
    return affine(distribution_sum(d), 1.0 / d->weight, 0);
}

/* ---- logarithms ----------------------------------------------------------------------------------------------- */

struct distribution distribution_for_logs(const struct distribution *d, const struct conventions *c)
{
    struct distribution out = {.room = d->count + 1, .rows = d->rows};
    const struct estimate mean = distribution_mean(d);
    out.pieces = hq_alloc((size_t)out.room * sizeof *out.pieces);
    for (int64_t i = 0; i < d->count; i++) {
        const struct piece *p = &d->pieces[i];
        if (c->logs == LOGS_CLIP) {
            distribution_add(&out, piece_raised(p, c->floor));
        } else if (p->low > 0) {
            distribution_add(&out, *p);
        } else if (c->logs == LOGS_MEAN) {
            distribution_add(&out, (struct piece){mean.least, mean.most, p->weight, mean.value, -1.0,
                                                  mean.most - mean.least});
        }
    }
    if (c->logs == LOGS_MEAN) { /* that of all, with what is below 0 */
        out.sum = d->sum;
        out.unsure = d->unsure;
    }
    return out;
}

bool has_logs(const struct distribution *positive)
{
    return positive->count > 0 && distribution_sum(positive).least > 0;
}

/* ---- sums over pieces --------------------------------------------------------------------------------------- */

struct estimate piece_convex(const struct piece *piece, double (*f)(double y, double p), double p)
{
    const double at_mean = f(piece->mean, p), at_low = f(piece->low, p), at_high = f(piece->high, p);
    if (piece->low == piece->high) {
        return exactly(piece->weight * at_mean);
    }
    const double fall = (at_low - at_high) / (piece->high - piece->low), half = 0.5 * piece->grain;
    const double chord = at_high + (piece->high - piece->mean) * fall;
    const double most = (piece->high - piece->mean) * (piece->mean - piece->low);
    const double spread = most > 0 && piece->variance >= 0 ? lesser(1.0, piece->variance / most) : 1.0 / 3;
    return (struct estimate){piece->weight * (at_mean + spread * (chord - at_mean)),
                             piece->weight * f(lesser(piece->high, piece->mean + half), p),
                             piece->weight * lesser(at_low, chord + half * fall)};
}

struct piece piece_raised(const struct piece *piece, double floor)
{
    if (piece->low >= floor) {
        return *piece;
    }
    if (piece->high <= floor) {
        return (struct piece){.low = floor, .high = floor, .mean = floor, .weight = piece->weight};
    }
    /* The mean of max(y, floor), convex in y: at the mean at least, by the chord at most. */
    const double half = 0.5 * piece->grain, up = lesser(piece->high, piece->mean + half);
    const double least = greater(floor, piece->mean - half),
                 most = floor + (piece->high - floor) * (up - piece->low) / (piece->high - piece->low);
    return (struct piece){floor, piece->high, piece->weight, 0.5 * (least + most), -1.0, most - least};
}
