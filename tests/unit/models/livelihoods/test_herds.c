/* Herds alone: growth of both classes, hunger, hay, hands, prices and dzud. */
#include "models/livelihoods/herds.c"

#include "unit/models/livelihoods/herd_fixture.h"

enum { HOUSEHOLDS = 20000 };

/* Ten sheep units each, hands for more than they get, no limit to growth, feed for all. */
static struct fixture *herders(int32_t households)
{
    struct fixture *f = herd_make(households);
    struct parameters *p = &f->parameters;
    p->herds_dzud_deaths = 0.2;
    p->herds_growth = 100;
    p->herds_scarcity = 0;
    p->herds_months = 0.2;
    p->herds_hay_most = 0;
    p->herds_hay_worth = 0.8;
    p->herds_hay_response = 4;
    p->herds_distress_price = 0.5;
    p->herds_cattle_dzud = 0.1;
    p->herds_dry_dzud = 2;
    p->herds_frail = 0;
    p->herds_frail_under = 200;
    p->herds_price_response = 0;
    f->village.fed = 1;
    f->village.rain = 1;
    for (int32_t i = 0; i < households; i++) {
        ROW(&f->view, adults)[i] = 1000;
    }
    return f;
}

static void year(struct fixture *f)
{
    village_run(f, village_process("fodder"));
    village_run(f, &herds_generic);
}

/* Large stock, young and grown, as parts of herds of ten sheep units: tenths. */
static void give_cattle(struct fixture *f, int calves, int grown)
{
    for (int32_t i = 0; i < f->view.live; i++) {
        ROW(&f->view, cattle)[i] = (uint16_t)(calves + grown);
        ROW(&f->view, calves)[i] = (uint16_t)calves;
    }
}

static double sum_of(const struct fixture *f, const uint16_t *column)
{
    double sum = 0;
    for (int32_t i = 0; i < f->view.live; i++) {
        sum += (double)ROW(&f->view, weight)[i] * column[i];
    }
    return sum;
}

static double mean_herd(const struct fixture *f)
{
    double sum = 0;
    for (int32_t i = 0; i < f->view.live; i++) {
        sum += ROW(&f->view, herd)[i];
    }
    return sum / f->view.live;
}

/* In plenty the herd grows by 1 + births - deaths; both are lognormal around their mean. */
static void test_growth(void **state)
{
    (void)state;
    struct fixture *f = herders(HOUSEHOLDS);
    year(f);
    const double sd = sqrt(0.25 * (exp(0.04) - 1) + 0.01 * (exp(0.25) - 1));
    assert_four_sigma(mean_herd(f) / 10, 1 + 0.5 - 0.1, sd / sqrt(HOUSEHOLDS));
    assert_near(1e-3 * (double)f->tally[T_died] / HOUSEHOLDS / 10, 0.1, 4 * 0.1 * 0.53 / sqrt(HOUSEHOLDS));
    assert_int_equal(f->tally[T_sold], 0);
    village_free(f);
}

/* Large stock without sales: the two-stage matrix by powers, and what a herd of grown animals alone becomes. */
static void test_large_stock_grows_by_its_matrix(void **state)
{
    (void)state;
    double calves = 0, grown = 1, growth = 0;
    for (int year_ = 0; year_ < 100; year_++) {
        const double young = 0.95 * 0.5 * calves + 0.45 * grown, old = 0.95 * (0.5 * calves + grown);
        growth = (young + old) / (calves + grown);
        calves = young / (young + old);
        grown = old / (young + old);
    }
    struct fixture *f = herders(HOUSEHOLDS);
    assert_near(large_stock_of(&f->parameters).growth, growth, 1e-5);
    assert_near(large_stock_of(&f->parameters).calves, calves, 1e-5);
    give_cattle(f, 0, 100);
    double before = 0, young = 0, all = 100.0 * HOUSEHOLDS;
    for (int k = 0; k < 12; k++) {
        village_year(f, 2009 + k);
        for (int32_t i = 0; i < HOUSEHOLDS; i++) {
            ROW(&f->view, adults)[i] = 1000;
        }
        year(f);
        before = all;
        all = sum_of(f, ROW(&f->view, cattle));
        young = sum_of(f, ROW(&f->view, calves));
        assert_int_equal(f->tally[T_cattle_sold], 0);
        assert_int_equal((int64_t)(all - before), f->tally[T_cattle_born] - f->tally[T_cattle_died]);
    }
    /* Births and deaths of one year are noise of the household: sd of the mean below 0.001. */
    assert_near(all / before, growth, 0.004);
    assert_near(young / all, calves, 0.004);
    assert_near(10 * mean_herd(f) * HOUSEHOLDS / all, 1, 1e-5); /* no small stock came of it */
    village_free(f);
}

