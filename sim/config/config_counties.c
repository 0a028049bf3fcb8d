/* The region table: which counties there are, which are selected, and what is known of each. Rows that
 * are not selected need only a code: a table may list counties of which nothing else is known yet. */
#include <stdlib.h>
#include <string.h>

#include "sim/config/config_internal.h"
#include "sim/text/convert.h"

/* ---- codes ------------------------------------------------------------------------------------------- */

static int by_code(const void *a, const void *b)
{
    const struct region_row *x = a, *y = b;
    return x->code != y->code ? (x->code < y->code ? -1 : 1) : x->row - y->row;
}

static void read_codes(struct load *l, struct region *r)
{
    r->rows = hq_arena_alloc(&l->scratch, sizeof *r->rows * (size_t)(r->csv.rows + 1));
    for (int i = 0; i < r->csv.rows; i++) {
        const struct csv_cell *cell = hq_csv_cell(&r->csv, i, r->code);
        int32_t code;
        const char *why = hq_to_code(cell->text, &code);
        if (why)
            hq_report(&l->diagnostics, r->csv.source, cell->at, "'%s' %s", cell->text, why);
        else
            r->rows[r->count++] = (struct region_row){code, i, false};
    }
    qsort(r->rows, (size_t)r->count, sizeof *r->rows, by_code);
    for (int i = 1; i < r->count; i++)
        if (r->rows[i].code == r->rows[i - 1].code) {
            const struct csv_cell *cell = hq_csv_cell(&r->csv, r->rows[i].row, r->code);
            hq_report(&l->diagnostics, r->csv.source, cell->at, "county %s stands twice; before in line %d",
                      cell->text, hq_csv_cell(&r->csv, r->rows[i - 1].row, r->code)->at.line);
        }
}

const struct region_row *hq_find_county(const struct region *region, int32_t code)
{
    int low = 0, high = region->count;
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (region->rows[middle].code < code)
            low = middle + 1;
        else
            high = middle;
    }
    return low < region->count && region->rows[low].code == code ? &region->rows[low] : NULL;
}

/* The nearest code or, where a name was given instead, the code of the nearest name. */
void hq_report_county(struct load *l, const struct source *source, struct mark at, const char *text)
{
    const struct region *r = &l->region;
    struct suggestion s = hq_suggest(text);
    int nearest = -1;
    for (int i = 0; i < r->count; i++)
        for (int column = 0; column < 2; column++) {
            const char *before = s.best;
            hq_offer(&s, hq_csv_cell(&r->csv, r->rows[i].row, column ? r->name : r->code)->text);
            if (s.best != before)
                nearest = r->rows[i].row;
        }
    if (nearest < 0)
        hq_report(&l->diagnostics, source, at, "unknown county '%s'", text);
    else
        hq_report(&l->diagnostics, source, at, "unknown county '%s'; did you mean %s (%s)?", text,
                  hq_csv_cell(&r->csv, nearest, r->code)->text, hq_csv_cell(&r->csv, nearest, r->name)->text);
}

/* ---- selection --------------------------------------------------------------------------------------- */

static void select_all(struct load *l)
{
    for (int i = 0; i < l->region.count; i++)
        l->region.rows[i].selected = true;
}

static void select_counties(struct load *l)
{
    const struct setting *setting = &l->config->engine[hq_engine_row("region.counties")];
    const struct origin *o = &setting->origin;
    const char *text;
    struct mark at;
    if (setting->wrong || strcmp(setting->plain.value.text, "all") == 0) {
        select_all(l);
        return;
    }
    int count = 0;
    for (; hq_list_item(&l->scratch, o->node, count, &text, &at); count++) {
        int32_t code = 0;
        const struct region_row *row = hq_to_code(text, &code) ? NULL : hq_find_county(&l->region, code);
        if (!row)
            hq_report_county(l, o->source, at, text);
        else if (row->selected)
            hq_report(&l->diagnostics, o->source, at, "county %s is selected twice", text);
        else
            l->region.rows[row - l->region.rows].selected = true;
    }
    if (!count)
        hq_report(&l->diagnostics, o->source, o->at, "no county is selected; all of them are 'all'");
}

