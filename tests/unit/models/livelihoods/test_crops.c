/* Crops alone: yields against their mean, rain, disasters, and money to the fen. */
#include "models/livelihoods/crops.c"

#include "unit/models/village_fixture.h"

enum { HOUSEHOLDS = 40000 };

/* Ten mu each, one Yuan a kilogram, 100 kg a mu, no costs, no spread, no disasters, year of the base. */
static struct fixture *fields(int32_t households)
{
    struct fixture *f = village_make(households);
    struct parameters *p = &f->parameters;
    p->crops_yield = 100;
    p->crops_irrigated_gain = 2;
    p->crops_rain_response = 0.8;
    p->crops_spread = 0;
    p->crops_growth = 0.02;
    p->crops_cost = 0;
    p->crops_cost_growth = 0;
    p->crops_disaster = 0;
    p->crops_disaster_loss = 0.5;
    p->calendar_cpi = 1;
    p->calendar_price_grain = 1;
    p->calendar_agricultural_tax = 0;
    p->prices_wedge = 0;
    f->village.rain = 1;
    for (int32_t i = 0; i < households; i++) {
        ROW(&f->view, cropland)[i] = 10;
    }
    village_year(f, 2009);
    return f;
}

/* All work their own land. */
static void harvest(struct fixture *f)
{
    memcpy(ROW(&f->view, fields), ROW(&f->view, cropland), village_bytes(f, C_cropland));
    village_run(f, &crops_generic);
}

static double mean_sales(struct fixture *f)
{
    double sum = 0;
    memset(ROW(&f->view, sales), 0, village_bytes(f, C_sales));
    harvest(f);
    for (int32_t i = 0; i < f->view.live; i++) {
        sum += ROW(&f->view, sales)[i];
    }
    return sum / f->view.live / 100;
}

static void test_certain(void **state)
{
    (void)state;
    struct fixture *f = fields(64);
    assert_near(mean_sales(f), 1000, 0.001);
    f->village.damage = 0.25f;
    assert_near(mean_sales(f), 750, 0.001);
    f->village.damage = 0;
    f->village.remoteness = 0.5f;
    f->parameters.prices_wedge = 0.2;
    assert_near(mean_sales(f), 900, 0.01);
    f->village.remoteness = 0;
    f->county.irrigated_share = 0.4;
    assert_near(mean_sales(f), 1000 * (0.6 + 0.4 * 2), 0.01);
    village_year(f, 2019); /* ten years of growth, however it is compounded */
    assert_between(mean_sales(f) / 1400, 1.2189, 1.2215);
    village_free(f);
}

/* Rain-fed fields answer to rain by exp(b (rain - 1)), irrigated ones not. */
static void test_rain(void **state)
{
    (void)state;
    struct fixture *f = fields(64);
    const double common = mean_sales(f);
    f->village.rain = 0.5f;
    assert_near(mean_sales(f) / common, exp(-0.4), 1e-5);
    f->village.rain = 1.7f;
    assert_near(mean_sales(f) / common, exp(0.56), 1e-5);
    f->county.irrigated_share = 1;
    assert_near(mean_sales(f) / common, 2, 1e-5);
    village_free(f);
}

/* exp(s z - s^2/2) has mean 1: so has the harvest, and the variance exp(s^2) - 1. */
static void test_spread(void **state)
{
    (void)state;
    struct fixture *f = fields(HOUSEHOLDS);
    f->parameters.crops_spread = 0.5;
    const double sd = sqrt(exp(0.25) - 1);
    assert_four_sigma(mean_sales(f) / 1000, 1, sd / sqrt(HOUSEHOLDS));
    double squares = 0;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        squares += pow(ROW(&f->view, sales)[i] / 1e5 - 1, 2);
    }
    assert_near(squares / HOUSEHOLDS, exp(0.25) - 1, 0.02);
    const double one_year = ROW(&f->view, sales)[0];
    village_year(f, 2010); /* a new year, new luck */
    mean_sales(f);
    assert_true(ROW(&f->view, sales)[0] != one_year);
    village_free(f);
}

static void test_ability(void **state)
{
    (void)state;
    struct fixture *f = fields(64);
    for (int32_t i = 0; i < 64; i++) {
        ROW(&f->view, ability)[i] = i % 2 ? 1.0f : -1.0f;
    }
    mean_sales(f);
    assert_near((double)ROW(&f->view, sales)[1] / ROW(&f->view, sales)[0], exp(1), 1e-4);
    village_free(f);
}

