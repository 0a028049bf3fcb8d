/* What replicates of a pair of runs say of a difference: the same seeds with and without a policy, so luck is shared. */
#ifndef MODELS_COMPARE_PAIRED_H
#define MODELS_COMPARE_PAIRED_H

#include <stdbool.h>

/* A mean over replicates with half of its 95% interval by Student's t, not-a-number of one replicate, which has none; both
 * not-a-number where one of the values is. */
struct interval {
    double mean, half;
};

/* Of `count` values, one a replicate. Values that are all the same have that mean and half 0, without rounding. */
struct interval interval_of(const double *values, int count);

/* Whether an interval holds zero; false of one replicate. */
bool holds_zero(struct interval i);

/* By how much shared luck cuts the variance of an effect: (variance of `without` + variance of `with`) over the variance
 * of with - without, of the same replicates. Independent seeds would give 1. Not-a-number with fewer than two
 * replicates, where `without` does not vary, or where the difference does not but for rounding. */
double luck_of(const double *without, const double *with, int count);

/* Sum of products of deviations from the means over count - 1; of a thing with itself its variance. */
double covariance_of(const double *a, const double *b, int count);

/* The middle of `count` numbers (mean of the two middle ones), those that are not-a-number left out; not-a-number of
 * none. */
double median_of(const double *values, int count);

#endif
