/* Compensation for public welfare forest (seed 001): a village's people are paid by the mu for forest that they may
 * not cut.
 *   mu of a village = share x forest cover x land
 *   payment         = min(rate, money / mu of the county); a household gets an equal part, rounded down to the fen
 * Money beyond the rate stays in the fund. Cover that grows (planting, returned cropland) is paid for the year after.
 * Known limits: holders are all households of the village alike (contracts of single households are not known); the
 * forest is kept in any case, so that the payment is a transfer and changes nothing on the land. */
#include "models/policies/policy.h"

/* Public welfare forest of one village, whole mu. */
static int32_t mu_of(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const struct village *village = v->village;
    return hq_truncate((float)p->public_forest_share * village->forest * village->land);
}

static void plan(struct world *w, int county)
{
    struct county *c = hq_county(w, county);
    const struct parameters *p = hq_parameters(w, county);
    const int64_t money = MONEY_OF_YEAR(w, county, p, public_forest);
    const int64_t mu = w->demand[county * QUOTAS + Q_public_forest], rate = milli_fen(p->public_forest_rate);
    const int64_t reach = mu > 0 ? times_over(money, 1000, mu) : 0;
    c->public_forest_pay = reach < rate ? reach : rate;
    grant(w, county, Q_public_forest, c->public_forest_pay > 0 ? mu : 0);
}

static void close(struct world *w, int county)
{
    const int64_t *t = hq_tallies(w, county);
    hq_post(w->ledger, county, P_public_forest, A_fund, A_households, I_payment, t[T_public_forest_paid],
            t[T_public_forest_paid] > 0 ? w->places[county * QUOTAS + Q_public_forest] : 0);
}

const struct yearly HQ_SYMBOL(public_forest_year) = {.plan = plan, .close = close};

/* The village is paid for the mu that it has stated (its places), of all villages that it stands for. */
static void pay(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const struct county *c = v->county_row;
    if (!p->public_forest_enabled || c->public_forest_pay <= 0 || v->places[Q_public_forest] <= 0) {
        return;
    }
    const uint16_t *weight = ROW(v, weight);
    const int32_t rows = v->rows;
    int64_t households = 0;
    each_row_sum (i, rows, households) {
        households += weight[i];
    }
    if (households <= 0) {
        return;
    }
    const int64_t part = times_over(v->places[Q_public_forest], c->public_forest_pay, 1000) / households;
    const int32_t due = (int32_t)(part < MOST_MONEY ? part : MOST_MONEY);
    int32_t *transfers = ROW(v, transfers);
    each_row (i, rows) {
        transfers[i] += hq_where(weight[i] > 0, due);
    }
    v->tally[T_public_forest_paid] += due * households;
}

const struct process HQ_SYMBOL(pay_public_forest) = {"pay_public_forest", HQ_SETTLE, pay,
                                                     COLUMNS(C_weight, C_transfers), COLUMNS(C_transfers)};

static void count(const struct view *v)
{
    const struct parameters *p = v->parameters;
    if (p->public_forest_enabled && v->live > 0) {
        const int64_t mu = mu_of(v) * villages_behind(v);
        v->demand[Q_public_forest] += (int32_t)(mu < INT32_MAX ? mu : INT32_MAX);
    }
}

const struct process HQ_SYMBOL(count_public_forest) = {"count_public_forest", HQ_SETTLE, count,
                                                       COLUMNS(C_weight), NULL};
