/* Herds in sheep units, of two classes: what they are fed, births, deaths and sales.
 *
 * What the pasture did not give (livelihoods/forage.c, nature/pasture.c) is bought as hay, at most `hay_most`
 * of the year's forage times the share of households that buy, logistic in ln(hay_worth x animal / hay).
 * Animals that stay unfed are sold at once at the distress price: small stock first, then calves, grown large
 * stock last. Of all that is sold as much as was born beyond deaths is the year's income, unfed animals first;
 * the rest is the herd turned into money. Nobody buys animals after a year in which a twentieth of the forage
 * was missing.
 *   births = fed births exp(ability / 4 + s z - s^2 / 2),  deaths = fed deaths exp(s z - s^2 / 2)
 *   deaths in a dzud: + rate of the class x (cold - threshold) (1 + dry (1 - rain) (1 - water)) (1 + frail part)
 *       water = animal_water_effect x part of the animals that programmes have brought water to (rows/goods.def)
 *   part = what the herd is short of 200, over 200
 *   large stock: calves are born to the grown and grow up at a yearly rate (livelihoods/herds.h)
 *   kept = least of all, hands, and 1 + growth - scarcity x (missing forage / need) of last year's herd
 *   odds that what is kept is large = last year's x (earnings of large / small stock)^price_response
 * Where industrialization has bases of cattle and sheep, what is sold as the year's young is 1 + rise times as heavy
 * (livelihoods/bases.h). Who must buy hay keeps fewer animals; the rest is sold. Who sells in need (livelihoods/money.c) sells small
 * stock first, then calves, each class at its price in need; who buys there buys the mix that he keeps for the
 * same money (step herd_classes). Known limits: a calf eats, and is sold, like the animal that it will be; work
 * is by the sheep unit, whatever its class; no male animals are told apart. */
#include "models/livelihoods/bases.h"

/* What the year means for every herd of the village. */
struct season {
    float intake, hungry, months, field_months; /* forage, and work of a sheep unit and a mu */
    struct animal_prices price, distress;
    float hay_price, hay_most, keep;
    float bearing, calving, maturing;
    float dying_small, dying_large, dzud_small, dzud_large, frail, frail_under;
    float growth, scarcity, prefer; /* prefer: odds that what is kept is large, over last year's */
    float noted;                    /* tenths of a sheep unit, or nothing where losses are not kept */
};

static struct season season_of(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const struct county *c = v->county_row;
    const struct village *village = v->village;
    const struct animal_prices price = animal_prices_of(p, v->county_row, village);
    const float intake = (float)p->herds_intake, hay_year = hq_max(1e-3f, c->hay_price * intake);
    const float buyers =
        hq_logistic((float)p->herds_hay_response * hq_log((float)p->herds_hay_worth * price.small / hay_year));
    const float watered =
        1.0f - (float)p->goods_animal_water_effect *
                   part_working(p, village, village->all_animal_water, village->built_animal_water);
    const float dry = hq_max(0.0f, 1.0f - village->rain) * (float)p->herds_dry_dzud * watered;
    const float dzud = hq_max(0.0f, village->cold - (float)p->weather_dzud_threshold) * (1.0f + dry);
    const float by_small = earned_with(p, price, 1.0f, 0.0f), by_large = earned_with(p, price, 0.0f, 1.0f);
    const float in_need = (float)p->herds_distress_price;
    return (struct season){
        .intake = intake,
        .hungry = 1.0f - village->fed,
        .months = (float)p->herds_months,
        .field_months = crop_months(v),
        .price = price,
        .distress = {price.small * in_need, price.large * in_need},
        .hay_price = c->hay_price,
        .hay_most = (float)p->herds_hay_most * buyers,
        .keep = (float)(p->herds_cost * p->calendar_cpi),
        .bearing = (float)p->herds_births,
        .calving = (float)p->herds_calving,
        .maturing = (float)p->herds_maturing,
        .dying_small = (float)p->herds_deaths,
        .dying_large = (float)p->herds_cattle_deaths,
        .dzud_small = (float)p->herds_dzud_deaths * dzud,
        .dzud_large = (float)p->herds_cattle_dzud * dzud,
        .frail = (float)p->herds_frail,
        .frail_under = 1.0f / (float)p->herds_frail_under,
        .growth = 1.0f + (float)p->herds_growth,
        .scarcity = (float)p->herds_scarcity,
        .prefer =
            hq_power(hq_clamp(by_large / hq_max(1.0f, by_small), 0.1f, 10.0f), (float)p->herds_price_response),
        .noted = c->losses_kept ? 10.0f : 0.0f,
    };
}

