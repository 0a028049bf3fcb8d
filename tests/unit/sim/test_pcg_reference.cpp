// hq_draw against the reference implementation of PCG (Debian: libpcg-cpp-dev): draw k of a seed, a household,
// a year and a purpose is what `pcg32` gives after construction with the household's arguments and
// advance(position + k), bit for bit.
#include <cstdint>
#include <cstdio>

#include <pcg_random.hpp>

#include "sim/pcg.h"

static long long compared, differing;

static void compare(uint64_t seed, uint64_t id, int64_t year, uint32_t purpose, unsigned draws)
{
    const struct hq_seed keys = hq_seed_keys(seed);
    const struct hq_stream ours = hq_stream_of(keys, id);
    const uint64_t position = hq_position(year, purpose);
    uint64_t initstate, stream;
    hq_stream_arguments(keys, id, &initstate, &stream);
    pcg32 consecutive(initstate, stream);
    consecutive.advance(position);
    for (unsigned k = 0; k < draws; k++) {
        pcg32 advanced(initstate, stream);
        advanced.advance(position + k);
        const uint32_t draw = hq_draw(ours, hq_jump_to(position + k)), reference = advanced();
        compared++;
        if (draw != reference || draw != consecutive()) {
            differing++;
            std::printf("seed %llu id %llu year %lld purpose %u draw %u: %08x, reference %08x\n",
                        (unsigned long long)seed, (unsigned long long)id, (long long)year, purpose, k, draw,
                        reference);
        }
    }
}

static uint64_t wide(pcg32 &random)
{
    const uint64_t high = random();
    return high << 32 | random();
}

int main()
{
    // The cases come from the reference generator itself.
    pcg32 random(1, 1);
    const uint64_t ids[] = {0, 1, 2, UINT64_C(150522) << 40 | 1, UINT64_MAX, UINT64_C(1) << 63};
    for (uint64_t seed = 0; seed < 4; seed++)
        for (uint64_t id : ids)
            for (int64_t year = 2002; year < 2020; year++)
                compare(seed, id, year, static_cast<uint32_t>(year % 13 + 1), 4);
    for (int i = 0; i < 20000; i++) {
        const uint64_t seed = wide(random) >> 1, id = wide(random);
        const int64_t year = 1900 + random(301);
        const uint32_t purpose = random(1000);
        compare(seed, id, year, purpose, 1 + random(8));
    }
    std::printf("%lld draws compared with pcg32, %lld differ\n", compared, differing);
    return compared > 10000 && differing == 0 ? 0 : 1;
}
