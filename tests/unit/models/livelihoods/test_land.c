/* Land that is worked: the own cropland of those who live beside it, with what they rent and without what they
 * let. */
#include "models/livelihoods/land.c"

#include "unit/models/village_fixture.h"

enum { HOUSEHOLDS = 200 };

static void check(const struct process *p)
{
    struct fixture *f = village_make(HOUSEHOLDS);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        ROW(&f->view, cropland)[i] = 0.5f * (float)i;
        ROW(&f->view, settled)[i] = (uint8_t)(i % 3 == 0 ? i % 255 : 0);
        ROW(&f->view, rented)[i] = (float)(i % 5 - 2);
        ROW(&f->view, fields)[i] = 77.0f;
    }
    village_run(f, p);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        const bool away = i % 3 == 0 && i % 255 > 0;
        const float worked = fmaxf(0.0f, 0.5f * (float)i + (float)(i % 5 - 2));
        assert_true(ROW(&f->view, fields)[i] == (away ? 0.0f : worked));
        assert_true(ROW(&f->view, cropland)[i] == 0.5f * (float)i); /* the right stays */
    }
    village_free(f);
}

static void relocated_households_work_no_land(void **state)
{
    (void)state;
    check(&till_generic);
    check(&till_offers_generic);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(relocated_households_work_no_land)};
    return cmocka_run_group_tests_name("land", tests, NULL, NULL);
}
