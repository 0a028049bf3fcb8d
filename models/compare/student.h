/* Quantiles of Student's t, for intervals over replicates: from its distribution function of whole degrees of freedom, a
 * finite sum (Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.3 and 26.7.4), turned around by halving. */
#ifndef MODELS_COMPARE_STUDENT_H
#define MODELS_COMPARE_STUDENT_H

/* The t that a variable of `freedom` degrees (1 or more) stays below with this probability. Off by less than 1e-10 of
 * itself for probabilities from 0.001 to 0.999 (tests/unit/models/compare/test_student.c); not-a-number where the
 * probability is not between 0 and 1 or there are no degrees of freedom. */
double student_quantile(double probability, int freedom);

#endif
