/* Checkpoints: whole or passed over, and the same run afterwards on any number of ranks. */
#include "unit/sim/toy.h"

#include "sim/store/checkpoint.h"
#include "unit/sim/ranks.h"

/* A run of the toy: from the start or from the newest checkpoint, with a checkpoint after each year. */
struct toy_run {
    const char *folder, *set;
    bool resume;
    int last, keep;
    int found;      /* resumed after this year */
    char state[33]; /* after `last` */
    char ledger[33];
    char yearly[6][33]; /* hashes that the history holds */
    int64_t demand[3 * QUOTAS];
    double values[6 * 5 * 3];
};

static void record(struct engine *e, struct history *h)
{
    char state[33], columns[32][33];
    hq_state_hash(e, state, columns);
    hq_history_record(h, e, state, (const char(*)[33])columns);
}

static void run_toy(void *with)
{
    struct toy_run *r = with;
    struct engine e;
    struct history h;
    struct config *config = toy_engine(&e, r->folder, r->set, 1);
    hq_history_make(&h, &e);
    if (r->resume)
        hq_checkpoint_read(&e, &h, r->folder);
    else
        hq_engine_found(&e);
    const int first = r->resume ? e.year + 1 : 2001;
    if (hq_rank() == 0) {
        r->found = first - 1;
        memcpy(r->demand, e.demand, sizeof r->demand);
    }
    for (int year = first; year <= r->last; year++) {
        hq_engine_year(&e, year);
        record(&e, &h);
        if (r->keep)
            hq_checkpoint_write(&e, &h, r->folder, r->keep);
    }
    char state[33];
    hq_state_hash(&e, state, NULL);
    if (hq_rank() == 0) {
        memcpy(r->state, state, sizeof state);
        hq_ledger_hash(e.ledger, r->ledger);
        memcpy(r->yearly, h.state, sizeof r->yearly);
        memcpy(r->values, h.values, sizeof r->values);
    }
    hq_history_free(&h);
    toy_engine_free(&e, config);
}

/* Runs to `last` on so many ranks, keeping so many checkpoints. */
static struct toy_run run_to(const char *folder, bool resume, int last, int ranks, int keep)
{
    struct toy_run r = {.folder = folder, .resume = resume, .last = last, .keep = keep};
    on_ranks(ranks, run_toy, &r);
    return r;
}

static void same(const struct toy_run *a, const struct toy_run *b)
{
    assert_string_equal(a->state, b->state);
    assert_string_equal(a->ledger, b->ledger);
    assert_memory_equal(a->yearly, b->yearly, sizeof a->yearly);
    assert_memory_equal(a->values, b->values, sizeof a->values);
}

static bool has_checkpoint(const char *folder, int year)
{
    char *path = hq_text("%s/checkpoints/%d", folder, year);
    const bool exists = hq_file_exists(path);
    free(path);
    return exists;
}

static void a_run_goes_on_as_if_it_had_not_stopped(void **state)
{
    static const int writers[] = {1, 3, 13}, readers[] = {1, 2, 5, 13};
    const struct toy_run whole = run_to(*state, false, 2006, 1, 0);
    for (int w = 0; w < 3; w++) {
        const struct toy_run half = run_to(*state, false, 2003, writers[w], 1);
        assert_string_not_equal(half.state, whole.state);
        for (int r = 0; r < 4; r++) {
            const struct toy_run rest = run_to(*state, true, 2006, readers[r], 0);
            assert_int_equal(rest.found, 2003);
            same(&whole, &rest);
        }
    }
}

/* Reading gives back what was written, before any year is run: state and counted demand. */
static void what_is_read_is_what_was_written(void **state)
{
    const struct toy_run half = run_to(*state, false, 2002, 2, 1);
    const struct toy_run back = run_to(*state, true, 2002, 3, 0);
    same(&half, &back);
    assert_int_equal(back.found, 2002);
    int64_t wanted = 0;
    for (int c = 0; c < 3; c++)
        wanted += back.demand[c * QUOTAS + Q_courses];
    assert_true(wanted > 0);
}

