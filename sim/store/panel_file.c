/* Reading a finished trajectories.h5 by what it says of itself. */
#include "sim/store/panel_file.h"

#include <hdf5.h>
#include <stdlib.h>
#include <string.h>

#include "sim/error.h"
#include "sim/store/files.h"
#include "sim/store/trajectories_file.h"

/* More than any file of ours has: a damaged size must not become memory. */
enum { MOST_YEARS = 10000, MOST_COUNTIES = 1000000, MOST_CODE = 64, MOST_SLOTS = 64 };
/* Values that a byte of a file stands for at most: where somebody has compressed it (deflate: 1032 to 1). */
enum { MOST_PACKED = 1032 };

/* ---- datasets and attributes ----------------------------------------------------------------- */

/* Opens a dataset and tells its dimensions, at most two; -1 where it has others, or is not there. */
static hid_t open_set(hid_t file, const char *name, hsize_t sizes[2], int *rank)
{
    const hid_t set = H5Lexists(file, name, H5P_DEFAULT) > 0 ? H5Dopen2(file, name, H5P_DEFAULT) : -1;
    const hid_t space = set < 0 ? -1 : H5Dget_space(set);

    sizes[0] = sizes[1] = 1;
    *rank = space < 0 ? 0 : H5Sget_simple_extent_ndims(space);
    const bool good = *rank >= 1 && *rank <= 2 && H5Sget_simple_extent_dims(space, sizes, NULL) == *rank;
    if (space >= 0)
        H5Sclose(space);
    if (set >= 0 && !good)
        H5Dclose(set);
    return good ? set : -1;
}

/* All values of a dataset over one dimension, of a type of 8 bytes at most; NULL where it is not that. */
static void *read_line(hid_t file, const char *name, hid_t type, size_t most, size_t *count)
{
    hsize_t sizes[2];
    int rank;
    const hid_t set = open_set(file, name, sizes, &rank);
    void *values = NULL;

    if (set < 0)
        return NULL;
    if (rank == 1 && sizes[0] >= 1 && sizes[0] <= most) {
        *count = (size_t)sizes[0];
        values = hq_zalloc(*count, sizeof(int64_t));
        if (H5Dread(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values) < 0) {
            free(values);
            values = NULL;
        }
    }
    H5Dclose(set);
    return values;
}

/* Texts of a dataset of characters, one a row; NULL where it is not that. */
static char **read_texts(hid_t file, const char *name, size_t *count)
{
    hsize_t sizes[2];
    int rank;
    const hid_t set = open_set(file, name, sizes, &rank);
    char **texts = NULL;

    if (set < 0)
        return NULL;
    if (rank == 2 && sizes[0] >= 1 && sizes[0] <= MOST_COUNTIES && sizes[1] >= 1 && sizes[1] <= MOST_CODE) {
        const size_t width = (size_t)sizes[1];
        char *all = hq_zalloc((size_t)sizes[0], width);
        if (H5Dread(set, H5T_C_S1, H5S_ALL, H5S_ALL, H5P_DEFAULT, all) >= 0) {
            *count = (size_t)sizes[0];
            texts = hq_zalloc(*count, sizeof *texts);
            for (size_t i = 0; i < *count; i++)
                texts[i] = hq_text("%.*s", (int)strnlen(all + i * width, width), all + i * width);
        }
        free(all);
    }
    H5Dclose(set);
    return texts;
}

static bool read_share(hid_t file, double *share)
{
    const hid_t attribute = H5Aopen(file, "panel_share", H5P_DEFAULT);
    const bool good = attribute >= 0 && H5Aread(attribute, H5T_NATIVE_DOUBLE, share) >= 0;

    if (attribute >= 0)
        H5Aclose(attribute);
    return good && *share > 0 && *share <= 1;
}

/* The seed is a text of digits: not every reader has 64 bits without a sign. */
static bool read_seed(hid_t file, uint64_t *seed)
{
    const hid_t attribute = H5Aopen(file, "seed", H5P_DEFAULT);
    const hid_t type = attribute < 0 ? -1 : H5Aget_type(attribute);
    char text[MOST_CODE + 1] = "", *end = text;

    if (type >= 0 && H5Tget_class(type) == H5T_STRING && H5Tget_size(type) <= MOST_CODE &&
        H5Tis_variable_str(type) == 0 && H5Aread(attribute, type, text) >= 0)
        *seed = strtoull(text, &end, 10);
    if (type >= 0)
        H5Tclose(type);
    if (attribute >= 0)
        H5Aclose(attribute);
    return end != text && !*end;
}

/* ---- the file -------------------------------------------------------------------------------- */

/* Years rise, and their rows lie one behind the other within the table, where no column that matters ends earlier: each is
 * compared when it is read. */
static bool index_is_sound(const struct panel_file *p)
{
    int64_t next = 0;
    bool sound = true;

    for (int y = 0; y < p->years && sound; y++) {
        sound = p->year[y] > (y ? p->year[y - 1] : 0) && p->year[y] < MOST_YEARS && p->rows[y] >= 0 &&
                (p->rows[y] == 0 || p->first[y] == next) && p->rows[y] <= INT64_MAX / 2 - next;
        next += p->rows[y];
    }
    return sound;
}

static bool read_index(struct panel_file *p)
{
    size_t years = 0, firsts = 0, rows = 0, counties = 0;

    p->year = read_line(p->file, "panel_year", H5T_NATIVE_INT32, MOST_YEARS, &years);
    p->first = read_line(p->file, "first_row", H5T_NATIVE_INT64, MOST_YEARS, &firsts);
    p->rows = read_line(p->file, "row_count", H5T_NATIVE_INT64, MOST_YEARS, &rows);
    p->county_codes = read_texts(p->file, "county_code", &counties);
    p->counties = (int)counties;
    p->years = (int)years;
    return p->year && p->first && p->rows && p->county_codes && years == firsts && years == rows &&
           index_is_sound(p);
}

