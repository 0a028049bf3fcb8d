/* Untied money: it goes to the counties of its list, is dealt out over the programmes that run there, and arrives. */
#include "models/policies/pairing.c"

#include "unit/models/region_fixture.h"

extern const struct yearly cascade_year_sse2;

enum { COUNTIES = 6, TRAINING_PART = 30, INDUSTRY_PART = 50 };

static const int32_t PREFECTURE[COUNTIES] = {0, 0, 1, 1, 1, 2};

/* Pairing with 30% for training, 50% for industry, which run everywhere; two counties are pairs. */
static struct counties *region(void)
{
    struct counties *r = region_make(COUNTIES, PREFECTURE);
    dice_thrown = 1;
    EVERYWHERE(r, pairing_enabled, 1);
    EVERYWHERE(r, training_enabled, 1);
    EVERYWHERE(r, industry_enabled, 1);
    EVERYWHERE(r, pairing_start, 2009);
    EVERYWHERE(r, training_start, 2009);
    EVERYWHERE(r, industry_start, 2009);
    EVERYWHERE(r, pairing_mix_training, TRAINING_PART / 100.0);
    EVERYWHERE(r, pairing_mix_industry, INDUSTRY_PART / 100.0);
    /* Neither prefectures' choices nor special areas matter to a list. */
    EVERYWHERE(r, cascade_counties_share, 0.2);
    EVERYWHERE(r, cascade_discretion, 0.7);
    EVERYWHERE(r, special_other, 0.5);
    r->county[4].key_county = 1;
    r->parameters[1].pairing_weight = 1;
    r->parameters[4].pairing_weight = 3;
    for (int c = 0; c < COUNTIES; c++) {
        r->county[c].persons_last = 10000;
        r->county[c].registered_last = 100 + dice_to(1000);
    }
    return r;
}

/* Cascade and untied money of a year; its books add up. */
static void one_year(struct counties *r, int year)
{
    region_year(r, year);
    region_step(r, cascade_year_sse2.plan);
    region_step(r, pairing_year_generic.plan);
    region_step(r, fixed_point_year_generic.plan);
    region_step(r, social_aid_year_generic.plan);
    region_step(r, match_year_generic.plan);
    region_close(r);
}

static int64_t had(const struct counties *r, int county, int programme, int account)
{
    return hq_received(r->world.ledger, county, programme, account);
}

static int64_t gave(const struct counties *r, int county, int programme, int account)
{
    return hq_paid(r->world.ledger, county, programme, account);
}

/* Money goes by the weights of the list alone, however many poor a county has, and all of it is spent at once. */
static void test_list_and_mix(void **state)
{
    (void)state;
    struct counties *r = region();
    EVERYWHERE(r, pairing_city_money, 3000003);
    EVERYWHERE(r, pairing_goods_money, 1000001);
    one_year(r, 2009);
    for (int c = 0; c < COUNTIES; c++) {
        const int64_t due = c == 1 ? 1000001 : c == 4 ? 3000003 : 0;
        assert_true(had(r, c, P_pairing, A_fund) == due);
        assert_true(gave(r, c, P_pairing, A_beijing_city) + gave(r, c, P_pairing, A_beijing_goods) == due);
        const int64_t training = due * TRAINING_PART / 100, both = due * (TRAINING_PART + INDUSTRY_PART) / 100;
        /* Industry comes first among the rows; each part is within a fen, their sum too. */
        assert_in_range(had(r, c, P_training, A_fund), training, training + 1);
        assert_true(had(r, c, P_pairing, A_passed) == both);
        assert_true(had(r, c, P_training, A_fund) + had(r, c, P_industry, A_fund) == both);
        assert_true(had(r, c, P_pairing, A_unitemised) == due - both);
        assert_true(hq_balance(r->world.ledger, c, P_pairing, A_fund) == 0);
        assert_true(had(r, c, P_grazing, A_fund) == 0);
    }
    region_free(r);
}

/* A part of the mix whose programme does not run in a county is not another's. */
static void test_not_running(void **state)
{
    (void)state;
    struct counties *r = region();
    EVERYWHERE(r, pairing_city_money, 8000000);
    r->parameters[1].industry_enabled = 0;
    one_year(r, 2009);
    assert_true(had(r, 1, P_industry, A_fund) == 0);
    assert_true(had(r, 1, P_training, A_fund) == 600000);
    assert_true(had(r, 1, P_pairing, A_unitemised) == 1400000);
    assert_true(had(r, 4, P_industry, A_fund) == 3000000);
    EVERYWHERE(r, industry_start, 2011);
    one_year(r, 2010);
    assert_true(had(r, 4, P_industry, A_fund) == 0);
    assert_true(had(r, 4, P_training, A_fund) == 1800000);
    EVERYWHERE(r, pairing_enabled, 0);
    one_year(r, 2011);
    for (int c = 0; c < COUNTIES; c++) {
        assert_true(had(r, c, P_pairing, A_fund) == 0 && had(r, c, P_training, A_fund) == 0);
    }
    region_free(r);
}

