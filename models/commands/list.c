/* horqin list: what the rows of a model hold, as aligned text or JSON. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/commands/commands.h"
#include "models/commands/table.h"
#include "models/indicators/indices.h"
#include "models/replay/figures.h"
#include "sim/config/config.h"
#include "sim/error.h"
#include "sim/store/files.h"
#include "sim/text/diagnostic.h"

/* The names of a group's parameters; whether one of them switches it on by default. */
static char *parameters_of(const struct model *m, const char *group, bool *enabled)
{
    char *names = hq_copy_text("");
    *enabled = false;
    for (int i = 0; i < m->parameters.count; i++) {
        const struct param_row *row = &m->parameters.rows[i];
        if (strcmp(row->group, group) == 0) {
            names = table_item(names, row->name);
            *enabled = *enabled || (strcmp(row->name, "enabled") == 0 && strcmp(row->initial, "true") == 0);
        }
    }
    return names;
}

/* Whether counties have money of their own for a programme; others are lines of the region's books. */
static bool has_budget(const struct model *m, const char *group)
{
    for (int i = 0; i < m->parameters.count; i++) {
        const struct param_row *row = &m->parameters.rows[i];
        if (strcmp(row->group, group) == 0 && strcmp(row->name, "budget") == 0) {
            return true;
        }
    }
    return false;
}

/* Programmes but the first, which stands for what no programme explains, and lines of the region's books. */
static void list_policies(const struct model *m, struct table *t)
{
    static const struct heading headings[] = {
        {.name = "name"},    {.name = "enabled", .reading = TRUTH},    {.name = "unit"},
        {.name = "meaning"}, {.name = "parameters", .reading = ITEMS}, {0}};
    table_begin(t, headings, m->books.programme_count);
    for (int i = 0; i < m->books.programme_count; i++) {
        bool enabled;
        if (!has_budget(m, m->books.programmes[i].name)) {
            continue;
        }
        char *parameters = parameters_of(m, m->books.programmes[i].name, &enabled);
        table_copy(t, m->books.programmes[i].name);
        table_truth(t, enabled);
        table_copy(t, m->books.programmes[i].unit);
        table_copy(t, m->books.programmes[i].meaning);
        table_put(t, parameters);
    }
}

