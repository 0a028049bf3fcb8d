#include "models/compare/comparison.h"

#include <stdlib.h>
#include <string.h>

#include "models/indicators/real.h"
#include "sim/error.h"

const char *const part_names[PARTS] = {"total", "direct", "spill_over"};

/* ---- reading ----------------------------------------------------------------------------------------- */

/* A list may lack rows where a run has nothing of them: nobody who was lifted in seven years, no money of a programme. */
static bool absent_is_nothing(const struct sheet_key *k)
{
    const bool counts = strncmp(k->table, "duration", strlen("duration")) == 0 && !strstr(k->name, "mean");
    return counts || strcmp(k->table, "ledger") == 0;
}

static void fill_absent(struct sheet *s)
{
    for (int r = 0; r < s->count; r++) {
        for (int c = 0; c < s->width && absent_is_nothing(&s->rows[r].key); c++) {
            s->rows[r].values[c] = is_number(s->rows[r].values[c]) ? s->rows[r].values[c] : 0.0;
        }
    }
}

/* Compares two folders and puts what the base has into one column of a sheet, what the other has into another; with no
 * column for the base (-1), by how much the other has more. */
static int read_pair(struct sheet *s, const char *base, const char *other,
                     const struct compare_options *options, int base_column, int other_column, int *year,
                     char **why)
{
    struct changes changes = {0};
    const int code = hq_compare_pair(base, other, options, &changes, why);
    for (int i = 0; code == HQ_EXIT_DONE && i < changes.count; i++) {
        const struct change *r = &changes.rows[i];
        const struct sheet_key key = {r->table, r->measure, r->area, r->name, r->line, r->year};
        const int at = sheet_row_of(s, &key);
        struct sheet_row *row = &s->rows[at];
        row->values[other_column] = base_column < 0 ? r->other - r->base : r->other;
        if (base_column >= 0) {
            row->values[base_column] = r->base;
        }
        *year = r->year;
    }
    hq_changes_free(&changes);
    return code;
}

static int read_replicate(struct comparison *c, const struct compare_options *options, int pair, int replicate,
                          char **why)
{
    struct plan *p = c->plan;
    struct sheet *s = &c->sheets[pair];
    const int n = c->replicates, scenario = p->players ? p->count - 1 : pair + 1;
    const char *base = plan_folder(p, 0, replicate, false), *held = plan_folder(p, scenario, replicate, true);
    int code = read_pair(s, base, plan_folder(p, scenario, replicate, false), options, WITHOUT * n + replicate,
                         WITH * n + replicate, &c->year, why);
    if (code == HQ_EXIT_DONE && held) {
        code = read_pair(s, base, held, options, WITHOUT_HELD * n + replicate, HELD * n + replicate, &c->year,
                         why);
    }
    return code;
}

/* Differences: of rows that only two runs together have (kinds, lifted) the base has another number beside each subset. */
static int read_subsets(struct comparison *c, const struct compare_options *options, int replicate, char **why)
{
    const int n = c->replicates;
    int code = HQ_EXIT_DONE;
    for (int s = 1; s < c->plan->count && code == HQ_EXIT_DONE; s++) {
        code =
            read_pair(c->subsets, plan_folder(c->plan, 0, replicate, false),
                      plan_folder(c->plan, s, replicate, false), options, -1, s * n + replicate, &c->year, why);
    }
    for (int r = 0; r < c->subsets->count; r++) {
        c->subsets->rows[r].values[replicate] = 0.0; /* none of the groups changes nothing */
    }
    return code;
}

