#include "models/compare/tallies.h"

#include <stdlib.h>
#include <string.h>

#include "models/poverty.h"
#include "sim/error.h"

/* Pairs are counted in so many parts at once. */
enum { PARTS = 16 };

/* ---- tallies --------------------------------------------------------------------------------------------------- */

static size_t cell_count(const struct tallies *t)
{
    return (size_t)(t->counties + KINDS) * (size_t)t->lines * COUNTS;
}

void tallies_make(struct tallies *t, int counties, int lines)
{
    *t = (struct tallies){.counties = counties, .lines = lines};
    t->cells = hq_zalloc(cell_count(t), sizeof *t->cells);
}

void tallies_free(struct tallies *t)
{
    free(t->cells);
    *t = (struct tallies){0};
}

void tallies_add(struct tallies *to, const struct tallies *from)
{
    for (size_t i = 0; i < cell_count(to); i++) {
        for (int s = 0; s < SIDES; s++) {
            for (int k = 0; k < COUNTED; k++) {
                to->cells[i].of[s][k] += from->cells[i].of[s][k];
            }
        }
    }
}

struct tally *tally_at(const struct tallies *t, int place, int line, int which)
{
    return &t->cells[((size_t)place * (size_t)t->lines + (size_t)line) * COUNTS + (size_t)which];
}

/* ---- lines ----------------------------------------------------------------------------------------------------- */

static size_t line_at(const struct year_lines *l, int side, int county, int line)
{
    return ((size_t)side * (size_t)l->counties + (size_t)county) * (size_t)l->lines + (size_t)line;
}

void year_lines_make(struct year_lines *l, const struct runs *r, int year)
{
    *l = (struct year_lines){.counties = r->county_count, .lines = r->line_count};
    l->fen = hq_zalloc((size_t)SIDES * (size_t)l->counties * (size_t)l->lines, sizeof *l->fen);
    for (int s = 0; s < SIDES; s++) {
        for (int c = 0; c < l->counties; c++) {
            for (int k = 0; k < l->lines; k++) {
                const double yuan = runs_line(r, s, year, r->areas_of[c][IN_COUNTY], k);
                l->fen[line_at(l, s, c, k)] = yuan == yuan ? hq_fen_of_double(yuan) : INT64_MIN;
                l->counted[k] = l->counted[k] || (r->line_wanted[k] && yuan == yuan);
            }
        }
    }
}

void year_lines_free(struct year_lines *l)
{
    free(l->fen);
    *l = (struct year_lines){0};
}

/* ---- counting -------------------------------------------------------------------------------------------------- */

/* A household in both runs (or NULL in one), and the lines that it is under. */
struct met {
    const struct household *in[SIDES];
    bool poor[SIDES];
};

/* Adds a household of a run to a tally of its county, and of its kinds. */
static void put(struct tallies *t, int line, int which, const struct household *h, int column, uint64_t kinds)
{
    struct tally *own = tally_at(t, h->county, line, which);
    own->of[column][IN_PERSONS] += h->heads;
    own->of[column][IN_HOUSEHOLDS] += h->weight;
    for (uint64_t left = kinds; left != 0; left &= left - 1) {
        struct tally *kind = tally_at(t, t->counties + __builtin_ctzll(left), line, which);
        kind->of[column][IN_PERSONS] += h->heads;
        kind->of[column][IN_HOUSEHOLDS] += h->weight;
    }
}

static void count_both(struct tallies *t, int line, const struct met *m, uint64_t kinds)
{
    for (int s = 0; s < SIDES; s++) {
        put(t, line, W_persons, m->in[s], s, kinds);
        if (m->poor[s]) {
            put(t, line, W_poor, m->in[s], s, kinds);
        }
        if (m->poor[BASE] == m->poor[OTHER]) {
            put(t, line, m->poor[s] ? W_poor_both : W_poor_neither, m->in[s], s, kinds);
        }
    }
    if (m->poor[BASE] != m->poor[OTHER]) {
        put(t, line, m->poor[BASE] ? W_lifted : W_pushed, m->in[m->poor[BASE] ? BASE : OTHER], OTHER, kinds);
    }
}

