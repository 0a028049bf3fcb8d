/* What a village adds to the cells: exact sums against plain loops in wide integers, sets of what is lacking, groups,
 * aid, spells; and nothing where nobody asks. */
#include "models/account/measure.c"

#include "unit/models/village_fixture.h"

enum { HOUSEHOLDS = 700 };

static int64_t *cells_for(struct fixture *f)
{
    int64_t *cells = village_zeros(sizeof(int64_t) * (COUNTY_CELLS + REGION_CELLS));
    f->view.county_cells = cells;
    f->view.region_cells = cells + COUNTY_CELLS;
    return cells;
}

static uint64_t chaos(uint64_t *s)
{
    *s = *s * UINT64_C(6364136223846793005) + 1;
    return *s >> 20;
}

/* Households with incomes of all signs and sizes. */
static struct fixture *varied(void)
{
    struct fixture *f = village_make(HOUSEHOLDS);
    uint64_t s = 11;
    f->county.line = 196000;
    f->county.national_line = 230000;
    f->parameters.indicators_line_1 = 5000;
    f->parameters.calendar_cpi = 1.25;
    f->view.first_year = 2009;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        const int32_t odd = i % 97 == 0 ? INT32_MIN + i : i % 89 == 0 ? INT32_MAX - i : 0;
        ROW(&f->view, income)[i] = odd ? odd : (int32_t)(chaos(&s) % 900000) - 50000;
        ROW(&f->view, assessed)[i] = odd ? odd : ROW(&f->view, income)[i] - (int32_t)(chaos(&s) % 3 * 20000);
        ROW(&f->view, members)[i] = (int32_t)(chaos(&s) % 9);
        ROW(&f->view, consumption)[i] = (int32_t)(chaos(&s) % 4000000);
        ROW(&f->view, weight)[i] = (uint16_t)(1 + chaos(&s) % 65535);
        ROW(&f->view, spell)[i] = (uint8_t)(chaos(&s) % 4);
        ROW(&f->view, wages)[i] = (int32_t)(chaos(&s) % 100000);
        ROW(&f->view, sales)[i] = (int32_t)(chaos(&s) % 100000);
        ROW(&f->view, transfers)[i] = (int32_t)(chaos(&s) % 100000);
        ROW(&f->view, memberships)[i] = (uint16_t)chaos(&s);
        ROW(&f->view, registered)[i] = (uint8_t)(chaos(&s) % 3);
    }
    return f;
}

static void lines_are_exact(void **state)
{
    (void)state;
    struct fixture *f = varied();
    int64_t *cells = cells_for(f);
    village_run(f, &measure_generic);
    static const int32_t lines[] = {196000, 230000, 625000}; /* the third: 5,000 Yuan x 1.25 */
    for (int l = 0; l < 3; l++) {
        __int128 persons = 0, gaps = 0, squares = 0;
        for (int32_t i = 0; i < HOUSEHOLDS; i++) {
            const __int128 w = (__int128)ROW(&f->view, members)[i] * ROW(&f->view, weight)[i],
                           gap = (__int128)lines[l] - ROW(&f->view, income)[i];
            if (gap > 0) {
                persons += w;
                gaps += w * gap;
                squares += w * gap * gap;
            }
        }
        const int64_t *at = cells + LINES_AT + l * LINE_CELLS;
        assert_true(at[LINE_PERSONS] == persons && at[LINE_SHORT] == gaps);
        assert_true(((__int128)at[LINE_SQUARES_HIGH] << 32) + at[LINE_SQUARES_LOW] == squares);
    }
    for (int l = 3; l < CELL_LINES * LINE_CELLS; l++) { /* lines that are 0 have nothing */
        assert_true(l < 3 * LINE_CELLS || cells[LINES_AT + l] == 0);
    }
    free(cells);
    village_free(f);
}

/* Histograms hold everybody once; every group's is part of all's. */
static void histograms_hold_all_persons(void **state)
{
    (void)state;
    struct fixture *f = varied();
    int64_t *cells = cells_for(f), all = 0, rows = 0, sets = 0, lacking_income = 0, parts = 0;
    village_run(f, &measure_generic);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        const int64_t heads = (int64_t)ROW(&f->view, members)[i] * ROW(&f->view, weight)[i];
        all += heads;
        rows += heads > 0;
    }
    for (int m = 0; m < MEASURED; m++) {
        int64_t in = 0, counted = 0;
        for (int b = 0; b < BINS; b++) {
            in += cells[m * MEASURED_CELLS + b * BIN_CELLS + BIN_WEIGHT];
            counted += cells[m * MEASURED_CELLS + b * BIN_CELLS + BIN_ROWS];
        }
        assert_true(in == all && counted == rows);
    }
    for (int s = 0; s < LACKS_SETS; s++) {
        sets += cells[SETS_AT + s];
        lacking_income += s & LACKS_INCOME ? cells[SETS_AT + s] : 0;
    }
    assert_true(sets == all && lacking_income == cells[LINES_AT + LINE_PERSONS]);
    for (int g = 0; g < GROUPS; g++) {
        int64_t in = 0;
        for (int b = 0; b < BINS; b++) {
            const int64_t own = cells[COUNTY_CELLS + g * GROUP_CELLS + b * BIN_CELLS + BIN_WEIGHT];
            assert_true(own <= cells[b * BIN_CELLS + BIN_WEIGHT]);
            in += own;
        }
        parts += g >= GROUP_main_wages ? in : 0;
    }
    assert_true(parts == all); /* the last three groups part all */
    free(cells);
    village_free(f);
}

