/* People grow a year older, and those who were at school (schooling.c) a class wiser.
 *
 *   age' = age + 1,  schooling' = schooling + 1 for who was at school in the year
 * Ages end at 120. Who is born, marries, leaves and dies: marriage.c, vital.c, division.c. */
#include "models/poverty.h"

static void run(const struct view *v)
{
    uint8_t *person = ROW(v, person), *learning = ROW(v, learning);
    const uint16_t *school = ROW(v, school);
    const int32_t rows = v->rows, stride = v->stride;
    for (int32_t slot = 0; slot < HQ_SLOTS; slot++) {
        uint8_t *who = person + slot * stride, *what = learning + slot * stride;
        each_row (i, rows) {
            const uint8_t there = byte_any(who[i]);
            const uint8_t older = there & byte_within(byte_age(who[i]), 0, 119);
            const uint8_t learns =
                there & (uint8_t)(school[i] >> slot & 1) & byte_within(what[i] & 15, 0, MOST_SCHOOLING - 1);
            who[i] = (uint8_t)(who[i] + 2 * older);
            what[i] = (uint8_t)(what[i] + learns);
        }
    }
}

const struct process HQ_SYMBOL(people) = {"people", HQ_SETTLE, run, COLUMNS(C_person, C_learning, C_school),
                                          COLUMNS(C_person, C_learning)};
