/* How much of poverty lasts: of units observed in every period of a window.
 *
 * Chronic and transient (Jalan and Ravallion, Journal of Development Studies 36(6) (2000) 82-99), g(x) = max(0, 1 - x)^a of
 * income over the line x, a = 1 (gap) and 2 (squared gap):
 *   total = mean over units and periods of g(x)      chronic = mean over units of g(mean of the unit's x)
 *   transient = total - chronic
 * Duration (Foster, "A class of chronic poverty measures", 2009, in Addison, Hulme and Kanbur, Poverty Dynamics): a unit is
 * chronically poor if the part of its periods under the line is tau at least (and one is);
 *   H = share of the chronically poor, D = part of periods that they are poor, K0 = H x D,
 *   Ka = mean over units and periods of g(x) of the chronically poor, 0 of the others. */
#ifndef MODELS_OVER_TIME_PERSISTENCE_H
#define MODELS_OVER_TIME_PERSISTENCE_H

#include "models/over_time/panel.h"

struct persistence {
    int span;             /* periods of a window */
    int64_t rows;         /* units x windows in which they were observed throughout */
    double first, weight; /* weights in the first period: of all observed then; of those observed throughout */
    double total[2], chronic[2];           /* of gaps and squared gaps */
    double headcount, duration, k[3];      /* Foster: H, D, K0 to K2 */
    double periods_poor[MOST_PERIODS + 1]; /* share of those poor in so many periods */
};

/* All windows of `span` periods from period `from` to `to` (both in), pooled; weights are those of a window's first
 * period. Means are not-a-number where no unit was observed throughout. */
void persistence_of(const struct time_panel *p, int from, int to, int span, double tau,
                    struct persistence *out);

#endif
