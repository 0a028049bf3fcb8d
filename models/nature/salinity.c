/* Soil of irrigated cropland turns saline where water is brought and not led away.
 *
 *   saline' = saline + rise irrigated (1 - drainage) (1 - saline) - leaching rain saline
 * with `irrigated` the village's irrigated share of cropland (it lifts the ground water), rain over its normal.
 * In normal rain it settles to a / (a + leaching), a = rise irrigated (1 - drainage), where the start scatters
 * around. Restoration that plants a share x of the village's land takes treatment x of it away
 * (policies/planting.c). Irrigated yields fall by crops.saline_loss x saline (livelihoods/crops.c). Known
 * limits: a share of irrigated land, all alike; no ground water; dry fields and pasture do not turn saline. */
#include "models/poverty.h"

/* Share of sound land that turns saline in a year. */
static float rise_of(const struct view *v)
{
    const struct parameters *p = v->parameters;
    return (float)(p->salinity_rise * (1.0 - p->salinity_drainage) * irrigated_in(v));
}

static void run(const struct view *v)
{
    const struct parameters *p = v->parameters;
    struct village *village = v->village;
    const float rise = rise_of(v), leaching = (float)p->salinity_leaching * village->rain;
    const float saline = village->saline;
    village->saline = hq_clamp(saline + rise * (1.0f - saline) - leaching * saline, 0.0f, 1.0f);
}

const struct process HQ_SYMBOL(salinity) = {"salinity", HQ_SETTLE, run, NULL, NULL};

void HQ_SYMBOL(found_salinity)(const struct view *v)
{
    const struct parameters *p = v->parameters;
    struct village *village = v->village;
    const float rise = rise_of(v), leaching = (float)p->salinity_leaching;
    const float spread = (float)p->salinity_spread;
    const float z = hq_normal(hq_draw(v->own, v->jumps[D_village_more + 1]));
    const float settled = rise > 0.0f ? rise / (rise + leaching) : 0.0f;
    village->saline = hq_min(1.0f, settled * hq_exp(spread * z - 0.5f * spread * spread));
}
