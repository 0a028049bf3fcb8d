/* Exit codes, and the one way to end a run that cannot go on. */
#ifndef SIM_ERROR_H
#define SIM_ERROR_H

#include <stdbool.h>
#include <stddef.h>

#define EXIT(name, code, meaning) HQ_EXIT_##name = code,
enum hq_exit {
#include "sim/error.def"
};
#undef EXIT

struct exit_row {
    const char *name;
    int code;
    const char *meaning;
};
extern const struct exit_row hq_exits[];
extern const int hq_exit_count;

/* Prints "horqin: error: ..." on standard error and ends the process, all ranks of it where MPI runs
 * (not collective: any rank may call it). Never returns. */
_Noreturn void hq_fail(enum hq_exit code, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Prints "horqin: warning: ..." on rank 0. */
void hq_warn(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Called once by whoever starts MPI: what to do instead of exit(). */
void hq_on_failure(void (*abort_all)(int code));

/* Called by whoever starts MPI, with true on every rank but 0: warnings are then not printed. */
void hq_be_quiet(bool yes);

/* malloc, calloc and strdup that end the run with HQ_EXIT_WONT_FIT instead of returning NULL. */
void *hq_alloc(size_t bytes);
void *hq_zalloc(size_t count, size_t size);
char *hq_copy_text(const char *text);

#endif
