/* What a mu of a county's mix of crops gives and takes in a year: for harvests, rents, work and first guesses.
 *
 *   cash   = irrigated share x cash_area     vegetables, wolfberries, rice: irrigated, sold near by (niche.c)
 *   potato = (1 - irrigated share) x potato_share
 *   grain  = the rest: maize, irrigated or rain-fed
 * The irrigated share is the county's, and what wells have added in the village (rows/goods.def); terraced land
 * (basic farmland) yields `goods.farmland_gain` more where it is rain-fed. Yields of all crops grow alike.
 * Rain-fed crops answer to rain alike; irrigated ones do not. Every household of a village grows its mix. */
#ifndef MODELS_LIVELIHOODS_CROPS_H
#define MODELS_LIVELIHOODS_CROPS_H

#include "models/poverty.h"

/* Shares of a village's cropland that are not under grain. */
struct crop_shares {
    double cash, potato;
};

HQ_INLINE struct crop_shares crop_shares_of(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const struct county *c = v->county_row;
    const double irrigated = irrigated_in(v);
    return (struct crop_shares){irrigated * (double)c->cash_area, (1.0 - irrigated) * p->crops_potato_share};
}

/* Months of work that a mu takes. */
HQ_INLINE float crop_months(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const struct crop_shares s = crop_shares_of(v);
    return (float)(p->crops_months * (1.0 - s.cash - s.potato) + p->crops_cash_months * s.cash +
                   p->crops_potato_months * s.potato);
}

/* Inputs of a mu in Yuan of the year, at ability 0. */
HQ_INLINE float crop_inputs(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const struct crop_shares s = crop_shares_of(v);
    const double cost = p->crops_cost * (1.0 - s.cash - s.potato) + p->crops_cash_cost * s.cash +
                        p->crops_potato_cost * s.potato + p->crops_irrigated_cost * irrigated_in(v);
    return (float)(cost * p->calendar_cpi) * hq_exp((float)p->crops_cost_growth * (float)(v->year - 2010));
}

/* Harvest of a mean mu without damage. */
struct crop_harvest {
    float grain;                               /* kg a mu */
    float cash;                                /* kg a mu */
    float others;                              /* Yuan a mu: cash crops and potatoes at their prices in town */
    float wet_grain, cash_worth, potato_worth; /* parts of them: of irrigated grain; of the two others, Yuan */
};

/* How much more a rain-fed mu yields, on average, for the part of it that programmes have terraced. */
HQ_INLINE float terraced_gain(const struct view *v, float irrigated)
{
    const struct parameters *p = v->parameters;
    const struct village *village = v->village;
    const float part = hq_min(1.0f, village->terraced / hq_max(0.01f, 1.0f - irrigated));
    return 1.0f + (float)p->goods_farmland_gain * part;
}

/* `rain`: yield of rain-fed land over that of a common year. */
HQ_INLINE struct crop_harvest crop_harvest_of(const struct view *v, float rain)
{
    const struct parameters *p = v->parameters;
    const struct county *c = v->county_row;
    const struct village *village = v->village;
    const float irrigated = (float)irrigated_in(v), dry = rain * terraced_gain(v, irrigated);
    const float sound = 1.0f - (float)p->crops_saline_loss * village->saline;
    const float gain = (float)p->crops_irrigated_gain * sound;
    const float trend = hq_exp((float)p->crops_growth * (float)(v->year - 2009));
    const float potato_share = (float)p->crops_potato_share;
    const float grain =
        (float)p->crops_yield * trend *
        (irrigated * (1.0f - c->cash_area) * gain + (1.0f - irrigated) * (1.0f - potato_share) * dry);
    const float cash = (float)p->crops_cash_yield * trend * irrigated * sound * c->cash_area;
    const float potatoes = (float)p->crops_potato_yield * trend * (1.0f - irrigated) * potato_share * dry;
    const float cash_worth = cash * c->cash_price, potato_worth = potatoes * (float)p->calendar_price_potato;
    return (struct crop_harvest){
        .grain = grain,
        .cash = cash,
        .others = cash_worth + potato_worth,
        .wet_grain = (float)p->crops_yield * trend * (irrigated * (1.0f - c->cash_area) * gain),
        .cash_worth = cash_worth,
        .potato_worth = potato_worth,
    };
}

/* What the months of a mu are worth in house and yard, Yuan of the year: their least worth, as those who choose
 * what to do reckon it (livelihoods/work_choice.c). */
HQ_INLINE float crop_home_worth(const struct view *v)
{
    const struct parameters *p = v->parameters;
    return crop_months(v) * (float)(p->work_home_month * p->calendar_cpi);
}

/* Part of the harvest that is expected to be there after hail and flood, with what courses have added. */
HQ_INLINE float crop_kept(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const struct village *village = v->village;
    return (1.0f - (float)(p->crops_disaster * p->crops_disaster_loss)) * (1.0f + village->farm_skill);
}

/* Yuan that the harvest of a mu of a village is expected to bring in a year of normal rain at ability 0. */
HQ_INLINE float crop_worth(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const struct county *c = v->county_row;
    const struct village *village = v->village;
    const struct crop_harvest h = crop_harvest_of(v, 1.0f);
    const float kept = crop_kept(v);
    const float near = arriving_in(p, c, village);
    const float harvest = h.grain * kept, price = (float)p->calendar_price_grain * near;
    return harvest * price + h.others * kept * near;
}

/* The same less inputs, before tax. */
HQ_INLINE float crop_expected(const struct view *v)
{
    return crop_worth(v) - crop_inputs(v);
}

#endif
