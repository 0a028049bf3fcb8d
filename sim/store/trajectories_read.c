/* Reading trajectories.h5 back: is it what was meant, and are its values what was written. */
#include <errno.h>
#include <hdf5.h>
#include <stdlib.h>
#include <string.h>

#include "sim/digest.h"
#include "sim/error.h"
#include "sim/pcg.h"
#include "sim/store/files.h"
#include "sim/store/trajectories.h"
#include "sim/store/trajectories_file.h"

enum { HASH_TEXT = 32, BLOCK = HQ_PANEL_BLOCK };

/* ---- the hash -------------------------------------------------------------------------------- */

void hq_panel_open_rows(uint64_t *hashes, int64_t rows, int64_t first)
{
    for (int64_t i = 0; i < rows; i++)
        hashes[i] = hq_mix64((uint64_t)(first + i) + UINT64_C(0x9e3779b97f4a7c15));
}

/* Takes up one variable's values of a type without a sign and of its size. */
#define FOLD_ROWS(type)                                                                                        \
    _Pragma("omp parallel for num_threads(threads)") for (int64_t i = 0; i < rows; i++)                        \
    {                                                                                                          \
        uint64_t hash = hashes[i];                                                                             \
        for (int s = 0; s < slots; s++)                                                                        \
            hash = hq_mix64(hash ^ ((const type *)values)[i * slots + s]) + UINT64_C(0xd1b54a32d192ed03);      \
        hashes[i] = hash;                                                                                      \
    }

void hq_panel_fold_rows(uint64_t *hashes, int64_t rows, struct panel_variable variable, const void *values,
                        int threads)
{
    const int slots = variable.slots;

    if (hq_nc_size(variable.type) == 2) { // NOLINT(bugprone-branch-clone): the types differ
        FOLD_ROWS(uint16_t)
    } else if (hq_nc_size(variable.type) == 4) {
        FOLD_ROWS(uint32_t)
    } else {
        FOLD_ROWS(uint64_t)
    }
}

void hq_panel_close_rows(const uint64_t *hashes, int64_t rows, struct panel_sums *sums)
{
    for (int64_t i = 0; i < rows; i++) {
        sums->sum[0] += hashes[i];
        sums->sum[1] += hq_mix64(~hashes[i]);
    }
}

void hq_panel_sums_hex(struct panel_sums sums, char hex[33])
{
    hq_hash_hex((XXH128_hash_t){.high64 = sums.sum[0], .low64 = sums.sum[1]}, hex);
}

void hq_panel_hash(const struct trajectories_layout *layout, const struct panel_year *years, char hash[33])
{
    XXH3_state_t *state = hq_digest_begin();

    hq_digest_text(state, layout->columns);
    for (int y = 0; y < layout->years; y++) {
        const int64_t head[2] = {layout->first_year + y, years[y].rows};
        XXH3_128bits_update(state, head, sizeof head);
        XXH3_128bits_update(state, years[y].hash, HASH_TEXT);
    }
    hq_digest_end_hex(state, hash);
}

/* ---- what it is ------------------------------------------------------------------------------ */

int64_t hq_trajectories_open_to_read(const char *path)
{
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
    hid_t access = H5Pcreate(H5P_FILE_ACCESS);
    H5Pset_file_locking(access, 0, 1);
    H5Pset_fclose_degree(access, H5F_CLOSE_STRONG);
    hid_t file = H5Fopen(path, H5F_ACC_RDONLY, access);
    H5Pclose(access);
    return file;
}

/* A text attribute of the file; malloc'd, or NULL. */
static char *text_of(hid_t file, const char *name)
{
    hid_t attribute = H5Aopen(file, name, H5P_DEFAULT);
    if (attribute < 0)
        return NULL;
    hid_t type = H5Aget_type(attribute);
    char *text = hq_zalloc(H5Tget_size(type) + 1, 1);
    if (H5Tget_class(type) != H5T_STRING || H5Aread(attribute, type, text) < 0)
        text[0] = '\0';
    H5Tclose(type);
    H5Aclose(attribute);
    return text;
}

