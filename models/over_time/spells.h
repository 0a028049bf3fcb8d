/* Spells under the line and above it: how long they last, by the estimator of Kaplan and Meier (Journal of the American
 * Statistical Association 53 (1958) 457-481), as poverty is taken apart into spells by Bane and Ellwood (Journal of Human
 * Resources 21 (1986) 1-23) and Stevens (Journal of Human Resources 34 (1999) 557-588).
 *
 *   hazard h(d) = those whose spell ends after d periods / those who were in it for d periods and are observed in the next
 *   survivor S(d) = (1 - h(1)) ... (1 - h(d))
 *   standard error of S(d) = S(d) sqrt(sum over j <= d of h(j) / ((1 - h(j)) n(j)))      (Greenwood 1926)
 *
 * A spell that begins in a unit's first observed period or after a gap is censored on the left: nobody saw its beginning,
 * and its durations are those since it was first seen; such spells are kept apart. One that is followed by a gap or the end
 * of the panel is censored on the right: it counts up to there. Everyone at risk counts with the weight of the period that
 * the next one is compared with; n is then the number of equal weights that would be as sure, (sum w)^2 / sum w^2 (Kish).
 * Spells of one unit are taken as independent, as all the standard errors of this estimator do. */
#ifndef MODELS_OVER_TIME_SPELLS_H
#define MODELS_OVER_TIME_SPELLS_H

#include "models/over_time/panel.h"

enum spell_kind { POOR_SEEN, POOR_UNSEEN, ABOVE_SEEN, ABOVE_UNSEEN, SPELL_KINDS };

/* Spells that have lasted so long and whose unit is observed in the next period. */
struct duration {
    double at_risk, ends, squares; /* sums of weights, of weights of those that end, of squared weights */
    int64_t rows;
};

struct spells {
    struct duration of[SPELL_KINDS][MOST_PERIODS]; /* by periods so far, from 1 */
    int longest[SPELL_KINDS];                      /* durations with somebody at risk */
};

void spells_of(const struct time_panel *p, struct spells *out);

struct survival {
    double hazard, survivor, error; /* error: of the survivor */
};

/* The first `count` durations; where nobody is left at risk all are not-a-number. */
void survival_of(const struct duration *durations, int count, struct survival *out);

/* The first duration after which half of the spells or more have ended, 0 where that was not seen. */
int survival_median(const struct survival *s, int count);

#endif
