/* Flats in towns: who may move, where the town is, what it costs, what stays at home, and the way back. */
#include "models/policies/worker_relocation.c"

#include "unit/models/region_fixture.h"

enum { HOUSEHOLDS = 200, PLACES = 5, TOWN = 3, COST = 6000000, SUBSIDY = 1400000 };

static const uint64_t VILLAGES[PLACES] = {11, 22, 33, 44, 55};

/* Couples in village 1 of five, of which the second works away for eight months; the flats are in village 3. */
static struct fixture *village(int32_t households)
{
    struct fixture *f = village_make(households);
    struct parameters *p = &f->parameters;
    p->worker_relocation_enabled = 1;
    p->worker_relocation_start = 2009;
    p->worker_relocation_end = 2030;
    p->worker_relocation_cost = COST;
    p->worker_relocation_subsidy = SUBSIDY;
    p->worker_relocation_build_lag = 0;
    p->worker_relocation_months = 6;
    p->worker_relocation_horizon = 10;
    p->worker_relocation_trouble = 2000;
    p->worker_relocation_land_kept = 1;
    p->worker_relocation_living_cost = 0.25;
    p->worker_relocation_return_rate = 0.025;
    p->relocation_return_rate = 1; /* of the other programme: of no concern here */
    p->calendar_price_sheep = 500;
    p->prices_wedge = 0.2;
    p->register_noise = 0;
    p->register_capture = 0;
    f->view.village_codes = VILLAGES;
    f->view.place = 1;
    f->village.land = 100000;
    f->village.remoteness = 0.5f;
    f->county.flat_site = TOWN + 1;
    f->county.flat_pay = 9000;
    f->county.flat_local_pay = 2000;
    village_couples(f, 0, 1, 5);
    for (int32_t i = 0; i < households; i++) {
        village_income(f, i, 100000 + 100 * i);
        ROW(&f->view, work)[f->view.stride + i] = work_code(8, AWAY, 1);
        ROW(&f->view, cropland)[i] = 4;
        ROW(&f->view, pasture)[i] = 30;
        ROW(&f->view, herd)[i] = 5;
        ROW(&f->view, savings)[i] = 100000 + 10000 * i;
    }
    return f;
}

static void end_year(struct fixture *f, int year)
{
    village_year(f, year);
    f->outbox.count = 0;
    village_run(f, village_process("make_up"));
    village_run(f, village_process("relocate"));
}

static void give_flats(struct fixture *f, int places)
{
    f->places[Q_worker_relocation] = places;
    village_enrol(f, &enrol_worker_relocation_generic);
}

/* Somebody away or in a local job for six months: on own account, at home or for five months is not enough. Any
 * village; nobody who moves or has moved. */
static void test_who_may(void **state)
{
    (void)state;
    struct fixture *f = village(HOUSEHOLDS);
    static const struct {
        int months, kind, may;
    } does[] = {{6, AWAY, 1},      {5, AWAY, 0},         {12, LOCAL_JOB, 1}, {6, LOCAL_JOB, 1},
                {5, LOCAL_JOB, 0}, {12, OWN_ACCOUNT, 0}, {0, AT_HOME, 0},    {0, LOCAL_JOB, 0}};
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        ROW(&f->view, work)[f->view.stride + i] = work_code(does[i % 8].months, does[i % 8].kind, 0);
    }
    village_count(f, &count_worker_relocation_generic);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        assert_int_equal(ROW(&f->view, claim)[i], does[i % 8].may);
    }
    assert_int_equal(f->village_demand[Q_worker_relocation], 3 * HOUSEHOLDS / 8);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        ROW(&f->view, work)[f->view.stride + i] = work_code(8, AWAY, 1);
        ROW(&f->view, moving)[i] = i % 4 == 1 ? 2 : i % 4 == 2 ? ARRIVED : 0;
        ROW(&f->view, settled)[i] = i % 4 == 3;
    }
    village_count(f, &count_worker_relocation_generic);
    assert_int_equal(f->village_demand[Q_worker_relocation], HOUSEHOLDS / 4);
    f->parameters.worker_relocation_enabled = 0;
    village_count(f, &count_worker_relocation_generic);
    assert_int_equal(f->village_demand[Q_worker_relocation], 0);
    give_flats(f, 50);
    assert_int_equal(village_members(f, IN_WORKER_FLAT), 0);
    village_free(f);
}

/* The rent of land that is let counts, as far as the land is kept: with it a farm that is too good to leave is
 * left. */
