/* Distributions: of values, of bins, cut at lines; and what sums over a piece can be. */
#include "unit/models/indicators/samples.h"

#include <math.h>

#include "models/indicators/distribution.c" // NOLINT(bugprone-suspicious-include)

static void values_do_not_depend_on_their_order(void **state)
{
    (void)state;
    const double y[] = {3, -1, 3, 0.1, 2, 3}, w[] = {1, 2, 0.5, 0.3, 7, 0.25};
    const double turned[] = {3, 2, 0.1, 3, 3, -1}, turned_w[] = {0.25, 7, 0.3, 0.5, 1, 2};
    struct distribution a, b;
    assert_true(distribution_of_values(y, w, 6, &a));
    assert_true(distribution_of_values(turned, turned_w, 6, &b));
    assert_int_equal(a.count, 4);
    assert_near(a.pieces[3].weight, 1.75, 0);
    assert_near(a.pieces[0].mean, -1, 0);
    assert_near(a.rows, 6, 0);
    assert_memory_equal(a.pieces, b.pieces, (size_t)a.count * sizeof *a.pieces);
    assert_true(a.weight == b.weight && a.sum == b.sum);
    assert_near(a.sum, 3 * 1.75 - 2 + 0.03 + 14, 1e-14);
    distribution_free(&a);
    distribution_free(&b);
}

static void what_is_no_population_is_refused(void **state)
{
    (void)state;
    const double one[] = {1}, nan[] = {NAN}, large[] = {INFINITY}, zero[] = {0}, minus[] = {-1};
    struct distribution d;
    assert_false(distribution_of_values(one, one, 0, &d));
    assert_false(distribution_of_values(nan, one, 1, &d));
    assert_false(distribution_of_values(large, one, 1, &d));
    assert_false(distribution_of_values(one, nan, 1, &d));
    assert_false(distribution_of_values(one, zero, 1, &d));
    assert_false(distribution_of_values(one, minus, 1, &d));
    assert_true(distribution_of_values(zero, one, 1, &d));
    distribution_free(&d);
}

static void a_bin_of_one_income_is_a_value(void **state)
{
    (void)state;
    struct people p = people_begin(8);
    people_add(&p, 230001, 3);
    people_add(&p, 230001, 4);
    people_add(&p, -40000, 1);
    people_add(&p, 0, 1);
    people_add(&p, 2000000000, 1); /* beyond what is kept to the fen */
    struct distribution d = binned_of(&p, NULL, 0, false);
    assert_int_equal(d.count, 4);
    for (int i = 0; i < 3; i++)
        assert_true(d.pieces[i].low == d.pieces[i].high && d.pieces[i].low == d.pieces[i].mean);
    assert_true(d.pieces[0].mean == -400.0 && d.pieces[1].mean == 0 && d.pieces[2].mean == 2300.01);
    assert_near(d.pieces[2].weight, 7, 0);
    assert_near(d.rows, 5, 0);
    assert_true(d.pieces[3].low < 2e7 && d.pieces[3].high > 2e7);
    assert_near(d.pieces[3].mean, 2e7, 0.5 * d.pieces[3].grain + 1e-9);
    people_end(&p);
    distribution_free(&d);
}

/* Mean and variance of a bin are those of its incomes, to the grain; pieces are between their edges. */
static void bins_know_mean_and_variance(void **state)
{
    (void)state;
    uint64_t random = 5;
    for (int n = 0; n < 3000; n++) {
        struct people p = people_begin(40);
        const struct bin_edges e = bin_edges(random_below(&random, BINS));
        double weight = 0, sum = 0, squares = 0;
        for (int i = 0; i <= random_below(&random, 40); i++) {
            people_add(&p, (int32_t)(e.low + random_below(&random, e.high - e.low + 1)),
                       1 + random_below(&random, 9));
            weight += (double)p.weights[i];
            sum += (double)p.weights[i] * (double)(p.fen[i] - e.low) / 100;
        }
        for (int64_t i = 0; i < p.count; i++) {
            const double off = (double)(p.fen[i] - e.low) / 100 - sum / weight;
            squares += (double)p.weights[i] * off * off;
        }
        struct distribution d = binned_of(&p, NULL, 0, false);
        assert_int_equal(d.count, 1);
        const struct piece *a = d.pieces;
        const struct estimate v = piece_variance(a), m = distribution_mean(&d);
        const double mean = (double)e.low / 100 + sum / weight, width = (double)(e.high - e.low) / 100;
        assert_true(a->low <= a->mean && a->mean <= a->high);
        assert_true(m.least - 1e-12 * fabs(mean) <= mean && mean <= m.most + 1e-12 * fabs(mean));
        assert_true(v.least - 1e-9 * width * width <= squares / weight);
        assert_true(squares / weight <= v.most + 1e-9 * width * width);
        people_end(&p);
        distribution_free(&d);
    }
}

