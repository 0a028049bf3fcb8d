/* Help that ends, by hand over four years; a folder without a panel. */
#include "unit/sim/test.h"

#include "models/delivery/after.c" // NOLINT(bugprone-suspicious-include)

static const struct tally *of(const struct tally *tallies, const char *programme)
{
    for (int h = 0; h < HELPERS; h++) {
        if (strcmp(helpers[h].programme, programme) == 0) {
            return &tallies[h];
        }
    }
    fail_msg("no programme %s", programme);
    return NULL;
}

/* 1 leaves training for good; 2 falls back three years later; 3 is poor when help ends; 4 is not followed on; 5 leaves the
 * register and security, and is poor the year after. */
static void ends(void **state)
{
    (void)state;
    enum { T = IN_TRAINING, S = IN_SECURITY, R = ON_REGISTER, L = LEFT_REGISTER };
    struct followed rows[5][5] = {
        {{1, T, 1}, {2, T, 10}, {3, T, 100}, {4, T, 1000}, {5, R | S, 7}},
        {{1, 0, 1}, {2, 0, 10}, {3, POOR, 100}, {4, 0, 1000}, {5, L, 7}},
        {{1, 0, 1}, {2, 0, 10}, {3, 0, 100}, {5, L | POOR, 7}},
        {{1, 0, 1}, {2, 0, 10}, {3, 0, 100}, {5, L | POOR, 7}},
        {{1, 0, 1}, {2, POOR, 10}, {3, 0, 100}, {5, L, 7}},
    };
    const struct census years[] = {{rows[0], 5}, {rows[1], 5}, {rows[2], 4}, {rows[3], 4}, {rows[4], 4}};
    struct tally tallies[HELPERS] = {{0}};
    for (int y = 1; y < 5; y++) {
        follow(years, y, 5, tallies);
    }
    const struct tally *t = of(tallies, "training");
    assert_int_equal(t->ended, 1011);
    assert_int_equal(t->found[0], 11);
    assert_int_equal(t->out[0], 11);
    assert_int_equal(t->found[1], 11); /* three years after the second is the fifth */
    assert_int_equal(t->out[1], 1);
    assert_int_equal(t->found[2], 0);
    t = of(tallies, "register");
    assert_int_equal(t->ended, 7);
    assert_int_equal(t->out[0], 0);
    assert_int_equal(t->out[1], 7);
    assert_int_equal(of(tallies, "security")->ended, 7);

    struct deliveries d = {0};
    tell(tallies, 0.5, &d);
    assert_int_equal(d.count, 3 * (1 + LATER));
    assert_string_equal(d.rows[0].programme, "training");
    assert_true(d.rows[0].value == 2022.0);
    assert_true(d.rows[2].value == 1.0 / 11.0);
    assert_true(d.rows[3].value != d.rows[3].value); /* nobody is followed for five years */
    hq_arena_free(&d.arena);
}

static void no_panel(void **state)
{
    (void)state;
    struct deliveries d = {0};
    const char *why;
    assert_null(delivery_after(&(struct delivery_of){"/nonexistent", 2010, 2009}, &d, &why));
    assert_non_null(strstr(why, "no panel"));
    assert_int_equal(d.count, 0);
    hq_arena_free(&d.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(ends), cmocka_unit_test(no_panel)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
