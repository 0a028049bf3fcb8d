/* Alkire and Foster's worked matrix of four persons and four dimensions, weights, groups, thirds. */
#include "unit/models/indicators/samples.h"

#include <math.h>

#include "models/indicators/multidimensional.c" // NOLINT(bugprone-suspicious-include)

static const double has[4][4] = {{13.1, 14, 4, 1}, {15.2, 7, 5, 0}, {12.5, 10, 1, 0}, {20, 11, 3, 1}},
                    cutoff[4] = {13, 12, 3, 1};

static void matrix(uint32_t *deprived, double *gaps)
{
    for (int i = 0; i < 4; i++) {
        deprived[i] = 0;
        for (int j = 0; j < 4; j++) {
            deprived[i] |= (uint32_t)(has[i][j] < cutoff[j]) << j;
            gaps[4 * i + j] = fmax(0, (cutoff[j] - has[i][j]) / cutoff[j]);
        }
    }
}

/* ../shared/indicator_vectors.json, alkire_foster_4x4: H, A, M0 published, M1 and M2 computed. */
static void worked_matrix(void **state)
{
    (void)state;
    uint32_t deprived[4];
    double gaps[16];
    const double ones[] = {1, 1, 1, 1}, raw[] = {0.25, 0.75, 0.25, 0.5}, censored[] = {0.25, 0.5, 0.25, 0.5};
    matrix(deprived, gaps);
    const struct dimensions d = {.count = 4, .weight = {1, 1, 1, 1}, .k = 2};
    const struct multidimensional m = multidimensional_of(&d, 4, deprived, gaps, ones);
    assert_printed(m.h, 0.5);
    assert_printed(m.a, 0.75);
    assert_printed(m.m0, 0.375);
    assert_printed(m.m1, 0.2055288);
    assert_printed(m.m2, 0.165457);
    double sum = 0;
    for (int j = 0; j < 4; j++) {
        assert_near(m.raw[j], raw[j], 0);
        assert_near(m.censored[j], censored[j], 0);
        assert_near(m.contribution[j], censored[j] / 1.5, 1e-15);
        sum += m.contribution[j];
    }
    assert_near(sum, 1, 1e-15);
    assert_true(isnan(multidimensional_of(&d, 4, deprived, NULL, ones).m1));
}

/* k = 1 is the union, k = all the intersection; weights of rows are persons. */
static void cut_offs_and_weights(void **state)
{
    (void)state;
    uint32_t deprived[4];
    double gaps[16];
    const double persons[] = {1, 2, 3, 4};
    matrix(deprived, gaps);
    struct dimensions d = {.count = 4, .weight = {1, 1, 1, 1}, .k = 1};
    assert_near(multidimensional_of(&d, 4, deprived, gaps, persons).h, 0.9, 1e-15);
    d.k = 4;
    struct multidimensional m = multidimensional_of(&d, 4, deprived, gaps, persons);
    assert_near(m.h, 0.3, 1e-15);
    assert_near(m.a, 1, 1e-15);
    d = (struct dimensions){.count = 4, .weight = {4, 2, 1, 1}, .k = 4};
    m = multidimensional_of(&d, 4, deprived, gaps, persons);
    assert_near(m.h, 0.3, 1e-15); /* the second weighs 2 + 1 */
    d.k = 3;
    m = multidimensional_of(&d, 4, deprived, gaps, persons);
    assert_near(m.h, 0.5, 1e-15);
    assert_near(m.m0, (3 * 1 + 2 * 3.0 / 8) / 10, 1e-15);
    d.k = 8;
    deprived[2] = 7;
    m = multidimensional_of(&d, 4, deprived, gaps, persons);
    assert_true(m.h == 0 && m.m0 == 0 && isnan(m.a) && isnan(m.contribution[0]));
}

/* Three thirds are one, though their sum in binary may not be. */
static void thirds_add_up(void **state)
{
    (void)state;
    const double one[] = {1};
    const uint32_t all[] = {7}, two[] = {3};
    struct dimensions d = {.count = 3, .weight = {1.0 / 3, 1.0 / 3, 1.0 / 3}, .k = 1};
    assert_near(multidimensional_of(&d, 1, all, NULL, one).h, 1, 0);
    assert_near(multidimensional_of(&d, 1, two, NULL, one).h, 0, 0);
    d.k = 0.6666666667;
    assert_near(multidimensional_of(&d, 1, two, NULL, one).h, 1, 0);
    d = (struct dimensions){.count = 10, .k = 1};
    for (int j = 0; j < 10; j++)
        d.weight[j] = 0.1;
    const uint32_t ten[] = {1023};
    assert_near(multidimensional_of(&d, 1, ten, NULL, one).h, 1, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(worked_matrix),
        cmocka_unit_test(cut_offs_and_weights),
        cmocka_unit_test(thirds_add_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
