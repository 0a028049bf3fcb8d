/* A member of a village's mutual fund goes: it moves, or the household ends or joins another one. */
#ifndef MODELS_POLICIES_MUTUAL_FUND_H
#define MODELS_POLICIES_MUTUAL_FUND_H

#include "models/policies/policy.h"

/* Bits of `fund_years`: times in a row that the loan was renewed; years in arrears from this bit on. */
enum { RENEWED = 15, LATE_FUND_AT = 4 };

/* Settles with the fund of the view's village and ends the membership: the share is set against the loan, what
 * is still owed is paid out of `able` fen, in whole Yuan, and the rest is the fund's loss, after which the
 * household is shut out like any other that has defaulted; a share beyond the loan is handed back as far as the
 * fund has money. Returns by how much the household's money changes, at least -able. */
static inline int64_t end_membership(const struct view *v, int32_t row, int64_t able)
{
    const struct parameters *p = v->parameters;
    struct village *village = v->village;
    uint16_t *memberships = &ROW(v, memberships)[row];
    if (!(*memberships & IN_MUTUAL_FUND)) {
        return 0;
    }
    const int64_t weight = ROW(v, weight)[row], loan = ROW(v, fund_loan)[row];
    const int64_t share = p->mutual_fund_share, cash = village->fund_cash / (weight > 0 ? weight : 1);
    const int64_t back = share < cash ? share : cash, money = (back + able) / 100;
    const int64_t repaid = loan < money ? loan : money, lost = loan - repaid;
    village->fund_cash -= (back - 100 * repaid) * weight;
    village->fund_worth -= (back + 100 * lost) * weight;
    v->tally[T_fund_returned] += back * weight;
    v->tally[T_fund_repaid] += repaid * weight;
    v->tally[T_fund_written_off] += lost * weight;
    *memberships &= (uint16_t)~IN_MUTUAL_FUND;
    ROW(v, fund_loan)[row] = 0;
    ROW(v, fund_years)[row] = 0;
    uint8_t *standing = &ROW(v, standing)[row];
    *standing &= (uint8_t)~LATE_WITH_FUND;
    const int32_t years = (int32_t)p->credit_years_shut_out, still = *standing >> SHUT_OUT_AT & SHUT_OUT;
    if (lost > 0 && years > still) {
        *standing = (uint8_t)((*standing & LATE) | years << SHUT_OUT_AT);
    }
    return back - 100 * repaid;
}

/* The same after the year's stock of funds has been taken: the household moves, or ends. */
static inline int64_t leave_fund(const struct view *v, int32_t row, int64_t able)
{
    const struct village *village = v->village;
    const int64_t cash = village->fund_cash, loan = ROW(v, fund_loan)[row];
    const int64_t change = end_membership(v, row, able);
    v->tally[T_fund_cash] += village->fund_cash - cash;
    v->tally[T_fund_loans] -= loan * ROW(v, weight)[row];
    v->tally[T_fund_due] +=
        loan * ROW(v, weight)[row]; /* not in `end_membership`: the year's settling has counted it */
    return change;
}

/* A household that joins another one takes its membership and its loan along, arrears included: of years renewed
 * and years in arrears the joint loan has the greater number. Where both are
 * members the share that is one too many is handed back as far as the fund has money. Returns by how many fen
 * the household's money changes, not below 0. The joint loan must fit into 16 bits. */
static inline int64_t join_in_fund(const struct view *v, int32_t row, int32_t host)
{
    uint16_t *memberships = ROW(v, memberships), *fund_loan = ROW(v, fund_loan);
    uint8_t *standing = ROW(v, standing), *years = ROW(v, fund_years);
    const int renewed[] = {years[row] & RENEWED, years[host] & RENEWED};
    const int late[] = {years[row] >> LATE_FUND_AT, years[host] >> LATE_FUND_AT};
    years[host] = (uint8_t)(renewed[renewed[1] > renewed[0]] | late[late[1] > late[0]] << LATE_FUND_AT);
    years[row] = 0;
    fund_loan[host] = (uint16_t)(fund_loan[host] + fund_loan[row]);
    fund_loan[row] = 0;
    standing[host] |= standing[row] & LATE_WITH_FUND;
    if (memberships[row] & memberships[host] & IN_MUTUAL_FUND) {
        return leave_fund(v, row, 0);
    }
    memberships[host] |= memberships[row] & IN_MUTUAL_FUND;
    memberships[row] &= (uint16_t)~IN_MUTUAL_FUND;
    return 0;
}
#define LEAVE_FUND_COLUMNS C_memberships, C_fund_loan, C_fund_years, C_standing

/* Whether a replay states how many join in the year. */
static inline bool members_are_stated(const struct parameters *p, bool replay, int year)
{
    return replay && p->mutual_fund_members >= 0 && RUNS(p, mutual_fund, year);
}

/* Who would join claims its weight; the registered come first, then luck decides. */
static inline void claim_membership(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const int32_t share = (int32_t)p->mutual_fund_share;
    const int32_t *savings = ROW(v, savings), *overdue = ROW(v, overdue), *members = ROW(v, members);
    const uint16_t *weight = ROW(v, weight), *memberships = ROW(v, memberships);
    const uint8_t *moving = ROW(v, moving), *registered = ROW(v, registered), *standing = ROW(v, standing);
    int32_t *claim = ROW(v, claim);
    uint32_t *rank = ROW(v, rank);
    const struct hq_jump jump = JUMP(v, D_mutual_fund);
    const int32_t rows = v->rows;
    STREAMS(v);
    each_row (i, rows) {
        const uint32_t lot = DRAW(i, jump) >> 2, later = (uint32_t)(registered[i] != 1) << 30;
        const int32_t stays = (moving[i] == 0) & (members[i] > 0);
        const int32_t shut_out = standing[i] >> SHUT_OUT_AT & SHUT_OUT;
        const int32_t sound = (overdue[i] == 0) & (shut_out == 0);
        const int32_t asks = stays & sound & ((memberships[i] & IN_MUTUAL_FUND) == 0);
        claim[i] = hq_where(asks & (savings[i] >= share), weight[i]);
        rank[i] = claim[i] > 0 ? lot | later : HQ_UNRANKED;
    }
}

static inline void join_fund(const struct view *v, int64_t places)
{
    const struct parameters *p = v->parameters;
    struct village *village = v->village;
    if (places <= 0) {
        return;
    }
    claim_membership(v);
    const uint64_t *id = ROW(v, id);
    const int32_t *claim = ROW(v, claim);
    const uint32_t *rank = ROW(v, rank);
    const struct hq_cut cut = hq_cut_ranking(rank, claim, id, v->rows, places);
    const int32_t share = (int32_t)p->mutual_fund_share, rows = v->rows;
    uint16_t *memberships = ROW(v, memberships);
    int32_t *savings = ROW(v, savings);
    int64_t paid = 0;
    each_row_sum (i, rows, paid) {
        const int32_t joins = hq_served(cut, rank[i], id[i]) & (claim[i] > 0);
        memberships[i] = (uint16_t)(memberships[i] | hq_where(joins, IN_MUTUAL_FUND));
        savings[i] -= hq_where(joins, share);
        paid += hq_where(joins, share) * (int64_t)claim[i];
    }
    village->fund_cash += paid;
    village->fund_worth += paid;
    v->tally[T_fund_shares] += paid;
    v->tally[T_savings] -= paid;
}

#endif
