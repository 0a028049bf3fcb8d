/* Mathematics that gives the same bits everywhere: no libm, no contraction, plain IEEE single
 * precision in a fixed order of operations, written so that the compiler may use all lanes.
 * Errors against libm in ULP are measured by tests/unit/sim/test_mathematics.c. */
#ifndef SIM_MATHEMATICS_H
#define SIM_MATHEMATICS_H

#include <stdint.h>
#include <string.h>

#include "sim/pcg.h"

/* Bounds that the compiler does not know (sim/mathematics.c): of a comparison with a number that it knows gcc
 * 12 makes two to seven instructions with masks, of one with a number that it loads a single minimum or
 * maximum. */
struct hq_bounds {
    float zero, one;
    float exponent_low, exponent_high; /* normal results of hq_exp */
    float integer_low, integer_high;   /* what becomes an integer of 32 bits: the greatest float below 2^31 */
    float yuan_low, yuan_high;         /* a million Yuan */
};
extern const struct hq_bounds hq_bounds;

/* The same number, where it is one of the two that most comparisons are with. */
HQ_INLINE float hq_loaded(float x)
{
#ifdef __clang__
    return x;
#else
    return __builtin_constant_p(x) && x == 0.0f   ? hq_bounds.zero
           : __builtin_constant_p(x) && x == 1.0f ? hq_bounds.one
                                                  : x;
#endif
}

HQ_INLINE float hq_min(float first, float second)
{
    const float a = hq_loaded(first), b = hq_loaded(second);
    return a < b ? a : b;
}

HQ_INLINE float hq_max(float first, float second)
{
    const float a = hq_loaded(first), b = hq_loaded(second);
    return a > b ? a : b;
}

/* x, not below `low` nor above `high`; low <= high. */
HQ_INLINE float hq_clamp(float x, float low, float high)
{
    return hq_min(high, hq_max(low, x));
}