/* A replay that states the places of a programme has them from its own money. */
static void test_replay(void **state)
{
    (void)state;
    struct counties *r = region();
    EVERYWHERE(r, pairing_city_money, 1000);
    r->world.replay = true;
    one_year(r, 2009);
    assert_true(had(r, 4, P_training, A_fund) == 225); /* nothing is stated */
    EVERYWHERE(r, training_places, 10);
    one_year(r, 2010);
    assert_true(had(r, 4, P_training, A_fund) == 0);
    assert_true(had(r, 4, P_industry, A_fund) == 375);
    assert_true(had(r, 4, P_pairing, A_unitemised) == 375);
    r->world.replay = false;
    one_year(r, 2011);
    assert_true(had(r, 4, P_training, A_fund) == 225);
    region_free(r);
}

/* Nor has others' money a use where a replay states works, wages or loans; a year of another is not concerned. */
static void test_stated_outcomes(void **state)
{
    (void)state;
    struct counties *r = region();
    EVERYWHERE(r, pairing_city_money, 4000);
    EVERYWHERE(r, planting_enabled, 1);
    EVERYWHERE(r, planting_start, 2009);
    EVERYWHERE(r, infrastructure_enabled, 1);
    EVERYWHERE(r, infrastructure_start, 2009);
    EVERYWHERE(r, pairing_mix_planting, 0.1);
    EVERYWHERE(r, pairing_mix_infrastructure, 0.1);
    r->world.replay = true;
    const int programmes[] = {P_planting, P_infrastructure, P_industry};
    const int64_t parts[] = {300, 300, 1500};
    for (int year = 2009; year < 2014; year++) {
        EVERYWHERE(r, planting_wages, year == 2010 ? 0 : -1);
        EVERYWHERE(r, planting_wages_poor, year == 2013 ? 77 : -1);
        EVERYWHERE(r, infrastructure_wells_units, year == 2011 ? 400 : -1);
        EVERYWHERE(r, industry_household_loans, year == 2012 ? 1 : -1);
        one_year(r, year);
        int64_t left = 0;
        for (int k = 0; k < 3; k++) {
            const bool stated = (k == 0 && (year == 2010 || year == 2013)) || (k > 0 && year == 2010 + k);
            assert_true(had(r, 4, programmes[k], A_fund) == (stated ? 0 : parts[k]));
            left += stated ? parts[k] : 0;
        }
        assert_true(had(r, 4, P_pairing, A_unitemised) == left);
    }
    r->world.replay = false;
    EVERYWHERE(r, infrastructure_wells_units, 400);
    one_year(r, 2014);
    assert_true(had(r, 4, P_infrastructure, A_fund) == 300);
    region_free(r);
}

/* What Beijing gave beyond its items: of money and goods together and of goods alone; what items take beyond a year's
 * total is taken off later lines. Their sums are what is stated, to the fen. */
static void test_unitemised(void **state)
{
    (void)state;
    struct counties *r = region();
    EVERYWHERE(r, relief_enabled, 1);
    /*                          2009  2010  2011   2012  2013  2014 */
    const int64_t total[] = {1000, 1000, 1000, 1003, -1, 1000}, goods[] = {600, 600, 600, 601, 0, 0},
                  city[] = {900, 200, 1100, 900, 700, 0}, given[] = {100, 100, 0, 0, 100, 0},
                  line[] = {0, 700, 0, 3, 0, 0}, of_goods[] = {0, 700, 0, 3, 0, 0};
    for (int y = 0; y < 6; y++) {
        EVERYWHERE(r, pairing_total, total[y]);
        EVERYWHERE(r, pairing_total_goods, goods[y]);
        EVERYWHERE(r, pairing_city_money, city[y]);
        region_year(r, 2009 + y);
        region_step(r, cascade_year_sse2.plan);
        region_step(r, pairing_year_generic.plan);
        /* Of another programme, in a county that is no pair. */
        hq_post(r->world.ledger, 2, P_relief, A_beijing_goods, A_fund, I_material, given[y], 0);
        region_step(r, match_year_generic.close);
        int64_t money = 0, materials = 0;
        for (int c = 0; c < COUNTIES; c++) {
            const int64_t in_fund = had(r, c, P_pairing, A_fund);
            money += gave(r, c, P_pairing, A_beijing_city) - in_fund;
            materials += gave(r, c, P_pairing, A_beijing_goods);
            assert_true(c == 1 || c == 4 || had(r, c, P_pairing, A_unitemised) == 0);
        }
        assert_true(money + materials == line[y]);
        assert_true(materials == of_goods[y]);
        region_close(r);
    }
    region_free(r);
}

