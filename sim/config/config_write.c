/* The configuration as it was resolved, every parameter explicit, as YAML that loads again. */
#include <errno.h>
#include <string.h>

#include "sim/config/config_internal.h"
#include "sim/text/convert.h"

struct writer {
    FILE *out;
    const struct config *config;
    const struct param_row *row;
};

/* In double quotes; what may not stand in a file as it is (hq_not_text), as escapes. */
static void write_text(FILE *out, const char *text, size_t left)
{
    fputc('"', out);
    while (left) {
        uint32_t point = '?';
        struct mark at;
        int bytes = hq_utf8(text, left, &point);
        bytes = bytes ? bytes : 1; /* which no text of a checked file comes to */
        const struct source one = {.text = text, .size = (size_t)bytes};
        if (point == '"' || point == '\\')
            fprintf(out, "\\%c", (int)point);
        else if (point == '\n' || point == '\t' || hq_not_text(&one, &at))
            fprintf(out, "\\u%04X", point);
        else
            fwrite(text, 1, (size_t)bytes, out);
        text += bytes;
        left -= (size_t)bytes;
    }
    fputc('"', out);
}

static void write_list(FILE *out, const char *items)
{
    size_t column = 0, length;
    fputc('[', out);
    for (; *items; items += length + (items[length] == ',')) {
        length = strcspn(items, ",");
        write_text(out, items, length);
        column += length + 4;
        if (items[length])
            fputs(column > 90 ? ",\n    " : ", ", out);
        column = column > 90 ? 0 : column;
    }
    fputc(']', out);
}

static void write_cell(const struct writer *w, union cell value)
{
    char space[HQ_NUMBER];
    if (w->row->type == HQ_LIST)
        write_list(w->out, value.text);
    else if (w->row->type >= HQ_TEXT)
        write_text(w->out, value.text, strlen(value.text));
    else
        fputs(hq_cell_text(w->row->type, value, space), w->out);
}

/* ` value`, or the lines of a mapping of default and year. */
static void write_scope(const struct writer *w, const struct scope *scope, int indent)
{
    if (scope->has_default && !scope->count) {
        fputc(' ', w->out);
        write_cell(w, scope->value);
        fputc('\n', w->out);
        return;
    }
    fputs(scope->has_default || scope->count ? "\n" : " {}\n", w->out);
    if (scope->has_default) {
        fprintf(w->out, "%*sdefault: ", indent, "");
        write_cell(w, scope->value);
        fputc('\n', w->out);
    }
    if (scope->count)
        fprintf(w->out, "%*syear:\n", indent, "");
    for (int i = 0; i < scope->count; i++) {
        fprintf(w->out, "%*s%d: ", indent + 2, "", scope->years[i].year);
        write_cell(w, scope->years[i].value);
        fputc('\n', w->out);
    }
}

static void write_scopes(const struct writer *w, const char *word, const struct scope_list *list)
{
    bool counties = strcmp(word, "county") == 0;
    if (list->count)
        fprintf(w->out, "    %s:\n", word);
    for (int i = 0; i < list->count; i++) {
        if (counties)
            fprintf(w->out, "      %d:", list->items[i].key);
        else
            fprintf(w->out, "      %s:", w->config->model->classes[list->items[i].key]);
        write_scope(w, &list->items[i].scope, 8);
    }
}

/* The plain scope's default is always written as such where there is more: that makes the mapping the
 * whole value, which nothing said elsewhere (a calendar) adds to. */
static void write_setting(const struct writer *w, const struct setting *setting)
{
    fprintf(w->out, "  %s:", w->row->name);
    if (!setting->classes.count && !setting->counties.count) {
        write_scope(w, &setting->plain, 4);
        return;
    }
    struct scope plain = setting->plain;
    fputs("\n    default: ", w->out);
    write_cell(w, plain.value);
    fputc('\n', w->out);
    plain.has_default = false;
    if (plain.count) {
        fputs("    year:\n", w->out);
        for (int i = 0; i < plain.count; i++) {
            fprintf(w->out, "      %d: ", plain.years[i].year);
            write_cell(w, plain.years[i].value);
            fputc('\n', w->out);
        }
    }
    write_scopes(w, "class", &setting->classes);
    write_scopes(w, "county", &setting->counties);
}

/* Selected counties by code, in order; file parameters as the copies that lie beside. */
static void write_special(const struct writer *w, const struct setting *setting)
{
    const struct county_table *t = &w->config->counties;
    struct arena scratch = {0};
    if (w->row->type == HQ_FILE) {
        const char *role = hq_input_role(&scratch, w->row);
        bool set = setting->plain.value.text[0];
        fprintf(w->out, "  %s: \"%s%s%s\"\n", w->row->name, set ? "inputs/" : "", set ? role : "",
                set ? ".csv" : "");
    } else {
        fprintf(w->out, "  %s: [", w->row->name);
        for (int i = 0; i < t->count; i++)
            fprintf(w->out, "%s%s", i ? (i % 12 ? ", " : ",\n    ") : "", t->codes[i]);
        fputs("]\n", w->out);
    }
    hq_arena_free(&scratch);
}

static void write_row(const struct writer *w, const struct setting *setting)
{
    const char *unit = w->row->unit;
    bool selection = strcmp(w->row->group, "region") == 0 && strcmp(w->row->name, "counties") == 0;
    fprintf(w->out, "  # %s%s%s%s\n", w->row->meaning, unit[0] ? " [" : "", unit, unit[0] ? "]" : "");
    if (w->row->type == HQ_FILE || (selection && !w->config->all_counties))
        write_special(w, setting);
    else
        write_setting(w, setting);
}

/* Rows of a group that stand together in both tables are written together: a key must not stand twice. */
static void write_group(struct writer *w, const char *group)
{
    const struct param_table *tables[] = {&hq_engine_parameters, w->config->model->parameters};
    const struct setting *settings[] = {w->config->engine, w->config->settings};
    fprintf(w->out, "\n%s:\n", group);
    for (int t = 0; t < 2; t++)
        for (int i = 0; i < tables[t]->count; i++) {
            w->row = &tables[t]->rows[i];
            if (strcmp(w->row->group, group) == 0)
                write_row(w, &settings[t][i]);
        }
}

static bool group_seen(const struct writer *w, int table, int row)
{
    const struct param_table *tables[] = {&hq_engine_parameters, w->config->model->parameters};
    for (int t = 0; t <= table; t++)
        for (int i = 0; i < (t < table ? tables[t]->count : row); i++)
            if (strcmp(tables[t]->rows[i].group, tables[table]->rows[row].group) == 0)
                return true;
    return false;
}

int hq_config_write(const struct config *config, FILE *out)
{
    struct writer w = {out, config, NULL};
    errno = 0;
    const struct param_table *tables[] = {&hq_engine_parameters, config->model->parameters};
    fprintf(out, "# Every parameter of the run, as resolved. Configuration hash: %s\n", config->hash);
    for (int t = 0; t < 2; t++)
        for (int i = 0; i < tables[t]->count; i++)
            if (!group_seen(&w, t, i))
                write_group(&w, tables[t]->rows[i].group);
    return fflush(out) || ferror(out) ? (errno ? errno : EIO) : 0;
}
