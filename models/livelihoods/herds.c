/* Herds in sheep units: what they seek on the pasture, what they are fed, births, deaths and sales.
 *
 * Before the pasture is shared: own straw feeds first; under a ban nothing may graze, in balance no more
 * than the allowed stocking of the own right (both for the part of the right that is enrolled). A household
 * keeps within that where fine x enforcement x exp(-favour x connection) >= gain, and otherwise grazes all
 * and pays the fines; gain = min(a year's hay, (births - deaths) x price - keep) of a sheep unit, since it can
 * also be sold. What may not graze must be bought or sold.
 *
 * After it: the missing forage is bought as hay, at most `hay_most` of the year's forage times the share of
 * households that buy, logistic in ln(hay_worth x animal / hay); animals that stay unfed are sold at once at
 * the distress price. Of those as many as were born beyond deaths are the year's income; the others are the
 * herd turned into money. Nobody buys animals after a year in which a twentieth of the forage was missing.
 *   births b exp(ability / 4 + s z - s^2 / 2) and deaths d (+ dzud) exp(s z - s^2 / 2) of the fed;
 *   sold: what exceeds 1 + growth - scarcity x (missing forage / need) of last year's herd, or what the
 *   household has hands for: who must buy hay keeps fewer animals.
 * Known limit: no classes of animals. Animals are bought in livelihoods/money.c. */
#include "models/livelihoods/crops.h"

static void seek_forage(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const struct county *c = v->county_row;
    const float intake = (float)p->herds_intake, allowed = (float)p->grazing_balance_stocking / 15.0f;
    const float expected = (float)(p->grazing_fine * p->grazing_enforcement), favour = (float)p->grazing_favour;
    const float most_mu = (float)p->grazing_most_mu;
    const struct village *village = v->village;
    const float price = (float)p->calendar_price_sheep * (1.0f - (float)p->prices_wedge * village->remoteness);
    const float earned =
        (float)(p->herds_births - p->herds_deaths) * price - (float)(p->herds_cost * p->calendar_cpi);
    const float gain = hq_min(intake * c->hay_price, hq_max(0.0f, earned));
    const float *herd = ROW(v, herd), *pasture = ROW(v, pasture), *fodder = ROW(v, fodder);
    const float *connection = ROW(v, connection);
    const uint16_t *memberships = ROW(v, memberships), *weight = ROW(v, weight);
    float *grazing = ROW(v, grazing), *unfed = ROW(v, unfed);
    int32_t *costs = ROW(v, costs);
    const int32_t rows = v->rows;
    int64_t fines = 0, closed = 0, tested = 0, kept = 0;
    each_row_sum (i, rows, fines, closed, tested, kept) {
        const int32_t ban = (memberships[i] & IN_GRAZING_BAN) != 0;
        const int32_t balance = (memberships[i] & IN_GRAZING_BALANCE) != 0, bound = ban | balance;
        const float need = hq_max(0.0f, herd[i] * intake - fodder[i]);
        const float enrolled = hq_min(pasture[i], most_mu), part = enrolled / hq_max(1.0f, pasture[i]);
        const float free = need * (1.0f - (float)bound * part);
        const float kept_open = (float)balance * allowed * enrolled * intake;
        const float limit = hq_min(need, free + kept_open), over = need - limit;
        const float fine = expected * hq_exp(-favour * connection[i]);
        const int32_t tempted = bound & (over > 0.0f), complies = tempted & (fine >= gain);
        const int32_t offends = tempted & (fine < gain);
        const int32_t due = hq_where(offends, hq_fen(fine * over / intake)), mu = hq_round(enrolled);
        grazing[i] = hq_select(complies, limit, need);
        unfed[i] = need - grazing[i];
        costs[i] += due;
        fines += (int64_t)due * weight[i];
        closed += (int64_t)hq_where(bound, mu) * weight[i];
        tested += (int64_t)hq_where(tempted, mu) * weight[i];
        kept += (int64_t)hq_where(complies, mu) * weight[i];
    }
    v->tally[T_taxes] += fines;
    v->tally[T_grazing_fines] += fines;
    v->tally[T_grazing_mu] += closed;
    v->tally[T_grazing_tested] += tested;
    v->tally[T_grazing_kept] += kept;
}

const struct process HQ_SYMBOL(fodder) = {
    "fodder", HQ_SETTLE, seek_forage,
    COLUMNS(C_herd, C_pasture, C_fodder, C_connection, C_memberships, C_weight, C_costs),
    COLUMNS(C_grazing, C_unfed, C_costs)};

