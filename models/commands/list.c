/* horqin list: what the rows of a model hold, as aligned text or JSON. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/commands/commands.h"
#include "sim/config/config.h"
#include "sim/error.h"
#include "sim/store/files.h"
#include "sim/text/convert.h"
#include "sim/text/diagnostic.h"
#include "sim/text/json.h"

/* ---- tables ------------------------------------------------------------------------------------------ */

/* How a cell is read: as text, as a number, as true or false, as items parted by ", ". */
enum reading { TEXT, NUMBER, TRUTH, ITEMS };

struct heading {
    const char *name;
    enum reading reading;
    bool detail; /* in JSON only */
};

enum { MOST_HEADINGS = 12 };

struct table {
    const struct heading *headings; /* ended by one without a name */
    int width;
    char **cells; /* rows x width */
    int rows, at; /* at: cells filled */
};

static void begin(struct table *t, const struct heading *headings, int most_rows)
{
    *t = (struct table){.headings = headings};
    while (headings[t->width].name) {
        t->width++;
    }
    t->cells = hq_zalloc((size_t)most_rows * (size_t)t->width + 1, sizeof *t->cells);
}

/* Takes the text over. */
static void put_cell(struct table *t, char *text)
{
    t->cells[t->at++] = text;
    t->rows = t->at / t->width;
}

static void put_copy(struct table *t, const char *text)
{
    put_cell(t, hq_copy_text(text));
}

static void put_number(struct table *t, double value)
{
    char space[HQ_NUMBER];
    put_copy(t, hq_real_text(value, space));
}

static void put_truth(struct table *t, bool value)
{
    put_copy(t, value ? "true" : "false");
}

/* Appends an item to a text of items, which is freed and made anew. */
static char *with_item(char *items, const char *item)
{
    char *longer = items[0] ? hq_text("%s, %s", items, item) : hq_copy_text(item);
    free(items);
    return longer;
}

static const char *shown(const char *cell)
{
    return cell[0] ? cell : "-";
}

/* Bytes are not columns: units and meanings are ASCII, and a test holds them to it. */
static void print_table(const struct table *t, FILE *out)
{
    size_t widths[MOST_HEADINGS] = {0};
    int last = 0;
    for (int c = 0; c < t->width; c++) {
        widths[c] = strlen(t->headings[c].name);
        last = t->headings[c].detail ? last : c;
        for (int r = 0; r < t->rows; r++) {
            const size_t length = strlen(shown(t->cells[r * t->width + c]));
            widths[c] = length > widths[c] ? length : widths[c];
        }
    }
    for (int r = -1; r < t->rows; r++) {
        for (int c = 0; c <= last; c++) {
            const char *cell = r < 0 ? t->headings[c].name : shown(t->cells[r * t->width + c]);
            const bool right = t->headings[c].reading == NUMBER;
            if (!t->headings[c].detail) {
                fprintf(out, "%*s%s", right ? (int)(widths[c] - strlen(cell)) : 0, "", cell);
                fprintf(out, "%*s", c == last ? 0 : (int)(right ? 0 : widths[c] - strlen(cell)) + 2, "");
            }
        }
        fputc('\n', out);
    }
}

static void json_items(struct json *j, const char *key, const char *items)
{
    hq_json_array(j, key);
    while (*items) {
        const char *end = strstr(items, ", ");
        const size_t length = end ? (size_t)(end - items) : strlen(items);
        char *item = hq_text("%.*s", (int)length, items);
        hq_json_text(j, NULL, item);
        free(item);
        items += length + (end ? 2 : 0);
    }
    hq_json_close(j, ']');
}

static void json_number(struct json *j, const char *key, const char *cell)
{
    int64_t whole;
    double real;
    if (!hq_to_integer(cell, &whole)) {
        hq_json_int(j, key, whole);
    } else if (!hq_to_real(cell, &real)) {
        hq_json_real(j, key, real);
    } else {
        hq_json_text(j, key, NULL);
    }
}

static void json_table(const struct table *t, const char *model, const char *word, FILE *out)
{
    struct json j;
    hq_json_begin(&j, out);
    hq_json_text(&j, "model", model);
    hq_json_array(&j, word);
    for (int r = 0; r < t->rows; r++) {
        hq_json_object(&j, NULL);
        for (int c = 0; c < t->width; c++) {
            const char *key = t->headings[c].name, *cell = t->cells[r * t->width + c];
            if (t->headings[c].reading == ITEMS) {
                json_items(&j, key, cell);
            } else if (t->headings[c].reading == TRUTH) {
                hq_json_bool(&j, key, strcmp(cell, "true") == 0);
            } else if (t->headings[c].reading == NUMBER) {
                json_number(&j, key, cell);
            } else {
                hq_json_text(&j, key, cell);
            }
        }
        hq_json_close(&j, '}');
    }
    hq_json_close(&j, ']');
    hq_json_end(&j);
}

