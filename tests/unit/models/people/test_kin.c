/* Households that join kin: who, whom, what goes along, and that nothing is lost. */
#include "models/people/kin.c"

#include "unit/models/village_fixture.h"

/* Rows of each family: the parents', those of their first and second child. */
enum { OLD, FIRST, SECOND, FAMILY_ROWS };

/* Families of three households that do not lack anybody yet; elders join for certain. */
static struct fixture *families(int32_t count)
{
    struct fixture *f = village_make(FAMILY_ROWS * count);
    f->parameters.demography_enabled = 1;
    f->parameters.demography_joining = 1;
    for (int32_t k = 0; k < count; k++) {
        uint64_t *id = ROW(&f->view, id) + FAMILY_ROWS * k;
        id[FIRST] = hq_child_id(id[OLD], 2003, 0);
        id[SECOND] = hq_child_id(id[OLD], 2005, 0);
    }
    village_streams(f);
    return f;
}

/* A couple without children in two slots. */
static void couple(struct fixture *f, int32_t row, int man, int wife, int slot, int other)
{
    village_person(f, row, slot, man, 0, 6, HEALTHY, 0);
    village_person(f, row, other, wife, 1, 4, CHRONIC, 1);
    ROW(&f->view, married)[row] = (uint8_t)(1U << slot | 1U << other);
}

/* Elders of 62 and 60, and a child's household of three in slots 0, 1 and 5; the other child's is empty. */
static struct fixture *elders(void)
{
    struct fixture *f = families(1);
    couple(f, OLD, 62, 60, 2, 6);
    couple(f, FIRST, 35, 33, 0, 1);
    village_person(f, FIRST, 5, 8, 1, 1, HEALTHY, 0);
    return f;
}

static int members_in(const struct fixture *f, int32_t row)
{
    const struct family g = family_of(&f->view, row);
    return members_of(&g);
}

/* Runs the village; whether somebody has joined. */
static bool joined(struct fixture *f)
{
    f->outbox.count = 0;
    memset(f->tally, 0, sizeof f->tally);
    village_run(f, &join_kin_generic);
    assert_int_equal(f->outbox.count, f->tally[T_merged] > 0);
    return f->outbox.count > 0;
}

static bool joined_and_freed(struct fixture *f)
{
    const bool joins = joined(f);
    village_free(f);
    return joins;
}

/* Nobody lives in a row any more. */
static void empty(struct fixture *f, int32_t row)
{
    for (int slot = 0; slot < HQ_SLOTS; slot++) {
        ROW(&f->view, person)[slot * f->view.stride + row] = 0;
    }
    ROW(&f->view, married)[row] = 0;
}

/* So many men of 30 move into the free slots. */
static void add_men(struct fixture *f, int32_t row, int count)
{
    const struct family g = family_of(&f->view, row);
    for (int k = 0; k < count; k++) {
        village_person(f, row, free_slot(&g), 30, 0, 9, HEALTHY, 0);
    }
}

/* ---- chance -------------------------------------------------------------------------------------------- */

static struct fixture *elders_of(int32_t count, double chance)
{
    struct fixture *f = families(count);
    f->parameters.demography_joining = chance;
    for (int32_t row = 0; row < FAMILY_ROWS * count; row += FAMILY_ROWS) {
        couple(f, row + OLD, 70, 68, 3, 4);
        couple(f, row + FIRST, 40, 38, 0, 1);
    }
    return f;
}

