#include "unit/sim/config_fixture.h"

#define HEADER "code,name,prefecture,class,households,villages,rain,jobs,border\n"

static void counties_come_by_code(void **state)
{
    (void)state;
    struct config *c;
    must_load(c, REGION);
    const struct county_table *t = hq_config_counties(c);
    static const char *const codes[] = {"150102", "150522", "152501"};
    static const int32_t households[] = {300, 1000, 700}, villages[] = {3, 10, 7}, classes[] = {2, 0, 1};
    assert_int_equal(t->count, 3);
    for (int i = 0; i < 3; i++) {
        assert_string_equal(t->codes[i], codes[i]);
        assert_int_equal(t->code_numbers[i], atoi(codes[i]));
        assert_int_equal(t->households[i], households[i]);
        assert_int_equal(t->villages[i], villages[i]);
        assert_int_equal(t->classes[i], classes[i]);
        assert_int_equal(t->prefecture_index[i], i);
    }
    assert_string_equal(t->names[1], "Kezuo Houqi");
    assert_string_equal(t->prefectures[1], "Tongliao");
    const struct fixture_county *rows = (const struct fixture_county *)(const void *)t->rows;
    assert_true(rows[1].rain == 350.5f);
    assert_int_equal(rows[0].jobs, 1000); /* 1e3 */
    assert_int_equal(rows[2].border, 1);
    assert_true(rows[1].left == 2.5); /* no input: its initial value */
    hq_config_free(c);
}

static void prefectures_are_numbered_by_name(void **state)
{
    (void)state;
    struct config *c;
    write_text_file("p.csv", HEADER "1,a,Z,semi,1,1,1,1,1\n2,b,B,semi,1,1,1,1,1\n3,c,Z,semi,1,1,1,1,1\n"
                                    "4,d,A,semi,1,1,1,1,1\n5,e,B,semi,1,1,1,1,1\n");
    must_load(c, "region: {table: p.csv}\n");
    static const int32_t expected[] = {2, 1, 2, 0, 1};
    assert_memory_equal(hq_config_counties(c)->prefecture_index, expected, sizeof expected);
    hq_config_free(c);
}

static void zones_are_a_column_that_may_be_missing(void **state)
{
    (void)state;
    struct config *c;
    write_text_file("z.csv",
                    "zone," HEADER
                    "sand,1,a,Z,semi,1,1,1,1,1\narid,2,b,B,semi,1,1,1,1,1\nsand,3,c,Z,semi,1,1,1,1,1\n");
    must_load(c, "region: {table: z.csv}\n");
    static const int32_t expected[] = {1, 0, 1};
    assert_memory_equal(hq_config_counties(c)->zone_index, expected, sizeof expected);
    assert_string_equal(hq_config_counties(c)->zones[1], "arid");
    hq_config_free(c);
    must_load(c, REGION);
    assert_string_equal(hq_config_counties(c)->zones[0], "");
    hq_config_free(c);
}

static void some_are_selected(void **state)
{
    (void)state;
    struct config *c;
    must_load(c, REGION, "region.counties=[152501, 150102]");
    const struct county_table *t = hq_config_counties(c);
    assert_int_equal(t->count, 2);
    assert_string_equal(t->codes[0], "150102");
    assert_string_equal(t->codes[1], "152501");
    assert_int_equal(t->prefecture_index[1], 1);
    hq_config_free(c);
    must_load(c, REGION, "region.counties=all");
    assert_int_equal(hq_config_counties(c)->count, 3);
    hq_config_free(c);
}

