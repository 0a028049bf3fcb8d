/* What last year's evaluation found, and what it does to this year's money (seed 002: results decide about next year's
 * allocation; since 2008 that follows what local governments put in).
 *
 *   factor = 1 + reward x (score - mean score) + link x own money / money received, in [factor_least, factor_most]
 *
 * 1 where there is no reward and no link, or no evaluation yet. */
#ifndef MODELS_POLICIES_EVALUATION_H
#define MODELS_POLICIES_EVALUATION_H

#include "models/poverty.h"

/* Mean of the counties' scores by persons, of a prefecture or (-1) of all, in millionths. */
static inline int64_t mean_score(const struct world *w, int prefecture)
{
    __int128 sum = 0;
    int64_t persons = 0;
    for (int c = 0; c < w->counties; c++) {
        const struct county *row = hq_county(w, c);
        if (prefecture < 0 || w->prefecture[c] == prefecture) {
            sum += (__int128)row->score * row->persons_last;
            persons += row->persons_last;
        }
    }
    return persons > 0 ? (int64_t)(sum / persons) : 0;
}

static inline double evaluation_factor(const struct world *w, int county)
{
    const struct county *c = hq_county(w, county);
    const struct region *r = w->region;
    const struct parameters *p = hq_parameters(w, county);
    const double scored =
                     c->evaluations > 0 ? p->cascade_reward * 1e-6 * (double)(c->score - r->score_mean) : 0,
                 own = w->year >= p->cascade_link_start ? p->cascade_link * 1e-6 * (double)c->own_share : 0,
                 factor = 1.0 + scored + own,
                 raised = factor > p->cascade_factor_least ? factor : p->cascade_factor_least;
    return raised < p->cascade_factor_most ? raised : p->cascade_factor_most;
}

#endif
