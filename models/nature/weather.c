/* Weather: rain over its normal and the cold of the winter, by village.
 *
 *   z(region)     = m z'(region) + sqrt(1 - m^2) e          m: memory; likewise each prefecture's own part
 *   z(prefecture) = sqrt(c) z(region) + sqrt(1 - c) own     c: common share
 *   z(village)    = sqrt(1 - v) z(prefecture) + sqrt(v) e   v: village share
 *   rain          = max(0.2, 1 + cv z)
 * An observed anomaly, where the configuration gives one, stands for the prefecture's.
 * Known limit: the correlation between prefectures is one number; the published matrix comes with the
 * region. Cold has no memory; it has the same common share as rain. */
#include "models/poverty.h"

/* Standard normal numbers of a place that is no household: the stream of its code. */
static float normal_of(const struct world *w, uint64_t code, int draw)
{
    return hq_normal(hq_draw(hq_stream_of(w->seed, code), w->jumps[D_rain + draw]));
}

static void plan(struct world *w, int county)
{
    struct region *region = w->region;
    struct county *c = hq_county(w, county);
    const struct parameters *p = hq_parameters(w, county);
    const float memory = (float)p->weather_memory, common = (float)p->weather_common_share;
    /* The first year draws from the long-run distribution. */
    const bool first = w->year == w->first_year;
    const float kept = first ? 0.0f : memory, new = first ? 1.0f : __builtin_sqrtf(1.0f - memory * memory);
    const float together = __builtin_sqrtf(common), apart = __builtin_sqrtf(1.0f - common);
    const uint64_t all = 1, prefecture = 2 + (uint64_t)w->prefecture[county];
    if (county == 0) {
        region->weather = kept * region->weather + new *normal_of(w, all, 0);
    }
    c->local_weather = kept * c->local_weather + new *normal_of(w, prefecture, 0);
    const float drawn = together * region->weather + apart * c->local_weather;
    c->weather = p->weather_observed >= 9.0 ? drawn : (float)p->weather_observed;
    c->winter = together * normal_of(w, all, 1) + apart * normal_of(w, prefecture, 1);
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
    const float dry_share = 1.0f - (float)c->irrigated_share;
    village->damage = hq_min(0.9f, ((float)p->crops_damage * (dry_share * drought + 0.5f * flood) +
                                    (float)p->crops_sand_damage * village->sand) *
                                       shelter);
}

const struct process HQ_SYMBOL(weather) = {"weather", HQ_SETTLE, run, NULL, NULL};
