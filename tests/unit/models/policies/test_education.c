/* Education aid: whom it is for, what it pays, what it changes in who goes to school, teachers' courses. */
#include "models/policies/education.c"

#include "unit/models/policies/programme_fixture.h"

enum { HOUSEHOLDS = 400 };

/* By i % 4: a student due in senior school, a pupil of junior school, one of primary school, nobody; two in three
 * on the register; the first are the poorest. */
static struct fixture *village(void)
{
    struct fixture *f = village_make(HOUSEHOLDS);
    struct parameters *p = &f->parameters;
    p->education_enabled = 1;
    p->education_start = 2009;
    p->education_aid = 100000;
    p->education_teaching_share = 0;
    p->schooling_senior_cost = 1800;
    p->schooling_boarding = 900;
    p->schooling_boards_from = 0.5;
    p->calendar_cpi = 1;
    p->calendar_school_fee = p->calendar_boarding_aid = 0;
    p->calendar_village_schools = 1;
    p->register_noise = p->register_capture = 0;
    f->village.remoteness = 1;
    f->village.school_rank = 0.5f;
    const int ages[] = {17, 14, 9};
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        village_person(f, i, 1, 40, 0, 6, HEALTHY, 0);
        if (i % 4 < 3) {
            village_person(f, i, 3, ages[i % 4], 0, ages[i % 4] - 7, HEALTHY, 0);
        }
        ROW(&f->view, registered)[i] = i % 3 != 0;
        village_income(f, i, 100000 + 100 * i);
    }
    return f;
}

static bool poor_student(int32_t i)
{
    return i % 3 != 0 && i % 4 < 2; /* primary school is in the village and free */
}

static void plan_year(struct fixture *f, int year, int64_t yuan)
{
    PROGRAMME_OFFERS(f, education, year, yuan * 100);
}

static void settle_year(struct fixture *f)
{
    village_settle_after(f, "attend", &pay_education_generic, &education_year_generic);
}

static void test_whom(void **state)
{
    (void)state;
    struct fixture *f = village();
    int due = 0;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        due += poor_student(i);
    }
    plan_year(f, 2008, 1000000); /* before its start */
    assert_int_equal(f->village_demand[Q_education], due);
    assert_int_equal(village_members(f, IN_STUDENT_AID), 0);
    settle_year(f);
    plan_year(f, 2009, 10999); /* ten places: the poorest */
    settle_year(f);
    int served = 0;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        const bool serves = poor_student(i) && served < 10;
        served += serves;
        assert_int_equal(ROW(&f->view, memberships)[i], serves ? IN_STUDENT_AID : 0);
    }
    assert_int_equal(f->tally[T_served_education], 10);
    plan_year(f, 2010, 100000000);
    assert_int_equal(f->tally[T_served_education], due);
    settle_year(f);
    f->parameters.education_enabled = 0;
    f->parameters.schooling_boarding = f->parameters.schooling_senior_cost = 0;
    plan_year(f, 2011, 1000000);
    assert_int_equal(f->village_demand[Q_education], 0);
    village_free(f);
}

/* What it pays is min(aid, cost) of one student who goes, to the fen, weights and all; the rest stays in the fund. */
static void test_paid(void **state)
{
    (void)state;
    struct fixture *f = village(), *none = village();
    f->parameters.education_aid = 150000;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        ROW(&f->view, weight)[i] = ROW(&none->view, weight)[i] = (uint16_t)(1 + i % 5);
    }
    plan_year(f, 2009, 90000);
    settle_year(f);
    none->parameters.education_enabled = 0;
    plan_year(none, 2009, 0);
    /* Luck is the same; the choice is not: everybody goes in both. */
    f->parameters.schooling_higher = none->parameters.schooling_higher = 1;
    for (int k = 0; k < 2; k++) {
        struct parameters *p = k ? &f->parameters : &none->parameters;
        p->schooling_higher_cost = p->schooling_higher_distance = p->schooling_higher_help = 0;
        p->schooling_higher_head = p->schooling_dropout = p->schooling_fee_effect = 0;
        p->schooling_distance_effect = p->schooling_help_effect = p->schooling_head_effect = 0;
    }
    plan_year(f, 2010, 90000);
    const int64_t held = village_fund(f, P_education);
    settle_year(f);
    village_year(none, 2010);
    village_run(none, village_process("make_up"));
    village_run(none, village_process("attend"));
    int64_t paid = 0, students = 0;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        const int32_t less = ROW(&none->view, schooling_cost)[i] - ROW(&f->view, schooling_cost)[i];
        const bool member = (ROW(&f->view, memberships)[i] & IN_STUDENT_AID) != 0;
        assert_int_equal(less, !member ? 0 : i % 4 == 0 ? 150000 : 90000); /* of 2,700 Yuan, and all of 900 */
        paid += (int64_t)less * ROW(&f->view, weight)[i];
        students += member * ROW(&f->view, weight)[i];
    }
    assert_true(paid > 0 && f->tally[T_paid_education] == paid);
    assert_int_equal(f->tally[T_students_aided], students);
    assert_true(village_fund(f, P_education) == held - paid);
    assert_true(f->tally[T_schooling_cost] == none->tally[T_schooling_cost] - paid);
    village_free(f);
    village_free(none);
}

