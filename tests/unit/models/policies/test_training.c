/* Training: one course for the best worker of those served, three at most, paid to the fen. */
#include "models/policies/training.c"

#include "unit/models/policies/programme_fixture.h"

enum { HOUSEHOLDS = 100 };

/* Two adults each: the second has more schooling and is the best worker. */
static struct fixture *village(void)
{
    struct fixture *f = village_make(HOUSEHOLDS);
    struct parameters *p = &f->parameters;
    p->training_enabled = 1;
    p->training_start = 2005;
    p->training_end = 2020;
    p->training_cost = 100000;
    p->training_central_share = 0.8;
    p->labour_schooling_return = 0.05;
    p->labour_course_return = 0.01;
    village_ranked(f);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        village_person(f, i, 0, 45, 0, 5, HEALTHY, 1);
        village_person(f, i, 3, 40, 1, 9, HEALTHY, 0);
    }
    return f;
}

static void one_year(struct fixture *f, int year, int64_t yuan)
{
    PROGRAMME_OFFERS(f, training, year, yuan * 100);
    village_settle(f, NULL, &training_year_generic);
}

static int courses(const struct fixture *f, int32_t row, int slot)
{
    return courses_of(ROW(&f->view, learning)[slot * f->view.stride + row]);
}

static void test_nothing(void **state)
{
    (void)state;
    struct fixture *f = village();
    one_year(f, 2004, 1000000);
    f->parameters.training_enabled = 0;
    one_year(f, 2005, 1000000);
    assert_int_equal(f->village_demand[Q_training], 0);
    f->parameters.training_enabled = 1;
    one_year(f, 2006, 999);
    assert_int_equal(f->village_demand[Q_training], HOUSEHOLDS);
    assert_int_equal(village_members(f, IN_TRAINING), 0);
    assert_int_equal(f->tally[T_trained], 0);
    assert_int_equal(village_fund(f, P_training), 99900);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        assert_int_equal(courses(f, i, 0) + courses(f, i, 3), 1);
    }
    village_free(f);
}

/* 30,500 Yuan are thirty courses for the best workers of the thirty poorest; 500 stay. */
static void test_exact(void **state)
{
    (void)state;
    struct fixture *f = village();
    one_year(f, 2005, 30500);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        assert_int_equal(ROW(&f->view, memberships)[i], i < 30 ? IN_TRAINING : 0);
        assert_int_equal(courses(f, i, 3), i < 30);
        assert_int_equal(courses(f, i, 0), 1);
        assert_int_equal(schooling_of(ROW(&f->view, learning)[3 * f->view.stride + i]), 9);
    }
    assert_int_equal(f->tally[T_trained], 30);
    assert_int_equal(village_fund(f, P_training), 50000);
    assert_true(hq_received(f->world.ledger, 0, P_training, A_suppliers) == 3000000);
    village_free(f);
}

/* Three courses a person, then no more; membership is of the year. */
static void test_three_at_most(void **state)
{
    (void)state;
    struct fixture *f = village();
    for (int year = 2005; year < 2012; year++) {
        one_year(f, year, 1000000);
        const int taken = year - 2004 < 3 ? year - 2004 : 3;
        assert_int_equal(courses(f, 7, 3), taken);
        assert_int_equal(f->tally[T_trained], year < 2008 ? HOUSEHOLDS : 0);
        assert_int_equal(village_members(f, IN_TRAINING), year < 2008 ? HOUSEHOLDS : 0);
        assert_int_equal(courses(f, 7, 0), 1);
        assert_int_equal(health_of(ROW(&f->view, learning)[3 * f->view.stride + 7]), HEALTHY);
    }
    village_free(f);
}

/* The sick are not sent, nor the old and the young; capture sends the connected. */
static void test_who(void **state)
{
    (void)state;
    struct fixture *f = village();
    f->parameters.register_capture = 1600;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        ROW(&f->view, connection)[i] = to_trait((float)i / 32.0f);
    }
    village_person(f, 99, 0, 45, 0, 5, CHRONIC, 0);
    village_person(f, 99, 3, 70, 0, 9, HEALTHY, 0);
    village_person(f, 98, 3, 15, 0, 9, HEALTHY, 0);
    one_year(f, 2005, 10000);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        assert_int_equal(ROW(&f->view, memberships)[i] != 0, i >= 89 && i <= 98);
    }
    assert_int_equal(courses(f, 99, 0) + courses(f, 99, 3), 0);
    assert_int_equal(courses(f, 98, 0), 2); /* the parent, not the child */
    village_free(f);
}

/* With weights: never more courses than places, and what is posted is what was taken. */
static void test_money(void **state)
{
    (void)state;
    struct fixture *f = village();
    int64_t paid = 0, spent = 0;
    village_weigh_by_dice(f, 30);
    for (int year = 2005; year <= 2020; year++) {
        const int64_t budget = (int64_t)dice_between(0, 3e5);
        one_year(f, year, budget);
        paid += 100 * budget;
        spent += f->tally[T_trained] * 100000;
        assert_true(f->tally[T_trained] <= f->places[Q_training]);
        /* What a replay shares out its placements by: the year's trainees, with weights. */
        assert_int_equal(f->village_demand[Q_placements], f->tally[T_trained]);
        assert_true(village_fund(f, P_training) == paid - spent);
    }
    assert_true(spent > 0);
    village_free(f);
}

/* Courses for school-leavers: the first of 16 to 20 who has finished compulsory school and left it; no head start for
 * jobs, three courses at most. */
