/* Illness: acute for the year, or chronic until it ends.
 *
 *   hazard(age) = hazard exp(age_effect (age - 20)), at most 1/2
 *   a healthy person falls ill with it; an illness stays with chance chronic_share
 *   a chronic illness ends with chance recovery
 *   cost = median exp(spread z) prices (new illnesses + chronic_cost x chronic ones), once a household
 * Half a draw a person decides both: it is spread over the hazard, and its lower part stays.
 * Known limit: death is not yet a consequence. */
#include "models/poverty.h"

/* What the draws in `luck` would do to the people of one slot: 1, a healthy one falls ill; 2, and the illness
 * stays; 4, an older illness goes on. */
static void cast_fates(const struct parameters *p, int32_t slot, const uint8_t *who, const uint32_t *luck,
                       uint8_t *fate, int32_t rows)
{
    const float falls = (float)p->illness_hazard, slope = (float)p->illness_age_effect;
    const float stays = (float)p->illness_chronic_share, ends = (float)p->illness_recovery;
    each_row (i, rows) {
        const float u = half_uniform(luck[i], slot), age = (float)person_age(who[i]);
        const float hazard = hq_min(0.5f, falls * hq_exp(slope * (age - 20.0f)));
        const int32_t ill = u < hazard, lasts = u < hazard * stays, goes_on = u >= ends;
        fate[i] = (uint8_t)(ill | lasts << 1 | goes_on << 2);
    }
}

/* Fates become health. The household's count grows by 1 for a new illness, by 16 for an older one that goes on,
 * by 256 for a new one that stays. */
static void fall_ill(const uint8_t *who, uint8_t *what, const uint8_t *fate, uint16_t *count, int32_t rows)
{
    each_row (i, rows) {
        const uint8_t there = byte_any(who[i]), was = byte_chronic(what[i]);
        const uint8_t new_illness = there & (was ^ 1) & fate[i] & 1, old_illness = there & was & (fate[i] >> 2);
        const uint8_t staying = new_illness & (fate[i] >> 1), lasting = old_illness | staying;
        const uint8_t health = (uint8_t)(lasting * CHRONIC + (new_illness ^ staying) * ACUTE);
        what[i] = (uint8_t)((what[i] & 0xcf) | health << 4);
        count[i] = (uint16_t)(count[i] + (new_illness | old_illness << 4 | staying << 8));
    }
}

static void run(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const float median = (float)(p->illness_cost * p->calendar_cpi), spread = (float)p->illness_cost_spread;
    const float chronic_cost = (float)p->illness_chronic_cost;
    const uint8_t *person = ROW(v, person);
    const uint16_t *weight = ROW(v, weight);
    uint8_t *learning = ROW(v, learning), *fate = ROW(v, fate);
    uint16_t *count = ROW(v, ills);
    uint32_t *luck = ROW(v, rank); /* not yet in use */
    int32_t *cost = ROW(v, illness);
    const int32_t rows = v->rows, stride = v->stride;
    each_row (i, rows) {
        count[i] = 0;
    }
    for (int32_t slot = 0; slot < HQ_SLOTS; slot++) {
        const uint8_t *who = person + slot * stride;
        if (slot % 2 == 0) {
            draw_rows(v, D_illness + slot / 2, luck);
        }
        if (anybody(who, rows)) {
            cast_fates(p, slot, who, luck, fate, rows);
            fall_ill(who, learning + slot * stride, fate, count, rows);
        }
    }
    int64_t acute = 0, chronic = 0;
    draw_rows(v, D_illness_cost, luck);
    each_row_sum (i, rows, acute, chronic) {
        const int32_t new_ones = count[i] & 15, old_ones = (count[i] >> 4) & 15;
        const float burden = (float)new_ones + chronic_cost * (float)old_ones;
        cost[i] = hq_fen(burden * median * hq_exp(spread * hq_normal(luck[i])));
        acute += new_ones * weight[i];
        chronic += (old_ones + (count[i] >> 8)) * weight[i];
    }
    v->tally[T_ill] += acute;
    v->tally[T_chronic] += chronic;
}

const struct process HQ_SYMBOL(illness) = {"illness", HQ_SETTLE, run,
                                           COLUMNS(C_person, C_weight, C_learning, C_ills, C_fate, C_rank),
                                           COLUMNS(C_learning, C_illness, C_ills, C_fate, C_rank)};
