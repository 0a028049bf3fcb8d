/* What `horqin measure` has found, and how it tells it. */
#ifndef MODELS_COMMANDS_MEASURED_H
#define MODELS_COMMANDS_MEASURED_H

#include <stdio.h>

#include "models/indicators/indices.h"
#include "models/indicators/sample.h"

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
};

/* All indices, of the whole and of each group, as a table or JSON. */
void measure_tell(const struct measure *m, FILE *out);

#endif
