#include "sim/isa.h"

#include <string.h>

const char *const hq_isa_names[HQ_ISAS] = {"sse2", "avx2", "avx512"};
const struct lanes *const hq_lanes[HQ_ISAS] = {&lanes_sse2, &lanes_avx2, &lanes_avx512};

static bool machine_has(int isa)
{
    __builtin_cpu_init();
    switch (isa) {
    case 1:
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
               __builtin_cpu_supports("bmi2");
    case 2:
        return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
               __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
               __builtin_cpu_supports("avx512cd");
    default:
        return true;
    }
}

int hq_isa_choose(const char *name)
{
    for (int isa = HQ_ISAS - 1; isa >= 0; isa--) {
        if (name && strcmp(name, hq_isa_names[isa]) == 0) {
            return machine_has(isa) ? isa : -2;
        }
        if (!name && machine_has(isa)) {
            return isa;
        }
    }
    return -1;
}
