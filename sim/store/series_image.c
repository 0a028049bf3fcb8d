/* The empty series.h5, made in memory.
 *
 * HDF5 builds the file with all its years; series_file.c writes the bytes and later each year's values
 * in their places by itself. So HDF5 never has the file open while the run goes on: readers meet no
 * lock and no half-written metadata, a kill cannot damage it, a full disk is reported by write() as it
 * is, and no history of writes and flushes can reach the bytes.
 *
 * Dimensions: time, county, column, and those of characters. Variables of the file's own: time, year,
 * county, county_code, county_name, prefecture, county_class, class_name, state_hash, hashed_column,
 * column_hash. */
#include "sim/store/series_image.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/error.h"
#include "sim/store/files.h"
#include "sim/store/netcdf.h"

struct builder {
    const struct series_layout *layout;
    struct netcdf file;
    int64_t time, county;
};

/* ---- time and counties ----------------------------------------------------------------------- */

/* Years stand at their 1 January, so that axes marked by the year show them where one looks. */
static void add_time(struct builder *b)
{
    struct netcdf *n = &b->file;
    size_t count = (size_t)b->layout->years;
    int32_t *days = hq_zalloc(count, sizeof *days), *years = hq_zalloc(count, sizeof *years);

    for (int i = 0; i < b->layout->years; i++) {
        years[i] = b->layout->first_year + i;
        days[i] = hq_days_to_year(years[i]);
    }
    b->time = hq_nc_coordinate(n, "time", b->layout->years, days);
    hq_nc_text(n, b->time, "units", "days since 1900-01-01");
    hq_nc_text(n, b->time, "calendar", "proleptic_gregorian");
    hq_nc_text(n, b->time, "standard_name", "time");
    hq_nc_text(n, b->time, "axis", "T");
    hq_nc_text(n, b->time, "long_name",
               "the calendar year that begins on this day; stocks are those at its end");
    int64_t year = hq_nc_variable(n, "year", HQ_NC_I32, &b->time, 1, NULL, years);
    hq_nc_describe(n, year, "year", "calendar year");
    free(days);
    free(years);
}

/* CF parts the meanings by blanks, so there can be none within. */
static char *flag_meanings(const struct series_layout *layout)
{
    char *all = hq_copy_text("");

    for (int i = 0; i < layout->class_count; i++) {
        char *name = hq_copy_text(layout->class_names[i]);
        for (char *c = name; *c != '\0'; c++)
            if (*c == ' ')
                *c = '_';
        char *more = hq_text("%s%s%s", all, i > 0 ? " " : "", name);
        free(all);
        free(name);
        all = more;
    }
    return all;
}

/* Both as codes with their meanings and as texts: what groups well and what reads well. */
static void add_classes(struct builder *b)
{
    const struct series_layout *layout = b->layout;
    struct netcdf *n = &b->file;
    const char **names = hq_zalloc((size_t)layout->counties, sizeof *names);
    int32_t *codes = hq_zalloc((size_t)layout->class_count, sizeof *codes);
    char *meanings = flag_meanings(layout);

    for (int i = 0; i < layout->class_count; i++)
        codes[i] = i;
    for (int c = 0; c < layout->counties; c++)
        names[c] = layout->class_names[layout->classes[c]];
    int64_t set = hq_nc_variable(n, "county_class", HQ_NC_I32, &b->county, 1, NULL, layout->classes);
    hq_nc_describe(n, set, "1", "class of the county, as a code");
    hq_nc_attribute(n, set, "flag_values", HQ_NC_I32, layout->class_count, codes);
    hq_nc_text(n, set, "flag_meanings", meanings);
    hq_nc_text_variable(n, "class_name", b->county, layout->counties, names, "class of the county");
    free(names);
    free(codes);
    free(meanings);
}

static void add_counties(struct builder *b)
{
    const struct series_layout *l = b->layout;
    struct netcdf *n = &b->file;

    b->county = hq_nc_coordinate(n, "county", l->counties, l->county_code_numbers);
    hq_nc_describe(n, b->county, "1", "administrative code of the county");
    hq_nc_text_variable(n, "county_code", b->county, l->counties, l->county_codes,
                        "code of the county, as text");
    hq_nc_text_variable(n, "county_name", b->county, l->counties, l->county_names, "name of the county");
    hq_nc_text_variable(n, "prefecture", b->county, l->counties, l->prefectures, "prefecture of the county");
    add_classes(b);
}

/* ---- values ---------------------------------------------------------------------------------- */

