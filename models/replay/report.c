/* Findings as a table, as JSON, and in sum. */
#include "models/replay/report.h"

#include <stdlib.h>
#include <string.h>

#include "models/commands/table.h"
#include "sim/store/files.h"
#include "sim/text/convert.h"
#include "sim/text/json.h"

static const char *const signs[STATEMENT_BOUNDS] = {
    [AS_SAID] = "", [AT_LEAST] = ">= ", [AT_MOST] = "<= ", [ABOUT] = "~ "};

/* How many statements of each kind came to each grade. */
struct sums {
    int of[STATEMENT_KINDS][GRADES];
    int outcomes[STATEMENT_KINDS][GRADES]; /* of them those that the run has made */
};

static struct sums sums_of(const struct document *document, const struct finding *findings)
{
    struct sums sums = {0};
    for (int i = 0; i < document->count; i++) {
        const struct finding *f = &findings[i];
        sums.of[f->statement->kind][f->grade]++;
        sums.outcomes[f->statement->kind][f->grade] += f->origin == ORIGIN_OUTCOME;
    }
    return sums;
}

static char *stated_text(const struct statement *s)
{
    char space[NUMBER_TEXT];
    return is_known(s->value) ? hq_text("%s%s", signs[s->bound], number_text(s->value, space))
                              : hq_text("%s", "");
}

static void put_number(struct table *t, struct number number)
{
    char space[NUMBER_TEXT];
    table_copy(t, number_text(number, space));
}

static void put_findings(const struct document *document, const struct finding *findings, struct table *t)
{
    static const struct heading headings[] = {{.name = "sentence", .reading = NUMBER},
                                              {.name = "statement"},
                                              {.name = "stated", .reading = NUMBER},
                                              {.name = "simulated", .reading = NUMBER},
                                              {.name = "difference", .reading = NUMBER},
                                              {.name = "unit"},
                                              {.name = "kind"},
                                              {.name = "origin"},
                                              {.name = "verdict"},
                                              {.name = "what is said"},
                                              {0}};
    table_begin(t, headings, document->count);
    for (int i = 0; i < document->count; i++) {
        const struct finding *f = &findings[i];
        const struct statement *s = f->statement;
        const char *because = s->kind == NOTE ? s->reason : f->why ? f->why : "";
        table_copy(t, s->sentence);
        table_copy(t, s->id);
        table_put(t, stated_text(s));
        put_number(t, f->simulated);
        put_number(t, f->difference);
        table_copy(t, s->unit);
        table_copy(t, statement_kinds[s->kind]);
        table_copy(t, figure_origins[f->origin]);
        table_copy(t, f->verdict);
        table_put(t, hq_text("%s%s%s%s", s->meaning, *because ? " (" : "", because, *because ? ")" : ""));
    }
}

static int all_of(const int of[GRADES])
{
    int all = 0;
    for (int g = 0; g < GRADES; g++) {
        all += of[g];
    }
    return all;
}

static void put_sums(const struct sums *sums, struct table *t)
{
    static const struct heading headings[] = {{.name = "kind"},
                                              {.name = "statements", .reading = NUMBER},
                                              {.name = "as stated", .reading = NUMBER},
                                              {.name = "on", .reading = NUMBER},
                                              {.name = "taken", .reading = NUMBER},
                                              {.name = "otherwise", .reading = NUMBER},
                                              {.name = "no figure", .reading = NUMBER},
                                              {.name = "outcomes", .reading = NUMBER},
                                              {.name = "of them as stated", .reading = NUMBER},
                                              {0}};
    table_begin(t, headings, STATEMENT_KINDS);
    for (int k = 0; k < STATEMENT_KINDS; k++) {
        const int *of = sums->of[k];
        table_copy(t, statement_kinds[k]);
        table_number(t, all_of(of));
        for (int g = 0; g < GRADES; g++) {
            table_number(t, of[g]);
        }
        table_number(t, all_of(sums->outcomes[k]));
        table_number(t, sums->outcomes[k][AS_STATED]);
    }
}

void report_print(const struct document *document, const struct finding *findings, FILE *out)
{
    const struct sums sums = sums_of(document, findings);
    struct table t;
    fprintf(out, "%s\n\n", document->title);
    put_findings(document, findings, &t);
    table_print(&t, out);
    table_end(&t);
    fputc('\n', out);
    put_sums(&sums, &t);
    table_print(&t, out);
    table_end(&t);
}

