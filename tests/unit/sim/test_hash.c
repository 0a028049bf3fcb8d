/* The state hash: the same for the same state however it lies in memory, another for any other state. */
#include "unit/sim/toy.h"

#include "sim/isa.h"
#include "unit/sim/ranks.h"
#include "unit/sim/test.h"

/* An engine after a year, and its hashes. */
struct hashed {
    struct engine e;
    struct config *config;
    char state[33];
    char columns[32][33];
};

static void hash_again(struct hashed *h)
{
    hq_state_hash(&h->e, h->state, h->columns);
}

/* Children run one thread: OpenMP's others do not come along over a fork. */
static struct hashed *hashed_with(const char *folder, int threads)
{
    struct hashed *h = calloc(1, sizeof *h);
    assert_non_null(h);
    h->config = toy_engine(&h->e, folder, NULL, threads);
    toy_run(&h->e, 2001);
    hash_again(h);
    return h;
}

static struct hashed *hashed_toy(const char *folder)
{
    return hashed_with(folder, 2);
}

static void hashed_free(struct hashed *h)
{
    toy_engine_free(&h->e, h->config);
    free(h);
}

static void *column_of(struct hashed *h, int village, int column)
{
    return hq_slab_column(&h->e.slabs[village], &h->e.layout, column);
}

/* Index of a name such as "household.herd" among the hashed columns. */
static int index_of(const struct hashed *h, const char *name)
{
    int found = -1;
    char **names = hq_hashed_names(&h->e);
    for (int k = 0; k < hq_hashed_columns(&h->e); k++) {
        if (strcmp(names[k], name) == 0)
            found = k;
        free(names[k]);
    }
    free(names);
    assert_true(found >= 0);
    return found;
}

/* The state's hash must have changed, and among the columns only the one named. */
static void only_one_changed(struct hashed *h, const char *name)
{
    struct hashed before = *h;
    hash_again(h);
    assert_string_not_equal(before.state, h->state);
    for (int k = 0; k < hq_hashed_columns(&h->e); k++)
        assert_int_equal(strcmp(before.columns[k], h->columns[k]) != 0, k == index_of(h, name));
}

static void any_value_counts(void **state)
{
    struct hashed *h = hashed_toy(*state);
    const int last = h->e.slabs[16].live - 1;
    ((float *)column_of(h, 16, C_herd))[last] += 1.0f;
    only_one_changed(h, "household.herd");
    ((int64_t *)column_of(h, 0, C_cash))[0] ^= INT64_MIN;
    only_one_changed(h, "household.cash");
    ((uint8_t *)column_of(h, 3, C_age))[7 * h->e.slabs[3].capacity + 5] ^= 1;
    only_one_changed(h, "household.age");
    ((int8_t *)column_of(h, 3, C_mood))[5] = 0;
    only_one_changed(h, "household.mood");
    ((int32_t *)column_of(h, 3, C_debt))[5] = -1;
    only_one_changed(h, "household.debt");
    ((double *)column_of(h, 3, C_height))[5] = 1.5 + 1e-15;
    only_one_changed(h, "household.height");
    ((uint16_t *)column_of(h, 3, C_weight))[5] = 2;
    only_one_changed(h, "household.weight");
    ((struct village *)hq_slab_village(&h->e.slabs[9], &h->e.layout))->grass += 1e-9;
    only_one_changed(h, "village.grass");
    ((struct county *)hq_county(&h->e.world, 2))->price = 7;
    only_one_changed(h, "county.price");
    ((struct region *)h->e.region)->index = 7;
    only_one_changed(h, "region.index");
    hashed_free(h);
}

static void what_is_no_state_does_not_count(void **state)
{
    struct hashed *h = hashed_toy(*state), before = *h;
    h->e.tallies[0]++;
    hq_slab_demand(&h->e.slabs[0], &h->e.layout)[0]++;
    ((struct county *)hq_county(&h->e.world, 0))->rain++; /* an input */
    hash_again(h);
    assert_string_equal(before.state, h->state);
    h->e.year++;
    hash_again(h);
    assert_string_not_equal(before.state, h->state);
    assert_memory_equal(before.columns, h->columns, sizeof h->columns);
    hashed_free(h);
}

