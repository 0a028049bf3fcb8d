/* Relocation: who would go, what it costs the household, where it goes, and the way back. */
#include "models/policies/relocation.c"

#include "unit/models/policies/moving_fixture.h"

enum { SITE = THERE };

/* On land half of which is sand. */
static struct fixture *village(int32_t households)
{
    struct fixture *f = moving_village(households);
    struct parameters *p = &f->parameters;
    p->relocation_enabled = 1;
    p->relocation_start = 2009;
    p->relocation_end = 2030;
    p->relocation_cost = 3000000;
    p->relocation_subsidy = 2000000;
    p->relocation_build_lag = 0;
    p->relocation_least_sand = 0.4;
    p->relocation_horizon = 10;
    p->relocation_trouble = 2000;
    p->relocation_land_kept = 0;
    p->relocation_living_cost = 0.1;
    p->relocation_return_rate = 0.05;
    f->village.sand = 0.5f;
    f->village.forest = 0.1f;
    f->county.site = SITE + 1;
    f->county.site_pay = 9000;
    f->county.local_pay = 2000;
    for (int32_t i = 0; i < households; i++) {
        ROW(&f->view, forest)[i] = 1;
    }
    return f;
}

/* Houses for so many, given out in order of need. */
static void give_houses(struct fixture *f, int places)
{
    f->places[Q_relocation] = places;
    village_enrol(f, &enrol_relocation_generic);
}

/* horizon x gain >= own part + trouble, written out once more; borderline cases (1e-4 of the sides, the
 * kernel's single precision) are left to chance. */
static void test_acceptance(void **state)
{
    (void)state;
    int would = 0, stay = 0;
    for (int round = 0; round < 40; round++) {
        struct fixture *f = village(HOUSEHOLDS);
        struct parameters *p = &f->parameters;
        p->relocation_horizon = dice_between(0, 20);
        p->relocation_trouble = dice_between(0, 20000);
        p->relocation_subsidy = (int64_t)dice_between(100, 4000000);
        p->relocation_living_cost = dice_between(0, 1);
        p->calendar_cpi = dice_between(0.8, 1.3);
        f->county.site_pay = (float)dice_between(2000, 15000);
        for (int32_t i = 0; i < HOUSEHOLDS; i++) {
            ROW(&f->view, cropland)[i] = (float)dice_between(0, 20);
            ROW(&f->view, herd)[i] = (float)dice_between(0, 30);
            ROW(&f->view, cattle)[i] = (uint16_t)dice_to(200);
            ROW(&f->view, ability)[i] = to_trait((float)dice_between(-1, 1));
            ROW(&f->view, weight)[i] = (uint16_t)(1 + dice_to(20));
            for (int slot = 2; slot < 2 + dice_to(4); slot++) {
                village_person(f, i, slot, dice_to(90), dice_to(2), 5, dice_to(3), 0);
            }
        }
        village_count(f, &count_relocation_generic);
        int64_t demand = 0;
        for (int32_t i = 0; i < HOUSEHOLDS; i++) {
            const double field = (double)crop_expected(&f->view); /* tested in test_crops.c */
            const double animals = village_herd_earns(f, i);
            const double farm =
                (field * ROW(&f->view, cropland)[i] + animals) * exp(0.5 * trait_of(ROW(&f->view, ability)[i]));
            int members = 0, workers = 0;
            for (int slot = 0; slot < HQ_SLOTS; slot++) {
                const int32_t at = slot * f->view.stride + i;
                const uint8_t who = ROW(&f->view, person)[at];
                members += who != 0;
                workers += who != 0 && person_age(who) >= ADULT_FROM && person_age(who) <= ADULT_TO &&
                           health_of(ROW(&f->view, learning)[at]) != CHRONIC;
            }
            const double gain = workers * (double)(f->county.site_pay - f->county.local_pay) - farm -
                                p->relocation_living_cost * p->money_subsistence * p->calendar_cpi * members;
            const double own = fmax(0, (double)(p->relocation_cost - p->relocation_subsidy) / 100);
            const double left = p->relocation_horizon * gain, right = own + p->relocation_trouble;
            const int32_t claim = ROW(&f->view, claim)[i];
            demand += claim;
            if (fabs(left - right) > 1e-4 * (fabs(left) + fabs(right) + p->relocation_horizon * farm)) {
                assert_int_equal(claim, left >= right ? ROW(&f->view, weight)[i] : 0);
                would += left >= right;
                stay += left < right;
            }
        }
        assert_int_equal(f->village_demand[Q_relocation], demand);
        village_free(f);
    }
    assert_true(would > 1000 && stay > 1000);
}

