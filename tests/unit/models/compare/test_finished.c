/* Finished folders: frozen runs find the live one they belong to; what is no finished run is refused. */
#include "unit/models/compare/plan_fixture.h"

#include "models/compare/finished.c" // NOLINT(bugprone-suspicious-include)

/* A county without (none) and with training, live and frozen, and grazing live, of two years. */
static int make_runs(void **state)
{
    struct plan p;
    if (scratch_make(state)) {
        return -1;
    }
    struct plan_request q = request_of(WORDS(KEZUO));
    q.sets = WORDS("population.scale=0.01", "run.last_year=2003", "output.checkpoint_every=0",
                   "training.budget=1e6");
    q.policies = "training,planting";
    q.frozen = true;
    q.panel = "0.5";
    char *out = scratch_path(state, "out");
    q.out = out;
    const int code = plan_make(&p, &q) || plan_run(&p, true);
    plan_free(&p);
    free(out);
    return code;
}

struct folders {
    char *none, *training, *training_frozen, *planting, *planting_frozen;
};

static struct folders folders_of(void **state)
{
    return (struct folders){scratch_path(state, "out/seed-1/none"), scratch_path(state, "out/seed-1/training"),
                            scratch_path(state, "out/seed-1/training-frozen"),
                            scratch_path(state, "out/seed-1/planting"),
                            scratch_path(state, "out/seed-1/planting-frozen")};
}

static void folders_free(struct folders *f)
{
    free(f->none);
    free(f->training);
    free(f->training_frozen);
    free(f->planting);
    free(f->planting_frozen);
}

static void frozen_runs_find_theirs(void **state)
{
    struct folders f = folders_of(state);
    struct plan p;
    const struct plan_request q = request_of(WORDS(f.none, f.planting_frozen, f.training, f.planting));
    assert_int_equal(plan_make(&p, &q), HQ_EXIT_DONE);
    assert_true(p.finished && p.frozen && p.count == 3 && p.replicates == 1);
    assert_string_equal(p.scenarios[0].folder, f.none);
    assert_string_equal(p.scenarios[1].folder, f.training);
    assert_null(p.scenarios[1].frozen);
    assert_string_equal(p.scenarios[2].frozen, f.planting_frozen);
    plan_free(&p);
    folders_free(&f);
}

/* Of a frozen run alone the direct effect is what there is. */
static void a_frozen_run_may_stand_alone(void **state)
{
    struct folders f = folders_of(state);
    struct plan p;
    const struct plan_request q = request_of(WORDS(f.none, f.training_frozen, f.planting));
    assert_int_equal(plan_make(&p, &q), HQ_EXIT_DONE);
    assert_true(!p.frozen && p.count == 3);
    assert_string_equal(p.scenarios[2].folder, f.training_frozen);
    plan_free(&p);
    folders_free(&f);
}

/* A base that has been run again since, or another one in its place, has other markets than the frozen run kept. */
static void other_markets_are_refused(void **state)
{
    struct folders f = folders_of(state);
    char *path = hq_text("%s/run.json", f.training_frozen), *text;
    size_t size;
    assert_int_equal(hq_read_file(path, &text, &size), 0);
    char *at = strstr(text, "\"base_markets_hash\": \"") + strlen("\"base_markets_hash\": \"");
    const char digit = *at;
    *at = digit == '0' ? '1' : '0';
    scratch_write(path, text, size);
    struct plan_request q = request_of(WORDS(f.none, f.training, f.training_frozen));
    must_refuse(state, &q, HQ_EXIT_USAGE, "was run with other markets than those of the base");
    *at = digit;
    scratch_write(path, text, size);
    struct plan p;
    assert_int_equal(plan_make(&p, &q), HQ_EXIT_DONE);
    assert_string_equal(p.scenarios[1].frozen, f.training_frozen);
    plan_free(&p);
    free(text);
    free(path);
    folders_free(&f);
}

static void what_is_refused(void **state)
{
    struct folders f = folders_of(state);
    char *empty = scratch_path(state, "out");
    struct plan_request q = request_of(WORDS(f.planting, f.training_frozen));
    must_refuse(state, &q, HQ_EXIT_USAGE, "seed-1/none, which is not the base");
    q = request_of(WORDS(f.none, empty));
    must_refuse(state, &q, HQ_EXIT_USAGE, "holds no finished run (it has no run.json): run it, or resume it");
    char *resolved = scratch_path(state, "out/seed-1/planting/resolved.yml");
    static const char *const damaged[] = {"run: [", "- a\n", "run: {markets: live}\nnothing: {here: 1}\n", ""};
    static const int codes[] = {HQ_EXIT_BAD_DATA, HQ_EXIT_BAD_DATA, HQ_EXIT_USAGE, HQ_EXIT_BAD_DATA};
    for (int i = 0; i < 4; i++) {
        scratch_write(resolved, damaged[i], strlen(damaged[i]));
        q = request_of(WORDS(f.none, f.planting));
        must_refuse(state, &q, codes[i], "planting/resolved.yml");
    }
    assert_int_equal(unlink(resolved), 0);
    must_refuse(state, &q, HQ_EXIT_USAGE,
                "resolved.yml: No such file or directory: name the folder of a finished run");
    free(resolved);
    free(empty);
    folders_free(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frozen_runs_find_theirs), cmocka_unit_test(a_frozen_run_may_stand_alone),
        cmocka_unit_test(other_markets_are_refused), cmocka_unit_test(what_is_refused)};
    return cmocka_run_group_tests(tests, make_runs, scratch_remove);
}
