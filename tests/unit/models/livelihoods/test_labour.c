/* Work off the farm: finite jobs, who gets them, migration, and months that people can work. */
#include "models/livelihoods/labour.c"

#include "unit/models/region_fixture.h"

/* Households of two healthy adults, 24 months to spare, nothing to tell them apart. */
static struct fixture *workers(int32_t households)
{
    struct fixture *f = village_make(households);
    struct parameters *p = &f->parameters;
    p->labour_job_months = 7;
    p->labour_least_spare = 4;
    p->labour_luck = 0.5;
    p->labour_connection_worth = 0;
    p->labour_course_placement = 1;
    p->migration_base = -100; /* nobody goes away */
    p->migration_network = 0;
    p->migration_schooling = 0;
    p->migration_wage = 0;
    p->migration_months = 8;
    p->calendar_migrant_demand = 1;
    p->calendar_migrant_wage = 1000;
    p->crops_months = 0.15;
    p->herds_months = 0.2;
    f->county.job_wage = 800;
    village_couples(f, 1, 3, 8);
    return f;
}

static void work_year(struct fixture *f)
{
    village_run(f, village_process("make_up"));
    village_run(f, &work_generic);
}

static int with_job(const struct fixture *f, int32_t row)
{
    return ROW(&f->view, local_months)[row] > 0;
}

/* With weights of 1 exactly the places are filled, whatever their number; with none nobody works. */
static void test_places(void **state)
{
    (void)state;
    const int32_t places[] = {0, 1, 17, 499, 500, 600};
    for (int k = 0; k < 6; k++) {
        struct fixture *f = workers(500);
        f->places[Q_jobs] = places[k];
        work_year(f);
        int filled = 0;
        for (int32_t i = 0; i < f->view.rows; i++) {
            filled += with_job(f, i);
            assert_int_equal(ROW(&f->view, wages)[i] > 0, with_job(f, i));
        }
        assert_int_equal(filled, places[k] < 500 ? places[k] : 500);
        assert_int_equal(f->tally[T_placed], filled);
        village_free(f);
    }
}

/* With weights: never more than the places, and short of them by less than one household. */
static void test_weights(void **state)
{
    (void)state;
    struct fixture *f = workers(500);
    f->places[Q_jobs] = 700;
    for (int32_t i = 0; i < 500; i++) {
        ROW(&f->view, weight)[i] = (uint16_t)(1 + dice_to(9));
    }
    work_year(f);
    assert_between((double)f->tally[T_placed], 700 - 9, 700);
    village_free(f);
}

/* Seekers have a healthy worker and months to spare; the demand of the village is theirs. */
static void test_seekers(void **state)
{
    (void)state;
    struct fixture *f = workers(100);
    for (int32_t i = 0; i < 100; i++) {
        ROW(&f->view, weight)[i] = 2;
        ROW(&f->view, fields)[i] = i < 30 ? 150 : 0;          /* 22.5 months of 24 on own fields */
        ROW(&f->view, herd)[i] = i >= 30 && i < 40 ? 110 : 0; /* 22 months */
        if (i >= 90) {
            village_person(f, i, 1, 40, 0, 8, CHRONIC, 0);
            village_person(f, i, 3, 70, 0, 8, HEALTHY, 0);
        }
    }
    village_run(f, village_process("make_up_offers"));
    village_run(f, &seek_jobs_generic);
    assert_int_equal(f->tally[T_seekers], 50 * 2);
    assert_int_equal(f->village_demand[Q_jobs], 50 * 2);
    f->places[Q_jobs] = 1000;
    work_year(f);
    assert_int_equal(f->tally[T_placed], 50 * 2);
    village_free(f);
}

