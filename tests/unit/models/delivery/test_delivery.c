/* The list grows and keeps what was added. */
#include "unit/sim/test.h"

#include "models/delivery/delivery.c" // NOLINT(bugprone-suspicious-include)

static void grows(void **state)
{
    (void)state;
    struct deliveries d = {0};
    for (int i = 0; i < 1000; i++) {
        delivery_add(&d, "training", hq_arena_print(&d.arena, "n%d", i), "1", "", i / 2.0);
    }
    assert_int_equal(d.count, 1000);
    assert_string_equal(d.rows[731].name, "n731");
    assert_true(d.rows[731].value == 365.5);
    hq_arena_free(&d.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(grows)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
