/* Relocation out of villages where nature cannot recover (seeds 002, 003, 004), voluntary.
 *
 *   houses = money / subsidy; built for the poorest, as the village sees them, who may move and would:
 *     horizon x gain >= cost - subsidy + trouble
 *     gain = workers x (expected pay there - here) - what the farm earns, land kept apart
 *            - living_cost x subsistence minimum x members
 *     expected pay = wage x months of a local job x chance of one: last year's jobs over seekers, and there
 *     log odds higher by job_access
 *   the prefecture builds in that of its counties where expected pay is highest, one village a county and year
 *   after `build_lag` years, at the year's end, the household sells its herd and pays cost - subsidy: from
 *     savings, the rest is borrowed. It keeps `land_kept` of its land; what it gives up becomes forest.
 *   there it lives dearer (livelihoods/money.c) and finds jobs more easily (livelihoods/jobs.c); jobs are
 *     finite
 *   with land at home it may go back: chance return_rate a year, twice that where it is poor
 * Cropland that it keeps is let by the old village (livelihoods/rental.c). Known limit: the house is lost on
 * return. */
#include "models/livelihoods/crops.h"
#include "models/livelihoods/herds.h"
#include "models/policies/mutual_fund.h"
#include "models/policies/policy.h"
#include "sim/outbox.h"

/* ---- the county's part ------------------------------------------------------------------------------ */

/* What a worker expects from a local job in a year; `access` adds to the log odds of having one. */
static float expected_pay(const struct world *w, int county, float access)
{
    const struct county *c = hq_county(w, county);
    const struct parameters *p = hq_parameters(w, county);
    const float wage = c->job_wage > 0.0f ? c->job_wage : (float)p->calendar_wage_local;
    const float found = hq_clamp(c->tightness, 0.01f, 0.99f);
    const float chance = hq_logistic(hq_log(found / (1.0f - found)) + access);
    return wage * (float)p->labour_job_months * chance;
}

/* Village of this year's houses: drawn among those of the county of the prefecture with the best pay. */
static void choose_site(const struct world *w, int county)
{
    struct county *c = hq_county(w, county);
    const struct parameters *p = hq_parameters(w, county);
    const float access = (float)p->relocation_job_access;
    int best = county;
    for (int other = 0; other < w->counties; other++) {
        if (w->prefecture[other] == w->prefecture[county] &&
            w->first_village[other + 1] > w->first_village[other] &&
            expected_pay(w, other, access) > expected_pay(w, best, access)) {
            best = other;
        }
    }
    const uint64_t first = (uint64_t)w->first_village[best],
                   count = (uint64_t)w->first_village[best + 1] - first;
    const struct hq_stream own = hq_stream_of(w->seed, number_of(w->county_codes[county]));
    const uint64_t drawn = hq_draw(own, w->jumps[D_choice + 1]);
    c->site = (int64_t)(first + (drawn * count >> 32)) + 1;
    c->site_pay = expected_pay(w, best, access);
    c->local_pay = expected_pay(w, county, 0.0f);
}

static void found(struct world *w, int county)
{
    const struct parameters *p = hq_parameters(w, county);
    if (p->relocation_enabled && w->first_village[w->counties] > 0) {
        choose_site(w, county);
    }
}

static void plan(struct world *w, int county)
{
    const struct parameters *p = hq_parameters(w, county);
    const struct county *c = hq_county(w, county);
    const int64_t money = MONEY_OF_YEAR(w, county, p, relocation);
    found(w, county); /* a new site every year */
    grant(w, county, Q_relocation, places_for(money, c->places_relocation, p->relocation_subsidy));
}