static void test_rent(void **state)
{
    (void)state;
    for (int kept = 0; kept <= 1; kept++) {
        struct fixture *f = village(HOUSEHOLDS);
        f->parameters.worker_relocation_land_kept = kept;
        f->parameters.worker_relocation_trouble = 0;
        f->parameters.worker_relocation_cost = SUBSIDY;
        f->parameters.worker_relocation_living_cost = 0;
        f->county.flat_pay = f->county.flat_local_pay = 0; /* nothing but the farm and its rent */
        for (int32_t i = 0; i < HOUSEHOLDS; i++) {
            ROW(&f->view, herd)[i] = 0;
        }
        const double field = (double)crop_expected(&f->view); /* Yuan a mu; tested in test_crops.c */
        assert_true(field > 1);
        f->county.absent_pay = (int64_t)((field - 0.5) * 1e5);
        village_count(f, &count_worker_relocation_generic);
        assert_int_equal(f->village_demand[Q_worker_relocation], 0);
        f->county.absent_pay = (int64_t)((field + 0.5) * 1e5);
        village_count(f, &count_worker_relocation_generic);
        assert_int_equal(f->village_demand[Q_worker_relocation], kept ? HOUSEHOLDS : 0);
        village_free(f);
    }
}

/* 14,000 Yuan a flat, to the fen; what is left stays; the household's part is its own and borrowed. */
static void test_money(void **state)
{
    (void)state;
    struct fixture *f = village(HOUSEHOLDS);
    f->parameters.worker_relocation_budget = 10 * SUBSIDY + 77;
    village_count(f, &count_worker_relocation_generic);
    village_plan(f, 2009, &worker_relocation_year_generic);
    assert_int_equal(f->places[Q_worker_relocation], 10);
    f->county.flat_site = TOWN + 1; /* this county has one village only */
    f->county.flat_pay = 9000;
    f->county.flat_local_pay = 2000;
    village_enrol(f, &enrol_worker_relocation_generic);
    assert_int_equal(village_members(f, IN_WORKER_FLAT), 10);
    village_settle(f, village_process("relocate"), &worker_relocation_year_generic);
    assert_int_equal(f->tally[T_flats], 10);
    assert_int_equal(f->tally[T_flats_taken], 10);
    assert_int_equal(f->tally[T_relocated] + f->tally[T_house_paid], 0); /* not of relocation of households */
    assert_true(village_fund(f, P_worker_relocation) == 77);
    assert_true(hq_received(f->world.ledger, 0, P_worker_relocation, A_suppliers) == 10 * COST);
    assert_true(hq_paid(f->world.ledger, 0, P_worker_relocation, A_households) == 10 * (COST - SUBSIDY));
    village_free(f);
}

/* Where a replay states flats and money, the household pays the cost less their part of it; who moves in pays by the
 * year in which the flat was built. */
static void test_stated_price(void **state)
{
    (void)state;
    assert_true(granted_for_each(1000, 3) == 333 && granted_for_each(0, 3) == -1);
    assert_true(granted_for_each(1000, 0) == -1 && granted_for_each(1000, -1) == -1);
    for (int lag = 0; lag <= 1; lag++) {
        struct fixture *f = village(HOUSEHOLDS);
        const int64_t granted = SUBSIDY + 500000;
        f->parameters.worker_relocation_build_lag = lag;
        f->parameters.worker_relocation_budget = 10 * granted;
        f->county.places_worker_relocation = 10;
        village_count(f, &count_worker_relocation_generic);
        village_plan(f, 2009, &worker_relocation_year_generic);
        assert_true(f->county.flat_grant == granted && f->county.flat_granted == -1);
        f->county.flat_site = TOWN + 1; /* this county has one village only */
        f->county.flat_pay = 9000;
        f->county.flat_local_pay = 2000;
        village_enrol(f, &enrol_worker_relocation_generic);
        village_settle(f, village_process("relocate"), &worker_relocation_year_generic);
        assert_int_equal(f->tally[T_flats], 10);
        if (lag) { /* and then none are stated */
            assert_int_equal(f->tally[T_flats_taken], 0);
            f->county.places_worker_relocation = -1;
            village_plan(f, 2010, &worker_relocation_year_generic);
            assert_true(f->county.flat_grant == -1 && f->county.flat_granted == granted);
            f->county.flat_site = TOWN + 1;
            village_settle(f, village_process("relocate"), &worker_relocation_year_generic);
        }
        assert_int_equal(f->tally[T_flats_taken], 10);
        assert_true(f->tally[T_flat_paid] == 10 * (COST - granted));
        village_free(f);
    }
}

