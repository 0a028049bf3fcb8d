/* Which kinds a household is of, and tenths of persons against a sort. */
#include "unit/models/compare/compare_fixture.h"

#include "models/compare/kinds.c" // NOLINT(bugprone-suspicious-include)

/* A household of up to three people. */
struct people {
    int64_t person[3], learning[3], work[3];
};

static uint64_t kinds_with(int64_t memberships, int64_t registered, const struct people *p)
{
    const int64_t settled = 2, minority = 0;
    const int64_t *const values[KIND_COLUMNS] = {&memberships, &registered, &settled, &minority,
                                                 p->person,    p->learning, p->work};
    return kinds_of(values, 3);
}

static bool is_in(uint64_t kinds, int kind)
{
    return kinds >> kind & 1;
}

static void households_are_of_the_kinds_that_their_values_say(void **state)
{
    (void)state;
    const int64_t old = person_code(60, 1), younger = person_code(59, 0),
                  chronic = learning_code(3, CHRONIC, 0);
    const struct people elders = {.person = {0, old, old}}, couple = {.person = {old, younger}},
                        ill = {.person = {younger, 0, old}, .learning = {chronic}},
                        away = {.person = {younger, 0, old},
                                .learning = {chronic},
                                .work = {work_code(9, AWAY, 1)}},
                        ghost = {.person = {0, old, 0}, .work = {work_code(9, AWAY, 1)}};
    const uint64_t one = kinds_with(IN_TRAINING | IN_SECURITY, 2, &elders);
    assert_true(is_in(one, KIND_training) && is_in(one, KIND_security) && !is_in(one, KIND_industry));
    assert_true(is_in(one, KIND_left_register) && !is_in(one, KIND_registered) && is_in(one, KIND_settled));
    assert_true(is_in(one, KIND_elderly) && is_in(one, KIND_no_worker) == false); /* of 60: may still work */
    assert_true(!is_in(one, KIND_minority) && !is_in(one, KIND_main_wages));
    assert_false(is_in(kinds_with(0, 0, &couple), KIND_elderly));
    assert_false(is_in(kinds_with(0, 0, &couple), KIND_no_worker));
    assert_false(is_in(kinds_with(0, 0, &ill), KIND_no_worker)); /* the other one is 60 */
    assert_true(is_in(kinds_with(0, 0, &away), KIND_with_migrant));
    assert_false(is_in(kinds_with(0, 0, &away), KIND_no_worker));
    assert_false(
        is_in(kinds_with(0, 0, &ghost), KIND_with_migrant)); /* what an empty slot says counts for nothing */
    const struct people alone = {.person = {younger}, .learning = {chronic}},
                        aged = {.person = {person_code(65, 0)}};
    assert_true(is_in(kinds_with(0, 0, &alone), KIND_no_worker));
    assert_true(is_in(kinds_with(0, 0, &aged), KIND_no_worker));
}

static void columns_that_are_missing_leave_kinds_out(void **state)
{
    struct panel_file p;
    char *why, *path = RUN("base/trajectories.h5"), *plain = RUN("plain/trajectories.h5");
    assert_int_equal(hq_panel_file_open(path, &p, &why), HQ_EXIT_DONE);
    assert_null(kind_lacks(&p, KIND_training));
    assert_null(kind_lacks(&p, KIND_no_worker));
    assert_null(kind_lacks(&p, KIND_decile_1));
    assert_string_equal(kind_lacks(&p, KIND_main_wages), "wages");
    hq_panel_file_close(&p);
    assert_int_equal(run_one(*state, "plain", "output.panel_columns=[income, person, minority]"), 0);
    assert_int_equal(hq_panel_file_open(plain, &p, &why), HQ_EXIT_DONE);
    assert_string_equal(kind_lacks(&p, KIND_training), "memberships");
    assert_string_equal(kind_lacks(&p, KIND_no_worker), "learning");
    assert_string_equal(kind_lacks(&p, KIND_with_migrant), "work");
    assert_null(kind_lacks(&p, KIND_minority));
    assert_null(kind_lacks(&p, KIND_elderly));
    hq_panel_file_close(&p);
    free(path);
    free(plain);
}

/* The income up to which k tenths of persons are, looked for one by one. */
static int32_t limit_of(int rows, const int32_t *income, const int32_t *heads, int k)
{
    int64_t all = 0;
    int32_t best = INT32_MAX;
    for (int i = 0; i < rows; i++) {
        all += heads[i];
    }
    for (int i = 0; i < rows; i++) {
        int64_t up_to = 0;
        for (int j = 0; j < rows; j++) {
            up_to += income[j] <= income[i] ? heads[j] : 0;
        }
        best = 10 * up_to >= k * all && income[i] < best ? income[i] : best;
    }
    return best;
}

static void tenths_are_those_of_a_search(void **state)
{
    (void)state;
    enum { ROWS = 400 };
    int32_t income[ROWS], heads[ROWS], limits[DECILES - 1];
    uint64_t random = 3;
    for (int spread = 0; spread < 4; spread++) {
        for (int i = 0; i < ROWS; i++) {
            const int32_t range[] = {20, 100000, INT32_MAX, 300};
            income[i] = (int32_t)(test_random(&random) % (uint64_t)range[spread]) - range[spread] / 3;
            heads[i] = (int32_t)(test_random(&random) % 7);
        }
        find_tenths(ROWS, income, heads, limits);
        for (int k = 1; k < DECILES; k++) {
            assert_int_equal(limits[k - 1], limit_of(ROWS, income, heads, k));
        }
    }
    assert_true(tenth_of(limits[0], limits) == UINT64_C(1) << KIND_decile_1);
    assert_true(tenth_of(INT32_MAX, limits) == UINT64_C(1) << (KIND_decile_1 + 9));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(households_are_of_the_kinds_that_their_values_say),
        cmocka_unit_test(columns_that_are_missing_leave_kinds_out),
        cmocka_unit_test(tenths_are_those_of_a_search),
    };
    return cmocka_run_group_tests(tests, runs_make, scratch_remove);
}
