/* Configuration: YAML under the parameter tables, region table and calendar from CSV.
 *
 * A configuration is a mapping of groups, a group a mapping of names: `group: {name: value}` is the
 * parameter "group.name". `extends: FILE` (top level, relative to the file) takes all values of another
 * configuration first. A value is a scalar, or, where its row allows it, a mapping with any of
 *     default: V
 *     year:   {2002: V, 2009: V}      holds from that year until the next one given
 *     class:  {pastoral: V}           V may again be a mapping with default/year
 *     county: {150522: V}             likewise
 * A scalar, or a mapping with `default`, replaces all that lower origins say of the parameter; a mapping
 * without changes only what it names.
 * County beats class, class beats the plain value; within each, the latest year not after the run's
 * year, else `default`, else the next less specific.
 * Precedence of origins: defaults < calendar, table of places < extended file < file < --set. */
#ifndef SIM_CONFIG_H
#define SIM_CONFIG_H

#include <stdio.h>

#include "sim/rows.h"

/* The engine's own parameters (sim/parameters.def), resolved once: they never vary. */
#define PARAM(group, name, type, ...) HQ_FIELD_##type group##_##name;
struct engine_params {
#include "sim/parameters.def"
};
#undef PARAM
extern const struct param_table hq_engine_parameters;

/* One model the program knows: what the loader needs of it. */
struct model_choice {
    const char *name;
    const struct param_table *parameters;
    const struct column_table *county; /* its HQ_INPUT columns must be in the region table */
    const char *const *classes;
    const struct column_table *household; /* its HQ_STATE columns may be in the panel */
    const struct column_table *village;   /* likewise, as village_NAME */
    const struct field_table *fields;     /* what population.survey may give */
};

/* The selected counties, in the order of their codes. */
struct county_table {
    int count;
    const char **codes, **names, **prefectures; /* text columns code, name, prefecture */
    const char **zones;                         /* text column zone; where the table has none, "" */
    int32_t *code_numbers;                      /* adcode as a number */
    int32_t *classes;                           /* column class, index into the model's classes */
    int32_t *households, *villages;             /* columns households, villages: at least 1 */
    int32_t *prefecture_index, *zone_index;     /* 0.. in order of name */
    unsigned char *rows; /* count x county->size bytes: HQ_INPUT columns filled, the rest initial */
};

struct input_file {
    const char *role; /* "counties", "calendar", or the key of a model's file parameter */
    char *path;       /* as opened */
    char *bytes;
    size_t size;
};

struct config;
struct population;

/* Loads, checks and resolves. Prints every error of every file to `diagnostics` in one pass as
 * `file:line:column: error: ...`, the line and a caret, with a suggestion for a misspelt key; errors
 * of --set name `--set` as the file. Returns HQ_EXIT_DONE, HQ_EXIT_USAGE (configuration) or
 * HQ_EXIT_BAD_DATA (errors in CSV only); on error *out is NULL. Not collective: every rank loads the
 * same files. */
int hq_config_load(const char *path, const char *const *sets, int set_count, const struct model_choice *models,
                   int model_count, FILE *diagnostics, struct config **out);
void hq_config_free(struct config *config);

const struct engine_params *hq_config_engine(const struct config *config);
int hq_config_model(const struct config *config); /* index into `models` */
const struct county_table *hq_config_counties(const struct config *config);

/* What founders are drawn from (sim/population.h), or NULL. */
const struct population *hq_config_population(const struct config *config);

/* Names of the columns in the panel, by commas, in the order of the model's tables: household columns without id and
 * weight, which are always there, then village columns as village_NAME. */
const char *hq_config_panel(const struct config *config);
/* Whether a list of words, by commas, holds this one. */
bool hq_list_holds(const char *list, const char *word);
const struct column_table *hq_config_village(const struct config *config);   /* the model's */
const struct column_table *hq_config_household(const struct config *config); /* the model's */

/* The words that a text parameter of the engine may be, ended by NULL; NULL where any text will do. */
const char *const *hq_config_words(const char *key);

/* The model's parameters for one county (index into the county table) and year: `out` has one cell a
 * row. With county < 0: the plain value (no county, no class). */
void hq_config_resolve(const struct config *config, int county, int year, union cell *out);

/* Whether a parameter of the model that is not text or real (number of its row) is not 0 in any selected county
 * and year of the run. */
bool hq_config_ever(const struct config *config, int parameter);

/* 32 hexadecimal digits: XXH3-128 of all values that belong to the experiment, canonical, and of the
 * input files' bytes; paths, comments, order, `extends` and HQ_EXECUTION rows do not enter. */
const char *hq_config_hash(const struct config *config);

/* Makes the base run (run.base), known by this text, part of the hash: its path is not. */
void hq_config_add_base(struct config *config, const char *identity);

/* Makes the configuration one of a run that branches off another, whose configuration had this hash, at the end of
 * `year`, when its state had the hash `state`: up to then its parameters are those of `past`, behind it its own; programmes that it has more begin with
 * the branch (config_branch.c). Enters the hash. Returns HQ_EXIT_DONE; or HQ_EXIT_USAGE, with every key that holds from
 * the first year on and differs, and the cure, on `diagnostics`. Owns `past` in either case. */
int hq_config_follow(struct config *config, struct config *past, const char *hash, int year, const char *state,
                     FILE *diagnostics);

/* The run branched off, the year and the hash of its state then; NULL where this is none. */
const struct config *hq_config_past(const struct config *config, int *year, const char **state);

/* Of a branch: whether programmes that begin with it ask for something in the year before, so that it has to be
 * run again for them. */
bool hq_config_repeats(const struct config *config);

/* Writes the configuration with every parameter explicit, loadable again: group by group, comments
 * with unit and meaning; file parameters as inputs/<name>. Returns 0 or an errno. */
int hq_config_write(const struct config *config, FILE *out);

/* The input files that were read, to be copied to inputs/<role>.csv, and for their hashes. */
int hq_config_inputs(const struct config *config, const struct input_file **files);

/* `horqin explain`: all rows, headline rows, one group, or one key with everything known of it; a
 * misspelt key gives a suggestion on `diagnostics`. Returns HQ_EXIT_DONE or HQ_EXIT_USAGE. */
int hq_explain(const char *key, bool headline, const struct param_table *const *tables, int table_count,
               FILE *out, FILE *diagnostics);

#endif
