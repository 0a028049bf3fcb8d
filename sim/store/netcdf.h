/* netCDF-4 files in plain HDF5, made in memory or on the disk: dimensions, variables and attributes that netCDF
 * tools, xarray and h5py all read. Inside of sim/; one thread. */
#ifndef SIM_NETCDF_H
#define SIM_NETCDF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/store/netcdf_scales.h"

/* Little endian in the file, as in memory. */
enum hq_nc_type {
    HQ_NC_I32,
    HQ_NC_F64,
    HQ_NC_CHARACTER,
    HQ_NC_I16,
    HQ_NC_I64,
    HQ_NC_U64,
    HQ_NC_F32,
    HQ_NC_TYPES
};
size_t hq_nc_size(enum hq_nc_type type);
int64_t hq_nc_stored(enum hq_nc_type type); /* HDF5's identifier of the type, in the file as in memory */

/* Datasets and the file are known by HDF5's identifiers. After the first failure every function does nothing
 * and returns -1 or 0. Does not move between begin and end. */
struct netcdf {
    int64_t file;
    bool failed;
    struct netcdf_scales scales; /* written at the end */
    void *bytes;                 /* the file, once HDF5 has closed it */
};

/* Begins an empty file in memory. */
void hq_nc_begin(struct netcdf *n);
/* Ends it and closes all that is in it. *bytes (malloc'd) is the file. 0, or EINVAL where a function
 * failed before: a name was used twice, a dimension was empty, memory was short. */
int hq_nc_end(struct netcdf *n, char **bytes, size_t *size);

/* The same on the disk, at `path`, for files that are too large for memory; the end gives 0 or an errno. */
void hq_nc_begin_at(struct netcdf *n, const char *path);
int hq_nc_end_at(struct netcdf *n);

/* Attributes of a dataset or of the file. A scalar where count is 0. */
void hq_nc_attribute(struct netcdf *n, int64_t object, const char *name, enum hq_nc_type type, int count,
                     const void *values);
void hq_nc_text(struct netcdf *n, int64_t object, const char *name, const char *text);
void hq_nc_texts(struct netcdf *n, int64_t object, const char *name, const char *const *texts, int count);
void hq_nc_int(struct netcdf *n, int64_t object, const char *name, int32_t value);
/* `units` ("1" for none) and `long_name`, which every dataset has. */
void hq_nc_describe(struct netcdf *n, int64_t object, const char *unit, const char *meaning);

/* Attributes of the file that say which run it is of: Conventions (CF-1.8) and the ones below, by these names.
 */
struct netcdf_origin {
    const char *title, *model, *configuration_hash, *program_version;
    uint64_t seed;
    int first_year, years;
};
void hq_nc_origin(struct netcdf *n, const struct netcdf_origin *origin);

/* Days from 1 January 1900 to 1 January of a year, Gregorian throughout: values of a time. */
int32_t hq_days_to_year(int32_t year);

/* A dimension with values of its own, and one without. */
int64_t hq_nc_coordinate(struct netcdf *n, const char *name, int count, const int32_t *values);
int64_t hq_nc_dimension(struct netcdf *n, const char *name, int count, const char *meaning);

/* A variable over dimensions (at most 6), contiguous and complete from the start: of `values` where
 * given, else of the value at `fill`, else of zeros. It stays open until the file ends. */
int64_t hq_nc_variable(struct netcdf *n, const char *name, enum hq_nc_type type, const int64_t *dimensions,
                       int rank, const void *fill, const void *values);
/* A dimension whose length may change, `count` for now (0 is allowed), and a variable over it, in pieces of
 * `piece` values of the dimension, and over `slots` (a dimension, or 0 for none). Its room is taken at once
 * and holds what the disk holds: zeros in a new file. */
int64_t hq_nc_long_dimension(struct netcdf *n, const char *name, int64_t count, const char *meaning);
int64_t hq_nc_long_variable(struct netcdf *n, const char *name, enum hq_nc_type type, int64_t dimension,
                            int64_t slots, int64_t piece);

/* One UTF-8 text for each value of a dimension, as an array of characters over `dimension` and a new
 * one, `name`_characters. */
int64_t hq_nc_text_variable(struct netcdf *n, const char *name, int64_t dimension, int count,
                            const char *const *texts, const char *meaning);

/* Where in the file the values of a variable lie. */
int64_t hq_nc_place(struct netcdf *n, int64_t variable);

#endif
