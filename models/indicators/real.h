/* Logarithm, exponential and power in double precision with the same bits on every machine: the library's may take
 * another path on another processor, and what is published must not depend on it. Errors against the library are
 * below 2 units in the last place, of the power 5 |p ln x| more (tests/unit/models/indicators/test_real.c). */
#ifndef MODELS_INDICATORS_REAL_H
#define MODELS_INDICATORS_REAL_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

static inline double lesser(double a, double b)
{
    return a < b ? a : b;
}

static inline double greater(double a, double b)
{
    return a > b ? a : b;
}

static inline double within(double x, double low, double high)
{
    return greater(low, lesser(high, x));
}

static inline double size_of(double x)
{
    return __builtin_fabs(x);
}

static inline double root_of(double x)
{
    return __builtin_sqrt(x);
}

static inline double not_known(void)
{
    return __builtin_nan("");
}

static inline bool is_number(double x)
{
    return x - x == 0.0;
}

/* ln 2 in two parts, the first with 32 bits, so that a whole number times it is exact. */
#define LN2_HIGH 0x1.62e42fee00000p-1
#define LN2_LOW  0x1.a39ef35793c76p-33

/* ln x of a positive normal number: x = 2^k m, m in [sqrt(1/2), sqrt 2), and with s = (m - 1) / (m + 1)
 * ln m = 2 (s + s^3 / 3 + s^5 / 5 + ...), |s| < 0.1716, to s^23. Not-a-number below 0, for infinity and not-a-number;
 * minus infinity at 0. */
static inline double real_log(double x)
{
    if (!(x > 0) || !is_number(x)) {
        return x == 0 ? -__builtin_inf() : not_known();
    }
    int64_t bits;
    memcpy(&bits, &x, sizeof bits);
    int64_t k = 0;
    if (bits < INT64_C(0x0010000000000000)) { /* subnormal */
        const double normal = x * 0x1p54;
        memcpy(&bits, &normal, sizeof bits);
        k = -54;
    }
    const int64_t over = (bits - INT64_C(0x3fe6a09e667f3bcd)) >> 52;
    bits -= over * (INT64_C(1) << 52);
    k += over;
    double m;
    memcpy(&m, &bits, sizeof m);
    const double s = (m - 1.0) / (m + 1.0), z = s * s;
    double p = 0;
    for (int n = 23; n >= 3; n -= 2) {
        p = p * z + 2.0 / n;
    }
    const double whole = (double)k;
    return whole * LN2_HIGH + (2.0 * s + (s * z * p + whole * LN2_LOW));
}

/* e^x: x = n ln 2 + r, |r| <= ln 2 / 2, the series of e^r to r^14. 0 below -745, infinity above 709.7. */
static inline double real_exp(double x)
{
    if (!(x < 709.7)) {
        return x == x ? __builtin_inf() : x;
    }
    if (x < -745.0) {
        return 0.0;
    }
    const double shift = 0x1.8p52, shifted = x * 1.4426950408889634 + shift, n = shifted - shift;
    const double r = (x - n * LN2_HIGH) - n * LN2_LOW;
    double p = 1.0;
    for (int i = 14; i >= 2; i--) {
        p = 1.0 + p * r / i;
    }
    p = p * r;
    const int64_t half = (int64_t)n / 2, rest = (int64_t)n - half; /* lint: allow float-cast: |n| < 1,100 */
    const int64_t first = (half + 1023) << 52, second = (rest + 1023) << 52;
    double a, b;
    memcpy(&a, &first, sizeof a);
    memcpy(&b, &second, sizeof b);
    return (1.0 + p) * a * b;
}

/* x^p for x > 0; 0^p is 0 for p > 0, 1 for p = 0. */
static inline double real_power(double x, double p)
{
    return p == 0 ? 1.0 : p == 1 ? x : x == 0 && p > 0 ? 0.0 : real_exp(p * real_log(x));
}

#endif
