/* Industrialization (seeds 002, 003, 004): bases and leading enterprises on one side, household projects on the
 * other - cattle and sheep, vegetables, featured breeding - with grants, project loans and discounted household
 * loans.
 *
 *   enterprises: a share `enterprise_share` of the money, the county's part of the region's project loans and of those
 *       that discount_money carries (discount_money / discount_points), and what firms bring themselves (firm_money),
 *       become capital; next year it offers capital / job_capital local jobs, and it wears off by `decay`
 *       All of these have the course of the programme's money (growth, ramp, dose; policies/funding.h). Discounts of
 *       Beijing go like its pairs' money (policies/pairing.c), other sums like the region's; where there is none of
 *       that, nobody gets them
 *   energy enterprises: energy_money of the region, by residents of the counties where the programme runs, is capital
 *       of its own account with energy_job_capital behind a job, many times that of others: jobs do not follow money
 *   projects = the rest / (grant + discount); for registered households with a worker that can pay their own
 *       contribution `match` x grant from savings, the poorest first
 *   venture' = (1 - decay) venture + grant + own contribution + loan
 *   kinds: a village builds the base that suits it (bases.c): cattle and sheep, vegetables, potatoes, trees on sand, else
 *       featured breeding. The part finds(venture) raises what the household's animals or land give, or is in trees
 *       (livelihoods/bases.h); all of featured breeding, and the part that finds nothing, `beside` of it, are sold near by
 *   sales = return x (finds, where in trees, + price x the part sold near by) x exp(ability / 2 + s z - s^2 / 2), net of
 *       costs; a Yuan gives about `return` a year in every kind while it finds room
 *   price = (1 + capital sold near by, a household of the county / market)^(-(1 - contracted) / elasticity): niche goods
 *       are sold near by, but for a part contracted = min(1, contracts x enterprises' capital / ventures), which
 *       enterprises take to the country's market, of a rise of vegetables too
 * The programme pays `discount` of the loan's first year of interest to the household. A replay that states the
 * region's household_loans imposes them: allot over the year's projects, to the fen where a household stands for one.
 * Projects begin before the harvest, and what they sell counts for minimum living security like other sales.
 * Known limits: enterprises do not fail one by one; imposed loans are discounted as `loan` is; a cold store whose
 * sponsors count a hundred jobs to the square metre (bj-cold-jobs) is no target of this. */
#include "models/livelihoods/bases.h"
#include "models/policies/policy.h"
#include "models/rows/offsets.h"

/* Most of a stated loan for one project, fen. */
enum { MOST_STATED_LOAN = 2000000 };

static bool loans_stated(bool replay, const struct parameters *p)
{
    return replay && p->industry_household_loans >= 0;
}

/* What a stated sum of the whole region is this year, for the counties of the run. */
static int64_t of_region(const struct world *w, const struct parameters *p, int64_t stated)
{
    return here_of_region(w, money_in_course(stated, w->year, COURSE_OF(p, industry)));
}

/* The county's money of the region for a programme (`placed` points to where it stands in struct county), where this
 * one runs. */
static int64_t money_in(const struct world *w, int county, const void *placed)
{
    const struct parameters *p = hq_parameters(w, county);
    return RUNS(p, industry, w->year) ? integer_at(hq_county(w, county), *(const size_t *)placed) : 0;
}

/* The county's part of a sum of the region: like its part of the money. */
static int64_t part_of(const struct world *w, int county, int64_t sum)
{
    static const size_t own = offsetof(struct county, money_industry);
    return county_part(w, county, sum, money_in, &own);
}

/* The county's part of discounts: by pairs where these have money in the year. */
static int64_t discount_of(const struct world *w, int county)
{
    const struct parameters *p = hq_parameters(w, county);
    static const size_t pairs = offsetof(struct county, money_pairing);
    const int64_t sum = of_region(w, p, p->industry_discount_money);
    return all_counties(w, money_in, &pairs) > 0 ? county_part(w, county, sum, money_in, &pairs)
                                                 : part_of(w, county, sum);
}