static void run(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const struct county *c = v->county_row;
    const struct village *village = v->village;
    const float intake = (float)p->herds_intake, hungry = 1.0f - village->fed, months = (float)p->herds_months;
    const float price = (float)p->calendar_price_sheep * (1.0f - (float)p->prices_wedge * village->remoteness);
    const float hay_price = c->hay_price, keep = (float)(p->herds_cost * p->calendar_cpi);
    const float hay_year = hq_max(1e-3f, hay_price * intake);
    const float buyers =
        hq_logistic((float)p->herds_hay_response * hq_log((float)p->herds_hay_worth * price / hay_year));
    const float hay_most = (float)p->herds_hay_most * buyers;
    const float cold = hq_max(0.0f, village->cold - (float)p->weather_dzud_threshold);
    const float dying = hq_min(0.9f, (float)p->herds_deaths + (float)p->herds_dzud_deaths * cold);
    const float bearing = (float)p->herds_births, growth = 1.0f + (float)p->herds_growth;
    const float scarcity = (float)p->herds_scarcity;
    const float distress = price * (float)p->herds_distress_price;
    const float *adults = ROW(v, adults), *fields = ROW(v, fields), *ability = ROW(v, ability);
    const float *grazing = ROW(v, grazing), *unfed = ROW(v, unfed);
    const uint16_t *weight = ROW(v, weight);
    float *herd = ROW(v, herd), *hands = ROW(v, hands);
    int32_t *sales = ROW(v, sales), *costs = ROW(v, costs), *liquidated = ROW(v, liquidated);
    const float field_months = crop_months(p, v->county_row);
    const struct hq_jump birth_jump = JUMP(v, D_herd_loss), death_jump = JUMP(v, D_herd_loss + 1);
    const int32_t rows = v->rows;
    int64_t sold = 0, died = 0, bred = 0, hay = 0, paid = 0;
    STREAMS(v);
    each_row_sum (i, rows, sold, died, bred, hay, paid) {
        const float before = herd[i], need = before * intake;
        const float missing = unfed[i] + grazing[i] * hungry;
        const float bought = hq_min(missing, hay_most * need);
        const float starved = hq_min(before, (missing - bought) / intake);
        const float fed = before - starved;
        const float born =
            fed * bearing * hq_exp(0.25f * ability[i] + 0.2f * hq_normal(DRAW(i, birth_jump)) - 0.02f);
        const float dead = fed * hq_min(0.95f, dying * hq_exp(0.5f * hq_normal(DRAW(i, death_jump)) - 0.125f));
        const float grown = fed + born - dead;
        const float able = hq_max(0.0f, 12.0f * adults[i] - field_months * fields[i]) / months;
        const float missed = need > 0.0f ? missing / need : 0.0f;
        const float wanted = hq_min(grown, hq_min(able, (growth - scarcity * missed) * before));
        const float kept = hq_select(wanted < 0.5f, 0.0f, wanted);
        const int32_t outlay = hq_fen(bought * hay_price + keep * before);
        herd[i] = kept;
        const float regular = hq_min(starved, hq_max(0.0f, born - dead));
        hands[i] = hq_select(missed > 0.05f, 0.0f, able);
        sales[i] += hq_fen((grown - kept) * price + regular * distress);
        liquidated[i] += hq_fen((starved - regular) * distress);
        costs[i] += outlay;
        sold += (int64_t)hq_round((grown - kept + starved) * 1e3f) * weight[i];
        died += (int64_t)hq_round(dead * 1e3f) * weight[i];
        bred += (int64_t)hq_round(born * 1e3f) * weight[i];
        hay += (int64_t)hq_round(bought) * weight[i];
        paid += (int64_t)outlay * weight[i];
    }
    v->tally[T_sold] += sold;
    v->tally[T_died] += died;
    v->tally[T_born] += bred;
    v->tally[T_hay] += hay;
    v->tally[T_suppliers] += paid;
}

const struct process HQ_SYMBOL(herds) = {"herds", HQ_SETTLE, run,
                                         COLUMNS(C_adults, C_fields, C_ability, C_grazing, C_unfed, C_weight,
                                                 C_herd, C_sales, C_costs, C_liquidated),
                                         COLUMNS(C_herd, C_hands, C_sales, C_costs, C_liquidated)};
