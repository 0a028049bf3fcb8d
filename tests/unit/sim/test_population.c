/* Draws from a population file: exact by the allotment, a permutation, the same in any order of villages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sim/population.h"

enum { ROWS = 5, COUNTIES = 3, MILLION = 1000000 };

static const struct field_row fields[] = {
    {HQ_OF_HOUSEHOLD, "herd", HQ_REAL, "sheep units", -10, 1e5, false, "livestock"},
    {HQ_OF_HOUSEHOLD, "savings", HQ_YUAN, "Yuan", -1e8, 1e8, false, "liquid savings"},
    {HQ_OF_PERSON, "age", HQ_INT, "years", 0, 120, true, "age"},
};
static const struct field_table table = {fields, 3, NULL, 0};
static double values[ROWS][3 * HQ_SLOTS];
static struct population_row rows[ROWS] = {
    {11, 0, 3 * MILLION, values[0]}, {12, 1, MILLION / 2, values[1]}, {11, 0, 2 * MILLION, values[2]},
    {11, 0, 1, values[3]},           {12, 1, 7 * MILLION, values[4]},
};
static bool has[3] = {true, true, true};
static const int32_t codes[COUNTIES] = {11, 13, 14}, classes[COUNTIES] = {0, 1, 2};

static struct population make(void)
{
    struct population p = {.fields = &table, .rows = rows, .count = ROWS, .has = has};
    hq_population_pool(&p, codes, classes, COUNTIES, 3);
    return p;
}

/* Own rows, else those of the class, else none. */
static void pools(void **state)
{
    (void)state;
    struct population p = make();
    const int64_t households[COUNTIES] = {100, 20, 3};
    int64_t shares[HQ_DRAWN_KINDS];
    int taken[ROWS] = {0};
    for (int64_t i = 0; i < 100; i++) {
        taken[hq_population_row(&p, 0, i, 100, 1)]++;
    }
    assert_int_equal(taken[0], 60); /* of weights 3, 2 and a millionth */
    assert_int_equal(taken[2], 40);
    assert_int_equal(taken[1] + taken[3] + taken[4], 0);
    for (int64_t i = 0; i < 20; i++) { /* no row of its own: those of county 12, of its class */
        taken[hq_population_row(&p, 1, i, 20, 1)]++;
    }
    assert_int_equal(taken[1], 1); /* 20 x 0.5 / 7.5 is 1.3 */
    assert_int_equal(taken[4], 19);
    assert_int_equal(hq_population_row(&p, 2, 0, 3, 1), -1);
    assert_null(hq_population_give(&p, 2, 0, 3, 3, HQ_LANES, 1));
    hq_population_shares(&p, households, shares);
    assert_int_equal(shares[HQ_DRAWN_OWN], 100);
    assert_int_equal(shares[HQ_DRAWN_CLASS], 20);
    assert_int_equal(shares[HQ_DRAWN_NOT], 3);
    hq_population_free(&p);
}

/* Any number of households is allotted within one of its share, whatever the key; the key only arranges. */
static void allotment(void **state)
{
    (void)state;
    struct population p = make();
    for (int64_t n = 1; n < 300; n++) {
        int64_t taken[2][ROWS] = {{0}};
        int moved = 0;
        for (int64_t i = 0; i < n; i++) {
            const int32_t a = hq_population_row(&p, 0, i, n, 1), b = hq_population_row(&p, 0, i, n, 99);
            taken[0][a]++;
            taken[1][b]++;
            moved += a != b;
        }
        assert_memory_equal(taken[0], taken[1], sizeof taken[0]);
        assert_true(taken[0][0] * 5 <= n * 3 + 5 && taken[0][0] * 5 >= n * 3 - 5);
        assert_int_equal(taken[0][0] + taken[0][2] + taken[0][3], n);
        assert_true(n < 20 || moved);
    }
    hq_population_free(&p);
}

/* Values as kernels get them, by type and slot; rows past the living are not said. */
static void village(void **state)
{
    (void)state;
    struct population p = make();
    for (int r = 0; r < ROWS; r++) {
        for (int k = 0; k < 3 * HQ_SLOTS; k++) {
            values[r][k] = HQ_NOT_SAID;
        }
        values[r][0] = r + 0.5;
        values[r][HQ_SLOTS] = r == 2 ? HQ_NOT_SAID : -1.29 - r;
        values[r][2 * HQ_SLOTS + 3] = 40 + r;
    }
    void **given = hq_population_give(&p, 0, 50, 30, 100, HQ_LANES, 1);
    const float *herd = given[0];
    const int64_t *savings = given[1];
    const int32_t *age = given[2];
    for (int32_t i = 0; i < HQ_LANES; i++) {
        const int32_t r = i < 30 ? hq_population_row(&p, 0, 50 + i, 100, 1) : -1;
        assert_true(herd[i] == (r < 0 ? HQ_UNSAID_REAL : (float)r + 0.5f));
        assert_true(savings[i] == (r < 0 || r == 2 ? HQ_UNSAID_YUAN : -129 - 100 * r));
        assert_int_equal(age[3 * HQ_LANES + i], r < 0 ? HQ_UNSAID_INT : 40 + r);
        assert_int_equal(age[i], HQ_UNSAID_INT);
    }
    hq_population_forget(&p, given);
    has[1] = false;
    given = hq_population_give(&p, 0, 0, 30, 100, HQ_LANES, 1);
    assert_null(given[1]);
    assert_non_null(given[2]);
    has[1] = true;
    hq_population_forget(&p, given);
    hq_population_free(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pools),
        cmocka_unit_test(allotment),
        cmocka_unit_test(village),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
