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

static void mix_ids(const uint64_t *id, int32_t rows, uint64_t *mixed)
{
    each_row (i, rows) {
        mixed[i] = id[i] ? hq_mix64(id[i] + UINT64_C(0x9ddfea08eb382d69)) : 0;
    }
}

/* One value's share of the two sums: nothing where it equals the default. The second is no linear function
 * of the first, so that the pair holds more than 64 bits. */
#define SHARE(bits, plain)                                                                                     \
    const uint64_t once = hq_mix64((mixed[i] ^ salt) + (bits));                                                \
    const uint64_t counts = (uint64_t)0 - (uint64_t)((mixed[i] != 0) & ((bits) != (plain)));                   \
    first += once & counts;                                                                                    \
    second += (once ^ (once >> 23) ^ (once << 29)) & counts;

#define HASH_INTEGER(name, ctype, utype)                                                                       \
    static void hash_##name(const ctype *restrict v, const uint64_t *restrict mixed, int32_t rows,             \
                            uint64_t plain, uint64_t salt, uint64_t sums[2])                                   \
    {                                                                                                          \
        uint64_t first = 0, second = 0;                                                                        \
        each_row_sum (i, rows, first, second) {                                                                \
            const uint64_t bits = (uint64_t)(utype)v[i];                                                       \
            SHARE(bits, plain)                                                                                 \
        }                                                                                                      \
        sums[0] += first;                                                                                      \
        sums[1] += second;                                                                                     \
    }

HASH_INTEGER(8, uint8_t, uint8_t)
HASH_INTEGER(16, uint16_t, uint16_t)
HASH_INTEGER(32, uint32_t, uint32_t)
HASH_INTEGER(64, uint64_t, uint64_t)

/* The eight slots of a byte column are one word of a household: one mix instead of eight. */
static void hash_slots(const uint8_t *restrict v, const uint64_t *restrict mixed, int32_t rows, int32_t stride,
                       uint64_t plain, uint64_t salt, uint64_t sums[2])
{
    uint64_t first = 0, second = 0;
    const size_t s = (size_t)stride;
    each_row_sum (i, rows, first, second) {
        const uint8_t *p = v + i;
        const uint64_t bits = (uint64_t)p[0] | (uint64_t)p[s] << 8 | (uint64_t)p[2 * s] << 16 |
                              (uint64_t)p[3 * s] << 24 | (uint64_t)p[4 * s] << 32 | (uint64_t)p[5 * s] << 40 |
                              (uint64_t)p[6 * s] << 48 | (uint64_t)p[7 * s] << 56;
        SHARE(bits, plain)
    }
    sums[0] += first;
    sums[1] += second;
}

static bool any_nan(const uint32_t *v, int32_t rows)
{
    int32_t found = 0;
    each_row_sum (i, rows, found) {
        found += (v[i] & 0x7fffffffu) > 0x7f800000u;
    }
    return found > 0;
}

static bool any_nan_double(const uint64_t *v, int32_t rows)
{
    int32_t found = 0;
    each_row_sum (i, rows, found) {
        found += (v[i] & UINT64_C(0x7fffffffffffffff)) > UINT64_C(0x7ff0000000000000);
    }
    return found > 0;
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

static bool hash(const struct column_row *column, const void *values, const uint64_t *mixed, int32_t rows,
                 int32_t stride, uint64_t salt, uint64_t sums[2])
{
    const uint64_t plain = plain_bits(column);
    const bool bytes = column->type == HQ_u8 || column->type == HQ_i8;
    if (bytes && column->slots == HQ_SLOTS) {
        hash_slots(values, mixed, rows, stride, plain * UINT64_C(0x0101010101010101), salt, sums);
        return true;
    }
    for (int slot = 0; slot < column->slots; slot++) {
        const uint64_t own = salt + (uint64_t)slot * UINT64_C(0xd6e8feb86659fd93);
        const size_t at = (size_t)slot * (size_t)stride;
        switch (column->type) {
        case HQ_u8:
        case HQ_i8:
            hash_8((const uint8_t *)values + at, mixed, rows, plain, own, sums);
            break;
        case HQ_u16:
        case HQ_i16:
            hash_16((const uint16_t *)values + at, mixed, rows, plain, own, sums);
            break;
        case HQ_f32:
            if (any_nan((const uint32_t *)values + at, rows)) {
                return false;
            }
            hash_32((const uint32_t *)values + at, mixed, rows, plain, own, sums);
            break;
        case HQ_u32:
        case HQ_i32:
            hash_32((const uint32_t *)values + at, mixed, rows, plain, own, sums);
            break;
        case HQ_f64:
            if (any_nan_double((const uint64_t *)values + at, rows)) {
                return false;
            }
            hash_64((const uint64_t *)values + at, mixed, rows, plain, own, sums);
            break;
        default:
            hash_64((const uint64_t *)values + at, mixed, rows, plain, own, sums);
            break;
        }
    }
    return true;
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
    .mix_ids = mix_ids,
    .hash = hash,
    .draw_households = draw_households,
    .draw_years = draw_years,
};
