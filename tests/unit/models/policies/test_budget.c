/* The region's total as the sources state it, the line that no item explains, and counties' own money. */
#include "models/policies/budget.c"

#include "unit/models/region_fixture.h"

enum { COUNTIES = 4 };
static const int32_t PREFECTURE[COUNTIES] = {0, 0, 1, 1};
static const int64_t MILLION = 100000000; /* fen */

static struct counties *region(void)
{
    struct counties *r = region_make(COUNTIES, PREFECTURE);
    EVERYWHERE(r, budget_total, 1440 * MILLION);
    EVERYWHERE(r, budget_finance, 102 * MILLION);
    for (int c = 0; c < COUNTIES; c++) {
        r->county[c].registered_last = 1000 * (c + 1);
    }
    return r;
}

/* 627 million itemised (im-d-items) by need, an award, and payments by the mu that are none of the total. */
static void items_of(struct counties *r, int64_t region)
{
    for (int c = 0; c < COUNTIES; c++) {
        hq_post(r->world.ledger, c, P_training, A_central, A_fund, I_grant, (601 * MILLION - region) / 4, 0);
        hq_post(r->world.ledger, c, P_industry, A_region, A_fund, I_grant, region / 4, 0);
        hq_post(r->world.ledger, c, P_grazing, A_central, A_fund, I_grant, 450 * MILLION, 0);
    }
    hq_post(r->world.ledger, 0, P_award, A_central, A_fund, I_grant, 26 * MILLION, 0);
}

static int64_t sum(const struct counties *r, int programme, int account)
{
    int64_t all = 0;
    for (int c = 0; c < COUNTIES; c++) {
        all += hq_paid(r->world.ledger, c, programme, account);
    }
    return all;
}

/* 813 million (im-d-unitemised), the region's part what 102 leave over its items, to counties by registered. */
static void test_unitemised(void **state)
{
    (void)state;
    struct counties *r = region();
    region_year(r, 2009);
    items_of(r, 40 * MILLION);
    region_step(r, budget_year_generic.close);
    assert_true(sum(r, P_unitemised, A_fund) == 813 * MILLION);
    assert_true(sum(r, P_unitemised, A_region) == 62 * MILLION);
    assert_true(sum(r, P_unitemised, A_central) == 751 * MILLION);
    for (int c = 0; c < COUNTIES; c++) {
        assert_near((double)hq_received(r->world.ledger, c, P_unitemised, A_unitemised), 813e8 * (c + 1) / 10,
                    2);
        assert_true(hq_balance(r->world.ledger, c, P_unitemised, A_fund) == 0);
    }
    region_close(r);
    region_free(r);
}

