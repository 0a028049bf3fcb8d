/* What is worth reading, as tables. */
#include <stdlib.h>
#include <string.h>

#include "models/commands/table.h"
#include "models/compare/tell.h"
#include "models/indicators/real.h"
#include "sim/error.h"
#include "sim/store/files.h"

enum { MOST_KINDS = 8, MOST_YEARS = 301, ONCE = 0, AT_LINE = 1 };

static const struct main_row {
    const char *table, *measure, *name;
    int at_line;
} main_rows[] = {
#define MAIN(table, measure, name, at_line) {#table, measure, #name, at_line},
#include "models/compare/main_rows.def"
#undef MAIN
};
enum { MAIN_ROWS = sizeof main_rows / sizeof *main_rows };

/* Whole from a thousand on, else four digits; empty where it is not known. */
static char *number_text(double value, bool sign)
{
    if (!is_number(value)) {
        return hq_copy_text("");
    }
    if (value == 0) {
        return hq_copy_text("0");
    }
    const bool large = size_of(value) >= 1000;
    return sign ? hq_text(large ? "%+.0f" : "%+.4g", value) : hq_text(large ? "%.0f" : "%.4g", value);
}

static void put_interval(struct table *t, const struct comparison *c, struct interval i)
{
    table_put(t, number_text(i.mean, true));
    if (c->replicates > 1) {
        table_put(t, number_text(i.half, false));
    }
}

/* ---- effects ----------------------------------------------------------------------------------------- */

static void effect_headings(const struct comparison *c, bool held, struct heading headings[MOST_HEADINGS + 1])
{
    const bool many = c->replicates > 1;
    const struct {
        const char *name;
        bool shown;
    } all[] = {{"base", true},       {"other", true},
               {"effect", true},     {"+-", many},
               {"direct", held},     {"+-", held && many},
               {"spill-over", held}, {"+-", held && many},
               {"luck", many},       {"luck direct", held && many}};
    int count = 0;
    headings[count++] = (struct heading){.name = "number"};
    headings[count++] = (struct heading){.name = "line"};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (all[i].shown) {
            headings[count++] = (struct heading){.name = all[i].name, .reading = NUMBER};
        }
    }
    headings[count] = (struct heading){0};
}

static char *title_of(const struct main_row *m)
{
    const bool plain = strcmp(m->table, "indicator") == 0 && strcmp(m->measure, "consumption") != 0;
    return plain ? hq_copy_text(m->name) : hq_text("%s %s", m->measure[0] ? m->measure : m->table, m->name);
}

static void put_effect(struct table *t, const struct comparison *c, int pair, const struct main_row *m,
                       const char *line)
{
    const struct sheet_row *row = comparison_row(c, pair, m->table, m->measure, "", m->name, line);
    if (!row || !is_number(comparison_effect(c, row, TOTAL).mean)) {
        return; /* a line without a value, no panel */
    }
    const bool held = comparison_held(c, pair);
    table_put(t, title_of(m));
    table_copy(t, line);
    table_put(t, number_text(comparison_level(c, row, WITHOUT).mean, false));
    table_put(t, number_text(comparison_level(c, row, WITH).mean, false));
    for (int part = 0; part < (held ? PARTS : DIRECT); part++) {
        put_interval(t, c, comparison_effect(c, row, (enum effect_part)part));
    }
    for (int part = 0; part < (held ? SPILL_OVER : DIRECT) && c->replicates > 1; part++) {
        table_put(t, number_text(comparison_luck(c, row, (enum effect_part)part), false));
    }
}

static void tell_effects(const struct comparison *c, int pair, FILE *out)
{
    const char *lines[MOST_LABELS];
    const int count = comparison_lines(c, pair, lines);
    struct heading headings[MOST_HEADINGS + 1];
    struct table t;
    effect_headings(c, comparison_held(c, pair), headings);
    table_begin(&t, headings, MAIN_ROWS * (count + 1));
    for (int m = 0; m < MAIN_ROWS; m++) {
        for (int l = 0; l < (main_rows[m].at_line ? count : 1); l++) {
            put_effect(&t, c, pair, &main_rows[m], main_rows[m].at_line ? lines[l] : "");
        }
    }
    table_print(&t, out);
    table_end(&t);
}

