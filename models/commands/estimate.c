/* horqin estimate: what a run would take of memory, disk and time, and whether this machine has it. */
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/commands/commands.h"
#include "sim/error.h"
#include "sim/estimate.h"
#include "sim/machine.h"
#include "sim/parallel.h"
#include "sim/store/files.h"
#include "sim/store/result.h"
#include "sim/text/json.h"

struct asked {
    struct run_request request;
    int ranks, threads;
    bool json;
};

struct answer {
    const struct model *model;
    struct config *config;
    struct directory directory;
    struct memory_need memory;
    struct calibration calibration;
    struct disk_need disk;
    char *folder;
    int64_t ledger, rank_bytes, machine_bytes, available, disk_free;
    double slower;                      /* by how much, where all ranks share this machine's cores */
    double found_seconds, year_seconds; /* of the largest rank, here */
};

/* ---- reckoning --------------------------------------------------------------------------------------- */

/* How much slower a rank is where all of them share this machine's cores than the one that was measured. */
static double crowding(int ranks, int threads)
{
    const double cores = omp_get_num_procs();
    const double alone = threads > cores ? threads / cores : 1, together = (double)ranks * threads / cores;
    return together > alone ? together / alone : 1;
}

/* All ranks: each has what is replicated; villages are shared out. */
static int64_t of_all_ranks(const struct answer *a, const struct asked *asked)
{
    struct memory_need whole;
    hq_estimate_memory(&whole, a->model, a->config, 1, asked->threads, 0);
    const int64_t villages = whole.values + whole.padding + whole.headers;
    return villages + asked->ranks * (a->rank_bytes - a->memory.values - a->memory.padding - a->memory.headers);
}

static int reckon(struct answer *a, const struct asked *asked)
{
    const struct run_request *request = &asked->request;
    const int isa = hq_isa_choose(NULL);
    int code = hq_run_load(request, &a->config);
    if (code != HQ_EXIT_DONE) {
        return code;
    }
    a->model = request->families[hq_config_model(a->config)].builds[isa];
    a->folder = hq_result_folder(a->config, request->out);
    hq_directory_make(&a->directory, hq_config_counties(a->config),
                      hq_config_engine(a->config)->population_scale);
    hq_estimate_memory(&a->memory, a->model, a->config, asked->ranks, asked->threads, -1);
    code = hq_calibrate(request, a->config, isa, asked->threads, &a->calibration);
    if (code != HQ_EXIT_DONE) {
        return code;
    }
    hq_estimate_disk(&a->disk, a->model, a->config, &a->calibration, asked->ranks);
    a->ledger = hq_ledger_memory(&a->calibration, a->config);
    a->rank_bytes = hq_memory_total(&a->memory) + a->ledger + a->calibration.base_bytes;
    a->machine_bytes = of_all_ranks(a, asked);
    a->available = hq_memory_available("");
    a->disk_free = hq_disk_available(a->folder);
    const double own = (double)a->memory.households;
    a->slower = crowding(asked->ranks, asked->threads);
    a->found_seconds = a->slower * own / a->calibration.found_rate;
    a->year_seconds = a->slower * own / a->calibration.year_rate;
    return HQ_EXIT_DONE;
}

static double seconds_of(const struct answer *a)
{
    return a->found_seconds + a->year_seconds * hq_years_of(a->config);
}

static void forget(struct answer *a)
{
    hq_directory_free(&a->directory);
    free(a->folder);
    hq_config_free(a->config);
}

/* ---- saying ------------------------------------------------------------------------------------------ */

enum { AMOUNT = 32 };

static const char *amount(int64_t bytes, char space[AMOUNT])
{
    static const char *const units[] = {"bytes", "KiB", "MiB", "GiB", "TiB"};
    double size = (double)bytes;
    int unit = 0;
    while (size >= 1024 && unit < 4) {
        size /= 1024;
        unit++;
    }
    snprintf(space, AMOUNT, unit ? "%.1f %s" : "%.0f %s", size, units[unit]);
    return space;
}

static void line(const char *what, int64_t bytes)
{
    char space[AMOUNT];
    printf("  %-44s %12s\n", what, amount(bytes, space));
}

static void print_memory(const struct answer *a, const struct asked *asked)
{
    const struct memory_need *m = &a->memory;
    char space[AMOUNT];
    printf("\nmemory of the largest of %d rank%s of %d thread%s: rank %d, %lld households in %lld villages\n",
           asked->ranks, asked->ranks == 1 ? "" : "s", asked->threads, asked->threads == 1 ? "" : "s", m->rank,
           (long long)m->households, (long long)m->villages);
    line("values of households", m->values);
    line("rows reserved: whole vectors and slack", m->padding);
    line("villages' own values and bookkeeping", m->headers);
    line("workspaces of threads", m->workspaces);
    line("while a checkpoint is written", m->writing);
    line("while the panel is written or read back", m->panel);
    line("tables that every rank has", m->tables);
    line("ledger", a->ledger);
    line(a->calibration.measured ? "process and libraries, as measured" : "process and libraries, stated",
         a->calibration.base_bytes);
    line("together", a->rank_bytes);
    line("all ranks, if they run on this machine", a->machine_bytes);
    if (a->available < INT64_MAX) {
        printf("  %-44s %12s\n", "which has available", amount(a->available, space));
    }
}

