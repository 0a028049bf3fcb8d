/* Households that divide and end: who goes, what goes with them, and that nothing is lost. */
#include "models/people/division.c"

#include "unit/models/village_fixture.h"

enum { HOUSEHOLDS = 4000 };

static struct fixture *village_of(int32_t households)
{
    struct fixture *f = village_make(households);
    f->parameters.demography_enabled = 1;
    f->parameters.demography_division = 0.25;
    return f;
}

/* Parents of 55, a son of 30 with wife, daughter of 4 and baby, an unmarried son of 20. */
static void stem_family(struct fixture *f, int32_t i, int fathers_age)
{
    village_person(f, i, 0, fathers_age, 0, 5, HEALTHY, 0);
    village_person(f, i, 1, 53, 1, 4, CHRONIC, 0);
    village_person(f, i, 2, 30, 0, 9, ACUTE, 1);
    village_person(f, i, 7, 28, 1, 8, HEALTHY, 2);
    village_person(f, i, 4, 4, 1, 0, HEALTHY, 0);
    village_person(f, i, 3, 0, 0, 0, HEALTHY, 0);
    village_person(f, i, 6, 20, 0, 9, HEALTHY, 0);
    ROW(&f->view, work)[2 * f->view.stride + i] = work_code(8, AWAY, 2);
    ROW(&f->view, married)[i] = 1 | 2 | 4 | 128;
    ROW(&f->view, cropland)[i] = 14;
    ROW(&f->view, pasture)[i] = 70;
    ROW(&f->view, forest)[i] = 3;
    ROW(&f->view, herd)[i] = 28;
    ROW(&f->view, cattle)[i] = 105; /* of them 45 young: seventeen and a half sheep units are small stock */
    ROW(&f->view, calves)[i] = 45;
    ROW(&f->view, savings)[i] = 700000 + i;
    ROW(&f->view, debt)[i] = 70000 + i;
    ROW(&f->view, income)[i] = 123456;
    ROW(&f->view, assessed)[i] = 120000;
    ROW(&f->view, minority)[i] = (uint8_t)(i % 2);
    ROW(&f->view, registered)[i] = 1;
    ROW(&f->view, spell)[i] = 4;
    ROW(&f->view, network)[i] = to_network(0.5f);
    ROW(&f->view, ability)[i] = to_trait(i % 2 ? 0.4f : -0.4f);
    ROW(&f->view, connection)[i] = to_trait(1);
    ROW(&f->view, memberships)[i] = IN_GRAZING_BAN | IN_FOREST_RETURN | IN_SECURITY;
    ROW(&f->view, seeking)[i] = 7;
}

/* A state column's value in the k-th household that has begun. */
#define OF_CHILD(f, k, name, slot) (((TYPE_##name *)child_value(f, k, C_##name))[slot])
static void *child_value(const struct fixture *f, int64_t k, int column)
{
    static _Alignas(8) unsigned char value[64];
    const size_t size = sizeof(int64_t) + (f->layout.row_size + 7) / 8 * 8;
    memcpy(value, f->outbox.children + (size_t)k * size + sizeof(int64_t) + f->layout.packed[column], 8);
    return value;
}