static void unknown_counties_are_said_at_their_word(void **state)
{
    (void)state;
    expect_errors(HQ_EXIT_USAGE,
                  "run.yaml:3:14: error: unknown county '150523'; did you mean 150522 (Kezuo Houqi)?\n"
                  "  counties: [150523, Xincheng, 15, 152501, 152501]\n"
                  "             ^\n"
                  "run.yaml:3:22: error: unknown county 'Xincheng'; did you mean 150102 (Xincheng)?\n"
                  "  counties: [150523, Xincheng, 15, 152501, 152501]\n"
                  "                     ^\n"
                  "run.yaml:3:32: error: unknown county '15'\n"
                  "  counties: [150523, Xincheng, 15, 152501, 152501]\n"
                  "                               ^\n"
                  "run.yaml:3:44: error: county 152501 is selected twice\n"
                  "  counties: [150523, Xincheng, 15, 152501, 152501]\n"
                  "                                           ^\n",
                  "region:\n  table: counties.csv\n  counties: [150523, Xincheng, 15, 152501, 152501]\n");
    expect_errors(HQ_EXIT_USAGE,
                  "--set:1:24: error: unknown county '150523'; did you mean 150522 (Kezuo Houqi)?\n"
                  "region.counties=150102,150523\n"
                  "                       ^\n",
                  REGION, "region.counties=150102,150523");
    expect_errors(HQ_EXIT_USAGE,
                  "--set:1:17: error: no county is selected; all of them are 'all'\n"
                  "region.counties=[]\n"
                  "                ^\n",
                  REGION, "region.counties=[]");
}

static void rows_are_checked(void **state)
{
    (void)state;
    write_text_file("bad.csv", HEADER "150522,Kezuo,Tongliao,pastorla,-5,10,1,1,1\n"
                                      "150102,,Hohhot,semi,3,9,x,1.5,256\n"
                                      "0123,A,B,semi,1,1,1,1,1\n"
                                      "150103,C,,semi,1e10,1,,1,1\n"
                                      "150522,D,B,semi,1,1,1,1,1\n");
    expect_errors(HQ_EXIT_BAD_DATA,
                  "bad.csv:2:23: error: unknown class 'pastorla'; did you mean 'pastoral'?\n"
                  "150522,Kezuo,Tongliao,pastorla,-5,10,1,1,1\n"
                  "                      ^\n"
                  "bad.csv:2:32: error: households: '-5' must be at least 1\n"
                  "150522,Kezuo,Tongliao,pastorla,-5,10,1,1,1\n"
                  "                               ^\n"
                  "bad.csv:3:8: error: name is empty\n"
                  "150102,,Hohhot,semi,3,9,x,1.5,256\n"
                  "       ^\n"
                  "bad.csv:3:23: error: more villages (9) than households (3)\n"
                  "150102,,Hohhot,semi,3,9,x,1.5,256\n"
                  "                      ^\n"
                  "bad.csv:3:25: error: rain: 'x' is not a number\n"
                  "150102,,Hohhot,semi,3,9,x,1.5,256\n"
                  "                        ^\n"
                  "bad.csv:3:27: error: jobs: '1.5' is not a whole number\n"
                  "150102,,Hohhot,semi,3,9,x,1.5,256\n"
                  "                          ^\n"
                  "bad.csv:3:31: error: border: '256' is out of the range of its column\n"
                  "150102,,Hohhot,semi,3,9,x,1.5,256\n"
                  "                              ^\n"
                  "bad.csv:4:1: error: '0123' is not a county code (one to nine digits, the first not 0)\n"
                  "0123,A,B,semi,1,1,1,1,1\n"
                  "^\n"
                  "bad.csv:5:10: error: prefecture is empty\n"
                  "150103,C,,semi,1e10,1,,1,1\n"
                  "         ^\n"
                  "bad.csv:5:16: error: households: '1e10' is out of the range of its column\n"
                  "150103,C,,semi,1e10,1,,1,1\n"
                  "               ^\n"
                  "bad.csv:5:23: error: rain is empty\n"
                  "150103,C,,semi,1e10,1,,1,1\n"
                  "                      ^\n"
                  "bad.csv:6:1: error: county 150522 stands twice; before in line 2\n"
                  "150522,D,B,semi,1,1,1,1,1\n"
                  "^\n",
                  "region: {table: bad.csv}\n");
}

