/* The floating-point environment of a thread. */
#ifndef SIM_FLOATING_H
#define SIM_FLOATING_H

#include <xmmintrin.h>

/* Round to nearest, denormals kept, no traps: whatever a library or launcher has left behind. */
static inline void hq_set_floating_point(void)
{
    _mm_setcsr(0x1f80);
}

#endif
