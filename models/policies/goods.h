/* What villages can be given (rows/goods.def): how much of it a village can use and lacks, and what building does. */
#ifndef MODELS_POLICIES_GOODS_H
#define MODELS_POLICIES_GOODS_H

#include <stddef.h>

#include "models/poverty.h"
#include "models/rows/offsets.h"

enum {
#define GOOD(name, ...) GOOD_##name,
#include "models/rows/goods.def"
#undef GOOD
    GOODS
};

/* Who builds: each has its own tally of every good. */
enum builder { BY_INFRASTRUCTURE, BY_ADVANCEMENT, BY_PILOT, BUILDERS };

static const struct good {
    int quota, works;       /* account */
    int use, have;          /* tallies */
    int tally[BUILDERS];    /* what each builder has built */
    size_t all, had, built; /* in struct village: units, for all villages that it stands for */
    size_t cost;            /* in struct parameters: fen a unit */
    size_t share,
        eva; /* in struct parameters: parts of the money of infrastructure and of an advanced village */
    size_t units, stated; /* in struct parameters, in struct county: what a replay states */
} goods[] = {
#define GOOD(name, ...)                                                                                        \
    {.quota = Q_infrastructure_##name,                                                                         \
     .works = A_works_##name,                                                                                  \
     .use = T_use_##name,                                                                                      \
     .have = T_have_##name,                                                                                    \
     .tally = {T_built_##name, T_eva_##name, T_pilot_##name},                                                  \
     .all = offsetof(struct village, all_##name),                                                              \
     .had = offsetof(struct village, had_##name),                                                              \
     .built = offsetof(struct village, built_##name),                                                          \
     .cost = offsetof(struct parameters, goods_##name##_cost),                                                 \
     .share = offsetof(struct parameters, infrastructure_##name##_share),                                      \
     .eva = offsetof(struct parameters, village_advancement_##name##_share),                                   \
     .units = offsetof(struct parameters, infrastructure_##name##_units),                                      \
     .stated = offsetof(struct county, stated_##name)},
#include "models/rows/goods.def"
#undef GOOD
};

/* A column of a village in units. */
static inline int64_t units_at(const struct village *village, size_t column)
{
    return number_at(village, column);
}

static inline void set_units(struct village *village, size_t column, int64_t units)
{
    set_number(village, column, (int32_t)units);
}

/* What the village could use of a good and has not, for all villages that it stands for. */
static inline int64_t lacking(const struct village *village, int good)
{
    const struct good *g = &goods[good];
    return units_at(village, g->all) - units_at(village, g->had) - units_at(village, g->built);
}

/* Fen that a unit costs. */
static inline int64_t cost_of_good(const struct parameters *p, int good)
{
    return integer_at(p, goods[good].cost);
}

/* A share of the parameters in millionths, so that parts of money are whole fen. */
static inline int64_t share_at(const struct parameters *p, size_t parameter)
{
    return (int64_t)(real_at(p, parameter) * 1e6 + 0.5); /* lint: allow float-cast: a share is 0 to 1 */
}

/* Money x part / all, rounded down: grows with the money. */
static inline int64_t part_of_money(int64_t money, int64_t part, int64_t all)
{
    return all > 0 && money > 0 ? (int64_t)((__int128)money * part / all) : 0;
}

/* Cropland of the village in mu, for all villages that it stands for. */
static inline float cropland_behind(const struct view *v)
{
    const float *cropland = ROW(v, cropland);
    const uint16_t *weight = ROW(v, weight);
    const int32_t rows = v->rows;
    int64_t hundredths = 0;
    each_row_sum (i, rows, hundredths) {
        hundredths += (int64_t)hq_round(cropland[i] * 1e2f) * weight[i];
    }
    return (float)hundredths * 0.01f;
}

/* Columns that build() reads. */
#define BUILD_READS C_weight, C_cropland

/* Builds so many units of a good (at most what is lacking) and tallies them to the builder: what they do, they do
 * from here on.
 *   roads: remoteness = remoteness at the start x (1 - gain x built / all), gain = min(1, road_gain x delivered)
 *   wells, farmland: share of the cropland += what they reach x delivered / cropland
 *   delivered = 1 + officers.yield x quality of delivery when they are built; money and units are the same
 * What is run and not laid out once (water, schools, clinics) works by the delivery of each year: part_working(). */
static inline void build(const struct view *v, int good, int64_t units, enum builder builder)
{
    const struct parameters *p = v->parameters;
    const struct county *c = v->county_row;
    struct village *village = v->village;
    const struct good *g = &goods[good];
    if (units <= 0) {
        return;
    }
    const int64_t before = units_at(village, g->built);
    set_units(village, g->built, before + units);
    v->tally[g->tally[builder]] += units;
    const float better = delivered_in(p, village);
    if (good == GOOD_roads) {
        const float most = hq_min(1.0f, (float)p->goods_road_gain * better);
        const float gain = most / (float)village->all_roads;
        village->remoteness *= (1.0f - gain * (float)(before + units)) / (1.0f - gain * (float)before);
    } else if (good == GOOD_wells) {
        const float mu = (float)units * (float)p->goods_well_mu * better;
        const float share = village->irrigated_new + mu / hq_max(1.0f, cropland_behind(v));
        village->irrigated_new = hq_min(share, 1.0f - (float)c->irrigated_share);
        v->tally[T_well_mu] += units * thousandths((float)p->goods_well_mu * better);
    } else if (good == GOOD_farmland) {
        village->terraced =
            hq_min(1.0f, village->terraced + (float)units * better / hq_max(1.0f, cropland_behind(v)));
    }
}

#endif
