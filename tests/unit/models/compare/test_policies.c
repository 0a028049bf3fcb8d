/* Policies by name, and the settings that leave some of them on. */
#include "unit/sim/test.h"

#include <stdio.h>

#include "models/compare/policies.c" // NOLINT(bugprone-suspicious-include)
#include "sim/run.h"

extern const struct model poverty_sse2, poverty_avx2, poverty_avx512;
static const struct model_family families[] = {{"poverty", {&poverty_sse2, &poverty_avx2, &poverty_avx512}}};

static const struct policies three = {
    .names = {"grazing", "training", "health"}, .enabled = {true, false, true}, .count = 3};

static void those_of_a_configuration(void **state)
{
    (void)state;
    const struct run_request request = {
        .config = CONFIGS "/kezuo-houqi.yml", .families = families, .family_count = 1};
    struct config *config;
    struct policies p;
    assert_int_equal(hq_run_load(&request, &config), HQ_EXIT_DONE);
    policies_of(&p, &poverty_sse2, config);
    assert_in_range(p.count, 15, MOST_POLICIES - 1);
    static const struct {
        const char *name;
        bool enabled;
    } wanted[] = {{"grazing", true}, {"forest_return", true}, {"training", false}, {"relocation", false}};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        char *why = NULL;
        const uint64_t bit = policies_named(&p, wanted[i].name, strlen(wanted[i].name), &why);
        assert_int_equal(__builtin_popcountll(bit), 1);
        assert_true(p.enabled[__builtin_ctzll(bit)] == wanted[i].enabled);
    }
    char *why = NULL; /* lines of the region's books have no money of a county */
    assert_int_equal(policies_named(&p, "award", 5, &why), 0);
    free(why);
    hq_config_free(config);
}

static void must_name(const char *text, uint64_t wanted)
{
    char *why = NULL;
    assert_int_equal(policies_named(&three, text, strcspn(text, ","), &why), wanted);
    assert_null(why);
}

static void must_not_name(const struct policies *p, const char *text, const char *says)
{
    char *why = NULL;
    assert_int_equal(policies_named(p, text, strlen(text), &why), 0);
    assert_non_null(strstr(why, says));
    free(why);
}

static void names(void **state)
{
    (void)state;
    must_name("training", 2);
    must_name("health+grazing", 5);
    must_name("grazing,training", 1);
    must_name("all", 5);
    must_not_name(&three, "trianing", "there is no policy 'trianing'; did you mean 'training'?");
    must_not_name(&three, "health+", "there is no policy ''");
    must_not_name(&three, "", "there is no policy ''");
    must_not_name(&(struct policies){.names = {"health"}, .count = 1}, "all", "enables no policy");
}

static void settings(void **state)
{
    (void)state;
    struct arena arena = {0};
    const char *sets[3];
    assert_int_equal(policies_settings(&three, 2, &arena, sets), 3);
    assert_string_equal(sets[0], "grazing.enabled=false");
    assert_string_equal(sets[1], "training.enabled=true");
    assert_string_equal(sets[2], "health.enabled=false");
    assert_int_equal(policies_settings(&three, 5, &arena, sets), 0);
    hq_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(those_of_a_configuration), cmocka_unit_test(names),
                                       cmocka_unit_test(settings)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
