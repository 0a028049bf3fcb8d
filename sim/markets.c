#include "sim/markets.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/digest.h"
#include "sim/engine.h"
#include "sim/error.h"
#include "sim/parallel.h"
#include "sim/store/files.h"
#include "sim/store/market_record.h"

enum { FORMAT = 1, MASK_BITS = 64, FOR_EVER = INT32_MAX };

struct markets {
    const struct model *model;
    const struct engine_params *params;
    struct market_owner owner;
    int rows, kinds[3];        /* market rows; of each kind */
    int *number;               /* a row: its number among those of its kind */
    bool *terms;               /* rows x parameters: whether it is among a row's terms */
    int *live_from;            /* counties x rows: first year in which its terms differ from the base's */
    bool record;               /* whether this run is recorded */
    const char *base;          /* the base's folder, or NULL */
    struct market_record kept; /* the base's, of the year at hand */
    struct market_record own;  /* this run's */
    struct hq_cut *cuts;       /* own villages x quotas of the model */
    uint64_t *held[2];         /* a county: bits of quotas; of village columns */
    int64_t *held_places;      /* counties x quotas of the model: sums of the kept places */
    int year;
};

/* ---- what a record is of -------------------------------------------------------------------------------- */

static struct market_owner owner_of(const struct engine *e)
{
    struct market_owner o = {.format = FORMAT,
                             .first_year = e->params->run_first_year,
                             .seed = e->params->run_seed,
                             .villages = e->directory.villages,
                             .counties = e->counties->count};
    const size_t villages = (size_t)o.villages, counties = (size_t)o.counties;
    XXH3_state_t *hash = hq_digest_begin();
    XXH3_128bits_update(hash, e->counties->code_numbers, counties * sizeof *e->counties->code_numbers);
    XXH3_128bits_update(hash, e->directory.places, villages * sizeof *e->directory.places);
    XXH3_128bits_update(hash, e->directory.kept, counties * sizeof *e->directory.kept);
    XXH3_128bits_update(hash, e->directory.full, counties * sizeof *e->directory.full);
    hq_digest_end_hex(hash, o.population);
    hash = hq_digest_begin();
    for (int r = 0; r < e->model->market_count; r++) {
        const struct market_row *row = &e->model->markets[r];
        hq_digest_text(hash, row->name);
        XXH3_128bits_update(hash, &row->kind, sizeof row->kind);
    }
    hq_digest_end_hex(hash, o.rows);
    snprintf(o.configuration, sizeof o.configuration, "%s", hq_config_hash(e->config));
    return o;
}

/* Whether a parameter is among terms: its group or its key, between spaces. */
static bool is_named(const char *terms, const struct param_row *p)
{
    const size_t group = strlen(p->group), name = strlen(p->name);
    for (const char *at = terms; *at;) {
        const size_t length = strcspn(at, " ");
        const bool starts = length >= group && strncmp(at, p->group, group) == 0;
        if (starts && (length == group || (length == group + 1 + name && at[group] == '.' &&
                                           strncmp(at + group + 1, p->name, name) == 0))) {
            return true;
        }
        at += length + strspn(at + length, " ");
    }
    return false;
}

/* The same, or among those that one of the words stands for. What a table of values by place says stands in other
 * parameters, and its path is another one in a run that is resumed: it is no term. */
static bool is_term(const struct model *m, const char *terms, const struct param_row *p)
{
    if (p->flags & HQ_PLACES) {
        return false;
    }
    bool found = is_named(terms, p);
    for (int t = 0; t < m->terms_count && !found; t++) {
        const struct param_row word = {.group = m->terms[t].name, .name = ""};
        found = is_named(terms, &word) && is_named(m->terms[t].terms, p);
    }
    return found;
}

