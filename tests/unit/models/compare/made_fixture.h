/* A comparison made by hand: scenarios none, a, b, ... and numbers that a test puts in. */
#ifndef TESTS_UNIT_MODELS_COMPARE_MADE_FIXTURE_H
#define TESTS_UNIT_MODELS_COMPARE_MADE_FIXTURE_H

#include "unit/sim/test.h"

#include <math.h>

#include "models/compare/comparison.h"
#include "sim/error.h"

enum { MADE_YEAR = 2010, MADE_MOST = 8 };
static const char *const made_names[MADE_MOST] = {"none", "a", "b", "c", "d", "e", "f", "g"};

struct made {
    struct plan plan;
    struct comparison c;
};

static inline void made_begin(struct made *m, int pairs, int replicates, bool frozen)
{
    *m = (struct made){
        .plan = {.count = pairs + 1, .replicates = replicates, .seed = 1, .out = "out", .frozen = frozen},
        .c = {.plan = &m->plan, .year = MADE_YEAR, .replicates = replicates, .pairs = pairs}};
    m->plan.scenarios = hq_arena_alloc(&m->plan.arena, (size_t)(pairs + 1) * sizeof *m->plan.scenarios);
    for (int s = 0; s <= pairs; s++)
        m->plan.scenarios[s].name = made_names[s];
    m->c.sheets = hq_zalloc((size_t)pairs, sizeof *m->c.sheets);
    m->c.subsets = hq_zalloc(1, sizeof *m->c.subsets);
    for (int pair = 0; pair < pairs; pair++)
        m->c.sheets[pair].width = RUN_SIDES * replicates;
}

/* Makes a factorial of it: `groups` groups, all subsets. */
static inline void made_game(struct made *m, int groups, int orders)
{
    m->plan.players = hq_arena_alloc(&m->plan.arena, (size_t)groups * sizeof *m->plan.players);
    for (int i = 0; i < groups; i++)
        m->plan.players[i] = made_names[i + 1];
    game_make(&m->plan.game, groups, orders, 1);
    m->c.subsets->width = m->plan.game.count * m->c.replicates;
}

static inline double *made_row(struct sheet *s, const char *table, const char *name, const char *line)
{
    const bool measured = strcmp(table, "indicator") == 0;
    const struct sheet_key key = {table, measured ? "income" : "", "", name, line, MADE_YEAR};
    const int at = sheet_row_of(s, &key);
    return s->rows[at].values;
}

/* Numbers of a pair without, with, and with frozen markets (or NULL), one a replicate; the base is the same beside both. */
static inline void made_put(struct made *m, int pair, const char *table, const char *name, const char *line,
                            const double *without, const double *with, const double *held)
{
    const double *const sides[RUN_SIDES] = {without, with, held, held ? without : NULL};
    double *values = made_row(&m->c.sheets[pair], table, name, line);
    for (int side = 0; side < RUN_SIDES; side++)
        for (int r = 0; r < m->c.replicates && sides[side]; r++)
            values[side * m->c.replicates + r] = sides[side][r];
}

static inline void made_end(struct made *m)
{
    comparison_free(&m->c);
    plan_free(&m->plan);
}

#define VALUES(...) ((const double[]){__VA_ARGS__})

/* What a function has printed; malloc'd. */
static inline char *printed(void (*tell)(const struct comparison *c, FILE *out), const struct comparison *c)
{
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    tell(c, out);
    fclose(out);
    return text;
}

static inline void must_hold(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("\"%s\" is not in:\n%s", part, text);
}

#endif
