/* Planting and fencing of sand (seed 000), with restoration jobs for local households.
 *   mu    = money / cost, shared over villages by their sand
 *   sand' = sand - survival mu / land,  forest' = forest + survival mu / land
 *   jobs  = wage share of the cost / (job months x local wage), for households with a worker, by luck and
 *           connection, and by need where the county asks for it
 * A replay imposes the wages that are stated for the region, and what of them reaches the poor: shared out by the
 * jobs that counties could fill; as many jobs as they pay at the local wage, for the poor of last year and for others
 * apart, each paid its part of the money, rounded down to the fen. They come out of the cost, like the share.
 * Less sand and more cover lower the damage of drought, sandstorm and flood (nature/weather.c) and give
 * grazing back (nature/pasture.c). Known limit: planting begins to shelter at once. */
#include "models/policies/policy.h"

static bool wages_stated(bool replay, const struct parameters *p)
{
    return replay && p->planting_wages >= 0 && p->planting_poor_share >= 0.0;
}

/* Of the cost of a mu, what is paid as wages, in fen; stated wages do not go by the mu. */
static int64_t wages_of_mu(bool replay, const struct parameters *p)
{
    return wages_stated(replay, p) ? 0 : (int64_t)((double)p->planting_cost * p->planting_wage_share);
}

/* The county's part of the region's stated wages: by jobs that it could fill. */
static int64_t wages_of_county(const struct world *w, int county)
{
    int64_t all = 0, before = 0, own = 0;
    for (int other = 0; other < w->counties; other++) {
        const int64_t *demand = w->demand + other * QUOTAS;
        const bool runs = RUNS((const struct parameters *)hq_parameters(w, other), planting, w->year);
        const int64_t here = runs ? demand[Q_restoration] : 0;
        before += other < county ? here : 0;
        own = other == county ? here : own;
        all += here;
    }
    return hq_allot(((const struct parameters *)hq_parameters(w, 0))->planting_wages, before, own, all, 0);
}

/* Jobs of a kind for so much money: as many as it pays at `wage`; returns what each is paid. */
static int32_t share_wages(struct world *w, int county, int quota, int64_t money, int64_t wage)
{
    grant(w, county, quota, money / wage);
    const int64_t jobs = w->places[county * QUOTAS + quota], pay = jobs > 0 ? money / jobs : 0;
    return (int32_t)(pay < 2 * wage ? pay
                                    : wage); /* where nobody is left to fill them, no job is worth a fortune */
}

static void impose_wages(struct world *w, int county, int64_t money, int64_t wage)
{
    struct county *c = hq_county(w, county);
    const struct parameters *p = hq_parameters(w, county);
    const int64_t stated = wages_of_county(w, county), wages = stated < money ? stated : money;
    /* lint: allow float-cast: at most 10^14 fen, a share at most 1 */
    const int64_t poor = (int64_t)((double)wages * p->planting_poor_share + 0.5);
    c->restoration_poor_pay = share_wages(w, county, Q_restoration_poor, poor, wage);
    c->restoration_pay = share_wages(w, county, Q_restoration, wages - poor, wage);
}

static void plan(struct world *w, int county)
{
    struct county *c = hq_county(w, county);
    const struct parameters *p = hq_parameters(w, county);
    const int64_t money = MONEY_OF_YEAR(w, county, p, planting);
    const int64_t wage = hq_fen_of_double(p->planting_job_months * p->calendar_wage_local);
    grant(w, county, Q_planting, money / p->planting_cost);
    if (wages_stated(w->replay, p)) {
        impose_wages(w, county, money, wage > 0 ? wage : 1);
        return;
    }
    const int64_t mu = w->places[county * QUOTAS + Q_planting];
    const int64_t wages = mu * wages_of_mu(w->replay, p);
    c->restoration_pay = wages >= wage ? (int32_t)wage : 0;
    c->restoration_poor_pay = c->restoration_pay;
    grant(w, county, Q_restoration, wage > 0 ? wages / wage : 0);
}

static void close(struct world *w, int county)
{
    const struct parameters *p = hq_parameters(w, county);
    const int64_t *t = hq_tallies(w, county);
    const int64_t wages = wages_stated(w->replay, p) ? t[T_restoration_paid] : 0;
    const int64_t rest = t[T_planting_cost] - wages;
    hq_post(w->ledger, county, P_planting, A_fund, A_suppliers, I_purchase, rest > 0 ? rest : 0,
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
        v->tally[T_planting_cost] += mu * behind * (p->planting_cost - wages_of_mu(v->replay, p));
    }
}

