/* Cropland returned to forest: who signs, what becomes of the land, what is paid. */
#include "models/policies/forest_return.c"

#include "unit/models/policies/programme_fixture.h"

enum { HOUSEHOLDS = 200 };

/* 40 mu each, of which 10 qualify; they would earn 100 Yuan a mu and cost 40; 90 are paid, 10 is trouble. */
static struct fixture *village(void)
{
    struct fixture *f = village_make(HOUSEHOLDS);
    struct parameters *p = &f->parameters;
    p->forest_return_enabled = 1;
    p->forest_return_start = 2010;
    p->forest_return_end = 2100;
    p->forest_return_share = 0.25;
    p->forest_return_trouble = 10;
    p->forest_return_land_yield = 0.5;
    p->forest_return_central_share = 0.8;
    p->calendar_forest_return_rate = 90;
    p->calendar_price_grain = 2;
    p->calendar_agricultural_tax = 0;
    p->calendar_grain_subsidy = 0;
    p->calendar_cpi = 1;
    p->crops_yield = 100;
    p->crops_growth = 0;
    p->crops_cost = 40;
    p->crops_cost_growth = 0;
    p->prices_wedge = p->crops_disaster = p->crops_potato_share = 0;
    p->work_home_month = 0;
    f->county.irrigated_share = 0;
    village_ranked(f);
    f->village.land = 100000;
    f->village.forest = 0.05f;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        ROW(&f->view, cropland)[i] = 40.5f;
    }
    return f;
}

static void one_year(struct fixture *f, int year, int64_t yuan)
{
    PROGRAMME_YEAR(f, forest_return, year, yuan * 100);
}

static void test_nothing(void **state)
{
    (void)state;
    struct fixture *f = village();
    one_year(f, 2009, 1000000); /* not yet begun */
    assert_int_equal(village_members(f, IN_FOREST_RETURN), 0);
    f->parameters.forest_return_enabled = 0;
    one_year(f, 2010, 1000000);
    assert_int_equal(f->village_demand[Q_forest_return], 0);
    assert_int_equal(village_members(f, IN_FOREST_RETURN), 0);
    f->parameters.forest_return_enabled = 1;
    one_year(f, 2011, 0);
    assert_int_equal(f->village_demand[Q_forest_return], HOUSEHOLDS * 10);
    assert_int_equal(village_members(f, IN_FOREST_RETURN), 0);
    assert_true(f->village.forest == 0.05f);
    assert_int_equal(village_received(f, C_transfers), 0);
    village_free(f);
}

/* 45,000 Yuan are 500 mu: the fifty poorest, ten mu each, 900 Yuan a household; nothing is left. */
static void test_exact(void **state)
{
    (void)state;
    struct fixture *f = village();
    one_year(f, 2010, 45000);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        assert_int_equal(ROW(&f->view, transfers)[i], i < 50 ? 90000 : 0);
        assert_true(ROW(&f->view, cropland)[i] == (i < 50 ? 30.5f : 40.5f));
        assert_true(ROW(&f->view, forest)[i] == (i < 50 ? 10.0f : 0.0f));
    }
    assert_int_equal(f->tally[T_forest_paid], 4500000);
    assert_int_equal(f->tally[T_forest_mu], 500);
    assert_int_equal(village_fund(f, P_forest_return), 0);
    assert_near(f->village.forest, 0.05 + 500.0 / 100000, 1e-6);
    one_year(f, 2011, 90000); /* fifty more, and nobody twice */
    assert_int_equal(village_members(f, IN_FOREST_RETURN), 100);
    assert_true(ROW(&f->view, forest)[0] == 10.0f);
    village_free(f);
}

/* It signs where the payment less trouble reaches the margin of (100 - 40) exp(ability / 2). */
static void test_acceptance(void **state)
{
    (void)state;
    struct fixture *f = village();
    const double turn = 2 * log((90.0 - 10) / 60);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        ROW(&f->view, ability)[i] = to_trait((float)(turn + (i - 99.5) * 0.001));
    }
    one_year(f, 2010, 10000000);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        assert_int_equal(ROW(&f->view, memberships)[i] != 0, i < 100);
    }
    village_free(f);
}

/* What the land brings is the county's mix of crops as the farm expects it, disasters and months of work among
 * it: 30% irrigated, half of that under cash crops, a fifth of the rest under potatoes. */
static void test_margin_of_the_mix(void **state)
{
    (void)state;
    for (int dearer = 0; dearer <= 1; dearer++) {
        struct fixture *f = village();
        struct parameters *p = &f->parameters;
        f->county.irrigated_share = 0.3;
        f->county.cash_area = 0.5f;
        f->county.cash_price = dearer ? 1.2f : 0.6f;
        p->crops_potato_share = 0.2;
        p->crops_irrigated_gain = 2;
        p->crops_saline_loss = 0;
        p->crops_cash_yield = 500;
        p->crops_potato_yield = 300;
        p->calendar_price_potato = 0.5;
        p->crops_cash_cost = 200;
        p->crops_potato_cost = 60;
        p->crops_irrigated_cost = 10;
        p->crops_disaster = 0.1;
        p->crops_disaster_loss = 0.5;
        p->crops_months = 0.1;
        p->crops_cash_months = 0.4;
        p->crops_potato_months = 0.2;
        p->work_home_month = 100;
        const double cash = 0.15, potato = 0.14, grain = 1 - cash - potato;
        const double sales = 0.95 * (100 * (0.15 * 2 + 0.56) * 2 + 500 * cash * (double)f->county.cash_price +
                                     300 * potato * 0.5);
        const double inputs = 40 * grain + 200 * cash + 60 * potato + 10 * 0.3;
        const double months = 0.1 * grain + 0.4 * cash + 0.2 * potato;
        const double margin = 0.5 * sales - inputs, turn = 2 * log((90.0 - 10 + 100 * months) / margin);
        for (int32_t i = 0; i < HOUSEHOLDS; i++) {
            ROW(&f->view, ability)[i] = to_trait((float)(turn + (i - 99.5) * 0.001));
        }
        one_year(f, 2009 + 1, 10000000);
        for (int32_t i = 0; i < HOUSEHOLDS; i++) {
            assert_int_equal(ROW(&f->view, memberships)[i] != 0, i < 100);
        }
        village_free(f);
    }
}

