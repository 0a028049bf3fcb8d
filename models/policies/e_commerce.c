/* E-commerce (seed 001: a park, households led online, produce sold online and offline): more of a price arrives.
 *   arrives = 1 - wedge x remoteness x (1 - effect x online)                     (poverty.h: arriving_in)
 *   joining = min(whole households that the fund pays for, households x (1 - online))
 *   online' = online + joining / households + spread x online x (1 - online), at most 1
 * Money starts it; from then on it spreads by itself (logistic) while the programme is enabled, and it stays when it
 * is not. What is sold reaches the market the year after. Known limits: `online` is the county's, so that near and
 * poor households gain what remote and better ones bring about; what villages buy gets no cheaper; the source has no
 * figure, so that cost, effect and spread are assumed. */
#include "models/policies/policy.h"

static void plan(struct world *w, int county)
{
    struct county *c = hq_county(w, county);
    const struct parameters *p = hq_parameters(w, county);
    const int64_t money = MONEY_OF_YEAR(w, county, p, e_commerce);
    const double offline = (double)w->households[county] * (1.0 - (double)c->online);
    const int64_t most =
        offline > 0.0 ? (int64_t)offline : 0; /* lint: allow float-cast: a count of households */
    const int64_t paid = money / p->e_commerce_cost;
    c->going_online = paid < most ? paid : most;
}

static void close(struct world *w, int county)
{
    struct county *c = hq_county(w, county);
    const struct parameters *p = hq_parameters(w, county);
    if (!p->e_commerce_enabled) {
        return;
    }
    hq_post(w->ledger, county, P_e_commerce, A_fund, A_suppliers, I_purchase,
            c->going_online * p->e_commerce_cost, 0);
    const int64_t households = w->households[county] > 0 ? w->households[county] : 1;
    const float joining = (float)c->going_online / (float)households;
    const float spread = (float)p->e_commerce_spread * c->online * (1.0f - c->online);
    c->online = hq_min(1.0f, c->online + joining + spread);
}

const struct yearly HQ_SYMBOL(e_commerce_year) = {.plan = plan, .close = close};
