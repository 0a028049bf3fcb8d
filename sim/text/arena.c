/* One malloc a piece, so that the address sanitizer sees the bounds of each; loading a configuration
 * makes some thousands of them, once. */
#include "sim/text/arena.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/error.h"

struct arena_block {
    struct arena_block *before;
    _Alignas(max_align_t) unsigned char bytes[];
};

void *hq_arena_alloc(struct arena *arena, size_t bytes)
{
    struct arena_block *block = hq_zalloc(1, sizeof *block + bytes);
    block->before = arena->last;
    arena->last = block;
    return block->bytes;
}

char *hq_arena_bytes(struct arena *arena, const char *bytes, size_t size)
{
    char *copy = hq_arena_alloc(arena, size + 1);
    if (size)
        memcpy(copy, bytes, size);
    return copy;
}

char *hq_arena_text(struct arena *arena, const char *text)
{
    return hq_arena_bytes(arena, text, strlen(text));
}

char *hq_arena_print(struct arena *arena, const char *format, ...)
{
    va_list measure, print;
    va_start(measure, format);
    va_copy(print, measure);
    int length = vsnprintf(NULL, 0, format, measure);
    va_end(measure);
    char *text = hq_arena_alloc(arena, (size_t)length + 1);
    vsnprintf(text, (size_t)length + 1, format, print);
    va_end(print);
    return text;
}

void *hq_arena_grow(struct arena *arena, void *items, int count, int *capacity, size_t size)
{
    if (count < *capacity)
        return items;
    if (*capacity > INT_MAX / 2)
        hq_fail(HQ_EXIT_WONT_FIT, "a list of more than %d items", *capacity);
    *capacity = *capacity ? 2 * *capacity : 8;
    void *larger = hq_arena_alloc(arena, (size_t)*capacity * size);
    if (count)
        memcpy(larger, items, (size_t)count * size);
    return larger;
}

void hq_arena_free(struct arena *arena)
{
    while (arena->last) {
        struct arena_block *block = arena->last;
        arena->last = block->before;
        free(block);
    }
}
