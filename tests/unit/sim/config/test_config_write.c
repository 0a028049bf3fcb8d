#include "unit/sim/config_fixture.h"

static const char full[] =
    "run: {name: \"a \\\"b\\\" \\\\ \\x85\\n\\xE9\", calendar: cal.csv, seed: 12345678901}\n"
    "region: {table: counties.csv, counties: [150522, 150102]}\n"
    "population: {households: 4000001, scale: 0.1}\n"
    "pasture: {growth: {year: {2005: 1e-7}}}\n"
    "training:\n"
    "  budget: {default: -0.5, year: {2005: 1.005}, class: {semi: {year: {2003: 2}}, pastoral: 4},\n"
    "    county: {150522: {default: 5, year: {2010: 7}}, 150102: 9, 152501: 1}}\n"
    "  frozen: yes\n"
    "  mode: 'true'\n"
    "people: {survey: survey.csv}\n";

static void write_inputs(const struct config *c, const char *folder)
{
    const struct input_file *files;
    char path[300];
    snprintf(path, sizeof path, "%s/inputs", folder);
    assert_int_equal(hq_make_folder(in_folder(path)), 0);
    for (int i = hq_config_inputs(c, &files) - 1; i >= 0; i--) {
        snprintf(path, sizeof path, "%s/inputs/%s.csv", folder, files[i].role);
        write_bytes(path, files[i].bytes, files[i].size);
    }
}

/* Writes the configuration and its inputs into a folder, as a run does. */
static void write_run(const struct config *c, const char *folder)
{
    char path[300];
    write_inputs(c, folder);
    snprintf(path, sizeof path, "%s/config.yaml", folder);
    FILE *f = fopen(in_folder(path), "w");
    assert_int_equal(hq_config_write(c, f), 0);
    assert_int_equal(fclose(f), 0);
}

static char *read_back(const char *name)
{
    char *bytes;
    size_t size;
    assert_int_equal(hq_read_file(in_folder(name), &bytes, &size), 0);
    return bytes;
}

static void a_written_configuration_is_the_same(void **state)
{
    (void)state;
    struct config *first, *second, *third;
    write_text_file("cal.csv", "year,policy,rate\n2009,pension,55\n2005,tax,0\n");
    write_text_file("survey.csv", "id\n1\n");
    must_load(first, full);
    write_run(first, "one");
    assert_int_equal(load_with("one/config.yaml", NULL, 0, &second), HQ_EXIT_DONE);
    assert_string_equal(fixture_said, "");
    assert_string_equal(hq_config_hash(first), hq_config_hash(second));
    assert_string_equal(hq_config_engine(second)->run_name, "a \"b\" \\ \xC2\x85\n\xC3\xA9");
    assert_string_equal(hq_config_engine(second)->region_table, in_folder("one/inputs/counties.csv"));
    for (int county = -1; county < 2; county++)
        for (int year = 2000; year < 2025; year++) {
            assert_int_equal(value_of(first, county, year, BUDGET).integer,
                             value_of(second, county, year, BUDGET).integer);
            assert_true(value_of(first, county, year, GROWTH).real ==
                        value_of(second, county, year, GROWTH).real);
            assert_int_equal(value_of(first, county, year, PENSION).integer,
                             value_of(second, county, year, PENSION).integer);
        }
    assert_string_equal(value_of(second, 0, 2002, MODE).text, "true");
    write_run(second, "two");
    assert_int_equal(load_with("two/config.yaml", NULL, 0, &third), HQ_EXIT_DONE);
    char *a = read_back("one/config.yaml"), *b = read_back("two/config.yaml");
    assert_string_equal(a, b);
    free(a);
    free(b);
    hq_config_free(first);
    hq_config_free(second);
    hq_config_free(third);
}

static void what_is_written_can_be_read(void **state)
{
    (void)state;
    struct config *c;
    write_text_file("cal.csv", "year,policy,rate\n2009,pension,55\n");
    must_load(c, full);
    write_run(c, "three");
    char *text = read_back("three/config.yaml");
    static const char *const parts[] = {"\nrun:\n  # name of the run: its result folder begins with it\n  "
                                        "name: \"a \\\"b\\\" \\\\ \\u0085\\u000A\xC3\xA9\"\n",
                                        "  calendar: \"inputs/calendar.csv\"\n",
                                        "  # CSV of counties\n  table: \"inputs/counties.csv\"\n",
                                        "  counties: [150102, 150522]\n",
                                        "  # households of the whole region instead of the table's (0: the "
                                        "table's) [households]\n  households: 4000001\n",
                                        "  growth:\n    default: 0.5\n    year:\n      2005: 1e-07\n",
                                        "  budget:\n    default: -0.50\n    year:\n      2005: 1\n    class:\n "
                                        "     pastoral: 4\n      semi:\n        "
                                        "year:\n          2003: 2\n    county:\n      150102: 9\n      "
                                        "150522:\n        default: 5\n        year:\n          "
                                        "2010: 7\n      152501: 1\n",
                                        "  frozen: true\n",
                                        "  survey: \"inputs/people.survey.csv\"\n"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        assert_non_null(strstr(text, parts[i]));
    assert_non_null(strstr(text, hq_config_hash(c)));
    free(text);
    hq_config_free(c);
}

static void all_counties_stay_all(void **state)
{
    (void)state;
    struct config *first, *second;
    must_load(first, REGION, "region.counties=[150522, 150102, 152501]");
    write_run(first, "four");
    char *text = read_back("four/config.yaml");
    assert_null(strstr(text, "calendar: \"inputs"));
    assert_non_null(strstr(text, "  calendar: \"\"\n"));
    free(text);
    assert_int_equal(load_with("four/config.yaml", NULL, 0, &second), HQ_EXIT_DONE);
    assert_string_equal(hq_config_hash(first), hq_config_hash(second));
    hq_config_free(first);
    hq_config_free(second);
}

static void a_full_disk_is_said(void **state)
{
    (void)state;
    struct config *c;
    FILE *f = fopen("/dev/full", "w");
    if (!f)
        skip();
    must_load(c, REGION);
    assert_int_not_equal(hq_config_write(c, f), 0);
    fclose(f);
    hq_config_free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_written_configuration_is_the_same),
        cmocka_unit_test(what_is_written_can_be_read),
        cmocka_unit_test(all_counties_stay_all),
        cmocka_unit_test(a_full_disk_is_said),
    };
    return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
