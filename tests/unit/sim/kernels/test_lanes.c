/* The engine's loops over rows, in every build that this machine runs: the same bits, and the right ones. */
#include "unit/sim/test.h"

#include "sim/isa.h"
#include "sim/mathematics.h"

enum { ROWS = 5 * HQ_LANES, STRIDE = 6 * HQ_LANES };

static const struct lanes *const builds[HQ_ISAS] = {&lanes_sse2, &lanes_avx2, &lanes_avx512};

static void fill(void *bytes, size_t size, uint64_t seed)
{
    for (size_t i = 0; i < size; i++)
        ((unsigned char *)bytes)[i] = (unsigned char)(test_random(&seed) >> 40);
}

static void streams_are_those_of_the_ids(void **state)
{
    (void)state;
    _Alignas(64) static uint64_t id[ROWS], start[ROWS], increment[ROWS];
    const struct hq_seed keys = hq_seed_keys(12345);
    fill(id, sizeof id, 1);
    for (int isa = 0; isa <= hq_isa_choose(NULL); isa++) {
        for (int32_t rows = HQ_LANES; rows <= ROWS; rows += HQ_LANES) {
            memset(start, 0, sizeof start);
            builds[isa]->streams(id, rows, keys, start, increment);
            for (int32_t i = 0; i < rows; i++) {
                const struct hq_stream s = hq_stream_of(keys, id[i]);
                assert_int_equal(start[i], s.state);
                assert_int_equal(increment[i], s.increment);
            }
            assert_true(rows == ROWS || start[rows] == 0); /* not a row further */
        }
    }
}

/* Four keys a row, as one buffer. */
static struct hq_keys keys_in(uint32_t (*room)[ROWS])
{
    return (struct hq_keys){{room[0], room[1]}, {room[2], room[3]}};
}

static void keys_differ_and_padding_has_none(void **state)
{
    (void)state;
    _Alignas(64) static uint64_t id[ROWS];
    _Alignas(64) static uint32_t room[4][ROWS], first[4][ROWS];
    uint64_t sums[2], sums_of_first[2];
    for (int32_t i = 0; i < ROWS; i++)
        id[i] = i < ROWS - 7 ? (uint64_t)i + 1 : 0;
    for (int isa = 0; isa <= hq_isa_choose(NULL); isa++) {
        builds[isa]->keys_of(id, ROWS, keys_in(room), sums);
        if (isa == 0) {
            memcpy(first, room, sizeof room);
            memcpy(sums_of_first, sums, sizeof sums);
        }
        assert_memory_equal(room, first, sizeof room);
        assert_memory_equal(sums, sums_of_first, sizeof sums);
        for (int k = 0; k < 4; k++) {
            for (int32_t i = 0; i < ROWS; i++) {
                assert_int_equal(room[k][i] == 0, i >= ROWS - 7);
                for (int32_t other = 0; other < i && room[k][i]; other++)
                    assert_true(room[k][other] != room[k][i]);
            }
        }
    }
}

/* A column of a type, at its default of 0 or 3, with eight slots or one. */
static struct column_row column_of(enum hq_type type, int slots, double initial)
{
    return (struct column_row){"c", type, (uint8_t)slots, HQ_STATE, "1", "", 0, initial, 0};
}

/* Room for a column of eight slots, filled with bytes that are no not-a-number, and keys. */
_Alignas(64) static unsigned char values[STRIDE * HQ_SLOTS * 8];
_Alignas(64) static uint32_t row_keys[4][ROWS];

static void fill_column(void)
{
    uint64_t id[ROWS], sums[2];
    for (int32_t i = 0; i < ROWS; i++)
        id[i] = i < ROWS - 5 ? (uint64_t)i + 1 : 0;
    lanes_sse2.keys_of(id, ROWS, keys_in(row_keys), sums);
    fill(values, sizeof values, 9);
    for (size_t i = 0; i < sizeof values; i++)
        values[i] &= 0x3f;
}

static bool hash(int isa, const struct column_row *c, uint64_t sums[2])
{
    sums[0] = sums[1] = 0;
    return builds[isa]->hash(c, values, keys_in(row_keys), ROWS, STRIDE, sums);
}

static void every_value_of_every_type_enters_the_sums(void **state)
{
    (void)state;
    for (int type = 0; type < HQ_TYPES; type++) {
        for (int slots = 1; slots <= HQ_SLOTS; slots += HQ_SLOTS - 1) {
            const struct column_row c = column_of((enum hq_type)type, slots, 0);
            const size_t width = hq_type_size(c.type);
            uint64_t plain[2], sums[2];
            fill_column();
            assert_true(hash(0, &c, plain));
            for (int isa = 1; isa <= hq_isa_choose(NULL); isa++) {
                assert_true(hash(isa, &c, sums));
                assert_memory_equal(sums, plain, sizeof sums);
            }
            for (int slot = 0; slot < slots; slot++) {
                for (int32_t i = 0; i < ROWS; i += 13) { /* any byte of any row and slot */
                    unsigned char *byte = values + width * (size_t)(slot * STRIDE + i) + (size_t)i % width;
                    *byte ^= 1;
                    assert_true(hash(hq_isa_choose(NULL), &c, sums));
                    assert_int_equal(sums[0] != plain[0], i < ROWS - 5); /* padding does not count */
                    assert_int_equal(sums[1] != plain[1], i < ROWS - 5);
                    *byte ^= 1;
                }
            }
        }
    }
}

