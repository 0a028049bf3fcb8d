/* Follow-up help: who is watched, for how long, paid to the fen, and first in line next year. */
#include "models/policies/consolidation.c"

#include "unit/models/policies/programme_fixture.h"

enum { HOUSEHOLDS = 100, LINE = 100000 };

/* All have left the register; row i did so i % 5 years ago and has 1,000 + 10 i Yuan a head. */
static struct fixture *village(void)
{
    struct fixture *f = village_make(HOUSEHOLDS);
    struct parameters *p = &f->parameters;
    p->consolidation_enabled = 1;
    p->consolidation_start = 2009;
    p->consolidation_help = 50000;
    p->consolidation_central_share = 0.8;
    p->consolidation_at_risk = 1; /* nobody, but in a test of its own */
    p->register_noise = 0;
    p->register_capture = 0;
    f->county.line = LINE;
    village_couples(f, 0, 1, 6);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        village_income(f, i, LINE + 1000 * i);
        ROW(&f->view, registered)[i] = 2;
        ROW(&f->view, above)[i] = (uint8_t)(i % 5);
    }
    return f;
}

static void one_year(struct fixture *f, int year, int64_t yuan)
{
    PROGRAMME_YEAR(f, consolidation, year, yuan * 100);
}

static bool near(int32_t i)
{
    return i % 5 < 3 && i < 30;
}

/* Those of the last three years under 1.3 times the line, and nobody else, whatever the money. */
static void test_who(void **state)
{
    (void)state;
    struct fixture *f = village();
    ROW(&f->view, registered)[0] = 1;
    ROW(&f->view, registered)[1] = 0;
    one_year(f, 2009, 1000000);
    assert_int_equal(f->village_demand[Q_consolidation], 16);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        const bool helped = near(i) && i > 1;
        assert_int_equal(ROW(&f->view, memberships)[i], helped ? IN_FOLLOW_UP : 0);
        assert_int_equal(ROW(&f->view, transfers)[i], helped ? 50000 : 0);
        assert_int_equal(ROW(&f->view, aid)[i], helped ? 50000 : 0);
    }
    assert_int_equal(f->tally[T_served_consolidation], 16);
    assert_int_equal(f->tally[T_helped_at_risk], 0);
    assert_true(village_fund(f, P_consolidation) == 100000000 - 16 * 50000);
    village_free(f);
}

/* At risk: above the line by less than a tenth, neither on the register nor watched; never listed, or off it for long. */
static void test_at_risk(void **state)
{
    (void)state;
    for (int band = 0; band < 2; band++) {
        struct fixture *f = village();
        f->parameters.consolidation_at_risk = band ? 1.1 : 1;
        f->parameters.consolidation_near = 0;      /* of the watched nobody is near */
        for (int32_t i = 0; i < HOUSEHOLDS; i++) { /* from a fifth under the line to a fifth over it */
            village_income(f, i, LINE * 4 / 5 + LINE / 250 * i);
            ROW(&f->view, registered)[i] = (uint8_t)(i % 3);
            ROW(&f->view, above)[i] = (uint8_t)(i % 2 ? 9 : 2);
            ROW(&f->view, weight)[i] = 2;
        }
        one_year(f, 2009, 1000000);
        int helped = 0;
        for (int32_t i = 0; i < HOUSEHOLDS; i++) {
            const bool at_risk = band && i >= 50 && i < 75 && (i % 3 == 0 || (i % 3 == 2 && i % 2));
            assert_int_equal(ROW(&f->view, memberships)[i], at_risk ? IN_FOLLOW_UP : 0);
            assert_int_equal(ROW(&f->view, transfers)[i], at_risk ? 50000 : 0);
            helped += at_risk;
        }
        assert_true((helped > 10) == band);
        assert_int_equal(f->tally[T_helped_at_risk], 2 * helped);
        assert_int_equal(f->tally[T_served_consolidation], 2 * helped);
        village_free(f);
    }
}

