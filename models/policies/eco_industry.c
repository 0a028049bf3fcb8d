/* Ecological and featured industries of a county (seeds 000, 001, 003, 004): tourism, photovoltaic, wind, Mongolian
 * medicine, forest and fruit, grass, the chains of cattle and sheep, greenhouses; one row each
 * (rows/eco_industries.def).
 *
 *   an industry's part of the money = allot(money, weight x fit to the county), no more than there is land for
 *   units' = (1 - decay) units + (money + leverage x money) / cost + built by enterprises alone
 *   sold   = units x yields x price                       (eco_industries.h: visitors, power's price, markets)
 *   jobs   = units' x jobs a unit, of visits and of what bears, among the county's next year (livelihoods/jobs.c)
 *   to households: part x sold, by what they have (eco_income.c)
 *   equity: what grants pay of photovoltaic stations is shares, held for the county's registered households;
 *       shares' = (1 - decay) shares + grants; dividends = part x sold x shares / capital of all stations
 *
 * The chains raise what herders get for animals (livelihoods/herds.h), grass lowers the price of hay
 * (livelihoods/prices.c), greenhouses are irrigated land under cash crops (livelihoods/niche.c); what the industries are
 * worth pays taxes to the county (policies/budget.c). What is built sells and gives jobs from the next year on; while
 * the programme is enabled, also after its last year. Prices and costs are those of the year as stated: nothing here
 * follows consumer prices. Known limits: industries do not fail one by one, and no wage or cost of theirs decides
 * whether they go on; the land that they take is not taken from anybody's farm. */
#include "models/policies/eco_industries.h"
#include "models/policies/fits.h"
#include "models/policies/policy.h"
#include "models/rows/offsets.h"

static double fits_trees(const struct county *c)
{
    return c->forest_share;
}

static double fits_water(const struct county *c)
{
    return c->irrigated_share;
}

/* Mu of the county. */
static double area_of(const struct county *c)
{
    return c->area_km2 * 1500.0;
}

static double fits_pasture(const struct county *c)
{
    return area_of(c) > 0.0 ? c->pasture_mu / area_of(c) : 0.0;
}

/* Land of a kind, mu; cover as at the start. */
enum ground { NOWHERE, SAND, PASTURE, CROPLAND, TREES, WATERED };

static double ground_of(const struct county *c, enum ground ground)
{
    switch (ground) {
    case SAND:
        return c->sand_share * area_of(c);
    case PASTURE:
        return c->pasture_mu;
    case CROPLAND:
        return c->cropland_mu;
    case TREES:
        return c->forest_share * area_of(c);
    case WATERED:
        return c->irrigated_share * c->cropland_mu;
    default:
        return 0.0;
    }
}

/* Most that enterprises put into an industry in a year, and that its capital is counted for: 10 trillion Yuan, in
 * fen. */
static const double MOST_CAPITAL = 1e15;
static const double MOST_JOBS = 1e9;

