/* Village mutual funds (seeds 002 and 004): the state founds a fund in whole villages, as far as its money
 * goes; members pay in a share and borrow for a year, and the interest stays with the fund.
 *
 *   money for a fund = village, or village_big for a village of `big_from` households and more where that is
 *       stated; funds that stood before the first year (`opening`) have an even part of `opening_money` each
 *   joins: who has the share in savings, is neither in arrears nor shut out after a default and does not
 *       move; the registered first, others by lot, while the fund is worth more than `loan` for each member
 *   due at the year's end = loan (1 + rate), in whole Yuan, paid out of savings; of the principal what they do
 *       not cover is renewed for a year, `renewals` times in a row at most, and what may not be renewed is paid
 *       by animals sold in need (livelihoods/herds.h); who cannot pay even so pays what it has, owes the rest
 *       without further interest and borrows no more until it has paid
 *   after `years_to_default` years in arrears the member is put out, its share set against what it owes and the
 *       rest written off, and gets no loans for `years_shut_out` years (both of group credit)
 *   new loan <= most = loan x min(1, tolerance / share of members in arrears)      (joint liability)
 *       for who has renewed nothing and has hands for more animals, or less than a year's subsistence in
 *       savings; what the fund cannot lend to all it lends to each in part
 *   a share `invest` of max(0, new loan - repaid in the year) buys animals, while there are hands; the rest is
 *       kept
 *   money of the fund + loans = paid in - taken out + interest - written off
 *       to the fen, village by village and year by year; what is renewed is neither lent nor repaid
 *
 * A replay of stated accounts imposes what they state: funds of either size (places, places_big), as far as a
 * county's part of the region's money - by the price of its funds - reaches when some of it has leaked; who joins
 * (joined), and the share of members who repay all that is due (repaid): what their savings and animals do not
 * cover, kin elsewhere pay. Nothing of this is built into free runs.
 * Who moves or ends, settles (policies/mutual_fund.h). A household that owes to the fund does not count that
 * money as wealth (livelihoods/money.c).
 * Known limits: who repays out of savings may borrow as much again on the same day; members choose no size of
 * loan; the fund has no costs and pays no dividends; what is lent is not tied to projects of the programme of
 * industrialization. */
#include "models/policies/mutual_fund.h"
#include "models/livelihoods/herds.h"
#include "models/policies/fund_sizes.h"

/* Of the funds that stood before the first year, `what` of them, those in a county. */
static int64_t old_funds_in(const struct world *w, int county, const void *what)
{
    return part_of(w, county, Q_mutual_fund_old, *(const int64_t *)what, false);
}

/* Funds that stood before the first year, each with an even part of their money, in whole fen; the rest of it
 * stays in the county's fund. */
static void open_old_funds(struct world *w, int county)
{
    struct county *c = hq_county(w, county);
    const struct parameters *p = hq_parameters(w, 0);
    const int64_t all = p->mutual_fund_opening;
    if (all <= 0) {
        return;
    }
    c->old_fund = 0;
    if (w->year != w->first_year) {
        return;
    }
    const int64_t own = old_funds_in(w, county, &all),
                  money = county_part(w, county, p->mutual_fund_opening_money, old_funds_in, &all);
    c->old_fund = own > 0 ? money / own : 0;
    hq_post(w->ledger, county, P_mutual_fund, A_opening, A_fund, I_opening, money, own);
    grant(w, county, Q_mutual_fund_old, own);
}

static void plan(struct world *w, int county)
{
    const struct parameters *p = hq_parameters(w, county);
    const struct county *c = hq_county(w, county);
    if (county == 0) {
        price_counties(w);
    }
    const int64_t money = MONEY_OF_YEAR(w, county, p, mutual_fund);
    struct sizes funds =
        funds_for(p, money, sizes_are_stated(w) ? stated_funds(w, county) : villages_without(w, county));
    if (!sizes_are_stated(w) && c->places_mutual_fund >= 0 && c->places_mutual_fund < funds.small + funds.big) {
        funds = funds_for(p, money, (struct sizes){c->places_mutual_fund, 0});
    }
    grant(w, county, Q_mutual_fund, funds.small);
    grant(w, county, Q_mutual_fund_big, funds.big);
    if (p->mutual_fund_enabled) {
        open_old_funds(w, county);
    }
}

