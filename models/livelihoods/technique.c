/* Two techniques, the better one behind a lump of capital: an asset-based poverty trap (Carter and Barrett).
 * Off unless technique.enabled; then capital is 0 and nothing here does anything.
 *
 * In units of capital, `unit` Yuan at 2010 prices, with a = productivity x exp(ability):
 *   before the year's money:  output f(a, k) = max(a k^low, a k^high - lump), sold
 *                             k1 = (1 - wear) k (1 - lost),  lost = `loss` with chance `shock`, else 0
 *                             insured: (insured x loss) paid to the household, a premium in every year a cost
 *   after it:                 x = free savings + k1 + grant
 *                             k' = what the policy says of x and a,  consumption = x - k'
 * The policy (technique_policy.c) is that of a household that looks ahead for ever and knows techniques,
 * shocks and insurance. Free savings are those beyond `reserve` months of the subsistence minimum.
 *
 * Two rules of consumption stand one behind the other. The one of money.c sees to subsistence, and takes its
 * shares (money.consume_share, consume_savings) of what is above; what it leaves in savings is divided by the
 * policy. With those shares at 0 the policy decides about all above subsistence, as in the equations; with
 * others part of it is consumed before the policy is asked, and less is built up than it would want.
 *
 * Known limits: other income of the household enters its wealth but not its expectations, nor do debts; capital
 * is not sold to meet a need that money.c finds, it comes down a year later; the herd and the capital do not
 * compete for work; goods sold have no market of their own. */
#include "models/livelihoods/technique.h"
#include "sim/ledger.h"

/* Founders' capital: lognormal. */
void HQ_SYMBOL(found_technique)(const struct view *v)
{
    const struct parameters *p = v->parameters;
    if (!p->technique_enabled) {
        return;
    }
    const float median = (float)(p->technique_capital * p->technique_unit);
    const float spread = (float)p->technique_capital_spread;
    float *capital = ROW(v, capital);
    const struct hq_jump jump = JUMP(v, D_technique + 1);
    const int32_t rows = v->live;
    STREAMS(v);
    each_live_row (i, rows) {
        capital[i] = median * hq_exp(spread * hq_normal(DRAW(i, jump)));
    }
}

/* Output and wear, shock and insurance: before the year's money. */
static void produce_run(const struct view *v)
{
    const struct parameters *p = v->parameters;
    if (!p->technique_enabled) {
        return;
    }
    const struct recursion r = recursion_of(p);
    const float unit = (float)p->technique_unit, worth = (float)(p->technique_unit * p->calendar_cpi);
    const float prices = (float)p->calendar_cpi, mean = (float)p->technique_productivity;
    const int16_t *ability = ROW(v, ability);
    const uint16_t *weight = ROW(v, weight);
    float *capital = ROW(v, capital);
    int32_t *sales = ROW(v, sales), *costs = ROW(v, costs), *savings = ROW(v, savings);
    const struct hq_jump jump = JUMP(v, D_technique);
    const int32_t rows = v->rows;
    int64_t high = 0, worn = 0, lost = 0, premiums = 0, covered = 0;
    STREAMS(v);
    each_row_sum (i, rows, high, worn, lost, premiums, covered) {
        const float before = capital[i], logs = hq_log(before / unit);
        const float productivity = mean * hq_exp(trait_of(ability[i]));
        const float by_low = productivity * hq_exp(r.low * logs);
        const float by_high = productivity * hq_exp(r.high * logs) - r.lump;
        const float wears = before * r.wear, left = before - wears;
        const float takes = hq_select(hq_uniform(DRAW(i, jump)) < r.shock, left * r.loss, 0.0f);
        const int32_t premium = hq_fen(left * r.premium * prices);
        const int32_t pays = hq_fen(takes * r.insured * prices);
        capital[i] = left - takes;
        sales[i] += hq_where(weight[i], hq_fen(hq_max(by_low, by_high) * worth)); /* padding has none */
        costs[i] += premium;
        savings[i] += pays;
        high += hq_where(by_high > by_low, weight[i]);
        worn += (int64_t)hq_round(wears) * weight[i];
        lost += (int64_t)hq_round(takes) * weight[i];
        premiums += (int64_t)premium * weight[i];
        covered += (int64_t)pays * weight[i];
    }
    v->tally[T_high_technique] += high;
    v->tally[T_capital_worn] += worn;
    v->tally[T_capital_lost] += lost;
    v->tally[T_capital_premiums] += premiums;
    v->tally[T_capital_insured] += covered;
}

