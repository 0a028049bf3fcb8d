/* Which villages there are, how households are split, thinned and replicated, and which rank runs which. */
#include "unit/sim/scratch.h"

#include "sim/directory.h"
#include "sim/error.h"
#include "unit/sim/test.h"

enum { MOST_COUNTIES = 6 };

/* A county table of numbers only. */
struct region {
    struct county_table table;
    const char *codes[MOST_COUNTIES];
    int32_t numbers[MOST_COUNTIES], households[MOST_COUNTIES], villages[MOST_COUNTIES];
};

static void make_region(struct region *r, int count, const int32_t (*sizes)[2])
{
    static const char *const codes[MOST_COUNTIES] = {"101", "102", "103", "104", "105", "106"};
    *r = (struct region){.table = {.count = count}};
    for (int c = 0; c < count; c++) {
        r->codes[c] = codes[c];
        r->numbers[c] = 101 + c;
        r->households[c] = sizes[c][0];
        r->villages[c] = sizes[c][1];
    }
    r->table.codes = r->codes;
    r->table.code_numbers = r->numbers;
    r->table.households = r->households;
    r->table.villages = r->villages;
}

static const int32_t mixed[][2] = {{1000, 9}, {5, 5}, {3, 2}, {100000, 301}, {7, 1}, {4097, 64}};

static int64_t sum_of_weights(const struct directory *d, int county)
{
    int64_t sum = 0;
    for (int64_t v = 0; v < d->villages; v++) {
        const struct place *p = &d->places[v];
        for (int32_t i = 0; p->county == county && i < p->households; i++)
            sum += hq_founder_weight(d, p, i);
    }
    return sum;
}

static void a_county_is_split_evenly_and_whole(void **state)
{
    (void)state;
    struct region r;
    struct directory d;
    make_region(&r, 6, mixed);
    hq_directory_make(&d, &r.table, 1.0);
    int64_t village = 0, households = 0;
    for (int c = 0; c < 6; c++) {
        const int32_t least = mixed[c][0] / mixed[c][1];
        int32_t sum = 0;
        for (int32_t i = 0; i < mixed[c][1]; i++, village++) {
            const struct place *p = &d.places[village];
            assert_int_equal(p->county, c);
            assert_int_equal(p->index, i);
            assert_int_equal(p->first, sum);
            assert_true(p->households == least || p->households == least + 1);
            sum += p->households;
        }
        assert_int_equal(sum, mixed[c][0]);
        assert_int_equal(d.kept[c], mixed[c][0]);
        assert_int_equal(d.full[c], mixed[c][0]);
        assert_int_equal(sum_of_weights(&d, c), mixed[c][0]);
        assert_int_equal(hq_founder_weight(&d, &d.places[village - 1], 0), 1);
        households += sum;
    }
    assert_int_equal(d.villages, village);
    assert_int_equal(d.households, households);
    hq_directory_free(&d);
}

static int32_t count_villages(const struct directory *d, int county)
{
    int32_t count = 0;
    for (int64_t v = 0; v < d->villages; v++)
        count += d->places[v].county == county;
    return count;
}

/* Whole villages, at least four a county or all there are; weights are whole and add up exactly. */
static void thinning_keeps_whole_villages_and_the_sum(void **state)
{
    (void)state;
    static const double scales[] = {0.9, 0.5, 0.1, 0.013, 0.001, 1e-6};
    struct region r;
    struct directory whole, d;
    make_region(&r, 6, mixed);
    hq_directory_make(&whole, &r.table, 1.0);
    for (size_t s = 0; s < sizeof scales / sizeof *scales; s++) {
        hq_directory_make(&d, &r.table, scales[s]);
        for (int c = 0; c < 6; c++) {
            const int32_t all = mixed[c][1], kept = count_villages(&d, c);
            const int32_t wanted = (int32_t)(all * scales[s] + 0.5), least = all < 4 ? all : 4;
            assert_int_equal(kept, wanted > least ? wanted : least);
            assert_int_equal(d.full[c], mixed[c][0]);
            assert_int_equal(sum_of_weights(&d, c), mixed[c][0]);
        }
        for (int64_t v = 0, w = 0; v < d.villages; v++) { /* each is one of the whole, in the same order */
            while (whole.places[w].county != d.places[v].county || whole.places[w].index != d.places[v].index)
                assert_true(++w < whole.villages);
            assert_int_equal(d.places[v].households, whole.places[w].households);
            const int64_t least = d.full[d.places[v].county] / d.kept[d.places[v].county];
            for (int32_t i = 0; i < d.places[v].households; i++) {
                const int64_t weight = hq_founder_weight(&d, &d.places[v], i);
                assert_true(weight == least || weight == least + 1);
            }
        }
        hq_directory_free(&d);
    }
    hq_directory_free(&whole);
}

