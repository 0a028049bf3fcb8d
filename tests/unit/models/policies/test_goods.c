/* Goods of villages: what they can use and have at the start, what building does, in closed form. */
#include "models/policies/goods.c"

#include "models/livelihoods/crops.h"
#include "sim/directory.h"
#include "unit/models/village_fixture.h"

enum { HOUSEHOLDS = 100, VILLAGES = 4000 };

/* Couples with two children, 20 mu and 9 head of large stock beside 5 sheep each; a remote village. */
static struct fixture *village(int32_t weight)
{
    struct fixture *f = village_make(HOUSEHOLDS);
    struct parameters *p = &f->parameters;
    p->herds_head = 5;
    p->prices_wedge = 0.2;
    p->calendar_price_grain = 2;
    f->village.remoteness = 0.75f;
    f->village.school_rank = 0.9f;
    f->county.irrigated_share = 0.25;
    p->calendar_village_schools = 0.5;
    p->goods_well_mu = 80;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        ROW(&f->view, members)[i] = 4;
        ROW(&f->view, weight)[i] = (uint16_t)weight;
        ROW(&f->view, cropland)[i] = 20;
        ROW(&f->view, herd)[i] = 50;
        ROW(&f->view, cattle)[i] = 450;
    }
    return f;
}

/* Needs are those of the households; all of it for all villages that the village stands for. */
static void test_needs(void **state)
{
    (void)state;
    for (int32_t weight = 1; weight <= 7; weight += 6) {
        struct fixture *f = village(weight);
        struct parameters *p = &f->parameters;
        const struct village *v = &f->village;
        p->goods_road_length = 12;
        p->goods_irrigable = 0.6;
        p->goods_terraceable = 0.4;
        found_goods_generic(&f->view);
        assert_int_equal(v->all_roads, 9 * weight);
        assert_int_equal(v->all_water, 400 * weight);
        assert_int_equal(v->all_animal_water, 1400 * weight); /* 5 sheep, 45 sheep units of 5 a head */
        assert_int_equal(v->all_wells, weight * 2000 * 0.6 / 80);
        assert_int_equal(v->had_wells, lround(weight * 2000 * 0.25 / 80));
        assert_int_equal(v->all_farmland, 600 * weight);
        assert_int_equal(v->all_schools, weight);
        assert_int_equal(v->all_clinics, weight);
        assert_int_equal(v->all_housing, 100 * weight);
        assert_int_equal(v->had_schools, 0);
        p->calendar_village_schools = 0.95;
        p->goods_roads_have = 0.75;
        p->goods_irrigable = 0.1; /* less than is irrigated: nothing lacks */
        found_goods_generic(&f->view);
        assert_int_equal(v->had_schools, weight);
        assert_int_equal(v->had_roads, v->all_roads);
        assert_int_equal(v->had_wells, v->all_wells);
        for (int g = 0; g < GOODS; g++) {
            assert_true(units_at(v, goods[g].built) == 0 && lacking(v, g) >= 0);
        }
        village_free(f);
    }
}

/* Over many villages the mean of what is there is the share that is stated, from 0 to 1: u^a has mean 1 / (1 + a)
 * and mean square 1 / (1 + 2 a). Goods are drawn apart from each other and from the school. */
static void test_shares_at_the_start(void **state)
{
    (void)state;
    struct fixture *f = village(1);
    struct parameters *p = &f->parameters;
    const double have[] = {0, 0.2, 0.5, 0.9, 1};
    for (int k = 0; k < 5; k++) {
        double water = 0, housing = 0, both = 0, clinics = 0;
        p->goods_water_have = p->goods_housing_have = p->goods_clinics_have = have[k];
        for (int n = 0; n < VILLAGES; n++) {
            f->view.own = hq_stream_of(f->keys, hq_village_code(150522, n));
            found_goods_generic(&f->view);
            const double w = f->village.had_water / 400.0, h = f->village.had_housing / 100.0;
            water += w / VILLAGES;
            housing += h / VILLAGES;
            both += (w - have[k]) * (h - have[k]) / VILLAGES;
            clinics += (double)f->village.had_clinics / VILLAGES;
        }
        const double a = have[k] > 0 ? (1 - have[k]) / have[k] : 0;
        const double spread = have[k] > 0 ? sqrt(1 / (1 + 2 * a) - have[k] * have[k]) : 0, n = sqrt(VILLAGES);
        assert_four_sigma(water, have[k], spread / n + 1e-5); /* whole persons: rounding has mean 0 */
        assert_four_sigma(housing, have[k], spread / n + 1e-4);
        assert_four_sigma(both, 0, spread * spread / n + 1e-4);
        assert_four_sigma(clinics, have[k], share_error(have[k], VILLAGES) + 1e-9);
    }
    village_free(f);
}