const struct process HQ_SYMBOL(enrol_planting) = {"enrol_planting", HQ_OFFERS, plant, COLUMNS(C_weight), NULL};

/* Who may have a job: any household with a worker, or only those poor last year, or only the others. */
enum who { ANYBODY, THE_POOR, THE_OTHERS };

static void claim_jobs(const struct view *v, enum who who)
{
    const int32_t *best = ROW(v, best);
    const uint8_t *spell = ROW(v, spell);
    const uint16_t *weight = ROW(v, weight);
    int32_t *claim = ROW(v, claim);
    const int32_t rows = v->rows, any = who == ANYBODY, poor = who == THE_POOR;
    each_row (i, rows) {
        claim[i] = hq_where((best[i] >= 0) & (any | ((spell[i] > 0) == poor)), weight[i]);
    }
}

/* Stated wages: the poor's jobs first, then the others'. */
static int64_t enrol_stated(const struct view *v)
{
    const uint64_t *id = ROW(v, id);
    const int32_t *claim = ROW(v, claim);
    const uint32_t *rank = ROW(v, rank);
    uint16_t *memberships = ROW(v, memberships);
    const int32_t rows = v->rows;
    claim_jobs(v, THE_POOR);
    int64_t jobs = give_places_for_a_year(v, Q_restoration_poor, IN_RESTORATION, 0.0f, false);
    if (v->places[Q_restoration] <= 0) {
        return jobs;
    }
    claim_jobs(v, THE_OTHERS);
    const struct hq_cut cut = serve(v, Q_restoration, 0.0f, 0);
    each_row_sum (i, rows, jobs) {
        const int32_t serves = hq_served(cut, rank[i], id[i]);
        memberships[i] = (uint16_t)(memberships[i] | hq_where(serves, IN_RESTORATION));
        jobs += hq_where(serves, claim[i]);
    }
    return jobs;
}

static void enrol(const struct view *v)
{
    const struct parameters *p = v->parameters;
    if (p->planting_enabled && wages_stated(v->replay, p)) {
        v->tally[T_restoration_jobs] += enrol_stated(v);
    } else if (p->planting_enabled) {
        claim_jobs(v, ANYBODY);
        v->tally[T_restoration_jobs] +=
            give_places_for_a_year(v, Q_restoration, IN_RESTORATION, (float)p->planting_need, false);
    }
}

const struct process HQ_SYMBOL(enrol_restoration) = {"enrol_restoration", HQ_OFFERS, enrol,
                                                     COLUMNS(SERVE_READS, C_best, C_spell, C_weight),
                                                     COLUMNS(C_claim, C_rank, C_memberships)};

static void pay(const struct view *v)
{
    const struct county *c = v->county_row;
    const int32_t others_pay = c->restoration_pay, poor_pay = c->restoration_poor_pay;
    if (others_pay <= 0 && poor_pay <= 0) {
        return;
    }
    const uint16_t *memberships = ROW(v, memberships), *weight = ROW(v, weight);
    const uint8_t *spell = ROW(v, spell);
    int32_t *wages = ROW(v, wages), *aid = ROW(v, aid);
    const int32_t rows = v->rows;
    int64_t paid = 0, to_poor = 0;
    each_row_sum (i, rows, paid, to_poor) {
        const int32_t works = (memberships[i] & IN_RESTORATION) != 0, poor = spell[i] > 0;
        const int32_t due = hq_where(works & poor, poor_pay) + hq_where(works & (poor ^ 1), others_pay);
        wages[i] += due;
        aid[i] += due;
        paid += (int64_t)due * weight[i];
        to_poor += (int64_t)hq_where(poor, due) * weight[i];
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
    if (!p->planting_enabled) {
        return;
    }
    claim_jobs(v, ANYBODY);
    state_demand(v, Q_restoration);
    if (v->replay) { /* wages may be stated from next year on */
        claim_jobs(v, THE_POOR);
        state_demand(v, Q_restoration_poor);
    }
}

const struct process HQ_SYMBOL(count_restoration) = {"count_restoration", HQ_SETTLE, count,
                                                     COLUMNS(C_moving, C_best, C_spell, C_weight, C_claim),
                                                     COLUMNS(C_claim)};
