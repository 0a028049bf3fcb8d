/* Running a stage over villages: any number of threads, what a view holds, what lives how long. */
#include "unit/sim/toy.h"

#include "unit/sim/test.h"

struct seen {
    char hash[33];
    int64_t tallies[3 * TALLIES];
    int32_t demand[17][QUOTAS];
};

static struct seen run_with(const char *folder, const struct lanes *lanes, int threads)
{
    struct seen seen = {0};
    struct engine e;
    struct config *config = toy_load(folder, NULL);
    hq_engine_make(&e, &toy, lanes, config, threads);
    toy_run(&e, 2004);
    hq_state_hash(&e, seen.hash, NULL);
    memcpy(seen.tallies, e.tallies, sizeof seen.tallies);
    for (int v = 0; v < 17; v++)
        memcpy(seen.demand[v], hq_slab_demand(&e.slabs[v], &e.layout), sizeof seen.demand[v]);
    toy_engine_free(&e, config);
    return seen;
}

static void threads_do_not_matter(void **state)
{
    const struct seen one = run_with(*state, &lanes_sse2, 1);
    for (int threads = 2; threads <= 32; threads *= 2) { /* more threads than villages, too */
        const struct seen more = run_with(*state, &lanes_sse2, threads);
        assert_memory_equal(&one, &more, sizeof one);
    }
}

/* A kernel that looks at all that a view shows. */
static struct engine *watched;

static void look_around(const struct view *v)
{
    const struct engine *e = watched;
    const struct place *p = NULL;
    for (int64_t i = 0; i < e->directory.villages; i++)
        if (ROW(v, id)[0] == hq_founder_id(e->counties->code_numbers[e->directory.places[i].county],
                                           e->directory.places[i].index, 0))
            p = &e->directory.places[i];
    if (!p || v->county != p->county || v->live != p->households || v->rows % HQ_LANES || v->rows < v->live ||
        v->rows >= v->live + HQ_LANES || v->stride < v->rows || v->year != e->year)
        hq_fail(HQ_EXIT_INTERNAL, "a view of the wrong shape");
    const struct hq_stream own =
        hq_stream_of(e->keys, hq_village_code(e->counties->code_numbers[v->county], p->index));
    if (memcmp(&own, &v->own, sizeof own) != 0)
        hq_fail(HQ_EXIT_INTERNAL, "another village's stream");
    if (((const struct county *)v->county_row)->rain !=
            ((struct county *)hq_county(&e->world, v->county))->rain ||
        v->parameters != hq_parameters(&e->world, v->county))
        hq_fail(HQ_EXIT_INTERNAL, "another county's rows");
    for (int32_t i = 0; i < v->rows; i++) {
        const struct hq_stream s = hq_stream_of(e->keys, ROW(v, id)[i]);
        if (v->state[i] != s.state || v->increment[i] != s.increment)
            hq_fail(HQ_EXIT_INTERNAL, "row %d has another's stream", i);
        if (ROW(v, luck)[i] != 0)
            hq_fail(HQ_EXIT_INTERNAL, "scratch of row %d is not zero", i);
        if (i < v->live ? ROW(v, weight)[i] != 1 || ROW(v, mood)[i] != 3
                        : ROW(v, id)[i] || ROW(v, weight)[i] || ROW(v, mood)[i])
            hq_fail(HQ_EXIT_INTERNAL, "row %d is not what it was founded as", i);
        ROW(v, luck)[i] = 1.0f + (float)i;
    }
    v->tally[T_courses] += v->live;
}

/* The next process of the same pass sees what the first one left in scratch. */
static void look_again(const struct view *v)
{
    for (int32_t i = 0; i < v->rows; i++)
        if (ROW(v, luck)[i] != 1.0f + (float)i)
            hq_fail(HQ_EXIT_INTERNAL, "scratch of row %d is lost", i);
    v->tally[T_jobs]++;
}