/* Half of the region, half of its line. */
static void test_unitemised_of_a_part(void **state)
{
    (void)state;
    struct counties *r = region();
    EVERYWHERE(r, pairing_total, 1000000);
    EVERYWHERE(r, pairing_city_money, 200000);
    EVERYWHERE(r, pairing_dose, 2.0);
    for (int c = 0; c < COUNTIES; c++) {
        r->county[c].region_part = 250000;
    }
    region_year(r, 2009);
    region_step(r, cascade_year_sse2.plan);
    region_step(r, pairing_year_generic.plan);
    region_step(r, match_year_generic.close);
    int64_t line = 0;
    for (int c = 0; c < COUNTIES; c++) {
        line += gave(r, c, P_pairing, A_beijing_city) - had(r, c, P_pairing, A_fund);
    }
    assert_true(line == 2 * 800000 / 4);
    region_close(r);
    region_free(r);
}

/* What local governments raise stands in the fund at once; households owe them their part, by heads. */
static void test_levy(void **state)
{
    (void)state;
    struct counties *r = region();
    EVERYWHERE(r, pairing_city_money, 1000);
    EVERYWHERE(r, pairing_local_money, 4000000);
    EVERYWHERE(r, pairing_masses_share, 0.5);
    for (int c = 0; c < COUNTIES; c++) {
        r->households[c] = 7; /* at the start: no matter */
        r->county[c].households_last = 1000;
    }
    one_year(r, 2009);
    assert_true(gave(r, 4, P_pairing, A_local) == 3000000);
    assert_int_equal(r->county[4].levy, 1500); /* of a thousand households */
    assert_int_equal(r->county[1].levy, 500);
    assert_int_equal(r->county[0].levy, 0);
    r->county[4].households_last = 500; /* who has left pays no more, those who stay twice as much */
    one_year(r, 2010);
    assert_int_equal(r->county[4].levy, 3000);
    r->county[4].households_last = 0;
    one_year(r, 2011);
    assert_int_equal(r->county[4].levy, 1500000);
    EVERYWHERE(r, pairing_enabled, 0);
    one_year(r, 2012);
    assert_int_equal(r->county[4].levy, 0);
    region_free(r);
}

/* Who is on the register pays none, others what they have, up to the levy; books and savings agree. */
static void test_match(void **state)
{
    (void)state;
    struct fixture *f = village_make(40);
    int64_t due = 0;
    village_plan(f, 2009, &pairing_year_generic);
    f->county.levy = 700;
    for (int32_t i = 0; i < 40; i++) {
        ROW(&f->view, savings)[i] = 100 * i - 500;
        ROW(&f->view, weight)[i] = (uint16_t)(1 + i % 3);
        ROW(&f->view, registered)[i] = (uint8_t)(i % 5 == 0 ? 1 : i % 5 == 1 ? 2 : 0);
    }
    village_settle(f, &match_partner_generic, &match_year_generic);
    for (int32_t i = 0; i < 40; i++) {
        const int32_t had_ = 100 * i - 500, pays = i % 5 == 0 || had_ <= 0 ? 0 : had_ < 700 ? had_ : 700;
        assert_int_equal(ROW(&f->view, savings)[i], had_ - pays);
        due += (int64_t)pays * (1 + i % 3);
    }
    assert_true(due > 0 && f->tally[T_matched] == due);
    assert_true(hq_paid(f->world.ledger, 0, P_pairing, A_households) == due);
    assert_true(hq_received(f->world.ledger, 0, P_pairing, A_local) == due);
    village_free(f);
}

