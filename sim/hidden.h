/* What a process may see. In the check build (HQ_CHECK_COLUMNS) every household column that a process
 * does not declare lies in memory that cannot be touched, and columns that it only reads are compared
 * afterwards; otherwise the process simply runs. */
#ifndef SIM_HIDDEN_H
#define SIM_HIDDEN_H

#include "sim/model.h"

struct hidden; /* one a thread */

struct hidden *hq_hidden_make(const struct model *model);
void hq_hidden_free(struct hidden *h);

/* In the check build fills scratch that nobody has written yet with not-a-number and the like. */
void hq_hidden_spoil(void *scratch, size_t bytes);

/* Runs the process over the village. In the check build, ends the program (exit 70) naming process and
 * column where an undeclared one is touched or one that is only read has changed. */
void hq_run_hidden(struct hidden *h, const struct process *p, struct view *v);

/* In the check build, ends the program (exit 70) where the stage has left anything in state that the run does
 * not keep (sim/slab.h). */
void hq_hidden_unkept(const struct model *model, const enum hq_kind *kinds, const struct view *v);

#endif