/* Exchanges two rows of a village in all columns and slots. */
static void swap_rows(struct hashed *h, int village, int32_t a, int32_t b)
{
    const struct slab *s = &h->e.slabs[village];
    for (int c = 0; c < HOUSEHOLD_COLUMNS; c++) {
        const struct column_row *row = &household_rows[c];
        const size_t width = hq_type_size(row->type);
        for (int slot = 0; h->e.layout.kinds[c] == HQ_STATE && slot < row->slots; slot++) {
            unsigned char kept[8], *at = column_of(h, village, c);
            at += (size_t)slot * (size_t)s->capacity * width;
            memcpy(kept, at + (size_t)a * width, width);
            memcpy(at + (size_t)a * width, at + (size_t)b * width, width);
            memcpy(at + (size_t)b * width, kept, width);
        }
    }
}

static void order_and_room_do_not_count(void **state)
{
    struct hashed *h = hashed_toy(*state), before = *h;
    for (int v = 0; v < 17; v++)
        for (int32_t i = 0; i < h->e.slabs[v].live / 2; i += 3)
            swap_rows(h, v, i, h->e.slabs[v].live - 1 - i);
    hash_again(h);
    assert_string_equal(before.state, h->state);
    assert_memory_equal(before.columns, h->columns, sizeof h->columns);
    for (int v = 0; v < 17; v += 2)
        hq_slab_reserve_exactly(&h->e.slabs[v], &h->e.layout, h->e.slabs[v].capacity + (v + 1) * HQ_LANES);
    hash_again(h);
    assert_string_equal(before.state, h->state);
    const struct slab kept = h->e.slabs[3]; /* villages in another order */
    h->e.slabs[3] = h->e.slabs[11];
    h->e.slabs[11] = kept;
    hash_again(h);
    assert_string_equal(before.state, h->state);
    h->e.slabs[11] = h->e.slabs[3];
    h->e.slabs[3] = kept;
    static const struct lanes *const lanes[] = {&lanes_sse2, &lanes_avx2, &lanes_avx512};
    for (int isa = 0; isa <= hq_isa_choose(NULL); isa++) {
        h->e.lanes = lanes[isa];
        hash_again(h);
        assert_string_equal(before.state, h->state);
        assert_memory_equal(before.columns, h->columns, sizeof h->columns);
    }
    hashed_free(h);
}

/* Two households that exchange all but their ids are other households. */
static void values_belong_to_their_households(void **state)
{
    struct hashed *h = hashed_toy(*state), before = *h;
    float *herd = column_of(h, 0, C_herd);
    const float kept = herd[0];
    herd[0] = herd[1];
    herd[1] = kept;
    hash_again(h);
    assert_string_not_equal(before.state, h->state);
    hashed_free(h);
}

static void membership_counts(void **state)
{
    struct hashed *h = hashed_toy(*state);
    /* The same household, with the same values, in the village next door. */
    struct slab *from = &h->e.slabs[0], *to = &h->e.slabs[1];
    hq_slab_reserve(to, &h->e.layout, to->live + 1);
    for (int c = 0; c < HOUSEHOLD_COLUMNS; c++) {
        const struct column_row *row = &household_rows[c];
        const size_t width = hq_type_size(row->type);
        for (int slot = 0; h->e.layout.kinds[c] == HQ_STATE && slot < row->slots; slot++)
            memcpy((unsigned char *)column_of(h, 1, c) + (size_t)(slot * to->capacity + to->live) * width,
                   (unsigned char *)column_of(h, 0, c) +
                       (size_t)(slot * from->capacity + from->live - 1) * width,
                   width);
    }
    to->live++;
    hq_slab_clear_rows(from, &h->e.layout, from->live - 1, from->live, true);
    from->live--;
    only_one_changed(h, "household.id");
    hashed_free(h);
}

/* A column that nobody has used is as if it were not there: the toy without `debt`, `mood` and `height` has
 * the toy's hash. */
