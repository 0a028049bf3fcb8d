/* Shapley values of games whose values are known; drawn orders against all of them. */
#include "unit/sim/test.h"

#include <math.h>

#include "models/compare/shapley.c" // NOLINT(bugprone-suspicious-include)

typedef double worth(uint32_t subset);

static double additive(uint32_t s)
{
    return 100 + 3 * (s & 1) + 5 * (s >> 1 & 1) - 7 * (s >> 2 & 1);
}

/* Two players have a left glove each, one has a right one; a pair is worth 1: 1/6, 1/6, 4/6. */
static double gloves(uint32_t s)
{
    return (s & 3) && (s & 4) ? 1 : 0;
}

static double majority_of_five(uint32_t s)
{
    return __builtin_popcount(s) >= 3 ? 1 : 0;
}

/* Shapley and Shubik: of votes 3, 2, 1, 1 with 4 needed the indices are 1/2, 1/6, 1/6, 1/6. */
static double votes(uint32_t s)
{
    return 3 * (s & 1) + 2 * (s >> 1 & 1) + (s >> 2 & 1) + (s >> 3 & 1) >= 4 ? 1 : 0;
}

/* Pairs help each other: player i adds i + 1 alone, and 0.1 (i + 1)(j + 1) with each other j, of which half is its own. */
static double helpful(uint32_t s)
{
    double sum = 0;
    for (int i = 0; i < 32; i++) {
        for (int j = 0; j <= i; j++) {
            sum += (s >> i & s >> j & 1) * (i == j ? i + 1 : 0.1 * (i + 1) * (j + 1));
        }
    }
    return sum;
}

static double play(int players, int orders, worth *v, double *shapley, double *error)
{
    struct game g;
    game_make(&g, players, orders, 1);
    double *values = calloc((size_t)g.count, sizeof *values);
    for (int i = 0; i < g.count; i++) {
        assert_int_equal(game_find(&g, g.subsets[i]), i);
        values[i] = v(g.subsets[i]);
    }
    const double missed = game_values(&g, values, shapley, error);
    free(values);
    game_free(&g);
    return missed;
}

static void must_be(int players, worth *v, const double *wanted)
{
    double shapley[SHAPLEY_EXACT], error[SHAPLEY_EXACT];
    assert_true(play(players, 0, v, shapley, error) == 0);
    for (int i = 0; i < players; i++) {
        assert_true(fabs(shapley[i] - wanted[i]) < 1e-15 && error[i] == 0);
    }
}

static void known_games(void **state)
{
    (void)state;
    must_be(3, additive, (const double[]){3, 5, -7});
    must_be(3, gloves, (const double[]){1.0 / 6, 1.0 / 6, 4.0 / 6});
    must_be(5, majority_of_five, (const double[]){0.2, 0.2, 0.2, 0.2, 0.2});
    must_be(4, votes, (const double[]){0.5, 1.0 / 6, 1.0 / 6, 1.0 / 6});
    must_be(1, gloves, (const double[]){0});
}

/* Large whole numbers that have nothing to do with each other still add up to the last bit. */
static double noise(uint32_t s)
{
    return (double)(hq_mix64(s) >> 24);
}

static void whole_numbers_add_up(void **state)
{
    (void)state;
    double shapley[SHAPLEY_EXACT];
    assert_true(play(6, 0, noise, shapley, NULL) == 0);
}

static void drawn_orders_come_near(void **state)
{
    (void)state;
    enum { PLAYERS = 8 };
    double shapley[PLAYERS], error[PLAYERS];
    assert_true(fabs(play(PLAYERS, 4000, helpful, shapley, error)) < 1e-9);
    for (int i = 0; i < PLAYERS; i++) {
        const double others = PLAYERS * (PLAYERS + 1) / 2.0 - (i + 1);
        const double wanted = (i + 1) + 0.05 * (i + 1) * others;
        assert_true(error[i] > 0 && error[i] < 0.02 * wanted);
        assert_true(fabs(shapley[i] - wanted) < 4 * error[i]);
    }
}

/* Every order begins with no one and ends with all; each player comes first about equally often. */
static void orders_are_orders(void **state)
{
    (void)state;
    enum { PLAYERS = 7, ORDERS = 7000 };
    int order[PLAYERS], first[PLAYERS] = {0};
    for (int o = 0; o < ORDERS; o++) {
        uint32_t seen = 0;
        draw_order(3, o, PLAYERS, order);
        for (int i = 0; i < PLAYERS; i++) {
            seen |= UINT32_C(1) << order[i];
        }
        assert_int_equal(seen, (1 << PLAYERS) - 1);
        first[order[0]]++;
    }
    for (int i = 0; i < PLAYERS; i++) {
        assert_in_range(first[i], 1000 - 150, 1000 + 150);
    }
    struct game g;
    game_make(&g, 20, 5, 1);
    assert_in_range(g.count, 21, 5 * 19 + 2);
    assert_int_equal(g.subsets[0], 0);
    assert_int_equal(g.subsets[g.count - 1], (1 << 20) - 1);
    assert_int_equal(game_find(&g, (1 << 20) - 1), g.count - 1);
    game_free(&g);
}

static void what_is_not_needed(void **state)
{
    (void)state;
    struct game g;
    game_make(&g, 20, 1, 1);
    assert_int_equal(g.count, 21);
    int missing = 0;
    for (int i = 0; i < 20; i++) {
        missing += game_find(&g, UINT32_C(1) << i) < 0;
    }
    assert_int_equal(missing, 19);
    double values[21] = {0}, shapley[20], error[20];
    assert_true(game_values(&g, values, shapley, error) == 0 && isnan(error[0]));
    game_free(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(known_games), cmocka_unit_test(whole_numbers_add_up),
                                       cmocka_unit_test(drawn_orders_come_near),
                                       cmocka_unit_test(orders_are_orders),
                                       cmocka_unit_test(what_is_not_needed)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
