/* What tests of programmes do alike: include it after the source under test.
 *
 *     PROGRAMME_YEAR(f, grazing, 2010, 30000 * 100);   a year of models/policies/grazing.c with so many fen */
#ifndef TESTS_UNIT_MODELS_POLICIES_PROGRAMME_FIXTURE_H
#define TESTS_UNIT_MODELS_POLICIES_PROGRAMME_FIXTURE_H

#include "unit/models/village_fixture.h"

/* The village states its demand, the county plans with `fen` of its own, and places are given away. */
#define PROGRAMME_OFFERS(f, name, year, fen)                                                                   \
    do {                                                                                                       \
        (f)->parameters.name##_budget = (fen);                                                                 \
        village_count(f, &count_##name##_generic);                                                             \
        village_plan(f, year, &name##_year_generic);                                                           \
        village_enrol(f, &enrol_##name##_generic);                                                             \
    } while (0)

/* The same, and the year settles. */
#define PROGRAMME_YEAR(f, name, year, fen)                                                                     \
    do {                                                                                                       \
        PROGRAMME_OFFERS(f, name, year, fen);                                                                  \
        village_settle(f, &pay_##name##_generic, &name##_year_generic);                                        \
    } while (0)

/* Households are the richer the higher their row, and need is seen as it is: nobody errs, no connection counts. */
static inline void village_ranked(struct fixture *f)
{
    f->parameters.register_noise = 0;
    f->parameters.register_capture = 0;
    for (int32_t i = 0; i < f->view.live; i++) {
        village_income(f, i, 100000 + 1000 * i);
    }
}

/* Every household stands for so many. */
static inline void village_weigh(struct fixture *f, int weight)
{
    for (int32_t i = 0; i < f->view.live; i++) {
        ROW(&f->view, weight)[i] = (uint16_t)weight;
    }
}

/* Every household stands for one to `most`, by dice. */
static inline void village_weigh_by_dice(struct fixture *f, int most)
{
    for (int32_t i = 0; i < f->view.live; i++) {
        ROW(&f->view, weight)[i] = (uint16_t)(1 + dice_to(most));
    }
}

#endif
