/* Descriptor rows: one row says all that the program knows about a column, a parameter, a random
 * purpose, a tally, a quota, an output series or an account. The rows stand in .def files, one row a
 * line; structs, enumerations, loaders, checks, hashes, files and reference pages are all made of them. */
#ifndef SIM_ROWS_H
#define SIM_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- values ---------------------------------------------------------------------------------- */

enum hq_type { HQ_u8, HQ_i8, HQ_u16, HQ_i16, HQ_i32, HQ_u32, HQ_i64, HQ_u64, HQ_f32, HQ_f64, HQ_TYPES };

/* C types behind the names used in .def files: HQ_CTYPE_##type. */
typedef uint8_t HQ_CTYPE_u8;
typedef int8_t HQ_CTYPE_i8;
typedef uint16_t HQ_CTYPE_u16;
typedef int16_t HQ_CTYPE_i16;
typedef int32_t HQ_CTYPE_i32;
typedef uint32_t HQ_CTYPE_u32;
typedef int64_t HQ_CTYPE_i64;
typedef uint64_t HQ_CTYPE_u64;
typedef float HQ_CTYPE_f32;
typedef double HQ_CTYPE_f64;

/* Bytes of one value; its name ("f32"). */
size_t hq_type_size(enum hq_type type);
const char *hq_type_name(enum hq_type type);

/* ---- columns --------------------------------------------------------------------------------- */

enum hq_kind {
    HQ_STATE,   /* lives from year to year: stored, hashed, checkpointed */
    HQ_SCRATCH, /* lives within the full pass over one village; unset until a process writes it */
    HQ_SUM,     /* the same, but zero at the start: for amounts that several processes add to */
    HQ_INPUT,   /* county rows only: read from the region table, never changed, not hashed */
};

struct column_row {
    const char *name;
    enum hq_type type;
    uint8_t slots; /* values a household (1, or 8 for people), slot-major; 1 elsewhere */
    enum hq_kind kind;
    const char *unit;
    const char *meaning;
    size_t offset;  /* in the level's struct; not used for household columns, which are arrays */
    double initial; /* default: where all values equal it, the column is absent from the state hash */
    /* Of a household's integer of 8 or 16 bits: what one is worth, a power of two; kernels compute with stored
     * x scale, and files hold that as f32, exactly. 0: the value is the integer itself. */
    double scale;
};

struct column_table {
    const struct column_row *rows;
    int count;
    size_t size; /* bytes of the level's struct; 0 for households */
};

/* A household column that only what a HQ_BOOL parameter of the model switches on ever writes: runs in which
 * that is false in all counties and years keep no memory for it, and read zeros. Its default is zero. */
struct switch_row {
    int column, parameter;
};

/* ---- parameters ------------------------------------------------------------------------------ */

enum hq_param_type { HQ_REAL, HQ_INT, HQ_BOOL, HQ_YUAN, HQ_TEXT, HQ_FILE, HQ_LIST };

/* What a parameter may vary by, and whether it belongs to the experiment. */
enum {
    HQ_FIXED = 0,
    HQ_BY_YEAR = 1,
    HQ_BY_COUNTY = 2,
    HQ_BY_CLASS = 4,
    HQ_EXECUTION = 8,
    HQ_HEADLINE = 16,
    /* of a model's HQ_FILE: a CSV of values of its group's parameters by year and place (config_places.c) */
    HQ_PLACES = 32
};
#define HQ_BY_ALL (HQ_BY_YEAR | HQ_BY_COUNTY | HQ_BY_CLASS)

/* A resolved value. HQ_REAL is real; HQ_INT and HQ_BOOL are integer; HQ_YUAN is integer fen,
 * converted once, half to even; HQ_TEXT, HQ_FILE and HQ_LIST (items joined by commas) are text. */
union cell {
    double real;
    int64_t integer;
    const char *text;
};

typedef double HQ_FIELD_REAL;
typedef int64_t HQ_FIELD_INT;
typedef int64_t HQ_FIELD_BOOL;
typedef int64_t HQ_FIELD_YUAN;
typedef const char *HQ_FIELD_TEXT;
typedef const char *HQ_FIELD_FILE;
typedef const char *HQ_FIELD_LIST;

struct param_row {
    const char *group, *name; /* key "group.name"; field group_name of the parameter struct */
    enum hq_param_type type;
    const char *unit;
    const char *initial; /* default, as it would be written in a configuration */
    double low, high;    /* range, both included, in the unit (Yuan for HQ_YUAN) */
    unsigned flags;      /* HQ_BY_* | HQ_EXECUTION (not in the configuration hash) | HQ_HEADLINE | HQ_PLACES */
    const char *meaning;
    const char *source; /* a source, or "assumed: ..." or "calibrated: ..." */
};

/* The value of `low` must not exceed the value of `high` (years in order, shares in order); or, of a rate at which
 * a sum grows: where `low` is not 0, `high` is not stated by year, or it would grow twice. */
struct order_row {
    const char *low, *high; /* full keys */
    bool grows;
};

struct param_table {
    const struct param_row *rows;
    int count;
    const struct order_row *orders;
    int order_count;
};

/* ---- what a survey may say of households -------------------------------------------------------- */

enum hq_level { HQ_OF_HOUSEHOLD, HQ_OF_PERSON };

/* A value that founding takes from a survey where one is given: HQ_REAL, HQ_INT, HQ_BOOL or HQ_YUAN. */
struct field_row {
    enum hq_level level;
    const char *name;
    enum hq_param_type type;
    const char *unit;
    double low, high; /* both included, in the unit */
    bool needed; /* nothing of its level can be taken without it; a person is there where the first such is */
    const char *meaning;
};

