/* CSV tables, read strictly (RFC 4180): UTF-8, a header, as many cells in every row, cells in double
 * quotes where they hold commas, quotes or line ends. Before the header, lines that begin with '#' are
 * comments. Lines end with LF or CRLF. Cells are not trimmed. Every cell knows its place. */
#ifndef SIM_CSV_H
#define SIM_CSV_H

#include "sim/text/arena.h"
#include "sim/text/diagnostic.h"

struct csv_cell {
    const char *text;
    struct mark at;
};

struct csv {
    const struct source *source;
    int columns, rows;       /* rows without the header */
    struct csv_cell *header; /* names of the columns */
    struct csv_cell *cells;  /* rows x columns */
};

/* Returns false where there were errors (all reported); the table then holds the rows that are right. */
bool hq_csv_read(struct arena *arena, const struct source *source, struct diagnostics *d, struct csv *out);

/* A column by its name, or -1. */
int hq_csv_column(const struct csv *csv, const char *name);

/* The same, but a column that is missing is reported. */
int hq_csv_need(const struct csv *csv, const char *name, struct diagnostics *d);

static inline const struct csv_cell *hq_csv_cell(const struct csv *csv, int row, int column)
{
    return &csv->cells[(size_t)row * (size_t)csv->columns + (size_t)column];
}

#endif
