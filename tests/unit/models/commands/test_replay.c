/* horqin replay: a small catalogue against one county; exit codes; nothing left behind. */
#include "unit/models/commands/program.h"

#include "models/commands/options.c" // NOLINT(bugprone-suspicious-include)
#include "models/commands/replay.c"  // NOLINT(bugprone-suspicious-include)

#define KEZUO CONFIGS "/kezuo-houqi.yml"
#define HEAD                                                                                                   \
    "id,sentence,years,place,programme,quantity,written,value,unit,value_model,unit_model,bound,kind,"         \
    "tolerance,"                                                                                               \
    "relation,holds,check,meaning,reason\n"
/* Of the planting that the configuration pays for: 95.4 million Yuan a year. */
#define ROWS                                                                                                   \
    "aa-s,1.1,2002,150522,context,counties,,1,1,1,counties,exact,exact,,,,,one county,\n"                      \
    "aa-n,1.2,2002,150522,restoration,aim,,,,,,exact,note,,,,,an aim,no figure\n"

static char *catalogue(void **state, const char *rows)
{
    char *sources = scratch_path(state, "sources.csv"), *one = scratch_path(state, "one.csv");
    char *text = hq_text("%s%s", HEAD, rows);
    const char *list = "source,prefix,document,title,publisher\none,aa,000,The first,somebody\n";
    scratch_write(sources, list, strlen(list));
    scratch_write(one, text, strlen(text));
    free(text);
    free(one);
    free(sources);
    return *state;
}

#define REPLAY(...)                                                                                            \
    SAY(command_replay, KEZUO, "--quiet", "--threads=1", "--set", "run.replay=one", "--set",                   \
        "run.replay_last=2002", __VA_ARGS__)

static void as_stated(void **state)
{
    struct said said = REPLAY("--sources", catalogue(state, ROWS));
    if (said.code != HQ_EXIT_DONE) {
        fail_msg("%d: %s", said.code, said.err);
    }
    assert_non_null(strstr(said.out, "The first\n"));
    assert_non_null(strstr(said.out, "  ok "));
    assert_null(strstr(said.out, "state hash")); /* the run itself is silent */
    said_free(&said);
}

static void otherwise(void **state)
{
    struct said said = REPLAY("--sources", catalogue(state, ROWS "aa-z,1.3,2002,150522,context,counties,,1,1,2,"
                                                                 "counties,exact,exact,,,,,two,\n"));
    assert_int_equal(said.code, HQ_EXIT_INTERNAL);
    assert_non_null(strstr(said.err, "horqin replay: aa-z: counties 2 counties stated, 1 simulated\n"));
    said_free(&said);
}

static void as_json_into_a_folder(void **state)
{
    char *out = scratch_path(state, "result"), *done = scratch_path(state, "result/run.json");
    struct said said = REPLAY("--sources", catalogue(state, ROWS), "--json", "--out", out);
    assert_int_equal(said.code, HQ_EXIT_DONE);
    assert_int_equal(said.out[0], '{');
    assert_true(hq_file_exists(done));
    said_free(&said);
    free(done);
    free(out);
}

static void refusals(void **state)
{
    char *sources = catalogue(state, ROWS);
    MUST_FAIL(HQ_EXIT_USAGE, "name a configuration", command_replay, "--json");
    MUST_FAIL(HQ_EXIT_USAGE, "run.replay is not set", command_replay, KEZUO, "--set", "run.replay=''",
              "--sources", sources);
    MUST_FAIL(HQ_EXIT_USAGE, "has no source 'ones'; did you mean 'one'?", command_replay, KEZUO, "--set",
              "run.replay=ones", "--sources", sources);
    MUST_FAIL(HQ_EXIT_USAGE, "population.scale must be 1", command_replay, KEZUO, "--set", "run.replay=one",
              "--set", "population.scale=0.5", "--sources", sources);
    MUST_FAIL(HQ_EXIT_USAGE, "unknown option --year", command_replay, KEZUO, "--year", "2009");
    MUST_FAIL(HQ_EXIT_USAGE, "whole number", command_replay, KEZUO, "--threads", "none");
    MUST_FAIL(HQ_EXIT_BAD_DATA, "name its folder with --sources", command_replay, KEZUO, "--set",
              "run.replay=one", "--sources", "/no/such/folder");
    MUST_FAIL(
        HQ_EXIT_BAD_DATA, "one.csv:4:1: error: id 'aa-s' stands twice", command_replay, KEZUO, "--set",
        "run.replay=one", "--sources",
        catalogue(state, ROWS "aa-s,1.1,2002,150522,context,counties,,1,1,1,counties,exact,exact,,,,,one,\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        scratch_test(as_stated),
        scratch_test(otherwise),
        scratch_test(as_json_into_a_folder),
        scratch_test(refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
