/* The books of a run, read back. */
#include "models/replay/books.h"

#include <string.h>

#include "sim/text/convert.h"

static int county_of(const char *const *codes, int counties, const char *code)
{
    for (int c = 0; c < counties; c++) {
        if (strcmp(codes[c], code) == 0) {
            return c;
        }
    }
    return -1;
}

bool books_read(struct arena *arena, const struct source *ledger, const char *const *codes, int counties,
                struct diagnostics *d, struct books *out)
{
    static const char *const names[] = {"year", "county",     "programme", "from",
                                        "to",   "instrument", "yuan",      "quantity"};
    enum { COLUMNS_READ = sizeof names / sizeof *names };
    struct csv csv;
    int columns[COLUMNS_READ];
    *out = (struct books){0};
    bool right = hq_csv_read(arena, ledger, d, &csv);
    for (int i = 0; right && i < COLUMNS_READ; i++) {
        columns[i] = hq_csv_need(&csv, names[i], d);
        right = columns[i] >= 0;
    }
    if (!right) {
        return false;
    }
    out->entries = hq_arena_alloc(arena, sizeof *out->entries * (size_t)(csv.rows + 1));
    for (int row = 0, county = 0; row < csv.rows; row++) {
        const struct csv_cell *cells[COLUMNS_READ];
        for (int i = 0; i < COLUMNS_READ; i++) {
            cells[i] = hq_csv_cell(&csv, row, columns[i]);
        }
        struct entry e = {cells[2]->text, cells[3]->text, cells[4]->text, cells[5]->text, 0, 0, 0, 0};
        if (codes && strcmp(codes[county], cells[1]->text) != 0) { /* entries of a county stand together */
            county = county_of(codes, counties, cells[1]->text);
        }
        e.county = county;
        if (county < 0 || hq_to_year(cells[0]->text, &e.year) || hq_to_fen(cells[6]->text, &e.fen) ||
            hq_to_integer(cells[7]->text, &e.quantity)) {
            hq_report(d, ledger, cells[0]->at,
                      "no entry: a year, a county of the run, Yuan and a quantity are wanted");
            return false;
        }
        if (strcmp(e.to, "carried over") != 0) {
            out->entries[out->count++] = e;
        }
    }
    return true;
}

static bool take_word(const char **at, const char *ends, char out[40])
{
    const size_t size = strcspn(*at, ends);
    if (size == 0 || size >= 40) {
        return false;
    }
    memcpy(out, *at, size);
    out[size] = '\0';
    *at += size;
    return true;
}

static bool take(const char **at, char what)
{
    const bool there = **at == what;
    *at += there;
    return there;
}

bool filter_read(const char *text, struct filter *out)
{
    const char *at = text;
    int sign = 1;
    *out = (struct filter){0};
    for (;;) {
        if (out->count == MOST_TERMS) {
            return false;
        }
        struct term *t = &out->terms[out->count++];
        *t = (struct term){.instrument = "*", .sign = sign};
        if (!take_word(&at, " >", t->programme) || !take(&at, ' ') || !take_word(&at, " >", t->from) ||
            !take(&at, '>') || !take_word(&at, " >", t->to)) {
            return false;
        }
        if (*at == ' ' && at[1] != '+' && at[1] != '-' &&
            (!take(&at, ' ') || !take_word(&at, " >", t->instrument))) {
            return false;
        }
        if (!*at) {
            return true;
        }
        if (strncmp(at, " + ", 3) != 0 && strncmp(at, " - ", 3) != 0) {
            return false;
        }
        sign = at[1] == '+' ? 1 : -1;
        at += 3;
    }
}

static bool matches(const char *pattern, const char *word)
{
    const size_t size = strlen(pattern);
    return size && pattern[size - 1] == '*' ? strncmp(pattern, word, size - 1) == 0
                                            : strcmp(pattern, word) == 0;
}

int filter_takes(const struct filter *f, const struct entry *e)
{
    for (int i = 0; i < f->count; i++) {
        const struct term *t = &f->terms[i];
        if (matches(t->programme, e->programme) && matches(t->from, e->from) && matches(t->to, e->to) &&
            matches(t->instrument, e->instrument)) {
            return t->sign;
        }
    }
    return 0;
}
