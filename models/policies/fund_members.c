/* Members of mutual funds where a replay states how many join in the year (seed 004: more than 40,000 families): imposed,
 * where a free run lets in as many as the funds have room for (policies/mutual_fund.c).
 *
 *   county = allot(members stated, who would join there); village and household likewise, the registered first
 * Who would join is asked where there is a fund, or will be one this year, before the year changes what households
 * have, and joins before it does. Where fewer would join than are stated, all of them do, and the replay says so. */
#include "models/policies/mutual_fund.h"
#include "models/policies/policy.h"
#include "sim/allot.h"

/* The county's part of the members that a replay states: by who would join. */
static void clear(struct world *w, int county)
{
    const struct parameters *p = hq_parameters(w, county);
    int64_t before = 0, all = 0;
    if (!members_are_stated(p, w->replay, w->year)) {
        return;
    }
    for (int c = 0; c < w->counties; c++) {
        const int64_t here = w->demand[c * QUOTAS + Q_fund_members];
        before += c < county ? here : 0;
        all += here;
    }
    const int64_t members = p->mutual_fund_members < all ? p->mutual_fund_members : all;
    w->places[county * QUOTAS + Q_fund_members] =
        hq_allot(members, before, w->demand[county * QUOTAS + Q_fund_members], all, 0);
}

const struct yearly HQ_SYMBOL(fund_members_year) = {.clear = clear};

/* Asks who would join, before the year begins to change what they have. */
static void ask(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const struct village *village = v->village;
    if (!members_are_stated(p, v->replay, v->year) || village->funds + v->places[Q_mutual_fund] <= 0) {
        return;
    }
    claim_membership(v);
    const int32_t *claim = ROW(v, claim);
    const int32_t rows = v->rows;
    int64_t asking = 0;
    each_row_sum (i, rows, asking) {
        asking += claim[i];
    }
    v->demand[Q_fund_members] += (int32_t)asking;
}

#define JOIN_READS                                                                                             \
    C_id, C_weight, C_savings, C_overdue, C_members, C_memberships, C_moving, C_registered, C_standing,        \
        C_claim, C_rank
const struct process HQ_SYMBOL(ask_to_join) = {"ask_to_join", HQ_OFFERS, ask, COLUMNS(JOIN_READS),
                                               COLUMNS(C_claim, C_rank)};

/* They are those that asked: nothing of it has changed since. */
static void join_as_stated(const struct view *v)
{
    if (members_are_stated(v->parameters, v->replay, v->year)) {
        const int64_t before = v->tally[T_fund_shares];
        join_fund(v, v->places[Q_fund_members]);
        v->tally[T_savings] += v->tally[T_fund_shares] - before; /* savings are counted later, without it */
    }
}

const struct process HQ_SYMBOL(join_as_stated) = {"join_as_stated", HQ_SETTLE, join_as_stated,
                                                  COLUMNS(JOIN_READS),
                                                  COLUMNS(C_savings, C_memberships, C_claim, C_rank)};
