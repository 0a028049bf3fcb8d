#include "models/indicators/streamed.h"

#include <stdlib.h>

#include "models/indicators/real.h"
#include "models/indicators/streaming.h"
#include "sim/error.h"
#include "sim/parallel.h"

/* Below it nothing overflows (models/indicators/streaming.h). */
#define MOST_WEIGHT 0x1p30
#define MOST_YUAN   21474836.47

/* The nearest whole number, halves away from zero; |x| < 2^62. */
static int64_t nearest(double x)
{
    return (int64_t)(x + (x < 0 ? -0.5 : 0.5)); /* lint: allow float-cast: as said */
}

static int32_t fen_of(double yuan)
{
    const int64_t fen = nearest(within(yuan * 100.0, -2147483648.0, 2147483647.0));
    return (int32_t)fen;
}

/* What weights are multiplied with before they are rounded. */
static double scale_of(const double *weights, int64_t count)
{
    double sum = 0;
    bool whole = true;
    for (int64_t i = 0; i < count; i++) {
        sum += weights[i];
        whole = whole && weights[i] == __builtin_floor(weights[i]);
    }
    return whole && sum < MOST_WEIGHT ? 1.0 : 0.5 * MOST_WEIGHT / sum;
}

/* Back to the units of the table. */
static void rescale(struct distribution *d, double scale)
{
    for (int64_t i = 0; i < d->count; i++) {
        d->pieces[i].weight /= scale;
    }
    for (int i = 0; i < d->known_count; i++) {
        d->known[i].persons /= scale;
        d->known[i].gaps /= scale;
        d->known[i].squares /= scale;
    }
    d->weight /= scale;
    d->sum /= scale;
    d->unsure /= scale;
}

bool streamed_holds(double yuan)
{
    return size_of(yuan) <= MOST_YUAN;
}

double streamed_line(double yuan)
{
    return (double)fen_of(yuan) / 100.0;
}

bool streamed_distribution(const double *incomes, const double *weights, int64_t count, const double *lines,
                           int line_count, bool at_line, struct distribution *out)
{
    const size_t size = HISTOGRAM + (size_t)line_count * LINE_CELLS;
    int64_t *cells = hq_zalloc(size, sizeof *cells), *at_lines = cells + HISTOGRAM;
    const double scale = scale_of(weights, count);
    int32_t fens[MOST_LINES];
    for (int l = 0; l < line_count; l++) {
        fens[l] = fen_of(lines[l]);
    }
    for (int64_t i = hq_rank(); i < count; i += hq_ranks()) {
        const int32_t fen = fen_of(incomes[i]);
        const int64_t weight = nearest(weights[i] * scale);
        histogram_add(cells, fen, weight);
        for (int l = 0; l < line_count; l++) {
            line_add(at_lines + (size_t)l * LINE_CELLS, fens[l], fen, weight,
                     at_line ? fen <= fens[l] : fen < fens[l]);
        }
    }
    hq_sum_over_ranks(cells, (int64_t)size);
    distribution_of_bins(cells, out);
    for (int l = 0; l < line_count; l++) {
        distribution_know(out, known_of_cells(at_lines + (size_t)l * LINE_CELLS, fens[l], at_line));
    }
    rescale(out, scale);
    free(cells);
    return out->count > 0;
}
