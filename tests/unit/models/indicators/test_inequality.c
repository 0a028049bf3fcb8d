/* Inequality against its definitions, written out over pairs and persons. */
#include "unit/models/indicators/samples.h"

#include <math.h>

#include "models/indicators/inequality.c" // NOLINT(bugprone-suspicious-include)

static const struct conventions usual = {.logs = LOGS_CLIP, .floor = 1.0};

/* Half the mean absolute difference over all pairs. */
static double by_pairs(const double *y, const double *w, int count)
{
    double sum = 0, weight = 0;
    for (int i = 0; i < count; i++) {
        weight += w[i];
        for (int k = 0; k < count; k++)
            sum += w[i] * w[k] * fabs(y[i] - y[k]);
    }
    return sum / (2 * weight * weight);
}

static void gini_is_of_pairs(void **state)
{
    (void)state;
    uint64_t random = 4;
    for (int n = 0; n < 200; n++) {
        double y[30], w[30];
        const int count = 2 + random_below(&random, 29);
        for (int i = 0; i < count; i++) {
            y[i] = random_below(&random, 4000) - 400;
            w[i] = 0.25 + random_below(&random, 8);
        }
        struct distribution d;
        assert_true(distribution_of_values(y, w, count, &d));
        assert_near(absolute_gini(&d).value, by_pairs(y, w, count), 1e-10);
        assert_true(absolute_gini(&d).least == absolute_gini(&d).most);
        distribution_free(&d);
    }
}

/* 2 sum i y / (n sum y) - (n + 1) / n, and n / (n - 1) times that. */
static void gini_of_a_population_and_of_a_sample(void **state)
{
    (void)state;
    double ranks = 0, sum = 0;
    for (int i = 0; i < 10; i++) {
        ranks += (i + 1) * ineq_x[i];
        sum += ineq_x[i];
    }
    struct distribution d = equal_weights(ineq_x, 10);
    struct conventions c = usual;
    const double population = 2 * ranks / (10 * sum) - 1.1;
    assert_near(gini(&d, &c, 0, 0).value, population, 1e-15);
    c.corrected = true;
    assert_near(gini(&d, &c, 0, 0).value, population * 10 / 9, 1e-15);
    distribution_free(&d);
}

static void entropy_by_its_definition(void **state)
{
    (void)state;
    const double y[] = {2, 3, 7, 20}, w[] = {1, 2, 3, 4}, m = (2 + 6 + 21 + 80) / 10.0;
    double theil_t = 0, theil_l = 0, second = 0, roots = 0, logs = 0, inverse = 0;
    for (int i = 0; i < 4; i++) {
        theil_t += w[i] / 10 * y[i] / m * log(y[i] / m);
        theil_l += w[i] / 10 * log(m / y[i]);
        second += w[i] / 10 * y[i] * y[i] / m / m;
        roots += w[i] / 10 * sqrt(y[i]);
        logs += w[i] / 10 * log(y[i]);
        inverse += w[i] / 10 / y[i];
    }
    struct distribution d;
    assert_true(distribution_of_values(y, w, 4, &d));
    assert_near(theil(&d, &usual, 0, 0).value, theil_t, 1e-14);
    assert_near(mld(&d, &usual, 0, 0).value, theil_l, 1e-14);
    assert_near(ge2(&d, &usual, 0, 0).value, (second - 1) / 2, 1e-14);
    assert_near(atkinson(&d, &usual, 0, 0.5).value, 1 - roots * roots / m, 1e-14);
    assert_near(atkinson(&d, &usual, 0, 1).value, 1 - exp(logs) / m, 1e-14);
    assert_near(atkinson(&d, &usual, 0, 2).value, 1 - 1 / inverse / m, 1e-14);
    assert_near(herfindahl(&d, &usual, 0, 0).value, second / 10, 1e-14);
    distribution_free(&d);
}

/* Incomes -10, 0, 4, 8: raised to 1, left out (ineq's Theil, dineq), or at the mean (wbpip's MLD). */
static void logarithms_of_what_has_none(void **state)
{
    (void)state;
    const double y[] = {-10, 0, 8, 14};
    struct distribution d = equal_weights(y, 4);
    struct conventions c = usual;
    assert_near(mld(&d, &c, 0, 0).value, log(6) - (log(8) + log(14)) / 4, 1e-14);
    c.floor = 9;
    assert_near(mld(&d, &c, 0, 0).value, log((27.0 + 14) / 4) - (3 * log(9) + log(14)) / 4, 1e-14);
    c.logs = LOGS_DROP;
    assert_near(mld(&d, &c, 0, 0).value, log(11) - (log(8) + log(14)) / 2, 1e-14);
    assert_near(theil(&d, &c, 0, 0).value, (8 * log(8 / 11.0) + 14 * log(14 / 11.0)) / 22, 1e-14);
    c.logs = LOGS_MEAN;
    assert_near(mld(&d, &c, 0, 0).value, (log(3 / 8.0) + log(3 / 14.0)) / 4, 1e-14);
    assert_near(below_zero(&d, &c, 0, 0).value, 0.25, 0);
    assert_near(at_zero(&d, &c, 0, 0).value, 0.25, 0);
    assert_true(gini(&d, &c, 0, 0).value > 1); /* of debts and a small mean */
    distribution_free(&d);
}

