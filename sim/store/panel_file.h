/* A finished trajectories.h5, read without the configuration of its run: what years, counties and columns it says that it
 * holds. Nothing that it says is trusted: sizes are compared with those of the values, and a file that contradicts itself
 * is told to be damaged. On one process; one thread at a time (HDF5). */
#ifndef SIM_PANEL_FILE_H
#define SIM_PANEL_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct panel_file {
    int64_t file; /* HDF5's identifier */
    uint64_t seed;
    double share; /* of the households, above 0, at most 1 */
    int years, counties;
    int32_t *year;         /* calendar years, rising */
    int64_t *first, *rows; /* where a year's rows are; rows 0: the year is not done */
    char **county_codes;   /* what county_index counts */
};

/* Opens a file. HQ_EXIT_DONE; HQ_EXIT_IO where it is not there, HQ_EXIT_BAD_DATA where it is damaged, with what is wrong in
 * *why (malloc'd; names the file). Close it in any case. */
int hq_panel_file_open(const char *path, struct panel_file *p, char **why);
void hq_panel_file_close(struct panel_file *p);

/* The place of a calendar year that is done, or -1. */
int hq_panel_file_year(const struct panel_file *p, int year);

/* Values a row of a column: 1, or as many as a household has slots; 0 where the file has no such column of numbers, as long
 * as its index says. */
int hq_panel_file_slots(const struct panel_file *p, const char *column);

/* Rows [at, at + rows) of the year with place `y`: slots values a row, one row after the other. Integers without a sign of
 * 64 bits (ids) keep their bits. False where the column is not there or cannot be read, where rows lie outside of the year, and for
 * integers of a column that holds fractions. */
bool hq_panel_file_integers(const struct panel_file *p, const char *column, int y, int64_t at, int64_t rows,
                            int64_t *out);
bool hq_panel_file_reals(const struct panel_file *p, const char *column, int y, int64_t at, int64_t rows,
                         double *out);

#endif
