/* Indices by group: what the groups of a population add to what is found for all of them.
 *
 *   poverty that is a mean over persons (FGT, Watts):  P = sum_g s_g P_g, contribution s_g P_g / P
 *   GE(a), a = 0 (MLD), 1 (Theil), 2:  within = sum_g s_g (m_g / m)^a GE(a)_g,  between = GE(a) of group means
 * s_g: the group's share of persons, m_g its mean (Shorrocks 1984), in MLD and Theil those of the incomes of which
 * logarithms are taken. Within and between add up to the whole. */
#ifndef MODELS_INDICATORS_DECOMPOSITION_H
#define MODELS_INDICATORS_DECOMPOSITION_H

#include "models/indicators/indices.h"

struct parts {
    double within, between;
};

/* Of an index of a general entropy ("mld", "theil", "ge2"); NaN for another index, where a group has none, and by
 * LOGS_MEAN where an income is not above 0 (it would stand at the group's mean, not at the whole's). Groups without
 * persons are left out. */
struct parts entropy_parts(const struct index_row *row, const struct distribution *groups, int count,
                           const struct conventions *c);

/* Whether an index at a line is a mean over persons, so that groups contribute to it. */
bool is_additive(const struct index_row *row);

/* What a group with the value `own` contributes to the value `all`. */
double contribution(const struct distribution *group, double own, const struct distribution *whole, double all);

#endif
