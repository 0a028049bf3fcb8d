/* Filling places from the bottom of a ranking within one village. */
#ifndef SIM_SELECT_H
#define SIM_SELECT_H

#include "sim/mathematics.h"
#include "sim/model.h"

/* The rank of a row that does not stand in the ranking; no score has it. */
#define HQ_UNRANKED UINT32_MAX

/* Scores as integers of the same order, negative numbers first. */
HQ_INLINE uint32_t hq_order_of(float score)
{
    const uint32_t bits = hq_bits_of(score);
    return bits ^ (((uint32_t)0 - (bits >> 31)) | 0x80000000u);
}

HQ_INLINE int32_t hq_served(struct hq_cut cut, uint32_t rank, uint64_t id)
{
    return (rank < cut.rank) | ((rank == cut.rank) & (hq_mix64(id) < cut.tie));
}

/* Among rows of equal rank, which do not all fit: the bound on the hashed id under which they do. */
static inline uint64_t hq_cut_ties(const uint32_t *rank, const int32_t *claim, const uint64_t *id, int32_t rows,
                                   uint32_t equal, int64_t places)
{
    int32_t ties = 0;
    each_row_sum (i, rows, ties) {
        ties += rank[i] == equal;
    }
    uint64_t bound = 0;
    for (uint64_t bit = UINT64_C(1) << 63; ties > 1 && bit; bit >>= 1) { /* rare */
        int64_t below = 0;
        for (int32_t i = 0; i < rows; i++) {
            below += rank[i] == equal && hq_mix64(id[i]) < (bound | bit) ? claim[i] : 0;
        }
        bound |= below <= places ? bit : 0;
    }
    return bound;
}

/* What lies on both sides of a rank: the claims below it, the highest rank below it and the lowest from it on.
 */
struct hq_sides {
    int32_t below;
    uint32_t last, next; /* 0 and HQ_UNRANKED where there is none */
};

static inline struct hq_sides hq_sides_of(const uint32_t *rank, const int32_t *claim, int32_t rows,
                                          uint32_t trial)
{
    int32_t below = 0;
    uint32_t last = 0, next = HQ_UNRANKED;
    each_row_between(i, rows, below, next, last)
    {
        const uint32_t own = rank[i], under = (uint32_t)0 - (uint32_t)(own < trial);
        const uint32_t from_below = own & under, from_above = own | under;
        below += claim[i] & (int32_t)under;
        last = last > from_below ? last : from_below;
        next = next < from_above ? next : from_above;
    }
    return (struct hq_sides){below, last, next};
}

/* Where to look between two ranks: by how the claims between them would lie if they lay evenly, and every
 * third time in the middle, because they need not. Above `low`, at most `high`. */
static inline uint32_t hq_trial_between(uint32_t low, uint32_t high, int32_t turn, int64_t wanted, int64_t all)
{
    const uint32_t width = high - low;
    if (turn % 3 == 2 || all <= 0) {
        return high - width / 2;
    }
    /* lint: allow float-cast: a share of the width, less than it */
    const uint32_t step = (uint32_t)((double)(width - 1) * ((double)wanted / (double)all));
    return low + 1 + step;
}

/* The cut under which the most rows are served, from the lowest score up, such that their claims fit into
 * `places`; the first that does not fit ends the list. A claim is a row's weight, times its mu where land
 * is shared out: at least 0, and less than 2^31 in all. Ranked rows of equal score follow a hash of their
 * ids. The cut is the rank of the first row that does not fit. It is looked for between two ranks that rows
 * have, what is below the lower one fits and what is up to the upper one does not: no sorting, all lanes, any
 * order of rows, and the same cut whatever ranks are tried on the way. */
static inline struct hq_cut hq_cut_ranking(const uint32_t *rank, const int32_t *claim, const uint64_t *id,
                                           int32_t rows, int64_t places)
{
    struct hq_cut cut = {0, 0};
    if (places <= 0) {
        return cut;
    }
    int64_t all = 0;
    uint32_t low = HQ_UNRANKED, high = 0;
    each_row_between(i, rows, all, low, high)
    {
        all += claim[i];
        low = low < rank[i] ? low : rank[i];
        high = high > rank[i] ? high : rank[i];
    }
    if (all <= places) { /* everybody who is ranked */
        cut.rank = HQ_UNRANKED;
        return cut;
    }
    int64_t fits = 0, beyond = all; /* claims below `low`, and up to `high` */
    for (int32_t turn = 0; low < high; turn++) {
        const uint32_t trial = hq_trial_between(low, high, turn, places - fits, beyond - fits);
        const struct hq_sides s = hq_sides_of(rank, claim, rows, trial);
        if (s.below <= places) {
            fits = s.below;
            low = s.next;
        } else {
            beyond = s.below;
            high = s.last;
        }
    }
    cut.rank = low;
    if (cut.rank != HQ_UNRANKED) { /* else all who are ranked fit, whatever the others claim */
        cut.tie = hq_cut_ties(rank, claim, id, rows, cut.rank, places - fits);
    }
    return cut;
}

/* The same, but a single row at the cut is served too where that comes nearer to `places`: for lists that no
 * money hangs on, where households cannot be split and their persons should add up on average. */
static inline struct hq_cut hq_cut_ranking_nearest(const uint32_t *rank, const int32_t *claim,
                                                   const uint64_t *id, int32_t rows, int64_t places)
{
    struct hq_cut cut = hq_cut_ranking(rank, claim, id, rows, places);
    if (places <= 0 || cut.rank == HQ_UNRANKED) {
        return cut;
    }
    int64_t taken = 0, next = 0;
    int32_t ties = 0;
    each_row_sum (i, rows, taken, next, ties) {
        taken += hq_where(rank[i] < cut.rank, claim[i]);
        next += hq_where(rank[i] == cut.rank, claim[i]);
        ties += rank[i] == cut.rank;
    }
    const int64_t left = 2 * (places - taken);
    cut.rank += ties == 1 && (left > next || (left == next && (cut.rank & 1))); /* halves: up and down */
    return cut;
}

/* Keeps a cut for the record of the year's markets, if there is one. */
static inline void hq_note_cut(const struct view *v, int quota, struct hq_cut cut)
{
    if (v->cuts) {
        v->cuts[quota] = cut;
    }
}

/* Where a ranking of the view's rows is cut: by the base run's record where that is held, so that nobody who
 * comes up the list pushes another one out; else by `places`, with one of the two functions above. */
static inline struct hq_cut hq_take_cut(const struct view *v, int quota, const uint32_t *rank,
                                        const int32_t *claim, const uint64_t *id, int64_t places,
                                        struct hq_cut (*by_places)(const uint32_t *, const int32_t *,
                                                                   const uint64_t *, int32_t, int64_t))
{
    if (hq_quota_is_held(v, quota)) {
        return v->cuts[quota];
    }
    const struct hq_cut cut = by_places(rank, claim, id, v->rows, places);
    hq_note_cut(v, quota, cut);
    return cut;
}

#endif
