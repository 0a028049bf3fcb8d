/* Comparing series.h5 and trajectories.h5 of two results. */
#include <hdf5.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "sim/error.h"
#include "sim/store/difference.h"
#include "sim/store/files.h"
#include "sim/store/trajectories_file.h"

enum { NAME = 80, HASH = 32, BLOCK = 1 << 14 };

/* The same dataset of two files, in memory whole or by blocks of its first dimension. */
struct pair {
    char name[NAME];
    hid_t sets[2], type;
    size_t size; /* of a value */
    int rank;
    hsize_t sizes[2][3];
    int64_t width; /* values a row */
};

static bool look(struct pair *p, int side)
{
    hid_t space = H5Dget_space(p->sets[side]);
    const int rank = space < 0 ? -1 : H5Sget_simple_extent_ndims(space);
    const bool good = rank >= 1 && rank <= 3 && H5Sget_simple_extent_dims(space, p->sizes[side], NULL) == rank;

    if (side == 1 && good && rank != p->rank)
        p->sizes[1][1] = p->sizes[0][1] + 1; /* of another shape */
    p->rank = rank;
    if (space >= 0)
        H5Sclose(space);
    return good;
}

/* False where one file lacks it or it cannot be read; `same_shape` but for the number of rows. */
static bool open_pair(struct pair *p, const hid_t files[2], const char *name, bool *same_shape)
{
    snprintf(p->name, sizeof p->name, "%s", name);
    p->type = -1;
    p->sets[0] = H5Dopen2(files[0], name, H5P_DEFAULT);
    p->sets[1] = H5Dopen2(files[1], name, H5P_DEFAULT);
    if (p->sets[0] < 0 || p->sets[1] < 0 || !look(p, 0) || !look(p, 1))
        return false;
    hid_t other = H5Dget_type(p->sets[1]);
    p->type = H5Dget_type(p->sets[0]);
    p->size = H5Tget_size(p->type);
    p->width = 1;
    *same_shape = H5Tequal(p->type, other) > 0;
    for (int i = 1; i < p->rank; i++) {
        p->width *= (int64_t)p->sizes[0][i];
        *same_shape = *same_shape && p->sizes[0][i] == p->sizes[1][i];
    }
    H5Tclose(other);
    return true;
}

static void close_pair(struct pair *p)
{
    for (int i = 0; i < 2; i++)
        if (p->sets[i] >= 0)
            H5Dclose(p->sets[i]);
    if (p->type >= 0)
        H5Tclose(p->type);
}

static bool read_block(const struct pair *p, int side, int64_t at, int64_t rows, void *out)
{
    hsize_t start[3] = {(hsize_t)at}, count[3] = {(hsize_t)rows, p->sizes[side][1], p->sizes[side][2]};
    hid_t space = H5Dget_space(p->sets[side]);
    /* Of the file's own rank: for another one HDF5 goes through the values one by one. */
    hid_t memory = H5Screate_simple(H5Sget_simple_extent_ndims(space), count, NULL);
    const bool good = (hsize_t)at + (hsize_t)rows <= p->sizes[side][0] &&
                      H5Sselect_hyperslab(space, H5S_SELECT_SET, start, NULL, count, NULL) >= 0 &&
                      H5Dread(p->sets[side], p->type, memory, space, H5P_DEFAULT, out) >= 0;

    H5Sclose(memory);
    H5Sclose(space);
    return good;
}

/* All rows of one side; malloc'd, or NULL. */
static void *read_whole(const struct pair *p, int side)
{
    void *all = hq_zalloc((size_t)p->sizes[side][0] * (size_t)p->width + 1, p->size);

    if (read_block(p, side, 0, (int64_t)p->sizes[side][0], all))
        return all;
    free(all);
    return NULL;
}

static void print(const struct pair *p, const void *value, char out[40])
{
    int64_t number = 0;
    float single;
    double real;

    if (H5Tget_class(p->type) == H5T_FLOAT) {
        memcpy(&single, value, sizeof single);
        if (p->size == sizeof real)
            memcpy(&real, value, sizeof real);
        else
            real = (double)single;
        snprintf(out, 40, p->size == sizeof real ? "%.17g" : "%.9g", real);
        return;
    }
    memcpy(&number, value, p->size);
    if (p->size == 8 && H5Tget_sign(p->type) == H5T_SGN_NONE)
        snprintf(out, 40, "%llu", (unsigned long long)number);
    else
        snprintf(out, 40, "%lld",
                 (long long)(p->size == 2   ? (int16_t)number
                             : p->size == 4 ? (int32_t)number
                                            : number));
}

