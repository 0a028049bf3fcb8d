/* Which instruction set runs. */
#include "unit/sim/test.h"

#include "sim/isa.h"

static void the_baseline_is_everywhere(void **state)
{
    (void)state;
    assert_int_equal(hq_isa_choose("sse2"), 0);
}

static void unknown_names_are_told_from_missing_sets(void **state)
{
    (void)state;
    assert_int_equal(hq_isa_choose("avx1024"), -1);
    assert_int_equal(hq_isa_choose(""), -1);
    assert_int_equal(hq_isa_choose("AVX2"), -1);
    for (int isa = 0; isa < HQ_ISAS; isa++) {
        const int chosen = hq_isa_choose(hq_isa_names[isa]);
        assert_true(chosen == isa || chosen == -2);
    }
}

/* Without a name: a set that can be had by its name, and no faster one can. */
static void the_fastest_is_taken(void **state)
{
    (void)state;
    const int best = hq_isa_choose(NULL);
    assert_in_range(best, 0, HQ_ISAS - 1);
    for (int isa = 0; isa < HQ_ISAS; isa++)
        assert_int_equal(hq_isa_choose(hq_isa_names[isa]), isa <= best ? isa : -2);
    /* The flags that the build gives gcc for this set are the machine's. */
    __builtin_cpu_init();
    if (best == 2)
        assert_true(__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl"));
    if (best >= 1)
        assert_true(__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"));
}

static void lanes_are_named_after_their_sets(void **state)
{
    (void)state;
    assert_string_equal(lanes_sse2.isa, hq_isa_names[0]);
    assert_string_equal(lanes_avx2.isa, hq_isa_names[1]);
    assert_string_equal(lanes_avx512.isa, hq_isa_names[2]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_baseline_is_everywhere),
        cmocka_unit_test(unknown_names_are_told_from_missing_sets),
        cmocka_unit_test(the_fastest_is_taken),
        cmocka_unit_test(lanes_are_named_after_their_sets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
