/* The register of poor households (in seed 002: 917,000 persons at the end of 2009, 7.2% of 12.74 million).
 *
 *   enters: exp(seen) < line,  leaves: years seen above = exit_years;  by quota: persons listed = places
 * By income: a household enters when its income, aid that goes by need left out, seen with the error of its village
 * (people/observe.h), is under the region's line, and leaves after `exit_years` years in which it is seen above it.
 * By quota: the region's number of persons goes to counties by their share of it in the region table (where the
 * table has none, by persons seen under `reach` x line), to villages by such persons, and within a village to those
 * seen as poorest, the well connected helped (kappa): exclusion and inclusion errors are outputs. Households are
 * not split: a village lists the number of households that comes nearest to its persons.
 * By exit_rule 1 a household leaves only with the two assurances and three guarantees, and water:
 *   food and clothing   what the line stands for: seen above it exit_years years without a break
 *   schooling, basic care, safe housing, safe water   it lacks none of them (policies/guarantees.h)
 * Under a quota who was listed last year and has not had all of them for exit_years years is held: it keeps its place,
 * also beyond reach, before those who come new; the number of places stays as it is. A first list holds nobody.
 * Years since its exit are counted for who has left; who returns, and who is poor again, are series. */
#include "models/people/observe.h"
#include "models/policies/guarantees.h"
#include "models/policies/policy.h"

/* What a county's quota goes by: its share in the table, else persons in reach. */
static int64_t weight_of(const struct world *w, int county, const void *by_table)
{
    const struct county *c = hq_county(w, county);
    return *(const bool *)by_table ? hq_fen_of_double(c->register_share * 1e7)
                                   : w->demand[county * QUOTAS + Q_register];
}

static bool table_has_shares(const struct world *w)
{
    for (int c = 0; c < w->counties; c++) {
        if (((const struct county *)hq_county(w, c))->register_share > 0) {
            return true;
        }
    }
    return false;
}

/* Quotas of all counties, with the first. */
static void plan(struct world *w, int county)
{
    const struct parameters *p = hq_parameters(w, county);
    if (county > 0 || p->register_quota < 0) {
        return;
    }
    const bool by_table = table_has_shares(w);
    for (int c = 0; c < w->counties; c++) {
        grant(w, c, Q_register, county_part(w, c, p->register_quota, weight_of, &by_table));
    }
}

static void close(struct world *w, int county)
{
    const struct parameters *p = hq_parameters(w, county);
    ((struct county *)hq_county(w, county))->listed_last = p->register_quota >= 0;
}

const struct yearly HQ_SYMBOL(register_year) = {.plan = plan, .close = close};

/* Years for which a listed household must have had all that it may leave with; 0 where nobody is held: `listed` says
 * whether the list that it is on goes by quota. */
static int32_t held_for(const struct parameters *p, bool listed)
{
    return listed && p->register_exit_rule != 0 ? (int32_t)p->register_exit_years : 0;
}

/* Persons of households that are seen under reach x line, or are held on the list. */
static void claim_persons(const struct view *v, int32_t years)
{
    const struct parameters *p = v->parameters;
    const struct county *c = v->county_row;
    const float bound = (float)p->register_reach * hq_yuan(c->line);
    const int32_t *members = ROW(v, members), *assessed = ROW(v, assessed);
    const uint16_t *weight = ROW(v, weight);
    const uint8_t *registered = ROW(v, registered), *above = ROW(v, above);
    int32_t *claim = ROW(v, claim);
    const int32_t rows = v->rows;
    each_row (i, rows) {
        const int32_t held = (registered[i] == 1) & (above[i] < years);
        claim[i] = hq_where((hq_yuan(assessed[i]) < bound) | held, members[i] * weight[i]);
    }
}

/* Ranks those with a claim, the poorest first as the village sees them; before them, where `years` is not 0, those
 * who are held. */
