/* What the files that make a plan share. */
#ifndef MODELS_COMPARE_PLAN_MAKE_H
#define MODELS_COMPARE_PLAN_MAKE_H

#include "models/compare/plan.h"

/* Says on rank 0 what is wrong with the command line. Returns HQ_EXIT_USAGE. */
int plan_refuse(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A further scenario, all zero. */
struct scenario *plan_add(struct plan *p);

/* Loads a configuration under `sets` behind those of all runs; as hq_run_load. Collective. */
int plan_load(const struct plan *p, const char *path, const char *const *sets, int set_count,
              struct config **config);

/* The scenarios of finished result folders: a frozen run among the others becomes part of the live one whose configuration is its
 * own but for run.markets, run.base and output (by the configuration hash). Returns an exit code. Collective. */
int plan_finished(struct plan *p);

bool plan_is_folder(const char *path);

#endif
