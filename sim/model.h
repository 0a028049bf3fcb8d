/* What the engine asks of a model, and all that a model ever sees: villages, their counties and
 * region, parameters, draws and the year. No ranks, no threads, no files. */
#ifndef SIM_MODEL_H
#define SIM_MODEL_H

#include "sim/pcg.h"
#include "sim/rows.h"

struct ledger;
struct outbox;
struct markets;
struct areas;
struct cells;
struct report_table;

/* Rows are padded to a whole number of the widest vectors: 64 bytes of byte columns. */
enum { HQ_LANES = 64, HQ_SLOTS = 8 };

/* In values that a survey gives: not said of this household or person. */
#define HQ_UNSAID_REAL (-3.0e38f)
#define HQ_UNSAID_INT  INT32_MIN
#define HQ_UNSAID_YUAN INT64_MIN

/* Where a ranking within a village is cut (sim/select.h): rows below `rank` are served, and of those at it the
 * ones whose hashed id is below `tie`. */
struct hq_cut {
    uint32_t rank;
    uint64_t tie;
};

/* One village in one year, as a kernel sees it. */
struct view {
    int32_t rows; /* a multiple of HQ_LANES; rows past `live` are padding: all zero, weight 0 */
    int32_t live;
    int32_t
        stride; /* distance between the slots of a column with slots: slot s of row i is at s * stride + i */
    int32_t year, first_year;
    bool replay;                       /* run.mode is replay: stated outcomes are imposed */
    int32_t county;                    /* index into the county table */
    void *const *columns;              /* household columns in the order of the model's table */
    void *village;                     /* the model's struct village */
    const void *county_row, *region;   /* the model's struct county and struct region; read-only */
    const void *parameters;            /* the model's parameter struct, resolved for county and year */
    const void *constants;             /* what the model's prepare() has computed */
    const uint64_t *state, *increment; /* the households' streams, one a row */
    const struct hq_jump *jumps;       /* one a draw: purposes in table order, draws consecutive */
    struct hq_stream own;              /* the village's stream, for draws of the village itself */
    int64_t *tally;                    /* this county's sums: add, never assign */
    /* Further sums, of the county and of all of them (sim/report.h): add; NULL where nothing is reported. */
    int64_t *county_cells, *region_cells;
    const int32_t *places;         /* granted to this village, one a quota */
    int32_t *demand;               /* stated by this village, one a quota */
    struct hq_cut *cuts;           /* where the year's rankings are cut, one a quota; NULL: nobody asks */
    uint64_t held_quotas;          /* bits: quotas whose cuts a base run's record sets */
    uint64_t held_columns;         /* and village columns */
    int32_t place;                 /* the village's number in the directory */
    const uint64_t *village_codes; /* of all villages, by number: targets of moves */
    /* While founding from a survey: one a field, NULL where it is not given; else NULL. HQ_REAL is float,
     * HQ_INT and HQ_BOOL int32_t, HQ_YUAN int64_t fen; of persons slot-major as columns are; HQ_UNSAID_* where
     * not said. */
    const void *const *given;
    struct outbox *outbox; /* where a kernel posts households that end or move */
};

/* A step of the year over one village. `reads` and `writes` list household columns, ended by -1. In the
 * check build every other column is hidden (touching it ends the run and names both), and a column that
 * is only read must come out unchanged. */
struct process {
    const char *name;
    enum hq_stage stage; /* HQ_OFFERS or HQ_SETTLE */
    void (*run)(const struct view *v);
    const short *reads, *writes;
};

/* Region and counties in one year: what the replicated steps see. The same bits on every rank. */
struct world {
    int32_t year, first_year, last_year;
    bool replay; /* run.mode is replay: stated outcomes are imposed */
    int32_t counties;
    const char *const *county_codes;
    const int32_t *county_numbers; /* these codes as numbers */
    const int32_t *classes;        /* a county's class, index into the model's class names */
    const int32_t *prefecture;     /* a county's prefecture, numbered by order of name */
    const int64_t *households;     /* a county's households at the start, at full scale */
    const int64_t *first_village;  /* counties + 1: number of a county's first village */
    const uint64_t *village_codes; /* of all villages, by number */
    void *region;
    unsigned char *county_rows; /* county_size bytes each */
    size_t county_size;
    const unsigned char *parameters; /* parameter_size bytes each, one a county */
    size_t parameter_size;
    const int64_t *tallies; /* counties x tallies: this year's sums so far (zero in plan) */
    const int64_t *demand;  /* counties x quotas */
    int64_t *places;        /* counties x quotas: for the model to fill; clipped to 0..demand */
    int tally_count, quota_count;
    struct hq_seed seed;
    const struct hq_jump *jumps;
    const void *constants; /* what the model's prepare() has computed */
    struct ledger *ledger;
    struct markets *markets; /* sim/markets.h; NULL where they are neither held nor recorded */
    char fault[200];         /* room for what close() finds wrong */
};

