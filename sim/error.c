#include "sim/error.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXIT(name, code, meaning) {#name, code, meaning},
const struct exit_row hq_exits[] = {
#include "sim/error.def"
};
#undef EXIT
const int hq_exit_count = sizeof hq_exits / sizeof *hq_exits;

/* The process's own doings, set once when MPI starts; nothing a run computes depends on them. */
static void (*abort_hook)(int code);
static bool quiet;

void hq_on_failure(void (*abort_all)(int code))
{
    abort_hook = abort_all;
}

void hq_be_quiet(bool yes)
{
    quiet = yes;
}

/* One write a message, so that the lines of several ranks do not mix. */
static void print_message(const char *kind, const char *format, va_list arguments)
{
    char text[2048];
    int length = snprintf(text, sizeof text, "horqin: %s: ", kind);
    vsnprintf(text + length, sizeof text - (size_t)length, format, arguments);
    fprintf(stderr, "%s\n", text);
    fflush(stderr);
}

void hq_fail(enum hq_exit code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    print_message("error", format, arguments);
    va_end(arguments);
    if (abort_hook)
        abort_hook(code);
    exit(code);
}

void hq_warn(const char *format, ...)
{
    if (quiet)
        return;
    va_list arguments;
    va_start(arguments, format);
    print_message("warning", format, arguments);
    va_end(arguments);
}

void *hq_alloc(size_t bytes)
{
    void *memory = malloc(bytes ? bytes : 1);
    if (!memory)
        hq_fail(HQ_EXIT_WONT_FIT, "out of memory: %zu bytes more were needed", bytes);
    return memory;
}

void *hq_zalloc(size_t count, size_t size)
{
    void *memory = calloc(count ? count : 1, size ? size : 1);
    if (!memory)
        hq_fail(HQ_EXIT_WONT_FIT, "out of memory: %zu x %zu bytes more were needed", count, size);
    return memory;
}

char *hq_copy_text(const char *text)
{
    size_t bytes = strlen(text) + 1;
    return memcpy(hq_alloc(bytes), text, bytes);
}