/* Villages that have grown since they were founded. */
static void grown_villages_come_back(void **state)
{
    struct engine e, f;
    struct history h, g;
    char before[33], after[33];
    struct config *config = toy_engine(&e, *state, NULL, 1), *other = toy_engine(&f, *state, NULL, 1);
    hq_history_make(&h, &e);
    hq_history_make(&g, &f);
    hq_engine_found(&e);
    hq_engine_year(&e, 2001);
    record(&e, &h);
    for (int v = 0; v < 17; v += 3)
        hq_slab_reserve_exactly(&e.slabs[v], &e.layout, e.slabs[v].capacity + v * HQ_LANES);
    hq_slab_clear_rows(&e.slabs[5], &e.layout, 10, e.slabs[5].live, true);
    e.slabs[5].live = 10;
    hq_checkpoint_write(&e, &h, *state, 1);
    hq_state_hash(&e, before, NULL);
    hq_checkpoint_read(&f, &g, *state);
    hq_state_hash(&f, after, NULL);
    assert_string_equal(before, after);
    for (int v = 0; v < 17; v++) {
        assert_int_equal(f.slabs[v].live, e.slabs[v].live);
        assert_int_equal(f.slabs[v].capacity, e.slabs[v].capacity);
    }
    hq_history_free(&h);
    hq_history_free(&g);
    toy_engine_free(&e, config);
    toy_engine_free(&f, other);
}

static void checkpoints_know_their_configuration(void **state)
{
    struct config *config = toy_load(*state, NULL), *other = toy_load(*state, "run.seed=8");
    run_to(*state, false, 2002, 2, 2);
    for (int year = 2001; year <= 2003; year++) {
        bool same_program = false;
        assert_int_equal(hq_checkpoint_belongs(*state, year, hq_config_hash(config), &same_program),
                         year < 2003);
        assert_int_equal(same_program, year < 2003);
        assert_false(hq_checkpoint_belongs(*state, year, hq_config_hash(other), &same_program));
        assert_false(same_program);
    }
    hq_config_free(config);
    hq_config_free(other);
}

static void due_ones_are_regular_and_before_a_stop(void **state)
{
    (void)state;
    static const struct {
        int every, stop;
        const char *due; /* 2001 to 2006 */
    } cases[] = {{0, 0, "000000"},    {2, 0, "010100"},    {1, 0, "111110"},   {0, 2004, "001100"},
                 {0, 2001, "100000"}, {0, 2006, "000000"}, {3, 2005, "001110"}};
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        const struct engine_params p = {.run_first_year = 2001,
                                        .run_last_year = 2006,
                                        .output_checkpoint_every = cases[k].every,
                                        .output_stop_after = cases[k].stop};
        for (int year = 2001; year <= 2006; year++)
            assert_int_equal(hq_checkpoint_due(&p, year), cases[k].due[year - 2001] == '1');
    }
}

static void a_checkpoint_says_what_it_is(void **state)
{
    const struct toy_run run = run_to(*state, false, 2003, 2, 9);
    struct config *config = toy_load(*state, NULL);
    char hash[33], found[33], *years = hq_checkpoint_list(*state);
    double values[5 * 3];
    assert_string_equal(years, "2001, 2002, 2003");
    free(years);
    for (int year = 2001; year <= 2003; year++) {
        assert_null(hq_checkpoint_identity(*state, year, hash, found));
        assert_string_equal(hash, hq_config_hash(config));
        assert_string_equal(found, run.yearly[year - 2001]);
        assert_null(hq_checkpoint_values(*state, year, 2001, 5 * 3, values));
        assert_memory_equal(values, run.values + (year - 2001) * 5 * 3, sizeof values);
    }
    assert_non_null(strstr(hq_checkpoint_values(*state, 2002, 2001, 5 * 4, values), "does not hold"));
    assert_non_null(strstr(hq_checkpoint_identity(*state, 2004, hash, found), "is not there"));
    years = hq_checkpoint_list("/no/such/folder");
    assert_string_equal(years, "");
    free(years);
    hq_config_free(config);
}

