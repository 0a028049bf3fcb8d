/* Money of industry beside household projects: shares of the region's sums, their course, what may lie inside.
 */
#include "models/policies/industry.c"

#include "unit/models/region_fixture.h"

extern const struct yearly labour_year_sse2, cascade_year_sse2;

/* The region's project loans go to counties as its money goes, to the last fen. */
static void test_project_loans(void **state)
{
    (void)state;
    static const int32_t prefectures[7] = {0, 0, 1, 1, 2, 2, 2};
    struct counties *r = region_make(7, prefectures);
    int64_t loans = 0;
    double all = 0;
    EVERYWHERE(r, industry_enabled, 1);
    EVERYWHERE(r, industry_project_loans, 33300000007);
    for (int c = 0; c < 7; c++) {
        r->county[c].money_industry = c == 4 ? 0 : 1 + (int64_t)dice_between(0, 1e9);
        all += (double)r->county[c].money_industry;
    }
    region_year(r, 2009);
    region_step(r, industry_year_generic.plan);
    for (int c = 0; c < 7; c++) {
        loans += r->county[c].enterprise_loans;
        assert_near((double)r->county[c].enterprise_loans,
                    33300000007 * (double)r->county[c].money_industry / all, 1);
    }
    assert_true(loans == 33300000007);
    region_free(r);
}

/* Loans are shared by the projects of counties, all of them to the fen; none in a free run. */
static void test_loans_of_counties(void **state)
{
    (void)state;
    static const int32_t prefectures[5] = {0, 0, 1, 1, 1};
    struct counties *r = region_make(5, prefectures);
    EVERYWHERE(r, industry_enabled, 1);
    EVERYWHERE(r, industry_household_loans, 20000000000);
    int64_t projects[5] = {1, 777, 0, 12000, 13812}, sum = 0;
    for (int c = 0; c < 5; c++) {
        r->demand[c][Q_project_loans] = projects[c] * MOST_STATED_LOAN;
    }
    region_year(r, 2009);
    region_step(r, industry_year_generic.clear);
    assert_true(r->places[3][Q_project_loans] == 0);
    r->world.replay = true;
    region_step(r, industry_year_generic.clear);
    for (int c = 0; c < 5; c++) {
        const int64_t loans = r->places[c][Q_project_loans];
        sum += loans;
        assert_near((double)loans, 20000000000.0 * (double)projects[c] / 26590, 1);
    }
    assert_true(sum == 20000000000);
    r->county[0].region_part = 500000; /* half of the region's */
    region_step(r, industry_year_generic.clear);
    for (int c = 0; c < 5; c++) {
        sum -= 2 * r->places[c][Q_project_loans];
    }
    assert_true(sum == 0);
    region_free(r);
}

/* Energy: shared by residents to the fen, its own capital, 63 million a job; the rest of enterprises gain nothing. */
static void test_energy(void **state)
{
    (void)state;
    static const int32_t prefectures[3] = {0, 0, 1};
    const double residents[3] = {300000, 50000, 1};
    struct counties *r = region_make(3, prefectures);
    int64_t sum = 0;
    EVERYWHERE(r, industry_enabled, 1);
    EVERYWHERE(r, labour_vacancies, 0);
    EVERYWHERE(r, industry_energy_money, 6295600000007);
    for (int c = 0; c < 3; c++) {
        r->county[c].population_2010 = residents[c];
    }
    region_year(r, 2009);
    region_step(r, industry_year_generic.plan);
    region_step(r, industry_year_generic.close);
    for (int c = 0; c < 3; c++) {
        sum += r->county[c].energy_capital;
        assert_true(hq_received(r->world.ledger, c, P_industry, A_enterprises) == r->county[c].energy_capital);
        assert_true(r->county[c].enterprise_capital == 0);
    }
    assert_true(sum == 6295600000007);
    region_close(r);
    labour_year_sse2.plan(&r->world, 0);
    assert_near(r->county[0].vacancies, 1000 * 300000.0 / 350001, 0.1);
    /* Where the programme rests there is no part, and nothing of the money is lost. */
    r->parameters[0].industry_enabled = 0;
    region_year(r, 2010);
    region_step(r, industry_year_generic.plan);
    region_step(r, industry_year_generic.close);
    sum = 0;
    for (int c = 0; c < 3; c++) {
        sum += hq_paid(r->world.ledger, c, P_industry, A_enterprises_own);
    }
    assert_true(sum == 6295600000007 && hq_paid(r->world.ledger, 0, P_industry, A_enterprises_own) == 0);
    region_close(r);
    region_free(r);
}

