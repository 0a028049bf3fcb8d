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

/* Totals from the pieces, in their order. */
static void add_up(struct distribution *d)
{
    long double weight = 0, sum = 0;
    for (int64_t i = 0; i < d->count; i++) {
        weight += d->pieces[i].weight;
        sum += (long double)d->pieces[i].weight * d->pieces[i].mean;
    }
    d->weight = (double)weight;
    d->sum = (double)sum;
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

void distribution_of_bins(const int64_t *cells, struct distribution *out)
{
    *out = (struct distribution){.room = BINS + MOST_LINES};
    out->pieces = hq_zalloc((size_t)out->room, sizeof *out->pieces);
    for (int b = 0; b < BINS; b++) {
        const int64_t *c = cells + (size_t)b * BIN_CELLS;
        if (c[BIN_WEIGHT] <= 0) {
            continue;
        }
        const struct bin_edges e = bin_edges(b);
        const double offset = (double)c[BIN_OFFSETS] / (double)c[BIN_WEIGHT], grain = (double)e.grain;
        const double variance = variance_of(c[BIN_WEIGHT], c[BIN_OFFSETS], c[BIN_SQUARES]);
        out->rows += (double)c[BIN_ROWS];
        out->pieces[out->count++] = (struct piece){
            .low = (double)e.low / 100.0,
            .high = (double)e.high / 100.0,
            .weight = (double)c[BIN_WEIGHT],
            .mean = ((double)e.low + offset * grain + 0.5 * (grain - 1.0)) / 100.0,
            .variance = variance * grain * grain / 1e4,
            .grain = (grain - 1.0) / 100.0,
        };
    }
    add_up(out);
}

/* Cuts a piece at a line inside of it. Of the variance of either part only what its edges allow is known. */
static void cut(struct distribution *d, int64_t at, double line, double persons, double sum)
{
    const struct piece whole = d->pieces[at];
    const double rest = whole.weight - persons, mean = lesser(greater(sum / persons, whole.low), line);
    const double other = lesser(greater((whole.weight * whole.mean - persons * mean) / rest, line), whole.high);
    for (int64_t k = d->count; k > at; k--) {
        d->pieces[k] = d->pieces[k - 1];
    }
    d->count++;
    d->pieces[at] = (struct piece){whole.low, line, persons, mean, -1.0, whole.grain};
    d->pieces[at + 1] = (struct piece){line, whole.high, rest, other, -1.0, whole.grain};
}

void distribution_know(struct distribution *d, struct known_line known)
{
    if (d->known_count == MOST_LINES) {
        return;
    }
    d->known[d->known_count++] = known;
    double under = 0, had = 0;
    int64_t i = 0;
    for (; i < d->count && d->pieces[i].high < known.line; i++) {
        under += d->pieces[i].weight;
        had += d->pieces[i].weight * d->pieces[i].mean;
    }
    if (i < d->count && d->pieces[i].low < known.line && d->pieces[i].low < d->pieces[i].high &&
        d->count < d->room) {
        const double persons = known.persons - under;
        if (persons > 0 && persons < d->pieces[i].weight) {
            cut(d, i, known.line, persons, known.line * (known.persons - known.gaps) - had);
        }
    }
}

struct known_line known_of_cells(const int64_t *cells, int64_t line)
{
    const double z = (double)line;
    const __int128 squares = ((__int128)cells[LINE_SQUARES_HIGH] << 32) + cells[LINE_SQUARES_LOW];
    return (struct known_line){z / 100.0, (double)cells[LINE_PERSONS], (double)cells[LINE_SHORT] / z,
                               (double)squares / (z * z)};
}

const struct known_line *distribution_known(const struct distribution *d, double line)
{
    for (int i = 0; i < d->known_count; i++) {
        if (d->known[i].line == line) {
            return &d->known[i];
        }
    }
    return NULL;
}

void distribution_free(struct distribution *d)
{
    free(d->pieces);
    *d = (struct distribution){0};
}

double distribution_mean(const struct distribution *d)
{
    return d->sum / d->weight;
}

/* ---- sums over pieces --------------------------------------------------------------------------------------- */

/* What the variance can be: within what the edges allow, and unknown by what incomes were rounded. */
static struct estimate variance_in(const struct piece *p)
{
    const double most = greater(0.0, (p->high - p->mean) * (p->mean - p->low));
    if (p->variance < 0) {
        return (struct estimate){most / 3, 0, most};
    }
    const double slack = p->grain * (p->high - p->low) + p->grain * p->grain;
    return (struct estimate){p->variance, greater(0.0, p->variance - slack), lesser(most, p->variance + slack)};
}

struct estimate piece_smooth(const struct piece *piece, const struct smooth *f, double p)
{
    const double at_mean = f->f(piece->mean, p);
    if (piece->low == piece->high) {
        return exactly(piece->weight * at_mean);
    }
    const struct estimate variance = variance_in(piece);
    const double low = f->bend(piece->low, p), high = f->bend(piece->high, p);
    const double corners[4] = {low * variance.least, low * variance.most, high * variance.least,
                               high * variance.most};
    double least = corners[0], most = corners[0];
    for (int i = 1; i < 4; i++) {
        least = lesser(least, corners[i]);
        most = greater(most, corners[i]);
    }
    const double steep = greater(size_of(f->slope(piece->low, p)), size_of(f->slope(piece->high, p)));
    const double rounding = 0.5 * piece->grain * steep;
    return (struct estimate){piece->weight * (at_mean + 0.5 * f->bend(piece->mean, p) * variance.value),
                             piece->weight * (at_mean + 0.5 * least - rounding),
                             piece->weight * (at_mean + 0.5 * most + rounding)};
}

struct estimate piece_convex(const struct piece *piece, double (*f)(double y, double p), double p)
{
    const double at_mean = f(piece->mean, p);
    if (piece->low == piece->high) {
        return exactly(piece->weight * at_mean);
    }
    const double width = piece->high - piece->low, part = (piece->high - piece->mean) / width;
    const double chord = part * f(piece->low, p) + (1.0 - part) * f(piece->high, p);
    const double most = (piece->high - piece->mean) * (piece->mean - piece->low);
    const double spread = most > 0 && piece->variance >= 0 ? lesser(1.0, piece->variance / most) : 1.0 / 3;
    const double steep = greater(size_of(f(piece->low, p) - at_mean), size_of(f(piece->high, p) - at_mean));
    const double rounding = piece->grain / width * steep;
    return (struct estimate){piece->weight * (at_mean + spread * (chord - at_mean)),
                             piece->weight * (at_mean - rounding), piece->weight * (chord + rounding)};
}