static const struct eco_industry {
    size_t units;                                     /* in struct county */
    size_t weight, built, cost, jobs, yields, market; /* in struct parameters */
    double land;
    enum ground ground;
    double (*fit)(const struct county *c);
} eco_industries[] = {
#define ECO_INDUSTRY(name, unit, land, ground, fit, ...)                                                       \
    {offsetof(struct county, units_##name),                                                                    \
     offsetof(struct parameters, eco_industry_##name),                                                         \
     offsetof(struct parameters, eco_industry_##name##_built),                                                 \
     offsetof(struct parameters, eco_industry_##name##_cost),                                                  \
     offsetof(struct parameters, eco_industry_##name##_jobs),                                                  \
     offsetof(struct parameters, eco_industry_##name##_yields),                                                \
     offsetof(struct parameters, eco_industry_##name##_market),                                                \
     land,                                                                                                     \
     ground,                                                                                                   \
     fit},
#define SHARE(...)
#define BASE(...)
#include "models/rows/eco_industries.def"
#undef BASE
#undef SHARE
#undef ECO_INDUSTRY
};

/* What of an industry's revenue goes to households, by what. */
static const struct share {
    int industry;
    size_t part;       /* in struct parameters */
    size_t base, rate; /* in struct county */
} shares[] = {
#define ECO_INDUSTRY(...)
#define SHARE(industry, by, ...)                                                                               \
    {ECO_INDUSTRY_##industry, offsetof(struct parameters, eco_industry_##industry##_##by),                     \
     offsetof(struct county, base_##by), offsetof(struct county, rate_##industry##_##by)},
#define BASE(...)
#include "models/rows/eco_industries.def"
#undef BASE
#undef SHARE
#undef ECO_INDUSTRY
};
enum { SHARES = sizeof shares / sizeof *shares };

/* Units that are at work in the year: room that visitors take, trees that bear. */
static double at_work(const struct world *w, int county, int industry)
{
    const struct county *c = hq_county(w, county);
    const struct parameters *p = hq_parameters(w, county);
    if (industry == ECO_INDUSTRY_fruit) {
        return c->fruit_bearing;
    }
    const double units = real_at(c, eco_industries[industry].units);
    if (industry == ECO_INDUSTRY_tourism) {
        const bool stated = w->replay && p->eco_industry_visits >= 0.0;
        return stated ? p->eco_industry_visits : units * filled(p, c, w->households[county]);
    }
    return units;
}

/* Yuan for what `yields` counts. */
static double price_of_industry(const struct world *w, int county, int industry)
{
    const struct county *c = hq_county(w, county);
    const struct parameters *p = hq_parameters(w, county);
    const double market = real_at(p, eco_industries[industry].market);
    switch (industry) {
    case ECO_INDUSTRY_photovoltaic:
        return power_price(p, p->eco_industry_photovoltaic_price, w->year);
    case ECO_INDUSTRY_wind:
        return power_price(p, p->eco_industry_wind_price, w->year);
    case ECO_INDUSTRY_grass:
        return (double)c->hay_price;
    case ECO_INDUSTRY_medicine:
        return near_price(p, c->units_medicine, w->households[county], market, p->eco_industry_brand);
    default:
        return near_price(p, real_at(c, eco_industries[industry].units), w->households[county], market, 1.0);
    }
}

/* What part of the county's photovoltaic stations is held for registered households. */
static double held_of_stations(const struct county *c, const struct parameters *p)
{
    const double capital = c->units_photovoltaic * (double)p->eco_industry_photovoltaic_cost,
                 held = (double)c->power_shares;
    return held <= 0.0 || capital <= 0.0 ? 0.0 : held < capital ? held / capital : 1.0;
}

/* What the units built until last year sell in this one. */
static void earn(struct world *w, int county)
{
    struct county *c = hq_county(w, county);
    const struct parameters *p = hq_parameters(w, county);
    double sold[ECO_INDUSTRIES], revenue = 0.0;
    for (int k = 0; k < ECO_INDUSTRIES; k++) {
        sold[k] =
            at_work(w, county, k) * real_at(p, eco_industries[k].yields) * price_of_industry(w, county, k);
        revenue += sold[k];
    }
    for (int s = 0; s < SHARES; s++) {
        const double base = (double)integer_at(c, shares[s].base);
        const bool dividend = shares[s].base == offsetof(struct county, base_registered);
        const double of_them = dividend ? held_of_stations(c, p) : 1.0;
        const double fen = 100.0 * real_at(p, shares[s].part) * sold[shares[s].industry] * of_them;
        set_float(c, shares[s].rate, base > 0.0 ? (float)(fen / base) : 0.0f);
    }
    c->visits = (float)at_work(w, county, ECO_INDUSTRY_tourism);
    c->eco_revenue = revenue;
    c->chain_cattle = chain_price(p, c->units_cattle_chain, 0.1 * (double)c->base_cattle);
    c->chain_small = chain_price(p, c->units_sheep_chain, 0.1 * (double)c->base_small);
}

/* Units that there is still land for. */
static double room_for(const struct county *c, int k)
{
    const double units = real_at(c, eco_industries[k].units);
    const double most =
        eco_industries[k].land > 0.0 ? ground_of(c, eco_industries[k].ground) / eco_industries[k].land : 1e15;
    return most > units ? most - units : 0.0;
}

/* Jobs of the next year: of what is at work then. */
static double jobs_of(const struct world *w, int county)
{
    double jobs = 0.0;
    for (int k = 0; k < ECO_INDUSTRIES; k++) {
        jobs += at_work(w, county, k) * real_at(hq_parameters(w, county), eco_industries[k].jobs);
    }
    return jobs < MOST_JOBS ? jobs : MOST_JOBS;
}

/* Whole fen of an industry's capital, MOST_CAPITAL at most. */
static int64_t whole_fen(double fen)
{
    /* lint: allow float-cast: at most 10^15 */
    return (int64_t)(fen < MOST_CAPITAL ? fen : MOST_CAPITAL);
}

/* The year's money, and enterprises' own beside it, becomes capital. */
static void build(struct world *w, int county, int64_t money, bool running)
{
    struct county *c = hq_county(w, county);
    const struct parameters *p = hq_parameters(w, county);
    const double kept = 1.0 - p->eco_industry_decay, bearing = c->fruit_bearing;
    int64_t weights[ECO_INDUSTRIES], parts[ECO_INDUSTRIES] = {0};
    for (int k = 0; k < ECO_INDUSTRIES; k++) {
        const double wanted = real_at(p, eco_industries[k].weight) * eco_industries[k].fit(c) * 1e6;
        weights[k] = room_for(c, k) > 0.0 ? (int64_t)wanted : 0; /* lint: allow float-cast: at most 10^12 */
    }
    deal_parts(money, weights, parts, ECO_INDUSTRIES);
    c->eco_grants = c->eco_own = c->eco_capital = 0;
    for (int k = 0; k < ECO_INDUSTRIES; k++) {
        const int64_t part = parts[k], cost = integer_at(p, eco_industries[k].cost);
        const double room = room_for(c, k) * (double)cost;
        const double most = room / (1.0 + p->eco_industry_leverage);
        const int64_t grant_of = (double)part <= most ? part : whole_fen(most);
        const int64_t drawn = whole_fen((double)grant_of * p->eco_industry_leverage);
        const double left = room - (double)grant_of - (double)drawn;
        const double asked = running ? real_at(p, eco_industries[k].built) * (double)cost : 0.0;
        const int64_t alone = whole_fen(asked < left ? asked : left > 0.0 ? left : 0.0);
        const double units =
            kept * real_at(c, eco_industries[k].units) + (double)(grant_of + drawn + alone) / (double)cost;
        set_real(c, eco_industries[k].units, units);
        c->eco_grants += grant_of;
        c->power_grants = k == ECO_INDUSTRY_photovoltaic ? grant_of : c->power_grants;
        c->eco_own += drawn + alone;
        c->eco_capital += whole_fen(units * (double)cost);
    }
    /* lint: allow float-cast: at most 10^18 fen */
    c->power_shares = (int64_t)(kept * (double)c->power_shares) + c->power_grants;
    const double young = c->units_fruit - kept * bearing;
    c->fruit_bearing = kept * bearing + (young > 0.0 ? young / p->eco_industry_bears : 0.0);
    c->eco_jobs = (float)jobs_of(w, county);
}

static void plan(struct world *w, int county)
{
    const struct parameters *p = hq_parameters(w, county);
    if (p->eco_industry_enabled) {
        const int64_t money = MONEY_OF_YEAR(w, county, p, eco_industry);
        earn(w, county);
        build(w, county, money, RUNS(p, eco_industry, w->year));
    }
}

static void close(struct world *w, int county)
{
    struct county *c = hq_county(w, county);
    const struct parameters *p = hq_parameters(w, county);
    const int64_t *t = hq_tallies(w, county);
    if (!p->eco_industry_enabled) {
        return;
    }
    hq_post(w->ledger, county, P_eco_industry, A_fund, A_enterprises, I_grant, c->eco_grants - c->power_grants,
            0);
    hq_post(w->ledger, county, P_eco_industry, A_fund, A_enterprises, I_share, c->power_grants, 0);
    hq_post(w->ledger, county, P_eco_industry, A_enterprises_own, A_enterprises, I_investment, c->eco_own, 0);
    hq_post(w->ledger, county, P_eco_industry, A_buyers, A_households, I_sale, t[T_eco_sales], 0);
    hq_post(w->ledger, county, P_eco_industry, A_enterprises_own, A_households, I_rent, t[T_eco_rents], 0);
    hq_post(w->ledger, county, P_eco_industry, A_enterprises_own, A_households, I_dividend, t[T_eco_dividends],
            0);
#define ECO_INDUSTRY(...)
#define SHARE(...)
#define BASE(name, ...) c->base_##name = t[T_base_##name];
#include "models/rows/eco_industries.def"
#undef BASE
#undef SHARE
#undef ECO_INDUSTRY
}

const struct yearly HQ_SYMBOL(eco_industry_year) = {.plan = plan, .close = close};
