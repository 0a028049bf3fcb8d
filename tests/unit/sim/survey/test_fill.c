/* Medians by weight: of the county, else of its class, else of all. */
#include "sim/survey/fill.h"

#include "unit/sim/survey/survey_fixture.h"

enum { HOUSEHOLDS = 7 };

static double cells[HOUSEHOLDS][FIELD_COUNT * HQ_PERSONS];
static struct survey_household homes[HOUSEHOLDS];
static struct survey_count counts[FIELD_COUNT];

static void put(int h, int place, double weight, int persons)
{
    homes[h] = (struct survey_household){.county = fixture_counties[place].code,
                                         .class = fixture_counties[place].class,
                                         .place = place,
                                         .weight = weight,
                                         .persons = persons,
                                         .values = cells[h]};
}

static struct survey make(void)
{
    fixture_clean(NULL);
    memset(counts, 0, sizeof counts);
    memset(cells, 0, sizeof cells);
    assert_true(read_book(CODEBOOK_SURVEY "fields:\n  land: {column: a, missing: median}\n" CODEBOOK_PEOPLE));
    return (struct survey){.book = &book, .households = homes, .count = HOUSEHOLDS, .counts = counts};
}

static void of_households(void **state)
{
    (void)state;
    struct survey s = make();
    static const int places[HOUSEHOLDS] = {0, 0, 0, 0, 1, 2, 2};
    static const double land[HOUSEHOLDS] = {5, 1, 9, HQ_TO_FILL, HQ_TO_FILL, 30, HQ_NOT_SAID};
    static const double weights[HOUSEHOLDS] = {1, 1, 3, 100, 1, 1, 50};
    for (int h = 0; h < HOUSEHOLDS; h++) {
        put(h, places[h], weights[h], 0);
        cells[h][LAND * HQ_PERSONS] = land[h];
    }
    hq_survey_fill(&s, LAND, 3);
    assert_true(cells[3][LAND * HQ_PERSONS] == 9);  /* of 5, 1 and thrice 9 */
    assert_true(cells[4][LAND * HQ_PERSONS] == 30); /* none in its county: the other county of its class */
    assert_true(cells[6][LAND * HQ_PERSONS] == HQ_NOT_SAID);
    assert_int_equal(counts[LAND].filled, 2);
}

/* Persons that are there count, empty slots do not; where the class has none, all do. */
static void of_persons(void **state)
{
    (void)state;
    struct survey s = make();
    for (int h = 0; h < HOUSEHOLDS; h++) {
        put(h, h == 6 ? 0 : 1, 1, 2);
        cells[h][AGE * HQ_PERSONS] = 10 * h;
        cells[h][AGE * HQ_PERSONS + 1] = 70;
    }
    cells[0][AGE * HQ_PERSONS + 1] = HQ_TO_FILL;
    cells[6][AGE * HQ_PERSONS] = cells[6][AGE * HQ_PERSONS + 1] = HQ_TO_FILL;
    hq_survey_fill(&s, AGE, 3);
    assert_true(cells[0][AGE * HQ_PERSONS + 1] == 50); /* 0 10 20 30 40 50 70 70 70 70 70 */
    assert_true(cells[6][AGE * HQ_PERSONS] == 50 && cells[6][AGE * HQ_PERSONS + 1] == 50);
    assert_int_equal(counts[AGE].filled, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(of_households, fixture_clean),
        cmocka_unit_test_teardown(of_persons, fixture_clean),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
