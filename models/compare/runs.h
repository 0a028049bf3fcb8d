/* Two finished results that are compared: whether they can be, the years, areas and lines that they share. */
#ifndef MODELS_COMPARE_RUNS_H
#define MODELS_COMPARE_RUNS_H

#include <stdint.h>

#include "models/compare/changes.h"
#include "sim/store/panel_file.h"

enum { BASE, OTHER, SIDES, MOST_LINES = 8 };

/* What is said of areas: who lives in a county is told of all of these. */
enum { IN_REGION, IN_CLASS, IN_ZONE, IN_PREFECTURE, IN_COUNTY, AREA_KINDS };

struct compared_area {
    const char *code; /* as rows of changes have it: "" of the region */
    int kind;
    bool wanted;
};

struct run_side {
    const char *folder;
    struct panel_file panel;
    int report_years; /* years of indicators.h5 */
    double *lines;    /* line_value: years x areas x lines, Yuan */
    double *persons;  /* years x areas */
};

struct runs {
    struct arena *arena;
    struct run_side side[SIDES];
    int first_year, year; /* the years compared, the last included */
    struct compared_area *areas;
    int area_count, county_count;
    int (*areas_of)[AREA_KINDS]; /* by county of the panel; -1: in none of the kind */
    const char *const *lines;    /* labels of the axis */
    bool *line_wanted;
    int line_count;
};

/* Opens both; *why is from the arena. Returns an exit code; close in any case. */
int runs_open(struct runs *r, struct arena *arena, const char *base, const char *other,
              const struct compare_options *options, const char **why);
void runs_close(struct runs *r);

/* The line of a county of the panel in a calendar year, Yuan; NaN where it has none. */
double runs_line(const struct runs *r, int side, int year, int area, int line);

#endif
