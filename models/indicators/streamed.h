/* A table's incomes through the histogram of a run, each rank taking its share of the rows. */
#ifndef MODELS_INDICATORS_STREAMED_H
#define MODELS_INDICATORS_STREAMED_H

#include "models/indicators/distribution.h"

/* Whether an income or a line is one that the histogram holds: 21,474,836.47 Yuan at most on either side. */
bool streamed_holds(double yuan);

/* A line as it is used: to the fen. */
double streamed_line(double yuan);

/* The distribution as a run keeps it: incomes to the fen (those that are too large at the largest), weights as they are
 * where all are whole and add up to less than 2^30, else rounded so that they add up to about 2^29; bounds hold for the
 * incomes and weights so rounded. At most MOST_LINES lines in Yuan, used to the fen, above 0 then; who is at one is poor
 * if `at_line`. The same on any number of ranks. Returns false where there is nobody. Collective. */
bool streamed_distribution(const double *incomes, const double *weights, int64_t count, const double *lines,
                           int line_count, bool at_line, struct distribution *out);

#endif