static char *columns_of(const struct model *m, const short *columns)
{
    char *names = hq_copy_text("");
    for (; columns && *columns >= 0; columns++) {
        names = table_item(names, m->household.rows[*columns].name);
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
    table_begin(t, headings, count);
    for (int stage = HQ_PLAN; stage <= HQ_SETTLE; stage++) { /* as a year runs them */
        for (int i = 0; i < count; i++) {
            const struct process *p = m->processes[i];
            if ((int)p->stage == stage) {
                table_copy(t, p->name);
                table_copy(t, stages[stage]);
                table_put(t, columns_of(m, p->writes));
                table_put(t, columns_of(m, p->reads));
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
        by = row->flags & scopes[s].flag ? table_item(by, scopes[s].word) : by;
    }
    table_put(t, hq_text("%s.%s", row->group, row->name));
    table_copy(t, types[row->type]);
    table_copy(t, row->unit);
    table_copy(t, row->initial);
    for (int side = 0; side < 2; side++) {
        if (ranged) {
            table_number(t, side ? row->high : row->low);
        } else {
            table_copy(t, "");
        }
    }
    table_put(t, by);
    table_truth(t, row->flags & HQ_HEADLINE);
    table_truth(t, !(row->flags & HQ_EXECUTION));
    table_copy(t, row->meaning);
    table_copy(t, row->source);
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
    table_begin(t, headings, tables[0]->count + tables[1]->count);
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
                                              {.name = "step", .reading = NUMBER},
                                              {.name = "meaning"},
                                              {0}};
    static const char *const kinds[] = {
        [HQ_STATE] = "state", [HQ_SCRATCH] = "scratch", [HQ_SUM] = "scratch", [HQ_INPUT] = "input"};
    const struct {
        const char *level;
        const struct column_table *columns;
    } levels[] = {
        {"household", &m->household}, {"village", &m->village}, {"county", &m->county}, {"region", &m->region}};
    table_begin(t, headings, m->household.count + m->village.count + m->county.count + m->region.count);
    for (int l = 0; l < 4; l++) {
        for (int i = 0; i < levels[l].columns->count; i++) {
            const struct column_row *row = &levels[l].columns->rows[i];
            table_copy(t, levels[l].level);
            table_copy(t, row->name);
            table_copy(t, hq_type_name(row->type));
            table_number(t, row->slots);
            table_copy(t, kinds[row->kind]);
            table_copy(t, row->unit);
            table_number(t, row->initial);
            table_number(t, row->scale != 0 ? row->scale : 1);
            table_copy(t, row->meaning);
        }
    }
}

static void list_indicators(const struct model *m, struct table *t)
{
    static const struct heading headings[] = {{.name = "name"},    {.name = "kind"},    {.name = "unit"},
                                              {.name = "printed"}, {.name = "meaning"}, {0}};
    static const char *const kinds[] = {
        [HQ_TALLY_TOTAL] = "total", [HQ_TALLY_RATIO] = "ratio", [HQ_COUNTY_VALUE] = "county value"};
    table_begin(t, headings, m->series_count);
    for (int i = 0; i < m->series_count; i++) {
        const struct series_row *row = &m->series[i];
        table_copy(t, row->name);
        table_copy(t, kinds[row->kind]);
        table_copy(t, row->unit);
        table_copy(t, row->column ? row->column : "");
        table_copy(t, row->meaning);
    }
}

/* The same of every model: what is measured of a distribution of income. */
static void list_indices(const struct model *m, struct table *t)
{
    static const struct heading headings[] = {
        {.name = "name"}, {.name = "unit"}, {.name = "line", .reading = TRUTH}, {.name = "meaning"}, {0}};
    (void)m;
    table_begin(t, headings, index_count);
    for (int i = 0; i < index_count; i++) {
        table_copy(t, indices[i].name);
        table_copy(t, indices[i].unit);
        table_truth(t, indices[i].at_line);
        table_copy(t, indices[i].meaning);
    }
}

static void list_purposes(const struct model *m, struct table *t)
{
    static const struct heading headings[] = {{.name = "name"},
                                              {.name = "code", .reading = NUMBER},
                                              {.name = "draws", .reading = NUMBER},
                                              {.name = "meaning"},
                                              {0}};
    table_begin(t, headings, m->purpose_count);
    for (int i = 0; i < m->purpose_count; i++) {
        table_copy(t, m->purposes[i].name);
        table_number(t, m->purposes[i].code);
        table_number(t, m->purposes[i].draws);
        table_copy(t, m->purposes[i].meaning);
    }
}

static void list_quotas(const struct model *m, struct table *t)
{
    static const struct heading headings[] = {
        {.name = "name"}, {.name = "stage"}, {.name = "unit"}, {.name = "meaning"}, {0}};
    table_begin(t, headings, m->quota_count);
    for (int i = 0; i < m->quota_count; i++) {
        table_copy(t, m->quotas[i].name);
        table_copy(t, m->quotas[i].stage == HQ_PLAN ? "plan" : "offers");
        table_copy(t, m->quotas[i].unit);
        table_copy(t, m->quotas[i].meaning);
    }
}

static void list_accounts(const struct model *m, struct table *t)
{
    static const struct heading headings[] = {{.name = "name"}, {.name = "side"}, {.name = "meaning"}, {0}};
    static const char *const sides[] = {
        [HQ_SOURCE] = "source", [HQ_FUND] = "fund", [HQ_USE] = "use", [HQ_BETWEEN] = "between"};
    table_begin(t, headings, m->books.account_count);
    for (int i = 0; i < m->books.account_count; i++) {
        table_copy(t, m->books.accounts[i].name);
        table_copy(t, sides[m->books.accounts[i].side]);
        table_copy(t, m->books.accounts[i].meaning);
    }
}

static void list_instruments(const struct model *m, struct table *t)
{
    static const struct heading headings[] = {{.name = "name"}, {.name = "meaning"}, {0}};
    table_begin(t, headings, m->books.instrument_count);
    for (int i = 0; i < m->books.instrument_count; i++) {
        table_copy(t, m->books.instruments[i].name);
        table_copy(t, m->books.instruments[i].meaning);
    }
}

static void put_posting(const struct model *m, struct table *t, const struct posting_row *row)
{
    const struct ledger_rows *books = &m->books;
    table_copy(t, books->programmes[row->programme].name);
    table_copy(t, books->accounts[row->from].name);
    table_copy(t, books->accounts[row->to].name);
    table_copy(t, books->instruments[row->instrument].name);
    table_copy(t, row->money);
    table_copy(t, row->meaning);
}

static const struct heading of_postings[] = {{.name = "programme"},
                                             {.name = "from"},
                                             {.name = "to"},
                                             {.name = "instrument"},
                                             {.name = "parameter"},
                                             {.name = "meaning"},
                                             {0}};

static void list_postings(const struct model *m, struct table *t)
{
    table_begin(t, of_postings, m->books.posting_count);
    for (int i = 0; i < m->books.posting_count; i++) {
        put_posting(m, t, &m->books.postings[i]);
    }
}

/* What programmes have from outside: not the baseline, which comes first. */
static bool is_funding(const struct model *m, const struct posting_row *row)
{
    return row->programme > 0 && m->books.accounts[row->from].side == HQ_SOURCE;
}

static void list_funding(const struct model *m, struct table *t)
{
    int count = 0;
    for (int i = 0; i < m->books.posting_count; i++) {
        count += is_funding(m, &m->books.postings[i]);
    }
    table_begin(t, of_postings, count);
    for (int i = 0; i < m->books.posting_count; i++) {
        if (is_funding(m, &m->books.postings[i])) {
            put_posting(m, t, &m->books.postings[i]);
        }
    }
}

/* The tallies by which a stock grows (sign 1) or shrinks, or the accounts that it is the balance of. */
static char *flows_of(const struct model *m, int stock, int sign)
{
    char *names = hq_copy_text("");
    for (int f = 0; f < m->flow_count; f++) {
        const struct flow_row *row = &m->flows[f];
        if (row->stock == stock && sign == (row->kind == HQ_FLOW_BOOK ? 1 : row->sign)) {
            names = table_item(names, row->name);
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
    table_begin(t, headings, m->stock_count);
    for (int i = 0; i < m->stock_count; i++) {
        table_copy(t, m->stocks[i].name);
        table_copy(t, m->stocks[i].unit);
        table_number(t, m->stocks[i].slack);
        table_copy(t, m->stocks[i].meaning);
        table_put(t, flows_of(m, i, 1));
        table_put(t, flows_of(m, i, -1));
    }
}

/* Of the region model: what the sources state of it. */
static void list_figures(const struct model *m, struct table *t)
{
    static const struct heading headings[] = {
        {.name = "programme"}, {.name = "quantity"}, {.name = "how"},     {.name = "over"},
        {.name = "what"},      {.name = "origin"},   {.name = "meaning"}, {0}};
    const int count = m->books.programme_count > 0 ? figure_count : 0;
    table_begin(t, headings, count);
    for (int i = 0; i < count; i++) {
        table_copy(t, figure_rows[i].programme);
        table_copy(t, figure_rows[i].quantity);
        table_copy(t, figure_hows[figure_rows[i].how]);
        table_copy(t, figure_overs[figure_rows[i].over]);
        table_copy(t, figure_rows[i].what);
        table_copy(t, figure_rows[i].origin);
        table_copy(t, figure_rows[i].meaning);
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
    {"indices", "index", list_indices, "indices of poverty and inequality, and which of them want a line"},
    {"purposes", "purpose", list_purposes,
     "what random numbers are drawn for: code and draws a household and year"},
    {"quotas", "quota", list_quotas, "places shared out among villages, and the stage that grants them"},
    {"accounts", "account", list_accounts, "accounts of the ledger, by side"},
    {"instruments", "instrument", list_instruments, "in what form the ledger's amounts move"},
    {"funding", "fund", list_funding, "who pays for programmes, in what form, and the parameter that sets it"},
    {"postings", "posting", list_postings, "every entry that the ledger takes, by programme"},
    {"stocks", "stock", list_stocks,
     "what --audit counts, the slack a household, and the flows that explain it"},
    {"figures", "figure", list_figures, "where a replay has what the sources state"},
};
enum { LISTS = sizeof lists / sizeof *lists };

/* ---- the command ------------------------------------------------------------------------------------- */

static void list_lists(const struct model *m, struct table *t)
{
    static const struct heading headings[] = {
        {.name = "list"}, {.name = "rows", .reading = NUMBER}, {.name = "meaning"}, {0}};
    table_begin(t, headings, LISTS);
    for (int i = 0; i < LISTS; i++) {
        struct table one;
        lists[i].list(m, &one);
        table_copy(t, lists[i].word);
        table_number(t, one.rows);
        table_copy(t, lists[i].meaning);
        table_end(&one);
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
        table_json(&t, m->name, list ? list->word : "lists", stdout);
    } else {
        table_print(&t, stdout);
    }
    table_end(&t);
    return HQ_EXIT_DONE;
}
