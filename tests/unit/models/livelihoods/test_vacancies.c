/* Local jobs a household: without a pull as many everywhere, with it more beside towns, up to a bound. */
#include "models/livelihoods/vacancies.h"

#include "unit/models/village_fixture.h"

static struct fixture *county(double residents, double rural, double pull)
{
    struct fixture *f = village_make(1);
    f->parameters.labour_vacancies = 0.2;
    f->parameters.labour_urban_pull = pull;
    f->parameters.labour_urban_most = 3;
    f->county.population_2010 = residents;
    f->county.rural_persons = rural;
    return f;
}

static double jobs(struct fixture *f)
{
    return (double)jobs_a_household(&f->parameters, &f->county);
}

static void test_no_pull(void **state)
{
    (void)state;
    const double residents[] = {0, 1000, 90000, 5e6};
    for (int k = 0; k < 4; k++) {
        struct fixture *f = county(residents[k], 50000, 0);
        assert_true(jobs_a_household(&f->parameters, &f->county) == 0.2f);
        village_free(f);
    }
}

static void test_pull(void **state)
{
    (void)state;
    struct fixture *f = county(150000, 100000, 0.4);
    assert_near(jobs(f), 0.2 * (1 + 0.4 * 0.5), 1e-7);
    f->county.population_2010 = 300000;
    assert_near(jobs(f), 0.2 * (1 + 0.4 * 2), 1e-7);
    village_free(f);
}

/* More registered villagers than residents: no towns; a city with few villages: the bound; nobody rural: none.
 */
static void test_bounds(void **state)
{
    (void)state;
    struct fixture *f = county(80000, 100000, 0.4);
    assert_near(jobs(f), 0.2, 1e-7);
    f->county.population_2010 = 2e6;
    assert_near(jobs(f), 0.2 * (1 + 0.4 * 3), 1e-7);
    f->county.rural_persons = 0;
    assert_near(jobs(f), 0.2, 1e-7);
    village_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_pull),
        cmocka_unit_test(test_pull),
        cmocka_unit_test(test_bounds),
    };
    return cmocka_run_group_tests_name("vacancies", tests, NULL, NULL);
}
