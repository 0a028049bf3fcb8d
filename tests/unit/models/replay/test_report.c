/* What a replay prints: a line a statement, sums by kind, JSON, and the exact ones that fail. */
#include "unit/sim/test.h"

#include "models/replay/report.c" // NOLINT(bugprone-suspicious-include)

static const struct statement statements[] = {
    {.id = "aa-x",
     .sentence = "3.1",
     .place = "15",
     .programme = "training",
     .quantity = "trained",
     .unit = "persons",
     .relation = "",
     .meaning = "people trained",
     .reason = "",
     .first = 2009,
     .last = 2009,
     .kind = EXACT,
     .value = {31000, 1},
     .tolerance = {0, 1}},
    {.id = "aa-y",
     .sentence = "3.2",
     .place = "15",
     .programme = "training",
     .quantity = "placed",
     .unit = "persons",
     .relation = "",
     .meaning = "of them placed",
     .reason = "",
     .kind = BOUND,
     .bound = AT_LEAST,
     .value = {27000, 1},
     .tolerance = {0, 1}},
    {.id = "aa-z",
     .sentence = "4.1",
     .place = "15",
     .programme = "events",
     .quantity = "visits",
     .unit = "",
     .relation = "",
     .meaning = "visits",
     .reason = "a ledger line",
     .kind = NOTE,
     .tolerance = {0, 1}},
    {.id = "aa-n",
     .sentence = "4.2",
     .place = "15",
     .programme = "industry",
     .quantity = "none",
     .unit = "Yuan",
     .relation = "",
     .meaning = "nothing",
     .reason = "",
     .kind = EXACT,
     .value = {3, 2},
     .tolerance = {0, 1}},
};
static const struct finding findings[] = {
    {&statements[0], {30999, 1}, {-1, 1}, NOT_AS_STATED, "differs", NULL, ORIGIN_IMPOSED},
    {&statements[1], {27001, 1}, {1, 1}, AS_STATED, "ok", NULL, ORIGIN_OUTCOME},
    {&statements[2], {0, 0}, {0, 0}, TAKEN, "note", NULL, ORIGIN_NONE},
    {&statements[3], {0, 0}, {0, 0}, NO_FIGURE, "no figure", "no row of figures.def", ORIGIN_NONE},
};
static const struct document document = {"one", "aa", "The first", 0, 4};

static char *text;
static size_t size;

static FILE *begin(void)
{
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    return out;
}

static void ends_with(FILE *out, const char *const *wanted)
{
    assert_int_equal(fclose(out), 0);
    for (; *wanted; wanted++) {
        if (!strstr(text, *wanted)) {
            fail_msg("no '%s' in:\n%s", *wanted, text);
        }
    }
    free(text);
}

static void a_table(void **state)
{
    (void)state;
    FILE *out = begin();
    report_print(&document, findings, out);
    ends_with(
        out,
        (const char *const[]){
            "The first\n\n",
            "     3.1  aa-x          31000      30999          -1  persons  exact  imposed  differs    people "
            "trained\n",
            ">= 27000      27001           1  persons  bound  outcome  ok", "visits (a ledger line)\n",
            "nothing (no row of figures.def)\n",
            "exact                 2          0   0      0          1          1         0                  "
            "0\n",
            "bound                 1          1   0      0          0          0         1                  "
            "1\n",
            "note                  1          0   0      1          0          0         0                  "
            "0\n",
            NULL});
}

static void an_object(void **state)
{
    (void)state;
    const struct evidence e = {.first_year = 2009, .last_year = 2010};
    FILE *out = begin();
    report_json("c.yml", &document, findings, &e, out);
    ends_with(out,
              (const char *const[]){"\"document\": \"one\"", "\"last_year\": 2010", "\"simulated\": 30999,",
                                    "\"simulated\": null,", "\"stated\": 1.5,", "\"verdict\": \"no figure\"",
                                    "\"grade\": \"otherwise\"", "\"bound\": \"at_least\"",
                                    "\"origin\": \"imposed\"", "\"origin\": null",
                                    "\"exact\": {\n      \"as_stated\": 0,\n      \"on\": 0,\n      "
                                    "\"taken\": 0,\n      \"otherwise\": 1,\n      \"no_figure\": 1,\n      "
                                    "\"outcomes\": 0,\n      \"outcomes_as_stated\": 0\n    }",
                                    NULL});
}

static void failures(void **state)
{
    (void)state;
    FILE *out = begin();
    assert_int_equal(report_failures(&document, findings, out), 2);
    ends_with(out, (const char *const[]){
                       "horqin replay: aa-x: trained 31000 persons stated, 30999 simulated\n",
                       "horqin replay: aa-n: none 1.5 Yuan stated, no figure: no row of figures.def\n",
                       "horqin replay: error: 2 exact statements of one are not as stated\n", NULL});
    const struct document second = {"one", "aa", "The first", 1, 2};
    out = begin();
    assert_int_equal(report_failures(&second, findings + 1, out), 0);
    assert_int_equal(fclose(out), 0);
    assert_int_equal(size, 0);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_table), cmocka_unit_test(an_object),
                                       cmocka_unit_test(failures)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