/* Money for seven: the seven poorest; the rest of it stays. */
static void test_exact(void **state)
{
    (void)state;
    struct fixture *f = village();
    one_year(f, 2009, 3700);
    int before = 0;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        assert_int_equal(ROW(&f->view, memberships)[i], near(i) && before < 7 ? IN_FOLLOW_UP : 0);
        before += near(i);
    }
    assert_true(village_fund(f, P_consolidation) == 20000);
    assert_true(hq_received(f->world.ledger, 0, P_consolidation, A_households) == 7 * 50000);
    village_free(f);
}

/* Out of its years, or off: nothing. */
static void test_nothing(void **state)
{
    (void)state;
    struct fixture *f = village();
    one_year(f, 2008, 1000000);
    assert_int_equal(village_members(f, IN_FOLLOW_UP), 0);
    one_year(f, 2009, 1000000);
    assert_int_equal(village_members(f, IN_FOLLOW_UP), 18);
    f->parameters.consolidation_enabled = 0;
    const int members = village_members(f, IN_FOLLOW_UP);
    village_count(f, &count_consolidation_generic);
    assert_int_equal(f->village_demand[Q_consolidation], 0);
    village_enrol(f, &enrol_consolidation_generic);
    village_pass(f);
    village_run(f, &pay_consolidation_generic);
    assert_int_equal(village_members(f, IN_FOLLOW_UP), members);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        assert_int_equal(ROW(&f->view, transfers)[i], 0);
    }
    village_free(f);
}

/* Help is aid: who had it is watched by what there would be without it. More money never helps fewer. */
static void test_more(void **state)
{
    (void)state;
    int64_t last = 0;
    for (int64_t yuan = 0; yuan < 12000; yuan += 777) {
        struct fixture *f = village();
        for (int32_t i = 0; i < HOUSEHOLDS; i++) {
            ROW(&f->view, income)[i] += 90000;
            ROW(&f->view, weight)[i] = (uint16_t)(1 + i % 3);
        }
        one_year(f, 2009, yuan);
        assert_true(f->tally[T_served_consolidation] >= last);
        assert_true(f->tally[T_served_consolidation] * 500 <= yuan);
        assert_true(f->tally[T_paid_consolidation] == f->tally[T_served_consolidation] * 50000);
        last = f->tally[T_served_consolidation];
        village_free(f);
    }
    assert_true(last > 10);
}

/* Helped last year, first for training of any kind this year, if so set; not for what goes by need. */
static void test_priority(void **state)
{
    (void)state;
    struct fixture *f = village();
    for (int k = 0; k < 4; k++) {
        const int on = k % 2;
        const uint16_t bit = k / 2 ? IN_OTHER_COURSE : IN_TRAINING;
        f->parameters.consolidation_priority = on;
        village_pass(f);
        village_run(f, village_process("make_up_offers"));
        village_run(f, village_process("observe"));
        for (int32_t i = 0; i < HOUSEHOLDS; i++) {
            ROW(&f->view, claim)[i] = 1;
            ROW(&f->view, memberships)[i] = i >= 90 ? IN_FOLLOW_UP : 0;
        }
        f->places[Q_training] = 20;
        assert_int_equal(give_places_for_a_year(&f->view, Q_training, bit, 1.0f, false), 20);
        for (int32_t i = 0; i < HOUSEHOLDS; i++) {
            const bool trained = ROW(&f->view, memberships)[i] & bit;
            assert_int_equal(trained, on ? i < 10 || i >= 90 : i < 20);
        }
        assert_int_equal(comes_first(&f->view, IN_FOLLOW_UP), 0);
        assert_int_equal(comes_first(&f->view, IN_SECURITY), 0);
    }
    village_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_who),  cmocka_unit_test(test_exact),    cmocka_unit_test(test_nothing),
        cmocka_unit_test(test_more), cmocka_unit_test(test_priority), cmocka_unit_test(test_at_risk),
    };
    return cmocka_run_group_tests_name("consolidation", tests, NULL, NULL);
}