static void list_terms(struct markets *m)
{
    const struct param_table *t = &m->model->parameters;
    m->terms = hq_zalloc((size_t)m->rows * (size_t)t->count + 1, sizeof *m->terms);
    for (int r = 0; r < m->rows; r++) {
        const struct market_row *row = &m->model->markets[r];
        int found = 0;
        for (int p = 0; p < t->count; p++) {
            m->terms[r * t->count + p] = is_term(m->model, row->terms, &t->rows[p]);
            found += m->terms[r * t->count + p];
        }
        if (found == 0) {
            hq_fail(HQ_EXIT_INTERNAL, "market %s of model %s has no terms", row->name, m->model->name);
        }
    }
}

/* Hash of a market's terms for one county and year. */
static int64_t hash_of_terms(const struct markets *m, int row, const union cell *cells)
{
    const struct param_table *t = &m->model->parameters;
    XXH3_state_t *hash = hq_digest_begin();
    for (int p = 0; p < t->count; p++) {
        const struct param_row *parameter = &t->rows[p];
        if (!m->terms[row * t->count + p]) {
            continue;
        }
        hq_digest_text(hash, parameter->name);
        if (parameter->type >= HQ_TEXT) {
            hq_digest_text(hash, cells[p].text);
        } else {
            XXH3_128bits_update(hash, &cells[p], sizeof cells[p]);
        }
    }
    const uint64_t sum = hq_digest_end(hash).low64;
    return (int64_t)sum;
}

/* Terms of all counties in a year: counties x rows. */
static void find_terms(const struct markets *m, const struct engine *e, int year, int64_t *terms)
{
    union cell *cells = hq_zalloc((size_t)m->model->parameters.count + 1, sizeof *cells);
    for (int c = 0; c < e->counties->count; c++) {
        hq_config_resolve(e->config, c, year, cells);
        for (int r = 0; r < m->rows; r++) {
            terms[c * m->rows + r] = hash_of_terms(m, r, cells);
        }
    }
    free(cells);
}

/* ---- making --------------------------------------------------------------------------------------------- */

static void make_record(struct markets *m, struct market_record *r)
{
    hq_market_record_make(r, &m->owner, m->kinds[HQ_MARKET_QUOTA], m->kinds[HQ_MARKET_COUNTY],
                          m->kinds[HQ_MARKET_VILLAGE]);
}

static void number_rows(struct markets *m)
{
    m->number = hq_zalloc((size_t)m->rows + 1, sizeof *m->number);
    for (int r = 0; r < m->rows; r++) {
        const struct market_row *row = &m->model->markets[r];
        m->number[r] = m->kinds[row->kind]++;
        if (row->kind != HQ_MARKET_COUNTY && row->at >= MASK_BITS) {
            hq_fail(HQ_EXIT_INTERNAL, "market %s: more than %d quotas or village columns", row->name,
                    MASK_BITS);
        }
    }
}

/* A year of the base into `kept`; ends the run where it cannot be had. */
static void read_kept(struct markets *m, int year)
{
    int damaged;
    const char *why = hq_market_record_read(&m->kept, m->base, &m->owner, year, &damaged);
    if (why) {
        hq_fail(damaged ? HQ_EXIT_BAD_DATA : HQ_EXIT_USAGE, "run.base: %s/markets/%d.hqc %s", m->base, year,
                why);
    }
}

/* Reads all years of the base and finds from when on each market is live. */
static void compare_terms(struct markets *m, const struct engine *e)
{
    const int cells = e->counties->count * m->rows;
    int64_t *terms = hq_zalloc((size_t)cells + 1, sizeof *terms);
    m->live_from = hq_zalloc((size_t)cells + 1, sizeof *m->live_from);
    for (int i = 0; i < cells; i++) {
        m->live_from[i] = FOR_EVER;
    }
    for (int year = (int)e->params->run_first_year; year <= e->params->run_last_year; year++) {
        read_kept(m, year);
        find_terms(m, e, year, terms);
        for (int i = 0; i < cells; i++) {
            m->live_from[i] =
                m->live_from[i] == FOR_EVER && terms[i] != m->kept.terms[i] ? year : m->live_from[i];
        }
    }
    free(terms);
}

