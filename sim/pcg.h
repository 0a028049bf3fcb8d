/* PCG32 (XSH-RR 64/32, O'Neill 2014) at random access.
 *
 * Every household owns one stream of the reference generator: starting state and stream number are
 * hashed from (seed, household id). A (year, purpose) names a position in that stream, and the draws
 * of the purpose are the consecutive outputs from there. Because the multiplier A^p and the sum
 * 1 + A + ... + A^(p-1) of a jump to position p are the same for all households, a draw is two
 * multiplications, one addition and the output permutation: nothing is stored and nothing marches.
 *
 * Draw k of (seed, household, year, purpose) is what the reference `pcg32` gives after construction
 * with (initstate, stream) and advance(position + k): tests/unit/sim/test_pcg_reference.cpp. */
#ifndef SIM_PCG_H
#define SIM_PCG_H

#include <stdint.h>

/* Inlined wherever it is used: a call inside a loop over rows would put it out of vector form. */
#define HQ_INLINE static inline __attribute__((always_inline))

#define HQ_PCG_MULTIPLIER UINT64_C(6364136223846793005)

/* Stafford's variant 13 of the MurmurHash3 finaliser (as in splitmix64): a bijection of 64 bits. */
HQ_INLINE uint64_t hq_mix64(uint64_t x)
{
    x ^= x >> 30;
    x *= UINT64_C(0xbf58476d1ce4e5b9);
    x ^= x >> 27;
    x *= UINT64_C(0x94d049bb133111eb);
    x ^= x >> 31;
    return x;
}

/* Keys of one seed; mixing id and seed in separate rounds keeps neighbours of both apart. */
struct hq_seed {
    uint64_t state_key, stream_key;
};

HQ_INLINE struct hq_seed hq_seed_keys(uint64_t seed)
{
    struct hq_seed keys;
    keys.state_key = hq_mix64(seed + UINT64_C(0x9e3779b97f4a7c15));
    keys.stream_key = hq_mix64(keys.state_key + UINT64_C(0xd1b54a32d192ed03));
    return keys;
}

/* One stream: the state before the first output, and the (odd) increment. */
struct hq_stream {
    uint64_t state, increment;
};

/* Arguments of the reference constructor pcg32(initstate, stream) for one household. */
HQ_INLINE void hq_stream_arguments(struct hq_seed keys, uint64_t id, uint64_t *initstate, uint64_t *stream)
{
    const uint64_t own = hq_mix64(id + UINT64_C(0x2545f4914f6cdd1d));
    *initstate = hq_mix64(own ^ keys.state_key);
    *stream = hq_mix64(own ^ keys.stream_key);
}

HQ_INLINE struct hq_stream hq_stream_of(struct hq_seed keys, uint64_t id)
{
    uint64_t initstate, stream;
    hq_stream_arguments(keys, id, &initstate, &stream);
    struct hq_stream s;
    s.increment = (stream << 1) | 1;
    s.state = (initstate + s.increment) * HQ_PCG_MULTIPLIER + s.increment;
    return s;
}

/* A jump by `position` steps: state -> power * state + sum * increment. */
struct hq_jump {
    uint64_t power, sum;
};

/* Jump-ahead in O(log position) after Brown, "Random number generation with arbitrary strides" (1994). */
HQ_INLINE struct hq_jump hq_jump_to(uint64_t position)
{
    struct hq_jump jump = {1, 0};
    uint64_t power = HQ_PCG_MULTIPLIER, sum = 1;
    while (position) {
        if (position & 1) {
            jump.power *= power;
            jump.sum = jump.sum * power + sum;
        }
        sum *= power + 1;
        power *= power;
        position >>= 1;
    }
    return jump;
}

/* Where the draws of (year, purpose) begin. Mixed, never packed: jumps by multiples of a high power
 * of two leave the low bits of the state unmixed. */
HQ_INLINE uint64_t hq_position(int64_t year, uint32_t purpose)
{
    return hq_mix64(((uint64_t)year << 16) | purpose);
}

HQ_INLINE uint32_t hq_pcg_output(uint64_t state)
{
    const uint32_t xorshifted = (uint32_t)(((state >> 18) ^ state) >> 27);
    const uint32_t rotation = (uint32_t)(state >> 59);
    return (xorshifted >> rotation) | (xorshifted << ((32 - rotation) & 31));
}

HQ_INLINE uint32_t hq_draw(struct hq_stream s, struct hq_jump jump)
{
    return hq_pcg_output(jump.power * s.state + jump.sum * s.increment);
}

#endif
