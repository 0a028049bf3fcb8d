/* What a machine has: files of /proc and of control groups as a root of the tests' own has them. */
#include "unit/sim/scratch.h"

#include <malloc.h>

#include "sim/machine.h"

#define MIB INT64_C(1048576)

static void put(void **state, const char *path, const char *text)
{
    char *whole = hq_text("%s/%s", (const char *)*state, path), *slash = strrchr(whole, '/');
    *slash = '\0';
    assert_int_equal(hq_make_folder(whole), 0);
    *slash = '/';
    scratch_write(whole, text, strlen(text));
    free(whole);
}

static void this_machine_has_memory(void **state)
{
    (void)state;
    const int64_t available = hq_memory_available("");
    assert_true(available > 16 * MIB && available < (INT64_C(1) << 50));
}

static void without_files_nobody_can_say(void **state)
{
    assert_int_equal(hq_memory_available(*state), INT64_MAX);
}

static void available_is_what_the_kernel_says(void **state)
{
    put(state, "proc/meminfo", "MemTotal:  8000 kB\nMemFree:  100 kB\nMemAvailable:   4096 kB\n");
    assert_int_equal(hq_memory_available(*state), 4 * MIB);
    put(state, "proc/self/cgroup", "0::/job\n"); /* a group without a limit */
    put(state, "sys/fs/cgroup/job/memory.max", "max\n");
    put(state, "sys/fs/cgroup/job/memory.current", "100\n");
    assert_int_equal(hq_memory_available(*state), 4 * MIB);
}

/* Pages of files that could be dropped are not in the way. */
static void a_group_of_version_2_limits(void **state)
{
    put(state, "proc/meminfo", "MemAvailable: 4096 kB\n");
    put(state, "proc/self/cgroup", "0::/slurm/job_7/step\n");
    put(state, "sys/fs/cgroup/slurm/job_7/step/memory.max", "max\n");
    put(state, "sys/fs/cgroup/slurm/job_7/step/memory.current", "3\n");
    put(state, "sys/fs/cgroup/slurm/job_7/memory.max", "3145728\n");
    put(state, "sys/fs/cgroup/slurm/job_7/memory.current", "2097152\n");
    put(state, "sys/fs/cgroup/slurm/job_7/memory.stat", "anon 5\ninactive_file 1048576\nactive_file 7\n");
    assert_int_equal(hq_memory_available(*state), 2 * MIB);
    put(state, "sys/fs/cgroup/slurm/job_7/memory.current", "9437184\n"); /* beyond its limit: nothing is left */
    assert_int_equal(hq_memory_available(*state), 0);
}

static void the_mount_is_a_containers_own_group(void **state)
{
    put(state, "proc/meminfo", "MemAvailable: 4096 kB\n");
    put(state, "proc/self/cgroup", "0::/../of/the/host\n");
    put(state, "sys/fs/cgroup/memory.max", "1048576\n");
    put(state, "sys/fs/cgroup/memory.current", "1024\n");
    assert_int_equal(hq_memory_available(*state), MIB - 1024);
}

static void a_group_of_version_1_limits(void **state)
{
    put(state, "proc/meminfo", "MemAvailable: 4096 kB\n");
    put(state, "proc/self/cgroup", "5:cpu,cpuacct:/a\n4:memory:/box\n");
    put(state, "sys/fs/cgroup/memory/box/memory.limit_in_bytes", "2097152\n");
    put(state, "sys/fs/cgroup/memory/box/memory.usage_in_bytes", "1048576\n");
    put(state, "sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
    put(state, "sys/fs/cgroup/memory/memory.usage_in_bytes", "1048576\n");
    assert_int_equal(hq_memory_available(*state), MIB);
}

/* A folder that is not there yet lies on the disk of the nearest one above that is. */
static void disks_are_found_from_paths_to_be_made(void **state)
{
    char *deep = scratch_path(state, "not/yet/there");
    const int64_t here = hq_disk_available(*state), there = hq_disk_available(deep);
    assert_true(here > 0 && here < INT64_MAX);
    assert_true(there > here / 2 && there < here * 2 + 1); /* others write at the same time */
    assert_true(hq_disk_available("results/of-a-run") < INT64_MAX);
    assert_true(hq_disk_available("no-such-folder") < INT64_MAX);
    assert_true(hq_disk_available("/no-such-folder") < INT64_MAX);
    assert_true(hq_disk_available("") < INT64_MAX);
    free(deep);
}

#ifndef __SANITIZE_ADDRESS__ /* which brings an allocator of its own */
/* What is freed is given back at once, so that it is no hole among what is left. */
static void large_blocks_are_pages(void **state)
{
    (void)state;
    enum { BLOCKS = 64 };
    char *blocks[BLOCKS];
    hq_memory_in_pages();
    const size_t before = mallinfo2().hblkhd;
    for (int i = 0; i < BLOCKS; i++) {
        blocks[i] = aligned_alloc(64, 2 * HQ_PAGED_FROM);
        assert_non_null(blocks[i]);
        blocks[i][0] = 1;
    }
    assert_true(mallinfo2().hblkhd >= before + (size_t)BLOCKS * 2 * HQ_PAGED_FROM);
    for (int i = 0; i < BLOCKS; i += 2) {
        free(blocks[i]);
    }
    assert_true(mallinfo2().hblkhd <= before + (size_t)BLOCKS / 2 * (2 * HQ_PAGED_FROM + 2 * HQ_PAGE));
    for (int i = 1; i < BLOCKS; i += 2) {
        free(blocks[i]);
    }
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(this_machine_has_memory),
        scratch_test(without_files_nobody_can_say),
        scratch_test(available_is_what_the_kernel_says),
        scratch_test(a_group_of_version_2_limits),
        scratch_test(the_mount_is_a_containers_own_group),
        scratch_test(a_group_of_version_1_limits),
        scratch_test(disks_are_found_from_paths_to_be_made),
#ifndef __SANITIZE_ADDRESS__
        cmocka_unit_test(large_blocks_are_pages),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
