/* Result folders: complete ones are known again, changed ones are not, foreign ones are left alone. */
#include "unit/sim/toy.h"

#include "sim/provenance.h"
#include "sim/store/result.h"
#include "unit/sim/ranks.h"

enum { HALF_YEARS = 3 };

/* Runs the toy into `folder`; with years < 6 stops half-way, as a killed run does. */
static void run_into(const char *files, const char *folder, const char *set, int years, bool keep_checkpoints)
{
    struct engine e;
    struct history h;
    struct config *config = toy_engine(&e, files, set, 1);
    struct result r = {.folder = hq_result_folder(config, folder)};
    hq_history_make(&h, &e);
    hq_engine_found(&e);
    struct panel p;
    hq_result_begin(&r, &e, &h, keep_checkpoints);
    assert_null(hq_panel_begin(&p, &e, folder, 0));
    for (int year = 2001; year < 2001 + years; year++) {
        char state[33], columns[32][33];
        hq_engine_year(&e, year);
        hq_state_hash(&e, state, columns);
        hq_history_record(&h, &e, state, (const char(*)[33])columns);
        hq_result_year(&r, &e, &h);
        hq_panel_year(&p, &e, h.done - 1);
    }
    if (years == 6) {
        hq_panel_finish(&p, &e);
        const struct run_facts facts = {
            .ranks = 1, .threads = 1, .years_run = 6, .households = 1681, .seconds_total = 2, .panel = &p};
        hq_result_finish(&r, &e, &h, &facts);
    }
    hq_panel_free(&p);
    hq_result_free(&r);
    hq_history_free(&h);
    toy_engine_free(&e, config);
}

static bool complete(const char *files, const char *folder, const char *set, char hash[33])
{
    struct config *config = toy_load(files, set);
    const bool answer = hq_result_complete(folder, config, hash);
    hq_config_free(config);
    return answer;
}

/* Not inline: gcc 12 would warn that strstr's answer points to the local. */
static __attribute__((noinline)) char *read_text(const char *folder, const char *name, size_t *size)
{
    char *path = hq_text("%s/%s", folder, name), *text;
    assert_int_equal(hq_read_file(path, &text, size), 0);
    free(path);
    return text;
}

static void write_file(const char *folder, const char *name, const char *text, size_t size)
{
    char *path = hq_text("%s/%s", folder, name);
    scratch_write(path, text, size);
    free(path);
}

static bool has(const char *folder, const char *name)
{
    char *path = hq_text("%s/%s", folder, name);
    const bool exists = hq_file_exists(path);
    free(path);
    return exists;
}

static void folders_are_named_after_run_and_configuration(void **state)
{
    struct config *config = toy_load(*state, NULL), *nameless = toy_load(*state, "run.name=''");
    char *folder = hq_result_folder(config, NULL), *given = hq_result_folder(config, "here/it is");
    char *plain = hq_result_folder(nameless, NULL), expected[64];
    snprintf(expected, sizeof expected, "results/toy-%.12s", hq_config_hash(config));
    assert_string_equal(folder, expected);
    assert_string_equal(given, "here/it is");
    snprintf(expected, sizeof expected, "results/run-%.12s",
             hq_config_hash(config)); /* a name is no experiment */
    assert_string_equal(plain, expected);
    free(folder);
    free(given);
    free(plain);
    hq_config_free(config);
    hq_config_free(nameless);
}

static void a_complete_result_is_known_again(void **state)
{
    char *folder = scratch_path(state, "out"), hash[33] = "";
    assert_false(complete(*state, folder, NULL, hash));
    run_into(*state, folder, NULL, HALF_YEARS, false);
    assert_false(complete(*state, folder, NULL, hash));
    assert_true(has(folder, "series.partial.h5") && has(folder, "resolved.yml") && !has(folder, "run.json"));
    run_into(*state, folder, NULL, 6, false);
    assert_true(complete(*state, folder, NULL, hash));
    assert_int_equal(strlen(hash), 32);
    assert_false(has(folder, "series.partial.h5"));
    assert_int_equal(scratch_count(folder), 7);                    /* six files and inputs/ */
    assert_true(complete(*state, folder, "run.name=other", hash)); /* not of the experiment */
    assert_false(complete(*state, folder, "run.seed=8", hash));
    assert_false(complete(*state, folder, "run.last_year=2005", hash));
    free(folder);
}

