/* Forest cover must take root before it is safe: drought and sand take it while it is young.
 *
 *   young   = forest - rooted: what planting, cropland returned and land of the relocated have added
 *   lost    = young min(1, young_deaths drought + burial sand),  drought = 0 to 1 for rain 1 to 2 standard
 *             deviations under its normal, as in nature/weather.c
 *   forest' = forest - lost,  sand' = sand + lost
 *   rooted' = rooted + (young - lost) / young_years
 * Cover shelters fields from drought, flood and sandstorm (nature/weather.c). Land that is lost may be planted
 * again. Known limits: young cover shelters as rooted cover does; rooted cover neither dies nor spreads; a
 * household whose returned cropland withers keeps its contract. */
#include "models/poverty.h"

static void run(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const struct county *c = v->county_row;
    struct village *village = v->village;
    const float spread = hq_max(1e-3f, (float)c->rain_cv);
    const float drought = hq_clamp((1.0f - village->rain) / spread - 1.0f, 0.0f, 1.0f);
    const float risk = (float)p->cover_young_deaths * drought + (float)p->cover_burial * village->sand;
    const float young = hq_max(0.0f, village->forest - village->rooted), lost = young * hq_min(1.0f, risk);
    village->rooted += (young - lost) / (float)p->cover_young_years;
    village->forest -= lost;
    village->sand = hq_min(1.0f - village->forest, village->sand + lost);
    v->tally[T_cover_lost] += v->live > 0 ? villages_behind(v) * hq_round(lost * 1e6f) : 0;
}

const struct process HQ_SYMBOL(cover) = {"cover", HQ_SETTLE, run, COLUMNS(C_weight), NULL};

/* Founders' cover has taken root. */
void HQ_SYMBOL(found_cover)(const struct view *v)
{
    struct village *village = v->village;
    village->rooted = village->forest;
}
