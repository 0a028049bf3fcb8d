/* Minimum living security: places for a share of persons, the gap filled in part, mistakes on both sides. */
#include "models/livelihoods/security.c"

#include "unit/models/village_fixture.h"

enum { HOUSEHOLDS = 300 };

/* Households of one to four; the first are the poorest. */
static struct fixture *village(void)
{
    struct fixture *f = village_make(HOUSEHOLDS);
    struct parameters *p = &f->parameters;
    p->calendar_dibao_line = 1200;
    p->calendar_dibao_share = 0.5;
    p->security_imputed = p->security_crowding = 0;
    p->register_noise = 0;
    p->register_capture = 0;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        for (int slot = 0; slot < 1 + i % 4; slot++) {
            village_person(f, i, 2 * slot, 30 + slot, 0, 6, HEALTHY, 0);
        }
        ROW(&f->view, members)[i] = 1 + i % 4;
        village_income(f, i, 50000 + 1000 * i);
    }
    return f;
}

static void test_places(void **state)
{
    (void)state;
    struct fixture *f = village();
    f->parameters.transfers_dibao_coverage = 0.07;
    village_run(f, &count_security_generic);
    const int persons = HOUSEHOLDS / 4 * 10;
    assert_int_equal(f->village_demand[Q_security], persons);
    f->demand[Q_security] = persons;
    security_year_generic.plan(&f->world, 0);
    assert_int_equal(f->granted[Q_security], (int)(persons * 0.07));
    f->parameters.calendar_dibao_line = 0;
    security_year_generic.plan(&f->world, 0);
    assert_int_equal(f->granted[Q_security], 0);
    village_free(f);
}

/* Without error and capture the poorest persons are in, as far as the places reach. */
static void test_poorest(void **state)
{
    (void)state;
    struct fixture *f = village();
    f->places[Q_security] = 103; /* 10 fours of households hold 100 persons; the next two 1 and 2 */
    village_enrol(f, &enrol_security_generic);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        assert_int_equal((ROW(&f->view, memberships)[i] & IN_SECURITY) != 0, i < 42);
    }
    assert_int_equal(f->tally[T_secured], 103);
    village_free(f);
}

/* Capture serves the connected; noise misses some of the poor. */
static void test_errors(void **state)
{
    (void)state;
    struct fixture *f = village();
    f->parameters.register_capture = 3200;
    f->places[Q_security] = 100;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        ROW(&f->view, connection)[i] = to_trait((float)i / 32.0f);
    }
    village_enrol(f, &enrol_security_generic);
    assert_false(ROW(&f->view, memberships)[0] & IN_SECURITY);
    assert_true(ROW(&f->view, memberships)[HOUSEHOLDS - 1] & IN_SECURITY);
    village_free(f);
    f = village();
    f->parameters.register_noise = 1;
    f->places[Q_security] = 100;
    village_enrol(f, &enrol_security_generic);
    int missed = 0;
    for (int32_t i = 0; i < 40; i++) {
        missed += !(ROW(&f->view, memberships)[i] & IN_SECURITY);
    }
    assert_in_range(missed, 1, 39);
    village_free(f);
}

/* share x max(0, line x members - own income, a loss taken for none), members only, to the fen in sum. */
static void test_gap(void **state)
{
    (void)state;
    struct fixture *f = village();
    const int32_t own[] = {0, 60000, 119999, 120000, 500000, -70000};
    int64_t paid = 0;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        ROW(&f->view, weight)[i] = 6;
        ROW(&f->view, memberships)[i] = i % 2 ? IN_SECURITY : IN_TRAINING;
        ROW(&f->view, sales)[i] = 200000;
        ROW(&f->view, costs)[i] = 200000 - own[i / 2 % 6] * ROW(&f->view, members)[i];
    }
    village_run(f, &pay_security_generic);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        const int32_t assessed = own[i / 2 % 6] > 0 ? own[i / 2 % 6] : 0;
        const int32_t gap = assessed < 120000 ? 120000 - assessed : 0;
        assert_near(ROW(&f->view, transfers)[i], i % 2 ? 0.5 * gap * ROW(&f->view, members)[i] : 0, 2);
        paid += 6 * (int64_t)ROW(&f->view, transfers)[i];
    }
    assert_true(f->tally[T_public_transfers] == paid && paid > 0);
    village_free(f);
}

/* The same own income every year gives the same payment: help is not taken for income. */
static void test_steady(void **state)
{
    (void)state;
    struct fixture *f = village();
    int32_t first = 0;
    for (int year = 0; year < 6; year++) {
        village_year(f, 2009 + year);
        ROW(&f->view, members)[0] = 1;
        ROW(&f->view, memberships)[0] = IN_SECURITY;
        ROW(&f->view, wages)[0] = 30000;
        village_run(f, &pay_security_generic);
        first = year ? first : ROW(&f->view, transfers)[0];
        assert_int_equal(ROW(&f->view, transfers)[0], first);
        village_income(f, 0, 30000 + ROW(&f->view, transfers)[0]);
    }
    assert_int_equal(first, 45000);
    village_free(f);
}

