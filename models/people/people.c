/* People grow a year older, and pupils a class wiser.
 *
 *   from 7 to 15 a pupil who has missed no class stays at school with chance 1 - dropout - fee_effect fee /
 * income per head from 16 to 18 a young person with nine years of schooling goes on with chance `higher` Known
 * limit: nobody is born, marries, leaves or dies yet; ages end at 120. */
#include "models/poverty.h"

/* Pupils and students of one slot go on to the next class, or do not. */
static void go_to_school(const struct view *v, struct hq_jump jump, const uint8_t *person, uint8_t *learning)
{
    const struct parameters *p = v->parameters;
    const float dropout = (float)p->schooling_dropout, higher = (float)p->schooling_higher;
    const float burden = (float)(p->schooling_fee_effect * p->calendar_school_fee);
    const int32_t *income = ROW(v, income);
    const int32_t rows = v->rows;
    STREAMS(v);
    each_row (i, rows) {
        const int32_t there = person[i] != 0, age = person_age(person[i]), years = schooling_of(learning[i]);
        const float leaves = hq_min(1.0f, dropout + burden / hq_max(100.0f, hq_yuan(income[i])));
        const float u = hq_uniform(DRAW(i, jump));
        const int32_t pupil =
            there & (age >= PUPIL_FROM) & (age <= PUPIL_TO) & (years >= age - PUPIL_FROM) & (u >= leaves);
        const int32_t student = there & (age > PUPIL_TO) & (age <= PUPIL_TO + 3) & (years >= 9) & (u < higher);
        const int32_t wiser = (pupil | student) & (years < MOST_SCHOOLING);
        learning[i] = (uint8_t)((learning[i] & 0xf0) | (years + wiser));
    }
}

/* Whether any person of a slot is young enough to go to school. */
static bool anybody_young(const uint8_t *person, int32_t rows)
{
    int32_t young = 0;
    each_row_sum (i, rows, young) {
        young += (person[i] != 0) & (person_age(person[i]) <= PUPIL_TO + 3);
    }
    return young > 0;
}

static void run(const struct view *v)
{
    uint8_t *person = ROW(v, person), *learning = ROW(v, learning);
    const int32_t rows = v->rows, stride = v->stride;
    for (int32_t slot = 0; slot < HQ_SLOTS; slot++) {
        uint8_t *who = person + slot * stride;
        if (anybody_young(who, rows)) {
            go_to_school(v, JUMP(v, D_schooling + slot), who, learning + slot * stride);
        }
        each_row (i, rows) {
            const int32_t older = (who[i] != 0) & (person_age(who[i]) < 120);
            who[i] = (uint8_t)(who[i] + 2 * older);
        }
    }
}

const struct process HQ_SYMBOL(people) = {"people", HQ_SETTLE, run, COLUMNS(C_income, C_person, C_learning),
                                          COLUMNS(C_person, C_learning)};
