/* Sharing places: exact sums on any partition. */
#include "unit/sim/test.h"

#include "sim/allot.h"

enum { BLOCKS = 40 };

struct sharing {
    int64_t places, total, phase;
    int count;
    int64_t own[BLOCKS], share[BLOCKS];
};

static void share_out(struct sharing *s)
{
    int64_t before = 0;
    for (int b = 0; b < s->count; b++) {
        s->share[b] = hq_allot(s->places, before, s->own[b], s->total, s->phase);
        before += s->own[b];
    }
}

/* Random blocks of at most `most`, some of them empty, and random places and phase. */
static struct sharing random_sharing(uint64_t *random, int64_t most)
{
    struct sharing s = {.count = 1 + (int)(test_random(random) % BLOCKS)};
    for (int b = 0; b < s.count; b++) {
        s.own[b] = test_random(random) % 4 ? (int64_t)(test_random(random) % (uint64_t)(most + 1)) : 0;
        s.total += s.own[b];
    }
    s.places = (int64_t)(test_random(random) % (uint64_t)(s.total + 1));
    s.phase = s.total ? (int64_t)(test_random(random) % (uint64_t)s.total) : 0;
    return s;
}

/* Whether share is within one of places own / total: |share total - places own| < total. */
static bool within_one(const struct sharing *s, int b)
{
    const __int128 off = (__int128)s->share[b] * s->total - (__int128)s->places * s->own[b];
    return off < s->total && off > -(__int128)s->total;
}

static void check(struct sharing *s)
{
    int64_t sum = 0;
    share_out(s);
    for (int b = 0; b < s->count; b++) {
        assert_true(s->share[b] >= 0);
        assert_true(s->share[b] <= s->own[b]);
        assert_true(s->total == 0 || within_one(s, b));
        sum += s->share[b];
    }
    assert_int_equal(sum, s->total ? s->places : 0);
}

static void shares_add_up_and_are_within_one(void **state)
{
    (void)state;
    uint64_t random = 1;
    for (int i = 0; i < 20000; i++) {
        struct sharing small = random_sharing(&random, 9), villages = random_sharing(&random, 500);
        struct sharing huge = random_sharing(&random, INT64_MAX / BLOCKS - 1); /* products of 126 bits */
        check(&small);
        check(&villages);
        check(&huge);
    }
}

static void nothing_and_everything(void **state)
{
    (void)state;
    assert_int_equal(hq_allot(0, 0, 10, 10, 3), 0);
    assert_int_equal(hq_allot(5, 0, 0, 0, 0), 0);
    assert_int_equal(hq_allot(-3, 0, 10, 10, 3), 0);
    assert_int_equal(hq_allot(10, 0, 10, 10, 9), 10);
    assert_int_equal(hq_allot(INT64_MAX, 0, INT64_MAX, INT64_MAX, INT64_MAX - 1), INT64_MAX);
    for (int64_t phase = 0; phase < 7; phase++)
        for (int64_t before = 0; before < 7; before++)
            assert_int_equal(hq_allot(7, before, 1, 7, phase), 1); /* all are served: one each */
}

/* A block cut anywhere gets what its parts get: so cuts between ranks, or between villages, do not matter. */
static void shares_do_not_depend_on_the_partition(void **state)
{
    (void)state;
    uint64_t random = 2;
    for (int i = 0; i < 20000; i++) {
        struct sharing s = random_sharing(&random, i % 2 ? 30 : INT64_MAX / BLOCKS - 1);
        share_out(&s);
        int64_t before = 0;
        for (int b = 0; b < s.count; b++) {
            const int64_t cut = (int64_t)(test_random(&random) % (uint64_t)(s.own[b] + 1));
            const int64_t left = hq_allot(s.places, before, cut, s.total, s.phase);
            const int64_t right = hq_allot(s.places, before + cut, s.own[b] - cut, s.total, s.phase);
            assert_int_equal(left + right, s.share[b]);
            before += s.own[b];
        }
    }
}

/* What the blocks up to each one hold together never falls when there are more places. (A single block's
 * share may: that is why sums are compared.) */
static void more_places_serve_no_run_of_villages_worse(void **state)
{
    (void)state;
    uint64_t random = 3;
    for (int i = 0; i < 2000; i++) {
        struct sharing s = random_sharing(&random, 20);
        int64_t held[BLOCKS] = {0};
        for (s.places = 0; s.places <= s.total; s.places++) {
            int64_t sum = 0;
            share_out(&s);
            for (int b = 0; b < s.count; b++) {
                sum += s.share[b];
                assert_true(sum >= held[b]);
                held[b] = sum;
            }
        }
    }
}

/* Over all phases, a block's mean share is exactly places own / total: rounding favours nobody. */
static void phases_favour_nobody(void **state)
{
    (void)state;
    uint64_t random = 4;
    for (int i = 0; i < 500; i++) {
        struct sharing s = random_sharing(&random, 12);
        int64_t sums[BLOCKS] = {0};
        for (s.phase = 0; s.phase < s.total; s.phase++) {
            share_out(&s);
            for (int b = 0; b < s.count; b++)
                sums[b] += s.share[b];
        }
        for (int b = 0; b < s.count; b++)
            assert_int_equal(sums[b], s.total ? s.places * s.own[b] : 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shares_add_up_and_are_within_one),
        cmocka_unit_test(nothing_and_everything),
        cmocka_unit_test(shares_do_not_depend_on_the_partition),
        cmocka_unit_test(more_places_serve_no_run_of_villages_worse),
        cmocka_unit_test(phases_favour_nobody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
