/* Local jobs and businesses on own account that go on: when they end, and for how long they last. */
#include "models/livelihoods/work_choice.c"

#include "unit/models/livelihoods/choice_fixture.h"

extern const struct yearly labour_year_sse2;

/* Men who had a local job, of whom nobody leaves. */
static struct fixture *holders(int32_t men_in_all, double separation)
{
    struct fixture *f = men(men_in_all);
    f->parameters.migration_shift = -100;
    f->parameters.labour_separation = separation;
    everybody(f, work_code(7, LOCAL_JOB, 0));
    return f;
}

/* Jobs end with their probability, none with 0 and all with 1; who has lost his chooses as if he had had none. */
static void test_separation(void **state)
{
    (void)state;
    enum { MEN = 40000 };
    const double separation[] = {0, 0.3, 0.85, 1};
    for (int k = 0; k < 4; k++) {
        struct fixture *f = holders(MEN, separation[k]);
        f->parameters.work_own_odds = 0;
        choose(f);
        int kept = 0, sought = 0;
        for (int32_t i = 0; i < MEN; i++) {
            kept += man(f, i) == work_code(0, LOCAL_JOB, 1);
            sought += man(f, i) == work_code(0, LOCAL_JOB, 0);
        }
        assert_four_sigma((double)kept / MEN, 1 - separation[k], share_error(separation[k], MEN));
        assert_int_equal(f->village_demand[Q_kept_jobs], kept);
        assert_int_equal(f->village_demand[Q_jobs], sought);
        if (kept < MEN) { /* 250 for a job against 200 at home */
            assert_four_sigma((double)sought / (MEN - kept), 250.0 / 450, share_error(250.0 / 450, MEN - kept));
        }
        village_free(f);
    }
}

/* Whose job has ended is luck of its own: the same whatever there is beside it, and more end where more do. */
static void test_luck_of_jobs(void **state)
{
    (void)state;
    enum { MEN = 8000, CASES = 4 };
    const double separation[CASES] = {0.3, 0.3, 0.3, 0.5};
    struct fixture *f[CASES];
    for (int k = 0; k < CASES; k++) {
        f[k] = holders(MEN, separation[k]);
        f[k]->parameters.labour_course_placement = 3;
        f[k]->parameters.work_home_month = k == 2 ? 20000 : 200;
        for (int32_t i = 0; i < MEN; i++) {
            ROW(&f[k]->view, memberships)[i] = k == 1 && i % 2 ? IN_TRAINING : 0;
        }
        choose(f[k]);
    }
    int different = 0;
    for (int32_t i = 0; i < MEN; i++) {
        bool goes_on[CASES];
        for (int k = 0; k < CASES; k++) {
            goes_on[k] = man(f[k], i) == work_code(0, LOCAL_JOB, 1);
        }
        assert_true(goes_on[0] == goes_on[1] && goes_on[0] == goes_on[2] && goes_on[0] >= goes_on[3]);
        different += goes_on[0] != goes_on[3];
    }
    assert_four_sigma((double)different / MEN, 0.2, share_error(0.2, MEN));
    for (int k = 0; k < CASES; k++) {
        village_free(f[k]);
    }
}

/* No job goes on for who has moved since, but in a flat in town, nor for who is too old, ill for good, or leaves; one
 * who was at home, away or on own account has none. */
