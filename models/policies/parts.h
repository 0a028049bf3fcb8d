/* Parts of a number by weights, so that they add up to it: fen, places, persons of the region by county, or any list.
 *
 *   part = allot(number, weight)     (sim/allot.h: floor(number x S / T) less that of the ones before)
 *   S, T: the running and the whole sum of the weights, in the order of the counties or of the list
 * Each part is within one of number x weight / T; where no weight is positive nobody gets anything. */
#ifndef MODELS_POLICIES_PARTS_H
#define MODELS_POLICIES_PARTS_H

#include "models/poverty.h"
#include "sim/allot.h"

/* What a county counts with, not negative; `what` is the caller's. */
typedef int64_t weight_in(const struct world *w, int county, const void *what);

/* Last year's demand for a quota; `what` points to its number, an int. */
static inline int64_t demand_in(const struct world *w, int county, const void *what)
{
    return w->demand[(size_t)county * QUOTAS + (size_t) * (const int *)what];
}

/* Members of registered households at the end of last year. */
static inline int64_t registered_in(const struct world *w, int county, const void *what)
{
    (void)what;
    return ((const struct county *)hq_county(w, county))->registered_last;
}

/* The sum of the weights of all counties. */
static inline int64_t all_counties(const struct world *w, weight_in *weight, const void *what)
{
    int64_t all = 0;
    for (int c = 0; c < w->counties; c++) {
        all += weight(w, c, what);
    }
    return all;
}

/* A county's part of a number of the region. */
static inline int64_t county_part(const struct world *w, int county, int64_t number, weight_in *weight,
                                  const void *what)
{
    int64_t all = 0, before = 0, own = 0;
    for (int c = 0; c < w->counties && number > 0; c++) {
        const int64_t here = weight(w, c, what);
        before += c < county ? here : 0;
        own = c == county ? here : own;
        all += here;
    }
    return hq_allot(number, before, own, all, 0);
}

/* Adds `number` to out[i] in proportion to weights[i], all of it where any weight is positive; returns what went. */
static inline int64_t deal_parts(int64_t number, const int64_t *weights, int64_t *out, int count)
{
    int64_t total = 0, before = 0;
    for (int i = 0; i < count; i++) {
        total += weights[i];
    }
    for (int i = 0; i < count; i++) {
        out[i] += hq_allot(number, before, weights[i], total, 0);
        before += weights[i];
    }
    return total > 0 ? number : 0;
}

#endif
