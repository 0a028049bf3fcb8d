/* Kin: households of one family (sim/lineage.h) that live in one village. Founders begin a family each and have
 * no kin until a household leaves theirs. Families are told apart by 24 bits: in a village of 300 households,
 * half of them founders, two that are not related pass for kin in one of five hundred. How near kin are is not
 * known. */
#ifndef MODELS_PEOPLE_KIN_H
#define MODELS_PEOPLE_KIN_H

#include "models/people/family.h"
#include "sim/lineage.h"

/* The families of a village's rows, worked out when they are first asked for: most villages of a year have
 * nobody who needs kin. */
struct kinship {
    const struct view *view;
    uint32_t *family; /* of rows: scratch */
    bool known;
};

static inline struct kinship kinship_of(const struct view *v)
{
    return (struct kinship){v, ROW(v, rank), false};
}

static inline void learn_families(struct kinship *k)
{
    const struct view *v = k->view;
    const uint64_t *id = ROW(v, id);
    uint32_t *family = k->family;
    const int32_t rows = v->rows;
    each_row (i, rows) {
        family[i] = (uint32_t)(hq_lineage(id[i]) >> (64 - HQ_LINEAGE_BITS));
    }
    k->known = true;
}

/* The first household from row `from` on that is kin of row `row` and stands for as many, with somebody in it,
 * which does not wait for a house, move, or end, and did not come or begin at last year's end; -1 where there
 * is none. Equal weights only: what goes from one to the other is then conserved to the unit. */
static inline int32_t next_kin(struct kinship *k, int32_t row, int32_t from)
{
    const struct view *v = k->view;
    if (!k->known) {
        learn_families(k);
    }
    const uint32_t family = k->family[row];
    const uint64_t *id = ROW(v, id);
    const uint16_t *weight = ROW(v, weight);
    const uint8_t *moving = ROW(v, moving);
    for (int32_t i = from; i < v->live; i++) {
        const bool one_family = k->family[i] == family && (id[i] | id[row]) >> 63; /* not two founders */
        if (one_family && i != row && weight[i] == weight[row] && moving[i] == 0) {
            const struct family f = family_of(v, i);
            if (members_of(&f) > 0) {
                return i;
            }
        }
    }
    return -1;
}

#endif
