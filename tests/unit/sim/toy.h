/* A small model of the tests' own, its configuration, and an engine of it. The kernels are plain loops. */
#ifndef TESTS_UNIT_SIM_TOY_H
#define TESTS_UNIT_SIM_TOY_H

#include "unit/sim/scratch.h"

#define HQ_ROWS "unit/sim/toy_rows.def"
#include "sim/declare.h"
#include "sim/define.h"

#include "sim/engine.h"
#include "sim/error.h"
#include "sim/ledger.h"
#include "sim/mathematics.h"

static void toy_found(struct world *w)
{
    ((struct region *)w->region)->index = 1.25;
    for (int c = 0; c < w->counties; c++)
        ((struct county *)hq_county(w, c))->price = 2.0 + c;
}

static bool toy_wants_course(const struct view *v, int32_t i)
{
    return ROW(v, herd)[i] < 8.0f;
}

static bool toy_wants_job(const struct view *v, int32_t i)
{
    return ROW(v, herd)[i] < 5.0f || ROW(v, age)[i] % 3 == 0;
}

static void toy_synthesise(const struct view *v)
{
    struct village *own = v->village;
    own->grass = hq_uniform(hq_draw(v->own, JUMP(v, D_weather)));
    for (int32_t i = 0; i < v->live; i++) {
        const struct hq_stream s = {v->state[i], v->increment[i]};
        ROW(v, herd)[i] = 20.0f * hq_uniform(hq_draw(s, JUMP(v, D_birth)));
        for (int slot = 0; slot < HQ_SLOTS; slot++)
            ROW(v, age)[slot * v->stride + i] = (uint8_t)(hq_draw(s, JUMP(v, D_birth + 1)) >> (3 * slot) & 63);
        v->demand[Q_courses] += toy_wants_course(v, i);
        v->tally[T_households] += ROW(v, weight)[i];
    }
}

static void toy_plan(struct world *w)
{
    for (int c = 0; c < w->counties; c++)
        w->places[c * QUOTAS + Q_courses] = ((const struct parameters *)hq_parameters(w, c))->places_courses;
}

static void toy_clear(struct world *w)
{
    for (int c = 0; c < w->counties; c++)
        w->places[c * QUOTAS + Q_jobs] = ((const struct parameters *)hq_parameters(w, c))->places_jobs;
}

static void toy_apply(const struct view *v)
{
    for (int32_t i = 0; i < v->live; i++) {
        v->demand[Q_jobs] += toy_wants_job(v, i);
        v->tally[T_wanting] += toy_wants_job(v, i);
    }
}

/* Places go to the first rows that want them; the herd grows by luck and grass. */
static void toy_work(const struct view *v)
{
    const struct parameters *p = v->parameters;
    struct village *own = v->village;
    int32_t courses = v->places[Q_courses], jobs = v->places[Q_jobs];
    if (!hq_column_is_held(v, W_rainy))
        own->rainy = (uint16_t)(own->rainy + (hq_draw(v->own, JUMP(v, D_weather)) >> 31));
    for (int32_t i = 0; i < v->live; i++) {
        const bool course = courses > 0 && toy_wants_course(v, i), job = jobs > 0 && toy_wants_job(v, i);
        const float luck =
            hq_uniform(hq_draw((struct hq_stream){v->state[i], v->increment[i]}, JUMP(v, D_growth)));
        courses -= course;
        jobs -= job;
        v->tally[T_courses] += course;
        v->tally[T_jobs] += job;
        ROW(v, turns)[i] = (uint16_t)(ROW(v, turns)[i] + course + job);
        ROW(v, cash)[i] += job ? 100 + i : 0;
        ROW(v, luck)[i] += luck; /* zero before */
        ROW(v, herd)[i] *= 1.0f + (float)p->herd_growth * (ROW(v, luck)[i] + (float)own->grass - 1.0f);
        for (int slot = 0; slot < HQ_SLOTS; slot++) {
            ROW(v, age)[slot * v->stride + i]++;
            ROW(v, pets)[slot * v->stride + i] += p->pets_allowed != 0;
        }
    }
}

static void toy_account(const struct view *v)
{
    for (int32_t i = 0; i < v->live; i++) {
        v->demand[Q_courses] += toy_wants_course(v, i);
        v->tally[T_households] += ROW(v, weight)[i];
        v->tally[T_sheep] += (int64_t)hq_round(ROW(v, herd)[i] * 1e3f) * ROW(v, weight)[i];
    }
}

