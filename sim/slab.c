#include "sim/slab.h"

#include <stdlib.h>
#include <string.h>

#include "sim/error.h"

enum { ALIGNMENT = 64 };

static size_t aligned(size_t bytes)
{
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

static int32_t padded(int32_t rows)
{
    return (rows + HQ_LANES - 1) / HQ_LANES * HQ_LANES;
}

/* Places columns of one kind behind `bytes` of a row, widest type first, so that every column starts at a
 * multiple of its vector. Returns the bytes of a row with them. */
static size_t arrange(const struct slab_layout *layout, enum hq_kind kind, size_t bytes, size_t *ahead)
{
    const struct column_table *t = &layout->model->household;
    for (size_t width = 8; width > 0; width /= 2) {
        for (int c = 0; c < t->count; c++) {
            if (layout->kinds[c] == kind && hq_type_size(t->rows[c].type) == width) {
                ahead[c] = bytes;
                bytes += width * t->rows[c].slots;
            }
        }
    }
    return bytes;
}

static void choose_kinds(struct slab_layout *layout, const struct config *config)
{
    const struct model *m = layout->model;
    layout->kinds = hq_zalloc((size_t)m->household.count, sizeof *layout->kinds);
    for (int c = 0; c < m->household.count; c++) {
        layout->kinds[c] = m->household.rows[c].kind;
    }
    for (int k = 0; config && k < m->switch_count; k++) {
        if (!hq_config_ever(config, m->switches[k].parameter)) {
            layout->kinds[m->switches[k].column] = HQ_SUM;
        }
    }
    for (int k = 0; config && k < m->switch_count; k++) { /* several switches of one column: any of them */
        if (hq_config_ever(config, m->switches[k].parameter)) {
            layout->kinds[m->switches[k].column] = m->household.rows[m->switches[k].column].kind;
        }
    }
}

void hq_layout_make(struct slab_layout *layout, const struct model *model, const struct config *config)
{
    *layout = (struct slab_layout){.model = model};
    const size_t quotas = (size_t)model->quota_count * sizeof(int32_t);
    layout->places = aligned(quotas);
    layout->village = layout->places + aligned(quotas);
    layout->header = layout->village + aligned(model->village.size);
    layout->ahead = hq_zalloc((size_t)model->household.count, sizeof(size_t));
    layout->scratch_ahead = hq_zalloc((size_t)model->household.count, sizeof(size_t));
    layout->packed = hq_zalloc((size_t)model->household.count, sizeof(size_t));
    choose_kinds(layout, config);
    layout->row_size = arrange(layout, HQ_STATE, 0, layout->ahead);
    layout->sums_row_size = arrange(layout, HQ_SUM, 0, layout->scratch_ahead);
    layout->scratch_row_size = arrange(layout, HQ_SCRATCH, layout->sums_row_size, layout->scratch_ahead);
    size_t at = 0;
    for (int c = 0; c < model->household.count; c++) {
        const struct column_row *row = &model->household.rows[c];
        layout->packed[c] = at;
        at += layout->kinds[c] == HQ_STATE ? hq_type_size(row->type) * row->slots : 0;
    }
}

void hq_layout_free(struct slab_layout *layout)
{
    free(layout->kinds);
    free(layout->ahead);
    free(layout->scratch_ahead);
    free(layout->packed);
    *layout = (struct slab_layout){0};
}

int32_t hq_capacity_for(int32_t households)
{
    return padded(households);
}

size_t hq_slab_size(const struct slab_layout *layout, int32_t capacity)
{
    return layout->header + aligned(layout->row_size * (size_t)capacity);
}

static void *allocate(size_t bytes)
{
    void *memory = aligned_alloc(ALIGNMENT, aligned(bytes));
    if (!memory) {
        hq_fail(HQ_EXIT_WONT_FIT,
                "out of memory for a village of %zu bytes: use more ranks or a smaller "
                "population.scale",
                bytes);
    }
    memset(memory, 0, aligned(bytes));
    return memory;
}

void hq_store_value(void *at, enum hq_type type, double value)
{
    switch (type) {
#define STORE(name)                                                                                            \
    case HQ_##name: {                                                                                          \
        const HQ_CTYPE_##name x = (HQ_CTYPE_##name)value;                                                      \
        memcpy(at, &x, sizeof x);                                                                              \
        break;                                                                                                 \
    }
        STORE(u8)
        STORE(i8)
        STORE(u16)
        STORE(i16)
        STORE(i32)
        STORE(u32)
        STORE(i64)
        STORE(u64)
        STORE(f32)
        STORE(f64)
#undef STORE
    default:
        break;
    }
}

double hq_load_value(const void *at, enum hq_type type)
{
    switch (type) {
#define LOAD(name)                                                                                             \
    case HQ_##name: {                                                                                          \
        HQ_CTYPE_##name x;                                                                                     \
        memcpy(&x, at, sizeof x);                                                                              \
        return (double)x;                                                                                      \
    }
        LOAD(u8)
        LOAD(i8)
        LOAD(u16)
        LOAD(i16)
        LOAD(i32)
        LOAD(u32)
        LOAD(i64)
        LOAD(u64)
        LOAD(f32)
        LOAD(f64)
#undef LOAD
    default:
        return 0;
    }
}

static void set_default(void *values, const struct column_row *c, size_t first, size_t count)
{
    const size_t width = hq_type_size(c->type);
    for (size_t i = 0; i < count; i++) {
        hq_store_value((unsigned char *)values + (first + i) * width, c->type, c->initial);
    }
}

