/* The layout of trajectories.h5, and writing values into it. Reading is in trajectories_read.c. */
#define _GNU_SOURCE 1
#include "sim/store/trajectories_file.h"

#include <errno.h>
#include <fcntl.h>
#include <hdf5.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sim/error.h"
#include "sim/parallel.h"
#include "sim/store/files.h"

enum { HASH_TEXT = 32 };

/* Rows of a piece of the file at most; bytes that one rank writes at a time. */
#define MOST_PIECE   ((int64_t)1 << 20)
#define MOST_AT_ONCE ((int64_t)1 << 30)

/* ---- variables ------------------------------------------------------------------------------- */

/* No type of one byte and none without a sign but for ids: not every reader has them. */
static const enum hq_nc_type stored_types[HQ_TYPES] = {
    [HQ_u8] = HQ_NC_I16,  [HQ_i8] = HQ_NC_I16,  [HQ_u16] = HQ_NC_I32, [HQ_i16] = HQ_NC_I16,
    [HQ_i32] = HQ_NC_I32, [HQ_u32] = HQ_NC_I64, [HQ_i64] = HQ_NC_I64, [HQ_u64] = HQ_NC_U64,
    [HQ_f32] = HQ_NC_F32, [HQ_f64] = HQ_NC_F64,
};

static const struct panel_variable own_variables[PANEL_OWN] = {
    [PANEL_ID] = {"id", HQ_NC_U64, 1, "1", "identity of the household, the same in all years and runs"},
    [PANEL_TIME] = {"time", HQ_NC_I32, 1, "days since 1900-01-01",
                    "the calendar year that begins on this day; stocks are those at its end"},
    [PANEL_YEAR] = {"year", HQ_NC_I32, 1, "year", "calendar year"},
    [PANEL_VILLAGE] = {"village", HQ_NC_I32, 1, "1", "number of the village within its county, from 0"},
    [PANEL_COUNTY] = {"county_index", HQ_NC_I32, 1, "1", "place of the county along the dimension county"},
    [PANEL_WEIGHT] = {"weight", HQ_NC_I32, 1, "households",
                      "households of the full population that this one stands for"},
};

int hq_panel_variables(const struct trajectories_layout *layout)
{
    return PANEL_OWN + layout->kept_count;
}

struct panel_variable hq_panel_variable(const struct trajectories_layout *layout, int variable)
{
    if (variable < PANEL_OWN)
        return own_variables[variable];
    const struct column_row *row = layout->kept[variable - PANEL_OWN];
    const enum hq_nc_type type = row->scale != 0 ? HQ_NC_F32 : stored_types[row->type];
    return (struct panel_variable){row->name, type, row->slots, row->unit, row->meaning};
}

/* ---- layout ---------------------------------------------------------------------------------- */

static int64_t capacity(const struct trajectories_layout *layout)
{
    return layout->members * layout->years;
}

/* A year's rows where that is not too many. */
static int64_t piece_rows(const struct trajectories_layout *layout)
{
    const int64_t pieces = (layout->members + MOST_PIECE - 1) / MOST_PIECE;

    return layout->members ? (layout->members + pieces - 1) / pieces : 1;
}

static void add_globals(struct netcdf *n, const struct trajectories_layout *layout)
{
    hq_nc_origin(n, &(struct netcdf_origin){.title = layout->title,
                                            .model = layout->model,
                                            .configuration_hash = layout->configuration_hash,
                                            .program_version = layout->program_version,
                                            .seed = layout->seed,
                                            .first_year = layout->first_year,
                                            .years = layout->years});
    hq_nc_text(n, n->file, "featureType", "timeSeries");
    hq_nc_attribute(n, n->file, "panel_share", HQ_NC_F64, 0, &layout->share);
    hq_nc_text(n, n->file, "panel_columns", layout->columns);
    hq_nc_attribute(n, n->file, "panel_members", HQ_NC_I64, 0, &layout->members);
}

