/* What a run tells of a year: every index by area and by group, out of the cells of account/measure.c. */
#ifndef MODELS_INDICATORS_REPORT_H
#define MODELS_INDICATORS_REPORT_H

#include "sim/report.h"

extern const struct report_table report_table;

/* The work of a year in parts that may be done in any order, also at once; a part fills its numbers among those of the
 * year, variable after variable (sim/report.h). */
int report_parts(const struct areas *areas);
void report_part(const struct world *w, const struct cells *cells, int part, double *out);

#endif
