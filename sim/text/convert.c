#define _GNU_SOURCE /* strtod_l */
#include "sim/text/convert.h"

#include <float.h>
#include <inttypes.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- decimal numbers --------------------------------------------------------------------------------- */

enum { DIGITS = 200, LARGEST_EXPONENT = 9999 };

static const char not_a_number[] = "is not a number";

/* digits x 10^exponent; without leading zeros, so that zero has no digits. */
struct decimal {
    bool negative;
    int count, exponent;
    char digits[DIGITS];
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static const char *add_digit(struct decimal *d, char digit)
{
    if (d->count == 0 && digit == '0')
        return NULL;
    if (d->count == DIGITS)
        return "has more digits than any number needs";
    d->digits[d->count++] = digit;
    return NULL;
}

/* Digits up to the point, plain or in threes: 1_000_000. */
static const char *scan_whole_part(const char **p, struct decimal *d)
{
    const char *start = *p, *why = NULL;
    int since = 0; /* digits since the last '_' */
    bool parted = false;
    for (; is_digit(**p) || **p == '_'; (*p)++) {
        if (**p == '_') {
            if (since == 0 || since > 3 || (parted && since != 3))
                return "has '_' where it does not part thousands";
            parted = true;
            since = 0;
        } else {
            since++;
            if ((why = add_digit(d, **p)))
                return why;
        }
    }
    if (*p == start)
        return not_a_number;
    return parted && since != 3 ? "has '_' where it does not part thousands" : NULL;
}

static const char *scan_fraction(const char **p, struct decimal *d)
{
    const char *start = ++*p, *why;
    for (; is_digit(**p); (*p)++) {
        if ((why = add_digit(d, **p)))
            return why;
        d->exponent--;
    }
    return *p == start ? not_a_number : NULL;
}

static const char *scan_exponent(const char **p, struct decimal *d)
{
    (*p)++;
    bool negative = **p == '-';
    if (**p == '-' || **p == '+')
        (*p)++;
    const char *start = *p;
    int exponent = 0;
    for (; is_digit(**p); (*p)++)
        if ((exponent = 10 * exponent + (**p - '0')) > LARGEST_EXPONENT)
            return "has an exponent out of reason";
    d->exponent += negative ? -exponent : exponent;
    return *p == start ? not_a_number : NULL;
}

static const char *scan(const char *word, struct decimal *d)
{
    const char *p = word, *why;
    *d = (struct decimal){.negative = *word == '-'};
    if (*p == '-' || *p == '+')
        p++;
    if (p[0] == '0' && (p[1] == 'x' || p[1] == 'X'))
        return "is hexadecimal; write it in decimal";
    if (p[0] == '0' && (is_digit(p[1]) || p[1] == '_'))
        return "begins with 0, which some read as octal; write it without";
    if ((why = scan_whole_part(&p, d)))
        return why;
    if (*p == '.' && (why = scan_fraction(&p, d)))
        return why;
    if ((*p == 'e' || *p == 'E') && (why = scan_exponent(&p, d)))
        return why;
    return *p ? not_a_number : NULL;
}

/* What is cut off when only the whole part is kept. */
enum rest { NOTHING, BELOW_HALF, HALF, ABOVE_HALF };

static enum rest rest_after(const struct decimal *d, int kept)
{
    if (kept >= d->count)
        return NOTHING;
    if (kept < 0)
        return BELOW_HALF;
    bool more = false;
    for (int i = kept + 1; i < d->count; i++)
        more |= d->digits[i] != '0';
    char first = d->digits[kept];
    if (first == '5')
        return more ? ABOVE_HALF : HALF;
    if (first > '5')
        return ABOVE_HALF;
    return first != '0' || more ? BELOW_HALF : NOTHING;
}

/* Whole part of digits x 10^exponent x 10^shift, towards zero; false where it has over 20 digits. */
static bool whole_part(const struct decimal *d, int shift, unsigned __int128 *whole, enum rest *rest)
{
    int kept = d->count + d->exponent + shift;
    *whole = 0;
    *rest = d->count ? rest_after(d, kept) : NOTHING;
    if (d->count && kept > 20)
        return false;
    for (int i = 0; d->count && i < kept; i++)
        *whole = 10 * *whole + (unsigned)(i < d->count ? d->digits[i] - '0' : 0);
    return true;
}

static const char *with_sign(const struct decimal *d, unsigned __int128 whole, int64_t *value)
{
    unsigned __int128 limit = (unsigned __int128)INT64_MAX + d->negative;
    if (whole > limit)
        return "is larger than 64 bits hold";
    *value = d->negative ? (int64_t) - (__int128)whole : (int64_t)whole;
    return NULL;
}

/* ---- words to values --------------------------------------------------------------------------------- */

const char *hq_to_integer(const char *word, int64_t *value)
{
    struct decimal d;
    unsigned __int128 whole;
    enum rest rest;
    const char *why = scan(word, &d);
    if (why)
        return why == not_a_number ? "is not a whole number" : why;
    if (!whole_part(&d, 0, &whole, &rest))
        return "is larger than 64 bits hold";
    return rest == NOTHING ? with_sign(&d, whole, value) : "is not a whole number";
}

const char *hq_to_fen(const char *word, int64_t *fen)
{
    struct decimal d;
    unsigned __int128 whole;
    enum rest rest;
    const char *why = scan(word, &d);
    if (why)
        return why == not_a_number ? "is not an amount in Yuan" : why;
    if (!whole_part(&d, 2, &whole, &rest))
        return "is larger than 64 bits hold";
    if (rest == ABOVE_HALF || (rest == HALF && whole % 2))
        whole++;
    return with_sign(&d, whole, fen);
}

/* The grammar is checked before; only digits, a point and an exponent reach strtod, in the C locale. */
const char *hq_to_real(const char *word, double *value)
{
    struct decimal d;
    const char *why = scan(word, &d);
    if (why)
        return why;
    char plain[DIGITS + 32];
    snprintf(plain, sizeof plain, "%s%.*se%d", d.negative ? "-" : "", d.count ? d.count : 1,
             d.count ? d.digits : "0", d.exponent);
    locale_t c = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    double number = strtod_l(plain, NULL, c);
    freelocale(c);
    if (!isfinite(number))
        return "is larger than a real number holds";
    if (number == 0 && d.count)
        return "is smaller than a real number holds";
    *value = number + 0.0; /* -0 becomes 0 */
    return NULL;
}

const char *hq_to_bool(const char *word, int64_t *value)
{
    static const char *const words[2][3] = {{"false", "no", "off"}, {"true", "yes", "on"}};
    for (int truth = 0; truth < 2; truth++)
        for (int i = 0; i < 3; i++)
            if (strcmp(word, words[truth][i]) == 0) {
                *value = truth;
                return NULL;
            }
    return "is neither true (true, yes, on) nor false (false, no, off)";
}

static bool all_digits(const char *word, size_t least, size_t most)
{
    size_t length = strspn(word, "0123456789");
    return word[length] == '\0' && length >= least && length <= most;
}

const char *hq_to_year(const char *word, int *year)
{
    int number = all_digits(word, 4, 4) ? (int)strtol(word, NULL, 10) : 0;
    if (number < 1900 || number > 2200)
        return "is not a year from 1900 to 2200";
    *year = number;
    return NULL;
}

const char *hq_to_code(const char *word, int32_t *code)
{
    if (!all_digits(word, 1, 9) || word[0] == '0')
        return "is not a county code (one to nine digits, the first not 0)";
    *code = (int32_t)strtol(word, NULL, 10);
    return NULL;
}

/* ---- rows -------------------------------------------------------------------------------------------- */

static const char *to_cell(enum hq_param_type type, const char *word, union cell *out)
{
    switch (type) {
    case HQ_REAL:
        return hq_to_real(word, &out->real);
    case HQ_INT:
        return hq_to_integer(word, &out->integer);
    case HQ_BOOL:
        return hq_to_bool(word, &out->integer);
    case HQ_YUAN:
        return hq_to_fen(word, &out->integer);
    default:
        return "is not wanted here"; /* texts are not converted */
    }
}

bool hq_convert(const struct param_row *row, const char *word, union cell *out, char why[HQ_WHY])
{
    const char *wrong = to_cell(row->type, word, out);
    if (wrong) {
        snprintf(why, HQ_WHY, "%s.%s: '%.120s' %s", row->group, row->name, word, wrong);
        return false;
    }
    double number = row->type == HQ_REAL ? out->real : (double)out->integer;
    double unit = row->type == HQ_YUAN ? 100 : 1;
    if (row->type == HQ_BOOL || (number >= row->low * unit && number <= row->high * unit))
        return true;
    char low[HQ_NUMBER], high[HQ_NUMBER];
    bool has_unit = row->unit[0] && strcmp(row->unit, "1") != 0;
    snprintf(why, HQ_WHY, "%s.%s: %.120s is out of range: it must be from %s to %s%s%s", row->group, row->name,
             word, hq_real_text(row->low, low), hq_real_text(row->high, high), has_unit ? " " : "",
             has_unit ? row->unit : "");
    return false;
}

/* Ranges of the integer types; u64 only as far as int64 goes. */
static const int64_t least[HQ_TYPES] = {
    [HQ_i8] = INT8_MIN, [HQ_i16] = INT16_MIN, [HQ_i32] = INT32_MIN, [HQ_i64] = INT64_MIN};
static const int64_t most[HQ_TYPES] = {
    [HQ_u8] = UINT8_MAX,  [HQ_i8] = INT8_MAX,    [HQ_u16] = UINT16_MAX, [HQ_i16] = INT16_MAX,
    [HQ_i32] = INT32_MAX, [HQ_u32] = UINT32_MAX, [HQ_i64] = INT64_MAX,  [HQ_u64] = INT64_MAX};

/* Little-endian hosts only, as the files: the low bytes of the integer are the value. */
static void store_integer(enum hq_type type, int64_t value, void *out)
{
    memcpy(out, &value, hq_type_size(type));
}

static void store_real(enum hq_type type, double value, void *out)
{
    float narrow = (float)value;
    if (type == HQ_f32)
        memcpy(out, &narrow, sizeof narrow);
    else
        memcpy(out, &value, sizeof value);
}

const char *hq_convert_column(enum hq_type type, const char *word, void *out)
{
    if (type == HQ_f32 || type == HQ_f64) {
        double value;
        const char *why = hq_to_real(word, &value);
        if (!why && type == HQ_f32 && (value > (double)FLT_MAX || value < -(double)FLT_MAX))
            why = "is larger than 32 bits hold";
        if (!why)
            store_real(type, value, out);
        return why;
    }
    int64_t value;
    const char *why = hq_to_integer(word, &value);
    if (!why && (value < least[type] || value > most[type]))
        why = "is out of the range of its column";
    if (!why)
        store_integer(type, value, out);
    return why;
}

void hq_store_column(enum hq_type type, double number, void *out)
{
    if (type == HQ_f32 || type == HQ_f64)
        store_real(type, number, out);
    else
        store_integer(type, (int64_t)number, out); /* lint: allow float-cast: callers have checked the range */
}

/* ---- values to words --------------------------------------------------------------------------------- */

const char *hq_real_text(double value, char space[HQ_NUMBER])
{
    locale_t c = newlocale(LC_ALL_MASK, "C", (locale_t)0), before = uselocale(c);
    for (int digits = 1; digits <= DBL_DECIMAL_DIG; digits++) {
        snprintf(space, HQ_NUMBER, "%.*g", digits, value);
        if (strtod_l(space, NULL, c) == value)
            break;
    }
    /* lint: allow float-cast: within 10^15 by the first two conditions */
    if (value > -1e15 && value < 1e15 && value == (double)(int64_t)value)
        snprintf(space, HQ_NUMBER, "%" PRId64,
                 (int64_t)value); /* 2000, not 2e+03; lint: allow float-cast: as above */
    uselocale(before);
    freelocale(c);
    return space;
}

const char *hq_fen_text(int64_t fen, char space[HQ_NUMBER])
{
    uint64_t size = fen < 0 ? -(uint64_t)fen : (uint64_t)fen;
    int length = snprintf(space, HQ_NUMBER, "%s%" PRIu64, fen < 0 ? "-" : "", size / 100);
    if (size % 100)
        snprintf(space + length, (size_t)(HQ_NUMBER - length), ".%02d", (int)(size % 100));
    return space;
}

const char *hq_cell_text(enum hq_param_type type, union cell value, char space[HQ_NUMBER])
{
    switch (type) {
    case HQ_REAL:
        return hq_real_text(value.real, space);
    case HQ_INT:
        snprintf(space, HQ_NUMBER, "%" PRId64, value.integer);
        return space;
    case HQ_BOOL:
        return value.integer ? "true" : "false";
    case HQ_YUAN:
        return hq_fen_text(value.integer, space);
    default:
        return value.text;
    }
}
