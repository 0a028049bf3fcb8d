/* Rows of a panel: every index is told, where and when it is from. */
#include "unit/models/over_time/panels.h"

#include "models/over_time/tables.c" // NOLINT(bugprone-suspicious-include)

static const struct time_choice whole = {.from = 0, .to = 5, .span = 6, .tau = 0.5, .points = 20};

static struct time_panel example(void)
{
    static const char *const words[] = {"PPAAPA", "APPPAA", "APAPPA", "AAAAAA", "PPPPPP", "AAPAPA", "PAPAAA",
                                        "APAPAA", "PPAAAA", "AAAPAP", "APAAP.", "..PAPA", "PPPAPA"};
    struct time_panel p = panel_of_words(words, 13);
    for (int i = 0; i < 13; i++)
        for (int t = 0; t < 6; t++)
            p.income[panel_cell(&p, i, t)] *= 1 + 0.01 * i + 0.1 * t;
    return p;
}

static double value(const struct time_rows *rows, const char *name, const char *at, int from, int to)
{
    for (int i = 0; i < rows->count; i++) {
        const struct time_row *r = &rows->rows[i];
        if (strcmp(r->index->name, name) == 0 && strcmp(r->at, at) == 0 && r->from == from && r->to == to)
            return r->value;
    }
    fail_msg("no row %s %s %d %d", name, at, from, to);
    return NAN;
}

static void every_index_is_told(void **state)
{
    (void)state;
    struct time_panel p = example();
    struct time_rows rows = {0};
    double x[13];
    const char *names[] = {"herd"};
    for (int i = 0; i < 13; i++)
        x[i] = (i * 7) % 5;
    tell_panel(&p, &rows);
    tell_line(&p, "2300", &whole, &rows);
    assert_null(tell_vulnerability(&p, "2300", &whole, x, names, 1, 0.5, &rows));
    for (int n = 0; n < time_index_count; n++) {
        int told = 0;
        for (int i = 0; i < rows.count; i++)
            told += rows.rows[i].index == &time_indices[n];
        if (told == 0)
            fail_msg("%s is not told", time_indices[n].name);
    }
    for (int i = 0; i < rows.count; i++) {
        const struct time_row *r = &rows.rows[i];
        assert_string_equal(r->line, i < 3 ? "" : "2300");
        assert_int_equal(r->at[0] == '\0', strcmp(r->index->at, "-") == 0);
    }
    time_rows_free(&rows);
    assert_int_equal(rows.count, 0);
    panel_free(&p);
}

static void numbers_are_those_of_their_functions(void **state)
{
    (void)state;
    struct time_panel p = example();
    struct time_rows rows = {0};
    tell_panel(&p, &rows);
    tell_line(&p, "z", &whole, &rows);
    assert_near(value(&rows, "units", "", 2001, 2006), 13, 0);
    assert_near(value(&rows, "observed", "", 2001, 2006), 75.0 / 78, 1e-15);
    assert_near(value(&rows, "throughout", "", 2001, 2006), 11.0 / 12, 1e-15);
    assert_near(value(&rows, "exit_rate", "", 2001, 2002) +
                    value(&rows, "transition_long", "poor>poor", 2001, 2006),
                1.0 / 5 + 1.0 / 5, 1e-15);
    double shares = 0;
    for (int n = 0; n <= 6; n++)
        shares += value(&rows, "periods_poor", (const char[]){(char)('0' + n), '\0'}, 2001, 2006);
    assert_near(shares, 1, 1e-14);
    for (int a = 0; a < 3; a++)
        assert_near(value(&rows, "shapley_growth", fgt_names[a], 2001, 2006) +
                        value(&rows, "shapley_redistribution", fgt_names[a], 2001, 2006),
                    value(&rows, "change", fgt_names[a], 2001, 2006), 1e-14);
    assert_near(value(&rows, "chronic", "gap", 2001, 2006) + value(&rows, "transient", "gap", 2001, 2006),
                value(&rows, "total", "gap", 2001, 2006), 1e-15);
    assert_true(value(&rows, "growth_incidence", "2.5", 2001, 2006) > 0);
    assert_true(value(&rows, "followed_incidence", "100", 2001, 2006) < 0.6);
    time_rows_free(&rows);
    panel_free(&p);
}

/* From and to other periods; a period without anybody has no growth, and nothing breaks. */
static void other_periods(void **state)
{
    (void)state;
    struct time_panel p = example(), gone = panel_of_words((const char *const[]){"PA.", "PP."}, 2);
    struct time_rows rows = {0};
    const struct time_choice part = {.from = 1, .to = 3, .span = 2, .tau = 1, .points = 5},
                             ends = {.from = 0, .to = 2, .span = 3, .tau = 1, .points = 5};
    tell_line(&p, "z", &part, &rows);
    double sum[2] = {0}, count[2] = {0};
    for (int i = 0; i < 13; i++)
        for (int k = 0; k < 2; k++)
            if (panel_observed(&p, i, 1 + 2 * k)) {
                sum[k] += panel_ratio(&p, i, 1 + 2 * k);
                count[k]++;
            }
    assert_near(value(&rows, "growth", "", 2002, 2004), sum[1] / count[1] / (sum[0] / count[0]) - 1, 1e-14);
    assert_near(value(&rows, "transition_long", "poor>poor", 2002, 2004), 4.0 / 8, 1e-15);
    time_rows_free(&rows);
    tell_line(&gone, "z", &ends, &rows);
    assert_true(isnan(value(&rows, "chronic_headcount", "", 2001, 2003)));
    assert_near(value(&rows, "followed", "", 2001, 2003), 0, 0);
    for (int i = 0; i < rows.count; i++)
        assert_string_not_equal(rows.rows[i].index->name, "growth");
    time_rows_free(&rows);
    panel_free(&p);
    panel_free(&gone);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_index_is_told),
        cmocka_unit_test(numbers_are_those_of_their_functions),
        cmocka_unit_test(other_periods),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
