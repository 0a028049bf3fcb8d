/* The panel: choosing its households, collecting their rows, one column at a time, and keeping the file. */
#include "sim/store/trajectories.h"

#include <omp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "sim/error.h"
#include "sim/lineage.h"
#include "sim/parallel.h"
#include "sim/store/files.h"

/* ---- membership ------------------------------------------------------------------------------ */

/* Ids below this, mixed, are in. */
static uint64_t threshold(double share)
{
    /* lint: allow float-cast: a share of 0 to 1 in 2^53 steps */
    return (uint64_t)(share * 0x1p53) << 11;
}

bool hq_panel_holds(double share, uint64_t id)
{
    return share >= 1 || hq_lineage(id) < threshold(share);
}

int64_t hq_panel_founders(const struct directory *d, const struct county_table *counties, double share,
                          int64_t first, int64_t last)
{
    int64_t members = 0;
    for (int64_t v = first; v < last; v++) {
        const struct place *p = &d->places[v];
        for (int32_t row = 0; row < p->households; row++) {
            members += hq_panel_holds(share, hq_founder_id(counties->code_numbers[p->county], p->index, row));
        }
    }
    return members;
}

/* ---- beginning ------------------------------------------------------------------------------- */

/* HDF5 is for one thread: ranks that are threads (in tests) leave it to the first. */
static bool reads(void)
{
    return hq_rank() == 0 || hq_communicator();
}

/* Each year on one rank. */
const char *hq_panel_verify(struct panel *p, const char *path, int done)
{
    const int step = hq_communicator() ? hq_ranks() : 1;
    const char *why = reads() ? hq_trajectories_fits(path, &p->layout) : NULL;
    if (!why && reads()) {
        why = hq_trajectories_verify(path, &p->layout, done, hq_rank(), step, p->years);
    }
    hq_from_first_rank(p->years, p->layout.years * (int64_t)sizeof *p->years);
    return hq_first_said(why);
}

const char *hq_panel_begin(struct panel *p, const struct engine *e, const char *folder, int done)
{
    *p = (struct panel){0};
    hq_panel_describe(p, e->config, e->model->name);
    p->part = hq_text("%s/trajectories.partial.h5", folder);
    if (!p->on) {
        if (hq_rank() == 0) {
            remove(p->part); /* of a run that had one until it was stopped */
        }
        return NULL;
    }
    p->whole = hq_text("%s/trajectories.h5", folder);
    p->layout.members = hq_panel_founders(&e->directory, e->counties, p->layout.share, e->first, e->last);
    hq_sum_over_ranks(&p->layout.members, 1);
    p->room = p->layout.members * p->layout.years;
    if (done) {
        const char *why = hq_panel_verify(p, p->part, done);
        if (why) {
            return why;
        }
        memset(p->years + done, 0, (size_t)(p->layout.years - done) * sizeof *p->years);
        p->rows = p->years[done - 1].first + p->years[done - 1].rows;
        hq_agree_written(hq_rank() == 0 ? hq_trajectories_rewind(p->part, &p->layout, done) : 0, "", p->part);
    } else {
        hq_agree_written(hq_rank() == 0 ? hq_trajectories_create(p->part, &p->layout) : 0, "", p->part);
    }
    hq_agree_written(hq_trajectories_open(p->part, &p->layout, &p->file), "", p->part);
    return NULL;
}

/* More households than there were founders: the file is made longer. */
void hq_panel_grow(struct panel *p, int64_t rows)
{
    hq_agree_written(hq_trajectories_close(p->file), "", p->part);
    p->file = NULL;
    p->room = rows;
    hq_agree_written(hq_rank() == 0 ? hq_trajectories_resize(p->part, &p->layout, rows) : 0, "", p->part);
    hq_agree_written(hq_trajectories_open(p->part, &p->layout, &p->file), "", p->part);
}

/* ---- a year ---------------------------------------------------------------------------------- */

/* A household's place: own village and row in it. */
struct member {
    int32_t village, row;
};

struct members {
    struct member *list;
    int64_t count, capacity;
};

