/* Entire-village advancement, and contiguous development: everything at once in one village.
 *
 *   villages of a county = money / `village` (or the places that a replay states), the poorest first: those whose
 *       share of registered persons is at least `poorest` times the county's, then `poor` times, then others;
 *       within such a band every so many-th village
 *   contiguous: the same in the pilot area of the county, an `area` of its villages side by side
 *   of a village's money M, to each good   units = min(lacking, M share / cost)       (rows/goods.def)
 *       then, what is left but for household projects, to goods still lacking in the order of their rows
 *       then, with projects_share of M and all that no good takes, household projects (policies/industry.c), in
 *       equal parts to households with a worker; where industry is off it goes back to the fund
 *   advanced' = advanced + 1; what is built serves from next year on
 * A village is advanced once, by either programme; villages that a replay states without money are counted, also
 * where the other programme builds, get nothing, and stay open. What a household gains is what roads, water and wells
 * add to what it sells and can do: nothing here looks at its income. Where a village stands for several (a thinned
 * population), places are counted in villages, and each of them gets its part of what all lack. Known limits: goods
 * are dealt out in fixed shares, nobody asks the village; villages bring no money of their own; no officers, so money
 * is worth the same everywhere; the pilot area has no town at its heart. */
#include "models/policies/goods.h"
#include "models/policies/policy.h"

enum { BANDS = 3 };
_Static_assert(Q_village_advancement_3 == Q_village_advancement_1 + BANDS - 1, "bands are in a row");

/* The two programmes: their quotas and accounts. */
struct scheme {
    int programme, first, last; /* quotas */
    enum builder builder;
    int villages, projects; /* tallies */
};

static const struct scheme advancement = {P_village_advancement,   Q_village_advancement_1,
                                          Q_village_advancement_3, BY_ADVANCEMENT,
                                          T_eva_villages,          T_eva_projects};
static const struct scheme pilots = {P_contiguous, Q_contiguous,     Q_contiguous,
                                     BY_PILOT,     T_pilot_villages, T_pilot_projects};

/* ---- the county --------------------------------------------------------------------------------------- */

/* What a village gets, in fen: its part of the fund where villages are stated, else its price. */
static int64_t price_in(int64_t money, int64_t stated, int64_t price)
{
    return stated < 0 ? price : stated > 0 ? money / stated : 0;
}

static void plan(struct world *w, int county)
{
    const struct parameters *p = hq_parameters(w, county);
    struct county *c = hq_county(w, county);
    const int64_t money = MONEY_OF_YEAR(w, county, p, village_advancement);
    const int64_t stated = c->places_village_advancement, price = p->village_advancement_village;
    int64_t left = places_for(money, stated, price);
    c->eva_price = money > 0 ? price_in(money, stated, price) : 0;
    for (int q = Q_village_advancement_1; q <= Q_village_advancement_3; q++) {
        grant(w, county, q, left);
        left -= w->places[county * QUOTAS + q];
    }
}

static void plan_pilots(struct world *w, int county)
{
    const struct parameters *p = hq_parameters(w, county);
    struct county *c = hq_county(w, county);
    const int64_t money = MONEY_OF_YEAR(w, county, p, contiguous);
    const int64_t stated = c->places_contiguous, price = p->contiguous_village;
    c->pilot_price = money > 0 ? price_in(money, stated, price) : 0;
    grant(w, county, Q_contiguous, places_for(money, stated, price));
}

/* The pilot area lies where the county's code says, whatever the seed. */
static void found_area(struct world *w, int county)
{
    const struct parameters *p = hq_parameters(w, county);
    struct county *c = hq_county(w, county);
    const int64_t first = w->first_village[county], villages = w->first_village[county + 1] - first;
    /* lint: allow float-cast: a county has under 2^20 villages */
    const int64_t wanted = (int64_t)((double)villages * p->contiguous_area + 0.999999);
    const int64_t size = wanted < villages ? wanted : villages, room = villages - size + 1;
    const uint64_t luck = hq_mix64(number_of(w->county_codes[county])) >> 32;
    c->pilot_from = first + (int64_t)(luck * (uint64_t)room >> 32);
    c->pilot_to = c->pilot_from + size;
}

static void close_scheme(struct world *w, int county, const struct scheme *s)
{
    const struct parameters *p = hq_parameters(w, county);
    const int64_t *t = hq_tallies(w, county);
    for (int g = 0; g < GOODS; g++) {
        const int64_t built = t[goods[g].tally[s->builder]];
        hq_post(w->ledger, county, s->programme, A_fund, goods[g].works, I_purchase, built * cost_of_good(p, g),
                built);
    }
    hq_post(w->ledger, county, s->programme, A_fund, A_suppliers, I_grant, t[s->projects], t[s->villages]);
}

static void close(struct world *w, int county)
{
    close_scheme(w, county, &advancement);
}

static void close_pilots(struct world *w, int county)
{
    close_scheme(w, county, &pilots);
}

const struct yearly HQ_SYMBOL(village_advancement_year) = {.plan = plan, .close = close};
const struct yearly HQ_SYMBOL(contiguous_year) = {
    .found = found_area, .plan = plan_pilots, .close = close_pilots};

/* ---- the village -------------------------------------------------------------------------------------- */

/* Units of each good that a village's money buys, and what is left of it. */
struct package {
    int64_t units[GOODS], left;
};

