/* What founders do: shares that leaving and return settle to, in closed form. */
#include "models/livelihoods/migration.c"

#include "unit/models/village_fixture.h"

enum { HOUSEHOLDS = 24000 };

static double logistic(double x)
{
    return 1 / (1 + exp(-x));
}

/* By age, sex and schooling; the others have a local job as often as there are jobs for two adults. Married are
 * those of 24 and more: as families say, or by age where nothing is known of them. */
static void found_shares(bool families)
{
    struct fixture *f = village_make(HOUSEHOLDS);
    struct parameters *p = &f->parameters;
    p->demography_enabled = families;
    p->migration_shift = -2;
    p->migration_months = 9;
    p->labour_vacancies = 0.5;
    p->labour_job_months = 7;
    p->calendar_migrant_demand = 0.8;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        village_person(f, i, 0, i % 2 ? 28 : 45, 0, i % 4 < 2 ? 5 : 9, HEALTHY, 0);
        village_person(f, i, 3, 20, 1, 9, HEALTHY, 0);
        village_person(f, i, 5, 70, 1, 9, HEALTHY, 0);
        village_person(f, i, 7, 30, 1, 9, CHRONIC, 0);
        ROW(&f->view, network)[i] = to_network(0.25f);
        ROW(&f->view, cropland)[i] = 20;
        ROW(&f->view, married)[i] = families ? 1 << 0 | 1 << 7 : 0;
    }
    village_run(f, village_process("make_up"));
    memcpy(f->before[C_network], f->columns[C_network], village_bytes(f, C_network));
    found_work_generic(&f->view);
    village_check(f);
    for (int kind = 0; kind < 5; kind++) {
        const int age = kind == 4 ? 20 : kind % 2 ? 28 : 45, years = kind == 4 || kind >= 2 ? 9 : 5;
        const double odds = 2.07 - 2 + 2 * 0.67 + 4.36 * 0.25 - 0.58 * (20 / 5.0) / 2 - 0.13 * age +
                            (kind == 4 ? 0 : 0.07) + 0.17 * years + (age >= 24 ? 0.88 : 0) + 1.39;
        const double out = 0.8 / 45 * logistic(odds), back = logistic(-1.2 + 0.06 * age - 0.08 * 3) / 45;
        const double share = out / (out + back) * (1 - exp(-(out + back) * (age - 15.5)));
        int all = 0, away = 0, job = 0;
        for (int32_t i = 0; i < HOUSEHOLDS; i++) {
            if (kind < 4 && i % 4 != kind) {
                continue;
            }
            const uint8_t work = ROW(&f->view, work)[(kind == 4 ? 3 : 0) * f->view.stride + i];
            all++;
            away += work == work_code(9, AWAY, 3);
            job += work == work_code(7, LOCAL_JOB, 0);
            assert_true(work == 0 || work_kind(work) == LOCAL_JOB || work_kind(work) == AWAY);
        }
        assert_four_sigma((double)away / all, share, share_error(share, all));
        assert_four_sigma((double)job / all, 0.25 * (1 - share), share_error(0.25 * (1 - share), all));
    }
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        const bool away = work_kind(ROW(&f->view, work)[i]) == AWAY ||
                          work_kind(ROW(&f->view, work)[3 * f->view.stride + i]) == AWAY;
        assert_near(network_of(ROW(&f->view, network)[i]),
                    away ? 1 - 0.75 * pow(p->migration_network_memory, 3) : 0.25,
                    0.5 * NETWORK_STEP + 1e-6); /* to the nearest step */
        assert_int_equal(ROW(&f->view, work)[5 * f->view.stride + i], 0);
        assert_int_equal(ROW(&f->view, work)[7 * f->view.stride + i], 0);
    }
    village_free(f);
}

/* Those of 60 and more have not left since they were 59, and some have come back: of age 59 as of 59, from then
 * on less by the return of each year. */
