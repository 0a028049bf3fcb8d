/* Hashes in parts. */
#include "unit/sim/test.h"

#include "sim/digest.h"

/* What comes in parts has the hash of the whole. */
static void parts_hash_like_the_whole(void **state)
{
    (void)state;
    static const char whole[] = "sand and grass and sand";
    char bytes[5000];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (char)(i * i % 251);
    XXH3_state_t *digest = hq_digest_begin();
    for (size_t at = 0; at < sizeof bytes; at += 500)
        XXH3_128bits_update(digest, bytes + at, 500);
    const XXH128_hash_t hash = hq_digest_end(digest);
    assert_true(XXH128_isEqual(hash, XXH3_128bits(bytes, sizeof bytes)));
    digest = hq_digest_begin();
    hq_digest_text(digest, whole);
    assert_true(XXH128_isEqual(hq_digest_end(digest), XXH3_128bits(whole, sizeof whole)));
}

static void texts_do_not_run_into_each_other(void **state)
{
    (void)state;
    static const char *const pairs[3][2] = {{"ab", "c"}, {"a", "bc"}, {"abc", ""}};
    char hex[3][33];
    for (int k = 0; k < 3; k++) {
        XXH3_state_t *digest = hq_digest_begin();
        hq_digest_text(digest, pairs[k][0]);
        hq_digest_text(digest, pairs[k][1]);
        hq_digest_end_hex(digest, hex[k]);
    }
    assert_string_not_equal(hex[0], hex[1]);
    assert_string_not_equal(hex[0], hex[2]);
    assert_string_not_equal(hex[1], hex[2]);
}

/* The upper half comes first, and no digit is left out. */
static void digits_are_those_of_the_canonical_form(void **state)
{
    (void)state;
    char hex[33];
    hq_hash_hex((XXH128_hash_t){.low64 = 0x0123456789abcdef, .high64 = 0xf}, hex);
    assert_string_equal(hex, "000000000000000f0123456789abcdef");
    XXH128_canonical_t canonical;
    const XXH128_hash_t nothing = hq_digest_end(hq_digest_begin());
    XXH128_canonicalFromHash(&canonical, nothing);
    hq_hash_hex(nothing, hex);
    for (int k = 0; k < 16; k++) {
        char two[3];
        snprintf(two, sizeof two, "%02x", canonical.digest[k]);
        assert_memory_equal(hex + 2 * k, two, 2);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_hash_like_the_whole),
        cmocka_unit_test(texts_do_not_run_into_each_other),
        cmocka_unit_test(digits_are_those_of_the_canonical_form),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
