/* Money of the year: income, outlays, consumption, borrowing, repayment. Integer fen throughout; the
 * balance savings' = savings + all that came in - all that went out holds exactly (account/books.c). Single
 * flows are clamped to one million Yuan.
 *
 *   income      = wages + sales - costs + property + transfers          (NBS net income)
 *   means       = income + animals sold unfed - illness not reimbursed - fees - premium - interest
 *   consumption = subsistence + share (means - subsistence)
 *                 + share2 (savings - what the village fund is owed - a year's subsistence)
 *                 with both brackets at least 0
 *
 * (relocated households: subsistence x (1 + relocation.living_cost), in flats (1 + worker_relocation.living_cost)). Between means and consumption, households
 * of a village help each other (livelihoods/help.c).
 * If savings and means do not cover it: loans up to the limit, then animals sold at the price in need of their
 * class (small stock first, calves, breeding large stock last: livelihoods/herds.h), then
 * hunger down to half the subsistence minimum; what is lacking even so, interest and bills, the lender takes
 * over as overdue debt as far as it goes (livelihoods/credit.c), and nobody pays the rest: the loss of the
 * clinic, the supplier, the lender.
 * If they do, what is overdue and at least a share of what is left repays debt, and of the rest beyond a year's
 * subsistence a share buys animals while there are hands for more. Animals sold in need are money, not income.
 * Nobody owns or owes more than 10 million Yuan: what is left beyond that is spent. Known limits: nobody saves
 * for a purpose; a household in arrears consumes like any other; an unpaid bill has no other consequence. */
#include "models/livelihoods/credit.h"
#include "models/livelihoods/herds.h"

/* Income and outlays that are fixed before anything is decided. */
static void reckon(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const float reimbursed_share = (float)p->calendar_medical_reimbursement;
    const struct credit credit = credit_of(p);
    const float school = (float)p->calendar_school_fee, premium = (float)p->calendar_medical_premium;
    const int32_t *wages = ROW(v, wages), *sales = ROW(v, sales), *costs = ROW(v, costs),
                  *property = ROW(v, property);
    const int32_t *transfers = ROW(v, transfers), *illness = ROW(v, illness), *pupils = ROW(v, pupils);
    const int32_t *members = ROW(v, members), *liquidated = ROW(v, liquidated);
    const int32_t *schooling_cost = ROW(v, schooling_cost);
    const int32_t *debt = ROW(v, debt), *overdue = ROW(v, overdue);
    const uint16_t *weight = ROW(v, weight);
    int32_t *means = ROW(v, means);
    const int32_t rows = v->rows;
    int64_t ill = 0, back = 0, fees = 0, charged = 0;
    each_row_sum (i, rows, ill, back, fees, charged) {
        const int32_t reimbursed = hq_round(reimbursed_share * (float)illness[i]);
        const int32_t due = hq_fen(school * (float)pupils[i] + premium * (float)members[i]) + schooling_cost[i];
        const int32_t interest = credit_interest(credit, debt[i], overdue[i]);
        means[i] = wages[i] + sales[i] - costs[i] + property[i] + transfers[i] + liquidated[i] - illness[i] +
                   reimbursed - due - interest;
        ill += (int64_t)illness[i] * weight[i];
        back += (int64_t)reimbursed * weight[i];
        fees += (int64_t)due * weight[i];
        charged += (int64_t)interest * weight[i];
    }
    v->tally[T_illness] += ill;
    v->tally[T_reimbursed] += back;
    v->tally[T_taxes] += fees;
    v->tally[T_interest] += charged;
}

const struct process HQ_SYMBOL(reckon) = {"reckon", HQ_SETTLE, reckon,
                                          COLUMNS(C_wages, C_sales, C_costs, C_property, C_transfers, C_illness,
                                                  C_pupils, C_schooling_cost, C_members, C_liquidated, C_debt,
                                                  C_overdue, C_weight),
                                          COLUMNS(C_means)};

