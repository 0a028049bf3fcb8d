/* JSON text compared byte by byte; doubles read back bit by bit. */
#define _GNU_SOURCE 1
#include "unit/sim/scratch.h"

#include <float.h>
#include <locale.h>
#include <math.h>

#include "sim/text/json.h"

/* A JSON text in memory. */
struct sheet {
    struct json json;
    char *text;
    size_t size;
};

static struct json *begin(struct sheet *sheet)
{
    FILE *out = open_memstream(&sheet->text, &sheet->size);

    assert_non_null(out);
    hq_json_begin(&sheet->json, out);
    return &sheet->json;
}

static void finish(struct sheet *sheet)
{
    hq_json_end(&sheet->json);
    assert_int_equal(fclose(sheet->json.out), 0);
}

static void assert_finishes(struct sheet *sheet, const char *expected)
{
    finish(sheet);
    assert_string_equal(sheet->text, expected);
    free(sheet->text);
}

/* An object of one member "k". */
static void assert_member(struct sheet *sheet, const char *expected)
{
    char *whole = hq_text("{\n  \"k\": %s\n}\n", expected);

    assert_finishes(sheet, whole);
    free(whole);
}

static void structure_is_indented_by_two(void **state)
{
    struct sheet sheet;

    (void)state;
    begin(&sheet);
    assert_finishes(&sheet, "{}\n");

    struct json *j = begin(&sheet);
    hq_json_text(j, "a", "b");
    hq_json_array(j, "list");
    hq_json_int(j, NULL, 1);
    hq_json_int(j, NULL, -2);
    hq_json_object(j, NULL);
    hq_json_bool(j, "yes", true);
    hq_json_bool(j, "no", false);
    hq_json_close(j, '}');
    hq_json_close(j, ']');
    hq_json_object(j, "empty");
    hq_json_close(j, '}');
    hq_json_array(j, "none");
    hq_json_close(j, ']');
    assert_finishes(&sheet, "{\n"
                            "  \"a\": \"b\",\n"
                            "  \"list\": [\n"
                            "    1,\n"
                            "    -2,\n"
                            "    {\n"
                            "      \"yes\": true,\n"
                            "      \"no\": false\n"
                            "    }\n"
                            "  ],\n"
                            "  \"empty\": {},\n"
                            "  \"none\": []\n"
                            "}\n");
}

static void assert_text(const char *value, const char *expected)
{
    struct sheet sheet;

    hq_json_text(begin(&sheet), "k", value);
    assert_member(&sheet, expected);
}

static void text_is_escaped(void **state)
{
    (void)state;
    assert_text("", "\"\"");
    assert_text("say \"no\" \\ /", "\"say \\\"no\\\" \\\\ /\"");
    assert_text("\b\f\n\r\t", "\"\\b\\f\\n\\r\\t\"");
    assert_text("\x01\x1f\x7f", "\"\\u0001\\u001f\\u007f\"");
    assert_text("\xe7\xa7\x91\xe5\xb0\x94\xe6\xb2\x81", "\"\xe7\xa7\x91\xe5\xb0\x94\xe6\xb2\x81\"");
    assert_text("\xc3\xa9 \xf0\x9f\x90\x91", "\"\xc3\xa9 \xf0\x9f\x90\x91\"");
    assert_text(NULL, "null");

    struct sheet sheet;
    hq_json_int(begin(&sheet), "a\"b", 1);
    assert_finishes(&sheet, "{\n  \"a\\\"b\": 1\n}\n");
}

static void what_is_not_utf8_is_replaced(void **state)
{
    (void)state;
    assert_text("a\xff"
                "b",
                "\"a\\ufffdb\"");
    assert_text("\xc0\x80", "\"\\ufffd\\ufffd\"");                       /* an overlong zero */
    assert_text("\xed\xa0\x80", "\"\\ufffd\\ufffd\\ufffd\"");            /* a surrogate */
    assert_text("\xf4\x90\x80\x80", "\"\\ufffd\\ufffd\\ufffd\\ufffd\""); /* beyond the last character */
    assert_text("\xe7\xa7", "\"\\ufffd\\ufffd\"");                       /* cut off */
    assert_text("\xc3", "\"\\ufffd\"");
}

static void assert_real(double value, const char *expected)
{
    struct sheet sheet;

    hq_json_real(begin(&sheet), "k", value);
    assert_member(&sheet, expected);
}

