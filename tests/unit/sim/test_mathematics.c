/* The engine's own mathematics against libm in double precision, in units of the last place, and at the
 * edges; and the same bits from code for different instruction sets. */
#include "unit/sim/test.h"

#include <math.h>

#include "sim/isa.h"
#include "sim/mathematics.h"

/* Distance in units of the last place of a float of the reference's size. */
static double ulp_error(float got, double reference)
{
    int exponent;
    frexp(reference, &exponent);
    return fabs((double)got - reference) / ldexp(1, exponent - 24);
}

/* Every 211th float of the range: 10 million values. Over every 7th the worst is 1.03 units, at -5.89. */
static void exp_is_within_a_unit(void **state)
{
    (void)state;
    double worst = 0;
    for (int sign = 0; sign < 2; sign++) {
        const float last = sign ? 87.0f : 88.0f;
        for (uint32_t bits = 0; bits <= hq_bits_of(last); bits += 211) {
            const float x = hq_float_of(bits | (uint32_t)sign << 31);
            const double error = ulp_error(hq_exp(x), exp((double)x));
            worst = error > worst ? error : worst;
        }
    }
    assert_near(worst, 0, 1.05);
    assert_true(worst > 0.4);
}

static void exp_at_the_edges(void **state)
{
    (void)state;
    assert_true(hq_exp(0.0f) == 1.0f);
    assert_true(hq_exp(-0.0f) == 1.0f);
    assert_true(hq_exp(1e30f) == hq_exp(88.0f) && hq_exp(INFINITY) == hq_exp(88.0f));
    assert_true(hq_exp(-1e30f) == hq_exp(-87.0f) && hq_exp(-INFINITY) == hq_exp(-87.0f));
    assert_true(isnormal(hq_exp(-87.0f)) && isfinite(hq_exp(88.0f)));
}

/* Every 211th positive normal float: 10 million values. Over every 7th the worst is 1.95, at 1.0154. */
static void log_is_within_two_units(void **state)
{
    (void)state;
    double worst = 0;
    for (uint32_t bits = 0x00800000; bits < 0x7f800000; bits += 211) {
        const float x = hq_float_of(bits);
        const double error = x == 1.0f ? 0 : ulp_error(hq_log(x), log((double)x));
        worst = error > worst ? error : worst;
    }
    for (uint32_t bits = 0x3f7f0000; bits < 0x3f810000; bits++) { /* all of them around 1 */
        const float x = hq_float_of(bits);
        const double error = x == 1.0f ? 0 : ulp_error(hq_log(x), log((double)x));
        worst = error > worst ? error : worst;
    }
    assert_near(worst, 0, 2.0);
}

static void log_at_the_edges(void **state)
{
    (void)state;
    const float least = hq_log(1.17549435e-38f);
    assert_true(hq_log(1.0f) == 0.0f);
    assert_true(hq_log(0.0f) == least && hq_log(-0.0f) == least && hq_log(-5.0f) == least);
    assert_true(hq_log(1e-40f) == least && hq_log(-INFINITY) == least);
    assert_near(hq_log(3.40282347e38f), log(3.40282347e38), 1e-5);
}

static void powers_and_logistic_follow(void **state)
{
    (void)state;
    for (float x = 0.01f; x < 100; x *= 1.37f) {
        for (float y = -3; y <= 3; y += 0.25f)
            assert_near(hq_power(x, y) / pow((double)x, (double)y), 1, 1e-6 * (1 + fabs(y * log(x))));
        const double z = log(x);
        assert_near(hq_logistic((float)z), 1 / (1 + exp(-(double)(float)z)), 2e-7);
    }
    assert_true(hq_power(0.0f, 0.0f) == 1.0f);
    assert_true(hq_logistic(0.0f) == 0.5f && hq_logistic(1e9f) == 1.0f && hq_logistic(-1e9f) > 0.0f);
}

