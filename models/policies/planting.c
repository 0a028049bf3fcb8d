/* Planting and fencing of sand (seed 000), with restoration jobs for local households.
 *   mu    = money / cost, shared over villages by their sand
 *   sand' = sand - survival mu / land,  forest' = forest + survival mu / land
 *   jobs  = wage share of the cost / (job months x local wage), for households with a worker, by luck and
 *           connection, and by need where the county asks for it
 *   a replay imposes stated wages of the year, and of them those of households poor the year before: a county's part
 *           goes by the sand it asks to plant; so many jobs as the usual wage allows, the wage then being that part
 *           over the jobs, of the poor and of the others by themselves
 * Less sand and more cover lower the damage of drought, sandstorm and flood (nature/weather.c) and give
 * grazing back (nature/pasture.c). Known limit: planting begins to shelter at once. */
#include "models/policies/policy.h"

/* Of the cost of a mu, what is paid as wages, in fen. */
static int64_t wages_of_mu(const struct parameters *p)
{
    return (int64_t)((double)p->planting_cost * p->planting_wage_share);
}

/* The county's part of a sum that a replay states for the region: by the mu that counties ask for. */
static int64_t stated_part(const struct world *w, int county, int64_t fen)
{
    static const int quota = Q_planting;
    return county_part(w, county, fen, demand_in, &quota);
}

/* Jobs out of stated wages: `wage` is what one pays elsewhere; `most` what there is for wages. */
static void state_jobs(struct world *w, int county, int64_t wage, int64_t most)
{
    struct county *c = hq_county(w, county);
    const struct parameters *p = hq_parameters(w, county);
    const int64_t part = stated_part(w, county, p->planting_wages), wages = part < most ? part : most;
    const int64_t share = p->planting_wages_poor < 0 ? 0 : stated_part(w, county, p->planting_wages_poor);
    const int64_t poor = share < wages ? share : wages, jobs = wage > 0 ? wages / wage : 0;
    const int64_t jobs_poor = wage > 0 ? (poor + wage / 2) / wage : 0, jobs_rest = jobs - jobs_poor;
    c->restoration_pay = jobs_rest > 0 ? (int32_t)((wages - poor) / jobs_rest) : 0;
    c->restoration_pay_poor = jobs_poor > 0 ? (int32_t)(poor / jobs_poor) : c->restoration_pay;
    grant(w, county, Q_restoration_poor, jobs_poor);
    grant(w, county, Q_restoration, jobs_rest > 0 ? jobs_rest : 0);
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
    if (w->replay && p->planting_wages >= 0) {
        state_jobs(w, county, wage, wages);
        return;
    }
    c->restoration_pay = wages >= wage ? (int32_t)wage : 0;
    c->restoration_pay_poor = c->restoration_pay;
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

/* Of those who would take a job, the poor or the others. */
static void claim_jobs_of(const struct view *v, bool poor)
{
    const uint8_t *spell = ROW(v, spell);
    int32_t *claim = ROW(v, claim);
    const int32_t rows = v->rows, wanted = poor;
    claim_jobs(v);
    each_row (i, rows) {
        claim[i] = hq_where((spell[i] > 0) == wanted, claim[i]);
    }
}

/* Jobs of the poor beside those of the others, where a replay states their wages. */
static int64_t employ_poor(const struct view *v)
{
    const struct parameters *p = v->parameters;
    if (v->places[Q_restoration_poor] <= 0) {
        return 0;
    }
    claim_jobs_of(v, true);
    const struct hq_cut cut = serve(v, Q_restoration_poor, (float)p->planting_need, 0);
    const uint32_t *rank = ROW(v, rank);
    const uint64_t *id = ROW(v, id);
    const int32_t *claim = ROW(v, claim);
    uint16_t *memberships = ROW(v, memberships);
    const int32_t rows = v->rows;
    int64_t served = 0;
    each_row_sum (i, rows, served) {
        const int32_t serves = hq_served(cut, rank[i], id[i]);
        memberships[i] = (uint16_t)(memberships[i] | hq_where(serves, IN_RESTORATION));
        served += hq_where(serves, claim[i]);
    }
    return served;
}

static void enrol(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const bool stated = v->replay && p->planting_wages >= 0 && p->planting_wages_poor >= 0;
    if (!p->planting_enabled) {
        return;
    }
    if (stated) {
        claim_jobs_of(v, false);
    } else {
        claim_jobs(v);
    }
    v->tally[T_restoration_jobs] +=
        give_places_for_a_year(v, Q_restoration, IN_RESTORATION, (float)p->planting_need, false);
    v->tally[T_restoration_jobs] += stated ? employ_poor(v) : 0;
}

const struct process HQ_SYMBOL(enrol_restoration) = {"enrol_restoration", HQ_OFFERS, enrol,
                                                     COLUMNS(SERVE_READS, C_best, C_weight, C_spell),
                                                     COLUMNS(C_claim, C_rank, C_memberships)};

static void pay(const struct view *v)
{
    const struct county *c = v->county_row;
    if (c->restoration_pay <= 0 && c->restoration_pay_poor <= 0) {
        return;
    }
    const uint16_t *memberships = ROW(v, memberships), *weight = ROW(v, weight);
    const uint8_t *spell = ROW(v, spell);
    int32_t *wages = ROW(v, wages), *aid = ROW(v, aid);
    const int32_t rows = v->rows, wage = c->restoration_pay, wage_of_poor = c->restoration_pay_poor;
    int64_t paid = 0, to_poor = 0;
    each_row_sum (i, rows, paid, to_poor) {
        const int32_t works = (memberships[i] & IN_RESTORATION) != 0, poor = spell[i] > 0;
        const int32_t due_poor = hq_where(works & poor, wage_of_poor);
        const int32_t due = due_poor + hq_where(works & (poor ^ 1), wage);
        wages[i] += due;
        aid[i] += due;
        paid += (int64_t)due * weight[i];
        to_poor += (int64_t)due_poor * weight[i];
    }
    v->tally[T_restoration_paid] += paid;
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
    if (p->planting_enabled && v->replay) {
        claim_jobs_of(v, true);
        state_demand(v, Q_restoration_poor);
    }
}

const struct process HQ_SYMBOL(count_restoration) = {"count_restoration", HQ_SETTLE, count,
                                                     COLUMNS(C_moving, C_best, C_weight, C_claim, C_spell),
                                                     COLUMNS(C_claim)};
