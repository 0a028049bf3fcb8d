/* A run that branches off another one: up to a year its parameters are the other run's, behind it its own.
 *
 * A programme is a group of the model's parameters with `enabled` and `start`. One that this configuration has in a
 * county and the other run did not have there yet begins with the branch: its start is the year behind it, if it is not
 * later, and in the years up to it its parameters are this configuration's, as of a programme that is known of and
 * has not begun. That is what makes a branch the same as the run that has had `start` there from its first year on.
 *
 * Everything else that does not vary by year has to be the same in both: the other run's years have had its value. So
 * has a group `founding`, which acts before the first year only. */
#include <stdlib.h>
#include <string.h>

#include "sim/config/config_internal.h"
#include "sim/error.h"
#include "sim/text/convert.h"

enum { MOST_SAID = 20 };

/* Parameters of the engine that may be others in a branch, though they do not vary by year. (What is no part of the
 * experiment, HQ_EXECUTION, may be anyhow.) */
static const struct {
    const char *key, *why;
} free_rows[] = {
    {"run.last_year", "years behind the branch are its own, fewer or more"},
    {"run.markets", "a run with live markets is frozen on its own record: its past is both"},
    {"run.calendar", "its rates are parameters, which are compared themselves"},
    {"region.table", "the counties that come of it are compared"},
    {"region.counties", "likewise"},
};
enum { FREE_ROWS = sizeof free_rows / sizeof *free_rows };

struct comparison {
    const struct config *own, *past;
    FILE *out;
    int found;
};

/* ---- programmes ---------------------------------------------------------------------------------------- */

/* The programme that a parameter belongs to: number of its row `start`, or -1. */
static int programme_of(const struct param_table *t, int row)
{
    const int start = hq_find_row(t, t->rows[row].group, "start");
    return hq_find_row(t, t->rows[row].group, "enabled") < 0 ? -1 : start;
}

static int enabled_of(const struct param_table *t, int start)
{
    return hq_find_row(t, t->rows[start].group, "enabled");
}

/* Whether a programme is on and, as the year stands, has begun. */
static bool has_begun(const struct config *config, int start, int county, int year)
{
    const int enabled = enabled_of(config->model->parameters, start);
    return hq_config_value(config, enabled, county, year).integer &&
           hq_config_value(config, start, county, year).integer <= year;
}

static bool begins_in(const struct config *config, int start, int county)
{
    const struct config_branch *b = config->branch;
    const int enabled = enabled_of(config->model->parameters, start);
    return hq_own_value(config, enabled, county, b->year + 1).integer &&
           !has_begun(b->past, start, county, b->year);
}

static void find_programmes(struct config *config)
{
    const struct param_table *t = config->model->parameters;
    struct config_branch *b = config->branch;
    const size_t rows = (size_t)t->count, places = (size_t)config->counties.count + 1;
    b->programmes = hq_zalloc(rows + 1, sizeof *b->programmes);
    b->begins = hq_zalloc(rows * places + 1, sizeof *b->begins);
    for (int i = 0; i < t->count; i++) {
        b->programmes[i] = programme_of(t, i);
    }
    for (int i = 0; i < t->count; i++) {
        for (int c = -1; c < config->counties.count && b->programmes[i] == i; c++) {
            b->begins[(size_t)(c + 1) * rows + (size_t)i] = begins_in(config, i, c);
        }
    }
}

/* Whether the programme of a parameter begins with the branch in a county (-1: where nothing is said of one). */
static bool begins(const struct config *config, int parameter, int county)
{
    const struct config_branch *b = config->branch;
    const int start = b->programmes[parameter];
    return start >= 0 &&
           b->begins[(size_t)(county + 1) * (size_t)config->model->parameters->count + (size_t)start];
}

union cell hq_branch_value(const struct config *config, int parameter, int county, int year)
{
    const struct config_branch *b = config->branch;
    if (!begins(config, parameter, county)) {
        return year <= b->year ? hq_config_value(b->past, parameter, county, year)
                               : hq_own_value(config, parameter, county, year);
    }
    union cell value = hq_own_value(config, parameter, county, year);
    if (b->programmes[parameter] == parameter && value.integer <= b->year) {
        value.integer = b->year + 1;
    }
    return value;
}

