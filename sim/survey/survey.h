/* A household survey in CSV, one row a person (or a household, where no field of persons is mapped), read under
 * a codebook: every cell checked, every error reported with line and column, missing values filled by rule. */
#ifndef SIM_SURVEY_H
#define SIM_SURVEY_H

#include "sim/population.h" /* HQ_NOT_SAID */
#include "sim/survey/codebook.h"
#include "sim/text/csv.h"

enum { HQ_PERSONS = HQ_SLOTS };

struct survey_household {
    const char *id;
    int32_t county;    /* code of the region table */
    const char *class; /* of the county; "" where the region table has none */
    int place;         /* of the county in the region table */
    double weight;
    int persons, left_out;
    int row;        /* of its first row in the CSV */
    double *values; /* fields x HQ_PERSONS (fields of households: the first), in units of the fields */
};

/* What happened to one field. */
struct survey_count {
    int64_t given, missing, filled, negative;
};

enum { HQ_NOTED = 20 };

struct survey {
    const struct codebook *book;
    struct csv csv;
    struct survey_household *households; /* in the order of their first rows */
    int count;
    int64_t persons, left_out, crowded; /* persons kept; beyond the eighth; households with such */
    struct diagnostics notes;           /* negative values that the codebook allows: the first HQ_NOTED */
    struct survey_count *counts;        /* one a field */
};

/* Counties of the region table: code and class, in order of code. */
struct survey_county {
    int32_t code;
    const char *class; /* "" where the table has none */
};

/* Reads the region table's counties. Returns false where it cannot be. */
bool hq_survey_region(struct arena *arena, const struct source *source, struct diagnostics *d,
                      struct survey_county **counties, int *count);

/* Reads a survey. Errors are reported at their cells; returns whether there were none. All memory is the
 * arena's, but for the notes. */
bool hq_survey_read(struct arena *arena, const struct csv *csv, const struct codebook *book,
                    const struct survey_county *counties, int county_count, struct diagnostics *d,
                    struct survey *out);

#endif
