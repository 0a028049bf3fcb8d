/* Plans of the small county, and what is said of those that are wrong. */
#ifndef TESTS_UNIT_MODELS_COMPARE_PLAN_FIXTURE_H
#define TESTS_UNIT_MODELS_COMPARE_PLAN_FIXTURE_H

#include "unit/sim/scratch.h"
#include "unit/sim/test.h"

#include "models/compare/plan.h"
#include "sim/error.h"

extern const struct model poverty_sse2, poverty_avx2, poverty_avx512;
static const struct model_family families[] = {{"poverty", {&poverty_sse2, &poverty_avx2, &poverty_avx512}}};

#define KEZUO      CONFIGS "/kezuo-houqi.yml"
#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})
static const char *const kezuo[] = {KEZUO, NULL};

static inline struct plan_request request_of(const char *const *paths)
{
    struct plan_request q = {
        .paths = paths, .orders = 3, .run = {.families = families, .family_count = 1, .threads = 1}};
    while (paths[q.path_count])
        q.path_count++;
    return q;
}

struct refusal {
    struct plan_request request;
    int code;
};

static inline void make_and_exit(void *with)
{
    const struct refusal *r = with;
    struct plan p;
    const int code = plan_make(&p, &r->request);
    fflush(NULL);
    _exit(code);
}

/* The plan must be refused with this code and text. */
static inline void must_refuse(void **state, const struct plan_request *request, int code, const char *says)
{
    struct refusal r = {*request, code};
    char *errors = scratch_path(state, "errors"), *text;
    size_t size;
    const int status = scratch_child(make_and_exit, &r, errors);
    assert_int_equal(hq_read_file(errors, &text, &size), 0);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != code || !strstr(text, says))
        fail_msg("%d: %s; wanted %d: %s", WEXITSTATUS(status), text, code, says);
    free(text);
    free(errors);
}

#endif
