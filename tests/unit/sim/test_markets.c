/* Markets held on the course of a base run, with the toy model. */
#include "unit/sim/toy.h"

#include "sim/markets.h"
#include "unit/sim/ranks.h"

enum { FIRST = 2001, LAST = 2006, YEARS = LAST - FIRST + 1, COUNTIES = 3 };

/* A run of the toy; what it left, as rank 0 sees it. */
struct market_run {
    const char *folder, *out; /* where toy.yml is; where the record goes */
    char state[YEARS][33];
    int64_t jobs[YEARS][COUNTIES], courses[YEARS][COUNTIES]; /* granted */
    double price[YEARS][COUNTIES];
    bool held[YEARS][COUNTIES][QUOTAS];
};

static void write_config(const char *folder, const char *run, const char *rest)
{
    char *path = hq_text("%s/toy.yml", folder);
    char *text = hq_text("run: {name: toy, model: toy, seed: 7, first_year: 2001, last_year: 2006%s}\n"
                         "region: {table: counties.csv}\n%s",
                         run, rest);
    scratch_write(path, text, strlen(text));
    free(text);
    free(path);
}

static void look_at(const struct engine *e, struct market_run *r, int at)
{
    for (int c = 0; c < COUNTIES; c++) {
        r->jobs[at][c] = e->granted[c * QUOTAS + Q_jobs];
        r->courses[at][c] = e->granted[c * QUOTAS + Q_courses];
        r->price[at][c] = ((const struct county *)hq_county(&e->world, c))->price;
        for (int q = 0; q < QUOTAS; q++)
            r->held[at][c][q] = hq_quota_held_in(&e->world, c, q);
    }
}

static void run_toy(void *with)
{
    struct market_run *r = with;
    struct engine e;
    struct config *config = toy_engine(&e, r->folder, NULL, 1);
    hq_engine_found(&e);
    for (int year = FIRST; year <= LAST; year++) {
        char state[33];
        hq_engine_year(&e, year);
        hq_state_hash(&e, state, NULL);
        if (r->out)
            hq_markets_write(&e, r->out, state);
        if (hq_rank() == 0) {
            memcpy(r->state[year - FIRST], state, sizeof state);
            look_at(&e, r, year - FIRST);
        }
    }
    toy_engine_free(&e, config);
}

#define RECORDED "output: {markets: true}\n"

static struct market_run run_it(void **state, const char *run, const char *rest, const char *out, int ranks)
{
    struct market_run r = {.folder = *state, .out = out};
    write_config(*state, run, rest);
    on_ranks(ranks, run_toy, &r);
    return r;
}

static struct market_run a_base(void **state, int ranks)
{
    return run_it(state, "", RECORDED, *state, ranks);
}

static struct market_run frozen(void **state, const char *rest, int ranks)
{
    char *run = hq_text(", markets: frozen, base: %s", (const char *)*state);
    const struct market_run r = run_it(state, run, rest, NULL, ranks);
    free(run);
    return r;
}

static void recording_changes_nothing(void **state)
{
    const struct market_run plain = run_it(state, "", "", NULL, 1), base = a_base(state, 1);
    assert_memory_equal(plain.state, base.state, sizeof plain.state);
}

static void the_same_run_on_its_own_record_is_the_same(void **state)
{
    const struct market_run base = a_base(state, 1);
    for (int ranks = 1; ranks <= 13; ranks += 6) {
        const struct market_run again = frozen(state, "", ranks);
        assert_memory_equal(base.state, again.state, sizeof base.state);
        assert_memory_equal(base.jobs, again.jobs, sizeof base.jobs);
        assert_memory_equal(base.courses, again.courses, sizeof base.courses);
        assert_true(again.held[YEARS - 1][COUNTIES - 1][Q_jobs]);
    }
}

static void records_are_the_same_on_any_ranks(void **state)
{
    char *bytes[YEARS];
    size_t size[YEARS];
    for (int ranks = 1; ranks <= 13; ranks += 4) {
        a_base(state, ranks);
        for (int y = 0; y < YEARS; y++) {
            char *path = hq_text("%s/markets/%d.hqc", (const char *)*state, FIRST + y), *now;
            size_t length;
            assert_int_equal(hq_read_file(path, &now, &length), 0);
            if (ranks == 1) {
                bytes[y] = now;
                size[y] = length;
            } else {
                assert_int_equal(length, size[y]);
                assert_memory_equal(now, bytes[y], length);
                free(now);
            }
            free(path);
        }
    }
    for (int y = 0; y < YEARS; y++)
        free(bytes[y]);
}

