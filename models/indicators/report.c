#include "models/indicators/report.h"

#include <stdlib.h>
#include <string.h>

#include "models/account/cells.h"
#include "models/indicators/decomposition.h"
#include "models/indicators/multidimensional.h"
#include "models/indicators/occupied.h"
#include "models/indicators/real.h"
#include "sim/error.h"

/* ---- axes ----------------------------------------------------------------------------------------------------- */

static const char *const
    measure_names[] = {"income", "consumption", "unaided", NULL},
    *const line_names[] = {"own", "national", "line_1", "line_2", "line_3", "line_4", NULL},
    *const bound_names[] = {"least", "most", NULL}, *const dimension_names[] = {"income",    "food",
                                                                                "schooling", "care",
                                                                                "housing",   "water",
                                                                                NULL},
    *const multi_names[] = {"headcount", "intensity", "m0", "exit_rule", NULL},
    *const partition_names[] = {"class", "zone", "prefecture", "county", "main_source", NULL},
    *const entropy_names[] = {"mld", "theil", "ge2", NULL}, *const part_names[] = {"within", "between", NULL},
    *const begun_names[] = {"seen", "before_the_run", NULL},
    *const cell_names[] = {"rows", "weight", "offsets", "squares", NULL};
enum { partition_count = sizeof partition_names / sizeof *partition_names - 1 };
static const char *const aid_names[] = {"yuan",          "to_poor",    "closing_gap", "cgh",
                                        "concentration", "own_earned", NULL};
enum { AID_YUAN, AID_TO_POOR, AID_CLOSING, AID_CGH, AID_CONCENTRATION, AID_OWN_EARNED, AID_INDICES };

static const char *const index_names[] = {
#define OVERALL(name, ...) #name,
#define AT_LINE(name, ...)
#include "models/indicators/indices.def"
#undef AT_LINE
#undef OVERALL
    NULL};
static const char *const line_index_names[] = {
#define OVERALL(name, ...)
#define AT_LINE(name, ...) #name,
#include "models/indicators/indices.def"
#undef AT_LINE
#undef OVERALL
    NULL};
enum {
    overall_count = sizeof index_names / sizeof *index_names - 1,
    at_line_count = sizeof line_index_names / sizeof *line_index_names - 1
};
static const char *const group_names[] = {
#define GROUP(name, ...) #name,
#include "models/rows/groups.def"
#undef GROUP
    NULL};

#define AXIS(name, ...) AXIS_##name,
enum {
#include "models/indicators/report.def"
    AXES
};
#undef AXIS

/* Axes without names in the file are told by number. */
#define decile_names NULL
#define spell_names  NULL
#define bin_names    NULL
static const struct axis_row report_axes[] = {
#define AXIS(name, labels, count, meaning) {#name, labels, count, meaning},
#include "models/indicators/report.def"
#undef AXIS
};

#define AREA HQ_BY_AREA
#define FIVE(a, b, c, d, e, ...)                                                                               \
    {                                                                                                          \
        a, b, c, d, e                                                                                          \
    }
