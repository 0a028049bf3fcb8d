/* Scenarios out of a command line: names, settings, subsets; what contradicts itself is refused. */
#include "unit/models/compare/plan_fixture.h"

#include "models/compare/plan.c" // NOLINT(bugprone-suspicious-include)

static void must_plan(struct plan *p, const struct plan_request *q, int count)
{
    assert_int_equal(plan_make(p, q), HQ_EXIT_DONE);
    assert_int_equal(p->count, count);
    assert_false(p->finished);
}

static bool has_set(const struct scenario *s, const char *set)
{
    for (int i = 0; i < s->set_count; i++)
        if (strcmp(s->sets[i], set) == 0)
            return true;
    return false;
}

static void policies_each_alone(void **state)
{
    (void)state;
    struct plan p;
    struct plan_request q = request_of(WORDS(KEZUO));
    q.policies = "grazing,training+rangers";
    q.frozen = true;
    must_plan(&p, &q, 3);
    assert_string_equal(p.scenarios[0].name, "none");
    assert_string_equal(p.scenarios[2].name, "training+rangers");
    assert_true(has_set(&p.scenarios[0], "grazing.enabled=false") &&
                has_set(&p.scenarios[0], "planting.enabled=false"));
    assert_false(has_set(&p.scenarios[1], "grazing.enabled=false"));
    assert_true(has_set(&p.scenarios[2], "training.enabled=true") &&
                !has_set(&p.scenarios[2], "rangers.enabled=false"));
    assert_string_equal(p.out, "results/compare-kezuo-houqi");
    assert_true(p.frozen && p.seed == 1 && p.replicates == 1);
    plan_free(&p);
    q.policies = "all";
    must_plan(&p, &q, 6); /* grazing, forest_return, planting, rangers, eco_industry */
    plan_free(&p);
}

static void settings_of_others(void **state)
{
    (void)state;
    struct plan p;
    struct plan_request q = request_of(WORDS(KEZUO));
    q.others =
        WORDS("grazing.budget=1e6 training.enabled=true",
              "  grazing.budget={year: {2011: 5, 2016: 6}} run.name='a b'", "very much: grazing.budget=9e6");
    q.sets = WORDS("run.seed=7");
    q.out = "there";
    must_plan(&p, &q, 4);
    assert_string_equal(p.scenarios[0].name, "base");
    assert_string_equal(p.scenarios[3].name, "very much");
    assert_int_equal(p.scenarios[3].set_count, 1);
    assert_string_equal(p.scenarios[3].sets[0], "grazing.budget=9e6");
    assert_int_equal(p.scenarios[1].set_count, 2);
    assert_string_equal(p.scenarios[1].sets[1], "training.enabled=true");
    assert_int_equal(p.scenarios[2].set_count, 2);
    assert_string_equal(p.scenarios[2].sets[0], "grazing.budget={year: {2011: 5, 2016: 6}}");
    assert_string_equal(p.scenarios[2].sets[1], "run.name='a b'");
    assert_true(p.seed == 7);
    assert_string_equal(p.out, "there");
    plan_free(&p);
}

/* Two of the same name would share a folder. */
static void names_are_folders(void **state)
{
    (void)state;
    struct plan p;
    const struct plan_request q = request_of(WORDS(KEZUO, KEZUO, KEZUO));
    must_plan(&p, &q, 3);
    assert_string_equal(p.scenarios[0].name, "kezuo-houqi");
    assert_string_equal(p.scenarios[1].name, "kezuo-houqi (2)");
    assert_string_equal(p.scenarios[2].name, "kezuo-houqi (3)");
    assert_string_equal(folder_name(&p, "a/b\n", 3), "a_b_");
    assert_string_equal(folder_name(&p, "..", 3), "_."); /* stays in its folder */
    assert_string_equal(folder_name(&p, "kezuo-houqi-frozen", 3), "kezuo-houqi-frozen");
    char longest[LONGEST_NAME + 2];
    memset(longest, 'x', sizeof longest);
    memcpy(longest + LONGEST_NAME - 1, "\xc3\xa9", 3); /* an e with an accent begins on the last byte */
    assert_int_equal(strlen(folder_name(&p, longest, 3)), LONGEST_NAME - 1);
    p.frozen = true; /* then that is where the frozen run of another goes */
    assert_string_equal(folder_name(&p, "kezuo-houqi-frozen", 3), "kezuo-houqi-frozen (2)");
    plan_free(&p);
}

