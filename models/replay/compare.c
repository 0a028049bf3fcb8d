/* Judging a run by what is stated.
 *
 *   exact        ok where |simulated - stated| <= tolerance
 *   bound        ok where simulated is not under (over) what is stated, or within the tolerance
 *   approximate  near where |simulated - stated| <= tolerance; where it is computed, where what it can be with all
 *                that it is computed from moved within their tolerances meets that
 *   setting      as stated; other where the configuration has another value; taken where nothing was looked up, since
 *                nothing in the model depends on it or the run has not these years; on or off where no value is stated
 *   note         its relation holds or fails at the simulated figures, or is unknown; else a note: never compared
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
        struct span value;
        const char *why;
        enum origin origin;
        enum { NOT_ASKED, ASKED, ANSWERED } state;
    } * answers;          /* a statement of the document */
    enum origin furthest; /* of what the relation at hand has asked for */
};

static struct span simulated(struct judge *j, const struct statement *s);

static void note_origin(struct judge *j, enum origin origin)
{
    j->furthest = origin > j->furthest ? origin : j->furthest;
}

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
    *out = own ? simulated(j, s) : span_of(s->value, s->tolerance);
    note_origin(j, own ? j->answers[at].origin : ORIGIN_TAKEN);
    return true;
}

/* Whether the relation says what the statement is: `id = ...`. */
static bool is_defined(const struct statement *s)
{
    const size_t size = strlen(s->id);
    return strncmp(s->relation, s->id, size) == 0 && strncmp(s->relation + size, " = ", 3) == 0;
}

/* A relation of which only the right side is wanted: the left one is the statement itself. */
static struct span right_side(struct judge *j, const struct statement *s, enum origin *origin)
{
    static const struct span nothing;
    enum { LONGEST = 600 };
    char text[LONGEST];
    if (snprintf(text, sizeof text, "0 = %s", s->relation + strlen(s->id) + 3) >= LONGEST) {
        return nothing;
    }
    const enum origin outer = j->furthest;
    j->furthest = ORIGIN_NONE;
    const struct relation r = relation_read(text, (struct values){value_of, j});
    *origin = j->furthest;
    j->furthest = outer;
    return r.wrong ? nothing : r.right;
}

/* A value with what it may be: a computed one with what its parts may be, any other within its tolerance. */
static struct span ask(struct judge *j, const struct statement *s, const char **why, enum origin *origin)
{
    const struct figure_row *row = figure_named(s->programme, s->quantity);
    struct span value = {unknown_number, unknown_number, unknown_number};
    if (is_defined(s) && (s->computed || !row)) {
        value = right_side(j, s, origin);
        *why = is_known(value.value) ? NULL : "a figure that it is computed from is missing";
    } else if (row) {
        value = span_of(figure_value(j->evidence, row, s, why), s->tolerance);
        *origin = figure_origin(j->evidence, row, s);
    } else {
        *why = "no row of figures.def";
    }
    if (!is_known(value.value)) {
        const bool taken = s->kind >= SETTING && is_known(s->value);
        *origin = taken ? ORIGIN_TAKEN : ORIGIN_NONE;
        return taken ? span_of(s->value, s->tolerance) : value;
    }
    return value;
}

static struct span simulated(struct judge *j, const struct statement *s)
{
    const long at = s - (j->catalogue->statements + j->document->first);
    if (j->answers[at].state == NOT_ASKED) {
        j->answers[at].state = ASKED;
        const char *why = NULL;
        enum origin origin = ORIGIN_NONE;
        const struct span value = ask(j, s, &why, &origin);
        j->answers[at].value = value;
        j->answers[at].why = why;
        j->answers[at].origin = origin;
        j->answers[at].state = ANSWERED;
    }
    static const struct span nothing;
    return j->answers[at].state == ANSWERED ? j->answers[at].value : nothing; /* it hangs on itself */
}

static bool is_near(const struct finding *f)
{
    const struct statement *s = f->statement;
    const struct number low = number_subtract(s->value, s->tolerance),
                        high = number_add(s->value, s->tolerance);
    return is_known(low) && is_known(high) && number_compare(low, f->simulated) <= 0 &&
           number_compare(f->simulated, high) <= 0;
}