static void test_chance(void **state)
{
    (void)state;
    enum { COUNT = 3000 };
    struct fixture *f = elders_of(COUNT, 0.25), *g = elders_of(COUNT, 0.5);
    int64_t money = 0, people = 0;
    for (int32_t i = 0; i < f->view.live; i++) {
        money += ROW(&f->view, savings)[i] = 300 * i;
    }
    village_run(f, &join_kin_generic);
    const int64_t count = f->outbox.count;
    assert_four_sigma((double)count / COUNT, 0.25, share_error(0.25, COUNT));
    assert_int_equal(f->tally[T_merged], count);
    assert_int_equal(f->tally[T_joined], 2 * count);
    for (int32_t i = 0; i < f->view.live; i++) {
        money -= ROW(&f->view, savings)[i];
        people += members_in(f, i);
    }
    assert_int_equal(money, 0);
    assert_int_equal(people, 4 * COUNT);
    for (int64_t k = 0; k < count; k++) {
        const int32_t row = f->outbox.posts[k].row;
        assert_true(row % FAMILY_ROWS == OLD && f->outbox.posts[k].target == 0);
        assert_int_equal(members_in(f, row), 0);
        assert_int_equal(ROW(&f->view, savings)[row], 0);
        assert_int_equal(ROW(&f->view, moving)[row], ARRIVED);
    }
    /* The same luck under another chance: who joined still joins, others with them. */
    village_run(g, &join_kin_generic);
    assert_four_sigma((double)g->outbox.count / COUNT, 0.5, share_error(0.5, COUNT));
    for (int64_t k = 0; k < count; k++) {
        assert_int_equal(members_in(g, f->outbox.posts[k].row), 0);
    }
    village_free(f);
    village_free(g);
}

/* ---- who ----------------------------------------------------------------------------------------------- */

/* Whether a household of persons of these ages (0: none) joins the child's. */
static bool ages_join(double chance, int64_t joining_age, int first, int second, int third)
{
    struct fixture *f = elders();
    const int ages[] = {first, second, third};
    f->parameters.demography_joining = chance;
    f->parameters.demography_joining_age = joining_age;
    empty(f, OLD);
    for (int k = 0; k < 3; k++) {
        if (ages[k]) {
            village_person(f, OLD, 2 * k, ages[k], k % 2, 1, HEALTHY, 0);
        }
    }
    return joined_and_freed(f);
}

static void test_who_joins(void **state)
{
    (void)state;
    assert_true(ages_join(1, 60, 60, 0, 0));
    assert_false(ages_join(1, 60, 59, 0, 0));
    assert_false(ages_join(1, 60, 80, 59, 0));
    assert_true(ages_join(1, 60, 80, 60, 15)); /* with a grandchild */
    assert_false(ages_join(1, 60, 80, 60, 16));
    assert_false(ages_join(1, 70, 80, 69, 0));
    assert_true(ages_join(1, 70, 80, 70, 0));
    assert_true(ages_join(1, 60, 119, 0, 0));
    assert_false(ages_join(0, 60, 80, 75, 15));
    assert_true(ages_join(0, 60, 15, 0, 2)); /* children alone have no choice */
    assert_false(ages_join(1, 60, 0, 0, 0)); /* nobody: it ends */
    struct fixture *f = elders();
    ROW(&f->view, moving)[OLD] = 2; /* waits for a house */
    assert_false(joined(f));
    ROW(&f->view, moving)[OLD] = ARRIVED; /* has just been posted to go */
    assert_false(joined(f));
    ROW(&f->view, moving)[OLD] = 0;
    f->parameters.demography_enabled = 0;
    assert_false(joined(f));
    f->parameters.demography_enabled = 1;
    assert_true(joined(f) && !joined(f)); /* once */
    village_free(f);
}

/* Whether the elders join after one value of a column has been set in one row. */
#define JOINS_WITH(name, row, value)                                                                           \
    (changed = elders(), ROW(&changed->view, name)[row] = (value), joined_and_freed(changed))

/* An id with the upper bits of row OLD's lineage: a founder's (0) or a newcomer's (1). */
static uint64_t alike(uint64_t newcomer)
{
    uint64_t near = hq_lineage((UINT64_C(150522) << 40 | UINT64_C(1) << 20) + 1); /* village_make's first */
    while ((hq_unmix64(++near) - HQ_LINEAGE_SALT) >> 63 != newcomer) {
    }
    return hq_unmix64(near) - HQ_LINEAGE_SALT;
}

