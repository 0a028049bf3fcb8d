/* What programmes have in common (models/policies/policy.h): money of a year, rates by the mu, who is served.
 */
#include "models/policies/policy.h"

#include "unit/models/village_fixture.h"

enum { HOUSEHOLDS = 200 };

static struct fixture *village(void)
{
    struct fixture *f = village_make(HOUSEHOLDS);
    f->parameters.register_capture = 0;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        ROW(&f->view, seen)[i] = (float)i * 0.01f;
        ROW(&f->view, claim)[i] = 1;
    }
    return f;
}

static void test_runs(void **state)
{
    (void)state;
    struct parameters p = {.training_enabled = 1, .training_start = 2009, .training_end = 2011};
    for (int year = 2007; year < 2014; year++) {
        assert_int_equal(RUNS(&p, training, year) != 0, year >= 2009 && year <= 2011);
    }
    p.training_enabled = 0;
    assert_false(RUNS(&p, training, 2010));
}

/* Even growth to the full amount, rounded down, without overflow at 10^14 fen. */
static void test_ramped(void **state)
{
    (void)state;
    const int64_t full = 99999999999999;
    for (int ramp = 1; ramp <= 50; ramp++) {
        for (int year = 2009; year < 2065; year++) {
            const int years = year - 2008;
            const int64_t here = money_in_course(full, year, (struct course){2009, ramp, 0, 1});
            assert_true(here == (years >= ramp ? full : full / ramp * years + full % ramp * years / ramp));
        }
    }
    assert_true(money_in_course(1000, 2008, (struct course){2009, 4, 0, 1}) == 0);
}

/* Growth by a stated share a year, each year's sum to the nearest fen: 31 million and 11.9% a year. */
static void test_growth(void **state)
{
    (void)state;
    const struct course course = {2009, 1, 0.119, 1};
    int64_t fen = 3100000000;
    for (int year = 2009; year <= 2060; year++) {
        assert_true(money_in_course(fen, 2009, course) == fen);
        assert_true(money_in_course(3100000000, year, course) == fen);
        fen = (fen * 1119 + 500) / 1000;
    }
    assert_true(money_in_course(1001, 2009, (struct course){2009, 1, 0, 0.5}) == 500);
    assert_true(money_in_course(1000, 2010, (struct course){2009, 4, 0.1, 4}) == 2200);
    assert_true(money_in_course(1000, 2009, (struct course){2009, 1, 0, 0}) == 0);
    assert_true(money_in_course(3100000000, 2008, course) == 0);
    assert_true(money_in_course(1000, 2011, (struct course){2009, 1, -0.5, 1}) == 250);
    assert_true(money_in_course(1000, 2010, (struct course){2009, 4, 0.1, 1}) == 550);
    assert_true(money_in_course(most_grown, 2200, course) == most_grown); /* no overflow in centuries */
}

/* What each place pays: its price, or its part of the money where places are stated; never more in all than there is. */
static void test_pay_for_each(void **state)
{
    (void)state;
    assert_int_equal(pay_for_each(100000, -1, 60000), 60000);
    assert_int_equal(pay_for_each(59999, -1, 60000), 0); /* buys none */
    assert_int_equal(pay_for_each(100000, 7, 60000), 14285);
    assert_int_equal(pay_for_each(0, 230, 60000), 0);
    assert_int_equal(pay_for_each(100000, 0, 60000), 0);
    assert_int_equal(pay_for_each(INT64_C(1) << 50, 1, 60000), MOST_AID);
}

/* Whom courses reach: nobody beyond all of them; what was learned wears off; where nobody is served they reach nobody. */
static void test_reached(void **state)
{
    (void)state;
    assert_true(reached_after(0, 0.2, 0, 10) == 0.0f);
    assert_true(reached_after(0.5f, 0.5, 5, 20) == 0.5f);
    assert_true(reached_after(0.5f, 0.5, 5, 5) == 1.0f);
    assert_true(reached_after(0.5f, 0.5, 5, 0) == 0.25f);
    float reached = 0; /* steady state: courses / people / wear */
    for (int year = 0; year < 200; year++) {
        reached = reached_after(reached, 0.2, 1, 10);
    }
    assert_near(reached, 0.5, 1e-6);
}

