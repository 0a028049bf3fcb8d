/* horqin measure: its command line, tables that cannot be measured, lines that are parts of the median. */
#include "unit/models/commands/program.h"

#include "models/commands/folder_delivery.c" // NOLINT(bugprone-suspicious-include)
#include "models/commands/folder_indices.c"  // NOLINT(bugprone-suspicious-include)
#include "models/commands/folder_time.c"     // NOLINT(bugprone-suspicious-include)
#include "models/commands/measure.c"         // NOLINT(bugprone-suspicious-include)
#include "models/commands/measure_folder.c"  // NOLINT(bugprone-suspicious-include)
#include "models/commands/measure_time.c"    // NOLINT(bugprone-suspicious-include)
#include "models/commands/measured.c"        // NOLINT(bugprone-suspicious-include)
#include "models/commands/options.c"         // NOLINT(bugprone-suspicious-include)
#include "models/commands/table.c"           // NOLINT(bugprone-suspicious-include)
#include "sim/store/files.h"

static char *table(void **state, const char *text)
{
    char *path = scratch_path(state, "t.csv");
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    fputs(text, out);
    fclose(out);
    return path;
}

static const char *const simple = "y,w,n,g\n100,1,2,a\n110,1,1,b\n150,1,3,a\n160,2,1,b\n";

static void wrong_command_lines(void **state)
{
    char *path = table(state, simple);
    MUST_FAIL(2, "--income COLUMN", command_measure, path);
    MUST_FAIL(2, "--income COLUMN", command_measure, "--income", "y");
    MUST_FAIL(2, "unexpected argument", command_measure, path, path, "--income", "y");
    MUST_FAIL(2, "needs a value", command_measure, path, "--income");
    MUST_FAIL(2, "unknown option --lines", command_measure, path, "--income", "y", "--lines", "3");
    MUST_FAIL(2, "wants --size", command_measure, path, "--income", "y", "--of-household");
    MUST_FAIL(2, "--at-line above", command_measure, path, "--income", "y", "--at-line", "above");
    MUST_FAIL(2, "--gini all", command_measure, path, "--income", "y", "--gini", "all");
    MUST_FAIL(2, "--logs no", command_measure, path, "--income", "y", "--logs", "no");
    MUST_FAIL(2, "--floor 0", command_measure, path, "--income", "y", "--floor", "0");
    MUST_FAIL(2, "--line 0", command_measure, path, "--income", "y", "--line", "0");
    MUST_FAIL(2, "--line -5", command_measure, path, "--income", "y", "--line=-5");
    MUST_FAIL(2, "--line nan", command_measure, path, "--income", "y", "--line", "nan");
    MUST_FAIL(2, "--line 1e-300", command_measure, path, "--income", "y", "--line", "1e-300");
    MUST_FAIL(2, "%median or %mean", command_measure, path, "--income", "y", "--line", "60%mode");
    MUST_FAIL(2, "--dimension n", command_measure, path, "--income", "y", "--dimension", "n");
    MUST_FAIL(2, "--dimension n:x", command_measure, path, "--income", "y", "--dimension", "n:x");
    MUST_FAIL(2, "--dimension n:1:0", command_measure, path, "--income", "y", "--dimension", "n:1:0");
    MUST_FAIL(2, "wants --k", command_measure, path, "--income", "y", "--dimension", "n:2");
    MUST_FAIL(2, "--k 2", command_measure, path, "--income", "y", "--dimension", "n:2", "--k", "2");
    MUST_FAIL(2, "go together", command_measure, path, "--income", "y", "--time", "w");
    MUST_FAIL(2, "wants --unit", command_measure, path, "--income", "y", "--span", "2");
    MUST_FAIL(2, "wants a --line", command_measure, path, "--income", "y", "--unit", "g", "--time", "w");
    MUST_FAIL(2, "results of runs", command_measure, path, "--income", "y", "--area", "1");
    MUST_FAIL(2, "is about tables", command_measure, *state, "--group", "g");
    MUST_FAIL(2, "indicators.h5 is not there", command_measure, *state);
    MUST_FAIL(2, "--k 1", command_measure, path, "--income", "y", "--k", "1");
    free(path);
}

