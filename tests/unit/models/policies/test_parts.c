/* Parts of a number by weights: they add up, follow the weights within one, and no weight gets nothing. */
#include "models/policies/parts.h"

#include "unit/models/region_fixture.h"

enum { COUNTIES = 7 };

static int64_t thrice(const struct world *w, int county, const void *what)
{
    (void)w;
    return 3 * ((const int64_t *)what)[county];
}

/* Against the formula, in long double (numbers under 2^53 here), by both ways of sharing out. */
static void test_parts(void **state)
{
    (void)state;
    static const int32_t prefectures[COUNTIES] = {0};
    struct counties *r = region_make(COUNTIES, prefectures);
    int some = 0;
    for (int round = 0; round < 500; round++) {
        const int64_t number = (int64_t)dice_between(0, round % 2 ? 1e12 : 20);
        int64_t weights[COUNTIES], dealt[COUNTIES], sum = 0, parts = 0;
        for (int c = 0; c < COUNTIES; c++) {
            weights[c] = dice_to(3) ? (int64_t)dice_between(0, 1e6) : 0;
            dealt[c] = 5; /* deal_parts() adds to what is there */
            sum += weights[c];
        }
        assert_true(all_counties(&r->world, thrice, weights) == 3 * sum);
        deal_parts(number, weights, dealt, COUNTIES);
        for (int c = 0; c < COUNTIES; c++) {
            const int64_t part = county_part(&r->world, c, number, thrice, weights);
            parts += part;
            assert_true(part == dealt[c] - 5); /* thrice all weights: the same parts */
            if (sum > 0) {
                const long double due = (long double)number * (long double)weights[c] / (long double)sum;
                assert_true(fabsl((long double)part - due) < 1);
                assert_true(weights[c] > 0 || part == 0);
                some += part > 0;
            }
        }
        assert_true(parts == (sum > 0 ? number : 0));
    }
    assert_true(some > 1000);
    region_free(r);
}

/* Nothing of nothing, and nothing of less than nothing, as replays state what is not stated. */
static void test_nothing(void **state)
{
    (void)state;
    static const int32_t prefectures[3] = {0};
    struct counties *r = region_make(3, prefectures);
    const int64_t weights[3] = {1, 2, 3}, none[3] = {0};
    for (int c = 0; c < 3; c++) {
        assert_true(county_part(&r->world, c, 0, thrice, weights) == 0);
        assert_true(county_part(&r->world, c, -1, thrice, weights) == 0);
        assert_true(county_part(&r->world, c, 100, thrice, none) == 0);
    }
    region_free(r);
}

/* What counties count with: demand of a quota, persons on the register. */
static void test_weights(void **state)
{
    (void)state;
    static const int32_t prefectures[3] = {0};
    static const int quota = Q_training;
    struct counties *r = region_make(3, prefectures);
    for (int c = 0; c < 3; c++) {
        r->demand[c][Q_training] = 10 + c;
        r->county[c].registered_last = 100 - c;
    }
    for (int c = 0; c < 3; c++) {
        assert_true(demand_in(&r->world, c, &quota) == 10 + c);
        assert_true(registered_in(&r->world, c, NULL) == 100 - c);
    }
    assert_true(all_counties(&r->world, registered_in, NULL) == 297);
    region_free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parts),
        cmocka_unit_test(test_nothing),
        cmocka_unit_test(test_weights),
    };
    return cmocka_run_group_tests_name("parts", tests, NULL, NULL);
}
