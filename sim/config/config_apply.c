/* Layers onto settings: which row a key means, and what to say where it means none. */
#include <string.h>

#include "sim/config/config_internal.h"
#include "sim/error.h"
#include "sim/text/convert.h"

static const struct param_table no_parameters;

static const struct param_table *model_table(const struct load *l)
{
    return l->config->model ? l->config->model->parameters : &no_parameters;
}

int hq_find_row(const struct param_table *table, const char *group, const char *name)
{
    for (int i = 0; i < table->count; i++)
        if (strcmp(table->rows[i].group, group) == 0 && strcmp(table->rows[i].name, name) == 0)
            return i;
    return -1;
}

struct setting *hq_default_settings(struct load *l, const struct param_table *table)
{
    struct setting *settings = hq_arena_alloc(&l->config->arena, sizeof *settings * (size_t)(table->count + 1));
    for (int i = 0; i < table->count; i++) {
        const struct param_row *row = &table->rows[i];
        struct scope *plain = &settings[i].plain;
        char why[HQ_WHY];
        plain->has_default = true;
        if (row->type >= HQ_TEXT)
            plain->value.text = row->initial;
        else if (!hq_convert(row, row->initial, &plain->value, why))
            hq_fail(HQ_EXIT_INTERNAL, "default of a parameter: %s", why);
    }
    return settings;
}

/* ---- unknown keys ------------------------------------------------------------------------------------ */

/* Offers the groups, or the full keys, of all rows; a key that is best so far is kept in keys[0]. */
static void offer_rows(const struct load *l, struct suggestion *s, bool groups, char keys[][HQ_HINT])
{
    const struct param_table *tables[] = {&hq_engine_parameters, model_table(l)};
    for (int t = 0; t < 2; t++)
        for (int i = 0; i < tables[t]->count; i++) {
            const struct param_row *row = &tables[t]->rows[i];
            if (groups) {
                hq_offer(s, row->group);
                continue;
            }
            snprintf(keys[1], HQ_HINT, "%s.%s", row->group, row->name);
            hq_offer(s, keys[1]);
            if (s->best == keys[1])
                s->best = memcpy(keys[0], keys[1], HQ_HINT);
        }
}

/* A right name in a wrong group is no misspelling, but as easily said. */
static void offer_name(const struct load *l, struct suggestion *s, const char *name, char key[HQ_HINT])
{
    const struct param_table *tables[] = {&hq_engine_parameters, model_table(l)};
    for (int t = 0; t < 2 && !s->best; t++)
        for (int i = 0; i < tables[t]->count && !s->best; i++)
            if (strcmp(tables[t]->rows[i].name, name) == 0) {
                snprintf(key, HQ_HINT, "%s.%s", tables[t]->rows[i].group, name);
                s->best = key;
            }
}

static bool has_group(const struct load *l, const char *group)
{
    const struct param_table *tables[] = {&hq_engine_parameters, model_table(l)};
    for (int t = 0; t < 2; t++)
        for (int i = 0; i < tables[t]->count; i++)
            if (strcmp(tables[t]->rows[i].group, group) == 0)
                return true;
    return false;
}

static void report_group(struct load *l, const struct node *key)
{
    struct suggestion s = hq_suggest(key->text);
    char hint[HQ_HINT];
    offer_rows(l, &s, true, NULL);
    hq_offer(&s, "extends");
    hq_report(&l->diagnostics, key->source, key->at, "unknown group '%s'%s", key->text, hq_hint(&s, hint));
}

static void report_key(struct load *l, const struct node *group, const struct node *name)
{
    char keys[2][HQ_HINT] = {"", ""}, hint[HQ_HINT];
    const char *full = hq_arena_print(&l->scratch, "%s.%s", group->text, name->text);
    struct suggestion s = hq_suggest(full);
    s.distance = hq_suggest(name->text).distance; /* a right group makes a wrong name no nearer */
    offer_rows(l, &s, false, keys);
    offer_name(l, &s, name->text, keys[0]);
    hq_report(&l->diagnostics, name->source, name->at, "unknown key '%s'%s", full, hq_hint(&s, hint));
}

/* ---- layers ------------------------------------------------------------------------------------------ */

typedef void key_step(struct load *l, const struct node *group, const struct pair *pair);

/* Where the model is unknown, so are its keys: nothing is said of them. */
static void apply_model_key(struct load *l, const struct node *group, const struct pair *pair)
{
    const struct param_table *table = model_table(l);
    int row = hq_find_row(table, group->text, pair->key->text);
    if (row >= 0 && table->rows[row].flags & HQ_PLACES)
        return; /* applied before */
    if (row >= 0)
        hq_apply_value(l, &table->rows[row], &l->config->settings[row], pair->value);
    else if (l->config->model && hq_find_row(&hq_engine_parameters, group->text, pair->key->text) < 0)
        report_key(l, group, pair->key);
}

static void apply_places_key(struct load *l, const struct node *group, const struct pair *pair)
{
    const struct param_table *table = model_table(l);
    int row = hq_find_row(table, group->text, pair->key->text);
    if (row >= 0 && table->rows[row].flags & HQ_PLACES)
        hq_apply_value(l, &table->rows[row], &l->config->settings[row], pair->value);
}

