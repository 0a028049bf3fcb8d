/* Ecological industries of a county: money into capital, land, wear, what each sells, and the ways into the rest of the model. */
#include "models/policies/eco_industry.c"

#include "unit/models/village_fixture.h"

extern const struct yearly labour_year_sse2, prices_year_sse2, niche_year_sse2;

enum { HOUSEHOLDS = 100 };

/* A banner with a programme that has one industry, without wear and leverage unless a test says so. */
static struct fixture *county(enum eco_industry_name only)
{
    struct fixture *f = village_banner(HOUSEHOLDS, HOUSEHOLDS);
    struct parameters *p = &f->parameters;
    p->eco_industry_enabled = 1;
    p->eco_industry_start = 2010;
    p->eco_industry_end = 2100;
    p->eco_industry_decay = 0;
    p->eco_industry_leverage = 0;
    for (int k = 0; k < ECO_INDUSTRIES; k++) {
        set_real(p, eco_industries[k].weight, k == (int)only);
    }
    return f;
}

static void one_year(struct fixture *f, int year, int64_t fen)
{
    f->parameters.eco_industry_budget = fen;
    village_plan(f, year, &eco_industry_year_generic);
    village_settle(f, NULL, &eco_industry_year_generic);
}

/* Off, before its years and without money: the county is as it was, to the bit. */
static void test_nothing(void **state)
{
    (void)state;
    struct fixture *f = county(ECO_INDUSTRY_tourism);
    const struct county before = f->county;
    one_year(f, 2009, 1000000);
    one_year(f, 2010, 0);
    f->parameters.eco_industry_enabled = 0;
    one_year(f, 2011, 1000000);
    assert_memory_equal(&before, &f->county, sizeof before);
    assert_true(village_fund(f, P_eco_industry) == 0);
    village_free(f);
}

/* A million draws two: 3 million of capital at 400 Yuan a visit are room for 7,500; it wears by a tenth. */
static void test_capital(void **state)
{
    (void)state;
    struct fixture *f = county(ECO_INDUSTRY_tourism);
    f->parameters.eco_industry_leverage = 2;
    f->parameters.eco_industry_decay = 0.1;
    one_year(f, 2010, 100000000);
    const struct ledger *books = f->world.ledger;
    assert_near(f->county.units_tourism, 7500, 1e-6);
    assert_true(hq_paid(books, 0, P_eco_industry, A_fund) == 100000000);
    assert_true(hq_paid(books, 0, P_eco_industry, A_enterprises_own) == 200000000);
    assert_true(hq_received(books, 0, P_eco_industry, A_enterprises) == 300000000);
    assert_true(f->county.eco_capital == 300000000);
    assert_true(village_fund(f, P_eco_industry) == 0);
    for (int year = 2011; year < 2020; year++) {
        one_year(f, year, 0);
        assert_near(f->county.units_tourism, 7500 * pow(0.9, year - 2010), 1e-6);
    }
    village_free(f);
}

/* What enterprises build alone: a gigawatt of wind in one year, with no money of the programme. */
static void test_built(void **state)
{
    (void)state;
    struct fixture *f = county(ECO_INDUSTRY_wind);
    f->parameters.eco_industry_wind_built = 1e6;
    one_year(f, 2010, 0);
    assert_near(f->county.units_wind, 1e6, 1e-6);
    assert_true(hq_paid(f->world.ledger, 0, P_eco_industry, A_enterprises_own) == INT64_C(1000000) * 800000);
    f->parameters.eco_industry_end = 2010; /* no more is built; what stands stays */
    one_year(f, 2011, 0);
    assert_near(f->county.units_wind, 1e6, 1e-6);
    village_free(f);
}

/* No more than there is land for; the money beyond it stays in the fund. */
static void test_land(void **state)
{
    (void)state;
    struct fixture *f = county(ECO_INDUSTRY_medicine);
    f->county.cropland_mu = 1000;
    f->parameters.eco_industry_leverage = 1;
    one_year(f, 2010, 200000000); /* for 1,333 mu, and as much again of enterprises */
    assert_near(f->county.units_medicine, 1000, 0.001);
    const int64_t left = village_fund(f, P_eco_industry);
    assert_near((double)left, 200000000 - 75000000, 1);
    one_year(f, 2011, 0);
    assert_near(f->county.units_medicine, 1000, 0.001);
    assert_near((double)village_fund(f, P_eco_industry), (double)left, 200);
    village_free(f);
}

