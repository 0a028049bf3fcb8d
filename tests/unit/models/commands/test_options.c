/* Reading a command line by a table. */
#include "unit/models/commands/program.h"

#include "models/commands/options.c" // NOLINT(bugprone-suspicious-include)

/* A command with one option of each kind. */
struct line {
    bool loud;
    const char *out, **sets, *others[2];
    int other_count;
    bool good;
};

static char *said; /* on standard error */

static struct line read_line(int count, const char *const *words)
{
    struct line l = {0};
    const struct option_row rows[] = {{.name = "--loud", .flag = &l.loud},
                                      {.name = "--out", .value = &l.out},
                                      {.name = "--set", .list = &l.sets},
                                      {0}};
    char *copies[8];
    size_t size;
    FILE *kept = stderr;
    for (int i = 0; i < count; i++)
        copies[i] = (char *)(uintptr_t)words[i];
    free(said);
    stderr = open_memstream(&said, &size);
    l.good = read_options("sing", count, copies, rows, l.others, 2, &l.other_count);
    fclose(stderr);
    stderr = kept;
    return l;
}

#define READ(...)                                                                                              \
    read_line((int)(sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *)),                              \
              (const char *const[]){__VA_ARGS__})

static void nothing_given_changes_nothing(void **state)
{
    (void)state;
    const struct line l = read_line(0, NULL);
    assert_true(l.good);
    assert_false(l.loud);
    assert_null(l.out);
    assert_null(l.sets);
    assert_int_equal(l.other_count, 0);
}

static void options_take_their_value_either_way(void **state)
{
    (void)state;
    static const char *const lines[][3] = {{"--out", "here"}, {"--out=here"}};
    for (int k = 0; k < 2; k++) {
        const struct line l = read_line(2 - k, lines[k]);
        assert_true(l.good);
        assert_string_equal(l.out, "here");
    }
    struct line l = READ("--out=a=b", "--loud");
    assert_true(l.good && l.loud);
    assert_string_equal(l.out, "a=b");
    l = READ("--out=");
    assert_true(l.good);
    assert_string_equal(l.out, "");
    l = READ("--out", "--loud"); /* a value may look like an option */
    assert_true(l.good && !l.loud);
    assert_string_equal(l.out, "--loud");
    l = READ("--out", "a", "--out", "b"); /* the last one wins */
    assert_string_equal(l.out, "b");
}

static void lists_collect_in_order(void **state)
{
    (void)state;
    struct line l = READ("--set", "a=1", "--set=b=2", "x", "--set", "c=3");
    assert_true(l.good);
    assert_string_equal(l.sets[0], "a=1");
    assert_string_equal(l.sets[1], "b=2");
    assert_string_equal(l.sets[2], "c=3");
    assert_null(l.sets[3]);
    assert_int_equal(l.other_count, 1);
    free(l.sets);
}

static void other_words_are_arguments(void **state)
{
    (void)state;
    struct line l = READ("one", "--loud", "-2");
    assert_true(l.good && l.loud);
    assert_int_equal(l.other_count, 2);
    assert_string_equal(l.others[0], "one");
    assert_string_equal(l.others[1], "-2");
    l = READ("one", "two", "three");
    assert_false(l.good);
    assert_string_equal(said, "horqin sing: error: unexpected argument three\n");
}

static void errors_name_the_option(void **state)
{
    (void)state;
    static const char *const unknown_ones[] = {"--lout", "--ou", "--outt", "--", "--loud=yes", "--=x"};
    for (size_t k = 0; k < sizeof unknown_ones / sizeof *unknown_ones; k++) {
        char *expected = hq_text(
            "horqin sing: error: unknown option %s; this command has: --loud --out --set\n", unknown_ones[k]);
        assert_false(read_line(1, &unknown_ones[k]).good);
        assert_string_equal(said, expected);
        free(expected);
    }
    assert_false(READ("--loud", "--out").good);
    assert_string_equal(said, "horqin sing: error: --out needs a value\n");
}

static bool number_of(const char *text, long long low, long long high, long long *number)
{
    size_t size;
    FILE *kept = stderr;
    free(said);
    stderr = open_memstream(&said, &size);
    const bool good = whole_number("--threads", text, low, high, number);
    fclose(stderr);
    stderr = kept;
    return good;
}

static void numbers_are_whole_and_in_range(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool good;
        long long number;
    } cases[] = {
        {"1", true, 1},     {"4096", true, 4096},
        {"007", true, 7},   {"0", false, 0},
        {"4097", false, 0}, {"-1", false, 0},
        {"", false, 0},     {"4x", false, 0},
        {"4.5", false, 0},  {"99999999999999999999", false, 0},
        {"x", false, 0},    {"1e3", false, 0},
        {"0x10", false, 0},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        long long number = -7;
        if (number_of(cases[k].text, 1, 4096, &number) != cases[k].good)
            fail_msg("%s", cases[k].text);
        if (cases[k].good) {
            assert_int_equal(number, cases[k].number);
            assert_string_equal(said, "");
        } else {
            char *expected = hq_text("horqin: error: --threads takes a whole number from 1 to 4096, not %s\n",
                                     cases[k].text);
            assert_string_equal(said, expected);
            free(expected);
        }
    }
    long long most;
    assert_true(number_of("9223372036854775807", 0, INT64_MAX, &most));
    assert_int_equal(most, INT64_MAX);
    assert_false(number_of("9223372036854775808", 0, INT64_MAX, &most));
    free(said);
    said = NULL;
}

static void models_are_found_by_name(void **state)
{
    (void)state;
    for (int f = 0; f < model_family_count; f++)
        assert_ptr_equal(named_model("list", model_families[f].name), model_families[f].builds[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_given_changes_nothing), cmocka_unit_test(options_take_their_value_either_way),
        cmocka_unit_test(lists_collect_in_order),        cmocka_unit_test(other_words_are_arguments),
        cmocka_unit_test(errors_name_the_option),        cmocka_unit_test(numbers_are_whole_and_in_range),
        cmocka_unit_test(models_are_found_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