static void spend(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const struct village *village = v->village;
    const float minimum = (float)(p->money_subsistence * p->calendar_cpi);
    const float share = (float)p->money_consume_share, wealth_share = (float)p->money_consume_savings;
    const float repay_share = (float)p->money_repay_share, restock = (float)p->herds_restock;
    const struct credit credit = credit_of(p);
    const float animal = hq_max(1.0f, animal_prices_of(p, v->county_row, village).small);
    const struct animal_prices in_need = need_prices_of(p, v->county_row, village);
    const float dearer = 1.0f + (float)p->relocation_living_cost,
                in_town = 1.0f + (float)p->worker_relocation_living_cost;
    const int32_t *members = ROW(v, members), *means = ROW(v, means);
    const int32_t *debt = ROW(v, debt), *overdue = ROW(v, overdue);
    const uint8_t *settled = ROW(v, settled), *standing = ROW(v, standing);
    const uint16_t *weight = ROW(v, weight), *fund_loan = ROW(v, fund_loan), *cattle = ROW(v, cattle),
                   *memberships = ROW(v, memberships);
    const float *hands = ROW(v, hands);
    int32_t *savings = ROW(v, savings), *liquidated = ROW(v, liquidated), *eats = ROW(v, consumed);
    const int32_t is_kept = p->money_kept != 0;
    int32_t *lent = ROW(v, lent), *repaid = ROW(v, repaid), *unpaid = ROW(v, unpaid);
    int32_t *consumption = ROW(v, consumption);
    float *herd = ROW(v, herd);
    const int32_t rows = v->rows;
    int64_t eaten = 0, missed = 0, lost = 0, sold = 0, invested = 0, stocked = 0;
    each_row_sum (i, rows, eaten, missed, lost, sold, invested, stocked) {
        const int32_t own = less_of(savings[i], MOST_MONEY), aside = savings[i] - own, owed = debt[i];
        const float need = minimum * (float)members[i];
        const float there = hq_select((memberships[i] & IN_WORKER_FLAT) != 0, in_town, dearer);
        const int32_t subsistence = hq_fen(settled[i] > 0 ? there * need : need);
        const int32_t due = 100 * (int32_t)fund_loan[i];
        const float over = (float)more_of(means[i] - subsistence, 0),
                    wealth = (float)more_of(own - subsistence - due, 0);
        const int32_t cash = own + means[i];
        const int32_t more_than_that = less_of(hq_round(share * over + wealth_share * wealth), 1000000000);
        const int32_t wanted = less_of(subsistence + more_than_that, more_of(subsistence, cash));
        const int32_t missing = more_of(wanted - cash, 0);
        const int32_t room = credit_room(credit, (float)subsistence, herd_worth_of(herd[i], cattle[i], in_need),
                                         owed, overdue[i], standing[i]);
        const int32_t loan = less_of(missing, room), lacking = missing - loan;
        const struct need_sale sale = sold_in_need(herd[i], cattle[i], in_need, hq_yuan(lacking));
        const int32_t proceeds = hq_fen(sale.money), short_of = more_of(lacking - proceeds, 0);
        const int32_t least = less_of(short_of, wanted - (subsistence >> 1));
        const int32_t interest = credit_interest(credit, owed, overdue[i]);
        const int32_t room_late =
            credit_takes_over(credit, (float)subsistence, interest, owed + loan, standing[i]);
        const int32_t arrears = less_of(short_of - least, room_late), bad = short_of - least - arrears;
        const int32_t left = cash + loan + arrears + bad + proceeds - (wanted - least);
        const int32_t repaying =
            hq_where(missing == 0, more_of(hq_round(repay_share * (float)left), less_of(overdue[i], left)));
        const int32_t returned = less_of(less_of(owed, left), repaying);
        /* Animals are bought of what is left beyond a year's subsistence, while there are hands for more. */
        const float free = hq_yuan(more_of(left - returned - subsistence - due, 0));
        const float more = hq_min(restock * free / animal, hq_max(0.0f, hands[i] - herd[i]));
        const int32_t bought = less_of(hq_fen(more * animal), left - returned);
        const int32_t kept = less_of(left - returned - bought, MOST_MONEY - aside);
        const int32_t consumed = wanted - least + left - returned - bought - kept;
        savings[i] = kept + aside;
        lent[i] = loan;
        repaid[i] = returned;
        unpaid[i] = arrears;
        herd[i] = hq_max(0.0f, herd[i] + (more - sale.animals));
        liquidated[i] += proceeds;
        consumption[i] = consumed;
        eats[i] = hq_where(is_kept, hq_round((float)consumed / hq_max(1.0f, (float)members[i])));
        eaten += (int64_t)consumed * weight[i];
        missed += (int64_t)least * weight[i];
        lost += (int64_t)bad * weight[i];
        sold += (int64_t)hq_round(sale.animals * 1e3f) * weight[i];
        invested += (int64_t)bought * weight[i];
        stocked += (int64_t)hq_round(more * 1e3f) * weight[i];
    }
    v->tally[T_consumption] += eaten;
    v->tally[T_hunger] += missed;
    v->tally[T_bad_bills] += lost;
    v->tally[T_sold] += sold;
    v->tally[T_restocked] += invested;
    v->tally[T_bought] += stocked;
}

