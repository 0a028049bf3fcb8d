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
enum { RENT_BITS = 17 };

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

static inline struct rental_sides rental_sides_at(const struct rental *m, int32_t rent)
{
    const int32_t *surplus = m->surplus, *offer = m->offer, *ask = m->ask, *want = m->want, *bid = m->bid;
    const int32_t rows = m->rows;
    int32_t offered = 0, wanted = 0;
    each_row_sum (i, rows, offered, wanted) {
        offered += rental_supply(surplus[i], offer[i], ask[i], rent);
        wanted += rental_demand(want[i], bid[i], rent);
    }
    return (struct rental_sides){m->others + offered, wanted};
}

static inline struct rental_trade rental_trade_at(const struct rental *m, int32_t rent)
{
    const struct rental_sides s = rental_sides_at(m, rent);
    return (struct rental_trade){rent, s.offered, s.wanted, s.offered < s.wanted ? s.offered : s.wanted};
}

/* The trade at which the market clears; nothing is traded where nobody offers or nobody seeks. */
static inline struct rental_trade rental_clear(const struct rental *m)
{
    int32_t rent = 0;
    for (int bit = RENT_BITS - 1; bit >= 0; bit--) {
        const int32_t trial = rent | 1 << bit;
        const struct rental_sides s = rental_sides_at(m, trial);
        rent = s.wanted > 0 && s.wanted >= s.offered ? trial : rent;
    }
    const struct rental_trade low = rental_trade_at(m, rent), high = rental_trade_at(m, rent + 1);
    return high.traded > low.traded ? high : low;
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

/* Hands out what is left of `money` as income from property, by claims of one sign (1 or -1). */
static inline void rental_pay_owners(const struct view *v, struct rental_share *money, const int32_t *claim,
                                     int32_t sign)
{
    const uint16_t *weight = ROW(v, weight);
    int32_t *property = ROW(v, property);
    for (int32_t i = 0; i < v->live; i++) {
        property[i] += (int32_t)rental_part(money, (int64_t)claim[i] * sign, weight[i]);
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
    struct rental_share share = rental_share_of(t.traded, rationed < 0 ? t.offered : t.wanted);
    const int64_t by_others = rationed < 0 ? rental_part(&share, m->others, 1) : m->others;
    for (int32_t i = 0; i < rows; i++) {
        const int32_t claim = net[i] * rationed, part = (int32_t)rental_part(&share, claim, 1);
        net[i] = (claim > 0 ? part : claim) * rationed;
    }
    return by_others;
}

#endif
