/* What two runs' indicators.h5 tell: every index of the year beside the other's, what they add up to over years, and whether they
 * differ at all.
 *   gap_yuan = sum over counties of persons x gap x line: the own line is one in a county, not in the region. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "models/compare/parts.h"
#include "models/indicators/real.h"
#include "models/indicators/report.h"
#include "sim/error.h"
#include "sim/store/files.h"
#include "sim/store/indicator_file.h"

/* A variable of both runs. */
struct variable {
    const struct report_row *row;
    double *values[SIDES];
    int64_t sizes[HQ_INDICATOR_DIMENSIONS]; /* of the axes, without the years */
    int rank, years;                        /* axes without the years; years of both */
    int64_t a_year;                         /* numbers a year */
};

/* What the axes of a number say. */
struct label {
    const char *table, *measure, *area, *line;
    char name[200];
};

/* ---- reading --------------------------------------------------------------------------------------------------- */

static void free_variable(struct variable *v)
{
    free(v->values[BASE]);
    free(v->values[OTHER]);
}

/* Whether a file's sizes are those of the program's own table. */
static bool fits(const struct variable *v, const struct runs *r, const int64_t *sizes, int rank)
{
    bool same = rank == v->rank + 1;
    for (int k = 0; k < v->rank && same; k++) {
        const int axis = v->row->axes[k];
        same = sizes[k + 1] == (axis == HQ_BY_AREA ? r->area_count : report_table.axes[axis].count);
    }
    return same;
}

static int read_variable(const struct runs *r, const struct report_row *row, struct variable *v,
                         const char **why)
{
    *v = (struct variable){.row = row, .a_year = 1, .years = INT32_MAX};
    while (v->rank < HQ_REPORT_AXES && row->axes[v->rank] != HQ_NO_AXIS) {
        v->rank++;
    }
    for (int s = 0; s < SIDES; s++) {
        char *path = hq_text("%s/indicators.h5", r->side[s].folder);
        int64_t sizes[HQ_INDICATOR_DIMENSIONS] = {0};
        int rank = 0;
        const int error = hq_indicators_read(path, row->name, &v->values[s], sizes, &rank);
        const bool good = !error && fits(v, r, sizes, rank) && sizes[0] == r->side[s].report_years;
        if (!good) {
            *why = hq_arena_print(
                r->arena, "%s is damaged, or of another version of the program: %s is not as it should be",
                path, row->name);
        }
        free(path);
        if (!good) {
            return HQ_EXIT_BAD_DATA;
        }
        v->years = sizes[0] < v->years ? (int)sizes[0] : v->years;
        memcpy(v->sizes, sizes + 1, sizeof v->sizes - sizeof *v->sizes);
    }
    for (int k = 0; k < v->rank; k++) {
        v->a_year *= v->sizes[k];
    }
    return HQ_EXIT_DONE;
}

/* Values of all years that are not the same to the bit: a not-a-number differs from a number only. */
static int64_t count_differing(const struct variable *v)
{
    int64_t differing = 0;
    for (int64_t i = 0; i < v->years * v->a_year; i++) {
        uint64_t bits[SIDES];
        memcpy(&bits[BASE], &v->values[BASE][i], sizeof *bits);
        memcpy(&bits[OTHER], &v->values[OTHER][i], sizeof *bits);
        differing += bits[BASE] != bits[OTHER];
    }
    return differing;
}

/* ---- rows ------------------------------------------------------------------------------------------------------ */

static bool is_axis(int axis, const char *name)
{
    return strcmp(report_table.axes[axis].name, name) == 0;
}

static void append(char name[200], const char *text)
{
    const size_t used = strlen(name);
    (void)snprintf(name + used, 200 - used, "%s%s", used > 0 ? "_" : "", text);
}

/* Says what number i of a year is. False where it is not wanted. */
static bool label_of(const struct runs *r, const struct variable *v, int64_t i, struct label *l)
{
    *l = (struct label){.table = "indicator", .measure = "", .area = "", .line = ""};
    bool wanted = true, indexed = false;
    int at[HQ_REPORT_AXES] = {0};
    for (int k = v->rank - 1; k >= 0; k--) {
        at[k] = (int)(i % v->sizes[k]);
        i /= v->sizes[k];
        const int axis = v->row->axes[k];
        indexed = indexed || (axis != HQ_BY_AREA && (is_axis(axis, "index") || is_axis(axis, "line_index")));
    }
    if (!indexed) {
        append(l->name, strncmp(v->row->name, "group_", 6) == 0 ? v->row->name + 6 : v->row->name);
    }
    for (int k = 0; k < v->rank; k++) {
        const int axis = v->row->axes[k];
        const struct axis_row *row = axis == HQ_BY_AREA ? NULL : &report_table.axes[axis];
        const char *text = row && row->labels ? row->labels[at[k]] : NULL;
        if (!row) {
            l->area = r->areas[at[k]].code;
            wanted = wanted && r->areas[at[k]].wanted;
        } else if (is_axis(axis, "group")) {
            l->table = "group";
            l->area = text;
        } else if (is_axis(axis, "measure")) {
            l->measure = text;
        } else if (is_axis(axis, "line")) {
            l->line = r->lines[at[k]];
            wanted = wanted && r->line_wanted[at[k]];
        } else if (text) {
            append(l->name, text);
        } else {
            char number[16];
            (void)snprintf(number, sizeof number, "%d", at[k] + 1);
            append(l->name, number);
        }
    }
    return wanted;
}

