/* Illness alone: hazard by age, chronic share, cost, care that is forgone, what it does to households. */
#include "models/people/illness.c"

#include "unit/models/village_fixture.h"

enum { HOUSEHOLDS = 20000 };

static struct fixture *village_of(int age, int health)
{
    struct fixture *f = village_make(HOUSEHOLDS);
    struct parameters *p = &f->parameters;
    p->illness_hazard = 0.05;
    p->illness_age_effect = 0.02;
    p->illness_chronic_share = 0.2;
    p->illness_recovery = 0.1;
    p->illness_cost = 1000;
    p->illness_cost_spread = p->illness_cost_growth = 0;
    p->illness_chronic_cost = 0.5;
    p->calendar_cpi = 1;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        village_person(f, i, i % HQ_SLOTS, age, 0, 7, health, 2);
        ROW(&f->view, savings)[i] = 1000000000; /* care is paid */
    }
    return f;
}

static double share_with(const struct fixture *f, int health)
{
    int found = 0;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        const uint8_t what = ROW(&f->view, learning)[i % HQ_SLOTS * f->view.stride + i];
        assert_int_equal(schooling_of(what), 7);
        assert_int_equal(courses_of(what), 2);
        found += health_of(what) == health;
    }
    return (double)found / HOUSEHOLDS;
}

/* hazard exp(age_effect (age - 20)), of which chronic_share stays. */
static void test_hazard(void **state)
{
    (void)state;
    const int ages[] = {0, 20, 50, 80, 120};
    for (int k = 0; k < 5; k++) {
        struct fixture *f = village_of(ages[k], HEALTHY);
        village_run(f, &illness_generic);
        const double h = fmin(0.5, 0.05 * exp(0.02 * (ages[k] - 20)));
        assert_four_sigma(share_with(f, ACUTE), 0.8 * h, share_error(0.8 * h, HOUSEHOLDS));
        assert_four_sigma(share_with(f, CHRONIC), 0.2 * h, share_error(0.2 * h, HOUSEHOLDS));
        assert_near((double)f->tally[T_ill] / HOUSEHOLDS, share_with(f, ACUTE) + share_with(f, CHRONIC), 1e-9);
        assert_near((double)f->tally[T_chronic] / HOUSEHOLDS, share_with(f, CHRONIC), 1e-9);
        village_free(f);
    }
}

static void test_hazard_is_bounded(void **state)
{
    (void)state;
    struct fixture *f = village_of(90, HEALTHY);
    f->parameters.illness_hazard = 1;
    village_run(f, &illness_generic);
    assert_four_sigma(1 - share_with(f, HEALTHY), 0.5, share_error(0.5, HOUSEHOLDS));
    village_free(f);
}

/* A chronic illness ends with chance recovery; an acute one is over after its year. */
static void test_endings(void **state)
{
    (void)state;
    struct fixture *f = village_of(20, CHRONIC);
    village_run(f, &illness_generic);
    assert_four_sigma(share_with(f, HEALTHY), 0.1, share_error(0.1, HOUSEHOLDS));
    assert_true(share_with(f, ACUTE) == 0.0);
    village_free(f);
    f = village_of(20, ACUTE);
    f->parameters.illness_hazard = 0;
    village_run(f, &illness_generic);
    assert_true(share_with(f, HEALTHY) == 1.0);
    village_free(f);
}

/* Where nobody grows older the chronic share settles to h c / (h c + recovery). */
static void test_steady_state(void **state)
{
    (void)state;
    struct fixture *f = village_of(20, HEALTHY);
    double sum = 0;
    for (int year = 0; year < 100; year++) {
        village_year(f, 2000 + year);
        village_run(f, &illness_generic);
        sum += year >= 60 ? share_with(f, CHRONIC) : 0;
    }
    const double falls = 0.05 * 0.2, share = falls / (falls + 0.1);
    /* Years are alike by (1 - falls - recovery): 40 of them are worth 40 (1 - r) / (1 + r) apart. */
    const double r = 1 - falls - 0.1;
    assert_four_sigma(sum / 40, share, share_error(share, HOUSEHOLDS * 40 * (1 - r) / (1 + r)));
    village_free(f);
}