/* Trainees come first, and each who would not have had a job otherwise takes one from somebody else. */
static void test_displacement(void **state)
{
    (void)state;
    enum { HOUSEHOLDS = 1000, TRAINED = 100, PLACES = 300 };
    bool before[HOUSEHOLDS];
    struct fixture *f = workers(HOUSEHOLDS);
    f->places[Q_jobs] = PLACES;
    work_year(f);
    int chance = 0, won = 0, lost = 0;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        before[i] = with_job(f, i);
        chance += i < TRAINED && before[i];
    }
    assert_four_sigma((double)chance / TRAINED, 0.3, share_error(0.3, TRAINED));
    village_free(f);
    f = workers(HOUSEHOLDS);
    f->parameters.labour_course_placement = 100;
    f->places[Q_jobs] = PLACES;
    for (int32_t i = 0; i < TRAINED; i++) {
        ROW(&f->view, memberships)[i] = IN_TRAINING;
    }
    work_year(f);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        won += !before[i] && with_job(f, i);
        lost += before[i] && !with_job(f, i);
        assert_false(!before[i] && with_job(f, i) && i >= TRAINED); /* nobody else gains */
        assert_false(before[i] && !with_job(f, i) && i < TRAINED);
    }
    assert_int_equal(f->tally[T_trained_placed], TRAINED);
    assert_int_equal(f->tally[T_placed], PLACES);
    assert_int_equal(won, lost);
    assert_int_equal(won, TRAINED - chance);
    village_free(f);
}

/* A village with trainees among others, all weighed; who has a job. */
static void jobs_with(double head_start, int places, uint16_t most_weight, bool *job, int64_t tally[TALLIES])
{
    struct fixture *f = workers(600);
    f->parameters.labour_course_placement = head_start;
    f->places[Q_jobs] = places;
    for (int32_t i = 0; i < 600; i++) {
        ROW(&f->view, weight)[i] = (uint16_t)(1 + i * 7 % most_weight);
        ROW(&f->view, memberships)[i] = i % 3 ? 0 : IN_TRAINING;
        ROW(&f->view, connection)[i] = (float)(i % 11) * 0.1f;
    }
    work_year(f);
    for (int32_t i = 0; i < 600; i++) {
        job[i] = with_job(f, i);
    }
    memcpy(tally, f->tally, sizeof f->tally);
    village_free(f);
}

/* Gross and net placement against two years, one with the head start and one without it. */
static void test_gross_and_net(void **state)
{
    (void)state;
    bool with[600], without[600];
    int64_t tally[TALLIES], other[TALLIES];
    for (int weights = 1; weights <= 9; weights += 4) {
        for (int places = 0; places <= 700 * weights; places += 70 * weights) {
            jobs_with(1.5, places, (uint16_t)weights, with, tally);
            jobs_with(0, places, (uint16_t)weights, without, other);
            int64_t placed = 0, gained = 0, displaced = 0;
            for (int32_t i = 0; i < 600; i++) {
                const int64_t weight = 1 + i * 7 % weights;
                placed += i % 3 == 0 && with[i] ? weight : 0;
                gained += i % 3 == 0 && with[i] && !without[i] ? weight : 0;
                displaced += i % 3 && without[i] && !with[i] ? weight : 0;
            }
            assert_true(tally[T_trained_placed] == placed);
            assert_true(tally[T_trained_gained] == gained);
            assert_true(tally[T_displaced] == displaced);
            assert_int_equal(other[T_trained_gained] + other[T_displaced], 0);
            if (weights == 1) { /* jobs bind, or everybody has one: what one gains another loses */
                assert_true(gained == displaced);
                assert_int_equal(gained > 0, places > 0 && places < 600);
            }
        }
    }
}

/* 600 households, every third a trainee; who has a job. */
static void jobs_of_2009(struct fixture *f, bool replay, double head_start, bool *job)
{
    village_year(f, 2009);
    f->view.replay = replay;
    f->parameters.labour_course_placement = head_start;
    f->parameters.training_placed = 1000;
    for (int32_t i = 0; i < 600; i++) {
        ROW(&f->view, memberships)[i] = i % 3 ? 0 : IN_TRAINING;
    }
    work_year(f);
    for (int32_t i = 0; i < 600; i++) {
        job[i] = with_job(f, i);
    }
}

