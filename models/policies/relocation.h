/* What programmes that move households have in common: houses in new villages (relocation.c), flats in towns
 * (worker_relocation.c). Each is a struct housing: its terms, where the year's dwellings stand, and the sums it
 * is counted in.
 *
 *   would go: horizon x gain >= own + trouble
 *     gain = workers x (expected pay there - here) - (what the farm earns - rent of the land kept)
 *            - living_cost x subsistence minimum x members
 *     expected pay = wage x months of a local job x chance of one: last year's jobs over seekers, and there
 *     log odds higher by job_access
 *   may go: households of `fewest` members and more; a replay that states the places takes all of them as willing
 *   own = max(0, cost - what the programme pays), from the herd's price and savings, then borrowed; it pays
 *   `subsidy`, or where a replay states dwellings and money, their part of the county's money (of last year's where
 *   they are built in a year; a build_lag of two and more takes that too) */
#ifndef MODELS_POLICIES_RELOCATION_H
#define MODELS_POLICIES_RELOCATION_H

#include "models/livelihoods/crops.h"
#include "models/livelihoods/herds.h"
#include "models/policies/mutual_fund.h"
#include "models/policies/policy.h"
#include "sim/outbox.h"

/* Terms of one programme in a county and year; sums are tallies. */
struct housing {
    uint16_t bit;           /* of memberships */
    int quota, houses;      /* places; tally of the dwellings whose building began */
    int paid, debt;         /* tallies, fen: what households paid of their own, and of it what they borrowed */
    int people;             /* tally, persons: members of the households that the dwellings are for */
    int moved, home;        /* tallies, households: who moved in, who went back */
    int living, poor;       /* tallies, households: who lives there, and under the line */
    int64_t own, due;       /* fen: of the cost what is left to households, and to those who move in now */
    int64_t site;           /* village of the year's dwellings, 1 + its number in the directory */
    float better;           /* Yuan a worker and year: expected pay there less that here */
    float rent;             /* Yuan a mu of cropland of one's own, for the part that is kept and let */
    float dearer;           /* Yuan a member and year */
    float horizon, trouble; /* years, Yuan */
    float kept, back;       /* share of the land, chance of return in a year */
    int32_t years;          /* until the dwelling is ready, and 1 */
    int32_t fewest;         /* members of a household that may move */
    int32_t imposed;        /* 1 where a replay states the places: who may move is taken to go */
};

/* What of the cost of a dwelling is left to its household, in fen; `granted` is -1 where the programme pays its
 * subsidy. */
static inline int64_t own_part(int64_t cost, int64_t subsidy, int64_t granted)
{
    const int64_t paid = granted >= 0 ? granted : subsidy;
    return cost > paid ? cost - paid : 0;
}

/* What a programme pays for a dwelling where dwellings are stated and there is money for them, in fen; else -1. */
static inline int64_t granted_for_each(int64_t money, int64_t stated)
{
    return stated > 0 && money > 0 ? money / stated : -1;
}

