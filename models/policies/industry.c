/* Industrialization (seeds 002, 003, 004): bases and leading enterprises on one side, household projects on the
 * other - cattle and sheep, vegetables, featured breeding - with grants, project loans and discounted household
 * loans.
 *
 *   enterprises: a share `enterprise_share` of the money, and the county's part of the region's project loans,
 *       become capital; next year it offers capital / job_capital local jobs, and it wears off by `decay`
 *   projects = the rest / (grant + discount), or as many as a replay states if it pays for them; for registered households with a worker that can pay their own
 *       contribution `match` x grant from savings, the poorest first
 *   venture' = (1 - decay) venture + grant + own contribution + loan
 *   sales of it = venture x return x price x exp(ability / 2 + s z - s^2 / 2), net of costs
 *   price = (1 + ventures a household of the county / market)^(-1 / elasticity): niche goods are sold near by
 * The programme pays `discount` of the loan's first year of interest to the household. Known limit: enterprises
 * do not fail one by one. */
#include "models/policies/policy.h"
#include "sim/allot.h"

/* The county's part of the region's project loans: like its part of the money. */
static int64_t project_loans(const struct world *w, int county)
{
    const struct parameters *p = hq_parameters(w, county);
    const struct county *c = hq_county(w, county);
    int64_t all = 0, before = 0;
    for (int other = 0; other < w->counties; other++) {
        const struct county *row = hq_county(w, other);
        before += other < county ? row->money_industry : 0;
        all += row->money_industry;
    }
    return RUNS(p, industry, w->year) ? hq_allot(p->industry_project_loans, before, c->money_industry, all, 0)
                                      : 0;
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
    c->enterprise_loans = project_loans(w, county);
    const int64_t most = (money - c->enterprise_grants) / cost_of_project(p), stated = c->places_industry;
    grant(w, county, Q_industry, stated >= 0 && stated < most ? stated : most);
    const float size = (float)c->ventures_last / (float)(w->households[county] > 0 ? w->households[county] : 1);
    c->venture_price = hq_power(1.0f + size / (float)p->industry_market, -1.0f / (float)p->industry_elasticity);
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
    const double worn = (1.0 - p->industry_decay) * (double)c->enterprise_capital;
    c->enterprise_capital = hq_fen_of_double(worn * 0.01) + c->enterprise_grants + c->enterprise_loans;
    c->ventures_last = t[T_ventures];
}

const struct yearly HQ_SYMBOL(industry_year) = {.plan = plan, .close = close};

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
        v->tally[T_projects] += give_places_for_a_year(v, Q_industry, IN_INDUSTRY, 1.0f, false);
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

/* Projects begin, and ventures give what they give. */
static void run(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const struct county *c = v->county_row;
    if (!p->industry_enabled) {
        return;
    }
    /* lint: allow float-cast: a grant is at most 10^9 fen */
    const int32_t own = (int32_t)((double)p->industry_grant * p->industry_match),
                  loan = (int32_t)p->industry_loan;
    const int32_t discount = (int32_t)(cost_of_project(p) - p->industry_grant);
    const float begun = hq_yuan((int32_t)p->industry_grant + own + loan),
                kept = 1.0f - (float)p->industry_decay;
    const float yields = (float)p->industry_return * c->venture_price, spread = (float)p->industry_spread;
    const int16_t *ability = ROW(v, ability);
    const uint16_t *weight = ROW(v, weight), *memberships = ROW(v, memberships);
    float *venture = ROW(v, venture);
    int32_t *savings = ROW(v, savings), *debt = ROW(v, debt);
    int32_t *sales = ROW(v, sales), *transfers = ROW(v, transfers);
    const struct hq_jump jump = JUMP(v, D_venture);
    const int32_t rows = v->rows;
    int64_t paid = 0, borrowed = 0, capital = 0;
    STREAMS(v);
    each_row_sum (i, rows, paid, borrowed, capital) {
        const int32_t begins = (memberships[i] & IN_INDUSTRY) != 0, lent = hq_where(begins, loan);
        const float luck =
            hq_exp(0.5f * trait_of(ability[i]) + spread * hq_normal(DRAW(i, jump)) - 0.5f * spread * spread);
        const float worth = kept * venture[i] + (float)begins * begun;
        sales[i] += hq_fen(worth * yields * luck);
        transfers[i] += hq_where(begins, discount);
        venture[i] = worth;
        savings[i] -= hq_where(begins, own);
        debt[i] += lent;
        paid += (int64_t)(hq_where(begins, own) + lent) * weight[i];
        borrowed += (int64_t)lent * weight[i];
        capital += (int64_t)hq_round(worth) * weight[i];
    }
    v->tally[T_project_own] += paid;
    v->tally[T_project_loans] += borrowed;
    v->tally[T_borrowed] += borrowed;
    v->tally[T_ventures] += capital;
}

const struct process HQ_SYMBOL(ventures) = {
    "ventures", HQ_SETTLE, run,
    COLUMNS(C_ability, C_weight, C_memberships, C_venture, C_savings, C_debt, C_sales, C_transfers),
    COLUMNS(C_venture, C_savings, C_debt, C_sales, C_transfers)};
