/* cmocka and what it needs before it, for tests without files. */
#ifndef TESTS_UNIT_SIM_TEST_H
#define TESTS_UNIT_SIM_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/pcg.h"

/* Random cases of a test: its own generator, so that it does not lean on what it tests. */
static inline uint64_t test_random(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    uint64_t x = *state ^ (*state >> 31);
    x *= UINT64_C(0x7fb5d329728ea185);
    return x ^ (x >> 27);
}

/* Fails, with both numbers, where `got` is further from `wanted` than `bound`. */
#define assert_near(got, wanted, bound)                                                                        \
    do {                                                                                                       \
        const double got_ = (got), wanted_ = (wanted), bound_ = (bound);                                       \
        const double off_ = got_ > wanted_ ? got_ - wanted_ : wanted_ - got_;                                  \
        if (!(off_ <= bound_))                                                                                 \
            fail_msg("%s is %.9g, %.9g away from %.9g: more than %.3g", #got, got_, off_, wanted_, bound_);    \
    } while (0)

#endif