/* ---- JSON -------------------------------------------------------------------------------------------- */

static void json_number(struct json *j, const char *key, struct number number)
{
    char space[NUMBER_TEXT];
    int64_t whole;
    double real;
    const char *text = number_text(number, space);
    if (*text && !hq_to_integer(text, &whole)) {
        hq_json_int(j, key, whole);
    } else if (*text && !hq_to_real(text, &real)) {
        hq_json_real(j, key, real);
    } else {
        hq_json_text(j, key, NULL);
    }
}

static void json_finding(struct json *j, const struct finding *f)
{
    const struct statement *s = f->statement;
    static const char *const grades[GRADES] = {"as stated", "on", "taken", "otherwise", "no figure"};
    hq_json_object(j, NULL);
    hq_json_text(j, "sentence", s->sentence);
    hq_json_text(j, "statement", s->id);
    hq_json_text(j, "programme", s->programme);
    hq_json_text(j, "quantity", s->quantity);
    hq_json_text(j, "place", s->place);
    if (s->first) {
        hq_json_int(j, "first_year", s->first);
        hq_json_int(j, "last_year", s->last);
    }
    hq_json_text(j, "kind", statement_kinds[s->kind]);
    hq_json_text(j, "bound", statement_bounds[s->bound]);
    hq_json_text(j, "unit", s->unit);
    json_number(j, "stated", s->value);
    json_number(j, "tolerance", s->tolerance);
    json_number(j, "simulated", f->simulated);
    json_number(j, "difference", f->difference);
    hq_json_text(j, "grade", grades[f->grade]);
    hq_json_text(j, "origin", f->origin == ORIGIN_NONE ? NULL : figure_origins[f->origin]);
    hq_json_text(j, "verdict", f->verdict);
    hq_json_text(j, "relation", s->relation);
    hq_json_text(j, "meaning", s->meaning);
    hq_json_text(j, "reason", s->reason);
    hq_json_text(j, "why", f->why);
    hq_json_close(j, '}');
}

void report_json(const char *config, const struct document *document, const struct finding *findings,
                 const struct evidence *e, FILE *out)
{
    static const char *const grades[GRADES] = {"as_stated", "on", "taken", "otherwise", "no_figure"};
    const struct sums sums = sums_of(document, findings);
    struct json j;
    hq_json_begin(&j, out);
    hq_json_text(&j, "configuration", config);
    hq_json_text(&j, "document", document->name);
    hq_json_text(&j, "title", document->title);
    hq_json_int(&j, "first_year", e->first_year);
    hq_json_int(&j, "last_year", e->last_year);
    hq_json_array(&j, "statements");
    for (int i = 0; i < document->count; i++) {
        json_finding(&j, &findings[i]);
    }
    hq_json_close(&j, ']');
    hq_json_object(&j, "summary");
    for (int k = 0; k < STATEMENT_KINDS; k++) {
        hq_json_object(&j, statement_kinds[k]);
        for (int g = 0; g < GRADES; g++) {
            hq_json_int(&j, grades[g], sums.of[k][g]);
        }
        hq_json_int(&j, "outcomes", all_of(sums.outcomes[k]));
        hq_json_int(&j, "outcomes_as_stated", sums.outcomes[k][AS_STATED]);
        hq_json_close(&j, '}');
    }
    hq_json_close(&j, '}');
    hq_json_end(&j);
}

/* ---- failures ---------------------------------------------------------------------------------------- */

int report_failures(const struct document *document, const struct finding *findings, FILE *out)
{
    int failures = 0;
    for (int i = 0; i < document->count; i++) {
        const struct finding *f = &findings[i];
        const struct statement *s = f->statement;
        char stated[NUMBER_TEXT], simulated[NUMBER_TEXT];
        if (s->kind != EXACT || f->grade == AS_STATED) {
            continue;
        }
        failures++;
        fprintf(out, "horqin replay: %s: %s %s %s stated, ", s->id, s->quantity, number_text(s->value, stated),
                s->unit);
        if (f->grade == NO_FIGURE) {
            fprintf(out, "no figure: %s\n", f->why ? f->why : "none");
        } else {
            fprintf(out, "%s simulated\n", number_text(f->simulated, simulated));
        }
    }
    if (failures) {
        fprintf(out, "horqin replay: error: %d exact statements of %s are not as stated\n", failures,
                document->name);
    }
    return failures;
}