static void columns_at_their_defaults_are_absent(void **state)
{
    static struct column_row fewer[HOUSEHOLD_COLUMNS];
    struct hashed *h = hashed_toy(*state);
    struct model m = toy;
    struct engine e;
    struct config *config = toy_load(*state, NULL);
    char hash[33];
    memcpy(fewer, household_rows, sizeof fewer);
    fewer[C_debt].kind = fewer[C_mood].kind = fewer[C_height].kind = HQ_SCRATCH;
    m.household.rows = fewer;
    hq_engine_make(&e, &m, &lanes_sse2, config, 1);
    toy_run(&e, 2001);
    assert_int_equal(hq_hashed_columns(&e), hq_hashed_columns(&h->e) - 3);
    hq_state_hash(&e, hash, NULL);
    assert_string_equal(hash, h->state);
    toy_engine_free(&e, config);
    hashed_free(h);
}

static void names_are_level_and_column(void **state)
{
    struct hashed *h = hashed_toy(*state);
    static const char *const expected[] = {"household.id", "household.turns", "village.rainy", "county.price",
                                           "region.index"};
    for (int k = 0; k < 5; k++)
        index_of(h, expected[k]);
    assert_int_equal(hq_hashed_columns(&h->e), 10 + 2 + 1 + 1); /* state, without scratch and inputs */
    hashed_free(h);
}

struct place_of_nan {
    const char *folder;
    int column; /* of households, or -1: of a village */
};

static void put_nan(void *with)
{
    const struct place_of_nan *place = with;
    struct hashed *h = hashed_with(place->folder, 1);
    if (place->column == C_herd)
        ((float *)column_of(h, 4, C_herd))[h->e.slabs[4].live - 1] = __builtin_nanf("");
    else if (place->column == C_height)
        ((double *)column_of(h, 4, C_height))[0] = -__builtin_nan("");
    else
        ((struct village *)hq_slab_village(&h->e.slabs[4], &h->e.layout))->grass = __builtin_nan("");
    hash_again(h);
}

static void not_a_number_ends_the_run(void **state)
{
    struct place_of_nan place = {*state, C_herd};
    scratch_must_fail(state, put_nan, &place, HQ_EXIT_INTERNAL,
                      "household column `herd` holds not-a-number in village 4 of county 101, 2001");
    place.column = C_height;
    scratch_must_fail(state, put_nan, &place, HQ_EXIT_INTERNAL, "household column `height` holds not-a-number");
    place.column = -1;
    scratch_must_fail(state, put_nan, &place, HQ_EXIT_INTERNAL,
                      "village column `grass` holds not-a-number in 2001");
}

static void infinity_is_a_number(void **state)
{
    struct hashed *h = hashed_toy(*state);
    ((float *)column_of(h, 4, C_herd))[0] = __builtin_inff();
    ((double *)column_of(h, 4, C_height))[0] = -__builtin_inf();
    hash_again(h);
    hashed_free(h);
}

/* Replicated state that differs between ranks ends the run. */
static void differ(void *folder)
{
    struct engine e;
    struct config *config = toy_engine(&e, folder, NULL, 1);
    char hash[33];
    hq_engine_found(&e);
    ((struct county *)hq_county(&e.world, 1))->price += hq_rank();
    hq_state_hash(&e, hash, NULL);
    toy_engine_free(&e, config);
}

static void differ_on_ranks(void *folder)
{
    on_ranks(3, differ, folder);
}

static void replicas_that_differ_end_the_run(void **state)
{
    scratch_must_fail(state, differ_on_ranks, *state, HQ_EXIT_INTERNAL,
                      "county column `price` differs between ranks");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        toy_test(any_value_counts),
        toy_test(what_is_no_state_does_not_count),
        toy_test(order_and_room_do_not_count),
        toy_test(values_belong_to_their_households),
        toy_test(membership_counts),
        toy_test(columns_at_their_defaults_are_absent),
        toy_test(names_are_level_and_column),
        toy_test(not_a_number_ends_the_run),
        toy_test(infinity_is_a_number),
        toy_test(replicas_that_differ_end_the_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
