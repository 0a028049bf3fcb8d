/* Populations for tests of indices: what is published, random ones, and one as exact values and as a histogram. */
#ifndef TESTS_UNIT_MODELS_INDICATORS_SAMPLES_H
#define TESTS_UNIT_MODELS_INDICATORS_SAMPLES_H

#include "unit/sim/test.h"

#include "models/indicators/indices.h"
#include "models/indicators/streaming.h"
#include "sim/error.h"

/* R package ineq, its example of ten incomes (saved output of its tests). */
static const double ineq_x[] = {541, 1463, 2445, 3438, 4437, 5401, 6392, 8304, 11904, 22261};
/* World Bank, Handbook on Poverty and Inequality: four incomes, line 125. */
static const double handbook[] = {100, 110, 150, 160};

#define LENGTH(array) ((int64_t)(sizeof(array) / sizeof *(array)))

/* `got` has the digits that are printed in `wanted`, a literal: it is off by half a unit of the last at most. */
#define assert_printed(got, wanted) assert_near(got, wanted, printed_half(#wanted))

static inline double printed_half(const char *literal)
{
    double half = 0.5000001;
    const char *point = strchr(literal, '.');
    for (int i = 1; point && point[i]; i++)
        half /= 10;
    return half;
}

struct people {
    int64_t count;
    int32_t *fen;
    int64_t *weights;
};

static inline struct people people_begin(int64_t room)
{
    return (struct people){.fen = hq_zalloc((size_t)room, sizeof(int32_t)),
                           .weights = hq_zalloc((size_t)room, sizeof(int64_t))};
}

static inline void people_add(struct people *p, int32_t fen, int64_t weight)
{
    p->fen[p->count] = fen;
    p->weights[p->count++] = weight;
}

static inline void people_end(struct people *p)
{
    free(p->fen);
    free(p->weights);
}

static inline struct distribution exact_of(const struct people *p)
{
    double *incomes = hq_zalloc((size_t)p->count, sizeof *incomes),
           *weights = hq_zalloc((size_t)p->count, sizeof *weights);
    for (int64_t i = 0; i < p->count; i++) {
        incomes[i] = (double)p->fen[i] / 100.0;
        weights[i] = (double)p->weights[i];
    }
    struct distribution d;
    assert_true(distribution_of_values(incomes, weights, p->count, &d));
    free(incomes);
    free(weights);
    return d;
}

/* As a run has it, with what is known at some lines in fen. */
static inline struct distribution binned_of(const struct people *p, const int32_t *lines, int count,
                                            bool at_line)
{
    int64_t *cells = hq_zalloc(HISTOGRAM, sizeof *cells), known[LINE_CELLS];
    struct distribution d;
    for (int64_t i = 0; i < p->count; i++)
        histogram_add(cells, p->fen[i], p->weights[i]);
    distribution_of_bins(cells, &d);
    for (int l = 0; l < count; l++) {
        memset(known, 0, sizeof known);
        for (int64_t i = 0; i < p->count; i++)
            line_add(known, lines[l], p->fen[i], p->weights[i],
                     at_line ? p->fen[i] <= lines[l] : p->fen[i] < lines[l]);
        distribution_know(&d, known_of_cells(known, lines[l], at_line));
    }
    free(cells);
    return d;
}

static inline struct distribution equal_weights(const double *incomes, int64_t count)
{
    struct distribution d;
    assert_true(distribution_of_values(incomes, NULL, count, &d));
    return d;
}

/* An index by its name. */
static inline struct estimate named(const struct distribution *d, const char *name, double z,
                                    const struct conventions *c)
{
    const struct index_row *row = index_named(name);
    if (!row)
        fail_msg("no index %s", name);
    return index_of(row, d, c, z);
}

static inline double valued(const struct distribution *d, const char *name, double z)
{
    return named(d, name, z, &CONVENTIONS_DEFAULT).value;
}

static inline int32_t random_below(uint64_t *state, int64_t below)
{
    return (int32_t)((int64_t)(test_random(state) >> 2) % below);
}

/* An income in fen of any size from 1 to 2^bits, as often in every octave. */
static inline int32_t random_octave(uint64_t *state, int bits)
{
    const int32_t top = INT32_C(1) << random_below(state, bits);
    return top + random_below(state, top);
}

#endif
