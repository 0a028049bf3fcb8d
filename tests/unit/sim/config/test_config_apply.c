/* Which row a key means, what is said where it means none, and values that must stand in order. */
#include "unit/sim/config_fixture.h"

static void unknown_keys_get_a_suggestion(void **state)
{
    (void)state;
    expect_errors(HQ_EXIT_USAGE,
                  "run.yaml:2:1: error: unknown group 'pastrue'; did you mean 'pasture'?\n"
                  "pastrue: {growth: x}\n"
                  "^\n"
                  "run.yaml:3:12: error: unknown key 'training.bugdet'; did you mean 'training.budget'?\n"
                  "training: {bugdet: 1, seed: 3, zzz: 4}\n"
                  "           ^\n"
                  "run.yaml:3:23: error: unknown key 'training.seed'; did you mean 'run.seed'?\n"
                  "training: {bugdet: 1, seed: 3, zzz: 4}\n"
                  "                      ^\n"
                  "run.yaml:3:32: error: unknown key 'training.zzz'\n"
                  "training: {bugdet: 1, seed: 3, zzz: 4}\n"
                  "                               ^\n"
                  "run.yaml:4:1: error: unknown group 'extnds'; did you mean 'extends'?\n"
                  "extnds: base.yaml\n"
                  "^\n",
                  REGION "pastrue: {growth: x}\ntraining: {bugdet: 1, seed: 3, zzz: 4}\nextnds: base.yaml\n");
}

static void groups_are_mappings(void **state)
{
    (void)state;
    expect_errors(HQ_EXIT_USAGE,
                  "run.yaml:2:6: error: group 'run' takes a mapping: {name: value}\nrun: 5\n     ^\n"
                  "run.yaml:3:11: error: group 'training' takes a mapping: {name: value}\ntraining: [budget]\n"
                  "          ^\n",
                  REGION "run: 5\ntraining: [budget]\n");
}

static void keys_must_not_stand_twice(void **state)
{
    (void)state;
    expect_errors(HQ_EXIT_USAGE,
                  "run.yaml:2:16: error: key 'seed' stands twice; before in line 2\nrun: {seed: 1, seed: 2}\n"
                  "               ^\n"
                  "run.yaml:3:1: error: key 'run' stands twice; before in line 2\nrun: {name: a}\n^\n",
                  REGION "run: {seed: 1, seed: 2}\nrun: {name: a}\n");
}

static void years_stand_in_order(void **state)
{
    (void)state;
    expect_errors(HQ_EXIT_USAGE,
                  "run.yaml:2:19: error: run.first_year (2020) must not exceed run.last_year (2019)\n"
                  "run: {first_year: 2020}\n"
                  "                  ^\n",
                  REGION "run: {first_year: 2020}\n");
    expect_errors(HQ_EXIT_USAGE,
                  "run.yaml:3:14: error: run.first_year (2010) must not exceed run.last_year (2009)\n"
                  "  last_year: 2009\n"
                  "             ^\n",
                  "run:\n  first_year: 2010\n  last_year: 2009\n" REGION);
    /* The caret is at what was set last, by precedence. */
    expect_errors(HQ_EXIT_USAGE,
                  "--set:1:16: error: run.first_year (2010) must not exceed run.last_year (2009)\n"
                  "run.first_year=2010\n"
                  "               ^\n",
                  REGION "run: {first_year: 2002, last_year: 2009}\n", "run.first_year=2010");
    struct config *c;
    must_load(c, REGION "run: {first_year: 2010, last_year: 2010}\n");
    hq_config_free(c);
}

static void orders_hold_in_every_year(void **state)
{
    (void)state;
    expect_errors(
        HQ_EXIT_USAGE,
        "run.yaml:2:22: error: pasture.cover_low (0.8) must not exceed pasture.cover_high (0.75) in 2005\n"
        "pasture: {cover_low: {year: {2005: 0.8}}}\n"
        "                     ^\n",
        REGION "pasture: {cover_low: {year: {2005: 0.8}}}\n");
    struct config *c; /* from a year that the run does not reach */
    must_load(c, REGION "pasture: {cover_low: {year: {2020: 0.8}}}\n");
    hq_config_free(c);
    must_load(c, REGION "pasture: {cover_low: 0.9, cover_high: 0.9}\n");
    hq_config_free(c);
}

/* What is stated by year does not grow by a rate too: one or the other. */
static void nothing_grows_twice(void **state)
{
    (void)state;
    expect_errors(
        HQ_EXIT_USAGE,
        "run.yaml:2:23: error: pasture.cover_high is stated by year and would grow by calendar.tax (0.07) too: "
        "state one amount, or calendar.tax: 0\n"
        "pasture: {cover_high: {year: {2005: 0.8, 2006: 0.9}}}\n"
        "                      ^\n",
        REGION "pasture: {cover_high: {year: {2005: 0.8, 2006: 0.9}}}\n");
    struct config *c;
    must_load(c, REGION "pasture: {cover_high: {year: {2005: 0.8, 2006: 0.9}}}\ncalendar: {tax: 0}\n");
    hq_config_free(c);
    must_load(c, REGION "pasture: {cover_high: 0.8}\ncalendar: {tax: 0.5}\n");
    hq_config_free(c);
}

/* What follows from a value that was refused is not said. */
static void a_refused_value_draws_no_second_error(void **state)
{
    (void)state;
    expect_errors(HQ_EXIT_USAGE,
                  "run.yaml:2:19: error: run.first_year: 'x' is not a whole number\n"
                  "run: {first_year: x, last_year: 1990}\n"
                  "                  ^\n",
                  REGION "run: {first_year: x, last_year: 1990}\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unknown_keys_get_a_suggestion),
        cmocka_unit_test(groups_are_mappings),
        cmocka_unit_test(keys_must_not_stand_twice),
        cmocka_unit_test(years_stand_in_order),
        cmocka_unit_test(orders_hold_in_every_year),
        cmocka_unit_test(nothing_grows_twice),
        cmocka_unit_test(a_refused_value_draws_no_second_error),
    };
    return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
