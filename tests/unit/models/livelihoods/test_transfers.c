/* Transfers of the calendar, gifts and property, household by household, and their sums to the fen. */
#include "models/livelihoods/transfers.c"

#include "unit/models/village_fixture.h"

enum { HOUSEHOLDS = 500 };

static struct fixture *village(void)
{
    struct fixture *f = village_make(HOUSEHOLDS);
    struct parameters *p = &f->parameters;
    p->calendar_grain_subsidy = 55.5;
    p->calendar_pension = 60;
    p->calendar_cpi = 1.1;
    p->money_subsistence = 1500;
    p->money_deposit_rate = 0.02;
    p->transfers_private_share = 0.04;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        ROW(&f->view, cropland)[i] = (float)dice_between(0, 60);
        ROW(&f->view, pasture)[i] = (float)dice_between(0, 400);
        ROW(&f->view, members)[i] = 1 + dice_to(8);
        ROW(&f->view, elders)[i] = dice_to(3);
        ROW(&f->view, savings)[i] = (int32_t)dice_between(0, 1e7);
        ROW(&f->view, weight)[i] = (uint16_t)(1 + dice_to(30));
        ROW(&f->view, transfers)[i] = 17;   /* from others */
        ROW(&f->view, income)[i] = 5000000; /* far from any poverty */
    }
    return f;
}

static void test_households(void **state)
{
    (void)state;
    struct fixture *f = village();
    village_run(f, &transfers_generic);
    int64_t given = 0, interest = 0;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        const double state_pays = 55.5 * ROW(&f->view, cropland)[i] + 12 * 60.0 * ROW(&f->view, elders)[i];
        const double kin = 0.04 * 1500 * 1.1 * ROW(&f->view, members)[i];
        assert_near(ROW(&f->view, transfers)[i], 17 + 100 * (state_pays + kin), 3);
        assert_near(ROW(&f->view, property)[i], 0.02 * (double)ROW(&f->view, savings)[i], 2);
        given += (int64_t)(ROW(&f->view, transfers)[i] - 17) * ROW(&f->view, weight)[i];
        interest += ROW(&f->view, property)[i];
    }
    assert_true(f->tally[T_public_transfers] + f->tally[T_private_transfers] == given);
    assert_true(f->tally[T_public_transfers] > 0 && f->tally[T_private_transfers] > 0 && interest > 0);
    village_free(f);
}

/* Every source off: nobody is given anything. */
static void test_nothing(void **state)
{
    (void)state;
    struct fixture *f = village();
    struct parameters *p = &f->parameters;
    p->calendar_grain_subsidy = p->calendar_pension = p->transfers_private_share = 0;
    p->money_deposit_rate = p->calendar_dibao_line = 0;
    village_run(f, &transfers_generic);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        assert_int_equal(ROW(&f->view, transfers)[i], 17);
        assert_int_equal(ROW(&f->view, property)[i], 0);
    }
    assert_int_equal(f->tally[T_public_transfers], 0);
    village_free(f);
}

/* Very large stocks give a clamped interest, not nonsense. */
static void test_large(void **state)
{
    (void)state;
    struct fixture *f = village();
    ROW(&f->view, savings)[0] = MOST_MONEY;
    ROW(&f->view, pasture)[0] = 1e8f;
    village_run(f, &transfers_generic);
    assert_in_range(ROW(&f->view, property)[0], 20000000, INT32_MAX);
    village_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_households),
        cmocka_unit_test(test_nothing),
        cmocka_unit_test(test_large),
    };
    return cmocka_run_group_tests_name("transfers", tests, NULL, NULL);
}
