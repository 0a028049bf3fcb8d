/* Village officers, graduates sent to villages, courses for cadres (seeds 002, 003, 004): one quality of delivery in
 * a village.
 *
 *   cadres on courses = the county's part of those stated for the region (cadres_trained), by registered persons; no
 *     more than money / course_cost
 *   posts = villages of the county x most
 *   officers = min(posts, the rest of the money / cost); villages get them in proportion to their posts: none
 *     has a second one before all have one
 *   delivery' = min(1, (1 - wear) delivery + adds x officers a village + course x cadres a village)
 *   the village sees incomes with the error register.noise x (1 - information x delivery)  (people/observe.c)
 *   what is built there does (1 + yield x delivery) times as much, never more than all of it: part_working() of
 *     models/poverty.h for what has to be run, build() of policies/goods.h for what is laid out once
 * Delivery is what officers and courses have added: 0 in a village that has only its own people. Quantities are of
 * villages of the full population; `most` is the same in all years, since posts are counted the year before. What a
 * course costs is stated nowhere: 2,400 cadres stand in one sentence with the 31 million of training, which are 1,000
 * Yuan for each of 31,000 others (im-train-money, im-cadres), so whoever holds the courses is taken to bear them
 * (course_cost 0), and cadres alone act without money of the programme. Known limits: no source measures what an officer
 * changes, so all numbers are assumed, a second officer adds as much as the first, and yield is 0 until a user says
 * otherwise; an officer stays for the year that is paid; projects and courses yield as elsewhere. */
#include "models/policies/policy.h"

/* Registered persons of a county where the programme is. */
static int64_t registered_there(const struct world *w, int county, const void *what)
{
    const struct parameters *p = hq_parameters(w, county);
    return RUNS(p, officers, w->year) ? registered_in(w, county, what) : 0;
}

/* Cadres of the county on courses, with `money` fen in its fund. */
static int64_t cadres_of(const struct world *w, int county, int64_t money)
{
    const struct parameters *p = hq_parameters(w, county);
    const int64_t sent = county_part(w, county, p->officers_cadres_trained, registered_there, NULL),
                  most = p->officers_course_cost > 0 ? money / p->officers_course_cost : sent;
    return sent < most ? sent : most;
}

static void plan(struct world *w, int county)
{
    struct county *c = hq_county(w, county);
    const struct parameters *p = hq_parameters(w, county);
    const int64_t villages = w->demand[county * QUOTAS + Q_officers] / p->officers_most;
    const int64_t money = MONEY_OF_YEAR(w, county, p, officers), cadres = cadres_of(w, county, money);
    c->course_money = cadres * p->officers_course_cost;
    grant(w, county, Q_officers, places_for(money - c->course_money, c->places_officers, p->officers_cost));
    c->cadres = villages > 0 ? (float)cadres / (float)villages : 0.0f;
}

static void close(struct world *w, int county)
{
    const struct county *c = hq_county(w, county);
    const struct parameters *p = hq_parameters(w, county);
    const int64_t officers = hq_tallies(w, county)[T_officers],
                  money = hq_balance(w->ledger, county, P_officers, A_fund) - c->course_money;
    hq_post(w->ledger, county, P_officers, A_fund, A_suppliers, I_cadres_trained, c->course_money, 0);
    hq_post(w->ledger, county, P_officers, A_fund, A_suppliers, I_purchase,
            price_of(officers, money, c->places_officers, p->officers_cost), officers);
}

const struct yearly HQ_SYMBOL(officers_year) = {.plan = plan, .close = close};

static void count(const struct view *v)
{
    const struct parameters *p = v->parameters;
    if (p->officers_enabled && v->live > 0) {
        v->demand[Q_officers] += (int32_t)(villages_behind(v) * p->officers_most);
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
