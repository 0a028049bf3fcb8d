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

void hq_areas_make(struct areas *a, const struct county_table *t, const char *const *classes)
{
    int kinds = 0;
    while (classes[kinds]) {
        kinds++;
    }
    const size_t most = 1 + (size_t)kinds + 2 * (size_t)t->count;
    *a = (struct areas){.rows = hq_zalloc(most, sizeof *a->rows),
                        .members = hq_zalloc(4 * (size_t)t->count + 1, sizeof *a->members)};
    int32_t *next = a->members;
    add_area(a, (struct area){"region", "", "all counties of the run", NULL, 0}, NULL, 0, t->count, &next);
    for (int k = 0; k < kinds; k++) {
        add_area(a, (struct area){"class", classes[k], classes[k], NULL, 0}, t->classes, k, t->count, &next);
    }
    for (int p = 0; p < t->count; p++) {
        const char *name = "";
        for (int c = 0; c < t->count; c++) {
            name = t->prefecture_index[c] == p ? t->prefectures[c] : name;
        }
        add_area(a, (struct area){"prefecture", name, name, NULL, 0}, t->prefecture_index, p, t->count, &next);
    }
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
