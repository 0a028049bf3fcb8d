/* A village with a mutual fund, for the tests of the programme: include it after models/policies/mutual_fund.c. */
#ifndef TESTS_UNIT_MODELS_POLICIES_FUND_FIXTURE_H
#define TESTS_UNIT_MODELS_POLICIES_FUND_FIXTURE_H

#include "unit/models/village_fixture.h"

enum { HOUSEHOLDS = 100, VILLAGE = 15000000, SHARE = 120000 };

/* Couples with 5,000 Yuan each; a fund of 150,000 Yuan, shares of 1,200, loans up to 3,000. */
static inline struct fixture *village(int32_t households)
{
    struct fixture *f = village_make(households);
    struct parameters *p = &f->parameters;
    p->mutual_fund_enabled = 1;
    p->mutual_fund_start = 2009;
    p->mutual_fund_end = 2030;
    p->mutual_fund_village = VILLAGE;
    p->mutual_fund_share = SHARE;
    p->mutual_fund_loan = 300000;
    p->mutual_fund_rate = 0.08;
    p->mutual_fund_tolerance = 0.1;
    p->mutual_fund_invest = 0;
    p->money_subsistence = 1500;
    p->calendar_cpi = 1;
    f->households = households;
    village_couples(f, 0, 1, 5);
    for (int32_t i = 0; i < households; i++) {
        ROW(&f->view, savings)[i] = 500000;
    }
    return f;
}

/* Members, settles and closes; the books of the county are those of the villages. */
static inline void one_year(struct fixture *f, int year, int64_t money)
{
    f->parameters.mutual_fund_budget = money;
    village_count(f, &count_mutual_fund_generic);
    village_plan(f, year, &mutual_fund_year_generic);
    village_settle(f, &mutual_fund_generic, &mutual_fund_year_generic);
    const struct ledger *books = f->world.ledger;
    assert_true(hq_balance(books, 0, P_mutual_fund, A_village_funds) == f->village.fund_cash);
    assert_true(f->tally[T_fund_cash] == f->village.fund_cash);
    assert_true(f->tally[T_fund_unexplained] == 0 && f->village.fund_cash >= 0);
}

/* A year without new money from the state. */
static inline void another_year(struct fixture *f, int year)
{
    village_year(f, year);
    village_run(f, village_process("make_up"));
    village_run(f, &mutual_fund_generic);
    assert_true(f->tally[T_fund_unexplained] == 0);
}

#endif
