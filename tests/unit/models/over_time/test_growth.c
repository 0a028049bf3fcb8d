/* Growth incidence and its means, and the parts of a change of poverty: closed forms and identities. */
#include "unit/models/over_time/panels.h"

#include "models/over_time/growth.c" // NOLINT(bugprone-suspicious-include)

enum { PEOPLE = 400 };

/* Two periods; incomes of the second are by `second` of those of the first. */
static struct time_panel made(double (*second)(double x, uint64_t *random), uint64_t seed)
{
    struct time_panel p = panel_empty(PEOPLE, 2);
    for (int i = 0; i < PEOPLE; i++) {
        const double x = exp(1.2 * (random_part(&seed) + random_part(&seed) + random_part(&seed) - 1.5)),
                     w = 1 + (double)(test_random(&seed) % 4);
        panel_set(&p, i, 0, x, w);
        panel_set(&p, i, 1, second(x, &seed), w);
    }
    return p;
}

static double grown(double x, uint64_t *random)
{
    (void)random;
    return 1.25 * x;
}

static double anew(double x, uint64_t *random)
{
    return x * (0.4 + 1.5 * random_part(random));
}

static void sections(const struct time_panel *p, struct distribution d[2])
{
    assert_true(cross_section(p, 0, &d[0]) && cross_section(p, 1, &d[1]));
}

static void sections_free(struct distribution d[2])
{
    distribution_free(&d[0]);
    distribution_free(&d[1]);
}

/* All incomes grow by a quarter: so does every quantile and every mean, and nothing is redistributed. */
static void even_growth(void **state)
{
    (void)state;
    struct time_panel p = made(grown, 1);
    struct distribution d[2];
    struct income_growth g;
    struct followed_growth f;
    sections(&p, d);
    growth_of(&d[0], &d[1], false, MOST_POINTS, &g);
    followed_growth_of(&p, 0, 1, 10, &f);
    assert_true(g.level[0][0] > 0.3 && g.level[1][0] < g.level[0][0]);
    for (int i = 0; i < MOST_POINTS; i++)
        assert_near(g.incidence[i], 0.25, 1e-12);
    for (int i = 0; i < 10; i++)
        assert_near(f.incidence[i], 0.25, 1e-12);
    assert_near(g.mean, 0.25, 1e-12);
    assert_near(g.poor_rate, 0.25, 1e-12);
    assert_near(g.poor_mean, 0.25, 1e-12);
    assert_near(g.poor_left_out, 0, 1e-9);
    assert_near(f.initially_poor, 0.25, 1e-12);
    assert_near(f.both, 1, 0);
    for (int a = 0; a < 3; a++) {
        const struct parts_of_change c = parts_of_change(&d[0], &d[1], false, a);
        assert_true(c.change < 0);
        assert_near(c.shapley_growth, c.change, 1e-12);
        assert_near(c.shapley_redistribution, 0, 1e-12);
        assert_near(c.growth_elasticity, g.elasticity[a], 1e-9);
        assert_near(g.elasticity[a], log(g.level[1][a] / g.level[0][a]) / log(1.25), 1e-12);
    }
    sections_free(d);
    panel_free(&p);
}

/* Every income at half its distance from the mean: no growth. */
static void redistribution_alone(void **state)
{
    (void)state;
    struct time_panel p = made(grown, 2);
    struct distribution d[2];
    double mean = 0, weight = 0;
    for (int i = 0; i < PEOPLE; i++) {
        mean += panel_weight(&p, i, 0) * panel_ratio(&p, i, 0);
        weight += panel_weight(&p, i, 0);
    }
    for (int i = 0; i < PEOPLE; i++)
        panel_set(&p, i, 1, 0.5 * (panel_ratio(&p, i, 0) + mean / weight), panel_weight(&p, i, 0));
    sections(&p, d);
    for (int a = 1; a < 3; a++) {
        const struct parts_of_change c = parts_of_change(&d[0], &d[1], false, a);
        assert_true(c.change < -0.01);
        assert_near(c.shapley_growth, 0, 1e-12);
        assert_near(c.shapley_redistribution, c.change, 1e-12);
    }
    sections_free(d);
    panel_free(&p);
}

/* The same incomes but for rounding: of a mean that did not grow nothing is elastic, though more or fewer are poor. */
static void no_growth(void **state)
{
    (void)state;
    static const double first[] = {0.25, 0.5, 0.75, 2, 4}, second[] = {0.5, 0.5, 1.5, 1, 4 * (1 + 0x1p-50)};
    struct time_panel p = panel_empty(5, 2);
    struct distribution d[2];
    struct income_growth g;
    for (int i = 0; i < 5; i++) {
        panel_set(&p, i, 0, first[i], 3);
        panel_set(&p, i, 1, second[i], 3);
    }
    sections(&p, d);
    assert_true(mean_income(&d[0]) != mean_income(&d[1])); /* by rounding alone */
    growth_of(&d[0], &d[1], false, 5, &g);
    assert_near(g.mean, 0, 1e-15);
    for (int a = 0; a < 3; a++) {
        assert_true(isnan(g.elasticity[a]));
        assert_true(isnan(parts_of_change(&d[0], &d[1], false, a).growth_elasticity));
    }
    sections_free(d);
    panel_free(&p);
}

