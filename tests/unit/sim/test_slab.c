/* A village in memory: columns that do not overlap, defaults, growth. */
#include "unit/sim/toy.h"

#include "sim/slab.h"

static const int32_t sizes[] = {1, 15, 16, 31, 63, 64, 65, 300, 1000};
enum { SIZES = sizeof sizes / sizeof *sizes };

static size_t column_bytes(const struct slab *s, int c)
{
    const struct column_row *row = &toy.household.rows[c];
    return hq_type_size(row->type) * row->slots * (size_t)s->capacity;
}

static void columns_neither_overlap_nor_leave_the_slab(void **state)
{
    (void)state;
    struct slab_layout layout;
    hq_layout_make(&layout, &toy, NULL);
    for (int k = 0; k < SIZES; k++) {
        struct slab s;
        hq_slab_make(&s, &layout, 1, 2, sizes[k]);
        const size_t size = hq_slab_size(&layout, s.capacity);
        unsigned char *used = calloc(1, size);
        assert_int_equal((uintptr_t)s.memory % 64, 0);
        memset(used, 1, layout.header);
        for (int c = 0; c < toy.household.count; c++) {
            if (toy.household.rows[c].kind != HQ_STATE)
                continue;
            const unsigned char *column = hq_slab_column(&s, &layout, c);
            const size_t at = (size_t)(column - s.memory), bytes = column_bytes(&s, c);
            assert_true(at >= layout.header && at + bytes <= size);
            /* A vector of the column's values starts at a multiple of its own size. */
            assert_int_equal(at % (HQ_LANES < 64 ? HQ_LANES * hq_type_size(toy.household.rows[c].type) : 64),
                             0);
            for (size_t i = at; i < at + bytes; i++)
                assert_int_equal(used[i]++, 0);
        }
        free(used);
        hq_slab_free(&s);
        assert_null(s.memory);
    }
    hq_layout_free(&layout);
}

/* Pets are kept where some county allows them in some year of the run. */
static void state_that_is_switched_off_takes_no_memory(void **state)
{
    static const struct {
        const char *set;
        bool kept;
    } cases[] = {{"pets.allowed=false", false},
                 {"pets.allowed=true", true},
                 {"pets.allowed={default: false, county: {205: {year: {2006: true}}}}", true},
                 {"pets.allowed={default: false, county: {205: {year: {2007: true}}}}", false},
                 {"pets.allowed={default: false, class: {other: true}}", true}};
    struct slab_layout all;
    hq_layout_make(&all, &toy, NULL);
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        struct config *config = toy_load(*state, cases[k].set);
        struct slab_layout layout;
        hq_layout_make(&layout, &toy, config);
        assert_int_equal(layout.kinds[C_pets], cases[k].kept ? HQ_STATE : HQ_SUM);
        assert_int_equal(layout.kinds[C_age], HQ_STATE);
        assert_int_equal(all.row_size - layout.row_size, cases[k].kept ? 0 : HQ_SLOTS);
        assert_int_equal(layout.sums_row_size - all.sums_row_size, cases[k].kept ? 0 : HQ_SLOTS);
        hq_layout_free(&layout);
        hq_config_free(config);
    }
    hq_layout_free(&all);
}

static void the_header_has_room_for_all_its_parts(void **state)
{
    (void)state;
    struct slab_layout layout;
    struct slab s;
    hq_layout_make(&layout, &toy, NULL);
    hq_slab_make(&s, &layout, 0, 0, 10);
    unsigned char *demand = (unsigned char *)hq_slab_demand(&s, &layout);
    unsigned char *places = (unsigned char *)hq_slab_places(&s, &layout);
    unsigned char *village = hq_slab_village(&s, &layout);
    assert_true(demand >= s.memory && places >= demand + QUOTAS * sizeof(int32_t));
    assert_true(village >= places + QUOTAS * sizeof(int32_t));
    assert_true(s.memory + layout.header >= village + sizeof(struct village));
    assert_int_equal((uintptr_t)village % 64, 0);
    hq_slab_free(&s);
    hq_layout_free(&layout);
}

static void capacity_is_the_least_in_whole_vectors(void **state)
{
    (void)state;
    for (int32_t households = 0; households < 5000; households++) {
        const int32_t capacity = hq_capacity_for(households);
        assert_int_equal(capacity % HQ_LANES, 0);
        assert_true(capacity >= households);
        assert_true(capacity < households + HQ_LANES);
    }
}

