#include "sim/survey/survey.h"

#include <stdlib.h>
#include <string.h>

#include "sim/error.h"
#include "sim/survey/fill.h"
#include "sim/text/convert.h"

enum { MOST_ROWS = 64 }; /* of one household */

struct reader {
    struct arena *arena;
    struct diagnostics *d;
    struct survey *survey;
    const struct codebook *book;
    const struct survey_county *counties;
    int county_count;
    int household, person, county, weight; /* columns; -1 where not named */
    int **parts;                           /* columns of a field's parts */
};

static const struct csv_cell *cell_at(const struct reader *r, int row, int column)
{
    return hq_csv_cell(&r->survey->csv, row, column);
}

static const char *name_of(const struct reader *r, int column)
{
    return r->survey->csv.header[column].text;
}

#define REPORT(r, cell, ...) hq_report((r)->d, (r)->survey->csv.source, (cell)->at, __VA_ARGS__)

/* ---- columns ----------------------------------------------------------------------------------------- */

/* A column that the codebook names; -1, with an error there, where the survey has none. */
static int find_column(struct reader *r, const struct survey_column *column)
{
    const struct csv *csv = &r->survey->csv;
    if (!column->name) {
        return -1;
    }
    const int found = hq_csv_column(csv, column->name);
    if (found < 0) {
        struct suggestion s = hq_suggest(column->name);
        char hint[HQ_HINT];
        for (int i = 0; i < csv->columns; i++) {
            hq_offer(&s, csv->header[i].text);
        }
        hq_report(r->d, column->source, column->at, "the survey has no column '%s'%s", column->name,
                  hq_hint(&s, hint));
    }
    return found;
}

static bool find_columns(struct reader *r)
{
    const struct codebook *b = r->book;
    const int before = r->d->count;
    r->household = find_column(r, &b->household);
    r->person = find_column(r, &b->person);
    r->county = find_column(r, &b->county);
    r->weight = find_column(r, &b->weight);
    r->parts = hq_arena_alloc(r->arena, ((size_t)b->fields->count + 1) * sizeof *r->parts);
    for (int f = 0; f < b->fields->count; f++) {
        const struct mapping *m = &b->mappings[f];
        r->parts[f] = hq_arena_alloc(r->arena, ((size_t)m->part_count + 1) * sizeof **r->parts);
        for (int p = 0; p < m->part_count; p++) {
            r->parts[f][p] = find_column(r, &m->parts[p]);
        }
    }
    return r->d->count == before;
}

/* ---- one value --------------------------------------------------------------------------------------- */

static bool says_nothing(const struct reader *r, const char *text)
{
    for (int i = 0; i < r->book->missing_count; i++) {
        if (strcmp(r->book->missing[i], text) == 0) {
            return true;
        }
    }
    return !text[0];
}

static bool is_missing(const struct reader *r, int f, int row)
{
    for (int p = 0; p < r->book->mappings[f].part_count; p++) {
        if (says_nothing(r, cell_at(r, row, r->parts[f][p])->text)) {
            return true;
        }
    }
    return false;
}

/* Whether two rows say the same of a field, to the letter. */
static bool same_words(const struct reader *r, int f, int row, int other)
{
    for (int p = 0; p < r->book->mappings[f].part_count; p++) {
        const int column = r->parts[f][p];
        if (strcmp(cell_at(r, row, column)->text, cell_at(r, other, column)->text) != 0) {
            return false;
        }
    }
    return true;
}

static double decode(struct reader *r, int f, const struct csv_cell *cell, const char *column)
{
    const struct mapping *m = &r->book->mappings[f];
    const char *known = "";
    for (int i = 0; i < m->code_count; i++) {
        if (strcmp(m->codes[i].text, cell->text) == 0) {
            return m->codes[i].value;
        }
        known = i < 12 ? hq_arena_print(r->arena, "%s%s%s", known, i ? ", " : "", m->codes[i].text) : known;
    }
    REPORT(r, cell, "%s: wrong code '%s'; the codebook knows %s", column, cell->text, known);
    return HQ_NOT_SAID;
}

/* The number in a cell times its factor, or HQ_NOT_SAID after an error. */
static double read_part(struct reader *r, int f, int part, int row)
{
    const struct mapping *m = &r->book->mappings[f];
    const int column = r->parts[f][part];
    const struct csv_cell *cell = cell_at(r, row, column);
    double number;
    if (m->code_count) {
        return decode(r, f, cell, name_of(r, column));
    }
    const char *why = hq_to_real(cell->text, &number);
    if (why) {
        REPORT(r, cell, "%s: '%s' %s; where it means that nothing is said, name it under missing",
               name_of(r, column), cell->text, why);
        return HQ_NOT_SAID;
    }
    return number * m->parts[part].factor * m->unit;
}

