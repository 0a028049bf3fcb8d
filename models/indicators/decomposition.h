/* Indices by group: what the groups of a population add to what is found for all of them.
 *
 *   poverty that is a mean over persons (FGT, Watts):  P = sum_g s_g P_g, contribution s_g P_g / P
 *   GE(a), a = 0 (MLD), 1 (Theil), 2:  within = sum_g s_g (m_g / m)^a GE(a)_g,  between = GE(a) of group means
 * s_g: the group's share of persons, m_g its mean (Shorrocks 1984). Within and between add up to the whole, but for
 * the conventions of logarithms, which are taken in every group alone. */
#ifndef MODELS_INDICATORS_DECOMPOSITION_H
#define MODELS_INDICATORS_DECOMPOSITION_H

#include "models/indicators/indices.h"

struct parts {
    double within, between;
};

/* Of an index of a general entropy ("mld", "theil", "ge2"); NaN for another index or where a group has none. Groups
 * without persons are left out. */
struct parts entropy_parts(const struct index_row *row, const struct distribution *groups, int count,
                           const struct conventions *c);

/* Whether an index at a line is a mean over persons, so that groups contribute to it. */
bool is_additive(const struct index_row *row);

/* What a group with the value `own` contributes to the value `all`. */
double contribution(const struct distribution *group, double own, const struct distribution *whole, double all);

#endif
