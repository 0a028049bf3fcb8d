/* horqin estimate: the shape of its answer and its refusals; tests/cli/test_estimate.py holds it against runs.
 */
#include "unit/models/commands/program.h"

#include "models/commands/estimate.c" // NOLINT(bugprone-suspicious-include)
#include "models/commands/options.c"  // NOLINT(bugprone-suspicious-include)

#define HH1 TEST_DATA "/hh1.yml"

static void amounts_are_in_their_units(void **state)
{
    (void)state;
    char space[AMOUNT];
    assert_string_equal(amount(0, space), "0 bytes");
    assert_string_equal(amount(1023, space), "1023 bytes");
    assert_string_equal(amount(1536, space), "1.5 KiB");
    assert_string_equal(amount(INT64_C(24) << 30, space), "24.0 GiB");
    assert_string_equal(amount(INT64_C(5000) << 40, space), "5000.0 TiB");
}

/* A rank that has a core of its own is as fast as alone. */
static void ranks_share_the_cores(void **state)
{
    (void)state;
    const int cores = omp_get_num_procs();
    assert_near(crowding(1, 1), 1, 0);
    assert_near(crowding(cores, 1), 1, 0);
    assert_near(crowding(2 * cores, 1), 2, 1e-12);
    assert_near(crowding(3, cores), 3, 1e-12);
    assert_near(crowding(1, 4 * cores), 1, 1e-12); /* the measured run was crowded as much */
}

static struct answer small_answer(struct config *config, char *folder)
{
    return (struct answer){.config = config,
                           .folder = folder,
                           .calibration.base_bytes = 1000,
                           .machine_bytes = 10000,
                           .available = 10000,
                           .disk = {.most_bytes = 500},
                           .disk_free = 500};
}

struct judged {
    struct answer answer;
    struct asked asked;
};

static void judge(void *with)
{
    const struct judged *j = with;
    const int code = verdict(&j->answer, &j->asked);
    fflush(NULL);
    _exit(code);
}

static void what_does_not_fit_is_refused_with_a_cure(void **state)
{
    struct judged j = {.asked = {.ranks = 2, .threads = 1}};
    const struct run_request request = {.config = HH1, .families = model_families, .family_count = 2};
    struct config *config;
    assert_int_equal(hq_run_load(&request, &config), HQ_EXIT_DONE);
    j.answer = small_answer(config, "results/x");
    assert_int_equal(verdict(&j.answer, &j.asked), HQ_EXIT_DONE);
    j.answer.available = 6000; /* (6000 - 2000) / (10000 - 2000), less a tenth */
    scratch_must_fail(state, judge, &j, HQ_EXIT_WONT_FIT, "or set population.scale=0.45\n");
    j.answer.available = 1500;
    scratch_must_fail(state, judge, &j, HQ_EXIT_WONT_FIT, "use fewer ranks with more threads");
    j.answer.available = 10000;
    j.answer.disk_free = 499;
    scratch_must_fail(state, judge, &j, HQ_EXIT_WONT_FIT,
                      "up to 500 bytes would be written to results/x, where 499 bytes are free");
    hq_config_free(config);
}

static void the_answer_is_text_or_an_object(void **state)
{
    struct said s = SAY(command_estimate, HH1, "--threads", "1");
    assert_int_equal(s.code, HQ_EXIT_DONE);
    assert_string_equal(s.err, "");
    assert_non_null(strstr(s.out, "model hh1, 3 counties, 2002 to 2011\n2765 households in "));
    assert_non_null(strstr(s.out, "measured in a run of 2765 households and 10 years\n"));
    said_free(&s);
    s = SAY(command_estimate, HH1, "--threads=1", "--json", "--set", "run.last_year=2003", "--ranks=3");
    assert_int_equal(s.code, HQ_EXIT_DONE);
    assert_int_equal(s.out[0], '{');
    assert_non_null(strstr(s.out, "\"ranks\": 3,"));
    assert_non_null(strstr(s.out, "\"years\": 2,"));
    assert_non_null(strstr(s.out, "\"fits_memory\": true,"));
    said_free(&s);
}

static void mistakes_are_named(void **state)
{
    MUST_FAIL(HQ_EXIT_USAGE, "name a configuration", command_estimate, "--ranks", "2");
    MUST_FAIL(HQ_EXIT_USAGE, "--ranks takes a whole number from 1 to 100000, not 0", command_estimate, HH1,
              "--ranks", "0");
    MUST_FAIL(HQ_EXIT_USAGE, "unknown key 'income.lin'", command_estimate, HH1, "--set", "income.lin=2");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(amounts_are_in_their_units),
        cmocka_unit_test(ranks_share_the_cores),
        scratch_test(what_does_not_fit_is_refused_with_a_cure),
        scratch_test(the_answer_is_text_or_an_object),
        scratch_test(mistakes_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