/* Places that are stated take all of the money when all are taken, and their part of it when not. */
static void test_stated_places(void **state)
{
    (void)state;
    assert_true(places_for(800000000, -1, 140670) == 5687);
    assert_true(price_of(5687, 800000000, -1, 140670) == 799990290);
    assert_true(places_for(800000000, 5000, 140670) == 5000);
    assert_true(price_of(5687, 800000000, 5687, 140670) == 800000000);
    assert_true(price_of(1, 800000000, 5687, 140670) == 140671);
    assert_true(price_of(0, 800000000, 0, 140670) == 0);
    for (int64_t taken = 0, paid = 0; taken <= 100; taken++) { /* never more than there is, never falling */
        assert_true(price_of(taken, 999, 100, 1) >= paid);
        paid = price_of(taken, 999, 100, 1);
        assert_true(paid <= 999);
    }
}

static const size_t MONEY = offsetof(struct county, money_training);
static const struct course AT_ONCE = {2009, 1, 0, 1};

/* The two sources add up to the budget, and what was left of earlier years is there too. */
static void test_money_of_year(void **state)
{
    (void)state;
    struct fixture *f = village();
    int64_t all = 0;
    for (int year = 2009; year < 2014; year++) {
        const int64_t budget = 1 + (int64_t)dice_between(0, 1e9);
        const double share = dice();
        hq_ledger_open_year(f->world.ledger, year);
        all += budget;
        assert_true(money_of_year(&f->world, 0, P_training, true, budget, share, MONEY, AT_ONCE) == all);
        const int64_t central = hq_paid(f->world.ledger, 0, P_training, A_central);
        assert_near((double)central, share * (double)budget, 1);
        assert_true(central + hq_paid(f->world.ledger, 0, P_training, A_region) == budget);
        assert_null(hq_ledger_close_year(f->world.ledger));
    }
    hq_ledger_open_year(f->world.ledger, 2014); /* at rest: nothing comes, and what there is stays unspent */
    assert_true(money_of_year(&f->world, 0, P_training, false, 1000, 0.5, MONEY, AT_ONCE) == 0);
    assert_true(hq_balance(f->world.ledger, 0, P_training, A_fund) == all);
    village_free(f);
}

static void test_grant(void **state)
{
    (void)state;
    struct fixture *f = village();
    f->demand[Q_training] = 50;
    grant(&f->world, 0, Q_training, 70);
    assert_int_equal(f->granted[Q_training], 50);
    grant(&f->world, 0, Q_training, 30);
    assert_int_equal(f->granted[Q_training], 30);
    village_free(f);
}

/* Rates by the mu against whole-number arithmetic: rounded down, never over, capped at a million Yuan. */
static void test_rates(void **state)
{
    (void)state;
    for (int round = 0; round < 20000; round++) {
        const int64_t rate = milli_fen(round % 2 ? dice_between(0, 1000) : dice_to(200) * 0.5);
        const int32_t mu = dice_to(10001);
        const struct mu_rate r = mu_rate_of(rate);
        const int64_t exact = mu * rate / 1000;
        if (mu < r.most) {
            assert_true(payment_for(mu, r) == exact);
        } else {
            assert_true(payment_for(mu, r) <= 100100000 && payment_for(mu, r) >= 0);
        }
    }
    assert_true(milli_fen(7.5) == 750000 && payment_for(100, mu_rate_of(750000)) == 75000);
}

