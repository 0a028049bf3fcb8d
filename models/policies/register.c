/* The register of poor households (in seed 002: 917,000 persons at the end of 2009, 7.2% of 12.74 million).
 *
 *   enters: exp(seen) < line,  leaves: years seen above = exit_years;  by quota: persons listed = places
 * By income: a household enters when its income, seen with an error, is under the region's line, and leaves
 * after `exit_years` years in which it is seen above it. By quota: the region's number of persons goes to
 * counties by their share of it in the region table (where the table has none, by persons seen under `reach` x
 * line), to villages by such persons, and within a village to those seen as poorest, the well connected helped
 * (kappa): exclusion and inclusion errors are outputs. Households are not split: a village lists the number of
 * households that comes nearest to its persons. */
#include "models/policies/policy.h"
#include "sim/allot.h"

/* What a county's quota goes by: its share in the table, else persons in reach. */
static int64_t weight_of(const struct world *w, int county, bool by_table)
{
    const struct county *c = hq_county(w, county);
    return by_table ? hq_fen_of_double(c->register_share * 1e7) : w->demand[county * QUOTAS + Q_register];
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
    int64_t total = 0, before = 0;
    for (int c = 0; c < w->counties; c++) {
        total += weight_of(w, c, by_table);
    }
    for (int c = 0; c < w->counties; c++) {
        const int64_t own = weight_of(w, c, by_table);
        grant(w, c, Q_register, hq_allot(p->register_quota, before, own, total, 0));
        before += own;
    }
}

const struct yearly HQ_SYMBOL(register_year) = {.plan = plan};

/* Persons of households that are seen under reach x line. */
static void claim_persons_in_reach(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const struct county *c = v->county_row;
    const float bound = (float)p->register_reach * hq_yuan(c->line);
    const int32_t *members = ROW(v, members), *assessed = ROW(v, assessed);
    const uint16_t *weight = ROW(v, weight);
    int32_t *claim = ROW(v, claim);
    const int32_t rows = v->rows;
    each_row (i, rows) {
        claim[i] = hq_where(hq_yuan(assessed[i]) < bound, members[i] * weight[i]);
    }
}

static void list_by_quota(const struct view *v)
{
    const struct parameters *p = v->parameters;
    if (p->register_quota < 0) {
        return;
    }
    claim_persons_in_reach(v);
    const float capture = (float)p->register_capture;
    const float *seen = ROW(v, seen);
    const int16_t *connection = ROW(v, connection);
    const uint64_t *id = ROW(v, id);
    const int32_t *claim = ROW(v, claim);
    uint32_t *rank = ROW(v, rank);
    uint8_t *registered = ROW(v, registered), *above = ROW(v, above);
    const int32_t rows = v->rows;
    each_row (i, rows) {
        /* All bits where nothing is claimed, which is HQ_UNRANKED: a branch would put the loop out of vector
         * form. */
        const uint32_t order = hq_order_of(seen[i] - capture * trait_of(connection[i]));
        rank[i] = order | (uint32_t) - (int32_t)(claim[i] <= 0);
    }
    const struct hq_cut cut =
        hq_take_cut(v, Q_register, rank, claim, id, v->places[Q_register], hq_cut_ranking_nearest);
    each_row (i, rows) {
        const int32_t listed = (claim[i] > 0) & hq_served(cut, rank[i], id[i]);
        registered[i] = (uint8_t)(listed ? 1 : registered[i] ? 2 : 0);
        above[i] = 0;
    }
}

const struct process HQ_SYMBOL(list_by_quota) = {"list_by_quota", HQ_OFFERS, list_by_quota,
                                                 COLUMNS(C_id, C_members, C_assessed, C_weight, C_seen,
                                                         C_connection, C_claim, C_rank, C_registered, C_above),
                                                 COLUMNS(C_claim, C_rank, C_registered, C_above)};

/* Entry and exit by income as seen; under a quota only the count. */
static void keep_register(const struct view *v)
{
    const struct county *c = v->county_row;
    const struct parameters *p = v->parameters;
    const int32_t line = c->line, exit_years = (int32_t)p->register_exit_years,
                  by_quota = p->register_quota >= 0;
    const float noise = (float)p->register_noise, log_line = hq_log(hq_max(1.0f, hq_yuan(line)));
    const int32_t *income = ROW(v, income), *members = ROW(v, members);
    const uint16_t *weight = ROW(v, weight);
    const uint8_t *spell = ROW(v, spell);
    uint8_t *registered = ROW(v, registered), *above = ROW(v, above);
    const struct hq_jump jump = JUMP(v, D_observed_income);
    const int32_t rows = v->rows;
    int64_t listed = 0, listed_poor = 0;
    STREAMS(v);
    each_row_sum (i, rows, listed, listed_poor) {
        const float seen = hq_log(hq_max(1.0f, hq_yuan(income[i]))) + noise * hq_normal(DRAW(i, jump));
        const int32_t there = members[i] > 0, on = registered[i] == 1, free = by_quota ^ 1;
        const int32_t under = there & (seen < log_line) & free;
        const int32_t years = hq_where(on & (under ^ 1) & free, above[i] + (above[i] < 255));
        const int32_t leaves = on & (years >= exit_years);
        registered[i] = (uint8_t)(leaves ? 2 : under ? 1 : registered[i]);
        above[i] = (uint8_t)(leaves ? 0 : years);
        const int32_t heads = hq_where(registered[i] == 1, members[i] * weight[i]);
        listed += heads;
        listed_poor += hq_where(spell[i] > 0, heads);
    }
    v->tally[T_registered] += listed;
    v->tally[T_registered_poor] += listed_poor;
}

const struct process HQ_SYMBOL(keep_register) = {
    "keep_register", HQ_SETTLE, keep_register,
    COLUMNS(C_income, C_members, C_weight, C_spell, C_registered, C_above), COLUMNS(C_registered, C_above)};

static void count(const struct view *v)
{
    claim_persons_in_reach(v);
    state_demand(v, Q_register);
}

const struct process HQ_SYMBOL(count_register) = {"count_register", HQ_SETTLE, count,
                                                  COLUMNS(C_moving, C_members, C_assessed, C_weight, C_claim),
                                                  COLUMNS(C_claim)};
