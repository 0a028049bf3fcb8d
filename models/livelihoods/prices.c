/* Prices that the county makes itself. Hay is bulky, so its price follows what was bought last year:
 *   index' = index^m ((hay bought / hay bought in the first year)^(1/eta))^(1 - m)
 * m damps it, so that it does not swing from year to year. Grain and animals are traded far away: their
 * prices are the calendar's, less the wedge of remote villages. */
#include "models/poverty.h"

static void plan(struct world *w, int county)
{
    struct county *c = hq_county(w, county);
    const struct parameters *p = hq_parameters(w, county);
    c->hay_price = (float)p->calendar_price_hay * c->hay_index;
}

static void close(struct world *w, int county)
{
    struct county *c = hq_county(w, county);
    const struct parameters *p = hq_parameters(w, county);
    const float bought = (float)hq_tallies(w, county)[T_hay];
    if (c->hay_first <= 0.0f) {
        c->hay_first = bought;
    }
    if (c->hay_first > 0.0f) {
        const float memory = (float)p->prices_memory;
        const float wanted = hq_power(hq_clamp(bought / c->hay_first, 0.05f, 20.0f), 1.0f / (float)p->herds_hay_elasticity);
        c->hay_index = hq_power(c->hay_index, memory) * hq_power(wanted, 1.0f - memory);
    }
}

const struct yearly HQ_SYMBOL(prices_year) = {.plan = plan, .close = close};