/* In a replay exactly the stated trainees are placed, whatever the jobs, and the others keep theirs; net
 * placement is counted against the year without courses, and a trainee who is not placed is nobody's displaced.
 */
static void test_replay(void **state)
{
    (void)state;
    const int placements[] = {0, 1, 77, 200, 300};
    for (int k = 0; k < 5; k++) {
        for (int jobs = 0; jobs <= 600; jobs += 150) {
            bool without[600], with[600], imposed[600];
            struct fixture *f = workers(600);
            f->places[Q_jobs] = jobs;
            f->places[Q_placements] = placements[k];
            jobs_of_2009(f, false, 0, without);
            jobs_of_2009(f, false, 1, with);
            jobs_of_2009(f, true, 1, imposed);
            int placed = 0, gained = 0, displaced = 0;
            for (int32_t i = 0; i < 600; i++) {
                assert_true(i % 3 == 0 || imposed[i] == with[i]);
                placed += i % 3 == 0 && imposed[i];
                gained += i % 3 == 0 && imposed[i] && !without[i];
                displaced += i % 3 && without[i] && !imposed[i];
            }
            assert_int_equal(placed, placements[k] < 200 ? placements[k] : 200);
            assert_int_equal(f->tally[T_trained_placed], placed);
            assert_int_equal(f->tally[T_trained_gained], gained);
            assert_int_equal(f->tally[T_displaced], displaced);
            village_free(f);
        }
    }
}

/* What the source states goes to counties by their trainees, to the last one; never more than there are, and
 * nothing outside a replay or a year for which it states nothing. */
static void test_stated_placements(void **state)
{
    (void)state;
    static const int32_t prefectures[4] = {0, 0, 1, 1};
    static const int64_t trainees[4] = {9000, 0, 15001, 6999}, stated[4] = {27000, 0, 40000, -1};
    for (int k = 0; k < 4; k++) {
        for (int replay = 0; replay <= 1; replay++) {
            struct counties *r = region_make(4, prefectures);
            r->world.replay = replay;
            EVERYWHERE(r, training_placed, stated[k]);
            for (int c = 0; c < 4; c++) {
                r->demand[c][Q_placements] = trainees[c];
            }
            region_year(r, 2009);
            region_step(r, labour_year_generic.clear);
            int64_t placed = 0;
            for (int c = 0; c < 4; c++) {
                assert_in_range(r->places[c][Q_placements], 0, trainees[c]);
                placed += r->places[c][Q_placements];
            }
            assert_true(placed == (!replay || stated[k] < 0 ? 0 : stated[k] < 31000 ? stated[k] : 31000));
            region_free(r);
        }
    }
}

/* Relocated households are nearer to jobs: log odds higher by about the head start. */
static void test_access(void **state)
{
    (void)state;
    struct fixture *f = workers(4000);
    f->parameters.relocation_job_access = 2;
    f->places[Q_jobs] = 1200;
    double share[2] = {0};
    for (int32_t i = 0; i < 4000; i++) {
        ROW(&f->view, memberships)[i] = i % 4 ? 0 : IN_RELOCATION;
    }
    work_year(f);
    for (int32_t i = 0; i < 4000; i++) {
        share[i % 4 == 0] += with_job(f, i) / (i % 4 ? 3000.0 : 1000.0);
    }
    /* The cut z of normal luck: 3000 Q(z) + 1000 Q(z - 2) = 1200, by bisection. */
    double low = -5, high = 5;
    for (int step = 0; step < 60; step++) {
        const double z = (low + high) / 2;
        const bool many = 1500 * erfc(z / sqrt(2)) + 500 * erfc((z - 2) / sqrt(2)) > 1200;
        low = many ? z : low;
        high = many ? high : z;
    }
    const double there = 0.5 * erfc((low - 2) / sqrt(2)), here = 0.5 * erfc(low / sqrt(2));
    assert_four_sigma(share[1], there, share_error(there, 1000));
    assert_four_sigma(share[0], here, share_error(here, 3000));
    village_free(f);
}

