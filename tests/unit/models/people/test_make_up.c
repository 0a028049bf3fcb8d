/* Who is in the household: against a plain count over random people. */
#include "models/people/make_up.c"

#include "unit/models/village_fixture.h"

enum { HOUSEHOLDS = 4000 };

struct plain {
    int members, pupils, elders, best, workers;
    double adults, skill;
};

static struct plain count(const struct fixture *f, int32_t row)
{
    struct plain c = {.best = -1};
    double most = -1;
    for (int slot = 0; slot < HQ_SLOTS; slot++) {
        const int32_t at = slot * f->view.stride + row;
        const int person = ROW(&f->view, person)[at], learning = ROW(&f->view, learning)[at];
        if (!person) {
            continue;
        }
        const int age = (person - 1) / 2, years = learning % 16, health = learning / 16 % 4,
                  courses = learning / 64, work = ROW(&f->view, work)[at];
        const bool away = work / 16 % 4 == AWAY;
        const double worth =
            f->parameters.labour_schooling_return * years + f->parameters.labour_course_return * courses;
        c.members++;
        c.pupils += age >= 7 && age <= 15;
        c.elders += age >= 60;
        if (age >= 16 && age <= 64) {
            c.adults += health == CHRONIC ? f->parameters.illness_chronic_work
                        : health == ACUTE ? f->parameters.illness_acute_work
                                          : 1;
            c.workers += health != CHRONIC && !away;
            if (health != CHRONIC && work / 16 % 4 != LOCAL_JOB) {
                c.adults -= work % 16 / 12.0 * (health == ACUTE ? f->parameters.illness_acute_work : 1);
            }
            if (health != CHRONIC && !away && worth > most) {
                most = worth;
                c.best = slot;
            }
        }
    }
    c.skill = most > 0 ? most : 0;
    return c;
}

/* Returns of 1/32 and 1/8: sums are exact in either precision, and so are ties. */
static void people_at_random(struct fixture *f)
{
    f->parameters.labour_schooling_return = 0.03125;
    f->parameters.labour_course_return = 0.125;
    for (int32_t i = 0; i < f->view.live; i++) {
        for (int slot = 0; slot < HQ_SLOTS; slot++) {
            if (dice() < 0.6) {
                village_person(f, i, slot, dice_to(121), dice_to(2), dice_to(16), dice_to(3), dice_to(4));
                const int kind = dice_to(4);
                ROW(&f->view, work)
                [slot * f->view.stride + i] =
                    work_code(kind == AT_HOME ? 0 : dice_to(13), kind, kind == AWAY ? 1 + dice_to(3) : 0);
            }
        }
    }
}

static void check_process(const struct process *p)
{
    struct fixture *f = village_make(HOUSEHOLDS);
    people_at_random(f);
    village_run(f, p);
    village_run(f, p); /* counts do not add up over calls */
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        const struct plain c = count(f, i);
        assert_int_equal(ROW(&f->view, members)[i], c.members);
        assert_int_equal(ROW(&f->view, pupils)[i], c.pupils);
        assert_int_equal(ROW(&f->view, elders)[i], c.elders);
        assert_int_equal(ROW(&f->view, best)[i], c.best);
        assert_near(ROW(&f->view, adults)[i], c.adults, 1e-5);
        assert_near(ROW(&f->view, skill)[i], c.skill, 1e-5);
    }
    village_free(f);
}

static void test_against_plain_count(void **state)
{
    (void)state;
    check_process(&make_up_generic);
}

static void test_both_passes(void **state)
{
    (void)state;
    check_process(&make_up_offers_generic);
    assert_int_equal(make_up_offers_generic.stage, HQ_OFFERS);
    assert_int_equal(make_up_generic.stage, HQ_SETTLE);
}

/* Workers: who is away is none, and he is not the best one at home. */
static void test_workers(void **state)
{
    (void)state;
    struct fixture *f = village_make(HOUSEHOLDS);
    people_at_random(f);
    village_run(f, &make_up_generic);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        const struct plain c = count(f, i);
        assert_int_equal(ROW(&f->view, workers)[i], c.workers);
    }
    village_free(f);
}

/* The ages at which people begin and cease to count, one by one. */
static void test_bounds(void **state)
{
    (void)state;
    struct fixture *f = village_make(130);
    for (int32_t i = 0; i <= 120; i++) {
        village_person(f, i, i % HQ_SLOTS, i, i % 2, 0, HEALTHY, 0);
    }
    village_run(f, &make_up_generic);
    for (int32_t age = 0; age <= 120; age++) {
        assert_int_equal(ROW(&f->view, pupils)[age], age >= PUPIL_FROM && age <= PUPIL_TO);
        assert_int_equal(ROW(&f->view, elders)[age], age >= ELDER_FROM);
        assert_true(ROW(&f->view, adults)[age] == (age >= ADULT_FROM && age <= ADULT_TO ? 1.0f : 0.0f));
        assert_int_equal(ROW(&f->view, best)[age], age >= ADULT_FROM && age <= ADULT_TO ? age % HQ_SLOTS : -1);
    }
    for (int32_t i = 121; i < f->view.rows; i++) { /* nobody at home, and padding */
        assert_int_equal(ROW(&f->view, members)[i], 0);
        assert_int_equal(ROW(&f->view, best)[i], -1);
        assert_true(ROW(&f->view, adults)[i] == 0.0f && ROW(&f->view, skill)[i] == 0.0f);
    }
    village_free(f);
}

/* Among equals the lowest slot; a course is worth its return; the chronically ill are never the best. */
static void test_best(void **state)
{
    (void)state;
    struct fixture *f = village_make(3);
    f->parameters.labour_schooling_return = 0.04;
    f->parameters.labour_course_return = 0.1;
    village_person(f, 0, 2, 30, 0, 6, HEALTHY, 0);
    village_person(f, 0, 5, 40, 1, 6, HEALTHY, 0);
    village_person(f, 1, 0, 30, 0, 7, HEALTHY, 0);
    village_person(f, 1, 1, 30, 0, 6, ACUTE, 1);
    village_person(f, 2, 0, 30, 0, 15, CHRONIC, 3);
    village_person(f, 2, 1, 30, 0, 0, HEALTHY, 0);
    village_run(f, &make_up_generic);
    assert_int_equal(ROW(&f->view, best)[0], 2);
    assert_int_equal(ROW(&f->view, best)[1], 1);
    assert_int_equal(ROW(&f->view, best)[2], 1);
    assert_near(ROW(&f->view, skill)[1], 0.34, 1e-6);
    ROW(&f->view, work)[2 * f->view.stride] = work_code(8, AWAY, 1);
    ROW(&f->view, work)[1] = work_code(6, OWN_ACCOUNT, 0);
    village_run(f, &make_up_generic);
    assert_int_equal(ROW(&f->view, best)[0], 5);
    assert_int_equal(ROW(&f->view, best)[1], 1);
    assert_near(ROW(&f->view, adults)[0], 2 - 8.0 / 12, 1e-6);
    village_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_against_plain_count),
        cmocka_unit_test(test_both_passes),
        cmocka_unit_test(test_workers),
        cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_best),
    };
    return cmocka_run_group_tests_name("make_up", tests, NULL, NULL);
}
