/* Schooling: chances by cost, distance, help and parents in closed form; what it costs; cohorts. */
#include "models/people/schooling.c"

#include "unit/models/village_fixture.h"

extern const struct yearly relocation_year_sse2;

enum { HOUSEHOLDS = 20000, INCOME = 2000 };

/* Nothing in the way of anybody: no cost, no distance, able adults, parents of six classes. */
static void clear_the_way(struct fixture *f)
{
    struct parameters *p = &f->parameters;
    p->calendar_cpi = 1;
    p->calendar_school_fee = p->calendar_boarding_aid = 0;
    p->calendar_village_schools = 1;
    p->money_subsistence = 1000;
    p->schooling_dropout = p->schooling_fee_effect = p->schooling_distance_effect = 0;
    p->schooling_help_effect = p->schooling_head_effect = 0;
    p->schooling_boarding = p->schooling_senior_cost = 0;
    p->schooling_boards_from = 0.5;
    p->schooling_hands = 2;
    p->schooling_higher = 1;
    p->schooling_higher_cost = p->schooling_higher_distance = p->schooling_higher_help = 0;
    p->schooling_higher_head = 0;
    f->village.remoteness = 0;
    f->village.school_rank = 0.5f;
}

/* One child a household with a parent of six classes, two able adults as counted. */
static struct fixture *village_of(int age, int schooling)
{
    struct fixture *f = village_make(HOUSEHOLDS);
    clear_the_way(f);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        village_person(f, i, i % HQ_SLOTS, age, i % 2, schooling, i % 3, i % 4);
        village_person(f, i, (i + 3) % HQ_SLOTS, 40, 0, 6, HEALTHY, 0);
        ROW(&f->view, adults)[i] = 2;
        ROW(&f->view, pupils)[i] = age >= PUPIL_FROM && age <= PUPIL_TO;
        ROW(&f->view, income)[i] = 100 * INCOME;
    }
    return f;
}

static bool at_school(const struct fixture *f, int32_t i)
{
    const unsigned bits = ROW(&f->view, school)[i] & 0xffU;
    assert_true((bits & ~(1U << i % HQ_SLOTS)) == 0); /* the parent stays at home */
    return bits != 0;
}

/* Share of the village's children that are at school, by bits, which tallies repeat. */
static double going(struct fixture *f)
{
    memset(f->tally, 0, sizeof f->tally);
    village_run(f, &attend_generic);
    int64_t found = 0;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        found += at_school(f, i);
    }
    assert_int_equal(f->tally[T_pupils] - f->tally[T_left_school] + f->tally[T_students], found);
    return (double)found / HOUSEHOLDS;
}

static void expect(struct fixture *f, double share)
{
    assert_four_sigma(going(f), share, share_error(share, HOUSEHOLDS) + 1e-9);
    village_free(f);
}

static void test_who_goes(void **state)
{
    (void)state;
    for (int age = 7; age <= 15; age++) {
        struct fixture *f = village_of(age, age - 7);
        assert_true(going(f) == 1.0);
        f->parameters.schooling_dropout = 0.2;
        expect(f, 0.8);
        f = village_of(age, age - 7);
        f->parameters.schooling_dropout = 1;
        assert_true(going(f) == 0.0);
        assert_int_equal(f->tally[T_left_school], HOUSEHOLDS);
        village_free(f);
        if (age > 7) {
            f = village_of(age, age - 8); /* has missed a class */
            assert_true(going(f) == 0.0 && f->tally[T_pupils] == 0);
            village_free(f);
        }
    }
    for (int age = 16; age <= 18; age++) {
        struct fixture *f = village_of(age, 9 + age - 16);
        f->parameters.schooling_higher = 0.3;
        assert_four_sigma(going(f), 0.3, share_error(0.3, HOUSEHOLDS));
        assert_int_equal(f->tally[T_students_due], HOUSEHOLDS);
        village_free(f);
        f = village_of(age, 8); /* compulsory school not finished */
        assert_true(going(f) == 0.0 && f->tally[T_students_due] == 0);
        village_free(f);
    }
    const int others[][2] = {{0, 0}, {6, 0}, {19, 12}, {40, 9}};
    for (int k = 0; k < 4; k++) {
        struct fixture *f = village_of(others[k][0], others[k][1]);
        assert_true(going(f) == 0.0);
        village_free(f);
    }
}