/* Skill and connection count: without luck the jobs go down their order. */
static void test_order(void **state)
{
    (void)state;
    struct fixture *f = workers(40);
    f->parameters.labour_luck = 0;
    f->parameters.labour_connection_worth = 3;
    f->places[Q_jobs] = 10;
    for (int32_t i = 0; i < 40; i++) {
        ROW(&f->view, connection)[i] = (float)((i * 7) % 40);
    }
    work_year(f);
    for (int32_t i = 0; i < 40; i++) {
        assert_int_equal(with_job(f, i), (i * 7) % 40 >= 30);
    }
    village_free(f);
}

/* Frequency of migrants against the logit, with ties, schooling and demand. */
static void test_migration(void **state)
{
    (void)state;
    enum { HOUSEHOLDS = 20000 };
    struct fixture *f = workers(HOUSEHOLDS);
    struct parameters *p = &f->parameters;
    p->migration_base = -2;
    p->migration_network = 1.5;
    p->migration_schooling = 0.1;
    p->migration_wage = 0.8;
    p->migration_network_memory = 0.75;
    p->calendar_migrant_demand = 0.9;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        ROW(&f->view, network)[i] = i % 2 ? 0.8f : 0.0f;
    }
    work_year(f);
    double went[2] = {0};
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        const double was = i % 2 ? 0.8 : 0, now = ROW(&f->view, network)[i];
        const int goes = now > was * 0.75 + 0.1;
        went[i % 2] += goes;
        assert_near(now, 0.75 * was + 0.25 * goes, 1e-6);
        assert_int_equal(ROW(&f->view, wages)[i] > 0, goes);
    }
    for (int k = 0; k < 2; k++) {
        const double odds = -2 + 1.5 * 0.8 * k + 0.1 * 8 + 0.8 * log(1000.0 / 800),
                     chance = 0.9 / (1 + exp(-odds));
        assert_four_sigma(went[k] / (HOUSEHOLDS / 2), chance, share_error(chance, HOUSEHOLDS / 2));
    }
    assert_true((double)f->tally[T_migrants] == went[0] + went[1]);
    village_free(f);
}

static void random_people(struct fixture *f)
{
    f->parameters.migration_base = 3;
    f->places[Q_jobs] = f->view.live / 3;
    for (int32_t i = 0; i < f->view.live; i++) {
        ROW(&f->view, herd)[i] = (float)dice_between(0, 60);
        ROW(&f->view, fields)[i] = (float)dice_between(0, 60);
        ROW(&f->view, weight)[i] = 1;
        for (int slot = 0; slot < HQ_SLOTS; slot++) {
            ROW(&f->view, person)[slot * f->view.stride + i] = 0;
            if (dice() < 0.4) {
                village_person(f, i, slot, dice_to(100), dice_to(2), dice_to(16), dice_to(3), dice_to(4));
            }
        }
    }
}

/* Months of persons are the months of households: never more than a year, one person in one place, healthy
 * adults only, and none of the household's months is left to nobody. */
static void test_months(void **state)
{
    (void)state;
    enum { HOUSEHOLDS = 5000 };
    struct fixture *f = workers(HOUSEHOLDS);
    random_people(f);
    work_year(f);
    int64_t away = 0, jobs = 0;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        int local = 0, travellers = 0, at_work = 0;
        for (int slot = 0; slot < HQ_SLOTS; slot++) {
            const int32_t at = slot * f->view.stride + i;
            const int code = ROW(&f->view, work)[at], gone = code % 16, here = code / 16;
            const uint8_t who = ROW(&f->view, person)[at], what = ROW(&f->view, learning)[at];
            assert_in_range(gone + here, 0, 12);
            assert_false(gone > 0 && here > 0);
            if (gone + here > 0) {
                assert_true(who != 0 && health_of(what) != CHRONIC);
                assert_in_range(person_age(who), ADULT_FROM, ADULT_TO);
            }
            local += here;
            away += gone;
            travellers += gone > 0;
            at_work += here > 0;
        }
        assert_in_range(travellers, 0, 1);
        assert_in_range(at_work, 0, 1);
        assert_int_equal(local, ROW(&f->view, local_months)[i]);
        assert_between(ROW(&f->view, spare)[i], 0, 12.0 * ROW(&f->view, adults)[i] + 0.01);
        jobs += at_work;
    }
    assert_int_equal(away, f->tally[T_months_away]);
    assert_int_equal(jobs, f->tally[T_placed]);
    assert_true(f->tally[T_migrants] > 0 && jobs > 0);
    village_free(f);
}

