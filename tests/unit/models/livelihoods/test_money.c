/* Money of a household: the balance to the fen, and the order in which a gap is closed. */
#include "models/livelihoods/money.c"

#include "unit/models/livelihoods/purse_fixture.h"

/* Three members, subsistence 1,000 Yuan a head, an animal 500 Yuan or 250 in need. */
static struct fixture *household(int32_t rows)
{
    struct fixture *f = purse_make(rows);
    struct parameters *p = &f->parameters;
    p->money_consume_share = 0.75;
    p->money_consume_savings = 0.125;
    p->money_loan_limit = 0.5;
    p->credit_enabled = 0; /* terms of loans: test_credit.c */
    p->calendar_medical_reimbursement = 0;
    return f;
}

/* The three steps of money, one after the other. */
static void settle(struct fixture *f)
{
    village_run(f, &reckon_generic);
    village_run(f, &money_generic);
    village_run(f, village_process("credit"));
}

/* Rows of the outcome of one household, in Yuan. */
struct outcome {
    double savings, debt, herd, consumed, sold;
};

static struct outcome spent(double wages, double savings, double debt, double herd)
{
    struct fixture *f = household(1);
    ROW(&f->view, wages)[0] = fen(wages);
    ROW(&f->view, savings)[0] = fen(savings);
    ROW(&f->view, debt)[0] = fen(debt);
    ROW(&f->view, herd)[0] = (float)herd;
    settle(f);
    const struct outcome o = {(double)ROW(&f->view, savings)[0] / 100, (double)ROW(&f->view, debt)[0] / 100,
                              ROW(&f->view, herd)[0], (double)f->tally[T_consumption] / 100,
                              herd - ROW(&f->view, herd)[0]};
    assert_near(ROW(&f->view, income)[0], fen(wages) / 3.0,
                1); /* what is borrowed or sold in need is no income */
    village_free(f);
    return o;
}

static void expect(struct outcome o, double savings, double debt, double herd, double consumed)
{
    assert_near(o.savings, savings, 0.02);
    assert_near(o.debt, debt, 0.02);
    assert_near(o.herd, herd, 1e-4);
    assert_near(o.consumed, consumed, 0.02);
}

/* Savings, then loans up to half a year's subsistence (1,500), then animals, then hunger, then arrears. */
static void test_order(void **state)
{
    (void)state;
    expect(spent(3000, 0, 0, 10), 0, 0, 10, 3000);
    expect(spent(5000, 0, 0, 10), 500, 0, 10, 3000 + 0.75 * 2000);
    expect(spent(2000, 1800, 0, 10), 800, 0, 10, 3000);           /* savings */
    expect(spent(2000, 0, 0, 10), 0, 1000, 10, 3000);             /* loan */
    expect(spent(0, 0, 0, 10), 0, 1500, 10 - 1500 / 250.0, 3000); /* and animals */
    expect(spent(0, 0, 0, 2), 0, 1500, 0, 2000);                  /* and hunger */
    expect(spent(0, 0, 0, 0), 0, 1500, 0, 1500);                  /* down to half of subsistence */
    expect(spent(-1000, 0, 0, 0), 0, 2500, 0, 1500);              /* and arrears */
    expect(spent(-1000, 0, 2000, 1), 0, 2000 + 200 + 1000 + 1500 - 250, 0, 1500); /* no room for loans at all */
}

/* Large stock in a herd of ten, a sheep unit of it at 800 Yuan or 400 in need: it goes when small stock has
 * gone, each class at its own price, in whole tenths of a sheep unit; what the last tenth brings beyond the
 * need is kept. A lender counts it at its price too. */
