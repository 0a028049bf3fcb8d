/* Loans of rural credit cooperatives: what becomes of a household's debt at the year's end. All debt, loans
 * for houses and projects included, is due within the year.
 *
 *   debt'    = debt + lent + unpaid - repaid
 *   overdue' = max(0, overdue - repaid) + unpaid
 *   unpaid   = of the interest and bills that neither means, savings, loans, animals nor half of the subsistence
 *              cover, what the lender takes over (livelihoods/money.c):
 *              <= max(the year's interest, (loan_limit + bills) x subsistence - debt); of who is shut out:
 *              <= the interest
 *   limit of loans = loan_limit x subsistence + collateral x herd at its prices in need (livelihoods/credit.h)
 *
 * Where overdue' is 0, interest is paid, and what is left of the principal is rolled over for another year.
 * Else the household is in arrears: no new loans, and next year's interest on the whole debt is 1 + `penalty`
 * times as high. After `years_to_default` years in arrears without a break the debt is written off, which is
 * the lender's loss, and the household gets no loans for `years_shut_out` years. With credit.enabled=false
 * debt has no term: what is unpaid is a loan like others, beyond any limit. So with credit on a debt under its
 * limits grows beyond them by the interest of years_to_default years at most.
 * Known limits: interest may be paid out of new loans up to the limit; nobody goes bankrupt, nothing is seized,
 * guarantors do not exist; lenders have all the money that is asked for; loans for houses and projects are not
 * refused to who is shut out; nobody borrows to produce. */
#include "models/livelihoods/credit.h"

static void run(const struct view *v)
{
    const struct credit credit = credit_of(v->parameters);
    const int32_t *lent = ROW(v, lent), *repaid = ROW(v, repaid), *unpaid = ROW(v, unpaid);
    const uint16_t *weight = ROW(v, weight);
    int32_t *debt = ROW(v, debt), *overdue = ROW(v, overdue);
    uint8_t *standing = ROW(v, standing);
    const int32_t rows = v->rows;
    int64_t borrowed = 0, returned = 0, missed = 0, rolled = 0, lost = 0, owed = 0;
    int32_t in_debt = 0, in_arrears = 0, defaults = 0, out = 0;
    each_row_sum (i, rows, borrowed, returned, missed, rolled, lost, owed, in_debt, in_arrears, defaults, out) {
        const int32_t was = standing[i], w = weight[i];
        const int32_t left = debt[i] - repaid[i];
        const int32_t due = hq_where(credit.on, more_of(overdue[i] - repaid[i], 0) + unpaid[i]);
        const int32_t late = hq_where(due > 0, (was & LATE) + 1), falls = late >= credit.years;
        const int32_t years = more_of(((was >> SHUT_OUT_AT) & SHUT_OUT) - 1, 0);
        const int32_t all = left + lent[i] + unpaid[i], kept = hq_where(falls ^ 1, all);
        const int32_t shut = hq_where(falls ^ 1, years) + hq_where(falls, credit.shut_out);
        debt[i] = kept;
        overdue[i] = hq_where(falls ^ 1, due);
        standing[i] = (uint8_t)((was & LATE_WITH_FUND) | hq_where(falls ^ 1, late) | shut << SHUT_OUT_AT);
        borrowed += (int64_t)(lent[i] + unpaid[i]) * w;
        returned += (int64_t)repaid[i] * w;
        missed += (int64_t)hq_where(credit.on, unpaid[i]) * w;
        rolled += (int64_t)hq_where(due == 0, left) * w;
        lost += (int64_t)(all - kept) * w;
        owed += (int64_t)kept * w;
        in_debt += hq_where(kept > 0, w);
        in_arrears += hq_where((due > 0) & (falls ^ 1), w);
        defaults += hq_where(falls, w);
        out += hq_where(shut > 0, w);
    }
    v->tally[T_borrowed] += borrowed;
    v->tally[T_repaid] += returned;
    v->tally[T_fell_overdue] += missed;
    v->tally[T_rolled_over] += rolled;
    v->tally[T_defaulted] += lost;
    v->tally[T_debt] += owed;
    v->tally[T_in_debt] += in_debt;
    v->tally[T_in_arrears] += in_arrears;
    v->tally[T_defaults] += defaults;
    v->tally[T_shut_out] += out;
}

const struct process HQ_SYMBOL(credit) = {
    "credit", HQ_SETTLE, run, COLUMNS(C_lent, C_repaid, C_unpaid, C_weight, C_debt, C_overdue, C_standing),
    COLUMNS(C_debt, C_overdue, C_standing)};
