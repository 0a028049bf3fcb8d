/* Running a stage over villages: threads, workspaces, and what a process may see. */
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "sim/audit.h"
#include "sim/engine.h"
#include "sim/error.h"
#include "sim/floating.h"
#include "sim/hidden.h"
#include "sim/markets.h"
#include "sim/outbox.h"
#include "sim/population.h"

struct workspace {
    int32_t capacity; /* rows of the largest village */
    uint64_t *state, *increment;
    unsigned char *scratch;
    void **columns;
    int64_t *tallies; /* counties x tallies */
    int64_t *cells;   /* of one county, then those of all; NULL where nothing is reported */
    int32_t county;   /* that county; -1: none yet */
    struct hidden *hidden;
    struct outbox outbox;
    struct block spare;  /* room for a block of villages; NULL between passes */
    uint64_t (*sums)[2]; /* of the state hash, where it is kept */
    double hashing;      /* seconds */
};

static void *lines(size_t bytes)
{
    void *memory = aligned_alloc(64, (bytes + 64) / 64 * 64);
    if (!memory) {
        hq_fail(HQ_EXIT_WONT_FIT, "out of memory for a thread's workspace of %zu bytes", bytes);
    }
    memset(memory, 0, (bytes + 64) / 64 * 64);
    return memory;
}

static void grow(struct workspace *w, const struct engine *e, int32_t capacity)
{
    if (capacity <= w->capacity) {
        return;
    }
    free(w->state);
    free(w->scratch);
    w->capacity = capacity;
    w->state = lines(2 * (size_t)capacity * sizeof *w->state);
    w->increment = w->state + capacity;
    w->scratch = lines((size_t)capacity * e->layout.scratch_row_size);
}

int64_t hq_workspace_size(const struct model *model, const struct slab_layout *layout, int counties,
                          int32_t capacity, bool reports)
{
    const size_t row = 2 * sizeof(uint64_t) + layout->scratch_row_size; /* streams and scratch, as in grow() */
    const size_t sums = (size_t)counties * (size_t)model->tally_count + 1;
    const size_t cells = reports ? (size_t)(model->county_cells + model->region_cells) : 0;
    return (int64_t)(sizeof(struct workspace) + row * (size_t)capacity + (sums + cells) * sizeof(int64_t) +
                     ((size_t)model->household.count + 1) * sizeof(void *));
}

void hq_workspaces_make(struct engine *e)
{
    e->workspaces = hq_zalloc((size_t)e->threads, sizeof *e->workspaces);
    const size_t sums = (size_t)e->counties->count * (size_t)e->model->tally_count + 1;
    for (const struct process *const *p = e->model->processes; *p; p++) {
        e->stage_processes[(*p)->stage]++;
    }
    for (int t = 0; t < e->threads; t++) {
        struct workspace *w = &e->workspaces[t];
        w->columns = hq_zalloc((size_t)e->model->household.count + 1, sizeof *w->columns);
        w->tallies = hq_zalloc(sums, sizeof *w->tallies);
        w->cells = e->cells
                       ? lines((size_t)(e->model->county_cells + e->model->region_cells) * sizeof *w->cells)
                       : NULL;
        w->county = -1;
        w->hidden = hq_hidden_make(e->model);
        w->outbox.layout = &e->layout;
    }
}

void hq_workspaces_free(struct engine *e)
{
    for (int t = 0; e->workspaces && t < e->threads; t++) {
        struct workspace *w = &e->workspaces[t];
        free(w->state);
        free(w->scratch);
        free(w->columns);
        free(w->tallies);
        free(w->cells);
        free(w->sums);
        hq_hidden_free(w->hidden);
        hq_outbox_free(&w->outbox);
    }
    free(e->workspaces);
    e->workspaces = NULL;
}

/* Adds cells to others of which most are and stay zero, block by block, notes which blocks have something, and empties them. */
static void move_cells(int64_t *from, int64_t *to, int64_t *filled, int64_t count)
{
    for (int64_t at = 0; at < count; at += HQ_CELL_BLOCK) {
        const int64_t end = at + HQ_CELL_BLOCK < count ? at + HQ_CELL_BLOCK : count;
        int64_t any = 0;
        for (int64_t i = at; i < end; i++) {
            any |= from[i];
        }
        if (any == 0) {
            continue;
        }
        for (int64_t i = at; i < end; i++) {
            to[i] += from[i];
        }
        memset(from + at, 0, (size_t)(end - at) * sizeof *from);
        filled[at / HQ_CELL_BLOCK] = 1;
    }
}

/* Adds a thread's cells to the rank's: of the county that it has been at, or also those of all. */
static void add_cells(struct engine *e, struct workspace *w, bool all)
{
    const int64_t own = e->model->county_cells, rest = e->model->region_cells;
    if (!w->cells || w->county < 0) {
        return;
    }
#pragma omp critical(cells)
    {
        const int64_t blocks = hq_cell_blocks(own);
        move_cells(w->cells, e->cells + w->county * own, e->filled + w->county * blocks, own);
        if (all) {
            move_cells(w->cells + own, e->cells + e->counties->count * own,
                       e->filled + e->counties->count * blocks, rest);
        }
    }
}

