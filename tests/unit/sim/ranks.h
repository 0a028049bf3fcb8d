/* Several ranks in one process: sim/parallel.h over threads. A test that includes this has no MPI: it
 * defines every function of sim/parallel.c, so that the linker leaves the library's out. */
#ifndef TESTS_UNIT_SIM_RANKS_H
#define TESTS_UNIT_SIM_RANKS_H

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "sim/parallel.h"

enum { MOST_RANKS = 16 };

static _Thread_local int ranks_own;
static int ranks_count = 1;
static pthread_barrier_t ranks_meeting;
static const void *ranks_board[MOST_RANKS]; /* what each rank brings to a collective */

void hq_parallel_begin(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
}

void hq_parallel_end(void)
{
}

int hq_rank(void)
{
    return ranks_own;
}

int hq_ranks(void)
{
    return ranks_count;
}

void hq_barrier(void)
{
    if (ranks_count > 1)
        pthread_barrier_wait(&ranks_meeting);
}

/* Brings the own values, and combines those of ranks [0, end) into `out`, which may be the own ones. */
static void ranks_combine(const int64_t *values, int64_t *out, int64_t count, int end, bool most)
{
    int64_t *result = calloc((size_t)count + 1, sizeof *result);
    ranks_board[ranks_own] = values;
    hq_barrier();
    for (int r = 0; r < end; r++) {
        const int64_t *theirs = ranks_board[r];
        for (int64_t i = 0; i < count; i++) {
            const int64_t sum = (int64_t)((uint64_t)result[i] + (uint64_t)theirs[i]);
            result[i] = !most ? sum : r == 0 || theirs[i] > result[i] ? theirs[i] : result[i];
        }
    }
    hq_barrier(); /* all have read */
    memcpy(out, result, (size_t)count * sizeof *out);
    free(result);
}

void hq_sum_over_ranks(int64_t *values, int64_t count)
{
    ranks_combine(values, values, count, ranks_count, false);
}

void hq_sum_over_lower_ranks(const int64_t *values, int64_t *out, int64_t count)
{
    ranks_combine(values, out, count, ranks_own, false);
}

void hq_max_over_ranks(int64_t *values, int64_t count)
{
    ranks_combine(values, values, count, ranks_count, true);
}

void hq_from_first_rank(void *bytes, int64_t size)
{
    ranks_board[ranks_own] = bytes;
    hq_barrier();
    if (ranks_own > 0)
        memcpy(bytes, ranks_board[0], (size_t)size);
    hq_barrier();
}

struct ranks_parcel {
    const unsigned char *items;
    const int64_t *counts;
};

void *hq_exchange_items(const void *items, const int64_t *counts, int64_t size, int64_t *received)
{
    const struct ranks_parcel own = {items, counts};
    int64_t at = 0;
    ranks_board[ranks_own] = &own;
    hq_barrier();
    *received = 0;
    for (int r = 0; r < ranks_count; r++)
        *received += ((const struct ranks_parcel *)ranks_board[r])->counts[ranks_own];
    unsigned char *got = calloc((size_t)*received + 1, (size_t)size);
    for (int r = 0; r < ranks_count; r++) {
        const struct ranks_parcel *theirs = ranks_board[r];
        int64_t before = 0;
        for (int k = 0; k < ranks_own; k++)
            before += theirs->counts[k];
        memcpy(got + at * size, theirs->items + before * size, (size_t)(theirs->counts[ranks_own] * size));
        at += theirs->counts[ranks_own];
    }
    hq_barrier();
    return got;
}

const void *hq_communicator(void)
{
    return NULL;
}

const char *hq_mpi_version(void)
{
    return "threads";
}

struct ranks_job {
    int rank;
    void (*body)(void *);
    void *with;
};

static void *ranks_run_one(void *job)
{
    const struct ranks_job *own = job;
    ranks_own = own->rank;
    own->body(own->with);
    return NULL;
}

/* Runs `body` on so many ranks at once. */
static void on_ranks(int ranks, void (*body)(void *), void *with)
{
    pthread_t threads[MOST_RANKS];
    struct ranks_job jobs[MOST_RANKS];
    if (ranks == 1) {
        body(with);
        return;
    }
    ranks_count = ranks;
    pthread_barrier_init(&ranks_meeting, NULL, (unsigned)ranks);
    for (int r = 0; r < ranks; r++) {
        jobs[r] = (struct ranks_job){r, body, with};
        if (pthread_create(&threads[r], NULL, ranks_run_one, &jobs[r]) != 0)
            abort();
    }
    for (int r = 0; r < ranks; r++)
        pthread_join(threads[r], NULL);
    pthread_barrier_destroy(&ranks_meeting);
    ranks_count = 1;
}

#endif
