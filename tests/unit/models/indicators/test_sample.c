/* Tables of the user's own: what columns come to, and what is wrong by line and column. */
#include "unit/models/indicators/samples.h"

#include "models/indicators/sample.c" // NOLINT(bugprone-suspicious-include)

struct reading {
    struct arena arena;
    struct diagnostics d;
    struct source source;
    struct csv csv;
    struct sample sample;
    bool right;
};

static void read_text(struct reading *r, const char *text, const struct sample_columns *columns)
{
    *r = (struct reading){.d = {.most = 20}};
    r->source = hq_source_of("t.csv", text, strlen(text), 0);
    r->right = hq_csv_read(&r->arena, &r->source, &r->d, &r->csv) &&
               sample_read(&r->arena, &r->csv, columns, &r->d, &r->sample);
}

static void end(struct reading *r)
{
    hq_free_diagnostics(&r->d);
    hq_arena_free(&r->arena);
}

/* It must be refused, with this text on standard error's lines. */
static void must_refuse(const char *text, const struct sample_columns *columns, const char *wanted)
{
    struct reading r;
    char *said;
    size_t size;
    read_text(&r, text, columns);
    FILE *out = open_memstream(&said, &size);
    hq_print_diagnostics(&r.d, out);
    fclose(out);
    if (r.right || !strstr(said, wanted))
        fail_msg("\"%s\", not \"%s\"", said, wanted);
    free(said);
    end(&r);
}

static void columns_are_taken(void **state)
{
    (void)state;
    struct reading r;
    const struct sample_columns columns = {.income = "y",
                                           .weight = "w",
                                           .size = "n",
                                           .group = "g",
                                           .of_household = true,
                                           .dimension = {"y", "n"},
                                           .cutoff = {90, 3},
                                           .dimensions = 2};
    read_text(&r, "g,y,n,w\nb,100,2,0.5\n\"a,b\",-80,4,1\nb,7,1,0\nz,7,0,3\nb,60,3,2\n", &columns);
    assert_true(r.right);
    assert_int_equal(r.sample.rows, 3);
    assert_int_equal(r.sample.left_out, 2);
    assert_int_equal(r.sample.groups, 2); /* z counts nobody */
    assert_string_equal(r.sample.names[0], "a,b");
    assert_string_equal(r.sample.names[1], "b");
    const double incomes[] = {50, -20, 20}, weights[] = {1, 4, 6};
    const int groups[] = {1, 0, 1}, rows[] = {0, 1, 4};
    const uint32_t deprived[] = {2, 1, 1};
    for (int i = 0; i < 3; i++) {
        assert_near(r.sample.incomes[i], incomes[i], 0);
        assert_near(r.sample.weights[i], weights[i], 0);
        assert_int_equal(r.sample.group[i], groups[i]);
        assert_int_equal(r.sample.row[i], rows[i]);
        assert_int_equal(r.sample.deprived[i], deprived[i]);
    }
    assert_near(r.sample.gaps[1], 1.0 / 3, 1e-16);
    assert_near(r.sample.gaps[2], 170.0 / 90, 1e-15);
    assert_near(r.sample.gaps[5], 0, 0);
    end(&r);
}

static void income_alone_is_enough(void **state)
{
    (void)state;
    struct reading r;
    read_text(&r, "y\n1\n2\n", &(struct sample_columns){.income = "y"});
    assert_true(r.right && r.sample.rows == 2 && r.sample.groups == 0 && r.sample.left_out == 0);
    assert_true(r.sample.weights[1] == 1 && !r.sample.gaps);
    end(&r);
    read_text(&r, "y,d\n1,0\n", &(struct sample_columns){.income = "y", .dimension = {"d"}, .dimensions = 1});
    assert_true(r.right && !r.sample.gaps && r.sample.deprived[0] == 0); /* cut-off 0: no gaps */
    end(&r);
}

static void mistakes_have_their_place(void **state)
{
    (void)state;
    const struct sample_columns y = {.income = "y"}, w = {.income = "y", .weight = "w"},
                                g = {.income = "y", .group = "w"},
                                d = {.income = "y", .dimension = {"w"}, .cutoff = {1}, .dimensions = 1},
                                h = {.income = "y", .size = "w", .of_household = true};
    must_refuse("x\n1\n", &y, "t.csv");
    must_refuse("x\n1\n", &y, "y");
    must_refuse("y\n1\nmuch\n", &y, "t.csv:3:1");
    must_refuse("y\n1\n\"\"\n", &y, "t.csv:3:1");
    must_refuse("y\nnan\n", &y, "t.csv:2:1");
    must_refuse("y\ninf\n", &y, "t.csv:2:1");
    must_refuse("y\n1e400\n", &y, "t.csv:2:1");
    must_refuse("y\n1e16\n", &y, "y must be from -1e+15 to 1e+15, not 1e16");
    must_refuse("y\n-1e16\n", &y, "t.csv:2:1");
    must_refuse("y,w\n1,-2\n", &w, "t.csv:2:3");
    must_refuse("y,w\n1,-2\n", &w, "w must be from 0 to 1e+15, not -2");
    must_refuse("y,w\n1,1e-300\n", &w, "counts 1e-300 persons");
    must_refuse("y,w\n1,1e300\n", &w, "t.csv:2:3");
    must_refuse("y,w\n1,\"\"\n", &g, "w is empty: every row is of a group");
    must_refuse("y,w\n1,no\n", &d, "t.csv:2:3");
    must_refuse("y,w\n1e14,1e-10\n", &h, "t.csv:2:1");
    must_refuse("y,w\n1\n", &w, "t.csv:2");
}

static void a_table_may_be_empty(void **state)
{
    (void)state;
    struct reading r;
    read_text(&r, "y,w\n1,0\n", &(struct sample_columns){.income = "y", .weight = "w", .group = "y"});
    assert_true(r.right && r.sample.rows == 0 && r.sample.left_out == 1 && r.sample.groups == 0);
    end(&r);
    read_text(&r, "y\n", &(struct sample_columns){.income = "y", .group = "y"});
    assert_true(!r.right || r.sample.rows == 0);
    end(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_are_taken),
        cmocka_unit_test(income_alone_is_enough),
        cmocka_unit_test(mistakes_have_their_place),
        cmocka_unit_test(a_table_may_be_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