static void test_classes(void **state)
{
    (void)state;
    static const struct {
        int cattle; /* tenths */
        double collateral, missing, loan, animals, money;
    } cases[] = {
        {0, 0, 3000, 1500, 6, 1500},                /* small stock alone: six at 250 */
        {30, 0, 3000, 1500, 6, 1500},               /* there are seven small ones: the same */
        {80, 0, 3000, 1500, 2 + 2.5, 1500},         /* two small ones for 500, two and a half at 400 */
        {80, 0, 2990, 1500, 2 + 2.5, 1500},         /* 990 take 2.475, so 2.5; 10 Yuan are left over */
        {100, 0, 3000, 1500, 3.8, 1520},            /* 3.75 at 400 take 3.8 */
        {80, 0.1, 3000, 1500 + 370, 2 + 1.6, 1140}, /* 0.1 x (500 + 3,200) more of a loan; 630 take 1.575 */
        {100, 0, 7000, 1500, 10, 4000},             /* all of it does not do */
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        struct fixture *f = household(1);
        struct parameters *p = &f->parameters;
        p->calendar_price_cattle = 4000;
        p->herds_head = 5;
        p->credit_enabled = 1;
        p->credit_collateral = cases[k].collateral;
        ROW(&f->view, herd)[0] = 10;
        ROW(&f->view, cattle)[0] = (uint16_t)cases[k].cattle;
        ROW(&f->view, wages)[0] = fen(3000 - cases[k].missing);
        settle(f);
        assert_near((double)ROW(&f->view, lent)[0] / 100, cases[k].loan, 0.02);
        assert_near(10 - ROW(&f->view, herd)[0], cases[k].animals, 1e-5);
        assert_near((double)ROW(&f->view, liquidated)[0] / 100, cases[k].money, 0.02);
        const double over = cases[k].loan + cases[k].money - cases[k].missing;
        assert_near((double)ROW(&f->view, savings)[0] / 100, over > 0 ? over : 0, 0.02);
        assert_near((double)f->tally[T_sold] / 1000, cases[k].animals, 1e-3);
        village_free(f);
    }
}

/* What is sold in need, in two sales of a year, brings each class's price and no more than a tenth of large
 * stock beyond what was asked; and the classes that are left have lost just what was sold. */
static void test_sold_in_need(void **state)
{
    (void)state;
    enum { MANY = 4000 };
    struct fixture *f = household(MANY);
    const struct animal_prices price = {250, 410};
    int both = 0, all_gone = 0;
    int64_t large_sold = 0;
    for (int32_t i = 0; i < MANY; i++) {
        const float herd = (float)dice_between(0, 60);
        const int cattle = dice_to((int)(10 * herd) + 1);
        double small = (double)herd - 0.1 * cattle, large = 0.1 * cattle;
        ROW(&f->view, cattle)[i] = (uint16_t)cattle;
        ROW(&f->view, kept)[i] = ROW(&f->view, herd)[i] = herd;
        for (int k = 0; k < 2; k++) {
            const double asked = dice_between(0, 9000), worth = 250 * small + 410 * large;
            const struct need_sale sale =
                sold_in_need(ROW(&f->view, herd)[i], (uint16_t)cattle, price, (float)asked);
            const double of_small = fmin(small, asked / 250), still = fmax(0, asked - 250 * small);
            const double of_large = fmin(large, 0.1 * ceil(still / 41 - 1e-3));
            if (fabs(remainder(still / 41, 1)) > 3e-3) { /* else rounding decides about a tenth */
                assert_near(sale.animals, of_small + of_large, 1e-4);
                assert_near(sale.money, 250 * of_small + 410 * of_large, 0.05);
            }
            assert_true((double)sale.money > fmin(asked, worth) - 0.1 && (double)sale.money < asked + 41.1);
            const double went = round(10 * (double)sale.animals - 10 * of_small) / 10;
            small -= of_small;
            large -= went;
            both += of_small > 0 && went > 0;
            ROW(&f->view, herd)[i] = hq_max(0.0f, ROW(&f->view, herd)[i] - sale.animals);
        }
        all_gone += small + large < 1e-4;
        large_sold += (int64_t)lround(cattle - 10 * large);
    }
    village_run(f, village_process("herd_classes"));
    assert_int_equal(f->tally[T_cattle_sold], large_sold);
    assert_int_equal(f->tally[T_cattle_bought], 0);
    assert_true(both > 100 && all_gone > 100);
    village_free(f);
}

/* Half of what is left repays, never more than is owed; interest is paid first. */
static void test_repayment(void **state)
{
    (void)state;
    expect(spent(7000, 0, 1000, 0), 487.5, 512.5, 0, 3000 + 0.75 * 3900);
    expect(spent(30000, 0, 1000, 0), 30000 - 100 - 1000 - 3000 - 0.75 * 26900, 0, 0, 3000 + 0.75 * 26900);
    expect(spent(3100, 0, 1000, 0), 0, 1000, 0, 3000); /* nothing left, nothing repaid */
}