int hq_panel_file_open(const char *path, struct panel_file *p, char **why)
{
    *p = (struct panel_file){.file = -1};
    *why = NULL;
    if (!hq_file_exists(path)) {
        *why = hq_text("%s is not there", path);
        return HQ_EXIT_IO;
    }
    p->file = hq_trajectories_open_to_read(path);
    const char *what = NULL;
    if (p->file < 0)
        what = "HDF5 cannot open it";
    else if (!read_share(p->file, &p->share) || !read_seed(p->file, &p->seed))
        what = "its panel_share or seed is missing or wrong";
    else if (!read_index(p))
        what = "its index of years or counties is missing or wrong";
    else if (hq_panel_file_slots(p, "id") != 1)
        what = "its ids are missing, or fewer than its index says";
    if (!what)
        return HQ_EXIT_DONE;
    *why = hq_text("%s is damaged: %s", path, what);
    return HQ_EXIT_BAD_DATA;
}

void hq_panel_file_close(struct panel_file *p)
{
    if (p->file >= 0)
        hq_trajectories_close_read(p->file);
    for (int i = 0; p->county_codes && i < p->counties; i++)
        free(p->county_codes[i]);
    free(p->county_codes);
    free(p->year);
    free(p->first);
    free(p->rows);
    *p = (struct panel_file){.file = -1};
}

int hq_panel_file_year(const struct panel_file *p, int year)
{
    for (int y = 0; y < p->years; y++)
        if (p->year[y] == year)
            return p->rows[y] > 0 ? y : -1;
    return -1;
}

/* ---- columns --------------------------------------------------------------------------------- */

struct column {
    hid_t set;
    int slots;
    bool real, wide; /* wide: 64 bits without a sign */
};

static int64_t rows_in_all(const struct panel_file *p)
{
    int64_t rows = 0;

    for (int y = 0; y < p->years; y++)
        rows += p->rows[y];
    return rows;
}

static bool open_column(const struct panel_file *p, const char *name, struct column *c)
{
    hsize_t sizes[2];
    int rank;

    c->set = open_set(p->file, name, sizes, &rank);
    if (c->set < 0)
        return false;
    const hid_t type = H5Dget_type(c->set);
    const H5T_class_t class = type < 0 ? H5T_NO_CLASS : H5Tget_class(type);
    c->real = class == H5T_FLOAT;
    c->wide = class == H5T_INTEGER && H5Tget_size(type) == 8 && H5Tget_sign(type) == H5T_SGN_NONE;
    const bool good = (c->real || class == H5T_INTEGER) && H5Tget_size(type) <= 8 && sizes[1] >= 1 &&
                      sizes[1] <= MOST_SLOTS && sizes[0] >= (hsize_t)rows_in_all(p) &&
                      (hsize_t)rows_in_all(p) / MOST_PACKED <= H5Dget_storage_size(c->set) / H5Tget_size(type);
    if (type >= 0)
        H5Tclose(type);
    c->slots = (int)sizes[1];
    if (!good)
        H5Dclose(c->set);
    return good;
}

int hq_panel_file_slots(const struct panel_file *p, const char *column)
{
    struct column c;

    if (!open_column(p, column, &c))
        return 0;
    H5Dclose(c.set);
    return c.slots;
}

/* HDF5 changes types on the way; the memory has the file's own rank, for which it is fast. */
static bool read_rows(const struct column *c, int64_t first, int64_t rows, hid_t type, void *out)
{
    const hsize_t start[2] = {(hsize_t)first, 0}, count[2] = {(hsize_t)rows, (hsize_t)c->slots};
    const hid_t space = H5Dget_space(c->set);
    const int rank = space < 0 ? 0 : H5Sget_simple_extent_ndims(space);
    const hid_t memory = rank < 1 ? -1 : H5Screate_simple(rank, count, NULL);
    const bool good = memory >= 0 &&
                      H5Sselect_hyperslab(space, H5S_SELECT_SET, start, NULL, count, NULL) >= 0 &&
                      H5Sselect_valid(space) > 0 && H5Dread(c->set, type, memory, space, H5P_DEFAULT, out) >= 0;

    if (memory >= 0)
        H5Sclose(memory);
    if (space >= 0)
        H5Sclose(space);
    return good;
}

static bool read_part(const struct panel_file *p, const char *name, int y, int64_t at, int64_t rows, bool reals,
                      void *out)
{
    struct column c;

    if (y < 0 || y >= p->years || at < 0 || rows < 0 || at > p->rows[y] || rows > p->rows[y] - at ||
        !open_column(p, name, &c))
        return false;
    const hid_t type = reals ? H5T_NATIVE_DOUBLE : c.wide ? H5T_NATIVE_UINT64 : H5T_NATIVE_INT64;
    const bool good = (reals || !c.real) && (rows == 0 || read_rows(&c, p->first[y] + at, rows, type, out));
    H5Dclose(c.set);
    return good;
}

bool hq_panel_file_integers(const struct panel_file *p, const char *column, int y, int64_t at, int64_t rows,
                            int64_t *out)
{
    return read_part(p, column, y, at, rows, false, out);
}

bool hq_panel_file_reals(const struct panel_file *p, const char *column, int y, int64_t at, int64_t rows,
                         double *out)
{
    return read_part(p, column, y, at, rows, true, out);
}
