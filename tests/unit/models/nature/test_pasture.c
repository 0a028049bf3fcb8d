/* Pasture alone, against the closed form of its steady states. */
#include "models/nature/pasture.c"

#include "unit/models/village_fixture.h"

/* Parameters of the RAGE copy, with `most` = 1,000 kg/ha of reserve and enough rain for the cap. */
static struct fixture *steppe(void)
{
    struct fixture *f = village_make(64);
    struct parameters *p = &f->parameters;
    p->pasture_reserve_per_mm = 10;
    p->pasture_rue = 1;
    p->pasture_green_cap = 0.5;
    p->pasture_green_loss = 1;
    p->pasture_reserve_loss = 0.1;
    p->pasture_recharge = 0.8;
    p->pasture_grazed_worth = 0.5;
    p->pasture_reserve_grazed = 0.1;
    p->herds_intake = 640;
    f->county.rain_mm = 100;
    f->village.hectares = 1000;
    f->village.rain = 1;
    f->village.reserve = 500;
    return f;
}

/* A year in which the village seeks so many kg a hectare, spread over its households. */
static void graze(struct fixture *f, double kg_per_ha)
{
    for (int32_t i = 0; i < f->view.live; i++) {
        ROW(&f->view, grazing)[i] = (float)(kg_per_ha * f->village.hectares / f->view.live);
    }
    village_run(f, &pasture_generic);
}

static void test_ungrazed(void **state)
{
    (void)state;
    struct fixture *f = steppe();
    f->village.reserve = 50;
    int years_to_90 = 0;
    for (int year = 1; year <= 300; year++) {
        graze(f, 0);
        years_to_90 = !years_to_90 && f->village.reserve >= 0.9 * 750 ? year : years_to_90;
    }
    /* R / Rmax = 1 - m_r / (w lambda) */
    assert_near(f->village.reserve, 1000 * (1 - 0.1 / (0.8 * 0.5)), 0.1);
    assert_near(f->village.green, 0.5 * 750, 0.1);
    assert_true(f->village.fed == 1.0f);
    assert_true(f->village.stocking == 0.0f);
    /* Slow: near zero the reserve grows by w lambda - m_r = 30% a year. */
    assert_between(years_to_90, 10, 25);
    village_free(f);
}

static void test_fully_grazed(void **state)
{
    (void)state;
    struct fixture *f = steppe();
    f->parameters.pasture_reserve_grazed = 0; /* animals eat all that is green and dig nothing */
    f->parameters.pasture_sand_growth = 0;
    for (int year = 0; year < 600; year++) {
        graze(f, 5000);
    }
    assert_near(f->village.reserve, 1000 * (1 - 0.1 / (0.8 * 0.5 * 0.5)), 0.1);
    assert_true(f->village.green == 0.0f);
    assert_near(f->village.fed, 0.5 * 500 / 5000, 1e-4);
    assert_near(f->village.stocking, 250.0 / 640, 1e-3);
    village_free(f);
}

/* Where a tenth of the reserve is dug up besides, m_r + gr2 = w lambda gr1: only the floor is left. */
static void test_dug_out(void **state)
{
    (void)state;
    struct fixture *f = steppe();
    for (int year = 0; year < 1000; year++) {
        graze(f, 5000);
    }
    assert_near(f->village.reserve, 0.01 * 1000, 0.2);
    village_free(f);
}

/* Sought by a herd that the village can not shrink: does the reserve last? */
static bool sustained(struct fixture *f, double kg_per_ha)
{
    f->village.reserve = 0.75f * (float)(f->parameters.pasture_reserve_per_mm * f->county.rain_mm);
    for (int year = 0; year < 500; year++) {
        graze(f, kg_per_ha);
    }
    return f->village.fed > 0.999f;
}

/* Desert steppe of 190 mm carries at most 0.43 sheep units a hectare (calibration of the rows). */
static void test_desert_steppe(void **state)
{
    (void)state;
    struct fixture *f = village_make(16);
    f->county.rain_mm = 190;
    f->village.hectares = 1000;
    f->village.rain = 1;
    f->village.sand = 0;
    f->parameters.pasture_sand_growth = 0;
    const double intake = f->parameters.herds_intake;
    double low = 0, high = 3;
    while (high - low > 0.002) {
        const double middle = 0.5 * (low + high);
        *(sustained(f, middle * intake) ? &low : &high) = middle;
    }
    assert_near(low, 0.43, 0.02);
    village_free(f);
}

/* Green of a year with so much of its normal rain, kg a hectare, on pasture that nobody grazes. */
static double green_after(double rain_mm, double sand_share, double rain)
{
    struct fixture *f = village_make(16);
    f->county.rain_mm = rain_mm;
    f->county.sand_share = sand_share;
    f->village.hectares = 1000;
    f->village.rain = (float)rain;
    f->village.reserve = 500;
    village_run(f, &pasture_generic);
    const double green = f->village.green;
    village_free(f);
    return green;
}

