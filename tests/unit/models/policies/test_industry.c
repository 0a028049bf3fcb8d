/* Industrialization: money between enterprises and projects, ventures against their closed form, prices, jobs.
 */
#include "models/policies/industry.c"

#include "unit/models/policies/programme_fixture.h"
#include "unit/models/region_fixture.h"

enum { HOUSEHOLDS = 100, GRANT = 150001, LOAN = 650003 };

extern const struct yearly labour_year_sse2;

/* Registered households of two workers, with savings enough; the poorest first in order. */
static struct fixture *village(int32_t households)
{
    struct fixture *f = village_make(households);
    struct parameters *p = &f->parameters;
    p->industry_enabled = 1;
    p->industry_start = 2009;
    p->industry_end = 2030;
    p->industry_grant = GRANT;
    p->industry_loan = LOAN;
    p->industry_match = 0.3;
    p->industry_discount = 0.5;
    p->industry_decay = 0.1;
    p->industry_return = 0.25;
    p->industry_spread = 0;
    p->industry_market = 2000;
    p->industry_elasticity = 2;
    p->industry_enterprise_share = 0.4;
    p->industry_project_loans = 0;
    p->money_loan_rate = 0.08;
    p->register_noise = 0;
    p->register_capture = 0;
    f->households = households;
    village_couples(f, 0, 1, 5);
    for (int32_t i = 0; i < households; i++) {
        village_income(f, i, 100000 + 100 * i);
        ROW(&f->view, registered)[i] = 1;
        ROW(&f->view, savings)[i] = 10000000;
    }
    return f;
}

/* The discount of one loan, by hand: 650003 x 0.08 x 0.5 = 26000.12 fen. */
enum { DISCOUNT = 26000, OWN = 45000 /* 0.3 x 150001 = 45000.3 */ };

static void one_year(struct fixture *f, int year, int64_t fen)
{
    f->parameters.industry_budget = fen;
    village_count(f, &count_industry_generic);
    village_plan(f, year, &industry_year_generic);
    village_enrol(f, &enrol_industry_generic);
    const int64_t projects = f->tally[T_projects];
    village_settle(f, &ventures_generic, &industry_year_generic);
    assert_true(f->tally[T_projects] == projects);
}

/* Ten years of odd sums: two fifths of what the fund holds for enterprises, whole projects of the rest, the
 * remainder carried over; nothing is lost. */
static void test_money(void **state)
{
    (void)state;
    struct fixture *f = village(HOUSEHOLDS);
    int64_t fund = 0;
    village_weigh_by_dice(f, 3);
    for (int year = 2009; year < 2019; year++) {
        const int64_t budget = (int64_t)dice_between(0, 3e7);
        one_year(f, year, budget);
        fund += budget;
        /* lint: allow float-cast: small amounts of a test */
        const int64_t enterprises = (int64_t)((double)fund * 0.4), projects = f->tally[T_projects];
        const int64_t places = (fund - enterprises) / (GRANT + DISCOUNT);
        assert_true(projects <= places && projects > places - 3);
        assert_true(f->county.enterprise_grants == enterprises);
        const struct ledger *books = f->world.ledger;
        assert_true(hq_received(books, 0, P_industry, A_enterprises) == enterprises);
        assert_true(hq_paid(books, 0, P_industry, A_fund) == enterprises + projects * (GRANT + DISCOUNT));
        assert_true(hq_received(books, 0, P_industry, A_households) == projects * (DISCOUNT + LOAN));
        assert_true(hq_paid(books, 0, P_industry, A_households) == projects * (OWN + LOAN));
        assert_true(hq_received(books, 0, P_industry, A_suppliers) == projects * (GRANT + OWN + LOAN));
        fund -= enterprises + projects * (GRANT + DISCOUNT);
        assert_true(village_fund(f, P_industry) == fund);
        for (int32_t i = 0; i < HOUSEHOLDS; i++) {
            ROW(&f->view, savings)[i] = 10000000;
        }
    }
    village_free(f);
}

/* The household's books: own part from savings, the loan as debt, the discount as a transfer, all of it in the
 * venture; the poorest first. */
