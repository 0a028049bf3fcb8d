/* What villages can use of roads, water, wells, farmland, schools, clinics and houses (rows/goods.def), what of it
 * they have when the first year begins, and what they lack.
 *
 *   all:  roads         road_length x remoteness
 *         water, animal_water, housing    persons, animals, households
 *         wells         cropland x max(irrigable, irrigated share) / well_mu
 *         farmland      cropland x (1 - irrigated share) x terraceable
 *         schools, clinics   one
 *   had:  roads         all where remoteness <= roads_have, else none
 *         wells         cropland x irrigated share / well_mu
 *         schools       one where the village has its own (people/schooling.c)
 *         clinics       one in a share clinics_have of the villages
 *         others        all x u^((1 - have) / have), u uniform: the mean is have
 *   lacking = all - had - built
 * in whole units (rounded), for all villages that the village stands for where the population is thinned; those are
 * alike. Shares at the start are assumed, class by class in configurations; what they say changes no household,
 * for effects are those of what is built later. Known limits: needs stay those of the start, whoever is born,
 * leaves or moves; nothing wears out; one good does not make another one cheaper. */
#include "models/policies/goods.h"

/* Persons, households, heads of animals, hundredths of a mu: of all villages behind this one. */
struct users {
    int64_t persons, households, animals, cropland;
};

static struct users users_of(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const float a_head = 1.0f / hq_max(1e-3f, (float)p->herds_head);
    const int32_t *members = ROW(v, members);
    const float *herd = ROW(v, herd), *cropland = ROW(v, cropland);
    const uint16_t *weight = ROW(v, weight), *cattle = ROW(v, cattle);
    const int32_t rows = v->rows;
    int64_t persons = 0, households = 0, animals = 0, fields = 0;
    each_row_sum (i, rows, persons, households, animals, fields) {
        const float large = hq_min(herd[i], 0.1f * (float)cattle[i]);
        persons += (int64_t)members[i] * weight[i];
        households += hq_where(members[i] > 0, weight[i]);
        animals += (int64_t)hq_round(herd[i] - large + large * a_head) * weight[i];
        fields += (int64_t)hq_round(cropland[i] * 1e2f) * weight[i];
    }
    return (struct users){persons, households, animals, fields};
}

/* Rounded, and at least 0. */
static int64_t whole(double units)
{
    return units > 0 ? (int64_t)(units + 0.5) : 0; /* lint: allow float-cast: far under 2^31 */
}

/* Of all units a part with mean `have`. */
static int64_t some_of(const struct view *v, int good, int64_t all, double have)
{
    if (have <= 0 || have >= 1) {
        return have <= 0 ? 0 : all;
    }
    return whole((double)all * (double)hq_power(lot_of_village(v, 1 + good), (float)((1.0 - have) / have)));
}

/* What a village can use of all goods, and has. */
static void needs_of(const struct view *v, int64_t *all, int64_t *had)
{
    const struct parameters *p = v->parameters;
    const struct county *c = v->county_row;
    const struct village *village = v->village;
    const struct users u = users_of(v);
    const int64_t behind = villages_behind(v);
    const double mu = 0.01 * (double)u.cropland, wet = c->irrigated_share;
    all[GOOD_roads] = whole(p->goods_road_length * (double)village->remoteness * (double)behind);
    all[GOOD_water] = u.persons;
    all[GOOD_animal_water] = u.animals;
    all[GOOD_wells] = whole(mu * (p->goods_irrigable > wet ? p->goods_irrigable : wet) / p->goods_well_mu);
    all[GOOD_farmland] = whole(mu * (1.0 - wet) * p->goods_terraceable);
    all[GOOD_schools] = all[GOOD_clinics] = behind;
    all[GOOD_housing] = u.households;
    had[GOOD_roads] = (double)village->remoteness <= p->goods_roads_have ? all[GOOD_roads] : 0;
    had[GOOD_water] = some_of(v, GOOD_water, all[GOOD_water], p->goods_water_have);
    had[GOOD_animal_water] = some_of(v, GOOD_animal_water, all[GOOD_animal_water], p->goods_animal_water_have);
    had[GOOD_wells] = whole(mu * wet / p->goods_well_mu);
    had[GOOD_farmland] = some_of(v, GOOD_farmland, all[GOOD_farmland], p->goods_farmland_have);
    had[GOOD_schools] = village->school_rank < (float)p->calendar_village_schools ? behind : 0;
    had[GOOD_clinics] = lot_of_village(v, 1 + GOOD_clinics) < (float)p->goods_clinics_have ? behind : 0;
    had[GOOD_housing] = some_of(v, GOOD_housing, all[GOOD_housing], p->goods_housing_have);
}

void HQ_SYMBOL(found_goods)(const struct view *v)
{
    int64_t all[GOODS] = {0}, had[GOODS] = {0};
    if (v->live > 0) {
        needs_of(v, all, had);
    }
    for (int g = 0; g < GOODS; g++) {
        set_units(v->village, goods[g].all, all[g]);
        set_units(v->village, goods[g].had, had[g] < all[g] ? had[g] : all[g]);
    }
}

static void count(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const struct village *village = v->village;
    for (int g = 0; g < GOODS; g++) {
        const int64_t lacks = lacking(village, g), all = units_at(village, goods[g].all);
        v->tally[goods[g].use] += all;
        v->tally[goods[g].have] += all - lacks;
        if (p->infrastructure_enabled && v->live > 0) {
            v->demand[goods[g].quota] += (int32_t)lacks;
        }
    }
}

const struct process HQ_SYMBOL(count_goods) = {"count_goods", HQ_SETTLE, count, NULL, NULL};
