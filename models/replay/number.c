/* Exact rational numbers of 128 bits. */
#include "models/replay/number.h"

#include <stdio.h>
#include <string.h>

static const __int128 most = ((__int128)1 << 126) - 1 + ((__int128)1 << 126);

static __int128 divisor_of(__int128 a, __int128 b)
{
    a = a < 0 ? -a : a;
    while (b) {
        const __int128 rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* Never -2^127, which has no opposite. */
static struct number reduced(__int128 over, __int128 under)
{
    if (under == 0 || over < -most || under < -most) {
        return unknown_number;
    }
    if (under < 0) {
        over = -over;
        under = -under;
    }
    const __int128 d = divisor_of(over, under);
    return (struct number){over / d, under / d};
}

struct number number_of(int64_t over, int64_t under)
{
    return reduced(over, under);
}

const char *number_read(const char *text, struct number *out)
{
    const bool minus = *text == '-';
    __int128 over = 0, under = 1;
    int digits = 0;
    bool point = false, wanted = true; /* a digit must come next */
    *out = unknown_number;
    for (const char *c = text + minus; *c; c++) {
        if (*c == '.' && !point && !wanted) {
            point = true;
            wanted = true;
            continue;
        }
        if (*c < '0' || *c > '9') {
            return "is not a number: digits, and a point between them";
        }
        if (++digits > 27) {
            return "has more than 27 digits";
        }
        over = 10 * over + (*c - '0');
        under *= point ? 10 : 1;
        wanted = false;
    }
    if (wanted) {
        return "is not a number: digits, and a point between them";
    }
    *out = reduced(minus ? -over : over, under);
    return NULL;
}

struct number number_of_real(double value)
{
    char text[NUMBER_TEXT];
    struct number number = unknown_number;
    if (value < 1e15 && value > -1e15) {
        (void)snprintf(text, sizeof text, "%.9f", value);
        number_read(text, &number);
    }
    return number;
}

/* a x b / common, or the flag `lost`. */
static __int128 times(__int128 a, __int128 b, bool *lost)
{
    __int128 product;
    *lost = *lost || __builtin_mul_overflow(a, b, &product);
    return *lost ? 0 : product;
}

struct number number_add(struct number a, struct number b)
{
    if (!is_known(a) || !is_known(b)) {
        return unknown_number;
    }
    bool lost = false;
    const __int128 common = divisor_of(a.under, b.under);
    const __int128 left = times(a.over, b.under / common, &lost),
                   right = times(b.over, a.under / common, &lost);
    const __int128 under = times(a.under, b.under / common, &lost);
    __int128 sum;
    lost = lost || __builtin_add_overflow(left, right, &sum);
    return lost ? unknown_number : reduced(sum, under);
}

static struct number opposite(struct number a)
{
    return (struct number){-a.over, a.under};
}

struct number number_subtract(struct number a, struct number b)
{
    return number_add(a, opposite(b));
}

struct number number_multiply(struct number a, struct number b)
{
    if (!is_known(a) || !is_known(b)) {
        return unknown_number;
    }
    bool lost = false;
    const __int128 one = divisor_of(a.over, b.under), other = divisor_of(b.over, a.under);
    const __int128 over = times(a.over / one, b.over / other, &lost);
    const __int128 under = times(a.under / other, b.under / one, &lost);
    return lost ? unknown_number : reduced(over, under);
}

struct number number_divide(struct number a, struct number b)
{
    if (!is_known(b) || b.over == 0) {
        return unknown_number;
    }
    const struct number inverse = {b.over < 0 ? -b.under : b.under, b.over < 0 ? -b.over : b.over};
    return number_multiply(a, inverse);
}

/* The largest whole number not over a. */
static __int128 floor_of(struct number a)
{
    const __int128 whole = a.over / a.under;
    return whole - (a.over % a.under < 0);
}

/* By whole parts, then by the inverses of what is left: nothing grows. */
int number_compare(struct number a, struct number b)
{
    int sign = 1;
    for (;;) {
        const __int128 x = floor_of(a), y = floor_of(b);
        if (x != y) {
            return x < y ? -sign : sign;
        }
        const __int128 left = a.over - x * a.under, right = b.over - y * b.under;
        if (left == 0 || right == 0) {
            return left == right ? 0 : left == 0 ? -sign : sign;
        }
        a = (struct number){a.under, left};
        b = (struct number){b.under, right};
        sign = -sign;
    }
}

static char *digits_of(unsigned __int128 whole, char *end)
{
    *--end = '\0';
    do {
        *--end = (char)('0' + (int)(whole % 10));
        whole /= 10;
    } while (whole);
    return end;
}

const char *number_text(struct number a, char space[NUMBER_TEXT])
{
    enum { PLACES = 6 };
    if (!is_known(a)) {
        space[0] = '\0';
        return space;
    }
    const bool minus = a.over < 0;
    __int128 whole = minus ? -a.over : a.over, rest = whole % a.under;
    whole /= a.under;
    char places[PLACES + 1] = "";
    int shown = 0;
    __int128 millionths = 0;
    for (int i = 0; i < PLACES; i++) { /* digit by digit: rest stays under `under`, which may be huge */
        int digit = 0;
        __int128 sum = 0;
        for (int k = 0; k < 10; k++) {
            const bool carry = sum >= a.under - rest;
            sum = carry ? sum - (a.under - rest) : sum + rest;
            digit += carry;
        }
        rest = sum;
        millionths = 10 * millionths + digit;
    }
    millionths += rest >= a.under - rest; /* half and more goes up */
    whole += millionths / 1000000;
    millionths %= 1000000;
    for (int i = PLACES - 1; i >= 0; i--) {
        places[i] = (char)('0' + (int)(millionths % 10));
        millionths /= 10;
        shown = shown ? shown : places[i] != '0' ? i + 1 : 0;
    }
    char digits[44];
    const char *text = digits_of((unsigned __int128)whole, digits + sizeof digits);
    const bool zero = !shown && strcmp(text, "0") == 0;
    (void)snprintf(space, NUMBER_TEXT, "%s%s%s%.*s", minus && !zero ? "-" : "", text, shown ? "." : "", shown,
                   places);
    return space;
}