static void print_disk(const struct answer *a)
{
    const struct disk_need *d = &a->disk;
    char what[80], space[AMOUNT];
    printf("\nwritten to %s\n", a->folder);
    line("series.h5", d->series);
    line("trajectories.h5", d->panel);
    line("ledger.csv", d->ledger);
    line("copies of input tables", d->inputs);
    if (d->markets) {
        line("markets/: what markets did", d->markets);
    }
    line("resolved.yml, yearly.csv, run.json", d->others);
    snprintf(what, sizeof what, "checkpoints, %d kept", d->checkpoints);
    line(what, d->checkpoint_bytes);
    line("together", hq_disk_total(d));
    line("at most, while a checkpoint is replaced", d->most_bytes);
    if (a->disk_free < INT64_MAX) {
        printf("  %-44s %12s\n", "free there", amount(a->disk_free, space));
    }
}

static void print_time(const struct answer *a)
{
    const struct calibration *c = &a->calibration;
    printf("\ntime: about %.2g s on this machine, writing of checkpoints not counted\n", seconds_of(a));
    if (a->slower > 1) {
        printf("  about %.2g s where every rank has cores of its own\n", seconds_of(a) / a->slower);
    }
    if (c->measured) {
        printf("  %.3g household-years a second and rank, measured in a run of %lld households and %d years\n",
               c->year_rate, (long long)c->households, c->years);
    } else {
        printf("  %.3g household-years a second and rank, stated: villages are too large for a short run\n",
               c->year_rate);
    }
}

static void print_text(const struct answer *a, const struct asked *asked)
{
    const struct engine_params *p = hq_config_engine(a->config);
    const int counties = hq_config_counties(a->config)->count;
    printf("%s: model %s, %d count%s, %d to %d\n", asked->request.config, a->model->name, counties,
           counties == 1 ? "y" : "ies", (int)p->run_first_year, (int)p->run_last_year);
    printf("%lld households in %lld villages\n", (long long)a->directory.households,
           (long long)a->directory.villages);
    print_memory(a, asked);
    print_disk(a);
    print_time(a);
}

static void json_available(struct json *j, const char *key, int64_t bytes)
{
    if (bytes < INT64_MAX) {
        hq_json_int(j, key, bytes);
    } else {
        hq_json_text(j, key, NULL);
    }
}

static void json_memory(struct json *j, const struct answer *a)
{
    const struct memory_need *m = &a->memory;
    hq_json_object(j, "memory");
    hq_json_int(j, "largest_rank", m->rank);
    hq_json_int(j, "households", m->households);
    hq_json_int(j, "villages", m->villages);
    hq_json_int(j, "values", m->values);
    hq_json_int(j, "padding", m->padding);
    hq_json_int(j, "headers", m->headers);
    hq_json_int(j, "workspaces", m->workspaces);
    hq_json_int(j, "writing", m->writing);
    hq_json_int(j, "panel", m->panel);
    hq_json_int(j, "tables", m->tables);
    hq_json_int(j, "ledger", a->ledger);
    hq_json_int(j, "base", a->calibration.base_bytes);
    hq_json_int(j, "rank_bytes", a->rank_bytes);
    hq_json_int(j, "all_ranks_bytes", a->machine_bytes);
    json_available(j, "available_bytes", a->available);
    hq_json_close(j, '}');
}

static void json_disk(struct json *j, const struct answer *a)
{
    const struct disk_need *d = &a->disk;
    hq_json_object(j, "disk");
    hq_json_text(j, "folder", a->folder);
    hq_json_int(j, "series", d->series);
    hq_json_int(j, "trajectories", d->panel);
    hq_json_int(j, "ledger", d->ledger);
    hq_json_int(j, "inputs", d->inputs);
    hq_json_int(j, "markets", d->markets);
    hq_json_int(j, "others", d->others);
    hq_json_int(j, "checkpoints_kept", d->checkpoints);
    hq_json_int(j, "checkpoints", d->checkpoint_bytes);
    hq_json_int(j, "total_bytes", hq_disk_total(d));
    hq_json_int(j, "most_bytes", d->most_bytes);
    json_available(j, "free_bytes", a->disk_free);
    hq_json_close(j, '}');
}

