/* A run that branches off another one: it takes over what a result folder holds up to a year, DIR@YEAR (run.from), and
 * goes on under a configuration of its own. What holds of which configuration: sim/config/config_branch.c.
 *
 * It goes on from the checkpoint of YEAR. Where programmes begin with the branch, what they ask for has to be counted in
 * the course of YEAR: then YEAR is run again, from the checkpoint before it (or from the start, where there is none), and
 * has to come out as it did. */
#ifndef SIM_BRANCH_H
#define SIM_BRANCH_H

#include "sim/store/history.h"
#include "sim/store/trajectories.h"

struct branch {
    const struct config *past; /* NULL: the run is no branch */
    char *folder;              /* DIR */
    int year, loaded;          /* YEAR; year of the checkpoint that it went on from, or 0: from the start */
    double *values;            /* series of YEAR as they were, where it is run again; on rank 0 */
    struct panel panel;        /* of that run */
};

/* Where a configuration, loaded from `path`, names a run to branch off, loads that run's configuration and compares the
 * two. Returns HQ_EXIT_DONE, else an exit code, with what is wrong on `diagnostics`. Not collective. */
int hq_branch_load(struct config *config, const char *path, const struct model_choice *models, int model_count,
                   FILE *diagnostics);

/* What hq_branch_load has found, for a run; hq_branch_free frees it. */
void hq_branch_make(struct branch *b, const struct config *config);
void hq_branch_free(struct branch *b);

/* Fills engine and history from the other run's checkpoint, or founds the engine where there is none early enough; and
 * makes sure that panel and record of markets can be taken over. Writes nothing; ends the run (exit 2, or 65 where files
 * are damaged) if it cannot be done. Collective. */
void hq_branch_open(struct branch *b, struct engine *e, struct history *h);

/* Takes panel and record of markets over into the result folder, where the panel has begun. Collective. */
void hq_branch_take(struct branch *b, struct engine *e, struct panel *panel, int done, const char *folder);

/* After each year: ends the run (exit 70) where YEAR was run again and came out otherwise. */
void hq_branch_verify(const struct branch *b, const struct engine *e, const struct history *h);

#endif