static void test_household(void **state)
{
    (void)state;
    struct fixture *f = village(HOUSEHOLDS);
    f->parameters.industry_enterprise_share = 0;
    one_year(f, 2009, 30 * (GRANT + DISCOUNT) + 5);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        const int begins = i < 30;
        assert_int_equal((ROW(&f->view, memberships)[i] & IN_INDUSTRY) != 0, begins);
        assert_int_equal(ROW(&f->view, savings)[i], 10000000 - begins * OWN);
        assert_int_equal(ROW(&f->view, debt)[i], begins * LOAN);
        assert_int_equal(ROW(&f->view, transfers)[i], begins * DISCOUNT);
        const double worth = begins * (GRANT + OWN + LOAN) / 100.0;
        assert_near(ROW(&f->view, venture)[i], worth, 1e-3 * begins);
        assert_near(ROW(&f->view, sales)[i], 25 * worth, 0.01 * begins + 1);
    }
    assert_true(f->tally[T_project_own] == 30 * (OWN + LOAN) && f->tally[T_project_loans] == 30 * LOAN);
    assert_true(f->tally[T_borrowed] == 30 * LOAN);
    assert_true(village_fund(f, P_industry) == 5);
    village_free(f);
}

/* Who has a claim: on the register, with a worker, with savings for the own part to the fen. */
static void test_claims(void **state)
{
    (void)state;
    struct fixture *f = village(HOUSEHOLDS);
    int64_t demand = 0;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        ROW(&f->view, weight)[i] = (uint16_t)(1 + i % 4);
        ROW(&f->view, registered)[i] = (uint8_t)(i % 3);
        ROW(&f->view, savings)[i] = i % 5 ? OWN : OWN - 1;
        if (i % 7 == 0) {
            village_person(f, i, 0, 70, 0, 5, HEALTHY, 0);
            village_person(f, i, 1, 30, 1, 5, CHRONIC, 0);
        }
        demand += i % 3 == 1 && i % 5 && i % 7 ? 1 + i % 4 : 0;
    }
    village_count(f, &count_industry_generic);
    assert_int_equal(f->village_demand[Q_industry], demand);
    f->parameters.industry_enterprise_share = 0;
    one_year(f, 2009, 1000000000);
    assert_int_equal(f->tally[T_projects], demand);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        assert_int_equal(ROW(&f->view, venture)[i] > 0, i % 3 == 1 && i % 5 && i % 7);
        assert_true(ROW(&f->view, savings)[i] >= 0);
    }
    village_free(f);
}

/* A project a year for five years, then none: b (1 - k^n) / (1 - k), then that times k^m, with k = 1 - decay.
 */
static void test_wear(void **state)
{
    (void)state;
    struct fixture *f = village(HOUSEHOLDS);
    f->parameters.industry_enterprise_share = 0;
    const double begun = (GRANT + OWN + LOAN) / 100.0, kept = 0.9;
    for (int year = 1; year <= 15; year++) {
        one_year(f, 2008 + year, year <= 5 ? (int64_t)HOUSEHOLDS * (GRANT + DISCOUNT) : 0);
        const int n = year < 5 ? year : 5;
        const double worth = begun * (1 - pow(kept, n)) / (1 - kept) * pow(kept, year - n);
        assert_near(ROW(&f->view, venture)[17], worth, 1e-5 * worth); /* single precision over 15 years */
        assert_near((double)f->county.ventures_last, HOUSEHOLDS * worth, HOUSEHOLDS * 0.51);
    }
    village_free(f);
}

/* (1 + x / market)^(-1 / elasticity), x the capital that sells near by, a household of the county, at last year's end;
 * what is sold follows it. */
static void test_price(void **state)
{
    (void)state;
    struct fixture *f = village(HOUSEHOLDS);
    const double each[] = {0, 10, 2000, 6000, 1e6}, elasticity[] = {0.5, 1, 2, 10};
    for (int k = 0; k < 5; k++) {
        for (int e = 0; e < 4; e++) {
            f->county.ventures_near = (int64_t)(each[k] * HOUSEHOLDS);
            f->parameters.industry_elasticity = elasticity[e];
            village_plan(f, 2009 + 4 * k + e, &industry_year_generic);
            const double price = pow(1 + each[k] / 2000, -1 / elasticity[e]);
            assert_near(f->county.venture_price, price, 1e-5 * price);
            for (int32_t i = 0; i < HOUSEHOLDS; i++) {
                ROW(&f->view, venture)[i] = 1000;
            }
            village_pass(f);
            village_run(f, &ventures_generic);
            assert_near(ROW(&f->view, sales)[9], 100 * 900 * 0.25 * price, 1 + 1e-4 * 22500 * price);
            assert_null(hq_ledger_close_year(f->world.ledger));
        }
    }
    village_free(f);
}

