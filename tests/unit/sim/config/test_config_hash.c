#include "unit/sim/config_fixture.h"

static char *hash_of(struct config *c)
{
    static char hashes[8][33];
    static int next;
    char *hash = strcpy(hashes[next++ % 8], hq_config_hash(c));
    hq_config_free(c);
    return hash;
}

/* Hash of a configuration that must load. */
#define hash_text(...)                                                                                         \
    ({                                                                                                         \
        struct config *c_;                                                                                     \
        must_load(c_, __VA_ARGS__);                                                                            \
        hash_of(c_);                                                                                           \
    })

static void thirty_two_digits_always_the_same(void **state)
{
    (void)state;
    const char *hash = hash_text(REGION);
    assert_int_equal(strlen(hash), 32);
    assert_int_equal(strspn(hash, "0123456789abcdef"), 32);
    assert_string_equal(hash, hash_text(REGION));
}

static void writing_does_not_matter(void **state)
{
    (void)state;
    const char *hash = hash_text(REGION "training: {budget: 5, places: 1000000}\npasture: {growth: 0.25}\n");
    assert_string_equal(hash,
                        hash_text("# a comment\npasture:\n  growth: 25e-2 # another\n\ntraining:\n  places: "
                                  "1_000_000\n  budget: 5.00\n" REGION));
    assert_string_equal(hash,
                        hash_text(REGION, "training.budget=5", "training.places=1e6", "pasture.growth=0.25"));
    write_text_file("base.yaml", REGION "training: {budget: 9, places: 1e6}\npasture: {growth: 0.25}\n");
    assert_string_equal(hash, hash_text("extends: base.yaml\ntraining: {budget: 5}\n"));
}

static void explicit_defaults_do_not_matter(void **state)
{
    (void)state;
    const char *hash = hash_text(REGION);
    assert_string_equal(hash,
                        hash_text(REGION "run: {seed: 1, model: poverty, first_year: 2002}\n"
                                         "population: {households: 0}\n"
                                         "training: {budget: {default: 0, year: {2009: 0}, class: {semi: 0}, "
                                         "county: {150522: {year: {2010: 0}}}}}\n"));
    assert_string_equal(hash, hash_text(REGION, "region.counties=[152501, 150522, 150102]"));
    assert_string_equal(hash, hash_text(REGION "pasture: {growth: {year: {2050: 3}}}\n")); /* after the run */
}

static void how_a_run_is_carried_out_does_not_matter(void **state)
{
    (void)state;
    const char *hash = hash_text(REGION);
    assert_string_equal(hash, hash_text(REGION
                                        "run: {name: another}\noutput: {checkpoint_every: 3, stop_after: 2010, "
                                        "column_hashes: off}\n"));
    write_text_file("other_name.csv", FIXTURE_TABLE);
    assert_string_equal(hash, hash_text("region: {table: other_name.csv}\n"));
}

/* The base of a frozen run is known by what is in it, wherever it lies. */
static void the_base_matters_and_its_path_does_not(void **state)
{
    (void)state;
    const char *hash = hash_text(REGION "run: {markets: frozen, base: here}\n");
    assert_string_equal(hash, hash_text(REGION "run: {markets: frozen, base: there}\n"));
    assert_string_not_equal(hash, hash_text(REGION));
    struct config *one, *same, *other;
    must_load(one, REGION "run: {markets: frozen, base: here}\n");
    must_load(same, REGION "run: {markets: frozen, base: there}\n");
    must_load(other, REGION "run: {markets: frozen, base: here}\n");
    hq_config_add_base(one, "a");
    hq_config_add_base(same, "a");
    hq_config_add_base(other, "b");
    const char *with = hash_of(one);
    assert_int_equal(strspn(with, "0123456789abcdef"), 32);
    assert_string_not_equal(with, hash);
    assert_string_equal(with, hash_of(same));
    assert_string_not_equal(with, hash_of(other));
}

static void every_value_matters(void **state)
{
    (void)state;
    write_text_file("cal.csv", "year,policy,rate\n2009,pension,55\n");
    static const char *const sets[] = {"run.seed=2",
                                       "run.model=minimal",
                                       "run.first_year=2003",
                                       "run.last_year=2018",
                                       "region.counties=150522",
                                       "region.counties=150102",
                                       "population.scale=0.5",
                                       "population.households=5000",
                                       "pasture.growth=0.5000000001",
                                       "training.budget=0.01",
                                       "training.budget={year: {2009: 0.01}}",
                                       "training.budget={year: {2010: 0.01}}",
                                       "training.budget={class: {semi: 0.01}}",
                                       "training.budget={county: {150522: 0.01}}",
                                       "training.budget={county: {150102: 0.01}}",
                                       "training.budget={county: {150522: {year: {2009: 0.01}}}}",
                                       "training.frozen=yes",
                                       "training.mode=replay",
                                       "training.mode=\"\"",
                                       "calendar.pension=0.01",
                                       "pasture.cover_low=0",
                                       "pasture.cover_high=1"};
    enum { SETS = sizeof sets / sizeof *sets };
    char hashes[SETS + 1][33];
    for (int i = 0; i <= SETS; i++) {
        struct config *c;
        write_text_file("run.yaml", REGION);
        assert_int_equal(load_with("run.yaml", &sets[i], i < SETS, &c), HQ_EXIT_DONE);
        strcpy(hashes[i], hq_config_hash(c));
        hq_config_free(c);
        for (int j = 0; j < i; j++)
            assert_string_not_equal(hashes[i], hashes[j]);
    }
}

static void every_byte_of_the_tables_matters(void **state)
{
    (void)state;
    write_text_file("t.csv", FIXTURE_TABLE);
    const char *hash = hash_text("region: {table: t.csv}\n");
    write_text_file("t.csv", "# x\n" FIXTURE_TABLE);
    assert_string_not_equal(hash, hash_text("region: {table: t.csv}\n"));
    char table[] = FIXTURE_TABLE;
    strstr(table, ",a\n")[1] = 'z'; /* a mark, which no one reads */
    write_text_file("t.csv", table);
    assert_string_not_equal(hash, hash_text("region: {table: t.csv}\n"));
    write_text_file("cal.csv", "year,policy,rate\n2009,pension,55\n");
    const char *one = hash_text(REGION "run: {calendar: cal.csv}\n");
    write_text_file("cal.csv", "year,policy,rate\n2009,pension,56\n");
    assert_string_not_equal(one, hash_text(REGION "run: {calendar: cal.csv}\n"));
    write_text_file("s.csv", "a");
    one = hash_text(REGION "people: {survey: s.csv}\n");
    write_text_file("s.csv", "b");
    assert_string_not_equal(one, hash_text(REGION "people: {survey: s.csv}\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(thirty_two_digits_always_the_same),
        cmocka_unit_test(writing_does_not_matter),
        cmocka_unit_test(explicit_defaults_do_not_matter),
        cmocka_unit_test(how_a_run_is_carried_out_does_not_matter),
        cmocka_unit_test(the_base_matters_and_its_path_does_not),
        cmocka_unit_test(every_value_matters),
        cmocka_unit_test(every_byte_of_the_tables_matters),
    };
    return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