/* Animals of each class: born - died - sold is the change, for large stock to the tenth, whatever befalls. */
static void test_classes_add_up(void **state)
{
    (void)state;
    int64_t large_sold = 0, calves_left = 0;
    for (int round = 0; round < 40; round++) {
        struct fixture *f = herders(500);
        f->parameters.herds_growth = dice_between(-0.3, 0.3);
        f->parameters.herds_price_response = dice_between(0, 2);
        f->parameters.herds_hay_most = dice();
        f->parameters.calendar_price_cattle = dice_between(500, 10000);
        f->village.fed = (float)dice();
        f->village.cold = (float)dice_between(0, 4);
        f->village.rain = (float)dice_between(0.2, 1.5);
        double before = 0, after = 0;
        for (int32_t i = 0; i < 500; i++) {
            const float herd = (float)dice_between(0, 100);
            ROW(&f->view, herd)[i] = herd;
            ROW(&f->view, cattle)[i] = (uint16_t)(10.0 * herd * dice());
            ROW(&f->view, calves)[i] = (uint16_t)(ROW(&f->view, cattle)[i] * dice());
            ROW(&f->view, adults)[i] = (float)dice_between(0, 4);
            ROW(&f->view, weight)[i] = (uint16_t)dice_between(1, 20);
            before += 1e3 * herd * ROW(&f->view, weight)[i];
        }
        const double large = sum_of(f, ROW(&f->view, cattle));
        year(f);
        double households = 0;
        for (int32_t i = 0; i < 500; i++) {
            assert_true(ROW(&f->view, calves)[i] <= ROW(&f->view, cattle)[i]);
            assert_true(0.1 * ROW(&f->view, cattle)[i] <= 1.000001 * ROW(&f->view, herd)[i]);
            after += 1e3 * ROW(&f->view, herd)[i] * ROW(&f->view, weight)[i];
            households += ROW(&f->view, weight)[i];
            calves_left += ROW(&f->view, calves)[i];
        }
        const int64_t *t = f->tally;
        assert_int_equal(t[T_cattle_born] - t[T_cattle_died] - t[T_cattle_sold],
                         (int64_t)(sum_of(f, ROW(&f->view, cattle)) - large));
        assert_near(after - before, (double)(t[T_born] - t[T_died] - t[T_sold]), 2 * households);
        assert_true(t[T_sold] >= 100 * t[T_cattle_sold] && t[T_died] >= 100 * t[T_cattle_died]);
        large_sold += t[T_cattle_sold];
        village_free(f);
    }
    assert_true(large_sold > 0 && calves_left > 0);
}