static bool holds(const struct directory *d, int32_t county, int32_t index)
{
    for (int64_t v = 0; v < d->villages; v++)
        if (d->places[v].county == county && d->places[v].index == index)
            return true;
    return false;
}

/* Villages are drawn by their codes: a thinner sample lies within a fuller one, and a county's draw does not
 * depend on the other counties. The sample is no stretch of the county's end. */
static void samples_lie_within_one_another(void **state)
{
    (void)state;
    struct region r, alone;
    struct directory thin, full, single;
    make_region(&r, 6, mixed);
    make_region(&alone, 1, &mixed[3]);
    alone.numbers[0] = 104;
    hq_directory_make(&thin, &r.table, 0.1);
    hq_directory_make(&full, &r.table, 0.4);
    hq_directory_make(&single, &alone.table, 0.1);
    int64_t sum = 0, count = 0;
    for (int64_t v = 0; v < thin.villages; v++) {
        assert_true(holds(&full, thin.places[v].county, thin.places[v].index));
        if (thin.places[v].county == 3) {
            assert_true(holds(&single, 0, thin.places[v].index));
            sum += thin.places[v].index;
            count++;
        }
    }
    assert_int_equal(single.villages, count);
    assert_near((double)sum / (double)count, 150,
                4 * 301 / __builtin_sqrt(12.0 * 30)); /* standard error of a mean of 30 */
    hq_directory_free(&thin);
    hq_directory_free(&full);
    hq_directory_free(&single);
}

