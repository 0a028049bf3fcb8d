/* Founders drawn from a population file (docs/survey.md).
 *
 * Where the county has rows of its own, its households are drawn from these; else from the rows of all counties
 * of its class; where there are none either, the model makes them. With weights w in the order of the file and
 * n households, the first k rows get floor((n (w_1 + ... + w_k) + w / 2) / w) households together, w being the
 * sum of all: each row as many as it stands for, within one. Which household of the county is which is a
 * permutation by a hash of seed and county: the same on any number of ranks, and no village is made of one row.
 */
#ifndef SIM_POPULATION_H
#define SIM_POPULATION_H

#include "sim/model.h"

struct population_row {
    int32_t county;       /* its code */
    int32_t class;        /* index into the model's classes */
    int64_t weight;       /* in millionths: at least 1 */
    const double *values; /* fields x HQ_SLOTS, in units of the fields; HQ_NOT_SAID where not said */
};

/* A value that is not said: of a household that is left to the model, or nobody there. */
#define HQ_NOT_SAID (-1.0e300)

/* Rows to draw from, with the running sum of their weights. */
struct population_pool {
    int32_t *rows;
    int64_t *until;
    int32_t count;
};

enum hq_drawn { HQ_DRAWN_OWN, HQ_DRAWN_CLASS, HQ_DRAWN_NOT, HQ_DRAWN_KINDS };

struct population {
    const struct field_table *fields;
    struct population_row *rows;
    int32_t count;
    bool *has;                          /* a field: the file has it */
    struct population_pool **pools;     /* one a county of the run, NULL where the model makes the households */
    enum hq_drawn *drawn;               /* one a county of the run */
    struct population_pool *own, *kind; /* what pools point to: one a county, one a class */
    int counties, classes;
};

/* Pools for the counties of a run, by their codes and classes. Rows, has and fields stand already; the sum of
 * weights fits 62 bits. Free what it makes with hq_population_free. */
void hq_population_pool(struct population *p, const int32_t *codes, const int32_t *classes, int counties,
                        int class_count);
void hq_population_free(struct population *p);

/* The row of household `index` of `households` of a county (by its place in the run); -1 where it has no pool.
 */
int32_t hq_population_row(const struct population *p, int county, int64_t index, int64_t households,
                          uint64_t key);

/* How many of the counties' households are drawn from rows of their own county, of its class, or not at all. */
void hq_population_shares(const struct population *p, const int64_t *households,
                          int64_t shares[HQ_DRAWN_KINDS]);

/* Values of a village: arrays as struct view's `given` has them, `stride` rows a slot; rows from `live` on are
 * not said. NULL where the county has no pool. `first` is the county's household that is row 0. Free with
 * hq_population_forget. */
void **hq_population_give(const struct population *p, int county, int64_t first, int32_t live,
                          int64_t households, int32_t stride, uint64_t key);
void hq_population_forget(const struct population *p, void **given);

#endif
