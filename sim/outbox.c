#include "sim/outbox.h"

#include <stdlib.h>
#include <string.h>

#include "sim/engine.h"
#include "sim/error.h"
#include "sim/lineage.h"
#include "sim/parallel.h"

static void post(const struct view *v, int32_t row, uint64_t target)
{
    struct outbox *box = v->outbox;
    if (box->count == box->capacity) {
        const int64_t capacity = box->capacity ? 2 * box->capacity : 64;
        struct post *more = hq_alloc((size_t)capacity * sizeof *more);
        if (box->count) {
            memcpy(more, box->posts, (size_t)box->count * sizeof *more);
        }
        free(box->posts);
        box->posts = more;
        box->capacity = capacity;
    }
    const uint64_t *id = v->columns[0];
    box->posts[box->count++] = (struct post){id[row], target, box->village, row};
}

void hq_post_end(const struct view *v, int32_t row)
{
    post(v, row, 0);
}

void hq_post_move(const struct view *v, int32_t row, uint64_t village_code)
{
    post(v, row, village_code);
}

static size_t parcel_size(const struct slab_layout *layout)
{
    return sizeof(int64_t) + (layout->row_size + 7) / 8 * 8;
}

/* The next parcel of a household that begins, empty. */
static unsigned char *next_child(struct outbox *box)
{
    const size_t size = parcel_size(box->layout);
    if (box->child_count == box->child_capacity) {
        const int64_t capacity = box->child_capacity ? 2 * box->child_capacity : 16;
        unsigned char *more = hq_alloc((size_t)capacity * size);
        if (box->child_count) {
            memcpy(more, box->children, (size_t)box->child_count * size);
        }
        free(box->children);
        box->children = more;
        box->child_capacity = capacity;
    }
    unsigned char *parcel = box->children + (size_t)box->child_count++ * size;
    memset(parcel, 0, size);
    return parcel;
}

struct child hq_post_child(const struct view *v, int32_t row, int32_t k)
{
    struct outbox *box = v->outbox;
    const struct column_table *t = &box->layout->model->household;
    const uint64_t id = hq_child_id(((const uint64_t *)v->columns[0])[row], v->year, k);
    const struct child child = {next_child(box) + sizeof(int64_t), box->layout};
    for (int c = 0; c < t->count; c++) {
        const size_t width = hq_type_size(t->rows[c].type);
        for (size_t slot = 0; slot < t->rows[c].slots && box->layout->kinds[c] == HQ_STATE; slot++) {
            hq_store_value(child.packed + box->layout->packed[c] + slot * width, t->rows[c].type,
                           t->rows[c].initial);
        }
    }
    hq_give(&child, 0, 0, &id);
    hq_give(&child, 1, 0, (const uint16_t *)v->columns[1] + row);
    return child;
}

void hq_give(const struct child *child, int column, int slot, const void *value)
{
    const size_t width = hq_type_size(child->layout->model->household.rows[column].type);
    if (child->layout->kinds[column] != HQ_STATE) {
        return; /* nobody keeps it in this run */
    }
    memcpy(child->packed + child->layout->packed[column] + (size_t)slot * width, value, width);
}

void hq_outbox_free(struct outbox *box)
{
    free(box->posts);
    free(box->children);
    *box = (struct outbox){0};
}

/* A household on its way: the new village (index in the directory), then the row's state columns. */
struct parcels {
    unsigned char *bytes;
    size_t size, count; /* bytes a parcel; parcels */
};

/* Copies one row between a slab and the packed form (slab_layout.packed). */
static void copy_row(const struct engine *e, const struct slab *s, int32_t row, unsigned char *packed, bool out)
{
    const struct column_table *t = &e->model->household;
    for (int c = 0; c < t->count; c++) {
        if (e->layout.kinds[c] != HQ_STATE) {
            continue;
        }
        const size_t width = hq_type_size(t->rows[c].type);
        unsigned char *values = hq_slab_column(s, &e->layout, c);
        for (size_t slot = 0; slot < t->rows[c].slots; slot++) {
            unsigned char *at = values + (slot * (size_t)s->capacity + (size_t)row) * width;
            unsigned char *there = packed + e->layout.packed[c] + slot * width;
            memcpy(out ? there : at, out ? at : there, width);
        }
    }
}