HQ_INLINE uint32_t hq_bits_of(float x)
{
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

HQ_INLINE float hq_float_of(uint32_t bits)
{
    float x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* x where the condition holds, else 0, without a branch and without a load that depends on it. */
HQ_INLINE int32_t hq_where(int32_t condition, int32_t x)
{
    return x & -(int32_t)(condition != 0);
}

HQ_INLINE int64_t hq_where_long(int32_t condition, int64_t x)
{
    return x & -(int64_t)(condition != 0);
}

/* a where the condition holds, else b, both computed: compilers turn a costly `?:` into a branch, which
 * would put the loop out of vector form. */
HQ_INLINE float hq_select(int32_t condition, float a, float b)
{
    const uint32_t mask = (uint32_t)0 - (uint32_t)(condition != 0);
    return hq_float_of((hq_bits_of(a) & mask) | (hq_bits_of(b) & ~mask));
}

/* What becomes an integer of 32 bits: limited to the greatest float below 2^31, the lowest for not-a-number. */
HQ_INLINE float hq_limited(float x)
{
    return hq_min(hq_max(x, hq_bounds.integer_low), hq_bounds.integer_high);
}

/* Half, or what moves a number across the next integer exactly when half does: with the sign of x. (Half
 * itself would round 0.49999997 up, and odd numbers beyond 2^23 to even ones.) */
HQ_INLINE float hq_half_with_sign(float x)
{
    return hq_float_of((hq_bits_of(x) & 0x80000000u) | 0x3effffffu);
}

/* Towards zero. */
HQ_INLINE int32_t hq_truncate(float x)
{
    return (int32_t)hq_limited(x);
}

/* Nearest integer, halves away from zero. */
HQ_INLINE int32_t hq_round(float x)
{
    const float limited = hq_limited(x);
    return (int32_t)(limited + hq_half_with_sign(limited));
}

/* Yuan to fen, halves away from zero, clamped to a million Yuan: ten flows of a household and a stock as the
 * rules see it add up within 32 bits. */
HQ_INLINE int32_t hq_fen(float yuan)
{
    const float fen = hq_min(hq_max(yuan, hq_bounds.yuan_low), hq_bounds.yuan_high) * 100.0f;
    return (int32_t)(fen + hq_half_with_sign(fen));
}

HQ_INLINE float hq_yuan(int32_t fen)
{
    return (float)fen * 0.01f;
}

/* The same for stocks, in double precision: |fen| <= 2 x 10^15. */
HQ_INLINE int64_t hq_fen_of_double(double yuan)
{
    const double high = yuan > -2.0e13 ? yuan : -2.0e13, fen = (high < 2.0e13 ? high : 2.0e13) * 100.0;
    return (int64_t)(fen + (fen < 0 ? -0.49999999999999994 : 0.49999999999999994));
}

/* e^x: x = n ln 2 + r, |r| <= ln 2 / 2, n by adding 1.5 x 2^23, whose last places then hold it;
 * 1 + r + r^2 p(r) with p of degree 4, minimax in relative error. Clamped to normal numbers. */
HQ_INLINE float hq_exp(float x)
{
    const float limited = hq_min(hq_max(x, hq_bounds.exponent_low), hq_bounds.exponent_high);
    const float shift = 12582912.0f;
    const float shifted = limited * 1.44269504f + shift;
    const float whole = shifted - shift;
    const float r = (limited - whole * 0.693359375f) + whole * 2.12194440e-4f;
    float p = 0.00138144672f;
    p = p * r + 0.00836878084f;
    p = p * r + 0.0416683927f;
    p = p * r + 0.166665196f;
    p = p * r + 0.49999994f;
    p = p * (r * r) + r + 1.0f;
    return hq_float_of(hq_bits_of(p) + (hq_bits_of(shifted) << 23));
}

/* Natural logarithm of a positive normal number: 2 artanh((m-1)/(m+1)) + k ln 2, m in [sqrt(1/2), sqrt 2).
 * Zero, negative and subnormal numbers are taken as the smallest normal number. */
HQ_INLINE float hq_log(float x)
{
    const float positive = x < 1.17549435e-38f ? 1.17549435e-38f : x;
    const uint32_t bits = hq_bits_of(positive);
    const int32_t k = (int32_t)(bits - 0x3f3504f3u) >> 23;
    const float m = hq_float_of(bits - ((uint32_t)k << 23));
    const float s = (m - 1.0f) / (m + 1.0f);
    const float z = s * s;
    float p = 2.0f / 9.0f;
    p = p * z + 2.0f / 7.0f;
    p = p * z + 2.0f / 5.0f;
    p = p * z + 2.0f / 3.0f;
    const float whole = (float)k;
    return (whole * -2.12194440e-4f + s * z * p) + 2.0f * s + whole * 0.693359375f;
}

/* x^y for x > 0. */
HQ_INLINE float hq_power(float x, float y)
{
    return hq_exp(y * hq_log(x));
}

HQ_INLINE float hq_logistic(float x)
{
    return 1.0f / (1.0f + hq_exp(-x));
}

/* 32 random bits to a uniform number in (0, 1): 2^23 equal steps, never 0 or 1. (With 2^24 steps the
 * half would be rounded away in the upper ones, and the last would be 1.) */
HQ_INLINE float hq_uniform(uint32_t bits)
{
    return ((float)(int32_t)(bits >> 9) + 0.5f) * (1.0f / 8388608.0f);
}

/* 32 random bits to a standard normal number by inverse distribution: the top bit is the sign, the
 * rest the tail probability in (0, 1/2]. Rational approximations PPND7 of Wichura, "Algorithm AS 241",
 * Applied Statistics 37 (1988) 477-484: about 1 part in 10^7. */
HQ_INLINE float hq_normal(uint32_t bits)
{
    const float tail = ((float)(int32_t)((bits & 0x7fffffffu) >> 7) + 0.5f) * (1.0f / 33554432.0f);
    const float q = 0.5f - tail;
    const float c = 0.180625f - q * q;
    const float r = __builtin_sqrtf(-hq_log(tail)) - 1.6f;
    const int32_t central = q <= 0.425f;
    const float above =
        hq_select(central, q * (((59.109374720f * c + 159.29113202f) * c + 50.434271938f) * c + 3.3871327179f),
                  ((0.17023821103f * r + 1.3067284816f) * r + 2.7568153900f) * r + 1.4234372777f);
    const float below = hq_select(central, ((67.187563600f * c + 78.757757664f) * c + 17.895169469f) * c + 1.0f,
                                  (0.12021132975f * r + 0.73700164250f) * r + 1.0f);
    const float z = above / below;
    return hq_float_of(hq_bits_of(z) ^ (~bits & 0x80000000u));
}

#endif
