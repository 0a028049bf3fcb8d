#include "models/commands/table.h"

#include <stdlib.h>
#include <string.h>

#include "sim/error.h"
#include "sim/store/files.h"
#include "sim/text/convert.h"
#include "sim/text/diagnostic.h"
#include "sim/text/json.h"
#include "sim/text/source.h"

void table_begin(struct table *t, const struct heading *headings, int most_rows)
{
    *t = (struct table){.headings = headings};
    while (headings[t->width].name) {
        t->width++;
    }
    t->cells = hq_zalloc((size_t)most_rows * (size_t)t->width + 1, sizeof *t->cells);
}

void table_put(struct table *t, char *text)
{
    t->cells[t->at++] = text;
    t->rows = t->at / t->width;
}

void table_copy(struct table *t, const char *text)
{
    table_put(t, hq_copy_text(text));
}

void table_number(struct table *t, double value)
{
    char space[HQ_NUMBER];
    table_copy(t, hq_real_text(value, space));
}

void table_truth(struct table *t, bool value)
{
    table_copy(t, value ? "true" : "false");
}

char *table_item(char *items, const char *item)
{
    char *longer = items[0] ? hq_text("%s, %s", items, item) : hq_copy_text(item);
    free(items);
    return longer;
}

static const char *shown(const char *cell)
{
    return cell[0] ? cell : "-";
}

static bool is_control(uint32_t point)
{
    return point < 32 || point == 127;
}

/* Columns that a cell takes on a terminal; control characters are shown as '?'. */
static size_t width_of(const char *cell)
{
    size_t width = 0, left = strlen(cell);
    while (left > 0) {
        uint32_t point = '?';
        const int bytes = hq_utf8(cell, left, &point);
        width += (size_t)hq_width(bytes > 0 && !is_control(point) ? point : '?');
        cell += bytes > 0 ? bytes : 1;
        left -= bytes > 0 ? (size_t)bytes : 1;
    }
    return width;
}

static void print_cell(const char *cell, FILE *out)
{
    for (; *cell; cell++) {
        fputc(is_control((unsigned char)*cell) ? '?' : *cell, out);
    }
}

void table_print(const struct table *t, FILE *out)
{
    size_t widths[MOST_HEADINGS] = {0};
    int last = 0;
    for (int c = 0; c < t->width; c++) {
        widths[c] = strlen(t->headings[c].name);
        last = t->headings[c].detail ? last : c;
        for (int r = 0; r < t->rows; r++) {
            const size_t width = width_of(shown(t->cells[r * t->width + c]));
            widths[c] = width > widths[c] ? width : widths[c];
        }
    }
    for (int r = -1; r < t->rows; r++) {
        for (int c = 0; c <= last; c++) {
            const char *cell = r < 0 ? t->headings[c].name : shown(t->cells[r * t->width + c]);
            const bool right = t->headings[c].reading == NUMBER;
            const int gap = (int)(widths[c] - width_of(cell));
            if (!t->headings[c].detail) {
                fprintf(out, "%*s", right ? gap : 0, "");
                print_cell(cell, out);
                fprintf(out, "%*s", c == last ? 0 : (right ? 0 : gap) + 2, "");
            }
        }
        fputc('\n', out);
    }
}

static void json_items(struct json *j, const char *key, const char *items)
{
    hq_json_array(j, key);
    while (*items) {
        const char *end = strstr(items, ", ");
        const size_t length = end ? (size_t)(end - items) : strlen(items);
        char *item = hq_text("%.*s", (int)length, items);
        hq_json_text(j, NULL, item);
        free(item);
        items += length + (end ? 2 : 0);
    }
    hq_json_close(j, ']');
}

static void json_number(struct json *j, const char *key, const char *cell)
{
    int64_t whole;
    double real;
    if (!hq_to_integer(cell, &whole)) {
        hq_json_int(j, key, whole);
    } else if (!hq_to_real(cell, &real)) {
        hq_json_real(j, key, real);
    } else {
        hq_json_text(j, key, NULL);
    }
}

void table_json(const struct table *t, const char *model, const char *word, FILE *out)
{
    struct json j;
    hq_json_begin(&j, out);
    hq_json_text(&j, "model", model);
    hq_json_array(&j, word);
    for (int r = 0; r < t->rows; r++) {
        hq_json_object(&j, NULL);
        for (int c = 0; c < t->width; c++) {
            const char *key = t->headings[c].name, *cell = t->cells[r * t->width + c];
            if (t->headings[c].reading == ITEMS) {
                json_items(&j, key, cell);
            } else if (t->headings[c].reading == TRUTH) {
                hq_json_bool(&j, key, strcmp(cell, "true") == 0);
            } else if (t->headings[c].reading == NUMBER) {
                json_number(&j, key, cell);
            } else {
                hq_json_text(&j, key, cell);
            }
        }
        hq_json_close(&j, '}');
    }
    hq_json_close(&j, ']');
    hq_json_end(&j);
}

void table_end(struct table *t)
{
    for (int i = 0; i < t->at; i++) {
        free(t->cells[i]);
    }
    free(t->cells);
}
