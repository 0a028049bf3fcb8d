/* Comparing indicators.h5 of two results: whatever variables they hold. */
#include <errno.h>
#include <hdf5.h>
#include <stdlib.h>
#include <string.h>

#include "sim/error.h"
#include "sim/store/difference.h"
#include "sim/store/files.h"
#include "sim/store/indicator_file.h"
#include "sim/store/trajectories_file.h"

struct search {
    const char *paths[2];
    struct difference *d;
    double *years;
};

/* Two variables of one name; says where they first differ. */
static void compare_values(const struct search *s, const char *name, const int64_t *sizes, int rank,
                           double *const values[2])
{
    int64_t a_year = 1;
    for (int k = 1; k < rank; k++) {
        a_year *= sizes[k];
    }
    for (int64_t i = 0; i < sizes[0] * a_year; i++) {
        const double x = values[0][i], y = values[1][i];
        if (x != y && (x == x || y == y)) {
            *s->d = hq_difference(HQ_DIFFERENT,
                                  "%s first differs in %.0f, number %lld of the year: %.17g and %.17g", name,
                                  s->years[i / a_year], (long long)(i % a_year), x, y);
            return;
        }
    }
}

/* One object of the first file; returns 1 where the search ends. */
static herr_t look(hid_t file, const char *name, const H5L_info_t *info, void *data)
{
    struct search *s = data;
    int64_t sizes[2][HQ_INDICATOR_DIMENSIONS] = {{0}};
    int ranks[2] = {0};
    double *values[2] = {NULL, NULL};
    (void)info;
    hid_t set = H5Dopen2(file, name, H5P_DEFAULT), type = set < 0 ? -1 : H5Dget_type(set);
    const bool numbers = type >= 0 && H5Tget_class(type) == H5T_FLOAT && H5Tget_size(type) == sizeof(double);
    if (type >= 0) {
        H5Tclose(type);
    }
    if (set >= 0) {
        H5Dclose(set);
    }
    for (int i = 0; i < 2 && numbers && s->d->verdict == HQ_EQUAL; i++) {
        const int error = hq_indicators_read(s->paths[i], name, &values[i], sizes[i], &ranks[i]);
        if (error == ENOMSG) {
            *s->d = hq_difference(HQ_DIFFERENT, "%s is only in %s", name, s->paths[0]);
        } else if (error) {
            *s->d = hq_difference(HQ_UNREADABLE, "%s of %s cannot be read", name, s->paths[i]);
        }
    }
    if (numbers && s->d->verdict == HQ_EQUAL) {
        if (ranks[0] != ranks[1] || memcmp(sizes[0], sizes[1], sizeof sizes[0]) != 0) {
            *s->d = hq_difference(HQ_DIFFERENT, "%s has other years, areas or groups", name);
        } else {
            compare_values(s, name, sizes[0], ranks[0], values);
        }
    }
    free(values[0]);
    free(values[1]);
    return s->d->verdict != HQ_EQUAL;
}

struct difference hq_compare_indicators(const char *a, const char *b)
{
    struct difference d;
    int64_t sizes[HQ_INDICATOR_DIMENSIONS];
    int rank;
    if (hq_difference_of_bytes(a, b, &d)) {
        return d;
    }
    struct search s = {{a, b}, &d, NULL};
    const int64_t file = hq_trajectories_open_to_read(a), other = hq_trajectories_open_to_read(b);
    d = hq_difference(HQ_EQUAL, "equal (all values; the bytes are not)");
    if (file < 0 || other < 0 || hq_indicators_read(a, "year", &s.years, sizes, &rank)) {
        d = hq_difference(HQ_DAMAGED, "%s is damaged", file < 0 ? a : other < 0 ? b : a);
    } else {
        H5Literate(file, H5_INDEX_NAME, H5_ITER_INC, NULL, look, &s);
    }
    for (int i = 0; i < 2; i++) {
        const int64_t open = i ? other : file;
        if (open >= 0) {
            H5Fclose(open);
        }
    }
    free(s.years);
    return d;
}