static void test_leavers(void **state)
{
    (void)state;
    static const struct {
        int age, years, courses, may;
    } who[] = {{16, 9, 0, 0}, {17, 9, 0, 1}, {18, 10, 0, 1}, {18, 11, 0, 0}, {19, 12, 0, 1},
               {20, 9, 2, 1}, {20, 9, 3, 0}, {21, 9, 0, 0},  {17, 8, 0, 0},  {15, 9, 0, 0}};
    struct fixture *f = village();
    f->parameters.training_kind = LEAVERS_COURSES;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        village_person(f, i, 5, who[i % 10].age, 0, who[i % 10].years, HEALTHY, who[i % 10].courses);
        ROW(&f->view, memberships)[i] = IN_TRAINING; /* of another kind last year */
    }
    one_year(f, 2005, 1000000);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        const int may = who[i % 10].may;
        assert_int_equal(ROW(&f->view, memberships)[i], may ? IN_OTHER_COURSE : 0);
        assert_int_equal(courses(f, i, 5), who[i % 10].courses + may);
        assert_int_equal(courses(f, i, 0) + courses(f, i, 3), 1);
    }
    assert_int_equal(f->village_demand[Q_training], HOUSEHOLDS * 2 / 5);
    assert_int_equal(f->tally[T_trained], HOUSEHOLDS * 2 / 5);
    village_free(f);
}

/* Farm courses: what the village gains wears off, and no wage follows. */
static void test_farm_courses(void **state)
{
    (void)state;
    struct fixture *f = village();
    f->parameters.training_kind = FARM_COURSES;
    f->parameters.training_farm_effect = 0.02;
    f->parameters.training_farm_wear = 0.25;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        ROW(&f->view, cropland)[i] = i % 2 ? 5 : 0;
    }
    one_year(f, 2005, 20000); /* twenty of fifty that have fields */
    assert_int_equal(f->village_demand[Q_training], HOUSEHOLDS / 2);
    assert_int_equal(f->tally[T_trained], 20);
    assert_near(f->village.farm_skill, 0.02 * 20 / HOUSEHOLDS, 1e-7);
    one_year(f, 2006, 0);
    assert_near(f->village.farm_skill, 0.75 * 0.02 * 20 / HOUSEHOLDS, 1e-7);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        assert_int_equal(courses(f, i, 0) + courses(f, i, 3), 1);
    }
    village_free(f);
}

/* Bases take so many courses, whatever money there is. */
static void test_bases(void **state)
{
    (void)state;
    struct fixture *f = village();
    f->county.money_training = 1; /* all of the region's */
    f->parameters.training_base_places = 10;
    for (int bases = 0; bases < 4; bases++) {
        f->parameters.training_bases = bases;
        one_year(f, 2005 + bases, 1000000);
        assert_int_equal(f->tally[T_trained], 10 * bases);
    }
    village_free(f);
}

/* Bases take those whom a county's own money or that of others pays for: it need not be the region's. */
static void test_bases_for_money_of_others(void **state)
{
    (void)state;
    struct fixture *f = village();
    struct parameters *p = &f->parameters;
    p->training_base_places = 10;
    p->training_bases = 2;
    f->county.money_training = 0;
    one_year(f, 2005, 0);
    assert_int_equal(f->tally[T_trained], 0);
    one_year(f, 2006, 1000000);
    assert_int_equal(f->tally[T_trained], 20);
    p->training_budget = 0;
    village_year(f, 2007);
    hq_ledger_open_year(f->world.ledger, 2007);
    assert_int_equal(room_in_bases(&f->world, 0), 0);
    hq_post(f->world.ledger, 0, P_training, A_passed, A_fund, I_passed_on, 100, 0);
    assert_int_equal(room_in_bases(&f->world, 0), 20);
    hq_post(f->world.ledger, 0, P_training, A_fund, A_passed, I_passed_on, 100, 0); /* back again */
    assert_null(hq_ledger_close_year(f->world.ledger));
    hq_ledger_open_year(f->world.ledger, 2008);
    assert_int_equal(room_in_bases(&f->world, 0), 0);
    hq_post(f->world.ledger, 0, P_training, A_counties_own, A_fund, I_grant, 100, 0); /* of its taxes */
    assert_int_equal(room_in_bases(&f->world, 0), 20);
    village_free(f);
}

/* Money of brokers goes to where the programme is, to the fen. */
static void test_brokers(void **state)
{
    (void)state;
    struct fixture *f = village();
    f->parameters.training_brokers_money = 25000000;
    f->county.persons_last = 1000000;
    one_year(f, 2005, 0);
    assert_near(f->county.brokers, 0.25, 1e-6);
    assert_true(hq_paid(f->world.ledger, 0, P_training, A_three_west) == 25000000);
    f->county.region_part = 100000; /* a tenth of the region: a tenth of its money */
    one_year(f, 2006, 0);
    assert_true(hq_paid(f->world.ledger, 0, P_training, A_three_west) == 2500000);
    one_year(f, 2021, 0); /* after its last year */
    assert_near(f->county.brokers, 0, 0);
    village_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing),
        cmocka_unit_test(test_exact),
        cmocka_unit_test(test_three_at_most),
        cmocka_unit_test(test_who),
        cmocka_unit_test(test_money),
        cmocka_unit_test(test_leavers),
        cmocka_unit_test(test_farm_courses),
        cmocka_unit_test(test_bases),
        cmocka_unit_test(test_bases_for_money_of_others),
        cmocka_unit_test(test_brokers),
    };
    return cmocka_run_group_tests_name("training", tests, NULL, NULL);
}
