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

#endif
