/* series.h5: the yearly series by county, netCDF-4/CF in plain HDF5, written by one process, each year
 * in its place, so that it can be read while the run goes on and survives a kill. The bytes of a
 * finished file depend on the layout and the values alone: no times, no host, no order of writing. */
#ifndef SIM_SERIES_FILE_H
#define SIM_SERIES_FILE_H

#include "sim/rows.h"

/* Texts are UTF-8. Series may not have the names of the file's own variables (series_image.c), nor a
 * unit with "since" in it, which readers take for a date. */
struct series_layout {
    const char *title, *model, *configuration_hash, *program_version;
    uint64_t seed;
    int first_year, years;
    int counties;
    const char *const *county_codes, *const *county_names, *const *prefectures;
    const int32_t *county_code_numbers, *classes; /* classes: rows of class_names */
    const char *const *class_names;
    int class_count;
    const struct series_row *series;
    int series_count;
    const char *const *hashed_columns; /* "household.herd", ...: rows of column_hash; may be 0 */
    int hashed_count;
};

struct series_file;

/* Creates the file with all its years, filled with NaN (hashes: empty text). It is made under
 * `path`.part and renamed, so that no reader meets half of it. 0 or an errno (EINVAL for a layout that
 * cannot be written); on error nothing of it remains. */
int hq_series_create(const char *path, const struct series_layout *layout, struct series_file **out);

/* Bytes of the file of this layout, which it has from its beginning on; 0 for a layout that cannot be written.
 */
int64_t hq_series_size(const struct series_layout *layout);

/* Writes one year, in any order and as often as wanted: values[s * counties + c]; state_hash 32 digits;
 * column_hashes hashed_count x 33. Every NaN is written as the same NaN. 0 or an errno. */
int hq_series_year(struct series_file *f, int year_index, const double *values, const char *state_hash,
                   const char (*column_hashes)[33]);

/* Flushes to the disk and closes; opens it again with HDF5 and compares what was written last. 0 or an
 * errno (EIO where it differs); frees `f` in any case. */
int hq_series_close(struct series_file *f);

/* One variable over time and county back from a file, finished or not: values[year_index * counties +
 * c], malloc'd. 0 or an errno: ENOENT without such a file, ENOMSG without such a variable, EIO where it
 * cannot be read. */
int hq_series_read(const char *path, const char *name, double **values, int *years, int *counties);

#endif