static void test_disasters(void **state)
{
    (void)state;
    struct fixture *f = fields(HOUSEHOLDS);
    f->parameters.crops_disaster = 0.1;
    f->parameters.crops_disaster_loss = 0.75;
    mean_sales(f);
    int hit = 0;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        const int32_t sales = ROW(&f->view, sales)[i];
        assert_true(sales == 100000 || sales == 25000);
        hit += sales == 25000;
    }
    assert_four_sigma((double)hit / HOUSEHOLDS, 0.1, share_error(0.1, HOUSEHOLDS));
    village_free(f);
}

/* Costs of each household are inputs and tax, and the weighted sums say so to the fen. */
static void test_money(void **state)
{
    (void)state;
    struct fixture *f = fields(1000);
    f->parameters.crops_cost = 123.45;
    f->parameters.calendar_cpi = 1.1;
    f->parameters.calendar_agricultural_tax = 7.77;
    int64_t tax = 0, all = 0;
    for (int32_t i = 0; i < 1000; i++) {
        ROW(&f->view, cropland)[i] = (float)dice_between(0, 80);
        ROW(&f->view, weight)[i] = (uint16_t)(1 + dice_to(50));
        ROW(&f->view, costs)[i] = 11; /* costs and sales of before stay */
        ROW(&f->view, sales)[i] = 13;
    }
    harvest(f);
    for (int32_t i = 0; i < 1000; i++) {
        const int64_t w = ROW(&f->view, weight)[i];
        const double mu = ROW(&f->view, cropland)[i];
        assert_near(ROW(&f->view, costs)[i], 11 + 100 * mu * (123.45 * 1.1 + 7.77), 3);
        assert_near(ROW(&f->view, sales)[i], 13 + mu * 10000, 3);
        all += (ROW(&f->view, costs)[i] - 11) * w;
        tax += (int64_t)llrint(100 * 7.77 * mu) * w;
    }
    assert_true(f->tally[T_taxes] + f->tally[T_suppliers] == all);
    assert_near((double)f->tally[T_taxes], (double)tax, 2e-6 * (double)tax);
    village_free(f);
}

/* Land that is forest yields nothing, but it was worse than what is left: half of its mu count on. */
static void test_returned_land(void **state)
{
    (void)state;
    struct fixture *f = fields(64);
    f->parameters.forest_return_land_yield = 0.5;
    for (int32_t i = 0; i < 64; i++) {
        ROW(&f->view, cropland)[i] = 8;
        ROW(&f->view, forest)[i] = 2;
    }
    assert_near(mean_sales(f), 900, 0.001);
    village_free(f);
}

/* Straw goes with the harvest of the household. */
static void test_straw(void **state)
{
    (void)state;
    struct fixture *f = fields(64);
    f->parameters.herds_straw = 110;
    f->village.damage = 0.5f;
    harvest(f);
    assert_near(ROW(&f->view, fodder)[7], 110 * 10 * 0.5, 0.01);
    village_free(f);
}

/* Who lets half of the land has half of what forest on the worst of it adds to a mean mu; a tenant has all of
 * it. */
static void test_forest_of_lessors(void **state)
{
    (void)state;
    struct fixture *f = fields(64);
    f->parameters.forest_return_land_yield = 0.4;
    const float worked[] = {0, 5, 10, 15};
    for (int32_t i = 0; i < 64; i++) {
        ROW(&f->view, forest)[i] = 2;
        ROW(&f->view, fields)[i] = worked[i % 4];
    }
    village_run(f, &crops_generic);
    for (int32_t i = 0; i < 64; i++) {
        const double part = fmin(1, (double)worked[i % 4] / 10);
        assert_near(ROW(&f->view, sales)[i], 10000 * ((double)worked[i % 4] + 0.6 * 2 * part), 2);
    }
    village_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forest_of_lessors),
        cmocka_unit_test(test_certain),
        cmocka_unit_test(test_rain),
        cmocka_unit_test(test_spread),
        cmocka_unit_test(test_ability),
        cmocka_unit_test(test_money),
        cmocka_unit_test(test_disasters),
        cmocka_unit_test(test_returned_land),
        cmocka_unit_test(test_straw),
    };
    return cmocka_run_group_tests_name("crops", tests, NULL, NULL);
}
