#include "sim/population.h"

#include <stdlib.h>
#include <string.h>

#include "sim/error.h"

/* ---- pools ------------------------------------------------------------------------------------------- */

static void add_row(const struct population *p, struct population_pool *pool, int32_t row)
{
    if (!pool->rows) {
        pool->rows = hq_zalloc((size_t)p->count, sizeof *pool->rows);
        pool->until = hq_zalloc((size_t)p->count, sizeof *pool->until);
    }
    const int64_t before = pool->count ? pool->until[pool->count - 1] : 0;
    pool->rows[pool->count] = row;
    pool->until[pool->count++] = before + p->rows[row].weight;
}

void hq_population_pool(struct population *p, const int32_t *codes, const int32_t *classes, int counties,
                        int class_count)
{
    p->counties = counties;
    p->classes = class_count;
    p->own = hq_zalloc((size_t)counties, sizeof *p->own);
    p->kind = hq_zalloc((size_t)class_count, sizeof *p->kind);
    p->pools = hq_zalloc((size_t)counties, sizeof *p->pools);
    p->drawn = hq_zalloc((size_t)counties, sizeof *p->drawn);
    for (int32_t r = 0; r < p->count; r++) {
        add_row(p, &p->kind[p->rows[r].class], r);
        for (int c = 0; c < counties; c++) {
            if (codes[c] == p->rows[r].county) {
                add_row(p, &p->own[c], r);
            }
        }
    }
    for (int c = 0; c < counties; c++) {
        struct population_pool *kind = &p->kind[classes[c]];
        p->pools[c] = p->own[c].count ? &p->own[c] : kind->count ? kind : NULL;
        p->drawn[c] = p->own[c].count ? HQ_DRAWN_OWN : kind->count ? HQ_DRAWN_CLASS : HQ_DRAWN_NOT;
    }
}

static void free_pools(struct population_pool *pools, int count)
{
    for (int i = 0; pools && i < count; i++) {
        free(pools[i].rows);
        free(pools[i].until);
    }
    free(pools);
}

void hq_population_free(struct population *p)
{
    free_pools(p->own, p->counties);
    free_pools(p->kind, p->classes);
    free(p->pools);
    free(p->drawn);
    p->own = p->kind = NULL;
    p->pools = NULL;
    p->drawn = NULL;
}

/* ---- draws ------------------------------------------------------------------------------------------- */

/* A permutation of [0, n): a Feistel network over the next even number of bits, walked until it falls below n.
 */
static int64_t permuted(int64_t index, int64_t n, uint64_t key)
{
    int half = 1;
    while (half < 31 && INT64_C(1) << (2 * half) < n) {
        half++;
    }
    const uint64_t mask = (UINT64_C(1) << half) - 1;
    uint64_t at = (uint64_t)index;
    do {
        uint64_t left = at >> half, right = at & mask;
        for (uint64_t round = 1; round <= 6; round++) {
            const uint64_t next = left ^ (hq_mix64(key + hq_mix64(right + (round << 40))) & mask);
            left = right;
            right = next;
        }
        at = left << half | right;
    } while (at >= (uint64_t)n);
    return (int64_t)at;
}

int32_t hq_population_row(const struct population *p, int county, int64_t index, int64_t households,
                          uint64_t key)
{
    const struct population_pool *pool = p->pools[county];
    if (!pool) {
        return -1;
    }
    const int64_t all = pool->until[pool->count - 1], wanted = permuted(index, households, key);
    int32_t low = 0, high = pool->count - 1;
    while (low < high) { /* the first row up to which more than `wanted` households are drawn */
        const int32_t middle = low + (high - low) / 2;
        const __int128 share = (__int128)households * pool->until[middle] + all / 2;
        if ((int64_t)(share / all) > wanted) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return pool->rows[low];
}

void hq_population_shares(const struct population *p, const int64_t *households, int64_t shares[HQ_DRAWN_KINDS])
{
    memset(shares, 0, HQ_DRAWN_KINDS * sizeof *shares);
    for (int c = 0; c < p->counties; c++) {
        shares[p->drawn[c]] += households[c];
    }
}

/* ---- values of a village ----------------------------------------------------------------------------- */

static size_t size_of(enum hq_param_type type)
{
    return type == HQ_YUAN ? sizeof(int64_t) : sizeof(int32_t); /* float has 4 bytes as well */
}

static void store(void *array, enum hq_param_type type, size_t at, double value)
{
    if (type == HQ_REAL) {
        ((float *)array)[at] = value == HQ_NOT_SAID ? HQ_UNSAID_REAL : (float)value;
    } else if (type == HQ_YUAN) {
        const double fen = value * 100;
        /* lint: allow float-cast: the file's reader has checked the range */
        ((int64_t *)array)[at] =
            value == HQ_NOT_SAID ? HQ_UNSAID_YUAN : (int64_t)(fen < 0 ? fen - 0.5 : fen + 0.5);
    } else {
        /* lint: allow float-cast: the file's reader has checked the range */
        ((int32_t *)array)[at] = value == HQ_NOT_SAID ? HQ_UNSAID_INT : (int32_t)value;
    }
}

void **hq_population_give(const struct population *p, int county, int64_t first, int32_t live,
                          int64_t households, int32_t stride, uint64_t key)
{
    const int fields = p->fields->count;
    if (!p->pools[county]) {
        return NULL;
    }
    const struct population_row **rows = hq_zalloc((size_t)stride, sizeof *rows);
    void **given = hq_zalloc((size_t)fields + 1, sizeof *given);
    for (int32_t i = 0; i < live; i++) {
        rows[i] = &p->rows[hq_population_row(p, county, first + i, households, key)];
    }
    for (int f = 0; f < fields; f++) {
        const struct field_row *field = &p->fields->rows[f];
        const int slots = field->level == HQ_OF_PERSON ? HQ_SLOTS : 1;
        given[f] = p->has[f] ? hq_alloc((size_t)slots * (size_t)stride * size_of(field->type)) : NULL;
        for (int slot = 0; slot < slots && given[f]; slot++) {
            for (int32_t i = 0; i < stride; i++) {
                const double value =
                    i < live ? rows[i]->values[(size_t)f * HQ_SLOTS + (size_t)slot] : HQ_NOT_SAID;
                store(given[f], field->type, (size_t)slot * (size_t)stride + (size_t)i, value);
            }
        }
    }
    free(rows);
    return given;
}

void hq_population_forget(const struct population *p, void **given)
{
    for (int f = 0; given && f < p->fields->count; f++) {
        free(given[f]);
    }
    free(given);
}
