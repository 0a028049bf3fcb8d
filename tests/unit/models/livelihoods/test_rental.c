/* Cropland rented within a village: the rent against closed forms, mu and fen that add up, who is left out. */
#include "models/livelihoods/rental.c"

#include "unit/models/region_fixture.h"

enum { HOUSEHOLDS = 200, LOW = 120, GAIN = 200 };

static void settle_down(struct fixture *f, float able)
{
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        ROW(&f->view, cropland)[i] = 10;
        ROW(&f->view, members)[i] = 3;
        ROW(&f->view, adults)[i] = able / 60;
        ROW(&f->view, best)[i] = 0;
    }
}

/* A village where a mu brings 200 Yuan at ability 0 and a month off the farm nothing; ten mu a household and
 * hands for `able` mu. */
static struct fixture *village(float able)
{
    struct fixture *f = village_make(HOUSEHOLDS);
    struct parameters *p = &f->parameters;
    p->calendar_price_grain = 2;
    p->calendar_cpi = 1;
    p->calendar_agricultural_tax = 0;
    p->crops_yield = 200;
    p->crops_growth = p->crops_cost_growth = p->crops_disaster = p->prices_wedge = 0;
    p->crops_cost = 200;
    p->crops_months = 0.1;
    p->rental_friction = 0.2;
    p->rental_season = 6;
    p->herds_months = 0;
    p->work_home_month = 0; /* but in test_month_at_home */
    f->view.year = 2009;
    f->county.tightness = 0;
    settle_down(f, able);
    return f;
}

static void low_and_high(struct fixture *f)
{
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        ROW(&f->view, ability)[i] = to_trait(i < LOW ? -1.0f : 1.0f);
    }
}

static void settle(struct fixture *f)
{
    village_run(f, &pay_cropland_rent_generic);
}

/* Many who would rent, little land: tenants bid the rent up to what the land is worth to them. */
static void test_scarce_land(void **state)
{
    (void)state;
    struct fixture *f = village(100); /* 80 households with hands for 90 mu more; 1,200 mu of the others */
    low_and_high(f);
    village_run(f, &rent_cropland_generic);
    assert_near(f->village.rent, 100 * 0.8 * GAIN * exp(0.5), 2);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        assert_near(ROW(&f->view, rented)[i], i < LOW ? -10 : 10.0 * LOW / (HOUSEHOLDS - LOW), 0.0101);
        assert_near(ROW(&f->view, fields)[i], 10 + ROW(&f->view, rented)[i], 1e-5);
    }
    assert_true(f->tally[T_cropland_rented] == 1000 * LOW && f->tally[T_cropland_let] == 1000 * LOW);
    village_free(f);
}

/* Much land, few hands: owners bid it down to a fen above what they would earn on it; each lets his part. */
static void test_scarce_hands(void **state)
{
    (void)state;
    struct fixture *f = village(12); /* 80 households with hands for two mu more */
    low_and_high(f);
    village_run(f, &rent_cropland_generic);
    assert_near(f->village.rent, 100 * 1.2 * GAIN * exp(-0.5) + 1, 2);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        assert_near(ROW(&f->view, rented)[i], i < LOW ? -2.0 * (HOUSEHOLDS - LOW) / LOW : 2, 0.0101);
    }
    village_free(f);
}

/* All alike: nobody rents. */
static void test_all_alike(void **state)
{
    (void)state;
    struct fixture *f = village(100);
    f->village.rent = 77;
    f->village.absent_let = 5;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        ROW(&f->view, rented)[i] = 3; /* of last year */
    }
    village_run(f, &rent_cropland_generic);
    settle(f);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        assert_true(ROW(&f->view, rented)[i] == 0 && ROW(&f->view, fields)[i] == 10);
        assert_true(ROW(&f->view, costs)[i] == 0 && ROW(&f->view, property)[i] == 0);
    }
    assert_true(f->village.rent == 0 && f->village.absent_let == 0 && f->tally[T_cropland_rented] == 0);
    village_free(f);
}