/* Rows in the gap between a slot's last row and the next slot are none of the village's. */
static void rows_between_slots_do_not_count(void **state)
{
    (void)state;
    for (int type = 0; type < HQ_TYPES; type++) {
        const struct column_row c = column_of((enum hq_type)type, HQ_SLOTS, 0);
        const size_t width = hq_type_size(c.type);
        uint64_t plain[2], sums[2];
        fill_column();
        assert_true(hash(0, &c, plain));
        for (int slot = 0; slot < HQ_SLOTS; slot++)
            memset(values + width * (size_t)(slot * STRIDE + ROWS), 0xff, width * (STRIDE - ROWS));
        assert_true(hash(0, &c, sums));
        assert_memory_equal(sums, plain, sizeof sums);
    }
}

static void exchanged_slots_are_another_state(void **state)
{
    (void)state;
    for (int type = 0; type < HQ_TYPES; type++) {
        const struct column_row c = column_of((enum hq_type)type, HQ_SLOTS, 0);
        const size_t width = hq_type_size(c.type);
        uint64_t plain[2], sums[2];
        fill_column();
        values[0] = 1;
        values[width * STRIDE] = 2;
        assert_true(hash(0, &c, plain));
        values[0] = 2;
        values[width * STRIDE] = 1;
        assert_true(hash(0, &c, sums));
        assert_true(sums[0] != plain[0] && sums[1] != plain[1]);
    }
}

static void defaults_add_nothing(void **state)
{
    (void)state;
    static const double initials[] = {0, 3, -2};
    for (int type = 0; type < HQ_TYPES; type++) {
        for (int k = 0; k < 3; k++) {
            for (int slots = 1; slots <= HQ_SLOTS; slots += HQ_SLOTS - 1) {
                const bool is_signed =
                    type == HQ_i8 || type == HQ_i16 || type == HQ_i32 || type == HQ_i64 || type >= HQ_f32;
                const struct column_row c = column_of((enum hq_type)type, slots, initials[k]);
                const size_t width = hq_type_size(c.type);
                uint64_t sums[2];
                if (initials[k] < 0 && !is_signed)
                    continue;
                const float single = (float)c.initial;
                const int64_t whole = (int64_t)c.initial;
                fill_column();
                for (int i = 0; i < STRIDE * slots; i++)
                    memcpy(values + width * (size_t)i,
                           type == HQ_f32   ? (const void *)&single
                           : type == HQ_f64 ? (const void *)&c.initial
                                            : &whole,
                           width);
                for (int isa = 0; isa <= hq_isa_choose(NULL); isa++) {
                    assert_true(hash(isa, &c, sums));
                    assert_true(sums[0] == 0 && sums[1] == 0);
                }
            }
        }
    }
}

/* Neither sum follows from the other: changes that leave one sum as it was change the second. */
static void the_two_sums_are_two(void **state)
{
    (void)state;
    const struct column_row c = column_of(HQ_u32, 1, 0);
    uint64_t sums[64][2];
    for (uint64_t k = 0; k < 64; k++) {
        fill_column();
        values[4 * k] = (unsigned char)(k + 64);
        assert_true(hash(0, &c, sums[k]));
    }
    uint64_t same = 0; /* if one were a multiple of the other, differences would be too */
    for (int k = 2; k < 64; k++)
        same += (sums[k][0] - sums[0][0]) * (sums[1][1] - sums[0][1]) ==
                (sums[k][1] - sums[0][1]) * (sums[1][0] - sums[0][0]);
    assert_int_equal(same, 0);
}

/* Two households that exchange a value, or of which one gains what the other loses, are another state. */
static void exchanged_values_are_another_state(void **state)
{
    (void)state;
    for (int type = 0; type < HQ_TYPES; type++) {
        const struct column_row c = column_of((enum hq_type)type, 1, 0);
        const size_t width = hq_type_size(c.type);
        uint64_t plain[2], sums[2];
        fill_column();
        for (int32_t i = 0; i + 1 < ROWS - 5; i += 3) {
            unsigned char *one = values + width * (size_t)i, *two = one + width;
            one[width - 1] = 5;
            two[width - 1] = 9;
            assert_true(hash(0, &c, plain));
            one[width - 1] = 9;
            two[width - 1] = 5;
            assert_true(hash(0, &c, sums));
            assert_true(sums[0] != plain[0] && sums[1] != plain[1]);
            one[width - 1] = 6;
            two[width - 1] = 8;
            assert_true(hash(0, &c, sums));
            assert_true(sums[0] != plain[0] && sums[1] != plain[1]);
        }
    }
}

