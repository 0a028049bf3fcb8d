/* Every index: what is published comes out by values and by bins; of random populations the exact value lies between the
 * bounds that bins give, by every convention and at every kind of line. */
#include "unit/models/indicators/samples.h"

#include <math.h>

#include "models/indicators/indices.c" // NOLINT(bugprone-suspicious-include)

static void rows_have_names_of_their_own(void **state)
{
    (void)state;
    for (int i = 0; i < index_count; i++) {
        assert_ptr_equal(index_named(indices[i].name), &indices[i]);
        assert_true(indices[i].meaning[0] && indices[i].unit[0]);
    }
    assert_null(index_named("happiness"));
}

/* The two ways to the same population; both must have the same digits. */
static struct distribution way(int i, const double *incomes, int64_t count, const int32_t *lines,
                               int line_count)
{
    struct people p = people_begin(count);
    for (int64_t k = 0; k < count; k++)
        people_add(&p, (int32_t)lround(incomes[k] * 100), 1);
    struct distribution d = i == 0 ? equal_weights(incomes, count) : binned_of(&p, lines, line_count, false);
    people_end(&p);
    return d;
}

/* ../shared/indicator_vectors.json, ineq_x: "published" by ineq, the others computed with the formulas of indices.def. */
static void ten_incomes_of_ineq(void **state)
{
    (void)state;
    static const int32_t lines[] = {200000, 500000};
    for (int i = 0; i < 2; i++) {
        struct distribution d = way(i, ineq_x, LENGTH(ineq_x), lines, 2);
        assert_printed(valued(&d, "gini", 0), 0.4620911);
        assert_printed(valued(&d, "atkinson_0_5", 0), 0.1796591);
        assert_printed(valued(&d, "watts", 2000), 0.1620141);
        assert_printed(valued(&d, "headcount", 2000), 0.2);
        assert_printed(valued(&d, "herfindahl", 0), 0.1840812);
        assert_printed(valued(&d, "theil", 0), 0.3623412);
        assert_printed(valued(&d, "mld", 0), 0.4335946);
        assert_printed(valued(&d, "ge2", 0), 0.4204062);
        assert_printed(valued(&d, "atkinson_1", 0), 0.3518251);
        assert_printed(valued(&d, "atkinson_2", 0), 0.6290111);
        assert_printed(valued(&d, "gap", 2000), 0.0998);
        assert_printed(valued(&d, "squared_gap", 2000), 0.06042625);
        assert_printed(valued(&d, "watts", 2000), 0.162014124);
        assert_printed(valued(&d, "sen", 2000), 0.12285);
        assert_printed(valued(&d, "sst", 2000), 0.18425);
        assert_printed(valued(&d, "headcount", 5000), 0.5);
        assert_printed(valued(&d, "gap", 5000), 0.25352);
        assert_printed(valued(&d, "squared_gap", 5000), 0.166711552);
        assert_printed(valued(&d, "watts", 5000), 0.466212294);
        assert_printed(valued(&d, "sen", 5000), 0.331656);
        assert_printed(valued(&d, "sst", 5000), 0.419348);
        distribution_free(&d);
    }
}

/* The 1.46 that the vectors give ineq_x as its Lorenz asymmetry is of ineq's other example, rep(c(50/9, 50), c(9, 1)), the
 * one of Damgaard and Weiner: there the mean is 10, a tenth of the way from 50/9 to 50, so F = 0.91 and L = 0.55. Of
 * ineq_x itself the formula gives 1.0935: mean 6658.6, 7 incomes below it with 24117 of 66586,
 * delta = (6658.6 - 6392) / (8304 - 6392) = 0.139435; (7 + delta) / 10 + (24117 + delta 8304) / 66586. */
static void asymmetry_of_both_examples(void **state)
{
    (void)state;
    const double nine = 50.0 / 9;
    const double weiner[] = {nine, nine, nine, nine, nine, nine, nine, nine, nine, 50};
    const double delta = (6658.6 - 6392) / (8304 - 6392);
    for (int i = 0; i < 2; i++) {
        struct distribution x = way(i, ineq_x, LENGTH(ineq_x), NULL, 0), w = way(i, weiner, 10, NULL, 0);
        assert_near(valued(&x, "lorenz_asymmetry", 0), (7 + delta) / 10 + (24117 + delta * 8304) / 66586,
                    1e-12);
        assert_printed(valued(&x, "lorenz_asymmetry", 0), 1.0935);
        assert_printed(valued(&w, "lorenz_asymmetry", 0), 1.46);
        distribution_free(&x);
        distribution_free(&w);
    }
}

