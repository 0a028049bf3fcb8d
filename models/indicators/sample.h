/* Households of a table of the user's own (CSV): what `horqin measure` measures. */
#ifndef MODELS_INDICATORS_SAMPLE_H
#define MODELS_INDICATORS_SAMPLE_H

#include "models/indicators/multidimensional.h"
#include "sim/text/csv.h"

/* Which columns say what; NULL: not given. */
struct sample_columns {
    const char *income, *weight, *size, *group;
    bool of_household; /* income is the household's: divided by its size */
    const char *dimension[MOST_DIMENSIONS];
    double cutoff[MOST_DIMENSIONS]; /* deprived under it */
    int dimensions;
};

struct sample {
    int64_t rows;
    double *incomes, *weights; /* per head; household weight x size */
    int *row;                  /* of the table, from 0 */
    int *group;                /* index into names; all 0 without a column */
    const char **names;        /* by alphabet */
    int groups;
    int64_t left_out;   /* rows with a weight or a size of 0 */
    uint32_t *deprived; /* a bit a dimension */
    double *gaps;       /* rows x dimensions; NULL where a cut-off is not above 0 */
};

/* Takes the columns of a table. What is wrong is reported by row and column; returns false then. Weights and sizes are
 * at least 0; a row with 0 counts nobody. Incomes and persons of a row are at most 1e15, persons 1e-15 at least; no
 * group's name is empty, and groups are those of rows that count. Memory is the arena's. */
bool sample_read(struct arena *arena, const struct csv *csv, const struct sample_columns *columns,
                 struct diagnostics *d, struct sample *out);

#endif