static void a_view_is_one_village(void **state)
{
    static const short luck[] = {C_id, C_weight, C_mood, C_luck, -1};
    static const struct process first = {"look", HQ_SETTLE, look_around, luck, luck};
    static const struct process second = {"again", HQ_SETTLE, look_again, luck, luck};
    static const struct process *const processes[] = {&first, &second, NULL};
    struct model m = toy;
    struct engine e;
    struct config *config = toy_load(*state, NULL);
    int64_t tallies[3 * TALLIES] = {0};
    m.processes = processes;
    hq_engine_make(&e, &m, &lanes_sse2, config, 2);
    watched = &e;
    hq_engine_found(&e);
    for (int twice = 1; twice <= 2; twice++) { /* scratch is zero again at the second pass */
        hq_pass(&e, HQ_SETTLE, tallies);
        assert_int_equal(tallies[0 * TALLIES + T_courses], 1000 * twice); /* added, not assigned */
        assert_int_equal(tallies[1 * TALLIES + T_jobs], 3 * twice);
    }
    hq_pass(&e, HQ_OFFERS, tallies); /* no process of this stage */
    assert_int_equal(tallies[2 * TALLIES + T_courses], 640 * 2);
    toy_engine_free(&e, config);
}

static void demand_is_counted_anew_in_its_own_stage(void **state)
{
    struct engine e;
    struct config *config = toy_engine(&e, *state, NULL, 1);
    int64_t tallies[3 * TALLIES] = {0};
    hq_engine_found(&e);
    int32_t *demand = hq_slab_demand(&e.slabs[0], &e.layout);
    const int32_t founded = demand[Q_courses];
    assert_true(founded > 0);
    assert_int_equal(demand[Q_jobs], 0);
    hq_pass(&e, HQ_OFFERS, tallies);
    const int32_t jobs = demand[Q_jobs];
    assert_true(jobs > 0);
    assert_int_equal(demand[Q_courses], founded); /* the offers leave next year's quotas alone */
    hq_pass(&e, HQ_OFFERS, tallies);
    assert_int_equal(demand[Q_jobs], jobs); /* not added up */
    hq_pass(&e, HQ_SETTLE, tallies);
    assert_int_equal(demand[Q_jobs], jobs);
    assert_true(demand[Q_courses] > 0 && demand[Q_courses] <= e.slabs[0].live);
    toy_engine_free(&e, config);
}

/* Where a thinned run keeps a village, its households are those of the whole run: ids and draws. */
static void thinned_villages_keep_their_households(void **state)
{
    struct engine whole, thin;
    struct config *first = toy_engine(&whole, *state, NULL, 1);
    struct config *second = toy_engine(&thin, *state, "population.scale=0.5", 2);
    hq_engine_found(&whole);
    hq_engine_found(&thin);
    int found = 0;
    for (int64_t t = 0; t < thin.last; t++) {
        for (int64_t w = 0; w < whole.last; w++) {
            const struct slab *a = &thin.slabs[t], *b = &whole.slabs[w];
            if (a->county != b->county || a->index != b->index)
                continue;
            found++;
            assert_int_equal(a->live, b->live);
            assert_memory_equal(hq_slab_column(a, &thin.layout, C_id), hq_slab_column(b, &whole.layout, C_id),
                                (size_t)a->live * sizeof(uint64_t));
            assert_memory_equal(hq_slab_column(a, &thin.layout, C_herd),
                                hq_slab_column(b, &whole.layout, C_herd), (size_t)a->live * sizeof(float));
        }
    }
    assert_int_equal(found, thin.last);
    toy_engine_free(&whole, first);
    toy_engine_free(&thin, second);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        toy_test(threads_do_not_matter),
        toy_test(a_view_is_one_village),
        toy_test(demand_is_counted_anew_in_its_own_stage),
        toy_test(thinned_villages_keep_their_households),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
