#include "models/over_time/followed.h"

#include <stdlib.h>
#include <string.h>

#include "models/indicators/real.h"
#include "sim/error.h"
#include "sim/store/files.h"

enum { BLOCK = 1 << 16, MOST_MEMBERS = 64 };

/* ---- who is who ---------------------------------------------------------------------------------------------------- */

static int64_t slot_of(const struct id_map *m, uint64_t id)
{
    uint64_t h = id * UINT64_C(0x9e3779b97f4a7c15);
    h ^= h >> 29;
    int64_t slot = (int64_t)(h & (uint64_t)(m->room - 1));
    while (m->slots[slot] != 0 && m->ids[m->slots[slot] - 1] != id) {
        slot = (slot + 1) & (m->room - 1);
    }
    return slot;
}

/* Twice the room; slots are at most half full. */
static void map_grow(struct id_map *m)
{
    const int64_t room = m->room ? 2 * m->room : 1 << 16;
    uint64_t *ids = hq_zalloc((size_t)(room / 2), sizeof *ids);
    if (m->units > 0) {
        memcpy(ids, m->ids, (size_t)m->units * sizeof *ids);
    }
    free(m->ids);
    free(m->slots);
    m->ids = ids;
    m->room = room;
    m->slots = hq_zalloc((size_t)room, sizeof *m->slots);
    for (int64_t i = 0; i < m->units; i++) {
        m->slots[slot_of(m, ids[i])] = (uint32_t)(i + 1);
    }
}

static void map_add(struct id_map *m, uint64_t id)
{
    if (2 * m->units >= m->room) {
        map_grow(m);
    }
    const int64_t slot = slot_of(m, id);
    if (m->slots[slot] == 0) {
        m->ids[m->units++] = id;
        m->slots[slot] = (uint32_t)m->units;
    }
}

/* -1: not there. */
static int64_t map_find(const struct id_map *m, uint64_t id)
{
    return m->room ? (int64_t)m->slots[slot_of(m, id)] - 1 : -1;
}

/* ---- rows ------------------------------------------------------------------------------------------------------------ */

static int damaged(char **why, const char *what)
{
    *why = hq_text("trajectories.h5 is damaged: %s", what);
    return HQ_EXIT_BAD_DATA;
}

static int64_t block_at(const struct followed *f, int year, int64_t at)
{
    return f->file.rows[year] - at < BLOCK ? f->file.rows[year] - at : BLOCK;
}

/* Years that are done, from the first on. */
static int years_done(const struct followed *f)
{
    int years = 0;
    while (years < f->file.years && f->file.rows[years] > 0) {
        years++;
    }
    return years;
}

static int find_units(struct followed *f, int years, char **why)
{
    int64_t *ids = hq_zalloc(BLOCK, sizeof *ids);
    int code = HQ_EXIT_DONE;
    for (int y = 0; y < years && code == HQ_EXIT_DONE; y++) {
        for (int64_t at = 0; at < f->file.rows[y] && code == HQ_EXIT_DONE; at += BLOCK) {
            const int64_t rows = block_at(f, y, at);
            if (!hq_panel_file_integers(&f->file, "id", y, at, rows, ids)) {
                code = damaged(why, "its ids cannot be read");
            }
            for (int64_t i = 0; i < rows && code == HQ_EXIT_DONE; i++) {
                map_add(&f->map, (uint64_t)ids[i]);
            }
            if (f->map.units > INT32_MAX) {
                code = damaged(why, "it has more households than can be told apart");
            }
        }
    }
    free(ids);
    return code;
}

/* What is read of a block of rows. */
struct block {
    int64_t *id, *county, *weight, *income, *person;
    int slots; /* of `person`; 0: not there */
};

static bool read_block(const struct followed *f, const char *income, int y, int64_t at, int64_t rows,
                       struct block *b)
{
    const struct panel_file *p = &f->file;
    return hq_panel_file_integers(p, "id", y, at, rows, b->id) &&
           hq_panel_file_integers(p, "county_index", y, at, rows, b->county) &&
           hq_panel_file_integers(p, "weight", y, at, rows, b->weight) &&
           hq_panel_file_integers(p, income, y, at, rows, b->income) &&
           (b->slots == 0 || hq_panel_file_integers(p, "person", y, at, rows, b->person));
}

static int64_t members(const struct block *b, int64_t row)
{
    int64_t count = b->slots == 0;
    for (int s = 0; s < b->slots; s++) {
        count += b->person[row * b->slots + s] != 0;
    }
    return count;
}

/* A row into the panel; false where it cannot be one. */
static bool take_row(struct followed *f, const struct followed_choice *choice, const struct block *b, int y,
                     int64_t i)
{
    const int64_t unit = map_find(&f->map, (uint64_t)b->id[i]), persons = members(b, i);
    if (unit < 0 || b->county[i] < 0 || b->county[i] >= f->file.counties || b->weight[i] < 1 ||
        b->weight[i] > INT32_MAX || b->income[i] < INT32_MIN || b->income[i] > INT32_MAX ||
        panel_observed(&f->panel, unit, y)) {
        return false;
    }
    f->has_incomes = f->has_incomes || b->income[i] != 0;
    if (persons > 0 && (!choice->inside || choice->inside[b->county[i]])) {
        const size_t cell = panel_cell(&f->panel, unit, y);
        f->panel.income[cell] = (double)b->income[i] / 100.0;
        f->panel.weight[cell] = (double)(f->of_persons ? persons * b->weight[i] : b->weight[i]);
        f->panel.place[cell] = (uint32_t)b->county[i];
    }
    return true;
}