/* Pieces after the cut: the poor below, the others above, with as many persons and as much income as there are. */
static void known_lines_cut(void **state)
{
    (void)state;
    uint64_t random = 9;
    for (int n = 0; n < 3000; n++) {
        struct people p = people_begin(60);
        const int32_t centre = random_octave(&random, 28);
        for (int i = 0; i <= random_below(&random, 60); i++)
            people_add(&p, centre + random_below(&random, 1 + (int64_t)centre / 16),
                       1 + random_below(&random, 3));
        const int32_t lines[] = {p.fen[0], p.fen[random_below(&random, p.count)], centre + centre / 50 + 1};
        const bool at_line = n % 2;
        struct distribution d = binned_of(&p, lines, 3, at_line);
        for (int l = 0; l < 3; l++) {
            const double z = lines[l] / 100.0;
            double poor = 0, had = 0, cut_poor = 0, cut_had = 0, unsure = 0;
            for (int64_t i = 0; i < p.count; i++)
                if (at_line ? p.fen[i] <= lines[l] : p.fen[i] < lines[l]) {
                    poor += (double)p.weights[i];
                    had += (double)p.weights[i] * p.fen[i] / 100;
                }
            for (int64_t i = 0; i < d.count; i++) {
                const struct piece *a = &d.pieces[i];
                const bool below = at_line ? a->high <= z : a->high < z;
                assert_true(below || (at_line ? a->low > z : a->low >= z)); /* none has the line inside */
                assert_true(a->low <= a->mean && a->mean <= a->high && a->weight > 0);
                assert_true(i == 0 || d.pieces[i - 1].high < a->low);
                if (below) {
                    cut_poor += a->weight;
                    cut_had += a->weight * a->mean;
                    unsure += 0.5 * a->weight * a->grain;
                }
            }
            const struct known_line *known = distribution_known(&d, z, at_line);
            assert_non_null(known);
            assert_null(distribution_known(&d, z, !at_line));
            assert_near(known->persons, poor, 0);
            assert_near(known->gaps, poor - had / z, 1e-9 * poor);
            assert_near(cut_poor, poor, 0);
            assert_near(cut_had, had, unsure + 1e-9 * had);
        }
        people_end(&p);
        distribution_free(&d);
    }
}

/* Twice the same line, then more lines than there is room for: nothing changes. */
static void more_lines_are_left_alone(void **state)
{
    (void)state;
    struct people p = people_begin(2);
    people_add(&p, 1000000, 1);
    people_add(&p, 1000900, 1);
    const int32_t lines[] = {1000500, 1000500};
    struct distribution d = binned_of(&p, lines, 2, false);
    assert_int_equal(d.count, 2);
    for (int i = 0; i < MOST_LINES; i++)
        distribution_know(&d, (struct known_line){.line = 1, .below = 1, .above = 2});
    assert_int_equal(d.known_count, MOST_LINES);
    people_end(&p);
    distribution_free(&d);
}

/* ---- functions of a piece --------------------------------------------------------------------------------------- */

static double cube(double y, double p)
{
    return p * y * y * y;
}

static double cube_slope(double y, double p)
{
    return 3 * p * y * y;
}

static double cube_bend(double y, double p)
{
    return 6 * p * y;
}

static double hinge(double y, double p)
{
    return y < p ? p - y : 0;
}

