/* Money that goes along with a county's poverty programmes, those whose money goes by need (rows/policies.def): its own
 * budget (policies/budget.c) and the award (policies/award.c).
 *   part of a programme = allot(money, the region's money of the year for it), whole fen: its money in the county for
 *   the county's own budget; its money in all counties for the award, so that what another programme gets in one
 *   county takes nothing from it there
 * It is posted when the cascade has shared the region's money out and before the programmes plan. */
#ifndef MODELS_POLICIES_BY_NEED_H
#define MODELS_POLICIES_BY_NEED_H

#include <stddef.h>

#include "models/policies/parts.h"
#include "models/rows/bases.def"
#include "models/rows/offsets.h"
#include "sim/ledger.h"

/* Policies: whether their money goes by need, whether it is part of the region's total. */
static const struct item {
    int programme;
    bool by_need;    /* chosen by prefectures (rows/bases.def) */
    size_t in_total; /* in struct parameters */
    size_t money;    /* in struct county */
} items[] = {
#define POLICY(name, first, last, basis, ...)                                                                  \
    {P_##name, BASIS_##basis(CHOSEN, name), offsetof(struct parameters, name##_in_total),                      \
     offsetof(struct county, money_##name)},
#include "models/rows/policies.def"
#undef POLICY
};
enum { ITEMS = sizeof items / sizeof *items };

/* The region's money of the year for one of them in a county, in fen. */
static inline int64_t money_of_item(const struct world *w, int county, const struct item *item)
{
    return item->by_need ? integer_at(hq_county(w, county), item->money) : 0;
}

/* Posts `money` of `from` to the funds of a county's poverty programmes, by `weights` of the items; returns what went:
 * all of it, or nothing where none has a weight. */
static inline int64_t post_by_need(struct world *w, int county, const int64_t *weights, int from,
                                   int instrument, int64_t money)
{
    int64_t parts[ITEMS] = {0};
    const int64_t went = deal_parts(money, weights, parts, ITEMS);
    for (int k = 0; k < ITEMS; k++) {
        hq_post(w->ledger, county, items[k].programme, from, A_fund, instrument, parts[k], 0);
    }
    return went;
}

#endif
