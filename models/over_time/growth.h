/* Who gained between two periods, and whether growth or redistribution moved poverty. Incomes are in units of the line.
 *
 * Growth incidence (Ravallion and Chen, Economics Letters 78 (2003) 93-99), y(p) the quantile of a period:
 *   g(p) = y_to(p) / y_from(p) - 1; rate of pro-poor growth = mean of g(p) over p up to the first head count
 * Not anonymous (Grimm, Journal of Economic Inequality 5 (2007) 179-197): by place in the first period, of those observed
 * in both: income of a place's persons in the second period over that in the first, less 1.
 * Growth and redistribution (Datt and Ravallion, Journal of Development Economics 38 (1992) 275-295), P(m, L) of mean m and
 * Lorenz curve L: growth = P(m_to, L_from) - P(from), redistribution = P(m_from, L_to) - P(from), residual = the rest; with
 * the last period as the reference growth = P(to) - P(m_from, L_to) and so on, and the residual has the other sign. The mean
 * of both has none (Shapley value: Shorrocks, Journal of Economic Inequality 11 (2013) 99-126). */
#ifndef MODELS_OVER_TIME_GROWTH_H
#define MODELS_OVER_TIME_GROWTH_H

#include "models/indicators/distribution.h"
#include "models/over_time/panel.h"

enum { MOST_POINTS = 100 };

/* Incomes over the line of those observed in a period; false where there is nobody. Free with distribution_free. */
bool cross_section(const struct time_panel *p, int period, struct distribution *out);

/* Quantiles at (i + 1/2) / points, i from 0; of a distribution of values. */
void quantiles_at(const struct distribution *d, int points, double *out);

struct income_growth {
    double mean;                   /* of the mean, less 1, as all growth here */
    double incidence[MOST_POINTS]; /* g at (i + 1/2) / points; not-a-number where y_from is not above 0 */
    double poor_rate;              /* the rate of pro-poor growth */
    double poor_left_out;          /* part of the poor, by p, whose y_from is not above 0 */
    double poor_mean;              /* of the mean of the poorest, as many (by p) as were poor in the first */
    double level[2][3];            /* FGT 0 to 2, first and second period */
    double elasticity[3];          /* change of ln FGT over that of ln mean */
};
void growth_of(const struct distribution *from, const struct distribution *to, bool at_line, int points,
               struct income_growth *out);

struct followed_growth {
    double both; /* part of the first period's weight that is observed in both */
    double mean, initially_poor, initially_not_poor;
    double incidence[MOST_POINTS]; /* of the i-th of `points` equal parts by income in the first period */
};
void followed_growth_of(const struct time_panel *p, int from, int to, int points, struct followed_growth *out);

struct parts_of_change {
    double change;
    double growth[2], redistribution[2], residual[2]; /* with the first and the last period as the reference */
    double shapley_growth, shapley_redistribution;
    double growth_elasticity; /* change of ln FGT over that of ln mean, Lorenz curve of the first period */
};
/* Of FGT `power` (0, 1, 2); all but the change not-a-number where a mean is not above 0. */
struct parts_of_change parts_of_change(const struct distribution *from, const struct distribution *to,
                                       bool at_line, int power);

#endif
