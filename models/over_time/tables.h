/* What is told of a panel as rows: a number each, with the line, the periods and, where there are several, at what. */
#ifndef MODELS_OVER_TIME_TABLES_H
#define MODELS_OVER_TIME_TABLES_H

#include "models/over_time/panel.h"

struct time_index {
    const char *name, *unit, *at, *meaning;
};
extern const struct time_index time_indices[];
extern const int time_index_count;

struct time_row {
    const struct time_index *index;
    const char *line;    /* as the user said it; "" where the row has none */
    char *at;            /* "" where the index has no `at` */
    int32_t from, to;    /* years */
    double value, error; /* error: standard error, not-a-number where none is told */
};
struct time_rows { /* all zero: none yet; free with time_rows_free */
    struct time_row *rows;
    int count, room;
};
void time_rows_free(struct time_rows *rows);

struct time_choice {
    int from, to; /* periods that growth and its parts, vulnerability and long transitions are about */
    int span;     /* periods of a window of chronic poverty; they lie between from and to */
    double tau;   /* Foster's cut-off, above 0, at most 1 */
    int points;   /* of growth incidence, 2 to MOST_POINTS */
};

/* Who is observed when. */
void tell_panel(const struct time_panel *p, struct time_rows *out);

/* All that there is at the panel's lines, called `line`. Where nobody was observed in a period that is compared, growth
 * is left out. */
void tell_line(const struct time_panel *p, const char *line, const struct time_choice *choice,
               struct time_rows *out);

/* Vulnerability in period `from` (models/over_time/vulnerability.h): NULL, or why there is none. */
const char *tell_vulnerability(const struct time_panel *p, const char *line, const struct time_choice *choice,
                               const double *predictors, const char *const *names, int count, double at,
                               struct time_rows *out);

#endif
