/* Verdicts: every kind of statement against a run, relations through each other, circles. */
#include "unit/sim/test.h"

#include "models/replay/compare.c" // NOLINT(bugprone-suspicious-include)
#include "unit/models/replay/catalogue_fixture.h"
#include "unit/models/replay/replay_fixture.h"

struct judged {
    struct finished f;
    struct texts t;
    struct catalogue c;
    const struct finding *findings;
};

static void judge(struct judged *j, const char *rows)
{
    struct diagnostics d = {0};
    finish(&j->f);
    if (!read_texts(&j->f.arena, &j->t, rows,
                    "bb-other,1.1,2009,15,training,unheard_of,,1,1,5,1,exact,exact,,,,,m,\n", &d, &j->c)) {
        hq_print_diagnostics(&d, stderr);
        fail();
    }
    j->findings = compare_all(&j->f.arena, &j->c, catalogue_document(&j->c, "one"), &j->f.e);
}

/* The only row comes to this. */
static void comes_to(const char *row, const char *verdict, enum grade grade, const char *simulated)
{
    struct judged j;
    char space[NUMBER_TEXT];
    judge(&j, row);
    const struct finding *f = &j.findings[0];
    if (strcmp(f->verdict, verdict) != 0 || f->grade != grade ||
        strcmp(number_text(f->simulated, space), simulated) != 0) {
        fail_msg("%s: %s, grade %d, %s", row, f->verdict, f->grade, number_text(f->simulated, space));
    }
    finished_free(&j.f);
}

#define MONEY(value, bound, kind, tolerance)                                                                   \
    "aa-x,3.1,2009,15,training,training_money,,1,1," value ",Yuan," bound "," kind "," tolerance ",,,,m,\n"

static void kinds(void **state)
{
    (void)state;
    comes_to(MONEY("40000000", "exact", "exact", ""), "ok", AS_STATED, "40000000");
    comes_to(MONEY("40000001", "exact", "exact", ""), "differs", NOT_AS_STATED, "40000000");
    comes_to(MONEY("40000001", "exact", "exact", "1"), "ok", AS_STATED, "40000000");
    comes_to(MONEY("40000001.5", "exact", "exact", "1"), "differs", NOT_AS_STATED, "40000000");
    comes_to(MONEY("39999999", "at_least", "bound", ""), "ok", AS_STATED, "40000000");
    comes_to(MONEY("40000001", "at_least", "bound", ""), "missed", NOT_AS_STATED, "40000000");
    comes_to(MONEY("40000001", "at_most", "bound", ""), "ok", AS_STATED, "40000000");
    comes_to(MONEY("39999999", "at_most", "bound", ""), "missed", NOT_AS_STATED, "40000000");
    comes_to(MONEY("39000000", "about", "approximate", "1000000"), "near", AS_STATED, "40000000");
    comes_to(MONEY("39000000", "about", "approximate", "999999"), "off", NOT_AS_STATED, "40000000");
    comes_to(MONEY("40000000", "exact", "setting", ""), "as stated", AS_STATED, "40000000");
    comes_to(MONEY("40000001", "exact", "setting", ""), "other", NOT_AS_STATED, "40000000");
    comes_to(MONEY("39999999", "at_least", "setting", ""), "as stated", AS_STATED, "40000000");
    comes_to(MONEY("40000001", "at_least", "bound", "1"), "ok", AS_STATED, "40000000");
    comes_to(MONEY("40000002", "at_least", "bound", "1"), "missed", NOT_AS_STATED, "40000000");
    comes_to(MONEY("39999999", "at_most", "bound", "1"), "ok", AS_STATED, "40000000");
    comes_to(MONEY("39999998", "at_most", "bound", "1"), "missed", NOT_AS_STATED, "40000000");
    comes_to(MONEY("5", "exact", "note", ""), "note", TAKEN, "");
}

