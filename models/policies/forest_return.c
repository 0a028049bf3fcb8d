/* Cropland returned to forest (seed 001; Grain for Green): a household gives up its qualified cropland and
 * is paid for it by the mu while the programme runs.
 *   qualified = whole mu of share x cropland, once; it signs where
 *       payment > margin of the crop exp(ability / 2) + trouble
 *   money pays those already in first; when it does not reach, all are paid less in proportion
 * The land leaves the plough and covers the village. Known limit: it stays forest when payments end. */
#include "models/policies/policy.h"

static void plan(struct world *w, int county)
{
    struct county *c = hq_county(w, county);
    const struct parameters *p = hq_parameters(w, county);
    const int64_t money = MONEY_OF_YEAR(w, county, p, forest_return);
    const int64_t rate = milli_fen(p->calendar_forest_return_rate);
    const int64_t owed = c->forest_mu * rate / 1000;
    if (rate <= 0 || money <= 0) {
        c->forest_pay = 0;
        return;
    }
    c->forest_pay = owed <= money ? rate : money * 1000 / c->forest_mu;
    grant(w, county, Q_forest_return, owed < money ? (money - owed) * 1000 / rate : 0);
}

static void close(struct world *w, int county)
{
    struct county *c = hq_county(w, county);
    const int64_t *t = hq_tallies(w, county);
    c->forest_mu = t[T_forest_mu];
    hq_post(w->ledger, county, P_forest_return, A_fund, A_households, t[T_forest_paid],
            t[T_forest_paid] > 0 ? t[T_forest_mu] : 0);
}

const struct yearly HQ_SYMBOL(forest_return_year) = {.plan = plan, .close = close};

static void claim_mu(const struct view *v, const float *willing_above)
{
    const struct parameters *p = v->parameters;
    const float share = (float)p->forest_return_share;
    const float *cropland = ROW(v, cropland), *ability = ROW(v, ability);
    const uint16_t *weight = ROW(v, weight), *memberships = ROW(v, memberships);
    int32_t *claim = ROW(v, claim);
    const int32_t rows = v->rows;
    const float most = willing_above ? *willing_above : 1e30f; /* highest exp(ability / 2) that signs */
    each_row (i, rows) {
        const int32_t signs = (hq_exp(0.5f * ability[i]) <= most) & ((memberships[i] & IN_FOREST_RETURN) == 0);
        claim[i] = signs ? hq_truncate(share * cropland[i]) * weight[i] : 0;
    }
}

static void enrol(const struct view *v)
{
    const struct parameters *p = v->parameters;
    if (!p->forest_return_enabled || v->places[Q_forest_return] <= 0) {
        return;
    }
    const struct county *c = v->county_row;
    const float gain = (float)p->crops_irrigated_gain, irrigated = (float)c->irrigated_share;
    const float harvest = (float)(p->crops_yield * p->calendar_price_grain) * (irrigated * gain + 1.0f - irrigated);
    const float cost = (float)(p->crops_cost * p->calendar_cpi + p->calendar_agricultural_tax);
    const float most = ((float)p->calendar_forest_return_rate - (float)p->forest_return_trouble + cost) /
                       hq_max(1.0f, harvest);
    claim_mu(v, &most);
    const uint64_t threshold = serve_poorest(v, Q_forest_return), *rank = ROW(v, rank);
    const int32_t *claim = ROW(v, claim);
    const uint16_t *weight = ROW(v, weight);
    float *cropland = ROW(v, cropland), *forest = ROW(v, forest);
    uint16_t *memberships = ROW(v, memberships);
    struct village *village = v->village;
    const int32_t rows = v->rows;
    int64_t given = 0;
    each_row_sum (i, rows, given) {
        const int32_t signs = rank[i] < threshold;
        const int32_t mu = signs ? claim[i] / (weight[i] ? weight[i] : 1) : 0;
        cropland[i] -= (float)mu;
        forest[i] += (float)mu;
        memberships[i] = (uint16_t)(memberships[i] | (signs ? IN_FOREST_RETURN : 0));
        given += mu;
    }
    village->forest = village->land > 0.0f ? hq_min(1.0f, village->forest + (float)given / village->land) : 0.0f;
}

const struct process HQ_SYMBOL(enrol_forest_return) = {
    "enrol_forest_return", HQ_OFFERS, enrol,
    COLUMNS(SERVE_READS, C_cropland, C_ability, C_weight, C_memberships, C_forest),
    COLUMNS(C_claim, C_rank, C_cropland, C_forest, C_memberships)};

static void pay(const struct view *v)
{
    const struct county *c = v->county_row;
    const struct parameters *p = v->parameters;
    if (!p->forest_return_enabled) {
        return;
    }
    const int64_t rate = c->forest_pay;
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

const struct process HQ_SYMBOL(pay_forest_return) = {"pay_forest_return", HQ_SETTLE, pay,
                                                     COLUMNS(C_forest, C_weight, C_transfers), COLUMNS(C_transfers)};

static void count(const struct view *v)
{
    const struct parameters *p = v->parameters;
    if (p->forest_return_enabled) {
        claim_mu(v, NULL);
        state_demand(v, Q_forest_return);
    }
}

const struct process HQ_SYMBOL(count_forest_return) = {
    "count_forest_return", HQ_SETTLE, count, COLUMNS(C_cropland, C_ability, C_weight, C_memberships, C_claim),
    COLUMNS(C_claim)};