void hq_markets_make(struct engine *e)
{
    const bool frozen = strcmp(e->params->run_markets, "frozen") == 0;
    if (!frozen && !e->params->output_markets) {
        return;
    }
    struct markets *m = hq_zalloc(1, sizeof *m);
    const size_t quotas = (size_t)e->model->quota_count, counties = (size_t)e->counties->count;
    m->model = e->model;
    m->params = e->params;
    m->owner = owner_of(e);
    m->rows = e->model->market_count;
    m->record = e->params->output_markets;
    m->base = frozen ? e->params->run_base : NULL;
    number_rows(m);
    list_terms(m);
    m->cuts = hq_zalloc((size_t)(e->last - e->first) * quotas + 1, sizeof *m->cuts);
    m->held[0] = hq_zalloc(counties + 1, sizeof *m->held[0]);
    m->held[1] = hq_zalloc(counties + 1, sizeof *m->held[1]);
    m->held_places = hq_zalloc(counties * quotas + 1, sizeof *m->held_places);
    if (m->record) {
        make_record(m, &m->own);
    }
    if (m->base) {
        make_record(m, &m->kept);
        for (int turn = 0; turn < 2; turn++) { /* rank 0 first: one complaint is enough */
            if ((hq_rank() != 0) == turn) {
                compare_terms(m, e);
            }
            hq_barrier();
        }
    }
    e->markets = e->world.markets = m;
}

void hq_markets_free(struct engine *e)
{
    struct markets *m = e->markets;
    if (!m) {
        return;
    }
    hq_market_record_free(&m->kept);
    hq_market_record_free(&m->own);
    free(m->number);
    free(m->terms);
    free(m->live_from);
    free(m->cuts);
    free(m->held[0]);
    free(m->held[1]);
    free(m->held_places);
    free(m);
    e->markets = NULL;
}

/* ---- the year ------------------------------------------------------------------------------------------- */

static bool is_held(const struct markets *m, int county, int row)
{
    return m->base && m->year < m->live_from[county * m->rows + row];
}

/* Bits and sums of what is held, a county. */
static void find_held(struct markets *m, const struct engine *e)
{
    const int quotas = e->model->quota_count;
    memset(m->held_places, 0, (size_t)(e->counties->count * quotas) * sizeof *m->held_places);
    for (int c = 0; c < e->counties->count; c++) {
        m->held[0][c] = m->held[1][c] = 0;
        for (int r = 0; r < m->rows; r++) {
            const struct market_row *row = &e->model->markets[r];
            if (row->kind == HQ_MARKET_COUNTY || !is_held(m, c, r)) {
                continue;
            }
            m->held[row->kind == HQ_MARKET_VILLAGE][c] |= UINT64_C(1) << row->at;
            for (int64_t v = e->first_village[c]; row->kind == HQ_MARKET_QUOTA && v < e->first_village[c + 1];
                 v++) {
                m->held_places[c * quotas + row->at] += m->kept.cuts[v * m->kept.quotas + m->number[r]].places;
            }
        }
    }
}

/* Cuts and columns of the own villages as the base had them. */
static void hold_villages(struct markets *m, struct engine *e)
{
    const size_t quotas = (size_t)e->model->quota_count;
    for (int64_t v = 0; v < e->last - e->first; v++) {
        const struct slab *s = &e->slabs[v];
        for (int r = 0; r < m->rows; r++) {
            const struct market_row *row = &e->model->markets[r];
            if (row->kind == HQ_MARKET_QUOTA && is_held(m, s->county, r)) {
                const struct market_cut *cut = &m->kept.cuts[(e->first + v) * m->kept.quotas + m->number[r]];
                m->cuts[(size_t)v * quotas + (size_t)row->at] = (struct hq_cut){cut->rank, cut->tie};
            } else if (row->kind == HQ_MARKET_VILLAGE && is_held(m, s->county, r)) {
                const struct column_row *column = &e->model->village.rows[row->at];
                memcpy(hq_slab_village_value(s, &e->layout, row->at),
                       &m->kept.village[(e->first + v) * m->kept.fields + m->number[r]],
                       hq_type_size(column->type));
            }
        }
    }
}