/* `lacks`: what the village can use of each good; at least projects_share is left for household projects. */
static struct package deal(const struct parameters *p, int64_t money, const int64_t *lacks)
{
    struct package deal = {.left = money};
    int64_t all = share_at(p, offsetof(struct parameters, village_advancement_projects_share));
    const int64_t projects = all;
    for (int g = 0; g < GOODS; g++) {
        all += share_at(p, goods[g].eva);
    }
    const int64_t kept = part_of_money(money, projects, all);
    for (int g = 0; g < GOODS; g++) {
        const int64_t cost = cost_of_good(p, g),
                      buys = part_of_money(money, share_at(p, goods[g].eva), all) / cost;
        deal.units[g] = buys < lacks[g] ? buys : lacks[g];
        deal.left -= deal.units[g] * cost;
    }
    for (int g = 0; g < GOODS; g++) {
        const int64_t cost = cost_of_good(p, g), spare = share_at(p, goods[g].eva) > 0 ? deal.left - kept : 0;
        const int64_t buys = spare > 0 ? spare / cost : 0, lacks_yet = lacks[g] - deal.units[g];
        const int64_t more = buys < lacks_yet ? buys : lacks_yet;
        deal.units[g] += more;
        deal.left -= more * cost;
    }
    return deal;
}

/* Households' projects of `money` fen in equal parts; returns what was paid. */
static int64_t begin_projects(const struct view *v, int64_t money)
{
    const struct parameters *p = v->parameters;
    const int32_t *workers = ROW(v, workers);
    const uint16_t *weight = ROW(v, weight);
    const int32_t rows = v->rows;
    int64_t takers = 0;
    each_row_sum (i, rows, takers) {
        takers += hq_where(workers[i] > 0, weight[i]);
    }
    if (!p->industry_enabled || takers == 0 || money <= 0) {
        return 0;
    }
    const int64_t part = money / takers;
    const float yuan = (float)part * 0.01f;
    float *venture = ROW(v, venture);
    each_row (i, rows) {
        venture[i] += hq_select(workers[i] > 0, yuan, 0.0f);
    }
    v->tally[T_ventures] += part / 100 * takers;
    return part * takers;
}

static void advance(const struct view *v, const struct scheme *s, int64_t price)
{
    struct village *village = v->village;
    const int64_t before = villages_behind(v) - village->advanced;
    int64_t villages = 0, lacks[GOODS];
    for (int q = s->first; q <= s->last; q++) {
        villages += v->places[q];
    }
    if (price <= 0) { /* counted alone: what builds there is other money, that of the other scheme too */
        const int64_t all_here = villages_behind(v);
        v->tally[s->villages] += villages < all_here ? villages : all_here;
        return;
    }
    villages = villages < before ? villages : before;
    if (villages <= 0) {
        return;
    }
    for (int g = 0; g < GOODS; g++) {
        lacks[g] = lacking(village, g) * villages / before;
    }
    const struct package all = deal(v->parameters, villages * price, lacks);
    for (int g = 0; g < GOODS; g++) {
        build(v, g, all.units[g], s->builder);
    }
    village->advanced += (int32_t)villages;
    v->tally[s->villages] += villages;
    v->tally[s->projects] += begin_projects(v, all.left);
}

static void run(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const struct county *c = v->county_row;
    if (p->village_advancement_enabled) {
        advance(v, &advancement, c->eva_price);
    }
    if (p->contiguous_enabled) {
        advance(v, &pilots, c->pilot_price);
    }
}

const struct process HQ_SYMBOL(advance_villages) = {
    "advance_villages", HQ_SETTLE, run, COLUMNS(BUILD_READS, C_workers, C_venture), COLUMNS(C_venture)};

/* The band in which a village stands: 0 for the poorest. */
static int band_of(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const struct county *c = v->county_row;
    const int32_t *members = ROW(v, members);
    const uint8_t *registered = ROW(v, registered);
    const uint16_t *weight = ROW(v, weight);
    const int32_t rows = v->rows;
    int64_t persons = 0, listed = 0;
    each_row_sum (i, rows, persons, listed) {
        const int64_t heads = (int64_t)members[i] * weight[i];
        persons += heads;
        listed += hq_where_long(registered[i] == 1, heads);
    }
    const double usual = c->persons_last > 0 && c->registered_last > 0
                             ? (double)c->registered_last / (double)c->persons_last
                             : p->village_advancement_usual;
    const double poor = persons > 0 ? (double)listed / (double)persons : 0;
    return poor >= usual * p->village_advancement_poorest ? 0
           : poor >= usual * p->village_advancement_poor  ? 1
                                                          : 2;
}

static void count(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const struct county *c = v->county_row;
    const struct village *village = v->village;
    if (!(p->village_advancement_enabled || p->contiguous_enabled) || v->live == 0) {
        return;
    }
    const int32_t left = (int32_t)(villages_behind(v) - village->advanced), open = left > 0 ? left : 0;
    if (p->village_advancement_enabled) {
        v->demand[Q_village_advancement_1 + band_of(v)] += open;
    }
    if (p->contiguous_enabled && v->place >= c->pilot_from && v->place < c->pilot_to) {
        v->demand[Q_contiguous] += open;
    }
}

const struct process HQ_SYMBOL(count_advancement) = {"count_advancement", HQ_SETTLE, count,
                                                     COLUMNS(C_weight, C_members, C_registered), NULL};
