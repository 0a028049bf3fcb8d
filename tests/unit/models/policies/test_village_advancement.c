/* Entire-village advancement: a village's money over goods, poorest villages first, whole villages, pilot areas, and
 * who gains by it. */
#include "models/policies/village_advancement.c"

#include "models/livelihoods/crops.h"
#include "unit/models/policies/programme_fixture.h"
#include "unit/models/region_fixture.h"

enum { HOUSEHOLDS = 200, PRICE = 100000000, COUNTIES = 3 };

/* A village of couples that lacks much; the odd ones have four times the land. */
static struct fixture *village(void)
{
    struct fixture *f = village_make(HOUSEHOLDS);
    struct parameters *p = &f->parameters;
    p->village_advancement_enabled = 1;
    p->village_advancement_start = 2009;
    p->village_advancement_end = 2100;
    p->village_advancement_village = PRICE;
    p->contiguous_start = 2009;
    p->contiguous_end = 2100;
    p->contiguous_village = PRICE;
    p->prices_wedge = 0.2;
    p->calendar_price_grain = 2;
    f->village.remoteness = 0.8f;
    f->county.irrigated_share = 0.25;
    village_couples(f, 0, 1, 6);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        ROW(&f->view, cropland)[i] = i % 2 ? 40 : 10;
    }
    village_run(f, village_process("make_up"));
    const int32_t all[GOODS] = {10, 400, 3000, 30, 1500, 1, 1, 200};
    for (int g = 0; g < GOODS; g++) {
        set_units(&f->village, goods[g].all, all[g]);
    }
    return f;
}

static void one_year(struct fixture *f, int year, int64_t fen)
{
    f->parameters.village_advancement_budget = fen;
    village_count(f, &count_advancement_generic);
    village_plan(f, year, &village_advancement_year_generic);
    village_settle(f, &advance_villages_generic, &village_advancement_year_generic);
}

static int64_t spent(const struct fixture *f, const struct scheme *s)
{
    int64_t fen = f->tally[s->projects];
    for (int g = 0; g < GOODS; g++) {
        fen += f->tally[goods[g].tally[s->builder]] * cost_of_good(&f->parameters, g);
    }
    return fen;
}

/* Fixed shares, whole units, never more than is lacking; what one good does not take others do. */
static void test_deal(void **state)
{
    (void)state;
    struct fixture *f = village();
    const struct parameters *p = &f->parameters;
    double shares = p->village_advancement_projects_share;
#define GOOD(name, ...) shares += p->village_advancement_##name##_share;
#include "models/rows/goods.def"
#undef GOOD
    int64_t lacks[GOODS];
    for (int g = 0; g < GOODS; g++) {
        lacks[g] = 1000000;
    }
    const struct package plenty = deal(p, PRICE, lacks);
    assert_true(plenty.units[GOOD_farmland] ==
                (int64_t)(1e6 * p->village_advancement_farmland_share / shares / 400));
    assert_true(plenty.units[GOOD_roads] >= (int64_t)(1e6 * p->village_advancement_roads_share / shares / 5e4));
    assert_true(plenty.left >= (int64_t)(PRICE * p->village_advancement_projects_share / shares) - 1);
    for (int round = 0; round < 2000; round++) {
        int64_t fen = 0, cheapest = INT64_MAX;
        const int64_t money = (int64_t)dice_between(0, 3.0 * PRICE);
        for (int g = 0; g < GOODS; g++) {
            lacks[g] = dice_to(2) * dice_to(1 << dice_to(14));
        }
        const struct package k = deal(p, money, lacks);
        for (int g = 0; g < GOODS; g++) {
            assert_true(k.units[g] >= 0 && k.units[g] <= lacks[g]);
            fen += k.units[g] * cost_of_good(p, g);
            if (k.units[g] < lacks[g] && cost_of_good(p, g) < cheapest) {
                cheapest = cost_of_good(p, g);
            }
        }
        const int64_t kept = (int64_t)((double)money * p->village_advancement_projects_share / shares);
        assert_true(fen + k.left == money && k.left >= kept - 1);
        assert_true(k.left - kept <= cheapest || cheapest == INT64_MAX);
    }
    village_free(f);
}

