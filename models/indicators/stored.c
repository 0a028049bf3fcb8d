#include "models/indicators/stored.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "models/indicators/real.h"
#include "models/indicators/streaming.h"
#include "sim/error.h"
#include "sim/store/files.h"
#include "sim/store/indicator_file.h"

static void labels_free(struct stored_labels *labels)
{
    for (int i = 0; i < labels->count; i++) {
        free(labels->names[i]);
    }
    free(labels->names);
    *labels = (struct stored_labels){0};
}

static bool labels_read(const char *path, const char *axis, struct stored_labels *out)
{
    enum { MOST_LABELS = 1000000 };
    int64_t count = 0;
    const int error = hq_indicators_labels(path, axis, &out->names, &count);
    out->count =
        error ? 0 : (int)lesser((double)count, MOST_LABELS); /* lint: allow float-cast: a million at most */
    return !error && count <= MOST_LABELS;
}

double *stored_values(const struct stored *s, const char *name, const int64_t *sizes, int rank)
{
    int64_t found[HQ_INDICATOR_DIMENSIONS] = {0};
    int found_rank = 0;
    double *values = NULL;
    bool right = hq_indicators_read(s->path, name, &values, found, &found_rank) == 0 && found_rank == rank;
    for (int i = 0; i < rank && right; i++) {
        right = found[i] == sizes[i];
    }
    if (!right) {
        free(values);
        values = NULL;
    }
    return values;
}

static bool read_years(struct stored *s)
{
    int64_t sizes[HQ_INDICATOR_DIMENSIONS] = {0};
    int rank = 0;
    double *years = NULL;
    bool right =
        hq_indicators_read(s->path, "year", &years, sizes, &rank) == 0 && rank == 1 && sizes[0] <= 10000;
    s->years = right ? (int)sizes[0] : 0;
    s->year = hq_zalloc((size_t)s->years + 1, sizeof *s->year);
    for (int y = 0; y < s->years && right; y++) {
        right = years[y] >= -1e6 && years[y] <= 1e6 && (y == 0 || years[y] > years[y - 1]);
        s->year[y] = right ? (int32_t)years[y] : 0; /* lint: allow float-cast: a million at most */
    }
    free(years);
    return right;
}

int stored_open(const char *path, struct stored *s, char **why)
{
    *s = (struct stored){.path = hq_copy_text(path)};
    *why = NULL;
    if (!hq_file_exists(path)) {
        *why = hq_text("%s is not there: run with output.indicators=true", path);
        return HQ_EXIT_USAGE;
    }
    const struct {
        const char *axis;
        struct stored_labels *labels;
    } axes[] = {{"area_kind", &s->area_kinds},  {"area_code", &s->area_codes},
                {"measure_name", &s->measures}, {"index_name", &s->indices},
                {"line_name", &s->lines},       {"line_index_name", &s->line_indices},
                {"group_name", &s->groups}};
    bool right = read_years(s);
    for (size_t i = 0; i < sizeof axes / sizeof *axes; i++) {
        right = right && labels_read(path, axes[i].axis, axes[i].labels);
    }
    if (right && s->area_kinds.count == s->area_codes.count) {
        const int64_t sizes[] = {s->years, s->area_codes.count, s->lines.count};
        s->line_value = stored_values(s, "line_value", sizes, 3);
        s->persons = stored_values(s, "persons", sizes, 2);
    }
    if (s->line_value && s->persons) {
        return HQ_EXIT_DONE;
    }
    *why = hq_text("%s is damaged, or of another version of the program", path);
    return HQ_EXIT_BAD_DATA;
}

void stored_close(struct stored *s)
{
    struct stored_labels *all[] = {&s->area_kinds, &s->area_codes,   &s->measures, &s->indices,
                                   &s->lines,      &s->line_indices, &s->groups};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        labels_free(all[i]);
    }
    free(s->path);
    free(s->year);
    free(s->line_value);
    free(s->persons);
    *s = (struct stored){0};
}

int stored_label(const struct stored_labels *labels, const char *name)
{
    for (int i = 0; i < labels->count; i++) {
        if (strcmp(labels->names[i], name) == 0) {
            return i;
        }
    }
    return -1;
}

int stored_year(const struct stored *s, int64_t year)
{
    for (int y = 0; y < s->years; y++) {
        if (s->year[y] == year) {
            return y;
        }
    }
    return -1;
}

double stored_line(const struct stored *s, int year, int area, int line)
{
    return s->line_value[((int64_t)year * s->area_codes.count + area) * s->lines.count + line];
}

bool stored_distribution(const struct stored *s, int year, int measure, struct distribution *out)
{
    const int64_t sizes[] = {s->years, s->measures.count, BINS, BIN_CELLS};
    double *values = stored_values(s, "histogram", sizes, 4);
    int64_t *cells = hq_zalloc(HISTOGRAM, sizeof *cells);
    bool right = values, somebody = false;
    for (int64_t i = 0; i < HISTOGRAM && right; i++) {
        const double value = values[((int64_t)year * s->measures.count + measure) * HISTOGRAM + i];
        right = value >= 0 && value < 0x1p62;
        cells[i] = right ? (int64_t)value : 0; /* lint: allow float-cast: below 2^62 */
        somebody = somebody || (i % BIN_CELLS == BIN_WEIGHT && cells[i] > 0);
    }
    right = right && somebody;
    if (right) {
        distribution_of_bins(cells, out);
    }
    free(cells);
    free(values);
    return right;
}
