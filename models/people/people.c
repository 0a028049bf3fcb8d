/* People grow a year older, and pupils a class wiser.
 *
 *   from 7 to 15 a pupil who has missed no class stays at school with chance 1 - dropout - fee_effect fee /
 * income per head from 16 to 18 a young person with nine years of schooling goes on with chance `higher` Known
 * limit: nobody is born, marries, leaves or dies yet; ages end at 120. */
#include "models/poverty.h"

static void run(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const float dropout = (float)p->schooling_dropout, higher = (float)p->schooling_higher;
    const float burden = (float)(p->schooling_fee_effect * p->calendar_school_fee);
    const int32_t *income = ROW(v, income);
    uint8_t *person = ROW(v, person), *learning = ROW(v, learning);
    const int32_t rows = v->rows, stride = v->stride;
    STREAMS(v);
    for (int32_t slot = 0; slot < HQ_SLOTS; slot++) {
        const struct hq_jump jump = JUMP(v, D_schooling + slot);
        uint8_t *who = person + slot * stride, *what = learning + slot * stride;
        if (!anybody(who, rows)) {
            continue;
        }
        each_row (i, rows) {
            const int32_t there = who[i] != 0, age = person_age(who[i]), years = schooling_of(what[i]);
            const float leaves = hq_min(1.0f, dropout + burden / hq_max(100.0f, hq_yuan(income[i])));
            const float u = hq_uniform(DRAW(i, jump));
            const int32_t pupil =
                there & (age >= PUPIL_FROM) & (age <= PUPIL_TO) & (years >= age - PUPIL_FROM) & (u >= leaves);
            const int32_t student =
                there & (age > PUPIL_TO) & (age <= PUPIL_TO + 3) & (years >= 9) & (u < higher);
            const int32_t wiser = (pupil | student) & (years < MOST_SCHOOLING);
            what[i] = (uint8_t)((what[i] & 0xf0) | (years + wiser));
            who[i] = (uint8_t)(who[i] + ((there & (age < 120)) ? 2 : 0));
        }
    }
}

const struct process HQ_SYMBOL(people) = {"people", HQ_SETTLE, run, COLUMNS(C_income, C_person, C_learning),
                                          COLUMNS(C_person, C_learning)};
