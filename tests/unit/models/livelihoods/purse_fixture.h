/* Households of three that spend, owe and keep animals, for the tests of money and of credit: include it after
 * the source under test.
 *
 *     struct fixture *f = purse_make(2);              subsistence 1,000 Yuan a head, interest a tenth, an
 * animal 500 Yuan or 250 in need, no fees and no restocking
 */
#ifndef TESTS_UNIT_MODELS_LIVELIHOODS_PURSE_FIXTURE_H
#define TESTS_UNIT_MODELS_LIVELIHOODS_PURSE_FIXTURE_H

#include "unit/models/village_fixture.h"

static inline struct fixture *purse_make(int32_t rows)
{
    struct fixture *f = village_make(rows);
    struct parameters *p = &f->parameters;
    p->money_subsistence = 1000;
    p->money_loan_rate = 0.1;
    p->money_repay_share = 0.5;
    p->herds_restock = 0;
    p->herds_distress_price = 0.5;
    p->prices_wedge = 0;
    p->calendar_cpi = 1;
    p->calendar_price_sheep = 500;
    p->calendar_school_fee = 0;
    p->calendar_medical_premium = 0;
    for (int32_t i = 0; i < rows; i++) {
        ROW(&f->view, members)[i] = 3;
    }
    return f;
}

static inline int32_t fen(double yuan)
{
    return (int32_t)lrint(yuan * 100);
}

#endif
