/* The state hash: equal on any partition, thread count and instruction set, because it is made of
 * wrapping sums over entities of a mix of (id, value bits, column). Decision 4 of docs/decisions. */
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "sim/engine.h"
#include "sim/error.h"
#include "sim/parallel.h"

/* One hashed column of some level, in the order in which sums are kept. */
struct subject {
    const char *level;
    char name[64];
    const struct column_row *row;
    uint64_t salt;
};

struct subjects {
    struct subject *list;
    int count, households, villages; /* households first, then villages, then counties and region */
};

static uint64_t salt_of(const struct subject *s)
{
    const uint64_t level = XXH3_64bits(s->level, strlen(s->level));
    return hq_mix64(level + XXH3_64bits(s->name, strlen(s->name)));
}

static void add(struct subjects *all, const char *level, const char *name, const struct column_row *row)
{
    struct subject *s = &all->list[all->count++];
    s->level = level;
    s->row = row;
    snprintf(s->name, sizeof s->name, "%s", name);
    s->salt = salt_of(s);
}

static void add_table(struct subjects *all, const char *level, const struct column_table *t)
{
    for (int c = 0; c < t->count; c++) {
        if (t->rows[c].kind == HQ_STATE) {
            add(all, level, t->rows[c].name, &t->rows[c]);
        }
    }
}

static struct subjects subjects_of(const struct model *m)
{
    struct subjects all = {0};
    const int most = m->household.count + m->village.count + m->county.count + m->region.count;
    all.list = hq_zalloc((size_t)most + 1, sizeof *all.list);
    add_table(&all, "household", &m->household); /* the id's own values stand for membership */
    all.households = all.count;
    add_table(&all, "village", &m->village);
    all.villages = all.count - all.households;
    add_table(&all, "county", &m->county);
    add_table(&all, "region", &m->region);
    return all;
}

/* Adds one value of a village, county or region. */
static void add_value(const struct engine *e, const struct subject *s, const void *value, uint64_t code,
                      uint64_t sums[2])
{
    const uint64_t codes[HQ_LANES] = {code};
    uint64_t mixed[HQ_LANES];
    unsigned char values[HQ_LANES * 8] = {0};
    memcpy(values, value, hq_type_size(s->row->type));
    e->lanes->mix_ids(codes, HQ_LANES, mixed);
    if (!e->lanes->hash(s->row, values, mixed, HQ_LANES, HQ_LANES, s->salt, sums)) {
        hq_fail(HQ_EXIT_INTERNAL, "%s column `%s` holds not-a-number in %d", s->level, s->name, e->year);
    }
}

/* One village: its households' columns, with membership folded into the id column, and its own. */
static void add_village(const struct engine *e, const struct subjects *all, const struct slab *s,
                        uint64_t *mixed, uint64_t (*sums)[2])
{
    const int32_t rows = (s->live + HQ_LANES - 1) / HQ_LANES * HQ_LANES;
    const uint64_t code = hq_village_code(e->counties->code_numbers[s->county], s->index);
    const struct model *m = e->model;
    e->lanes->mix_ids(hq_slab_column(s, &e->layout, 0), rows, mixed);
    for (int c = 0, k = 0; c < m->household.count; c++) {
        if (m->household.rows[c].kind != HQ_STATE) {
            continue;
        }
        const struct subject *subject = &all->list[k];
        const uint64_t salt = c == 0 ? hq_mix64(subject->salt ^ code) : subject->salt;
        if (!e->lanes->hash(subject->row, hq_slab_column(s, &e->layout, c), mixed, rows, s->capacity, salt,
                            sums[k])) {
            hq_fail(HQ_EXIT_INTERNAL, "household column `%s` holds not-a-number in village %d of county %s, %d",
                    subject->name, s->index, e->counties->codes[s->county], e->year);
        }
        k++;
    }
    const unsigned char *village = hq_slab_village(s, &e->layout);
    for (int k = all->households; k < all->households + all->villages; k++) {
        const struct subject *subject = &all->list[k];
        add_value(e, subject, village + subject->row->offset, code, sums[k]);
    }
}

static void add_replicated(const struct engine *e, const struct subjects *all, uint64_t (*sums)[2])
{
    for (int k = all->households + all->villages; k < all->count; k++) {
        const struct subject *s = &all->list[k];
        if (strcmp(s->level, "region") == 0) {
            add_value(e, s, e->region + s->row->offset, 1, sums[k]);
            continue;
        }
        for (int c = 0; c < e->counties->count; c++) {
            const unsigned char *row = e->county_rows + (size_t)c * e->model->county.size;
            add_value(e, s, row + s->row->offset, (uint64_t)e->counties->code_numbers[c], sums[k]);
        }
    }
}

