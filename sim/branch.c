#include "sim/branch.h"

#include <stdlib.h>
#include <string.h>

#include "sim/error.h"
#include "sim/markets.h"
#include "sim/parallel.h"
#include "sim/store/checkpoint.h"
#include "sim/store/files.h"
#include "sim/store/market_record.h"
#include "sim/store/result.h"
#include "sim/text/convert.h"

/* What is to be known of the other run before its configuration. */
struct source_run {
    char *folder;        /* DIR */
    char *configuration; /* where its resolved.yml stands */
    int year;
    char hash[33], state[33];
};

/* ---- loading ------------------------------------------------------------------------------------------- */

/* DIR@YEAR. NULL, or what is wrong with it. */
static const char *part(const char *text, char **folder, int *year)
{
    const char *at = strrchr(text, '@');
    if (!at || at == text || hq_to_year(at + 1, year)) {
        return "is not DIR@YEAR: name a result folder and a year of its checkpoints";
    }
    *folder = hq_copy_text(text);
    (*folder)[at - text] = 0;
    return NULL;
}

/* The folder of a file, without the '/'. */
static char *folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *folder = hq_copy_text(slash ? path : ".");
    if (slash) {
        folder[slash - path] = 0;
    }
    return folder;
}

/* A result folder that is a branch keeps what it was: then the other run's folder need not be there any more. */
static bool is_kept(struct source_run *s, const char *path)
{
    const char *name = strrchr(path, '/');
    char *own = folder_of(path);
    int year = 0;
    const bool kept = strcmp(name ? name + 1 : path, "resolved.yml") == 0 &&
                      hq_result_past(own, s->hash, &year, s->state) && year == s->year;
    if (kept) {
        s->configuration = hq_text("%s/from/resolved.yml", own);
    }
    free(own);
    return kept;
}

/* Finds the checkpoint. Returns an exit code. */
static int find_checkpoint(struct source_run *s, FILE *diagnostics)
{
    s->configuration = hq_text("%s/resolved.yml", s->folder);
    if (!hq_file_exists(s->configuration)) {
        fprintf(diagnostics, "horqin: error: run.from: %s is no result folder: it has no resolved.yml\n",
                s->folder);
        return HQ_EXIT_USAGE;
    }
    char *world = hq_text("%s/checkpoints/%d/world.hqc", s->folder, s->year),
         *years = hq_checkpoint_list(s->folder);
    int code = HQ_EXIT_DONE;
    const char *why = NULL;
    if (!hq_file_exists(world)) {
        fprintf(diagnostics,
                "horqin: error: run.from: %s has no checkpoint of %d: it has %s%s. A run leaves them with "
                "output.checkpoint_every=N (output.checkpoint_keep=M says how many), or stops at one with "
                "output.stop_after=%d\n",
                s->folder, s->year, *years ? "those of " : "none", years, s->year);
        code = HQ_EXIT_USAGE;
    } else if ((why = hq_checkpoint_identity(s->folder, s->year, s->hash, s->state))) {
        fprintf(diagnostics, "horqin: error: run.from: checkpoint %s/checkpoints/%d %s\n", s->folder, s->year,
                why);
        code = strstr(why, "another build") ? HQ_EXIT_USAGE : HQ_EXIT_BAD_DATA;
    }
    free(years);
    free(world);
    return code;
}

/* Whether the other run's configuration is the one that its checkpoint is of, as far as that can be told: one with
 * frozen markets has the hash of another run's record in it. */
static bool is_that_of(const struct config *past, const struct source_run *s)
{
    return strcmp(hq_config_engine(past)->run_markets, "frozen") == 0 ||
           strcmp(hq_config_hash(past), s->hash) == 0;
}

static int load_past(struct config *config, const struct source_run *s, const struct model_choice *models,
                     int model_count, FILE *diagnostics)
{
    struct config *past = NULL;
    int code = hq_config_load(s->configuration, NULL, 0, models, model_count, diagnostics, &past);
    if (code == HQ_EXIT_DONE) {
        code = hq_branch_load(past, s->configuration, models, model_count, diagnostics);
    }
    if (code != HQ_EXIT_DONE) {
        hq_config_free(past);
        return code;
    }
    if (!is_that_of(past, s)) {
        fprintf(diagnostics,
                "horqin: error: run.from: %s is not the configuration that the checkpoint of %d was run with\n",
                s->configuration, s->year);
        hq_config_free(past);
        return HQ_EXIT_BAD_DATA;
    }
    return hq_config_follow(config, past, s->hash, s->year, s->state, diagnostics);
}

