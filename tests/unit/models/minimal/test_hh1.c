/* The minimal model against theory: each mechanism alone against its closed form, then the first year's
 * headcount and gap against an integral. A bound is four standard errors unless it says otherwise. */
#include "unit/sim/test.h"

#include <math.h>

#include "models/minimal/hh1.c" // NOLINT(bugprone-suspicious-include)

enum { PEOPLE = 1 << 19, LIVE = PEOPLE - 7, YEAR = 2005 };

/* One village of half a million households. */
static struct {
    _Alignas(64) uint64_t id[PEOPLE], state[PEOPLE], increment[PEOPLE];
    _Alignas(64) uint16_t weight[PEOPLE];
    _Alignas(64) float capacity[PEOPLE], assets[PEOPLE], before[PEOPLE];
    _Alignas(64) uint8_t size[PEOPLE], trained[PEOPLE], relocated[PEOPLE];
} people;
static struct parameters parameters;
static struct hq_jump jumps[DRAWS];
static int64_t tally[TALLIES];

static void set_year(int this_year)
{
    int at = 0;
    for (int p = 0; p < HQ_ROWS_IN(purpose_rows); p++)
        for (uint64_t k = 0; k < purpose_rows[p].draws; k++)
            jumps[at++] = hq_jump_to(hq_position(this_year, purpose_rows[p].code) + k);
}

/* All parameters at their defaults; every household alone, with this capacity and these assets. */
static void set_people(float capacity, float assets)
{
    const struct hq_seed keys = hq_seed_keys(2020);
    union cell *cells = (union cell *)&parameters;
    for (int p = 0; p < HQ_ROWS_IN(parameter_rows); p++)
        cells[p].real = strtod(parameter_rows[p].initial, NULL);
    memset(&people, 0, sizeof people);
    for (int i = 0; i < PEOPLE; i++) {
        people.id[i] = i < LIVE ? UINT64_C(7) << 40 | (uint64_t)(i + 1) : 0;
        const struct hq_stream s = hq_stream_of(keys, people.id[i]);
        people.state[i] = s.state;
        people.increment[i] = s.increment;
        people.weight[i] = i < LIVE;
        people.size[i] = i < LIVE;
        people.capacity[i] = i < LIVE ? capacity : 0;
        people.assets[i] = i < LIVE ? assets : 0;
    }
    set_year(YEAR);
}

static struct view view_of_people(void **columns)
{
    void *const all[HOUSEHOLD_COLUMNS] = {people.id,   people.weight,  people.capacity, people.assets,
                                          people.size, people.trained, people.relocated};
    memcpy(columns, all, sizeof all);
    return (struct view){.rows = PEOPLE,
                         .live = LIVE,
                         .stride = PEOPLE,
                         .year = YEAR,
                         .columns = columns,
                         .parameters = &parameters,
                         .state = people.state,
                         .increment = people.increment,
                         .jumps = jumps,
                         .tally = tally};
}

static void found_people(void)
{
    void *columns[HOUSEHOLD_COLUMNS];
    const struct view v = view_of_people(columns);
    HQ_SYMBOL(hh1).synthesise(&v);
}

/* One year; tallies are this year's. */
static void live(void)
{
    void *columns[HOUSEHOLD_COLUMNS];
    const struct view v = view_of_people(columns);
    memset(tally, 0, sizeof tally);
    memcpy(people.before, people.assets, sizeof people.assets);
    year.run(&v);
}

/* Nothing is lost, and all income is saved: what assets gain is the income. */
static void save_all_income(void)
{
    parameters.income_line = 0;
    parameters.saving_share = 1;
    parameters.disaster_probability = 0;
}

static double income_of(int i)
{
    return (double)people.assets[i] - (double)people.before[i];
}

static void founders_are_lognormal_with_even_sizes_and_assets(void **state)
{
    (void)state;
    double log_sum = 0, log_squares = 0, wealth = 0, wealth_squares = 0, product = 0;
    int sizes[7] = {0};
    set_people(0, 0);
    found_people();
    for (int i = 0; i < LIVE; i++) {
        const double x = (log(people.capacity[i]) - log(4.0)) / 0.6, a = people.assets[i] - 2.5;
        log_sum += x;
        log_squares += x * x;
        wealth += a;
        wealth_squares += a * a;
        product += x * a;
        assert_in_range(people.size[i], 1, 6);
        sizes[people.size[i]]++;
    }
    const double n = LIVE, root = sqrt(n), variance = 25.0 / 12;
    assert_near(log_sum / n, 0, 4 / root);
    assert_near(log_squares / n, 1, 4 * sqrt(2) / root); /* fourth moment 3 */
    assert_near(wealth / n, 0, 4 * sqrt(variance) / root);
    assert_near(wealth_squares / n, variance, 4 * sqrt(4.0 / 5) * variance / root); /* kurtosis 9/5 */
    assert_near(product / n, 0, 4 * sqrt(variance) / root);
    for (int s = 1; s <= 6; s++)
        assert_near(sizes[s] / n, 1.0 / 6, 4 * sqrt(5.0 / 36) / root);
    for (int i = LIVE; i < PEOPLE; i++)
        assert_true(people.size[i] == 0 && people.capacity[i] == 0 && people.assets[i] == 0);
}

