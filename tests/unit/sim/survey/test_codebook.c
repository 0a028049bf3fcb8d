/* Codebooks: what they say is taken as it stands, and what is wrong is told at its place. */
#include "unit/sim/survey/survey_fixture.h"

static void a_whole_codebook(void **state)
{
    (void)state;
    assert_true(
        read_book("survey:\n  household: hh\n  person: pid\n  county: co\n  weight: w\n"
                  "  region: regions/im.csv\n  persons: first eight\n  counties: {KZ: 150522, X: 150102}\n"
                  "missing: [\"-8\", NA]\nmost_errors: 7\nfields:\n"
                  "  land: {sum: {a: 1, b: 0.5}, unit: ha, missing: median, negative: zero}\n"
                  "  money: {column: m, unit: fen, missing: 20}\n"
                  "  net: {column: n, negative: keep, missing: model}\n" CODEBOOK_PEOPLE));
    assert_string_equal(book.household.name, "hh");
    assert_string_equal(book.person.name, "pid");
    assert_string_equal(book.region, "regions/im.csv");
    assert_true(book.keep_eight);
    assert_int_equal(book.most_errors, 7);
    assert_int_equal(book.county_count, 2);
    assert_string_equal(book.counties[1].text, "X");
    assert_true(book.counties[1].value == 150102);
    assert_int_equal(book.missing_count, 2);
    assert_string_equal(book.missing[0], "-8");
    const struct mapping *m = book.mappings;
    assert_int_equal(m[LAND].part_count, 2);
    assert_true(m[LAND].parts[1].factor == 0.5 && m[LAND].unit == 15);
    assert_int_equal(m[LAND].missing, MISSING_MEDIAN);
    assert_int_equal(m[LAND].negative, NEGATIVE_ZERO);
    assert_true(m[MONEY].missing == MISSING_VALUE && m[MONEY].missing_value == 20 && m[MONEY].unit == 0.01);
    assert_true(m[NET].missing == MISSING_MODEL && m[NET].negative == NEGATIVE_KEEP);
    assert_true(m[WOMAN].code_count == 2 && m[WOMAN].codes[1].value == 1);
    assert_int_equal(m[SCHOOL].part_count, 0);
    assert_true(hq_codebook_has(&book, HQ_OF_PERSON));
}

static void little_is_needed(void **state)
{
    (void)state;
    assert_true(read_book("survey: {household: h, county: c, region: r}\nfields: {land: {column: x}}\n"));
    assert_null(book.weight.name);
    assert_null(book.person.name);
    assert_int_equal(book.most_errors, HQ_SURVEY_ERRORS);
    assert_int_equal(book.mappings[LAND].missing, MISSING_ERROR);
    assert_int_equal(book.mappings[LAND].negative, NEGATIVE_ERROR);
    assert_false(book.keep_eight);
    assert_false(hq_codebook_has(&book, HQ_OF_PERSON));
}

#define FIELDS_OF(text) CODEBOOK_SURVEY "fields:\n" text "\n"

static void errors_have_a_place_and_a_cure(void **state)
{
    (void)state;
    static const struct {
        const char *text, *error;
    } cases[] = {
        {"", "book.yml:1:1: error: "},
        {"[a]", "book.yml:1:1: error: a codebook is a mapping"},
        {"fields: {land: {column: x}}", "book.yml:1:1: error: survey is missing"},
        {"survey: {}\nfields: {land: {column: x}}", "book.yml:1:9: error: survey.household is missing"},
        {"survey: {}\nfields: {land: {column: x}}", "book.yml:1:9: error: survey.region is missing"},
        {"survey: 3\nfields: {land: {column: x}}", "book.yml:1:9: error: survey takes a mapping"},
        {CODEBOOK_SURVEY, "error: fields maps nothing"},
        {CODEBOOK_SURVEY "felds: {}\n", "book.yml:2:1: error: unknown key 'felds'; did you mean 'fields'?"},
        {FIELDS_OF("  lnd: {column: x}"), "book.yml:3:3: error: unknown field 'lnd'; did you mean 'land'?"},
        {FIELDS_OF("  land: x"), "book.yml:3:9: error: a field takes a mapping: land: {column: NAME}"},
        {FIELDS_OF("  land: {colum: x}"), "book.yml:3:10: error: unknown key 'colum'; did you mean 'column'?"},
        {FIELDS_OF("  land: {column: x, sum: {a: 1}}"), "book.yml:3:9: error: a field takes either column"},
        {FIELDS_OF("  land: {sum: {}}"), "sum names no column"},
        {FIELDS_OF("  land: {sum: {a: much}}"), "book.yml:3:19: error: 'much' is not a number"},
        {FIELDS_OF("  land: {column: x, unit: acre}"),
         "book.yml:3:27: error: land cannot be given in 'acre'; its units are: mu, ha"},
        {FIELDS_OF("  land: {column: x, unit: fen}"), "land cannot be given in 'fen'"},
        {FIELDS_OF("  land: {column: x, missing: sometimes}"),
         "missing is error, median, model or a value, not"},
        {FIELDS_OF("  land: {column: x, missing: -3}"),
         "book.yml:3:30: error: land is a number from 0 to 1000 [mu]"},
        {FIELDS_OF("  land: {column: x, negative: keep}"),
         "land cannot be negative: negative is error or zero"},
        {FIELDS_OF("  net: {column: x, negative: perhaps}"), "negative is error, zero or keep, not 'perhaps'"},
        {FIELDS_OF("  land: {sum: {a: 1, b: 2}, codes: {1: 1}}"), "codes do not go with a sum"},
        {FIELDS_OF("  land: {column: x, codes: {a: 2000}}"), "land is a number from 0 to 1000 [mu], not 2000"},
        {FIELDS_OF("  age: {column: x}"), "persons cannot be taken without woman: map it"},
        {FIELDS_OF("  age: {column: x, missing: 3.5}\n  woman: {column: s}"), "age is a whole number"},
        {FIELDS_OF("  age: {column: x, missing: model}\n  woman: {column: s}"),
         "age cannot be left to the model"},
        {FIELDS_OF("  land: {column: x}") "missing: {a: 1}\n", "missing takes a list of texts"},
        {FIELDS_OF("  land: {column: x}") "most_errors: 0\n", "most_errors takes a whole number of at least 1"},
        {"survey: {household: h, county: c, region: r, persons: many}\nfields: {land: {column: x}}",
         "book.yml:1:55: error: persons says what is done"},
        {"survey: {household: h, county: c, region: r, counties: {A: 0150}}\nfields: {land: {column: x}}",
         "book.yml:1:60: error: '0150'"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_false(read_book(cases[i].text));
        expect_error(cases[i].error);
        assert_true(d.in_configuration);
    }
}

/* All errors come at once. */
static void all_in_one_pass(void **state)
{
    (void)state;
    assert_false(read_book("survey: {household: h, region: r}\nfields:\n  lnd: {column: x}\n"
                           "  net: {column: y, missing: no}\n"));
    assert_string_equal(errors(),
                        "book.yml:1:9: error: survey.county is missing: it names a column\n"
                        "book.yml:3:3: error: unknown field 'lnd'; did you mean 'land'?\n"
                        "book.yml:4:29: error: missing is error, median, model or a value, not 'no'\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(a_whole_codebook, fixture_clean),
        cmocka_unit_test_teardown(little_is_needed, fixture_clean),
        cmocka_unit_test_teardown(errors_have_a_place_and_a_cure, fixture_clean),
        cmocka_unit_test_teardown(all_in_one_pass, fixture_clean),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