static void four_incomes_of_the_handbook(void **state)
{
    (void)state;
    static const int32_t line = 12500;
    for (int i = 0; i < 2; i++) {
        struct distribution d = way(i, handbook, LENGTH(handbook), &line, 1);
        assert_printed(valued(&d, "headcount", 125), 0.5);
        assert_printed(valued(&d, "gap", 125), 0.08);
        assert_printed(valued(&d, "squared_gap", 125), 0.0136);
        assert_printed(valued(&d, "watts", 125), 0.0877442);
        assert_printed(valued(&d, "sen", 125), 0.09);
        assert_printed(valued(&d, "sst", 125), 0.125);
        distribution_free(&d);
    }
}

/* wbpip: zero ninety-nine times, then 100. */
static void one_has_all(void **state)
{
    (void)state;
    double incomes[100] = {[99] = 100};
    for (int i = 0; i < 2; i++) {
        struct distribution d = way(i, incomes, 100, NULL, 0);
        assert_printed(valued(&d, "gini", 0), 0.99);
        assert_near(valued(&d, "share_top_1", 0), 1, 1e-12);
        assert_near(valued(&d, "share_bottom_40", 0), 0, 0);
        assert_true(isnan(valued(&d, "palma", 0)));
        assert_near(valued(&d, "at_zero", 0), 0.99, 1e-15);
        distribution_free(&d);
    }
}

/* ---- bounds ---------------------------------------------------------------------------------------------------- */

static struct people random_people(uint64_t *state)
{
    const int64_t count = 1 + random_below(state, 1 << random_below(state, 9));
    const int bits = 3 + random_below(state, 28), narrow = random_below(state, 3);
    const int32_t centre = random_octave(state, bits);
    struct people p = people_begin(count);
    for (int64_t i = 0; i < count; i++) {
        const int32_t kind = random_below(state, 20);
        const int32_t near_by = centre - centre / 8 + random_below(state, 1 + (int64_t)centre / 4);
        const int32_t fen = kind == 0   ? 0
                            : kind == 1 ? -random_octave(state, bits)
                            : narrow    ? near_by
                                        : random_octave(state, bits);
        people_add(&p, fen, 1 + random_below(state, 5));
    }
    return p;
}

/* A line in fen: of somebody's income, of a bin's edge, any. */
static int32_t random_line(uint64_t *state, const struct people *p)
{
    const int32_t fen = p->fen[random_below(state, p->count)], kind = random_below(state, 4);
    const struct bin_edges e = bin_edges(bin_of(fen).bin);
    const int64_t line = kind == 0 ? fen : kind == 1 ? e.low : kind == 2 ? e.high : random_octave(state, 30);
    return line > 0 ? (int32_t)line : 1 + random_below(state, 1000);
}

/* Exact within bounds, but for rounding in double precision. Where it is not defined, bins may not be able to tell. */
static void must_hold(const char *name, struct estimate exact, struct estimate e, double scale, bool known)
{
    const double hair = 1e-9 * (fabs(isnan(exact.value) ? e.value : exact.value) + scale);
    const bool may_be_0 =
        !known || (strcmp(name, "ge2_gaps") == 0 && e.most > 1e9); /* the poor, their mean gap */
    if (isnan(exact.value) != isnan(e.value) && !may_be_0)
        fail_msg("%s: exactly %.9g, binned %.9g from %.9g to %.9g", name, exact.value, e.value, e.least,
                 e.most);
    if (!isnan(exact.value) && !isnan(e.least) &&
        !(e.least - hair <= exact.value && exact.value <= e.most + hair))
        fail_msg("%s: exactly %.17g, not from %.17g to %.17g", name, exact.value, e.least, e.most);
    if (!isnan(e.least) && !(e.least - hair <= e.value && e.value <= e.most + hair))
        fail_msg("%s: its value %.17g is not from %.17g to %.17g", name, e.value, e.least, e.most);
}

/* Yuan for indices in Yuan; of inequality near a mean of 0, how far incomes are apart for it. */
static double scale_of(const struct index_row *row, const struct distribution *d)
{
    const double apart = d->pieces[d->count - 1].high - d->pieces[0].low, mean = distribution_mean(d).value;
    const double ratio = mean > 0 ? apart / mean : 1;
    return strcmp(row->unit, "Yuan") == 0 ? apart : row->at_line ? 1 : 1 + ratio * ratio;
}

