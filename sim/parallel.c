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

/* What launchers leave in the environment of every rank: Open MPI, PMIx (srun --mpi=pmix, prte), PMI (MPICH,
 * Intel MPI, srun --mpi=pmi2), MVAPICH, Cray PALS and ALPS, IBM. */
static const char *const launcher_marks[] = {
    "OMPI_COMM_WORLD_SIZE", "PMIX_RANK",   "PMIX_NAMESPACE", "PMI_RANK",           "PMI_SIZE", "PMI_FD",
    "MV2_COMM_WORLD_SIZE",  "PALS_RANKID", "ALPS_APP_PE",    "JSM_NAMESPACE_RANK",
};

bool hq_launched(void)
{
    const char *said = getenv("HORQIN_MPI");
    if (said && *said) {
        return strcmp(said, "0") != 0;
    }
    for (size_t i = 0; i < sizeof launcher_marks / sizeof *launcher_marks; i++) {
        if (getenv(launcher_marks[i])) {
            return true;
        }
    }
    /* srun without a plugin we know of. The batch script itself has SLURM_PROCID too, and is no step. */
    const char *tasks = getenv("SLURM_STEP_NUM_TASKS");
    return tasks && strtol(tasks, NULL, 10) > 1;
}

static void start(int *argc, char ***argv)
{
    int started = 0, provided = 0;
    MPI_Initialized(&started);
    if (!started && (MPI_Init_thread(argc, argv, MPI_THREAD_FUNNELED, &provided) != MPI_SUCCESS ||
                     provided < MPI_THREAD_FUNNELED)) {
        hq_fail(HQ_EXIT_INTERNAL, "MPI does not start with thread support `funneled`");
    }
}

void hq_parallel_require(void)
{
    start(NULL, NULL);
}

void hq_parallel_begin(int *argc, char ***argv)
{
    if (hq_launched()) {
        start(argc, argv);
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

int64_t hq_sum_on_machine(int64_t value)
{
    MPI_Comm machine;
    if (!running()) {
        return value;
    }
    MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, hq_rank(), MPI_INFO_NULL, &machine);
    MPI_Allreduce(MPI_IN_PLACE, &value, 1, MPI_INT64_T, MPI_SUM, machine);
    MPI_Comm_free(&machine);
    return value;
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
