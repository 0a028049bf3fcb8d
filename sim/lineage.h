/* Ids of households that begin in the course of a run: by ancestry alone, so neither ranks nor the fates of
 * other households change an id, and luck stays shared between policies.
 *
 * An id's lineage is a hash of it, and a new household has the upper bits of its parent's: membership in a
 * panel is a threshold on lineage (sim/store/trajectories.h), so descendants follow their founder at no byte of
 * memory. The other bits are mixed from parent, year and number. Founders' ids are below 2^63, all others are
 * not. */
#ifndef SIM_LINEAGE_H
#define SIM_LINEAGE_H

#include "sim/pcg.h"

#define HQ_LINEAGE_SALT UINT64_C(0x8cb92ba72f3d8dd7)
enum { HQ_LINEAGE_BITS = 24 }; /* shared in a family; the other 40 tell its members apart */

HQ_INLINE uint64_t hq_lineage(uint64_t id)
{
    return hq_mix64(id + HQ_LINEAGE_SALT);
}

/* The inverse of hq_mix64. */
static inline uint64_t hq_unmix64(uint64_t x)
{
    x ^= x >> 31 ^ x >> 62;
    x *= UINT64_C(0x319642b2d24d8ec3);
    x ^= x >> 27 ^ x >> 54;
    x *= UINT64_C(0x96de1b173f119089);
    x ^= x >> 30 ^ x >> 60;
    return x;
}

/* The id of the k-th household that leaves this one in a year. */
static inline uint64_t hq_child_id(uint64_t parent, int32_t year, int32_t k)
{
    const uint64_t family = hq_lineage(parent) >> (64 - HQ_LINEAGE_BITS) << (64 - HQ_LINEAGE_BITS);
    uint64_t own = hq_mix64(parent ^ hq_mix64((uint64_t)(uint32_t)year << 32 | (uint32_t)k)), id;
    do { /* every second one is a newcomer's */
        own = hq_mix64(own + UINT64_C(0x9e3779b97f4a7c15));
        id = hq_unmix64(family | own >> HQ_LINEAGE_BITS) - HQ_LINEAGE_SALT;
    } while (id >> 63 == 0);
    return id;
}

#endif
