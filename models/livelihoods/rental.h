/* A rental market within one village: what cropland and pasture share.
 *
 * Every household states whole numbers of a unit of land, times its weight: `surplus` it lets at any rent,
 * `offer` where the rent is above `ask`, and it seeks `want` where the rent is not above `bid` (fen a unit of
 * 100). Supply rises and demand falls with the rent. The rent is the highest whole number of fen at which as
 * much is sought as is offered, or the next one where more changes hands at that; the longer side gets its
 * share. Sums are integers, so the rent does not depend on the order of rows; shares add up by a running sum,
 * as in sim/allot.h. */
#ifndef MODELS_LIVELIHOODS_RENTAL_H
#define MODELS_LIVELIHOODS_RENTAL_H

#include "models/poverty.h"

/* Rents are under 2^17 fen: 1,310 Yuan. */
enum { MOST_RENT = (1 << 17) - 1 };

/* What households of a market state, a row each; what others offer at any rent. */
struct rental {
    const int32_t *surplus, *offer, *ask, *want, *bid;
    int32_t rows;
    int64_t others;
};

struct rental_sides {
    int64_t offered, wanted;
};

/* A rent, what is offered and sought at it, and what changes hands. */
struct rental_trade {
    int32_t rent;
    int64_t offered, wanted, traded;
};

/* The most of a row, so that the rows of a village add up within 32 bits. */
HQ_INLINE float rental_most(int32_t rows)
{
    return 0.999f * (float)(INT32_MAX / (rows > 0 ? rows : 1));
}

HQ_INLINE int32_t rental_supply(int32_t surplus, int32_t offer, int32_t ask, int32_t rent)
{
    return surplus + hq_where(ask < rent, offer);
}

HQ_INLINE int32_t rental_demand(int32_t want, int32_t bid, int32_t rent)
{
    return hq_where(bid >= rent, want);
}

/* The sides at a rent, and how far they stay the same: the greatest ask or bid below the rent (-1: there is
 * none), above which they are as at the rent, and the least from the rent on, up to which they are. */
struct rental_step {
    struct rental_sides at;
    int32_t last, next;
};

static inline struct rental_step rental_step_at(const struct rental *m, int32_t rent)
{
    const int32_t *surplus = m->surplus, *offer = m->offer, *ask = m->ask, *want = m->want, *bid = m->bid;
    const int32_t rows = m->rows;
    int32_t offered = 0, wanted = 0, last = -1, next = INT32_MAX;
    each_row_between(i, rows, offered, next, last)
    {
        const int32_t own = ask[i], under = own < rent ? own : -1, over = own < rent ? INT32_MAX : own;
        offered += rental_supply(surplus[i], offer[i], own, rent);
        last = last > under ? last : under;
        next = next < over ? next : over;
    }
    each_row_between(i, rows, wanted, next, last)
    {
        const int32_t own = bid[i], under = own < rent ? own : -1, over = own < rent ? INT32_MAX : own;
        wanted += rental_demand(want[i], own, rent);
        last = last > under ? last : under;
        next = next < over ? next : over;
    }
    return (struct rental_step){{m->others + offered, wanted}, last, next};
}

static inline struct rental_trade rental_trade_of(int32_t rent, struct rental_sides s)
{
    return (struct rental_trade){rent, s.offered, s.wanted, s.offered < s.wanted ? s.offered : s.wanted};
}

/* Whether as much is sought as is offered. */
static inline bool rental_is_sought(struct rental_sides s)
{
    return s.wanted > 0 && s.wanted >= s.offered;
}

/* Where to look above `low`, up to `high`: by how far the sides are apart at both ends, as if that fell evenly,
 * and every third time in the middle, because it need not. */
static inline int32_t rental_trial(int32_t low, int32_t high, int32_t turn, struct rental_sides below,
                                   struct rental_sides beyond)
{
    const int64_t width = high - low - 1, over = below.wanted - below.offered;
    const int64_t under = beyond.offered - beyond.wanted;
    const bool even = turn % 3 == 2 || over <= 0 || under <= 0;
    return low + 1 + (int32_t)(even ? width / 2 : width * over / (over + under));
}

