/* Areas of a county table, and where a report's variables lie. */
#include "sim/config/config.h"
#include "sim/report.h"

#include "unit/sim/test.h"

static const char *const classes[] = {"farming", "empty", "pastoral", NULL};

static struct areas make(void)
{
    static const char *codes[] = {"101", "102", "205"}, *names[] = {"Hill", "Dale", "Plain"},
                      *prefectures[] = {"South", "North", "South"};
    static const char *zones[] = {"sand", "arid", "arid"};
    static int32_t class[] = {2, 0, 0}, index[] = {1, 0, 1}, zone[] = {1, 0, 0};
    const struct county_table t = {.count = 3,
                                   .codes = codes,
                                   .names = names,
                                   .prefectures = prefectures,
                                   .zones = zones,
                                   .zone_index = zone,
                                   .classes = class,
                                   .prefecture_index = index};
    struct areas a;
    hq_areas_make(&a, &t, classes);
    return a;
}

static void areas_are_region_classes_zones_prefectures_counties(void **state)
{
    (void)state;
    static const struct {
        const char *kind, *code, *members;
    } wanted[] = {{"region", "", "012"},         {"class", "farming", "12"}, {"class", "pastoral", "0"},
                  {"zone", "arid", "12"},        {"zone", "sand", "0"},      {"prefecture", "North", "1"},
                  {"prefecture", "South", "02"}, {"county", "101", "0"},     {"county", "102", "1"},
                  {"county", "205", "2"}};
    struct areas a = make();
    assert_int_equal(a.count, 10); /* nobody is of class `empty` */
    for (int i = 0; i < a.count; i++) {
        assert_string_equal(a.rows[i].kind, wanted[i].kind);
        assert_string_equal(a.rows[i].code, wanted[i].code);
        assert_int_equal(a.rows[i].count, strlen(wanted[i].members));
        for (int32_t k = 0; k < a.rows[i].count; k++) {
            assert_int_equal(a.rows[i].counties[k], wanted[i].members[k] - '0');
        }
    }
    hq_areas_free(&a);
}

static void variables_lie_one_after_another(void **state)
{
    (void)state;
    static const struct axis_row axes[] = {{"kind", NULL, 3, ""}, {"index", NULL, 5, ""}};
    static const struct report_row rows[] = {
        {"persons", "1", "", {HQ_BY_AREA, HQ_NO_AXIS, HQ_NO_AXIS, HQ_NO_AXIS, HQ_NO_AXIS}},
        {"index", "1", "", {HQ_BY_AREA, 0, 1, HQ_NO_AXIS, HQ_NO_AXIS}},
        {"whole", "1", "", {HQ_NO_AXIS, HQ_NO_AXIS, HQ_NO_AXIS, HQ_NO_AXIS, HQ_NO_AXIS}},
        {"kinds", "1", "", {0, HQ_NO_AXIS, HQ_NO_AXIS, HQ_NO_AXIS, HQ_NO_AXIS}}};
    const struct report_table t = {rows, 4, axes, 2};
    static const int64_t numbers[] = {7, 7 * 3 * 5, 1, 3};
    for (int v = 0, at = 0; v < 4; v++) {
        assert_int_equal(hq_report_numbers(&t, v, 7), numbers[v]);
        assert_int_equal(hq_report_at(&t, v, 7), at);
        at += (int)numbers[v];
    }
    assert_int_equal(hq_report_size(&t, 7), 116);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(areas_are_region_classes_zones_prefectures_counties),
                                       cmocka_unit_test(variables_lie_one_after_another)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
