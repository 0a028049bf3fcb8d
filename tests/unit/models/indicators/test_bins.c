/* Bins: every income in the one bin whose edges hold it, at its offset; integers that do not overflow. */
#include "unit/models/indicators/samples.h"

/* The income is between the edges, at its offset from the lower one. */
static void must_place(int64_t income)
{
    const struct bin_place p = bin_of((int32_t)income);
    assert_in_range(p.bin, 0, BINS - 1);
    const struct bin_edges e = bin_edges(p.bin);
    assert_true(e.low <= income && income <= e.high);
    assert_int_equal(p.offset, (income - e.low) / e.grain);
    assert_in_range(p.offset, 0, (1 << OFFSET_BITS) - 1);
}

static void edges_meet_and_hold_what_is_between(void **state)
{
    (void)state;
    assert_true(bin_edges(0).low == INT32_MIN);
    assert_true(bin_edges(BINS - 1).high == INT32_MAX);
    for (int b = 0; b < BINS; b++) {
        const struct bin_edges e = bin_edges(b);
        assert_true(e.low <= e.high);
        if (b > 0)
            assert_true(bin_edges(b - 1).high + 1 == e.low);
        for (int64_t y = e.low; y <= e.high; y += (e.high - e.low) / 7 + 1) {
            assert_int_equal(bin_of((int32_t)y).bin, b);
            must_place(y);
        }
        assert_int_equal(bin_of((int32_t)e.high).bin, b);
        must_place(e.high);
    }
}

static void bins_are_as_narrow_as_said(void **state)
{
    (void)state;
    for (int b = BINS_BELOW_ZERO; b < BINS; b++) {
        const struct bin_edges e = bin_edges(b);
        const int64_t width = e.high - e.low + 1;
        assert_true(width == 1 ? e.low < 128 : width * 64 <= e.low);
        assert_true(e.high < 8388608 ? e.grain == 1 : e.grain * 65536 == width);
    }
    for (int b = 0; b < BINS_BELOW_ZERO; b++) {
        const struct bin_edges e = bin_edges(b);
        const int64_t width = e.high - e.low + 1;
        assert_true(width == 1 ? e.high >= -8 : width * 4 <= -1 - e.high);
        assert_true(e.low >= -524288 ? e.grain == 1 : e.grain * 65536 == width);
    }
    assert_int_equal(bin_of(0).bin, BINS_BELOW_ZERO);
    assert_int_equal(bin_of(-1).bin, BINS_BELOW_ZERO - 1);
}

static void random_incomes_are_placed(void **state)
{
    (void)state;
    uint64_t random = 1;
    for (int i = 0; i < 100000; i++) {
        const int32_t y = random_octave(&random, 31 - 1);
        must_place(y);
        must_place(-(int64_t)y);
        must_place(INT32_MAX - (int64_t)random_below(&random, 1000000));
        must_place(INT32_MIN + (int64_t)random_below(&random, 1000000));
    }
}

static void cells_do_not_overflow(void **state)
{
    (void)state;
    const int64_t weight = (INT64_C(1) << 30) - 1;
    int64_t *cells = hq_zalloc(HISTOGRAM, sizeof *cells), line[LINE_CELLS] = {0};
    const struct bin_place top = bin_of(INT32_MAX);
    histogram_add(cells, INT32_MAX, weight);
    const int64_t *c = cells + (size_t)top.bin * BIN_CELLS;
    assert_true(c[BIN_ROWS] == 1 && c[BIN_WEIGHT] == weight);
    assert_true((__int128)c[BIN_OFFSETS] == (__int128)weight * top.offset);
    assert_true((__int128)c[BIN_SQUARES] == (__int128)weight * top.offset * top.offset);
    /* The largest gap that there is, of 2^32 - 1 fen. */
    line_add(line, INT32_MAX, INT32_MIN, weight, true);
    const __int128 gap = (__int128)INT32_MAX - INT32_MIN,
                   squares = ((__int128)line[LINE_SQUARES_HIGH] << 32) + line[LINE_SQUARES_LOW];
    assert_true(line[LINE_PERSONS] == weight && (__int128)line[LINE_SHORT] == weight * gap);
    assert_true(squares == weight * gap * gap);
    line_add(line, 5, 7, weight, false);
    assert_true(line[LINE_PERSONS] == weight && (__int128)line[LINE_SHORT] == weight * gap);
    free(cells);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(edges_meet_and_hold_what_is_between),
        cmocka_unit_test(bins_are_as_narrow_as_said),
        cmocka_unit_test(random_incomes_are_placed),
        cmocka_unit_test(cells_do_not_overflow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
