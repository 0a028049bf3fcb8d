#include "models/indicators/occupied.h"

#include <stdlib.h>

#include "sim/error.h"

/* Finds the bins of out->cells, which begin `behind` cells after the first block; `filled` says which blocks have something, or
 * NULL. */
static void find_bins(struct occupied *out, int64_t behind, const int64_t *filled)
{
    out->count = 0;
    for (int32_t b = 0; b < BINS; b++) {
        const int64_t first = behind + (int64_t)b * BIN_CELLS;
        out->bins[out->count] = b; /* without a branch: nobody could predict it */
        out->count += out->cells[(size_t)b * BIN_CELLS + BIN_ROWS] != 0;
        if (filled && !filled[first / HQ_CELL_BLOCK] && !filled[(first + BIN_CELLS - 1) / HQ_CELL_BLOCK]) {
            /* On to the bin in which the next block begins, which may be this one. */
            const int64_t next = ((first / HQ_CELL_BLOCK + 1) * HQ_CELL_BLOCK - behind) / BIN_CELLS;
            b = next > b + 1 ? (int32_t)next - 1 : b;
        }
    }
}

void occupied_of_county(const struct cells *cells, int county, int measure, struct occupied *out)
{
    const int64_t behind = (int64_t)measure * MEASURED_CELLS;
    out->cells = cells->counties + (int64_t)county * COUNTY_CELLS + behind;
    out->own = NULL;
    find_bins(out, behind, cells->filled ? cells->filled + county * hq_cell_blocks(COUNTY_CELLS) : NULL);
}

void occupied_of_group(const struct cells *cells, int counties, int group, struct occupied *out)
{
    const int64_t behind = (int64_t)group * GROUP_CELLS;
    out->cells = cells->region + behind;
    out->own = NULL;
    find_bins(out, behind, cells->filled ? cells->filled + counties * hq_cell_blocks(COUNTY_CELLS) : NULL);
}

static void add(int64_t *sum, const int64_t *own, int count)
{
    for (int i = 0; i < count; i++) {
        sum[i] += own[i];
    }
}

void occupied_of_area(const struct cells *cells, const struct area *a, int measure, struct occupied *out)
{
    if (a->count == 1) {
        occupied_of_county(cells, a->counties[0], measure, out);
        return;
    }
    int64_t *sum = hq_zalloc(MEASURED_CELLS, sizeof *sum);
    for (int32_t k = 0; k < a->count; k++) {
        occupied_of_county(cells, a->counties[k], measure, out);
        for (int i = 0; i < out->count; i++) {
            const size_t at = (size_t)out->bins[i] * BIN_CELLS;
            add(sum + at, out->cells + at, BIN_CELLS);
        }
        add(sum + LINES_AT, out->cells + LINES_AT, MEASURED_CELLS - LINES_AT);
    }
    out->cells = out->own = sum;
    find_bins(out, 0, NULL);
}

void occupied_free(struct occupied *o)
{
    free(o->own);
    *o = (struct occupied){.count = 0};
}