/* Income is lognormal about the capacity: E x^k = c^k exp(k^2 s^2 / 2). */
static void income_has_the_lognormals_mean_and_variance(void **state)
{
    (void)state;
    const double c = 4, s2 = 0.25 * 0.25, n = LIVE;
    double moment[5], first = 0, second = 0;
    for (int k = 1; k <= 4; k++)
        moment[k] = pow(c, k) * exp(0.5 * k * k * s2);
    set_people(4, 0);
    save_all_income();
    live();
    for (int i = 0; i < LIVE; i++) {
        const double d = income_of(i) - moment[1];
        first += d;
        second += d * d;
    }
    const double m = moment[1], variance = moment[2] - m * m;
    const double fourth = moment[4] - 4 * m * moment[3] + 6 * m * m * moment[2] - 3 * m * m * m * m;
    assert_near(first / n, 0, 4 * sqrt(variance / n));
    assert_near(second / n, variance, 4 * sqrt((fourth - variance * variance) / n));
}

/* With the same draws, training, relocation and assets change an income by exactly what they say. */
static void gains_and_returns_are_what_they_say(void **state)
{
    (void)state;
    static float plain[PEOPLE];
    set_people(4, 0);
    save_all_income();
    live();
    memcpy(plain, people.assets, sizeof plain);
    for (int trained = 0; trained < 2; trained++) {
        for (int relocated = 0; relocated < 2; relocated++) {
            set_people(4, 2);
            save_all_income();
            memset(people.trained, trained, LIVE);
            memset(people.relocated, relocated, LIVE);
            live();
            const double gain = (trained ? 1.15 : 1) * (relocated ? 1.3 : 1);
            for (int i = 0; i < LIVE; i += 17)
                assert_near(income_of(i), (double)plain[i] * gain + 0.08 * 2, 2e-6 * (2 + income_of(i)));
        }
    }
}

static void disasters_come_at_their_rate_and_forget(void **state)
{
    (void)state;
    const double n = LIVE;
    static bool hit[PEOPLE];
    int64_t hits = 0, again = 0, second = 0;
    for (int y = 0; y < 2; y++) {
        set_people(0, 10);
        set_year(YEAR + y);
        parameters.income_line = parameters.income_return = 0;
        live();
        for (int i = 0; i < LIVE; i++) {
            const bool now = people.assets[i] != 10.0f;
            assert_true(!now || fabsf(people.assets[i] - 7.0f) < 1e-5f);
            second += y && now;
            again += y && hit[i] && now;
            hits += !y && now;
            hit[i] = now;
        }
    }
    assert_near((double)hits / n, 0.05, 4 * sqrt(0.05 * 0.95 / n));
    assert_near((double)second / n, 0.05, 4 * sqrt(0.05 * 0.95 / n));
    assert_near((double)again / (double)hits, 0.05, 4 * sqrt(0.05 * 0.95 / (double)hits));
}

/* Without shocks the income is known, and so is what every household must own afterwards. */
static void surpluses_are_saved_in_part_and_deficits_met_while_assets_last(void **state)
{
    (void)state;
    for (int disaster = 0; disaster < 2; disaster++) {
        int surpluses = 0, deficits = 0, ruins = 0;
        set_people(0, 0);
        found_people();
        parameters.income_shock = 0;
        parameters.disaster_probability = disaster;
        live();
        for (int i = 0; i < LIVE; i++) {
            const double a = people.before[i], surplus = people.capacity[i] + 0.08 * a - people.size[i];
            const double kept = disaster ? 0.7 * a : a;
            const double owned = surplus > 0 ? kept + 0.3 * surplus : kept + surplus > 0 ? kept + surplus : 0;
            assert_near(people.assets[i], owned, 1e-5);
            surpluses += surplus > 0;
            deficits += surplus < 0 && owned > 0;
            ruins += owned == 0;
        }
        assert_true(surpluses > 10000 && deficits > 10000 && ruins > 10000); /* all three were tried */
    }
}