static void without_a_figure(void **state)
{
    (void)state;
    comes_to("aa-x,3.1,2009,15,training,unheard_of,,1,1,5,1,exact,exact,,,,,m,\n", "no figure", NO_FIGURE, "");
    comes_to("aa-x,3.1,2009,15,training,unheard_of,,1,1,5,1,exact,setting,,,,,m,\n", "taken", TAKEN, "5");
    comes_to("aa-x,3.1,1990,15,training,training_money,,1,1,5,1,exact,exact,,,,,m,\n", "no figure", NO_FIGURE,
             "");
    comes_to("aa-x,3.1,1990,15,training,training_money,,1,1,5,1,exact,setting,,,,,m,\n", "taken", TAKEN, "5");
    /* Some of its years only: a sum of all of them is not compared. */
    comes_to("aa-x,3.1,2008-2009,15,training,training_money,,1,1,5,1,exact,exact,,,,,m,\n", "no figure",
             NO_FIGURE, "");
    comes_to("aa-x,3.1,2008-2009,15,training,training_money,,1,1,5,1,exact,setting,,,,,m,\n", "taken", TAKEN,
             "5");
    comes_to("aa-x,3.1,2009,15,context,years,,1,1,5,1,exact,setting,,,,,m,\n", "taken", TAKEN, "5");
}

static void switches(void **state)
{
    (void)state;
    comes_to("aa-x,3.1,2009,15,restoration,runs,,,,,,exact,setting,,,,,m,\n", "on", RUNNING, "");
    comes_to("aa-x,3.1,2009,15,training,runs,,,,,,exact,setting,,,,,m,\n", "off", NOT_AS_STATED, "");
    comes_to("aa-x,3.1,2009,15,unheard,runs,,,,,,exact,setting,,,,,m,\n", "no programme", NO_FIGURE, "");
    comes_to("aa-x,3.1,2008,15,restoration,runs,,,,,,exact,setting,,,,,m,\n", "taken", TAKEN, "");
}

/* What is computed and approximate has the spans of what it is computed from: 40,000,000 within 1,000,000 over 20,000
 * within 100 is 1940.3 to 2060.3. What is exact has none. */
static void spans(void **state)
{
    (void)state;
    static const struct {
        const char *stated, *kind, *verdict;
    } cases[] = {
        {"2060", "approximate", "near"}, {"2061", "approximate", "off"}, {"1941", "approximate", "near"},
        {"1940", "approximate", "off"},  {"2060", "exact", "differs"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct judged j;
        char rows[800];
        (void)snprintf(
            rows, sizeof rows,
            "aa-x,3.1,2009,15,training,training_money,,1,1,41000000,Yuan,about,approximate,1000000,,,,m,\n"
            "aa-c,3.1,2009,15,training,trained,,1,1,20000,persons,about,approximate,100,,,,m,\n"
            "aa-d-u,3.1,2009,15,training,unit,,1,1,%s,Yuan,exact,%s,0.1,aa-d-u = aa-x / aa-c,yes,,m,\n",
            cases[i].stated, cases[i].kind);
        judge(&j, rows);
        assert_string_equal(j.findings[2].verdict, cases[i].verdict);
        finished_free(&j.f);
    }
}

/* The furthest of what a statement is computed from says where it comes from; taken settings alone make one taken. */
static void origins(void **state)
{
    (void)state;
    struct judged j;
    judge(&j, MONEY("1", "exact", "exact",
                    "") "aa-p,3.1,2009,15,context,net_income_per_head,,1,1,5,1,exact,approximate,1,,,,m,\n"
                        "aa-s,3.1,2009,15,context,years,,1,1,10,1,exact,setting,,,,,m,\n"
                        "aa-d-a,3.1,2009,15,training,a,,1,1,5,1,exact,setting,,aa-d-a = aa-s * 2,yes,,m,\n"
                        "aa-d-b,3.1,2009,15,training,b,,1,1,5,1,exact,exact,,aa-d-b = aa-x / aa-d-a,yes,,m,\n"
                        "aa-d-c,3.1,2009,15,training,c,,1,1,5,1,exact,exact,,aa-d-c = aa-d-b * aa-t,yes,,m,\n"
                        "aa-t,3.1,2009,15,training,trained,,1,1,20000,persons,exact,exact,,,,,m,\n"
                        "aa-n,3.1,2009,15,training,nothing,,1,1,20000,persons,exact,exact,,,,,m,\n"
                        "aa-x-z,3.1,2009,15,training,z,,,,,,exact,note,,aa-d-a < aa-s,no,,m,r\n");
    static const enum origin wanted[] = {ORIGIN_INPUT,   ORIGIN_NONE,  ORIGIN_TAKEN,
                                         ORIGIN_TAKEN,   ORIGIN_INPUT, ORIGIN_OUTCOME,
                                         ORIGIN_OUTCOME, ORIGIN_NONE,  ORIGIN_TAKEN};
    static const char *const verdicts[] = {"differs", "no figure", "taken",     "taken", "differs",
                                           "differs", "ok",        "no figure", "fails"};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        const struct finding *f = &j.findings[i];
        if (f->origin != wanted[i] || strcmp(f->verdict, verdicts[i]) != 0) {
            fail_msg("%s: %s %s", f->statement->id, figure_origins[f->origin], f->verdict);
        }
    }
    finished_free(&j.f);
}

