/* What effects cost: average and marginal (ratios.def). */
#ifndef MODELS_COMPARE_COSTING_H
#define MODELS_COMPARE_COSTING_H

#include "models/compare/comparison.h"
#include "models/compare/ratios.h"

struct cost_ratio {
    const char *name, *cost; /* ratios.def */
    const char *line;
    enum effect_part part;        /* of effect and cost; marginal ones are of the total */
    int less, more;               /* pairs; less: the next cheaper one, -1: the base */
    struct interval paid, gained; /* cost and effect: by how much the number is less */
    struct ratio ratio;
};

struct cost_ratios {
    struct cost_ratio *rows;
    int count, capacity;
    struct arena arena;
};

/* Every ratio of every pair, in its order: at each line, of the total and, where there are frozen runs, the direct effect. */
void costing_average(const struct comparison *c, struct cost_ratios *out);

/* Of two pairs or more, sorted by mean total cost: each against the next cheaper one, the first against the base. That is the
 * incremental ratio of cost-effectiveness analysis (Drummond and others, Methods for the Economic Evaluation of
 * Health Care Programmes); those that cost more and do less are not taken out: their ratio is withheld. */
void costing_marginal(const struct comparison *c, struct cost_ratios *out);
void costing_free(struct cost_ratios *r);

#endif
