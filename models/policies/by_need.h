/* Money that goes along with a county's poverty programmes, those whose money goes by need (rows/policies.def): its own
 * budget (policies/budget.c) and the award (policies/award.c).
 *   part of a programme = allot(money, the region's money of the year for it in the county), whole fen
 * It is posted when the cascade has shared the region's money out and before the programmes plan. */
#ifndef MODELS_POLICIES_BY_NEED_H
#define MODELS_POLICIES_BY_NEED_H

#include <stddef.h>
#include <string.h>

#include "models/policies/parts.h"
#include "sim/ledger.h"

/* Policies: whether their money goes by need, whether it is part of the region's total. */
static const struct item {
    int programme;
    bool by_need;
    size_t in_total; /* in struct parameters */
    size_t money;    /* in struct county */
} items[] = {
#define BY_NEED_BY_NEED true
#define BY_NEED_BY_LAND false
#define BY_NEED_BY_POOR false
#define BY_NEED_BY_LIST false
#define POLICY(name, first, last, basis, ...)                                                                  \
    {P_##name, BY_NEED_##basis, offsetof(struct parameters, name##_in_total),                                  \
     offsetof(struct county, money_##name)},
#include "models/rows/policies.def"
#undef POLICY
#undef BY_NEED_BY_NEED
#undef BY_NEED_BY_LAND
#undef BY_NEED_BY_POOR
#undef BY_NEED_BY_LIST
};
enum { ITEMS = sizeof items / sizeof *items };

/* The region's money of the year for one of them in a county, in fen. */
static inline int64_t money_of_item(const struct world *w, int county, const struct item *item)
{
    int64_t money;
    memcpy(&money, (const char *)hq_county(w, county) + item->money, sizeof money);
    return item->by_need ? money : 0;
}

/* Posts `money` of `from` to the funds of a county's poverty programmes; returns what went: all of it, or nothing
 * where none runs. */
static inline int64_t post_by_need(struct world *w, int county, int from, int instrument, int64_t money)
{
    int64_t weights[ITEMS], parts[ITEMS] = {0};
    for (int k = 0; k < ITEMS; k++) {
        weights[k] = money_of_item(w, county, &items[k]);
    }
    const int64_t went = deal_parts(money, weights, parts, ITEMS);
    for (int k = 0; k < ITEMS; k++) {
        hq_post(w->ledger, county, items[k].programme, from, A_fund, instrument, parts[k], 0);
    }
    return went;
}

#endif
