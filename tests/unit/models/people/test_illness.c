/* Illness alone: hazard by age, chronic share, cost. */
#include "models/people/illness.c"

#include "unit/models/village_fixture.h"

enum { HOUSEHOLDS = 20000 };

static struct fixture *village_of(int age, int health)
{
    struct fixture *f = village_make(HOUSEHOLDS);
    struct parameters *p = &f->parameters;
    p->illness_hazard = 0.05;
    p->illness_age_effect = 0.02;
    p->illness_chronic_share = 0.2;
    p->illness_recovery = 0.1;
    p->illness_cost = 1000;
    p->illness_cost_spread = 0;
    p->illness_chronic_cost = 0.5;
    p->calendar_cpi = 1;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        village_person(f, i, i % HQ_SLOTS, age, 0, 7, health, 2);
    }
    return f;
}

static double share_with(const struct fixture *f, int health)
{
    int found = 0;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        const uint8_t what = ROW(&f->view, learning)[i % HQ_SLOTS * f->view.stride + i];
        assert_int_equal(schooling_of(what), 7);
        assert_int_equal(courses_of(what), 2);
        found += health_of(what) == health;
    }
    return (double)found / HOUSEHOLDS;
}

/* hazard exp(age_effect (age - 20)), of which chronic_share stays. */
static void test_hazard(void **state)
{
    (void)state;
    const int ages[] = {0, 20, 50, 80, 120};
    for (int k = 0; k < 5; k++) {
        struct fixture *f = village_of(ages[k], HEALTHY);
        village_run(f, &illness_generic);
        const double h = fmin(0.5, 0.05 * exp(0.02 * (ages[k] - 20)));
        assert_four_sigma(share_with(f, ACUTE), 0.8 * h, share_error(0.8 * h, HOUSEHOLDS));
        assert_four_sigma(share_with(f, CHRONIC), 0.2 * h, share_error(0.2 * h, HOUSEHOLDS));
        assert_near((double)f->tally[T_ill] / HOUSEHOLDS, share_with(f, ACUTE) + share_with(f, CHRONIC), 1e-9);
        assert_near((double)f->tally[T_chronic] / HOUSEHOLDS, share_with(f, CHRONIC), 1e-9);
        village_free(f);
    }
}

static void test_hazard_is_bounded(void **state)
{
    (void)state;
    struct fixture *f = village_of(90, HEALTHY);
    f->parameters.illness_hazard = 1;
    village_run(f, &illness_generic);
    assert_four_sigma(1 - share_with(f, HEALTHY), 0.5, share_error(0.5, HOUSEHOLDS));
    village_free(f);
}

/* A chronic illness ends with chance recovery; an acute one is over after its year. */
static void test_endings(void **state)
{
    (void)state;
    struct fixture *f = village_of(20, CHRONIC);
    village_run(f, &illness_generic);
    assert_four_sigma(share_with(f, HEALTHY), 0.1, share_error(0.1, HOUSEHOLDS));
    assert_true(share_with(f, ACUTE) == 0.0);
    village_free(f);
    f = village_of(20, ACUTE);
    f->parameters.illness_hazard = 0;
    village_run(f, &illness_generic);
    assert_true(share_with(f, HEALTHY) == 1.0);
    village_free(f);
}

/* Where nobody grows older the chronic share settles to h c / (h c + recovery). */
static void test_steady_state(void **state)
{
    (void)state;
    struct fixture *f = village_of(20, HEALTHY);
    double sum = 0;
    for (int year = 0; year < 100; year++) {
        village_year(f, 2000 + year);
        village_run(f, &illness_generic);
        sum += year >= 60 ? share_with(f, CHRONIC) : 0;
    }
    const double falls = 0.05 * 0.2, share = falls / (falls + 0.1);
    /* Years are alike by (1 - falls - recovery): 40 of them are worth 40 (1 - r) / (1 + r) apart. */
    const double r = 1 - falls - 0.1;
    assert_four_sigma(sum / 40, share, share_error(share, HOUSEHOLDS * 40 * (1 - r) / (1 + r)));
    village_free(f);
}

/* Mean cost of an illness: median exp(s^2 / 2) at the year's prices; chronic ones at their part. */
static void test_cost(void **state)
{
    (void)state;
    struct fixture *f = village_of(20, HEALTHY);
    f->parameters.illness_hazard = 0.5;
    f->parameters.illness_chronic_share = 0;
    f->parameters.illness_cost_spread = 0.6;
    f->parameters.calendar_cpi = 1.2;
    village_run(f, &illness_generic);
    double sum = 0;
    int ill = 0;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        const double cost = ROW(&f->view, illness)[i];
        sum += cost;
        ill += cost > 0;
        assert_true(ROW(&f->view, spare)[i] == 0.0f); /* what it borrowed is given back empty */
    }
    assert_near((double)ill / HOUSEHOLDS, share_with(f, ACUTE), 1e-9);
    const double relative = sqrt(exp(0.36) - 1);
    assert_four_sigma(sum / ill / 120000, exp(0.18), exp(0.18) * relative / sqrt(ill));
    village_free(f);
    f = village_of(20, CHRONIC);
    f->parameters.illness_recovery = 0;
    village_run(f, &illness_generic);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        assert_int_equal(ROW(&f->view, illness)[i], 50000);
    }
    village_free(f);
}

/* Several in one household add up; counts carry weights; nobody does not fall ill. */
static void test_households(void **state)
{
    (void)state;
    struct fixture *f = village_make(100);
    f->parameters.illness_recovery = 0;
    f->parameters.illness_cost = 1000;
    f->parameters.illness_cost_spread = 0;
    f->parameters.illness_chronic_cost = 0.25;
    f->parameters.calendar_cpi = 1;
    for (int32_t i = 0; i < 50; i++) {
        ROW(&f->view, weight)[i] = 7;
        village_person(f, i, 0, 40, 0, 5, CHRONIC, 0);
        village_person(f, i, 4, 40, 1, 5, CHRONIC, 0);
    }
    village_run(f, &illness_generic);
    for (int32_t i = 0; i < 100; i++) {
        assert_int_equal(ROW(&f->view, illness)[i], i < 50 ? 50000 : 0);
        assert_int_equal(ROW(&f->view, learning)[7 * f->view.stride + i], 0);
    }
    assert_int_equal(f->tally[T_chronic], 50 * 7 * 2);
    assert_int_equal(f->tally[T_ill], 0);
    village_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hazard),  cmocka_unit_test(test_hazard_is_bounded),
        cmocka_unit_test(test_endings), cmocka_unit_test(test_steady_state),
        cmocka_unit_test(test_cost),    cmocka_unit_test(test_households),
    };
    return cmocka_run_group_tests_name("illness", tests, NULL, NULL);
}
