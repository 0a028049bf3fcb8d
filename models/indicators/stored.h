/* indicators.h5 of a finished run, read back by what it says of itself (docs/indicators.md, "In a run"). Nothing is
 * trusted: sizes are compared with the axes. On one process. */
#ifndef MODELS_INDICATORS_STORED_H
#define MODELS_INDICATORS_STORED_H

#include "models/indicators/distribution.h"

struct stored_labels {
    char **names;
    int count;
};

struct stored {
    char *path;
    int years;
    int32_t *year;
    struct stored_labels area_kinds, area_codes, measures, indices, lines, line_indices, groups;
    double *line_value; /* years x areas x lines: Yuan; not-a-number where the run has no such line */
    double *persons;    /* years x areas */
};

/* Opens the file at `path`. HQ_EXIT_DONE; HQ_EXIT_USAGE where there is none, HQ_EXIT_BAD_DATA where it is damaged, with what
 * is wrong in *why (malloc'd). Close in any case. */
int stored_open(const char *path, struct stored *s, char **why);
void stored_close(struct stored *s);

/* Places, or -1. An area by its code ("all": the region). */
int stored_label(const struct stored_labels *labels, const char *name);
int stored_year(const struct stored *s, int64_t year);

double stored_line(const struct stored *s, int year, int area, int line);

/* All values of a variable over these sizes (`rank` of them, the first the years), malloc'd; NULL where it is not there
 * or has others. */
double *stored_values(const struct stored *s, const char *name, const int64_t *sizes, int rank);

/* The region's distribution of a measure in a year as its histogram has it; false where that is missing or damaged, or
 * nobody is in it. Free with distribution_free. */
bool stored_distribution(const struct stored *s, int year, int measure, struct distribution *out);

#endif