/* The off state: nothing is touched. */
static void test_off(void **state)
{
    (void)state;
    struct fixture *f = village(12);
    low_and_high(f);
    f->parameters.rental_enabled = 0;
    f->village.absent_cropland = 100000;
    f->county.absent_pay = 100000;
    const struct village before = f->village;
    const struct process *const both[] = {&rent_cropland_generic, &pay_cropland_rent_generic};
    for (int k = 0; k < 2; k++) {
        const struct process untouched = {both[k]->name, both[k]->stage, both[k]->run, both[k]->reads, NULL};
        village_run(f, &untouched);
    }
    assert_memory_equal(&before, &f->village, sizeof before);
    for (int t = 0; t < TALLIES; t++) {
        assert_true(f->tally[t] == 0);
    }
    village_free(f);
}

static void scatter(struct fixture *f, int most_weight)
{
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        ROW(&f->view, cropland)[i] = (float)dice_between(0, 40);
        ROW(&f->view, ability)[i] = to_trait((float)dice_between(-1, 1));
        ROW(&f->view, adults)[i] = (float)dice_to(4) * 0.4f;
        ROW(&f->view, elders)[i] = dice_to(3);
        ROW(&f->view, herd)[i] = (float)dice_between(0, 30);
        ROW(&f->view, settled)[i] = dice_to(10) == 0;
        ROW(&f->view, weight)[i] = (uint16_t)(1 + dice_to(most_weight));
    }
}

/* Kin's land: the share of tenants that pays nothing is the parameter, the rest pay the same rent as ever for
 * the same land, and owners get to the fen what tenants pay. */
static void test_free_among_kin(void **state)
{
    (void)state;
    enum { YEARS = 60 };
    struct fixture *f = village(100);
    low_and_high(f);
    const double wanted = 0.4;
    int tenants = 0, without = 0;
    for (int year = 0; year < YEARS; year++) {
        village_year(f, 2000 + year);
        settle_down(f, 100);
        f->parameters.rental_free_share = 0;
        village_run(f, &rent_cropland_generic);
        const int32_t rent = f->village.rent;
        f->parameters.rental_free_share = wanted;
        village_run(f, &rent_cropland_generic);
        assert_true(f->village.rent == rent); /* the market clears as before */
        settle(f);
        int64_t paid = 0, received = 0, free = 0;
        for (int32_t i = 0; i < HOUSEHOLDS; i++) {
            const float mu = ROW(&f->view, rented)[i];
            const int32_t cost = ROW(&f->view, costs)[i];
            assert_true(mu > 0 ? cost == 0 || abs(cost - (int32_t)llrintf(mu * (float)rent)) <= 1 : cost == 0);
            tenants += mu > 0;
            without += mu > 0 && cost == 0;
            free += mu > 0 && cost == 0 ? llrintf(100 * mu) : 0;
            paid += cost;
            received += ROW(&f->view, property)[i];
        }
        assert_true(f->tally[T_cropland_rent] == paid && f->tally[T_cropland_rent_received] == received);
        assert_true(paid == received && f->tally[T_cropland_free] == free);
    }
    assert_int_equal(tenants, YEARS * (HOUSEHOLDS - LOW));
    assert_four_sigma((double)without / tenants, wanted, share_error(wanted, tenants));
    village_free(f);
}

/* Nobody pays: nothing is received, and land changes hands all the same. */
static void test_all_free(void **state)
{
    (void)state;
    struct fixture *f = village(100);
    low_and_high(f);
    f->parameters.rental_free_share = 1;
    village_run(f, &rent_cropland_generic);
    settle(f);
    assert_true(f->tally[T_cropland_rented] == 1000 * LOW && f->tally[T_cropland_free] == 1000 * LOW);
    assert_true(f->tally[T_cropland_rent] == 0 && f->tally[T_cropland_rent_received] == 0);
    village_free(f);
}

/* More land on offer never raises the rent, and lowers it in the end. */
static void test_more_land(void **state)
{
    (void)state;
    struct fixture *f = village(20);
    scatter(f, 1);
    int32_t first = 0, last = INT32_MAX;
    for (int step = 0; step < 12; step++) {
        f->village.absent_cropland = step * 20000;
        village_run(f, &rent_cropland_generic);
        assert_true(f->village.rent <= last && f->village.rent > 0);
        last = f->village.rent;
        first = step == 0 ? last : first;
    }
    assert_true(last < first - 100);
    village_free(f);
}