/* Direct cost over income per head; income counts as at least half of what living costs. */
static void test_cost(void **state)
{
    (void)state;
    const int32_t incomes[] = {500000, 100000, 20000, -70000};
    const double of[] = {5000, 1000, 500, 500};
    for (int k = 0; k < 4; k++) {
        struct fixture *f = village_of(9, 2);
        f->parameters.schooling_dropout = 0.02;
        f->parameters.schooling_fee_effect = 0.3;
        f->parameters.calendar_school_fee = 400;
        f->parameters.schooling_boarding = 9999; /* nobody boards in a village with a school */
        f->village.remoteness = 1;
        for (int32_t i = 0; i < HOUSEHOLDS; i++) {
            ROW(&f->view, income)[i] = incomes[k];
        }
        expect(f, 1 - (0.02 + 0.3 * 400 / of[k]));
    }
}

/* A school that a programme has built is one of the village's own, for the part of the villages behind this one. */
static void test_school_built(void **state)
{
    (void)state;
    for (int built = 0; built <= 4; built++) {
        for (int level = PRIMARY; level <= JUNIOR; level++) {
            const int age = level == PRIMARY ? 12 : 13;
            struct fixture *f = village_of(age, age - 7);
            f->village.remoteness = 0.4f;
            f->village.all_schools = 4;
            f->village.built_schools = built;
            f->parameters.calendar_village_schools = 0.5;
            f->parameters.schooling_distance_effect = 0.5;
            expect(f, 1 - 0.5 * 0.4 * (level == PRIMARY ? 1 - 0.25 * built : 1));
        }
    }
}

/* Where the village has no school: the way to one, and boarding from boards_from on, less the state's aid. */
static void test_distance(void **state)
{
    (void)state;
    const float far[] = {0.0f, 0.4f, 0.6f, 1.0f};
    for (int k = 0; k < 4; k++) {
        for (int level = PRIMARY; level <= JUNIOR; level++) {
            for (int own = 0; own <= 1; own++) {
                const int age = level == PRIMARY ? 12 : 13;
                struct fixture *f = village_of(age, age - 7);
                f->village.remoteness = far[k];
                f->parameters.calendar_village_schools = own ? 0.501 : 0.5;
                f->parameters.schooling_distance_effect = 0.2;
                f->parameters.schooling_fee_effect = 0.5;
                f->parameters.calendar_cpi = 1.5;
                f->parameters.schooling_boarding = 800;
                f->parameters.calendar_boarding_aid = 300;
                const double d = own && level == PRIMARY ? 0 : far[k];
                expect(f, 1 - (0.2 * d + (d >= 0.5 ? 0.5 * 900 / INCOME : 0)));
            }
        }
    }
}

/* A sick adult or few hands keep pupils at home; schooled parents send them. */
static void test_help_and_parents(void **state)
{
    (void)state;
    const float adults[] = {0.0f, 0.4f, 1.4f, 2.0f, 5.0f};
    const double help[] = {1, 0.8, 0.3, 0, 0};
    for (int k = 0; k < 5; k++) {
        const int parent = 3 * k;
        struct fixture *f = village_of(10, 3);
        f->parameters.schooling_dropout = 0.05;
        f->parameters.schooling_help_effect = 0.2;
        f->parameters.schooling_head_effect = 0.1;
        for (int32_t i = 0; i < HOUSEHOLDS; i++) {
            ROW(&f->view, adults)[i] = adults[k];
            village_person(f, i, (i + 3) % HQ_SLOTS, 40, 0, parent, HEALTHY, 0);
            village_person(f, i, (i + 5) % HQ_SLOTS, 24, 1, 15, HEALTHY, 0); /* too young to be a parent */
        }
        expect(f, 1 - (0.05 + 0.2 * help[k]) * exp(-0.1 * (parent - 6)));
    }
}

