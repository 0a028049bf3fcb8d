/* Untied money (seeds 002, 003, 004): pairing-off, fixed-point aid, social aid. Who gives names a sum and a place and
 * leaves open what it is spent on, so it is no mechanism of its own: it is dealt out over the programmes that run
 * where it goes, and does what they do.
 *
 *   a county's part = allot(money of the year, NAME.weight): by list, or by need (policies/cascade.c); pairs and their
 *       weights by year are a table (pairing.table)
 *   part of programme x = allot(county's money, NAME_mix.x), whole fen; the mix of a county adds up to 1 or is
 *       scaled down to it
 *   posted: source -> fund -> `passed` in this programme, `passed` -> fund in x, before the plans of the year; over all
 *       programmes of a county `passed` is zero at the year's end (sim/ledger.c)
 *   what no programme takes - the mix leaves it open, x does not run there, or a replay states what x's own money
 *       bought (NAME.places) - ends as `unitemised`: no effect
 * Matching: local governments advance what is raised beside a partner's money (local_money), and households pay them
 *       back a part of it: due = min(savings, masses_share x local money of the county / its households at the start), of
 *       those not on the register
 * Money past the fund (investment of firms, discounts for them, sums of which no source says for what) is a line of
 * the books, by counties like the money of the same year.
 * Known limit: the money arrives in other programmes' own terms, so a partner's own choice of villages, experts and
 * know-how have no place here; what firms invest has no jobs. A match in labour is not followed. */
#include "models/policies/policy.h"

