/* Filling places from the bottom of a ranking, against a sort. */
#include "unit/sim/test.h"

#include "sim/model.h"
#include "sim/select.h"

enum { MOST_ROWS = 3 * HQ_LANES };

struct ranking {
    int32_t rows;
    uint32_t rank[MOST_ROWS];
    int32_t claim[MOST_ROWS];
    uint64_t id[MOST_ROWS];
    bool served[MOST_ROWS];
};

static void fill_places(struct ranking *r, int64_t places)
{
    const struct hq_cut cut = hq_cut_ranking(r->rank, r->claim, r->id, r->rows, places);
    for (int32_t i = 0; i < r->rows; i++)
        r->served[i] = hq_served(cut, r->rank[i], r->id[i]);
}

static const struct ranking *sorting;

static int by_rank_and_hash(const void *a, const void *b)
{
    const int32_t i = *(const int32_t *)a, j = *(const int32_t *)b;
    const uint64_t x = hq_mix64(sorting->id[i]), y = hq_mix64(sorting->id[j]);
    if (sorting->rank[i] != sorting->rank[j])
        return sorting->rank[i] < sorting->rank[j] ? -1 : 1;
    return x < y ? -1 : x > y;
}

/* The contract: going up the ranking, all are served until one does not fit. */
static void check(struct ranking *r, int64_t places)
{
    int32_t order[MOST_ROWS];
    fill_places(r, places);
    for (int32_t i = 0; i < r->rows; i++)
        order[i] = i;
    sorting = r;
    qsort(order, (size_t)r->rows, sizeof *order, by_rank_and_hash);
    int64_t used = 0;
    bool open = places > 0;
    for (int32_t k = 0; k < r->rows; k++) {
        const int32_t i = order[k];
        open = open && r->rank[i] != HQ_UNRANKED && used + r->claim[i] <= places;
        used += open ? r->claim[i] : 0;
        if (r->served[i] != open)
            fail_msg("number %d of %d (rank %x, claim %d, %lld places): served %d", k, r->rows, r->rank[i],
                     r->claim[i], (long long)places, r->served[i]);
    }
}

enum ranks { SCORES, FEW_RANKS, ONE_RANK, WILD, RANK_KINDS };
enum claims { ONES, ZEROS_AND_ONES, LAND, LARGE, CLAIM_KINDS };

static uint32_t a_rank(enum ranks kind, uint64_t *random)
{
    const uint64_t r = test_random(random);
    switch (kind) {
    case SCORES:
        return hq_order_of((float)((int)(r % 2001) - 1000) * 0.37f);
    case FEW_RANKS:
        return (uint32_t)(r % 7) << 16;
    case ONE_RANK:
        return hq_order_of(1.0f);
    default:
        return (uint32_t)r - ((uint32_t)r == HQ_UNRANKED);
    }
}

static int32_t a_claim(enum claims kind, uint64_t *random)
{
    const uint64_t r = test_random(random);
    switch (kind) {
    case ONES:
        return 1;
    case ZEROS_AND_ONES:
        return (int32_t)(r % 2);
    case LAND:
        return (int32_t)(r % 40);
    default:
        return (int32_t)(r % (INT32_MAX / MOST_ROWS));
    }
}

/* A random ranking in which some quarters of the rows do not stand. */
static int64_t random_ranking(struct ranking *r, uint64_t *random)
{
    const enum ranks ranks = (enum ranks)(test_random(random) % RANK_KINDS);
    const enum claims claims = (enum claims)(test_random(random) % CLAIM_KINDS);
    const unsigned unranked = (unsigned)(test_random(random) % 4);
    int64_t total = 0;
    r->rows = HQ_LANES * (1 + (int32_t)(test_random(random) % 3));
    for (int32_t i = 0; i < r->rows; i++) {
        const bool stands = test_random(random) % 4 >= unranked;
        r->rank[i] = stands ? a_rank(ranks, random) : HQ_UNRANKED;
        r->claim[i] = a_claim(claims, random);
        r->id[i] = UINT64_C(150522) << 40 | (uint64_t)(i + 1);
        total += stands ? r->claim[i] : 0;
    }
    return total;
}

