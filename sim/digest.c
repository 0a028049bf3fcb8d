#include "sim/digest.h"

#include <stdio.h>
#include <string.h>

#include "sim/error.h"

XXH3_state_t *hq_digest_begin(void)
{
    XXH3_state_t *digest = XXH3_createState();
    if (!digest) {
        hq_fail(HQ_EXIT_WONT_FIT, "no memory for a hash");
    }
    XXH3_128bits_reset(digest);
    return digest;
}

void hq_digest_text(XXH3_state_t *digest, const char *text)
{
    XXH3_128bits_update(digest, text, strlen(text) + 1);
}

XXH128_hash_t hq_digest_end(XXH3_state_t *digest)
{
    const XXH128_hash_t hash = XXH3_128bits_digest(digest);
    XXH3_freeState(digest);
    return hash;
}

void hq_digest_end_hex(XXH3_state_t *digest, char hex[33])
{
    hq_hash_hex(hq_digest_end(digest), hex);
}

void hq_hash_hex(XXH128_hash_t hash, char hex[33])
{
    snprintf(hex, 33, "%016llx%016llx", (unsigned long long)hash.high64, (unsigned long long)hash.low64);
}
