/* A panel of a run in memory: who is who over the years, who counts, and files that contradict themselves. */
#include "unit/models/over_time/panels.h"
#include "unit/sim/scratch.h"

#include "models/over_time/followed.c" // NOLINT(bugprone-suspicious-include)
#include "sim/store/trajectories_file.h"

enum { YEARS = 3, MOST_ROWS = 4 };

/* A row: household, county, how many it stands for, income in fen, members, animals. */
struct row {
    uint64_t id;
    int32_t county, weight, income;
    int members;
    float herd;
};
static const struct row example[YEARS][MOST_ROWS] = {
    {{7, 0, 2, 100000, 3, 1.5f}, {9, 0, 2, 200050, 1, 0}, {4, 1, 5, -300, 2, 9}},
    {{9, 0, 2, 210000, 2, 1}, {UINT64_C(0xfedcba9876543210), 0, 2, 50000, 1, 4}, {4, 1, 5, 400, 0, 9}},
    {{9, 1, 2, 220000, 2, 2}, {UINT64_C(0xfedcba9876543210), 0, 2, 60000, 1, 4}}};
static const int64_t rows_of[YEARS] = {3, 3, 2};

static void write_year(struct trajectories *t, const struct trajectories_layout *layout, const struct row *rows,
                       int y, int64_t first, int64_t count)
{
    const struct panel_year entry = {.first = first, .rows = count};
    for (int v = 0; v < hq_panel_variables(layout); v++) {
        const char *name = hq_panel_variable(layout, v).name;
        for (int64_t i = 0; i < count; i++) {
            const struct row *r = &rows[i];
            const int32_t none = 0;
            int16_t people[8] = {0};
            for (int k = 0; k < r->members; k++)
                people[7 - k] = (int16_t)(1 + 2 * k);
            const void *value = strcmp(name, "id") == 0             ? (const void *)&r->id
                                : strcmp(name, "county_index") == 0 ? &r->county
                                : strcmp(name, "weight") == 0       ? &r->weight
                                : strcmp(name, "income") == 0       ? &r->income
                                : strcmp(name, "herd") == 0         ? &r->herd
                                : strcmp(name, "person") == 0       ? (const void *)people
                                                                    : &none;
            assert_int_equal(hq_trajectories_write(t, v, value, first + i, 1, 1), 0);
        }
    }
    assert_int_equal(hq_trajectories_year(t, y, &entry), 0);
}

/* Writes the years; without `person` where it is left out. */
static char *make(void **state, const struct row rows[YEARS][MOST_ROWS], bool persons)
{
    static const struct column_row income = {"income", HQ_i32, 1, HQ_STATE, "fen", "income", 0, 0, 0},
                                   herd = {"herd", HQ_f32, 1, HQ_STATE, "sheep units", "animals", 0, 0, 0},
                                   person = {"person", HQ_u8, 8, HQ_STATE, "code", "people", 0, 0, 0};
    static const struct column_row *const columns[] = {&income, &herd, &person};
    static const char *const codes[] = {"150502", "150525"}, *const names[] = {"Horqin", "Naiman"};
    static const int32_t numbers[] = {150502, 150525};
    const struct trajectories_layout layout = {.title = "a test",
                                               .model = "toy",
                                               .configuration_hash = "0123456789abcdef0123456789abcdef",
                                               .program_version = "0.1.0",
                                               .columns = "income,herd,person",
                                               .share = 0.25,
                                               .seed = 7,
                                               .first_year = 1999,
                                               .years = YEARS,
                                               .members = MOST_ROWS,
                                               .counties = 2,
                                               .county_codes = codes,
                                               .county_names = names,
                                               .county_code_numbers = numbers,
                                               .kept = columns,
                                               .kept_count = persons ? 3 : 2};
    char *path = scratch_path(state, "trajectories.h5");
    struct trajectories *t;
    int64_t first = 0;
    assert_int_equal(hq_trajectories_create(path, &layout), 0);
    assert_int_equal(hq_trajectories_open(path, &layout, &t), 0);
    for (int y = 0; y < YEARS; y++) {
        write_year(t, &layout, rows[y], y, first, rows_of[y]);
        first += rows_of[y];
    }
    assert_int_equal(hq_trajectories_close(t), 0);
    return path;
}

static struct followed read_panel(const char *path, const struct followed_choice *choice)
{
    struct followed f;
    char *why;
    assert_int_equal(followed_open(path, &f, &why), HQ_EXIT_DONE);
    const int code = followed_read(&f, choice, &why);
    if (code != HQ_EXIT_DONE)
        fail_msg("%d: %s", code, why);
    assert_null(why);
    return f;
}