/* Mean cost of an illness: median exp(s^2 / 2) at the year's prices; chronic ones at their part. */
static void test_cost(void **state)
{
    (void)state;
    struct fixture *f = village_of(20, HEALTHY);
    f->parameters.illness_hazard = 0.5;
    f->parameters.illness_chronic_share = 0;
    f->parameters.illness_cost_spread = 0.6;
    f->parameters.calendar_cpi = 1.2;
    village_run(f, &illness_generic);
    double sum = 0;
    int ill = 0;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        const double cost = ROW(&f->view, illness)[i];
        sum += cost;
        ill += cost > 0;
        assert_true(ROW(&f->view, spare)[i] == 0.0f); /* what it borrowed is given back empty */
    }
    assert_near((double)ill / HOUSEHOLDS, share_with(f, ACUTE), 1e-9);
    const double relative = sqrt(exp(0.36) - 1);
    assert_four_sigma(sum / ill / 120000, exp(0.18), exp(0.18) * relative / sqrt(ill));
    village_free(f);
    f = village_of(20, CHRONIC);
    f->parameters.illness_recovery = 0;
    village_run(f, &illness_generic);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        assert_int_equal(ROW(&f->view, illness)[i], 50000);
    }
    village_free(f);
}

/* The cost of an illness grows beside prices, from what it is in 2010, and was lower before. */
static void test_growth_of_cost(void **state)
{
    (void)state;
    const int years[] = {1997, 2010, 2020};
    for (int k = 0; k < 3; k++) {
        struct fixture *f = village_of(40, CHRONIC);
        f->parameters.illness_recovery = 0;
        f->parameters.illness_cost_growth = 0.08;
        f->parameters.calendar_cpi = 1.1;
        village_year(f, years[k]);
        village_run(f, &illness_generic);
        const double cost = 0.5 * 1000 * 1.1 * exp(0.08 * (years[k] - 2010));
        for (int32_t i = 0; i < HOUSEHOLDS; i += 997) {
            assert_near(ROW(&f->view, illness)[i], 100 * cost, 1 + 1e-4 * cost);
        }
        village_free(f);
    }
}

/* Several in one household add up; counts carry weights; nobody does not fall ill. */
static void test_households(void **state)
{
    (void)state;
    struct fixture *f = village_make(100);
    f->parameters.illness_recovery = 0;
    f->parameters.illness_cost = 1000;
    f->parameters.illness_cost_spread = f->parameters.illness_cost_growth = 0;
    f->parameters.illness_chronic_cost = 0.25;
    f->parameters.calendar_cpi = 1;
    for (int32_t i = 0; i < 50; i++) {
        ROW(&f->view, weight)[i] = 7;
        ROW(&f->view, savings)[i] = 1000000000;
        village_person(f, i, 0, 40, 0, 5, CHRONIC, 0);
        village_person(f, i, 4, 40, 1, 5, CHRONIC, 0);
    }
    village_run(f, &illness_generic);
    for (int32_t i = 0; i < 100; i++) {
        assert_int_equal(ROW(&f->view, illness)[i], i < 50 ? 50000 : 0);
        assert_int_equal(ROW(&f->view, learning)[7 * f->view.stride + i], 0);
    }
    assert_int_equal(f->tally[T_chronic], 50 * 7 * 2);
    assert_int_equal(f->tally[T_ill], 0);
    village_free(f);
}

