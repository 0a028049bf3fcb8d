/* Special areas (seed 002 21, 23, 25, 27; seed 004): rules of placement. Where money goes by the registered poor, a
 * county's statement in the cascade (policies/cascade.c) is multiplied by a factor for every kind that it is of:
 *   pastoral banner, autonomous banner of a minority, border, old revolutionary base, central arid zone, key county of
 *   the state or of the region; none of the last two: `other`, and 0 there leaves the money to key counties
 * Sums that sources state for a kind of area (169.81 million for 33 pastoral banners, 16.5 million for these and three
 * minority banners) are money of all programmes there: they overlap the items and are not a funding of their own.
 * Known limit: no source says how much more such areas get, so all factors are 1 until a user sets them; which
 * counties are old bases is drawn (configs/regions/README.md). */
#ifndef MODELS_POLICIES_SPECIAL_H
#define MODELS_POLICIES_SPECIAL_H

#include "models/poverty.h"

enum { OLD_BASES_GROW = 2009 }; /* from this year on those are old bases too that are marked 2 */

/* The product of the factors of all kinds that a county is of, at most 1,000. */
static inline double special_factor(const struct county *c, const struct parameters *p, int year)
{
    const bool old_base = c->old_base > 0 && (c->old_base < 2 || year >= OLD_BASES_GROW);
    const bool other = c->key_county <= 0 && c->regional_key_county <= 0;
    const struct {
        bool is;
        double factor;
    } kinds[] = {
        {c->pastoral > 0, p->special_pastoral},
        {c->minority_banner > 0, p->special_minority},
        {c->border > 0, p->special_border},
        {old_base, p->special_old_base},
        {c->arid > 0, p->special_arid},
        {c->key_county > 0, p->special_national_key},
        {c->regional_key_county > 0, p->special_regional_key},
        {other, p->special_other},
    };
    double factor = 1.0;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        factor *= kinds[i].is ? kinds[i].factor : 1.0;
    }
    return factor < 1000.0 ? factor : 1000.0;
}

#endif