static void test_who_is_kin(void **state)
{
    (void)state;
    struct fixture *changed;
    assert_false(JOINS_WITH(weight, OLD, 2));
    assert_false(JOINS_WITH(weight, FIRST, 2));
    assert_false(JOINS_WITH(id, FIRST, UINT64_C(1) << 63 | 77)); /* a stranger */
    assert_false(JOINS_WITH(id, OLD, 4711));
    assert_false(JOINS_WITH(moving, FIRST, 1));
    assert_false(JOINS_WITH(moving, FIRST, FOUNDED));
    assert_false(JOINS_WITH(moving, FIRST, ARRIVED));
    assert_false(JOINS_WITH(id, FIRST, alike(0))); /* a founder whose bits are the same by chance */
    assert_true(JOINS_WITH(id, FIRST, alike(1)));
    /* Kin of kin: two children of one founder. */
    struct fixture *f = elders();
    couple(f, SECOND, 66, 65, 0, 1);
    empty(f, OLD);
    assert_true(joined_and_freed(f));
    /* Elders alone cannot take others in. */
    f = elders();
    empty(f, FIRST);
    couple(f, FIRST, 61, 60, 0, 1);
    assert_false(joined_and_freed(f));
}

static void test_room(void **state)
{
    (void)state;
    for (int others = 0; others <= 5; others++) {
        struct fixture *f = elders();
        add_men(f, FIRST, others);
        assert_int_equal(joined(f), 3 + others + 2 <= HQ_SLOTS);
        assert_int_equal(members_in(f, FIRST), 3 + others + (others <= 3 ? 2 : 0));
        village_free(f);
    }
    struct fixture *changed;
    /* What does not fit into a row's numbers stays apart. */
    assert_true(JOINS_WITH(savings, OLD, MOST_MONEY));
    assert_false(JOINS_WITH(savings, OLD, MOST_MONEY + 1));
    assert_false(JOINS_WITH(debt, FIRST, MOST_MONEY + 1));
    for (int more = 0; more <= 1; more++) {
        struct fixture *f = elders();
        ROW(&f->view, cattle)[OLD] = 65000;
        ROW(&f->view, cattle)[FIRST] = (uint16_t)(535 + more);
        ROW(&f->view, herd)[OLD] = ROW(&f->view, herd)[FIRST] = 6500;
        assert_int_equal(joined_and_freed(f), !more);
        f = elders();
        ROW(&f->view, fund_loan)[OLD] = (uint16_t)(30000 + more);
        ROW(&f->view, fund_loan)[FIRST] = 35535;
        assert_int_equal(joined_and_freed(f), !more);
    }
}

static void test_relocated(void **state)
{
    (void)state;
    struct fixture *changed;
    assert_false(JOINS_WITH(settled, OLD, 3));
    assert_false(JOINS_WITH(settled, FIRST, 1));
    for (uint32_t origin = 8; origin <= 9; origin++) {
        struct fixture *f = elders();
        f->village.free_pasture = 5;
        for (int32_t i = OLD; i <= FIRST; i++) {
            ROW(&f->view, settled)[i] = (uint8_t)(2 + i);
            ROW(&f->view, origin)[i] = i == OLD ? origin : 9;
            ROW(&f->view, cropland)[i] = 3;
            ROW(&f->view, pasture)[i] = 30;
            ROW(&f->view, memberships)[i] = IN_RELOCATION;
        }
        const bool like = origin == 9;
        assert_int_equal(joined(f), like);
        assert_near(ROW(&f->view, cropland)[FIRST], like ? 6 : 3, 0); /* of the old village, like theirs */
        assert_near(ROW(&f->view, pasture)[FIRST], like ? 60 : 30, 0);
        assert_int_equal(ROW(&f->view, settled)[FIRST], 3);
        assert_true(f->village.free_pasture == 5 && f->village.free_cropland == 0);
        village_free(f);
    }
}

/* Which child's household the elders join, with `first` and `second` persons in them. */
static int32_t chosen(int first, int second, uint16_t old_bits, uint16_t first_bits, uint16_t second_bits)
{
    struct fixture *f = families(1);
    couple(f, OLD, 62, 60, 2, 6);
    add_men(f, FIRST, first);
    add_men(f, SECOND, second);
    ROW(&f->view, memberships)[OLD] = old_bits;
    ROW(&f->view, memberships)[FIRST] = first_bits;
    ROW(&f->view, memberships)[SECOND] = second_bits;
    assert_true(joined(f));
    const int32_t host = members_in(f, FIRST) > first ? FIRST : SECOND;
    village_free(f);
    return host;
}

