/* horqin replay: runs a configuration with what its source states imposed, and prints what the source states beside
 * what the run gave (models/replay/). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/commands/commands.h"
#include "models/replay/report.h"
#include "sim/error.h"
#include "sim/parallel.h"
#include "sim/run.h"
#include "sim/store/files.h"
#include "sim/store/series_file.h"

enum { MOST_SERIES = 64, LONGEST_PATH = 4096 };

struct replay {
    struct run_request request;
    const char *sources; /* folder of the catalogue, or NULL: beside the configuration */
    bool json;
    const char **user_sets;
    char last_year[40];
    char folder[LONGEST_PATH]; /* of the result */
    bool temporary;
    struct config *config;
    struct arena arena;
    struct diagnostics d;
    int opened;
    struct {
        char *name;
        double *values;
    } series[MOST_SERIES];
    int series_count;
};

/* ---- reading ----------------------------------------------------------------------------------------- */

static const struct source *open_document(struct replay *r, const char *path)
{
    struct source *source;
    const int error = hq_source_read(&r->arena, path, r->opened, true, &source);
    if (error) {
        fprintf(stderr, "horqin replay: error: %s: %s\n", path, strerror(error));
        return NULL;
    }
    r->opened++;
    return source;
}

/* A table that the run has read; its bytes are the configuration's. */
static const struct source *table_of(struct replay *r, const struct input_file *input)
{
    struct source *source = hq_arena_alloc(&r->arena, sizeof *source);
    *source = hq_source_of(input->path, input->bytes, input->size, r->opened++);
    source->data = true;
    return source;
}

/* A file of the catalogue; the configuration's folder has it in `sources` unless --sources says where. */
static const struct source *open_in_catalogue(void *with, const char *name)
{
    struct replay *r = with;
    const char *config = r->request.config, *slash = strrchr(config, '/');
    char *path = r->sources ? hq_text("%s/%s", r->sources, name)
                 : slash    ? hq_text("%.*s/sources/%s", (int)(slash - config), config, name)
                            : hq_text("sources/%s", name);
    const struct source *source = open_document(r, path);
    if (!source && strcmp(name, "sources.csv") == 0) {
        fprintf(stderr, "horqin replay: error: no catalogue there: name its folder with --sources\n");
    }
    free(path);
    return source;
}

/* A series of the result, read once. */
static const double *series_of(void *with, const char *name)
{
    struct replay *r = with;
    for (int i = 0; i < r->series_count; i++) {
        if (strcmp(r->series[i].name, name) == 0) {
            return r->series[i].values;
        }
    }
    if (r->series_count == MOST_SERIES) {
        return NULL;
    }
    char *path = hq_text("%s/series.h5", r->folder);
    double *values = NULL;
    int years, counties;
    if (hq_series_read(path, name, &values, &years, &counties)) {
        values = NULL;
    }
    free(path);
    r->series[r->series_count].name = hq_copy_text(name);
    r->series[r->series_count].values = values;
    r->series_count++;
    return values;
}

static bool read_evidence(struct replay *r, struct evidence *e)
{
    const struct engine_params *p = hq_config_engine(r->config);
    const struct county_table *counties = hq_config_counties(r->config);
    const struct input_file *inputs;
    const int count = hq_config_inputs(r->config, &inputs);
    *e = (struct evidence){.config = r->config,
                           .parameters = &model_families[hq_config_model(r->config)].builds[0]->parameters,
                           .first_year = (int)p->run_first_year,
                           .last_year = (int)p->run_last_year,
                           .series = series_of,
                           .with = r};
    bool right = false;
    for (int i = 0; i < count; i++) {
        if (strcmp(inputs[i].role, "counties") == 0) {
            right = territory_read(&r->arena, table_of(r, &inputs[i]), counties->codes, counties->count, &r->d,
                                   &e->places);
        } else if (strcmp(inputs[i].role, "pairing.table") == 0) { /* the run has checked it */
            (void)hq_csv_read(&r->arena, table_of(r, &inputs[i]), &r->d, &e->pairs);
        }
    }
    char *path = hq_text("%s/ledger.csv", r->folder);
    const struct source *ledger = right ? open_document(r, path) : NULL;
    free(path);
    return ledger && books_read(&r->arena, ledger, counties->codes, counties->count, &r->d, &e->books);
}