/* Wealth beyond a year's subsistence is eaten slowly. */
static void test_wealth(void **state)
{
    (void)state;
    expect(spent(3000, 11000, 0, 0), 10000, 0, 0, 3000 + 0.125 * 8000);
}

/* Part of the cash beyond a year's subsistence goes into animals, while there are hands for more. */
static void test_restock(void **state)
{
    (void)state;
    const float hands[] = {100, 12, 5};
    for (int k = 0; k < 3; k++) {
        struct fixture *f = household(1);
        f->parameters.herds_restock = 0.25;
        f->parameters.money_consume_savings = 0;
        ROW(&f->view, wages)[0] = fen(3000);
        ROW(&f->view, savings)[0] = fen(13000);
        ROW(&f->view, herd)[0] = 10;
        ROW(&f->view, hands)[0] = hands[k];
        settle(f);
        const double more = k == 0 ? 0.25 * 10000 / 500 : k == 1 ? 2 : 0;
        assert_near(ROW(&f->view, herd)[0], 10 + more, 1e-4);
        assert_near((double)ROW(&f->view, savings)[0], fen(13000 - more * 500), 1);
        assert_true(f->tally[T_restocked] == fen(13000) - ROW(&f->view, savings)[0]);
        village_free(f);
    }
}

/* Fees, premium, illness and reimbursement. */
static void test_outlays(void **state)
{
    (void)state;
    struct fixture *f = household(1);
    f->parameters.calendar_school_fee = 300;
    f->parameters.calendar_medical_premium = 20;
    f->parameters.calendar_medical_reimbursement = 0.4;
    ROW(&f->view, pupils)[0] = 2;
    ROW(&f->view, illness)[0] = fen(1000);
    ROW(&f->view, savings)[0] = fen(10000);
    settle(f);
    assert_int_equal(ROW(&f->view, means)[0], -fen(600 + 60 + 600));
    assert_int_equal(f->tally[T_taxes], fen(660));
    assert_int_equal(f->tally[T_illness], fen(1000));
    assert_int_equal(f->tally[T_reimbursed], fen(400));
    assert_int_equal(ROW(&f->view, income)[0], 0); /* illness and fees are no part of net income */
    village_free(f);
}

/* A row of anything that the other processes may leave behind. */
static void anything(struct fixture *f, int32_t i)
{
    const int often = dice_to(3);
    const double size = often ? 1e6 : 9e7;
    ROW(&f->view, members)[i] = dice_to(9);
    ROW(&f->view, pupils)[i] = dice_to(3);
    ROW(&f->view, wages)[i] = (int32_t)dice_between(0, size);
    ROW(&f->view, sales)[i] = (int32_t)dice_between(0, size);
    ROW(&f->view, costs)[i] = (int32_t)dice_between(0, dice_to(2) ? 4 * size : size);
    ROW(&f->view, property)[i] = (int32_t)dice_between(0, size);
    ROW(&f->view, transfers)[i] = (int32_t)dice_between(0, size);
    ROW(&f->view, liquidated)[i] = dice_to(3) ? 0 : (int32_t)dice_between(0, size);
    ROW(&f->view, illness)[i] = dice_to(3) ? 0 : (int32_t)dice_between(0, size);
    ROW(&f->view, savings)[i] = dice_to(2) ? 0 : (int32_t)dice_between(0, dice_to(20) ? size : 1.4e9);
    ROW(&f->view, debt)[i] = dice_to(2) ? 0 : (int32_t)dice_between(0, dice_to(20) ? size : 1.4e9);
    ROW(&f->view, herd)[i] = dice_to(3) ? (float)dice_between(0, 500) : 0;
    ROW(&f->view, cattle)[i] = dice_to(2) ? (uint16_t)dice_to(5000) : 0;
    ROW(&f->view, hands)[i] = (float)dice_between(0, 500);
    ROW(&f->view, weight)[i] = (uint16_t)(1 + dice_to(40));
}

/* The rates too, at their bounds now and then. */
static double share(void)
{
    const int k = dice_to(6);
    return k == 0 ? 0 : k == 1 ? 1 : dice();
}