static void rank_claims(const struct view *v, int32_t years)
{
    const struct parameters *p = v->parameters;
    const float capture = (float)p->register_capture;
    const float *seen = ROW(v, seen);
    const int16_t *connection = ROW(v, connection);
    const uint8_t *registered = ROW(v, registered), *above = ROW(v, above);
    const int32_t *claim = ROW(v, claim);
    uint32_t *rank = ROW(v, rank);
    const uint32_t holds = years > 0;
    const int32_t rows = v->rows;
    each_row (i, rows) {
        /* All bits where nothing is claimed, which is HQ_UNRANKED: a branch would put the loop out of vector
         * form. */
        const uint32_t order = hq_order_of(seen[i] - capture * trait_of(connection[i]));
        const uint32_t other = (uint32_t)((registered[i] == 1) & (above[i] < years)) ^ 1u;
        rank[i] = (order >> holds) | ((other & holds) << 31) | (uint32_t) - (int32_t)(claim[i] <= 0);
    }
}

/* fate[i] = 1 where a household would be listed if nobody were held. */
static void list_without_holding(const struct view *v)
{
    const uint64_t *id = ROW(v, id);
    const uint32_t *rank = ROW(v, rank);
    const int32_t *claim = ROW(v, claim);
    uint8_t *fate = ROW(v, fate);
    const int32_t rows = v->rows;
    rank_claims(v, 0);
    const struct hq_cut cut = hq_cut_ranking_nearest(rank, claim, id, rows, v->places[Q_register]);
    each_row (i, rows) {
        fate[i] = (uint8_t)((claim[i] > 0) & hq_served(cut, rank[i], id[i]));
    }
}

static void list_by_quota(const struct view *v)
{
    const struct parameters *p = v->parameters;
    if (p->register_quota < 0) {
        return;
    }
    const struct county *c = v->county_row;
    const int32_t years = held_for(p, c->listed_last != 0), holds = years > 0;
    claim_persons(v, years);
    if (holds) {
        list_without_holding(v);
    }
    rank_claims(v, years);
    const uint64_t *id = ROW(v, id);
    const int32_t *claim = ROW(v, claim), *members = ROW(v, members);
    const uint32_t *rank = ROW(v, rank);
    const uint16_t *weight = ROW(v, weight);
    const uint8_t *fate = ROW(v, fate);
    uint8_t *registered = ROW(v, registered), *above = ROW(v, above);
    const int32_t rows = v->rows;
    int64_t returned = 0, held_back = 0;
    const struct hq_cut cut =
        hq_take_cut(v, Q_register, rank, claim, id, v->places[Q_register], hq_cut_ranking_nearest);
    each_row_sum (i, rows, returned, held_back) {
        const int32_t listed = (claim[i] > 0) & hq_served(cut, rank[i], id[i]), was = registered[i];
        const int32_t persons = members[i] * weight[i], stays = holds & listed & (was == 1);
        registered[i] = (uint8_t)(listed ? 1 : was ? 2 : 0);
        above[i] = (uint8_t)hq_where(((was == 2) & (listed ^ 1)) | stays, above[i]);
        returned += hq_where((was == 2) & listed, persons);
        held_back += hq_where(stays & (fate[i] == 0), persons);
    }
    v->tally[T_relisted] += returned;
    v->tally[T_held_back] += held_back;
}

const struct process HQ_SYMBOL(list_by_quota) = {"list_by_quota", HQ_OFFERS, list_by_quota,
                                                 COLUMNS(C_id, C_members, C_assessed, C_weight, C_seen,
                                                         C_connection, C_claim, C_rank, C_registered, C_above,
                                                         C_fate),
                                                 COLUMNS(C_claim, C_rank, C_registered, C_above, C_fate)};

/* fate[i] = 1 where nothing but income keeps a household on the register. */
static void guaranteed(const struct view *v)
{
    const struct parameters *p = v->parameters;
    uint8_t *fate = ROW(v, fate);
    const int32_t rows = v->rows;
    if (p->register_exit_rule == 0) {
        each_row (i, rows) {
            fate[i] = 1;
        }
        return;
    }
    find_lacking(v, fate);
    each_row (i, rows) {
        fate[i] = byte_any(fate[i]) ^ 1;
    }
}