/* What a replay states of those who join, by those who can. */
static void clear(struct world *w, int county)
{
    const struct parameters *p = hq_parameters(w, 0);
    const bool stated = w->replay && p->mutual_fund_joined >= 0;
    w->places[(size_t)county * QUOTAS + Q_fund_members] =
        stated ? part_of(w, county, Q_fund_members, p->mutual_fund_joined, false) : 0;
}

static void close(struct world *w, int county)
{
    const int64_t *t = hq_tallies(w, county);
    struct ledger *books = w->ledger;
    hq_post(books, county, P_mutual_fund, A_fund, A_village_funds, I_grant, t[T_fund_granted],
            t[T_funds_founded]);
    hq_post(books, county, P_mutual_fund, A_households, A_village_funds, I_share, t[T_fund_shares], 0);
    hq_post(books, county, P_mutual_fund, A_households, A_village_funds, I_repayment, 100 * t[T_fund_repaid],
            0);
    hq_post(books, county, P_mutual_fund, A_households, A_village_funds, I_interest, 100 * t[T_fund_interest],
            0);
    hq_post(books, county, P_mutual_fund, A_village_funds, A_households, I_loan, 100 * t[T_fund_lent], 0);
    hq_post(books, county, P_mutual_fund, A_village_funds, A_households, I_share, t[T_fund_returned], 0);
}

const struct yearly HQ_SYMBOL(mutual_fund_year) = {.plan = plan, .clear = clear, .close = close};

/* Where funds stood before the first year: one village in eight is asked, by digits that say nothing of schools. */
enum { OLD_FUND_STEPS = 1024, OLD_FUND_EVERY = 8 };

static bool may_be_old(const struct view *v)
{
    const struct village *village = v->village;
    return hq_truncate(village->school_rank * (float)OLD_FUND_STEPS) % OLD_FUND_EVERY == 0;
}

/* Demand for the next year; when villages are founded, those that may
 * have had a fund before ask for that alone. */
static void count(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const struct county *c = v->county_row;
    const struct village *village = v->village;
    if (!p->mutual_fund_enabled) {
        return;
    }
    const int64_t without = (v->live > 0 ? villages_behind(v) : 0) - village->funds;
    const bool big = p->mutual_fund_village_big > 0 && v->live >= p->mutual_fund_big_from;
    const int quota = c->old_fund < 0 && p->mutual_fund_opening > 0 && may_be_old(v) ? Q_mutual_fund_old
                      : big                                                          ? Q_mutual_fund_big
                                                                                     : Q_mutual_fund;
    v->demand[quota] += without > 0 ? (int32_t)without : 0;
}

const struct process HQ_SYMBOL(count_mutual_fund) = {"count_mutual_fund", HQ_SETTLE, count, COLUMNS(C_weight),
                                                     NULL};

static void found_funds(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const struct county *c = v->county_row;
    struct village *village = v->village;
    const int32_t old = v->places[Q_mutual_fund_old], small = v->places[Q_mutual_fund],
                  big = v->places[Q_mutual_fund_big], founded = old + small + big;
    if (founded > 0) {
        const int64_t money = price_of_funds(p, (struct sizes){small, big}) + old * c->old_fund;
        village->funds += founded;
        village->fund_cash += money;
        village->fund_worth += money;
        v->tally[T_funds_founded] += founded;
        v->tally[T_funds_old] += old;
        v->tally[T_funds_big] += big;
        v->tally[T_fund_granted] += money;
    }
}

/* Members, those in arrears and what they all owe, times weight. */
struct members {
    int64_t all, late, loans;
};

