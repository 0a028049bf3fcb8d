/* The engine's own loops over rows, compiled once an instruction set like a model's kernels. */
#ifndef SIM_KERNELS_LANES_H
#define SIM_KERNELS_LANES_H

#include "sim/kernels/share.h"
#include "sim/model.h"

struct lanes {
    const char *isa;
    /* The streams of `rows` households (here and below a multiple of HQ_LANES). */
    void (*streams)(const uint64_t *id, int32_t rows, struct hq_seed keys, uint64_t *state,
                    uint64_t *increment);
    /* The keys of ids in the state hash, and two sums over the ids' own. */
    void (*keys_of)(const uint64_t *id, int32_t rows, struct hq_keys key, uint64_t sums[2]);
    /* Adds one column to its two wrapping sums; `stride` is the distance between slots in values.
     * Returns false where a row holds not-a-number. */
    bool (*hash)(const struct column_row *column, const void *values, struct hq_keys key, int32_t rows,
                 int32_t stride, uint64_t sums[2]);
    /* chosen[i] = 1 where hq_mix64(id + salt) < limit (which is even), else 0. Returns how many are. */
    int32_t (*choose)(const uint64_t *id, int32_t rows, uint64_t salt, uint64_t limit, uint8_t *chosen);
    /* 32-bit draws for `horqin draws`: of consecutive households, draws of one, or years of one. */
    void (*draw_households)(struct hq_seed keys, uint64_t first_id, int32_t count, struct hq_jump jump,
                            uint32_t *out);
    void (*draw_years)(struct hq_stream stream, int64_t first_year, int32_t count, uint32_t purpose,
                       const struct hq_jump windows[8][256], uint32_t *out);
};

extern const struct lanes lanes_sse2, lanes_avx2, lanes_avx512;

#endif
