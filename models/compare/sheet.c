#include "models/compare/sheet.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "models/indicators/real.h"
#include "sim/error.h"

/* FNV-1a (Fowler, Noll, Vo) over the texts and their ends. */
static uint64_t hash_text(uint64_t hash, const char *text)
{
    for (;; text++) {
        hash = (hash ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
        if (!*text) {
            return hash;
        }
    }
}

static uint64_t hash_of(const struct sheet_key *k)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325) ^ (uint64_t)k->year;
    hash = hash_text(hash, k->table);
    hash = hash_text(hash, k->measure);
    hash = hash_text(hash, k->area);
    hash = hash_text(hash, k->name);
    return hash_text(hash, k->line);
}

static bool same(const struct sheet_key *a, const struct sheet_key *b)
{
    return a->year == b->year && strcmp(a->name, b->name) == 0 && strcmp(a->area, b->area) == 0 &&
           strcmp(a->line, b->line) == 0 && strcmp(a->measure, b->measure) == 0 &&
           strcmp(a->table, b->table) == 0;
}

/* The slot of a key: with its row, or the free one where it would be. */
static int32_t *slot_of(struct sheet *s, const struct sheet_key *key)
{
    uint64_t at = hash_of(key);
    for (;; at++) {
        int32_t *slot = &s->slots[at % (uint64_t)s->slot_count];
        if (*slot == 0 || same(&s->rows[*slot - 1].key, key)) {
            return slot;
        }
    }
}

/* Keeps half of the slots free. */
static void make_slots(struct sheet *s)
{
    if (s->count * 2 < s->slot_count) {
        return;
    }
    s->slot_count = s->slot_count ? s->slot_count * 4 : 1024;
    free(s->slots);
    s->slots = hq_zalloc((size_t)s->slot_count, sizeof *s->slots);
    for (int r = 0; r < s->count; r++) {
        *slot_of(s, &s->rows[r].key) = r + 1;
    }
}

int sheet_find(struct sheet *s, const struct sheet_key *key)
{
    if (s->count == 0) {
        return -1;
    }
    if (s->next >= s->count || !same(&s->rows[s->next].key, key)) {
        const int32_t *slot = slot_of(s, key);
        if (*slot == 0) {
            return -1;
        }
        s->next = *slot - 1;
    }
    return s->next++;
}

int sheet_row_of(struct sheet *s, const struct sheet_key *key)
{
    const int found = sheet_find(s, key);
    if (found >= 0) {
        return found;
    }
    make_slots(s);
    s->rows = hq_arena_grow(&s->arena, s->rows, s->count, &s->capacity, sizeof *s->rows);
    struct sheet_row *row = &s->rows[s->count];
    row->key = (struct sheet_key){
        hq_arena_text(&s->arena, key->table), hq_arena_text(&s->arena, key->measure),
        hq_arena_text(&s->arena, key->area),  hq_arena_text(&s->arena, key->name),
        hq_arena_text(&s->arena, key->line),  key->year,
    };
    row->values = hq_arena_alloc(&s->arena, (size_t)s->width * sizeof *row->values);
    for (int c = 0; c < s->width; c++) {
        row->values[c] = not_known();
    }
    *slot_of(s, &row->key) = s->count + 1;
    s->next = s->count + 1;
    return s->count++;
}

void sheet_free(struct sheet *s)
{
    free(s->slots);
    hq_arena_free(&s->arena);
}
