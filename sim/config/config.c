/* Loading from first to last; the steps are in the other config_*.c files. */
#include <stdlib.h>
#include <string.h>

#include "sim/config/config_internal.h"
#include "sim/error.h"

/* ---- the model --------------------------------------------------------------------------------------- */

static void choose_model(struct load *l)
{
    const struct setting *setting = &l->config->engine[hq_engine_row("run.model")];
    const struct origin *o = &setting->origin;
    const char *name = setting->plain.value.text;
    struct suggestion s = hq_suggest(name);
    char hint[HQ_HINT];
    for (int i = 0; i < l->model_count; i++) {
        if (strcmp(l->models[i].name, name) == 0) {
            l->config->chosen = l->models[i];
            l->config->model = &l->config->chosen;
            l->config->model_index = i;
            return;
        }
        hq_offer(&s, l->models[i].name);
    }
    if (o->rank || !l->incomplete)
        hq_report(&l->diagnostics, o->rank ? o->source : l->main, o->at, "unknown model '%s'%s", name,
                  hq_hint(&s, hint));
}

static const struct {
    const char *key;
    const char *words[4];
} choices[] = {
    {"run.mode", {"free", "replay", NULL}},
    {"run.markets", {"live", "frozen", NULL}},
};
enum { CHOICES = sizeof choices / sizeof *choices };

const char *const *hq_config_words(const char *key)
{
    for (int i = 0; i < CHOICES; i++) {
        if (strcmp(choices[i].key, key) == 0) {
            return choices[i].words;
        }
    }
    return NULL;
}

/* An engine's setting whose value is one of a few words. */
static void check_choice(struct load *l, const char *key)
{
    const struct setting *setting = &l->config->engine[hq_engine_row(key)];
    const struct origin *o = &setting->origin;
    const char *value = setting->plain.value.text, *const *words = hq_config_words(key);
    struct suggestion s = hq_suggest(value);
    char hint[HQ_HINT];
    for (int i = 0; words[i]; i++) {
        if (strcmp(words[i], value) == 0) {
            return;
        }
        hq_offer(&s, words[i]);
    }
    hq_report(&l->diagnostics, o->rank ? o->source : l->main, o->at, "%s cannot be '%s'%s", key, value,
              hq_hint(&s, hint));
}

/* ---- files of the model's own ------------------------------------------------------------------------ */

/* region.table is "counties", run.calendar "calendar", any other file its key. */
const char *hq_input_role(struct arena *arena, const struct param_row *row)
{
    const char *key = hq_arena_print(arena, "%s.%s", row->group, row->name);
    if (strcmp(key, "region.table") == 0)
        return "counties";
    return strcmp(key, "run.calendar") == 0 ? "calendar" : key;
}

static void load_model_files(struct load *l)
{
    const struct param_table *table = l->config->model->parameters;
    for (int i = 0; i < table->count; i++) {
        const struct setting *setting = &l->config->settings[i];
        const bool read = table->rows[i].type != HQ_FILE || table->rows[i].flags & HQ_PLACES;
        const char *path = !read ? setting->plain.value.text : "";
        if (path[0])
            hq_load_input(l, hq_input_role(&l->scratch, &table->rows[i]), path, &setting->origin);
    }
}

/* ---- loading ----------------------------------------------------------------------------------------- */

static void load_all(struct load *l, const char *path, const char *const *sets, int set_count)
{
    struct config *config = l->config;
    hq_load_layers(l, path, sets, set_count);
    if (l->layer_count && !l->layers[l->layer_count - 1].root && l->layer_count == 1)
        return; /* nothing could be read at all */
    config->engine = hq_default_settings(l, &hq_engine_parameters);
    hq_apply_engine(l);
    hq_fill_engine(config);
    choose_model(l);
    for (int i = 0; i < CHOICES; i++) {
        check_choice(l, choices[i].key);
    }
    if (config->model)
        config->settings = hq_default_settings(l, config->model->parameters);
    if (config->model)
        hq_check_panel(l);
    hq_load_calendar(l);
    hq_load_region(l);
    hq_apply_places(l);
    hq_load_places(l);
    hq_apply_model(l);
    hq_fill_counties(l);
    hq_load_population(l);
    if (config->model && !l->incomplete) {
        load_model_files(l);
        hq_check_orders(l);
    }
}

int hq_config_load(const char *path, const char *const *sets, int set_count, const struct model_choice *models,
                   int model_count, FILE *diagnostics, struct config **out)
{
    struct load l = {
        .config = hq_zalloc(1, sizeof(struct config)), .models = models, .model_count = model_count};
    int code = HQ_EXIT_DONE;
    load_all(&l, path, sets, set_count);
    *out = NULL;
    if (l.diagnostics.count) {
        code = l.diagnostics.in_configuration ? HQ_EXIT_USAGE : HQ_EXIT_BAD_DATA;
        hq_print_diagnostics(&l.diagnostics, diagnostics);
        hq_config_free(l.config);
    } else {
        hq_pool_population(l.config);
        hq_hash_config(l.config);
        *out = l.config;
    }
    hq_free_diagnostics(&l.diagnostics);
    hq_arena_free(&l.scratch);
    return code;
}

void hq_config_free(struct config *config)
{
    if (!config)
        return;
    for (int i = 0; i < config->input_count; i++)
        free(config->inputs[i].bytes);
    if (config->population)
        hq_population_free(config->population);
    hq_config_forget(config);
    hq_arena_free(&config->arena);
    free(config);
}

/* ---- what was loaded --------------------------------------------------------------------------------- */

const struct engine_params *hq_config_engine(const struct config *config)
{
    return &config->params;
}

int hq_config_model(const struct config *config)
{
    return config->model_index;
}

const struct county_table *hq_config_counties(const struct config *config)
{
    return &config->counties;
}

const char *hq_config_panel(const struct config *config)
{
    return config->panel;
}

const struct column_table *hq_config_village(const struct config *config)
{
    return config->model->village;
}

const struct column_table *hq_config_household(const struct config *config)
{
    return config->model->household;
}

const char *hq_config_hash(const struct config *config)
{
    return config->hash;
}

int hq_config_inputs(const struct config *config, const struct input_file **files)
{
    *files = config->inputs;
    return config->input_count;
}
