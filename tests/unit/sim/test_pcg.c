/* Streams and jumps of the generator. Agreement with the reference implementation is in
 * test_pcg_reference.cpp; here: what our own use of it must hold. */
#include "unit/sim/test.h"

#include <math.h>

#include "sim/mathematics.h"

/* The demonstration of the reference: pcg32 seeded with (42, 54). */
static void the_reference_demonstration_comes_out(void **state)
{
    (void)state;
    static const uint32_t expected[] = {0xa15c02b7, 0x7b47f409, 0xba1d3330, 0x83d2f293, 0xbfa4784b, 0xcbed606e};
    struct hq_stream s = {.increment = 54 << 1 | 1};
    s.state = (42 + s.increment) * HQ_PCG_MULTIPLIER + s.increment;
    for (uint64_t k = 0; k < 6; k++)
        assert_int_equal(hq_draw(s, hq_jump_to(k)), expected[k]);
}

static void streams_are_made_of_their_arguments(void **state)
{
    (void)state;
    uint64_t random = 1;
    for (int i = 0; i < 1000; i++) {
        const struct hq_seed keys = hq_seed_keys(test_random(&random));
        const uint64_t id = test_random(&random);
        uint64_t initstate, stream;
        hq_stream_arguments(keys, id, &initstate, &stream);
        const struct hq_stream s = hq_stream_of(keys, id);
        /* Seeding by the book: from 0 one step, the initial state added, one step. */
        uint64_t by_the_book = 0;
        by_the_book = by_the_book * HQ_PCG_MULTIPLIER + ((stream << 1) | 1);
        by_the_book += initstate;
        by_the_book = by_the_book * HQ_PCG_MULTIPLIER + ((stream << 1) | 1);
        assert_int_equal(s.increment, (stream << 1) | 1);
        assert_int_equal(s.state, by_the_book);
    }
}

static void a_jump_is_so_many_steps(void **state)
{
    (void)state;
    const struct hq_stream s = hq_stream_of(hq_seed_keys(7), 11);
    uint64_t stepped = s.state;
    for (uint64_t k = 0; k < 3000; k++) {
        const struct hq_jump jump = hq_jump_to(k);
        assert_int_equal(jump.power * s.state + jump.sum * s.increment, stepped);
        assert_int_equal(hq_draw(s, jump), hq_pcg_output(stepped));
        stepped = stepped * HQ_PCG_MULTIPLIER + s.increment;
    }
    /* Far jumps: one of a + b is one of a after one of b, over the whole circle of 2^64. */
    uint64_t random = 2;
    for (int i = 0; i < 1000; i++) {
        const uint64_t a = test_random(&random), b = test_random(&random);
        const struct hq_jump first = hq_jump_to(a), second = hq_jump_to(b), both = hq_jump_to(a + b);
        assert_int_equal(both.power, first.power * second.power);
        assert_int_equal(both.sum, first.power * second.sum + first.sum);
    }
    const struct hq_jump back = hq_jump_to(UINT64_MAX), forth = hq_jump_to(1);
    assert_int_equal(back.power * forth.power, 1);
}

static uint64_t unmix(uint64_t x)
{
    x ^= x >> 31 ^ x >> 62;
    x *= UINT64_C(0x319642b2d24d8ec3);
    x ^= x >> 27 ^ x >> 54;
    x *= UINT64_C(0x96de1b173f119089);
    return x ^ x >> 30 ^ x >> 60;
}

static void the_mix_is_a_bijection(void **state)
{
    (void)state;
    uint64_t random = 3;
    for (int i = 0; i < 100000; i++) {
        const uint64_t x = i < 1000 ? (uint64_t)i : test_random(&random);
        assert_int_equal(unmix(hq_mix64(x)), x);
    }
}

struct pair {
    uint64_t high, low;
};

static int by_value(const void *a, const void *b)
{
    const struct pair *x = a, *y = b;
    return x->high != y->high ? (x->high < y->high ? -1 : 1)
           : x->low != y->low ? (x->low < y->low ? -1 : 1)
                              : 0;
}

static void none_twice(struct pair *pairs, size_t count)
{
    qsort(pairs, count, sizeof *pairs, by_value);
    for (size_t i = 1; i < count; i++)
        assert_true(by_value(&pairs[i - 1], &pairs[i]) != 0);
}

enum { TWINS = 1000000 };

/* Household i under seed s + 1 must not be the twin of household i + 1 under seed s, nor of any other:
 * neither stream nor run of draws comes twice among a million households under two neighbouring seeds.
 * (Four draws are 128 bits: an accidental pair has a chance of 10^-26.) */