/* Unfed: small stock goes first, then calves, grown large stock last. */
static void test_order_in_need(void **state)
{
    (void)state;
    /* Of ten: four small, two calves, four grown. */
    const double unfed[] = {0.3, 0.5, 0.8}, small[] = {1, 0, 0};
    const int calves[] = {20, 10, 0}, grown[] = {40, 40, 20};
    for (int k = 0; k < 3; k++) {
        struct fixture *f = herders(64);
        struct parameters *p = &f->parameters;
        p->herds_births = p->herds_deaths = p->herds_calving = p->herds_cattle_deaths = p->herds_maturing = 0;
        give_cattle(f, 20, 40);
        f->county.losses_kept = 1;
        f->village.fed = (float)(1 - unfed[k]);
        year(f);
        for (int32_t i = 0; i < 64; i++) {
            const int large = ROW(&f->view, cattle)[i], young = ROW(&f->view, calves)[i];
            assert_between(young, calves[k] - 1,
                           calves[k] + 1); /* a tenth by lot, where single precision is over */
            assert_between(large - young, grown[k] - 1, grown[k] + 1);
            assert_near(ROW(&f->view, herd)[i] - 0.1 * large, small[k], 0.11);
            assert_int_equal(ROW(&f->view, sales)[i], 0);
            assert_near(ROW(&f->view, liquidated)[i], 10 * unfed[k] * 20000, 2500);
            assert_near(ROW(&f->view, lost)[i], 100 * unfed[k], 1);
        }
        f->county.losses_kept = 0; /* nobody would ask for them */
        year(f);
        assert_int_equal(sum_of(f, ROW(&f->view, lost)), 0);
        village_free(f);
    }
}

/* What others take from the herd in need is small stock first, then calves, then the grown. */
static void test_classes_follow_sales(void **state)
{
    (void)state;
    const float herd[] = {12, 10, 6, 5.5f, 4, 2.2f, 0};
    const int cattle[] = {60, 60, 60, 55, 40, 22, 0}, calves[] = {20, 20, 20, 15, 0, 0, 0};
    struct fixture *f = herders(7);
    give_cattle(f, 20, 40);
    int64_t sold = 0;
    for (int32_t i = 0; i < 7; i++) {
        ROW(&f->view, herd)[i] = herd[i];
        ROW(&f->view, kept)[i] = 12;
        ROW(&f->view, weight)[i] = (uint16_t)(i + 1);
        sold += (int64_t)(60 - cattle[i]) * (i + 1);
    }
    village_run(f, &herd_classes_generic);
    for (int32_t i = 0; i < 7; i++) {
        assert_int_equal(ROW(&f->view, cattle)[i], cattle[i]);
        assert_int_equal(ROW(&f->view, calves)[i], calves[i]);
    }
    assert_int_equal(f->tally[T_cattle_sold], sold);
    assert_int_equal(f->tally[T_cattle], (int64_t)sum_of(f, ROW(&f->view, cattle)));
    village_free(f);
}

/* Who buys, buys the mix that he keeps, or that the county began with where he keeps none, for the same money.
 */
static void test_purchases_are_of_both_classes(void **state)
{
    (void)state;
    const int kept_large[] = {0, 40, 100, 0};
    const double kept[] = {10, 10, 10, 0}, share[] = {0, 0.4, 1, 0.3}, dearer = 2000.0 / 5 / 400 * 2.5;
    for (int k = 0; k < 4; k++) {
        struct fixture *f = herders(HOUSEHOLDS);
        f->parameters.calendar_price_cattle = 5000;
        f->parameters.founding_cattle = 0.3;
        give_cattle(f, kept_large[k] / 4, kept_large[k] - kept_large[k] / 4);
        for (int32_t i = 0; i < HOUSEHOLDS; i++) {
            ROW(&f->view, kept)[i] = (float)kept[k];
            ROW(&f->view, herd)[i] = (float)kept[k] + 3; /* three sheep units at 400 Yuan */
        }
        village_run(f, &herd_classes_generic);
        const double large = 0.1 * (double)f->tally[T_cattle_bought] / HOUSEHOLDS;
        const double all = mean_herd(f) - kept[k];
        assert_near((all - large) * 400 + large * 400 * dearer, 1200, 0.5);
        assert_near(large / all, share[k], 0.01);
        assert_near((double)f->tally[T_bought] / HOUSEHOLDS, 1e3 * (all - 3),
                    1); /* money.c has counted three */
        assert_near(sum_of(f, ROW(&f->view, cattle)), HOUSEHOLDS * (kept_large[k] + 10 * large), 0.5);
        assert_near(sum_of(f, ROW(&f->view, calves)), HOUSEHOLDS * (kept_large[k] / 4), 0.5); /* grown ones */
        village_free(f);
    }
}