/* ---- running ----------------------------------------------------------------------------------------- */

static int refuse(const struct replay *r, const char *why)
{
    if (hq_rank() == 0) {
        fprintf(stderr, "horqin replay: error: %s: %s\n", r->request.config, why);
    }
    return HQ_EXIT_USAGE;
}

static void set_all(struct replay *r, const char *const *own, int own_count)
{
    int count = 0;
    while (r->user_sets && r->user_sets[count]) {
        count++;
    }
    const char **sets = hq_zalloc((size_t)(count + own_count) + 1, sizeof *sets);
    for (int i = 0; i < own_count; i++) {
        sets[i] = own[i];
    }
    for (int i = 0; i < count; i++) {
        sets[own_count + i] = r->user_sets[i];
    }
    free((void *)r->request.sets);
    r->request.sets = sets;
    r->request.set_count = count + own_count;
}

/* Loads the configuration as it is to be replayed: up to run.replay_last, with what is stated imposed. */
static int load(struct replay *r)
{
    set_all(r, NULL, 0);
    int code = hq_run_load(&r->request, &r->config);
    if (code != HQ_EXIT_DONE) {
        return code;
    }
    const struct engine_params *p = hq_config_engine(r->config);
    if (!p->run_replay[0]) {
        return refuse(r, "run.replay is not set: it names the source document that a replay compares with");
    }
    if (p->population_scale != 1.0 || p->population_households != 0) {
        return refuse(r,
                      "a replay is of all households: population.scale must be 1 and population.households 0");
    }
    const char *own[] = {"run.mode=replay", "output.checkpoint_every=0", r->last_year};
    const int64_t last = p->run_replay_last ? p->run_replay_last : p->run_last_year;
    (void)snprintf(r->last_year, sizeof r->last_year, "run.last_year=%d", (int)last);
    set_all(r, own, 3);
    hq_config_free(r->config);
    r->config = NULL;
    return hq_run_load(&r->request, &r->config);
}

/* A folder for the result that nobody asked to keep; the same on every rank. */
static bool make_folder(struct replay *r)
{
    if (r->request.out) {
        (void)snprintf(r->folder, sizeof r->folder, "%s", r->request.out);
        return true;
    }
    if (hq_rank() == 0) {
        char *folder;
        const int refused = hq_make_temporary_folder("horqin-replay", &folder);
        if (refused) {
            fprintf(stderr, "horqin replay: error: no folder can be made at %s: %s: name one with --out\n",
                    folder, strerror(refused));
        }
        (void)snprintf(r->folder, sizeof r->folder, "%s", refused ? "" : folder);
        free(folder);
    }
    hq_from_first_rank(r->folder, sizeof r->folder);
    r->temporary = r->folder[0] != '\0';
    r->request.out = r->folder;
    return r->temporary;
}

/* ---- comparing --------------------------------------------------------------------------------------- */

/* The catalogue, before a run takes its time. */
static int read_catalogue(struct replay *r, struct catalogue *c, const struct document **document)
{
    const struct shelf shelf = {open_in_catalogue, r};
    const bool right = catalogue_read(&r->arena, shelf, &r->d, c);
    hq_print_diagnostics(&r->d, stderr);
    if (!right) {
        return HQ_EXIT_BAD_DATA;
    }
    const char *name = hq_config_engine(r->config)->run_replay;
    *document = catalogue_document(c, name);
    if (!*document) {
        struct suggestion s = hq_suggest(name);
        char hint[HQ_HINT];
        for (int i = 0; i < c->document_count; i++) {
            hq_offer(&s, c->documents[i].name);
        }
        fprintf(stderr, "horqin replay: error: run.replay: the catalogue has no source '%s'%s\n", name,
                hq_hint(&s, hint));
        return HQ_EXIT_USAGE;
    }
    return HQ_EXIT_DONE;
}

