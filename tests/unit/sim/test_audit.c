/* The audit: accounts that hold are left alone, one that does not ends the run and says where. */
#include "unit/sim/toy.h"

#include "sim/audit.h"
#include "sim/outbox.h"
#include "unit/sim/ranks.h"

/* ---- a model whose households gain money and luck, move, and in which something may be wrong ---------- */

static enum { NOTHING_WRONG, COIN_FOUND, ROW_LOST, LEAVES_UNBOOKED, ARRIVES_TWICE } wrong;
static uint64_t villages;

enum { HERE = 3, CAME = 5 }; /* of `mood`, which is 3 by default */

static int64_t gain_of(const struct view *v, int32_t i)
{
    return 7 + (int64_t)(ROW(v, id)[i] + (uint64_t)v->year) % 5;
}

static void gain(const struct view *v)
{
    for (int32_t i = 0; i < v->live; i++) {
        const int64_t weight = ROW(v, weight)[i], before = ROW(v, cash)[i];
        if (ROW(v, mood)[i] == CAME)
            v->tally[T_wanting] += before * weight * (wrong == ARRIVES_TWICE ? 2 : 1);
        ROW(v, mood)[i] = HERE;
        ROW(v, cash)[i] += gain_of(v, i);
        v->tally[T_sheep] += gain_of(v, i) * weight;
        ROW(v, turns)[i]++;
        v->tally[T_jobs] += weight;
        ROW(v, herd)[i] += 0.4f;
    }
    if (wrong == COIN_FOUND && v->year == 2003 && v->county == 1 && v->live > 0 && v->place == 9)
        ROW(v, cash)[0]++;
}

/* A tenth of the households goes to some village of the region; a few of them only out of their own house. */
static void move(const struct view *v)
{
    for (int32_t i = 0; i < v->live; i++) {
        const uint64_t luck = hq_mix64(ROW(v, id)[i] + (uint64_t)v->year);
        if (luck % 10 == 0) {
            ROW(v, mood)[i] = CAME;
            v->tally[T_courses] += wrong == LEAVES_UNBOOKED ? 0 : ROW(v, cash)[i] * ROW(v, weight)[i];
            hq_post_move(v, i, v->village_codes[(luck >> 8) % villages]);
        } else if (wrong == ROW_LOST && v->year == 2004 && v->place == 3 && luck % 10 == 1) {
            hq_post_end(v, i);
        }
    }
}

static const char *close_books(struct world *w)
{
    for (int c = 0; c < w->counties; c++) {
        const int64_t *t = hq_tallies(w, c);
        hq_post(w->ledger, c, P_base, A_treasury, A_people, I_gift, t[T_sheep] + t[T_wanting], 0);
        hq_post(w->ledger, c, P_courses, A_people, A_treasury, I_gift, t[T_courses], 0);
    }
    return NULL;
}

static const short all[] = {C_id, C_weight, C_cash, C_mood, C_turns, C_herd, -1};
static const struct process gaining = {"gain", HQ_SETTLE, gain, all, all};
static const struct process moving = {"move", HQ_SETTLE, move, all, all};
static const struct process *const processes[] = {&gaining, &moving, NULL};

static const struct stock_row stocks[] = {
    {"households", HQ_HOUSEHOLDS, C_weight, 1, 0, "households", ""},
    {"cash", HQ_AMOUNT, C_cash, 1, 0, "fen", ""},
    {"turns", HQ_AMOUNT, C_turns, 1, 0, "turns", ""},
    {"persons", HQ_PRESENT, C_age, 1, 0, "persons", ""},
    {"herd", HQ_AMOUNT, C_herd, 1, 1, "sheep", ""},
    {"passed", HQ_NOTHING, C_weight, 1, 0, "turns", ""},
};
enum { CASH = 1, TURNS = 2, HERD = 4, PASSED = 5, ROWS = 6 };
static const struct flow_row flows[] = {
    {CASH, 1, HQ_FLOW_BOOK, A_people, HQ_ALL_PROGRAMMES, "people"},
    {TURNS, 1, HQ_FLOW_TALLY, T_jobs, 0, "jobs"},
    {PASSED, 1, HQ_FLOW_TALLY, T_jobs, 0, "jobs"},
    {PASSED, -1, HQ_FLOW_TALLY, T_jobs, 0, "jobs"},
};

static struct model audited(void)
{
    struct model m = toy;
    m.processes = processes;
    m.close = close_books;
    m.stocks = stocks;
    m.stock_count = ROWS;
    m.flows = flows;
    m.flow_count = sizeof flows / sizeof *flows;
    return m;
}

/* ---- running it --------------------------------------------------------------------------------------- */

struct call {
    const char *folder, *set;
    const struct model *model;
    bool audit;
    int again; /* the audit begins anew behind this year, as after a checkpoint; 0: never */
    char hash[33];
    char *json; /* of rank 0 */
};

static void run_years(void *with)
{
    struct call *call = with;
    struct engine e;
    struct config *config = toy_load(call->folder, call->set);
    hq_engine_make(&e, call->model, &lanes_sse2, config, 1);
    villages = (uint64_t)e.directory.villages; /* the same on every rank */
    hq_engine_found(&e);
    if (call->audit)
        hq_audit_begin(&e);
    for (int year = 2001; year <= 2006; year++) {
        hq_engine_year(&e, year);
        hq_audit_year(&e);
        if (call->audit && year == call->again) {
            hq_audit_free(&e);
            hq_audit_begin(&e);
        }
    }
    char hash[33];
    hq_state_hash(&e, hash, NULL);
    if (hq_rank() == 0) {
        size_t size;
        FILE *out = open_memstream(&call->json, &size);
        struct json j;
        hq_json_begin(&j, out);
        hq_audit_json(&e, &j);
        hq_json_end(&j);
        fclose(out);
        memcpy(call->hash, hash, sizeof hash);
    }
    hq_engine_free(&e);
    hq_config_free(config);
}

