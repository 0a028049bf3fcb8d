/* Which kind of base a village builds (rows/base_kinds.def), when it is founded and for good:
 *
 *   a lot of the village, with chances in proportion to  weight x finds(project) / project
 * finds: of the capital of one project (grant, own contribution, loan) what the village's mean household has something
 * of the kind for (livelihoods/bases.h), at the prices of the first year; all of it for featured breeding, which needs
 * nothing. So pastoral villages have cattle and sheep more than others, irrigated ones vegetables, dry ones potatoes,
 * wooded and sandy ones trees, and who has little of all featured breeding. Nothing is built that finds nothing. A lot, not
 * the best of them, because the sources name several kinds side by side in one county (bj-ningcheng-vegetables and those
 * after it). The sources state no shares: weights are assumed alike, and where a source names a place (a firm of vegetables
 * in Xiji, the contents of Ningcheng's bases) its configuration has others there. The lot is the village's own: the same in
 * every run with the seed, also where the programme is not enabled and nothing comes of it.
 * Known limits: one kind a village, for all its projects; it does not change when land, herds or prices do. */
#include "models/livelihoods/bases.h"
#include "models/rows/offsets.h"

/* Weights of the kinds, in struct parameters. */
static const size_t weights[BASES] = {
#define RAISES(...)
#define BASE(name, ...) [BASE_##name] = offsetof(struct parameters, industry_##name##_weight),
#include "models/rows/base_kinds.def"
#undef BASE
#undef RAISES
};

/* Means of the village's households. */
struct household_mean {
    float small, large, mu;
};

static struct household_mean mean_of(const struct view *v)
{
    const float *herd = ROW(v, herd), *cropland = ROW(v, cropland);
    const uint16_t *cattle = ROW(v, cattle), *weight = ROW(v, weight);
    const int32_t rows = v->rows;
    int64_t all = 0, small = 0, large = 0, mu = 0;
    each_row_sum (i, rows, all, small, large, mu) {
        const float big = hq_min(herd[i], 0.1f * (float)cattle[i]);
        all += weight[i];
        small += (int64_t)hq_round((herd[i] - big) * 1e3f) * weight[i];
        large += (int64_t)hq_round(big * 1e3f) * weight[i];
        mu += (int64_t)hq_round(cropland[i] * 1e3f) * weight[i];
    }
    const double thousand = all > 0 ? 1e3 * (double)all : 1e3;
    return (struct household_mean){(float)((double)small / thousand), (float)((double)large / thousand),
                                   (float)((double)mu / thousand)};
}

/* Capital of one project, Yuan. */
static float project_of(const struct parameters *p)
{
    return (float)(((double)p->industry_grant * (1.0 + p->industry_match) + (double)p->industry_loan) * 0.01);
}

/* The part of a project of `project` Yuan that finds something to raise in the mean household. */
static float part_found(const struct view *v, enum base_kind kind, struct household_mean mean, float project)
{
    const struct base b = base_of_kind(v, kind);
    const float room = room_for(&b, mean.small, mean.large, mean.mu);
    return kind == BASE_featured ? 1.0f : finds_room(&b, project, room) / project;
}

void HQ_SYMBOL(found_base)(const struct view *v)
{
    const struct parameters *p = v->parameters;
    struct village *village = v->village;
    village->base = 0;
    const struct household_mean mean = mean_of(v);
    const float project = hq_max(1.0f, project_of(p));
    float upto[BASES], all = 0.0f;
    for (int k = 0; k < BASES; k++) {
        all += (float)real_at(p, weights[k]) * part_found(v, (enum base_kind)k, mean, project);
        upto[k] = all;
    }
    const float lot = all * lot_of_village(v, LOT_OF_BASE);
    for (int k = BASES - 1; k >= 0 && lot < upto[k]; k--) {
        village->base = 1 + k;
    }
}