static int fill_year(struct followed *f, const struct followed_choice *choice, int y, struct block *b,
                     char **why)
{
    for (int64_t at = 0; at < f->file.rows[y]; at += BLOCK) {
        const int64_t rows = block_at(f, y, at);
        if (!read_block(f, choice->income, y, at, rows, b)) {
            return damaged(why, "a column of it cannot be read");
        }
        for (int64_t i = 0; i < rows; i++) {
            if (!take_row(f, choice, b, y, i)) {
                return damaged(why, "a row is of no county, stands for nobody or is there twice in a year");
            }
        }
    }
    return HQ_EXIT_DONE;
}

int followed_open(const char *path, struct followed *f, char **why)
{
    *f = (struct followed){.file = {.file = -1}};
    *why = NULL;
    if (!hq_file_exists(path)) {
        *why = hq_text("%s is not there: run with output.panel_share=1 to follow households", path);
        return HQ_EXIT_USAGE;
    }
    return hq_panel_file_open(path, &f->file, why);
}

static int no_incomes(const struct followed_choice *choice, const char *is, char **why)
{
    *why = hq_text("the panel has no %s: column %s %s; put it into output.panel_columns%s",
                   strcmp(choice->income, "consumed") == 0 ? "consumption" : "incomes", choice->income, is,
                   strcmp(choice->income, "consumed") == 0 ? ", and run with money.kept=true" : "");
    return HQ_EXIT_USAGE;
}

int followed_read(struct followed *f, const struct followed_choice *choice, char **why)
{
    const int years = years_done(f), slots = hq_panel_file_slots(&f->file, "person");
    if (hq_panel_file_slots(&f->file, choice->income) != 1) {
        return no_incomes(choice, "is not there", why);
    }
    if (years < 2 || years > MOST_PERIODS) {
        *why = hq_text("years in the panel: %d; from 2 to %d can be compared", years, MOST_PERIODS);
        return HQ_EXIT_USAGE;
    }
    if (slots > MOST_MEMBERS) {
        return damaged(why, "households have too many members");
    }
    int code = find_units(f, years, why);
    if (code != HQ_EXIT_DONE) {
        return code;
    }
    struct block b = {.slots = slots};
    int64_t **const columns[] = {&b.id, &b.county, &b.weight, &b.income};
    for (int k = 0; k < 4; k++) {
        *columns[k] = hq_zalloc(BLOCK, sizeof **columns[k]);
    }
    b.person = hq_zalloc((size_t)BLOCK * (size_t)(slots + 1), sizeof *b.person);
    f->of_persons = slots > 0 && !choice->of_households;
    panel_begin(&f->panel, f->map.units, f->file.year, years, true);
    for (int y = 0; y < years && code == HQ_EXIT_DONE; y++) {
        code = fill_year(f, choice, y, &b, why);
    }
    for (int k = 0; k < 4; k++) {
        free(*columns[k]);
    }
    free(b.person);
    return code != HQ_EXIT_DONE || f->has_incomes ? code : no_incomes(choice, "is 0 throughout", why);
}

void followed_free(struct followed *f)
{
    hq_panel_file_close(&f->file);
    panel_free(&f->panel);
    free(f->map.ids);
    free(f->map.slots);
    f->map = (struct id_map){0};
}

/* ---- predictors -------------------------------------------------------------------------------------------------- */

double *followed_predictors(const struct followed *f, int period, const char *const *columns, int count,
                            char **why)
{
    const int64_t units = f->panel.units;
    double *out = hq_zalloc((size_t)units * (size_t)count + 1, sizeof *out),
           *values = hq_zalloc(BLOCK, sizeof *values);
    int64_t *ids = hq_zalloc(BLOCK, sizeof *ids);
    bool right = true;
    for (int64_t i = 0; i < units * count; i++) {
        out[i] = not_known();
    }
    for (int k = 0; k < count && right; k++) {
        right = hq_panel_file_slots(&f->file, columns[k]) == 1;
        for (int64_t at = 0; at < f->file.rows[period] && right; at += BLOCK) {
            const int64_t rows = block_at(f, period, at);
            right = hq_panel_file_integers(&f->file, "id", period, at, rows, ids) &&
                    hq_panel_file_reals(&f->file, columns[k], period, at, rows, values);
            for (int64_t i = 0; i < rows && right; i++) {
                const int64_t unit = map_find(&f->map, (uint64_t)ids[i]);
                if (unit >= 0) {
                    out[unit * count + k] = values[i];
                }
            }
        }
        if (!right) {
            *why =
                hq_text("--predictor %s: the panel has no such column with one number a household", columns[k]);
        }
    }
    free(values);
    free(ids);
    if (!right) {
        free(out);
        out = NULL;
    }
    return out;
}
