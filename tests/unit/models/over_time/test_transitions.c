/* Transitions by hand, and what must add up. */
#include "unit/models/over_time/panels.h"

#include "models/over_time/transitions.c" // NOLINT(bugprone-suspicious-include)

static void poverty_by_hand(void **state)
{
    (void)state;
    static const char *const words[] = {"PP", "PA", "PA", "AA", "AP", "A.", ".P"};
    struct time_panel p = panel_of_words(words, 7);
    struct transitions t = {.by = &by_poverty};
    p.weight[0] = 4; /* the first of the PP: in period 0 */
    transitions_add(&p, 0, 1, &t);
    assert_near(t.first, 9, 0);
    assert_near(t.both, 8, 0);
    assert_near(transition_share(&t, 0, 0), 4.0 / 6, 1e-15);
    assert_near(transition_share(&t, 0, 1), 2.0 / 6, 1e-15);
    assert_near(transition_share(&t, 1, 0), 0.5, 0);
    assert_near(transition_mobility(&t), 2 - 4.0 / 6 - 0.5, 1e-15);
    panel_free(&p);
}

static void classes_have_their_edges(void **state)
{
    (void)state;
    struct time_panel p = panel_empty(1, 1);
    const double ratios[] = {-1, 0.499, 0.5, 0.999, 1, 1.999, 2, 9};
    const int below[] = {0, 0, 1, 1, 2, 2, 3, 3}, at[] = {0, 0, 0, 1, 1, 2, 2, 3};
    for (int i = 0; i < 8; i++) {
        p.at_line = false;
        assert_int_equal(class_of(&p, &by_depth, ratios[i]), below[i]);
        p.at_line = true;
        assert_int_equal(class_of(&p, &by_depth, ratios[i]), at[i]);
    }
    panel_free(&p);
}

static void rows_add_up(void **state)
{
    (void)state;
    uint64_t random = 5;
    struct time_panel p = panel_empty(500, 3);
    for (int i = 0; i < 500; i++)
        for (int t = 0; t < 3; t++)
            if (random_part(&random) < 0.8)
                panel_set(&p, i, t, 3 * random_part(&random), 1 + random_part(&random));
    struct transitions t = {.by = &by_depth}, none = {.by = &by_depth};
    transitions_add(&p, 0, 1, &t);
    transitions_add(&p, 1, 2, &t);
    double moved = 0;
    for (int r = 0; r < 4; r++) {
        double sum = 0;
        for (int c = 0; c < 4; c++) {
            sum += transition_share(&t, r, c);
            moved += t.moved[r][c];
        }
        assert_near(sum, 1, 1e-14);
    }
    assert_near(moved, t.both, 1e-9);
    assert_near(transition_mobility(&t), 1, 0.1); /* independent draws: where one was does not matter */
    assert_true(isnan(transition_mobility(&none)));
    panel_free(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(poverty_by_hand),
        cmocka_unit_test(classes_have_their_edges),
        cmocka_unit_test(rows_add_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
