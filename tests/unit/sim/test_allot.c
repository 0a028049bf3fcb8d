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

/* The same by its definition: all places one by one. */
static void apportion_one_by_one(int64_t places, const int64_t *weights, int64_t *out, int count)
{
    for (int i = 0; i < count; i++)
        out[i] = 0;
    for (int64_t given = 0; given < places; given++) {
        int best = -1;
        for (int i = 0; i < count; i++) {
            const long double own = (long double)weights[i] / (2.0L * (long double)out[i] + 1.0L);
            if (weights[i] > 0 &&
                (best < 0 || own > (long double)weights[best] / (2.0L * (long double)out[best] + 1.0L)))
                best = i;
        }
        if (best >= 0)
            out[best]++;
    }
}

/* 53, 24 and 23 thousand votes for seven seats: quotients 53, 24, 23, 17.67, 10.6, 8 and 7.67 win. */
static void apportions_by_highest_quotient(void **state)
{
    (void)state;
    const int64_t votes[] = {53000, 24000, 23000};
    int64_t seats[3];
    hq_apportion(7, votes, seats, 3);
    assert_int_equal(seats[0], 3);
    assert_int_equal(seats[1], 2);
    assert_int_equal(seats[2], 2);
}

/* Adds up; is what the definition says; more places never give anybody fewer, which hq_allot may do. */
static void more_places_apportion_fewer_to_nobody(void **state)
{
    (void)state;
    uint64_t random = 5;
    int allot_falls = 0;
    for (int i = 0; i < 300; i++) {
        const struct sharing s = random_sharing(&random, i % 2 ? 20 : 100000);
        int64_t before[BLOCKS] = {0}, got[BLOCKS], wanted[BLOCKS], allotted[BLOCKS] = {0};
        for (int64_t places = 0; places < 70; places++) {
            int64_t sum = 0, ahead = 0;
            hq_apportion(places, s.own, got, s.count);
            apportion_one_by_one(places, s.own, wanted, s.count);
            for (int b = 0; b < s.count; b++) {
                sum += got[b];
                assert_true(got[b] >= before[b]);
                assert_int_equal(got[b], wanted[b]);
                before[b] = got[b];
                const int64_t share = hq_allot(places, ahead, s.own[b], s.total, 0);
                allot_falls += share < allotted[b];
                allotted[b] = share;
                ahead += s.own[b];
            }
            assert_int_equal(sum, s.total > 0 ? places : 0);
        }
    }
    assert_true(allot_falls > 0);
}

/* A region's money in fen among a hundred counties: adds up, and is each one's share to the fen or so. */
static void apportions_large_sums(void **state)
{
    (void)state;
    uint64_t random = 6;
    for (int i = 0; i < 2000; i++) {
        int64_t weights[101], got[101], sum = 0;
        __int128 total = 0;
        for (int b = 0; b < 101; b++) {
            weights[b] = test_random(&random) % 3 ? (int64_t)(test_random(&random) % 1000000000000) : 0;
            total += weights[b];
        }
        const int64_t money = (int64_t)(test_random(&random) % 100000000000000);
        hq_apportion(money, weights, got, 101);
        for (int b = 0; b < 101; b++) {
            sum += got[b];
            const __int128 off = got[b] * total - (__int128)money * weights[b];
            assert_true(off < 50 * total && off > -50 * total);
            assert_true(weights[b] > 0 || got[b] == 0);
        }
        assert_true(sum == money);
    }
    const int64_t none[] = {0, 0}, one[] = {0, 5};
    int64_t got[2] = {7, 7};
    hq_apportion(10, none, got, 2);
    assert_true(got[0] == 0 && got[1] == 0);
    hq_apportion(INT64_MAX, one, got, 2);
    assert_true(got[0] == 0 && got[1] == INT64_MAX);
    hq_apportion(-3, one, got, 2);
    assert_true(got[0] == 0 && got[1] == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shares_add_up_and_are_within_one),
        cmocka_unit_test(nothing_and_everything),
        cmocka_unit_test(shares_do_not_depend_on_the_partition),
        cmocka_unit_test(more_places_serve_no_run_of_villages_worse),
        cmocka_unit_test(phases_favour_nobody),
        cmocka_unit_test(apportions_by_highest_quotient),
        cmocka_unit_test(more_places_apportion_fewer_to_nobody),
        cmocka_unit_test(apportions_large_sums),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
