/* Grazing rights rented within a village: the rent against closed forms, fen that add up, where the pressure
 * goes. */
#include "models/livelihoods/pasture_rental.c"

#include "unit/models/village_fixture.h"

enum { HOUSEHOLDS = 100, HERDLESS = 40, INTAKE = 600, EARNS = 200 };

/* A mu carries a tenth of a sheep unit. The first have no animals, 60 mu and so a right of six; the others have
 * `herd` animals and 60 mu. A sheep unit earns 200 Yuan, its hay costs more. */
static struct fixture *village(float herd)
{
    struct fixture *f = village_make(HOUSEHOLDS);
    struct parameters *p = &f->parameters;
    p->herds_intake = INTAKE;
    p->herds_births = 0.6;
    p->herds_deaths = 0.1;
    p->herds_cost = 50;
    p->calendar_cpi = 1;
    p->calendar_price_sheep = 500;
    p->prices_wedge = 0;
    p->rental_friction = 0.2;
    p->rental_pasture_least = 0.25;
    p->rental_bearing = 0.005;
    f->county.rain_mm = 300;
    p->pasture_typical_bearing = 1;
    f->county.hay_price = 1;
    p->herds_months = 0.1;
    p->work_home_month = 0; /* but in test_herding */
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        ROW(&f->view, pasture)[i] = 60;
        ROW(&f->view, grazing)[i] = i < HERDLESS ? 0 : herd * INTAKE;
    }
    return f;
}

static double fen_of(const struct fixture *f, const int32_t *column)
{
    double sum = 0;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        sum += (double)column[i] * ROW(&f->view, weight)[i];
    }
    return sum;
}

/* Many animals: herders bid up to what a sheep unit earns them, or to its hay where that is cheaper. */
static void test_scarce_grass(void **state)
{
    (void)state;
    for (int cheap = 0; cheap <= 1; cheap++) {
        struct fixture *f = village(16);
        f->county.hay_price = cheap ? 0.2f : 1.0f;
        village_run(f, &rent_pasture_generic);
        const double rent = 0.8 * (cheap ? 0.2 * INTAKE : EARNS), units = 6.0 * HERDLESS;
        assert_near((double)f->tally[T_pasture_rented], 100 * units, 0);
        assert_near((double)f->tally[T_pasture_rented_mu], 10 * units, 1);
        assert_near((double)f->tally[T_pasture_rent], 100 * units * rent, 200);
        for (int32_t i = 0; i < HOUSEHOLDS; i++) {
            assert_near(ROW(&f->view, property)[i], i < HERDLESS ? 600 * rent : 0, 0.011 * 100 * rent);
            assert_near(ROW(&f->view, costs)[i], i < HERDLESS ? 0 : 400 * rent, 0.011 * 100 * rent);
            assert_true(ROW(&f->view, grazing)[i] == WAS(f, grazing)[i]); /* they graze what they would have */
        }
        village_free(f);
    }
}

/* Few animals: the rent is a fen above what nobody lets it for. */
static void test_scarce_animals(void **state)
{
    (void)state;
    struct fixture *f = village(7);
    village_run(f, &rent_pasture_generic);
    const double rent = 0.25 * EARNS + 0.01;
    assert_near((double)f->tally[T_pasture_rented], 100 * (HOUSEHOLDS - HERDLESS), 0);
    assert_near((double)f->tally[T_pasture_rent], 100.0 * (HOUSEHOLDS - HERDLESS) * rent, 2.0 * HOUSEHOLDS);
    village_free(f);
}

/* Herders bid by the stock that they have: births of large stock are its growth and its deaths, and what
 * ability does to births it does to those of both. Owners without animals reckon with small stock. */
