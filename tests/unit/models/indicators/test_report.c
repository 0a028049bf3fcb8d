/* The year's numbers out of cells: three counties of known incomes, each number against the exact index of the same
 * persons; own lines that differ; who lacks what; parts of inequality; aid; spells. */
#include "models/indicators/report.c" // NOLINT(bugprone-suspicious-include)

#include "unit/sim/test.h"

#include <math.h>

enum { COUNTIES = 3, PERSONS = 400, ALL = COUNTIES * PERSONS };

struct country {
    struct county counties[COUNTIES];
    struct parameters parameters[COUNTIES];
    struct area rows[6];
    struct areas areas;
    struct world world;
    struct cells cells;
    int64_t *county_cells, *region_cells;
    double incomes[ALL], weights[ALL], *out;
    struct filler filler; /* for numbers_of */
};

static const int32_t members[] = {0, 1, 2, 0, 1, 2};

/* One area for all, a class of the first two, a prefecture of the last, and the counties. Lines of 2,000 and 2,600. */
static struct country *make(void)
{
    struct country *c = calloc(1, sizeof *c);
    uint64_t luck = 5;
    c->county_cells = calloc((size_t)COUNTIES * COUNTY_CELLS, sizeof(int64_t));
    c->region_cells = calloc(REGION_CELLS, sizeof(int64_t));
    for (int k = 0; k < COUNTIES; k++) {
        c->counties[k].line = k == 0 ? 200000 : 260000;
        c->counties[k].national_line = 230000;
        c->parameters[k] = (struct parameters){.calendar_cpi = 1.0,
                                               .indicators_cutoff = 0.3333,
                                               .indicators_weight_income = 1,
                                               .indicators_weight_food = 1,
                                               .indicators_weight_schooling = 1,
                                               .indicators_weight_care = 1,
                                               .indicators_weight_housing = 1,
                                               .indicators_weight_water = 1};
        for (int i = 0; i < PERSONS; i++) {
            const int32_t fen = (int32_t)(test_random(&luck) % 900000) + 1000 * k - (i % 50 == 0 ? 900000 : 0);
            c->incomes[k * PERSONS + i] = fen / 100.0;
            c->weights[k * PERSONS + i] = 1.0;
            int64_t *own = c->county_cells + (size_t)k * COUNTY_CELLS;
            for (int m = 0; m < MEASURED; m++) {
                int64_t *cells = own + (size_t)m * MEASURED_CELLS;
                histogram_add(cells, fen, 1);
                line_add(cells + LINES_AT, c->counties[k].line, fen, 1, fen < c->counties[k].line);
                line_add(cells + LINES_AT + LINE_CELLS, 230000, fen, 1, fen < 230000);
            }
            own[SETS_AT + (i % 4 == 0 ? LACKS_WATER | LACKS_CARE : i % 4 == 1 ? LACKS_HOUSING : 0)]++;
            histogram_add(c->region_cells + (size_t)(GROUP_main_wages + i % 3) * GROUP_CELLS, fen, 1);
        }
    }
    c->rows[0] = (struct area){"region", "", "", members, 3};
    c->rows[1] = (struct area){"class", "a", "", members, 2};
    c->rows[2] = (struct area){"prefecture", "b", "", members + 2, 1};
    for (int k = 0; k < COUNTIES; k++) {
        c->rows[3 + k] = (struct area){"county", "c", "", members + 3 + k, 1};
    }
    c->areas = (struct areas){.rows = c->rows, .count = 6};
    c->world = (struct world){.counties = COUNTIES,
                              .county_rows = (unsigned char *)c->counties,
                              .county_size = sizeof *c->counties,
                              .parameters = (unsigned char *)c->parameters,
                              .parameter_size = sizeof *c->parameters};
    c->cells = (struct cells){.counties = c->county_cells, .region = c->region_cells, .areas = &c->areas};
    c->out = calloc((size_t)hq_report_size(&report_table, 6), sizeof *c->out);
    c->filler = (struct filler){&c->world, &c->cells, c->out};
    return c;
}

/* In an order of its own: parts do not know of each other. */
static void report_all(struct country *c)
{
    for (int p = report_parts(&c->areas) - 1; p >= 0; p--) {
        report_part(&c->world, &c->cells, p, c->out);
    }
}

