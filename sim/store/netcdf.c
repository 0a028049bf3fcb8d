/* netCDF-4 in plain HDF5.
 *
 * Files are built with HDF5's core driver, so that nothing here can meet a full disk, a lock or a kill.
 * No times are kept, and bytes depend on nothing but the calls: every dataset is contiguous, and its
 * place is taken and filled at once. */
#include "sim/store/netcdf.h"

#include <errno.h>
#include <hdf5.h>
#include <hdf5_hl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "sim/error.h"
#include "sim/store/files.h"

/* Room by which a file in memory grows. */
#define STEP ((size_t)1 << 20)

_Static_assert(sizeof(hid_t) == sizeof(int64_t), "identifiers fit");

/* netCDF wants the order of creation kept. */
#define IN_ORDER (H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED)

static hid_t got(struct netcdf *n, hid_t id)
{
    if (id < 0)
        n->failed = true;
    return id;
}

static void did(struct netcdf *n, herr_t result)
{
    if (result < 0)
        n->failed = true;
}

/* ---- the file -------------------------------------------------------------------------------- */

/* HDF5 gives its memory out only while the file is open, and then as a copy with a wrong check sum
 * (H5Fget_file_image in 1.10.8 clears the mark of an open file and nothing more). So it works in memory
 * of ours, which we keep when it lets go of it at the end, with all written. */
static void *take_memory(size_t size, H5FD_file_image_op_t purpose, void *owner)
{
    (void)purpose, (void)owner;
    return malloc(size);
}

static void *grow_memory(void *memory, size_t size, H5FD_file_image_op_t purpose, void *owner)
{
    (void)purpose, (void)owner;
    return realloc(memory, size);
}

static herr_t let_go_of_memory(void *memory, H5FD_file_image_op_t purpose, void *owner)
{
    struct netcdf *n = owner;

    if (purpose == H5FD_FILE_IMAGE_OP_FILE_CLOSE)
        n->bytes = memory;
    else
        free(memory);
    return 0;
}

static void *same_owner(void *owner)
{
    return owner;
}

static herr_t keep_owner(void *owner)
{
    (void)owner;
    return 0;
}

static hid_t access_list(struct netcdf *n)
{
    H5FD_file_image_callbacks_t memory = {.image_malloc = take_memory,
                                          .image_realloc = grow_memory,
                                          .image_free = let_go_of_memory,
                                          .udata_copy = same_owner,
                                          .udata_free = keep_owner,
                                          .udata = n};
    hid_t list = got(n, H5Pcreate(H5P_FILE_ACCESS));

    did(n, H5Pset_fapl_core(list, STEP, 0));
    did(n, H5Pset_file_image_callbacks(list, &memory));
    did(n, H5Pset_libver_bounds(list, H5F_LIBVER_V18, H5F_LIBVER_V110));
    did(n, H5Pset_fclose_degree(list, H5F_CLOSE_STRONG));
    return list;
}

static void create_file(struct netcdf *n, const char *path, hid_t access)
{
    hid_t creation = got(n, H5Pcreate(H5P_FILE_CREATE));

    did(n, H5Pset_obj_track_times(creation, 0));
    did(n, H5Pset_link_creation_order(creation, IN_ORDER));
    did(n, H5Pset_attr_creation_order(creation, IN_ORDER));
    /* The file's attributes are many; keep them in its header, the form that every reader knows. */
    did(n, H5Pset_attr_phase_change(creation, 64, 32));
    if (!n->failed)
        n->file = got(n, H5Fcreate(path, H5F_ACC_TRUNC, creation, access));
    H5Pclose(access);
    H5Pclose(creation);
}

void hq_nc_begin(struct netcdf *n)
{
    *n = (struct netcdf){.file = -1};
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
    create_file(n, "in memory", access_list(n));
}

void hq_nc_begin_at(struct netcdf *n, const char *path)
{
    *n = (struct netcdf){.file = -1};
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
    hid_t access = got(n, H5Pcreate(H5P_FILE_ACCESS));

    did(n, H5Pset_libver_bounds(access, H5F_LIBVER_V18, H5F_LIBVER_V110));
    did(n, H5Pset_fclose_degree(access, H5F_CLOSE_STRONG));
    did(n, H5Pset_file_locking(access, 0, 1));
    create_file(n, path, access);
}

/* Once all variables are there. */
static void write_scales(struct netcdf *n)
{
    if (!n->failed)
        did(n, hq_scales_write(&n->scales));
    hq_scales_free(&n->scales);
}

int hq_nc_end_at(struct netcdf *n)
{
    errno = 0;
    write_scales(n);
    if (n->file >= 0)
        did(n, H5Fclose(n->file));
    int error = !n->failed ? 0 : errno ? errno : EIO;
    *n = (struct netcdf){.file = -1, .failed = true};
    return error;
}

