/* What a village sees of incomes. */
#include "models/people/observe.c"

#include "unit/models/village_fixture.h"

enum { HOUSEHOLDS = 20000 };

/* ln(income) + sigma z: right on average, spread by the noise. */
static void test_noise(void **state)
{
    (void)state;
    struct fixture *f = village_make(HOUSEHOLDS);
    f->parameters.register_noise = 0.35;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        village_income(f, i, (int32_t)dice_between(1e4, 2e6));
    }
    village_run(f, &observe_generic);
    double sum = 0, squares = 0;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        const double error = ROW(&f->view, seen)[i] - log(ROW(&f->view, income)[i] / 100.0);
        sum += error;
        squares += error * error;
    }
    assert_four_sigma(sum / HOUSEHOLDS, 0, 0.35 / sqrt(HOUSEHOLDS));
    assert_four_sigma(squares / HOUSEHOLDS / (0.35 * 0.35), 1, sqrt(2.0 / HOUSEHOLDS));
    village_free(f);
}

/* Without noise the order is the order of incomes; nothing, debts and losses look like one Yuan. */
static void test_exact(void **state)
{
    (void)state;
    struct fixture *f = village_make(5);
    const int32_t incomes[] = {-500000, 0, 100, 271828, INT32_MAX};
    f->parameters.register_noise = 0;
    for (int32_t i = 0; i < 5; i++) {
        village_income(f, i, incomes[i]);
    }
    village_run(f, &observe_generic);
    const float *seen = ROW(&f->view, seen);
    assert_true(seen[0] == 0.0f && seen[1] == 0.0f && seen[2] == 0.0f);
    assert_near(seen[3], log(2718.28), 1e-5);
    assert_near(seen[4], log(INT32_MAX / 100.0), 1e-5);
    village_free(f);
}

/* Officers know their villages: at full quality of delivery the part `information` of the error is gone. */
static void test_delivery(void **state)
{
    (void)state;
    struct fixture *f = village_make(100);
    f->parameters.register_noise = 1;
    f->parameters.officers_information = 0.5;
    float error[100];
    for (int32_t i = 0; i < 100; i++) {
        village_income(f, i, 100000);
    }
    village_run(f, &observe_generic);
    for (int32_t i = 0; i < 100; i++) {
        error[i] = ROW(&f->view, seen)[i] - logf(1000.0f);
    }
    f->village.delivery = 0.6f;
    village_run(f, &observe_generic);
    for (int32_t i = 0; i < 100; i++) {
        assert_near(ROW(&f->view, seen)[i] - logf(1000.0f), 0.7f * error[i], 1e-5);
    }
    village_free(f);
}

/* One error a household and year, new the year after. */
static void test_years(void **state)
{
    (void)state;
    struct fixture *f = village_make(100);
    f->parameters.register_noise = 1;
    village_run(f, &observe_generic);
    const float first = ROW(&f->view, seen)[7];
    village_run(f, &observe_generic);
    assert_true(ROW(&f->view, seen)[7] == first);
    assert_true(ROW(&f->view, seen)[8] != first);
    village_year(f, 2010);
    village_run(f, &observe_generic);
    assert_true(ROW(&f->view, seen)[7] != first);
    village_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_noise),
        cmocka_unit_test(test_exact),
        cmocka_unit_test(test_delivery),
        cmocka_unit_test(test_years),
    };
    return cmocka_run_group_tests_name("observe", tests, NULL, NULL);
}