static void count_one(struct tallies *t, int line, const struct met *m, int side)
{
    put(t, line, W_persons, m->in[side], side, 0);
    put(t, line, side == BASE ? W_only_base : W_only_other, m->in[side], side, 0);
    if (m->poor[side]) {
        put(t, line, W_poor, m->in[side], side, 0);
        put(t, line, side == BASE ? W_only_base_poor : W_only_other_poor, m->in[side], side, 0);
    }
}

/* Counts one pair; which lines it is lifted over or pushed under, as bits. */
static void count_pair(const struct households sides[SIDES], const struct match *pair,
                       const struct year_lines *lines, struct tallies *t, uint8_t moved[WAYS])
{
    struct met m = {{NULL, NULL}, {false, false}};
    uint64_t kinds = 0;
    for (int s = 0; s < SIDES; s++) {
        m.in[s] = pair->row[s] < 0 ? NULL : &sides[s].rows[pair->row[s]];
        kinds |= m.in[s] ? m.in[s]->kinds : 0;
    }
    moved[LIFTED] = moved[PUSHED] = 0;
    for (int l = 0; l < lines->lines; l++) {
        if (!lines->counted[l]) {
            continue;
        }
        for (int s = 0; s < SIDES; s++) {
            m.poor[s] = m.in[s] && m.in[s]->income < lines->fen[line_at(lines, s, m.in[s]->county, l)];
        }
        if (m.in[BASE] && m.in[OTHER]) {
            count_both(t, l, &m, kinds);
            moved[LIFTED] |= (uint8_t)((m.poor[BASE] && !m.poor[OTHER]) << l);
            moved[PUSHED] |= (uint8_t)((m.poor[OTHER] && !m.poor[BASE]) << l);
        } else if (m.in[BASE] || m.in[OTHER]) {
            count_one(t, l, &m, m.in[BASE] ? BASE : OTHER);
        }
    }
}

/* Enters who is lifted or pushed, of one pair. */
static void enter(const struct household *base, const struct household *other, const uint8_t moved[WAYS],
                  int lines, int year, struct all_stays *stays)
{
    for (int l = 0; l < lines; l++) {
        if (moved[LIFTED] >> l & 1) {
            stays_add(&stays->of[LIFTED][l], base->id, year, base->heads, base->weight);
        }
        if (moved[PUSHED] >> l & 1) {
            stays_add(&stays->of[PUSHED][l], other->id, year, other->heads, other->weight);
        }
    }
}

void count_year(const struct households sides[SIDES], const struct matches *m, const struct year_lines *lines,
                int year, struct tallies *out, struct all_stays *stays)
{
    uint8_t(*moved)[WAYS] = hq_alloc((size_t)(m->count + 1) * sizeof *moved);
    struct tallies parts[PARTS];
    for (int p = 0; p < PARTS; p++) {
        tallies_make(&parts[p], out->counties, out->lines);
    }
#pragma omp parallel for schedule(dynamic)
    for (int p = 0; p < PARTS; p++) {
        for (int64_t i = m->count * p / PARTS; i < m->count * (p + 1) / PARTS; i++) {
            count_pair(sides, &m->pairs[i], lines, &parts[p], moved[i]);
        }
    }
    for (int p = 0; p < PARTS; p++) {
        tallies_add(out, &parts[p]);
        tallies_free(&parts[p]);
    }
    for (int64_t i = 0; i < m->count; i++) {
        if (moved[i][LIFTED] | moved[i][PUSHED]) {
            const struct match *pair = &m->pairs[i];
            enter(&sides[BASE].rows[pair->row[BASE]], &sides[OTHER].rows[pair->row[OTHER]], moved[i],
                  lines->lines, year, stays);
        }
    }
    free(moved);
}
