/* What persons earn off the farm, and ties to migrants. */
#include "models/livelihoods/earnings.c"

#include "unit/models/village_fixture.h"

enum { HOUSEHOLDS = 2000 };

static struct fixture *village(void)
{
    struct fixture *f = village_make(HOUSEHOLDS);
    struct parameters *p = &f->parameters;
    p->labour_schooling_return = 0.05;
    p->labour_course_return = 0.1;
    p->migration_living_share = 0.4;
    p->migration_network_memory = 0.75;
    p->calendar_migrant_wage = 1000;
    p->calendar_wage_local = 900;
    p->work_own_pay = 0.5;
    p->work_own_distance = 0.4;
    f->county.job_wage = 800;
    f->county.own_demand = 0.5f;
    f->village.remoteness = 0.25f;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        ROW(&f->view, weight)[i] = (uint16_t)(1 + i % 3);
        ROW(&f->view, ability)[i] = to_trait((float)dice_between(-1, 1));
        ROW(&f->view, network)[i] = to_network((float)dice());
        ROW(&f->view, wages)[i] = 55; /* of a programme */
        ROW(&f->view, sales)[i] = 77; /* of the farm */
        for (int slot = 0; slot < HQ_SLOTS; slot++) {
            if (dice() < 0.6) {
                village_person(f, i, slot, dice_to(80), dice_to(2), dice_to(16), dice_to(3), dice_to(4));
                const int kind = dice_to(4);
                ROW(&f->view, work)
                [slot * f->view.stride + i] =
                    work_code(kind == AT_HOME ? 0 : 1 + dice_to(12), kind, kind == AWAY ? 1 + dice_to(3) : 0);
            }
        }
    }
    return f;
}

/* Against a plain count in double precision: wages and sales to the fen, sums exactly. */
static void test_pay(void **state)
{
    (void)state;
    struct fixture *f = village();
    village_run(f, &earn_generic);
    /* own pay 0.5 x 900 x (1 - 0.4 x 0.25) x 0.5 = 202.5; away 0.6 x 1000 */
    const double month[4] = {0, 800, 202.5, 600};
    int64_t paid = 0, sold = 0, persons[4] = {0}, months[4] = {0}, sending = 0, sent = 0, most_off = 0;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        double wages = 0, sales = 0, away = 0;
        const int64_t weight = ROW(&f->view, weight)[i];
        bool gone = false;
        for (int slot = 0; slot < HQ_SLOTS; slot++) {
            const int32_t at = slot * f->view.stride + i;
            const uint8_t work = ROW(&f->view, work)[at], what = ROW(&f->view, learning)[at];
            const int kind = work_kind(work);
            const double skill = 0.05 * (schooling_of(what) - 8) + 0.1 * courses_of(what) +
                                 0.5 * (double)trait_of(ROW(&f->view, ability)[i]),
                         earned = 100 * work_months(work) * month[kind] * exp(skill);
            wages += kind == OWN_ACCOUNT ? 0 : earned;
            sales += kind == OWN_ACCOUNT ? earned : 0;
            away += kind == AWAY ? earned : 0;
            gone |= kind == AWAY;
            persons[kind] += weight;
            months[kind] += work_months(work) * weight;
            most_off += work_months(work) > 0;
        }
        const int32_t wage = ROW(&f->view, wages)[i] - 55, sale = ROW(&f->view, sales)[i] - 77;
        assert_near(wage, wages, 0.5 + 1e-6 * wages); /* rounded, in single precision */
        assert_near(sale, sales, 0.5 + 1e-6 * sales);
        paid += wage * weight;
        sold += sale * weight;
        sent += (int64_t)(away * (double)weight);
        sending += gone ? weight : 0;
        const double was = (double)network_of(WAS(f, network)[i]);
        assert_near(network_of(ROW(&f->view, network)[i]), 0.75 * was + 0.25 * gone,
                    NETWORK_STEP + 1e-6); /* to the nearest step, or one on */
    }
    assert_true(most_off > HOUSEHOLDS);
    assert_true(f->tally[T_job_wages] == paid);
    assert_true(f->tally[T_own_earned] == sold);
    assert_near((double)f->tally[T_away_wages] / (double)sent, 1, 1e-5);
    assert_int_equal(f->tally[T_migrants], sending);
    assert_int_equal(f->tally[T_placed], persons[LOCAL_JOB]);
    assert_int_equal(f->tally[T_own_persons], persons[OWN_ACCOUNT]);
    assert_int_equal(f->tally[T_away_persons], persons[AWAY]);
    assert_int_equal(f->tally[T_months_local], months[LOCAL_JOB]);
    assert_int_equal(f->tally[T_months_own], months[OWN_ACCOUNT]);
    assert_int_equal(f->tally[T_months_away], months[AWAY]);
    village_free(f);
}

/* A household's flows are clamped to a million Yuan, however many earn. */
static void test_clamped(void **state)
{
    (void)state;
    struct fixture *f = village_make(1);
    f->parameters.calendar_migrant_wage = 50000;
    f->parameters.migration_living_share = 0;
    ROW(&f->view, ability)[0] = to_trait(3);
    for (int slot = 0; slot < HQ_SLOTS; slot++) {
        village_person(f, 0, slot, 30, 0, 15, HEALTHY, 0);
        ROW(&f->view, work)[slot * f->view.stride] = work_code(12, AWAY, 1);
    }
    village_run(f, &earn_generic);
    assert_int_equal(ROW(&f->view, wages)[0], 100000000);
    assert_true(f->tally[T_job_wages] == 100000000);
    village_free(f);
}

/* Those who may work are counted: 16 to 64, not chronically ill, not at school. */
static void test_who_may(void **state)
{
    (void)state;
    struct fixture *f = village_make(8);
    village_person(f, 0, 0, 15, 0, 8, HEALTHY, 0);
    village_person(f, 1, 0, 16, 0, 8, HEALTHY, 0); /* has missed a class: no pupil */
    village_person(f, 2, 0, 16, 1, 9, HEALTHY, 0); /* goes to school */
    village_person(f, 3, 0, 18, 1, 11, HEALTHY, 0);
    village_person(f, 4, 0, 19, 1, 12, ACUTE, 0); /* has left it */
    village_person(f, 5, 0, 64, 1, 0, HEALTHY, 0);
    village_person(f, 6, 0, 65, 1, 0, HEALTHY, 0);
    village_person(f, 7, 0, 40, 0, 9, CHRONIC, 0);
    village_run(f, &earn_generic);
    assert_int_equal(f->tally[T_may_work], 3);
    village_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pay),
        cmocka_unit_test(test_clamped),
        cmocka_unit_test(test_who_may),
    };
    return cmocka_run_group_tests_name("earnings", tests, NULL, NULL);
}
