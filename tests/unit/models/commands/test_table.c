/* Tables of cells, as aligned text and as JSON. */
#include "unit/models/commands/program.h"

#include "models/commands/table.c" // NOLINT(bugprone-suspicious-include)

static const struct heading headings[] = {{.name = "name"},
                                          {.name = "size", .reading = NUMBER},
                                          {.name = "open", .reading = TRUTH},
                                          {.name = "parts", .reading = ITEMS},
                                          {.name = "source", .detail = true},
                                          {0}};

static void fill_row(struct table *t, const char *name, double size, bool open, char *parts)
{
    table_copy(t, name);
    table_number(t, size);
    table_truth(t, open);
    table_put(t, parts);
    table_copy(t, "a book");
}

static struct table two_rows(void)
{
    struct table t;
    table_begin(&t, headings, 2);
    fill_row(&t, "hay", 12.5, true, table_item(table_item(hq_copy_text(""), "stem"), "leaf"));
    fill_row(&t, "", 1000, false, hq_copy_text(""));
    return t;
}

/* What a table prints; free it. */
static char *printed(bool json)
{
    struct table t = two_rows();
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    assert_int_equal(t.rows, 2);
    if (json) {
        table_json(&t, "toy", "fodder", out);
    } else {
        table_print(&t, out);
    }
    fclose(out);
    table_end(&t);
    return text;
}

static void text_is_aligned_and_leaves_details_out(void **state)
{
    (void)state;
    char *text = printed(false);
    assert_string_equal(text, "name  size  open   parts\n"
                              "hay   12.5  true   stem, leaf\n"
                              "-     1000  false  -\n");
    free(text);
}

/* Chinese characters are two columns wide on a terminal, and three bytes; a cell cannot move the cursor. */
static void columns_are_those_of_a_terminal(void **state)
{
    (void)state;
    static const struct heading two[] = {{.name = "group"}, {.name = "n", .reading = NUMBER}, {0}};
    struct table t;
    char *text;
    size_t size;
    table_begin(&t, two, 4);
    table_copy(&t, "内蒙古");
    table_copy(&t, "1");
    table_copy(&t, "né");
    table_copy(&t, "12");
    table_copy(&t, "\x1b[2J\n");
    table_copy(&t, "3");
    FILE *out = open_memstream(&text, &size);
    table_print(&t, out);
    fclose(out);
    assert_string_equal(text, "group    n\n"
                              "内蒙古   1\n"
                              "né      12\n"
                              "?[2J?    3\n");
    free(text);
    table_end(&t);
}

static void json_has_numbers_truths_lists_and_details(void **state)
{
    (void)state;
    char *text = printed(true);
    static const char *const parts[] = {"\"model\": \"toy\"", "\"fodder\": [",  "\"size\": 12.5",
                                        "\"size\": 1000",     "\"open\": true", "\"stem\"",
                                        "\"leaf\"",           "\"parts\": []",  "\"source\": \"a book\""};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        assert_non_null(strstr(text, parts[i]));
    }
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(text_is_aligned_and_leaves_details_out),
                                       cmocka_unit_test(columns_are_those_of_a_terminal),
                                       cmocka_unit_test(json_has_numbers_truths_lists_and_details)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
