/* A member of a village's mutual fund goes: it moves, or the household ends or joins another one. */
#ifndef MODELS_POLICIES_MUTUAL_FUND_H
#define MODELS_POLICIES_MUTUAL_FUND_H

#include "models/poverty.h"

/* Settles with the fund of the view's village and ends the membership: the share is set against the loan, what
 * is still owed is paid out of `able` fen, in whole Yuan, and the rest is the fund's loss; a share beyond the
 * loan is handed back as far as the fund has money. Returns by how much the household's money changes, at least
 * -able. */
static inline int64_t leave_fund(const struct view *v, int32_t row, int64_t able)
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
    const int64_t flow = (back - 100 * repaid) * weight;
    village->fund_cash -= flow;
    village->fund_worth -= (back + 100 * lost) * weight;
    v->tally[T_fund_cash] -= flow;
    v->tally[T_fund_returned] += back * weight;
    v->tally[T_fund_repaid] += repaid * weight;
    v->tally[T_fund_written_off] += lost * weight;
    v->tally[T_fund_loans] -= loan * weight;
    *memberships &= (uint16_t)~IN_MUTUAL_FUND;
    ROW(v, fund_loan)[row] = 0;
    ROW(v, standing)[row] &= (uint8_t)~LATE_WITH_FUND;
    return back - 100 * repaid;
}

/* A household that joins another one takes its membership and its loan along, arrears included. Where both are
 * members the share that is one too many is handed back as far as the fund has money. Returns by how many fen
 * the household's money changes, not below 0. The joint loan must fit into 16 bits. */
static inline int64_t join_in_fund(const struct view *v, int32_t row, int32_t host)
{
    uint16_t *memberships = ROW(v, memberships), *fund_loan = ROW(v, fund_loan);
    uint8_t *standing = ROW(v, standing);
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
#define LEAVE_FUND_COLUMNS C_memberships, C_fund_loan, C_standing

#endif