/* A village is advanced once, when the money for a whole one is together; every fen of it is spent or back. */
static void test_once(void **state)
{
    (void)state;
    struct fixture *f = village();
    const struct village before = f->village;
    one_year(f, 2009, PRICE - 1);
    assert_memory_equal(&before, &f->village, sizeof before);
    one_year(f, 2010, 1);
    assert_int_equal(f->village.advanced, 1);
    assert_true(f->tally[T_eva_villages] == 1 && f->tally[T_eva_projects] == 0); /* industry is off */
    assert_true(village_fund(f, P_village_advancement) == PRICE - spent(f, &advancement));
    assert_true(spent(f, &advancement) > PRICE * 9 / 10 - 30000000 && f->village.built_roads > 4);
    const int64_t back = village_fund(f, P_village_advancement);
    one_year(f, 2011, 5 * (int64_t)PRICE);
    assert_int_equal(f->village.advanced, 1);
    assert_true(village_fund(f, P_village_advancement) == back + 5 * (int64_t)PRICE);
    village_free(f);
}

/* With industry on, the rest begins projects: the same for every household with a worker. */
static void test_projects(void **state)
{
    (void)state;
    struct fixture *f = village();
    f->parameters.industry_enabled = 1;
    for (int32_t i = 0; i < HOUSEHOLDS; i += 4) {
        village_person(f, i, 0, 75, 0, 3, HEALTHY, 0);
        village_person(f, i, 1, 75, 1, 3, HEALTHY, 0);
    }
    one_year(f, 2009, PRICE);
    const int64_t part = f->tally[T_eva_projects] / 150;
    assert_true(part * 150 == f->tally[T_eva_projects] && part > 0);
    assert_true(village_fund(f, P_village_advancement) == PRICE - spent(f, &advancement));
    assert_true(village_fund(f, P_village_advancement) < 150); /* less than a fen a taker */
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        assert_near(ROW(&f->view, venture)[i], i % 4 ? 0.01 * (double)part : 0, 0.01);
    }
    village_free(f);
}

/* A village that stands for several is advanced in as many steps, and each step builds its part of what all lack. */
static void test_several_behind(void **state)
{
    (void)state;
    struct fixture *f = village();
    village_weigh(f, 5);
    for (int g = 0; g < GOODS; g++) {
        set_units(&f->village, goods[g].all, 5 * units_at(&f->village, goods[g].all));
    }
    const int64_t dear = 20 * (int64_t)PRICE; /* buys all that they lack */
    f->parameters.village_advancement_village = dear;
    one_year(f, 2009, 2 * dear + dear / 2);
    assert_int_equal(f->village.advanced, 2);
    for (int g = 0; g < GOODS; g++) {
        assert_true(5 * units_at(&f->village, goods[g].built) == 2 * units_at(&f->village, goods[g].all));
    }
    one_year(f, 2010, 7 * dear);
    assert_int_equal(f->village.advanced, 5);
    assert_true(f->tally[T_eva_villages] == 3);
    for (int g = 0; g < GOODS; g++) {
        assert_true(lacking(&f->village, g) == 0);
    }
    village_free(f);
}

/* Places stated without money: counted, and nothing else. */
static void test_counted(void **state)
{
    (void)state;
    struct fixture *f = village();
    f->county.places_village_advancement = 1;
    const struct village before = f->village;
    one_year(f, 2009, 0);
    assert_memory_equal(&before, &f->village, sizeof before);
    assert_true(f->tally[T_eva_villages] == 1 && spent(f, &advancement) == 0);
    /* also where the other scheme builds in the same year */
    village_count(f, &count_advancement_generic);
    village_plan(f, 2010, &village_advancement_year_generic);
    f->village.advanced = 1;
    village_settle(f, &advance_villages_generic, &village_advancement_year_generic);
    assert_true(f->tally[T_eva_villages] == 1 && spent(f, &advancement) == 0 && f->village.advanced == 1);
    village_free(f);
}

/* Villages stand in bands by their registered share, each from a part of the share of the band before; whatever share of
 * its county is registered, then or a year ago. */