/* The trade at which the market clears; nothing is traded where nobody offers or nobody seeks. The rent is
 * looked for among what is asked and bid, since the sides change there alone: as much is sought as is offered
 * at `low` (or it is 0), and no longer above `high`. */
static inline struct rental_trade rental_clear(const struct rental *m)
{
    struct rental_sides below = rental_step_at(m, 0).at;
    if (below.wanted == 0) { /* nor at any higher rent */
        return rental_trade_of(0, below);
    }
    const struct rental_step top = rental_step_at(m, MOST_RENT + 1);
    struct rental_sides beyond = top.at; /* at `high` + 1 */
    int32_t low = 0, high = rental_is_sought(beyond) ? MOST_RENT : top.last > 0 ? top.last : 0;
    if (rental_is_sought(beyond)) {
        low = MOST_RENT;
        below = rental_step_at(m, low).at;
    }
    for (int32_t turn = 0; low < high; turn++) {
        const int32_t trial = rental_trial(low, high, turn, below, beyond);
        const struct rental_step s = rental_step_at(m, trial);
        if (rental_is_sought(s.at)) {
            below = s.at;
            low = s.next < high ? s.next : high;
        } else {
            beyond = s.at;
            high = s.last > low ? s.last : low;
        }
    }
    const struct rental_trade least = rental_trade_of(low, below), more = rental_trade_of(low + 1, beyond);
    return more.traded > least.traded ? more : least;
}

/* Hands out `amount` over claims that add up to `total` < 2^32, in order: what the first k get is the amount
 * times their claims over all, rounded down, so that all together get exactly the amount, and none more than a
 * unit beyond its part. */
struct rental_share {
    uint64_t ratio, claimed; /* amount over total in 2^-32, rounded up; claims so far */
    int64_t given;
};

static inline struct rental_share rental_share_of(int64_t amount, int64_t total)
{
    const unsigned __int128 scaled = (unsigned __int128)(uint64_t)amount << 32;
    return (struct rental_share){total > 0 ? (uint64_t)((scaled + (uint64_t)total - 1) / (uint64_t)total) : 0,
                                 0, 0};
}

/* The next one's part for each of the `weight` households that the claim stands for; a claim that is not
 * positive has none. What does not go into whole parts is left to the next ones. Claims come as they may: no
 * branch hangs on them. */
HQ_INLINE int64_t rental_part(struct rental_share *s, int64_t claim, int64_t weight)
{
    s->claimed += (uint64_t)(claim > 0 ? claim : 0);
    const int64_t due = (int64_t)((unsigned __int128)s->ratio * s->claimed >> 32) - s->given;
    const int64_t part = (weight > 1 ? due / weight : due) & -(int64_t)(claim > 0);
    s->given += part * (weight > 1 ? weight : 1);
    return part;
}

/* A running sum of integers over rows in vector form; clang 14 has none for it and says so. */
#ifdef __clang__
#define RUNNING_SUM(sum)
#define SUMMED_UP(sum)
#else
#define RUNNING_SUM(sum)                                                                                       \
    HQ_PRAGMA(omp simd reduction(inscan, + : sum)) /* lint: allow omp-reduction: integers */
#define SUMMED_UP(sum) HQ_PRAGMA(omp scan inclusive(sum))
#endif

/* Positive claims of the rows from `claim` on, times `sign`, summed up one by one: `sums` has one more, that
 * before the first. Returns the last. They stay under 2^32. */
static inline uint32_t rental_sum_up(const int32_t *claim, int32_t sign, uint32_t claimed, uint32_t *sums)
{
    uint32_t sum = claimed;
    uint32_t *up_to = sums + 1;
    sums[0] = claimed;
    RUNNING_SUM(sum)
    for (int32_t k = 0; k < HQ_LANES; k++) {
        sum += (uint32_t)hq_where(claim[k] * sign > 0, claim[k] * sign);
        SUMMED_UP(sum)
        up_to[k] = sum;
    }
    return sum;
}

/* The same as rental_part for rows that stand for one household each (or for none), HQ_LANES at a time: what
 * has been given hangs on the claims so far alone, so no row waits for the one before. */
