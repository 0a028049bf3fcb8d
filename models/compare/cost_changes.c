/* What two runs' ledgers say that policies cost: sums of entries up to the year, in fen, by programme.
 *   spent = received - passed_on - left      total = spent + own_contributions
 * Untied money that a programme deals out over others is received by it, passed on, and received again: over all programmes it counts
 * once. What households bring into a fund is their contribution and not received, so that the total has it once. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/compare/parts.h"
#include "sim/error.h"
#include "sim/store/files.h"
#include "sim/text/convert.h"

/* Sums of entries, and what is made of them. COST(name, where): told of programmes (1), of all together (2) or of both (3). */
#define COSTS                                                                                                  \
    COST(received, 3)                                                                                          \
    COST(passed_on, 1)                                                                                         \
    COST(left, 3)                                                                                              \
    COST(spent, 3)                                                                                             \
    COST(own_contributions, 3)                                                                                 \
    COST(total, 3)                                                                                             \
    COST(lent, 3)                                                                                              \
    COST(enterprises, 3)                                                                                       \
    COST(treasury, 3)                                                                                          \
    COST(insurance, 2)                                                                                         \
    COST(taxes, 2)
#define COST(name, where) COST_##name,
enum { COSTS COST_COUNT };
#undef COST
#define COST(name, where) {#name, where},
static const struct {
    const char *name;
    int where;
} costs[] = {COSTS};
#undef COST
enum { OF_PROGRAMMES = 1, OF_ALL = 2 };

struct sums {
    int64_t fen[COST_COUNT];
};

enum { MOST_PROGRAMMES = 200, MOST_CELLS = 32 };
struct books_sums {
    const char *programmes[MOST_PROGRAMMES]; /* in the arena */
    struct sums of[SIDES][MOST_PROGRAMMES];
    int count;
};

/* ---- one row of the table -------------------------------------------------------------------------------------- */

/* Parts a line at its commas, in place; a cell in quotes loses them. The number of cells, 0 where there are too many or a quote is
 * not closed. */
static int part_cells(char *line, char *cells[MOST_CELLS])
{
    int count = 0;
    for (char *at = line; at; count++) {
        if (count == MOST_CELLS) {
            return 0;
        }
        char *to = at;
        cells[count] = at;
        if (*at == '"') {
            for (at++; *at && (*at != '"' || at[1] == '"'); at++) {
                at += *at == '"';
                *to++ = *at;
            }
            if (*at++ != '"' || (*at && *at != ',')) {
                return 0;
            }
        } else {
            to = at += strcspn(at, ",");
        }
        const bool more = *at == ',';
        *to = '\0';
        at = more ? at + 1 : NULL;
    }
    return count;
}

static bool is(const char *word, const char *one)
{
    return strcmp(word, one) == 0;
}

static bool ends_with(const char *word, const char *end)
{
    const size_t size = strlen(word), wanted = strlen(end);
    return size >= wanted && is(word + size - wanted, end);
}

struct posted {
    int year;
    const char *programme, *from, *to, *instrument;
    int64_t fen;
};

/* Adds to a sum; false where 64 bits do not hold it. */
static bool add(struct sums *s, int which, int64_t fen)
{
    return !__builtin_add_overflow(s->fen[which], fen, &s->fen[which]);
}

/* What leaves an account, less what comes back. */
static int64_t net(const struct posted *p, const char *account)
{
    return is(p->from, account) ? p->fen : is(p->to, account) ? -p->fen : 0;
}

static bool is_public(const char *account)
{
    return is(account, "treasury") || is(account, "central") || is(account, "region");
}

/* Adds an entry to the sums that it belongs to. */
static bool take(struct sums *s, const struct posted *p, int year)
{
    if (is(p->to, "carried over")) {
        return p->year != year || !is(p->from, "fund") || add(s, COST_left, p->fen);
    }
    bool good = true;
    if (is(p->to, "fund") && !is(p->from, "households")) {
        good = add(s, COST_received, p->fen);
    }
    if (is(p->from, "fund") && is(p->to, "passed")) {
        good = good && add(s, COST_passed_on, p->fen);
    }
    if (is(p->instrument, "own_contribution") || is(p->instrument, "share")) {
        good = good && add(s, COST_own_contributions, net(p, "households"));
    }
    if (ends_with(p->instrument, "loan") && !is(p->programme, "baseline")) {
        good = good && add(s, COST_lent, p->fen);
    }
    if (ends_with(p->instrument, "investment")) {
        good = good && add(s, COST_enterprises, p->fen);
    }
    if (is_public(p->from) && !is(p->to, "fund")) {
        good = good && add(s, COST_treasury, p->fen);
    }
    good = good && add(s, COST_treasury, is(p->to, "treasury") ? -p->fen : 0);
    good = good && add(s, COST_insurance, net(p, "insurance"));
    return good && add(s, COST_taxes, -net(p, "state"));
}

/* ---- the table ------------------------------------------------------------------------------------------------- */

enum { YEAR_CELL, PROGRAMME_CELL, FROM_CELL, TO_CELL, INSTRUMENT_CELL, YUAN_CELL, CELLS };
static const char *const cell_names[CELLS] = {"year", "programme", "from", "to", "instrument", "yuan"};

struct columns {
    int at[CELLS], count;
};

static bool find_columns(char *line, struct columns *c)
{
    char *cells[MOST_CELLS];
    c->count = part_cells(line, cells);
    for (int k = 0; k < CELLS; k++) {
        c->at[k] = -1;
        for (int i = 0; i < c->count; i++) {
            c->at[k] = is(cells[i], cell_names[k]) ? i : c->at[k];
        }
        if (c->at[k] < 0) {
            return false;
        }
    }
    return true;
}

