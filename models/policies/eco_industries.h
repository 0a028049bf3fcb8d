/* Ecological industries of a county (rows/eco_industries.def): what a unit in use sells for, and what herders gain by
 * a chain.
 *
 *   tourism   visits  = room x min(1, mean of nearness x min(1, cover of trees / cover) / filled)
 *   power     price   = max(parity, feed-in tariff x (1 - bidding)^(years since bidding_from))
 *   fruit     bearing' = (1 - decay) bearing + (trees - bearing) / bears
 *   others    price   = (1 + units a household / market)^(-1 / (elasticity x brand)) where they are sold near by
 *   chain     price   = 1 + link_gain x links x min(1, animals that it takes / animals of the county)
 *
 * Known limits: visitors come for trees and roads, not for what neighbours offer, and none is lost to another county;
 * the grid takes all power; a chain gives for all animals of a county what its room allows on average. */
#ifndef MODELS_POLICIES_ECO_INDUSTRIES_H
#define MODELS_POLICIES_ECO_INDUSTRIES_H

#include <stddef.h>

#include "models/poverty.h"

enum eco_industry_name {
#define ECO_INDUSTRY(name, ...) ECO_INDUSTRY_##name,
#define SHARE(...)
#define BASE(...)
#include "models/rows/eco_industries.def"
#undef BASE
#undef SHARE
#undef ECO_INDUSTRY
    ECO_INDUSTRIES
};

/* Part of what there is for visitors that they take, 0 to 1. */
static inline double filled(const struct parameters *p, const struct county *c, int64_t households)
{
    const double mean = households > 0 ? (double)c->base_appeal * 1e-3 / (double)households : 0.0;
    return mean < p->eco_industry_filled ? mean / p->eco_industry_filled : 1.0;
}

/* How a village draws visitors, 0 to 1: near roads, under trees. */
HQ_INLINE float appeal_of(const struct parameters *p, const struct village *village)
{
    return (1.0f - village->remoteness) * hq_min(1.0f, village->forest / (float)p->eco_industry_cover);
}

/* Price of a kWh in a year. */
static inline double power_price(const struct parameters *p, double tariff, int year)
{
    for (int64_t y = p->eco_industry_bidding_from; y < year && tariff > p->eco_industry_parity; y++) {
        tariff *= 1.0 - p->eco_industry_bidding;
    }
    return tariff > p->eco_industry_parity ? tariff : p->eco_industry_parity;
}

/* Price of what is sold near by, over that of the first unit; `market` 0: sold far away. */
static inline double near_price(const struct parameters *p, double units, int64_t households, double market,
                                double brand)
{
    if (market <= 0.0 || units <= 0.0) {
        return 1.0;
    }
    const double each = units / (double)(households > 0 ? households : 1);
    return (double)hq_power(1.0f + (float)(each / market), -1.0f / (float)(p->eco_industry_elasticity * brand));
}

/* Price of animals over that without a chain: `room` and `animals` in sheep units. */
static inline float chain_price(const struct parameters *p, double room, double animals)
{
    const int64_t links = p->eco_industry_breeding + p->eco_industry_forage + p->eco_industry_slaughter +
                          p->eco_industry_processing + p->eco_industry_marketing;
    const double taken = animals <= 0.0 ? 0.0 : room < animals ? room / animals : 1.0;
    return (float)(1.0 + p->eco_industry_link_gain * (double)links * taken);
}

#endif