static void not_a_number_is_found_in_any_row_and_slot(void **state)
{
    (void)state;
    const float odd = __builtin_nanf(""), endless = -__builtin_inff();
    const double odd_double = -__builtin_nan(""), endless_double = __builtin_inf();
    for (int isa = 0; isa <= hq_isa_choose(NULL); isa++) {
        for (int wide = 0; wide < 2; wide++) {
            const struct column_row c = column_of(wide ? HQ_f64 : HQ_f32, HQ_SLOTS, 0);
            const size_t width = hq_type_size(c.type);
            uint64_t sums[2];
            for (int slot = 0; slot < HQ_SLOTS; slot++) {
                for (int32_t i = 0; i < ROWS - 5; i += 31) {
                    unsigned char *at = values + width * (size_t)(slot * STRIDE + i);
                    fill_column();
                    memcpy(at, wide ? (const void *)&endless_double : &endless, width);
                    assert_true(hash(isa, &c, sums));
                    memcpy(at, wide ? (const void *)&odd_double : &odd, width);
                    assert_false(hash(isa, &c, sums));
                }
            }
        }
    }
}

static void draws_of_households_are_draws(void **state)
{
    (void)state;
    static const int32_t counts[] = {1, 2, 15, 17, 63, 64, 65, 1000};
    static uint32_t out[1001];
    const struct hq_seed keys = hq_seed_keys(3);
    const struct hq_jump jump = hq_jump_to(hq_position(2004, 9) + 1);
    for (int isa = 0; isa <= hq_isa_choose(NULL); isa++) {
        for (size_t k = 0; k < sizeof counts / sizeof *counts; k++) {
            memset(out, 0xab, sizeof out);
            builds[isa]->draw_households(keys, 5000, counts[k], jump, out);
            for (int32_t i = 0; i < counts[k]; i++)
                assert_int_equal(out[i], hq_draw(hq_stream_of(keys, 5000 + (uint64_t)i), jump));
            assert_int_equal(out[counts[k]], 0xabababab);
        }
    }
}

static void draws_of_years_are_draws(void **state)
{
    (void)state;
    static struct hq_jump windows[8][256];
    static uint32_t out[1001];
    const struct hq_stream s = hq_stream_of(hq_seed_keys(4), 77);
    for (int b = 0; b < 8; b++)
        for (uint64_t digit = 0; digit < 256; digit++)
            windows[b][digit] = hq_jump_to(digit << (8 * b));
    for (int isa = 0; isa <= hq_isa_choose(NULL); isa++) {
        memset(out, 0xab, sizeof out);
        builds[isa]->draw_years(s, 1900, 1000, 12, (const struct hq_jump(*)[256])windows, out);
        for (int32_t i = 0; i < 1000; i++)
            assert_int_equal(out[i], hq_draw(s, hq_jump_to(hq_position(1900 + i, 12))));
        assert_int_equal(out[1000], 0xabababab);
    }
}

static void those_under_the_limit_are_chosen(void **state)
{
    (void)state;
    enum { N = 256 };
    static const uint64_t limits[] = {0, UINT64_MAX / 100 & ~UINT64_C(1), UINT64_C(1) << 63, UINT64_MAX - 1};
    uint64_t ids[N];
    uint8_t chosen[N + 1];
    for (int i = 0; i < N; i++)
        ids[i] = hq_mix64((uint64_t)i + 1);
    for (int isa = 0; isa <= hq_isa_choose(NULL); isa++) {
        for (size_t k = 0; k < sizeof limits / sizeof *limits; k++) {
            memset(chosen, 0xab, sizeof chosen);
            const int32_t found = builds[isa]->choose(ids, N, 5, limits[k], chosen);
            int32_t expected = 0;
            for (int i = 0; i < N; i++) {
                const int below = hq_mix64(ids[i] + 5) < limits[k];
                assert_int_equal(chosen[i], below);
                expected += below;
            }
            assert_int_equal(found, expected);
            assert_int_equal(chosen[N], 0xab);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(streams_are_those_of_the_ids),
        cmocka_unit_test(keys_differ_and_padding_has_none),
        cmocka_unit_test(every_value_of_every_type_enters_the_sums),
        cmocka_unit_test(rows_between_slots_do_not_count),
        cmocka_unit_test(exchanged_slots_are_another_state),
        cmocka_unit_test(defaults_add_nothing),
        cmocka_unit_test(the_two_sums_are_two),
        cmocka_unit_test(exchanged_values_are_another_state),
        cmocka_unit_test(not_a_number_is_found_in_any_row_and_slot),
        cmocka_unit_test(draws_of_households_are_draws),
        cmocka_unit_test(draws_of_years_are_draws),
        cmocka_unit_test(those_under_the_limit_are_chosen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