static void everything_starts_at_its_default(void **state)
{
    (void)state;
    struct slab_layout layout;
    struct slab s;
    hq_layout_make(&layout, &toy, NULL);
    hq_slab_make(&s, &layout, 3, 7, 20);
    assert_int_equal(s.county, 3);
    assert_int_equal(s.index, 7);
    assert_int_equal(s.live, 20);
    for (int c = 0; c < toy.household.count; c++) {
        const struct column_row *row = &toy.household.rows[c];
        if (row->kind != HQ_STATE)
            continue;
        const unsigned char *values = hq_slab_column(&s, &layout, c);
        for (int slot = 0; slot < row->slots; slot++) {
            for (int32_t i = 0; i < s.capacity; i++) { /* padding is zero, default or not */
                const unsigned char *at = values + hq_type_size(row->type) * (size_t)(slot * s.capacity + i);
                assert_true(hq_load_value(at, row->type) == (i < s.live ? row->initial : 0));
            }
        }
    }
    const struct village *village = hq_slab_village(&s, &layout);
    assert_true(village->grass == 0.5 && village->rainy == 0);
    assert_ptr_equal(hq_slab_village_value(&s, &layout, W_grass), &village->grass);
    assert_ptr_equal(hq_slab_village_value(&s, &layout, W_rainy), &village->rainy);
    assert_int_equal(hq_slab_demand(&s, &layout)[Q_jobs], 0);
    hq_slab_free(&s);
    hq_layout_free(&layout);
}

/* A different byte for every column, slot and row. */
static double mark(int column, int slot, int32_t i)
{
    return (double)((column * 37 + slot * 11 + i) % 100 + 1);
}

static void set_marks(struct slab *s, const struct slab_layout *layout)
{
    for (int c = 0; c < toy.household.count; c++) {
        const struct column_row *row = &toy.household.rows[c];
        for (int slot = 0; row->kind == HQ_STATE && slot < row->slots; slot++)
            for (int32_t i = 0; i < s->live; i++)
                hq_store_value((unsigned char *)hq_slab_column(s, layout, c) +
                                   hq_type_size(row->type) * (size_t)(slot * s->capacity + i),
                               row->type, mark(c, slot, i));
    }
}

static void has_marks(const struct slab *s, const struct slab_layout *layout)
{
    for (int c = 0; c < toy.household.count; c++) {
        const struct column_row *row = &toy.household.rows[c];
        for (int slot = 0; row->kind == HQ_STATE && slot < row->slots; slot++)
            for (int32_t i = 0; i < s->capacity; i++)
                assert_true(hq_load_value((const unsigned char *)hq_slab_column(s, layout, c) +
                                              hq_type_size(row->type) * (size_t)(slot * s->capacity + i),
                                          row->type) == (i < s->live ? mark(c, slot, i) : 0));
    }
}

static void growth_keeps_rows_and_header(void **state)
{
    (void)state;
    struct slab_layout layout;
    struct slab s;
    hq_layout_make(&layout, &toy, NULL);
    hq_slab_make(&s, &layout, 0, 1, 50);
    set_marks(&s, &layout);
    ((struct village *)hq_slab_village(&s, &layout))->rainy = 9;
    hq_slab_demand(&s, &layout)[Q_courses] = 4;
    hq_slab_places(&s, &layout)[Q_jobs] = 5;

    const unsigned char *before = s.memory;
    hq_slab_reserve(&s, &layout, s.capacity); /* there is room: nothing moves */
    assert_ptr_equal(s.memory, before);
    hq_slab_reserve(&s, &layout, 1000);
    assert_int_equal(s.capacity, hq_capacity_for(1000));
    has_marks(&s, &layout);
    hq_slab_reserve_exactly(&s, &layout, HQ_LANES * 40);
    assert_int_equal(s.capacity, HQ_LANES * 40);
    has_marks(&s, &layout);
    assert_int_equal(s.live, 50);
    assert_int_equal(((struct village *)hq_slab_village(&s, &layout))->rainy, 9);
    assert_int_equal(hq_slab_demand(&s, &layout)[Q_courses], 4);
    assert_int_equal(hq_slab_places(&s, &layout)[Q_jobs], 5);
    hq_slab_free(&s);
    hq_layout_free(&layout);
}