static void test_division(void **state)
{
    (void)state;
    struct fixture *f = village_of(HOUSEHOLDS);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        stem_family(f, i, 55);
    }
    village_run(f, &divide_generic);
    assert_int_equal(f->outbox.count, 0);
    const int64_t begun = f->outbox.child_count;
    assert_int_equal(f->tally[T_begun], begun);
    assert_four_sigma((double)begun / HOUSEHOLDS, 0.25, share_error(0.25, HOUSEHOLDS));
    int64_t k = 0, money = 0, owed = 0;
    double sum = 0, square = 0, with_parents = 0;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        const size_t s = (size_t)f->view.stride;
        const uint8_t *person = ROW(&f->view, person) + i;
        if (person[2 * s]) {
            assert_int_equal(ROW(&f->view, savings)[i], 700000 + i);
            continue;
        }
        /* The old household keeps parents and the grown son, and three sevenths. */
        assert_true(person[0] && person[s] && person[6 * s] && !person[7 * s] && !person[4 * s] &&
                    !person[3 * s]);
        assert_int_equal(ROW(&f->view, married)[i], 3);
        assert_int_equal(ROW(&f->view, seeking)[i], 7);
        assert_near(ROW(&f->view, cropland)[i], 6, 1e-5);
        assert_near(ROW(&f->view, herd)[i], 12, 1e-5);
        assert_int_equal(ROW(&f->view, cattle)[i], 45);
        assert_int_equal(ROW(&f->view, calves)[i], 45 - 25);
        assert_true(ROW(&f->view, forest)[i] == 3);
        assert_int_equal(ROW(&f->view, memberships)[i], IN_GRAZING_BAN | IN_FOREST_RETURN | IN_SECURITY);
        /* The new one. */
        assert_true(OF_CHILD(f, k, id, 0) == hq_child_id(ROW(&f->view, id)[i], 2009, 0));
        assert_int_equal(OF_CHILD(f, k, weight, 0), 1);
        assert_int_equal(OF_CHILD(f, k, person, 0), person_code(30, 0));
        assert_int_equal(OF_CHILD(f, k, person, 1), person_code(28, 1));
        assert_int_equal(OF_CHILD(f, k, person, 2), person_code(0, 0));
        assert_int_equal(OF_CHILD(f, k, person, 3), person_code(4, 1));
        assert_int_equal(OF_CHILD(f, k, person, 4), 0);
        assert_int_equal(OF_CHILD(f, k, learning, 0), learning_code(9, ACUTE, 1));
        assert_int_equal(OF_CHILD(f, k, learning, 1), learning_code(8, HEALTHY, 2));
        assert_int_equal(OF_CHILD(f, k, work, 0), work_code(8, AWAY, 2)); /* who is away still is */
        assert_int_equal(OF_CHILD(f, k, married, 0), 3);
        assert_near(OF_CHILD(f, k, cropland, 0), 8, 1e-5);
        assert_near(OF_CHILD(f, k, pasture, 0), 40, 1e-4);
        assert_near(OF_CHILD(f, k, herd, 0), 16, 1e-5);
        assert_int_equal(OF_CHILD(f, k, cattle, 0), 60);
        assert_int_equal(OF_CHILD(f, k, calves, 0), 25); /* four sevenths of 45 are 25 and a bit */
        assert_int_equal(OF_CHILD(f, k, savings, 0) + ROW(&f->view, savings)[i], 700000 + i);
        assert_int_equal(OF_CHILD(f, k, savings, 0), (int32_t)((700000 + (int64_t)i) * 4 / 7));
        assert_int_equal(OF_CHILD(f, k, debt, 0) + ROW(&f->view, debt)[i], 70000 + i);
        assert_int_equal(OF_CHILD(f, k, moving, 0), FOUNDED);
        assert_int_equal(OF_CHILD(f, k, memberships, 0), 0);
        assert_int_equal(OF_CHILD(f, k, registered, 0), 1);
        assert_int_equal(OF_CHILD(f, k, spell, 0), 4);
        assert_int_equal(OF_CHILD(f, k, minority, 0), i % 2);
        assert_int_equal(OF_CHILD(f, k, income, 0), 123456);
        money += OF_CHILD(f, k, savings, 0);
        owed += OF_CHILD(f, k, debt, 0);
        const double ability = trait_of(OF_CHILD(f, k, ability, 0));
        sum += ability;
        square += ability * ability;
        with_parents += ability * trait_of(ROW(&f->view, ability)[i]);
        k++;
    }
    assert_int_equal(k, begun);
    assert_true(money > 0 && owed > 0);
    assert_int_equal(f->tally[T_leaving_savings] + f->tally[T_leaving_debt], 0); /* they stay in the county */
    /* Parents at +-0.4 have the founders' variance; so have the children, half correlated. */
    const double n = (double)begun, spread = f->parameters.founding_ability_spread;
    assert_four_sigma(sum / n, 0, spread / sqrt(n));
    assert_four_sigma(square / n, spread * spread, spread * spread * sqrt(2 / n));
    assert_four_sigma(with_parents / n, 0.5 * spread * spread, spread * spread / sqrt(n));
    village_free(f);
}

/* How many of the village divide. */
static double divided(struct fixture *f)
{
    village_run(f, &divide_generic);
    const double begun = (double)f->outbox.child_count;
    village_free(f);
    return begun;
}