static void uniforms_are_even_steps_and_never_zero_or_one(void **state)
{
    (void)state;
    assert_true(hq_uniform(0) > 0.0f);
    assert_true(hq_uniform(UINT32_MAX) < 1.0f);
    assert_int_equal(hq_truncate(6.0f * hq_uniform(UINT32_MAX)), 5);
    for (uint32_t step = 0; step < 1u << 23; step++) { /* exact: no step is rounded */
        const double expected = (step + 0.5) / 8388608.0;
        if ((double)hq_uniform(step << 9) != expected || (double)hq_uniform(step << 9 | 511) != expected)
            fail_msg("step %u is %.9g, not %.9g", step, (double)hq_uniform(step << 9), expected);
    }
}

/* z with P(Z > z) = tail, in double precision: bisection on erfc, for tail <= 1/2. */
static double quantile_by_bisection(double tail)
{
    double low = 0, high = 10;
    for (int i = 0; i < 60; i++) {
        const double middle = 0.5 * (low + high);
        *(0.5 * erfc(middle * M_SQRT1_2) > tail ? &low : &high) = middle;
    }
    return 0.5 * (low + high);
}

static void normals_are_quantiles(void **state)
{
    (void)state;
    double worst = 0;
    for (uint32_t step = 0; step < 1u << 23; step += step < 1000 ? 1 : 211) {
        const uint32_t bits = 0x80000000u | step << 7; /* exact below 2^23: no half is rounded away */
        const double z = quantile_by_bisection((step + 0.5) / 33554432.0);
        const double error = fabs((double)hq_normal(bits) - z) / z;
        worst = error > worst ? error : worst;
    }
    assert_near(worst, 0, 1e-6);
    uint64_t random = 1;
    for (int i = 0; i < 200000; i++) { /* nearer the centre: the step's half may be rounded, 2^-25 in tail */
        const uint32_t bits = (uint32_t)test_random(&random) | 0x80000000u;
        const double z =
            quantile_by_bisection((double)((bits & 0x7fffffffu) >> 7) / 33554432.0 + 0.5 / 33554432.0);
        assert_near(hq_normal(bits), z, 1e-6 * z + (z < 0.7 ? 2e-7 : 0));
    }
}

/* Exact expectations: every one of the 2^25 numbers comes from as many bits, so the mean of the cubes and
 * first powers is 0 and that of the squares is 1. */
static void normals_have_the_right_moments(void **state)
{
    (void)state;
    double second = 0, fourth = 0;
    for (uint32_t step = 0; step < 1u << 24; step++) {
        const double z = (double)hq_normal(0x80000000u | step << 7), square = z * z;
        second += square;
        fourth += square * square;
    }
    assert_near(second / 16777216.0, 1, 3e-6);
    assert_near(fourth / 16777216.0, 3, 1e-4);
    uint64_t random = 2;
    for (int i = 0; i < 1000000; i++) {
        const uint32_t bits = (uint32_t)test_random(&random);
        assert_true(hq_normal(bits) == -hq_normal(bits ^ 0x80000000u));
    }
    const uint32_t ends[] = {0, 0x7fffffffu, 0x80000000u, 0xffffffffu};
    for (int i = 0; i < 4; i++)
        assert_true(isfinite(hq_normal(ends[i])) && fabsf(hq_normal(ends[i])) < 5.6f);
}