static double to_fen_and_back(double yuan)
{
    const double fen = yuan * 100;
    /* lint: allow float-cast: within the field's range */
    return (double)(int64_t)(fen < 0 ? fen - 0.5 : fen + 0.5) / 100;
}

/* The value within the field's range, or HQ_NOT_SAID after an error. */
static double check_range(struct reader *r, const struct field_row *field, const struct csv_cell *cell,
                          const char *column, double value)
{
    char low[HQ_NUMBER], high[HQ_NUMBER], own[HQ_NUMBER];
    const bool whole = field->type == HQ_INT || field->type == HQ_BOOL;
    if (value < field->low || value > field->high) {
        REPORT(r, cell, "%s: %s is %s to %s [%s], and this is %s", column, field->name,
               hq_real_text(field->low, low), hq_real_text(field->high, high), field->unit,
               hq_real_text(value, own));
        return HQ_NOT_SAID;
    }
    /* lint: allow float-cast: within the field's range */
    if (whole && (double)(int64_t)value != value) {
        REPORT(r, cell, "%s: %s is a whole number [%s], and this is %s", column, field->name, field->unit,
               hq_real_text(value, own));
        return HQ_NOT_SAID;
    }
    return field->type == HQ_YUAN ? to_fen_and_back(value) : value;
}

static double negative(struct reader *r, int f, const struct csv_cell *cell, const char *column, double value)
{
    const struct field_row *field = &r->book->fields->rows[f];
    if (r->book->mappings[f].negative == NEGATIVE_ERROR) {
        REPORT(
            r, cell,
            "%s: negative %s (%s): correct it, name it under missing, or say in the codebook what becomes of "
            "it (negative: %szero)",
            column, field->name, cell->text, field->low < 0 ? "keep or " : "");
        return HQ_NOT_SAID;
    }
    r->survey->counts[f].negative++;
    if (r->survey->notes.count < HQ_NOTED) {
        hq_report(&r->survey->notes, r->survey->csv.source, cell->at, "%s: negative %s (%s), %s", column,
                  field->name, cell->text,
                  r->book->mappings[f].negative == NEGATIVE_ZERO ? "taken for 0" : "kept");
    }
    return r->book->mappings[f].negative == NEGATIVE_ZERO ? 0 : value;
}

/* The field's value in a row in which it is not missing; HQ_NOT_SAID after an error. */
static double read_value(struct reader *r, int f, int row)
{
    const struct mapping *m = &r->book->mappings[f];
    const int column = r->parts[f][0];
    const struct csv_cell *cell = cell_at(r, row, column);
    double sum = 0;
    for (int p = 0; p < m->part_count; p++) {
        const double part = read_part(r, f, p, row);
        if (part == HQ_NOT_SAID) {
            return part;
        }
        sum += part;
    }
    r->survey->counts[f].given++;
    if (sum < 0) {
        sum = negative(r, f, cell, name_of(r, column), sum);
    }
    return sum == HQ_NOT_SAID ? sum : check_range(r, &r->book->fields->rows[f], cell, name_of(r, column), sum);
}

/* What stands for a missing value, whose cell is in this row. */
static double stand_in(struct reader *r, int f, int row)
{
    const struct mapping *m = &r->book->mappings[f];
    const struct field_row *field = &r->book->fields->rows[f];
    int part = 0;
    while (!says_nothing(r, cell_at(r, row, r->parts[f][part])->text)) {
        part++;
    }
    const struct csv_cell *cell = cell_at(r, row, r->parts[f][part]);
    r->survey->counts[f].missing++;
    switch (m->missing) {
    case MISSING_ERROR:
        REPORT(r, cell, "%s: %s is missing; give fields.%s.missing a rule: median, %sor a value",
               name_of(r, r->parts[f][part]), field->name, field->name, field->needed ? "" : "model ");
        return HQ_NOT_SAID;
    case MISSING_VALUE:
        r->survey->counts[f].filled++;
        return m->missing_value;
    case MISSING_MEDIAN:
        return HQ_TO_FILL;
    case MISSING_MODEL:
        break;
    }
    return HQ_NOT_SAID;
}

/* ---- one household ----------------------------------------------------------------------------------- */

struct line {
    const char *id;
    int row;
};

static int by_id(const void *a, const void *b)
{
    const struct line *x = a, *y = b;
    const int order = strcmp(x->id, y->id);
    return order ? order : x->row - y->row;
}

static int by_row(const void *a, const void *b)
{
    return ((const struct survey_household *)a)->row - ((const struct survey_household *)b)->row;
}

