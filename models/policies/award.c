/* The award for investment (seed 002: 26 million in 2009; good places are rewarded, and since 2008 who puts in more of
 * its own gets more). It goes by last year's evaluation (policies/evaluation.c):
 *
 *   by investment, a part `investment`: to counties ~ own share of what their programmes received x registered persons
 *   by score, the rest: to prefectures ~ max(0, score - mean), within one to counties likewise
 *   where nobody put in anything of its own, all of it by score; where nobody is above the mean, all by investment;
 *       where neither (no evaluation yet), by registered persons
 * Every part is whole fen, and they add up to the award. A county passes it on to its poverty programmes, in the
 * proportions of the region's money (policies/by_need.h): source -> fund -> `passed` in this programme, `passed` ->
 * fund in theirs. Where none runs it ends as `unitemised`, and so does all of it in a replay of stated accounts: these state
 * what the programmes' own money bought.
 * Known limits: the source names an award and no rule; places above the mean may be there by luck. */
#include <stdlib.h>

#include "models/policies/by_need.h"
#include "models/policies/evaluation.h"
#include "models/policies/parts.h"
#include "models/policies/policy.h"
#include "sim/error.h"

static int64_t above(int64_t score, int64_t mean)
{
    return score > mean ? score - mean : 0;
}

/* To counties of a prefecture by what their score is above the mean. */
static void deal_in_prefecture(const struct world *w, int prefecture, int64_t money, int64_t *weights,
                               int64_t *out)
{
    const int64_t mean = ((const struct region *)w->region)->score_mean;
    for (int c = 0; c < w->counties; c++) {
        const struct county *row = hq_county(w, c);
        weights[c] = w->prefecture[c] == prefecture ? above(row->score, mean) : 0;
    }
    deal_parts(money, weights, out, w->counties);
}

/* There are never more prefectures than counties. A prefecture is above the mean only where one of its counties
 * is. Returns what was dealt. */
static int64_t deal_by_score(const struct world *w, int64_t money, int64_t *out)
{
    const int64_t mean = ((const struct region *)w->region)->score_mean;
    int64_t *weights = hq_zalloc((size_t)w->counties, sizeof *weights),
            *parts = hq_zalloc((size_t)w->counties, sizeof *parts);
    for (int q = 0; q < w->counties; q++) {
        weights[q] = above(mean_score(w, q), mean);
    }
    const int64_t dealt = deal_parts(money, weights, parts, w->counties);
    for (int q = 0; q < w->counties && dealt > 0; q++) {
        deal_in_prefecture(w, q, parts[q], weights, out);
    }
    free(weights);
    free(parts);
    return dealt;
}

/* By registered persons, times their county's own share where `own`. Returns what was dealt. */
static int64_t deal_by_register(const struct world *w, int64_t money, bool own, int64_t *out)
{
    int64_t *weights = hq_zalloc((size_t)w->counties, sizeof *weights);
    for (int c = 0; c < w->counties; c++) {
        const struct county *row = hq_county(w, c);
        weights[c] = row->registered_last * (own ? row->own_share : 1);
    }
    const int64_t dealt = deal_parts(money, weights, out, w->counties);
    free(weights);
    return dealt;
}

/* What counties get of the award: out[c], empty before. */
static void share_award(const struct world *w, int64_t money, double investment, int64_t *out)
{
    /* lint: allow float-cast: an award is at most 10^15 fen, a part at most 1 */
    int64_t left = money - deal_by_register(w, (int64_t)((double)money * investment), true, out);
    left -= deal_by_score(w, left, out);
    left -= deal_by_register(w, left, true, out);
    deal_by_register(w, left, false, out);
}

/* With the first county. */
static void plan(struct world *w, int county)
{
    const struct parameters *p = hq_parameters(w, 0);
    if (county > 0 || !RUNS(p, award, w->year)) {
        return;
    }
    const struct course course = {p->award_start, 1, p->award_growth, 1.0};
    int64_t *parts = hq_zalloc((size_t)w->counties, sizeof *parts);
    share_award(w, here_of_region(w, money_in_course(p->award_regional_budget, w->year, course)),
                p->award_investment, parts);
    for (int c = 0; c < w->counties; c++) {
        /* lint: allow float-cast: the same */
        const int64_t central = (int64_t)((double)parts[c] * p->award_central_share);
        hq_post(w->ledger, c, P_award, A_central, A_fund, I_grant, central, 0);
        hq_post(w->ledger, c, P_award, A_region, A_fund, I_grant, parts[c] - central, 0);
        const int64_t passed = w->replay ? 0 : post_by_need(w, c, A_passed, I_passed_on, parts[c]);
        hq_post(w->ledger, c, P_award, A_fund, A_passed, I_passed_on, passed, 0);
        hq_post(w->ledger, c, P_award, A_fund, A_unitemised, I_grant, parts[c] - passed, 0);
    }
    free(parts);
}

const struct yearly HQ_SYMBOL(award_year) = {.plan = plan};