static void append(struct members *m, int32_t village, int32_t row)
{
    if (m->count == m->capacity) {
        m->capacity = m->capacity ? 2 * m->capacity : 1024;
        struct member *longer = hq_alloc((size_t)m->capacity * sizeof *longer);
        if (m->count) {
            memcpy(longer, m->list, (size_t)m->count * sizeof *longer);
        }
        free(m->list);
        m->list = longer;
    }
    m->list[m->count++] = (struct member){village, row};
}

static void look_through(const struct engine *e, double share, int64_t first, int64_t last, struct members *out)
{
    const uint64_t limit = threshold(share);
    uint8_t *chosen = NULL;
    int32_t room = 0;
    for (int64_t v = first; v < last; v++) {
        const struct slab *s = &e->slabs[v];
        if (!chosen || s->capacity > room) {
            room = s->capacity;
            free(chosen);
            chosen = hq_alloc((size_t)room);
            memset(chosen, 1, (size_t)room);
        }
        if (share < 1 &&
            !e->lanes->choose(hq_slab_column(s, &e->layout, 0), s->capacity, HQ_LINEAGE_SALT, limit, chosen)) {
            continue;
        }
        const uint8_t *end = chosen + s->live, *at = chosen;
        while ((at = memchr(at, 1, (size_t)(end - at)))) {
            append(out, (int32_t)v, (int32_t)(at++ - chosen));
        }
    }
    free(chosen);
}

/* The own villages' members in canonical order: each thread looks through one run of villages. */
static struct members choose(const struct engine *e, double share)
{
    const int64_t villages = e->last - e->first;
    struct members *parts = hq_zalloc((size_t)e->threads, sizeof *parts), all = {0};
#pragma omp parallel for num_threads(e->threads) schedule(static, 1)
    for (int t = 0; t < e->threads; t++) {
        look_through(e, share, villages * t / e->threads, villages * (t + 1) / e->threads, &parts[t]);
    }
    for (int t = 0; t < e->threads; t++) {
        all.count += parts[t].count;
    }
    all.list = hq_alloc((size_t)(all.count + 1) * sizeof *all.list);
    int64_t at = 0;
    for (int t = 0; t < e->threads; t++) {
        if (parts[t].count) {
            memcpy(all.list + at, parts[t].list, (size_t)parts[t].count * sizeof *all.list);
        }
        at += parts[t].count;
        free(parts[t].list);
    }
    free(parts);
    return all;
}

/* A value of a column as the file stores it. */
static void store(void *to, const struct column_row *column, const void *from)
{
    const enum hq_type type = column->type;
    if (column->scale != 0) { /* kept as an integer of 16 bits at most: exact */
        const float value = (float)(hq_load_value(from, type) * column->scale);
        memcpy(to, &value, sizeof value);
        return;
    }
    union {
        int16_t i16;
        int32_t i32;
        int64_t i64;
    } wider;
    switch (type) {
    case HQ_u8:
        wider.i16 = *(const uint8_t *)from;
        break;
    case HQ_i8:
        wider.i16 = *(const int8_t *)from; // NOLINT(bugprone-signed-char-misuse,cert-str34-c): a number
        break;
    case HQ_u16:
        wider.i32 = *(const uint16_t *)from;
        break;
    case HQ_u32:
        wider.i64 = *(const uint32_t *)from;
        break;
    case HQ_i16:
        memcpy(to, from, 2);
        return;
    case HQ_i32:
    case HQ_f32:
        memcpy(to, from, 4);
        return;
    default:
        memcpy(to, from, 8);
        return;
    }
    memcpy(to, &wider, 2 * hq_type_size(type));
}

/* Asks for the lines of memory that hold a household: they lie as far apart as columns do. */
static void fetch(const struct panel *p, const struct engine *e, struct member m)
{
    const struct slab *s = &e->slabs[m.village];
    for (int v = 0; v < p->layout.kept_count - p->village_count; v++) {
        const struct column_row *c = p->columns[v];
        const size_t size = hq_type_size(c->type);
        if (e->layout.kinds[p->numbers[v]] != HQ_STATE) {
            continue;
        }
        const char *at = hq_slab_column(s, &e->layout, p->numbers[v]);
        at += (size_t)m.row * size;
        for (size_t slot = 0; slot < c->slots; slot++) {
            __builtin_prefetch(at + slot * (size_t)s->capacity * size);
        }
    }
}

