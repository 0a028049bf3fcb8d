/* Follow-up help: who is watched, for how long, paid to the fen, and first in line next year. */
#include "models/policies/consolidation.c"

#include "unit/models/village_fixture.h"

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
    f->parameters.consolidation_budget = yuan * 100;
    village_count(f, &count_consolidation_generic);
    village_plan(f, year, &consolidation_year_generic);
    village_enrol(f, &enrol_consolidation_generic);
    village_settle(f, &pay_consolidation_generic, &consolidation_year_generic);
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
    assert_true(village_fund(f, P_consolidation) == 100000000 - 16 * 50000);
    village_free(f);
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
        assert_true(f->tally[T_followed_paid] == f->tally[T_served_consolidation] * 50000);
        last = f->tally[T_served_consolidation];
        village_free(f);
    }
    assert_true(last > 10);
}

/* Helped last year, first for training this year, if so set; not for what goes by need. */
static void test_priority(void **state)
{
    (void)state;
    struct fixture *f = village();
    for (int on = 0; on <= 1; on++) {
        f->parameters.consolidation_priority = on;
        village_pass(f);
        village_run(f, village_process("make_up_offers"));
        village_run(f, village_process("observe"));
        for (int32_t i = 0; i < HOUSEHOLDS; i++) {
            ROW(&f->view, claim)[i] = 1;
            ROW(&f->view, memberships)[i] = i >= 90 ? IN_FOLLOW_UP : 0;
        }
        f->places[Q_training] = 20;
        assert_int_equal(give_places_for_a_year(&f->view, Q_training, IN_TRAINING, 1.0f, false), 20);
        for (int32_t i = 0; i < HOUSEHOLDS; i++) {
            const bool trained = ROW(&f->view, memberships)[i] & IN_TRAINING;
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
        cmocka_unit_test(test_more), cmocka_unit_test(test_priority),
    };
    return cmocka_run_group_tests_name("consolidation", tests, NULL, NULL);
}