/* The steady state by age, in the equations' own words: onset over onset and recovery. */
static void test_steady_state_by_age(void **state)
{
    (void)state;
    const int ages[] = {30, 60, 90};
    for (int k = 0; k < 3; k++) {
        struct fixture *f = village_of(ages[k], HEALTHY);
        double sum = 0;
        for (int year = 0; year < 80; year++) {
            village_year(f, 2000 + year);
            village_run(f, &illness_generic);
            sum += year >= 50 ? share_with(f, CHRONIC) : 0;
        }
        const double onset = 0.05 * 0.2 * exp(0.02 * (ages[k] - 20)), share = onset / (onset + 0.1);
        const double r = 1 - onset - 0.1; /* years are alike by r */
        assert_four_sigma(sum / 30, share, share_error(share, HOUSEHOLDS * 30 * (1 - r) / (1 + r)));
        village_free(f);
    }
}

/* Everybody ill at 20, costs lognormal around 1,000 Yuan, means of 600 Yuan a household. */
static struct fixture *in_need(double forgone_share)
{
    struct fixture *f = village_of(20, HEALTHY);
    struct parameters *p = &f->parameters;
    p->illness_hazard = 0.5;
    p->illness_cost_spread = 0.8;
    p->illness_forgone_share = forgone_share;
    p->illness_advance = 0; /* the own part is all that is needed; test_advance has the rest */
    p->illness_untreated_stays = 2.5;
    p->illness_herd_means = 0.25;
    p->calendar_medical_reimbursement = 0.2;
    p->calendar_price_sheep = 400;
    p->calendar_price_cattle = 6000;
    p->herds_head = 5;
    p->herds_distress_price = 0.5;
    p->money_subsistence = 1000;
    f->village.remoteness = 0;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        /* 350 saved, 150 over subsistence, and a herd that counts as 100: two sheep, or a half and as much of a
         * cow, whose sheep unit brings three times as much */
        ROW(&f->view, savings)[i] = 35000;
        ROW(&f->view, income)[i] = 115000;
        ROW(&f->view, herd)[i] = i % 2 ? 2 : 1;
        ROW(&f->view, cattle)[i] = i % 2 ? 0 : 5;
    }
    return f;
}

/* Who cannot pay 0.8 of the cost with 600 Yuan forgoes care: P(cost > 750); those stay ill more often. */
static void test_forgone_care(void **state)
{
    (void)state;
    struct fixture *f = in_need(0.4), *paid = in_need(0);
    village_run(f, &illness_generic);
    village_run(paid, &illness_generic);
    assert_int_equal(f->tally[T_ill], paid->tally[T_ill]);
    assert_int_equal(paid->tally[T_uncared], 0);
    int ill = 0, without = 0, stays = 0, kept = 0;
    int64_t worth = 0;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        const int32_t whole = ROW(&paid->view, illness)[i], gone = ROW(&f->view, forgone)[i];
        const int health = health_of(ROW(&f->view, learning)[i % HQ_SLOTS * f->view.stride + i]);
        const int usual = health_of(ROW(&paid->view, learning)[i % HQ_SLOTS * f->view.stride + i]);
        assert_int_equal(ROW(&f->view, illness)[i] + gone, whole);
        assert_int_equal(gone, whole * 0.8 > 60000.5 ? (int32_t)(whole * 0.4 + 0.5) : gone);
        assert_true(gone == 0 || whole * 0.8 > 59999.5);
        assert_true(health <= CHRONIC && (health > 0) == (usual > 0));
        assert_true(gone > 0 || health == usual);           /* with care all is as before */
        assert_true(usual != CHRONIC || health == CHRONIC); /* and luck is the same without */
        ill += whole > 0;
        without += gone > 0;
        stays += gone > 0 && health == CHRONIC;
        kept += gone == 0 && whole > 0 && health == CHRONIC;
        worth += gone;
    }
    const double cannot = 0.5 * erfc(log(0.75) / 0.8 / sqrt(2.0));
    assert_four_sigma((double)without / ill, cannot, share_error(cannot, ill));
    assert_four_sigma((double)stays / without, 0.5, share_error(0.5, without));
    assert_four_sigma((double)kept / (ill - without), 0.2, share_error(0.2, ill - without));
    assert_int_equal(f->tally[T_uncared], without);
    assert_int_equal(f->tally[T_patients], ill);
    assert_int_equal(f->tally[T_care_forgone], worth);
    assert_int_equal(f->tally[T_chronic], stays + kept);
    village_free(f);
    village_free(paid);
}

