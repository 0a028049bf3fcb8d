/* Sharing Q places among blocks in canonical order so that they add up on any partition.
 *
 * With S the inclusive running count of the eligible, T their total, Q <= T and a phase
 * 0 <= phase < T, a block that ends at S and begins at S - own gets
 *     floor((Q S + phase) / T) - floor((Q (S - own) + phase) / T).
 * The sum over all blocks is exactly Q, each share is within one of Q own / T, and none exceeds own. */
#ifndef SIM_ALLOT_H
#define SIM_ALLOT_H

#include <stdint.h>

static inline int64_t hq_allot(int64_t places, int64_t before, int64_t own, int64_t total, int64_t phase)
{
    if (total <= 0 || places <= 0) {
        return 0;
    }
    if (places < INT64_C(1) << 31 && total < INT64_C(1) << 31) { /* a wide division takes ten times as long */
        return (places * (before + own) + phase) / total - (places * before + phase) / total;
    }
    const __int128 low = ((__int128)places * before + phase) / total;
    const __int128 high = ((__int128)places * (before + own) + phase) / total;
    return (int64_t)(high - low);
}

/* Sharing places among few blocks, all of which one process sees, so that more places never give a block fewer
 * (hq_allot may move a block's last place to a neighbour): the divisor method of Sainte-Lague. Places go one by
 * one to the block with the highest weight / (2 x what it has + 1), the lower index among equals.
 *
 * out[i] = places of block i; they add up to `places`, or all are 0 where no weight is positive. Weights are
 * not negative; 2 x places x their sum, and weight x 2 x places, are under 2^127. Those that are certain are
 * given at once: no more than `count` steps are left. A share may be more than one from places x weight /
 * total, as with every method that has this property (Balinski and Young 1982). */
static inline void hq_apportion(int64_t places, const int64_t *weights, int64_t *out, int count)
{
    __int128 total = 0;
    int blocks = 0;
    for (int i = 0; i < count; i++) {
        total += weights[i];
        blocks += weights[i] > 0;
        out[i] = 0;
    }
    if (total <= 0 || places <= 0) {
        return;
    }
    int64_t left = places;
    for (int i = 0; i < count && 2 * (__int128)places > blocks; i++) {
        out[i] = (int64_t)((weights[i] * (2 * (__int128)places - blocks) + total) / (2 * total));
        left -= out[i];
    }
    for (; left > 0; left--) {
        int best = -1;
        for (int i = 0; i < count; i++) {
            if (weights[i] > 0 && (best < 0 || (__int128)weights[i] * (2 * (__int128)out[best] + 1) >
                                                   (__int128)weights[best] * (2 * (__int128)out[i] + 1))) {
                best = i;
            }
        }
        out[best]++;
    }
}

#endif