/* Luck has mean one; ability counts by half. */
static void test_luck(void **state)
{
    (void)state;
    enum { MANY = 20000 };
    struct fixture *f = village(MANY);
    f->parameters.industry_spread = 0.4;
    f->county.venture_price = 1;
    double sold[2] = {0};
    for (int32_t i = 0; i < MANY; i++) {
        ROW(&f->view, venture)[i] = 10000;
        ROW(&f->view, ability)[i] = to_trait(i % 2 ? 0.8f : 0.0f);
    }
    village_run(f, &ventures_generic);
    for (int32_t i = 0; i < MANY; i++) {
        sold[i % 2] += ROW(&f->view, sales)[i];
    }
    const double error = sqrt(exp(0.16) - 1) / sqrt(MANY / 2);
    assert_four_sigma(sold[0] / (MANY / 2) / 225000, 1, error);
    assert_four_sigma(sold[1] / (MANY / 2) / 225000 / exp(0.4), 1, error);
    village_free(f);
}

/* Grants and project loans to enterprises become capital, which wears; next year it stands behind jobs. */
static void test_enterprises(void **state)
{
    (void)state;
    struct fixture *f = village(HOUSEHOLDS);
    f->parameters.labour_vacancies = 0.2;
    f->parameters.industry_enterprise_share = 1;
    f->parameters.industry_job_capital = 5000000;
    f->county.money_industry = 100000000;
    f->parameters.industry_project_loans = 400000000;
    labour_year_sse2.plan(&f->world, 0);
    assert_near(f->county.vacancies, 20, 1e-4);
    double capital = 0;
    for (int year = 2009; year < 2013; year++) {
        one_year(f, year, 0);
        assert_int_equal(f->tally[T_projects], 0);
        capital = 0.9 * capital + 500000000;
        assert_near((double)f->county.enterprise_capital, capital, 4); /* a fen of rounding a year */
        assert_true(hq_paid(f->world.ledger, 0, P_industry, A_project_banks) == 400000000);
        labour_year_sse2.plan(&f->world, 0);
        assert_near(f->county.vacancies, 20 + capital / 5000000, 1e-3);
    }
    f->county.money_industry = 0; /* the region has no money for anybody: no loans either */
    one_year(f, 2013, 0);
    assert_near((double)f->county.enterprise_capital, 0.9 * capital, 5);
    village_free(f);
}

/* Off: a year changes nothing. Out of its years or without the money for one project: no new member, and what
 * there is wears and gives as before. */
static void test_nothing(void **state)
{
    (void)state;
    struct fixture *f = village(HOUSEHOLDS);
    one_year(f, 2008, 1000000000);
    assert_int_equal(village_members(f, IN_INDUSTRY), 0);
    assert_true(village_fund(f, P_industry) == 0);
    f->parameters.industry_enterprise_share = 0;
    one_year(f, 2009, GRANT + DISCOUNT - 1);
    assert_int_equal(f->village_demand[Q_industry], HOUSEHOLDS);
    assert_int_equal(village_members(f, IN_INDUSTRY), 0);
    assert_true(village_fund(f, P_industry) == GRANT + DISCOUNT - 1);
    ROW(&f->view, venture)[3] = 5000;
    one_year(f, 2010, 0);
    assert_near(ROW(&f->view, venture)[3], 4500, 1e-3);
    f->parameters.industry_enabled = 0;
    one_year(f, 2011, 1000000000);
    assert_int_equal(f->village_demand[Q_industry], 0);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        assert_int_equal(ROW(&f->view, savings)[i], 10000000);
        assert_int_equal(ROW(&f->view, debt)[i] + ROW(&f->view, sales)[i] + ROW(&f->view, transfers)[i], 0);
        assert_true(ROW(&f->view, venture)[i] == WAS(f, venture)[i]);
    }
    assert_int_equal(f->tally[T_projects] + f->tally[T_project_own] + f->tally[T_borrowed], 0);
    village_free(f);
}

