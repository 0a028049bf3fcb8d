#include "sim/parallel.h"

#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/error.h"

/* Pieces of a collective stay well under 2^31 values. */
enum { PIECE = 1 << 24 };

static bool running(void)
{
    int started = 0, ended = 0;
    MPI_Initialized(&started);
    MPI_Finalized(&ended);
    return started && !ended;
}

static void abort_all(int code)
{
    fflush(NULL);
    if (running()) {
        MPI_Abort(MPI_COMM_WORLD, code);
    }
    _Exit(code);
}

void hq_parallel_begin(int *argc, char ***argv)
{
    int provided = 0;
    if (MPI_Init_thread(argc, argv, MPI_THREAD_FUNNELED, &provided) != MPI_SUCCESS ||
        provided < MPI_THREAD_FUNNELED) {
        hq_fail(HQ_EXIT_INTERNAL, "MPI does not start with thread support `funneled`");
    }
    hq_on_failure(abort_all);
    hq_be_quiet(hq_rank() != 0);
}

void hq_parallel_end(void)
{
    if (running()) {
        MPI_Finalize();
    }
    hq_on_failure(NULL);
}

int hq_rank(void)
{
    int rank = 0;
    if (running()) {
        MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    }
    return rank;
}

int hq_ranks(void)
{
    int ranks = 1;
    if (running()) {
        MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    }
    return ranks;
}

static void reduce_over_ranks(int64_t *values, int64_t count, MPI_Op op)
{
    for (int64_t at = 0; running() && at < count; at += PIECE) {
        const int piece = (int)(count - at < PIECE ? count - at : PIECE);
        MPI_Allreduce(MPI_IN_PLACE, values + at, piece, MPI_INT64_T, op, MPI_COMM_WORLD);
    }
}

void hq_sum_over_ranks(int64_t *values, int64_t count)
{
    reduce_over_ranks(values, count, MPI_SUM);
}

void hq_max_over_ranks(int64_t *values, int64_t count)
{
    reduce_over_ranks(values, count, MPI_MAX);
}

void hq_sum_over_lower_ranks(const int64_t *values, int64_t *out, int64_t count)
{
    memset(out, 0, (size_t)count * sizeof *out);
    for (int64_t at = 0; running() && at < count; at += PIECE) {
        const int piece = (int)(count - at < PIECE ? count - at : PIECE);
        MPI_Exscan(values + at, out + at, piece, MPI_INT64_T, MPI_SUM, MPI_COMM_WORLD);
    }
    if (hq_rank() == 0) { /* MPI leaves the first rank's result undefined */
        memset(out, 0, (size_t)count * sizeof *out);
    }
}

void hq_from_first_rank(void *bytes, int64_t size)
{
    for (int64_t at = 0; running() && at < size; at += PIECE) {
        const int piece = (int)(size - at < PIECE ? size - at : PIECE);
        MPI_Bcast((char *)bytes + at, piece, MPI_BYTE, 0, MPI_COMM_WORLD);
    }
}

void *hq_exchange_items(const void *items, const int64_t *counts, int64_t size, int64_t *received)
{
    const int ranks = hq_ranks();
    int *send = hq_zalloc(4 * (size_t)ranks, sizeof *send);
    int *get = send + ranks, *send_at = send + 2 * ranks, *get_at = send + 3 * ranks;
    for (int r = 0; r < ranks; r++) {
        send[r] = (int)counts[r];
        get[r] = send[r];
    }
    if (running()) {
        MPI_Alltoall(send, 1, MPI_INT, get, 1, MPI_INT, MPI_COMM_WORLD);
    }
    for (int r = 1; r < ranks; r++) {
        send_at[r] = send_at[r - 1] + send[r - 1];
        get_at[r] = get_at[r - 1] + get[r - 1];
    }
    *received = get_at[ranks - 1] + get[ranks - 1];
    unsigned char *got = hq_zalloc((size_t)*received + 1, (size_t)size);
    if (running()) {
        MPI_Datatype item; /* whole items, so that counts stay far from 2^31 bytes */
        MPI_Type_contiguous((int)size, MPI_BYTE, &item);
        MPI_Type_commit(&item);
        MPI_Alltoallv(items, send, send_at, item, got, get, get_at, item, MPI_COMM_WORLD);
        MPI_Type_free(&item);
    } else {
        memcpy(got, items, (size_t)*received * (size_t)size);
    }
    free(send);
    return got;
}

void hq_barrier(void)
{
    if (running()) {
        MPI_Barrier(MPI_COMM_WORLD);
    }
}

const void *hq_communicator(void)
{
    static MPI_Comm world;
    world = MPI_COMM_WORLD;
    return running() ? &world : NULL;
}

const char *hq_mpi_version(void)
{
    static char text[MPI_MAX_LIBRARY_VERSION_STRING];
    int length = 0;
    if (!text[0]) {
        MPI_Get_library_version(text, &length);
        text[strcspn(text, ",\n")] = '\0';
    }
    return text;
}