/* The terms of a programme whose parameters have the usual names, with the county's columns of its site. */
#define HOUSING_OF(v, p, programme, grants, granted, ...)                                                      \
    {                                                                                                          \
        .own = own_part((p)->programme##_cost, (p)->programme##_subsidy, grants),                              \
        .due = own_part((p)->programme##_cost, (p)->programme##_subsidy,                                       \
                        (p)->programme##_build_lag > 0 ? granted : grants),                                    \
        .dearer = (float)((p)->programme##_living_cost * (p)->money_subsistence * (p)->calendar_cpi),          \
        .horizon = (float)(p)->programme##_horizon, .trouble = (float)(p)->programme##_trouble,                \
        .kept = (float)(p)->programme##_land_kept, .back = (float)(p)->programme##_return_rate,                \
        .years = (int32_t)(p)->programme##_build_lag + 1, .fewest = (int32_t)(p)->programme##_fewest,          \
        .imposed = v->replay && (p)->programme##_places >= 0, __VA_ARGS__                                      \
    }

static inline struct housing houses_of(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const struct county *c = v->county_row;
    return (struct housing)HOUSING_OF(v, p, relocation, c->house_grant, c->house_granted, .bit = IN_RELOCATION,
                                      .quota = Q_relocation, .houses = T_houses, .people = T_house_people,
                                      .paid = T_house_paid, .debt = T_house_debt, .moved = T_relocated,
                                      .home = T_returned_home, .living = T_resettled, .poor = T_resettled_poor,
                                      .site = c->site, .better = c->site_pay - c->local_pay);
}

/* Rent is what a mu let for those who live elsewhere brought its owner last year. */
static inline struct housing flats_of(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const struct county *c = v->county_row;
    return (struct housing)HOUSING_OF(
        v, p, worker_relocation, c->flat_grant, c->flat_granted, .bit = IN_WORKER_FLAT,
        .quota = Q_worker_relocation, .houses = T_flats, .people = T_flat_people, .paid = T_flat_paid,
        .debt = T_flat_debt, .moved = T_flats_taken, .home = T_flats_left, .living = T_flats_lived,
        .poor = T_flats_poor, .site = c->flat_site, .better = c->flat_pay - c->flat_local_pay,
        .rent = (float)((double)c->absent_pay * 1e-5 * p->worker_relocation_land_kept));
}

/* ---- the county's part ------------------------------------------------------------------------------ */

/* What a worker expects from a local job in a year; `access` adds to the log odds of having one. */
static inline float expected_pay(const struct world *w, int county, float access)
{
    const struct county *c = hq_county(w, county);
    const struct parameters *p = hq_parameters(w, county);
    const float wage = c->job_wage > 0.0f ? c->job_wage : (float)p->calendar_wage_local;
    const float found = hq_clamp(c->tightness, 0.01f, 0.99f);
    const float chance = hq_logistic(hq_log(found / (1.0f - found)) + access);
    return wage * (float)p->labour_job_months * chance;
}

/* A village of a county, drawn by another county with its draw of this number: 1 + its place in the directory. */
static inline int64_t village_of(const struct world *w, int county, int drawing, int draw)
{
    const uint64_t first = (uint64_t)w->first_village[county],
                   count = (uint64_t)w->first_village[county + 1] - first;
    const struct hq_stream own = hq_stream_of(w->seed, (uint64_t)w->county_numbers[drawing]);
    const uint64_t drawn = hq_draw(own, w->jumps[draw]);
    return (int64_t)(first + (drawn * count >> 32)) + 1;
}

/* Posts the year of a programme that moves households: `spent` fen of its fund for so many dwellings, and what
 * households paid of their own. */
static inline void post_housing(struct world *w, int county, int programme, int64_t spent, int64_t dwellings,
                                int64_t paid, int64_t debt)
{
    hq_post(w->ledger, county, programme, A_fund, A_suppliers, I_grant, spent, dwellings);
    hq_post(w->ledger, county, programme, A_banks, A_households, I_household_loan, debt, 0);
    hq_post(w->ledger, county, programme, A_households, A_suppliers, I_purchase, debt, 0);
    hq_post(w->ledger, county, programme, A_households, A_suppliers, I_own_contribution, paid - debt, 0);
}

/* ---- who would ---------------------------------------------------------------------------------------- */

/* Claims of those marked in `may` who would go. */
static inline void claim_dwellings(const struct view *v, const struct housing *h, const uint8_t *may)
{
    const struct parameters *p = v->parameters;
    const float field = crop_expected(v);
    const struct herd_earns earns = herd_earns_of(p, v->county_row, v->village);
    const float better = h->better, rent = h->rent, dearer = h->dearer, horizon = h->horizon;
    const float hurdle = h->imposed ? -1e30f : (float)h->own * 0.01f + h->trouble;
    const int32_t fewest = h->fewest;
    const float *cropland = ROW(v, cropland), *herd = ROW(v, herd);
    const int16_t *ability = ROW(v, ability);
    const int32_t *workers = ROW(v, workers), *members = ROW(v, members);
    const uint8_t *moving = ROW(v, moving), *settled = ROW(v, settled);
    const uint16_t *weight = ROW(v, weight), *cattle = ROW(v, cattle);
    int32_t *claim = ROW(v, claim);
    const int32_t rows = v->rows;
    each_row (i, rows) {
        const float farm = (field * cropland[i] + earned_by_herd(earns, herd[i], cattle[i])) *
                           hq_exp(0.5f * trait_of(ability[i]));
        const float gain = (float)workers[i] * better - farm + rent * cropland[i] - dearer * (float)members[i];
        const int32_t free =
            (may[i] != 0) & (moving[i] == 0) & (settled[i] == 0) & (members[i] > 0) & (members[i] >= fewest);
        claim[i] = hq_where(free & (horizon * gain >= hurdle), weight[i]);
    }
}
#define CLAIM_DWELLINGS                                                                                        \
    C_cropland, C_herd, C_cattle, C_ability, C_workers, C_members, C_settled, C_weight, C_fate

/* Gives the village's dwellings to those who claim them, in order of need (policies/policy.h). */
static inline void give_dwellings(const struct view *v, const struct housing *h, float need)
{
    const struct hq_cut cut = serve(v, h->quota, need, 0);
    const uint32_t *rank = ROW(v, rank);
    const uint64_t *id = ROW(v, id);
    const uint16_t *weight = ROW(v, weight), bit = h->bit;
    uint16_t *memberships = ROW(v, memberships);
    uint8_t *moving = ROW(v, moving);
    const int32_t *members = ROW(v, members);
    const int32_t years = h->years, rows = v->rows;
    int64_t houses = 0, people = 0;
    each_row_sum (i, rows, houses, people) {
        const int32_t served = hq_served(cut, rank[i], id[i]);
        memberships[i] = (uint16_t)(memberships[i] | hq_where(served, bit));
        moving[i] = (uint8_t)(moving[i] | hq_where(served, years));
        houses += hq_where(served, weight[i]);
        people += hq_where(served, weight[i] * members[i]);
    }
    v->tally[h->houses] += houses;
    v->tally[h->people] += people;
}

/* Marks all households, or none. */
static inline void mark_all(const struct view *v, uint8_t may)
{
    uint8_t *fate = ROW(v, fate);
    const int32_t rows = v->rows;
    each_row (i, rows) {
        fate[i] = may;
    }
}

/* ---- the move ----------------------------------------------------------------------------------------- */

/* Land in the village whose owner goes (1) or is back (-1): it is let in the meantime. In 0.01 mu, times
 * weight. */
static inline void leave_to_village(const struct view *v, int32_t row, int64_t sign)
{
    const struct parameters *p = v->parameters;
    struct village *village = v->village;
    if (p->rental_enabled) {
        const int64_t land = hq_round(100.0f * ROW(v, cropland)[row]);
        village->absent_cropland += sign * land * ROW(v, weight)[row];
    }
}

/* Sells the herd and pays for the dwelling. */
static inline void pay_for_dwelling(const struct view *v, const struct housing *h, int32_t row)
{
    const struct parameters *p = v->parameters;
    const struct village *village = v->village;
    int32_t *savings = &ROW(v, savings)[row], *debt = &ROW(v, debt)[row];
    float *herd = &ROW(v, herd)[row];
    const float worth = herd_worth_of(*herd, ROW(v, cattle)[row], animal_prices_of(p, v->county_row, village));
    const int64_t weight = ROW(v, weight)[row];
    const int32_t herd_worth = hq_fen(worth), sold = hq_round(*herd * 1e3f);
    const int32_t own = (int32_t)h->due;
    *savings += herd_worth;
    *herd = 0.0f;
    v->tally[T_cattle_sold] += ROW(v, cattle)[row] * weight;
    ROW(v, cattle)[row] = ROW(v, calves)[row] = 0;
    const int32_t cash = *savings < own ? *savings : own, loan = own - cash;
    *savings -= cash;
    *debt += loan;
    v->tally[T_sold] += sold * weight;
    v->tally[T_liquidated] += herd_worth * weight;
    v->tally[h->paid] += own * weight;
    v->tally[h->debt] += loan * weight;
    v->tally[T_borrowed] += loan * weight;
    v->tally[T_savings] += (herd_worth - cash) * weight;
    v->tally[T_debt] += loan * weight;
}

/* Land that is kept is let in the meantime (livelihoods/rental.c); the rest becomes the village's forest. */
static inline void leave_land(const struct view *v, float kept, int32_t row)
{
    struct village *village = v->village;
    float *cropland = &ROW(v, cropland)[row], *pasture = &ROW(v, pasture)[row];
    const int64_t weight = ROW(v, weight)[row], fields = thousandths(*cropland), grass = thousandths(*pasture);
    if (village->land > 0.0f) {
        const float given = (1.0f - kept) * *cropland / village->land;
        village->forest = hq_min(1.0f - village->sand, village->forest + given);
    }
    *cropland *= kept;
    *pasture *= kept;
    v->tally[T_cropland_given] += (fields - thousandths(*cropland)) * weight;
    v->tally[T_pasture_given] += (grass - thousandths(*pasture)) * weight;
    v->tally[T_forest_given] += thousandths(ROW(v, forest)[row]) * weight;
    ROW(v, forest)[row] = 0.0f;
    leave_to_village(v, row, 1);
}

static inline void post_move(const struct view *v, int32_t row, int64_t place)
{
    const int64_t weight = ROW(v, weight)[row];
    const int64_t settled = leave_fund(v, row, ROW(v, savings)[row]);
    ROW(v, savings)[row] += (int32_t)settled;
    v->tally[T_savings] += settled * weight;
    ROW(v, moving)[row] = ARRIVED;
    v->tally[T_leaving_savings] += ROW(v, savings)[row] * weight;
    v->tally[T_leaving_debt] += ROW(v, debt)[row] * weight;
    hq_post_move(v, row, v->village_codes[place]);
}

static inline void move_out(const struct view *v, const struct housing *h, int32_t row)
{
    uint16_t *memberships = &ROW(v, memberships)[row];
    pay_for_dwelling(v, h, row);
    leave_land(v, h->kept, row);
    *memberships &= (uint16_t) ~(IN_GRAZING_BAN | IN_GRAZING_BALANCE | IN_FOREST_RETURN | IN_RANGERS);
    ROW(v, origin)[row] = (uint32_t)(v->place + 1);
    ROW(v, settled)[row] = 1;
    v->tally[h->moved] += ROW(v, weight)[row];
    if (h->site - 1 == v->place) { /* the new dwellings stand in its own village */
        ROW(v, moving)[row] = 0;
    } else {
        post_move(v, row, h->site - 1);
    }
}

static inline void go_home(const struct view *v, const struct housing *h, int32_t row)
{
    const int64_t home = (int64_t)ROW(v, origin)[row] - 1;
    ROW(v, origin)[row] = 0;
    ROW(v, settled)[row] = 0;
    ROW(v, memberships)[row] &= (uint16_t)~h->bit;
    v->tally[h->home] += ROW(v, weight)[row];
    if (home != v->place) {
        post_move(v, row, home);
    } else {
        leave_to_village(v, row, -1);
    }
}

#endif