/* Whether what the value can be meets what is stated, each within its tolerances. */
static bool meets(const struct finding *f, struct span value)
{
    const struct statement *s = f->statement;
    const struct span stated = span_of(s->value, s->tolerance);
    return is_known(value.low) && is_known(value.high) && is_known(stated.low) && is_known(stated.high) &&
           number_compare(value.low, stated.high) <= 0 && number_compare(stated.low, value.high) <= 0;
}

static void judge_number(struct judge *j, struct finding *f)
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
    const bool side = s->kind == BOUND && (s->bound == AT_LEAST ? order >= 0 : order <= 0);
    const bool computed = s->kind == APPROXIMATE && s->computed && meets(f, simulated(j, s));
    const bool holds = side || computed || is_near(f);
    f->verdict = words[s->kind][!holds];
    f->grade = holds ? AS_STATED : NOT_AS_STATED;
}

static void judge_setting(struct judge *j, struct finding *f)
{
    const struct statement *s = f->statement;
    if (!is_known(s->value)) {
        static const struct {
            const char *verdict, *why;
            enum grade grade;
            enum origin origin;
        } answers[] = {
            [RUNS] = {"on", NULL, RUNNING, ORIGIN_INPUT},
            [RUNS_NOT] = {"off", NULL, NOT_AS_STATED, ORIGIN_INPUT},
            [NO_PROGRAMME] = {"no programme", NULL, NO_FIGURE, ORIGIN_NONE},
            [NO_YEARS] = {"taken", "the run has none of these years", TAKEN, ORIGIN_TAKEN},
        };
        const enum runs runs = programme_runs(j->evidence, s);
        f->verdict = answers[runs].verdict;
        f->why = answers[runs].why;
        f->grade = answers[runs].grade;
        f->origin = answers[runs].origin;
        return;
    }
    const bool taken = f->origin == ORIGIN_TAKEN;
    const bool bound = s->bound == AT_LEAST || s->bound == AT_MOST;
    const int order = number_compare(f->simulated, s->value);
    const bool holds = is_near(f) || (bound && (s->bound == AT_LEAST ? order >= 0 : order <= 0));
    f->verdict = taken ? "taken" : holds ? "as stated" : "other";
    f->grade = taken ? TAKEN : holds ? AS_STATED : NOT_AS_STATED;
}

static void judge_note(struct judge *j, struct finding *f)
{
    const struct statement *s = f->statement;
    const char *words[] = {[FAILS] = "fails", [HOLDS] = "holds", [NOT_KNOWN] = "unknown"};
    f->verdict = "note";
    f->grade = TAKEN;
    if (s->relation[0] && !is_defined(s)) {
        static const enum grade grades[] = {
            [FAILS] = NOT_AS_STATED, [HOLDS] = AS_STATED, [NOT_KNOWN] = NO_FIGURE};
        j->furthest = ORIGIN_NONE;
        const struct relation r = relation_read(s->relation, (struct values){value_of, j});
        const enum truth truth = relation_truth(&r, number_of(0, 1));
        f->verdict = words[truth];
        f->grade = grades[truth];
        f->origin = j->furthest;
    } else if (!s->relation[0]) {
        f->simulated = unknown_number; /* nothing is simulated */
        f->origin = ORIGIN_NONE;
    }
}

struct finding *compare_all(struct arena *arena, const struct catalogue *c, const struct document *document,
                            const struct evidence *e)
{
    const size_t count = (size_t)document->count + 1;
    struct judge j = {c, document, e, NULL, ORIGIN_NONE};
    j.answers = hq_arena_alloc(arena, sizeof *j.answers * count);
    struct finding *findings = hq_arena_alloc(arena, sizeof *findings * count);
    for (int i = 0; i < document->count; i++) {
        struct finding *f = &findings[i];
        const struct statement *s = &c->statements[document->first + i];
        *f = (struct finding){.statement = s, .simulated = unknown_number, .verdict = ""};
        if (is_known(s->value)) {
            f->simulated = simulated(&j, s).value;
            f->why = j.answers[i].why;
            f->origin = j.answers[i].origin;
        }
        if (s->kind == SETTING) {
            judge_setting(&j, f);
        } else if (s->kind == NOTE) {
            judge_note(&j, f);
        } else {
            judge_number(&j, f);
        }
        f->difference = is_known(s->value) ? number_subtract(f->simulated, s->value) : unknown_number;
    }
    return findings;
}
