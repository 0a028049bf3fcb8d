/* Pasture: green and reserve biomass a hectare, grazed in common by the village's animals. The RAGE
 * form (an Ethiopian smallholder model that copies it; values in the parameter rows):
 *   grow    G = min((1 - m_g) G + rue (1 + response (rain - 1)) R, lambda R)
 *   graze   animals eat G, then up to gr2 of R; the share of the forage that they find is `fed`
 *   reserve R' = (1 - m_r) R + w (gr1 (G0 - G) + G) (1 - R / Rmax) - what was eaten of it
 * with G0 the green before grazing, and rain over its normal: in normal rain rue is under lambda, so that green
 * answers to dry and wet years both. Sand gives a fixed part of the forage of other pasture.
 *   sand'   = sand + growth erosion (1 - sand - forest) eaten/G0 - healing sand (1 - eaten/G0)
 * Sand takes what is neither sand nor forest cover, so that the two shares never exceed the land; young cover
 * is lost to sand in nature/cover.c. Rmax, response and erosion are those of the type of grassland
 * (nature/pasture.h).
 * Known limit: one pasture a village, shared by all; rights decide who is paid, not who grazes; one type of
 * grassland a county; one season a year. */
#include "models/nature/pasture.h"

static void run(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const struct county *c = v->county_row;
    struct village *village = v->village;
    const float *grazing = ROW(v, grazing);
    const int32_t rows = v->rows;
    int64_t sought_kg = 0;
    each_row_sum (i, rows, sought_kg) {
        sought_kg += hq_round(grazing[i]);
    }
    const float sand_yield = (float)p->pasture_sand_yield;
    const float yielding = village->hectares * (1.0f - village->sand * (1.0f - sand_yield));
    const struct grassland type = grassland_of(p, c);
    const float most = (float)greatest_reserve(p, c);
    const float grows =
        (float)p->pasture_rue * hq_max(0.0f, 1.0f + (float)type.response * (village->rain - 1.0f));
    float reserve = village->reserve, green = (1.0f - (float)p->pasture_green_loss) * village->green;
    green = hq_min(green + grows * reserve, (float)p->pasture_green_cap * reserve);
    const float sought = yielding > 0.0f ? (float)sought_kg / yielding : 0.0f;
    const float eaten = hq_min(sought, green);
    const float dug = hq_min(sought - eaten, (float)p->pasture_reserve_grazed * reserve);
    const float left = green - eaten;
    const float pressure = green > 0.0f ? eaten / green : 1.0f;
    reserve =
        (1.0f - (float)p->pasture_reserve_loss) * reserve +
        (float)p->pasture_recharge * ((float)p->pasture_grazed_worth * eaten + left) * (1.0f - reserve / most) -
        dug;
    village->fed = sought > 0.0f   ? (eaten + dug) / sought
                   : sought_kg > 0 ? 0.0f
                                   : 1.0f; /* no pasture: nothing */
    village->stocking =
        village->hectares > 0.0f ? (eaten + dug) / (float)p->herds_intake * yielding / village->hectares : 0.0f;
    village->green = left;
    village->reserve = hq_clamp(reserve, 0.01f * most, most);
    const float covered = hq_max(0.0f, 1.0f - village->forest), open = hq_max(0.0f, covered - village->sand);
    village->sand = hq_clamp(village->sand + (float)(p->pasture_sand_growth * type.erosion) * open * pressure -
                                 (float)p->pasture_sand_healing * village->sand * (1.0f - pressure),
                             0.0f, covered);
}

const struct process HQ_SYMBOL(pasture) = {"pasture", HQ_SETTLE, run, COLUMNS(C_grazing), NULL};
