/* Numbers of many runs side by side: a row for each number that runs have, a column for each run. */
#ifndef MODELS_COMPARE_SHEET_H
#define MODELS_COMPARE_SHEET_H

#include <stdint.h>

#include "sim/text/arena.h"

/* What names a number: where two of these are equal, text by text, it is the same one. */
struct sheet_key {
    const char *table, *measure, *area, *name, *line;
    int year;
};

struct sheet_row {
    struct sheet_key key;
    double *values; /* one a column; not-a-number where the run has none */
};

/* All zero but `width`, the number of columns: an empty one. Free with sheet_free. */
struct sheet {
    int width;
    struct sheet_row *rows;
    int count, capacity;
    int32_t *slots; /* by hash: 1 + row, or 0 */
    int slot_count;
    int next; /* where the last one found was, and 1: numbers come in the same order run after run */
    struct arena arena;
};

/* The row of a key, -1 where there is none. */
int sheet_find(struct sheet *s, const struct sheet_key *key);
/* The same, made where it was not there; texts are copied. */
int sheet_row_of(struct sheet *s, const struct sheet_key *key);
void sheet_free(struct sheet *s);

#endif