/* The mu, and in a full population the fen; with households that stand for others, less than such a weight is
 * left. Each tenant pays what is due, within hands; relocated households stay out. */
static void test_adds_up(void **state)
{
    (void)state;
    int traded = 0;
    for (int round = 0; round < 60; round++) {
        struct fixture *f = village(20);
        const int most_weight = round % 2 ? 30 : 1;
        scatter(f, most_weight);
        f->village.absent_cropland = round % 3 ? (int64_t)dice_between(0, 300000) : 0;
        f->parameters.herds_months = 0.2;
        village_run(f, &rent_cropland_generic);
        settle(f);
        int64_t paid = 0, received = 0;
        double mu = 0, let = 0;
        for (int32_t i = 0; i < HOUSEHOLDS; i++) {
            const int64_t w = ROW(&f->view, weight)[i];
            const float rented = ROW(&f->view, rented)[i];
            const double work = fmax(ROW(&f->view, adults)[i], 0.5 * ROW(&f->view, elders)[i]);
            const double able = fmax(0, fmin(6 * work, 12 * work - 0.2 * ROW(&f->view, herd)[i])) / 0.1;
            assert_true(rented == 0 || ROW(&f->view, settled)[i] == 0);
            assert_true(rented <= fmax(0, able - ROW(&f->view, cropland)[i]) + 0.02);
            assert_true(rented >= -ROW(&f->view, cropland)[i] - 0.02);
            assert_near(ROW(&f->view, costs)[i], fmax(0, rented) * f->village.rent, 1);
            /* A fen of rounding at each end, and what whole fen of the weights before it leave. */
            assert_near(ROW(&f->view, property)[i], fmax(0, -rented) * f->village.rent,
                        0.01 * f->village.rent + 32);
            paid += ROW(&f->view, costs)[i] * w;
            received += ROW(&f->view, property)[i] * w;
            mu += fmax(0, rented) * (double)w;
            let += fmax(0, -rented) * (double)w;
        }
        assert_true(f->tally[T_cropland_rented] == f->tally[T_cropland_let] + f->tally[T_absent_let]);
        assert_near((double)f->tally[T_cropland_rented], 100 * mu, 1e-5 * mu + 1e-3);
        assert_near((double)f->tally[T_cropland_let], 100 * let, 1e-5 * let + 1e-3);
        assert_true(f->tally[T_absent_let] <= f->village.absent_cropland);
        assert_true(paid == f->tally[T_cropland_rent] && received == f->tally[T_cropland_rent_received]);
        const int64_t left = paid - received - f->tally[T_absent_rent];
        assert_true(left >= 0 && left < most_weight);
        traded += paid > 0;
        village_free(f);
    }
    assert_true(traded > 50);
}

/* Equal weights: nothing is left of the fen either. */
static void test_equal_weights(void **state)
{
    (void)state;
    struct fixture *f = village(20);
    scatter(f, 1);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        ROW(&f->view, weight)[i] = 11;
    }
    village_run(f, &rent_cropland_generic);
    settle(f);
    assert_true(f->tally[T_cropland_rent] > 0 &&
                f->tally[T_cropland_rent] == f->tally[T_cropland_rent_received]);
    village_free(f);
}

/* The rent and what is traded do not depend on the order of rows. */
static void test_order(void **state)
{
    (void)state;
    struct fixture *f = village(20), *g = village(20);
    scatter(f, 5);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        const int32_t j = HOUSEHOLDS - 1 - i;
        ROW(&g->view, cropland)[j] = ROW(&f->view, cropland)[i];
        ROW(&g->view, ability)[j] = ROW(&f->view, ability)[i];
        ROW(&g->view, adults)[j] = ROW(&f->view, adults)[i];
        ROW(&g->view, elders)[j] = ROW(&f->view, elders)[i];
        ROW(&g->view, herd)[j] = ROW(&f->view, herd)[i];
        ROW(&g->view, settled)[j] = ROW(&f->view, settled)[i];
        ROW(&g->view, weight)[j] = ROW(&f->view, weight)[i];
    }
    village_run(f, &rent_cropland_generic);
    village_run(g, &rent_cropland_generic);
    assert_true(f->village.rent > 0 && f->village.rent == g->village.rent);
    assert_true(f->tally[T_cropland_rented] == g->tally[T_cropland_rented]);
    village_free(f);
    village_free(g);
}

