/* How many mutual funds a county's money founds: villages are small or big (policies/mutual_fund.c), and a replay
 * may state how many funds there are of either size. */
#ifndef MODELS_POLICIES_FUND_SIZES_H
#define MODELS_POLICIES_FUND_SIZES_H

#include <stdlib.h>

#include "models/policies/policy.h"
#include "sim/error.h"

/* New funds of a county, by the two sizes. */
struct sizes {
    int64_t small, big;
};

static inline int64_t price_of_funds(const struct parameters *p, struct sizes s)
{
    return s.small * p->mutual_fund_village + s.big * p->mutual_fund_village_big;
}

/* What a county's money founds: fund after fund, big ones as often as among the villages that have none, as long
 * as there is the money for the next. More money founds no fewer. */
static inline struct sizes funds_for(const struct parameters *p, int64_t money, struct sizes without)
{
    const int64_t all = without.small + without.big;
    struct sizes funds = {0, 0};
    for (int64_t n = 1; n <= all; n++) {
        const int64_t big = n * without.big / all;
        const struct sizes next = {n - big, big};
        if (price_of_funds(p, next) > money) {
            break;
        }
        funds = next;
    }
    return funds;
}

static inline struct sizes villages_without(const struct world *w, int county)
{
    const int64_t *demand = w->demand + (size_t)county * QUOTAS;
    return (struct sizes){demand[Q_mutual_fund], demand[Q_mutual_fund_big]};
}

/* Whether a county is one of those that a replay states to take part: those with most places of the cascade, of
 * equal ones with most villages without a fund. */
static inline bool takes_part(const struct world *w, int county)
{
    const struct parameters *p = hq_parameters(w, 0);
    const struct county *own = hq_county(w, county);
    const struct sizes without = villages_without(w, county);
    if (p->mutual_fund_counties < 0) {
        return own->places_mutual_fund > 0;
    }
    int64_t before = 0;
    for (int c = 0; c < w->counties; c++) {
        const struct county *row = hq_county(w, c);
        const struct sizes there = villages_without(w, c);
        const int64_t more = row->places_mutual_fund - own->places_mutual_fund,
                      villages = there.small + there.big - without.small - without.big;
        before += more > 0 || (more == 0 && (villages > 0 || (villages == 0 && c < county)));
    }
    return before < p->mutual_fund_counties;
}

/* Whose demand counts when places are shared out. */
struct takers {
    int quota;
    bool stated; /* of those counties alone that a replay states to take part */
};

static inline int64_t taken_in(const struct world *w, int county, const void *what)
{
    const struct takers *of = what;
    return !of->stated || takes_part(w, county) ? demand_in(w, county, &of->quota) : 0;
}

/* Of `all` places a county's part, by the demand of those counties that take part; none for the others. */
static inline int64_t part_of(const struct world *w, int county, int quota, int64_t all, bool stated)
{
    const struct takers of = {quota, stated};
    const int64_t total = all_counties(w, taken_in, &of);
    return county_part(w, county, all < total ? all : total, taken_in, &of);
}

/* What a replay states of both sizes: the county's part of either, by its villages without a fund. */
static inline struct sizes stated_funds(const struct world *w, int county)
{
    const struct parameters *p = hq_parameters(w, 0);
    int64_t all = 0;
    for (int c = 0; c < w->counties; c++) {
        const struct county *row = hq_county(w, c);
        all += row->places_mutual_fund > 0 ? row->places_mutual_fund : 0;
    }
    const int64_t big = p->mutual_fund_places_big < all ? p->mutual_fund_places_big : all;
    return (struct sizes){part_of(w, county, Q_mutual_fund, all - big, true),
                          part_of(w, county, Q_mutual_fund_big, big, true)};
}

static inline bool sizes_are_stated(const struct world *w)
{
    const struct parameters *p = hq_parameters(w, 0);
    const struct county *c = hq_county(w, 0);
    return w->replay && p->mutual_fund_places_big >= 0 && c->places_mutual_fund >= 0;
}

/* Where both sizes are stated, the region's money goes to counties by the price of their funds, all of it. */
static inline void price_counties(struct world *w)
{
    if (!sizes_are_stated(w)) {
        return;
    }
    int64_t *prices = hq_zalloc((size_t)w->counties, sizeof *prices),
            *parts = hq_zalloc((size_t)w->counties, sizeof *parts), money = 0, all = 0;
    for (int c = 0; c < w->counties; c++) {
        money += ((const struct county *)hq_county(w, c))->money_mutual_fund;
        prices[c] = price_of_funds(hq_parameters(w, c), stated_funds(w, c));
        all += prices[c];
    }
    hq_apportion(money, prices, parts, w->counties);
    for (int c = 0; c < w->counties && all > 0; c++) {
        ((struct county *)hq_county(w, c))->money_mutual_fund = parts[c];
    }
    free(parts);
    free(prices);
}

#endif
