/* Scores against a reckoning in double precision, the award to the fen, and what it does to next year's money. */
#include "models/policies/evaluation.c"

#include "unit/models/region_fixture.h"

enum { COUNTIES = 9, PREFECTURES = 3 };
static const int32_t PREFECTURE[COUNTIES] = {0, 1, 0, 2, 1, 0, 0, 2, 1};

/* Weights of all slots zero but for one. */
static void only(struct counties *r, size_t weight)
{
    const double one = 1, none = 0;
    for (int c = 0; c < COUNTIES; c++) {
        for (int k = 0; k < SLOTS; k++) {
            memcpy((char *)&r->parameters[c] + slots[k].weight, slots[k].weight == weight ? &one : &none,
                   sizeof one);
        }
    }
}

#define ONLY(r, number) only(r, offsetof(struct parameters, evaluation_weight_##number))

static struct counties *region(void)
{
    struct counties *r = region_make(COUNTIES, PREFECTURE);
    dice_thrown = 7;
    EVERYWHERE(r, evaluation_enabled, 1);
    EVERYWHERE(r, award_enabled, 1);
    EVERYWHERE(r, award_start, 2009);
    EVERYWHERE(r, award_regional_budget, 2600000007);
    for (int c = 0; c < COUNTIES; c++) {
        r->county[c].persons_last = 1000 + dice_to(90000);
        r->county[c].registered_last = 100 + dice_to(900);
    }
    return r;
}

static double score(const struct counties *r, int c)
{
    return 1e-6 * (double)r->county[c].score;
}

/* A year in which nothing but these sums happens: of slot 31, households that fell and all of them. */
static void year_of(struct counties *r, int year, const int64_t *fell)
{
    region_year(r, year);
    region_step(r, evaluation_year_generic.plan);
    for (int c = 0; c < COUNTIES; c++) {
        r->tally[c][T_households] = 1000;
        r->tally[c][T_entered] = fell[c];
        r->tally[c][T_persons] = 4000;
        r->tally[c][T_poor] = 10 * fell[c];
        r->tally[c][T_income] = 4000 * (200000 + 100 * fell[c] * (year - 2008));
    }
    region_step(r, evaluation_year_generic.close);
    region_close(r);
}

