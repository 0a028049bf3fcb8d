/* Local jobs by county: towns give work to the villages around them.
 *
 *   jobs a household = vacancies x (1 + urban_pull x min(urban persons / rural persons, urban_most))
 * Urban persons are the county's residents of 2010 less its rural persons, none where that is negative (rural
 * persons of Inner Mongolia are registered ones, some of whom live in towns). How jobs follow income,
 * enterprises and seekers is in jobs.c. Known limits: a county's own towns only, so a village beside the city
 * of another county has none of it; towns of mines and of offices count alike. */
#ifndef MODELS_LIVELIHOODS_VACANCIES_H
#define MODELS_LIVELIHOODS_VACANCIES_H

#include "models/poverty.h"

/* Local jobs a household at the incomes of the first year, enterprises of programmes not counted. */
static inline float jobs_a_household(const struct parameters *p, const struct county *c)
{
    const double urban = c->population_2010 > c->rural_persons ? c->population_2010 - c->rural_persons : 0.0;
    const double a_head = c->rural_persons >= 1.0 ? urban / c->rural_persons : 0.0;
    const double near = a_head < p->labour_urban_most ? a_head : p->labour_urban_most;
    return (float)(p->labour_vacancies * (1.0 + p->labour_urban_pull * near));
}

#endif