/* Not from land that can recover, not who is moving, has moved, or is nobody; nothing where it is off. */
static void test_who_may(void **state)
{
    (void)state;
    struct fixture *f = village(HOUSEHOLDS);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        ROW(&f->view, moving)[i] = i % 4 == 1 ? 2 : i % 4 == 2 ? ARRIVED : 0;
        ROW(&f->view, settled)[i] = i % 4 == 3;
    }
    village_count(f, &count_relocation_generic);
    assert_int_equal(f->village_demand[Q_relocation], HOUSEHOLDS / 4);
    f->village.sand = 0.39f;
    village_count(f, &count_relocation_generic);
    assert_int_equal(f->village_demand[Q_relocation], 0);
    f->village.sand = 0.5f;
    f->parameters.relocation_enabled = 0;
    give_houses(f, 50);
    assert_int_equal(village_members(f, IN_RELOCATION), 0);
    village_free(f);
}

/* The year a household arrives it states no demand and is served by no programme. */
static void test_arrived_wait(void **state)
{
    (void)state;
    struct fixture *f = village(HOUSEHOLDS);
    f->parameters.training_enabled = f->parameters.industry_enabled = 1;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        ROW(&f->view, moving)[i] = i % 2 ? ARRIVED : 0;
        ROW(&f->view, registered)[i] = 1;
        ROW(&f->view, savings)[i] = 10000000;
    }
    const char *const counts[] = {"count_training", "count_industry", "count_rangers"}, *const enrols[] = {
                                                                                            "enrol_training",
                                                                                            "enrol_industry"};
    const int quotas[] = {Q_training, Q_industry};
    const uint16_t bits[] = {IN_TRAINING, IN_INDUSTRY};
    for (int k = 0; k < 2; k++) {
        village_count(f, village_process(counts[k]));
        assert_int_equal(f->village_demand[quotas[k]], HOUSEHOLDS / 2);
        f->places[quotas[k]] = HOUSEHOLDS;
        village_enrol(f, village_process(enrols[k]));
        for (int32_t i = 0; i < HOUSEHOLDS; i++) {
            assert_int_equal((ROW(&f->view, memberships)[i] & bits[k]) != 0, i % 2 == 0);
        }
    }
    /* At that year's end it is a household like others. */
    end_year(f, 2010);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        assert_int_equal(ROW(&f->view, moving)[i], 0);
    }
    village_count(f, village_process("count_training"));
    assert_int_equal(f->village_demand[Q_training], HOUSEHOLDS);
    village_free(f);
}

/* Houses are money over the subsidy; what is left stays; households' part goes to the builders too. */
static void test_money(void **state)
{
    (void)state;
    struct fixture *f = village(HOUSEHOLDS);
    f->parameters.relocation_budget = 10 * 2000000 + 77;
    village_count(f, &count_relocation_generic);
    village_plan(f, 2009, &relocation_year_generic);
    assert_int_equal(f->places[Q_relocation], 10);
    f->county.site = SITE + 1; /* not where plan has put it: this county has one village only */
    f->county.site_pay = 9000;
    f->county.local_pay = 2000;
    village_enrol(f, &enrol_relocation_generic);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) { /* the poorest ten */
        assert_int_equal((ROW(&f->view, memberships)[i] & IN_RELOCATION) != 0, i < 10);
        assert_int_equal(ROW(&f->view, moving)[i], i < 10);
    }
    village_settle(f, &relocate_generic, &relocation_year_generic);
    assert_int_equal(f->tally[T_houses], 10);
    assert_int_equal(f->tally[T_relocated], 10);
    assert_true(village_fund(f, P_relocation) == 77);
    assert_true(hq_received(f->world.ledger, 0, P_relocation, A_suppliers) == 10 * 3000000);
    assert_true(hq_paid(f->world.ledger, 0, P_relocation, A_households) == 10 * 1000000);
    village_free(f);
}

/* The site: in the county of the own prefecture where pay is best, any of its villages, another in other years.
 */
