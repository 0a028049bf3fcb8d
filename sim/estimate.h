/* What a run would take, before it runs: memory of its ranks, bytes on the disk, time.
 *
 * Memory of villages and of the model's tables is exact, from the directory, the layout of a slab and the rows.
 * What rows cannot tell - the bare process with its libraries, entries of the ledger a year, speed - is
 * measured in a short run of a thinned population of the same configuration. */
#ifndef SIM_ESTIMATE_H
#define SIM_ESTIMATE_H

#include "sim/run.h"

/* Bytes of one rank. */
struct memory_need {
    int rank;
    int64_t households, villages;
    int64_t values;     /* what households hold */
    int64_t padding;    /* rows reserved: up to whole vectors, and the slack for households to come */
    int64_t headers;    /* villages' own values, and what the allocator keeps about a block */
    int64_t workspaces; /* of all threads */
    int64_t writing;    /* while a checkpoint is written */
    int64_t tables;     /* the same on every rank: directory, counties, parameters, sums, series and hashes */
};

int64_t hq_memory_total(const struct memory_need *need);

/* The memory of a rank of a run on so many ranks; with rank < 0, of the rank that takes the most. Not
 * collective. */
void hq_estimate_memory(struct memory_need *need, const struct model *model, const struct config *config,
                        int ranks, int threads, int rank);

/* What the short run has measured. */
struct calibration {
    bool measured;                /* false: no thinned population was small enough; rates are stated ones */
    int64_t households;           /* of the short run */
    int years;                    /* it ran */
    double found_rate, year_rate; /* households founded, household-years, a second, all threads of one rank */
    double ledger_bytes, entry_bytes; /* a year: of ledger.csv, of the ledger in memory and in checkpoints */
    double table_bytes;               /* a year: of yearly.csv */
    int64_t base_bytes;               /* the process with its libraries, threads and configuration */
    int64_t series_bytes;             /* series.h5: exact */
};

/* Runs less than about a second of the configuration of the request. Returns HQ_EXIT_DONE or another exit code.
 * Not collective. */
int hq_calibrate(const struct run_request *request, const struct config *config, int isa, int threads,
                 struct calibration *c);

/* Bytes of a result folder. Trajectories, once they are written, are one more member here. */
struct disk_need {
    int64_t series, ledger, inputs, others; /* others: resolved.yml, yearly.csv, run.json */
    int checkpoints;                        /* kept at the end */
    int64_t checkpoint_bytes;               /* of these */
    int64_t most_bytes;                     /* of all at once: a new checkpoint stands before an old one goes */
};

int64_t hq_disk_total(const struct disk_need *need); /* at the end of the run */

void hq_estimate_disk(struct disk_need *need, const struct model *model, const struct config *config,
                      const struct calibration *c, int ranks);

/* Entries of the ledger over the whole run, in bytes of memory (with room to grow). */
int64_t hq_ledger_memory(const struct calibration *c, const struct config *config);

/* Years that the run goes through before it ends or stops. */
int hq_years_of(const struct config *config);

#endif