static void close(struct world *w, int county)
{
    struct county *c = hq_county(w, county);
    const struct parameters *p = hq_parameters(w, county);
    c->site = 0; /* next year's plan chooses anew: nothing is left of a programme without money */
    c->site_pay = 0.0f;
    c->local_pay = 0.0f;
    const int64_t *t = hq_tallies(w, county);
    const int64_t money = hq_balance(w->ledger, county, P_relocation, A_fund);
    hq_post(w->ledger, county, P_relocation, A_fund, A_suppliers, I_grant,
            price_of(t[T_houses], money, c->places_relocation, p->relocation_subsidy), t[T_houses]);
    hq_post(w->ledger, county, P_relocation, A_banks, A_households, I_household_loan, t[T_house_debt], 0);
    hq_post(w->ledger, county, P_relocation, A_households, A_suppliers, I_purchase, t[T_house_debt], 0);
    hq_post(w->ledger, county, P_relocation, A_households, A_suppliers, I_own_contribution,
            t[T_house_paid] - t[T_house_debt], 0);
}

const struct yearly HQ_SYMBOL(relocation_year) = {.found = found, .plan = plan, .close = close};

/* ---- who may move and would ------------------------------------------------------------------------- */

static void claim_houses(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const struct county *c = v->county_row;
    const struct village *village = v->village;
    const int32_t harsh = village->sand >= (float)p->relocation_least_sand;
    const float field = crop_expected(v);
    const struct herd_earns earns = herd_earns_of(p, village);
    const float better = c->site_pay - c->local_pay, horizon = (float)p->relocation_horizon;
    const float dearer = (float)(p->relocation_living_cost * p->money_subsistence * p->calendar_cpi);
    const int64_t own_fen = p->relocation_cost - p->relocation_subsidy;
    const float own = own_fen > 0 ? (float)own_fen * 0.01f : 0.0f, hurdle = own + (float)p->relocation_trouble;
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
        const float gain = (float)workers[i] * better - farm - dearer * (float)members[i];
        const int32_t free = harsh & (moving[i] == 0) & (settled[i] == 0) & (members[i] > 0);
        claim[i] = hq_where(free & (horizon * gain >= hurdle), weight[i]);
    }
}

static void enrol(const struct view *v)
{
    const struct parameters *p = v->parameters;
    if (!p->relocation_enabled || v->places[Q_relocation] <= 0) {
        return;
    }
    claim_houses(v);
    const struct hq_cut cut = serve(v, Q_relocation, 1.0f, 0);
    const uint32_t *rank = ROW(v, rank);
    const uint64_t *id = ROW(v, id);
    const uint16_t *weight = ROW(v, weight);
    uint16_t *memberships = ROW(v, memberships);
    uint8_t *moving = ROW(v, moving);
    const int32_t years = (int32_t)p->relocation_build_lag + 1, rows = v->rows;
    int64_t houses = 0;
    each_row_sum (i, rows, houses) {
        const int32_t served = hq_served(cut, rank[i], id[i]);
        memberships[i] = (uint16_t)(memberships[i] | hq_where(served, IN_RELOCATION));
        moving[i] = (uint8_t)(moving[i] | hq_where(served, years));
        houses += hq_where(served, weight[i]);
    }
    v->tally[T_houses] += houses;
}

#define CLAIM_READS C_cropland, C_herd, C_cattle, C_ability, C_workers, C_members, C_settled, C_weight
const struct process HQ_SYMBOL(enrol_relocation) = {"enrol_relocation", HQ_OFFERS, enrol,
                                                    COLUMNS(SERVE_READS, CLAIM_READS),
                                                    COLUMNS(C_claim, C_rank, C_memberships, C_moving)};

static void count(const struct view *v)
{
    const struct parameters *p = v->parameters;
    if (p->relocation_enabled) {
        claim_houses(v);
        state_demand(v, Q_relocation);
    }
}

const struct process HQ_SYMBOL(count_relocation) = {"count_relocation", HQ_SETTLE, count,
                                                    COLUMNS(C_moving, C_claim, CLAIM_READS), COLUMNS(C_claim)};

/* ---- the move ---------------------------------------------------------------------------------------- */