static struct fixture *certain(int fathers_age)
{
    struct fixture *f = village_of(64);
    f->parameters.demography_division = 1;
    for (int32_t i = 0; i < 64; i++) {
        stem_family(f, i, fathers_age);
    }
    return f;
}

static void test_who_divides(void **state)
{
    (void)state;
    assert_true(divided(certain(59)) == 64);
    assert_true(divided(certain(60)) == 0);
    struct fixture *f = certain(55);
    memset(ROW(&f->view, married), 3, 64); /* one couple */
    assert_true(divided(f) == 0);
    f = certain(55);
    memset(ROW(&f->view, moving), 1, 64); /* waits for a house */
    assert_true(divided(f) == 0);
    f = certain(55);
    f->parameters.demography_enabled = 0;
    assert_true(divided(f) == 0);
}

/* A village's free land goes to those who begin, up to as much as they bring. */
static void test_free_land(void **state)
{
    (void)state;
    struct fixture *f = certain(55);
    f->village.free_cropland = 8 * 10 + 3;
    f->village.free_pasture = 1;
    village_run(f, &divide_generic);
    double cropland = 0, pasture = 0;
    for (int64_t k = 0; k < 64; k++) {
        assert_near(OF_CHILD(f, k, cropland, 0), k < 10 ? 16 : k == 10 ? 11 : 8, 1e-4);
        cropland += OF_CHILD(f, k, cropland, 0) + ROW(&f->view, cropland)[k];
        pasture += OF_CHILD(f, k, pasture, 0) + ROW(&f->view, pasture)[k];
    }
    assert_near(cropland + f->village.free_cropland, 64 * 14 + 83, 1e-3);
    assert_near(pasture + f->village.free_pasture, 64 * 70 + 1, 1e-2);
    assert_true(f->village.free_cropland == 0 && f->village.free_pasture == 0);
    village_free(f);
}

/* Rows 0: nobody; 1: two children; 2: an adult of 16; 3: nobody, posted to move. */
static void test_ends(void **state)
{
    (void)state;
    struct fixture *f = village_of(4);
    struct village *village = &f->village;
    village->remoteness = 0;
    for (int32_t i = 0; i < 4; i++) {
        ROW(&f->view, cropland)[i] = 10;
        ROW(&f->view, pasture)[i] = 100;
        ROW(&f->view, herd)[i] = 2;
        ROW(&f->view, cattle)[i] = 15;
        ROW(&f->view, savings)[i] = 5000;
        ROW(&f->view, debt)[i] = i == 1 ? 10000000 : 1000;
        ROW(&f->view, weight)[i] = 3;
    }
    f->parameters.calendar_price_sheep = 400;
    f->parameters.calendar_price_cattle = 2000;
    village_person(f, 1, 3, 15, 0, 5, HEALTHY, 0);
    village_person(f, 1, 5, 2, 1, 0, HEALTHY, 0);
    village_person(f, 2, 3, 16, 0, 5, HEALTHY, 0);
    ROW(&f->view, moving)[3] = ARRIVED;
    village_run(f, &divide_generic);
    assert_int_equal(f->outbox.count, 2);
    assert_true(f->outbox.posts[0].row == 0 && f->outbox.posts[1].row == 1 && f->outbox.posts[0].target == 0);
    assert_int_equal(f->tally[T_ended], 6);
    assert_int_equal(f->tally[T_orphans], 6);
    assert_near(village->free_cropland, 20, 0);
    assert_int_equal(f->tally[T_cropland_freed], 3 * 20000);
    assert_int_equal(f->tally[T_pasture_freed], 3 * 200000);
    assert_int_equal(f->tally[T_sold], 3 * 2 * 2000);
    assert_int_equal(f->tally[T_cattle_sold], 3 * 2 * 15);
    assert_int_equal(ROW(&f->view, cattle)[0] + ROW(&f->view, cattle)[1], 0);
    assert_near(village->free_pasture, 200, 0);
    /* 80000 of animals and 5000 of savings each. */
    assert_int_equal(f->tally[T_liquidated], 3 * 2 * 80000);
    assert_int_equal(f->tally[T_repaid], 3 * (1000 + 85000));
    assert_int_equal(f->tally[T_written_off], 3 * (10000000 - 85000));
    assert_int_equal(f->tally[T_bequeathed], 3 * 84000);
    assert_int_equal(f->tally[T_savings], -3 * 2 * 5000);
    assert_int_equal(f->tally[T_debt], -3 * (10000000 + 1000));
    /* What households hold: + liquidated - repaid - bequeathed is what the count has lost. */
    assert_int_equal(f->tally[T_liquidated] - f->tally[T_repaid] - f->tally[T_bequeathed], f->tally[T_savings]);
    assert_int_equal(-f->tally[T_repaid] - f->tally[T_written_off], f->tally[T_debt]);
    for (int32_t i = 0; i < 2; i++) {
        assert_true(ROW(&f->view, moving)[i] >= FOUNDED); /* states no demand */
        assert_true(ROW(&f->view, cropland)[i] == 0 && ROW(&f->view, savings)[i] == 0);
    }
    village_free(f);
}

