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
    hq_estimate_memory(&whole, a->model, a->config, &a->calibration.growth, 1, asked->threads, 0);
    const int64_t villages = whole.values + whole.padding + whole.headers;
    const struct memory_need *m = &a->memory;
    return villages + asked->ranks * (a->rank_bytes - m->values - m->padding - m->headers);
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
    code = hq_calibrate(request, a->config, isa, asked->threads, &a->calibration);
    if (code != HQ_EXIT_DONE) {
        return code;
    }
    hq_estimate_memory(&a->memory, a->model, a->config, &a->calibration.growth, asked->ranks, asked->threads,
                       -1);
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

/* One quantity of the answer: its key in the JSON object, its words in the text (NULL: not there), what it
 * is, and its value. INT64_MAX bytes are not known. */
struct quantity {
    const char *key, *words;
    enum { BYTES, COUNT, REAL, WORD } kind;
    union {
        int64_t whole;
        double real;
        const char *word;
    };
};
enum { MOST_QUANTITIES = 24 }; /* of a part; one without a key ends it */
struct part {
    struct quantity rows[MOST_QUANTITIES];
};

static struct part memory_of(const struct answer *a)
{
    const struct memory_need *m = &a->memory;
    return (struct part){{
        {"largest_rank", NULL, COUNT, {m->rank}},
        {"households", NULL, COUNT, {m->households}},
        {"villages", NULL, COUNT, {m->villages}},
        {"growth", NULL, REAL, {.real = hq_growth_after(&a->calibration.growth, hq_years_of(a->config))}},
        {"values", "values of households", BYTES, {m->values}},
        {"padding", "rows reserved: whole vectors", BYTES, {m->padding}},
        {"headers", "villages' own values", BYTES, {m->headers}},
        {"workspaces", "workspaces of threads", BYTES, {m->workspaces}},
        {"writing", "while a checkpoint is written", BYTES, {m->writing}},
        {"panel", "while the panel is written or read back", BYTES, {m->panel}},
        {"tables", "tables that every rank has", BYTES, {m->tables}},
        {"ledger", "ledger", BYTES, {a->ledger}},
        {"base",
         a->calibration.measured ? "process and libraries, as measured" : "process and libraries, stated",
         BYTES,
         {a->calibration.base_bytes}},
        {"rank_bytes", "together", BYTES, {a->rank_bytes}},
        {"all_ranks_bytes", "all ranks, if they run on this machine", BYTES, {a->machine_bytes}},
        {"available_bytes", "which has available", BYTES, {a->available}},
    }};
}

static struct part disk_of(const struct answer *a)
{
    const struct disk_need *d = &a->disk;
    return (struct part){{
        {"folder", NULL, WORD, {.word = a->folder}},
        {"series", "series.h5", BYTES, {d->series}},
        {"trajectories", "trajectories.h5", BYTES, {d->panel}},
        {"indicators", "indicators.h5", BYTES, {d->indicators}},
        {"ledger", "ledger.csv", BYTES, {d->ledger}},
        {"inputs", "copies of input tables", BYTES, {d->inputs}},
        {"markets", "markets/: what markets did", BYTES, {d->markets}},
        {"others", "resolved.yml, yearly.csv, run.json", BYTES, {d->others}},
        {"checkpoints_kept", "checkpoints kept", COUNT, {d->checkpoints}},
        {"checkpoints", "checkpoints", BYTES, {d->checkpoint_bytes}},
        {"total_bytes", "together", BYTES, {hq_disk_total(d)}},
        {"most_bytes", "at most, while a checkpoint is replaced", BYTES, {d->most_bytes}},
        {"free_bytes", "free there", BYTES, {a->disk_free}},
    }};
}

static struct part time_of(const struct answer *a)
{
    const struct calibration *c = &a->calibration;
    return (struct part){{
        {"seconds", NULL, REAL, {.real = seconds_of(a)}},
        {"seconds_with_own_cores", NULL, REAL, {.real = seconds_of(a) / a->slower}},
        {"founding_seconds", NULL, REAL, {.real = a->found_seconds}},
        {"seconds_a_year", NULL, REAL, {.real = a->year_seconds}},
        {"household_years_per_second", NULL, REAL, {.real = c->year_rate}},
        {"rate", NULL, WORD, {.word = c->measured ? "measured" : "stated"}},
        {"measured_households", NULL, COUNT, {c->households}},
        {"measured_years", NULL, COUNT, {c->years}},
    }};
}

static struct part run_of(const struct answer *a, const struct asked *asked)
{
    return (struct part){{
        {"configuration", NULL, WORD, {.word = asked->request.config}},
        {"configuration_hash", NULL, WORD, {.word = hq_config_hash(a->config)}},
        {"model", NULL, WORD, {.word = a->model->name}},
        {"counties", NULL, COUNT, {hq_config_counties(a->config)->count}},
        {"years", NULL, COUNT, {hq_years_of(a->config)}},
        {"households", NULL, COUNT, {a->directory.households}},
        {"villages", NULL, COUNT, {a->directory.villages}},
        {"ranks", NULL, COUNT, {asked->ranks}},
        {"threads", NULL, COUNT, {asked->threads}},
    }};
}

static void print_part(struct part part)
{
    char space[AMOUNT];
    for (const struct quantity *q = part.rows; q->key; q++) {
        if (q->words && q->kind == COUNT) {
            printf("  %-44s %12lld\n", q->words, (long long)q->whole);
        } else if (q->words && q->whole < INT64_MAX) {
            printf("  %-44s %12s\n", q->words, amount(q->whole, space));
        }
    }
}

static void json_part(struct json *j, struct part part)
{
    for (const struct quantity *q = part.rows; q->key; q++) {
        if (q->kind == REAL) {
            hq_json_real(j, q->key, q->real);
        } else if (q->kind == WORD) {
            hq_json_text(j, q->key, q->word);
        } else if (q->whole == INT64_MAX) {
            hq_json_text(j, q->key, NULL);
        } else {
            hq_json_int(j, q->key, q->whole);
        }
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
    const struct memory_need *m = &a->memory;
    const int counties = hq_config_counties(a->config)->count;
    printf("%s: model %s, %d count%s, %d to %d\n", asked->request.config, a->model->name, counties,
           counties == 1 ? "y" : "ies", (int)p->run_first_year, (int)p->run_last_year);
    printf("%lld households in %lld villages\n", (long long)a->directory.households,
           (long long)a->directory.villages);
    if (hq_growth_after(&a->calibration.growth, hq_years_of(a->config)) > 1) {
        printf("households grow in number by %.1f%% until the end, as a short run says: allowed for below\n",
               100 * hq_growth_after(&a->calibration.growth, hq_years_of(a->config)) - 100);
    }
    printf("\nmemory of the largest of %d rank%s of %d thread%s: rank %d, %lld households in %lld villages\n",
           asked->ranks, asked->ranks == 1 ? "" : "s", asked->threads, asked->threads == 1 ? "" : "s", m->rank,
           (long long)m->households, (long long)m->villages);
    print_part(memory_of(a));
    printf("\nwritten to %s\n", a->folder);
    print_part(disk_of(a));
    print_time(a);
}

static void print_json(const struct answer *a, const struct asked *asked)
{
    struct json j;
    hq_json_begin(&j, stdout);
    json_part(&j, run_of(a, asked));
    hq_json_object(&j, "memory");
    json_part(&j, memory_of(a));
    hq_json_close(&j, '}');
    hq_json_object(&j, "disk");
    json_part(&j, disk_of(a));
    hq_json_close(&j, '}');
    hq_json_object(&j, "time");
    json_part(&j, time_of(a));
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