/* The place of a programme; entries of one stand together, so the last one is looked at first. -1: too many. */
static int programme_at(struct books_sums *b, const struct runs *r, const char *name, int last)
{
    if (last < b->count && is(b->programmes[last], name)) {
        return last;
    }
    for (int i = 0; i < b->count; i++) {
        if (is(b->programmes[i], name)) {
            return i;
        }
    }
    if (b->count == MOST_PROGRAMMES) {
        return -1;
    }
    b->programmes[b->count] = hq_arena_text(r->arena, name);
    return b->count++;
}

/* Reads one entry and adds it; false where the line is none. */
static bool take_line(struct books_sums *b, const struct runs *r, int side, char *line, const struct columns *c,
                      int *last)
{
    char *cells[MOST_CELLS];
    struct posted p;
    if (part_cells(line, cells) != c->count || hq_to_year(cells[c->at[YEAR_CELL]], &p.year) ||
        hq_to_fen(cells[c->at[YUAN_CELL]], &p.fen) || p.fen == INT64_MIN) {
        return false;
    }
    p.programme = cells[c->at[PROGRAMME_CELL]];
    p.from = cells[c->at[FROM_CELL]];
    p.to = cells[c->at[TO_CELL]];
    p.instrument = cells[c->at[INSTRUMENT_CELL]];
    if (p.year > r->year) {
        return true;
    }
    *last = programme_at(b, r, p.programme, *last);
    return *last >= 0 && take(&b->of[side][*last], &p, r->year);
}

/* Line by line: the books of many counties are long. */
static int read_ledger(struct books_sums *b, const struct runs *r, int side, const char **why)
{
    char *path = hq_text("%s/ledger.csv", r->side[side].folder), *line = NULL;
    FILE *in = fopen(path, "rb");
    size_t room = 0;
    int64_t number = 0, wrong = 0;
    int last = 0, error = in ? 0 : errno;
    struct columns c = {.count = 0};
    for (ssize_t size; in && !wrong && (size = getline(&line, &room, in)) > 0;) {
        number++;
        size -= line[size - 1] == '\n';
        line[size] = '\0';
        const bool whole = strlen(line) == (size_t)size;
        const bool good =
            whole && (number == 1 ? find_columns(line, &c) : take_line(b, r, side, line, &c, &last));
        wrong = good ? 0 : number;
    }
    error = in && ferror(in) ? EIO : error;
    if (error) {
        *why = hq_arena_print(r->arena, "%s cannot be read: %s", path, strerror(error));
    } else if (wrong || number == 0) {
        *why =
            hq_arena_print(r->arena, "%s:%lld: is damaged: no entry with a year, programme, accounts and Yuan",
                           path, (long long)(wrong ? wrong : 1));
    }
    if (in) {
        (void)fclose(in);
    }
    free(line);
    free(path);
    return error ? HQ_EXIT_IO : *why ? HQ_EXIT_BAD_DATA : HQ_EXIT_DONE;
}

/* ---- rows ------------------------------------------------------------------------------------------------------ */

/* What is made of sums; false where 64 bits do not hold it. */
static bool finish(struct sums *s)
{
    int64_t *f = s->fen;
    return !__builtin_sub_overflow(f[COST_received], f[COST_passed_on], &f[COST_spent]) &&
           !__builtin_sub_overflow(f[COST_spent], f[COST_left], &f[COST_spent]) &&
           !__builtin_add_overflow(f[COST_spent], f[COST_own_contributions], &f[COST_total]);
}

static void add_costs(struct changes *out, const char *table, const char *area, int where, int year,
                      const struct sums *base, const struct sums *other)
{
    for (int i = 0; i < COST_COUNT; i++) {
        if (costs[i].where & where) {
            changes_add(out, (struct change){table, "", area, costs[i].name, "", year,
                                             (double)base->fen[i] / 100.0, (double)other->fen[i] / 100.0});
        }
    }
}

int cost_changes(const struct runs *r, struct changes *out, const char **why)
{
    struct books_sums *b = hq_zalloc(1, sizeof *b);
    struct sums all[SIDES] = {0};
    int code = HQ_EXIT_DONE;
    *why = NULL;
    for (int s = 0; s < SIDES && code == HQ_EXIT_DONE; s++) {
        code = read_ledger(b, r, s, why);
        bool good = true;
        for (int p = 0; p < b->count && code == HQ_EXIT_DONE; p++) {
            good = good && finish(&b->of[s][p]);
            for (int i = 0; i < COST_COUNT; i++) {
                good = good && add(&all[s], i, b->of[s][p].fen[i]);
            }
        }
        /* What is passed on has been received twice. */
        good = good && !__builtin_sub_overflow(all[s].fen[COST_received], all[s].fen[COST_passed_on],
                                               &all[s].fen[COST_received]);
        if (!good) {
            *why = hq_arena_print(r->arena, "%s/ledger.csv is damaged: its sums are beyond all money",
                                  r->side[s].folder);
            code = HQ_EXIT_BAD_DATA;
        }
    }
    if (code == HQ_EXIT_DONE) {
        add_costs(out, "cost", "", OF_ALL, r->year, &all[BASE], &all[OTHER]);
    }
    for (int p = 0; p < b->count && code == HQ_EXIT_DONE; p++) {
        add_costs(out, "ledger", b->programmes[p], OF_PROGRAMMES, r->year, &b->of[BASE][p], &b->of[OTHER][p]);
    }
    free(b);
    return code;
}
