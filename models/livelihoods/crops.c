/* Crops: harvest, sales, costs and fodder of the household's fields.
 *
 *   yield = base exp(growth (year - 2009)) [rain-fed: exp(b (rain - 1)) | irrigated: gain x sound]
 *           exp(s z - s^2/2) (1 - damage of the village) (1 - loss of a disaster) exp(ability / 2)
 *   z     = sqrt(1 - lasting) z of the year + sqrt(lasting) z of the household: how its fields are, for good
 *   sound = 1 - saline_loss x saline share of the irrigated land (models/nature/salinity.c)
 *   sales = sum of share x yield x price over the county's crops x (1 - wedge remoteness)
 *           x (fields + (1 - land_yield) forest)
 *   costs = fields (inputs exp(cost_growth (year - 2010) + ability / 2) at prices of the year + tax)
 * Crops are grain (maize), irrigated cash crops and rain-fed potatoes, in shares of the county's cropland: what
 * they yield and take is in crops.h, the price of cash crops in niche.c. Without the last two shares there is
 * grain alone. Land returned to forest was worse than the rest, which yields the more for it (the part of it
 * that the household works itself). Where industrialization has bases of vegetables or potatoes, what irrigated or rain-fed
 * land brings is 1 + rise times as much (livelihoods/bases.h); what is not under contract of a rise of vegetables
 * goes to the market of cash crops near by. Who harvests more from a mu also puts more into it. Straw is that of the
 * grain. The tax is paid to the state, the rest to suppliers. Known limits: every household of a village
 * grows its mix, so nobody has grain alone beside a neighbour's greenhouse; the tenant of better land has no more of
 * it; how a household's fields are goes with the household wherever and whatever it tills, dies with it, and is a new
 * draw for who begins. */
#include "models/livelihoods/bases.h"

/* What bases raise of this year's harvest: `part` of a mu in Yuan, at ability 0 and without luck. */
struct raised {
    struct base base;
    float part, near; /* near: kg a Yuan of the rise that cash crops' market near by gets */
};

static struct raised raised_of(const struct view *v, const struct crop_harvest *mean, float kept)
{
    const struct parameters *p = v->parameters;
    const struct county *c = v->county_row;
    const enum base_kind kind = base_in(v->village);
    const float arrives = arriving_in(p, c, v->village), price = c->cash_price * arrives;
    return (struct raised){
        .base = base_of_kind(v, kind),
        .part = part_of_harvest(p, mean, kind) * kept * arrives,
        .near = kind == BASE_vegetables && price > 0.0f ? (1.0f - c->contracted) / price : 0.0f,
    };
}

/* `raises`: whether bases do; a constant where this is called. */
HQ_INLINE void bring_in(const struct view *v, bool raises)
{
    const struct parameters *p = v->parameters;
    const struct village *village = v->village;
    const float dry = hq_exp((float)p->crops_rain_response * (village->rain - 1.0f));
    const struct county *c = v->county_row;
    const struct crop_harvest mean = crop_harvest_of(v, dry);
    const float sound = (1.0f - village->damage) * (1.0f + village->farm_skill),
                near = arriving_in(p, c, village);
    const float base = mean.grain * sound, price = (float)p->calendar_price_grain * near;
    const float others = mean.others * sound * near, cash = mean.cash * sound;
    const float spread = (float)p->crops_spread, centre = 0.5f * spread * spread;
    const float lasts = (float)p->crops_lasting, by_fields = __builtin_sqrtf(lasts),
                by_year = __builtin_sqrtf(1.0f - lasts);
    const float disaster = (float)p->crops_disaster, kept = 1.0f - (float)p->crops_disaster_loss;
    const float inputs = crop_inputs(v);
    const float tax = (float)p->calendar_agricultural_tax;
    const struct raised raised = raises ? raised_of(v, &mean, sound) : (struct raised){.part = 0.0f};
    const float straw = (float)p->herds_straw * base / hq_max(1.0f, (float)p->crops_yield);
    const float better = 1.0f - (float)p->forest_return_land_yield;
    const float *fields = ROW(v, fields), *forest = ROW(v, forest);
    const int16_t *ability = ROW(v, ability);
    const float *cropland = ROW(v, cropland), *venture = ROW(v, venture);
    const uint16_t *weight = ROW(v, weight);
    float *fodder = ROW(v, fodder);
    int32_t *sales = ROW(v, sales), *costs = ROW(v, costs);
    const struct hq_jump yield_jump = JUMP(v, D_harvest), luck_jump = JUMP(v, D_harvest + 1),
                         fields_jump = JUMP(v, D_fields);
    const int32_t rows = v->rows;
    int64_t taxes = 0, paid = 0, sold = 0, more = 0, before = 0;
    STREAMS(v);
    each_row_sum (i, rows, taxes, paid, sold, more, before) {
        const float z = by_year * hq_normal(DRAW(i, yield_jump)) + by_fields * hq_normal(DRAW(i, fields_jump)),
                    luck = hq_uniform(DRAW(i, luck_jump));
        const float able = hq_exp(0.5f * trait_of(ability[i]));
        const float own = able * hq_exp(spread * z - centre) * (luck < disaster ? kept : 1.0f);
        const int32_t due = hq_fen(tax * fields[i]), bought = hq_fen(inputs * able * fields[i]);
        const float worked = hq_select(fields[i] < cropland[i], fields[i] / hq_max(0.01f, cropland[i]), 1.0f);
        const float mu = fields[i] + better * (worked * forest[i]);
        float gained = 0.0f;
        if (raises) {
            const float usual = raised.part * own * mu, room = room_for(&raised.base, 0.0f, 0.0f, fields[i]);
            gained = rise_by(&raised.base, venture[i], room) * usual;
            more += (int64_t)hq_fen(gained) * weight[i];
            before += (int64_t)hq_where(venture[i] > 0.0f, hq_fen(usual)) * weight[i];
        }
        sales[i] += hq_fen(base * own * mu * price + others * own * mu + gained);
        costs[i] += due + bought;
        fodder[i] = straw * own * fields[i];
        taxes += (int64_t)due * weight[i];
        paid += (int64_t)bought * weight[i];
        sold += (int64_t)hq_round(cash * own * mu + raised.near * gained) * weight[i];
    }
    v->tally[T_taxes] += taxes;
    v->tally[T_suppliers] += paid;
    v->tally[T_cash_harvest] += sold;
    if (raises) {
        const bool wet = raised.base.kind == BASE_vegetables;
        v->tally[wet ? T_base_sales_vegetables : T_base_sales_potatoes] += more;
        v->tally[wet ? T_base_raised_vegetables : T_base_raised_potatoes] += more;
        v->tally[wet ? T_base_before_vegetables : T_base_before_potatoes] += before;
    }
}

static void run(const struct view *v)
{
    if (base_raises(v, BASE_vegetables) || base_raises(v, BASE_potatoes)) {
        bring_in(v, true);
    } else {
        bring_in(v, false);
    }
}

const struct process HQ_SYMBOL(crops) = {
    "crops", HQ_SETTLE, run,
    COLUMNS(C_fields, C_cropland, C_forest, C_ability, C_venture, C_weight, C_sales, C_costs),
    COLUMNS(C_sales, C_costs, C_fodder)};
