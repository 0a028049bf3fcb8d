/* Local jobs that go on: who keeps his, and what is left for others. */
#include "models/livelihoods/jobs.c"

#include "unit/models/livelihoods/jobs_fixture.h"

/* Every third of the seekers has a job that goes on; of the others half are the year's trainees. */
enum { HOLDER = 1, TRAINEE = 2 };
static int part_of(int32_t row)
{
    return row % 3 == 0 ? HOLDER : row % 2 ? TRAINEE : 0;
}

static struct fixture *holders(int32_t households, uint16_t most_weight)
{
    struct fixture *f = workers(households);
    for (int32_t i = 0; i < households; i++) {
        const int part = part_of(i);
        ROW(&f->view, work)[f->view.stride + i] = work_code(0, LOCAL_JOB, part == HOLDER);
        ROW(&f->view, memberships)[i] = part == TRAINEE ? IN_TRAINING : 0;
        ROW(&f->view, weight)[i] = (uint16_t)(1 + i * 7 % most_weight);
        ROW(&f->view, connection)[i] = to_trait((float)(i % 11) * 0.1f);
    }
    return f;
}

/* A job that goes on stays with its holder as long as there are jobs for all holders, whatever the head start of
 * others, skill, connection and luck; what is left goes to the others, and no mark of it is left behind. */
static void test_kept(void **state)
{
    (void)state;
    enum { HOUSEHOLDS = 1200, HOLDERS = 400 };
    for (int left = 0; left <= 800; left += 200) {
        for (int head_start = 0; head_start <= 20; head_start += 10) {
            struct fixture *f = holders(HOUSEHOLDS, 1);
            f->parameters.labour_luck = 10;
            f->parameters.labour_course_placement = head_start;
            f->parameters.labour_connection_worth = 10;
            for (int32_t i = 0; i < HOUSEHOLDS; i++) {
                village_person(f, i, 1, 30, 0, i % 3 ? 15 : 0, HEALTHY, i % 3 ? 3 : 0);
            }
            f->places[Q_kept_jobs] = HOLDERS;
            f->places[Q_jobs] = left;
            work_year(f);
            int kept = 0, others = 0, trained = 0;
            for (int32_t i = 0; i < HOUSEHOLDS; i++) {
                const int has = with_job(f, i);
                kept += part_of(i) == HOLDER && has;
                others += part_of(i) != HOLDER && has;
                trained += part_of(i) == TRAINEE && has;
                assert_int_equal(ROW(&f->view, work)[f->view.stride + i] >> 6, 0);
            }
            assert_int_equal(kept, HOLDERS);
            assert_int_equal(others, left);
            assert_int_equal(f->tally[T_trained_placed], trained);
            if (head_start ==
                20) { /* of the 400 trainees none is behind anybody but a holder: 20 standard deviations */
                assert_int_equal(trained, left < 400 ? left : 400);
            }
            village_free(f);
        }
    }
}

/* With fewer jobs than holders nobody else has one, and among holders it goes by score. */
static void test_falling_vacancies(void **state)
{
    (void)state;
    enum { HOUSEHOLDS = 1200, HOLDERS = 400 };
    for (int jobs = 0; jobs <= HOLDERS; jobs += 80) {
        struct fixture *f = holders(HOUSEHOLDS, 1);
        f->parameters.labour_luck = 0;
        f->parameters.labour_course_placement = 20;
        f->parameters.labour_connection_worth = 3;
        for (int32_t i = 0; i < HOUSEHOLDS; i++) { /* each worth of its own, far from order in rows */
            ROW(&f->view, connection)[i] = to_trait((float)(i * 7 % 1200) / 400.0f);
        }
        f->places[Q_kept_jobs] = jobs;
        work_year(f);
        int found = 0;
        float lowest = 100, highest = -100;
        for (int32_t i = 0; i < HOUSEHOLDS; i++) {
            const float worth = trait_of(ROW(&f->view, connection)[i]);
            found += with_job(f, i);
            assert_true(part_of(i) == HOLDER || with_job(f, i) == 0);
            if (part_of(i) == HOLDER && with_job(f, i)) {
                lowest = fminf(lowest, worth);
            } else if (part_of(i) == HOLDER) {
                highest = fmaxf(highest, worth);
            }
        }
        assert_int_equal(found, jobs);
        assert_true(lowest > highest);
        village_free(f);
    }
}

/* With weights holders still come first: no other has a job while one of them has lost his, but for the one that did
 * not fit into what was left. */
