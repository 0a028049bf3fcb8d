/* Bases: what a village builds, how much capital finds something to raise, and what herds and harvests then bring. */
#include "models/policies/bases.c"

#include "unit/models/livelihoods/herd_fixture.h"

enum { HOUSEHOLDS = 200, KIND_COUNT = BASES };

/* Ten sheep units worth 400 Yuan that grow by 0.4 a year; no land. A project is of 3000 Yuan. */
static struct fixture *village(void)
{
    struct fixture *f = herd_make(HOUSEHOLDS);
    struct parameters *p = &f->parameters;
    p->industry_enabled = 1;
    p->industry_grant = 100000;
    p->industry_match = 0.5;
    p->industry_loan = 150000;
    p->industry_return = 0.25;
    p->industry_forest_bears = 3000;
    p->crops_yield = 100;
    p->crops_irrigated_gain = 2;
    p->crops_saline_loss = 0;
    p->crops_spread = 0;
    p->crops_growth = 0;
    p->crops_disaster = 0.1;
    p->crops_disaster_loss = 0.5;
    p->crops_cash_yield = 500;
    p->crops_potato_share = 0.5;
    p->crops_potato_yield = 300;
    p->calendar_price_grain = 1;
    p->calendar_price_potato = 0.5;
    f->county.cash_area = 0.25f;
    f->county.cash_price = 3;
    f->village.rain = 1;
    return f;
}

/* Yuan of a mean mu in a common year by hand: 0.95 of it is left by hail; grain of two Yuan where it is irrigated. */
static double wet_worth(double irrigated)
{
    return 0.95 * irrigated * (0.75 * 200 + 0.25 * 500 * 3);
}

static double dry_worth(double irrigated)
{
    return 0.95 * (1 - irrigated) * (0.5 * 100 + 0.5 * 300 * 0.5);
}

static double found_by(double capital, double room)
{
    return room > 0 ? room / 0.25 * (1 - exp(-0.25 * capital / room)) : 0;
}

static void all_have(struct fixture *f, float herd, float mu)
{
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        ROW(&f->view, herd)[i] = herd;
        ROW(&f->view, cropland)[i] = ROW(&f->view, fields)[i] = mu;
    }
}

static enum base_kind built(struct fixture *f)
{
    found_base_generic(&f->view);
    assert_in_range(f->village.base, 1, KIND_COUNT);
    return base_in(&f->village);
}

/* What there is alone decides, where featured breeding has no weight; where there is nothing, featured breeding, or no
 * base, which then is as featured breeding. The lot is the same where the programme is not enabled. */
static void test_one_of_them(void **state)
{
    (void)state;
    struct fixture *f = village();
    f->parameters.industry_featured_weight = 0;
    assert_int_equal(built(f), BASE_livestock);
    all_have(f, 0, 20);
    assert_int_equal(built(f), BASE_potatoes);
    f->county.irrigated_share = 1;
    assert_int_equal(built(f), BASE_vegetables);
    f->village.forest = 0.6f;
    f->village.sand = 0.4f;
    all_have(f, 0, 0);
    assert_int_equal(built(f), BASE_forest);
    f->parameters.industry_enabled = 0;
    assert_int_equal(built(f), BASE_forest);
    f->parameters.industry_forest_weight = 0;
    found_base_generic(&f->view);
    assert_int_equal(f->village.base, 0);
    assert_int_equal(base_in(&f->village), BASE_featured);
    f->parameters.industry_featured_weight = 0.1;
    assert_int_equal(built(f), BASE_featured);
    village_free(f);
}

/* Many villages alike: each kind as often as by hand. Means are of households, so half of the rows may stand for three
 * times as many. Another run of the village has the same base. */
static void test_chances(void **state)
{
    (void)state;
    enum { VILLAGES = 4000 };
    struct fixture *f = village();
    struct parameters *p = &f->parameters;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        ROW(&f->view, herd)[i] = i % 2 ? 4 : 12;     /* mean 6 */
        ROW(&f->view, cropland)[i] = i % 2 ? 10 : 2; /* mean 8 */
        ROW(&f->view, weight)[i] = (uint16_t)(i % 2 ? 3 : 1);
    }
    f->county.irrigated_share = 0.3;
    f->village.forest = 0.1f;
    f->village.sand = 0.3f;
    p->industry_livestock_weight = 0.7;
    p->industry_potatoes_weight = 2;
    p->crops_cash_suited = 0.8;
    const double weight[] = {0.5, 0.7, 1, 2, 1};
    const double room[] = {[BASE_livestock] = 0.5 * 6 * 0.4 * 400,
                           [BASE_vegetables] = 0.8 * 8 * wet_worth(0.3),
                           [BASE_potatoes] = 0.5 * 8 * dry_worth(0.3),
                           [BASE_forest] = 3000 * 0.4};
    double score[KIND_COUNT] = {0.5}, all = 0.5;
    for (int kind = 1; kind < KIND_COUNT; kind++) {
        score[kind] = weight[kind] * found_by(3000, room[kind]) / 3000;
        all += score[kind];
    }
    int seen[KIND_COUNT] = {0};
    for (int k = 0; k < VILLAGES; k++) {
        f->view.own = hq_stream_of(f->keys, (uint64_t)k);
        const enum base_kind first = built(f);
        seen[first]++;
        assert_int_equal(built(f), first);
    }
    for (int kind = 0; kind < KIND_COUNT; kind++) {
        const double chance = score[kind] / all;
        assert_true(chance > 0.05);
        assert_four_sigma((double)seen[kind] / VILLAGES, chance, share_error(chance, VILLAGES));
    }
    village_free(f);
}

