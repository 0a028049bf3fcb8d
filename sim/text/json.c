/* JSON, by hand: the same bytes under every locale. */
#include "sim/text/json.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/error.h"

/* Most significant digits that a double can need. */
enum { MOST_DIGITS = 17 };

/* ---- text ------------------------------------------------------------------------------------ */

/* Bytes of the UTF-8 character at `text`, or 0: too long a form, a surrogate, beyond U+10FFFF, cut. */
static int character_length(const unsigned char *text)
{
    static const struct {
        unsigned char first, last, low, high; /* range of the first byte; of the second */
        int length;
    } forms[] = {
        {0x01, 0x7F, 0x00, 0xFF, 1}, {0xC2, 0xDF, 0x80, 0xBF, 2}, {0xE0, 0xE0, 0xA0, 0xBF, 3},
        {0xE1, 0xEC, 0x80, 0xBF, 3}, {0xED, 0xED, 0x80, 0x9F, 3}, {0xEE, 0xEF, 0x80, 0xBF, 3},
        {0xF0, 0xF0, 0x90, 0xBF, 4}, {0xF1, 0xF3, 0x80, 0xBF, 4}, {0xF4, 0xF4, 0x80, 0x8F, 4},
    };

    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (text[0] < forms[i].first || text[0] > forms[i].last)
            continue;
        if (text[1] < forms[i].low || text[1] > forms[i].high)
            return 0;
        for (int k = 2; k < forms[i].length; k++)
            if (text[k] < 0x80 || text[k] > 0xBF)
                return 0;
        return forms[i].length;
    }
    return 0;
}

static void put_ascii(FILE *out, unsigned char c)
{
    static const char named[] = "\"\"\\\\\bb\ff\nn\rr\tt";
    const char *found = NULL;

    for (const char *pair = named; *pair != '\0'; pair += 2)
        if ((unsigned char)*pair == c)
            found = pair + 1;
    if (found)
        fprintf(out, "\\%c", *found);
    else if (c < 0x20 || c == 0x7F)
        fprintf(out, "\\u%04x", c);
    else
        fputc(c, out);
}

static void put_text(FILE *out, const char *text)
{
    const unsigned char *next = (const unsigned char *)text;

    fputc('"', out);
    while (*next != '\0') {
        int length = character_length(next);
        if (length == 1)
            put_ascii(out, *next);
        else if (length > 1)
            fwrite(next, 1, (size_t)length, out);
        else
            fputs("\\ufffd", out);
        next += length > 0 ? length : 1;
    }
    fputc('"', out);
}

/* ---- numbers --------------------------------------------------------------------------------- */

/* Fewest digits that read back as `value` (> 0, finite), and its decimal exponent. printf and strtod
 * agree on a decimal point, whatever the locale's is; it is dropped here and never printed. */
static int shortest_digits(double value, char digits[MOST_DIGITS + 1], int *exponent)
{
    char text[64];
    int count = 0;

    for (int precision = 0; precision < MOST_DIGITS; precision++) {
        snprintf(text, sizeof text, "%.*e", precision, value);
        if (strtod(text, NULL) == value)
            break;
    }
    char *e = strchr(text, 'e');
    *exponent = (int)strtol(e + 1, NULL, 10);
    for (char *c = text; c < e; c++)
        if (*c >= '0' && *c <= '9')
            digits[count++] = *c;
    while (count > 1 && digits[count - 1] == '0')
        count--;
    digits[count] = '\0';
    return count;
}

static void put_zeros(FILE *out, int count)
{
    while (count-- > 0)
        fputc('0', out);
}

/* Plain from 0.0001 to below 1e17, else d.ddde-n. */
static void put_real(FILE *out, double value)
{
    char digits[MOST_DIGITS + 1] = "0";
    int exponent = 0, count = 1;

    if (signbit(value))
        fputc('-', out);
    if (value != 0)
        count = shortest_digits(signbit(value) ? -value : value, digits, &exponent);
    if (exponent < -4 || exponent >= MOST_DIGITS) {
        fprintf(out, count > 1 ? "%c.%se%d" : "%c%se%d", digits[0], digits + 1, exponent);
    } else if (exponent < 0) {
        fputs("0.", out);
        put_zeros(out, -exponent - 1);
        fputs(digits, out);
    } else {
        int whole = exponent + 1;
        fprintf(out, "%.*s", whole, digits);
        put_zeros(out, whole - count);
        fprintf(out, ".%s", count > whole ? digits + whole : "0");
    }
}

/* ---- structure ------------------------------------------------------------------------------- */

static void new_line(struct json *j)
{
    fputc('\n', j->out);
    for (int i = 0; i < j->depth; i++)
        fputs("  ", j->out);
}

/* Comma, line, indent and key: all that stands before a value. */
static void next_item(struct json *j, const char *key)
{
    if (j->depth < 1)
        hq_fail(HQ_EXIT_INTERNAL, "JSON: \"%s\" outside of any object", key ? key : "");
    if (j->comma[j->depth])
        fputc(',', j->out);
    j->comma[j->depth] = true;
    new_line(j);
    if (key) {
        put_text(j->out, key);
        fputs(": ", j->out);
    }
}

static void open_bracket(struct json *j, char bracket)
{
    if (j->depth + 1 >= (int)(sizeof j->comma / sizeof *j->comma))
        hq_fail(HQ_EXIT_INTERNAL, "JSON: nested more than %d deep", j->depth);
    fputc(bracket, j->out);
    j->comma[++j->depth] = false;
}

void hq_json_begin(struct json *j, FILE *out)
{
    *j = (struct json){.out = out};
    open_bracket(j, '{');
}

void hq_json_end(struct json *j)
{
    if (j->depth != 1)
        hq_fail(HQ_EXIT_INTERNAL, "JSON: ended at depth %d", j->depth);
    hq_json_close(j, '}');
    fputc('\n', j->out);
}

void hq_json_object(struct json *j, const char *key)
{
    next_item(j, key);
    open_bracket(j, '{');
}

void hq_json_array(struct json *j, const char *key)
{
    next_item(j, key);
    open_bracket(j, '[');
}

void hq_json_close(struct json *j, char bracket)
{
    if (j->depth < 1)
        hq_fail(HQ_EXIT_INTERNAL, "JSON: closed more often than opened");
    bool empty = !j->comma[j->depth--];
    if (!empty)
        new_line(j);
    fputc(bracket, j->out);
}

/* ---- scalars --------------------------------------------------------------------------------- */

void hq_json_text(struct json *j, const char *key, const char *value)
{
    next_item(j, key);
    if (value)
        put_text(j->out, value);
    else
        fputs("null", j->out);
}

void hq_json_real(struct json *j, const char *key, double value)
{
    next_item(j, key);
    if (isfinite(value))
        put_real(j->out, value);
    else
        fputs("null", j->out);
}

void hq_json_int(struct json *j, const char *key, int64_t value)
{
    next_item(j, key);
    fprintf(j->out, "%" PRId64, value);
}

void hq_json_bool(struct json *j, const char *key, bool value)
{
    next_item(j, key);
    fputs(value ? "true" : "false", j->out);
}