static int by_village_and_row(const void *a, const void *b)
{
    const struct post *x = a, *y = b;
    return x->village != y->village ? (x->village < y->village ? -1 : 1)
                                    : (x->row > y->row) - (x->row < y->row);
}

static void sort_posts(const struct engine *e, struct post *posts, int64_t count)
{
    qsort(posts, (size_t)count, sizeof *posts, by_village_and_row);
    for (int64_t i = 1; i < count; i++) {
        if (by_village_and_row(&posts[i - 1], &posts[i]) == 0) {
            hq_fail(HQ_EXIT_INTERNAL, "household %016llx is posted twice in %d",
                    (unsigned long long)posts[i].id, e->year);
        }
    }
}

/* All posts of this rank in the order of villages and rows. */
static struct post *collect(const struct engine *e, struct outbox *boxes, int count, const int64_t *total)
{
    struct post *all = hq_zalloc((size_t)*total + 1, sizeof *all);
    int64_t at = 0;
    for (int b = 0; b < count; b++) {
        if (boxes[b].count) {
            memcpy(all + at, boxes[b].posts, (size_t)boxes[b].count * sizeof *all);
        }
        at += boxes[b].count;
        boxes[b].count = 0;
    }
    sort_posts(e, all, *total);
    return all;
}

static int64_t village_of(const struct engine *e, const struct post *p)
{
    const int64_t v = hq_directory_find(&e->directory, e->counties, p->target);
    if (v < 0) {
        hq_fail(HQ_EXIT_INTERNAL, "household %016llx moves to a village that does not exist, in %d",
                (unsigned long long)p->id, e->year);
    }
    return v;
}

/* The movers of this rank, packed. */
static struct parcels pack(const struct engine *e, const struct post *posts, int64_t count)
{
    struct parcels p = {.size = parcel_size(&e->layout)};
    p.bytes = hq_zalloc((size_t)count + 1, p.size);
    for (int64_t i = 0; i < count; i++) {
        if (posts[i].target) {
            unsigned char *at = p.bytes + p.size * p.count++;
            const int64_t village = village_of(e, &posts[i]);
            memcpy(at, &village, sizeof village);
            copy_row(e, &e->slabs[posts[i].village], posts[i].row, at + sizeof village, true);
        }
    }
    return p;
}

/* Closes the gaps that `gone` rows leave in one array of `live` values. */
static void close_gaps(unsigned char *values, size_t width, const struct post *posts, int64_t gone,
                       int32_t live)
{
    int32_t to = posts[0].row;
    for (int64_t k = 0; k < gone; k++) {
        const int32_t from = posts[k].row + 1, end = k + 1 < gone ? posts[k + 1].row : live;
        memmove(values + (size_t)to * width, values + (size_t)from * width, (size_t)(end - from) * width);
        to += end - from;
    }
}

/* Opens a gap before each of the rows `at`, which go up. */
static void open_gaps(unsigned char *values, size_t width, const int32_t *at, int32_t count, int32_t live)
{
    int32_t end = live;
    for (int32_t k = count - 1; k >= 0; k--) {
        memmove(values + (size_t)(at[k] + k + 1) * width, values + (size_t)at[k] * width,
                (size_t)(end - at[k]) * width);
        end = at[k];
    }
}

/* Takes the posted rows of one village out, keeping the order of the others. Returns how many. */
static int64_t remove_rows(struct engine *e, const struct post *posts, int64_t count)
{
    struct slab *s = &e->slabs[posts[0].village];
    const struct column_table *t = &e->model->household;
    int64_t gone = 1;
    while (gone < count && posts[gone].village == posts[0].village) {
        gone++;
    }
    for (int c = 0; c < t->count; c++) {
        const size_t width = hq_type_size(t->rows[c].type);
        for (size_t slot = 0; slot < t->rows[c].slots && e->layout.kinds[c] == HQ_STATE; slot++) {
            unsigned char *values = hq_slab_column(s, &e->layout, c);
            close_gaps(values + slot * (size_t)s->capacity * width, width, posts, gone, s->live);
        }
    }
    hq_slab_clear_rows(s, &e->layout, s->live - (int32_t)gone, s->live, true);
    s->live -= (int32_t)gone;
    return gone;
}