/* The closed form; never more than there is nor than there is room for, more capital finds more, each Yuan less than the
 * one before. Nothing without return, nothing without room, nothing without capital. */
static void test_room(void **state)
{
    (void)state;
    const double rooms[] = {1, 100, 1500, 40000}, capitals[] = {0.5, 500, 3000, 10000, 1e6};
    for (int r = 0; r < 4; r++) {
        double before = 0, last = 1, slack = 0;
        for (int k = 0; k < 5; k++) {
            const struct base b = {.most = 0.5f, .gives = 0.25f, .inverse = 4};
            const float capital = (float)capitals[k], room = (float)rooms[r];
            const double found = (double)finds_room(&b, capital, room),
                         expected = found_by(capitals[k], rooms[r]);
            /* 1 - exp(-x) has the rounding of exp: half a unit of 2^-24 or so, times room / return. */
            const double error = 1e-5 * expected + 4e-7 * rooms[r];
            assert_near(found, expected, error);
            assert_true(found <= capitals[k] && found <= rooms[r] * 4);
            assert_true(found >= before - error && found / capitals[k] <= last + slack + error / capitals[k]);
            assert_near(rise_by(&b, capital, room), 0.5 * 0.25 * expected / rooms[r], error / rooms[r]);
            before = found;
            last = found / capitals[k];
            slack = error / capitals[k];
        }
    }
    const struct base b = {.most = 0.5f, .gives = 0.25f, .inverse = 4}, idle = {.most = 0.5f};
    assert_true(finds_room(&b, 0, 1000) == 0.0f && rise_by(&b, 0, 1000) == 0.0f);
    assert_true(finds_room(&b, 1000, 0) == 0.0f && rise_by(&b, 1000, 0) == 0.0f);
    assert_true(finds_room(&idle, 1000, 1000) == 0.0f && rise_by(&idle, 1000, 1000) == 0.0f);
}

/* Sales of one process in a village with such a base; `capital` each, more in later rows. */
static void sell(struct fixture *f, const char *process, enum base_kind kind, float capital, int32_t *sales)
{
    f->village.base = 1 + (int32_t)kind;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        ROW(&f->view, venture)[i] = capital * (float)i;
        ROW(&f->view, sales)[i] = 0;
    }
    memset(f->tally, 0, sizeof f->tally);
    village_run(f, village_process(process));
    memcpy(sales, ROW(&f->view, sales), HOUSEHOLDS * sizeof *sales);
}

/* Herds that sell their young, small and large. */
static void set_herds(struct fixture *f)
{
    f->parameters.herds_growth = 0;
    f->parameters.herds_scarcity = 0;
    f->parameters.herds_hay_most = 0;
    f->village.fed = 1;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        ROW(&f->view, adults)[i] = 1000;
        ROW(&f->view, herd)[i] = (float)(5 + i % 40);
        ROW(&f->view, cattle)[i] = (uint16_t)(i % 3 * 10);
        ROW(&f->view, calves)[i] = 0;
    }
}

/* Cattle and sheep: sales of the year's young are 1 + rise times those without a base, by what small and large stock
 * bring in a common year; the herd is the same. */
static void test_livestock(void **state)
{
    (void)state;
    struct fixture *f = village();
    const double large_gain = (double)large_stock_of(&f->parameters).growth - 1;
    int32_t without[HOUSEHOLDS], with[HOUSEHOLDS];
    float left[HOUSEHOLDS];
    set_herds(f);
    sell(f, "herds", BASE_featured, 100, without);
    memcpy(left, ROW(&f->view, herd), sizeof left);
    assert_true(f->tally[T_base_before_livestock] == 0);
    set_herds(f);
    sell(f, "herds", BASE_livestock, 100, with);
    int64_t more = 0, before = 0;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        const double large = i % 3, small = 5 + i % 40 - large;
        const double room = 0.5 * (small * 0.4 * 400 + large * large_gain * 400);
        const double rise = 0.5 * (1 - exp(-0.25 * 100.0 * i / room));
        assert_near(with[i], without[i] * (1 + rise), 1 + 1e-5 * without[i]);
        assert_true(ROW(&f->view, herd)[i] == left[i]);
        more += with[i] - without[i];
        before += i > 0 ? without[i] : 0;
    }
    assert_near((double)f->tally[T_base_raised_livestock], (double)more, HOUSEHOLDS);
    assert_true(f->tally[T_base_sales_livestock] == f->tally[T_base_raised_livestock]);
    assert_true(f->tally[T_base_before_livestock] == before);
    village_free(f);
}

