/* Who a course for school-leavers is for, as the programme (training.c) and the schools (people/schooling.c) see
 * it: the first member of 16 to 20 who has finished compulsory school and is no longer at school. */
#ifndef MODELS_POLICIES_TRAINING_H
#define MODELS_POLICIES_TRAINING_H

#include "models/poverty.h"

/* Kinds of courses: training.kind. */
enum { LABOUR_COURSES, FARM_COURSES, LEAVERS_COURSES };

enum { LEAVER_TO = 20, COMPULSORY = 9 };

/* Until 18 who has missed no class is at school, or might go on this year. */
HQ_INLINE uint8_t byte_leaver(uint8_t person, uint8_t learning)
{
    const uint8_t age = byte_age(person), years = learning & 15;
    const uint8_t behind = (uint8_t)(years - (uint8_t)(age - PUPIL_FROM)) >> 7;
    const uint8_t of_age = byte_within(age, PUPIL_TO + 1, LEAVER_TO),
                  grown = byte_within(age, PUPIL_TO + 4, LEAVER_TO);
    return byte_any(person) & of_age & byte_within(years, COMPULSORY, MOST_SCHOOLING) & (behind | grown);
}

/* Slot of that member, or -1. */
static inline int32_t leaver_of(const struct view *v, int32_t row)
{
    for (int32_t slot = 0; slot < HQ_SLOTS; slot++) {
        const size_t at = (size_t)slot * (size_t)v->stride + (size_t)row;
        if (byte_leaver(ROW(v, person)[at], ROW(v, learning)[at])) {
            return slot;
        }
    }
    return -1;
}

#endif
