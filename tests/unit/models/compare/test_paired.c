/* Intervals over replicates, luck, medians, by hand. */
#include "unit/sim/test.h"

#include <math.h>

#include "models/compare/paired.c" // NOLINT(bugprone-suspicious-include)

static void intervals(void **state)
{
    (void)state;
    /* Mean 4, variance 10 / 4, t(0.975, 4) = 2.7764451051977987. */
    const struct interval i = interval_of((const double[]){2, 3, 4, 5, 6}, 5);
    assert_true(i.mean == 4);
    assert_true(fabs(i.half - 2.7764451051977987 * sqrt(0.5)) < 1e-9);
    assert_false(holds_zero(i));
    assert_true(holds_zero(interval_of((const double[]){-1, 1.5}, 2)));
    const struct interval one = interval_of((const double[]){7}, 1);
    assert_true(one.mean == 7 && isnan(one.half) && !holds_zero(one));
    const struct interval gap = interval_of((const double[]){7, NAN, 8}, 3);
    assert_true(isnan(gap.mean) && isnan(gap.half));
    assert_true(isnan(interval_of(NULL, 0).mean));
}

/* 0.1 added three times is no longer 0.3: what does not vary has no interval all the same. */
static void the_same_every_time(void **state)
{
    (void)state;
    const struct interval i = interval_of((const double[]){0.1, 0.1, 0.1}, 3);
    assert_true(i.mean == 0.1 && i.half == 0);
    assert_true(holds_zero(interval_of((const double[]){0, 0, 0}, 3)));
}

static void luck(void **state)
{
    (void)state;
    /* Variances 1 and 1; differences 1, 1.5, 0.5 with 0.25. */
    const double without[] = {1, 2, 3}, with[] = {2, 3.5, 3.5};
    assert_true(fabs(covariance_of(with, with, 3) - 0.75) < 1e-15);
    assert_true(fabs(luck_of(without, with, 3) - (1 + 0.75) / 0.25) < 1e-12);
    assert_true(
        isnan(luck_of((const double[]){0.5, 0.7}, (const double[]){0.2, 0.4}, 2))); /* 0.3 but for rounding */
    assert_true(isnan(luck_of(without, without, 3)) && isnan(luck_of(without, with, 1)));
}

static void medians(void **state)
{
    (void)state;
    assert_true(median_of((const double[]){5, NAN, 1, 3}, 4) == 3);
    assert_true(median_of((const double[]){5, 1, 3, 4}, 4) == 3.5);
    assert_true(isnan(median_of((const double[]){NAN}, 1)) && isnan(median_of(NULL, 0)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(intervals), cmocka_unit_test(the_same_every_time),
                                       cmocka_unit_test(luck), cmocka_unit_test(medians)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