static void test_senior(void **state)
{
    (void)state;
    for (int k = 0; k < 4; k++) {
        struct fixture *f = village_of(16, 9);
        struct parameters *p = &f->parameters;
        f->village.remoteness = k % 2 ? 0.8f : 0.3f;
        p->schooling_higher = 0.8;
        p->schooling_higher_cost = 0.4;
        p->schooling_higher_distance = 0.5;
        p->schooling_higher_help = 0.6;
        p->schooling_higher_head = 0.05;
        p->schooling_senior_cost = 1000;
        p->schooling_boarding = 500;
        p->calendar_boarding_aid = 400; /* compulsory school only */
        p->calendar_cpi = 2;
        for (int32_t i = 0; i < HOUSEHOLDS; i++) {
            ROW(&f->view, adults)[i] = k < 2 ? 1.0f : 2.0f;
            village_person(f, i, (i + 3) % HQ_SLOTS, 40, 0, 9, HEALTHY, 0);
        }
        const double cost = k % 2 ? 3000 : 2000;
        expect(f, 0.8 * exp(-0.4 * cost / INCOME - 0.5 * (k % 2 ? 0.8 : 0.3) - (k < 2 ? 0.3 : 0) + 0.15));
    }
}

/* Classes of a cohort from 7 to 19: the product of its chances. Twelve classes only by nine and three. */
static void test_cohort(void **state)
{
    (void)state;
    struct fixture *f = village_of(7, 0);
    f->village.remoteness = 0.8f;
    f->parameters.calendar_village_schools = 0;
    f->parameters.schooling_dropout = 0.02;
    f->parameters.schooling_distance_effect = 0.05;
    f->parameters.schooling_higher = 0.8;
    f->parameters.schooling_higher_distance = 0.25;
    for (int year = 0; year < 12; year++) {
        village_year(f, 2009 + year);
        for (int32_t i = 0; i < HOUSEHOLDS; i++) {
            ROW(&f->view, adults)[i] = 2;
        }
        village_run(f, &attend_generic);
        village_run(f, village_process("people"));
    }
    int64_t finished = 0, all = 0;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        const int years = schooling_of(ROW(&f->view, learning)[i % HQ_SLOTS * f->view.stride + i]);
        finished += years >= 9;
        all += years == 12;
    }
    const double nine = pow(1 - 0.06, 9), twelve = nine * pow(0.8 * exp(-0.2), 3);
    assert_four_sigma((double)finished / HOUSEHOLDS, nine, share_error(nine, HOUSEHOLDS));
    assert_four_sigma((double)all / HOUSEHOLDS, twelve, share_error(twelve, HOUSEHOLDS));
    village_free(f);
}

/* What a household pays, to the fen: boarding by level, senior school, no fee for who is out of school. */
static void test_payment(void **state)
{
    (void)state;
    struct fixture *f = village_make(300);
    clear_the_way(f);
    struct parameters *p = &f->parameters;
    f->village.remoteness = 0.7f;
    p->calendar_village_schools = 0.6; /* rank 0.5: a school of its own */
    p->calendar_school_fee = 123.45;
    p->schooling_boarding = 700.25;
    p->calendar_boarding_aid = 100;
    p->schooling_senior_cost = 1500;
    p->calendar_cpi = 1;
    for (int32_t i = 0; i < 300; i++) {
        ROW(&f->view, weight)[i] = 3;
        ROW(&f->view, adults)[i] = 2;
        ROW(&f->view, savings)[i] = 10000000;
        village_person(f, i, 0, 40, 0, 6, HEALTHY, 0);
        if (i % 3 == 0) { /* primary here, junior with boarding, and one who has missed a class */
            village_person(f, i, 2, 9, 0, 2, HEALTHY, 0);
            village_person(f, i, 3, 14, 0, 7, HEALTHY, 0);
            village_person(f, i, 7, 15, 0, 7, HEALTHY, 0);
            ROW(&f->view, pupils)[i] = 3;
        } else if (i % 3 == 1) {
            village_person(f, i, 5, 17, 1, 10, HEALTHY, 0);
        }
    }
    village_run(f, &attend_generic);
    const int32_t expected[] = {60025 - 12345, 150000 + 70025, 0};
    int64_t sum = 0;
    for (int32_t i = 0; i < 300; i++) {
        assert_int_equal(ROW(&f->view, schooling_cost)[i], expected[i % 3]);
        assert_int_equal(ROW(&f->view, school)[i] & 0xff, i % 3 == 0 ? 0x0c : i % 3 == 1 ? 0x20 : 0);
        sum += 3 * expected[i % 3];
    }
    assert_int_equal(f->tally[T_schooling_cost], sum);
    assert_int_equal(f->tally[T_pupils], 100 * 2 * 3);
    assert_int_equal(f->tally[T_students], 100 * 3);
    /* The household pays it, with the fee of all children of school age, to the state. */
    p->calendar_medical_premium = 0;
    const int64_t before = f->tally[T_taxes];
    village_run(f, village_process("reckon"));
    assert_int_equal(f->tally[T_taxes] - before, sum + 100 * 3 * 3 * 12345);
    village_free(f);
}

