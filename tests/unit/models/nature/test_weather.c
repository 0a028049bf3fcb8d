/* Weather alone: shares of variance, memory, the observed anomaly, and what it does to a village. */
#include "models/nature/weather.c"

#include "unit/models/village_fixture.h"

enum { YEARS = 8000, PLACES = 3 }; /* counties 0 and 1 share a prefecture, 2 has its own */

struct sums {
    double one, two, square_one, square_two, both;
    int n;
};

static void add(struct sums *s, double x, double y)
{
    s->one += x;
    s->two += y;
    s->square_one += x * x;
    s->square_two += y * y;
    s->both += x * y;
    s->n++;
}

static double mean(const struct sums *s)
{
    return s->one / s->n;
}

static double variance(const struct sums *s)
{
    return s->square_one / s->n - mean(s) * mean(s);
}

static double correlation(const struct sums *s)
{
    const double second = s->two / s->n;
    return (s->both / s->n - mean(s) * second) / sqrt(variance(s) * (s->square_two / s->n - second * second));
}

/* A region of three counties in the place of the fixture's one. */
struct region_of_three {
    struct fixture *f;
    struct county counties[PLACES];
    struct parameters parameters[PLACES];
    int32_t prefectures[PLACES];
};

static void make_region(struct region_of_three *r)
{
    r->f = village_make(1);
    for (int c = 0; c < PLACES; c++) {
        r->counties[c] = r->f->county;
        r->parameters[c] = r->f->parameters;
        r->parameters[c].weather_common_share = 0.3;
        r->parameters[c].weather_memory = 0.4;
        r->parameters[c].weather_observed = 9;
        r->prefectures[c] = c == 2;
    }
    r->f->world.counties = PLACES;
    r->f->world.county_rows = (unsigned char *)r->counties;
    r->f->world.parameters = (unsigned char *)r->parameters;
    r->f->world.prefecture = r->prefectures;
}

static void plan_year(struct region_of_three *r, int year)
{
    village_year(r->f, year);
    for (int c = 0; c < PLACES; c++) {
        weather_year_generic.plan(&r->f->world, c);
    }
}

static void test_region(void **state)
{
    (void)state;
    struct region_of_three r;
    struct sums memory = {0}, between = {0}, with_region = {0}, cold = {0};
    make_region(&r);
    double last = 0;
    for (int year = 0; year < YEARS; year++) {
        plan_year(&r, year);
        const double common = r.f->region.weather;
        assert_true(r.counties[0].weather == r.counties[1].weather);
        assert_true(r.counties[0].winter == r.counties[1].winter);
        if (year > 20) {
            add(&memory, common, last);
            add(&between, r.counties[0].weather, r.counties[2].weather);
            add(&with_region, r.counties[0].weather, common);
            add(&cold, r.counties[0].winter, r.counties[0].weather);
        }
        last = common;
    }
    const double root = sqrt(1.0 / memory.n), stretched = root * sqrt((1 + 0.16) / (1 - 0.16));
    assert_four_sigma(mean(&memory), 0, root * sqrt((1 + 0.4) / (1 - 0.4)));
    assert_four_sigma(variance(&memory), 1, sqrt(2.0) * stretched);
    assert_four_sigma(correlation(&memory), 0.4, root * sqrt(1 - 0.16));
    /* Two prefectures have the common share of their variance in common; a prefecture has variance 1. */
    assert_four_sigma(variance(&between), 1, sqrt(2.0) * stretched);
    assert_four_sigma(correlation(&between), 0.3, 1.2 * root);
    assert_four_sigma(correlation(&with_region), sqrt(0.3), 1.2 * root);
    assert_four_sigma(variance(&cold), 1, sqrt(2.0) * root);
    assert_four_sigma(correlation(&cold), 0, root);
    village_free(r.f);
}

static void test_observed(void **state)
{
    (void)state;
    struct region_of_three r;
    make_region(&r);
    r.parameters[2].weather_observed = -1.5;
    plan_year(&r, 2009);
    const float drawn = r.counties[0].weather;
    assert_true(r.counties[2].weather == -1.5f);
    r.parameters[2].weather_observed = 9;
    plan_year(&r, 2009);
    assert_true(r.counties[2].weather != -1.5f);
    assert_true(fabsf(drawn) < 6);
    village_free(r.f);
}

