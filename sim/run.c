#include "sim/run.h"

#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "sim/audit.h"
#include "sim/branch.h"
#include "sim/error.h"
#include "sim/estimate.h"
#include "sim/floating.h"
#include "sim/machine.h"
#include "sim/markets.h"
#include "sim/parallel.h"
#include "sim/population.h"
#include "sim/progress.h"
#include "sim/provenance.h"
#include "sim/stop.h"
#include "sim/store/checkpoint.h"
#include "sim/store/files.h"
#include "sim/store/market_record.h"
#include "sim/store/result.h"

struct run {
    const struct run_request *request;
    struct config *config;
    struct engine engine;
    struct history history;
    struct result result;
    struct panel panel;
    struct branch branch; /* where it goes on from another run */
    double start;
    int first_year; /* first one run here */
    bool resume;    /* from a checkpoint: asked for, or found */
    char (*columns)[33];
};

/* Where markets are frozen, makes the base run's record, which rank 0 reads for all, part of what this run is.
 * Returns an exit code. Collective. */
static int find_base(struct config *config)
{
    const struct engine_params *p = hq_config_engine(config);
    if (strcmp(p->run_markets, "frozen") != 0) {
        return HQ_EXIT_DONE;
    }
    struct {
        char identity[33];
        bool found;
    } base = {0};
    if (hq_rank() == 0) {
        const char *why = "is not set: run.markets frozen wants the result folder of a run with output.markets";
        if (p->run_base[0]) {
            why = hq_market_identity(p->run_base, (int)p->run_first_year, (int)p->run_last_year, base.identity);
        }
        if (why) {
            fprintf(stderr, "horqin: error: run.base%s%s %s\n", p->run_base[0] ? ": " : "", p->run_base, why);
        }
        base.found = !why;
    }
    hq_from_first_rank(&base, sizeof base);
    if (!base.found) {
        return HQ_EXIT_USAGE;
    }
    hq_config_add_base(config, base.identity);
    return HQ_EXIT_DONE;
}

int hq_run_load(const struct run_request *request, struct config **config)
{
    struct model_choice *choices = hq_zalloc((size_t)request->family_count, sizeof *choices);
    for (int i = 0; i < request->family_count; i++) {
        const struct model *m = request->families[i].builds[0];
        choices[i] = (struct model_choice){m->name,       &m->parameters, &m->county, m->classes,
                                           &m->household, &m->village,    &m->fields};
    }
    FILE *diagnostics = hq_rank() == 0 ? stderr : fopen("/dev/null", "w");
    int code = hq_config_load(request->config, request->sets, request->set_count, choices,
                              request->family_count, diagnostics, config);
    if (code == HQ_EXIT_DONE) {
        code = hq_branch_load(*config, request->config, choices, request->family_count, diagnostics);
    }
    if (code == HQ_EXIT_DONE) {
        code = find_base(*config);
    }
    if (code != HQ_EXIT_DONE) {
        hq_config_free(*config);
        *config = NULL;
    }
    if (hq_rank() != 0 && diagnostics) {
        fclose(diagnostics);
    }
    free(choices);
    return code;
}

/* Names instruction set and threads; ends the run where the machine has no such set. */
static int choose_isa(const char *name)
{
    const int isa = hq_isa_choose(name);
    if (isa == -1) {
        hq_fail(HQ_EXIT_USAGE, "--isa %s is not known: choose sse2, avx2 or avx512", name);
    }
    if (isa == -2) {
        hq_fail(HQ_EXIT_USAGE, "this machine has no %s: leave --isa out to use the best it has", name);
    }
    return isa;
}

static int threads_of(const struct run *run)
{
    return run->request->threads > 0 ? run->request->threads : omp_get_max_threads();
}

static const struct model *model_of(const struct run *run, int isa)
{
    return run->request->families[hq_config_model(run->config)].builds[isa];
}

/* Whether villages and tables of all ranks of each machine fit in what it has: without the processes
 * themselves and households to come, so that only what plainly does not fit is refused. Collective; the same
 * answer on every rank. */
static bool fits(const struct run *run)
{
    struct memory_need need;
    const struct growth none = {0};
    hq_estimate_memory(&need, model_of(run, 0), run->config, &none, hq_ranks(), threads_of(run), hq_rank());
    const int64_t wanted = hq_sum_on_machine(hq_memory_total(&need)), available = hq_memory_available("");
    int64_t worst[2] = {wanted > available, wanted};
    hq_max_over_ranks(worst, 2);
    if (worst[0] && hq_rank() == 0) {
        fprintf(
            stderr,
            "horqin: error: the ranks of one machine would take %.1f GiB for %s, more than it has available: "
            "use more machines or a smaller population.scale; `horqin estimate` tells how much\n",
            (double)worst[1] / (1 << 30), run->request->config);
    }
    return !worst[0];
}

