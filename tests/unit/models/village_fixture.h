/* A village on the heap for the tests of models: include it after the source under test.
 *
 *     struct fixture *f = village_make(1000);     all columns and the village at their defaults, weight 1
 *     f->parameters.herds_births = 0.5;           parameters begin as the rows' defaults
 *     ROW(&f->view, herd)[3] = 40;
 *     village_run(f, &herds_generic);             also checks padding and the declared columns
 *     village_free(f);
 *
 * The rows come from the library's own tables, so the fixture follows them. One county, one village. */
#ifndef TESTS_UNIT_MODELS_VILLAGE_FIXTURE_H
#define TESTS_UNIT_MODELS_VILLAGE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/poverty.h"
#include "sim/ledger.h"
#include "sim/lineage.h"
#include "sim/outbox.h"
#include "sim/slab.h"
#include "sim/text/convert.h"
#include "unit/models/dice.h"

extern const struct model poverty_sse2, poverty_avx2, poverty_avx512;

struct fixture {
    struct view view;
    struct world world;
    struct parameters parameters;
    struct county county;
    struct region region;
    struct village village;
    int64_t tally[TALLIES], demand[QUOTAS], granted[QUOTAS];
    int32_t village_demand[QUOTAS], places[QUOTAS];
    struct hq_jump jumps[DRAWS];
    struct hq_seed keys;
    uint64_t *state, *increment;
    void *columns[HOUSEHOLD_COLUMNS], *before[HOUSEHOLD_COLUMNS];
    int64_t households, first_village[2];
    uint64_t village_code;
    struct slab_layout layout; /* of what is posted */
    struct outbox outbox;
    int32_t class, prefecture;
    const char *code;
    int32_t number; /* the same */
};

static inline const struct column_row *village_column(int c)
{
    return &poverty_sse2.household.rows[c];
}

static inline size_t village_bytes(const struct fixture *f, int c)
{
    return hq_type_size(village_column(c)->type) * village_column(c)->slots * (size_t)f->view.stride;
}

static inline void *village_zeros(size_t bytes)
{
    void *memory = aligned_alloc(64, (bytes + 63) / 64 * 64);
    assert_non_null(memory);
    memset(memory, 0, (bytes + 63) / 64 * 64);
    return memory;
}

static inline void village_defaults(struct fixture *f)
{
    const struct param_table *t = &poverty_sse2.parameters;
    union cell *cells = (union cell *)(void *)&f->parameters;
    char why[HQ_WHY];
    for (int p = 0; p < t->count; p++) {
        if (t->rows[p].type >= HQ_TEXT) {
            cells[p].text = t->rows[p].initial;
            continue;
        }
        assert_true(hq_convert(&t->rows[p], t->rows[p].initial, &cells[p], why));
    }
    for (int c = 0; c < poverty_sse2.village.count; c++) {
        const struct column_row *row = &poverty_sse2.village.rows[c];
        hq_store_column(row->type, row->initial, (char *)&f->village + row->offset);
    }
    for (int c = 0; c < poverty_sse2.county.count; c++) {
        const struct column_row *row = &poverty_sse2.county.rows[c];
        hq_store_column(row->type, row->initial, (char *)&f->county + row->offset);
    }
}

/* Streams after ids have changed. */
static inline void village_streams(struct fixture *f)
{
    const uint64_t *id = ROW(&f->view, id);
    for (int32_t i = 0; i < f->view.rows; i++) {
        const struct hq_stream s = hq_stream_of(f->keys, id[i]);
        f->state[i] = s.state;
        f->increment[i] = s.increment;
    }
}

/* Scratch columns are empty where a pass begins. */
static inline void village_pass(struct fixture *f)
{
    for (int c = 0; c < HOUSEHOLD_COLUMNS; c++) {
        if (village_column(c)->kind != HQ_STATE) {
            memset(f->columns[c], 0, village_bytes(f, c));
        }
    }
}

