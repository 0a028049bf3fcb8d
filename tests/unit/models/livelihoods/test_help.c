/* Help within a village: what is given is what is got; aid crowds it out with the slope of its row. */
#include "models/livelihoods/help.c"

#include "unit/models/village_fixture.h"

/* One member each, subsistence 1,000 Yuan. */
static struct fixture *village(int32_t rows)
{
    struct fixture *f = village_make(rows);
    struct parameters *p = &f->parameters;
    p->help_enabled = 1;
    p->help_share = 0.5;
    p->help_crowding = 0.3;
    p->help_comfort = 2;
    p->help_most = 0.1;
    p->money_subsistence = 1000;
    p->calendar_cpi = 1;
    p->relocation_living_cost = 0;
    for (int32_t i = 0; i < rows; i++) {
        ROW(&f->view, members)[i] = 1;
    }
    return f;
}

/* Household i: Yuan. */
static void set(struct fixture *f, int32_t i, double means, double savings, double aid)
{
    ROW(&f->view, means)[i] = (int32_t)lrint(100 * means);
    ROW(&f->view, savings)[i] = (int32_t)lrint(100 * savings);
    ROW(&f->view, aid)[i] = (int32_t)lrint(100 * aid);
}

/* Half the village lacks something, all alike; the other half has plenty. A Yuan of aid lowers help by the row.
 */
static void test_crowding_out(void **state)
{
    (void)state;
    enum { ALIKE = 100 };
    const double crowding[] = {0, 0.3, 0.75, 1};
    for (int k = 0; k < 4; k++) {
        double before = 0;
        for (int aid = 0; aid <= 200; aid += 20) {
            struct fixture *f = village(2 * ALIKE);
            f->parameters.help_crowding = crowding[k];
            for (int32_t i = 0; i < ALIKE; i++) {
                set(f, i, 400 + aid, 0, aid);
                set(f, ALIKE + i, 100000, 0, 0);
            }
            village_run(f, &help_generic);
            for (int32_t i = 1; i < ALIKE; i++) { /* but for the fen that does not divide */
                assert_near(ROW(&f->view, transfers)[i], ROW(&f->view, transfers)[0], 1);
            }
            const double help = (double)f->tally[T_help_received] / ALIKE / 100;
            if (aid == 0) {
                assert_near(help, 0.5 * 600, 1e-2); /* a part of 2^-21 less, so that no rounding gives more */
            } else {
                assert_near((before - help) / 20, crowding[k], 1e-3);
            }
            before = help;
            village_free(f);
        }
    }
}

/* Aid that ends the need ends the help, and help never goes beyond the need. */
static void test_bounds(void **state)
{
    (void)state;
    struct fixture *f = village(4);
    f->parameters.help_crowding = 0;
    f->parameters.help_share = 1;
    f->parameters.help_most = 1;
    set(f, 0, 900, 0, 500); /* lacks 100, would lack 600 without aid */
    set(f, 1, 1200, 0, 500);
    set(f, 2, 200, 800, 0);
    set(f, 3, 100000, 0, 0);
    village_run(f, &help_generic);
    assert_near(ROW(&f->view, transfers)[0], 10000, 1);
    assert_int_equal(ROW(&f->view, transfers)[1], 0);
    assert_int_equal(ROW(&f->view, transfers)[2], 0);
    assert_int_equal(ROW(&f->view, transfers)[3], -ROW(&f->view, transfers)[0]);
    assert_int_equal(f->tally[T_helped], 1);
    village_free(f);
}

/* Any village: given and got are the same sum, to the fen where a household is one household, else less than a
 * household's weight of fen is left with `kin`; means follow; nobody gives what it cannot spare. */
static void test_sums(void **state)
{
    (void)state;
    enum { MANY = 777 };
    int short_of_help = 0, enough = 0;
    for (int round = 0; round < 400; round++) {
        struct fixture *f = village(MANY);
        const int weighted = round % 2, poor = dice_to(5);
        for (int32_t i = 0; i < MANY; i++) {
            const int rich = dice_to(10) >= poor;
            set(f, i, rich ? dice_between(1000, 9000) : dice_between(-500, 1200), dice_between(0, 500),
                dice_to(3) ? 0 : dice_between(0, 400));
            ROW(&f->view, members)[i] = 1 + dice_to(3);
            ROW(&f->view, settled)[i] = dice_to(9) == 0;
            ROW(&f->view, weight)[i] = (uint16_t)(weighted ? 1 + dice_to(60) : 1);
        }
        village_run(f, &help_generic);
        int64_t given = 0, got = 0;
        for (int32_t i = 0; i < MANY; i++) {
            const int64_t flow = (int64_t)ROW(&f->view, transfers)[i] * ROW(&f->view, weight)[i];
            given -= flow < 0 ? flow : 0;
            got += flow > 0 ? flow : 0;
            assert_int_equal(ROW(&f->view, means)[i] - WAS(f, means)[i], ROW(&f->view, transfers)[i]);
            assert_true(flow >= 0 || WAS(f, means)[i] + ROW(&f->view, transfers)[i] > 0);
        }
        const int64_t *t = f->tally;
        assert_true(t[T_help_given] == given && t[T_help_received] == got);
        assert_true(given - got >= 0 && given - got < (weighted ? 60 : 1));
        assert_true(got <= t[T_help_wanted]);
        short_of_help += given > 0 && 2 * got < t[T_help_wanted];
        enough += given > 0 && (double)got > 0.99 * (double)t[T_help_wanted];
        village_free(f);
    }
    assert_true(short_of_help > 0 && enough > 0);
}