/* Nobody to work the land: all of it is let, even for nothing; the old keep what they have hands for. Better
 * pay off the farm lowers the rent. */
static void test_hands(void **state)
{
    (void)state;
    struct fixture *f = village(100);
    f->parameters.rental_elder_work = 0.1;
    ROW(&f->view, adults)[0] = ROW(&f->view, adults)[1] = 0;
    ROW(&f->view, elders)[1] = 1;
    village_run(f, &rent_cropland_generic);
    assert_near(ROW(&f->view, rented)[0], -10, 0.01);
    assert_near(ROW(&f->view, rented)[1], -4, 0.01); /* 6 months x 0.1 / 0.1 a mu */
    assert_near(f->village.rent, 100 * 0.8 * GAIN, 2);
    f->county.tightness = 0.5f;
    f->county.job_wage = 1000;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        ROW(&f->view, skill)[i] = 8 * (float)f->parameters.labour_schooling_return;
    }
    village_run(f, &rent_cropland_generic); /* twenty months: a job of seven takes none from the fields */
    assert_near(f->village.rent, 100 * 0.8 * GAIN, 2);
    f->parameters.labour_job_months = 19.5; /* half of the month that the fields take */
    village_run(f, &rent_cropland_generic);
    assert_near(f->village.rent, 100 * 0.8 * (GAIN - 0.5 * 0.1 * 500), 2);
    f->parameters.labour_job_months = 30;
    village_run(f, &rent_cropland_generic);
    assert_near(f->village.rent, 100 * 0.8 * (GAIN - 0.1 * 500), 2);
    village_free(f);
}

/* A mu's tenth of a month is worth home_month at home: whoever works it gives that up, so tenants bid less and
 * owners ask less by it, and of a month that a job would take only what the job pays beyond it counts besides.
 */
static void test_month_at_home(void **state)
{
    (void)state;
    for (int scarce = 0; scarce <= 1; scarce++) { /* land, or hands */
        struct fixture *f = village(scarce ? 12 : 100);
        low_and_high(f);
        f->parameters.work_home_month = 250;
        f->parameters.calendar_cpi = 1.2;
        f->parameters.crops_cost = 200 / 1.2;
        village_run(f, &rent_cropland_generic);
        const double labour = 0.1 * 250 * 1.2;
        assert_near(
            f->village.rent,
            100 * (scarce ? 1.2 * (GAIN * exp(-0.5) - labour) + 0.01 : 0.8 * (GAIN * exp(0.5) - labour)), 2);
        village_free(f);
    }
    struct fixture *f = village(100);
    f->parameters.work_home_month = 250;
    f->parameters.labour_job_months = 30; /* takes all months of the fields */
    f->county.job_wage = 1000;
    ROW(&f->view, adults)[0] = 0; /* lets its land, so that there is a rent */
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        ROW(&f->view, skill)[i] = 8 * (float)f->parameters.labour_schooling_return;
    }
    const double tightness[] = {0, 0.2, 0.5}, month[] = {250, 250, 500};
    for (int k = 0; k < 3; k++) {
        f->county.tightness = (float)tightness[k];
        village_run(f, &rent_cropland_generic);
        assert_near(f->village.rent, 100 * 0.8 * (GAIN - 0.1 * month[k]), 2);
    }
    village_free(f);
}

/* Land of relocated households is worked by others, where it is to be let. */
static void test_absent(void **state)
{
    (void)state;
    for (int64_t let = 0; let <= 1; let++) {
        struct fixture *f = village(100);
        f->parameters.rental_absent = let;
        f->village.absent_cropland = 123456;
        village_run(f, &rent_cropland_generic);
        settle(f);
        assert_true(f->tally[T_cropland_rented] == let * 123456 && f->tally[T_cropland_let] == 0);
        assert_true(f->tally[T_absent_rent] == f->tally[T_cropland_rent]);
        assert_near((double)f->tally[T_absent_rent], (double)let * 1234.56 * 100 * 0.8 * GAIN, 1000);
        village_free(f);
    }
}

