/* Planting and fencing of sand (seed 000), with restoration jobs for local households.
 *   mu    = money / cost, shared over villages by their sand
 *   sand' = sand - survival mu / land,  forest' = forest + survival mu / land
 *   jobs  = wage share of the cost / (job months x local wage), for households with a worker, by luck and
 *           connection, and by need where the county asks for it
 * Less sand and more cover lower the damage of drought, sandstorm and flood (nature/weather.c) and give
 * grazing back (nature/pasture.c). Known limit: planting begins to shelter at once. */
#include "models/policies/policy.h"

/* Of the cost of a mu, what is paid as wages, in fen. */
static int64_t wages_of_mu(const struct parameters *p)
{
    return (int64_t)((double)p->planting_cost * p->planting_wage_share);
}

static void plan(struct world *w, int county)
{
    struct county *c = hq_county(w, county);
    const struct parameters *p = hq_parameters(w, county);
    const int64_t money = MONEY_OF_YEAR(w, county, p, planting);
    grant(w, county, Q_planting, money / p->planting_cost);
    const int64_t mu = w->places[county * QUOTAS + Q_planting];
    const int64_t wages = mu * wages_of_mu(p);
    const int64_t wage = hq_fen_of_double(p->planting_job_months * p->calendar_wage_local);
    c->restoration_pay = wages >= wage ? (int32_t)wage : 0;
    grant(w, county, Q_restoration, wage > 0 ? wages / wage : 0);
}

static void close(struct world *w, int county)
{
    const int64_t *t = hq_tallies(w, county);
    hq_post(w->ledger, county, P_planting, A_fund, A_suppliers, I_purchase, t[T_planting_cost],
            t[T_planted_mu]);
    hq_post(w->ledger, county, P_planting, A_fund, A_households, I_wage, t[T_restoration_paid], 0);
}

const struct yearly HQ_SYMBOL(planting_year) = {.plan = plan, .close = close};

static void plant(const struct view *v)
{
    const struct parameters *p = v->parameters;
    struct village *village = v->village;
    if (v->places[Q_planting] > 0) {
        const int64_t behind = villages_behind(v), mu = v->places[Q_planting] / behind;
        const float share =
            village->land > 0.0f ? (float)p->planting_survival * (float)mu / village->land : 0.0f;
        const float healed = hq_min(share, village->sand);
        village->sand -= healed;
        village->forest += healed;
        village->saline *=
            1.0f - hq_min(1.0f, (float)p->salinity_treatment * share); /* water saving, drainage */
        v->tally[T_planted_mu] += mu * behind;
        v->tally[T_planting_cost] += mu * behind * (p->planting_cost - wages_of_mu(p));
    }
}

const struct process HQ_SYMBOL(enrol_planting) = {"enrol_planting", HQ_OFFERS, plant, COLUMNS(C_weight), NULL};

static void claim_jobs(const struct view *v)
{
    const int32_t *best = ROW(v, best);
    const uint16_t *weight = ROW(v, weight);
    int32_t *claim = ROW(v, claim);
    const int32_t rows = v->rows;
    each_row (i, rows) {
        claim[i] = hq_where(best[i] >= 0, weight[i]);
    }
}

static void enrol(const struct view *v)
{
    const struct parameters *p = v->parameters;
    if (p->planting_enabled) {
        claim_jobs(v);
        v->tally[T_restoration_jobs] +=
            give_places_for_a_year(v, Q_restoration, IN_RESTORATION, (float)p->planting_need, false);
    }
}

const struct process HQ_SYMBOL(enrol_restoration) = {"enrol_restoration", HQ_OFFERS, enrol,
                                                     COLUMNS(SERVE_READS, C_best, C_weight),
                                                     COLUMNS(C_claim, C_rank, C_memberships)};

static void pay(const struct view *v)
{
    const struct county *c = v->county_row;
    if (c->restoration_pay <= 0) {
        return;
    }
    v->tally[T_restoration_paid] += pay_members(v, IN_RESTORATION, c->restoration_pay);
    const uint16_t *memberships = ROW(v, memberships), *weight = ROW(v, weight);
    const uint8_t *spell = ROW(v, spell);
    const int32_t rows = v->rows, wage = c->restoration_pay;
    int64_t to_poor = 0;
    each_row_sum (i, rows, to_poor) {
        const int32_t due = hq_where(((memberships[i] & IN_RESTORATION) != 0) & (spell[i] > 0), wage);
        to_poor += (int64_t)due * weight[i];
    }
    v->tally[T_restoration_poor] += to_poor;
}

const struct process HQ_SYMBOL(pay_restoration) = {"pay_restoration", HQ_SETTLE, pay,
                                                   COLUMNS(C_memberships, C_weight, C_aid, C_wages, C_spell),
                                                   COLUMNS(C_wages, C_aid)};

static void count_sand(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const struct village *village = v->village;
    if (p->planting_enabled) {
        const float bare = village->sand * village->land / hq_max(0.01f, (float)p->planting_survival);
        v->demand[Q_planting] += hq_truncate(bare * (float)villages_behind(v));
    }
}

const struct process HQ_SYMBOL(count_planting) = {"count_planting", HQ_SETTLE, count_sand,
                                                  COLUMNS(C_moving, C_weight), NULL};

static void count(const struct view *v)
{
    const struct parameters *p = v->parameters;
    if (p->planting_enabled) {
        claim_jobs(v);
        state_demand(v, Q_restoration);
    }
}

const struct process HQ_SYMBOL(count_restoration) = {
    "count_restoration", HQ_SETTLE, count, COLUMNS(C_moving, C_best, C_weight, C_claim), COLUMNS(C_claim)};
