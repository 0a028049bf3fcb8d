/* Judging a run by what is stated.
 *
 *   exact        ok where |simulated - stated| <= tolerance
 *   bound        ok where simulated is not under (over) what is stated
 *   approximate  near where |simulated - stated| <= tolerance: an outcome, the difference is what is of interest
 *   setting      as stated; other where the user has changed it; taken where nothing in the model depends on it;
 *                on or off where no value is stated
 *   note         its relation holds or fails at the simulated figures
 * Known limit: a relation that needs more than 128 bits has no figure. */
#include "models/replay/compare.h"

#include <stdio.h>
#include <string.h>

/* Simulated values as far as they are known: a statement may be asked for by many relations. */
struct judge {
    const struct catalogue *catalogue;
    const struct document *document;
    const struct evidence *evidence;
    struct {
        struct number value;
        const char *why;
        enum { NOT_ASKED, ASKED, ANSWERED } state;
    } * answers; /* a statement of the document */
};

static struct number simulated(struct judge *j, const struct statement *s);

/* For relations: simulated values of this document's statements, stated ones of others'. */
static bool value_of(void *with, const char *id, int size, struct span *out)
{
    struct judge *j = with;
    const struct statement *s = catalogue_statement(j->catalogue, id, size);
    if (!s) {
        return false;
    }
    const long at = s - (j->catalogue->statements + j->document->first);
    const bool own = at >= 0 && at < j->document->count;
    *out = span_of(own ? simulated(j, s) : s->value, s->tolerance);
    return true;
}

/* Whether the relation says what the statement is: `id = ...`. */
static bool is_defined(const struct statement *s)
{
    const size_t size = strlen(s->id);
    return strncmp(s->relation, s->id, size) == 0 && strncmp(s->relation + size, " = ", 3) == 0;
}

/* A relation of which only the right side is wanted: the left one is the statement itself. */
static struct number right_side(struct judge *j, const struct statement *s)
{
    enum { LONGEST = 600 };
    char text[LONGEST];
    if (snprintf(text, sizeof text, "0 = %s", s->relation + strlen(s->id) + 3) >= LONGEST) {
        return unknown_number;
    }
    const struct relation r = relation_read(text, (struct values){value_of, j});
    return r.wrong ? unknown_number : r.right.value;
}

static struct number ask(struct judge *j, const struct statement *s, const char **why)
{
    const struct figure_row *row = figure_named(s->programme, s->quantity);
    struct number value = unknown_number;
    if (is_defined(s) && (s->computed || !row)) {
        value = right_side(j, s);
        *why = is_known(value) ? NULL : "a figure that it is computed from is missing";
    } else if (row) {
        value = figure_value(j->evidence, row, s, why);
    } else {
        *why = "no row of figures.def";
    }
    return !is_known(value) && s->kind >= SETTING ? s->value : value;
}

static struct number simulated(struct judge *j, const struct statement *s)
{
    const long at = s - (j->catalogue->statements + j->document->first);
    if (j->answers[at].state == NOT_ASKED) {
        j->answers[at].state = ASKED;
        const char *why = NULL;
        const struct number value = ask(j, s, &why);
        j->answers[at].value = value;
        j->answers[at].why = why;
        j->answers[at].state = ANSWERED;
    }
    return j->answers[at].state == ANSWERED ? j->answers[at].value : unknown_number; /* it hangs on itself */
}

static bool is_near(const struct finding *f)
{
    const struct statement *s = f->statement;
    const struct number low = number_subtract(s->value, s->tolerance),
                        high = number_add(s->value, s->tolerance);
    return is_known(low) && is_known(high) && number_compare(low, f->simulated) <= 0 &&
           number_compare(f->simulated, high) <= 0;
}

static void judge_number(struct finding *f)
{
    static const char *const words[][2] = {
        [EXACT] = {"ok", "differs"}, [BOUND] = {"ok", "missed"}, [APPROXIMATE] = {"near", "off"}};
    const struct statement *s = f->statement;
    if (!is_known(f->simulated)) {
        f->verdict = "no figure";
        f->grade = NO_FIGURE;
        return;
    }
    const int order = number_compare(f->simulated, s->value);
    const bool holds = s->kind != BOUND       ? is_near(f)
                       : s->bound == AT_LEAST ? order >= 0
                                              : order <= 0 || is_near(f);
    f->verdict = words[s->kind][!holds];
    f->grade = holds ? AS_STATED : NOT_AS_STATED;
}

static void judge_setting(struct judge *j, struct finding *f)
{
    const struct statement *s = f->statement;
    if (!is_known(s->value)) {
        const int runs = programme_runs(j->evidence, s);
        f->verdict = runs < 0 ? "no programme" : runs ? "on" : "off";
        f->grade = runs < 0 ? NO_FIGURE : runs ? AS_STATED : NOT_AS_STATED;
        return;
    }
    const struct figure_row *row = figure_named(s->programme, s->quantity);
    const bool taken = f->why || (!is_defined(s) && (!row || row->how == FIGURE_GIVEN));
    const bool bound = s->bound == AT_LEAST || s->bound == AT_MOST;
    const int order = number_compare(f->simulated, s->value);
    const bool holds = is_near(f) || (bound && (s->bound == AT_LEAST ? order >= 0 : order <= 0));
    f->verdict = taken ? "taken" : holds ? "as stated" : "other";
    f->grade = taken || holds ? AS_STATED : NOT_AS_STATED;
}

static void judge_note(struct judge *j, struct finding *f)
{
    const struct statement *s = f->statement;
    const char *words[] = {[FAILS] = "fails", [HOLDS] = "holds", [NOT_KNOWN] = "unknown"};
    f->verdict = "note";
    if (s->relation[0] && !is_defined(s)) {
        const struct relation r = relation_read(s->relation, (struct values){value_of, j});
        f->verdict = words[relation_truth(&r, number_of(0, 1))];
    } else if (!s->relation[0]) {
        f->simulated = unknown_number; /* nothing is simulated */
    }
}

struct finding *compare_all(struct arena *arena, const struct catalogue *c, const struct document *document,
                            const struct evidence *e)
{
    const size_t count = (size_t)document->count + 1;
    struct judge j = {c, document, e, NULL};
    j.answers = hq_arena_alloc(arena, sizeof *j.answers * count);
    struct finding *findings = hq_arena_alloc(arena, sizeof *findings * count);
    for (int i = 0; i < document->count; i++) {
        struct finding *f = &findings[i];
        const struct statement *s = &c->statements[document->first + i];
        *f = (struct finding){.statement = s, .simulated = unknown_number, .verdict = ""};
        if (is_known(s->value)) {
            f->simulated = simulated(&j, s);
            f->why = j.answers[i].why;
        }
        if (s->kind == SETTING) {
            judge_setting(&j, f);
        } else if (s->kind == NOTE) {
            judge_note(&j, f);
        } else {
            judge_number(f);
        }
        f->difference = is_known(s->value) ? number_subtract(f->simulated, s->value) : unknown_number;
    }
    return findings;
}