/* All are poor: a tenth is trained, and of those trained before a twentieth is relocated. */
static void the_poor_are_trained_then_relocated(void **state)
{
    (void)state;
    const double n = LIVE;
    int64_t trained = 0, relocated = 0;
    static uint8_t before[PEOPLE];
    set_people(0.01f, 0);
    live();
    for (int i = 0; i < LIVE; i++) {
        trained += people.trained[i];
        assert_int_equal(people.relocated[i], 0);
    }
    assert_near((double)trained / n, 0.10, 4 * sqrt(0.10 * 0.90 / n));
    assert_int_equal(tally[T_trained], trained);
    assert_int_equal(tally[T_poor], LIVE);
    memcpy(before, people.trained, sizeof before);
    set_year(YEAR + 1);
    live();
    int64_t new_trained = 0;
    for (int i = 0; i < LIVE; i++) {
        relocated += people.relocated[i];
        new_trained += people.trained[i] && !before[i];
        assert_true(people.trained[i] >= before[i]);    /* for good */
        assert_true(!people.relocated[i] || before[i]); /* not in the year of training */
    }
    const double first = (double)trained, rest = n - first;
    assert_near((double)relocated / first, 0.05, 4 * sqrt(0.05 * 0.95 / first));
    assert_near((double)new_trained / rest, 0.10, 4 * sqrt(0.10 * 0.90 / rest));
    assert_int_equal(tally[T_relocated], relocated);
}

static void the_well_off_are_left_alone(void **state)
{
    (void)state;
    set_people(1000, 0);
    live();
    assert_int_equal(tally[T_poor], 0);
    assert_int_equal(tally[T_gap], 0);
    assert_int_equal(tally[T_trained], 0);
    assert_int_equal(tally[T_relocated], 0);
}

static double normal_below(double z)
{
    return 0.5 * erfc(-z * M_SQRT1_2);
}

/* A household of n with assets A is poor where its earnings L, lognormal with sigma^2 = spread^2 + shock^2,
 * are under K = n - 0.08 A: with probability Phi(d), d = (ln K - ln 4) / sigma, and short by
 * K Phi(d) - E[L] Phi(d - sigma) on average. Simpson's rule over A, the mean over n. */
static void integrate(double *headcount, double *gap)
{
    enum { STEPS = 200 };
    const double sigma = sqrt(0.6 * 0.6 + 0.25 * 0.25), mean = 4 * exp(0.5 * sigma * sigma);
    *headcount = *gap = 0;
    for (int n = 1; n <= 6; n++) {
        for (int k = 0; k <= STEPS; k++) {
            const double weight = (k == 0 || k == STEPS ? 1 : k % 2 ? 4 : 2) / (3.0 * STEPS) / 6;
            const double line = n - 0.08 * 5 * k / STEPS, d = (log(line) - log(4.0)) / sigma;
            *headcount += weight * normal_below(d);
            *gap += weight * (line * normal_below(d) - mean * normal_below(d - sigma)) / n;
        }
    }
}

static void the_first_year_is_the_integral(void **state)
{
    (void)state;
    const double n = LIVE;
    double headcount, gap;
    integrate(&headcount, &gap);
    assert_near(headcount, 0.4, 0.2); /* neither nobody nor everybody */
    set_people(0, 0);
    found_people();
    live();
    assert_int_equal(tally[T_households], LIVE);
    assert_near((double)tally[T_poor] / n, headcount, 4 * sqrt(headcount * (1 - headcount) / n));
    /* A gap lies in [0, 1], so its variance is at most its mean. */
    assert_near((double)tally[T_gap] / n * 1e-6, gap, 4 * sqrt(gap / n));
    assert_near((double)tally[T_trained] / n, 0.1 * headcount, 4 * sqrt(0.1 * headcount / n));
    double wealth = 0;
    for (int i = 0; i < LIVE; i++)
        wealth += people.assets[i];
    assert_near((double)tally[T_assets] * 1e-3, wealth, 5e-4 * sqrt(n) * 4 + 1); /* each rounded to 1e-3 */
}

static void weights_count_and_padding_does_not(void **state)
{
    (void)state;
    int64_t plain[TALLIES];
    set_people(0, 0);
    found_people();
    live();
    memcpy(plain, tally, sizeof plain);
    for (int i = LIVE; i < PEOPLE; i++)
        assert_true(people.assets[i] == 0 && !people.trained[i] && !people.relocated[i] && !people.size[i]);
    set_people(0, 0);
    found_people();
    for (int i = 0; i < LIVE; i++)
        people.weight[i] = 1000;
    live();
    for (int t = 0; t < TALLIES; t++)
        assert_int_equal(tally[t], 1000 * plain[t]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(founders_are_lognormal_with_even_sizes_and_assets),
        cmocka_unit_test(income_has_the_lognormals_mean_and_variance),
        cmocka_unit_test(gains_and_returns_are_what_they_say),
        cmocka_unit_test(disasters_come_at_their_rate_and_forget),
        cmocka_unit_test(surpluses_are_saved_in_part_and_deficits_met_while_assets_last),
        cmocka_unit_test(the_poor_are_trained_then_relocated),
        cmocka_unit_test(the_well_off_are_left_alone),
        cmocka_unit_test(the_first_year_is_the_integral),
        cmocka_unit_test(weights_count_and_padding_does_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
