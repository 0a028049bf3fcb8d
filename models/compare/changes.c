#include "models/compare/changes.h"

#include <string.h>

#include "models/compare/parts.h"
#include "sim/error.h"
#include "sim/store/files.h"

void changes_add(struct changes *c, struct change row)
{
    if (row.base == row.base || row.other == row.other || strcmp(row.name, "left_out") == 0) {
        c->rows = hq_arena_grow(&c->arena, c->rows, c->count, &c->capacity, sizeof *c->rows);
        c->rows[c->count++] = row;
    }
}

int hq_compare_pair(const char *base, const char *other, const struct compare_options *options,
                    struct changes *out, char **why)
{
    static int (*const parts[])(const struct runs *r, struct changes *out, const char **why) = {
        indicator_changes,
        person_changes,
        cost_changes,
    };
    struct runs r;
    const char *said;
    int code = runs_open(&r, &out->arena, base, other, options, &said);
    for (size_t i = 0; i < sizeof parts / sizeof *parts && code == HQ_EXIT_DONE; i++) {
        code = parts[i](&r, out, &said);
    }
    *why = code == HQ_EXIT_DONE ? NULL : hq_copy_text(said);
    runs_close(&r);
    return code;
}

void hq_changes_free(struct changes *changes)
{
    hq_arena_free(&changes->arena);
    *changes = (struct changes){0};
}

const struct change *hq_change(const struct changes *changes, const char *table, const char *measure,
                               const char *area, const char *name, const char *line)
{
    for (int i = 0; i < changes->count; i++) {
        const struct change *c = &changes->rows[i];
        if (strcmp(c->name, name) == 0 && strcmp(c->table, table) == 0 && strcmp(c->measure, measure) == 0 &&
            strcmp(c->area, area) == 0 && strcmp(c->line, line) == 0) {
            return c;
        }
    }
    return NULL;
}
