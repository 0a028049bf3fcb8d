/* horqin compare: what policies change, against a base with the same luck: runs of a configuration, or finished results
 * (models/compare/). */
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/commands/commands.h"
#include "models/compare/comparison.h"
#include "models/compare/plan.h"
#include "models/compare/tell.h"
#include "sim/error.h"
#include "sim/parallel.h"

enum { MOST_COMPARED = 1024, MOST_REPLICATES = 1000, MOST_ORDERS = 100000 };

struct comparing {
    struct plan_request request;
    struct compare_options options;
    const char **lines;
    bool quiet, json;
};

/* Says what is wrong. Returns false. */
static bool refuse_option(const char *format, const char *word)
{
    fprintf(stderr, "horqin compare: error: ");
    fprintf(stderr, format, word);
    fputc('\n', stderr);
    return false;
}

/* "counties,classes": areas beside the region. */
static bool choose_areas(const char *text, struct compare_options *o)
{
    const struct {
        const char *name;
        bool *wanted;
    } kinds[] = {{"region", NULL},
                 {"classes", &o->classes},
                 {"zones", &o->zones},
                 {"prefectures", &o->prefectures},
                 {"counties", &o->counties}};
    for (const char *at = text;; at++) {
        const size_t length = strcspn(at, ",");
        bool known = false;
        for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
            if (strlen(kinds[i].name) == length && strncmp(at, kinds[i].name, length) == 0) {
                known = true;
                if (kinds[i].wanted) {
                    *kinds[i].wanted = true;
                }
            }
        }
        if (!known) {
            return refuse_option(
                "--areas %s: choose of region, classes, zones, prefectures, counties, by commas", text);
        }
        at += length;
        if (!*at) {
            return true;
        }
    }
}

/* The command line, but for what only the configurations can say. */
static bool read_words(int argc, char **argv, struct comparing *a, const char **paths)
{
    struct plan_request *q = &a->request;
    const char *threads = NULL, *replicates = NULL, *year = NULL, *areas = NULL, *orders = NULL;
    const char **sets = NULL, **others = NULL;
    const struct option_row rows[] = {
        {.name = "--set", .list = &sets},
        {.name = "--other", .list = &others},
        {.name = "--policies", .value = &q->policies},
        {.name = "--factorial", .value = &q->factorial},
        {.name = "--replicates", .value = &replicates},
        {.name = "--permutations", .value = &orders},
        {.name = "--frozen", .flag = &q->frozen},
        {.name = "--year", .value = &year},
        {.name = "--line", .list = &a->lines},
        {.name = "--areas", .value = &areas},
        {.name = "--panel", .value = &q->panel},
        {.name = "--out", .value = &q->out},
        {.name = "--threads", .value = &threads},
        {.name = "--isa", .value = &q->run.isa},
        {.name = "--force", .flag = &q->run.force},
        {.name = "--quiet", .flag = &a->quiet},
        {.name = "--json", .flag = &a->json},
        {0},
    };
    long long thread_count = 0, replicate_count = 0, last = 0, order_count = 100;
    const bool right =
        read_options("compare", argc, argv, rows, paths, MOST_COMPARED, &q->path_count) &&
        (!threads || whole_number("--threads", threads, 1, 4096, &thread_count)) &&
        (!replicates || whole_number("--replicates", replicates, 1, MOST_REPLICATES, &replicate_count)) &&
        (!orders || whole_number("--permutations", orders, 1, MOST_ORDERS, &order_count)) &&
        (!year || whole_number("--year", year, 1900, 2200, &last)) &&
        (!areas || choose_areas(areas, &a->options));
    q->paths = paths;
    q->sets = sets;
    q->others = others;
    q->replicates = (int)replicate_count;
    q->orders = (int)order_count;
    q->run.threads = (int)thread_count;
    a->options.year = (int)last;
    a->options.lines = a->lines;
    while (a->lines && a->lines[a->options.line_count]) {
        a->options.line_count++;
    }
    return right;
}

/* Rank 0 reads all results and tells of them. */
static int tell_of(const struct comparing *a, struct plan *plan)
{
    struct comparison c;
    char *why = NULL;
    if (a->request.run.threads > 0) {
        omp_set_num_threads(a->request.run.threads);
    }
    const int code = comparison_make(&c, plan, &a->options, &why);
    if (code != HQ_EXIT_DONE) {
        fprintf(stderr, "horqin compare: error: %s\n", why ? why : "the results cannot be compared");
    } else if (a->json) {
        tell_json(&c, stdout);
    } else {
        tell_tables(&c, stdout);
    }
    fflush(stdout);
    free(why);
    comparison_free(&c);
    return code;
}

/* The exit code is the same on every rank. */
static int compare_runs(const struct comparing *a)
{
    struct plan plan;
    int code = plan_make(&plan, &a->request);
    if (code == HQ_EXIT_DONE) {
        code = plan_run(&plan, a->quiet);
    }
    if (code == HQ_EXIT_DONE && hq_rank() == 0) {
        code = tell_of(a, &plan);
    }
    hq_from_first_rank(&code, sizeof code);
    plan_free(&plan);
    return code;
}

int command_compare(int argc, char **argv)
{
    struct comparing a = {.request = {.run = {.families = model_families, .family_count = model_family_count}}};
    const char **paths = hq_zalloc(MOST_COMPARED + 1, sizeof *paths);
    int code = HQ_EXIT_USAGE;
    if (read_words(argc, argv, &a, paths)) {
        int none = 0;
        char **words = NULL;
        hq_parallel_begin(&none, &words);
        code = compare_runs(&a);
        hq_parallel_end();
    }
    free((void *)a.request.sets);
    free((void *)a.request.others);
    free(a.lines);
    free(paths);
    return code;
}