static void changed_files_are_no_result(void **state)
{
    static const char *const names[] = {"series.h5", "ledger.csv"};
    char *folder = scratch_path(state, "out"), hash[33];
    run_into(*state, folder, NULL, 6, false);
    for (int f = 0; f < 2; f++) {
        size_t size;
        char *bytes = read_text(folder, names[f], &size), *path = hq_text("%s/%s", folder, names[f]);
        bytes[size / 2] ^= 1;
        write_file(folder, names[f], bytes, size);
        assert_false(complete(*state, folder, NULL, hash));
        write_file(folder, names[f], bytes, size - 1);
        assert_false(complete(*state, folder, NULL, hash));
        assert_int_equal(remove(path), 0);
        assert_false(complete(*state, folder, NULL, hash));
        bytes[size / 2] ^= 1;
        write_file(folder, names[f], bytes, size);
        assert_true(complete(*state, folder, NULL, hash));
        free(bytes);
        free(path);
    }
    free(folder);
}

/* Replaces the first `from` in run.json by `to`, of the same length. */
static void edit_json(const char *folder, const char *from, const char *to)
{
    size_t size;
    char *json = read_text(folder, "run.json", &size);
    char *at = strstr(json, from);
    assert_non_null(at);
    memcpy(at, to, strlen(from));
    write_file(folder, "run.json", json, size);
    free(json);
}

static void another_version_is_no_result(void **state)
{
    char *folder = scratch_path(state, "out"), hash[33];
    run_into(*state, folder, NULL, 6, false);
    char *now = hq_text("\"version\": \"%s\"", hq_version()), *then = hq_copy_text(now);
    then[strlen("\"version\": \"")] ^= 1;
    edit_json(folder, now, then);
    assert_false(complete(*state, folder, NULL, hash));
    edit_json(folder, then, now);
    assert_true(complete(*state, folder, NULL, hash));
    edit_json(folder, "\"state_hash\"", "\"state_hush\"");
    assert_false(complete(*state, folder, NULL, hash));
    write_file(folder, "run.json", "", 0);
    assert_false(complete(*state, folder, NULL, hash));
    free(now);
    free(then);
    free(folder);
}

static void the_same_run_gives_the_same_bytes(void **state)
{
    static const char *const names[] = {"series.h5", "ledger.csv", "yearly.csv", "resolved.yml",
                                        "inputs/counties.csv"};
    char *one = scratch_path(state, "one"), *two = scratch_path(state, "two");
    run_into(*state, one, NULL, 6, false);
    run_into(*state, two, NULL, HALF_YEARS, false); /* a killed run's leftovers leave no trace */
    run_into(*state, two, NULL, 6, false);
    for (int f = 0; f < 5; f++) {
        size_t size, other;
        char *a = read_text(one, names[f], &size), *b = read_text(two, names[f], &other);
        assert_int_equal(size, other);
        assert_memory_equal(a, b, size);
        free(a);
        free(b);
    }
    free(one);
    free(two);
}

