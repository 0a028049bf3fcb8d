/* The result of a small run to measure: two counties of two classes from 2002 to 2006, every household followed. Made once
 * for all tests of a program, in RUN("base"). */
#ifndef TESTS_UNIT_MODELS_COMMANDS_RESULT_FIXTURE_H
#define TESTS_UNIT_MODELS_COMMANDS_RESULT_FIXTURE_H

#include "unit/models/commands/program.h"
#include "unit/models/compare/compare_fixture.h"

#include "sim/store/files.h"

static inline int result_make(void **state)
{
    return scratch_make(state) || run_one(*state, "base", "planting.enabled=false");
}

/* Overwrites the first bytes of a file of the result. */
static inline void result_spoil(void **state, const char *file)
{
    char *path = RUN(file), *bytes;
    size_t size;
    assert_int_equal(hq_read_file(path, &bytes, &size), 0);
    memset(bytes, 'x', size < 64 ? size : 64);
    scratch_write(path, bytes, size);
    free(bytes);
    free(path);
}

#endif