/* By lot unless need weighs: as many of the poorer half as of the others, or the poorest. */
static void test_lot(void **state)
{
    (void)state;
    enum { MANY = 4000 };
    for (int need = 0; need <= 1; need++) {
        struct fixture *f = village(MANY);
        f->parameters.worker_relocation_need = need;
        give_flats(f, MANY / 4);
        int poorer = 0;
        for (int32_t i = 0; i < MANY / 2; i++) {
            poorer += (ROW(&f->view, memberships)[i] & IN_WORKER_FLAT) != 0;
        }
        assert_int_equal(village_members(f, IN_WORKER_FLAT), MANY / 4);
        if (need) {
            assert_int_equal(poorer, MANY / 4);
        } else { /* a quarter of them, drawn without putting back: sd under sqrt(2000 x 0.25 x 0.75) */
            assert_true(fabs((double)poorer - MANY / 8) < 4 * sqrt(MANY / 2 * 0.25 * 0.75));
        }
        village_free(f);
    }
}

/* To the town, land kept; the herd is sold, the flat paid from savings and a loan. */
static void test_move(void **state)
{
    (void)state;
    for (int kept = 0; kept <= 1; kept++) {
        struct fixture *f = village(HOUSEHOLDS);
        f->parameters.worker_relocation_land_kept = kept;
        f->parameters.relocation_land_kept = 1 - kept;
        f->parameters.rental_enabled = 1;
        f->county.flat_grant =
            kept ? -1 : SUBSIDY + 500000; /* as it is where a replay states flats and money */
        give_flats(f, HOUSEHOLDS);
        end_year(f, 2010);
        assert_int_equal(f->outbox.count, HOUSEHOLDS);
        const int64_t own = COST - SUBSIDY - (kept ? 0 : 500000), herd = 5 * 500 * 90;
        int64_t debt = 0;
        for (int32_t i = 0; i < HOUSEHOLDS; i++) {
            const int64_t had = 100000 + 10000 * i + herd, paid = had < own ? had : own;
            assert_int_equal(ROW(&f->view, savings)[i], had - paid);
            assert_int_equal(ROW(&f->view, debt)[i], own - paid);
            assert_int_equal(ROW(&f->view, settled)[i], 1);
            assert_int_equal(ROW(&f->view, origin)[i], 1 + 1);
            assert_near(ROW(&f->view, cropland)[i], 4 * kept, 0);
            assert_near(ROW(&f->view, pasture)[i], 30 * kept, 0);
            assert_true(f->outbox.posts[i].target == VILLAGES[TOWN]);
            debt += own - paid;
        }
        assert_true(f->tally[T_flat_debt] == debt && f->tally[T_flat_paid] == own * HOUSEHOLDS);
        assert_true(f->village.absent_cropland == (int64_t)400 * kept * HOUSEHOLDS);
        village_free(f);
    }
}

/* Half as many return as by the usual rate of relocation, at this programme's own rate; only this bit goes. */
static void test_return(void **state)
{
    (void)state;
    enum { MANY = 40000 };
    struct fixture *f = village(MANY);
    f->view.place = TOWN;
    for (int32_t i = 0; i < MANY; i++) {
        ROW(&f->view, memberships)[i] = IN_WORKER_FLAT | IN_TRAINING;
        ROW(&f->view, settled)[i] = 2;
        ROW(&f->view, origin)[i] = 1 + 1;
        ROW(&f->view, spell)[i] = i % 4 == 0;
    }
    end_year(f, 2015);
    double gone[2] = {0};
    for (int32_t i = 0; i < MANY; i++) {
        const bool home = ROW(&f->view, settled)[i] == 0;
        gone[i % 4 == 0] += home;
        assert_int_equal(ROW(&f->view, memberships)[i], home ? IN_TRAINING : IN_TRAINING | IN_WORKER_FLAT);
    }
    assert_four_sigma(gone[0] / (MANY * 3 / 4), 0.025, share_error(0.025, MANY * 3 / 4));
    assert_four_sigma(gone[1] / (MANY / 4), 0.05, share_error(0.05, MANY / 4));
    assert_true((double)f->tally[T_flats_left] == gone[0] + gone[1]);
    assert_int_equal(f->tally[T_flats_lived], MANY);
    assert_int_equal(f->tally[T_flats_poor], MANY / 4);
    assert_int_equal(f->tally[T_resettled] + f->tally[T_returned_home], 0);
    village_free(f);
}

