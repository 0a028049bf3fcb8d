/* Own logarithm, exponential and power against the library's, in units of the last place. */
#include "unit/models/indicators/samples.h"

#include <math.h>

#include "models/indicators/real.h"

static double units(double got, double wanted)
{
    const double unit = nextafter(fabs(wanted), INFINITY) - fabs(wanted);
    return fabs(got - wanted) / unit;
}

/* Any positive double of a range of binary exponents. */
static double random_real(uint64_t *random, int low, int high)
{
    return ldexp(1 + (double)(test_random(random) >> 11) * 0x1p-53, low + random_below(random, high - low));
}

static void logarithms(void **state)
{
    (void)state;
    uint64_t random = 1;
    for (int i = 0; i < 200000; i++) {
        const double x = random_real(&random, -1074, 1024),
                     near_1 = 1 + (random_real(&random, -30, -1) - 0x1p-3);
        assert_true(units(real_log(x), log(x)) <= 2);
        assert_true(units(real_log(near_1), log(near_1)) <= 2);
    }
    assert_true(real_log(1) == 0 && real_log(0) == -INFINITY);
    assert_true(isnan(real_log(-1)) && isnan(real_log(NAN)) && isnan(real_log(INFINITY)));
}

static void exponentials(void **state)
{
    (void)state;
    uint64_t random = 2;
    for (int i = 0; i < 200000; i++) {
        const double x = (i % 2 ? 1 : -1) * fmin(700, random_real(&random, -40, 10));
        assert_true(units(real_exp(x), exp(x)) <= 2);
    }
    assert_true(real_exp(0) == 1 && real_exp(-800) == 0 && real_exp(710) == INFINITY && isnan(real_exp(NAN)));
}

/* ln x is off by 2 units and p ln x by half a one more, of 2^-52 to 2^-53 of it; what e is raised to moves the result by as
 * much of itself: 5 units of its own at most for each 1 that p ln x is large, and 2 of the exponential. */
static void powers(void **state)
{
    (void)state;
    uint64_t random = 3;
    for (int i = 0; i < 200000; i++) {
        const double x = random_real(&random, -60, 60), p = (double)(random_below(&random, 17) - 8) / 2;
        assert_true(units(real_power(x, p), pow(x, p)) <= 2 + 5 * fabs(p * log(x)));
    }
    assert_true(real_power(0, 2) == 0 && real_power(0, 0) == 1 && real_power(7, 0) == 1 &&
                real_power(7, 1) == 7);
}

static void least_and_most(void **state)
{
    (void)state;
    assert_true(lesser(1, 2) == 1 && greater(1, 2) == 2 && within(5, 1, 3) == 3 && within(-5, 1, 3) == 1);
    assert_true(is_number(1e308) && !is_number(INFINITY) && !is_number(NAN) && isnan(not_known()));
    assert_true(size_of(-2) == 2 && root_of(9) == 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(logarithms),
        cmocka_unit_test(exponentials),
        cmocka_unit_test(powers),
        cmocka_unit_test(least_and_most),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
