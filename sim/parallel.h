/* The only place that knows MPI. Before hq_parallel_begin, and in programs that never call it, there is
 * one rank, 0, and every function below works as on one rank. */
#ifndef SIM_PARALLEL_H
#define SIM_PARALLEL_H

#include <stdbool.h>
#include <stdint.h>

/* Makes hq_fail abort all ranks, and starts MPI (funneled) where a launcher started this process. One that was
 * started by hand stays alone without it: a singleton's MPI_Init starts a daemon, which costs more wall time
 * than a small run. Results do not depend on it. Collective. */
void hq_parallel_begin(int *argc, char ***argv);
/* Starts MPI where it has not been started: before anything that needs a communicator, such as HDF5's parallel
 * driver, and not after hq_parallel_end. Collective. */
void hq_parallel_require(void);
/* Whether a launcher (mpirun, srun) started this process, by the environment; HORQIN_MPI=1 or 0 overrides. */
bool hq_launched(void);
void hq_parallel_end(void);

int hq_rank(void);
int hq_ranks(void);

/* In-place sum over ranks (wrapping). Collective. */
void hq_sum_over_ranks(int64_t *values, int64_t count);
/* out = sum over lower ranks (zero on rank 0). Collective. */
void hq_sum_over_lower_ranks(const int64_t *values, int64_t *out, int64_t count);
/* Sum over the ranks that share this one's memory: those of its machine. Collective. */
int64_t hq_sum_on_machine(int64_t value);
/* In-place maximum over ranks. Collective. */
void hq_max_over_ranks(int64_t *values, int64_t count);
/* Rank 0's bytes on every rank. Collective. */
void hq_from_first_rank(void *bytes, int64_t size);
/* Items of `size` bytes, `counts[r]` of them for rank r, in the order of ranks; returns those that all ranks
 * have sent to this one, in the order of senders (free() it), and how many. Collective. */
void *hq_exchange_items(const void *items, const int64_t *counts, int64_t size, int64_t *received);
void hq_barrier(void);

/* All ranks as a communicator, for libraries that write in parallel: a pointer to an MPI_Comm, or NULL where
 * MPI does not run. */
const void *hq_communicator(void);

/* Name and version of the MPI library, for run.json. */
const char *hq_mpi_version(void);

#endif