/* A road built in parts takes the village as far as one built at once: half way nearer, by road_gain. */
static void test_roads(void **state)
{
    (void)state;
    struct fixture *f = village(1);
    f->parameters.goods_road_gain = 0.5;
    f->village.all_roads = 9;
    for (int km = 1; km <= 9; km++) {
        build(&f->view, GOOD_roads, 1, BY_INFRASTRUCTURE);
        assert_near(f->village.remoteness, 0.75 * (1 - 0.5 * km / 9), 1e-6);
        const float price = 1.0f - 0.2f * f->village.remoteness;
        assert_near(arriving_in(&f->parameters, &f->county, &f->village), price, 1e-7);
    }
    assert_int_equal(f->tally[T_built_roads], 9);
    assert_true(lacking(&f->village, GOOD_roads) == 0);
    build(&f->view, GOOD_roads, 0, BY_INFRASTRUCTURE);
    f->parameters.goods_road_gain = 1;
    f->village.remoteness = 0.75f;
    f->village.built_roads = 0;
    build(&f->view, GOOD_roads, 9, BY_PILOT);
    assert_near(f->village.remoteness, 0, 0);
    assert_int_equal(f->tally[T_pilot_roads], 9);
    village_free(f);
}

/* A tenth of the cropland more under wells is a county with a tenth more irrigated; its statement is in thousandths. */
static void test_wells(void **state)
{
    (void)state;
    for (int32_t weight = 1; weight <= 3; weight += 2) {
        struct fixture *f = village(weight);
        f->parameters.goods_well_mu = 82.875;
        f->village.all_wells = 100;
        const double before = crop_expected(&f->view);
        const int wells = 4 * weight;
        build(&f->view, GOOD_wells, wells, BY_ADVANCEMENT);
        const double share = 4 * 82.875 / 2000;
        assert_near(irrigated_in(&f->view), 0.25 + share, 1e-6);
        assert_true(f->tally[T_well_mu] == INT64_C(82875) * wells && f->tally[T_eva_wells] == wells);
        const double with = crop_expected(&f->view), months = crop_months(&f->view);
        f->village.irrigated_new = 0;
        f->county.irrigated_share = 0.25 + share;
        assert_near(with, crop_expected(&f->view), 1e-3);
        assert_near(months, crop_months(&f->view), 1e-6);
        assert_true(with > before);
        f->county.irrigated_share = 0.25;
        build(&f->view, GOOD_wells, 96, BY_ADVANCEMENT); /* never more than all of the land */
        assert_true(irrigated_in(&f->view) <= 1.0 + 1e-6);
        village_free(f);
    }
}

/* Rain-fed harvest rises by farmland_gain on the part that is terraced; irrigated land by nothing. */
static void test_farmland(void **state)
{
    (void)state;
    struct fixture *f = village(1);
    struct parameters *p = &f->parameters;
    p->goods_farmland_gain = 0.3;
    p->crops_potato_share = 0.2;
    p->crops_cash_suited = 0;
    const struct crop_harvest before = crop_harvest_of(&f->view, 1.0f);
    p->crops_irrigated_gain = 0; /* rain-fed alone */
    const struct crop_harvest dry = crop_harvest_of(&f->view, 1.0f);
    build(&f->view, GOOD_farmland, 500, BY_INFRASTRUCTURE);
    assert_near(f->village.terraced, 0.25, 1e-6);
    const struct crop_harvest built = crop_harvest_of(&f->view, 1.0f);
    assert_near(built.grain, (double)dry.grain * (1 + 0.3 * 0.25 / 0.75), 1e-3);
    assert_near(built.others, (double)dry.others * (1 + 0.3 * 0.25 / 0.75), 1e-3);
    f->county.irrigated_share = 1;
    p->crops_irrigated_gain = 2;
    const double wet = (double)crop_harvest_of(&f->view, 1.0f).grain;
    f->village.terraced = 0;
    assert_near(wet, crop_harvest_of(&f->view, 1.0f).grain, 0);
    assert_true(before.grain > dry.grain);
    village_free(f);
}

