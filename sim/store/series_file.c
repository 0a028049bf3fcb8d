/* series.h5 on the disk: the image of the empty file, then each year's values in their places. */
#define _GNU_SOURCE 1
#include "sim/store/series_file.h"

#include <errno.h>
#include <fcntl.h>
#include <hdf5.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sim/error.h"
#include "sim/store/files.h"
#include "sim/store/series_image.h"

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "values are written as they stand in memory");

struct series_file {
    char *path;
    int fd;
    int years, counties, series_count, hashed_count;
    struct series_image image; /* its bytes are gone once written */
    char **names;              /* of the series */
    /* What was written last, to be compared at the end; year -1 before any. */
    int year;
    double *values;
    char state_hash[HQ_HASH_TEXT], *column_hashes;
};

/* ---- making ---------------------------------------------------------------------------------- */

static struct series_file *new_file(const char *path, const struct series_layout *layout)
{
    struct series_file *f = hq_zalloc(1, sizeof *f);

    f->path = hq_copy_text(path);
    f->fd = f->year = -1;
    f->years = layout->years;
    f->counties = layout->counties;
    f->series_count = layout->series_count;
    f->hashed_count = layout->hashed_count;
    f->names = hq_zalloc((size_t)layout->series_count, sizeof *f->names);
    for (int s = 0; s < layout->series_count; s++)
        f->names[s] = hq_copy_text(layout->series[s].name);
    f->values = hq_zalloc((size_t)layout->series_count * (size_t)layout->counties, sizeof *f->values);
    f->column_hashes = hq_zalloc((size_t)layout->hashed_count, HQ_HASH_TEXT);
    return f;
}

static void free_file(struct series_file *f)
{
    if (f->fd >= 0)
        close(f->fd);
    for (int s = 0; s < f->series_count; s++)
        free(f->names[s]);
    series_image_free(&f->image);
    free(f->names);
    free(f->values);
    free(f->column_hashes);
    free(f->path);
    free(f);
}