static void test_choice(void **state)
{
    (void)state;
    assert_int_equal(chosen(3, 3, 0, 0, 0), FIRST);
    assert_int_equal(chosen(4, 3, 0, 0, 0), SECOND);
    assert_int_equal(chosen(7, 6, 0, 0, 0), SECOND); /* seven leave no room for two */
    assert_int_equal(chosen(6, 7, 0, 0, 0), FIRST);
    assert_int_equal(chosen(6, 1, IN_GRAZING_BAN, IN_GRAZING_BAN, 0), FIRST);
    assert_int_equal(chosen(1, 6, IN_GRAZING_BAN, IN_GRAZING_BALANCE, IN_GRAZING_BAN), SECOND);
    assert_int_equal(chosen(1, 6, 0, IN_GRAZING_BALANCE, 0), SECOND);
    assert_int_equal(chosen(6, 1, 0, IN_RANGERS, IN_SECURITY | IN_FOREST_RETURN), SECOND);
}

/* ---- what goes along ----------------------------------------------------------------------------------- */

static void endow(struct fixture *f)
{
    for (int32_t i = OLD; i <= FIRST; i++) {
        const int k = i == OLD ? 1 : 10;
        ROW(&f->view, weight)[i] = 3;
        ROW(&f->view, cropland)[i] = 2.5f * (float)k;
        ROW(&f->view, pasture)[i] = 20.25f * (float)k;
        ROW(&f->view, forest)[i] = (float)k;
        ROW(&f->view, herd)[i] = 8.5f * (float)k;
        ROW(&f->view, cattle)[i] = (uint16_t)(50 * k);
        ROW(&f->view, calves)[i] = (uint16_t)(15 * k);
        ROW(&f->view, lost)[i] = (uint16_t)(i == OLD ? 65000 : 700);
        ROW(&f->view, savings)[i] = 5001 * k;
        ROW(&f->view, debt)[i] = 3003 * k;
        ROW(&f->view, overdue)[i] = 1001 * k;
        ROW(&f->view, capital)[i] = 400.0f * (float)k;
        ROW(&f->view, venture)[i] = 300.0f * (float)k;
        ROW(&f->view, income)[i] = 1000 * k;
        ROW(&f->view, assessed)[i] = -500 * k;
    }
    ROW(&f->view, standing)[OLD] = 2 | 4 << SHUT_OUT_AT;
    ROW(&f->view, standing)[FIRST] = 1;
    ROW(&f->view, registered)[OLD] = 1;
    ROW(&f->view, memberships)[OLD] = IN_FOREST_RETURN | IN_RANGERS | IN_SECURITY;
    ROW(&f->view, memberships)[FIRST] = IN_TRAINING;
    ROW(&f->view, seeking)[FIRST] = 6;
    ROW(&f->view, work)[6 * f->view.stride + OLD] = work_code(4, AWAY, 3);
}

