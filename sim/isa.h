/* Instruction sets: which builds of kernels and models the program holds, and which this machine runs. */
#ifndef SIM_ISA_H
#define SIM_ISA_H

#include "sim/kernels/lanes.h"

enum { HQ_ISAS = 3 };

/* A model in all its builds, slowest instruction set first. */
struct model_family {
    const char *name;
    const struct model *builds[HQ_ISAS];
};

/* "sse2", "avx2", "avx512". */
extern const char *const hq_isa_names[HQ_ISAS];
/* The engine's own loops, in the same order. */
extern const struct lanes *const hq_lanes[HQ_ISAS];

/* The fastest instruction set that this machine has, or the one asked for by name. Returns -1 where the
 * name is unknown, -2 where the machine lacks it. */
int hq_isa_choose(const char *name);

#endif