/* All givers give the same part of what they can spare; those helped get the same part of what they want. */
static void test_parts(void **state)
{
    (void)state;
    struct fixture *f = village(4);
    f->parameters.help_most = 0.5;
    set(f, 0, 800, 0, 0);     /* wants 100 */
    set(f, 1, 0, 0, 0);       /* wants 500 */
    set(f, 2, 2400, 0, 0);    /* can spare 200 */
    set(f, 3, 1000, 1200, 0); /* and 100 */
    village_run(f, &help_generic);
    const int32_t flow[] = {5000, 25000, -20000, -10000};
    for (int32_t i = 0; i < 4; i++) {
        assert_near(ROW(&f->view, transfers)[i], flow[i], 1);
    }
    set(f, 2, 6000, 0, 0); /* 2,000: three times as much as is wanted, with the 100 of the other */
    memset(ROW(&f->view, transfers), 0, 4 * sizeof(int32_t));
    set(f, 0, 800, 0, 0);
    set(f, 1, 0, 0, 0);
    set(f, 3, 1000, 1200, 0);
    village_run(f, &help_generic);
    assert_near(ROW(&f->view, transfers)[1], 50000, 2);
    assert_near(ROW(&f->view, transfers)[2], -60000.0 * 2000 / 2100, 2);
    assert_near(ROW(&f->view, transfers)[3], -60000.0 * 100 / 2100, 2);
    village_free(f);
}

/* What can be sold of the herd is taken off the need, each class at its price in need; what is owed is taken
 * off what can be spared, and the giver's herd adds nothing to it. */
static void test_herds_and_debts(void **state)
{
    (void)state;
    enum { NEEDY = 5, GIVERS = 4 };
    static const struct {
        float herd;
        uint16_t cattle; /* tenths */
        double wanted;   /* half of what is missing to 1,000 Yuan */
    } needy[NEEDY] = {{0, 0, 500}, {4, 0, 450}, {4, 40, 420}, {4, 20, 435}, {100, 0, 0}};
    static const struct {
        double cash, debt;
        uint16_t fund_loan;
        float herd;
        double spared; /* a tenth of what is beyond debts and 2,000 Yuan */
    } givers[GIVERS] = {{52000, 0, 0, 0, 5000},
                        {52000, 0, 0, 900, 5000},
                        {52000, 20000, 3000, 0, 2700},
                        {9000, 5000, 2000, 500, 0}};
    struct fixture *f = village(NEEDY + GIVERS);
    f->parameters.help_herd_share = 0.25;
    f->parameters.herds_distress_price = 0.5;
    f->parameters.herds_head = 5;
    f->parameters.prices_wedge = 0;
    f->parameters.calendar_price_sheep = 200;
    f->parameters.calendar_price_cattle = 1600; /* 320 a sheep unit */
    for (int32_t i = 0; i < NEEDY; i++) {
        ROW(&f->view, herd)[i] = needy[i].herd;
        ROW(&f->view, cattle)[i] = needy[i].cattle;
    }
    for (int32_t k = 0; k < GIVERS; k++) {
        set(f, NEEDY + k, givers[k].cash, 0, 0);
        ROW(&f->view, debt)[NEEDY + k] = (int32_t)lrint(100 * givers[k].debt);
        ROW(&f->view, fund_loan)[NEEDY + k] = givers[k].fund_loan;
        ROW(&f->view, herd)[NEEDY + k] = givers[k].herd;
    }
    village_run(f, &help_generic);
    double wanted = 0, spared = 0;
    for (int32_t i = 0; i < NEEDY; i++) {
        assert_near((double)ROW(&f->view, transfers)[i] / 100, needy[i].wanted, 0.05);
        wanted += needy[i].wanted;
    }
    for (int32_t k = 0; k < GIVERS; k++) {
        spared += givers[k].spared;
    }
    for (int32_t k = 0; k < GIVERS; k++) {
        assert_near(-(double)ROW(&f->view, transfers)[NEEDY + k] / 100, wanted * givers[k].spared / spared,
                    0.05);
    }
    village_free(f);
}

/* Off, or nobody who could give: nothing happens. */
static void test_nothing(void **state)
{
    (void)state;
    for (int off = 0; off < 2; off++) {
        struct fixture *f = village(2);
        f->parameters.help_enabled = !off;
        set(f, 0, 100, 0, 0);
        set(f, 1, off ? 100000 : 1500, 0, 0);
        village_run(f, &help_generic);
        assert_int_equal(ROW(&f->view, transfers)[0] | ROW(&f->view, transfers)[1], 0);
        assert_int_equal(ROW(&f->view, means)[0], 10000);
        assert_true(f->tally[T_help_given] == 0 && f->tally[T_help_received] == 0);
        assert_true(f->tally[T_help_wanted] == (off ? 0 : 45000));
        village_free(f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_crowding_out), cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_sums),         cmocka_unit_test(test_parts),
        cmocka_unit_test(test_nothing),      cmocka_unit_test(test_herds_and_debts),
    };
    return cmocka_run_group_tests_name("help", tests, NULL, NULL);
}
