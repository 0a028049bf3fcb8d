/* The state hash: equal on any partition, thread count and instruction set, because it is made of wrapping
 * sums over entities of what their values add (sim/kernels/share.h), two sums a column. */
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/digest.h"
#include "sim/engine.h"
#include "sim/error.h"
#include "sim/parallel.h"

/* One hashed column of some level, in the order in which sums are kept. */
struct subject {
    const char *level;
    char name[64];
    const struct column_row *row;
};

struct subjects {
    struct subject *list;
    int count, households, villages, counties; /* in this order, the region's last */
};

static void add(struct subjects *all, const char *level, const char *name, const struct column_row *row)
{
    struct subject *s = &all->list[all->count++];
    s->level = level;
    s->row = row;
    snprintf(s->name, sizeof s->name, "%s", name);
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
    all.counties = all.count - all.households - all.villages;
    add_table(&all, "region", &m->region);
    return all;
}

static struct hq_keys keys_in(uint32_t *room, int32_t rows)
{
    return (struct hq_keys){{room, room + rows}, {room + 2 * (size_t)rows, room + 3 * (size_t)rows}};
}

/* Adds subjects [from, to), the values of one village, county or region. */
static void add_entity(const struct engine *e, const struct subjects *all, int from, int to,
                       const unsigned char *row, uint64_t code, uint64_t (*sums)[2])
{
    const uint64_t ids[HQ_LANES] = {code}; /* the other lanes are padding */
    uint32_t room[4 * HQ_LANES];
    uint64_t unused[2];
    const struct hq_keys keys = keys_in(room, HQ_LANES);
    e->lanes->keys_of(ids, HQ_LANES, keys, unused);
    for (int k = from; k < to; k++) {
        const struct subject *s = &all->list[k];
        unsigned char values[HQ_LANES * 8] = {0};
        memcpy(values, row + s->row->offset, hq_type_size(s->row->type));
        if (!e->lanes->hash(s->row, values, keys, HQ_LANES, HQ_LANES, sums[k])) {
            hq_fail(HQ_EXIT_INTERNAL, "%s column `%s` holds not-a-number in %d", s->level, s->name, e->year);
        }
    }
}

/* One village: who lives in it (the id column stands for that), its households' columns, its own. */
static void add_village(const struct engine *e, const struct subjects *all, const struct slab *s,
                        uint32_t *room, uint64_t (*sums)[2])
{
    const int32_t rows = (s->live + HQ_LANES - 1) / HQ_LANES * HQ_LANES;
    const struct hq_keys keys = keys_in(room, rows);
    const uint64_t code = hq_village_code(e->counties->code_numbers[s->county], s->index);
    const struct model *m = e->model;
    uint64_t members[2];
    e->lanes->keys_of(hq_slab_column(s, &e->layout, 0), rows, keys, members);
    sums[0][0] += members[0] * (hq_mix64(code) | 1);
    sums[0][1] += members[1] * (hq_mix64(~code) | 1);
    for (int c = 1, k = 1; c < m->household.count; c++) {
        if (m->household.rows[c].kind != HQ_STATE) {
            continue;
        }
        const struct subject *subject = &all->list[k];
        if (e->layout.kinds[c] == HQ_STATE &&
            !e->lanes->hash(subject->row, hq_slab_column(s, &e->layout, c), keys, rows, s->capacity, sums[k])) {
            hq_fail(HQ_EXIT_INTERNAL, "household column `%s` holds not-a-number in village %d of county %s, %d",
                    subject->name, s->index, e->counties->codes[s->county], e->year);
        }
        k++;
    }
    add_entity(e, all, all->households, all->households + all->villages, hq_slab_village(s, &e->layout), code,
               sums);
}

