/* Values by year and place. The table's counties: 150522 in Tongliao, 150102 in Hohhot, 152501 in Xilingol,
 * here by their order of codes; growth is 0.5 by default. */
#include "unit/sim/config_fixture.h"

enum { XINCHENG, KEZUO, ERENHOT };
#define KNOWN_YEARS REGION "pasture: {known: known.csv}\n"

static double growth(const struct config *c, int county, int year)
{
    return value_of(c, county, year, GROWTH).real;
}

static void cells_hold_for_their_year(void **state)
{
    (void)state;
    struct config *c;
    write_text_file("known.csv", "# measured\nyear,place,growth,growth_mark,source\n2009,150522,1.5,F,x\n"
                                 "2010,150522,2,F,x\n2012,Hohhot,0.25,U,x\n2013,Hohhot,,U,nothing known\n");
    must_load(c, KNOWN_YEARS);
    const double kezuo[] = {0.5, 1.5, 2, 0.5, 0.5}, xincheng[] = {0.5, 0.5, 0.5, 0.5, 0.25};
    for (int year = 2008; year <= 2012; year++) {
        assert_true(growth(c, KEZUO, year) == kezuo[year - 2008]);
        assert_true(growth(c, XINCHENG, year) == xincheng[year - 2008]);
        assert_true(growth(c, ERENHOT, year) == 0.5);
    }
    assert_true(growth(c, XINCHENG, 2013) == 0.5);
    const struct input_file *files;
    assert_int_equal(hq_config_inputs(c, &files), 2);
    assert_string_equal(files[1].role, "pasture.known");
    hq_config_free(c);
}

/* The order of rows does not matter: a county beats its prefecture, and a year that is known follows one that
 * is. */
static void counties_beat_prefectures(void **state)
{
    (void)state;
    struct config *c;
    static const char *const tables[] = {
        "year,place,growth\n2009,150522,1\n2009,Tongliao,2\n2010,Tongliao,3\n",
        "year,place,growth\n2010,Tongliao,3\n2009,Tongliao,2\n2009,150522,1\n",
    };
    char hash[2][33];
    for (int i = 0; i < 2; i++) {
        write_text_file("known.csv", tables[i]);
        must_load(c, KNOWN_YEARS);
        assert_true(growth(c, KEZUO, 2009) == 1 && growth(c, KEZUO, 2010) == 3 &&
                    growth(c, KEZUO, 2011) == 0.5);
        memcpy(hash[i], hq_config_hash(c), 33);
        hq_config_free(c);
    }
    assert_string_not_equal(hash[0], hash[1]); /* the file's bytes belong to the experiment */
}

static void configurations_beat_the_table(void **state)
{
    (void)state;
    struct config *c;
    write_text_file("known.csv", "year,place,growth\n2009,150522,1\n2011,150522,2\n");
    must_load(c, REGION "pasture: {known: known.csv, growth: {county: {150522: {year: {2011: 3}}}}}\n");
    assert_true(growth(c, KEZUO, 2009) == 1 && growth(c, KEZUO, 2010) == 0.5 && growth(c, KEZUO, 2011) == 3);
    hq_config_free(c);
    must_load(c, KNOWN_YEARS, "pasture.growth=4"); /* replaces all */
    assert_true(growth(c, KEZUO, 2009) == 4 && growth(c, KEZUO, 2011) == 4);
    hq_config_free(c);
    must_load(c, KNOWN_YEARS, "pasture.known=\"\""); /* no table */
    assert_true(growth(c, KEZUO, 2009) == 0.5);
    hq_config_free(c);
    write_text_file("base.yaml", KNOWN_YEARS);
    must_load(c, "extends: base.yaml\npasture: {growth: {year: {2009: 5}}}\n");
    assert_true(growth(c, KEZUO, 2009) == 1 && growth(c, ERENHOT, 2009) == 5);
    hq_config_free(c);
}