/* A household's values of a column, slots side by side. */
static void collect_column(const struct slab *s, const struct slab_layout *layout, int column, int32_t row,
                           unsigned char *to, size_t stored)
{
    const struct column_row *c = &layout->model->household.rows[column];
    const size_t size = hq_type_size(c->type);
    static const unsigned char nothing[8];
    const bool kept = layout->kinds[column] == HQ_STATE;
    const unsigned char *from = kept ? hq_slab_column(s, layout, column) : nothing;
    for (int slot = 0; slot < c->slots; slot++) {
        store(to + (size_t)slot * stored, c,
              kept ? from + ((size_t)slot * (size_t)s->capacity + (size_t)row) * size : from);
    }
}

static int32_t own_number(const struct engine *e, const struct slab *s, int variable)
{
    return variable == PANEL_TIME      ? hq_days_to_year(e->year)
           : variable == PANEL_YEAR    ? e->year
           : variable == PANEL_VILLAGE ? s->index
                                       : s->county;
}

/* All values of some members: household by household, whose village is then at hand, into one array a variable.
 */
static void collect(const struct panel *p, const struct engine *e, const struct member *members, int64_t count,
                    unsigned char *const *out)
{
    const int variables = hq_panel_variables(&p->layout);
    struct panel_variable *all = hq_alloc((size_t)variables * sizeof *all);
    for (int v = 0; v < variables; v++) {
        all[v] = hq_panel_variable(&p->layout, v);
    }
#pragma omp parallel for num_threads(e->threads) schedule(static)
    for (int64_t i = 0; i < count; i++) {
        const struct slab *s = &e->slabs[members[i].village];
        if (i + 1 < count) {
            fetch(p, e, members[i + 1]);
        }
        for (int v = 0; v < variables; v++) {
            const size_t stored = hq_nc_size(all[v].type);
            unsigned char *to = out[v] + (size_t)i * stored * (size_t)all[v].slots;
            if (v == PANEL_ID || v == PANEL_WEIGHT) { /* the first two columns of every model */
                collect_column(s, &e->layout, v == PANEL_WEIGHT, members[i].row, to, stored);
            } else if (v < PANEL_OWN) {
                const int32_t number = own_number(e, s, v);
                memcpy(to, &number, sizeof number);
            } else if (v < variables - p->village_count) {
                collect_column(s, &e->layout, p->numbers[v - PANEL_OWN], members[i].row, to, stored);
            } else {
                const struct column_row *c = p->columns[v - PANEL_OWN];
                store(to, c, hq_slab_village_value(s, &e->layout, p->numbers[v - PANEL_OWN]));
            }
        }
    }
    free(all);
}

/* Arrays for so many rows, one a variable. */
static unsigned char **make_room(const struct trajectories_layout *layout, int64_t rows)
{
    const int variables = hq_panel_variables(layout);
    unsigned char **room = hq_zalloc((size_t)variables, sizeof *room);
    for (int v = 0; v < variables; v++) {
        const struct panel_variable own = hq_panel_variable(layout, v);
        room[v] = hq_alloc((size_t)(rows + 1) * hq_nc_size(own.type) * (size_t)own.slots);
    }
    return room;
}

static void free_room(const struct trajectories_layout *layout, unsigned char **room)
{
    for (int v = 0; v < hq_panel_variables(layout); v++) {
        free(room[v]);
    }
    free(room);
}

/* Writes the own members' rows, which begin `before` rows into the year; `most` is the largest number of them
 * on any rank. Ranks that are threads write all at once: their rows are put together. Collective. */
static struct panel_sums write_rows(struct panel *p, const struct engine *e, const struct members *m,
                                    int64_t before, int64_t most)
{
    struct panel_sums sums = {{0, 0}};
    const int64_t step =
        most <= HQ_PANEL_STEP || (hq_ranks() > 1 && !hq_communicator()) ? most + 1 : HQ_PANEL_STEP;
    const int64_t room = m->count < step ? m->count : step;
    uint64_t *hashes = hq_alloc((size_t)(room + 1) * sizeof *hashes);
    unsigned char **values = make_room(&p->layout, room);
    int failed = 0;
    for (int64_t at = 0; at == 0 || at < most; at += step) {
        const int64_t done = at < m->count ? at : m->count, left = m->count - done;
        const int64_t rows = left < step ? left : step, largest = most - at < step ? most - at : step;
        collect(p, e, m->list + done, rows, values);
        hq_panel_open_rows(hashes, rows, before + done);
        for (int v = 0; v < hq_panel_variables(&p->layout); v++) {
            hq_panel_fold_rows(hashes, rows, hq_panel_variable(&p->layout, v), values[v], e->threads);
            const int error =
                hq_trajectories_write(p->file, v, values[v], p->rows + before + done, rows, largest);
            failed = failed ? failed : error;
        }
        hq_panel_close_rows(hashes, rows, &sums);
    }
    free_room(&p->layout, values);
    free(hashes);
    hq_agree_written(failed, "", p->part);
    return sums;
}

