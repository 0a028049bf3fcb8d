/* Minimum living security, part of the calendar: a county has places for a share of its persons, villages
 * fill them with those they see as poorest, and these are paid a share of their gap.
 *   places   = coverage x persons of last year's count (where register and security are not joined, of those who
 *              are not on the register)
 *   assessed = max(wages + sales - costs, imputed x wage of a year x workers at home)
 *   paid     = dibao_share x max(0, dibao_line x members - assessed)
 *   gifts from outside fall by `crowding` x paid, as far as there are any; help within the village falls by its own
 *   rule (livelihoods/help.c)
 * Who has it knows that of a Yuan more the security takes a share, and looks at work by what is left of it:
 *   log worth at home + b,  log odds of leaving - b / work.scale,  b = -ln(1 - response x dibao_share)
 * (livelihoods/work_choice.c). It reaches some who are not poor and misses some who are, since villages do not see
 * incomes as they are: both errors are outputs. Paid by the treasury, with a line of its own in the ledger.
 * A loss is assessed as no income: the security does not make up for it.
 * Known limits: own income is assessed without error once a household is in; whoever is in counts with the whole
 * share when he chooses work, also where nothing is paid. */
#include "models/policies/policy.h"

static void plan(struct world *w, int county)
{
    const struct parameters *p = hq_parameters(w, county);
    const bool pays = p->security_enabled && p->calendar_dibao_line > 0 && p->calendar_dibao_share > 0;
    const double persons = (double)w->demand[county * QUOTAS + Q_security];
    /* lint: allow float-cast: a share of a count of persons */
    grant(w, county, Q_security, pays ? (int64_t)(persons * p->transfers_dibao_coverage) : 0);
}

static void close(struct world *w, int county)
{
    const int64_t *t = hq_tallies(w, county);
    hq_post(w->ledger, county, P_security, A_treasury, A_households, I_transfer, t[T_security_paid],
            t[T_secured]);
}

const struct yearly HQ_SYMBOL(security_year) = {.plan = plan, .close = close};

static void claim_persons(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const uint8_t *person = ROW(v, person), *registered = ROW(v, registered);
    const uint16_t *weight = ROW(v, weight);
    int32_t *claim = ROW(v, claim);
    const int32_t rows = v->rows, joined = p->security_joined != 0;
    const size_t stride = (size_t)v->stride;
    each_row (i, rows) {
        const uint8_t *who = person + i;
        uint8_t persons = 0;
#define ADD(slot) persons = (uint8_t)(persons + byte_any(who[(slot)*stride]));
        EACH_SLOT(ADD)
#undef ADD
        claim[i] = hq_where(joined | (registered[i] != 1), persons * weight[i]);
    }
}

static void enrol(const struct view *v)
{
    claim_persons(v);
    v->tally[T_secured] += give_places_for_a_year(v, Q_security, IN_SECURITY, 1.0f, false);
}

const struct process HQ_SYMBOL(enrol_security) = {"enrol_security", HQ_OFFERS, enrol,
                                                  COLUMNS(SERVE_READS, C_person, C_registered, C_weight),
                                                  COLUMNS(C_claim, C_rank, C_memberships)};

static void pay(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const float line = (float)p->calendar_dibao_line, share = (float)p->calendar_dibao_share;
    const float worker = (float)(12.0 * p->security_imputed * p->calendar_wage_local);
    const float gift = (float)(p->transfers_private_share * p->money_subsistence * p->calendar_cpi),
                crowding = (float)p->security_crowding;
    const int32_t *members = ROW(v, members), *wages = ROW(v, wages), *sales = ROW(v, sales),
                  *costs = ROW(v, costs), *workers = ROW(v, workers);
    const uint16_t *weight = ROW(v, weight), *memberships = ROW(v, memberships);
    int32_t *transfers = ROW(v, transfers), *aid = ROW(v, aid);
    const int32_t rows = v->rows;
    int64_t paid = 0, crowded = 0;
    each_row_sum (i, rows, paid, crowded) {
        const float size = (float)members[i], able = worker * (float)workers[i];
        const float assessed = hq_max(hq_yuan(wages[i] + sales[i] - costs[i]), able);
        const float gap = hq_max(0.0f, line * size - assessed);
        const int32_t due = hq_where(memberships[i] & IN_SECURITY, hq_fen(share * gap));
        const int32_t gone = hq_fen(hq_min(gift * size, crowding * hq_yuan(due)));
        transfers[i] += due - gone;
        aid[i] += due - gone;
        paid += (int64_t)due * weight[i];
        crowded += (int64_t)gone * weight[i];
    }
    v->tally[T_security_paid] += paid;
    v->tally[T_public_transfers] += paid;
    v->tally[T_private_transfers] -= crowded;
    v->tally[T_gifts_crowded] += crowded;
}

const struct process HQ_SYMBOL(pay_security) = {
    "pay_security", HQ_SETTLE, pay,
    COLUMNS(C_members, C_workers, C_wages, C_sales, C_costs, C_weight, C_memberships, C_aid, C_transfers),
    COLUMNS(C_transfers, C_aid)};

/* Errors of who is in: persons under the line by their year's income without aid by need, and not in; persons in
 * who are not under it. */
static void judge(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const int32_t line = (int32_t)hq_fen_of_double(p->calendar_dibao_line);
    if (!p->security_enabled || line == 0) {
        return;
    }
    const int32_t *assessed = ROW(v, assessed), *members = ROW(v, members);
    const uint16_t *weight = ROW(v, weight), *memberships = ROW(v, memberships);
    const int32_t rows = v->rows;
    int64_t due = 0, missed = 0, wrong = 0;
    each_row_sum (i, rows, due, missed, wrong) {
        const int32_t persons = members[i] * weight[i], in = (memberships[i] & IN_SECURITY) != 0;
        const int32_t needs = assessed[i] < line;
        due += hq_where(needs, persons);
        missed += hq_where(needs & (in ^ 1), persons);
        wrong += hq_where(in & (needs ^ 1), persons);
    }
    v->tally[T_security_due] += due;
    v->tally[T_security_missed] += missed;
    v->tally[T_security_wrong] += wrong;
}

const struct process HQ_SYMBOL(judge_security) = {
    "judge_security", HQ_SETTLE, judge, COLUMNS(C_assessed, C_members, C_weight, C_memberships), NULL};

static void count(const struct view *v)
{
    claim_persons(v);
    state_demand(v, Q_security);
}

const struct process HQ_SYMBOL(count_security) = {"count_security", HQ_SETTLE, count,
                                                  COLUMNS(C_moving, C_person, C_registered, C_weight, C_claim),
                                                  COLUMNS(C_claim)};
