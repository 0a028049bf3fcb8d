/* population.survey: what the file gives, what is wrong with it, and its part in the configuration's hash. */
#include "sim/population.h"

#include "unit/sim/config_fixture.h"

#define RUN REGION "population: {survey: p.csv}\n"
#define PEOPLE                                                                                                 \
    "age.1,age.2,age.3,age.4,age.5,age.6,age.7,age.8,woman.1,woman.2,woman.3,woman.4,woman.5,woman.6,woman.7," \
    "woman.8"
#define HEADER "# made by hand\ncounty,household,weight,herd,savings," PEOPLE "\n"

static void values(void **state)
{
    (void)state;
    struct config *config;
    write_text_file("p.csv", HEADER "150522,a,2.5,7.25,100.01,40,38,,,,,,,0,1,,,,,,\n"
                                    "152501,b,1,,,,,,,,,,,,,,,,,,\n");
    must_load(config, RUN);
    const struct population *p = hq_config_population(config);
    assert_non_null(p);
    assert_int_equal(p->count, 2);
    assert_int_equal(p->rows[0].county, 150522);
    assert_int_equal(p->rows[0].class, 0);
    assert_int_equal(p->rows[1].class, 1);
    assert_int_equal(p->rows[0].weight, 2500000);
    const double *v = p->rows[0].values;
    assert_true(v[0] == 7.25 && v[HQ_SLOTS] == 100.01);
    assert_true(v[2 * HQ_SLOTS] == 40 && v[2 * HQ_SLOTS + 1] == 38 && v[2 * HQ_SLOTS + 2] == HQ_NOT_SAID);
    assert_true(v[3 * HQ_SLOTS] == 0 && v[3 * HQ_SLOTS + 1] == 1);
    assert_true(p->rows[1].values[0] == HQ_NOT_SAID);
    for (int f = 0; f < 4; f++) {
        assert_true(p->has[f]);
    }
    /* Counties in the order of their codes: 150102 farming, 150522 pastoral, 152501 semi. */
    assert_int_equal(p->drawn[0], HQ_DRAWN_NOT);
    assert_int_equal(p->drawn[1], HQ_DRAWN_OWN);
    assert_int_equal(p->drawn[2], HQ_DRAWN_OWN);
    hq_config_free(config);
}

/* A file may leave fields out, and rows of counties that are not selected stand for their class. */
static void some_fields(void **state)
{
    (void)state;
    struct config *config;
    write_text_file("p.csv", "county,weight,herd\n150522,1,3\n");
    must_load(config, RUN);
    const struct population *p = hq_config_population(config);
    assert_true(p->has[0] && !p->has[1] && !p->has[2] && !p->has[3]);
    hq_config_free(config);
    must_load(config, REGION);
    assert_null(hq_config_population(config));
    hq_config_free(config);
}

/* The bytes of the file are part of the configuration; its name is not. */
static void hash(void **state)
{
    (void)state;
    struct config *config;
    char hashes[4][33];
    const char *const texts[] = {"county,weight,herd\n150522,1,3\n", "county,weight,herd\n150522,1,3\n",
                                 "county,weight,herd\n150522,1,4\n"};
    for (int i = 0; i < 3; i++) {
        const char *name = i == 1 ? "q.csv" : "p.csv";
        write_text_file(name, texts[i]);
        char set[600];
        snprintf(set, sizeof set, "population.survey=%s",
                 in_folder(name)); /* from --set: not beside the file */
        must_load(config, REGION, set);
        strcpy(hashes[i], hq_config_hash(config));
        hq_config_free(config);
    }
    must_load(config, REGION);
    assert_string_equal(hashes[0], hashes[1]);
    assert_string_not_equal(hashes[0], hashes[2]);
    assert_string_not_equal(hashes[0], hq_config_hash(config));
    hq_config_free(config);
}

static void errors(void **state)
{
    (void)state;
    static const struct {
        const char *text, *error;
    } cases[] = {
        {"", "p.csv:1:1: error: no header: the table is empty"},
        {"\x01\x02", "p.csv:1:1: error: "},
        {"county,weight,herd\n", "p.csv:1:1: error: no household in the population file"},
        {"county,herd\n150522,1\n", "p.csv:1:1: error: "},
        {"county,weight,hard\n150522,1,1\n",
         "p.csv:1:15: error: column 'hard' is no field of a population file"},
        {"county,weight,age.1\n150522,1,1\n", "p.csv:1:1: error: the column 'age.2' is missing"},
        {"county,weight,age.1\n150522,1,1\n", "p.csv:1:1: error: the column 'woman.1' is missing"},
        {"county,weight,herd\n150522,0,1\n", "p.csv:2:8: error: a weight is from 0.000001 to 10000000, not 0"},
        {"county,weight,herd\n150522,nan,1\n", "p.csv:2:8: error: weight 'nan' is not a number"},
        {"county,weight,herd\n999999,1,1\n", "p.csv:2:1: error: unknown county '999999'"},
        {"county,weight,herd\n150522,1,-1\n",
         "p.csv:2:10: error: herd is from 0 to 100000 [sheep units], not -1"},
        {"county,weight,herd\n150522,1,x\n", "p.csv:2:10: error: herd: 'x' is not a number"},
        {"county,weight," PEOPLE "\n150522,1,3.5,,,,,,,,1,,,,,,,\n",
         "p.csv:2:10: error: age is a whole number, not 3.5"},
        {"county,weight," PEOPLE "\n150522,1,35,,,,,,,,,,,,,,,\n",
         "p.csv:2:20: error: woman.1 is empty, but there is a"},
        {"county,weight," PEOPLE "\n150522,1,,,,,,,,,1,,,,,,,\n", "p.csv:2:18: error: woman.1 of nobody"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct config *config;
        write_text_file("p.csv", cases[i].text);
        const int code = load_text(&config, RUN);
        if (code != HQ_EXIT_BAD_DATA || !strstr(fixture_said, cases[i].error)) {
            fail_msg("case %zu: code %d, not said: %s\nsaid: %s", i, code, cases[i].error, fixture_said);
        }
        assert_null(config);
    }
    struct config *config;
    assert_int_equal(load_text(&config, REGION "population: {survey: none.csv}\n"), HQ_EXIT_USAGE);
    assert_non_null(strstr(fixture_said, "run.yaml:2:22: error: cannot read 'none.csv'"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values),
        cmocka_unit_test(some_fields),
        cmocka_unit_test(hash),
        cmocka_unit_test(errors),
    };
    return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