/* ---- whom -------------------------------------------------------------------------------------------- */

struct moved {
    const char *table, *area;
    double size; /* lifted and pushed together */
};

static int by_moved(const void *a, const void *b)
{
    const struct moved *x = a, *y = b;
    return x->size != y->size ? (x->size < y->size) - (x->size > y->size) : strcmp(x->area, y->area);
}

static double moved_by(const struct comparison *c, int pair, const char *table, const char *area,
                       const char *line)
{
    double sum = 0;
    for (int i = 0; i < 2; i++) {
        const struct sheet_row *row = comparison_row(c, pair, table, "", area, i ? "pushed" : "lifted", line);
        sum += row ? comparison_level(c, row, WITH).mean : 0;
    }
    return sum;
}

static void put_moved(struct table *t, const struct comparison *c, int pair, const struct moved *m,
                      const char *line)
{
    static const char *const names[] = {"poor", "lifted", "pushed"};
    table_copy(t, strcmp(m->table, "kind") == 0 ? "kind" : "area");
    table_copy(t, m->area);
    for (int i = 0; i < 3; i++) {
        const struct sheet_row *row = comparison_row(c, pair, m->table, "", m->area, names[i], line);
        const struct interval level = {not_known(), not_known()};
        const struct interval with = row ? comparison_level(c, row, WITH) : level;
        if (i == 0) {
            table_put(t, number_text(row ? comparison_level(c, row, WITHOUT).mean : not_known(), false));
        }
        table_put(t, number_text(with.mean, false));
        if (i > 0 && c->replicates > 1) {
            table_put(t, number_text(with.half, false));
        }
    }
}

/* Kinds of households, or areas, with the most persons who were lifted or pushed. */
static void tell_moved(const struct comparison *c, int pair, const char *table, const char *line, FILE *out)
{
    struct sheet *s = &c->sheets[pair];
    struct moved *found = hq_zalloc((size_t)s->count + 1, sizeof *found);
    int count = 0;
    for (int r = 0; r < s->count; r++) {
        const struct sheet_key *k = &s->rows[r].key;
        if (strcmp(k->name, "lifted") == 0 && strcmp(k->table, table) == 0 && strcmp(k->line, line) == 0 &&
            k->area[0]) {
            found[count++] = (struct moved){k->table, k->area, moved_by(c, pair, table, k->area, line)};
        }
    }
    qsort(found, (size_t)count, sizeof *found, by_moved);
    while (count > 0 && !(found[count - 1].size > 0)) {
        count--;
    }
    count = count < MOST_KINDS ? count : MOST_KINDS;
    const struct heading one[] = {{.name = ""},
                                  {.name = "persons"},
                                  {.name = "poor in base", .reading = NUMBER},
                                  {.name = "in other", .reading = NUMBER},
                                  {.name = "lifted", .reading = NUMBER},
                                  {.name = "pushed", .reading = NUMBER},
                                  {0}};
    const struct heading many[] = {one[0], {.name = "persons"},
                                   one[2], one[3],
                                   one[4], {.name = "+-", .reading = NUMBER},
                                   one[5], {.name = "+-", .reading = NUMBER},
                                   {0}};
    struct heading headings[9];
    memcpy(headings, c->replicates > 1 ? many : one, c->replicates > 1 ? sizeof many : sizeof one);
    headings[0].name = "of";
    struct table t;
    table_begin(&t, headings, count);
    for (int i = 0; i < count; i++) {
        put_moved(&t, c, pair, &found[i], line);
    }
    if (count > 0) {
        fprintf(out, "\nLifted and pushed at the line %s, most first:\n", line);
        table_print(&t, out);
    }
    table_end(&t);
    free(found);
}

