/* Runs of the toy model that branch off each other. */
#include "unit/sim/toy.h"

#include "sim/branch.h"
#include "sim/parallel.h"
#include "sim/provenance.h"
#include "sim/store/checkpoint.h"
#include "sim/store/result.h"

static const struct model_choice choice = {"toy",          &toy.parameters, &toy.county, toy_classes,
                                           &toy.household, &toy.village,    &toy.fields};

/* A base that was run to a year, with a checkpoint of each: folder/base. */
static void make_base(const char *folder, const char *set, int last)
{
    struct engine e;
    struct history h;
    struct result r = {.folder = hq_text("%s/base", folder)};
    char state[33], columns[32][33];
    struct config *config = toy_engine(&e, folder, set, 1);
    hq_history_make(&h, &e);
    hq_result_begin(&r, &e, &h, false);
    hq_engine_found(&e);
    for (int year = 2001; year <= last; year++) {
        hq_engine_year(&e, year);
        hq_state_hash(&e, state, columns);
        hq_history_record(&h, &e, state, (const char(*)[33])columns);
        hq_checkpoint_write(&e, &h, r.folder, 9);
    }
    hq_result_free(&r);
    hq_history_free(&h);
    toy_engine_free(&e, config);
}

static char *said;

/* Loads toy.yml with two --set; NULL where hq_branch_load does not give `code`. */
static struct config *load(const char *folder, const char *from, const char *set, int code)
{
    const char *const sets[] = {from, set};
    struct config *config = NULL;
    char *path = hq_text("%s/toy.yml", folder);
    size_t size;
    assert_int_equal(hq_config_load(path, sets, set ? 2 : 1, &choice, 1, stderr, &config), HQ_EXIT_DONE);
    free(said);
    FILE *f = open_memstream(&said, &size);
    const int got = hq_branch_load(config, path, &choice, 1, f);
    fclose(f);
    free(path);
    if (got != code)
        fail_msg("%d, not %d: %s", got, code, said);
    return config;
}

static void refused(const char *folder, const char *from, int code, const char *says)
{
    char *set = hq_text("run.from='%s'", from);
    hq_config_free(load(folder, set, NULL, code));
    if (!strstr(said, says))
        fail_msg("\"%s\" does not say \"%s\"", said, says);
    free(set);
}

static void what_is_not_there_is_refused(void **state)
{
    char *base = scratch_path(state, "base"), *from = hq_text("%s@2002", base),
         *none = hq_text("%s@2004", base);
    refused(*state, "base", HQ_EXIT_USAGE, "is not DIR@YEAR");
    refused(*state, "@2002", HQ_EXIT_USAGE, "is not DIR@YEAR");
    refused(*state, "base@2", HQ_EXIT_USAGE, "is not DIR@YEAR");
    refused(*state, from, HQ_EXIT_USAGE, "is no result folder: it has no resolved.yml");
    make_base(*state, NULL, 2003);
    refused(*state, none, HQ_EXIT_USAGE,
            "has no checkpoint of 2004: it has those of 2001, 2002, 2003. A run leaves them");
    char *world = scratch_path(state, "base/checkpoints/2002/world.hqc");
    scratch_write(world, "x", 1);
    refused(*state, from, HQ_EXIT_BAD_DATA, "checkpoints/2002 is cut off");
    make_base(*state, NULL, 2003);
    char *resolved = scratch_path(state, "base/resolved.yml"), *text;
    size_t size;
    assert_int_equal(hq_read_file(resolved, &text, &size), 0);
    char *seed = strstr(text, "seed: 7");
    assert_non_null(seed);
    seed[6] = '8';
    scratch_write(resolved, text, size);
    refused(*state, from, HQ_EXIT_BAD_DATA,
            "is not the configuration that the checkpoint of 2002 was run with");
    char *const all[] = {base, from, none, world, resolved, text};
    for (int k = 0; k < 6; k++)
        free(all[k]);
}

/* One without run.from is none. */
static void a_plain_run_is_no_branch(void **state)
{
    struct branch b;
    struct config *config = load(*state, "run.seed=8", NULL, HQ_EXIT_DONE);
    hq_branch_make(&b, config);
    assert_null(b.past);
    hq_branch_free(&b);
    hq_config_free(config);
}

/* Runs a branch of folder/base after `year` to 2006 and gives its last state. */
static void run_branch(const char *folder, int year, const char *set, char hash[33])
{
    struct engine e;
    struct history h;
    struct branch b;
    char columns[32][33], *from = hq_text("run.from='%s/base@%d'", folder, year);
    struct config *config = load(folder, from, set, HQ_EXIT_DONE);
    hq_engine_make(&e, &toy, &lanes_sse2, config, 1);
    hq_history_make(&h, &e);
    hq_branch_make(&b, config);
    hq_branch_open(&b, &e, &h);
    assert_int_equal(b.loaded, year);
    assert_int_equal(h.done, year - 2000);
    assert_null(b.values); /* nothing begins with it: no year is run again */
    for (int y = year + 1; y <= 2006; y++) {
        hq_engine_year(&e, y);
        hq_state_hash(&e, hash, columns);
        hq_history_record(&h, &e, hash, (const char(*)[33])columns);
        hq_branch_verify(&b, &e, &h);
    }
    hq_branch_free(&b);
    hq_history_free(&h);
    toy_engine_free(&e, config);
    free(from);
}

