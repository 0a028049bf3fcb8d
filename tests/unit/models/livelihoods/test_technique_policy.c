/* The policy of households that look ahead, against what theory says of it: closed forms where there are any,
 * and the four tests of the asset-based poverty trap on the recursion k -> k'. */
#include "models/livelihoods/technique_policy.c"

#include "unit/models/village_fixture.h"

#include "sim/isa.h"

/* The rows' defaults, without shocks. */
static struct fixture *calm(void)
{
    struct fixture *f = village_make(1);
    f->parameters.technique_enabled = 1;
    f->parameters.technique_shock = 0;
    return f;
}

/* A household's course: the policy of its class, and the equations. */
struct course {
    struct technique *policy;
    struct recursion r;
    int32_t class;
    float productivity;
};

static struct course course_of(const struct parameters *p, double log_productivity)
{
    struct course c = {HQ_SYMBOL(solve_technique)(p), recursion_of(p), ability_class((float)log_productivity),
                       0};
    c.productivity = hq_exp(ABILITY_FROM + ABILITY_STEP * (float)c.class);
    return c;
}

static double kept_of(const struct course *c, double wealth)
{
    return capital_kept(c->policy->kept, c->class, (float)wealth);
}

/* Next year's capital. */
static double step(const struct course *c, double capital, bool struck)
{
    const double worn = (1 - c->r.wear) * capital, lost = struck ? c->r.loss * (1 - c->r.insured) : 0;
    return kept_of(c, output_of(&c->r, c->productivity, (float)capital) + worn * (1 - c->r.premium - lost));
}

/* Steady states of the recursion without shocks, between 0.05 and 500 units, by bisection of every change of
 * sign of k' - k on a fine grid: stable where it falls. Returns how many. */
struct steady {
    double at;
    bool stable;
};

static int steady_states(const struct course *c, struct steady found[10])
{
    int count = 0;
    for (double k = 0.05; k < 500; k *= 1.01) {
        double low = k, high = k * 1.01;
        const bool under = step(c, low, false) > low, over = step(c, high, false) > high;
        for (int n = 0; n < 50 && under != over; n++) {
            const double middle = (low + high) / 2;
            *((step(c, middle, false) > middle) == under ? &low : &high) = middle;
        }
        if (under != over) {
            assert_in_range(count, 0, 9);
            found[count++] = (struct steady){low, under};
        }
    }
    return count;
}

/* Where the marginal product of one technique pays for waiting: a g k^(g - 1) = 1/beta - 1 + d. */
static double modified_golden_rule(const struct course *c, double g)
{
    return pow(c->productivity * g / (1.0 / c->r.patience - 1 + c->r.wear), 1 / (1 - g));
}

/* One technique, all capital worn off in a year, log utility: k' = beta g f(k), whatever the wealth. */
static void test_closed_form(void **state)
{
    (void)state;
    struct fixture *f = calm();
    f->parameters.technique_lump = 100;
    f->parameters.technique_high = f->parameters.technique_low = 0.4;
    f->parameters.technique_wear = f->parameters.technique_aversion = 1;
    for (double ability = -0.5; ability < 0.6; ability += 0.5) {
        struct course c = course_of(&f->parameters, ability);
        for (double wealth = 0.2; wealth < 20; wealth *= 1.1) {
            assert_near(kept_of(&c, wealth) / wealth, 0.95 * 0.4, 0.002);
        }
        free(c.policy);
    }
    village_free(f);
}

/* Tests (i) and (ii): three steady states for middling ability, one for low and for high ability, at the
 * capital of the modified golden rule of their technique, within 2%. */
static void test_steady_states(void **state)
{
    (void)state;
    struct fixture *f = calm();
    const struct {
        double ability;
        int count;
    } kinds[] = {{-1.2, 1}, {-0.7, 1}, {-0.45, 3}, {-0.4, 3}, {0, 1}, {0.7, 1}};
    for (size_t t = 0; t < sizeof kinds / sizeof *kinds; t++) {
        struct steady s[10];
        struct course c = course_of(&f->parameters, kinds[t].ability);
        assert_int_equal(steady_states(&c, s), kinds[t].count);
        const double poor = modified_golden_rule(&c, c.r.low), rich = modified_golden_rule(&c, c.r.high);
        if (kinds[t].count == 3) {
            assert_true(s[0].stable && !s[1].stable && s[2].stable);
            assert_near(s[0].at / poor, 1, 0.02);
            assert_near(s[2].at / rich, 1, 0.02);
        } else {
            assert_true(s[0].stable);
            assert_near(s[0].at / (kinds[t].ability < 0 ? poor : rich), 1, 0.02);
        }
        free(c.policy);
    }
    village_free(f);
}