void hq_markets_open_year(struct engine *e, int year)
{
    struct markets *m = e->markets;
    if (!m) {
        return;
    }
    m->year = year;
    memset(m->cuts, 0, (size_t)(e->last - e->first) * (size_t)e->model->quota_count * sizeof *m->cuts);
    if (m->base) {
        read_kept(m, year);
        find_held(m, e);
        hold_villages(m, e);
    }
    if (m->record) {
        find_terms(m, e, year, m->own.terms);
    }
}

/* Copies the columns of a county between its row and a record: in or out. */
static void move_columns(const struct markets *m, struct world *w, int county, enum market_moment moment,
                         bool hold)
{
    for (int r = 0; r < m->rows; r++) {
        const struct market_row *row = &m->model->markets[r];
        if (row->kind != HQ_MARKET_COUNTY || (hold && !is_held(m, county, r))) {
            continue;
        }
        const struct column_row *column = &m->model->county.rows[row->at];
        const size_t at = (size_t)county * (size_t)m->kinds[HQ_MARKET_COUNTY] + (size_t)m->number[r];
        char *value = (char *)hq_county(w, county) + column->offset;
        if (hold) {
            memcpy(value, &m->kept.values[moment][at], hq_type_size(column->type));
        } else {
            memcpy(&m->own.values[moment][at], value, hq_type_size(column->type));
        }
    }
}

static void hold_counties(struct world *w, enum market_moment moment)
{
    const struct markets *m = w->markets;
    for (int c = 0; c < w->counties; c++) {
        move_columns(m, w, c, moment, true);
        for (int q = 0; q < w->quota_count; q++) {
            if (m->held[0][c] >> q & 1) {
                w->places[c * w->quota_count + q] = m->held_places[c * w->quota_count + q];
            }
        }
    }
}

void hq_hold_markets(struct world *w)
{
    if (w->markets && w->markets->base) {
        hold_counties(w, AFTER_PLAN);
    }
}

bool hq_quota_held_in(const struct world *w, int county, int quota)
{
    return w->markets && w->markets->held[0][county] >> quota & 1;
}

bool hq_column_held_in(const struct world *w, int county, int column)
{
    const struct markets *m = w->markets;
    for (int r = 0; m && r < m->rows; r++) {
        const struct market_row *row = &m->model->markets[r];
        if (row->kind == HQ_MARKET_COUNTY && row->at == column) {
            return is_held(m, county, r);
        }
    }
    return false;
}

void hq_markets_settle(struct engine *e, enum market_moment moment)
{
    struct markets *m = e->markets;
    if (m && m->base) {
        hold_counties(&e->world, moment);
    }
    for (int c = 0; m && m->record && c < e->counties->count; c++) {
        move_columns(m, &e->world, c, moment, false);
    }
}

int32_t hq_markets_places(const struct engine *e, int64_t village, int quota)
{
    const struct markets *m = e->markets;
    if (!m || !(m->held[0][e->slabs[village].county] >> quota & 1)) {
        return -1;
    }
    for (int r = 0; r < m->rows; r++) {
        const struct market_row *row = &e->model->markets[r];
        if (row->kind == HQ_MARKET_QUOTA && row->at == quota) {
            return m->kept.cuts[(e->first + village) * m->kept.quotas + m->number[r]].places;
        }
    }
    return -1;
}

struct hq_cut *hq_markets_cuts(const struct engine *e, int64_t village)
{
    return e->markets ? e->markets->cuts + village * e->model->quota_count : NULL;
}

uint64_t hq_markets_held(const struct engine *e, int county, bool columns)
{
    return e->markets ? e->markets->held[columns][county] : 0;
}

/* ---- the record ----------------------------------------------------------------------------------------- */