/* With all rows of what stands in the way at 0, the chances are `dropout` and `higher` to the bit. */
static void test_switched_off(void **state)
{
    (void)state;
    struct fixture *f = village_of(10, 3);
    f->parameters.schooling_dropout = 0.015;
    f->parameters.schooling_higher = 0.6;
    f->village.remoteness = 0.9f;
    f->parameters.schooling_boarding = 900;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        ROW(&f->view, adults)[i] = (float)(i % 3);
    }
    village_run(f, &attend_generic);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        for (int level = 0; level < LEVELS; level++) {
            const float chance = ROW(&f->view, chance)[level * f->view.stride + i];
            assert_true(chance == (level == SENIOR ? (float)0.6 : (float)0.015));
        }
    }
    village_free(f);
}

/* Every second household has moved here; the school further away is that of 0.6, and who goes there boards. */
static struct fixture *newcomers(int age, double crowd)
{
    struct fixture *f = village_of(age, age - 7);
    f->parameters.calendar_village_schools = 0;
    f->parameters.relocation_school_far = 0.6;
    f->parameters.schooling_distance_effect = 0.5;
    f->parameters.schooling_boarding = 800;
    f->parameters.calendar_boarding_aid = 300;
    f->county.school_crowd = (float)crowd;
    f->village.remoteness = 0.2f;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        ROW(&f->view, settled)[i] = i / 2 % 2 ? 3 : 0;
        ROW(&f->view, weight)[i] = 2;
    }
    return f;
}

/* Beyond the places at school a share of those who have moved sends its children further away, and pays for it. */
static void test_school_places(void **state)
{
    (void)state;
    for (int age = 9; age <= 14; age += 5) {
        struct fixture *f = newcomers(age, 0.4);
        village_run(f, &attend_generic);
        int64_t here = 0, moved = 0, boards = 0;
        for (int32_t i = 0; i < HOUSEHOLDS; i++) {
            const bool came = ROW(&f->view, settled)[i] > 0, goes = at_school(f, i);
            const int32_t cost = ROW(&f->view, schooling_cost)[i];
            assert_true(cost == 0 || (cost == 50000 && came && goes));
            here += !came && goes;
            moved += came && goes;
            boards += cost > 0;
        }
        const double half = HOUSEHOLDS / 2, near = 1 - 0.5 * 0.2, far = 1 - 0.5 * 0.6;
        assert_four_sigma(here / half, near, share_error(near, half));
        const double mixed = 0.6 * near + 0.4 * far;
        assert_four_sigma(moved / half, mixed, share_error(mixed, half));
        assert_four_sigma(boards / half, 0.4 * far, share_error(0.4 * far, half));
        assert_true(f->tally[T_schooling_cost] == 2 * 50000 * boards);
        assert_int_equal(f->tally[T_pupils_moved], HOUSEHOLDS);
        assert_four_sigma((double)f->tally[T_pupils_far] / HOUSEHOLDS, 0.4, share_error(0.4, half));
        village_free(f);
    }
}

/* Places for those who have moved: a part of the others' number; the rest of these have none, in the next year. */
static void test_crowded_out(void **state)
{
    (void)state;
    static const struct {
        double room, crowd;
        int others, moved;
    } is[] = {{0.1, 1 - 70.0 / 300, 700, 300},
              {0.1, 0, 910, 90},
              {0.1, 0, 1000, 0},
              {0, 1, 999, 1},
              {-1, 0, 1, 999},
              {1, 0, 5, 5},
              {0.1, 0, 0, 0},
              {0.1, 1, 0, 50}};
    for (int k = 0; k < 8; k++) {
        struct parameters p = {.relocation_school_room = is[k].room};
        assert_near(crowded_out(&p, is[k].moved, is[k].others), is[k].crowd, 1e-6);
    }
    struct fixture *f = newcomers(9, 0.5);
    f->parameters.relocation_school_room = 0.3;
    village_plan(f, 2009, &relocation_year_sse2);
    assert_near(f->county.school_crowd, 0.5, 0); /* of last year: holds for the year */
    village_run(f, &attend_generic);
    relocation_year_sse2.close(&f->world, 0);
    assert_near(f->county.school_crowd, 0.7, 1e-6); /* as many have moved as have not */
    village_free(f);
}

