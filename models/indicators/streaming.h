/* What a run adds up of incomes, so that every index follows (models/indicators/distribution.h): a histogram and, at
 * each line, exact sums. All integers, so that neither order nor partition matters. For kernels and commands alike. */
#ifndef MODELS_INDICATORS_STREAMING_H
#define MODELS_INDICATORS_STREAMING_H

#include "models/indicators/bins.h"

/* At a line z in fen, over the poor: weight, weight x (z - y), and weight x (z - y)^2 by the lower and the upper 32
 * bits of the square. Nothing overflows while weights add up to less than 2^30. */
enum line_cell { LINE_PERSONS, LINE_SHORT, LINE_SQUARES_LOW, LINE_SQUARES_HIGH, LINE_CELLS };

enum { HISTOGRAM = BINS * BIN_CELLS };

/* Where an income falls, as one number: the bin above OFFSET_BITS bits of the offset. */
HQ_INLINE int32_t histogram_place(int32_t fen)
{
    const struct bin_place p = bin_of(fen);
    return p.bin << OFFSET_BITS | p.offset;
}

/* Adds a row to a histogram, by its place in it. */
HQ_INLINE void histogram_add_at(int64_t *cells, int32_t place, int64_t weight)
{
    int64_t *cell = cells + (size_t)(place >> OFFSET_BITS) * BIN_CELLS;
    const int64_t offset = place & ((1 << OFFSET_BITS) - 1), offsets = weight * offset;
    const int64_t more[BIN_CELLS] = {
        [BIN_ROWS] = 1, [BIN_WEIGHT] = weight, [BIN_OFFSETS] = offsets, [BIN_SQUARES] = offsets * offset};
    for (int k = 0; k < BIN_CELLS; k++) {
        cell[k] += more[k];
    }
}

HQ_INLINE void histogram_add(int64_t *cells, int32_t fen, int64_t weight)
{
    histogram_add_at(cells, histogram_place(fen), weight);
}

/* Adds a row to the sums at a line; `poor` by the convention. */
HQ_INLINE void line_add(int64_t *cells, int32_t line, int32_t fen, int64_t weight, int32_t poor)
{
    const int64_t w = hq_where_long(poor, weight), gap = (int64_t)line - fen;
    const uint64_t square = (uint64_t)gap * (uint64_t)gap;
    cells[LINE_PERSONS] += w;
    cells[LINE_SHORT] += w * gap;
    cells[LINE_SQUARES_LOW] += w * (int64_t)(square & 0xffffffffu);
    cells[LINE_SQUARES_HIGH] += w * (int64_t)(square >> 32);
}

#endif