static struct difference damaged(const char *const paths[2], const hid_t files[2], const char *what)
{
    const int which = files[0] < 0 || H5Lexists(files[0], what, H5P_DEFAULT) <= 0 ? 0 : 1;

    return hq_difference(HQ_DAMAGED, "%s is damaged: %s cannot be read", paths[which], what);
}

/* ---- files ----------------------------------------------------------------------------------- */

static bool open_both(const char *const paths[2], hid_t files[2], struct difference *d)
{
    files[0] = files[1] = -1;
    for (int i = 0; i < 2; i++) {
        files[i] = hq_trajectories_open_to_read(paths[i]);
        if (files[i] < 0) {
            *d = hq_difference(HQ_DAMAGED, "%s is damaged: HDF5 cannot open it", paths[i]);
            return false;
        }
    }
    return true;
}

static void close_both(const hid_t files[2])
{
    for (int i = 0; i < 2; i++)
        if (files[i] >= 0)
            H5Fclose(files[i]);
}

/* Names of a file's datasets in the order in which they were made. */
static int names_of(hid_t file, char (**names)[NAME])
{
    H5G_info_t info;
    int count = H5Gget_info(file, &info) < 0 ? 0 : (int)info.nlinks;

    *names = hq_zalloc((size_t)count + 1, NAME);
    for (int i = 0; i < count; i++)
        H5Lget_name_by_idx(file, ".", H5_INDEX_CRT_ORDER, H5_ITER_INC, (hsize_t)i, (*names)[i], NAME,
                           H5P_DEFAULT);
    return count;
}

static bool same_datasets(const char *const paths[2], const hid_t files[2], struct difference *d)
{
    for (int side = 0; side < 2; side++) {
        char(*names)[NAME];
        const int count = names_of(files[side], &names);
        for (int i = 0; i < count && d->verdict == HQ_EQUAL; i++)
            if (H5Lexists(files[1 - side], names[i], H5P_DEFAULT) <= 0)
                *d = hq_difference(HQ_DIFFERENT, "only %s has %s", paths[side], names[i]);
        free(names);
    }
    return d->verdict == HQ_EQUAL;
}

/* ---- series ---------------------------------------------------------------------------------- */

struct labels {
    int32_t *years, *counties;
    int64_t year_count, county_count;
};

static int32_t *numbers(const hid_t files[2], const char *name, int64_t *count)
{
    struct pair p;
    bool same;
    int32_t *values = open_pair(&p, files, name, &same) && same && p.size == 4 ? read_whole(&p, 0) : NULL;

    *count = values ? (int64_t)p.sizes[0][0] : 0;
    close_pair(&p);
    return values;
}

/* The first row in which two datasets of the same shape differ, and the value in it; -1 where none does, -2
 * where one cannot be read. */
static int64_t first_row(const struct pair *p, int64_t *value, char texts[2][40])
{
    unsigned char *a = read_whole(p, 0), *b = read_whole(p, 1);
    const int64_t total = (int64_t)p->sizes[0][0] * p->width;
    int64_t row = a && b ? -1 : -2;

    for (int64_t i = 0; row == -1 && i < total; i++) {
        const unsigned char *x = a + (size_t)i * p->size, *y = b + (size_t)i * p->size;
        if (memcmp(x, y, p->size) != 0) {
            row = i / p->width;
            *value = i % p->width;
            print(p, x, texts[0]);
            print(p, y, texts[1]);
        }
    }
    free(a);
    free(b);
    return row;
}

