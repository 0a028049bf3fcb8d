/* Values by year and place: a model's file parameter with HQ_PLACES names a CSV with the columns `year`,
 * `place` - the code of a county, or the name of a prefecture for all of its counties - and one column for
 * each parameter of the file's group that it knows something of, named like the parameter. Columns mark, note,
 * source and those that end in _mark are the reader's. A cell holds for its year alone; where it is empty, and
 * in all other years, the parameter has its default. A county's cell beats that of its prefecture.
 *
 * What a table says has the rank of a calendar: over defaults, under every configuration and --set. A county
 * that stands in it has a value of its own, so that only what replaces the whole parameter, or names the
 * county, changes it. */
#include <string.h>

#include "sim/config/config_internal.h"
#include "sim/text/convert.h"

enum { LAST_YEAR = 2200 }; /* that hq_to_year takes */

struct places {
    const struct param_row *file;
    struct csv csv;
    int year, place; /* columns */
    int *setting;    /* of each column, the row of the parameter that it sets, or -1 */
    int *years;      /* of each row, or -1 where it is wrong */
    int32_t *codes;  /* of each row, the county that it names, or 0 */
    int prefecture;  /* column of the region table */
};

static bool is_remark(const char *column)
{
    static const char *const words[] = {"mark", "note", "source"};
    const size_t length = strlen(column);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcmp(column, words[i]) == 0) {
            return true;
        }
    }
    return length > 5 && strcmp(column + length - 5, "_mark") == 0;
}

static bool may_stand_here(const struct places *p, const struct param_row *row)
{
    const unsigned needed = HQ_BY_YEAR | HQ_BY_COUNTY;
    return strcmp(row->group, p->file->group) == 0 && (row->flags & needed) == needed;
}

static void report_column(struct load *l, const struct places *p, const struct csv_cell *cell)
{
    const struct param_table *table = l->config->model->parameters;
    struct suggestion s = hq_suggest(cell->text);
    char hint[HQ_HINT];
    for (int i = 0; i < table->count; i++) {
        if (may_stand_here(p, &table->rows[i])) {
            hq_offer(&s, table->rows[i].name);
        }
    }
    hq_report(&l->diagnostics, p->csv.source, cell->at, "'%s' is no parameter of %s by year and county%s",
              cell->text, p->file->group, hq_hint(&s, hint));
}

/* Which parameters the columns are of. False where the table cannot be read at all. */
static bool find_columns(struct load *l, struct places *p)
{
    const struct param_table *table = l->config->model->parameters;
    p->year = hq_csv_need(&p->csv, "year", &l->diagnostics);
    p->place = hq_csv_need(&p->csv, "place", &l->diagnostics);
    p->setting = hq_arena_alloc(&l->scratch, sizeof *p->setting * (size_t)p->csv.columns);
    for (int c = 0; c < p->csv.columns; c++) {
        const struct csv_cell *cell = &p->csv.header[c];
        const int row = hq_find_row(table, p->file->group, cell->text);
        p->setting[c] = row >= 0 && may_stand_here(p, &table->rows[row]) ? row : -1;
        if (p->setting[c] < 0 && c != p->year && c != p->place && !is_remark(cell->text)) {
            report_column(l, p, cell);
        }
    }
    return p->year >= 0 && p->place >= 0;
}

static bool in_prefecture(const struct load *l, const struct places *p, int county, const char *name)
{
    const struct region *r = &l->region;
    return p->prefecture >= 0 &&
           strcmp(hq_csv_cell(&r->csv, r->rows[county].row, p->prefecture)->text, name) == 0;
}

static bool is_prefecture(const struct load *l, const struct places *p, const char *name)
{
    for (int i = 0; i < l->region.count; i++) {
        if (in_prefecture(l, p, i, name)) {
            return true;
        }
    }
    return false;
}

static void report_place(struct load *l, const struct places *p, const struct csv_cell *cell)
{
    const struct region *r = &l->region;
    struct suggestion s = hq_suggest(cell->text);
    char hint[HQ_HINT];
    int32_t code;
    if (!hq_to_code(cell->text, &code)) {
        hq_report_county(l, p->csv.source, cell->at, cell->text);
        return;
    }
    for (int i = 0; i < r->count; i++) {
        if (strcmp(hq_csv_cell(&r->csv, r->rows[i].row, r->name)->text, cell->text) == 0) {
            hq_report(&l->diagnostics, p->csv.source, cell->at, "'%s' is a county: it is named by its code, %s",
                      cell->text, hq_csv_cell(&r->csv, r->rows[i].row, r->code)->text);
            return;
        }
        if (p->prefecture >= 0) {
            hq_offer(&s, hq_csv_cell(&r->csv, r->rows[i].row, p->prefecture)->text);
        }
    }
    hq_report(&l->diagnostics, p->csv.source, cell->at, "unknown place '%s'%s", cell->text, hq_hint(&s, hint));
}