/* Income by source as it stands when all is sold, and what households own at the year's end. */
static void declare_income(const struct view *v)
{
    const int32_t *wages = ROW(v, wages), *sales = ROW(v, sales), *costs = ROW(v, costs),
                  *property = ROW(v, property);
    const int32_t *transfers = ROW(v, transfers), *members = ROW(v, members), *liquidated = ROW(v, liquidated);
    const int32_t *aid = ROW(v, aid);
    const int32_t *savings = ROW(v, savings);
    const uint16_t *weight = ROW(v, weight);
    int32_t *income = ROW(v, income), *assessed = ROW(v, assessed);
    const int32_t rows = v->rows;
    int64_t by_wages = 0, by_sales = 0, by_costs = 0, by_property = 0, by_transfers = 0, owned = 0;
    int64_t by_herd = 0;
    each_row_sum (i, rows, by_wages, by_sales, by_costs, by_property, by_transfers, owned, by_herd) {
        const int64_t w = weight[i];
        const int32_t total = wages[i] + sales[i] - costs[i] + property[i] + transfers[i];
        const float heads = (float)(members[i] > 0 ? members[i] : 1);
        income[i] = hq_round((float)total / heads);
        assessed[i] = hq_round((float)(total - aid[i]) / heads);
        by_wages += wages[i] * w;
        by_sales += sales[i] * w;
        by_costs += costs[i] * w;
        by_property += property[i] * w;
        by_transfers += transfers[i] * w;
        owned += savings[i] * w;
        by_herd += liquidated[i] * w;
    }
    v->tally[T_wages] += by_wages;
    v->tally[T_sales] += by_sales;
    v->tally[T_business] += by_sales - by_costs;
    v->tally[T_property] += by_property;
    v->tally[T_transfers] += by_transfers;
    v->tally[T_income] += by_wages + by_sales - by_costs + by_property + by_transfers;
    v->tally[T_savings] += owned;
    v->tally[T_liquidated] += by_herd;
}

static void run(const struct view *v)
{
    spend(v);
    declare_income(v);
}

const struct process HQ_SYMBOL(money) = {"money", HQ_SETTLE, run,
                                         COLUMNS(C_wages, C_sales, C_costs, C_property, C_transfers, C_members,
                                                 C_debt, C_overdue, C_standing, C_fund_loan, C_savings, C_herd,
                                                 C_cattle, C_hands, C_weight, C_settled, C_memberships, C_means,
                                                 C_liquidated, C_aid),
                                         COLUMNS(C_savings, C_herd, C_income, C_assessed, C_liquidated, C_lent,
                                                 C_repaid, C_unpaid, C_consumed, C_consumption)};
