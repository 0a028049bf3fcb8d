/* horqin explain and horqin --version. */
#include "unit/models/commands/program.h"

#include "models/commands/about.c"   // NOLINT(bugprone-suspicious-include)
#include "models/commands/options.c" // NOLINT(bugprone-suspicious-include)

static void a_key_is_explained(void **state)
{
    struct said s = SAY(command_explain, "income.line", "--model", "hh1");
    assert_int_equal(s.code, HQ_EXIT_DONE);
    assert_non_null(strstr(s.out, "income.line"));
    assert_non_null(strstr(s.out, "poverty line: income per head"));
    assert_string_equal(s.err, "");
    said_free(&s);
    s = SAY(command_explain, "run.seed"); /* the engine's own, whatever the model */
    assert_int_equal(s.code, HQ_EXIT_DONE);
    assert_non_null(strstr(s.out, "seed of all random streams"));
    said_free(&s);
}

/* Every parameter of engine and model is listed. */
static void all_rows_are_listed(void **state)
{
    for (int f = 0; f < model_family_count; f++) {
        struct said s = SAY(command_explain, "--model", model_families[f].name);
        const struct param_table *const tables[] = {&hq_engine_parameters,
                                                    &model_families[f].builds[0]->parameters};
        assert_int_equal(s.code, HQ_EXIT_DONE);
        for (int t = 0; t < 2; t++) {
            for (int p = 0; p < tables[t]->count; p++) {
                char *group = hq_text("%s\n  ", tables[t]->rows[p].group);
                char *line = hq_text("\n  %s ", tables[t]->rows[p].name), *at = strstr(s.out, group);
                if (!at || !strstr(at, line))
                    fail_msg("%s.%s is not listed", tables[t]->rows[p].group, tables[t]->rows[p].name);
                free(group);
                free(line);
            }
        }
        said_free(&s);
    }
}

static void headlines_are_fewer(void **state)
{
    struct said all = SAY(command_explain, "--model=poverty");
    struct said headlines = SAY(command_explain, "--headline");
    assert_int_equal(headlines.code, HQ_EXIT_DONE);
    assert_true(headlines.size > 0 && headlines.size < all.size);
    said_free(&all);
    said_free(&headlines);
}

static void mistakes_are_named(void **state)
{
    MUST_FAIL(HQ_EXIT_USAGE, "income.line", command_explain, "income.lime",
              "--model=hh1"); /* the nearest key */
    MUST_FAIL(HQ_EXIT_USAGE, "there is no model weather", command_explain, "--model=weather");
    MUST_FAIL(HQ_EXIT_USAGE, "unexpected argument b", command_explain, "a", "b");
    MUST_FAIL(HQ_EXIT_USAGE, "unknown option --jason", command_version, "--jason");
    MUST_FAIL(HQ_EXIT_USAGE, "unexpected argument x", command_version, "x");
}

static void the_version_is_a_line_or_an_object(void **state)
{
    struct said s = say(state, command_version, (const char *const[]){NULL});
    char *expected = hq_text("horqin %s\n", hq_version());
    assert_int_equal(s.code, HQ_EXIT_DONE);
    assert_string_equal(s.out, expected);
    free(expected);
    said_free(&s);
    s = SAY(command_version, "--json");
    expected = hq_text("\"version\": \"%s\"", hq_version());
    assert_int_equal(s.code, HQ_EXIT_DONE);
    assert_int_equal(s.out[0], '{');
    assert_string_equal(s.out + s.size - 2, "}\n");
    assert_non_null(strstr(s.out, expected));
    assert_non_null(strstr(s.out, "\"compiler\": \""));
    free(expected);
    said_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        scratch_test(a_key_is_explained),
        scratch_test(all_rows_are_listed),
        scratch_test(headlines_are_fewer),
        scratch_test(mistakes_are_named),
        scratch_test(the_version_is_a_line_or_an_object),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
