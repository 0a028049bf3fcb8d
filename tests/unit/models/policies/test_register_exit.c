/* Who may leave the register: the two assurances and three guarantees, and water, by income and under a quota. */
#include "models/policies/register.c"

#include "unit/models/policies/register_fixture.h"

/* The second rule: nobody leaves with a child of 7 to 15 who has missed a class, or with care gone without; a
 * younger child and one of 16 do not matter, nor does any of it by the first rule. */
static void test_guarantees(void **state)
{
    (void)state;
    for (int rule = 0; rule <= 1; rule++) {
        struct fixture *f = village(6);
        f->parameters.register_quota = -1;
        f->parameters.register_exit_years = 1;
        f->parameters.register_exit_rule = rule;
        for (int32_t i = 0; i < 6; i++) {
            village_income(f, i, 2 * LINE);
            ROW(&f->view, registered)[i] = 1;
        }
        village_person(f, 0, 7, 15, 1, 7, HEALTHY, 0); /* one class behind */
        village_person(f, 1, 7, 15, 0, 8, HEALTHY, 0); /* none */
        village_person(f, 2, 6, 16, 1, 2, HEALTHY, 0); /* no longer of age */
        village_person(f, 3, 6, 6, 1, 0, HEALTHY, 0);  /* not yet */
        village_year(f, 2010);
        village_run(f, village_process("make_up"));
        ROW(&f->view, forgone)[4] = 1;
        village_run(f, &keep_register_generic);
        int64_t held = 0;
        for (int32_t i = 0; i < 6; i++) {
            const bool held_back = rule && (i == 0 || i == 4);
            assert_int_equal(ROW(&f->view, registered)[i], held_back ? 1 : 2);
            held += held_back ? heads(f, i) : 0;
        }
        assert_true(f->tally[T_held_back] == held && (held > 0) == rule);
        /* At school again, and cared for: it leaves a year later. */
        village_person(f, 0, 7, 15, 1, 8, HEALTHY, 0);
        keep(f, 2011);
        assert_int_equal(ROW(&f->view, registered)[0], 2);
        assert_int_equal(ROW(&f->view, registered)[4], 2);
        village_free(f);
    }
}

/* By the second rule also with a safe house and safe water: the village's shares of households have them, always the same
 * ones, those who live in a new house always; what is built reaches more, and takes nothing from anybody. */
static void test_safe_houses_and_water(void **state)
{
    (void)state;
    enum { HOUSEHOLDS = 20000 };
    struct fixture *f = village_make(HOUSEHOLDS);
    struct parameters *p = &f->parameters;
    p->register_quota = -1;
    p->register_noise = 0;
    p->register_exit_years = 1;
    p->register_exit_rule = 1;
    f->county.line = LINE;
    village_couples(f, 0, 1, 6);
    const int32_t housing[] = {1000, 600, 800, 800, 0}, water[] = {500, 500, 500, 500, 500},
                  drinks[] = {500, 500, 500, 250, 500};
    uint8_t *left = village_zeros(HOUSEHOLDS);
    for (int k = 0; k < 5; k++) {
        set_units(&f->village, goods[GOOD_housing].all, 1000);
        set_units(&f->village, goods[GOOD_housing].had, housing[k] < 600 ? housing[k] : 600);
        set_units(&f->village, goods[GOOD_housing].built, housing[k] < 600 ? 0 : housing[k] - 600);
        set_units(&f->village, goods[GOOD_water].all, water[k]);
        set_units(&f->village, goods[GOOD_water].had, drinks[k]);
        for (int32_t i = 0; i < HOUSEHOLDS; i++) {
            village_income(f, i, 2 * LINE);
            ROW(&f->view, registered)[i] = 1;
            ROW(&f->view, above)[i] = 0;
            ROW(&f->view, settled)[i] = i % 10 == 0;
        }
        keep(f, 2010 + k); /* another year, the same lots */
        double with = 0;
        for (int32_t i = 0; i < HOUSEHOLDS; i++) {
            const int off = ROW(&f->view, registered)[i] == 2;
            with += i % 10 ? off : 0;
            assert_true(off || i % 10);
            if (k == 2) {
                assert_true(off >= left[i]); /* what was built since reaches others too */
            }
            left[i] = (uint8_t)off;
        }
        const double share = housing[k] / 1000.0 * drinks[k] / water[k], of = HOUSEHOLDS * 0.9;
        assert_four_sigma(with / of, share, share_error(share, of));
        assert_true(f->tally[T_held_back] == 2 * (int64_t)(of - with));
    }
    free(left);
    village_free(f);
}