/* A programme that untied money may go to. */
static const struct receiver {
    int programme;
    size_t enabled, start, end, places; /* in struct parameters; the places that a replay may state, or 0 */
} receivers[] = {
#define UNTIED(...)
#define POLICY(name, first, last, basis, fit, cost, ...)                                                       \
    {P_##name, offsetof(struct parameters, name##_enabled), offsetof(struct parameters, name##_start),         \
     offsetof(struct parameters, name##_end), cost},
#define COST(name, parameter) offsetof(struct parameters, name##_places)
#define PLACES(name)          offsetof(struct parameters, name##_places)
#define WHOLE                 0
#include "models/rows/policies.def"
#undef WHOLE
#undef PLACES
#undef COST
#undef POLICY
};
enum { RECEIVERS = sizeof receivers / sizeof *receivers };
static const int64_t MOST_LEVY = 100000000; /* a million Yuan, in fen */

/* The part of each receiver, in struct parameters. */
#define POLICY(name, ...) offsetof(struct parameters, pairing_mix_##name),
static const size_t mix_of_pairing[] = {
#include "models/rows/policies.def"
};
#undef POLICY
#define POLICY(name, ...) offsetof(struct parameters, fixed_point_mix_##name),
static const size_t mix_of_fixed_point[] = {
#include "models/rows/policies.def"
};
#undef POLICY
#define POLICY(name, ...) offsetof(struct parameters, social_aid_mix_##name),
static const size_t mix_of_social_aid[] = {
#include "models/rows/policies.def"
};
#undef POLICY
#undef UNTIED

/* Whether a programme runs here; where a replay states its places, they are what its own money bought. */
static bool takes(const struct world *w, const void *p, const struct receiver *r)
{
    int64_t enabled, start, end, places = -1;
    memcpy(&enabled, (const char *)p + r->enabled, sizeof enabled);
    memcpy(&start, (const char *)p + r->start, sizeof start);
    memcpy(&end, (const char *)p + r->end, sizeof end);
    if (w->replay && r->places) {
        memcpy(&places, (const char *)p + r->places, sizeof places);
    }
    return enabled && w->year >= start && w->year <= end && places < 0;
}

/* The mix in millionths; returns what they are parts of: a million, or their sum where that is more. */
static int64_t read_mix(const void *p, const size_t *mix, int64_t *parts)
{
    int64_t sum = 0;
    for (int k = 0; k < RECEIVERS; k++) {
        double part;
        memcpy(&part, (const char *)p + mix[k], sizeof part);
        parts[k] = hq_fen_of_double(part * 10000.0);
        sum += parts[k];
    }
    return sum > 1000000 ? sum : 1000000;
}

/* Deals a county's fund out over the programmes of the mix that run there; the rest is without effect. */
static void deal_out(struct world *w, int county, int programme, const size_t *mix, int64_t money,
                     int64_t quantity)
{
    const void *p = hq_parameters(w, county);
    int64_t parts[RECEIVERS], before = 0, dealt = 0;
    const int64_t whole = read_mix(p, mix, parts);
    for (int k = 0; k < RECEIVERS; k++) {
        const int64_t part = takes(w, p, &receivers[k]) ? hq_allot(money, before, parts[k], whole, 0) : 0;
        hq_post(w->ledger, county, receivers[k].programme, A_passed, A_fund, I_passed_on, part, 0);
        before += parts[k];
        dealt += part;
    }
    hq_post(w->ledger, county, programme, A_fund, A_passed, I_passed_on, dealt, quantity);
    hq_post(w->ledger, county, programme, A_fund, A_unitemised, I_grant, money - dealt, 0);
}

/* The county's money of the region for a programme; `placed` points to where it stands in struct county. */
static int64_t money_in(const struct world *w, int county, const void *placed)
{
    int64_t money;
    memcpy(&money, (const char *)hq_county(w, county) + *(const size_t *)placed, sizeof money);
    return money;
}

/* A county's part of a sum of the region that goes like the programme's money (`placed`, in struct county). */
static int64_t part_of(const struct world *w, int county, size_t placed, int64_t sum)
{
    return county_part(w, county, sum, money_in, &placed);
}

/* Money past the fund: a line of the books. */
static void post_past_fund(struct world *w, int county, int programme, size_t placed, struct course course)
{
    for (int i = 0; i < FUNDINGS; i++) {
        const struct funding *f = &fundings[i];
        if (f->programme == programme && f->to != A_fund) {
            hq_post(w->ledger, county, programme, f->source, f->to, f->instrument,
                    part_of(w, county, placed, money_of_source(w, f, course)), 0);
        }
    }
}

#define POLICY(...)
#define UNTIED(name, ...)                                                                                      \
    static void plan_##name(struct world *w, int county)                                                       \
    {                                                                                                          \
        const struct parameters *p = hq_parameters(w, county);                                                 \
        const size_t placed = offsetof(struct county, money_##name);                                           \
        const int64_t money = MONEY_OF_YEAR(w, county, p, name);                                               \
        if (RUNS(p, name, w->year)) {                                                                          \
            deal_out(w, county, P_##name, mix_of_##name, money,                                                \
                     part_of(w, county, placed, p->name##_quantity));                                          \
            post_past_fund(w, county, P_##name, placed, COURSE_OF(p, name));                                   \
        }                                                                                                      \
    }
#include "models/rows/policies.def"
#undef UNTIED
#undef POLICY

static void plan_pairs(struct world *w, int county)
{
    const struct parameters *p = hq_parameters(w, county);
    struct county *c = hq_county(w, county);
    plan_pairing(w, county);
    const int64_t matched = hq_paid(w->ledger, county, P_pairing, A_local),
                  households = w->households[county] > 0 ? w->households[county] : 1;
    /* lint: allow float-cast: money is at most 10^14 fen, a share at most 1 */
    const int64_t levy = (int64_t)((double)matched * p->pairing_masses_share) / households;
    c->levy = (int32_t)(levy < MOST_LEVY ? levy : MOST_LEVY);
}

static void close_pairs(struct world *w, int county)
{
    hq_post(w->ledger, county, P_pairing, A_households, A_local, I_match, hq_tallies(w, county)[T_matched], 0);
}

static void match(const struct view *v)
{
    const struct county *c = v->county_row;
    const int32_t levy = c->levy, rows = v->rows;
    if (levy == 0) {
        return;
    }
    const uint8_t *registered = ROW(v, registered);
    const uint16_t *weight = ROW(v, weight);
    int32_t *savings = ROW(v, savings);
    int64_t matched = 0;
    each_row_sum (i, rows, matched) {
        const int32_t held = hq_where(savings[i] > 0, savings[i]), due = held < levy ? held : levy;
        const int32_t paid = hq_where(registered[i] != 1, due);
        savings[i] -= paid;
        matched += (int64_t)paid * weight[i];
    }
    v->tally[T_matched] += matched;
}

const struct process HQ_SYMBOL(match_partner) = {
    "match_partner", HQ_SETTLE, match, COLUMNS(C_registered, C_weight, C_savings), COLUMNS(C_savings)};
const struct yearly HQ_SYMBOL(pairing_year) = {.plan = plan_pairs, .close = close_pairs};
const struct yearly HQ_SYMBOL(fixed_point_year) = {.plan = plan_fixed_point};
const struct yearly HQ_SYMBOL(social_aid_year) = {.plan = plan_social_aid};
