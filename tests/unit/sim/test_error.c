/* hq_fail ends a process, so it is run in a child. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "sim/error.h"

static char said[4096];

/* Runs `body` in a child; returns its exit code, with what it wrote to standard error in `said`. */
static int in_child(void (*body)(void))
{
    int ends[2], status;
    assert_int_equal(pipe(ends), 0);
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], 2);
        body();
        _exit(99);
    }
    close(ends[1]);
    size_t used = 0;
    ssize_t got;
    while ((got = read(ends[0], said + used, sizeof said - 1 - used)) > 0)
        used += (size_t)got;
    said[used] = '\0';
    close(ends[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void fail_plainly(void)
{
    hq_fail(HQ_EXIT_IO, "no room for %d bytes in '%s'", 12, "x.h5");
}

static void abort_all(int code)
{
    fprintf(stderr, "all ranks: %d\n", code);
    _exit(code + 1);
}

static void fail_with_hook(void)
{
    hq_on_failure(abort_all);
    hq_fail(HQ_EXIT_INTERNAL, "books");
}

static void fail_at_length(void)
{
    char text[5000];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    hq_fail(HQ_EXIT_USAGE, "%s", text);
}

static void failing_says_why_and_ends(void **state)
{
    (void)state;
    assert_int_equal(in_child(fail_plainly), 74);
    assert_string_equal(said, "horqin: error: no room for 12 bytes in 'x.h5'\n");
    assert_int_equal(in_child(fail_with_hook), 71);
    assert_string_equal(said, "horqin: error: books\nall ranks: 70\n");
    assert_int_equal(in_child(fail_at_length), 2);
    assert_int_equal(strlen(said), 2048);
    assert_int_equal(said[2047], '\n');
}

static void warn_twice(void)
{
    hq_warn("slow: %d", 1);
    hq_be_quiet(true);
    hq_warn("slow: %d", 2);
    hq_be_quiet(false);
    hq_warn("slow: %d", 3);
}

static void warnings_go_on_and_may_be_silenced(void **state)
{
    (void)state;
    assert_int_equal(in_child(warn_twice), 99);
    assert_string_equal(said, "horqin: warning: slow: 1\nhorqin: warning: slow: 3\n");
}

static void ask_for_too_much(void)
{
    hq_zalloc(SIZE_MAX / 2, 4);
}

static void memory_that_is_not_there_ends_the_run(void **state)
{
    (void)state;
    setenv("ASAN_OPTIONS", "allocator_may_return_null=1", 1);
    int code = in_child(ask_for_too_much);
#if !defined __SANITIZE_ADDRESS__ && !defined __clang__ /* the sanitizers stop by themselves */
    assert_int_equal(code, HQ_EXIT_WONT_FIT);
    assert_non_null(strstr(said, "horqin: error: out of memory: "));
#else
    assert_int_not_equal(code, 99);
#endif
}

static void memory(void **state)
{
    (void)state;
    int *zero = hq_zalloc(100, sizeof *zero);
    for (int i = 0; i < 100; i++)
        assert_int_equal(zero[i], 0);
    char *copy = hq_copy_text("forage"), *nothing = hq_alloc(0), *none = hq_zalloc(0, 8);
    assert_string_equal(copy, "forage");
    assert_non_null(nothing);
    assert_non_null(none);
    free(zero);
    free(copy);
    free(nothing);
    free(none);
}

static void exits_are_listed(void **state)
{
    (void)state;
    assert_int_equal(hq_exit_count, 7);
    assert_string_equal(hq_exits[1].name, "USAGE");
    assert_int_equal(hq_exits[1].code, HQ_EXIT_USAGE);
    for (int i = 1; i < hq_exit_count; i++)
        assert_true(hq_exits[i].code > hq_exits[i - 1].code && hq_exits[i].meaning[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(failing_says_why_and_ends),
        cmocka_unit_test(warnings_go_on_and_may_be_silenced),
        cmocka_unit_test(memory_that_is_not_there_ends_the_run),
        cmocka_unit_test(memory),
        cmocka_unit_test(exits_are_listed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