static void test_who_holds(void **state)
{
    (void)state;
    enum { MEN = 4000 };
    struct fixture *f = holders(MEN, 0);
    for (int32_t i = 0; i < MEN; i++) {
        ROW(&f->view, moving)[i] = i % 8 == 1 || i % 8 == 2 ? ARRIVED : i % 8 == 3 ? FOUNDED : 0;
        ROW(&f->view, memberships)[i] = i % 8 == 2 ? IN_WORKER_FLAT : 0;
        if (i % 8 == 4 || i % 8 == 5) {
            village_person(f, i, 2, i % 8 == 4 ? 65 : 40, 0, 8, i % 8 == 5 ? CHRONIC : HEALTHY, 0);
        } else if (i % 8 == 6) {
            ROW(&f->view, work)[2 * f->view.stride + i] = work_code(6, OWN_ACCOUNT, 0);
        } else if (i % 8 == 7) {
            ROW(&f->view, work)[2 * f->view.stride + i] = work_code(8, AWAY, i % 3 + 1);
        }
    }
    choose(f);
    for (int32_t i = 0; i < MEN; i++) {
        const bool holds = i % 8 == 0 || i % 8 == 2 || i % 8 == 3;
        assert_int_equal(man(f, i) == work_code(0, LOCAL_JOB, 1), holds);
    }
    village_free(f);
    f = holders(MEN, 0);
    f->parameters.migration_shift = 100; /* half of them leave */
    f->parameters.migration_lifetime = 2;
    choose(f);
    int away = 0;
    for (int32_t i = 0; i < MEN; i++) {
        away += work_kind(man(f, i)) == AWAY;
        assert_true(work_kind(man(f, i)) == AWAY ? work_years(man(f, i)) == 1
                                                 : man(f, i) == work_code(0, LOCAL_JOB, 1));
    }
    assert_four_sigma((double)away / MEN, 0.5, share_error(0.5, MEN));
    village_free(f);
}

/* With as many jobs every year each is held until it ends: in steady state the years that its holder has had it,
 * this one with them, are geometric, 1 / separation on average. */
static void test_tenure(void **state)
{
    (void)state;
    enum { MEN = 20000, JOBS = 6000, YEARS = 60 };
    const double separation[] = {0.2, 0.4, 1};
    for (int k = 0; k < 3; k++) {
        struct fixture *f = men(MEN);
        const double s = separation[k];
        static int tenure[MEN];
        f->parameters.migration_shift = -100;
        f->parameters.labour_separation = s;
        f->county.vacancies = JOBS;
        f->county.job_chance = 1;
        memset(tenure, 0, sizeof tenure);
        for (int year = 0; year < YEARS; year++) { /* (1 - 0.2)^60 is under 2 in a million */
            village_year(f, 2010 + year);
            memset(f->village_demand, 0, sizeof f->village_demand);
            choose(f);
            for (int32_t i = 0; i < MEN; i++) {
                tenure[i] = work_years(man(f, i)) ? tenure[i] : 0;
            }
            for (int q = 0; q < QUOTAS; q++) {
                f->demand[q] = f->village_demand[q];
            }
            labour_year_sse2.clear(&f->world, 0);
            for (int q = 0; q < QUOTAS; q++) {
                f->places[q] = (int32_t)f->granted[q];
            }
            village_run(f, village_process("make_up"));
            village_run(f, village_process("find_jobs"));
            int jobs = 0;
            for (int32_t i = 0; i < MEN; i++) {
                const bool works = work_kind(man(f, i)) == LOCAL_JOB;
                assert_true(works || tenure[i] == 0); /* nobody whose job goes on is without one */
                assert_int_equal(work_years(man(f, i)), 0);
                tenure[i] += works;
                jobs += works;
            }
            assert_int_equal(jobs, JOBS);
        }
        double sum = 0, old = 0;
        for (int32_t i = 0; i < MEN; i++) {
            sum += tenure[i];
            old += tenure[i] > 3;
        }
        assert_four_sigma(sum / JOBS, 1 / s, sqrt((1 - s) / (s * s) / JOBS));
        assert_four_sigma(old / JOBS, pow(1 - s, 3), share_error(pow(1 - s, 3), JOBS));
        village_free(f);
    }
}

/* Businesses on own account end with their own probability, not a job's, and need no savings to go on; who moves has
 * none, but in a flat in town; who is ill for good, or leaves, neither. */
