/* Weddings: who is counted, who is served, who comes. */
#include "models/people/marriage.c"

#include "unit/models/village_fixture.h"

enum { HOUSEHOLDS = 900 };

/* Even rows have a daughter who would marry, odd rows a son, with a parent each; ages by row. */
static struct fixture *village_of_singles(void)
{
    struct fixture *f = village_make(HOUSEHOLDS);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        const int woman = i % 2 == 0;
        village_person(f, i, 0, 60, 0, 3, HEALTHY, 0);
        village_person(f, i, 4, (woman ? 20 : 22) + i % 15, woman, 5 + i % 7, CHRONIC, 2);
        ROW(&f->view, seeking)[i] = 5;
    }
    return f;
}

static void count_all(struct fixture *f)
{
    memset(f->village_demand, 0, sizeof f->village_demand);
    village_run(f, &count_partners_generic);
}

static void test_demand(void **state)
{
    (void)state;
    struct fixture *f = village_of_singles();
    int64_t expected[QUOTAS] = {0}, years = 0;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        const int age = 20 + i % 15, class = age < 25 ? 0 : age < 30 ? 1 : 2;
        ROW(&f->view, weight)[i] = (uint16_t)(1 + i % 3);
        ROW(&f->view, seeking)[i] = i % 11 ? 5 : 0;
        ROW(&f->view, moving)[i] = i % 13 ? 1 : i % 2 ? ARRIVED : FOUNDED;
        const bool crowded = i % 17 == 0;
        for (int slot = 0; crowded && slot < HQ_SLOTS; slot++) {
            if (slot != 4) {
                village_person(f, i, slot, 60, 0, 3, HEALTHY, 0);
            }
        }
        if (i % 11 && i % 13 && (i % 2 == 0 || !crowded)) { /* a crowded household has no room for a bride */
            expected[(i % 2 ? Q_grooms_1 : Q_brides_1) + class] += 1 + i % 3;
            years += i % 2 ? 0 : (1 + i % 3) * (5 + i % 7);
        }
    }
    count_all(f);
    for (int q = 0; q < QUOTAS; q++) {
        assert_int_equal(f->village_demand[q], expected[q]);
    }
    assert_int_equal(f->tally[T_brides_sought],
                     expected[Q_brides_1] + expected[Q_brides_2] + expected[Q_brides_3]);
    assert_int_equal(f->tally[T_brides_years], years);
    partners_year_generic.close(&f->world, 0);
    assert_near(f->county.bride_schooling, (double)years / (double)f->tally[T_brides_sought], 1e-5);
    village_free(f);
}

/* A widow whose children would be left without a grown-up stays; one with another grown-up, or alone, may go; a
 * widower's bride comes to him. */
static void test_children_keep_their_mother(void **state)
{
    (void)state;
    struct fixture *f = village_make(4);
    for (int32_t i = 0; i < 4; i++) {
        village_person(f, i, 2, 30, i != 3, 6, HEALTHY, 0);
        ROW(&f->view, seeking)[i] = 3;
        if (i != 2) {
            village_person(f, i, 5, 8, 1, 2, HEALTHY, 0);
            village_person(f, i, 6, i == 1 ? 16 : 15, 0, 9, HEALTHY, 0);
        }
    }
    count_all(f);
    assert_int_equal(f->village_demand[Q_brides_3], 2);
    assert_int_equal(f->village_demand[Q_grooms_2], 1);
    assert_int_equal(seeker_quota(&f->view, 0), -1);
    village_free(f);
}

/* A county has as many weddings in a class as the scarcer side. */
static void test_grants(void **state)
{
    (void)state;
    struct fixture *f = village_make(1);
    const int64_t women[] = {7, 5, 0}, men[] = {4, 9, 3}, granted[] = {4, 5, 0};
    for (int k = 0; k < CLASSES; k++) {
        f->demand[Q_brides_1 + k] = women[k];
        f->demand[Q_grooms_1 + k] = men[k];
    }
    partners_year_generic.plan(&f->world, 0);
    for (int k = 0; k < CLASSES; k++) {
        assert_int_equal(f->granted[Q_brides_1 + k], granted[k]);
        assert_int_equal(f->granted[Q_grooms_1 + k], granted[k]);
    }
    village_free(f);
}

static int people(const struct fixture *f, int woman)
{
    int found = 0;
    for (int slot = 0; slot < HQ_SLOTS; slot++) {
        for (int32_t i = 0; i < f->view.live; i++) {
            const uint8_t person = ROW(&f->view, person)[slot * f->view.stride + i];
            found += person && (woman < 0 || is_woman(person) == woman);
        }
    }
    return found;
}

