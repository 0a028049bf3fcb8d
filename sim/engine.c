#include "sim/engine.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "sim/allot.h"
#include "sim/audit.h"
#include "sim/error.h"
#include "sim/markets.h"
#include "sim/parallel.h"

const char *const hq_phase_names[PHASES] = {"start", "found",  "plan",   "offers", "settle",    "exchange",
                                            "hash",  "report", "output", "panel",  "checkpoint"};

double hq_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Low bits in which positions must differ: those of first draws, and those of every single draw. Positions a
 * multiple of 2^t apart share the low t bits of every state, and the output is made of the bits from 27 on:
 * three draws 2^30 apart each were still independent over 8 million households, three 2^31 apart were not.
 * First draws, of which a purpose may make more later, are kept much further off. */
enum { FIRST_DRAWS = 20, ALL_DRAWS = 29 };

static int by_position(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

/* Whether two draws of all years lie a multiple of 2^bits apart: of the first `most` of each purpose. */
static bool too_alike(const struct model *m, int first_year, int last_year, int most, int bits)
{
    const size_t years = (size_t)last_year - (size_t)first_year + 1;
    size_t draws = 0, n = 0;
    for (int p = 0; p < m->purpose_count; p++) {
        draws += m->purposes[p].draws < most ? m->purposes[p].draws : (size_t)most;
    }
    uint64_t *positions = hq_alloc((years * draws + 1) * sizeof *positions);
    for (int year = first_year; year <= last_year; year++) {
        for (int p = 0; p < m->purpose_count; p++) {
            for (int k = 0; k < m->purposes[p].draws && k < most; k++) {
                const struct purpose_row *row = &m->purposes[p];
                const uint64_t position = hq_position(hq_keyed_year(row, year), row->code) + (uint64_t)k;
                if (!row->lasting || year == first_year) { /* once is enough */
                    positions[n++] = position & ((UINT64_C(1) << bits) - 1);
                }
            }
        }
    }
    qsort(positions, n, sizeof *positions, by_position);
    bool alike = false;
    for (size_t i = 1; i < n; i++) {
        alike |= positions[i - 1] == positions[i];
    }
    free(positions);
    return alike;
}

static void check_positions(const struct model *m, int first_year, int last_year)
{
    const int bits = too_alike(m, first_year, last_year, 1, FIRST_DRAWS)          ? FIRST_DRAWS
                     : too_alike(m, first_year, last_year, UINT16_MAX, ALL_DRAWS) ? ALL_DRAWS
                                                                                  : 0;
    if (bits) {
        hq_fail(HQ_EXIT_INTERNAL,
                "two draws lie a multiple of 2^%d apart within %d to %d: give one of "
                "the purposes of model %s another code",
                bits, first_year, last_year, m->name);
    }
}

static void *counted(int counties, int count, size_t size)
{
    return hq_zalloc((size_t)counties * (size_t)count + 1, size);
}

/* Numbers and codes of all villages, as models name the targets of moves. */
static void list_villages(struct engine *e)
{
    const struct directory *d = &e->directory;
    e->first_village = counted(e->counties->count + 1, 1, sizeof *e->first_village);
    e->village_codes = hq_zalloc((size_t)d->villages + 1, sizeof *e->village_codes);
    for (int64_t v = 0; v < d->villages; v++) {
        const struct place *p = &d->places[v];
        e->village_codes[v] = hq_village_code(e->counties->code_numbers[p->county], p->index);
        e->first_village[p->county + 1] = v + 1;
    }
    for (int c = 0; c < e->counties->count; c++) { /* one without villages begins where it ends */
        if (e->first_village[c + 1] < e->first_village[c]) {
            e->first_village[c + 1] = e->first_village[c];
        }
    }
}

static void fill_world(struct engine *e)
{
    const struct model *m = e->model;
    e->world = (struct world){
        .first_year = (int32_t)e->params->run_first_year,
        .last_year = (int32_t)e->params->run_last_year,
        .replay = strcmp(e->params->run_mode, "replay") == 0,
        .counties = e->counties->count,
        .county_codes = e->counties->codes,
        .county_numbers = e->counties->code_numbers,
        .classes = e->counties->classes,
        .prefecture = e->counties->prefecture_index,
        .households = e->directory.full,
        .first_village = e->first_village,
        .village_codes = e->village_codes,
        .region = e->region,
        .county_rows = e->county_rows,
        .county_size = m->county.size,
        .parameters = (const unsigned char *)e->parameters,
        .parameter_size = (size_t)m->parameters.count * sizeof *e->parameters,
        .tallies = e->tallies,
        .demand = e->demand,
        .places = e->granted,
        .tally_count = m->tally_count,
        .quota_count = m->quota_count,
        .seed = e->keys,
        .jumps = e->jumps,
        .ledger = e->ledger,
    };
}

static int64_t cell_count(const struct engine *e)
{
    return e->counties->count * e->model->county_cells + e->model->region_cells;
}

/* Blocks of all cells, as struct cells tells of them. */
static int64_t filled_count(const struct engine *e)
{
    return e->counties->count * hq_cell_blocks(e->model->county_cells) + hq_cell_blocks(e->model->region_cells);
}

void hq_cells_make(struct engine *e)
{
    e->cells = hq_zalloc((size_t)(cell_count(e) + filled_count(e)), sizeof *e->cells);
    e->filled = e->cells + cell_count(e);
}

void hq_engine_make(struct engine *e, const struct model *model, const struct lanes *lanes,
                    struct config *config, int threads)
{
    *e = (struct engine){.model = model, .lanes = lanes, .config = config, .threads = threads};
    e->params = hq_config_engine(config);
    e->counties = hq_config_counties(config);
    const int counties = e->counties->count;
    check_positions(model, (int)e->params->run_first_year, (int)e->params->run_last_year);
    hq_directory_make(&e->directory, e->counties, e->params->population_scale);
    hq_directory_share(&e->directory, hq_rank(), hq_ranks(), &e->first, &e->last);
    hq_layout_make(&e->layout, model, config);
    e->keys = hq_seed_keys((uint64_t)e->params->run_seed);
    for (int p = 0; p < model->purpose_count; p++) {
        e->jump_count += model->purposes[p].draws;
    }
    e->jumps = counted(1, e->jump_count, sizeof *e->jumps);
    e->parameters = counted(counties, model->parameters.count, sizeof *e->parameters);
    e->tallies = counted(counties, model->tally_count, sizeof(int64_t));
    hq_areas_make(&e->areas, e->counties, model->classes);
    if (e->params->output_indicators && model->report) {
        hq_cells_make(e);
    }
    e->demand = counted(counties, model->quota_count, sizeof(int64_t));
    e->before = counted(counties, model->quota_count, sizeof(int64_t));
    e->granted = counted(counties, model->quota_count, sizeof(int64_t));
    e->region = hq_zalloc(1, model->region.size + 8);
    for (int c = 0; c < model->region.count; c++) {
        const struct column_row *row = &model->region.rows[c];
        hq_store_value(e->region + row->offset, row->type, row->initial);
    }
    e->county_rows = hq_zalloc((size_t)counties + 1, model->county.size + 8);
    memcpy(e->county_rows, e->counties->rows, (size_t)counties * model->county.size);
    e->ledger = hq_ledger_new(&model->books, e->counties->codes, counties);
    e->slabs = hq_zalloc((size_t)(e->last - e->first) + 1, sizeof *e->slabs);
    e->together = hq_villages_together(e->last - e->first, threads);
    e->blocks = hq_zalloc((size_t)((e->last - e->first) / e->together) + 1, sizeof *e->blocks);
    hq_workspaces_make(e);
    list_villages(e);
    fill_world(e);
    hq_markets_make(e);
}

void hq_engine_free(struct engine *e)
{
    for (int64_t v = 0; v < e->last - e->first; v++) {
        hq_slab_free(&e->slabs[v]);
    }
    for (int64_t b = 0; e->blocks && b <= (e->last - e->first) / e->together; b++) {
        hq_block_free(&e->blocks[b]);
    }
    hq_workspaces_free(e);
    hq_markets_free(e);
    hq_hash_free(e);
    hq_audit_free(e);
    hq_ledger_free(e->ledger);
    hq_layout_free(&e->layout);
    hq_directory_free(&e->directory);
    free(e->slabs);
    free(e->blocks);
    free(e->jumps);
    free(e->first_village);
    free(e->village_codes);
    free(e->parameters);
    free(e->tallies);
    free(e->cells);
    hq_areas_free(&e->areas);
    free(e->demand);
    free(e->before);
    free(e->granted);
    free(e->region);
    free(e->county_rows);
    free(e->constants);
    *e = (struct engine){0};
}

void hq_engine_open_year(struct engine *e, int year)
{
    const struct model *m = e->model;
    e->year = year;
    e->world.year = year;
    for (int c = 0; c < e->counties->count; c++) {
        hq_config_resolve(e->config, c, year, e->parameters + (size_t)c * (size_t)m->parameters.count);
    }
    int at = 0;
    for (int p = 0; p < m->purpose_count; p++) {
        const uint64_t position = hq_position(hq_keyed_year(&m->purposes[p], year), m->purposes[p].code);
        for (int k = 0; k < m->purposes[p].draws; k++) {
            e->jumps[at++] = hq_jump_to(position + (uint64_t)k);
        }
    }
    memset(e->tallies, 0, (size_t)e->counties->count * (size_t)m->tally_count * sizeof *e->tallies);
    memset(e->granted, 0, (size_t)e->counties->count * (size_t)m->quota_count * sizeof *e->granted);
    if (m->prepare && !e->prepared) {
        e->constants = m->prepare(&e->world);
        e->world.constants = e->constants;
        e->prepared = true;
    }
}

/* Sets to zero what is not. */
static void clear_cells(struct engine *e)
{
    const int64_t counties = e->counties->count, own = e->model->county_cells;
    int64_t *filled = e->filled;
    for (int64_t c = 0; c <= counties; c++) {
        const int64_t count = c < counties ? own : e->model->region_cells;
        for (int64_t at = 0; at < count; at += HQ_CELL_BLOCK, filled++) {
            if (*filled) {
                const int64_t size = count - at < HQ_CELL_BLOCK ? count - at : HQ_CELL_BLOCK;
                memset(e->cells + c * own + at, 0, (size_t)size * sizeof *e->cells);
                *filled = 0;
            }
        }
    }
}

void hq_report_year(struct engine *e, double *out)
{
    if (!e->cells) {
        return;
    }
    const double start = hq_now();
    hq_sum_over_ranks(e->cells, cell_count(e) + filled_count(e));
    if (hq_rank() == 0) {
        const struct cells cells = {.counties = e->cells,
                                    .region = e->cells + e->counties->count * e->model->county_cells,
                                    .areas = &e->areas,
                                    .filled = e->filled};
        const int parts = e->model->report_parts(&e->areas);
#pragma omp parallel for num_threads(e->threads) schedule(dynamic)
        for (int p = 0; p < parts; p++) {
            e->model->report(&e->world, &cells, p, out);
        }
    }
    clear_cells(e);
    e->seconds[PHASE_REPORT] += hq_now() - start;
}

void hq_exchange(struct engine *e, int64_t *own_tallies)
{
    const double start = hq_now();
    const size_t quotas = (size_t)e->model->quota_count;
    const size_t tallies = (size_t)e->counties->count * (size_t)e->model->tally_count;
    const size_t demands = (size_t)e->counties->count * quotas;
    int64_t *sums = hq_zalloc(tallies + demands + 1, sizeof *sums);
    memcpy(sums, own_tallies, tallies * sizeof *sums);
    for (int64_t v = 0; v < e->last - e->first; v++) {
        const int32_t *own = hq_slab_demand(&e->slabs[v], &e->layout);
        int64_t *county = sums + tallies + (size_t)e->slabs[v].county * quotas;
        for (size_t q = 0; q < quotas; q++) {
            county[q] += own[q];
        }
    }
    hq_sum_over_lower_ranks(sums + tallies, e->before, (int64_t)demands);
    hq_sum_over_ranks(sums, (int64_t)(tallies + demands));
    for (size_t t = 0; t < tallies; t++) {
        e->tallies[t] += sums[t];
    }
    memcpy(e->demand, sums + tallies, demands * sizeof *sums);
    memset(own_tallies, 0, tallies * sizeof *own_tallies);
    free(sums);
    e->seconds[PHASE_EXCHANGE] += hq_now() - start;
}

/* The hashed phase of a quota's rounding: the same on every rank, new every year. */
static int64_t phase_of(const struct engine *e, int county, int quota, int64_t total)
{
    const uint64_t code = hq_village_code(e->counties->code_numbers[county], -1) | (uint64_t)(quota + 1);
    const uint64_t hash = hq_mix64(hq_mix64(e->keys.state_key ^ code) + (uint64_t)e->year);
    return total > 0 ? (int64_t)(hash % (uint64_t)total) : 0;
}

void hq_share_places(struct engine *e, enum hq_stage stage)
{
    const int quotas = e->model->quota_count;
    for (int q = 0; q < quotas; q++) {
        if (e->model->quotas[q].stage != stage) {
            continue;
        }
        for (int c = 0; c < e->counties->count; c++) { /* all of them, on every rank: the model sees them */
            const size_t at = (size_t)c * (size_t)quotas + (size_t)q;
            if (hq_quota_held_in(&e->world, c, q)) {
                continue;
            }
            const int64_t granted = e->granted[at] < 0 ? 0 : e->granted[at];
            e->granted[at] = granted < e->demand[at] ? granted : e->demand[at];
        }
        int county = -1;
        int64_t before = 0;
        for (int64_t v = 0; v < e->last - e->first; v++) {
            const int c = e->slabs[v].county;
            const size_t at = (size_t)c * (size_t)quotas + (size_t)q;
            if (c != county) {
                county = c;
                before = e->before[at];
            }
            const int32_t own = hq_slab_demand(&e->slabs[v], &e->layout)[q];
            const int32_t held = hq_markets_places(e, v, q);
            hq_slab_places(&e->slabs[v], &e->layout)[q] =
                held >= 0 ? held
                          : (int32_t)hq_allot(e->granted[at], before, own, e->demand[at],
                                              phase_of(e, c, q, e->demand[at]));
            before += own;
        }
    }
}

void hq_engine_found(struct engine *e)
{
    hq_engine_open_year(e, (int)e->params->run_first_year);
    hq_ledger_open_year(e->ledger, e->year); /* what the model opens its books with */
    e->model->found(&e->world);
    const double start = hq_now();
    int64_t *own = counted(e->counties->count, e->model->tally_count, sizeof *own);
    hq_synthesise(e, own);
    e->seconds[PHASE_FOUND] += hq_now() - start;
    hq_exchange(e, own);
    free(own);
    if (e->model->founded) {
        e->model->founded(&e->world);
    }
}

static void stage(struct engine *e, enum hq_stage which, enum phase phase, int64_t *own)
{
    const double start = hq_now();
    hq_pass(e, which, own);
    e->seconds[phase] += hq_now() - start;
}

void hq_engine_year(struct engine *e, int year)
{
    const double start = hq_now();
    hq_engine_open_year(e, year);
    if (year > e->params->run_first_year) {
        hq_ledger_open_year(e->ledger, year);
    }
    hq_markets_open_year(e, year);
    e->model->plan(&e->world);
    hq_markets_settle(e, AFTER_PLAN);
    hq_share_places(e, HQ_PLAN);
    e->seconds[PHASE_PLAN] += hq_now() - start;
    int64_t *own = counted(e->counties->count, e->model->tally_count, sizeof *own);
    stage(e, HQ_OFFERS, PHASE_OFFERS, own);
    hq_exchange(e, own);
    e->model->clear(&e->world);
    hq_markets_settle(e, AFTER_CLEAR);
    hq_share_places(e, HQ_OFFERS);
    stage(e, HQ_SETTLE, PHASE_SETTLE, own);
    const double moves = hq_now();
    hq_apply_posts(e);
    e->seconds[PHASE_EXCHANGE] += hq_now() - moves;
    hq_exchange(e, own);
    free(own);
    const char *fault = e->model->close(&e->world);
    if (!fault) {
        fault = hq_ledger_close_year(e->ledger);
    }
    if (fault) {
        hq_fail(HQ_EXIT_INTERNAL, "the books of %d do not balance: %s", year, fault);
    }
}