/* The end of the file as its superblock (version 2) says; the memory behind is spare. */
static size_t size_of_file(const unsigned char *bytes)
{
    enum { VERSION = 8, END = 28 };
    size_t size = 0;

    for (int i = 0; i < 8 && bytes[VERSION] == 2; i++)
        size |= (size_t)bytes[END + i] << 8 * i;
    return size;
}

int hq_nc_end(struct netcdf *n, char **bytes, size_t *size)
{
    hsize_t room = 0;

    write_scales(n);
    if (n->file >= 0) {
        did(n, H5Fflush(n->file, H5F_SCOPE_GLOBAL));
        did(n, H5Fget_filesize(n->file, &room));
        did(n, H5Fclose(n->file));
    }
    *size = n->failed || !n->bytes ? 0 : size_of_file(n->bytes);
    *bytes = n->bytes;
    if (*size == 0 || *size > room) {
        free(n->bytes);
        *bytes = NULL;
        *size = 0;
    }
    *n = (struct netcdf){.file = -1, .failed = true};
    return *bytes ? 0 : EINVAL;
}

int64_t hq_nc_stored(enum hq_nc_type type)
{
    const hid_t types[HQ_NC_TYPES] = {
        [HQ_NC_I16] = H5T_STD_I16LE,  [HQ_NC_I32] = H5T_STD_I32LE,  [HQ_NC_I64] = H5T_STD_I64LE,
        [HQ_NC_U64] = H5T_STD_U64LE,  [HQ_NC_F32] = H5T_IEEE_F32LE, [HQ_NC_F64] = H5T_IEEE_F64LE,
        [HQ_NC_CHARACTER] = H5T_C_S1,
    };
    return types[type];
}

size_t hq_nc_size(enum hq_nc_type type)
{
    static const size_t sizes[HQ_NC_TYPES] = {
        [HQ_NC_I16] = 2, [HQ_NC_I32] = 4, [HQ_NC_F32] = 4,       [HQ_NC_I64] = 8,
        [HQ_NC_U64] = 8, [HQ_NC_F64] = 8, [HQ_NC_CHARACTER] = 1,
    };
    return sizes[type];
}

/* ---- attributes ------------------------------------------------------------------------------ */

static void put_attribute(struct netcdf *n, int64_t object, const char *name, hid_t type, int count,
                          const void *values)
{
    if (n->failed)
        return;
    hsize_t size = (hsize_t)count;
    hid_t space = got(n, count > 0 ? H5Screate_simple(1, &size, NULL) : H5Screate(H5S_SCALAR));
    hid_t attribute = got(n, H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT));

    if (!n->failed) {
        did(n, H5Awrite(attribute, type, values));
        did(n, H5Aclose(attribute));
    }
    H5Sclose(space);
}

void hq_nc_attribute(struct netcdf *n, int64_t object, const char *name, enum hq_nc_type type, int count,
                     const void *values)
{
    put_attribute(n, object, name, hq_nc_stored(type), count, values);
}

/* Texts of one width, side by side: never variable-length strings, whose place no one can foretell. */
static void put_texts(struct netcdf *n, hid_t object, const char *name, const char *texts, size_t width,
                      int count)
{
    if (n->failed)
        return;
    hid_t type = got(n, H5Tcopy(H5T_C_S1));

    did(n, H5Tset_size(type, width));
    did(n, H5Tset_strpad(type, H5T_STR_NULLPAD));
    did(n, H5Tset_cset(type, H5T_CSET_UTF8));
    put_attribute(n, object, name, type, count, texts);
    H5Tclose(type);
}

/* The texts side by side, filled up with NULs; malloc'd. */
static char *side_by_side(const char *const *texts, int count, size_t *width)
{
    *width = 1;
    for (int i = 0; i < count; i++)
        if (strlen(texts[i]) > *width)
            *width = strlen(texts[i]);
    char *all = hq_zalloc((size_t)count, *width);
    for (int i = 0; i < count; i++)
        memcpy(all + (size_t)i * *width, texts[i], strlen(texts[i]));
    return all;
}

void hq_nc_text(struct netcdf *n, int64_t object, const char *name, const char *text)
{
    const char *given = text ? text : "";
    size_t length = strlen(given);

    put_texts(n, object, name, given, length > 0 ? length : 1, 0);
}

void hq_nc_texts(struct netcdf *n, int64_t object, const char *name, const char *const *texts, int count)
{
    size_t width;
    char *all = side_by_side(texts, count, &width);

    put_texts(n, object, name, all, width, count);
    free(all);
}

