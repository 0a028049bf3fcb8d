#include "sim/text/csv.h"

#include <string.h>

struct scanner {
    struct arena *arena;
    const struct source *source;
    struct diagnostics *d;
    const char *p, *end;
    struct mark at;
    bool ok;
};

static bool report(struct scanner *s, struct mark at, const char *what)
{
    hq_report(s->d, s->source, at, "%s", what);
    s->ok = false;
    return false;
}

/* Steps over one character. */
static void step(struct scanner *s)
{
    uint32_t point;
    bool line_end = *s->p == '\n';
    s->p += hq_utf8(s->p, (size_t)(s->end - s->p), &point);
    s->at.column++;
    if (line_end)
        s->at = (struct mark){s->at.line + 1, 1};
}

static bool at_line_end(const struct scanner *s)
{
    return s->p == s->end || *s->p == '\n' || *s->p == '\r'; /* hq_not_text has seen to it: CR only before LF */
}

static bool at_cell_end(const struct scanner *s)
{
    return at_line_end(s) || *s->p == ',';
}

static void skip_line(struct scanner *s)
{
    while (!at_line_end(s))
        step(s);
    if (s->p < s->end && *s->p == '\r')
        step(s);
    if (s->p < s->end)
        step(s);
}

static bool scan_plain(struct scanner *s, struct csv_cell *cell)
{
    const char *start = s->p;
    for (; !at_cell_end(s); step(s))
        if (*s->p == '"')
            return report(s, s->at, "a quote inside a cell that does not begin with one");
    cell->text = hq_arena_bytes(s->arena, start, (size_t)(s->p - start));
    return true;
}

static bool scan_quoted(struct scanner *s, struct csv_cell *cell)
{
    step(s);
    const char *start = s->p;
    while (s->p < s->end && (*s->p != '"' || (s->p + 1 < s->end && s->p[1] == '"'))) {
        if (*s->p == '"')
            step(s);
        step(s);
    }
    if (s->p == s->end)
        return report(s, cell->at, "this quote is never closed");
    char *text = hq_arena_bytes(s->arena, start, (size_t)(s->p - start)), *to = text;
    for (const char *from = start; from < s->p; from++) {
        *to++ = *from;
        from += *from == '"'; /* doubled */
    }
    *to = '\0';
    cell->text = text;
    step(s);
    return at_cell_end(s) || report(s, s->at, "text after the quote that closes the cell");
}

/* One line's cells. After an error the rest of the line is skipped and false returned. */
static bool scan_row(struct scanner *s, struct csv_cell **cells, int *count)
{
    int capacity = 0;
    *cells = NULL;
    *count = 0;
    bool right = true, more = true;
    while (right && more) {
        struct csv_cell cell = {"", s->at};
        right = s->p < s->end && *s->p == '"' ? scan_quoted(s, &cell) : scan_plain(s, &cell);
        *cells = hq_arena_grow(s->arena, *cells, *count, &capacity, sizeof **cells);
        (*cells)[(*count)++] = cell;
        more = right && s->p < s->end && *s->p == ',';
        if (more)
            step(s);
    }
    skip_line(s);
    return right;
}

static void check_header(struct scanner *s, const struct csv *csv)
{
    for (int i = 0; i < csv->columns; i++) {
        const struct csv_cell *cell = &csv->header[i];
        if (!cell->text[0])
            report(s, cell->at, "a column without a name");
        for (int j = 0; j < i && cell->text[0]; j++)
            if (strcmp(csv->header[j].text, cell->text) == 0) {
                hq_report(s->d, s->source, cell->at, "column '%s' stands twice", cell->text);
                s->ok = false;
                break;
            }
    }
}

static void scan_rows(struct scanner *s, struct csv *csv)
{
    int capacity = 0;
    size_t row_bytes = (size_t)csv->columns * sizeof *csv->cells;
    while (s->p < s->end) {
        struct mark at = s->at;
        struct csv_cell *cells;
        int count;
        if (!scan_row(s, &cells, &count))
            continue;
        if (count != csv->columns) {
            hq_report(s->d, s->source, count > csv->columns ? cells[csv->columns].at : at,
                      "%d cell%s in this row, but %d in the header", count, count == 1 ? "" : "s",
                      csv->columns);
            s->ok = false;
            continue;
        }
        csv->cells = hq_arena_grow(s->arena, csv->cells, csv->rows, &capacity, row_bytes);
        memcpy(csv->cells + (size_t)csv->rows * (size_t)csv->columns, cells, row_bytes);
        csv->rows++;
    }
}

bool hq_csv_read(struct arena *arena, const struct source *source, struct diagnostics *d, struct csv *out)
{
    struct scanner s = {arena, source, d, source->text, source->text + source->size, {1, 1}, true};
    *out = (struct csv){.source = source};
    struct mark at;
    const char *why = hq_not_text(source, &at);
    if (why)
        return report(&s, at, why);
    while (s.p < s.end && *s.p == '#')
        skip_line(&s);
    if (s.p == s.end)
        return report(&s, (struct mark){1, 1}, "no header: the table is empty");
    if (!scan_row(&s, &out->header, &out->columns))
        return false;
    check_header(&s, out);
    scan_rows(&s, out);
    return s.ok;
}

int hq_csv_column(const struct csv *csv, const char *name)
{
    for (int i = 0; i < csv->columns; i++)
        if (strcmp(csv->header[i].text, name) == 0)
            return i;
    return -1;
}

int hq_csv_need(const struct csv *csv, const char *name, struct diagnostics *d)
{
    int column = hq_csv_column(csv, name);
    if (column >= 0)
        return column;
    struct suggestion s = hq_suggest(name);
    char hint[HQ_HINT];
    for (int i = 0; i < csv->columns; i++)
        hq_offer(&s, csv->header[i].text);
    hq_report(d, csv->source, csv->columns ? csv->header[0].at : (struct mark){1, 1},
              "column '%s' is missing%s", name, hq_hint(&s, hint));
    return -1;
}