static void test_mix(void **state)
{
    (void)state;
    for (int scarce = 0; scarce <= 1; scarce++) { /* grass, or animals */
        struct fixture *f = village(scarce ? 16 : 7);
        struct parameters *p = &f->parameters;
        p->herds_head = 5;
        p->herds_cattle_deaths = 0.04;
        p->calendar_price_cattle = 6000;
        const double share = 0.6, ability = 0.3;
        for (int32_t i = HERDLESS; i < HOUSEHOLDS; i++) {
            ROW(&f->view, herd)[i] = 20;
            ROW(&f->view, cattle)[i] = (uint16_t)(200 * share);
            ROW(&f->view, ability)[i] = to_trait((float)ability);
        }
        village_run(f, &rent_pasture_generic);
        /* The greatest root of the calves' and the grown's year, with every tenth animal's death. */
        const double lives = 1 - p->herds_cattle_deaths, stays = lives * (1 - p->herds_maturing);
        const double trace = lives + stays,
                     product = lives * stays - lives * p->herds_maturing * p->herds_calving;
        const double growth = (trace + sqrt(trace * trace - 4 * product)) / 2 - 1;
        const double born = 0.4 * 0.6 * 500 + 0.6 * (growth + 0.04) * 1200,
                     dead = 0.4 * 0.1 * 500 + 0.6 * 0.04 * 1200;
        const double worth = born * exp(0.25 * ability) - dead - 50;
        const double units = scarce ? 6.0 * HERDLESS : HOUSEHOLDS - HERDLESS;
        const double rent = scarce ? 0.8 * worth : 0.25 * EARNS + 0.01;
        assert_near((double)f->tally[T_pasture_rented], 100 * units, 0);
        assert_near((double)f->tally[T_pasture_rent], 100 * units * rent, 100 * units * 0.02);
        village_free(f);
    }
}

/* A sheep unit's tenth of a month is given up by who keeps it; where hay is cheaper than what is left, the hay
 * counts. */
static void test_herding(void **state)
{
    (void)state;
    const double hay_price[] = {1, 0.2};
    for (int k = 0; k < 2; k++) {
        struct fixture *f = village(16);
        f->parameters.work_home_month = 300;
        f->county.hay_price = (float)hay_price[k];
        village_run(f, &rent_pasture_generic);
        const double rent = 0.8 * fmin(EARNS - 0.1 * 300, hay_price[k] * INTAKE), units = 6.0 * HERDLESS;
        assert_near((double)f->tally[T_pasture_rent], 100 * units * rent, 200);
        village_free(f);
    }
    struct fixture *f = village(7);
    f->parameters.work_home_month = 300;
    village_run(f, &rent_pasture_generic);
    const double rent = 0.25 * (EARNS - 30) + 0.01;
    assert_near((double)f->tally[T_pasture_rent], 100.0 * (HOUSEHOLDS - HERDLESS) * rent, 2.0 * HOUSEHOLDS);
    village_free(f);
}

/* Everybody within the own right, or nobody: no market. Off: none either. */
static void test_no_market(void **state)
{
    (void)state;
    for (int kind = 0; kind < 3; kind++) {
        struct fixture *f = village(kind == 1 ? 16 : 6);
        for (int32_t i = 0; i < HERDLESS && kind < 2; i++) {
            ROW(&f->view, grazing)[i] = kind ? 16 * INTAKE : INTAKE;
        }
        if (kind == 2) {
            f->parameters.rental_enabled = 0;
            ROW(&f->view, grazing)[HERDLESS] = 50 * INTAKE;
        }
        village_run(f, &rent_pasture_generic);
        assert_true(fen_of(f, ROW(&f->view, costs)) == 0 && fen_of(f, ROW(&f->view, property)) == 0);
        assert_true(f->tally[T_pasture_rented] == 0 && f->tally[T_pasture_rent] == 0);
        village_free(f);
    }
}

