#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "sim/text/arena.h"
#include "sim/text/source.h"

static int decode(const char *text, uint32_t *point)
{
    *point = 0;
    return hq_utf8(text, strlen(text), point);
}

static void characters_are_decoded(void **state)
{
    (void)state;
    uint32_t point;
    assert_int_equal(decode("a", &point), 1);
    assert_int_equal(point, 'a');
    assert_int_equal(decode("\xC3\xA9", &point), 2);
    assert_int_equal(point, 0xE9);
    assert_int_equal(decode("\xE6\x97\x97", &point), 3);
    assert_int_equal(point, 0x65D7);
    assert_int_equal(decode("\xF0\x9F\x90\x91", &point), 4);
    assert_int_equal(point, 0x1F411);
    assert_int_equal(hq_utf8("", 0, &point), 0);
}

static void what_is_not_utf8_is_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "\x80",             /* a continuation */
        "\xC3",             /* cut off */
        "\xC3(",            /* not continued */
        "\xC0\xAF",         /* overlong */
        "\xE0\x80\xAF",     /* overlong */
        "\xF0\x80\x80\xAF", /* overlong */
        "\xED\xA0\x80",     /* surrogate */
        "\xF4\x90\x80\x80", /* past the last */
        "\xFF",
    };
    uint32_t point;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(decode(wrong[i], &point), 0);
}

static void characters_are_counted_and_measured(void **state)
{
    (void)state;
    assert_int_equal(hq_characters("a\xE6\x97\x97\xFF"
                                   "b",
                                   6),
                     4);
    assert_int_equal(hq_width('a'), 1);
    assert_int_equal(hq_width(0xE9), 1);
    assert_int_equal(hq_width(0x65D7), 2);
    assert_int_equal(hq_width(0xFF0C), 2);
}

static void expect_line(const struct source *source, int line, const char *text)
{
    size_t length;
    const char *start = hq_line(source, line, &length);
    assert_int_equal(length, strlen(text));
    assert_memory_equal(start, text, length);
}

static void lines_are_found(void **state)
{
    (void)state;
    const char *text = "one\r\n\nthree";
    const struct source source = {"x", text, strlen(text), 0, false};
    expect_line(&source, 1, "one");
    expect_line(&source, 2, "");
    expect_line(&source, 3, "three");
    expect_line(&source, 4, "");
    expect_line(&source, 99, "");
    const struct source none = {"x", "", 0, 0, false};
    expect_line(&none, 1, "");
}

static void expect_place(const char *text, size_t size, const char *why, int line, int column)
{
    struct mark at;
    const struct source source = {"x", text, size, 0, false};
    const char *found = hq_not_text(&source, &at);
    if (!why) {
        assert_null(found);
        return;
    }
    assert_non_null(found);
    assert_string_equal(found, why);
    assert_int_equal(at.line, line);
    assert_int_equal(at.column, column);
}

static void what_is_no_text_is_found(void **state)
{
    (void)state;
    expect_place("a\tb\r\n\xE6\x97\x97\n", 8, NULL, 0, 0);
    expect_place("a\nb\0c", 5, "a NUL byte: this is not a text file", 2, 2);
    expect_place("\xE6\x97\x97\x1B", 4, "a control character: this is not a text file", 1, 2);
    expect_place("\xFF\xFE"
                 "a",
                 3, "a byte that is not UTF-8: this is not a text file, or in another encoding", 1, 1);
    expect_place("a\rb", 3, "a carriage return without a line feed", 1, 2);
    expect_place("a\r", 2, "a carriage return without a line feed", 1, 2);
    expect_place("a\xE2\x80\xA8", 4, "a line separator other than a line feed", 1, 2);
    expect_place("a\xEF\xBB\xBF", 4, "a byte order mark or a code that is no character", 1, 2);
}

static void a_byte_order_mark_is_no_text(void **state)
{
    (void)state;
    const struct source marked = hq_source_of("name",
                                              "\xEF\xBB\xBF"
                                              "a: 1",
                                              7, 3),
                        plain = hq_source_of("name", "a: 1", 4, 0),
                        two = hq_source_of("name", "\xEF\xBB", 2, 0);
    assert_int_equal(marked.size, 4);
    assert_memory_equal(marked.text, "a: 1", 4);
    assert_true(marked.order == 3 && !marked.data && strcmp(marked.name, "name") == 0);
    assert_int_equal(plain.size, 4);
    assert_int_equal(two.size, 2); /* cut off: no mark */
}

static void files_become_sources(void **state)
{
    (void)state;
    char path[] = "/tmp/horqin-source-XXXXXX";
    const int fd = mkstemp(path);
    assert_true(fd >= 0 && write(fd,
                                 "\xEF\xBB\xBF"
                                 "x,y\n",
                                 7) == 7);
    close(fd);
    struct arena arena = {0};
    struct source *source;
    assert_int_equal(hq_source_read(&arena, path, 5, true, &source), 0);
    assert_true(source->size == 4 && source->order == 5 && source->data);
    assert_memory_equal(source->text, "x,y\n", 4);
    assert_string_equal(source->name, path);
    unlink(path);
    assert_int_equal(hq_source_read(&arena, path, 6, true, &source), ENOENT);
    assert_null(source);
    hq_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_byte_order_mark_is_no_text),
        cmocka_unit_test(files_become_sources),
        cmocka_unit_test(characters_are_decoded),
        cmocka_unit_test(what_is_not_utf8_is_refused),
        cmocka_unit_test(characters_are_counted_and_measured),
        cmocka_unit_test(lines_are_found),
        cmocka_unit_test(what_is_no_text_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
