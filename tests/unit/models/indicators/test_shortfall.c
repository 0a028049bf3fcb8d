/* Poverty at a line against its definitions; who is at the line, below zero, in a piece with the line inside. */
#include "unit/models/indicators/samples.h"

#include <math.h>

#include "models/indicators/shortfall.c" // NOLINT(bugprone-suspicious-include)

static const struct conventions usual = {.logs = LOGS_CLIP, .floor = 1.0};

static struct distribution random_values(uint64_t *random, double *y, int count, int lowest)
{
    for (int i = 0; i < count; i++)
        y[i] = lowest + random_below(random, 4000);
    return equal_weights(y, count);
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Equal weights, y ascending: sum (2 n - 2 i + 1) max(0, (z - y_i) / z) / n^2. */
static void sst_is_its_sum(void **state)
{
    (void)state;
    uint64_t random = 2;
    for (int n = 0; n < 300; n++) {
        double y[40], sum = 0;
        const int count = 1 + random_below(&random, 40);
        struct distribution d = random_values(&random, y, count, n % 2 ? -500 : 10);
        qsort(y, (size_t)count, sizeof *y, ascending);
        for (int i = 1; i <= count; i++)
            sum += (2 * count - 2 * i + 1) * fmax(0, (2000 - y[i - 1]) / 2000);
        assert_near(sst(&d, &usual, 2000, 0).value, sum / count / count, 1e-12);
        distribution_free(&d);
    }
}

/* P0 (I + (1 - I) Gp), which is Sen's where all the poor have something. */
static void sen_is_of_gap_and_gini(void **state)
{
    (void)state;
    uint64_t random = 12;
    for (int n = 0; n < 300; n++) {
        double y[40];
        struct distribution d = random_values(&random, y, 1 + random_below(&random, 40), 1);
        const double h = headcount(&d, &usual, 2000, 0).value, gp = gini_poor(&d, &usual, 2000, 0).value,
                     i = income_gap(&d, &usual, 2000, 0).value;
        assert_near(sen(&d, &usual, 2000, 0).value, h > 0 ? h * (i + (1 - i) * gp) : 0, 1e-13);
        assert_near(h > 0 ? h * i : 0, gap(&d, &usual, 2000, 1).value, 1e-14);
        distribution_free(&d);
    }
}

/* FGT a = FGT 0 I^a (1 + (a^2 - a) GE(a) of the gaps): the convey book's identity, and its printed numbers in it
 * (eusilcP at 10000: they are of a data set that is not here). */
static void fgt_identity(void **state)
{
    (void)state;
    uint64_t random = 31;
    for (int n = 0; n < 300; n++) {
        double y[40];
        struct distribution d = random_values(&random, y, 40, -300);
        const double i = income_gap(&d, &usual, 1700, 0).value, g = ge2_gaps(&d, &usual, 1700, 0).value;
        assert_near(gap(&d, &usual, 1700, 2).value, headcount(&d, &usual, 1700, 0).value * i * i * (1 + 2 * g),
                    1e-13);
        distribution_free(&d);
    }
    assert_printed(0.11412691 * 0.28560699, 0.03259544);
    assert_printed(0.11412691 * 0.28560699 * 0.28560699 * (1 + 2 * 0.34386588), 0.01571192);
}

/* ineq and wbpip: y < z; convey: y <= z. */
static void who_is_at_the_line(void **state)
{
    (void)state;
    static const int32_t line = 230000;
    const double y[] = {2299.99, 2300, 2300, 2300.01};
    struct people p = people_begin(4);
    for (int i = 0; i < 4; i++)
        people_add(&p, (int32_t)lround(y[i] * 100), 1);
    for (int at_line = 0; at_line < 2; at_line++) {
        struct conventions c = usual;
        c.at_line = at_line;
        struct distribution exact = exact_of(&p), binned = binned_of(&p, &line, 1, at_line);
        const double wanted = at_line ? 0.75 : 0.25;
        assert_near(headcount(&exact, &c, 2300, 0).value, wanted, 0);
        assert_near(headcount(&binned, &c, 2300, 0).value, wanted, 0);
        assert_near(gap(&exact, &c, 2300, 1).value, 0.01 / 2300 / 4, 1e-15);
        assert_near(gap(&binned, &c, 2300, 1).value, 0.01 / 2300 / 4, 1e-15);
        const struct estimate g = gini_poor(&binned, &c, 2300, 0);
        const double in_fact = gini_poor(&exact, &c, 2300, 0).value;
        assert_true(g.least <= in_fact && in_fact <= g.most && g.most < 0.005);
        distribution_free(&exact);
        distribution_free(&binned);
    }
    people_end(&p);
}

/* The line at the upper edge of a bin, and nothing known there: whoever is at it may be in the bin, or not. */
static void a_line_at_an_edge(void **state)
{
    (void)state;
    const struct bin_edges e = bin_edges(bin_of(230000).bin);
    struct people p = people_begin(2);
    people_add(&p, (int32_t)e.high, 1);
    people_add(&p, (int32_t)e.low, 1);
    struct distribution d = binned_of(&p, NULL, 0, false);
    const struct estimate h = headcount(&d, &usual, (double)e.high / 100, 0);
    assert_true(h.least <= 0.5 + 1e-12 && h.most == 1);
    struct conventions c = usual;
    c.at_line = true;
    assert_true(headcount(&d, &c, (double)e.high / 100, 0).least == 1);
    assert_true(headcount(&d, &usual, (double)e.low / 100, 0).most == 0);
    people_end(&p);
    distribution_free(&d);
}

/* Debts count with what they are in the gap, and in logarithms as 1, or not at all (ineq, wbpip). */
static void below_zero_survives(void **state)
{
    (void)state;
    const double y[] = {-100, 0, 50, 200};
    struct distribution d = equal_weights(y, 4);
    struct conventions c = usual;
    assert_near(headcount(&d, &c, 100, 0).value, 0.75, 0);
    assert_near(gap(&d, &c, 100, 1).value, (2 + 1 + 0.5) / 4, 1e-15);
    assert_near(gap(&d, &c, 100, 2).value, (4 + 1 + 0.25) / 4, 1e-15);
    assert_near(watts(&d, &c, 100, 0).value, (2 * log(100) + log(2)) / 4, 1e-14);
    c.floor = 10;
    assert_near(watts(&d, &c, 100, 0).value, (2 * log(10) + log(2)) / 4, 1e-14);
    for (int how = LOGS_DROP; how <= LOGS_MEAN; how++) {
        c.logs = (enum log_convention)how;
        assert_near(watts(&d, &c, 100, 0).value, log(2) / 4, 1e-15);
    }
    assert_near(sen(&d, &usual, 100, 0).value, 3.5 / 4 + 0.75 * (2 * (100 + 150 + 50) / 18.0) / 100, 1e-14);
    distribution_free(&d);
}

static void nobody_is_poor(void **state)
{
    (void)state;
    const double y[] = {10, 20};
    struct distribution d = equal_weights(y, 2);
    assert_near(sen(&d, &usual, 5, 0).value, 0, 0);
    assert_near(sst(&d, &usual, 5, 0).value, 0, 0);
    assert_near(watts(&d, &usual, 5, 0).value, 0, 0);
    assert_true(isnan(income_gap(&d, &usual, 5, 0).value) && isnan(gini_poor(&d, &usual, 5, 0).value));
    assert_true(isnan(ge2_gaps(&d, &usual, 5, 0).value) && isnan(theil_poor(&d, &usual, 5, 0).value));
    distribution_free(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sst_is_its_sum),    cmocka_unit_test(sen_is_of_gap_and_gini),
        cmocka_unit_test(fgt_identity),      cmocka_unit_test(who_is_at_the_line),
        cmocka_unit_test(a_line_at_an_edge), cmocka_unit_test(below_zero_survives),
        cmocka_unit_test(nobody_is_poor),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
