/* Where an income falls in an integer histogram, the same bits everywhere: nothing here rounds.
 *
 *   y >= 0: 64 bins an octave, so a bin is at most a 64th of its incomes wide; below 128 fen one fen each
 *   y <  0: four bins an octave of -1 - y
 * In a bin, what lies above its lower edge is kept in 16 bits at most: to the fen from -5,242.88 to 83,886.07 Yuan,
 * beyond that to 2^-16 of the bin's width. Four integers a bin are enough for every index of models/indicators, with a proved bound
 * (models/indicators/distribution.h): how many rows, their weight, weight x offset, weight x offset^2. They do not
 * overflow while the weights add up to less than 2^30. */
#ifndef MODELS_INDICATORS_BINS_H
#define MODELS_INDICATORS_BINS_H

#include <stdbool.h>

#include "sim/mathematics.h"

enum {
    BIN_BITS = 6,
    BIN_BITS_BELOW_ZERO = 2,
    OFFSET_BITS = 16,
    BINS_BELOW_ZERO = (31 - BIN_BITS_BELOW_ZERO + 1) << BIN_BITS_BELOW_ZERO,
    BINS_FROM_ZERO = (31 - BIN_BITS + 1) << BIN_BITS,
    BINS = BINS_BELOW_ZERO + BINS_FROM_ZERO
};

/* What a bin holds. */
enum bin_cell { BIN_ROWS, BIN_WEIGHT, BIN_OFFSETS, BIN_SQUARES, BIN_CELLS };

struct bin_place {
    int32_t bin, offset; /* offset: of the lower edge, in grains (bin_grain) */
};

/* Floor of log2 for 1 <= x < 2^31. Without the bit behind the first one, rounding to a float cannot carry. */
HQ_INLINE int32_t log2_floor(int32_t x)
{
    return (int32_t)(hq_bits_of((float)(x & ~(x >> 1))) >> 23) - 127;
}

/* How many of the last bits of an income (-1 - y where y is below 0) do not tell its bin. */
HQ_INLINE int32_t bin_width_bits(int32_t income, int32_t bits)
{
    const int32_t top = log2_floor(income | 1 << bits);
    return top - bits;
}

/* The bin of an income in fen. */
HQ_INLINE struct bin_place bin_of(int32_t fen)
{
    const int32_t below = fen >> 31, size = fen ^ below;
    const int32_t bits = BIN_BITS + ((BIN_BITS_BELOW_ZERO - BIN_BITS) & below);
    const int32_t wide = bin_width_bits(size, bits), within = (1 << wide) - 1;
    const int32_t place = (wide << bits) + (size >> wide);
    const int32_t grain = wide - OFFSET_BITS > 0 ? wide - OFFSET_BITS : 0;
    return (struct bin_place){.bin = BINS_BELOW_ZERO + (place ^ below),
                              .offset = (((size & within) ^ (below & within)) >> grain)};
}

/* Lower edge and last income of a bin in fen, and the fen that one step of the offset counts. */
struct bin_edges {
    int64_t low, high, grain;
};

static inline struct bin_edges bin_edges(int bin)
{
    const bool below = bin < BINS_BELOW_ZERO;
    const int place = below ? BINS_BELOW_ZERO - 1 - bin : bin - BINS_BELOW_ZERO;
    const int bits = below ? BIN_BITS_BELOW_ZERO : BIN_BITS, octave = place >> bits,
              wide = octave > 0 ? octave - 1 : 0;
    const int64_t size = (int64_t)(place - (wide << bits)) << wide, width = INT64_C(1) << wide;
    const int64_t grain = wide > OFFSET_BITS ? INT64_C(1) << (wide - OFFSET_BITS) : 1;
    return below ? (struct bin_edges){-size - width, -size - 1, grain}
                 : (struct bin_edges){size, size + width - 1, grain};
}

#endif
