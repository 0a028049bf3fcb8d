/* Collectives. The program runs twice: by itself (no MPI, then MPI with one rank), and under mpiexec, where
 * every rank tests its share and the exit code of any of them fails the run. */
#include "unit/sim/scratch.h"

#include <mpi.h>

#include "sim/error.h"
#include "sim/parallel.h"

static void one_rank_without_mpi(void **state)
{
    (void)state;
    int64_t values[3] = {5, -7, INT64_MAX}, lower[3] = {1, 2, 3};
    assert_int_equal(hq_rank(), 0);
    assert_int_equal(hq_ranks(), 1);
    hq_sum_over_ranks(values, 3);
    hq_max_over_ranks(values, 3);
    hq_from_first_rank(values, sizeof values);
    hq_barrier();
    assert_true(values[0] == 5 && values[1] == -7 && values[2] == INT64_MAX);
    hq_sum_over_lower_ranks(values, lower, 3);
    assert_true(lower[0] == 0 && lower[1] == 0 && lower[2] == 0);
    hq_sum_over_ranks(NULL, 0);
    assert_non_null(strstr(hq_mpi_version(), "MPI"));
    assert_null(strchr(hq_mpi_version(), '\n'));
    assert_int_equal(hq_sum_on_machine(7), 7);
    hq_parallel_end(); /* nothing to end */
}

/* Larger than one piece of a collective, which is 2^24 values: the seam is in the middle. */
enum { MANY = (1 << 24) + 1000 };

static void sums_and_maxima(void **state)
{
    (void)state;
    const int64_t rank = hq_rank(), ranks = hq_ranks(), all = ranks * (ranks - 1) / 2;
    int64_t small[3] = {rank, INT64_MAX, -rank}, lower[3];
    hq_sum_over_lower_ranks(small, lower, 3);
    assert_int_equal(lower[0], rank * (rank - 1) / 2);
    assert_int_equal(lower[2], -rank * (rank - 1) / 2);
    hq_sum_over_ranks(small, 3);
    assert_int_equal(small[0], all);
    assert_int_equal(small[1], (uint64_t)INT64_MAX * (uint64_t)ranks); /* wraps */
    assert_int_equal(small[2], -all);
    int64_t most[2] = {rank, -rank};
    hq_max_over_ranks(most, 2);
    assert_int_equal(most[0], ranks - 1);
    assert_int_equal(most[1], 0);
}

static void pieces_of_large_collectives_join(void **state)
{
    (void)state;
    const int64_t rank = hq_rank(), ranks = hq_ranks(), all = ranks * (ranks - 1) / 2;
    int64_t *values = malloc(MANY * sizeof *values);
    assert_non_null(values);
    for (int64_t i = 0; i < MANY; i++)
        values[i] = i + rank;
    hq_sum_over_ranks(values, MANY);
    for (int64_t i = 0; i < MANY; i++)
        if (values[i] != i * ranks + all)
            fail_msg("value %lld is %lld", (long long)i, (long long)values[i]);
    for (int64_t i = 0; i < MANY; i++)
        values[i] = rank ? -1 : i;
    hq_from_first_rank(values, MANY * (int64_t)sizeof *values);
    for (int64_t i = 0; i < MANY; i += 997)
        assert_int_equal(values[i], i);
    assert_int_equal(values[MANY - 1], MANY - 1);
    free(values);
}

static void warnings_come_from_the_first_rank(void **state)
{
    (void)state;
    char *said = NULL;
    size_t size;
    FILE *kept = stderr;
    stderr = open_memstream(&said, &size);
    hq_warn("slow");
    fclose(stderr);
    stderr = kept;
    assert_string_equal(said, hq_rank() == 0 ? "horqin: warning: slow\n" : "");
    free(said);
}

/* All ranks of a test run on one machine. */
static void a_machine_has_all_ranks_of_a_test(void **state)
{
    (void)state;
    assert_int_equal(hq_sum_on_machine(10 + hq_rank()),
                     10 * hq_ranks() + (int64_t)hq_ranks() * (hq_ranks() - 1) / 2);
}

static int with_mpi(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_and_maxima),
        cmocka_unit_test(pieces_of_large_collectives_join),
        cmocka_unit_test(warnings_come_from_the_first_rank),
        cmocka_unit_test(a_machine_has_all_ranks_of_a_test),
    };
    int argc = 0, started = 0;
    char **argv = NULL;
    const char *expected = getenv("TEST_RANKS");
    hq_parallel_begin(&argc, &argv);
    MPI_Initialized(&started);
    if (started != (expected != NULL)) {
        fprintf(stderr, "MPI is %s\n", started ? "started for one process" : "not started for several");
        return 1;
    }
    hq_parallel_require();
    hq_parallel_require(); /* once is enough */
    MPI_Initialized(&started);
    if (!started) {
        fprintf(stderr, "MPI is not there when it is asked for\n");
        return 1;
    }
    if (hq_ranks() != (expected ? atoi(expected) : 1)) {
        fprintf(stderr, "%d ranks, not %s\n", hq_ranks(), expected ? expected : "1");
        return 1;
    }
    const int failed = cmocka_run_group_tests_name("with MPI", tests, NULL, NULL);
    hq_parallel_end();
    return failed;
}

/* Each launcher's mark, and what overrides it. The marks of the launcher that started this program are put
 * back, since MPI is still to be started by them. */
static void launchers_are_known(void **state)
{
    (void)state;
    static const char *const marks[] = {
        "OMPI_COMM_WORLD_SIZE", "PMIX_RANK", "PMIX_NAMESPACE", "PMI_RANK", "PMI_SIZE",
        "SLURM_STEP_NUM_TASKS", "HORQIN_MPI"};
    enum { MARKS = sizeof marks / sizeof *marks };
    char *kept[MARKS];
    for (int i = 0; i < MARKS; i++) {
        kept[i] = getenv(marks[i]) ? strdup(getenv(marks[i])) : NULL;
        unsetenv(marks[i]);
    }
    assert_false(hq_launched());
    for (int i = 0; i < MARKS; i++) {
        setenv(marks[i], "2", 1);
        assert_true(hq_launched());
        unsetenv(marks[i]);
    }
    setenv("SLURM_STEP_NUM_TASKS", "1", 1);
    setenv("SLURM_PROCID", "0", 0); /* as in a batch script */
    assert_false(hq_launched());
    setenv("PMI_RANK", "0", 1);
    setenv("HORQIN_MPI", "0", 1);
    assert_false(hq_launched());
    setenv("HORQIN_MPI", "", 1);
    assert_true(hq_launched());
    unsetenv("SLURM_PROCID");
    for (int i = 0; i < MARKS; i++) {
        unsetenv(marks[i]);
        if (kept[i])
            setenv(marks[i], kept[i], 1);
        free(kept[i]);
    }
}

/* After MPI has ended, a process is alone again. */
static void one_rank_after_mpi(void **state)
{
    one_rank_without_mpi(state);
}

int main(void)
{
    const struct CMUnitTest before[] = {cmocka_unit_test(one_rank_without_mpi),
                                        cmocka_unit_test(launchers_are_known)};
    const struct CMUnitTest after[] = {cmocka_unit_test(one_rank_after_mpi)};
    int failed = cmocka_run_group_tests_name("without MPI", before, NULL, NULL);
    failed += with_mpi();
    failed += cmocka_run_group_tests_name("after MPI", after, NULL, NULL);
    fflush(NULL);
    _exit(failed); /* what MPI leaves behind is not looked through for leaks */
}
