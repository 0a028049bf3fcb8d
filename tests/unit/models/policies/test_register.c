/* The register: by quota from region to household, and by income as it is seen. */
#include "models/policies/register.c"

#include "unit/models/policies/register_fixture.h"

static int64_t listed(const struct fixture *f)
{
    int64_t persons = 0;
    for (int32_t i = 0; i < f->view.live; i++) {
        persons += ROW(&f->view, registered)[i] == 1 ? heads(f, i) : 0;
    }
    return persons;
}

static bool in_reach(const struct fixture *f, int32_t row)
{
    return ROW(&f->view, assessed)[row] < f->parameters.register_reach * LINE;
}

/* ---- quotas of counties ------------------------------------------------------------------------------- */

static int64_t granted(const struct counties *r)
{
    int64_t sum = 0;
    for (int c = 0; c < r->world.counties; c++) {
        sum += r->places[c][Q_register];
    }
    return sum;
}

/* By the table's shares where it has any, else by persons in reach; to the last person. */
static void test_counties(void **state)
{
    (void)state;
    struct counties *r = region_make(5, PREFECTURE);
    const double shares[] = {0.13, 0.27, 0.08, 0.42, 0.10};
    EVERYWHERE(r, register_quota, 91701);
    for (int c = 0; c < 5; c++) {
        r->demand[c][Q_register] = 100000 + 7919 * c;
    }
    region_year(r, 2009);
    region_step(r, register_year_generic.plan);
    assert_true(granted(r) == 91701);
    double demand = 0;
    for (int c = 0; c < 5; c++) {
        demand += (double)r->demand[c][Q_register];
    }
    for (int c = 0; c < 5; c++) {
        assert_near((double)r->places[c][Q_register], 91701 * (double)r->demand[c][Q_register] / demand, 1);
        r->county[c].register_share = shares[c];
    }
    region_step(r, register_year_generic.plan);
    assert_true(granted(r) == 91701);
    for (int c = 0; c < 5; c++) {
        assert_near((double)r->places[c][Q_register], 91701 * shares[c], 1);
    }
    r->demand[3][Q_register] = 1000; /* nobody is listed who is not in reach */
    region_step(r, register_year_generic.plan);
    assert_int_equal(r->places[3][Q_register], 1000);
    memset(r->places, 0, sizeof r->places);
    EVERYWHERE(r, register_quota, -1);
    region_step(r, register_year_generic.plan);
    assert_true(granted(r) == 0);
    region_free(r);
}

/* ---- households by quota ------------------------------------------------------------------------------ */

/* The poorest are listed first, nobody beyond reach, and the number comes within half a household. */
static void test_poorest_first(void **state)
{
    (void)state;
    struct fixture *f = village(500);
    for (int32_t i = 0; i < 500; i++) {
        ROW(&f->view, weight)[i] = (uint16_t)(1 + dice_to(4));
        ROW(&f->view, registered)[i] = (uint8_t)(i % 3);
        ROW(&f->view, above)[i] = 1;
    }
    f->places[Q_register] = 700;
    village_enrol(f, &list_by_quota_generic);
    int32_t richest = 0, poorest_left = INT32_MAX;
    for (int32_t i = 0; i < 500; i++) {
        const int now = ROW(&f->view, registered)[i], assessed = ROW(&f->view, assessed)[i];
        assert_int_equal(ROW(&f->view, above)[i], now == 2 && i % 3 == 2); /* who left before: years since */
        assert_false(now == 1 && !in_reach(f, i));
        if (now == 1) {
            richest = assessed > richest ? assessed : richest;
        } else {
            assert_int_equal(now, i % 3 ? 2 : 0); /* who is no longer listed has left */
            poorest_left = assessed < poorest_left ? assessed : poorest_left;
        }
    }
    assert_true(richest < poorest_left);
    assert_in_range(listed(f), 700 - 12, 700 + 12); /* half of 6 persons x weight 4 */
    village_free(f);
}

