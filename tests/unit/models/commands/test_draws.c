/* horqin draws: the bytes on standard output are the draws of the program, in the order asked for. */
#include "unit/models/commands/program.h"

#include "models/commands/draws.c"   // NOLINT(bugprone-suspicious-include)
#include "models/commands/options.c" // NOLINT(bugprone-suspicious-include)

enum { RAIN = 5 }; /* code of the purpose of that name */

static uint32_t one_draw(uint64_t seed, uint64_t id, int64_t year, uint64_t k)
{
    return hq_draw(hq_stream_of(hq_seed_keys(seed), id), hq_jump_to(hq_position(year, RAIN) + k));
}

/* Households 3, 4, 5 and 6, years 2002 to 2004, three draws each, in each order: in the order of loops. */
static void the_three_orders(void **state)
{
    uint32_t households[36], draws[36], years[36];
    int n = 0;
    for (int64_t y = 2002; y <= 2004; y++)
        for (uint64_t k = 0; k < 3; k++)
            for (uint64_t id = 3; id < 7; id++)
                households[n++] = one_draw(9, id, y, k);
    n = 0;
    for (uint64_t id = 3; id < 7; id++)
        for (int64_t y = 2002; y <= 2004; y++)
            for (uint64_t k = 0; k < 3; k++)
                draws[n++] = one_draw(9, id, y, k);
    n = 0;
    for (uint64_t id = 3; id < 7; id++)
        for (uint64_t k = 0; k < 3; k++)
            for (int64_t y = 2002; y <= 2004; y++)
                years[n++] = one_draw(9, id, y, k);
    static const char *const orders[] = {"households", "draws", "years"};
    const uint32_t *const expected[] = {households, draws, years};
    for (int o = 0; o < 3; o++) {
        struct said s = SAY(command_draws, "--seed", "9", "--households", "3:7", "--years", "2002:2004",
                            "--purpose", "rain", "--count", "3", "--order", orders[o]);
        assert_int_equal(s.code, HQ_EXIT_DONE);
        assert_int_equal(s.size, sizeof households);
        assert_memory_equal(s.out, expected[o], sizeof households);
        assert_string_equal(s.err, "");
        said_free(&s);
    }
}

/* More than one block of each order: no seam. */
static void long_runs_have_no_seams(void **state)
{
    struct said s = SAY(command_draws, "--households=1:150000", "--years=2002:2002", "--purpose=rain");
    assert_int_equal(s.size, 149999 * sizeof(uint32_t));
    const uint32_t *got = (const uint32_t *)(const void *)s.out;
    for (uint64_t i = 0; i < 149999; i++)
        assert_int_equal(got[i], one_draw(1, i + 1, 2002, 0));
    said_free(&s);
    s = SAY(command_draws, "--households=8:9", "--years=2002:2002", "--purpose=rain", "--order=draws",
            "--count=150000");
    assert_int_equal(s.size, 150000 * sizeof(uint32_t));
    got = (const uint32_t *)(const void *)s.out;
    for (uint64_t k = 0; k < 150000; k += k < 100 || k > 149900 || (k > 65400 && k < 65700) ? 1 : 7)
        assert_int_equal(got[k], one_draw(1, 8, 2002, k));
    said_free(&s);
    s = SAY(command_draws, "--households=8:9", "--years=1:150000", "--purpose=rain", "--order=years");
    assert_int_equal(s.size, 150000 * sizeof(uint32_t));
    got = (const uint32_t *)(const void *)s.out;
    for (int64_t y = 1; y <= 150000; y += y < 100 || (y > 65400 && y < 65700) ? 1 : 7)
        assert_int_equal(got[y - 1], one_draw(1, 8, y, 0));
    said_free(&s);
}

/* Purposes of all models are known, and each has draws of its own. */
static void purposes_go_by_name(void **state)
{
    struct said rain = SAY(command_draws, "--households=1:9", "--years=2002:2002", "--purpose=rain");
    struct said year = SAY(command_draws, "--households=1:9", "--years=2002:2002", "--purpose=year");
    assert_int_equal(rain.size, year.size);
    assert_memory_not_equal(rain.out, year.out, rain.size);
    said_free(&rain);
    said_free(&year);
}

static void nothing_to_draw_is_nothing(void **state)
{
    struct said s = SAY(command_draws, "--households=5:5", "--years=2002:2003", "--purpose=rain");
    assert_int_equal(s.code, HQ_EXIT_DONE);
    assert_int_equal(s.size, 0);
    said_free(&s);
}

/* A reader that goes away ends even an endless run. */
static void an_endless_run_ends_with_its_reader(void **state)
{
    (void)state;
    static const char *const orders[] = {"households", "draws", "years"};
    for (int o = 0; o < 3; o++) {
        int ends[2], status;
        uint32_t first[4];
        assert_int_equal(pipe(ends), 0);
        fflush(NULL);
        const pid_t child = fork();
        if (child == 0) {
            char *words[] = {(char[]){"--households=7:8"}, (char[]){"--years=2002:2002"},
                             (char[]){"--purpose=rain"},   (char[]){"--count=0"},
                             (char[]){"--order"},          hq_copy_text(orders[o])};
            signal(SIGPIPE, SIG_IGN);
            dup2(ends[1], STDOUT_FILENO);
            close(ends[0]);
            close(ends[1]);
            alarm(20);
            _exit(command_draws(6, words));
        }
        close(ends[1]);
        assert_int_equal(read(ends[0], first, sizeof first), sizeof first);
        close(ends[0]);
        for (uint64_t k = 0; k < 4; k++)
            assert_int_equal(first[k], one_draw(1, 7, 2002, k));
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFEXITED(status));
    }
}

static void mistakes_are_named(void **state)
{
    MUST_FAIL(HQ_EXIT_USAGE, "give --households A:B, --years A:B and --purpose NAME", command_draws, "--seed",
              "1");
    MUST_FAIL(HQ_EXIT_USAGE, "--households takes FIRST:LAST, not 5", command_draws, "--households=5",
              "--years=1:2", "--purpose=rain");
    MUST_FAIL(HQ_EXIT_USAGE, "--years 5:2 runs backwards", command_draws, "--households=1:2", "--years=5:2",
              "--purpose=rain");
    MUST_FAIL(HQ_EXIT_USAGE, "no purpose luck; there are: founding ", command_draws, "--households=1:2",
              "--years=1:2", "--purpose=luck");
    MUST_FAIL(HQ_EXIT_USAGE, "--order is households, draws or years, not up", command_draws, "--households=1:2",
              "--years=1:2", "--purpose=rain", "--order=up");
    MUST_FAIL(HQ_EXIT_USAGE, "--seed takes a whole number", command_draws, "--households=1:2", "--years=1:2",
              "--purpose=rain", "--seed=x");
    MUST_FAIL(HQ_EXIT_USAGE, "--years takes a whole number", command_draws, "--households=1:2",
              "--years=1:", "--purpose=rain");
    MUST_FAIL(HQ_EXIT_USAGE, "unexpected argument rain", command_draws, "rain");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        scratch_test(the_three_orders),
        scratch_test(long_runs_have_no_seams),
        scratch_test(purposes_go_by_name),
        scratch_test(nothing_to_draw_is_nothing),
        cmocka_unit_test(an_endless_run_ends_with_its_reader),
        scratch_test(mistakes_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