/* A view of one village through a workspace. */
static struct view look(struct engine *e, struct workspace *w, struct slab *s, enum hq_stage stage)
{
    const struct model *m = e->model;
    const int32_t rows = (s->live + HQ_LANES - 1) / HQ_LANES * HQ_LANES;
    grow(w, e, s->capacity);
    for (int c = 0; c < m->household.count; c++) {
        w->columns[c] = e->layout.kinds[c] != HQ_STATE
                            ? w->scratch + e->layout.scratch_ahead[c] * (size_t)s->capacity
                            : hq_slab_column(s, &e->layout, c);
    }
    hq_hidden_spoil(w->scratch, e->layout.scratch_row_size * (size_t)s->capacity);
    memset(w->scratch, 0, e->layout.sums_row_size * (size_t)s->capacity);
    e->lanes->streams(hq_slab_column(s, &e->layout, 0), rows, e->keys, w->state, w->increment);
    int32_t *demand = hq_slab_demand(s, &e->layout);
    for (int q = 0; q < m->quota_count; q++) {
        const bool counted_now = m->quotas[q].stage == (stage == HQ_OFFERS ? HQ_OFFERS : HQ_PLAN);
        demand[q] = counted_now ? 0 : demand[q];
    }
    return (struct view){
        .rows = rows,
        .live = s->live,
        .stride = s->capacity,
        .year = e->year,
        .first_year = e->world.first_year,
        .replay = e->world.replay,
        .county = s->county,
        .columns = w->columns,
        .village = hq_slab_village(s, &e->layout),
        .county_row = e->county_rows + (size_t)s->county * m->county.size,
        .region = e->region,
        .parameters = e->parameters + (size_t)s->county * (size_t)m->parameters.count,
        .constants = e->constants,
        .state = w->state,
        .increment = w->increment,
        .jumps = e->jumps,
        .own = hq_stream_of(e->keys, hq_village_code(e->counties->code_numbers[s->county], s->index)),
        .tally = w->tallies + (size_t)s->county * (size_t)m->tally_count,
        .county_cells = stage == HQ_SETTLE ? w->cells : NULL,
        .region_cells = stage == HQ_SETTLE && w->cells ? w->cells + m->county_cells : NULL,
        .places = hq_slab_places(s, &e->layout),
        .demand = demand,
        .cuts = hq_markets_cuts(e, s - e->slabs),
        .held_quotas = hq_markets_held(e, s->county, false),
        .held_columns = hq_markets_held(e, s->county, true),
        .place = (int32_t)(e->first + (s - e->slabs)),
        .village_codes = e->village_codes,
        .outbox = &w->outbox,
    };
}

/* What is still to be fetched of a village: a piece of the next one comes from memory while a process works on
 * this one. */
struct fetch {
    const unsigned char *line, *end;
    size_t piece;
};

enum { LINE = 64 };

/* As many equal pieces as the stage has processes; none of no village. */
static struct fetch fetch_of(const struct engine *e, const struct slab *s, int pieces)
{
    if (!s || pieces == 0) {
        return (struct fetch){NULL, NULL, 0};
    }
    const size_t lines = (hq_slab_size(&e->layout, s->capacity) + LINE - 1) / LINE;
    const size_t piece = (lines + (size_t)pieces - 1) / (size_t)pieces;
    return (struct fetch){s->memory, s->memory + lines * LINE, piece * LINE};
}

static void fetch_piece(struct fetch *f)
{
    const unsigned char *line = f->line;
    const unsigned char *const end = f->piece < (size_t)(f->end - line) ? line + f->piece : f->end;
    for (; line < end; line += LINE) {
        __builtin_prefetch(line, 0, 3);
    }
    f->line = line;
}

static void run_processes(struct engine *e, struct workspace *w, struct slab *s, const struct slab *next,
                          enum hq_stage stage)
{
    struct view v = look(e, w, s, stage);
    if (stage == HQ_SETTLE && s->county != w->county) { /* in no other stage is anything added */
        add_cells(e, w, false);
        w->county = s->county;
    }
    struct fetch ahead = fetch_of(e, next, e->stage_processes[stage]);
    w->outbox.village = s - e->slabs;
    for (const struct process *const *p = e->model->processes; *p; p++) {
        if ((*p)->stage == stage) {
            fetch_piece(&ahead);
            hq_run_hidden(w->hidden, *p, &v);
        }
    }
    hq_hidden_unkept(e->model, e->layout.kinds, &v);
}

/* Whether a thread is through with villages that lie side by side. */
static bool is_last_together(const struct engine *e, int64_t village)
{
    return (village + 1) % e->together == 0 || village + 1 == e->last - e->first;
}

