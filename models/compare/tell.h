/* What `horqin compare` has found, told as tables to read or as JSON with everything (docs/compare.md). */
#ifndef MODELS_COMPARE_TELL_H
#define MODELS_COMPARE_TELL_H

#include <stdio.h>

#include "models/compare/comparison.h"
#include "models/compare/costing.h"

/* Shapley values of one row of a factorial. */
struct attribution {
    const struct sheet_row *row;
    struct interval all;      /* effect of all groups against none */
    struct interval *players; /* one a group */
    double *errors;           /* standard errors of drawn orders; 0 where all subsets were run */
    double residual;          /* by how much the values' sum misses `all` */
};

/* Of a row of c->subsets; free players and errors. */
struct attribution attribution_of(const struct comparison *c, const struct sheet_row *row);
void attribution_free(struct attribution *a);

/* Medians over pairs of the luck of the head count of income at a line; not-a-number where there is none. */
double median_luck(const struct comparison *c, const char *line, enum effect_part part);

void tell_tables(const struct comparison *c, FILE *out);
void tell_json(const struct comparison *c, FILE *out);

#endif
