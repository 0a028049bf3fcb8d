/* The program's first word, its help, and its table of models. */
#define PROGRAM_HAS_MAIN 1
#include "unit/models/commands/program.h"

#include "models/commands/about.c"           // NOLINT(bugprone-suspicious-include)
#include "models/commands/bench.c"           // NOLINT(bugprone-suspicious-include)
#include "models/commands/compare.c"         // NOLINT(bugprone-suspicious-include)
#include "models/commands/diff.c"            // NOLINT(bugprone-suspicious-include)
#include "models/commands/draws.c"           // NOLINT(bugprone-suspicious-include)
#include "models/commands/estimate.c"        // NOLINT(bugprone-suspicious-include)
#include "models/commands/folder_delivery.c" // NOLINT(bugprone-suspicious-include)
#include "models/commands/folder_indices.c"  // NOLINT(bugprone-suspicious-include)
#include "models/commands/folder_time.c"     // NOLINT(bugprone-suspicious-include)
#include "models/commands/list.c"            // NOLINT(bugprone-suspicious-include)
#include "models/commands/measure.c"         // NOLINT(bugprone-suspicious-include)
#include "models/commands/measure_folder.c"  // NOLINT(bugprone-suspicious-include)
#include "models/commands/measure_time.c"    // NOLINT(bugprone-suspicious-include)
#include "models/commands/measured.c"        // NOLINT(bugprone-suspicious-include)
#include "models/commands/options.c"         // NOLINT(bugprone-suspicious-include)
#include "models/commands/population.c"      // NOLINT(bugprone-suspicious-include)
#include "models/commands/replay.c"          // NOLINT(bugprone-suspicious-include)
#include "models/commands/run.c"             // NOLINT(bugprone-suspicious-include)
#include "models/commands/schema.c"          // NOLINT(bugprone-suspicious-include)
#include "models/commands/table.c"           // NOLINT(bugprone-suspicious-include)

int program_main(int argc, char **argv);
#define main program_main
#include "models/main.c" // NOLINT(bugprone-suspicious-include)
#undef main

static int horqin(int argc, char **argv)
{
    char *words[MOST_WORDS + 1] = {(char[]){"horqin"}};
    memcpy(words + 1, argv, (size_t)argc * sizeof *words);
    return program_main(argc + 1, words);
}

static void help_names_all_commands_and_exit_codes(void **state)
{
    static const char *const ways[] = {"--help", "-h", "help"};
    for (int w = 0; w < 3; w++) {
        struct said s = SAY(horqin, ways[w]);
        assert_int_equal(s.code, HQ_EXIT_DONE);
        assert_string_equal(s.err, "");
        for (int i = 0; i < COMMANDS; i++) {
            char *line =
                hq_text("  horqin %s %s\n      %s\n", commands[i].name, commands[i].usage, commands[i].meaning);
            assert_non_null(strstr(s.out, line));
            free(line);
        }
        for (int i = 0; i < hq_exit_count; i++)
            assert_non_null(strstr(s.out, hq_exits[i].meaning));
        said_free(&s);
    }
}

static void no_word_is_a_mistake_that_helps(void **state)
{
    struct said s = say(state, horqin, (const char *const[]){NULL});
    assert_int_equal(s.code, HQ_EXIT_USAGE);
    assert_int_equal(s.size, 0);
    assert_non_null(strstr(s.err, "Commands:"));
    said_free(&s);
}

static void unknown_commands_are_named(void **state)
{
    MUST_FAIL(HQ_EXIT_USAGE, "there is no command walk; horqin --help lists them", horqin, "walk", "--help");
}

static void every_command_has_help(void **state)
{
    for (int i = 0; i < COMMANDS; i++) {
        struct said s = SAY(horqin, commands[i].name, "--help");
        char *expected =
            hq_text("horqin %s %s\n    %s\n", commands[i].name, commands[i].usage, commands[i].meaning);
        assert_int_equal(s.code, HQ_EXIT_DONE);
        assert_string_equal(s.out, expected);
        said_free(&s);
        free(expected);
    }
}

static void words_reach_their_command(void **state)
{
    struct said s = SAY(horqin, "--version");
    assert_int_equal(s.code, HQ_EXIT_DONE);
    assert_memory_equal(s.out, "horqin ", 7);
    said_free(&s);
    MUST_FAIL(HQ_EXIT_USAGE, "horqin draws: error: give --households", horqin, "draws");
    MUST_FAIL(HQ_EXIT_USAGE, "horqin run: error: unknown option --fast", horqin, "run", "--fast");
}

/* A family's builds are one model: the same rows, each with its own instruction set. */
static void builds_of_a_family_are_one_model(void **state)
{
    (void)state;
    for (int f = 0; f < model_family_count; f++) {
        const struct model *first = model_families[f].builds[0];
        assert_string_equal(model_families[f].name, first->name);
        for (int isa = 0; isa < HQ_ISAS; isa++) {
            const struct model *m = model_families[f].builds[isa];
            assert_string_equal(m->isa, hq_isa_names[isa]);
            assert_string_equal(m->name, first->name);
            assert_int_equal(m->household.count, first->household.count);
            for (int c = 0; c < m->household.count; c++)
                assert_string_equal(m->household.rows[c].name, first->household.rows[c].name);
            assert_int_equal(m->purpose_count, first->purpose_count);
            assert_true(isa == 0 || m->processes[0]->run != first->processes[0]->run);
        }
    }
}

/* Codes are part of every draw's position: two purposes with one would share their luck. */
static void purposes_have_codes_of_their_own(void **state)
{
    (void)state;
    for (int f = 0; f < model_family_count; f++) {
        const struct model *m = model_families[f].builds[0];
        for (int p = 0; p < m->purpose_count; p++)
            for (int q = 0; q < p; q++)
                assert_int_not_equal(m->purposes[p].code, m->purposes[q].code);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        scratch_test(help_names_all_commands_and_exit_codes),
        scratch_test(no_word_is_a_mistake_that_helps),
        scratch_test(unknown_commands_are_named),
        scratch_test(every_command_has_help),
        scratch_test(words_reach_their_command),
        cmocka_unit_test(builds_of_a_family_are_one_model),
        cmocka_unit_test(purposes_have_codes_of_their_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
