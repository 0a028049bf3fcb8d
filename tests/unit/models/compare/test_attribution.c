/* Values of groups over replicates, what drawing leaves open, and luck over pairs. */
#include "unit/models/compare/made_fixture.h"

#include "models/compare/attribution.c" // NOLINT(bugprone-suspicious-include)

/* v = 100 + 3 a + 5 b + 4 a b in replicate 0, twice the effects in replicate 1. */
static void values_over_replicates(void **state)
{
    (void)state;
    struct made m;
    made_begin(&m, 1, 2, false);
    made_game(&m, 2, 0);
    double *values = made_row(m.c.subsets, "indicator", "poor_persons", "own");
    for (int s = 0; s < 4; s++) {
        const double own = 3 * (s & 1) + 5 * (s >> 1) + 4 * (s == 3);
        values[s * 2] = 100 + own;
        values[s * 2 + 1] = 100 + 2 * own;
    }
    struct attribution a = attribution_of(&m.c, &m.c.subsets->rows[0]);
    assert_true(a.all.mean == 18 && a.players[0].mean == 7.5 && a.players[1].mean == 10.5);
    assert_true(a.residual == 0 && a.errors[0] == 0);
    /* Of 5 and 10: standard error 2.5, t of one degree 12.706204736174707. */
    assert_true(fabs(a.players[0].half - 2.5 * 12.706204736174707) < 1e-9);
    attribution_free(&a);
    made_end(&m);
}

static void drawn_orders_have_errors(void **state)
{
    (void)state;
    struct made m;
    made_begin(&m, 1, 1, false);
    made_game(&m, 7, 20);
    double *values = made_row(m.c.subsets, "indicator", "poor_persons", "own");
    for (int s = 0; s < m.plan.game.count; s++) {
        const double size = __builtin_popcount(m.plan.game.subsets[s]);
        values[s] = size * size;
    }
    struct attribution a = attribution_of(&m.c, &m.c.subsets->rows[0]);
    double sum = 0;
    for (int i = 0; i < 7; i++) {
        sum += a.players[i].mean;
        assert_true(a.errors[i] > 0 && isnan(a.players[i].half));
    }
    assert_true(fabs(sum - 49) < 1e-12 && fabs(a.residual) < 1e-12);
    attribution_free(&a);
    made_end(&m);
}

static void luck_over_pairs(void **state)
{
    (void)state;
    struct made m;
    made_begin(&m, 3, 3, true);
    for (int pair = 0; pair < 3; pair++) { /* differences vary by 1 / (pair + 1) of what the levels do */
        const double off = 1.0 / (pair + 1);
        made_put(&m, pair, "indicator", "headcount", "own", VALUES(1, 2, 3), VALUES(1, 2 + off, 3 - off),
                 VALUES(1, 2, 3 + off));
    }
    double each[3];
    for (int pair = 0; pair < 3; pair++)
        each[pair] = comparison_luck(&m.c, &m.c.sheets[pair].rows[0], TOTAL);
    assert_true(each[0] < each[1] && each[1] < each[2]);
    assert_true(median_luck(&m.c, "own", TOTAL) == each[1]);
    assert_true(median_luck(&m.c, "own", DIRECT) != each[1]);
    assert_true(isnan(median_luck(&m.c, "national", TOTAL)));
    made_end(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(values_over_replicates),
                                       cmocka_unit_test(drawn_orders_have_errors),
                                       cmocka_unit_test(luck_over_pairs)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
