/* horqin schema: every row is there, with its range and what it varies by. tests/cli/test_schema.py holds the
 * whole of it against the loader. */
#include "unit/models/commands/program.h"

#include "models/commands/options.c" // NOLINT(bugprone-suspicious-include)
#include "models/commands/schema.c"  // NOLINT(bugprone-suspicious-include)

static int count_of(const char *text, const char *word)
{
    int count = 0;
    for (const char *at = text; (at = strstr(at, word)); at += strlen(word))
        count++;
    return count;
}

static void every_row_is_described(void **state)
{
    for (int f = 0; f < model_family_count; f++) {
        const struct model *m = model_families[f].builds[0];
        struct said s = SAY(command_schema, "--model", m->name);
        assert_int_equal(s.code, HQ_EXIT_DONE);
        assert_string_equal(s.err, "");
        const struct schema schema = {.model = m};
        int varying = 0;
        for (int i = 0; i < row_count(&schema); i++) {
            const struct param_row *row = row_at(&schema, i);
            varying += varies(row);
            assert_non_null(strstr(s.out, row->meaning));
        }
        assert_int_equal(count_of(s.out, "Source: "), row_count(&schema));
        assert_true(count_of(s.out, "\"$ref\"") >= varying);
        said_free(&s);
    }
}

/* The scope that a row does not vary by is no property of its mapping. */
static void mappings_have_what_the_row_allows(void **state)
{
    struct said s = say(state, command_schema, (const char *const[]){NULL});
    char *cpi = strstr(s.out, "\n        \"cpi\": {"), *end = cpi ? strstr(cpi, "\n        }") : NULL;
    assert_non_null(end);
    *end = '\0';
    assert_non_null(strstr(cpi, "\"year\": {"));
    assert_null(strstr(cpi, "\"class\""));
    assert_null(strstr(cpi, "\"county\""));
    said_free(&s);
}

static void ranges_and_defaults_are_the_rows(void **state)
{
    struct said s = SAY(command_schema, "--model=hh1");
    assert_non_null(strstr(s.out,
                           "\"income.shock\": {\n      \"type\": \"number\",\n      \"minimum\": 0.0,\n      "
                           "\"maximum\": 3.0\n    }"));
    assert_non_null(strstr(s.out,
                           "\"first_year\": {\n          \"description\": \"first year simulated [year]. "
                           "Source: user\",\n          \"default\": 2002,\n          \"type\": "
                           "\"integer\",\n          \"minimum\": 1900.0,\n          \"maximum\": 2200.0\n"));
    assert_non_null(strstr(s.out, "\"enum\": [\n            \"hh1\"\n          ]"));
    said_free(&s);
}

static void mistakes_are_named(void **state)
{
    MUST_FAIL(HQ_EXIT_USAGE, "there is no model 'hh2'; did you mean 'hh1'?", command_schema, "--model", "hh2");
    MUST_FAIL(HQ_EXIT_USAGE, "unexpected argument poverty", command_schema, "poverty");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        scratch_test(every_row_is_described),
        scratch_test(mappings_have_what_the_row_allows),
        scratch_test(ranges_and_defaults_are_the_rows),
        scratch_test(mistakes_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
