/* A village in memory: one block with a header (quota demand and places, the model's struct village)
 * and the household columns behind it. Row capacity is a multiple of HQ_LANES. */
#ifndef SIM_SLAB_H
#define SIM_SLAB_H

#include "sim/config/config.h"
#include "sim/model.h"

struct slab {
    int32_t county, index;
    int32_t live, capacity;
    unsigned char *memory;
    bool lent; /* memory belongs to a block of villages (sim/blocks.h), else to the slab */
};

/* Where things stand in a slab of a given model; the same for all villages. */
struct slab_layout {
    const struct model *model;
    size_t demand, places, village, header; /* offsets; header = bytes before the first column */
    enum hq_kind *kinds; /* of columns in this run: state that nobody will write is a sum, zero in every pass */
    size_t *ahead;       /* a column: bytes a row of all columns before it (wide types first) */
    size_t row_size;     /* bytes a row of all state columns */
    size_t *packed;      /* a state column: where its values begin in a packed row (sim/outbox.h) */
    size_t *scratch_ahead, scratch_row_size; /* sums, which begin at zero, come first */
    size_t sums_row_size;
};

/* Without a configuration all state is kept. */
void hq_layout_make(struct slab_layout *layout, const struct model *model, const struct config *config);
void hq_layout_free(struct slab_layout *layout);

/* Rows reserved for `households`: the least multiple of HQ_LANES. No more: what whole vectors leave over is
 * slack enough, and a village that grows beyond it is copied, which costs less than a year of it. */
int32_t hq_capacity_for(int32_t households);

size_t hq_slab_size(const struct slab_layout *layout, int32_t capacity);
/* Allocates a slab of zeros with columns and village at their defaults. */
void hq_slab_make(struct slab *s, const struct slab_layout *layout, int32_t county, int32_t index,
                  int32_t live);
void hq_slab_free(struct slab *s);

/* Grows the capacity to hold so many households, or to an exact capacity (a multiple of HQ_LANES), keeping all
 * rows, in memory of the slab's own. */
void hq_slab_reserve(struct slab *s, const struct slab_layout *layout, int32_t households);
void hq_slab_reserve_exactly(struct slab *s, const struct slab_layout *layout, int32_t capacity);

/* Rearranges a slab of another run of the same model, laid out for what that run keeps: columns that only the new one
 * keeps are at their default, zero. Returns the name of a column that only the old one keeps and that is not zero
 * everywhere, or NULL; the slab is rearranged in either case. */
const char *hq_slab_adapt(struct slab *s, const struct slab_layout *old, const struct slab_layout *layout);

/* NULL where the run keeps no such state. */
void *hq_slab_column(const struct slab *s, const struct slab_layout *layout, int column);
void *hq_slab_village(const struct slab *s, const struct slab_layout *layout);
/* The value of a village column, by its number. */
void *hq_slab_village_value(const struct slab *s, const struct slab_layout *layout, int column);
int32_t *hq_slab_demand(const struct slab *s, const struct slab_layout *layout);
int32_t *hq_slab_places(const struct slab *s, const struct slab_layout *layout);

/* Sets rows [first, last) of all state columns to their defaults (padding: to zero, default or not). */
void hq_slab_clear_rows(struct slab *s, const struct slab_layout *layout, int32_t first, int32_t last,
                        bool padding);

/* Writes a number as a value of a type; reads one as a double (u64 and i64 beyond 2^53 are rounded). */
void hq_store_value(void *at, enum hq_type type, double value);
double hq_load_value(const void *at, enum hq_type type);

#endif