static void print_json(const struct answer *a, const struct asked *asked)
{
    struct json j;
    hq_json_begin(&j, stdout);
    hq_json_text(&j, "configuration", asked->request.config);
    hq_json_text(&j, "configuration_hash", hq_config_hash(a->config));
    hq_json_text(&j, "model", a->model->name);
    hq_json_int(&j, "counties", hq_config_counties(a->config)->count);
    hq_json_int(&j, "years", hq_years_of(a->config));
    hq_json_int(&j, "households", a->directory.households);
    hq_json_int(&j, "villages", a->directory.villages);
    hq_json_int(&j, "ranks", asked->ranks);
    hq_json_int(&j, "threads", asked->threads);
    json_memory(&j, a);
    json_disk(&j, a);
    hq_json_object(&j, "time");
    hq_json_real(&j, "seconds", seconds_of(a));
    hq_json_real(&j, "seconds_with_own_cores", seconds_of(a) / a->slower);
    hq_json_real(&j, "founding_seconds", a->found_seconds);
    hq_json_real(&j, "seconds_a_year", a->year_seconds);
    hq_json_real(&j, "household_years_per_second", a->calibration.year_rate);
    hq_json_text(&j, "rate", a->calibration.measured ? "measured" : "stated");
    hq_json_int(&j, "measured_households", a->calibration.households);
    hq_json_int(&j, "measured_years", a->calibration.years);
    hq_json_close(&j, '}');
    hq_json_bool(&j, "fits_memory", a->machine_bytes <= a->available);
    hq_json_bool(&j, "fits_disk", a->disk.most_bytes <= a->disk_free);
    hq_json_end(&j);
}

/* What would not do, with the cure. */
static int verdict(const struct answer *a, const struct asked *asked)
{
    char need[AMOUNT], have[AMOUNT];
    const double scale = hq_config_engine(a->config)->population_scale;
    int code = HQ_EXIT_DONE;
    if (a->machine_bytes > a->available) {
        const int64_t fixed = asked->ranks * a->calibration.base_bytes;
        const double share = (double)(a->available - fixed) / (double)(a->machine_bytes - fixed);
        fprintf(stderr, "horqin estimate: error: %d rank%s would take %s of memory, and this machine has %s: ",
                asked->ranks, asked->ranks == 1 ? "" : "s", amount(a->machine_bytes, need),
                amount(a->available, have));
        fprintf(stderr,
                share > 0 ? "spread the ranks over more machines, or set population.scale=%.2g\n"
                          : "use fewer ranks with more threads, or another machine\n",
                0.9 * scale * share);
        code = HQ_EXIT_WONT_FIT;
    }
    if (a->disk.most_bytes > a->disk_free) {
        fprintf(
            stderr,
            "horqin estimate: error: up to %s would be written to %s, where %s are free: name another folder "
            "with --out, or keep fewer checkpoints (output.checkpoint_every, output.checkpoint_keep)\n",
            amount(a->disk.most_bytes, need), a->folder, amount(a->disk_free, have));
        code = HQ_EXIT_WONT_FIT;
    }
    return code;
}

/* With MPI begun, as several ranks have it: its memory is part of the process. HORQIN_MPI=0 leaves it out, for
 * machines whose MPI does not start but under a launcher. */
static int estimate(const struct asked *asked)
{
    struct answer a = {0};
    int argc = 0;
    char **argv = NULL;
    hq_parallel_begin(&argc, &argv);
    const char *said = getenv("HORQIN_MPI");
    if (asked->ranks > 1 && !(said && strcmp(said, "0") == 0)) {
        hq_parallel_require();
    }
    int code = reckon(&a, asked);
    if (code == HQ_EXIT_DONE) {
        (asked->json ? print_json : print_text)(&a, asked);
        fflush(stdout);
        code = verdict(&a, asked);
    }
    forget(&a);
    hq_parallel_end();
    return code;
}

int command_estimate(int argc, char **argv)
{
    struct asked asked = {.request = {.families = model_families, .family_count = model_family_count}};
    const char *config = NULL, *ranks = "1", *threads = NULL, **sets = NULL;
    int configs = 0;
    const struct option_row rows[] = {
        {.name = "--set", .list = &sets},         {.name = "--ranks", .value = &ranks},
        {.name = "--threads", .value = &threads}, {.name = "--out", .value = &asked.request.out},
        {.name = "--json", .flag = &asked.json},  {0},
    };
    long long rank_count, thread_count = omp_get_max_threads();
    if (!read_options("estimate", argc, argv, rows, &config, 1, &configs) ||
        !whole_number("--ranks", ranks, 1, 100000, &rank_count) ||
        (threads && !whole_number("--threads", threads, 1, 4096, &thread_count))) {
        return HQ_EXIT_USAGE;
    }
    if (configs != 1) {
        fprintf(stderr,
                "horqin estimate: error: name a configuration: horqin estimate configs/kezuo-houqi.yml\n");
        return HQ_EXIT_USAGE;
    }
    asked.request.config = config;
    asked.request.sets = sets;
    while (sets && sets[asked.request.set_count]) {
        asked.request.set_count++;
    }
    asked.ranks = (int)rank_count;
    asked.threads = (int)thread_count;
    const int code = estimate(&asked);
    free(sets);
    return code;
}
