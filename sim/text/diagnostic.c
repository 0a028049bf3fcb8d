#include "sim/text/diagnostic.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "sim/error.h"

struct diagnostic {
    const struct source *source;
    struct mark at;
    int number; /* errors at the same place stay in the order of their reports */
    char *text;
};

void hq_report(struct diagnostics *d, const struct source *source, struct mark at, const char *format, ...)
{
    if (d->count == d->capacity) {
        d->capacity = d->capacity ? 2 * d->capacity : 16;
        struct diagnostic *larger = hq_zalloc((size_t)d->capacity, sizeof *larger);
        if (d->count)
            memcpy(larger, d->items, (size_t)d->count * sizeof *larger);
        free(d->items);
        d->items = larger;
    }
    va_list measure, print;
    va_start(measure, format);
    va_copy(print, measure);
    int length = vsnprintf(NULL, 0, format, measure);
    va_end(measure);
    char *text = hq_alloc((size_t)length + 1);
    vsnprintf(text, (size_t)length + 1, format, print);
    va_end(print);
    d->items[d->count] = (struct diagnostic){source, at, d->count, text};
    d->count++;
    d->in_configuration |= !source->data;
}

static int in_file_order(const void *a, const void *b)
{
    const struct diagnostic *x = a, *y = b;
    const int keys[][2] = {{x->source->order, y->source->order},
                           {x->at.line, y->at.line},
                           {x->at.column, y->at.column},
                           {x->number, y->number}};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (keys[i][0] != keys[i][1])
            return keys[i][0] < keys[i][1] ? -1 : 1;
    return 0;
}

/* ---- the line and the caret -------------------------------------------------------------------------- */

enum { SHOWN = 160 }; /* characters of a line, at most */

/* One character as it may go to a terminal; bytes that are no text become '?'. */
static int put_character(const char *text, size_t size, FILE *out, int *width)
{
    uint32_t point;
    int bytes = hq_utf8(text, size, &point);
    if (!bytes || (point < 0x20 && point != '\t') || (point >= 0x7F && point <= 0x9F)) {
        fputc('?', out);
        *width = 1;
        return 1;
    }
    fwrite(text, 1, (size_t)bytes, out);
    *width = hq_width(point);
    return bytes;
}

static void print_line(const char *line, size_t length, int column, FILE *out)
{
    int all = hq_characters(line, length), from = 1;
    if (all > SHOWN && column > SHOWN / 2)
        from = column - SHOWN / 2;
    char blanks[2 * SHOWN + 8] = "";
    size_t used = 0;
    int number = 1;
    if (from > 1) {
        fputs("...", out);
        used = (size_t)snprintf(blanks, sizeof blanks, "   ");
    }
    for (size_t i = 0; i < length && number < from + SHOWN; number++) {
        uint32_t point;
        int width, bytes = hq_utf8(line + i, length - i, &point);
        if (number >= from) {
            put_character(line + i, length - i, out, &width);
            for (int blank = 0; number < column && blank < width; blank++)
                blanks[used++] = line[i] == '\t' ? '\t' : ' ';
        }
        i += bytes ? (size_t)bytes : 1;
    }
    blanks[used] = '\0';
    fprintf(out, "%s\n%s^\n", number <= all ? "..." : "", blanks);
}

void hq_print_diagnostics(struct diagnostics *d, FILE *out)
{
    const char *kind = d->kind ? d->kind : "error";
    if (d->count)
        qsort(d->items, (size_t)d->count, sizeof *d->items, in_file_order);
    for (int i = 0; i < d->count; i++) {
        const struct diagnostic *item = &d->items[i];
        if (d->most && i == d->most) {
            fprintf(out, "and %lld more errors\n", (long long)(d->count - d->most));
            return;
        }
        if (!item->at.line) {
            fprintf(out, "%s: %s: %s\n", item->source->name, kind, item->text);
            continue;
        }
        fprintf(out, "%s:%d:%d: %s: %s\n", item->source->name, item->at.line, item->at.column, kind,
                item->text);
        size_t length;
        const char *line = hq_line(item->source, item->at.line, &length);
        print_line(line, length, item->at.column, out);
    }
}

void hq_free_diagnostics(struct diagnostics *d)
{
    for (int i = 0; i < d->count; i++)
        free(d->items[i].text);
    free(d->items);
    *d = (struct diagnostics){0};
}

/* ---- misspelt words ---------------------------------------------------------------------------------- */

enum { LONGEST = 64 }; /* longer words get no suggestion */

static int lower(char c)
{
    return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

static int least(int a, int b)
{
    return a < b ? a : b;
}

/* Letters to insert, drop or change, or neighbours to swap, that turn one word into the other. */
static int distance(const char *a, int a_length, const char *b, int b_length)
{
    int rows[3][LONGEST + 1];
    int *before = rows[0], *above = rows[1], *here = rows[2];
    for (int j = 0; j <= b_length; j++)
        above[j] = j;
    for (int i = 1; i <= a_length; i++) {
        here[0] = i;
        for (int j = 1; j <= b_length; j++) {
            bool same = lower(a[i - 1]) == lower(b[j - 1]);
            here[j] = least(above[j - 1] + !same, least(above[j], here[j - 1]) + 1);
            if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1]))
                here[j] = least(here[j], before[j - 2] + 1);
        }
        int *spare = before;
        before = above;
        above = here;
        here = spare;
    }
    return above[b_length];
}

struct suggestion hq_suggest(const char *word)
{
    int length = (int)strnlen(word, LONGEST + 1);
    int farthest = length > 3 ? length / 3 : 1;
    return (struct suggestion){word, NULL, farthest + 1};
}

void hq_offer(struct suggestion *s, const char *candidate)
{
    int length = (int)strnlen(s->word, LONGEST + 1), other = (int)strnlen(candidate, LONGEST + 1);
    if (length > LONGEST || other > LONGEST)
        return;
    int d = distance(s->word, length, candidate, other);
    if (d < s->distance && d < other) {
        s->best = candidate;
        s->distance = d;
    }
}

const char *hq_hint(const struct suggestion *s, char space[HQ_HINT])
{
    space[0] = '\0';
    if (s->best)
        snprintf(space, HQ_HINT, "; did you mean '%s'?", s->best);
    return space;
}
