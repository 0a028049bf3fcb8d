/* The technique behind a lump of capital: what households have decided beforehand for every wealth and ability.
 * Solved once a run (technique_policy.c), looked up by technique.c. */
#ifndef MODELS_LIVELIHOODS_TECHNIQUE_H
#define MODELS_LIVELIHOODS_TECHNIQUE_H

#include "models/poverty.h"

/* Wealth in even steps of its log, from WEALTH_FROM units on; ability in even steps of log productivity. */
enum { WEALTH_POINTS = 1024, ABILITY_CLASSES = 61 };
#define WEALTH_FROM  (-4.0f)
#define WEALTH_STEP  0.01075f /* the points reach to 1,090 units */
#define ABILITY_FROM (-1.5f)
#define ABILITY_STEP 0.05f

/* What is left as capital of a household's wealth: 0 to 1. */
struct technique {
    float kept[ABILITY_CLASSES * WEALTH_POINTS];
};

/* The technique as the equations see it. All amounts in units of capital. */
struct recursion {
    float low, high, lump; /* a k^low, a k^high - lump */
    float wear, shock, loss, insured, premium /* over capital that is worn */;
    float patience, aversion;
};

HQ_INLINE struct recursion recursion_of(const struct parameters *p)
{
    const double premium = p->technique_insured * p->technique_shock * p->technique_loss;
    return (struct recursion){
        .low = (float)p->technique_low,
        .high = (float)p->technique_high,
        .lump = (float)p->technique_lump,
        .wear = (float)p->technique_wear,
        .shock = (float)p->technique_shock,
        .loss = (float)p->technique_loss,
        .insured = (float)p->technique_insured,
        .premium = (float)(premium * (1.0 + p->technique_loading)),
        .patience = (float)p->technique_patience,
        .aversion = (float)p->technique_aversion,
    };
}

/* Output of a year by the technique that gives more; k^g by its log, so that both share it. */
HQ_INLINE float output_of(const struct recursion *r, float productivity, float capital)
{
    const float log_capital = hq_log(capital);
    return hq_max(productivity * hq_exp(r->low * log_capital),
                  productivity * hq_exp(r->high * log_capital) - r->lump);
}

/* The class of ability whose policy a household follows, by its log productivity. */
HQ_INLINE int32_t ability_class(float log_productivity)
{
    const float most = (float)(ABILITY_CLASSES - 1);
    return hq_truncate(hq_clamp((log_productivity - ABILITY_FROM) / ABILITY_STEP + 0.5f, 0.0f, most));
}

/* Where a wealth stands among the points: the one below in `*point`, the way to the next one (0 to 1) returned.
 */
HQ_INLINE float wealth_at(float wealth, int32_t *point)
{
    const float at =
        hq_clamp((hq_log(wealth) - WEALTH_FROM) / WEALTH_STEP, 0.0f, (float)WEALTH_POINTS - 1.001f);
    *point = hq_truncate(at);
    return at - (float)*point;
}

/* Capital that a household of this class keeps of its wealth, in units. */
HQ_INLINE float capital_kept(const float *kept, int32_t class, float wealth)
{
    int32_t point;
    const float way = wealth_at(wealth, &point);
    const int32_t at = class * WEALTH_POINTS + point;
    const float below = kept[at], above = kept[at + 1];
    return wealth * (below + way * (above - below));
}

/* The policy for these parameters; to be freed. NULL where the technique is off. */
struct technique *HQ_SYMBOL(solve_technique)(const struct parameters *p);
/* The same as the model's prepare(). */
void *HQ_SYMBOL(prepare_technique)(const struct world *w);

#endif
