/* Villages as founding makes them, by the library's builds: include it after the source under test.
 *
 *     struct fixture *f = county(300);                room for 300 households of a county
 *     found(f, 5, &poverty_sse2);                     its sixth village, in place of what the fixture holds
 */
#ifndef TESTS_UNIT_MODELS_FOUNDING_FIXTURE_H
#define TESTS_UNIT_MODELS_FOUNDING_FIXTURE_H

#include "unit/models/village_fixture.h"

#include "sim/directory.h"

static inline struct fixture *county(int32_t households)
{
    return village_banner(households, households);
}

static inline void found(struct fixture *f, int32_t index, const struct model *m)
{
    for (int c = 0; c < HOUSEHOLD_COLUMNS; c++) {
        memset(f->columns[c], 0, village_bytes(f, c));
    }
    for (int32_t i = 0; i < f->view.live; i++) {
        ROW(&f->view, id)[i] = hq_founder_id(150522, index, i);
        ROW(&f->view, weight)[i] = 1;
    }
    memset(f->village_demand, 0, sizeof f->village_demand);
    f->view.own = hq_stream_of(f->keys, hq_village_code(150522, index));
    village_streams(f);
    m->found(&f->world);
    m->synthesise(&f->view);
    village_check(f);
}

#endif
