/* Village officers and courses for cadres: the quality of delivery of a village, and what they cost. */
#include "models/policies/officers.c"

#include "unit/models/policies/programme_fixture.h"
#include "unit/models/region_fixture.h"

enum { HOUSEHOLDS = 50, WEIGHT = 4 };

/* Four villages behind one; an officer's pay is 15,000 Yuan; one officer a village at most, unless a test says so. */
static struct fixture *village(void)
{
    struct fixture *f = village_make(HOUSEHOLDS);
    struct parameters *p = &f->parameters;
    p->officers_enabled = 1;
    p->officers_most = 1;
    p->officers_start = 2009;
    p->officers_end = 2020;
    f->county.registered_last = 100;
    village_weigh(f, WEIGHT);
    return f;
}

static void one_year(struct fixture *f, int year, int64_t yuan)
{
    f->parameters.officers_budget = yuan * 100;
    village_count(f, &count_officers_generic);
    village_plan(f, year, &officers_year_generic);
    village_settle(f, &deliver_generic, &officers_year_generic);
}

/* Off, out of its years or without money: no officer, and villages are as they were. */
static void test_nothing(void **state)
{
    (void)state;
    struct fixture *f = village();
    f->parameters.officers_enabled = 0;
    one_year(f, 2009, 1000000);
    assert_int_equal(f->village_demand[Q_officers], 0);
    f->parameters.officers_enabled = 1;
    one_year(f, 2010, 14999);
    assert_int_equal(f->village_demand[Q_officers], WEIGHT);
    assert_int_equal(f->tally[T_officers], 0);
    assert_true(f->village.delivery == 0.0f && village_fund(f, P_officers) == 1499900);
    village_free(f);
}

/* So many officers as money pays, one a village at most; the rest is carried over. */
static void test_officers(void **state)
{
    (void)state;
    struct fixture *f = village();
    one_year(f, 2009, 40000);
    assert_int_equal(f->tally[T_officers], 2);
    assert_true(village_fund(f, P_officers) == 1000000);
    assert_near(f->village.delivery, 0.2 * 2 / WEIGHT, 1e-6);
    one_year(f, 2010, 1000000);
    assert_int_equal(f->tally[T_officers], WEIGHT);
    assert_near(f->village.delivery, 0.9 * 0.1 + 0.2, 1e-6);
    village_free(f);
}

/* Several a village: as many as money or what is stated buys, up to all posts; none is lost, and what is beyond them stays
 * in the fund. Each adds alike, up to the whole of delivery. Money alone decides: more of it never buys fewer. */
static void test_several(void **state)
{
    (void)state;
    for (int most = 1; most <= 3; most++) {
        int64_t before = 0;
        for (int64_t yuan = 0; yuan <= 240000; yuan += 7500) {
            struct fixture *f = village();
            const int64_t posts = (int64_t)most * WEIGHT, paid = yuan / 15000 < posts ? yuan / 15000 : posts;
            f->parameters.officers_most = most;
            one_year(f, 2009, yuan);
            assert_int_equal(f->village_demand[Q_officers], posts);
            assert_true(f->tally[T_officers] == paid && paid >= before);
            assert_true(village_fund(f, P_officers) == 100 * (yuan - 15000 * paid));
            assert_near(f->village.delivery, 0.2 * (double)paid / WEIGHT, 1e-6);
            before = paid;
            village_free(f);
        }
        assert_true(before == (int64_t)most * WEIGHT);
    }
    struct fixture *f = village();
    f->parameters.officers_most = 2;
    f->parameters.officers_adds = 0.6;
    f->parameters.officers_cadres_trained = 8;
    f->parameters.officers_course = 0.01;
    f->county.places_officers = 2 * WEIGHT;
    one_year(f, 2009, 0);
    assert_int_equal(f->tally[T_officers], 2 * WEIGHT);
    assert_true(f->village.delivery == 1.0f);
    assert_near(f->county.cadres, 8.0 / WEIGHT, 1e-6); /* a village, not a post */
    f->county.places_officers = 4 * WEIGHT;
    one_year(f, 2010, 1000); /* half of those stated find no post: their part of the money stays */
    assert_int_equal(f->tally[T_officers], 2 * WEIGHT);
    assert_true(village_fund(f, P_officers) == 50000);
    village_free(f);
}

