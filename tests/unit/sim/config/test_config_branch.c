/* Which of two configurations holds when one run branches off another. */
#include "unit/sim/config_fixture.h"

enum { ON, START, WAGE, HERD, PRICE, SCARCE, HERDLESS, ROWS };
static const struct param_row rows[ROWS] = {
    {"works", "enabled", HQ_BOOL, "", "false", 0, 1, HQ_BY_COUNTY | HQ_BY_CLASS, "whether there are works",
     "user"},
    {"works", "start", HQ_INT, "year", "2003", 1900, 2200, HQ_FIXED, "their first year", "user"},
    {"works", "wage", HQ_YUAN, "Yuan", "10", 0, 1e6, HQ_BY_ALL, "what they pay", "user"},
    {"herd", "growth", HQ_REAL, "1", "0.1", 0, 1, HQ_FIXED, "of herds", "user"},
    {"market", "price", HQ_REAL, "Yuan", "5", 0, 1e6, HQ_BY_ALL, "of a sheep", "user"},
    {"market", "scarce", HQ_BOOL, "", "false", 0, 1, HQ_BY_CLASS, "whether there is little", "user"},
    {"founding", "herdless", HQ_REAL, "1", "0.2", 0, 1, HQ_BY_ALL, "at the start", "user"},
};
static const struct param_table table = {rows, ROWS, NULL, 0};
static const struct model_choice models[] = {{"poverty", &table, &fixture_county_table, fixture_classes,
                                              &fixture_households, &fixture_villages, &fixture_fields}};

#define YEARS "run: {first_year: 2001, last_year: 2010}\n"

/* Counties in the order of their codes: Xincheng (farming), Kezuo Houqi (pastoral), Erenhot (semi). */
static struct config *load(const char *text)
{
    struct config *config = NULL;
    char *whole = hq_text(REGION "%s", text);
    write_text_file("run.yaml", whole);
    const int code = hq_config_load(in_folder("run.yaml"), NULL, 0, models, 1, stderr, &config);
    assert_int_equal(code, HQ_EXIT_DONE);
    free(whole);
    return config;
}

static char *said;

/* Branches `own` off `past` after a year; returns the exit code, what was said is in `said`. */
static int follow(struct config *own, struct config *past, int year)
{
    size_t size;
    free(said);
    FILE *f = open_memstream(&said, &size);
    const int code = hq_config_follow(own, past, "0123456789abcdef0123456789abcdef", year, "ffff", f);
    fclose(f);
    return code;
}

static struct config *branch(const char *own, const char *past, int year)
{
    struct config *config = load(own);
    const int code = follow(config, load(past), year);
    if (code != HQ_EXIT_DONE)
        fail_msg("%s", said);
    assert_string_equal(said, "");
    return config;
}

static union cell value(const struct config *config, int county, int year, int row)
{
    union cell cells[ROWS];
    hq_config_resolve(config, county, year, cells);
    return cells[row];
}

static void values_are_the_others_up_to_the_year(void **state)
{
    (void)state;
    struct config *c =
        branch(YEARS "market: {price: {default: 7, year: {2008: 8}, county: {152501: 9}}}\n",
               YEARS "market: {price: {default: 1, year: {2003: 2}, class: {farming: 3}}}\n", 2005);
    static const double expected[3][3] = {{3, 7, 8}, {2, 7, 8}, {2, 9, 9}}; /* in 2005, 2006 and 2008 */
    for (int county = 0; county < 3; county++) {
        assert_true(value(c, county, 2005, PRICE).real == expected[county][0]);
        assert_true(value(c, county, 2006, PRICE).real == expected[county][1]);
        assert_true(value(c, county, 2008, PRICE).real == expected[county][2]);
    }
    assert_true(value(c, 1, 2002, PRICE).real == 1);
    assert_false(hq_config_repeats(c));
    int year;
    const char *state_hash;
    assert_non_null(hq_config_past(c, &year, &state_hash));
    assert_int_equal(year, 2005);
    assert_string_equal(state_hash, "ffff");
    hq_config_free(c);
}

/* It is known of before, and starts behind the year, or later where it says so. */
static void a_programme_begins_with_the_branch(void **state)
{
    (void)state;
    static const struct {
        const char *own;
        int start;
    } cases[] = {{"works: {enabled: true, wage: 12}\n", 2006},
                 {"works: {enabled: true, wage: 12, start: 2006}\n", 2006},
                 {"works: {enabled: true, wage: 12, start: 2009}\n", 2009}};
    for (int k = 0; k < 3; k++) {
        char *own = hq_text(YEARS "%s", cases[k].own);
        struct config *c = branch(own, YEARS, 2005);
        for (int year = 2001; year <= 2010; year++) {
            assert_int_equal(value(c, 1, year, START).integer, cases[k].start);
            assert_int_equal(value(c, 1, year, ON).integer, 1);
            assert_int_equal(value(c, 1, year, WAGE).integer, 1200);
        }
        assert_true(hq_config_repeats(c));
        assert_true(hq_config_ever(c, ON));
        hq_config_free(c);
        free(own);
    }
}