static void households_are_found_again(void **state)
{
    char *path = make(state, example, true);
    struct followed f = read_panel(path, &(struct followed_choice){.income = "income"});
    const struct time_panel *p = &f.panel;
    assert_int_equal(p->units, 4);
    assert_int_equal(p->periods, 3);
    assert_int_equal(p->year[2], 2001);
    assert_true(f.of_persons);
    /* In order of their first rows: 7, 9, 4, the new one. */
    assert_near(p->income[panel_cell(p, 0, 0)], 1000, 0);
    assert_near(panel_weight(p, 0, 0), 6, 0);
    assert_false(panel_observed(p, 0, 1));
    assert_near(p->income[panel_cell(p, 1, 2)], 2200, 0);
    assert_int_equal(p->place[panel_cell(p, 1, 0)], 0);
    assert_int_equal(p->place[panel_cell(p, 1, 2)], 1); /* moved */
    assert_near(p->income[panel_cell(p, 2, 0)], -3, 0);
    assert_false(panel_observed(p, 2, 1)); /* nobody left in it */
    assert_false(panel_observed(p, 3, 0));
    assert_near(p->income[panel_cell(p, 3, 2)], 600, 0);
    followed_free(&f);
    free(path);
}

static void others_may_count(void **state)
{
    char *path = make(state, example, true);
    const bool inside[] = {true, false};
    struct followed f = read_panel(path, &(struct followed_choice){"income", inside, true});
    assert_false(f.of_persons);
    assert_near(panel_weight(&f.panel, 0, 0), 2, 0);
    assert_false(panel_observed(&f.panel, 2, 0));
    assert_true(panel_observed(&f.panel, 1, 1) && !panel_observed(&f.panel, 1, 2));
    followed_free(&f);
    free(path);
    path = make(state, example, false);
    f = read_panel(path, &(struct followed_choice){.income = "income"});
    assert_false(f.of_persons);
    assert_near(panel_weight(&f.panel, 2, 1), 5, 0);
    followed_free(&f);
    free(path);
}

static void predictors_come_by_household(void **state)
{
    char *path = make(state, example, true), *why = NULL;
    struct followed f = read_panel(path, &(struct followed_choice){.income = "income"});
    static const char *const columns[] = {"herd", "weight"}, *const missing[] = {"hens"},
                             *const many[] = {"person"};
    double *x = followed_predictors(&f, 1, columns, 2, &why);
    assert_non_null(x);
    assert_true(isnan(x[0]));
    assert_near(x[2], 1, 0);
    assert_near(x[6], 4, 0);
    assert_near(x[7], 2, 0);
    free(x);
    assert_null(followed_predictors(&f, 1, missing, 1, &why));
    assert_non_null(strstr(why, "--predictor hens"));
    free(why);
    assert_null(followed_predictors(&f, 1, many, 1, &why));
    free(why);
    followed_free(&f);
    free(path);
}

static void refused(const char *path, const char *income, int wanted, const char *says)
{
    struct followed f;
    char *why;
    int code = followed_open(path, &f, &why);
    if (code == HQ_EXIT_DONE)
        code = followed_read(&f, &(struct followed_choice){.income = income}, &why);
    if (code != wanted || !strstr(why, says))
        fail_msg("%d, \"%s\", not \"%s\"", code, why, says);
    free(why);
    followed_free(&f);
}

static void what_cannot_be_is_told(void **state)
{
    struct row wrong[YEARS][MOST_ROWS];
    memcpy(wrong, example, sizeof wrong);
    refused("/nowhere/trajectories.h5", "income", HQ_EXIT_USAGE, "output.panel_share");
    char *path = make(state, example, true);
    refused(path, "consumed", HQ_EXIT_USAGE, "money.kept");
    refused(path, "person", HQ_EXIT_USAGE, "column person is not there");
    free(path);
    wrong[1][1].id = 9; /* twice in a year */
    path = make(state, wrong, true);
    refused(path, "income", HQ_EXIT_BAD_DATA, "twice in a year");
    free(path);
    wrong[1][1].id = 11;
    wrong[2][0].county = 2;
    path = make(state, wrong, true);
    refused(path, "income", HQ_EXIT_BAD_DATA, "of no county");
    free(path);
    wrong[2][0].county = 1;
    wrong[2][0].weight = 0;
    path = make(state, wrong, true);
    refused(path, "income", HQ_EXIT_BAD_DATA, "stands for nobody");
    scratch_write(path, "nothing", 7);
    refused(path, "income", HQ_EXIT_BAD_DATA, "trajectories.h5");
    free(path);
}

/* Many ids, also such as differ in their highest bits alone. */
static void ids_are_told_apart(void **state)
{
    (void)state;
    enum { IDS = 200000 };
    struct id_map m = {0};
    for (int pass = 0; pass < 2; pass++)
        for (uint64_t i = 0; i < IDS; i++)
            map_add(&m, i % 2 ? i << 40 : i * 3);
    for (uint64_t i = 0; i < IDS; i++) {
        const uint64_t id = i % 2 ? i << 40 : i * 3;
        const int64_t unit = map_find(&m, id);
        assert_true(unit >= 0 && m.ids[unit] == id);
    }
    assert_int_equal(m.units, IDS);
    assert_int_equal(map_find(&m, 7), -1);
    assert_true(m.room <= 4 * IDS);
    free(m.ids);
    free(m.slots);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(households_are_found_again, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(others_may_count, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(predictors_come_by_household, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(what_cannot_be_is_told, scratch_make, scratch_remove),
        cmocka_unit_test(ids_are_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
