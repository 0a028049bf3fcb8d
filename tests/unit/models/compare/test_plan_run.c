/* Running a plan: folders by seed, frozen runs on their base's markets, complete runs used again, and failures. */
#include "unit/models/compare/plan_fixture.h"

#include "models/compare/plan_run.c" // NOLINT(bugprone-suspicious-include)

static struct plan_request small(void **state)
{
    static const char *const sets[] = {"population.scale=0.01", "run.last_year=2003",
                                       "output.checkpoint_every=0", "training.budget=1e6", NULL};
    struct plan_request q = request_of(kezuo);
    q.sets = sets;
    q.policies = "training";
    q.panel = "0.5";
    q.out = scratch_path(state, "it's out");
    return q;
}

static char *text_of(const char *folder, const char *name)
{
    char *path = hq_text("%s/%s", folder, name), *text;
    size_t size;
    assert_int_equal(hq_read_file(path, &text, &size), 0);
    free(path);
    return text;
}

static void replicates(void **state)
{
    struct plan_request q = small(state);
    struct plan p;
    q.replicates = 2;
    q.frozen = true;
    assert_int_equal(plan_make(&p, &q), HQ_EXIT_DONE);
    assert_int_equal(plan_run(&p, true), HQ_EXIT_DONE);
    assert_null(plan_folder(&p, 0, 0, true));
    for (int r = 0; r < 2; r++) {
        const char *frozen = plan_folder(&p, 1, r, true);
        char *text = text_of(frozen, "resolved.yml"), *seed = hq_text("  seed: %d\n", 1 + r);
        assert_non_null(strstr(text, seed));
        assert_non_null(strstr(text, "  markets: \"frozen\"\n"));
        assert_non_null(strstr(text, "  panel_share: 0.5\n"));
        free(text);
        free(seed);
        text = text_of(plan_folder(&p, 0, r, false), "run.json");
        free(text);
    }
    /* What is complete stays as it is. */
    char *before = text_of(plan_folder(&p, 1, 1, false), "run.json");
    assert_int_equal(plan_run(&p, true), HQ_EXIT_DONE);
    char *after = text_of(plan_folder(&p, 1, 1, false), "run.json");
    assert_string_equal(before, after);
    free(before);
    free(after);
    plan_free(&p);
    free((char *)q.out);
}

static void run_and_exit(void *with)
{
    const int code = plan_run(with, false);
    fflush(NULL);
    _exit(code);
}

static void a_run_that_fails_ends_it(void **state)
{
    struct plan_request q = small(state);
    struct plan p;
    char *errors = scratch_path(state, "errors"), *text;
    size_t size;
    q.panel = "2";
    assert_int_equal(plan_make(&p, &q), HQ_EXIT_DONE);
    const int status = scratch_child(run_and_exit, &p, errors);
    assert_int_equal(WEXITSTATUS(status), HQ_EXIT_USAGE);
    assert_int_equal(hq_read_file(errors, &text, &size), 0);
    assert_non_null(strstr(text, "run 1 of 2: "));
    assert_non_null(strstr(text, "panel_share"));
    assert_non_null(strstr(text, "seed-1/none ended with exit code 2\n"));
    free(text);
    free(errors);
    plan_free(&p);
    free((char *)q.out);
}

static void finished_results_are_not_run(void **state)
{
    (void)state;
    struct scenario scenarios[] = {{.name = "a", .folder = "a"}, {.name = "b", .folder = "b", .frozen = "c"}};
    struct plan p = {.scenarios = scenarios, .count = 2, .replicates = 1, .finished = true};
    assert_int_equal(plan_run(&p, false), HQ_EXIT_DONE);
    assert_string_equal(plan_folder(&p, 1, 0, false), "b");
    assert_string_equal(plan_folder(&p, 1, 0, true), "c");
    assert_null(plan_folder(&p, 0, 0, true));
}

int main(void)
{
    const struct CMUnitTest tests[] = {scratch_test(replicates), scratch_test(a_run_that_fails_ends_it),
                                       scratch_test(finished_results_are_not_run)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
