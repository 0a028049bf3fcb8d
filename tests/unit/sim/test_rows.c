#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sim/rows.h"

static void sizes_and_names(void **state)
{
    (void)state;
    static const struct {
        enum hq_type type;
        size_t size;
        const char *name;
    } known[] = {{HQ_u8, 1, "u8"},   {HQ_i8, 1, "i8"},   {HQ_u16, 2, "u16"}, {HQ_i16, 2, "i16"},
                 {HQ_i32, 4, "i32"}, {HQ_u32, 4, "u32"}, {HQ_i64, 8, "i64"}, {HQ_u64, 8, "u64"},
                 {HQ_f32, 4, "f32"}, {HQ_f64, 8, "f64"}};
    assert_int_equal(sizeof known / sizeof *known, HQ_TYPES);
    for (int i = 0; i < HQ_TYPES; i++) {
        assert_int_equal(hq_type_size(known[i].type), known[i].size);
        assert_string_equal(hq_type_name(known[i].type), known[i].name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(sizes_and_names)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
