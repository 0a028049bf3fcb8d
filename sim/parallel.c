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

void hq_barrier(void)
{
    if (running()) {
        MPI_Barrier(MPI_COMM_WORLD);
    }
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
