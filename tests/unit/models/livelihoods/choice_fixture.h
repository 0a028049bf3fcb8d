/* Villages of men who choose what to do, for tests of models/livelihoods/work_choice.c, which they include before. */
#ifndef UNIT_MODELS_LIVELIHOODS_CHOICE_FIXTURE_H
#define UNIT_MODELS_LIVELIHOODS_CHOICE_FIXTURE_H

#include "unit/models/village_fixture.h"

/* Households of one married man of 30 with eight years of school, at work enough on his fields for a month at
 * home to be worth no more than the least. */
static inline struct fixture *men(int32_t households)
{
    struct fixture *f = village_make(households);
    struct parameters *p = &f->parameters;
    p->calendar_cpi = 1;
    p->calendar_wage_local = 1000;
    p->calendar_migrant_wage = 1000;
    p->calendar_migrant_demand = 1;
    p->migration_living_share = 0.5;
    p->labour_job_months = 7;
    p->work_home_month = 200;
    p->work_own_pay = 0.8;
    p->work_own_distance = 0.5;
    p->work_own_capital = 300000; /* fen */
    f->county.job_wage = 1000;
    f->county.job_chance = 0.25f;
    f->county.own_demand = 1;
    for (int32_t i = 0; i < households; i++) {
        village_person(f, i, 2, 30, 0, 8, HEALTHY, 0);
        ROW(&f->view, savings)[i] = 300000;
        ROW(&f->view, married)[i] = 1 << 2;
    }
    return f;
}

static inline void choose(struct fixture *f)
{
    village_run(f, village_process("make_up_offers"));
    village_run(f, village_process("till_offers"));
    village_run(f, &choose_work_generic);
}

static inline uint8_t man(const struct fixture *f, int32_t row)
{
    return ROW(&f->view, work)[2 * f->view.stride + row];
}

static inline void everybody(struct fixture *f, uint8_t work)
{
    for (int32_t i = 0; i < f->view.live; i++) {
        ROW(&f->view, work)[2 * f->view.stride + i] = work;
    }
}

static inline double share_of(const struct fixture *f, int kind, int modulus, int rest)
{
    int all = 0, found = 0;
    for (int32_t i = 0; i < f->view.live; i++) {
        all += i % modulus == rest;
        found += i % modulus == rest && work_kind(man(f, i)) == kind;
    }
    return (double)found / all;
}

#endif