static void make_engine(struct run *run)
{
    const int isa = choose_isa(run->request->isa);
    const int threads = threads_of(run);
    const struct model *model = model_of(run, isa);
    const struct engine_params *p = hq_config_engine(run->config);
    if (p->output_stop_after &&
        (p->output_stop_after < p->run_first_year || p->output_stop_after > p->run_last_year)) {
        hq_fail(HQ_EXIT_USAGE, "output.stop_after is %d, outside of the run's years",
                (int)p->output_stop_after);
    }
    hq_engine_make(&run->engine, model, hq_lanes[isa], run->config, threads);
    hq_history_make(&run->history, &run->engine);
    run->columns = hq_zalloc((size_t)run->history.columns + 1, sizeof *run->columns);
    run->engine.seconds[PHASE_START] = hq_now() - run->start;
}

static void free_engine(struct run *run)
{
    hq_panel_free(&run->panel);
    hq_history_free(&run->history);
    hq_engine_free(&run->engine);
    free(run->columns);
}

static void one_year(struct run *run, int year)
{
    struct engine *e = &run->engine;
    char state[33];
    hq_engine_year(e, year);
    hq_audit_year(e);
    hq_hash_of_year(e, state, run->history.columns ? run->columns : NULL);
    hq_report_year(e, hq_history_report(&run->history));
    hq_history_record(&run->history, e, state, (const char(*)[33])run->columns);
    hq_result_year(&run->result, e, &run->history);
    hq_panel_year(&run->panel, e, run->history.done - 1);
    hq_markets_write(e, run->result.folder, state);
    hq_branch_verify(&run->branch, e, &run->history);
}

/* Runs the years that are left. Returns true where it stopped before the last one. */
static bool all_years(struct run *run)
{
    struct engine *e = &run->engine;
    const struct engine_params *p = e->params;
    struct progress progress;
    const bool speak = hq_rank() == 0 && !run->request->quiet;
    const int last = (int)p->run_last_year;
    hq_progress_begin(&progress, speak ? stderr : NULL, last - run->first_year + 1, e->directory.households);
    bool stopped = false;
    for (int year = run->first_year; year <= last && !stopped; year++) {
        one_year(run, year);
        hq_progress_step(&progress, year, year - run->first_year + 1);
        stopped = (hq_stop_wanted() || year == p->output_stop_after) && year < last;
        if (stopped || hq_checkpoint_due(p, year)) {
            hq_panel_sync(&run->panel, e);
            hq_checkpoint_write(e, &run->history, run->result.folder, (int)p->output_checkpoint_keep);
        }
    }
    hq_progress_end(&progress);
    return stopped;
}

/* Maxima and sums over ranks. Collective. */
static struct run_facts gather_facts(const struct run *run)
{
    const struct engine *e = &run->engine;
    struct run_facts facts = {.ranks = hq_ranks(),
                              .threads = e->threads,
                              .first_year_run = run->first_year,
                              .years_run = e->year - run->first_year + 1,
                              .households = e->directory.households,
                              .seconds_total = hq_now() - run->start};
    int64_t most[PHASES + 1] = {0};
    for (int p = 0; p < PHASES; p++) {
        /* lint: allow float-cast: seconds of a run */
        most[p] = (int64_t)(e->seconds[p] * 1e9);
    }
    most[PHASES] = (int64_t)hq_peak_memory();
    hq_max_over_ranks(most, PHASES + 1);
    for (int p = 0; p < PHASES; p++) {
        facts.seconds[p] = (double)most[p] * 1e-9;
    }
    facts.peak_rank_bytes = most[PHASES];
    for (int64_t v = 0; v < e->last - e->first; v++) {
        facts.slab_bytes += (int64_t)hq_slab_size(&e->layout, e->slabs[v].capacity);
        facts.living += e->slabs[v].live;
    }
    hq_sum_over_ranks(&facts.slab_bytes, 1);
    hq_sum_over_ranks(&facts.living, 1);
    return facts;
}

/* The table (from yearly.csv), the folder, the hash. */
static void announce(const struct run_request *request, const char *folder, const char *hash, bool reused)
{
    if (hq_rank() != 0 || request->silent) {
        return;
    }
    char *path = hq_text(request->json ? "%s/run.json" : "%s/yearly.csv", folder), *text;
    size_t size;
    if (request->json) {
        struct json j;
        hq_json_begin(&j, stdout);
        hq_json_text(&j, "result", folder);
        hq_json_bool(&j, "reused", reused);
        hq_json_text(&j, "state_hash", hash);
        hq_json_end(&j);
    } else {
        if (hq_read_file(path, &text, &size) == 0) {
            hq_print_aligned(text, stdout);
            free(text);
        }
        printf("result: %s%s\n", folder, reused ? " (complete already, reused; --force runs it again)" : "");
        printf("state hash: %s\n", hash);
    }
    free(path);
    fflush(stdout);
}

