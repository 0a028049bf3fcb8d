/* Households of ten sheep units each, fed by 500 kg of forage a unit and year; a sheep unit of small stock is 400 Yuan,
 * of large stock as much, at no wedge. Include it after the source under test.
 *
 *     struct fixture *f = herd_make(20);
 */
#ifndef TESTS_UNIT_MODELS_LIVELIHOODS_HERD_FIXTURE_H
#define TESTS_UNIT_MODELS_LIVELIHOODS_HERD_FIXTURE_H

#include "unit/models/village_fixture.h"

static inline struct fixture *herd_make(int32_t households)
{
    struct fixture *f = village_make(households);
    struct parameters *p = &f->parameters;
    p->herds_intake = 500;
    p->herds_births = 0.5;
    p->herds_deaths = 0.1;
    p->herds_cost = 0;
    p->herds_straw_small = 1;
    p->herds_head = 5;
    p->herds_calving = 0.45;
    p->herds_maturing = 0.5;
    p->herds_cattle_deaths = 0.05;
    p->calendar_price_cattle = 2000;
    p->calendar_cpi = 1;
    p->calendar_price_sheep = 400;
    p->prices_wedge = 0;
    f->county.hay_price = 0.4f;
    for (int32_t i = 0; i < households; i++) {
        ROW(&f->view, herd)[i] = 10;
    }
    return f;
}

#endif