/* Wages: months x wage x exp(skill - eight years' + ability / 2), less what life away costs; sums with weights.
 */
static void test_wages(void **state)
{
    (void)state;
    struct fixture *f = workers(200);
    f->parameters.labour_schooling_return = 0.05;
    f->parameters.migration_base = 100;
    f->parameters.migration_living_share = 0.4;
    f->places[Q_jobs] = 150;
    for (int32_t i = 0; i < 200; i++) {
        ROW(&f->view, weight)[i] = 3;
        ROW(&f->view, ability)[i] = (float)dice_between(-1, 1);
        ROW(&f->view, wages)[i] = 55; /* of a programme */
    }
    work_year(f);
    int64_t paid = 0;
    for (int32_t i = 0; i < 200; i++) {
        const double wages = (ROW(&f->view, wages)[i] - 55) / 100.0,
                     able = exp(0.5 * ROW(&f->view, ability)[i]);
        const double local = with_job(f, i) ? 7 * 800 : 0;
        assert_between(wages / able, local + 0.6 * 8 * 600 - 1, local + 8 * 600 + 1);
        paid += 3 * (int64_t)(ROW(&f->view, wages)[i] - 55);
    }
    assert_true(f->tally[T_job_wages] == paid);
    village_free(f);
}

/* Vacancies follow the county's income, grants the offers, the wage the tightness. */
static void test_market(void **state)
{
    (void)state;
    struct fixture *f = village_make(1);
    f->households = 1000;
    f->parameters.labour_vacancies = 0.2;
    f->parameters.labour_vacancy_growth = 0.5;
    f->parameters.labour_wage_response = 0.1;
    f->parameters.calendar_wage_local = 1000;
    labour_year_generic.plan(&f->world, 0);
    assert_near(f->county.vacancies, 200, 1e-3);
    f->county.income_first = 3000;
    f->county.income_last = 12000;
    labour_year_generic.plan(&f->world, 0);
    assert_near(f->county.vacancies, 400, 1e-2);
    f->demand[Q_jobs] = 300;
    labour_year_generic.clear(&f->world, 0);
    assert_int_equal(f->granted[Q_jobs], 300);
    const double tight = f->county.job_wage;
    f->demand[Q_jobs] = 4000;
    labour_year_generic.clear(&f->world, 0);
    assert_int_equal(f->granted[Q_jobs], 400);
    assert_near(f->county.job_wage / tight, pow(300.0 / 4000, 0.1), 1e-4);
    f->demand[Q_jobs] = 0;
    labour_year_generic.clear(&f->world, 0);
    assert_int_equal(f->granted[Q_jobs], 0);
    assert_true(isfinite(f->county.job_wage));
    f->county.income_last = -500; /* a year of ruin leaves some jobs, and a number */
    labour_year_generic.plan(&f->world, 0);
    assert_between(f->county.vacancies, 0, 200);
    village_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_weights),
        cmocka_unit_test(test_seekers),
        cmocka_unit_test(test_displacement),
        cmocka_unit_test(test_gross_and_net),
        cmocka_unit_test(test_replay),
        cmocka_unit_test(test_stated_placements),
        cmocka_unit_test(test_access),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_migration),
        cmocka_unit_test(test_months),
        cmocka_unit_test(test_wages),
        cmocka_unit_test(test_market),
    };
    return cmocka_run_group_tests_name("labour", tests, NULL, NULL);
}