static void bounds_hold(void **state)
{
    (void)state;
    uint64_t random = 20;
    int64_t without = 0, with = 0;
    for (int n = 0; n < 4000; n++) {
        struct people p = random_people(&random);
        const int32_t lines[] = {random_line(&random, &p), random_line(&random, &p), random_line(&random, &p)};
        struct conventions c = CONVENTIONS_DEFAULT;
        c.at_line = random_below(&random, 2);
        c.corrected = random_below(&random, 2);
        c.logs = (enum log_convention)random_below(&random, 3);
        c.floor = random_below(&random, 2) ? 1 : (double)random_octave(&random, 26) / 100;
        struct distribution exact = exact_of(&p), binned = binned_of(&p, lines, 2, c.at_line);
        for (int i = 0; i < index_count; i++)
            for (int l = 0; l < (indices[i].at_line ? 3 : 1); l++) {
                const double z = lines[l] / 100.0;
                const struct estimate e = index_of(&indices[i], &binned, &c, z);
                must_hold(indices[i].name, index_of(&indices[i], &exact, &c, z), e,
                          scale_of(&indices[i], &exact), l < 2);
                with += !isnan(e.least);
                without += isnan(e.least) && !isnan(e.value);
                if (l < 2 && isnan(e.least) && !isnan(e.value))
                    fail_msg("%s has no bounds at a known line", indices[i].name);
            }
        distribution_free(&exact);
        distribution_free(&binned);
        people_end(&p);
    }
    assert_true(with > 50 * without); /* only of the poor at a line that nothing is known at */
}

/* What is kept for several indices changes none of them by a bit, by whatever convention it was kept; a line makes it void. */
static void kept_or_not_is_the_same(void **state)
{
    (void)state;
    uint64_t random = 23;
    int64_t told = 0;
    for (int n = 0; n < 400; n++) {
        struct people p = random_people(&random);
        const int32_t lines[] = {random_line(&random, &p), random_line(&random, &p)};
        struct conventions c = CONVENTIONS_DEFAULT, by = c;
        c.logs = (enum log_convention)random_below(&random, 3);
        by.logs = random_below(&random, 2) ? c.logs : LOGS_CLIP;
        by.floor = random_below(&random, 2) ? 1 : 50;
        struct distribution plain = binned_of(&p, lines, 2, false), kept = binned_of(&p, lines, 1, false);
        distribution_keep(&kept, &by, true); /* before the second line is known */
        distribution_know(&kept, *distribution_known(&plain, lines[1] / 100.0, false));
        assert_null(kept.kept);
        distribution_keep(&kept, &by, n % 2);
        for (int i = 0; i < index_count; i++) {
            const struct estimate a = index_of(&indices[i], &plain, &c, lines[0] / 100.0),
                                  b = index_of(&indices[i], &kept, &c, lines[0] / 100.0);
            if (memcmp(&a, &b, sizeof a) != 0 && (is_defined(a) || is_defined(b)))
                fail_msg("%s: %.17g (%.17g to %.17g), kept %.17g (%.17g to %.17g)", indices[i].name, a.value,
                         a.least, a.most, b.value, b.least, b.most);
            told += is_defined(a);
        }
        distribution_free(&plain);
        distribution_free(&kept);
        people_end(&p);
    }
    assert_true(told > 400 * index_count / 2);
}

/* ---- what every index does -------------------------------------------------------------------------------------- */

static struct distribution changed(const struct people *p, int64_t factor, int copies)
{
    struct people q = people_begin(p->count * copies);
    for (int c = 0; c < copies; c++)
        for (int64_t i = 0; i < p->count; i++)
            people_add(&q, (int32_t)(p->fen[i] * factor), p->weights[i]);
    struct distribution d = exact_of(&q);
    people_end(&q);
    return d;
}

static struct people positive_people(uint64_t *random, int64_t count)
{
    struct people p = people_begin(count);
    for (int64_t i = 0; i < count; i++)
        people_add(&p, 1000 + random_octave(random, 20), 1 + random_below(random, 3));
    return p;
}

/* Incomes and line times 7: the same, in Yuan 7 times; persons twice: the same, but for asymmetry (one person is counted
 * in part) and Herfindahl (half). */
