/* What the bases of industrialization raise (rows/base_kinds.def; policies/industry.c has the programme).
 *
 * A village has one kind of base. Of a household's capital K (Yuan, `venture`) a part finds something of the kind to
 * raise; each Yuan of it gives `return` a year, whatever the kind, up to the household's room R (Yuan a year):
 *   finds(K) = R / return x (1 - exp(-return K / R)),  finds(K) -> K for small K, R / return for large
 *   R = most x what the household's animals, irrigated land or rain-fed land bring in a common year (livestock,
 *       vegetables, potatoes), of irrigated land the part that is fit for cash crops (crops.cash_suited); forest_bears x the village's share of trees and sand (forest); none (featured)
 * Livestock, vegetables and potatoes: animals sold are so much heavier, harvests so much larger
 *   rise = return x finds(K) / (R / most) = most x (1 - exp(-return K / R)),  never above `most`
 * in livelihoods/herds.c and crops.c, with the year's weather, losses and prices. Trees are sold at the country's price. What
 * finds nothing, K - finds(K), is featured breeding in a small way: it gives `beside` of what that gives, near by.
 * So the second project of a household with few animals gives less than the first, and one without any has half.
 * Known limits: households do not reckon with the rise when they choose work, rent land or buy animals; `return` is
 * net of what the rise costs, fodder and water too; heavier animals graze no more, and those sold in need, or out of the
 * herd, are no heavier. */
#ifndef MODELS_LIVELIHOODS_BASES_H
#define MODELS_LIVELIHOODS_BASES_H

#include "models/livelihoods/crops.h"
#include "models/livelihoods/herds.h"

enum base_kind {
#define RAISES(...)
#define BASE(name, ...) BASE_##name,
#include "models/rows/base_kinds.def"
#undef BASE
#undef RAISES
    BASES
};

/* The kind that a village has; featured breeding where none was chosen. */
HQ_INLINE enum base_kind base_in(const struct village *village)
{
    return village->base > 0 ? (enum base_kind)(village->base - 1) : BASE_featured;
}

/* Whether a village's bases raise what this livelihood makes: nothing does where industrialization is not enabled. */
HQ_INLINE bool base_raises(const struct view *v, enum base_kind kind)
{
    const struct parameters *p = v->parameters;
    return p->industry_enabled && base_in(v->village) == kind;
}

/* A kind of base in the year: a household's room is the sum of what it has times these, Yuan a year. */
struct base {
    enum base_kind kind;
    float per_small, per_large; /* sheep units of small and large stock */
    float per_mu;               /* cropland worked */
    float each;
    float most, gives, inverse; /* `gives`: return of a year; `inverse`: 1 over it, or 0 */
};

/* What a common year's harvest of a mean mu brings on its irrigated or its rain-fed land, Yuan. */
HQ_INLINE float part_of_harvest(const struct parameters *p, const struct crop_harvest *h, enum base_kind kind)
{
    const float price = (float)p->calendar_price_grain;
    return kind == BASE_vegetables ? h->wet_grain * price + h->cash_worth
                                   : (h->grain - h->wet_grain) * price + h->potato_worth;
}

HQ_INLINE struct base base_of_kind(const struct view *v, enum base_kind kind)
{
    const struct parameters *p = v->parameters;
    const struct village *village = v->village;
    const float gives = (float)p->industry_return;
    struct base b = {.kind = kind, .gives = gives, .inverse = gives > 0.0f ? 1.0f / gives : 0.0f};
    if (kind == BASE_livestock) {
        const struct animal_prices price = animal_prices_of(p, v->county_row, village);
        b.most = (float)p->industry_livestock_most;
        b.per_small = b.most * hq_max(0.0f, earned_with(p, price, 1.0f, 0.0f));
        b.per_large = b.most * hq_max(0.0f, earned_with(p, price, 0.0f, 1.0f));
    } else if (kind == BASE_vegetables || kind == BASE_potatoes) {
        const struct crop_harvest h = crop_harvest_of(v, 1.0f);
        b.most = (float)(kind == BASE_vegetables ? p->industry_vegetables_most * p->crops_cash_suited
                                                 : p->industry_potatoes_most);
        b.per_mu =
            b.most * part_of_harvest(p, &h, kind) * crop_kept(v) * arriving_in(p, v->county_row, village);
    } else if (kind == BASE_forest) {
        b.each = (float)p->industry_forest_bears * hq_min(1.0f, village->forest + village->sand);
    }
    return b;
}

/* The room R of a household with so many sheep units of small and large stock and so much cropland. */
HQ_INLINE float room_for(const struct base *b, float small, float large, float mu)
{
    return b->per_small * small + b->per_large * large + b->per_mu * mu + b->each;
}

/* Of `capital` what finds something to raise, Yuan. */
HQ_INLINE float finds_room(const struct base *b, float capital, float room)
{
    const float left = hq_exp(-b->gives * capital / hq_max(1e-3f, room));
    return hq_select(room > 1e-3f, hq_min(capital, b->inverse * room * (1.0f - left)), 0.0f);
}

/* By how much a household's animals or land give more. */
HQ_INLINE float rise_by(const struct base *b, float capital, float room)
{
    return hq_select(room > 1e-3f, b->most * (1.0f - hq_exp(-b->gives * capital / hq_max(1e-3f, room))), 0.0f);
}

/* Counts new capital that was given outside `ventures` (village_advancement.c), Yuan. */
static inline void count_capital(const struct view *v, int64_t yuan)
{
    const enum base_kind kind = base_in(v->village);
    v->tally[T_ventures] += yuan;
    v->tally[T_base_capital_featured + (int)kind] += yuan;
    v->tally[T_ventures_near] += kind == BASE_featured ? yuan : 0;
}

#endif
