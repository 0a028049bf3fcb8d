/* Forage that herds seek: straw first, and what a ban or balance makes of it. */
#include "models/livelihoods/forage.c"

#include "unit/models/livelihoods/herd_fixture.h"

/* Ten sheep units each. */
static struct fixture *herders(int32_t households)
{
    struct fixture *f = herd_make(households);
    struct parameters *p = &f->parameters;
    p->grazing_favour = 0;
    p->grazing_fine = 30;
    p->grazing_enforcement = 2;
    p->grazing_balance_stocking = 0.75; /* 0.05 a mu */
    return f;
}

/* Straw feeds before the pasture does. */
static void test_straw_first(void **state)
{
    (void)state;
    struct fixture *f = herders(2);
    ROW(&f->view, fodder)[0] = 2000;
    ROW(&f->view, fodder)[1] = 90000;
    village_run(f, &fodder_generic);
    assert_true(ROW(&f->view, grazing)[0] == 3000.0f);
    assert_true(ROW(&f->view, grazing)[1] == 0.0f);
    village_free(f);
    f = herders(2); /* small stock lives on straw only in part, large stock wholly */
    f->parameters.herds_straw_small = 0.6;
    ROW(&f->view, fodder)[0] = ROW(&f->view, fodder)[1] = 90000;
    ROW(&f->view, cattle)[1] = 50;
    village_run(f, &fodder_generic);
    assert_near(ROW(&f->view, grazing)[0], 0.4 * 5000, 0.01);
    assert_near(ROW(&f->view, grazing)[1], 0.4 * 2500, 0.01);
    village_free(f);
}

static struct fixture *bound(uint16_t bit, double fine, float pasture)
{
    struct fixture *f = herders(10);
    f->parameters.grazing_fine = fine;
    f->parameters.herds_births = 0.9; /* (0.9 - 0.1) x 400 Yuan: more than a year's hay */
    for (int32_t i = 0; i < 10; i++) {
        ROW(&f->view, memberships)[i] = bit;
        ROW(&f->view, pasture)[i] = pasture;
        ROW(&f->view, weight)[i] = 3;
    }
    village_run(f, &fodder_generic);
    return f;
}

/* A household keeps a ban exactly where fine x enforcement is more than a year's hay: 500 kg x 0.4 Yuan. */
static void test_compliance(void **state)
{
    (void)state;
    struct fixture *f = bound(IN_GRAZING_BAN, 100.001, 100);
    assert_true(ROW(&f->view, grazing)[4] == 0.0f && ROW(&f->view, unfed)[4] == 5000.0f);
    assert_int_equal(ROW(&f->view, costs)[4], 0);
    assert_int_equal(f->tally[T_grazing_fines], 0);
    assert_int_equal(f->tally[T_grazing_kept], 10 * 3 * 100);
    village_free(f);
    f = bound(IN_GRAZING_BAN, 99.99, 100);
    assert_true(ROW(&f->view, grazing)[4] == 5000.0f && ROW(&f->view, unfed)[4] == 0.0f);
    assert_near(ROW(&f->view, costs)[4], 10 * 2 * 9999, 2); /* fines in fen */
    assert_true(f->tally[T_grazing_fines] == 30 * (int64_t)ROW(&f->view, costs)[4]);
    assert_true(f->tally[T_taxes] == f->tally[T_grazing_fines]);
    assert_int_equal(f->tally[T_grazing_kept], 0);
    assert_int_equal(f->tally[T_grazing_mu], 10 * 3 * 100);
    village_free(f);
}

/* Nobody keeps a ban for a fine of nothing, also where grazing on gains nothing: a ban without fines is words. */
static void test_no_fine(void **state)
{
    (void)state;
    for (int k = 0; k < 2; k++) {
        struct fixture *f = bound(IN_GRAZING_BAN, 10000, 100);
        f->parameters.grazing_fine = 0;
        f->parameters.herds_births = k ? 0.9 : 0.05; /* less than dies: nothing to gain */
        village_run(f, &fodder_generic);
        assert_true(ROW(&f->view, grazing)[4] == 5000.0f && ROW(&f->view, unfed)[4] == 0.0f);
        assert_int_equal(ROW(&f->view, costs)[4], 0);
        village_free(f);
    }
}

