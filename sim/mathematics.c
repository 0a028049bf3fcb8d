/* Bounds of the mathematics, where the compiler of a kernel does not see them (sim/mathematics.h says why). */
#include "sim/mathematics.h"

const struct hq_bounds hq_bounds = {.zero = 0.0f,
                                    .one = 1.0f,
                                    .exponent_low = -87.0f,
                                    .exponent_high = 88.0f,
                                    .integer_low = -2147483520.0f,
                                    .integer_high = 2147483520.0f,
                                    .yuan_low = -1.0e6f,
                                    .yuan_high = 1.0e6f};
