/* Entire-village advancement, and contiguous development: everything at once in one village.
 *
 *   villages of a county = money / `village` (or the places that a replay states), the poorest first, in bands by the
 *       share of registered persons at the year's end before (of founders, those under the line): from `poorest` on,
 *       then from poorest x step, poorest x step^2 ..., the last band has all others; within a band every so many-th
 *       village. Shares are not set against the county's: where the register grows or shrinks, all villages move, and
 *       the order stays
 *   contiguous: the same in the pilot area of the county, an `area` of its villages side by side
 *   villagers bring, beside it, each household that is not on the register
 *       due = min(savings, masses_share x M / such households); it is spent as M is
 *   of a village's money M, to each good   units = min(lacking, M share / cost)       (rows/goods.def)
 *       then, what is left but for household projects, to goods still lacking in the order of their rows
 *       then, with projects_share of M and all that no good takes, household projects (policies/industry.c), in
 *       equal parts to households with a worker; where industry is off it goes back to the fund
 *   advanced' = advanced + 1; what is built serves from next year on
 * A village is advanced once, by either programme; villages that a replay states without money are counted, also
 * where the other programme builds, get nothing, and stay open. What a household gains is what roads, water and wells
 * add to what it sells and can do: nothing here looks at its income. Where a village stands for several (a thinned
 * population), places are counted in villages, and each of them gets its part of what all lack. Known limits: goods
 * are dealt out in fixed shares, nobody asks the village; what villagers do not have they do not borrow, and labour
 * that they bring is not followed; what officers add to goods is officers.yield alone; the pilot area has no town
 * at its heart. */
#include "models/livelihoods/bases.h"
#include "models/policies/goods.h"
#include "models/policies/policy.h"

/* Quotas of the bands, the poorest first; of the pilot area. */
static const int bands[] = {
#define BAND(number, ...) Q_village_advancement_##number,
#include "models/rows/bands.def"
#undef BAND
};
static const int pilot_area[] = {Q_contiguous};
enum { BANDS = sizeof bands / sizeof *bands };

/* The two programmes: their quotas and accounts. */
struct scheme {
    int programme;
    const int *quotas;
    int count; /* quotas */
    enum builder builder;
    int villages, projects, raised; /* tallies */
};

static const struct scheme advancement = {P_village_advancement, bands,          BANDS,       BY_ADVANCEMENT,
                                          T_eva_villages,        T_eva_projects, T_eva_raised};
static const struct scheme pilots = {P_contiguous,     pilot_area,    1, BY_PILOT, T_pilot_villages,
                                     T_pilot_projects, T_pilot_raised};
/* Most that a household brings: a million Yuan, in fen. */
static const int64_t MOST_BROUGHT = 100000000;

/* ---- the county --------------------------------------------------------------------------------------- */

static void plan(struct world *w, int county)
{
    const struct parameters *p = hq_parameters(w, county);
    struct county *c = hq_county(w, county);
    const int64_t money = MONEY_OF_YEAR(w, county, p, village_advancement);
    const int64_t stated = c->places_village_advancement, price = p->village_advancement_village;
    int64_t left = places_for(money, stated, price);
    c->eva_price = price_of_each(money, stated, price);
    for (int band = 0; band < BANDS; band++) {
        grant(w, county, bands[band], left);
        left -= w->places[county * QUOTAS + bands[band]];
    }
}

static void plan_pilots(struct world *w, int county)
{
    const struct parameters *p = hq_parameters(w, county);
    struct county *c = hq_county(w, county);
    const int64_t money = MONEY_OF_YEAR(w, county, p, contiguous);
    const int64_t stated = c->places_contiguous, price = p->contiguous_village;
    c->pilot_price = price_of_each(money, stated, price);
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
    const uint64_t luck = hq_mix64((uint64_t)w->county_numbers[county]) >> 32;
    c->pilot_from = first + (int64_t)(luck * (uint64_t)room >> 32);
    c->pilot_to = c->pilot_from + size;
}

