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

/* share x max(0, line x members - wages - sales + costs), members only, to the fen in sum. */
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
        const int32_t gap = own[i / 2 % 6] < 120000 ? 120000 - own[i / 2 % 6] : 0;
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_places), cmocka_unit_test(test_poorest), cmocka_unit_test(test_errors),
        cmocka_unit_test(test_gap),    cmocka_unit_test(test_steady),
    };
    return cmocka_run_group_tests_name("security", tests, NULL, NULL);
}
