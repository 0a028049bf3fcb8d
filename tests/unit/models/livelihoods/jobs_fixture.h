/* Villages of people who seek a local job, for tests of models/livelihoods/jobs.c, which they include before. */
#ifndef UNIT_MODELS_LIVELIHOODS_JOBS_FIXTURE_H
#define UNIT_MODELS_LIVELIHOODS_JOBS_FIXTURE_H

#include "unit/models/village_fixture.h"

/* Households of two healthy adults of whom the man seeks a job, nothing to tell them apart. */
static inline struct fixture *workers(int32_t households)
{
    struct fixture *f = village_make(households);
    struct parameters *p = &f->parameters;
    p->labour_job_months = 7;
    p->labour_luck = 0.5;
    p->labour_connection_worth = 0;
    p->labour_course_placement = 1;
    village_couples(f, 1, 3, 8);
    for (int32_t i = 0; i < households; i++) {
        ROW(&f->view, work)[f->view.stride + i] = work_code(0, LOCAL_JOB, 0);
    }
    return f;
}

static inline void work_year(struct fixture *f)
{
    village_run(f, village_process("make_up"));
    village_run(f, &find_jobs_generic);
}

/* Members with a local job. */
static inline int with_job(const struct fixture *f, int32_t row)
{
    int found = 0;
    for (int slot = 0; slot < HQ_SLOTS; slot++) {
        const uint8_t work = ROW(&f->view, work)[slot * f->view.stride + row];
        if (work_kind(work) == LOCAL_JOB) {
            assert_int_equal(work_months(work), 7);
            found++;
        }
    }
    return found;
}

#endif
