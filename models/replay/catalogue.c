/* The catalogue: its tables read and checked. scripts/check-sources checks more (units, sentences, numbers that no
 * row has); here is what a replay relies on. */
#include "models/replay/catalogue.h"

#include <stdlib.h>
#include <string.h>

#include "sim/text/convert.h"

const char *const statement_kinds[STATEMENT_KINDS] = {"exact", "bound", "approximate", "setting", "note"};
const char *const statement_bounds[STATEMENT_BOUNDS] = {"exact", "at_least", "at_most", "about"};

enum column {
    ID,
    SENTENCE,
    YEARS,
    PLACE,
    PROGRAMME_OF,
    QUANTITY_OF,
    VALUE,
    UNIT_OF,
    BOUND_OF,
    KIND,
    TOLERANCE,
    RELATION,
    MEANING,
    REASON,
    COLUMNS_READ
};
static const char *const column_names[COLUMNS_READ] = {
    "id",         "sentence", "years", "place",     "programme", "quantity", "value_model",
    "unit_model", "bound",    "kind",  "tolerance", "relation",  "meaning",  "reason"};

/* One table as it is read. */
struct table_read {
    struct arena *arena;
    const struct source *source;
    struct diagnostics *d;
    struct csv csv;
    int columns[COLUMNS_READ];
    const char *prefix;
};

static const struct csv_cell *cell_of(const struct table_read *t, int row, enum column column)
{
    return hq_csv_cell(&t->csv, row, t->columns[column]);
}

static void refuse(const struct table_read *t, int row, enum column column, const char *why)
{
    const struct csv_cell *cell = cell_of(t, row, column);
    hq_report(t->d, t->source, cell->at, "%s '%s' %s", column_names[column], cell->text, why);
}

static int word_of(const struct table_read *t, int row, enum column column, const char *const *words, int count,
                   const char *cure)
{
    const char *text = cell_of(t, row, column)->text;
    for (int i = 0; i < count; i++) {
        if (strcmp(words[i], text) == 0) {
            return i;
        }
    }
    refuse(t, row, column, cure);
    return 0;
}

static struct number number_in(const struct table_read *t, int row, enum column column)
{
    struct number number;
    const char *why = number_read(cell_of(t, row, column)->text, &number);
    if (why) {
        refuse(t, row, column, why);
    }
    return number;
}

/* YYYY, YYYY-YYYY or nothing. */
static void read_years(const struct table_read *t, int row, struct statement *s)
{
    const char *text = cell_of(t, row, YEARS)->text;
    char first[5] = "", last[5] = "";
    const size_t size = strlen(text);
    if (size == 0) {
        return;
    }
    bool right = size == 4 || (size == 9 && text[4] == '-');
    if (right) {
        memcpy(first, text, 4);
        memcpy(last, text + size - 4, 4);
        right = !hq_to_year(first, &s->first) && !hq_to_year(last, &s->last) && s->first <= s->last;
    }
    if (!right) {
        refuse(t, row, YEARS, "is no year (YYYY) and no span of years (YYYY-YYYY)");
        s->first = s->last = 0;
    }
}

/* Codes of two, four or six digits, each with a class behind a colon or without. */
static void check_place(const struct table_read *t, int row)
{
    const char *place = cell_of(t, row, PLACE)->text;
    bool right = *place != '\0';
    for (const char *c = place; *c && right;) {
        const size_t digits = strspn(c, "0123456789");
        right = digits == 2 || digits == 4 || digits == 6;
        c += digits;
        if (*c == ':') {
            const size_t word = strspn(c + 1, "abcdefghijklmnopqrstuvwxyz_-");
            right = right && word > 0;
            c += word + 1;
        }
        right = right && (*c == '\0' || (*c == ' ' && c[1] != '\0'));
        c += *c == ' ';
    }
    if (!right) {
        refuse(t, row, PLACE,
               "is no list of places: codes of 2, 4 or 6 digits, with :class or without, by spaces");
    }
}

static struct statement statement_of(const struct table_read *t, int row)
{
    static const char *const kinds_cure = "is no kind: exact, bound, approximate, setting or note";
    static const char *const bounds_cure = "is no bound: exact, at_least, at_most or about";
    struct statement s = {.value = unknown_number, .tolerance = number_of(0, 1)};
    const char **texts[] = {&s.id,   &s.sentence, &s.place,   &s.programme, &s.quantity,
                            &s.unit, &s.relation, &s.meaning, &s.reason};
    static const enum column from[] = {ID,      SENTENCE, PLACE,   PROGRAMME_OF, QUANTITY_OF,
                                       UNIT_OF, RELATION, MEANING, REASON};
    for (size_t i = 0; i < sizeof from / sizeof *from; i++) {
        *texts[i] = cell_of(t, row, from[i])->text;
    }
    const size_t size = strlen(t->prefix);
    if (strncmp(s.id, t->prefix, size) != 0 || s.id[size] != '-' || !s.id[size + 1]) {
        refuse(t, row, ID, "does not begin with the document's prefix and a hyphen, as sources.csv has it");
    }
    s.computed = strncmp(s.id + (strlen(s.id) < size ? strlen(s.id) : size), "-d-", 3) == 0;
    s.kind = (enum statement_kind)word_of(t, row, KIND, statement_kinds, STATEMENT_KINDS, kinds_cure);
    s.bound = (enum statement_bound)word_of(t, row, BOUND_OF, statement_bounds, STATEMENT_BOUNDS, bounds_cure);
    if (s.kind == BOUND && s.bound != AT_LEAST && s.bound != AT_MOST) {
        refuse(t, row, BOUND_OF, "is no side: what is of kind bound is at_least or at_most");
    }
    read_years(t, row, &s);
    check_place(t, row);
    if (cell_of(t, row, VALUE)->text[0]) {
        s.value = number_in(t, row, VALUE);
        s.tolerance = cell_of(t, row, TOLERANCE)->text[0] ? number_in(t, row, TOLERANCE) : s.tolerance;
    } else if (s.kind <= APPROXIMATE) {
        refuse(t, row, VALUE, "is missing: what is exact, a bound or approximate has one");
    }
    return s;
}