static void test_bands(void **state)
{
    (void)state;
    struct fixture *f = village();
    f->parameters.village_advancement_poorest = 0.5;
    f->parameters.village_advancement_step = 0.75;
    int last = BANDS, seen = 0;
    for (int listed = 0; listed <= HOUSEHOLDS; listed++) {
        f->county.persons_last = 1000;
        f->county.registered_last = listed % 2 ? 999 : 1;
        for (int32_t i = 0; i < HOUSEHOLDS; i++) {
            ROW(&f->view, registered)[i] = i < listed ? 1 : 2;
        }
        village_count(f, &count_advancement_generic);
        int band = BANDS - 1; /* the first b with share >= 0.5 x 0.75^b */
        for (int b = BANDS - 1; b >= 0; b--) {
            band = listed >= 0.5 * pow(0.75, b) * HOUSEHOLDS ? b : band;
        }
        for (int b = 0; b < BANDS; b++) {
            assert_int_equal(f->village_demand[bands[b]], b == band);
        }
        assert_true(band <= last);
        seen += band < last;
        last = band;
    }
    assert_true(last == 0 && seen == BANDS);
    village_free(f);
}

/* What villagers bring: nobody on the register, no savings that are not there, all of it spent on the village or back in
 * its fund, and the more of it the more is built. */
static void test_masses(void **state)
{
    (void)state;
    int64_t without = 0;
    for (int k = 0; k < 4; k++) {
        struct fixture *f = village();
        const double share[] = {0, 0.1, 0.4, 0.4};
        const bool pilot = k == 3;
        f->parameters.village_advancement_masses_share = pilot ? 0 : share[k];
        f->parameters.contiguous_masses_share = pilot ? share[k] : 0;
        f->parameters.village_advancement_enabled = !pilot;
        f->parameters.contiguous_enabled = pilot;
        f->parameters.contiguous_budget = PRICE / 2;
        f->parameters.contiguous_village = f->parameters.village_advancement_village = PRICE / 2;
        f->county.pilot_to = 1;
        for (int32_t i = 0; i < HOUSEHOLDS; i++) {
            ROW(&f->view, registered)[i] = (uint8_t)(i % 4); /* a quarter pays nothing */
            ROW(&f->view, savings)[i] = i % 5 == 0 ? 100 : 10000000;
            ROW(&f->view, weight)[i] = 1;
        }
        const struct scheme *s = pilot ? &pilots : &advancement;
        const struct yearly *programme = pilot ? &contiguous_year_generic : &village_advancement_year_generic;
        f->parameters.village_advancement_budget = PRICE / 2;
        village_count(f, &count_advancement_generic);
        village_plan(f, 2009, programme);
        village_settle(f, &advance_villages_generic, programme);
        const int64_t due = (int64_t)((double)(PRICE / 2) * share[k]) / (HOUSEHOLDS * 3 / 4);
        int64_t raised = 0;
        for (int32_t i = 0; i < HOUSEHOLDS; i++) {
            const int64_t had = i % 5 == 0 ? 100 : 10000000, pays = i % 4 == 1 ? 0 : had < due ? had : due;
            assert_int_equal(ROW(&f->view, savings)[i], had - pays);
            raised += pays;
        }
        assert_true((raised > 0) == (k > 0) && f->tally[s->raised] == raised && f->tally[T_savings] == -raised);
        assert_true(hq_paid(f->world.ledger, 0, s->programme, A_households) == raised);
        assert_true(village_fund(f, s->programme) == PRICE / 2 + raised - spent(f, s));
        without = k == 0 ? spent(f, s) : without;
        assert_true(k == 0 || spent(f, s) > without);
        village_free(f);
    }
}

