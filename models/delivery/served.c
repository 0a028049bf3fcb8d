/* Whom programmes serve, out of indicators.h5. */
#include <stdlib.h>
#include <string.h>

#include "models/delivery/delivery.h"
#include "sim/error.h"
#include "sim/store/files.h"
#include "sim/store/indicator_file.h"

/* Groups that are programmes; the register is one. */
static const struct {
    const char *group, *programme;
} served_groups[] = {
#define MEMBER(name, bit, meaning) {#name, #name},
#define OTHER(name, meaning)
#include "models/rows/groups.def"
#undef MEMBER
#undef OTHER
    {"registered", "register"},
};
enum { SERVED = sizeof served_groups / sizeof *served_groups };

/* A variable of the file and its shape: [years][...]. */
struct variable {
    double *values;
    int64_t sizes[HQ_INDICATOR_DIMENSIONS];
    int rank;
};

struct report_file {
    struct variable years, persons, at_line, group_persons, group_unaided;
    char **groups, **indices, **measures;
    int64_t group_count, index_count, measure_count;
};

static bool read_all(const char *path, struct report_file *f)
{
    const struct {
        const char *name;
        struct variable *to;
        int rank;
    } wanted[] = {{"year", &f->years, 1},
                  {"persons", &f->persons, 2},
                  {"at_line", &f->at_line, 5},
                  {"group_persons", &f->group_persons, 2},
                  {"group_unaided", &f->group_unaided, 2}};
    bool right = hq_indicators_labels(path, "group_name", &f->groups, &f->group_count) == 0 &&
                 hq_indicators_labels(path, "line_index_name", &f->indices, &f->index_count) == 0 &&
                 hq_indicators_labels(path, "measure_name", &f->measures, &f->measure_count) == 0;
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted && right; i++) {
        struct variable *v = wanted[i].to;
        right = hq_indicators_read(path, wanted[i].name, &v->values, v->sizes, &v->rank) == 0 &&
                v->rank == wanted[i].rank && v->sizes[0] == f->years.sizes[0];
    }
    return right && f->persons.sizes[1] > 0 && f->at_line.sizes[1] == f->persons.sizes[1] &&
           f->at_line.sizes[2] == f->measure_count && f->at_line.sizes[3] > 0 &&
           f->at_line.sizes[4] == f->index_count && f->group_persons.sizes[1] == f->group_count &&
           f->group_unaided.sizes[1] == f->group_count;
}

static void free_labels(char **labels, int64_t count)
{
    for (int64_t i = 0; labels && i < count; i++) {
        free(labels[i]);
    }
    free((void *)labels);
}

static int64_t label(char *const *labels, int64_t count, const char *name)
{
    for (int64_t i = 0; i < count; i++) {
        if (strcmp(labels[i], name) == 0) {
            return i;
        }
    }
    return -1;
}

/* In year number y: the first line is the region's own, the first area the region. */
static void tell(const struct report_file *f, int64_t y, struct deliveries *out)
{
    const int64_t head = label(f->indices, f->index_count, "headcount"), areas = f->persons.sizes[1];
    const int64_t unaided = label(f->measures, f->measure_count, "unaided");
    const int64_t a_measure = f->at_line.sizes[3] * f->index_count, an_area = f->measure_count * a_measure;
    if (head < 0 || unaided < 0) {
        return;
    }
    const double persons = f->persons.values[y * areas];
    const double poor = persons * f->at_line.values[y * areas * an_area + unaided * a_measure + head];
    for (int i = 0; i < SERVED; i++) {
        const int64_t g = label(f->groups, f->group_count, served_groups[i].group);
        if (g < 0) {
            continue;
        }
        const double served = f->group_persons.values[y * f->group_count + g];
        const double under = f->group_unaided.values[y * f->group_count + g];
        if (served > 0.0) {
            const char *const name = served_groups[i].programme;
            delivery_add(out, name, "served", "persons", "persons in households that it serves", served);
            delivery_add(out, name, "inclusion_error", "1",
                         "of them, those not under the region's line by income without aid that goes by need",
                         1.0 - under);
            delivery_add(out, name, "exclusion_error", "1", "of those under it, those not served",
                         1.0 - under * served / poor);
        }
    }
}

const char *delivery_served(const struct delivery_of *of, struct deliveries *out)
{
    char *path = hq_text("%s/indicators.h5", of->folder);
    struct report_file f = {0};
    const bool right = read_all(path, &f);
    for (int64_t y = 0; right && y < f.years.sizes[0]; y++) {
        if (f.years.values[y] == of->year) {
            tell(&f, y, out);
        }
    }
    free_labels(f.groups, f.group_count);
    free_labels(f.indices, f.index_count);
    free_labels(f.measures, f.measure_count);
    free(f.years.values);
    free(f.persons.values);
    free(f.at_line.values);
    free(f.group_persons.values);
    free(f.group_unaided.values);
    const char *wrong = right ? NULL : hq_arena_print(&out->arena, "%s cannot be read", path);
    free(path);
    return wrong;
}
