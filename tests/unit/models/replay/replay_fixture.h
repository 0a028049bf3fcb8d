/* A finished run without running it: two counties, 2009 and 2010, some entries and series, and the parameters of the
 * region model as configs/kezuo-houqi.yml has them. Include the sources of models/replay first. */
#ifndef TESTS_UNIT_MODELS_REPLAY_REPLAY_FIXTURE_H
#define TESTS_UNIT_MODELS_REPLAY_REPLAY_FIXTURE_H

#include "unit/sim/test.h"

#include "models/replay/figures.h"
#include "sim/run.h"

extern const struct model poverty_sse2;
static const struct model_family replay_families[] = {{"poverty", {&poverty_sse2}}};

static const char *const fixture_codes[] = {"150522", "150523"};

#define FIXTURE_TABLE                                                                                          \
    "code,class,zone,key_county,regional_key_county,minority,old_base,area_km2\n"                              \
    "150522,farming,a,1,0,none,1,11500\n150523,pastoral,b,0,1,none,2,9500.5\n"
#define FIXTURE_PAIRS "year,place,weight\n2008,150522,1\n2009,150522,1\n2009,150523,1\n2010,150523,1\n"

static inline const double *fixture_series(void *with, const char *name)
{
    /* [year][county] */
    static const double persons[] = {100, 300, 200, 200}, share[] = {0.5, 0.25, 0.25, 0.75};
    static const double nothing[] = {0, 0, 0, 0};
    (void)with;
    return strcmp(name, "persons") == 0   ? persons
           : strcmp(name, "share") == 0   ? share
           : strcmp(name, "nothing") == 0 ? nothing
                                          : NULL;
}

static struct entry fixture_entries[] = {
    {"training", "region", "fund", "grant", 3100000000, 0, 2009, 0},
    {"training", "central", "fund", "grant", 900000000, 0, 2009, 1},
    {"training", "fund", "suppliers", "purchase", 2000000000, 20000, 2009, 0},
    {"training", "region", "fund", "grant", 100, 0, 2010, 1},
    {"planting", "fund", "households", "wage", 500, 0, 2010, 1},
};

struct finished {
    struct arena arena;
    struct config *config;
    struct evidence e;
};

static inline void finish(struct finished *f)
{
    *f = (struct finished){0};
    static const char *const sets[] = {"run.last_year=2010", "run.first_year=2009"};
    const struct run_request request = {.config = CONFIGS "/kezuo-houqi.yml",
                                        .sets = sets,
                                        .set_count = 2,
                                        .families = replay_families,
                                        .family_count = 1};
    assert_int_equal(hq_run_load(&request, &f->config), 0);
    f->e = (struct evidence){.config = f->config,
                             .parameters = &poverty_sse2.parameters,
                             .first_year = 2009,
                             .last_year = 2010,
                             .books = {fixture_entries, sizeof fixture_entries / sizeof *fixture_entries},
                             .series = fixture_series};
    struct diagnostics d = {0};
    struct source *table = hq_arena_alloc(&f->arena, sizeof *table);
    *table = (struct source){"table", FIXTURE_TABLE, strlen(FIXTURE_TABLE), 0, true};
    assert_true(territory_read(&f->arena, table, fixture_codes, 2, &d, &f->e.places));
    struct source *pairs = hq_arena_alloc(&f->arena, sizeof *pairs);
    *pairs = (struct source){"pairs", FIXTURE_PAIRS, strlen(FIXTURE_PAIRS), 1, true};
    assert_true(hq_csv_read(&f->arena, pairs, &d, &f->e.pairs));
}

static inline void finished_free(struct finished *f)
{
    hq_config_free(f->config);
    hq_arena_free(&f->arena);
}

#endif
