/* Infrastructure: money to units of goods, to the fen; stated units of a replay to the unit. */
#include "models/policies/infrastructure.c"

#include "unit/models/region_fixture.h"

enum { HOUSEHOLDS = 50, COUNTIES = 4 };

/* A village that lacks something of everything. */
static struct fixture *village(void)
{
    struct fixture *f = village_make(HOUSEHOLDS);
    f->parameters.infrastructure_enabled = 1;
    f->parameters.infrastructure_start = 2009;
    f->parameters.infrastructure_end = 2100;
    f->village.remoteness = 0.8f;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        ROW(&f->view, members)[i] = 4;
        ROW(&f->view, cropland)[i] = 30;
    }
    const int32_t all[GOODS] = {10, 200, 300, 9, 400, 1, 1, 50};
    for (int g = 0; g < GOODS; g++) {
        set_units(&f->village, goods[g].all, all[g]);
        set_units(&f->village, goods[g].had, all[g] / 4);
    }
    return f;
}

static void one_year(struct fixture *f, int year, int64_t yuan)
{
    f->parameters.infrastructure_budget = 100 * yuan;
    village_count(f, village_process("count_goods"));
    village_plan(f, year, &infrastructure_year_generic);
    village_settle(f, &build_goods_generic, &infrastructure_year_generic);
}

static int64_t paid_for(const struct fixture *f, int good)
{
    return hq_received(f->world.ledger, 0, P_infrastructure, goods[good].works);
}

/* Units = share of the money / cost, whole ones, at most what is lacking; the rest of the money stays. */
static void test_units(void **state)
{
    (void)state;
    struct fixture *f = village();
    double shares = 0;
#define GOOD(name, ...) shares += f->parameters.infrastructure_##name##_share;
#include "models/rows/goods.def"
#undef GOOD
    const int64_t lacks[GOODS] = {8, 150, 225, 7, 300, 1, 1, 38};
    one_year(f, 2009, 800000);
    int64_t left = 80000000;
    const struct {
        int good;
        double share, cost;
    } rows[] = {
#define GOOD(name, ...)                                                                                        \
    {GOOD_##name, f->parameters.infrastructure_##name##_share, (double)f->parameters.goods_##name##_cost},
#include "models/rows/goods.def"
#undef GOOD
    };
    for (int g = 0; g < GOODS; g++) {
        const int64_t buys = (int64_t)(80000000 * rows[g].share / shares / rows[g].cost + 1e-9);
        const int64_t built = buys < lacks[g] ? buys : lacks[g];
        assert_true(units_at(&f->village, goods[g].built) == built);
        assert_true(f->tally[goods[g].tally[BY_INFRASTRUCTURE]] == built);
        assert_true(paid_for(f, g) == built * (int64_t)rows[g].cost);
        left -= built * (int64_t)rows[g].cost;
    }
    assert_true(f->village.built_roads == 5 && f->village.built_schools == 0); /* 280,000; 40,000 of 300,000 */
    assert_true(village_fund(f, P_infrastructure) == left);
    village_free(f);
}

/* No money builds nothing and changes nothing; nor does a programme that has not begun. */
static void test_nothing(void **state)
{
    (void)state;
    struct fixture *f = village();
    const struct village before = f->village;
    f->parameters.infrastructure_start = 2010;
    one_year(f, 2009, 1000000);
    one_year(f, 2010, 0);
    assert_memory_equal(&before, &f->village, sizeof before);
    f->parameters.infrastructure_enabled = 0;
    one_year(f, 2011, 1000000);
    assert_memory_equal(&before, &f->village, sizeof before);
    assert_true(village_fund(f, P_infrastructure) == 0);
    village_free(f);
}

/* More money in a year never builds less of anything. */
static void test_more_money(void **state)
{
    (void)state;
    int64_t last[GOODS] = {0};
    for (int64_t yuan = 0; yuan < 3000000; yuan += 1 + yuan / 7) {
        struct fixture *f = village();
        one_year(f, 2009, yuan);
        for (int g = 0; g < GOODS; g++) {
            const int64_t built = units_at(&f->village, goods[g].built);
            assert_true(built >= last[g]);
            last[g] = built;
        }
        village_free(f);
    }
    assert_true(last[GOOD_roads] == 8 && last[GOOD_housing] >= 9);
}

/* Year by year what comes in is paid or stays; in the end all is built and money stays where it is. */
static void test_conservation(void **state)
{
    (void)state;
    struct fixture *f = village();
    int64_t in = 0, paid = 0;
    for (int year = 2009; year < 2060; year++) {
        const int64_t yuan = dice_to(400000);
        one_year(f, year, yuan);
        in += 100 * yuan;
        for (int g = 0; g < GOODS; g++) {
            paid += f->tally[goods[g].tally[BY_INFRASTRUCTURE]] * cost_of_good(&f->parameters, g);
            assert_true(lacking(&f->village, g) >= 0);
        }
        assert_true(village_fund(f, P_infrastructure) == in - paid);
    }
    for (int g = 0; g < GOODS; g++) {
        assert_true(lacking(&f->village, g) == 0);
    }
    assert_near(f->village.remoteness, 0.8 * (1 - 0.5 * 8 / 10), 1e-5);
    village_free(f);
}

/* Units that a replay states add up over counties, by what they lack where money goes, and cost all of the
 * good's money; without money they stand with their quantity alone. */
static void test_stated(void **state)
{
    (void)state;
    static const int32_t prefectures[COUNTIES] = {0, 0, 1, 1};
    for (int with = 0; with < 2; with++) {
        struct counties *r = region_make(COUNTIES, prefectures);
        r->world.replay = true;
        EVERYWHERE(r, infrastructure_enabled, 1);
        EVERYWHERE(r, infrastructure_start, 2002);
        EVERYWHERE(r, infrastructure_wells_units, 400);
        EVERYWHERE(r, infrastructure_roads_units, 73);
        r->parameters[3].infrastructure_weight = 0;
        for (int c = 0; c < COUNTIES; c++) {
            r->demand[c][Q_infrastructure_wells] = 200 + 131 * c;
            r->demand[c][Q_infrastructure_roads] = 500;
            r->county[c].money_infrastructure = with && c > 0 ? 1000000007 + c : 0;
        }
        region_year(r, 2002);
        region_step(r, infrastructure_year_generic.plan);
        int64_t wells = 0, roads = 0, money = 0;
        for (int c = 0; c < COUNTIES; c++) {
            const int64_t here = r->places[c][Q_infrastructure_wells];
            assert_true(here == r->county[c].stated_wells && r->county[c].stated_water == -1);
            assert_true((here > 0) == (c < 3 && (!with || c > 0)));
            wells += here;
            roads += r->places[c][Q_infrastructure_roads];
            r->tally[c][T_built_wells] = here;
            const int64_t fund = hq_balance(r->world.ledger, c, P_infrastructure, A_fund);
            money += here > 0 ? money_of_good(&r->parameters[c], GOOD_wells, fund) : 0;
        }
        assert_true(wells == 400 && roads == 73);
        region_step(r, infrastructure_year_generic.close);
        int64_t paid = 0;
        for (int c = 0; c < COUNTIES; c++) {
            paid += hq_received(r->world.ledger, c, P_infrastructure, A_works_wells);
        }
        assert_true(paid == money && (paid > 0) == with);
        region_close(r);
        region_free(r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_units),        cmocka_unit_test(test_nothing), cmocka_unit_test(test_more_money),
        cmocka_unit_test(test_conservation), cmocka_unit_test(test_stated),
    };
    return cmocka_run_group_tests_name("infrastructure", tests, NULL, NULL);
}
