/* The short run: what it measures is what a run of the toy writes. */
#include "unit/sim/test.h"
#include "unit/sim/toy.h"

#include "sim/estimate.h"

static struct model_family families[] = {{"toy", {&toy, &toy, &toy}}};

static struct calibration calibrate(const char *folder, const char *set)
{
    char *path = hq_text("%s/toy.yml", folder);
    const struct run_request request = {
        .config = path, .sets = &set, .set_count = set != NULL, .families = families, .family_count = 1};
    struct config *config = toy_load(folder, set);
    struct calibration c;
    assert_int_equal(hq_calibrate(&request, config, 0, 1, &c), HQ_EXIT_DONE);
    hq_config_free(config);
    free(path);
    return c;
}

/* The toy is small enough to be run as it is: bytes of its tables are those of a run. */
static void tables_are_those_of_a_run(void **state)
{
    const struct calibration c = calibrate(*state, NULL);
    assert_true(c.measured);
    assert_int_equal(c.households, 1681);
    assert_int_equal(c.years, 6);
    assert_int_equal(c.growth.years, 6);
    assert_true(c.found_rate > 1000 && c.year_rate > 1000);
    struct engine e;
    struct config *config = toy_engine(&e, *state, NULL, 1);
    toy_run(&e, 2006);
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    hq_ledger_write(e.ledger, out);
    fclose(out);
    free(text);
    assert_near(c.ledger_bytes * c.years, (double)size, 0.5);
    free(hq_ledger_pack(e.ledger, &size)); /* entries and years, with head and hash */
    assert_near(c.entry_bytes * c.years, (double)size - 56, 0.5);
    int64_t live = 0;
    for (int64_t v = 0; v < e.directory.villages; v++) {
        live += e.slabs[v].live;
    }
    assert_near(1 + c.growth.grown, (double)live / 1681, 1e-9);
    toy_engine_free(&e, config);
}

/* The process itself, not the population: of a larger one, little more than half a megabyte a process keeps by
 * chance. Sanitizers keep more about every block, and what is freed: every village once, on its way into a block
 * with its neighbours (near 50 times 1,681 rows, 200 bytes each). */
#ifdef __SANITIZE_ADDRESS__
enum { CHANCE = 12000000 + 50 * 1681 * 200 };
#else
enum { CHANCE = 1000000 };
#endif

static void the_base_is_not_the_population(void **state)
{
    const struct calibration small = calibrate(*state, NULL);
    assert_true(small.base_bytes > 1 << 20 && small.base_bytes < 256 << 20);
    const struct calibration large = calibrate(*state, "population.scale=50");
    assert_in_range(large.households, 1681, 200000);
    assert_near((double)large.base_bytes, (double)small.base_bytes, CHANCE);
}

/* Villages too large to be run in a second: rates are stated, and nothing of that size is touched. */
static void large_villages_have_stated_rates(void **state)
{
    char *path = scratch_path(state, "counties.csv");
    static const char table[] = "code,name,prefecture,class,households,villages,rain\n"
                                "101,Hill,North,any,4000000,8,300.5\n";
    scratch_write(path, table, sizeof table - 1);
    free(path);
    const struct calibration c = calibrate(*state, NULL);
    assert_false(c.measured);
    assert_int_equal(c.households, 0);
    assert_true(hq_growth_after(&c.growth, 10) > 1.1);
    assert_true(c.year_rate > 0 && c.found_rate > 0 && c.base_bytes > 0 && c.series_bytes > 0 &&
                c.entry_bytes > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        toy_test(tables_are_those_of_a_run),
        toy_test(the_base_is_not_the_population),
        toy_test(large_villages_have_stated_rates),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