/* Banned herders who comply graze what they rent and buy so much less hay; banned land is let by nobody. */
static void test_ban(void **state)
{
    (void)state;
    struct fixture *f = village(0);
    f->parameters.grazing_most_mu = 3000;
    for (int32_t i = HERDLESS; i < HOUSEHOLDS; i++) {
        ROW(&f->view, memberships)[i] = IN_GRAZING_BAN;
        ROW(&f->view, unfed)[i] = 10 * INTAKE;
    }
    ROW(&f->view, memberships)[0] = IN_GRAZING_BAN;
    village_run(f, &rent_pasture_generic);
    double grazed = 0;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        grazed += ROW(&f->view, grazing)[i];
        assert_near(ROW(&f->view, grazing)[i] + ROW(&f->view, unfed)[i], i < HERDLESS ? 0 : 10 * INTAKE, 0.01);
    }
    assert_near(grazed, 6.0 * (HERDLESS - 1) * INTAKE, 1);
    assert_true(ROW(&f->view, property)[0] == 0 && ROW(&f->view, property)[1] > 0);
    /* Where nobody is fined, a ban is words. */
    village_year(f, 2010);
    f->parameters.grazing_fine = 0;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        ROW(&f->view, grazing)[i] = i < HERDLESS ? 0 : 100 * INTAKE;
    }
    village_run(f, &rent_pasture_generic);
    assert_near((double)f->tally[T_pasture_rented], 600.0 * HERDLESS, 0);
    f->parameters.grazing_fine = 30;
    /* Relocated households have no right here. */
    village_year(f, 2010);
    for (int32_t i = 0; i < HERDLESS; i++) {
        ROW(&f->view, settled)[i] = 1;
    }
    for (int32_t i = HERDLESS; i < HOUSEHOLDS; i++) {
        ROW(&f->view, unfed)[i] = 10 * INTAKE;
    }
    village_run(f, &rent_pasture_generic);
    assert_true(f->tally[T_pasture_rented] == 0);
    village_free(f);
}

/* What tenants pay is what owners get: to the fen, or less than a weight is left. */
static void test_adds_up(void **state)
{
    (void)state;
    int traded = 0;
    for (int round = 0; round < 60; round++) {
        struct fixture *f = village(10);
        const int most_weight = round % 2 ? 25 : 1;
        f->village.sand = (float)dice_between(0, 0.9);
        for (int32_t i = 0; i < HOUSEHOLDS; i++) {
            ROW(&f->view, pasture)[i] = (float)dice_between(0, 300);
            ROW(&f->view, grazing)[i] = (float)dice_between(0, 20) * INTAKE;
            ROW(&f->view, unfed)[i] = dice_to(2) ? 0 : (float)dice_between(0, 20) * INTAKE;
            ROW(&f->view, memberships)[i] = dice_to(3) ? 0 : IN_GRAZING_BAN;
            ROW(&f->view, ability)[i] = to_trait((float)dice_between(-1, 1));
            ROW(&f->view, weight)[i] = (uint16_t)(1 + dice_to(most_weight));
        }
        village_run(f, &rent_pasture_generic);
        const int64_t paid = f->tally[T_pasture_rent], received = f->tally[T_pasture_rent_received];
        assert_true(fen_of(f, ROW(&f->view, costs)) == (double)paid);
        assert_true(fen_of(f, ROW(&f->view, property)) == (double)received);
        assert_true(paid >= received && paid - received < most_weight);
        traded += paid > 0;
        village_free(f);
    }
    assert_true(traded > 50);
}

enum { MARKET_ROWS = 2 * HQ_LANES };

struct stated {
    int32_t surplus[MARKET_ROWS], offer[MARKET_ROWS], ask[MARKET_ROWS], want[MARKET_ROWS], bid[MARKET_ROWS];
};

/* The sides at a rent, row by row. */
static struct rental_sides sides_by_row(const struct stated *s, int64_t others, int32_t rent)
{
    struct rental_sides sides = {others, 0};
    for (int32_t i = 0; i < MARKET_ROWS; i++) {
        sides.offered += s->surplus[i] + (s->ask[i] < rent ? s->offer[i] : 0);
        sides.wanted += s->bid[i] >= rent ? s->want[i] : 0;
    }
    return sides;
}

