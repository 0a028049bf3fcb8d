/* The estimate of memory against engines, and that of bytes against checkpoints. */
#include "unit/sim/test.h"
#include "unit/sim/toy.h"

#include "sim/estimate.h"
#include "sim/store/checkpoint.h"
#include "sim/store/trajectories.h"

#include <sys/stat.h>

static const struct growth still = {0};

/* What the slabs of a founded engine come to is what was said, to the byte. */
static void villages_take_what_was_said(void **state)
{
    static const char *const scales[] = {NULL, "population.scale=0.5", "population.scale=3"};
    for (int k = 0; k < 3; k++) {
        struct engine e;
        struct memory_need need;
        struct config *config = toy_engine(&e, *state, scales[k], 1);
        hq_estimate_memory(&need, &toy, config, &still, 1, 1, 0);
        hq_engine_found(&e);
        int64_t live = 0, bytes = 0, headers = 0;
        for (int64_t v = 0; v < e.directory.villages; v++) {
            live += e.slabs[v].live;
            bytes += (int64_t)hq_slab_size(&e.layout, e.slabs[v].capacity);
            headers += (int64_t)e.layout.header;
        }
        assert_int_equal(need.villages, e.directory.villages);
        assert_int_equal(need.households, live);
        assert_int_equal(need.values, live * (int64_t)e.layout.row_size);
        assert_int_equal(need.values + need.padding + headers, bytes);
        assert_int_equal(need.headers, headers);
        toy_engine_free(&e, config);
    }
}

/* Ranks share the villages; what is replicated is the same on each. */
static void ranks_share_the_villages(void **state)
{
    struct config *config = toy_load(*state, NULL);
    struct memory_need whole, largest, one;
    for (int ranks = 1; ranks <= 7; ranks++) {
        int64_t households = 0, villages = 0, padding = 0, most = 0;
        hq_estimate_memory(&whole, &toy, config, &still, 1, 2, -1);
        hq_estimate_memory(&largest, &toy, config, &still, ranks, 2, -1);
        for (int r = 0; r < ranks; r++) {
            hq_estimate_memory(&one, &toy, config, &still, ranks, 2, r);
            assert_int_equal(one.rank, r);
            households += one.households;
            villages += one.villages;
            padding += one.padding;
            most = hq_memory_total(&one) > most ? hq_memory_total(&one) : most;
        }
        assert_int_equal(households, whole.households);
        assert_int_equal(villages, whole.villages);
        assert_int_equal(padding, whole.padding);
        assert_int_equal(hq_memory_total(&largest), most);
    }
    hq_config_free(config);
}

static void threads_have_workspaces(void **state)
{
    struct config *config = toy_load(*state, NULL);
    struct memory_need one, eight;
    hq_estimate_memory(&one, &toy, config, &still, 1, 1, 0);
    hq_estimate_memory(&eight, &toy, config, &still, 1, 8, 0);
    assert_int_equal(eight.workspaces, 8 * one.workspaces);
    assert_int_equal(hq_memory_total(&eight) - hq_memory_total(&one),
                     7 * one.workspaces + eight.panel - one.panel);
    assert_int_equal(one.writing, 0); /* no checkpoints */
    hq_config_free(config);
    config = toy_load(*state, "output.checkpoint_every=2");
    hq_estimate_memory(&eight, &toy, config, &still, 1, 1, 0);
    assert_true(eight.writing > 1 << 20);
    hq_config_free(config);
}

static int64_t bytes_of(const char *folder, int year, const char *name)
{
    struct stat file;
    char *path = hq_text("%s/checkpoints/%d/%s", folder, year, name);
    assert_int_equal(stat(path, &file), 0);
    free(path);
    return (int64_t)file.st_size;
}