/* Share of large stock kept by herds that had half of each, all of the growth sold. */
static double share_kept(double price_cattle, double response)
{
    struct fixture *f = herders(HOUSEHOLDS);
    f->parameters.herds_growth = 0;
    f->parameters.herds_price_response = response;
    f->parameters.calendar_price_cattle = price_cattle;
    give_cattle(f, 20, 30);
    year(f);
    const double share = sum_of(f, ROW(&f->view, cattle)) / (10 * mean_herd(f) * HOUSEHOLDS);
    assert_near(mean_herd(f), 10, 0.05);
    village_free(f);
    return share;
}

/* The odds of keeping large stock follow (earnings of large / small)^response; where both earn the same they
 * stay. Small stock: (0.5 - 0.1) x 400 = 160 Yuan a sheep unit; large: (growth - 1) x price / 5. */
static void test_prices_decide_what_is_kept(void **state)
{
    (void)state;
    struct fixture *f = herders(1);
    const double even = 160 / (large_stock_of(&f->parameters).growth - 1) * 5;
    village_free(f);
    assert_near(share_kept(even, 0.5), 0.5, 0.003);
    assert_near(share_kept(even * 1.21, 0.5), 1.1 / 2.1, 0.003);
    assert_near(share_kept(even / 1.21, 0.5), 1 / 2.1, 0.003);
    assert_near(share_kept(even * 1.21, 0), 0.5, 0.003);
}

/* What exceeds the growth a household lets it take is sold: no drift in years of plenty. */
static void test_offtake(void **state)
{
    (void)state;
    struct fixture *f = herders(1000);
    f->parameters.herds_growth = 0.05;
    f->parameters.herds_births = 0.6;
    f->parameters.herds_deaths = 0;
    year(f);
    for (int32_t i = 0; i < 1000; i++) {
        assert_near(ROW(&f->view, herd)[i], 10.5, 1e-4);
        assert_true(ROW(&f->view, sales)[i] > 0);
    }
    village_free(f);
}

/* Nothing is lost: what was there is sold, dead or still there, at the price, less the wedge. Nothing is born,
 * so all that is sold is the herd turned into money. */
static void test_conservation(void **state)
{
    (void)state;
    struct fixture *f = herders(1000);
    f->parameters.herds_births = 0;
    f->parameters.prices_wedge = 0.1;
    f->village.remoteness = 1;
    f->village.fed = 0.7f;
    double before = 0, after = 0;
    for (int32_t i = 0; i < 1000; i++) {
        ROW(&f->view, herd)[i] = (float)dice_between(0, 200);
        ROW(&f->view, adults)[i] = (float)dice_between(0, 3);
        ROW(&f->view, fields)[i] = (float)dice_between(0, 100);
        before += ROW(&f->view, herd)[i];
    }
    year(f);
    int64_t sales = 0, liquidated = 0;
    for (int32_t i = 0; i < 1000; i++) {
        const double hands =
            fmax(0, 12.0 * ROW(&f->view, adults)[i] - f->parameters.crops_months * ROW(&f->view, fields)[i]) /
            0.2;
        assert_between(ROW(&f->view, herd)[i], 0, fmin(hands * 1.00001, WAS(f, herd)[i] * 0.7001));
        after += ROW(&f->view, herd)[i];
        sales += ROW(&f->view, sales)[i];
        liquidated += ROW(&f->view, liquidated)[i];
        assert_int_equal(ROW(&f->view, sales)[i], 0);
    }
    const double sold = 1e-3 * (double)f->tally[T_sold], died = 1e-3 * (double)f->tally[T_died];
    assert_near(after + sold + died, before, 1.5);
    assert_near((double)liquidated, (sold - 0.3 * before + 0.3 * before * 0.5) * 36000, 36000 * 1.5);
    assert_int_equal(sales, 0);
    village_free(f);
}