void hq_nc_int(struct netcdf *n, int64_t object, const char *name, int32_t value)
{
    hq_nc_attribute(n, object, name, HQ_NC_I32, 0, &value);
}

/* xarray turns every variable in "days" and the like into time spans; the singular means the same to
 * UDUNITS and is left alone. */
static void put_units(struct netcdf *n, hid_t object, const char *unit)
{
    static const char *const spans[] = {"days",         "hours",        "minutes",    "seconds",
                                        "milliseconds", "microseconds", "nanoseconds"};
    char *copy = hq_copy_text(unit && *unit != '\0' ? unit : "1");

    for (size_t i = 0; i < sizeof spans / sizeof *spans; i++)
        if (strcmp(copy, spans[i]) == 0)
            copy[strlen(copy) - 1] = '\0';
    hq_nc_text(n, object, "units", copy);
    free(copy);
}

void hq_nc_describe(struct netcdf *n, int64_t object, const char *unit, const char *meaning)
{
    put_units(n, object, unit);
    hq_nc_text(n, object, "long_name", meaning);
}

void hq_nc_origin(struct netcdf *n, const struct netcdf_origin *origin)
{
    char *seed = hq_text("%" PRIu64, origin->seed); /* not every reader has 64 bits without a sign */

    hq_nc_text(n, n->file, "Conventions", "CF-1.8");
    hq_nc_text(n, n->file, "title", origin->title);
    hq_nc_text(n, n->file, "model", origin->model);
    hq_nc_text(n, n->file, "configuration_hash", origin->configuration_hash);
    hq_nc_text(n, n->file, "program_version", origin->program_version);
    hq_nc_text(n, n->file, "seed", seed);
    hq_nc_int(n, n->file, "first_year", origin->first_year);
    hq_nc_int(n, n->file, "years", origin->years);
    free(seed);
}

/* ---- time ------------------------------------------------------------------------------------ */

static int32_t floor_quotient(int32_t a, int32_t b)
{
    return a / b - (a % b < 0);
}

int32_t hq_days_to_year(int32_t year)
{
    int32_t before = year - 1;

    return 365 * (year - 1900) + floor_quotient(before, 4) - floor_quotient(before, 100) +
           floor_quotient(before, 400) - (1899 / 4 - 1899 / 100 + 1899 / 400);
}

/* ---- datasets -------------------------------------------------------------------------------- */

static hid_t creation_list(struct netcdf *n, hid_t type, const void *fill)
{
    hid_t list = got(n, H5Pcreate(H5P_DATASET_CREATE));

    did(n, H5Pset_obj_track_times(list, 0));
    did(n, H5Pset_attr_creation_order(list, IN_ORDER));
    did(n, H5Pset_layout(list, H5D_CONTIGUOUS));
    did(n, H5Pset_alloc_time(list, H5D_ALLOC_TIME_EARLY));
    did(n, H5Pset_fill_time(list, H5D_FILL_TIME_ALLOC));
    if (fill)
        did(n, H5Pset_fill_value(list, type, fill));
    return list;
}

static hid_t add_dataset(struct netcdf *n, const char *name, hid_t type, int rank, const hsize_t *sizes,
                         const void *fill, const void *values)
{
    if (n->failed)
        return -1;
    hid_t space = got(n, H5Screate_simple(rank, sizes, NULL)), list = creation_list(n, type, fill);
    hid_t set = n->failed ? -1 : got(n, H5Dcreate2(n->file, name, type, space, H5P_DEFAULT, list, H5P_DEFAULT));

    if (!n->failed && values)
        did(n, H5Dwrite(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values));
    H5Pclose(list);
    H5Sclose(space);
    return set;
}

static hid_t add_scale(struct netcdf *n, const char *name, const char *label, int count, const int32_t *values)
{
    hsize_t size = (hsize_t)count;

    if (count < 1)
        n->failed = true;
    hid_t set = add_dataset(n, name, H5T_STD_I32LE, 1, &size, NULL, values);
    if (!n->failed)
        did(n, H5DSset_scale(set, label));
    return set;
}

int64_t hq_nc_coordinate(struct netcdf *n, const char *name, int count, const int32_t *values)
{
    return add_scale(n, name, name, count, values);
}

/* netCDF knows a dimension without values by this label. */
int64_t hq_nc_dimension(struct netcdf *n, const char *name, int count, const char *meaning)
{
    char *label = hq_text("This is a netCDF dimension but not a netCDF variable.%10d", count);
    hid_t set = add_scale(n, name, label, count, NULL);

    hq_nc_describe(n, set, "1", meaning);
    free(label);
    return set;
}