/* Whether anybody moves, has moved or has come: most villages need no second look. */
static bool anybody_moves(const struct view *v)
{
    const uint8_t *moving = ROW(v, moving), *settled = ROW(v, settled);
    const int32_t rows = v->rows;
    int32_t found = 0;
    each_row_sum (i, rows, found) {
        found += byte_any(moving[i] | settled[i]);
    }
    return found > 0;
}

/* Land in the village whose owner goes (1) or is back (-1): it is let in the meantime. In 0.01 mu, times
 * weight. */
static void leave_to_village(const struct view *v, int32_t row, int64_t sign)
{
    const struct parameters *p = v->parameters;
    struct village *village = v->village;
    if (p->rental_enabled) {
        const int64_t land = hq_round(100.0f * ROW(v, cropland)[row]);
        village->absent_cropland += sign * land * ROW(v, weight)[row];
    }
}

/* Books of those who have come: with the county that they now live in. Who is back works the land again. */
static void arrive(const struct view *v)
{
    if (!anybody_moves(v)) {
        return;
    }
    const uint8_t *moving = ROW(v, moving), *settled = ROW(v, settled);
    for (int32_t i = 0; i < v->live; i++) {
        if (moving[i] == ARRIVED && settled[i] == 0) {
            leave_to_village(v, i, -1);
        }
    }
    const int32_t *savings = ROW(v, savings), *debt = ROW(v, debt);
    const uint16_t *weight = ROW(v, weight);
    const int32_t rows = v->rows;
    int64_t owned = 0, owed = 0;
    each_row_sum (i, rows, owned, owed) {
        const int32_t came = moving[i] == ARRIVED;
        owned += hq_where_long(came, (int64_t)savings[i] * weight[i]);
        owed += hq_where_long(came, (int64_t)debt[i] * weight[i]);
    }
    v->tally[T_arrived_savings] += owned;
    v->tally[T_arrived_debt] += owed;
}

const struct process HQ_SYMBOL(arrive) = {
    "arrive", HQ_OFFERS, arrive, COLUMNS(C_moving, C_settled, C_savings, C_debt, C_weight, C_cropland), NULL};

/* Sells the herd and pays for the house. */
static void pay_for_house(const struct view *v, int32_t row)
{
    const struct parameters *p = v->parameters;
    const struct village *village = v->village;
    int32_t *savings = &ROW(v, savings)[row], *debt = &ROW(v, debt)[row];
    float *herd = &ROW(v, herd)[row];
    const float worth = herd_worth_of(*herd, ROW(v, cattle)[row], animal_prices_of(p, village));
    const int64_t weight = ROW(v, weight)[row];
    const int32_t herd_worth = hq_fen(worth), sold = hq_round(*herd * 1e3f);
    const int32_t own =
        (int32_t)(p->relocation_cost > p->relocation_subsidy ? p->relocation_cost - p->relocation_subsidy : 0);
    *savings += herd_worth;
    *herd = 0.0f;
    v->tally[T_cattle_sold] += ROW(v, cattle)[row] * weight;
    ROW(v, cattle)[row] = ROW(v, calves)[row] = 0;
    const int32_t cash = *savings < own ? *savings : own, loan = own - cash;
    *savings -= cash;
    *debt += loan;
    v->tally[T_sold] += sold * weight;
    v->tally[T_liquidated] += herd_worth * weight;
    v->tally[T_house_paid] += own * weight;
    v->tally[T_house_debt] += loan * weight;
    v->tally[T_borrowed] += loan * weight;
    v->tally[T_savings] += (herd_worth - cash) * weight;
    v->tally[T_debt] += loan * weight;
}