static void test_businesses(void **state)
{
    (void)state;
    enum { MEN = 40000 };
    const double ends[] = {0, 0.083, 0.6, 1};
    for (int k = 0; k < 4; k++) {
        struct fixture *f = holders(MEN, 1 - ends[k]);
        f->parameters.work_own_ends = ends[k];
        f->parameters.work_own_odds = 0; /* nobody begins */
        everybody(f, work_code(6, OWN_ACCOUNT, 0));
        for (int32_t i = 0; i < MEN; i++) {
            ROW(&f->view, savings)[i] = 0;
            ROW(&f->view, moving)[i] = i % 4 == 1 || i % 4 == 2 ? ARRIVED : 0;
            ROW(&f->view, memberships)[i] = i % 4 == 2 ? IN_WORKER_FLAT : 0;
            if (i % 4 == 3) {
                village_person(f, i, 2, 40, 0, 8, CHRONIC, 0);
                ROW(&f->view, work)[2 * f->view.stride + i] = work_code(6, OWN_ACCOUNT, 0);
            }
        }
        choose(f);
        for (int rest = 0; rest < 4; rest++) {
            const double share = rest == 0 || rest == 2 ? 1 - ends[k] : 0;
            assert_four_sigma(share_of(f, OWN_ACCOUNT, 4, rest), share, share_error(share, MEN / 4));
        }
        assert_int_equal(f->village_demand[Q_kept_jobs], 0);
        village_free(f);
    }
    struct fixture *f = holders(MEN, 0);
    f->parameters.work_own_ends = 0;
    f->parameters.migration_shift = 100; /* half of them leave */
    f->parameters.migration_lifetime = 2;
    everybody(f, work_code(6, OWN_ACCOUNT, 0));
    choose(f);
    assert_four_sigma(share_of(f, AWAY, 1, 0), 0.5, share_error(0.5, MEN));
    assert_true(share_of(f, AWAY, 1, 0) + share_of(f, OWN_ACCOUNT, 1, 0) == 1);
    village_free(f);
}

/* How many are on own account does not hang on how long businesses last: the first year's choice is the logit's, and
 * with n who neither have one nor a job, of whom a part t d / (1 + t d) begins, businesses n settle where
 *   n d = (1 - n (1 - d)) t d / (1 + t d),  so n = t / (1 + t)
 * as without any memory, for every d. Whom one finds there in one year is there in the next but for d. */
static void test_how_many_have_a_business(void **state)
{
    (void)state;
    enum { MEN = 20000, YEARS = 60 };
    const double ends[] = {1, 0.3, 0.083};
    for (int k = 0; k < 3; k++) {
        struct fixture *f = men(MEN);
        struct parameters *p = &f->parameters;
        const double odds = 0.1 * 800 / 200, share = odds / (1 + odds);
        p->migration_shift = -100;
        p->labour_separation = 1;
        f->county.job_chance = 0; /* held at 0.001 */
        p->work_own_odds = 0.1;
        p->work_own_ends = ends[k];
        for (int32_t i = 0; i < MEN; i++) {
            ROW(&f->view, savings)[i] = 0; /* those of the first year are in businesses */
        }
        choose(f);
        const double seek = 1000 * 0.001 / 200;
        assert_four_sigma(share_of(f, OWN_ACCOUNT, 1, 0), odds / (1 + odds + seek), share_error(share, MEN));
        f->county.persons_first = 1;
        for (int32_t i = 0; i < MEN; i++) {
            ROW(&f->view, savings)[i] = 300000;
        }
        static bool before[MEN];
        for (int year = 0; year < YEARS; year++) {
            village_year(f, 2010 + year);
            for (int32_t i = 0; i < MEN; i++) {
                before[i] = work_kind(man(f, i)) == OWN_ACCOUNT;
                if (work_kind(man(f, i)) == LOCAL_JOB) { /* found none */
                    ROW(&f->view, work)[2 * f->view.stride + i] = 0;
                }
            }
            choose(f);
        }
        const double begins = ends[k] * odds / (1 + seek + ends[k] * odds), d = ends[k];
        const double settled = begins / (d + (1 - d) * begins);
        assert_near(settled, share, 0.01); /* the few who seek a job */
        assert_four_sigma(share_of(f, OWN_ACCOUNT, 1, 0), settled, share_error(settled, MEN));
        int had = 0, has = 0;
        for (int32_t i = 0; i < MEN; i++) {
            had += before[i];
            has += before[i] && work_kind(man(f, i)) == OWN_ACCOUNT;
        }
        const double stays = 1 - d + d * begins;
        assert_four_sigma((double)has / had, stays, share_error(stays, had));
        village_free(f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_separation), cmocka_unit_test(test_luck_of_jobs),
        cmocka_unit_test(test_who_holds),  cmocka_unit_test(test_tenure),
        cmocka_unit_test(test_businesses), cmocka_unit_test(test_how_many_have_a_business),
    };
    return cmocka_run_group_tests_name("job tenure", tests, NULL, NULL);
}