/* Loans whose interest a discount lowers. */
static int64_t discounted_loans(const struct parameters *p, int64_t discount)
{
    /* lint: allow float-cast: at most 10^14 fen over a thousandth */
    return (int64_t)((double)discount / p->industry_discount_points);
}

/* Where the programme runs. */
static int64_t residents_in(const struct world *w, int county, const void *what)
{
    (void)what;
    const struct parameters *p = hq_parameters(w, county);
    /* lint: allow float-cast: residents of a county */
    const int64_t residents = (int64_t)((const struct county *)hq_county(w, county))->population_2010;
    return RUNS(p, industry, w->year) ? residents : 0;
}

/* The county's part of what energy enterprises invest in the region: by residents of town and country, where the
 * programme runs. */
static int64_t energy_money(const struct world *w, int county)
{
    const struct parameters *p = hq_parameters(w, county);
    return county_part(w, county, of_region(w, p, p->industry_energy_money), residents_in, NULL);
}

/* Of the county alone. */
static int64_t firm_money(const struct world *w, const struct parameters *p)
{
    const struct course course = COURSE_OF(p, industry);
    return RUNS(p, industry, w->year) ? money_in_course(p->industry_firm_money, w->year, course) : 0;
}

/* What the programme spends on one project: the grant and the discount. */
static int64_t cost_of_project(const struct parameters *p)
{
    /* lint: allow float-cast: a loan is at most 10^9 fen, rate and share at most 1 */
    return p->industry_grant + (int64_t)((double)p->industry_loan * p->money_loan_rate * p->industry_discount);
}

static void plan(struct world *w, int county)
{
    struct county *c = hq_county(w, county);
    const struct parameters *p = hq_parameters(w, county);
    const int64_t money = MONEY_OF_YEAR(w, county, p, industry);
    /* lint: allow float-cast: money is at most 10^14 fen, a share at most 1 */
    c->enterprise_grants = (int64_t)((double)money * p->industry_enterprise_share);
    const int64_t discount = discount_of(w, county);
    hq_post(w->ledger, county, P_industry, A_beijing_city, A_interest, I_discount, discount, 0);
    c->enterprise_loans =
        part_of(w, county, of_region(w, p, p->industry_project_loans)) + discounted_loans(p, discount);
    grant(w, county, Q_industry, (money - c->enterprise_grants) / cost_of_project(p));
    const float size = (float)c->ventures_near / (float)(w->households[county] > 0 ? w->households[county] : 1);
    const double taken = p->industry_contracts * 0.01 * (double)c->enterprise_capital;
    c->contracted = (float)(taken < (double)c->ventures_last ? taken / (double)c->ventures_last : taken > 0.0);
    c->venture_price = hq_power(1.0f + size / (float)p->industry_market,
                                -(1.0f - c->contracted) / (float)p->industry_elasticity);
}

/* What a replay states, shared out by projects. */
static void clear(struct world *w, int county)
{
    const struct parameters *p = hq_parameters(w, 0);
    if (county > 0 || !loans_stated(w->replay, p)) {
        return;
    }
    static const int quota = Q_project_loans;
    const int64_t total = all_counties(w, demand_in, &quota),
                  stated = here_of_region(w, p->industry_household_loans),
                  loans = stated < total ? stated : total;
    for (int c = 0; c < w->counties; c++) {
        w->places[c * QUOTAS + Q_project_loans] = county_part(w, c, loans, demand_in, &quota);
    }
}