/* A checkpoint after the second year, whose entries of the ledger are known: to the byte. */
static void checkpoints_are_as_large_as_said(void **state)
{
    static const char *const hashes[] = {"output: {checkpoint_keep: 1, column_hashes: false}\n",
                                         "output: {checkpoint_keep: 1}\n"};
    for (int k = 0; k < 2; k++) {
        char *path = scratch_path(state, "toy.yml"), *text = hq_text("%s%s", TOY_CONFIG, hashes[k]);
        scratch_write(path, text, strlen(text));
        struct engine e;
        struct history h;
        struct disk_need need;
        struct config *config = toy_engine(&e, *state, "output.stop_after=2002", 1);
        hq_history_make(&h, &e);
        toy_run(&e, 2002);
        h.done = 2;
        hq_checkpoint_write(&e, &h, *state, 2);
        size_t ledger;
        free(hq_ledger_pack(e.ledger, &ledger));
        const struct calibration c = {
            .entry_bytes = (double)ledger / 2, .series_bytes = 1000, .panel_bytes = 300, .ledger_bytes = 50};
        hq_estimate_disk(&need, &toy, config, &c, 1);
        assert_int_equal(need.checkpoints, 1);
        assert_int_equal(need.checkpoint_bytes,
                         bytes_of(*state, 2002, "villages-00000.hqc") + bytes_of(*state, 2002, "world.hqc"));
        assert_int_equal(need.series, 1000);
        assert_int_equal(need.panel, 300);
        assert_int_equal(need.ledger, 100);
        assert_int_equal(need.inputs, strlen(TOY_TABLE));
        /* That of the year before the stop stands while this one, the largest, is written. */
        assert_int_equal(need.most_bytes, hq_disk_total(&need) + need.checkpoint_bytes);
        hq_history_free(&h);
        toy_engine_free(&e, config);
        free(path);
        free(text);
    }
}

/* Six years: one a year but the last are written, two are kept, and a third stands while one is replaced. */
static void checkpoints_are_kept_and_replaced(void **state)
{
    const struct calibration c = {.measured = true};
    struct disk_need every, none, stopped;
    struct config *config = toy_load(*state, "output.checkpoint_every=1");
    hq_estimate_disk(&every, &toy, config, &c, 2);
    assert_int_equal(every.checkpoints, 2);
    assert_true(every.most_bytes - hq_disk_total(&every) > every.checkpoint_bytes / 3);
    hq_config_free(config);
    config = toy_load(*state, "output.checkpoint_every=6"); /* only after the last year: not at all */
    hq_estimate_disk(&none, &toy, config, &c, 2);
    assert_int_equal(none.checkpoints, 0);
    assert_int_equal(none.checkpoint_bytes, 0);
    assert_int_equal(hq_years_of(config), 6);
    hq_config_free(config);
    config = toy_load(*state, "output.stop_after=2003");
    hq_estimate_disk(&stopped, &toy, config, &c, 2);
    assert_int_equal(stopped.checkpoints, 2); /* of the year before too */
    assert_int_equal(hq_years_of(config), 3);
    hq_config_free(config);
}

/* The panel of an engine, whose file is made for all years at once: so large as said within what the library
 * packs. Without one there is none, and it takes no memory. */
static void a_panel_is_as_large_as_said(void **state)
{
    static const char *const shares[] = {"output.panel_share=0", "output.panel_share=0.2",
                                         "output.panel_share=1"};
    int64_t before = 0;
    for (int k = 0; k < 3; k++) {
        struct engine e;
        struct panel panel;
        struct memory_need need;
        struct stat file = {0};
        struct config *config = toy_engine(&e, *state, shares[k], 1);
        char *path = hq_text("%s/trajectories.partial.h5", *(char **)state);
        hq_engine_found(&e);
        assert_null(hq_panel_begin(&panel, &e, *state, 0));
        assert_int_equal(stat(path, &file) == 0, k > 0);
        const int64_t said = hq_estimate_panel(&toy, config, &still);
        assert_in_range(said - (int64_t)file.st_size + 4096, 0, 2 * 4096);
        hq_estimate_memory(&need, &toy, config, &still, 1, 1, 0);
        assert_true(k ? said > before && need.panel > 28 * panel.layout.members : !said && !need.panel);
        struct memory_need four;
        hq_estimate_memory(&four, &toy, config, &still, 1, 4,
                           0); /* three keep a list of 1024 places, and as much before */
        assert_int_equal(four.panel - need.panel, k ? 3 * 2 * 1024 * 8 : 0);
        before = said;
        need.panel = need.writing; /* the larger of the two counts: they are not there at once */
        const int64_t whole = hq_memory_total(&need);
        need.panel += 5;
        assert_int_equal(hq_memory_total(&need), whole + 5);
        need.panel -= 7;
        assert_int_equal(hq_memory_total(&need), whole);
        hq_panel_free(&panel);
        toy_engine_free(&e, config);
        free(path);
    }
}

