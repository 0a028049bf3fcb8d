/* What `horqin compare` runs and compares: a base, and others each of which differs from it by a policy, settings or a
 * whole configuration; each with every seed, and once more with the base's markets where effects are to be split. */
#ifndef MODELS_COMPARE_PLAN_H
#define MODELS_COMPARE_PLAN_H

#include <stdbool.h>

#include "models/compare/shapley.h"
#include "sim/run.h"
#include "sim/text/arena.h"

struct scenario {
    const char *name;        /* in tables; of configurations also its folder: OUT/seed-S/NAME */
    const char *config;      /* or NULL: finished */
    const char *const *sets; /* its own, behind those for all */
    int set_count;
    const char *folder, *frozen; /* of finished results; frozen: NULL where none was named */
};

/* As the command line has it. Lists are ended by NULL, or NULL. */
struct plan_request {
    const char *const *paths; /* BASE OTHER..., result folders or configurations */
    int path_count;
    const char *const *sets;   /* for all runs */
    const char *const *others; /* "key=value key=value" or "NAME: key=value": BASE with these settings */
    const char *policies;      /* "a,b+c" or "all", or NULL */
    const char *factorial;     /* "a,b+c" or "all", or NULL */
    const char *out, *panel;   /* NULL: as they are by default */
    int replicates;            /* 0: one */
    int orders;                /* of a factorial that is drawn */
    bool frozen;
    struct run_request run; /* families, threads, isa, force */
};

struct plan {
    struct plan_request request;
    struct scenario *scenarios; /* the first is the base */
    int count, capacity;
    int replicates;
    int64_t seed; /* of the first replicate; 0 where results are finished */
    bool finished;
    bool frozen; /* some scenario has a frozen run */
    const char *out;
    /* Of a factorial: scenario i is the subset game.subsets[i]. */
    struct game game;
    const char **players; /* or NULL: none */
    struct arena arena;
};

/* Columns that the runs' panels need for all that is compared (models/compare/changes.h). */
extern const char plan_columns[];

/* Checks the request and loads every configuration of it (not the subsets of a factorial). HQ_EXIT_DONE; else it has said why
 * on standard error. Free with plan_free in any case. Collective. */
int plan_make(struct plan *p, const struct plan_request *request);
void plan_free(struct plan *p);

/* Runs what is not finished: for each seed the base, then the others; complete results are used again. A line on standard
 * error before each unless `quiet`. Returns the exit code of the first that did not end well. Collective. */
int plan_run(struct plan *p, bool quiet);

/* The result folder of a scenario in a replicate (from 0), with live or frozen markets; NULL: there is no such frozen run. */
const char *plan_folder(struct plan *p, int scenario, int replicate, bool frozen);

#endif
