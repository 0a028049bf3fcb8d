/* Terms of loans, as a household meets them when it reckons and when it borrows (models/livelihoods/credit.c
 * says what becomes of its debt). */
#ifndef MODELS_LIVELIHOODS_CREDIT_H
#define MODELS_LIVELIHOODS_CREDIT_H

#include "models/poverty.h"

HQ_INLINE int32_t more_of(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

HQ_INLINE int32_t less_of(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

/* Rates a year; `limit` and `bills` over a year's subsistence, `collateral` over the herd's worth; `on` 0 or 1.
 */
struct credit {
    float rate, late_rate, limit, collateral, bills;
    int32_t on, years, shut_out;
};

/* With credit off every term of its own is neutral: one rate, one limit, no arrears. */
static inline struct credit credit_of(const struct parameters *p)
{
    const int32_t on = p->credit_enabled != 0;
    const float rate = (float)p->money_loan_rate;
    return (struct credit){.rate = rate,
                           .late_rate = on ? rate * (1.0f + (float)p->credit_penalty) : rate,
                           .limit = (float)p->money_loan_limit,
                           .collateral = on ? (float)p->credit_collateral : 0.0f,
                           .bills = (float)p->credit_bills,
                           .on = on,
                           .years = (int32_t)p->credit_years_to_default,
                           .shut_out = (int32_t)p->credit_years_shut_out};
}

/* Interest of a year on a debt, in fen: at most ten million Yuan. */
HQ_INLINE int32_t credit_interest(struct credit c, int32_t debt, int32_t overdue)
{
    const float rate = hq_select(overdue > 0, c.late_rate, c.rate);
    return less_of(hq_round(rate * (float)less_of(debt, MOST_MONEY)), MOST_MONEY);
}

/* What a lender would still lend, in fen: nothing to who is in arrears or shut out. `subsistence` in fen,
 * `herd` (its worth when sold in need) in Yuan. */
HQ_INLINE int32_t credit_room(struct credit c, float subsistence, float herd, int32_t debt, int32_t overdue,
                              uint8_t standing)
{
    const int32_t room = more_of(hq_round(c.limit * subsistence + c.collateral * (100.0f * herd)) - debt, 0);
    const int32_t shut = (standing >> SHUT_OUT_AT) & SHUT_OUT;
    return hq_where((c.on == 0) | ((overdue == 0) & (shut == 0)), room);
}

/* What a lender would still take over as overdue of what a household cannot pay, in fen: the year's interest,
 * and bills as far as the debt stays under loan limit and `bills`; of who is shut out no bills. With credit off
 * all, up to the most that anybody owes. `debt` holds the year's loans. */
HQ_INLINE int32_t credit_takes_over(struct credit c, float subsistence, int32_t interest, int32_t debt,
                                    uint8_t standing)
{
    const int32_t under = more_of(hq_round((c.limit + c.bills) * subsistence) - debt, 0);
    const int32_t shut = (standing >> SHUT_OUT_AT) & SHUT_OUT;
    const int32_t most = more_of(interest, hq_where(shut == 0, under)), left = more_of(MOST_MONEY - debt, 0);
    return c.on ? less_of(most, left) : left;
}

#endif
