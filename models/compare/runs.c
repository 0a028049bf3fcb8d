/* Whether two results are of the same people, and what both tell of. */
#include "models/compare/runs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "models/indicators/real.h"
#include "sim/error.h"
#include "sim/provenance.h"
#include "sim/store/difference.h"
#include "sim/store/files.h"
#include "sim/store/indicator_file.h"
#include "sim/text/csv.h"
#include "sim/text/yaml.h"

/* ---- the same people ------------------------------------------------------------------------------------------- */

static bool same_node(const struct node *a, const struct node *b)
{
    if (!a || !b || a->kind != b->kind || a->count != b->count) {
        return a == b;
    }
    bool same = a->kind != NODE_SCALAR || strcmp(a->text, b->text) == 0;
    for (int i = 0; i < a->count && same; i++) {
        same = (!a->pairs[i].key || same_node(a->pairs[i].key, b->pairs[i].key)) &&
               same_node(a->pairs[i].value, b->pairs[i].value);
    }
    return same;
}

/* A value as it may stand in a message. */
static const char *said(const struct node *n)
{
    return !n ? "nothing" : n->kind == NODE_SCALAR ? n->text : "other values";
}

/* The first setting of a group that the runs do not share; NULL: none. */
static const char *differing_key(struct arena *arena, const struct node *const roots[SIDES], const char *group,
                                 const char *only)
{
    const struct node *groups[SIDES];
    for (int s = 0; s < SIDES; s++) {
        groups[s] = hq_node_find(roots[s], group, NULL);
    }
    for (int s = 0; s < SIDES; s++) {
        for (int i = 0; groups[s] && groups[s]->kind == NODE_MAP && i < groups[s]->count; i++) {
            const char *key = groups[s]->pairs[i].key->text;
            const struct node *a = groups[BASE] ? hq_node_find(groups[BASE], key, NULL) : NULL;
            const struct node *b = groups[OTHER] ? hq_node_find(groups[OTHER], key, NULL) : NULL;
            if ((!only || strcmp(only, key) == 0) && !same_node(a, b)) {
                return hq_arena_print(arena, "%s.%s (%s and %s)", group, key, said(a), said(b));
            }
        }
    }
    return NULL;
}

static const struct node *read_settings(struct arena *arena, const char *folder, const char **why, int *code)
{
    char *path = hq_text("%s/resolved.yml", folder);
    struct source *source = NULL;
    struct diagnostics d = {0};
    const int error = hq_source_read(arena, path, 0, false, &source);
    const struct node *root = error ? NULL : hq_yaml_read(arena, source, 0, &d);
    if (error) {
        *code = HQ_EXIT_IO;
        *why = hq_arena_print(arena, "%s cannot be read: %s: name the folder of a finished run", path,
                              strerror(error));
    } else if (!root || d.count > 0 || root->kind != NODE_MAP) {
        *code = HQ_EXIT_BAD_DATA;
        *why = hq_arena_print(arena, "%s is damaged: it is no configuration", path);
    }
    hq_free_diagnostics(&d);
    free(path);
    return *why ? NULL : root;
}

/* Whether founders are drawn from the same survey, of which a folder has a copy. */
static bool same_survey(const struct runs *r, const struct node *settings)
{
    const struct node *group = hq_node_find(settings, "population", NULL);
    const struct node *file = group ? hq_node_find(group, "survey", NULL) : NULL;
    char hashes[SIDES][33] = {"", ""};
    for (int s = 0; s < SIDES && file && file->kind == NODE_SCALAR && file->text[0]; s++) {
        char *path = hq_text("%s/%s", r->side[s].folder, file->text);
        hq_file_hash(path, hashes[s]);
        free(path);
    }
    return strcmp(hashes[BASE], hashes[OTHER]) == 0;
}

