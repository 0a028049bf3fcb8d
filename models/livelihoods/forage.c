/* Forage that herds seek on the pasture, before it is shared: own straw feeds first, small stock only up to a
 * share of its forage. Under a ban nothing may graze, in balance no more than the allowed stocking of the own
 * right (both for the part of the right that is enrolled). A household keeps within that where
 *   fine x enforcement x exp(-favour x connection) >= gain
 * and otherwise grazes all and pays the fines.
 *   gain = min(a year's hay, what its herd earns - keep) of a sheep unit, since it can also be sold
 * What may not graze must be bought or sold (livelihoods/herds.c).
 * Known limit: straw is not sold. */
#include "models/livelihoods/herds.h"

static void seek_forage(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const struct county *c = v->county_row;
    const float intake = (float)p->herds_intake, allowed = (float)p->grazing_balance_stocking / 15.0f;
    const float expected = (float)(p->grazing_fine * p->grazing_enforcement), favour = (float)p->grazing_favour;
    const float most_mu = (float)p->grazing_most_mu, on_straw = intake * (float)p->herds_straw_small;
    const struct animal_prices price = animal_prices_of(p, v->county_row, v->village);
    const float by_small = earned_with(p, price, 1.0f, 0.0f), by_large = earned_with(p, price, 0.0f, 1.0f);
    const float keep = (float)(p->herds_cost * p->calendar_cpi), hay = intake * c->hay_price;
    const float *herd = ROW(v, herd), *pasture = ROW(v, pasture), *fodder = ROW(v, fodder);
    const int16_t *connection = ROW(v, connection);
    const uint16_t *memberships = ROW(v, memberships), *weight = ROW(v, weight), *cattle = ROW(v, cattle);
    float *grazing = ROW(v, grazing), *unfed = ROW(v, unfed);
    int32_t *costs = ROW(v, costs);
    const int32_t rows = v->rows;
    int64_t fines = 0, closed = 0, tested = 0, kept = 0;
    each_row_sum (i, rows, fines, closed, tested, kept) {
        const int32_t ban = (memberships[i] & IN_GRAZING_BAN) != 0;
        const int32_t balance = (memberships[i] & IN_GRAZING_BALANCE) != 0, bound = ban | balance;
        const float large = 0.1f * (float)cattle[i], small = hq_max(0.0f, herd[i] - large);
        const float part_large = large / hq_max(0.1f, large + small);
        const float gain = hq_min(hay, hq_max(0.0f, by_small + part_large * (by_large - by_small) - keep));
        const float straw = hq_min(fodder[i], intake * large + on_straw * small);
        const float need = hq_max(0.0f, herd[i] * intake - straw);
        const float enrolled = hq_min(pasture[i], most_mu), part = enrolled / hq_max(1.0f, pasture[i]);
        const float free = need * (1.0f - (float)bound * part);
        const float kept_open = (float)balance * allowed * enrolled * intake;
        const float limit = hq_min(need, free + kept_open), over = need - limit;
        const float fine = expected * hq_exp(-favour * trait_of(connection[i]));
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
    COLUMNS(C_herd, C_cattle, C_pasture, C_fodder, C_connection, C_memberships, C_weight, C_costs),
    COLUMNS(C_grazing, C_unfed, C_costs)};