/* Draws of a year; sums and scratch columns empty. The ledger's year is not touched. */
static inline void village_year(struct fixture *f, int year)
{
    f->view.year = f->world.year = year;
    for (int p = 0, at = 0; p < poverty_sse2.purpose_count; p++) {
        for (int k = 0; k < poverty_sse2.purposes[p].draws; k++) {
            const struct purpose_row *row = &poverty_sse2.purposes[p];
            f->jumps[at++] = hq_jump_to(hq_position(hq_keyed_year(row, year), row->code) + (uint64_t)k);
        }
    }
    memset(f->tally, 0, sizeof f->tally);
    village_pass(f);
}

/* `most`: households that there is room for, those that begin included. */
static inline struct fixture *village_make_for(int32_t households, int32_t most)
{
    struct fixture *f = village_zeros(sizeof *f);
    const int32_t rows = (households + HQ_LANES - 1) / HQ_LANES * HQ_LANES;
    const int32_t room = (most + HQ_LANES - 1) / HQ_LANES * HQ_LANES;
    f->code = "150522";
    f->number = 150522;
    hq_layout_make(&f->layout, &poverty_sse2, NULL);
    f->outbox.layout = &f->layout;
    f->households = households;
    f->first_village[1] = 1;
    f->village_code = UINT64_C(150522) << 20 | 1;
    f->keys = hq_seed_keys(20);
    f->state = village_zeros((size_t)room * sizeof *f->state);
    f->increment = village_zeros((size_t)room * sizeof *f->increment);
    f->view = (struct view){.rows = rows,
                            .live = households,
                            .stride = room + HQ_LANES,
                            .columns = f->columns,
                            .village = &f->village,
                            .county_row = &f->county,
                            .region = &f->region,
                            .parameters = &f->parameters,
                            .state = f->state,
                            .increment = f->increment,
                            .jumps = f->jumps,
                            .own = hq_stream_of(f->keys, UINT64_C(150522) << 40),
                            .tally = f->tally,
                            .places = f->places,
                            .demand = f->village_demand,
                            .village_codes = &f->village_code,
                            .outbox = &f->outbox};
    f->world = (struct world){.first_year = 2009,
                              .last_year = 2100,
                              .counties = 1,
                              .county_codes = &f->code,
                              .county_numbers = &f->number,
                              .classes = &f->class,
                              .prefecture = &f->prefecture,
                              .households = &f->households,
                              .first_village = f->first_village,
                              .village_codes = &f->village_code,
                              .region = &f->region,
                              .county_rows = (unsigned char *)&f->county,
                              .county_size = sizeof f->county,
                              .parameters = (unsigned char *)&f->parameters,
                              .parameter_size = sizeof f->parameters,
                              .tallies = f->tally,
                              .demand = f->demand,
                              .places = f->granted,
                              .tally_count = TALLIES,
                              .quota_count = QUOTAS,
                              .seed = f->keys,
                              .jumps = f->jumps};
    f->world.ledger = hq_ledger_new(&poverty_sse2.books, &f->code, 1);
    village_defaults(f);
    for (int c = 0; c < HOUSEHOLD_COLUMNS; c++) {
        const struct column_row *row = village_column(c);
        const size_t width = hq_type_size(row->type);
        f->columns[c] = village_zeros(village_bytes(f, c));
        f->before[c] = village_zeros(village_bytes(f, c));
        for (size_t at = 0; row->kind == HQ_STATE && row->initial != 0 && at < (size_t)households; at++) {
            hq_store_column(row->type, row->initial, (char *)f->columns[c] + at * width);
        }
    }
    for (int32_t i = 0; i < households; i++) {
        ROW(&f->view, id)[i] = (UINT64_C(150522) << 40 | UINT64_C(1) << 20) + (uint64_t)i + 1;
        ROW(&f->view, weight)[i] = 1;
    }
    village_streams(f);
    village_year(f, 2009);
    return f;
}

static inline struct fixture *village_make(int32_t households)
{
    return village_make_for(households, households);
}

/* Households in a county like Horqin Left Rear Banner, with room for `most`. */
static inline struct fixture *village_banner(int32_t households, int32_t most)
{
    struct fixture *f = village_make_for(households, most);
    f->county.cropland_mu = 2490233;
    f->county.pasture_mu = 13409386;
    f->county.area_km2 = 11534;
    f->county.rain_mm = 374;
    f->county.rain_cv = 0.24;
    f->county.sand_share = 0.5;
    f->county.forest_share = 0.1;
    f->county.irrigated_share = 0.36;
    f->county.rural_persons = 286710;
    f->county.herd = 10;
    return f;
}