/* A herd within the year: small stock in sheep units, large stock in whole tenths of them. */
struct stock {
    float small, grown, calves;
};

/* Takes what is not fed out of a herd: small stock first, then calves, grown large stock last. */
HQ_INLINE struct stock left_fed(struct stock all, float starved, float dither)
{
    const float small = hq_min(all.small, starved);
    const float large = hq_min(all.grown + all.calves, tenths(10.0f * (starved - small), dither));
    const float calves = hq_min(all.calves, large);
    return (struct stock){all.small - small, all.grown - (large - calves), all.calves - calves};
}

/* What is kept of a herd that may have `most` sheep units: the share of large stock is last year's, moved by
 * prices, as far as there are such animals; of large stock the young and the grown in proportion. */
HQ_INLINE struct stock kept_of(struct stock all, float most, float share_large, float dither,
                               float dither_young)
{
    const float large = all.grown + all.calves;
    const float wanted = tenths(10.0f * most * share_large, dither);
    const float needed = tenths(10.0f * (most - all.small), dither);
    const float kept = hq_min(large, hq_max(wanted, needed));
    const float young = tenths(all.calves * kept / hq_max(1.0f, large), dither_young);
    const float calves = hq_max(kept - all.grown, hq_min(young, hq_min(all.calves, kept)));
    return (struct stock){hq_clamp(most - 0.1f * kept, 0.0f, all.small), kept - calves, calves};
}

