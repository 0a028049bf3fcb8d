/* Founding villages: they reproduce the county's row, and people and codes make sense. The source names
 * other processes, so the library's builds are run. */
#include "models/livelihoods/herds.h"

#include "unit/models/founding_fixture.h"

#include "sim/isa.h"

enum { VILLAGES = 60, HOUSEHOLDS = 300 };

struct sums {
    double cropland, pasture, herd, persons, sand, forest, remoteness, adults, ability, connection, registered;
};

static void add_village(struct sums *s, const struct fixture *f)
{
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        s->cropland += ROW(&f->view, cropland)[i];
        s->pasture += ROW(&f->view, pasture)[i];
        s->herd += ROW(&f->view, herd)[i];
        s->ability += trait_of(ROW(&f->view, ability)[i]);
        s->connection += trait_of(ROW(&f->view, connection)[i]);
        s->registered += ROW(&f->view, registered)[i];
        for (int slot = 0; slot < HQ_SLOTS; slot++) {
            const uint8_t who = ROW(&f->view, person)[slot * f->view.stride + i];
            s->persons += who != 0;
            s->adults += who != 0 && person_age(who) >= ADULT_FROM && person_age(who) <= ADULT_TO;
        }
    }
    s->sand += f->village.sand;
    s->forest += f->village.forest;
    s->remoteness += f->village.remoteness;
}

/* Totals of the county, within the sampling error of villages (lognormal factors of sd 0.2 and 0.3). */
static void test_county(void **state)
{
    (void)state;
    struct fixture *f = county(HOUSEHOLDS);
    struct sums s = {0};
    const double n = (double)VILLAGES * HOUSEHOLDS, root = sqrt(VILLAGES);
    for (int32_t v = 0; v < VILLAGES; v++) {
        found(f, v, &poverty_sse2);
        add_village(&s, f);
    }
    const double land = exp(pow(f->parameters.founding_land_spread, 2)) - 1, own = sqrt(land / n);
    const double heads = 286710 / s.persons; /* land a head is the county's */
    assert_four_sigma(s.cropland * heads / 2490233, 1, 0.21 / root + own);
    assert_four_sigma(s.pasture * heads / 13409386, 1, 0.31 / root + own);
    const double herd =
        (exp(pow(f->parameters.founding_herd_spread, 2)) / (1 - f->parameters.founding_herdless)) - 1;
    assert_four_sigma(s.herd / n / f->county.herd, 1, sqrt(herd / n));
    assert_near(s.persons / n, 3.3, 0.25);
    assert_between(s.adults / s.persons, 0.55, 0.8);
    assert_four_sigma(s.sand / VILLAGES, 0.5, 0.12 / root);
    assert_four_sigma(s.forest / VILLAGES, 0.1, 0.042 / root);
    assert_four_sigma(s.remoteness / VILLAGES, 0.5, 0.289 / root);
    assert_four_sigma(s.ability / n, 0, f->parameters.founding_ability_spread / sqrt(n));
    assert_four_sigma(s.connection / n, 0, 1 / sqrt(n));
    village_free(f);
}

/* The table's herd counts with its share; the configuration's own stands for both. */
static void test_own_herd(void **state)
{
    (void)state;
    struct fixture *f = county(HOUSEHOLDS), *g = county(HOUSEHOLDS);
    f->parameters.founding_herd_share = 0.5; /* of 10 */
    g->parameters.founding_herd_share = 0.5;
    g->parameters.founding_herd = 20;
    found(f, 3, &poverty_sse2);
    found(g, 3, &poverty_sse2);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        const float herd = ROW(&f->view, herd)[i];
        assert_near(ROW(&g->view, herd)[i], 4 * herd, 1e-6 * herd);
        assert_true(ROW(&g->view, cropland)[i] == ROW(&f->view, cropland)[i]);
    }
    village_free(f);
    village_free(g);
}

