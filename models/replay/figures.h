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
    FIGURE_MARKED, /* counties of the statement's place whose column of the region table holds a number: `column 2` */
    FIGURE_PLACES, /* `counties` or `prefectures` of the statement's place */
    FIGURE_PAIRS, /* counties of the table of pairs in the year: `new`, those without a partner the year before */
    FIGURE_GIVEN, /* taken as the source states it: nothing in the model depends on it */
    FIGURE_NONE,  /* the model has no such figure; the meaning says why */
    FIGURE_HOWS
};

/* Over the years that the statement and the run share. SUM wants all of the statement's years; ALL takes those that
 * there are: the configuration has spread over them what its source states of a longer time. A ratio has no MEAN. */
enum figure_over { OVER_SUM, OVER_LAST, OVER_MEAN, OVER_ALL, FIGURE_OVERS };

/* Where a figure comes from, the least that the run does itself first: what a computed one is made of decides. */
enum origin {
    ORIGIN_NONE,    /* there is no figure */
    ORIGIN_TAKEN,   /* as the source states it: nothing was looked up */
    ORIGIN_INPUT,   /* stated in the configuration or its tables, in every mode */
    ORIGIN_IMPOSED, /* stated in the configuration, and imposed because the run is a replay */
    ORIGIN_OUTCOME, /* made by the run */
    ORIGINS
};

struct figure_row {
    const char *programme, *quantity; /* of the catalogue */
    enum figure_how how;
    enum figure_over over;
    const char *what;
    const char
        *origin; /* `input`, `outcome`, `none`; with the key of a parameter behind `input` or `imposed`: an
                         * outcome where that states nothing (-1) */
    const char *meaning;
};

/* By which parameters a programme of the catalogue is switched (quantity ""), or one thing of it besides; "" where it
 * always runs. One of the words must hold; a word is a key, or several joined by &, of parameters above 0, or
 * above what stands behind a >; where the parameter's group can be switched and has years, also within these. */
struct switch_keys {
    const char *programme, *quantity, *keys;
};

extern const struct figure_row figure_rows[];
extern const int figure_count;
extern const struct switch_keys figure_switches[];
extern const int figure_switch_count;
extern const char *const figure_hows[FIGURE_HOWS], *const figure_overs[FIGURE_OVERS],
                                                       *const figure_origins[ORIGINS];

const struct figure_row *figure_named(const char *programme, const char *quantity);

/* What a finished run left. */
struct evidence {
    const struct config *config;
    const struct param_table *parameters; /* of its model */
    int first_year, last_year;
    struct territory places;
    struct books books;
    struct csv pairs; /* the table of pairs; no rows: there is none */
    /* A series: [year - first_year][county], or NULL where there is none of this name. */
    const double *(*series)(void *with, const char *name);
    void *with;
};

/* What the run has for a statement by a row, in the statement's unit; unknown, and why in *why, where it has
 * nothing. */
struct number figure_value(const struct evidence *e, const struct figure_row *row, const struct statement *s,
                           const char **why);

/* Where that comes from. */
enum origin figure_origin(const struct evidence *e, const struct figure_row *row, const struct statement *s);

/* Whether what a statement names runs in its years and places. */
enum runs { RUNS_NOT, RUNS, NO_PROGRAMME, NO_YEARS };
enum runs programme_runs(const struct evidence *e, const struct statement *s);

#endif