/* With the rows as they are green follows the rain by the type of grassland, until half as much again as in a
 * normal year; where rain falls as ever, it is half of the reserve everywhere. */
static void test_green_answers_to_rain(void **state)
{
    (void)state;
    const double mm[] = {190, 300, 420, 420}, sand[] = {0.6, 0.3, 0.1, 0.6}, response[] = {1, 0.8, 0.6, 0.8};
    for (int k = 0; k < 4; k++) {
        assert_near(green_after(mm[k], sand[k], 1), 250, 0.01);
        assert_near(green_after(mm[k], sand[k], 0.6), 250 * (1 - response[k] * 0.4), 0.01);
        assert_near(green_after(mm[k], sand[k], 1.3), 250 * (1 + response[k] * 0.3), 0.01);
        assert_near(green_after(mm[k], sand[k], 3), 375, 0.01);
    }
}

static void test_types(void **state)
{
    (void)state;
    struct fixture *f = village_make(16);
    const double mm[] = {249, 250, 379, 380, 380, 249}, sand[] = {0, 0.39, 0, 0, 0.4, 0.9};
    const char *const names[] = {"desert steppe", "typical steppe",  "typical steppe",
                                 "meadow steppe", "sandy grassland", "desert steppe"};
    for (int k = 0; k < 6; k++) {
        f->county.rain_mm = mm[k];
        f->county.sand_share = sand[k];
        assert_string_equal(grassland_of(&f->parameters, &f->county).name, names[k]);
    }
    village_free(f);
}

/* Sand grows by the type's erosion: a year of pasture grazed bare. */
static void test_erosion(void **state)
{
    (void)state;
    const double mm[] = {190, 300, 420};
    for (int k = 0; k < 3; k++) {
        struct fixture *f = village_make(16);
        const struct parameters *p = &f->parameters;
        const double erosion[] = {1, p->pasture_typical_erosion, p->pasture_meadow_erosion};
        f->county.rain_mm = mm[k];
        f->village.hectares = 1000;
        f->village.rain = 1;
        f->village.reserve = 500;
        f->village.sand = 0.25f;
        graze(f, 5000);
        assert_near(f->village.sand - 0.25, p->pasture_sand_growth * erosion[k] * 0.75, 1e-5);
        village_free(f);
    }
}

/* Most that a type carries for good in normal rain, sheep units a hectare: in proportion to reserve. */
static void test_what_types_carry(void **state)
{
    (void)state;
    const double mm[] = {190, 300, 420};
    double carried[3];
    for (int k = 0; k < 3; k++) {
        struct fixture *f = village_make(16);
        f->county.rain_mm = mm[k];
        f->village.hectares = 1000;
        f->village.rain = 1;
        f->parameters.pasture_sand_growth = 0;
        const double bearing = grassland_of(&f->parameters, &f->county).bearing;
        f->parameters.pasture_reserve_per_mm *= bearing; /* `sustained` begins at the type's own reserve */
        f->parameters.pasture_typical_bearing = f->parameters.pasture_meadow_bearing = 1;
        double low = 0, high = 6;
        while (high - low > 0.002) {
            const double middle = 0.5 * (low + high);
            *(sustained(f, middle * f->parameters.herds_intake) ? &low : &high) = middle;
        }
        carried[k] = low;
        assert_near(carried[k] / carried[0], mm[k] / 190 * bearing, 0.05 * mm[k] / 190 * bearing);
        village_free(f);
    }
    assert_near(carried[0], 0.43, 0.02);
}

/* The same from theory: at gr1 = 1/2, w lambda = 4 m_r the best harvest is Rmax / 4, taken at Rmax / 2. */
static void test_largest_harvest(void **state)
{
    (void)state;
    struct fixture *f = steppe();
    f->parameters.pasture_sand_growth = 0;
    f->village.sand = 0;
    assert_true(sustained(f, 247));
    assert_false(sustained(f, 253));
    village_free(f);
}

/* sand' = sand where growth (1 - sand) q = healing sand (1 - q), q the share of the green that is eaten. */
static void test_sand(void **state)
{
    (void)state;
    const float shares[] = {0.0f, 0.3f, 0.5f, 0.7f, 1.0f};
    for (int k = 0; k < 5; k++) {
        struct fixture *f = steppe();
        f->parameters.pasture_sand_growth = 0.03;
        f->parameters.pasture_sand_healing = 0.02;
        f->parameters.pasture_sand_yield = 1; /* so that sand leaves the pressure alone */
        f->parameters.pasture_reserve_loss = 0;
        f->parameters.pasture_recharge = 0; /* and the reserve stays where it is */
        f->village.sand = 0.4f;
        for (int year = 0; year < 1500; year++) {
            f->village.reserve = 500;
            graze(f, shares[k] * 250);
        }
        const double q = shares[k], grows = 0.03 * q, heals = 0.02 * (1 - q);
        assert_near(f->village.sand, grows / (grows + heals), 1e-3);
        village_free(f);
    }
}

