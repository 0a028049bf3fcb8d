/* Infrastructure: money of its own for each good that villages lack (rows/goods.def), beside what villages get that
 * are advanced as a whole (policies/village_advancement.c).
 *
 *   money of a good = fund x its share / sum of shares
 *   units = money of the good / its cost, at most what villages of the county lack
 * In a replay that states NAME_units for the region, these go to counties by what their villages lack, times
 * infrastructure.weight, where any money goes (or everywhere, where no money is stated); they cost the good's money,
 * all of it if all are built, and nothing where there is none: works then stand in the ledger with their quantity
 * alone. From the county on, units go to villages by what they lack. What is built in a year serves from the next.
 * Known limits: money of a good that no village lacks any more stays in the fund and is dealt out anew next year;
 * nobody chooses among goods by what they would bring; works give no wages to villagers. */
#include "models/policies/goods.h"
#include "models/policies/policy.h"

/* A good's part of the money. */
static int64_t money_of_good(const struct parameters *p, int good, int64_t money)
{
    int64_t all = 0;
    for (int g = 0; g < GOODS; g++) {
        all += share_at(p, goods[g].share);
    }
    return part_of_money(money, share_at(p, goods[good].share), all);
}

/* Units of a good stated for the region, or -1. */
static int64_t stated_units(const struct world *w, int good)
{
    return w->replay ? integer_at(hq_parameters(w, 0), goods[good].units) : -1;
}

/* By what stated units are shared out: a good, and whether only where there is money. */
struct claims {
    int good;
    bool by_money;
};

/* What a county counts with then: what it lacks, by its weight, in thousandths. */
static int64_t claim_of(const struct world *w, int county, const void *what)
{
    const struct claims *of = what;
    const struct parameters *p = hq_parameters(w, county);
    const struct county *c = hq_county(w, county);
    if (!RUNS(p, infrastructure, w->year) || (of->by_money && c->money_infrastructure <= 0)) {
        return 0;
    }
    /* lint: allow float-cast: at most 10^10 units and a weight of 1,000 */
    return (int64_t)((double)w->demand[county * QUOTAS + goods[of->good].quota] * p->infrastructure_weight *
                     1e3);
}

/* A county's part of them, or -1. */
static int64_t stated_in(const struct world *w, int county, int good)
{
    const int64_t units = stated_units(w, good);
    int64_t money = 0;
    if (units < 0 || !RUNS((const struct parameters *)hq_parameters(w, county), infrastructure, w->year)) {
        return -1;
    }
    for (int c = 0; c < w->counties; c++) {
        money += ((const struct county *)hq_county(w, c))->money_infrastructure;
    }
    const struct claims by = {good, money > 0};
    return county_part(w, county, units, claim_of, &by);
}

static void plan(struct world *w, int county)
{
    const struct parameters *p = hq_parameters(w, county);
    struct county *c = hq_county(w, county);
    const int64_t money = MONEY_OF_YEAR(w, county, p, infrastructure);
    for (int g = 0; g < GOODS; g++) {
        const int64_t stated = stated_in(w, county, g);
        set_integer(c, goods[g].stated, stated);
        grant(w, county, goods[g].quota, places_for(money_of_good(p, g, money), stated, cost_of_good(p, g)));
    }
}

static void close(struct world *w, int county)
{
    const struct parameters *p = hq_parameters(w, county);
    const struct county *c = hq_county(w, county);
    const int64_t money = hq_balance(w->ledger, county, P_infrastructure, A_fund);
    for (int g = 0; g < GOODS; g++) {
        const int64_t built = hq_tallies(w, county)[goods[g].tally[BY_INFRASTRUCTURE]],
                      stated = integer_at(c, goods[g].stated);
        hq_post(w->ledger, county, P_infrastructure, A_fund, goods[g].works, I_purchase,
                price_of(built, money_of_good(p, g, money), stated, cost_of_good(p, g)), built);
    }
}

const struct yearly HQ_SYMBOL(infrastructure_year) = {.plan = plan, .close = close};

/* Before villages are advanced, which take what is then still lacking. */
static void run(const struct view *v)
{
    const struct parameters *p = v->parameters;
    if (!p->infrastructure_enabled) {
        return;
    }
    for (int g = 0; g < GOODS; g++) {
        const int64_t places = v->places[goods[g].quota], lacks = lacking(v->village, g);
        build(v, g, places < lacks ? places : lacks, BY_INFRASTRUCTURE);
    }
}

const struct process HQ_SYMBOL(build_goods) = {"build_goods", HQ_SETTLE, run, COLUMNS(BUILD_READS), NULL};