static void add_replicated(const struct engine *e, const struct subjects *all, uint64_t (*sums)[2])
{
    const int counties = all->households + all->villages, region = counties + all->counties;
    for (int c = 0; c < e->counties->count; c++) {
        add_entity(e, all, counties, region, e->county_rows + (size_t)c * e->model->county.size,
                   (uint64_t)e->counties->code_numbers[c], sums);
    }
    add_entity(e, all, region, all->count, e->region, 1, sums);
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

static void digest(const struct engine *e, const struct subjects *all, uint64_t (*sums)[2], char hex[33])
{
    struct subject **sorted = hq_alloc((size_t)all->count * sizeof(*sorted) + 1);
    for (int k = 0; k < all->count; k++) {
        sorted[k] = &all->list[k];
    }
    qsort(sorted, (size_t)all->count, sizeof(*sorted), by_level_and_name);
    XXH3_state_t *state = hq_digest_begin();
    const int64_t year = e->year;
    XXH3_128bits_update(state, &year, sizeof year);
    for (int k = 0; k < all->count; k++) {
        const uint64_t *s = sums[sorted[k] - all->list];
        if (s[0] || s[1]) { /* all at their defaults: as if the column did not exist */
            hq_digest_text(state, sorted[k]->level);
            hq_digest_text(state, sorted[k]->name);
            XXH3_128bits_update(state, s, 2 * sizeof *s);
        }
    }
    hq_digest_end_hex(state, hex);
    free(sorted);
}

/* Adds the villages that `wanted` marks (all where it is NULL) with all threads. */
static void add_villages(const struct engine *e, const struct subjects *all, const unsigned char *wanted,
                         uint64_t (*sums)[2])
{
    const int64_t villages = e->last - e->first;
    const size_t bytes = (size_t)all->count * sizeof(uint64_t[2]);
#pragma omp parallel num_threads(e->threads)
    {
        uint64_t(*own)[2] = hq_zalloc(1, bytes + 16);
        uint32_t *room = NULL;
        int32_t rows = 0;
#pragma omp for schedule(dynamic, 4)
        for (int64_t v = 0; v < villages; v++) {
            if (wanted && !wanted[v]) {
                continue;
            }
            if (e->slabs[v].capacity > rows) {
                free(room);
                rows = e->slabs[v].capacity;
                room = hq_alloc(HQ_HASH_ROOM * (size_t)rows);
            }
            add_village(e, all, &e->slabs[v], room, own);
        }
#pragma omp critical
        for (int k = 0; k < all->count; k++) {
            sums[k][0] += own[k][0];
            sums[k][1] += own[k][1];
        }
        free(own);
        free(room);
    }
}

/* From the sums over the own villages to the hash. */
static void finish(struct engine *e, const struct subjects *all, uint64_t (*sums)[2], char hex[33],
                   char (*columns)[33])
{
    add_replicated(e, all, sums);
    unite(e, all, sums);
    digest(e, all, sums, hex);
    for (int k = 0; columns && k < all->count; k++) {
        hq_hash_hex(XXH3_128bits(sums[k], sizeof sums[k]), columns[k]);
    }
}

void hq_state_hash(struct engine *e, char hex[33], char (*columns)[33])
{
    const double start = hq_now();
    const struct subjects all = subjects_of(e->model);
    uint64_t(*sums)[2] = hq_zalloc((size_t)all.count + 1, sizeof *sums);
    add_villages(e, &all, NULL, sums);
    finish(e, &all, sums, hex, columns);
    free(sums);
    free(all.list);
    e->seconds[PHASE_HASH] += hq_now() - start;
}

/* ---- while a year goes on ---------------------------------------------------------------------------- */

struct year_hash {
    struct subjects all;
    uint64_t (*sums)[2];
    unsigned char *pending; /* own villages that households leave or enter */
};

void hq_hash_keep(struct engine *e)
{
    if (!e->hash) {
        e->hash = hq_zalloc(1, sizeof *e->hash);
        e->hash->all = subjects_of(e->model);
        e->hash->sums = hq_zalloc((size_t)e->hash->all.count + 1, sizeof *e->hash->sums);
        e->hash->pending = hq_zalloc((size_t)(e->last - e->first) + 1, 1);
    }
}

void hq_hash_free(struct engine *e)
{
    if (e->hash) {
        free(e->hash->all.list);
        free(e->hash->sums);
        free(e->hash->pending);
        free(e->hash);
        e->hash = NULL;
    }
}

void hq_hash_open(struct engine *e)
{
    if (e->hash) {
        memset(e->hash->sums, 0, (size_t)e->hash->all.count * sizeof *e->hash->sums);
    }
}

uint64_t (*hq_hash_sums(const struct engine *e))[2]
{
    return hq_zalloc((size_t)e->hash->all.count + 1, sizeof(uint64_t[2]));
}

void hq_hash_village(const struct engine *e, int64_t village, bool leaves, uint32_t *room, uint64_t (*sums)[2])
{
    e->hash->pending[village] = leaves;
    if (!leaves) {
        add_village(e, &e->hash->all, &e->slabs[village], room, sums);
    }
}

void hq_hash_collect(struct engine *e, uint64_t (*sums)[2])
{
    for (int k = 0; k < e->hash->all.count; k++) {
        for (int half = 0; half < 2; half++) {
            e->hash->sums[k][half] += sums[k][half];
            sums[k][half] = 0;
        }
    }
}

void hq_hash_before_change(struct engine *e, int64_t village)
{
    if (!e->hash || e->hash->pending[village]) {
        return;
    }
    e->hash->pending[village] = 1;
    uint64_t(*was)[2] = hq_hash_sums(e);
    uint32_t *room = hq_alloc(HQ_HASH_ROOM * (size_t)e->slabs[village].capacity);
    add_village(e, &e->hash->all, &e->slabs[village], room, was);
    for (int k = 0; k < e->hash->all.count; k++) {
        e->hash->sums[k][0] -= was[k][0];
        e->hash->sums[k][1] -= was[k][1];
    }
    free(room);
    free(was);
}

void hq_hash_of_year(struct engine *e, char hex[33], char (*columns)[33])
{
    const double start = hq_now();
    struct year_hash *h = e->hash;
    add_villages(e, &h->all, h->pending, h->sums);
    finish(e, &h->all, h->sums, hex, columns);
    e->seconds[PHASE_HASH] += hq_now() - start;
}

/* ---- names ------------------------------------------------------------------------------------------- */

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