/* Under a quota and the second rule: years above the line count where nothing is lacking, and begin anew after a year in
 * which something is; by the first rule they are not counted. */
static void test_years_by_quota(void **state)
{
    (void)state;
    for (int rule = 0; rule <= 1; rule++) {
        struct fixture *f = village(4);
        f->parameters.register_exit_rule = rule;
        for (int32_t i = 0; i < 4; i++) {
            ROW(&f->view, registered)[i] = i < 3 ? 1 : 0;
        }
        const int rich[3][4] = {{1, 1, 1, 1}, {1, 1, 0, 1}, {1, 1, 1, 1}};
        const int years[3][4] = {{1, 0, 1, 0}, {2, 0, 0, 0}, {3, 1, 1, 0}};
        for (int year = 0; year < 3; year++) {
            for (int32_t i = 0; i < 4; i++) {
                village_income(f, i, rich[year][i] ? 2 * LINE : LINE / 2);
            }
            village_person(f, 1, 7, 12, 1, year == 2 ? 6 : 3, HEALTHY, 0); /* three classes behind, then not */
            keep(f, 2010 + year);
            for (int32_t i = 0; i < 4; i++) {
                assert_int_equal(ROW(&f->view, registered)[i], i < 3 ? 1 : 0);
                assert_int_equal(ROW(&f->view, above)[i], rule ? years[year][i] : 0);
            }
            assert_true(f->tally[T_held_back] == 0);
        }
        village_free(f);
    }
}

/* Under a quota the second rule holds who is listed and lacks something: before poorer ones, also beyond reach, as far as
 * there are places. Who had all of it for long enough leaves for them. A first list, and the first rule, hold nobody. */
static void test_held_by_quota(void **state)
{
    (void)state;
    for (int k = 0; k < 4; k++) {
        const bool holds = k >= 2;
        struct fixture *f = village_make(60);
        struct parameters *p = &f->parameters;
        p->register_quota = 1000;
        p->register_reach = 2;
        p->register_noise = p->register_capture = 0;
        p->register_exit_years = 2;
        p->register_exit_rule = k > 0;
        f->county.line = LINE;
        f->county.listed_last = k != 1;
        village_couples(f, 0, 1, 6);
        for (int32_t i = 0; i < 60; i++) { /* held, free to leave, poor and not listed */
            village_income(f, i, (i < 20 ? 3 * LINE : i < 40 ? LINE : LINE / 2) + i);
            ROW(&f->view, registered)[i] = i < 40;
            ROW(&f->view, above)[i] = i < 20 ? 1 : 2;
        }
        village_count(f, &count_register_generic);
        assert_int_equal(f->village_demand[Q_register], k > 0 ? 120 : 80);
        f->places[Q_register] = k == 3 ? 10 : 80;
        village_enrol(f, &list_by_quota_generic);
        for (int32_t i = 0; i < 60; i++) {
            const bool on = k == 3 ? i < 5 : i >= 40 || (holds ? i < 20 : i >= 20);
            assert_int_equal(ROW(&f->view, registered)[i], on ? 1 : i < 40 ? 2 : 0);
            assert_int_equal(ROW(&f->view, above)[i], holds && on && i < 20 ? 1 : 0);
        }
        assert_true(f->tally[T_held_back] == (k == 3 ? 10 : holds ? 40 : 0));
        village_free(f);
    }
    struct counties *r = region_make(5, PREFECTURE);
    for (int quota = -1; quota <= 1; quota++) {
        EVERYWHERE(r, register_quota, quota);
        region_step(r, register_year_generic.close);
        assert_int_equal(r->county[4].listed_last, quota >= 0);
    }
    region_free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_guarantees),
        cmocka_unit_test(test_safe_houses_and_water),
        cmocka_unit_test(test_years_by_quota),
        cmocka_unit_test(test_held_by_quota),
    };
    return cmocka_run_group_tests_name("register_exit", tests, NULL, NULL);
}
