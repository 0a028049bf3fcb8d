#include "sim/store/netcdf_scales.h"

#include <hdf5.h>
#include <stdlib.h>
#include <string.h>

#include "sim/error.h"

/* As H5DSattach_scale lays it out. */
struct attached {
    hobj_ref_t set;
    int32_t dimension;
};

void hq_scales_note(struct netcdf_scales *s, int64_t set, const int64_t *dimensions, int rank)
{
    if (s->count == s->room) {
        const int room = s->room ? 2 * s->room : 64;
        struct scaled_variable *more = hq_zalloc((size_t)room, sizeof *more);
        if (s->count > 0) {
            memcpy(more, s->variables, (size_t)s->count * sizeof *more);
        }
        free(s->variables);
        s->variables = more;
        s->room = room;
    }
    struct scaled_variable *v = &s->variables[s->count++];
    v->set = set;
    v->rank = rank;
    memcpy(v->dimensions, dimensions, (size_t)rank * sizeof *dimensions);
}

void hq_scales_free(struct netcdf_scales *s)
{
    free(s->variables);
    *s = (struct netcdf_scales){0};
}

static int write_list(hid_t object, const char *name, hid_t type, int count, const void *values)
{
    const hsize_t size = (hsize_t)count;
    const hid_t space = H5Screate_simple(1, &size, NULL);
    const hid_t attribute = H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
    const herr_t written = attribute < 0 ? -1 : H5Awrite(attribute, type, values);
    if (attribute >= 0) {
        H5Aclose(attribute);
    }
    H5Sclose(space);
    return written < 0 ? -1 : 0;
}

/* The dimensions of a variable: lists, here of one each. */
static int write_dimensions(const struct scaled_variable *v, hid_t lists)
{
    hobj_ref_t references[HQ_NC_MOST_DIMENSIONS];
    hvl_t one[HQ_NC_MOST_DIMENSIONS];
    for (int i = 0; i < v->rank; i++) {
        one[i] = (hvl_t){1, &references[i]};
        if (H5Rcreate(&references[i], v->dimensions[i], ".", H5R_OBJECT, -1) < 0) {
            return -1;
        }
    }
    return write_list(v->set, "DIMENSION_LIST", lists, v->rank, one);
}

/* The variables of a dimension, which first comes up at variable `first`. */
static int write_variables(const struct netcdf_scales *s, int64_t dimension, int first, hid_t type)
{
    struct attached *found = hq_zalloc((size_t)(s->count - first) * HQ_NC_MOST_DIMENSIONS, sizeof *found);
    int count = 0, error = 0;
    for (int i = first; i < s->count && !error; i++) {
        for (int k = 0; k < s->variables[i].rank && !error; k++) {
            if (s->variables[i].dimensions[k] == dimension) {
                found[count].dimension = k;
                error = H5Rcreate(&found[count++].set, s->variables[i].set, ".", H5R_OBJECT, -1) < 0;
            }
        }
    }
    error = error ? -1 : write_list(dimension, "REFERENCE_LIST", type, count, found);
    free(found);
    return error;
}

/* Whether a dimension has come up before axis k of variable i. */
static int is_known(const struct netcdf_scales *s, int i, int k)
{
    const int64_t dimension = s->variables[i].dimensions[k];
    for (int j = 0; j <= i; j++) {
        for (int l = 0; l < (j < i ? s->variables[j].rank : k); l++) {
            if (s->variables[j].dimensions[l] == dimension) {
                return 1;
            }
        }
    }
    return 0;
}

int hq_scales_write(const struct netcdf_scales *s)
{
    const hid_t lists = H5Tvlen_create(H5T_STD_REF_OBJ),
                pair = H5Tcreate(H5T_COMPOUND, sizeof(struct attached));
    int error = lists < 0 || pair < 0 ||
                        H5Tinsert(pair, "dataset", HOFFSET(struct attached, set), H5T_STD_REF_OBJ) < 0 ||
                        H5Tinsert(pair, "dimension", HOFFSET(struct attached, dimension), H5T_STD_I32LE) < 0
                    ? -1
                    : 0;
    for (int i = 0; i < s->count && !error; i++) {
        error = write_dimensions(&s->variables[i], lists);
    }
    for (int i = 0; i < s->count; i++) {
        for (int k = 0; k < s->variables[i].rank && !error; k++) {
            if (!is_known(s, i, k)) {
                error = write_variables(s, s->variables[i].dimensions[k], i, pair);
            }
        }
    }
    H5Tclose(lists);
    H5Tclose(pair);
    return error;
}
