/* Signals ask for a stop; a second interrupt ends at once. */
#include "unit/sim/scratch.h"

#include "sim/stop.h"

static void a_signal_asks_and_ends_nothing(void **state)
{
    (void)state;
    static const int signals[] = {SIGUSR1, SIGTERM, SIGINT};
    for (int i = 0; i < 3; i++) {
        hq_stop_watch();
        assert_false(hq_stop_wanted());
        assert_int_equal(raise(signals[i]), 0);
        assert_true(hq_stop_wanted());
        assert_true(hq_stop_wanted()); /* and again: it is not forgotten */
    }
    hq_stop_watch();
    assert_false(hq_stop_wanted());
}

static void a_broken_pipe_is_an_error_of_writing(void **state)
{
    (void)state;
    int ends[2];
    hq_stop_watch();
    assert_int_equal(pipe(ends), 0);
    close(ends[0]);
    assert_int_equal(write(ends[1], "x", 1), -1);
    close(ends[1]);
    assert_false(hq_stop_wanted());
}

static void interrupt_twice(void *with)
{
    (void)with;
    hq_stop_watch();
    raise(SIGINT);
    raise(SIGINT);
}

/* Slurm and the user may both ask: only the user's second interrupt is an order. */
static void be_asked_by_others_and_interrupted_once(void *with)
{
    (void)with;
    hq_stop_watch();
    raise(SIGUSR1);
    raise(SIGTERM);
    raise(SIGTERM);
    raise(SIGINT);
    if (!hq_stop_wanted())
        _exit(1);
}

static void a_second_interrupt_ends_at_once(void **state)
{
    char *errors = scratch_path(state, "stderr");
    int status = scratch_child(interrupt_twice, NULL, errors);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGINT);
    status = scratch_child(be_asked_by_others_and_interrupted_once, NULL, errors);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    free(errors);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_signal_asks_and_ends_nothing),
        cmocka_unit_test(a_broken_pipe_is_an_error_of_writing),
        scratch_test(a_second_interrupt_ends_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