static bool begin(struct table_read *t, struct shelf shelf, const char *name, const char *const *names,
                  int count)
{
    t->source = shelf.open(shelf.with, name);
    if (!t->source) {
        return false;
    }
    bool right = hq_csv_read(t->arena, t->source, t->d, &t->csv);
    for (int i = 0; right && i < count; i++) {
        t->columns[i] = hq_csv_need(&t->csv, names[i], t->d);
        right = t->columns[i] >= 0;
    }
    return right;
}

/* A table without a row states nothing: a run would be as stated whatever it gave. */
static void refuse_empty(struct table_read *t)
{
    if (t->csv.rows == 0) {
        hq_report(t->d, t->source, (struct mark){1, 1}, "no row stands under the heading");
    }
}

static bool known_id(void *with, const char *id, int size, struct span *out)
{
    *out = span_of(number_of(1, 1), number_of(0, 1));
    return catalogue_statement(with, id, size) != NULL;
}

/* One statement an id; relations that can be read. */
static void check_together(struct table_read *t, struct catalogue *c, const struct document *document)
{
    for (int i = 0; i < document->count; i++) {
        const struct statement *s = &c->statements[document->first + i];
        if (catalogue_statement(c, s->id, (int)strlen(s->id)) != s) {
            refuse(t, i, ID, "stands twice: an id is one statement");
        }
        const struct relation r = relation_read(s->relation, (struct values){known_id, c});
        if (s->relation[0] && r.wrong) {
            struct mark at = cell_of(t, i, RELATION)->at;
            at.column += r.at;
            hq_report(t->d, t->source, at, "relation of %s: %s", s->id, r.wrong);
        }
        if (s->computed && s->kind != NOTE && !s->relation[0]) {
            refuse(t, i, RELATION, "is missing: a statement with -d- in its id is computed by its relation");
        }
    }
}

bool catalogue_read(struct arena *arena, struct shelf shelf, struct diagnostics *d, struct catalogue *out)
{
    static const char *const names[] = {"source", "prefix", "title"};
    struct table_read t = {.arena = arena, .d = d};
    int room = 0;
    *out = (struct catalogue){0};
    if (!begin(&t, shelf, "sources.csv", names, 3)) {
        return false;
    }
    const int documents = t.csv.rows;
    refuse_empty(&t);
    struct table_read *tables = hq_arena_alloc(arena, sizeof *tables * (size_t)(documents + 1));
    out->documents = hq_arena_alloc(arena, sizeof *out->documents * (size_t)(documents + 1));
    for (int i = 0; i < documents; i++) {
        struct document *one = &out->documents[i];
        *one = (struct document){hq_csv_cell(&t.csv, i, t.columns[0])->text,
                                 hq_csv_cell(&t.csv, i, t.columns[1])->text,
                                 hq_csv_cell(&t.csv, i, t.columns[2])->text, out->count, 0};
        tables[i] = (struct table_read){.arena = arena, .d = d, .prefix = one->prefix};
        if (!begin(&tables[i], shelf, hq_arena_print(arena, "%s.csv", one->name), column_names, COLUMNS_READ)) {
            return false;
        }
        refuse_empty(&tables[i]);
        for (; one->count < tables[i].csv.rows; one->count++) {
            out->statements = hq_arena_grow(arena, out->statements, out->count, &room, sizeof *out->statements);
            out->statements[out->count++] = statement_of(&tables[i], one->count);
        }
    }
    out->document_count = documents;
    for (int i = 0; i < documents; i++) {
        check_together(&tables[i], out, &out->documents[i]);
    }
    return d->count == 0;
}

const struct document *catalogue_document(const struct catalogue *c, const char *name)
{
    for (int i = 0; i < c->document_count; i++) {
        if (strcmp(c->documents[i].name, name) == 0) {
            return &c->documents[i];
        }
    }
    return NULL;
}

const struct statement *catalogue_statement(const struct catalogue *c, const char *id, int size)
{
    for (int i = 0; i < c->count; i++) {
        const char *own = c->statements[i].id;
        if (strncmp(own, id, (size_t)size) == 0 && !own[size]) {
            return &c->statements[i];
        }
    }
    return NULL;
}
