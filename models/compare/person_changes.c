/* Who is poor in which of the two runs, household by household, year by year: changes.h, tables `persons` to `duration_households`. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/compare/parts.h"
#include "models/compare/tallies.h"
#include "models/indicators/real.h"
#include "sim/error.h"

enum { OF_ALL, OF_KIND };
#define COUNT_ROW(name, where) {#name, where},
static const struct {
    const char *name;
    int where;
} tally_rows[] = {COUNTED_ROWS};
#undef COUNT_ROW

/* ---- years ----------------------------------------------------------------------------------------------------- */

/* What a comparison of persons gathers. */
struct gathered {
    struct tallies now, sum; /* of the year; of all years */
    struct all_stays stays;
};

/* Tells households of the base the tenth that they are in, by persons of the year. */
static void add_tenths(struct households *h)
{
    int32_t *income = hq_alloc((size_t)(h->count + 1) * sizeof *income),
            *heads = hq_alloc((size_t)(h->count + 1) * sizeof *heads);
    int32_t limits[DECILES - 1];
    for (int64_t i = 0; i < h->count; i++) {
        income[i] = h->rows[i].income;
        heads[i] = h->rows[i].heads;
    }
    find_tenths(h->count, income, heads, limits);
    for (int64_t i = 0; i < h->count; i++) {
        h->rows[i].kinds |= tenth_of(income[i], limits);
    }
    free(income);
    free(heads);
}

static int gather_year(const struct runs *r, int year, struct gathered *g, const char **why)
{
    struct households sides[SIDES] = {{0}};
    int code = households_read(r, BASE, year, false, &sides[BASE], why);
    code = code ? code : households_read(r, OTHER, year, true, &sides[OTHER], why);
    if (code == HQ_EXIT_DONE) {
        struct year_lines lines;
        struct matches m;
        year_lines_make(&lines, r, year);
        add_tenths(&sides[BASE]);
        match_households(sides, &m);
        tallies_free(&g->now);
        tallies_make(&g->now, r->county_count, r->line_count);
        count_year(sides, &m, &lines, year, &g->now, &g->stays);
        tallies_add(&g->sum, &g->now);
        matches_free(&m);
        year_lines_free(&lines);
    }
    households_free(&sides[BASE]);
    households_free(&sides[OTHER]);
    return code;
}

/* ---- rows ------------------------------------------------------------------------------------------------------ */

/* Whether rows at a line are told: wanted, and known in both runs in the year. */
static bool line_is_told(const struct runs *r, int line)
{
    bool known = r->line_wanted[line];
    for (int s = 0; s < SIDES && known; s++) {
        bool any = false;
        for (int c = 0; c < r->county_count; c++) {
            const double yuan = runs_line(r, s, r->year, r->areas_of[c][IN_COUNTY], line);
            any = any || yuan == yuan;
        }
        known = any;
    }
    return known;
}

/* The tally of an area: the sum of those of its counties. */
static struct tally tally_of(const struct runs *r, const struct tallies *t, int area, int line, int which)
{
    struct tally sum = {{{0}}};
    for (int c = 0; c < r->county_count; c++) {
        if (r->areas_of[c][r->areas[area].kind] == area) {
            const struct tally *own = tally_at(t, c, line, which);
            for (int s = 0; s < SIDES; s++) {
                sum.of[s][IN_PERSONS] += own->of[s][IN_PERSONS];
                sum.of[s][IN_HOUSEHOLDS] += own->of[s][IN_HOUSEHOLDS];
            }
        }
    }
    return sum;
}

/* One row; how many persons there are depends on no line, and is told once. */
static void add_tally(const struct runs *r, const char *table, const char *area, int line, int first_line,
                      int which, const struct tally *t, int counted, struct changes *out)
{
    const double share = r->side[BASE].panel.share;
    if (which != W_persons || line == first_line) {
        changes_add(out, (struct change){table, "", area, tally_rows[which].name,
                                         which == W_persons ? "" : r->lines[line], r->year,
                                         (double)t->of[BASE][counted] / share,
                                         (double)t->of[OTHER][counted] / share});
    }
}

static void add_counted(const struct runs *r, const char *table, const char *area, const char *line,
                        const char *name, struct changes *out)
{
    const struct change *c = hq_change(out, "indicator", "income", area, name, line);
    if (c) {
        changes_add(out, (struct change){table, "", area, "counted_poor", line, r->year, c->base, c->other});
    }
}