/* A replay states the loans of all projects: lent to the fen, whatever their number, none differing by more than
 * one. */
static void test_stated_loans(void **state)
{
    (void)state;
    struct fixture *f = village(HOUSEHOLDS);
    f->parameters.industry_enterprise_share = 0;
    f->parameters.industry_household_loans = 20000007;
    f->parameters.industry_budget = (int64_t)60 * (GRANT + DISCOUNT);
    f->world.replay = f->view.replay = true;
    village_count(f, &count_industry_generic);
    village_plan(f, 2009, &industry_year_generic);
    village_enrol(f, &enrol_industry_generic);
    assert_int_equal(f->village_demand[Q_project_loans], 60 * MOST_STATED_LOAN);
    f->demand[Q_project_loans] = f->village_demand[Q_project_loans];
    industry_year_generic.clear(&f->world, 0);
    f->places[Q_project_loans] = (int32_t)f->granted[Q_project_loans];
    village_settle(f, &ventures_generic, &industry_year_generic);
    assert_int_equal(f->tally[T_projects], 60);
    assert_true(f->tally[T_project_loans] == 20000007);
    int64_t more = 0;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        const int32_t debt = ROW(&f->view, debt)[i];
        assert_true(i < 60 ? debt == 333333 || debt == 333334 : debt == 0);
        more += debt == 333334;
    }
    assert_int_equal(more, 20000007 - 60 * 333333);
    village_free(f);
}

/* Discount money is no loan: it lowers interest, and carries 1 / points times as much of loans to enterprises. */
static void test_discount(void **state)
{
    (void)state;
    struct fixture *f = village(HOUSEHOLDS);
    f->county.money_industry = 1;
    f->parameters.industry_discount_money = 500000000;
    f->parameters.industry_discount_points = 0.04;
    f->parameters.industry_firm_money = 3000000000;
    village_plan(f, 2009, &industry_year_generic);
    assert_true(f->county.enterprise_loans == 12500000000);
    industry_year_generic.close(&f->world, 0);
    const struct ledger *books = f->world.ledger;
    assert_true(hq_paid(books, 0, P_industry, A_beijing_city) == 500000000);
    assert_true(hq_received(books, 0, P_industry, A_interest) == 500000000);
    assert_true(hq_paid(books, 0, P_industry, A_project_banks) == 12500000000);
    assert_true(hq_paid(books, 0, P_industry, A_enterprises_own) == 3000000000);
    assert_true(f->county.enterprise_capital == 15500000000 + f->county.enterprise_grants);
    village_free(f);
}

/* Enterprises that take half of what projects make leave half of the fall of the price; all of it, none. */
static void test_contracts(void **state)
{
    (void)state;
    struct fixture *f = village(HOUSEHOLDS);
    f->county.ventures_near = (int64_t)6000 * HOUSEHOLDS; /* price 1/2 without contracts */
    f->county.ventures_last = (int64_t)6000 * HOUSEHOLDS;
    f->county.enterprise_capital = (int64_t)6000 * HOUSEHOLDS * 100;
    const double contracts[] = {0, 0.5, 1, 7};
    for (int k = 0; k < 4; k++) {
        f->parameters.industry_contracts = contracts[k];
        village_plan(f, 2009 + k, &industry_year_generic);
        assert_near(f->county.venture_price, pow(0.5, 1 - fmin(1, contracts[k])), 1e-6);
        assert_near(f->county.contracted, fmin(1, contracts[k]), 1e-6);
        assert_null(hq_ledger_close_year(f->world.ledger));
    }
    /* Enterprises take of all kinds alike: of twice the capital, near and far, half the part. */
    f->county.ventures_last *= 2;
    f->parameters.industry_contracts = 1;
    village_plan(f, 2014, &industry_year_generic);
    assert_near(f->county.contracted, 0.5, 1e-6);
    assert_near(f->county.venture_price, pow(0.5, 0.5), 1e-6);
    village_free(f);
}

/* Each kind of base: what finds something to raise is sold by herd and harvest, or by trees far away; the rest gives
 * `beside` of what featured breeding does, at the price near by. Capital is counted by its kind. */