/* A worker at home is held to earn something: assessed is the greater of that and of what was earned. */
static void test_imputed(void **state)
{
    (void)state;
    struct fixture *f = village();
    f->parameters.security_imputed = 0.05;
    f->parameters.calendar_wage_local = 1000; /* 600 Yuan a worker */
    const int32_t workers[] = {0, 0, 1, 1, 2, 3}, own[] = {0, 70000, 0, 70000, 0, 0};
    const double assessed[] = {0, 700, 600, 700, 1200, 1800};
    for (int32_t i = 0; i < 6; i++) {
        ROW(&f->view, members)[i] = 1;
        ROW(&f->view, memberships)[i] = IN_SECURITY;
        ROW(&f->view, workers)[i] = workers[i];
        ROW(&f->view, wages)[i] = own[i];
    }
    village_run(f, &pay_security_generic);
    for (int32_t i = 0; i < 6; i++) {
        assert_near(ROW(&f->view, transfers)[i], 50 * fmax(0, 1200 - assessed[i]), 1);
    }
    village_free(f);
}

/* Gifts fall by a part of what is paid, and no further than to nothing; books have both. */
static void test_crowding(void **state)
{
    (void)state;
    struct fixture *f = village();
    f->parameters.security_crowding = 0.25;
    f->parameters.money_subsistence = 1000;
    f->parameters.calendar_cpi = 1;
    f->parameters.transfers_private_share = 0.1; /* 100 Yuan a head */
    int64_t fallen = 0;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        ROW(&f->view, weight)[i] = 3;
        ROW(&f->view, members)[i] = 1;
        ROW(&f->view, memberships)[i] = IN_SECURITY;
        ROW(&f->view, wages)[i] = i % 2 ? 100000 : 0; /* gap of 200 Yuan, or of 1,200 */
    }
    village_run(f, &pay_security_generic);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        const int32_t due = i % 2 ? 10000 : 60000, gone = i % 2 ? 2500 : 10000;
        assert_int_equal(ROW(&f->view, transfers)[i], due - gone);
        assert_int_equal(ROW(&f->view, aid)[i], due - gone);
        fallen += 3 * gone;
    }
    assert_true(f->tally[T_private_transfers] == -fallen && f->tally[T_gifts_crowded] == fallen);
    assert_true(f->tally[T_public_transfers] == f->tally[T_security_paid]);
    village_free(f);
}

/* Where register and security are not joined, who is on the register has no claim. */
static void test_joined(void **state)
{
    (void)state;
    for (int joined = 0; joined < 2; joined++) {
        struct fixture *f = village();
        f->parameters.security_joined = joined;
        for (int32_t i = 0; i < HOUSEHOLDS; i++) {
            ROW(&f->view, registered)[i] = (uint8_t)(i % 3);
        }
        village_count(f, &count_security_generic);
        int persons = 0;
        for (int32_t i = 0; i < HOUSEHOLDS; i++) {
            persons += joined || i % 3 != 1 ? 1 + i % 4 : 0;
        }
        assert_int_equal(f->village_demand[Q_security], persons);
        f->places[Q_security] = 10000;
        village_enrol(f, &enrol_security_generic);
        for (int32_t i = 0; i < HOUSEHOLDS; i++) {
            assert_int_equal((ROW(&f->view, memberships)[i] & IN_SECURITY) != 0, joined || i % 3 != 1);
        }
        village_free(f);
    }
}

/* Both errors, in persons: under the line and not in; in and not under it. Switched off, none is counted. */
static void test_judged(void **state)
{
    (void)state;
    struct fixture *f = village();
    int due = 0, missed = 0, wrong = 0;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        const bool needs = i < 100, in = i % 3 == 0;
        ROW(&f->view, assessed)[i] = needs ? 119999 : 120000;
        ROW(&f->view, weight)[i] = 2;
        ROW(&f->view, memberships)[i] = in ? IN_SECURITY : IN_TRAINING;
        due += needs ? 2 * (1 + i % 4) : 0;
        missed += needs && !in ? 2 * (1 + i % 4) : 0;
        wrong += in && !needs ? 2 * (1 + i % 4) : 0;
    }
    village_run(f, &judge_security_generic);
    assert_int_equal(f->tally[T_security_due], due);
    assert_int_equal(f->tally[T_security_missed], missed);
    assert_int_equal(f->tally[T_security_wrong], wrong);
    f->parameters.security_enabled = 0;
    village_run(f, &judge_security_generic);
    assert_int_equal(f->tally[T_security_due], due);
    f->demand[Q_security] = 1000;
    security_year_generic.plan(&f->world, 0);
    assert_int_equal(f->granted[Q_security], 0);
    village_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_places),   cmocka_unit_test(test_poorest), cmocka_unit_test(test_errors),
        cmocka_unit_test(test_gap),      cmocka_unit_test(test_steady),  cmocka_unit_test(test_imputed),
        cmocka_unit_test(test_crowding), cmocka_unit_test(test_joined),  cmocka_unit_test(test_judged),
    };
    return cmocka_run_group_tests_name("security", tests, NULL, NULL);
}
