#include "models/commands/measure_folder.h"

#include <stdlib.h>
#include <string.h>

#include "models/commands/commands.h"
#include "models/commands/table.h"
#include "sim/error.h"
#include "sim/store/files.h"
#include "sim/text/convert.h"

static const struct {
    const char *name;
    int (*rows)(struct folder *f, const char *part, char **why);
} folder_parts[] = {
    {"indices", folder_indices},
    {"over_time", folder_over_time},
    {"delivery", folder_delivery},
};

/* What --income may be: a column of the panel, and how indicators.h5 calls it. */
static const struct {
    const char *column, *measure;
} folder_incomes[] = {{"income", "income"}, {"consumed", "consumption"}, {"assessed", "unaided"}};
enum { FOLDER_INCOMES = sizeof folder_incomes / sizeof *folder_incomes };

void folder_add(struct folder *f, struct folder_row row)
{
    if (f->row_count == f->row_room) {
        f->row_room = f->row_room ? 2 * f->row_room : 1024;
        struct folder_row *more = hq_zalloc((size_t)f->row_room, sizeof *more);
        if (f->rows) {
            memcpy(more, f->rows, (size_t)f->row_count * sizeof *more);
        }
        free(f->rows);
        f->rows = more;
    }
    f->rows[f->row_count++] = row;
}

static void folder_free(struct folder *f)
{
    for (int i = 0; i < f->row_count; i++) {
        free(f->rows[i].line);
        free(f->rows[i].index);
        free(f->rows[i].at);
    }
    free(f->rows);
    stored_close(&f->stored);
}

/* ---- what is asked for -------------------------------------------------------------------------------------------- */

/* "a, b, c" of labels; malloc'd. */
static char *list_of(const struct stored_labels *labels)
{
    char *all = hq_copy_text("");
    for (int i = 0; i < labels->count; i++) {
        all = table_item(all, labels->names[i]);
    }
    return all;
}

static int unknown_word(const char *option, const char *word, const struct stored_labels *labels, char **why)
{
    char *all = list_of(labels);
    *why = hq_text("%s %s: there is none such; there are: %s", option, word, all);
    free(all);
    return HQ_EXIT_USAGE;
}

static int find_year(struct folder *f, char **why)
{
    int64_t year = f->stored.years > 0 ? f->stored.year[f->stored.years - 1] : 0;
    const char *text = f->texts->year, *wrong = text ? hq_to_integer(text, &year) : NULL;
    f->year = stored_year(&f->stored, year);
    if (!wrong && f->year >= 0) {
        return HQ_EXIT_DONE;
    }
    *why = f->stored.years == 0 ? hq_text("%s has no year", f->stored.path)
                                : hq_text("--year %s: there are years from %d to %d", text, f->stored.year[0],
                                          f->stored.year[f->stored.years - 1]);
    return HQ_EXIT_USAGE;
}

static int find_income(struct folder *f, char **why)
{
    const char *wanted = f->texts->income ? f->texts->income : "income";
    for (int i = 0; i < FOLDER_INCOMES; i++) {
        if (strcmp(folder_incomes[i].column, wanted) == 0) {
            f->column = wanted;
            f->measure = stored_label(&f->stored.measures, folder_incomes[i].measure);
        }
    }
    if (f->column && f->measure >= 0) {
        return HQ_EXIT_DONE;
    }
    *why = hq_text("--income %s: of a run it is income, consumed (consumption per head), or assessed (income "
                   "without aid that goes by need)",
                   wanted);
    return HQ_EXIT_USAGE;
}

/* Whether some year has the line: further ones of the configuration may be none. */
static bool has_line(const struct folder *f, int line)
{
    for (int y = 0; y < f->stored.years; y++) {
        if (stored_line(&f->stored, y, f->area, line) > 0) {
            return true;
        }
    }
    return false;
}

static int find_line(struct folder *f, const char *text, char **why)
{
    struct folder_line *l = &f->lines[f->line_count];
    *l = (struct folder_line){.said = text, .stored = stored_label(&f->stored.lines, text)};
    if (l->stored >= 0 && !has_line(f, l->stored)) {
        *why = hq_text("--line %s: the run was without it; set indicators.%s", text, text);
        return HQ_EXIT_USAGE;
    }
    if (l->stored < 0 && hq_to_real(text, &l->yuan)) {
        return unknown_word("--line", text, &f->stored.lines, why);
    }
    if (l->stored < 0 && (l->yuan < 1e-6 || l->yuan > 1e15)) {
        *why = hq_text("--line %s: must be from 1e-6 to 1e15 Yuan", text);
        return HQ_EXIT_USAGE;
    }
    f->line_count++;
    return HQ_EXIT_DONE;
}