/* All sums have the programme's course and the counties' part of the region's; what firms bring is a county's own. */
static void test_course(void **state)
{
    (void)state;
    static const int32_t prefectures[4] = {0, 0, 1, 1};
    struct counties *r = region_make(4, prefectures);
    EVERYWHERE(r, industry_enabled, 1);
    EVERYWHERE(r, industry_growth, 0.1);
    EVERYWHERE(r, industry_project_loans, 1000000);
    EVERYWHERE(r, industry_discount_money, 30000);
    EVERYWHERE(r, industry_discount_points, 0.03);
    EVERYWHERE(r, industry_energy_money, 2000000);
    EVERYWHERE(r, industry_firm_money, 400);
    EVERYWHERE(r, industry_decay, 1);
    for (int c = 0; c < 4; c++) {
        r->county[c].money_industry = 1;
        r->county[c].population_2010 = 1;
        r->county[c].region_part = 800000;
    }
    /*                       year, dose, millionths of what is stated */
    const struct {
        int year;
        double dose;
        int64_t times;
    } cases[] = {{2008, 1, 0}, {2009, 1, 1000000}, {2011, 1, 1210000}, {2012, 0.5, 665500}, {2013, 0, 0}};
    for (int k = 0; k < 5; k++) {
        EVERYWHERE(r, industry_dose, cases[k].dose);
        region_year(r, cases[k].year);
        region_step(r, industry_year_generic.plan);
        region_step(r, industry_year_generic.close);
        int64_t lent = 0, discounts = 0, energy = 0, firms = 0;
        for (int c = 0; c < 4; c++) {
            lent += hq_paid(r->world.ledger, c, P_industry, A_project_banks);
            discounts += hq_paid(r->world.ledger, c, P_industry, A_beijing_city);
            energy += r->county[c].energy_capital;
            firms += hq_paid(r->world.ledger, c, P_industry, A_enterprises_own);
        }
        const int64_t times = cases[k].times;
        assert_true(energy == 1600000 * times / 1000000);
        assert_true(firms == energy + 4 * (400 * times / 1000000));
        assert_true(discounts == 24000 * times / 1000000);
        /* Loans behind a county's discount are whole fen; a double may be one under. */
        assert_near((double)lent, 0.8 * (double)times + (double)discounts / 0.03, 8);
        region_close(r);
    }
    region_free(r);
}

/* Discounts go by pairs where these have money, to those that run the programme; else like the region's money. */
static void test_discount_by_pairs(void **state)
{
    (void)state;
    static const int32_t prefectures[3] = {0, 0, 1};
    struct counties *r = region_make(3, prefectures);
    EVERYWHERE(r, industry_enabled, 1);
    EVERYWHERE(r, industry_discount_money, 600);
    r->county[0].money_industry = r->county[1].money_industry = 5;
    r->county[1].money_pairing = 1;
    r->county[2].money_pairing = 2;
    const int64_t by_pairs[3] = {0, 200, 400}, by_one[3] = {0, 600, 0}, by_money[3] = {300, 300, 0};
    for (int year = 2009; year < 2012; year++) {
        r->parameters[2].industry_enabled = year != 2010;
        r->county[1].money_pairing = year < 2011;
        r->county[2].money_pairing = 2 * (year < 2011);
        region_year(r, year);
        region_step(r, industry_year_generic.plan);
        for (int c = 0; c < 3; c++) {
            const int64_t due = year == 2009 ? by_pairs[c] : year == 2010 ? by_one[c] : by_money[c];
            assert_true(hq_paid(r->world.ledger, c, P_industry, A_beijing_city) == due);
        }
        region_close(r);
    }
    region_free(r);
}

/* Mutual funds inside industry's money: industry has the rest of it, others' money for it as before; in years without
 * mutual funds all. */
static void test_funds_inside(void **state)
{
    (void)state;
    static const int32_t prefectures[4] = {0, 0, 1, 1};
    struct counties *r = region_make(4, prefectures);
    const int64_t all = 7800000003, funds = 600000000;
    EVERYWHERE(r, industry_enabled, 1);
    EVERYWHERE(r, industry_fujian_money, 1000000);
    EVERYWHERE(r, industry_funds_inside, 1);
    EVERYWHERE(r, mutual_fund_enabled, 1);
    EVERYWHERE(r, mutual_fund_start, 2009);
    EVERYWHERE(r, mutual_fund_end, 2010);
    EVERYWHERE(r, mutual_fund_village, 15000000);
    EVERYWHERE(r, mutual_fund_regional_budget, funds);
    for (int c = 0; c < 4; c++) {
        r->county[c].registered_last = 100 + c;
    }
    for (int year = 2009; year < 2013; year++) {
        int64_t of_industry = 0, of_funds = 0;
        EVERYWHERE(r, industry_regional_budget, year < 2012 ? all : 5);
        EVERYWHERE(r, mutual_fund_end, year < 2012 ? 2010 : 2100);
        region_year(r, year);
        region_step(r, cascade_year_sse2.plan);
        for (int c = 0; c < 4; c++) {
            of_industry += r->county[c].money_industry;
            of_funds += r->county[c].money_mutual_fund;
        }
        assert_true(of_funds == (year == 2011 ? 0 : funds));
        assert_true(of_industry == (year < 2011 ? all - funds : year < 2012 ? all : 0) + 1000000);
        region_close(r);
    }
    region_free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_project_loans),
        cmocka_unit_test(test_loans_of_counties),
        cmocka_unit_test(test_energy),
        cmocka_unit_test(test_course),
        cmocka_unit_test(test_discount_by_pairs),
        cmocka_unit_test(test_funds_inside),
    };
    return cmocka_run_group_tests_name("money of industry", tests, NULL, NULL);
}