/* Between the founders and the short run's last year evenly, then as its last year; never fewer than there is
 * room for. */
static void households_grow(void **state)
{
    (void)state;
    const struct growth g = {4, 0.10, 0.02}, fewer = {4, -0.10, 0};
    assert_near(hq_growth_after(&still, 9), 1, 0);
    assert_near(hq_growth_after(&g, 0), 1, 0);
    assert_near(hq_growth_after(&g, 2), 1.05, 1e-12);
    assert_near(hq_growth_after(&g, 4), 1.10, 1e-12);
    assert_near(hq_growth_after(&g, 9), 1.20, 1e-12);
    assert_near(hq_growth_after(&fewer, 9), 1, 0);
}

/* Bytes of rows of all villages where each has so many times its founders, in whole vectors. */
static int64_t villages_grown(const struct config *config, double times)
{
    struct directory d;
    struct slab_layout layout;
    int64_t bytes = 0;
    hq_directory_make(&d, hq_config_counties(config), 1);
    hq_layout_make(&layout, &toy, config);
    for (int64_t v = 0; v < d.villages; v++) {
        const int32_t rows = (int32_t)(times * d.places[v].households + 0.5);
        bytes += (int64_t)(hq_slab_size(&layout, hq_capacity_for(rows)) - layout.header);
    }
    hq_layout_free(&layout);
    hq_directory_free(&d);
    return bytes;
}

/* What is allowed for: rows, and room where a village outgrows its own; checkpoints and the panel of each year.
 */
static void growth_takes_room(void **state)
{
    const struct growth slack = {6, 0.01, 0}, half = {6, 0.5, 0};
    struct memory_need now, little, much;
    struct disk_need before, after;
    struct config *config = toy_load(*state, "output.checkpoint_every=3");
    hq_estimate_memory(&now, &toy, config, &still, 1, 1, 0);
    hq_estimate_memory(&little, &toy, config, &slack, 1, 1, 0);
    hq_estimate_memory(&much, &toy, config, &half, 1, 1, 0);
    assert_int_equal(little.households, now.households);
    assert_near((double)little.values, 1.01 * (double)now.values, 0.01 * (double)now.values);
    assert_int_equal(little.values + little.padding, villages_grown(config, 1.01));
    assert_int_equal(much.values + much.padding, villages_grown(config, 1.5));
    assert_near((double)much.values, 1.5 * (double)now.values, 0.01 * (double)now.values);
    assert_true(much.workspaces >= now.workspaces);
    struct calibration c = {.measured = true};
    hq_estimate_disk(&before, &toy, config, &c, 1);
    c.growth = half;
    hq_estimate_disk(&after, &toy, config, &c, 1); /* a checkpoint after three years: a quarter more rows */
    const double more = (double)villages_grown(config, 1.25) / (double)villages_grown(config, 1);
    assert_true(more > 1.2);
    assert_near((double)after.checkpoint_bytes / (double)before.checkpoint_bytes, more, 0.1 * more);
    hq_config_free(config);
    config = toy_load(*state, "output.panel_share=1");
    hq_estimate_memory(&now, &toy, config, &still, 1, 1, 0);
    hq_estimate_memory(&much, &toy, config, &half, 1, 1, 0);
    assert_true(much.panel >= now.panel);
    /* Rows of 6 x (1 + 0.5 x 7 / 12) = 7.75 years of founders: eight pieces of the panel's file for six. */
    const int64_t six = hq_estimate_panel(&toy, config, &still), eight = hq_estimate_panel(&toy, config, &half);
    assert_in_range(eight - six, six / 5, six / 3 + 4096);
    hq_config_free(config);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        toy_test(villages_take_what_was_said),
        toy_test(ranks_share_the_villages),
        toy_test(threads_have_workspaces),
        toy_test(checkpoints_are_as_large_as_said),
        toy_test(checkpoints_are_kept_and_replaced),
        toy_test(a_panel_is_as_large_as_said),
        toy_test(households_grow),
        toy_test(growth_takes_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
