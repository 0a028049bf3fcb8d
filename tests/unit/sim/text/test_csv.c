#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sim/text/csv.h"

static struct arena arena;
static struct diagnostics d;
static struct source source;
static struct csv csv;

static bool read_text(const char *text)
{
    source = (struct source){"t.csv", text, strlen(text), 0, true};
    return hq_csv_read(&arena, &source, &d, &csv);
}

static int clean(void **state)
{
    (void)state;
    hq_arena_free(&arena);
    hq_free_diagnostics(&d);
    return 0;
}

static void expect_cell(int row, int column, const char *text, int line, int at)
{
    const struct csv_cell *cell = hq_csv_cell(&csv, row, column);
    assert_string_equal(cell->text, text);
    assert_int_equal(cell->at.line, line);
    assert_int_equal(cell->at.column, at);
}

static void expect_said(const char *expected)
{
    char *text;
    size_t size;
    FILE *f = open_memstream(&text, &size);
    hq_print_diagnostics(&d, f);
    fclose(f);
    assert_string_equal(text, expected);
    free(text);
}

static void cells_know_their_places(void **state)
{
    (void)state;
    assert_true(read_text("# a comment, with \"quotes\n# another\n"
                          "code,name,note\r\n"
                          "1,\xE5\x86\x85\xE8\x92\x99,x\r\n"
                          "2,\"a, \"\"b\"\"\",\n"
                          "3,\"two\nlines\",\" #\"\n"
                          "#4, kept ,e"));
    assert_int_equal(csv.columns, 3);
    assert_int_equal(csv.rows, 4);
    assert_int_equal(hq_csv_column(&csv, "note"), 2);
    assert_int_equal(hq_csv_column(&csv, "Note"), -1);
    assert_int_equal(csv.header[1].at.line, 3);
    expect_cell(0, 0, "1", 4, 1);
    expect_cell(0, 1, "\xE5\x86\x85\xE8\x92\x99", 4, 3);
    expect_cell(0, 2, "x", 4, 6); /* characters, not bytes */
    expect_cell(1, 1, "a, \"b\"", 5, 3);
    expect_cell(1, 2, "", 5, 14);
    expect_cell(2, 1, "two\nlines", 6, 3);
    expect_cell(2, 2, " #", 7, 8);
    expect_cell(3, 0, "#4", 8, 1); /* comments stand before the header only */
    expect_cell(3, 1, " kept ", 8, 4);
    assert_int_equal(d.count, 0);
}

static void a_header_alone_is_a_table(void **state)
{
    (void)state;
    assert_true(read_text("a"));
    assert_int_equal(csv.columns, 1);
    assert_int_equal(csv.rows, 0);
}

static void wrong_rows_are_all_reported(void **state)
{
    (void)state;
    assert_false(read_text("a,b\n1\n1,2,3\nx\"y,2\n\"p\"q,2\n5,6\n\n\"open,7\n"));
    assert_int_equal(csv.rows, 1);
    expect_cell(0, 0, "5", 6, 1);
    expect_said("t.csv:2:1: error: 1 cell in this row, but 2 in the header\n1\n^\n"
                "t.csv:3:5: error: 3 cells in this row, but 2 in the header\n1,2,3\n    ^\n"
                "t.csv:4:2: error: a quote inside a cell that does not begin with one\nx\"y,2\n ^\n"
                "t.csv:5:4: error: text after the quote that closes the cell\n\"p\"q,2\n   ^\n"
                "t.csv:7:1: error: 1 cell in this row, but 2 in the header\n\n^\n"
                "t.csv:8:1: error: this quote is never closed\n\"open,7\n^\n");
}

static void headers_are_checked(void **state)
{
    (void)state;
    assert_false(read_text("a,,b,a\n"));
    expect_said("t.csv:1:3: error: a column without a name\na,,b,a\n  ^\n"
                "t.csv:1:6: error: column 'a' stands twice\na,,b,a\n     ^\n");
}

static void what_is_no_table_is_refused(void **state)
{
    (void)state;
    assert_false(read_text(""));
    assert_int_equal(csv.columns, 0);
    expect_said("t.csv:1:1: error: no header: the table is empty\n\n^\n");
    clean(state);
    assert_false(read_text("# nothing else\n"));
    expect_said("t.csv:1:1: error: no header: the table is empty\n# nothing else\n^\n");
    clean(state);
    assert_false(read_text("a\n\xFF\n"));
    expect_said(
        "t.csv:2:1: error: a byte that is not UTF-8: this is not a text file, or in another encoding\n?\n^\n");
    clean(state);
    assert_false(read_text("a\rb\n"));
    expect_said("t.csv:1:2: error: a carriage return without a line feed\na?b\n ^\n");
}

static void missing_columns_are_reported(void **state)
{
    (void)state;
    assert_true(read_text("code,vilages\n1,2\n"));
    assert_int_equal(hq_csv_need(&csv, "code", &d), 0);
    assert_int_equal(hq_csv_need(&csv, "villages", &d), -1);
    assert_int_equal(hq_csv_need(&csv, "rain", &d), -1);
    expect_said("t.csv:1:1: error: column 'villages' is missing; did you mean 'vilages'?\ncode,vilages\n^\n"
                "t.csv:1:1: error: column 'rain' is missing\ncode,vilages\n^\n");
    assert_false(d.in_configuration);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(cells_know_their_places, clean),
        cmocka_unit_test_teardown(a_header_alone_is_a_table, clean),
        cmocka_unit_test_teardown(wrong_rows_are_all_reported, clean),
        cmocka_unit_test_teardown(headers_are_checked, clean),
        cmocka_unit_test_teardown(what_is_no_table_is_refused, clean),
        cmocka_unit_test_teardown(missing_columns_are_reported, clean),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