static void add_counties(struct netcdf *n, const struct trajectories_layout *l)
{
    const int64_t county = hq_nc_coordinate(n, "county", l->counties, l->county_code_numbers);

    hq_nc_describe(n, county, "1", "administrative code of the county");
    const int64_t code = hq_nc_text_variable(n, "county_code", county, l->counties, l->county_codes,
                                             "code of the county, as text");
    hq_nc_text(n, code, "cf_role", "timeseries_id");
    hq_nc_text_variable(n, "county_name", county, l->counties, l->county_names, "name of the county");
}

/* Where each year's rows are; a year that is not done has none. */
static void add_index(struct netcdf *n, const struct trajectories_layout *layout)
{
    int32_t *years = hq_zalloc((size_t)layout->years, sizeof *years);

    for (int y = 0; y < layout->years; y++)
        years[y] = layout->first_year + y;
    const int64_t year = hq_nc_coordinate(n, "panel_year", layout->years, years);
    hq_nc_describe(n, year, "year", "calendar year of an entry of the index");
    int64_t set = hq_nc_variable(n, "first_row", HQ_NC_I64, &year, 1, NULL, NULL);
    hq_nc_describe(n, set, "1", "place of the year's first row along the dimension obs");
    set = hq_nc_variable(n, "row_count", HQ_NC_I64, &year, 1, NULL, NULL);
    hq_nc_describe(n, set, "households", "rows of the year; 0 before it is done");
    const int64_t two[2] = {year, hq_nc_dimension(n, "hash_characters", HASH_TEXT, "characters of a hash")};
    set = hq_nc_variable(n, "year_hash", HQ_NC_CHARACTER, two, 2, NULL, NULL);
    hq_nc_describe(n, set, "1", "hash of the year's rows; empty before it is done");
    hq_nc_text(n, set, "_Encoding", "utf-8");
    free(years);
}

static void add_rows(struct netcdf *n, const struct trajectories_layout *layout)
{
    const int64_t obs = hq_nc_long_dimension(n, "obs", capacity(layout),
                                             "rows: years, in a year villages, in a village households by id");
    int64_t slot = 0;

    for (int v = 0; v < hq_panel_variables(layout); v++) {
        const struct panel_variable own = hq_panel_variable(layout, v);
        if (own.slots > 1 && !slot)
            slot =
                hq_nc_dimension(n, "slot", own.slots, "people of a household; a slot is one person for life");
        const int64_t set =
            hq_nc_long_variable(n, own.name, own.type, obs, own.slots > 1 ? slot : 0, piece_rows(layout));
        hq_nc_describe(n, set, own.unit, own.meaning);
        if (v == PANEL_TIME) {
            hq_nc_text(n, set, "calendar", "proleptic_gregorian");
            hq_nc_text(n, set, "standard_name", "time");
        } else if (v == PANEL_COUNTY) {
            hq_nc_text(n, set, "instance_dimension", "county");
        } else if (v >= PANEL_WEIGHT) {
            hq_nc_text(n, set, "coordinates", "time year id village county_index");
        }
    }
}

static void add_all(struct netcdf *n, const struct trajectories_layout *layout)
{
    add_globals(n, layout);
    add_counties(n, layout);
    add_index(n, layout);
    add_rows(n, layout);
}

static bool layout_is_sound(const struct trajectories_layout *layout)
{
    bool sound = layout->years >= 1 && layout->counties >= 1 && layout->members >= 0;

    for (int c = 0; c < layout->kept_count && sound; c++) {
        const struct column_row *row = layout->kept[c];
        sound = (row->slots == 1 || row->slots == 8) && !strstr(row->unit, "since");
        sound = sound && (row->scale == 0 || hq_type_size(row->type) <= 2); /* f32 has it exactly */
        for (int own = 0; own < PANEL_OWN; own++)
            sound = sound && strcmp(row->name, own_variables[own].name) != 0;
    }
    return sound;
}