static struct members count_members(const struct view *v)
{
    const uint16_t *weight = ROW(v, weight), *memberships = ROW(v, memberships), *fund_loan = ROW(v, fund_loan);
    const uint8_t *standing = ROW(v, standing);
    const int32_t rows = v->rows;
    int64_t loans = 0;
    int32_t all = 0, late = 0;
    each_row_sum (i, rows, all, late, loans) {
        const int32_t w = weight[i];
        all += hq_where(memberships[i] & IN_MUTUAL_FUND, w);
        late += hq_where(standing[i] & LATE_WITH_FUND, w);
        loans += (int64_t)fund_loan[i] * w;
    }
    return (struct members){all, late, loans};
}

/* Who would join claims its weight; the registered come first, then luck decides. */
static void claim_membership(const struct view *v)
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

static void join(const struct view *v, int64_t places)
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

/* Most of a member's loan this year, in Yuan: less where too many are in arrears. */
static int32_t most_of(const struct parameters *p, struct members m)
{
    const int64_t yuan = p->mutual_fund_loan / 100;
    const double most = (double)yuan, tolerance = p->mutual_fund_tolerance;
    const double late = m.all > 0 ? (double)m.late / (double)m.all : 0;
    /* lint: allow float-cast: at most 50,000 Yuan */
    return (int32_t)(late > tolerance ? most * tolerance / late : most);
}

/* Members pay what they owe, renewing as much as they need and may; into `offer` what they have repaid in
 * money, into `want` how much they would borrow (Yuan). Returns the sum of that. */
static int64_t settle(const struct view *v, int32_t most)
{
    const struct parameters *p = v->parameters;
    struct village *village = v->village;
    const float rate = (float)p->mutual_fund_rate, minimum = (float)(p->money_subsistence * p->calendar_cpi);
    const int32_t *members = ROW(v, members), *pay_all = ROW(v, claim);
    const uint16_t *weight = ROW(v, weight), *memberships = ROW(v, memberships);
    const struct animal_prices in_need = need_prices_of(p, v->county_row, village);
    const uint16_t *cattle = ROW(v, cattle); /* as the year began to trade: small stock has gone first since */
    const float *hands = ROW(v, hands);
    float *herd = ROW(v, herd);
    const int32_t renewals = (int32_t)p->mutual_fund_renewals;
    int32_t *savings = ROW(v, savings), *want = ROW(v, want), *back = ROW(v, offer);
    uint16_t *fund_loan = ROW(v, fund_loan);
    uint8_t *standing = ROW(v, standing), *years = ROW(v, fund_years);
    const int32_t rows = v->rows;
    int64_t all = 0, repaid = 0, interest = 0, added = 0, extended = 0, sought = 0, raised = 0, sold = 0,
            helped = 0;
    each_row_sum (i, rows, all, repaid, interest, added, extended, sought, raised, sold, helped) {
        const int32_t loan = fund_loan[i], late = (standing[i] & LATE_WITH_FUND) != 0;
        const int32_t times = years[i] & RENEWED, late_years = years[i] >> LATE_FUND_AT;
        const int32_t saved = savings[i] / 100, w = weight[i];
        const int32_t charge = hq_where(late ^ 1, hq_truncate(rate * (float)loan));
        const int32_t due = loan + charge;
        const int32_t made = (loan > 0) & (pay_all[i] != 0);
        const int32_t may = hq_where((late ^ 1) & (times < renewals) & (made ^ 1), loan < most ? loan : most);
        const int32_t missing = hq_where((loan > 0) & (due > saved + may), due - saved - may);
        const struct need_sale sale = sold_in_need(herd[i], cattle[i], in_need, (float)missing);
        const int32_t proceeds = hq_round(sale.money), own = saved + proceeds;
        const int32_t gift = hq_where(made & (due > own), due - own), has = own + gift;
        const int32_t pays = due <= has + may;
        const int32_t given = has < due ? has : due, left = due - given; /* renewed, or late */
        const int32_t renewed = hq_where(pays, left), of_interest = given < charge ? given : charge;
        const int32_t kept = savings[i] + 100 * (proceeds + gift - given);
        const int32_t needs = (float)kept < 100.0f * (minimum * (float)members[i]);
        const int32_t may_more = pays & (late ^ 1) & ((memberships[i] & IN_MUTUAL_FUND) != 0);
        const int32_t uses = (hands[i] > herd[i]) | needs;
        want[i] = hq_where(may_more & uses & (renewed == 0), most);
        back[i] = given - of_interest;
        years[i] = (uint8_t)(hq_where(renewed > 0, times + 1) |
                             hq_where(pays ^ 1, (late_years + (late_years < 15)) << LATE_FUND_AT));
        fund_loan[i] = (uint16_t)left;
        standing[i] = (uint8_t)((standing[i] & ~LATE_WITH_FUND) | hq_where(pays ^ 1, LATE_WITH_FUND));
        savings[i] = kept;
        herd[i] = hq_max(0.0f, herd[i] - sale.animals);
        raised += (int64_t)(100 * proceeds) * w;
        helped += (int64_t)(100 * gift) * w;
        sold += (int64_t)hq_round(sale.animals * 1e3f) * w;
        all += (int64_t)loan * w;
        repaid += (int64_t)(given - of_interest) * w;
        interest += (int64_t)of_interest * w;
        added += (int64_t)hq_where(pays ^ 1, charge - of_interest) * w;
        extended += (int64_t)renewed * w;
        sought += (int64_t)want[i] * w;
    }
    const int64_t paid = 100 * (repaid + interest);
    village->fund_cash += paid;
    village->fund_worth += 100 * (interest + added);
    v->tally[T_savings] += raised + helped - paid;
    v->tally[T_fund_kin] += helped;
    v->tally[T_liquidated] += raised;
    v->tally[T_sold] += sold;
    v->tally[T_fund_due] += all;
    v->tally[T_fund_repaid] += repaid;
    v->tally[T_fund_renewed] += extended;
    v->tally[T_fund_interest] += interest;
    v->tally[T_fund_added] += added;
    return sought;
}

