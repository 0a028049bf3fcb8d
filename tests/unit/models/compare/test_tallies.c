/* Who is counted where, of a handful of households by hand. */
#include "unit/sim/test.h"

#include "models/compare/tallies.c" // NOLINT(bugprone-suspicious-include)

enum { LINE = 1000, COUNTIES = 2 };

static struct household one(uint64_t id, int county, int32_t income, int32_t heads, uint64_t kinds)
{
    return (struct household){
        .id = id, .county = county, .income = income, .heads = heads, .weight = 1, .kinds = kinds};
}

/* Three in both runs (lifted, pushed and in another county, poor in both) and one in each alone. */
static struct household base_rows[] = {{0}, {0}, {0}, {0}}, other_rows[] = {{0}, {0}, {0}, {0}};
static const struct match pairs[] = {{{0, 0}}, {{1, 1}}, {{2, 2}}, {{3, -1}}, {{-1, 3}}};
static const uint64_t trained = UINT64_C(1) << KIND_training, tenth = UINT64_C(1) << KIND_decile_1;

static void fill(void)
{
    base_rows[0] = one(1, 0, 900, 5, tenth);
    base_rows[1] = one(2, 0, 1000, 3, 0); /* at the line: not poor */
    base_rows[2] = one(3, 1, -10, 2, tenth);
    base_rows[3] = one(4, 1, 999, 4, 0);
    other_rows[0] = one(1, 0, 1000, 4, trained); /* one of them has left */
    other_rows[1] = one(2, 1, 999, 3, 0);
    other_rows[2] = one(3, 1, 0, 6, trained);
    other_rows[3] = one(5, 0, 5000, 7, trained);
}

static void assert_tally(const struct tallies *t, int place, int which, int base, int other)
{
    const struct tally *found = tally_at(t, place, 0, which);
    if (found->of[BASE][IN_PERSONS] != base || found->of[OTHER][IN_PERSONS] != other) {
        fail_msg("place %d, row %d: %d and %d persons, not %d and %d", place, which,
                 (int)found->of[BASE][IN_PERSONS], (int)found->of[OTHER][IN_PERSONS], base, other);
    }
}

static void count(struct tallies *t, struct all_stays *stays, int lines, int64_t *fen)
{
    const struct households sides[SIDES] = {{base_rows, 4}, {other_rows, 4}};
    const struct matches m = {(struct match *)pairs, 5};
    const struct year_lines l = {.counties = COUNTIES, .lines = lines, .counted = {true, false}, .fen = fen};
    fill();
    tallies_make(t, COUNTIES, lines);
    count_year(sides, &m, &l, 2010, t, stays);
}

static void everybody_is_counted_where_they_live(void **state)
{
    (void)state;
    int64_t fen[SIDES * COUNTIES] = {LINE, LINE, LINE, LINE};
    struct tallies t;
    struct all_stays stays = {0};
    count(&t, &stays, 1, fen);
    assert_tally(&t, 0, W_persons, 8, 11);
    assert_tally(&t, 1, W_persons, 6, 9);
    assert_tally(&t, 0, W_poor, 5, 0);
    assert_tally(&t, 1, W_poor, 6, 9);
    assert_tally(&t, 0, W_lifted, 0, 5);
    assert_tally(&t, 1, W_pushed, 0, 3);
    assert_tally(&t, 0, W_pushed, 0, 0);
    assert_tally(&t, 1, W_poor_both, 2, 6);
    assert_tally(&t, 1, W_only_base, 4, 0);
    assert_tally(&t, 1, W_only_base_poor, 4, 0);
    assert_tally(&t, 0, W_only_other, 0, 7);
    assert_tally(&t, 0, W_only_other_poor, 0, 0);
    assert_int_equal(tally_at(&t, 0, 0, W_lifted)->of[OTHER][IN_HOUSEHOLDS], 1);
    /* poor(base) - poor(other) = lifted - pushed + poor_both + only */
    assert_int_equal(11 - 9, 5 - 3 + (2 - 6) + 4 - 0);
    assert_true(stays.of[LIFTED][0].count == 1 && stays.of[PUSHED][0].count == 1);
    tallies_free(&t);
    stays_free(&stays.of[LIFTED][0]);
    stays_free(&stays.of[PUSHED][0]);
}

static void kinds_are_those_of_both_runs(void **state)
{
    (void)state;
    int64_t fen[SIDES * COUNTIES] = {LINE, LINE, LINE, LINE};
    struct tallies t;
    struct all_stays stays = {0};
    count(&t, &stays, 1, fen);
    assert_tally(&t, COUNTIES + KIND_training, W_persons, 7, 10); /* not of the one that is in one run alone */
    assert_tally(&t, COUNTIES + KIND_training, W_lifted, 0, 5);
    assert_tally(&t, COUNTIES + KIND_training, W_poor_both, 2, 6);
    assert_tally(&t, COUNTIES + KIND_decile_1, W_lifted, 0, 5);
    assert_tally(&t, COUNTIES + KIND_industry, W_persons, 0, 0);
    tallies_free(&t);
    stays_free(&stays.of[LIFTED][0]);
    stays_free(&stays.of[PUSHED][0]);
}

/* Every county and run has its own line; where there is none nobody is poor, and a line not asked for is left alone. */
static void lines_are_those_of_county_and_run(void **state)
{
    (void)state;
    int64_t fen[SIDES * COUNTIES * 2] = {900, LINE, INT64_MIN, LINE, 1001, LINE, INT64_MIN, LINE};
    struct tallies t;
    struct all_stays stays = {0};
    count(&t, &stays, 2, fen);
    assert_tally(&t, 0, W_poor, 0, 4);
    assert_tally(&t, 1, W_poor, 0, 0);
    assert_tally(&t, 0, W_pushed, 0, 4);
    assert_int_equal(tally_at(&t, 0, 1, W_persons)->of[BASE][IN_PERSONS], 0);
    struct tallies twice;
    tallies_make(&twice, COUNTIES, 2);
    tallies_add(&twice, &t);
    tallies_add(&twice, &t);
    assert_tally(&twice, 0, W_poor, 0, 8);
    tallies_free(&twice);
    tallies_free(&t);
    stays_free(&stays.of[PUSHED][0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everybody_is_counted_where_they_live),
        cmocka_unit_test(kinds_are_those_of_both_runs),
        cmocka_unit_test(lines_are_those_of_county_and_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
