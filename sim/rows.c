#include "sim/rows.h"

static const struct {
    size_t size;
    const char *name;
} types[HQ_TYPES] = {
    [HQ_u8] = {sizeof(HQ_CTYPE_u8), "u8"},    [HQ_i8] = {sizeof(HQ_CTYPE_i8), "i8"},
    [HQ_u16] = {sizeof(HQ_CTYPE_u16), "u16"}, [HQ_i16] = {sizeof(HQ_CTYPE_i16), "i16"},
    [HQ_i32] = {sizeof(HQ_CTYPE_i32), "i32"}, [HQ_u32] = {sizeof(HQ_CTYPE_u32), "u32"},
    [HQ_i64] = {sizeof(HQ_CTYPE_i64), "i64"}, [HQ_u64] = {sizeof(HQ_CTYPE_u64), "u64"},
    [HQ_f32] = {sizeof(HQ_CTYPE_f32), "f32"}, [HQ_f64] = {sizeof(HQ_CTYPE_f64), "f64"},
};

size_t hq_type_size(enum hq_type type)
{
    return types[type].size;
}

const char *hq_type_name(enum hq_type type)
{
    return types[type].name;
}
