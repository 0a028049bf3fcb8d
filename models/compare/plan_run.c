/* Running what a plan has. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/compare/changes.h"
#include "models/compare/plan.h"
#include "sim/error.h"
#include "sim/parallel.h"
#include "sim/store/files.h"

enum { OWN_SETS = 8 };

const char plan_columns[] = "output.panel_columns=" HQ_COMPARE_COLUMNS;

const char *plan_folder(struct plan *p, int scenario, int replicate, bool frozen)
{
    const struct scenario *s = &p->scenarios[scenario];
    if (p->finished) {
        return frozen ? s->frozen : s->folder;
    }
    if (frozen && (!p->frozen || scenario == 0)) {
        return NULL;
    }
    return hq_arena_print(&p->arena, "%s/seed-%lld/%s%s", p->out, (long long)p->seed + replicate, s->name,
                          frozen ? "-frozen" : "");
}

/* A path as it stands between single quotes in YAML. */
static const char *quoted(struct plan *p, const char *path)
{
    char *text = hq_arena_alloc(&p->arena, 2 * strlen(path) + 1), *to = text;
    for (; *path; path++) {
        *to++ = *path;
        if (*path == '\'') {
            *to++ = '\'';
        }
    }
    return text;
}

/* What the plan itself wants of a run, behind all that was set for it. Returns how many settings. */
static int own_sets(struct plan *p, int scenario, int replicate, bool frozen, const char *sets[OWN_SETS])
{
    int count = 0;
    sets[count++] = hq_arena_print(&p->arena, "run.seed=%lld", (long long)p->seed + replicate);
    sets[count++] =
        hq_arena_print(&p->arena, "output.panel_share=%s", p->request.panel ? p->request.panel : "1");
    sets[count++] = plan_columns;
    sets[count++] = "output.indicators=true";
    if (p->frozen && scenario == 0) {
        sets[count++] = "output.markets=true";
    }
    if (frozen) {
        const char *base = plan_folder(p, 0, replicate, false);
        sets[count++] = "run.markets=frozen";
        sets[count++] = hq_arena_print(&p->arena, "run.base='%s'", quoted(p, base));
    }
    return count;
}

static int run_one(struct plan *p, int scenario, int replicate, bool frozen)
{
    const struct scenario *s = &p->scenarios[scenario];
    const char *own[OWN_SETS];
    const int own_count = own_sets(p, scenario, replicate, frozen, own);
    int common = 0;
    while (p->request.sets && p->request.sets[common]) {
        common++;
    }
    const char **sets = hq_zalloc((size_t)common + (size_t)s->set_count + (size_t)own_count, sizeof *sets);
    int count = 0;
    for (int i = 0; i < common; i++) {
        sets[count++] = p->request.sets[i];
    }
    for (int i = 0; i < s->set_count; i++) {
        sets[count++] = s->sets[i];
    }
    for (int i = 0; i < own_count; i++) {
        sets[count++] = own[i];
    }
    struct run_request request = p->request.run;
    request.config = s->config;
    request.sets = sets;
    request.set_count = count;
    request.out = plan_folder(p, scenario, replicate, frozen);
    request.silent = true;
    request.quiet = true;
    const int code = hq_run(&request);
    if (code != HQ_EXIT_DONE && hq_rank() == 0) {
        fprintf(stderr, "horqin compare: the run %s ended with exit code %d%s\n", request.out, code,
                code == HQ_EXIT_CHECKPOINTED ? "; the same command goes on with it" : "");
    }
    free(sets);
    return code;
}

static int runs_of(const struct plan *p)
{
    return p->replicates * (p->count + (p->frozen ? p->count - 1 : 0));
}

int plan_run(struct plan *p, bool quiet)
{
    int done = 0;
    for (int r = 0; r < p->replicates && !p->finished; r++) {
        for (int s = 0; s < p->count; s++) {
            for (int frozen = 0; frozen <= (p->frozen && s > 0); frozen++) {
                if (!quiet && hq_rank() == 0) {
                    fprintf(stderr, "run %d of %d: %s\n", ++done, runs_of(p), plan_folder(p, s, r, frozen));
                }
                const int code = run_one(p, s, r, frozen);
                if (code != HQ_EXIT_DONE) {
                    return code;
                }
            }
        }
    }
    return HQ_EXIT_DONE;
}
