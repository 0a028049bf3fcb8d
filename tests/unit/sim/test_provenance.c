/* Where a result comes from. */
#include "unit/sim/scratch.h"

#include "sim/isa.h"
#include "sim/provenance.h"

static void the_version_is_three_numbers(void **state)
{
    (void)state;
    int major, minor, patch, end = 0;
    assert_int_equal(sscanf(hq_version(), "%d.%d.%d%n", &major, &minor, &patch, &end), 3);
    assert_int_equal(hq_version()[end], '\0');
}

static void everything_that_could_matter_is_named(void **state)
{
    (void)state;
    static const char *const keys[] = {"version", "compiler", "hdf5",   "mpi",
                                       "libyaml", "xxhash",   "system", "best_instruction_set"};
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    struct json j;
    hq_json_begin(&j, out);
    hq_provenance_json(&j);
    hq_json_end(&j);
    fclose(out);
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
        char *member = hq_text("\"%s\": \"", keys[k]);
        const char *at = strstr(text, member);
        assert_non_null(at);
        assert_true(at[strlen(member)] != '"'); /* not empty */
        free(member);
    }
    char *version = hq_text("\"version\": \"%s\"", hq_version());
    char *isa = hq_text("\"best_instruction_set\": \"%s\"", hq_isa_names[hq_isa_choose(NULL)]);
    assert_non_null(strstr(text, version));
    assert_non_null(strstr(text, isa));
    free(version);
    free(isa);
    free(text);
}

static void peak_memory_grows_with_what_is_touched(void **state)
{
    (void)state;
    enum { MORE = 64 << 20 };
    const size_t before = hq_peak_memory();
    assert_in_range(before, 1 << 20, (size_t)1 << 40);
    volatile char *memory = malloc(2 * MORE); /* beyond what the process has had so far */
    assert_non_null(memory);
    for (size_t i = 0; i < 2 * MORE; i += 4096)
        memory[i] = 1;
    assert_true(hq_peak_memory() >= before + MORE);
    free((void *)memory);
}

static void files_are_known_by_their_bytes(void **state)
{
    char *one = scratch_path(state, "one"), *other = scratch_path(state, "other"),
         *absent = scratch_path(state, "no");
    char hash[33], same[33];
    scratch_write(one, "", 0);
    hq_file_hash(one, hash);
    assert_string_equal(hash, "99aa06d3014798d86001c324468d497f"); /* XXH3-128 of nothing */
    scratch_write(one, "Horqin\0sand", 11);
    scratch_write(other, "Horqin\0sand", 11);
    hq_file_hash(one, hash);
    hq_file_hash(other, same);
    assert_int_equal(strlen(hash), 32);
    assert_string_equal(hash, same);
    scratch_write(other, "Horqin\0Sand", 11); /* behind a zero byte, too */
    hq_file_hash(other, same);
    assert_string_not_equal(hash, same);
    hq_file_hash(absent, hash);
    assert_string_equal(hash, "");
    free(one);
    free(other);
    free(absent);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_version_is_three_numbers),
        cmocka_unit_test(everything_that_could_matter_is_named),
        cmocka_unit_test(peak_memory_grows_with_what_is_touched),
        scratch_test(files_are_known_by_their_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
