#include "sim/store/indicator_file.h"

#include <errno.h>
#include <hdf5.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/error.h"
#include "sim/provenance.h"
#include "sim/store/files.h"
#include "sim/store/netcdf.h"

struct writer {
    const struct engine *e;
    const struct history *h;
    struct netcdf file;
    int64_t time, area, axes[32];
};

/* ---- axes -------------------------------------------------------------------------------------------------- */

static void add_time(struct writer *w)
{
    const int first = (int)w->e->params->run_first_year;
    int32_t *days = hq_zalloc((size_t)w->h->done + 1, sizeof *days),
            *years = hq_zalloc((size_t)w->h->done + 1, sizeof *years);
    for (int y = 0; y < w->h->done; y++) {
        years[y] = first + y;
        days[y] = hq_days_to_year(years[y]);
    }
    w->time = hq_nc_coordinate(&w->file, "time", w->h->done, days);
    hq_nc_text(&w->file, w->time, "units", "days since 1900-01-01");
    hq_nc_text(&w->file, w->time, "calendar", "proleptic_gregorian");
    hq_nc_text(&w->file, w->time, "standard_name", "time");
    hq_nc_text(&w->file, w->time, "axis", "T");
    hq_nc_text(&w->file, w->time, "long_name", "the calendar year that begins on this day");
    const int64_t year = hq_nc_variable(&w->file, "year", HQ_NC_I32, &w->time, 1, NULL, years);
    hq_nc_describe(&w->file, year, "year", "calendar year");
    free(days);
    free(years);
}

static void add_areas(struct writer *w)
{
    const struct areas *a = &w->e->areas;
    const char **kinds = hq_zalloc((size_t)a->count, sizeof *kinds),
               **codes = hq_zalloc((size_t)a->count, sizeof *codes),
               **names = hq_zalloc((size_t)a->count, sizeof *names);
    for (int i = 0; i < a->count; i++) {
        kinds[i] = a->rows[i].kind;
        codes[i] = a->rows[i].code[0] ? a->rows[i].code : "all";
        names[i] = a->rows[i].name;
    }
    w->area =
        hq_nc_dimension(&w->file, "area", a->count, "the region, its classes, zones, prefectures and counties");
    hq_nc_text_variable(&w->file, "area_kind", w->area, a->count, kinds, "region, class, prefecture or county");
    hq_nc_text_variable(&w->file, "area_code", w->area, a->count, codes, "code of a county, else a name");
    hq_nc_text_variable(&w->file, "area_name", w->area, a->count, names, "name");
    free(kinds);
    free(codes);
    free(names);
}

static void add_axes(struct writer *w)
{
    const struct report_table *t = w->e->model->reports;
    for (int i = 0; i < t->axis_count; i++) {
        const struct axis_row *axis = &t->axes[i];
        w->axes[i] = hq_nc_dimension(&w->file, axis->name, axis->count, axis->meaning);
        if (axis->labels) {
            char *name = hq_text("%s_name", axis->name);
            hq_nc_text_variable(&w->file, name, w->axes[i], axis->count, axis->labels, axis->meaning);
            free(name);
        }
    }
}

/* ---- variables --------------------------------------------------------------------------------------------- */

/* A variable's numbers of all years: they lie apart, year by year. One not-a-number for all. */
static double *gather(const struct writer *w, int variable, int64_t numbers)
{
    const int64_t size = w->h->report, at = hq_report_at(w->e->model->reports, variable, w->e->areas.count);
    double *values = hq_alloc((size_t)(numbers * w->h->done) * sizeof *values + 8);
    for (int y = 0; y < w->h->done; y++) {
        for (int64_t i = 0; i < numbers; i++) {
            const double x = w->h->reports[y * size + at + i];
            values[y * numbers + i] = isnan(x) ? (double)NAN : x;
        }
    }
    return values;
}

static void add_variable(struct writer *w, int variable)
{
    const struct report_row *row = &w->e->model->reports->rows[variable];
    const double nothing = NAN;
    int64_t dimensions[1 + HQ_REPORT_AXES] = {w->time};
    int rank = 1;
    for (int k = 0; k < HQ_REPORT_AXES && row->axes[k] != HQ_NO_AXIS; k++) {
        dimensions[rank++] = row->axes[k] == HQ_BY_AREA ? w->area : w->axes[row->axes[k]];
    }
    double *values = gather(w, variable, hq_report_numbers(w->e->model->reports, variable, w->e->areas.count));
    const int64_t set = hq_nc_variable(&w->file, row->name, HQ_NC_F64, dimensions, rank, &nothing, values);
    hq_nc_describe(&w->file, set, row->unit, row->meaning);
    hq_nc_attribute(&w->file, set, "_FillValue", HQ_NC_F64, 1, &nothing);
    free(values);
}

static int write_bytes(const char *path, const char *bytes, size_t size)
{
    struct pending_file f;
    int error = hq_file_begin(&f, path);
    if (!error) {
        fwrite(bytes, 1, size, f.stream);
        error = hq_file_commit(&f);
    }
    return error;
}

