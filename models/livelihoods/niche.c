/* Cash crops of a county, sold near by: their price and their part of the irrigated land.
 *
 *   price = price in the country x index,  area = cash_suited x min(1, cash_share x index^cash_response)
 *          + greenhouses (policies/eco_industry.c) / irrigated cropland, all of it at most
 *   index' = index^m ((harvest / demand)^(-1/eta))^(1 - m), the ratio within 1/2 to 2
 *   demand = the first year's harvest, growing by cash_demand a year
 * Farmers plant by the price that they have seen: index^response. The year after, the index is that to the
 * power of m - (1 - m) response / eta: it does not change sides while response <= eta m / (1 - m), and returns
 * while response < eta (1 + m) / (1 - m). No cobweb at the defaults. Where no cash crops grow, all this rests.
 * Known limits: markets end at the county's border; prices of other crops do not move the area. */
#include "models/poverty.h"

static void plan(struct world *w, int county)
{
    struct county *c = hq_county(w, county);
    const struct parameters *p = hq_parameters(w, county);
    const float share = (float)p->crops_cash_share;
    const float wanted = share * hq_power(c->cash_index, (float)p->crops_cash_response);
    c->cash_area = share > 0.0f ? (float)p->crops_cash_suited * hq_min(1.0f, wanted) : 0.0f;
    const double watered = c->cropland_mu * c->irrigated_share;
    if (share > 0.0f && c->units_facility > 0.0 && watered > 0.0) {
        c->cash_area = hq_min(1.0f, c->cash_area + (float)(c->units_facility / watered));
    }
    c->cash_price = share > 0.0f ? (float)p->calendar_price_cash * c->cash_index : 0.0f;
}

static void close(struct world *w, int county)
{
    struct county *c = hq_county(w, county);
    const struct parameters *p = hq_parameters(w, county);
    const float sold = (float)hq_tallies(w, county)[T_cash_harvest], memory = (float)p->prices_memory;
    if (c->cash_demand > 0.0f && sold > 0.0f) {
        const float ratio = hq_clamp(sold / c->cash_demand, 0.5f, 2.0f);
        const float wanted = hq_power(ratio, -1.0f / (float)p->crops_cash_elasticity);
        c->cash_index = hq_power(c->cash_index, memory) * hq_power(wanted, 1.0f - memory);
    }
    const float now = c->cash_demand > 0.0f ? c->cash_demand : sold;
    c->cash_demand = now * hq_exp((float)p->crops_cash_demand);
}

/* As in the first year, for founders' first guesses. */
static void found(struct world *w, int county)
{
    ((struct county *)hq_county(w, county))->cash_index = 1.0f;
    plan(w, county);
}

const struct yearly HQ_SYMBOL(niche_year) = {.found = found, .plan = plan, .close = close};