static int by_value(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

static uint64_t ticket(int32_t number, int32_t index)
{
    return hq_mix64(hq_mix64(hq_village_code(number, index)) + 1);
}

/* Whatever the number, and whatever the order in which hashes lie: those of the lowest, as a sort finds them. */
static void the_lowest_hashes_stay(void **state)
{
    (void)state;
    enum { ALL = 5000 };
    static uint64_t sorted[ALL];
    for (int32_t i = 0; i < ALL; i++) {
        sorted[i] = ticket(101, i);
    }
    qsort(sorted, ALL, sizeof *sorted, by_value);
    for (int32_t keep = 4; keep < ALL; keep += keep < 40 ? 1 : 331) {
        struct region r;
        struct directory d;
        make_region(&r, 1, (const int32_t[][2]){{100000, ALL}});
        hq_directory_make(&d, &r.table, (double)keep / ALL);
        assert_int_equal(d.villages, keep);
        for (int64_t v = 0; v < keep; v++) {
            assert_true(ticket(r.numbers[0], d.places[v].index) <= sorted[keep - 1]);
            assert_true(v == 0 || d.places[v].index > d.places[v - 1].index);
        }
        hq_directory_free(&d);
    }
}

static void replicas_have_codes_and_ids_of_their_own(void **state)
{
    (void)state;
    struct region r;
    struct directory d;
    make_region(&r, 6, mixed);
    hq_directory_make(&d, &r.table, 2.5);
    for (int c = 0; c < 6; c++) {
        assert_int_equal(count_villages(&d, c), (int32_t)(2.5 * mixed[c][1] + 0.5));
        assert_int_equal(d.full[c], d.kept[c]);
    }
    for (int64_t v = 0; v < d.villages; v++) {
        const struct place *p = &d.places[v], *model = &d.places[v - p->index + p->index % mixed[p->county][1]];
        assert_int_equal(p->households, model->households); /* the village that it replicates */
        assert_int_equal(hq_founder_weight(&d, p, 0), 1);
        assert_true(v == 0 || hq_village_code(101 + p->county, p->index) >
                                  hq_founder_id(101 + d.places[v - 1].county, d.places[v - 1].index,
                                                d.places[v - 1].households - 1));
    }
    hq_directory_free(&d);
}

static void villages_are_found_by_their_codes(void **state)
{
    (void)state;
    static const double scales[] = {1.0, 0.1, 2.5};
    struct region r;
    make_region(&r, 6, mixed);
    for (int s = 0; s < 3; s++) {
        struct directory d;
        hq_directory_make(&d, &r.table, scales[s]);
        for (int64_t v = 0; v < d.villages; v++) {
            const uint64_t code = hq_village_code(101 + d.places[v].county, d.places[v].index);
            assert_int_equal(hq_directory_find(&d, &r.table, code), v);
            assert_int_equal(hq_directory_find(&d, &r.table, code + 1), -1);
        }
        assert_int_equal(hq_directory_find(&d, &r.table, hq_village_code(100, 0)), -1);
        assert_int_equal(hq_directory_find(&d, &r.table, hq_village_code(999, 0)), -1);
        assert_int_equal(hq_directory_find(&d, &r.table, 0), -1);
        hq_directory_free(&d);
    }
}

static void ids_are_village_and_row(void **state)
{
    (void)state;
    assert_int_equal(hq_village_code(150522, 0), UINT64_C(150522) << 40 | UINT64_C(1) << 20);
    assert_int_equal(hq_founder_id(150522, 0, 0), hq_village_code(150522, 0) + 1);
    assert_int_equal(hq_founder_id(150522, 6, 41), UINT64_C(150522) << 40 | UINT64_C(7) << 20 | 42);
    assert_true(hq_village_code(1, 0) != 0);
    assert_true(hq_founder_id(999999, (1 << 20) - 2, (1 << 20) - 2) < UINT64_C(1) << 63); /* newcomers' bit */
}

/* Over any number of ranks, more than villages too: consecutive runs that cover every village once, none
 * larger than its share by more than the largest village. */
static void ranks_share_all_villages_once(void **state)
{
    (void)state;
    static const double scales[] = {1.0, 0.1, 1e-6};
    struct region r;
    struct directory d;
    make_region(&r, 6, mixed);
    for (int s = 0; s < 3; s++) {
        hq_directory_make(&d, &r.table, scales[s]);
        int64_t largest = 0;
        for (int64_t v = 0; v < d.villages; v++)
            largest = d.places[v].households > largest ? d.places[v].households : largest;
        for (int ranks = 1; ranks <= 600; ranks += ranks < 11 ? 1 : 97) {
            int64_t next = 0;
            for (int rank = 0; rank < ranks; rank++) {
                int64_t first, last, own = 0;
                hq_directory_share(&d, rank, ranks, &first, &last);
                assert_int_equal(first, next);
                assert_true(last >= first);
                for (int64_t v = first; v < last; v++)
                    own += d.places[v].households;
                assert_true(own <= d.households / ranks + 1 + largest);
                next = last;
            }
            assert_int_equal(next, d.villages);
        }
        hq_directory_free(&d);
    }
}

static void make_directory(const int32_t (*sizes)[2], double scale)
{
    struct region r;
    struct directory d;
    make_region(&r, 1, sizes);
    hq_directory_make(&d, &r.table, scale);
}

static void thin_too_much(void *with)
{
    (void)with;
    make_directory((const int32_t[][2]){{2000000000, 1000000}}, 1e-6);
}

static void replicate_too_much(void *with)
{
    (void)with;
    make_directory((const int32_t[][2]){{100000, 10000}}, 200);
}

static void crowd_a_village(void *with)
{
    (void)with;
    make_directory((const int32_t[][2]){{1 << 20, 1}}, 1);
}

static void what_ids_and_weights_cannot_hold_is_refused(void **state)
{
    scratch_must_fail(state, thin_too_much, NULL, HQ_EXIT_USAGE, "population.scale is so small");
    scratch_must_fail(state, replicate_too_much, NULL, HQ_EXIT_USAGE, "county 101 has more villages or larger");
    scratch_must_fail(state, crowd_a_village, NULL, HQ_EXIT_USAGE, "county 101 has more villages or larger");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_county_is_split_evenly_and_whole),
        cmocka_unit_test(thinning_keeps_whole_villages_and_the_sum),
        cmocka_unit_test(samples_lie_within_one_another),
        cmocka_unit_test(the_lowest_hashes_stay),
        cmocka_unit_test(replicas_have_codes_and_ids_of_their_own),
        cmocka_unit_test(villages_are_found_by_their_codes),
        cmocka_unit_test(ids_are_village_and_row),
        cmocka_unit_test(ranks_share_all_villages_once),
        scratch_test(what_ids_and_weights_cannot_hold_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