/* Every village holds its own pasture: rights of the households, within the scatter of their shares. */
static void test_village(void **state)
{
    (void)state;
    struct fixture *f = county(3000);
    found(f, 5, &poverty_sse2);
    double pasture = 0, cropland = 0;
    int64_t savings = 0;
    for (int32_t i = 0; i < 3000; i++) {
        pasture += ROW(&f->view, pasture)[i];
        cropland += ROW(&f->view, cropland)[i];
        savings += ROW(&f->view, savings)[i];
        assert_true(ROW(&f->view, savings)[i] >= 0 && ROW(&f->view, debt)[i] == 0);
        assert_between(network_of(ROW(&f->view, network)[i]), 0, 1);
        assert_in_range(ROW(&f->view, minority)[i], 0, 1);
        assert_in_range(ROW(&f->view, spell)[i], 0, 1);
    }
    assert_near(pasture / 15 / f->village.hectares, 1, 0.05);
    assert_between(f->village.land, pasture + cropland * 0.9, 1e9);
    assert_between(f->village.sand + f->village.forest, 0, 0.9501);
    assert_true(f->village.rain == 1.0f && f->village.fed == 1.0f);
    assert_true(f->tally[T_savings] == savings);
    hq_ledger_open_year(f->world.ledger, 2009);
    poverty_sse2.founded(&f->world);
    assert_true(hq_balance(f->world.ledger, 0, P_baseline, A_households) == savings);
    village_free(f);
}

/* Large stock: the county's share on average, between nothing and twice it, and as many young as where none is
 * sold. */
static void test_classes(void **state)
{
    (void)state;
    const double means[] = {0.42, 0.7, 0, 1};
    for (int k = 0; k < 4; k++) {
        struct fixture *f = county(20000);
        f->parameters.founding_cattle = means[k];
        f->parameters.founding_herdless = 0;
        found(f, 0, &poverty_sse2);
        const double spread = fmin(means[k], 1 - means[k]), young = large_stock_of(&f->parameters).calves;
        double all_large = 0, all = 0;
        for (int32_t i = 0; i < 20000; i++) {
            const double herd = ROW(&f->view, herd)[i], large = 0.1 * ROW(&f->view, cattle)[i];
            assert_between(large, (means[k] - spread) * herd - 0.11, (means[k] + spread) * herd + 1e-4);
            assert_between(0.1 * ROW(&f->view, calves)[i], young * large - 0.11, young * large + 0.11);
            all_large += means[k] > 0 ? large + 0.05 : large; /* tenths are rounded down */
            all += herd;
        }
        const double unequal = exp(0.5 * pow(f->parameters.founding_herd_spread, 2));
        assert_near(all_large / all, means[k], 4 * unequal * spread / sqrt(3 * 20000) + 0.001);
        village_free(f);
    }
}

/* The chronic share by age is what hazard and recovery settle to; adults' schooling falls with age. */
static void test_learning(void **state)
{
    (void)state;
    struct fixture *f = county(60000);
    struct parameters *p = &f->parameters;
    p->illness_hazard = 0.04;
    p->illness_chronic_share = 0.3;
    p->illness_recovery = 0.05;
    p->illness_age_effect = 0.02;
    double ill[2] = {0}, old[2] = {0}, expected[2] = {0}, years[2] = {0};
    found(f, 0, &poverty_sse2);
    for (int32_t i = 0; i < 60000; i++) {
        const int32_t age = person_age(ROW(&f->view, person)[i]), k = age >= 50;
        const double h = 0.04 * 0.3 * exp(0.02 * (age - 20));
        ill[k] += health_of(ROW(&f->view, learning)[i]) == CHRONIC;
        expected[k] += h / (h + 0.05);
        years[k] += schooling_of(ROW(&f->view, learning)[i]);
        old[k]++;
    }
    for (int k = 0; k < 2; k++) {
        assert_four_sigma(ill[k] / old[k], expected[k] / old[k], share_error(expected[k] / old[k], old[k]));
    }
    assert_between(years[0] / old[0] - years[1] / old[1], 1, 3);
    village_free(f);
}

/* The first guess of income in closed form: farm with irrigation and the county's crops, herd, local jobs,
 * journeys, gifts; each of them counts. */