/* Rows of a household that do not repeat its first in a column. */
static void check_same(struct reader *r, const struct line *lines, int count, int column)
{
    for (int i = 1; i < count && column >= 0; i++) {
        const struct csv_cell *first = cell_at(r, lines[0].row, column),
                              *cell = cell_at(r, lines[i].row, column);
        if (strcmp(first->text, cell->text) != 0) {
            REPORT(r, cell,
                   "%s: household %s has '%s' here and '%s' in line %d: make them one, or tell the two apart",
                   name_of(r, column), lines[0].id, cell->text, first->text, first->at.line);
        }
    }
}

static void check_persons(struct reader *r, const struct line *lines, int count)
{
    for (int i = 0; i < count && r->person >= 0; i++) {
        const struct csv_cell *cell = cell_at(r, lines[i].row, r->person);
        if (!cell->text[0]) {
            REPORT(r, cell, "%s: a person without an id", name_of(r, r->person));
        }
        for (int k = 0; k < i && cell->text[0]; k++) {
            const struct csv_cell *other = cell_at(r, lines[k].row, r->person);
            if (strcmp(other->text, cell->text) == 0) {
                REPORT(r, cell, "%s: person %s of household %s stands twice; before in line %d",
                       name_of(r, r->person), cell->text, lines[0].id, other->at.line);
                break;
            }
        }
    }
}

static void read_county(struct reader *r, int row, struct survey_household *h)
{
    const struct csv_cell *cell = cell_at(r, row, r->county);
    const struct codebook *b = r->book;
    int32_t code = 0;
    bool known = false;
    for (int i = 0; i < b->county_count && !known; i++) {
        known = strcmp(b->counties[i].text, cell->text) == 0;
        /* lint: allow float-cast: codes of counties fit */
        code = known ? (int32_t)b->counties[i].value : 0;
    }
    const char *why = known ? NULL : hq_to_code(cell->text, &code);
    h->class = "";
    for (int i = 0; i < r->county_count && !why; i++) {
        if (r->counties[i].code == code) {
            h->county = code;
            h->class = r->counties[i].class;
            h->place = i;
            return;
        }
    }
    REPORT(r, cell,
           "%s: unknown county '%s': neither a code of the region table nor in survey.counties of the codebook",
           name_of(r, r->county), cell->text);
}

static void read_weight(struct reader *r, int row, struct survey_household *h)
{
    h->weight = 1;
    if (r->weight < 0) {
        return;
    }
    const struct csv_cell *cell = cell_at(r, row, r->weight);
    const char *why = hq_to_real(cell->text, &h->weight);
    if (why) {
        REPORT(r, cell, "%s: weight '%s' %s", name_of(r, r->weight), cell->text, why);
    } else if (h->weight < 1e-6 || h->weight > 1e7) {
        REPORT(r, cell,
               "%s: a weight is from 0.000001 to 10000000, and this is %s: leave out households that stand for "
               "nobody",
               name_of(r, r->weight), cell->text);
    }
}

/* A field of households: what the first row says that says anything; the others must not say another thing. */
static void read_household_field(struct reader *r, int f, const struct line *lines, int count, double *values)
{
    int said = -1;
    for (int i = 0; i < count; i++) {
        if (is_missing(r, f, lines[i].row)) {
            continue;
        }
        if (said < 0) {
            said = lines[i].row;
        } else if (!same_words(r, f, said, lines[i].row)) {
            const struct csv_cell *cell = cell_at(r, lines[i].row, r->parts[f][0]);
            REPORT(r, cell, "%s: the rows of household %s say different things of its %s; line %d another",
                   name_of(r, r->parts[f][0]), lines[0].id, r->book->fields->rows[f].name,
                   cell_at(r, said, 0)->at.line);
        }
    }
    values[(size_t)f * HQ_PERSONS] = said < 0 ? stand_in(r, f, lines[0].row) : read_value(r, f, said);
}

