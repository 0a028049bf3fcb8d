/* Classes of a herd. `herd` is all of it in sheep units; `cattle` is the large stock in it and `calves` what of
 * that does not yet breed, both in whole tenths; small stock is the rest. A calf counts as the animal that it
 * will be. A year of large stock without sales is the matrix
 *   calves' = (1 - deaths) (1 - maturing) calves + calving grown
 *   grown'  = (1 - deaths) maturing calves + (1 - deaths) grown
 * whose largest eigenvalue is its growth and whose eigenvector holds the share of calves. */
#ifndef MODELS_LIVELIHOODS_HERDS_H
#define MODELS_LIVELIHOODS_HERDS_H

#include "models/poverty.h"

/* Prices of a sheep unit in the village, Yuan: where a chain from breeding to sale takes animals, it gives more for
 * them (policies/eco_industry.c). */
struct animal_prices {
    float small, large;
};

HQ_INLINE struct animal_prices animal_prices_of(const struct parameters *p, const struct county *c,
                                                const struct village *village)
{
    const float arrives = arriving_in(p, c, village);
    return (struct animal_prices){(float)p->calendar_price_sheep * arrives * c->chain_small,
                                  (float)(p->calendar_price_cattle / p->herds_head) * arrives *
                                      c->chain_cattle};
}

/* Yearly growth of large stock that loses nothing by sale; and the share of calves that it then has. */
struct large_stock {
    float growth, calves;
};

HQ_INLINE struct large_stock large_stock_of(const struct parameters *p)
{
    const float lives = 1.0f - (float)p->herds_cattle_deaths, matures = (float)p->herds_maturing;
    const float calving = (float)p->herds_calving, stays = lives * (1.0f - matures);
    const float trace = lives + stays, determinant = lives * stays - lives * matures * calving;
    const float root = __builtin_sqrtf(hq_max(0.0f, trace * trace - 4.0f * determinant));
    const float growth = 0.5f * (trace + root), apart = growth - stays;
    const float calves = calving / hq_max(1e-6f, calving + apart);
    return (struct large_stock){growth, hq_clamp(calves, 0.0f, 1.0f)};
}

/* What a household of so much small and large stock (sheep units) earns with a sheep unit in a year, costs not
 * taken off: what is born beyond what dies, at the village's prices. */
HQ_INLINE float earned_with(const struct parameters *p, struct animal_prices price, float small, float large)
{
    const float by_small = (float)(p->herds_births - p->herds_deaths) * price.small;
    const float by_large = (large_stock_of(p).growth - 1.0f) * price.large;
    const float all = small + large;
    return all > 0.0f ? (by_small * small + by_large * large) / all : by_small;
}

/* The same of a sheep unit of each class, costs taken off: Yuan a year. */
struct herd_earns {
    float small, large;
};

static inline struct herd_earns herd_earns_of(const struct parameters *p, const struct county *c,
                                              const struct village *village)
{
    const struct animal_prices price = animal_prices_of(p, c, village);
    const float keep = (float)(p->herds_cost * p->calendar_cpi);
    return (struct herd_earns){earned_with(p, price, 1.0f, 0.0f) - keep,
                               earned_with(p, price, 0.0f, 1.0f) - keep};
}

/* What a household may expect of its herd in a common year, Yuan. */
HQ_INLINE float earned_by_herd(struct herd_earns earns, float herd, uint16_t cattle)
{
    const float large = hq_min(herd, 0.1f * (float)cattle);
    return (herd - large) * earns.small + large * earns.large;
}

/* What a herd would bring, Yuan. */
HQ_INLINE float herd_worth_of(float herd, uint16_t cattle, struct animal_prices price)
{
    const float large = hq_min(herd, 0.1f * (float)cattle);
    return (herd - large) * price.small + large * price.large;
}

/* Prices in need, at least one Yuan. */
HQ_INLINE struct animal_prices need_prices_of(const struct parameters *p, const struct county *c,
                                              const struct village *village)
{
    const struct animal_prices price = animal_prices_of(p, c, village);
    const float in_need = (float)p->herds_distress_price;
    return (struct animal_prices){hq_max(1.0f, price.small * in_need), hq_max(1.0f, price.large * in_need)};
}

/* Animals sold in need, sheep units, and what they bring, Yuan. */
struct need_sale {
    float animals, money;
};

/* What is sold of a herd to raise so many Yuan (at most a million), as far as it goes: small stock first, each
 * class at its price. Large stock goes in whole tenths of a sheep unit (calves first: step herd_classes), so
 * what it brings may be more than was asked for by less than the price of one. */
HQ_INLINE struct need_sale sold_in_need(float herd, uint16_t cattle, struct animal_prices price, float yuan)
{
    const float asked = hq_min(yuan, 1.0e6f), large = hq_min(herd, 0.1f * (float)cattle), small = herd - large;
    const float gone = hq_min(small, asked / price.small);
    const float lacking = hq_max(0.0f, asked - small * price.small);
    /* The thousandth keeps what single precision loses of the last animal from costing one more. */
    const float pieces = (float)hq_truncate(10.0f * (lacking / price.large) + 0.999f);
    const float gone_large = hq_min(large, 0.1f * pieces);
    return (struct need_sale){gone + gone_large, gone * price.small + gone_large * price.large};
}

/* Tenths of a sheep unit, as many as `x` (not below 0) on average over the dither, uniform on (0, 1). */
HQ_INLINE float tenths(float x, float dither)
{
    return (float)hq_truncate(x + dither);
}

#endif