/* Contracts are renewed first, then by need; who has just arrived or makes no claim is not served. */
static void test_serve(void **state)
{
    (void)state;
    struct fixture *f = village();
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        ROW(&f->view, memberships)[i] = i >= 180 ? IN_RANGERS : 0;
        ROW(&f->view, moving)[i] = i % 10 == 1 ? ARRIVED : i % 10 == 2 ? 1 : 0;
        ROW(&f->view, claim)[i] = i % 10 != 3;
    }
    f->places[Q_rangers] = 40;
    for (int renews = 0; renews <= 1; renews++) {
        assert_int_equal(give_places_for_a_year(&f->view, Q_rangers, IN_RANGERS, 1, renews), 40);
        int left = renews ? 40 - 16 : 40; /* 16 of the 20 members may be renewed */
        for (int32_t i = 0; i < HOUSEHOLDS; i++) {
            const bool may = i % 10 != 1 && i % 10 != 3, first = renews && i >= 180;
            const bool serves = may && (first || left > 0);
            left -= serves && !first;
            assert_int_equal(ROW(&f->view, memberships)[i], serves ? IN_RANGERS : 0);
        }
        for (int32_t i = 0; i < HOUSEHOLDS; i++) {
            ROW(&f->view, memberships)[i] = i >= 180 ? IN_RANGERS : 0;
        }
    }
    f->places[Q_rangers] = 0;
    assert_int_equal(give_places_for_a_year(&f->view, Q_rangers, IN_RANGERS, 1, true), 0);
    assert_int_equal(village_members(f, IN_RANGERS), 0);
    village_free(f);
}

/* Without need places go by luck: the poor half gets half of them. */
static void test_luck(void **state)
{
    (void)state;
    double poor = 0;
    for (int year = 2009; year < 2109; year++) {
        struct fixture *f = village();
        village_year(f, year);
        for (int32_t i = 0; i < HOUSEHOLDS; i++) { /* scratch is empty where a pass begins */
            ROW(&f->view, seen)[i] = (float)i * 0.01f;
            ROW(&f->view, claim)[i] = 1;
        }
        f->places[Q_restoration] = 50;
        assert_int_equal(give_places_for_a_year(&f->view, Q_restoration, IN_RESTORATION, 0, false), 50);
        for (int32_t i = 0; i < HOUSEHOLDS / 2; i++) {
            poor += ROW(&f->view, memberships)[i] == IN_RESTORATION;
        }
        village_free(f);
    }
    assert_four_sigma(poor / 5000, 0.5, share_error(0.5, 5000)); /* drawn without replacement: less */
}

static void test_demand_and_wages(void **state)
{
    (void)state;
    struct fixture *f = village();
    int64_t demand = 0, due = 0;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        ROW(&f->view, claim)[i] = dice_to(9);
        ROW(&f->view, moving)[i] = i % 4 == 0 ? ARRIVED : (uint8_t)(i % 4);
        ROW(&f->view, weight)[i] = (uint16_t)(1 + i % 5);
        ROW(&f->view, memberships)[i] = i % 3 ? IN_RANGERS : IN_TRAINING;
        demand += i % 4 ? ROW(&f->view, claim)[i] : 0;
        due += i % 3 ? 777 * (1 + i % 5) : 0;
    }
    f->village_demand[Q_training] = 5; /* others have stated theirs */
    state_demand(&f->view, Q_training);
    assert_int_equal(f->village_demand[Q_training], 5 + demand);
    assert_true(pay_members(&f->view, IN_RANGERS, 777) == due);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        assert_int_equal(ROW(&f->view, wages)[i], i % 3 ? 777 : 0);
        assert_int_equal(ROW(&f->view, aid)[i], i % 3 ? 777 : 0);
    }
    village_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_growth),        cmocka_unit_test(test_pay_for_each),
        cmocka_unit_test(test_reached),       cmocka_unit_test(test_stated_places),
        cmocka_unit_test(test_runs),          cmocka_unit_test(test_ramped),
        cmocka_unit_test(test_money_of_year), cmocka_unit_test(test_grant),
        cmocka_unit_test(test_rates),         cmocka_unit_test(test_serve),
        cmocka_unit_test(test_luck),          cmocka_unit_test(test_demand_and_wages),
    };
    return cmocka_run_group_tests_name("policy", tests, NULL, NULL);
}
