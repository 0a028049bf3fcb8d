/* Rows are found by all parts of their name, in any order, and hold not-a-number until filled. */
#include "unit/sim/test.h"

#include <math.h>

#include "models/compare/sheet.c" // NOLINT(bugprone-suspicious-include)

static void every_part_of_a_name_counts(void **state)
{
    (void)state;
    static const struct sheet_key keys[] = {
        {"a", "b", "c", "d", "e", 1}, {"x", "b", "c", "d", "e", 1}, {"a", "x", "c", "d", "e", 1},
        {"a", "b", "x", "d", "e", 1}, {"a", "b", "c", "x", "e", 1}, {"a", "b", "c", "d", "x", 1},
        {"a", "b", "c", "d", "e", 2}, {"ab", "", "c", "d", "e", 1}, {"a", "bc", "", "d", "e", 1}};
    enum { KEYS = sizeof keys / sizeof *keys };
    struct sheet s = {.width = 2};
    assert_int_equal(sheet_find(&s, &keys[0]), -1);
    for (int i = 0; i < KEYS; i++)
        assert_int_equal(sheet_row_of(&s, &keys[i]), i);
    for (int i = KEYS - 1; i >= 0; i--)
        assert_int_equal(sheet_row_of(&s, &keys[i]), i);
    assert_int_equal(s.count, KEYS);
    assert_true(isnan(s.rows[3].values[0]) && isnan(s.rows[3].values[1]));
    const struct sheet_key other = {"a", "b", "c", "d", "e", 3};
    assert_int_equal(sheet_find(&s, &other), -1);
    assert_int_equal(s.count, KEYS);
    sheet_free(&s);
}

static void many_rows(void **state)
{
    (void)state;
    enum { ROWS = 5000 };
    struct sheet s = {.width = 1};
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < ROWS; i++) {
            char name[16];
            const int row = round ? (i * 7) % ROWS : i;
            (void)snprintf(name, sizeof name, "row %d", row);
            const struct sheet_key key = {"table", "", "", name, "", 2000};
            assert_int_equal(sheet_row_of(&s, &key), row);
            if (round == 0)
                s.rows[row].values[0] = row;
        }
    }
    assert_int_equal(s.count, ROWS);
    for (int i = 0; i < ROWS; i++)
        assert_true(s.rows[i].values[0] == i);
    sheet_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_part_of_a_name_counts),
                                       cmocka_unit_test(many_rows)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
