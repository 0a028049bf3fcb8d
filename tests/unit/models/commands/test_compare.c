/* horqin compare: options and their mistakes, a pair of small runs, and the same pair finished. */
#include "unit/models/commands/program.h"

#include "models/commands/compare.c" // NOLINT(bugprone-suspicious-include)
#include "models/commands/options.c" // NOLINT(bugprone-suspicious-include)

#define KEZUO CONFIGS "/kezuo-houqi.yml"
#define SMALL                                                                                                  \
    KEZUO, "--set", "population.scale=0.01", "--set", "run.last_year=2003", "--policies=planting", "--threads=1"

static void mistakes(void **state)
{
    MUST_FAIL(HQ_EXIT_USAGE, "horqin compare: error: name a base and what it is compared with", command_compare,
              "--quiet");
    MUST_FAIL(HQ_EXIT_USAGE, "unknown option --policy", command_compare, KEZUO, "--policy=a");
    MUST_FAIL(HQ_EXIT_USAGE, "--replicates", command_compare, KEZUO, "--replicates=0");
    MUST_FAIL(HQ_EXIT_USAGE, "--permutations", command_compare, KEZUO, "--permutations", "none");
    MUST_FAIL(HQ_EXIT_USAGE, "--year", command_compare, KEZUO, "--year=1");
    MUST_FAIL(HQ_EXIT_USAGE, "--areas towns,counties: choose of region, classes, zones, prefectures, counties",
              command_compare, KEZUO, "--areas", "towns,counties");
}

static void runs_then_finished_results(void **state)
{
    char *out = scratch_path(state, "out"), *none = scratch_path(state, "out/seed-1/none"),
         *planting = scratch_path(state, "out/seed-1/planting");
    struct said tables = SAY(command_compare, SMALL, "--out", out, "--line=own");
    if (tables.code != HQ_EXIT_DONE)
        fail_msg("%d: %s", tables.code, tables.err);
    assert_non_null(strstr(tables.out, "planting against none, 2003, one seed: no interval\n"));
    assert_null(strstr(tables.out, "national"));
    assert_null(strstr(tables.out, "state hash"));
    assert_non_null(strstr(tables.err, "run 2 of 2: "));
    struct said again = SAY(command_compare, SMALL, "--out", out, "--line=own", "--quiet");
    assert_string_equal(tables.out, again.out);
    assert_string_equal(again.err, "");
    struct said json = SAY(command_compare, none, planting, "--areas=region,classes", "--year=2002", "--json");
    assert_int_equal(json.code, HQ_EXIT_DONE);
    assert_non_null(strstr(json.out, "\"year\": 2002"));
    assert_non_null(strstr(json.out, "\"line\": \"national\""));
    MUST_FAIL(HQ_EXIT_USAGE, "2004", command_compare, none, planting, "--year=2004");
    MUST_FAIL(HQ_EXIT_USAGE, "onw", command_compare, none, planting, "--line=onw");
    said_free(&tables);
    said_free(&again);
    said_free(&json);
    free(out);
    free(none);
    free(planting);
}

int main(void)
{
    const struct CMUnitTest tests[] = {scratch_test(mistakes), scratch_test(runs_then_finished_results)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