/* The village's part of the state hash; streams are no longer needed, and their memory is. */
static void hash_village(struct engine *e, struct workspace *w, int64_t village, bool leaves)
{
    const double start = hq_now();
    _Static_assert(HQ_HASH_ROOM <= 2 * sizeof *w->state, "streams leave room for keys");
    w->sums = w->sums ? w->sums : hq_hash_sums(e);
    hq_hash_village(e, village, leaves, (uint32_t *)w->state, w->sums);
    w->hashing += hq_now() - start;
}

/* Adds the threads' sums to the rank's and empties them. */
static void collect(struct engine *e, int64_t *tallies)
{
    const size_t sums = (size_t)e->counties->count * (size_t)e->model->tally_count;
    for (int t = 0; t < e->threads; t++) {
        for (size_t i = 0; i < sums; i++) {
            tallies[i] += e->workspaces[t].tallies[i];
        }
        memset(e->workspaces[t].tallies, 0, sums * sizeof(int64_t));
        if (e->workspaces[t].sums) {
            hq_hash_collect(e, e->workspaces[t].sums);
        }
        const double hashing = e->workspaces[t].hashing / e->threads; /* within the stage that settles */
        e->seconds[PHASE_HASH] += hashing;
        e->seconds[PHASE_SETTLE] -= hashing;
        e->workspaces[t].hashing = 0;
    }
}

void hq_pass(struct engine *e, enum hq_stage stage, int64_t *tallies)
{
    const int64_t villages = e->last - e->first;
    const bool hashes = stage == HQ_SETTLE && e->hash;
    if (hashes) {
        hq_hash_open(e);
    }
#pragma omp parallel num_threads(e->threads)
    {
        hq_set_floating_point();
        struct workspace *w = &e->workspaces[omp_get_thread_num()];
#pragma omp for schedule(dynamic, e->together)
        for (int64_t v = 0; v < villages; v++) {
            const int64_t posts = w->outbox.count;
            /* Of the own villages only: another thread may be giving one of its own more room. */
            const struct slab *next = is_last_together(e, v) ? NULL : &e->slabs[v + 1];
            run_processes(e, w, &e->slabs[v], next, stage);
            hq_outbox_apply_village(e, &w->outbox, posts);
            grow(w, e, e->slabs[v].capacity);
            if (hashes) {
                hash_village(e, w, v, w->outbox.count > posts);
            }
            if (is_last_together(e, v)) {
                hq_gather_around(e, &w->spare, v);
            }
        }
        hq_block_free(&w->spare);
        add_cells(e, w, true);
        w->county = -1;
    }
    collect(e, tallies);
}

int64_t hq_apply_posts(struct engine *e)
{
    struct outbox *boxes = hq_zalloc((size_t)e->threads, sizeof *boxes);
    for (int t = 0; t < e->threads; t++) {
        boxes[t] = e->workspaces[t].outbox;
    }
    hq_audit_posts(e, boxes, e->threads);
    const int64_t moved = hq_outboxes_apply(e, boxes, e->threads);
    hq_gather_all(e); /* villages that had no room for those who came */
    for (int t = 0; t < e->threads; t++) {
        e->workspaces[t].outbox = boxes[t];
    }
    free(boxes);
    return moved;
}

/* Makes one village: slab, ids and weights by the engine, the rest by the model. */
static void found_village(struct engine *e, struct workspace *w, int64_t v)
{
    const struct place *p = &e->directory.places[e->first + v];
    struct slab *s = &e->slabs[v];
    hq_slab_make(s, &e->layout, p->county, p->index, p->households);
    uint64_t *id = hq_slab_column(s, &e->layout, 0);
    uint16_t *weight = hq_slab_column(s, &e->layout, 1);
    for (int32_t i = 0; i < s->live; i++) {
        id[i] = hq_founder_id(e->counties->code_numbers[p->county], p->index, i);
        weight[i] = (uint16_t)hq_founder_weight(&e->directory, p, i);
    }
    struct view view = look(e, w, s, HQ_SETTLE);
    const struct population *population = hq_config_population(e->config);
    void **given = NULL;
    if (population) {
        const uint64_t key =
            hq_mix64(e->keys.state_key ^ hq_village_code(e->counties->code_numbers[p->county], -1));
        given = hq_population_give(population, p->county, p->first, s->live, e->directory.kept[p->county],
                                   s->capacity, key);
        view.given = (const void *const *)given;
    }
    e->model->synthesise(&view);
    if (given) {
        hq_population_forget(population, given);
    }
}

void hq_synthesise(struct engine *e, int64_t *tallies)
{
    const int64_t villages = e->last - e->first;
#pragma omp parallel num_threads(e->threads)
    {
        hq_set_floating_point();
        struct workspace *w = &e->workspaces[omp_get_thread_num()];
#pragma omp for schedule(dynamic, e->together)
        for (int64_t v = 0; v < villages; v++) {
            found_village(e, w, v);
            if (is_last_together(e, v)) {
                hq_gather_around(e, &w->spare, v);
            }
        }
    }
    collect(e, tallies);
}