static bool number_is(hid_t file, const char *name, double wanted)
{
    double found = -1;
    hid_t attribute = H5Aopen(file, name, H5P_DEFAULT);
    bool good = attribute >= 0 && H5Aread(attribute, H5T_NATIVE_DOUBLE, &found) >= 0 && found == wanted;

    if (attribute >= 0)
        H5Aclose(attribute);
    return good;
}

static bool text_is(hid_t file, const char *name, const char *wanted)
{
    char *found = text_of(file, name);
    const bool same = found && strcmp(found, wanted) == 0;

    free(found);
    return same;
}

const char *hq_trajectories_fits(const char *path, const struct trajectories_layout *layout)
{
    if (!hq_file_exists(path))
        return "is not there";
    hid_t file = hq_trajectories_open_to_read(path);
    if (file < 0)
        return "is damaged";
    const char *why = NULL;
    if (!text_is(file, "configuration_hash", layout->configuration_hash))
        why = "belongs to another configuration";
    else if (!number_is(file, "panel_share", layout->share))
        why = "holds another share of the households";
    else if (!text_is(file, "panel_columns", layout->columns))
        why = "holds other columns";
    else if (!number_is(file, "first_year", layout->first_year) || !number_is(file, "years", layout->years) ||
             !number_is(file, "panel_members", (double)layout->members))
        why = "holds other years or households";
    H5Fclose(file);
    return why;
}

/* ---- what it holds --------------------------------------------------------------------------- */

static bool read_index(hid_t file, const struct trajectories_layout *layout, struct panel_year *out)
{
    const char *const names[] = {"first_row", "row_count", "year_hash"};
    const size_t years = (size_t)layout->years;
    int64_t *numbers = hq_zalloc(2 * years, sizeof *numbers);
    char *hashes = hq_zalloc(years, HASH_TEXT);
    bool good = true;

    for (int i = 0; i < 3 && good; i++) {
        hid_t set = H5Dopen2(file, names[i], H5P_DEFAULT);
        hid_t space = set < 0 ? -1 : H5Dget_space(set);
        good = space >= 0 &&
               H5Sget_simple_extent_npoints(space) == (hssize_t)(i < 2 ? years : years * HASH_TEXT) &&
               H5Dread(set, i < 2 ? H5T_STD_I64LE : H5T_C_S1, H5S_ALL, H5S_ALL, H5P_DEFAULT,
                       i < 2 ? (void *)(numbers + (size_t)i * years) : hashes) >= 0;
        H5Sclose(space);
        H5Dclose(set);
    }
    for (size_t y = 0; y < years && good; y++) {
        out[y] = (struct panel_year){.first = numbers[y], .rows = numbers[years + y]};
        memcpy(out[y].hash, hashes + y * HASH_TEXT, HASH_TEXT);
    }
    free(numbers);
    free(hashes);
    return good;
}

static bool read_rows(hid_t set, struct panel_variable own, int64_t at, int64_t rows, void *values)
{
    const hsize_t start[2] = {(hsize_t)at, 0}, count[2] = {(hsize_t)rows, (hsize_t)own.slots};
    const int rank = own.slots > 1 ? 2 : 1;
    /* Of the file's own rank: for another one HDF5 goes through the values one by one. */
    hid_t space = H5Dget_space(set), memory = H5Screate_simple(rank, count, NULL);
    bool good = H5Sget_simple_extent_ndims(space) == rank &&
                H5Sselect_hyperslab(space, H5S_SELECT_SET, start, NULL, count, NULL) >= 0 &&
                H5Sselect_valid(space) > 0 &&
                H5Dread(set, hq_nc_stored(own.type), memory, space, H5P_DEFAULT, values) >= 0;

    H5Sclose(memory);
    H5Sclose(space);
    return good;
}

bool hq_trajectories_read(int64_t file, struct panel_variable variable, int64_t at, int64_t rows, void *values)
{
    hid_t set = H5Dopen2(file, variable.name, H5P_DEFAULT);
    const bool good = set >= 0 && read_rows(set, variable, at, rows, values);
    if (set >= 0)
        H5Dclose(set);
    return good;
}