/* The panel's file up to the checkpoint's year. Returns false where it is not there or not right. */
static bool resume_panel(struct run *run)
{
    const char *folder = run->result.folder;
    const char *why = hq_panel_begin(&run->panel, &run->engine, folder, run->history.done);
    if (why && run->request->resume) {
        hq_fail(HQ_EXIT_BAD_DATA,
                "%s/trajectories.partial.h5 %s: go on without a panel (horqin resume %s --set "
                "output.panel_share=0), or run its resolved.yml again with --force",
                folder, why, folder);
    }
    if (why) {
        hq_warn("%s/trajectories.partial.h5 %s: the run starts again", folder, why);
    }
    return !why;
}

/* Whether the years before the checkpoint are recorded, where the run keeps a record of its markets. */
static bool resume_markets(struct run *run)
{
    const struct engine *e = &run->engine;
    char hex[33];
    int64_t there = !e->params->output_markets ||
                    !hq_market_identity(run->result.folder, (int)e->params->run_first_year, e->year, hex);
    hq_from_first_rank(&there, sizeof there);
    if (!there && run->request->resume) {
        hq_fail(
            HQ_EXIT_BAD_DATA,
            "%s/markets does not hold the years before the checkpoint: go on without a record (horqin resume "
            "%s --set output.markets=false), or run its resolved.yml again with --force",
            run->result.folder, run->result.folder);
    }
    return there;
}

/* Goes on from a checkpoint. One that was asked for must be there; one that was merely found may turn out
 * damaged, and then the run starts again. */
static void resume(struct run *run)
{
    if (run->request->resume) {
        hq_checkpoint_read(&run->engine, &run->history, run->result.folder);
        resume_panel(run);
        resume_markets(run);
    } else if (!hq_checkpoint_try(&run->engine, &run->history, run->result.folder) || !resume_panel(run) ||
               !resume_markets(run)) {
        free_engine(run);
        make_engine(run);
        run->resume = false;
    }
}

/* Whom the founders were drawn from, where that was a survey. */
static void tell_founders(const struct run *run)
{
    const struct population *p = hq_config_population(run->config);
    int64_t shares[HQ_DRAWN_KINDS];
    if (p && hq_rank() == 0 && !run->request->quiet) {
        hq_population_shares(p, run->engine.directory.kept, shares);
        fprintf(stderr,
                "population.survey: %lld households drawn from %d of the survey's: %lld from rows of their own "
                "county, "
                "%lld of its class; %lld made by the model, for want of either\n",
                (long long)shares[HQ_DRAWN_OWN] + (long long)shares[HQ_DRAWN_CLASS], (int)p->count,
                (long long)shares[HQ_DRAWN_OWN], (long long)shares[HQ_DRAWN_CLASS],
                (long long)shares[HQ_DRAWN_NOT]);
    }
}

/* Goes on from another run. */
static void branch(struct run *run)
{
    struct branch *b = &run->branch;
    hq_branch_open(b, &run->engine, &run->history);
    run->first_year = b->loaded ? b->loaded + 1 : (int)run->engine.params->run_first_year;
    if (hq_rank() != 0 || run->request->quiet) {
        return;
    }
    fprintf(stderr, "branching off %s after %d\n", b->folder, b->year);
    if (b->loaded != b->year && run->first_year == b->year) {
        fprintf(stderr, "%d is run again, so that what begins behind it is asked for at its end\n", b->year);
    } else if (b->loaded != b->year) {
        fprintf(stderr,
                "%d to %d are run again, so that what begins behind them is asked for at their end; with a "
                "checkpoint of %d "
                "it would be one year\n",
                run->first_year, b->year, b->year - 1);
    }
}

static void begin(struct run *run)
{
    struct engine *e = &run->engine;
    if (run->resume) {
        resume(run);
    }
    if (run->resume) {
        run->first_year = e->year + 1;
        if (hq_rank() == 0 && !run->request->quiet) {
            fprintf(stderr, "resuming after %d%s\n", e->year,
                    run->request->resume ? "" : ", where this run was stopped (--force starts again)");
        }
    } else if (run->branch.past) {
        branch(run);
    } else {
        hq_engine_found(e);
        tell_founders(run);
        run->first_year = (int)e->params->run_first_year;
    }
    hq_hash_keep(e);
    if (run->request->audit) {
        hq_audit_begin(e);
    }
    hq_result_begin(&run->result, e, &run->history, run->resume);
    if (!run->resume) {
        hq_barrier(); /* the folder is there */
        hq_panel_begin(&run->panel, e, run->result.folder, 0);
        if (run->branch.past) {
            hq_branch_take(&run->branch, e, &run->panel, run->history.done, run->result.folder);
        }
    }
}

