/* The error with which a village sees incomes: of those who rank (people/observe.c), and of its register
 * (policies/register.c).
 *   sigma = noise x (1 - information x delivery)             (delivery: policies/officers.c) */
#ifndef MODELS_PEOPLE_OBSERVE_H
#define MODELS_PEOPLE_OBSERVE_H

#include "models/poverty.h"

/* Standard deviation of the log of an income as the village sees it. */
static inline float error_seen(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const struct village *village = v->village;
    const float known = (float)p->officers_information * village->delivery;
    return (float)p->register_noise * (1.0f - known);
}

#endif