/* The part of the selected counties: of the register in the table, or as set; all where the table has none. */
static void test_part(void **state)
{
    (void)state;
    const struct {
        double listed, set;
        int64_t part;
    } cases[] = {{0, -1, 1000000},     {0.0625, -1, 250000}, {0.25, -1, 1000000}, {0.2500001, -1, 1000000},
                 {0.0625, 1, 1000000}, {0.25, 0.1, 100000},  {0.0625, 0, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct counties *r = region();
        EVERYWHERE(r, budget_regional_part, cases[i].set);
        for (int c = 0; c < COUNTIES; c++) {
            r->county[c].register_share = cases[i].listed;
        }
        region_year(r, 2009);
        region_step(r, budget_year_generic.found);
        for (int c = 0; c < COUNTIES; c++) {
            assert_true(r->county[c].region_part == cases[i].part);
        }
        region_step(r, budget_year_generic.close);
        assert_true(sum(r, P_unitemised, A_fund) == 1440 * cases[i].part * (MILLION / 1000000));
        assert_true(sum(r, P_unitemised, A_region) == 102 * cases[i].part * (MILLION / 1000000));
        region_close(r);
        region_free(r);
    }
}

/* Pastoral banners get, items included, what is stated for them; more than is left, all of it. */
static void test_pastoral(void **state)
{
    (void)state;
    struct counties *r = region();
    r->county[1].pastoral = r->county[3].pastoral = 1;
    r->class[0] = 2; /* of the pastoral class and no banner */
    EVERYWHERE(r, budget_pastoral, 400 * MILLION);
    region_year(r, 2009);
    items_of(r, 40 * MILLION);
    region_step(r, budget_year_generic.close);
    int64_t there = 0;
    for (int c = 1; c < COUNTIES; c += 2) {
        there += itemised_in(&r->world, c, A_central) + itemised_in(&r->world, c, A_region) +
                 hq_paid(r->world.ledger, c, P_unitemised, A_fund);
    }
    assert_true(there == 400 * MILLION);
    assert_true(sum(r, P_unitemised, A_fund) == 813 * MILLION);
    assert_true(sum(r, P_unitemised, A_region) == 62 * MILLION);
    region_close(r);
    EVERYWHERE(r, budget_pastoral, 4000 * MILLION);
    region_year(r, 2010);
    items_of(r, 40 * MILLION);
    region_step(r, budget_year_generic.close);
    assert_true(hq_paid(r->world.ledger, 0, P_unitemised, A_fund) == 0);
    assert_true(sum(r, P_unitemised, A_fund) == 813 * MILLION);
    region_close(r);
    region_free(r);
}

/* What is stated for one side goes to the other where nobody is on it: nothing is lost. */
static void test_one_side(void **state)
{
    (void)state;
    for (int pastoral = 0; pastoral <= 1; pastoral++) {
        struct counties *r = region();
        EVERYWHERE(r, budget_pastoral, 169 * MILLION);
        for (int c = 0; c < COUNTIES; c++) {
            r->county[c].pastoral = pastoral;
        }
        region_year(r, 2009);
        items_of(r, 40 * MILLION);
        region_step(r, budget_year_generic.close);
        assert_true(sum(r, P_unitemised, A_fund) == 813 * MILLION);
        assert_near((double)hq_received(r->world.ledger, 3, P_unitemised, A_unitemised), 813e8 * 4 / 10, 2);
        region_close(r);
        region_free(r);
    }
}

/* Beside the total: 1.542 billion (im-d-total-beside). Grown by 11.9%, to the fen. */
static void test_total(void **state)
{
    (void)state;
    struct counties *r = region();
    EVERYWHERE(r, budget_finance_inside, 0);
    EVERYWHERE(r, budget_growth, 0.119);
    for (int year = 2009; year <= 2011; year++) {
        region_year(r, year);
        items_of(r, 40 * MILLION);
        region_step(r, budget_year_generic.close);
        const int64_t drawn = sum(r, P_unitemised, A_central) + sum(r, P_unitemised, A_region) + 627 * MILLION;
        const double grown = 1542e8 * pow(1.119, year - 2009);
        assert_near((double)drawn, grown, 2);
        assert_near((double)(sum(r, P_unitemised, A_region) + 40 * MILLION), 102e8 * pow(1.119, year - 2009),
                    2);
        region_close(r);
    }
    region_free(r);
}

/* Items beyond the total: an empty line. A region's share beyond its finance: all of the rest is the centre's. A
 * policy may be counted in or out. */
static void test_bounds(void **state)
{
    (void)state;
    struct counties *r = region();
    region_year(r, 2009);
    items_of(r, 120 * MILLION);
    EVERYWHERE(r, grazing_in_total, 1);
    region_step(r, budget_year_generic.close);
    assert_true(sum(r, P_unitemised, A_fund) == 0);
    EVERYWHERE(r, grazing_in_total, 0);
    region_step(r, budget_year_generic.close);
    assert_true(sum(r, P_unitemised, A_region) == 0);
    assert_true(sum(r, P_unitemised, A_central) == 813 * MILLION);
    region_close(r);
    region_year(r, 2010);
    for (int c = 0; c < COUNTIES; c++) {
        r->county[c].registered_last = 0;
    }
    region_step(r, budget_year_generic.close);
    assert_true(sum(r, P_unitemised, A_fund) == 1440 * MILLION);
    assert_true(hq_received(r->world.ledger, 3, P_unitemised, A_unitemised) == 360 * MILLION);
    region_close(r);
    region_free(r);
}

/* Off: no entry. */
static void test_off(void **state)
{
    (void)state;
    struct counties *r = region();
    EVERYWHERE(r, budget_total, 0);
    region_year(r, 2010);
    region_step(r, budget_year_generic.plan);
    region_step(r, budget_year_generic.close);
    assert_true(sum(r, P_unitemised, A_fund) == 0);
    for (int k = 0; k < ITEMS; k++) {
        assert_true(sum(r, items[k].programme, A_counties_own) == 0);
    }
    assert_true(r->county[0].own_revenue == 0);
    region_close(r);
    region_free(r);
}

/* 500 million in each of two counties: own revenue, and out of what enterprises earn into the county's budget. */
static void assert_taxes(const struct counties *r)
{
    const struct ledger *books = r->world.ledger;
    for (int c = 1; c <= 2; c++) {
        const int64_t industry = hq_paid(books, c, P_industry, A_enterprises_own),
                      eco = hq_paid(books, c, P_eco_industry, A_enterprises_own);
        assert_near((double)r->county[c].own_revenue, 500e8, 2e7);
        assert_true(industry + eco == r->county[c].own_revenue);
        assert_near((double)eco, 0.00794 * 10000e8, 1);
        assert_true(industry == hq_received(books, c, P_industry, A_counties_own));
        assert_true(eco == hq_received(books, c, P_eco_industry, A_counties_own));
    }
}

/* 62.956 billion of capital pay 500 million of taxes (bj-d-energy-tax), whoever holds it, also where counties have no
 * budgets; half of it goes along with the money of poverty programmes, none to payments by the mu, none before 2010, and
 * none where a county has no programme. */
static void test_own_money(void **state)
{
    (void)state;
    struct counties *r = region();
    EVERYWHERE(r, cascade_local_share, 0.5);
    EVERYWHERE(r, cascade_local_tax, 0.00794);
    r->county[1].enterprise_capital = r->county[2].enterprise_capital = 2956 * MILLION;
    r->county[1].energy_capital = r->county[2].energy_capital = 50000 * MILLION;
    r->county[1].eco_capital = r->county[2].eco_capital = 10000 * MILLION;
    r->county[1].money_training = 3000;
    r->county[1].money_industry = 1000;
    r->county[1].money_grazing = 90000;
    region_year(r, 2009);
    region_step(r, budget_year_generic.plan);
    assert_true(sum(r, P_training, A_counties_own) == 0);
    assert_taxes(r);
    region_close(r);
    region_year(r, 2010);
    region_step(r, budget_year_generic.plan);
    assert_taxes(r);
    const int64_t training = hq_balance(r->world.ledger, 1, P_training, A_fund),
                  industry = hq_balance(r->world.ledger, 1, P_industry, A_fund);
    assert_true(training + industry == r->county[1].own_revenue / 2);
    assert_near((double)training, 3.0 * (double)industry, 4);
    int64_t all = 0;
    for (int k = 0; k < ITEMS; k++) {
        all += sum(r, items[k].programme, A_counties_own);
    }
    assert_true(all == training + industry);
    region_close(r);
    EVERYWHERE(r, cascade_local_share, 0);
    r->county[1].enterprise_capital = r->county[1].energy_capital = r->county[1].eco_capital = 0;
    region_year(r, 2011);
    region_step(r, budget_year_generic.plan);
    assert_true(r->county[1].own_revenue == 0 && r->county[2].own_revenue > 0);
    assert_true(sum(r, P_training, A_counties_own) == 0);
    region_close(r);
    region_free(r);
}

/* The greatest capital and rate: held, and booked. */
static void test_most(void **state)
{
    (void)state;
    struct counties *r = region();
    EVERYWHERE(r, cascade_local_tax, 1);
    EVERYWHERE(r, cascade_local_share, 1);
    r->county[0].eco_capital = INT64_C(1000000000000000000);
    r->county[0].money_training = 1;
    for (int year = 2010; year < 2110; year++) {
        region_year(r, year);
        region_step(r, budget_year_generic.plan);
        assert_true(r->county[0].own_revenue == most_grown);
        assert_true(hq_received(r->world.ledger, 0, P_training, A_fund) == most_grown);
        region_close(r);
    }
    region_free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_unitemised), cmocka_unit_test(test_part),     cmocka_unit_test(test_pastoral),
        cmocka_unit_test(test_total),      cmocka_unit_test(test_bounds),   cmocka_unit_test(test_off),
        cmocka_unit_test(test_own_money),  cmocka_unit_test(test_one_side), cmocka_unit_test(test_most),
    };
    return cmocka_run_group_tests_name("budget", tests, NULL, NULL);
}