static void end(struct table *t)
{
    for (int i = 0; i < t->at; i++) {
        free(t->cells[i]);
    }
    free(t->cells);
}

/* ---- what there is ----------------------------------------------------------------------------------- */

/* The names of a group's parameters; whether one of them switches it on by default. */
static char *parameters_of(const struct model *m, const char *group, bool *enabled)
{
    char *names = hq_copy_text("");
    *enabled = false;
    for (int i = 0; i < m->parameters.count; i++) {
        const struct param_row *row = &m->parameters.rows[i];
        if (strcmp(row->group, group) == 0) {
            names = with_item(names, row->name);
            *enabled = *enabled || (strcmp(row->name, "enabled") == 0 && strcmp(row->initial, "true") == 0);
        }
    }
    return names;
}

/* Programmes but the first, which stands for what no programme explains. */
static void list_policies(const struct model *m, struct table *t)
{
    static const struct heading headings[] = {
        {.name = "name"},    {.name = "enabled", .reading = TRUTH},    {.name = "unit"},
        {.name = "meaning"}, {.name = "parameters", .reading = ITEMS}, {0}};
    begin(t, headings, m->programme_count);
    for (int i = 1; i < m->programme_count; i++) {
        bool enabled;
        char *parameters = parameters_of(m, m->programmes[i].name, &enabled);
        put_copy(t, m->programmes[i].name);
        put_truth(t, enabled);
        put_copy(t, m->programmes[i].unit);
        put_copy(t, m->programmes[i].meaning);
        put_cell(t, parameters);
    }
}

static char *columns_of(const struct model *m, const short *columns)
{
    char *names = hq_copy_text("");
    for (; columns && *columns >= 0; columns++) {
        names = with_item(names, m->household.rows[*columns].name);
    }
    return names;
}

static void list_processes(const struct model *m, struct table *t)
{
    static const struct heading headings[] = {{.name = "name"},
                                              {.name = "stage"},
                                              {.name = "writes", .reading = ITEMS},
                                              {.name = "reads", .reading = ITEMS},
                                              {0}};
    static const char *const stages[] = {[HQ_PLAN] = "plan", [HQ_OFFERS] = "offers", [HQ_SETTLE] = "settle"};
    int count = 0;
    while (m->processes[count]) {
        count++;
    }
    begin(t, headings, count);
    for (int stage = HQ_PLAN; stage <= HQ_SETTLE; stage++) { /* as a year runs them */
        for (int i = 0; i < count; i++) {
            const struct process *p = m->processes[i];
            if ((int)p->stage == stage) {
                put_copy(t, p->name);
                put_copy(t, stages[stage]);
                put_cell(t, columns_of(m, p->writes));
                put_cell(t, columns_of(m, p->reads));
            }
        }
    }
}

static void put_parameter(struct table *t, const struct param_row *row)
{
    static const char *const types[] = {
        [HQ_REAL] = "real", [HQ_INT] = "whole", [HQ_BOOL] = "truth", [HQ_YUAN] = "Yuan",
        [HQ_TEXT] = "text", [HQ_FILE] = "file", [HQ_LIST] = "list",
    };
    static const struct {
        unsigned flag;
        const char *word;
    } scopes[] = {{HQ_BY_YEAR, "year"}, {HQ_BY_CLASS, "class"}, {HQ_BY_COUNTY, "county"}};
    const bool ranged = row->type == HQ_REAL || row->type == HQ_INT || row->type == HQ_YUAN;
    char *by = hq_copy_text("");
    for (int s = 0; s < 3; s++) {
        by = row->flags & scopes[s].flag ? with_item(by, scopes[s].word) : by;
    }
    put_cell(t, hq_text("%s.%s", row->group, row->name));
    put_copy(t, types[row->type]);
    put_copy(t, row->unit);
    put_copy(t, row->initial);
    for (int side = 0; side < 2; side++) {
        if (ranged) {
            put_number(t, side ? row->high : row->low);
        } else {
            put_copy(t, "");
        }
    }
    put_cell(t, by);
    put_truth(t, row->flags & HQ_HEADLINE);
    put_truth(t, !(row->flags & HQ_EXECUTION));
    put_copy(t, row->meaning);
    put_copy(t, row->source);
}

