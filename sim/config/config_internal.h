/* What the config_*.c files share. The steps of loading, in order:
 *   layers    files (the extended first) and --set texts, as trees       config_layers.c
 *   engine    the engine's parameters out of all layers                  config_apply.c, config_value.c
 *   calendar  year values of "calendar.*" from its CSV                   config_calendar.c
 *   region    the table of counties, and which are selected              config_counties.c
 *   places    values by year and place from the CSV of a model's parameters  config_places.c
 *   model     the model's parameters out of all layers                   config_apply.c, config_value.c
 *   orders    low <= high                                                config_apply.c
 *   hash      of the values as a run sees them                           config_hash.c */
#ifndef SIM_CONFIG_INTERNAL_H
#define SIM_CONFIG_INTERNAL_H

#include "sim/config/config.h"
#include "sim/population.h"
#include "sim/text/csv.h"
#include "sim/text/yaml.h"

/* ---- values of one parameter ------------------------------------------------------------------------- */

struct year_value {
    int year;
    union cell value;
};

struct scope {
    bool has_default;
    union cell value;
    struct year_value *years; /* ascending */
    int count, capacity;
};

struct keyed_scope {
    int32_t key; /* index of a class, or code of a county */
    struct scope scope;
};

struct scope_list {
    struct keyed_scope *items; /* ascending */
    int count, capacity;
};

/* Where a parameter was last set; rank 0: nowhere, it has its default. */
struct origin {
    const struct source *source;
    struct mark at;
    const struct node *node; /* NULL where the calendar set it */
    int rank;
};

struct setting {
    struct scope plain; /* always has a default: the row's to begin with */
    struct scope_list classes, counties;
    struct origin origin;
    bool wrong; /* some value was refused: what follows from it is not asked for */
};

/* Of a run that branches off another one (config_branch.c). */
struct config_branch {
    struct config *past; /* whose parameters hold up to `year`; own */
    int year;
    char state[33];  /* state hash of the other run at that year's end */
    int *programmes; /* a model's parameter: the row `start` of its programme, or -1 */
    unsigned char
        *begins; /* counties (first: none) x parameters: at a row `start`, whether it begins with the branch */
};

struct config {
    struct arena arena;               /* all that follows, but for the bytes of inputs */
    struct model_choice chosen;       /* a copy: the caller's list need not live on */
    const struct model_choice *model; /* &chosen, or NULL before it is known */
    int model_index;
    struct setting *engine, *settings; /* one a row of hq_engine_parameters, of model->parameters */
    struct engine_params params;
    struct county_table counties;
    bool all_counties; /* of the region table */
    struct input_file *inputs;
    int input_count, input_capacity;
    struct population *population; /* or NULL */
    const char *panel;             /* household columns in the panel, by commas */
    struct config_branch *branch;  /* or NULL */
    char hash[33];
};

/* ---- loading ----------------------------------------------------------------------------------------- */

struct layer {
    const struct source *source;
    const struct node *root; /* NULL where it could not be read */
};

/* The region table, rows ascending by code. */
struct region {
    bool read; /* it could be read, so that unknown codes can be told */
    struct csv csv;
    int code, name; /* columns */
    struct region_row {
        int32_t code;
        int row; /* in the CSV */
        bool selected;
    } * rows;
    int count;
};

struct load {
    struct config *config;
    struct arena scratch; /* sources, trees, tables: gone when loading ends */
    struct diagnostics diagnostics;
    const struct model_choice *models;
    int model_count;
    struct layer *layers; /* lowest precedence first */
    int layer_count, layer_capacity;
    const struct source *main; /* the file that was asked for */
    int source_count;
    int rank;        /* of the value set last */
    bool incomplete; /* a layer is missing: what it may have set is not asked for */
    struct region region;
};

/* config_layers.c */
void hq_load_layers(struct load *l, const char *path, const char *const *sets, int set_count);
/* Reads a table as an input of the run. NULL, with an error at the parameter's origin, where it cannot be. */
const struct source *hq_load_input(struct load *l, const char *role, const char *path, const struct origin *o);
struct source *hq_new_source(struct load *l, const char *name, const char *text, size_t size);

/* config_apply.c */
struct setting *hq_default_settings(struct load *l, const struct param_table *table);
void hq_apply_engine(struct load *l);
void hq_apply_places(struct load *l); /* the model's HQ_PLACES files, before its other parameters */
void hq_apply_model(struct load *l);  /* these; also reports unknown keys */
void hq_check_orders(struct load *l);
int hq_find_row(const struct param_table *table, const char *group, const char *name); /* or -1 */

/* config_value.c */
void hq_apply_value(struct load *l, const struct param_row *row, struct setting *setting,
                    const struct node *value);
void hq_set_year(struct arena *arena, struct scope *scope, int year, union cell value);
bool hq_has_year(const struct scope *scope, int year);
struct scope *hq_need_scope(struct arena *arena, struct scope_list *list, int32_t key); /* made where missing */
/* Item of a list, which may be a YAML list or a text with commas; false past the last. */
bool hq_list_item(struct arena *arena, const struct node *list, int index, const char **text, struct mark *at);

/* config_calendar.c, config_counties.c */
void hq_load_calendar(struct load *l);
void hq_load_region(struct load *l);   /* the table's codes, and the selection */
void hq_fill_counties(struct load *l); /* the county table; after hq_load_region */
const struct region_row *hq_find_county(const struct region *region, int32_t code); /* or NULL */
void hq_report_county(struct load *l, const struct source *source, struct mark at, const char *text);

/* config_population.c */
void hq_load_population(struct load *l);        /* after hq_fill_counties */
void hq_pool_population(struct config *config); /* once there are no errors */

/* config_places.c */
void hq_load_places(struct load *l); /* after hq_load_region and hq_apply_places */

/* config_panel.c */
void hq_check_panel(struct load *l); /* after the engine's parameters, with the model known */

/* config_resolve.c */
union cell hq_plain_value(const struct setting *setting, int year);
union cell hq_county_value(const struct config *config, const struct setting *setting, int county, int year);
struct keyed_scope *hq_find_scope(const struct scope_list *list, int32_t key); /* or NULL */
union cell hq_own_value(const struct config *config, int parameter, int county,
                        int year); /* county < 0: plain */
union cell hq_config_value(const struct config *config, int parameter, int county, int year); /* with a past */
void hq_fill_engine(struct config *config); /* config_engine.c */
int hq_engine_row(const char *key);         /* config_engine.c */

/* config_branch.c: of a configuration with a branch */
union cell hq_branch_value(const struct config *config, int parameter, int county, int year);
void hq_config_forget(struct config *config); /* frees it, where there is one */

/* config_hash.c */
void hq_hash_config(struct config *config);

/* Name of an input file's copy: role of a file parameter, from its row. */
const char *hq_input_role(struct arena *arena, const struct param_row *row);

#endif
