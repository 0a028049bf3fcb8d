#include "models/over_time/transitions.h"

#include "models/indicators/real.h"

static const char *const poverty_names[] = {"poor", "not_poor"}, *const depth_names[] = {
                                                                     "below_half", "half_to_line",
                                                                     "line_to_twice", "above_twice"};
const struct classing by_poverty = {2, poverty_names, {1.0}}, by_depth = {4, depth_names, {0.5, 1.0, 2.0}};

static int class_of(const struct time_panel *p, const struct classing *by, double ratio)
{
    int class = 0;
    while (class < by->classes - 1 && !(p->at_line ? ratio <= by->edges[class] : ratio < by->edges[class])) {
        class ++;
    }
    return class;
}

void transitions_add(const struct time_panel *p, int from, int to, struct transitions *t)
{
    for (int64_t i = 0; i < p->units; i++) {
        if (!panel_observed(p, i, from)) {
            continue;
        }
        const double weight = panel_weight(p, i, from);
        t->first += weight;
        if (panel_observed(p, i, to)) {
            const int was = class_of(p, t->by, panel_ratio(p, i, from)),
                      is = class_of(p, t->by, panel_ratio(p, i, to));
            t->both += weight;
            t->moved[was][is] += weight;
        }
    }
}

double transition_share(const struct transitions *t, int from, int to)
{
    double all = 0;
    for (int c = 0; c < t->by->classes; c++) {
        all += t->moved[from][c];
    }
    return all > 0 ? t->moved[from][to] / all : not_known();
}

double transition_mobility(const struct transitions *t)
{
    double trace = 0;
    for (int c = 0; c < t->by->classes; c++) {
        trace += transition_share(t, c, c);
    }
    return (t->by->classes - trace) / (t->by->classes - 1);
}