static void list_parameters(const struct model *m, struct table *t)
{
    static const struct heading headings[] = {{.name = "key"},
                                              {.name = "type"},
                                              {.name = "unit"},
                                              {.name = "default"},
                                              {.name = "low", .reading = NUMBER},
                                              {.name = "high", .reading = NUMBER},
                                              {.name = "by", .reading = ITEMS},
                                              {.name = "headline", .reading = TRUTH, .detail = true},
                                              {.name = "experiment", .reading = TRUTH, .detail = true},
                                              {.name = "meaning"},
                                              {.name = "source", .detail = true},
                                              {0}};
    const struct param_table *const tables[] = {&hq_engine_parameters, &m->parameters};
    begin(t, headings, tables[0]->count + tables[1]->count);
    for (int k = 0; k < 2; k++) {
        for (int i = 0; i < tables[k]->count; i++) {
            put_parameter(t, &tables[k]->rows[i]);
        }
    }
}

static void list_columns(const struct model *m, struct table *t)
{
    static const struct heading headings[] = {{.name = "level"},
                                              {.name = "name"},
                                              {.name = "type"},
                                              {.name = "slots", .reading = NUMBER},
                                              {.name = "kind"},
                                              {.name = "unit"},
                                              {.name = "default", .reading = NUMBER},
                                              {.name = "meaning"},
                                              {0}};
    static const char *const kinds[] = {
        [HQ_STATE] = "state", [HQ_SCRATCH] = "scratch", [HQ_SUM] = "scratch", [HQ_INPUT] = "input"};
    const struct {
        const char *level;
        const struct column_table *columns;
    } levels[] = {
        {"household", &m->household}, {"village", &m->village}, {"county", &m->county}, {"region", &m->region}};
    begin(t, headings, m->household.count + m->village.count + m->county.count + m->region.count);
    for (int l = 0; l < 4; l++) {
        for (int i = 0; i < levels[l].columns->count; i++) {
            const struct column_row *row = &levels[l].columns->rows[i];
            put_copy(t, levels[l].level);
            put_copy(t, row->name);
            put_copy(t, hq_type_name(row->type));
            put_number(t, row->slots);
            put_copy(t, kinds[row->kind]);
            put_copy(t, row->unit);
            put_number(t, row->initial);
            put_copy(t, row->meaning);
        }
    }
}

static void list_indicators(const struct model *m, struct table *t)
{
    static const struct heading headings[] = {{.name = "name"},    {.name = "kind"},    {.name = "unit"},
                                              {.name = "printed"}, {.name = "meaning"}, {0}};
    static const char *const kinds[] = {
        [HQ_TALLY_TOTAL] = "total", [HQ_TALLY_RATIO] = "ratio", [HQ_COUNTY_VALUE] = "county value"};
    begin(t, headings, m->series_count);
    for (int i = 0; i < m->series_count; i++) {
        const struct series_row *row = &m->series[i];
        put_copy(t, row->name);
        put_copy(t, kinds[row->kind]);
        put_copy(t, row->unit);
        put_copy(t, row->column ? row->column : "");
        put_copy(t, row->meaning);
    }
}

static void list_purposes(const struct model *m, struct table *t)
{
    static const struct heading headings[] = {{.name = "name"},
                                              {.name = "code", .reading = NUMBER},
                                              {.name = "draws", .reading = NUMBER},
                                              {.name = "meaning"},
                                              {0}};
    begin(t, headings, m->purpose_count);
    for (int i = 0; i < m->purpose_count; i++) {
        put_copy(t, m->purposes[i].name);
        put_number(t, m->purposes[i].code);
        put_number(t, m->purposes[i].draws);
        put_copy(t, m->purposes[i].meaning);
    }
}

static void list_quotas(const struct model *m, struct table *t)
{
    static const struct heading headings[] = {
        {.name = "name"}, {.name = "stage"}, {.name = "unit"}, {.name = "meaning"}, {0}};
    begin(t, headings, m->quota_count);
    for (int i = 0; i < m->quota_count; i++) {
        put_copy(t, m->quotas[i].name);
        put_copy(t, m->quotas[i].stage == HQ_PLAN ? "plan" : "offers");
        put_copy(t, m->quotas[i].unit);
        put_copy(t, m->quotas[i].meaning);
    }
}

static void list_accounts(const struct model *m, struct table *t)
{
    static const struct heading headings[] = {{.name = "name"}, {.name = "side"}, {.name = "meaning"}, {0}};
    static const char *const sides[] = {[HQ_SOURCE] = "source", [HQ_FUND] = "fund", [HQ_USE] = "use"};
    begin(t, headings, m->account_count);
    for (int i = 0; i < m->account_count; i++) {
        put_copy(t, m->accounts[i].name);
        put_copy(t, sides[m->accounts[i].side]);
        put_copy(t, m->accounts[i].meaning);
    }
}