static void test_kinds(void **state)
{
    (void)state;
    struct fixture *f = village(HOUSEHOLDS);
    f->parameters.industry_beside = 0.4;
    f->parameters.industry_forest_bears = 3000;
    f->parameters.calendar_price_grain = 1;
    f->village.forest = 0.25f;
    f->village.sand = 0.25f;
    f->village.rain = 1;
    f->county.venture_price = 0.8f;
    f->county.irrigated_share = 0.5;
    for (int k = 0; k < BASES; k++) {
        memset(f->tally, 0, sizeof f->tally);
        village_pass(f);
        f->village.base = 1 + k;
        for (int32_t i = 0; i < HOUSEHOLDS; i++) {
            ROW(&f->view, venture)[i] = 1000.0f * (float)(i % 10);
            ROW(&f->view, herd)[i] = (float)(i % 7);
            ROW(&f->view, fields)[i] = (float)(i % 11);
        }
        const struct base b = base_of_kind(&f->view, (enum base_kind)k);
        village_run(f, &ventures_generic);
        double near = 0, all = 0, sold = 0;
        for (int32_t i = 0; i < HOUSEHOLDS; i++) {
            const double worth = 900.0 * (i % 10), mu = i % 11, herd = i % 7;
            const double room = k == BASE_forest ? 1500 : (double)b.per_mu * mu + (double)b.per_small * herd;
            const double found = room > 0 ? room / 0.25 * (1 - exp(-0.25 * worth / room)) : 0;
            const double rest = worth - found, part = k == BASE_featured ? 0.8 : 0.4 * 0.8;
            const double sales = 0.25 * ((k == BASE_forest ? found : 0) + part * rest);
            assert_near(ROW(&f->view, sales)[i], 100 * sales, 2 + 1e-5 * 100 * worth);
            near += rest;
            all += worth;
            sold += ROW(&f->view, sales)[i];
        }
        assert_near((double)f->tally[T_ventures_near], near, HOUSEHOLDS);
        assert_near((double)f->tally[T_ventures], all, 1e-6);
        for (int other = 0; other < BASES; other++) {
            const bool own = other == k;
            assert_near((double)f->tally[T_base_capital_featured + other], own ? all : 0, 1e-6);
            assert_near((double)f->tally[T_base_sales_featured + other], own ? sold : 0, 1e-6);
        }
    }
    village_free(f);
}

/* Projects are counted by the village's kind, money from advanced villages is capital of it. */
static void test_counted_by_kind(void **state)
{
    (void)state;
    struct fixture *f = village(HOUSEHOLDS);
    f->parameters.industry_enterprise_share = 0;
    f->village.base = 1 + BASE_potatoes;
    f->parameters.industry_budget = (int64_t)30 * (GRANT + DISCOUNT);
    village_count(f, &count_industry_generic);
    village_plan(f, 2009, &industry_year_generic);
    village_enrol(f, &enrol_industry_generic);
    assert_int_equal(f->tally[T_base_projects_potatoes], 30);
    assert_int_equal(f->tally[T_projects], 30);
    village_settle(f, &ventures_generic, &industry_year_generic);
    const int64_t begun = f->tally[T_ventures];
    assert_true(begun > 0 && f->tally[T_base_capital_potatoes] == begun);
    count_capital(&f->view, 700);
    assert_true(f->tally[T_base_capital_potatoes] == begun + 700 && f->tally[T_ventures] == begun + 700);
    f->village.base = 0;
    const int64_t near = f->tally[T_ventures_near];
    count_capital(&f->view, 50);
    assert_true(f->tally[T_base_capital_featured] == 50 && f->tally[T_ventures_near] == near + 50);
    village_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_money),           cmocka_unit_test(test_household),
        cmocka_unit_test(test_claims),          cmocka_unit_test(test_wear),
        cmocka_unit_test(test_price),           cmocka_unit_test(test_luck),
        cmocka_unit_test(test_enterprises),     cmocka_unit_test(test_nothing),
        cmocka_unit_test(test_stated_loans),    cmocka_unit_test(test_discount),
        cmocka_unit_test(test_contracts),       cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_counted_by_kind),
    };
    return cmocka_run_group_tests_name("industry", tests, NULL, NULL);
}
