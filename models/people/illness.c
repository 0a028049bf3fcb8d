/* Illness: acute for the year, or chronic until it ends.
 *
 *   hazard(age) = hazard exp(age_effect (age - 20)), at most 1/2
 *   a healthy person falls ill with it; an illness stays with chance chronic_share
 *   a chronic illness ends with chance recovery
 *   cost = median exp(spread z) prices (new illnesses + chronic_cost x chronic ones), once a household
 * One draw a person decides both: it is spread over the hazard, and its lower part stays.
 * Known limit: death is not yet a consequence. */
#include "models/poverty.h"

static void run(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const float hazard = (float)p->illness_hazard, slope = (float)p->illness_age_effect;
    const float stays = (float)p->illness_chronic_share, ends = (float)p->illness_recovery;
    const float median = (float)(p->illness_cost * p->calendar_cpi), spread = (float)p->illness_cost_spread;
    const float chronic_cost = (float)p->illness_chronic_cost;
    const uint8_t *person = ROW(v, person);
    const uint16_t *weight = ROW(v, weight);
    uint8_t *learning = ROW(v, learning);
    int32_t *cost = ROW(v, illness);
    float *burden = ROW(v, spare); /* not yet in use: illnesses to pay for */
    const int32_t rows = v->rows, stride = v->stride;
    int64_t acute = 0, chronic = 0;
    STREAMS(v);
    for (int32_t slot = 0; slot < HQ_SLOTS; slot++) {
        const struct hq_jump jump = JUMP(v, D_illness + slot);
        const uint8_t *who = person + slot * stride;
        uint8_t *what = learning + slot * stride;
        if (!anybody(who, rows)) {
            continue;
        }
        each_row_sum (i, rows, acute, chronic) {
            const float u = hq_uniform(DRAW(i, jump));
            const float falls = hq_min(0.5f, hazard * hq_exp(slope * (float)(person_age(who[i]) - 20)));
            const int32_t there = who[i] != 0, was = health_of(what[i]) == CHRONIC;
            const int32_t new_illness = there & (was ^ 1) & (u < falls);
            const int32_t lasting = there & ((was & (u >= ends)) | (new_illness & (u < falls * stays)));
            const int32_t health = hq_where(lasting, CHRONIC) | hq_where(new_illness & (lasting ^ 1), ACUTE);
            what[i] = (uint8_t)((what[i] & 0xcf) | health << 4);
            burden[i] += (float)new_illness + chronic_cost * (float)(lasting & (new_illness ^ 1));
            acute += hq_where(new_illness, weight[i]);
            chronic += hq_where(lasting, weight[i]);
        }
    }
    const struct hq_jump jump = JUMP(v, D_illness_cost);
    each_row (i, rows) {
        cost[i] = hq_fen(burden[i] * median * hq_exp(spread * hq_normal(DRAW(i, jump))));
        burden[i] = 0.0f;
    }
    v->tally[T_ill] += acute;
    v->tally[T_chronic] += chronic;
}

const struct process HQ_SYMBOL(illness) = {"illness", HQ_SETTLE, run,
                                           COLUMNS(C_person, C_weight, C_learning, C_spare),
                                           COLUMNS(C_learning, C_illness, C_spare)};
