/* What is told over time by `horqin measure`, of tables and of results: its options, and its rows as a table or JSON. */
#ifndef MODELS_COMMANDS_MEASURE_TIME_H
#define MODELS_COMMANDS_MEASURE_TIME_H

#include <stdio.h>

#include "models/over_time/tables.h"
#include "sim/text/json.h"

/* As the user wrote them; NULL: not given. */
struct time_texts {
    const char *tau, *span, *points, *from, *to, *at;
    const char **predictors; /* ended by NULL; malloc'd by read_options */
};

struct time_wish {
    double tau, vulnerable_at;
    int points, span; /* span 0: all periods that are compared */
    int64_t from, to; /* years, where has_from, has_to; else the first and the last period */
    bool has_from, has_to;
    const char *const *predictors;
    int predictor_count;
};

/* Reads them; false, with an error printed, where one is wrong. The predictors stay those of the texts. */
bool time_read(const struct time_texts *texts, struct time_wish *out);

/* The first option that was given, or NULL. */
const char *time_given(const struct time_texts *texts);

/* Finds the years and the span among the periods of a panel; false, with an error printed, where there are none such. */
bool time_choose(const struct time_wish *wish, const struct time_panel *p, struct time_choice *out);

/* Vulnerability after all else of a line; what is wrong is printed. */
bool time_tell_vulnerability(const struct time_wish *wish, const struct time_panel *p, const char *line,
                             const struct time_choice *choice, const double *predictors, struct time_rows *out);

/* Rows as aligned columns, and as the items of an array that is open. */
void time_print(const struct time_rows *rows, FILE *out);
void time_json(const struct time_rows *rows, struct json *j);

#endif
