#include "models/compare/households.h"

#include <stdlib.h>
#include <string.h>

#include "models/compare/kinds.h"
#include "sim/error.h"

/* Rows read at a time: what a household has becomes 64 bits a value on its way. */
enum { BLOCK = 1 << 16 };

enum { H_ID, H_COUNTY, H_VILLAGE, H_INCOME, H_WEIGHT, HOUSEHOLD_COLUMNS };
static const char *const household_columns[HOUSEHOLD_COLUMNS] = {"id", "county_index", "village", "income",
                                                                 "weight"};

/* ---- reading --------------------------------------------------------------------------------------------------- */

int households_check(const struct runs *r, const char **why)
{
    for (int s = 0; s < SIDES; s++) {
        const struct panel_file *p = &r->side[s].panel;
        const char *lacks = hq_panel_file_slots(p, kind_columns[K_PERSON]) == 0 ? kind_columns[K_PERSON] : NULL;
        for (int c = 0; c < HOUSEHOLD_COLUMNS && !lacks; c++) {
            lacks = hq_panel_file_slots(p, household_columns[c]) != 1 ? household_columns[c] : NULL;
        }
        if (lacks) {
            *why = hq_arena_print(
                r->arena,
                "the panel of %s has no column %s: run it with output.panel_columns=" HQ_COMPARE_COLUMNS
                ", or all",
                r->side[s].folder, lacks);
            return HQ_EXIT_USAGE;
        }
    }
    return HQ_EXIT_DONE;
}

/* A block of rows, column by column. */
struct block {
    int64_t *columns[HOUSEHOLD_COLUMNS], *kinds[KIND_COLUMNS]; /* NULL: not read */
    int slots;
};

static void make_block(struct block *b, const struct panel_file *p, bool with_kinds)
{
    *b = (struct block){.slots = hq_panel_file_slots(p, kind_columns[K_PERSON])};
    for (int c = 0; c < HOUSEHOLD_COLUMNS; c++) {
        b->columns[c] = hq_alloc(BLOCK * sizeof(int64_t));
    }
    for (int c = 0; c < KIND_COLUMNS; c++) {
        const int slots = c >= K_PERSON ? b->slots : 1;
        const bool wanted = c == K_PERSON || (with_kinds && hq_panel_file_slots(p, kind_columns[c]) == slots);
        b->kinds[c] = wanted ? hq_alloc((size_t)BLOCK * (size_t)slots * sizeof(int64_t)) : NULL;
    }
}

static void free_block(struct block *b)
{
    for (int c = 0; c < HOUSEHOLD_COLUMNS; c++) {
        free(b->columns[c]);
    }
    for (int c = 0; c < KIND_COLUMNS; c++) {
        free(b->kinds[c]);
    }
}

static bool read_block(struct block *b, const struct panel_file *p, int y, int64_t at, int64_t rows)
{
    bool good = true;
    for (int c = 0; c < HOUSEHOLD_COLUMNS && good; c++) {
        good = hq_panel_file_integers(p, household_columns[c], y, at, rows, b->columns[c]);
    }
    for (int c = 0; c < KIND_COLUMNS && good; c++) {
        good = !b->kinds[c] || hq_panel_file_integers(p, kind_columns[c], y, at, rows, b->kinds[c]);
    }
    return good;
}

static bool is_within(int64_t value, int64_t low, int64_t high)
{
    return value >= low && value <= high;
}

/* One row; false where its values are none that a run writes. */
static bool take_row(const struct block *b, const struct panel_file *p, int64_t i, bool with_kinds,
                     struct household *out)
{
    const int64_t *values[KIND_COLUMNS], *person = b->kinds[K_PERSON] + i * b->slots;
    const int64_t county = b->columns[H_COUNTY][i], village = b->columns[H_VILLAGE][i],
                  income = b->columns[H_INCOME][i], weight = b->columns[H_WEIGHT][i];
    int32_t members = 0;
    for (int s = 0; s < b->slots; s++) {
        members += person[s] != 0;
    }
    if (!is_within(county, 0, p->counties - 1) || !is_within(village, 0, INT32_MAX) ||
        !is_within(income, INT32_MIN, INT32_MAX) || !is_within(weight, 0, INT32_MAX / (b->slots + 1))) {
        return false;
    }
    for (int c = 0; c < KIND_COLUMNS; c++) {
        values[c] = b->kinds[c] ? b->kinds[c] + i * (c >= K_PERSON ? b->slots : 1) : NULL;
    }
    *out = (struct household){.id = (uint64_t)b->columns[H_ID][i],
                              .kinds = with_kinds ? kinds_of(values, b->slots) : 0,
                              .county = (int32_t)county,
                              .village = (int32_t)village,
                              .income = (int32_t)income,
                              .heads = members * (int32_t)weight,
                              .weight = (int32_t)weight};
    return true;
}