/* The tallies by which a stock grows (sign 1) or shrinks, or the accounts that it is the balance of. */
static char *flows_of(const struct model *m, int stock, int sign)
{
    char *names = hq_copy_text("");
    for (int f = 0; f < m->flow_count; f++) {
        const struct flow_row *row = &m->flows[f];
        if (row->stock == stock && sign == (row->kind == HQ_FLOW_BOOK ? 1 : row->sign)) {
            names = with_item(names, row->name);
        }
    }
    return names;
}

static void list_stocks(const struct model *m, struct table *t)
{
    static const struct heading headings[] = {{.name = "name"},
                                              {.name = "unit"},
                                              {.name = "slack", .reading = NUMBER},
                                              {.name = "meaning"},
                                              {.name = "in", .reading = ITEMS},
                                              {.name = "out", .reading = ITEMS},
                                              {0}};
    begin(t, headings, m->stock_count);
    for (int i = 0; i < m->stock_count; i++) {
        put_copy(t, m->stocks[i].name);
        put_copy(t, m->stocks[i].unit);
        put_number(t, m->stocks[i].slack);
        put_copy(t, m->stocks[i].meaning);
        put_cell(t, flows_of(m, i, 1));
        put_cell(t, flows_of(m, i, -1));
    }
}

static const struct list {
    const char *word, *one; /* one: what somebody may ask for instead */
    void (*list)(const struct model *m, struct table *t);
    const char *meaning;
} lists[] = {
    {"policies", "policy", list_policies, "programmes: whether on by default, physical output, parameters"},
    {"processes", "process", list_processes,
     "steps of a year in their order: stage, household columns read and written"},
    {"parameters", "parameter", list_parameters,
     "keys of a configuration: type, unit, default, range, what they vary by"},
    {"columns", "column", list_columns, "state of households, villages, counties and the region"},
    {"indicators", "indicator", list_indicators,
     "yearly series by county in series.h5; those printed have a heading"},
    {"purposes", "purpose", list_purposes,
     "what random numbers are drawn for: code and draws a household and year"},
    {"quotas", "quota", list_quotas, "places shared out among villages, and the stage that grants them"},
    {"accounts", "account", list_accounts, "accounts of the ledger, by side"},
    {"stocks", "stock", list_stocks,
     "what --audit counts, the slack a household, and the flows that explain it"},
};
enum { LISTS = sizeof lists / sizeof *lists };

/* ---- the command ------------------------------------------------------------------------------------- */

static void list_lists(const struct model *m, struct table *t)
{
    static const struct heading headings[] = {
        {.name = "list"}, {.name = "rows", .reading = NUMBER}, {.name = "meaning"}, {0}};
    begin(t, headings, LISTS);
    for (int i = 0; i < LISTS; i++) {
        struct table one;
        lists[i].list(m, &one);
        put_copy(t, lists[i].word);
        put_number(t, one.rows);
        put_copy(t, lists[i].meaning);
        end(&one);
    }
}

static const struct list *find_list(const char *word)
{
    struct suggestion s = hq_suggest(word);
    char hint[HQ_HINT];
    for (int i = 0; i < LISTS; i++) {
        if (strcmp(lists[i].word, word) == 0) {
            return &lists[i];
        }
        hq_offer(&s, lists[i].word);
        hq_offer(&s, lists[i].one);
        s.best = s.best == lists[i].one ? lists[i].word : s.best;
    }
    fprintf(stderr, "horqin list: error: there is no list '%s'%s; there are:", word, hq_hint(&s, hint));
    for (int i = 0; i < LISTS; i++) {
        fprintf(stderr, " %s", lists[i].word);
    }
    fprintf(stderr, "\n");
    return NULL;
}

int command_list(int argc, char **argv)
{
    bool json = false;
    const char *word = NULL, *name = "poverty";
    int words = 0;
    const struct option_row rows[] = {
        {.name = "--model", .value = &name}, {.name = "--json", .flag = &json}, {0}};
    if (!read_options("list", argc, argv, rows, &word, 1, &words)) {
        return HQ_EXIT_USAGE;
    }
    const struct model *m = named_model("list", name);
    const struct list *list = words && m ? find_list(word) : NULL;
    if (!m || (words && !list)) {
        return HQ_EXIT_USAGE;
    }
    struct table t;
    (list ? list->list : list_lists)(m, &t);
    if (json) {
        json_table(&t, m->name, list ? list->word : "lists", stdout);
    } else {
        print_table(&t, stdout);
    }
    end(&t);
    return HQ_EXIT_DONE;
}