static void subsets(void **state)
{
    (void)state;
    struct plan p;
    struct plan_request q = request_of(WORDS(KEZUO));
    q.factorial = "grazing,planting+rangers";
    must_plan(&p, &q, 4);
    assert_string_equal(p.scenarios[0].name, "none");
    assert_string_equal(p.scenarios[1].name, "grazing");
    assert_string_equal(p.scenarios[3].name, "grazing+planting+rangers");
    assert_true(has_set(&p.scenarios[1], "rangers.enabled=false") &&
                !has_set(&p.scenarios[2], "rangers.enabled=false"));
    plan_free(&p);
    q.factorial = "grazing,forest_return,planting,rangers,eco_industry,training,relocation,village_advancement,"
                  "worker_relocation,"
                  "infrastructure,public_forest,consolidation";
    assert_int_equal(plan_make(&p, &q), HQ_EXIT_DONE);
    assert_in_range(p.count, 13, 3 * 11 + 2);
    assert_string_equal(p.scenarios[p.count - 1].name, "subset-111111111111");
    plan_free(&p);
}

static void what_is_refused(void **state)
{
    struct plan_request q = request_of(WORDS(KEZUO));
    must_refuse(state, &q, HQ_EXIT_USAGE,
                "is to be compared with: another configuration, --policies, --other or");
    q.policies = "training";
    q.factorial = "training";
    must_refuse(state, &q, HQ_EXIT_USAGE, "take one of --policies, --factorial and --other");
    q.policies = NULL;
    q.frozen = true;
    must_refuse(state, &q, HQ_EXIT_USAGE, "not with --factorial");
    q.frozen = false;
    q.factorial = "training,grazing+training";
    must_refuse(state, &q, HQ_EXIT_USAGE, "a policy of grazing+training is in another group too");
    q.factorial = "training,";
    must_refuse(state, &q, HQ_EXIT_USAGE, "--factorial: there is no policy ''");
    q.factorial = NULL;
    q.policies = "trainnig";
    must_refuse(state, &q, HQ_EXIT_USAGE,
                "--policies: there is no policy 'trainnig'; did you mean 'training'?");
    q.policies = NULL;
    q.others = WORDS("training.enbled=true");
    must_refuse(state, &q, HQ_EXIT_USAGE, "training.enbled");
    q.others = WORDS(" ");
    must_refuse(state, &q, HQ_EXIT_USAGE, "--other ' ' sets nothing");
    q.others = WORDS("training.enabled=true run.seed=2");
    must_refuse(state, &q, HQ_EXIT_USAGE, "sets run.seed: pairs have the base's seed");
    struct plan_request two = request_of(WORDS(KEZUO, "nowhere.yml"));
    must_refuse(state, &two, HQ_EXIT_USAGE, "nowhere.yml");
    two.policies = "training";
    must_refuse(state, &two, HQ_EXIT_USAGE, "go with one configuration; there is nowhere.yml too");
    const char *const nothing[] = {NULL};
    const struct plan_request none = request_of(nothing);
    must_refuse(state, &none, HQ_EXIT_USAGE, "name a base");
}

static void of_folders(void **state)
{
    struct plan_request q = request_of(WORDS(CONFIGS, KEZUO));
    must_refuse(state, &q, HQ_EXIT_USAGE, "name finished results only, or configurations only");
    const struct plan_request turned = request_of(WORDS(KEZUO, CONFIGS));
    must_refuse(state, &turned, HQ_EXIT_USAGE, "name finished results only, or configurations only");
    q.replicates = 2;
    must_refuse(state, &q, HQ_EXIT_USAGE, "is a finished result, and --replicates wants runs");
    q = request_of(WORDS(CONFIGS));
    must_refuse(state, &q, HQ_EXIT_USAGE, "name a second result folder");
    q.sets = WORDS("run.seed=1");
    must_refuse(state, &q, HQ_EXIT_USAGE, "and --set wants runs");
}

int main(void)
{
    const struct CMUnitTest tests[] = {scratch_test(policies_each_alone), scratch_test(settings_of_others),
                                       scratch_test(names_are_folders),   scratch_test(subsets),
                                       scratch_test(what_is_refused),     scratch_test(of_folders)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
