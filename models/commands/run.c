/* horqin run, horqin resume, horqin check. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/commands/commands.h"
#include "sim/error.h"
#include "sim/parallel.h"
#include "sim/run.h"
#include "sim/store/files.h"

static int in_parallel(const struct run_request *request)
{
    int argc = 0;
    char **argv = NULL;
    hq_parallel_begin(&argc, &argv);
    const int code = hq_run(request);
    hq_parallel_end();
    return code;
}

static int list_length(const char *const *list)
{
    int count = 0;
    while (list && list[count]) {
        count++;
    }
    return count;
}

/* A word as it stands between single quotes in YAML: with each of its own doubled. */
static char *quote(const char *word)
{
    char *quoted = hq_zalloc(2 * strlen(word) + 1, 1), *to = quoted;
    for (const char *at = word; *at; at++) {
        *to++ = *at;
        if (*at == '\'') {
            *to++ = '\'';
        }
    }
    return quoted;
}

int command_run(int argc, char **argv)
{
    struct run_request request = {.families = model_families, .family_count = model_family_count};
    const char *config = NULL, *threads = NULL, *from = NULL, **sets = NULL;
    int configs = 0;
    const struct option_row rows[] = {
        {.name = "--set", .list = &sets},
        {.name = "--from", .value = &from},
        {.name = "--out", .value = &request.out},
        {.name = "--threads", .value = &threads},
        {.name = "--isa", .value = &request.isa},
        {.name = "--quiet", .flag = &request.quiet},
        {.name = "--json", .flag = &request.json},
        {.name = "--force", .flag = &request.force},
        {.name = "--audit", .flag = &request.audit},
        {0},
    };
    long long number = 0;
    if (!read_options("run", argc, argv, rows, &config, 1, &configs) ||
        (threads && !whole_number("--threads", threads, 1, 4096, &number))) {
        return HQ_EXIT_USAGE;
    }
    if (configs != 1) {
        fprintf(stderr, "horqin run: error: name a configuration: horqin run configs/kezuo-houqi.yml\n");
        return HQ_EXIT_USAGE;
    }
    const int given = list_length(sets);
    char *quoted = quote(from ? from : ""), *branch = hq_text("run.from='%s'", quoted);
    const char **all = hq_zalloc((size_t)given + 2, sizeof *all);
    for (int i = 0; i < given; i++) {
        all[i] = sets[i];
    }
    all[given] = branch;
    request.config = config;
    request.threads = (int)number;
    request.sets = all;
    request.set_count = given + (from != NULL);
    const int code = in_parallel(&request);
    free(all);
    free(quoted);
    free(branch);
    free(sets);
    return code;
}

int command_resume(int argc, char **argv)
{
    struct run_request request = {
        .families = model_families, .family_count = model_family_count, .resume = true};
    const char *folder = NULL, *threads = NULL, **sets = NULL;
    int folders = 0;
    const struct option_row rows[] = {
        {.name = "--set", .list = &sets},
        {.name = "--threads", .value = &threads},
        {.name = "--isa", .value = &request.isa},
        {.name = "--quiet", .flag = &request.quiet},
        {.name = "--json", .flag = &request.json},
        {.name = "--audit", .flag = &request.audit},
        {0},
    };
    long long number = 0;
    if (!read_options("resume", argc, argv, rows, &folder, 1, &folders) ||
        (threads && !whole_number("--threads", threads, 1, 4096, &number))) {
        return HQ_EXIT_USAGE;
    }
    if (folders != 1) {
        fprintf(stderr, "horqin resume: error: name the result folder of a run that was stopped\n");
        return HQ_EXIT_USAGE;
    }
    char *config = hq_text("%s/resolved.yml", folder);
    /* Where the first run was told to stop is no order to this one. */
    const int given = list_length(sets);
    const char **all = hq_zalloc((size_t)given + 2, sizeof *all);
    all[0] = "output.stop_after=0";
    for (int i = 0; i < given; i++) {
        all[i + 1] = sets[i];
    }
    request.config = config;
    request.out = folder;
    request.threads = (int)number;
    request.sets = all;
    request.set_count = given + 1;
    const int code = in_parallel(&request);
    free(config);
    free(all);
    free(sets);
    return code;
}

int command_check(int argc, char **argv)
{
    struct run_request request = {.families = model_families, .family_count = model_family_count};
    const char *config = NULL, **sets = NULL;
    int configs = 0;
    const struct option_row rows[] = {{.name = "--set", .list = &sets}, {0}};
    if (!read_options("check", argc, argv, rows, &config, 1, &configs)) {
        return HQ_EXIT_USAGE;
    }
    if (configs != 1) {
        fprintf(stderr, "horqin check: error: name a configuration\n");
        return HQ_EXIT_USAGE;
    }
    request.config = config;
    request.sets = sets;
    request.set_count = list_length(sets);
    struct config *loaded = NULL;
    const int code = hq_run_load(&request, &loaded);
    if (code == HQ_EXIT_DONE) {
        const struct county_table *t = hq_config_counties(loaded);
        int64_t households = 0;
        for (int c = 0; c < t->count; c++) {
            households += t->households[c];
        }
        printf("%s: no errors; configuration hash %s; %d counties, %lld households at full scale\n", config,
               hq_config_hash(loaded), t->count, (long long)households);
        hq_config_free(loaded);
    }
    free(sets);
    return code;
}
