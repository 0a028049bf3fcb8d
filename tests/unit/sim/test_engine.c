/* A year of the toy model: the same on any number of ranks, quotas shared exactly, books closed. */
#include "unit/sim/toy.h"

#include "unit/sim/ranks.h"

/* What every rank sees after some years, and what it runs by itself. */
struct outcome {
    const char *folder, *set;
    int years;
    char state[MOST_RANKS][33], ledger[MOST_RANKS][33];
    int64_t tallies[MOST_RANKS][3 * TALLIES], places[MOST_RANKS][3 * QUOTAS], demand[MOST_RANKS][3 * QUOTAS];
    int64_t places_of_villages[3 * QUOTAS]; /* over all ranks */
    int64_t villages;
    bool within_demand;
};

static void run_toy(void *with)
{
    struct outcome *o = with;
    const int rank = hq_rank();
    struct engine e;
    struct config *config = toy_engine(&e, o->folder, o->set, 1 + rank % 2);
    toy_run(&e, 2000 + o->years);
    hq_state_hash(&e, o->state[rank], NULL);
    hq_ledger_hash(e.ledger, o->ledger[rank]);
    memcpy(o->tallies[rank], e.tallies, sizeof o->tallies[rank]);
    memcpy(o->places[rank], e.granted, sizeof o->places[rank]);
    memcpy(o->demand[rank], e.demand, sizeof o->demand[rank]);
    int64_t own[3 * QUOTAS + 2] = {[3 * QUOTAS] = e.last - e.first};
    for (int64_t v = 0; v < e.last - e.first; v++) {
        for (int q = 0; q < QUOTAS; q++) {
            const int32_t places = hq_slab_places(&e.slabs[v], &e.layout)[q];
            own[e.slabs[v].county * QUOTAS + q] += places;
            own[3 * QUOTAS + 1] += places < 0 || places > e.slabs[v].live;
        }
    }
    hq_sum_over_ranks(own, 3 * QUOTAS + 2);
    if (rank == 0) {
        memcpy(o->places_of_villages, own, sizeof o->places_of_villages);
        o->villages = own[3 * QUOTAS];
        o->within_demand = own[3 * QUOTAS + 1] == 0;
    }
    toy_engine_free(&e, config);
}

static struct outcome outcome_of(const char *folder, const char *set, int years, int ranks)
{
    struct outcome o = {.folder = folder, .set = set, .years = years};
    on_ranks(ranks, run_toy, &o);
    return o;
}

/* Every rank of `b` must hold what rank 0 of `a` holds. */
static void same(const struct outcome *a, const struct outcome *b, int ranks)
{
    for (int r = 0; r < ranks; r++) {
        assert_string_equal(a->state[0], b->state[r]);
        assert_string_equal(a->ledger[0], b->ledger[r]);
        assert_memory_equal(a->tallies[0], b->tallies[r], sizeof a->tallies[0]);
        assert_memory_equal(a->places[0], b->places[r], sizeof a->places[0]);
        assert_memory_equal(a->demand[0], b->demand[r], sizeof a->demand[0]);
    }
}

static void ranks_do_not_matter(void **state)
{
    const struct outcome alone = outcome_of(*state, NULL, 4, 1);
    for (int ranks = 2; ranks <= 13; ranks += ranks < 5 ? 1 : 4) {
        const struct outcome shared = outcome_of(*state, NULL, 4, ranks);
        assert_int_equal(shared.villages, 17);
        same(&alone, &shared, ranks);
    }
    const struct outcome other = outcome_of(*state, "run.seed=8", 4, 2);
    assert_string_not_equal(alone.state[0], other.state[0]);
}

/* More is granted than asked for: grants are cut to the demand on every rank, also in counties of which it
 * runs no village, since the model's books rest on them. */
static void grants_are_cut_to_the_demand_on_every_rank(void **state)
{
    const struct outcome alone = outcome_of(*state, "places.courses=100000", 2, 1);
    const struct outcome shared = outcome_of(*state, "places.courses=100000", 2, 4);
    same(&alone, &shared, 4);
    for (int c = 0; c < 3; c++) {
        assert_int_equal(alone.places[0][c * QUOTAS + Q_courses], alone.tallies[0][c * TALLIES + T_courses]);
        assert_true(alone.places[0][c * QUOTAS + Q_courses] < 100000);
    }
}