/* What the land of the relocated brings goes to those of the prefecture, by the mu; what does not divide waits.
 */
static void test_absent_owners(void **state)
{
    (void)state;
    static const int32_t prefectures[] = {0, 1, 0};
    struct counties *r = region_make(3, prefectures);
    r->tally[0][T_absent_rent] = 1000003;
    r->tally[2][T_absent_rent] = 500000;
    r->tally[2][T_absent_rent_received] = 200000;
    r->tally[0][T_absent_cropland] = 700000;
    r->tally[1][T_absent_rent] = 99;
    for (int c = 0; c < 3; c++) {
        rental_year_generic.close(&r->world, c);
    }
    assert_true(r->county[0].absent_money == 1300003 && r->county[2].absent_money == 1300003);
    assert_true(r->county[0].absent_pay == 185714 && r->county[2].absent_pay == 185714); /* 0.001 fen a mu */
    assert_true(r->county[1].absent_money == 99 && r->county[1].absent_pay == 0);

    struct fixture *f = village(100);
    f->county = r->county[2];
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        ROW(&f->view, settled)[i] = i < 100;
        ROW(&f->view, cropland)[i] = 70;
    }
    settle(f);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        assert_int_equal(ROW(&f->view, property)[i], i < 100 ? 70 * 185714 / 1000 : 0);
    }
    assert_true(f->tally[T_absent_rent_received] == 100 * 12999 && 100 * 12999 <= r->county[2].absent_money);
    village_free(f);
    region_free(r);
}

/* The year's end, and the next one's beginning. */
static void move(struct fixture *f, int year)
{
    village_year(f, year);
    f->outbox.count = 0;
    village_run(f, village_process("relocate"));
}

/* Cropland that movers keep stays with the old village until they are back, from elsewhere or from new houses
 * in the same village; nothing of it where land is not rented. */
static void test_movers(void **state)
{
    (void)state;
    static const uint64_t villages[] = {11, 22};
    for (int kind = 0; kind < 3; kind++) { /* elsewhere; in the same village; no rental */
        struct fixture *f = village(100);
        const int64_t kept = kind == 2 ? 0 : 20 * 3 * 500; /* twenty, of weight 3, keep five mu of ten */
        f->view.village_codes = villages;
        f->parameters.relocation_enabled = 1;
        f->parameters.relocation_land_kept = 0.5;
        f->parameters.relocation_return_rate = 1;
        f->parameters.rental_enabled = kind < 2;
        f->county.site = kind == 1 ? 1 : 2;
        for (int32_t i = 0; i < HOUSEHOLDS; i++) {
            ROW(&f->view, weight)[i] = 3;
            ROW(&f->view, memberships)[i] = i < 20 ? IN_RELOCATION : 0;
            ROW(&f->view, moving)[i] = i < 20; /* the house is ready at the year's end */
        }
        move(f, 2010);
        assert_true(f->tally[T_relocated] == 60 && f->outbox.count == (kind == 1 ? 0 : 20));
        assert_true(f->village.absent_cropland == kept && f->tally[T_absent_cropland] == kept);
        if (kind == 1) {
            for (int year = 2011; year < 2014; year++) {
                move(f, year);
            }
        } else { /* as they come back: settled no more, and still on the move */
            memset(ROW(&f->view, settled), 0, village_bytes(f, C_settled));
            village_run(f, village_process("arrive"));
        }
        assert_true(f->village.absent_cropland == 0);
        village_free(f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_movers),        cmocka_unit_test(test_scarce_land),
        cmocka_unit_test(test_scarce_hands),  cmocka_unit_test(test_all_alike),
        cmocka_unit_test(test_off),           cmocka_unit_test(test_free_among_kin),
        cmocka_unit_test(test_all_free),      cmocka_unit_test(test_more_land),
        cmocka_unit_test(test_adds_up),       cmocka_unit_test(test_equal_weights),
        cmocka_unit_test(test_order),         cmocka_unit_test(test_hands),
        cmocka_unit_test(test_month_at_home), cmocka_unit_test(test_absent),
        cmocka_unit_test(test_absent_owners),
    };
    return cmocka_run_group_tests_name("rental", tests, NULL, NULL);
}