static int64_t row_bytes(const struct trajectories_layout *layout)
{
    int64_t row = 0;

    for (int v = 0; v < hq_panel_variables(layout); v++) {
        const struct panel_variable own = hq_panel_variable(layout, v);
        row += (int64_t)hq_nc_size(own.type) * own.slots;
    }
    return row;
}

/* Bytes of all values, at least: what the disk must hold. */
static int64_t bytes_of_values(const struct trajectories_layout *layout)
{
    return row_bytes(layout) * capacity(layout);
}

/* Room for the file, so that no write of a value can meet a full disk: MPI-IO loses such errors. File systems
 * that cannot promise room are taken at their word. */
static int take_room(const char *path, int64_t at_least)
{
    struct stat what;
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);

    if (fd < 0)
        return errno;
    int error = fstat(fd, &what) == 0 ? 0 : errno;
    const int64_t size = !error && what.st_size > at_least ? what.st_size : at_least;
    if (!error && size > 0)
        error = posix_fallocate(fd, 0, size);
    if (error == EOPNOTSUPP || error == EINVAL)
        error = 0;
    if (!error && fsync(fd) != 0)
        error = errno;
    if (close(fd) != 0 && !error)
        error = errno;
    return error;
}

int hq_trajectories_create(const char *path, const struct trajectories_layout *layout)
{
    struct netcdf n;

    if (!layout_is_sound(layout))
        return EINVAL;
    unlink(path);
    int error = take_room(path, bytes_of_values(layout)); /* HDF5 does not say why it fails */
    if (!error)
        unlink(path);
    if (!error) {
        hq_nc_begin_at(&n, path);
        add_all(&n, layout);
        error = hq_nc_end_at(&n);
    }
    if (!error)
        error = take_room(path, 0);
    if (!error)
        error = hq_flush_folder_of(path);
    if (error)
        unlink(path);
    return error;
}

/* ---- size ------------------------------------------------------------------------------------ */

/* Whole pieces take room, though the last one may not be full. */
static int64_t rows_with_room(const struct trajectories_layout *layout)
{
    const int64_t piece = piece_rows(layout);

    return (capacity(layout) + piece - 1) / piece * piece;
}

/* What is around the values does not depend on how many rows a piece has: it is taken from a file of one row a
 * year, made in memory. */
int64_t hq_trajectories_size(const struct trajectories_layout *layout)
{
    struct trajectories_layout thin = *layout;
    struct netcdf n;
    char *bytes;
    size_t size;

    if (!layout_is_sound(layout))
        return 0;
    thin.members = layout->members > 0;
    hq_nc_begin(&n);
    add_all(&n, &thin);
    if (hq_nc_end(&n, &bytes, &size))
        return 0;
    free(bytes);
    return (int64_t)size + row_bytes(layout) * (rows_with_room(layout) - rows_with_room(&thin));
}

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

int64_t hq_trajectories_memory(const struct trajectories_layout *layout, int64_t own, int64_t step,
                               bool read_back)
{
    const int64_t place = 2 * sizeof(int32_t), hash = sizeof(uint64_t); /* a member's */
    /* Lists of places grow by doubling and are then put together. */
    const int64_t choosing = 3 * place * own;
    const int64_t writing = place * own + least(own, step) * (row_bytes(layout) + hash);
    int64_t widest = 0;

    for (int v = 0; v < hq_panel_variables(layout); v++) {
        const struct panel_variable variable = hq_panel_variable(layout, v);
        const int64_t width = (int64_t)hq_nc_size(variable.type) * variable.slots;
        widest = width > widest ? width : widest;
    }
    const int64_t reading = least(layout->members, HQ_PANEL_BLOCK) * (widest + hash);
    const int64_t most = choosing > writing ? choosing : writing;
    return read_back && reading > most ? reading : most;
}

/* ---- opening --------------------------------------------------------------------------------- */

struct trajectories {
    const struct trajectories_layout *layout;
    bool together; /* all ranks write */
    hid_t file, transfer, first_row, row_count, year_hash;
    hid_t *sets; /* one a variable */
};