static uint64_t id_of(const unsigned char *parcel)
{
    uint64_t id; /* the first state column */
    memcpy(&id, parcel + sizeof(int64_t), sizeof id);
    return id;
}

static int64_t village_in(const unsigned char *parcel)
{
    int64_t village;
    memcpy(&village, parcel, sizeof village);
    return village;
}

static int by_village_and_id(const void *a, const void *b)
{
    const unsigned char *x = *(unsigned char *const *)a, *y = *(unsigned char *const *)b;
    const int64_t v = village_in(x), w = village_in(y);
    return v != w ? (v < w ? -1 : 1) : (id_of(x) > id_of(y)) - (id_of(x) < id_of(y));
}

/* Where parcels of one village, in the order of ids, go: before which of its rows. */
static int32_t *places_of(const struct engine *e, const struct slab *s, unsigned char **parcels, int32_t count)
{
    const uint64_t *id = hq_slab_column(s, &e->layout, 0);
    int32_t *at = hq_alloc((size_t)count * sizeof *at), row = 0;
    for (int32_t k = 0; k < count; k++) {
        const uint64_t mine = id_of(parcels[k]);
        while (row < s->live && id[row] < mine) {
            row++;
        }
        if (row < s->live && id[row] == mine) {
            hq_fail(HQ_EXIT_INTERNAL, "household %016llx is in its village already, in %d",
                    (unsigned long long)mine, e->year);
        }
        at[k] = row;
    }
    return at;
}

/* Merges `count` parcels of one village into its rows. */
static void insert_rows(struct engine *e, struct slab *s, unsigned char **parcels, int32_t count)
{
    const struct column_table *t = &e->model->household;
    hq_slab_reserve(s, &e->layout, s->live + count);
    int32_t *at = places_of(e, s, parcels, count);
    for (int c = 0; c < t->count; c++) {
        const size_t width = hq_type_size(t->rows[c].type);
        for (size_t slot = 0; slot < t->rows[c].slots && e->layout.kinds[c] == HQ_STATE; slot++) {
            unsigned char *values = hq_slab_column(s, &e->layout, c);
            open_gaps(values + slot * (size_t)s->capacity * width, width, at, count, s->live);
        }
    }
    for (int32_t k = 0; k < count; k++) {
        copy_row(e, s, at[k] + k, parcels[k] + sizeof(int64_t), false);
    }
    s->live += count;
    free(at);
}

static void deliver(struct engine *e, const struct parcels *p)
{
    unsigned char **sorted = hq_zalloc(p->count + 1, sizeof *sorted);
    for (size_t i = 0; i < p->count; i++) {
        sorted[i] = p->bytes + i * p->size;
    }
    qsort(sorted, p->count, sizeof *sorted, by_village_and_id);
    for (size_t i = 0, end; i < p->count; i = end) {
        const int64_t village = village_in(sorted[i]);
        for (end = i; end < p->count && village_in(sorted[end]) == village; end++) {
        }
        hq_hash_before_change(e, village - e->first);
        insert_rows(e, &e->slabs[village - e->first], sorted + i, (int32_t)(end - i));
    }
    free(sorted);
}

/* Merges the households that begin in the village last run into its rows. */
static void insert_children(struct engine *e, struct outbox *box)
{
    const size_t size = parcel_size(&e->layout), count = (size_t)box->child_count;
    unsigned char **sorted = hq_alloc(count * sizeof *sorted);
    for (size_t k = 0; k < count; k++) {
        sorted[k] = box->children + k * size;
    }
    qsort(sorted, count, sizeof *sorted, by_village_and_id);
    for (size_t k = 1; k < count; k++) {
        if (id_of(sorted[k - 1]) == id_of(sorted[k])) {
            hq_fail(HQ_EXIT_INTERNAL, "household %016llx begins twice in %d",
                    (unsigned long long)id_of(sorted[k]), e->year);
        }
    }
    insert_rows(e, &e->slabs[box->village], sorted, (int32_t)count);
    box->child_count = 0;
    free(sorted);
}