/* Puts the image under its name; the descriptor stays open. */
static int place_file(struct series_file *f)
{
    char *part = hq_text("%s.part", f->path);
    int error = 0;

    f->fd = open(part, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (f->fd < 0) {
        error = errno;
    } else {
        error = hq_write_at(f->fd, f->image.bytes, f->image.size, 0);
        if (!error && fsync(f->fd) != 0)
            error = errno;
        if (!error)
            error = hq_rename_durably(part, f->path);
        if (error)
            unlink(part);
    }
    free(part);
    free(f->image.bytes);
    f->image.bytes = NULL;
    return error;
}

int hq_series_create(const char *path, const struct series_layout *layout, struct series_file **out)
{
    struct series_image image;
    int error = series_image_make(layout, &image);

    *out = NULL;
    if (error)
        return error;
    struct series_file *f = new_file(path, layout);
    f->image = image;
    error = place_file(f);
    if (error)
        free_file(f);
    else
        *out = f;
    return error;
}

int64_t hq_series_size(const struct series_layout *layout)
{
    struct series_image image;
    if (series_image_make(layout, &image))
        return 0;
    const int64_t size = (int64_t)image.size;
    series_image_free(&image);
    return size;
}

/* ---- writing --------------------------------------------------------------------------------- */

/* 32 characters, filled up with NULs. */
static void copy_hash(char to[HQ_HASH_TEXT], const char *from)
{
    size_t length = from ? strnlen(from, HQ_HASH_TEXT) : 0;

    memset(to, 0, HQ_HASH_TEXT);
    if (length > 0)
        memcpy(to, from, length);
}

/* The sign and payload of a NaN depend on how it came about and on the compiler: write one NaN. */
static void keep_year(struct series_file *f, int year, const double *values, const char *state_hash,
                      const char (*column_hashes)[33])
{
    size_t count = (size_t)f->series_count * (size_t)f->counties;

    f->year = year;
    for (size_t i = 0; i < count; i++)
        f->values[i] = isnan(values[i]) ? (double)NAN : values[i];
    copy_hash(f->state_hash, state_hash);
    for (int i = 0; i < f->hashed_count; i++)
        copy_hash(f->column_hashes + (size_t)i * HQ_HASH_TEXT, column_hashes ? column_hashes[i] : NULL);
}

int hq_series_year(struct series_file *f, int year_index, const double *values, const char *state_hash,
                   const char (*column_hashes)[33])
{
    size_t row = (size_t)f->counties * sizeof *values, hashes = (size_t)f->hashed_count * HQ_HASH_TEXT;
    int error = 0;

    if (year_index < 0 || year_index >= f->years)
        return EINVAL;
    keep_year(f, year_index, values, state_hash, column_hashes);
    for (int s = 0; s < f->series_count && !error; s++)
        error = hq_write_at(f->fd, f->values + (size_t)s * (size_t)f->counties, row,
                            f->image.series_at[s] + (int64_t)row * year_index);
    if (!error)
        error = hq_write_at(f->fd, f->state_hash, HQ_HASH_TEXT,
                            f->image.state_hash_at + (int64_t)HQ_HASH_TEXT * year_index);
    if (!error && hashes > 0)
        error = hq_write_at(f->fd, f->column_hashes, hashes,
                            f->image.column_hash_at + (int64_t)hashes * year_index);
    return error;
}

/* ---- reading --------------------------------------------------------------------------------- */

/* Without a lock: some file systems have none, and nobody changes what is read. */
static hid_t open_to_read(const char *path)
{
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
    hid_t access = H5Pcreate(H5P_FILE_ACCESS);
    H5Pset_file_locking(access, 0, 1);
    hid_t file = H5Fopen(path, H5F_ACC_RDONLY, access);
    H5Pclose(access);
    return file;
}

/* Reads the row of one year, `bytes` long, from a dataset whose first dimension is time. */
static bool read_year(hid_t file, const char *name, int year, hid_t type, void *row, size_t bytes)
{
    hsize_t start[3] = {(hsize_t)year}, sizes[3] = {0};
    hid_t set = H5Dopen2(file, name, H5P_DEFAULT);
    if (set < 0)
        return false;
    hid_t space = H5Dget_space(set);
    int rank = H5Sget_simple_extent_ndims(space);
    bool done = rank >= 1 && rank <= 3 && H5Sget_simple_extent_dims(space, sizes, NULL) == rank &&
                (hsize_t)year < sizes[0];
    hsize_t length = 1;
    sizes[0] = 1;
    for (int i = 1; done && i < rank; i++)
        length *= sizes[i];
    done = done && length * H5Tget_size(type) == bytes;
    if (done) {
        hid_t memory = H5Screate_simple(rank, sizes, NULL);
        done = H5Sselect_hyperslab(space, H5S_SELECT_SET, start, NULL, sizes, NULL) >= 0 &&
               H5Dread(set, type, memory, space, H5P_DEFAULT, row) >= 0;
        H5Sclose(memory);
    }
    H5Sclose(space);
    H5Dclose(set);
    return done;
}

/* Whether HDF5 finds in the file what was written last. */
static bool as_written(const struct series_file *f, hid_t file)
{
    size_t row = (size_t)f->counties * sizeof(double), hashes = (size_t)f->hashed_count * HQ_HASH_TEXT;
    char *found = hq_alloc(row > hashes ? row : hashes), state_hash[HQ_HASH_TEXT];
    bool same = true;

    for (int s = 0; s < f->series_count && same; s++)
        same = read_year(file, f->names[s], f->year, H5T_NATIVE_DOUBLE, found, row) &&
               memcmp(found, f->values + (size_t)s * (size_t)f->counties, row) == 0;
    same = same && read_year(file, "state_hash", f->year, H5T_C_S1, state_hash, HQ_HASH_TEXT) &&
           memcmp(state_hash, f->state_hash, HQ_HASH_TEXT) == 0;
    if (same && hashes > 0)
        same = read_year(file, "column_hash", f->year, H5T_C_S1, found, hashes) &&
               memcmp(found, f->column_hashes, hashes) == 0;
    free(found);
    return same;
}

static int verify(const struct series_file *f)
{
    hid_t file = open_to_read(f->path);
    if (file < 0)
        return EIO;
    bool same = f->year < 0 || as_written(f, file);
    return H5Fclose(file) >= 0 && same ? 0 : EIO;
}

int hq_series_close(struct series_file *f)
{
    int error = fsync(f->fd) == 0 ? 0 : errno;

    if (close(f->fd) != 0 && !error)
        error = errno;
    f->fd = -1;
    if (!error)
        error = verify(f);
    free_file(f);
    return error;
}

/* All of an open dataset over time and county. */
static int read_all(hid_t set, double **values, int *years, int *counties)
{
    hsize_t sizes[2] = {0};
    hid_t space = H5Dget_space(set), type = H5Dget_type(set);
    bool fits = H5Tget_class(type) == H5T_FLOAT && H5Sget_simple_extent_ndims(space) == 2 &&
                H5Sget_simple_extent_dims(space, sizes, NULL) == 2;

    H5Tclose(type);
    H5Sclose(space);
    if (!fits)
        return ENOMSG;
    *years = (int)sizes[0];
    *counties = (int)sizes[1];
    *values = hq_alloc((size_t)sizes[0] * (size_t)sizes[1] * sizeof **values);
    if (H5Dread(set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, *values) >= 0)
        return 0;
    free(*values);
    *values = NULL;
    return EIO;
}

int hq_series_read(const char *path, const char *name, double **values, int *years, int *counties)
{
    *values = NULL;
    *years = *counties = 0;
    if (!hq_file_exists(path))
        return ENOENT;
    hid_t file = open_to_read(path);
    if (file < 0)
        return EIO;
    hid_t set = H5Dopen2(file, name, H5P_DEFAULT);
    int error = set < 0 ? ENOMSG : read_all(set, values, years, counties);
    if (set >= 0)
        H5Dclose(set);
    H5Fclose(file);
    return error;
}
