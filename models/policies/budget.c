/* Budgets beside those of programmes: the region's total, and counties' own money (seed 002: 1.44 billion of the
 * centre and the region in 2009, of which 627 million are itemised; counties must budget from 2010 on).
 *
 *   unitemised  = total - itemised money of the centre and the region, never below 0        (unitemised.enabled)
 *   own revenue = local_tax x capital of bases and leading enterprises at last year's end
 *   local money = local_share x own revenue, to the county's poverty programmes as the region's money goes to them
 * The total is budget.total, and budget.finance in it or beside it; itemised is what programmes with `in_total` and
 * the award drew from both in the year. What is left goes to counties by registered persons, from the region as far
 * as itemised money leaves of budget.finance and from the centre, and into uses without an effect: the sources say
 * nothing about it. Where programmes draw more than the total the line is empty.
 * Known limits: counties have no other revenue and no other expenses; capital of enterprises that the programme did
 * not build pays taxes nowhere. */
#include "models/policies/policy.h"

/* Policies whose money is part of the total, and whose money a county's own goes along with. */
static const struct item {
    int programme;
    bool by_need;
    size_t in_total; /* in struct parameters */
    size_t money;    /* in struct county */
} items[] = {
#define BY_NEED_BY_NEED true
#define BY_NEED_BY_LAND false
#define POLICY(name, first, last, basis, ...)                                                                  \
    {P_##name, BY_NEED_##basis, offsetof(struct parameters, name##_in_total),                                  \
     offsetof(struct county, money_##name)},
#include "models/rows/policies.def"
#undef POLICY
#undef BY_NEED_BY_NEED
#undef BY_NEED_BY_LAND
};
enum { ITEMS = sizeof items / sizeof *items };

static int64_t integer_at(const void *row, size_t offset)
{
    int64_t value;
    memcpy(&value, (const char *)row + offset, sizeof value);
    return value;
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
    int64_t all = 0, before = 0;
    for (int k = 0; k < ITEMS; k++) {
        all += items[k].by_need ? integer_at(c, items[k].money) : 0;
    }
    for (int k = 0; k < ITEMS; k++) {
        const int64_t here = items[k].by_need ? integer_at(c, items[k].money) : 0;
        hq_post(w->ledger, county, items[k].programme, A_counties_own, A_fund, I_grant,
                hq_allot(money, before, here, all, 0), 0);
        before += here;
    }
}

/* What the year's items drew from a source, all counties. */
static int64_t itemised(const struct world *w, int source)
{
    int64_t sum = 0;
    for (int c = 0; c < w->counties; c++) {
        for (int k = 0; k < ITEMS; k++) {
            const bool counts = integer_at(hq_parameters(w, 0), items[k].in_total) != 0;
            sum += counts ? hq_paid(w->ledger, c, items[k].programme, source) : 0;
        }
        sum += hq_paid(w->ledger, c, P_award, source);
    }
    return sum;
}

static int64_t less(int64_t all, int64_t taken)
{
    return all > taken ? all - taken : 0;
}

/* Posts one source's part of what no item explains, to counties by registered persons (evenly where there are
 * none). */
static void post_rest(struct world *w, int source, int64_t money)
{
    int64_t all = 0, before = 0;
    for (int c = 0; c < w->counties; c++) {
        all += ((const struct county *)hq_county(w, c))->registered_last;
    }
    for (int c = 0; c < w->counties; c++) {
        const int64_t own = all > 0 ? ((const struct county *)hq_county(w, c))->registered_last : 1;
        const int64_t part = hq_allot(money, before, own, all > 0 ? all : w->counties, 0);
        hq_post(w->ledger, c, P_unitemised, source, A_fund, I_grant, part, 0);
        hq_post(w->ledger, c, P_unitemised, A_fund, A_unitemised, I_grant, part, 0);
        before += own;
    }
}

/* With the first county: programmes have drawn what they draw in the year. */
static void close(struct world *w, int county)
{
    const struct parameters *p = hq_parameters(w, 0);
    if (county > 0 || !p->unitemised_enabled) {
        return;
    }
    const struct course course = {p->budget_start, 1, p->budget_growth};
    const int64_t finance = money_in_course(p->budget_finance, w->year, course),
                  stated = money_in_course(p->budget_total, w->year, course),
                  total = p->budget_finance_inside ? stated : stated + finance;
    const int64_t of_centre = itemised(w, A_central), of_region = itemised(w, A_region),
                  rest = less(total, of_centre + of_region), room = less(finance, of_region),
                  regional = rest < room ? rest : room;
    post_rest(w, A_region, regional);
    post_rest(w, A_central, rest - regional);
}

const struct yearly HQ_SYMBOL(budget_year) = {.plan = plan, .close = close};
