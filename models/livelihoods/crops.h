/* What a mu of a county's mix of crops gives and takes in a year: for harvests, rents, work and first guesses.
 *
 *   cash   = irrigated share x cash_area     vegetables, wolfberries, rice: irrigated, sold near by (niche.c)
 *   potato = (1 - irrigated share) x potato_share
 *   grain  = the rest: maize, irrigated or rain-fed
 * Yields of all crops grow alike. Rain-fed crops answer to rain alike; irrigated ones do not. Every household
 * of a county grows the county's mix. */
#ifndef MODELS_LIVELIHOODS_CROPS_H
#define MODELS_LIVELIHOODS_CROPS_H

#include "models/poverty.h"

/* Shares of a county's cropland that are not under grain. */
struct crop_shares {
    double cash, potato;
};

HQ_INLINE struct crop_shares crop_shares_of(const struct parameters *p, const struct county *c)
{
    return (struct crop_shares){c->irrigated_share * (double)c->cash_area,
                                (1.0 - c->irrigated_share) * p->crops_potato_share};
}

/* Months of work that a mu takes. */
HQ_INLINE float crop_months(const struct parameters *p, const struct county *c)
{
    const struct crop_shares s = crop_shares_of(p, c);
    return (float)(p->crops_months * (1.0 - s.cash - s.potato) + p->crops_cash_months * s.cash +
                   p->crops_potato_months * s.potato);
}

/* Inputs of a mu in Yuan of the year, at ability 0. */
HQ_INLINE float crop_inputs(const struct parameters *p, const struct county *c, int32_t year)
{
    const struct crop_shares s = crop_shares_of(p, c);
    const double cost = p->crops_cost * (1.0 - s.cash - s.potato) + p->crops_cash_cost * s.cash +
                        p->crops_potato_cost * s.potato + p->crops_irrigated_cost * c->irrigated_share;
    return (float)(cost * p->calendar_cpi) * hq_exp((float)p->crops_cost_growth * (float)(year - 2010));
}

/* Harvest of a mean mu without damage. */
struct crop_harvest {
    float grain;  /* kg a mu */
    float cash;   /* kg a mu */
    float others; /* Yuan a mu: cash crops and potatoes at their prices in town */
};

/* `dry`: yield of rain-fed land over that of a common year; `saline`: share of irrigated land that is. */
HQ_INLINE struct crop_harvest crop_harvest_of(const struct parameters *p, const struct county *c, int32_t year,
                                              float dry, float saline)
{
    const float irrigated = (float)c->irrigated_share, sound = 1.0f - (float)p->crops_saline_loss * saline;
    const float gain = (float)p->crops_irrigated_gain * sound;
    const float trend = hq_exp((float)p->crops_growth * (float)(year - 2009));
    const float potato_share = (float)p->crops_potato_share;
    const float grain =
        (float)p->crops_yield * trend *
        (irrigated * (1.0f - c->cash_area) * gain + (1.0f - irrigated) * (1.0f - potato_share) * dry);
    const float cash = (float)p->crops_cash_yield * trend * irrigated * sound * c->cash_area;
    const float potatoes = (float)p->crops_potato_yield * trend * (1.0f - irrigated) * potato_share * dry;
    return (struct crop_harvest){grain, cash,
                                 cash * c->cash_price + potatoes * (float)p->calendar_price_potato};
}

/* What the months of a mu are worth in house and yard, Yuan of the year: their least worth, as those who choose
 * what to do reckon it (livelihoods/work_choice.c). */
HQ_INLINE float crop_home_worth(const struct parameters *p, const struct county *c)
{
    return crop_months(p, c) * (float)(p->work_home_month * p->calendar_cpi);
}

/* Yuan that the harvest of a mu of a village is expected to bring in a year of normal rain at ability 0. */
HQ_INLINE float crop_worth(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const struct county *c = v->county_row;
    const struct village *village = v->village;
    const struct crop_harvest h = crop_harvest_of(p, c, v->year, 1.0f, village->saline);
    const float kept =
        (1.0f - (float)(p->crops_disaster * p->crops_disaster_loss)) * (1.0f + village->farm_skill);
    const float near = arriving_in(p, village);
    const float harvest = h.grain * kept, price = (float)p->calendar_price_grain * near;
    return harvest * price + h.others * kept * near;
}

/* The same less inputs, before tax. */
HQ_INLINE float crop_expected(const struct view *v)
{
    return crop_worth(v) - crop_inputs(v->parameters, v->county_row, v->year);
}

#endif