/* The town: in the county of the prefecture with the most townspeople, not where pay is best. */
static void test_town(void **state)
{
    (void)state;
    static const int32_t prefectures[4] = {0, 0, 1, 0};
    struct counties *r = region_make(4, prefectures);
    EVERYWHERE(r, worker_relocation_enabled, 1);
    const double residents[] = {300, 500, 9000, 450}, rural[] = {100, 400, 100, 460};
    for (int c = 0; c < 4; c++) {
        r->county[c].population_2010 = residents[c];
        r->county[c].rural_persons = rural[c];
        r->county[c].tightness = 0.3f + 0.1f * (float)c;
        r->county[c].job_wage = 1000;
    }
    const int seat[] = {0, 0, 2, 0};
    for (int year = 2009; year < 2030; year++) {
        region_year(r, year);
        region_step(r, worker_relocation_year_generic.plan);
        for (int c = 0; c < 4; c++) {
            assert_in_range(r->county[c].flat_site - 1, 10 * seat[c], 10 * seat[c] + 9);
            assert_near(r->county[c].flat_pay / r->county[seat[c]].flat_pay, 1, 1e-6);
        }
        region_close(r);
    }
    region_free(r);
}

/* The region's aim in persons: flats as the money goes until all counties together have it, then none; without an aim
 * they go on. */
static void test_aim(void **state)
{
    (void)state;
    enum { YEARS = 6 };
    static const int32_t prefectures[3] = {0, 0, 1};
    static const int aim[YEARS] = {1000, 1000, 1000, 1000, 1401, -1}, flats[YEARS] = {100, 100, 0, 0, 100, 100};
    struct counties *r = region_make(3, prefectures);
    EVERYWHERE(r, worker_relocation_enabled, 1);
    EVERYWHERE(r, worker_relocation_start, 2009);
    EVERYWHERE(r, worker_relocation_end, 2030);
    EVERYWHERE(r, worker_relocation_subsidy, SUBSIDY);
    EVERYWHERE(r, worker_relocation_budget, (int64_t)100 * SUBSIDY);
    for (int k = 0; k < YEARS; k++) {
        EVERYWHERE(r, worker_relocation_aim, aim[k]);
        region_year(r, 2009 + k);
        for (int c = 0; c < 3; c++) {
            r->demand[c][Q_worker_relocation] = 100; /* what is carried over finds nobody more */
        }
        region_step(r, worker_relocation_year_generic.plan);
        for (int c = 0; c < 3; c++) {
            assert_true(r->places[c][Q_worker_relocation] == flats[k]);
            r->tally[c][T_flats] = r->places[c][Q_worker_relocation];
            r->tally[c][T_flat_people] = (c == 0 ? 3 : 2) * r->tally[c][T_flats]; /* 700 a year in all */
        }
        region_step(r, worker_relocation_year_generic.close);
        region_close(r);
    }
    assert_true(r->county[0].flats_for == 4 * 300 && r->county[1].flats_for == 4 * 200);
    EVERYWHERE(r, worker_relocation_aim, 2800); /* reached to the person */
    region_year(r, 2020);
    region_step(r, worker_relocation_year_generic.plan);
    assert_true(r->places[0][Q_worker_relocation] == 0 && r->places[2][Q_worker_relocation] == 0);
    region_free(r);
}

/* Pensions there: `pension` times those of villages, for elders in flats alone. */
static void test_pension(void **state)
{
    (void)state;
    struct fixture *f = village(HOUSEHOLDS);
    f->parameters.calendar_pension = 55;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        village_person(f, i, 2, 70, 0, 3, HEALTHY, 0);
        ROW(&f->view, settled)[i] = i % 2;
        ROW(&f->view, memberships)[i] = i % 4 == 3 ? IN_WORKER_FLAT : IN_RELOCATION;
    }
    for (int times = 1; times <= 3; times++) {
        f->parameters.worker_relocation_pension = times;
        village_year(f, 2010);
        village_run(f, village_process("make_up"));
        village_run(f, &pay_worker_relocation_generic);
        for (int32_t i = 0; i < HOUSEHOLDS; i++) {
            assert_int_equal(ROW(&f->view, transfers)[i], i % 4 == 3 ? (times - 1) * 12 * 5500 : 0);
        }
        assert_true(f->tally[T_public_transfers] == (int64_t)(times - 1) * 12 * 5500 * HOUSEHOLDS / 4);
    }
    village_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_who_may),      cmocka_unit_test(test_rent), cmocka_unit_test(test_money),
        cmocka_unit_test(test_stated_price), cmocka_unit_test(test_lot),  cmocka_unit_test(test_move),
        cmocka_unit_test(test_return),       cmocka_unit_test(test_town), cmocka_unit_test(test_pension),
        cmocka_unit_test(test_aim),
    };
    return cmocka_run_group_tests_name("worker_relocation", tests, NULL, NULL);
}
