/* The panel that a branch takes over: the same file as if it had followed all years itself. */
#include "unit/sim/toy.h"

#include "sim/store/trajectories.h"
#include "unit/sim/ranks.h"

struct work {
    void **state;
    const char *set, *why; /* of the branch; why it is refused */
    int last;              /* year up to which the base was followed */
    char hash[33];
};

/* Follows the years of [first, last] and finishes after 2006. */
static void follow(struct engine *e, struct panel *p, int first, int last)
{
    for (int year = first; year <= last; year++) {
        hq_engine_year(e, year);
        hq_panel_year(p, e, year - 2001);
    }
    hq_panel_sync(p, e);
    if (last == 2006)
        hq_panel_finish(p, e);
}

static void run_base(void *with)
{
    struct work *w = with;
    struct engine e;
    struct panel p;
    struct config *config = toy_engine(&e, *w->state, "output.panel_share=0.2", 1);
    char *folder = scratch_path(w->state, "base");
    hq_engine_found(&e);
    assert_null(hq_panel_begin(&p, &e, folder, 0));
    follow(&e, &p, 2001, w->last);
    if (hq_rank() == 0)
        memcpy(w->hash, p.hash, sizeof w->hash);
    hq_barrier();
    hq_panel_free(&p);
    toy_engine_free(&e, config);
    free(folder);
}

static void run_branch(void *with)
{
    struct work *w = with;
    struct engine e;
    struct panel p, old;
    struct config *past = toy_load(*w->state, "output.panel_share=0.2"),
                  *config = toy_engine(&e, *w->state, w->set, 1);
    char *base = scratch_path(w->state, "base"), *folder = scratch_path(w->state, "branch");
    hq_engine_found(&e);
    for (int year = 2001; year <= 2003; year++)
        hq_engine_year(&e, year);
    const char *why = hq_panel_past(&old, &e, past, base, 3);
    if (hq_rank() == 0)
        w->why = why ? hq_copy_text(why) : NULL;
    if (!why) {
        hq_panel_begin(&p, &e, folder, 0);
        hq_panel_take(&p, &old, 3);
        follow(&e, &p, 2004, 2006);
        if (hq_rank() == 0)
            memcpy(w->hash, p.hash, sizeof w->hash);
        hq_barrier();
        hq_panel_free(&p);
    }
    hq_panel_free(&old);
    toy_engine_free(&e, config);
    hq_config_free(past);
    free(base);
    free(folder);
}

static void make_folders(void **state)
{
    char *base = scratch_path(state, "base"), *branch = scratch_path(state, "branch");
    assert_int_equal(hq_make_folder(base), 0);
    assert_int_equal(hq_make_folder(branch), 0);
    free(base);
    free(branch);
}

/* Off a run that goes on and off a finished one, on any ranks. */
static void it_is_the_panel_of_the_whole_run(void **state)
{
    make_folders(state);
    struct work whole = {.state = state, .last = 2006}, part = {.state = state, .last = 2004};
    for (int ranks = 1; ranks <= 2; ranks++) {
        for (int finished = 0; finished < 2; finished++) {
            struct work w = {.state = state, .set = "output.panel_share=0.2"};
            char *file = scratch_path(state, "base/trajectories.h5");
            remove(file);
            free(file);
            on_ranks(ranks, run_base, finished ? &whole : &part);
            on_ranks(3 - ranks, run_branch, &w);
            assert_null(w.why);
            if (finished) {
                assert_string_equal(w.hash, whole.hash);
                scratch_same_names(state, "base/trajectories.h5", "branch/trajectories.h5");
            } else {
                assert_int_equal(strlen(w.hash), 32);
            }
        }
    }
}

static void another_panel_is_refused(void **state)
{
    static const char *const cases[][2] = {
        {"output.panel_share=0.3", "follows another share of the households"},
        {"output.panel_columns=[herd]", "follows another share"}, /* the share is the default's too */
        {"output.panel_share=0", NULL},                           /* asks for none */
    };
    make_folders(state);
    struct work base = {.state = state, .last = 2004};
    on_ranks(1, run_base, &base);
    for (int k = 0; k < 3; k++) {
        struct work w = {.state = state, .set = cases[k][0]};
        on_ranks(1, run_branch, &w);
        if (cases[k][1])
            assert_non_null(strstr(w.why, cases[k][1]));
        else
            assert_null(w.why);
        free((char *)w.why);
    }
}

static void one_that_is_not_there_or_damaged_is_refused(void **state)
{
    make_folders(state);
    struct work w = {.state = state, .set = "output.panel_share=0.2"};
    on_ranks(1, run_branch, &w);
    assert_string_equal(w.why, "is not there");
    free((char *)w.why);
    struct work base = {.state = state, .last = 2002}; /* not so far */
    on_ranks(1, run_base, &base);
    on_ranks(1, run_branch, &w);
    assert_string_equal(w.why, "lacks the year 2003");
    free((char *)w.why);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        toy_test(it_is_the_panel_of_the_whole_run),
        toy_test(another_panel_is_refused),
        toy_test(one_that_is_not_there_or_damaged_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
