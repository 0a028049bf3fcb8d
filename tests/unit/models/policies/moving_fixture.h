/* Households that may move to another village, for the tests of relocation and of flats: include it after the source under
 * test. */
#ifndef TESTS_UNIT_MODELS_POLICIES_MOVING_FIXTURE_H
#define TESTS_UNIT_MODELS_POLICIES_MOVING_FIXTURE_H

#include "unit/models/region_fixture.h"

enum { HOUSEHOLDS = 200, PLACES = 5, THERE = 3 };

static const uint64_t VILLAGES[PLACES] = {11, 22, 33, 44, 55};

/* Couples with a little land and herd, poorer ones first, in village 1 of five: what is built stands in village 3. */
static inline struct fixture *moving_village(int32_t households)
{
    struct fixture *f = village_make(households);
    struct parameters *p = &f->parameters;
    p->calendar_price_sheep = 500;
    p->prices_wedge = 0.2;
    p->register_noise = 0;
    p->register_capture = 0;
    f->view.village_codes = VILLAGES;
    f->view.place = 1;
    f->village.land = 100000;
    f->village.remoteness = 0.5f;
    village_couples(f, 0, 1, 5);
    for (int32_t i = 0; i < households; i++) {
        village_income(f, i, 100000 + 100 * i);
        ROW(&f->view, cropland)[i] = 4;
        ROW(&f->view, pasture)[i] = 30;
        ROW(&f->view, herd)[i] = 5;
        ROW(&f->view, savings)[i] = 100000 + 10000 * i;
    }
    return f;
}

/* The year's end: posts of earlier years are forgotten. */
static inline void end_year(struct fixture *f, int year)
{
    village_year(f, year);
    f->outbox.count = 0;
    village_run(f, village_process("make_up"));
    village_run(f, village_process("relocate"));
}

#endif
