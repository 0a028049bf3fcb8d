/* Tables through the histogram: the same on any ranks, within the proved bounds of ten million incomes. */
#include "unit/models/indicators/samples.h"
#include "unit/sim/ranks.h"

#include <math.h>

#include "models/indicators/streamed.c" // NOLINT(bugprone-suspicious-include)

enum { LINES = 4, TEN_MILLION = 10000000 };

struct table {
    double *incomes, *weights;
    int64_t count;
    double lines[LINES];
    struct distribution out[MOST_RANKS];
};

static double unit(uint64_t *random)
{
    return ((double)(test_random(random) >> 11) + 0.5) * 0x1p-53;
}

/* Whole fen: log-normal, 1 in 50 of a Pareto tail from 20,000 Yuan, 1 in 50 with nothing, 1 in 50 in debt. */
static struct table synthetic(int64_t count)
{
    struct table t = {.incomes = hq_zalloc((size_t)count, sizeof(double)),
                      .weights = hq_zalloc((size_t)count, sizeof(double)),
                      .count = count,
                      .lines = {1196, 2300, 4000.01, 120000}};
    uint64_t random = 2010;
    for (int64_t i = 0; i < count; i++) {
        const int kind = random_below(&random, 50);
        const double u = unit(&random), v = unit(&random);
        const double normal = exp(8.2 + 0.8 * sqrt(-2 * log(u)) * cos(6.283185307179586 * v)),
                     tail = fmin(2e7, 20000 * pow(u, -1 / 1.8));
        const double yuan = kind == 0 ? 0 : kind == 1 ? -10 * pow(u, -0.7) : kind == 2 ? tail : normal;
        t.incomes[i] = (double)lround(yuan * 100) / 100;
        t.weights[i] = 1 + random_below(&random, 5);
    }
    return t;
}

static void end(struct table *t)
{
    free(t->incomes);
    free(t->weights);
}

static void by_rank(void *with)
{
    struct table *t = with;
    streamed_distribution(t->incomes, t->weights, t->count, t->lines, LINES, false, &t->out[hq_rank()]);
}

/* By fields: there is room between them. */
static void assert_same_line(const struct known_line *a, const struct known_line *b)
{
    assert_true(a->line == b->line && a->persons == b->persons && a->gaps == b->gaps);
    assert_true(a->squares == b->squares && a->at_line == b->at_line);
    assert_true(a->below == b->below && a->above == b->above);
}

static void the_same_on_any_ranks(void **state)
{
    (void)state;
    static const int ranks[] = {1, 2, 5};
    struct table t = synthetic(20011);
    struct distribution alone = {0};
    for (int i = 0; i < 3; i++) {
        on_ranks(ranks[i], by_rank, &t);
        for (int r = 0; r < ranks[i]; r++) {
            if (i == 0) {
                alone = t.out[0];
                continue;
            }
            assert_int_equal(t.out[r].count, alone.count);
            assert_memory_equal(t.out[r].pieces, alone.pieces, (size_t)alone.count * sizeof *alone.pieces);
            assert_int_equal(t.out[r].known_count, alone.known_count);
            for (int l = 0; l < alone.known_count; l++) {
                assert_same_line(&t.out[r].known[l], &alone.known[l]);
            }
            distribution_free(&t.out[r]);
        }
    }
    distribution_free(&alone);
    end(&t);
}

static void ten_million_within_bounds(void **state)
{
    (void)state;
    struct table t = synthetic(TEN_MILLION);
    struct distribution exact, binned;
    assert_true(distribution_of_values(t.incomes, t.weights, t.count, &exact));
    assert_true(streamed_distribution(t.incomes, t.weights, t.count, t.lines, LINES, false, &binned));
    assert_true(exact.weight == binned.weight && exact.rows == binned.rows);
    for (int i = 0; i < index_count; i++)
        for (int l = 0; l < (indices[i].at_line ? LINES : 1); l++) {
            const struct estimate e = index_of(&indices[i], &exact, &CONVENTIONS_DEFAULT, t.lines[l]),
                                  b = index_of(&indices[i], &binned, &CONVENTIONS_DEFAULT, t.lines[l]);
            const double hair = 1e-11 * fabs(e.value);
            print_message("%-17s %9g %.9g in %.9g .. %.9g, width %.1e of it\n", indices[i].name,
                          indices[i].at_line ? t.lines[l] : 0, e.value, b.least, b.most,
                          (b.most - b.least) / fabs(e.value));
            assert_true(b.least - hair <= e.value && e.value <= b.most + hair);
            assert_true(b.least - hair <= b.value && b.value <= b.most + hair);
            /* No bound is wider than two bins, 1/32 of an income; asymmetry, of persons around the mean, either. */
            assert_true(b.most - b.least <= fabs(e.value) / 32);
        }
    distribution_free(&exact);
    distribution_free(&binned);
    end(&t);
}

/* Weights that are not whole, or too many: to about 2^29 in all, and back in the table's units. */
static void weights_are_scaled(void **state)
{
    (void)state;
    const double y[] = {100, 200, 300}, parts[] = {0.5, 0.25, 0.25}, many[] = {1e15, 1e15, 2e15}, z[] = {250};
    struct distribution d;
    assert_true(streamed_distribution(y, parts, 3, z, 1, false, &d));
    assert_near(d.weight, 1, 1e-8);
    assert_near(distribution_mean(&d).value, 175, 1e-6);
    assert_near(valued(&d, "headcount", 250), 0.75, 1e-8);
    distribution_free(&d);
    assert_true(streamed_distribution(y, many, 3, z, 1, false, &d));
    assert_near(d.weight, 4e15, 4e7);
    assert_near(valued(&d, "gap", 250), (0.6 + 0.2) / 4, 1e-8);
    distribution_free(&d);
    assert_false(streamed_distribution(y, parts, 0, z, 1, false, &d));
    distribution_free(&d);
}

static void what_it_holds(void **state)
{
    (void)state;
    assert_true(streamed_holds(21474836.47) && streamed_holds(-21474836.47) && streamed_holds(0));
    assert_false(streamed_holds(21474836.48) || streamed_holds(-1e12));
    assert_near(streamed_line(2300.004), 2300, 0);
    assert_near(streamed_line(0.001), 0, 0);
    assert_int_equal(fen_of(1e300), INT32_MAX);
    assert_int_equal(fen_of(-0.29), -29);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_on_any_ranks),
        cmocka_unit_test(ten_million_within_bounds),
        cmocka_unit_test(weights_are_scaled),
        cmocka_unit_test(what_it_holds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
