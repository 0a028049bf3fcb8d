/* Weather: rain over its normal and the cold of the winter, by village.
 *
 *   z(prefecture) = m z'(prefecture) + sqrt(1 - m^2) sum over k of loading_k factor_k    m: memory
 *   z(village)    = sqrt(1 - v) z(prefecture) + sqrt(v) e                                v: village share
 *   rain          = max(0.2, 1 + cv z)
 *   cold          = sqrt(c) e(region) + sqrt(1 - c) e(prefecture)                        c: winter share
 * The twelve factors are the region's, independent and new every year. A prefecture's loadings are its row of
 * a Cholesky factor of the correlation matrix of summers (configs/regions/weather_correlation.csv), made by
 * scripts/make-region-table; the sum of their squares is 1. Loadings and codes stand in the county's row, so
 * a county has the same weather whatever other counties are in the run.
 * An observed anomaly, where the configuration gives one, stands for the drawn one in that year; the memory
 * goes on with the drawn one, so that observing a year changes no other. Rain given over its normal is the
 * anomaly that makes the county's villages have it on average, and beats one given in standard deviations.
 * Known limit: cold has no memory and one common share: no correlation of winters was found. Villages of a
 * prefecture have the same correlation near and far. */
#include "models/poverty.h"

#define EACH_FACTOR(step)                                                                                      \
    step(1) step(2) step(3) step(4) step(5) step(6) step(7) step(8) step(9) step(10) step(11) step(12)

/* Standard normal number of a place that is no household: the stream of its code. */
static float normal_of(const struct world *w, uint64_t code, int draw)
{
    return hq_normal(hq_draw(hq_stream_of(w->seed, code), w->jumps[draw]));
}

enum { WHOLE_REGION = 1 }; /* codes of prefectures have four digits */

static float from_factors(const struct region *region, const struct county *c)
{
    float sum = 0.0f;
#define ADD(k) sum += (float)c->loading_##k * region->factor_##k;
    EACH_FACTOR(ADD)
#undef ADD
    return sum;
}

static float drawn_or(double observed, float drawn)
{
    return observed >= 9.0 ? drawn : (float)observed;
}

/* The rain of the year as known, else as drawn: villages share sqrt(1 - v) of a county's anomaly. */
static float rain_or(const struct county *c, const struct parameters *p, float drawn)
{
    if (p->weather_rain >= 9.0) {
        return drawn_or(p->weather_observed, drawn);
    }
    const float shared = (float)c->rain_cv * __builtin_sqrtf(1.0f - (float)p->weather_village_share);
    return (float)(p->weather_rain - 1.0) / hq_max(1e-3f, shared);
}

static void plan(struct world *w, int county)
{
    struct region *region = w->region;
    struct county *c = hq_county(w, county);
    const struct parameters *p = hq_parameters(w, county);
    const float memory = (float)p->weather_memory, common = (float)p->weather_winter_share;
    /* The first year draws from the long-run distribution. */
    const bool first = w->year == w->first_year;
    const float kept = first ? 0.0f : memory, new = first ? 1.0f : __builtin_sqrtf(1.0f - memory * memory);
    const uint64_t prefecture = (uint64_t)(int64_t)c->prefecture_code;
    if (county == 0) {
#define DRAW_FACTOR(k) region->factor_##k = normal_of(w, WHOLE_REGION, D_climate + (k)-1);
        EACH_FACTOR(DRAW_FACTOR)
#undef DRAW_FACTOR
    }
    c->drawn_weather = kept * c->drawn_weather + new *from_factors(region, c);
    c->weather = rain_or(c, p, c->drawn_weather);
    const float cold = __builtin_sqrtf(common) * normal_of(w, WHOLE_REGION, D_rain + 1) +
                       __builtin_sqrtf(1.0f - common) * normal_of(w, prefecture, D_rain + 1);
    c->winter = drawn_or(p->weather_winter_observed, cold);
}

const struct yearly HQ_SYMBOL(weather_year) = {.plan = plan};

static void run(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const struct county *c = v->county_row;
    struct village *village = v->village;
    const float own = (float)p->weather_village_share;
    const float mixed = __builtin_sqrtf(1.0f - own), alone = __builtin_sqrtf(own);
    const float rain = mixed * c->weather + alone * hq_normal(hq_draw(v->own, v->jumps[D_rain]));
    village->cold = mixed * c->winter + alone * hq_normal(hq_draw(v->own, v->jumps[D_rain + 1]));
    village->rain = hq_max(0.2f, 1.0f + (float)c->rain_cv * rain);
    /* Drought, sandstorm and flood: what cover does not hold off. */
    const float drought = hq_clamp(-rain - 1.0f, 0.0f, 1.0f), flood = hq_clamp(rain - 1.5f, 0.0f, 1.0f);
    const float shelter = hq_exp(-(float)p->crops_shelter * village->forest);
    const float dry_share = 1.0f - (float)irrigated_in(v);
    village->damage = hq_min(0.9f, ((float)p->crops_damage * (dry_share * drought + 0.5f * flood) +
                                    (float)p->crops_sand_damage * village->sand) *
                                       shelter);
}

const struct process HQ_SYMBOL(weather) = {"weather", HQ_SETTLE, run, NULL, NULL};