static void test_site(void **state)
{
    (void)state;
    static const int32_t prefectures[6] = {0, 0, 1, 0, 1, 0};
    struct counties *r = region_make(6, prefectures);
    EVERYWHERE(r, relocation_enabled, 1);
    EVERYWHERE(r, relocation_job_access, 1);
    EVERYWHERE(r, labour_job_months, 7);
    const float tightness[] = {0.2f, 0.5f, 0.4f, 0.3f, 0.9f, 0.6f}, wage[] = {900, 1000, 800, 1100, 850, 500};
    int met[60] = {0};
    for (int c = 0; c < 6; c++) {
        r->county[c].tightness = tightness[c];
        r->county[c].job_wage = wage[c];
    }
    for (int year = 2009; year < 2089; year++) {
        region_year(r, year);
        region_step(r, relocation_year_generic.plan);
        for (int c = 0; c < 6; c++) {
            double pay[2] = {0};
            int best = c;
            for (int o = 0; o < 6; o++) {
                const double chance = 1 / (1 + exp(-(log(tightness[o] / (1 - tightness[o])) + 1)));
                const double there = wage[o] * 7.0 * chance;
                if (prefectures[o] == prefectures[c] && there > pay[0]) {
                    pay[0] = there;
                    best = o;
                }
                pay[1] = o == c ? wage[o] * 7.0 * tightness[o] : pay[1];
            }
            assert_in_range(r->county[c].site - 1, 10 * best, 10 * best + 9);
            assert_near(r->county[c].site_pay, pay[0], 1e-3 * pay[0]);
            assert_near(r->county[c].local_pay, pay[1], 1e-3 * pay[1]);
            met[r->county[c].site - 1]++;
        }
        region_close(r);
    }
    for (int k = 0; k < 10; k++) { /* county 1 for the first prefecture, 4 for the second */
        assert_true(met[10 + k] > 0 && met[40 + k] > 0);
    }
    region_free(r);
}

/* With a lag of k years the household moves at the end of the k-th year after the money. */
static void test_lag(void **state)
{
    (void)state;
    for (int lag = 0; lag <= 3; lag++) {
        struct fixture *f = village(HOUSEHOLDS);
        f->parameters.relocation_build_lag = lag;
        give_houses(f, 20);
        for (int year = 0; year <= lag; year++) {
            end_year(f, 2009 + year);
            assert_int_equal(f->tally[T_relocated], year == lag ? 20 : 0);
            assert_int_equal(f->outbox.count, f->tally[T_relocated]);
            for (int32_t i = 0; i < HOUSEHOLDS; i++) {
                assert_int_equal(ROW(&f->view, herd)[i] > 0, i >= 20 || year < lag);
            }
        }
        village_free(f);
    }
}

/* To the site, by its code; the herd is sold at the village's price, the house paid from savings, the rest
 * borrowed; the books of those who leave are theirs after paying. */
static void test_payment(void **state)
{
    (void)state;
    struct fixture *f = village(HOUSEHOLDS);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        ROW(&f->view, weight)[i] = (uint16_t)(1 + i % 3);
        ROW(&f->view, debt)[i] = 1000 * i;
        ROW(&f->view, cattle)[i] = 20; /* of five sheep units two are large, a head of five at 5,000 Yuan */
        ROW(&f->view, calves)[i] = 5;
        ROW(&f->view, memberships)
        [i] = IN_GRAZING_BAN | IN_GRAZING_BALANCE | IN_FOREST_RETURN | IN_RANGERS | IN_TRAINING | IN_SECURITY;
    }
    f->parameters.calendar_price_cattle = 5000;
    give_houses(f, 100000);
    end_year(f, 2010);
    const int64_t own = 1000000, herd = (3 * 500 + 2 * 1000) * 90; /* prices less 0.2 x 0.5 */
    int64_t cash = 0, loans = 0, weights = 0, left = 0, owed = 0;
    assert_int_equal(f->outbox.count, HOUSEHOLDS);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        const int64_t w = 1 + i % 3, had = 100000 + 10000 * i + herd, paid = had < own ? had : own;
        assert_int_equal(ROW(&f->view, savings)[i], had - paid);
        assert_int_equal(ROW(&f->view, debt)[i], 1000 * i + own - paid);
        assert_true(ROW(&f->view, herd)[i] == 0);
        assert_int_equal(ROW(&f->view, cattle)[i] + ROW(&f->view, calves)[i], 0);
        assert_int_equal(ROW(&f->view, memberships)[i], IN_RELOCATION | IN_TRAINING | IN_SECURITY);
        assert_int_equal(ROW(&f->view, moving)[i], ARRIVED);
        assert_int_equal(ROW(&f->view, settled)[i], 1);
        assert_int_equal(ROW(&f->view, origin)[i], 1 + 1);
        const struct post *post = &f->outbox.posts[i];
        assert_true(post->id == ROW(&f->view, id)[i] && post->target == VILLAGES[SITE] && post->row == i);
        cash += paid * w;
        loans += (own - paid) * w;
        left += (had - paid) * w;
        owed += (1000 * i + own - paid) * w;
        weights += w;
    }
    assert_true(loans > 0 && left > 0);
    assert_true(f->tally[T_relocated] == weights);
    assert_true(f->tally[T_liquidated] == herd * weights);
    assert_int_equal(f->tally[T_cattle_sold], 20 * weights);
    assert_true(f->tally[T_house_paid] == own * weights);
    assert_true(f->tally[T_house_debt] == loans && f->tally[T_borrowed] == loans);
    assert_true(f->tally[T_savings] == herd * weights - cash && f->tally[T_debt] == loans);
    assert_true(f->tally[T_leaving_savings] == left && f->tally[T_leaving_debt] == owed);
    /* The new county's books: what left, arrives; once. */
    village_year(f, 2011);
    village_run(f, &arrive_generic);
    assert_true(f->tally[T_arrived_savings] == left && f->tally[T_arrived_debt] == owed);
    end_year(f, 2011);
    village_run(f, &arrive_generic);
    assert_true(f->tally[T_arrived_savings] == 0 && f->tally[T_arrived_debt] == 0);
    village_free(f);
}

