/* Forest rangers: a registered household with a healthy worker guards forest for a year's wage.
 *   places = money / wage; contracts are renewed while the household is on the register, then the poorest
 *   of the registered, as the village sees them, are served
 * Known limit: the work takes no months from fields and herd (rangers patrol beside them). */
#include "models/policies/policy.h"

static void plan(struct world *w, int county)
{
    struct county *c = hq_county(w, county);
    const struct parameters *p = hq_parameters(w, county);
    const int64_t money = MONEY_OF_YEAR(w, county, p, rangers);
    const int64_t wage = hq_fen_of_double(p->calendar_ranger_wage);
    c->ranger_pay = money >= wage ? (int32_t)wage : 0;
    grant(w, county, Q_rangers, money / wage);
}

static void close(struct world *w, int county)
{
    const int64_t *t = hq_tallies(w, county);
    hq_post(w->ledger, county, P_rangers, A_fund, A_households, I_wage, t[T_ranger_paid], t[T_ranger_jobs]);
}

const struct yearly HQ_SYMBOL(rangers_year) = {.plan = plan, .close = close};

static void claim_jobs(const struct view *v)
{
    const uint8_t *registered = ROW(v, registered);
    const int32_t *best = ROW(v, best);
    const uint16_t *weight = ROW(v, weight);
    int32_t *claim = ROW(v, claim);
    const int32_t rows = v->rows;
    each_row (i, rows) {
        claim[i] = hq_where((registered[i] == 1) & (best[i] >= 0), weight[i]);
    }
}

static void enrol(const struct view *v)
{
    const struct parameters *p = v->parameters;
    if (p->rangers_enabled) {
        claim_jobs(v);
        v->tally[T_ranger_jobs] += give_places_for_a_year(v, Q_rangers, IN_RANGERS, 1.0f, true);
    }
}

const struct process HQ_SYMBOL(enrol_rangers) = {"enrol_rangers", HQ_OFFERS, enrol,
                                                 COLUMNS(SERVE_READS, C_registered, C_best, C_weight),
                                                 COLUMNS(C_claim, C_rank, C_memberships)};

static void pay(const struct view *v)
{
    const struct county *c = v->county_row;
    if (c->ranger_pay > 0) {
        v->tally[T_ranger_paid] += pay_members(v, IN_RANGERS, c->ranger_pay);
    }
}

const struct process HQ_SYMBOL(pay_rangers) = {
    "pay_rangers", HQ_SETTLE, pay, COLUMNS(C_memberships, C_weight, C_aid, C_wages), COLUMNS(C_wages, C_aid)};

static void count(const struct view *v)
{
    const struct parameters *p = v->parameters;
    if (p->rangers_enabled) {
        claim_jobs(v);
        state_demand(v, Q_rangers);
    }
}

const struct process HQ_SYMBOL(count_rangers) = {"count_rangers", HQ_SETTLE, count,
                                                 COLUMNS(C_moving, C_registered, C_best, C_weight, C_claim),
                                                 COLUMNS(C_claim)};
