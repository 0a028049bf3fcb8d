/* Which columns a panel holds. */
#define _GNU_SOURCE 1
#include "unit/sim/toy.h"

#include "sim/store/trajectories.h"

/* Names of the variables of a panel, by blanks. */
static void expect(void **state, const char *set, const char *names)
{
    struct config *config = toy_load(*state, set);
    struct panel p = {0};
    hq_panel_describe(&p, config, "toy");
    char *found = hq_text("%s", "");
    for (int v = PANEL_OWN; v < hq_panel_variables(&p.layout); v++) {
        char *longer = hq_text("%s%s%s", found, *found ? " " : "", hq_panel_variable(&p.layout, v).name);
        free(found);
        found = longer;
    }
    assert_string_equal(found, names);
    free(found);
    hq_panel_free(&p);
    hq_config_free(config);
}

static void columns_of_households_and_villages(void **state)
{
    expect(state, "output.panel_columns=[debt, herd]", "herd debt");
    expect(state, "output.panel_columns=[village_rainy, age]", "age village_rainy");
    expect(state, "output.panel_columns=[village_rainy, village_grass]", "village_grass village_rainy");
    expect(state, "output.panel_columns=id", "");
}

static void facts_of_the_run(void **state)
{
    struct config *config = toy_load(*state, "output.panel_columns=village_grass");
    struct panel p = {0};
    hq_panel_describe(&p, config, "toy");
    assert_true(p.on);
    assert_string_equal(p.layout.title, "toy");
    assert_int_equal(p.layout.first_year, 2001);
    assert_int_equal(p.layout.years, 6);
    assert_int_equal(p.layout.counties, 3);
    assert_int_equal(p.village_count, 1);
    const struct panel_variable grass = hq_panel_variable(&p.layout, PANEL_OWN);
    assert_int_equal(grass.type, HQ_NC_F64);
    assert_string_equal(grass.meaning, "state of the pasture");
    hq_panel_free(&p);
    hq_config_free(config);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        toy_test(columns_of_households_and_villages),
        toy_test(facts_of_the_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