/* Where an animal earns less than its hay costs, the ban is kept from what it earns: it can be sold. */
static void test_worth_of_an_animal(void **state)
{
    (void)state;
    const double fines[] = {80.001, 79.99}; /* x 2 inspections against (0.5 - 0.1) x 400 = 160 Yuan */
    for (int k = 0; k < 2; k++) {
        struct fixture *f = herders(1);
        f->parameters.grazing_fine = fines[k];
        ROW(&f->view, memberships)[0] = IN_GRAZING_BAN;
        ROW(&f->view, pasture)[0] = 100;
        village_run(f, &fodder_generic);
        assert_true((ROW(&f->view, costs)[0] == 0) == (k == 0));
        village_free(f);
    }
}

/* In balance the own right carries its stocking; only what is over it is fined. */
static void test_balance(void **state)
{
    (void)state;
    struct fixture *f = bound(IN_GRAZING_BALANCE, 1000, 80); /* 80 mu x 0.05 = 4 sheep units */
    assert_near(ROW(&f->view, grazing)[0], 2000, 0.01);
    assert_near(ROW(&f->view, unfed)[0], 3000, 0.01);
    village_free(f);
    f = bound(IN_GRAZING_BALANCE, 1, 80);
    assert_near(ROW(&f->view, costs)[0], 6 * 2 * 100, 2);
    village_free(f);
    f = bound(IN_GRAZING_BALANCE, 1, 1000); /* pasture enough: nothing to keep to */
    assert_near(ROW(&f->view, grazing)[0], 5000, 0.01);
    assert_int_equal(ROW(&f->view, costs)[0], 0);
    village_free(f);
    f = bound(0, 1, 0); /* in no programme: nothing is closed */
    assert_near(ROW(&f->view, grazing)[0], 5000, 0.01);
    assert_int_equal(f->tally[T_grazing_mu], 0);
    village_free(f);
}

/* Pasture beyond the most that a household may enrol stays open: a quarter closed, three quarters grazed. */
static void test_part(void **state)
{
    (void)state;
    for (int balance = 0; balance < 2; balance++) {
        struct fixture *f = herders(1);
        f->parameters.grazing_fine = 10000;
        f->parameters.grazing_most_mu = 20;
        ROW(&f->view, memberships)[0] = balance ? IN_GRAZING_BALANCE : IN_GRAZING_BAN;
        ROW(&f->view, pasture)[0] = 80;
        village_run(f, &fodder_generic);
        assert_near(ROW(&f->view, grazing)[0], 0.75 * 5000 + (balance ? 20 * 0.05 * 500 : 0), 0.1);
        assert_int_equal(f->tally[T_grazing_mu], 20);
        village_free(f);
    }
}

/* Expected fines fall with connection by exp(-favour). */
static void test_favour(void **state)
{
    (void)state;
    struct fixture *f = herders(2);
    f->parameters.grazing_fine = 101;
    f->parameters.grazing_favour = 0.5;
    for (int32_t i = 0; i < 2; i++) {
        ROW(&f->view, memberships)[i] = IN_GRAZING_BAN;
        ROW(&f->view, pasture)[i] = 100;
    }
    ROW(&f->view, connection)[1] = to_trait(1);
    village_run(f, &fodder_generic);
    assert_int_equal(ROW(&f->view, costs)[0], 0);
    assert_near(ROW(&f->view, costs)[1], 10 * 2 * 10100 * exp(-0.5), 10);
    village_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_straw_first), cmocka_unit_test(test_compliance),
        cmocka_unit_test(test_no_fine),     cmocka_unit_test(test_worth_of_an_animal),
        cmocka_unit_test(test_balance),     cmocka_unit_test(test_part),
        cmocka_unit_test(test_favour),
    };
    return cmocka_run_group_tests_name("forage", tests, NULL, NULL);
}
