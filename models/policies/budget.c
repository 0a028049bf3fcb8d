/* Budgets beside those of programmes: the region's total, and counties' own money (seed 002: 1.44 billion of the
 * centre and the region in 2009, of which 627 million are itemised; counties must budget from 2010 on).
 *
 *   unitemised  = total - itemised money of the centre and the region, never below 0
 *   taxes       = local_tax x capital of bases and leading enterprises, of energy enterprises and of ecological
 *                 industries (policies/industry.c, eco_industry.c) at last year's end: out of what enterprises earn,
 *                 into the county's own budget
 *   local money = local_share x taxes, to the county's poverty programmes as the region's money goes to them
 *                 (policies/by_need.h)
 * The total is budget.total, and budget.finance in it or beside it; itemised is what programmes with `in_total` and
 * the award drew from both in the year. What is left goes to counties by registered persons, but pastoral banners get
 * in all, items included, what budget.pastoral states; where the run has none, or nothing else, all goes to those that
 * there are. It is the region's as far as itemised money leaves of budget.finance, else the centre's, and goes into
 * uses without an effect: the sources say nothing about it. Where programmes draw more than the total the line is
 * empty.
 * Where a run has some of a region's counties only, all of these are budget.regional_part of what is stated.
 * Known limits: counties have no other revenue and no other expenses; capital of enterprises that no programme here
 * stands for pays taxes nowhere; what enterprises earn is not followed, so that taxes go by capital. */
#include <stdlib.h>

#include "models/policies/by_need.h"
#include "models/policies/parts.h"
#include "models/policies/policy.h"
#include "sim/error.h"

/* What part of the region the selected counties are. */
static void found(struct world *w, int county)
{
    double listed = 0;
    for (int c = 0; c < w->counties; c++) {
        listed += ((const struct county *)hq_county(w, c))->register_share;
    }
    const struct parameters *p = hq_parameters(w, county);
    const double set = p->budget_regional_part, by_register = listed > 0 && listed < 1 ? listed : 1;
    struct county *c = hq_county(w, county);
    c->region_part = hq_fen_of_double((set < 0 ? by_register : set) * 1e4);
}

/* Posts the taxes of the year on a capital and returns them, in fen. */
static int64_t tax(struct world *w, int county, int programme, int instrument, int64_t capital)
{
    const struct parameters *p = hq_parameters(w, county);
    /* lint: allow float-cast: capital is under 10^18 fen, the tax at most 1 of it */
    const int64_t due = no_more_than(most_grown, (int64_t)((double)capital * p->cascade_local_tax));
    hq_post(w->ledger, county, programme, A_enterprises_own, A_counties_own, instrument, due, 0);
    return due;
}

/* The county's taxes, and its own money to its poverty programmes. */
static void plan(struct world *w, int county)
{
    const struct parameters *p = hq_parameters(w, county);
    struct county *c = hq_county(w, county);
    c->own_revenue = tax(w, county, P_industry, I_tax, c->enterprise_capital) +
                     tax(w, county, P_industry, I_power_tax, c->energy_capital) +
                     tax(w, county, P_eco_industry, I_tax, c->eco_capital);
    if (p->cascade_local_share > 0 && w->year >= p->cascade_local_start) {
        /* lint: allow float-cast: the same */
        const int64_t money = (int64_t)((double)c->own_revenue * p->cascade_local_share);
        int64_t weights[ITEMS];
        for (int k = 0; k < ITEMS; k++) {
            weights[k] = money_of_item(w, county, &items[k]);
        }
        post_by_need(w, county, weights, A_counties_own, I_grant, money);
    }
}

/* What the year's items drew from a source in a county. */
static int64_t itemised_in(const struct world *w, int county, int source)
{
    int64_t sum = hq_paid(w->ledger, county, P_award, source);
    for (int k = 0; k < ITEMS; k++) {
        const bool counts = integer_at(hq_parameters(w, 0), items[k].in_total) != 0;
        sum += counts ? hq_paid(w->ledger, county, items[k].programme, source) : 0;
    }
    return sum;
}

static bool is_pastoral(const struct world *w, int county)
{
    return ((const struct county *)hq_county(w, county))->pastoral > 0;
}

