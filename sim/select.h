/* Filling places from the bottom of a ranking within one village. */
#ifndef SIM_SELECT_H
#define SIM_SELECT_H

#include "sim/mathematics.h"
#include "sim/model.h"

/* The key of a row that does not stand in the ranking. */
#define HQ_UNRANKED UINT64_MAX

/* A total order: the score ascending (negative numbers first), ties broken by a hash of the id. */
HQ_INLINE uint64_t hq_rank_key(float score, uint64_t id)
{
    const uint32_t bits = hq_bits_of(score);
    const uint32_t ordered = bits & 0x80000000u ? ~bits : bits | 0x80000000u;
    return ((uint64_t)ordered << 32) | (hq_mix64(id) & 0xffffffffu);
}

/* The largest threshold t such that the claims of all rows with key < t fit into `places`: those rows
 * are the ones to be served (a row's claim is its weight, times its mu where land is shared out). Bisection on the bits of the key: no sorting, all lanes, any order of rows. */
HQ_INLINE uint64_t hq_threshold(const uint64_t *key, const int32_t *claim, int32_t rows, int64_t places)
{
    uint64_t threshold = 0;
    for (int bit = 63; bit >= 0; bit--) {
        const uint64_t trial = threshold | (UINT64_C(1) << bit);
        int64_t served = 0;
        each_row_sum (i, rows, served) {
            served += key[i] < trial ? claim[i] : 0;
        }
        if (served <= places) {
            threshold = trial;
        }
    }
    return threshold;
}

#endif