static int compare(struct replay *r, const struct catalogue *c, const struct document *document)
{
    struct evidence e;
    if (!read_evidence(r, &e)) {
        hq_print_diagnostics(&r->d, stderr);
        return HQ_EXIT_BAD_DATA;
    }
    const struct finding *findings = compare_all(&r->arena, c, document, &e);
    if (r->json) {
        report_json(r->request.config, document, findings, &e, stdout);
    } else {
        report_print(document, findings, stdout);
    }
    fflush(stdout);
    return report_failures(document, findings, stderr) ? HQ_EXIT_INTERNAL : HQ_EXIT_DONE;
}

/* Rank 0 reads and compares, all run; the exit code is the same on every rank. */
static int replay(struct replay *r)
{
    struct catalogue catalogue = {0};
    const struct document *document = NULL;
    int code = load(r);
    if (code != HQ_EXIT_DONE) {
        return code;
    }
    code = hq_rank() == 0 ? read_catalogue(r, &catalogue, &document) : HQ_EXIT_DONE;
    hq_from_first_rank(&code, sizeof code);
    if (code != HQ_EXIT_DONE) {
        return code;
    }
    if (!make_folder(r)) {
        return HQ_EXIT_IO;
    }
    code = hq_run(&r->request);
    const bool goes_on = code == HQ_EXIT_CHECKPOINTED; /* stopped: its folder is needed by horqin resume */
    if (code == HQ_EXIT_DONE && hq_rank() == 0) {
        code = compare(r, &catalogue, document);
    }
    hq_from_first_rank(&code, sizeof code);
    if (goes_on && r->temporary && hq_rank() == 0) {
        fprintf(stderr,
                "horqin replay: stopped before it could compare: once that has been resumed, add --out %s\n",
                r->folder);
    }
    if (r->temporary && !goes_on && hq_rank() == 0 && hq_remove_folder(r->folder)) {
        hq_warn("%s cannot be removed", r->folder);
    }
    return code;
}

static void end(struct replay *r)
{
    for (int i = 0; i < r->series_count; i++) {
        free(r->series[i].name);
        free(r->series[i].values);
    }
    hq_free_diagnostics(&r->d);
    hq_arena_free(&r->arena);
    if (r->config) {
        hq_config_free(r->config);
    }
    free((void *)r->request.sets);
    free((void *)r->user_sets);
}

int command_replay(int argc, char **argv)
{
    struct replay r = {
        .request = {.families = model_families, .family_count = model_family_count, .silent = true}};
    const char *config = NULL, *threads = NULL;
    int configs = 0;
    const struct option_row rows[] = {
        {.name = "--set", .list = &r.user_sets},       {.name = "--out", .value = &r.request.out},
        {.name = "--sources", .value = &r.sources},    {.name = "--threads", .value = &threads},
        {.name = "--isa", .value = &r.request.isa},    {.name = "--quiet", .flag = &r.request.quiet},
        {.name = "--json", .flag = &r.json},           {.name = "--force", .flag = &r.request.force},
        {.name = "--audit", .flag = &r.request.audit}, {0},
    };
    long long number = 0;
    if (!read_options("replay", argc, argv, rows, &config, 1, &configs) ||
        (threads && !whole_number("--threads", threads, 1, 4096, &number))) {
        free((void *)r.user_sets);
        return HQ_EXIT_USAGE;
    }
    if (configs != 1) {
        fprintf(stderr,
                "horqin replay: error: name a configuration: horqin replay configs/inner-mongolia.yml\n");
        free((void *)r.user_sets);
        return HQ_EXIT_USAGE;
    }
    r.request.config = config;
    r.request.threads = (int)number;
    int none = 0;
    char **words = NULL;
    hq_parallel_begin(&none, &words);
    const int code = replay(&r);
    end(&r);
    hq_parallel_end();
    return code;
}
