#include "sim/report.h"

#include <stdlib.h>
#include <string.h>

#include "sim/config/config.h"
#include "sim/error.h"

/* Adds an area of the counties for which `in` is `wanted`; none where there are none. */
static void add_area(struct areas *a, struct area area, const int32_t *in, int32_t wanted, int counties,
                     int32_t **next)
{
    area.counties = *next;
    for (int c = 0; c < counties; c++) {
        if (!in || in[c] == wanted) {
            *(*next)++ = c;
            area.count++;
        }
    }
    if (area.count > 0) {
        a->rows[a->count++] = area;
    }
}

/* Adds the areas of a kind whose counties have its names, in the order of their numbers. */
static void add_named(struct areas *a, const char *kind, const char *const *names, const int32_t *index,
                      int counties, int32_t **next)
{
    for (int n = 0; n < counties; n++) {
        const char *name = "";
        for (int c = 0; c < counties; c++) {
            name = index[c] == n ? names[c] : name;
        }
        if (name[0]) {
            add_area(a, (struct area){kind, name, name, NULL, 0}, index, n, counties, next);
        }
    }
}

void hq_areas_make(struct areas *a, const struct county_table *t, const char *const *classes)
{
    int kinds = 0;
    while (classes[kinds]) {
        kinds++;
    }
    const size_t most = 1 + (size_t)kinds + 3 * (size_t)t->count;
    *a = (struct areas){.rows = hq_zalloc(most, sizeof *a->rows),
                        .members = hq_zalloc(5 * (size_t)t->count + 1, sizeof *a->members)};
    int32_t *next = a->members;
    add_area(a, (struct area){"region", "", "all counties of the run", NULL, 0}, NULL, 0, t->count, &next);
    for (int k = 0; k < kinds; k++) {
        add_area(a, (struct area){"class", classes[k], classes[k], NULL, 0}, t->classes, k, t->count, &next);
    }
    add_named(a, "zone", t->zones, t->zone_index, t->count, &next);
    add_named(a, "prefecture", t->prefectures, t->prefecture_index, t->count, &next);
    for (int c = 0; c < t->count; c++) {
        *next = c;
        a->rows[a->count++] = (struct area){"county", t->codes[c], t->names[c], next++, 1};
    }
}

void hq_areas_free(struct areas *a)
{
    free(a->rows);
    free(a->members);
    *a = (struct areas){0};
}

int64_t hq_report_numbers(const struct report_table *t, int variable, int areas)
{
    int64_t numbers = 1;
    for (int k = 0; k < HQ_REPORT_AXES && t->rows[variable].axes[k] != HQ_NO_AXIS; k++) {
        const int axis = t->rows[variable].axes[k];
        numbers *= axis == HQ_BY_AREA ? areas : t->axes[axis].count;
    }
    return numbers;
}

int64_t hq_report_at(const struct report_table *t, int variable, int areas)
{
    int64_t at = 0;
    for (int v = 0; v < variable; v++) {
        at += hq_report_numbers(t, v, areas);
    }
    return at;
}

int64_t hq_report_size(const struct report_table *t, int areas)
{
    return hq_report_at(t, t->count, areas);
}
