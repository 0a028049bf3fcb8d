/* horqin run, resume and check: what they make of their words; what a run does is in sim/test_run.c. */
#include "unit/models/commands/program.h"

#include "models/commands/options.c" // NOLINT(bugprone-suspicious-include)
#include "models/commands/run.c"     // NOLINT(bugprone-suspicious-include)

/* A configuration of hh1 in the folder; malloc'd path. */
static char *write_configuration(void **state)
{
    static const char table[] = "code,name,prefecture,class,households,villages\n7,Sand,West,any,600,5\n";
    static const char text[] = "run: {name: small, model: hh1, first_year: 2001, last_year: 2004}\n"
                               "region: {table: table.csv}\n";
    char *path = scratch_path(state, "small.yml"), *csv = scratch_path(state, "table.csv");
    scratch_write(path, text, strlen(text));
    scratch_write(csv, table, strlen(table));
    free(csv);
    return path;
}

static void a_run_stops_and_resumes(void **state)
{
    char *config = write_configuration(state), *one = scratch_path(state, "one"),
         *two = scratch_path(state, "two");
    struct said whole = SAY(command_run, config, "--out", one, "--threads", "2", "--quiet");
    assert_int_equal(whole.code, HQ_EXIT_DONE);
    assert_non_null(strstr(whole.out, "\n2004  "));
    assert_string_equal(whole.err, "");
    struct said half = SAY(command_run, config, "--out", two, "--threads=1", "--set", "output.stop_after=2002",
                           "--set", "output.checkpoint_keep=1");
    assert_int_equal(half.code, HQ_EXIT_CHECKPOINTED);
    /* The order to stop was the first run's; its other settings stay. */
    struct said rest = SAY(command_resume, two, "--threads=3", "--isa=sse2", "--quiet");
    assert_int_equal(rest.code, HQ_EXIT_DONE);
    const char *hash = strstr(whole.out, "state hash: ");
    assert_non_null(hash);
    assert_non_null(strstr(rest.out, hash));
    said_free(&half);
    said_free(&rest);
    rest = SAY(command_resume, two, "--json", "--quiet"); /* done already */
    assert_int_equal(rest.code, HQ_EXIT_DONE);
    assert_non_null(strstr(rest.out, "\"reused\": true"));
    said_free(&rest);
    said_free(&whole);
    free(config);
    free(one);
    free(two);
}

static void a_resumed_run_may_be_told_to_stop_again(void **state)
{
    char *config = write_configuration(state), *folder = scratch_path(state, "out");
    struct said s = SAY(command_run, config, "--out", folder, "--threads=1", "--set=output.stop_after=2001");
    assert_int_equal(s.code, HQ_EXIT_CHECKPOINTED);
    said_free(&s);
    s = SAY(command_resume, folder, "--threads=1", "--set", "output.stop_after=2003");
    assert_int_equal(s.code, HQ_EXIT_CHECKPOINTED);
    assert_non_null(strstr(s.err, "resuming after 2001"));
    assert_non_null(strstr(s.err, "stopped after 2003"));
    said_free(&s);
    free(config);
    free(folder);
}

/* --from is run.from, whatever the folder is called. */
static void a_run_branches_off_another(void **state)
{
    char *config = write_configuration(state), *base = scratch_path(state, "it's: a @base"),
         *from = scratch_path(state, "it's: a @base@2002"), *whole = scratch_path(state, "whole"),
         *out = scratch_path(state, "out");
    struct said all = SAY(command_run, config, "--out", whole, "--threads=1", "--quiet");
    struct said half = SAY(command_run, config, "--out", base, "--threads=1", "--set=output.stop_after=2002");
    assert_int_equal(half.code, HQ_EXIT_CHECKPOINTED);
    struct said rest = SAY(command_run, config, "--from", from, "--out", out, "--threads=1");
    assert_int_equal(rest.code, HQ_EXIT_DONE);
    assert_non_null(strstr(rest.err, "base after 2002"));
    assert_null(strstr(rest.err, "run again"));
    const char *hash = strstr(all.out, "state hash: ");
    assert_non_null(hash);
    assert_non_null(strstr(rest.out, hash));
    MUST_FAIL(HQ_EXIT_USAGE, "this run's own result folder", command_run, config, "--from", from, "--out",
              base);
    said_free(&all);
    said_free(&half);
    said_free(&rest);
    char *const texts[] = {config, base, from, whole, out};
    for (int k = 0; k < 5; k++)
        free(texts[k]);
}

static void a_check_runs_nothing(void **state)
{
    char *config = write_configuration(state);
    const int before = scratch_count(*state);
    struct said s = SAY(command_check, config);
    assert_int_equal(s.code, HQ_EXIT_DONE);
    assert_non_null(strstr(s.out, "no errors; configuration hash "));
    assert_non_null(strstr(s.out, "1 counties, 600 households at full scale"));
    said_free(&s);
    s = SAY(command_check, config, "--set", "income.line=-1", "--set", "incom.line=1");
    assert_int_equal(s.code, HQ_EXIT_USAGE);
    assert_non_null(strstr(s.err, "income.line=-1")); /* all errors in one go */
    assert_non_null(strstr(s.err, "incom.line=1"));
    said_free(&s);
    assert_int_equal(scratch_count(*state), before + 2); /* the two streams' files */
    free(config);
}

static void mistakes_are_named(void **state)
{
    MUST_FAIL(HQ_EXIT_USAGE, "name a configuration", command_run, "--quiet");
    MUST_FAIL(HQ_EXIT_USAGE, "unexpected argument two.yml", command_run, "one.yml", "two.yml");
    MUST_FAIL(HQ_EXIT_USAGE, "--threads takes a whole number from 1 to 4096, not 0", command_run, "x.yml",
              "--threads=0");
    MUST_FAIL(HQ_EXIT_USAGE, "--out needs a value", command_run, "x.yml", "--out");
    MUST_FAIL(HQ_EXIT_USAGE, "name the result folder", command_resume, "--quiet");
    MUST_FAIL(HQ_EXIT_USAGE, "unknown option --force", command_resume, "x", "--force");
    MUST_FAIL(HQ_EXIT_USAGE, "name a configuration", command_check, "--set=a.b=1");
    MUST_FAIL(HQ_EXIT_USAGE, "no-such-file.yml", command_run, "no-such-file.yml");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        scratch_test(a_run_stops_and_resumes),    scratch_test(a_resumed_run_may_be_told_to_stop_again),
        scratch_test(a_run_branches_off_another), scratch_test(a_check_runs_nothing),
        scratch_test(mistakes_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