static void places_of_villages_add_up_to_the_grant(void **state)
{
    static const char *const sets[] = {NULL, "places.jobs=0", "places.jobs=1", "places.jobs=13",
                                       "places.jobs=1000000"};
    for (int s = 0; s < 5; s++) {
        for (int ranks = 1; ranks <= 7; ranks += 3) {
            const struct outcome o = outcome_of(*state, sets[s], 3, ranks);
            assert_true(o.within_demand);
            for (int c = 0; c < 3; c++) {
                const int64_t *granted = &o.places[0][c * QUOTAS], *tallies = &o.tallies[0][c * TALLIES];
                assert_int_equal(o.places_of_villages[c * QUOTAS + Q_courses], granted[Q_courses]);
                assert_int_equal(o.places_of_villages[c * QUOTAS + Q_jobs], granted[Q_jobs]);
                assert_int_equal(tallies[T_courses], granted[Q_courses]); /* all places are taken */
                assert_int_equal(tallies[T_jobs], granted[Q_jobs]);
                assert_int_equal(tallies[T_wanting], o.demand[0][c * QUOTAS + Q_jobs]);
            }
        }
    }
}

static void tallies_count_every_household_once(void **state)
{
    static const int64_t households[] = {1000, 41, 640};
    const struct outcome o = outcome_of(*state, NULL, 1, 3);
    for (int c = 0; c < 3; c++)
        assert_int_equal(o.tallies[0][c * TALLIES + T_households], households[c]);
    const struct outcome thinned = outcome_of(*state, "population.scale=0.5", 1, 3);
    for (int c = 0; c < 3; c++) /* weights stand for all of them */
        assert_int_equal(thinned.tallies[0][c * TALLIES + T_households], households[c]);
}

/* The rounding's phase is new every year, and differs between counties and quotas. */
static void rounding_moves_from_year_to_year(void **state)
{
    struct engine e;
    struct config *config = toy_engine(&e, *state, "places.courses=3", 1);
    hq_engine_found(&e);
    int changed = 0;
    int32_t earlier[9] = {0};
    for (int year = 2001; year <= 2006; year++) {
        hq_engine_year(&e, year);
        for (int v = 0; v < 9; v++) {
            const int32_t places = hq_slab_places(&e.slabs[v], &e.layout)[Q_courses];
            changed += year > 2001 && places != earlier[v];
            earlier[v] = places;
        }
    }
    assert_true(changed > 0);
    toy_engine_free(&e, config);
}

static void what_a_model_sees_is_what_the_configuration_says(void **state)
{
    struct engine e;
    struct config *config =
        toy_engine(&e, *state, "places.jobs={default: 5, year: {2003: 9}, county: {205: 77}}", 1);
    hq_engine_found(&e);
    assert_true(((struct county *)hq_county(&e.world, 0))->rain == 300.5f);
    assert_true(((struct county *)hq_county(&e.world, 1))->price == 3.0); /* the model's found */
    assert_true(((struct region *)e.world.region)->index == 1.25);
    assert_int_equal(e.world.households[2], 640);
    assert_int_equal(e.world.classes[1], 1);
    assert_int_equal(e.world.prefecture[2], 1);
    assert_string_equal(e.world.county_codes[1], "102");
    assert_int_equal(e.world.county_numbers[1], 102);
    for (int year = 2001; year <= 2004; year++) {
        hq_engine_open_year(&e, year);
        assert_int_equal(e.world.year, year);
        assert_int_equal(((const struct parameters *)hq_parameters(&e.world, 0))->places_jobs,
                         year < 2003 ? 5 : 9);
        assert_int_equal(((const struct parameters *)hq_parameters(&e.world, 2))->places_jobs, 77);
        for (int k = 0; k < 2; k++) {
            const struct hq_jump expected = hq_jump_to(hq_position(year, 7) + (uint64_t)k);
            assert_memory_equal(&e.jumps[D_birth + k], &expected, sizeof expected);
        }
    }
    toy_engine_free(&e, config);
}

/* What kernels have seen of the numbers and codes of villages; households' ids begin with the code. A rank
 * is a thread here. */
static _Thread_local int64_t seen[17], mistaken;

static void see(const struct view *v)
{
    seen[v->place]++;
    for (int32_t i = 0; i < v->live; i++)
        mistaken += ROW(v, id)[i] >> 20 != v->village_codes[v->place] >> 20;
}