/* What was granted is paid in, what was taken is paid out: balances are zero where the two agree. */
static const char *toy_close(struct world *w)
{
    for (int c = 0; c < w->counties; c++) {
        const int64_t *t = hq_tallies(w, c);
        hq_post(w->ledger, c, P_courses, A_treasury, A_fund, I_gift, 100 * w->places[c * QUOTAS + Q_courses],
                0);
        hq_post(w->ledger, c, P_courses, A_fund, A_people, I_gift, 100 * t[T_courses], t[T_courses]);
        ((struct county *)hq_county(w, c))->price = 2.0 + 1e-6 * (double)t[T_sheep];
    }
    ((struct region *)w->region)->index += 0.5;
    return NULL;
}

static const short toy_apply_reads[] = {C_herd, C_age, -1};
static const short toy_work_reads[] = {C_herd, C_age, C_turns, C_cash, C_luck, C_pets, -1};
static const short toy_work_writes[] = {C_herd, C_age, C_turns, C_cash, C_luck, C_pets, -1};
static const short toy_account_reads[] = {C_herd, C_weight, -1};
static const short toy_none[] = {-1};
static const struct process toy_applying = {"apply", HQ_OFFERS, toy_apply, toy_apply_reads, toy_none};
static const struct process toy_working = {"work", HQ_SETTLE, toy_work, toy_work_reads, toy_work_writes};
static const struct process toy_accounting = {"account", HQ_SETTLE, toy_account, toy_account_reads, toy_none};
static const struct process *const toy_processes[] = {&toy_applying, &toy_working, &toy_accounting, NULL};
static const char *const toy_classes[] = {"any", "other", NULL};

static const struct model toy = {
    HQ_MODEL_TABLES,        .name = "toy",
    .classes = toy_classes, .processes = toy_processes,
    .found = toy_found,     .synthesise = toy_synthesise,
    .plan = toy_plan,       .clear = toy_clear,
    .close = toy_close,
};

/* Three counties: villages of 111 or 112, of 13 or 14, and of 128 households. */
#define TOY_TABLE                                                                                              \
    "code,name,prefecture,class,households,villages,rain\n"                                                    \
    "101,Hill,North,any,1000,9,300.5\n102,Dale,North,other,41,3,200\n205,Plain,South,any,640,5,150\n"
#define TOY_CONFIG                                                                                             \
    "run: {name: toy, model: toy, seed: 7, first_year: 2001, last_year: 2006}\nregion: {table: "               \
    "counties.csv}\n"

/* Writes the two files into the folder. */
static inline void toy_write(const char *folder)
{
    char *table = hq_text("%s/counties.csv", folder), *path = hq_text("%s/toy.yml", folder);
    scratch_write(table, TOY_TABLE, strlen(TOY_TABLE));
    scratch_write(path, TOY_CONFIG, strlen(TOY_CONFIG));
    free(table);
    free(path);
}

/* Loads toy.yml with one --set (or NULL) under a model of the toy's tables. */
static inline struct config *toy_load(const char *folder, const char *set)
{
    const struct model_choice choice = {"toy",          &toy.parameters, &toy.county, toy_classes,
                                        &toy.household, &toy.village,    &toy.fields};
    char *path = hq_text("%s/toy.yml", folder);
    struct config *config = NULL;
    const int code = hq_config_load(path, &set, set != NULL, &choice, 1, stderr, &config);
    free(path);
    if (code != HQ_EXIT_DONE)
        hq_fail(HQ_EXIT_INTERNAL, "the toy's configuration does not load");
    return config;
}

/* An engine of the toy, before founding; free it with toy_close_engine. */
static inline struct config *toy_engine(struct engine *e, const char *folder, const char *set, int threads)
{
    struct config *config = toy_load(folder, set);
    hq_engine_make(e, &toy, &lanes_sse2, config, threads);
    return config;
}

static inline void toy_engine_free(struct engine *e, struct config *config)
{
    hq_engine_free(e);
    hq_config_free(config);
}

/* Founds and runs the years up to and with `last`. */
static inline void toy_run(struct engine *e, int last)
{
    hq_engine_found(e);
    for (int year = (int)e->params->run_first_year; year <= last; year++)
        hq_engine_year(e, year);
}

/* cmocka setup: a scratch folder with the toy's files. */
static inline int toy_make(void **state)
{
    const int failed = scratch_make(state);
    if (!failed)
        toy_write(*state);
    return failed;
}

#define toy_test(function) cmocka_unit_test_setup_teardown(function, toy_make, scratch_remove)

#endif
