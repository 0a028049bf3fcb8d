/* From class to class between two periods: classes by income over the line. Those observed in both count, with their
 * weight in the first. */
#ifndef MODELS_OVER_TIME_TRANSITIONS_H
#define MODELS_OVER_TIME_TRANSITIONS_H

#include "models/over_time/panel.h"

enum { MOST_CLASSES = 4 };

/* How incomes are classed: by edges in lines; a class ends below its edge, at the line by the panel's convention. */
struct classing {
    int classes;
    const char *const *names;
    double edges[MOST_CLASSES - 1];
};
extern const struct classing by_poverty; /* poor, not_poor */
extern const struct classing by_depth;   /* below_half, half_to_line, line_to_twice, above_twice */

struct transitions {
    const struct classing *by;
    double moved[MOST_CLASSES][MOST_CLASSES]; /* sum of weights, from row to column */
    double first, both; /* weights of those observed in the first period; of those also in the second */
};

/* Adds those between two periods to what is there (begin with {.by = ...}). */
void transitions_add(const struct time_panel *p, int from, int to, struct transitions *t);

/* Part of those of a class who move to another; not-a-number where nobody was in it. */
double transition_share(const struct transitions *t, int from, int to);

/* Mobility: (classes - trace of the matrix of shares) / (classes - 1): 0 where all stay, 1 where it does not matter
 * where one was (Shorrocks, Econometrica 46 (1978) 1013-1024). Not-a-number where a class was empty. */
double transition_mobility(const struct transitions *t);

#endif
