/* population.survey: the population file that `horqin population` writes, read as strictly as it was written.
 */
#include <stdlib.h>
#include <string.h>

#include "sim/config/config_internal.h"
#include "sim/text/convert.h"

enum { MOST_WEIGHT = 10000000, MILLION = 1000000 };

/* Columns of the file: `fields` has HQ_SLOTS a field, -1 where it is not there. */
struct columns {
    int county, weight, *fields;
};

static bool is_person(const struct field_row *row)
{
    return row->level == HQ_OF_PERSON;
}

/* Which field and slot a column of the file is; false where it is none. */
static bool match(struct load *l, const struct field_table *t, const char *name, int *field, int *slot)
{
    for (*field = 0; *field < t->count; ++*field) {
        for (*slot = 0; *slot < (is_person(&t->rows[*field]) ? HQ_SLOTS : 1); ++*slot) {
            const char *own = t->rows[*field].name;
            if (is_person(&t->rows[*field])) {
                own = hq_arena_print(&l->scratch, "%s.%d", own, *slot + 1);
            }
            if (strcmp(own, name) == 0) {
                return true;
            }
        }
    }
    return false;
}

static bool find_columns(struct load *l, const struct csv *csv, struct columns *c, struct population *p)
{
    const struct field_table *t = p->fields;
    const int before = l->diagnostics.count;
    int field, slot;
    c->county = hq_csv_need(csv, "county", &l->diagnostics);
    c->weight = hq_csv_need(csv, "weight", &l->diagnostics);
    c->fields = hq_arena_alloc(&l->scratch, ((size_t)t->count + 1) * HQ_SLOTS * sizeof *c->fields);
    p->has = hq_arena_alloc(&l->config->arena, ((size_t)t->count + 1) * sizeof *p->has);
    for (int i = 0; i < t->count * HQ_SLOTS; i++) {
        c->fields[i] = -1;
    }
    for (int i = 0; i < csv->columns; i++) {
        const char *name = csv->header[i].text;
        if (match(l, t, name, &field, &slot)) {
            c->fields[field * HQ_SLOTS + slot] = i;
            p->has[field] = true;
        } else if (strcmp(name, "county") != 0 && strcmp(name, "weight") != 0 &&
                   strcmp(name, "household") != 0) {
            hq_report(&l->diagnostics, csv->source, csv->header[i].at,
                      "column '%s' is no field of a population file: write it with `horqin population`", name);
        }
    }
    for (int f = 0; f < t->count; f++) {
        bool persons = false;
        for (int k = 0; k < t->count && t->rows[f].needed; k++) {
            persons |= p->has[k] && t->rows[k].level == t->rows[f].level;
        }
        for (int s = 0; s < (is_person(&t->rows[f]) ? HQ_SLOTS : 1) && (p->has[f] || persons); s++) {
            if (c->fields[f * HQ_SLOTS + s] < 0) {
                hq_report(&l->diagnostics, csv->source, csv->header[0].at, "the column '%s.%d' is missing",
                          t->rows[f].name, s + 1);
            }
        }
    }
    return l->diagnostics.count == before;
}

/* The class of a county of the region table, selected or not. */
static int32_t class_of(const struct load *l, const struct region_row *county)
{
    const char *const *classes = l->config->model->classes;
    const int column = hq_csv_column(&l->region.csv, "class");
    const char *name = column < 0 ? "" : hq_csv_cell(&l->region.csv, county->row, column)->text;
    for (int32_t i = 0; classes && classes[i]; i++) {
        if (strcmp(classes[i], name) == 0) {
            return i;
        }
    }
    return 0;
}

static void read_county(struct load *l, const struct csv *csv, const struct csv_cell *cell,
                        struct population_row *row)
{
    const char *why = hq_to_code(cell->text, &row->county);
    const struct region_row *county = why ? NULL : hq_find_county(&l->region, row->county);
    if (county) {
        row->class = class_of(l, county);
    } else {
        hq_report_county(l, csv->source, cell->at, cell->text);
    }
}

static void read_weight(struct load *l, const struct csv *csv, const struct csv_cell *cell,
                        struct population_row *row)
{
    double weight = 1;
    const char *why = hq_to_real(cell->text, &weight);
    if (why) {
        hq_report(&l->diagnostics, csv->source, cell->at, "weight '%s' %s", cell->text, why);
    } else if (weight * MILLION < 1 || weight > MOST_WEIGHT) {
        hq_report(&l->diagnostics, csv->source, cell->at, "a weight is from 0.000001 to %d, not %s",
                  MOST_WEIGHT, cell->text);
        weight = 1;
    }
    /* lint: allow float-cast: at most 10^13 */
    row->weight = (int64_t)(weight * MILLION + 0.5);
}