/* Without need of places, where the own school is no nearer, and for senior school: as everybody, to the bit. */
static void test_places_for_all(void **state)
{
    (void)state;
    static const int ages[] = {10, 10, 16, 13};
    for (int k = 0; k < 4; k++) {
        const int age = ages[k];
        const bool far = k % 2; /* than the school beyond the places */
        struct fixture *f = newcomers(age, k == 0 ? 0 : 1), *same = newcomers(age, 0);
        f->village.remoteness = same->village.remoteness = far ? 0.7f : 0.2f;
        for (int32_t i = 0; i < HOUSEHOLDS; i++) {
            ROW(&same->view, settled)[i] = 0;
        }
        village_run(f, &attend_generic);
        village_run(same, &attend_generic);
        assert_true(memcmp(ROW(&f->view, school), ROW(&same->view, school), village_bytes(f, C_school)) == 0);
        assert_true(f->tally[T_schooling_cost] == same->tally[T_schooling_cost]);
        assert_int_equal(f->tally[T_pupils_far], far ? HOUSEHOLDS : 0);
        assert_int_equal(same->tally[T_pupils_moved], 0);
        village_free(f);
        village_free(same);
    }
}

/* Who is on a course for school-leavers is not at senior school, and does not pay for it; a brother or sister is, and
 * so is everybody in a year with courses of another kind or none. */
static void test_leavers_on_courses(void **state)
{
    (void)state;
    for (int k = 0; k < 3; k++) {
        struct fixture *f = village_of(17, 9); /* a class missed: may be on a course, and might go to school */
        f->parameters.training_enabled = k != 1;
        f->parameters.training_kind = k == 2 ? FARM_COURSES : LEAVERS_COURSES;
        f->parameters.schooling_senior_cost = 1000;
        for (int32_t i = 0; i < HOUSEHOLDS; i++) {
            ROW(&f->view, weight)[i] = 3;
            ROW(&f->view, memberships)[i] = i % 2 ? IN_OTHER_COURSE | IN_GRAZING_BAN : IN_TRAINING;
            village_person(f, i, (i + 5) % HQ_SLOTS, 18, 0, 11, HEALTHY, 0); /* no class missed */
        }
        village_run(f, &attend_generic);
        for (int32_t i = 0; i < HOUSEHOLDS; i++) {
            const bool drawn = k == 0 && i % 2;
            const unsigned leaver = 1U << i % HQ_SLOTS, other = 1U << (i + 5) % HQ_SLOTS;
            assert_int_equal(ROW(&f->view, school)[i] & 0xffU, drawn ? other : leaver | other);
            assert_int_equal(ROW(&f->view, schooling_cost)[i], drawn ? 100000 : 200000);
        }
        const int drawn = k == 0 ? 3 * HOUSEHOLDS / 2 : 0;
        assert_int_equal(f->tally[T_students_drawn], drawn);
        assert_int_equal(f->tally[T_students], 3 * 2 * HOUSEHOLDS - drawn);
        assert_int_equal(f->tally[T_students_due], 3 * 2 * HOUSEHOLDS);
        village_free(f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_who_goes),
        cmocka_unit_test(test_cost),
        cmocka_unit_test(test_distance),
        cmocka_unit_test(test_help_and_parents),
        cmocka_unit_test(test_senior),
        cmocka_unit_test(test_cohort),
        cmocka_unit_test(test_payment),
        cmocka_unit_test(test_switched_off),
        cmocka_unit_test(test_school_built),
        cmocka_unit_test(test_school_places),
        cmocka_unit_test(test_places_for_all),
        cmocka_unit_test(test_crowded_out),
        cmocka_unit_test(test_leavers_on_courses),
    };
    return cmocka_run_group_tests_name("schooling", tests, NULL, NULL);
}