/* Year and place of every row. */
static void read_keys(struct load *l, struct places *p)
{
    const size_t rows = (size_t)p->csv.rows + 1;
    p->years = hq_arena_alloc(&l->scratch, rows * sizeof *p->years);
    p->codes = hq_arena_alloc(&l->scratch, rows * sizeof *p->codes);
    for (int i = 0; i < p->csv.rows; i++) {
        const struct csv_cell *year = hq_csv_cell(&p->csv, i, p->year);
        const struct csv_cell *place = hq_csv_cell(&p->csv, i, p->place);
        const char *wrong = hq_to_year(year->text, &p->years[i]);
        int32_t code;
        if (wrong) {
            hq_report(&l->diagnostics, p->csv.source, year->at, "'%s' %s", year->text, wrong);
            p->years[i] = -1;
        }
        if (!hq_to_code(place->text, &code) && hq_find_county(&l->region, code)) {
            p->codes[i] = code;
        } else if (!is_prefecture(l, p, place->text)) {
            report_place(l, p, place);
            p->years[i] = -1;
        }
    }
}

/* A year and a place stand once. */
static void check_keys(struct load *l, const struct places *p)
{
    for (int i = 0; i < p->csv.rows; i++) {
        const struct csv_cell *place = hq_csv_cell(&p->csv, i, p->place);
        for (int k = 0; k < i && p->years[i] >= 0; k++) {
            const struct csv_cell *other = hq_csv_cell(&p->csv, k, p->place);
            if (p->years[k] == p->years[i] && p->codes[k] == p->codes[i] &&
                (p->codes[i] || strcmp(other->text, place->text) == 0)) {
                hq_report(&l->diagnostics, p->csv.source, place->at,
                          "'%s' has a row for %d already, in line %d", place->text, p->years[i],
                          other->at.line);
                break;
            }
        }
    }
}

/* A value into every county that the row is of. */
static void set_counties(struct load *l, const struct places *p, int row, struct setting *setting, int year,
                         union cell value, bool keep)
{
    const char *name = hq_csv_cell(&p->csv, row, p->place)->text;
    for (int i = 0; i < l->region.count; i++) {
        const int32_t code = l->region.rows[i].code;
        if (p->codes[row] ? code == p->codes[row] : in_prefecture(l, p, i, name)) {
            struct scope *scope = hq_need_scope(&l->config->arena, &setting->counties, code);
            if (!keep || !hq_has_year(scope, year)) {
                hq_set_year(&l->config->arena, scope, year, value);
            }
        }
    }
}

/* One cell; with `ending` not its value but the year after it, where the default holds again. */
static void set_cell(struct load *l, const struct places *p, int row, int column, bool ending)
{
    const struct param_row *parameter = &l->config->model->parameters->rows[p->setting[column]];
    struct setting *setting = &l->config->settings[p->setting[column]];
    const struct csv_cell *cell = hq_csv_cell(&p->csv, row, column);
    union cell value;
    char why[HQ_WHY];
    if (!cell->text[0] || p->years[row] < 0) {
        return;
    }
    if (!hq_convert(parameter, cell->text, &value, why)) {
        if (!ending) {
            hq_report(&l->diagnostics, p->csv.source, cell->at, "%s", why);
        }
    } else if (!ending) {
        set_counties(l, p, row, setting, p->years[row], value, false);
        setting->origin = (struct origin){p->csv.source, cell->at, NULL, ++l->rank};
    } else if (p->years[row] < LAST_YEAR) {
        set_counties(l, p, row, setting, p->years[row] + 1, setting->plain.value, true);
    }
}

/* Prefectures, then counties over them, then the years in which what they said is over. */
static void set_values(struct load *l, const struct places *p)
{
    enum { OF_PREFECTURES, OF_COUNTIES, ENDINGS, STEPS };
    for (int step = 0; step < STEPS; step++) {
        for (int i = 0; i < p->csv.rows; i++) {
            for (int c = 0; c < p->csv.columns; c++) {
                const bool now = step == ENDINGS || (step == OF_COUNTIES) == (p->codes[i] != 0);
                if (now && p->setting[c] >= 0) {
                    set_cell(l, p, i, c, step == ENDINGS);
                }
            }
        }
    }
}

static void load_table(struct load *l, const struct param_row *file, const struct setting *setting)
{
    struct places p = {.file = file, .prefecture = hq_csv_column(&l->region.csv, "prefecture")};
    const char *role = hq_input_role(&l->scratch, file);
    const struct source *source = hq_load_input(l, role, setting->plain.value.text, &setting->origin);
    if (!source) {
        return;
    }
    hq_csv_read(&l->scratch, source, &l->diagnostics, &p.csv);
    if (p.csv.columns && find_columns(l, &p)) {
        read_keys(l, &p);
        check_keys(l, &p);
        set_values(l, &p);
    }
}

void hq_load_places(struct load *l)
{
    const struct param_table *table = l->config->model ? l->config->model->parameters : NULL;
    for (int i = 0; table && l->region.read && i < table->count; i++) {
        const struct setting *setting = &l->config->settings[i];
        if (table->rows[i].flags & HQ_PLACES && setting->plain.value.text[0] && !setting->wrong) {
            load_table(l, &table->rows[i], setting);
        }
    }
}
