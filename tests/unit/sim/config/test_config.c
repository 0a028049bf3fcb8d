/* Loading as a whole: the model, the county table, errors in one pass, exit codes, inputs. */
#include "unit/sim/config_fixture.h"

static void defaults_hold(void **state)
{
    (void)state;
    struct config *c;
    must_load(c, REGION);
    const struct engine_params *p = hq_config_engine(c);
    assert_int_equal(p->run_first_year, 2002);
    assert_int_equal(p->run_last_year, 2019);
    assert_int_equal(p->run_seed, 1);
    assert_string_equal(p->run_model, "poverty");
    assert_string_equal(p->run_calendar, "");
    assert_string_equal(p->region_table, in_folder("counties.csv"));
    assert_true(p->population_scale == 1.0);
    assert_int_equal(p->output_column_hashes, 1);
    assert_int_equal(hq_config_model(c), 1);
    assert_true(value_of(c, -1, 2002, GROWTH).real == 0.5);
    assert_int_equal(value_of(c, 0, 2002, PLACES).integer, 1000);
    assert_string_equal(value_of(c, 0, 2002, MODE).text, "free");
    hq_config_free(c);
}

static void values_of_every_type(void **state)
{
    (void)state;
    struct config *c;
    must_load(c,
              REGION "run: {name: a run, seed: 1e6, model: poverty}\n"
                     "population: {scale: 2.5e-1}\n"
                     "output: {column_hashes: off}\n"
                     "training:\n  budget: 1_000_000.125\n  places: 1_000_000\n  frozen: yes\n  mode: \"\"\n");
    assert_string_equal(hq_config_engine(c)->run_name, "a run");
    assert_int_equal(hq_config_engine(c)->run_seed, 1000000);
    assert_true(hq_config_engine(c)->population_scale == 0.25);
    assert_int_equal(hq_config_engine(c)->output_column_hashes, 0);
    assert_int_equal(value_of(c, -1, 2002, BUDGET).integer, 100000012); /* half to even */
    assert_int_equal(value_of(c, -1, 2002, PLACES).integer, 1000000);
    assert_int_equal(value_of(c, -1, 2002, FROZEN).integer, 1);
    assert_string_equal(value_of(c, -1, 2002, MODE).text, "");
    hq_config_free(c);
}

static void models_are_chosen_by_name(void **state)
{
    (void)state;
    struct config *c;
    must_load(c, REGION "run: {model: minimal}\n");
    assert_int_equal(hq_config_model(c), 0);
    hq_config_free(c);
    expect_errors(HQ_EXIT_USAGE,
                  "run.yaml:2:14: error: unknown model 'povrety'; did you mean 'poverty'?\n"
                  "run: {model: povrety, seed: x}\n"
                  "             ^\n"
                  "run.yaml:2:29: error: run.seed: 'x' is not a whole number\n"
                  "run: {model: povrety, seed: x}\n"
                  "                            ^\n",
                  REGION "run: {model: povrety, seed: x}\npasture: {growth: 1}\n");
}

static void modes_are_free_and_replay(void **state)
{
    (void)state;
    static const char *const modes[] = {"free", "replay"};
    for (int m = 0; m < 2; m++) {
        struct config *c;
        must_load(c, m ? REGION "run: {mode: replay}\n" : REGION);
        assert_string_equal(hq_config_engine(c)->run_mode, modes[m]);
        hq_config_free(c);
    }
    expect_errors(HQ_EXIT_USAGE,
                  "run.yaml:2:13: error: run.mode cannot be 'replya'; did you mean 'replay'?\n"
                  "run: {mode: replya}\n"
                  "            ^\n",
                  REGION "run: {mode: replya}\n");
}

static void all_errors_come_in_one_pass_and_in_order(void **state)
{
    (void)state;
    write_text_file("bad.csv", "code,name,prefecture,class,households,villages,rain,jobs,border\n"
                               "150522,Kezuo,Tongliao,pastorla,5,10,1,1,1\n");
    write_text_file("bad_calendar.csv", "year,policy,rate,mark\n2009,penson,55,F\n");
    expect_errors(
        HQ_EXIT_USAGE,
        "run.yaml:1:13: error: run.seed: 'nan' is not a whole number\n"
        "run: {seed: nan, calendar: bad_calendar.csv}\n"
        "            ^\n"
        "run.yaml:2:36: error: unknown county '150552'; did you mean 150522 (Kezuo)?\n"
        "region: {table: bad.csv, counties: 150552}\n"
        "                                   ^\n"
        "run.yaml:3:26: error: population.households: -5 is out of range: it must be from 0 to 2000000000 "
        "households\n"
        "population: {households: -5}\n"
        "                         ^\n"
        "run.yaml:4:11: error: unknown key 'pasture.growht'; did you mean 'pasture.growth'?\n"
        "pasture: {growht: 1}\n"
        "          ^\n"
        "--set:1:17: error: training.places: '10k' is not a whole number\n"
        "training.places=10k\n"
        "                ^\n"
        "bad_calendar.csv:2:6: error: unknown policy 'penson'; did you mean 'pension'?\n"
        "2009,penson,55,F\n"
        "     ^\n",
        "run: {seed: nan, calendar: bad_calendar.csv}\n"
        "region: {table: bad.csv, counties: 150552}\n"
        "population: {households: -5}\n"
        "pasture: {growht: 1}\n",
        "training.places=10k");
}