/* Another unit that a survey may use: one `name` is `factor` of the unit `of`. */
struct unit_row {
    const char *of, *name;
    double factor;
};

struct field_table {
    const struct field_row *rows;
    int count;
    const struct unit_row *units;
    int unit_count;
};

/* ---- the rest -------------------------------------------------------------------------------- */

struct purpose_row {
    const char *name;
    uint16_t code;  /* part of the draws' position: never reused, never changed */
    uint16_t draws; /* most draws of one household in one year */
    const char *meaning;
    bool lasting; /* the same draws in every year: those of year 0 */
};

/* The year that a purpose's draws of a year are keyed by. */
static inline int hq_keyed_year(const struct purpose_row *row, int year)
{
    return row->lasting ? 0 : year;
}

/* An integer sum over households, kept by county. */
struct tally_row {
    const char *name, *unit, *meaning;
};

/* Places shared out by `allot`: villages state a demand, the model grants each county a number. */
enum hq_stage { HQ_PLAN, HQ_OFFERS, HQ_SETTLE };
struct quota_row {
    const char *name;
    enum hq_stage stage; /* HQ_PLAN: demand counted at last year's account, granted before the offers;
                            HQ_OFFERS: demand counted in the offers, granted before settling */
    const char *unit, *meaning;
};

/* What couples households beside their village: the cut of a quota's rankings, a column of county or village.
 * With run.markets frozen it keeps to the base run's course while the parameters in `terms` (groups, or whole
 * keys, by spaces) are the same in both runs. */
enum hq_market { HQ_MARKET_QUOTA, HQ_MARKET_COUNTY, HQ_MARKET_VILLAGE };
struct market_row {
    const char *name;
    enum hq_market kind;
    int at; /* number of the quota or column */
    const char *terms;
};

/* A word that stands for `terms` among those of markets; its own group of parameters, if there is one, stays. */
struct terms_row {
    const char *name, *terms;
};

/* One variable of series.h5 and, where `column` is set, of the printed yearly table. */
enum hq_series_kind { HQ_TALLY_TOTAL, HQ_TALLY_RATIO, HQ_COUNTY_VALUE };
struct series_row {
    const char *name;
    enum hq_series_kind kind;
    int over, under; /* tallies (total or ratio), or `over` a county column */
    double factor;   /* value = factor * over / under */
    const char *unit, *meaning;
    const char *column; /* heading in the yearly table, or NULL */
};

/* An axis of what a model reports (sim/report.h): its places by name. */
struct axis_row {
    const char *name;
    const char *const *labels;
    int count;
    const char *meaning;
};

/* A variable of indicators.h5 over year and up to five axes: numbers of rows of the model's axes, HQ_BY_AREA for
 * areas, HQ_NO_AXIS for none (at the end). */
enum { HQ_NO_AXIS = -2, HQ_BY_AREA = -1, HQ_REPORT_AXES = 5 };
struct report_row {
    const char *name, *unit, *meaning;
    int axes[HQ_REPORT_AXES];
};

/* HQ_BETWEEN: money between two programmes of a county; what one has in it another is short of. */
enum hq_side { HQ_SOURCE, HQ_FUND, HQ_USE, HQ_BETWEEN };
struct account_row {
    const char *name;
    enum hq_side side;
    const char *meaning;
};

/* What the audit counts by itself (sim/audit.h), in whole units: how a household's part is found. */
enum hq_measure {
    HQ_HOUSEHOLDS, /* the household itself; the column is not looked at */
    HQ_PRESENT,    /* slots of the column that are not 0 */
    HQ_AMOUNT,     /* the column's value x factor, rounded to the next whole unit */
    HQ_NOTHING,    /* no stock: what flows in must flow out within the year */
};
struct stock_row {
    const char *name;
    enum hq_measure measure;
    int column; /* of households */
    double factor;
    int slack; /* most units by which a household's flows, each rounded, may miss its stock; 0: none */
    const char *unit, *meaning;
};

/* What changes a stock within a year. Moves between counties are counted by the audit. A stock has tallies
 * or books, not both: what is in the books moves by the books, which hand it over a year later. */
enum hq_flow_kind {
    HQ_FLOW_TALLY, /* the year's tally */
    HQ_FLOW_BOOK,  /* the year's change of an account's balance in the ledger */
};
enum { HQ_ALL_PROGRAMMES = -1 };
struct flow_row {
    int stock, sign; /* sign: 1 into the stock, -1 out of it */
    enum hq_flow_kind kind;
    int source, programme; /* a tally; or an account, and the programme of its books or HQ_ALL_PROGRAMMES */
    const char *name;
};

/* A programme: the subject of ledger entries. Row 0 is the baseline that no programme explains. */
struct programme_row {
    const char *name, *unit /* of its physical output */, *meaning;
};

/* In what form an amount moves: grant, loan, wage ... */
struct instrument_row {
    const char *name, *meaning;
    const char *unit; /* of what its entries count, or NULL: the programme's output */
};

/* An entry that a model may post (or take back: the same with `from` and `to` changed). `money` is the key of
 * the parameter that sets the amount, or "". */
struct posting_row {
    int programme, from, to, instrument;
    const char *money, *meaning;
};

/* All rows that a ledger is about. Without postings it takes any entry of its rows. */
struct ledger_rows {
    const struct account_row *accounts;
    int account_count;
    const struct programme_row *programmes;
    int programme_count;
    const struct instrument_row *instruments;
    int instrument_count;
    const struct posting_row *postings;
    int posting_count;
};

#endif