/* Settings that decide who the founders are and what luck they have. */
static int same_people(struct runs *r, const char **why)
{
    static const char *const keys[][2] = {
        {"run", "model"}, {"run", "seed"}, {"run", "first_year"}, {"region", "counties"}, {"population", NULL}};
    const struct node *roots[SIDES];
    int code = HQ_EXIT_DONE;
    for (int s = 0; s < SIDES; s++) {
        roots[s] = read_settings(r->arena, r->side[s].folder, why, &code);
        if (!roots[s]) {
            return code;
        }
    }
    const char *what = NULL;
    for (size_t i = 0; i < sizeof keys / sizeof *keys && !what; i++) {
        what = differing_key(r->arena, roots, keys[i][0], keys[i][1]);
    }
    if (!what && !same_survey(r, roots[BASE])) {
        what = "population.survey (a file of other households)";
    }
    if (what) {
        *why = hq_arena_print(r->arena,
                              "%s and %s differ in %s: their households are not the same; compare runs that "
                              "differ in policy alone",
                              r->side[BASE].folder, r->side[OTHER].folder, what);
    }
    return what ? HQ_EXIT_USAGE : HQ_EXIT_DONE;
}

/* ---- files ----------------------------------------------------------------------------------------------------- */

static int missing(struct runs *r, int side, const char *file, int error, const char **why)
{
    const char *const cure =
        strcmp(file, "indicators.h5") == 0 ? "output.indicators=true" : "output.panel_share=1";
    *why = error == ENOENT
               ? hq_arena_print(r->arena, "%s has no %s: run it with %s", r->side[side].folder, file, cure)
               : hq_arena_print(r->arena, "%s/%s is damaged, or of another version of the program",
                                r->side[side].folder, file);
    return error == ENOENT ? HQ_EXIT_USAGE : HQ_EXIT_BAD_DATA;
}

static void free_labels(char **labels, int64_t count)
{
    for (int64_t i = 0; labels && i < count; i++) {
        free(labels[i]);
    }
    free(labels);
}

/* The labels of an axis, in the arena; those of both sides have to be the same. */
static const char *const *read_labels(struct runs *r, const char *axis, int *count, int *error, int *side)
{
    const char **kept = NULL;
    for (*side = BASE; *side <= OTHER; ++*side) {
        char *path = hq_text("%s/indicators.h5", r->side[*side].folder), **labels = NULL;
        int64_t found = 0;
        *error = hq_indicators_labels(path, axis, &labels, &found);
        bool same = *error == 0;
        if (same && *side == BASE) {
            *count = (int)found;
            kept = hq_arena_alloc(r->arena, (size_t)found * sizeof *kept);
        }
        same = same && found == *count;
        for (int i = 0; i < *count && same; i++) {
            same = *side == BASE || strcmp(kept[i], labels[i]) == 0;
            kept[i] = *side == BASE ? hq_arena_text(r->arena, labels[i]) : kept[i];
        }
        free_labels(labels, found);
        free(path);
        if (!same) {
            *error = *error ? *error : EIO;
            return NULL;
        }
    }
    *error = 0;
    return kept;
}

/* A variable of indicators.h5 that has to have these sizes after the years. */
static int read_values(const struct run_side *s, const char *name, int64_t second, int64_t third,
                       double **values, int *years)
{
    char *path = hq_text("%s/indicators.h5", s->folder);
    int64_t sizes[HQ_INDICATOR_DIMENSIONS] = {0};
    int rank = 0, error = hq_indicators_read(path, name, values, sizes, &rank);
    free(path);
    const bool fits = !error && rank == 1 + (second > 0) + (third > 0) && (second == 0 || sizes[1] == second) &&
                      (third == 0 || sizes[2] == third);
    *years = fits ? (int)sizes[0] : 0;
    if (!error && !fits) {
        free(*values);
        *values = NULL;
        error = EIO;
    }
    return error;
}

/* ---- areas ----------------------------------------------------------------------------------------------------- */

static const char *const area_kinds[AREA_KINDS] = {"region", "class", "zone", "prefecture", "county"};