static void unmake(struct country *c)
{
    free(c->county_cells);
    free(c->region_cells);
    free(c->out);
    free(c);
}

static int line_index(const char *name)
{
    for (int i = 0; i < at_line_count; i++) {
        if (strcmp(line_index_names[i], name) == 0) {
            return i;
        }
    }
    fail_msg("no index %s", name);
    return 0;
}

static const double *at_line(const struct country *c, int area, int line, const char *name)
{
    return numbers_of(&c->filler, V_at_line, area) + (size_t)line * at_line_count + (size_t)line_index(name);
}

/* Every overall index of every area within its bounds, which are narrow. */
static void indices_are_within_their_bounds(void **state)
{
    (void)state;
    struct country *c = make();
    const struct conventions rules = CONVENTIONS_DEFAULT;
    report_all(c);
    static const struct {
        int area, from, count;
    } parts[] = {{0, 0, ALL}, {1, 0, 2 * PERSONS}, {2, 2 * PERSONS, PERSONS}, {4, PERSONS, PERSONS}};
    for (size_t k = 0; k < sizeof parts / sizeof *parts; k++) {
        struct distribution d;
        assert_true(distribution_of_values(c->incomes + parts[k].from, c->weights, parts[k].count, &d));
        assert_true(*numbers_of(&c->filler, V_persons, parts[k].area) == parts[k].count);
        const double *got = numbers_of(&c->filler, V_overall, parts[k].area),
                     *bounds = numbers_of(&c->filler, V_overall_bounds, 0);
        for (int i = 0; i < index_count; i++) {
            if (indices[i].at_line) {
                continue;
            }
            const double exact = index_of(&indices[i], &d, &rules, 0).value;
            if (k == 0 && strcmp(indices[i].name, "lorenz_asymmetry") != 0) {
                assert_true(bounds[0] <= exact + 1e-9 && exact <= bounds[1] + 1e-9);
                assert_true(bounds[0] <= *got && *got <= bounds[1]);
            }
            assert_near(*got, exact, 0.01 + 0.02 * fabs(exact));
            got++;
            bounds += 2;
        }
        assert_near(*at_line(c, parts[k].area, NATIONAL_LINE, "sen"),
                    index_of(index_named("sen"), &d, &rules, 2300).value, 1e-4);
        assert_near(at_line(c, parts[k].area, NATIONAL_LINE, "squared_gap")[0],
                    index_of(index_named("squared_gap"), &d, &rules, 2300).value, 1e-12);
        distribution_free(&d);
    }
    unmake(c);
}

/* Where counties have lines of their own, means over persons add up and the others are not told. */
static void own_lines_add_up_over_counties(void **state)
{
    (void)state;
    struct country *c = make();
    report_all(c);
    double poor = 0, gaps = 0, squares = 0;
    for (int i = 0; i < ALL; i++) {
        const double z = i < PERSONS ? 2000 : 2600, gap = c->incomes[i] < z ? 1 - c->incomes[i] / z : 0;
        poor += c->incomes[i] < z;
        gaps += gap;
        squares += gap * gap;
    }
    assert_near(at_line(c, 0, OWN_LINE, "headcount")[0], poor / ALL, 1e-12);
    assert_near(at_line(c, 0, OWN_LINE, "gap")[0], gaps / ALL, 1e-12);
    assert_near(at_line(c, 0, OWN_LINE, "squared_gap")[0], squares / ALL, 1e-12);
    double watts = 0;
    for (int k = 0; k < COUNTIES; k++) {
        watts += at_line(c, 3 + k, OWN_LINE, "watts")[0] / COUNTIES;
    }
    assert_near(at_line(c, 0, OWN_LINE, "watts")[0], watts, 1e-12);
    assert_true(isnan(at_line(c, 0, OWN_LINE, "sen")[0]));
    assert_false(isnan(at_line(c, 2, OWN_LINE, "sen")[0])); /* one county, one line */
    assert_near(numbers_of(&c->filler, V_line_value, 0)[OWN_LINE], (2000 + 2 * 2600) / 3.0, 1e-9);
    unmake(c);
}

