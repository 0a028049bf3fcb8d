/* One rank's part of a run: its villages, the replicated tables, and the steps of a year. Internal to
 * sim/: models see views and worlds. */
#ifndef SIM_ENGINE_H
#define SIM_ENGINE_H

#include "sim/blocks.h"
#include "sim/config/config.h"
#include "sim/directory.h"
#include "sim/kernels/lanes.h"
#include "sim/ledger.h"
#include "sim/report.h"
#include "sim/slab.h"

/* Where the time goes; seconds of this rank, printed in run.json. */
enum phase {
    PHASE_START,
    PHASE_FOUND,
    PHASE_PLAN,
    PHASE_OFFERS,
    PHASE_SETTLE,
    PHASE_EXCHANGE,
    PHASE_HASH,
    PHASE_REPORT,
    PHASE_OUTPUT,
    PHASE_PANEL,
    PHASE_CHECKPOINT,
    PHASES
};
extern const char *const hq_phase_names[PHASES];

struct workspace; /* one a thread: streams, scratch columns, sums (sim/pass.c) */

struct engine {
    const struct model *model;
    const struct lanes *lanes;
    struct config *config;
    const struct engine_params *params;
    const struct county_table *counties;
    struct directory directory;
    struct slab_layout layout;
    int64_t first, last; /* own villages, [first, last) of the directory */
    struct slab *slabs;  /* last - first of them */
    int together;        /* so many neighbours make a block, and are taken at a time by a thread */
    struct block *blocks;
    int threads;
    struct workspace *workspaces;
    int stage_processes[HQ_SETTLE + 1]; /* how many there are */
    struct hq_seed keys;
    struct hq_jump *jumps; /* of the year at hand */
    int jump_count;
    union cell *parameters; /* counties x rows, of the year at hand */
    unsigned char *region, *county_rows;
    int64_t *tallies; /* counties x tallies, this year, all ranks */
    int64_t *cells;   /* counties x the model's, then those of all: this year; NULL where nothing is reported */
    int64_t *filled;  /* behind them: which blocks have something (sim/report.h) */
    struct areas areas;
    int64_t *demand;         /* counties x quotas, as last counted, all ranks */
    int64_t *before;         /* counties x quotas: demand in villages of lower ranks */
    int64_t *granted;        /* counties x quotas */
    int64_t *first_village;  /* counties + 1: number of a county's first village in the directory */
    uint64_t *village_codes; /* of all villages */
    void *constants;         /* of the model's prepare(), once a year was opened; may be NULL */
    bool prepared;
    struct ledger *ledger;
    struct markets *markets; /* sim/markets.h, or NULL */
    struct world world;
    struct year_hash *hash; /* where hq_hash_keep was called */
    struct audit *audit;    /* where hq_audit_begin was called */
    int year;
    double seconds[PHASES];
};

/* Everything but the households. Ends the run where two purposes would lie 2^20 k apart in a stream,
 * or any two draws 2^29 k. */
void hq_engine_make(struct engine *e, const struct model *model, const struct lanes *lanes,
                    struct config *config, int threads);
void hq_engine_free(struct engine *e);

/* The state before the first year. Collective. */
void hq_engine_found(struct engine *e);

/* One year; ends the run (exit 70) where books or bounds fail. Collective. */
void hq_engine_year(struct engine *e, int year);

/* Parameters, draws and world for a year, as plan and found need them. Not collective. */
void hq_engine_open_year(struct engine *e, int year);

/* Runs a stage over the own villages with all threads and adds what it counted to the own sums. */
void hq_pass(struct engine *e, enum hq_stage stage, int64_t *tallies);
void hq_synthesise(struct engine *e, int64_t *tallies);
/* Applies what kernels have posted in the year (sim/outbox.h). Collective. */
int64_t hq_apply_posts(struct engine *e);
void hq_workspaces_make(struct engine *e);
void hq_workspaces_free(struct engine *e);
/* Bytes of one thread's workspace once it has seen a village of this capacity, without its outbox; `reports`: with
 * what it adds up for indicators. */
int64_t hq_workspace_size(const struct model *model, const struct slab_layout *layout, int counties,
                          int32_t capacity, bool reports);

/* Makes room for the year's cells, all zero; they end with the engine. */
void hq_cells_make(struct engine *e);
/* Sums them over ranks and has the model make the year's numbers of them: `out` (hq_report_size of them) on rank 0.
 * Collective. */
void hq_report_year(struct engine *e, double *out);

/* Sums the own tallies and demand over ranks and finds the demand before this rank. Collective. */
void hq_exchange(struct engine *e, int64_t *own_tallies);
/* Shares what the model granted at a stage over the own villages. */
void hq_share_places(struct engine *e, enum hq_stage stage);

double hq_now(void);

/* State hash: 32 digits over all levels, and one line a column where `columns` is not NULL (room for
 * hq_hashed_columns(e) rows). Exit 70 where state holds not-a-number or replicas differ. Collective. */
void hq_state_hash(struct engine *e, char hex[33], char (*columns)[33]);

/* The same for the state that hq_engine_year leaves, after hq_hash_keep: villages are then hashed while they
 * are in the cache, at the end of their year; those that households leave or enter, once they have. Collective.
 */
void hq_hash_keep(struct engine *e);
void hq_hash_of_year(struct engine *e, char hex[33], char (*columns)[33]);
/* For the engine's steps: before the villages of a year; sums of a thread (malloc'd) and their addition; a
 * village at the end of its year, with HQ_HASH_ROOM bytes a row of capacity; one that changes after that. */
enum { HQ_HASH_ROOM = 16 };
void hq_hash_open(struct engine *e);
uint64_t (*hq_hash_sums(const struct engine *e))[2];
void hq_hash_village(const struct engine *e, int64_t village, bool leaves, uint32_t *room, uint64_t (*sums)[2]);
void hq_hash_collect(struct engine *e, uint64_t (*sums)[2]);
void hq_hash_before_change(struct engine *e, int64_t village);
void hq_hash_free(struct engine *e);

int hq_hashed_columns(const struct engine *e);
/* "household.herd" and so on, in the order of `columns`; malloc'd array of malloc'd names. */
char **hq_hashed_names(const struct engine *e);

#endif