/* Herds grow faster, so other households want jobs and courses: places and the village column stay. */
static void what_is_held_stays(void **state)
{
    const struct market_run base = a_base(state, 1);
    const struct market_run live = run_it(state, "", "herd: {growth: 0.9}\n", NULL, 1);
    const struct market_run held = frozen(state, "herd: {growth: 0.9}\n", 1);
    assert_memory_not_equal(base.courses, live.courses, sizeof base.courses);
    assert_memory_equal(base.courses, held.courses, sizeof base.courses);
    assert_memory_equal(base.jobs, held.jobs, sizeof base.jobs);
    assert_string_not_equal(base.state[0], held.state[0]);
    /* herd.growth is among the terms of the price: that is live from the first year, and so is the rain. */
    assert_true(held.price[YEARS - 1][0] != base.price[YEARS - 1][0]);
}

/* Other terms in one county from 2003 on, and the old ones again from 2005: live there from 2003 to the end. */
static void a_market_with_other_terms_is_live(void **state)
{
    const struct market_run base = a_base(state, 1);
    const struct market_run r =
        frozen(state, "places: {jobs: {county: {101: {year: {2001: 25, 2003: 10, 2005: 25}}}}}\n", 3);
    for (int y = 0; y < YEARS; y++)
        for (int c = 0; c < COUNTIES; c++) {
            assert_int_equal(r.held[y][c][Q_jobs], c != 0 || y + FIRST < 2003);
            assert_true(r.held[y][c][Q_courses]);
            assert_int_equal(r.jobs[y][c],
                             c == 0 && (y + FIRST == 2003 || y + FIRST == 2004) ? 10 : base.jobs[y][c]);
        }
    assert_string_equal(r.state[1], base.state[1]);
    assert_string_not_equal(r.state[2], base.state[2]);
}

static void make_engine(void *with)
{
    struct engine e;
    toy_engine(&e, with, NULL, 1);
}

static void what_will_not_do_ends_the_run(void **state)
{
    a_base(state, 1);
    char *run = hq_text(", markets: frozen, base: %s", (const char *)*state);
    char *other = hq_text(", markets: frozen, base: %s/none", (const char *)*state);
    write_config(*state, other, "");
    scratch_must_fail(state, make_engine, *state, HQ_EXIT_USAGE, "2001.hqc is not there");
    write_config(*state, run, "population: {scale: 0.5}\n");
    scratch_must_fail(state, make_engine, *state, HQ_EXIT_USAGE, "other counties, villages or households");
    write_config(*state, run, "");
    char *path = hq_text("%s/markets/2006.hqc", (const char *)*state), *bytes;
    size_t size;
    assert_int_equal(hq_read_file(path, &bytes, &size), 0);
    bytes[size / 2] ^= 1;
    scratch_write(path, bytes, size);
    scratch_must_fail(state, make_engine, *state, HQ_EXIT_BAD_DATA, "2006.hqc is cut off or damaged");
    free(bytes);
    free(path);
    free(run);
    free(other);
}

/* A record taken over into the folder `out` by a run of these terms: its bytes, or NULL where none is written. */
static char *adopted(void **state, const char *rest, size_t *size)
{
    struct engine e;
    char *out = scratch_path(state, "out"), *path = scratch_path(state, "out/markets/2003.hqc"), *bytes = NULL;
    write_config(*state, "", rest);
    struct config *config = toy_engine(&e, *state, NULL, 1);
    hq_markets_adopt(&e, *state, out, 2003);
    toy_engine_free(&e, config);
    if (hq_read_file(path, &bytes, size) != 0)
        bytes = NULL;
    hq_remove_folder(out);
    free(out);
    free(path);
    return bytes;
}

static void a_branch_takes_a_record_over(void **state)
{
    size_t size, other;
    a_base(state, 1);
    char *path = scratch_path(state, "markets/2003.hqc"), *own, *taken;
    assert_null(adopted(state, "", &size)); /* by one that keeps none */
    taken = adopted(state, RECORDED, &other);
    assert_int_equal(hq_read_file(path, &own, &size), 0);
    assert_int_equal(size, other);
    assert_memory_equal(own, taken, size);
    free(taken);
    taken = adopted(state, RECORDED "places: {jobs: 3}\n", &other); /* its terms are its own */
    assert_int_equal(size, other);
    assert_memory_not_equal(own, taken, size);
    free(taken);
    free(own);
    free(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        toy_test(recording_changes_nothing),         toy_test(the_same_run_on_its_own_record_is_the_same),
        toy_test(records_are_the_same_on_any_ranks), toy_test(what_is_held_stays),
        toy_test(a_market_with_other_terms_is_live), toy_test(what_will_not_do_ends_the_run),
        toy_test(a_branch_takes_a_record_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
