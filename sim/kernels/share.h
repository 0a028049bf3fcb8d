/* What one value adds to the two sums of its column in the state hash.
 *
 * An entity has four keys of 32 bits, mixed from its id; a value is first xored with its default, so that
 * defaults add nothing. Its lower 32 bits are multiplied with two of the keys, its upper ones with the others:
 *     first  += lower[0] low word + upper[0] high word,   second += lower[1] low word + upper[1] high word
 * mod 2^64. Two states that differ anywhere in a column agree in a sum only if the differences, weighted with
 * their keys, add up to zero: about 2^-32 for each sum, 2^-64 for both (multilinear hashing: Carter and
 * Wegman 1979; Lemire and Kaser, "Strongly universal string hashing is fast", 2014). An id of 0 is padding;
 * its keys are 0. */
#ifndef SIM_KERNELS_SHARE_H
#define SIM_KERNELS_SHARE_H

#include "sim/pcg.h"

struct hq_keys {
    uint32_t *lower[2], *upper[2]; /* one a row each */
};

HQ_INLINE uint64_t hq_lower_keys(uint64_t id)
{
    return hq_mix64(id + UINT64_C(0x9ddfea08eb382d69)) & ((uint64_t)0 - (uint64_t)(id != 0));
}

/* Of the lower keys; also what leads from one slot's lower keys to the next one's. */
HQ_INLINE uint64_t hq_upper_keys(uint64_t lower)
{
    const uint64_t x = (lower ^ (lower >> 32)) * UINT64_C(0x9fb21c651e98df25);
    return x ^ (x >> 29);
}

HQ_INLINE uint64_t hq_product(uint32_t key, uint32_t word)
{
    return (uint64_t)key * word;
}

#endif
