/* Two small finished runs to compare: two counties of two classes from 2002 to 2006, without sand planting (base) and with it
 * (other), every household followed. Made once for all tests of a program. */
#ifndef TESTS_UNIT_MODELS_COMPARE_FIXTURE_H
#define TESTS_UNIT_MODELS_COMPARE_FIXTURE_H

#include "unit/sim/scratch.h"
#include "unit/sim/test.h"

#include "models/compare/changes.h"
#include "sim/error.h"
#include "sim/run.h"

extern const struct model poverty_sse2, poverty_avx2, poverty_avx512;
static const struct model_family families[] = {{"poverty", {&poverty_sse2, &poverty_avx2, &poverty_avx512}}};

/* Runs into FOLDER/name with one more setting. */
static inline int run_one(const char *folder, const char *name, const char *own)
{
    const char *const sets[] = {"population.scale=0.01",     "region.counties=[150102, 150522]",
                                "run.last_year=2006",        "output.panel_share=1",
                                "output.panel_columns=all",  "output.column_hashes=false",
                                "output.checkpoint_every=0", "indicators.line_2=1000",
                                "security.enabled=true",     own};
    char *out = hq_text("%s/%s", folder, name);
    const struct run_request request = {.config = CONFIGS "/kezuo-houqi.yml",
                                        .sets = sets,
                                        .set_count = sizeof sets / sizeof *sets,
                                        .out = out,
                                        .threads = 1,
                                        .quiet = true,
                                        .silent = true,
                                        .families = families,
                                        .family_count = 1};
    const int code = hq_run(&request);
    free(out);
    return code;
}

static inline int runs_make(void **state)
{
    return scratch_make(state) || run_one(*state, "base", "planting.enabled=false") ||
           run_one(*state, "other", "planting.enabled=true");
}

/* The folder `name` of the group's; malloc'd. */
#define RUN(name) scratch_path(state, name)

static inline struct changes compared(void **state, const char *base, const char *other,
                                      const struct compare_options *options)
{
    struct changes c = {0};
    char *a = RUN(base), *b = RUN(other), *why;
    const int code = hq_compare_pair(a, b, options, &c, &why);
    if (code != HQ_EXIT_DONE)
        fail_msg("%d: %s", code, why);
    assert_null(why);
    free(a);
    free(b);
    return c;
}

static inline void not_compared(void **state, const char *base, const char *other,
                                const struct compare_options *options, int wanted, const char *says)
{
    struct changes c = {0};
    char *a = RUN(base), *b = RUN(other), *why = NULL;
    const int code = hq_compare_pair(a, b, options, &c, &why);
    if (code != wanted || !why || !strstr(why, says))
        fail_msg("%d, \"%s\" where %d, \"%s\" was expected", code, why ? why : "", wanted, says);
    hq_changes_free(&c);
    free(why);
    free(a);
    free(b);
}

/* A row that has to be there. */
static inline const struct change *row(const struct changes *c, const char *table, const char *measure,
                                       const char *area, const char *name, const char *line)
{
    const struct change *found = hq_change(c, table, measure, area, name, line);
    if (!found)
        fail_msg("no row %s/%s/%s/%s/%s", table, measure, area, name, line);
    return found;
}

#endif
