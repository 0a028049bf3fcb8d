/* Errors of targeting out of made-up tables; a file that is none. */
#include "unit/sim/test.h"

#include "models/delivery/served.c" // NOLINT(bugprone-suspicious-include)

/* Two years, one area, three measures, two lines, two indices, two groups. Of 1,000 persons 200 are poor without aid in the
 * second year; training serves 100, a quarter of them poor; the register nobody. */
static struct served made(void)
{
    static double persons[] = {900, 1000}, at_line[2 * 1 * 3 * 2 * 2], members[] = {50, 0, 100, 0};
    static double unaided[] = {0.5, 0, 0.25, 0};
    static char *groups[] = {"training", "registered"}, *indices[] = {"gap", "headcount"},
                *measures[] = {"income", "consumption", "unaided"}, *areas[] = {"all"},
                *lines[] = {"own", "national"};
    at_line[((1 * 3 + 2) * 2 + 0) * 2 + 1] = 0.2;
    at_line[((1 * 3 + 0) * 2 + 0) * 2 + 1] = 0.1; /* by income: not what is asked */
    return (struct served){.report = {.years = 2,
                                      .area_codes = {areas, 1},
                                      .measures = {measures, 3},
                                      .lines = {lines, 2},
                                      .line_indices = {indices, 2},
                                      .groups = {groups, 2},
                                      .persons = persons},
                           .at_line = at_line,
                           .persons = members,
                           .unaided = unaided};
}

static void errors(void **state)
{
    (void)state;
    const struct served f = made();
    struct deliveries d = {0};
    tell(&f, 1, &d);
    assert_int_equal(d.count, 3);
    assert_string_equal(d.rows[0].programme, "training");
    assert_true(d.rows[0].value == 100.0);
    assert_string_equal(d.rows[1].name, "inclusion_error");
    assert_true(d.rows[1].value == 0.75);
    assert_string_equal(d.rows[2].name, "exclusion_error");
    assert_true(d.rows[2].value == 1.0 - 25.0 / 200.0);
    hq_arena_free(&d.arena);
}

static void no_file(void **state)
{
    (void)state;
    struct deliveries d = {0};
    const struct delivery_of of = {"/nonexistent", 2010, 2009};
    assert_non_null(strstr(delivery_served(&of, &d), "/nonexistent/indicators.h5 is not there"));
    hq_arena_free(&d.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(errors), cmocka_unit_test(no_file)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
