/* horqin population: exit codes, nothing written where anything is wrong, the file and the tables where not. */
#include "unit/models/commands/program.h"

#include "models/commands/options.c"    // NOLINT(bugprone-suspicious-include)
#include "models/commands/population.c" // NOLINT(bugprone-suspicious-include)

#define BOOK                                                                                                   \
    "survey: {household: hh, county: co, weight: w, region: r.csv}\nfields:\n  herd: {column: sheep}\n"        \
    "  age: {column: age}\n  woman: {column: sex}\n"
#define SURVEY "hh,co,w,sheep,age,sex\nh1,150522,2,5,40,0\nh1,150522,2,5,39,1\nh2,150522,1,20,30,0\n"

static char *put(void **state, const char *name, const char *text)
{
    char *path = scratch_path(state, name);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    assert_int_equal(fclose(f), 0);
    return path;
}

/* Runs on these texts; *file is the population file or NULL. */
static struct said import(void **state, const char *book, const char *survey, char **file)
{
    char *b = put(state, "b.yml", book), *s = put(state, "s.csv", survey), *out = scratch_path(state, "p.csv");
    char *r = put(state, "r.csv", "code,class\n150522,pastoral\n");
    size_t size;
    struct said said = SAY(command_population, "--survey", s, "--codebook", b, "--out", out);
    if (hq_read_file(out, file, &size)) {
        *file = NULL;
    }
    free(b);
    free(s);
    free(r);
    free(out);
    return said;
}

static void a_right_survey(void **state)
{
    char *file;
    struct said said = import(state, BOOK, SURVEY, &file);
    assert_int_equal(said.code, HQ_EXIT_DONE);
    assert_string_equal(said.err, "");
    assert_non_null(strstr(said.out, "2 households, 3 persons\n"));
    assert_non_null(strstr(said.out, "population: {survey: "));
    assert_non_null(file);
    assert_non_null(strstr(file, "\n150522,h1,2,5,40,39,,,,,,,0,1,,,,,,\n150522,h2,1,20,30,,,,,,,,0,,,,,,,\n"));
    free(file);
    said_free(&said);
}

/* Line ends of other systems and a byte order mark change nothing. */
static void other_systems(void **state)
{
    char *unix_file, *file;
    struct said said = import(state, BOOK, SURVEY, &unix_file);
    said_free(&said);
    said = import(state, BOOK,
                  "\xEF\xBB\xBFhh,co,w,sheep,age,sex\r\nh1,150522,2,5,40,0\r\nh1,150522,2,5,39,1\r\n"
                  "h2,150522,1,20,30,0\r\n",
                  &file);
    assert_int_equal(said.code, HQ_EXIT_DONE);
    assert_string_equal(file, unix_file);
    free(file);
    free(unix_file);
    said_free(&said);
}

static void refuse(void **state, const char *book, const char *survey, int code, const char *error)
{
    char *file;
    struct said said = import(state, book, survey, &file);
    if (said.code != code || !strstr(said.err, error)) {
        fail_msg("code %d, said: %s", said.code, said.err);
    }
    assert_int_equal(said.size, 0);
    assert_null(file);
    said_free(&said);
}

static void refusals(void **state)
{
    refuse(state, BOOK, SURVEY "h3,150522,1,-20,30,0\n", HQ_EXIT_BAD_DATA,
           "s.csv:5:13: error: sheep: negative herd (-20)");
    refuse(state, BOOK, "", HQ_EXIT_BAD_DATA, "s.csv:1:1: error: no header");
    refuse(state, BOOK "most_errors: 1\n", SURVEY "h3,1,1,-20,30,0\n", HQ_EXIT_BAD_DATA, "and 1 more errors");
    refuse(state, BOOK "  hrd: {}\n", SURVEY, HQ_EXIT_USAGE, "b.yml:6:3: error: unknown field 'hrd'");
    refuse(state, BOOK, "hh,co,w,sheeps,age,sex\n", HQ_EXIT_USAGE,
           "b.yml:3:18: error: the survey has no column 'sheep'");
    refuse(state, "survey: {household: hh, county: co, region: no.csv}\nfields: {herd: {column: sheep}}\n",
           SURVEY, HQ_EXIT_USAGE, "b.yml:1:45: error: cannot read");
    MUST_FAIL(HQ_EXIT_USAGE, "name --survey FILE.csv and --codebook FILE.yml", command_population, "--survey",
              "x");
    MUST_FAIL(HQ_EXIT_USAGE, "No such file", command_population, "--survey", "/no/s", "--codebook", "/no/b");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_right_survey, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(other_systems, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(refusals, scratch_make, scratch_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
