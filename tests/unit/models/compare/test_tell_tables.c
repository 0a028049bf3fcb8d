/* What is printed: effects with their parts, whom, costs, luck, Shapley values; what is not known is left out. */
#include "unit/models/compare/made_fixture.h"

#include "models/compare/tell_tables.c" // NOLINT(bugprone-suspicious-include)

static void put_area(struct made *m, const char *table, const char *area, double lifted)
{
    const struct {
        const char *name;
        double base, other;
    } rows[] = {{"poor", 40, 30}, {"lifted", 0, lifted}, {"pushed", 0, 1}};
    for (int i = 0; i < 3; i++) {
        const struct sheet_key key = {table, "", area, rows[i].name, "own", MADE_YEAR};
        const int at = sheet_row_of(&m->c.sheets[0], &key);
        double *values = m->c.sheets[0].rows[at].values;
        for (int r = 0; r < m->c.replicates; r++) {
            values[WITHOUT * m->c.replicates + r] = rows[i].base;
            values[WITH * m->c.replicates + r] = rows[i].other;
        }
    }
}

static void a_pair_of_one_seed(void **state)
{
    (void)state;
    struct made m;
    made_begin(&m, 1, 1, false);
    made_put(&m, 0, "indicator", "headcount", "own", VALUES(0.5), VALUES(0.25), NULL);
    made_put(&m, 0, "indicator", "headcount", "line_1", VALUES(NAN), VALUES(NAN), NULL);
    made_put(&m, 0, "indicator", "poor_persons", "own", VALUES(50), VALUES(30), NULL);
    made_put(&m, 0, "cost", "total", "", VALUES(0), VALUES(123456), NULL);
    put_area(&m, "kind", "training", 7);
    put_area(&m, "kind", "elderly", 9);
    put_area(&m, "persons", "150522", 3);
    char *text = printed(tell_tables, &m.c);
    must_hold(text, "a against none, 2010, one seed: no interval\n");
    must_hold(text, "headcount     own    0.5    0.25    -0.25\n");
    must_hold(text, "cost total    -        0  123456  +123456\n");
    must_hold(text, "Yuan per person_lifted  own   total  total  123456      20   6173    -     -  one seed, "
                    "no interval\n");
    assert_null(strstr(text, "line_1"));
    assert_null(strstr(text, "luck"));
    must_hold(text, "kind  elderly             40        30       9       1\nkind  training            40      "
                    "  30       7       1\n");
    must_hold(text, "area  150522             40        30       3       1\n");
    free(text);
    made_end(&m);
}

static void replicates_with_frozen_runs(void **state)
{
    (void)state;
    struct made m;
    made_begin(&m, 2, 2, true);
    for (int pair = 0; pair < 2; pair++) {
        made_put(&m, pair, "indicator", "headcount", "own", VALUES(0.5, 0.7), VALUES(0.25, 0.4),
                 VALUES(0.2, 0.4));
        made_put(&m, pair, "indicator", "poor_persons", "own", VALUES(50, 70), VALUES(25 + pair, 40),
                 VALUES(20, 40));
        made_put(&m, pair, "cost", "total", "", VALUES(0, 0), VALUES(100 + pair, 100), VALUES(90, 90));
    }
    put_area(&m, "kind", "training", 7);
    char *text = printed(tell_tables, &m.c);
    must_hold(text, "a against none, 2010, seeds 1 to 2: +- is half of a 95% interval\n");
    must_hold(text, "number        line  base  other  effect      +-  direct         +-  spill-over      +-  "
                    "luck  luck direct\n");
    must_hold(text, "headcount     own    0.6  0.325  -0.275  0.3177    -0.3  ");
    must_hold(text, "Marginal costs, each against the next cheaper one:\n");
    must_hold(text, "b against a ");
    must_hold(text, "luck of the head count at the line own, median of 2: 25.0 in total");
    free(text);
    made_end(&m);
}

static void a_factorial(void **state)
{
    (void)state;
    for (int orders = 0; orders < 2; orders++) {
        struct made m;
        made_begin(&m, 1, 1, false);
        made_game(&m, orders ? 7 : 2, 10 * orders);
        made_put(&m, 0, "indicator", "headcount", "own", VALUES(0.5), VALUES(0.25), NULL);
        double *values = made_row(m.c.subsets, "indicator", "headcount", "own");
        for (int s = 0; s < m.plan.game.count; s++)
            values[s] = 0.5 - 0.0625 * m.plan.game.subsets[s];
        char *text = printed(tell_tables, &m.c);
        must_hold(text,
                  orders ? "Shapley values of 7 groups, " : "Shapley values of 2 groups, 4 subsets, all:\n");
        must_hold(text,
                  orders ? " of drawn orders:\n" : "headcount  own   a             -0.0625           -\n");
        must_hold(text, "all together");
        assert_true(!strstr(text, "of drawing") == !orders);
        free(text);
        made_end(&m);
    }
}

static void numbers(void **state)
{
    (void)state;
    const struct {
        double value;
        bool sign;
        const char *text;
    } rows[] = {{NAN, true, ""},
                {0, true, "0"},
                {-0.012345, true, "-0.01235"},
                {1234.4, true, "+1234"},
                {999.94, false, "999.9"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *text = number_text(rows[i].value, rows[i].sign);
        assert_string_equal(text, rows[i].text);
        free(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_pair_of_one_seed),
                                       cmocka_unit_test(replicates_with_frozen_runs),
                                       cmocka_unit_test(a_factorial), cmocka_unit_test(numbers)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