/* Money is dealt by weight x fit, all of it, to the fen. */
static void test_parts(void **state)
{
    (void)state;
    struct fixture *f = county(ECO_INDUSTRY_tourism);
    struct parameters *p = &f->parameters;
    p->eco_industry_tourism = p->eco_industry_photovoltaic = p->eco_industry_cattle_chain = 1;
    for (int year = 2010; year < 2030; year++) {
        const struct county before = f->county;
        const int64_t budget = (int64_t)dice_between(1, 1e9);
        one_year(f, year, budget);
        assert_true(f->county.eco_grants == budget && village_fund(f, P_eco_industry) == 0);
        const double visits = f->county.units_tourism - before.units_tourism,
                     kilowatts = f->county.units_photovoltaic - before.units_photovoltaic,
                     animals = f->county.units_cattle_chain - before.units_cattle_chain;
        assert_near(visits * 400 * 100, 0.1 / 1.6 * (double)budget, 2); /* trees 0.1, sand 0.5, anywhere 1 */
        assert_near(kilowatts * 7000 * 100, 0.5 / 1.6 * (double)budget, 2);
        assert_near(animals * 500 * 100, 1 / 1.6 * (double)budget, 2);
    }
    village_free(f);
}

/* Visits: all that there is room for where trees and roads draw them, in proportion below; a replay states them. */
static void test_visits(void **state)
{
    (void)state;
    struct fixture *f = county(ECO_INDUSTRY_tourism);
    f->county.units_tourism = 10000;
    f->parameters.eco_industry_filled = 0.1;
    const double mean[] = {0, 0.02, 0.05, 0.1, 0.4}, taken[] = {0, 0.2, 0.5, 1, 1};
    for (int k = 0; k < 5; k++) {
        f->county.base_appeal = (int64_t)(1000 * HOUSEHOLDS * mean[k]);
        village_plan(f, 2010 + k, &eco_industry_year_generic);
        assert_near(f->county.visits, 10000 * taken[k], 1e-2);
        assert_near(f->county.eco_revenue, 857 * 10000 * taken[k], 1e-2);
        assert_near(f->county.eco_jobs, 0.004 * 10000 * taken[k], 1e-4);
        assert_null(hq_ledger_close_year(f->world.ledger));
    }
    f->parameters.eco_industry_visits = 466667;
    village_plan(f, 2015, &eco_industry_year_generic);
    assert_near(f->county.visits, 10000, 1e-2); /* not in a free run */
    assert_null(hq_ledger_close_year(f->world.ledger));
    f->world.replay = true;
    village_plan(f, 2016, &eco_industry_year_generic);
    assert_near(f->county.visits, 466667, 0.1);
    village_free(f);
}

/* The tariff until bidding, then a tenth less a year, never under parity. */
static void test_power(void **state)
{
    (void)state;
    struct fixture *f = county(ECO_INDUSTRY_photovoltaic);
    struct parameters *p = &f->parameters;
    p->eco_industry_parity = 0.3;
    p->eco_industry_bidding = 0.1;
    p->eco_industry_bidding_from = 2016;
    assert_true(power_price(p, 0.95, 2010) == 0.95 && power_price(p, 0.95, 2016) == 0.95);
    assert_near(power_price(p, 0.95, 2018), 0.95 * 0.81, 1e-12);
    assert_true(power_price(p, 0.95, 2030) == 0.3 && power_price(p, 0.2, 2010) == 0.3);
    f->county.units_photovoltaic = 1000;
    f->county.base_bare = 5000;
    village_plan(f, 2017, &eco_industry_year_generic);
    const double sold = 1000 * 1500 * 0.95 * 0.9;
    assert_near(f->county.eco_revenue, sold, 1e-6 * sold);
    assert_near(f->county.rate_photovoltaic_bare, 100 * 0.02 * sold / 5000, 1e-5 * sold);
    assert_true(f->county.rate_photovoltaic_registered == 0.0f); /* nobody is on the register */
    village_free(f);
}

/* What grants pay of stations is shares, which wear like these; who is on the register gets their part of what the
 * stations sell. A greenhouse has none. */
