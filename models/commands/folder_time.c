/* The time tables of a run's panel. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "models/commands/measure_folder.h"
#include "models/indicators/real.h"
#include "models/over_time/followed.h"
#include "sim/error.h"
#include "sim/store/files.h"
#include "sim/text/csv.h"

/* ---- the counties of an area ---------------------------------------------------------------------------------------- */

/* The value of a county in a column of the table of counties; NULL where it is not there. */
static const char *of_county(const struct csv *table, int codes, int column, const char *county)
{
    for (int row = 0; row < table->rows && codes >= 0 && column >= 0; row++) {
        if (strcmp(hq_csv_cell(table, row, codes)->text, county) == 0) {
            return hq_csv_cell(table, row, column)->text;
        }
    }
    return NULL;
}

/* Classes and prefectures are told by the table that the run keeps of its counties. */
static int mark_counties(const struct folder *f, const struct panel_file *p, bool *inside, char **why)
{
    const char *kind = f->stored.area_kinds.names[f->area], *code = f->stored.area_codes.names[f->area];
    char *path = hq_text("%s/inputs/counties.csv", f->texts->folder);
    struct arena arena = {0};
    struct diagnostics d = {0};
    struct source *source;
    struct csv table;
    bool right = hq_source_read(&arena, path, 0, true, &source) == 0 && hq_csv_read(&arena, source, &d, &table);
    const int codes = right ? hq_csv_column(&table, "code") : -1, column = !right ? -1
                                                                           : strcmp(kind, "county") == 0
                                                                               ? codes
                                                                               : hq_csv_column(&table, kind);
    for (int c = 0; c < p->counties && right; c++) {
        const char *value = of_county(&table, codes, column, p->county_codes[c]);
        right = value;
        inside[c] = value && strcmp(value, code) == 0;
    }
    if (!right) {
        *why = hq_text("%s is missing or damaged: which counties %s has is not known", path, code);
    }
    hq_free_diagnostics(&d);
    hq_arena_free(&arena);
    free(path);
    return right ? HQ_EXIT_DONE : HQ_EXIT_BAD_DATA;
}

/* ---- lines ------------------------------------------------------------------------------------------------------------ */

/* A line by county of the file and period, malloc'd; NULL where a county has none, with *why where the result
 * contradicts itself. */
static double *county_lines(const struct folder *f, const struct followed *panel,
                            const struct folder_line *line, char **why)
{
    const struct stored *s = &f->stored;
    const int periods = panel->panel.periods, counties = panel->file.counties;
    double *out = hq_zalloc((size_t)counties * (size_t)periods, sizeof *out);
    bool has = true;
    for (int c = 0; c < counties && !*why; c++) {
        const int area = stored_label(&s->area_codes, panel->file.county_codes[c]);
        for (int t = 0; t < periods && !*why; t++) {
            const int year = stored_year(s, panel->panel.year[t]);
            if (area < 0 || year < 0) {
                *why = hq_text("%s does not tell of county %s in %d, which trajectories.h5 follows", s->path,
                               panel->file.county_codes[c], panel->panel.year[t]);
            } else {
                double *z = &out[(size_t)c * (size_t)periods + (size_t)t];
                *z = line->stored < 0 ? line->yuan : stored_line(s, year, area, line->stored);
                has = has && *z > 0;
            }
        }
    }
    if (*why || !has) {
        free(out);
        return NULL;
    }
    return out;
}

/* ---- the part ---------------------------------------------------------------------------------------------------------- */

static void take_rows(struct folder *f, const char *part, struct time_rows *rows)
{
    for (int i = 0; i < rows->count; i++) {
        struct time_row *r = &rows->rows[i];
        folder_add(f, (struct folder_row){.part = part,
                                          .line = hq_copy_text(r->line),
                                          .index = hq_copy_text(r->index->name),
                                          .at = hq_copy_text(r->at),
                                          .from = r->from,
                                          .to = r->to,
                                          .value = r->value,
                                          .error = r->error,
                                          .least = not_known(),
                                          .most = not_known()});
    }
}

static int tell_lines(struct folder *f, struct followed *panel, struct time_rows *rows, char **why)
{
    struct time_choice choice;
    if (!time_choose(&f->wish, &panel->panel, &choice)) {
        return HQ_EXIT_USAGE;
    }
    double *predictors = NULL;
    if (f->wish.predictor_count > 0) {
        predictors = followed_predictors(panel, choice.from, f->wish.predictors, f->wish.predictor_count, why);
        if (!predictors) {
            return HQ_EXIT_USAGE;
        }
    }
    tell_panel(&panel->panel, rows);
    bool right = true;
    for (int l = 0; l < f->line_count && right && !*why; l++) {
        double *lines = county_lines(f, panel, &f->lines[l], why);
        panel->panel.lines = lines;
        if (lines) {
            tell_line(&panel->panel, f->lines[l].said, &choice, rows);
            right = !predictors || time_tell_vulnerability(&f->wish, &panel->panel, f->lines[l].said, &choice,
                                                           predictors, rows);
        } else if (!*why) {
            fprintf(stderr,
                    "horqin measure: the line %s is not there in all years; nothing is told over time at it\n",
                    f->lines[l].said);
        }
        panel->panel.lines = NULL;
        free(lines);
    }
    free(predictors);
    return *why || !right ? HQ_EXIT_BAD_DATA : HQ_EXIT_DONE;
}

static int read_followed(const struct folder *f, struct followed *panel, char **why)
{
    bool *inside = f->area == 0 ? NULL : hq_zalloc((size_t)panel->file.counties + 1, sizeof *inside);
    int code = inside ? mark_counties(f, &panel->file, inside, why) : HQ_EXIT_DONE;
    if (code == HQ_EXIT_DONE) {
        const struct followed_choice choice = {f->column, inside, f->texts->of_households};
        code = followed_read(panel, &choice, why);
    }
    free(inside);
    return code;
}

static int tell_panel_of(struct folder *f, const char *part, struct followed *panel, char **why)
{
    struct time_rows rows = {0};
    int code = read_followed(f, panel, why);
    if (code == HQ_EXIT_USAGE && !time_given(f->texts->over_time)) { /* the rest of the answer needs no panel */
        fprintf(stderr, "horqin measure: nothing is told over time: %s\n", *why);
        free(*why);
        *why = NULL;
        return HQ_EXIT_DONE;
    }
    if (code == HQ_EXIT_DONE) {
        if (panel->file.share < 1) {
            fprintf(stderr, "horqin measure: over time: of the %g of households that trajectories.h5 follows\n",
                    panel->file.share);
        }
        if (!panel->of_persons && !f->texts->of_households) {
            fprintf(stderr, "horqin measure: over time: the panel has no column person: households count, not "
                            "persons\n");
        }
        code = tell_lines(f, panel, &rows, why);
    }
    if (code == HQ_EXIT_DONE) {
        take_rows(f, part, &rows);
    }
    time_rows_free(&rows);
    return code;
}

int folder_over_time(struct folder *f, const char *part, char **why)
{
    const char *asked = time_given(f->texts->over_time);
    char *path = hq_text("%s/trajectories.h5", f->texts->folder);
    int code = HQ_EXIT_DONE;
    if (!hq_file_exists(path) && !asked) {
        fprintf(
            stderr,
            "horqin measure: no trajectories.h5, so nothing is told over time: run with output.panel_share\n");
    } else {
        struct followed panel;
        code = followed_open(path, &panel, why);
        code = code == HQ_EXIT_DONE ? tell_panel_of(f, part, &panel, why) : code;
        followed_free(&panel);
    }
    free(path);
    return code;
}
