/* Rows of the tables `indicator` and `group` against indicators.h5 itself. */
#include "unit/models/compare/compare_fixture.h"

#include "models/compare/indicator_changes.c" // NOLINT(bugprone-suspicious-include)

enum { INCOME, YEARS = 5, AREAS = 9, LINES = 6 };

static double *read_back(void **state, const char *run, const char *variable)
{
    char *file = hq_text("%s/%s/indicators.h5", (const char *)*state, run);
    int64_t sizes[HQ_INDICATOR_DIMENSIONS];
    double *values;
    int rank;
    assert_int_equal(hq_indicators_read(file, variable, &values, sizes, &rank), 0);
    assert_int_equal(sizes[0], YEARS);
    free(file);
    return values;
}

static void numbers_are_those_of_the_file(void **state)
{
    const struct compare_options all = {.classes = true, .zones = true, .prefectures = true, .counties = true};
    struct changes c = compared(state, "base", "other", &all);
    double *gini = read_back(state, "other", "overall"), *persons = read_back(state, "base", "persons"),
           *aid = read_back(state, "other", "aid_share"), *groups = read_back(state, "other", "group_persons");
    const int last = YEARS - 1;
    assert_true(row(&c, "indicator", "income", "", "mean", "")->other == gini[(size_t)last * AREAS * 3 * 25]);
    assert_true(row(&c, "indicator", "consumption", "150522", "gini", "")->other ==
                gini[((size_t)(last * AREAS + 8) * 3 + 1) * 25 + 7]);
    assert_true(row(&c, "indicator", "", "", "persons", "")->base == persons[(size_t)last * AREAS]);
    assert_true(row(&c, "indicator", "", "", "aid_share_2", "")->other == aid[last * 10 + 1]);
    assert_true(row(&c, "group", "", "minority", "persons", "")->other == groups[last * 25 + 18]);
    assert_non_null(hq_change(&c, "indicator", "", "pastoral", "multidimensional_m0", ""));
    assert_non_null(hq_change(&c, "indicator", "", "", "decomposition_class_theil_between", ""));
    assert_non_null(hq_change(&c, "indicator", "", "", "spells_seen_3", ""));
    assert_non_null(hq_change(&c, "group", "", "main_wages", "gini", ""));
    assert_null(hq_change(&c, "indicator", "income", "", "headcount", "line_1")); /* not set */
    free(gini);
    free(persons);
    free(aid);
    free(groups);
    hq_changes_free(&c);
}

/* The region's own line is two: what is missing to it is added up over counties. */
static void sums_are_over_years_and_counties(void **state)
{
    const struct compare_options all = {.counties = true};
    struct changes c = compared(state, "base", "other", &all);
    double *at = read_back(state, "base", "at_line"), *persons = read_back(state, "base", "persons"),
           *lines = read_back(state, "base", "line_value");
    double poor = 0, yuan = 0, all_yuan = 0;
    for (int y = 0; y < YEARS; y++) {
        poor += persons[y * AREAS] * at[(size_t)y * AREAS * 180];
        yuan = 0;
        for (int a = 7; a < 9; a++) {
            yuan +=
                persons[y * AREAS + a] * at[(size_t)(y * AREAS + a) * 180 + 1] * lines[(y * AREAS + a) * LINES];
        }
        all_yuan += yuan;
    }
    assert_near(row(&c, "indicator", "income", "", "poor_person_years", "own")->base, poor, 1e-9 * poor);
    assert_near(row(&c, "indicator", "income", "", "gap_yuan", "own")->base, yuan, 1e-9 * yuan);
    assert_near(row(&c, "indicator", "income", "", "gap_yuan_years", "own")->base, all_yuan, 1e-9 * all_yuan);
    assert_true(yuan > 0 && all_yuan > yuan);
    const struct change *region = row(&c, "indicator", "income", "", "poor_persons", "national"),
                        *one = row(&c, "indicator", "income", "150102", "poor_persons", "national"),
                        *two = row(&c, "indicator", "income", "150522", "poor_persons", "national");
    assert_near(region->other, one->other + two->other, 1e-6);
    free(at);
    free(persons);
    free(lines);
    hq_changes_free(&c);
}

static void differing_values_are_counted(void **state)
{
    const struct compare_options first = {.year = 2002};
    struct changes c = compared(state, "base", "other", &first);
    double *a = read_back(state, "base", "at_line"), *b = read_back(state, "other", "at_line");
    int64_t differing = 0;
    for (size_t i = 0; i < (size_t)YEARS * AREAS * 180; i++) {
        differing += memcmp(&a[i], &b[i], sizeof *a) != 0;
    }
    const double all =
        row(&c, "indicator", "", "", "values_differing", "")->other; /* of all years and variables */
    assert_true(differing > 0 && all > (double)differing);
    free(a);
    free(b);
    hq_changes_free(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_those_of_the_file),
        cmocka_unit_test(sums_are_over_years_and_counties),
        cmocka_unit_test(differing_values_are_counted),
    };
    return cmocka_run_group_tests(tests, runs_make, scratch_remove);
}