static void test_shares(void **state)
{
    (void)state;
    struct fixture *f = county(ECO_INDUSTRY_photovoltaic);
    struct parameters *p = &f->parameters;
    p->eco_industry_decay = 0.1;
    p->eco_industry_leverage = 4; /* a fifth is shares */
    p->eco_industry_photovoltaic_registered = 0.75;
    f->county.base_registered = 1000;
    double held = 0;
    for (int year = 2010; year < 2016; year++) {
        const int64_t budget = year < 2013 ? 70000000 : 0;
        one_year(f, year, budget);
        const int64_t granted = f->county.power_grants;
        assert_true(granted == budget);
        held = 0.9 * held + (double)granted;
        assert_near((double)f->county.power_shares, held, 6);
        assert_true(f->county.eco_grants == granted);
        assert_true(hq_received(f->world.ledger, 0, P_eco_industry, A_enterprises) == 5 * granted);
        const double sold = f->county.eco_revenue; /* of stations of the years before */
        f->county.base_registered = 1000;
        assert_near(f->county.rate_photovoltaic_registered, 100 * 0.75 * 0.2 * sold / 1000, 1e-4 * sold);
        assert_true((sold > 0) == (year > 2010));
    }
    /* Enterprises' own stations give nothing to anybody else. */
    f->county.power_shares = 0;
    village_plan(f, 2016, &eco_industry_year_generic);
    assert_true(f->county.eco_revenue > 0 && f->county.rate_photovoltaic_registered == 0.0f);
    village_free(f);
    f = county(ECO_INDUSTRY_cattle_chain);
    one_year(f, 2010, 70000000);
    assert_true(f->county.eco_grants > 0 && f->county.power_grants == 0 && f->county.power_shares == 0);
    village_free(f);
}

/* (1 + units a household / market)^(-1 / (elasticity x brand)). */
static void test_market(void **state)
{
    (void)state;
    struct fixture *f = county(ECO_INDUSTRY_medicine);
    struct parameters *p = &f->parameters;
    p->eco_industry_elasticity = 2;
    assert_near(near_price(p, 150, 100, 0.5, 1), 0.5, 1e-6);
    assert_near(near_price(p, 150, 100, 0.5, 2), sqrt(0.5), 1e-6);
    assert_true(near_price(p, 150, 100, 0, 1) == 1 && near_price(p, 0, 100, 0.5, 1) == 1);
    village_free(f);
}

/* Trees planted in one year bear by quarters of what does not yet. */
static void test_fruit(void **state)
{
    (void)state;
    struct fixture *f = county(ECO_INDUSTRY_fruit);
    f->parameters.eco_industry_bears = 4;
    one_year(f, 2010, 800 * 100 * 100);
    for (int year = 2011; year < 2030; year++) {
        const double bears = 100 * (1 - pow(0.75, year - 2010));
        assert_near(f->county.fruit_bearing, bears, 1e-6);
        one_year(f, year, 0);
        assert_near(f->county.eco_revenue, 300 * bears, 1e-4);
    }
    village_free(f);
}

/* Links count one by one, and only for the animals that there is room for. */
static void test_chain(void **state)
{
    (void)state;
    struct fixture *f = county(ECO_INDUSTRY_cattle_chain);
    struct parameters *p = &f->parameters;
    assert_true(chain_price(p, 0, 1000) == 1.0f && chain_price(p, 100, 0) == 1.0f);
    assert_near(chain_price(p, 500, 1000), 1 + 0.5 * 0.15, 1e-6);
    p->eco_industry_slaughter = p->eco_industry_processing = 0;
    assert_near(chain_price(p, 5000, 1000), 1 + 0.09, 1e-6);
    f->county.base_cattle = 10000;
    f->county.units_cattle_chain = 500;
    village_plan(f, 2010, &eco_industry_year_generic);
    assert_near(f->county.chain_cattle, 1.045, 1e-6);
    assert_true(f->county.chain_small == 1.0f);
    village_free(f);
}

/* Jobs are the county's vacancies of the next year. */
static void test_jobs(void **state)
{
    (void)state;
    struct fixture *f = county(ECO_INDUSTRY_grass);
    labour_year_sse2.plan(&f->world, 0);
    const double before = f->county.vacancies;
    f->county.units_grass = 80000;
    village_plan(f, 2010, &eco_industry_year_generic);
    labour_year_sse2.plan(&f->world, 0);
    assert_near(f->county.vacancies - before, 3360, 0.01);
    village_free(f);
}