static inline void village_free(struct fixture *f)
{
    for (int c = 0; c < HOUSEHOLD_COLUMNS; c++) {
        free(f->columns[c]);
        free(f->before[c]);
    }
    hq_ledger_free(f->world.ledger);
    hq_outbox_free(&f->outbox);
    hq_layout_free(&f->layout);
    free(f->state);
    free(f->increment);
    free(f);
}

static inline bool village_listed(const short *columns, int column)
{
    for (; columns && *columns >= 0; columns++) {
        if (*columns == column) {
            return true;
        }
    }
    return false;
}

/* Padding of all state columns must be zero, and numbers must be numbers. */
static inline void village_check(const struct fixture *f)
{
    for (int c = 0; c < HOUSEHOLD_COLUMNS; c++) {
        const struct column_row *row = village_column(c);
        const size_t width = hq_type_size(row->type), stride = (size_t)f->view.stride;
        for (size_t slot = 0; row->kind == HQ_STATE && slot < row->slots; slot++) {
            const unsigned char *at = f->columns[c];
            for (size_t b = (slot * stride + (size_t)f->view.live) * width; b < (slot + 1) * stride * width;
                 b++) {
                if (at[b]) {
                    fail_msg("padding of column %s is not zero", row->name);
                }
            }
        }
        for (int32_t i = 0; row->type == HQ_f32 && i < f->view.live; i++) {
            if (!isfinite(((const float *)f->columns[c])[i])) {
                fail_msg("column %s holds no number in row %d", row->name, i);
            }
        }
    }
    for (int c = 0; c < poverty_sse2.village.count; c++) {
        const struct column_row *row = &poverty_sse2.village.rows[c];
        if (row->type == HQ_f32 &&
            !isfinite(*(const float *)(const void *)((const char *)&f->village + row->offset))) {
            fail_msg("village column %s holds no number", row->name);
        }
    }
}

/* Runs a process and checks: what it does not declare to write is as before, padding is zero. */
static inline void village_run(struct fixture *f, const struct process *p)
{
    for (int c = 0; c < HOUSEHOLD_COLUMNS; c++) {
        memcpy(f->before[c], f->columns[c], village_bytes(f, c));
    }
    p->run(&f->view);
    for (int c = 0; c < HOUSEHOLD_COLUMNS; c++) {
        if (!village_listed(p->writes, c) && memcmp(f->before[c], f->columns[c], village_bytes(f, c)) != 0) {
            fail_msg("process %s changes column %s", p->name, village_column(c)->name);
        }
    }
    village_check(f);
}

/* A process of the model by name, from the library: for what comes before the one under test. */
static inline const struct process *village_process(const char *name)
{
    const struct process *const *p = poverty_sse2.processes;
    while (*p && strcmp((*p)->name, name) != 0) {
        p++;
    }
    assert_non_null(*p);
    return *p;
}

/* ---- the year of a programme ------------------------------------------------------------------ */

/* States the demand, as at the end of a year (or a village's founding). */
static inline void village_count(struct fixture *f, const struct process *count)
{
    memset(f->village_demand, 0, sizeof f->village_demand);
    village_pass(f);
    village_run(f, village_process("make_up"));
    village_run(f, count);
}

/* Opens the year, lets the county plan, and hands its places of one quota to the village. */
static inline void village_plan(struct fixture *f, int year, const struct yearly *programme)
{
    village_year(f, year);
    hq_ledger_open_year(f->world.ledger, year);
    memset(f->granted, 0, sizeof f->granted);
    memset(f->places, 0, sizeof f->places);
    for (int q = 0; q < QUOTAS; q++) {
        f->demand[q] = f->village_demand[q];
    }
    programme->plan(&f->world, 0);
    for (int q = 0; q < QUOTAS; q++) {
        const int64_t granted = f->granted[q] < f->demand[q] ? f->granted[q] : f->demand[q];
        f->places[q] = (int32_t)(granted > 0 ? granted : 0);
    }
}