static int64_t lesser(struct rental_sides s)
{
    return s.offered < s.wanted ? s.offered : s.wanted;
}

/* The market's contract: supply rises and demand falls, so the rent below which as much is sought as offered is
 * known by itself and the next one; of both the one where more changes hands. Few values and many, bids that
 * are negative or beyond all rents, nobody who offers or seeks. */
static void test_clearing(void **state)
{
    (void)state;
    for (int round = 0; round < 3000; round++) {
        struct stated s;
        const int spread = round % 3 == 0 ? 5 : round % 3 == 1 ? 20000 : 400000;
        const int sought = round % 7, offered = round % 5, others = dice_to(3) * 1000;
        for (int32_t i = 0; i < MARKET_ROWS; i++) {
            s.surplus[i] = offered > 1 && dice_to(9) == 0 ? dice_to(900) : 0;
            s.offer[i] = offered > 0 ? dice_to(1000) : 0;
            s.ask[i] = dice_to(spread);
            s.want[i] = sought > 0 ? dice_to(400 * sought) : 0;
            s.bid[i] = dice_to(spread) - spread / 4;
        }
        const struct rental market = {s.surplus, s.offer, s.ask, s.want, s.bid, MARKET_ROWS, others};
        const struct rental_trade trade = rental_clear(&market);
        const struct rental_sides at = sides_by_row(&s, others, trade.rent);
        assert_true(trade.offered == at.offered && trade.wanted == at.wanted && trade.traded == lesser(at));
        int32_t rent = 0; /* by halves, as the contract reads */
        for (int32_t bit = (MOST_RENT + 1) / 2; bit > 0; bit /= 2) {
            const struct rental_sides trial = sides_by_row(&s, others, rent + bit);
            rent += trial.wanted > 0 && trial.wanted >= trial.offered ? bit : 0;
        }
        const bool more = lesser(sides_by_row(&s, others, rent + 1)) > lesser(sides_by_row(&s, others, rent));
        assert_int_equal(trade.rent, rent + more);
    }
}

/* Rows that stand for one household get in one go what they get one by one, of small sums and of sums beyond
 * 32 bits a claim. */
static void test_parts(void **state)
{
    (void)state;
    for (int round = 0; round < 2000; round++) {
        int32_t claim[HQ_LANES], part[HQ_LANES];
        const int32_t sign = round % 2 ? 1 : -1, other = dice_to(2) * dice_to(5000);
        int64_t total = other;
        for (int k = 0; k < HQ_LANES; k++) {
            claim[k] = (dice_to(3) - 1) * sign * dice_to(round % 5 ? 3000 : 30000000);
            total += claim[k] * sign > 0 ? claim[k] * sign : 0;
        }
        const int64_t amount = (int64_t)dice_to(2000000000) * (round % 4 == 0 ? 100 : 1);
        struct rental_share one = rental_share_of(amount, total), all = one;
        assert_int_equal(rental_part(&one, other, 1), rental_part(&all, other, 1));
        rental_parts_of_ones(&all, claim, sign, part);
        for (int k = 0; k < HQ_LANES; k++) {
            assert_int_equal(part[k], (int32_t)rental_part(&one, (int64_t)claim[k] * sign, k % 2));
        }
        assert_true(one.given == all.given && one.claimed == all.claimed);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scarce_grass), cmocka_unit_test(test_scarce_animals),
        cmocka_unit_test(test_mix),          cmocka_unit_test(test_herding),
        cmocka_unit_test(test_no_market),    cmocka_unit_test(test_ban),
        cmocka_unit_test(test_adds_up),      cmocka_unit_test(test_clearing),
        cmocka_unit_test(test_parts),
    };
    return cmocka_run_group_tests_name("pasture rental", tests, NULL, NULL);
}