static void number_villages(void *with)
{
    struct outcome *o = with;
    static const short reads[] = {C_id, -1};
    static const struct process seeing = {"see", HQ_OFFERS, see, reads, toy_none};
    static const struct process *const processes[] = {&seeing, NULL};
    struct model m = toy;
    struct engine e;
    m.processes = processes;
    struct config *config = toy_load(o->folder, NULL);
    hq_engine_make(&e, &m, &lanes_sse2, config, 1);
    memset(seen, 0, sizeof seen);
    mistaken = 0;
    hq_engine_found(&e);
    hq_engine_year(&e, 2001);
    for (int c = 0; c < 3; c++) {
        for (int64_t v = e.world.first_village[c]; v < e.world.first_village[c + 1]; v++) {
            const struct place *p = &e.directory.places[v];
            mistaken += p->county != c;
            mistaken += e.world.village_codes[v] != hq_village_code(e.counties->code_numbers[c], p->index);
        }
    }
    mistaken += e.world.first_village[0] != 0 || e.world.first_village[3] != e.directory.villages;
    int64_t own[18];
    memcpy(own, seen, sizeof seen);
    own[17] = mistaken;
    hq_sum_over_ranks(own, 18);
    if (hq_rank() == 0) {
        o->within_demand = own[17] == 0;
        for (int v = 0; v < 17; v++)
            o->villages += own[v] == 1; /* by one rank, once */
    }
    toy_engine_free(&e, config);
}

static void villages_have_numbers_and_codes(void **state)
{
    for (int ranks = 1; ranks <= 7; ranks += 2) {
        struct outcome o = {.folder = *state};
        on_ranks(ranks, number_villages, &o);
        assert_int_equal(o.villages, 17);
        assert_true(o.within_demand);
    }
}

/* What a model prepares: once, whatever years are opened; every village and the world see it; it is freed. */
enum { PREPARED = 20020 };
static int preparations, strangers;

static void *prepare(const struct world *w)
{
    int *block = hq_alloc(sizeof *block);
    preparations++;
    *block = PREPARED + w->year;
    return block;
}

static void look_at_constants(const struct view *v)
{
    strangers += *(const int *)v->constants != PREPARED + 2001;
}

static void constants_are_prepared_once(void **state)
{
    static const short reads[] = {C_id, -1};
    static const struct process looking = {"look", HQ_SETTLE, look_at_constants, reads, toy_none};
    static const struct process *const processes[] = {&looking, NULL};
    struct model m = toy;
    struct engine e;
    m.processes = processes;
    m.prepare = prepare;
    struct config *config = toy_load(*state, NULL);
    hq_engine_make(&e, &m, &lanes_sse2, config, 1);
    assert_int_equal(preparations, 0);
    hq_engine_found(&e);
    hq_engine_year(&e, 2001);
    hq_engine_year(&e, 2002);
    assert_int_equal(preparations, 1);
    assert_int_equal(strangers, 0);
    assert_int_equal(*(const int *)e.world.constants, PREPARED + 2001);
    toy_engine_free(&e, config);
}

/* The toy with two other purposes; ends the test where no codes for them were found. */
static struct model toy_with(const struct purpose_row *purposes)
{
    struct model m = toy;
    if (!purposes[1].code) {
        fprintf(stderr, "no such code\n");
        exit(1);
    }
    m.purposes = purposes;
    m.purpose_count = 2;
    return m;
}

/* Two codes that some year brings within a multiple of 2^20 of one another. */
static void make_colliding(void *folder)
{
    static struct purpose_row purposes[2] = {{"a", 0, 1, "", false}, {"b", 0, 1, "", false}};
    for (uint16_t a = 1; a < 100 && !purposes[1].code; a++) {
        for (uint16_t b = 100; b < 60000 && !purposes[1].code; b++) {
            if (((hq_position(2001, a) - hq_position(2004, b)) & 0xfffff) == 0) {
                purposes[0].code = a;
                purposes[1].code = b;
            }
        }
    }
    struct model clash = toy_with(purposes);
    struct engine e;
    hq_engine_make(&e, &clash, &lanes_sse2, toy_load(folder, NULL), 1);
}

/* Codes whose first draws are far apart in every year, though draw 1 of the one in 2002 and draw 3 of the other
 * in 2005 lie a multiple of 2^29 apart. */
