/* Panels for tests: a line of 1, so that incomes are ratios; weights of 1 unless said. */
#ifndef TESTS_UNIT_MODELS_OVER_TIME_PANELS_H
#define TESTS_UNIT_MODELS_OVER_TIME_PANELS_H

#include "unit/sim/test.h"

#include <math.h>

#include "models/over_time/panel.h"
#include "sim/error.h"

static const double lines_of_one[MOST_PERIODS] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
                                                  1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
enum { MOST_TEST_PERIODS = 40 };

/* Years from 2001 on; nobody observed. */
static inline struct time_panel panel_empty(int64_t units, int periods)
{
    struct time_panel p;
    int32_t years[MOST_TEST_PERIODS];
    assert_true(periods <= MOST_TEST_PERIODS);
    for (int t = 0; t < periods; t++)
        years[t] = 2001 + t;
    panel_begin(&p, units, years, periods, false);
    p.lines = lines_of_one;
    return p;
}

static inline void panel_set(struct time_panel *p, int64_t unit, int period, double income, double weight)
{
    p->income[panel_cell(p, unit, period)] = income;
    p->weight[panel_cell(p, unit, period)] = weight;
}

/* One unit a word: P poor (income 0.5), A above (2), anything else not observed. */
static inline struct time_panel panel_of_words(const char *const *words, int64_t units)
{
    struct time_panel p = panel_empty(units, (int)strlen(words[0]));
    for (int64_t i = 0; i < units; i++)
        for (int t = 0; words[i][t]; t++)
            if (words[i][t] == 'P' || words[i][t] == 'A')
                panel_set(&p, i, t, words[i][t] == 'P' ? 0.5 : 2.0, 1.0);
    return p;
}

/* In [0, 1). */
static inline double random_part(uint64_t *state)
{
    return (double)(test_random(state) >> 11) * 0x1p-53;
}

#endif
