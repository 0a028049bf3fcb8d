/* Ageing, and the class that a year at school is. */
#include "models/people/people.c"

#include "unit/models/village_fixture.h"

enum { HOUSEHOLDS = 2000 };

/* One person a household, each in a slot of its own; every third one at school. */
static struct fixture *village_of(int age, int schooling)
{
    struct fixture *f = village_make(HOUSEHOLDS);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        village_person(f, i, i % HQ_SLOTS, age, i % 2, schooling, i % 3, i % 4);
        /* Bits of other slots and the counts above the bits are nobody's class. */
        const unsigned others = 0xffU & ~(1U << i % HQ_SLOTS);
        ROW(&f->view, school)[i] = (uint16_t)(0x1100 | others | (unsigned)(i % 3 == 0) << i % HQ_SLOTS);
    }
    return f;
}

static void test_classes(void **state)
{
    (void)state;
    for (int schooling = 0; schooling <= MOST_SCHOOLING; schooling++) {
        struct fixture *f = village_of(7 + schooling, schooling);
        village_run(f, &people_generic);
        for (int32_t i = 0; i < HOUSEHOLDS; i++) {
            const uint8_t what = ROW(&f->view, learning)[i % HQ_SLOTS * f->view.stride + i];
            const int more = i % 3 == 0 && schooling < MOST_SCHOOLING; /* the byte has no room for more */
            assert_int_equal(schooling_of(what), schooling + more);
            assert_int_equal(health_of(what), i % 3);
            assert_int_equal(courses_of(what), i % 4);
            const uint8_t who = ROW(&f->view, person)[i % HQ_SLOTS * f->view.stride + i];
            assert_int_equal(who, person_code(8 + schooling, i % 2));
        }
        village_free(f);
    }
}

/* Ages end at 120, and nobody stays nobody and learns nothing. */
static void test_age(void **state)
{
    (void)state;
    struct fixture *f = village_of(119, 0);
    for (int year = 0; year < 4; year++) {
        village_run(f, &people_generic);
    }
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        for (int slot = 0; slot < HQ_SLOTS; slot++) {
            const bool there = slot == i % HQ_SLOTS;
            assert_int_equal(ROW(&f->view, person)[slot * f->view.stride + i],
                             there ? person_code(120, i % 2) : 0);
            assert_true(there || ROW(&f->view, learning)[slot * f->view.stride + i] == 0);
        }
    }
    village_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_classes),
        cmocka_unit_test(test_age),
    };
    return cmocka_run_group_tests_name("people", tests, NULL, NULL);
}
