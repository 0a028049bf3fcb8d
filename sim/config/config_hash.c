/* The configuration's hash: of what a run sees, not of how it was written. For every parameter its plain
 * values in the years of the run, where they change, and the values of counties where they differ from
 * those; the counties selected; the input files' bytes. Paths and HQ_EXECUTION rows stay out. Numbers go
 * in as 8 bytes, the low one first, texts with their length before them. */
#include <stdio.h>
#include <string.h>

#include "sim/config/config_internal.h"
#include "sim/digest.h"

static void add_number(XXH3_state_t *state, uint64_t number)
{
    unsigned char bytes[8];
    for (int i = 0; i < 8; i++)
        bytes[i] = (unsigned char)(number >> 8 * i);
    XXH3_128bits_update(state, bytes, sizeof bytes);
}

static void add_bytes(XXH3_state_t *state, const char *bytes, size_t size)
{
    add_number(state, size);
    XXH3_128bits_update(state, bytes, size);
}

static void add_text(XXH3_state_t *state, const char *text)
{
    add_bytes(state, text, strlen(text));
}

static void add_cell(XXH3_state_t *state, enum hq_param_type type, union cell value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    if (type >= HQ_TEXT)
        add_text(state, value.text);
    else
        add_number(state, bits);
}

static bool same(enum hq_param_type type, union cell a, union cell b)
{
    return type >= HQ_TEXT ? strcmp(a.text, b.text) == 0 : a.integer == b.integer; /* the bits */
}

static void add_counties_of(XXH3_state_t *state, const struct config *config, const struct setting *setting,
                            enum hq_param_type type)
{
    int first = (int)config->params.run_first_year, last = (int)config->params.run_last_year;
    for (int county = 0; county < config->counties.count; county++)
        for (int year = first; year <= last; year++) {
            union cell value = hq_county_value(config, setting, county, year);
            if (same(type, value, hq_plain_value(setting, year)))
                continue;
            add_number(state, (uint64_t)config->counties.code_numbers[county]);
            add_number(state, (uint64_t)year);
            add_cell(state, type, value);
        }
}

static void add_parameter(XXH3_state_t *state, const struct config *config, const struct param_row *row,
                          const struct setting *setting)
{
    int first = (int)config->params.run_first_year, last = (int)config->params.run_last_year;
    union cell before = hq_plain_value(setting, first);
    add_text(state, row->group);
    add_text(state, row->name);
    add_cell(state, row->type, before);
    for (int year = first + 1; year <= last; year++) {
        union cell now = hq_plain_value(setting, year);
        if (same(row->type, now, before))
            continue;
        add_number(state, (uint64_t)year);
        add_cell(state, row->type, now);
        before = now;
    }
    if (setting->classes.count || setting->counties.count)
        add_counties_of(state, config, setting, row->type);
}

static void add_table(XXH3_state_t *state, const struct config *config, const struct param_table *table,
                      const struct setting *settings)
{
    for (int i = 0; i < table->count; i++) {
        const struct param_row *row = &table->rows[i];
        bool selection = strcmp(row->group, "region") == 0 && strcmp(row->name, "counties") == 0;
        if (!(row->flags & HQ_EXECUTION) && row->type != HQ_FILE && !selection)
            add_parameter(state, config, row, &settings[i]);
    }
}

void hq_hash_config(struct config *config)
{
    XXH3_state_t *state = hq_digest_begin();
    add_table(state, config, &hq_engine_parameters, config->engine);
    add_table(state, config, config->model->parameters, config->settings);
    for (int i = 0; i < config->counties.count; i++)
        add_number(state, (uint64_t)config->counties.code_numbers[i]);
    for (int i = 0; i < config->input_count; i++) {
        add_text(state, config->inputs[i].role);
        add_bytes(state, config->inputs[i].bytes, config->inputs[i].size);
    }
    hq_digest_end_hex(state, config->hash);
}

void hq_config_add_base(struct config *config, const char *identity)
{
    char *both = hq_arena_print(&config->arena, "%s %s", config->hash, identity);
    const XXH128_hash_t hash = XXH3_128bits(both, strlen(both));
    hq_hash_hex(hash, config->hash);
}