int comparison_make(struct comparison *c, struct plan *plan, const struct compare_options *options, char **why)
{
    *c = (struct comparison){
        .plan = plan, .replicates = plan->replicates, .pairs = plan->players ? 1 : plan->count - 1};
    c->sheets = hq_zalloc((size_t)c->pairs, sizeof *c->sheets);
    c->subsets = hq_zalloc(1, sizeof *c->subsets);
    c->subsets->width = plan->count * plan->replicates;
    int code = HQ_EXIT_DONE;
    for (int pair = 0; pair < c->pairs; pair++) {
        c->sheets[pair].width = RUN_SIDES * c->replicates;
        for (int r = 0; r < c->replicates && code == HQ_EXIT_DONE; r++) {
            code = read_replicate(c, options, pair, r, why);
        }
        fill_absent(&c->sheets[pair]);
    }
    for (int r = 0; plan->players && r < c->replicates && code == HQ_EXIT_DONE; r++) {
        code = read_subsets(c, options, r, why);
    }
    fill_absent(c->subsets);
    return code;
}

void comparison_free(struct comparison *c)
{
    for (int pair = 0; c->sheets && pair < c->pairs; pair++) {
        sheet_free(&c->sheets[pair]);
    }
    if (c->subsets) {
        sheet_free(c->subsets);
    }
    free(c->subsets);
    free(c->sheets);
}

/* ---- asking ------------------------------------------------------------------------------------------ */

const char *comparison_name(const struct comparison *c, int pair)
{
    return c->plan->scenarios[c->plan->players ? c->plan->count - 1 : pair + 1].name;
}

bool comparison_held(const struct comparison *c, int pair)
{
    return c->plan->frozen && (!c->plan->finished || c->plan->scenarios[pair + 1].frozen);
}

static const double *side_of(const struct comparison *c, const struct sheet_row *row, enum side side)
{
    return row->values + (ptrdiff_t)side * c->replicates;
}

void comparison_part(const struct comparison *c, const struct sheet_row *row, enum effect_part part,
                     double *differences)
{
    const double *with = side_of(c, row, part == DIRECT ? HELD : WITH),
                 *without = side_of(c, row,
                                    part == SPILL_OVER ? HELD
                                    : part == DIRECT   ? WITHOUT_HELD
                                                       : WITHOUT),
                 *live = side_of(c, row, WITHOUT), *held = side_of(c, row, WITHOUT_HELD);
    for (int r = 0; r < c->replicates; r++) {
        differences[r] = with[r] - without[r] - (part == SPILL_OVER ? live[r] - held[r] : 0.0);
    }
}

struct interval comparison_effect(const struct comparison *c, const struct sheet_row *row,
                                  enum effect_part part)
{
    double *differences = hq_zalloc((size_t)c->replicates, sizeof *differences);
    comparison_part(c, row, part, differences);
    const struct interval found = interval_of(differences, c->replicates);
    free(differences);
    return found;
}

struct interval comparison_level(const struct comparison *c, const struct sheet_row *row, enum side side)
{
    return interval_of(side_of(c, row, side), c->replicates);
}

double comparison_luck(const struct comparison *c, const struct sheet_row *row, enum effect_part part)
{
    const bool direct = part == DIRECT;
    return luck_of(side_of(c, row, direct ? WITHOUT_HELD : WITHOUT), side_of(c, row, direct ? HELD : WITH),
                   c->replicates);
}

const struct sheet_row *comparison_row(const struct comparison *c, int pair, const char *table,
                                       const char *measure, const char *area, const char *name,
                                       const char *line)
{
    const struct sheet_key key = {table, measure, area, name, line, c->year};
    const int found = sheet_find(&c->sheets[pair], &key);
    return found < 0 ? NULL : &c->sheets[pair].rows[found];
}

int comparison_lines(const struct comparison *c, int pair, const char *labels[MOST_LABELS])
{
    const struct sheet *s = &c->sheets[pair];
    int count = 0;
    for (int r = 0; r < s->count && count < MOST_LABELS; r++) {
        const struct sheet_key *k = &s->rows[r].key;
        if (strcmp(k->name, "headcount") == 0 && strcmp(k->table, "indicator") == 0 &&
            strcmp(k->measure, "income") == 0 && !k->area[0]) {
            labels[count++] = k->line;
        }
    }
    return count;
}