/* Parts of more than one in all are scaled down; parts of any size add up to the fund, to the fen. */
static void test_any_mix(void **state)
{
    (void)state;
    struct counties *r = region();
    for (int year = 2009; year < 2100; year++) {
        const double industry = dice_between(0, 1), training = dice_between(0, 1);
        EVERYWHERE(r, pairing_mix_industry, industry);
        EVERYWHERE(r, pairing_mix_training, training);
        const int64_t money = dice_to(1000000000);
        EVERYWHERE(r, pairing_city_money, money);
        one_year(r, year);
        const double whole = industry + training > 1 ? industry + training : 1;
        int64_t all = 0;
        for (int c = 0; c < COUNTIES; c++) {
            const int64_t fund = had(r, c, P_pairing, A_fund);
            assert_near((double)had(r, c, P_industry, A_fund), (double)fund * industry / whole,
                        1 + 1e-6 * (double)fund);
            assert_near((double)had(r, c, P_training, A_fund), (double)fund * training / whole,
                        1 + 1e-6 * (double)fund);
            assert_true(had(r, c, P_industry, A_fund) + had(r, c, P_training, A_fund) +
                            had(r, c, P_pairing, A_unitemised) ==
                        fund);
            if (industry + training > 1) {
                assert_true(had(r, c, P_pairing, A_unitemised) <= 1);
            }
            all += fund;
        }
        assert_true(all == money);
    }
    region_free(r);
}

/* Investment passes the fund; it goes to the same counties, like the money. */
static void test_past_the_fund(void **state)
{
    (void)state;
    struct counties *r = region();
    EVERYWHERE(r, pairing_city_money, 400);
    EVERYWHERE(r, pairing_firms_money, 1000000000002);
    EVERYWHERE(r, pairing_quantity, 11);
    one_year(r, 2009);
    assert_true(gave(r, 1, P_pairing, A_beijing_firms) == 250000000000);
    assert_true(gave(r, 4, P_pairing, A_beijing_firms) == 750000000002);
    assert_true(had(r, 4, P_pairing, A_enterprises) == 750000000002);
    assert_true(had(r, 4, P_pairing, A_unitemised) == 60);
    assert_true(had(r, 4, P_industry, A_fund) == 150);
    assert_true(had(r, 0, P_pairing, A_enterprises) == 0);
    assert_int_equal(part_of(&r->world, 1, offsetof(struct county, money_pairing), 11), 2);
    assert_int_equal(part_of(&r->world, 4, offsetof(struct county, money_pairing), 11), 9);
    region_free(r);
}

/* Social aid goes by the registered poor of all counties; prefectures choose nothing and move nothing. */
static void test_by_poor(void **state)
{
    (void)state;
    struct counties *r = region();
    EVERYWHERE(r, social_aid_enabled, 1);
    EVERYWHERE(r, special_other, 1);
    EVERYWHERE(r, social_aid_society_money, 100000000);
    EVERYWHERE(r, training_regional_budget, 0);
    EVERYWHERE(r, social_aid_mix_training, 1);
    one_year(r, 2009);
    double poor = 0;
    int64_t all = 0;
    for (int c = 0; c < COUNTIES; c++) {
        poor += (double)r->county[c].registered_last;
    }
    for (int c = 0; c < COUNTIES; c++) {
        assert_near((double)gave(r, c, P_social_aid, A_society),
                    100000000.0 * (double)r->county[c].registered_last / poor, 2.5);
        assert_true(had(r, c, P_training, A_fund) == gave(r, c, P_social_aid, A_society));
        all += gave(r, c, P_social_aid, A_society);
    }
    assert_true(all == 100000000);
    region_free(r);
}

/* The list of another year is another: who leaves it gets nothing more. */
static void test_reassigned(void **state)
{
    (void)state;
    struct counties *r = region();
    EVERYWHERE(r, pairing_city_money, 1000);
    one_year(r, 2009);
    assert_true(had(r, 4, P_pairing, A_fund) == 750);
    r->parameters[4].pairing_weight = 0;
    r->parameters[5].pairing_weight = 1;
    one_year(r, 2010);
    assert_true(had(r, 4, P_pairing, A_fund) == 0);
    assert_true(had(r, 5, P_pairing, A_fund) == 500);
    EVERYWHERE(r, pairing_weight, 0); /* no pairs: nothing is drawn from the source */
    one_year(r, 2011);
    for (int c = 0; c < COUNTIES; c++) {
        assert_true(gave(r, c, P_pairing, A_beijing_city) == 0);
    }
    region_free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_list_and_mix), cmocka_unit_test(test_not_running),
        cmocka_unit_test(test_any_mix),      cmocka_unit_test(test_past_the_fund),
        cmocka_unit_test(test_by_poor),      cmocka_unit_test(test_reassigned),
        cmocka_unit_test(test_replay),       cmocka_unit_test(test_levy),
        cmocka_unit_test(test_match),        cmocka_unit_test(test_stated_outcomes),
        cmocka_unit_test(test_unitemised),   cmocka_unit_test(test_unitemised_of_a_part),
    };
    return cmocka_run_group_tests_name("pairing", tests, NULL, NULL);
}
