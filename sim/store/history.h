/* What a run has brought forth so far: series values and hashes of every year done, on rank 0. */
#ifndef SIM_HISTORY_H
#define SIM_HISTORY_H

#include <stdio.h>

#include "sim/engine.h"

struct history {
    int years, done; /* years of the run; years recorded */
    int series, counties, columns;
    double *values;     /* years x series x counties */
    int64_t report;     /* numbers that the model reports of a year; 0 where it reports nothing */
    double *reports;    /* years x report; not-a-number where nothing was reported */
    char (*state)[33];  /* a year */
    char (*column)[33]; /* years x columns */
};

void hq_history_make(struct history *h, const struct engine *e);
void hq_history_free(struct history *h);

/* Where the numbers go that the model reports of the next year, on rank 0; NULL where there are none. */
double *hq_history_report(const struct history *h);

/* Computes the year's series from the engine's tables; the hashes are given. */
void hq_history_record(struct history *h, const struct engine *e, const char state[33],
                       const char (*columns)[33]);

/* The yearly table of all counties together: as CSV, and aligned for reading. */
void hq_history_csv(const struct history *h, const struct engine *e, FILE *out);
void hq_print_aligned(const char *csv, FILE *out);

#endif