void hq_panel_year(struct panel *p, struct engine *e, int year_index)
{
    if (!p->on) {
        return;
    }
    const double start = hq_now();
    struct members m = choose(e, p->layout.share);
    int64_t before = 0, total = m.count, most = m.count;
    hq_sum_over_lower_ranks(&total, &before, 1);
    hq_sum_over_ranks(&total, 1);
    hq_max_over_ranks(&most, 1);
    if (p->rows + total > p->room) {
        hq_panel_grow(p, p->rows + total);
    }
    struct panel_sums sums = write_rows(p, e, &m, before, most);
    hq_sum_over_ranks((int64_t *)sums.sum, 2); /* both wrap */
    struct panel_year *year = &p->years[year_index];
    *year = (struct panel_year){.first = p->rows, .rows = total};
    hq_panel_sums_hex(sums, year->hash);
    hq_agree_written(hq_trajectories_year(p->file, year_index, year), "", p->part);
    p->rows += total;
    free(m.list);
    e->seconds[PHASE_PANEL] += hq_now() - start;
}

void hq_panel_sync(struct panel *p, struct engine *e)
{
    if (!p->on) {
        return;
    }
    const double start = hq_now();
    hq_agree_written(hq_rank() == 0 ? hq_flush_file(p->part) : 0, "", p->part);
    e->seconds[PHASE_PANEL] += hq_now() - start;
}

/* ---- the end --------------------------------------------------------------------------------- */

static bool same_years(const struct panel_year *a, const struct panel_year *b, int count)
{
    bool same = true;
    for (int y = 0; y < count; y++) {
        same = same && a[y].first == b[y].first && a[y].rows == b[y].rows && strcmp(a[y].hash, b[y].hash) == 0;
    }
    return same;
}

void hq_panel_finish(struct panel *p, struct engine *e)
{
    if (!p->on) {
        return;
    }
    const double start = hq_now();
    const size_t size = (size_t)p->layout.years * sizeof *p->years;
    hq_agree_written(hq_trajectories_close(p->file), "", p->part);
    p->file = NULL;
    const bool trim = p->rows != p->room;
    hq_agree_written(hq_rank() != 0 ? 0
                     : trim         ? hq_trajectories_resize(p->part, &p->layout, p->rows)
                                    : hq_flush_file(p->part),
                     "", p->part);
    struct panel_year *meant = hq_alloc(size);
    memcpy(meant, p->years, size);
    const char *why = hq_panel_verify(p, p->part, p->layout.years);
    if (why || !same_years(meant, p->years, p->layout.years)) {
        hq_fail(HQ_EXIT_IO, "%s cannot be written: read back, it %s", p->part,
                why ? why : "holds other values");
    }
    free(meant);
    hq_panel_hash(&p->layout, p->years, p->hash);
    hq_agree_written(hq_rank() == 0 ? hq_rename_durably(p->part, p->whole) : 0, "", p->whole);
    struct stat what;
    p->bytes = stat(p->whole, &what) == 0 ? (int64_t)what.st_size : 0;
    e->seconds[PHASE_PANEL] += hq_now() - start;
}

void hq_panel_free(struct panel *p)
{
    if (p->file) {
        hq_trajectories_close(p->file);
    }
    free(p->part);
    free(p->whole);
    for (int c = 0; c < p->village_count; c++) {
        free((char *)p->villages[c].name); /* our own copy */
    }
    free(p->villages);
    free(p->columns);
    free(p->numbers);
    free(p->years);
    *p = (struct panel){0};
}