/* Bounds and histograms are no results of their own. */
static bool is_told(const struct variable *v)
{
    for (int k = 0; k < v->rank; k++) {
        const int axis = v->row->axes[k];
        if (axis != HQ_BY_AREA && (is_axis(axis, "bound") || is_axis(axis, "bin"))) {
            return false;
        }
    }
    return true;
}

static void add_numbers(const struct runs *r, const struct variable *v, struct changes *out)
{
    const int64_t first = (r->year - r->first_year) * v->a_year;
    for (int64_t i = 0; i < v->a_year; i++) {
        const double base = v->values[BASE][first + i], other = v->values[OTHER][first + i];
        struct label l;
        if ((base == base || other == other) && label_of(r, v, i, &l)) {
            changes_add(out, (struct change){l.table, l.measure, l.area, hq_arena_text(&out->arena, l.name),
                                             l.line, r->year, base, other});
        }
    }
}

/* ---- sums ------------------------------------------------------------------------------------------------------ */

/* Place of an index among those at lines. */
static int line_index(const struct variable *v, const char *name)
{
    const struct axis_row *axis = &report_table.axes[v->row->axes[3]];
    int i = 0;
    while (i < axis->count - 1 && strcmp(axis->labels[i], name) != 0) {
        i++;
    }
    return i;
}

struct sum_at {
    int area, measure, line, index;
};

/* Persons times an index at a line, in Yuan of the line where `in_yuan`, of an area in a year; 0 where nobody lives. */
static double persons_times(const struct runs *r, const struct variable *v, int side, int y, struct sum_at at,
                            bool in_yuan)
{
    const int64_t place =
        ((at.area * v->sizes[1] + at.measure) * v->sizes[2] + at.line) * v->sizes[3] + at.index;
    const double persons = r->side[side].persons[(int64_t)y * r->area_count + at.area],
                 value = v->values[side][y * v->a_year + place],
                 line = in_yuan ? runs_line(r, side, r->first_year + y, at.area, at.line) : 1.0;
    return persons > 0 ? persons * value * line : 0;
}

/* The same of an area that counties make up, added up over them. */
static double over_counties(const struct runs *r, const struct variable *v, int side, int y, struct sum_at at)
{
    double sum = 0;
    for (int c = 0; c < r->county_count; c++) {
        if (r->areas_of[c][r->areas[at.area].kind] == at.area) {
            struct sum_at own = at;
            own.area = r->areas_of[c][IN_COUNTY];
            sum += persons_times(r, v, side, y, own, true);
        }
    }
    return sum;
}

static void add_sums_at(const struct runs *r, const struct variable *v, struct sum_at at, int gap,
                        struct changes *out)
{
    double poor[SIDES] = {0}, yuan[SIDES] = {0}, poor_years[SIDES] = {0}, yuan_years[SIDES] = {0};
    struct sum_at at_gap = at;
    at_gap.index = gap;
    for (int s = 0; s < SIDES; s++) {
        for (int y = 0; y <= r->year - r->first_year; y++) {
            poor[s] = persons_times(r, v, s, y, at, false);
            yuan[s] = over_counties(r, v, s, y, at_gap);
            poor_years[s] += poor[s];
            yuan_years[s] += yuan[s];
        }
    }
    const char *const names[] = {"poor_persons", "gap_yuan", "poor_person_years", "gap_yuan_years"};
    const double *const values[] = {poor, yuan, poor_years, yuan_years};
    for (int i = 0; i < 4; i++) {
        changes_add(out, (struct change){"indicator", report_table.axes[v->row->axes[1]].labels[at.measure],
                                         r->areas[at.area].code, names[i], r->lines[at.line], r->year,
                                         values[i][BASE], values[i][OTHER]});
    }
}

/* Of the variable over area, measure, line and index. */
static void add_sums(const struct runs *r, const struct variable *v, struct changes *out)
{
    struct sum_at at = {.index = line_index(v, "headcount")};
    const int gap = line_index(v, "gap");
    for (at.area = 0; at.area < r->area_count; at.area++) {
        for (at.measure = 0; at.measure < v->sizes[1]; at.measure++) {
            for (at.line = 0; at.line < r->line_count; at.line++) {
                if (r->areas[at.area].wanted && r->line_wanted[at.line]) {
                    add_sums_at(r, v, at, gap, out);
                }
            }
        }
    }
}

int indicator_changes(const struct runs *r, struct changes *out, const char **why)
{
    const double share = r->side[BASE].panel.share;
    int64_t differing = 0;
    int code = HQ_EXIT_DONE;
    changes_add(out, (struct change){"run", "", "", "panel_share", "", r->year, share, share});
    for (int i = 0; i < report_table.count && code == HQ_EXIT_DONE; i++) {
        struct variable v;
        code = read_variable(r, &report_table.rows[i], &v, why);
        if (code == HQ_EXIT_DONE) {
            differing += count_differing(&v);
            if (is_told(&v)) {
                add_numbers(r, &v, out);
            }
            if (strcmp(v.row->name, "at_line") == 0) {
                add_sums(r, &v, out);
            }
        }
        free_variable(&v);
    }
    changes_add(out,
                (struct change){"indicator", "", "", "values_differing", "", r->year, 0, (double)differing});
    return code;
}
