/* XXH3-128 over parts that come one after the other. */
#ifndef SIM_DIGEST_H
#define SIM_DIGEST_H

#include <xxhash.h>

/* A hash of nothing yet, to which XXH3_128bits_update adds; the run ends (HQ_EXIT_WONT_FIT) where there is no
 * memory for it. */
XXH3_state_t *hq_digest_begin(void);

/* Adds a text with its NUL, so that neighbours do not run into each other. */
void hq_digest_text(XXH3_state_t *digest, const char *text);

/* The hash; what hq_digest_begin returned is freed. */
XXH128_hash_t hq_digest_end(XXH3_state_t *digest);

/* The same in hexadecimal digits, as results name their hashes; and those of any hash. */
void hq_digest_end_hex(XXH3_state_t *digest, char hex[33]);
void hq_hash_hex(XXH128_hash_t hash, char hex[33]);

#endif