static void a_result_can_be_run_again_from_itself(void **state)
{
    char *folder = scratch_path(state, "out"), *resolved = scratch_path(state, "out/resolved.yml");
    run_into(*state, folder, "places.jobs={county: {205: 3}}", 6, false);
    const struct model_choice choice = {"toy",          &toy.parameters, &toy.county, toy_classes,
                                        &toy.household, &toy.village,    &toy.fields};
    struct config *first = toy_load(*state, "places.jobs={county: {205: 3}}"), *again = NULL;
    assert_int_equal(hq_config_load(resolved, NULL, 0, &choice, 1, stderr, &again), HQ_EXIT_DONE);
    assert_string_equal(hq_config_hash(first), hq_config_hash(again));
    size_t size;
    char *input = read_text(folder, "inputs/counties.csv", &size);
    assert_string_equal(input, TOY_TABLE);
    free(input);
    hq_config_free(first);
    hq_config_free(again);
    free(folder);
    free(resolved);
}

static void a_result_with_another_panel_is_not_complete(void **state)
{
    char *folder = scratch_path(state, "out"), *file = scratch_path(state, "out/trajectories.h5"), hash[33];
    run_into(*state, folder, "output.panel_share=0.2", 6, false);
    assert_true(complete(*state, folder, "output.panel_share=0.2", hash));
    assert_true(complete(*state, folder, "output.panel_share=0", hash)); /* none is asked for */
    assert_false(complete(*state, folder, "output.panel_share=0.1", hash));
    assert_false(complete(*state, folder, NULL, hash));
    assert_int_equal(unlink(file), 0);
    assert_false(complete(*state, folder, "output.panel_share=0.2", hash));
    assert_true(complete(*state, folder, "output.panel_share=0", hash));
    run_into(*state, folder, "output.panel_share=0", 6, false);
    assert_true(complete(*state, folder, "output.panel_share=0", hash));
    assert_false(complete(*state, folder, NULL, hash));
    free(folder);
    free(file);
}

static void the_facts_are_in_run_json(void **state)
{
    char *folder = scratch_path(state, "out"), hash[33], *found;
    run_into(*state, folder, NULL, 6, false);
    assert_true(complete(*state, folder, NULL, hash));
    size_t size;
    char *json = read_text(folder, "run.json", &size), *said = hq_text("\"state_hash\": \"%s\"", hash);
    const char *const members[] = {said,
                                   "\"model\": \"toy\"",
                                   "\"seed\": 7",
                                   "\"households\": 1681",
                                   "\"villages\": 17",
                                   "\"household_years\": 10086",
                                   "\"household_years_per_second\": 5043",
                                   "\"seconds_by_phase\": {",
                                   "\"ledger_hash\": \"",
                                   "\"compiler\": \""};
    for (size_t k = 0; k < sizeof members / sizeof *members; k++)
        if (!(found = strstr(json, members[k])))
            fail_msg("no %s in %s", members[k], json);
    char value[33];
    assert_true(hq_result_says(folder, "state_hash", value, sizeof value));
    assert_string_equal(value, hash);
    assert_false(hq_result_says(folder, "no_such_key", value, sizeof value));
    assert_string_equal(value, "");
    assert_false(hq_result_says(*state, "state_hash", value, sizeof value)); /* no run.json there */
    free(json);
    free(said);
    free(folder);
}

static void foreign_folders_are_not_written(void **state)
{
    char *folder = scratch_path(state, "out"), *file = scratch_path(state, "out/diary.txt");
    assert_true(hq_result_writable(folder)); /* not there yet */
    assert_int_equal(hq_make_folder(folder), 0);
    assert_true(hq_result_writable(folder)); /* empty */
    scratch_write(file, "x", 1);
    assert_false(hq_result_writable(folder));
    assert_int_equal(remove(file), 0);
    run_into(*state, folder, NULL, HALF_YEARS, false);
    assert_true(hq_result_writable(folder)); /* part of a result */
    run_into(*state, folder, NULL, 6, false);
    scratch_write(file, "x", 1);
    assert_true(hq_result_writable(folder)); /* a result with a note beside it, which stays */
    run_into(*state, folder, NULL, 6, false);
    assert_true(hq_file_exists(file));
    free(folder);
    free(file);
}