/* Half of the herd must go for want of hands: as much as was born beyond deaths is income, the rest is no
 * income. */
static void test_drawn_down(void **state)
{
    (void)state;
    struct fixture *f = herders(200);
    const struct parameters *p = &f->parameters;
    f->parameters.herds_births = 0.6;
    f->parameters.herds_deaths = 0.1;
    f->village.fed = 1;
    for (int32_t i = 0; i < 200; i++) {
        ROW(&f->view, herd)[i] = 100;
        ROW(&f->view, adults)[i] = (float)(50 * p->herds_months / 12.0);
        ROW(&f->view, fields)[i] = 0;
    }
    year(f);
    const double price = p->calendar_price_sheep * (1 - p->prices_wedge * f->village.remoteness);
    double income = 0, money = 0;
    for (int32_t i = 0; i < 200; i++) {
        assert_near(ROW(&f->view, herd)[i], 50, 1e-3);
        income += 0.01 * ROW(&f->view, sales)[i];
        money += 0.01 * ROW(&f->view, liquidated)[i];
    }
    const double born = 1e-3 * (double)f->tally[T_born], died = 1e-3 * (double)f->tally[T_died];
    assert_true(born > died);
    assert_near(income, (born - died) * price, 2e-3 * born * price);
    assert_near(money, 200 * 50 * price, 2e-3 * born * price);
    village_free(f);
}

/* Share of each class that dies in a winter, of herds of ten of which half is large. */
struct toll {
    double small, large;
};

static struct toll toll_with(double cold, double rain, double frail, double watered)
{
    struct fixture *f = herders(HOUSEHOLDS);
    f->village.all_animal_water = 1000;
    f->village.built_animal_water = (int32_t)(1000 * watered);
    f->parameters.goods_animal_water_effect = 0.5;
    f->parameters.weather_dzud_threshold = 1.6;
    f->parameters.herds_frail = frail;
    f->village.cold = (float)cold;
    f->village.rain = (float)rain;
    give_cattle(f, 20, 30);
    year(f);
    const double large = 0.1 * (double)f->tally[T_cattle_died], all = 1e-3 * (double)f->tally[T_died];
    village_free(f);
    return (struct toll){(all - large) / (5.0 * HOUSEHOLDS), large / (5.0 * HOUSEHOLDS)};
}

static struct toll toll_of(double cold, double rain, double frail)
{
    return toll_with(cold, rain, frail, 0);
}

/* Winters colder than the threshold kill, small stock more than large; at the threshold they do not. After a
 * dry summer more die, and of small herds. The shares are lognormal around their mean, a few cut at 0.95. */
static void test_dzud(void **state)
{
    (void)state;
    const struct toll common = toll_of(1.6, 1, 0), mild = toll_of(1.6, 0.2, 1), dzud = toll_of(2.6, 1, 0);
    const struct toll dry = toll_of(2.6, 0.5, 0), frail = toll_of(2.6, 1, 0.4), wet = toll_of(2.6, 1.5, 0);
    assert_near(common.small, 0.1, 0.002);
    assert_near(common.large, 0.05, 0.001);
    assert_true(mild.small == common.small && mild.large == common.large); /* no cold, no dzud */
    assert_near(dzud.small, 0.1 + 0.2, 0.005);
    assert_near(dzud.large, 0.05 + 0.1, 0.003);
    assert_near(dry.small, 0.1 + 0.2 * 2, 0.02); /* 1 + 2 x half of the rain missing */
    assert_near(dry.large, 0.05 + 0.1 * 2, 0.005);
    assert_near(frail.small, 0.1 + 0.2 * (1 + 0.4 * 0.95), 0.008); /* ten of two hundred */
    assert_true(wet.small == dzud.small);
    /* Drinking places for half of the animals take half of their effect off what a dry summer adds. */
    assert_near(toll_with(2.6, 0.5, 0, 0.5).small, 0.1 + 0.2 * (1 + 0.75), 0.02);
    assert_true(toll_with(2.6, 1, 0, 1).small == dzud.small);
}

