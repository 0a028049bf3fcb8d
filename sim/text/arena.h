/* Memory that is given back all at once. Zero-initialise a struct arena and it is ready. */
#ifndef SIM_ARENA_H
#define SIM_ARENA_H

#include <stddef.h>

struct arena_block;
struct arena {
    struct arena_block *last;
};

/* Zeroed memory, aligned for any type; ends the run where there is none. */
void *hq_arena_alloc(struct arena *arena, size_t bytes);

/* Copies of a text: `size` bytes with a NUL after them; a whole one; one made by printf. */
char *hq_arena_bytes(struct arena *arena, const char *bytes, size_t size);
char *hq_arena_text(struct arena *arena, const char *text);
char *hq_arena_print(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Room for one more item of `size` bytes: returns `items`, or a larger copy of them. The outgrown array
 * stays until the end, which costs at most as much again. */
void *hq_arena_grow(struct arena *arena, void *items, int count, int *capacity, size_t size);

void hq_arena_free(struct arena *arena);

#endif
