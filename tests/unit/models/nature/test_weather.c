/* Weather alone: the correlation matrix, memory, the observed anomaly, and what it does to a village. The
 * loadings are those of the region table; what they must reproduce is the matrix that they were made of. */
#include "models/nature/weather.c"

#include "unit/models/village_fixture.h"

#include "sim/store/files.h"
#include "sim/text/csv.h"

enum { YEARS = 8000, PREFECTURES = 12, SECOND_TONGLIAO = PREFECTURES, PLACES };

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

/* ---- the tables ----------------------------------------------------------------------------------------- */

struct tables {
    struct arena arena;
    struct diagnostics diagnostics;
    struct source sources[2];
    struct csv counties, matrix;
    char *bytes[2];
};

static void read_csv(struct tables *t, int which, const char *path, struct csv *out)
{
    size_t size;
    assert_int_equal(hq_read_file(path, &t->bytes[which], &size), 0);
    t->sources[which] = (struct source){path, t->bytes[which], size, which, true};
    assert_true(hq_csv_read(&t->arena, &t->sources[which], &t->diagnostics, out));
}

static void open_tables(struct tables *t)
{
    *t = (struct tables){0};
    read_csv(t, 0, CONFIGS "/regions/inner-mongolia.csv", &t->counties);
    read_csv(t, 1, CONFIGS "/regions/weather_correlation.csv", &t->matrix);
    assert_int_equal(t->matrix.rows, PREFECTURES);
}

static void close_tables(struct tables *t)
{
    hq_arena_free(&t->arena);
    hq_free_diagnostics(&t->diagnostics);
    free(t->bytes[0]);
    free(t->bytes[1]);
}

static double number(const struct csv *csv, int row, int column)
{
    double value;
    assert_null(hq_to_real(hq_csv_cell(csv, row, column)->text, &value));
    return value;
}

static double expected(const struct tables *t, int a, int b)
{
    return number(&t->matrix, a, b + 1);
}

/* The nth county of a prefecture, as the program reads it. */
static void read_county(const struct tables *t, const char *prefecture, int nth, struct county *out)
{
    const int column = hq_csv_column(&t->counties, "prefecture");
    for (int row = 0; row < t->counties.rows; row++) {
        if (strcmp(hq_csv_cell(&t->counties, row, column)->text, prefecture) != 0 || nth-- > 0) {
            continue;
        }
#define READ(k)                                                                                                \
    out->loading_##k = number(&t->counties, row, hq_csv_column(&t->counties, "loading_" HQ_TEXT_OF(k)));
        EACH_FACTOR(READ)
#undef READ
        out->prefecture_code =
            (int32_t)number(&t->counties, row, hq_csv_column(&t->counties, "prefecture_code"));
        return;
    }
    fail_msg("too few counties in %s", prefecture);
}

/* ---- a region in the place of the fixture's one county --------------------------------------------------- */

struct whole {
    struct fixture *f;
    struct tables tables;
    struct county counties[PLACES];
    struct parameters parameters[PLACES];
};

static void make_region(struct whole *r)
{
    open_tables(&r->tables);
    r->f = village_make(1);
    for (int c = 0; c < PLACES; c++) {
        const char *name = c == SECOND_TONGLIAO ? "Tongliao" : hq_csv_cell(&r->tables.matrix, c, 0)->text;
        r->counties[c] = r->f->county;
        r->parameters[c] = r->f->parameters;
        read_county(&r->tables, name, c == SECOND_TONGLIAO, &r->counties[c]);
    }
    r->f->world.counties = PLACES;
    r->f->world.county_rows = (unsigned char *)r->counties;
    r->f->world.parameters = (unsigned char *)r->parameters;
}

static void free_region(struct whole *r)
{
    village_free(r->f);
    close_tables(&r->tables);
}

static void plan_year(struct whole *r, int year)
{
    village_year(r->f, year);
    for (int c = 0; c < r->f->world.counties; c++) {
        weather_year_generic.plan(&r->f->world, c);
    }
}

