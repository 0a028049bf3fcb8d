#include "sim/kernels/lanes.h"

#include <string.h>

static void streams(const uint64_t *id, int32_t rows, struct hq_seed keys, uint64_t *state, uint64_t *increment)
{
    each_row (i, rows) {
        const struct hq_stream s = hq_stream_of(keys, id[i]);
        state[i] = s.state;
        increment[i] = s.increment;
    }
}

static void keys_of(const uint64_t *id, int32_t rows, struct hq_keys key, uint64_t sums[2])
{
    uint32_t *restrict low = key.lower[0], *restrict high = key.lower[1];
    uint32_t *restrict upper_low = key.upper[0], *restrict upper_high = key.upper[1];
    uint64_t first = 0, second = 0;
    each_row_sum (i, rows, first, second) {
        const uint64_t lower = hq_lower_keys(id[i]), upper = hq_upper_keys(lower);
        low[i] = (uint32_t)lower;
        high[i] = (uint32_t)(lower >> 32);
        upper_low[i] = (uint32_t)upper;
        upper_high[i] = (uint32_t)(upper >> 32);
        first += lower;
        second += upper;
    }
    sums[0] = first;
    sums[1] = second;
}

/* Keys of the next slot. */
static void turn_keys(struct hq_keys key, int32_t rows)
{
    uint32_t *restrict low = key.lower[0], *restrict high = key.lower[1];
    uint32_t *restrict upper_low = key.upper[0], *restrict upper_high = key.upper[1];
    each_row (i, rows) {
        const uint64_t lower = hq_upper_keys((uint64_t)upper_high[i] << 32 | upper_low[i]);
        const uint64_t upper = hq_upper_keys(lower);
        low[i] = (uint32_t)lower;
        high[i] = (uint32_t)(lower >> 32);
        upper_low[i] = (uint32_t)upper;
        upper_high[i] = (uint32_t)(upper >> 32);
    }
}

/* Values of at most 32 bits; `quiet` is the bits of infinity where greater magnitudes are not-a-number. */
#define HASH_WORD(name, ctype)                                                                                 \
    static bool hash_##name(const ctype *restrict v, struct hq_keys key, int32_t rows, uint32_t plain,         \
                            uint32_t quiet, uint64_t sums[2])                                                  \
    {                                                                                                          \
        const uint32_t *restrict low = key.lower[0], *restrict high = key.lower[1];                            \
        uint64_t first = 0, second = 0;                                                                        \
        uint32_t bad = 0;                                                                                      \
        each_row_sum (i, rows, first, second, bad) {                                                           \
            const uint32_t bits = v[i], word = bits ^ plain;                                                   \
            first += hq_product(low[i], word);                                                                 \
            second += hq_product(high[i], word);                                                               \
            bad += (bits & 0x7fffffffu) > quiet;                                                               \
        }                                                                                                      \
        sums[0] += first;                                                                                      \
        sums[1] += second;                                                                                     \
        return bad == 0;                                                                                       \
    }

HASH_WORD(8, uint8_t)
HASH_WORD(16, uint16_t)
HASH_WORD(32, uint32_t)

static bool hash_64(const uint64_t *restrict v, struct hq_keys key, int32_t rows, uint64_t plain,
                    uint64_t quiet, uint64_t sums[2])
{
    const uint32_t *restrict low = key.lower[0], *restrict high = key.lower[1];
    const uint32_t *restrict upper_low = key.upper[0], *restrict upper_high = key.upper[1];
    uint64_t first = 0, second = 0, bad = 0;
    each_row_sum (i, rows, first, second, bad) {
        const uint64_t bits = v[i], both = bits ^ plain;
        const uint32_t word = (uint32_t)both, next = (uint32_t)(both >> 32);
        first += hq_product(low[i], word) + hq_product(upper_low[i], next);
        second += hq_product(high[i], word) + hq_product(upper_high[i], next);
        bad += (bits & UINT64_C(0x7fffffffffffffff)) > quiet;
    }
    sums[0] += first;
    sums[1] += second;
    return bad == 0;
}

/* Eight slots of bytes, the first in the lowest byte, are one value of 64 bits. */
static void hash_slots(const uint8_t *restrict v, struct hq_keys key, int32_t rows, int32_t stride,
                       uint32_t plain, uint64_t sums[2])
{
    const uint32_t *restrict low = key.lower[0], *restrict high = key.lower[1];
    const uint32_t *restrict upper_low = key.upper[0], *restrict upper_high = key.upper[1];
    uint64_t first = 0, second = 0;
    const size_t s = (size_t)stride;
    each_row_sum (i, rows, first, second) {
        const uint8_t *p = v + i;
        const uint32_t word =
            ((uint32_t)p[0] | (uint32_t)p[s] << 8 | (uint32_t)p[2 * s] << 16 | (uint32_t)p[3 * s] << 24) ^
            plain;
        const uint32_t next = ((uint32_t)p[4 * s] | (uint32_t)p[5 * s] << 8 | (uint32_t)p[6 * s] << 16 |
                               (uint32_t)p[7 * s] << 24) ^
                              plain;
        first += hq_product(low[i], word) + hq_product(upper_low[i], next);
        second += hq_product(high[i], word) + hq_product(upper_high[i], next);
    }
    sums[0] += first;
    sums[1] += second;
}