/* ---- what must not differ ------------------------------------------------------------------------------- */

static bool same_value(enum hq_param_type type, union cell a, union cell b)
{
    return type >= HQ_TEXT ? strcmp(a.text, b.text) == 0 : a.integer == b.integer;
}

static void differs(struct comparison *c, const struct param_row *row, union cell own, union cell past,
                    int county)
{
    char space[2][HQ_NUMBER];
    if (c->found++ >= MOST_SAID) {
        return;
    }
    fprintf(c->out, "horqin: error: run.from: %s.%s is %s there and %s here", row->group, row->name,
            hq_cell_text(row->type, past, space[0]), hq_cell_text(row->type, own, space[1]));
    if (county >= 0) {
        fprintf(c->out, " (county %s)", c->own->counties.codes[county]);
    }
    fputc('\n', c->out);
}

static bool may_differ(const struct param_row *row)
{
    bool found = row->flags & HQ_EXECUTION;
    for (int i = 0; i < FREE_ROWS && !found; i++) {
        const size_t group = strlen(row->group);
        found = strncmp(free_rows[i].key, row->group, group) == 0 && free_rows[i].key[group] == '.' &&
                strcmp(free_rows[i].key + group + 1, row->name) == 0;
    }
    return found;
}

/* The copy of an input that a row names; its bytes are compared and not its path. */
static const struct input_file *input_of(const struct config *config, const struct param_row *row)
{
    struct arena scratch = {0};
    const char *role = hq_input_role(&scratch, row);
    const struct input_file *found = NULL;
    for (int i = 0; i < config->input_count && !found; i++) {
        found = strcmp(config->inputs[i].role, role) == 0 ? &config->inputs[i] : NULL;
    }
    hq_arena_free(&scratch);
    return found;
}

static void compare_input(struct comparison *c, const struct param_row *row)
{
    const struct input_file *own = input_of(c->own, row), *past = input_of(c->past, row);
    const bool same =
        !own == !past && (!own || (own->size == past->size && memcmp(own->bytes, past->bytes, own->size) == 0));
    if (!same && c->found++ < MOST_SAID) {
        fprintf(c->out, "horqin: error: run.from: the file of %s.%s is another one there\n", row->group,
                row->name);
    }
}

static void compare_engine(struct comparison *c)
{
    for (int i = 0; i < hq_engine_parameters.count; i++) {
        const struct param_row *row = &hq_engine_parameters.rows[i];
        const union cell own = c->own->engine[i].plain.value, past = c->past->engine[i].plain.value;
        if (may_differ(row)) {
            continue;
        }
        if (row->type == HQ_FILE) {
            compare_input(c, row);
        } else if (!same_value(row->type, own, past)) {
            differs(c, row, own, past, -1);
        }
    }
}

/* A parameter of which only the first year counts, in the counties that there are. */
static void compare_fixed(struct comparison *c, int parameter)
{
    const struct param_row *row = &c->own->model->parameters->rows[parameter];
    const int year = (int)c->own->params.run_first_year;
    for (int county = -1; county < c->own->counties.count; county++) {
        const union cell own = hq_own_value(c->own, parameter, county, year),
                         past = hq_config_value(c->past, parameter, county, year);
        if (!same_value(row->type, own, past)) {
            differs(c, row, own, past, county);
            return;
        }
    }
}

static void compare_model(struct comparison *c)
{
    const struct param_table *t = c->own->model->parameters;
    for (int i = 0; i < t->count; i++) {
        const struct param_row *row = &t->rows[i];
        const bool late = row->flags & HQ_BY_YEAR && strcmp(row->group, "founding") != 0;
        const bool free = late || row->flags & (HQ_EXECUTION | HQ_PLACES) || programme_of(t, i) >= 0;
        if (!free && row->type == HQ_FILE) {
            compare_input(c, row);
        } else if (!free) {
            compare_fixed(c, i);
        }
    }
}