static void scale_and_replication_change_nothing(void **state)
{
    (void)state;
    uint64_t random = 3;
    struct people p = positive_people(&random, 57);
    struct distribution one = changed(&p, 1, 1), seven = changed(&p, 7, 1), twice = changed(&p, 1, 2);
    for (int i = 0; i < index_count; i++) {
        const char *name = indices[i].name;
        const double was = valued(&one, name, 900), times = strcmp(indices[i].unit, "Yuan") == 0 ? 7 : 1;
        assert_near(valued(&seven, name, 6300), times * was, 1e-11 * (1 + fabs(times * was)));
        if (strcmp(name, "lorenz_asymmetry") != 0) {
            const double part = strcmp(name, "herfindahl") == 0 ? 0.5 : 1;
            assert_near(valued(&twice, name, 900), part * was, 1e-11 * (1 + fabs(was)));
        }
    }
    distribution_free(&one);
    distribution_free(&seven);
    distribution_free(&twice);
    people_end(&p);
}

/* Money from somebody richer to somebody poorer, who stays the poorer one, lowers inequality; of the poor, poverty by
 * all that mind depth, and changes nothing else in it. */
static void a_transfer_downwards_lowers(void **state)
{
    (void)state;
    static const char *const unequal[] = {"gini",         "theil",      "mld",        "ge2",
                                          "atkinson_0_5", "atkinson_1", "atkinson_2", "herfindahl"},
                             *const poor[] = {"squared_gap", "watts", "sen", "sst"};
    const double before[] = {500, 900, 1300, 4000, 9000}, below[] = {550, 850, 1300, 4000, 9000},
                 across[] = {500, 900, 1400, 3900, 9000};
    struct distribution a = equal_weights(before, 5), b = equal_weights(below, 5), c = equal_weights(across, 5);
    for (int i = 0; i < (int)LENGTH(unequal); i++) {
        assert_true(valued(&b, unequal[i], 0) < valued(&a, unequal[i], 0) - 1e-9);
        assert_true(valued(&c, unequal[i], 0) < valued(&a, unequal[i], 0) - 1e-9);
    }
    for (int i = 0; i < (int)LENGTH(poor); i++)
        assert_true(valued(&b, poor[i], 1500) < valued(&a, poor[i], 1500) - 1e-9);
    assert_near(valued(&b, "headcount", 1500), valued(&a, "headcount", 1500), 0);
    assert_near(valued(&b, "gap", 1500), valued(&a, "gap", 1500), 1e-15);
    distribution_free(&a);
    distribution_free(&b);
    distribution_free(&c);
}

/* Nobody has anything, all are in debt, one row, the same for all: nothing but numbers and gaps in the table. */
static void poor_populations(void **state)
{
    (void)state;
    const double zero[] = {0, 0, 0}, debts[] = {-5, -100, -2e7}, one[] = {1234.56};
    struct distribution z = equal_weights(zero, 3), n = equal_weights(debts, 3), o = equal_weights(one, 1);
    for (int i = 0; i < index_count; i++) {
        assert_false(isinf(valued(&z, indices[i].name, 100)));
        assert_false(isinf(valued(&n, indices[i].name, 100)));
        assert_false(isinf(valued(&o, indices[i].name, 100)));
    }
    assert_true(isnan(valued(&z, "gini", 0)) && isnan(valued(&n, "gini", 0)) && isnan(valued(&n, "palma", 0)));
    assert_near(valued(&z, "headcount", 100), 1, 0);
    assert_near(valued(&z, "gap", 100), 1, 0);
    assert_near(valued(&z, "sst", 100), 1, 1e-15);
    assert_near(valued(&n, "gap", 100), 1 + (5 + 100 + 2e7) / 300, 1e-9);
    assert_near(valued(&n, "below_zero", 0), 1, 0);
    assert_near(valued(&o, "gini", 0), 0, 0);
    assert_near(valued(&o, "theil", 0), 0, 1e-15);
    assert_near(valued(&o, "median", 0), 1234.56, 0);
    distribution_free(&z);
    distribution_free(&n);
    distribution_free(&o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_have_names_of_their_own),
        cmocka_unit_test(ten_incomes_of_ineq),
        cmocka_unit_test(asymmetry_of_both_examples),
        cmocka_unit_test(four_incomes_of_the_handbook),
        cmocka_unit_test(one_has_all),
        cmocka_unit_test(bounds_hold),
        cmocka_unit_test(kept_or_not_is_the_same),
        cmocka_unit_test(scale_and_replication_change_nothing),
        cmocka_unit_test(a_transfer_downwards_lowers),
        cmocka_unit_test(poor_populations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
