/* Weighted least squares by the normal equations, for a few predictors, and the normal distribution. */
#ifndef MODELS_OVER_TIME_LEAST_SQUARES_H
#define MODELS_OVER_TIME_LEAST_SQUARES_H

#include <stdbool.h>
#include <stdint.h>

enum { MOST_COLUMNS = 17 };

struct least_squares {
    int columns;
    double products[MOST_COLUMNS][MOST_COLUMNS], with[MOST_COLUMNS]; /* sums of weight x x', weight x y */
};

/* Adds a row: y = x b with a weight. */
void least_squares_add(struct least_squares *s, const double *x, double y, double weight);

/* Solves for b (Cholesky); false where a column is a combination of others (its pivot is under 1e-10 of what it began
 * with: columns should be of one size, about mean 0). */
bool least_squares_solve(const struct least_squares *s, double *b);

/* The distribution function of the standard normal; absolute error below 1e-15 (Marsaglia, Journal of Statistical
 * Software 11(4) (2004): Phi(x) = 1/2 + phi(x) (x + x^3 / 3 + x^5 / (3 x 5) + ...)). */
double normal_below(double x);

#endif
