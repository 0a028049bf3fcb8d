/* The panel of a run: its members, its rows on any number of ranks and threads, going on with it. */
#define _GNU_SOURCE 1 /* memmem */
#include "unit/sim/toy.h"

#include "sim/store/trajectories.h"
#include "unit/sim/ranks.h"

struct work {
    const char *files, *folder, *set;
    int threads, from, last; /* goes on after the year `from` where that is set */
    char hash[33];
    int64_t rows;
};

static void run_panel(void *with)
{
    struct work *w = with;
    struct engine e;
    struct panel p;
    struct config *config = toy_engine(&e, w->files, w->set, w->threads);
    hq_engine_found(&e);
    for (int year = 2001; year <= w->from; year++)
        hq_engine_year(&e, year);
    assert_null(hq_panel_begin(&p, &e, w->folder, w->from ? w->from - 2000 : 0));
    for (int year = w->from ? w->from + 1 : 2001; year <= w->last; year++) {
        hq_engine_year(&e, year);
        hq_panel_year(&p, &e, year - 2001);
    }
    hq_panel_sync(&p, &e);
    if (w->last == 2006)
        hq_panel_finish(&p, &e);
    if (hq_rank() == 0) {
        memcpy(w->hash, p.hash, sizeof w->hash);
        w->rows = p.rows;
    }
    hq_barrier();
    hq_panel_free(&p);
    toy_engine_free(&e, config);
}

static struct work run_on(void **state, const char *name, int ranks, int threads, const char *set, int from,
                          int last)
{
    char *folder = scratch_path(state, name);
    struct work w = {*state, folder, set, threads, from, last, "", 0};
    assert_int_equal(hq_make_folder(folder), 0);
    on_ranks(ranks, run_panel, &w);
    free(folder);
    return w;
}

#define TWENTIETH "output.panel_share=0.2"

static void members_of_a_share_are_in_larger_ones(void **state)
{
    (void)state;
    int64_t small = 0, large = 0;
    for (uint64_t id = 1; id <= 100000; id++) {
        assert_false(hq_panel_holds(0, id));
        assert_true(hq_panel_holds(1, id));
        if (hq_panel_holds(0.01, id))
            assert_true(hq_panel_holds(0.02, id));
        small += hq_panel_holds(0.01, id);
        large += hq_panel_holds(0.3, id);
    }
    assert_true(hq_panel_holds(1, UINT64_MAX));
    assert_in_range(small, 1000 - 126, 1000 + 126); /* 4 deviations */
    assert_in_range(large, 30000 - 580, 30000 + 580);
}

static void ranks_and_threads_do_not_matter(void **state)
{
    const struct work one = run_on(state, "one", 1, 1, TWENTIETH, 0, 2006);
    assert_true(one.rows > 6 * 1681 / 10 && one.rows < 6 * 1681 / 3);
    static const int teams[][2] = {{1, 3}, {2, 1}, {3, 2}, {5, 1}};
    for (size_t i = 0; i < sizeof teams / sizeof *teams; i++) {
        char *name = hq_text("team%zu", i), *file = hq_text("team%zu/trajectories.h5", i);
        const struct work w = run_on(state, name, teams[i][0], teams[i][1], TWENTIETH, 0, 2006);
        assert_string_equal(w.hash, one.hash);
        scratch_same_names(state, "one/trajectories.h5", file);
        free(name);
        free(file);
    }
}

static void it_is_gone_on_with(void **state)
{
    const struct work one = run_on(state, "one", 1, 1, TWENTIETH, 0, 2006);
    run_on(state, "two", 2, 1, TWENTIETH, 0, 2004);
    const struct work w = run_on(state, "two", 3, 1, TWENTIETH, 2003, 2006); /* a year is done again */
    assert_string_equal(w.hash, one.hash);
    scratch_same_names(state, "one/trajectories.h5", "two/trajectories.h5");
}

static void a_share_of_one_has_all(void **state)
{
    assert_int_equal(run_on(state, "all", 2, 1, "output.panel_share=1", 0, 2006).rows, 6 * 1681);
    assert_int_equal(run_on(state, "none", 2, 1, "output.panel_share=0", 0, 2006).rows, 0);
    char *none = scratch_path(state, "none");
    assert_int_equal(scratch_count(none), 0);
    free(none);
}

/* A column kept in steps is in the file as the numbers that they stand for: a year's rows of it stand together.
 */
static void steps_become_numbers(void **state)
{
    run_on(state, "all", 1, 1, "output.panel_share=1", 0, 2006);
    struct engine e;
    struct config *config = toy_engine(&e, *state, "output.panel_share=1", 1);
    hq_engine_found(&e);
    hq_engine_year(&e, 2001);
    float numbers[1681];
    int64_t row = 0, some = 0;
    for (int64_t v = 0; v < e.last - e.first; v++) {
        const uint16_t *turns = hq_slab_column(&e.slabs[v], &e.layout, C_turns);
        for (int32_t i = 0; i < e.slabs[v].live; i++) {
            assert_true(row < 1681);
            numbers[row++] = 0.25f * (float)turns[i];
            some += turns[i] != 0;
        }
    }
    assert_int_equal(row, 1681);
    assert_in_range(some, 10, 1671);
    char *path = scratch_path(state, "all/trajectories.h5"), *bytes;
    size_t size;
    assert_int_equal(hq_read_file(path, &bytes, &size), 0);
    assert_non_null(memmem(bytes, size, numbers, sizeof numbers));
    free(bytes);
    free(path);
    toy_engine_free(&e, config);
}

static bool whole(void **state, const char *set, const char *hash)
{
    char *path = scratch_path(state, "one/trajectories.h5");
    struct config *config = toy_load(*state, set);
    const bool answer = hq_panel_is_whole(path, config, hash);
    hq_config_free(config);
    free(path);
    return answer;
}

static void a_whole_one_is_known(void **state)
{
    const struct work one = run_on(state, "one", 1, 1, TWENTIETH, 0, 2006);
    assert_true(whole(state, TWENTIETH, one.hash));
    assert_false(whole(state, TWENTIETH, "00000000000000000000000000000000"));
    assert_false(whole(state, "output.panel_share=0.3", one.hash));
}

/* The file of another run, or none, is not gone on with; the same verdict on all ranks. */
static void refuse(void *with)
{
    struct work *w = with;
    struct engine e;
    struct panel p;
    struct config *config = toy_engine(&e, w->files, "output.panel_share=0.3", 1);
    const char *why = hq_panel_begin(&p, &e, w->folder, 2);
    assert_non_null(why);
    if (hq_rank() == 1) /* which has not read the file itself */
        snprintf(w->hash, sizeof w->hash, "%.32s", why);
    hq_barrier();
    hq_panel_free(&p);
    toy_engine_free(&e, config);
}

static void others_are_refused(void **state)
{
    run_on(state, "one", 1, 1, TWENTIETH, 0, 2004);
    char *folder = scratch_path(state, "one");
    struct work w = {.files = *state, .folder = folder};
    on_ranks(2, refuse, &w);
    assert_non_null(strstr(w.hash, "holds another share"));
    w.folder = *state;
    on_ranks(2, refuse, &w);
    assert_string_equal(w.hash, "is not there");
    free(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(members_of_a_share_are_in_larger_ones),
        toy_test(ranks_and_threads_do_not_matter),
        toy_test(it_is_gone_on_with),
        toy_test(a_share_of_one_has_all),
        toy_test(steps_become_numbers),
        toy_test(a_whole_one_is_known),
        toy_test(others_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