/* Rain of villages under a given county: mean 1 + cv sqrt(1 - v) z, variance cv^2 v, as far as nothing is
 * cut off. */
static void test_village_rain(void **state)
{
    (void)state;
    enum { VILLAGES = 20000 };
    struct fixture *f = village_make(1);
    struct sums rain = {0}, cold = {0};
    f->parameters.weather_village_share = 0.25;
    f->county.rain_cv = 0.1;
    f->county.weather = 0.8f;
    f->county.winter = -0.5f;
    for (int k = 0; k < VILLAGES; k++) {
        f->view.own = hq_stream_of(f->keys, (uint64_t)k + 1000);
        village_run(f, &weather_generic);
        add(&rain, f->village.rain, f->village.cold);
        add(&cold, f->village.cold, 0);
    }
    const double root = sqrt(1.0 / VILLAGES), sd = 0.1 * 0.5;
    assert_four_sigma(mean(&rain), 1 + 0.1 * sqrt(0.75) * 0.8, sd * root);
    assert_four_sigma(variance(&rain) / (sd * sd), 1, sqrt(2.0) * root);
    assert_four_sigma(mean(&cold), -0.5 * sqrt(0.75), 0.5 * root);
    assert_four_sigma(correlation(&rain), 0, root);
    f->county.weather = -3;
    f->county.rain_cv = 2;
    village_run(f, &weather_generic);
    assert_true(f->village.rain == 0.2f); /* never less */
    village_free(f);
}

/* Mean over all draws is 1: villages in many years. */
static void test_mean_rain(void **state)
{
    (void)state;
    struct region_of_three r;
    struct sums rain = {0};
    make_region(&r);
    for (int c = 0; c < PLACES; c++) {
        r.counties[c].rain_cv = 0.15; /* the cut at 0.2 lies beyond five standard deviations */
    }
    for (int year = 0; year < YEARS; year++) {
        plan_year(&r, year);
        r.f->county = r.counties[2];
        r.f->view.own = hq_stream_of(r.f->keys, 77);
        village_run(r.f, &weather_generic);
        add(&rain, r.f->village.rain, 0);
    }
    assert_four_sigma(mean(&rain), 1, 0.15 * 1.3 / sqrt(YEARS));
    assert_near(sqrt(variance(&rain)), 0.15, 4 * 0.15 / sqrt(2.0 * YEARS) * 1.2);
    village_free(r.f);
}

static float damage(struct fixture *f, float weather, float sand, float forest)
{
    f->county.weather = weather;
    f->village.sand = sand;
    f->village.forest = forest;
    village_run(f, &weather_generic);
    return f->village.damage;
}

/* Droughts damage, cover holds it off by exp(-shelter x cover), sand adds; never more than nine tenths. */
static void test_damage(void **state)
{
    (void)state;
    struct fixture *f = village_make(1);
    f->parameters.weather_village_share = 0;
    f->parameters.crops_damage = 0.3;
    f->parameters.crops_sand_damage = 0.2;
    f->parameters.crops_shelter = 2;
    assert_true(damage(f, 0, 0, 0) == 0.0f);
    assert_true(damage(f, -0.99f, 0, 0) == 0.0f);
    assert_near(damage(f, -1.5f, 0, 0), 0.15, 1e-6);
    assert_near(damage(f, -3, 0, 0), 0.3, 1e-6);
    assert_near(damage(f, 3, 0, 0), 0.15, 1e-6); /* flood: half a drought */
    assert_near(damage(f, 0, 0.5f, 0), 0.1, 1e-6);
    assert_near(damage(f, -3, 0.5f, 0.25f), 0.4 * exp(-0.5), 1e-6);
    f->parameters.crops_damage = 1;
    assert_true(damage(f, -3, 1, 0) == 0.9f);
    village_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_region),    cmocka_unit_test(test_observed), cmocka_unit_test(test_village_rain),
        cmocka_unit_test(test_mean_rain), cmocka_unit_test(test_damage),
    };
    return cmocka_run_group_tests_name("weather", tests, NULL, NULL);
}