struct model {
    const char *name, *isa;
    struct column_table household, village, county, region;
    const struct switch_row *switches;
    int switch_count;
    struct param_table parameters;
    const char *const *classes; /* names of county classes, NULL-terminated */
    const struct purpose_row *purposes;
    int purpose_count;
    const struct tally_row *tallies;
    int tally_count;
    const struct quota_row *quotas;
    int quota_count;
    const struct market_row *markets;
    int market_count;
    const struct terms_row *terms;
    int terms_count;
    const struct series_row *series;
    int series_count;
    struct ledger_rows books;
    const struct stock_row *stocks; /* what `--audit` counts, and what changes it within a year */
    int stock_count;
    const struct flow_row *flows;
    int flow_count;
    /* What it reports of a year (sim/report.h): variables and their axes, how many integers a county and all of them
     * together have, into how many parts the work comes apart, and a function that does a part of it. Parts fill
     * `out`, the year's numbers, variable after variable, where no other part does, and may run at once. */
    const struct report_table *reports;
    int64_t county_cells, region_cells;
    int (*report_parts)(const struct areas *areas);
    void (*report)(const struct world *w, const struct cells *cells, int part, double *out);
    struct field_table fields;              /* what a survey may give */
    const struct process *const *processes; /* NULL-terminated, in order within each stage */

    /* What follows from parameters alone and is costly: computed once on every rank, before anything else, with
     * the parameters of the first year that the process opens (after a resume another one than at the start, so
     * only HQ_FIXED ones may enter). Returns a block to be freed, or NULL; it is no state and in no hash. May
     * be NULL. */
    void *(*prepare)(const struct world *w);
    void (*found)(struct world *w);           /* county and region state before the first year */
    void (*synthesise)(const struct view *v); /* the households of one village, ids and weights set */
    void (*founded)(struct world *w);         /* with the sums that synthesise counted; may be NULL */
    void (*plan)(struct world *w);            /* lines, prices, budgets; grants of HQ_PLAN quotas */
    void (*clear)(struct world *w);           /* grants of HQ_OFFERS quotas from the offers */
    /* What the year leaves to the next; posts to the ledger. Returns NULL, or what does not balance. */
    const char *(*close)(struct world *w);
};

/* Whether a base run's record sets a quota's cuts (Q_name), or a column of the village (W_name): a market
 * within the village then takes what stands there and does not clear anew. */
static inline bool hq_quota_is_held(const struct view *v, int quota)
{
    return v->held_quotas >> quota & 1;
}

static inline bool hq_column_is_held(const struct view *v, int column)
{
    return v->held_columns >> column & 1;
}

static inline void *hq_county(const struct world *w, int county)
{
    return w->county_rows + (size_t)county * w->county_size;
}

static inline const void *hq_parameters(const struct world *w, int county)
{
    return w->parameters + (size_t)county * w->parameter_size;
}

static inline const int64_t *hq_tallies(const struct world *w, int county)
{
    return w->tallies + (size_t)county * (size_t)w->tally_count;
}

/* Runs over the rows of a village: every iteration is independent, so the compiler may use all lanes; the
 * mask tells it that none are left over. Sums over rows must be integers (the lint rejects float
 * reductions); each_row_between has a sum and the least and the greatest of integers besides, each_row_any bits
 * that are set in any row. each_live_row runs over any number of rows: for founders, who have no padding yet.
 */
#define HQ_PRAGMA(text)   _Pragma(#text)
#define each_row(i, rows) HQ_PRAGMA(omp simd) for (int32_t i = 0; i < ((rows) & -HQ_LANES); i++)
#define each_row_sum(i, rows, ...)                                                                             \
    HQ_PRAGMA(omp simd reduction(+ : __VA_ARGS__)) for (int32_t i = 0; i < ((rows) & -HQ_LANES); i++)
#define each_row_between(i, rows, sum, least, most)                                                            \
    HQ_PRAGMA(omp simd reduction(+ : sum) reduction(min : least) reduction(max : most))                        \
    for (int32_t i = 0; i < ((rows) & -HQ_LANES); i++)
#define each_row_any(i, rows, bits)                                                                            \
    HQ_PRAGMA(omp simd reduction(| : bits)) for (int32_t i = 0; i < ((rows) & -HQ_LANES); i++)
#define each_live_row(i, rows) HQ_PRAGMA(omp simd) for (int32_t i = 0; i < (rows); i++)

/* Suffixed names: models are compiled once an instruction set, and nothing but these is global. */
#ifndef HQ_ISA
#define HQ_ISA generic
#endif
#define HQ_PASTE_(a, b) a##_##b
#define HQ_PASTE(a, b)  HQ_PASTE_(a, b)
#define HQ_SYMBOL(name) HQ_PASTE(name, HQ_ISA)
#define HQ_TEXT_(a)     #a
#define HQ_TEXT_OF(a)   HQ_TEXT_(a)

#endif