/* The poorest band is filled before the next; stated places cost their county's money, all of it. */
static void test_county(void **state)
{
    (void)state;
    static const int32_t prefectures[COUNTIES] = {0, 0, 1};
    for (int stated = 0; stated < 2; stated++) {
        struct counties *r = region_make(COUNTIES, prefectures);
        EVERYWHERE(r, village_advancement_enabled, 1);
        EVERYWHERE(r, village_advancement_start, 2009);
        EVERYWHERE(r, village_advancement_village, PRICE);
        const int64_t villages[COUNTIES] = {2, 5, 30};
        for (int c = 0; c < COUNTIES; c++) {
            r->county[c].money_village_advancement = villages[c] * PRICE + (stated ? 7 : PRICE - 1);
            r->county[c].places_village_advancement = stated ? villages[c] : -1;
            r->demand[c][Q_village_advancement_1] = 3;
            r->demand[c][Q_village_advancement_2] = 4;
            r->demand[c][Q_village_advancement_10] = 5;
        }
        region_year(r, 2009);
        region_step(r, village_advancement_year_generic.plan);
        const int64_t places[COUNTIES][BANDS] = {{2}, {3, 2}, {3, 4, [BANDS - 1] = 5}};
        for (int c = 0; c < COUNTIES; c++) {
            for (int b = 0; b < BANDS; b++) {
                assert_true(r->places[c][bands[b]] == places[c][b]);
            }
            assert_true(r->county[c].eva_price == (stated ? PRICE + 7 / villages[c] : PRICE));
        }
        region_free(r);
    }
}

/* Pilot areas: a run of villages inside the county, as long as stated, the same whatever the seed; a village outside
 * states no demand; a village advanced by the one programme is no longer open to the other. */
static void test_pilots(void **state)
{
    (void)state;
    static const int32_t prefectures[COUNTIES] = {0, 0, 1};
    struct counties *r = region_make(COUNTIES, prefectures);
    for (int tenths = 0; tenths <= 10; tenths++) {
        EVERYWHERE(r, contiguous_area, 0.1 * tenths);
        region_step(r, contiguous_year_generic.found);
        for (int c = 0; c < COUNTIES; c++) {
            const struct county *k = &r->county[c];
            assert_true(k->pilot_to - k->pilot_from == tenths);
            assert_true(k->pilot_from >= r->first_village[c] && k->pilot_to <= r->first_village[c + 1]);
        }
    }
    region_free(r);
    struct fixture *f = village();
    f->parameters.contiguous_enabled = 1;
    f->view.place = 3;
    f->county.pilot_from = 4;
    f->county.pilot_to = 9;
    village_count(f, &count_advancement_generic);
    assert_true(f->village_demand[Q_contiguous] == 0);
    f->view.place = 4;
    f->parameters.contiguous_budget = PRICE;
    village_count(f, &count_advancement_generic);
    assert_true(f->village_demand[Q_contiguous] == 1);
    village_plan(f, 2009, &contiguous_year_generic);
    village_settle(f, &advance_villages_generic, &contiguous_year_generic);
    assert_true(f->village.advanced == 1 && f->tally[T_pilot_villages] == 1 && f->tally[T_eva_villages] == 0);
    assert_true(village_fund(f, P_contiguous) == PRICE - spent(f, &pilots));
    village_count(f, &count_advancement_generic);
    assert_true(f->village_demand[Q_contiguous] == 0);
    village_free(f);
}

/* Who has four times the land gains four times as much by roads, wells and fields: nothing else is put in. */
static void test_gain_follows_land(void **state)
{
    (void)state;
    struct fixture *f = village();
    f->village.rain = 1;
    f->parameters.crops_spread = f->parameters.crops_disaster = 0;
    int64_t gain[2] = {0, 0};
    for (int with = 0; with < 2; with++) {
        village_pass(f);
        village_run(f, village_process("make_up"));
        for (int32_t i = 0; i < HOUSEHOLDS; i++) {
            ROW(&f->view, fields)[i] = ROW(&f->view, cropland)[i];
        }
        village_run(f, village_process("crops"));
        for (int k = 0; k < 2; k++) {
            const int64_t net = ROW(&f->view, sales)[k] - ROW(&f->view, costs)[k];
            gain[k] += with ? net : -net;
        }
        one_year(f, 2009 + with, with ? 0 : PRICE);
    }
    assert_true(f->village.advanced == 1 && gain[0] > 0);
    assert_near((double)gain[1] / (double)gain[0], 4, 1e-3);
    village_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_deal),     cmocka_unit_test(test_once),
        cmocka_unit_test(test_projects), cmocka_unit_test(test_several_behind),
        cmocka_unit_test(test_counted),  cmocka_unit_test(test_bands),
        cmocka_unit_test(test_masses),   cmocka_unit_test(test_county),
        cmocka_unit_test(test_pilots),   cmocka_unit_test(test_gain_follows_land),
    };
    return cmocka_run_group_tests_name("village_advancement", tests, NULL, NULL);
}
