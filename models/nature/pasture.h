/* Types of grassland, told by the county: desert steppe, typical and meadow steppe by its normal rain, and
 * sandy grassland where much of a county that is not desert steppe was sand at the start. Each has its own
 * reserve for a mm of rain, answer of green growth to the year's rain, and growth of sand. One type a county.
 */
#ifndef MODELS_NATURE_PASTURE_H
#define MODELS_NATURE_PASTURE_H

#include "models/poverty.h"

struct grassland {
    const char *name;
    double bearing; /* reserve for each mm of rain, over that of desert steppe */
    double response, erosion;
};

static inline struct grassland grassland_of(const struct parameters *p, const struct county *c)
{
    if (c->rain_mm < p->pasture_typical_from) {
        return (struct grassland){"desert steppe", 1.0, p->pasture_response, 1.0};
    }
    if (c->sand_share >= p->pasture_sandy_from) {
        return (struct grassland){"sandy grassland", p->pasture_sandy_bearing, p->pasture_sandy_response,
                                  p->pasture_sandy_erosion};
    }
    if (c->rain_mm < p->pasture_meadow_from) {
        return (struct grassland){"typical steppe", p->pasture_typical_bearing, p->pasture_typical_response,
                                  p->pasture_typical_erosion};
    }
    return (struct grassland){"meadow steppe", p->pasture_meadow_bearing, p->pasture_meadow_response,
                              p->pasture_meadow_erosion};
}

/* Greatest reserve of the county's pasture, kg a hectare. */
static inline double greatest_reserve(const struct parameters *p, const struct county *c)
{
    return p->pasture_reserve_per_mm * grassland_of(p, c).bearing * c->rain_mm;
}

#endif