/* A run must not take away the record that it goes by, or the checkpoints that it goes on from. */
static bool is_own_base(const struct run *run)
{
    const struct engine_params *p = hq_config_engine(run->config);
    const bool frozen =
        strcmp(p->run_markets, "frozen") == 0 && hq_same_folder(p->run_base, run->result.folder);
    const bool branch =
        !run->resume && run->branch.past && hq_same_folder(run->branch.folder, run->result.folder);
    if ((frozen || branch) && hq_rank() == 0) {
        fprintf(stderr, "horqin: error: run.%s: %s is this run's own result folder: name another with --out\n",
                frozen ? "base" : "from", frozen ? p->run_base : run->branch.folder);
    }
    return frozen || branch;
}

static int go(struct run *run)
{
    if (!fits(run)) {
        return HQ_EXIT_WONT_FIT;
    }
    if (is_own_base(run)) {
        return HQ_EXIT_USAGE;
    }
    hq_stop_watch(); /* founding takes its time: who asks during it gets a checkpoint after the first year */
    make_engine(run);
    begin(run);
    const bool stopped = all_years(run);
    if (stopped) {
        if (hq_rank() == 0) {
            fprintf(stderr, "horqin: stopped after %d; go on with: horqin resume %s\n", run->engine.year,
                    run->result.folder);
        }
    } else {
        hq_panel_finish(&run->panel, &run->engine);
        struct run_facts facts = gather_facts(run);
        facts.panel = &run->panel;
        hq_result_finish(&run->result, &run->engine, &run->history, &facts);
        announce(run->request, run->result.folder, run->history.state[run->history.done - 1], false);
    }
    free_engine(run);
    return stopped ? HQ_EXIT_CHECKPOINTED : HQ_EXIT_DONE;
}

/* What the result folder holds already. */
enum found { NOTHING, COMPLETE, STOPPED, STOPPED_ELSEWHERE, FOREIGN };

/* The answer of rank 0 on all ranks. */
static int64_t look_for_result(const struct run *run, char hash[33])
{
    const struct run_request *request = run->request;
    const char *folder = run->result.folder;
    int64_t found = NOTHING;
    bool same_program = false;
    if (hq_rank() == 0) {
        if (!request->force && hq_result_complete(folder, run->config, hash) &&
            (!request->audit || hq_result_audited(folder, run->config))) {
            found = COMPLETE;
        } else if (!hq_result_writable(folder)) {
            found = FOREIGN;
        } else if (!request->force && !request->resume &&
                   hq_result_stopped(folder, run->config, &same_program)) {
            found = same_program ? STOPPED : STOPPED_ELSEWHERE;
        }
    }
    hq_from_first_rank(&found, sizeof found);
    return found;
}

/* Says why a folder is refused. Returns the exit code. */
static int refuse(int64_t found, const char *folder)
{
    if (hq_rank() == 0 && found == STOPPED_ELSEWHERE) {
        fprintf(stderr,
                "horqin: error: %s holds this run, stopped at a checkpoint by another build of the program: "
                "`horqin resume %s` goes on, "
                "--force starts again\n",
                folder, folder);
    } else if (hq_rank() == 0) {
        fprintf(stderr, "horqin: error: %s is not empty and not a result: name another folder with --out\n",
                folder);
    }
    return HQ_EXIT_USAGE;
}

int hq_run(const struct run_request *request)
{
    struct run run = {.request = request, .start = hq_now()};
    hq_set_floating_point();
    int code = hq_run_load(request, &run.config);
    if (code != HQ_EXIT_DONE) {
        return code;
    }
    run.result.folder = hq_result_folder(run.config, request->out);
    hq_branch_make(&run.branch, run.config);
    char hash[33] = "";
    const int64_t found = look_for_result(&run, hash);
    if (found == COMPLETE) {
        announce(request, run.result.folder, hash, true);
    } else if (found == STOPPED_ELSEWHERE || found == FOREIGN) {
        code = refuse(found, run.result.folder);
    } else {
        run.resume = request->resume || found == STOPPED;
        code = go(&run);
    }
    hq_branch_free(&run.branch);
    hq_result_free(&run.result);
    hq_config_free(run.config);
    return code;
}
