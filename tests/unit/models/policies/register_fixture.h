/* A village for the tests of the register: include it after models/policies/register.c. */
#ifndef TESTS_UNIT_MODELS_POLICIES_REGISTER_FIXTURE_H
#define TESTS_UNIT_MODELS_POLICIES_REGISTER_FIXTURE_H

#include "unit/models/region_fixture.h"

enum { LINE = 150000 };

static inline struct fixture *village(int32_t households)
{
    struct fixture *f = village_make(households);
    struct parameters *p = &f->parameters;
    p->register_quota = 1000;
    p->register_reach = 2;
    p->register_noise = 0;
    p->register_capture = 0;
    p->register_exit_years = 2;
    f->county.line = LINE;
    for (int32_t i = 0; i < households; i++) {
        const int members = 1 + dice_to(5);
        for (int slot = 0; slot < members; slot++) {
            village_person(f, i, slot, 10 + 10 * slot, slot % 2, 5, HEALTHY, 0);
        }
        village_income(f, i, 1000 + (int32_t)(dice() * 2.5 * 2 * LINE));
    }
    return f;
}

static inline int heads(const struct fixture *f, int32_t row)
{
    int persons = 0;
    for (int slot = 0; slot < HQ_SLOTS; slot++) {
        persons += ROW(&f->view, person)[slot * f->view.stride + row] != 0;
    }
    return persons * ROW(&f->view, weight)[row];
}

static const int32_t PREFECTURE[] = {0, 0, 1, 1, 2};

/* The year's end of the register. */
static inline void keep(struct fixture *f, int year)
{
    village_year(f, year);
    village_run(f, village_process("make_up"));
    village_run(f, &keep_register_generic);
}

#endif