/* A table may hold counties of which little is known, as long as nobody simulates them. */
static void rows_not_selected_need_only_a_code(void **state)
{
    (void)state;
    struct config *c;
    write_text_file("gaps.csv", HEADER "150522,Kezuo,Tongliao,pastoral,50,10,1,1,1\n150102,Xincheng,,,,,,,\n");
    must_load(c, "region: {table: gaps.csv, counties: 150522}\n");
    assert_int_equal(hq_config_counties(c)->count, 1);
    hq_config_free(c);
}

static void columns_are_needed(void **state)
{
    (void)state;
    write_text_file("few.csv", "code,name,prefecture,klass,households,rain\n1,a,b,semi,1,1\n");
    expect_errors(
        HQ_EXIT_BAD_DATA,
        "few.csv:1:1: error: column 'class' is missing; did you mean 'klass'?\n"
        "code,name,prefecture,klass,households,rain\n^\n"
        "few.csv:1:1: error: column 'villages' is missing\ncode,name,prefecture,klass,households,rain\n^\n"
        "few.csv:1:1: error: column 'jobs' is missing\ncode,name,prefecture,klass,households,rain\n^\n"
        "few.csv:1:1: error: column 'border' is missing\ncode,name,prefecture,klass,households,rain\n^\n",
        "region: {table: few.csv}\n");
    write_text_file("few.csv", "adcode,name\n1,a\n");
    expect_errors(HQ_EXIT_BAD_DATA, "few.csv:1:1: error: column 'code' is missing\nadcode,name\n^\n",
                  "region: {table: few.csv}\n");
    write_text_file("few.csv", HEADER);
    expect_errors(HQ_EXIT_BAD_DATA, "few.csv:1:1: error: no county in the table\n" HEADER "^\n",
                  "region: {table: few.csv}\n");
}

static void another_total_is_shared_out_exactly(void **state)
{
    (void)state;
    static const int64_t totals[] = {7, 20, 1999, 2000, 2001, 4000001, 2000000000};
    for (size_t i = 0; i < sizeof totals / sizeof *totals; i++) {
        char set[80];
        struct config *c;
        snprintf(set, sizeof set, "population.households=%lld", (long long)totals[i]);
        must_load(c, REGION, set);
        const struct county_table *t = hq_config_counties(c);
        static const int64_t running_households[] = {300, 1300, 2000}, running_villages[] = {3, 13, 20};
        int64_t households = 0, villages = 0;
        for (int k = 0; k < 3; k++) {
            int64_t before = k ? totals[i] * running_villages[k - 1] / 2000 : 0;
            int64_t share = totals[i] * running_villages[k] / 2000 - before;
            households += t->households[k];
            assert_int_equal(households, totals[i] * running_households[k] / 2000);
            assert_int_equal(t->villages[k], share < 1 ? 1 : share);
            assert_true(t->villages[k] <= t->households[k]);
            villages += t->villages[k];
        }
        assert_int_equal(households, totals[i]);
        if (totals[i] == 2000)
            assert_int_equal(villages, 20); /* the table's own total changes nothing */
        hq_config_free(c);
    }
}

static void a_total_must_do_for_all(void **state)
{
    (void)state;
    expect_errors(
        HQ_EXIT_USAGE,
        "--set:1:23: error: population.households: 3 leave county 150102 (Xincheng) without one; 7 are "
        "enough\n"
        "population.households=3\n"
        "                      ^\n",
        REGION, "population.households=3");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counties_come_by_code),
        cmocka_unit_test(prefectures_are_numbered_by_name),
        cmocka_unit_test(zones_are_a_column_that_may_be_missing),
        cmocka_unit_test(some_are_selected),
        cmocka_unit_test(unknown_counties_are_said_at_their_word),
        cmocka_unit_test(rows_are_checked),
        cmocka_unit_test(rows_not_selected_need_only_a_code),
        cmocka_unit_test(columns_are_needed),
        cmocka_unit_test(another_total_is_shared_out_exactly),
        cmocka_unit_test(a_total_must_do_for_all),
    };
    return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
