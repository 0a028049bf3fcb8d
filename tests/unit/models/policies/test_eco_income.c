/* Households' parts of ecological industries: closed forms, the most, sums, and what next year's parts go by. */
#include "models/policies/eco_income.c"

#include "unit/models/village_fixture.h"

enum { HOUSEHOLDS = 100 };

/* A village half way to the road, trees on 0.15 of its land, of which a third has taken root, sand on 0.4. */
static struct fixture *village(void)
{
    struct fixture *f = village_make(HOUSEHOLDS);
    struct parameters *p = &f->parameters;
    p->eco_industry_enabled = 1;
    p->eco_industry_cover = 0.3;
    p->eco_industry_most = 300000;
    f->county.eco_capital = 1;
    f->village.remoteness = 0.5f;
    f->village.forest = 0.15f;
    f->village.rooted = 0.05f;
    f->village.sand = 0.4f;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        ROW(&f->view, weight)[i] = (uint16_t)(1 + i % 3);
        ROW(&f->view, registered)[i] = (uint8_t)(i % 4 == 0);
        ROW(&f->view, cropland)[i] = (float)(i % 20);
        ROW(&f->view, pasture)[i] = (float)(i * 2);
        ROW(&f->view, herd)[i] = (float)(i % 10);
        ROW(&f->view, cattle)[i] = (uint16_t)(i % 10 * 4);
    }
    return f;
}

/* Each way by its own rate. */
static void test_exact(void **state)
{
    (void)state;
    struct fixture *f = village();
    f->county.rate_tourism_appeal = 10;
    f->county.rate_photovoltaic_bare = 5;
    f->county.rate_fruit_rooted = 20;
    f->county.rate_photovoltaic_registered = 12345.6f;
    f->county.rate_medicine_cropland = 100;
    f->county.rate_wind_pasture = 7;
    village_run(f, &eco_income_generic);
    int64_t sold = 0, rents = 0, dividends = 0;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        const int sells = 2500 + 1000 + 100 * (i % 20), lets = 2000 + 14 * i, gets = i % 4 == 0 ? 12345 : 0;
        assert_in_range(ROW(&f->view, sales)[i], sells - 1, sells); /* 0.05 x 20 in single precision */
        assert_in_range(ROW(&f->view, property)[i], lets - 1, lets);
        assert_int_equal(ROW(&f->view, transfers)[i], gets);
        assert_int_equal(ROW(&f->view, aid)[i], gets);
        sold += (int64_t)ROW(&f->view, sales)[i] * ROW(&f->view, weight)[i];
        rents += (int64_t)ROW(&f->view, property)[i] * ROW(&f->view, weight)[i];
        dividends += (int64_t)ROW(&f->view, transfers)[i] * ROW(&f->view, weight)[i];
    }
    assert_true(f->tally[T_eco_sales] == sold && f->tally[T_eco_rents] == rents);
    assert_true(f->tally[T_eco_dividends] == dividends);
    village_free(f);
}

/* Nobody gets more than the most of one industry, whatever the rate. */
static void test_most(void **state)
{
    (void)state;
    struct fixture *f = village();
    f->county.rate_photovoltaic_registered = f->county.rate_wind_pasture = 1e9f;
    f->county.rate_tourism_appeal = f->county.rate_medicine_cropland = 1e9f;
    village_run(f, &eco_income_generic);
    for (int32_t i = 1; i < HOUSEHOLDS; i++) {
        assert_int_equal(ROW(&f->view, transfers)[i], i % 4 == 0 ? 300000 : 0);
        assert_int_equal(ROW(&f->view, property)[i], 300000);
        assert_int_equal(ROW(&f->view, sales)[i], i % 20 ? 600000 : 300000);
    }
    village_free(f);
}

/* The nearer and the more trees, the more visitors; full cover draws no more. */
static void test_appeal(void **state)
{
    (void)state;
    struct fixture *f = village();
    assert_near(appeal_of(&f->parameters, &f->village), 0.25, 1e-6);
    f->village.forest = 0.6f;
    assert_near(appeal_of(&f->parameters, &f->village), 0.5, 1e-6);
    f->village.remoteness = 0;
    assert_near(appeal_of(&f->parameters, &f->village), 1, 1e-6);
    village_free(f);
}

/* What there is to share by: sums of all households, by weight. */
static void test_bases(void **state)
{
    (void)state;
    struct fixture *f = village();
    int64_t households = 0, poor = 0, fields = 0, rights = 0, large = 0, small = 0;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        const int64_t weight = 1 + i % 3;
        households += weight;
        poor += i % 4 == 0 ? weight : 0;
        fields += weight * (i % 20);
        rights += weight * 2 * i;
        large += weight * (i % 10) * 4;
        small += weight * (i % 10) * 6;
    }
    village_run(f, &eco_income_generic);
    assert_true(f->tally[T_base_registered] == poor && f->tally[T_base_cropland] == fields);
    assert_true(f->tally[T_base_pasture] == rights && f->tally[T_base_cattle] == large);
    assert_true(f->tally[T_base_small] == small && f->tally[T_base_appeal] == 250 * households);
    assert_true(f->tally[T_base_bare] == 400 * households && f->tally[T_base_rooted] == 50 * households);
    village_free(f);
}

/* Off, or without any capital: nothing is paid and nothing counted. */
static void test_nothing(void **state)
{
    (void)state;
    struct fixture *f = village();
    f->county.rate_wind_pasture = 100;
    f->county.eco_capital = 0;
    village_run(f, &eco_income_generic);
    f->county.eco_capital = 1;
    f->parameters.eco_industry_enabled = 0;
    village_run(f, &eco_income_generic);
    assert_int_equal(ROW(&f->view, property)[50], 0);
    assert_true(f->tally[T_eco_rents] == 0 && f->tally[T_base_pasture] == 0);
    village_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_exact), cmocka_unit_test(test_most),    cmocka_unit_test(test_appeal),
        cmocka_unit_test(test_bases), cmocka_unit_test(test_nothing),
    };
    return cmocka_run_group_tests_name("households' part of ecological industries", tests, NULL, NULL);
}