/* Enrols by what the village sees of incomes. */
static inline void village_enrol(struct fixture *f, const struct process *enrol)
{
    village_pass(f);
    village_run(f, village_process("make_up_offers"));
    village_run(f, village_process("observe"));
    village_run(f, enrol);
}

/* Runs one more process of the model after make_up where one is named, pays (where there is something to pay) and closes
 * the programme's year: no fund may be overdrawn. */
static inline void village_settle_after(struct fixture *f, const char *before, const struct process *pay,
                                        const struct yearly *programme)
{
    village_pass(f);
    village_run(f, village_process("make_up"));
    if (before) {
        village_run(f, village_process(before));
    }
    if (pay) {
        village_run(f, pay);
    }
    programme->close(&f->world, 0);
    const char *fault = hq_ledger_close_year(f->world.ledger);
    if (fault) {
        fail_msg("%s", fault);
    }
}

static inline void village_settle(struct fixture *f, const struct process *pay, const struct yearly *programme)
{
    village_settle_after(f, NULL, pay, programme);
}

static inline int64_t village_fund(const struct fixture *f, int programme)
{
    return hq_balance(f->world.ledger, 0, programme, A_fund);
}

/* What households have in a column of fen, weighted. */
static inline int64_t village_received(const struct fixture *f, int column)
{
    const int32_t *fen = f->columns[column];
    const uint16_t *weight = ROW(&f->view, weight);
    int64_t sum = 0;
    for (int32_t i = 0; i < f->view.live; i++) {
        sum += (int64_t)fen[i] * weight[i];
    }
    return sum;
}

static inline int village_members(const struct fixture *f, uint16_t bit)
{
    int members = 0;
    for (int32_t i = 0; i < f->view.rows; i++) {
        members += (ROW(&f->view, memberships)[i] & bit) != 0;
    }
    return members;
}

/* A column as it was before the last process. */
#define WAS(f, name) ((TYPE_##name *)(f)->before[C_##name])

/* Net income per head of last year, none of it aid. */
static inline void village_income(struct fixture *f, int32_t row, int32_t fen)
{
    ROW(&f->view, income)[row] = ROW(&f->view, assessed)[row] = fen;
}

/* A person of a household. */
static inline void village_person(struct fixture *f, int32_t row, int slot, int age, int woman, int schooling,
                                  int health, int courses)
{
    const int32_t at = slot * f->view.stride + row;
    ROW(&f->view, person)[at] = person_code(age, woman);
    ROW(&f->view, learning)[at] = learning_code(schooling, health, courses);
}

/* Two healthy adults in every household, and nothing that tells one household from another. */
static inline void village_couples(struct fixture *f, int first_slot, int second_slot, int schooling)
{
    for (int32_t i = 0; i < f->view.live; i++) {
        village_person(f, i, first_slot, 40, 0, schooling, HEALTHY, 0);
        village_person(f, i, second_slot, 38, 1, schooling, HEALTHY, 0);
    }
}

/* What a household's animals earn in a common year by the written equations, Yuan: births less deaths of small
 * stock, growth of large stock (the greatest root of its two stages), each at the village's price, less their
 * keep. */
static inline double village_herd_earns(const struct fixture *f, int32_t i)
{
    const struct parameters *p = &f->parameters;
    const double lives = 1 - p->herds_cattle_deaths, stays = lives * (1 - p->herds_maturing);
    const double half = (lives + stays) / 2,
                 determinant = lives * (stays - p->herds_maturing * p->herds_calving);
    const double growth = half + sqrt(half * half - determinant);
    const double near = 1 - p->prices_wedge * (double)f->village.remoteness,
                 keep = p->herds_cost * p->calendar_cpi;
    const double small = (p->herds_births - p->herds_deaths) * p->calendar_price_sheep * near - keep;
    const double large = (growth - 1) * p->calendar_price_cattle / p->herds_head * near - keep;
    const double all = ROW(&f->view, herd)[i], cows = fmin(all, 0.1 * ROW(&f->view, cattle)[i]);
    return (all - cows) * small + cows * large;
}

#endif