static hid_t open_to_write(const char *path, const void *communicator)
{
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
    hid_t access = H5Pcreate(H5P_FILE_ACCESS);
    H5Pset_libver_bounds(access, H5F_LIBVER_V18, H5F_LIBVER_V110);
    H5Pset_fclose_degree(access, H5F_CLOSE_STRONG);
    H5Pset_cache(access, 0, 521, 0, 0.75); /* values go straight to the file, and in order */
    H5Pset_sieve_buf_size(access, 0);
    if (communicator)
        H5Pset_fapl_mpio(access, *(const MPI_Comm *)communicator, MPI_INFO_NULL);
    else
        H5Pset_file_locking(access, 0, 1);
    hid_t file = H5Fopen(path, H5F_ACC_RDWR, access);
    H5Pclose(access);
    return file;
}

static bool open_sets(struct trajectories *t)
{
    const int count = hq_panel_variables(t->layout);

    t->first_row = H5Dopen2(t->file, "first_row", H5P_DEFAULT);
    t->row_count = H5Dopen2(t->file, "row_count", H5P_DEFAULT);
    t->year_hash = H5Dopen2(t->file, "year_hash", H5P_DEFAULT);
    t->transfer = H5Pcreate(H5P_DATASET_XFER);
    if (t->together)
        H5Pset_dxpl_mpio(t->transfer, H5FD_MPIO_COLLECTIVE);
    bool good = t->first_row >= 0 && t->row_count >= 0 && t->year_hash >= 0 && t->transfer >= 0;
    for (int v = 0; v < count && good; v++) {
        t->sets[v] = H5Dopen2(t->file, hq_panel_variable(t->layout, v).name, H5P_DEFAULT);
        good = t->sets[v] >= 0;
    }
    return good;
}

int hq_trajectories_open(const char *path, const struct trajectories_layout *layout, struct trajectories **out)
{
    struct trajectories *t = hq_zalloc(1, sizeof *t);
    const void *communicator = hq_ranks() > 1 ? hq_communicator() : NULL;

    t->layout = layout;
    t->together = communicator != NULL;
    t->file = t->transfer = -1;
    t->sets = hq_zalloc((size_t)hq_panel_variables(layout), sizeof *t->sets);
    *out = t;
    if (!t->together && hq_rank() != 0)
        return 0;
    errno = 0;
    t->file = open_to_write(path, communicator);
    if (t->file >= 0 && open_sets(t))
        return 0;
    const int error = errno ? errno : EIO;
    hq_trajectories_close(t);
    *out = NULL;
    return error;
}

int hq_trajectories_close(struct trajectories *t)
{
    errno = 0;
    const bool good = t->file < 0 || H5Fclose(t->file) >= 0; /* and all that is open in it */
    const int error = good ? 0 : errno ? errno : EIO;

    if (t->transfer >= 0)
        H5Pclose(t->transfer);
    free(t->sets);
    free(t);
    return error;
}

/* ---- values ---------------------------------------------------------------------------------- */

/* `rows` may be 0: the call is collective. */
static bool put_rows(const struct trajectories *t, hid_t set, hid_t type, int64_t width, int64_t at,
                     int64_t rows, const void *values)
{
    const hsize_t start[2] = {(hsize_t)at, 0}, count[2] = {(hsize_t)rows, (hsize_t)width};
    hid_t space = H5Dget_space(set);
    /* Of the file's own rank: for another one HDF5 goes through the values one by one. */
    hid_t memory = H5Screate_simple(H5Sget_simple_extent_ndims(space), count, NULL);
    bool good = space >= 0 && memory >= 0;

    if (good && rows > 0)
        good = H5Sselect_hyperslab(space, H5S_SELECT_SET, start, NULL, count, NULL) >= 0;
    else if (good)
        good = H5Sselect_none(space) >= 0 && H5Sselect_none(memory) >= 0;
    good = H5Dwrite(set, type, memory, space, t->transfer, values) >= 0 && good;
    H5Sclose(memory);
    H5Sclose(space);
    return good;
}