/* From a run that keeps pets to one that does not, and back. */
static void slabs_are_rearranged_for_another_run(void **state)
{
    struct slab_layout with, without;
    struct slab s;
    struct config *on = toy_load(*state, "pets.allowed=true"), *off = toy_load(*state, NULL);
    hq_layout_make(&with, &toy, on);
    hq_layout_make(&without, &toy, off);
    hq_slab_make(&s, &with, 3, 7, 50);
    hq_slab_reserve_exactly(&s, &with, 2 * HQ_LANES);
    set_marks(&s, &with);
    const size_t size = (size_t)HQ_SLOTS * (size_t)s.capacity;
    memset(hq_slab_column(&s, &with, C_pets), 0, size);
    ((struct village *)hq_slab_village(&s, &with))->rainy = 9;
    hq_slab_demand(&s, &with)[Q_courses] = 4;
    assert_null(hq_slab_adapt(&s, &with, &without)); /* nobody has pets: nothing is lost */
    assert_null(hq_slab_column(&s, &without, C_pets));
    assert_null(hq_slab_adapt(&s, &without, &with));
    assert_int_equal(s.capacity, 2 * HQ_LANES);
    assert_int_equal(s.live, 50);
    assert_int_equal(((struct village *)hq_slab_village(&s, &with))->rainy, 9);
    assert_int_equal(hq_slab_demand(&s, &with)[Q_courses], 4);
    const double *height = hq_slab_column(&s, &with, C_height);
    const uint8_t *age = hq_slab_column(&s, &with, C_age);
    uint8_t *pets = hq_slab_column(&s, &with, C_pets);
    for (int32_t i = 0; i < 50; i++) {
        assert_true(height[i] == mark(C_height, 0, i));
        for (int slot = 0; slot < HQ_SLOTS; slot++)
            assert_int_equal(age[slot * s.capacity + i], (int)mark(C_age, slot, i));
    }
    for (size_t i = 0; i < size; i++)
        assert_int_equal(pets[i], 0);
    pets[3 * s.capacity + 49] = 1;
    assert_string_equal(hq_slab_adapt(&s, &with, &without), "pets");
    hq_slab_free(&s);
    hq_layout_free(&with);
    hq_layout_free(&without);
    hq_config_free(on);
    hq_config_free(off);
}

static void rows_are_cleared_to_default_or_to_zero(void **state)
{
    (void)state;
    struct slab_layout layout;
    struct slab s;
    hq_layout_make(&layout, &toy, NULL);
    hq_slab_make(&s, &layout, 0, 1, 50);
    set_marks(&s, &layout);
    hq_slab_clear_rows(&s, &layout, 10, 20, false);
    hq_slab_clear_rows(&s, &layout, 30, 40, true);
    const int8_t *mood = hq_slab_column(&s, &layout, C_mood);
    const uint8_t *age = hq_slab_column(&s, &layout, C_age);
    const double *height = hq_slab_column(&s, &layout, C_height);
    for (int32_t i = 0; i < 50; i++) {
        const bool plain = i >= 10 && i < 20, padding = i >= 30 && i < 40;
        assert_int_equal(mood[i], plain ? 3 : padding ? 0 : (int)mark(C_mood, 0, i));
        assert_true(height[i] == (plain ? 1.5 : padding ? 0 : mark(C_height, 0, i)));
        for (int slot = 0; slot < HQ_SLOTS; slot++)
            assert_int_equal(age[slot * s.capacity + i], plain || padding ? 0 : (int)mark(C_age, slot, i));
    }
    hq_slab_free(&s);
    hq_layout_free(&layout);
}

static void values_are_stored_in_their_types(void **state)
{
    (void)state;
    static const struct {
        enum hq_type type;
        double value;
    } cases[] = {
        {HQ_u8, 255},
        {HQ_i8, -128},
        {HQ_u16, 65535},
        {HQ_i16, -32768},
        {HQ_i32, -2147483648.0},
        {HQ_u32, 4294967295.},
        {HQ_i64, -9007199254740992.0},
        {HQ_u64, 1e15},
        {HQ_f32, 0.5},
        {HQ_f64, 0.1},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        unsigned char room[16];
        memset(room, 0xee, sizeof room);
        hq_store_value(room + 1, cases[k].type, cases[k].value); /* at any address */
        assert_true(hq_load_value(room + 1, cases[k].type) == cases[k].value);
        assert_int_equal(room[0], 0xee);
        assert_int_equal(room[1 + hq_type_size(cases[k].type)], 0xee);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_neither_overlap_nor_leave_the_slab),
        toy_test(state_that_is_switched_off_takes_no_memory),
        cmocka_unit_test(the_header_has_room_for_all_its_parts),
        cmocka_unit_test(capacity_is_the_least_in_whole_vectors),
        cmocka_unit_test(everything_starts_at_its_default),
        cmocka_unit_test(growth_keeps_rows_and_header),
        toy_test(slabs_are_rearranged_for_another_run),
        cmocka_unit_test(rows_are_cleared_to_default_or_to_zero),
        cmocka_unit_test(values_are_stored_in_their_types),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
