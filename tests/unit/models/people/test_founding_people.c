/* The founders' households: ages and codes. The source is one of many that found a village, so the library's
 * build is run. */
#include "models/people/life.h"
#include "unit/models/founding_fixture.h"

/* With demography off. Ages and codes: heads 24 to 74, children younger than their parents, elders older than
 * their children. */
static void test_people(void **state)
{
    (void)state;
    struct fixture *f = county(3000);
    int64_t women = 0, persons = 0;
    f->parameters.demography_enabled = 0;
    found(f, 11, &poverty_sse2);
    for (int32_t i = 0; i < 3000; i++) {
        const uint8_t *who = ROW(&f->view, person) + i, *what = ROW(&f->view, learning) + i;
        const int32_t head = person_age(who[0]);
        assert_true(who[0] != 0);
        assert_in_range(head, 24, 74);
        for (int slot = 0; slot < HQ_SLOTS; slot++) {
            const uint8_t person = who[slot * f->view.stride], learning = what[slot * f->view.stride];
            const int32_t age = person_age(person);
            if (!person) {
                assert_int_equal(learning, 0);
                continue;
            }
            assert_in_range(age, 0, 100);
            assert_false(slot == 1 && abs(age - head) > 3);
            assert_false(slot >= 2 && slot <= 4 && age > head - 22);
            assert_false(slot >= 5 && age < head + 24 && age < 100);
            assert_in_range(schooling_of(learning), 0, age < 6 ? 0 : 12);
            assert_true(schooling_of(learning) <= (age > 6 ? age - 6 : 0));
            assert_true(health_of(learning) == HEALTHY || health_of(learning) == CHRONIC);
            assert_int_equal(courses_of(learning), 0);
            women += (person - 1) & 1;
            persons++;
        }
    }
    assert_between((double)women / (double)persons, 0.42, 0.58);
    village_free(f);
}

/* What a county's families come to. */
struct make_up {
    double households, persons, young, old, singles, seekers, expected, heads;
};

static struct make_up families_of(int year)
{
    struct fixture *f = county(20000);
    struct make_up m = {.households = 20000};
    f->parameters.founding_minority_share = 0.2; /* near the region's, 0.12 to 0.6 by kind of county */
    village_year(f, year);
    found(f, 3, &poverty_sse2);
    for (int32_t i = 0; i < 20000; i++) {
        int men = 0, women = 0, members = 0;
        double nobody_seeks = 1;
        const uint8_t married = ROW(&f->view, married)[i];
        for (int slot = 0; slot < HQ_SLOTS; slot++) {
            const uint8_t person = ROW(&f->view, person)[slot * f->view.stride + i];
            const bool wed = married >> slot & 1, woman = person && (person & 1) == 0;
            assert_true(person || !wed);
            assert_false(wed && person_age(person) < (woman ? 18 : 22));
            members += person != 0;
            nobody_seeks *= person && !wed ? 1 - seeks_at(&f->parameters, person) : 1;
            men += wed && !woman;
            women += wed && woman;
            m.young += person && person_age(person) < 15;
            m.old += person && person_age(person) >= 65;
        }
        assert_true(ROW(&f->view, person)[i] != 0); /* one of the oldest couple */
        assert_int_equal(men, women);
        const int seeker = ROW(&f->view, seeking)[i] - 1;
        if (seeker >= 0) {
            const uint8_t person = ROW(&f->view, person)[seeker * f->view.stride + i];
            assert_true(person && !(married >> seeker & 1) && person_age(person) >= 20);
            m.seekers++;
            m.heads += seeker < 2;
        }
        m.expected += 1 - nobody_seeks;
        m.persons += members;
        m.singles += members == 1;
    }
    village_free(f);
    return m;
}

/* As the year is: 3.3 persons a household in 2009, as the region table has it; more and younger ones before,
 * fewer and older ones later. Bounds are wider than the sampling error (0.01 persons, 0.15 points): the
 * figures follow from cohorts and chances, and are set beside published ones in docs/people.md. */
static void test_families(void **state)
{
    (void)state;
    const struct make_up before = families_of(2002), now = families_of(2009), later = families_of(2013);
    assert_near(now.persons / now.households, 3.3, 0.08);
    assert_between(before.persons / before.households, now.persons / now.households + 0.1, 3.9);
    assert_between(later.persons / later.households, 3.0, now.persons / now.households - 0.05);
    assert_between(before.young / before.persons, 0.195, 0.235);
    assert_between(now.young / now.persons, 0.155, before.young / before.persons - 0.01);
    assert_between(now.old / now.persons, 0.06, 0.085);
    assert_between(later.old / later.persons, now.old / now.persons, 0.1);
    assert_between(now.singles / now.households, 0.01, 0.12);
    /* Weddings of the first year are those of any year: all who are single may seek, widowed heads too. */
    assert_four_sigma(now.seekers / now.households, now.expected / now.households,
                      share_error(now.expected / now.households, now.households));
    assert_true(now.heads > 0.05 * now.seekers);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_people),
        cmocka_unit_test(test_families),
    };
    return cmocka_run_group_tests_name("founding_people", tests, NULL, NULL);
}