void hq_slab_clear_rows(struct slab *s, const struct slab_layout *layout, int32_t first, int32_t last,
                        bool padding)
{
    const struct column_table *t = &layout->model->household;
    for (int c = 0; c < t->count; c++) {
        const struct column_row *row = &t->rows[c];
        if (layout->kinds[c] != HQ_STATE) {
            continue;
        }
        unsigned char *values = hq_slab_column(s, layout, c);
        const size_t width = hq_type_size(row->type);
        for (size_t slot = 0; slot < row->slots; slot++) {
            const size_t at = slot * (size_t)s->capacity + (size_t)first, count = (size_t)(last - first);
            memset(values + at * width, 0, count * width);
            if (!padding && row->initial != 0) {
                set_default(values, row, at, count);
            }
        }
    }
}

void hq_slab_make(struct slab *s, const struct slab_layout *layout, int32_t county, int32_t index, int32_t live)
{
    *s = (struct slab){.county = county, .index = index, .live = live, .capacity = hq_capacity_for(live)};
    s->memory = allocate(hq_slab_size(layout, s->capacity));
    const struct column_table *household = &layout->model->household;
    for (int c = 0; c < household->count; c++) {
        const struct column_row *row = &household->rows[c];
        for (int slot = 0; slot < row->slots && layout->kinds[c] == HQ_STATE && row->initial != 0; slot++) {
            set_default(hq_slab_column(s, layout, c), row, (size_t)slot * (size_t)s->capacity, (size_t)live);
        }
    }
    const struct column_table *village = &layout->model->village;
    for (int c = 0; c < village->count; c++) {
        hq_store_value(hq_slab_village_value(s, layout, c), village->rows[c].type, village->rows[c].initial);
    }
}

void hq_slab_free(struct slab *s)
{
    if (!s->lent) {
        free(s->memory);
    }
    s->memory = NULL;
    s->lent = false;
}

void hq_slab_reserve(struct slab *s, const struct slab_layout *layout, int32_t households)
{
    if (households > s->capacity) {
        hq_slab_reserve_exactly(s, layout, hq_capacity_for(households));
    }
}

/* The live rows of a column that both slabs keep. */
static void copy_column(const struct slab *to, const struct slab_layout *new, const struct slab *from,
                        const struct slab_layout *old, int column)
{
    const struct column_row *row = &new->model->household.rows[column];
    const size_t width = hq_type_size(row->type);
    const unsigned char *values = hq_slab_column(from, old, column);
    unsigned char *copy = hq_slab_column(to, new, column);
    for (size_t slot = 0; slot < row->slots; slot++) {
        memcpy(copy + slot * (size_t)to->capacity * width, values + slot * (size_t)from->capacity * width,
               (size_t)from->live * width);
    }
}

void hq_slab_reserve_exactly(struct slab *s, const struct slab_layout *layout, int32_t capacity)
{
    struct slab grown = *s;
    grown.capacity = capacity;
    grown.lent = false;
    grown.memory = allocate(hq_slab_size(layout, grown.capacity));
    memcpy(grown.memory, s->memory, layout->header);
    for (int c = 0; c < layout->model->household.count; c++) {
        if (layout->kinds[c] == HQ_STATE) {
            copy_column(&grown, layout, s, layout, c);
        }
    }
    hq_slab_free(s);
    *s = grown;
}

/* Whether a column holds nothing but zeros: the default of those that may be left out. */
static bool is_empty(const struct slab *s, const struct slab_layout *layout, int column)
{
    const struct column_row *row = &layout->model->household.rows[column];
    const unsigned char *values = hq_slab_column(s, layout, column);
    const size_t size = hq_type_size(row->type) * row->slots * (size_t)s->capacity;
    bool empty = true;
    for (size_t i = 0; i < size && empty; i++) {
        empty = values[i] == 0;
    }
    return empty;
}

const char *hq_slab_adapt(struct slab *s, const struct slab_layout *old, const struct slab_layout *layout)
{
    struct slab adapted = *s;
    const char *lost = NULL;
    adapted.lent = false;
    adapted.memory = allocate(hq_slab_size(layout, s->capacity));
    memcpy(adapted.memory, s->memory, layout->header); /* of the same model: as long in both */
    for (int c = 0; c < layout->model->household.count; c++) {
        const bool was = old->kinds[c] == HQ_STATE, is = layout->kinds[c] == HQ_STATE;
        if (was && is) {
            copy_column(&adapted, layout, s, old, c);
        } else if (was && !is_empty(s, old, c)) {
            lost = layout->model->household.rows[c].name;
        }
    }
    hq_slab_free(s);
    *s = adapted;
    return lost;
}

void *hq_slab_column(const struct slab *s, const struct slab_layout *layout, int column)
{
    if (layout->kinds[column] != HQ_STATE) {
        return NULL;
    }
    return s->memory + layout->header + layout->ahead[column] * (size_t)s->capacity;
}

void *hq_slab_village(const struct slab *s, const struct slab_layout *layout)
{
    return s->memory + layout->village;
}

void *hq_slab_village_value(const struct slab *s, const struct slab_layout *layout, int column)
{
    return s->memory + layout->village + layout->model->village.rows[column].offset;
}

int32_t *hq_slab_demand(const struct slab *s, const struct slab_layout *layout)
{
    return (int32_t *)(void *)(s->memory + layout->demand);
}

int32_t *hq_slab_places(const struct slab *s, const struct slab_layout *layout)
{
    return (int32_t *)(void *)(s->memory + layout->places);
}