/* Forest cover is in its way: of pasture grazed bare all but the cover becomes sand, at the rate of what is
 * open. */
static void test_sand_beside_forest(void **state)
{
    (void)state;
    struct fixture *f = steppe();
    f->parameters.pasture_sand_growth = 0.03;
    f->parameters.pasture_sand_healing = 0.02;
    f->village.forest = 0.3f;
    f->village.sand = 0.2f;
    double sand = 0.2;
    for (int year = 0; year < 1500; year++) {
        f->village.reserve = 500;
        graze(f, 5000);
        sand += 0.03 * (1 - 0.3 - sand);
        assert_near(f->village.sand, sand, 1e-5);
        assert_true(f->village.sand + f->village.forest <= 1);
    }
    assert_near(f->village.sand, 0.7, 1e-5);
    village_free(f);
}

/* Whatever cover, sand and grazing a village has: the two shares are of one land, and stay so when young cover
 * is lost to sand. */
static void test_shares_of_one_land(void **state)
{
    (void)state;
    for (int round = 0; round < 500; round++) {
        struct fixture *f = steppe();
        f->parameters.pasture_sand_growth = dice();
        f->parameters.pasture_sand_healing = dice();
        f->parameters.cover_burial = dice();
        f->village.forest = (float)dice();
        f->village.rooted = (float)dice() * f->village.forest;
        f->village.sand = (float)dice() * (1 - f->village.forest);
        for (int year = 0; year < 20; year++) {
            f->village.rain = (float)dice_between(0.2, 1.5);
            graze(f, dice_between(0, 5000));
            village_run(f, village_process("cover"));
            assert_between(f->village.sand, 0, 1 - f->village.forest + 1e-6);
        }
        village_free(f);
    }
}

/* Sand gives its part of the forage; without pasture or animals nothing is hungry and nothing breaks. */
static void test_sand_yield_and_edges(void **state)
{
    (void)state;
    struct fixture *f = steppe();
    f->parameters.pasture_sand_yield = 0.2;
    f->parameters.pasture_reserve_grazed = 0;
    f->village.sand = 0.5f;
    graze(f, 1000); /* 250 kg/ha on 1000 x (1 - 0.5 x 0.8) = 600 ha */
    assert_near(f->village.fed, 250.0 * 600 / 1e6, 1e-4);
    f->village.hectares = 0;
    ROW(&f->view, grazing)[0] = 640;
    village_run(f, &pasture_generic);
    assert_true(f->village.stocking == 0.0f);
    f->village.hectares = 1000;
    f->village.rain = 0;
    graze(f, 100); /* nothing green grows, a tenth of the reserve is dug */
    assert_true(f->village.green == 0.0f);
    assert_between(f->village.fed, 0.0, 1.0);
    village_free(f);
}

/* Whatever the state: what is fed is the green that is missing and at most a tenth of the reserve. */
static void test_balance(void **state)
{
    (void)state;
    for (int round = 0; round < 2000; round++) {
        struct fixture *f = steppe();
        f->village.sand = (float)dice();
        f->village.rain = (float)dice_between(0.2, 2);
        f->village.reserve = (float)dice_between(10, 1000);
        const double sand = f->village.sand, reserve = f->village.reserve, sought = dice_between(1, 1500);
        const double green = fmin(f->village.rain * reserve, 0.5 * reserve);
        graze(f, sought);
        const double yielding = 1 - sand * (1 - f->parameters.pasture_sand_yield);
        const double found = f->village.fed * sought / yielding, eaten = green - f->village.green;
        assert_between(f->village.fed, 0, 1);
        assert_between(found - eaten, -0.1, 0.1 * reserve + 0.1);
        assert_near(f->village.stocking, found * yielding / 640, 1e-3);
        assert_between(f->village.reserve, 10, 1000);
        village_free(f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ungrazed),
        cmocka_unit_test(test_fully_grazed),
        cmocka_unit_test(test_dug_out),
        cmocka_unit_test(test_desert_steppe),
        cmocka_unit_test(test_green_answers_to_rain),
        cmocka_unit_test(test_types),
        cmocka_unit_test(test_erosion),
        cmocka_unit_test(test_what_types_carry),
        cmocka_unit_test(test_largest_harvest),
        cmocka_unit_test(test_sand),
        cmocka_unit_test(test_sand_beside_forest),
        cmocka_unit_test(test_shares_of_one_land),
        cmocka_unit_test(test_sand_yield_and_edges),
        cmocka_unit_test(test_balance),
    };
    return cmocka_run_group_tests_name("pasture", tests, NULL, NULL);
}
