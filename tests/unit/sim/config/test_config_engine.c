/* The engine's own table, and its struct. */
#include "unit/sim/config_fixture.h"

#include "sim/config/config_internal.h"

static void rows_are_those_of_the_def_file(void **state)
{
    (void)state;
    const struct param_table *t = &hq_engine_parameters;
    int fields = 0;
#define PARAM(group_, name_, type_, ...)                                                                       \
    assert_string_equal(t->rows[fields].group, #group_);                                                       \
    assert_string_equal(t->rows[fields].name, #name_);                                                         \
    assert_int_equal(t->rows[fields].type, HQ_##type_);                                                        \
    fields++;
#include "sim/parameters.def"
#undef PARAM
    assert_int_equal(t->count, fields);
    for (int i = 0; i < t->count; i++) {
        assert_int_equal(t->rows[i].flags & HQ_BY_ALL, 0); /* they never vary */
        assert_true(t->rows[i].meaning[0] && t->rows[i].source[0]);
    }
}

static void keys_are_found(void **state)
{
    (void)state;
    assert_int_equal(hq_engine_row("run.name"), 0);
    int seed = hq_engine_row("run.seed");
    assert_string_equal(hq_engine_parameters.rows[seed].name, "seed");
    assert_string_equal(hq_engine_parameters.rows[hq_engine_row("region.table")].group, "region");
}

static void the_struct_holds_every_type(void **state)
{
    (void)state;
    struct config *c;
    must_load(c, "run: {name: n, seed: 7, first_year: 1997, last_year: 2001}\n"
                 "region: {table: counties.csv, counties: '150522'}\n"
                 "population: {scale: 0.5, households: 5000}\n"
                 "output: {checkpoint_every: 5, checkpoint_keep: 3, stop_after: 1999, column_hashes: no}\n");
    const struct engine_params *p = hq_config_engine(c);
    assert_string_equal(p->run_name, "n");
    assert_int_equal(p->run_seed, 7);
    assert_int_equal(p->run_first_year, 1997);
    assert_int_equal(p->run_last_year, 2001);
    assert_string_equal(p->region_counties, "150522");
    assert_true(p->population_scale == 0.5);
    assert_int_equal(p->population_households, 5000);
    assert_int_equal(p->output_checkpoint_every, 5);
    assert_int_equal(p->output_checkpoint_keep, 3);
    assert_int_equal(p->output_stop_after, 1999);
    assert_int_equal(p->output_column_hashes, 0);
    hq_config_free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_those_of_the_def_file),
        cmocka_unit_test(keys_are_found),
        cmocka_unit_test(the_struct_holds_every_type),
    };
    return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