/* Every year's branch is the whole run; with other parameters, that in which they hold from the year on. */
static void a_branch_is_the_whole_run(void **state)
{
    static const struct {
        const char *plain, *by_year;
    } cases[] = {{NULL, NULL},
                 {"places.jobs=3", "places.jobs={default: 25, year: {2004: 3}}"},
                 {"pets.allowed=true", "pets.allowed={default: false, year: {2004: true}}"}};
    make_base(*state, "output.panel_share=0", 2005);
    char *path = scratch_path(state, "toy.yml"), *text = hq_text("%soutput: {panel_share: 0}\n", TOY_CONFIG);
    scratch_write(path, text, strlen(text));
    for (int k = 0; k < 3; k++) {
        struct engine e;
        char whole[33], hash[33];
        struct config *config = toy_engine(&e, *state, cases[k].by_year, 1);
        toy_run(&e, 2006);
        hq_state_hash(&e, whole, NULL);
        toy_engine_free(&e, config);
        for (int year = 2001; year <= 2005; year++) {
            if (k == 0 || year == 2003) {
                run_branch(*state, year, cases[k].plain, hash);
                assert_string_equal(hash, whole);
            }
        }
    }
    free(path);
    free(text);
}

struct again {
    struct branch *b;
    struct engine *e;
    struct history *h;
};

static void verify(void *with)
{
    const struct again *a = with;
    hq_branch_verify(a->b, a->e, a->h);
}

/* A year that is run again and comes out otherwise ends the run. */
static void a_year_run_again_must_be_the_same(void **state)
{
    struct engine e;
    struct history h;
    struct branch b = {.year = 2001, .folder = "base"};
    char hash[33], columns[32][33];
    struct config *config = toy_engine(&e, *state, NULL, 1);
    hq_history_make(&h, &e);
    toy_run(&e, 2001);
    hq_state_hash(&e, hash, columns);
    hq_history_record(&h, &e, hash, (const char(*)[33])columns);
    const size_t count = (size_t)h.series * (size_t)h.counties;
    b.values = hq_alloc(count * sizeof *b.values);
    memcpy(b.values, h.values, count * sizeof *b.values);
    struct again again = {&b, &e, &h};
    hq_branch_verify(&b, &e, &h);
    b.values[4] += 1; /* the second county's value of the second series */
    scratch_must_fail(state, verify, &again, HQ_EXIT_INTERNAL,
                      "2001 comes out otherwise than in base, first in the series sheep");
    b.year = 2000; /* of another year nothing is said */
    hq_branch_verify(&b, &e, &h);
    free(b.values);
    hq_history_free(&h);
    toy_engine_free(&e, config);
}

/* What a branch's own folder holds of the other run does for it, and for those who branch off it. */
static void a_folder_keeps_its_past(void **state)
{
    make_base(*state, NULL, 2003);
    char *from = hq_text("run.from='%s/base@2002'", (char *)*state), hash[33], found[33], past[33];
    struct config *config = load(*state, from, NULL, HQ_EXIT_DONE);
    struct engine e;
    struct history h;
    struct result r = {.folder = scratch_path(state, "branch")};
    int year = 0;
    snprintf(hash, sizeof hash, "%s", hq_config_hash(config));
    hq_engine_make(&e, &toy, &lanes_sse2, config, 1);
    hq_history_make(&h, &e);
    hq_result_begin(&r, &e, &h, false);
    assert_true(hq_result_past(r.folder, past, &year, found));
    assert_int_equal(year, 2002);
    assert_false(hq_result_past(*state, past, &year, found));
    hq_result_free(&r);
    hq_history_free(&h);
    toy_engine_free(&e, config);
    char *base = scratch_path(state, "base"), *resolved = scratch_path(state, "branch/resolved.yml");
    assert_int_equal(hq_remove_folder(base), 0);
    assert_int_equal(hq_config_load(resolved, NULL, 0, &choice, 1, stderr, &config), HQ_EXIT_DONE);
    assert_int_equal(hq_branch_load(config, resolved, &choice, 1, stderr), HQ_EXIT_DONE);
    assert_string_equal(hq_config_hash(config), hash);
    hq_config_free(config);
    free(from);
    free(base);
    free(resolved);
}

static int forget(void **state)
{
    (void)state;
    free(said);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        toy_test(what_is_not_there_is_refused), toy_test(a_plain_run_is_no_branch),
        toy_test(a_branch_is_the_whole_run),    toy_test(a_year_run_again_must_be_the_same),
        toy_test(a_folder_keeps_its_past),
    };
    return cmocka_run_group_tests(tests, NULL, forget);
}