/* Water frees months where somebody is who fetched it; without effects, or nothing built, nobody has more. */
static void test_water_frees_work(void **state)
{
    (void)state;
    struct fixture *f = village(1);
    f->parameters.goods_water_months = 0.6;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        village_person(f, i, 0, i % 4 == 0 ? 10 : 40, 0, 6, HEALTHY, 0);
        village_person(f, i, 1, 70, 1, 6, HEALTHY, 0);
    }
    f->village.all_water = 400;
    f->village.built_water = 100;
    village_run(f, village_process("make_up"));
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        assert_near(ROW(&f->view, adults)[i], i % 4 == 0 ? 0 : 1 + 0.25 * 0.6 / 12, 1e-6);
    }
    village_free(f);
}

/* Quality of delivery: the same units of every good do 1 + yield x delivery times as much, at most all of it. */
static void test_delivery(void **state)
{
    (void)state;
    for (int k = 0; k < 3; k++) { /* without yield; without delivery; with both */
        const double better = k == 2 ? 1.2 : 1;
        struct fixture *f = village(1);
        struct parameters *p = &f->parameters;
        p->officers_yield = k == 0 ? 0 : 0.5;
        f->village.delivery = k == 1 ? 0 : 0.4f;
        p->goods_road_gain = 0.5;
        f->village.all_roads = f->village.all_wells = 9;
        build(&f->view, GOOD_roads, 3, BY_INFRASTRUCTURE);
        assert_near(f->village.remoteness, 0.75 * (1 - better * 0.5 / 3), 1e-6);
        build(&f->view, GOOD_wells, 2, BY_INFRASTRUCTURE);
        assert_near(f->village.irrigated_new, better * 2 * 80 / 2000, 1e-6);
        assert_near(f->tally[T_well_mu], better * 160000, 10); /* the yield in single precision */
        build(&f->view, GOOD_farmland, 500, BY_INFRASTRUCTURE);
        assert_near(f->village.terraced, better * 0.25, 1e-6);
        assert_true(f->village.built_roads == 3 && f->village.built_wells == 2 &&
                    f->village.built_farmland == 500);
        assert_near(part_working(p, &f->village, 400, 100), better * 0.25, 1e-6);
        assert_near(part_working(p, &f->village, 400, 399), better > 1 ? 1 : 399 / 400.0, 1e-6);
        assert_near(part_working(p, &f->village, 0, 0), 0, 0);
        p->goods_water_months = 0.6;
        f->village.all_water = 400;
        f->village.built_water = 100;
        village_person(f, 0, 0, 40, 0, 6, HEALTHY, 0);
        village_run(f, village_process("make_up"));
        assert_near(ROW(&f->view, adults)[0], 1 + better * 0.25 * 0.6 / 12, 1e-6);
        village_free(f);
    }
}

/* A road is not built beyond its whole effect, however well it is delivered. */
static void test_whole_road(void **state)
{
    (void)state;
    struct fixture *f = village(1);
    f->parameters.officers_yield = 1;
    f->village.delivery = 1;
    f->parameters.goods_road_gain = 0.8;
    f->village.all_roads = 9;
    build(&f->view, GOOD_roads, 9, BY_INFRASTRUCTURE);
    assert_near(f->village.remoteness, 0, 1e-7);
    village_free(f);
}

/* States what is lacking where infrastructure is on, and always what is there. */
static void test_count(void **state)
{
    (void)state;
    struct fixture *f = village(1);
    found_goods_generic(&f->view);
    village_count(f, &count_goods_generic);
    assert_int_equal(f->village_demand[Q_infrastructure_water], 0);
    f->parameters.infrastructure_enabled = 1;
    build(&f->view, GOOD_housing, 3, BY_INFRASTRUCTURE);
    village_year(f, 2010);
    village_count(f, &count_goods_generic);
    for (int g = 0; g < GOODS; g++) {
        const int64_t all = units_at(&f->village, goods[g].all);
        assert_true(f->village_demand[goods[g].quota] == lacking(&f->village, g));
        assert_true(f->tally[goods[g].use] == all && f->tally[goods[g].have] == all - lacking(&f->village, g));
    }
    assert_true(f->tally[T_have_housing] == f->village.had_housing + 3);
    village_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_needs),      cmocka_unit_test(test_shares_at_the_start),
        cmocka_unit_test(test_roads),      cmocka_unit_test(test_wells),
        cmocka_unit_test(test_farmland),   cmocka_unit_test(test_water_frees_work),
        cmocka_unit_test(test_count),      cmocka_unit_test(test_delivery),
        cmocka_unit_test(test_whole_road),
    };
    return cmocka_run_group_tests_name("goods", tests, NULL, NULL);
}
