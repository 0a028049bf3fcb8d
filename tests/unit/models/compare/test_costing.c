/* Average and marginal costs of effects, by hand. */
#include "unit/models/compare/made_fixture.h"

#include "models/compare/costing.c" // NOLINT(bugprone-suspicious-include)

/* The one ratio of so much in a list. */
static const struct cost_ratio *ratio(const struct cost_ratios *r, const char *name, const char *cost, int more,
                                      enum effect_part part)
{
    const struct cost_ratio *found = NULL;
    for (int i = 0; i < r->count; i++) {
        const struct cost_ratio *one = &r->rows[i];
        if (strcmp(one->name, name) == 0 && strcmp(one->cost, cost) == 0 && one->more == more &&
            one->part == part) {
            assert_null(found);
            found = one;
        }
    }
    assert_non_null(found);
    return found;
}

/* `a` costs 100 and takes 20 of 50 persons out of poverty; `b` costs 300 and takes out 30 of them. */
static void make(struct made *m, bool frozen)
{
    made_begin(m, 2, 1, frozen);
    made_put(m, 0, "indicator", "headcount", "own", VALUES(0.5), VALUES(0.3), VALUES(0.4));
    made_put(m, 0, "indicator", "poor_persons", "own", VALUES(50), VALUES(30), VALUES(40));
    made_put(m, 0, "cost", "total", "", VALUES(10), VALUES(110), VALUES(90));
    made_put(m, 0, "cost", "spent", "", VALUES(10), VALUES(90), VALUES(80));
    made_put(m, 1, "indicator", "headcount", "own", VALUES(0.5), VALUES(0.2), VALUES(0.4));
    made_put(m, 1, "indicator", "poor_persons", "own", VALUES(50), VALUES(20), VALUES(60));
    made_put(m, 1, "cost", "total", "", VALUES(10), VALUES(310), VALUES(310));
    made_put(m, 1, "cost", "spent", "", VALUES(10), VALUES(310), VALUES(310));
}

static void average(void **state)
{
    (void)state;
    struct made m;
    struct cost_ratios r;
    make(&m, true);
    costing_average(&m.c, &r);
    assert_int_equal(r.count, 2 * 2 * RATIOS * COSTS);
    assert_true(ratio(&r, "person_lifted", "total", 0, TOTAL)->ratio.value == 5);
    assert_true(ratio(&r, "person_lifted", "public", 0, TOTAL)->ratio.value == 4);
    assert_true(ratio(&r, "person_lifted", "total", 0, DIRECT)->ratio.value == 8);
    assert_true(ratio(&r, "person_lifted", "total", 1, TOTAL)->ratio.value == 10);
    const struct cost_ratio *worse = ratio(&r, "person_lifted", "total", 1, DIRECT);
    assert_true(worse->paid.mean == 300 && worse->gained.mean == -10);
    assert_string_equal(worse->ratio.withheld, "the effect is against the purpose");
    assert_string_equal(ratio(&r, "gap_yuan", "total", 0, TOTAL)->ratio.withheld,
                        "cost or effect is not known");
    costing_free(&r);
    made_end(&m);
}

static void without_frozen_runs_there_is_no_direct_one(void **state)
{
    (void)state;
    struct made m;
    struct cost_ratios r;
    make(&m, false);
    costing_average(&m.c, &r);
    assert_int_equal(r.count, 2 * RATIOS * COSTS);
    costing_free(&r);
    made_end(&m);
}

/* The dearer one adds 10 persons for 200, whatever the order on the command line. */
static void marginal(void **state)
{
    (void)state;
    for (int turned = 0; turned < 2; turned++) {
        struct made m;
        struct cost_ratios r;
        make(&m, false);
        if (turned) {
            const struct sheet first = m.c.sheets[0];
            m.c.sheets[0] = m.c.sheets[1];
            m.c.sheets[1] = first;
        }
        costing_marginal(&m.c, &r);
        assert_int_equal(r.count, 2 * RATIOS * COSTS);
        const struct cost_ratio *cheap = ratio(&r, "person_lifted", "total", turned, TOTAL),
                                *dear = ratio(&r, "person_lifted", "total", !turned, TOTAL);
        assert_int_equal(cheap->less, -1);
        assert_int_equal(dear->less, turned);
        assert_true(cheap->ratio.value == 5 && dear->ratio.value == 20 && dear->paid.mean == 200);
        costing_free(&r);
        made_end(&m);
    }
}

static void replicates_are_paired(void **state)
{
    (void)state;
    struct made m;
    struct cost_ratios r;
    made_begin(&m, 1, 3, false);
    made_put(&m, 0, "indicator", "headcount", "own", VALUES(1, 1, 1), VALUES(1, 1, 1), NULL);
    made_put(&m, 0, "indicator", "poor_persons", "own", VALUES(50, 90, 20), VALUES(40, 79, 11), NULL);
    made_put(&m, 0, "cost", "total", "", VALUES(0, 0, 0), VALUES(100, 100, 100), NULL);
    costing_average(&m.c, &r);
    const struct cost_ratio *one = ratio(&r, "person_lifted", "total", 0, TOTAL);
    assert_true(one->ratio.value == 10 && one->ratio.low < 10 && one->ratio.high > 10);
    costing_free(&r);
    costing_marginal(&m.c, &r);
    assert_int_equal(r.count, 0); /* one pair has nothing cheaper beside it */
    costing_free(&r);
    made_end(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(average),
                                       cmocka_unit_test(without_frozen_runs_there_is_no_direct_one),
                                       cmocka_unit_test(marginal), cmocka_unit_test(replicates_are_paired)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