static double read_value(struct load *l, const struct csv *csv, const struct csv_cell *cell,
                         const struct field_row *field)
{
    double value = 0;
    if (!cell->text[0]) {
        return HQ_NOT_SAID;
    }
    const char *why = hq_to_real(cell->text, &value);
    if (why) {
        hq_report(&l->diagnostics, csv->source, cell->at, "%s: '%s' %s", field->name, cell->text, why);
        return HQ_NOT_SAID;
    }
    if (value < field->low || value > field->high) {
        char low[HQ_NUMBER], high[HQ_NUMBER];
        hq_report(&l->diagnostics, csv->source, cell->at, "%s is from %s to %s [%s], not %s", field->name,
                  hq_real_text(field->low, low), hq_real_text(field->high, high), field->unit, cell->text);
        return HQ_NOT_SAID;
    }
    /* lint: allow float-cast: within the field's range */
    if ((field->type == HQ_INT || field->type == HQ_BOOL) && (double)(int64_t)value != value) {
        hq_report(&l->diagnostics, csv->source, cell->at, "%s is a whole number, not %s", field->name,
                  cell->text);
        return HQ_NOT_SAID;
    }
    return value;
}

/* A person is there with all that is needed of it, or not at all. */
static void check_person(struct load *l, const struct csv *csv, const struct columns *c, int row, int slot,
                         const double *values, const struct field_table *t)
{
    int first = -1;
    for (int f = 0; f < t->count; f++) {
        const int column = c->fields[f * HQ_SLOTS + slot];
        if (!is_person(&t->rows[f]) || column < 0) {
            continue;
        }
        first = first < 0 && t->rows[f].needed ? f : first;
        const bool said = values[f * HQ_SLOTS + slot] != HQ_NOT_SAID;
        const bool there = first >= 0 && values[first * HQ_SLOTS + slot] != HQ_NOT_SAID;
        if (said != there && (said || t->rows[f].needed)) {
            hq_report(&l->diagnostics, csv->source, hq_csv_cell(csv, row, column)->at,
                      there ? "%s is empty, but there is a person" : "%s of nobody: the person has no age",
                      csv->header[column].text);
        }
    }
}

static void read_row(struct load *l, const struct csv *csv, const struct columns *c, int number,
                     struct population *p)
{
    const struct field_table *t = p->fields;
    struct population_row *row = &p->rows[number];
    double *values = hq_arena_alloc(&l->config->arena, ((size_t)t->count + 1) * HQ_SLOTS * sizeof *values);
    read_county(l, csv, hq_csv_cell(csv, number, c->county), row);
    read_weight(l, csv, hq_csv_cell(csv, number, c->weight), row);
    const int before = l->diagnostics.count;
    for (int i = 0; i < t->count * HQ_SLOTS; i++) {
        values[i] = c->fields[i] < 0
                        ? HQ_NOT_SAID
                        : read_value(l, csv, hq_csv_cell(csv, number, c->fields[i]), &t->rows[i / HQ_SLOTS]);
    }
    for (int slot = 0; slot < HQ_SLOTS && l->diagnostics.count == before; slot++) {
        check_person(l, csv, c, number, slot, values, t);
    }
    row->values = values;
}

void hq_load_population(struct load *l)
{
    const struct setting *setting = &l->config->engine[hq_engine_row("population.survey")];
    const char *path = setting->plain.value.text;
    struct config *config = l->config;
    struct columns c;
    struct csv csv;
    if (!path[0] || !l->region.read || !config->model) {
        return;
    }
    const struct source *source = hq_load_input(l, "population.survey", path, &setting->origin);
    if (!source) {
        return;
    }
    const int before = l->diagnostics.count;
    struct population *p = hq_arena_alloc(&config->arena, sizeof *p);
    p->fields = config->model->fields;
    hq_csv_read(&l->scratch, source, &l->diagnostics, &csv);
    if (!csv.columns || !find_columns(l, &csv, &c, p)) {
        return;
    }
    if (!csv.rows) {
        hq_report(&l->diagnostics, source, (struct mark){1, 1}, "no household in the population file");
    }
    p->rows = hq_arena_alloc(&config->arena, ((size_t)csv.rows + 1) * sizeof *p->rows);
    p->count = csv.rows;
    __int128 sum = 0;
    for (int i = 0; i < csv.rows; i++) {
        read_row(l, &csv, &c, i, p);
        sum += p->rows[i].weight;
    }
    if (sum >> 62) {
        hq_report(&l->diagnostics, source, (struct mark){1, 1}, "the weights add up to more than 4.6e12");
    }
    if (l->diagnostics.count == before) {
        config->population = p;
    }
}

void hq_pool_population(struct config *config)
{
    int classes = 1;
    while (config->model->classes && config->model->classes[0] && config->model->classes[classes]) {
        classes++;
    }
    if (config->population) {
        const struct county_table *t = &config->counties;
        hq_population_pool(config->population, t->code_numbers, t->classes, t->count, classes);
    }
}

const struct population *hq_config_population(const struct config *config)
{
    return config->population;
}
