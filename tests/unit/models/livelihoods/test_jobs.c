/* Local jobs: finite, who gets them, gross and net placement, the county's wage and what it expects. */
#include "models/livelihoods/jobs.c"

#include "unit/models/livelihoods/jobs_fixture.h"
#include "unit/models/region_fixture.h"

static int64_t jobs_of(const struct fixture *f)
{
    int64_t found = 0;
    for (int32_t i = 0; i < f->view.live; i++) {
        found += (int64_t)with_job(f, i) * ROW(&f->view, weight)[i];
    }
    return found;
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
            assert_near(ROW(&f->view, adults)[i], i < 500 ? 2 - 7.0 / 12 * with_job(f, i) : 0, 1e-6);
        }
        assert_int_equal(filled, places[k] < 500 ? places[k] : 500);
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
    assert_between((double)jobs_of(f), 700 - 9, 700);
    village_free(f);
}

/* At most two apply of a household, the most schooled; who has fallen ill for good or is no adult stays at
 * home, and so does who finds nothing. Others keep what they do. */
static void test_applicants(void **state)
{
    (void)state;
    enum { HOUSEHOLDS = 3000 };
    for (int places = 0; places <= 9000; places += 1500) {
        struct fixture *f = village_make(HOUSEHOLDS);
        f->parameters.labour_job_months = 7;
        f->parameters.illness_acute_work = 0.75;
        f->parameters.labour_schooling_return = 0.03125; /* sums of returns are exact, and so are ties */
        f->parameters.labour_course_return = 0.125;
        f->places[Q_jobs] = places;
        int64_t applicants = 0, found = 0;
        for (int32_t i = 0; i < HOUSEHOLDS; i++) {
            for (int slot = 0; slot < HQ_SLOTS; slot++) {
                if (dice() < 0.7) {
                    village_person(f, i, slot, dice_to(80), dice_to(2), dice_to(16), dice_to(3), dice_to(4));
                    const int kind = dice() < 0.5 ? LOCAL_JOB : dice_to(4),
                              years = kind == AWAY ? 1 + dice_to(3) : 0;
                    ROW(&f->view, work)
                    [slot * f->view.stride + i] =
                        work_code(kind == LOCAL_JOB || kind == AT_HOME ? 0 : 5, kind, years);
                }
            }
        }
        work_year(f);
        for (int32_t i = 0; i < HOUSEHOLDS; i++) {
            double worth[HQ_SLOTS];
            int seek = 0, have = 0;
            for (int slot = 0; slot < HQ_SLOTS; slot++) {
                const int32_t at = slot * f->view.stride + i;
                const uint8_t who = ROW(&f->view, person)[at], what = ROW(&f->view, learning)[at];
                const uint8_t was = WAS(f, work)[at], now = ROW(&f->view, work)[at];
                const int age = person_age(who);
                const bool pupil = age >= 16 && age <= 18 && schooling_of(what) >= age - 7;
                const bool may = who && age >= 16 && age <= 64 && health_of(what) != CHRONIC && !pupil;
                worth[slot] =
                    may && work_kind(was) == LOCAL_JOB ? schooling_of(what) + 4 * courses_of(what) : -1;
                seek += worth[slot] >= 0;
                if (!may) {
                    assert_int_equal(now, 0);
                } else if (worth[slot] < 0) {
                    assert_int_equal(now, was);
                } else if (now) {
                    assert_int_equal(now, work_code(health_of(what) == ACUTE ? 5 : 7, LOCAL_JOB, 0));
                    have++;
                }
            }
            for (int slot = 0; slot < HQ_SLOTS; slot++) { /* of those with a job at most one was better */
                int better = 0;
                for (int other = 0; other < HQ_SLOTS; other++) {
                    better += worth[other] > worth[slot] || (worth[other] == worth[slot] && other < slot);
                }
                const uint8_t now = ROW(&f->view, work)[slot * f->view.stride + i];
                assert_true(worth[slot] < 0 || now == 0 || better < 2);
            }
            applicants += seek < 2 ? seek : 2;
            found += have;
        }
        assert_true(found == (places < applicants ? places : applicants));
        assert_true(applicants > 3000 && applicants < 4500);
        village_free(f);
    }
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
        before[i] = with_job(f, i) > 0;
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
    assert_int_equal(jobs_of(f), PLACES);
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
        ROW(&f->view, connection)[i] = to_trait((float)(i % 11) * 0.1f);
    }
    work_year(f);
    for (int32_t i = 0; i < 600; i++) {
        job[i] = with_job(f, i) > 0;
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
    for (int32_t i = 0; i < 600; i++) {
        ROW(&f->view, work)[f->view.stride + i] = work_code(0, LOCAL_JOB, 0);
    }
    f->parameters.training_placed = 1000;
    for (int32_t i = 0; i < 600; i++) {
        ROW(&f->view, memberships)[i] = i % 3 ? 0 : IN_TRAINING;
    }
    work_year(f);
    for (int32_t i = 0; i < 600; i++) {
        job[i] = with_job(f, i) > 0;
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
        ROW(&f->view, settled)[i] = i % 4 == 0;
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

/* Households in flats have a head start of their own, not that of new houses. */
static void test_access_by_flat(void **state)
{
    (void)state;
    for (int k = 0; k < 2; k++) {
        struct fixture *f = workers(4000);
        f->parameters.relocation_job_access = k ? 0 : 50;
        f->parameters.worker_relocation_job_access = k ? 50 : 0;
        f->places[Q_jobs] = 1000;
        for (int32_t i = 0; i < 4000; i++) {
            ROW(&f->view, settled)[i] = i % 4 < 2;
            ROW(&f->view, memberships)[i] = i % 4 == k ? IN_WORKER_FLAT : IN_RELOCATION;
        }
        work_year(f);
        for (int32_t i = 0; i < 4000;
             i++) { /* first those in new houses, then those in flats: the others have none */
            assert_int_equal(with_job(f, i), i % 4 == 1);
        }
        village_free(f);
    }
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
        ROW(&f->view, connection)[i] = to_trait((float)((i * 7) % 40) / 8.0f);
    }
    work_year(f);
    for (int32_t i = 0; i < 40; i++) {
        assert_int_equal(with_job(f, i), (i * 7) % 40 >= 30);
    }
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
    f->parameters.work_chance_memory = 0.75;
    f->county.job_chance = 0.4f;
    f->demand[Q_jobs] = 1000; /* for 400 jobs */
    labour_year_generic.clear(&f->world, 0);
    assert_near(f->county.job_chance, 0.75 * 0.4 + 0.25 * 0.4, 1e-6);
    f->demand[Q_jobs] = 100;
    labour_year_generic.clear(&f->world, 0);
    assert_near(f->county.job_chance, 0.75 * 0.4 + 0.25, 1e-6);
    f->county.income_last = -500; /* a year of ruin leaves some jobs, and a number */
    labour_year_generic.plan(&f->world, 0);
    assert_between(f->county.vacancies, 0, 200);
    village_free(f);
}

/* Of the jobs the part that is not tied to plants follows the people: twice as many, half as many, none. Before there
 * are two years to compare, and where as many live here as in the first year, all is as if nobody had come or gone. */
static void test_jobs_follow_people(void **state)
{
    (void)state;
    struct fixture *f = village_make(1);
    f->households = 1000;
    f->parameters.labour_vacancies = 0.2;
    f->parameters.labour_vacancy_growth = 0.5;
    f->parameters.work_own_market = 0.1;
    f->parameters.work_own_elasticity = 1;
    f->county.traders_last = 300;
    labour_year_generic.plan(&f->world, 0);
    const float jobs = f->county.vacancies, demand = f->county.own_demand;
    assert_near(jobs, 200, 1e-3);
    assert_near(demand, 1.0 / (1 + 3), 1e-6);
    f->county.persons_last = 4000; /* no first year yet */
    labour_year_generic.plan(&f->world, 0);
    assert_true(f->county.vacancies == jobs && f->county.own_demand == demand);
    f->county.persons_first = 4000;
    labour_year_generic.plan(&f->world, 0);
    assert_true(f->county.vacancies == jobs && f->county.own_demand == demand);
    static const double tradable[] = {0, 0.25, 1}, people[] = {2, 0.5, 0};
    for (int t = 0; t < 3; t++) {
        for (int k = 0; k < 3; k++) {
            f->parameters.labour_tradable = tradable[t];
            f->county.persons_last = (int64_t)(4000 * people[k]);
            labour_year_generic.plan(&f->world, 0);
            assert_near(f->county.vacancies, 200 * (tradable[t] + (1 - tradable[t]) * people[k]), 1e-3);
            const double sellers = people[k] > 0 ? 3 / people[k] : 0;
            assert_near(f->county.own_demand, 1 / (1 + sellers), 1e-6);
        }
    }
    /* With income a head: both together follow the county's income. */
    f->parameters.labour_tradable = 0;
    f->parameters.labour_vacancy_growth = 1;
    f->county.persons_last = 5000;
    f->county.income_first = 3000;
    f->county.income_last = 4500;
    labour_year_generic.plan(&f->world, 0);
    assert_near(f->county.vacancies, 200 * (5000.0 * 4500) / (4000.0 * 3000), 1e-2);
    /* Ventures stay where they are. */
    f->county.eco_jobs = 50;
    f->county.persons_last = 0;
    labour_year_generic.plan(&f->world, 0);
    assert_near(f->county.vacancies, 50, 1e-3);
    village_free(f);
}

/* What own account earns falls with the number of those who live by it and rises with the county's income. */
static void test_own_demand(void **state)
{
    (void)state;
    struct fixture *f = village_make(1);
    f->households = 1000;
    f->parameters.work_own_market = 0.1;
    f->parameters.work_own_elasticity = 2;
    f->parameters.work_own_growth = 0.5;
    f->tally[T_own_persons] = 300;
    labour_year_generic.close(&f->world, 0);
    labour_year_generic.plan(&f->world, 0);
    assert_near(f->county.own_demand, 1 / sqrt(1 + 3), 1e-6);
    f->county.income_first = 3000;
    f->county.income_last = 27000;
    labour_year_generic.plan(&f->world, 0);
    assert_near(f->county.own_demand, 1 / sqrt(1 + 1), 1e-6);
    f->tally[T_own_persons] = 0;
    labour_year_generic.close(&f->world, 0);
    labour_year_generic.plan(&f->world, 0);
    assert_true(f->county.own_demand == 1.0f);
    village_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_weights),
        cmocka_unit_test(test_applicants),
        cmocka_unit_test(test_displacement),
        cmocka_unit_test(test_gross_and_net),
        cmocka_unit_test(test_replay),
        cmocka_unit_test(test_stated_placements),
        cmocka_unit_test(test_access),
        cmocka_unit_test(test_access_by_flat),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_market),
        cmocka_unit_test(test_own_demand),
        cmocka_unit_test(test_jobs_follow_people),
    };
    return cmocka_run_group_tests_name("jobs", tests, NULL, NULL);
}