void hq_load_region(struct load *l)
{
    const struct setting *setting = &l->config->engine[hq_engine_row("region.table")];
    const char *path = setting->plain.value.text;
    struct region *r = &l->region;
    if (!path[0] && (l->incomplete || setting->wrong))
        return;
    if (!path[0]) {
        hq_report(&l->diagnostics, setting->origin.rank ? setting->origin.source : l->main, setting->origin.at,
                  "region.table is not set: it names the CSV of counties");
        return;
    }
    const struct source *source = hq_load_input(l, "counties", path, &setting->origin);
    if (!source)
        return;
    hq_csv_read(&l->scratch, source, &l->diagnostics, &r->csv);
    if (!r->csv.columns)
        return;
    r->code = hq_csv_need(&r->csv, "code", &l->diagnostics);
    r->name = hq_csv_need(&r->csv, "name", &l->diagnostics);
    if (r->code < 0 || r->name < 0)
        return;
    read_codes(l, r);
    r->read = r->count > 0;
    if (r->csv.rows == 0)
        hq_report(&l->diagnostics, source, (struct mark){1, 1}, "no county in the table");
    if (r->read)
        select_counties(l);
}

/* ---- the county table -------------------------------------------------------------------------------- */

/* The columns that the county table is made of. */
struct columns {
    int prefecture, class, households, villages;
    int zone;    /* -1: the table has no such column */
    int *inputs; /* of the model's county rows; -1 where not HQ_INPUT */
};

static bool find_columns(struct load *l, struct columns *c)
{
    const struct csv *csv = &l->region.csv;
    const struct model_choice *model = l->config->model;
    bool has_classes = model->classes && model->classes[0], all = true;
    c->prefecture = hq_csv_need(csv, "prefecture", &l->diagnostics);
    c->class = has_classes ? hq_csv_need(csv, "class", &l->diagnostics) : 0;
    c->zone = hq_csv_column(csv, "zone");
    c->households = hq_csv_need(csv, "households", &l->diagnostics);
    c->villages = hq_csv_need(csv, "villages", &l->diagnostics);
    c->inputs = hq_arena_alloc(&l->scratch, sizeof *c->inputs * (size_t)(model->county->count + 1));
    for (int i = 0; i < model->county->count; i++) {
        bool input = model->county->rows[i].kind == HQ_INPUT;
        c->inputs[i] = input ? hq_csv_need(csv, model->county->rows[i].name, &l->diagnostics) : -1;
        all = all && (!input || c->inputs[i] >= 0);
    }
    return all && c->prefecture >= 0 && c->class >= 0 && c->households >= 0 && c->villages >= 0;
}

static void report_cell(struct load *l, const struct csv_cell *cell, int column, const char *why)
{
    const struct csv *csv = &l->region.csv;
    if (cell->text[0])
        hq_report(&l->diagnostics, csv->source, cell->at, "%s: '%s' %s", csv->header[column].text, cell->text,
                  why);
    else
        hq_report(&l->diagnostics, csv->source, cell->at, "%s is empty", csv->header[column].text);
}

/* A count; 0 where it is wrong. */
static int32_t read_number(struct load *l, int row, int column)
{
    const struct csv_cell *cell = hq_csv_cell(&l->region.csv, row, column);
    int32_t value = 0;
    const char *why = hq_convert_column(HQ_i32, cell->text, &value);
    if (!why && value < 1)
        why = "must be at least 1";
    if (why)
        report_cell(l, cell, column, why);
    return why ? 0 : value;
}

static int32_t read_class(struct load *l, int row, int column)
{
    const char *const *classes = l->config->model->classes;
    const struct csv_cell *cell = hq_csv_cell(&l->region.csv, row, column);
    struct suggestion s = hq_suggest(cell->text);
    char hint[HQ_HINT];
    if (!classes || !classes[0])
        return 0;
    for (int i = 0; classes[i]; i++) {
        if (strcmp(classes[i], cell->text) == 0)
            return i;
        hq_offer(&s, classes[i]);
    }
    hq_report(&l->diagnostics, l->region.csv.source, cell->at, "unknown class '%s'%s", cell->text,
              hq_hint(&s, hint));
    return 0;
}

/* The model's own columns of one county: inputs from the table, all others at their initial values. */
static void fill_row(struct load *l, const struct columns *c, int row, unsigned char *to)
{
    const struct column_table *table = l->config->model->county;
    for (int i = 0; i < table->count; i++) {
        const struct column_row *column = &table->rows[i];
        if (c->inputs[i] < 0) {
            hq_store_column(column->type, column->initial, to + column->offset);
            continue;
        }
        const struct csv_cell *cell = hq_csv_cell(&l->region.csv, row, c->inputs[i]);
        const char *why = hq_convert_column(column->type, cell->text, to + column->offset);
        if (why)
            report_cell(l, cell, c->inputs[i], why);
    }
}

static const char *copy_cell(struct load *l, int row, int column)
{
    const struct csv_cell *cell = hq_csv_cell(&l->region.csv, row, column);
    if (!cell->text[0])
        report_cell(l, cell, column, "");
    return hq_arena_text(&l->config->arena, cell->text);
}