static void neighbouring_seeds_share_nothing(void **state)
{
    (void)state;
    struct pair *streams = malloc(2 * TWINS * sizeof *streams), *runs = malloc(2 * TWINS * sizeof *runs);
    const uint64_t position = hq_position(2002, 3);
    const struct hq_jump jumps[4] = {hq_jump_to(position), hq_jump_to(position + 1), hq_jump_to(position + 2),
                                     hq_jump_to(position + 3)};
    assert_true(streams && runs);
    for (size_t k = 0; k < 2 * TWINS; k++) {
        const struct hq_stream s = hq_stream_of(hq_seed_keys(1 + k / TWINS), 1 + k % TWINS);
        streams[k] = (struct pair){s.state, s.increment};
        runs[k] = (struct pair){(uint64_t)hq_draw(s, jumps[0]) << 32 | hq_draw(s, jumps[1]),
                                (uint64_t)hq_draw(s, jumps[2]) << 32 | hq_draw(s, jumps[3])};
    }
    none_twice(streams, 2 * TWINS);
    none_twice(runs, 2 * TWINS);
    free(streams);
    free(runs);
}

/* Of `households` households, those whose third year is bad among those whose first two were, in standard
 * errors from what independence gives; a year is bad with probability 0.1. */
static double third_bad_year(const uint64_t positions[3], int64_t households)
{
    const struct hq_seed keys = hq_seed_keys(1);
    const struct hq_jump a = hq_jump_to(positions[0]), b = hq_jump_to(positions[1]),
                         c = hq_jump_to(positions[2]);
    const uint32_t bad = 429496730; /* 0.1 x 2^32 */
    int64_t two = 0, three = 0;
    for (int64_t id = 1; id <= households; id++) {
        const struct hq_stream s = hq_stream_of(keys, (uint64_t)id);
        const int64_t both = (int64_t)(hq_draw(s, a) < bad) & (int64_t)(hq_draw(s, b) < bad);
        two += both;
        three += both & (int64_t)(hq_draw(s, c) < bad);
    }
    return ((double)three - 0.1 * (double)two) / sqrt(0.09 * (double)two);
}

/* Over four million households, some 40,000 have two bad years: the standard error of the share with a
 * third is 0.0015. Offsets packed as year << 32 gave 0.113 instead of 0.100, and fail here. */
static void years_of_a_household_are_independent(void **state)
{
    (void)state;
    for (int64_t year = 2002; year < 2008; year++) {
        const uint64_t mixed[3] = {hq_position(year, 1), hq_position(year + 1, 1), hq_position(year + 2, 1)};
        assert_near(third_bad_year(mixed, 4000000), 0, 4);
    }
    const uint64_t packed[3] = {UINT64_C(2002) << 32, UINT64_C(2003) << 32, UINT64_C(2004) << 32};
    assert_true(fabs(third_bad_year(packed, 4000000)) > 4); /* so the test can fail */
}

/* Correlation of two draws over the households 1 .. n, in standard errors (1 / sqrt n). */
static double correlation(struct hq_seed first, struct hq_seed second, uint64_t shift, struct hq_jump one,
                          struct hq_jump other, int64_t n)
{
    double sum = 0;
    for (int64_t id = 1; id <= n; id++) {
        const double u = hq_uniform(hq_draw(hq_stream_of(first, (uint64_t)id), one)) - 0.5;
        const double w = hq_uniform(hq_draw(hq_stream_of(second, (uint64_t)id + shift), other)) - 0.5;
        sum += 12 * u * w;
    }
    return sum / sqrt((double)n);
}

static void draws_do_not_correlate(void **state)
{
    (void)state;
    enum { MANY = 1000000 };
    const struct hq_seed one = hq_seed_keys(1), two = hq_seed_keys(2);
    const uint64_t here = hq_position(2005, 4);
    const struct hq_jump draw = hq_jump_to(here), next = hq_jump_to(here + 1);
    const struct hq_jump year = hq_jump_to(hq_position(2006, 4)), purpose = hq_jump_to(hq_position(2005, 5));
    assert_near(correlation(one, one, 0, draw, next, MANY), 0, 4);    /* consecutive draws */
    assert_near(correlation(one, one, 0, draw, year, MANY), 0, 4);    /* years */
    assert_near(correlation(one, one, 0, draw, purpose, MANY), 0, 4); /* purposes */
    assert_near(correlation(one, one, 1, draw, draw, MANY), 0, 4);    /* neighbouring households */
    assert_near(correlation(one, two, 0, draw, draw, MANY), 0, 4);    /* neighbouring seeds */
    assert_near(correlation(one, two, UINT64_MAX, draw, draw, MANY), 0, 4);
}

static void positions_differ_over_years_and_purposes(void **state)
{
    (void)state;
    enum { YEARS = 301, PURPOSES = 200 };
    struct pair *all = malloc(YEARS * PURPOSES * sizeof *all);
    assert_non_null(all);
    for (int y = 0; y < YEARS; y++)
        for (int p = 0; p < PURPOSES; p++)
            all[y * PURPOSES + p] = (struct pair){hq_position(1900 + y, (uint32_t)p), 0};
    none_twice(all, YEARS * PURPOSES);
    free(all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_reference_demonstration_comes_out),
        cmocka_unit_test(streams_are_made_of_their_arguments),
        cmocka_unit_test(a_jump_is_so_many_steps),
        cmocka_unit_test(the_mix_is_a_bijection),
        cmocka_unit_test(neighbouring_seeds_share_nothing),
        cmocka_unit_test(years_of_a_household_are_independent),
        cmocka_unit_test(draws_do_not_correlate),
        cmocka_unit_test(positions_differ_over_years_and_purposes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