/* A quarter lacks care and water (2 of 6: at a third), a quarter housing alone. */
static void sets_give_multidimensional_poverty(void **state)
{
    (void)state;
    struct country *c = make();
    report_all(c);
    const double *multi = numbers_of(&c->filler, V_multidimensional, 1),
                 *raw = numbers_of(&c->filler, V_deprived, 1),
                 *censored = numbers_of(&c->filler, V_censored, 1),
                 *part = numbers_of(&c->filler, V_contribution, 1);
    assert_near(multi[0], 0.25, 1e-12);
    assert_near(multi[1], 1.0 / 3, 1e-12);
    assert_near(multi[2], 0.25 / 3, 1e-12);
    assert_near(*numbers_of(&c->filler, V_lacking_none, 1), 0.5, 1e-12);
    static const double raw_wanted[] = {0, 0, 0, 0.25, 0.25, 0.25},
                        censored_wanted[] = {0, 0, 0, 0.25, 0, 0.25};
    for (int j = 0; j < LACKS; j++) {
        assert_near(raw[j], raw_wanted[j], 1e-12);
        assert_near(censored[j], censored_wanted[j], 1e-12);
        assert_near(part[j], censored_wanted[j] * 2, 1e-12);
    }
    unmake(c);
}

/* Parts of inequality add up to what all have, where incomes are above the floor of logarithms. */
static void partitions_add_up(void **state)
{
    (void)state;
    struct country *c = make();
    for (int k = 0; k < COUNTIES; k++) { /* nobody below zero */
        for (int b = 0; b < BINS_BELOW_ZERO + 128; b++) {
            memset(c->county_cells + (size_t)k * COUNTY_CELLS + (size_t)b * BIN_CELLS, 0,
                   BIN_CELLS * sizeof(int64_t));
        }
    }
    for (int g = 0; g < GROUPS; g++) {
        memset(c->region_cells + (size_t)g * GROUP_CELLS, 0,
               (BINS_BELOW_ZERO + 128) * BIN_CELLS * sizeof(int64_t));
    }
    report_all(c);
    const double *parts = numbers_of(&c->filler, V_decomposition, 0);
    for (int p = 3; p < 5; p++) { /* counties, and main sources: each parts everybody */
        for (int e = 0; e < 3; e++) {
            int at = 0;
            while (strcmp(index_names[at], entropy_names[e]) != 0) {
                at++;
            }
            const double whole = numbers_of(&c->filler, V_overall, 0)[at];
            assert_near(parts[p * 6 + e * 2] + parts[p * 6 + e * 2 + 1], whole, 1e-7);
            assert_true(parts[p * 6 + e * 2 + 1] >= 0);
        }
    }
    unmake(c);
}

/* All aid to one of ten equal tenths; half of it to the poor, who are a fifth. */
static void aid_is_told_by_tenths(void **state)
{
    (void)state;
    struct country *c = make();
    for (int k = 0; k < COUNTIES; k++) {
        int64_t *cells = c->county_cells + (size_t)k * COUNTY_CELLS + OF_UNAIDED * MEASURED_CELLS;
        memset(cells, 0, MEASURED_CELLS * sizeof *cells);
        for (int i = 0; i < 100; i++) {
            histogram_add(cells, 100 * (i + 1), 1); /* 1 to 100 Yuan */
        }
        cells[LINES_AT + LINE_PERSONS] = 20;
    }
    c->region_cells[AID_AT + bin_of(100).bin] = 500;
    c->region_cells[AID_AT + bin_of(200).bin] = 500;
    c->region_cells[AID_POOR] = 500;
    c->region_cells[AID_UNDER] = 250;
    report_all(c);
    const double *decile = numbers_of(&c->filler, V_aid_share, 0), *aid = numbers_of(&c->filler, V_aid, 0);
    assert_near(decile[0], 1.0, 1e-12);
    assert_near(decile[1] + decile[9], 0, 1e-12);
    assert_near(aid[AID_YUAN], 10, 1e-12);
    assert_near(aid[AID_TO_POOR], 0.5, 1e-12);
    assert_near(aid[AID_CLOSING], 0.25, 1e-12);
    assert_near(aid[AID_CGH], 2.5, 1e-12);
    assert_true(aid[AID_CONCENTRATION] < -0.95); /* nearly all to the poorest */
    unmake(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(indices_are_within_their_bounds),
        cmocka_unit_test(own_lines_add_up_over_counties),
        cmocka_unit_test(sets_give_multidimensional_poverty),
        cmocka_unit_test(partitions_add_up),
        cmocka_unit_test(aid_is_told_by_tenths),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
