/* Options of what is told over time, periods that there are, and rows as a table and as JSON. */
#include "unit/models/commands/program.h"

#include <math.h>

#include "models/commands/measure_time.c" // NOLINT(bugprone-suspicious-include)
#include "models/commands/table.c"        // NOLINT(bugprone-suspicious-include)

static void defaults_and_numbers(void **state)
{
    (void)state;
    struct time_wish w;
    const char *columns[] = {"herd", "land", NULL};
    assert_true(time_read(&(struct time_texts){0}, &w));
    assert_true(w.tau == 0.5 && w.points == 20 && w.span == 0 && !w.has_from && w.predictor_count == 0);
    assert_true(time_read(&(struct time_texts){.tau = "0.25",
                                               .span = "6",
                                               .points = "100",
                                               .from = "2004",
                                               .to = "2009",
                                               .at = "0.3",
                                               .predictors = columns},
                          &w));
    assert_true(w.tau == 0.25 && w.points == 100 && w.span == 6 && w.from == 2004 && w.to == 2009);
    assert_true(w.vulnerable_at == 0.3 && w.predictor_count == 2 && w.has_from && w.has_to);
    assert_null(time_given(&(struct time_texts){0}));
    assert_string_equal(time_given(&(struct time_texts){.predictors = columns}), "--predictor");
}

static void wrong_numbers(void **state)
{
    (void)state;
    struct time_wish w;
    const char *columns[MOST_PREDICTORS + 2];
    for (int i = 0; i <= MOST_PREDICTORS; i++)
        columns[i] = "x";
    columns[MOST_PREDICTORS + 1] = NULL;
    assert_false(time_read(&(struct time_texts){.tau = "0"}, &w));
    assert_false(time_read(&(struct time_texts){.tau = "1.1"}, &w));
    assert_false(time_read(&(struct time_texts){.tau = "much"}, &w));
    assert_false(time_read(&(struct time_texts){.span = "1"}, &w));
    assert_false(time_read(&(struct time_texts){.points = "101"}, &w));
    assert_false(time_read(&(struct time_texts){.from = "then"}, &w));
    assert_false(time_read(&(struct time_texts){.at = "0.5"}, &w)); /* without predictors */
    assert_false(time_read(&(struct time_texts){.at = "2", .predictors = columns}, &w));
    assert_false(time_read(&(struct time_texts){.predictors = columns}, &w));
}

static void periods_that_there_are(void **state)
{
    (void)state;
    struct time_panel p;
    struct time_wish w;
    struct time_choice c;
    panel_begin(&p, 1, (const int32_t[]){2002, 2004, 2006, 2010}, 4, false);
    assert_true(time_read(&(struct time_texts){0}, &w) && time_choose(&w, &p, &c));
    assert_true(c.from == 0 && c.to == 3 && c.span == 4);
    assert_true(time_read(&(struct time_texts){.from = "2004", .to = "2010", .span = "2"}, &w));
    assert_true(time_choose(&w, &p, &c) && c.from == 1 && c.to == 3 && c.span == 2);
    assert_true(time_read(&(struct time_texts){.from = "2003"}, &w));
    assert_false(time_choose(&w, &p, &c));
    assert_true(time_read(&(struct time_texts){.from = "2006", .to = "2004"}, &w));
    assert_false(time_choose(&w, &p, &c));
    assert_true(time_read(&(struct time_texts){.from = "2006", .span = "3"}, &w));
    assert_false(time_choose(&w, &p, &c));
    panel_free(&p);
}

static void rows_are_told(void **state)
{
    (void)state;
    struct time_rows rows = {0};
    struct json j;
    struct time_panel p;
    char *text;
    size_t size;
    panel_begin(&p, 2, (const int32_t[]){2002, 2003}, 2, false);
    p.income[0] = p.income[1] = p.income[2] = 7;
    p.weight[0] = p.weight[1] = p.weight[2] = 1;
    tell_panel(&p, &rows);
    FILE *out = open_memstream(&text, &size);
    time_print(&rows, out);
    fclose(out);
    assert_non_null(strstr(text, "line  index       at  from    to  value  error\n"));
    assert_non_null(strstr(text, "-     observed    -   2002  2003   0.75      -\n"));
    free(text);
    out = open_memstream(&text, &size);
    hq_json_begin(&j, out);
    hq_json_array(&j, "over_time");
    time_json(&rows, &j);
    hq_json_close(&j, ']');
    hq_json_end(&j);
    fclose(out);
    assert_non_null(strstr(text, "\"index\": \"throughout\""));
    assert_non_null(strstr(text, "\"error\": null"));
    free(text);
    time_rows_free(&rows);
    panel_free(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(defaults_and_numbers),
        cmocka_unit_test(wrong_numbers),
        cmocka_unit_test(periods_that_there_are),
        cmocka_unit_test(rows_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
