#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sim/text/diagnostic.h"

static struct source source_of(const char *name, const char *text, int order)
{
    return (struct source){name, text, strlen(text), order, false};
}

static void expect_printed(struct diagnostics *d, const char *expected)
{
    char *text;
    size_t size;
    FILE *f = open_memstream(&text, &size);
    hq_print_diagnostics(d, f);
    fclose(f);
    assert_string_equal(text, expected);
    free(text);
    hq_free_diagnostics(d);
    assert_int_equal(d->count, 0);
}

static void errors_come_in_the_order_of_files(void **state)
{
    (void)state;
    struct diagnostics d = {0};
    struct source a = source_of("a.yaml", "x: 1\ny: 2\n", 0), b = source_of("b.csv", "p,q\n", 1);
    b.data = true;
    hq_report(&d, &b, (struct mark){1, 3}, "no column '%s'", "r");
    assert_false(d.in_configuration);
    hq_report(&d, &a, (struct mark){2, 4}, "second");
    hq_report(&d, &a, (struct mark){2, 4}, "third");
    hq_report(&d, &a, (struct mark){2, 1}, "first");
    hq_report(&d, &a, (struct mark){0, 0}, "as a whole");
    assert_true(d.in_configuration);
    assert_int_equal(d.count, 5);
    expect_printed(&d, "a.yaml: error: as a whole\n"
                       "a.yaml:2:1: error: first\ny: 2\n^\n"
                       "a.yaml:2:4: error: second\ny: 2\n   ^\n"
                       "a.yaml:2:4: error: third\ny: 2\n   ^\n"
                       "b.csv:1:3: error: no column 'r'\np,q\n  ^\n");
}

static void carets_stand_under_their_column(void **state)
{
    (void)state;
    struct diagnostics d = {0};
    struct source tabs = source_of("t", "\tx:\ty\n", 0);
    hq_report(&d, &tabs, (struct mark){1, 5}, "e");
    expect_printed(&d, "t:1:5: error: e\n\tx:\ty\n\t  \t^\n");
    struct source wide = source_of("w", "\xE6\x97\x97\xC3\xA9x\n", 0);
    hq_report(&d, &wide, (struct mark){1, 3}, "e");
    expect_printed(&d, "w:1:3: error: e\n\xE6\x97\x97\xC3\xA9x\n   ^\n");
    struct source short_line = source_of("s", "ab", 0);
    hq_report(&d, &short_line, (struct mark){1, 3}, "at the end");
    expect_printed(&d, "s:1:3: error: at the end\nab\n  ^\n");
    struct source binary = source_of("b", "a\x1B[1m\xFFz", 0);
    hq_report(&d, &binary, (struct mark){1, 7}, "e");
    expect_printed(&d, "b:1:7: error: e\na?[1m?z\n      ^\n");
}

static void long_lines_are_cut_around_the_caret(void **state)
{
    (void)state;
    struct diagnostics d = {0};
    char text[1001], shown[161], blanks[100], expected[700];
    memset(text, '.', 1000);
    text[1000] = '\0';
    text[499] = 'X';
    struct source s = source_of("l", text, 0);
    memset(shown, '.', 160);
    shown[160] = '\0';
    shown[80] = 'X';
    memset(blanks, ' ', 83);
    blanks[83] = '\0';
    snprintf(expected, sizeof expected, "l:1:500: error: e\n...%s...\n%s^\n", shown, blanks);
    hq_report(&d, &s, (struct mark){1, 500}, "e");
    expect_printed(&d, expected);
    shown[80] = '.';
    snprintf(expected, sizeof expected, "l:1:1: error: e\n%s...\n^\n", shown);
    hq_report(&d, &s, (struct mark){1, 1}, "e");
    expect_printed(&d, expected);
}

static const char *nearest(const char *word, const char *const *candidates)
{
    struct suggestion s = hq_suggest(word);
    for (; *candidates; candidates++)
        hq_offer(&s, *candidates);
    return s.best ? s.best : "-";
}

static void misspelt_words_are_recognised(void **state)
{
    (void)state;
    static const char *const words[] = {"pasture.growth", "pasture.cover", "training.budget", "x.ab", NULL};
    assert_string_equal(nearest("pasture.growht", words), "pasture.growth"); /* swapped: one step */
    assert_string_equal(nearest("PASTURE.GROWTH", words), "pasture.growth");
    assert_string_equal(nearest("pasture.covr", words), "pasture.cover");
    assert_string_equal(nearest("trainingg.budgt", words), "training.budget");
    assert_string_equal(nearest("something.else", words), "-");
    assert_string_equal(nearest("", words), "-");
    static const char *const twins[] = {"bat", "cat", NULL};
    assert_string_equal(nearest("rat", twins), "bat"); /* the first of equals */
    assert_string_equal(nearest("ba", twins), "bat");
    assert_string_equal(nearest("b", twins), "-");
    static const char *const letters[] = {"a", NULL};
    assert_string_equal(nearest("b", letters), "-"); /* nothing in common */
    char long_word[200];
    memset(long_word, 'a', 199);
    long_word[199] = '\0';
    assert_string_equal(nearest(long_word, (const char *const[]){long_word, NULL}), "-");
}

static void distances_count_single_steps(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        int steps;
    } known[] = {{"kitten", "kitten", 0},  {"kitten", "sitten", 1}, {"kitten", "kiten", 1},
                 {"kitten", "kittens", 1}, {"kitten", "iktten", 1}, {"kitten", "sittin", 2}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        struct suggestion s = hq_suggest(known[i].a);
        hq_offer(&s, known[i].b);
        assert_non_null(s.best);
        assert_int_equal(s.distance, known[i].steps);
    }
}

static void hints(void **state)
{
    (void)state;
    char space[HQ_HINT];
    struct suggestion s = hq_suggest("yaer");
    assert_string_equal(hq_hint(&s, space), "");
    hq_offer(&s, "year");
    assert_string_equal(hq_hint(&s, space), "; did you mean 'year'?");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(errors_come_in_the_order_of_files),
        cmocka_unit_test(carets_stand_under_their_column),
        cmocka_unit_test(long_lines_are_cut_around_the_caret),
        cmocka_unit_test(misspelt_words_are_recognised),
        cmocka_unit_test(distances_count_single_steps),
        cmocka_unit_test(hints),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