static void the_served_are_the_longest_run_that_fits(void **state)
{
    (void)state;
    uint64_t random = 1;
    for (int round = 0; round < 4000; round++) {
        struct ranking r;
        const int64_t total = random_ranking(&r, &random);
        check(&r, -1);
        check(&r, 0);
        check(&r, 1);
        check(&r, total);
        check(&r, total - 1);
        check(&r, total + 1);
        check(&r, INT64_MAX);
        check(&r, (int64_t)(test_random(&random) % (uint64_t)(total + 1)));
    }
}

/* Nearest: the same list, and the one row that ends it too where it is alone at its rank and more than half of
 * it fits; halves go by the lowest bit of the rank. */
static void check_nearest(struct ranking *r, int64_t places)
{
    const struct hq_cut cut = hq_cut_ranking_nearest(r->rank, r->claim, r->id, r->rows, places);
    fill_places(r, places);
    int64_t used = 0;
    int32_t next = -1, alike = 0;
    for (int32_t i = 0; i < r->rows; i++) {
        used += r->served[i] ? r->claim[i] : 0;
        if (!r->served[i] && r->rank[i] != HQ_UNRANKED && (next < 0 || r->rank[i] < r->rank[next]))
            next = i;
    }
    for (int32_t i = 0; next >= 0 && i < r->rows; i++)
        alike += r->rank[i] == r->rank[next];
    const int64_t left = 2 * (places - used);
    const bool more = places > 0 && next >= 0 && alike == 1 &&
                      (left > r->claim[next] || (left == r->claim[next] && r->rank[next] % 2 == 1));
    for (int32_t i = 0; i < r->rows; i++) {
        const bool served = r->rank[i] != HQ_UNRANKED && hq_served(cut, r->rank[i], r->id[i]);
        if (served != (r->served[i] || (more && i == next)))
            fail_msg("row %d (rank %x, claim %d, %lld places): served %d", i, r->rank[i], r->claim[i],
                     (long long)places, served);
    }
}

static void the_nearest_number_is_served(void **state)
{
    (void)state;
    uint64_t random = 11;
    for (int round = 0; round < 4000; round++) {
        struct ranking r;
        const int64_t total = random_ranking(&r, &random);
        check_nearest(&r, 0);
        check_nearest(&r, 1);
        check_nearest(&r, total - 1);
        check_nearest(&r, total);
        for (int k = 0; k < 4; k++)
            check_nearest(&r, (int64_t)(test_random(&random) % (uint64_t)(total + 1)));
    }
}

/* Five rows that stand, in the order 1, 3, 4, 2, 0; the rest of the village does not, whatever it claims. */
static struct ranking five(void)
{
    static const float scores[5] = {50, -10, 40, 20, 30};
    static const int32_t claims[5] = {1, 2, 1, 3, 100};
    struct ranking r = {.rows = HQ_LANES};
    for (int i = 0; i < HQ_LANES; i++) {
        r.rank[i] = i < 5 ? hq_order_of(scores[i]) : HQ_UNRANKED;
        r.claim[i] = i < 5 ? claims[i] : 1;
        r.id[i] = (uint64_t)i + 1;
    }
    return r;
}

static void one_that_does_not_fit_ends_the_list(void **state)
{
    (void)state;
    static const struct {
        int64_t places;
        bool served[5];
    } cases[] = {
        {0, {0}},
        {1, {0}}, /* the first wants two */
        {2, {[1] = true}},
        {4, {[1] = true}}, /* the second wants three and ends the list */
        {5, {[1] = true, [3] = true}},
        {104, {[1] = true, [3] = true}}, /* the third is one short; the others do not move up */
        {105, {[1] = true, [3] = true, [4] = true}},
        {106, {[1] = true, [2] = true, [3] = true, [4] = true}},
        {107, {true, true, true, true, true}},
        {110, {true, true, true, true, true}}, /* places left over go to nobody who does not stand */
        {1000, {true, true, true, true, true}},
    };
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        struct ranking r = five();
        fill_places(&r, cases[c].places);
        for (int i = 0; i < HQ_LANES; i++)
            assert_int_equal(r.served[i], i < 5 && cases[c].served[i]);
    }
}

