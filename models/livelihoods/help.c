/* Help among kin and neighbours, within a village and a year.
 *
 *   lacking of a household = max(0, subsistence - means - savings - herd_share x herd at its prices in need)
 *   help wanted   = min(lacking, max(0, share x lacking without public aid by need - crowding x that aid)),
 *                   in whole Yuan, rounded up: so far it falls by `crowding` for a Yuan of aid
 *   can spare     = most x max(0, means + savings - debts - comfort x subsistence)
 *   given in all  = the smaller one of all that is wanted and all that can be spared; each giver gives the same
 *                   part of what it can spare, each of those who are helped gets the same part of what it wants
 * What could be sold and leave the breeding herd (a part `herd_share` of it) is expected to be sold before
 * others help; nobody sells animals, or gives away what he owes to lenders and the village fund, to help. What
 * a household in need owes is no reason for help: it eats first (livelihoods/money.c). Amounts are whole fen,
 * and what is got is what is given; where households stand for others, what weights do not divide (less than
 * one weight of fen a village) stays with the account `kin`. Help is income of who gets it and taken off the
 * income of who gives it, as net income of rural households was defined (gifts to rural relatives and friends
 * are left out). Known limits: nobody owes anything in return, and nobody refuses; no help from village to
 * village beside the gifts of livelihoods/transfers.c; connection does not count. */
#include "models/livelihoods/herds.h"
#include "models/livelihoods/rental.h"

/* What stands before help is given: means, savings and a year's subsistence, in Yuan. */
struct needs {
    float minimum, dearer, in_town, share, crowding, herd_share, comfort, most, greatest;
    struct animal_prices in_need;
};

static struct needs needs_of(const struct view *v)
{
    const struct parameters *p = v->parameters;
    return (struct needs){.minimum = (float)(p->money_subsistence * p->calendar_cpi),
                          .dearer = 1.0f + (float)p->relocation_living_cost,
                          .in_town = 1.0f + (float)p->worker_relocation_living_cost,
                          .share = (float)p->help_share,
                          .crowding = (float)p->help_crowding,
                          .herd_share = (float)p->help_herd_share,
                          .in_need = need_prices_of(p, v->county_row, v->village),
                          .comfort = (float)p->help_comfort,
                          .most = (float)p->help_most,
                          .greatest = rental_most(v->rows)};
}

struct sides {
    int64_t wanted, spared; /* Yuan and fen, times weight */
};

/* Help wanted, in Yuan times weight, into `want`; what can be spared, in fen, into `offer`. */
static struct sides state_needs(const struct view *v)
{
    const struct needs n = needs_of(v);
    const int32_t *means = ROW(v, means), *aid = ROW(v, aid), *members = ROW(v, members),
                  *savings = ROW(v, savings), *debt = ROW(v, debt);
    const uint8_t *settled = ROW(v, settled);
    const uint16_t *weight = ROW(v, weight), *cattle = ROW(v, cattle), *fund_loan = ROW(v, fund_loan),
                   *memberships = ROW(v, memberships);
    const float *herd = ROW(v, herd);
    int32_t *want = ROW(v, want), *offer = ROW(v, offer);
    const int32_t rows = v->rows;
    int64_t wanted = 0, spared = 0;
    each_row_sum (i, rows, wanted, spared) {
        const float there = hq_select((memberships[i] & IN_WORKER_FLAT) != 0, n.in_town, n.dearer);
        const float subsistence = hq_select(settled[i] > 0, there, 1.0f) * (n.minimum * (float)members[i]);
        const float cash = hq_yuan(means[i]) + hq_yuan(savings[i]), helped = hq_yuan(aid[i]);
        const float for_sale = n.herd_share * herd_worth_of(herd[i], cattle[i], n.in_need);
        const float own = cash + for_sale, owed = hq_yuan(debt[i]) + (float)fund_loan[i];
        const float lacking = hq_max(0.0f, subsistence - own);
        const float sought = n.share * hq_max(0.0f, subsistence - own + helped) - n.crowding * helped;
        const float claim = hq_min(lacking, hq_max(0.0f, sought));
        const int32_t yuan = hq_truncate(hq_min(claim, 1e6f) + 0.999f);
        const float claimed = hq_min((float)yuan * (float)weight[i], n.greatest);
        want[i] = hq_truncate(claimed);
        const float spare = hq_max(0.0f, cash - owed - n.comfort * subsistence);
        offer[i] = hq_where(weight[i] > 0, hq_fen(n.most * spare));
        wanted += want[i];
        spared += (int64_t)offer[i] * weight[i];
    }
    return (struct sides){wanted, spared};
}

/* Takes what is given from those who can spare it; returns the sum, weighted. */
static int64_t collect(const struct view *v, struct sides s)
{
    const int64_t wanted = 100 * s.wanted;
    /* A little less than the part that is wanted, so that no rounding makes it more. */
    const float part = wanted < s.spared ? (float)((double)wanted / (double)s.spared) * 0.9999995f : 1.0f;
    const int32_t *offer = ROW(v, offer);
    const uint16_t *weight = ROW(v, weight);
    int32_t *means = ROW(v, means), *transfers = ROW(v, transfers), *aid = ROW(v, aid);
    const int32_t rows = v->rows;
    int64_t given = 0;
    each_row_sum (i, rows, given) {
        const int32_t gift = hq_truncate(part * (float)offer[i]);
        means[i] -= gift;
        transfers[i] -= gift;
        aid[i] -= gift; /* it went by need: no part of what rankings go by */
        given += (int64_t)gift * weight[i];
    }
    return given;
}

/* Hands it to those who want help. */
static void hand_out(const struct view *v, int64_t given, int64_t wanted)
{
    struct rental_share money = rental_share_of(given, wanted);
    const bool ones = rental_of_ones(v);
    int64_t helped = 0;
    for (int32_t from = 0; from < v->rows; from += HQ_LANES) {
        const uint16_t *weight = ROW(v, weight) + from;
        int32_t *means = ROW(v, means) + from, *transfers = ROW(v, transfers) + from, *aid = ROW(v, aid) + from;
        int32_t got[HQ_LANES];
        rental_parts(v, &money, ones, ROW(v, want), 1, from, got);
        each_row_sum (k, HQ_LANES, helped) {
            means[k] += got[k];
            transfers[k] += got[k];
            aid[k] += got[k];
            helped += hq_where(got[k] > 0, weight[k]);
        }
    }
    v->tally[T_help_received] += money.given;
    v->tally[T_helped] += helped;
}

static void run(const struct view *v)
{
    const struct parameters *p = v->parameters;
    if (!p->help_enabled) {
        return;
    }
    const struct sides s = state_needs(v);
    v->tally[T_help_wanted] += 100 * s.wanted;
    if (s.wanted > 0 && s.spared > 0) {
        const int64_t given = collect(v, s);
        v->tally[T_help_given] += given;
        hand_out(v, given, s.wanted);
    }
}

const struct process HQ_SYMBOL(help) = {"help", HQ_SETTLE, run,
                                        COLUMNS(C_means, C_aid, C_members, C_memberships, C_savings, C_debt,
                                                C_fund_loan, C_herd, C_cattle, C_settled, C_weight, C_transfers,
                                                C_want, C_offer),
                                        COLUMNS(C_means, C_transfers, C_aid, C_want, C_offer)};
