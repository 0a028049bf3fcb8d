/* A panel out of a table of the user's own: which unit a row is of and when. */
#ifndef MODELS_OVER_TIME_SAMPLED_H
#define MODELS_OVER_TIME_SAMPLED_H

#include "models/indicators/sample.h"
#include "models/over_time/panel.h"

struct sampled {
    struct time_panel panel; /* without lines */
    int64_t *unit;           /* of the sample's rows */
    int *period;
};

/* Takes the columns that name units (any text) and periods (whole numbers); rows that count nobody are not observed. What
 * is wrong is reported by row and column, a unit that is twice in a period among it; returns false then. Free with
 * sampled_free in any case. */
bool sampled_read(const struct csv *csv, const struct sample *sample, const char *unit, const char *time,
                  struct diagnostics *d, struct sampled *out);
void sampled_free(struct sampled *s);

/* Columns of numbers in one period: units x count, malloc'd; an empty cell, and a unit that is not observed, is
 * not-a-number. NULL where one is missing or is no number, reported. */
double *sampled_predictors(const struct csv *csv, const struct sample *sample, const struct sampled *s,
                           int period, const char *const *columns, int count, struct diagnostics *d);

#endif
