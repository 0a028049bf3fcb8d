/* What comes of a survey: the population file that runs begin from, and its weighted marginals. */
#ifndef SIM_SURVEY_WRITE_H
#define SIM_SURVEY_WRITE_H

#include <stdio.h>

#include "sim/survey/survey.h"

/* The population file: a CSV with county, household, weight and a column a mapped field, in the field's unit;
 * fields of persons have eight (age.1 to age.8). An empty cell: nobody, or left to the model. The caller checks
 * the stream. */
void hq_survey_write(const struct survey *s, FILE *out);

/* A CSV table, a row a mapped field: what was given, missing, filled and negative, and weighted mean,
 * deviation, least and most of what stands in the population file. Weighted by households; persons by their
 * household's. */
void hq_survey_marginals(const struct survey *s, FILE *out);

/* A CSV table, a row a county: households, persons, sum of weights. */
void hq_survey_counties(const struct survey *s, FILE *out);

#endif