struct toy_branch {
    const char *folder, *set;
    const char *why;
    char state[33]; /* as read */
    double values[6 * 5 * 3];
};

static void read_branch(void *with)
{
    struct toy_branch *b = with;
    struct engine e;
    struct history h;
    struct config *past = toy_load(b->folder, NULL), *config = toy_engine(&e, b->folder, b->set, 1);
    hq_history_make(&h, &e);
    const char *why = hq_checkpoint_branch(&e, &h, b->folder, 2003, past);
    char state[33] = "";
    if (!why)
        hq_state_hash(&e, state, NULL);
    if (hq_rank() == 0) {
        b->why = why ? hq_copy_text(why) : NULL;
        memcpy(b->state, state, sizeof state);
        memcpy(b->values, h.values, sizeof b->values);
    }
    hq_history_free(&h);
    toy_engine_free(&e, config);
    hq_config_free(past);
}

/* Under another configuration, which keeps more of households, state and history are the same: what is not kept counts
 * as zeros. */
static void another_run_goes_on_from_it(void **state)
{
    static const char *const sets[] = {NULL, "places.jobs=3", "pets.allowed=true", "run.last_year=2009"};
    const struct toy_run run = run_to(*state, false, 2003, 3, 1);
    for (int k = 0; k < 3; k++) {
        for (int ranks = 1; ranks <= 2; ranks++) {
            struct toy_branch b = {.folder = *state, .set = sets[k]};
            on_ranks(ranks, read_branch, &b);
            assert_null(b.why);
            assert_memory_equal(b.values, run.values, sizeof b.values);
            if (k != 2)
                assert_string_equal(b.state, run.state);
        }
    }
    struct toy_branch other = {.folder = *state, .set = "population.scale=0.5"};
    on_ranks(1, read_branch, &other);
    assert_string_equal(other.why, "it holds other villages or years");
    free((char *)other.why);
}

static void only_the_newest_are_kept(void **state)
{
    run_to(*state, false, 2005, 2, 2);
    for (int year = 2001; year <= 2005; year++)
        assert_int_equal(has_checkpoint(*state, year), year >= 2004);
    assert_int_equal(hq_checkpoint_newest(*state, 9999), 2005);
    assert_int_equal(hq_checkpoint_newest(*state, 2004), 2004);
    assert_int_equal(hq_checkpoint_newest(*state, 2003), 0);
    assert_int_equal(hq_checkpoint_newest("/no/such/folder", 9999), 0);
}

/* Changes a byte in the middle of a checkpoint's file; with `gone`, removes the file. */
static void damage(const char *folder, int year, const char *name, bool gone)
{
    char *path = hq_text("%s/checkpoints/%d/%s", folder, year, name), *bytes;
    size_t size;
    assert_int_equal(hq_read_file(path, &bytes, &size), 0);
    bytes[size / 2] ^= 1;
    if (gone)
        assert_int_equal(remove(path), 0);
    else
        scratch_write(path, bytes, size);
    free(bytes);
    free(path);
}

static struct toy_run resumed; /* of the child, on one rank */

static void resume_in_child(void *folder)
{
    resumed = run_to(folder, true, 2006, 1, 0);
    fprintf(stderr, "went on after %d to %s\n", resumed.found, resumed.state);
    fflush(stderr);
}

/* The newest one that is whole is used, with a warning of each that is not. */
static void damaged_ones_are_passed_over(void **state)
{
    static const struct {
        const char *file, *why;
        bool gone;
    } cases[] = {
        {"world.hqc", "checkpoints/2004 is passed over (its world.hqc is cut off or damaged", false},
        {"villages-00000.hqc", "checkpoints/2004 is passed over (one of its files is cut off or damaged",
         false},
        {"villages-00001.hqc", "checkpoints/2004 is passed over (one of its files is not there", true},
    };
    const struct toy_run whole = run_to(*state, false, 2006, 1, 0);
    char *errors = scratch_path(state, "stderr"), *text,
         *expected = hq_text("went on after 2003 to %s", whole.state);
    size_t size;
    for (int c = 0; c < 3; c++) {
        run_to(*state, false, 2004, 2, 2);
        damage(*state, 2004, cases[c].file, cases[c].gone);
        const int status = scratch_child(resume_in_child, *state, errors);
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
        assert_int_equal(hq_read_file(errors, &text, &size), 0);
        assert_non_null(strstr(text, cases[c].why));
        assert_non_null(strstr(text, expected));
        free(text);
    }
    free(errors);
    free(expected);
}

