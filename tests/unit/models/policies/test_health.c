/* Health aid: whom it visits, what it saves, the window, doctors' courses; net cost and ready money apart. */
#include "models/policies/health.c"

#include "unit/models/policies/programme_fixture.h"

enum { HOUSEHOLDS = 4000 };

/* Every second household has a chronic patient of 50; two in three are on the register; nobody owns anything. */
static struct fixture *village(void)
{
    struct fixture *f = village_make(HOUSEHOLDS);
    struct parameters *p = &f->parameters;
    p->health_enabled = 1;
    p->health_start = 2009;
    p->health_care = 60000;
    p->health_clinic_share = 0;
    p->health_care_cover = 0.25;
    p->health_care_recovery = 2;
    p->illness_hazard = 0;
    p->illness_recovery = 0.2;
    p->illness_cost = 2000;
    p->illness_cost_spread = p->illness_cost_growth = 0;
    p->illness_chronic_cost = 0.5;
    p->illness_advance = 1;
    p->calendar_cpi = 1;
    p->calendar_medical_reimbursement = 0.4;
    p->money_subsistence = 1000;
    p->register_noise = p->register_capture = 0;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        village_person(f, i, 2, 50, 0, 6, i % 2 ? CHRONIC : HEALTHY, 0);
        ROW(&f->view, registered)[i] = i % 3 != 0;
        village_income(f, i, 100000);
        ROW(&f->view, savings)[i] = 100000000;
    }
    return f;
}

static void plan_year(struct fixture *f, int year, int64_t yuan)
{
    PROGRAMME_OFFERS(f, health, year, yuan * 100);
}

static void settle_year(struct fixture *f)
{
    village_settle_after(f, "illness", &pay_health_generic, &health_year_generic);
}

/* Registered households with a patient, as money allows; a place costs what it costs. */
static void test_whom(void **state)
{
    (void)state;
    struct fixture *f = village();
    int due = 0;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        due += i % 2 && i % 3 != 0;
    }
    plan_year(f, 2009, 60599);
    assert_int_equal(f->village_demand[Q_health], due);
    assert_int_equal(f->tally[T_served_health], 100);
    int cared = 0;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        cared += ROW(&f->view, cared)[i];
        assert_true(!ROW(&f->view, cared)[i] || (i % 2 && i % 3 != 0));
    }
    assert_int_equal(cared, 100);
    settle_year(f);
    assert_int_equal(village_fund(f, P_health), 59900);
    assert_in_range(f->tally[T_visited], 1, 100); /* who has recovered is no patient */
    plan_year(f, 2010, 0);
    assert_int_equal(f->tally[T_served_health], 0);
    settle_year(f);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        assert_int_equal(ROW(&f->view, cared)[i], 0);
    }
    plan_year(f, 2011, 100000000);
    assert_true(f->tally[T_served_health] == f->village_demand[Q_health]);
    settle_year(f);
    village_free(f);
}

/* With care at home a chronic illness costs a part less and ends more often, by the same luck; nobody else's
 * illness changes. */
static void test_care(void **state)
{
    (void)state;
    struct fixture *f = village(), *off = village();
    off->parameters.health_enabled = 0;
    plan_year(off, 2009, 0);
    settle_year(off);
    plan_year(f, 2009, 100000000);
    settle_year(f);
    int cared = 0, ended = 0, usual = 0;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        const int now = health_of(ROW(&f->view, learning)[2 * f->view.stride + i]);
        const int was = health_of(ROW(&off->view, learning)[2 * off->view.stride + i]);
        const int32_t cost = ROW(&f->view, illness)[i];
        if (!ROW(&f->view, cared)[i]) {
            assert_int_equal(now, was);
            assert_int_equal(cost, ROW(&off->view, illness)[i]);
            continue;
        }
        assert_int_equal(cost, now == CHRONIC ? 75000 : 0);
        assert_true(was == CHRONIC || now == HEALTHY); /* who recovers without it does with it */
        cared++;
        ended += now == HEALTHY;
        usual += was == HEALTHY;
    }
    assert_four_sigma((double)ended / cared, 0.4, share_error(0.4, cared));
    assert_four_sigma((double)usual / cared, 0.2, share_error(0.2, cared));
    village_free(f);
    village_free(off);
}

/* Ready money alone: with the window and no care at home costs are the same, and whoever has between the own
 * part (60%) and the whole of the bill (1,000 Yuan) no longer goes without. */
static void test_window(void **state)
{
    (void)state;
    for (int window = 0; window < 2; window++) {
        struct fixture *f = village();
        f->parameters.health_window = window;
        f->parameters.illness_recovery = 0;
        for (int32_t i = 0; i < HOUSEHOLDS; i++) {
            ROW(&f->view, savings)[i] = i % 4 == 1 ? 59000 : 70000;
        }
        plan_year(f, 2009, 599); /* not one place, but money */
        assert_int_equal(f->county.window, window);
        settle_year(f);
        assert_int_equal(f->tally[T_served_health], 0);
        for (int32_t i = 1; i < HOUSEHOLDS; i += 2) {
            const bool goes_without = !window || i % 4 == 1;
            assert_int_equal(ROW(&f->view, forgone)[i] > 0, goes_without);
            assert_int_equal(ROW(&f->view, illness)[i] + ROW(&f->view, forgone)[i], 100000);
        }
        village_free(f);
    }
}

/* Net cost alone: without the window, a lower bill is paid by whom the whole one was too much for. */
static void test_cost(void **state)
{
    (void)state;
    struct fixture *f = village();
    f->parameters.health_window = 0;
    f->parameters.illness_recovery = 0;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        ROW(&f->view, savings)[i] = 80000;
    }
    plan_year(f, 2009, 100000000);
    assert_int_equal(f->county.window, 0);
    settle_year(f);
    for (int32_t i = 1; i < HOUSEHOLDS; i += 2) {
        assert_int_equal(ROW(&f->view, forgone)[i] > 0, !ROW(&f->view, cared)[i]);
    }
    village_free(f);
}

/* Doctors: of 4,000 persons eight; courses of 2,000 Yuan; what stays falls by the effect from next year on. */
static void test_doctors(void **state)
{
    (void)state;
    struct fixture *f = village();
    struct parameters *p = &f->parameters;
    p->health_clinic_share = 1;
    p->health_clinic_effect = 0.5;
    p->health_clinic_wear = 0.5;
    p->illness_hazard = 0.4;
    p->illness_age_effect = 0;
    p->illness_chronic_share = 0.5;
    f->county.persons_last = HOUSEHOLDS;
    plan_year(f, 2009, 9999);
    settle_year(f);
    const int64_t stayed = f->tally[T_chronic];
    assert_true(f->county.staffed == 0.5f); /* four of eight */
    assert_int_equal(village_fund(f, P_health), 199900);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        village_person(f, i, 2, 50, 0, 6, i % 2 ? CHRONIC : HEALTHY, 0);
    }
    f->county.staffed = 1;
    plan_year(f, 2009 + 1, 0);
    village_year(f, 2009); /* the first year's luck */
    settle_year(f);
    assert_true(f->county.staffed == 0.5f); /* half of it worn off, and no money for another */
    const double ill = 0.4 * HOUSEHOLDS / 2;
    assert_four_sigma((double)(stayed - f->tally[T_chronic]) / ill, 0.25, share_error(0.25, ill));
    village_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whom), cmocka_unit_test(test_care),    cmocka_unit_test(test_window),
        cmocka_unit_test(test_cost), cmocka_unit_test(test_doctors),
    };
    return cmocka_run_group_tests_name("health", tests, NULL, NULL);
}
