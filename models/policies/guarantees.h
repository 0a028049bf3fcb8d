/* What a household lacks of the two assurances and three guarantees, and of safe water: what the register asks of who
 * leaves (policies/register.c) and what multidimensional poverty is measured in (account/measure.c).
 *
 *   food and clothing   consumption under subsistence (added where consumption is known)
 *   schooling           a child of 7 to 15 of the household has missed a class
 *   basic care          the household went without care in the year
 *   safe housing        lot >= share of safe dwellings in the village (rows/goods.def), and not in a new house
 *   safe water          lot >= share of persons with it, the same
 * Of housing and water the model knows the village's share alone, so who has them goes by a lot (a hash of the
 * household's id, always the same one): what is built reaches more. Known limit: lots do not know who is poor. */
#ifndef MODELS_POLICIES_GUARANTEES_H
#define MODELS_POLICIES_GUARANTEES_H

#include "models/policies/goods.h"

/* Bits of what is lacking. */
enum {
    LACKS_INCOME = 1,
    LACKS_FOOD = 2,
    LACKS_SCHOOLING = 4,
    LACKS_CARE = 8,
    LACKS_HOUSING = 16,
    LACKS_WATER = 32,
    LACKS = 6, /* how many */
    LACKS_SETS = 64
};

/* Columns that it reads. */
#define LACKS_READS C_id, C_person, C_learning, C_forgone, C_settled

/* Lots under which a household has a good that reaches this share of its village: all bits where it reaches all. */
static inline uint64_t lots_with(const struct village *village, int good)
{
    const int64_t all = units_at(village, goods[good].all), have = all - lacking(village, good);
    /* lint: allow float-cast: a share of 2^53, less than it */
    return have >= all ? UINT64_MAX : (uint64_t)((double)have / (double)all * 0x1p53) << 11;
}

/* lacks[i] = the bits for schooling, care, housing and water. */
static inline void find_lacking(const struct view *v, uint8_t *lacks)
{
    const uint8_t *person = ROW(v, person), *learning = ROW(v, learning), *settled = ROW(v, settled);
    const int32_t *forgone = ROW(v, forgone);
    const uint64_t *id = ROW(v, id);
    const int32_t rows = v->rows;
    const size_t stride = (size_t)v->stride;
    each_row (i, rows) {
        lacks[i] = 0;
    }
    for (size_t slot = 0; slot < HQ_SLOTS; slot++) {
        const uint8_t *who = person + slot * stride, *what = learning + slot * stride;
        each_row (i, rows) {
            const uint8_t age = byte_age(who[i]);
            const uint8_t behind = (uint8_t)((what[i] & 15) - (uint8_t)(age - PUPIL_FROM)) >> 7;
            const uint8_t missed = byte_any(who[i]) & byte_within(age, PUPIL_FROM, PUPIL_TO) & behind;
            lacks[i] |= (uint8_t)(missed * LACKS_SCHOOLING);
        }
    }
    const uint64_t housed = lots_with(v->village, GOOD_housing), watered = lots_with(v->village, GOOD_water);
    each_row (i, rows) {
        const uint64_t lot = hq_mix64(id[i] + UINT64_C(0x8f3a1c5d27e94b60));
        const int32_t moved = settled[i] > 0, unsafe = (lot > housed) & (moved ^ 1),
                      dry = (hq_mix64(lot) > watered) & (moved ^ 1);
        lacks[i] |= (uint8_t)(hq_where(forgone[i] > 0, LACKS_CARE) | hq_where(unsafe, LACKS_HOUSING) |
                              hq_where(dry, LACKS_WATER));
    }
}

#endif
