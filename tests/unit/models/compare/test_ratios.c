/* Ratios with Fieller's interval, and when they are withheld. */
#include "unit/sim/test.h"

#include <math.h>

#include "models/compare/paired.h"
#include "models/compare/ratios.c" // NOLINT(bugprone-suspicious-include)

enum { REPLICATES = 5 };
static const double cost[REPLICATES] = {100, 104, 98, 101, 97}, effect[REPLICATES] = {10, 11, 9.5, 10.5, 10};

/* At the ends of Fieller's interval, and nowhere between, the interval of cost - R effect just touches zero. */
static void ends_touch_zero(void **state)
{
    (void)state;
    const struct ratio r = ratio_of(cost, effect, REPLICATES);
    assert_null(r.withheld);
    assert_true(fabs(r.value - 100.0 / 10.2) < 1e-12 && r.low < r.value && r.value < r.high);
    for (int side = 0; side < 2; side++) {
        double rest[REPLICATES];
        for (int i = 0; i < REPLICATES; i++) {
            rest[i] = cost[i] - (side ? r.high : r.low) * effect[i];
        }
        const struct interval i = interval_of(rest, REPLICATES);
        assert_true(fabs(fabs(i.mean) - i.half) < 1e-9);
        assert_true(side ? i.mean < 0 : i.mean > 0);
    }
}

static void one_replicate_has_no_interval(void **state)
{
    (void)state;
    const struct ratio r = ratio_of(cost, effect, 1);
    assert_true(r.value == 10 && isnan(r.low) && isnan(r.high) && !r.withheld);
}

static void must_withhold(const double *paid, const double *done, int count, const char *why)
{
    const struct ratio r = ratio_of(paid, done, count);
    assert_true(isnan(r.value) && isnan(r.low) && isnan(r.high));
    assert_string_equal(r.withheld, why);
}

static void withheld(void **state)
{
    (void)state;
    must_withhold(cost, (const double[]){-2, 1, 3}, 3, "the interval of the effect holds zero");
    must_withhold(cost, (const double[]){0, 0, 0}, 3, "there is no effect");
    must_withhold(cost, (const double[]){0}, 1, "there is no effect");
    must_withhold(cost, (const double[]){-10, -11, -12}, 3, "the effect is against the purpose");
    must_withhold(cost, (const double[]){-10}, 1, "the effect is against the purpose");
    must_withhold((const double[]){1, NAN}, (const double[]){2, 2.1}, 2, "cost or effect is not known");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(ends_touch_zero),
                                       cmocka_unit_test(one_replicate_has_no_interval),
                                       cmocka_unit_test(withheld)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