/* ---- heirs ---------------------------------------------------------------------------------------------- */

/* Row 0: nobody is left, with an estate of 85000 fen less 5000 of debt; `kin` households of its family with
 * somebody in them, one stranger's behind them. */
static struct fixture *estate(int32_t kin)
{
    struct fixture *f = village_of(kin + 2);
    f->village.remoteness = 0;
    f->parameters.calendar_price_sheep = 400;
    f->parameters.calendar_price_cattle = 2000;
    for (int32_t i = 0; i < kin + 2; i++) {
        ROW(&f->view, weight)[i] = 3;
        ROW(&f->view, cropland)[i] = 10;
        ROW(&f->view, savings)[i] = i == 0 ? 5000 : 100 * i;
        if (i > 0) {
            village_person(f, i, 2, 40, 1, 5, HEALTHY, 0);
        }
        if (i > 0 && i <= kin) {
            ROW(&f->view, id)[i] = hq_child_id(ROW(&f->view, id)[0], 2000 + i, 0);
        }
    }
    village_streams(f);
    ROW(&f->view, herd)[0] = 2;
    ROW(&f->view, cattle)[0] = 15;
    ROW(&f->view, debt)[0] = 5000;
    ROW(&f->view, forest)[0] = 7;
    ROW(&f->view, capital)[0] = 900;
    ROW(&f->view, memberships)[0] = IN_FOREST_RETURN | IN_GRAZING_BAN;
    return f;
}

/* Runs the village, in which row 0 ends, and checks the books: what households hold and what is tallied. */
static void wind_up_estate(struct fixture *f, int64_t inherited)
{
    village_run(f, &divide_generic);
    assert_int_equal(f->outbox.count, 1);
    assert_int_equal(f->tally[T_ended], 3);
    int64_t held = 0, before = 0;
    double forest = 0, capital = 0;
    for (int32_t i = 0; i < f->view.live; i++) {
        held += ROW(&f->view, savings)[i] * (int64_t)3;
        before += WAS(f, savings)[i] * (int64_t)3;
        forest += ROW(&f->view, forest)[i];
        capital += ROW(&f->view, capital)[i];
    }
    assert_int_equal(f->tally[T_inherited], 3 * inherited);
    assert_int_equal(f->tally[T_savings], held - before);
    assert_int_equal(f->tally[T_liquidated] - f->tally[T_repaid] - f->tally[T_bequeathed], held - before);
    assert_int_equal(f->tally[T_forest_left], 3 * (7000 - lround(1000 * forest)));
    assert_int_equal(f->tally[T_capital_left], 3 * (900 - lround(capital)));
    /* The land under the plough is the village's whoever the heirs are. */
    assert_near(f->village.free_cropland, 10, 0);
    assert_int_equal(f->tally[T_cropland_freed], 30000);
}

static void test_heirs(void **state)
{
    (void)state;
    for (int32_t kin = 1; kin <= 3; kin++) {
        struct fixture *f = estate(kin);
        wind_up_estate(f, 80000);
        assert_int_equal(f->tally[T_bequeathed], 0);
        for (int32_t i = 1; i <= kin; i++) {
            const int32_t part = 80000 / kin + (i == 1 ? 80000 % kin : 0); /* 26668, 26666, 26666 */
            assert_int_equal(ROW(&f->view, savings)[i], 100 * i + part);
            assert_near(ROW(&f->view, capital)[i], 900.0 / kin, 1e-3);
            assert_near(ROW(&f->view, forest)[i], i == 1 ? 7 : 0, 0);
            assert_int_equal(ROW(&f->view, memberships)[i], i == 1 ? IN_FOREST_RETURN : 0);
        }
        assert_int_equal(ROW(&f->view, savings)[kin + 1], 100 * (kin + 1)); /* the stranger */
        village_free(f);
    }
    struct fixture *f = estate(0);
    wind_up_estate(f, 0);
    assert_int_equal(f->tally[T_bequeathed], 3 * 80000);
    village_free(f);
}

