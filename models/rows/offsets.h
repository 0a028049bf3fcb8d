/* Values of a row of parameters or of a county, village or the like, by their offset in it: what tables made from
 * rows/ hold in place of names. The type must be that of the member: number i32, integer i64, float f32, real f64. */
#ifndef MODELS_ROWS_OFFSETS_H
#define MODELS_ROWS_OFFSETS_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

static inline int32_t number_at(const void *row, size_t offset)
{
    int32_t value;
    memcpy(&value, (const char *)row + offset, sizeof value);
    return value;
}

static inline void set_number(void *row, size_t offset, int32_t value)
{
    memcpy((char *)row + offset, &value, sizeof value);
}

static inline int64_t integer_at(const void *row, size_t offset)
{
    int64_t value;
    memcpy(&value, (const char *)row + offset, sizeof value);
    return value;
}

static inline void set_integer(void *row, size_t offset, int64_t value)
{
    memcpy((char *)row + offset, &value, sizeof value);
}

static inline double real_at(const void *row, size_t offset)
{
    double value;
    memcpy(&value, (const char *)row + offset, sizeof value);
    return value;
}

static inline void set_real(void *row, size_t offset, double value)
{
    memcpy((char *)row + offset, &value, sizeof value);
}

static inline void set_float(void *row, size_t offset, float value)
{
    memcpy((char *)row + offset, &value, sizeof value);
}

static inline const char *text_at(const void *row, size_t offset)
{
    const char *value;
    memcpy(&value, (const char *)row + offset, sizeof value);
    return value;
}

#endif