/* Relative gaps of a group, to 2^-32 a person. */
static void a_group_has_its_gaps(void **state)
{
    (void)state;
    struct fixture *f = village_make(4);
    static const int32_t income[] = {10000, 11000, 15000, 16000};
    f->county.line = f->county.national_line = 12500;
    for (int32_t i = 0; i < 4; i++) {
        ROW(&f->view, income)[i] = income[i];
        ROW(&f->view, assessed)[i] = income[i] - 3000; /* the third is poor without aid */
        ROW(&f->view, members)[i] = 1;
        ROW(&f->view, minority)[i] = 1;
    }
    int64_t *cells = cells_for(f);
    village_run(f, &measure_generic);
    const int64_t *group = cells + COUNTY_CELLS + GROUP_minority * GROUP_CELLS, *at = group + GROUP_LINES_AT;
    assert_int_equal(group[GROUP_UNAIDED_AT], 3);
    assert_int_equal(at[GROUP_PERSONS], 2);
    assert_true(fabs((double)at[GROUP_GAPS] * 0x1p-32 / 4 - 0.08) < 1e-9);
    assert_true(fabs((double)at[GROUP_SQUARES] * 0x1p-32 / 4 - 0.0136) < 1e-9);
    free(cells);
    village_free(f);
}

/* Four households of two, line 1,000 Yuan: unaided 500, 900, 1,500, 800 and aid of 200, 300, 100, 0 a head. */
static void aid_is_followed_to_the_gap(void **state)
{
    (void)state;
    struct fixture *f = village_make(4);
    static const int32_t unaided[] = {50000, 90000, 150000, 80000}, aid[] = {20000, 30000, 10000, 0};
    f->county.line = 100000;
    for (int32_t i = 0; i < 4; i++) {
        ROW(&f->view, assessed)[i] = unaided[i];
        ROW(&f->view, income)[i] = unaided[i] + aid[i];
        ROW(&f->view, members)[i] = 2;
    }
    int64_t *cells = cells_for(f), *region = cells + COUNTY_CELLS;
    village_run(f, &measure_generic);
    assert_int_equal(region[AID_UNDER], 2 * (20000 + 10000));
    assert_int_equal(region[AID_POOR], 2 * (20000 + 30000));
    assert_int_equal(region[AID_AT + bin_of(150000).bin], 2 * 10000);
    free(cells);
    village_free(f);
}

/* In the third year: spells of 1 and 2 began within the run, one of 3 before it. Of three that end one lives on aid. */
static void spells_know_whether_their_beginning_was_seen(void **state)
{
    (void)state;
    struct fixture *f = village_make(5);
    static const uint8_t spell[] = {1, 2, 3, 0, 200};
    static const int32_t income[] = {200000, 90000, 200000, 200000, 120000};
    f->county.line = 100000;
    f->view.first_year = 2007; /* the fixture's year is 2009 */
    for (int32_t i = 0; i < 5; i++) {
        ROW(&f->view, spell)[i] = spell[i];
        ROW(&f->view, income)[i] = ROW(&f->view, assessed)[i] = income[i];
        ROW(&f->view, members)[i] = 1;
        ROW(&f->view, weight)[i] = 10;
        ROW(&f->view, wages)[i] = i == 0 ? 150000 : 0;
        ROW(&f->view, sales)[i] = i == 2 ? 300000 : 0;
        ROW(&f->view, costs)[i] = i == 2 ? 20000 : 0;
    }
    int64_t *cells = cells_for(f), *region = cells + COUNTY_CELLS;
    village_run(f, &measure_generic);
    const int64_t *at = region + SPELLS_AT, *end = region + SPELL_ENDS_AT;
    assert_true(at[0] == 10 && at[1] == 10 && at[2] == 0 && at[LONGEST_SPELL + 2] == 10);
    assert_true(at[2 * LONGEST_SPELL - 1] == 10); /* longer than any that is told */
    assert_true(end[0] == 10 && end[1] == 0 && end[LONGEST_SPELL + 2] == 10 &&
                end[2 * LONGEST_SPELL - 1] == 10);
    assert_int_equal(region[LEFT_INCOME], 10 * (200000 + 200000 + 120000));
    assert_int_equal(region[LEFT_EARNED], 10 * (150000 + 200000 + 0)); /* never more than there is */
    free(cells);
    village_free(f);
}

/* Where nothing is reported, nothing is touched. */
static void rests_without_cells(void **state)
{
    (void)state;
    struct fixture *f = varied();
    village_run(f, &measure_generic);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        assert_int_equal(ROW(&f->view, claim)[i], 0);
    }
    village_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_exact),
        cmocka_unit_test(histograms_hold_all_persons),
        cmocka_unit_test(a_group_has_its_gaps),
        cmocka_unit_test(aid_is_followed_to_the_gap),
        cmocka_unit_test(spells_know_whether_their_beginning_was_seen),
        cmocka_unit_test(rests_without_cells),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
