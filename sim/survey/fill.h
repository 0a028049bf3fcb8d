/* Missing values of a survey, filled with weighted medians. */
#ifndef SIM_SURVEY_FILL_H
#define SIM_SURVEY_FILL_H

#include "sim/survey/survey.h"

/* Stands where a value is missing and is to be filled. */
#define HQ_TO_FILL (-2.0e300)

/* Fills a field: with the least value up to which half of the weight lies, of what is given in the household's
 * county; where nothing is, in its class; else in all. What is filled does not count. Some value must be given.
 */
void hq_survey_fill(struct survey *s, int f, int county_count);

#endif