static void test_shares_of_the_old(void **state)
{
    (void)state;
    struct fixture *f = village_make(HOUSEHOLDS);
    struct parameters *p = &f->parameters;
    p->migration_shift = 4;
    p->migration_lifetime = 20;
    p->migration_return_base = -3;
    p->labour_vacancies = 0;
    p->calendar_migrant_demand = 1;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        village_person(f, i, 0, i % 3 == 0 ? 59 : i % 3 == 1 ? 60 : 64, 0, 6, HEALTHY, 0);
        ROW(&f->view, married)[i] = 1;
    }
    village_run(f, village_process("make_up"));
    found_work_generic(&f->view);
    for (int kind = 0; kind < 3; kind++) {
        const int age = kind == 0 ? 59 : kind == 1 ? 60 : 64;
        const double odds = 2.07 + 4 + 0.67 - 0.13 * 59 + 0.07 + 0.17 * 6 + 0.88 + 1.39;
        const double out = logistic(odds) / 20, back = logistic(-3 + 0.06 * age - 0.08 * 3) / 20;
        const double at_59 = out / (out + back) * (1 - exp(-(out + back) * 43.5));
        const double share = at_59 * exp(-back * (age - 59));
        int all = 0, away = 0;
        for (int32_t i = kind; i < HOUSEHOLDS; i += 3) {
            all++;
            away += work_kind(ROW(&f->view, work)[i]) == AWAY;
        }
        assert_four_sigma((double)away / all, share, share_error(share, all));
    }
    village_free(f);
}

static void test_shares(void **state)
{
    (void)state;
    found_shares(true);
    found_shares(false);
}

/* Marriages count where they are known; contracts of cropland and money from away raise the odds. */
static void test_odds(void **state)
{
    (void)state;
    struct fixture *f = village_make(4);
    f->parameters.calendar_cpi = 1.25;
    ROW(&f->view, memberships)[1] = IN_FOREST_RETURN;
    ROW(&f->view, remitted)[2] = 5000;
    ROW(&f->view, off_farm)[3] = 5000;
    f->village.away_share = 0.125f;
    weigh_leaving(&f->view);
    const double base = 2.07 + f->parameters.migration_shift + 1.39 + 4.36 * 0.125;
    assert_near(ROW(&f->view, leaving)[0], base, 1e-5);
    assert_near(ROW(&f->view, leaving)[1], base + 0.27, 1e-5);
    assert_near(ROW(&f->view, leaving)[2], base + 4, 1e-5);
    assert_near(ROW(&f->view, leaving)[3], base - 0.6, 1e-5);
    /* Labour brokers: with the logarithm of 1 and what they spend a person over what is usual. */
    f->parameters.training_brokers_effect = 0.3;
    f->parameters.training_brokers_usual = 0.25;
    weigh_leaving(&f->view);
    assert_near(ROW(&f->view, leaving)[0], base, 1e-5);
    f->county.brokers = 0.75f;
    weigh_leaving(&f->view);
    assert_near(ROW(&f->view, leaving)[0], base + 0.3 * log(4), 1e-5);
    assert_near(ROW(&f->view, leaving)[2], base + 0.3 * log(4) + 4, 1e-5);
    f->parameters.training_brokers_effect = 0;
    weigh_leaving(&f->view);
    assert_near(ROW(&f->view, leaving)[0], base, 1e-5);
    const struct migration_rule r = migration_rule_of(&f->parameters);
    const uint8_t woman = person_code(40, 1), learned = learning_code(8, HEALTHY, 0);
    const double odds = 5 - 0.13 * 40 + 0.17 * 8;
    assert_near(leaving_odds(r, 5, woman, learned, 0), odds, 1e-5);
    assert_near(leaving_odds(r, 5, woman, learned, 1), odds + 0.88, 1e-5);
    assert_near(return_odds(r, woman, 2), -1.2 + 0.06 * 40 - 0.16, 1e-5);
    assert_near(tie_of(0.9f, 0.3f), 1, 0);
    village_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shares),
        cmocka_unit_test(test_shares_of_the_old),
        cmocka_unit_test(test_odds),
    };
    return cmocka_run_group_tests_name("migration", tests, NULL, NULL);
}