/* 36 items in four categories, nine each, numbered through; some 14 filled and the rest of no weight. */
static void test_slots(void **state)
{
    (void)state;
    int of[4] = {0}, filled = 0, number = 0;
    enum { CATEGORY_institutions, CATEGORY_funds, CATEGORY_operations, CATEGORY_effects };
    struct counties *r = region();
#define SLOT(n, category, how_, over_, under_, good_, ...)                                                     \
    of[CATEGORY_##category]++;                                                                                 \
    assert_int_equal(slots[number].how, how_);                                                                 \
    assert_true(good_ == 1 || good_ == -1);                                                                    \
    assert_int_equal(1##n - 100, ++number);                                                                    \
    filled += how_ != GIVEN;                                                                                   \
    assert_true(r->parameters[0].evaluation_weight_##n == (how_ == GIVEN ? 0 : 1));
#include "models/rows/slots.def"
#undef SLOT
    assert_int_equal(number, 36);
    for (int k = 0; k < 4; k++) {
        assert_int_equal(of[k], 9);
    }
    assert_in_range(filled, 14, 35);
    region_free(r);
}

/* One slot: half less what a county has more than the mean, over four deviations, held between 0 and 1. */
static void test_score(void **state)
{
    (void)state;
    static const int64_t fell[COUNTIES] = {10, 20, 30, 40, 50, 60, 70, 80, 900};
    struct counties *r = region();
    ONLY(r, 31);
    year_of(r, 2009, fell);
    double mean = 0, squares = 0, weighted = 0, persons = 0;
    for (int c = 0; c < COUNTIES; c++) {
        mean += 1e-3 * (double)fell[c] / COUNTIES;
    }
    for (int c = 0; c < COUNTIES; c++) {
        squares += pow(1e-3 * (double)fell[c] - mean, 2) / COUNTIES;
    }
    for (int c = 0; c < COUNTIES; c++) {
        const double expected = 0.5 - (1e-3 * (double)fell[c] - mean) / (4 * sqrt(squares));
        assert_near(score(r, c), fmax(0, fmin(1, expected)), 2e-5);
        weighted += score(r, c) * (double)r->county[c].persons_last;
        persons += (double)r->county[c].persons_last;
        assert_int_equal(r->county[c].evaluations, 1);
    }
    assert_true(r->county[8].score == 0); /* 2.8 deviations from the mean */
    assert_near(1e-6 * (double)r->region.score_mean, weighted / persons, 2e-6);
    region_free(r);
}

/* Two slots by weight; alike everywhere, or nothing to measure: a half. */
static void test_weights(void **state)
{
    (void)state;
    static const int64_t fell[COUNTIES] = {10, 20, 30, 40, 50, 60, 70, 80, 90};
    struct counties *r = region();
    ONLY(r, 31);
    year_of(r, 2009, fell);
    double alone[COUNTIES];
    for (int c = 0; c < COUNTIES; c++) {
        alone[c] = score(r, c);
    }
    EVERYWHERE(r, evaluation_weight_12, 3); /* no fund, nothing due */
    EVERYWHERE(r, evaluation_weight_05, 2);
    EVERYWHERE(r, evaluation_value_05, 0.1 * c_);
    year_of(r, 2010, fell);
    for (int c = 0; c < COUNTIES; c++) {
        assert_near(score(r, c), (alone[c] + 3 * 0.5 + 2 * 0.1 * c) / 6, 3e-6);
    }
    only(r, 0);
    year_of(r, 2011, fell);
    for (int c = 0; c < COUNTIES; c++) {
        assert_true(r->county[c].score == NEUTRAL);
    }
    region_free(r);
}

/* Change of the share of poor (less is better) and growth of income: neutral in the first year, then against last
 * year's. */
static void test_change(void **state)
{
    (void)state;
    static const int64_t first[COUNTIES] = {50, 50, 50, 50, 50, 50, 50, 50, 50},
                         second[COUNTIES] = {10, 20, 30, 40, 50, 60, 70, 80, 90};
    for (int growth = 0; growth <= 1; growth++) {
        struct counties *r = region();
        if (growth) {
            ONLY(r, 29);
        } else {
            ONLY(r, 28);
        }
        year_of(r, 2009, second);
        for (int c = 0; c < COUNTIES; c++) {
            assert_true(r->county[c].score == NEUTRAL);
        }
        year_of(r, 2010, first);
        year_of(r, 2011, second);
        for (int c = 1; c < COUNTIES; c++) { /* fewer poor here, but also less income */
            assert_true(growth ? score(r, c) > score(r, c - 1) : score(r, c) < score(r, c - 1));
        }
        assert_near(score(r, 4), 0.5, growth ? 0.2 : 2e-6);
        region_free(r);
    }
}

/* What the ledger says: half of the money paid out, nothing carried over, a tenth the county's own. */
static void test_funds(void **state)
{
    (void)state;
    struct counties *r = region();
    region_year(r, 2009);
    for (int c = 0; c < COUNTIES; c++) {
        hq_post(r->world.ledger, c, P_training, A_central, A_fund, I_grant, 9000, 0);
        hq_post(r->world.ledger, c, P_training, A_counties_own, A_fund, I_grant, 1000, 0);
        hq_post(r->world.ledger, c, P_training, A_fund, A_suppliers, I_purchase, 1000 * c, 0);
        hq_post(r->world.ledger, c, P_award, A_central, A_fund, I_grant, 77, 0); /* not a programme's */
    }
    const struct slot spent = {.how = SPENT}, carried = {.how = CARRIED}, own = {.how = OWN};
    for (int c = 0; c < COUNTIES; c++) {
        const struct funds f = funds_of(&r->world, c);
        assert_true(value_of(&r->world, &spent, c, &f) == 100000 * c);
        assert_true(value_of(&r->world, &carried, c, &f) == 1000000 - 100000 * c);
        assert_true(value_of(&r->world, &own, c, &f) == 100000);
    }
    region_step(r, evaluation_year_generic.close);
    assert_true(r->county[3].own_share == 100000);
    region_free(r);
}

static int64_t award_of(const struct counties *r, int c)
{
    assert_true(hq_balance(r->world.ledger, c, P_award, A_fund) == 0);
    return hq_received(r->world.ledger, c, P_award, A_unitemised);
}

/* To prefectures above the mean by what they are above it, in them to counties likewise; all of it, to the fen; by
 * registered persons while there is no score. */
static void test_award(void **state)
{
    (void)state;
    struct counties *r = region();
    region_year(r, 2009);
    region_step(r, evaluation_year_generic.plan);
    int64_t all = 0, registered = 0;
    for (int c = 0; c < COUNTIES; c++) {
        all += award_of(r, c);
        registered += r->county[c].registered_last;
    }
    assert_true(all == 2600000007);
    for (int c = 0; c < COUNTIES; c++) {
        assert_near((double)award_of(r, c),
                    2600000007.0 * (double)r->county[c].registered_last / (double)registered, 1);
        assert_near((double)hq_paid(r->world.ledger, c, P_award, A_central), 0.8 * (double)award_of(r, c), 1);
    }
    region_close(r);
    double persons[PREFECTURES] = {0}, sum[PREFECTURES] = {0}, mean = 0, everybody = 0, over = 0;
    for (int c = 0; c < COUNTIES; c++) {
        r->county[c].score = (int64_t)(1e6 * dice_between(0.2, 0.8));
        sum[PREFECTURE[c]] += score(r, c) * (double)r->county[c].persons_last;
        persons[PREFECTURE[c]] += (double)r->county[c].persons_last;
        everybody += (double)r->county[c].persons_last;
    }
    for (int q = 0; q < PREFECTURES; q++) {
        mean += sum[q] / everybody;
    }
    r->region.score_mean = mean_score(&r->world, -1);
    for (int q = 0; q < PREFECTURES; q++) {
        over += fmax(0, sum[q] / persons[q] - mean);
    }
    region_year(r, 2010);
    region_step(r, evaluation_year_generic.plan);
    int64_t total = 0;
    int rewarded = 0;
    for (int q = 0; q < PREFECTURES; q++) {
        double here = 0, within = 0;
        for (int c = 0; c < COUNTIES; c++) {
            within += PREFECTURE[c] == q ? fmax(0, score(r, c) - mean) : 0;
        }
        const double part = 2600000007 * fmax(0, sum[q] / persons[q] - mean) / over;
        for (int c = 0; c < COUNTIES; c++) {
            if (PREFECTURE[c] == q) {
                const double own = within > 0 ? part * fmax(0, score(r, c) - mean) / within : 0;
                assert_near((double)award_of(r, c), own, 1e-3 * own + 10); /* scores are millionths */
                here += (double)award_of(r, c);
                total += award_of(r, c);
            }
        }
        rewarded += here > 0;
    }
    assert_true(total == 2600000007);
    assert_in_range(rewarded, 1, PREFECTURES - 1);
    region_close(r);
    region_free(r);
}

/* Off, or out of its years: no entry and no score. */
static void test_off(void **state)
{
    (void)state;
    static const int64_t fell[COUNTIES] = {10, 20, 30, 40, 50, 60, 70, 80, 90};
    struct counties *r = region();
    EVERYWHERE(r, evaluation_enabled, 0);
    EVERYWHERE(r, award_end, 2008);
    year_of(r, 2009, fell);
    EVERYWHERE(r, award_enabled, 0);
    EVERYWHERE(r, award_end, 2100);
    year_of(r, 2010, fell);
    for (int c = 0; c < COUNTIES; c++) {
        assert_true(r->county[c].score == 0 && r->county[c].evaluations == 0);
        assert_true(hq_balance(r->world.ledger, c, P_award, A_unitemised) == 0);
    }
    assert_true(r->region.score_mean == 0);
    region_free(r);
}

/* 1 without an evaluation, a reward and a link; else by the score's distance from the mean, within the bounds. */
static void test_factor(void **state)
{
    (void)state;
    struct counties *r = region();
    r->world.year = 2010;
    EVERYWHERE(r, cascade_reward, 1);
    assert_true(evaluation_factor(&r->world, 0) == 1);
    EVERYWHERE(r, cascade_factor_least, 0.8);
    r->region.score_mean = 500000;
    for (int c = 0; c < COUNTIES; c++) {
        r->county[c].evaluations = 1;
        r->county[c].score = 100000 * c;
        assert_near(evaluation_factor(&r->world, c), fmax(0.8, fmin(1.2, 0.5 + 0.1 * c)), 1e-12);
    }
    EVERYWHERE(r, cascade_reward, 0);
    r->county[2].own_share = 300000;
    assert_true(evaluation_factor(&r->world, 2) == 1);
    EVERYWHERE(r, cascade_link, 0.5);
    assert_near(evaluation_factor(&r->world, 2), 1.15, 1e-12);
    r->world.year = 2007;
    assert_true(evaluation_factor(&r->world, 2) == 1);
    region_free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_slots),  cmocka_unit_test(test_score),  cmocka_unit_test(test_weights),
        cmocka_unit_test(test_change), cmocka_unit_test(test_funds),  cmocka_unit_test(test_award),
        cmocka_unit_test(test_off),    cmocka_unit_test(test_factor),
    };
    return cmocka_run_group_tests_name("evaluation", tests, NULL, NULL);
}
