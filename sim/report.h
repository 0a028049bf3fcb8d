/* What a model makes of a year for its readers: arrays of numbers by area and by axes of the model's own, out of
 * integers ("cells") that its processes add up, too many of them to be tallies. No state and in no hash; with
 * output.indicators off nothing of it is there. */
#ifndef SIM_REPORT_H
#define SIM_REPORT_H

#include "sim/model.h"

/* Counties that are looked at together: the region, every class, every zone (where the region's table has them), every
 * prefecture, every county. */
struct area {
    const char *kind, *code, *name; /* kind: region, class, zone, prefecture or county */
    const int32_t *counties;
    int32_t count;
};

struct county_table;

struct areas {
    struct area *rows;
    int count;
    int32_t *members; /* of all of them */
};

/* Classes, zones and prefectures without counties in the run are left out. Free with hq_areas_free. */
void hq_areas_make(struct areas *a, const struct county_table *counties, const char *const *classes);
void hq_areas_free(struct areas *a);

/* Most cells stay zero; which blocks of so many have something is noted, of every county and of the region from the first
 * cell on. */
enum { HQ_CELL_BLOCK = 64 };

static inline int64_t hq_cell_blocks(int64_t cells)
{
    return (cells + HQ_CELL_BLOCK - 1) / HQ_CELL_BLOCK;
}

/* The year's sums of all ranks, on rank 0. */
struct cells {
    const int64_t *counties; /* counties x model->county_cells */
    const int64_t *region;   /* model->region_cells */
    const struct areas *areas;
    const int64_t *
        filled; /* counties x blocks of a county, then those of the region: 0 where a block has nothing; NULL: not
                            * noted */
};

/* What a model tells of: its tables of variables and axes. */
struct report_table {
    const struct report_row *rows;
    int count;
    const struct axis_row *axes;
    int axis_count;
};

/* Numbers of a variable in a year, for so many areas; where they begin among those of a year; those of all variables.
 */
int64_t hq_report_numbers(const struct report_table *t, int variable, int areas);
int64_t hq_report_at(const struct report_table *t, int variable, int areas);
int64_t hq_report_size(const struct report_table *t, int areas);

#endif
