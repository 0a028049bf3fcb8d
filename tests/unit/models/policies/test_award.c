/* The award: by investment and by score, to the fen, and on to the county's poverty programmes. */
#include "models/policies/award.c"

#include "unit/models/region_fixture.h"

enum { COUNTIES = 9, PREFECTURES = 3 };
static const int32_t PREFECTURE[COUNTIES] = {0, 1, 0, 2, 1, 0, 0, 2, 1};
static const int64_t MONEY = 2600000007;

/* Courses and projects by need have three parts and one of the region's money; payments by the mu far more. */
static struct counties *region(double investment)
{
    struct counties *r = region_make(COUNTIES, PREFECTURE);
    dice_thrown = 7;
    EVERYWHERE(r, award_enabled, 1);
    EVERYWHERE(r, award_start, 2009);
    EVERYWHERE(r, award_regional_budget, MONEY);
    EVERYWHERE(r, award_investment, investment);
    for (int c = 0; c < COUNTIES; c++) {
        r->county[c].persons_last = 1000 + dice_to(90000);
        r->county[c].registered_last = 100 + dice_to(900);
        r->county[c].money_training = 3000;
        r->county[c].money_industry = 1000;
        r->county[c].money_grazing = 90000;
    }
    return r;
}

/* Scores of counties, and their means. */
static void score_all(struct counties *r)
{
    for (int c = 0; c < COUNTIES; c++) {
        r->county[c].score = (int64_t)(1e6 * dice_between(0.2, 0.8));
    }
    r->region.score_mean = mean_score(&r->world, -1);
}

static void one_year(struct counties *r, int year)
{
    region_year(r, year);
    region_step(r, award_year_generic.plan);
}

/* What a county gets of it, passed on or not. */
static int64_t award_of(const struct counties *r, int c)
{
    const struct ledger *books = r->world.ledger;
    assert_true(hq_balance(books, c, P_award, A_fund) == 0);
    return hq_received(books, c, P_award, A_passed) + hq_received(books, c, P_award, A_unitemised);
}

static int64_t award_of_all(const struct counties *r)
{
    int64_t all = 0;
    for (int c = 0; c < COUNTIES; c++) {
        all += award_of(r, c);
    }
    return all;
}

/* By registered persons while there is no evaluation, whatever part goes by investment; of the centre its share. */
static void test_first(void **state)
{
    (void)state;
    for (int k = 0; k <= 2; k++) {
        struct counties *r = region(0.5 * k);
        one_year(r, 2009);
        double registered = 0;
        for (int c = 0; c < COUNTIES; c++) {
            registered += (double)r->county[c].registered_last;
        }
        for (int c = 0; c < COUNTIES; c++) {
            const double own = (double)MONEY * (double)r->county[c].registered_last / registered;
            assert_near((double)award_of(r, c), own, 1);
            assert_near((double)hq_paid(r->world.ledger, c, P_award, A_central), 0.8 * (double)award_of(r, c),
                        1);
        }
        assert_true(award_of_all(r) == MONEY);
        region_close(r);
        region_free(r);
    }
}

/* To prefectures above the mean by what they are above it, in them to counties likewise; all of it, to the fen. The
 * same where a part should go by investment and nobody has put in anything. */
static void test_score(void **state)
{
    (void)state;
    for (int k = 0; k <= 1; k++) {
        struct counties *r = region(0.5 * k);
        score_all(r);
        one_year(r, 2010);
        double persons[PREFECTURES] = {0}, sum[PREFECTURES] = {0}, mean = 0, everybody = 0, over = 0;
        for (int c = 0; c < COUNTIES; c++) {
            const struct county *row = &r->county[c];
            sum[PREFECTURE[c]] += 1e-6 * (double)row->score * (double)row->persons_last;
            persons[PREFECTURE[c]] += (double)row->persons_last;
            everybody += (double)row->persons_last;
        }
        for (int q = 0; q < PREFECTURES; q++) {
            mean += sum[q] / everybody;
        }
        for (int q = 0; q < PREFECTURES; q++) {
            over += fmax(0, sum[q] / persons[q] - mean);
        }
        int rewarded = 0;
        for (int q = 0; q < PREFECTURES; q++) {
            double here = 0, within = 0;
            for (int c = 0; c < COUNTIES; c++) {
                within += PREFECTURE[c] == q ? fmax(0, 1e-6 * (double)r->county[c].score - mean) : 0;
            }
            const double part = (double)MONEY * fmax(0, sum[q] / persons[q] - mean) / over;
            for (int c = 0; c < COUNTIES; c++) {
                const double excess = fmax(0, 1e-6 * (double)r->county[c].score - mean);
                if (PREFECTURE[c] == q) {
                    const double own = within > 0 ? part * excess / within : 0;
                    assert_near((double)award_of(r, c), own, 1e-3 * own + 10); /* scores are millionths */
                    here += (double)award_of(r, c);
                }
            }
            rewarded += here > 0;
        }
        assert_true(award_of_all(r) == MONEY);
        assert_in_range(rewarded, 1, PREFECTURES - 1);
        region_close(r);
        region_free(r);
    }
}

