/* Rights to graze that households of a village rent from each other in a year.
 *
 * The pasture is grazed in common (nature/pasture.c); a household's right to it is what its own mu would carry:
 *   right = bearing x normal rain x (share of the village's pasture that yields) x mu that are not banned
 *           (a ban counts for whom expected fines outweigh the gain, as in livelihoods/forage.c)
 * Who has more animals than that, own straw taken off, seeks the rest; who has fewer offers what is left over.
 *   let            where the rent is above least x what a sheep unit's grazing is worth, at ability 0
 *   sought         where the rent is not above (1 - friction) x what it is worth to the household:
 *       min(a year's hay, births exp(ability / 4) x price - deaths x price - keep - months x home_month)
 *   births, deaths and price are those of the mix of small and large stock that the household has, small stock
 *   where it has none; births of large stock are its growth and its deaths (livelihoods/herds.h); months of
 *   herding are at their least worth at home, as those of fields (livelihoods/rental.c)
 * The rent clears the village's market (livelihoods/rental.h), in sheep units for a year. Households that keep
 * to a ban or to balance graze what they have rented of the others, and buy so much less hay: the pressure goes
 * where it is not forbidden. Known limits: others who find no right for all their animals graze them all the
 * same, and pay for what they rented; no rent between villages; the pasture of relocated households earns them
 * nothing. */
#include "models/livelihoods/herds.h"
#include "models/livelihoods/rental.h"
#include "models/nature/pasture.h"

/* Sheep units that a mu of the village's pasture carries. */
static float bearing_of(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const struct county *c = v->county_row;
    const struct village *village = v->village;
    const float yielding = 1.0f - village->sand * (1.0f - (float)p->pasture_sand_yield);
    return (float)(p->rental_bearing * grassland_of(p, c).bearing * c->rain_mm) * yielding / 15.0f;
}

/* What each household would let and rent, in 0.01 sheep units times weight. */
static void state_offers(const struct view *v, float bearing)
{
    const struct parameters *p = v->parameters;
    const struct county *c = v->county_row;
    const struct village *village = v->village;
    const float intake = (float)p->herds_intake, most_mu = (float)p->grazing_most_mu;
    const struct animal_prices price = animal_prices_of(p, v->county_row, village);
    const float dies = (float)p->herds_deaths * price.small, bears = earned_with(p, price, 1.0f, 0.0f) + dies;
    const float dies_large = (float)p->herds_cattle_deaths * price.large;
    const float bears_large = earned_with(p, price, 0.0f, 1.0f) + dies_large;
    const float keep = (float)(p->herds_cost * p->calendar_cpi), hay = intake * c->hay_price;
    const float labour = (float)(p->herds_months * p->work_home_month * p->calendar_cpi);
    const float paying = 1.0f - (float)p->rental_friction, least = (float)p->rental_pasture_least;
    const float expected = (float)(p->grazing_fine * p->grazing_enforcement), favour = (float)p->grazing_favour;
    const float most = rental_most(v->rows);
    const float *pasture = ROW(v, pasture), *grazing = ROW(v, grazing), *unfed = ROW(v, unfed);
    const int16_t *ability = ROW(v, ability), *connection = ROW(v, connection);
    const float *herd = ROW(v, herd);
    const uint16_t *memberships = ROW(v, memberships), *weight = ROW(v, weight), *cattle = ROW(v, cattle);
    const uint8_t *settled = ROW(v, settled);
    int32_t *surplus = ROW(v, surplus), *offer = ROW(v, offer), *ask = ROW(v, ask);
    int32_t *want = ROW(v, want), *bid = ROW(v, bid);
    const int32_t rows = v->rows;
    each_row (i, rows) {
        const float large = 0.1f * (float)cattle[i], small = hq_max(0.0f, herd[i] - large);
        const float mix = large / hq_max(0.1f, large + small); /* as in livelihoods/forage.c */
        const float born = bears + mix * (bears_large - bears), dead = dies + mix * (dies_large - dies);
        const float gain = hq_min(hay, hq_max(0.0f, born - dead - keep));
        const float fine = expected * hq_exp(-favour * trait_of(connection[i]));
        const int32_t bound = hq_where(memberships[i] & IN_GRAZING_BAN, fine >= gain);
        const int32_t here = settled[i] == 0;
        const float closed = hq_select(bound, hq_min(pasture[i], most_mu), 0.0f);
        const float right = (float)here * bearing * (pasture[i] - closed);
        const float need = (grazing[i] + unfed[i]) / intake;
        const float scale = 100.0f * (float)weight[i];
        const float worth = hq_min(hay, born * hq_exp(0.25f * trait_of(ability[i])) - dead - keep - labour);
        surplus[i] = 0;
        offer[i] = hq_round(hq_min(most, scale * hq_max(0.0f, right - need)));
        want[i] = hq_round(hq_min(most, scale * hq_max(0.0f, need - right)));
        ask[i] = hq_fen(least * hq_max(0.0f, hq_min(hay, born - dead - keep - labour)));
        bid[i] = hq_fen(paying * worth);
    }
}

/* What tenants pay, and graze of what they had to leave; returns the village's sum. */
static int64_t collect(const struct view *v, int32_t rent, const int32_t *net)
{
    const struct parameters *p = v->parameters;
    const float rate = 0.01f * (float)rent, intake = (float)p->herds_intake;
    const uint16_t *weight = ROW(v, weight);
    float *grazing = ROW(v, grazing), *unfed = ROW(v, unfed);
    int32_t *costs = ROW(v, costs);
    const int32_t rows = v->rows;
    int64_t paid = 0;
    each_row_sum (i, rows, paid) {
        const float rented = hq_max(0.0f, (float)net[i]) * 0.01f / (float)(weight[i] + (weight[i] == 0));
        const int32_t due = hq_fen(rate * rented);
        const float more = hq_min(unfed[i], rented * intake);
        grazing[i] += more;
        unfed[i] -= more;
        costs[i] += due;
        paid += (int64_t)due * weight[i];
    }
    return paid;
}

static void hand_on(const struct view *v, int64_t paid, int64_t let, const int32_t *net)
{
    struct rental_share money = rental_share_of(paid, let);
    rental_pay_owners(v, &money, net, -1);
    v->tally[T_pasture_rent] += paid;
    v->tally[T_pasture_rent_received] += money.given;
}

static void run(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const float bearing = bearing_of(v);
    if (!p->rental_enabled || bearing <= 0.0f) {
        return;
    }
    state_offers(v, bearing);
    const struct rental market = {
        ROW(v, surplus), ROW(v, offer), ROW(v, ask), ROW(v, want), ROW(v, bid), v->rows, 0};
    const struct rental_trade trade = rental_clear(&market);
    if (trade.traded <= 0) {
        return;
    }
    int32_t *net = ROW(v, want);
    rental_hand_out(&market, trade, net);
    const int64_t paid = collect(v, trade.rent, net);
    hand_on(v, paid, trade.traded, net);
    v->tally[T_pasture_rented] += trade.traded;
    v->tally[T_pasture_rented_mu] += hq_round(0.01f * (float)trade.traded / bearing);
}

const struct process HQ_SYMBOL(rent_pasture) = {
    "rent_pasture", HQ_SETTLE, run,
    COLUMNS(C_pasture, C_grazing, C_unfed, C_ability, C_connection, C_memberships, C_weight, C_settled, C_costs,
            C_property, C_herd, C_cattle, C_surplus, C_offer, C_ask, C_want, C_bid),
    COLUMNS(C_grazing, C_unfed, C_costs, C_property, C_surplus, C_offer, C_ask, C_want, C_bid)};
