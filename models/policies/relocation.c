/* Relocation out of villages where nature cannot recover (seeds 002, 003, 004), voluntary.
 *
 *   houses = money / subsidy; built for the poorest, as the village sees them, who may move and would: what
 *     they weigh is in policies/relocation.h
 *   the prefecture builds in that of its counties where expected pay is highest, one village a county and year
 *   after `build_lag` years, at the year's end, the household sells its herd and pays cost - subsidy: from
 *     savings, the rest is borrowed. It keeps `land_kept` of its land; what it gives up becomes forest.
 *   there it lives dearer (livelihoods/money.c) and finds jobs more easily (livelihoods/jobs.c); jobs are
 *     finite
 *   schools there have room for school_room pupils of those who moved for each other pupil of the county; who is
 *     beyond goes to one at distance school_far (people/schooling.c): share in the next year
 *       crowd = max(0, 1 - school_room x others / moved)
 *   with land at home it may go back: chance return_rate a year, twice that where it is poor
 * The moves of migrant workers' families (policies/worker_relocation.c) are made here too, on their own terms.
 * Cropland that it keeps is let by the old village (livelihoods/rental.c). Known limits: the house is lost on
 * return; places at school do not grow with who moves, and are those of the county, not of one school; with all
 * land given up (land_kept 0, the default) nobody goes back. */
#include "models/policies/relocation.h"
#include "models/people/schooling.h"

/* ---- the county's part ------------------------------------------------------------------------------ */

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
    c->site = village_of(w, best, county, D_choice + 1);
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
    struct county *c = hq_county(w, county);
    const int64_t money = MONEY_OF_YEAR(w, county, p, relocation);
    c->house_granted = c->house_grant;
    c->house_grant = granted_for_each(money, c->places_relocation);
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
    c->school_crowd = crowded_out(p, t[T_pupils_moved], t[T_pupils] - t[T_pupils_moved]);
    post_housing(w, county, P_relocation,
                 price_of(t[T_houses], money, c->places_relocation, p->relocation_subsidy), t[T_houses],
                 t[T_house_paid], t[T_house_debt]);
}

const struct yearly HQ_SYMBOL(relocation_year) = {.found = found, .plan = plan, .close = close};

/* ---- who may move and would ------------------------------------------------------------------------- */

static void claim_houses(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const struct village *village = v->village;
    const struct housing houses = houses_of(v);
    mark_all(v, village->sand >= (float)p->relocation_least_sand);
    claim_dwellings(v, &houses, ROW(v, fate));
}

static void enrol(const struct view *v)
{
    const struct parameters *p = v->parameters;
    if (p->relocation_enabled && v->places[Q_relocation] > 0) {
        const struct housing houses = houses_of(v);
        claim_houses(v);
        give_dwellings(v, &houses, 1.0f);
    }
}

const struct process HQ_SYMBOL(enrol_relocation) = {"enrol_relocation", HQ_OFFERS, enrol,
                                                    COLUMNS(SERVE_READS, CLAIM_DWELLINGS),
                                                    COLUMNS(C_claim, C_rank, C_fate, C_memberships, C_moving)};

static void count(const struct view *v)
{
    const struct parameters *p = v->parameters;
    if (p->relocation_enabled) {
        claim_houses(v);
        state_demand(v, Q_relocation);
    }
}

const struct process HQ_SYMBOL(count_relocation) = {"count_relocation", HQ_SETTLE, count,
                                                    COLUMNS(C_moving, C_claim, CLAIM_DWELLINGS),
                                                    COLUMNS(C_claim, C_fate)};

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

/* Years go by for those who wait and those who live in new dwellings. */
static void count_years(const struct view *v)
{
    const uint8_t *spell = ROW(v, spell);
    uint8_t *moving = ROW(v, moving), *settled = ROW(v, settled);
    const uint16_t *weight = ROW(v, weight), *memberships = ROW(v, memberships);
    const int32_t rows = v->rows;
    int64_t living = 0, poor = 0, in_flats = 0, poor_there = 0;
    each_row_sum (i, rows, living, poor, in_flats, poor_there) {
        const int32_t waits = (moving[i] > 0) & (moving[i] < FOUNDED), settles = settled[i] > 0;
        const int32_t flat = settles & ((memberships[i] & IN_WORKER_FLAT) != 0), house = settles & (flat ^ 1);
        living += hq_where(house, weight[i]);
        poor += hq_where(house & (spell[i] > 0), weight[i]);
        in_flats += hq_where(flat, weight[i]);
        poor_there += hq_where(flat & (spell[i] > 0), weight[i]);
        moving[i] = (uint8_t)hq_where(waits, moving[i] - 1);
        settled[i] = (uint8_t)(settled[i] + (settles & (settled[i] < 254)));
    }
    v->tally[T_resettled] += living;
    v->tally[T_resettled_poor] += poor;
    v->tally[T_flats_lived] += in_flats;
    v->tally[T_flats_poor] += poor_there;
}

/* Moves of every programme that has households move. */
static void move(const struct view *v)
{
    const struct housing houses = houses_of(v), flats = flats_of(v);
    const struct hq_jump jump = JUMP(v, D_return_home);
    const uint16_t *memberships = ROW(v, memberships);
    const uint8_t *moving = ROW(v, moving), *settled = ROW(v, settled), *spell = ROW(v, spell);
    const float *cropland = ROW(v, cropland), *pasture = ROW(v, pasture);
    STREAMS(v);
    for (int32_t i = 0; i < v->live; i++) {
        const struct housing *h = memberships[i] & IN_WORKER_FLAT ? &flats : &houses;
        if ((memberships[i] & h->bit) && settled[i] == 0 && moving[i] == 0) {
            move_out(v, h, i);
        } else if (settled[i] > 2 && cropland[i] + pasture[i] > 0.0f) {
            const float chance = h->back * (spell[i] > 0 ? 2.0f : 1.0f);
            if (hq_uniform(DRAW(i, jump)) < chance) {
                go_home(v, h, i);
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