/* With an officer every year delivery goes to adds / wear, never over one; without, it wears off. */
static void test_steady(void **state)
{
    (void)state;
    struct fixture *f = village();
    f->parameters.officers_adds = 0.05;
    for (int year = 2009; year < 2109; year++) {
        f->parameters.officers_end = 2200;
        one_year(f, year, 60000);
    }
    assert_near(f->village.delivery, 0.05 / 0.1, 1e-4);
    const float before = f->village.delivery;
    one_year(f, 2109, 0);
    assert_near(f->village.delivery, 0.9 * before, 1e-6);
    f->parameters.officers_adds = 1;
    one_year(f, 2110, 60000);
    assert_true(f->village.delivery == 1.0f);
    village_free(f);
}

/* Cadres' courses, by villages of the county; a replay's officers take the places that are stated. */
static void test_cadres(void **state)
{
    (void)state;
    struct fixture *f = village();
    f->parameters.officers_cadres_trained = 6;
    one_year(f, 2009, 0);
    assert_near(f->village.delivery, 0.05 * 6 / WEIGHT, 1e-6);
    f->county.places_officers = 3;
    one_year(f, 2010, 1000);
    assert_int_equal(f->tally[T_officers], 3);
    assert_true(village_fund(f, P_officers) == 0);
    village_free(f);
}

/* Courses that cost something are paid first, as far as the money goes; in their years alone. */
static void test_price_of_courses(void **state)
{
    (void)state;
    struct fixture *f = village();
    f->parameters.officers_cadres_trained = 6;
    f->parameters.officers_course_cost = 100000;
    one_year(f, 2009, 3999);
    assert_near(f->village.delivery, 0.05 * 3 / WEIGHT, 1e-6);
    assert_true(village_fund(f, P_officers) == 99900);
    assert_true(hq_received(f->world.ledger, 0, P_officers, A_suppliers) == 300000);
    one_year(f, 2010, 35001); /* six courses and two officers, of 999 + 35,001 Yuan */
    assert_int_equal(f->tally[T_officers], 2);
    assert_near(f->village.delivery, 0.9 * 0.05 * 3 / WEIGHT + 0.05 * 6 / WEIGHT + 0.2 * 2 / WEIGHT, 1e-6);
    assert_true(village_fund(f, P_officers) == 0);
    f->county.places_officers = 3; /* a replay's officers share the rest */
    one_year(f, 2011, 7000);
    assert_int_equal(f->tally[T_officers], 3);
    assert_true(village_fund(f, P_officers) == 0);
    f->county.places_officers = -1;
    const float before = f->village.delivery;
    one_year(f, 2021, 1000000); /* after the last year what was learned only wears off */
    assert_true(f->county.cadres == 0.0f && village_fund(f, P_officers) == 0);
    assert_near(f->village.delivery, 0.9 * before, 1e-6);
    village_free(f);
}

/* The region's cadres go where the programme runs, by registered persons. */
static void test_where(void **state)
{
    (void)state;
    static const int32_t prefectures[3] = {0};
    struct counties *r = region_make(3, prefectures);
    EVERYWHERE(r, officers_enabled, c_ != 1);
    EVERYWHERE(r, officers_most, 1);
    EVERYWHERE(r, officers_start, 2009);
    EVERYWHERE(r, officers_end, c_ == 2 ? 2009 : 2020);
    EVERYWHERE(r, officers_cadres_trained, 400);
    for (int c = 0; c < 3; c++) {
        r->county[c].registered_last = 1000 * (c + 1);
        r->demand[c][Q_officers] = 10;
    }
    for (int year = 2009; year <= 2010; year++) {
        region_year(r, year);
        region_step(r, officers_year_generic.plan);
        assert_near(r->county[0].cadres, year == 2009 ? 10 : 40, 0);
        assert_near(r->county[1].cadres, 0, 0);
        assert_near(r->county[2].cadres, year == 2009 ? 30 : 0, 0);
        region_step(r, officers_year_generic.close);
        region_close(r);
    }
    region_free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing), cmocka_unit_test(test_officers),
        cmocka_unit_test(test_several), cmocka_unit_test(test_steady),
        cmocka_unit_test(test_cadres),  cmocka_unit_test(test_price_of_courses),
        cmocka_unit_test(test_where),
    };
    return cmocka_run_group_tests_name("officers", tests, NULL, NULL);
}
