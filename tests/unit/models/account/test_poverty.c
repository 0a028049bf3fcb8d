/* Poverty counts against published values and plain sums; spells. */
#include "models/account/poverty.c"

#include "unit/models/village_fixture.h"

/* A village of one-person households with these incomes in fen. */
static struct fixture *incomes(const int32_t *income, int32_t n, int32_t line)
{
    struct fixture *f = village_make(n);
    f->county.line = line;
    f->county.national_line = line;
    f->parameters.register_noise = 0;
    for (int32_t i = 0; i < n; i++) {
        ROW(&f->view, income)[i] = income[i];
        ROW(&f->view, members)[i] = 1;
    }
    return f;
}

static void again(struct fixture *f)
{
    memset(f->tally, 0, sizeof f->tally);
    village_run(f, &poverty_count_generic);
}

/* Incomes 100, 110, 150, 160 and a line of 125 (World Bank, Handbook on Poverty and Inequality). */
static void test_handbook(void **state)
{
    (void)state;
    struct fixture *f = incomes((const int32_t[]){10000, 11000, 15000, 16000}, 4, 12500);
    again(f);
    assert_int_equal(f->tally[T_persons], 4);
    assert_int_equal(f->tally[T_poor], 2);            /* P0 = 0.5 */
    assert_int_equal(f->tally[T_gap], 320000);        /* P1 = 0.08 */
    assert_int_equal(f->tally[T_gap_squared], 54400); /* P2 = 0.0136 */
    village_free(f);
}

static void test_strictly_under(void **state)
{
    (void)state;
    struct fixture *f = incomes((const int32_t[]){12499, 12500, 12501}, 3, 12500);
    f->county.national_line = 12501;
    again(f);
    assert_int_equal(f->tally[T_poor], 1);
    assert_int_equal(f->tally[T_poor_national], 2);
    assert_int_equal(f->tally[T_gap], 80);
    village_free(f);
}

/* Incomes under zero count as they are: gaps over 1. */
static void test_negative(void **state)
{
    (void)state;
    struct fixture *f = incomes((const int32_t[]){-25000, 0}, 2, 12500);
    again(f);
    assert_int_equal(f->tally[T_gap], 3000000 + 1000000);
    assert_int_equal(f->tally[T_gap_squared], 9000000 + 1000000);
    village_free(f);
}

/* FGT 0, 1, 2 of random households with weights and members, against double precision. */
static void test_against_double(void **state)
{
    (void)state;
    enum { HOUSEHOLDS = 5000 };
    struct fixture *f = village_make(HOUSEHOLDS);
    const int32_t line = 196000;
    double poor = 0, gap = 0, squared = 0, persons = 0;
    f->county.line = line;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        const int32_t income = (int32_t)(dice_between(-1, 4) * line);
        const double heads = 1 + dice_to(8), w = 1 + dice_to(300);
        ROW(&f->view, income)[i] = income;
        ROW(&f->view, members)[i] = (int32_t)heads;
        ROW(&f->view, weight)[i] = (uint16_t)w;
        const double g = income < line ? (double)(line - income) / line : 0;
        persons += heads * w;
        poor += income < line ? heads * w : 0;
        gap += g * heads * w;
        squared += g * g * heads * w;
    }
    again(f);
    assert_true((double)f->tally[T_persons] == persons);
    assert_true((double)f->tally[T_poor] == poor);
    assert_near(1e-6 * (double)f->tally[T_gap] / persons, gap / persons, 1e-6);
    assert_near(1e-6 * (double)f->tally[T_gap_squared] / persons, squared / persons, 2e-6);
    village_free(f);
}

/* Empty households are not poor, and are nobody. */
static void test_empty(void **state)
{
    (void)state;
    struct fixture *f = incomes((const int32_t[]){-5, 5}, 2, 12500);
    ROW(&f->view, members)[0] = 0;
    again(f);
    assert_int_equal(f->tally[T_households], 2);
    assert_int_equal(f->tally[T_persons], 1);
    assert_int_equal(f->tally[T_poor], 1);
    assert_int_equal(ROW(&f->view, spell)[0], 0);
    assert_int_equal(ROW(&f->view, registered)[0], 0);
    village_free(f);
}

/* Entry, exit and length of a spell over years; it does not run over. */
static void test_spells(void **state)
{
    (void)state;
    struct fixture *f = incomes((const int32_t[]){0}, 1, 12500);
    const int poor[] = {1, 1, 0, 1, 0, 0}, length[] = {1, 2, 0, 1, 0, 0};
    for (int year = 0; year < 6; year++) {
        ROW(&f->view, income)[0] = poor[year] ? 0 : 20000;
        again(f);
        assert_int_equal(ROW(&f->view, spell)[0], length[year]);
        assert_int_equal(f->tally[T_entered], year == 0 || year == 3);
        assert_int_equal(f->tally[T_left], year == 2 || year == 4);
    }
    ROW(&f->view, income)[0] = 0;
    for (int year = 0; year < 300; year++) {
        again(f);
    }
    assert_int_equal(ROW(&f->view, spell)[0], 255);
    village_free(f);
}

/* Stock at the year's end, with weights; villages count as those that they stand for. */
static void test_stock(void **state)
{
    (void)state;
    struct fixture *f = village_make(50);
    for (int32_t i = 0; i < 50; i++) {
        ROW(&f->view, weight)[i] = 4;
        ROW(&f->view, herd)[i] = 2.5f;
        ROW(&f->view, cropland)[i] = 20.25f;
        ROW(&f->view, forest)[i] = 3;
    }
    f->village.sand = 0.25f;
    f->village.green = 80;
    again(f);
    assert_int_equal(f->tally[T_herd], 50 * 4 * 2500);
    assert_int_equal(f->tally[T_cropland], 50 * 4 * 2025);
    assert_int_equal(f->tally[T_returned], 50 * 4 * 300);
    assert_int_equal(f->tally[T_village_rows], 4);
    assert_int_equal(f->tally[T_sand], 1000000);
    assert_int_equal(f->tally[T_green], 320);
    village_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_handbook), cmocka_unit_test(test_strictly_under),
        cmocka_unit_test(test_negative), cmocka_unit_test(test_against_double),
        cmocka_unit_test(test_empty),    cmocka_unit_test(test_spells),
        cmocka_unit_test(test_stock),
    };
    return cmocka_run_group_tests_name("poverty (account)", tests, NULL, NULL);
}