static void read_household(struct reader *r, const struct line *lines, int count, struct survey_household *h)
{
    const struct field_table *t = r->book->fields;
    const bool persons = hq_codebook_has(r->book, HQ_OF_PERSON);
    const struct csv_cell *id = cell_at(r, lines[0].row, r->household);
    *h = (struct survey_household){.id = lines[0].id, .row = lines[0].row};
    h->values = hq_arena_alloc(r->arena, (size_t)t->count * HQ_PERSONS * sizeof *h->values);
    if (count > MOST_ROWS) {
        REPORT(r, id, "%s: %d rows of one household: is this the column of households?",
               name_of(r, r->household), count);
        return;
    }
    if (!id->text[0]) {
        REPORT(r, id, "%s: a row without a household", name_of(r, r->household));
    }
    if (!persons && count > 1) {
        REPORT(r, cell_at(r, lines[1].row, r->household), "household %s stands twice; before in line %d", h->id,
               id->at.line);
    }
    check_same(r, lines, count, r->county);
    check_same(r, lines, count, r->weight);
    check_persons(r, lines, count);
    read_county(r, lines[0].row, h);
    read_weight(r, lines[0].row, h);
    h->persons = !persons ? 0 : count < HQ_PERSONS ? count : HQ_PERSONS;
    h->left_out = persons ? count - h->persons : 0;
    if (h->left_out && !r->book->keep_eight) {
        REPORT(r, cell_at(r, lines[HQ_PERSONS].row, r->household),
               "household %s has %d persons, and the model holds eight: say survey.persons: first eight", h->id,
               count);
    }
    for (int f = 0; f < t->count; f++) {
        if (!r->book->mappings[f].part_count) {
            continue;
        }
        if (t->rows[f].level == HQ_OF_HOUSEHOLD) {
            read_household_field(r, f, lines, count, h->values);
            continue;
        }
        for (int i = 0; i < h->persons; i++) {
            const int row = lines[i].row;
            h->values[(size_t)f * HQ_PERSONS + (size_t)i] =
                is_missing(r, f, row) ? stand_in(r, f, row) : read_value(r, f, row);
        }
    }
}

static void read_households(struct reader *r)
{
    struct survey *s = r->survey;
    const int rows = s->csv.rows;
    struct line *lines = hq_alloc(((size_t)rows + 1) * sizeof *lines);
    for (int i = 0; i < rows; i++) {
        lines[i] = (struct line){cell_at(r, i, r->household)->text, i};
    }
    qsort(lines, (size_t)rows, sizeof *lines, by_id);
    s->households = hq_arena_alloc(r->arena, ((size_t)rows + 1) * sizeof *s->households);
    for (int i = 0, next; i < rows; i = next) {
        for (next = i + 1; next < rows && strcmp(lines[next].id, lines[i].id) == 0; next++) {
        }
        struct survey_household *h = &s->households[s->count++];
        read_household(r, lines + i, next - i, h);
        s->persons += h->persons;
        s->left_out += h->left_out;
        s->crowded += h->left_out > 0;
    }
    free(lines);
    qsort(s->households, (size_t)s->count, sizeof *s->households, by_row);
}

/* ---- the whole --------------------------------------------------------------------------------------- */

bool hq_survey_region(struct arena *arena, const struct source *source, struct diagnostics *d,
                      struct survey_county **counties, int *count)
{
    struct csv csv;
    const int before = d->count;
    hq_csv_read(arena, source, d, &csv);
    const int code = csv.columns ? hq_csv_need(&csv, "code", d) : -1, class = hq_csv_column(&csv, "class");
    *count = 0;
    *counties = hq_arena_alloc(arena, ((size_t)csv.rows + 1) * sizeof **counties);
    for (int i = 0; i < csv.rows && code >= 0; i++) {
        struct survey_county *c = &(*counties)[*count];
        const struct csv_cell *cell = hq_csv_cell(&csv, i, code);
        const char *why = hq_to_code(cell->text, &c->code);
        if (why) {
            hq_report(d, source, cell->at, "'%s' %s", cell->text, why);
        }
        c->class = class < 0 ? "" : hq_csv_cell(&csv, i, class)->text;
        ++*count;
    }
    return d->count == before;
}

bool hq_survey_read(struct arena *arena, const struct csv *csv, const struct codebook *book,
                    const struct survey_county *counties, int county_count, struct diagnostics *d,
                    struct survey *out)
{
    struct reader r = {.arena = arena, .d = d, .survey = out, .book = book};
    const int before = d->count;
    r.counties = counties;
    r.county_count = county_count;
    *out = (struct survey){.book = book, .csv = *csv};
    out->counts = hq_arena_alloc(arena, ((size_t)book->fields->count + 1) * sizeof *out->counts);
    if (!find_columns(&r)) {
        return false;
    }
    if (!csv->rows) {
        hq_report(d, csv->source, (struct mark){1, 1}, "the survey has a header and no rows");
        return false;
    }
    read_households(&r);
    for (int f = 0; f < book->fields->count && d->count == before; f++) {
        if (book->mappings[f].missing == MISSING_MEDIAN && out->counts[f].missing && !out->counts[f].given) {
            const struct survey_column *part = &book->mappings[f].parts[0];
            hq_report(d, part->source, part->at, "'%s' says nothing in any row: there is no median",
                      part->name);
        } else if (book->mappings[f].missing == MISSING_MEDIAN && out->counts[f].missing) {
            hq_survey_fill(out, f, county_count);
        }
    }
    return d->count == before;
}
