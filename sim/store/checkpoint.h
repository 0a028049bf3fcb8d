/* Checkpoints: DIR/checkpoints/YEAR/ with one file of villages a rank and one of everything that is
 * replicated, written last: without it the checkpoint does not exist. Every file is hashed and read
 * back. A run resumes from it on any number of ranks and threads. */
#ifndef SIM_CHECKPOINT_H
#define SIM_CHECKPOINT_H

#include "sim/engine.h"
#include "sim/store/history.h"

/* Whether the state after a year is to be kept: regularly (output.checkpoint_every), where the run is told to stop, and a
 * year before that, since a run that branches off there may have to run the last year again (sim/branch.h). Never after
 * the last year, which is the result. */
bool hq_checkpoint_due(const struct engine_params *p, int year);

/* Writes the state after the engine's year and removes all but the newest `keep` ones up to it. Collective;
 * ends the run with HQ_EXIT_IO where a file cannot be written on some rank. */
void hq_checkpoint_write(struct engine *e, const struct history *h, const char *folder, int keep);

/* The year of the newest complete checkpoint in a result folder at or before `latest`, or 0. */
int hq_checkpoint_newest(const char *folder, int latest);

/* Whether the checkpoint of a year can be read and belongs to a configuration of this hash; and whether the
 * very same program file wrote it. */
bool hq_checkpoint_belongs(const char *folder, int year, const char *configuration, bool *same_program);

/* Loads the newest checkpoint that is whole and belongs to the engine's configuration, telling of
 * damaged ones that it passes over and of one that another build of the program wrote. Ends the run with
 * HQ_EXIT_BAD_DATA where there is none. Collective. */
void hq_checkpoint_read(struct engine *e, struct history *h, const char *folder);

/* The same, but returns false where there is none; then engine and history are of no more use. Collective. */
bool hq_checkpoint_try(struct engine *e, struct history *h, const char *folder);

/* Loads the checkpoint of one year of another run, whose configuration is `past`, into an engine that goes on from it
 * under its own (hq_config_follow): villages are rearranged for what this run keeps of them. NULL, or why not, the same
 * verdict on all ranks; then engine and history are of no more use. Collective. */
const char *hq_checkpoint_branch(struct engine *e, struct history *h, const char *folder, int year,
                                 const struct config *past);

/* What the checkpoint of a year is of: the configuration's hash and the state's. NULL, or why it cannot be gone on from
 * by another configuration: missing, damaged, or written by another build of the program. Not collective. */
const char *hq_checkpoint_identity(const char *folder, int year, char configuration[33], char state[33]);

/* The `count` series of the counties in the year of a checkpoint, of a run that began in `first_year`. NULL, or what is
 * wrong with the file. Not collective. */
const char *hq_checkpoint_values(const char *folder, int year, int first_year, size_t count, double *values);

/* Years of the complete checkpoints, oldest first: "2004, 2005", or "". malloc'd. */
char *hq_checkpoint_list(const char *folder);

#endif