/* 64 lines are taken, one more is refused, and a wrong last one is only called wrong. */
static void lines_have_room(void **state)
{
    struct measure m = {0};
    const char *lines[MOST_LINES + 2];
    (void)state;
    for (int i = 0; i <= MOST_LINES; i++)
        lines[i] = "100";
    lines[MOST_LINES] = NULL;
    assert_true(read_texts(&m, &(struct texts){.lines = lines}));
    assert_int_equal(m.line_count, MOST_LINES);
    lines[MOST_LINES] = "100";
    lines[MOST_LINES + 1] = NULL;
    m = (struct measure){0};
    assert_false(read_texts(&m, &(struct texts){.lines = lines}));
}

static void wrong_tables(void **state)
{
    char *path = table(state, simple);
    MUST_FAIL(65, "No such file", command_measure, "/nowhere.csv", "--income", "y");
    MUST_FAIL(65, "income", command_measure, path, "--income", "income");
    MUST_FAIL(65, ":2:9", command_measure, path, "--income", "g");
    free(path);
    path = table(state, "y,w\n1,0\n2,0\n");
    MUST_FAIL(65, "no row counts anybody", command_measure, path, "--income", "y", "--weight", "w");
    free(path);
    path = table(state, "y\n-1\n-2\n");
    MUST_FAIL(65, "not above 0", command_measure, path, "--income", "y", "--line", "60%median");
    MUST_FAIL(65, "under a fen", command_measure, path, "--income", "y", "--line", "0.001", "--streaming");
    MUST_FAIL(65, "a line is above", command_measure, path, "--income", "y", "--line", "1e9", "--streaming");
    free(path);
    path = table(state, "y\n1e9\n");
    MUST_FAIL(65, "an income is beyond", command_measure, path, "--income", "y", "--streaming");
    free(path);
}

static void must_say(void **state, const char *text, const char *const *words)
{
    struct said said = say(state, command_measure, words);
    if (said.code != 0 || !strstr(said.out, text))
        fail_msg("code %d, not \"%s\" in\n%s%s", said.code, text, said.out, said.err);
    said_free(&said);
}

#define MUST_SAY(text, ...) must_say(state, text, (const char *const[]){__VA_ARGS__, NULL})

static void parts_of_the_median(void **state)
{
    char *path = table(state, simple);
    MUST_SAY("60%median  line                         78\n", path, "--income", "y", "--line", "60%median");
    MUST_SAY("50%mean  line                         65\n", path, "--income", "y", "--line", "50%mean");
    MUST_SAY("33%median  line                       42.9           42.9           42.9\n", path, "--income",
             "y", "--line", "33%median", "--streaming");
    free(path);
}

/* A group whose rows all count nobody is none, and does not stop the others. */
static void groups_of_nobody(void **state)
{
    char *path = table(state, "y,w,g\n5,1,a\n6,0,b\n");
    struct said said =
        SAY(command_measure, path, "--income", "y", "--weight", "w", "--group", "g", "--line", "6");
    assert_int_equal(said.code, 0);
    assert_non_null(strstr(said.out, "\na "));
    assert_null(strstr(said.out, "\nb "));
    assert_non_null(strstr(said.err, "1 rows with a weight or size of 0"));
    said_free(&said);
    free(path);
}

/* A panel tells its indices by period and then what there is over time; it is read once, and its mistakes have lines. */
static void panels(void **state)
{
    char *path = table(state, "id,t,y,x\na,1,90,1\na,2,120,2\nb,1,150,3\nb,2,80,5\nc,1,60,1\nc,2,70,2\n");
    MUST_SAY("\n100   exit_rate  ", path, "--income", "y", "--unit", "id", "--time", "t", "--line", "100");
    MUST_SAY("\n2      100   headcount  ", path, "--income", "y", "--unit", "id", "--time", "t", "--line",
             "100");
    MUST_FAIL(2, "--to-year 3", command_measure, path, "--income", "y", "--unit", "id", "--time", "t", "--line",
              "1", "--to-year", "3");
    MUST_FAIL(65, "fewer than three", command_measure, path, "--income", "y", "--unit", "id", "--time", "t",
              "--line", "100", "--predictor", "x");
    MUST_FAIL(65, ":2:1: error: 'a'", command_measure, path, "--income", "y", "--unit", "t", "--time", "id",
              "--line", "1");
    free(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(wrong_command_lines, scratch_make, scratch_remove),
        cmocka_unit_test(lines_have_room),
        cmocka_unit_test_setup_teardown(wrong_tables, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(parts_of_the_median, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(groups_of_nobody, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(panels, scratch_make, scratch_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
