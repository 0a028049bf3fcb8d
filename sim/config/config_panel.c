/* output.panel_columns against the model's household and village columns. */
#include <string.h>

#include "sim/config/config_internal.h"

#define OF_VILLAGE "village_"

/* Always in the panel, wanted or not. */
static bool always(const struct column_row *row)
{
    return strcmp(row->name, "id") == 0 || strcmp(row->name, "weight") == 0;
}

bool hq_list_holds(const char *list, const char *word)
{
    for (size_t length; *list; list += length + (list[length] == ',')) {
        length = strcspn(list, ",");
        if (strlen(word) == length && strncmp(list, word, length) == 0)
            return true;
    }
    return false;
}

static bool wanted(const char *list, const struct column_row *row)
{
    const bool found = hq_list_holds(list, "all") || (row->slots == 1 && hq_list_holds(list, "default")) ||
                       hq_list_holds(list, row->name);
    return found && row->kind == HQ_STATE && !always(row);
}

/* Whether a word names a column of one of the tables; reports one that a panel cannot hold, and offers the others. */
static bool is_column(struct load *l, const struct source *source, struct mark at, const char *word,
                      struct suggestion *s)
{
    const struct column_table *t = l->config->model->household, *villages = l->config->model->village;
    for (int c = 0; c < t->count; c++) {
        if (strcmp(t->rows[c].name, word) == 0) {
            if (t->rows[c].kind != HQ_STATE)
                hq_report(&l->diagnostics, source, at,
                          "household column '%s' does not outlive the year: a panel cannot hold it", word);
            return true;
        }
        if (t->rows[c].kind == HQ_STATE)
            hq_offer(s, t->rows[c].name);
    }
    for (int c = 0; c < villages->count; c++) {
        const char *name = hq_arena_print(&l->scratch, OF_VILLAGE "%s", villages->rows[c].name);
        if (strcmp(name, word) == 0)
            return true;
        hq_offer(s, name);
    }
    return false;
}

static void check_word(struct load *l, const struct source *source, struct mark at, const char *word)
{
    struct suggestion s = hq_suggest(word);
    char hint[HQ_HINT];
    if (strcmp(word, "all") == 0 || strcmp(word, "default") == 0 || is_column(l, source, at, word, &s))
        return;
    hq_offer(&s, "default");
    hq_offer(&s, "all");
    hq_report(&l->diagnostics, source, at, "unknown household column '%s'%s", word, hq_hint(&s, hint));
}

void hq_check_panel(struct load *l)
{
    const struct setting *setting = &l->config->engine[hq_engine_row("output.panel_columns")];
    const struct origin *o = &setting->origin;
    const struct column_table *t = l->config->model->household, *villages = l->config->model->village;
    const char *text;
    struct mark at;
    for (int i = 0; o->rank && !setting->wrong && hq_list_item(&l->scratch, o->node, i, &text, &at); i++)
        check_word(l, o->source, at, text);
    const char *list = setting->plain.value.text, *panel = "";
    for (int c = 0; c < t->count; c++)
        if (wanted(list, &t->rows[c]))
            panel = hq_arena_print(&l->config->arena, "%s%s%s", panel, *panel ? "," : "", t->rows[c].name);
    for (int c = 0; c < villages->count; c++) {
        const char *name = hq_arena_print(&l->scratch, OF_VILLAGE "%s", villages->rows[c].name);
        if (hq_list_holds(list, name))
            panel = hq_arena_print(&l->config->arena, "%s%s%s", panel, *panel ? "," : "", name);
    }
    l->config->panel = panel;
}
