/* horqin diff: folders and files, one line each, and the exit code. */
#include "unit/models/commands/program.h"

#include "models/commands/diff.c"    // NOLINT(bugprone-suspicious-include)
#include "models/commands/options.c" // NOLINT(bugprone-suspicious-include)

#define LEDGER "year,yuan\n2002,5\n"

static void put(void **state, const char *name, const char *text)
{
    char *path = scratch_path(state, name);
    scratch_write(path, text, strlen(text));
    free(path);
}

/* Two folders with one file each. */
static void fill(void **state, const char *name, const char *one, const char *two)
{
    char *a = scratch_path(state, "a"), *b = scratch_path(state, "b");
    char *x = hq_text("a/%s", name), *y = hq_text("b/%s", name);
    assert_int_equal(hq_make_folder(a), 0);
    assert_int_equal(hq_make_folder(b), 0);
    if (one)
        put(state, x, one);
    if (two)
        put(state, y, two);
    free(a);
    free(b);
    free(x);
    free(y);
}

static void expect(void **state, const char *one, const char *two, int code, const char *says)
{
    char *a = scratch_path(state, one), *b = scratch_path(state, two);
    struct said s = SAY(command_diff, a, b);
    if (s.code != code || !strstr(s.out, says))
        fail_msg("code %d: %s%s", s.code, s.out, s.err);
    said_free(&s);
    free(a);
    free(b);
}

static void folders_are_compared_file_by_file(void **state)
{
    fill(state, "ledger.csv", LEDGER, LEDGER);
    expect(state, "a", "b", 0, "ledger.csv: equal\n");
    fill(state, "yearly.csv", LEDGER, NULL);
    expect(state, "a", "b", 1, "yearly.csv: only in ");
    fill(state, "yearly.csv", LEDGER, LEDGER "x");
    expect(state, "a", "b", 1, "yearly.csv: ");
    expect(state, "a/yearly.csv", "b/yearly.csv", 1, "ends before line 3: x");
    fill(state, "yearly.csv", LEDGER, LEDGER);
    fill(state, "resolved.yml", "run:\n  name: x\n", "run:\n  name: y\n");
    expect(state, "a", "b", 0, "resolved.yml: run.name is x and y\n"); /* the results are equal */
}

static void damage_is_told(void **state)
{
    fill(state, "ledger.csv", LEDGER, LEDGER);
    put(state, "b/run.json", "{\"ledger_file_hash\": \"00000000000000000000000000000000\"}");
    expect(state, "a", "b", 65, "ledger.csv is damaged: it is not what run.json says");
    expect(state, "b", "a", 65, "b/ledger.csv is damaged");
    expect(state, "a/ledger.csv", "b/ledger.csv", 0, "ledger.csv: equal\n"); /* alone: no run.json to ask */
    fill(state, "yearly.csv", LEDGER, "year,yuan\n2002,6\n");
    expect(state, "a/yearly.csv", "b/yearly.csv", 1,
           "yearly.csv: first in line 2 (year 2002): yuan is 5 and 6");
    fill(state, "trajectories.h5", "x", "y");
    expect(state, "a/trajectories.h5", "b/trajectories.h5", 65, "is damaged: HDF5 cannot open it");
}

static void mistakes_are_named(void **state)
{
    char *none = scratch_path(state, "none"), *csv = scratch_path(state, "a/ledger.csv");
    char *yml = scratch_path(state, "b/resolved.yml"), *a = scratch_path(state, "a"),
         *b = scratch_path(state, "b");
    fill(state, "notes.txt", "x", "y");
    put(state, "a/ledger.csv", LEDGER);
    put(state, "b/resolved.yml", "x:\n");
    MUST_FAIL(HQ_EXIT_USAGE, "name two result folders", command_diff, a);
    MUST_FAIL(HQ_EXIT_USAGE, "unexpected argument", command_diff, a, b, a);
    MUST_FAIL(HQ_EXIT_USAGE, "a folder and a file", command_diff, a, csv);
    MUST_FAIL(HQ_EXIT_USAGE, "not two files of a result of the same kind", command_diff, csv, yml);
    MUST_FAIL(HQ_EXIT_IO, "none cannot be read: No such file", command_diff, a, none);
    char *empty = scratch_path(state, "empty");
    assert_int_equal(hq_make_folder(empty), 0);
    MUST_FAIL(HQ_EXIT_USAGE, "hold no result", command_diff, empty, empty);
    free(empty);
    free(none);
    free(csv);
    free(yml);
    free(a);
    free(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        scratch_test(folders_are_compared_file_by_file),
        scratch_test(damage_is_told),
        scratch_test(mistakes_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
