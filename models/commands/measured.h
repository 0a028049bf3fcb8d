/* What `horqin measure` has found, and how it tells it. */
#ifndef MODELS_COMMANDS_MEASURED_H
#define MODELS_COMMANDS_MEASURED_H

#include <stdio.h>

#include "models/commands/measure_time.h"
#include "models/indicators/indices.h"
#include "models/indicators/sample.h"
#include "models/over_time/sampled.h"

enum { MOST_GROUPS = 10000 };

struct line {
    const char *said;
    double z; /* Yuan, or the part of mean or median; then found */
    enum { IN_YUAN, OF_MEDIAN, OF_MEAN } of;
};

/* Lines are as found; `whole` and a distribution for each group of the sample. */
struct measure {
    const char *file;
    struct sample_columns columns;
    struct line lines[MOST_LINES];
    int line_count;
    struct conventions conventions;
    struct dimensions dimensions;
    bool streaming, json;
    struct arena arena;
    struct diagnostics d;
    struct sample sample;
    struct distribution whole, *groups;
    const char *unit, *time; /* columns; NULL: the table is no panel */
    struct time_wish wish;
    struct sampled sampled;
    double *predictors; /* units x wish.predictor_count, in period choice.from */
    struct time_choice choice;
    struct time_rows over_time;
};

/* All indices, of the whole and of each group, as a table or JSON; of a panel what there is over time after them. */
void measure_tell(const struct measure *m, FILE *out);

#endif
