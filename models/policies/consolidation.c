/* Consolidation (seeds 000, 001: results are to be kept, help goes on after exit): who has left the register within
 * `years` years is watched, and helped for a year where the income that does not go by need is near the line again;
 * so is who is at risk of poverty without having been on the register, or long after.
 *
 *   watched and near:  registered = 2, years since exit < years, assessed income < near x line
 *   at risk:           neither on the register nor watched, line <= assessed income < at_risk x line
 *   places = money / help, the poorest of both first as the village sees them; each gets `help` in the year
 * Who is not on the register and under the line is no case for this: the register has missed him. Who was helped
 * comes first for training next year (`priority`; policies/policy.h); not for what goes by need, where it would be
 * at the cost of poorer ones. The register says when a household left it (policies/register.c) and counts who
 * returns to it and who is poor again; these series run with the programme off too, which is the counterfactual: no
 * help after exit. Known limits: help is the same for all; a household that moves to another county takes its years
 * along. */
#include "models/policies/policy.h"

static void plan(struct world *w, int county)
{
    const struct parameters *p = hq_parameters(w, county);
    const int64_t money = MONEY_OF_YEAR(w, county, p, consolidation);
    grant(w, county, Q_consolidation, money / p->consolidation_help);
}

static void close(struct world *w, int county)
{
    const int64_t *t = hq_tallies(w, county);
    hq_post(w->ledger, county, P_consolidation, A_fund, A_households, I_transfer, t[T_paid_consolidation],
            t[T_served_consolidation]);
}

const struct yearly HQ_SYMBOL(consolidation_year) = {.plan = plan, .close = close};

static void claim_watched(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const struct county *c = v->county_row;
    const float line = hq_yuan(c->line), bound = (float)p->consolidation_near * line,
                risk = (float)p->consolidation_at_risk * line;
    const int32_t years = (int32_t)p->consolidation_years;
    const uint8_t *registered = ROW(v, registered), *above = ROW(v, above);
    const int32_t *assessed = ROW(v, assessed), *members = ROW(v, members);
    const uint16_t *weight = ROW(v, weight);
    int32_t *claim = ROW(v, claim);
    const int32_t rows = v->rows;
    each_row (i, rows) {
        const float yuan = hq_yuan(assessed[i]);
        const int32_t watched = (registered[i] == 2) & (above[i] < years), near = watched & (yuan < bound);
        const int32_t other = (registered[i] != 1) & (watched ^ 1),
                      at_risk = other & (yuan >= line) & (yuan < risk);
        claim[i] = hq_where((near | at_risk) & (members[i] > 0), weight[i]);
    }
}

static int64_t helped_at_risk(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const int32_t years = (int32_t)p->consolidation_years;
    const uint8_t *registered = ROW(v, registered), *above = ROW(v, above);
    const uint16_t *memberships = ROW(v, memberships), *weight = ROW(v, weight);
    const int32_t rows = v->rows;
    int64_t helped = 0;
    each_row_sum (i, rows, helped) {
        const int32_t watched = (registered[i] == 2) & (above[i] < years);
        helped += hq_where(((memberships[i] & IN_FOLLOW_UP) != 0) & (watched ^ 1), weight[i]);
    }
    return helped;
}

static void enrol(const struct view *v)
{
    const struct parameters *p = v->parameters;
    if (p->consolidation_enabled) {
        claim_watched(v);
        v->tally[T_served_consolidation] +=
            give_places_for_a_year(v, Q_consolidation, IN_FOLLOW_UP, 1.0f, false);
        v->tally[T_helped_at_risk] += helped_at_risk(v);
    }
}

const struct process HQ_SYMBOL(enrol_consolidation) = {
    "enrol_consolidation", HQ_OFFERS, enrol,
    COLUMNS(SERVE_READS, C_registered, C_above, C_assessed, C_members, C_weight),
    COLUMNS(C_claim, C_rank, C_memberships)};

static void pay(const struct view *v)
{
    const struct parameters *p = v->parameters;
    if (!p->consolidation_enabled) {
        return;
    }
    const int32_t help = (int32_t)p->consolidation_help;
    const uint16_t *memberships = ROW(v, memberships), *weight = ROW(v, weight);
    int32_t *transfers = ROW(v, transfers), *aid = ROW(v, aid);
    const int32_t rows = v->rows;
    int64_t paid = 0;
    each_row_sum (i, rows, paid) {
        const int32_t due = hq_where((memberships[i] & IN_FOLLOW_UP) != 0, help);
        transfers[i] += due;
        aid[i] += due;
        paid += (int64_t)due * weight[i];
    }
    v->tally[T_paid_consolidation] += paid;
}

const struct process HQ_SYMBOL(pay_consolidation) = {"pay_consolidation", HQ_SETTLE, pay,
                                                     COLUMNS(C_memberships, C_weight, C_transfers, C_aid),
                                                     COLUMNS(C_transfers, C_aid)};

static void count(const struct view *v)
{
    const struct parameters *p = v->parameters;
    if (p->consolidation_enabled) {
        claim_watched(v);
        state_demand(v, Q_consolidation);
    }
}

const struct process HQ_SYMBOL(count_consolidation) = {
    "count_consolidation", HQ_SETTLE, count,
    COLUMNS(C_registered, C_above, C_assessed, C_members, C_weight, C_moving, C_claim), COLUMNS(C_claim)};