/* What is built in a year gives jobs in the next, like what it sells, and no jobs once it has worn off. */
static void test_timing(void **state)
{
    (void)state;
    struct fixture *f = county(ECO_INDUSTRY_grass);
    f->parameters.eco_industry_grass_cost = 150000;
    f->county.hay_price = 0.6f;
    labour_year_sse2.plan(&f->world, 0);
    const double before = f->county.vacancies;
    one_year(f, 2010, INT64_C(80000) * 150000);
    assert_true(f->county.eco_revenue == 0.0);
    assert_near(f->county.eco_jobs, 3360, 0.01);
    f->parameters.eco_industry_decay = 1;
    labour_year_sse2.plan(&f->world, 0);
    assert_near(f->county.vacancies - before, 3360, 0.01);
    one_year(f, 2011, 0);
    assert_true(f->county.eco_revenue > 0.0 && f->county.eco_jobs == 0.0f);
    village_free(f);
}

/* All parameters at the most that they may be, every year: what enterprises build is held, and the books balance. */
static void test_most(void **state)
{
    (void)state;
    struct fixture *f = county(ECO_INDUSTRY_tourism);
    struct parameters *p = &f->parameters;
    p->eco_industry_tourism_built = p->eco_industry_cattle_chain_built = 1e9;
    p->eco_industry_tourism_cost = p->eco_industry_cattle_chain_cost = INT64_C(100000000000);
    p->eco_industry_tourism_jobs = p->eco_industry_cattle_chain_jobs = 1000;
    p->eco_industry_leverage = 100;
    const int64_t most = (int64_t)MOST_CAPITAL;
    for (int year = 2010; year < 2100; year++) {
        const double units = f->county.units_cattle_chain;
        one_year(f, year, 100000000000000);
        assert_true(f->county.eco_own == 3 * most); /* drawn by the money, and two industries' own */
        assert_near(f->county.units_cattle_chain - units, 1e4, 1e-6);
        assert_in_range(f->county.eco_capital, most, (int64_t)ECO_INDUSTRIES * most);
        assert_true(f->county.eco_jobs > 0.0f && f->county.eco_jobs <= (float)MOST_JOBS);
    }
    village_free(f);
}

/* Grass beside the market's hay lowers its price: half as much again, 1.5^(-1/eta). */
static void test_hay(void **state)
{
    (void)state;
    struct fixture *f = county(ECO_INDUSTRY_grass);
    f->parameters.calendar_price_hay = 0.6;
    f->parameters.herds_hay_elasticity = 1.5;
    f->parameters.eco_industry_grass_yields = 200;
    f->county.hay_index = 1;
    f->county.hay_usual = 4e6f;
    prices_year_sse2.plan(&f->world, 0);
    assert_near(f->county.hay_price, 0.6, 1e-6);
    f->county.units_grass = 10000;
    prices_year_sse2.plan(&f->world, 0);
    assert_near(f->county.hay_price, 0.6 * pow(1.5, -1 / 1.5), 1e-6);
    f->county.units_grass = 1e9;
    prices_year_sse2.plan(&f->world, 0);
    assert_near(f->county.hay_price, 0.6 * pow(2, -1 / 1.5), 1e-6);
    village_free(f);
}

/* Greenhouses are irrigated land under cash crops, where there are any. */
static void test_greenhouses(void **state)
{
    (void)state;
    struct fixture *f = county(ECO_INDUSTRY_facility);
    f->parameters.crops_cash_share = 0.1;
    f->parameters.crops_cash_suited = 0.5;
    f->county.cash_index = 1;
    f->county.units_facility = 0.2 * f->county.cropland_mu * f->county.irrigated_share;
    niche_year_sse2.plan(&f->world, 0);
    assert_near(f->county.cash_area, 0.05 + 0.2, 1e-6);
    f->county.units_facility *= 10;
    niche_year_sse2.plan(&f->world, 0);
    assert_true(f->county.cash_area == 1.0f);
    f->parameters.crops_cash_share = 0;
    niche_year_sse2.plan(&f->world, 0);
    assert_true(f->county.cash_area == 0.0f);
    village_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing), cmocka_unit_test(test_capital),     cmocka_unit_test(test_built),
        cmocka_unit_test(test_land),    cmocka_unit_test(test_parts),       cmocka_unit_test(test_visits),
        cmocka_unit_test(test_power),   cmocka_unit_test(test_shares),      cmocka_unit_test(test_market),
        cmocka_unit_test(test_fruit),   cmocka_unit_test(test_chain),       cmocka_unit_test(test_jobs),
        cmocka_unit_test(test_hay),     cmocka_unit_test(test_greenhouses), cmocka_unit_test(test_timing),
        cmocka_unit_test(test_most),
    };
    return cmocka_run_group_tests_name("ecological and featured industries", tests, NULL, NULL);
}