/* A subsidy of the whole cost or more: nothing to pay, nothing borrowed. */
static void test_free_house(void **state)
{
    (void)state;
    for (int more = 0; more <= 1; more++) {
        struct fixture *f = village(HOUSEHOLDS);
        f->parameters.relocation_subsidy = 3000000 + 500000 * more;
        give_houses(f, HOUSEHOLDS);
        end_year(f, 2010);
        assert_int_equal(f->tally[T_relocated], HOUSEHOLDS);
        assert_int_equal(f->tally[T_house_paid] + f->tally[T_house_debt] + f->tally[T_borrowed], 0);
        for (int32_t i = 0; i < HOUSEHOLDS; i++) {
            assert_int_equal(ROW(&f->view, savings)[i], WAS(f, savings)[i] + 5 * 500 * 90);
            assert_int_equal(ROW(&f->view, debt)[i], 0);
        }
        village_free(f);
    }
}

/* What is kept waits; the rest of the fields becomes the village's forest, up to the land that is no sand. */
static void test_land(void **state)
{
    (void)state;
    const double kept[] = {0, 0.25, 1};
    for (int k = 0; k < 3; k++) {
        struct fixture *f = village(HOUSEHOLDS);
        f->parameters.relocation_land_kept = kept[k];
        give_houses(f, 50);
        end_year(f, 2010);
        for (int32_t i = 0; i < HOUSEHOLDS; i++) {
            const int moved = i < 50;
            assert_near(ROW(&f->view, cropland)[i], moved ? 4 * kept[k] : 4, 1e-6);
            assert_near(ROW(&f->view, pasture)[i], moved ? 30 * kept[k] : 30, 1e-5);
            assert_near(ROW(&f->view, forest)[i], moved ? 0 : 1, 0);
        }
        assert_near(f->village.forest, 0.1 + 50 * 4 * (1 - kept[k]) / 100000, 1e-6);
        village_free(f);
    }
    struct fixture *f = village(HOUSEHOLDS);
    f->village.land = 1000;
    give_houses(f, HOUSEHOLDS);
    end_year(f, 2010);
    assert_near(f->village.forest, 0.5, 1e-6);
    village_free(f);
}

/* Houses in the own village: nobody is posted, nothing leaves the books. */
static void test_own_village(void **state)
{
    (void)state;
    struct fixture *f = village(HOUSEHOLDS);
    f->county.site = f->view.place + 1;
    give_houses(f, 30);
    end_year(f, 2010);
    assert_int_equal(f->outbox.count, 0);
    assert_int_equal(f->tally[T_relocated], 30);
    assert_int_equal(f->tally[T_leaving_savings] + f->tally[T_leaving_debt], 0);
    for (int32_t i = 0; i < 30; i++) {
        assert_int_equal(ROW(&f->view, moving)[i], 0);
        assert_int_equal(ROW(&f->view, settled)[i], 1);
        assert_true(ROW(&f->view, cropland)[i] == (float)(4 * f->parameters.relocation_land_kept));
    }
    village_free(f);
}