static hsize_t size_of(struct netcdf *n, hid_t dimension)
{
    hsize_t size = 0;
    hid_t space = got(n, H5Dget_space(dimension));

    if (!n->failed)
        did(n, H5Sget_simple_extent_dims(space, &size, NULL));
    if (space >= 0)
        H5Sclose(space);
    return size;
}

int64_t hq_nc_variable(struct netcdf *n, const char *name, enum hq_nc_type type, const int64_t *dimensions,
                       int rank, const void *fill, const void *values)
{
    hsize_t sizes[HQ_NC_MOST_DIMENSIONS];

    if (rank < 1 || rank > HQ_NC_MOST_DIMENSIONS)
        n->failed = true;
    for (int i = 0; i < rank && !n->failed; i++)
        sizes[i] = size_of(n, dimensions[i]);
    hid_t set = add_dataset(n, name, hq_nc_stored(type), rank, sizes, fill, values);
    if (!n->failed)
        hq_scales_note(&n->scales, set, dimensions, rank);
    return set;
}

/* ---- long datasets --------------------------------------------------------------------------- */

enum { DIMENSION_PIECE = 1 << 20 };

/* In pieces and without a fill value: nothing is written until values are. */
static hid_t long_list(struct netcdf *n, int rank, const hsize_t *pieces, H5D_alloc_time_t when)
{
    hid_t list = got(n, H5Pcreate(H5P_DATASET_CREATE));

    did(n, H5Pset_obj_track_times(list, 0));
    did(n, H5Pset_attr_creation_order(list, IN_ORDER));
    did(n, H5Pset_chunk(list, rank, pieces));
    did(n, H5Pset_alloc_time(list, when));
    did(n, H5Pset_fill_time(list, H5D_FILL_TIME_NEVER));
    return list;
}

static hid_t add_long_dataset(struct netcdf *n, const char *name, hid_t type, int rank, const hsize_t *sizes,
                              hid_t list)
{
    const hsize_t most[2] = {H5S_UNLIMITED, sizes[1]};
    hid_t space = got(n, H5Screate_simple(rank, sizes, most));
    hid_t set = n->failed ? -1 : got(n, H5Dcreate2(n->file, name, type, space, H5P_DEFAULT, list, H5P_DEFAULT));

    H5Pclose(list);
    H5Sclose(space);
    return set;
}

int64_t hq_nc_long_dimension(struct netcdf *n, const char *name, int64_t count, const char *meaning)
{
    const hsize_t sizes[2] = {(hsize_t)count}, pieces[1] = {DIMENSION_PIECE};
    char *label = hq_text("This is a netCDF dimension but not a netCDF variable.%10lld", (long long)count);

    if (n->failed)
        return -1;
    hid_t list = long_list(n, 1, pieces, H5D_ALLOC_TIME_LATE);
    hid_t set = add_long_dataset(n, name, H5T_STD_I32LE, 1, sizes, list);
    if (!n->failed)
        did(n, H5DSset_scale(set, label));
    hq_nc_describe(n, set, "1", meaning);
    free(label);
    return set;
}

int64_t hq_nc_long_variable(struct netcdf *n, const char *name, enum hq_nc_type type, int64_t dimension,
                            int64_t slots, int64_t piece)
{
    if (n->failed)
        return -1;
    const int rank = slots ? 2 : 1;
    const hsize_t sizes[2] = {size_of(n, dimension), slots ? size_of(n, slots) : 0};
    const hsize_t pieces[2] = {(hsize_t)piece, sizes[1]};
    hid_t list = long_list(n, rank, pieces, H5D_ALLOC_TIME_EARLY);
    hid_t set = add_long_dataset(n, name, hq_nc_stored(type), rank, sizes, list);

    if (!n->failed)
        hq_scales_note(&n->scales, set, (const int64_t[]){dimension, slots}, rank);
    return set;
}

int64_t hq_nc_text_variable(struct netcdf *n, const char *name, int64_t dimension, int count,
                            const char *const *texts, const char *meaning)
{
    size_t width;
    char *characters = side_by_side(texts, count, &width), *sense = hq_text("characters of %s", name);
    char *second = hq_text("%s_characters", name);
    const int64_t dimensions[2] = {dimension, hq_nc_dimension(n, second, (int)width, sense)};
    hid_t set = hq_nc_variable(n, name, HQ_NC_CHARACTER, dimensions, 2, NULL, characters);

    hq_nc_describe(n, set, "1", meaning);
    hq_nc_text(n, set, "_Encoding", "utf-8");
    free(second);
    free(sense);
    free(characters);
    return set;
}

int64_t hq_nc_place(struct netcdf *n, int64_t variable)
{
    haddr_t place = n->failed ? 0 : H5Dget_offset(variable);

    if (place == HADDR_UNDEF)
        n->failed = true;
    return n->failed ? 0 : (int64_t)place;
}
