/* Cropland that households of a village rent from each other, for a year, before it is known what the year
 * brings.
 *
 *   margin of a mu = exp(ability / 2) (expected yield x price - inputs) - tax - months x worth of a month
 *   worth of a month: at home its least worth, home_month (livelihoods/work_choice.c); of the own fields'
 *                    months the part that a local job would take as well
 *                    wage x exp(skill of the best worker + ability / 2) x jobs over seekers, if that is more
 *   hands          = min(season x adults, 12 adults - months of the herd) / months of a mu; where nobody
 *                    younger is there, the old count elder_work of an adult
 *   let at any rent: what is beyond the own hands, and the land of those who were relocated
 *   let            where the rent is above margin x (1 + friction)
 *   sought         up to the own hands, where the rent is not above margin x (1 - friction)
 *
 * The rent clears the village's market (livelihoods/rental.h). Who rents, works the land, pays the tax and
 * feeds the straw; subsidies stay with the owner. Tenants pay after the harvest; what they pay is shared by
 * those who let. Land of relocated households is let by their old village; the prefecture hands on what it
 * brought, a year later, evenly by the mu that they keep, let or not: rate = money / mu, and what does not
 * divide is kept for the next year.
 * A share of tenants has the land of kin and pays nothing (free_share, drawn by household and year).
 * Known limits: kin are not known, so what the others pay is shared by all who let, kin or not; who pays
 * nothing is another household every year, and rents no more for it; no rents in kind, no contracts beyond a
 * year, no renting between villages; relocated households rent nothing where they now live; land that nobody
 * rents is worked by its owner, hands or not. */
#include "models/livelihoods/rental.h"
#include "models/livelihoods/crops.h"
#include "models/policies/policy.h"

/* What a mu is expected to bring and to cost in a year of normal rain, in Yuan. */
struct prospect {
    float gain;  /* harvest less inputs, at ability 0 */
    float tax;   /* the tenant's as well as the owner's */
    float month; /* what the months of a mu may earn off the farm, at a skill of eight school years */
    float home;  /* what they are worth at home at least */
};

static struct prospect prospect_of(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const struct county *c = v->county_row;
    const float wage = c->job_wage > 0.0f ? c->job_wage : (float)p->calendar_wage_local;
    return (struct prospect){crop_expected(v), (float)p->calendar_agricultural_tax,
                             crop_months(v) * wage * hq_min(1.0f, c->tightness), crop_home_worth(v)};
}

/* What each household would let and rent, in 0.01 mu times weight. */
static void state_offers(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const struct prospect yields = prospect_of(v);
    const float gain = yields.gain, tax = yields.tax, month = yields.month, home = yields.home;
    const float eight_years = 8.0f * (float)p->labour_schooling_return;
    const float friction = (float)p->rental_friction, season = (float)p->rental_season,
                old = (float)p->rental_elder_work;
    const float herding = (float)p->herds_months, field = hq_max(1e-3f, crop_months(v));
    const float mu_a_month = 1.0f / field, job = (float)p->labour_job_months;
    const float most = rental_most(v->rows);
    const float *cropland = ROW(v, cropland), *adults = ROW(v, adults);
    const int16_t *ability = ROW(v, ability);
    const float *herd = ROW(v, herd), *skill = ROW(v, skill);
    const int32_t *elders = ROW(v, elders), *best = ROW(v, best), *members = ROW(v, members);
    const uint16_t *weight = ROW(v, weight);
    const uint8_t *settled = ROW(v, settled);
    int32_t *surplus = ROW(v, surplus), *offer = ROW(v, offer), *ask = ROW(v, ask);
    int32_t *want = ROW(v, want), *bid = ROW(v, bid);
    const int32_t rows = v->rows;
    each_row (i, rows) {
        const float free = 12.0f * adults[i] - herding * herd[i], taken = field * hq_max(1.0f, cropland[i]);
        const float part = hq_clamp((job - free) / taken + 1.0f, 0.0f, 1.0f); /* of the fields' months */
        const float worker = (float)(best[i] >= 0) * part;
        const float by_job = month * hq_exp(skill[i] - eight_years + 0.5f * trait_of(ability[i]));
        const float labour = home + worker * hq_max(0.0f, by_job - home);
        const float margin = gain * hq_exp(0.5f * trait_of(ability[i])) - tax - labour;
        const float work = hq_max(adults[i], old * (float)elders[i]);
        const float months = hq_min(season * work, 12.0f * work - herding * herd[i]);
        const float scale = 100.0f * (float)weight[i];
        const int32_t own = hq_round(hq_min(scale * cropland[i], most));
        const int32_t able = hq_round(hq_min(scale * hq_max(0.0f, months) * mu_a_month, most));
        const int32_t there = (settled[i] == 0) & (members[i] > 0);
        const int32_t beyond = hq_where(own > able, own - able);
        surplus[i] = hq_where(there, beyond);
        offer[i] = hq_where(there, own - beyond);
        want[i] = hq_where(there & (able > own), able - own);
        ask[i] = hq_fen(hq_max(0.0f, (1.0f + friction) * margin));
        bid[i] = hq_fen((1.0f - friction) * margin);
    }
}

