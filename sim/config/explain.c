/* `horqin explain`: what the parameter tables know, for people. */
#include <string.h>

#include "sim/config/config.h"
#include "sim/error.h"
#include "sim/text/convert.h"
#include "sim/text/diagnostic.h"

static const struct {
    unsigned flag;
    const char *word;
} variations[] = {{HQ_BY_YEAR, "year"}, {HQ_BY_CLASS, "class"}, {HQ_BY_COUNTY, "county"}};

/* "year, county", or "" where the value is one for all. */
static const char *varies_by(const struct param_row *row, char space[32])
{
    space[0] = '\0';
    for (size_t i = 0, at = 0; i < sizeof variations / sizeof *variations; i++)
        if (row->flags & variations[i].flag)
            at += (size_t)snprintf(space + at, 32 - at, "%s%s", at ? ", " : "", variations[i].word);
    return space;
}

static const char *initial_text(const struct param_row *row)
{
    return row->initial[0] ? row->initial : "\"\"";
}

static void print_row(const struct param_row *row, FILE *out)
{
    char by[32];
    varies_by(row, by);
    bool unit = strcmp(row->unit, "1") != 0;
    fprintf(out, "  %-26s %-12s %-14s %s%s%s%s\n", row->name, initial_text(row), unit ? row->unit : "",
            row->meaning, by[0] ? " (by " : "", by, by[0] ? ")" : "");
}

/* One key, with all that is known of it. */
static void print_key(const struct param_row *row, const struct param_table *table, FILE *out)
{
    static const char *const types[] = {
        [HQ_REAL] = "real number",   [HQ_INT] = "whole number",
        [HQ_BOOL] = "true or false", [HQ_YUAN] = "Yuan, kept in whole fen",
        [HQ_TEXT] = "text",          [HQ_FILE] = "file, relative to the configuration that names it",
        [HQ_LIST] = "list",
    };
    char by[32], low[HQ_NUMBER], high[HQ_NUMBER], key[256];
    fprintf(out, "%s.%s: %s\n", row->group, row->name, row->meaning);
    fprintf(out, "  type     %s\n", types[row->type]);
    if (row->unit[0])
        fprintf(out, "  unit     %s\n", row->unit);
    fprintf(out, "  default  %s\n", initial_text(row));
    if (row->type == HQ_REAL || row->type == HQ_INT || row->type == HQ_YUAN)
        fprintf(out, "  range    %s to %s\n", hq_real_text(row->low, low), hq_real_text(row->high, high));
    if (varies_by(row, by)[0])
        fprintf(out, "  may vary by %s\n", by);
    snprintf(key, sizeof key, "%s.%s", row->group, row->name);
    for (int i = 0; i < table->order_count; i++) {
        const struct order_row *order = &table->orders[i];
        if (strcmp(order->low, key) == 0)
            fprintf(out, "  %s %s\n", order->grows ? "grows   " : "at most ", order->high);
        if (strcmp(order->high, key) == 0)
            fprintf(out, "  %s %s\n", order->grows ? "grows by" : "at least", order->low);
    }
    if (row->flags & HQ_EXECUTION)
        fprintf(out, "  how the run is carried out: not part of the configuration's hash\n");
    fprintf(out, "  source   %s\n", row->source);
}

/* Whether a row answers to the word: its group, or its full key. */
static bool in_group(const struct param_row *row, const char *word)
{
    return strcmp(row->group, word) == 0;
}

static bool has_key(const struct param_row *row, const char *word)
{
    size_t length = strlen(row->group);
    return strncmp(row->group, word, length) == 0 && word[length] == '.' &&
           strcmp(row->name, word + length + 1) == 0;
}

static void print_list(const char *group, bool headline, const struct param_table *const *tables,
                       int table_count, FILE *out)
{
    const char *before = "";
    for (int t = 0; t < table_count; t++)
        for (int i = 0; i < tables[t]->count; i++) {
            const struct param_row *row = &tables[t]->rows[i];
            if ((group && !in_group(row, group)) || (headline && !(row->flags & HQ_HEADLINE)))
                continue;
            if (strcmp(row->group, before) != 0)
                fprintf(out, "%s%s\n", before[0] ? "\n" : "", row->group);
            before = row->group;
            print_row(row, out);
        }
}

static void complain(const char *word, const struct param_table *const *tables, int table_count,
                     FILE *diagnostics)
{
    struct suggestion s = hq_suggest(word);
    char best[256] = "", key[256], hint[HQ_HINT];
    for (int t = 0; t < table_count; t++)
        for (int i = 0; i < tables[t]->count; i++) {
            const struct param_row *row = &tables[t]->rows[i];
            hq_offer(&s, row->group);
            snprintf(key, sizeof key, "%s.%s", row->group, row->name);
            hq_offer(&s, key);
            if (s.best == key)
                s.best = memcpy(best, key, sizeof key);
        }
    fprintf(diagnostics, "horqin: error: no parameter or group '%s'%s\n", word, hq_hint(&s, hint));
}

int hq_explain(const char *key, bool headline, const struct param_table *const *tables, int table_count,
               FILE *out, FILE *diagnostics)
{
    bool group = false;
    for (int t = 0; t < table_count && key && key[0]; t++)
        for (int i = 0; i < tables[t]->count; i++) {
            group = group || in_group(&tables[t]->rows[i], key);
            if (has_key(&tables[t]->rows[i], key)) {
                print_key(&tables[t]->rows[i], tables[t], out);
                return HQ_EXIT_DONE;
            }
        }
    if (key && key[0] && !group) {
        complain(key, tables, table_count, diagnostics);
        return HQ_EXIT_USAGE;
    }
    print_list(key && key[0] ? key : NULL, headline, tables, table_count, out);
    return HQ_EXIT_DONE;
}