/* Names of the state columns that differ in the first year in which any does. */
static void differing_columns(const hid_t files[2], const struct labels *l, struct difference *d)
{
    struct pair hashes, names;
    bool same[2] = {false, false};
    const bool found_hashes = open_pair(&hashes, files, "column_hash", &same[0]);
    const bool found_names = open_pair(&names, files, "hashed_column", &same[1]);
    if (!found_hashes || !found_names || !same[0] || !same[1]) {
        close_pair(&hashes);
        close_pair(&names);
        return;
    }
    char *a = read_whole(&hashes, 0), *b = read_whole(&hashes, 1), *text = read_whole(&names, 0);
    const int64_t columns = (int64_t)hashes.sizes[0][1];
    int found = 0;
    for (int64_t y = 0; a && b && text && y < l->year_count && !found; y++) {
        for (int64_t c = 0; c < columns; c++) {
            const int64_t at = (y * columns + c) * HASH;
            const size_t used = strlen(d->text);
            if (memcmp(a + at, b + at, HASH) == 0)
                continue;
            if (!found++)
                *d = hq_difference(HQ_DIFFERENT, "the state differs first in %d, in %.*s", (int)l->years[y],
                                   (int)names.width, text + c * names.width);
            else
                snprintf(d->text + used, sizeof d->text - used, ", %.*s", (int)names.width,
                         text + c * names.width);
        }
    }
    free(a);
    free(b);
    free(text);
    close_pair(&hashes);
    close_pair(&names);
}

/* The first year in which a series differs, over all series. */
static void differing_series(const char *const paths[2], const hid_t files[2], const struct labels *l,
                             struct difference *d)
{
    char(*names)[NAME], first[300] = "", texts[2][40];
    const int count = names_of(files[0], &names);
    int64_t earliest = INT64_MAX, value = 0;
    for (int i = 0; i < count && d->verdict < HQ_DAMAGED; i++) {
        struct pair p;
        bool same = true;
        const bool good = open_pair(&p, files, names[i], &same);
        const bool alike = same && p.sizes[0][0] == p.sizes[1][0];
        const int64_t row = good && alike ? first_row(&p, &value, texts) : good ? 0 : -2;
        const bool series = good && alike && p.rank == 2 && p.width == l->county_count && p.size == 8;
        if (row == -2)
            *d = damaged(paths, files, names[i]);
        else if (row >= 0 && !alike)
            *d = hq_difference(HQ_DIFFERENT, "%s is of another length or type", names[i]);
        else if (row >= 0 && series && row < earliest)
            snprintf(first, sizeof first, "%s of county %d in %d is %s and %s", names[i],
                     (int)l->counties[value], (int)l->years[row], texts[0], texts[1]);
        else if (row >= 0 && !first[0] && !series && p.size > 1)
            snprintf(first, sizeof first, "%s differs", names[i]);
        earliest = row >= 0 && series && row < earliest ? row : earliest;
        close_pair(&p);
    }
    free(names);
    const size_t used = d->verdict == HQ_DIFFERENT ? strlen(d->text) : 0;
    if (first[0] && d->verdict < HQ_DAMAGED) {
        snprintf(d->text + used, sizeof d->text - used, "%s%s", used ? "; " : "", first);
        d->verdict = HQ_DIFFERENT;
    }
}

struct difference hq_compare_series(const char *a, const char *b)
{
    const char *const paths[2] = {a, b};
    struct difference d;
    struct labels l = {0};
    hid_t files[2];

    if (hq_difference_of_bytes(a, b, &d))
        return d;
    if (open_both(paths, files, &d) && same_datasets(paths, files, &d)) {
        l.years = numbers(files, "year", &l.year_count);
        l.counties = numbers(files, "county", &l.county_count);
        if (l.years && l.counties) {
            differing_columns(files, &l, &d);
            differing_series(paths, files, &l, &d);
        } else {
            d = hq_difference(HQ_DIFFERENT, "other years or counties");
        }
        if (d.verdict == HQ_EQUAL)
            d = hq_difference(HQ_EQUAL, "equal (all values; the bytes are not)");
    }
    close_both(files);
    free(l.years);
    free(l.counties);
    return d;
}

/* ---- trajectories ---------------------------------------------------------------------------- */

struct row_difference {
    int64_t row, value;
    char name[NAME], texts[2][40];
};