static void test_who_does_not_inherit(void **state)
{
    (void)state;
    /* Of three kin one stands for more households, one has just come, one is about to end for want of anybody.
     */
    struct fixture *f = estate(3);
    ROW(&f->view, weight)[1] = 4;
    ROW(&f->view, moving)[2] = ARRIVED;
    ROW(&f->view, person)[2 * f->view.stride + 3] = 0;
    ROW(&f->view, moving)[3] = ARRIVED; /* and is posted */
    village_run(f, &divide_generic);
    assert_int_equal(f->tally[T_inherited], 0);
    assert_int_equal(f->tally[T_bequeathed], 3 * 80000);
    village_free(f);
    /* Children who are left take it along. */
    f = estate(1);
    village_person(f, 0, 4, 9, 1, 2, HEALTHY, 0);
    wind_up_estate(f, 0);
    assert_int_equal(f->tally[T_bequeathed], 3 * 80000);
    assert_int_equal(f->tally[T_orphans], 3);
    village_free(f);
    /* Debts come first; heirs do not answer for them, and have none of the capital. */
    f = estate(1);
    ROW(&f->view, debt)[0] = 85001;
    wind_up_estate(f, 0);
    assert_int_equal(f->tally[T_written_off], 3);
    assert_int_equal(ROW(&f->view, savings)[1], 100);
    assert_near(ROW(&f->view, capital)[1], 0, 0);
    assert_near(ROW(&f->view, forest)[1], 7, 0); /* a contract, no pledge */
    village_free(f);
    /* A relocated heir has his share of the money, another one the forest. */
    f = estate(2);
    ROW(&f->view, settled)[1] = 2;
    ROW(&f->view, origin)[1] = 5;
    wind_up_estate(f, 80000);
    assert_int_equal(ROW(&f->view, savings)[1], 100 + 40000);
    assert_near(ROW(&f->view, forest)[1], 0, 0);
    assert_near(ROW(&f->view, forest)[2], 7, 0);
    village_free(f);
    /* Nobody has more than a row may hold. */
    f = estate(2);
    ROW(&f->view, savings)[1] = MOST_MONEY - 30000;
    ROW(&f->view, savings)[2] = MOST_MONEY + 5;
    wind_up_estate(f, 30000);
    assert_int_equal(f->tally[T_bequeathed], 3 * 50000);
    assert_int_equal(ROW(&f->view, savings)[1], MOST_MONEY);
    assert_int_equal(ROW(&f->view, savings)[2], MOST_MONEY + 5);
    village_free(f);
}

/* The relocated: their land is elsewhere. */
static void test_settled(void **state)
{
    (void)state;
    struct fixture *f = certain(55);
    f->village.free_cropland = 500;
    for (int32_t i = 0; i < 64; i++) {
        ROW(&f->view, settled)[i] = 3;
        ROW(&f->view, origin)[i] = 9;
        ROW(&f->view, memberships)[i] = IN_RELOCATION | IN_SECURITY;
    }
    village_run(f, &divide_generic);
    assert_int_equal(f->outbox.child_count, 64);
    assert_near(OF_CHILD(f, 0, cropland, 0), 8, 1e-5);
    assert_int_equal(OF_CHILD(f, 0, settled, 0), 3);
    assert_int_equal(OF_CHILD(f, 0, origin, 0), 9);
    assert_int_equal(OF_CHILD(f, 0, memberships, 0), IN_RELOCATION);
    assert_true(f->village.free_cropland == 500);
    village_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_division),
        cmocka_unit_test(test_who_divides),
        cmocka_unit_test(test_free_land),
        cmocka_unit_test(test_ends),
        cmocka_unit_test(test_settled),
        cmocka_unit_test(test_heirs),
        cmocka_unit_test(test_who_does_not_inherit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