/* All who are granted a wedding have it, and nobody is lost: women out are women in. */
static void test_conservation(void **state)
{
    (void)state;
    struct fixture *f = village_of_singles();
    const int before = people(f, -1), women = people(f, 1);
    int64_t weddings = 0;
    count_all(f);
    for (int q = 0; q < QUOTAS; q++) {
        f->demand[q] = f->village_demand[q];
    }
    partners_year_generic.plan(&f->world, 0);
    for (int k = 0; k < CLASSES; k++) {
        f->granted[Q_brides_1 + k] = f->granted[Q_grooms_1 + k] = f->granted[Q_brides_1 + k] * 2 / 3;
        f->places[Q_brides_1 + k] = f->places[Q_grooms_1 + k] = (int32_t)f->granted[Q_brides_1 + k];
        weddings += f->granted[Q_brides_1 + k];
    }
    f->county.bride_schooling = 8;
    village_year(f, 2010);
    village_run(f, &wed_generic);
    assert_true(weddings > 200);
    assert_int_equal(f->tally[T_brides_left], weddings);
    assert_int_equal(f->tally[T_brides_came], weddings);
    assert_int_equal(people(f, -1), before);
    assert_int_equal(people(f, 1), women);
    double schooling = 0;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        const struct family family = family_of(&f->view, i);
        assert_int_equal(ROW(&f->view, seeking)[i], 0);
        if (!is_married(&family, 4)) {
            assert_int_equal(*family.married, 0);
            continue;
        }
        const int wife = spouse_of(&family, 4), his = person_age(family_person(&family, 4));
        const int hers = person_age(family_person(&family, wife)), gap = his - hers;
        assert_int_equal(wife, 1); /* the first free slot */
        assert_true(i % 2 == 1 && is_woman(family_person(&family, wife)));
        assert_int_equal(quota_of(family_person(&family, wife)) + 3, quota_of(family_person(&family, 4)));
        assert_in_range(gap, his == 26 || his == 31 ? 2 : 1, his == 22 || his == 27 || his == 32 ? 2 : 3);
        assert_int_equal(health_of(family_learning(&family, wife)), HEALTHY);
        schooling += schooling_of(family_learning(&family, wife));
    }
    assert_four_sigma(schooling / (double)weddings, 8, 2 / sqrt((double)weddings));
    village_free(f);
}

/* Where men are too many, the schooled marry first. */
static void test_schooling_counts(void **state)
{
    (void)state;
    struct fixture *f = village_make(HOUSEHOLDS);
    int married[3] = {0};
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        village_person(f, i, 2, 24, 0, i % 3 == 0 ? 6 : i % 3 == 1 ? 9 : 12, HEALTHY, 0);
        ROW(&f->view, seeking)[i] = 3;
    }
    f->places[Q_grooms_1] = 450;
    village_run(f, &wed_generic);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        married[i % 3] += ROW(&f->view, married)[i] != 0;
    }
    assert_int_equal(married[2], 300);
    assert_int_equal(married[1], 150);
    assert_int_equal(married[0], 0);
    village_free(f);
}

/* With weights a place less than a household's is served by lot: in the mean as many as there are places. */
static void test_weights(void **state)
{
    (void)state;
    enum { YEARS = 2000 };
    double served = 0;
    struct fixture *f = village_make(64);
    for (int year = 0; year < YEARS; year++) {
        village_year(f, 2000 + year % 100);
        for (int32_t i = 0; i < 64; i++) {
            ROW(&f->view, id)[i] += 64;
            ROW(&f->view, weight)[i] = 10;
            village_person(f, i, 2, 24, 1, 6, HEALTHY, 0);
            ROW(&f->view, seeking)[i] = i < 3 ? 3 : 0;
        }
        village_streams(f);
        f->places[Q_brides_1] = 13;
        village_run(f, &wed_generic);
        assert_true(f->tally[T_brides_left] == 10 || f->tally[T_brides_left] == 20);
        served += (double)f->tally[T_brides_left];
    }
    assert_four_sigma(served / YEARS, 13, 10 * share_error(0.3, YEARS));
    village_free(f);
}

static void test_off(void **state)
{
    (void)state;
    struct fixture *f = village_of_singles();
    f->parameters.demography_enabled = 0;
    f->places[Q_brides_1] = f->places[Q_grooms_1] = 100;
    count_all(f);
    assert_int_equal(f->village_demand[Q_brides_1], 0);
    village_run(f, &wed_generic);
    assert_int_equal(f->tally[T_brides_left] + f->tally[T_brides_came], 0);
    village_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_children_keep_their_mother),
        cmocka_unit_test(test_demand),
        cmocka_unit_test(test_grants),
        cmocka_unit_test(test_conservation),
        cmocka_unit_test(test_schooling_counts),
        cmocka_unit_test(test_weights),
        cmocka_unit_test(test_off),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