static void close_scheme(struct world *w, int county, const struct scheme *s)
{
    const struct parameters *p = hq_parameters(w, county);
    const int64_t *t = hq_tallies(w, county);
    hq_post(w->ledger, county, s->programme, A_households, A_fund, I_own_contribution, t[s->raised], 0);
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
    count_capital(v, part / 100 * takers);
    return part * takers;
}

/* What households that are not on the register bring of `wanted` fen, from their savings, in equal parts; returns
 * it. */
static int64_t raise_money(const struct view *v, int64_t wanted)
{
    const uint8_t *registered = ROW(v, registered);
    const uint16_t *weight = ROW(v, weight);
    int32_t *savings = ROW(v, savings);
    const int32_t rows = v->rows;
    int64_t payers = 0, raised = 0;
    if (wanted <= 0) {
        return 0;
    }
    each_row_sum (i, rows, payers) {
        payers += hq_where(registered[i] != 1, weight[i]);
    }
    const int64_t part = payers > 0 ? wanted / payers : 0;
    const int32_t due = (int32_t)(part < MOST_BROUGHT ? part : MOST_BROUGHT);
    each_row_sum (i, rows, raised) {
        const int32_t held = hq_where(savings[i] > 0, savings[i]), most = held < due ? held : due;
        const int32_t paid = hq_where(registered[i] != 1, most);
        savings[i] -= paid;
        raised += (int64_t)paid * weight[i];
    }
    v->tally[T_savings] -= raised;
    return raised;
}

static void advance(const struct view *v, const struct scheme *s, int64_t price, double masses_share)
{
    struct village *village = v->village;
    const int64_t before = villages_behind(v) - village->advanced;
    int64_t villages = 0, lacks[GOODS];
    for (int band = 0; band < s->count; band++) {
        villages += v->places[s->quotas[band]];
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
    /* lint: allow float-cast: money is at most 10^14 fen, a share at most 1 */
    const int64_t raised = raise_money(v, (int64_t)((double)(villages * price) * masses_share));
    const struct package all = deal(v->parameters, villages * price + raised, lacks);
    for (int g = 0; g < GOODS; g++) {
        build(v, g, all.units[g], s->builder);
    }
    village->advanced += (int32_t)villages;
    v->tally[s->villages] += villages;
    v->tally[s->raised] += raised;
    v->tally[s->projects] += begin_projects(v, all.left);
}

static void run(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const struct county *c = v->county_row;
    if (p->village_advancement_enabled) {
        advance(v, &advancement, c->eva_price, p->village_advancement_masses_share);
    }
    if (p->contiguous_enabled) {
        advance(v, &pilots, c->pilot_price, p->contiguous_masses_share);
    }
}

const struct process HQ_SYMBOL(advance_villages) = {
    "advance_villages", HQ_SETTLE, run, COLUMNS(BUILD_READS, C_workers, C_venture, C_registered, C_savings),
    COLUMNS(C_venture, C_savings)};

/* The band in which a village stands: 0 for the poorest. */
static int band_of(const struct view *v)
{
    const struct parameters *p = v->parameters;
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
    const double poor = persons > 0 ? (double)listed / (double)persons : 0;
    double from = p->village_advancement_poorest;
    int band = 0;
    while (band < BANDS - 1 && poor < from) {
        from *= p->village_advancement_step;
        band++;
    }
    return band;
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
        v->demand[bands[band_of(v)]] += open;
    }
    if (p->contiguous_enabled && v->place >= c->pilot_from && v->place < c->pilot_to) {
        v->demand[Q_contiguous] += open;
    }
}

const struct process HQ_SYMBOL(count_advancement) = {"count_advancement", HQ_SETTLE, count,
                                                     COLUMNS(C_weight, C_members, C_registered), NULL};
