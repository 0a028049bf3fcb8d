/* The texts that a configuration is made of, and places in them. */
#ifndef SIM_SOURCE_H
#define SIM_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A place: line and column from 1, columns in characters (not bytes). Line 0: the source as a whole. */
struct mark {
    int line, column;
};

struct source {
    const char *name; /* path as opened, or "--set" */
    const char *text; /* without a byte order mark */
    size_t size;
    int order; /* errors are printed in the order of their sources */
    bool data; /* a table, not a configuration */
};

struct arena;

/* A text as a source: without its byte order mark, not copied. */
struct source hq_source_of(const char *name, const char *text, size_t size, int order);

/* A file as a source in the arena; returns 0, or an errno where it cannot be read. */
int hq_source_read(struct arena *arena, const char *path, int order, bool data, struct source **source);

/* Bytes (1 to 4) of the UTF-8 character that begins at `text`, its code point in *point; 0 where no
 * valid character begins there (overlong forms and surrogates are not valid). */
int hq_utf8(const char *text, size_t size, uint32_t *point);

/* Columns that a character takes on a terminal: 2 for Chinese, Japanese and Korean ones. */
int hq_width(uint32_t point);

/* Characters in `size` bytes; an invalid byte counts as one. */
int hq_characters(const char *text, size_t size);

/* Start of a line (from 1) and its length without the line's end; "" past the last line. */
const char *hq_line(const struct source *source, int line, size_t *length);

/* NULL where the source is UTF-8 text without control characters; else what is wrong, and where. */
const char *hq_not_text(const struct source *source, struct mark *at);

#endif
