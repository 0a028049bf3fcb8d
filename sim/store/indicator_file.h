/* indicators.h5: what the model reports of every year (sim/report.h), netCDF-4/CF in plain HDF5, written whole at the
 * end of a run. The bytes depend on configuration and values alone. */
#ifndef SIM_INDICATOR_FILE_H
#define SIM_INDICATOR_FILE_H

#include "sim/store/history.h"

/* Writes the file of all years done; where nothing is reported, none. 0 or an errno. */
int hq_indicators_write(const char *path, const struct engine *e, const struct history *h);

/* Bytes of the numbers in it, for years of areas. */
int64_t hq_indicators_size(const struct model *m, int years, int areas);

/* One variable back from a file: sizes of its dimensions (at most 6; year first) in `sizes`, their number in *rank,
 * values malloc'd. 0 or an errno: ENOENT without such a file, ENOMSG without such a variable, EIO where it cannot be
 * read. */
enum { HQ_INDICATOR_DIMENSIONS = 6 };
int hq_indicators_read(const char *path, const char *name, double **values,
                       int64_t sizes[HQ_INDICATOR_DIMENSIONS], int *rank);

/* The labels of an axis ("measure_name", "area_code", ...): malloc'd texts, *count of them. 0 or an errno, as above. */
int hq_indicators_labels(const char *path, const char *axis, char ***labels, int64_t *count);

#endif