static void rounding_at_the_edges(void **state)
{
    (void)state;
    static const struct {
        float x;
        int32_t rounded, truncated;
    } cases[] = {
        {0.0f, 0, 0},
        {-0.0f, 0, 0},
        {0.5f, 1, 0},
        {-0.5f, -1, 0},
        {1.5f, 2, 1},
        {-1.5f, -2, -1},
        {2.5f, 3, 2},
        {0.49999997f, 0, 0},
        {0.50000006f, 1, 0},
        {-2.5f, -3, -2},
        {-3.5f, -4, -3},
        {4194303.5f, 4194304, 4194303},
        {4194304.5f, 4194305, 4194304},
        {8388607.5f, 8388608, 8388607},
        {-8388607.5f, -8388608, -8388607},
        {8388608.0f, 8388608, 8388608},
        {8388609.0f, 8388609, 8388609},
        {1e9f, 1000000000, 1000000000},
        {2147483520.0f, 2147483520, 2147483520},
        {-2147483520.0f, -2147483520, -2147483520},
        {2147483648.0f, 2147483520, 2147483520},
        {-2147483648.0f, -2147483520, -2147483520},
        {1e38f, 2147483520, 2147483520},
        {-1e38f, -2147483520, -2147483520},
        {INFINITY, 2147483520, 2147483520},
        {-INFINITY, -2147483520, -2147483520},
        {NAN, -2147483520, -2147483520},
        {-NAN, -2147483520, -2147483520},
        {1e-45f, 0, 0},
        {-1e-45f, 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (hq_round(cases[i].x) != cases[i].rounded || hq_truncate(cases[i].x) != cases[i].truncated)
            fail_msg("%.9g: rounded %d, truncated %d", (double)cases[i].x, hq_round(cases[i].x),
                     hq_truncate(cases[i].x));
    }
}

/* Every 197th float under 2^31 in size, against the machine's own rounding to nearest, ties away from zero. */
static void rounding_agrees_with_the_machine(void **state)
{
    (void)state;
    for (uint32_t bits = 0; bits < 0x4f000000u; bits += 197) {
        for (uint32_t sign = 0; sign < 2; sign++) {
            const float x = hq_float_of(bits | sign << 31);
            if (hq_round(x) != lroundf(x) || hq_truncate(x) != (int32_t)x)
                fail_msg("%.9g: rounded %d, truncated %d", (double)x, hq_round(x), hq_truncate(x));
        }
    }
}

static void money_becomes_fen_once(void **state)
{
    (void)state;
    assert_int_equal(hq_fen(12.34f), 1234);
    assert_int_equal(hq_fen(-0.01f), -1);
    assert_int_equal(hq_fen(0.125f), 13); /* halves away from zero */
    assert_int_equal(hq_fen(-0.375f), -38);
    assert_int_equal(hq_fen(1e6f), 100000000); /* and no more: flows of a household add up in 32 bits */
    assert_int_equal(hq_fen(1e9f), 100000000);
    assert_int_equal(hq_fen(-INFINITY), -100000000);
    assert_int_equal(hq_fen(NAN), -100000000);
    for (int32_t fen = -2000000; fen <= 2000000; fen += 7) /* there and back */
        assert_int_equal(hq_fen(hq_yuan(fen)), fen);
    assert_int_equal(hq_fen_of_double(0.125), 13);
    assert_int_equal(hq_fen_of_double(-0.375), -38);
    assert_int_equal(hq_fen_of_double(123456789012.34), 12345678901234);
    assert_int_equal(hq_fen_of_double(1e300), 2000000000000000);
    assert_int_equal(hq_fen_of_double(-INFINITY), -2000000000000000);
}

static void choices_take_the_second_where_nothing_compares(void **state)
{
    (void)state;
    assert_true(hq_min(1, 2) == 1 && hq_max(1, 2) == 2 && hq_min(NAN, 2) == 2 && hq_max(NAN, 2) == 2);
    assert_true(hq_clamp(-1, 0, 5) == 0 && hq_clamp(9, 0, 5) == 5 && hq_clamp(3, 0, 5) == 3);
    assert_true(hq_select(1, 3, NAN) == 3 && hq_select(0, NAN, 4) == 4 && hq_select(-7, 3, 4) == 3);
    assert_int_equal(hq_bits_of(hq_select(1, -0.0f, 1)), 0x80000000u);
    assert_true(hq_where(1, -5) == -5 && hq_where(0, -5) == 0 && hq_where(-1, 5) == 5);
    assert_true(hq_where_long(2, INT64_MIN) == INT64_MIN && hq_where_long(0, INT64_MIN) == 0);
}

/* All functions over many numbers, as a kernel calls them, compiled for one instruction set. */
enum { LOOP = 64 * HQ_LANES, RESULTS = 10 };

struct results {
    _Alignas(64) int32_t of[RESULTS][LOOP];
};

#define FOR_SET(name, set)                                                                                     \
    static __attribute__((noinline)) set void name(const uint32_t *bits, struct results *r)                    \
    {                                                                                                          \
        each_row (i, LOOP) {                                                                                   \
            const float x = hq_float_of(bits[i]), small = hq_normal(bits[i] * 2654435761u);                    \
            r->of[0][i] = (int32_t)hq_bits_of(hq_exp(small * 20.0f));                                          \
            r->of[1][i] = (int32_t)hq_bits_of(hq_log(x));                                                      \
            r->of[2][i] = (int32_t)hq_bits_of(hq_power(hq_uniform(bits[i]), small));                           \
            r->of[3][i] = (int32_t)hq_bits_of(hq_logistic(small));                                             \
            r->of[4][i] = (int32_t)hq_bits_of(hq_normal(bits[i]));                                             \
            r->of[5][i] = (int32_t)hq_bits_of(hq_uniform(bits[i]));                                            \
            r->of[6][i] = hq_round(x);                                                                         \
            r->of[7][i] = hq_truncate(x);                                                                      \
            r->of[8][i] = hq_fen(small * 1000.0f);                                                             \
        }                                                                                                      \
        each_row (i, LOOP) { /* has no vector form everywhere */                                               \
            r->of[9][i] = (int32_t)hq_fen_of_double((double)hq_normal(bits[i]) * 1e4);                         \
        }                                                                                                      \
    }

FOR_SET(for_baseline, )
FOR_SET(for_avx2, __attribute__((target("avx2,fma,bmi2"))))
FOR_SET(for_avx512, __attribute__((target("avx512f,avx512dq,avx512bw,avx512vl,avx512cd,fma,bmi2"))))

static void instruction_sets_give_the_same_bits(void **state)
{
    (void)state;
    static void (*const builds[HQ_ISAS])(const uint32_t *, struct results *) = {for_baseline, for_avx2,
                                                                                for_avx512};
    static struct results expected, found;
    _Alignas(64) static uint32_t bits[LOOP];
    uint64_t random = 11;
    for (int round = 0; round < 100; round++) {
        for (int i = 0; i < LOOP; i++)
            bits[i] = (uint32_t)test_random(&random);
        for_baseline(bits, &expected);
        for (int i = 0; i < LOOP; i += 7) /* one at a time, too */
            assert_int_equal(expected.of[4][i], (int32_t)hq_bits_of(hq_normal(bits[i])));
        for (int isa = 1; isa <= hq_isa_choose(NULL); isa++) {
            builds[isa](bits, &found);
            assert_memory_equal(&found, &expected, sizeof found);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exp_is_within_a_unit),
        cmocka_unit_test(exp_at_the_edges),
        cmocka_unit_test(log_is_within_two_units),
        cmocka_unit_test(log_at_the_edges),
        cmocka_unit_test(powers_and_logistic_follow),
        cmocka_unit_test(uniforms_are_even_steps_and_never_zero_or_one),
        cmocka_unit_test(normals_are_quantiles),
        cmocka_unit_test(normals_have_the_right_moments),
        cmocka_unit_test(rounding_at_the_edges),
        cmocka_unit_test(rounding_agrees_with_the_machine),
        cmocka_unit_test(money_becomes_fen_once),
        cmocka_unit_test(choices_take_the_second_where_nothing_compares),
        cmocka_unit_test(instruction_sets_give_the_same_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