static void close(struct world *w, int county)
{
    struct county *c = hq_county(w, county);
    const struct parameters *p = hq_parameters(w, county);
    const int64_t *t = hq_tallies(w, county);
    const int64_t discount = cost_of_project(p) - p->industry_grant, projects = t[T_projects];
    hq_post(w->ledger, county, P_industry, A_fund, A_suppliers, I_grant, projects * p->industry_grant,
            projects);
    hq_post(w->ledger, county, P_industry, A_fund, A_households, I_discount, projects * discount, 0);
    hq_post(w->ledger, county, P_industry, A_fund, A_enterprises, I_grant, c->enterprise_grants, 0);
    hq_post(w->ledger, county, P_industry, A_project_banks, A_enterprises, I_project_loan, c->enterprise_loans,
            0);
    hq_post(w->ledger, county, P_industry, A_banks, A_households, I_household_loan, t[T_project_loans], 0);
    hq_post(w->ledger, county, P_industry, A_households, A_suppliers, I_purchase, t[T_project_loans], 0);
    hq_post(w->ledger, county, P_industry, A_households, A_suppliers, I_own_contribution,
            t[T_project_own] - t[T_project_loans], 0);
    const int64_t firms = firm_money(w, p), energy = energy_money(w, county);
    hq_post(w->ledger, county, P_industry, A_enterprises_own, A_enterprises, I_investment, firms, 0);
    hq_post(w->ledger, county, P_industry, A_enterprises_own, A_enterprises, I_power_investment, energy, 0);
    const double kept = 1.0 - p->industry_decay;
    c->enterprise_capital = hq_fen_of_double(kept * (double)c->enterprise_capital * 0.01) +
                            c->enterprise_grants + c->enterprise_loans + firms;
    c->energy_capital = hq_fen_of_double(kept * (double)c->energy_capital * 0.01) + energy;
    c->ventures_last = t[T_ventures];
    c->ventures_near = t[T_ventures_near];
}

const struct yearly HQ_SYMBOL(industry_year) = {.plan = plan, .clear = clear, .close = close};

static void claim_projects(const struct view *v)
{
    const struct parameters *p = v->parameters;
    /* lint: allow float-cast: a grant is at most 10^9 fen */
    const int64_t own = (int64_t)((double)p->industry_grant * p->industry_match);
    const uint8_t *registered = ROW(v, registered);
    const int32_t *best = ROW(v, best);
    const int32_t *savings = ROW(v, savings);
    const uint16_t *weight = ROW(v, weight);
    int32_t *claim = ROW(v, claim);
    const int32_t rows = v->rows;
    each_row (i, rows) {
        claim[i] = hq_where((registered[i] == 1) & (best[i] >= 0) & (savings[i] >= own), weight[i]);
    }
}

static void enrol(const struct view *v)
{
    const struct parameters *p = v->parameters;
    if (p->industry_enabled) {
        claim_projects(v);
        const int64_t projects = give_places_for_a_year(v, Q_industry, IN_INDUSTRY, 1.0f, false);
        v->tally[T_projects] += projects;
        v->tally[T_base_projects_featured + (int)base_in(v->village)] += projects;
        if (loans_stated(v->replay, p)) {
            const int64_t most = projects * MOST_STATED_LOAN;
            v->demand[Q_project_loans] += (int32_t)(most < INT32_MAX ? most : INT32_MAX);
        }
    }
}

#define CLAIM_READS C_registered, C_best, C_savings, C_weight
const struct process HQ_SYMBOL(enrol_industry) = {"enrol_industry", HQ_OFFERS, enrol,
                                                  COLUMNS(SERVE_READS, CLAIM_READS),
                                                  COLUMNS(C_claim, C_rank, C_memberships)};

static void count(const struct view *v)
{
    const struct parameters *p = v->parameters;
    if (p->industry_enabled) {
        claim_projects(v);
        state_demand(v, Q_industry);
    }
}

const struct process HQ_SYMBOL(count_industry) = {"count_industry", HQ_SETTLE, count,
                                                  COLUMNS(C_moving, C_claim, CLAIM_READS), COLUMNS(C_claim)};

/* The loan of each of the year's projects, fen: `loan`, or where a replay states their sum an equal part of the
 * village's, the first ones a fen more until it is all lent. */
static void set_loans(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const uint16_t *memberships = ROW(v, memberships), *weight = ROW(v, weight);
    int32_t *loans = ROW(v, claim);
    const bool stated = loans_stated(v->replay, p);
    const int32_t rows = v->rows;
    int64_t projects = 0;
    each_row_sum (i, rows, projects) {
        projects += hq_where((memberships[i] & IN_INDUSTRY) != 0, weight[i]);
    }
    const int64_t sum = v->places[Q_project_loans];
    const int32_t loan = (int32_t)(!stated ? p->industry_loan : projects > 0 ? sum / projects : 0);
    each_row (i, rows) {
        loans[i] = hq_where((memberships[i] & IN_INDUSTRY) != 0, loan);
    }
    int64_t left = stated ? sum - loan * projects : 0;
    for (int32_t i = 0; i < rows && left > 0; i++) {
        if (loans[i] > 0 && weight[i] <= left) {
            loans[i]++;
            left -= weight[i];
        }
    }
}

