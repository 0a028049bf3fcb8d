/* Mathematics that gives the same bits everywhere: no libm, no contraction, plain IEEE single
 * precision in a fixed order of operations, written so that the compiler may use all lanes.
 * Errors against libm in ULP are measured by tests/unit/sim/test_mathematics.c. */
#ifndef SIM_MATHEMATICS_H
#define SIM_MATHEMATICS_H

#include <stdint.h>
#include <string.h>

#include "sim/pcg.h"

HQ_INLINE float hq_min(float a, float b)
{
    return a < b ? a : b;
}

HQ_INLINE float hq_max(float a, float b)
{
    return a > b ? a : b;
}

HQ_INLINE float hq_clamp(float x, float low, float high)
{
    return x < low ? low : x > high ? high : x;
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

/* A stock as the rules of a year see it: at most 10^9 fen either way, so that 32 bits hold it and all flows. */
HQ_INLINE int32_t hq_narrow(int64_t x)
{
    const int64_t most = 1000000000;
    const int64_t high = x < most ? x : most;
    return (int32_t)(high > -most ? high : -most);
}

/* a where the condition holds, else b, both computed: compilers turn a costly `?:` into a branch, which
 * would put the loop out of vector form. */
HQ_INLINE float hq_select(int32_t condition, float a, float b)
{
    const uint32_t mask = (uint32_t)0 - (uint32_t)(condition != 0);
    return hq_float_of((hq_bits_of(a) & mask) | (hq_bits_of(b) & ~mask));
}

/* Towards zero, for |x| < 2^31; 2^31 - 1 or its negative beyond; 0 for not-a-number. */
HQ_INLINE int32_t hq_truncate(float x)
{
    const uint32_t bits = hq_bits_of(x), size = bits & 0x7fffffffu;
    const uint32_t inside = (uint32_t)0 - (uint32_t)(size < 0x4f000000u); /* |x| < 2^31 */
    const uint32_t beyond = ((uint32_t)0 - (uint32_t)(size <= 0x7f800000u)) & ~inside;
    const uint32_t negative = (uint32_t)0 - (bits >> 31);
    const int32_t whole = (int32_t)hq_float_of(bits & inside);
    return whole + (int32_t)(((0x7fffffffu ^ negative) - negative) & beyond);
}

/* Nearest integer, ties to even, for |x| < 2^31 (clamped outside): adding 2^23 to a magnitude below it
 * rounds it in the last place; larger ones are integers already. */
HQ_INLINE int32_t hq_round(float x)
{
    const uint32_t sign = hq_bits_of(x) & 0x80000000u;
    const float size = hq_float_of(hq_bits_of(x) ^ sign);
    const float near = (size + 8388608.0f) - 8388608.0f;
    const float whole = hq_select(size < 8388608.0f, near, size);
    return hq_truncate(hq_float_of(hq_bits_of(whole) | sign));
}

/* Yuan to fen, half to even, clamped to a million Yuan: ten flows of a household and a stock as the rules
 * see it add up within 32 bits. */
HQ_INLINE int32_t hq_fen(float yuan)
{
    return hq_round(hq_clamp(yuan, -1.0e6f, 1.0e6f) * 100.0f);
}

HQ_INLINE float hq_yuan(int32_t fen)
{
    return (float)fen * 0.01f;
}

/* The same for stocks, in double precision: |fen| < 2^51. */
HQ_INLINE int64_t hq_fen_of_double(double yuan)
{
    const double shift = 6755399441055744.0; /* 1.5 x 2^52: adding it rounds to an integer, ties to even */
    const double limited = yuan < -2.0e13 ? -2.0e13 : yuan > 2.0e13 ? 2.0e13 : yuan;
    return (int64_t)((limited * 100.0 + shift) - shift);
}

/* e^x: x = n ln 2 + r, |r| <= ln 2 / 2, Taylor to the seventh power. Clamped to normal numbers. */
HQ_INLINE float hq_exp(float x)
{
    const float limited = hq_clamp(x, -87.0f, 88.0f);
    const int32_t n = hq_round(limited * 1.44269504f);
    const float whole = (float)n;
    const float r = (limited - whole * 0.693359375f) + whole * 2.12194440e-4f;
    float p = 1.0f / 5040.0f;
    p = p * r + 1.0f / 720.0f;
    p = p * r + 1.0f / 120.0f;
    p = p * r + 1.0f / 24.0f;
    p = p * r + 1.0f / 6.0f;
    p = p * r + 0.5f;
    p = p * r * r + r + 1.0f;
    return p * hq_float_of((uint32_t)(n + 127) << 23);
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
    const float centre = q * (((59.109374720f * c + 159.29113202f) * c + 50.434271938f) * c + 3.3871327179f) /
                         (((67.187563600f * c + 78.757757664f) * c + 17.895169469f) * c + 1.0f);
    const float r = __builtin_sqrtf(-hq_log(tail)) - 1.6f;
    const float outer = (((0.17023821103f * r + 1.3067284816f) * r + 2.7568153900f) * r + 1.4234372777f) /
                        ((0.12021132975f * r + 0.73700164250f) * r + 1.0f);
    const float z = hq_select(q <= 0.425f, centre, outer);
    return hq_float_of(hq_bits_of(z) ^ (~bits & 0x80000000u));
}

#endif
