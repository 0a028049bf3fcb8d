/* Sheets out of finished results, and what is asked of them. */
#include "unit/models/compare/made_fixture.h"
#include "unit/models/compare/plan_fixture.h"

#include "models/compare/comparison.c" // NOLINT(bugprone-suspicious-include)

static struct plan_request small(const char *out)
{
    static const char *const sets[] = {"population.scale=0.01", "run.last_year=2004",
                                       "output.checkpoint_every=0", NULL};
    struct plan_request q = request_of(kezuo);
    q.sets = sets;
    q.out = out;
    return q;
}

static int make_runs(void **state)
{
    struct plan p;
    if (scratch_make(state)) {
        return -1;
    }
    char *out = scratch_path(state, "out");
    struct plan_request q = small(out);
    q.policies = "planting,forest_return";
    q.frozen = true;
    q.replicates = 2;
    int code = plan_make(&p, &q) || plan_run(&p, true);
    plan_free(&p);
    q.policies = NULL;
    q.frozen = false;
    q.replicates = 1;
    q.factorial = "planting,forest_return";
    code = code || plan_make(&p, &q) || plan_run(&p, true);
    plan_free(&p);
    free(out);
    return code;
}

static struct comparison compared(struct plan *p, const struct plan_request *q)
{
    static const struct compare_options plain;
    struct comparison c;
    char *why = NULL;
    assert_int_equal(plan_make(p, q), HQ_EXIT_DONE);
    const int code = comparison_make(&c, p, &plain, &why);
    if (code != HQ_EXIT_DONE)
        fail_msg("%d: %s", code, why);
    return c;
}

static void parts_add_up(void **state)
{
    char *out = scratch_path(state, "out");
    struct plan_request q = small(out);
    struct plan p;
    q.policies = "planting,forest_return";
    q.frozen = true;
    q.replicates = 2;
    struct comparison c = compared(&p, &q);
    assert_int_equal(c.pairs, 2);
    assert_int_equal(c.year, 2004);
    assert_string_equal(comparison_name(&c, 1), "forest_return");
    assert_true(comparison_held(&c, 0));
    int changed = 0;
    for (int pair = 0; pair < 2; pair++) {
        const struct sheet_row *row = comparison_row(&c, pair, "indicator", "income", "", "mean", "");
        double parts[PARTS][2];
        for (int part = 0; part < PARTS; part++)
            comparison_part(&c, row, (enum effect_part)part, parts[part]);
        for (int r = 0; r < 2; r++) {
            const double all = row->values[WITH * 2 + r] - row->values[WITHOUT * 2 + r];
            assert_true(parts[TOTAL][r] == all);
            assert_true(fabs(parts[DIRECT][r] + parts[SPILL_OVER][r] - all) < 1e-9);
            changed += all != 0;
        }
        assert_true(comparison_level(&c, row, WITHOUT).mean > 500);
    }
    assert_true(changed > 0);
    assert_null(comparison_row(&c, 0, "indicator", "income", "", "nothing", ""));
    const char *lines[MOST_LABELS];
    assert_in_range(comparison_lines(&c, 0, lines), 1, 6);
    assert_string_equal(lines[0], "own");
    comparison_free(&c);
    plan_free(&p);
    free(out);
}

/* The pair of a factorial is all groups against none, and its subsets begin and end with these. */
static void factorials(void **state)
{
    char *out = scratch_path(state, "out");
    struct plan_request q = small(out);
    struct plan p;
    q.factorial = "planting,forest_return";
    struct comparison c = compared(&p, &q);
    assert_int_equal(c.pairs, 1);
    assert_string_equal(comparison_name(&c, 0), "planting+forest_return");
    const struct sheet_row *pair = comparison_row(&c, 0, "indicator", "income", "", "mean", "");
    const int at = sheet_find(c.subsets, &pair->key);
    const double *values = c.subsets->rows[at].values;
    assert_true(values[0] == 0 && values[3] == pair->values[WITH] - pair->values[WITHOUT]);
    assert_true(values[1] != values[3] && values[1] == values[1]);
    comparison_free(&c);
    plan_free(&p);
    free(out);
}

static void damage_is_told(void **state)
{
    static const struct compare_options plain;
    char *out = scratch_path(state, "out"),
         *indicators = scratch_path(state, "out/seed-1/forest_return/indicators.h5");
    struct plan_request q = small(out);
    struct plan p;
    struct comparison c;
    char *why = NULL;
    q.policies = "planting,forest_return";
    scratch_write(indicators, "no such file", 12);
    assert_int_equal(plan_make(&p, &q), HQ_EXIT_DONE);
    assert_int_equal(comparison_make(&c, &p, &plain, &why), HQ_EXIT_BAD_DATA);
    assert_non_null(strstr(why, "forest_return/indicators.h5"));
    free(why);
    comparison_free(&c);
    plan_free(&p);
    free(indicators);
    free(out);
}

/* Of a kind that the other run makes, the base has another number beside the frozen run. */
static void bases_beside_other_runs(void **state)
{
    (void)state;
    struct made m;
    made_begin(&m, 1, 2, true);
    made_put(&m, 0, "kind", "poor", "own", VALUES(10, 20), VALUES(4, 9), VALUES(30, 40));
    const struct sheet_row *row = &m.c.sheets[0].rows[0];
    row->values[WITHOUT_HELD * 2] = 33;
    row->values[WITHOUT_HELD * 2 + 1] = 44;
    double parts[PARTS][2];
    for (int part = 0; part < PARTS; part++)
        comparison_part(&m.c, row, (enum effect_part)part, parts[part]);
    assert_true(parts[TOTAL][0] == -6 && parts[TOTAL][1] == -11);
    assert_true(parts[DIRECT][0] == -3 && parts[DIRECT][1] == -4);
    assert_true(parts[SPILL_OVER][0] == -3 && parts[SPILL_OVER][1] == -7);
    assert_true(comparison_luck(&m.c, row, DIRECT) == (60.5 + 50) / 0.5);
    made_end(&m);
}

static void nobody_is_zero(void **state)
{
    (void)state;
    struct made m;
    made_begin(&m, 1, 2, false);
    made_put(&m, 0, "duration", "lifted_years_3", "own", VALUES(0, NAN), VALUES(5, NAN), NULL);
    made_put(&m, 0, "duration", "lifted_mean_years", "own", VALUES(NAN, NAN), VALUES(3, NAN), NULL);
    fill_absent(&m.c.sheets[0]);
    const struct sheet_row *rows = m.c.sheets[0].rows;
    assert_true(comparison_effect(&m.c, &rows[0], TOTAL).mean == 2.5);
    assert_true(isnan(comparison_effect(&m.c, &rows[1], TOTAL).mean));
    made_end(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(parts_add_up), cmocka_unit_test(factorials),
                                       cmocka_unit_test(bases_beside_other_runs),
                                       cmocka_unit_test(nobody_is_zero), cmocka_unit_test(damage_is_told)};
    return cmocka_run_group_tests(tests, make_runs, scratch_remove);
}