static void add_areas(const struct runs *r, const struct tallies *t, const char *table, int counted,
                      const char *poor, struct changes *out)
{
    for (int a = 0; a < r->area_count; a++) {
        int first = -1;
        for (int l = 0; l < r->line_count && r->areas[a].wanted; l++) {
            if (!line_is_told(r, l)) {
                continue;
            }
            first = first < 0 ? l : first;
            for (int w = 0; w < COUNTS; w++) {
                const struct tally sum = tally_of(r, t, a, l, w);
                add_tally(r, table, r->areas[a].code, l, first, w, &sum, counted, out);
            }
            if (poor) {
                add_counted(r, table, r->areas[a].code, r->lines[l], poor, out);
            }
        }
    }
}

static void add_kinds(const struct runs *r, const struct tallies *t, const char *table, struct changes *out)
{
    for (int k = 0; k < KINDS; k++) {
        const char *lacks = kind_lacks(&r->side[OTHER].panel, k);
        int first = -1;
        if (lacks) {
            changes_add(out, (struct change){table, lacks, kind_name(k), "left_out", "", r->year, not_known(),
                                             not_known()});
        }
        for (int l = 0; l < r->line_count && !lacks; l++) {
            if (!line_is_told(r, l)) {
                continue;
            }
            first = first < 0 ? l : first;
            for (int w = 0; w < COUNTS; w++) {
                if (tally_rows[w].where == OF_KIND) {
                    add_tally(r, table, kind_name(k), l, first, w, tally_at(t, r->county_count + k, l, w),
                              IN_PERSONS, out);
                }
            }
        }
    }
}

/* ---- durations ------------------------------------------------------------------------------------------------- */

static void add_number(const struct runs *r, int counted, int way, const char *what, int line, double value,
                       struct changes *out)
{
    static const char *const tables[COUNTED] = {"duration", "duration_households"}, *const ways[WAYS] = {
                                                                                        "lifted", "pushed"};
    changes_add(out,
                (struct change){tables[counted], "", "", hq_arena_print(&out->arena, "%s_%s", ways[way], what),
                                r->lines[line], r->year, 0, value});
}

/* How many have been there for so many years, in all and without a break. */
static void add_stays(const struct runs *r, const struct stays *s, int way, int line, int counted,
                      struct changes *out)
{
    const int years = r->year - r->first_year + 1;
    const double share = r->side[BASE].panel.share;
    int64_t *in_all = hq_zalloc((size_t)years + 1, sizeof *in_all),
            *runs = hq_zalloc((size_t)years + 1, sizeof *runs);
    int64_t ever = 0, sum = 0;
    for (int64_t i = 0; i < s->room; i++) {
        const struct stay *stay = &s->places[i];
        const int64_t worth = counted == IN_PERSONS ? stay->heads : stay->weight;
        in_all[stay->years] += worth;
        runs[stay->longest] += worth;
        ever += stay->years > 0 ? worth : 0;
        sum += stay->years * worth;
    }
    for (int n = 1; n <= years; n++) {
        char what[32];
        (void)snprintf(what, sizeof what, "years_%d", n);
        add_number(r, counted, way, what, line, (double)in_all[n] / share, out);
        (void)snprintf(what, sizeof what, "run_%d", n);
        add_number(r, counted, way, what, line, (double)runs[n] / share, out);
    }
    add_number(r, counted, way, "ever", line, (double)ever / share, out);
    if (ever > 0) {
        add_number(r, counted, way, "mean_years", line, (double)sum / (double)ever, out);
    }
    free(in_all);
    free(runs);
}

int person_changes(const struct runs *r, struct changes *out, const char **why)
{
    struct gathered g = {0};
    int code = households_check(r, why);
    tallies_make(&g.now, r->county_count, r->line_count);
    tallies_make(&g.sum, r->county_count, r->line_count);
    for (int year = r->first_year; year <= r->year && code == HQ_EXIT_DONE; year++) {
        code = gather_year(r, year, &g, why);
    }
    if (code == HQ_EXIT_DONE) {
        add_areas(r, &g.now, "persons", IN_PERSONS, "poor_persons", out);
        add_areas(r, &g.now, "households", IN_HOUSEHOLDS, NULL, out);
        add_areas(r, &g.sum, "person_years", IN_PERSONS, "poor_person_years", out);
        add_kinds(r, &g.now, "kind", out);
        add_kinds(r, &g.sum, "kind_years", out);
    }
    for (int i = 0; i < WAYS * MOST_LINES; i++) {
        const int way = i / MOST_LINES, line = i % MOST_LINES;
        for (int counted = 0; counted < COUNTED && code == HQ_EXIT_DONE; counted++) {
            if (line < r->line_count && line_is_told(r, line)) {
                add_stays(r, &g.stays.of[way][line], way, line, counted, out);
            }
        }
        stays_free(&g.stays.of[way][line]);
    }
    tallies_free(&g.now);
    tallies_free(&g.sum);
    return code;
}