/* All ranks' rows on rank 0: for ranks that are threads. */
static void *gather(const void *values, size_t size, int64_t *rows)
{
    int64_t *counts = hq_zalloc((size_t)hq_ranks(), sizeof *counts);

    counts[0] = *rows;
    void *all = hq_exchange_items(values, counts, (int64_t)size, rows);
    free(counts);
    return all;
}

int hq_trajectories_write(struct trajectories *t, int variable, const void *values, int64_t at, int64_t rows,
                          int64_t most)
{
    const struct panel_variable own = hq_panel_variable(t->layout, variable);
    const int64_t size = (int64_t)hq_nc_size(own.type) * own.slots, step = MOST_AT_ONCE / size;
    void *all = !t->together && hq_ranks() > 1 ? gather(values, (size_t)size, &rows) : NULL;
    const unsigned char *from = all ? all : values;
    const hid_t type = hq_nc_stored(own.type);
    bool good = true;

    errno = 0;
    most = t->together ? most : rows;
    for (int64_t done = 0; t->file >= 0 && done < most; done += step) {
        const int64_t left = rows - done < 0 ? 0 : rows - done, part = left < step ? left : step;
        good =
            put_rows(t, t->sets[variable], type, own.slots, at + done, part, from + (part ? done * size : 0)) &&
            good;
    }
    free(all);
    return good ? 0 : errno ? errno : EIO;
}

/* One value (or hash) of the index, written by rank 0. */
static bool put_index(const struct trajectories *t, hid_t set, hid_t type, int64_t width, int year,
                      const void *value)
{
    return put_rows(t, set, type, width, year, hq_rank() == 0, value);
}

int hq_trajectories_year(struct trajectories *t, int year_index, const struct panel_year *year)
{
    errno = 0;
    if (t->file < 0)
        return 0;
    /* Behind the values and the count last: a reader who finds the year in the index finds its rows. */
    bool good = put_index(t, t->year_hash, H5T_C_S1, HASH_TEXT, year_index, year->hash);
    good = put_index(t, t->first_row, H5T_STD_I64LE, 1, year_index, &year->first) && good;
    good = put_index(t, t->row_count, H5T_STD_I64LE, 1, year_index, &year->rows) && good;
    good = H5Fflush(t->file, H5F_SCOPE_GLOBAL) >= 0 && good;
    return good ? 0 : errno ? errno : EIO;
}

int hq_trajectories_rewind(const char *path, const struct trajectories_layout *layout, int done)
{
    struct trajectories t = {.layout = layout, .transfer = H5P_DEFAULT};
    const struct panel_year none = {0};
    bool good = true;

    t.sets = hq_zalloc((size_t)hq_panel_variables(layout), sizeof *t.sets);
    t.file = open_to_write(path, NULL);
    good = t.file >= 0 && open_sets(&t);
    for (int y = done; y < layout->years && good; y++)
        good = hq_trajectories_year(&t, y, &none) == 0;
    if (t.file >= 0)
        good = H5Fclose(t.file) >= 0 && good;
    if (t.transfer > 0)
        H5Pclose(t.transfer);
    free(t.sets);
    return good ? hq_flush_file(path) : EIO;
}

int hq_trajectories_resize(const char *path, const struct trajectories_layout *layout, int64_t rows)
{
    hid_t file = open_to_write(path, NULL);
    bool good = file >= 0;

    for (int v = -1; v < hq_panel_variables(layout) && good; v++) {
        const struct panel_variable own = hq_panel_variable(layout, v < 0 ? 0 : v);
        const hsize_t sizes[2] = {(hsize_t)rows, (hsize_t)own.slots};
        hid_t set = H5Dopen2(file, v < 0 ? "obs" : own.name, H5P_DEFAULT);
        good = set >= 0 && H5Dset_extent(set, sizes) >= 0;
        H5Dclose(set);
    }
    errno = 0;
    if (file >= 0)
        good = H5Fclose(file) >= 0 && good;
    return good ? take_room(path, 0) : errno ? errno : EIO;
}