static void rows_may_stand_in_any_order(void **state)
{
    (void)state;
    uint64_t random = 5;
    for (int round = 0; round < 1000; round++) {
        struct ranking r, turned;
        const int64_t places = random_ranking(&r, &random) / 2 + 1;
        turned.rows = r.rows;
        for (int32_t i = 0; i < r.rows; i++) {
            turned.rank[i] = r.rank[r.rows - 1 - i];
            turned.claim[i] = r.claim[r.rows - 1 - i];
            turned.id[i] = r.id[r.rows - 1 - i];
        }
        fill_places(&r, places);
        fill_places(&turned, places);
        for (int32_t i = 0; i < r.rows; i++)
            assert_int_equal(r.served[i], turned.served[r.rows - 1 - i]);
    }
}

static void ranks_order_scores(void **state)
{
    (void)state;
    static const float scores[] = {
        -__builtin_inff(), -1e30f, -2.0f, -1.0f, -1e-30f, -0.0f, 0.0f, 1e-30f, 0.5f, 1.0f, 3e38f,
        __builtin_inff()};
    for (size_t i = 1; i < sizeof scores / sizeof *scores; i++)
        assert_true(hq_order_of(scores[i - 1]) < hq_order_of(scores[i]));
    assert_true(hq_order_of(__builtin_inff()) < HQ_UNRANKED);
}

/* Where all are equal, places go to neither end of a village: the served are a fair sample of the rows. */
static void ties_favour_nobody(void **state)
{
    (void)state;
    int64_t served = 0, sum = 0;
    for (uint64_t village = 1; village <= 200; village++) {
        struct ranking r = {.rows = HQ_LANES};
        for (int32_t i = 0; i < r.rows; i++) {
            r.rank[i] = hq_order_of(1.0f);
            r.claim[i] = 1;
            r.id[i] = village << 20 | (uint64_t)(i + 1);
        }
        fill_places(&r, HQ_LANES / 2);
        for (int32_t i = 0; i < r.rows; i++) {
            served += r.served[i];
            sum += r.served[i] ? i : 0;
        }
    }
    const double n = 200.0 * HQ_LANES / 2, middle = (HQ_LANES - 1) / 2.0;
    assert_int_equal(served, (int64_t)n);
    /* Standard error of the mean row: HQ_LANES / sqrt(12 n) and, drawn without replacement, less. */
    assert_near((double)sum / n, middle, 4 * HQ_LANES / __builtin_sqrt(12 * n));
}

/* A cut is made and noted; where it is held, it is the noted one, however many come up to it. */
static void a_held_cut_displaces_nobody(void **state)
{
    (void)state;
    struct ranking r = five();
    struct hq_cut cuts[2] = {{7, 7}, {7, 7}};
    struct view v = {.rows = r.rows};
    const struct hq_cut plain = hq_take_cut(&v, 1, r.rank, r.claim, r.id, 5, hq_cut_ranking);
    v.cuts = cuts;
    const struct hq_cut noted = hq_take_cut(&v, 1, r.rank, r.claim, r.id, 5, hq_cut_ranking);
    assert_true(plain.rank == noted.rank && plain.tie == noted.tie);
    assert_true(cuts[1].rank == noted.rank && cuts[1].tie == noted.tie && cuts[0].rank == 7);
    v.held_quotas = 2;
    r.rank[4] = hq_order_of(-20); /* comes up to the first place, and wants a hundred */
    const struct hq_cut held = hq_take_cut(&v, 1, r.rank, r.claim, r.id, 5, hq_cut_ranking);
    assert_true(held.rank == noted.rank && held.tie == noted.tie);
    for (int32_t i = 0; i < 5; i++)
        assert_int_equal(hq_served(held, r.rank[i], r.id[i]), i == 1 || i == 3 || i == 4);
    const struct hq_cut other = hq_take_cut(&v, 0, r.rank, r.claim, r.id, 5, hq_cut_ranking);
    assert_false(hq_served(other, r.rank[1], r.id[1])); /* live: a hundred do not fit, and end the list */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_served_are_the_longest_run_that_fits),
        cmocka_unit_test(the_nearest_number_is_served),
        cmocka_unit_test(one_that_does_not_fit_ends_the_list),
        cmocka_unit_test(rows_may_stand_in_any_order),
        cmocka_unit_test(ranks_order_scores),
        cmocka_unit_test(ties_favour_nobody),
        cmocka_unit_test(a_held_cut_displaces_nobody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