/* What must be raised: the own part, and `advance` of what the insurance will pay; with a window the own part.
 * Costs are the same. P(cost > 600 / needed part). */
static void test_advance(void **state)
{
    (void)state;
    const double advances[] = {0, 0.5, 1, 1}, parts[] = {0.8, 0.9, 1, 0.8};
    for (int k = 0; k < 4; k++) {
        struct fixture *f = in_need(0.4);
        f->parameters.illness_advance = advances[k];
        f->county.window = k == 3;
        village_run(f, &illness_generic);
        const double cannot = 0.5 * erfc(log(600 / parts[k] / 1000) / 0.8 / sqrt(2.0));
        const double ill = (double)f->tally[T_patients];
        assert_four_sigma((double)f->tally[T_uncared] / ill, cannot, share_error(cannot, ill));
        village_free(f);
    }
}

/* With no share forgone nothing is but the cost as drawn: to the bit what rich households have. */
static void test_switched_off(void **state)
{
    (void)state;
    struct fixture *poor = in_need(0), *rich = in_need(0.4);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        ROW(&rich->view, savings)[i] = 1000000000;
    }
    village_run(poor, &illness_generic);
    village_run(rich, &illness_generic);
    const size_t slots = village_bytes(poor, C_learning), rows = village_bytes(poor, C_illness);
    assert_memory_equal(ROW(&poor->view, learning), ROW(&rich->view, learning), slots);
    assert_memory_equal(ROW(&poor->view, illness), ROW(&rich->view, illness), rows);
    village_free(poor);
    village_free(rich);
}

/* The insurance pays its share of each household's cost, in whole fen, and the household the rest. */
static void test_reimbursement(void **state)
{
    (void)state;
    struct fixture *f = in_need(0.4);
    f->parameters.calendar_medical_reimbursement = 0.35;
    village_run(f, &illness_generic);
    int64_t cost = 0, back = 0;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        const int32_t spent = ROW(&f->view, illness)[i];
        cost += spent;
        back += hq_round((float)0.35 * (float)spent);
    }
    village_run(f, village_process("reckon"));
    assert_int_equal(f->tally[T_illness], cost);
    assert_int_equal(f->tally[T_reimbursed], back);
    assert_near((double)back / (double)cost, 0.35, 1e-5);
    village_free(f);
}

/* Of the ill who go without care more die, by untreated_deaths; the healthy die as ever. */
static void test_deaths_without_care(void **state)
{
    (void)state;
    double share[2][2];
    for (int ill = 0; ill < 2; ill++) {
        for (int without = 0; without < 2; without++) {
            struct fixture *f = village_of(70, ill ? CHRONIC : HEALTHY);
            f->parameters.demography_enabled = true;
            f->parameters.illness_untreated_deaths = 3;
            for (int32_t i = 0; i < HOUSEHOLDS; i++) {
                ROW(&f->view, forgone)[i] = without * 100;
            }
            village_run(f, village_process("vital"));
            share[ill][without] = (double)f->tally[T_deaths] / HOUSEHOLDS;
            village_free(f);
        }
    }
    assert_true(share[0][0] > 0 && share[0][0] == share[0][1]);
    /* Both runs have the same luck: the fewer deaths are among the more. */
    assert_four_sigma(share[1][1], 3 * share[1][0],
                      3 * share_error(share[1][0], HOUSEHOLDS) + share_error(share[1][1], HOUSEHOLDS));
}