/* More places than persons in reach: all of them, nobody else. None: nobody. */
static void test_reach(void **state)
{
    (void)state;
    struct fixture *f = village(300);
    f->places[Q_register] = 100000;
    village_enrol(f, &list_by_quota_generic);
    int within = 0;
    for (int32_t i = 0; i < 300; i++) {
        assert_int_equal(ROW(&f->view, registered)[i], in_reach(f, i));
        within += in_reach(f, i);
    }
    assert_in_range(within, 1, 299);
    f->places[Q_register] = 0;
    village_enrol(f, &list_by_quota_generic);
    assert_true(listed(f) == 0);
    village_free(f);
}

/* Households are not split, but over many villages their persons add up: no bias. */
static void test_unbiased(void **state)
{
    (void)state;
    enum { VILLAGES = 600 };
    double sum = 0, squares = 0, places = 0;
    for (int k = 0; k < VILLAGES; k++) {
        struct fixture *f = village(60);
        f->places[Q_register] = 10 + dice_to(20); /* far fewer than are in reach */
        village_enrol(f, &list_by_quota_generic);
        const double error = (double)listed(f) - f->places[Q_register];
        assert_between(error, -2.5, 2.5); /* half of a household of five */
        sum += error;
        squares += error * error;
        places += f->places[Q_register];
        village_free(f);
    }
    const double mean = sum / VILLAGES, spread = sqrt(squares / VILLAGES - mean * mean);
    assert_true(spread > 0.1);
    assert_four_sigma(mean, 0, spread / sqrt(VILLAGES));
    assert_near(sum / places, 0, 4 * spread * sqrt(VILLAGES) / places);
}

/* kappa: of equals the connected are listed, and enough of it passes over poorer ones. */
static void test_capture(void **state)
{
    (void)state;
    struct fixture *f = village(200);
    int persons = 0;
    f->parameters.register_capture = 0.5;
    for (int32_t i = 0; i < 200; i++) {
        village_income(f, i, LINE / 2 + (i % 2) * LINE / 10);
        ROW(&f->view, connection)[i] = to_trait(i % 2 ? 2.0f : 0.0f);
        persons += i % 2 ? heads(f, i) : 0;
    }
    f->places[Q_register] = persons;
    village_enrol(f, &list_by_quota_generic);
    for (int32_t i = 0; i < 200; i++) { /* ln 1.2 = 0.18 of income against 1 of connection */
        assert_int_equal(ROW(&f->view, registered)[i] == 1, i % 2);
    }
    f->parameters.register_capture = 0.05; /* 0.1 of connection: the poorer ones */
    persons = 0;
    for (int32_t i = 0; i < 200; i += 2) {
        persons += heads(f, i);
    }
    f->places[Q_register] = persons;
    village_enrol(f, &list_by_quota_generic);
    for (int32_t i = 0; i < 200; i++) {
        assert_int_equal(ROW(&f->view, registered)[i] == 1, i % 2 == 0);
    }
    village_free(f);
}

/* The demand: persons in reach, with weights; those who are leaving do not count. */
static void test_demand(void **state)
{
    (void)state;
    struct fixture *f = village(300);
    int64_t persons = 0;
    for (int32_t i = 0; i < 300; i++) {
        ROW(&f->view, weight)[i] = (uint16_t)(1 + dice_to(9));
        ROW(&f->view, moving)[i] = i % 7 == 0 ? ARRIVED : i % 5 == 0 ? 2 : 0;
        persons += in_reach(f, i) && i % 7 ? heads(f, i) : 0;
    }
    village_count(f, &count_register_generic);
    assert_int_equal(f->village_demand[Q_register], persons);
    village_free(f);
}

/* ---- by income ---------------------------------------------------------------------------------------- */

