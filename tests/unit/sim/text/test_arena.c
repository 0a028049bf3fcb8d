#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "sim/text/arena.h"

static void memory_is_zero_and_aligned(void **state)
{
    (void)state;
    struct arena a = {0};
    for (size_t bytes = 0; bytes < 100; bytes++) {
        unsigned char *p = hq_arena_alloc(&a, bytes);
        assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
        for (size_t i = 0; i < bytes; i++)
            assert_int_equal(p[i], 0);
        memset(p, 0xFF, bytes); /* the sanitizer sees an overlap or an overrun */
    }
    hq_arena_free(&a);
    assert_null(a.last);
}

static void texts_are_copied(void **state)
{
    (void)state;
    struct arena a = {0};
    char text[] = "sand";
    char *whole = hq_arena_text(&a, text), *part = hq_arena_bytes(&a, text, 2);
    text[0] = 'b';
    assert_string_equal(whole, "sand");
    assert_string_equal(part, "sa");
    assert_string_equal(hq_arena_bytes(&a, NULL, 0), "");
    assert_string_equal(hq_arena_print(&a, "%s-%03d", "x", 7), "x-007");
    hq_arena_free(&a);
}

static void arrays_grow_and_keep_their_items(void **state)
{
    (void)state;
    struct arena a = {0};
    int *items = NULL, capacity = 0;
    for (int i = 0; i < 1000; i++) {
        items = hq_arena_grow(&a, items, i, &capacity, sizeof *items);
        assert_true(capacity > i);
        items[i] = i * i;
    }
    for (int i = 0; i < 1000; i++)
        assert_int_equal(items[i], i * i);
    hq_arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_zero_and_aligned),
        cmocka_unit_test(texts_are_copied),
        cmocka_unit_test(arrays_grow_and_keep_their_items),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
