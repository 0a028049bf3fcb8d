/* Series of every year, and the yearly table. */
#include "unit/sim/toy.h"

#include "sim/store/history.h"
#include "unit/sim/test.h"

static char *csv_of(const struct history *h, const struct engine *e)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    hq_history_csv(h, e, out);
    fclose(out);
    return text;
}

static char *aligned(const char *csv)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    hq_print_aligned(csv, out);
    fclose(out);
    return text;
}

/* Tallies that no run gives, so that each number shows where it comes from. */
static void set_tallies(struct engine *e, int year)
{
    static const int64_t first[3][TALLIES] = {
        {100, 20, 0, 5, 150000}, {1, 0, 0, 0, 0}, {50, 10, 0, 10, 900000}};
    memcpy(e->tallies, first, sizeof first);
    for (int c = 0; c < 3; c++) {
        e->tallies[c * TALLIES + T_households] += year * 1000;
        ((struct county *)hq_county(&e->world, c))->price = 1.5 + c + year;
    }
}

static double value(const struct history *h, int year, int series, int county)
{
    return h->values[(year * h->series + series) * h->counties + county];
}

static void values_are_totals_ratios_and_county_values(void **state)
{
    struct engine e;
    struct history h;
    struct config *config = toy_engine(&e, *state, "output.column_hashes=false", 1);
    hq_history_make(&h, &e);
    assert_int_equal(h.years, 6);
    assert_int_equal(h.series, 5);
    assert_int_equal(h.counties, 3);
    assert_int_equal(h.columns, 0);
    for (int year = 0; year < 2; year++) {
        set_tallies(&e, year);
        hq_history_record(&h, &e,
                          year ? "11111111111111111111111111111111" : "00000000000000000000000000000000", NULL);
    }
    assert_int_equal(h.done, 2);
    assert_true(value(&h, 0, 0, 0) == 100 && value(&h, 1, 0, 2) == 1050);
    assert_true(value(&h, 0, 1, 0) == 1e-3 * 150000 / 100 && value(&h, 0, 1, 2) == 1e-3 * 900000 / 50);
    assert_true(value(&h, 0, 2, 0) == 0.25 && value(&h, 0, 2, 2) == 1.0);
    assert_true(value(&h, 0, 2, 1) == 0); /* nobody wants one: not a division by zero */
    assert_true(value(&h, 0, 3, 0) == 3.0 && value(&h, 1, 3, 2) == 9.0);
    assert_string_equal(h.state[0], "00000000000000000000000000000000");
    assert_string_equal(h.state[1], "11111111111111111111111111111111");
    hq_history_free(&h);
    toy_engine_free(&e, config);
}

/* Over all counties totals add up, and a ratio is weighted by its denominator where that is a series. */
static void the_table_is_of_all_counties_together(void **state)
{
    struct engine e;
    struct history h;
    struct config *config = toy_engine(&e, *state, "output.column_hashes=false", 1);
    hq_history_make(&h, &e);
    for (int year = 0; year < 2; year++) {
        const char no_hash[33] = "";
        set_tallies(&e, year);
        hq_history_record(&h, &e, no_hash, NULL);
    }
    char *csv = csv_of(&h, &e);
    /* 151 households with 1050 sheep; the plain mean of three shares of jobs, and of three prices doubled. */
    assert_string_equal(csv, "year,households,sheep,jobs,price\n"
                             "2001,151.0,6.954,0.4167,5.000\n"
                             "2002,3151,0.3332,0.4167,7.000\n");
    free(csv);
    hq_history_free(&h);
    toy_engine_free(&e, config);
}

static void hashes_of_columns_are_kept_by_year(void **state)
{
    struct engine e;
    struct history h;
    struct config *config = toy_engine(&e, *state, NULL, 1);
    hq_engine_found(&e);
    hq_history_make(&h, &e);
    assert_int_equal(h.columns, hq_hashed_columns(&e));
    char state_hash[2][33], columns[2][32][33];
    for (int year = 0; year < 2; year++) {
        hq_engine_year(&e, 2001 + year);
        hq_state_hash(&e, state_hash[year], columns[year]);
        hq_history_record(&h, &e, state_hash[year], (const char(*)[33])columns[year]);
    }
    for (int year = 0; year < 2; year++) {
        assert_string_equal(h.state[year], state_hash[year]);
        assert_memory_equal(h.column[year * h.columns], columns[year], (size_t)h.columns * 33);
    }
    hq_history_free(&h);
    assert_null(h.values);
    toy_engine_free(&e, config);
}

static void a_table_is_aligned_to_the_right(void **state)
{
    (void)state;
    char *text = aligned("year,a,long name\n2001,1.5,2\n2002,12345,\n");
    assert_string_equal(text, "year      a  long name\n"
                              "2001    1.5          2\n"
                              "2002  12345           \n");
    free(text);
    text = aligned("");
    assert_string_equal(text, "");
    free(text);
}

/* However many columns a model prints. */
static void wide_tables_are_printed_whole(void **state)
{
    (void)state;
    char csv[2000] = "year";
    for (int i = 0; i < 200; i++)
        snprintf(csv + strlen(csv), sizeof csv - strlen(csv), ",c%d", i);
    snprintf(csv + strlen(csv), sizeof csv - strlen(csv), "\n");
    char *text = aligned(csv);
    assert_non_null(strstr(text, " c0 "));
    assert_non_null(strstr(text, " c199\n"));
    assert_true(strlen(text) < 2500);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        toy_test(values_are_totals_ratios_and_county_values), toy_test(the_table_is_of_all_counties_together),
        toy_test(hashes_of_columns_are_kept_by_year),         cmocka_unit_test(a_table_is_aligned_to_the_right),
        cmocka_unit_test(wide_tables_are_printed_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
