/* Every index of a distribution (indices.def), each with the bounds that the distribution's pieces allow. */
#ifndef MODELS_INDICATORS_INDICES_H
#define MODELS_INDICATORS_INDICES_H

#include "models/indicators/distribution.h"

/* One index: of the distribution alone, or at a line. */
struct index_row {
    const char *name, *unit, *meaning;
    struct estimate (*of)(const struct distribution *d, const struct conventions *c, double z, double p);
    double p;
    bool at_line;
};

extern const struct index_row indices[];
extern const int index_count;

/* The index at a line in Yuan (above 0 where it needs one; else ignored). Undefined (NaN) where the formula is: a Gini
 * where the mean is not above 0, logarithms where nobody has an income that can be taken, a share of nothing. */
static inline struct estimate index_of(const struct index_row *row, const struct distribution *d,
                                       const struct conventions *c, double z)
{
    return row->of(d, c, z, row->p);
}

/* Finds once what several indices ask for, half mean differences too if wanted: until a line is taken up, they are then faster, to
 * the same bits. It goes with the distribution. */
void distribution_keep(struct distribution *d, const struct conventions *c, bool differences);

/* By name, or NULL. */
const struct index_row *index_named(const char *name);

/* The functions, for indices.c. */
#define INDEX_FUNCTION(name)                                                                                   \
    struct estimate name(const struct distribution *d, const struct conventions *c, double z, double p)
INDEX_FUNCTION(mean_of);
INDEX_FUNCTION(quantile);
INDEX_FUNCTION(quantile_ratio);
INDEX_FUNCTION(below_zero);
INDEX_FUNCTION(at_zero);
INDEX_FUNCTION(gini);
INDEX_FUNCTION(theil);
INDEX_FUNCTION(mld);
INDEX_FUNCTION(ge2);
INDEX_FUNCTION(atkinson);
INDEX_FUNCTION(tail_ratio);
INDEX_FUNCTION(share_below);
INDEX_FUNCTION(share_above);
INDEX_FUNCTION(wolfson);
INDEX_FUNCTION(asymmetry);
INDEX_FUNCTION(herfindahl);
INDEX_FUNCTION(headcount);
INDEX_FUNCTION(gap);
INDEX_FUNCTION(income_gap);
INDEX_FUNCTION(watts);
INDEX_FUNCTION(sen);
INDEX_FUNCTION(sst);
INDEX_FUNCTION(gini_poor);
INDEX_FUNCTION(theil_poor);
INDEX_FUNCTION(ge2_gaps);

/* Half the mean absolute difference of two persons (Gini x mean), Yuan. */
struct estimate absolute_gini(const struct distribution *d);

#endif