int hq_branch_load(struct config *config, const char *path, const struct model_choice *models, int model_count,
                   FILE *diagnostics)
{
    const char *text = hq_config_engine(config)->run_from;
    struct source_run s = {0};
    if (!text[0]) {
        return HQ_EXIT_DONE;
    }
    const char *why = part(text, &s.folder, &s.year);
    int code = HQ_EXIT_DONE;
    if (why) {
        fprintf(diagnostics, "horqin: error: run.from: %s %s\n", text, why);
        code = HQ_EXIT_USAGE;
    } else if (!is_kept(&s, path)) {
        code = find_checkpoint(&s, diagnostics);
    }
    if (code == HQ_EXIT_DONE) {
        code = load_past(config, &s, models, model_count, diagnostics);
    }
    free(s.folder);
    free(s.configuration);
    return code;
}

void hq_branch_make(struct branch *b, const struct config *config)
{
    const char *state;
    *b = (struct branch){.past = hq_config_past(config, &b->year, &state)};
    if (b->past) {
        hq_config_past(config, &b->year, &state);
        part(hq_config_engine(config)->run_from, &b->folder, &b->year);
    }
}

void hq_branch_free(struct branch *b)
{
    hq_panel_free(&b->panel);
    free(b->folder);
    free(b->values);
    *b = (struct branch){0};
}

/* ---- going on ------------------------------------------------------------------------------------------ */

static void load(struct branch *b, struct engine *e, struct history *h, int year)
{
    const char *why = hq_checkpoint_branch(e, h, b->folder, year, b->past);
    if (why) {
        hq_fail(HQ_EXIT_BAD_DATA, "run.from: checkpoint %s/checkpoints/%d cannot be gone on from (%s)",
                b->folder, year, why);
    }
    b->loaded = year;
}

/* The series of the year that is run again, as they were. */
static void keep_values(struct branch *b, const struct engine *e, const struct history *h)
{
    if (hq_rank() == 0) {
        const size_t size = (size_t)h->series * (size_t)h->counties;
        b->values = hq_alloc((size + 1) * sizeof *b->values);
        const char *why =
            hq_checkpoint_values(b->folder, b->year, (int)e->params->run_first_year, size, b->values);
        if (why) {
            hq_fail(HQ_EXIT_BAD_DATA, "run.from: checkpoint %s/checkpoints/%d %s", b->folder, b->year, why);
        }
    }
}

/* The checkpoint to go on from: its year, or 0 for the start. */
static int find_start(const struct branch *b, const struct engine *e)
{
    int64_t year = b->year;
    if (hq_config_repeats(e->config)) {
        year = hq_checkpoint_newest(b->folder, b->year - 1);
    }
    hq_from_first_rank(&year, sizeof year); /* folders on a network may not look the same to all */
    return (int)year;
}

void hq_branch_open(struct branch *b, struct engine *e, struct history *h)
{
    const int start = find_start(b, e), done = start ? start - (int)e->params->run_first_year + 1 : 0;
    if (start) {
        load(b, e, h, start);
    } else {
        hq_engine_found(e);
    }
    if (start != b->year) {
        keep_values(b, e, h);
    }
    const char *why = hq_panel_past(&b->panel, e, b->past, b->folder, done);
    if (why) {
        hq_fail(HQ_EXIT_USAGE,
                "run.from: %s %s, so the panel of its years cannot be taken over: set output.panel_share and "
                "output.panel_columns as there, or go on without a panel (output.panel_share=0)",
                b->panel.part, why);
    }
    char hex[33];
    int64_t recorded = !e->params->output_markets || done == 0 ||
                       !hq_market_identity(b->folder, (int)e->params->run_first_year, start, hex);
    hq_from_first_rank(&recorded, sizeof recorded);
    if (!recorded) {
        hq_fail(
            HQ_EXIT_USAGE,
            "run.from: %s/markets does not hold the years up to %d: run it with output.markets=true, or go on "
            "without a record (output.markets=false)",
            b->folder, start);
    }
}

void hq_branch_take(struct branch *b, struct engine *e, struct panel *panel, int done, const char *folder)
{
    hq_panel_take(panel, &b->panel, done);
    for (int y = 0; y < done; y++) {
        hq_markets_adopt(e, b->folder, folder, (int)e->params->run_first_year + y);
    }
}

void hq_branch_verify(const struct branch *b, const struct engine *e, const struct history *h)
{
    if (!b->values || e->year != b->year) {
        return;
    }
    const size_t counties = (size_t)h->counties;
    const double *values = h->values + (size_t)(h->done - 1) * (size_t)h->series * counties;
    for (int s = 0; s < h->series; s++) {
        const size_t at = (size_t)s * counties;
        if (memcmp(values + at, b->values + at, counties * sizeof *values) != 0) {
            hq_fail(HQ_EXIT_INTERNAL,
                    "run.from: run again, %d comes out otherwise than in %s, first in the series %s: a "
                    "programme acts "
                    "before its first year",
                    b->year, b->folder, e->model->series[s].name);
        }
    }
}
