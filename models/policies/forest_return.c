/* Cropland returned to forest (seed 001; Grain for Green): a household gives up its qualified cropland and
 * is paid for it by the mu while the programme runs.
 *   qualified = whole mu of share x cropland, once; it signs where
 *       payment > (land_yield x worth of a mu's harvest - inputs) exp(ability / 2) - months x home_month
 *                 + grain subsidy - tax + trouble
 *   harvest and inputs: what the farm expects of a mu of its county's mix of crops (livelihoods/crops.h);
 *   months: what a mu takes, at their least worth at home (livelihoods/work_choice.c)
 *   money pays those already in first; when it does not reach, all are paid less in proportion
 * The land leaves the plough and covers the village. Known limit: it stays forest when payments end. */
#include "models/livelihoods/crops.h"
#include "models/policies/policy.h"

static void plan(struct world *w, int county)
{
    struct county *c = hq_county(w, county);
    const struct parameters *p = hq_parameters(w, county);
    const int64_t money = MONEY_OF_YEAR(w, county, p, forest_return);
    const int64_t rate = milli_fen(p->calendar_forest_return_rate);
    const int64_t owed = times_over(c->forest_mu, rate, 1000);
    if (rate <= 0 || money <= 0) {
        c->forest_pay = 0;
        return;
    }
    c->forest_pay = owed <= money ? rate : times_over(money, 1000, c->forest_mu);
    grant(w, county, Q_forest_return, owed < money ? times_over(money - owed, 1000, rate) : 0);
}

static void close(struct world *w, int county)
{
    struct county *c = hq_county(w, county);
    const int64_t *t = hq_tallies(w, county);
    c->forest_mu = t[T_forest_mu];
    hq_post(w->ledger, county, P_forest_return, A_fund, A_households, I_payment, t[T_forest_paid],
            t[T_forest_paid] > 0 ? t[T_forest_mu] : 0);
}

const struct yearly HQ_SYMBOL(forest_return_year) = {.plan = plan, .close = close};

static void claim_mu(const struct view *v, const float *willing_above)
{
    const struct parameters *p = v->parameters;
    const float share = (float)p->forest_return_share;
    const float *cropland = ROW(v, cropland);
    const int16_t *ability = ROW(v, ability);
    const uint16_t *weight = ROW(v, weight), *memberships = ROW(v, memberships);
    const uint8_t *settled = ROW(v, settled);
    int32_t *claim = ROW(v, claim);
    const int32_t rows = v->rows;
    const float most = willing_above ? *willing_above : 1e30f; /* highest exp(ability / 2) that signs */
    each_row (i, rows) {
        const int32_t signs = (hq_exp(0.5f * trait_of(ability[i])) <= most) &
                              ((memberships[i] & IN_FOREST_RETURN) == 0) & (settled[i] == 0);
        claim[i] = hq_where(signs, hq_truncate(share * cropland[i]) * weight[i]);
    }
}

static void enrol(const struct view *v)
{
    const struct parameters *p = v->parameters;
    if (!p->forest_return_enabled || v->places[Q_forest_return] <= 0) {
        return;
    }
    struct village *village = v->village;
    const float gain = (float)(p->calendar_forest_return_rate - p->forest_return_trouble +
                               p->calendar_agricultural_tax - p->calendar_grain_subsidy) +
                       crop_home_worth(v);
    /* Land that does not earn its inputs is given up by anybody who gains by it. */
    const float margin = (float)p->forest_return_land_yield * crop_worth(v) - crop_inputs(v);
    const float most = margin > 1.0f ? gain / margin : gain > 0.0f ? 1e30f : 0.0f;
    claim_mu(v, &most);
    const struct hq_cut cut = serve(v, Q_forest_return, 1.0f, 0);
    const uint32_t *rank = ROW(v, rank);
    const uint64_t *id = ROW(v, id);
    const float share = (float)p->forest_return_share;
    float *cropland = ROW(v, cropland), *forest = ROW(v, forest);
    uint16_t *memberships = ROW(v, memberships);
    const uint16_t *weight = ROW(v, weight);
    const int32_t rows = v->rows;
    int64_t given = 0, leaving = 0;
    each_row_sum (i, rows, given, leaving) {
        const int32_t signs = hq_served(cut, rank[i], id[i]);
        const int32_t mu = hq_where(signs, hq_truncate(share * cropland[i]));
        cropland[i] -= (float)mu;
        forest[i] += (float)mu;
        memberships[i] = (uint16_t)(memberships[i] | hq_where(signs, IN_FOREST_RETURN));
        given += mu;
        leaving += (int64_t)mu * weight[i];
    }
    v->tally[T_forest_signed] += 1000 * leaving;
    village->forest = village->land > 0.0f
                          ? hq_min(1.0f - village->sand, village->forest + (float)given / village->land)
                          : 0.0f;
}

const struct process HQ_SYMBOL(enrol_forest_return) = {
    "enrol_forest_return", HQ_OFFERS, enrol,
    COLUMNS(SERVE_READS, C_cropland, C_ability, C_weight, C_forest, C_settled),
    COLUMNS(C_claim, C_rank, C_cropland, C_forest, C_memberships)};

static void pay(const struct view *v)
{
    const struct county *c = v->county_row;
    const struct parameters *p = v->parameters;
    if (!p->forest_return_enabled) {
        return;
    }
    const struct mu_rate rate = mu_rate_of(c->forest_pay);
    const float *forest = ROW(v, forest);
    const uint16_t *weight = ROW(v, weight);
    int32_t *transfers = ROW(v, transfers);
    const int32_t rows = v->rows;
    int64_t paid = 0, land = 0;
    each_row_sum (i, rows, paid, land) {
        const int32_t mu = hq_round(forest[i]), due = payment_for(mu, rate);
        transfers[i] += due;
        paid += (int64_t)due * weight[i];
        land += (int64_t)mu * weight[i];
    }
    v->tally[T_forest_paid] += paid;
    v->tally[T_forest_mu] += land;
}

const struct process HQ_SYMBOL(pay_forest_return) = {
    "pay_forest_return", HQ_SETTLE, pay, COLUMNS(C_forest, C_weight, C_transfers), COLUMNS(C_transfers)};

static void count(const struct view *v)
{
    const struct parameters *p = v->parameters;
    if (p->forest_return_enabled) {
        claim_mu(v, NULL);
        state_demand(v, Q_forest_return);
    }
}

const struct process HQ_SYMBOL(count_forest_return) = {
    "count_forest_return", HQ_SETTLE, count,
    COLUMNS(C_moving, C_cropland, C_ability, C_weight, C_memberships, C_settled, C_claim), COLUMNS(C_claim)};
