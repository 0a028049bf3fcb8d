/* Village officers, graduates sent to villages, courses for cadres (seeds 002, 003, 004): one quality of delivery in
 * a village.
 *
 *   officers = money / cost, as many as the villages' demand at most; villages get them in proportion
 *   delivery' = min(1, (1 - wear) delivery + adds x officers a village + course x cadres a village)
 *   the village sees incomes with the error register.noise x (1 - information x delivery)  (people/observe.c)
 * Delivery is what officers and courses have added: 0 in a village that has only its own people. Quantities are of
 * villages of the full population. Known limits: no source measures what an officer changes, so all four numbers are
 * assumed; an officer stays for the year that is paid. */
#include "models/policies/policy.h"
#include "sim/allot.h"

/* The county's part of the region's cadres on courses: by its registered poor. */
static int64_t cadres_of(const struct world *w, int county)
{
    int64_t all = 0, before = 0, own = 0;
    for (int other = 0; other < w->counties; other++) {
        const struct county *row = hq_county(w, other);
        const struct parameters *there = hq_parameters(w, other);
        const int64_t here = RUNS(there, officers, w->year) ? row->registered_last : 0;
        before += other < county ? here : 0;
        own = other == county ? here : own;
        all += here;
    }
    const struct parameters *p = hq_parameters(w, county);
    return hq_allot(p->officers_cadres, before, own, all, 0);
}

static void plan(struct world *w, int county)
{
    struct county *c = hq_county(w, county);
    const struct parameters *p = hq_parameters(w, county);
    const int64_t villages = w->demand[county * QUOTAS + Q_officers];
    const int64_t money = MONEY_OF_YEAR(w, county, p, officers);
    grant(w, county, Q_officers, places_for(money, c->places_officers, p->officers_cost));
    c->cadres = villages > 0 ? (float)cadres_of(w, county) / (float)villages : 0.0f;
}

static void close(struct world *w, int county)
{
    const struct county *c = hq_county(w, county);
    const struct parameters *p = hq_parameters(w, county);
    const int64_t officers = hq_tallies(w, county)[T_officers],
                  money = hq_balance(w->ledger, county, P_officers, A_fund);
    hq_post(w->ledger, county, P_officers, A_fund, A_suppliers, I_purchase,
            price_of(officers, money, c->places_officers, p->officers_cost), officers);
}

const struct yearly HQ_SYMBOL(officers_year) = {.plan = plan, .close = close};

static void count(const struct view *v)
{
    const struct parameters *p = v->parameters;
    if (p->officers_enabled && v->live > 0) {
        v->demand[Q_officers] += (int32_t)villages_behind(v);
    }
}

const struct process HQ_SYMBOL(count_officers) = {"count_officers", HQ_SETTLE, count, COLUMNS(C_weight), NULL};

static void deliver(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const struct county *c = v->county_row;
    struct village *village = v->village;
    const int32_t officers = v->places[Q_officers];
    if (!p->officers_enabled || (officers <= 0 && village->delivery <= 0.0f && c->cadres <= 0.0f)) {
        return;
    }
    const float posts = (float)officers / (float)villages_behind(v);
    const float delivery = (1.0f - (float)p->officers_wear) * village->delivery +
                           (float)p->officers_adds * posts + (float)p->officers_course * c->cadres;
    village->delivery = hq_min(1.0f, delivery);
    v->tally[T_officers] += officers;
}

const struct process HQ_SYMBOL(deliver) = {"deliver", HQ_SETTLE, deliver, COLUMNS(C_weight), NULL};