/* `raises`: whether bases of cattle and sheep do; a constant where this is called. */
HQ_INLINE void keep_herds(const struct view *v, bool raises)
{
    const struct season s = season_of(v);
    const struct base base = base_of_kind(v, BASE_livestock);
    const float *venture = ROW(v, venture);
    const float *adults = ROW(v, adults), *fields = ROW(v, fields);
    const int16_t *ability = ROW(v, ability);
    const float *grazing = ROW(v, grazing), *unfed = ROW(v, unfed);
    const uint16_t *weight = ROW(v, weight);
    float *herd = ROW(v, herd), *hands = ROW(v, hands), *kept_all = ROW(v, kept);
    uint16_t *cattle = ROW(v, cattle), *calves = ROW(v, calves), *lost = ROW(v, lost);
    int32_t *sales = ROW(v, sales), *costs = ROW(v, costs), *liquidated = ROW(v, liquidated);
    const struct hq_jump birth_jump = JUMP(v, D_herd_loss), death_jump = JUMP(v, D_herd_loss + 1);
    const struct hq_jump first_jump = JUMP(v, D_herd_classes), second_jump = JUMP(v, D_herd_classes + 1);
    const struct hq_jump third_jump = JUMP(v, D_herd_classes + 2);
    const int32_t rows = v->rows;
    int64_t sold = 0, died = 0, bred = 0, hay = 0, paid = 0, sold_large = 0, died_large = 0, bred_large = 0;
    int64_t more = 0, usual = 0;
    STREAMS(v);
    each_row_sum (i, rows, sold, died, bred, hay, paid, sold_large, died_large, bred_large, more, usual) {
        const uint32_t first = DRAW(i, first_jump), second = DRAW(i, second_jump), third = DRAW(i, third_jump);
        const float before = herd[i], need = before * s.intake, large = (float)cattle[i];
        const struct stock all = {hq_max(0.0f, before - 0.1f * large), large - (float)calves[i],
                                  (float)calves[i]};
        const float missing = unfed[i] + grazing[i] * s.hungry;
        const float bought = hq_min(missing, s.hay_most * need);
        const float starved = hq_min(before, (missing - bought) / s.intake);
        const struct stock fed = left_fed(all, starved, half_uniform(first, 0));
        const float lean_small = all.small - fed.small, lean_large = large - (fed.grown + fed.calves);
        /* Births and deaths. */
        const float bears =
            hq_exp(0.25f * trait_of(ability[i]) + 0.2f * hq_normal(DRAW(i, birth_jump)) - 0.02f);
        const float dies = hq_exp(0.5f * hq_normal(DRAW(i, death_jump)) - 0.125f);
        const float frail = 1.0f + s.frail * hq_max(0.0f, 1.0f - before * s.frail_under);
        const float share_small = hq_min(0.95f, (s.dying_small + s.dzud_small * frail) * dies);
        const float share_large = hq_min(0.95f, (s.dying_large + s.dzud_large * frail) * dies);
        const float born = fed.small * s.bearing * bears, dead = fed.small * share_small;
        const float born_large =
            hq_min(65535.0f - large, tenths(fed.grown * s.calving * bears, half_uniform(first, 1)));
        const float dead_grown = tenths(fed.grown * share_large, half_uniform(second, 0));
        const float dead_young = tenths(fed.calves * share_large, half_uniform(second, 1));
        const float dead_large = dead_grown + dead_young;
        const float grew_up = tenths((fed.calves - dead_young) * s.maturing, half_uniform(third, 0));
        const struct stock now = {fed.small + born - dead, fed.grown - dead_grown + grew_up,
                                  fed.calves - dead_young - grew_up + born_large};
        /* What is kept of them. */
        const float able = hq_max(0.0f, 12.0f * adults[i] - s.field_months * fields[i]) / s.months;
        const float missed = need > 0.0f ? missing / need : 0.0f;
        const float grown = now.small + 0.1f * (now.grown + now.calves);
        const float wanted = hq_min(grown, hq_min(able, (s.growth - s.scarcity * missed) * before));
        const float most = hq_select(wanted < 0.5f, 0.0f, wanted);
        const float odds = s.prefer * large, odds_small = 10.0f * all.small;
        const struct stock kept = kept_of(now, most, odds / hq_max(0.1f, odds + odds_small),
                                          half_uniform(third, 1), half_uniform(first, 0));
        const float kept_large = kept.grown + kept.calves;
        const float gone = now.small - kept.small, gone_large = now.grown + now.calves - kept_large;
        const float regular = hq_min(lean_small, hq_max(0.0f, born - dead));
        const float regular_large = hq_min(lean_large, hq_max(0.0f, born_large - dead_large));
        /* Of what is sold beyond the year's young the herd has become money. */
        const float young = hq_max(0.0f, born - dead + 0.1f * (born_large - dead_large));
        const float sold_all = gone + 0.1f * gone_large, told = regular + 0.1f * regular_large;
        const float due = hq_clamp((young - told) / hq_max(1e-3f, sold_all), 0.0f, 1.0f);
        const float earned = gone * s.price.small + 0.1f * (gone_large * s.price.large);
        const int32_t outlay = hq_fen(bought * s.hay_price + s.keep * before);
        herd[i] = kept_all[i] = kept.small + 0.1f * kept_large;
        cattle[i] = (uint16_t)hq_truncate(kept_large);
        calves[i] = (uint16_t)hq_truncate(kept.calves);
        const float wasted_large = dead_large + lean_large - regular_large;
        lost[i] = (uint16_t)hq_truncate(
            hq_min(65535.0f, s.noted * (dead + lean_small - regular + 0.1f * wasted_large)));
        hands[i] = hq_select(missed > 0.05f, 0.0f, able);
        const float brings =
            due * earned + regular * s.distress.small + 0.1f * (regular_large * s.distress.large);
        float gained = 0.0f;
        if (raises) {
            const float room = room_for(&base, all.small, 0.1f * large, 0.0f);
            gained = rise_by(&base, venture[i], room) * brings;
            more += (int64_t)hq_fen(gained) * weight[i];
            usual += (int64_t)hq_where(venture[i] > 0.0f, hq_fen(brings)) * weight[i];
        }
        sales[i] += hq_fen(brings + gained);
        liquidated[i] += hq_fen((1.0f - due) * earned + (lean_small - regular) * s.distress.small +
                                0.1f * (lean_large - regular_large) * s.distress.large);
        costs[i] += outlay;
        const int32_t out_large = hq_truncate(gone_large + lean_large);
        const int32_t gone_dead = hq_truncate(dead_large), come = hq_truncate(born_large);
        sold += (int64_t)(hq_round((gone + lean_small) * 1e3f) + 100 * out_large) * weight[i];
        died += (int64_t)(hq_round(dead * 1e3f) + 100 * gone_dead) * weight[i];
        bred += (int64_t)(hq_round(born * 1e3f) + 100 * come) * weight[i];
        hay += (int64_t)hq_round(bought) * weight[i];
        paid += (int64_t)outlay * weight[i];
        sold_large += (int64_t)out_large * weight[i];
        died_large += (int64_t)gone_dead * weight[i];
        bred_large += (int64_t)come * weight[i];
    }
    v->tally[T_sold] += sold;
    v->tally[T_died] += died;
    v->tally[T_born] += bred;
    v->tally[T_hay] += hay;
    v->tally[T_suppliers] += paid;
    v->tally[T_cattle_sold] += sold_large;
    v->tally[T_cattle_died] += died_large;
    v->tally[T_cattle_born] += bred_large;
    v->tally[T_base_sales_livestock] += more;
    v->tally[T_base_raised_livestock] += more;
    v->tally[T_base_before_livestock] += usual;
}