/* Persons by the number of years in which their household was lifted, all counted, whatever is the line. */
static void tell_durations(const struct comparison *c, int pair, const char *line, FILE *out)
{
    static const char *const names[] = {"lifted_years_", "lifted_run_"}, *const titles[] = {
                                                                             "in so many years in all",
                                                                             "longest unbroken run of years"};
    for (int i = 0; i < 2; i++) {
        int count = 0;
        for (int years = 1; years <= MOST_YEARS; years++) {
            char name[40];
            (void)snprintf(name, sizeof name, "%s%d", names[i], years);
            const struct sheet_row *row = comparison_row(c, pair, "duration", "", "", name, line);
            const double persons = row ? comparison_level(c, row, WITH).mean : 0;
            if (persons >= 0.5) {
                if (count++ == 0) {
                    fprintf(out, "\nPersons lifted over the line %s, %s: ", line, titles[i]);
                }
                fprintf(out, "%s%d: %.0f", count > 1 ? ", " : "", years, persons);
            }
        }
        if (count > 0) {
            fprintf(out, "\n");
        }
    }
}

/* ---- costs ------------------------------------------------------------------------------------------- */

static void put_ratio(struct table *t, const struct comparison *c, const struct cost_ratio *r, bool marginal)
{
    table_put(t, hq_text("Yuan per %s", r->name));
    table_copy(t, r->line);
    table_copy(t, r->cost);
    table_put(t, marginal ? hq_text("%s against %s", comparison_name(c, r->more),
                                    r->less < 0 ? c->plan->scenarios[0].name : comparison_name(c, r->less))
                          : hq_copy_text(part_names[r->part]));
    table_put(t, number_text(r->paid.mean, false));
    table_put(t, number_text(r->gained.mean, false));
    table_put(t, number_text(r->ratio.value, false));
    table_put(t, number_text(r->ratio.low, false));
    table_put(t, number_text(r->ratio.high, false));
    table_copy(t, r->ratio.withheld ? r->ratio.withheld : c->replicates > 1 ? "" : "one seed, no interval");
}

/* Whether an earlier row has this ratio with a cost that is no other: nobody contributed. */
static bool said_before(const struct cost_ratios *ratios, int row)
{
    const struct cost_ratio *r = &ratios->rows[row];
    for (int i = 0; i < row; i++) {
        const struct cost_ratio *o = &ratios->rows[i];
        if (o->more == r->more && o->part == r->part && strcmp(o->name, r->name) == 0 &&
            strcmp(o->line, r->line) == 0 && o->paid.mean == r->paid.mean) {
            return true;
        }
    }
    return false;
}

/* Ratios of a pair (-1: all, marginal ones). */
static void tell_ratios(const struct comparison *c, const struct cost_ratios *ratios, int pair, FILE *out)
{
    static const struct heading headings[] = {{.name = "ratio"},
                                              {.name = "line"},
                                              {.name = "cost"},
                                              {.name = "of"},
                                              {.name = "Yuan", .reading = NUMBER},
                                              {.name = "gained", .reading = NUMBER},
                                              {.name = "value", .reading = NUMBER},
                                              {.name = "low", .reading = NUMBER},
                                              {.name = "high", .reading = NUMBER},
                                              {.name = "withheld because"},
                                              {0}};
    struct table t;
    table_begin(&t, headings, ratios->count);
    for (int r = 0; r < ratios->count; r++) {
        const bool known = is_number(ratios->rows[r].gained.mean) && is_number(ratios->rows[r].paid.mean);
        if (known && !said_before(ratios, r) && (pair < 0 || ratios->rows[r].more == pair)) {
            put_ratio(&t, c, &ratios->rows[r], pair < 0);
        }
    }
    if (t.rows > 0) {
        fprintf(out,
                pair < 0 ? "\nMarginal costs, each against the next cheaper one:\n" : "\nCosts of effects:\n");
        table_print(&t, out);
    }
    table_end(&t);
}

/* ---- over pairs -------------------------------------------------------------------------------------- */

static void tell_luck(const struct comparison *c, FILE *out)
{
    const char *lines[MOST_LABELS];
    const int count = c->replicates > 1 && c->pairs > 0 ? comparison_lines(c, 0, lines) : 0;
    for (int l = 0; l < count; l++) {
        const double total = median_luck(c, lines[l], TOTAL),
                     direct = c->plan->frozen ? median_luck(c, lines[l], DIRECT) : 0;
        if (is_number(total)) {
            fprintf(out, "%sluck of the head count at the line %s, median of %d: %.1f in total", l ? "" : "\n",
                    lines[l], c->pairs, total);
            fprintf(out, c->plan->frozen ? ", %.1f direct\n" : "\n", direct);
        }
    }
}

