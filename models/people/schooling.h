/* What stands between a child and a school, and whom student aid is for: shared by those who go to school
 * (people/schooling.c) and those who pay for it (policies/education.c). */
#ifndef MODELS_PEOPLE_SCHOOLING_H
#define MODELS_PEOPLE_SCHOOLING_H

#include "models/poverty.h"

enum { PRIMARY_TO = 12, SENIOR_TO = PUPIL_TO + 3, PARENT_FROM = 25 };
enum { PRIMARY, JUNIOR, SENIOR, LEVELS };

/* What stands between a child of the village and a school of one level. Yuan a year. */
struct way {
    float distance;
    float cost;  /* beside the fee that money.c charges for all of compulsory age */
    float price; /* all that a pupil costs: what the choice is about */
};

static inline struct way way_to(const struct parameters *p, float distance, bool senior)
{
    const double boarding = p->schooling_boarding * p->calendar_cpi;
    const bool boards = distance >= (float)p->schooling_boards_from;
    const double aided = boarding > p->calendar_boarding_aid ? boarding - p->calendar_boarding_aid : 0.0;
    struct way way = {.distance = distance};
    if (senior) {
        way.cost = (float)(p->schooling_senior_cost * p->calendar_cpi + (boards ? boarding : 0.0));
        way.price = way.cost;
    } else {
        way.cost = boards ? (float)aided : 0.0f;
        way.price = (float)p->calendar_school_fee + way.cost;
    }
    return way;
}

static inline void find_ways(const struct view *v, struct way *ways)
{
    const struct parameters *p = v->parameters;
    const struct village *village = v->village;
    const bool own = village->school_rank < (float)p->calendar_village_schools;
    const float built = part_working(p, village, village->all_schools, village->built_schools);
    ways[PRIMARY] = way_to(p, own ? 0.0f : village->remoteness * (1.0f - built), false);
    ways[JUNIOR] = way_to(p, village->remoteness, false);
    ways[SENIOR] = way_to(p, village->remoteness, true);
}

/* Of the members who may go to school in the year, and whose school costs something, the highest level, from 1
 * on (1 + PRIMARY ...); 0 where there is none: that of the student whom aid is for. `only` has a bit for each slot
 * that counts, all bits (0xff) where nobody is left out; `level` is written, one a row. */
static inline void find_students(const struct view *v, const struct way *ways, const uint16_t *only,
                                 uint8_t *level)
{
    const uint8_t *person = ROW(v, person), *learning = ROW(v, learning);
    const uint8_t open = (uint8_t)((ways[PRIMARY].price > 0.0f) | (ways[JUNIOR].price > 0.0f) << 1 |
                                   (ways[SENIOR].price > 0.0f) << 2);
    const int32_t rows = v->rows;
    const size_t stride = (size_t)v->stride;
    each_row (i, rows) {
        const uint8_t *who = person + i, *what = learning + i;
        const uint8_t counts = (uint8_t)only[i];
        uint8_t found = 0;
#define LOOK(slot)                                                                                             \
    {                                                                                                          \
        const uint8_t age = byte_age(who[(slot)*stride]), years = what[(slot)*stride] & 15;                    \
        const uint8_t behind = (uint8_t)(years - (uint8_t)(age - PUPIL_FROM)) >> 7;                            \
        const uint8_t there = byte_any(who[(slot)*stride]) & (uint8_t)(counts >> (slot)) & 1;                  \
        const uint8_t small = there & byte_within(age, PUPIL_FROM, PRIMARY_TO) & (behind ^ 1);                 \
        const uint8_t large = there & byte_within(age, PRIMARY_TO + 1, PUPIL_TO) & (behind ^ 1);               \
        const uint8_t due =                                                                                    \
            there & byte_within(age, PUPIL_TO + 1, SENIOR_TO) & byte_within(years, 9, MOST_SCHOOLING);         \
        found |= (uint8_t)(small | large << 1 | due << 2);                                                     \
    }
        EACH_SLOT(LOOK)
#undef LOOK
        const uint8_t of = found & open, third = (of >> 2) & 1, second = (of >> 1) & (third ^ 1) & 1;
        const uint8_t first = of & (third ^ 1) & (second ^ 1) & 1;
        level[i] = (uint8_t)(first + 2 * second + 3 * third);
    }
}

/* What aid takes off the cost of a student: no more than that. */
HQ_INLINE float aid_for(float price, float aid)
{
    return hq_min(price, aid);
}

/* Of so many pupils of households that have moved, the share without a place where `others` go to school too. */
static inline float crowded_out(const struct parameters *p, int64_t moved, int64_t others)
{
    const double room = p->relocation_school_room * (double)others;
    return p->relocation_school_room >= 0 && room < (double)moved ? (float)(1.0 - room / (double)moved) : 0.0f;
}

#endif
