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

/* Mean and covariance of log harvests in two years, and the variance in the first. */
static void two_years(struct fixture *f, double *variance, double *covariance, double *mean)
{
    static double first[HOUSEHOLDS];
    double sums[4] = {0}, harvests = 0;
    for (int year = 2009; year <= 2010; year++) {
        village_year(f, year);
        f->parameters.crops_growth = 0;
        mean_sales(f);
        for (int32_t i = 0; i < HOUSEHOLDS; i++) {
            const double log_sales = log(ROW(&f->view, sales)[i] / 1e5);
            harvests += ROW(&f->view, sales)[i] / 1e5 / 2;
            if (year == 2009) {
                first[i] = log_sales;
                sums[0] += log_sales;
                sums[1] += log_sales * log_sales;
            } else {
                sums[2] += log_sales;
                sums[3] += log_sales * first[i];
            }
        }
    }
    *variance = sums[1] / HOUSEHOLDS - pow(sums[0] / HOUSEHOLDS, 2);
    *covariance = sums[3] / HOUSEHOLDS - sums[0] / HOUSEHOLDS * (sums[2] / HOUSEHOLDS);
    *mean = harvests / HOUSEHOLDS;
}

/* A part of the luck lasts, and no more of it is there for that: variance s^2, covariance of years lasting s^2. */
static void test_fields_last(void **state)
{
    (void)state;
    static const double lasting[] = {0, 0.5, 1};
    for (int k = 0; k < 3; k++) {
        struct fixture *f = fields(HOUSEHOLDS);
        f->parameters.crops_spread = 0.5;
        f->parameters.crops_lasting = lasting[k];
        double variance, covariance, mean;
        two_years(f, &variance, &covariance, &mean);
        const double error = 0.25 * sqrt(2.0 / HOUSEHOLDS); /* of a variance; of a covariance no more */
        assert_four_sigma(variance, 0.25, error);
        assert_four_sigma(covariance, 0.25 * lasting[k], error);
        assert_four_sigma(mean, 1, sqrt((exp(0.25) - 1) / HOUSEHOLDS));
        village_free(f);
    }
}

static void test_ability(void **state)
{
    (void)state;
    struct fixture *f = fields(64);
    for (int32_t i = 0; i < 64; i++) {
        ROW(&f->view, ability)[i] = to_trait(i % 2 ? 1.0f : -1.0f);
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

/* A county with all three crops: 40% irrigated, of that a quarter under cash crops; half of the rest in
 * potatoes. */
static struct fixture *mixed(int32_t households)
{
    struct fixture *f = fields(households);
    struct parameters *p = &f->parameters;
    f->county.irrigated_share = 0.4;
    f->county.cash_area = 0.25f;
    f->county.cash_price = 3;
    p->crops_cash_yield = 500;
    p->crops_potato_share = 0.5;
    p->crops_potato_yield = 300;
    p->calendar_price_potato = 0.5;
    return f;
}

/* Yuan from a mu in closed form, by rain-fed yield, harvest lost and price in the village. */
static double worth_of_mu(double dry, double sound, double near)
{
    const double grain = 100 * (0.4 * 0.75 * 2 + 0.6 * 0.5 * dry) * 1, cash = 500 * 0.4 * 0.25 * 3;
    return (grain + cash + 300 * 0.6 * 0.5 * dry * 0.5) * sound * near;
}

static void test_shares(void **state)
{
    (void)state;
    struct fixture *f = mixed(64);
    assert_near(mean_sales(f), 10 * worth_of_mu(1, 1, 1), 0.02);
    f->village.rain = 0.6f;
    f->village.damage = 0.2f;
    f->village.remoteness = 0.5f;
    f->parameters.prices_wedge = 0.2;
    assert_near(mean_sales(f), 10 * worth_of_mu(exp(-0.32), 0.8, 0.9), 0.02);
    village_free(f);
}

/* Each share alone, in and out: what goes to one crop comes off grain, and a share of 0 is grain alone. */
static void test_one_share_at_a_time(void **state)
{
    (void)state;
    struct fixture *f = mixed(64);
    f->county.cash_area = 0;
    f->parameters.crops_potato_share = 0;
    const double grain = mean_sales(f);
    assert_near(grain, 10 * 100 * (0.4 * 2 + 0.6), 0.02);
    f->county.cash_area = 1;
    assert_near(mean_sales(f) - grain, 10 * 0.4 * (500 * 3 - 200), 0.02);
    f->county.cash_area = 0;
    f->parameters.crops_potato_share = 1;
    assert_near(mean_sales(f) - grain, 10 * 0.6 * (300 * 0.5 - 100), 0.02);
    village_free(f);
}

/* Inputs, work and straw go with the shares; so does what the market sees of cash crops. */
static void test_inputs_work_straw(void **state)
{
    (void)state;
    struct fixture *f = mixed(64);
    struct parameters *p = &f->parameters;
    p->crops_cost = 100;
    p->crops_cash_cost = 800;
    p->crops_potato_cost = 150;
    p->crops_irrigated_cost = 50;
    p->crops_months = 0.1;
    p->crops_cash_months = 0.9;
    p->crops_potato_months = 0.3;
    p->herds_straw = 200;
    for (int32_t i = 0; i < 64; i++) {
        ROW(&f->view, weight)[i] = 3;
    }
    harvest(f);
    const double cash = 0.1, potato = 0.3, grain = 0.6;
    assert_near(ROW(&f->view, costs)[5], 1000 * (100 * grain + 800 * cash + 150 * potato + 50 * 0.4), 2);
    assert_near(crop_months(&f->view), 0.1 * grain + 0.9 * cash + 0.3 * potato, 1e-6);
    assert_near(ROW(&f->view, fodder)[5], 10 * 200 * (0.4 * 0.75 * 2 + 0.6 * 0.5), 0.01);
    assert_true(f->tally[T_cash_harvest] == 64 * 3 * 500);
    village_free(f);
}

/* What is expected of a mu before the year is what a year of normal rain brings on average, disasters counted.
 */
static void test_expectation(void **state)
{
    (void)state;
    struct fixture *f = mixed(HOUSEHOLDS);
    f->parameters.crops_cost = 60;
    f->parameters.crops_disaster = 0.2;
    f->parameters.crops_disaster_loss = 0.5;
    f->parameters.prices_wedge = 0.1;
    f->village.remoteness = 1;
    harvest(f);
    double net = 0;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        net += ROW(&f->view, sales)[i] - ROW(&f->view, costs)[i];
    }
    const double mean = 0.9 * worth_of_mu(1, 1, 0.9), sd = 0.5 * sqrt(0.2 * 0.8) * worth_of_mu(1, 1, 0.9);
    const double inputs = crop_inputs(&f->view);
    assert_near(crop_expected(&f->view), mean - inputs, 0.01);
    assert_four_sigma(net / 1000 / HOUSEHOLDS, mean - inputs, sd / sqrt(HOUSEHOLDS));
    village_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forest_of_lessors),
        cmocka_unit_test(test_certain),
        cmocka_unit_test(test_rain),
        cmocka_unit_test(test_spread),
        cmocka_unit_test(test_fields_last),
        cmocka_unit_test(test_ability),
        cmocka_unit_test(test_money),
        cmocka_unit_test(test_disasters),
        cmocka_unit_test(test_returned_land),
        cmocka_unit_test(test_straw),
        cmocka_unit_test(test_shares),
        cmocka_unit_test(test_one_share_at_a_time),
        cmocka_unit_test(test_inputs_work_straw),
        cmocka_unit_test(test_expectation),
    };
    return cmocka_run_group_tests_name("crops", tests, NULL, NULL);
}