static int find_area(const struct runs *r, int kind, const char *code)
{
    for (int a = 0; a < r->area_count; a++) {
        if (r->areas[a].kind == kind && (kind == IN_REGION || strcmp(r->areas[a].code, code) == 0)) {
            return a;
        }
    }
    return -1;
}

static int read_areas(struct runs *r, const struct compare_options *o, const char **why)
{
    const bool wanted[AREA_KINDS] = {true, o->classes, o->zones, o->prefectures, o->counties};
    int count = 0, error, side;
    const char *const *kinds = read_labels(r, "area_kind", &r->area_count, &error, &side);
    const char *const *codes = kinds ? read_labels(r, "area_code", &count, &error, &side) : NULL;
    const char *const *lines = codes ? read_labels(r, "line_name", &r->line_count, &error, &side) : NULL;
    if (!lines || count != r->area_count || r->line_count > MOST_LINES) {
        return missing(r, side > OTHER ? BASE : side, "indicators.h5", error, why);
    }
    r->lines = lines;
    r->areas = hq_arena_alloc(r->arena, (size_t)count * sizeof *r->areas);
    for (int a = 0; a < count; a++) {
        int kind = 0;
        while (kind < AREA_KINDS && strcmp(kinds[a], area_kinds[kind]) != 0) {
            kind++;
        }
        r->areas[a] =
            (struct compared_area){kind == IN_REGION ? "" : codes[a], kind, kind < AREA_KINDS && wanted[kind]};
    }
    return HQ_EXIT_DONE;
}

/* A side's table of counties, and where in it what is wanted stands: by area_kinds (the region has no column), then what founders
 * follow from. */
enum { FOUNDED_BY = AREA_KINDS, TABLE_COLUMNS = FOUNDED_BY + 2 };
static const char *const table_columns[TABLE_COLUMNS] = {"code", "class",      "zone",    "prefecture",
                                                         "code", "households", "villages"};
struct county_rows {
    struct csv csv;
    int columns[TABLE_COLUMNS], *row; /* row: by county of the panel */
};

static int row_of(const struct csv *table, int column, const char *code)
{
    for (int row = 0; row < table->rows; row++) {
        if (strcmp(hq_csv_cell(table, row, column)->text, code) == 0) {
            return row;
        }
    }
    return -1;
}

static const char *county_cell(const struct county_rows *t, int county, int column)
{
    return t->columns[column] < 0 ? "" : hq_csv_cell(&t->csv, t->row[county], t->columns[column])->text;
}

static int read_counties(const struct runs *r, int side, struct county_rows *t, const char **why)
{
    const struct panel_file *panel = &r->side[side].panel;
    char *path = hq_text("%s/inputs/counties.csv", r->side[side].folder);
    struct source *source = NULL;
    struct diagnostics d = {0};
    const int error = hq_source_read(r->arena, path, 0, true, &source);
    bool good = !error && hq_csv_read(r->arena, source, &d, &t->csv);
    for (int k = 0; k < TABLE_COLUMNS && good; k++) {
        t->columns[k] = hq_csv_column(&t->csv, table_columns[k]);
        good = t->columns[k] >= 0 || k == IN_ZONE;
    }
    t->row = hq_arena_alloc(r->arena, (size_t)panel->counties * sizeof *t->row);
    for (int c = 0; c < panel->counties && good; c++) {
        t->row[c] = row_of(&t->csv, t->columns[IN_COUNTY], panel->county_codes[c]);
        good = t->row[c] >= 0;
    }
    if (error) {
        *why = hq_arena_print(r->arena, "%s cannot be read: %s", path, strerror(error));
    } else if (!good) {
        *why = hq_arena_print(
            r->arena, "%s is damaged, or not that of its run: counties of the panel are not in it", path);
    }
    hq_free_diagnostics(&d);
    free(path);
    return good ? HQ_EXIT_DONE : error ? HQ_EXIT_IO : HQ_EXIT_BAD_DATA;
}

