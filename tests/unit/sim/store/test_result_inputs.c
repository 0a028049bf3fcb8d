/* What a result folder holds of its configuration, and of the run that it branches off. */
#include "unit/sim/toy.h"

#include "sim/store/result.h"

/* The toy's configuration as a branch, after 2003, of one with another growth of herds. */
static struct config *branch(const char *folder, const char *set, int year)
{
    struct config *config = toy_load(folder, set), *past = toy_load(folder, "herd.growth=0.3");
    assert_int_equal(hq_config_follow(config, past, hq_config_hash(past), year, "abc", stderr), HQ_EXIT_DONE);
    return config;
}

static struct config *read_back(const char *folder, const char *name)
{
    const struct model_choice choice = {"toy",          &toy.parameters, &toy.county, toy_classes,
                                        &toy.household, &toy.village,    &toy.fields};
    char *path = hq_text("%s/%s/resolved.yml", folder, name);
    struct config *config = NULL;
    assert_int_equal(hq_config_load(path, NULL, 0, &choice, 1, stderr, &config), HQ_EXIT_DONE);
    free(path);
    return config;
}

static void a_configuration_reads_back(void **state)
{
    char *out = scratch_path(state, "out"), *from = scratch_path(state, "out/from"), hash[33], found[33];
    int year;
    struct config *config = toy_load(*state, "places.jobs=3");
    assert_int_equal(hq_make_folder(out), 0);
    hq_result_write_configuration(out, config);
    struct config *back = read_back(*state, "out");
    assert_string_equal(hq_config_hash(back), hq_config_hash(config));
    assert_false(hq_file_exists(from));
    assert_false(hq_result_past(out, hash, &year, found));
    hq_config_free(back);
    hq_config_free(config);
    free(out);
    free(from);
}

static void so_does_the_past_of_a_branch(void **state)
{
    char *out = scratch_path(state, "out"), hash[33], found[33];
    int year = 0;
    struct config *config = branch(*state, "places.jobs=3", 2003), *past = toy_load(*state, "herd.growth=0.3");
    assert_int_equal(hq_make_folder(out), 0);
    hq_result_write_configuration(out, config);
    assert_true(hq_result_past(out, hash, &year, found));
    assert_string_equal(hash, hq_config_hash(past));
    assert_int_equal(year, 2003);
    assert_string_equal(found, "abc");
    struct config *back = read_back(*state, "out/from");
    assert_string_equal(hq_config_hash(back), hash);
    hq_config_free(back);
    /* The same folder, then used by a run that is no branch. */
    hq_result_write_configuration(out, past);
    assert_false(hq_result_past(out, hash, &year, found));
    hq_config_free(config);
    hq_config_free(past);
    free(out);
}

/* Each keeps its own past. */
static void and_that_of_a_branch_of_a_branch(void **state)
{
    char *out = scratch_path(state, "out"), *from = scratch_path(state, "out/from"), hash[33], found[33];
    int year = 0;
    struct config *first = branch(*state, "places.jobs=3", 2002), *config = toy_load(*state, NULL);
    assert_int_equal(hq_config_follow(config, first, hq_config_hash(first), 2004, "def", stderr), HQ_EXIT_DONE);
    assert_int_equal(hq_make_folder(out), 0);
    hq_result_write_configuration(out, config);
    assert_true(hq_result_past(out, hash, &year, found));
    assert_int_equal(year, 2004);
    assert_true(hq_result_past(from, hash, &year, found));
    assert_int_equal(year, 2002);
    hq_config_free(config);
    free(out);
    free(from);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        toy_test(a_configuration_reads_back),
        toy_test(so_does_the_past_of_a_branch),
        toy_test(and_that_of_a_branch_of_a_branch),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
