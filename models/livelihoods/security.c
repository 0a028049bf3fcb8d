/* Minimum living security, part of the calendar: a county has places for a share of its persons, villages
 * fill them with those they see as poorest, and these are paid a share of their gap.
 *   places = coverage x persons of last year's count
 *   paid   = dibao_share x max(0, dibao_line x members - wages - sales + costs)
 * so it reaches some who are not poor and misses some who are: that error is an output.
 * Known limit: own income is assessed without error once a household is in. */
#include "models/policies/policy.h"

static void plan(struct world *w, int county)
{
    const struct parameters *p = hq_parameters(w, county);
    const bool pays = p->calendar_dibao_line > 0 && p->calendar_dibao_share > 0;
    const double persons = (double)w->demand[county * QUOTAS + Q_security];
    /* lint: allow float-cast: a share of a count of persons */
    grant(w, county, Q_security, pays ? (int64_t)(persons * p->transfers_dibao_coverage) : 0);
}

const struct yearly HQ_SYMBOL(security_year) = {.plan = plan};

static void claim_persons(const struct view *v)
{
    const uint8_t *person = ROW(v, person);
    const uint16_t *weight = ROW(v, weight);
    int32_t *claim = ROW(v, claim);
    const int32_t rows = v->rows;
    const size_t stride = (size_t)v->stride;
    each_row (i, rows) {
        const uint8_t *who = person + i;
        uint8_t persons = 0;
#define ADD(slot) persons = (uint8_t)(persons + byte_any(who[(slot)*stride]));
        EACH_SLOT(ADD)
#undef ADD
        claim[i] = persons * weight[i];
    }
}

static void enrol(const struct view *v)
{
    claim_persons(v);
    v->tally[T_secured] += give_places_for_a_year(v, Q_security, IN_SECURITY, 1.0f, false);
}

const struct process HQ_SYMBOL(enrol_security) = {"enrol_security", HQ_OFFERS, enrol,
                                                  COLUMNS(SERVE_READS, C_person, C_weight),
                                                  COLUMNS(C_claim, C_rank, C_memberships)};

static void pay(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const float line = (float)p->calendar_dibao_line, share = (float)p->calendar_dibao_share;
    const int32_t *members = ROW(v, members), *wages = ROW(v, wages), *sales = ROW(v, sales),
                  *costs = ROW(v, costs);
    const uint16_t *weight = ROW(v, weight), *memberships = ROW(v, memberships);
    int32_t *transfers = ROW(v, transfers), *aid = ROW(v, aid);
    const int32_t rows = v->rows;
    int64_t paid = 0;
    each_row_sum (i, rows, paid) {
        const float gap = line * (float)members[i] - hq_yuan(wages[i] + sales[i] - costs[i]);
        const int32_t due = hq_where(memberships[i] & IN_SECURITY, hq_fen(share * hq_max(0.0f, gap)));
        transfers[i] += due;
        aid[i] += due;
        paid += (int64_t)due * weight[i];
    }
    v->tally[T_public_transfers] += paid;
}

const struct process HQ_SYMBOL(pay_security) = {
    "pay_security", HQ_SETTLE, pay,
    COLUMNS(C_members, C_wages, C_sales, C_costs, C_weight, C_memberships, C_aid, C_transfers),
    COLUMNS(C_transfers, C_aid)};

static void count(const struct view *v)
{
    claim_persons(v);
    state_demand(v, Q_security);
}

const struct process HQ_SYMBOL(count_security) = {
    "count_security", HQ_SETTLE, count, COLUMNS(C_moving, C_person, C_weight, C_claim), COLUMNS(C_claim)};