/* Classes and prefectures are in the table of counties, as are households and villages, of which founders are. */
static int place_counties(struct runs *r, const char **why)
{
    struct county_rows tables[SIDES];
    int code = read_counties(r, BASE, &tables[BASE], why);
    code = code ? code : read_counties(r, OTHER, &tables[OTHER], why);
    r->county_count = r->side[BASE].panel.counties;
    r->areas_of = hq_arena_alloc(r->arena, (size_t)r->county_count * sizeof *r->areas_of);
    for (int c = 0; c < r->county_count && !code; c++) {
        for (int k = IN_REGION; k < AREA_KINDS && !code; k++) {
            const char *name = county_cell(&tables[BASE], c, k);
            r->areas_of[c][k] = find_area(r, k, name);
            code =
                r->areas_of[c][k] < 0 && name[0] ? missing(r, BASE, "indicators.h5", EIO, why) : HQ_EXIT_DONE;
        }
        for (int k = FOUNDED_BY; k < TABLE_COLUMNS && !code; k++) {
            if (strcmp(county_cell(&tables[BASE], c, k), county_cell(&tables[OTHER], c, k)) != 0) {
                *why = hq_arena_print(r->arena,
                                      "%s and %s have other %s in county %s (inputs/counties.csv): their "
                                      "households are not the same",
                                      r->side[BASE].folder, r->side[OTHER].folder, table_columns[k],
                                      r->side[BASE].panel.county_codes[c]);
                code = HQ_EXIT_USAGE;
            }
        }
    }
    return code;
}

/* ---- panels and years ------------------------------------------------------------------------------------------ */

static int open_panels(struct runs *r, const char **why)
{
    for (int s = 0; s < SIDES; s++) {
        char *path = hq_text("%s/trajectories.h5", r->side[s].folder), *said_why = NULL;
        int code = hq_file_exists(path) ? hq_panel_file_open(path, &r->side[s].panel, &said_why)
                                        : missing(r, s, "trajectories.h5", ENOENT, why);
        if (said_why) {
            *why = hq_arena_text(r->arena, said_why);
            free(said_why);
        }
        free(path);
        if (code != HQ_EXIT_DONE) {
            return code;
        }
    }
    const struct panel_file *a = &r->side[BASE].panel, *b = &r->side[OTHER].panel;
    if (a->share != b->share) {
        *why = hq_arena_print(
            r->arena, "%s follows %g of the households and %s %g: run them with the same output.panel_share",
            r->side[BASE].folder, a->share, r->side[OTHER].folder, b->share);
        return HQ_EXIT_USAGE;
    }
    bool same = a->counties == b->counties;
    for (int c = 0; c < a->counties && same; c++) {
        same = strcmp(a->county_codes[c], b->county_codes[c]) == 0;
    }
    if (!same) {
        *why = hq_arena_print(r->arena, "%s and %s are of other counties", r->side[BASE].folder,
                              r->side[OTHER].folder);
    }
    return same ? HQ_EXIT_DONE : HQ_EXIT_USAGE;
}

static int find_years(struct runs *r, int wanted, const char **why)
{
    int last[SIDES];
    r->first_year = r->side[BASE].panel.year[0];
    for (int s = 0; s < SIDES; s++) {
        const struct panel_file *p = &r->side[s].panel;
        int years = 0; /* from the first one on without a gap */
        while (years < p->years && years < r->side[s].report_years && p->year[years] == r->first_year + years &&
               p->rows[years] > 0) {
            years++;
        }
        last[s] = r->first_year + years - 1;
    }
    const int common = last[BASE] < last[OTHER] ? last[BASE] : last[OTHER];
    r->year = wanted ? wanted : common;
    if (r->year < r->first_year || r->year > common) {
        *why = common < r->first_year
                   ? hq_arena_print(r->arena, "%s and %s have no year in common", r->side[BASE].folder,
                                    r->side[OTHER].folder)
                   : hq_arena_print(r->arena, "the runs have no year %d: name one from %d to %d", r->year,
                                    r->first_year, common);
        return HQ_EXIT_USAGE;
    }
    return HQ_EXIT_DONE;
}

