/* Occupied bins: found with and without what is noted of blocks, of counties, sums of them and groups. */
#include "models/indicators/occupied.c" // NOLINT(bugprone-suspicious-include)

#include "unit/sim/test.h"

enum { PLACES = 3, TOTAL = 40 };

struct filled_cells {
    int64_t *counties, *region, *filled;
    struct cells cells;
};

static void note(int64_t *filled, const int64_t *cells, int64_t count)
{
    for (int64_t i = 0; i < count; i++) {
        filled[i / HQ_CELL_BLOCK] |= cells[i] != 0;
    }
}

/* A few rows everywhere, those of the last county all in one bin; what is filled is noted cell by cell. */
static void fill(struct filled_cells *f, uint64_t seed)
{
    const int64_t blocks = hq_cell_blocks(COUNTY_CELLS);
    *f = (struct filled_cells){hq_zalloc(PLACES * COUNTY_CELLS, 8),
                               hq_zalloc(REGION_CELLS, 8),
                               hq_zalloc((size_t)(PLACES * blocks + hq_cell_blocks(REGION_CELLS)), 8),
                               {.filled = NULL}};
    for (int i = 0; i < TOTAL; i++) {
        const int32_t fen = (int32_t)(test_random(&seed) % 4000000) - 100000;
        for (int k = 0; k < PLACES; k++) {
            for (int m = 0; m < MEASURED; m++) {
                int64_t *own = f->counties + (size_t)k * COUNTY_CELLS + (size_t)m * MEASURED_CELLS;
                histogram_add(own, k == PLACES - 1 ? 70000 : fen * (k + 1) + m, 1 + i % 3);
                own[LINES_AT + 5] += 1;
            }
        }
        for (int g = 0; g < GROUPS; g++) {
            histogram_add(f->region + (size_t)g * GROUP_CELLS, fen - 1000 * g, 2);
        }
    }
    for (int k = 0; k < PLACES; k++) {
        note(f->filled + k * blocks, f->counties + (size_t)k * COUNTY_CELLS, COUNTY_CELLS);
    }
    note(f->filled + PLACES * blocks, f->region, REGION_CELLS);
    f->cells = (struct cells){.counties = f->counties, .region = f->region, .filled = f->filled};
}

static void empty(struct filled_cells *f)
{
    free(f->counties);
    free(f->region);
    free(f->filled);
}

/* The bins are those with rows, each once and in order, by looking at all of them. */
static void must_be_all(const struct occupied *o)
{
    int at = 0;
    for (int32_t b = 0; b < BINS; b++) {
        if (o->cells[b * BIN_CELLS + BIN_ROWS] != 0) {
            assert_true(at < o->count);
            assert_int_equal(o->bins[at++], b);
        }
    }
    assert_int_equal(at, o->count);
    assert_true(at > 0);
}

static void every_occupied_bin_is_found(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        struct filled_cells f;
        struct occupied o;
        fill(&f, seed);
        for (int noted = 0; noted < 2; noted++) {
            f.cells.filled = noted ? f.filled : NULL;
            for (int k = 0; k < PLACES; k++) {
                for (int m = 0; m < MEASURED; m++) {
                    occupied_of_county(&f.cells, k, m, &o);
                    must_be_all(&o);
                    assert_true(k < PLACES - 1 || o.count == 1);
                    assert_null(o.own);
                }
            }
            for (int g = 0; g < GROUPS; g++) {
                occupied_of_group(&f.cells, PLACES, g, &o);
                must_be_all(&o);
            }
        }
        empty(&f);
    }
}

static void an_area_is_the_sum_of_its_counties(void **state)
{
    struct filled_cells f;
    struct occupied o;
    const int32_t members[] = {0, 2};
    (void)state;
    fill(&f, 7);
    for (int m = 0; m < MEASURED; m++) {
        occupied_of_area(&f.cells, &(struct area){.counties = members, .count = 2}, m, &o);
        must_be_all(&o);
        const int64_t *a = f.counties + (size_t)m * MEASURED_CELLS, *b = a + 2 * (size_t)COUNTY_CELLS;
        for (int i = 0; i < MEASURED_CELLS; i++) {
            assert_int_equal(o.cells[i], a[i] + b[i]);
        }
        assert_int_equal(o.cells[LINES_AT + 5], 2 * TOTAL);
        occupied_free(&o);
        assert_int_equal(o.count, 0);

        occupied_of_area(&f.cells, &(struct area){.counties = members + 1, .count = 1}, m, &o);
        assert_true(o.cells == b && o.count == 1);
        occupied_free(&o);
    }
    empty(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_occupied_bin_is_found),
        cmocka_unit_test(an_area_is_the_sum_of_its_counties),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