static void test_kept_with_weights(void **state)
{
    (void)state;
    enum { HOUSEHOLDS = 600 };
    int64_t held = 0;
    for (int32_t i = 0; i < HOUSEHOLDS; i += 3) {
        held += 1 + i * 7 % 9;
    }
    for (int more = -600; more <= 600; more += 100) {
        struct fixture *f = holders(HOUSEHOLDS, 9);
        f->places[Q_kept_jobs] = (int32_t)(more < 0 ? held + more : held);
        f->places[Q_jobs] = more < 0 ? 0 : more;
        work_year(f);
        int64_t kept = 0, others = 0;
        for (int32_t i = 0; i < HOUSEHOLDS; i++) {
            const int64_t weight = with_job(f, i) * ROW(&f->view, weight)[i];
            kept += part_of(i) == HOLDER ? weight : 0;
            others += part_of(i) == HOLDER ? 0 : weight;
        }
        if (more < 0) {
            assert_between((double)(kept + others), (double)(held + more - 8), (double)(held + more));
            assert_true(others == 0);
        } else {
            assert_true(kept == held);
            assert_between((double)others, more - 8, more);
        }
        village_free(f);
    }
}

/* Of a household holders apply before better learned members, and of three holders the two with the most schooling;
 * who holds by the code of somebody away is none. */
static void test_holders_of_a_household(void **state)
{
    (void)state;
    enum { HOUSEHOLDS = 30 };
    struct fixture *f = village_make(HOUSEHOLDS);
    f->parameters.labour_job_months = 7;
    f->places[Q_kept_jobs] = 2 * HOUSEHOLDS;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        for (int slot = 0; slot < 5; slot++) {
            const bool holds = i % 3 == 0 ? slot == 4 : i % 3 == 1 ? slot >= 3 : slot >= 2;
            village_person(f, i, slot, 30 + slot, slot & 1, holds ? 8 - slot : 15, HEALTHY, holds ? 0 : 3);
            ROW(&f->view, work)[slot * f->view.stride + i] = work_code(0, LOCAL_JOB, holds);
        }
        village_person(f, i, 5, 40, 1, 15, HEALTHY, 3);
        ROW(&f->view, work)[5 * f->view.stride + i] = work_code(8, AWAY, 3);
    }
    work_year(f);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        for (int slot = 0; slot < 5; slot++) {
            const bool first = i % 3 == 0   ? slot == 4 || slot == 0
                               : i % 3 == 1 ? slot >= 3
                                            : slot == 2 || slot == 3;
            const uint8_t now = ROW(&f->view, work)[slot * f->view.stride + i];
            assert_int_equal(now, first ? work_code(7, LOCAL_JOB, 0) : 0);
        }
        assert_int_equal(ROW(&f->view, work)[5 * f->view.stride + i], work_code(8, AWAY, 3));
    }
    village_free(f);
}

/* A county's jobs: to holders first, and what they leave to the others, whose chance is of that alone. */
static void test_market_of_holders(void **state)
{
    (void)state;
    struct fixture *f = village_make(1);
    f->parameters.calendar_wage_local = 1000;
    f->parameters.work_chance_memory = 0;
    const int64_t holders[] = {0, 300, 400, 700}, kept[] = {0, 300, 400, 400}, rest[] = {400, 100, 0, 0};
    const double chance[] = {0.5, 0.125, 0.01, 0.01};
    for (int k = 0; k < 4; k++) {
        f->county.vacancies = 400;
        f->county.tightness_first = 0;
        f->demand[Q_kept_jobs] = holders[k];
        f->demand[Q_jobs] = 800;
        labour_year_generic.clear(&f->world, 0);
        assert_int_equal(f->granted[Q_kept_jobs], kept[k]);
        assert_int_equal(f->granted[Q_jobs], rest[k]);
        assert_near(f->county.job_chance, chance[k], 1e-6);
        assert_near(f->county.tightness, 400.0 / (double)(800 + holders[k]), 1e-6);
    }
    f->demand[Q_kept_jobs] = 100;
    f->demand[Q_jobs] = 0; /* nobody else: whoever should come would find one */
    labour_year_generic.clear(&f->world, 0);
    assert_near(f->county.job_chance, 1, 0);
    assert_int_equal(f->granted[Q_jobs], 0);
    const double ended[] = {1, 0.3, 0};
    for (int k = 0; k < 3; k++) { /* at the start: 0.2 jobs for every half household that seeks one */
        f->parameters.labour_vacancies = 0.2;
        f->parameters.labour_urban_pull = 0;
        f->parameters.labour_separation = ended[k];
        labour_year_generic.found(&f->world, 0);
        assert_near(f->county.job_chance, 0.4 * ended[k] / (1 - 0.4 * (1 - ended[k])), 1e-6);
        f->parameters.labour_vacancies = 3;
        labour_year_generic.found(&f->world, 0);
        assert_near(f->county.job_chance, 1, 0);
    }
    village_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kept),
        cmocka_unit_test(test_falling_vacancies),
        cmocka_unit_test(test_kept_with_weights),
        cmocka_unit_test(test_holders_of_a_household),
        cmocka_unit_test(test_market_of_holders),
    };
    return cmocka_run_group_tests_name("jobs kept", tests, NULL, NULL);
}
