/* Herds in sheep units: what they seek on the pasture, what they are fed, births, deaths and sales.
 *
 * Before the pasture is shared: own straw feeds first; under a ban nothing may graze, in balance no more
 * than the allowed stocking of the own right; a household keeps within that where
 *     fine x enforcement >= cost of the same forage as hay             (it complies)
 * and otherwise grazes all and pays the fines. What may not graze must be bought or sold.
 *
 * After it: hay is bought for at most `hay_most` of the year's forage while a year's hay costs less than
 * `hay_worth` of the animal; animals that stay unfed are sold at once at the distress price.
 *   births  b fed_share exp(ability / 4), deaths d (+ dzud), sales `offtake` of the herd and whatever the
 *   household has no hands for.
 * Known limit: no classes of animals; no animals are bought. */
#include "models/poverty.h"

static void seek_forage(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const struct county *c = v->county_row;
    const float intake = (float)p->herds_intake, allowed = (float)p->grazing_balance_stocking / 15.0f;
    const float fine = (float)(p->grazing_fine * p->grazing_enforcement);
    const int32_t obeys = fine >= intake * c->hay_price; /* of a sheep unit and year */
    const float *herd = ROW(v, herd), *pasture = ROW(v, pasture), *fodder = ROW(v, fodder);
    const uint16_t *memberships = ROW(v, memberships), *weight = ROW(v, weight);
    float *grazing = ROW(v, grazing), *unfed = ROW(v, unfed);
    int32_t *costs = ROW(v, costs);
    const int32_t rows = v->rows;
    int64_t fines = 0, closed = 0, kept = 0;
    each_row_sum (i, rows, fines, closed, kept) {
        const int32_t ban = memberships[i] & IN_GRAZING_BAN, balance = memberships[i] & IN_GRAZING_BALANCE;
        const float need = hq_max(0.0f, herd[i] * intake - fodder[i]);
        const float limit = ban ? 0.0f : balance ? hq_min(need, allowed * pasture[i] * intake) : need;
        const float over = need - limit;
        const int32_t bound = (ban | balance) != 0, mu = hq_round(pasture[i]);
        const int32_t complies = bound & ((over <= 0.0f) | obeys);
        const int32_t due = bound & !complies ? hq_fen(fine * over / intake) : 0;
        grazing[i] = complies ? limit : need;
        unfed[i] = need - grazing[i];
        costs[i] += due;
        fines += (int64_t)due * weight[i];
        closed += bound ? (int64_t)mu * weight[i] : 0;
        kept += complies ? (int64_t)mu * weight[i] : 0;
    }
    v->tally[T_taxes] += fines;
    v->tally[T_grazing_fines] += fines;
    v->tally[T_grazing_mu] += closed;
    v->tally[T_grazing_kept] += kept;
}

const struct process HQ_SYMBOL(fodder) = {
    "fodder", HQ_SETTLE, seek_forage, COLUMNS(C_herd, C_pasture, C_fodder, C_memberships, C_weight, C_costs),
    COLUMNS(C_grazing, C_unfed, C_costs)};

static void run(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const struct county *c = v->county_row;
    const struct village *village = v->village;
    const float intake = (float)p->herds_intake, hungry = 1.0f - village->fed, months = (float)p->herds_months;
    const float price = (float)p->calendar_price_sheep * (1.0f - (float)p->prices_wedge * village->remoteness);
    const float hay_price = c->hay_price, keep = (float)(p->herds_cost * p->calendar_cpi);
    const float hay_most = hay_price * intake < (float)p->herds_hay_worth * price ? (float)p->herds_hay_most : 0.0f;
    const float cold = hq_max(0.0f, village->cold - (float)p->weather_dzud_threshold);
    const float dying = hq_min(0.9f, (float)p->herds_deaths + (float)p->herds_dzud_deaths * cold);
    const float bearing = (float)p->herds_births, offtake = (float)p->herds_offtake;
    const float distress = (float)p->herds_distress_price;
    const float *adults = ROW(v, adults), *cropland = ROW(v, cropland), *ability = ROW(v, ability);
    const float *grazing = ROW(v, grazing), *unfed = ROW(v, unfed);
    const uint16_t *weight = ROW(v, weight);
    float *herd = ROW(v, herd);
    int32_t *sales = ROW(v, sales), *costs = ROW(v, costs);
    const float field_months = (float)p->crops_months;
    const struct hq_jump birth_jump = JUMP(v, D_herd_loss), death_jump = JUMP(v, D_herd_loss + 1);
    const int32_t rows = v->rows;
    int64_t sold = 0, died = 0, hay = 0, paid = 0;
    STREAMS(v);
    each_row_sum (i, rows, sold, died, hay, paid) {
        const float before = herd[i], need = before * intake;
        const float missing = unfed[i] + grazing[i] * hungry;
        const float bought = hq_min(missing, hay_most * need);
        const float short_of = need > 0.0f ? (missing - bought) / need : 0.0f;
        const float starved = before * hq_clamp(short_of, 0.0f, 1.0f);
        const float fed = before - starved;
        const float born = fed * bearing * hq_exp(0.25f * ability[i] + 0.2f * hq_normal(DRAW(i, birth_jump)));
        const float dead = fed * hq_min(0.95f, dying * hq_exp(0.5f * hq_normal(DRAW(i, death_jump)) - 0.125f));
        const float grown = fed + born - dead;
        const float hands = hq_max(0.0f, 12.0f * adults[i] - field_months * cropland[i]) / months;
        const float regular = hq_max(offtake * grown, grown - hands);
        const int32_t kilograms = hq_round(bought);
        const int32_t outlay = hq_fen(bought * hay_price + keep * before);
        herd[i] = grown - regular < 0.5f ? 0.0f : grown - regular;
        const float all_sold = grown - herd[i];
        sales[i] += hq_fen(all_sold * price + starved * price * distress);
        costs[i] += outlay;
        sold += (int64_t)hq_round((all_sold + starved) * 1e3f) * weight[i];
        died += (int64_t)hq_round(dead * 1e3f) * weight[i];
        hay += (int64_t)kilograms * weight[i];
        paid += (int64_t)outlay * weight[i];
    }
    v->tally[T_sold] += sold;
    v->tally[T_died] += died;
    v->tally[T_hay] += hay;
    v->tally[T_suppliers] += paid;
}

const struct process HQ_SYMBOL(herds) = {
    "herds", HQ_SETTLE, run,
    COLUMNS(C_adults, C_cropland, C_ability, C_grazing, C_unfed, C_weight, C_herd, C_sales, C_costs),
    COLUMNS(C_herd, C_sales, C_costs)};