static void test_all_goes_along(void **state)
{
    (void)state;
    struct fixture *f = elders();
    endow(f);
    assert_true(joined(f));
    const size_t s = (size_t)f->view.stride;
    const uint8_t *person = ROW(&f->view, person) + FIRST, *learning = ROW(&f->view, learning) + FIRST,
                  *work = ROW(&f->view, work) + FIRST;
    assert_int_equal(person[2 * s], person_code(62, 0)); /* into the free slots in turn */
    assert_int_equal(person[3 * s], person_code(60, 1));
    assert_int_equal(learning[2 * s], learning_code(6, HEALTHY, 0));
    assert_int_equal(learning[3 * s], learning_code(4, CHRONIC, 1));
    assert_int_equal(work[3 * s], work_code(4, AWAY, 3));
    assert_int_equal(person[5 * s], person_code(8, 1)); /* who was there stays where he was */
    assert_int_equal(members_in(f, FIRST), 5);
    assert_int_equal(ROW(&f->view, married)[FIRST], 1 | 2 | 4 | 8);
    assert_int_equal(ROW(&f->view, seeking)[FIRST], 6);
    const struct family g = family_of(&f->view, FIRST);
    assert_true(spouse_of(&g, 2) == 3 && spouse_of(&g, 0) == 1);
    assert_near(ROW(&f->view, cropland)[FIRST], 27.5, 0);
    assert_near(ROW(&f->view, pasture)[FIRST], 222.75, 0);
    assert_near(ROW(&f->view, forest)[FIRST], 11, 0);
    assert_near(ROW(&f->view, herd)[FIRST], 93.5, 0);
    assert_int_equal(ROW(&f->view, cattle)[FIRST], 550);
    assert_int_equal(ROW(&f->view, calves)[FIRST], 165);
    assert_int_equal(ROW(&f->view, lost)[FIRST], UINT16_MAX);
    assert_int_equal(ROW(&f->view, savings)[FIRST], 55011);
    assert_int_equal(ROW(&f->view, debt)[FIRST], 33033);
    assert_int_equal(ROW(&f->view, overdue)[FIRST], 11011);
    assert_near(ROW(&f->view, capital)[FIRST], 4400, 0);
    assert_near(ROW(&f->view, venture)[FIRST], 3300, 0);
    assert_int_equal(ROW(&f->view, income)[FIRST], (2 * 1000 + 3 * 10000) / 5);
    assert_int_equal(ROW(&f->view, assessed)[FIRST], -(2 * 500 + 3 * 5000) / 5);
    /* With the lender and on the register the host stands as before; a place for a year goes to nobody. */
    assert_int_equal(ROW(&f->view, standing)[FIRST], 1);
    assert_int_equal(ROW(&f->view, registered)[FIRST], 0);
    assert_int_equal(ROW(&f->view, memberships)[FIRST], IN_TRAINING | IN_FOREST_RETURN);
    /* Nothing is left behind, and nothing of it counts as a flow. */
    static const short stocks[] = {C_person,  C_married, C_savings, C_debt,    C_overdue,
                                   C_cattle,  C_calves,  C_lost,    C_herd,    C_cropland,
                                   C_pasture, C_forest,  C_capital, C_venture, C_seeking};
    for (size_t k = 0; k < sizeof stocks / sizeof *stocks; k++) {
        const struct column_row *c = village_column(stocks[k]);
        for (size_t slot = 0; slot < c->slots; slot++) {
            const size_t at = (slot * s + OLD) * hq_type_size(c->type);
            assert_memory_equal((char *)f->columns[stocks[k]] + at, "\0\0\0", hq_type_size(c->type));
        }
    }
    for (int t = 0; t < TALLIES; t++) {
        assert_int_equal(f->tally[t], t == T_merged ? 3 : t == T_joined ? 6 : 0);
    }
    village_free(f);
}

/* Land that does not add up to the thousandth is tallied as the audit counts it. */
static void test_land_is_tallied(void **state)
{
    (void)state;
    int64_t rounded = 0;
    for (int k = 0; k < 200; k++) {
        struct fixture *f = elders();
        const float own = 3.0f + 0.0371f * (float)k, hosts = 7.0f + 0.0113f * (float)k;
        ROW(&f->view, weight)[OLD] = ROW(&f->view, weight)[FIRST] = 7;
        ROW(&f->view, cropland)[OLD] = ROW(&f->view, pasture)[OLD] = own;
        ROW(&f->view, cropland)[FIRST] = ROW(&f->view, pasture)[FIRST] = hosts;
        assert_true(joined(f));
        const int64_t less = lround(1e3 * own) + lround(1e3 * hosts) - lround(1e3 * (double)(own + hosts));
        assert_int_equal(f->tally[T_cropland_freed], 7 * less);
        assert_int_equal(f->tally[T_pasture_freed], 7 * less);
        rounded += less != 0;
        village_free(f);
    }
    assert_true(rounded > 0);
}

/* ---- contracts ----------------------------------------------------------------------------------------- */

/* Mu that a programme pays for, at most `most` a household. */
static long paid_mu(float pasture, long most)
{
    const long mu = lroundf(pasture);
    return mu < most ? mu : most;
}