/* Order of rows in a file: -1, 0 or 1. */
static int place_order(const struct household *a, const struct household *b)
{
    if (a->county != b->county) {
        return a->county < b->county ? -1 : 1;
    }
    if (a->village != b->village) {
        return a->village < b->village ? -1 : 1;
    }
    return a->id < b->id ? -1 : a->id > b->id;
}

int households_read(const struct runs *r, int side, int year, bool with_kinds, struct households *out,
                    const char **why)
{
    const struct panel_file *p = &r->side[side].panel;
    const int y = hq_panel_file_year(p, year);
    struct block b;
    bool good = y >= 0, wrong = false;
    *out = (struct households){.count = good ? p->rows[y] : 0};
    out->rows = hq_alloc((size_t)(out->count + 1) * sizeof *out->rows);
    make_block(&b, p, with_kinds);
    for (int64_t at = 0; at < out->count && good; at += BLOCK) {
        const int64_t rows = out->count - at < BLOCK ? out->count - at : BLOCK;
        good = read_block(&b, p, y, at, rows);
#pragma omp parallel for schedule(static)
        for (int64_t i = 0; i < rows; i++) {
            if (good && !take_row(&b, p, i, with_kinds, &out->rows[at + i])) {
#pragma omp atomic write
                wrong = true;
            }
        }
        good = good && !wrong;
    }
    free_block(&b);
    for (int64_t i = 1; i < out->count && good; i++) {
        good = place_order(&out->rows[i - 1], &out->rows[i]) < 0;
    }
    if (!good) {
        *why = hq_arena_print(
            r->arena,
            "%s/trajectories.h5 is damaged: rows of %d cannot be read, are out of order or out of range",
            r->side[side].folder, year);
    }
    return good ? HQ_EXIT_DONE : HQ_EXIT_BAD_DATA;
}

void households_free(struct households *h)
{
    free(h->rows);
    *h = (struct households){0};
}

/* ---- joining --------------------------------------------------------------------------------------------------- */

/* A household that has no counterpart in its village. */
struct loose {
    uint64_t id;
    int64_t row;
    int side;
};

static int by_id(const void *a, const void *b)
{
    const struct loose *x = a, *y = b;
    if (x->id != y->id) {
        return x->id < y->id ? -1 : 1;
    }
    return x->side != y->side ? x->side - y->side : (x->row > y->row) - (x->row < y->row);
}

/* Walks both in the order of villages; what finds no counterpart there goes to `loose`. */
static int64_t walk(const struct households sides[SIDES], struct matches *out, struct loose *loose)
{
    int64_t at[SIDES] = {0, 0}, alone = 0;
    while (at[BASE] < sides[BASE].count || at[OTHER] < sides[OTHER].count) {
        const int order = at[BASE] == sides[BASE].count ? 1
                          : at[OTHER] == sides[OTHER].count
                              ? -1
                              : place_order(&sides[BASE].rows[at[BASE]], &sides[OTHER].rows[at[OTHER]]);
        if (order == 0) {
            out->pairs[out->count++] = (struct match){{at[BASE]++, at[OTHER]++}};
        } else {
            const int side = order < 0 ? BASE : OTHER;
            loose[alone++] = (struct loose){sides[side].rows[at[side]].id, at[side], side};
            at[side]++;
        }
    }
    return alone;
}

/* Room for what the two have: no more pairs than rows. */
void match_households(const struct households sides[SIDES], struct matches *out)
{
    const int64_t rows = sides[BASE].count + sides[OTHER].count;
    struct loose *loose = hq_alloc((size_t)(rows + 1) * sizeof *loose);
    *out = (struct matches){.pairs = hq_alloc((size_t)(rows + 1) * sizeof *out->pairs)};
    const int64_t alone = walk(sides, out, loose);
    qsort(loose, (size_t)alone, sizeof *loose, by_id);
    for (int64_t i = 0; i < alone; i++) {
        const struct loose *a = &loose[i], *b = &loose[i + 1];
        if (i + 1 < alone && a->side == BASE && b->side == OTHER && a->id == b->id) {
            out->pairs[out->count++] = (struct match){{a->row, b->row}};
            i++;
        } else {
            out->pairs[out->count++] =
                (struct match){{a->side == BASE ? a->row : -1, a->side == OTHER ? a->row : -1}};
        }
    }
    free(loose);
}

void matches_free(struct matches *m)
{
    free(m->pairs);
    *m = (struct matches){0};
}
