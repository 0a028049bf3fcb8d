/* Ageing and schooling, one year at a time. */
#include "models/people/people.c"

#include "unit/models/village_fixture.h"

enum { HOUSEHOLDS = 8000 };

/* A village of households that are one person of this age and schooling. */
static struct fixture *village_of(int age, int schooling)
{
    struct fixture *f = village_make(HOUSEHOLDS);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        village_person(f, i, i % HQ_SLOTS, age, i % 2, schooling, i % 3, i % 4);
        ROW(&f->view, income)[i] = 100000;
    }
    return f;
}

static int32_t at_of(const struct fixture *f, int32_t i)
{
    return i % HQ_SLOTS * f->view.stride + i;
}

/* Share of the village that gained a year of school; all else in the two bytes must be as it should. */
static double wiser(struct fixture *f, int age)
{
    int learned = 0;
    village_run(f, &people_generic);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        const uint8_t what = ROW(&f->view, learning)[at_of(f, i)], was = WAS(f, learning)[at_of(f, i)];
        assert_int_equal(ROW(&f->view, person)[at_of(f, i)], person_code(age < 120 ? age + 1 : 120, i % 2));
        assert_int_equal(health_of(what), health_of(was));
        assert_int_equal(courses_of(what), courses_of(was));
        assert_in_range(schooling_of(what), schooling_of(was), schooling_of(was) + 1);
        learned += schooling_of(what) - schooling_of(was);
    }
    return (double)learned / HOUSEHOLDS;
}

static double wiser_at(int age, int schooling, double dropout, double higher)
{
    struct fixture *f = village_of(age, schooling);
    f->parameters.schooling_dropout = dropout;
    f->parameters.schooling_higher = higher;
    f->parameters.calendar_school_fee = 0;
    const double share = wiser(f, age);
    village_free(f);
    return share;
}

static void test_pupils(void **state)
{
    (void)state;
    for (int age = 7; age <= 15; age++) {
        assert_four_sigma(wiser_at(age, age - 7, 0.2, 0), 0.8, share_error(0.2, HOUSEHOLDS));
    }
    assert_true(wiser_at(10, 3, 0, 0) == 1.0);
    assert_true(wiser_at(10, 3, 1, 0) == 0.0);
    assert_true(wiser_at(6, 0, 0, 1) == 0.0);
    assert_true(wiser_at(0, 0, 0, 1) == 0.0);
}

static void test_students(void **state)
{
    (void)state;
    for (int age = 16; age <= 18; age++) {
        assert_four_sigma(wiser_at(age, 9 + age - 16, 0, 0.3), 0.3, share_error(0.3, HOUSEHOLDS));
        assert_true(wiser_at(age, 8, 0, 1) == 0.0); /* compulsory school not finished */
    }
    assert_true(wiser_at(19, 12, 0, 1) == 0.0);
    assert_true(wiser_at(40, 9, 0, 1) == 0.0);
    assert_true(wiser_at(17, 15, 0, 1) == 0.0); /* the byte has no room for more */
}

/* Who has missed a class is out of school: from 7 to 16 exactly (1 - dropout)^9 finish nine classes. */
static void test_dropout_lasts(void **state)
{
    (void)state;
    struct fixture *f = village_of(7, 0);
    f->parameters.schooling_dropout = 0.1;
    f->parameters.schooling_higher = 0;
    f->parameters.calendar_school_fee = 0;
    for (int year = 0; year < 9; year++) {
        village_year(f, 2009 + year);
        wiser(f, 7 + year);
    }
    int finished = 0;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        finished += schooling_of(ROW(&f->view, learning)[at_of(f, i)]) == 9;
    }
    const double p = pow(0.9, 9);
    assert_four_sigma((double)finished / HOUSEHOLDS, p, share_error(p, HOUSEHOLDS));
    village_free(f);
}

/* Fees drive the poor out: dropout + effect x fee / income per head, income never below 100 Yuan. */
static void test_fees(void **state)
{
    (void)state;
    const int32_t incomes[] = {500000, 100000, -70000};
    const double expected[] = {0.02 + 0.3 * 400 / 5000, 0.02 + 0.3 * 400 / 1000, 1};
    for (int k = 0; k < 3; k++) {
        struct fixture *f = village_of(9, 2);
        f->parameters.schooling_dropout = 0.02;
        f->parameters.schooling_fee_effect = 0.3;
        f->parameters.calendar_school_fee = 400;
        for (int32_t i = 0; i < HOUSEHOLDS; i++) {
            ROW(&f->view, income)[i] = incomes[k];
        }
        assert_four_sigma(1 - wiser(f, 9), expected[k], share_error(expected[k], HOUSEHOLDS) + 1e-9);
        village_free(f);
    }
}

/* Ages end at 120, and nobody stays nobody. */
static void test_age(void **state)
{
    (void)state;
    struct fixture *f = village_of(119, 0);
    for (int year = 0; year < 4; year++) {
        village_run(f, &people_generic);
    }
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        for (int slot = 0; slot < HQ_SLOTS; slot++) {
            const uint8_t who = ROW(&f->view, person)[slot * f->view.stride + i];
            assert_int_equal(who, slot == i % HQ_SLOTS ? person_code(120, i % 2) : 0);
        }
    }
    village_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pupils), cmocka_unit_test(test_students), cmocka_unit_test(test_dropout_lasts),
        cmocka_unit_test(test_fees),   cmocka_unit_test(test_age),
    };
    return cmocka_run_group_tests_name("people", tests, NULL, NULL);
}