/* Exact sums of a smooth function and of one with a kink lie between the bounds of random pieces. */
static void sums_over_a_piece_are_bounded(void **state)
{
    (void)state;
    static const struct smooth cubes = {cube, cube_slope, cube_bend};
    uint64_t random = 77;
    for (int n = 0; n < 5000; n++) {
        struct people p = people_begin(30);
        const struct bin_edges e = bin_edges(random_below(&random, BINS));
        for (int i = 0; i <= random_below(&random, 30); i++)
            people_add(&p, (int32_t)(e.low + random_below(&random, e.high - e.low + 1)),
                       1 + random_below(&random, 9));
        struct distribution d = binned_of(&p, NULL, 0, false);
        const struct piece *a = d.pieces;
        const double kink = (double)(e.low + random_below(&random, e.high - e.low + 1)) / 100,
                     factor = n % 2 ? 1 : -1;
        double smooth = 0, kinked = 0, raised = 0;
        for (int64_t i = 0; i < p.count; i++) {
            const double y = p.fen[i] / 100.0, w = (double)p.weights[i];
            smooth += w * cube(y, factor);
            kinked += w * hinge(y, kink);
            raised += w * fmax(y, kink);
        }
        const struct estimate s = piece_smooth(a, &cubes, factor), k = piece_convex(a, hinge, kink);
        const struct piece up = piece_raised(a, kink);
        const double hair = 1e-12 * fabs(smooth), small = 1e-12 * a->weight * (1 + fabs(kink));
        assert_true(s.least - hair <= smooth && smooth <= s.most + hair);
        assert_true(s.least - hair <= s.value && s.value <= s.most + hair);
        assert_true(k.least - small <= kinked && kinked <= k.most + small);
        assert_true(k.least - small <= k.value && k.value <= k.most + small);
        assert_near(a->weight * up.mean, raised, 0.5 * a->weight * up.grain + small);
        assert_true(up.low <= up.mean && up.mean <= up.high && up.low >= kink);
        people_end(&p);
        distribution_free(&d);
    }
}

/* ---- logarithms -------------------------------------------------------------------------------------------------- */

static void logarithms_by_convention(void **state)
{
    (void)state;
    const double y[] = {-10, 0, 0.5, 4, 8};
    struct distribution d = equal_weights(y, 5);
    struct conventions c = CONVENTIONS_DEFAULT;
    const double sums[] = {1 + 1 + 1 + 4 + 8, 0.5 + 4 + 8, 2.5}, weights[] = {5, 3, 5};
    for (int how = LOGS_CLIP; how <= LOGS_MEAN; how++) {
        c.logs = (enum log_convention)how;
        struct distribution l = distribution_for_logs(&d, &c);
        assert_near(l.weight, weights[how], 0);
        assert_near(distribution_sum(&l).value, sums[how], 1e-15);
        assert_true(has_logs(&l));
        for (int64_t i = 0; i < l.count; i++)
            assert_true(l.pieces[i].low > 0);
        distribution_free(&l);
    }
    const double debts[] = {-1, 0};
    struct distribution none = equal_weights(debts, 2);
    c.logs = LOGS_DROP;
    struct distribution l = distribution_for_logs(&none, &c);
    assert_false(has_logs(&l));
    distribution_free(&l);
    distribution_free(&none);
    distribution_free(&d);
}

static void quotients_of_bounds(void **state)
{
    (void)state;
    const struct estimate a = {2, 1, 4}, b = {-1, -2, 3}, m = {2, 1, 4}, unsure = {2, -1, 4};
    assert_near(quotient(a, m).least, 0.25, 0);
    assert_near(quotient(a, m).most, 4, 0);
    assert_near(quotient(b, m).least, -2, 0);
    assert_near(quotient(b, m).most, 3, 0);
    assert_true(isinf(quotient(a, unsure).most) && quotient(a, unsure).least == 0.25);
    assert_false(is_defined(quotient(a, exactly(0))));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_do_not_depend_on_their_order),
        cmocka_unit_test(what_is_no_population_is_refused),
        cmocka_unit_test(a_bin_of_one_income_is_a_value),
        cmocka_unit_test(bins_know_mean_and_variance),
        cmocka_unit_test(known_lines_cut),
        cmocka_unit_test(more_lines_are_left_alone),
        cmocka_unit_test(sums_over_a_piece_are_bounded),
        cmocka_unit_test(logarithms_by_convention),
        cmocka_unit_test(quotients_of_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
