/* What a run would take, before it runs: memory of its ranks, bytes on the disk, time.
 *
 * Memory of villages and of the model's tables is exact, from the directory, the layout of a slab and the rows,
 * while households neither begin nor end. What rows cannot tell - by how much households grow in number, the
 * bare process with its libraries, entries of the ledger a year, speed - is measured in a short run of a
 * thinned population of the same configuration. */
#ifndef SIM_ESTIMATE_H
#define SIM_ESTIMATE_H

#include "sim/run.h"

/* Bytes of one rank. */
struct memory_need {
    int rank;
    int64_t households, villages;
    int64_t values;     /* what households hold */
    int64_t padding;    /* rows reserved: up to whole vectors */
    int64_t headers;    /* villages' own values */
    int64_t workspaces; /* of all threads */
    int64_t writing;    /* while a checkpoint is written */
    int64_t panel;      /* while rows of the panel are collected, or trajectories.h5 is read back */
    int64_t tables;     /* the same on every rank: directory, counties, parameters, sums, series and hashes */
};

/* All of it at once, but for checkpoints and the panel: one is done with before the other begins. */
int64_t hq_memory_total(const struct memory_need *need);

/* How households grow in number, as the short run finds it: its households over its founders after so many
 * years, evenly until then, and what a further year adds, as the last one did. Villages are taken to grow
 * alike. {0}: none begin and none end. */
struct growth {
    int years;
    double grown, a_year; /* over 1, of the founders: 0.02 for two in a hundred */
};

/* Households after so many years, over founders; never under 1, for villages keep the room that they have. */
double hq_growth_after(const struct growth *growth, int years);

/* The memory of a rank of a run on so many ranks at its end; with rank < 0, of the rank that takes the most.
 * `households` of the answer are founders. Not collective. */
void hq_estimate_memory(struct memory_need *need, const struct model *model, const struct config *config,
                        const struct growth *growth, int ranks, int threads, int rank);

/* What the short run has measured. */
struct calibration {
    bool measured;      /* false: no thinned population was small enough; rates are stated ones */
    int64_t households; /* of the short run */
    int years;          /* it ran */
    struct growth growth;
    double found_rate, year_rate; /* households founded, household-years, a second, all threads of one rank */
    double ledger_bytes, entry_bytes; /* a year: of ledger.csv, of the ledger in memory and in checkpoints */
    double table_bytes;               /* a year: of yearly.csv */
    int64_t base_bytes;               /* the process with its libraries, threads and configuration */
    int64_t series_bytes;             /* series.h5: exact */
    int64_t panel_bytes;              /* trajectories.h5, of the run itself (hq_estimate_panel) */
};

/* Runs less than about a second of the configuration of the request. Returns HQ_EXIT_DONE or another exit code.
 * Not collective. */
int hq_calibrate(const struct run_request *request, const struct config *config, int isa, int threads,
                 struct calibration *c);

/* Bytes of a result folder. */
struct disk_need {
    int64_t series, panel, ledger, inputs, others; /* others: resolved.yml, yearly.csv, run.json */
    int64_t indicators;                            /* indicators.h5, but for its description */
    int64_t markets;                               /* the record of them (output.markets), all years */
    int checkpoints;                               /* kept at the end */
    int64_t checkpoint_bytes;                      /* of these */
    int64_t most_bytes; /* of all at once: a new checkpoint stands before an old one goes */
};

int64_t hq_disk_total(const struct disk_need *need); /* at the end of the run */

void hq_estimate_disk(struct disk_need *need, const struct model *model, const struct config *config,
                      const struct calibration *c, int ranks);

/* Bytes of trajectories.h5, 0 where there is no panel: room for its founders in all years of the run, also of
 * one that stops early. The founders are counted where that is quick (up to 5e7 households); of more, the share
 * is taken, which the hash meets within 4 / sqrt(share x households) of it. Members grow in number as all do.
 * Not collective. */
int64_t hq_estimate_panel(const struct model *model, const struct config *config, const struct growth *growth);

/* Entries of the ledger over the whole run, in bytes of memory (with room to grow). */
int64_t hq_ledger_memory(const struct calibration *c, const struct config *config);

/* Years that the run goes through before it ends or stops. */
int hq_years_of(const struct config *config);

#endif