static void checkpoints_are_kept_for_those_who_resume(void **state)
{
    char *folder = scratch_path(state, "out"), *inside = scratch_path(state, "out/checkpoints/2003");
    assert_int_equal(hq_make_folder(inside), 0);
    write_file(folder, "resolved.yml", "x", 1);
    run_into(*state, folder, NULL, HALF_YEARS, true);
    assert_true(hq_file_exists(inside));
    run_into(*state, folder, NULL, HALF_YEARS, false);
    assert_false(hq_file_exists(inside));
    free(folder);
    free(inside);
}

/* A result of other settings in the same folder is gone as soon as a new one begins. */
static void nothing_of_an_earlier_result_is_left(void **state)
{
    char *folder = scratch_path(state, "out"), hash[33];
    run_into(*state, folder, "run.seed=8", 6, false);
    run_into(*state, folder, NULL, HALF_YEARS, false);
    assert_false(complete(*state, folder, "run.seed=8", hash));
    assert_false(has(folder, "run.json") || has(folder, "series.h5") || has(folder, "ledger.csv") ||
                 has(folder, "yearly.csv"));
    free(folder);
}

static void write_on_rank(void *out)
{
    if (hq_rank() == 1) { /* alone: nothing here is collective */
        struct result r = {.folder = hq_copy_text(out)};
        hq_result_begin(&r, NULL, NULL, false);
        hq_result_finish(&r, NULL, NULL, NULL);
        hq_result_free(&r);
    }
}

static void only_the_first_rank_writes(void **state)
{
    char *folder = scratch_path(state, "out");
    on_ranks(2, write_on_rank, folder);
    assert_false(hq_file_exists(folder));
    free(folder);
}

static void write_under_a_file(void *folder)
{
    char *file = hq_text("%s/out", (char *)folder);
    scratch_write(file, "x", 1);
    run_into(folder, file, NULL, 6, false);
}

static void write_to_a_full_disk(void *folder)
{
    char *out = hq_text("%s/full", (char *)folder);
    scratch_limit(1000);
    run_into(folder, out, NULL, 6, false);
}

static void what_cannot_be_written_ends_the_run(void **state)
{
    scratch_must_fail(state, write_under_a_file, *state, HQ_EXIT_IO, "cannot be written: ");
    scratch_must_fail(state, write_to_a_full_disk, *state, HQ_EXIT_IO, "cannot be written: File too large");
}

static void begin_on_a_full_disk(void *folder)
{
    char *out = hq_text("%s/out", (char *)folder);
    scratch_limit(200);
    run_into(folder, out, NULL, 6, true);
}

/* However early a run ends that goes on in a folder, the next one can still go on there. */
static void a_folder_stays_ours_at_every_moment(void **state)
{
    char *folder = scratch_path(state, "out"), hash[33];
    run_into(*state, folder, NULL, HALF_YEARS, true);
    scratch_must_fail(state, begin_on_a_full_disk, *state, HQ_EXIT_IO, "resolved.yml cannot be written");
    assert_true(has(folder, "resolved.yml"));
    assert_true(hq_result_writable(folder));
    assert_false(complete(*state, folder, NULL, hash));
    free(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        toy_test(folders_are_named_after_run_and_configuration),
        toy_test(a_complete_result_is_known_again),
        toy_test(changed_files_are_no_result),
        toy_test(another_version_is_no_result),
        toy_test(the_same_run_gives_the_same_bytes),
        toy_test(a_result_can_be_run_again_from_itself),
        toy_test(a_result_with_another_panel_is_not_complete),
        toy_test(the_facts_are_in_run_json),
        toy_test(foreign_folders_are_not_written),
        toy_test(checkpoints_are_kept_for_those_who_resume),
        toy_test(nothing_of_an_earlier_result_is_left),
        toy_test(a_folder_stays_ours_at_every_moment),
        toy_test(only_the_first_rank_writes),
        toy_test(what_cannot_be_written_ends_the_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
