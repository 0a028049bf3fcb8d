/* A result folder: series.h5, trajectories.h5, ledger.csv, yearly.csv, resolved.yml, inputs/, run.json.
 * run.json comes last, so a folder that has one is complete; it holds the hashes of the others. */
#ifndef SIM_RESULT_H
#define SIM_RESULT_H

#include "sim/engine.h"
#include "sim/store/history.h"
#include "sim/store/series_file.h"
#include "sim/store/trajectories.h"

struct result {
    char *folder;
    struct series_file *series; /* rank 0 */
    char **hashed_names;
    int hashed_count;
};

/* results/<name>-<first 12 digits of the configuration hash> or `out`; malloc'd. */
char *hq_result_folder(const struct config *config, const char *out);

/* Whether the folder holds a complete result of this configuration and program version whose files still
 * have the hashes that run.json names and which has the panel asked for; then `state_hash` is filled. */
bool hq_result_complete(const char *folder, const struct config *config, char state_hash[33]);

/* A text that run.json of a folder says under a key; false, with an empty value, where it does not. */
bool hq_result_says(const char *folder, const char *key, char *value, size_t size);

/* Whether all years of a complete result were audited. */
bool hq_result_audited(const char *folder, const struct config *config);

/* Whether a folder may be written: absent, empty, or an earlier result or part of one. */
bool hq_result_writable(const char *folder);

/* The year at which an earlier run of the same configuration was stopped in the folder, or 0; and whether it
 * was a run of the very same program file. */
int hq_result_stopped(const char *folder, const struct config *config, bool *same_program);

/* Begins a result on rank 0 (elsewhere: does nothing): removes what an earlier run left, writes
 * resolved.yml and inputs/, creates series.partial.h5 and writes the years in `h` to it. */
void hq_result_begin(struct result *r, const struct engine *e, const struct history *h, bool keep_checkpoints);

/* Writes resolved.yml and inputs/, and from/ where the configuration is a branch's; a folder that holds more of them than
 * that loses it. Ends the run with HQ_EXIT_IO where it cannot. */
void hq_result_write_configuration(const char *folder, const struct config *config);

/* What a branch's folder keeps of the run that it goes on from, beside its configuration (from/resolved.yml): hashes of
 * configuration and state, and the year. False where it keeps nothing. */
bool hq_result_past(const char *folder, char configuration[33], int *year, char state[33]);

/* What series.h5 of an engine's run looks like; it points into the engine and the names of hashed columns. */
struct series_layout hq_result_layout(const struct engine *e, char *const *hashed_names, int hashed_count);

/* Writes the newest year of the history. */
void hq_result_year(struct result *r, struct engine *e, const struct history *h);

/* What the run took, for run.json; the memory figures are maxima and sums over ranks. */
struct run_facts {
    int ranks, threads, first_year_run, years_run;
    double seconds_total, seconds[PHASES];
    int64_t households, living /* at the end */, peak_rank_bytes, slab_bytes;
    const struct panel *panel; /* finished, or NULL */
};

/* Closes and renames all files, run.json last. */
void hq_result_finish(struct result *r, struct engine *e, const struct history *h,
                      const struct run_facts *facts);
void hq_result_free(struct result *r);

#endif