/* Catastrophic and impoverishing spending at their bounds. */
static void test_burden(void **state)
{
    (void)state;
    static const struct {
        int32_t income, cost, heavy, poor; /* fen a head; of a household of two; half is reimbursed */
    } cases[] = {
        {300000, 0, 0, 0}, {300000, 319998, 0, 0},  {300000, 320004, 1, 0}, /* 0.4 x 2 x 2,000 is 1,600 */
        {90000, 0, 0, 0},  {90000, 4, 1, 0},        {-5000, 2, 1, 0},       /* nothing over subsistence */
        {150000, 2, 0, 0}, {150000, 8, 0, 1},       {149998, 8, 0, 0},      /* around the line */
        {0, 0, 0, 0},      {600000, 2000000, 1, 1},
    };
    enum { CASES = sizeof cases / sizeof *cases };
    struct fixture *f = village_make(CASES);
    f->parameters.money_subsistence = 1000;
    f->parameters.calendar_cpi = 1;
    f->parameters.illness_catastrophic = 0.4;
    f->parameters.calendar_medical_reimbursement = 0.5;
    f->county.line = 149999;
    for (int32_t i = 0; i < CASES; i++) {
        memset(f->tally, 0, sizeof f->tally);
        for (int32_t j = 0; j < CASES; j++) {
            ROW(&f->view, weight)[j] = j == i ? 5 : 0;
            ROW(&f->view, members)[j] = 2;
            ROW(&f->view, income)[j] = cases[j].income;
            ROW(&f->view, illness)[j] = cases[j].cost;
        }
        village_run(f, &illness_burden_generic);
        if (f->tally[T_catastrophic] != 5 * cases[i].heavy || f->tally[T_impoverished] != 5 * cases[i].poor) {
            fail_msg("case %d: %d catastrophic, %d impoverished", i, (int)f->tally[T_catastrophic] / 5,
                     (int)f->tally[T_impoverished] / 5);
        }
    }
    village_free(f);
}

/* Safe water for half of the village takes half of its effect off the hazard; a clinic takes its own off what stays.
 * Nobody falls ill who would not have without them. */
static void test_water_and_clinic(void **state)
{
    (void)state;
    struct fixture *f = village_of(50, HEALTHY), *served = village_of(50, HEALTHY);
    served->village.all_water = 800;
    served->village.built_water = 400;
    served->village.all_clinics = served->village.built_clinics = 1;
    served->parameters.goods_water_effect = 0.4;
    served->parameters.goods_clinic_effect = 0.25;
    village_run(f, &illness_generic);
    village_run(served, &illness_generic);
    const double h = 0.8 * 0.05 * exp(0.02 * 30), stays = 0.2 * 0.75;
    assert_four_sigma(share_with(served, CHRONIC), h * stays, share_error(h * stays, HOUSEHOLDS));
    assert_four_sigma(share_with(served, ACUTE), h * (1 - stays), share_error(h, HOUSEHOLDS));
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        const int32_t at = i % HQ_SLOTS * f->view.stride + i;
        const int now = health_of(ROW(&served->view, learning)[at]),
                  was = health_of(ROW(&f->view, learning)[at]);
        assert_true(now <= was); /* healthy, acute, chronic */
    }
    village_free(f);
    village_free(served);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hazard),
        cmocka_unit_test(test_hazard_is_bounded),
        cmocka_unit_test(test_endings),
        cmocka_unit_test(test_steady_state),
        cmocka_unit_test(test_cost),
        cmocka_unit_test(test_growth_of_cost),
        cmocka_unit_test(test_households),
        cmocka_unit_test(test_steady_state_by_age),
        cmocka_unit_test(test_forgone_care),
        cmocka_unit_test(test_advance),
        cmocka_unit_test(test_switched_off),
        cmocka_unit_test(test_reimbursement),
        cmocka_unit_test(test_deaths_without_care),
        cmocka_unit_test(test_burden),
        cmocka_unit_test(test_water_and_clinic),
    };
    return cmocka_run_group_tests_name("illness", tests, NULL, NULL);
}