static void test_pasture_mu_for_mu(void **state)
{
    (void)state;
    enum { PARTS = 9, WHOLE = 7 };
    static const float parts[PARTS] = {0, 0.0001f, 0.2f, 0.49f, 0.4999999f, 0.5f, 0.51f, 0.75f, 0.999f};
    static const float whole[WHOLE] = {0, 1, 2, 17, 999, 4000, 100000};
    for (int k = 0; k < PARTS * WHOLE * PARTS * WHOLE; k++) {
        const float own = parts[k % PARTS] + whole[k / PARTS % WHOLE],
                    hosts = parts[k / PARTS / WHOLE % PARTS] + whole[k / PARTS / WHOLE / PARTS];
        const float along = pasture_along(own, hosts, true);
        assert_true(along >= 0 && along <= own && along > own - 2 && along == truncf(along));
        for (long most = 10; most <= 1000000; most *= 100) {
            assert_true(paid_mu(hosts + along, most) <= paid_mu(own, most) + paid_mu(hosts, most));
        }
        assert_true(pasture_along(own, hosts, false) == own);
    }
}

static void test_contracts(void **state)
{
    (void)state;
    static const struct {
        uint16_t old, host;
        double along;
    } cases[] = {{0, 0, 20.25},
                 {IN_GRAZING_BAN, IN_GRAZING_BAN, 20},
                 {IN_GRAZING_BALANCE | IN_SECURITY, IN_GRAZING_BALANCE, 20},
                 {IN_GRAZING_BAN, 0, 0},
                 {0, IN_GRAZING_BAN, 0},
                 {IN_GRAZING_BALANCE, IN_GRAZING_BAN, 0}};
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        struct fixture *f = elders();
        f->village.free_pasture = 100;
        ROW(&f->view, weight)[OLD] = ROW(&f->view, weight)[FIRST] = 5;
        ROW(&f->view, memberships)[OLD] = cases[k].old;
        ROW(&f->view, memberships)[FIRST] = cases[k].host;
        ROW(&f->view, pasture)[OLD] = 20.25f;
        ROW(&f->view, cropland)[OLD] = 4.5f;
        ROW(&f->view, pasture)[FIRST] = 50.5f;
        assert_true(joined(f));
        assert_near(ROW(&f->view, pasture)[FIRST], 50.5 + cases[k].along, 0);
        assert_near(f->village.free_pasture, 100 + 20.25 - cases[k].along, 0);
        assert_int_equal(f->tally[T_pasture_freed], 5 * lround(1e3 * (20.25 - cases[k].along)));
        assert_int_equal(ROW(&f->view, memberships)[FIRST], cases[k].host);
        assert_near(ROW(&f->view, cropland)[FIRST], 4.5, 0); /* nobody pays for it by the mu */
        village_free(f);
    }
}

/* Membership and loan go along, and money of the fund to the savings of the two. */
static void test_fund(void **state)
{
    (void)state;
    struct fixture *f = elders();
    f->parameters.mutual_fund_share = 50000;
    f->village.fund_cash = f->village.fund_worth = 80000;
    for (int32_t i = OLD; i <= FIRST; i++) {
        ROW(&f->view, memberships)[i] = IN_MUTUAL_FUND;
        ROW(&f->view, fund_loan)[i] = (uint16_t)(200 + i);
        ROW(&f->view, savings)[i] = 7;
    }
    assert_true(joined(f));
    assert_int_equal(ROW(&f->view, fund_loan)[FIRST], 401);
    assert_int_equal(ROW(&f->view, savings)[FIRST], 50000 + 14);
    assert_int_equal(f->tally[T_savings], 50000);
    assert_int_equal(f->village.fund_cash, 30000);
    village_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_chance),
        cmocka_unit_test(test_who_joins),
        cmocka_unit_test(test_who_is_kin),
        cmocka_unit_test(test_room),
        cmocka_unit_test(test_relocated),
        cmocka_unit_test(test_choice),
        cmocka_unit_test(test_all_goes_along),
        cmocka_unit_test(test_land_is_tallied),
        cmocka_unit_test(test_pasture_mu_for_mu),
        cmocka_unit_test(test_contracts),
        cmocka_unit_test(test_fund),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