/* Members who have been in arrears for too long are put out. */
static void put_out(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const uint8_t *years = ROW(v, fund_years);
    const int32_t most = (int32_t)p->credit_years_to_default;
    for (int32_t i = 0; i < v->live; i++) {
        if (years[i] >> LATE_FUND_AT >= most) {
            const int32_t change = (int32_t)end_membership(v, i, 0);
            ROW(v, savings)[i] += change;
            v->tally[T_savings] += (int64_t)change * ROW(v, weight)[i];
        }
    }
}

/* Lends what there is to those who would borrow more, to each in the same part; some of it buys animals. */
static void lend(const struct view *v, int64_t sought)
{
    const struct parameters *p = v->parameters;
    struct village *village = v->village;
    const int64_t money = village->fund_cash / 100;
    if (sought <= 0 || money <= 0) {
        return;
    }
    /* A little less than the part, so that no rounding lends what is not there. */
    const float part = money < sought ? (float)((double)money / (double)sought) * 0.9999995f : 1.0f;
    const float animal = hq_max(1.0f, animal_prices_of(p, v->county_row, village).small),
                invest = (float)p->mutual_fund_invest;
    const int32_t *want = ROW(v, want), *back = ROW(v, offer);
    const uint16_t *weight = ROW(v, weight);
    const float *hands = ROW(v, hands);
    uint16_t *fund_loan = ROW(v, fund_loan);
    int32_t *savings = ROW(v, savings);
    float *herd = ROW(v, herd);
    const int32_t rows = v->rows;
    int64_t lent = 0, bought = 0, stocked = 0, borrowers = 0;
    each_row_sum (i, rows, lent, bought, stocked, borrowers) {
        const int32_t loan = hq_truncate(part * (float)want[i]), fresh = loan > back[i] ? loan - back[i] : 0;
        const float more = hq_min(invest * (float)fresh / animal, hq_max(0.0f, hands[i] - herd[i]));
        const int32_t all = hq_fen(more * animal), paid = all < 100 * loan ? all : 100 * loan;
        fund_loan[i] = (uint16_t)(fund_loan[i] + loan);
        savings[i] += 100 * loan - paid;
        herd[i] += more;
        lent += (int64_t)loan * weight[i];
        borrowers += hq_where(loan > 0, weight[i]);
        bought += (int64_t)paid * weight[i];
        stocked += (int64_t)hq_round(more * 1e3f) * weight[i];
    }
    village->fund_cash -= 100 * lent;
    v->tally[T_fund_lent] += lent;
    v->tally[T_fund_borrowers] += borrowers;
    v->tally[T_savings] += 100 * lent - bought;
    v->tally[T_restocked] += bought;
    v->tally[T_bought] += stocked;
}

