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
 *       brought about (NAME.places, works, wages, loans) - ends as `unitemised`: no effect
 * Matching: local governments advance what is raised beside a partner's money (local_money), and households pay them
 *       back a part of it: due = min(savings, masses_share x local money of the county / its households last year), of
 *       those not on the register
 * Investment of firms, past the fund, is a line of the books, by counties like the money of the same year. So is what
 * Beijing gave and no source says for what, in a year of pairs:
 *   owed = total - its money and goods in all programmes, of all years so far, less the lines of years before
 *   line = max(0, owed), of it goods: min(line, the same of total_goods and goods alone)
 * Known limit: the money arrives in other programmes' own terms, so a partner's own choice of villages, experts and
 * know-how have no place here; what firms invest has no jobs. A match in labour is not followed. */
#include "models/policies/policy.h"
#include "models/rows/offsets.h"
#include "models/rows/untied.def"

#define NUMBER(with, name, ...) UNTIED_##name,
enum { EACH_UNTIED(NUMBER, ) UNTIED_POLICIES };
#undef NUMBER

/* A programme that untied money may go to. */
static const struct receiver {
    int programme;
    size_t enabled, start, end, mix[UNTIED_POLICIES]; /* in struct parameters; its part in the mix of each */
} receivers[] = {
#define UNTIED(...)
#define MIX(policy, name, ...) offsetof(struct parameters, name##_mix_##policy),
#define POLICY(name, ...)                                                                                      \
    {P_##name,                                                                                                 \
     offsetof(struct parameters, name##_enabled),                                                              \
     offsetof(struct parameters, name##_start),                                                                \
     offsetof(struct parameters, name##_end),                                                                  \
     {EACH_UNTIED(MIX, name)}},
#include "models/rows/policies.def"
#undef POLICY
#undef MIX
#undef UNTIED
};
enum { RECEIVERS = sizeof receivers / sizeof *receivers };

/* What a replay may state that a programme's own money brought about, in struct parameters; under 0 it does not. */
static const struct outcome {
    int programme;
    size_t stated;
} outcomes[] = {
#define POLICY(name, first, last, basis, fit, cost, ...) cost
#define COST(name, parameter)                            {P_##name, offsetof(struct parameters, name##_places)},
#define WHOLE
#include "models/rows/policies.def"
#undef WHOLE
#undef COST
#undef POLICY
#define GOOD(name, ...) {P_infrastructure, offsetof(struct parameters, infrastructure_##name##_units)},
#include "models/rows/goods.def"
#undef GOOD
    {P_planting, offsetof(struct parameters, planting_wages)},
    {P_planting, offsetof(struct parameters, planting_wages_poor)},
    {P_industry, offsetof(struct parameters, industry_household_loans)},
};
enum { OUTCOMES = sizeof outcomes / sizeof *outcomes };
static const int64_t MOST_LEVY = 100000000; /* a million Yuan, in fen */

/* Whether a programme runs here and no replay states what its own money brought about in the year. */
static bool takes(const struct world *w, const void *p, const struct receiver *r)
{
    for (int i = 0; i < OUTCOMES && w->replay; i++) {
        if (outcomes[i].programme == r->programme && integer_at(p, outcomes[i].stated) >= 0) {
            return false;
        }
    }
    return integer_at(p, r->enabled) && w->year >= integer_at(p, r->start) && w->year <= integer_at(p, r->end);
}

/* The mix in millionths; returns what they are parts of: a million, or their sum where that is more. */
static int64_t read_mix(const void *p, int untied, int64_t *parts)
{
    int64_t sum = 0;
    for (int k = 0; k < RECEIVERS; k++) {
        parts[k] = hq_fen_of_double(real_at(p, receivers[k].mix[untied]) * 10000.0);
        sum += parts[k];
    }
    return sum > 1000000 ? sum : 1000000;
}

/* Deals a county's fund out over the programmes of the mix that run there; the rest is without effect. */
static void deal_out(struct world *w, int county, int programme, int untied, int64_t money, int64_t quantity)
{
    const void *p = hq_parameters(w, county);
    int64_t parts[RECEIVERS], before = 0, dealt = 0;
    const int64_t whole = read_mix(p, untied, parts);
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
    return integer_at(hq_county(w, county), *(const size_t *)placed);
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
            deal_out(w, county, P_##name, UNTIED_##name, money,                                                \
                     part_of(w, county, placed, p->name##_quantity));                                          \
            post_past_fund(w, county, P_##name, placed, COURSE_OF(p, name));                                   \
        }                                                                                                      \
    }                                                                                                          \
    const struct yearly HQ_SYMBOL(name##_year) = {.plan = plan_##name};
#include "models/rows/policies.def"
#undef UNTIED
#undef POLICY

/* What households pay of the money that is raised beside the partners'. */
static void plan_match(struct world *w, int county)
{
    const struct parameters *p = hq_parameters(w, county);
    struct county *c = hq_county(w, county);
    const int64_t matched = hq_paid(w->ledger, county, P_pairing, A_local),
                  households = c->households_last > 0 ? c->households_last : 1;
    /* lint: allow float-cast: money is at most 10^14 fen, a share at most 1 */
    const int64_t levy = (int64_t)((double)matched * p->pairing_masses_share) / households;
    c->levy = (int32_t)(levy < MOST_LEVY ? levy : MOST_LEVY);
}

/* What a source has given in the year in all counties and programmes. */
static int64_t given_by(const struct world *w, int source)
{
    int64_t fen = 0;
    for (int c = 0; c < w->counties; c++) {
        for (int programme = 0; programme < PROGRAMMES; programme++) {
            fen += hq_paid(w->ledger, c, programme, source);
        }
    }
    return fen;
}

static int64_t least(int64_t one, int64_t other)
{
    return one < other ? one : other;
}

/* Beijing's line without effect, of all counties. */
static void post_unitemised(struct world *w)
{
    const struct parameters *p = hq_parameters(w, 0);
    struct county *first = hq_county(w, 0);
    const size_t placed = offsetof(struct county, money_pairing);
    if (p->pairing_total < 0 || all_counties(w, money_in, &placed) == 0) {
        return;
    }
    const struct course course = COURSE_OF(p, pairing);
    const int64_t goods_given = given_by(w, A_beijing_goods),
                  given = goods_given + given_by(w, A_beijing_city) + given_by(w, A_beijing_districts) +
                          given_by(w, A_beijing_gifts);
    first->beijing_owed += here_of_region(w, money_in_course(p->pairing_total, w->year, course)) - given;
    first->goods_owed +=
        here_of_region(w, money_in_course(p->pairing_total_goods, w->year, course)) - goods_given;
    const int64_t line = first->beijing_owed > 0 ? first->beijing_owed : 0,
                  goods = first->goods_owed > 0 ? least(first->goods_owed, line) : 0;
    first->beijing_owed -= line;
    first->goods_owed -= goods;
    for (int c = 0; c < w->counties; c++) {
        hq_post(w->ledger, c, P_pairing, A_beijing_goods, A_unitemised, I_material,
                part_of(w, c, placed, goods), 0);
        hq_post(w->ledger, c, P_pairing, A_beijing_city, A_unitemised, I_grant,
                part_of(w, c, placed, line - goods), 0);
    }
}

static void close_match(struct world *w, int county)
{
    hq_post(w->ledger, county, P_pairing, A_households, A_local, I_match, hq_tallies(w, county)[T_matched], 0);
    if (county == 0 && ((const struct parameters *)hq_parameters(w, 0))->pairing_enabled) {
        post_unitemised(w); /* all that is itemised is posted when programmes plan */
    }
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
const struct yearly HQ_SYMBOL(match_year) = {.plan = plan_match, .close = close_match};
