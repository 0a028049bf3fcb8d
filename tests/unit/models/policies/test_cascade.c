/* The region's money on its way to counties: to the fen, after what they state and what prefectures choose. */
#include "models/policies/cascade.c"

#include "unit/models/region_fixture.h"

enum { COUNTIES = 10, PREFECTURES = 3 };

/* Numbers of the policies, in the order of their rows. */
enum {
#define POLICY(name, ...) N_##name,
#include "models/rows/policies.def"
#undef POLICY
};

/* Five, three and two counties, not in order. */
static const int32_t PREFECTURE[COUNTIES] = {0, 1, 0, 2, 1, 0, 0, 2, 1, 0};

/* What a place of policy k costs, where it has a price. */
#define UNIT(k) (100000 + 700000 * (int64_t)(k))

/* All programmes run everywhere, each with its own odd sum of money. */
static struct counties *region(void)
{
    struct counties *r = region_make(COUNTIES, PREFECTURE);
    dice_thrown = 1;
    int64_t odd = 987654321987;
#define POLICY(name, first, last, basis, fit, cost, ...)                                                       \
    EVERYWHERE(r, name##_enabled, 1);                                                                          \
    EVERYWHERE(r, name##_start, 2009);                                                                         \
    EVERYWHERE(r, name##_end, 2100);                                                                           \
    EVERYWHERE(r, name##_regional_budget, odd);                                                                \
    EVERYWHERE(r, name##_weight, 1);                                                                           \
    cost;                                                                                                      \
    odd -= 123456789;
#define WHOLE
#define COST(name, parameter) EVERYWHERE(r, name##_##parameter, UNIT(N_##name))
#define PLACES(name)
#include "models/rows/policies.def"
#undef PLACES
#undef COST
#undef WHOLE
#undef POLICY
    EVERYWHERE(r, cascade_counties_share, 0.6);
    EVERYWHERE(r, cascade_choice_noise, 0);
    EVERYWHERE(r, cascade_discretion, 0);
    for (int c = 0; c < COUNTIES; c++) {
        struct county *row = &r->county[c];
        row->persons_last = 20000 + dice_to(100000);
        row->registered_last = 100 + dice_to(10000);
        row->sand_share = dice_between(0.05, 0.9);
        row->irrigated_share = dice_between(0, 0.8);
        row->ban_mu = dice_to(1000000);
        row->balance_mu = dice_to(1000000);
        row->forest_mu = dice_to(50000);
        r->demand[c][Q_grazing] = dice_to(3000000);
        r->demand[c][Q_forest_return] = dice_to(90000);
        r->demand[c][Q_planting] = 1 + dice_to(700000);
        r->demand[c][Q_relief] = 1 + dice_to(500000);
        r->demand[c][Q_consolidation] = 1 + 37 * c;
        r->demand[c][Q_public_forest] = 10000 + 1237 * c;
    }
    return r;
}

/* One place of each policy whose money goes down in places. */
static int64_t units(void)
{
    int64_t sum = 0;
    for (int k = 0; k < CONTENTS; k++) {
        sum += contents[k].cost.unit ? UNIT(k) : 0;
    }
    return sum;
}

static void plan_year(struct counties *r, int year)
{
    region_year(r, year);
    region_step(r, cascade_year_generic.plan);
}

static int64_t money(const struct counties *r, int k, int county)
{
    return integer_at(&r->county[county], contents[k].money);
}

static int64_t budget(const struct counties *r, int k)
{
    return integer_at(&r->parameters[0], contents[k].budget);
}

/* Money of one content, of a prefecture (-1: of all). */
static int64_t sum_of(const struct counties *r, int k, int prefecture)
{
    int64_t sum = 0;
    for (int c = 0; c < COUNTIES; c++) {
        assert_true(money(r, k, c) >= 0);
        sum += prefecture < 0 || PREFECTURE[c] == prefecture ? money(r, k, c) : 0;
    }
    return sum;
}

/* Without discretion: the region's total to the fen, or to the last whole unit. */
static void test_totals(void **state)
{
    (void)state;
    struct counties *r = region();
    plan_year(r, 2009);
    for (int k = 0; k < CONTENTS; k++) {
        const int64_t unit = contents[k].cost.unit ? UNIT(k) : 1;
        assert_true(sum_of(r, k, -1) == budget(r, k) / unit * unit);
        for (int c = 0; c < COUNTIES; c++) {
            assert_true(money(r, k, c) % unit == 0);
        }
    }
    region_free(r);
}

/* With discretion whole units are lost twice: never more than the total, and less than a unit a level and
 * prefecture under it. */
static void test_totals_with_discretion(void **state)
{
    (void)state;
    for (int share = 1; share <= 10; share++) {
        struct counties *r = region();
        EVERYWHERE(r, cascade_discretion, 0.1 * share);
        plan_year(r, 2009);
        int64_t all = 0, total = 0;
        for (int k = 0; k < CONTENTS; k++) {
            if (!contents[k].chosen) {
                continue;
            }
            all += budget(r, k);
            total += sum_of(r, k, -1);
        }
        assert_true(total <= all);
        assert_true(total > all - (PREFECTURES + 1) * units());
        for (int k = N_grazing; k <= N_planting; k++) {
            assert_true(sum_of(r, k, -1) == budget(r, k));
        }
        region_free(r);
    }
}

/* Payments by the mu: each county's part of a prefecture is its part of the land, taken or asked for. */
static void test_land(void **state)
{
    (void)state;
    struct counties *r = region();
    plan_year(r, 2009);
    for (int k = N_grazing; k <= N_planting; k++) { /* relief likewise, by animals: test_totals */
        double land[COUNTIES], all = 0;
        for (int c = 0; c < COUNTIES; c++) {
            const struct county *row = &r->county[c];
            land[c] = k == N_grazing         ? (double)(row->ban_mu + row->balance_mu + r->demand[c][Q_grazing])
                      : k == N_forest_return ? (double)(row->forest_mu + r->demand[c][Q_forest_return])
                                             : (double)r->demand[c][Q_planting];
            all += land[c];
        }
        for (int c = 0; c < COUNTIES; c++) {
            /* Rounded down in two steps, each within a fen of the share. */
            assert_near((double)money(r, k, c), (double)budget(r, k) * land[c] / all, 2.5);
        }
    }
    region_free(r);
}

static double share_registered(const struct counties *r, int c)
{
    return (double)r->county[c].registered_last / (double)r->county[c].persons_last;
}

/* Poverty programmes: in each prefecture the counties with the highest share registered, as many as
 * counties_share says (any part of a county counts as one), in proportion to those registered. */
static void check_choice(const struct counties *r, double share, const bool *stating)
{
    for (int k = 0; k < CONTENTS; k++) {
        if (!contents[k].chosen) {
            continue;
        }
        for (int c = 0; c < COUNTIES; c++) {
            int before = 0, members = 0;
            for (int o = 0; o < COUNTIES; o++) {
                const bool same = PREFECTURE[o] == PREFECTURE[c] && stating[o];
                members += same;
                before += same && o != c && share_registered(r, o) > share_registered(r, c);
            }
            const int wanted = (int)ceil(share * members - 1e-9);
            const bool chosen = stating[c] && before < (wanted > 0 ? wanted : 1);
            assert_int_equal(money(r, k, c) > 0, chosen);
        }
    }
}

static void test_chosen_counties(void **state)
{
    (void)state;
    bool all[COUNTIES];
    memset(all, 1, sizeof all);
    for (int tenths = 0; tenths <= 10; tenths++) {
        struct counties *r = region();
        EVERYWHERE(r, cascade_counties_share, tenths / 10.0);
        plan_year(r, 2009);
        check_choice(r, tenths / 10.0, all);
        double registered = 0;
        for (int c = 0; c < COUNTIES; c++) {
            registered += (double)r->county[c].registered_last;
        }
        for (int q = 0; q < PREFECTURES; q++) {
            double here = 0, chosen = 0;
            for (int c = 0; c < COUNTIES; c++) {
                here += PREFECTURE[c] == q ? (double)r->county[c].registered_last : 0;
                chosen += PREFECTURE[c] == q && money(r, N_industry, c) > 0
                              ? (double)r->county[c].registered_last
                              : 0;
            }
            const double part = (double)budget(r, N_industry) * here / registered;
            assert_near((double)sum_of(r, N_industry, q), part, 1.5);
            for (int c = 0; c < COUNTIES; c++) {
                if (PREFECTURE[c] == q && money(r, N_industry, c) > 0) {
                    assert_near((double)money(r, N_industry, c),
                                part * (double)r->county[c].registered_last / chosen, 3);
                }
            }
        }
        region_free(r);
    }
}

/* What nobody writes down: with much noise other counties are chosen in other years, as many as before. */
static void test_noise(void **state)
{
    (void)state;
    struct counties *r = region();
    EVERYWHERE(r, cascade_choice_noise, 5);
    int chosen[COUNTIES] = {0};
    for (int year = 2009; year < 2089; year++) {
        plan_year(r, year);
        int of[PREFECTURES] = {0};
        for (int c = 0; c < COUNTIES; c++) {
            chosen[c] += money(r, N_training, c) > 0;
            of[PREFECTURE[c]] += money(r, N_training, c) > 0;
        }
        assert_int_equal(of[0], 3);
        assert_int_equal(of[1], 2);
        assert_int_equal(of[2], 2);
        region_close(r);
    }
    for (int c = 0; c < COUNTIES; c++) {
        assert_in_range(chosen[c], PREFECTURE[c] == 2 ? 80 : 10, PREFECTURE[c] == 2 ? 80 : 79);
    }
    region_free(r);
}

/* A county without the programme, or out of its years, has no part; the others take all of it. */
static void test_where_it_runs(void **state)
{
    (void)state;
    struct counties *r = region();
    bool stating[COUNTIES];
    for (int c = 0; c < COUNTIES; c++) {
        stating[c] = c != 2 && c != 3 && c != 6;
#define POLICY(name, ...) r->parameters[c].name##_enabled = stating[c];
#include "models/rows/policies.def"
#undef POLICY
    }
    plan_year(r, 2009);
    check_choice(r, 0.6, stating);
    for (int k = 0; k < CONTENTS; k++) {
        const int64_t unit = unit_of(&r->world, &contents[k]);
        for (int c = 0; c < COUNTIES; c++) {
            assert_false(!stating[c] && money(r, k, c) > 0);
        }
        assert_true(sum_of(r, k, -1) == budget(r, k) / unit * unit);
    }
    region_close(r);
    for (int c = 0; c < COUNTIES; c++) {
        r->parameters[c].industry_start = c < 5 ? 2009 : 2012;
        r->parameters[c].grazing_end = c < 5 ? 2010 : 2100;
        r->parameters[c].industry_enabled = r->parameters[c].grazing_enabled = 1;
    }
    plan_year(r, 2011);
    for (int c = 0; c < COUNTIES; c++) {
        assert_false(c >= 5 && money(r, N_industry, c) > 0);
        assert_int_equal(money(r, N_grazing, c) > 0, c >= 5);
    }
    assert_true(sum_of(r, N_industry, -1) == budget(r, N_industry));
    assert_true(sum_of(r, N_grazing, -1) == budget(r, N_grazing));
    region_free(r);
}

/* A prefecture moves money between its poverty programmes: its total stays, payments by the mu stay, and what
 * suits it gains. In a replay nothing moves. */
static void test_discretion(void **state)
{
    (void)state;
    struct counties *r = region(), *moved = region();
    for (int c = 0; c < COUNTIES; c++) { /* all sand, no water in the first: nothing suits it better */
        r->county[c].sand_share = moved->county[c].sand_share = PREFECTURE[c] == 0 ? 1 : 0.05;
        r->county[c].irrigated_share = moved->county[c].irrigated_share = PREFECTURE[c] == 0 ? 0 : 0.9;
    }
    EVERYWHERE(moved, cascade_discretion, 0.5);
    plan_year(r, 2009);
    plan_year(moved, 2009);
    for (int q = 0; q < PREFECTURES; q++) {
        int64_t before = 0, after = 0;
        for (int k = 0; k < CONTENTS; k++) {
            if (!contents[k].chosen) {
                continue;
            }
            before += sum_of(r, k, q);
            after += sum_of(moved, k, q);
        }
        assert_true(after <= before && after > before - 2 * units());
        for (int k = N_grazing; k <= N_planting; k++) {
            assert_true(sum_of(r, k, q) == sum_of(moved, k, q));
        }
    }
    assert_true(sum_of(moved, N_relocation, 0) > sum_of(r, N_relocation, 0));
    assert_true(sum_of(moved, N_industry, 0) < sum_of(r, N_industry, 0));
    assert_true(sum_of(moved, N_relocation, 1) < sum_of(r, N_relocation, 1));
    assert_true(sum_of(moved, N_industry, 1) > sum_of(r, N_industry, 1));
    region_close(moved);
    moved->world.replay = true;
    plan_year(moved, 2010);
    for (int k = 0; k < CONTENTS; k++) {
        for (int c = 0; c < COUNTIES; c++) {
            assert_true(money(moved, k, c) == money(r, k, c));
        }
    }
    region_free(r);
    region_free(moved);
}

/* Where none of its programmes suits a prefecture, what it may move stays where it was: whole houses, at both levels. */
static void test_discretion_without_fit(void **state)
{
    (void)state;
    struct counties *r = region();
    EVERYWHERE(r, cascade_discretion, 0.5);
#define POLICY(name, ...) EVERYWHERE(r, name##_enabled, N_##name == N_relocation);
#include "models/rows/policies.def"
#undef POLICY
    for (int c = 0; c < COUNTIES; c++) {
        r->county[c].sand_share = 0;
    }
    plan_year(r, 2009);
    assert_true(sum_of(r, N_relocation, -1) > budget(r, N_relocation) - UNIT(N_relocation) * (PREFECTURES + 1));
    region_free(r);
}

/* Money grows evenly to its full amount: a third, two thirds, all of it from the third year on. */
static void test_ramp(void **state)
{
    (void)state;
    struct counties *r = region();
    EVERYWHERE(r, planting_ramp, 3);
    for (int year = 2008; year < 2014; year++) {
        plan_year(r, year);
        const int64_t full = budget(r, N_planting), years = year - 2008 < 3 ? year - 2008 : 3;
        assert_true(sum_of(r, N_planting, -1) == full * years / 3);
        region_close(r);
    }
    region_free(r);
}

/* Nobody states anything: no county has money, whatever it had, and no book has an entry. */
static void test_no_statement(void **state)
{
    (void)state;
    struct counties *r = region();
    plan_year(r, 2009);
    region_close(r);
    memset(r->demand, 0, sizeof r->demand);
    for (int c = 0; c < COUNTIES; c++) {
        r->county[c].registered_last = r->county[c].ban_mu = r->county[c].balance_mu = 0;
        r->county[c].forest_mu = 0;
        r->parameters[c].pairing_weight = r->parameters[c].fixed_point_weight =
            0; /* their statement is the list */
    }
    plan_year(r, 2010);
    for (int k = 0; k < CONTENTS; k++) {
        assert_true(sum_of(r, k, -1) == 0);
    }
    for (int county = 0; county < COUNTIES; county++) {
#define POLICY(name, ...) assert_true(MONEY_OF_YEAR(&r->world, county, &r->parameters[county], name) == 0);
#include "models/rows/policies.def"
#undef POLICY
        for (int programme = 0; programme < PROGRAMMES; programme++) {
            assert_true(hq_paid(r->world.ledger, county, programme, A_central) == 0);
            assert_true(hq_paid(r->world.ledger, county, programme, A_region) == 0);
        }
    }
    region_free(r);
}

/* The county's part is drawn from the centre and the region and stands in its fund, beside its own budget. */
static void test_posted(void **state)
{
    (void)state;
    struct counties *r = region();
    EVERYWHERE(r, industry_budget, 777);
    EVERYWHERE(r, industry_central_share, 0.75);
    plan_year(r, 2009);
    int64_t drawn = 0;
    for (int county = 0; county < COUNTIES; county++) {
        const int64_t all = money(r, N_industry, county) + 777;
        assert_true(MONEY_OF_YEAR(&r->world, county, &r->parameters[county], industry) == all);
        const int64_t central = hq_paid(r->world.ledger, county, P_industry, A_central);
        assert_near((double)central, 0.75 * (double)all, 1);
        drawn += central + hq_paid(r->world.ledger, county, P_industry, A_region);
    }
    assert_true(drawn == budget(r, N_industry) + 777 * COUNTIES);
    region_free(r);
}

/* Weights move a region's money between counties, none to those of weight zero, and lose none of it. */
static void test_weights(void **state)
{
    (void)state;
    struct counties *r = region();
    EVERYWHERE(r, cascade_counties_share, 1);
    EVERYWHERE(r, industry_weight, 0);
    EVERYWHERE(r, grazing_weight, 0);
    r->parameters[1].industry_weight = r->parameters[3].industry_weight = 1;
    r->parameters[3].industry_weight = 2.5;
    r->parameters[4].grazing_weight = 0.001;
    r->county[1].registered_last = r->county[3].registered_last = 4000;
    plan_year(r, 2009);
    for (int c = 0; c < COUNTIES; c++) {
        assert_int_equal(money(r, N_industry, c) > 0, c == 1 || c == 3);
        assert_int_equal(money(r, N_grazing, c) > 0, c == 4);
    }
    assert_true(sum_of(r, N_industry, -1) == budget(r, N_industry));
    assert_true(sum_of(r, N_grazing, -1) == budget(r, N_grazing));
    assert_near((double)money(r, N_industry, 3), 2.5 * (double)money(r, N_industry, 1), 4);
    region_free(r);
}

/* A replay's places: so many in all, in so many counties, for all of the money, whatever the price; without
 * run.mode replay they are not looked at. */
static void test_stated(void **state)
{
    (void)state;
    struct counties *r = region();
    EVERYWHERE(r, training_places, 5687);
    EVERYWHERE(r, training_counties, 4);
    EVERYWHERE(r, industry_counties, 3);
    plan_year(r, 2009);
    for (int c = 0; c < COUNTIES; c++) {
        assert_int_equal(r->county[c].places_training, -1);
        assert_true(money(r, N_training, c) % UNIT(N_training) == 0);
    }
    region_close(r);
    r->world.replay = true;
    plan_year(r, 2010);
    int64_t places = 0, counties = 0, least = INT64_MAX;
    for (int c = 0; c < COUNTIES; c++) {
        const int64_t here = r->county[c].places_training;
        assert_true(here >= 0 && (here > 0) == (money(r, N_training, c) > 0));
        places += here;
        counties += here > 0;
        least = here > 0 && r->county[c].registered_last < least ? r->county[c].registered_last : least;
        assert_near((double)money(r, N_training, c), (double)budget(r, N_training) * (double)here / 5687, 1);
    }
    assert_true(places == 5687 && counties == 4 && sum_of(r, N_training, -1) == budget(r, N_training));
    int of_industry = 0;
    for (int c = 0; c < COUNTIES; c++) { /* those left out state less */
        assert_true(money(r, N_training, c) > 0 || r->county[c].registered_last <= least);
        of_industry += money(r, N_industry, c) > 0;
    }
    assert_true(of_industry == 3 && sum_of(r, N_industry, -1) == budget(r, N_industry));
    region_free(r);
}

/* Money that grows: all sources' alike. */
static void test_grown(void **state)
{
    (void)state;
    struct counties *r = region();
    EVERYWHERE(r, industry_growth, 0.119);
    EVERYWHERE(r, industry_fujian_money, 1000000);
    plan_year(r, 2010);
    assert_true(sum_of(r, N_industry, -1) == (budget(r, N_industry) * 1119 + 500) / 1000 + 1119000);
    region_free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_totals),     cmocka_unit_test(test_totals_with_discretion),
        cmocka_unit_test(test_land),       cmocka_unit_test(test_chosen_counties),
        cmocka_unit_test(test_noise),      cmocka_unit_test(test_where_it_runs),
        cmocka_unit_test(test_discretion), cmocka_unit_test(test_discretion_without_fit),
        cmocka_unit_test(test_ramp),       cmocka_unit_test(test_no_statement),
        cmocka_unit_test(test_posted),     cmocka_unit_test(test_weights),
        cmocka_unit_test(test_stated),     cmocka_unit_test(test_grown),
    };
    return cmocka_run_group_tests_name("cascade", tests, NULL, NULL);
}
