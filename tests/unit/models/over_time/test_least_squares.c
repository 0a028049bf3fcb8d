/* Least squares by hand and by known slopes; the normal distribution beside the library's. */
#include "unit/models/over_time/panels.h"

#include "models/over_time/least_squares.c" // NOLINT(bugprone-suspicious-include)

static void a_line_by_hand(void **state)
{
    (void)state;
    /* (0, 1), (1, 3), (2, 4) with weights 1, 1, 2: slope 1.454545 = 16/11, constant 13/11. */
    struct least_squares s = {.columns = 2};
    const double x[] = {0, 1, 2}, y[] = {1, 3, 4}, w[] = {1, 1, 2};
    double b[2];
    for (int i = 0; i < 3; i++)
        least_squares_add(&s, (const double[]){1, x[i]}, y[i], w[i]);
    assert_true(least_squares_solve(&s, b));
    assert_near(b[1], 16.0 / 11, 1e-14);
    assert_near(b[0], 13.0 / 11, 1e-14);
}

static void slopes_come_back(void **state)
{
    (void)state;
    uint64_t random = 4;
    struct least_squares s = {.columns = MOST_COLUMNS};
    double b[MOST_COLUMNS];
    for (int n = 0; n < 500; n++) {
        double x[MOST_COLUMNS], y = 0;
        for (int k = 0; k < MOST_COLUMNS; k++) {
            x[k] = k == 0 ? 1 : random_part(&random) - 0.5;
            y += x[k] * (k - 8);
        }
        least_squares_add(&s, x, y, 0.5 + random_part(&random));
    }
    assert_true(least_squares_solve(&s, b));
    for (int k = 0; k < MOST_COLUMNS; k++)
        assert_near(b[k], k - 8, 1e-12);
}

static void repeated_columns_are_told(void **state)
{
    (void)state;
    uint64_t random = 4;
    struct least_squares s = {.columns = 3}, none = {.columns = 1};
    double b[3];
    for (int n = 0; n < 50; n++) {
        const double u = random_part(&random) - 0.5;
        least_squares_add(&s, (const double[]){1, u, 1 - 2 * u}, u, 1);
    }
    assert_false(least_squares_solve(&s, b));
    assert_false(least_squares_solve(&none, b));
}

static void the_normal_distribution(void **state)
{
    (void)state;
    for (double x = -9; x <= 9; x += 0.01)
        assert_near(normal_below(x), 0.5 * erfc(-x / sqrt(2)), 1e-15);
    assert_near(normal_below(1.959963984540054), 0.975, 1e-15);
    assert_near(normal_below(INFINITY), 1, 0);
    assert_near(normal_below(-INFINITY), 0, 0);
    assert_true(isnan(normal_below(NAN)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_by_hand),
        cmocka_unit_test(slopes_come_back),
        cmocka_unit_test(repeated_columns_are_told),
        cmocka_unit_test(the_normal_distribution),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
