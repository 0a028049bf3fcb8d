/* Scores against a reckoning in double precision, and what they do to next year's money. */
#include "models/policies/evaluation.c"

#include "unit/models/region_fixture.h"

enum { COUNTIES = 9, PREFECTURES = 3 };
static const int32_t PREFECTURE[COUNTIES] = {0, 1, 0, 2, 1, 0, 0, 2, 1};

/* Weights of all slots zero but for one. */
static void only(struct counties *r, size_t weight)
{
    for (int c = 0; c < COUNTIES; c++) {
        for (int k = 0; k < SLOTS; k++) {
            set_real(&r->parameters[c], slots[k].weight, slots[k].weight == weight);
        }
    }
}

#define ONLY(r, number) only(r, offsetof(struct parameters, evaluation_weight_##number))

static struct counties *region(void)
{
    struct counties *r = region_make(COUNTIES, PREFECTURE);
    dice_thrown = 7;
    EVERYWHERE(r, evaluation_enabled, 1);
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
    struct counties *r = region();
#define SLOT(n, category, how_, over_, in_, under_, good_, ...)                                                \
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

/* The poverty gap, a sum in millionths: its change counts as it is, from a thousandth of a person's whole gap to all
 * of it, and twice the change is twice as far from the mean. */
static void test_gap(void **state)
{
    (void)state;
    for (int64_t step = 1000; step <= 100000; step *= 10) { /* millionths of the line a person */
        struct counties *r = region();
        ONLY(r, 30);
        EVERYWHERE(r, evaluation_spread, 100);
        for (int year = 2009; year <= 2010; year++) {
            region_year(r, year);
            for (int c = 0; c < COUNTIES; c++) {
                r->tally[c][T_persons] = 4000;
                r->tally[c][T_gap] = 4000 * (year == 2009 ? 10 : 10 - c) * step;
            }
            region_step(r, evaluation_year_generic.close);
            region_close(r);
        }
        /* Changes of 0 to -8 steps: mean -4, deviation of 0 to 8 the root of 20 / 3. */
        for (int c = 0; c < COUNTIES; c++) {
            assert_true(r->county[c].kept_30 == (10 - c) * step);
            assert_near(score(r, c), 0.5 + (c - 4) / (200 * sqrt(20.0 / 3)),
                        5e-6); /* a deviation in whole millionths */
        }
        region_free(r);
    }
}

/* A category's score is that of its slots by weight; the whole is that of all slots; a category without weight is
 * neutral. The prefecture's is its counties' mean by persons, the same in all of them. */
static void test_categories(void **state)
{
    (void)state;
    struct counties *r = region();
    only(r, 0);
    EVERYWHERE(r, evaluation_weight_05, 1);
    EVERYWHERE(r, evaluation_weight_06, 3);
    EVERYWHERE(r, evaluation_weight_14, 2);
    EVERYWHERE(r, evaluation_weight_36, 5);
    EVERYWHERE(r, evaluation_value_05, 0.1 * c_);
    EVERYWHERE(r, evaluation_value_06, 1 - 0.1 * c_);
    EVERYWHERE(r, evaluation_value_14, 0.25);
    EVERYWHERE(r, evaluation_value_36, 0.05 * c_);
    region_year(r, 2009);
    region_step(r, evaluation_year_generic.close);
    double sum[PREFECTURES] = {0}, persons[PREFECTURES] = {0};
    for (int c = 0; c < COUNTIES; c++) {
        const struct county *row = &r->county[c];
        const double first = (0.1 * c + 3 * (1 - 0.1 * c)) / 4, last = 0.05 * c;
        assert_near(1e-6 * (double)row->score_institutions, first, 2e-6);
        assert_near(1e-6 * (double)row->score_funds, 0.25, 2e-6);
        assert_true(row->score_operations == NEUTRAL);
        assert_near(1e-6 * (double)row->score_effects, last, 2e-6);
        assert_near(score(r, c), (4 * first + 2 * 0.25 + 5 * last) / 11, 2e-6);
        sum[PREFECTURE[c]] += score(r, c) * (double)row->persons_last;
        persons[PREFECTURE[c]] += (double)row->persons_last;
    }
    for (int c = 0; c < COUNTIES; c++) {
        assert_near(1e-6 * (double)r->county[c].score_prefecture, sum[PREFECTURE[c]] / persons[PREFECTURE[c]],
                    2e-6);
    }
    region_close(r);
    region_free(r);
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

/* Untied money and the award pass through two funds and count once: 8,000 of partners and 2,000 of the award go on to
 * courses, of which 4,000 are spent; 1,000 of the partners' end as untied money. */
static void test_passed(void **state)
{
    (void)state;
    struct counties *r = region();
    region_year(r, 2009);
    struct ledger *books = r->world.ledger;
    hq_post(books, 0, P_pairing, A_beijing_city, A_fund, I_grant, 9000, 0);
    hq_post(books, 0, P_pairing, A_fund, A_passed, I_passed_on, 8000, 0);
    hq_post(books, 0, P_pairing, A_fund, A_unitemised, I_grant, 1000, 0);
    hq_post(books, 0, P_award, A_central, A_fund, I_grant, 2000, 0);
    hq_post(books, 0, P_award, A_fund, A_passed, I_passed_on, 2000, 0);
    hq_post(books, 0, P_training, A_passed, A_fund, I_passed_on, 10000, 0);
    hq_post(books, 0, P_training, A_fund, A_suppliers, I_purchase, 4000, 0);
    const struct funds f = funds_of(&r->world, 0);
    assert_true(f.received == 11000 && f.paid == 5000 && f.left == 6000 && f.own == 0);
    region_close(r);
    region_free(r);
}

/* Off: no score. */
static void test_off(void **state)
{
    (void)state;
    static const int64_t fell[COUNTIES] = {10, 20, 30, 40, 50, 60, 70, 80, 90};
    struct counties *r = region();
    EVERYWHERE(r, evaluation_enabled, 0);
    year_of(r, 2009, fell);
    for (int c = 0; c < COUNTIES; c++) {
        assert_true(r->county[c].score == 0 && r->county[c].evaluations == 0);
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
        cmocka_unit_test(test_change), cmocka_unit_test(test_gap),    cmocka_unit_test(test_categories),
        cmocka_unit_test(test_funds),  cmocka_unit_test(test_passed), cmocka_unit_test(test_off),
        cmocka_unit_test(test_factor),
    };
    return cmocka_run_group_tests_name("evaluation", tests, NULL, NULL);
}
