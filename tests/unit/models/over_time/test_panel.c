/* Who is observed, whose line holds, and what an income at the line counts as. */
#include "unit/models/over_time/panels.h"

#include "models/over_time/panel.c" // NOLINT(bugprone-suspicious-include)

static void nobody_is_observed_at_first(void **state)
{
    (void)state;
    struct time_panel p = panel_empty(3, 2);
    for (int i = 0; i < 3; i++)
        assert_false(panel_observed(&p, i, 0) || panel_observed(&p, i, 1));
    panel_set(&p, 1, 1, 0.0, 2.5);
    assert_true(panel_observed(&p, 1, 1) && !panel_observed(&p, 1, 0) && !panel_observed(&p, 2, 0));
    assert_near(panel_weight(&p, 1, 1), 2.5, 0);
    assert_int_equal(panel_period(&p, 2002), 1);
    assert_int_equal(panel_period(&p, 2003), -1);
    panel_free(&p);
}

static void lines_are_of_place_and_period(void **state)
{
    (void)state;
    const double lines[] = {100, 200, 400, 800};
    struct time_panel p;
    panel_begin(&p, 2, (const int32_t[]){1999, 2003}, 2, true);
    p.lines = lines;
    for (int i = 0; i < 2; i++)
        for (int t = 0; t < 2; t++) {
            panel_set(&p, i, t, 200, 1);
            p.place[panel_cell(&p, i, t)] = i == t; /* unit 0 moves from place 1 to 0, unit 1 the other way */
        }
    assert_near(panel_ratio(&p, 0, 0), 0.5, 0);
    assert_near(panel_ratio(&p, 0, 1), 1.0, 0);
    assert_near(panel_ratio(&p, 1, 0), 2.0, 0);
    assert_near(panel_ratio(&p, 1, 1), 0.25, 0);
    panel_free(&p);
}

/* Division rounds, but never an income under the line up to it. */
static void under_the_line_stays_under_it(void **state)
{
    (void)state;
    uint64_t random = 3;
    struct time_panel p = panel_empty(1, 1);
    for (int n = 0; n < 20000; n++) {
        const double line = 1 + 5000 * random_part(&random);
        p.lines = &line;
        panel_set(&p, 0, 0, nextafter(line, 0), 1);
        assert_true(panel_is_poor(&p, panel_ratio(&p, 0, 0)));
        panel_set(&p, 0, 0, line, 1);
        assert_false(panel_is_poor(&p, panel_ratio(&p, 0, 0)));
        p.at_line = true;
        assert_true(panel_is_poor(&p, panel_ratio(&p, 0, 0)));
        p.at_line = false;
    }
    assert_near(panel_gap(1.5), 0, 0);
    assert_near(panel_gap(0.25), 0.75, 0);
    assert_near(panel_gap(-1), 2, 0);
    panel_free(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nobody_is_observed_at_first),
        cmocka_unit_test(lines_are_of_place_and_period),
        cmocka_unit_test(under_the_line_stays_under_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