static void fill_county(struct load *l, const struct columns *c, const struct region_row *from)
{
    struct county_table *t = &l->config->counties;
    int i = t->count++;
    t->codes[i] = copy_cell(l, from->row, l->region.code);
    t->names[i] = copy_cell(l, from->row, l->region.name);
    t->prefectures[i] = copy_cell(l, from->row, c->prefecture);
    t->zones[i] = c->zone < 0 ? "" : copy_cell(l, from->row, c->zone);
    t->code_numbers[i] = from->code;
    t->classes[i] = read_class(l, from->row, c->class);
    t->households[i] = read_number(l, from->row, c->households);
    t->villages[i] = read_number(l, from->row, c->villages);
    fill_row(l, c, from->row, t->rows + (size_t)i * l->config->model->county->size);
    if (t->households[i] && t->villages[i] > t->households[i])
        hq_report(&l->diagnostics, l->region.csv.source,
                  hq_csv_cell(&l->region.csv, from->row, c->villages)->at,
                  "more villages (%d) than households (%d)", t->villages[i], t->households[i]);
}

static void make_room(struct config *config, int count)
{
    struct county_table *t = &config->counties;
    struct arena *a = &config->arena;
    size_t n = (size_t)count + 1;
    const char ***texts[] = {&t->codes, &t->names, &t->prefectures, &t->zones};
    int32_t **numbers[] = {&t->code_numbers, &t->classes,          &t->households,
                           &t->villages,     &t->prefecture_index, &t->zone_index};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        *texts[i] = hq_arena_alloc(a, n * sizeof **texts[i]);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        *numbers[i] = hq_arena_alloc(a, n * sizeof **numbers[i]);
    t->rows = hq_arena_alloc(a, n * config->model->county->size);
}

/* A name's number is how many other names come before it. */
static void number_names(const char *const *names, int count, int32_t *index)
{
    for (int i = 0; i < count; i++) {
        int before = 0;
        for (int j = 0; j < count; j++) {
            bool first = strcmp(names[j], names[i]) < 0;
            for (int k = 0; k < j && first; k++)
                first = strcmp(names[k], names[j]) != 0;
            before += first;
        }
        index[i] = before;
    }
}

/* ---- another total ----------------------------------------------------------------------------------- */

/* Shares out `total` by the table's numbers: county i gets what floor(total x running sum / sum) gains
 * at it, so that the shares add up to the total exactly and none is off by one or more. */
static void share_out(int32_t *numbers, int count, int64_t total, int64_t sum)
{
    __int128 running = 0;
    int64_t before = 0;
    for (int i = 0; i < count; i++) {
        running += numbers[i];
        int64_t now = (int64_t)((__int128)total * running / sum);
        numbers[i] = (int32_t)(now - before);
        before = now;
    }
}

static void scale_population(struct load *l)
{
    struct county_table *t = &l->config->counties;
    const struct origin *o = &l->config->engine[hq_engine_row("population.households")].origin;
    int64_t total = l->config->params.population_households, sum = 0;
    if (total <= 0 || !t->count)
        return;
    int smallest = 0;
    for (int i = 0; i < t->count; i++) {
        sum += t->households[i];
        smallest = t->households[i] < t->households[smallest] ? i : smallest;
    }
    int64_t needed = (sum - 1) / t->households[smallest] + 1; /* from here on each has a household for sure */
    share_out(t->households, t->count, total, sum);
    share_out(t->villages, t->count, total, sum);
    for (int i = 0; i < t->count; i++) {
        if (t->households[i] < 1) {
            hq_report(&l->diagnostics, o->source, o->at,
                      "population.households: %lld leave county %s (%s) without one; %lld are enough",
                      (long long)total, t->codes[i], t->names[i], (long long)needed);
            return;
        }
        t->villages[i] = t->villages[i] < 1 ? 1 : t->villages[i];
        t->villages[i] = t->villages[i] > t->households[i] ? t->households[i] : t->villages[i];
    }
}

void hq_fill_counties(struct load *l)
{
    struct columns c;
    int errors = l->diagnostics.count;
    if (!l->region.read || !l->config->model || !find_columns(l, &c))
        return;
    make_room(l->config, l->region.count);
    for (int i = 0; i < l->region.count; i++)
        if (l->region.rows[i].selected)
            fill_county(l, &c, &l->region.rows[i]);
    l->config->all_counties = l->config->counties.count == l->region.count;
    const struct county_table *t = &l->config->counties;
    number_names(t->prefectures, t->count, t->prefecture_index);
    number_names(t->zones, t->count, t->zone_index);
    if (l->diagnostics.count == errors)
        scale_population(l);
}