static void rent(const struct view *v)
{
    const struct parameters *p = v->parameters;
    struct village *village = v->village;
    if (!p->rental_enabled) {
        return;
    }
    state_offers(v);
    const int64_t idle = p->rental_absent ? village->absent_cropland : 0;
    const struct rental market = {ROW(v, surplus),
                                  ROW(v, offer),
                                  ROW(v, ask),
                                  ROW(v, want),
                                  ROW(v, bid),
                                  v->rows,
                                  idle < INT32_MAX ? idle : INT32_MAX};
    const struct rental_trade trade = rental_clear(&market);
    int32_t *net = ROW(v, want);
    const int64_t absent = rental_hand_out(&market, trade, net);
    const float *cropland = ROW(v, cropland);
    const uint16_t *weight = ROW(v, weight);
    const uint8_t *settled = ROW(v, settled);
    float *rented = ROW(v, rented), *fields = ROW(v, fields);
    const int32_t rows = v->rows;
    int64_t in = 0, out = 0;
    each_row_sum (i, rows, in, out) {
        rented[i] = (float)net[i] * 0.01f / (float)(weight[i] + (weight[i] == 0));
        fields[i] = settled[i] > 0 ? 0.0f : hq_max(0.0f, cropland[i] + rented[i]); /* as in till */
        in += hq_where(net[i] > 0, net[i]);
        out -= hq_where(net[i] < 0, net[i]);
    }
    village->rent = trade.traded > 0 ? trade.rent : 0;
    village->absent_let = absent;
    v->tally[T_cropland_rented] += in;
    v->tally[T_cropland_let] += out;
    v->tally[T_absent_let] += absent;
}

const struct process HQ_SYMBOL(rent_cropland) = {
    "rent_cropland", HQ_OFFERS, rent,
    COLUMNS(C_cropland, C_ability, C_adults, C_herd, C_skill, C_elders, C_best, C_members, C_weight, C_settled,
            C_surplus, C_offer, C_ask, C_want, C_bid),
    COLUMNS(C_surplus, C_offer, C_ask, C_want, C_bid, C_rented, C_fields)};

/* What tenants pay who have no kin's land; returns the village's sum. */
static int64_t collect(const struct view *v, int64_t *let)
{
    const struct parameters *p = v->parameters;
    const struct village *village = v->village;
    const float rate = 0.01f * (float)village->rent, free_share = (float)p->rental_free_share;
    const float *rented = ROW(v, rented);
    const uint16_t *weight = ROW(v, weight);
    int32_t *costs = ROW(v, costs), *offer = ROW(v, offer);
    const struct hq_jump kin_jump = JUMP(v, D_kin_land);
    const int32_t rows = v->rows;
    int64_t paid = 0, claims = 0, free = 0;
    STREAMS(v);
    each_row_sum (i, rows, paid, claims, free) {
        const int32_t pays = hq_uniform(DRAW(i, kin_jump)) >= free_share;
        const int32_t due = hq_where(pays, hq_fen(rate * hq_max(0.0f, rented[i])));
        costs[i] += due;
        paid += (int64_t)due * weight[i];
        offer[i] = hq_round(100.0f * (float)weight[i] * hq_max(0.0f, -rented[i]));
        claims += offer[i];
        free += hq_where(pays ^ 1, hq_round(100.0f * (float)weight[i] * hq_max(0.0f, rented[i])));
    }
    *let = claims;
    v->tally[T_cropland_free] += free;
    return paid;
}

/* Hands it to those who let, and to the prefecture what the land of the relocated has brought. */
static void hand_on(const struct view *v, int64_t paid, int64_t let)
{
    const struct village *village = v->village;
    struct rental_share money = rental_share_of(paid, let + village->absent_let);
    const int64_t absent = rental_part(&money, village->absent_let, 1);
    rental_pay_owners(v, &money, ROW(v, offer), 1);
    v->tally[T_cropland_rent] += paid;
    v->tally[T_cropland_rent_received] += money.given - absent;
    v->tally[T_absent_rent] += absent;
}

/* What relocated households have of the land that they keep. */
static void pay_absent(const struct view *v)
{
    const struct county *c = v->county_row;
    if (c->absent_pay <= 0) {
        return;
    }
    const struct mu_rate rate = mu_rate_of(c->absent_pay);
    const float *cropland = ROW(v, cropland);
    const uint8_t *settled = ROW(v, settled);
    const uint16_t *weight = ROW(v, weight);
    int32_t *property = ROW(v, property);
    const int32_t rows = v->rows;
    int64_t paid = 0;
    each_row_sum (i, rows, paid) {
        const int32_t due = hq_where(settled[i] > 0, payment_for(hq_truncate(cropland[i]), rate));
        property[i] += due;
        paid += (int64_t)due * weight[i];
    }
    v->tally[T_absent_rent_received] += paid;
}

static void pay(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const struct village *village = v->village;
    if (!p->rental_enabled) {
        return;
    }
    if (village->rent > 0) {
        int64_t let;
        const int64_t paid = collect(v, &let);
        hand_on(v, paid, let);
    }
    pay_absent(v);
}

const struct process HQ_SYMBOL(pay_cropland_rent) = {
    "pay_cropland_rent", HQ_SETTLE, pay,
    COLUMNS(C_rented, C_cropland, C_settled, C_weight, C_costs, C_property, C_offer),
    COLUMNS(C_costs, C_property, C_offer)};

/* What rents of a year leave for the relocated of a prefecture, whose new villages lie in it: the same in each
 * of its counties. */
static void close(struct world *w, int county)
{
    struct county *c = hq_county(w, county);
    const struct parameters *p = hq_parameters(w, county);
    if (!p->rental_enabled) {
        return;
    }
    int64_t money = c->absent_money, land = 0;
    for (int other = 0; other < w->counties; other++) {
        const int64_t *t = hq_tallies(w, other);
        if (w->prefecture[other] == w->prefecture[county]) {
            money += t[T_absent_rent] - t[T_absent_rent_received];
            land += t[T_absent_cropland];
        }
    }
    c->absent_money = money;
    c->absent_pay = land > 0 && money > 0 ? (int64_t)((__int128)money * 100000 / land) : 0;
}

const struct yearly HQ_SYMBOL(rental_year) = {.close = close};
