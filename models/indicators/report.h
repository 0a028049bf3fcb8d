/* What a run tells of a year: every index by area and by group, out of the cells of account/measure.c. */
#ifndef MODELS_INDICATORS_REPORT_H
#define MODELS_INDICATORS_REPORT_H

#include "sim/report.h"

extern const struct report_table report_table;

/* Fills the numbers of a year, variable after variable (sim/report.h). */
void report_year(const struct world *w, const struct cells *cells, double *out);

#endif