/* Under a quota the year's end only counts. */
static void test_quota_keeps(void **state)
{
    (void)state;
    struct fixture *f = village(300);
    int64_t persons = 0, poor = 0;
    for (int32_t i = 0; i < 300; i++) {
        ROW(&f->view, registered)[i] = (uint8_t)dice_to(3);
        ROW(&f->view, above)[i] = (uint8_t)dice_to(4);
        ROW(&f->view, spell)[i] = (uint8_t)dice_to(2);
        persons += ROW(&f->view, registered)[i] == 1 ? heads(f, i) : 0;
        poor += ROW(&f->view, registered)[i] == 1 && ROW(&f->view, spell)[i] ? heads(f, i) : 0;
    }
    keep(f, 2010);
    for (int32_t i = 0; i < 300; i++) {
        assert_int_equal(ROW(&f->view, registered)[i], WAS(f, registered)[i]);
    }
    assert_true(f->tally[T_registered] == persons && f->tally[T_registered_poor] == poor && poor > 0);
    f->parameters.register_quota = -1; /* and without one the same year changes much */
    keep(f, 2010);
    assert_memory_not_equal(ROW(&f->view, registered), WAS(f, registered), 300);
    village_free(f);
}

/* Entry when seen under the line; exit after exit_years seen above it without a break. */
static void test_income(void **state)
{
    (void)state;
    for (int exit_years = 1; exit_years <= 4; exit_years++) {
        struct fixture *f = village(100);
        f->parameters.register_quota = -1;
        f->parameters.register_exit_years = exit_years;
        for (int32_t i = 0; i < 100; i++) {
            village_income(f, i, i < 50 ? LINE * 9 / 10 : LINE * 11 / 10);
        }
        keep(f, 2009);
        for (int32_t i = 0; i < 100; i++) {
            assert_int_equal(ROW(&f->view, registered)[i], i < 50);
        }
        for (int year = 1; year <= exit_years; year++) {
            for (int32_t i = 0; i < 50; i++) { /* half of them fall back in the last year */
                village_income(f, i, i % 2 && year == exit_years ? LINE / 2 : 2 * LINE);
            }
            keep(f, 2009 + year);
        }
        for (int32_t i = 0; i < 50; i++) {
            assert_int_equal(ROW(&f->view, registered)[i], i % 2 ? 1 : 2);
        }
        for (int32_t i = 0; i < 50; i++) { /* whoever left may come again */
            village_income(f, i, LINE / 2);
        }
        keep(f, 2020);
        assert_int_equal(ROW(&f->view, registered)[0], 1);
        village_free(f);
    }
}

/* A history: on from the first year under the line, off after two years above without a break, on again. */
static void test_history(void **state)
{
    (void)state;
    struct fixture *f = village(1);
    f->parameters.register_quota = -1;
    const int poor[] = {0, 1, 1, 0, 1, 0, 0, 0, 1}, on[] = {0, 1, 1, 1, 1, 1, 2, 2, 1};
    for (int year = 0; year < 9; year++) {
        village_income(f, 0, poor[year] ? LINE - 1 : LINE + 100);
        ROW(&f->view, spell)[0] = (uint8_t)poor[year];
        keep(f, 2009 + year);
        assert_int_equal(ROW(&f->view, registered)[0], on[year]);
        assert_int_equal(f->tally[T_registered], on[year] == 1 ? heads(f, 0) : 0);
        assert_int_equal(f->tally[T_registered_poor], on[year] == 1 && poor[year] ? heads(f, 0) : 0);
    }
    village_free(f);
}

/* Years since the exit, who is poor again, and who returns: by income. */
static void test_after_exit(void **state)
{
    (void)state;
    struct fixture *f = village(1);
    f->parameters.register_quota = -1;
    f->parameters.consolidation_years = 3;
    /* seen under the line; poor; on the register after that, years since it left, returned */
    const int under[] = {1, 0, 0, 0, 0, 0, 0, 1, 0}, poor[] = {1, 0, 0, 1, 0, 1, 1, 1, 0};
    const int on[] = {1, 1, 2, 2, 2, 2, 2, 1, 1}, since[] = {0, 1, 0, 1, 2, 3, 4, 0, 1};
    for (int year = 0; year < 9; year++) {
        village_income(f, 0, under[year] ? LINE - 1 : LINE + 100);
        ROW(&f->view, spell)[0] = (uint8_t)poor[year];
        keep(f, 2009 + year);
        const bool watched = on[year] == 2 && since[year] < 3;
        assert_int_equal(ROW(&f->view, registered)[0], on[year]);
        assert_int_equal(ROW(&f->view, above)[0], since[year]);
        assert_int_equal(f->tally[T_left_lately], watched ? heads(f, 0) : 0);
        assert_int_equal(f->tally[T_relapsed], watched && poor[year] ? heads(f, 0) : 0);
        assert_int_equal(f->tally[T_relisted], year == 7 ? heads(f, 0) : 0);
    }
    village_free(f);
}