const struct process HQ_SYMBOL(produce) = {"produce", HQ_SETTLE, produce_run,
                                           COLUMNS(C_ability, C_weight, C_capital, C_sales, C_costs, C_savings),
                                           COLUMNS(C_capital, C_sales, C_costs, C_savings)};

/* Free savings and capital, divided by the policy: after the year's money. */
static void invest_run(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const struct technique *technique = v->constants;
    if (!p->technique_enabled || !technique) {
        return;
    }
    const float *kept = technique->kept;
    const float unit = (float)p->technique_unit, prices = (float)p->calendar_cpi;
    const float mean = hq_log((float)p->technique_productivity);
    const float month = (float)(p->technique_reserve * p->money_subsistence * p->calendar_cpi / 12.0);
    const float grant = (float)(p->technique_grant * p->technique_unit),
                share = (float)p->technique_grant_share;
    const int16_t *ability = ROW(v, ability);
    const int32_t *members = ROW(v, members);
    const uint16_t *weight = ROW(v, weight);
    float *capital = ROW(v, capital);
    int32_t *savings = ROW(v, savings), *consumption = ROW(v, consumption);
    const struct hq_jump jump = JUMP(v, D_technique + 2);
    const int32_t rows = v->rows;
    int64_t all = 0, built = 0, sold = 0, paid = 0, proceeds = 0, granted = 0, eaten = 0, change = 0;
    STREAMS(v);
    each_row_sum (i, rows, all, built, sold, paid, proceeds, granted, eaten, change) {
        const int32_t lucky = (weight[i] > 0) & (hq_uniform(DRAW(i, jump)) < share);
        const float given = hq_select(lucky, grant, 0.0f), had = capital[i], has = had + given;
        const int32_t over = savings[i] - hq_fen(month * (float)members[i]), free = over > 0 ? over : 0;
        const float wealth = has / unit + hq_yuan(free) / (unit * prices);
        const float wanted = unit * capital_kept(kept, ability_class(mean + trait_of(ability[i])), wealth);
        const int32_t asked = hq_fen(hq_max(0.0f, wanted - has) * prices);
        const int32_t bought = asked < free ? asked : free;
        const int32_t turned = hq_fen(hq_max(0.0f, has - wanted) * prices);
        const float more = hq_yuan(bought) / prices, less = hq_min(has, hq_yuan(turned) / prices);
        const float now = has + more - less;
        capital[i] = now;
        savings[i] -= free;
        consumption[i] += free - bought + turned;
        all += (int64_t)hq_round(now) * weight[i];
        built += (int64_t)hq_round(more + given) * weight[i];
        sold += (int64_t)hq_round(less) * weight[i];
        paid += (int64_t)bought * weight[i];
        proceeds += (int64_t)turned * weight[i];
        granted += (int64_t)hq_fen(given * prices) * weight[i];
        eaten += (int64_t)(free - bought + turned) * weight[i];
        change += (int64_t)free * weight[i];
    }
    v->tally[T_capital] += all;
    v->tally[T_capital_built] += built;
    v->tally[T_capital_sold] += sold;
    v->tally[T_capital_paid] += paid;
    v->tally[T_capital_proceeds] += proceeds;
    v->tally[T_capital_granted] += granted;
    v->tally[T_consumption] += eaten;
    v->tally[T_savings] -= change;
}

const struct process HQ_SYMBOL(invest) = {
    "invest", HQ_SETTLE, invest_run,
    COLUMNS(C_ability, C_members, C_weight, C_capital, C_savings, C_consumption),
    COLUMNS(C_capital, C_savings, C_consumption)};

/* Capital that was given never was the households' money. */
static void close(struct world *w, int county)
{
    hq_post(w->ledger, county, P_baseline, A_region, A_suppliers, I_grant,
            hq_tallies(w, county)[T_capital_granted], 0);
}

const struct yearly HQ_SYMBOL(technique_year) = {.close = close};