/* By what counties put in: own share times registered persons. Half of the award where scores deal the other half, all
 * of it where nobody is above the mean; who puts in more never gets less. */
static void test_investment(void **state)
{
    (void)state;
    struct counties *r = region(0.5);
    score_all(r);
    one_year(r, 2010);
    double by_score[COUNTIES], weights = 0;
    for (int c = 0; c < COUNTIES; c++) {
        by_score[c] = 0.5 * (double)award_of(r, c);
        r->county[c].own_share = c == 3 ? 0 : dice_to(200000);
        weights += (double)r->county[c].own_share * (double)r->county[c].registered_last;
    }
    region_close(r);
    for (int year = 2011; year <= 2012; year++) { /* then all have the same score */
        one_year(r, year);
        for (int c = 0; c < COUNTIES; c++) {
            const double own = (double)r->county[c].own_share * (double)r->county[c].registered_last / weights;
            const double expected =
                year == 2011 ? 0.5 * (double)MONEY * own + by_score[c] : (double)MONEY * own;
            assert_near((double)award_of(r, c), expected, 3);
            r->county[c].score = 500000;
        }
        assert_true(award_of_all(r) == MONEY);
        r->region.score_mean = 500000;
        region_close(r);
    }
    const int64_t before = award_of(r, 3);
    r->county[3].own_share = 50000;
    one_year(r, 2013);
    assert_true(before == 0 && award_of(r, 3) > 0 && award_of_all(r) == MONEY);
    region_close(r);
    region_free(r);
}

/* What a county gets goes to its programmes by need as the region's money does, to the fen, and between programmes
 * nothing is left; where none runs, and in a replay, it has no use that anybody says. */
static void test_passed(void **state)
{
    (void)state;
    struct counties *r = region(0.5);
    r->county[2].money_training = r->county[2].money_industry = 0;
    for (int replay = 0; replay <= 1; replay++) {
        r->world.replay = replay;
        one_year(r, 2009 + replay);
        for (int c = 0; c < COUNTIES; c++) {
            const struct ledger *books = r->world.ledger;
            const int64_t training = hq_paid(books, c, P_training, A_passed),
                          industry = hq_paid(books, c, P_industry, A_passed);
            assert_true(hq_received(books, c, P_award, A_passed) == training + industry);
            assert_true(hq_paid(books, c, P_grazing, A_passed) == 0);
            if (replay || c == 2) {
                assert_true(training == 0 && industry == 0);
                assert_true(hq_received(books, c, P_award, A_unitemised) == award_of(r, c));
            } else {
                assert_true(training + industry == award_of(r, c) && industry > 0);
                assert_near((double)training, 3.0 * (double)industry, 4);
                assert_true(hq_balance(books, c, P_training, A_fund) == training);
            }
        }
        assert_true(award_of_all(r) == MONEY);
        region_close(r);
    }
    region_free(r);
}

/* Off, out of its years, or without money: no entry. */
static void test_off(void **state)
{
    (void)state;
    struct counties *r = region(0.5);
    EVERYWHERE(r, award_end, 2008);
    one_year(r, 2009);
    assert_true(award_of_all(r) == 0);
    region_close(r);
    EVERYWHERE(r, award_enabled, 0);
    EVERYWHERE(r, award_end, 2100);
    one_year(r, 2010);
    assert_true(award_of_all(r) == 0);
    region_close(r);
    EVERYWHERE(r, award_enabled, 1);
    EVERYWHERE(r, award_regional_budget, 0);
    one_year(r, 2011);
    assert_true(award_of_all(r) == 0);
    region_close(r);
    region_free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first),  cmocka_unit_test(test_score), cmocka_unit_test(test_investment),
        cmocka_unit_test(test_passed), cmocka_unit_test(test_off),
    };
    return cmocka_run_group_tests_name("award", tests, NULL, NULL);
}
