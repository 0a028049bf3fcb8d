/* horqin bench hh1: the speed of the engine on the smallest model, without files. */
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/commands/commands.h"
#include "sim/engine.h"
#include "sim/error.h"
#include "sim/run.h"
#include "sim/store/files.h"

enum { HOUSEHOLDS_A_VILLAGE = 300 };

/* A configuration of one county with so many households, in a folder of its own. */
static char *write_config(const char *folder, long long households, long long years, const char *seed)
{
    char *table = hq_text("%s/table.csv", folder), *path = hq_text("%s/bench.yml", folder);
    FILE *f = fopen(table, "w");
    if (!f) {
        hq_fail(HQ_EXIT_IO, "%s cannot be written", table);
    }
    const long long villages = households / HOUSEHOLDS_A_VILLAGE > 0 ? households / HOUSEHOLDS_A_VILLAGE : 1;
    fprintf(f, "code,name,prefecture,class,households,villages\n1,bench,bench,any,%lld,%lld\n", households,
            villages);
    fclose(f);
    free(table);
    f = fopen(path, "w");
    if (!f) {
        hq_fail(HQ_EXIT_IO, "%s cannot be written", path);
    }
    fprintf(f, "run: {name: bench, model: hh1, seed: %s, first_year: 2001, last_year: %lld}\n", seed,
            2000 + years);
    fprintf(f, "region: {table: table.csv}\n");
    fclose(f);
    return path;
}

/* A sum of the last year over the one county of the workload. */
static int64_t tally(const struct engine *e, const char *name)
{
    for (int t = 0; t < e->model->tally_count; t++) {
        if (strcmp(e->model->tallies[t].name, name) == 0) {
            return e->tallies[t];
        }
    }
    hq_fail(HQ_EXIT_INTERNAL, "the workload has no tally %s", name);
}

static void report(struct engine *e, long long years, double found, double seconds)
{
    char hash[33];
    const int64_t households = e->directory.households;
    const int64_t all = tally(e, "households"), poor = tally(e, "poor");
    hq_state_hash(e, hash, NULL);
    printf("households %lld, years %lld, threads %d, instruction set %s\n", (long long)households, years,
           e->threads, e->lanes->isa);
    printf("founding %.3f s, years %.3f s\n", found, seconds);
    printf("headcount %.4f in the last year\n", all ? (double)poor / (double)all : 0.0);
    printf("%.4g household-years a second\n", (double)households * (double)years / seconds);
    printf("state hash: %s\n", hash);
}

static int bench(long long households, long long years, int threads, const char *isa_name, const char *seed)
{
    const int isa = hq_isa_choose(isa_name);
    if (isa < 0) {
        fprintf(stderr, "horqin bench: error: --isa %s is not to be had here\n", isa_name);
        return HQ_EXIT_USAGE;
    }
    char *folder;
    const int refused = hq_make_temporary_folder("horqin-bench", &folder);
    if (refused) {
        hq_fail(HQ_EXIT_IO, "no temporary folder can be made at %s: %s", folder, strerror(refused));
    }
    char *path = write_config(folder, households, years, seed);
    const struct run_request request = {
        .config = path, .families = model_families, .family_count = model_family_count};
    struct config *config = NULL;
    const int code = hq_run_load(&request, &config);
    hq_remove_folder(folder);
    free(folder);
    free(path);
    if (code != HQ_EXIT_DONE) {
        return code;
    }
    struct engine e;
    const double start = hq_now();
    hq_engine_make(&e, model_families[hq_config_model(config)].builds[isa], hq_lanes[isa], config, threads);
    hq_engine_found(&e);
    const double found = hq_now();
    for (int year = 2001; year < 2001 + (int)years; year++) {
        hq_engine_year(&e, year);
    }
    report(&e, years, found - start, hq_now() - found);
    hq_engine_free(&e);
    hq_config_free(config);
    return HQ_EXIT_DONE;
}

int command_bench(int argc, char **argv)
{
    const char *households = "1000000", *years = "10", *threads = NULL, *isa = NULL, *seed = "1", *what = NULL;
    int others;
    const struct option_row rows[] = {
        {.name = "--households", .value = &households},
        {.name = "--years", .value = &years},
        {.name = "--threads", .value = &threads},
        {.name = "--isa", .value = &isa},
        {.name = "--seed", .value = &seed},
        {0},
    };
    long long n, y, t = omp_get_max_threads(), s;
    if (!read_options("bench", argc, argv, rows, &what, 1, &others) ||
        !whole_number("--households", households, 1, 300000000, &n) ||
        !whole_number("--years", years, 1, 200, &y) || !whole_number("--seed", seed, 0, INT64_MAX, &s) ||
        (threads && !whole_number("--threads", threads, 1, 4096, &t))) {
        return HQ_EXIT_USAGE;
    }
    if (others != 1 || strcmp(what, "hh1") != 0) {
        fprintf(stderr, "horqin bench: error: name a workload: horqin bench hh1\n");
        return HQ_EXIT_USAGE;
    }
    return bench(n, y, (int)t, isa, seed);
}