/* What they drew from centre and region. */
struct drawn {
    int64_t centre, region, pastoral; /* pastoral: of both, in pastoral banners */
};

static struct drawn itemised(const struct world *w)
{
    struct drawn d = {0, 0, 0};
    for (int c = 0; c < w->counties; c++) {
        const int64_t centre = itemised_in(w, c, A_central), region = itemised_in(w, c, A_region);
        d.centre += centre;
        d.region += region;
        d.pastoral += is_pastoral(w, c) ? centre + region : 0;
    }
    return d;
}

static int64_t less(int64_t all, int64_t taken)
{
    return all > taken ? all - taken : 0;
}

enum side { PASTORAL, OTHERS, EVERYBODY };

static bool on_side(const struct world *w, int county, enum side side)
{
    return side == EVERYBODY || (side == PASTORAL) == is_pastoral(w, county);
}

static bool anybody_on(const struct world *w, enum side side)
{
    for (int c = 0; c < w->counties; c++) {
        if (on_side(w, c, side)) {
            return true;
        }
    }
    return false;
}

/* Adds a county's part of `money` to out[county], by registered persons (evenly where there are none), of those on
 * one side. */
static void share_on(const struct world *w, int64_t money, enum side side, int64_t *out)
{
    int64_t *weights = hq_zalloc((size_t)w->counties, sizeof *weights), listed = 0;
    for (int c = 0; c < w->counties; c++) {
        weights[c] = on_side(w, c, side) ? registered_in(w, c, NULL) : 0;
        listed += weights[c];
    }
    for (int c = 0; c < w->counties && listed == 0; c++) {
        weights[c] = on_side(w, c, side);
    }
    deal_parts(money, weights, out, w->counties);
    free(weights);
}

/* Deals the rest out: `wanted` of it to pastoral banners, or as registered persons are where that is below 0. */
static void share_rest(const struct world *w, int64_t rest, int64_t wanted, int64_t *out)
{
    if (wanted < 0 || !anybody_on(w, PASTORAL) || !anybody_on(w, OTHERS)) {
        share_on(w, rest, EVERYBODY, out);
        return;
    }
    const int64_t there = wanted < rest ? wanted : rest;
    share_on(w, there, PASTORAL, out);
    share_on(w, rest - there, OTHERS, out);
}

/* Posts what no item explains, `regional` of it from the region. */
static void post_rest(struct world *w, int64_t rest, int64_t regional, const int64_t *parts)
{
    int64_t before = 0;
    for (int c = 0; c < w->counties; c++) {
        const int64_t region = hq_allot(regional, before, parts[c], rest, 0);
        before += parts[c];
        hq_post(w->ledger, c, P_unitemised, A_central, A_fund, I_grant, parts[c] - region, 0);
        hq_post(w->ledger, c, P_unitemised, A_region, A_fund, I_grant, region, 0);
        hq_post(w->ledger, c, P_unitemised, A_fund, A_unitemised, I_grant, parts[c], 0);
    }
}

/* With the first county: programmes have drawn what they draw in the year. */
static void close(struct world *w, int county)
{
    const struct parameters *p = hq_parameters(w, 0);
    if (county > 0 || p->budget_total <= 0) {
        return;
    }
    const struct course course = {p->budget_start, 1, p->budget_growth, 1.0};
    const int64_t finance = here_of_region(w, money_in_course(p->budget_finance, w->year, course)),
                  stated = here_of_region(w, money_in_course(p->budget_total, w->year, course)),
                  total = p->budget_finance_inside ? stated : stated + finance;
    const struct drawn items_drew = itemised(w);
    const int64_t rest = less(total, items_drew.centre + items_drew.region),
                  room = less(finance, items_drew.region), regional = rest < room ? rest : room;
    const int64_t pastoral = here_of_region(w, p->budget_pastoral),
                  wanted = p->budget_pastoral < 0 ? -1 : less(pastoral, items_drew.pastoral);
    int64_t *parts = hq_zalloc((size_t)w->counties, sizeof *parts);
    share_rest(w, rest, wanted, parts);
    post_rest(w, rest, regional, parts);
    free(parts);
}

const struct yearly HQ_SYMBOL(budget_year) = {.found = found, .plan = plan, .close = close};