/* The subsidy that goes with the cropland counts against, the tax on it in favour. */
static void test_acceptance_and_policy(void **state)
{
    (void)state;
    for (int k = 0; k < 3; k++) {
        struct fixture *f = village(); /* gain 80 against a margin of 60 */
        f->parameters.calendar_grain_subsidy = k == 1 ? 30 : 0;
        f->parameters.calendar_agricultural_tax = k == 2 ? 30 : 0;
        f->parameters.forest_return_trouble = k == 2 ? 50 : 10;
        one_year(f, 2010, 10000000);
        assert_int_equal(village_members(f, IN_FOREST_RETURN), k == 1 ? 0 : HOUSEHOLDS);
        village_free(f);
    }
}

/* Land is only moved: cropland and forest of a household add up to what they were. */
static void test_conservation(void **state)
{
    (void)state;
    struct fixture *f = village();
    double before[HOUSEHOLDS];
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        ROW(&f->view, cropland)[i] = (float)dice_between(0, 200);
        ROW(&f->view, ability)[i] = to_trait((float)dice_between(-1, 1.5));
        ROW(&f->view, weight)[i] = 3;
        before[i] = ROW(&f->view, cropland)[i];
    }
    const float cover = f->village.forest;
    double moved = 0;
    for (int year = 2010; year < 2020; year++) {
        one_year(f, year, (int64_t)dice_between(0, 2e5));
    }
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        const float mu = ROW(&f->view, forest)[i];
        assert_near(ROW(&f->view, cropland)[i] + mu, before[i], 1e-4);
        assert_true(mu == floorf(mu) && mu <= 0.25f * (float)before[i]);
        moved += mu;
    }
    assert_true(moved > 100);
    assert_near(f->village.forest - cover, moved / 100000, 1e-5);
    assert_int_equal(f->tally[T_forest_mu], (int64_t)(3 * moved));
    village_free(f);
}

/* Money that does not reach is shared in proportion; nobody new signs. */
static void test_cut(void **state)
{
    (void)state;
    struct fixture *f = village();
    one_year(f, 2010, 90000);
    one_year(f, 2011, 30000);
    assert_int_equal(village_members(f, IN_FOREST_RETURN), 100);
    assert_int_equal(ROW(&f->view, transfers)[3], 30000);
    assert_int_equal(village_fund(f, P_forest_return), 0);
    village_free(f);
}

/* Random budgets and rates over many years: no overdraft, and the fund pays what households get. */
static void test_money(void **state)
{
    (void)state;
    struct fixture *f = village();
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        ROW(&f->view, cropland)[i] = (float)dice_between(0, 900);
        ROW(&f->view, weight)[i] = (uint16_t)(1 + dice_to(60));
    }
    for (int year = 2010; year < 2060; year++) {
        f->parameters.calendar_forest_return_rate = dice_to(6) ? dice_between(1, 190) : 0;
        const int64_t before = village_fund(f, P_forest_return),
                      budget = dice_to(3) ? (int64_t)dice_between(0, 5e6) : 0;
        one_year(f, year, budget);
        assert_true(village_received(f, C_transfers) == f->tally[T_forest_paid]);
        assert_true(village_fund(f, P_forest_return) == before + 100 * budget - f->tally[T_forest_paid]);
    }
    assert_true(village_members(f, IN_FOREST_RETURN) > 0);
    village_free(f);
}

/* Ten times the most that a year's money comes to, in thousandths beyond 64 bits: all sign who would. */
static void test_flood(void **state)
{
    (void)state;
    struct fixture *f = village();
    f->parameters.forest_return_dose = 150;
    f->parameters.forest_return_share = 0;
    for (int year = 2010; year < 2020; year++) {
        one_year(f, year, 1000000000000);
    }
    assert_true(village_fund(f, P_forest_return) == 10 * most_grown);
    f->parameters.forest_return_share = 0.25;
    one_year(f, 2020, 1);
    one_year(f, 2021, 1);
    assert_int_equal(village_members(f, IN_FOREST_RETURN), HOUSEHOLDS);
    assert_true(village_received(f, C_transfers) == f->tally[T_forest_paid] &&
                village_received(f, C_transfers) == HOUSEHOLDS * 10 * 9000);
    village_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_flood),
        cmocka_unit_test(test_nothing),
        cmocka_unit_test(test_exact),
        cmocka_unit_test(test_acceptance),
        cmocka_unit_test(test_conservation),
        cmocka_unit_test(test_cut),
        cmocka_unit_test(test_money),
        cmocka_unit_test(test_acceptance_and_policy),
        cmocka_unit_test(test_margin_of_the_mix),
    };
    return cmocka_run_group_tests_name("forest_return", tests, NULL, NULL);
}