/* Land that is kept is let in the meantime (livelihoods/rental.c); the rest becomes the village's forest. */
static void leave_land(const struct view *v, int32_t row)
{
    const struct parameters *p = v->parameters;
    struct village *village = v->village;
    const float kept = (float)p->relocation_land_kept;
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

static void post_move(const struct view *v, int32_t row, int64_t place)
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

static void move_out(const struct view *v, int32_t row)
{
    const struct county *c = v->county_row;
    uint16_t *memberships = &ROW(v, memberships)[row];
    pay_for_house(v, row);
    leave_land(v, row);
    *memberships &= (uint16_t) ~(IN_GRAZING_BAN | IN_GRAZING_BALANCE | IN_FOREST_RETURN | IN_RANGERS);
    ROW(v, origin)[row] = (uint32_t)(v->place + 1);
    ROW(v, settled)[row] = 1;
    v->tally[T_relocated] += ROW(v, weight)[row];
    if (c->site - 1 == v->place) { /* the new houses stand in its own village */
        ROW(v, moving)[row] = 0;
    } else {
        post_move(v, row, c->site - 1);
    }
}

static void go_home(const struct view *v, int32_t row)
{
    const int64_t home = (int64_t)ROW(v, origin)[row] - 1;
    ROW(v, origin)[row] = 0;
    ROW(v, settled)[row] = 0;
    ROW(v, memberships)[row] &= (uint16_t)~IN_RELOCATION;
    v->tally[T_returned_home] += ROW(v, weight)[row];
    if (home != v->place) {
        post_move(v, row, home);
    } else {
        leave_to_village(v, row, -1);
    }
}

/* Years go by for those who wait and those who live in new villages. */
static void count_years(const struct view *v)
{
    const uint8_t *spell = ROW(v, spell);
    uint8_t *moving = ROW(v, moving), *settled = ROW(v, settled);
    const uint16_t *weight = ROW(v, weight);
    const int32_t rows = v->rows;
    int64_t living = 0, poor = 0;
    each_row_sum (i, rows, living, poor) {
        const int32_t waits = (moving[i] > 0) & (moving[i] < FOUNDED), there = settled[i] > 0;
        living += hq_where(there, weight[i]);
        poor += hq_where(there & (spell[i] > 0), weight[i]);
        moving[i] = (uint8_t)hq_where(waits, moving[i] - 1);
        settled[i] = (uint8_t)(settled[i] + (there & (settled[i] < 254)));
    }
    v->tally[T_resettled] += living;
    v->tally[T_resettled_poor] += poor;
}

static void move(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const struct hq_jump jump = JUMP(v, D_return_home);
    const uint16_t *memberships = ROW(v, memberships);
    const uint8_t *moving = ROW(v, moving), *settled = ROW(v, settled), *spell = ROW(v, spell);
    const float *cropland = ROW(v, cropland), *pasture = ROW(v, pasture);
    STREAMS(v);
    for (int32_t i = 0; i < v->live; i++) {
        if ((memberships[i] & IN_RELOCATION) && settled[i] == 0 && moving[i] == 0) {
            move_out(v, i);
        } else if (settled[i] > 2 && cropland[i] + pasture[i] > 0.0f) {
            const float chance = (float)p->relocation_return_rate * (spell[i] > 0 ? 2.0f : 1.0f);
            if (hq_uniform(DRAW(i, jump)) < chance) {
                go_home(v, i);
            }
        }
    }
}

static void relocate(const struct view *v)
{
    if (anybody_moves(v)) {
        count_years(v);
        move(v);
    }
    const struct village *village = v->village;
    v->tally[T_absent_cropland] += village->absent_cropland;
}

const struct process HQ_SYMBOL(relocate) = {
    "relocate", HQ_SETTLE, relocate,
    COLUMNS(C_id, C_weight, LEAVE_FUND_COLUMNS, C_moving, C_settled, C_spell, C_savings, C_debt, C_herd,
            C_cattle, C_calves, C_cropland, C_pasture, C_forest, C_origin),
    COLUMNS(LEAVE_FUND_COLUMNS, C_moving, C_settled, C_savings, C_debt, C_herd, C_cattle, C_calves, C_cropland,
            C_pasture, C_forest, C_origin)};
