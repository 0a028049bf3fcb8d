/* Chronic and transient poverty and duration, by hand and by their identities. */
#include "unit/models/over_time/panels.h"

#include "models/over_time/persistence.c" // NOLINT(bugprone-suspicious-include)

/* Incomes over the line of four units in four periods, and one that is missed once. */
static struct time_panel example(void)
{
    static const double x[5][4] = {
        {0.5, 0.5, 0.5, 0.5}, {0.2, 1.8, 0.2, 1.8}, {0.9, 2, 2, 2}, {3, 3, 3, 3}, {0, 0, NAN, 0}};
    struct time_panel p = panel_empty(5, 4);
    for (int i = 0; i < 5; i++)
        for (int t = 0; t < 4; t++)
            if (!isnan(x[i][t]))
                panel_set(&p, i, t, x[i][t], i == 0 ? 2.0 : 1.0);
    return p;
}

static void by_hand(void **state)
{
    (void)state;
    struct time_panel p = example();
    struct persistence s;
    persistence_of(&p, 0, 3, 4, 0.5, &s);
    assert_int_equal(s.rows, 4);
    assert_near(s.weight, 5, 0);
    assert_near(s.first, 6, 0);
    /* Gaps: .5 always (weight 2); .8 twice in four; .1 once; none. Means of x: .5, 1, 1.725, 3. */
    assert_near(s.total[0], (2 * 0.5 + 0.4 + 0.025) / 5, 1e-15);
    assert_near(s.total[1], (2 * 0.25 + 0.32 + 0.0025) / 5, 1e-15);
    assert_near(s.chronic[0], 2 * 0.5 / 5, 1e-15);
    assert_near(s.chronic[1], 2 * 0.25 / 5, 1e-15);
    /* Chronically poor at 1/2: the first (weight 2) and the second. */
    assert_near(s.headcount, 3.0 / 5, 1e-15);
    assert_near(s.duration, (2 * 1 + 0.5) / 3, 1e-15);
    assert_near(s.k[0], s.headcount * s.duration, 1e-15);
    assert_near(s.k[1], (2 * 0.5 + 0.4) / 5, 1e-15);
    assert_near(s.k[2], (2 * 0.25 + 0.32) / 5, 1e-15);
    assert_near(s.periods_poor[0], 0.2, 1e-15);
    assert_near(s.periods_poor[2], 0.2, 1e-15);
    assert_near(s.periods_poor[4], 0.4, 1e-15);
    panel_free(&p);
}

/* tau near 0: H is who was ever poor, Ka the mean of FGT a over the periods; tau 1: who is always poor. */
static void tau_has_two_ends(void **state)
{
    (void)state;
    uint64_t random = 8;
    enum { UNITS = 300, PERIODS = 10 };
    struct time_panel p = panel_empty(UNITS, PERIODS);
    double ever = 0, always = 0, all = 0, fgt[3] = {0};
    for (int i = 0; i < UNITS; i++) {
        const double level = 1.6 * random_part(&random), w = 1 + random_part(&random);
        int poor = 0;
        for (int t = 0; t < PERIODS; t++) {
            const double x = level + random_part(&random) - 0.3, gap = x < 1 ? 1 - x : 0;
            panel_set(&p, i, t, x, w);
            poor += x < 1;
            fgt[0] += w * (x < 1) / PERIODS;
            fgt[1] += w * gap / PERIODS;
            fgt[2] += w * gap * gap / PERIODS;
        }
        ever += poor > 0 ? w : 0;
        always += poor == PERIODS ? w : 0;
        all += w;
    }
    struct persistence low, high, third;
    persistence_of(&p, 0, PERIODS - 1, PERIODS, 1e-9, &low);
    persistence_of(&p, 0, PERIODS - 1, PERIODS, 1.0, &high);
    persistence_of(&p, 0, PERIODS - 1, PERIODS, 0.3, &third);
    assert_near(low.headcount, ever / all, 1e-12);
    for (int a = 0; a < 3; a++)
        assert_near(low.k[a], fgt[a] / all, 1e-12);
    assert_near(high.headcount, always / all, 1e-12);
    assert_near(high.duration, 1, 1e-12);
    double three_or_more = 0, sum = 0;
    for (int n = 0; n <= PERIODS; n++) {
        sum += low.periods_poor[n];
        three_or_more += n >= 3 ? low.periods_poor[n] : 0;
    }
    assert_near(sum, 1, 1e-12);
    assert_near(third.headcount, three_or_more, 1e-12); /* 3 of 10 is .3 */
    /* The gap of the mean is never more than the mean of gaps (Jensen); nor is its square. */
    for (int a = 0; a < 2; a++)
        assert_true(low.chronic[a] > 0 && low.chronic[a] < low.total[a]);
    assert_near(low.total[0], fgt[1] / all, 1e-12);
    panel_free(&p);
}

/* Nothing changes: nothing is transient. All windows of a span are pooled. */
static void windows_are_pooled(void **state)
{
    (void)state;
    struct time_panel p = example();
    struct persistence s, parts[3];
    persistence_of(&p, 0, 3, 2, 0.5, &s);
    double total = 0, weight = 0;
    for (int t = 0; t < 3; t++) {
        persistence_of(&p, t, t + 1, 2, 0.5, &parts[t]);
        total += parts[t].total[1] * parts[t].weight;
        weight += parts[t].weight;
    }
    assert_near(s.total[1], total / weight, 1e-15);
    assert_near(s.weight, weight, 0);
    assert_int_equal(s.rows, 4 + 4 + 4 + 1);
    panel_free(&p);
    p = panel_of_words((const char *const[]){"PPP", "AAA"}, 2);
    persistence_of(&p, 0, 2, 3, 0.5, &s);
    assert_near(s.total[1] - s.chronic[1], 0, 1e-15);
    persistence_of(&p, 0, 1, 3, 0.5, &s); /* no window so long */
    assert_true(isnan(s.total[0]) && s.rows == 0);
    panel_free(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(by_hand),
        cmocka_unit_test(tau_has_two_ends),
        cmocka_unit_test(windows_are_pooled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