/* The row of a household that is there, of ids in order. */
static int32_t row_of(const struct engine *e, const struct slab *s, uint64_t wanted)
{
    const uint64_t *id = hq_slab_column(s, &e->layout, 0);
    int32_t low = 0, high = s->live;
    while (high - low > 1) {
        const int32_t middle = low + (high - low) / 2;
        *(id[middle] <= wanted ? &low : &high) = middle;
    }
    return low;
}

void hq_outbox_apply_village(struct engine *e, struct outbox *box, int64_t posts)
{
    int64_t moves = 0, ends = 0, count = box->count - posts;
    struct post *own = count > 0 ? box->posts + posts : NULL;
    if (count > 0) {
        sort_posts(e, own, count);
        struct post *gone = hq_alloc((size_t)count * sizeof *gone);
        for (int64_t i = 0; i < count; i++) {
            *(own[i].target ? &own[moves++] : &gone[ends++]) = own[i];
        }
        if (ends) {
            remove_rows(e, gone, ends);
        }
        free(gone);
        box->count = posts + moves;
    }
    if (box->child_count) {
        insert_children(e, box);
    } else if (!ends) {
        return;
    }
    for (int64_t i = 0; i < moves; i++) {
        own[i].row = row_of(e, &e->slabs[box->village], own[i].id);
    }
}

/* Sends every parcel to the rank of its village. */
static struct parcels send(const struct engine *e, const struct parcels *mine)
{
    const int ranks = hq_ranks();
    int64_t *counts = hq_zalloc((size_t)ranks, sizeof *counts), *ends = hq_zalloc((size_t)ranks, sizeof *ends);
    for (int r = 0; r < ranks; r++) {
        int64_t first;
        hq_directory_share(&e->directory, r, ranks, &first, &ends[r]);
    }
    int *to = hq_zalloc(mine->count + 1, sizeof *to);
    for (size_t i = 0; i < mine->count; i++) {
        while (village_in(mine->bytes + i * mine->size) >= ends[to[i]]) {
            to[i]++;
        }
        counts[to[i]]++;
    }
    int64_t *at = hq_zalloc((size_t)ranks, sizeof *at);
    for (int r = 1; r < ranks; r++) {
        at[r] = at[r - 1] + counts[r - 1];
    }
    unsigned char *ordered = hq_zalloc(mine->count + 1, mine->size);
    for (size_t i = 0; i < mine->count; i++) {
        memcpy(ordered + (size_t)at[to[i]]++ * mine->size, mine->bytes + i * mine->size, mine->size);
    }
    struct parcels got = {.size = mine->size};
    int64_t received = 0;
    got.bytes = hq_exchange_items(ordered, counts, (int64_t)mine->size, &received);
    got.count = (size_t)received;
    free(ordered);
    free(counts);
    free(ends);
    free(at);
    free(to);
    return got;
}

int64_t hq_outboxes_apply(struct engine *e, struct outbox *boxes, int count)
{
    int64_t total = 0, all;
    for (int b = 0; b < count; b++) {
        total += boxes[b].count;
    }
    all = total;
    hq_sum_over_ranks(&all, 1);
    if (all == 0) {
        return 0;
    }
    struct post *posts = collect(e, boxes, count, &total);
    struct parcels mine = pack(e, posts, total);
    for (int64_t i = 0; i < total;) {
        hq_hash_before_change(e, posts[i].village);
        i += remove_rows(e, posts + i, total - i);
    }
    struct parcels arrivals = send(e, &mine);
    deliver(e, &arrivals);
    free(posts);
    free(mine.bytes);
    free(arrivals.bytes);
    return all;
}
