/* indicators.h5: equal, or the first variable and year, and both numbers. */
#include "unit/sim/toy.h"

#include "sim/store/difference.h"
#include "sim/store/indicator_file.h"
#include "unit/sim/test.h"

static const struct axis_row axes[] = {{"kind", NULL, 2, "a kind"}};
static const struct report_row rows[] = {
    {"persons", "persons", "people", {HQ_BY_AREA, HQ_NO_AXIS, HQ_NO_AXIS, HQ_NO_AXIS, HQ_NO_AXIS}},
    {"shares", "1", "shares", {0, HQ_NO_AXIS, HQ_NO_AXIS, HQ_NO_AXIS, HQ_NO_AXIS}}};
static const struct report_table whole = {rows, 2, axes, 1}, less = {rows, 1, axes, 1};

static int no_parts(const struct areas *areas)
{
    return areas->count * 0;
}

static void no_part(const struct world *w, const struct cells *cells, int part, double *out)
{
    (void)w, (void)cells, (void)part, (void)out;
}

/* A file of two years, numbers counted up from `first`; `nan_at` is not-a-number. */
static char *make(const char *folder, const char *name, const struct report_table *table, double first,
                  int64_t nan_at)
{
    struct engine e;
    struct history h;
    struct model with = toy;
    with.reports = table;
    with.report = no_part;
    with.report_parts = no_parts;
    struct config *config = toy_engine(&e, folder, "output.column_hashes=false", 1);
    e.model = &with;
    e.cells = hq_zalloc(1, sizeof *e.cells);
    hq_history_make(&h, &e);
    h.done = 2;
    for (int64_t i = 0; i < 2 * h.report; i++) {
        h.reports[i] = i == nan_at ? __builtin_nan("") : first + (double)i;
    }
    char *path = hq_text("%s/%s.h5", folder, name);
    assert_int_equal(hq_indicators_write(path, &e, &h), 0);
    hq_history_free(&h);
    e.model = &toy;
    toy_engine_free(&e, config);
    return path;
}

static void says(const char *a, const char *b, enum hq_verdict verdict, const char *text)
{
    const struct difference d = hq_compare_indicators(a, b);
    assert_int_equal(d.verdict, verdict);
    if (!strstr(d.text, text)) {
        fail_msg("'%s' does not say '%s'", d.text, text);
    }
}

static void differences_are_found(void **state)
{
    /* Eight areas and two kinds: ten numbers a year. */
    char *a = make(*state, "a", &whole, 0, -1), *same = make(*state, "same", &whole, 0, -1),
         *other = make(*state, "other", &whole, 1, -1), *gap = make(*state, "gap", &whole, 0, 19),
         *fewer = make(*state, "fewer", &less, 0, -1), *junk = hq_text("%s/junk.h5", (const char *)*state);
    scratch_write(junk, "junk", 4);
    says(a, same, HQ_EQUAL, "equal");
    says(gap, gap, HQ_EQUAL, "equal");
    says(a, other, HQ_DIFFERENT, "persons first differs in 2001, number 0 of the year: 0 and 1");
    says(a, gap, HQ_DIFFERENT, "shares first differs in 2002, number 1 of the year: 19 and nan");
    says(a, fewer, HQ_DIFFERENT, "persons first differs");
    says(a, junk, HQ_DAMAGED, "junk.h5 is damaged");
    char *const paths[] = {a, same, other, gap, fewer, junk};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        free(paths[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {toy_test(differences_are_found)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
