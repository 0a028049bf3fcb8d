/* output.panel_columns against the model's household columns. */
#include <string.h>

#include "sim/config/config_internal.h"

/* Always in the panel, wanted or not. */
static bool always(const struct column_row *row)
{
    return strcmp(row->name, "id") == 0 || strcmp(row->name, "weight") == 0;
}

static bool covers(const char *word, size_t length, const struct column_row *row)
{
    if (length == 3 && strncmp(word, "all", length) == 0)
        return true;
    if (length == 7 && strncmp(word, "default", length) == 0)
        return row->slots == 1;
    return strlen(row->name) == length && strncmp(word, row->name, length) == 0;
}

static bool wanted(const char *list, const struct column_row *row)
{
    bool found = false;
    for (size_t length; *list && !found; list += length + (list[length] == ',')) {
        length = strcspn(list, ",");
        found = covers(list, length, row);
    }
    return found && row->kind == HQ_STATE && !always(row);
}

static void check_word(struct load *l, const struct source *source, struct mark at, const char *word)
{
    const struct column_table *t = l->config->model->household;
    struct suggestion s = hq_suggest(word);
    char hint[HQ_HINT];
    if (strcmp(word, "all") == 0 || strcmp(word, "default") == 0)
        return;
    for (int c = 0; c < t->count; c++) {
        if (strcmp(t->rows[c].name, word) == 0) {
            if (t->rows[c].kind != HQ_STATE)
                hq_report(&l->diagnostics, source, at,
                          "household column '%s' does not outlive the year: a panel cannot hold it", word);
            return;
        }
        if (t->rows[c].kind == HQ_STATE)
            hq_offer(&s, t->rows[c].name);
    }
    hq_offer(&s, "default");
    hq_offer(&s, "all");
    hq_report(&l->diagnostics, source, at, "unknown household column '%s'%s", word, hq_hint(&s, hint));
}

void hq_check_panel(struct load *l)
{
    const struct setting *setting = &l->config->engine[hq_engine_row("output.panel_columns")];
    const struct origin *o = &setting->origin;
    const struct column_table *t = l->config->model->household;
    const char *text;
    struct mark at;
    for (int i = 0; o->rank && !setting->wrong && hq_list_item(&l->scratch, o->node, i, &text, &at); i++)
        check_word(l, o->source, at, text);
    const char *panel = "";
    for (int c = 0; c < t->count; c++)
        if (wanted(setting->plain.value.text, &t->rows[c]))
            panel = hq_arena_print(&l->config->arena, "%s%s%s", panel, *panel ? "," : "", t->rows[c].name);
    l->config->panel = panel;
}
