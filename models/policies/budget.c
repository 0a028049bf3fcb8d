/* Budgets beside those of programmes: the region's total, and counties' own money (seed 002: 1.44 billion of the
 * centre and the region in 2009, of which 627 million are itemised; counties must budget from 2010 on).
 *
 *   unitemised  = total - itemised money of the centre and the region, never below 0
 *   own revenue = local_tax x capital of bases and leading enterprises at last year's end
 *   local money = local_share x own revenue, to the county's poverty programmes as the region's money goes to them
 * The total is budget.total, and budget.finance in it or beside it; itemised is what programmes with `in_total` and
 * the award drew from both in the year. What is left goes to counties by registered persons, but pastoral ones get in
 * all, items included, what budget.pastoral states; from the region as far as itemised money leaves of budget.finance
 * and from the centre; and into uses without an effect: the sources say nothing about it. Where programmes draw more
 * than the total the line is empty.
 * Where a run has some of a region's counties only, all of these are budget.regional_part of what is stated.
 * Known limits: counties have no other revenue and no other expenses; capital of enterprises that the programme did
 * not build pays taxes nowhere. */
#include <stdlib.h>

#include "models/policies/policy.h"
#include "sim/error.h"

enum { PASTORAL = 2 }; /* of the model's classes */

/* Policies whose money is part of the total, and whose money a county's own goes along with. */
static const struct item {
    int programme;
    bool by_need;
    size_t in_total; /* in struct parameters */
    size_t money;    /* in struct county */
} items[] = {
#define BY_NEED_BY_NEED true
#define BY_NEED_BY_LAND false
#define BY_NEED_BY_POOR false
#define BY_NEED_BY_LIST false
#define POLICY(name, first, last, basis, ...)                                                                  \
    {P_##name, BY_NEED_##basis, offsetof(struct parameters, name##_in_total),                                  \
     offsetof(struct county, money_##name)},
#include "models/rows/policies.def"
#undef POLICY
#undef BY_NEED_BY_NEED
#undef BY_NEED_BY_LAND
#undef BY_NEED_BY_POOR
#undef BY_NEED_BY_LIST
};
enum { ITEMS = sizeof items / sizeof *items };

static int64_t integer_at(const void *row, size_t offset)
{
    int64_t value;
    memcpy(&value, (const char *)row + offset, sizeof value);
    return value;
}

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

/* The county's own money to its poverty programmes, each in proportion to its part of the region's. */
static void plan(struct world *w, int county)
{
    const struct parameters *p = hq_parameters(w, county);
    struct county *c = hq_county(w, county);
    if (p->cascade_local_share <= 0 || w->year < p->cascade_local_start) {
        return;
    }
    /* lint: allow float-cast: capital is at most 10^15 fen, shares at most 1 */
    c->own_revenue = (int64_t)((double)c->enterprise_capital * p->cascade_local_tax);
    /* lint: allow float-cast: the same */
    const int64_t money = (int64_t)((double)c->own_revenue * p->cascade_local_share);
    int64_t weights[ITEMS], parts[ITEMS] = {0};
    for (int k = 0; k < ITEMS; k++) {
        weights[k] = items[k].by_need ? integer_at(c, items[k].money) : 0;
    }
    deal_parts(money, weights, parts, ITEMS);
    for (int k = 0; k < ITEMS; k++) {
        hq_post(w->ledger, county, items[k].programme, A_counties_own, A_fund, I_grant, parts[k], 0);
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
    return w->classes[county] == PASTORAL;
}

/* What they drew from centre and region. */
struct drawn {
    int64_t centre, region, pastoral; /* pastoral: of both, in pastoral counties */
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

/* Adds a county's part of `money` to out[county], by registered persons (evenly where there are none), of all
 * counties or of those on one side: pastoral or not. */
static void share_rest(const struct world *w, int64_t money, bool every, bool pastoral, int64_t *out)
{
    int64_t *weights = hq_zalloc((size_t)w->counties, sizeof *weights), listed = 0;
    for (int c = 0; c < w->counties; c++) {
        weights[c] = every || is_pastoral(w, c) == pastoral ? registered_in(w, c, NULL) : 0;
        listed += weights[c];
    }
    for (int c = 0; c < w->counties && listed == 0; c++) {
        weights[c] = every || is_pastoral(w, c) == pastoral;
    }
    deal_parts(money, weights, out, w->counties);
    free(weights);
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
    const int64_t wanted = less(here_of_region(w, p->budget_pastoral), items_drew.pastoral),
                  there = wanted < rest ? wanted : rest;
    int64_t *parts = hq_zalloc((size_t)w->counties, sizeof *parts);
    if (p->budget_pastoral < 0) {
        share_rest(w, rest, true, false, parts);
    } else {
        share_rest(w, there, false, true, parts);
        share_rest(w, rest - there, false, false, parts);
    }
    post_rest(w, rest, regional, parts);
    free(parts);
}

const struct yearly HQ_SYMBOL(budget_year) = {.found = found, .plan = plan, .close = close};