static void test_first_guess(void **state)
{
    (void)state;
    struct fixture *f = county(HOUSEHOLDS);
    struct parameters *p = &f->parameters;
    p->crops_cash_share = 0.3;
    p->crops_potato_share = 0.2;
    p->labour_urban_pull = 0.5;
    p->labour_vacancies = 0.3;
    p->crops_growth = p->crops_cost_growth = p->prices_wedge = p->crops_disaster = p->crops_saline_loss = 0;
    f->county.population_2010 = 400000;
    found(f, 9, &poverty_sse2);
    const double wet = 0.36, cash = wet * 0.3, potato = (1 - wet) * 0.2;
    const double sound = 1 - p->crops_saline_loss * (double)f->village.saline;
    const double harvest = p->crops_yield * (wet * 0.7 * sound * p->crops_irrigated_gain + (1 - wet) * 0.8) *
                               p->calendar_price_grain +
                           cash * sound * p->crops_cash_yield * p->calendar_price_cash +
                           potato * p->crops_potato_yield * p->calendar_price_potato;
    const double inputs =
        (1 - cash - potato) * p->crops_cost + cash * p->crops_cash_cost + potato * p->crops_potato_cost;
    const double field =
        harvest - inputs * p->calendar_cpi - p->calendar_agricultural_tax + p->calendar_grain_subsidy;
    double large_stock = 0;
    const double jobs =
        0.3 * (1 + 0.5 * (400000 - 286710) / 286710) * p->labour_job_months * p->calendar_wage_local;
    const double trade =
        p->work_own_market * (double)p->work_own_months * p->work_own_pay * p->calendar_wage_local;
    const double trip = 0.8 * p->migration_months * p->calendar_migrant_wage * (1 - p->migration_living_share);
    const double gift = p->transfers_private_share * p->money_subsistence * p->calendar_cpi;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        int32_t members = 0;
        for (int slot = 0; slot < HQ_SLOTS; slot++) {
            members += ROW(&f->view, person)[slot * f->view.stride + i] != 0;
        }
        const double farm = field * ROW(&f->view, cropland)[i] + village_herd_earns(f, i);
        large_stock += ROW(&f->view, cattle)[i];
        const double work = jobs + trade + trip * network_of(ROW(&f->view, network)[i]);
        const double guess = gift + (farm + work) * exp(0.5 * trait_of(ROW(&f->view, ability)[i])) / members;
        assert_near(ROW(&f->view, assessed)[i], 100 * guess, 2 + 2e-6 * fabs(100 * guess));
        assert_true(ROW(&f->view, income)[i] == ROW(&f->view, assessed)[i]);
    }
    assert_true(large_stock > 0);
    village_free(f);
}

static int by_id(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

/* No two founders of a county are the same: neither in id nor, so, in luck. */
static void test_ids(void **state)
{
    (void)state;
    struct fixture *f = county(HOUSEHOLDS);
    static uint64_t ids[VILLAGES * HOUSEHOLDS];
    for (int32_t v = 0; v < VILLAGES; v++) {
        found(f, v, &poverty_sse2);
        memcpy(ids + v * HOUSEHOLDS, ROW(&f->view, id), HOUSEHOLDS * sizeof *ids);
    }
    qsort(ids, VILLAGES * HOUSEHOLDS, sizeof *ids, by_id);
    for (int32_t i = 1; i < VILLAGES * HOUSEHOLDS; i++) {
        assert_true(ids[i] != ids[i - 1]);
    }
    village_free(f);
}

/* The same village in all instruction sets that this machine has. */
static void test_isas(void **state)
{
    (void)state;
    const struct model *builds[HQ_ISAS] = {&poverty_sse2, &poverty_avx2, &poverty_avx512};
    struct fixture *f = county(777), *g = county(777);
    found(f, 3, builds[0]);
    for (int isa = 1; isa < HQ_ISAS; isa++) {
        if (hq_isa_choose(hq_isa_names[isa]) < 0) {
            continue;
        }
        found(g, 3, builds[isa]);
        for (int c = 0; c < HOUSEHOLD_COLUMNS; c++) {
            assert_memory_equal(g->columns[c], f->columns[c], village_bytes(f, c));
        }
        assert_memory_equal(&g->village, &f->village, sizeof f->village);
    }
    village_free(f);
    village_free(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_classes),  cmocka_unit_test(test_county),      cmocka_unit_test(test_village),
        cmocka_unit_test(test_own_herd), cmocka_unit_test(test_learning),    cmocka_unit_test(test_ids),
        cmocka_unit_test(test_isas),     cmocka_unit_test(test_first_guess),
    };
    return cmocka_run_group_tests_name("founding", tests, NULL, NULL);
}