/* Aid sends more to school: senior students by exp(higher_cost aid / income); without money nothing changes, to
 * the bit. */
static void test_effect(void **state)
{
    (void)state;
    struct fixture *with = village(), *without = village(), *off = village();
    struct fixture *all[] = {with, without, off};
    int64_t going[3], left[3];
    for (int k = 0; k < 3; k++) {
        struct parameters *p = &all[k]->parameters;
        p->schooling_higher_cost = 2;
        p->schooling_dropout = 0.1;
        p->schooling_fee_effect = 1;
        p->education_enabled = k < 2;
        plan_year(all[k], 2009, k == 0 ? 100000000 : 0);
        settle_year(all[k]);
        going[k] = all[k]->tally[T_students];
        left[k] = all[k]->tally[T_left_school];
    }
    assert_true(going[0] > going[1] && left[0] < left[1]);
    assert_true(going[1] == going[2] && left[1] == left[2]);
    assert_memory_equal(ROW(&without->view, school), ROW(&off->view, school), village_bytes(off, C_school));
    for (int32_t i = 0; i < HOUSEHOLDS; i++) { /* nobody who has no aid goes for it, or stays away for it */
        const bool member = (ROW(&with->view, memberships)[i] & IN_STUDENT_AID) != 0;
        const uint16_t now = ROW(&with->view, school)[i] & 0xff, was = ROW(&off->view, school)[i] & 0xff;
        assert_true(member ? (now & was) == was : now == was);
    }
    for (int k = 0; k < 3; k++) {
        village_free(all[k]);
    }
}

/* Stated places are places, and money is divided by them. */
static void test_stated(void **state)
{
    (void)state;
    struct fixture *f = village();
    f->county.places_education = 7;
    plan_year(f, 2009, 0);
    settle_year(f);
    assert_int_equal(f->tally[T_served_education], 7);
    assert_int_equal(f->tally[T_paid_education], 0);
    plan_year(f, 2010, 3500);
    assert_int_equal(f->county.student_aid, 50000);
    assert_int_equal(f->tally[T_served_education], 7);
    village_free(f);
}

/* Teachers: money buys whole courses, which wear off, and keep pupils at school. */
static void test_teachers(void **state)
{
    (void)state;
    struct fixture *f = village();
    struct parameters *p = &f->parameters;
    p->education_teaching_share = 0.5;
    p->education_teaching_course = 70000;
    p->education_teaching_pupils = 20;
    p->education_teaching_wear = 0.25;
    p->education_aid = 10000000; /* no place */
    plan_year(f, 2009, 2000);
    settle_year(f); /* one course of 700 Yuan, 200 pupils of 10 teachers */
    assert_int_equal(f->tally[T_pupils], 200);
    assert_true(fabs((double)f->county.taught - 0.1) < 1e-6);
    assert_int_equal(village_fund(f, P_education), 130000);
    plan_year(f, 2010, 0);
    settle_year(f);
    assert_true(fabs((double)f->county.taught - 0.075) < 1e-6); /* 650 Yuan are none */
    plan_year(f, 2011, 1000000);
    settle_year(f);
    assert_true(f->county.taught == 1.0f);
    p->schooling_dropout = 1;
    p->schooling_head_effect = p->schooling_help_effect = p->schooling_fee_effect = 0;
    p->schooling_distance_effect = 0;
    p->education_teaching_effect = 1;
    plan_year(f, 2012, 0);
    settle_year(f);
    assert_int_equal(f->tally[T_left_school], 0);
    f->county.taught = 0;
    plan_year(f, 2013, 0);
    settle_year(f);
    assert_int_equal(f->tally[T_left_school], 200);
    village_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whom),   cmocka_unit_test(test_paid),     cmocka_unit_test(test_effect),
        cmocka_unit_test(test_stated), cmocka_unit_test(test_teachers),
    };
    return cmocka_run_group_tests_name("education", tests, NULL, NULL);
}
