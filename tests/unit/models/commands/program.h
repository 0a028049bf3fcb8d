/* Commands as the program runs them: each in a child, with what it prints. The families are the program's. */
#ifndef TESTS_UNIT_MODELS_COMMANDS_PROGRAM_H
#define TESTS_UNIT_MODELS_COMMANDS_PROGRAM_H

#include "unit/sim/scratch.h"
#include "unit/sim/test.h"

#include "models/commands/commands.h"
#include "sim/error.h"

#ifndef PROGRAM_HAS_MAIN /* models/main.c has them */
extern const struct model poverty_sse2, poverty_avx2, poverty_avx512, hh1_sse2, hh1_avx2, hh1_avx512;
const struct model_family model_families[] = {
    {"poverty", {&poverty_sse2, &poverty_avx2, &poverty_avx512}},
    {"hh1", {&hh1_sse2, &hh1_avx2, &hh1_avx512}},
};
const int model_family_count = 2;
#endif

enum { MOST_WORDS = 24 };

struct call {
    int (*command)(int argc, char **argv);
    const char *folder;
    char *words[MOST_WORDS];
    int count;
};

/* What a command came to. */
struct said {
    int code;
    char *out, *err;
    size_t size; /* of out, which may hold zeros */
};

static inline void call_command(void *with)
{
    struct call *call = with;
    char *out = hq_text("%s/stdout", call->folder);
    if (!freopen(out, "w", stdout))
        _exit(99);
    const int code = call->command(call->count, call->words);
    fflush(NULL);
    _exit(code);
}

/* Runs a command with words up to NULL. */
static inline struct said say(void **state, int (*command)(int argc, char **argv), const char *const *words)
{
    struct call call = {.command = command, .folder = *state};
    struct said said;
    size_t size;
    char *errors = scratch_path(state, "stderr"), *out = scratch_path(state, "stdout");
    while (words[call.count]) {
        assert_true(call.count < MOST_WORDS - 1);
        call.words[call.count] = hq_copy_text(words[call.count]);
        call.count++;
    }
    const int status = scratch_child(call_command, &call, errors);
    for (int i = 0; i < call.count; i++)
        free(call.words[i]);
    assert_true(WIFEXITED(status));
    said.code = WEXITSTATUS(status);
    assert_int_equal(hq_read_file(out, &said.out, &said.size), 0);
    assert_int_equal(hq_read_file(errors, &said.err, &size), 0);
    free(errors);
    free(out);
    return said;
}

#define SAY(command, ...) say(state, command, (const char *const[]){__VA_ARGS__, NULL})

static inline void said_free(struct said *said)
{
    free(said->out);
    free(said->err);
}

/* The command must fail with this code and say this on standard error, and nothing on standard output. */
#define MUST_FAIL(exit_code, text, command, ...)                                                               \
    do {                                                                                                       \
        struct said said_ = SAY(command, __VA_ARGS__);                                                         \
        if (said_.code != (exit_code) || !strstr(said_.err, text) || said_.size)                               \
            fail_msg("code %d, \"%s\", and %zu bytes on standard output", said_.code, said_.err, said_.size);  \
        said_free(&said_);                                                                                     \
    } while (0)

#endif