static double after(const struct course *c, double capital, int years)
{
    for (int year = 0; year < years; year++) {
        capital = step(c, capital, false);
    }
    return capital;
}

/* Test (iii): from the poor end, a transfer that leads just over the threshold leads to the rich end, one that
 * leads just under it back. */
static void test_transfer(void **state)
{
    (void)state;
    struct fixture *f = calm();
    struct course c = course_of(&f->parameters, -0.45);
    struct steady s[10];
    assert_int_equal(steady_states(&c, s), 3);
    for (double over = 0.02; over < 0.3; over *= 2) {
        assert_near(after(&c, s[1].at * (1 - over), 150) / s[0].at, 1, 0.02);
        assert_near(after(&c, s[1].at * (1 + over), 150) / s[2].at, 1, 0.02);
    }
    free(c.policy);
    village_free(f);
}

/* The same household under a risk of losing half of its capital, without insurance and with it. */
static void two_courses(struct course *bare, struct course *covered)
{
    struct fixture *f = calm();
    f->parameters.technique_shock = 0.1;
    f->parameters.technique_loss = 0.5;
    *bare = course_of(&f->parameters, -0.2);
    f->parameters.technique_insured = 1;
    *covered = course_of(&f->parameters, -0.2);
    village_free(f);
}

/* Test (iv), before any loss is paid for: who is insured leaves more of the same wealth as capital where a loss
 * may throw a household back under the threshold, and begins to accumulate no later. */
static void test_insurance_ex_ante(void **state)
{
    (void)state;
    struct course bare, covered;
    two_courses(&bare, &covered);
    double without = 0, with = 0;
    for (double wealth = 3; wealth < 7; wealth *= 1.03) {
        assert_true(kept_of(&covered, wealth) > 0.995 * kept_of(&bare, wealth));
        without += kept_of(&bare, wealth);
        with += kept_of(&covered, wealth);
    }
    assert_true(with > 1.01 * without);
    free(bare.policy);
    free(covered.policy);
}

static double mean_after(const struct course *c, double median, int years)
{
    enum { HOUSEHOLDS = 4000 };
    double sum = 0;
    dice_thrown = 77; /* the same luck with and without */
    for (int i = 0; i < HOUSEHOLDS; i++) {
        double capital = median * exp(1.4 * (dice() + dice() + dice() - 1.5));
        for (int year = 0; year < years; year++) {
            capital = step(c, capital, dice() < c->r.shock);
        }
        sum += capital / HOUSEHOLDS;
    }
    return sum;
}

/* ... and so mean capital after a generation is higher, though the premium is all that it pays on average.
 * 4,000 households: the standard error of either mean is under 2%. */
static void test_insurance_in_time(void **state)
{
    (void)state;
    struct course bare, covered;
    two_courses(&bare, &covered);
    assert_true(mean_after(&covered, 3, 30) > 1.2 * mean_after(&bare, 3, 30));
    free(bare.policy);
    free(covered.policy);
}

/* Off: nothing is computed. On: the same bits by every instruction set of this machine. */
extern struct technique *solve_technique_sse2(const struct parameters *p);
extern struct technique *solve_technique_avx2(const struct parameters *p);
extern struct technique *solve_technique_avx512(const struct parameters *p);

static void test_same_bits(void **state)
{
    (void)state;
    struct fixture *f = calm();
    f->parameters.technique_shock = 0.1;
    f->parameters.technique_enabled = 0;
    assert_null(HQ_SYMBOL(solve_technique)(&f->parameters));
    f->parameters.technique_enabled = 1;
    struct technique *(*const builds[])(const struct parameters *) = {
        solve_technique_sse2, solve_technique_avx2, solve_technique_avx512};
    const char *const names[] = {"sse2", "avx2", "avx512"};
    struct technique *own = HQ_SYMBOL(solve_technique)(&f->parameters);
    for (int b = 0; b < 3; b++) {
        if (hq_isa_choose(names[b]) >= 0) {
            struct technique *other = builds[b](&f->parameters);
            assert_memory_equal(own, other, sizeof *own);
            free(other);
        }
    }
    for (int32_t i = 0; i < ABILITY_CLASSES * WEALTH_POINTS; i++) {
        assert_true(own->kept[i] > 0 && own->kept[i] <= 1);
    }
    free(own);
    village_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_closed_form),       cmocka_unit_test(test_steady_states),
        cmocka_unit_test(test_transfer),          cmocka_unit_test(test_insurance_ex_ante),
        cmocka_unit_test(test_insurance_in_time), cmocka_unit_test(test_same_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
