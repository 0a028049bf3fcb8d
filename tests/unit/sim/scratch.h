/* For tests that write: a temporary folder a test, full disks, and children that may die. */
#ifndef TESTS_UNIT_SIM_SCRATCH_H
#define TESTS_UNIT_SIM_SCRATCH_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sim/store/files.h"

/* A full disk: no file may grow past `bytes`, and the attempt fails with EFBIG. */
static inline void scratch_limit(rlim_t bytes)
{
    struct rlimit limit;

    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = bytes;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static inline void scratch_unlimit(void)
{
    struct rlimit limit;

    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = limit.rlim_max;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

/* cmocka setup and teardown: *state is the path of a fresh folder. */
static inline int scratch_make(void **state)
{
    const char *base = getenv("TMPDIR");
    char *path = hq_text("%s/horqin-test-XXXXXX", base ? base : "/tmp");

    *state = path;
    return mkdtemp(path) ? 0 : -1;
}

static inline int scratch_remove(void **state)
{
    scratch_unlimit(); /* where the test failed while the disk was full */
    int error = hq_remove_folder(*state);

    free(*state);
    return error ? -1 : 0;
}

#define scratch_test(function) cmocka_unit_test_setup_teardown(function, scratch_make, scratch_remove)

/* A path in the folder; malloc'd. */
static inline char *scratch_path(void **state, const char *name)
{
    return hq_text("%s/%s", (const char *)*state, name);
}

/* Names in a folder, without "." and "..". */
static inline int scratch_count(const char *folder)
{
    DIR *dir = opendir(folder);
    int count = 0;

    assert_non_null(dir);
    for (struct dirent *entry; (entry = readdir(dir));)
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    closedir(dir);
    return count;
}

static inline void scratch_write(const char *path, const void *bytes, size_t size)
{
    FILE *out = fopen(path, "wb");

    assert_non_null(out);
    assert_int_equal(fwrite(bytes, 1, size, out), size);
    assert_int_equal(fclose(out), 0);
}

/* Two files must be the same to the byte. */
static inline void scratch_same(const char *one, const char *two)
{
    char *a, *b;
    size_t size, other;

    assert_int_equal(hq_read_file(one, &a, &size), 0);
    assert_int_equal(hq_read_file(two, &b, &other), 0);
    assert_int_equal(size, other);
    assert_memory_equal(a, b, size);
    free(a);
    free(b);
}

/* The same of two names in the folder. */
static inline void scratch_same_names(void **state, const char *one, const char *two)
{
    char *a = scratch_path(state, one), *b = scratch_path(state, two);

    scratch_same(a, b);
    free(a);
    free(b);
}

/* Children end in the middle of things: LeakSanitizer, which asks this where there is one, would take that for
 * leaks and change the exit code. */
static bool scratch_is_child;

int __lsan_is_turned_off(void);
int __lsan_is_turned_off(void)
{
    return scratch_is_child;
}

/* Runs `act` in a child with standard error going to the file `errors`; returns its wait status. */
static inline int scratch_child(void (*act)(void *), void *with, const char *errors)
{
    int status;

    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        scratch_is_child = true;
        if (!freopen(errors, "w", stderr))
            _exit(99);
        act(with);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

/* hq_fail must have ended `act` with this code, and said this. */
static inline void scratch_must_fail(void **state, void (*act)(void *), void *with, int code, const char *says)
{
    char *errors = scratch_path(state, "stderr"), *text;
    size_t size;
    int status = scratch_child(act, with, errors);

    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), code);
    assert_int_equal(hq_read_file(errors, &text, &size), 0);
    if (!strstr(text, says))
        fail_msg("\"%s\" does not say \"%s\"", text, says);
    free(text);
    free(errors);
}

#endif