static int64_t add_series(struct builder *b, const struct series_row *row)
{
    const double nothing = NAN;
    const int64_t dimensions[2] = {b->time, b->county};
    struct netcdf *n = &b->file;
    int64_t set = hq_nc_variable(n, row->name, HQ_NC_F64, dimensions, 2, &nothing, NULL);

    hq_nc_describe(n, set, row->unit, row->meaning);
    hq_nc_attribute(n, set, "_FillValue", HQ_NC_F64, 1, &nothing);
    hq_nc_text(n, set, "coordinates", "year county_code county_name prefecture county_class class_name");
    return hq_nc_place(n, set);
}

static void add_hashes(struct builder *b, struct series_image *image)
{
    const struct series_layout *layout = b->layout;
    struct netcdf *n = &b->file;
    int64_t width = hq_nc_dimension(n, "hash_characters", HQ_HASH_TEXT, "characters of a hash");
    const int64_t two[2] = {b->time, width};
    int64_t set = hq_nc_variable(n, "state_hash", HQ_NC_CHARACTER, two, 2, NULL, NULL);

    hq_nc_describe(n, set, "1", "hash of the state at the end of the year; empty before it is reached");
    hq_nc_text(n, set, "_Encoding", "utf-8");
    hq_nc_text(n, set, "coordinates", "year");
    image->state_hash_at = hq_nc_place(n, set);
    if (layout->hashed_count == 0)
        return;
    /* Not a dimension named hashed_column: netCDF lets no text be the coordinate of its own dimension. */
    int64_t column = hq_nc_dimension(n, "column", layout->hashed_count, "columns that are hashed");
    const int64_t three[3] = {b->time, column, width};
    hq_nc_text_variable(n, "hashed_column", column, layout->hashed_count, layout->hashed_columns,
                        "level and name of the column");
    set = hq_nc_variable(n, "column_hash", HQ_NC_CHARACTER, three, 3, NULL, NULL);
    hq_nc_describe(n, set, "1", "hash of one column of the state at the end of the year");
    hq_nc_text(n, set, "_Encoding", "utf-8");
    hq_nc_text(n, set, "coordinates", "year hashed_column");
    image->column_hash_at = hq_nc_place(n, set);
}

/* CF for netCDF tools; NXdata for h5web, which plots the first series over the years at first sight.
 * Counties have "." for an axis there: codes have gaps. */
static void add_globals(struct builder *b)
{
    static const char *const axes[] = {"year", "."};
    const struct series_layout *layout = b->layout;
    struct netcdf *n = &b->file;

    hq_nc_origin(n, &(struct netcdf_origin){.title = layout->title,
                                            .model = layout->model,
                                            .configuration_hash = layout->configuration_hash,
                                            .program_version = layout->program_version,
                                            .seed = layout->seed,
                                            .first_year = layout->first_year,
                                            .years = layout->years});
    hq_nc_int(n, n->file, "counties", layout->counties);
    hq_nc_text(n, n->file, "NX_class", "NXdata");
    if (layout->series_count > 0) {
        hq_nc_text(n, n->file, "signal", layout->series[0].name);
        hq_nc_texts(n, n->file, "axes", axes, 2);
    }
}

/* ---- the image ------------------------------------------------------------------------------- */

static bool layout_is_sound(const struct series_layout *layout)
{
    if (layout->years < 1 || layout->counties < 1 || layout->class_count < 1 || layout->series_count < 0 ||
        layout->hashed_count < 0)
        return false;
    for (int c = 0; c < layout->counties; c++)
        if (layout->classes[c] < 0 || layout->classes[c] >= layout->class_count)
            return false;
    for (int s = 0; s < layout->series_count; s++)
        if (layout->series[s].unit && strstr(layout->series[s].unit, "since"))
            return false;
    return true;
}

int series_image_make(const struct series_layout *layout, struct series_image *image)
{
    struct builder b = {.layout = layout};

    *image = (struct series_image){0};
    if (!layout_is_sound(layout))
        return EINVAL;
    image->series_at = hq_zalloc((size_t)layout->series_count, sizeof *image->series_at);
    hq_nc_begin(&b.file);
    add_globals(&b);
    add_time(&b);
    add_counties(&b);
    for (int s = 0; s < layout->series_count; s++)
        image->series_at[s] = add_series(&b, &layout->series[s]);
    add_hashes(&b, image);
    int error = hq_nc_end(&b.file, &image->bytes, &image->size);
    if (error)
        series_image_free(image);
    return error;
}

void series_image_free(struct series_image *image)
{
    free(image->bytes);
    free(image->series_at);
    *image = (struct series_image){0};
}