static bool same_texts(const char *const *a, const char *const *b, int count)
{
    bool same = true;
    for (int i = 0; i < count && same; i++) {
        same = strcmp(a[i], b[i]) == 0;
    }
    return same;
}

static void compare_counties(struct comparison *c)
{
    const struct county_table *a = &c->own->counties, *b = &c->past->counties;
    const size_t count = (size_t)a->count;
    const bool same = a->count == b->count && same_texts(a->codes, b->codes, a->count) &&
                      same_texts(a->prefectures, b->prefectures, a->count) &&
                      same_texts(a->zones, b->zones, a->count) &&
                      memcmp(a->classes, b->classes, count * sizeof *a->classes) == 0 &&
                      memcmp(a->households, b->households, count * sizeof *a->households) == 0 &&
                      memcmp(a->villages, b->villages, count * sizeof *a->villages) == 0 &&
                      memcmp(a->rows, b->rows, count * c->own->model->county->size) == 0;
    if (!same && c->found++ < MOST_SAID) {
        fprintf(
            c->out,
            "horqin: error: run.from: the counties (region.counties, region.table) are others there, or say "
            "something else of themselves\n");
    }
}

static bool year_fits(struct comparison *c, int year)
{
    const struct engine_params *own = &c->own->params;
    if (year >= own->run_first_year && year < own->run_last_year) {
        return true;
    }
    fprintf(c->out,
            "horqin: error: run.from: there is nothing to run behind %d: the run's years are %d to %d; name a "
            "year from "
            "%d to %d, or a later run.last_year\n",
            year, (int)own->run_first_year, (int)own->run_last_year, (int)own->run_first_year,
            (int)own->run_last_year - 1);
    return false;
}

int hq_config_follow(struct config *config, struct config *past, const char *hash, int year, const char *state,
                     FILE *diagnostics)
{
    struct comparison c = {config, past, diagnostics, 0};
    config->branch = hq_zalloc(1, sizeof *config->branch);
    config->branch->past = past;
    config->branch->year = year;
    if (hash != past->hash) {
        snprintf(past->hash, sizeof past->hash, "%s", hash);
    }
    snprintf(config->branch->state, sizeof config->branch->state, "%s", state);
    compare_engine(&c);
    const bool same_model = strcmp(config->model->name, past->model->name) == 0;
    if (same_model) {
        compare_counties(&c);
    }
    if (same_model && c.found == 0) { /* counties are then the same ones */
        compare_model(&c);
    }
    if (c.found > 0) {
        fprintf(
            diagnostics,
            "horqin: error: run.from: what is named (%d in all) holds from a run's first year on, and the "
            "years up to %d "
            "are those of the run that is there: give it the value that it has there, or run without --from\n",
            c.found, year);
        return HQ_EXIT_USAGE;
    }
    if (!year_fits(&c, year)) {
        return HQ_EXIT_USAGE;
    }
    find_programmes(config);
    char *identity = hq_arena_print(&config->arena, "from %s %d %s", past->hash, year, state);
    hq_config_add_base(config, identity);
    return HQ_EXIT_DONE;
}

/* ---- what follows from it ------------------------------------------------------------------------------- */

const struct config *hq_config_past(const struct config *config, int *year, const char **state)
{
    if (!config->branch) {
        return NULL;
    }
    *year = config->branch->year;
    *state = config->branch->state;
    return config->branch->past;
}

bool hq_config_repeats(const struct config *config)
{
    const struct param_table *t = config->model->parameters;
    const int year = config->branch->year;
    for (int i = 0; i < t->count; i++) {
        for (int c = 0; c < config->counties.count; c++) {
            if (begins(config, i, c) && !same_value(t->rows[i].type, hq_config_value(config, i, c, year),
                                                    hq_config_value(config->branch->past, i, c, year))) {
                return true;
            }
        }
    }
    return false;
}

void hq_config_forget(struct config *config)
{
    struct config_branch *b = config->branch;
    if (b) {
        hq_config_free(b->past);
        free(b->programmes);
        free(b->begins);
        free(b);
    }
    config->branch = NULL;
}
