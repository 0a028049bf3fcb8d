/* A whole run of the toy model, from a configuration to a result folder. */
#include "unit/sim/toy.h"

#include "sim/provenance.h"
#include "sim/run.h"
#include "sim/store/container.h"

static struct model_family families[] = {{"toy", {&toy, &toy, &toy}}};

/* What one call of hq_run came to. */
struct outcome {
    int code;
    char *out, *err;
    char hash[33]; /* of the last line of standard output */
};

static void outcome_free(struct outcome *o)
{
    free(o->out);
    free(o->err);
}

static char *take_file(const char *folder, const char *name)
{
    char *path = hq_text("%s/%s", folder, name), *text;
    size_t size;
    assert_int_equal(hq_read_file(path, &text, &size), 0);
    free(path);
    return text;
}

struct call {
    const struct run_request *request;
    const char *folder;
};

static void call_run(void *with)
{
    const struct call *call = with;
    char *out = hq_text("%s/stdout", call->folder);
    if (!freopen(out, "w", stdout))
        _exit(98);
    const int code = hq_run(call->request);
    fflush(NULL);
    _exit(code);
}

/* Runs in a child: toy.yml in the folder, into folder/out unless `request` says otherwise. */
static struct outcome run(const char *folder, struct run_request request)
{
    char *config = hq_text("%s/toy.yml", folder), *out = hq_text("%s/out", folder);
    char *resolved = hq_text("%s/resolved.yml", out), *errors = hq_text("%s/stderr", folder);
    request.config = request.config ? request.config : request.resume ? resolved : config;
    request.out = request.out ? request.out : out;
    request.threads = 1; /* more do not come along over a fork */
    request.families = families;
    request.family_count = 1;
    struct call call = {&request, folder};
    const int status = scratch_child(call_run, &call, errors);
    assert_true(WIFEXITED(status));
    struct outcome o = {
        .code = WEXITSTATUS(status), .out = take_file(folder, "stdout"), .err = take_file(folder, "stderr")};
    const char *said = strstr(o.out, "state hash: ");
    snprintf(o.hash, sizeof o.hash, "%.32s", said ? said + 12 : "");
    free(config);
    free(out);
    free(resolved);
    free(errors);
    return o;
}

static void a_run_ends_with_a_table_and_a_hash(void **state)
{
    struct engine e;
    char hash[33];
    struct config *config = toy_engine(&e, *state, NULL, 1);
    toy_run(&e, 2006);
    hq_state_hash(&e, hash, NULL);
    toy_engine_free(&e, config);

    struct outcome o = run(*state, (struct run_request){.quiet = true});
    assert_int_equal(o.code, HQ_EXIT_DONE);
    assert_string_equal(o.hash, hash);
    assert_string_equal(o.err, "");
    assert_memory_equal(o.out, "year  households", 16);
    assert_non_null(strstr(o.out, "\n2006  "));
    char *last = hq_text("/out\nstate hash: %s\n", hash);
    assert_string_equal(o.out + strlen(o.out) - strlen(last), last);
    free(last);
    outcome_free(&o);
}

static void a_complete_result_is_reused(void **state)
{
    struct outcome first = run(*state, (struct run_request){0});
    struct outcome second = run(*state, (struct run_request){0});
    struct outcome forced = run(*state, (struct run_request){.force = true});
    assert_int_equal(second.code, HQ_EXIT_DONE);
    assert_non_null(strstr(first.err, "2006: 6 of 6 years"));
    assert_null(strstr(second.err, "years"));
    assert_non_null(strstr(second.out, "reused"));
    assert_non_null(strstr(forced.err, "2006: 6 of 6 years"));
    assert_null(strstr(forced.out, "reused"));
    assert_string_equal(first.hash, second.hash);
    assert_string_equal(first.hash, forced.hash);
    outcome_free(&first);
    outcome_free(&second);
    outcome_free(&forced);
}

static void json_is_one_object(void **state)
{
    struct outcome o = run(*state, (struct run_request){.json = true, .quiet = true});
    assert_int_equal(o.code, HQ_EXIT_DONE);
    assert_int_equal(o.out[0], '{');
    assert_string_equal(o.out + strlen(o.out) - 2, "}\n");
    assert_non_null(strstr(o.out, "\"reused\": false"));
    assert_non_null(strstr(o.out, "\"state_hash\": \""));
    assert_null(strstr(o.out, "year  "));
    outcome_free(&o);
}

