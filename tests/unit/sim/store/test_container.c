/* Checked files: cut at every length, every byte flipped, disks full. */
#define _GNU_SOURCE 1
#include "unit/sim/scratch.h"

#include <errno.h>
#include <xxhash.h>

#include "sim/store/container.h"

static const char text[] =
    "a section of one hundred bytes or so, so that it takes more than one block of the file";

static void write_small(const char *path)
{
    const uint64_t numbers[3] = {1, UINT64_MAX, 3};
    const struct section sections[] = {
        {"text", text, sizeof text},
        {"empty", NULL, 0},
        {"numbers of a name as long as may", numbers, 0},
        {"numbers", numbers, sizeof numbers},
    };

    /* 32 bytes of name are one too many: nothing is written. */
    assert_int_equal(hq_container_write(path, sections, 4), EINVAL);
    assert_false(hq_file_exists(path));
    const struct section good[] = {sections[0], sections[1], sections[3]};
    assert_int_equal(hq_container_write(path, good, 3), 0);
}

static void sections_come_back(void **state)
{
    char *path = scratch_path(state, "checkpoint");
    const char *why;
    const uint64_t expected[3] = {1, UINT64_MAX, 3};
    size_t size;

    write_small(path);
    assert_int_equal(scratch_count(*state), 1);
    struct container *c = hq_container_read(path, &why);
    assert_non_null(c);
    assert_null(why);
    const void *found = hq_container_section(c, "text", &size);
    assert_int_equal(size, sizeof text);
    assert_memory_equal(found, text, size);
    found = hq_container_section(c, "numbers", &size);
    assert_int_equal(size, sizeof expected);
    assert_int_equal((uintptr_t)found % 64, 0);
    assert_memory_equal(found, expected, size);
    assert_non_null(hq_container_section(c, "empty", &size));
    assert_int_equal(size, 0);
    assert_null(hq_container_section(c, "number", &size));
    assert_null(hq_container_section(c, "", &size));
    hq_container_free(c);
    hq_container_free(NULL);
    free(path);
}

/* Sizes around the block and around the pieces in which files are hashed. */
static void any_size_comes_back(void **state)
{
    static const size_t sizes[] = {1, 63, 64, 65, (4 << 20) - 128, (4 << 20) - 127, (4 << 20) + 1, 9 << 20};
    char *path = scratch_path(state, "checkpoint");
    unsigned char *bytes = malloc(9 << 20);
    const char *why;
    size_t size;

    for (size_t i = 0; i < 9 << 20; i++)
        bytes[i] = (unsigned char)(i * 2654435761u >> 13);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        const struct section section = {"slab", bytes, sizes[i]};
        assert_int_equal(hq_container_write(path, &section, 1), 0);
        struct container *c = hq_container_read(path, &why);
        assert_non_null(c);
        const void *found = hq_container_section(c, "slab", &size);
        assert_int_equal(size, sizes[i]);
        assert_int_equal(memcmp(found, bytes, size), 0);
        hq_container_free(c);
    }
    free(bytes);
    free(path);
}

static void no_sections_at_all(void **state)
{
    char *path = scratch_path(state, "checkpoint");
    const char *why;

    assert_int_equal(hq_container_write(path, NULL, 0), 0);
    struct container *c = hq_container_read(path, &why);
    assert_non_null(c);
    hq_container_free(c);
    free(path);
}

static void assert_refused(const char *path, const char *says)
{
    const char *why = NULL;
    struct container *c = hq_container_read(path, &why);

    assert_null(c);
    assert_non_null(why);
    if (!strstr(why, says))
        fail_msg("\"%s\" does not say \"%s\"", why, says);
}

static void cut_anywhere_is_seen(void **state)
{
    char *path = scratch_path(state, "checkpoint"), *bytes;
    size_t size;

    write_small(path);
    assert_int_equal(hq_read_file(path, &bytes, &size), 0);
    assert_int_equal(size % 64, 16);
    for (size_t length = 0; length < size; length++) {
        scratch_write(path, bytes, length);
        assert_refused(path, "cut off");
    }
    scratch_write(path, bytes, size + 1); /* and one byte more: the NUL that hq_read_file adds */
    assert_refused(path, "damaged");
    free(bytes);
    free(path);
}

static void every_flipped_byte_is_seen(void **state)
{
    char *path = scratch_path(state, "checkpoint"), *bytes;
    size_t size;

    write_small(path);
    assert_int_equal(hq_read_file(path, &bytes, &size), 0);
    for (size_t i = 0; i < size; i++) {
        bytes[i] ^= (char)(1 << i % 8);
        scratch_write(path, bytes, size);
        assert_refused(path, i < 8 ? "is not a checked file" : "damaged");
        bytes[i] ^= (char)(1 << i % 8);
    }
    free(bytes);
    free(path);
}

