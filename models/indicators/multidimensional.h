/* Multidimensional poverty by Alkire and Foster (2011): who is deprived in dimensions that weigh k or more together.
 *
 *   c_i = sum_j w_j d_ij,  poor if c_i >= k,  H = share of the poor,  A = mean of c over the poor / sum_j w_j,  M0 = H A
 *   M_a = mean over persons and weights of the poor's normalised gaps to the power of a (1, 2), where gaps are given
 *   censored headcount h_j = share of persons who are poor and deprived in j
 *   contribution of j = w_j h_j / (sum_j w_j x M0); they add up to 1
 * Weights need not add up to 1; k is in their units. */
#ifndef MODELS_INDICATORS_MULTIDIMENSIONAL_H
#define MODELS_INDICATORS_MULTIDIMENSIONAL_H

#include <stdint.h>

enum { MOST_DIMENSIONS = 16 };

/* Part of all weights by which a sum of them may miss k: thirds do not add up exactly. */
#define K_SLACK 1e-9

struct dimensions {
    int count;
    double weight[MOST_DIMENSIONS];
    double k; /* cut-off */
};

struct multidimensional {
    double h, a, m0, m1, m2; /* m1, m2: NaN without gaps; a: NaN where nobody is poor */
    double raw[MOST_DIMENSIONS], censored[MOST_DIMENSIONS], contribution[MOST_DIMENSIONS];
};

/* Of `rows` rows with weights above 0 (persons): which dimensions each is deprived in, a bit each, and its normalised
 * gaps (z - x) / z, rows x count, or NULL. A row may stand for all persons with the same deprivations. */
struct multidimensional multidimensional_of(const struct dimensions *d, int64_t rows, const uint32_t *deprived,
                                            const double *gaps, const double *weights);

#endif