/* The same by quota: struck off, off for two years, listed again. */
static void test_after_exit_by_quota(void **state)
{
    (void)state;
    struct fixture *f = village(1);
    f->parameters.consolidation_years = 3;
    village_income(f, 0, LINE / 2);
    const int places[] = {9, 0, 0, 0, 9}, since[] = {0, 1, 2, 3, 0};
    for (int year = 0; year < 5; year++) {
        village_year(f, 2009 + year);
        f->places[Q_register] = places[year];
        village_enrol(f, &list_by_quota_generic);
        assert_int_equal(f->tally[T_relisted], year == 4 ? heads(f, 0) : 0);
        village_pass(f);
        village_run(f, village_process("make_up"));
        village_run(f, &keep_register_generic);
        assert_int_equal(ROW(&f->view, registered)[0], places[year] ? 1 : 2);
        assert_int_equal(ROW(&f->view, above)[0], since[year]);
        assert_int_equal(f->tally[T_left_lately], since[year] == 1 || since[year] == 2 ? heads(f, 0) : 0);
    }
    village_free(f);
}

/* What the register goes by is income without aid by need: who has such aid does not leave for it. */
static void test_aid_is_left_out(void **state)
{
    (void)state;
    struct fixture *f = village(20);
    f->parameters.register_quota = -1;
    f->parameters.register_exit_years = 1;
    for (int32_t i = 0; i < 20; i++) {
        ROW(&f->view, income)[i] = 2 * LINE;
        ROW(&f->view, assessed)[i] = i % 2 ? 2 * LINE : LINE / 2;
        ROW(&f->view, registered)[i] = (uint8_t)(i / 10);
    }
    keep(f, 2010);
    for (int32_t i = 0; i < 20; i++) {
        assert_int_equal(ROW(&f->view, registered)[i], i % 2 == 0 ? 1 : i / 10 ? 2 : 0);
    }
    village_free(f);
}

/* The error of what is seen: one deviation above the line, 15.9% are taken for poor. */
static void test_error(void **state)
{
    (void)state;
    enum { HOUSEHOLDS = 20000 };
    struct fixture *f = village(HOUSEHOLDS);
    f->parameters.register_quota = -1;
    f->parameters.register_noise = 0.35;
    double entered = 0;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        village_income(f, i, (int32_t)(LINE * exp(0.35)));
    }
    keep(f, 2009);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        entered += ROW(&f->view, registered)[i];
    }
    const double theory = 0.5 * erfc(1 / sqrt(2));
    assert_four_sigma(entered / HOUSEHOLDS, theory, share_error(theory, HOUSEHOLDS));
    /* Half of it gone where villages are told of by officers: two deviations. */
    f->parameters.officers_information = 1;
    f->village.delivery = 0.5f;
    double again = 0;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        ROW(&f->view, registered)[i] = 0;
    }
    keep(f, 2009);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        again += ROW(&f->view, registered)[i];
    }
    const double half = 0.5 * erfc(2 / sqrt(2));
    assert_four_sigma(again / HOUSEHOLDS, half, share_error(half, HOUSEHOLDS));
    village_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_counties),        cmocka_unit_test(test_poorest_first),
        cmocka_unit_test(test_reach),           cmocka_unit_test(test_unbiased),
        cmocka_unit_test(test_capture),         cmocka_unit_test(test_demand),
        cmocka_unit_test(test_after_exit),      cmocka_unit_test(test_after_exit_by_quota),
        cmocka_unit_test(test_quota_keeps),     cmocka_unit_test(test_income),
        cmocka_unit_test(test_history),         cmocka_unit_test(test_error),
        cmocka_unit_test(test_aid_is_left_out),
    };
    return cmocka_run_group_tests_name("register", tests, NULL, NULL);
}