static void a_stopped_run_goes_on_to_the_same_bytes(void **state)
{
    char *stopped_folder = scratch_path(state, "stopped"),
         *resolved = scratch_path(state, "stopped/resolved.yml");
    const char *const stop[] = {"output.stop_after=2003"}, *const on[] = {"output.stop_after=0"};
    struct outcome whole = run(*state, (struct run_request){0});
    struct outcome half =
        run(*state, (struct run_request){.out = stopped_folder, .sets = stop, .set_count = 1});
    assert_int_equal(half.code, HQ_EXIT_CHECKPOINTED);
    assert_string_equal(half.out, "");
    assert_non_null(strstr(half.err, "stopped after 2003; go on with: horqin resume "));
    struct outcome rest =
        run(*state, (struct run_request){
                        .config = resolved, .out = stopped_folder, .resume = true, .sets = on, .set_count = 1});
    assert_int_equal(rest.code, HQ_EXIT_DONE);
    assert_non_null(strstr(rest.err, "resuming after 2003"));
    assert_string_equal(whole.hash, rest.hash);
    scratch_same_names(state, "out/series.h5", "stopped/series.h5");
    scratch_same_names(state, "out/ledger.csv", "stopped/ledger.csv");
    scratch_same_names(state, "out/yearly.csv", "stopped/yearly.csv");
    outcome_free(&whole);
    outcome_free(&half);
    outcome_free(&rest);
    free(stopped_folder);
    free(resolved);
}

/* Rewrites a checkpoint's world.hqc as if another build of the program had written it. */
static void change_program(const char *path)
{
    static const char *const names[] = {"meta",   "region",       "counties",     "ledger",
                                        "values", "state hashes", "column hashes"};
    struct section sections[7];
    const char *why;
    char own[33], *at = NULL;
    struct container *c = hq_container_read(path, &why);
    assert_non_null(c);
    for (int k = 0; k < 7; k++) {
        sections[k].name = names[k];
        sections[k].bytes = hq_container_section(c, names[k], &sections[k].size);
        assert_non_null(sections[k].bytes);
    }
    char *meta = hq_alloc(sections[0].size);
    memcpy(meta, sections[0].bytes, sections[0].size);
    hq_file_hash("/proc/self/exe", own);
    for (size_t i = 0; i + 32 < sections[0].size && !at; i++)
        at = memcmp(meta + i, own, 32) == 0 ? meta + i : NULL;
    assert_non_null(at);
    at[0] = at[0] == '0' ? '1' : '0';
    sections[0].bytes = meta;
    assert_int_equal(hq_container_write(path, sections, 7), 0);
    hq_container_free(c);
    free(meta);
}

/* What has been computed is not thrown away: where the same program says `run` once more, it goes on, from an
 * older checkpoint if the newest is damaged; another build asks what is meant. */
static void a_stopped_run_is_not_started_over(void **state)
{
    const char *const stop[] = {"output.stop_after=2003", "output.checkpoint_every=1"};
    char *world = scratch_path(state, "out/checkpoints/2003/world.hqc");
    struct outcome whole = run(*state, (struct run_request){0});
    struct outcome o = run(*state, (struct run_request){.sets = stop, .set_count = 2, .force = true});
    assert_int_equal(o.code, HQ_EXIT_CHECKPOINTED);
    outcome_free(&o);
    change_program(world);
    o = run(*state, (struct run_request){0});
    assert_int_equal(o.code, HQ_EXIT_USAGE);
    assert_non_null(strstr(o.err, "holds this run, stopped at a checkpoint by another build"));
    outcome_free(&o);
    scratch_write(world, "x", 1);
    o = run(*state, (struct run_request){0});
    assert_int_equal(o.code, HQ_EXIT_DONE);
    assert_non_null(strstr(o.err, "resuming after 2002, where this run was stopped"));
    assert_string_equal(o.hash, whole.hash);
    outcome_free(&o);
    outcome_free(&whole);
    free(world);
}

/* Asked to, the program goes on from another build's checkpoint, and says whose years are in the result; from
 * its own it says nothing. */
static void resuming_tells_of_another_build(void **state)
{
    const char *const stop[] = {"output.stop_after=2003"};
    char *world = scratch_path(state, "out/checkpoints/2003/world.hqc");
    struct outcome whole = run(*state, (struct run_request){0});
    for (int other = 0; other < 2; other++) {
        struct outcome o = run(*state, (struct run_request){.sets = stop, .set_count = 1, .force = true});
        assert_int_equal(o.code, HQ_EXIT_CHECKPOINTED);
        outcome_free(&o);
        if (other) {
            change_program(world);
        }
        o = run(*state, (struct run_request){.resume = true});
        assert_int_equal(o.code, HQ_EXIT_DONE);
        assert_int_equal(strstr(o.err, "checkpoints/2003 was written by another build of the program") != NULL,
                         other);
        assert_string_equal(o.hash, whole.hash);
        outcome_free(&o);
    }
    outcome_free(&whole);
    free(world);
}

static void another_run_or_force_starts_over(void **state)
{
    const char *const stop[] = {"output.stop_after=2003"}, *const other[] = {"run.seed=8"};
    for (int force = 0; force < 2; force++) {
        struct outcome o = run(*state, (struct run_request){.sets = stop, .set_count = 1, .force = true});
        assert_int_equal(o.code, HQ_EXIT_CHECKPOINTED);
        outcome_free(&o);
        o = run(*state, (struct run_request){.sets = other, .set_count = !force, .force = force});
        assert_int_equal(o.code, HQ_EXIT_DONE);
        assert_null(strstr(o.err, "resuming"));
        assert_non_null(strstr(o.err, "2006: 6 of 6 years"));
        outcome_free(&o);
    }
}