/* Projects begin, and ventures give what they give beside what they raise. */
static void run(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const struct county *c = v->county_row;
    if (!p->industry_enabled) {
        return;
    }
    /* lint: allow float-cast: a grant is at most 10^9 fen */
    const int32_t own = (int32_t)((double)p->industry_grant * p->industry_match);
    const int32_t discount = (int32_t)(cost_of_project(p) - p->industry_grant);
    const float kept = 1.0f - (float)p->industry_decay;
    const enum base_kind kind = base_in(v->village);
    const struct base base = base_of_kind(v, kind);
    const float near = (float)p->industry_return * c->venture_price, spread = (float)p->industry_spread;
    const float beside = kind == BASE_featured ? near : near * (float)p->industry_beside;
    const float trees = kind == BASE_forest ? (float)p->industry_return : 0.0f;
    const int16_t *ability = ROW(v, ability);
    const float *herd = ROW(v, herd), *fields = ROW(v, fields);
    const uint16_t *cattle = ROW(v, cattle);
    const uint16_t *weight = ROW(v, weight), *memberships = ROW(v, memberships);
    float *venture = ROW(v, venture);
    int32_t *savings = ROW(v, savings), *debt = ROW(v, debt);
    int32_t *sales = ROW(v, sales), *transfers = ROW(v, transfers);
    const int32_t *loan = ROW(v, claim);
    const int32_t given = (int32_t)p->industry_grant + own;
    const struct hq_jump jump = JUMP(v, D_venture);
    const int32_t rows = v->rows;
    set_loans(v);
    int64_t paid = 0, borrowed = 0, capital = 0, sold_near = 0, sold = 0;
    STREAMS(v);
    each_row_sum (i, rows, paid, borrowed, capital, sold_near, sold) {
        const int32_t begins = (memberships[i] & IN_INDUSTRY) != 0, lent = loan[i];
        const float luck =
            hq_exp(0.5f * trait_of(ability[i]) + spread * hq_normal(DRAW(i, jump)) - 0.5f * spread * spread);
        const float worth = kept * venture[i] + (float)begins * hq_yuan(given + lent);
        const float large = hq_min(herd[i], 0.1f * (float)cattle[i]);
        const float finds = finds_room(&base, worth, room_for(&base, herd[i] - large, large, fields[i]));
        const float rest = worth - finds;
        const int32_t gives = hq_fen((trees * finds + beside * rest) * luck);
        sales[i] += gives;
        transfers[i] += hq_where(begins, discount);
        venture[i] = worth;
        savings[i] -= hq_where(begins, own);
        debt[i] += lent;
        paid += (int64_t)(hq_where(begins, own) + lent) * weight[i];
        borrowed += (int64_t)lent * weight[i];
        capital += (int64_t)hq_round(worth) * weight[i];
        sold_near += (int64_t)hq_round(rest) * weight[i];
        sold += (int64_t)gives * weight[i];
    }
    v->tally[T_project_own] += paid;
    v->tally[T_project_loans] += borrowed;
    v->tally[T_borrowed] += borrowed;
    v->tally[T_ventures] += capital;
    v->tally[T_ventures_near] += sold_near;
    v->tally[T_base_capital_featured + (int)kind] += capital;
    v->tally[T_base_sales_featured + (int)kind] += sold;
}

const struct process HQ_SYMBOL(ventures) = {
    "ventures", HQ_SETTLE, run,
    COLUMNS(C_ability, C_weight, C_memberships, C_herd, C_cattle, C_fields, C_venture, C_savings, C_debt,
            C_sales, C_transfers, C_claim),
    COLUMNS(C_venture, C_savings, C_debt, C_sales, C_transfers, C_claim)};