#define VARIABLE(name, unit, meaning, ...)                                                                     \
    {#name, unit, meaning, FIVE(__VA_ARGS__, HQ_NO_AXIS, HQ_NO_AXIS, HQ_NO_AXIS, HQ_NO_AXIS, 0)},
static const struct report_row report_rows[] = {
#include "models/indicators/report.def"
};
#undef VARIABLE
#define VARIABLE(name, ...) V_##name,
enum {
#include "models/indicators/report.def"
    VARIABLES
};
#undef VARIABLE
const struct report_table report_table = {report_rows, VARIABLES, report_axes, AXES};

/* ---- one area ------------------------------------------------------------------------------------------------- */

struct filler {
    const struct world *w;
    const struct cells *cells;
    double *out;
};

/* The numbers of a variable at an area (0 where it has none). */
static double *numbers_of(const struct filler *f, int variable, int area)
{
    const int areas = f->cells->areas->count;
    const bool by_area = report_rows[variable].axes[0] == HQ_BY_AREA;
    const int64_t each = hq_report_numbers(&report_table, variable, areas) / (by_area ? areas : 1);
    return f->out + hq_report_at(&report_table, variable, areas) + (by_area ? area * each : 0);
}

/* Where indices go, one after another: their values, and for the region also their bounds. */
struct place {
    double *value, *bounds;
};

static void put(struct place *at, struct estimate e)
{
    *at->value++ = e.value;
    if (at->bounds) {
        *at->bounds++ = e.least;
        *at->bounds++ = e.most;
    }
}

/* A line in a county, fen; 0: none. */
static int64_t line_in(const struct filler *f, int county, int line)
{
    const struct county *c = hq_county(f->w, county);
    const struct parameters *p = hq_parameters(f->w, county);
    const double further[] = {p->indicators_line_1, p->indicators_line_2, p->indicators_line_3,
                              p->indicators_line_4};
    return line == OWN_LINE        ? c->line
           : line == NATIONAL_LINE ? c->national_line
                                   : hq_fen_of_double(further[line - FURTHER_LINES] * p->calendar_cpi);
}

static const int64_t *cells_of(const struct filler *f, int county, int measure)
{
    return f->cells->counties + (size_t)county * COUNTY_CELLS + (size_t)measure * MEASURED_CELLS;
}

/* Whether a line is the same in all counties of an area. */
static bool is_one_line(const struct filler *f, const struct area *a, int line)
{
    for (int32_t k = 1; k < a->count; k++) {
        if (line_in(f, a->counties[k], line) != line_in(f, a->counties[0], line)) {
            return false;
        }
    }
    return true;
}

/* Persons of a county: everybody lacks some set of things, if only the empty one. */
static double persons_in(const struct filler *f, int county)
{
    const int64_t *sets = f->cells->counties + (size_t)county * COUNTY_CELLS + SETS_AT;
    int64_t persons = 0;
    for (int s = 0; s < LACKS_SETS; s++) {
        persons += sets[s];
    }
    return (double)persons;
}

/* A county's Watts at a line, over its persons. */
static struct estimate watts_in(const struct filler *f, int county, int measure, int line,
                                const struct known_line *known)
{
    const struct conventions c = CONVENTIONS_DEFAULT;
    const int last = bin_of((int32_t)line_in(f, county, line)).bin; /* nobody above it matters */
    struct occupied o;
    struct distribution d;
    occupied_of_county(f->cells, county, measure, &o);
    while (o.count > 0 && o.bins[o.count - 1] > last) {
        o.count--;
    }
    distribution_of_some_bins(o.cells, o.bins, o.count, &d);
    distribution_know(&d, *known);
    d.weight = persons_in(f, county);
    const struct estimate sum =
        d.count > 0 ? affine(index_of(index_named("watts"), &d, &c, known->line), d.weight, 0) : exactly(0);
    distribution_free(&d);
    return sum;
}

/* Indices that are means over persons, where every county has its own line: sums over counties. */
static void fill_several(const struct filler *f, const struct area *a, int measure, int line, double persons,
                         struct place *at)
{
    struct known_line sum = {0};
    struct estimate watts_sum = exactly(0);
    for (int32_t k = 0; k < a->count; k++) {
        const int county = a->counties[k];
        const int64_t *cells = cells_of(f, county, measure), z = line_in(f, county, line);
        const struct known_line own = known_of_cells(cells + LINES_AT + (size_t)line * LINE_CELLS, z, false);
        sum.persons += own.persons;
        sum.gaps += own.gaps;
        sum.squares += own.squares;
        watts_sum = plus(watts_sum, watts_in(f, county, measure, line, &own));
    }
    static const char *const told[] = {"headcount", "gap", "squared_gap", "income_gap", "watts"};
    const struct estimate values[] = {exactly(sum.persons / persons), exactly(sum.gaps / persons),
                                      exactly(sum.squares / persons), exactly(sum.gaps / sum.persons),
                                      affine(watts_sum, 1.0 / persons, 0)};
    for (int i = 0; i < at_line_count; i++) {
        struct estimate e = undefined();
        for (size_t t = 0; t < sizeof told / sizeof *told; t++) {
            e = strcmp(line_index_names[i], told[t]) == 0 ? values[t] : e;
        }
        put(at, e);
    }
}

static void fill_histogram(const struct filler *f, int measure, const int64_t *cells)
{
    double *out = numbers_of(f, V_histogram, 0) + (size_t)measure * HISTOGRAM;
    for (size_t i = 0; i < HISTOGRAM; i++) {
        out[i] = (double)cells[i];
    }
}

/* Shares of aid by tenths of persons (`cells`: incomes without it of the region), a bin's aid spread evenly over its persons. */
static void fill_aid(const struct filler *f, const int64_t *cells)
{
    const int64_t *aid = f->cells->region + AID_AT;
    double *decile = numbers_of(f, V_aid_share, 0), *out = numbers_of(f, V_aid, 0);
    double persons = 0, all = 0, under = 0, area = 0, given = 0, poor = 0;
    for (size_t b = 0; b < BINS; b++) {
        persons += (double)cells[b * BIN_CELLS + BIN_WEIGHT];
        all += (double)aid[b];
    }
    for (int k = 0; k < 10; k++) {
        decile[k] = 0;
    }
    for (size_t b = 0; b < BINS && all > 0; b++) {
        const double in = (double)cells[b * BIN_CELLS + BIN_WEIGHT], share = (double)aid[b] / all;
        for (int k = 0; k < 10 && in > 0; k++) {
            const double low = greater(under, 0.1 * k * persons),
                         high = lesser(under + in, 0.1 * (k + 1) * persons);
            decile[k] += high > low ? share * (high - low) / in : 0;
        }
        area += (given + 0.5 * share) * in / persons;
        given += share;
        under += in;
    }
    for (int32_t k = 0; k < f->w->counties; k++) {
        poor += (double)cells_of(f, k, OF_UNAIDED)[LINES_AT + LINE_PERSONS];
    }
    const double to_poor = (double)f->cells->region[AID_POOR], closing = (double)f->cells->region[AID_UNDER];
    out[AID_YUAN] = all / 100.0;
    out[AID_TO_POOR] = to_poor / all;
    out[AID_CLOSING] = closing / all;
    out[AID_CGH] = to_poor / all / (poor / persons);
    out[AID_CONCENTRATION] = all > 0 ? 1.0 - 2.0 * area : not_known();
    out[AID_OWN_EARNED] = (double)f->cells->region[LEFT_EARNED] / (double)f->cells->region[LEFT_INCOME];
}

/* All indices of one measure of an area, and what else the region's cells tell. */
static void fill_measure(const struct filler *f, int area, int measure)
{
    const struct area *a = &f->cells->areas->rows[area];
    const struct conventions c = CONVENTIONS_DEFAULT;
    struct occupied o;
    struct distribution d;
    bool one[CELL_LINES];
    occupied_of_area(f->cells, a, measure, &o);
    distribution_of_some_bins(o.cells, o.bins, o.count, &d);
    for (int l = 0; l < CELL_LINES; l++) {
        const int64_t z = line_in(f, a->counties[0], l);
        one[l] = is_one_line(f, a, l);
        if (z > 0 && one[l]) {
            distribution_know(&d, known_of_cells(o.cells + LINES_AT + (size_t)l * LINE_CELLS, z, false));
        }
    }
    distribution_keep(&d, &c, true);
    const size_t first = (size_t)measure * overall_count,
                 first_line = (size_t)measure * CELL_LINES * at_line_count;
    struct place index = {numbers_of(f, V_overall, area) + first,
                          area == 0 ? numbers_of(f, V_overall_bounds, 0) + 2 * first : NULL};
    for (int i = 0; i < index_count && d.count > 0; i++) {
        if (!indices[i].at_line) {
            put(&index, index_of(&indices[i], &d, &c, 0));
        }
    }
    for (int l = 0; l < CELL_LINES && d.count > 0; l++) {
        const double z = (double)line_in(f, a->counties[0], l) / 100.0;
        const size_t own = first_line + (size_t)l * at_line_count;
        struct place at = {numbers_of(f, V_at_line, area) + own,
                           area == 0 ? numbers_of(f, V_at_line_bounds, 0) + 2 * own : NULL};
        if (!one[l]) {
            fill_several(f, a, measure, l, d.weight, &at);
        }
        for (int i = 0; i < index_count && one[l] && z > 0; i++) {
            if (indices[i].at_line) {
                put(&at, index_of(&indices[i], &d, &c, z));
            }
        }
    }
    if (measure == OF_INCOME) {
        *numbers_of(f, V_persons, area) = d.weight;
    }
    if (area == 0) {
        fill_histogram(f, measure, o.cells);
    }
    if (area == 0 && measure == OF_UNAIDED) {
        fill_aid(f, o.cells);
    }
    distribution_free(&d);
    occupied_free(&o);
}

static void fill_lines(const struct filler *f, int area)
{
    const struct area *a = &f->cells->areas->rows[area];
    double *out = numbers_of(f, V_line_value, area), persons = 0;
    for (int l = 0; l < CELL_LINES; l++) {
        out[l] = 0;
    }
    for (int32_t k = 0; k < a->count; k++) {
        const double own = persons_in(f, a->counties[k]);
        persons += own;
        for (int l = 0; l < CELL_LINES; l++) {
            out[l] += own * (double)line_in(f, a->counties[k], l) / 100.0;
        }
    }
    for (int l = 0; l < CELL_LINES; l++) {
        out[l] = out[l] > 0 ? out[l] / persons : not_known();
    }
}

/* Multidimensional poverty from who lacks what: every set of things lacking is a row. */
static void fill_lacking(const struct filler *f, int area)
{
    const struct area *a = &f->cells->areas->rows[area];
    const struct parameters *p = hq_parameters(f->w, 0);
    struct dimensions d = {.count = LACKS,
                           .weight = {p->indicators_weight_income, p->indicators_weight_food,
                                      p->indicators_weight_schooling, p->indicators_weight_care,
                                      p->indicators_weight_housing, p->indicators_weight_water}};
    uint32_t sets[LACKS_SETS];
    double persons[LACKS_SETS] = {0}, all = 0, total = 0;
    for (int j = 0; j < LACKS; j++) {
        total += d.weight[j];
    }
    d.k = p->indicators_cutoff * total;
    for (uint32_t s = 0; s < LACKS_SETS; s++) {
        sets[s] = s;
        for (int32_t k = 0; k < a->count; k++) {
            persons[s] += (double)f->cells->counties[(size_t)a->counties[k] * COUNTY_CELLS + SETS_AT + s];
        }
        all += persons[s];
    }
    const struct multidimensional m = multidimensional_of(&d, LACKS_SETS, sets, NULL, persons);
    double *multi = numbers_of(f, V_multidimensional, area), *raw = numbers_of(f, V_deprived, area),
           *censored = numbers_of(f, V_censored, area), *part = numbers_of(f, V_contribution, area);
    multi[0] = m.h;
    multi[1] = m.a;
    multi[2] = m.m0;
    multi[3] = persons[0] / all;
    for (int j = 0; j < LACKS; j++) {
        raw[j] = m.raw[j];
        censored[j] = m.censored[j];
        part[j] = m.contribution[j];
    }
    *numbers_of(f, V_lacking_none, area) = persons[0] / all;
}

/* ---- groups, partitions, spells ------------------------------------------------------------------------------- */

static void fill_group(const struct filler *f, int group)
{
    const struct conventions c = CONVENTIONS_DEFAULT;
    struct occupied o;
    struct distribution d;
    occupied_of_group(f->cells, f->w->counties, group, &o);
    distribution_of_some_bins(o.cells, o.bins, o.count, &d);
    distribution_keep(&d, &c, true);
    numbers_of(f, V_group_persons, 0)[group] = d.weight;
    if (d.count > 0) {
        numbers_of(f, V_group_unaided, 0)[group] = (double)o.cells[GROUP_UNAIDED_AT] / d.weight;
    }
    struct place index = {numbers_of(f, V_group_index, 0) + (size_t)group * overall_count, NULL};
    double *at_line = numbers_of(f, V_group_at_line, 0) + (size_t)group * CELL_LINES * at_line_count;
    for (int i = 0; i < index_count && d.count > 0; i++) {
        if (!indices[i].at_line) {
            put(&index, index_of(&indices[i], &d, &c, 0));
        }
    }
    for (int l = OWN_LINE; l <= NATIONAL_LINE && d.count > 0; l++) {
        const int64_t *line = o.cells + GROUP_LINES_AT + (size_t)l * GROUP_LINE_CELLS;
        double *out = at_line + (size_t)l * at_line_count;
        out[0] = (double)line[GROUP_PERSONS] / d.weight;
        out[1] = (double)line[GROUP_GAPS] * 0x1p-32 / d.weight;
        out[2] = (double)line[GROUP_SQUARES] * 0x1p-32 / d.weight;
    }
    distribution_free(&d);
}

/* Distributions of the groups of a partition, of which there are at most as many as areas. */
static int parts_of(const struct filler *f, int partition, struct distribution *groups)
{
    const struct areas *areas = f->cells->areas;
    struct occupied o;
    int count = 0;
    for (int i = 0; i < areas->count && partition < partition_count - 1; i++) {
        if (strcmp(areas->rows[i].kind, partition_names[partition]) == 0) {
            occupied_of_area(f->cells, &areas->rows[i], OF_INCOME, &o);
            distribution_of_some_bins(o.cells, o.bins, o.count, &groups[count++]);
            occupied_free(&o);
        }
    }
    for (int g = GROUP_main_wages; g <= GROUP_main_other && partition == partition_count - 1; g++) {
        occupied_of_group(f->cells, f->w->counties, g, &o);
        distribution_of_some_bins(o.cells, o.bins, o.count, &groups[count++]);
    }
    return count;
}

static void fill_partition(const struct filler *f, int partition)
{
    const struct conventions c = CONVENTIONS_DEFAULT;
    struct distribution *groups = hq_zalloc((size_t)f->cells->areas->count + 3, sizeof *groups);
    const int count = parts_of(f, partition, groups);
    double *out = numbers_of(f, V_decomposition, 0) + (size_t)partition * 6;
    for (int g = 0; g < count; g++) {
        distribution_keep(&groups[g], &c, false);
    }
    for (int e = 0; e < 3 && count > 0; e++) { /* without zones there is nothing to tell */
        const struct parts p = entropy_parts(index_named(entropy_names[e]), groups, count, &c);
        out[e * 2] = p.within;
        out[e * 2 + 1] = p.between;
    }
    for (int g = 0; g < count; g++) {
        distribution_free(&groups[g]);
    }
    free(groups);
}

static void fill_spells(const struct filler *f)
{
    double *spells = numbers_of(f, V_spells, 0), *ends = numbers_of(f, V_spell_ends, 0);
    for (int i = 0; i < 2 * LONGEST_SPELL; i++) {
        spells[i] = (double)f->cells->region[SPELLS_AT + i];
        ends[i] = (double)f->cells->region[SPELL_ENDS_AT + i];
    }
}

/* Parts of the year's work, in order: measures of areas, what else areas have, groups, partitions, spells. */
enum { OTHER_PARTS = 1 };

int report_parts(const struct areas *areas)
{
    return areas->count * (MEASURED + 1) + GROUPS + partition_count + OTHER_PARTS;
}

void report_part(const struct world *w, const struct cells *cells, int part, double *out)
{
    const struct filler f = {w, cells, out};
    const int areas = cells->areas->count;
    if (part < areas * MEASURED) {
        fill_measure(&f, part / MEASURED, part % MEASURED);
        return;
    }
    part -= areas * MEASURED;
    if (part < areas) {
        fill_lines(&f, part);
        fill_lacking(&f, part);
    } else if (part < areas + GROUPS) {
        fill_group(&f, part - areas);
    } else if (part < areas + GROUPS + partition_count) {
        fill_partition(&f, part - areas - GROUPS);
    } else {
        fill_spells(&f);
    }
}