/* In its third year somebody asks the run to stop. */
static void interrupt(const struct view *v)
{
    if (v->year == 2003)
        raise(SIGUSR1);
}

static void a_signal_leads_to_a_checkpoint(void **state)
{
    static const short none[] = {-1};
    static const struct process asking = {"ask", HQ_SETTLE, interrupt, none, none};
    static const struct process *const processes[] = {&toy_applying, &toy_working, &toy_accounting, &asking,
                                                      NULL};
    struct model interrupted = toy;
    interrupted.processes = processes;
    for (int isa = 0; isa < HQ_ISAS; isa++)
        families[0].builds[isa] = &interrupted;
    struct outcome half = run(*state, (struct run_request){0});
    for (int isa = 0; isa < HQ_ISAS; isa++)
        families[0].builds[isa] = &toy;
    assert_int_equal(half.code, HQ_EXIT_CHECKPOINTED);
    assert_non_null(strstr(half.err, "stopped after 2003"));
    struct outcome rest = run(*state, (struct run_request){.resume = true});
    struct outcome whole = run(*state, (struct run_request){.force = true});
    assert_int_equal(rest.code, HQ_EXIT_DONE);
    assert_string_equal(rest.hash, whole.hash);
    outcome_free(&half);
    outcome_free(&rest);
    outcome_free(&whole);
}

static void checkpoints_come_at_their_years(void **state)
{
    const char *const sets[] = {"output.checkpoint_every=2", "output.checkpoint_keep=9"};
    struct outcome o = run(*state, (struct run_request){.sets = sets, .set_count = 2});
    char *folder = scratch_path(state, "out/checkpoints"),
         *second = scratch_path(state, "out/checkpoints/2002");
    assert_int_equal(o.code, HQ_EXIT_DONE);
    assert_true(hq_file_exists(second));
    assert_int_equal(scratch_count(folder), 2); /* 2002 and 2004; the last year is the result */
    outcome_free(&o);
    free(folder);
    free(second);
}

static void foreign_folders_are_refused(void **state)
{
    char *folder = scratch_path(state, "out"), *file = scratch_path(state, "out/diary.txt");
    assert_int_equal(hq_make_folder(folder), 0);
    scratch_write(file, "x", 1);
    struct outcome o = run(*state, (struct run_request){.force = true});
    assert_int_equal(o.code, HQ_EXIT_USAGE);
    assert_non_null(strstr(o.err, "is not empty and not a result"));
    assert_int_equal(scratch_count(folder), 1);
    outcome_free(&o);
    free(folder);
    free(file);
}

static void bad_requests_write_nothing(void **state)
{
    const char *const wrong[] = {"places.job=5"};
    char *folder = scratch_path(state, "out");
    struct outcome o = run(*state, (struct run_request){.sets = wrong, .set_count = 1});
    assert_int_equal(o.code, HQ_EXIT_USAGE);
    assert_non_null(strstr(o.err, "places.job"));
    outcome_free(&o);
    o = run(*state, (struct run_request){.isa = "mmx"});
    assert_int_equal(o.code, HQ_EXIT_USAGE);
    assert_non_null(strstr(o.err, "--isa mmx is not known"));
    outcome_free(&o);
    const char *const late[] = {"output.stop_after=2007"};
    o = run(*state, (struct run_request){.sets = late, .set_count = 1});
    assert_int_equal(o.code, HQ_EXIT_USAGE);
    assert_non_null(strstr(o.err, "output.stop_after is 2007, outside of the run's years"));
    outcome_free(&o);
    o = run(*state, (struct run_request){.config = "/no/such/file.yml"});
    assert_int_equal(o.code, HQ_EXIT_USAGE);
    outcome_free(&o);
    assert_false(hq_file_exists(folder));
    free(folder);
}

static void resuming_without_a_checkpoint_is_bad_data(void **state)
{
    struct outcome o = run(*state, (struct run_request){0});
    const char *const other[] = {"run.last_year=2005"};
    outcome_free(&o);
    o = run(*state, (struct run_request){.resume = true, .sets = other, .set_count = 1});
    assert_int_equal(o.code, HQ_EXIT_BAD_DATA);
    assert_non_null(strstr(o.err, "holds no checkpoint to resume from"));
    outcome_free(&o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        toy_test(a_run_ends_with_a_table_and_a_hash),
        toy_test(a_complete_result_is_reused),
        toy_test(json_is_one_object),
        toy_test(a_stopped_run_goes_on_to_the_same_bytes),
        toy_test(a_stopped_run_is_not_started_over),
        toy_test(resuming_tells_of_another_build),
        toy_test(another_run_or_force_starts_over),
        toy_test(a_signal_leads_to_a_checkpoint),
        toy_test(checkpoints_come_at_their_years),
        toy_test(foreign_folders_are_refused),
        toy_test(bad_requests_write_nothing),
        toy_test(resuming_without_a_checkpoint_is_bad_data),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
