/* Rows of persons, kinds and durations add up, and are those of panels without policies that come to nothing. */
#include "unit/models/compare/compare_fixture.h"

#include "models/compare/person_changes.c" // NOLINT(bugprone-suspicious-include)

static double difference(const struct change *c)
{
    return c->base - c->other;
}

/* poor(base) - poor(other) out of who was lifted, pushed, and is in one run alone; to the person. */
static void assert_adds_up(const struct changes *c, const char *table, const char *area, const char *line)
{
    const double poor = difference(row(c, table, "", area, "poor", line)),
                 lifted = row(c, table, "", area, "lifted", line)->other,
                 pushed = row(c, table, "", area, "pushed", line)->other,
                 both = difference(row(c, table, "", area, "poor_both", line)),
                 base = row(c, table, "", area, "only_base_poor", line)->base,
                 other = row(c, table, "", area, "only_other_poor", line)->other;
    assert_true(poor == lifted - pushed + both + base - other);
}

static void effects_add_up(void **state)
{
    static const char *const areas[] = {"",         "pastoral",           "farming", "Hohhot",
                                        "Tongliao", "eastern_sand_hills", "150102",  "150522"},
                             *const tables[] = {"persons", "households", "person_years"};
    const struct compare_options all = {.classes = true, .zones = true, .prefectures = true, .counties = true};
    struct changes c = compared(state, "base", "other", &all);
    for (size_t t = 0; t < sizeof tables / sizeof *tables; t++) {
        for (size_t a = 0; a < sizeof areas / sizeof *areas; a++) {
            assert_adds_up(&c, tables[t], areas[a], "own");
            assert_adds_up(&c, tables[t], areas[a], "line_2");
        }
        const struct change *region = row(&c, tables[t], "", "", "lifted", "own");
        assert_true(region->other == row(&c, tables[t], "", "150102", "lifted", "own")->other +
                                         row(&c, tables[t], "", "150522", "lifted", "own")->other);
        assert_true(region->base == 0 && region->other > 0);
    }
    assert_true(row(&c, "person_years", "", "", "poor", "own")->base >
                row(&c, "persons", "", "", "poor", "own")->base);
    assert_null(hq_change(&c, "persons", "", "", "poor", "line_1"));
    /* The count is of before the year's births and moves: near by. */
    const struct change *counted = row(&c, "persons", "", "", "counted_poor", "own"),
                        *poor = row(&c, "persons", "", "", "poor", "own");
    assert_near(counted->base, poor->base, 0.03 * poor->base);
    hq_changes_free(&c);
}

static void durations_are_those_of_the_years(void **state)
{
    const struct compare_options own = {.lines = (const char *const[]){"own"}, .line_count = 1};
    struct changes c = compared(state, "base", "other", &own);
    double households = 0, runs = 0, years = 0;
    for (int n = 1; n <= 5; n++) {
        char name[32];
        (void)snprintf(name, sizeof name, "lifted_years_%d", n);
        const double one = row(&c, "duration_households", "", "", name, "own")->other;
        households += one;
        years += n * one;
        (void)snprintf(name, sizeof name, "lifted_run_%d", n);
        runs += row(&c, "duration_households", "", "", name, "own")->other;
    }
    const double ever = row(&c, "duration_households", "", "", "lifted_ever", "own")->other;
    assert_true(ever > 0 && households == ever && runs == ever);
    assert_near(row(&c, "duration_households", "", "", "lifted_mean_years", "own")->other, years / ever, 1e-12);
    assert_null(hq_change(&c, "duration", "", "", "lifted_years_6", "own"));
    assert_null(hq_change(&c, "duration", "", "", "lifted_years_1", "national"));
    hq_changes_free(&c);
}

static void kinds_are_told_or_left_out(void **state)
{
    const struct compare_options plain = {0};
    struct changes c = compared(state, "base", "other", &plain);
    double persons[SIDES] = {0}, lifted = 0;
    for (int k = KIND_decile_1; k < KINDS; k++) {
        persons[BASE] += row(&c, "kind", "", kind_name(k), "persons", "")->base;
        lifted += row(&c, "kind", "", kind_name(k), "lifted", "national")->other;
    }
    assert_true(lifted == row(&c, "persons", "", "", "lifted", "national")->other);
    assert_true(persons[BASE] == row(&c, "persons", "", "", "persons", "")->base -
                                     row(&c, "persons", "", "", "only_base", "own")->base);
    assert_non_null(hq_change(&c, "kind", "wages", "main_wages", "left_out", ""));
    assert_null(hq_change(&c, "kind", "", "main_wages", "persons", ""));
    assert_true(row(&c, "kind", "", "minority", "persons", "")->other > 0);
    assert_true(row(&c, "kind_years", "", "minority", "lifted", "own")->other >=
                row(&c, "kind", "", "minority", "lifted", "own")->other);
    hq_changes_free(&c);
}

/* Numbers of a panel of a part stand for all. */
static void shares_are_made_whole(void **state)
{
    const struct compare_options plain = {0};
    assert_int_equal(run_one(*state, "half", "output.panel_share=0.5"), 0);
    struct changes c = compared(state, "half", "half", &plain), whole = compared(state, "base", "base", &plain);
    assert_true(row(&c, "run", "", "", "panel_share", "")->base == 0.5);
    const double all = row(&whole, "households", "", "", "persons", "")->base;
    assert_near(row(&c, "households", "", "", "persons", "")->base, all,
                0.15 * all); /* 4 standard deviations of 1191 households */
    hq_changes_free(&c);
    hq_changes_free(&whole);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(effects_add_up),
        cmocka_unit_test(durations_are_those_of_the_years),
        cmocka_unit_test(kinds_are_told_or_left_out),
        cmocka_unit_test(shares_are_made_whole),
    };
    return cmocka_run_group_tests(tests, runs_make, scratch_remove);
}
