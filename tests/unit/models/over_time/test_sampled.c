/* Tables of the user's own as panels: who is who, when, and what is wrong by line. */
#include "unit/models/over_time/panels.h"

#include "models/over_time/sampled.c" // NOLINT(bugprone-suspicious-include)

struct reading {
    struct arena arena;
    struct diagnostics d;
    struct source source;
    struct csv csv;
    struct sample sample;
    struct sampled sampled;
    bool right;
};

static void read_text(struct reading *r, const char *text)
{
    const struct sample_columns columns = {.income = "y", .weight = "w"};
    *r = (struct reading){.d = {.most = 20}};
    r->source = hq_source_of("t.csv", text, strlen(text), 0);
    assert_true(hq_csv_read(&r->arena, &r->source, &r->d, &r->csv));
    assert_true(sample_read(&r->arena, &r->csv, &columns, &r->d, &r->sample));
    r->right = sampled_read(&r->csv, &r->sample, "id", "wave", &r->d, &r->sampled);
}

static void end(struct reading *r)
{
    sampled_free(&r->sampled);
    hq_free_diagnostics(&r->d);
    hq_arena_free(&r->arena);
}

static void must_say(struct reading *r, const char *wanted)
{
    char *said;
    size_t size;
    FILE *out = open_memstream(&said, &size);
    hq_print_diagnostics(&r->d, out);
    fclose(out);
    if (!strstr(said, wanted))
        fail_msg("\"%s\", not \"%s\"", said, wanted);
    free(said);
}

static void must_refuse(const char *text, const char *wanted)
{
    struct reading r;
    read_text(&r, text);
    assert_false(r.right);
    must_say(&r, wanted);
    end(&r);
}

static const char *const simple =
    "y,w,id,wave,x\n5,1,b,2012,7\n6,2,a,2010,\n7,0,b,2010,1\n8,3,a,2012,2\n9,4,c,2010,3\n";

static void cells_have_their_place(void **state)
{
    (void)state;
    struct reading r;
    read_text(&r, simple);
    assert_true(r.right);
    const struct time_panel *p = &r.sampled.panel;
    assert_int_equal(p->units, 3);
    assert_int_equal(p->periods, 2);
    assert_int_equal(p->year[0], 2010);
    assert_int_equal(p->year[1], 2012);
    assert_false(panel_observed(p, 1, 0)); /* b counts nobody then */
    assert_false(panel_observed(p, 2, 1));
    assert_near(p->income[panel_cell(p, 0, 0)], 6, 0);
    assert_near(p->income[panel_cell(p, 0, 1)], 8, 0);
    assert_near(p->income[panel_cell(p, 1, 1)], 5, 0);
    assert_near(panel_weight(p, 2, 0), 4, 0);
    end(&r);
}

static void predictors_are_of_one_period(void **state)
{
    (void)state;
    struct reading r;
    static const char *const columns[] = {"x", "w"}, *const wrong[] = {"id"}, *const missing[] = {"z"};
    read_text(&r, simple);
    double *x = sampled_predictors(&r.csv, &r.sample, &r.sampled, 0, columns, 2, &r.d);
    assert_non_null(x);
    assert_true(isnan(x[0]) && isnan(x[2]) && isnan(x[3])); /* a's is empty; b is not observed */
    assert_near(x[1], 2, 0);
    assert_near(x[4], 3, 0);
    free(x);
    assert_null(sampled_predictors(&r.csv, &r.sample, &r.sampled, 0, wrong, 1, &r.d));
    must_say(&r, "t.csv:3:5: error: 'a'");
    assert_null(sampled_predictors(&r.csv, &r.sample, &r.sampled, 0, missing, 1, &r.d));
    must_say(&r, "z");
    end(&r);
}

static void mistakes_have_their_place(void **state)
{
    (void)state;
    must_refuse("y,w,id,wave\n5,1,a,1\n5,1,b,1\n5,1,a,2\n6,1,a,1\n",
                "t.csv:5:5: error: unit a is in period 1 a second time; line 2 has it already");
    must_refuse("y,w,id,wave\n5,1,a,1\n5,1,\"\",2\n", "t.csv:3:5: error: id is empty");
    must_refuse("y,w,id,wave\n5,1,a,1\n5,1,b,x\n", "t.csv:3:7: error: 'x'");
    must_refuse("y,w,id,wave\n5,1,a,1\n5,1,b,2.5\n", "t.csv:3:7");
    must_refuse("y,w,id,wave\n5,1,a,1\n5,1,b,99999999\n", "t.csv:3:7");
    must_refuse("y,w,id,wave\n5,1,a,1\n5,1,b,1\n", "t.csv:1:8: error: wave has one period only");
    must_refuse("y,w,id,year\n5,1,a,1\n", "wave");
    char *many = hq_zalloc(20000, 1);
    size_t at = (size_t)snprintf(many, 100, "y,w,id,wave\n");
    for (int i = 0; i < MOST_PERIODS + 1; i++)
        at += (size_t)snprintf(many + at, 100, "5,1,a,%d\n", i);
    must_refuse(many, "more than 256");
    free(many);
}

/* Four million units over twelve periods are taken; a million over all of them is the end. */
static void how_many_there_may_be(void **state)
{
    (void)state;
    assert_true(fits(4000000, 12) && fits(1 << 20, MOST_PERIODS));
    assert_false(fits((1 << 20) + 1, MOST_PERIODS));
    assert_false(fits(INT64_MAX / 2, 2));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_have_their_place),
        cmocka_unit_test(predictors_are_of_one_period),
        cmocka_unit_test(mistakes_have_their_place),
        cmocka_unit_test(how_many_there_may_be),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
