/* E-commerce: money to the household, diffusion against its recurrence, and the price that arrives. */
#include "models/policies/e_commerce.c"

#include "unit/models/village_fixture.h"

enum { HOUSEHOLDS = 100, COST = 50000 };

static struct fixture *county(void)
{
    struct fixture *f = village_make(HOUSEHOLDS);
    struct parameters *p = &f->parameters;
    p->e_commerce_enabled = 1;
    p->e_commerce_start = 2013;
    p->e_commerce_end = 2100;
    p->e_commerce_cost = COST;
    p->e_commerce_effect = 0.5;
    p->e_commerce_spread = 0.15;
    return f;
}

static void one_year(struct fixture *f, int year, int64_t fen)
{
    f->parameters.e_commerce_budget = fen;
    village_plan(f, year, &e_commerce_year_generic);
    village_settle(f, NULL, &e_commerce_year_generic);
}

/* Before its years, without the money for one household, and off, nothing is online and nothing is paid. */
static void test_nothing(void **state)
{
    (void)state;
    struct fixture *f = county();
    one_year(f, 2012, 100 * COST);
    assert_true(village_fund(f, P_e_commerce) == 0);
    one_year(f, 2013, COST - 1);
    assert_true(f->county.online == 0.0f);
    assert_true(village_fund(f, P_e_commerce) == COST - 1);
    f->parameters.e_commerce_enabled = 0;
    f->county.online = 0.3f;
    one_year(f, 2014, 100 * COST);
    assert_true(f->county.online == 0.3f);
    assert_true(hq_received(f->world.ledger, 0, P_e_commerce, A_suppliers) == 0);
    village_free(f);
}

/* Twenty of a hundred households, paid to the fen; the rest stays. */
static void test_exact(void **state)
{
    (void)state;
    struct fixture *f = county();
    one_year(f, 2013, 20 * COST + 7);
    assert_near(f->county.online, 0.2, 1e-6);
    assert_true(f->county.going_online == 20);
    assert_true(hq_received(f->world.ledger, 0, P_e_commerce, A_suppliers) == 20 * COST);
    assert_true(village_fund(f, P_e_commerce) == 7);
    village_free(f);
}

/* Who is paid for goes online, however many are there already: a fifth of all households each year, beside those whom
 * the others bring. */
static void test_again(void **state)
{
    (void)state;
    struct fixture *f = county();
    double online = 0;
    for (int year = 2013; year < 2017; year++) {
        one_year(f, year, 20 * COST);
        assert_true(f->county.going_online == 20);
        online += 0.2 + 0.15 * online * (1 - online);
        assert_near(f->county.online, online, 1e-6);
    }
    village_free(f);
}

/* After the money it spreads by itself: online' = online + s online (1 - online), up and never over one. */
static void test_spread(void **state)
{
    (void)state;
    struct fixture *f = county();
    one_year(f, 2013, 5 * COST);
    double online = 0.05;
    for (int year = 2014; year < 2100; year++) {
        const float before = f->county.online;
        one_year(f, year, 0);
        online += 0.15 * online * (1 - online);
        assert_near(f->county.online, online, 1e-5);
        assert_true(f->county.online >= before && f->county.online <= 1.0f);
    }
    assert_true(f->county.online > 0.99f);
    village_free(f);
}

/* Money beyond what those who are offline need is kept. */
static void test_enough(void **state)
{
    (void)state;
    struct fixture *f = county();
    one_year(f, 2013, 1000 * (int64_t)COST);
    assert_near(f->county.online, 1, 1e-6);
    assert_true(village_fund(f, P_e_commerce) == 900 * (int64_t)COST);
    one_year(f, 2014, 0);
    assert_true(village_fund(f, P_e_commerce) == 900 * (int64_t)COST);
    assert_true(f->county.online <= 1.0f);
    village_free(f);
}

/* More money, no fewer online; nothing is lost over years. */
static void test_money(void **state)
{
    (void)state;
    struct fixture *f = county();
    int64_t fund = 0;
    for (int year = 2013; year < 2063; year++) {
        const int64_t budget = (int64_t)dice_between(0, 1e5), before = fund;
        const float online = f->county.online;
        one_year(f, year, budget);
        const int64_t paid = hq_received(f->world.ledger, 0, P_e_commerce, A_suppliers);
        assert_true(paid % COST == 0 && paid == f->county.going_online * COST);
        fund = before + budget - paid;
        assert_true(fund >= 0 && village_fund(f, P_e_commerce) == fund);
        assert_true(f->county.online >= online);
    }
    village_free(f);
}

/* What arrives in a village: nothing is changed to the bit where nobody is online. */
static void test_price(void **state)
{
    (void)state;
    struct fixture *f = county();
    f->parameters.prices_wedge = 0.12;
    for (int k = 0; k <= 10; k++) {
        f->village.remoteness = (float)k / 10;
        f->county.online = 0;
        const float without = 1.0f - (float)0.12 * f->village.remoteness;
        assert_true(arriving_in(&f->parameters, &f->county, &f->village) == without);
        for (int online = 1; online <= 4; online++) {
            f->county.online = (float)online / 4;
            const double price = 1 - 0.12 * k / 10 * (1 - 0.5 * online / 4);
            assert_near(arriving_in(&f->parameters, &f->county, &f->village), price, 1e-6);
        }
    }
    village_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing), cmocka_unit_test(test_exact), cmocka_unit_test(test_spread),
        cmocka_unit_test(test_enough),  cmocka_unit_test(test_money), cmocka_unit_test(test_price),
        cmocka_unit_test(test_again),
    };
    return cmocka_run_group_tests_name("e-commerce", tests, NULL, NULL);
}
