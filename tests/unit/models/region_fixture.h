/* Several counties on the heap for the tests of what the region decides: include it after the source under
 * test.
 *
 *     static const int32_t prefectures[] = {0, 1, 0};
 *     struct counties *r = region_make(3, prefectures);     rows and parameters at their defaults
 *     r->county[1].registered_last = 4000;
 *     region_year(r, 2010);                                  opens the year's books
 *     region_free(r);
 *
 * No villages: a test sets the demand that they would state. */
#ifndef TESTS_UNIT_MODELS_REGION_FIXTURE_H
#define TESTS_UNIT_MODELS_REGION_FIXTURE_H

#include "unit/models/village_fixture.h"

enum { MOST_COUNTIES = 12 };

struct counties {
    struct world world;
    struct parameters parameters[MOST_COUNTIES];
    struct county county[MOST_COUNTIES];
    struct region region;
    int64_t tally[MOST_COUNTIES][TALLIES], demand[MOST_COUNTIES][QUOTAS], places[MOST_COUNTIES][QUOTAS];
    int64_t households[MOST_COUNTIES], first_village[MOST_COUNTIES + 1];
    uint64_t village_codes[10 * MOST_COUNTIES];
    int32_t class[MOST_COUNTIES], prefecture[MOST_COUNTIES];
    char codes[MOST_COUNTIES][8];
    const char *code[MOST_COUNTIES];
    int32_t number[MOST_COUNTIES];
    struct hq_jump jumps[DRAWS];
};

/* Ten villages a county. */
static inline struct counties *region_make(int counties, const int32_t *prefectures)
{
    assert_in_range(counties, 1, MOST_COUNTIES);
    struct counties *r = village_zeros(sizeof *r);
    struct fixture *f = village_make(1);
    r->world = f->world;
    for (int c = 0; c < counties; c++) {
        r->parameters[c] = f->parameters;
        r->county[c] = f->county;
        r->households[c] = 1000;
        r->prefecture[c] = prefectures[c];
        r->first_village[c + 1] = 10 * (c + 1);
        snprintf(r->codes[c], sizeof r->codes[c], "15%02d%02d", prefectures[c] + 1, c + 1);
        r->code[c] = r->codes[c];
        r->number[c] = atoi(r->codes[c]);
    }
    for (int k = 0; k < 10 * counties; k++) {
        r->village_codes[k] = UINT64_C(1000) + (uint64_t)k;
    }
    village_free(f);
    r->world.counties = counties;
    r->world.county_codes = r->code;
    r->world.county_numbers = r->number;
    r->world.classes = r->class;
    r->world.prefecture = r->prefecture;
    r->world.households = r->households;
    r->world.first_village = r->first_village;
    r->world.village_codes = r->village_codes;
    r->world.region = &r->region;
    r->world.county_rows = (unsigned char *)r->county;
    r->world.parameters = (unsigned char *)r->parameters;
    r->world.tallies = &r->tally[0][0];
    r->world.demand = &r->demand[0][0];
    r->world.places = &r->places[0][0];
    r->world.jumps = r->jumps;
    r->world.ledger = hq_ledger_new(&poverty_sse2.books, r->code, counties);
    return r;
}

/* Draws and books of a year; sums and places empty. The demand stands, as last year's. */
static inline void region_year(struct counties *r, int year)
{
    r->world.year = year;
    for (int p = 0, at = 0; p < poverty_sse2.purpose_count; p++) {
        for (int k = 0; k < poverty_sse2.purposes[p].draws; k++) {
            const struct purpose_row *row = &poverty_sse2.purposes[p];
            r->jumps[at++] = hq_jump_to(hq_position(hq_keyed_year(row, year), row->code) + (uint64_t)k);
        }
    }
    memset(r->tally, 0, sizeof r->tally);
    memset(r->places, 0, sizeof r->places);
    hq_ledger_open_year(r->world.ledger, year);
}

/* A step of all counties, in their order. */
static inline void region_step(struct counties *r, void (*step)(struct world *w, int county))
{
    for (int c = 0; c < r->world.counties; c++) {
        step(&r->world, c);
    }
}

static inline void region_close(struct counties *r)
{
    const char *fault = hq_ledger_close_year(r->world.ledger);
    if (fault) {
        fail_msg("%s", fault);
    }
}

static inline void region_free(struct counties *r)
{
    hq_ledger_free(r->world.ledger);
    free(r);
}

/* A parameter of all counties. */
#define EVERYWHERE(r, name, value)                                                                             \
    for (int c_ = 0; c_ < (r)->world.counties; c_++) {                                                         \
        (r)->parameters[c_].name = (value);                                                                    \
    }

#endif