/* Writes bytes with the right hash at their end. */
static void write_signed(const char *path, char *bytes, size_t size)
{
    XXH128_canonical_t hash;

    XXH128_canonicalFromHash(&hash, XXH3_128bits(bytes, size - 16));
    memcpy(bytes + size - 16, hash.digest, 16);
    scratch_write(path, bytes, size);
}

/* A right hash over sizes, counts and names that run past their ends must not lead the reader there. */
static void deceitful_files_are_refused(void **state)
{
    static const uint64_t sizes[] = {0, 129, 1 << 20, UINT64_MAX, UINT64_MAX - 63, UINT64_MAX - 127};
    static const uint64_t counts[] = {0, 2, 4, UINT64_MAX};
    char *path = scratch_path(state, "checkpoint"), *bytes, name[32];
    uint64_t good;
    size_t size;

    write_small(path);
    assert_int_equal(hq_read_file(path, &bytes, &size), 0);
    memcpy(&good, bytes + 64 + 32, 8);
    assert_int_equal(good, sizeof text);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        memcpy(bytes + 64 + 32, &sizes[i], 8);
        write_signed(path, bytes, size);
        assert_refused(path, "do not add up");
    }
    memcpy(bytes + 64 + 32, &good, 8);
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        memcpy(bytes + 8, &counts[i], 8);
        write_signed(path, bytes, size);
        assert_refused(path, "do not add up");
    }
    good = 3;
    memcpy(bytes + 8, &good, 8);
    memset(name, 'x', sizeof name);
    memcpy(bytes + 64, name, sizeof name);
    write_signed(path, bytes, size);
    assert_refused(path, "do not add up");
    free(bytes);
    free(path);
}

static void what_is_no_file_is_refused(void **state)
{
    char *path = scratch_path(state, "absent");

    assert_refused(path, "is not there");
    assert_refused(*state, "is not a file");
    assert_int_equal(hq_container_write("/absent-folder/x", NULL, 0), ENOENT);
    free(path);
}

static void names_that_stand_twice_are_refused(void **state)
{
    char *path = scratch_path(state, "checkpoint");
    const struct section twice[] = {{"a", "1", 1}, {"b", "1", 1}, {"a", "1", 1}};

    assert_int_equal(hq_container_write(path, twice, 3), EINVAL);
    assert_int_equal(scratch_count(*state), 0);
    free(path);
}

static void a_full_disk_leaves_no_file_and_spares_the_old(void **state)
{
    char *path = scratch_path(state, "checkpoint"), *before, *after;
    size_t size, size_after;
    unsigned char *bytes = calloc(1, 1 << 20);
    const struct section section = {"slab", bytes, 1 << 20};

    for (rlim_t limit = 0; limit <= (1 << 20) + 128 + 15; limit = limit < 4096 ? limit + 63 : limit * 2 + 63) {
        scratch_limit(limit);
        assert_int_equal(hq_container_write(path, &section, 1), EFBIG);
        scratch_unlimit();
        assert_int_equal(scratch_count(*state), 0);
    }
    /* The last byte of the hash does not fit. */
    scratch_limit((1 << 20) + 128 + 15);
    assert_int_equal(hq_container_write(path, &section, 1), EFBIG);
    scratch_limit((1 << 20) + 128 + 16);
    assert_int_equal(hq_container_write(path, &section, 1), 0);

    assert_int_equal(hq_read_file(path, &before, &size), 0);
    scratch_limit(1000);
    assert_int_equal(hq_container_write(path, &section, 1), EFBIG);
    scratch_unlimit();
    assert_int_equal(hq_read_file(path, &after, &size_after), 0);
    assert_int_equal(size, size_after);
    assert_int_equal(memcmp(before, after, size), 0);
    assert_int_equal(scratch_count(*state), 1);
    free(before);
    free(after);
    free(bytes);
    free(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        scratch_test(sections_come_back),
        scratch_test(any_size_comes_back),
        scratch_test(no_sections_at_all),
        scratch_test(cut_anywhere_is_seen),
        scratch_test(every_flipped_byte_is_seen),
        scratch_test(deceitful_files_are_refused),
        scratch_test(what_is_no_file_is_refused),
        scratch_test(names_that_stand_twice_are_refused),
        scratch_test(a_full_disk_leaves_no_file_and_spares_the_old),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