static void any_rates(struct fixture *f)
{
    struct parameters *p = &f->parameters;
    p->money_consume_share = share();
    p->money_consume_savings = share();
    p->money_loan_rate = share();
    p->money_loan_limit = 10 * share();
    p->credit_bills = 10 * share();
    p->credit_collateral = share();
    p->money_repay_share = share();
    p->herds_restock = share();
    p->herds_distress_price = share();
    p->calendar_medical_reimbursement = share();
    p->calendar_school_fee = 300 * share();
    p->calendar_medical_premium = 100 * share();
}

/* Savings and debt of single households move by the flows that the sums report, to the fen. */
static void test_balance(void **state)
{
    (void)state;
    struct fixture *f = household(1);
    const struct process *credit = village_process("credit");
    int bad = 0;
    for (int round = 0; round < 20000; round++) {
        village_year(f, 2009);
        any_rates(f);
        anything(f, 0);
        ROW(&f->view, weight)[0] = 1;
        const int64_t owned = ROW(&f->view, savings)[0], owed = ROW(&f->view, debt)[0];
        const double worth =
            100 * (double)herd_worth_of(ROW(&f->view, herd)[0], ROW(&f->view, cattle)[0],
                                        need_prices_of(&f->parameters, &f->county, &f->village));
        f->parameters.credit_enabled = round % 2;
        ROW(&f->view, overdue)[0] = round % 2 && dice_to(3) == 0 ? (int32_t)(owed / 2) : 0;
        ROW(&f->view, standing)[0] = (uint8_t)(round % 2 ? dice_to(3) + (dice_to(3) << SHUT_OUT_AT) : 0);
        reckon_generic.run(&f->view);
        money_generic.run(&f->view);
        credit->run(&f->view);
        const int64_t *t = f->tally;
        const int64_t in = t[T_wages] + t[T_sales] + t[T_property] + t[T_transfers] + t[T_liquidated] +
                           t[T_reimbursed] + t[T_borrowed] + t[T_bad_bills];
        const int64_t costs = t[T_sales] - t[T_business];
        const int64_t out =
            costs + t[T_illness] + t[T_taxes] + t[T_interest] + t[T_consumption] + t[T_repaid] + t[T_restocked];
        assert_true(ROW(&f->view, savings)[0] == owned + in - out);
        assert_true(ROW(&f->view, debt)[0] == owed + t[T_borrowed] - t[T_repaid] - t[T_defaulted]);
        assert_true(costs == ROW(&f->view, costs)[0]);
        assert_true(t[T_savings] == ROW(&f->view, savings)[0] && t[T_debt] == ROW(&f->view, debt)[0]);
        /* Nobody owns or owes more than the most, unless it was so before. */
        assert_true(t[T_savings] <= (owned > MOST_MONEY ? owned : MOST_MONEY));
        assert_true(t[T_debt] <= (owed > MOST_MONEY ? owed : MOST_MONEY));
        /* No one is helped by less than nothing: stocks and flows stay at 0 or above. */
        assert_true(ROW(&f->view, savings)[0] >= 0 && ROW(&f->view, debt)[0] >= 0 &&
                    ROW(&f->view, herd)[0] >= 0);
        assert_true(t[T_borrowed] >= 0 && t[T_repaid] >= 0 && t[T_restocked] >= 0 && t[T_hunger] >= 0);
        /* Half of the subsistence is eaten, whatever is owed; what nobody pays is beyond what nobody eats. */
        const int64_t subsistence = 100000 * (int64_t)ROW(&f->view, members)[0];
        assert_true(t[T_consumption] >= subsistence / 2);
        assert_true(t[T_bad_bills] == 0 || (t[T_bad_bills] > 0 && t[T_consumption] == subsistence / 2));
        const struct parameters *p = &f->parameters;
        const double limit = (p->money_loan_limit + p->credit_bills) * (double)subsistence;
        const int64_t stays = t[T_bad_bills] + t[T_defaulted];
        if (p->credit_enabled) { /* no debt grows beyond its limits but by interest, and as far as the herd went
                                  */
            const double most =
                fmax(limit, (double)owed) + p->credit_collateral * worth + (double)t[T_interest];
            assert_true((double)t[T_debt] <= most * (1 + 1e-6) + 200);
        } else {
            assert_true(stays == 0 || t[T_debt] >= MOST_MONEY);
        }
        bad += t[T_bad_bills] > 0 && p->credit_enabled;
        /* Animals go before hunger, but for what float rounds of ten million Yuan. */
        assert_true(t[T_hunger] <= 300 || ROW(&f->view, herd)[0] < 0.01f);
    }
    assert_true(bad > 100);
    village_free(f);
}