static void set_fields(struct fixture *f)
{
    f->parameters.crops_disaster = 0;
    f->county.irrigated_share = 0.4;
    f->village.damage = 0.2f;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        ROW(&f->view, cropland)[i] = ROW(&f->view, fields)[i] = (float)(i % 30);
    }
}

/* Vegetables and potatoes: irrigated and rain-fed land bring 1 + rise times as much, of what drought and damage have left;
 * the rise is by what the land brings in a common year. What is not under contract of the rise of vegetables is counted
 * in kilograms by the market near by, nothing of potatoes is. */
static void test_fields(void **state)
{
    (void)state;
    struct fixture *f = village();
    int32_t without[HOUSEHOLDS], with[HOUSEHOLDS];
    set_fields(f);
    f->village.rain = 0.7f;
    f->county.contracted = 0.25f;
    f->parameters.crops_rain_response = 1;
    for (int wet = 0; wet < 2; wet++) {
        const enum base_kind kind = wet ? BASE_vegetables : BASE_potatoes;
        sell(f, "crops", BASE_livestock, 50, without);
        const int64_t sold = f->tally[T_cash_harvest];
        sell(f, "crops", kind, 50, with);
        double more = 0;
        for (int32_t i = 0; i < HOUSEHOLDS; i++) {
            const double mu = i % 30, common = (wet ? wet_worth(0.4) : dry_worth(0.4)) / 0.95;
            const double most = wet ? 1 : 0.5, room = most * mu * common;
            const double rise = mu > 0 ? most * (1 - exp(-0.25 * 50.0 * i / room)) : 0;
            const double gained = rise * mu * common * 0.8 * (wet ? 1 : exp(-0.3));
            assert_near(with[i] - without[i], 100 * gained, 2 + 1e-5 * with[i]);
            more += gained;
        }
        assert_near((double)f->tally[wet ? T_base_raised_vegetables : T_base_raised_potatoes], 100 * more,
                    HOUSEHOLDS + 1e-4 * more);
        assert_near((double)(f->tally[T_cash_harvest] - sold), wet ? 0.75 * more / 3 : 0, HOUSEHOLDS);
    }
    village_free(f);
}

/* Same bits: without capital, where the programme is not enabled, without a rise, without return, with a base of another
 * kind. */
static void test_same_bits(void **state)
{
    (void)state;
    static const struct {
        const char *process;
        enum base_kind kind;
    } livelihoods[] = {{"herds", BASE_livestock}, {"crops", BASE_vegetables}, {"crops", BASE_potatoes}};
    for (int k = 0; k < 3; k++) {
        for (int how = 0; how < 6; how++) {
            int32_t sales[2][HOUSEHOLDS];
            int64_t harvest[2] = {0};
            for (int on = 0; on < 2; on++) {
                struct fixture *f = village();
                struct parameters *p = &f->parameters;
                set_herds(f);
                set_fields(f);
                if (on && how == 1) {
                    p->industry_enabled = 0;
                } else if (on && how == 2) {
                    p->industry_livestock_most = p->industry_vegetables_most = p->industry_potatoes_most = 0;
                } else if (on && how == 3) {
                    p->industry_return = 0;
                }
                const enum base_kind kind = !on || how == 4 ? BASE_forest : livelihoods[k].kind;
                sell(f, livelihoods[k].process, kind, on && how > 0 ? 300 : 0, sales[on]);
                harvest[on] = f->tally[T_cash_harvest];
                village_free(f);
            }
            const bool same = memcmp(sales[0], sales[1], sizeof sales[0]) == 0 && harvest[0] == harvest[1];
            assert_true(same == (how < 5)); /* the last one has all that it takes */
        }
    }
}

/* A little capital in a household with plenty gives `return` a year in every kind that raises something. */
static void test_same_return(void **state)
{
    (void)state;
    struct fixture *f = village();
    all_have(f, 1000, 1000);
    f->county.irrigated_share = 0.5;
    const enum base_kind kinds[] = {BASE_livestock, BASE_vegetables, BASE_potatoes};
    for (int k = 0; k < 3; k++) {
        const struct base b = base_of_kind(&f->view, kinds[k]);
        const float room = room_for(&b, 1000, 0, 1000);
        const double usual = (double)room / (double)b.most;
        assert_near((double)rise_by(&b, 1000, room) * usual, 250, 5);
        assert_near(finds_room(&b, 1000, room), 1000, 20);
    }
    village_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_of_them), cmocka_unit_test(test_chances), cmocka_unit_test(test_room),
        cmocka_unit_test(test_livestock),   cmocka_unit_test(test_fields),  cmocka_unit_test(test_same_bits),
        cmocka_unit_test(test_same_return),
    };
    return cmocka_run_group_tests_name("bases", tests, NULL, NULL);
}