/* Hay: at most the cap, half of it where hay costs what half of the households pay, none where it is dear. */
static void test_hay(void **state)
{
    (void)state;
    const double prices[] = {0.4 * 1e-3, 0.64, 0.64 * 100}, shares[] = {1, 0.5, 0}; /* 0.8 x 400 / 500 = 0.64 */
    for (int k = 0; k < 3; k++) {
        struct fixture *f = herders(64);
        f->parameters.herds_hay_most = 0.3;
        f->parameters.herds_births = 0; /* no offspring: what is sold unfed is herd */
        f->parameters.herds_cost = 20;
        f->county.hay_price = (float)prices[k];
        f->village.fed = 0;
        year(f);
        const double bought = 0.3 * shares[k] * 5000;
        assert_near((double)f->tally[T_hay] / 64, bought, 1);
        assert_near(ROW(&f->view, liquidated)[0], (5000 - bought) / 500 * 200 * 100, 100);
        assert_near(ROW(&f->view, costs)[0], 100 * (bought * prices[k] + 200), 110);
        assert_true(f->tally[T_suppliers] == 64 * (int64_t)ROW(&f->view, costs)[0]);
        village_free(f);
    }
}

/* Bought is only what is missing. */
static void test_hay_is_needed(void **state)
{
    (void)state;
    struct fixture *f = herders(64);
    f->parameters.herds_hay_most = 0.3;
    f->county.hay_price = 1e-4f;
    f->village.fed = 0.9f;
    year(f);
    assert_near((double)f->tally[T_hay] / 64, 500, 1);
    assert_int_equal(ROW(&f->view, liquidated)[0], 0);
    village_free(f);
}

/* Of animals sold unfed, as many as were born beyond deaths are income; the others are the herd. */
static void test_offspring_is_income(void **state)
{
    (void)state;
    struct fixture *f = herders(HOUSEHOLDS);
    f->village.fed = 0.6f;
    year(f);
    double income = 0, herd = 0;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        income += ROW(&f->view, sales)[i];
        herd += ROW(&f->view, liquidated)[i];
        assert_near(ROW(&f->view, sales)[i] + ROW(&f->view, liquidated)[i], 4 * 200 * 100, 60);
    }
    /* 4 of 10 are sold unfed; the 6 fed have 0.4 x 6 = 2.4 young beyond deaths, or fewer than 4 in nearly all.
     */
    assert_near(income / HOUSEHOLDS, 2.4 * 200 * 100, 0.02 * 2.4 * 200 * 100);
    assert_true(herd > 0);
    village_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_growth),
        cmocka_unit_test(test_large_stock_grows_by_its_matrix),
        cmocka_unit_test(test_classes_add_up),
        cmocka_unit_test(test_order_in_need),
        cmocka_unit_test(test_classes_follow_sales),
        cmocka_unit_test(test_purchases_are_of_both_classes),
        cmocka_unit_test(test_prices_decide_what_is_kept),
        cmocka_unit_test(test_offtake),
        cmocka_unit_test(test_conservation),
        cmocka_unit_test(test_drawn_down),
        cmocka_unit_test(test_dzud),
        cmocka_unit_test(test_hay),
        cmocka_unit_test(test_hay_is_needed),
        cmocka_unit_test(test_offspring_is_income),
    };
    return cmocka_run_group_tests_name("herds", tests, NULL, NULL);
}