/* The first differing row of a dataset before `r->row`, kept there. False where it cannot be read. */
static bool look_at_rows(const struct pair *p, int64_t rows, struct row_difference *r)
{
    const size_t row_size = (size_t)p->width * p->size;
    unsigned char *a = hq_alloc(BLOCK * row_size), *b = hq_alloc(BLOCK * row_size);
    bool good = true, found = false;
    rows = rows < r->row ? rows : r->row;
    for (int64_t at = 0; at < rows && good && !found; at += BLOCK) {
        const int64_t part = rows - at < BLOCK ? rows - at : BLOCK;
        good = read_block(p, 0, at, part, a) && read_block(p, 1, at, part, b);
        for (int64_t i = 0; good && !found && i < part * p->width; i++) {
            const unsigned char *x = a + (size_t)i * p->size, *y = b + (size_t)i * p->size;
            if (memcmp(x, y, p->size) == 0)
                continue;
            found = true;
            r->row = at + i / p->width;
            r->value = p->width > 1 ? i % p->width : -1;
            snprintf(r->name, sizeof r->name, "%s", p->name);
            print(p, x, r->texts[0]);
            print(p, y, r->texts[1]);
        }
    }
    free(a);
    free(b);
    return good;
}

static uint64_t whole_number_at(const hid_t files[2], const char *name, int64_t row)
{
    struct pair p;
    bool same;
    uint64_t value = 0;

    if (open_pair(&p, files, name, &same))
        read_block(&p, 0, row, 1, &value);
    close_pair(&p);
    return value;
}

static struct difference name_row(const hid_t files[2], const struct row_difference *r)
{
    const int year = (int)whole_number_at(files, "year", r->row);
    const unsigned long long id = whole_number_at(files, "id", r->row);
    char slot[24] = "";

    if (strcmp(r->name, "id") == 0)
        return hq_difference(HQ_DIFFERENT, "other households first in %d: %s and %s", year, r->texts[0],
                             r->texts[1]);
    if (r->value >= 0)
        snprintf(slot, sizeof slot, "[%d]", (int)r->value);
    return hq_difference(HQ_DIFFERENT, "first in %d, household %llu: %s%s is %s and %s", year, id, r->name,
                         slot, r->texts[0], r->texts[1]);
}

static struct difference compare_rows(const char *const paths[2], const hid_t files[2])
{
    struct row_difference r = {.row = INT64_MAX};
    struct difference d = hq_difference(HQ_EQUAL, "equal");
    struct pair obs, p;
    char(*names)[NAME];
    bool same = true;
    if (!open_pair(&obs, files, "obs", &same)) {
        close_pair(&obs);
        return damaged(paths, files, "obs");
    }
    const hsize_t *length[2] = {obs.sizes[0], obs.sizes[1]};
    const int64_t rows = (int64_t)(*length[0] < *length[1] ? *length[0] : *length[1]);
    const int count = names_of(files[0], &names);
    for (int i = 0; i < count && d.verdict < HQ_DAMAGED; i++) {
        const bool good = open_pair(&p, files, names[i], &same);
        const bool over_rows = good && p.sizes[0][0] == *length[0] && p.sizes[1][0] == *length[1];
        if (good && over_rows && !same)
            d = hq_difference(HQ_DIFFERENT, "%s is of another type", names[i]);
        else if (!good || (over_rows && strcmp(names[i], "obs") != 0 && !look_at_rows(&p, rows, &r)))
            d = damaged(paths, files, names[i]);
        close_pair(&p);
    }
    free(names);
    if (d.verdict == HQ_EQUAL && r.row < INT64_MAX)
        d = name_row(files, &r);
    else if (d.verdict == HQ_EQUAL && *length[0] != *length[1])
        d = hq_difference(HQ_DIFFERENT, "%s ends after %lld rows, the other has more",
                          *length[0] < *length[1] ? paths[0] : paths[1], (long long)rows);
    close_pair(&obs);
    return d;
}

struct difference hq_compare_trajectories(const char *a, const char *b)
{
    const char *const paths[2] = {a, b};
    struct difference d;
    hid_t files[2];

    if (hq_difference_of_bytes(a, b, &d))
        return d;
    if (open_both(paths, files, &d) && same_datasets(paths, files, &d)) {
        d = compare_rows(paths, files);
        if (d.verdict == HQ_EQUAL)
            d = hq_difference(HQ_EQUAL, "equal (all values; the bytes are not)");
    }
    close_both(files);
    return d;
}
