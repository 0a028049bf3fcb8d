/* Units (households) over periods, in memory: what everything of models/over_time/ works on. Incomes are compared with
 * the unit's own line of the period, so that all sums are of incomes in units of the line: what is called growth is
 * growth of income over the line, and where the line keeps its value it is real growth. A period in which a unit was
 * not observed is a gap: spells break there, and pairs and windows with it are left out. */
#ifndef MODELS_OVER_TIME_PANEL_H
#define MODELS_OVER_TIME_PANEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MOST_PERIODS = 256 };

/* Cells are units x periods, a unit's periods side by side. */
struct time_panel {
    int64_t units;
    int periods;
    int32_t year[MOST_PERIODS]; /* of the periods, ascending */
    double *income;             /* Yuan per head; not-a-number where the unit was not observed */
    double *weight;             /* persons, or households; above 0 where observed */
    uint32_t *place;            /* row of `lines`; NULL: all in row 0 */
    const double *lines;        /* places x periods: Yuan, above 0; the caller's */
    bool at_line;               /* who is exactly at the line is poor */
};

/* A panel in which nobody was observed yet; `places`: whether lines differ by place. Free with panel_free. */
void panel_begin(struct time_panel *p, int64_t units, const int32_t *years, int periods, bool places);
void panel_free(struct time_panel *p);

/* The period of a year, or -1. */
int panel_period(const struct time_panel *p, int32_t year);

static inline size_t panel_cell(const struct time_panel *p, int64_t unit, int period)
{
    return (size_t)unit * (size_t)p->periods + (size_t)period;
}

static inline bool panel_observed(const struct time_panel *p, int64_t unit, int period)
{
    const double income = p->income[panel_cell(p, unit, period)];
    return income == income;
}

static inline double panel_weight(const struct time_panel *p, int64_t unit, int period)
{
    return p->weight[panel_cell(p, unit, period)];
}

/* Income over the line; not-a-number where not observed. Below 1 exactly where income is below the line. */
static inline double panel_ratio(const struct time_panel *p, int64_t unit, int period)
{
    const size_t cell = panel_cell(p, unit, period);
    const size_t place = p->place ? p->place[cell] : 0;
    return p->income[cell] / p->lines[place * (size_t)p->periods + (size_t)period];
}

static inline bool panel_is_poor(const struct time_panel *p, double ratio)
{
    return p->at_line ? ratio <= 1.0 : ratio < 1.0;
}

/* The relative gap, 0 of the others. */
static inline double panel_gap(double ratio)
{
    return ratio < 1.0 ? 1.0 - ratio : 0.0;
}

#endif