static struct call years(const char *folder, const char *set, int ranks, bool audit, int again)
{
    static struct model m;
    m = audited();
    struct call call = {.folder = folder, .set = set, .model = &m, .audit = audit, .again = again};
    wrong = NOTHING_WRONG;
    on_ranks(ranks, run_years, &call);
    return call;
}

static void accounts_that_hold_change_nothing(void **state)
{
    static const char *const sets[] = {NULL, "population.scale=0.5"};
    for (int s = 0; s < 2; s++) {
        struct call without = years(*state, sets[s], 1, false, 0);
        assert_non_null(strstr(without.json, "\"audited_years\": 0"));
        for (int ranks = 1; ranks <= 4 && s == 0; ranks += ranks == 1 ? 2 : 1) {
            struct call with = years(*state, sets[s], ranks, true, 0);
            assert_string_equal(with.hash, without.hash);
            assert_non_null(strstr(with.json, "\"audited_years\": 6"));
            assert_non_null(strstr(with.json, "\"stock\": \"cash\""));
            free(with.json);
        }
        free(without.json);
    }
}

static void an_audit_may_begin_behind_any_year(void **state)
{
    for (int again = 2001; again < 2006; again++) { /* in each of which a tenth are on their way */
        struct call call = years(*state, NULL, 2, true, again);
        char *said = hq_text("\"audited_years\": %d", 2006 - again);
        assert_non_null(strstr(call.json, said));
        free(said);
        free(call.json);
    }
}

/* Sheep are counted whole: 0.4 more each is at most one more. */
static void slack_is_for_rounding_only(void **state)
{
    struct call call = years(*state, NULL, 1, true, 0);
    const char *herd = strstr(call.json, "\"stock\": \"herd\"");
    assert_non_null(herd);
    const char *worst = strstr(herd, "\"worst_difference\": "), *bound = strstr(herd, "\"allowed_there\": ");
    assert_true(worst && bound);
    const long difference = strtol(worst + 20, NULL, 10), allowed = strtol(bound + 17, NULL, 10);
    assert_in_range(difference, 1, allowed);
    free(call.json);
}

/* ---- what does not hold --------------------------------------------------------------------------------- */

struct fault {
    const char *folder;
    int what;
    const struct stock_row *stocks; /* other ones, or NULL */
};

static void run_wrong(void *with)
{
    const struct fault *fault = with;
    struct model m = audited();
    struct call call = {.folder = fault->folder, .model = &m, .audit = true};
    wrong = fault->what;
    m.stocks = fault->stocks ? fault->stocks : m.stocks;
    run_years(&call);
    _exit(0);
}

/* Exit 70, and the message holds all these words. */
static void ends(const char *folder, int what, const struct stock_row *other, const char *const *words)
{
    struct fault fault = {folder, what, other};
    char *errors = hq_text("%s/stderr", folder), *text;
    size_t size;
    const int status = scratch_child(run_wrong, &fault, errors);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), HQ_EXIT_INTERNAL);
    assert_int_equal(hq_read_file(errors, &text, &size), 0);
    for (; *words; words++)
        if (!strstr(text, *words))
            fail_msg("'%s' is not in: %s", *words, text);
    free(text);
    free(errors);
}

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

static void a_coin_from_nowhere(void **state)
{
    ends(*state, COIN_FOUND, NULL,
         WORDS("cash of county 102 do not add up in 2003", " +1 fen ", "by the ledger"));
}

static void households_that_vanish(void **state)
{
    ends(*state, ROW_LOST, NULL,
         WORDS("households of county 101 do not add up in 2004", "against last year's"));
}

static void what_leaves_without_books(void **state)
{
    ends(*state, LEAVES_UNBOOKED, NULL, WORDS("cash of county 101 do not add up in 2001"));
}

static void what_arrives_twice(void **state)
{
    ends(*state, ARRIVES_TWICE, NULL, WORDS("cash of county 101 do not add up in 2002"));
}

static void no_slack_no_rounding(void **state)
{
    struct stock_row strict[ROWS];
    memcpy(strict, stocks, sizeof strict);
    strict[HERD].slack = 0;
    ends(*state, NOTHING_WRONG, strict, WORDS("herd of county 101 do not add up in 2001", "sheep"));
}

/* What flows in and is no stock must flow out: with a stock in its place the other flow is missing. */
static void flows_without_a_stock(void **state)
{
    struct stock_row other[ROWS];
    memcpy(other, stocks, sizeof other);
    other[TURNS].measure = HQ_NOTHING;
    ends(*state, NOTHING_WRONG, other, WORDS("turns of county 101 do not add up in 2001", ", jobs +"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        toy_test(accounts_that_hold_change_nothing),
        toy_test(an_audit_may_begin_behind_any_year),
        toy_test(slack_is_for_rounding_only),
        toy_test(a_coin_from_nowhere),
        toy_test(households_that_vanish),
        toy_test(what_leaves_without_books),
        toy_test(what_arrives_twice),
        toy_test(no_slack_no_rounding),
        toy_test(flows_without_a_stock),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
