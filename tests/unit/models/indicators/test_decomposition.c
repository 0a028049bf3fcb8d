/* Groups: within and between add up to the whole, contributions to 1. */
#include "unit/models/indicators/samples.h"

#include <math.h>

#include "models/indicators/decomposition.c" // NOLINT(bugprone-suspicious-include)

enum { GROUPS = 3, EACH = 25 };

/* Three groups of different means, a fourth without anybody, and the whole. */
static struct distribution grouped(uint64_t *random, int lowest, struct distribution *groups)
{
    double y[GROUPS * EACH], w[GROUPS * EACH];
    struct distribution whole;
    for (int i = 0; i < GROUPS * EACH; i++) {
        y[i] = lowest + random_below(random, 500 * (1 + i / EACH));
        w[i] = 1 + random_below(random, 4);
    }
    for (int g = 0; g < GROUPS; g++)
        assert_true(distribution_of_values(y + (ptrdiff_t)g * EACH, w + (ptrdiff_t)g * EACH, EACH, &groups[g]));
    groups[GROUPS] = (struct distribution){0};
    assert_true(distribution_of_values(y, w, (int64_t)GROUPS * EACH, &whole));
    return whole;
}

static void free_all(struct distribution *whole, struct distribution *groups)
{
    for (int g = 0; g < GROUPS; g++)
        distribution_free(&groups[g]);
    distribution_free(whole);
}

static void parts_add_up(void **state)
{
    (void)state;
    static const char *const names[] = {"mld", "theil", "ge2"};
    uint64_t random = 1;
    for (int n = 0; n < 60; n++) {
        struct distribution groups[GROUPS + 1], whole = grouped(&random, n % 2 ? -100 : 1, groups);
        struct conventions c = CONVENTIONS_DEFAULT;
        c.logs = n % 4 < 2 ? LOGS_CLIP : LOGS_DROP;
        for (int i = 0; i < 3; i++) {
            const struct index_row *row = index_named(names[i]);
            const struct parts p = entropy_parts(row, groups, GROUPS + 1, &c);
            assert_true(p.within > 0 && p.between > 0);
            assert_near(p.within + p.between, index_of(row, &whole, &c, 0).value, 1e-12);
        }
        assert_true(isnan(entropy_parts(index_named("gini"), groups, GROUPS, &c).within));
        c.logs = LOGS_MEAN;
        assert_int_equal(isnan(entropy_parts(index_named("mld"), groups, GROUPS, &c).within), n % 2);
        free_all(&whole, groups);
    }
}

static void contributions_add_up_to_1(void **state)
{
    (void)state;
    uint64_t random = 6;
    int additive = 0;
    struct distribution groups[GROUPS + 1], whole = grouped(&random, -50, groups);
    for (int i = 0; i < index_count; i++) {
        if (is_additive(&indices[i])) {
            double sum = 0;
            for (int g = 0; g < GROUPS; g++)
                sum += contribution(&groups[g], valued(&groups[g], indices[i].name, 400), &whole,
                                    valued(&whole, indices[i].name, 400));
            assert_near(sum, 1, 1e-13);
            additive++;
        }
    }
    assert_int_equal(additive, 4);
    free_all(&whole, groups);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_add_up),
        cmocka_unit_test(contributions_add_up_to_1),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