/* Without its last file a checkpoint does not exist: no warning. */
static void unfinished_ones_do_not_exist(void **state)
{
    run_to(*state, false, 2004, 2, 2);
    damage(*state, 2004, "world.hqc", true);
    assert_int_equal(hq_checkpoint_newest(*state, 9999), 2003);
    char *errors = scratch_path(state, "stderr"), *text;
    size_t size;
    assert_int_equal(scratch_child(resume_in_child, *state, errors), 0);
    assert_int_equal(hq_read_file(errors, &text, &size), 0);
    assert_null(strstr(text, "warning"));
    free(text);
    free(errors);
}

/* What a killed run left half-written of a later year must not push out what was written since. */
static void leftovers_do_not_push_out_whole_ones(void **state)
{
    run_to(*state, false, 2004, 2, 2); /* 2003, 2004 */
    damage(*state, 2004, "world.hqc", true);
    damage(*state, 2003, "villages-00000.hqc", false);
    run_to(*state, false, 2002, 1, 1); /* again from the start, keeping one */
    assert_int_equal(hq_checkpoint_newest(*state, 9999), 2002);
    const struct toy_run back = run_to(*state, true, 2006, 1, 0), whole = run_to(*state, false, 2006, 1, 0);
    assert_int_equal(back.found, 2002);
    same(&whole, &back);
}

static void none_at_all_is_bad_data(void **state)
{
    scratch_must_fail(state, resume_in_child, *state, HQ_EXIT_BAD_DATA, "holds no checkpoint to resume from");
    run_to(*state, false, 2002, 1, 2);
    damage(*state, 2001, "world.hqc", false);
    damage(*state, 2002, "villages-00000.hqc", false);
    scratch_must_fail(state, resume_in_child, *state, HQ_EXIT_BAD_DATA, "holds no checkpoint to resume from");
}

static void resume_another(void *folder)
{
    struct toy_run r = {.folder = folder, .set = "run.seed=8", .resume = true, .last = 2006};
    on_ranks(1, run_toy, &r);
}

static void another_configuration_is_refused(void **state)
{
    run_to(*state, false, 2002, 1, 1);
    scratch_must_fail(state, resume_another, *state, HQ_EXIT_BAD_DATA, "it belongs to another configuration");
}

static void write_where_nothing_can_be_written(void *folder)
{
    char *file = hq_text("%s/checkpoints", (char *)folder);
    scratch_write(file, "x", 1);
    run_to(folder, false, 2001, 1, 1);
}

static void what_cannot_be_written_ends_the_run(void **state)
{
    scratch_must_fail(state, write_where_nothing_can_be_written, *state, HQ_EXIT_IO, "cannot be written");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        toy_test(a_run_goes_on_as_if_it_had_not_stopped),
        toy_test(what_is_read_is_what_was_written),
        toy_test(grown_villages_come_back),
        toy_test(checkpoints_know_their_configuration),
        cmocka_unit_test(due_ones_are_regular_and_before_a_stop),
        toy_test(a_checkpoint_says_what_it_is),
        toy_test(another_run_goes_on_from_it),
        toy_test(only_the_newest_are_kept),
        toy_test(damaged_ones_are_passed_over),
        toy_test(unfinished_ones_do_not_exist),
        toy_test(leftovers_do_not_push_out_whole_ones),
        toy_test(none_at_all_is_bad_data),
        toy_test(another_configuration_is_refused),
        toy_test(what_cannot_be_written_ends_the_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
