/* Years in all, and years without a break, of many households against counting them one by one. */
#include "unit/sim/test.h"

#include "models/compare/durations.c" // NOLINT(bugprone-suspicious-include)

static const struct stay *find(const struct stays *s, uint64_t id)
{
    return place_of(s->places, s->room, id);
}

static void years_and_runs_are_counted(void **state)
{
    (void)state;
    struct stays s = {0};
    stays_add(&s, 7, 2001, 10, 2);
    stays_add(&s, 7, 2002, 12, 3);
    stays_add(&s, 7, 2004, 9, 3);
    stays_add(&s, 0, 2004, 1, 1);
    const struct stay *one = find(&s, 7);
    assert_true(one->years == 3 && one->longest == 2 && one->run == 1 && one->last == 2004);
    assert_true(one->heads == 9 && one->weight == 3); /* of the last year */
    assert_true(find(&s, 0)->years == 1 && s.count == 2);
    assert_int_equal(find(&s, 8)->years, 0);
    stays_free(&s);
    assert_null(s.places);
}

static void many_households_keep_their_own(void **state)
{
    (void)state;
    enum { MANY = 5000, YEARS = 30 };
    struct stays s = {0};
    for (int year = 1; year <= YEARS; year++) {
        for (uint64_t id = 0; id < MANY; id++) {
            if ((id >> (year % 13)) & 1) {
                stays_add(&s, id << 40, year, (int32_t)id, 1);
            }
        }
    }
    for (uint64_t id = 0; id < MANY; id++) {
        int years = 0, run = 0, longest = 0;
        for (int year = 1; year <= YEARS; year++) {
            run = (id >> (year % 13)) & 1 ? run + 1 : 0;
            years += run > 0;
            longest = run > longest ? run : longest;
        }
        assert_int_equal(find(&s, id << 40)->years, years);
        assert_int_equal(find(&s, id << 40)->longest, longest);
    }
    stays_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(years_and_runs_are_counted),
        cmocka_unit_test(many_households_keep_their_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