/* The default's bits in the column's own type. */
static uint64_t plain_bits(const struct column_row *c)
{
    if (c->type == HQ_f32) {
        const float x = (float)c->initial;
        uint32_t bits;
        memcpy(&bits, &x, sizeof bits);
        return bits;
    }
    if (c->type == HQ_f64) {
        uint64_t bits;
        memcpy(&bits, &c->initial, sizeof bits);
        return bits;
    }
    const uint64_t bits = (uint64_t)(int64_t)c->initial;
    static const uint64_t masks[] = {0xff,       0xff,       0xffff,       0xffff,
                                     0xffffffff, 0xffffffff, ~UINT64_C(0), ~UINT64_C(0)};
    return bits & masks[c->type];
}

/* One slot of a column. */
static bool hash_slot(enum hq_type type, const void *v, struct hq_keys key, int32_t rows, uint64_t plain,
                      uint64_t sums[2])
{
    const uint32_t never = UINT32_MAX;
    switch (type) {
    case HQ_u8:
    case HQ_i8:
        return hash_8(v, key, rows, (uint32_t)plain, never, sums);
    case HQ_u16:
    case HQ_i16:
        return hash_16(v, key, rows, (uint32_t)plain, never, sums);
    case HQ_u32:
    case HQ_i32:
        return hash_32(v, key, rows, (uint32_t)plain, never, sums);
    case HQ_f32:
        return hash_32(v, key, rows, (uint32_t)plain, 0x7f800000u, sums);
    case HQ_f64:
        return hash_64(v, key, rows, plain, UINT64_C(0x7ff0000000000000), sums);
    default:
        return hash_64(v, key, rows, plain, UINT64_MAX, sums);
    }
}

/* Further slots have keys of their own, made as they are needed and not kept. */
static bool hash_further_slots(const struct column_row *column, const char *values, struct hq_keys key,
                               int32_t rows, int32_t stride, uint64_t plain, uint64_t sums[2])
{
    for (int32_t from = 0; from < rows; from += HQ_LANES) {
        uint32_t own[4][HQ_LANES];
        const struct hq_keys keys = {{own[0], own[1]}, {own[2], own[3]}};
        for (int k = 0; k < 2; k++) {
            memcpy(keys.lower[k], key.lower[k] + from, sizeof own[0]);
            memcpy(keys.upper[k], key.upper[k] + from, sizeof own[0]);
        }
        for (int slot = 1; slot < column->slots; slot++) {
            const size_t at = (size_t)slot * (size_t)stride + (size_t)from;
            turn_keys(keys, HQ_LANES);
            if (!hash_slot(column->type, values + at * hq_type_size(column->type), keys, HQ_LANES, plain,
                           sums)) {
                return false;
            }
        }
    }
    return true;
}

static bool hash(const struct column_row *column, const void *values, struct hq_keys key, int32_t rows,
                 int32_t stride, uint64_t sums[2])
{
    const uint64_t plain = plain_bits(column);
    if (hq_type_size(column->type) == 1 && column->slots == HQ_SLOTS) {
        hash_slots(values, key, rows, stride, (uint32_t)plain * 0x01010101u, sums);
        return true;
    }
    return hash_slot(column->type, values, key, rows, plain, sums) &&
           (column->slots == 1 || hash_further_slots(column, values, key, rows, stride, plain, sums));
}

static int32_t choose(const uint64_t *id, int32_t rows, uint64_t salt, uint64_t limit, uint8_t *chosen)
{
    const uint64_t half = limit >> 1;
    uint64_t found = 0;
    each_row_sum (i, rows, found) {
        const uint64_t below =
            ((hq_mix64(id[i] + salt) >> 1) - half) >> 63; /* no comparison is stored in a byte */
        chosen[i] = (uint8_t)below;
        found += below;
    }
    return (int32_t)found;
}

static void draw_households(struct hq_seed keys, uint64_t first_id, int32_t count, struct hq_jump jump,
                            uint32_t *out)
{
    each_live_row (i, count) {
        out[i] = hq_draw(hq_stream_of(keys, first_id + (uint64_t)i), jump);
    }
}

/* A jump to any position as eight jumps of one byte each, from a table. */
static void draw_years(struct hq_stream stream, int64_t first_year, int32_t count, uint32_t purpose,
                       const struct hq_jump windows[8][256], uint32_t *out)
{
    each_live_row (i, count) { /* gathers from the windows */
        const uint64_t position = hq_position(first_year + i, purpose);
        uint64_t state = stream.state;
        for (int b = 0; b < 8; b++) {
            const struct hq_jump *j = &windows[b][(position >> (8 * b)) & 255];
            state = j->power * state + j->sum * stream.increment;
        }
        out[i] = hq_pcg_output(state);
    }
}

extern const struct lanes HQ_SYMBOL(lanes);
const struct lanes HQ_SYMBOL(lanes) = {
    .isa = HQ_TEXT_OF(HQ_ISA),
    .streams = streams,
    .keys_of = keys_of,
    .hash = hash,
    .choose = choose,
    .draw_households = draw_households,
    .draw_years = draw_years,
};
