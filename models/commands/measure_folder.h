/* `horqin measure DIR`: what a finished run measured of itself in a year, what its panel tells over time, and how its
 * programmes were delivered. */
#ifndef MODELS_COMMANDS_MEASURE_FOLDER_H
#define MODELS_COMMANDS_MEASURE_FOLDER_H

#include "models/commands/measure_time.h"
#include "models/indicators/distribution.h"
#include "models/indicators/stored.h"

/* As the user wrote it; NULL: not given. */
struct folder_texts {
    const char *folder, *year, *area, *income;
    const char **lines;
    bool of_households, json;
    const struct time_texts *over_time;
};

/* One number of a part. */
struct folder_row {
    const char *part;
    char *line, *index, *at; /* "" where there is none; owned */
    int32_t from, to;        /* years; the same where it is of one */
    double value, error;     /* not-a-number where there is none */
    double least, most;      /* what it is proved to lie between, or not-a-number */
};

/* A line that is told of: one of the run's, or Yuan. */
struct folder_line {
    const char *said;
    int stored; /* along the axis, or -1 */
    double yuan;
};

struct folder {
    const struct folder_texts *texts;
    struct stored stored;
    struct time_wish wish;
    int year, area, measure; /* places in `stored` */
    const char *column;      /* of the panel */
    struct folder_line lines[MOST_LINES];
    int line_count;
    struct folder_row *rows;
    int row_count, row_room;
};

/* Takes line, index and at over. */
void folder_add(struct folder *f, struct folder_row row);

/* The parts of the answer, in order. Each adds its rows and returns HQ_EXIT_DONE, or another code with what is wrong in
 * *why (malloc'd). A new part is a function here and a line in the table of measure_folder.c. */
int folder_indices(struct folder *f, const char *part, char **why);
int folder_over_time(struct folder *f, const char *part, char **why);
int folder_delivery(struct folder *f, const char *part, char **why);

/* Measures the folder and prints; the exit code. On one process. */
int measure_folder(const struct folder_texts *texts);

#endif
