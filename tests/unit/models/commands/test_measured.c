/* What measure tells: every index once, contributions of groups, dimensions; as a table and as JSON. */
#include "unit/models/commands/program.h"

#include "models/commands/measure_time.c" // NOLINT(bugprone-suspicious-include)
#include "models/commands/measured.c"     // NOLINT(bugprone-suspicious-include)

static const char *group_names[] = {"east", "west"};

struct made {
    struct measure m;
    double incomes[4], weights[4], gaps[8];
    int group[4];
    uint32_t deprived[4];
    struct distribution groups[2];
};

/* Four persons in two groups, one line, two dimensions. */
static void make(struct made *f)
{
    *f = (struct made){.incomes = {100, 300, 200, 800},
                       .weights = {1, 1, 1, 1},
                       .group = {0, 0, 1, 1},
                       .deprived = {3, 0, 1, 2},
                       .gaps = {0.5, 0.5, 0, 0, 0.25, 0, 0, 1}};
    f->m = (struct measure){.file = "t.csv",
                            .line_count = 1,
                            .lines = {{.said = "250", .z = 250}},
                            .conventions = CONVENTIONS_DEFAULT,
                            .columns = {.dimension = {"food", "water"}, .dimensions = 2},
                            .dimensions = {.count = 2, .weight = {1, 1}, .k = 1}};
    f->m.sample = (struct sample){.rows = 4,
                                  .incomes = f->incomes,
                                  .weights = f->weights,
                                  .group = f->group,
                                  .names = group_names,
                                  .groups = 2,
                                  .deprived = f->deprived,
                                  .gaps = f->gaps};
    f->m.groups = f->groups;
    assert_true(distribution_of_values(f->incomes, f->weights, 4, &f->m.whole));
    for (int g = 0; g < 2; g++)
        assert_true(distribution_of_values(f->incomes + (ptrdiff_t)2 * g, f->weights, 2, &f->groups[g]));
}

static char *told(struct made *f)
{
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    measure_tell(&f->m, out);
    fclose(out);
    return text;
}

static void end(struct made *f, char *text)
{
    for (int g = 0; g < 2; g++)
        distribution_free(&f->groups[g]);
    distribution_free(&f->m.whole);
    free(text);
}

static int lines_with(const char *text, const char *part)
{
    int count = 0;
    for (const char *at = strstr(text, part); at; at = strstr(at + 1, part))
        count++;
    return count;
}

static void a_table_has_every_index(void **state)
{
    struct made f;
    (void)state;
    make(&f);
    char *text = told(&f);
    for (int i = 0; i < index_count; i++) {
        char *name = hq_text("  %s  ", indices[i].name);
        assert_int_equal(lines_with(text, name), 3);
        free(name);
    }
    assert_int_equal(lines_with(text, "headcount_contribution"), 2);
    assert_int_equal(lines_with(text, "theil_within") + lines_with(text, "theil_between"), 2);
    assert_int_equal(lines_with(text, "m0_contribution:water"), 3);
    assert_int_equal(lines_with(text, "  line  "), 1 + 1); /* the heading, too */
    assert_null(strstr(text, "least"));
    end(&f, text);
}

static void streaming_has_bounds(void **state)
{
    struct made f;
    (void)state;
    make(&f);
    f.m.streaming = true;
    char *text = told(&f);
    assert_non_null(strstr(text, "least"));
    end(&f, text);
}

static void json_has_nulls_where_nothing_is(void **state)
{
    struct made f;
    (void)state;
    make(&f);
    f.m.json = true;
    f.m.sample.gaps = NULL;
    char *text = told(&f);
    assert_non_null(strstr(text, "\"group\": null"));
    assert_non_null(strstr(text, "\"group\": \"west\""));
    assert_int_equal(lines_with(text, "\"index\": \"m1\""), 3);
    assert_non_null(strstr(text, "\"index\": \"m1\",\n      \"value\": null"));
    assert_null(strstr(text, "nan"));
    end(&f, text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_table_has_every_index),
        cmocka_unit_test(streaming_has_bounds),
        cmocka_unit_test(json_has_nulls_where_nothing_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