/* Households in village 3 who came from village 1; half of them poor. */
static struct fixture *resettled(int32_t households, int settled, float land)
{
    struct fixture *f = village(households);
    f->view.place = SITE;
    for (int32_t i = 0; i < households; i++) {
        ROW(&f->view, memberships)[i] = IN_RELOCATION | IN_TRAINING;
        ROW(&f->view, settled)[i] = (uint8_t)settled;
        ROW(&f->view, origin)[i] = 1 + 1;
        ROW(&f->view, spell)[i] = i % 2 ? 3 : 0;
        ROW(&f->view, forest)[i] = ROW(&f->view, herd)[i] = 0;
        ROW(&f->view, cropland)[i] = land;
        ROW(&f->view, pasture)[i] = 5 * land;
    }
    return f;
}

/* With land at home: return_rate a year from the third year on, twice that where it is poor. */
static void test_return_home(void **state)
{
    (void)state;
    enum { MANY = 20000 };
    struct fixture *f = resettled(MANY, 2, 3);
    end_year(f, 2015);
    double gone[2] = {0};
    for (int32_t i = 0; i < MANY; i++) {
        const bool home = ROW(&f->view, settled)[i] == 0;
        gone[i % 2] += home;
        assert_near(ROW(&f->view, cropland)[i], 3, 0); /* its own all the time */
        assert_near(ROW(&f->view, pasture)[i], 15, 0);
        assert_int_equal(ROW(&f->view, memberships)[i], home ? IN_TRAINING : IN_TRAINING | IN_RELOCATION);
        assert_int_equal(ROW(&f->view, moving)[i], home ? ARRIVED : 0);
        assert_int_equal(ROW(&f->view, origin)[i], home ? 0 : 2);
    }
    assert_four_sigma(gone[0] / (MANY / 2), 0.05, share_error(0.05, MANY / 2));
    assert_four_sigma(gone[1] / (MANY / 2), 0.10, share_error(0.10, MANY / 2));
    assert_true((double)f->tally[T_returned_home] == gone[0] + gone[1]);
    assert_int_equal(f->outbox.count, f->tally[T_returned_home]);
    for (int64_t k = 0; k < f->outbox.count; k++) {
        assert_true(f->outbox.posts[k].target == VILLAGES[1]);
    }
    assert_int_equal(f->tally[T_resettled], MANY);
    assert_int_equal(f->tally[T_resettled_poor], MANY / 2);
    village_free(f);
}

/* Over ten years those who stay are (1 - rate)^10. */
static void test_survival(void **state)
{
    (void)state;
    enum { MANY = 10000 };
    struct fixture *f = resettled(MANY, 2, 3);
    for (int32_t i = 0; i < MANY; i++) {
        ROW(&f->view, spell)[i] = 0;
    }
    for (int year = 2015; year < 2025; year++) {
        end_year(f, year);
    }
    double stay = 0;
    for (int32_t i = 0; i < MANY; i++) {
        stay += ROW(&f->view, settled)[i] > 0;
    }
    const double theory = pow(0.95, 10);
    assert_four_sigma(stay / MANY, theory, share_error(theory, MANY));
    village_free(f);
}

/* Nobody returns without land, before the third year, or at rate 0; at the home village itself nothing is
 * posted. */
static void test_stay(void **state)
{
    (void)state;
    struct fixture *f = resettled(HOUSEHOLDS, 5, 0);
    f->parameters.relocation_return_rate = 1;
    end_year(f, 2015);
    assert_int_equal(f->tally[T_returned_home], 0);
    village_free(f);
    f = resettled(HOUSEHOLDS, 1, 3);
    f->parameters.relocation_return_rate = 1;
    end_year(f, 2015);
    assert_int_equal(f->tally[T_returned_home], 0);
    f->parameters.relocation_return_rate = 0;
    end_year(f, 2016);
    assert_int_equal(f->tally[T_returned_home], 0);
    f->parameters.relocation_return_rate = 1;
    f->view.place = 1;
    end_year(f, 2017);
    assert_int_equal(f->tally[T_returned_home], HOUSEHOLDS);
    assert_int_equal(f->outbox.count, 0);
    village_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_acceptance),   cmocka_unit_test(test_who_may),
        cmocka_unit_test(test_arrived_wait), cmocka_unit_test(test_money),
        cmocka_unit_test(test_site),         cmocka_unit_test(test_lag),
        cmocka_unit_test(test_payment),      cmocka_unit_test(test_free_house),
        cmocka_unit_test(test_land),         cmocka_unit_test(test_own_village),
        cmocka_unit_test(test_return_home),  cmocka_unit_test(test_survival),
        cmocka_unit_test(test_stay),
    };
    return cmocka_run_group_tests_name("relocation", tests, NULL, NULL);
}