static void run(const struct view *v)
{
    if (base_raises(v, BASE_livestock)) {
        keep_herds(v, true);
    } else {
        keep_herds(v, false);
    }
}

const struct process HQ_SYMBOL(herds) = {
    "herds", HQ_SETTLE, run,
    COLUMNS(C_adults, C_fields, C_ability, C_grazing, C_unfed, C_venture, C_weight, C_herd, C_cattle, C_calves,
            C_sales, C_costs, C_liquidated),
    COLUMNS(C_herd, C_cattle, C_calves, C_lost, C_kept, C_hands, C_sales, C_costs, C_liquidated)};

/* Large stock sold in need, and bought. What is sold is taken from `herd` where it is sold, whatever its class:
 * small stock has gone first, then calves. Who has bought animals for so much money at the price of small stock
 * has bought the mix that he keeps, at the price of each (grown, if large): fewer sheep units for the same
 * money. */
static void follow_trade(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const struct animal_prices price = animal_prices_of(p, v->county_row, v->village);
    const float dearer = hq_max(0.01f, price.large / hq_max(1.0f, price.small)),
                usual = (float)p->founding_cattle;
    const float *kept = ROW(v, kept);
    const uint16_t *weight = ROW(v, weight);
    float *herd = ROW(v, herd);
    uint16_t *cattle = ROW(v, cattle), *calves = ROW(v, calves);
    const struct hq_jump jump = JUMP(v, D_herd_classes + 4);
    const int32_t rows = v->rows;
    int64_t sold = 0, bought = 0, left = 0, less = 0;
    STREAMS(v);
    each_row_sum (i, rows, sold, bought, left, less) {
        const float before = (float)cattle[i], paid = hq_max(0.0f, herd[i] - kept[i]);
        /* The hundredth of a tenth keeps a whole tenth that single precision has a bit under itself. */
        const float had = hq_min(before, (float)hq_truncate(10.0f * herd[i] + 0.01f)), gone = before - had;
        const float share =
            hq_select(kept[i] > 0.0f, hq_min(1.0f, 0.1f * before / hq_max(0.1f, kept[i])), usual);
        const float all = paid / (1.0f + share * (dearer - 1.0f)), most = 10.0f * paid / dearer;
        const float wanted = tenths(10.0f * share * all, hq_uniform(DRAW(i, jump)));
        const float large = hq_select(wanted <= most, hq_min(wanted, 65535.0f - had), 0.0f);
        const float swapped = 0.1f * large * (dearer - 1.0f); /* sheep units that the same money does not buy */
        const int32_t now = hq_truncate(had + large);
        herd[i] -= swapped;
        cattle[i] = (uint16_t)now;
        calves[i] = (uint16_t)hq_truncate(hq_max(0.0f, (float)calves[i] - gone));
        sold += (int64_t)hq_truncate(gone) * weight[i];
        bought += (int64_t)hq_truncate(large) * weight[i];
        left += (int64_t)now * weight[i];
        less += (int64_t)hq_round(swapped * 1e3f) * weight[i];
    }
    v->tally[T_cattle_sold] += sold;
    v->tally[T_cattle_bought] += bought;
    v->tally[T_cattle] += left;
    v->tally[T_bought] -= less;
}

const struct process HQ_SYMBOL(herd_classes) = {"herd_classes", HQ_SETTLE, follow_trade,
                                                COLUMNS(C_herd, C_kept, C_cattle, C_calves, C_weight),
                                                COLUMNS(C_herd, C_cattle, C_calves)};
