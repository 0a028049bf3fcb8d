#include "sim/text/source.h"

#include <stdlib.h>
#include <string.h>

#include "sim/store/files.h"
#include "sim/text/arena.h"

struct source hq_source_of(const char *name, const char *text, size_t size, int order)
{
    const size_t mark = size >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    return (struct source){.name = name, .text = text + mark, .size = size - mark, .order = order};
}

int hq_source_read(struct arena *arena, const char *path, int order, bool data, struct source **source)
{
    char *bytes;
    size_t size;
    const int error = hq_read_file(path, &bytes, &size);
    *source = NULL;
    if (!error) {
        *source = hq_arena_alloc(arena, sizeof **source);
        **source = hq_source_of(hq_arena_text(arena, path), hq_arena_bytes(arena, bytes, size), size, order);
        (*source)->data = data;
        free(bytes);
    }
    return error;
}

int hq_utf8(const char *text, size_t size, uint32_t *point)
{
    static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
    if (!size)
        return 0;
    unsigned char first = (unsigned char)text[0];
    int bytes = first < 0x80 ? 1 : first >> 5 == 0x6 ? 2 : first >> 4 == 0xE ? 3 : first >> 3 == 0x1E ? 4 : 0;
    if (!bytes || (size_t)bytes > size)
        return 0;
    uint32_t value = bytes == 1 ? first : first & (0x7Fu >> bytes);
    for (int i = 1; i < bytes; i++) {
        unsigned char next = (unsigned char)text[i];
        if (next >> 6 != 2)
            return 0;
        value = value << 6 | (next & 0x3Fu);
    }
    if (value < least[bytes] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF))
        return 0;
    *point = value;
    return bytes;
}

int hq_width(uint32_t point)
{
    static const uint32_t wide[][2] = {{0x1100, 0x115F},   {0x2E80, 0x303E},  {0x3041, 0xA4CF},
                                       {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},  {0xFE30, 0xFE6F},
                                       {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},  {0x1F300, 0x1F64F},
                                       {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD}};
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
        if (point >= wide[i][0] && point <= wide[i][1])
            return 2;
    return 1;
}

int hq_characters(const char *text, size_t size)
{
    int count = 0;
    for (size_t i = 0; i < size; count++) {
        uint32_t point;
        int bytes = hq_utf8(text + i, size - i, &point);
        i += bytes ? (size_t)bytes : 1;
    }
    return count;
}

const char *hq_line(const struct source *source, int line, size_t *length)
{
    const char *p = source->text, *end = source->text + source->size;
    for (int i = 1; i < line; i++) {
        const char *newline = memchr(p, '\n', (size_t)(end - p));
        if (!newline) {
            *length = 0;
            return "";
        }
        p = newline + 1;
    }
    const char *newline = memchr(p, '\n', (size_t)(end - p));
    const char *stop = newline ? newline : end;
    if (stop > p && stop[-1] == '\r')
        stop--;
    *length = (size_t)(stop - p);
    return p;
}

/* Besides what is no text anywhere, the rarer line ends are refused: YAML, CSV and editors do not agree
 * on which of them end a line, so that line numbers would differ. */
static const char *not_a_character(const char *text, size_t size, uint32_t point)
{
    if (point == '\r')
        return size > 1 && text[1] == '\n' ? NULL : "a carriage return without a line feed";
    if (point == 0x85 || point == 0x2028 || point == 0x2029)
        return "a line separator other than a line feed";
    if (point == 0)
        return "a NUL byte: this is not a text file";
    if ((point < 0x20 && point != '\t' && point != '\n') || (point >= 0x7F && point <= 0x9F))
        return "a control character: this is not a text file";
    if (point == 0xFEFF || point == 0xFFFE || point == 0xFFFF)
        return "a byte order mark or a code that is no character";
    return NULL;
}

const char *hq_not_text(const struct source *source, struct mark *at)
{
    *at = (struct mark){1, 1};
    for (size_t i = 0; i < source->size;) {
        uint32_t point = 0;
        int bytes = hq_utf8(source->text + i, source->size - i, &point);
        const char *why = bytes ? not_a_character(source->text + i, source->size - i, point)
                                : "a byte that is not UTF-8: this is not a text file, or in another encoding";
        if (why)
            return why;
        i += (size_t)bytes;
        at->column++;
        if (point == '\n')
            *at = (struct mark){at->line + 1, 1};
    }
    return NULL;
}