void hq_trajectories_close_read(int64_t file)
{
    H5Fclose(file);
}

/* Reads one year and compares it with its hash. */
static bool year_is_right(hid_t file, const struct trajectories_layout *layout, const hid_t *sets,
                          const struct panel_year *year)
{
    struct panel_sums sums = {{0, 0}};
    uint64_t *hashes = hq_alloc(BLOCK * sizeof *hashes);
    void *values = hq_alloc((size_t)BLOCK * 8 * sizeof(int64_t));
    bool good = true;
    char hash[33];

    (void)file;
    for (int64_t done = 0; done < year->rows && good; done += BLOCK) {
        const int64_t rows = year->rows - done < BLOCK ? year->rows - done : BLOCK;
        hq_panel_open_rows(hashes, rows, done);
        for (int v = 0; v < hq_panel_variables(layout) && good; v++) {
            const struct panel_variable own = hq_panel_variable(layout, v);
            good = read_rows(sets[v], own, year->first + done, rows, values);
            if (good)
                hq_panel_fold_rows(hashes, rows, own, values, 1);
        }
        hq_panel_close_rows(hashes, rows, &sums);
    }
    hq_panel_sums_hex(sums, hash);
    free(hashes);
    free(values);
    return good && strcmp(hash, year->hash) == 0;
}

/* A verdict on a year: a text that lives until the next one. */
static const char *of_year(const char *what, int year)
{
    static _Thread_local char said[64];
    snprintf(said, sizeof said, "%s %d", what, year);
    return said;
}

static const char *verify_years(hid_t file, const struct trajectories_layout *layout, int done, int from,
                                int step, const struct panel_year *years)
{
    const int count = hq_panel_variables(layout);
    hid_t *sets = hq_zalloc((size_t)count, sizeof *sets);
    const char *why = NULL;
    int64_t next = 0;
    hid_t access = H5Pcreate(H5P_DATASET_ACCESS);

    /* Rows are read once, in order: pieces that the library kept would only take room, a MiB a column. */
    H5Pset_chunk_cache(access, 1, 0, 1);
    for (int v = 0; v < count && !why; v++) {
        sets[v] = H5Dopen2(file, hq_panel_variable(layout, v).name, access);
        why = sets[v] < 0 ? "lacks a column" : NULL;
    }
    for (int y = 0; y < done && !why; y++) {
        if (!years[y].hash[0] || years[y].first != next)
            why = of_year("lacks the year", layout->first_year + y);
        else if (y % step == from && !year_is_right(file, layout, sets, &years[y]))
            why = of_year("is damaged in the year", layout->first_year + y);
        next += years[y].rows;
    }
    for (int v = 0; v < count; v++) {
        if (sets[v] > 0)
            H5Dclose(sets[v]);
    }
    H5Pclose(access);
    free(sets);
    return why;
}

const char *hq_trajectories_verify(const char *path, const struct trajectories_layout *layout, int done,
                                   int from, int step, struct panel_year *out)
{
    hid_t file = hq_trajectories_open_to_read(path);
    if (file < 0)
        return hq_file_exists(path) ? "is damaged" : "is not there";
    const char *why = read_index(file, layout, out) ? NULL : "is damaged";
    if (!why)
        why = verify_years(file, layout, done, from, step, out);
    H5Fclose(file);
    return why;
}

bool hq_panel_is_whole(const char *path, const struct config *config, const char *hash)
{
    struct panel p = {0};
    struct directory d;
    char found[33] = "";
    const struct county_table *counties = hq_config_counties(config);
    hq_panel_describe(&p, config, "");
    hq_directory_make(&d, counties, hq_config_engine(config)->population_scale);
    p.layout.members = hq_panel_founders(&d, counties, p.layout.share, 0, d.villages);
    hq_directory_free(&d);
    if (!hq_trajectories_fits(path, &p.layout) &&
        !hq_trajectories_verify(path, &p.layout, p.layout.years, 0, 1, p.years)) {
        hq_panel_hash(&p.layout, p.years, found);
    }
    hq_panel_free(&p);
    return strcmp(found, hash) == 0 && found[0];
}
