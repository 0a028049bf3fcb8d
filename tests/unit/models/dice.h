/* Random numbers of a test itself, the same in every run, and bounds with a reason: four standard errors. */
#ifndef TESTS_UNIT_MODELS_DICE_H
#define TESTS_UNIT_MODELS_DICE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "sim/pcg.h"

static uint64_t dice_thrown = 1;

static inline double dice(void)
{
    return (double)(hq_mix64(dice_thrown++) >> 11) / 9007199254740992.0;
}

static inline double dice_between(double low, double high)
{
    return low + (high - low) * dice();
}

static inline int dice_to(int sides)
{
    return (int)(dice() * sides);
}

static inline void dice_check(double value, double low, double high, const char *file, int line)
{
    if (!(value >= low && value <= high)) {
        print_error("%.9g is not between %.9g and %.9g\n", value, low, high);
        _fail(file, line);
    }
}

#define assert_between(value, low, high) dice_check(value, low, high, __FILE__, __LINE__)
#define assert_near(value, expected, by)                                                                       \
    dice_check(value, (double)(expected) - (by), (double)(expected) + (by), __FILE__, __LINE__)

/* A mean within four of its standard errors: chance of a false alarm 6e-5, the seed is fixed. */
#define assert_four_sigma(value, expected, error) assert_near(value, expected, 4.0 * (error))

/* The standard error of a share p of n. */
static inline double share_error(double p, double n)
{
    return sqrt(p * (1 - p) / n);
}

#endif