static void make_draws_that_collide(void *folder)
{
    static struct purpose_row purposes[2] = {{"a", 0, 2, "", false}, {"b", 0, 4, "", false}};
    static uint64_t seconds[UINT16_MAX], fourths[UINT16_MAX];
    for (uint32_t code = 1; code < UINT16_MAX; code++) {
        seconds[code] = hq_position(2002, code) + 1;
        fourths[code] = hq_position(2005, code) + 3;
    }
    for (uint32_t a = 1; a < UINT16_MAX && !purposes[1].code; a++) {
        for (uint32_t b = 1; b < UINT16_MAX && !purposes[1].code; b++) {
            if (((seconds[a] - fourths[b]) & 0x1fffffff) == 0) {
                purposes[0].code = (uint16_t)a;
                purposes[1].code = (uint16_t)b;
            }
        }
    }
    struct model clash = toy_with(purposes);
    struct engine e;
    struct config *config = toy_load(folder, NULL);
    purposes[1].draws = 3; /* the draw is not made: nothing to refuse */
    hq_engine_make(&e, &clash, &lanes_sse2, config, 1);
    toy_engine_free(&e, config);
    purposes[1].draws = 4;
    hq_engine_make(&e, &clash, &lanes_sse2, toy_load(folder, NULL), 1);
}

static void make_twice_the_same(void *folder)
{
    static const struct purpose_row purposes[2] = {{"a", 5, 1, "", false}, {"b", 5, 1, "", false}};
    struct model clash = toy_with(purposes);
    struct engine e;
    hq_engine_make(&e, &clash, &lanes_sse2, toy_load(folder, NULL), 1);
}

static void positions_too_alike_are_refused(void **state)
{
    scratch_must_fail(state, make_colliding, *state, HQ_EXIT_INTERNAL,
                      "multiple of 2^20 apart within 2001 to 2006");
    scratch_must_fail(state, make_draws_that_collide, *state, HQ_EXIT_INTERNAL,
                      "multiple of 2^29 apart within 2001 to 2006");
    scratch_must_fail(state, make_twice_the_same, *state, HQ_EXIT_INTERNAL, "of model toy another code");
}

/* Draws of a lasting purpose are those of year 0 in every year, and lie near none of another's. */
static void lasting_draws_are_the_same_every_year(void **state)
{
    static struct purpose_row purposes[2] = {{"a", 7, 2, "", false}, {"b", 12, 2, "", true}};
    struct model m = toy_with(purposes);
    struct config *config = toy_load(*state, NULL);
    struct engine e;
    hq_engine_make(&e, &m, &lanes_sse2, config, 1);
    for (int year = 2001; year <= 2004; year++) {
        hq_engine_open_year(&e, year);
        for (int k = 0; k < 2; k++) {
            const struct hq_jump yearly = hq_jump_to(hq_position(year, 7) + (uint64_t)k),
                                 lasting = hq_jump_to(hq_position(0, 12) + (uint64_t)k);
            assert_memory_equal(&e.jumps[k], &yearly, sizeof yearly);
            assert_memory_equal(&e.jumps[2 + k], &lasting, sizeof lasting);
        }
    }
    toy_engine_free(&e, config);
}

static const char *complain(struct world *w)
{
    (void)w;
    return "a fen is missing";
}

static const char *overdraw(struct world *w)
{
    hq_post(w->ledger, 0, P_courses, A_fund, A_people, I_gift, 1, 0);
    return NULL;
}

static void run_complaining(void *folder)
{
    struct model m = toy;
    struct engine e;
    m.close = complain;
    hq_engine_make(&e, &m, &lanes_sse2, toy_load(folder, NULL), 1);
    toy_run(&e, 2001);
}

static void run_overdrawing(void *folder)
{
    struct model m = toy;
    struct engine e;
    m.close = overdraw;
    hq_engine_make(&e, &m, &lanes_sse2, toy_load(folder, NULL), 1);
    toy_run(&e, 2001);
}

static void books_that_do_not_balance_end_the_run(void **state)
{
    scratch_must_fail(state, run_complaining, *state, HQ_EXIT_INTERNAL,
                      "the books of 2001 do not balance: a fen is missing");
    scratch_must_fail(state, run_overdrawing, *state, HQ_EXIT_INTERNAL, "the books of 2001 do not balance");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        toy_test(ranks_do_not_matter),
        toy_test(grants_are_cut_to_the_demand_on_every_rank),
        toy_test(places_of_villages_add_up_to_the_grant),
        toy_test(tallies_count_every_household_once),
        toy_test(rounding_moves_from_year_to_year),
        toy_test(what_a_model_sees_is_what_the_configuration_says),
        toy_test(villages_have_numbers_and_codes),
        toy_test(constants_are_prepared_once),
        toy_test(positions_too_alike_are_refused),
        toy_test(lasting_draws_are_the_same_every_year),
        toy_test(books_that_do_not_balance_end_the_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