static void one_that_has_begun_goes_on(void **state)
{
    (void)state;
    struct config *c = branch(YEARS "works: {enabled: true, wage: 12, start: 2009}\n",
                              YEARS "works: {enabled: true, wage: 11}\n", 2005);
    assert_int_equal(value(c, 0, 2005, WAGE).integer, 1100);
    assert_int_equal(value(c, 0, 2005, START).integer, 2003);
    assert_int_equal(value(c, 0, 2006, WAGE).integer, 1200);
    assert_int_equal(value(c, 0, 2006, START).integer, 2009);
    assert_false(hq_config_repeats(c));
    hq_config_free(c);
    c = branch(YEARS, YEARS "works: {enabled: true}\n", 2005); /* or ends */
    assert_int_equal(value(c, 0, 2005, ON).integer, 1);
    assert_int_equal(value(c, 0, 2006, ON).integer, 0);
    assert_true(hq_config_ever(c, ON));
    hq_config_free(c);
}

/* One that stood by begins; and where it was in some counties, it begins in the others. */
static void one_begins_where_it_was_not(void **state)
{
    (void)state;
    struct config *c = branch(YEARS "works: {enabled: true, wage: 12}\n",
                              YEARS "works: {enabled: true, wage: 11, start: 2007}\n", 2005);
    assert_int_equal(value(c, 0, 2005, START).integer, 2006);
    assert_int_equal(value(c, 0, 2005, WAGE).integer, 1200);
    assert_true(hq_config_repeats(c));
    hq_config_free(c);
    c = branch(YEARS "works: {enabled: true, wage: 12}\n",
               YEARS "works: {enabled: {default: false, county: {150522: true}}, wage: 11}\n", 2005);
    assert_int_equal(value(c, 1, 2005, WAGE).integer, 1100);
    assert_int_equal(value(c, 1, 2006, START).integer, 2003);
    assert_int_equal(value(c, 2, 2005, WAGE).integer, 1200);
    assert_int_equal(value(c, 2, 2006, START).integer, 2006);
    assert_true(hq_config_repeats(c));
    hq_config_free(c);
}

static void what_holds_from_the_first_year_must_be_the_same(void **state)
{
    (void)state;
    static const struct {
        const char *own, *says;
    } cases[] = {
        {YEARS "herd: {growth: 0.2}\n", "run.from: herd.growth is 0.1 there and 0.2 here\n"},
        {YEARS "market: {scarce: {default: false, class: {semi: true}}}\n",
         "run.from: market.scarce is false there and true here (county 152501)\n"},
        {YEARS "founding: {herdless: 0.3}\n", "run.from: founding.herdless is 0.2 there and 0.3 here\n"},
        {YEARS "population: {scale: 0.5}\n", "run.from: population.scale is 1 there and 0.5 here\n"},
        {"run: {first_year: 2001, last_year: 2010, seed: 9}\n", "run.from: run.seed is 1 there and 9 here\n"},
        {"run: {first_year: 2002, last_year: 2010}\n",
         "run.from: run.first_year is 2001 there and 2002 here\n"},
        {"run: {first_year: 2001, last_year: 2010, mode: replay}\n",
         "run.from: run.mode is free there and replay here\n"},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        struct config *c = load(cases[k].own);
        assert_int_equal(follow(c, load(YEARS), 2005), HQ_EXIT_USAGE);
        if (!strstr(said, cases[k].says))
            fail_msg("\"%s\" does not say \"%s\"", said, cases[k].says);
        assert_non_null(strstr(said, "what is named (1 in all) holds from a run's first year on"));
        hq_config_free(c);
    }
    struct config *c = load("run: {first_year: 2001, last_year: 2010, seed: 9}\npopulation: {scale: 0.5}\n");
    assert_int_equal(follow(c, load(YEARS), 2005), HQ_EXIT_USAGE);
    assert_non_null(strstr(said, "what is named (2 in all) holds from"));
    hq_config_free(c);
}

