/* Where a run has what a source states: rows of models/rows/figures.def, and their values. */
#ifndef MODELS_REPLAY_FIGURES_H
#define MODELS_REPLAY_FIGURES_H

#include "models/replay/books.h"
#include "models/replay/catalogue.h"
#include "models/replay/places.h"
#include "sim/config/config.h"
#include "sim/model.h"

/* How a figure is had; what `what` then is stands behind. */
enum figure_how {
    FIGURE_MONEY,       /* Yuan of the ledger's entries: a filter (books.h) */
    FIGURE_QUANTITY,    /* their quantities: a filter */
    FIGURE_COUNTIES,    /* counties with such entries: a filter */
    FIGURE_PREFECTURES, /* their prefectures: a filter */
    FIGURE_BEGINS,      /* the first year with such entries: a filter */
    FIGURE_SERIES, /* series.h5: `a`, `a * b`, `a / c`, `a * b / c`, each summed over counties; `1 - ` before it */
    FIGURE_PARAMETER, /* the value of a parameter, by its key */
    FIGURE_TABLE,     /* a column of the region table, summed */
    FIGURE_PLACES,    /* `counties` or `prefectures` of the statement's place */
    FIGURE_GIVEN,     /* taken as the source states it: nothing in the model depends on it */
    FIGURE_NONE,      /* the model has no such figure; the meaning says why */
    FIGURE_HOWS
};

/* Over the years that the statement and the run share. */
enum figure_over { OVER_SUM, OVER_LAST, OVER_MEAN, FIGURE_OVERS };

struct figure_row {
    const char *programme, *quantity; /* of the catalogue */
    enum figure_how how;
    enum figure_over over;
    const char *what, *meaning;
};

/* By which parameters a programme of the catalogue is switched; keys by spaces, "" where it always runs. */
struct switch_keys {
    const char *programme, *keys;
};

extern const struct figure_row figure_rows[];
extern const int figure_count;
extern const char *const figure_hows[FIGURE_HOWS], *const figure_overs[FIGURE_OVERS];

const struct figure_row *figure_named(const char *programme, const char *quantity);

/* What a finished run left. */
struct evidence {
    const struct config *config;
    const struct param_table *parameters; /* of its model */
    int first_year, last_year;
    struct territory places;
    struct books books;
    /* A series: [year - first_year][county], or NULL where there is none of this name. */
    const double *(*series)(void *with, const char *name);
    void *with;
};

/* What the run has for a statement by a row, in the statement's unit; unknown, and why in *why, where it has
 * nothing. */
struct number figure_value(const struct evidence *e, const struct figure_row *row, const struct statement *s,
                           const char **why);

/* Whether the programme of a statement runs in its years and places: 1, 0, or -1 where the model has no such
 * programme. */
int programme_runs(const struct evidence *e, const struct statement *s);

#endif