static void apply_engine_key(struct load *l, const struct node *group, const struct pair *pair)
{
    int row = hq_find_row(&hq_engine_parameters, group->text, pair->key->text);
    if (row >= 0)
        hq_apply_value(l, &hq_engine_parameters.rows[row], &l->config->engine[row], pair->value);
}

/* What is wrong with a group is said where the model's keys are applied. */
static void apply_group(struct load *l, const struct pair *group, key_step *apply)
{
    const bool last = apply == apply_model_key;
    if (last && !has_group(l, group->key->text)) {
        if (l->config->model)
            report_group(l, group->key);
        return;
    }
    if (group->value->kind != NODE_MAP) {
        if (last)
            hq_report(&l->diagnostics, group->value->source, group->value->at,
                      "group '%s' takes a mapping: {name: value}", group->key->text);
        return;
    }
    for (int i = 0; i < group->value->count; i++)
        apply(l, group->key, &group->value->pairs[i]);
}

static void apply_layers(struct load *l, key_step *apply)
{
    for (int i = 0; i < l->layer_count; i++) {
        const struct node *root = l->layers[i].root;
        for (int j = 0; root && j < root->count; j++)
            if (strcmp(root->pairs[j].key->text, "extends") != 0)
                apply_group(l, &root->pairs[j], apply);
    }
}

void hq_apply_engine(struct load *l)
{
    apply_layers(l, apply_engine_key);
}

void hq_apply_places(struct load *l)
{
    apply_layers(l, apply_places_key);
}

void hq_apply_model(struct load *l)
{
    apply_layers(l, apply_model_key);
}

/* ---- orders ------------------------------------------------------------------------------------------ */

struct sided {
    const struct param_row *row;
    const struct setting *setting;
};

static struct sided find_key(const struct load *l, const char *key)
{
    const struct param_table *tables[] = {&hq_engine_parameters, model_table(l)};
    const struct setting *settings[] = {l->config->engine, l->config->settings};
    for (int t = 0; t < 2; t++)
        for (int i = 0; i < tables[t]->count; i++) {
            const struct param_row *row = &tables[t]->rows[i];
            size_t length = strlen(row->group);
            if (strncmp(key, row->group, length) == 0 && key[length] == '.' &&
                strcmp(key + length + 1, row->name) == 0)
                return (struct sided){row, &settings[t][i]};
        }
    hq_fail(HQ_EXIT_INTERNAL, "an order names '%s', which is no parameter", key);
}

static bool exceeds(struct sided low, union cell a, struct sided high, union cell b)
{
    if (low.row->type != HQ_REAL && high.row->type != HQ_REAL)
        return a.integer > b.integer;
    double x = low.row->type == HQ_REAL ? a.real : (double)a.integer;
    double y = high.row->type == HQ_REAL ? b.real : (double)b.integer;
    return x > y;
}

/* Plain values, in every year of the run: the first year out of order is reported. */
static void check_order(struct load *l, const struct order_row *order)
{
    struct sided low = find_key(l, order->low), high = find_key(l, order->high);
    const struct origin *last =
        low.setting->origin.rank > high.setting->origin.rank ? &low.setting->origin : &high.setting->origin;
    int year = (int)l->config->params.run_first_year;
    if (low.setting->wrong || high.setting->wrong)
        return;
    do {
        char a[HQ_NUMBER], b[HQ_NUMBER];
        union cell x = hq_plain_value(low.setting, year), y = hq_plain_value(high.setting, year);
        if (exceeds(low, x, high, y)) {
            bool varies = low.setting->plain.count || high.setting->plain.count;
            if (!last->rank)
                hq_fail(HQ_EXIT_INTERNAL, "defaults out of order: %s, %s", order->low, order->high);
            hq_report(&l->diagnostics, last->source, last->at, "%s (%s) must not exceed %s (%s)%s", order->low,
                      hq_cell_text(low.row->type, x, a), order->high, hq_cell_text(high.row->type, y, b),
                      varies ? hq_arena_print(&l->scratch, " in %d", year) : "");
            return;
        }
    } while (++year <= l->config->params.run_last_year);
}

/* A sum that is stated by year and one that grows from its first year on are two ways to say what later years have. */
static void check_growth(struct load *l, const struct order_row *order)
{
    struct sided rate = find_key(l, order->low), sum = find_key(l, order->high);
    char text[HQ_NUMBER];
    if (rate.setting->wrong || sum.setting->wrong)
        return;
    const union cell value = hq_plain_value(rate.setting, (int)l->config->params.run_first_year);
    if (value.real == 0 || sum.setting->plain.count == 0)
        return;
    const struct origin *last =
        rate.setting->origin.rank > sum.setting->origin.rank ? &rate.setting->origin : &sum.setting->origin;
    hq_report(&l->diagnostics, last->source, last->at,
              "%s is stated by year and would grow by %s (%s) too: state one amount, or %s: 0", order->high,
              order->low, hq_cell_text(rate.row->type, value, text), order->low);
}

void hq_check_orders(struct load *l)
{
    const struct param_table *tables[] = {&hq_engine_parameters, model_table(l)};
    for (int t = 0; t < 2; t++)
        for (int i = 0; i < tables[t]->order_count; i++) {
            const struct order_row *order = &tables[t]->orders[i];
            if (order->grows)
                check_growth(l, order);
            else
                check_order(l, order);
        }
}
