/* A year's households come out of a panel as they are, and find themselves in the other run. */
#include "unit/models/compare/compare_fixture.h"

#include "models/compare/households.c" // NOLINT(bugprone-suspicious-include)

static struct household at(int county, int village, uint64_t id)
{
    return (struct household){.id = id, .county = county, .village = village};
}

/* Ids that a pair stands for, 0 for none. */
static void assert_pair(const struct households sides[SIDES], const struct match *m, uint64_t base,
                        uint64_t other)
{
    const uint64_t wanted[SIDES] = {base, other};
    for (int s = 0; s < SIDES; s++) {
        assert_true((m->row[s] < 0 ? 0 : sides[s].rows[m->row[s]].id) == wanted[s]);
    }
}

static void households_are_found_wherever_they_live(void **state)
{
    (void)state;
    struct household base[] = {at(0, 0, 1), at(0, 0, 4), at(0, 2, 3), at(1, 0, 9), at(1, 1, 7)};
    struct household other[] = {at(0, 0, 1), at(0, 0, 5), at(0, 1, 3), at(1, 0, 2), at(1, 1, 7), at(1, 1, 9)};
    const struct households sides[SIDES] = {{base, 5}, {other, 6}};
    struct matches m;
    match_households(sides, &m);
    assert_int_equal(m.count, 7);
    assert_pair(sides, &m.pairs[0], 1, 1);
    assert_pair(sides, &m.pairs[1], 7, 7);
    assert_pair(sides, &m.pairs[2], 0, 2);
    assert_pair(sides, &m.pairs[3], 3, 3); /* in another village */
    assert_pair(sides, &m.pairs[4], 4, 0);
    assert_pair(sides, &m.pairs[5], 0, 5);
    assert_pair(sides, &m.pairs[6], 9, 9); /* in another village of the county */
    matches_free(&m);
    const struct households none[SIDES] = {{base, 5}, {NULL, 0}};
    match_households(none, &m);
    assert_int_equal(m.count, 5);
    for (int i = 0; i < 5; i++) {
        assert_int_equal(m.pairs[i].row[OTHER], -1);
    }
    matches_free(&m);
}

static struct runs open_pair(void **state, struct arena *arena, const char *other)
{
    const struct compare_options plain = {0};
    struct runs r;
    const char *why;
    char *a = RUN("base"), *b = RUN(other);
    assert_int_equal(runs_open(&r, arena, hq_arena_text(arena, a), hq_arena_text(arena, b), &plain, &why),
                     HQ_EXIT_DONE);
    free(a);
    free(b);
    return r;
}

/* Persons at the year's end are those that the next year counts. */
static void persons_are_those_of_the_run(void **state)
{
    struct arena arena = {0};
    struct runs r = open_pair(state, &arena, "other");
    struct households h;
    const char *why;
    assert_int_equal(households_check(&r, &why), HQ_EXIT_DONE);
    for (int year = 2002; year < 2006; year++) {
        double persons = 0;
        assert_int_equal(households_read(&r, BASE, year, true, &h, &why), HQ_EXIT_DONE);
        for (int64_t i = 0; i < h.count; i++) {
            persons += h.rows[i].heads;
        }
        assert_true(h.count > 0 && persons == r.side[BASE].persons[(year + 1 - 2002) * r.area_count]);
        households_free(&h);
    }
    assert_int_equal(households_read(&r, BASE, 2007, true, &h, &why), HQ_EXIT_BAD_DATA); /* has none */
    assert_int_equal(h.count, 0);
    households_free(&h);
    runs_close(&r);
    hq_arena_free(&arena);
}

static void a_panel_without_people_is_refused(void **state)
{
    struct arena arena = {0};
    const char *why;
    assert_int_equal(run_one(*state, "default", "output.panel_columns=[default]"), 0);
    struct runs r = open_pair(state, &arena, "default");
    assert_int_equal(households_check(&r, &why), HQ_EXIT_USAGE);
    assert_non_null(
        strstr(why, "default has no column person: run it with output.panel_columns=[income, person"));
    runs_close(&r);
    hq_arena_free(&arena);
}

static void rows_that_no_run_writes_are_refused(void **state)
{
    (void)state;
    const struct panel_file panel = {.counties = 2};
    int64_t id = 1, county = 1, village = 0, income = -5, weight = 3, person[2] = {3, 0};
    const struct block b = {
        .columns = {&id, &county, &village, &income, &weight}, .kinds = {[K_PERSON] = person}, .slots = 2};
    struct household h;
    assert_true(take_row(&b, &panel, 0, false, &h) && h.heads == 3 && h.income == -5 && h.kinds == 0);
    county = 2;
    assert_false(take_row(&b, &panel, 0, false, &h));
    county = 0;
    weight = INT32_MAX;
    assert_false(take_row(&b, &panel, 0, false, &h));
    weight = 1;
    income = (int64_t)INT32_MAX + 1;
    assert_false(take_row(&b, &panel, 0, false, &h));
    income = 0;
    village = -1;
    assert_false(take_row(&b, &panel, 0, false, &h));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(households_are_found_wherever_they_live),
        cmocka_unit_test(persons_are_those_of_the_run),
        cmocka_unit_test(a_panel_without_people_is_refused),
        cmocka_unit_test(rows_that_no_run_writes_are_refused),
    };
    return cmocka_run_group_tests(tests, runs_make, scratch_remove);
}
