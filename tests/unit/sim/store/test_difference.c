/* Tables and settings: equal, or the first difference by name. */
#include "unit/sim/scratch.h"

#include "sim/provenance.h"
#include "sim/store/difference.h"

#define HEADER "year,county,programme,yuan\n2002,150522,training,1.50\n"

typedef struct difference compare(const char *a, const char *b);

static void expect(void **state, compare *how, const char *x, const char *y, enum hq_verdict verdict,
                   const char *says)
{
    char *a = scratch_path(state, "a"), *b = scratch_path(state, "b");
    scratch_write(a, x, strlen(x));
    scratch_write(b, y, strlen(y));
    const struct difference d = how(a, b);
    if (!strstr(d.text, says))
        fail_msg("\"%s\" does not say \"%s\"", d.text, says);
    assert_int_equal(d.verdict, verdict);
    free(a);
    free(b);
}

static void tables_name_line_and_column(void **state)
{
    expect(state, hq_compare_tables, HEADER, HEADER, HQ_EQUAL, "equal");
    expect(state, hq_compare_tables, HEADER "2003,1,2,3\n", HEADER "2003,1,2,4\n", HQ_DIFFERENT,
           "first in line 3 (year 2003, county 1, programme 2): yuan is 3 and 4");
    expect(state, hq_compare_tables, HEADER "2003,1,2,3\n", HEADER "2003,1,2,31\n", HQ_DIFFERENT,
           "yuan is 3 and 31");
    expect(state, hq_compare_tables, HEADER "2003,1,2,3\n", HEADER, HQ_DIFFERENT,
           "b ends before line 3: 2003,1,2,3");
    expect(state, hq_compare_tables, HEADER, HEADER "2003,1,2,3\n", HQ_DIFFERENT,
           "a ends before line 3: 2003,1,2,3");
    expect(state, hq_compare_tables, "year\n1\n", "jahr\n1\n", HQ_DIFFERENT,
           "line 1 (): year is year and jahr");
}

static void settings_name_their_keys(void **state)
{
    const char *const one = "# hash a\nrun:\n  # the seed\n  seed: 1\n  name: \"x\"\nherd:\n  growth:\n"
                            "    default: 0.1\n    year:\n      2003: 0.2\n";
    expect(state, hq_compare_settings, one, one, HQ_EQUAL, "equal");
    expect(state, hq_compare_settings, one,
           "# hash b\nrun:\n  seed: 1\n  name: \"x\"\nherd:\n  growth:\n"
           "    default: 0.1\n    year:\n      2003: 0.2\n",
           HQ_EQUAL, "equal"); /* comments are none */
    expect(state, hq_compare_settings, one,
           "run:\n  seed: 2\n  name: \"x\"\nherd:\n  growth:\n"
           "    default: 0.1\n    year:\n      2003: 0.3\n",
           HQ_DIFFERENT,
           "run.seed is 1 and 2; herd.growth is default: 0.1 year: 2003: 0.2 and default: 0.1 year: 2003: 0.3");
    expect(state, hq_compare_settings, "run:\n  seed: 1\n", "run:\n  seed: 1\nnew:\n  key: 5\n", HQ_DIFFERENT,
           "new.key is (not there) and 5");
    expect(state, hq_compare_settings, "new:\n  key: 5\n", "run:\n", HQ_DIFFERENT,
           "new.key is 5 and (not there)");
    expect(state, hq_compare_settings, "g:\n  a: 1\n  b: 1\n  c: 1\n  d: 1\n  e: 1\n  f: 1\n  h: 1\n", "g:\n",
           HQ_DIFFERENT, "g.e is 1 and (not there); and 2 more");
}

static void what_cannot_be_read_is_named(void **state)
{
    char *a = scratch_path(state, "a"), *b = scratch_path(state, "absent");
    scratch_write(a, "x", 1);
    const struct difference d = hq_compare_tables(a, b);
    assert_int_equal(d.verdict, HQ_UNREADABLE);
    assert_non_null(strstr(d.text, "absent cannot be read: No such file or directory"));
    assert_int_equal(hq_compare_settings(*state, a).verdict, HQ_UNREADABLE); /* a folder */
    free(a);
    free(b);
}

static void files_that_have_changed_are_found(void **state)
{
    char *file = scratch_path(state, "a.csv"), *json = scratch_path(state, "run.json"), hash[33];
    scratch_write(file, "1\n", 2);
    hq_file_hash(file, hash);
    assert_false(hq_file_has_changed(*state, "a.csv", "a_hash")); /* no run.json */
    char *text = hq_text("{\"other\": \"1\", \"a_hash\": \"%s\"}", hash);
    scratch_write(json, text, strlen(text));
    assert_false(hq_file_has_changed(*state, "a.csv", "a_hash"));
    assert_false(hq_file_has_changed(*state, "b.csv", "a_hash"));
    assert_false(hq_file_has_changed(*state, "a.csv", "b_hash"));
    scratch_write(file, "2\n", 2);
    assert_true(hq_file_has_changed(*state, "a.csv", "a_hash"));
    assert_true(hq_file_has_changed(*state, "a.csv", "other"));
    free(text);
    free(json);
    free(file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        scratch_test(tables_name_line_and_column),
        scratch_test(settings_name_their_keys),
        scratch_test(what_cannot_be_read_is_named),
        scratch_test(files_that_have_changed_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