static int choose_lines(struct runs *r, const struct compare_options *o, const char **why)
{
    r->line_wanted = hq_arena_alloc(r->arena, (size_t)r->line_count * sizeof *r->line_wanted);
    for (int l = 0; l < r->line_count; l++) {
        r->line_wanted[l] = o->line_count == 0;
    }
    for (int i = 0; i < o->line_count; i++) {
        struct suggestion s = hq_suggest(o->lines[i]);
        char hint[HQ_HINT];
        int at = 0;
        while (at < r->line_count && strcmp(r->lines[at], o->lines[i]) != 0) {
            hq_offer(&s, r->lines[at++]);
        }
        if (at == r->line_count) {
            *why = hq_arena_print(r->arena, "there is no poverty line '%s'%s", o->lines[i], hq_hint(&s, hint));
            return HQ_EXIT_USAGE;
        }
        r->line_wanted[at] = true;
    }
    return HQ_EXIT_DONE;
}

/* A folder is complete with its run.json, which knows what the files are that tell numbers. */
static int finished(const struct runs *r, int side, const char **why)
{
    static const char *const files[][2] = {{"indicators.h5", "indicators_file_hash"},
                                           {"ledger.csv", "ledger_file_hash"}};
    const char *folder = r->side[side].folder;
    char *path = hq_text("%s/run.json", folder);
    const bool there = hq_file_exists(path);
    free(path);
    if (!there) {
        *why = hq_arena_print(r->arena, "%s is no finished result: it has no run.json", folder);
        return HQ_EXIT_USAGE;
    }
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        if (hq_file_has_changed(folder, files[i][0], files[i][1])) {
            *why =
                hq_arena_print(r->arena, "%s/%s is damaged: it is not what run.json says", folder, files[i][0]);
            return HQ_EXIT_BAD_DATA;
        }
    }
    return HQ_EXIT_DONE;
}

int runs_open(struct runs *r, struct arena *arena, const char *base, const char *other,
              const struct compare_options *options, const char **why)
{
    *r = (struct runs){.arena = arena, .side = {{.folder = base}, {.folder = other}}};
    r->side[BASE].panel.file = r->side[OTHER].panel.file = -1;
    *why = NULL;
    int code = finished(r, BASE, why);
    code = code ? code : finished(r, OTHER, why);
    code = code ? code : same_people(r, why);
    code = code ? code : read_areas(r, options, why);
    for (int s = 0; s < SIDES && !code; s++) {
        int years, error = read_values(&r->side[s], "line_value", r->area_count, r->line_count,
                                       &r->side[s].lines, &years);
        r->side[s].report_years = years;
        error =
            error ? error : read_values(&r->side[s], "persons", r->area_count, 0, &r->side[s].persons, &years);
        code = error || years != r->side[s].report_years
                   ? missing(r, s, "indicators.h5", error ? error : EIO, why)
                   : HQ_EXIT_DONE;
    }
    code = code ? code : open_panels(r, why);
    code = code ? code : place_counties(r, why);
    code = code ? code : find_years(r, options->year, why);
    return code ? code : choose_lines(r, options, why);
}

void runs_close(struct runs *r)
{
    for (int s = 0; s < SIDES; s++) {
        hq_panel_file_close(&r->side[s].panel);
        free(r->side[s].lines);
        free(r->side[s].persons);
    }
}

double runs_line(const struct runs *r, int side, int year, int area, int line)
{
    const int y = year - r->first_year;
    if (y < 0 || y >= r->side[side].report_years) {
        return not_known();
    }
    return r->side[side].lines[((int64_t)y * r->area_count + area) * r->line_count + line];
}
