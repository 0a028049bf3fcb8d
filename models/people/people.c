/* People grow a year older, and pupils a class wiser.
 *
 *   age' = age + 1,  schooling' = schooling + 1 for who stays or goes on:
 *   7 to 15:  who has missed no class stays at school with chance
 *             1 - dropout - fee_effect x fee / income per head
 *   16 to 18: who has nine years of schooling goes on with chance `higher`
 * Ages end at 120. Who is born, marries, leaves and dies: marriage.c, vital.c, division.c. */
#include "models/poverty.h"

/* The chance that a pupil leaves school, by household. */
static void weigh_fees(const struct view *v, float *leaves)
{
    const struct parameters *p = v->parameters;
    const float dropout = (float)p->schooling_dropout;
    const float burden = (float)(p->schooling_fee_effect * p->calendar_school_fee);
    const int32_t *income = ROW(v, income);
    const int32_t rows = v->rows;
    each_row (i, rows) {
        leaves[i] = hq_min(1.0f, dropout + burden / hq_max(100.0f, hq_yuan(income[i])));
    }
}

/* Pupils and students of one slot go on to the next class, or do not. */
static void go_to_school(const float *leaves, float higher, int32_t slot, const uint32_t *luck, uint8_t *fate,
                         const uint8_t *person, uint8_t *learning, int32_t rows)
{
    each_row (i, rows) {
        const float u = half_uniform(luck[i], slot);
        const int32_t stays = u >= leaves[i], studies = u < higher;
        fate[i] = (uint8_t)(stays | studies << 1);
    }
    each_row (i, rows) {
        const uint8_t there = byte_any(person[i]), age = byte_age(person[i]), years = learning[i] & 15;
        const uint8_t behind = (uint8_t)(years - (uint8_t)(age - PUPIL_FROM)) >> 7; /* has missed a class */
        const uint8_t pupil = there & byte_within(age, PUPIL_FROM, PUPIL_TO) & (behind ^ 1);
        const uint8_t student =
            there & byte_within(age, PUPIL_TO + 1, PUPIL_TO + 3) & byte_within(years, 9, MOST_SCHOOLING);
        const uint8_t goes_on = (pupil & fate[i]) | (student & (fate[i] >> 1));
        learning[i] = (uint8_t)(learning[i] + (goes_on & byte_within(years, 0, MOST_SCHOOLING - 1)));
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
    uint8_t *person = ROW(v, person), *learning = ROW(v, learning), *fate = ROW(v, fate);
    float *leaves = ROW(v, spare); /* no longer in use */
    uint32_t *luck = ROW(v, rank);
    const float higher = (float)((const struct parameters *)v->parameters)->schooling_higher;
    const int32_t rows = v->rows, stride = v->stride;
    weigh_fees(v, leaves);
    for (int32_t slot = 0; slot < HQ_SLOTS; slot++) {
        uint8_t *who = person + slot * stride;
        if (slot % 2 == 0) {
            draw_rows(v, D_schooling + slot / 2, luck);
        }
        if (anybody_young(who, rows)) {
            go_to_school(leaves, higher, slot, luck, fate, who, learning + slot * stride, rows);
        }
        each_row (i, rows) {
            const uint8_t older = byte_any(who[i]) & byte_within(byte_age(who[i]), 0, 119);
            who[i] = (uint8_t)(who[i] + 2 * older);
        }
    }
}

const struct process HQ_SYMBOL(people) = {"people", HQ_SETTLE, run,
                                          COLUMNS(C_income, C_person, C_learning, C_spare, C_fate, C_rank),
                                          COLUMNS(C_person, C_learning, C_spare, C_fate, C_rank)};
