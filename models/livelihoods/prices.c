/* Prices that the county makes itself. Hay is bulky, so its price follows what was bought last year:
 *   index' = index^m ((hay bought / what the market is used to)^(1/eta))^(1 - m), the ratio within 1/2 to 2
 *   used to' = 0.9 used to + 0.1 bought
 *   price  = calendar's x index x (1 + hay of ecological industries / what the market is used to)^(-1/eta), at most doubled
 * m damps it, so that it does not swing from year to year. Grain and animals are traded far away: their
 * prices are the calendar's, less the wedge of remote villages. */
#include "models/poverty.h"

static void plan(struct world *w, int county)
{
    struct county *c = hq_county(w, county);
    const struct parameters *p = hq_parameters(w, county);
    c->hay_price = (float)p->calendar_price_hay * c->hay_index;
    /* Grass of ecological industries (policies/eco_industry.c) comes on top of what the market has. */
    const float grown = (float)(c->units_grass * p->eco_industry_grass_yields);
    if (grown > 0.0f) {
        const float more = c->hay_usual > 0.0f ? hq_min(1.0f, grown / c->hay_usual) : 1.0f;
        c->hay_price *= hq_power(1.0f + more, -1.0f / (float)p->herds_hay_elasticity);
    }
}

static void close(struct world *w, int county)
{
    struct county *c = hq_county(w, county);
    const struct parameters *p = hq_parameters(w, county);
    const float bought = (float)hq_tallies(w, county)[T_hay], memory = (float)p->prices_memory;
    if (c->hay_usual > 0.0f) {
        const float ratio = hq_clamp(bought / c->hay_usual, 0.5f, 2.0f);
        const float wanted = hq_power(ratio, 1.0f / (float)p->herds_hay_elasticity);
        c->hay_index = hq_power(c->hay_index, memory) * hq_power(wanted, 1.0f - memory);
    }
    c->hay_usual = c->hay_usual > 0.0f ? 0.9f * c->hay_usual + 0.1f * bought : bought;
}

static void found(struct world *w, int county)
{
    ((struct county *)hq_county(w, county))->hay_index = 1.0f;
}

const struct yearly HQ_SYMBOL(prices_year) = {.found = found, .plan = plan, .close = close};