static inline void rental_parts_of_ones(struct rental_share *s, const int32_t *claim, int32_t sign,
                                        int32_t *part)
{
    uint32_t sums[HQ_LANES + 1];
    const uint32_t low = (uint32_t)s->ratio, high = (uint32_t)(s->ratio >> 32);
    const uint32_t all = rental_sum_up(claim, sign, (uint32_t)s->claimed, sums);
    each_row (k, HQ_LANES) {
        const uint32_t before = sums[k], now = sums[k + 1];
        const uint64_t due = (uint64_t)high * now + ((uint64_t)low * now >> 32);
        const uint64_t had = (uint64_t)high * before + ((uint64_t)low * before >> 32);
        part[k] = (int32_t)(uint32_t)(due - had);
    }
    s->claimed = all;
    s->given = (int64_t)((unsigned __int128)s->ratio * all >> 32);
}

/* Whether all rows of the village stand for one household each. */
static inline bool rental_of_ones(const struct view *v)
{
    const uint16_t *weight = ROW(v, weight);
    const int32_t rows = v->rows;
    int32_t more = 0;
    each_row_sum (i, rows, more) {
        more += weight[i] > 1;
    }
    return more == 0;
}

/* The parts of HQ_LANES rows from `from` on, of claims of one sign (1 or -1); a household's part where a row
 * stands for several. `ones` is rental_of_ones(). */
static inline void rental_parts(const struct view *v, struct rental_share *money, bool ones,
                                const int32_t *claim, int32_t sign, int32_t from, int32_t *part)
{
    const uint16_t *weight = ROW(v, weight) + from;
    if (ones) {
        rental_parts_of_ones(money, claim + from, sign, part);
        return;
    }
    for (int32_t k = 0; k < HQ_LANES; k++) {
        part[k] = (int32_t)rental_part(money, (int64_t)claim[from + k] * sign, weight[k]);
    }
}

/* Hands out what is left of `money` as income from property, by claims of one sign (1 or -1). */
static inline void rental_pay_owners(const struct view *v, struct rental_share *money, const int32_t *claim,
                                     int32_t sign)
{
    const bool ones = rental_of_ones(v);
    for (int32_t from = 0; from < v->rows; from += HQ_LANES) {
        int32_t part[HQ_LANES];
        int32_t *property = ROW(v, property) + from;
        rental_parts(v, money, ones, claim, sign, from, part);
        each_row (k, HQ_LANES) {
            property[k] += part[k];
        }
    }
}

/* Who rents how much of what is traded: into `net`, a row's units rented in, less those let; it may be one of
 * the market's own arrays. Rows of the longer side get their part in order, the others what they seek or offer.
 * Returns what the others let. */
static inline int64_t rental_hand_out(const struct rental *m, struct rental_trade t, int32_t *net)
{
    const int32_t *surplus = m->surplus, *offer = m->offer, *ask = m->ask, *want = m->want, *bid = m->bid;
    const int32_t rows = m->rows, rent = t.rent;
    const int32_t rationed = t.offered == t.wanted ? 0 : t.offered > t.wanted ? -1 : 1;
    if (t.traded <= 0) {
        memset(net, 0, (size_t)rows * sizeof *net);
        return 0;
    }
    each_row (i, rows) { /* nobody is on both sides */
        net[i] = rental_demand(want[i], bid[i], rent) - rental_supply(surplus[i], offer[i], ask[i], rent);
    }
    if (rationed == 0) {
        return m->others;
    }
    /* As rental_part does it; what is traded is at most the total, so 64 bits hold the products. */
    const uint64_t ratio = rental_share_of(t.traded, rationed < 0 ? t.offered : t.wanted).ratio;
    uint32_t claimed = rationed < 0 ? (uint32_t)m->others : 0;
    const int64_t by_others = rationed < 0 ? (int64_t)(ratio * claimed >> 32) : m->others;
    for (int32_t from = 0; from < rows; from += HQ_LANES) {
        uint32_t sums[HQ_LANES + 1];
        int32_t *own = net + from;
        claimed = rental_sum_up(own, rationed, claimed, sums);
        each_row (k, HQ_LANES) {
            const int32_t claim = own[k] * rationed;
            const int32_t part = (int32_t)(uint32_t)((ratio * sums[k + 1] >> 32) - (ratio * sums[k] >> 32));
            own[k] = (part + hq_where(claim < 0, claim)) * rationed;
        }
    }
    return by_others;
}

#endif