/* Entry and exit by income as seen; under a quota only the count, and the years of those who are held by it. */
static void keep_register(const struct view *v)
{
    const struct county *c = v->county_row;
    const struct parameters *p = v->parameters;
    const int32_t line = c->line, exit_years = (int32_t)p->register_exit_years,
                  by_quota = p->register_quota >= 0, holds = held_for(p, by_quota != 0) > 0;
    const int32_t watched_for = (int32_t)p->consolidation_years;
    const float noise = error_seen(v), log_line = hq_log(hq_max(1.0f, hq_yuan(line)));
    const int32_t *assessed = ROW(v, assessed), *members = ROW(v, members);
    const uint16_t *weight = ROW(v, weight);
    const uint8_t *spell = ROW(v, spell), *fate = ROW(v, fate);
    uint8_t *registered = ROW(v, registered), *above = ROW(v, above);
    const struct hq_jump jump = JUMP(v, D_observed_income);
    const int32_t rows = v->rows;
    int64_t listed = 0, listed_poor = 0, lately = 0, poor_again = 0, returned = 0, held_back = 0;
    guaranteed(v);
    STREAMS(v);
    each_row_sum (i, rows, listed, listed_poor, lately, poor_again, returned, held_back) {
        const float seen = hq_log(hq_max(1.0f, hq_yuan(assessed[i]))) + noise * hq_normal(DRAW(i, jump));
        const int32_t there = members[i] > 0, on = registered[i] == 1, off = registered[i] == 2,
                      free = by_quota ^ 1;
        const int32_t poor = there & (seen < log_line), under = poor & free;
        /* On the register years above the line, by a quota with all guarantees; off it years since. */
        const int32_t lacks = on & holds & (poor | (fate[i] ^ 1));
        const int32_t counts = (on & (free | holds)) | off;
        const int32_t years = hq_where(counts & ((under | lacks) ^ 1), above[i] + (above[i] < 255));
        const int32_t may_leave = on & free & (years >= exit_years), leaves = may_leave & fate[i];
        registered[i] = (uint8_t)(leaves ? 2 : under ? 1 : registered[i]);
        above[i] = (uint8_t)(leaves ? 0 : years);
        const int32_t persons = members[i] * weight[i], heads = hq_where(registered[i] == 1, persons);
        listed += heads;
        listed_poor += hq_where(spell[i] > 0, heads);
        const int32_t recent = hq_where((registered[i] == 2) & (above[i] < watched_for), persons);
        lately += recent;
        poor_again += hq_where(spell[i] > 0, recent);
        returned += hq_where(off & under, persons);
        held_back += hq_where(may_leave & (fate[i] ^ 1), persons);
    }
    v->tally[T_left_lately] += lately;
    v->tally[T_relapsed] += poor_again;
    v->tally[T_relisted] += returned;
    v->tally[T_held_back] += held_back;
    v->tally[T_registered] += listed;
    v->tally[T_registered_poor] += listed_poor;
}

const struct process HQ_SYMBOL(keep_register) = {"keep_register", HQ_SETTLE, keep_register,
                                                 COLUMNS(C_id, C_assessed, C_members, C_weight, C_spell,
                                                         C_registered, C_above, C_person, C_learning, C_forgone,
                                                         C_settled, C_fate),
                                                 COLUMNS(C_registered, C_above, C_fate)};

static void count(const struct view *v)
{
    const struct parameters *p = v->parameters;
    claim_persons(v, held_for(p, p->register_quota >= 0));
    state_demand(v, Q_register);
}

const struct process HQ_SYMBOL(count_register) = {
    "count_register", HQ_SETTLE, count,
    COLUMNS(C_moving, C_members, C_assessed, C_weight, C_registered, C_above, C_claim), COLUMNS(C_claim)};