/* What the fund has and is owed, and whether that is what the year has made of it. */
static void take_stock(const struct view *v)
{
    const struct village *village = v->village;
    const struct members m = count_members(v);
    const int64_t beyond = village->fund_worth - village->fund_cash - 100 * m.loans;
    v->tally[T_funds] += village->funds;
    v->tally[T_fund_members] += m.all;
    v->tally[T_fund_late] += m.late;
    v->tally[T_fund_loans] += m.loans;
    v->tally[T_fund_cash] += village->fund_cash;
    v->tally[T_fund_unexplained] += beyond < 0 ? -beyond : beyond;
}

/* A replay that states how many join asks in the offers how many can, where there is a fund or will be. */
static void enrol(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const struct village *village = v->village;
    const int32_t *founded = v->places;
    if (!p->mutual_fund_enabled || !v->replay || p->mutual_fund_joined < 0 ||
        village->funds + founded[Q_mutual_fund_old] + founded[Q_mutual_fund] + founded[Q_mutual_fund_big] ==
            0) {
        return;
    }
    claim_membership(v);
    const int32_t *claim = ROW(v, claim);
    const int32_t rows = v->rows;
    int64_t can = 0;
    each_row_sum (i, rows, can) {
        can += claim[i];
    }
    v->demand[Q_fund_members] += (int32_t)can;
}

const struct process HQ_SYMBOL(enrol_mutual_fund) = {"enrol_mutual_fund", HQ_OFFERS, enrol,
                                                     COLUMNS(C_weight, C_savings, C_overdue, C_members,
                                                             C_memberships, C_moving, C_registered, C_standing,
                                                             C_claim, C_rank, C_id),
                                                     COLUMNS(C_claim, C_rank)};

/* Marks in `claim` those of whom a replay states that they repay all that is due: a share of the members, by lot. */
static void mark_repaying(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const float repaid = v->replay ? (float)p->mutual_fund_repaid : -1.0f;
    const struct hq_jump jump = JUMP(v, D_mutual_fund + 1);
    int32_t *claim = ROW(v, claim);
    const int32_t rows = v->rows;
    STREAMS(v);
    each_row (i, rows) {
        claim[i] = hq_uniform(DRAW(i, jump)) < repaid;
    }
}

static void run(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const struct village *village = v->village;
    if (!p->mutual_fund_enabled) {
        return;
    }
    found_funds(v);
    if (village->funds > 0) {
        const struct members m = count_members(v);
        const bool stated = v->replay && p->mutual_fund_joined >= 0;
        join(v, stated ? v->places[Q_fund_members] : village->fund_worth / p->mutual_fund_loan - m.all);
        mark_repaying(v);
        lend(v, settle(v, most_of(p, m)));
        put_out(v);
        take_stock(v);
    }
}

const struct process HQ_SYMBOL(mutual_fund) = {
    "mutual_fund", HQ_SETTLE, run,
    COLUMNS(C_id, C_weight, C_savings, C_overdue, C_members, C_memberships, C_moving, C_registered, C_claim,
            C_rank, C_hands, C_herd, C_cattle, C_fund_loan, C_fund_years, C_standing, C_want, C_offer),
    COLUMNS(C_savings, C_herd, C_memberships, C_fund_loan, C_fund_years, C_standing, C_claim, C_rank, C_want,
            C_offer)};
