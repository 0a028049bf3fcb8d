/* Ratios of made-up series against sums by hand; series that are not there; a file that is none. */
#include "unit/sim/test.h"

#include "models/delivery/ratios.c" // NOLINT(bugprone-suspicious-include)

enum { YEARS = 3, COUNTIES = 2 };

/* A shelf that holds a, b, c (undefined in the second county's last year), d. */
static struct shelf *shelf(void)
{
    static double a[] = {1, 2, 3, 4, 5, 6}, b[] = {10, 20, 30, 40, 50, 60}, d[] = {1, 0, 0, 0, 0, 0};
    static double c[] = {0.5, 0.25, 0.5, 0.25, 0.5, 0};
    static struct shelf s;
    c[5] = (double)__builtin_nan("");
    s = (struct shelf){.path = "none.h5", .years = YEARS, .counties = COUNTIES, .count = 4};
    s.kept[0] = (struct kept){"a", a};
    s.kept[1] = (struct kept){"b", b};
    s.kept[2] = (struct kept){"c", c};
    s.kept[3] = (struct kept){"d", d};
    return &s;
}

static double ratio(enum span over, const char *top, const char *under, int last)
{
    struct product one, other;
    struct shelf *s = shelf();
    assert_true(product_of(s, top, &one));
    assert_true(product_of(s, under, &other));
    return ratio_of(s, over, &one, &other, last);
}

static void spans(void **state)
{
    (void)state;
    assert_true(ratio(IN_YEAR, "a", "b", 1) == 7.0 / 70.0);
    assert_true(ratio(SO_FAR, "a", "b", 2) == 21.0 / 210.0);
    assert_true(ratio(IN_YEAR_OF, "a", "b", 2) == 11.0 / 210.0);
    const double none = ratio(IN_YEAR, "a", "d", 1);
    assert_true(none != none); /* nothing to divide by, though something to divide */
}

static void products(void **state)
{
    (void)state;
    assert_true(ratio(IN_YEAR, "c * b", "b", 1) == (15.0 + 10.0) / 70.0);
    assert_true(ratio(IN_YEAR, "b - a", "b", 0) == 27.0 / 30.0);
    assert_true(ratio(IN_YEAR, "a", "c * b + a", 0) == 3.0 / (5.0 + 5.0 + 3.0));
    /* The second county's last year has no c: it counts on neither side. */
    assert_true(ratio(IN_YEAR, "c * b", "b", 2) == 0.5);
    assert_true(ratio(SO_FAR, "c * b", "b", 2) == (5.0 + 5.0 + 15.0 + 10.0 + 25.0) / 150.0);
}

/* Every text of the table is one that can be read, with names that fit. */
static void table(void **state)
{
    (void)state;
    for (int i = 0; i < RATIOS; i++) {
        struct shelf s = {.path = "/nonexistent/series.h5"};
        struct product p;
        assert_false(product_of(&s, ratio_rows[i].top, &p));
        assert_true(s.damaged);
        const char *const texts[] = {ratio_rows[i].top, ratio_rows[i].under};
        for (int k = 0; k < 2; k++) {
            for (const char *at = texts[k]; *at; at += strcspn(at, " "), at += strspn(at, " *-+")) {
                assert_true(strcspn(at, " ") < MOST_NAME);
            }
        }
    }
}

static void no_file(void **state)
{
    (void)state;
    struct deliveries d = {0};
    const struct delivery_of of = {"/nonexistent", 2010, 2009};
    assert_non_null(strstr(delivery_ratios(&of, &d), "/nonexistent/series.h5 cannot be read"));
    hq_arena_free(&d.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(spans), cmocka_unit_test(products),
                                       cmocka_unit_test(table), cmocka_unit_test(no_file)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