static void errors_in_tables_alone_are_bad_data(void **state)
{
    (void)state;
    write_text_file("bad.csv", "code,name,prefecture,class,households,villages,rain,jobs,border\n"
                               "150522,Kezuo,Tongliao,pastorla,5,1,1,1,1\n");
    expect_errors(HQ_EXIT_BAD_DATA,
                  "bad.csv:2:23: error: unknown class 'pastorla'; did you mean 'pastoral'?\n"
                  "150522,Kezuo,Tongliao,pastorla,5,1,1,1,1\n"
                  "                      ^\n",
                  "region: {table: bad.csv}\n");
}

static void files_that_are_missing_are_said_where_they_are_named(void **state)
{
    (void)state;
    expect_errors(HQ_EXIT_USAGE,
                  "run.yaml:1:17: error: cannot read 'nowhere.csv': No such file or directory\n"
                  "region: {table: nowhere.csv}\n"
                  "                ^\n"
                  "run.yaml:2:17: error: cannot read 'no.csv': No such file or directory\n"
                  "run: {calendar: no.csv}\n"
                  "                ^\n"
                  "run.yaml:3:18: error: cannot read '.': Is a directory\n"
                  "people: {survey: .}\n"
                  "                 ^\n",
                  "region: {table: nowhere.csv}\nrun: {calendar: no.csv}\npeople: {survey: .}\n");
    struct config *c;
    assert_int_equal(load_with("absent.yaml", NULL, 0, &c), HQ_EXIT_USAGE);
    assert_string_equal(fixture_said, "absent.yaml: error: cannot be read: No such file or directory\n");
    assert_null(c);
}

static void files_that_are_no_configuration(void **state)
{
    (void)state;
    expect_errors(HQ_EXIT_USAGE, "run.yaml:1:1: error: nothing is written here\n\n^\n", "");
    expect_errors(HQ_EXIT_USAGE,
                  "run.yaml:1:1: error: a configuration is a mapping: group: {name: value}\n[1, 2]\n^\n",
                  "[1, 2]");
    write_bytes("run.yaml",
                "\x7F"
                "ELF\0\0\1",
                7);
    struct config *c;
    assert_int_equal(load_with("run.yaml", NULL, 0, &c), HQ_EXIT_USAGE);
    assert_string_equal(fixture_said,
                        "run.yaml:1:1: error: a control character: this is not a text file\n?ELF???\n^\n");
    expect_errors(HQ_EXIT_USAGE, "run.yaml: error: region.table is not set: it names the CSV of counties\n",
                  "run: {seed: 1}\n");
}

/* A bomb inside a value, not only in the reader's own tests. */
static void deep_and_wide_files_end_with_an_error(void **state)
{
    (void)state;
    char text[5000], *end = text + sprintf(text, "pasture: {growth: ");
    memset(end, '{', 4000);
    end[4000] = '\0';
    struct config *c;
    assert_int_equal(load_text(&c, text), HQ_EXIT_USAGE);
    assert_non_null(strstr(fixture_said, "run.yaml:1:49: error: nested deeper than 32 levels\n"));
}

static void inputs_are_kept_byte_by_byte(void **state)
{
    (void)state;
    struct config *c;
    const struct input_file *files;
    write_text_file("cal.csv", "\xEF\xBB\xBF"
                               "year,policy,rate\n2009,pension,55\n");
    write_bytes("survey.csv", "id\0x", 4);
    must_load(c, REGION "run: {calendar: cal.csv}\npeople: {survey: survey.csv}\n");
    assert_int_equal(hq_config_inputs(c, &files), 3);
    assert_string_equal(files[0].role, "calendar");
    assert_string_equal(files[0].path, in_folder("cal.csv"));
    assert_int_equal(files[0].size, 3 + 17 + 16);
    assert_memory_equal(files[0].bytes, "\xEF\xBB\xBFyear", 7);
    assert_string_equal(files[1].role, "counties");
    assert_int_equal(files[1].size, strlen(FIXTURE_TABLE));
    assert_string_equal(files[2].role, "people.survey");
    assert_memory_equal(files[2].bytes, "id\0x", 4);
    assert_int_equal(value_of(c, -1, 2010, PENSION).integer, 5500);
    hq_config_free(c);
    hq_config_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(defaults_hold),
        cmocka_unit_test(values_of_every_type),
        cmocka_unit_test(models_are_chosen_by_name),
        cmocka_unit_test(modes_are_free_and_replay),
        cmocka_unit_test(all_errors_come_in_one_pass_and_in_order),
        cmocka_unit_test(errors_in_tables_alone_are_bad_data),
        cmocka_unit_test(files_that_are_missing_are_said_where_they_are_named),
        cmocka_unit_test(files_that_are_no_configuration),
        cmocka_unit_test(deep_and_wide_files_end_with_an_error),
        cmocka_unit_test(inputs_are_kept_byte_by_byte),
    };
    return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