static void quantiles_and_shares(void **state)
{
    (void)state;
    const double y[] = {1, 2, 3, 4, 10}, even[] = {0, 0, 5, 7, 8, 9, 9, 10, 10, 42};
    struct distribution d = equal_weights(y, 5), e = equal_weights(even, 10);
    assert_near(quantile(&d, &usual, 0, 0.5).value, 3, 0);
    assert_near(quantile(&d, &usual, 0, 0.2).value, 1.5, 0); /* between two */
    assert_near(quantile(&e, &usual, 0, 0.5).value, 8.5, 0);
    assert_near(share_below(&d, &usual, 0, 0.4).value, 0.15, 1e-15);
    assert_near(share_below(&d, &usual, 0, 0.5).value, 4.5 / 20, 1e-15);
    assert_near(share_above(&d, &usual, 0, 0.9).value, 5.0 / 20, 1e-15);
    assert_near(tail_ratio(&d, &usual, 0, 0.4).value, 5.0 / 3, 1e-14);
    assert_near(tail_ratio(&d, &usual, 0, 0.2).value, 10, 1e-14);
    assert_near(quantile_ratio(&e, &usual, 0, 0.2).value, 10 / 2.5,
                1e-14); /* P80 / P20, the latter between 0 and 5 */
    assert_true(isinf(quantile_ratio(&e, &usual, 0, 0.2).most));
    assert_true(isnan(quantile_ratio(&e, &usual, 0, 0.1).value));
    /* Wolfson: mean 4, median 3, L(1/2) = 4.5 / 20. */
    assert_near(wolfson(&d, &usual, 0, 0).value, 2 * 4 / 3.0 * (1 - 2 * 0.225 - gini(&d, &usual, 0, 0).value),
                1e-14);
    distribution_free(&d);
    distribution_free(&e);
}

/* A quantile where a bin ends, far below the next one: anything between them. */
static void quantiles_across_a_gap(void **state)
{
    (void)state;
    struct people p = people_begin(4);
    people_add(&p, 100000, 1);
    people_add(&p, 100100, 1);
    people_add(&p, 900000, 1);
    people_add(&p, 900500, 1);
    struct distribution d = binned_of(&p, NULL, 0, false);
    const struct estimate q = quantile(&d, &usual, 0, 0.5);
    assert_int_equal(d.count, 2);
    assert_true(q.least <= 1000 && q.most >= 9005 && q.value > 1010 && q.value < 9000);
    people_end(&p);
    distribution_free(&d);
}

/* D&W: those at the mean count by half, so that a symmetric pair around it is neither way. */
static void asymmetry_at_the_mean(void **state)
{
    (void)state;
    const double same[] = {7, 7, 7}, three[] = {1, 2, 3}, two[] = {1, 3};
    struct distribution s = equal_weights(same, 3), t = equal_weights(three, 3), w = equal_weights(two, 2);
    assert_near(asymmetry(&s, &usual, 0, 0).value, 1, 1e-15);
    assert_near(asymmetry(&t, &usual, 0, 0).value, 0.5 + 2.0 / 6, 1e-15);
    assert_near(asymmetry(&w, &usual, 0, 0).value, 0.75 + (1 + 1.5) / 4, 1e-15);
    distribution_free(&s);
    distribution_free(&t);
    distribution_free(&w);
}

/* Taylor: the exact mean of each smooth function is between the bounds of a random piece above 0. */
static void taylor_holds(void **state)
{
    (void)state;
    static const struct {
        const struct smooth *f;
        double p;
    } all[] = {{&logarithm, 0}, {&entropy, 0}, {&squares, 0}, {&powers, 0.5}, {&powers, -1}, {&powers, -3}};
    uint64_t random = 8;
    for (int n = 0; n < 5000; n++) {
        struct people p = people_begin(20);
        const struct bin_edges e = bin_edges(BINS_BELOW_ZERO + 1 + random_below(&random, BINS_FROM_ZERO - 1));
        for (int i = 0; i <= random_below(&random, 20); i++)
            people_add(&p, (int32_t)(e.low + random_below(&random, e.high - e.low + 1)),
                       1 + random_below(&random, 9));
        struct distribution d = binned_of(&p, NULL, 0, false);
        for (int k = 0; k < (int)LENGTH(all); k++) {
            double exact = 0, size = 0;
            for (int64_t i = 0; i < p.count; i++) {
                exact += (double)p.weights[i] * all[k].f->f(p.fen[i] / 100.0, all[k].p);
                size += (double)p.weights[i] * fabs(all[k].f->f(p.fen[i] / 100.0, all[k].p));
            }
            const struct estimate s = piece_smooth(d.pieces, all[k].f, all[k].p);
            assert_true(s.least - 1e-12 * size <= exact && exact <= s.most + 1e-12 * size);
        }
        people_end(&p);
        distribution_free(&d);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gini_is_of_pairs),          cmocka_unit_test(gini_of_a_population_and_of_a_sample),
        cmocka_unit_test(entropy_by_its_definition), cmocka_unit_test(logarithms_of_what_has_none),
        cmocka_unit_test(quantiles_and_shares),      cmocka_unit_test(quantiles_across_a_gap),
        cmocka_unit_test(asymmetry_at_the_mean),     cmocka_unit_test(taylor_holds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