static void doubles_are_shortest(void **state)
{
    (void)state;
    assert_real(0, "0.0");
    assert_real(-0.0, "-0.0");
    assert_real(1, "1.0");
    assert_real(-2.5, "-2.5");
    assert_real(0.1, "0.1");
    assert_real(0.1 + 0.2, "0.30000000000000004");
    assert_real(1.0 / 3, "0.3333333333333333");
    assert_real(0.0001, "0.0001");
    assert_real(0.00001, "1e-5");
    assert_real(0.000012, "1.2e-5");
    assert_real(1200, "1200.0");
    assert_real(123456.75, "123456.75");
    assert_real(9007199254740993.0, "9007199254740992.0");
    assert_real(1e16, "10000000000000000.0");
    assert_real(1e17, "1e17");
    assert_real(DBL_MAX, "1.7976931348623157e308");
    assert_real(DBL_MIN, "2.2250738585072014e-308");
    assert_real(4.9406564584124654e-324, "5e-324");
    assert_real(NAN, "null");
    assert_real(INFINITY, "null");
    assert_real(-INFINITY, "null");
}

static void assert_reads_back(double value)
{
    struct sheet sheet;

    hq_json_real(begin(&sheet), "k", value);
    finish(&sheet);
    double back = strtod(strchr(sheet.text, ':') + 1, NULL);
    assert_memory_equal(&back, &value, sizeof value);
    free(sheet.text);
}

static void doubles_read_back_the_same(void **state)
{
    uint64_t bits = 88172645463325252u;

    (void)state;
    for (int i = 0; i < 20000; i++) {
        double value;
        bits ^= bits << 13, bits ^= bits >> 7, bits ^= bits << 17;
        memcpy(&value, &bits, sizeof value);
        if (isfinite(value))
            assert_reads_back(value);
        assert_reads_back((double)(int64_t)bits / 4096.0);
    }
    for (int i = -1074; i < 1024; i++)
        assert_reads_back(ldexp(1, i));
}

static void integers_are_whole(void **state)
{
    struct sheet sheet;
    struct json *j = begin(&sheet);

    (void)state;
    hq_json_int(j, "a", INT64_MIN);
    hq_json_int(j, "b", INT64_MAX);
    assert_finishes(&sheet, "{\n  \"a\": -9223372036854775808,\n  \"b\": 9223372036854775807\n}\n");
}

/* A locale with a decimal comma, made here: few machines have one installed. */
static void the_locale_changes_nothing(void **state)
{
    char *source = scratch_path(state, "comma.src");
    const char *definition = "comment_char %\nescape_char /\nLC_NUMERIC\ndecimal_point \",\"\n"
                             "thousands_sep \".\"\ngrouping 3;3\nEND LC_NUMERIC\n";
    scratch_write(source, definition, strlen(definition));
    char *command = hq_text("localedef -c -i %s -f UTF-8 %s/comma.UTF-8 >%s/log 2>&1", source,
                            (const char *)*state, (const char *)*state);
    int made = system(command);
    (void)made; /* warns of missing categories; setlocale tells whether it worked */
    setenv("LOCPATH", *state, 1);
    bool comma = setlocale(LC_NUMERIC, "comma.UTF-8") != NULL;
    if (comma) {
        char *shown = hq_text("%.1f", 0.5);
        assert_string_equal(shown, "0,5");
        free(shown);
        doubles_are_shortest(state);
    }
    setlocale(LC_NUMERIC, "C");
    unsetenv("LOCPATH");
    free(command);
    free(source);
    if (!comma)
        skip();
}

static void leave_open(void *out)
{
    struct json j;

    hq_json_begin(&j, out);
    hq_json_array(&j, "list");
    hq_json_end(&j);
}

static void nest_too_deep(void *out)
{
    struct json j;

    hq_json_begin(&j, out);
    for (int i = 0; i < 40; i++)
        hq_json_object(&j, "deeper");
}

static void close_too_often(void *out)
{
    struct json j;

    hq_json_begin(&j, out);
    hq_json_close(&j, '}');
    hq_json_close(&j, '}');
}

static void misuse_ends_the_run(void **state)
{
    FILE *out = fopen("/dev/null", "w");

    assert_non_null(out);
    scratch_must_fail(state, leave_open, out, 70, "ended at depth 2");
    scratch_must_fail(state, nest_too_deep, out, 70, "nested");
    scratch_must_fail(state, close_too_often, out, 70, "closed more often");
    fclose(out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(structure_is_indented_by_two), cmocka_unit_test(text_is_escaped),
        cmocka_unit_test(what_is_not_utf8_is_replaced), cmocka_unit_test(doubles_are_shortest),
        cmocka_unit_test(doubles_read_back_the_same),   cmocka_unit_test(integers_are_whole),
        scratch_test(the_locale_changes_nothing),       scratch_test(misuse_ends_the_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