static int tongliao(const struct whole *r)
{
    int c = 0;
    while (c < PREFECTURES && r->counties[c].prefecture_code != 1505) {
        c++;
    }
    assert_true(c < PREFECTURES);
    return c;
}

/* Every prefecture has mean 0, variance 1 and the memory of 0.21; every pair has its correlation. Errors are
 * those of series with that memory. */
static void test_matrix(void **state)
{
    (void)state;
    struct whole r;
    static struct sums pairs[PREFECTURES][PREFECTURES], memory[PREFECTURES];
    double last[PREFECTURES] = {0};
    make_region(&r);
    const int t = tongliao(&r);
    for (int year = 0; year < YEARS; year++) {
        plan_year(&r, 2009 + year);
        assert_true(r.counties[t].weather == r.counties[SECOND_TONGLIAO].weather);
        for (int a = 0; a < PREFECTURES; a++) {
            for (int b = 0; b <= a; b++) {
                add(&pairs[a][b], r.counties[a].weather, r.counties[b].weather);
            }
            add(&memory[a], year ? r.counties[a].weather : 0, year ? last[a] : 0);
            last[a] = r.counties[a].weather;
        }
    }
    const double m = r.f->parameters.weather_memory, root = sqrt(1.0 / YEARS);
    const double stretched = root * sqrt((1 + m * m) / (1 - m * m));
    assert_near(m, 0.21, 0);
    for (int a = 0; a < PREFECTURES; a++) {
        assert_four_sigma(mean(&pairs[a][a]), 0, root * sqrt((1 + m) / (1 - m)));
        assert_four_sigma(variance(&pairs[a][a]), 1, sqrt(2.0) * stretched);
        assert_four_sigma(correlation(&memory[a]), m, root * sqrt(1 - m * m));
        for (int b = 0; b < a; b++) {
            const double rho = expected(&r.tables, a, b);
            assert_four_sigma(correlation(&pairs[a][b]), rho, (1 - rho * rho) * stretched);
        }
    }
    free_region(&r);
}

/* The loadings give the matrix, to the last place in which they are written. */
static void test_loadings(void **state)
{
    (void)state;
    struct whole r;
    make_region(&r);
    for (int a = 0; a < PREFECTURES; a++) {
        for (int b = 0; b < PREFECTURES; b++) {
            double sum = 0;
#define ADD(k) sum += r.counties[a].loading_##k * r.counties[b].loading_##k;
            EACH_FACTOR(ADD)
#undef ADD
            assert_near(sum, expected(&r.tables, a, b), 5e-5); /* twelve products of errors of 5e-6 */
        }
    }
    free_region(&r);
}

/* Winters: variance 1, the common share between prefectures, nothing of the summer, nothing of last year. */
static void test_winters(void **state)
{
    (void)state;
    struct whole r;
    struct sums between = {0}, summer = {0}, memory = {0};
    make_region(&r);
    const int t = tongliao(&r);
    double last = 0;
    for (int year = 0; year < YEARS; year++) {
        plan_year(&r, year);
        assert_true(r.counties[t].winter == r.counties[SECOND_TONGLIAO].winter);
        add(&between, r.counties[0].winter, r.counties[1].winter);
        add(&summer, r.counties[0].winter, r.counties[0].weather);
        add(&memory, r.counties[0].winter, last);
        last = r.counties[0].winter;
    }
    const double root = sqrt(1.0 / YEARS), share = r.f->parameters.weather_winter_share;
    assert_four_sigma(mean(&between), 0, root);
    assert_four_sigma(variance(&between), 1, sqrt(2.0) * root);
    assert_four_sigma(correlation(&between), share, (1 - share * share) * root);
    assert_four_sigma(correlation(&summer), 0, root);
    assert_four_sigma(correlation(&memory), 0, root);
    free_region(&r);
}

/* A county alone has the weather that it has among all others. */
static void test_alone(void **state)
{
    (void)state;
    struct whole all, one;
    make_region(&all);
    make_region(&one);
    one.counties[0] = all.counties[SECOND_TONGLIAO];
    one.f->world.counties = 1;
    for (int year = 2009; year < 2030; year++) {
        plan_year(&all, year);
        plan_year(&one, year);
        assert_true(one.counties[0].weather == all.counties[SECOND_TONGLIAO].weather);
        assert_true(one.counties[0].winter == all.counties[SECOND_TONGLIAO].winter);
    }
    free_region(&all);
    free_region(&one);
}

