/* horqin bench hh1: what it runs is a run, and the hash is the run's. */
#include "unit/models/commands/program.h"

#include "models/commands/bench.c"   // NOLINT(bugprone-suspicious-include)
#include "models/commands/options.c" // NOLINT(bugprone-suspicious-include)

static void hash_of(const struct said *s, char hash[33])
{
    const char *at = strstr(s->out, "state hash: ");
    assert_non_null(at);
    snprintf(hash, 33, "%.32s", at + 12);
    assert_int_equal(strspn(hash, "0123456789abcdef"), 32);
}

static void the_figures_are_printed(void **state)
{
    struct said s =
        SAY(command_bench, "hh1", "--households", "3000", "--years", "3", "--threads", "1", "--isa", "sse2");
    double speed, headcount, found, years;
    assert_int_equal(s.code, HQ_EXIT_DONE);
    assert_int_equal(sscanf(s.out,
                            "households 3000, years 3, threads 1, instruction set sse2\n"
                            "founding %lf s, years %lf s\nheadcount %lf in the last year\n"
                            "%lf household-years a second\nstate hash: ",
                            &found, &years, &headcount, &speed),
                     4);
    assert_true(speed > 0 && headcount > 0.1 && headcount < 0.9);
    said_free(&s);
}

static void threads_and_sets_do_not_matter_but_the_seed_does(void **state)
{
    char first[33], other[33];
    struct said s = SAY(command_bench, "hh1", "--households=5000", "--years=3", "--threads=1", "--isa=sse2");
    hash_of(&s, first);
    said_free(&s);
    for (int isa = 0; isa <= hq_isa_choose(NULL); isa++) {
        s = SAY(command_bench, "hh1", "--households=5000", "--years=3", "--threads=3", "--isa",
                hq_isa_names[isa]);
        hash_of(&s, other);
        assert_string_equal(first, other);
        said_free(&s);
    }
    s = SAY(command_bench, "hh1", "--households=5000", "--years=3", "--threads=1", "--seed=2");
    hash_of(&s, other);
    assert_string_not_equal(first, other);
    said_free(&s);
}

static void a_few_households_are_a_village(void **state)
{
    struct said s = SAY(command_bench, "hh1", "--households=1", "--years=200", "--threads=2");
    assert_int_equal(s.code, HQ_EXIT_DONE);
    said_free(&s);
}

static void mistakes_are_named(void **state)
{
    MUST_FAIL(HQ_EXIT_USAGE, "name a workload: horqin bench hh1", command_bench, "--years=1");
    MUST_FAIL(HQ_EXIT_USAGE, "name a workload: horqin bench hh1", command_bench, "poverty");
    MUST_FAIL(HQ_EXIT_USAGE, "--isa mmx is not to be had here", command_bench, "hh1", "--isa=mmx");
    MUST_FAIL(HQ_EXIT_USAGE, "--households takes a whole number from 1 to", command_bench, "hh1",
              "--households=0");
    MUST_FAIL(HQ_EXIT_USAGE, "--years takes a whole number from 1 to 200", command_bench, "hh1", "--years=201");
    MUST_FAIL(HQ_EXIT_USAGE, "--threads takes a whole number", command_bench, "hh1", "--threads=0");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        scratch_test(the_figures_are_printed),
        scratch_test(threads_and_sets_do_not_matter_but_the_seed_does),
        scratch_test(a_few_households_are_a_village),
        scratch_test(mistakes_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