int hq_indicators_write(const char *path, const struct engine *e, const struct history *h)
{
    if (h->report == 0) {
        return 0;
    }
    struct writer w = {.e = e, .h = h};
    char *bytes = NULL;
    size_t size = 0;
    hq_nc_begin(&w.file);
    hq_nc_origin(&w.file, &(struct netcdf_origin){.title = e->params->run_name,
                                                  .model = e->model->name,
                                                  .configuration_hash = hq_config_hash(e->config),
                                                  .program_version = hq_version(),
                                                  .seed = (uint64_t)e->params->run_seed,
                                                  .first_year = (int)e->params->run_first_year,
                                                  .years = h->done});
    add_time(&w);
    add_areas(&w);
    add_axes(&w);
    for (int v = 0; v < e->model->reports->count; v++) {
        add_variable(&w, v);
    }
    int error = hq_nc_end(&w.file, &bytes, &size);
    if (!error) {
        error = write_bytes(path, bytes, size);
    }
    free(bytes);
    return error;
}

int64_t hq_indicators_size(const struct model *m, int years, int areas)
{
    return hq_report_size(m->reports, areas) * years * (int64_t)sizeof(double);
}

/* ---- reading ------------------------------------------------------------------------------------------------ */

/* Opens a dataset of a file that is there; an errno where not. */
static int open_set(const char *path, const char *name, hid_t *file, hid_t *set)
{
    if (!hq_file_exists(path)) {
        return ENOENT;
    }
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
    hid_t access = H5Pcreate(H5P_FILE_ACCESS);
    H5Pset_file_locking(access, 0, 1);
    H5Pset_fclose_degree(access, H5F_CLOSE_STRONG);
    *file = H5Fopen(path, H5F_ACC_RDONLY, access);
    H5Pclose(access);
    if (*file < 0) {
        return EIO;
    }
    *set = H5Dopen2(*file, name, H5P_DEFAULT);
    if (*set < 0) {
        H5Fclose(*file);
        return ENOMSG;
    }
    return 0;
}

/* Numbers that a byte of a file stands for at most: where somebody has compressed it (deflate: 1032 to 1). */
enum { MOST_PACKED = 1032 };

/* Sizes of a dataset; how many numbers it has. 0 where it has none, more dimensions than may be, or more numbers than its bytes can
 * stand for: a damaged size must not become memory. */
static int64_t sizes_of(hid_t set, int64_t *sizes, int most, int *rank)
{
    hsize_t found[HQ_INDICATOR_DIMENSIONS] = {0};
    int64_t numbers = 1;
    const hsize_t most_numbers = MOST_PACKED * H5Dget_storage_size(set);
    hid_t space = H5Dget_space(set);
    *rank = H5Sget_simple_extent_ndims(space);
    if (*rank < 1 || *rank > most || H5Sget_simple_extent_dims(space, found, NULL) != *rank) {
        numbers = 0;
    }
    for (int i = 0; i < *rank && numbers > 0; i++) {
        sizes[i] = (int64_t)found[i];
        numbers = found[i] == 0 || found[i] > most_numbers / (hsize_t)numbers ? 0 : numbers * sizes[i];
    }
    H5Sclose(space);
    return numbers;
}

int hq_indicators_read(const char *path, const char *name, double **values,
                       int64_t sizes[HQ_INDICATOR_DIMENSIONS], int *rank)
{
    hid_t file, set;
    *values = NULL;
    int error = open_set(path, name, &file, &set);
    if (error) {
        return error;
    }
    const int64_t numbers = sizes_of(set, sizes, HQ_INDICATOR_DIMENSIONS, rank);
    error = numbers > 0 ? 0 : EIO;
    if (!error) {
        *values = hq_alloc((size_t)numbers * sizeof **values);
        error = H5Dread(set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, *values) >= 0 ? 0 : EIO;
    }
    if (error) {
        free(*values);
        *values = NULL;
    }
    H5Fclose(file);
    return error;
}

int hq_indicators_labels(const char *path, const char *axis, char ***labels, int64_t *count)
{
    hid_t file, set;
    int64_t sizes[2] = {0};
    int rank = 0;
    *labels = NULL;
    *count = 0;
    int error = open_set(path, axis, &file, &set);
    if (error) {
        return error;
    }
    const int64_t size = sizes_of(set, sizes, 2, &rank);
    char *text = hq_zalloc((size_t)size + 1, 1);
    error = size > 0 && rank == 2 && H5Dread(set, H5T_C_S1, H5S_ALL, H5S_ALL, H5P_DEFAULT, text) >= 0 ? 0 : EIO;
    if (!error) {
        *count = sizes[0];
        *labels = hq_zalloc((size_t)sizes[0] + 1, sizeof **labels);
        for (int64_t i = 0; i < sizes[0]; i++) {
            (*labels)[i] =
                hq_text("%.*s", (int)strnlen(text + i * sizes[1], (size_t)sizes[1]), text + i * sizes[1]);
        }
    }
    free(text);
    H5Fclose(file);
    return error;
}