/* Datt and Ravallion's parts add up with their residual, whose sign turns with the reference; Shapley's have none. */
static void parts_add_up(void **state)
{
    (void)state;
    for (uint64_t seed = 3; seed < 9; seed++) {
        struct time_panel p = made(anew, seed);
        struct distribution d[2];
        sections(&p, d);
        for (int a = 0; a < 3; a++) {
            const struct parts_of_change c = parts_of_change(&d[0], &d[1], false, a),
                                         back = parts_of_change(&d[1], &d[0], false, a);
            for (int k = 0; k < 2; k++)
                assert_near(c.growth[k] + c.redistribution[k] + c.residual[k], c.change, 1e-14);
            assert_near(c.residual[0], -c.residual[1], 1e-14);
            assert_near(fgt_of(&d[0], 1, false, a) *
                            pow(mean_income(&d[1]) / mean_income(&d[0]), c.growth_elasticity),
                        fgt_of(&d[0], 1, false, a) + c.growth[0], 1e-12);
            assert_near(c.shapley_growth + c.shapley_redistribution, c.change, 1e-14);
            assert_near(back.shapley_growth, -c.shapley_growth, 1e-14);
            assert_near(back.growth[0], -c.growth[1], 1e-14);
        }
        sections_free(d);
        panel_free(&p);
    }
}

/* By hand: (1/2, 1, 3, 4) become (1, 1/2, 3, 6) over a line of 2. */
static void by_hand(void **state)
{
    (void)state;
    const double first[] = {1, 2, 6, 8}, second[] = {2, 1, 6, 12}, line[] = {2, 2};
    struct time_panel p = panel_empty(5, 2);
    struct distribution d[2];
    struct income_growth g;
    struct followed_growth f;
    p.lines = line;
    p.at_line = true;
    for (int i = 0; i < 4; i++) {
        panel_set(&p, i, 0, first[i], 1);
        panel_set(&p, i, 1, second[i], 1);
    }
    panel_set(&p, 4, 0, 4, 1); /* and one who leaves */
    sections(&p, d);
    growth_of(&d[0], &d[1], true, 2, &g);
    followed_growth_of(&p, 0, 1, 2, &f);
    assert_near(g.mean, (21.0 / 4) / (21.0 / 5) - 1, 1e-14);
    assert_near(g.level[0][0], 0.4, 1e-15);
    /* Quantiles of the first at 1/4 and 3/4: 2 and 6; of the second, at steps: 1.5 and 9. */
    assert_near(g.incidence[0], 1.5 / 2 - 1, 1e-14);
    assert_near(g.incidence[1], 9.0 / 6 - 1, 1e-14);
    /* Up to .4: 1 over 1 to .2, 1 over 2 to .25, 2 over 2 to .4. */
    assert_near(g.poor_rate, (0.05 * -0.5) / 0.4, 1e-14);
    assert_near(g.poor_mean, (0.25 * 1 + 0.15 * 2) / (0.2 * 1 + 0.2 * 2) - 1, 1e-14);
    assert_near(f.both, 0.8, 1e-15);
    assert_near(f.incidence[0], 0, 1e-14);
    assert_near(f.incidence[1], 18.0 / 14 - 1, 1e-14);
    assert_near(f.initially_poor, 0, 1e-14);
    assert_near(f.initially_not_poor, 18.0 / 14 - 1, 1e-14);
    sections_free(d);
    panel_free(&p);
}

/* Incomes that are not above 0 have no growth; a mean that is not has no parts. */
static void incomes_below_zero(void **state)
{
    (void)state;
    struct time_panel p = panel_empty(3, 2), gone = panel_empty(1, 2);
    const double first[] = {-2, 0.5, 0.5}, second[] = {1, 0.5, 1};
    struct distribution d[2];
    struct income_growth g;
    for (int i = 0; i < 3; i++) {
        panel_set(&p, i, 0, first[i], 1);
        panel_set(&p, i, 1, second[i], 1);
    }
    sections(&p, d);
    growth_of(&d[0], &d[1], false, 3, &g);
    assert_true(isnan(g.incidence[0]) && isnan(g.mean) && isnan(g.poor_mean));
    assert_near(g.incidence[2], 1, 1e-14);
    assert_near(g.poor_left_out, 1.0 / 3, 1e-12);
    assert_near(g.poor_rate, 1, 1e-12); /* .5 to 1 for both others */
    const struct parts_of_change c = parts_of_change(&d[0], &d[1], false, 0);
    assert_near(c.change, 1.0 / 3 - 1, 1e-15);
    assert_true(isnan(c.shapley_growth) && isnan(c.residual[0]));
    sections_free(d);
    assert_false(cross_section(&gone, 0, &d[0]));
    panel_free(&p);
    panel_free(&gone);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(even_growth), cmocka_unit_test(redistribution_alone), cmocka_unit_test(parts_add_up),
        cmocka_unit_test(by_hand),     cmocka_unit_test(incomes_below_zero),   cmocka_unit_test(no_growth),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