/* The own villages' part: for each its cuts, then its columns. */
static unsigned char *pack_villages(const struct engine *e, size_t size)
{
    const struct markets *m = e->markets;
    const int64_t villages = e->last - e->first, quotas = m->own.quotas;
    unsigned char *packed = hq_zalloc((size_t)villages + 1, size);
    for (int64_t v = 0; v < villages; v++) {
        const struct slab *s = &e->slabs[v];
        unsigned char *at = packed + (size_t)v * size;
        for (int r = 0; r < m->rows; r++) {
            const struct market_row *row = &e->model->markets[r];
            if (row->kind == HQ_MARKET_QUOTA) {
                const struct hq_cut cut = m->cuts[v * e->model->quota_count + row->at];
                const struct market_cut one = {hq_slab_places(s, &e->layout)[row->at], cut.rank, cut.tie};
                memcpy(at + (size_t)m->number[r] * sizeof one, &one, sizeof one);
            } else if (row->kind == HQ_MARKET_VILLAGE) {
                const struct column_row *column = &e->model->village.rows[row->at];
                memcpy(at + (size_t)quotas * sizeof(struct market_cut) + (size_t)m->number[r] * sizeof(int64_t),
                       hq_slab_village_value(s, &e->layout, row->at), hq_type_size(column->type));
            }
        }
    }
    return packed;
}

/* All villages on rank 0, in order: ranks hold runs of them. Collective. */
static void gather_villages(const struct engine *e)
{
    struct markets *m = e->markets;
    const size_t cuts = (size_t)m->own.quotas * sizeof *m->own.cuts,
                 fields = (size_t)m->own.fields * sizeof *m->own.village;
    unsigned char *packed = pack_villages(e, cuts + fields);
    int64_t *counts = hq_zalloc((size_t)hq_ranks(), sizeof *counts), received = 0;
    counts[0] = e->last - e->first;
    unsigned char *all = hq_exchange_items(packed, counts, (int64_t)(cuts + fields), &received);
    for (int64_t v = 0; v < received; v++) {
        const unsigned char *at = all + (size_t)v * (cuts + fields);
        memcpy(m->own.cuts + v * m->own.quotas, at, cuts);
        memcpy(m->own.village + v * m->own.fields, at + cuts, fields);
    }
    free(all);
    free(packed);
    free(counts);
}

void hq_markets_write(const struct engine *e, const char *folder, const char state[33])
{
    struct markets *m = e->markets;
    if (!m || !m->record) {
        return;
    }
    gather_villages(e);
    m->own.owner = m->owner;
    m->own.owner.year = e->year;
    snprintf(m->own.owner.state, sizeof m->own.owner.state, "%s", state);
    char *path = hq_text("%s/markets/%d.hqc", folder, e->year);
    hq_agree_written(hq_rank() == 0 ? hq_market_record_write(&m->own, folder) : 0, "record of markets ", path);
    free(path);
}

void hq_markets_adopt(const struct engine *e, const char *from, const char *folder, int year)
{
    struct markets *m = e->markets;
    if (!m || !m->record) {
        return;
    }
    int failed = 0, damaged;
    if (hq_rank() == 0) {
        const char *why = hq_market_record_read(&m->own, from, &m->owner, year, &damaged);
        if (why) {
            hq_fail(damaged ? HQ_EXIT_BAD_DATA : HQ_EXIT_USAGE, "%s/markets/%d.hqc %s", from, year, why);
        }
        find_terms(m, e, year, m->own.terms); /* as this run has them: what begins with it is known of before */
        memcpy(m->own.owner.configuration, m->owner.configuration, sizeof m->owner.configuration);
        failed = hq_market_record_write(&m->own, folder);
    }
    hq_agree_written(failed, "record of markets in ", folder);
}

int64_t hq_markets_file_size(const struct model *model, int64_t counties, int64_t villages)
{
    struct market_record r = {.owner = {.counties = counties, .villages = villages}};
    for (int m = 0; m < model->market_count; m++) {
        const enum hq_market kind = model->markets[m].kind;
        r.quotas += kind == HQ_MARKET_QUOTA;
        r.columns += kind == HQ_MARKET_COUNTY;
        r.fields += kind == HQ_MARKET_VILLAGE;
    }
    return hq_market_record_size(&r);
}
