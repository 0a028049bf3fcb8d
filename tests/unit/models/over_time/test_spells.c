/* Spells by hand, censored on either side, and those of a constant hazard. */
#include "unit/models/over_time/panels.h"

#include "models/over_time/spells.c" // NOLINT(bugprone-suspicious-include)

static void check(const struct duration *d, double at_risk, double ends)
{
    assert_near(d->at_risk, at_risk, 0);
    assert_near(d->ends, ends, 0);
}

static void spells_by_hand(void **state)
{
    (void)state;
    static const char *const words[] = {
        "PPAAPA", /* unseen: 1 no, 2 yes; out, seen: 1 no, 2 back; seen: 1 yes */
        "APPP..", /* above, unseen: 1 into poverty; seen: 1 no, 2 no, then censored */
        "AP.PPA", /* seen: censored at once, never at risk; after the gap unseen: 1 no, 2 yes */
    };
    struct time_panel p = panel_of_words(words, 3);
    struct spells s;
    spells_of(&p, &s);
    check(&s.of[POOR_SEEN][0], 2, 1);
    check(&s.of[POOR_SEEN][1], 1, 0);
    assert_int_equal(s.longest[POOR_SEEN], 2);
    check(&s.of[POOR_UNSEEN][0], 2, 0);
    check(&s.of[POOR_UNSEEN][1], 2, 2);
    assert_int_equal(s.longest[POOR_UNSEEN], 2);
    check(&s.of[ABOVE_SEEN][0], 1, 0);
    check(&s.of[ABOVE_SEEN][1], 1, 1);
    check(&s.of[ABOVE_UNSEEN][0], 2, 2);
    panel_free(&p);
}

/* Of the period before, which the next one is compared with. */
static void weights_are_those_at_risk(void **state)
{
    (void)state;
    struct time_panel p = panel_of_words((const char *const[]){"APPA"}, 1);
    struct spells s;
    for (int t = 0; t < 4; t++)
        p.weight[t] = t + 2;
    spells_of(&p, &s);
    check(&s.of[POOR_SEEN][0], 3, 0);
    check(&s.of[POOR_SEEN][1], 4, 4);
    assert_near(s.of[POOR_SEEN][1].squares, 16, 0);
    assert_int_equal(s.of[POOR_SEEN][1].rows, 1);
    panel_free(&p);
}

/* 10 at risk, 2 end; then 6, of whom 3; then 2, who both do; then nobody is left. */
static void survivor_by_hand(void **state)
{
    (void)state;
    const struct duration d[] = {{.at_risk = 10, .ends = 2, .squares = 10},
                                 {.at_risk = 6, .ends = 3, .squares = 6},
                                 {.at_risk = 2, .ends = 2, .squares = 2},
                                 {.rows = 0}};
    struct survival s[4];
    survival_of(d, 4, s);
    assert_near(s[0].survivor, 0.8, 1e-15);
    assert_near(s[0].error, 0.8 * sqrt(2.0 / (10 * 8)), 1e-15);
    assert_near(s[1].survivor, 0.4, 1e-15);
    assert_near(s[1].error, 0.4 * sqrt(2.0 / (10 * 8) + 3.0 / (6 * 3)), 1e-15);
    assert_near(s[2].survivor, 0, 0);
    assert_near(s[2].error, 0, 0);
    assert_true(isnan(s[3].hazard) && isnan(s[3].survivor));
    assert_int_equal(survival_median(s, 4), 2);
    assert_int_equal(survival_median(s, 1), 0);
    /* Twice the weight is no more people: the same error. */
    const struct duration twice = {.at_risk = 20, .ends = 4, .squares = 40};
    struct survival same;
    survival_of(&twice, 1, &same);
    assert_near(same.error, s[0].error, 1e-15);
}

/* Weeks to relapse of the 21 children with 6-mercaptopurine (Freireich and others 1963; Gehan 1965), as textbooks of survival
 * print them: those at risk and relapsing at 6, 7, 10, 13, 16, 22 and 23 weeks, the survivor and Greenwood's error. */
static void published_survivor(void **state)
{
    (void)state;
    static const double table[7][4] = {{21, 3, 0.857, 0.0764}, {17, 1, 0.807, 0.0869}, {15, 1, 0.753, 0.0963},
                                       {12, 1, 0.690, 0.1068}, {11, 1, 0.627, 0.1141}, {7, 1, 0.538, 0.1282},
                                       {6, 1, 0.448, 0.1346}};
    struct duration d[7];
    struct survival s[7];
    for (int j = 0; j < 7; j++)
        d[j] = (struct duration){.at_risk = table[j][0], .ends = table[j][1], .squares = table[j][0]};
    survival_of(d, 7, s);
    for (int j = 0; j < 7; j++) {
        assert_near(s[j].survivor, table[j][2], 0.0005000001);
        assert_near(s[j].error, table[j][3], 0.00005000001);
    }
    assert_int_equal(survival_median(s, 7), 7);
}

/* Of any even number of spells, one of which ends at every duration, half are left after as many as are half of them, whatever
 * the products are rounded to. */
static void median_at_a_half(void **state)
{
    (void)state;
    enum { MOST = 200 };
    for (int n = 2; n <= MOST; n += 2) {
        struct duration d[MOST];
        struct survival s[MOST];
        for (int j = 0; j < n; j++)
            d[j] = (struct duration){.at_risk = n - j, .ends = 1, .squares = n - j};
        survival_of(d, n, s);
        assert_int_equal(survival_median(s, n), n / 2);
        assert_int_equal(survival_median(s, n / 2 - 1), 0);
    }
}

/* Poor after poor with one chance, above after above with another: hazards are that chance at every duration, S(d) its
 * powers; bounds are four standard errors. */
static void constant_hazards_come_back(void **state)
{
    (void)state;
    enum { UNITS = 20000, PERIODS = 20 };
    const double leave = 0.3, come = 0.1;
    uint64_t random = 11;
    struct time_panel p = panel_empty(UNITS, PERIODS);
    for (int i = 0; i < UNITS; i++) {
        bool poor = random_part(&random) < 0.25;
        const int last = 1 + (int)(PERIODS * random_part(&random)); /* right-censored whenever */
        for (int t = 0; t < last; t++) {
            panel_set(&p, i, t, poor ? 0.5 : 2.0, 1);
            poor = random_part(&random) < (poor ? 1 - leave : come);
        }
    }
    struct spells s;
    struct survival out[MOST_PERIODS];
    spells_of(&p, &s);
    for (int kind = 0; kind < SPELL_KINDS; kind++) {
        const double chance = kind == POOR_SEEN || kind == POOR_UNSEEN ? leave : come;
        survival_of(s.of[kind], s.longest[kind], out);
        assert_true(s.longest[kind] >= PERIODS / 2);
        for (int d = 0; d < 8; d++) {
            const double n = s.of[kind][d].at_risk;
            assert_near(out[d].hazard, chance, 4 * sqrt(chance * (1 - chance) / n));
            assert_near(out[d].survivor, pow(1 - chance, d + 1), 4 * out[d].error);
            assert_true(out[d].error > 0 && out[d].error < 0.05);
        }
    }
    panel_free(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spells_by_hand),   cmocka_unit_test(weights_are_those_at_risk),
        cmocka_unit_test(survivor_by_hand), cmocka_unit_test(published_survivor),
        cmocka_unit_test(median_at_a_half), cmocka_unit_test(constant_hazards_come_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