static void put_attribution(struct table *t, const struct comparison *c, const struct main_row *m,
                            const char *line)
{
    const struct sheet_key key = {m->table, m->measure, "", m->name, line, c->year};
    const int found = sheet_find(c->subsets, &key);
    if (found < 0) {
        return;
    }
    struct attribution a = attribution_of(c, &c->subsets->rows[found]);
    for (int i = 0; i <= c->plan->game.players && is_number(a.all.mean); i++) {
        const bool all = i == c->plan->game.players;
        table_put(t, title_of(m));
        table_copy(t, line);
        table_copy(t, all ? "all together" : c->plan->players[i]);
        put_interval(t, c, all ? a.all : a.players[i]);
        if (c->plan->game.orders > 0) {
            table_put(t, number_text(all ? 0 : a.errors[i], false));
        }
        table_put(t, all ? hq_text("%.1e", a.residual) : hq_copy_text(""));
    }
    attribution_free(&a);
}

static void tell_shapley(const struct comparison *c, FILE *out)
{
    const struct game *g = &c->plan->game;
    struct heading headings[MOST_HEADINGS] = {{.name = "number"}, {.name = "line"}, {.name = "group"}};
    int width = 3;
    headings[width++] = (struct heading){.name = "value", .reading = NUMBER};
    if (c->replicates > 1) {
        headings[width++] = (struct heading){.name = "+-", .reading = NUMBER};
    }
    if (g->orders > 0) {
        headings[width++] = (struct heading){.name = "of drawing", .reading = NUMBER};
    }
    headings[width++] = (struct heading){.name = "sum off by", .reading = NUMBER};
    const char *lines[MOST_LABELS];
    const int count = comparison_lines(c, 0, lines);
    struct table t;
    table_begin(&t, headings, MAIN_ROWS * (count + 1) * (g->players + 1));
    for (int m = 0; m < MAIN_ROWS; m++) {
        for (int l = 0; l < (main_rows[m].at_line ? count : 1); l++) {
            put_attribution(&t, c, &main_rows[m], main_rows[m].at_line ? lines[l] : "");
        }
    }
    fprintf(out, "\nShapley values of %d groups, %d subsets%s:\n", g->players, g->count,
            g->orders ? " of drawn orders" : ", all");
    table_print(&t, out);
    table_end(&t);
}

static void tell_pair(const struct comparison *c, const struct cost_ratios *average, int pair, FILE *out)
{
    const char *lines[MOST_LABELS];
    const int count = comparison_lines(c, pair, lines);
    fprintf(out, "%s%s against %s, %d", pair ? "\n" : "", comparison_name(c, pair), c->plan->scenarios[0].name,
            c->year);
    if (c->replicates > 1) {
        fprintf(out, ", seeds %lld to %lld: +- is half of a 95%% interval", (long long)c->plan->seed,
                (long long)c->plan->seed + c->replicates - 1);
    } else {
        fprintf(out, ", one seed: no interval");
    }
    fprintf(out, "\n");
    tell_effects(c, pair, out);
    if (count > 0) {
        tell_moved(c, pair, "kind", lines[0], out);
        tell_moved(c, pair, "persons", lines[0], out);
        tell_durations(c, pair, lines[0], out);
    }
    tell_ratios(c, average, pair, out);
}

void tell_tables(const struct comparison *c, FILE *out)
{
    struct cost_ratios average, marginal;
    costing_average(c, &average);
    costing_marginal(c, &marginal);
    for (int pair = 0; pair < c->pairs; pair++) {
        tell_pair(c, &average, pair, out);
    }
    tell_ratios(c, &marginal, -1, out);
    tell_luck(c, out);
    if (c->plan->players) {
        tell_shapley(c, out);
    }
    costing_free(&average);
    costing_free(&marginal);
}
