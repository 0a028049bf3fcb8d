/* Cover: what is young dies in drought and under sand, and takes root otherwise. */
#include "models/nature/cover.c"

#include "unit/models/village_fixture.h"

static struct fixture *village_of(float forest, float rooted, float sand)
{
    struct fixture *f = village_make(10);
    f->county.rain_cv = 0.25;
    f->village.forest = forest;
    f->village.rooted = rooted;
    f->village.sand = sand;
    f->village.rain = 1.0f;
    f->parameters.cover_young_years = 4;
    f->parameters.cover_young_deaths = 0.4;
    f->parameters.cover_burial = 0;
    return f;
}

/* Rain at 1, 1.5, 2 and 3 deviations under its normal. */
static void test_drought(void **state)
{
    (void)state;
    const double rain[] = {1, 0.75, 0.625, 0.5, 0.25}, dies[] = {0, 0, 0.2, 0.4, 0.4};
    for (int k = 0; k < 5; k++) {
        struct fixture *f = village_of(0.30f, 0.10f, 0.5f);
        f->village.rain = (float)rain[k];
        for (int32_t i = 0; i < 10; i++) {
            ROW(&f->view, weight)[i] = 6;
        }
        village_run(f, &cover_generic);
        assert_near(f->village.forest, 0.3 - 0.2 * dies[k], 1e-6);
        assert_near(f->village.sand, 0.5 + 0.2 * dies[k], 1e-6);
        assert_near(f->village.rooted, 0.1 + 0.2 * (1 - dies[k]) / 4, 1e-6);
        assert_near((double)f->tally[T_cover_lost], 6 * 0.2e6 * dies[k],
                    6); /* whole millionths, six villages */
        village_free(f);
    }
}

/* What is rooted neither dies nor is buried; founders' cover is rooted. */
static void test_rooted(void **state)
{
    (void)state;
    struct fixture *f = village_of(0.30f, 0.0f, 0.5f);
    f->parameters.cover_burial = 1;
    f->village.rain = 0.2f;
    found_cover_generic(&f->view);
    for (int year = 0; year < 10; year++) {
        village_run(f, &cover_generic);
    }
    assert_true(f->village.forest == 0.30f && f->village.rooted == 0.30f && f->village.sand == 0.5f);
    f->village.forest = 0.25f; /* other steps may take rooted cover: nothing is young then */
    village_run(f, &cover_generic);
    assert_true(f->village.forest == 0.25f && f->village.rooted == 0.30f);
    village_free(f);
}

/* Buried by the share of sand: of a planting x, rooted in the end are x a / (a + b - a b) of it, where each
 * year b is buried and of the rest a takes root. */
static void test_burial(void **state)
{
    (void)state;
    struct fixture *f = village_of(0.30f, 0.10f, 0.0f);
    f->parameters.cover_burial = 0.5;
    for (int year = 0; year < 200; year++) {
        f->village.sand = 0.4f;
        village_run(f, &cover_generic);
    }
    const double a = 0.25, b = 0.2;
    assert_near(f->village.rooted, 0.1 + 0.2 * (1 - b) * a / (a + b - a * b), 1e-6);
    assert_near(f->village.forest, f->village.rooted, 1e-6);
    village_free(f);
}

/* With its rows at 0 cover and sand keep their bits. */
static void test_switched_off(void **state)
{
    (void)state;
    struct fixture *f = village_of(0.30f, 0.10f, 0.37f);
    f->parameters.cover_young_deaths = 0;
    f->village.rain = 0.2f;
    village_run(f, &cover_generic);
    assert_true(f->village.forest == 0.30f && f->village.sand == 0.37f && f->tally[T_cover_lost] == 0);
    village_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_drought),
        cmocka_unit_test(test_rooted),
        cmocka_unit_test(test_burial),
        cmocka_unit_test(test_switched_off),
    };
    return cmocka_run_group_tests_name("cover", tests, NULL, NULL);
}
