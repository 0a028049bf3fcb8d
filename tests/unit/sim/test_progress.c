/* What is told of a run's progress. */
#define _GNU_SOURCE 1
#include "unit/sim/scratch.h"

#include <fcntl.h>

#include "sim/progress.h"

static char *text;
static size_t size;

static int lines_in(const char *t)
{
    int lines = 0;
    for (; *t; t++)
        lines += *t == '\n';
    return lines;
}

static void run_years(FILE *out, int total, int64_t households)
{
    struct progress p;
    hq_progress_begin(&p, out, total, households);
    for (int done = 1; done <= total; done++)
        hq_progress_step(&p, 2001 + done, done);
    hq_progress_end(&p);
}

static void a_file_gets_a_line_every_tenth(void **state)
{
    (void)state;
    static const struct {
        int years, lines;
    } cases[] = {{1, 1}, {3, 3}, {10, 10}, {18, 10}, {100, 10}, {0, 0}};
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        FILE *out = open_memstream(&text, &size);
        run_years(out, cases[c].years, 1000000);
        fclose(out);
        assert_int_equal(lines_in(text), cases[c].lines);
        assert_null(strchr(text, '\r'));
        free(text);
    }
}

static void a_line_tells_year_share_speed_and_time_left(void **state)
{
    (void)state;
    FILE *out = open_memstream(&text, &size);
    struct progress p;
    int year, done, total;
    double speed, left;
    hq_progress_begin(&p, out, 4, 2000000);
    p.start -= 10; /* as if ten seconds had passed */
    hq_progress_step(&p, 2003, 2);
    hq_progress_end(&p);
    fclose(out);
    assert_int_equal(sscanf(text, "%d: %d of %d years, %lf million household-years a second, %lf s left", &year,
                            &done, &total, &speed, &left),
                     5);
    assert_int_equal(year, 2003);
    assert_int_equal(done, 2);
    assert_int_equal(total, 4);
    assert_true(speed > 0.38 && speed < 0.4001); /* 2 x 2 million in a little more than 10 s */
    assert_true(left >= 10 && left < 11);
    assert_int_equal(text[size - 1], '\n');
    free(text);
}

static void silence_is_silent(void **state)
{
    (void)state;
    run_years(NULL, 5, 10);
}

/* A terminal has one line, rewritten every year and ended once. */
static void a_terminal_has_one_line(void **state)
{
    (void)state;
    char seen[4096];
    size_t got = 0;
    const int master = posix_openpt(O_RDWR | O_NOCTTY);
    if (master < 0 || grantpt(master) || unlockpt(master))
        skip();
    FILE *out = fopen(ptsname(master), "r+");
    if (!out)
        skip();
    run_years(out, 30, 10);
    for (ssize_t n; got < sizeof seen - 1 && !memchr(seen, '\n', got);) {
        n = read(master, seen + got, sizeof seen - 1 - got);
        assert_true(n > 0);
        got += (size_t)n;
    }
    seen[got] = '\0';
    int rewritten = 0;
    for (size_t i = 0; i < got; i++)
        rewritten += seen[i] == '\r' && seen[i + 1] != '\n'; /* the terminal itself ends lines with \r\n */
    assert_int_equal(rewritten, 30);
    assert_int_equal(lines_in(seen), 1);
    fclose(out);
    close(master);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_gets_a_line_every_tenth),
        cmocka_unit_test(a_line_tells_year_share_speed_and_time_left),
        cmocka_unit_test(silence_is_silent),
        cmocka_unit_test(a_terminal_has_one_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