/* The lines asked for, or all that the run has. */
static int find_folder_lines(struct folder *f, char **why)
{
    const char *const *lines = f->texts->lines;
    int code = HQ_EXIT_DONE;
    for (int i = 0; lines && lines[i] && code == HQ_EXIT_DONE; i++) {
        if (f->line_count == MOST_LINES) {
            *why = hq_text("--line %s: is one too many: at most %d", lines[i], MOST_LINES);
            return HQ_EXIT_USAGE;
        }
        code = find_line(f, lines[i], why);
    }
    for (int l = 0; !lines && l < f->stored.lines.count && l < MOST_LINES; l++) {
        if (has_line(f, l)) {
            f->lines[f->line_count++] = (struct folder_line){.said = f->stored.lines.names[l], .stored = l};
        }
    }
    return code;
}

static int find_all(struct folder *f, char **why)
{
    const char *area = f->texts->area ? f->texts->area : "all";
    char *path = hq_text("%s/indicators.h5", f->texts->folder);
    int code = stored_open(path, &f->stored, why);
    free(path);
    code = code == HQ_EXIT_DONE ? find_year(f, why) : code;
    code = code == HQ_EXIT_DONE ? find_income(f, why) : code;
    if (code != HQ_EXIT_DONE) {
        return code;
    }
    f->area = stored_label(&f->stored.area_codes, area);
    return f->area < 0 ? unknown_word("--area", area, &f->stored.area_codes, why) : find_folder_lines(f, why);
}

/* ---- the answer ------------------------------------------------------------------------------------------------- */

static void put_real(struct table *t, const char *format, double value)
{
    table_put(t, value == value ? hq_text(format, value) : hq_copy_text(""));
}

static void print_rows(const struct folder *f)
{
    static const struct heading headings[] = {{"part", TEXT, false},
                                              {"line", TEXT, false},
                                              {"index", TEXT, false},
                                              {"at", TEXT, false},
                                              {"from", NUMBER, false},
                                              {"to", NUMBER, false},
                                              {"value", NUMBER, false},
                                              {"error", NUMBER, false},
                                              {"least", NUMBER, false},
                                              {"most", NUMBER, false},
                                              {0}};
    struct table t;
    table_begin(&t, headings, f->row_count);
    for (int i = 0; i < f->row_count; i++) {
        const struct folder_row *r = &f->rows[i];
        table_copy(&t, r->part);
        table_copy(&t, r->line);
        table_copy(&t, r->index);
        table_copy(&t, r->at);
        table_put(&t, hq_text("%d", r->from));
        table_put(&t, hq_text("%d", r->to));
        put_real(&t, "%.9g", r->value);
        put_real(&t, "%.3g", r->error);
        put_real(&t, "%.9g", r->least);
        put_real(&t, "%.9g", r->most);
    }
    table_print(&t, stdout);
    table_end(&t);
}

static void json_rows(const struct folder *f)
{
    struct json j;
    hq_json_begin(&j, stdout);
    hq_json_text(&j, "folder", f->texts->folder);
    hq_json_text(&j, "area", f->stored.area_codes.names[f->area]);
    hq_json_text(&j, "income", f->column);
    hq_json_int(&j, "year", f->stored.year[f->year]);
    hq_json_array(&j, "rows");
    for (int i = 0; i < f->row_count; i++) {
        const struct folder_row *r = &f->rows[i];
        hq_json_object(&j, NULL);
        hq_json_text(&j, "part", r->part);
        hq_json_text(&j, "line", r->line[0] ? r->line : NULL);
        hq_json_text(&j, "index", r->index);
        hq_json_text(&j, "at", r->at[0] ? r->at : NULL);
        hq_json_int(&j, "from", r->from);
        hq_json_int(&j, "to", r->to);
        hq_json_real(&j, "value", r->value);
        hq_json_real(&j, "error", r->error);
        hq_json_real(&j, "least", r->least);
        hq_json_real(&j, "most", r->most);
        hq_json_close(&j, '}');
    }
    hq_json_close(&j, ']');
    hq_json_end(&j);
}

int measure_folder(const struct folder_texts *texts)
{
    struct folder *f = hq_zalloc(1, sizeof *f);
    char *why = NULL;
    *f = (struct folder){.texts = texts};
    int code = time_read(texts->over_time, &f->wish) ? find_all(f, &why) : HQ_EXIT_USAGE;
    for (size_t i = 0; i < sizeof folder_parts / sizeof *folder_parts && code == HQ_EXIT_DONE; i++) {
        code = folder_parts[i].rows(f, folder_parts[i].name, &why);
    }
    if (why) {
        fprintf(stderr, "horqin measure: error: %s\n", why);
    }
    if (code == HQ_EXIT_DONE && texts->json) {
        json_rows(f);
    } else if (code == HQ_EXIT_DONE) {
        print_rows(f);
    }
    free(why);
    folder_free(f);
    free(f);
    return code;
}