static void counties_must_be_the_same(void **state)
{
    (void)state;
    struct config *past = load(YEARS), *c = NULL;
    write_text_file("run.yaml", "region: {table: counties.csv, counties: [150522]}\n" YEARS);
    assert_int_equal(hq_config_load(in_folder("run.yaml"), NULL, 0, models, 1, stderr, &c), HQ_EXIT_DONE);
    assert_int_equal(follow(c, past, 2005), HQ_EXIT_USAGE);
    assert_non_null(strstr(said, "the counties (region.counties, region.table) are others there"));
    hq_config_free(c);
    past = load(YEARS); /* the same counties, of which the table says something else */
    char *other = hq_copy_text(FIXTURE_TABLE), *rain = strstr(other, "350.5");
    rain[0] = '4';
    write_text_file("counties.csv", other);
    c = load(YEARS);
    assert_int_equal(follow(c, past, 2005), HQ_EXIT_USAGE);
    hq_config_free(c);
    write_text_file("counties.csv", FIXTURE_TABLE);
    free(other);
}

static void later_years_and_output_are_free(void **state)
{
    (void)state;
    struct config *c = branch("run: {first_year: 2001, last_year: 2020, name: other, markets: frozen}\n"
                              "output: {checkpoint_every: 1, panel_share: 0}\n",
                              YEARS, 2005);
    assert_int_equal(hq_config_engine(c)->run_last_year, 2020);
    hq_config_free(c);
}

static void there_must_be_years_behind(void **state)
{
    (void)state;
    static const int years[] = {2000, 2010, 2011};
    for (int k = 0; k < 3; k++) {
        struct config *c = load(YEARS);
        assert_int_equal(follow(c, load(YEARS), years[k]), HQ_EXIT_USAGE);
        assert_non_null(strstr(said, "the run's years are 2001 to 2010; name a year from 2001 to 2009"));
        hq_config_free(c);
    }
}

/* The hash is of the run, which is another one from another year, and not the other run's or its own configuration's. */
static void the_hash_takes_up_where_it_comes_from(void **state)
{
    (void)state;
    struct config *plain = load(YEARS), *one = branch(YEARS, YEARS, 2005), *same = branch(YEARS, YEARS, 2005),
                  *later = branch(YEARS, YEARS, 2006),
                  *more = branch(YEARS "works: {enabled: true}\n", YEARS, 2005);
    assert_string_equal(hq_config_hash(one), hq_config_hash(same));
    assert_string_not_equal(hq_config_hash(one), hq_config_hash(plain));
    assert_string_not_equal(hq_config_hash(one), hq_config_hash(later));
    assert_string_not_equal(hq_config_hash(one), hq_config_hash(more));
    struct config *const all[] = {plain, one, same, later, more};
    for (int k = 0; k < 5; k++)
        hq_config_free(all[k]);
}

/* Up to the first year the first run, up to the second the branch of it, then the branch of that. */
static void a_branch_has_branches(void **state)
{
    (void)state;
    struct config *first = branch(YEARS "market: {price: 6}\nworks: {enabled: true, wage: 6}\n", YEARS, 2003);
    struct config *c = load(YEARS "market: {price: 7}\nworks: {enabled: true, wage: 7}\n");
    assert_int_equal(follow(c, first, 2006), HQ_EXIT_DONE);
    static const struct {
        int year, price;
    } cases[] = {{2003, 5}, {2004, 6}, {2006, 6}, {2007, 7}};
    for (int k = 0; k < 4; k++)
        assert_true(value(c, 0, cases[k].year, PRICE).real == cases[k].price);
    assert_int_equal(value(c, 0, 2002, START).integer, 2004); /* as in the first branch: it goes on */
    assert_int_equal(value(c, 0, 2006, WAGE).integer, 600);
    assert_int_equal(value(c, 0, 2007, WAGE).integer, 700);
    assert_false(hq_config_repeats(c));
    hq_config_free(c);
}

static int close_all(void **state)
{
    free(said);
    return fixture_close(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_the_others_up_to_the_year),
        cmocka_unit_test(a_programme_begins_with_the_branch),
        cmocka_unit_test(one_that_has_begun_goes_on),
        cmocka_unit_test(one_begins_where_it_was_not),
        cmocka_unit_test(what_holds_from_the_first_year_must_be_the_same),
        cmocka_unit_test(counties_must_be_the_same),
        cmocka_unit_test(later_years_and_output_are_free),
        cmocka_unit_test(there_must_be_years_behind),
        cmocka_unit_test(the_hash_takes_up_where_it_comes_from),
        cmocka_unit_test(a_branch_has_branches),
    };
    return cmocka_run_group_tests(tests, fixture_open, close_all);
}
