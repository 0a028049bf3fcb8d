/* Finished results as scenarios of a plan. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/compare/plan_make.h"
#include "sim/error.h"
#include "sim/parallel.h"
#include "sim/store/files.h"
#include "sim/store/result.h"
#include "sim/text/yaml.h"

/* What a result folder says of the run that is in it. */
struct known_run {
    const char *folder;
    bool frozen;
    const char *base; /* run.base, of a frozen one */
    const char *hash; /* of its configuration, markets live */
    bool taken;       /* a frozen one that belongs to a live one */
};

static const char *engine_text(const struct node *root, const char *name)
{
    const struct node *run = hq_node_find(root, "run", NULL);
    const struct node *value = run && run->kind == NODE_MAP ? hq_node_find(run, name, NULL) : NULL;
    return value && value->kind == NODE_SCALAR ? value->text : "";
}

/* run.markets and run.base of a folder's resolved.yml. Returns an exit code. */
static int read_markets(struct plan *p, const char *path, struct known_run *k)
{
    struct source *source;
    const int error = hq_source_read(&p->arena, path, 0, false, &source);
    if (error) {
        plan_refuse("%s: %s: name the folder of a finished run", path, strerror(error));
        return error == ENOENT ? HQ_EXIT_USAGE : HQ_EXIT_IO;
    }
    struct diagnostics d = {0};
    const struct node *root = hq_yaml_read(&p->arena, source, 0, &d);
    if (hq_rank() == 0) {
        hq_print_diagnostics(&d, stderr);
    }
    const bool right = root && d.count == 0 && root->kind == NODE_MAP;
    hq_free_diagnostics(&d);
    if (!right) {
        plan_refuse("%s is damaged: run it again", path);
        return HQ_EXIT_BAD_DATA;
    }
    k->frozen = strcmp(engine_text(root, "markets"), "frozen") == 0;
    k->base = engine_text(root, "base");
    return HQ_EXIT_DONE;
}

/* The hash of what a folder's run was, with live markets: equal for a frozen run and the live one that it belongs to. */
static int read_hash(struct plan *p, const char *path, struct known_run *k)
{
    static const char *const live[] = {"run.markets=live", "run.base=''"};
    struct config *config = NULL;
    const int code = plan_load(p, path, live, 2, &config);
    if (code == HQ_EXIT_DONE) {
        k->hash = hq_arena_text(&p->arena, hq_config_hash(config));
        hq_config_free(config);
    }
    return code;
}

static int read_run(struct plan *p, const char *folder, struct known_run *k)
{
    char *done = hq_text("%s/run.json", folder);
    const bool complete = hq_file_exists(done);
    free(done);
    if (!complete) {
        return plan_refuse("%s holds no finished run (it has no run.json): run it, or resume it", folder);
    }
    const char *path = hq_arena_print(&p->arena, "%s/resolved.yml", folder);
    k->folder = folder;
    const int code = read_markets(p, path, k);
    return code == HQ_EXIT_DONE ? read_hash(p, path, k) : code;
}

/* The frozen run among the others that belongs to a live one, or NULL. */
static const char *frozen_of(struct known_run *runs, int count, int live)
{
    for (int i = 1; i < count; i++) {
        if (runs[i].frozen && !runs[i].taken && strcmp(runs[i].hash, runs[live].hash) == 0) {
            runs[i].taken = true;
            return runs[i].folder;
        }
    }
    return NULL;
}

/* A frozen run goes by the markets of one base; another one's would be no direct effect of this. Folders may have been moved, and
 * a base run again under other settings, so the record of markets counts where both name it. */
static int check_base(const struct known_run *k, const char *base)
{
    char kept[33], recorded[33];
    if (k->frozen && hq_result_says(k->folder, "base_markets_hash", kept, sizeof kept) && kept[0] &&
        hq_result_says(base, "markets_hash", recorded, sizeof recorded) && recorded[0]) {
        return strcmp(kept, recorded) == 0
                   ? HQ_EXIT_DONE
                   : plan_refuse("%s was run with other markets than those of the base %s: run it again with "
                                 "this base as run.base",
                                 k->folder, base);
    }
    if (k->frozen && plan_is_folder(k->base) && !hq_same_folder(k->base, base)) {
        return plan_refuse("%s was run with the markets of %s, which is not the base %s", k->folder, k->base,
                           base);
    }
    return HQ_EXIT_DONE;
}

int plan_finished(struct plan *p)
{
    const int count = p->request.path_count;
    struct known_run *runs = hq_arena_alloc(&p->arena, (size_t)count * sizeof *runs);
    for (int i = 0; i < count; i++) {
        int code = read_run(p, p->request.paths[i], &runs[i]);
        code = code == HQ_EXIT_DONE && i > 0 ? check_base(&runs[i], runs[0].folder) : code;
        if (code != HQ_EXIT_DONE) {
            return code;
        }
    }
    for (int i = 0; i < count; i++) {
        if (i == 0 || !runs[i].frozen) {
            const char *frozen = i > 0 ? frozen_of(runs, count, i) : NULL;
            p->frozen = p->frozen || frozen;
            *plan_add(p) =
                (struct scenario){.name = runs[i].folder, .folder = runs[i].folder, .frozen = frozen};
        }
    }
    for (int i = 1; i < count; i++) { /* nobody's: compared as it is */
        if (runs[i].frozen && !runs[i].taken) {
            *plan_add(p) = (struct scenario){.name = runs[i].folder, .folder = runs[i].folder};
        }
    }
    return HQ_EXIT_DONE;
}