/* Sums of all ranks: households and villages are added up, replicas must agree. */
static void unite(const struct engine *e, const struct subjects *all, uint64_t (*sums)[2])
{
    const int own = all->households + all->villages;
    int64_t *flat = hq_zalloc((size_t)all->count * 2 + 1, sizeof *flat);
    memcpy(flat, sums, (size_t)all->count * sizeof *sums);
    hq_sum_over_ranks(flat, (int64_t)all->count * 2);
    for (int k = own; k < all->count; k++) {
        for (int half = 0; half < 2; half++) {
            if ((uint64_t)flat[2 * k + half] != sums[k][half] * (uint64_t)hq_ranks()) {
                hq_fail(HQ_EXIT_INTERNAL, "%s column `%s` differs between ranks in %d", all->list[k].level,
                        all->list[k].name, e->year);
            }
        }
    }
    memcpy(sums, flat, (size_t)own * sizeof *sums);
    free(flat);
}

static int by_level_and_name(const void *a, const void *b)
{
    const struct subject *x = *(struct subject *const *)a, *y = *(struct subject *const *)b;
    const int level = strcmp(x->level, y->level);
    return level ? level : strcmp(x->name, y->name);
}

static void to_hex(XXH128_hash_t h, char hex[33])
{
    snprintf(hex, 33, "%016llx%016llx", (unsigned long long)h.high64, (unsigned long long)h.low64);
}

static void digest(const struct engine *e, const struct subjects *all, uint64_t (*sums)[2], char hex[33])
{
    struct subject **sorted = hq_alloc((size_t)all->count * sizeof(*sorted) + 1);
    for (int k = 0; k < all->count; k++) {
        sorted[k] = &all->list[k];
    }
    qsort(sorted, (size_t)all->count, sizeof(*sorted), by_level_and_name);
    XXH3_state_t *state = XXH3_createState();
    XXH3_128bits_reset(state);
    const int64_t year = e->year;
    XXH3_128bits_update(state, &year, sizeof year);
    for (int k = 0; k < all->count; k++) {
        const uint64_t *s = sums[sorted[k] - all->list];
        if (s[0] || s[1]) { /* all at their defaults: as if the column did not exist */
            XXH3_128bits_update(state, sorted[k]->level, strlen(sorted[k]->level) + 1);
            XXH3_128bits_update(state, sorted[k]->name, strlen(sorted[k]->name) + 1);
            XXH3_128bits_update(state, s, 2 * sizeof *s);
        }
    }
    to_hex(XXH3_128bits_digest(state), hex);
    XXH3_freeState(state);
    free(sorted);
}

void hq_state_hash(struct engine *e, char hex[33], char (*columns)[33])
{
    const double start = hq_now();
    const struct subjects all = subjects_of(e->model);
    const size_t bytes = (size_t)all.count * sizeof(uint64_t[2]);
    uint64_t(*sums)[2] = hq_zalloc(1, bytes + 16);
    const int64_t villages = e->last - e->first;
#pragma omp parallel num_threads(e->threads)
    {
        uint64_t(*own)[2] = hq_zalloc(1, bytes + 16);
        uint64_t *mixed = NULL;
        int32_t room = 0;
#pragma omp for schedule(dynamic, 4)
        for (int64_t v = 0; v < villages; v++) {
            if (e->slabs[v].capacity > room) {
                free(mixed);
                room = e->slabs[v].capacity;
                mixed = hq_alloc((size_t)room * sizeof *mixed);
            }
            add_village(e, &all, &e->slabs[v], mixed, own);
        }
#pragma omp critical
        for (int k = 0; k < all.count; k++) {
            sums[k][0] += own[k][0];
            sums[k][1] += own[k][1];
        }
        free(own);
        free(mixed);
    }
    add_replicated(e, &all, sums);
    unite(e, &all, sums);
    digest(e, &all, sums, hex);
    for (int k = 0; columns && k < all.count; k++) {
        to_hex(XXH3_128bits(sums[k], sizeof sums[k]), columns[k]);
    }
    free(sums);
    free(all.list);
    e->seconds[PHASE_HASH] += hq_now() - start;
}

int hq_hashed_columns(const struct engine *e)
{
    const struct subjects all = subjects_of(e->model);
    free(all.list);
    return all.count;
}

char **hq_hashed_names(const struct engine *e)
{
    const struct subjects all = subjects_of(e->model);
    char **names = hq_zalloc((size_t)all.count + 1, sizeof *names);
    for (int k = 0; k < all.count; k++) {
        char text[96];
        snprintf(text, sizeof text, "%s.%s", all.list[k].level, all.list[k].name);
        names[k] = hq_copy_text(text);
    }
    free(all.list);
    return names;
}