/* Observed years are as observed, and the years after them as if nothing had been. */
static void test_observed(void **state)
{
    (void)state;
    struct whole r, free_run;
    make_region(&r);
    make_region(&free_run);
    for (int year = 2009; year < 2013; year++) {
        r.parameters[2].weather_observed = year == 2010 ? -1.5 : 9;
        r.parameters[3].weather_winter_observed = year == 2011 ? 2 : 9;
        plan_year(&r, year);
        plan_year(&free_run, year);
        for (int c = 0; c < PLACES; c++) {
            const bool dry = c == 2 && year == 2010, cold = c == 3 && year == 2011;
            assert_true(r.counties[c].weather == (dry ? -1.5f : free_run.counties[c].weather));
            assert_true(r.counties[c].winter == (cold ? 2.0f : free_run.counties[c].winter));
            assert_true(free_run.counties[c].weather != -1.5f && free_run.counties[c].winter != 2.0f);
        }
    }
    free_region(&r);
    free_region(&free_run);
}

/* Rain over its normal as known: villages have it on average; it beats an anomaly, and changes no later year.
 */
static void test_observed_rain(void **state)
{
    (void)state;
    enum { VILLAGES = 20000 };
    struct whole r, free_run;
    struct sums rain = {0};
    make_region(&r);
    make_region(&free_run);
    r.counties[2].rain_cv = free_run.counties[2].rain_cv = 0.1;
    for (int year = 2009; year < 2012; year++) {
        r.parameters[2].weather_rain = year == 2010 ? 0.7 : 9;
        r.parameters[2].weather_observed = year == 2010 ? 1.5 : 9;
        plan_year(&r, year);
        plan_year(&free_run, year);
        if (year != 2010) {
            assert_true(r.counties[2].weather == free_run.counties[2].weather);
            continue;
        }
        r.f->county = r.counties[2];
        for (int k = 0; k < VILLAGES; k++) {
            r.f->view.own = hq_stream_of(r.f->keys, (uint64_t)k + 1000);
            village_run(r.f, &weather_generic);
            add(&rain, r.f->village.rain, 0);
        }
    }
    const double own = r.f->parameters.weather_village_share;
    assert_four_sigma(mean(&rain), 0.7, 0.1 * sqrt(own / VILLAGES));
    r.counties[2].rain_cv = 0.3;
    r.parameters[2].weather_rain = 8; /* an anomaly beyond 9 is one too */
    plan_year(&r, 2012);
    assert_near(r.counties[2].weather, 7 / (0.3 * sqrt(1 - own)), 1e-4);
    free_region(&r);
    free_region(&free_run);
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
    struct whole r;
    struct sums rain = {0};
    make_region(&r);
    r.counties[2].rain_cv = 0.15; /* the cut at 0.2 lies beyond five standard deviations */
    for (int year = 0; year < YEARS; year++) {
        plan_year(&r, year);
        r.f->county = r.counties[2];
        r.f->view.own = hq_stream_of(r.f->keys, 77);
        village_run(r.f, &weather_generic);
        add(&rain, r.f->village.rain, 0);
    }
    assert_four_sigma(mean(&rain), 1, 0.15 * 1.3 / sqrt(YEARS));
    assert_near(sqrt(variance(&rain)), 0.15, 4 * 0.15 / sqrt(2.0 * YEARS) * 1.2);
    free_region(&r);
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
        cmocka_unit_test(test_matrix),    cmocka_unit_test(test_loadings), cmocka_unit_test(test_winters),
        cmocka_unit_test(test_alone),     cmocka_unit_test(test_observed), cmocka_unit_test(test_village_rain),
        cmocka_unit_test(test_mean_rain), cmocka_unit_test(test_damage),   cmocka_unit_test(test_observed_rain),
    };
    return cmocka_run_group_tests_name("weather", tests, NULL, NULL);
}