/* Computed rows take what the run gave for the others, settings without a figure as stated, other documents'
 * statements as stated. */
static void relations(void **state)
{
    (void)state;
    struct judged j;
    judge(
        &j,
        MONEY("1", "exact", "exact",
              "") "aa-c,3.1,2009,15,training,trained,,1,1,20000,persons,exact,exact,,,,,m,\n"
                  "aa-d-u,3.1,2009,15,training,unit,,1,1,2000,Yuan,exact,exact,,aa-d-u = aa-x / aa-c,yes,,m,\n"
                  "aa-s,3.1,2009,15,training,plan,,1,1,10,1,exact,setting,,,,,m,\n"
                  "aa-d-v,3.1,2009,15,training,unit2,,1,1,205,1,exact,exact,,aa-d-v = aa-d-u / aa-s + "
                  "bb-other,yes,,m,\n"
                  "aa-x-a,3.1,2009,15,training,unit3,,,,,,exact,note,,aa-x < aa-c,no,,m,r\n"
                  "aa-x-b,3.1,2009,15,training,unit4,,,,,,exact,note,,aa-d-u >= bb-other,yes,,m,r\n"
                  "aa-x-c,3.1,2009,15,training,unit5,,,,,,exact,note,,aa-none = 1,yes,,m,r\n"
                  "aa-none,3.1,2009,15,training,none,,1,1,5,1,exact,exact,,,,,m,\n"
                  "aa-w,3.1,2009,15,training,whole,,1,1,20005,1,exact,exact,,aa-w = aa-c + bb-other,yes,,m,\n");
    static const struct {
        const char *verdict, *simulated, *difference;
    } wanted[] = {
        {"differs", "40000000", "39999999"},
        {"ok", "20000", "0"},
        {"ok", "2000", "0"},
        {"taken", "10", "0"},
        {"ok", "205", "0"},
        {"fails", "", ""},
        {"holds", "", ""},
        {"unknown", "", ""},
        {"no figure", "", ""},
        {"ok", "20005", "0"},
    };
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        char space[NUMBER_TEXT], other[NUMBER_TEXT];
        const struct finding *f = &j.findings[i];
        if (strcmp(f->verdict, wanted[i].verdict) != 0 ||
            strcmp(number_text(f->simulated, space), wanted[i].simulated) != 0 ||
            strcmp(number_text(f->difference, other), wanted[i].difference) != 0) {
            fail_msg("%s: %s, %s, %s", f->statement->id, f->verdict, space, other);
        }
    }
    finished_free(&j.f);
}

static void circles_have_no_figure(void **state)
{
    (void)state;
    struct judged j;
    judge(&j, "aa-d-a,3.1,2009,15,training,a,,1,1,5,1,exact,exact,,aa-d-a = aa-d-b,yes,,m,\n"
              "aa-d-b,3.1,2009,15,training,b,,1,1,5,1,exact,exact,,aa-d-b = aa-d-a,yes,,m,\n");
    assert_string_equal(j.findings[0].verdict, "no figure");
    assert_string_equal(j.findings[1].verdict, "no figure");
    finished_free(&j.f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kinds),     cmocka_unit_test(without_a_figure),       cmocka_unit_test(switches),
        cmocka_unit_test(relations), cmocka_unit_test(circles_have_no_figure), cmocka_unit_test(spans),
        cmocka_unit_test(origins),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