/* The same in sum over a village with weights. */
static void test_weighted_balance(void **state)
{
    (void)state;
    enum { HOUSEHOLDS = 3000 };
    struct fixture *f = household(HOUSEHOLDS);
    int64_t owned = 0, costs = 0;
    f->parameters.herds_restock = 0.3;
    f->parameters.calendar_medical_reimbursement = 0.4;
    f->parameters.calendar_medical_premium = 20;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        anything(f, i);
        owned += (int64_t)ROW(&f->view, savings)[i] * ROW(&f->view, weight)[i];
        costs += (int64_t)ROW(&f->view, costs)[i] * ROW(&f->view, weight)[i];
    }
    settle(f);
    const int64_t *t = f->tally;
    assert_true(t[T_savings] == owned + t[T_wages] + t[T_sales] + t[T_property] + t[T_transfers] +
                                    t[T_liquidated] + t[T_reimbursed] + t[T_borrowed] + t[T_bad_bills] - costs -
                                    t[T_illness] - t[T_taxes] - t[T_interest] - t[T_consumption] - t[T_repaid] -
                                    t[T_restocked]);
    assert_true(t[T_income] == t[T_wages] + t[T_business] + t[T_property] + t[T_transfers]);
    village_free(f);
}

/* Relocated households live dearer by living_cost: a year's subsistence is that much more, for what they eat,
 * may borrow and put aside; who has never moved is not touched. */
static void test_dearer_living(void **state)
{
    (void)state;
    struct fixture *f = household(4);
    f->parameters.relocation_living_cost = 0.2;
    for (int32_t i = 0; i < 4; i++) {
        ROW(&f->view, settled)[i] = i % 2 ? 3 : 0;
        ROW(&f->view, wages)[i] = fen(i < 2 ? 3000 : 5000);
    }
    settle(f);
    /* 3,000 Yuan: just enough at home; in the new village 600 are missing and borrowed. 5,000: three quarters
     * of what is beyond subsistence are eaten. */
    const double eaten[] = {3000, 3600, 4500, 3600 + 0.75 * 1400};
    for (int32_t i = 0; i < 4; i++) {
        const double wages = i < 2 ? 3000 : 5000;
        assert_near((double)(ROW(&f->view, savings)[i] - ROW(&f->view, debt)[i]) / 100, wages - eaten[i], 0.02);
        assert_near((double)ROW(&f->view, debt)[i] / 100, i == 1 ? 600 : 0, 0.02);
    }
    assert_near((double)f->tally[T_consumption] / 100, eaten[0] + eaten[1] + eaten[2] + eaten[3], 0.05);
    for (int32_t i = 0; i < 4; i++) { /* not asked for */
        assert_int_equal(ROW(&f->view, consumed)[i], 0);
    }
    f->parameters.relocation_living_cost = 0;
    for (int32_t i = 0; i < 4; i++) {
        ROW(&f->view, savings)[i] = ROW(&f->view, debt)[i] = 0;
    }
    memset(f->tally, 0, sizeof f->tally);
    f->parameters.money_kept = 1;
    settle(f);
    assert_near((double)f->tally[T_consumption] / 100, 2 * 3000 + 2 * 4500, 0.05);
    for (int32_t i = 0; i < 4; i++) { /* a head */
        assert_near(ROW(&f->view, consumed)[i] / 100.0, (i < 2 ? 3000 : 4500) / ROW(&f->view, members)[i],
                    0.02);
    }
    village_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),         cmocka_unit_test(test_classes),
        cmocka_unit_test(test_sold_in_need),  cmocka_unit_test(test_repayment),
        cmocka_unit_test(test_dearer_living), cmocka_unit_test(test_wealth),
        cmocka_unit_test(test_restock),       cmocka_unit_test(test_outlays),
        cmocka_unit_test(test_balance),       cmocka_unit_test(test_weighted_balance),
    };
    return cmocka_run_group_tests_name("money", tests, NULL, NULL);
}
