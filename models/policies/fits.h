/* How well a content of programmes, or an ecological industry, suits a county by what its land is: what a prefecture
 * prefers where it may choose (policies/cascade.c), and where industries go (policies/eco_industry.c). */
#ifndef MODELS_POLICIES_FITS_H
#define MODELS_POLICIES_FITS_H

#include "models/poverty.h"

static inline double fits_anywhere(const struct county *c)
{
    (void)c;
    return 1.0;
}

static inline double fits_sand(const struct county *c)
{
    return c->sand_share;
}

#endif