/* Written out and loaded again from the folder of a result: the same values, also in the last year of all. */
static void what_is_written_loads_again(void **state)
{
    (void)state;
    struct config *c, *again;
    const char *table = "year,place,growth\n2009,Tongliao,1\n2200,Hohhot,2\n";
    write_text_file("known.csv", table);
    must_load(c, KNOWN_YEARS);
    hq_make_folder(in_folder("result"));
    hq_make_folder(in_folder("result/inputs"));
    write_text_file("result/inputs/counties.csv", FIXTURE_TABLE);
    write_text_file("result/inputs/pasture.known.csv", table);
    FILE *f = fopen(in_folder("result/configuration.yml"), "w");
    assert_int_equal(hq_config_write(c, f), 0);
    assert_int_equal(fclose(f), 0);
    assert_int_equal(load_with("result/configuration.yml", NULL, 0, &again), HQ_EXIT_DONE);
    for (int county = 0; county < 3; county++) {
        for (int year = 2008; year <= 2200; year++) {
            assert_true(growth(c, county, year) == growth(again, county, year));
        }
    }
    assert_true(growth(again, XINCHENG, 2200) == 2);
    assert_string_equal(hq_config_hash(c), hq_config_hash(again));
    hq_config_free(c);
    hq_config_free(again);
}

static void rows_are_checked(void **state)
{
    (void)state;
    write_text_file("known.csv",
                    "year,place,growth,grwth,cover_low,note\n09,Tongliao,1,,,a\n2009,Tonliao,1,,,a\n"
                    "2009,Erenhot,1,,,a\n2009,150523,1,,,a\n2009,Hohhot,7,,,a\n2009,Hohhot,1,,,a\n"
                    "2010,150102,x,,,a\n2010,150102\n");
    expect_errors(
        HQ_EXIT_BAD_DATA,
        "known.csv:1:19: error: 'grwth' is no parameter of pasture by year and county; did you mean "
        "'growth'?\nyear,place,growth,grwth,cover_low,note\n                  ^\n"
        "known.csv:1:25: error: 'cover_low' is no parameter of pasture by year and county\n"
        "year,place,growth,grwth,cover_low,note\n                        ^\n"
        "known.csv:2:1: error: '09' is not a year from 1900 to 2200\n09,Tongliao,1,,,a\n^\n"
        "known.csv:3:6: error: unknown place 'Tonliao'; did you mean 'Tongliao'?\n2009,Tonliao,1,,,a\n"
        "     ^\n"
        "known.csv:4:6: error: 'Erenhot' is a county: it is named by its code, 152501\n"
        "2009,Erenhot,1,,,a\n     ^\n"
        "known.csv:5:6: error: unknown county '150523'; did you mean 150522 (Kezuo Houqi)?\n"
        "2009,150523,1,,,a\n     ^\n"
        "known.csv:6:13: error: pasture.growth: 7 is out of range: it must be from 0 to 5 1/year\n"
        "2009,Hohhot,7,,,a\n            ^\n"
        "known.csv:7:6: error: 'Hohhot' has a row for 2009 already, in line 6\n2009,Hohhot,1,,,a\n"
        "     ^\n"
        "known.csv:8:13: error: pasture.growth: 'x' is not a number\n2010,150102,x,,,a\n            ^\n"
        "known.csv:9:1: error: 2 cells in this row, but 6 in the header\n2010,150102\n^\n",
        KNOWN_YEARS);
    write_text_file("known.csv", "yeer,growth\n2009,1\n");
    expect_errors(
        HQ_EXIT_BAD_DATA,
        "known.csv:1:1: error: column 'year' is missing; did you mean 'yeer'?\nyeer,growth\n^\n"
        "known.csv:1:1: error: column 'place' is missing\nyeer,growth\n^\n"
        "known.csv:1:1: error: 'yeer' is no parameter of pasture by year and county\nyeer,growth\n^\n",
        KNOWN_YEARS);
    expect_errors(HQ_EXIT_USAGE,
                  "run.yaml:2:18: error: cannot read 'none.csv': No such file or directory\n"
                  "pasture: {known: none.csv}\n                 ^\n",
                  REGION "pasture: {known: none.csv}\n");
    expect_errors(HQ_EXIT_USAGE,
                  "run.yaml:2:18: error: pasture.known takes one value here, not a mapping\n"
                  "pasture: {known: {a: b}}\n                 ^\n",
                  REGION "pasture: {known: {a: b}}\n"); /* said once */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_hold_for_their_year),
        cmocka_unit_test(counties_beat_prefectures),
        cmocka_unit_test(configurations_beat_the_table),
        cmocka_unit_test(what_is_written_loads_again),
        cmocka_unit_test(rows_are_checked),
    };
    return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
