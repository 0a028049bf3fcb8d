/* A table's incomes through the histogram of a run, each rank taking its share of the rows. */
#ifndef MODELS_INDICATORS_STREAMED_H
#define MODELS_INDICATORS_STREAMED_H

#include "models/indicators/distribution.h"

/* The distribution as a run keeps it: incomes to the fen (at most 21 million Yuan on either side), weights as they are
 * where all are whole and add up to less than 2^30, else rounded so that they add up to about 2^29. Lines in Yuan, to
 * the fen; who is at one is poor if `at_line`. The same on any number of ranks. Returns false where there is nobody.
 * Collective. */
bool streamed_distribution(const double *incomes, const double *weights, int64_t count, const double *lines,
                           int line_count, bool at_line, struct distribution *out);

#endif
