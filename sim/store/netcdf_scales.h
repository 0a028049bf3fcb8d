/* Which dimensions the variables of a netCDF-4 file have, told to HDF5 as its dimension scales: a list of dimensions at every
 * variable (DIMENSION_LIST), a list of variables at every dimension (REFERENCE_LIST). HDF5's own H5DSattach_scale writes
 * the latter anew for every variable, which is a quarter of a tiny run; here each is written once. Inside of sim/. */
#ifndef SIM_NETCDF_SCALES_H
#define SIM_NETCDF_SCALES_H

#include <stdint.h>

enum { HQ_NC_MOST_DIMENSIONS = 6 };

struct scaled_variable {
    int64_t set, dimensions[HQ_NC_MOST_DIMENSIONS]; /* HDF5's identifiers; they stay open */
    int rank;
};

struct netcdf_scales {
    struct scaled_variable *variables;
    int count, room;
};

/* Notes a variable of 1 to HQ_NC_MOST_DIMENSIONS dimensions. */
void hq_scales_note(struct netcdf_scales *s, int64_t set, const int64_t *dimensions, int rank);
/* Writes all that was noted, before the file is closed. Below 0 where HDF5 fails. */
int hq_scales_write(const struct netcdf_scales *s);
void hq_scales_free(struct netcdf_scales *s);

#endif
