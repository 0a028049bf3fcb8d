/* Classes of a herd. `herd` is all of it in sheep units; `cattle` is the large stock in it and `calves` what of
 * that does not yet breed, both in whole tenths; small stock is the rest. A calf counts as the animal that it
 * will be. A year of large stock without sales is the matrix
 *   calves' = (1 - deaths) (1 - maturing) calves + calving grown
 *   grown'  = (1 - deaths) maturing calves + (1 - deaths) grown
 * whose largest eigenvalue is its growth and whose eigenvector holds the share of calves. */
#ifndef MODELS_LIVELIHOODS_HERDS_H
#define MODELS_LIVELIHOODS_HERDS_H

#include "models/poverty.h"

/* Prices of a sheep unit in the village, Yuan. */
struct animal_prices {
    float small, large;
};

HQ_INLINE struct animal_prices animal_prices_of(const struct parameters *p, const struct village *village)
{
    const float arrives = 1.0f - (float)p->prices_wedge * village->remoteness;
    return (struct animal_prices){(float)p->calendar_price_sheep * arrives,
                                  (float)(p->calendar_price_cattle / p->herds_head) * arrives};
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

/* What a herd would bring, Yuan. */
HQ_INLINE float herd_worth_of(float herd, uint16_t cattle, struct animal_prices price)
{
    const float large = hq_min(herd, 0.1f * (float)cattle);
    return (herd - large) * price.small + large * price.large;
}

/* Tenths of a sheep unit, as many as `x` (not below 0) on average over the dither, uniform on (0, 1). */
HQ_INLINE float tenths(float x, float dither)
{
    return (float)hq_truncate(x + dither);
}

#endif
